/* api.h - the door of api/: what its files share behind samedesk.h.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_API_H
#define SAMEDESK_API_H

#include "extract/extract.h"
#include "judge/judge.h"
#include "read/read.h"
#include "relate/relate.h"
#include "report/report.h"
#include "resolve/resolve.h"
#include "samedesk.h"

struct samedesk_knowledge {
	struct know *know;
};

/* The caller's options, checked. */
struct api_options {
	samedesk_options given;
	struct when date;			/* unknown: each letter's own */
	struct relate_options relate;
	struct diag_sink sink;
	bool write_failed;
};

/* False when one is unusable: said through the caller's function. o stays where it is: the sink points into it. */
bool api_options_take(struct api_options *o, const samedesk_options *given);
/* A usage fault, said as a diagnostic. */
void api_say(struct api_options *o, const char *text, const char *detail);
/* A printer for what, or NULL when the format is unknown (said). format "none" and no write function: *none is set. */
struct report *api_report(struct api_options *o, enum report_what what, bool *none);

#endif
