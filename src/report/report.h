/* report.h - the door of report/: one printer interface, one file an output format; DESIGN section 8.
 *
 * In: letters with findings, rules, answers to `who`. Out: bytes to the caller's function. Output is stable: it depends on the
 * input alone.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_REPORT_H
#define SAMEDESK_REPORT_H

#include "judge/judge.h"
#include "letter/letter_record.h"
#include "letter/letter_who.h"

struct report_count { const char *rule; uint32_t n; };

enum report_what { REPORT_CHECK, REPORT_SHOW, REPORT_WHO, REPORT_RULES, REPORT_VALIDATION };

struct report_summary {		/* counted by api/ */
	uint32_t letters, judged, not_judged, failed_files, findings[3];	/* by level */
	uint32_t not_a_letter, no_sender, no_recipient, ambiguous, unjudged;	/* why not judged; unjudged: a rule failed */
	const struct report_count *by_rule;	/* sorted by rule */
	uint32_t n_by_rule;
};

struct report_validation {	/* counted by api/: as samedesk_validation */
	uint32_t parties, names, arrangements, phases, posts, formats, patterns, rules, examples;
	uint32_t errors, warnings;
};

struct report_options {
	enum report_what what;
	bool color, proof, quiet, stats;
	uint32_t max_findings;		/* 0: all */
};

struct report;
/* format: "text", "json", "ndjson", "xml". NULL: no such format. */
struct report *report_new(const char *format, const struct report_options *o,
    bool (*write)(void *user, const char *bytes, size_t n), void *user);
void report_letter(struct report *r, struct letter *l);		/* check, show */
void report_record(struct report *r, const struct letter_record *record);	/* audit: the findings of a letter */
void report_archive(struct report *r, const struct letter_archive *a);		/* audit: the circles, after all letters */
void report_who(struct report *r, const struct letter_who *w);
void report_rules(struct report *r, const struct judge *j, const char *only);	/* only: an id, or NULL for the list */
void report_validation(struct report *r, const struct report_validation *v);
/* Closes the document and prints the summary. False when writing failed. */
bool report_end(struct report *r, const struct report_summary *s);	/* s NULL: who, rules, validation */
void report_free(struct report *r);
/* "text", "json", ...: the i-th format, NULL after the last. */
const char *report_format_name(unsigned i);

#endif
