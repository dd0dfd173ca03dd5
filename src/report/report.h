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

/* Findings that concern a council, two of them, or a year. */
struct report_tally_row {
	const char *key, *other;	/* id; the year, "" where none is known. other: of a pair, else NULL */
	const char *name, *other_name;	/* for people */
	uint32_t findings;
};

enum report_what { REPORT_CHECK, REPORT_SHOW, REPORT_WHO, REPORT_RULES, REPORT_VALIDATION, REPORT_AUDIT, REPORT_CONFIG, REPORT_BASELINE };

struct report_baseline {		/* counted by api/ */
	const char *path;		/* NULL: nothing is said of one */
	uint32_t fresh, gone, ended;	/* findings not in it, or put in; entries found no more, and run out */
	uint32_t holds, without_reason;	/* entries now; those of which nobody says why */
	bool written, pruned;		/* pruned: those that have run out were taken out, too */
};

struct report_summary {		/* counted by api/ */
	uint32_t letters, judged, not_judged, failed_files, findings[3];	/* by level */
	uint32_t excluded;		/* files left out by the project */
	uint32_t accepted;		/* findings that may stand: in none of the other counts */
	const struct report_baseline *baseline;	/* of a run that looks after one; else NULL */
	uint32_t without_reason;	/* of these, those of which nobody says why */
	uint32_t not_a_letter, no_sender, no_recipient, ambiguous, unjudged;	/* why not judged; unjudged: a rule failed */
	const struct report_count *by_rule;	/* sorted by rule */
	uint32_t n_by_rule;
	const struct report_tally_row *by_council, *by_pair, *by_year, *by_month;	/* audits and --stats, counted by report/: those with most findings first */
	uint32_t n_by_council, n_by_pair, n_by_year, n_by_month;
};

struct report_validation {	/* counted by api/: as samedesk_validation */
	uint32_t parties, names, arrangements, phases, posts, formats, patterns, rules, examples;
	uint32_t errors, warnings;
};

struct report_setting { const char *key, *value, *path; uint32_t line, column; };	/* as samedesk_setting */

struct report_options {
	enum report_what what;
	bool color, proof, quiet, stats;
	bool ascii;			/* of the text format: no bytes above 127 */
	struct know_tongue tongue;
	uint32_t max_findings;		/* 0: all */
	unsigned fail_on;		/* least enum letter_level that makes the run fail; above LETTER_ERROR: none does */
	const char *version;		/* of the program; NULL: not told */
	const char *root, *root_real;	/* --root, as given and as the system resolves it; NULL: paths are told as they were given */
	const char *folder;		/* with root: the current folder */
};

struct report;
/* Does the format tell findings alone, so that it is of check and audit only? */
bool report_format_is_of_findings(const char *format);
/* A printer; what is given to the first is printed by all. first: those made before, or NULL. format: "text", "json", ... NULL: no such
 * format, or it has no words for what is asked. */
struct report *report_new(const char *format, const struct report_options *o, struct report *first,
    bool (*write)(void *user, const char *bytes, size_t n), void *user);
void report_letter(struct report *r, struct letter *l);		/* check, show */
void report_record(struct report *r, const struct letter_record *l);	/* audit: the findings of a letter alone */
/* Is any of the printers one that shows more of a finding than its words? */
bool report_shows(const struct report *r);
/* That, for a record: in the arena. The letter's own is used as well. */
const struct letter_shown *report_shown(struct arena *a, struct letter *l, const struct letter_finding *f);
/* audit: the circles that the rules speak of, and what was left out; after all records. */
void report_archive(struct report *r, struct letter_archive *a);
void report_change(struct report *r, const struct letter_change *c);	/* audit with a store: after the circles */
void report_who(struct report *r, const struct letter_who *w);
/* A level that a project gives to a rule. */
struct report_level { const char *rule, *level, *where, *path; uint32_t line, column; };	/* level: "off" or a level; where: a pattern, or NULL */
struct report_levels { VEC(struct report_level) list; };
/* only: ids, NULL-terminated; NULL for the list. */
void report_rules(struct report *r, const struct judge *j, const char *const *only, const struct report_levels *levels);
void report_validation(struct report *r, const struct report_validation *v);
void report_setting(struct report *r, const struct report_setting *s);
/* What could not be done, of whatever file. Any time, also before the first letter; copied. */
void report_diagnostic(struct report *r, const struct diag *d);
/* Rules that the findings may be of, for formats that describe them; of several that have the same id the first counts. What j holds is read
 * until report_end(). */
void report_judge(struct report *r, const struct judge *j);
/* Closes the document and prints the summary. False when writing failed. */
bool report_end(struct report *r, const struct report_summary *s);	/* s NULL: who, rules, validation */
void report_free(struct report *r);		/* the first and all others */
/* A line of a file of knowledge, and under it a caret at its byte `at` with `length` bytes underlined. */
void report_source(struct buf *out, struct span line, uint32_t number, size_t at, size_t length, bool color);
/* For whoever can read no more than ASCII: letters with their marks taken off, the rest escaped. */
void report_ascii(struct buf *b);
/* "text", "json", ...: the i-th format, NULL after the last. */
const char *report_format_name(unsigned i);

#endif
