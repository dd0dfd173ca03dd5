/* diag.h - what we could not do, told once, by whoever found out.
 *
 * Each diagnostic is a row of diag.def (id, level, text, help). The library never prints: diag_at()
 * hands the diagnostic to the caller's function. A failing function has already said why; its
 * callers only pass the failure up.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_DIAG_H
#define SAMEDESK_DIAG_H

#include <stdint.h>

#include "base/linemap.h"

enum diag_level { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };	/* ORDER: worst last */

enum diag_id {
#define DIAG(id, name, level, text, help) DIAG_##id,
#include "base/diag.def"
#undef DIAG
	DIAG_COUNT
};

struct diag {
	enum diag_id id;
	const char *path;	/* never NULL; "" when no file is concerned */
	uint32_t line, column;	/* 0: not known */
	const char *detail;	/* "" or what exactly: a name in quotes, libxml2's words */
	const char *help;	/* NULL: that of its row */
	struct span source;	/* the line, or of a very long one what is near; empty: not known */
	size_t at, length;	/* bytes of it that are at fault */
};

/* Where diagnostics go. A NULL sink, or one without a function, drops them but counts. */
struct diag_sink {
	void (*take)(void *user, const struct diag *d);
	void *user;
	uint32_t count[3];	/* by level */
};

void diag_at(struct diag_sink *sink, enum diag_id id, const char *path, uint32_t line,
    uint32_t column, const char *detail_format, ...) __attribute__((format(printf, 6, 7)));

/* As diag_at(), of a place in a text: line and column are worked out, and the line goes along. offset SIZE_MAX: the place is not known. length 0:
 * of a start tag its name, else a byte. a: the line map's. */
void diag_in(struct diag_sink *sink, enum diag_id id, const char *path, struct linemap *lines, struct arena *a, size_t offset,
    size_t length, const char *detail_format, ...) __attribute__((format(printf, 8, 9)));

/* The same of one that is made already, by the caller. */
void diag_tell(struct diag_sink *sink, const struct diag *d);

const char *diag_name(enum diag_id id);		/* "xml-malformed" */
/* DIAG_COUNT: there is none of that name. */
enum diag_id diag_find(const char *name);
const char *diag_text(enum diag_id id);
const char *diag_help(enum diag_id id);
enum diag_level diag_level(enum diag_id id);

#endif
