/* api_accept.h - what a run knows of acceptances: its baseline, and the marks of the letters that were read; DESIGN section 8.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_API_ACCEPT_H
#define SAMEDESK_API_ACCEPT_H

#include "api/api.h"

struct api_accept {
	struct api_options *options;
	struct arena memory;			/* of all below */
	bool audit;				/* letters are judged together, too */
	bool whole;				/* and all was looked for in all of them; set by the audit */
	struct project_baseline *baseline;	/* what it holds is accepted; NULL: there is none */
	struct report_baseline told;		/* what became of it, at the end */
	struct project_baseline *writing;	/* what is to be written; it may be the same; NULL: nothing */
	VEC(struct letter_mark) marks;		/* of an audit: all; of a check: those of the file at hand */
	struct map of_letter;			/* path and member to the first of marks; path alone: those of all its letters */
	VEC(uint32_t) next;			/* of each mark: the next of the same letter, or UINT32_MAX */
};
/* False: a baseline cannot be used (said). */
bool api_accept_init(struct api_accept *x, struct api_options *o, bool audit);
void api_accept_release(struct api_accept *x);

/* Gives findings what the baseline says of them. */
void api_accept_letter(struct api_accept *x, struct letter *l);
void api_accept_record(struct api_accept *x, struct letter_record *r);
void api_accept_circles(struct api_accept *x, struct letter_archive *found);
/* Is it a baseline of this run? */
bool api_accept_is_own(struct api_accept *x, const char *path);
/* A file was read, whole or not. */
void api_accept_file(struct api_accept *x, const char *path, bool whole);

/* What the rules say of acceptances: findings, each of a file. */
struct api_accept_told { const char *path, *member; struct letter_told told; };
struct api_accept_list { VEC(struct api_accept_told) v; };
/* Of the marks so far, which are forgotten. On a. False: a rule could not be evaluated. */
bool api_accept_marks(struct api_accept *x, struct judge *j, struct arena *a, struct api_accept_list *out);
/* Of the baseline, at the end of the run. */
bool api_accept_entries(struct api_accept *x, struct judge *j, struct arena *a, struct api_accept_list *out);
/* Writes what is to be written, and tells what is otherwise where that is what was asked. A status. */
int api_accept_end(struct api_accept *x, struct judge *j, struct report *r);

/* Does the run only look after the baseline? */
static inline bool api_accept_only(const struct api_options *o)
{
	return o->given.baseline_for != SAMEDESK_BASELINE_USE;
}

#endif
