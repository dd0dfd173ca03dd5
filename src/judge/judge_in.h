/* judge_in.h - what the files of judge/ share: a Schematron schema as it was read, and a run of it over a document.
 *
 * Terms of ISO/IEC 19757-3: a schema has patterns, a pattern has rules, a rule has a context, lets and tests (asserts and
 * reports). A Schematron "rule" is called context here, because "rule" is what samedesk says to its users (judge.h).
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_JUDGE_IN_H
#define SAMEDESK_JUDGE_IN_H

#include "judge/judge.h"

#define JUDGE_NS "http://purl.oclc.org/dsdl/schematron"
#define JUDGE_EXAMPLE_NS "urn:samedesk:example"

/* An XPath, compiled when first needed, where the variables that it names can be seen: most rules never meet their context. */
struct judge_path {
	const char *text;		/* NULL: there is none */
	uint32_t line;
	size_t offset;			/* of its element in the file, SIZE_MAX: not known */
	const char *attribute;		/* in which it stands there */
	bool expanded;			/* what an abstract pattern's instance was given was put in: it is not the file's text */
	bool words;			/* it is asked for its words */
	bool shared;			/* of a diagnostic, which several rules may say */
	struct xml_xpath *compiled;
	const char *why;		/* why it does not compile; NULL: not tried, or it does */
};

struct judge_let {
	const char *name;
	struct judge_path value;
};
struct judge_lets { struct judge_let *v; uint32_t n, room; };

/* A message or diagnostic: words and values in turn. */
struct judge_piece {
	const char *words;		/* each run of white space as one space; NULL: the value */
	struct judge_path value;
};
struct judge_words { struct judge_piece *v; uint32_t n, room; };

struct judge_diagnostic {
	const char *id;
	size_t offset;
	struct judge_words words;
	uint32_t line;
	bool spoken;			/* as of a test */
};

/* A diagnostic whose id is another's id, of a test or a diagnostic, and the language: what that one says, in that language. */
struct judge_twin {
	const char *of;
	const xmlNode *node;
	bool used;
};

struct judge_test {			/* an assert or a report */
	bool report;
	bool binding;			/* what it says cannot be accepted */
	const char *id;			/* its own, else the pattern's; never NULL */
	enum letter_level level;
	struct judge_path test, subject;
	struct judge_words words;
	VEC(uint32_t) diagnostics;	/* indexes */
	uint32_t line;
	size_t offset;
	bool spoken;			/* the words are in the schema's language */
};

struct judge_step;			/* judge_outline.c */

struct judge_context {			/* a Schematron rule */
	struct judge_path path;		/* the match pattern made an XPath from the root */
	const char *written;
	VEC(const char *) elements;	/* names of the elements it can match; none: any node */
	bool archive;			/* a branch begins at the archive view's root */
	const struct judge_step *outline;	/* its steps, or NULL: not understood without XPath */
	struct judge_lets lets;
	VEC(struct judge_test) tests;
};

struct judge_pattern {
	const char *id, *title, *what;	/* what: its first paragraph; "" where there is none */
	bool title_spoken, what_spoken;	/* as of a test */
	struct judge_lets lets;
	VEC(struct judge_context) contexts;
	uint32_t line;
	size_t offset;
};

struct judge_phase {
	const char *id;
	struct judge_lets lets;
	VEC(const char *) active;
};

enum judge_state { JUDGE_UNREAD, JUDGE_READ, JUDGE_BROKEN };

struct judge_schema {
	enum judge_state state;
	bool own;			/* of an overlay */
	struct arena *arena;		/* its memory, and where XPaths are compiled */
	const char *file;
	const char *lang;		/* in which it speaks, where it can; NULL: as it was written, English */
	VEC(struct judge_twin) twins;	/* what it says in lang, read when lang is set */
	struct span text;
	VEC(const char *) elements;	/* that some rule of it is about, as judge_match_text() has them; known when may_known */
	uint64_t may_bits;		/* judge_outline_bit() of those */
	bool may_known, may_any;	/* may_any: a rule may be about any element */
	xmlDoc *doc;
	struct linemap lines;
	const char **ns;		/* prefix, URI, ..., NULL */
	const char *default_phase;	/* or NULL: all patterns */
	struct judge_lets lets;
	VEC(struct judge_phase) phases;
	VEC(struct judge_pattern) patterns;
	VEC(struct judge_diagnostic) diagnostics;
	struct judge_scopes *scopes;	/* its variables; NULL: it was not run yet */
	struct xml_names *names;	/* of its paths: the judge's for all schemas, or its own; NULL: not needed yet */
};
struct judge_schemas { struct judge_schema *v; uint32_t n, room; };

/* A schema that is not read yet. */
void judge_schema_init(struct judge_schema *s, struct arena *a, const char *file, struct span text);
/* Reads it unless it was read. False when it cannot be used: said, the first time. */
bool judge_schema_read(struct judge_schema *s, struct diag_sink *sink);
/* All schemas of checks/, not read yet; with their examples or without. */
void judge_schema_all(struct judge_schemas *out, struct arena *a, const struct know *k, bool examples);
/* Reads all of them. False when one cannot be used. */
bool judge_schema_read_all(struct judge_schemas *all, struct diag_sink *sink);
/* The element of the schema: of the document, or within a project's own file. */
const xmlNode *judge_schema_root(const struct judge_schema *s);
/* Where a byte of the path's text stands in the file; SIZE_MAX: not known. */
size_t judge_schema_offset(const struct judge_schema *s, const struct judge_path *p, size_t at);
/* Has the phase the pattern? phase NULL: in a schema that has phases, in none. */
bool judge_schema_active(const struct judge_schema *s, const struct judge_phase *phase, const struct judge_pattern *p);
/* Compiles every XPath of the schema now. False when one does not compile: said as KNOW_XPATH. */
bool judge_schema_compile(struct judge_schema *s, struct diag_sink *sink);
/* NULL: there is no such phase. */
const struct judge_phase *judge_schema_phase(const struct judge_schema *s, const char *id);
/* Where the path stands: its line as counted when nothing better is known. */
void judge_schema_place(struct judge_schema *s, const struct judge_path *p, uint32_t *line, uint32_t *column);
bool judge_schema_compiled(struct judge_schema *s, struct judge_path *p);

/* The match pattern of a rule as an XPath, and the names of the elements that it can match. */
void judge_match_read(struct judge_context *c, struct arena *a, const char *pattern);
/* False when no element of the document (names, NULL-terminated, the root first) can match. A context that names no element is one
 * of letters, unless it begins with "archive": the two views share no other name, and a rule is of one of them. */
bool judge_match_may(const struct judge_context *c, const char *const *names);
/* Does the earlier rule take every node that the later one could? As far as their words tell. */
bool judge_match_shadows(const struct judge_context *earlier, const struct judge_context *later);
/* Of a whole schema that is not read yet, by the contexts in its text: its elements, may_any. */
void judge_match_text(struct judge_schema *s);

/* judge_outline.c: the steps of a context; NULL: of a kind that only XPath understands. */
const struct judge_step *judge_outline_read(struct arena *a, const char *context);
/* False: no element of that view can match. */
bool judge_outline_may(const struct judge_step *context, const struct letter_outline *rows, uint32_t n, uint64_t bits);
/* One of 64 bits for the name of an element; those of all elements, which judge_outline_may() is told. */
uint64_t judge_outline_bit(const char *name);
uint64_t judge_outline_bits(const struct letter_outline *rows, uint32_t n);
/* The names of all elements of the document, each once, NULL-terminated. */
const char *const *judge_match_names(struct arena *a, xmlDoc *doc);

/* An assert that failed or a report that held. */
struct judge_said {
	const char *id, *text;
};
struct judge_hit {
	const struct judge_test *test;
	xmlNode *node;			/* the context, or the subject where the test names one */
	const char *message;
	VEC(struct judge_said) said;	/* diagnostics */
};

struct judge_run {
	struct arena *arena;		/* of the run's results */
	xmlDoc *doc;
	struct diag_sink *sink;
	const char *path;		/* under which faults are said: the document's */
	const char *phase;		/* "#ALL", "#DEFAULT", an id; NULL is "#DEFAULT" */
	bool unjudged;			/* a test could not be evaluated */
	bool own_places;		/* faults stand in the rule file, not in the document: examples */
	struct map *told;		/* faults said, for several runs; NULL: of each run its own */
	void (*take)(void *user, const struct judge_hit *hit);
	void *user;
	const char *const *names;	/* judge_match_names() of the document; worked out when NULL */
	const struct letter_outline *rows;	/* of a letter view: its outline, and judge_outline_bits() of that; else NULL */
	uint32_t n_rows;
	uint64_t bits;
};

/* A copy of the view of an example as a document of its own, whose nodes know where they stand in the file. On a. */
xmlDoc *judge_validate_document(struct arena *a, xmlNode *view);
/* Runs the active patterns over the document of a schema that was read. */
void judge_run_schema(struct judge_run *r, struct judge_schema *s);

/* judge_let.c: the variables of a schema over one document after the other. From judge_let_begin() to judge_let_end() values are those
 * of the lists entered; entering a list forgets the one that stood there. */
enum judge_level { JUDGE_OF_SCHEMA, JUDGE_OF_PHASE, JUDGE_OF_PATTERN, JUDGE_OF_RULE, JUDGE_LEVELS };
struct judge_scopes *judge_let_new(struct judge_schema *s);
void judge_let_begin(struct judge_scopes *o, xmlDoc *doc);
void judge_let_end(struct judge_scopes *o);
/* node: for which they are worked out. */
void judge_let_enter(struct judge_scopes *o, enum judge_level level, const struct judge_lets *lets, xmlNode *node);
/* What the expression yields, with the lists up to the one entered last; it lives as long as what stands in that list. False: nothing, and
 * why (until the next call). */
bool judge_let_ask(struct judge_scopes *o, struct judge_path *p, xmlNode *node, struct xml_answer *out, const char **why);
/* "$name has no value: why" of the last one that had none since judge_let_no_fault(); "": there was none. */
const char *judge_let_fault(struct judge_scopes *o);
void judge_let_no_fault(struct judge_scopes *o);

/* --- judge_model.c: what the views can hold, as their schemas say --- */

struct judge_model;
/* A set of nodes as far as it is known before there is a document. */
struct judge_nodes {
	uint64_t elements;		/* a bit for each; JUDGE_MODEL_ROOT the document, JUDGE_MODEL_TEXT texts */
	const char *attribute;		/* not NULL: the attribute of that name of these elements */
	bool any;			/* nothing is known of them */
};
#define JUDGE_MODEL_ROOT ((uint64_t)1 << 63)
#define JUDGE_MODEL_TEXT ((uint64_t)1 << 62)
/* NULL: the schemas are none that are understood. */
const struct judge_model *judge_model_new(struct arena *a, const struct know *k);
uint64_t judge_model_all(const struct judge_model *m);
uint64_t judge_model_named(const struct judge_model *m, struct span name);	/* 0: no view has one of that name */
uint64_t judge_model_children(const struct judge_model *m, uint64_t elements);	/* with texts */
uint64_t judge_model_parents(const struct judge_model *m, uint64_t elements);
/* Which of the elements have the attribute. */
uint64_t judge_model_having(const struct judge_model *m, uint64_t elements, const char *attribute);
/* Can the attribute of one of the elements be the value? *values: what it can be instead. */
bool judge_model_can_be(const struct judge_model *m, struct arena *a, const struct judge_nodes *n, struct span value, const char **values);
/* "'sender' and 'recipient'" */
const char *judge_model_words(const struct judge_model *m, struct arena *a, uint64_t elements);
/* The name that is meant by a slip of the pen, or NULL: of an element, of an attribute of these. */
const char *judge_model_near(const struct judge_model *m, struct arena *a, uint64_t elements, struct span name, bool attribute);

/* --- judge_lint.c: an XPath looked at before there is a document --- */

enum judge_kind { JUDGE_ANYTHING, JUDGE_SET, JUDGE_TEXT, JUDGE_NUMBER, JUDGE_TRUTH };
struct judge_type {
	enum judge_kind kind;
	struct judge_nodes nodes;	/* of a set */
	struct span literal;		/* of a text that is written out */
};
struct judge_name { const char *name; struct judge_type type; size_t offset; };	/* a variable that can be seen; offset: of its let */
enum judge_remark { JUDGE_NO_NODES, JUDGE_NO_VALUE, JUDGE_NO_SUCH, JUDGE_REMARKS };	/* nothing there; never equal; no such function or variable */
struct judge_lint {
	struct arena *a;
	const struct judge_model *model;
	VEC(struct judge_name) names;
	struct judge_nodes current;	/* what the rule is about */
	const char *const *ns;		/* prefix, URI, ..., NULL: those declared; NULL: not known */
	/* Every name in a path and every comparison is remarked: what is nothing here may be something for another rule that shares the path.
	 * message NULL: it is all right. */
	void (*remark)(void *user, enum judge_remark kind, struct span words, const char *message);
	void (*used)(void *user, const struct judge_name *name);
	void *user;
};
/* pattern: as a rule's context, which may begin anywhere. */
struct judge_type judge_lint_path(struct judge_lint *l, const char *text, struct judge_nodes context, bool pattern);

/* --- judge_warn.c --- */

/* What is wrong with the schema by itself: faults, and with warnings what is of no use. False: a fault was said.
 * translated: the same file in another language, whose words may use what English has no use for; NULL: none. */
bool judge_warn(struct judge_schema *s, struct judge_schema *translated, const struct judge_model *m, bool warnings, struct diag_sink *sink);

/* The rule's id: a test's id up to the full stop. In a. */
const char *judge_find_rule(struct arena *a, const char *test_id);
/* Makes a finding of what a test said, and adds it to the letter unless the same was found of the same parties. */
void judge_find_add(struct letter *l, const struct judge_hit *hit);
void judge_find_sort(struct letter *l);
/* What a diagnostic is for: "fix", "law", "why", ...: what follows the last hyphen of its id. */
const char *judge_find_purpose(const char *diagnostic_id);

struct judge {
	struct arena arena;		/* the judge itself lives in it */
	const char *phase;
	const struct know *know;
	struct judge_schemas schemas;	/* without examples */
	struct judge_schemas whole;	/* with them, for the list of rules; read when asked */
	VEC(struct judge_rule) rules;	/* filled when first asked for */
	bool listed;
};

#endif
