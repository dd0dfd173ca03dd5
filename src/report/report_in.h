/* report_in.h - what the files of report/ share: the printer's record, escaping, facts in words.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_REPORT_IN_H
#define SAMEDESK_REPORT_IN_H

#include "report/report.h"

#include "base/map.h"
#include "parts/json.h"

struct report_phase;

/* Something that is said of a letter, a circle or a file, as formats for other tools tell it. Texts: "" when there is nothing. */
enum report_issue_of { REPORT_OF_LETTER, REPORT_OF_CIRCLE, REPORT_OF_FILE };
struct report_issue {
	enum report_issue_of of;	/* FILE: a diagnostic */
	const char *path, *member;	/* path: as report_path() */
	struct letter_region at;
	struct span line;		/* the whole line; n 0: not at hand */
	enum letter_level level;
	const char *rule, *message, *fix, *fingerprint;
	const char *party, *counterpart, *arrangement, *basis, *since;
	const char *other;		/* the other end of the relation, in words */
	struct letter_region other_at;
	const char *row, *row_file, *sources;	/* the registry's row */
	uint32_t row_line;
	const struct letter_circle *circle;	/* NULL: none */
	const struct letter_acceptance *accepted;	/* NULL: it counts */
	enum letter_state state;
};
struct report_subject { const char *path, *member, *not_judged; };	/* not_judged: as letter_unjudged() */
struct report_rule { const char *id; enum letter_level level; const struct judge_rule *rule; };	/* rule NULL: nothing more is known */

/* One output format: a row of report_formats. Functions that are NULL have nothing to print. What they add goes to r->out;
 * report.c hands it on after each letter, so that nothing but one letter is held. */
struct report_format {
	const char *name;
	void (*begin)(struct report *r);
	void (*letter)(struct report *r, struct letter *l);
	void (*finding)(struct report *r, struct letter *l, const struct letter_finding *f);
	void (*who)(struct report *r, const struct letter_who *w);
	void (*rule)(struct report *r, const struct judge_rule *rule, bool explain);
	void (*validation)(struct report *r, const struct report_validation *v);
	void (*setting)(struct report *r, const struct report_setting *s);
	void (*told)(struct report *r, const struct letter_record *l, const struct letter_told *t);
	void (*circle)(struct report *r, const struct letter_archive *a, uint32_t finding);
	void (*archive)(struct report *r, struct letter_archive *a);	/* what follows all circles; NULL: nothing */
	void (*change)(struct report *r, const struct letter_change *c);
	/* Formats of findings alone have these instead: each thing that is said, and before those of a letter the letter; what they are given is
	 * whole, so that nothing fails while it is printed. */
	void (*issue)(struct report *r, const struct report_issue *i);
	void (*subject)(struct report *r, const struct report_subject *s);
	void (*judge)(struct report *r, const struct judge *j);
	void (*end)(struct report *r, const struct report_summary *s);
};

struct report {
	struct report *next;		/* another printer of the same; NULL: the last */
	const struct report_format *format;
	struct report_options options;
	bool (*write)(void *user, const char *bytes, size_t n);
	void *user;
	struct buf out;			/* not yet handed on */
	struct buf held;		/* xml: the first letter, until it is known whether it is the only one */
	struct buf line, escaped;	/* scratch of report_note() */
	struct arena arena;		/* for what belongs to no letter */
	uint32_t items;			/* findings, letters or rules added to out so far */
	uint32_t handed;		/* those of them that were handed on */
	bool begun, failed;
	struct report_tally *tally;	/* of an audit, and only of the first printer; else NULL */
	bool whole;			/* what stands in out is whole objects: it waits for more only to be handed on in larger pieces */
	struct buf changes;		/* json: the changes, for the end of the document */
	/* of formats of findings alone: */
	struct arena issues;		/* of what is printed just now */
	struct arena waiting;		/* of diagnostics */
	VEC(struct report_issue) said;	/* diagnostics that wait until nothing else is being printed */
	uint32_t entries;		/* issues printed */
	uint32_t errors;		/* diagnostics of level error */
	struct map rules;		/* id to its number in known */
	VEC(struct report_rule) known;
	struct map fingerprints;	/* how often each was told */
	struct buf notices;		/* sarif: what could not be done, for the end */
	struct buf file;		/* the file whose letters are told just now */
	uint32_t cases, failures, broken, skipped;	/* junit: of that file */
	bool open, failing;		/* junit: a letter's element is open; a finding of it makes it fail */
	const struct report_levels *levels;	/* of rules, that a project gives; NULL: none */
	VEC(const char *) left_out;	/* of an audit: what was not looked at, and why */
};

extern const struct report_format report_text, report_json, report_ndjson, report_xml;
extern const struct report_format report_sarif, report_junit, report_checkstyle, report_github, report_gitlab, report_rdjson, report_gcc;

/* --- report_say.c: the printer's own words, in the language of the run --- */

const char *report_say(const struct report *r, const char *english) __attribute__((format_arg(2)));
/* "%u letter" or "%u letters", as the language has it behind that number. */
void report_say_count(const struct report *r, struct buf *out, uint32_t n, const char *one, const char *more);

/* --- report_ascii.c: for terminals without UTF-8 --- */

/* The character in ASCII; returns the columns it takes. */
unsigned report_ascii_char(struct buf *out, uint32_t c);

/* --- report_escape.c: nothing a letter says may command a terminal --- */

/* As one line: runs of white space become one space, control characters \x1b or \u202e, broken UTF-8 U+FFFD. */
void report_escape(struct buf *out, struct span text);
/* A file's name: the same, with all its spaces, which who opens it must type; a line break is a control character. */
void report_escape_name(struct buf *out, struct span name);
/* One character so; returns the columns it takes. */
unsigned report_escape_char(struct buf *out, uint32_t c);
/* The same with the quotation marks around it: as JSON and as an XML attribute; as the text of an XML element, without. */
void report_escape_json(struct buf *out, struct span text);
void report_escape_attribute(struct buf *out, struct span text);
void report_escape_markup(struct buf *out, struct span text);
/* Printed XML, with the controls it may carry as character references. */
void report_escape_xml(struct buf *out, struct span xml);

/* As a URI's path: all but letters, digits and "-._~/" as %XX. */
void report_escape_uri(struct buf *out, struct span text);

/* --- report_path.c --- */

/* A path as other tools want it: from --root where it is below that, without "./" before it. In the arena. */
const char *report_path(const struct report *r, struct arena *a, const char *path);
/* For tools that want a place for all that is said: ".", the folder, where no file is. */
const char *report_path_or_folder(const char *path);

/* --- report_issue.c --- */

/* What is shown of a finding of a letter; in its arena. */
void report_issue_shown(struct letter *l, const struct letter_finding *f, struct letter_shown *out);

void report_issue_letter(struct report *r, struct letter *l, const struct letter_finding *f, struct report_issue *out);	/* in the letter's arena */
void report_issue_told(struct report *r, const struct letter_record *l, const struct letter_told *t, struct report_issue *out);
void report_issue_circle(struct report *r, const struct letter_archive *a, const struct letter_circle_finding *f, struct report_issue *out);
void report_issue_diagnostic(struct report *r, struct arena *a, const struct diag *d, struct report_issue *out);
/* Accepted findings are notes. */
enum letter_level report_issue_level(const struct report_issue *i);
/* The message, and who accepted it and why; not escaped. */
void report_issue_words(const struct report *r, struct buf *out, const struct report_issue *i);
/* "2018-03-05: Cherwell District Council to Stratford-on-Avon District Council; quotes 'PP/12'"; not escaped. */
void report_issue_step(const struct report *r, struct buf *out, const struct letter_step *s);

/* --- report_caret.c --- */

/* The line, and under it a caret at its byte `at` with `length` bytes underlined; long lines are cut around it. */
void report_caret(struct report *r, struct span line, uint32_t number, size_t at, size_t length);

/* --- report_paint.c --- */

enum report_paint { REPORT_PLAIN, REPORT_BOLD, REPORT_DIM, REPORT_OF_ERROR, REPORT_OF_WARNING, REPORT_OF_NOTE, REPORT_OF_CARET };
/* The escape sequence, or "" without colour. */
const char *report_paint(const struct report *r, enum report_paint p);
enum report_paint report_paint_level(enum letter_level l);

/* --- report_note.c --- */

/* Words broken into lines of at most 100 columns, the second and later ones indented. column: where the first begins. */
void report_note_wrap(struct buf *out, struct span text, unsigned column, unsigned indent);
/* "      label:      words": the words are formatted, escaped and broken into lines. label NULL: none. */
void report_note(struct report *r, unsigned indent, const char *label, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* --- report_fact.c: the tables in words --- */

struct report_phase {			/* "" where there is none */
	const char *id, *name, *kind, *status, *basis, *since, *until, *sources, *services, *members, *host, *note, *file;
	unsigned integration;
	uint32_t line;
};
/* Members and host by the names that they bore then. */
void report_fact_phase(struct arena *a, const struct know *k, know_index phase, struct when then, struct report_phase *out);

struct report_tie {			/* a relation; NULL where it says nothing */
	const char *kind, *from, *to, *role, *arrangement, *arrangement_name, *service, *status, *certainty, *basis;
	const char *since, *until, *source, *would_be, *other, *other_name, *doubt, *service_label, *detail;
	struct know_list sources;	/* source is all of them, for people */
	unsigned integration;
};
void report_fact_tie(const struct letter *l, const struct letter_relation *r, struct report_tie *out);

const char *report_fact_date(struct arena *a, struct date d);
const char *report_fact_period(struct arena *a, const struct know *k, struct period p);		/* "from 2011 until 2014-03-31" */
const char *report_fact_integration(unsigned integration);			/* "one team" */
const char *report_fact_basis(enum know_basis b);				/* "a council's own paper" */
const char *report_fact_certainty(enum tri t);				/* "yes", "perhaps", "no" */
const char *report_fact_status(const char *status);			/* "agreed in principle" */
const char *report_fact_kind(const struct letter_relation *r);		/* "one desk" */
const char *report_fact_texts(struct arena *a, const struct know *k, struct know_list l, const char *between);
const char *report_fact_agents(struct arena *a, const struct know *k, struct know_list l, struct when then, const char *between);	/* names, of that time */
const char *report_fact_acceptance(const struct letter_acceptance *t);	/* "letter", "baseline" */
const char *report_fact_state(enum letter_state state);		/* "new", "unchanged" */
/* The mention, or NULL for UINT32_MAX. */
const struct letter_mention *report_fact_mention(const struct letter *l, uint32_t index);
/* What it is called: the party's name, else the words of the letter. */
struct span report_fact_name(const struct letter_mention *m);
/* " on line 12", for XML also the column; "" when it stood nowhere. */
const char *report_fact_at(struct letter *l, struct letter_place p);
/* "in the letterhead on line 12" */
const char *report_fact_where(struct letter *l, const struct letter_mention *m);
/* The sources as an array and the first of them as a text, both of which the caller's container takes. */
json_t *report_fact_sources(const struct know *k, struct know_list sources);
json_t *report_fact_source(const struct know *k, struct know_list sources);

/* --- report_proof.c --- */

struct report_steps { VEC(const char *) step; };
/* The chain that leads to the finding, one sentence a step, in the letter's arena. */
void report_proof(struct letter *l, const struct letter_finding *f, struct report_steps *out);

/* --- report_shape*.c: the objects of DESIGN section 8, once for JSON and XML. They hang on the arena. --- */

json_t *report_shape_finding(const struct report *r, struct letter *l, const struct letter_finding *f);
json_t *report_shape_letter(struct letter *l);
json_t *report_shape_who(const struct letter_who *w);
json_t *report_shape_rule(struct report *r, const struct judge_rule *rule);
json_t *report_shape_validation(struct arena *a, const struct report_validation *v);
json_t *report_shape_summary(struct report *r, const struct report_summary *s);

/* --- report_put.c: objects printed key by key, without a tree --- */

enum report_style { REPORT_JSON, REPORT_XML };

/* "{"type": "finding"", "  <finding" */
void report_put_type(struct buf *out, enum report_style style, const char *type, unsigned level);
/* NULL or "": null, or no attribute. */
void report_put_text(struct buf *out, enum report_style style, const char *key, const char *text);
void report_put_number(struct buf *out, enum report_style style, const char *key, uint32_t n);	/* 0: null */
void report_put_flag(struct buf *out, enum report_style style, const char *key, bool is);	/* XML: "yes", or no attribute */
void report_put_raw(struct buf *out, enum report_style style, const char *key, const char *value);	/* as it is: a number */
/* A list; XML: one attribute, spaces between, so the words are the program's own. */
void report_put_words(struct buf *out, enum report_style style, const char *key, const char *const *words, uint32_t n);

void report_put_state(struct buf *out, enum report_style style, enum letter_state state);	/* nothing where there is no baseline */
void report_put_accepted(struct buf *out, enum report_style style, const struct letter_acceptance *t);	/* XML: an element. NULL: nothing */

/* --- audits: report_record.c, report_circle.c, report_text_circle.c --- */

void report_record_text(struct report *r, const struct letter_record *l, const struct letter_told *t);
void report_record_put(struct report *r, const struct letter_record *l, const struct letter_told *t, enum report_style style);
void report_circle_put(struct report *r, const struct letter_archive *a, const struct letter_circle_finding *f, enum report_style style);
void report_text_circle(struct report *r, const struct letter_archive *a, uint32_t finding);
void report_text_tally(struct report *r, const struct report_summary *s);
/* NULL: it is about none, but about the archive as a whole. */
const struct letter_circle *report_circle_of(const struct letter_archive *a, const struct letter_circle_finding *f);
/* The first letter that is there; NULL: none. */
const struct letter_step *report_circle_first(const struct letter_circle *c);

/* --- report_tally.c: memory grows with the councils, pairs and years that have findings, not with the letters --- */

struct report_tally *report_tally_new(void);
void report_tally_letter(struct report_tally *t, const struct letter_record *l);
void report_tally_found(struct report_tally *t, struct letter *l);	/* t NULL: nothing is counted */
void report_tally_archive(struct report_tally *t, const struct letter_archive *a);
/* Fills the tables by council, pair and year; they live as long as t. */
void report_tally_sum(struct report_tally *t, struct report_summary *s);
void report_tally_free(struct report_tally *t);

/* --- the parts of the text format --- */

enum { REPORT_INDENT = 6 };

/* "path:line:column: level: message [rule]"; line 0: not known. member, if any, stands behind. */
struct report_head {
	const char *path;
	uint32_t line, column;
	enum letter_level level;
	const char *message, *rule, *member;
	const struct letter_acceptance *accepted;	/* NULL: it counts */
};
void report_text_head(struct report *r, const struct report_head *h);
/* How much of the line is meant: in XML the start tag of the element. */
size_t report_text_length(const struct letter *l, struct span line, size_t at, size_t length);
void report_text_accepted(struct report *r, const struct letter_acceptance *t);	/* NULL: nothing */
/* Is it told in one line, without what was found? */
bool report_text_is_brief(const struct report *r, const struct letter_acceptance *t);

void report_text_letter(struct report *r, struct letter *l);
void report_text_who(struct report *r, const struct letter_who *w);
/* The level that holds for the rule where no pattern of paths says otherwise: as struct report_level has it. */
const char *report_text_rule_level(const struct report *r, const struct judge_rule *rule);
void report_text_rule(struct report *r, const struct judge_rule *rule, bool explain);

/* --- report_setting.c --- */

void report_setting_text(struct report *r, const struct report_setting *s);
void report_setting_put(struct buf *out, const struct report_setting *s, enum report_style style);

/* --- report_change.c --- */

void report_change_text(struct report *r, const struct letter_change *c);
void report_change_put(struct buf *out, const struct letter_change *c, enum report_style style);

#endif
