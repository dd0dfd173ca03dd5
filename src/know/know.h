/* know.h - the door of know/: who is who, who serves whom, how letters are written; DESIGN section 3.
 *
 * In: the XML of rules/, compiled when the program is built (or at start, --rules). Out: a flat image of
 * tables without pointers, read-only and shared by threads; texts are offsets into one pool, lists are
 * ranges of one array of numbers. What follows from the tables for a letter is left to resolve/ and relate/.
 *
 * An "agent" is what can write, receive or serve: a party (a council or other body) or an arrangement
 * (a joint team, committee, company ...). Both have ids that are unique together.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_KNOW_H
#define SAMEDESK_KNOW_H

#include "parts/parts.h"

struct know;

typedef uint32_t know_text;		/* offset into the pool; 0 is "" */
struct know_head;
typedef uint32_t know_agent;		/* index of a party, or KNOW_ARRANGEMENT | index of an arrangement */
typedef uint32_t know_index;

#define KNOW_NONE UINT32_MAX
#define KNOW_ARRANGEMENT 0x80000000u	/* never set in KNOW_NONE's sense: test KNOW_NONE first */

struct know_list { uint32_t at, n; };	/* know_item(k, list, i) */

enum know_basis { KNOW_ASSUMED, KNOW_REPORTED, KNOW_DOCUMENTED };	/* ORDER: weakest first */

enum know_status {	/* ORDER: as in know_status_name() */
	KNOW_PROPOSED, KNOW_IN_PRINCIPLE, KNOW_SHADOW, KNOW_POSTPONED, KNOW_ABANDONED, KNOW_ACTIVE, KNOW_ENDED
};

struct know_party {
	know_text id, name, kind, nation;	/* name: today's; kind: district, county, unitary, ..., see rules/schemas/registry.rng */
	struct know_list gss;			/* texts, oldest first */
	know_index parent;			/* a party, or KNOW_NONE */
	struct period life;			/* last day inclusive */
	struct know_list successors;		/* parties */
	struct know_list names;			/* know_name indexes that can mean it */
	struct know_list renamed;		/* know_name indexes: official names it bore before `name` */
	struct know_list domains;		/* texts */
	struct know_list sources;		/* texts: tags of sources or addresses */
	struct know_list phases;		/* phases of which it is a direct member or host, by arrangement */
	struct know_list posts;			/* posts shared or held at it */
	enum know_basis basis;
	know_text file;
	uint32_t line, column;
};

struct know_member {
	know_agent agent;
	struct know_list services;		/* empty: all of the phase's */
};

struct know_phase {
	know_index arrangement;
	know_text name;				/* the arrangement's name in this phase */
	struct know_list members;		/* indexes of know_member */
	know_agent host;			/* or KNOW_NONE; may stand outside the membership */
	struct know_list services;		/* services; never empty */
	enum know_status status;
	uint32_t integration;			/* 1 separate staff, 2 shared managers, 3 one team */
	struct period period;
	enum know_basis basis;
	bool plan_maker;			/* in law the plan-making authority for its members (a joint committee) */
	struct know_list sources;		/* texts: addresses */
	know_text note;
	know_text file;
	uint32_t line, column;
};

struct know_arrangement {
	know_text id, name, kind;		/* kind: joint-team, shared-service, board, ..., see the schema */
	struct know_list phases;		/* in order of time */
	struct know_list names;			/* know_name indexes */
	struct know_list domains;
	struct know_list phases_as_member;	/* a team may itself be a member */
	know_text file;
	uint32_t line, column;
};

enum {	/* know_name.flags */
	KNOW_NAME_JOINT = 1,	/* means all its agents together, not one of them */
	KNOW_NAME_WEAK = 2,	/* a loose reading: only when no other fits (a town, "loosely", "seldom", "mistake") */
	KNOW_NAME_BY_RULE = 4	/* initials made by rule, not seen in use: never decide alone */
};

struct know_name {
	know_text text, folded;		/* as written; as token_fold() has it */
	struct know_list agents;	/* one, or several when joint */
	know_text kind;			/* official, short, abbreviation, place, nickname, misspelling, former-name, team, stem */
	struct period valid;		/* when it can mean that */
	uint32_t flags;
	know_text note;
};

struct know_post {
	know_text title, holder;
	struct know_list agents;	/* the parties served, together */
	struct know_list services;
	struct period period;
	enum know_basis basis;
	struct know_list sources;
	know_text file;
	uint32_t line, column;
};

struct know_service {
	know_text id, label;
	know_index parent;		/* or KNOW_NONE; "all" is the root of every service */
};

/* --- a format of rules/formats/: see rules/schemas/formats.rng --- */
struct know_format_part { know_text name, select; };
struct know_format_field {
	know_text name;			/* "party", "date", "reference", "subject", "text", ... */
	know_text role;			/* the element's role or kind attribute, or "" */
	know_text select;		/* XPath from the record, or "" */
	know_text key;			/* instead: what its elements are called, folded, with spaces between */
	struct know_list parts;		/* indexes of know_format_part */
};
/* Where elements bear their names, see formats.rng: lists of folded words. */
struct know_format_keys { know_text carriers, names, values, qualifiers, prefixes, rows, closed; };
struct know_format {
	know_text id, label;
	know_text root, root_ns;	/* local name ("" any) and namespace ("" none, "*" any) of the root */
	know_text when;			/* XPath that must be true of the document (of a record, when there are any), or "" */
	know_text records;		/* streamable XPath of a record, or "" */
	know_text named;		/* local names of a record, folded, with spaces between; or "". Both "": the document is one letter */
	know_text layout;		/* "fields", or "text": its text goes through the reading of plain letters */
	know_text headers;		/* of a message: those its fields ask about beside the usual ones, in small letters with spaces between */
	struct know_format_keys keys;
	int32_t priority;		/* the higher is tried first */
	struct know_list ns;		/* texts: prefix, URI, prefix, URI, ... */
	struct know_list fields;	/* indexes of know_format_field */
};

/* --- getting one --- */

/* The knowledge compiled into the program: nothing is parsed. The caller frees with know_free(). */
struct know *know_default(void);
/* A knowledge base over an image in memory, which must outlive it. NULL when it is none of this program's. */
struct know *know_of_image(const void *image, size_t size);
/* The image itself, to be written to a file. */
struct span know_image_bytes(const struct know *k);
/* Compiles the rules directory dir (and overlay files, NULL-terminated, or NULL). NULL on error, all said. The
 * caller frees with know_free(). */
struct know *know_load(const char *dir, const char *const *overlays, struct diag_sink *sink);
/* As know_load(), and all checks of `samedesk validate` but the rules' examples. dir NULL: the compiled-in sources. NULL
 * only when nothing could be compiled: faults of the checks are counted by the sink. The caller frees. */
struct know *know_validate(const char *dir, const char *const *overlays, struct diag_sink *sink);
/* The same knowledge in the hands of one thread, which remembers what it read of the text at hand; k must outlive it. The caller frees
 * with know_free(). */
struct know *know_share(const struct know *k);
/* What follows asks mostly about parts of this text, which stays as it is until the next call; an empty text: about none. Answers are
 * the same without; shared knowledge remembers nothing. */
void know_read(const struct know *k, struct span text);
/* Is that the text at hand already? */
bool know_reads(const struct know *k, struct span text);
void know_free(struct know *k);

/* What stages keep with a thread's hand on knowledge, so that it is made once and not for each file: formats as read/ and extract/
 * compiled them, one slot a format. NULL when k is in nobody's hand. */
struct know_kept {
	struct arena *arena;		/* goes with the hand */
	struct xml_names *names;	/* that their paths ask for */
	void **chosen, **forms;		/* of read/, of extract/; NULL: not made yet */
	void **lines;			/* of extract/, one: the lines that came before */
};
const struct know_kept *know_kept(const struct know *k);
/* The directory it was read from; NULL: the compiled-in rules. */
const char *know_root(const struct know *k);

/* --- tables --- */

const char *know_str(const struct know *k, know_text t);
uint32_t know_item(const struct know *k, struct know_list l, uint32_t i);

uint32_t know_party_count(const struct know *k);
const struct know_party *know_party(const struct know *k, know_index i);
uint32_t know_arrangement_count(const struct know *k);
const struct know_arrangement *know_arrangement(const struct know *k, know_index i);	/* index without the flag */
uint32_t know_phase_count(const struct know *k);
const struct know_phase *know_phase(const struct know *k, know_index i);
const struct know_member *know_member(const struct know *k, know_index i);
uint32_t know_post_count(const struct know *k);
const struct know_post *know_post(const struct know *k, know_index i);
uint32_t know_name_count(const struct know *k);
const struct know_name *know_name(const struct know *k, know_index i);
uint32_t know_service_count(const struct know *k);
const struct know_service *know_service(const struct know *k, know_index i);
uint32_t know_format_count(const struct know *k);
const struct know_format *know_format(const struct know *k, know_index i);	/* highest priority first */
const struct know_format_field *know_format_field(const struct know *k, know_index i);
const struct know_format_part *know_format_part(const struct know *k, know_index i);

static inline bool know_is_party(know_agent a) { return a != KNOW_NONE && !(a & KNOW_ARRANGEMENT); }
static inline bool know_is_arrangement(know_agent a) { return a != KNOW_NONE && (a & KNOW_ARRANGEMENT); }
const char *know_agent_id(const struct know *k, know_agent a);		/* "" for KNOW_NONE */
const char *know_agent_name(const struct know *k, know_agent a);		/* today's: for reading; what is told has know_agent_name_then() */
/* The name that it surely bore then; today's where that is not sure: the year of a renaming, no date. */
const char *know_agent_name_then(const struct know *k, know_agent a, struct when then);
know_agent know_agent_find(const struct know *k, struct span id);	/* KNOW_NONE */

know_index know_service_find(const struct know *k, struct span id);	/* KNOW_NONE */
/* Is s the service `of`, or a branch of it, or `of` is "all"? */
bool know_service_within(const struct know *k, know_index s, know_index of);
uint32_t know_service_depth(const struct know *k, know_index s);	/* "all" 0, planning 1, planning-policy 2 */

const char *know_status_name(enum know_status s);	/* "in-principle" */
const char *know_basis_name(enum know_basis b);		/* "documented" */

/* --- names in text --- */

/* The forms a name may take beyond itself: "District Council" after, "London Borough of" before (rules/registry/forms.xml). */
struct know_form {
	know_text text;
	bool before;			/* a prefix */
	bool weak;			/* the place may be meant as well: "Worthing District" */
	struct know_list kinds;		/* texts: the kinds of party it suits; empty: any */
};
const struct know_form *know_form(const struct know *k, know_index i);

struct know_hit {
	struct span written;		/* with prefix and suffix */
	struct span core;		/* the name alone */
	uint32_t piece;			/* in which of the pieces it begins */
	const uint32_t *names;		/* know_name indexes, never empty, in the image */
	uint32_t n_names;
	know_index prefix, suffix;	/* forms, or KNOW_NONE */
	uint32_t tokens;		/* of the core */
	bool all_capitals;		/* the core as written */
	bool crosses_line;
};

/* Finds names in the pieces (read one after the other, as one text: a name may run over from the end of one
 * to the start of the next), longest first, left to right, not inside addresses. Case: a one-word name written
 * in lower case is no hit. take() returns false to stop. */
void know_names_scan(const struct know *k, const struct span *pieces, uint32_t n,
    bool (*take)(void *user, const struct know_hit *hit), void *user);
/* All names that fold to exactly this text (forms stripped as above): for `who`. Zero names: 0. */
uint32_t know_names_exact(const struct know *k, struct span text, struct know_hit *hit);
/* Names within one edit of the text, never of short names (under 7 letters): for misspellings. Into out (at most max). */
uint32_t know_names_near(const struct know *k, struct arena *a, struct span text, know_index *out, uint32_t max);

/* Official names of one agent that a scanner may have read as the text, of 14 letters at least: lowest number first. */
uint32_t know_names_outlined(const struct know *k, struct span text, know_index *out, uint32_t max);

/* Agents that write under the host name (also mail.X, www.X for X). Empty list: unknown. */
struct know_list know_domain(const struct know *k, struct span host);

/* --- reading vocabulary (rules/reading/) --- */

/* Phrases: literal words, folded, grouped in classes ("label", "month", "salutation", ...). Each has a value
 * (for a label: the field; for a month: "3") and a weight. Those that have the same are one here, whatever their words and class. */
struct know_phrase {
	know_text value;
	int32_t weight;
	uint32_t capitals;		/* 1: written without small letters */
};
know_index know_phrase_class(const struct know *k, const char *name);	/* KNOW_NONE: no such class */
/* Of each of the n names. The table is a constant: shared knowledge looks its names up once. */
void know_phrase_class_all(const struct know *k, const char *const *names, uint32_t n, know_index *out);
const struct know_phrase *know_phrase(const struct know *k, know_index i);
/* The place of its value among n, of which one that ends with a space is what values begin with; n: it is none of them. The table is a constant, see know_phrase_class_all(). */
uint32_t know_phrase_value(const struct know *k, know_index phrase, const char *const *values, uint32_t n);
know_index know_phrase_service(const struct know *k, know_index phrase);	/* that its value names; KNOW_NONE: none, or several */
/* The longest phrase of the class with which s begins (white space and punctuation before it skipped). *written: what it covers.
 * KNOW_NONE when there is none. */
know_index know_phrase_at(const struct know *k, know_index class_, struct span s, struct span *written);
/* The classes of which a phrase may begin with the first word of s, and with any, as know_class_bit() has them; all, when s is no
 * part of the text at hand. */
void know_phrase_classes(const struct know *k, struct span s, uint64_t *first, uint64_t *any);
/* The second of them alone. To ask it of the same part again costs next to nothing: who has several questions of a line or a part of one asks it
 * first. */
uint64_t know_span_classes(const struct know *k, struct span s);
/* Classes beyond the 58th share a bit. */
static inline uint64_t know_class_bit(know_index class_) { return (uint64_t)1 << (class_ < 59 ? class_ : 59); }
#define KNOW_CLASS_DIGIT ((uint64_t)1 << 60)	/* beside them: some word has a digit of ASCII */
/* The words of s, when it lies in the text at hand (know_read()): *n of them, valid until the next text, with the roots of which something
 * begins there. NULL: it does not. */
const struct token_mark *know_words(const struct know *k, struct span s, uint32_t *n);
/* The bit of token_mark.roots that says that a phrase of the class may begin there; it may say so of others. */
uint64_t know_phrase_root(know_index class_);
/* The longest phrase of the class with which the words begin, told by their tokens' hashes; *used: how many words it has. */
know_index know_phrase_words(const struct know *k, know_index class_, const uint64_t *hashes, uint32_t n, uint32_t *used);
/* Common words of the language, in small letters with white space between; see rules/reading/common.xml. */
struct span know_common_words(const struct know *k);
/* Does a word of that hash stand in s? See struct token. */
bool know_has_word(const struct know *k, struct span s, uint64_t hash);
/* As know_phrase_classes(), of the lines of the text at hand, each behind the one before. */
struct know_sweep {
	struct span text;
	const struct token_mark *word;	/* the next; NULL: the text is not at hand */
};
void know_sweep_start(const struct know *k, struct span text, struct know_sweep *s);
void know_sweep_line(const struct know *k, struct know_sweep *s, struct span line, uint64_t *first, uint64_t *any);
/* Every phrase of the class anywhere in s, longest first, left to right. */
void know_phrases_scan(const struct know *k, know_index class_, struct span s,
    bool (*take)(void *user, know_index phrase, struct span written), void *user);

/* Patterns: PCRE2, by id ("date.written"), compiled at first use and kept with the knowledge. */
know_index know_pattern_find(const struct know *k, const char *id);	/* KNOW_NONE */
void know_pattern_find_all(const struct know *k, const char *const *ids, uint32_t n, know_index *out);	/* as know_phrase_class_all() */
uint32_t know_pattern_count(const struct know *k);
/* All patterns whose id begins with "group.", in file order: calls take with index and id. */
void know_patterns_each(const struct know *k, const char *group, bool (*take)(void *user, know_index pattern, const char *id), void *user);
/* As pattern_find(). What has to be compiled first is kept with the knowledge. */
int know_pattern_match(const struct know *k, know_index pattern, struct arena *a, struct span s, size_t from, struct pattern_match *m);

/* --- the program's own words in another language (rules/messages/) --- */
struct know_tongue { know_text lang; const struct know_head *image; uint32_t first, n; };	/* all zero: English */
/* lang: "cy". What is not spoken, and NULL, is English. */
struct know_tongue know_tongue_of(const char *lang);
bool know_tongue_is_spoken(const char *lang);
const char *know_tongue_name(const struct know_tongue *t);	/* "cy"; NULL: English */
/* In which what is read with this knowledge is told; before others use it. */
void know_tongue_set(struct know *k, const char *lang);
const struct know_tongue *know_tongue_get(const struct know *k);
/* know_tongue_say() of it. */
const char *know_tongue_in(const struct know *k, const char *english) __attribute__((format_arg(2)));
/* The words, which may be a format, as said in that language; english where it has none. */
const char *know_tongue_say(const struct know_tongue *t, const char *english) __attribute__((format_arg(2)));
/* Of n things: one of the two formats, with the form that the language has behind that number. */
const char *know_tongue_count(const struct know_tongue *t, uint32_t n, const char *one, const char *more) __attribute__((format_arg(3), format_arg(4)));

/* --- the sources, as texts: "checks/letter.sch", "schemas/registry.rng", ... --- */
/* Where a source was read, for messages: "rules/registry/x.xml", or below the directory given. In a. */
const char *know_path(const struct know *k, struct arena *a, const char *name);
uint32_t know_file_count(const struct know *k);
const char *know_file_name(const struct know *k, uint32_t i);
struct span know_file_text(const struct know *k, uint32_t i);
/* Rules stand twice: "brief/checks/letter.sch" is the same without examples, for judging. */
bool know_file_find(const struct know *k, const char *name, struct span *text);

/* Files of rules: those of checks/, then those of overlays. */
struct know_rules {
	const char *path;		/* where it was read, for messages */
	struct span text;		/* NUL-terminated. A schema within a project's own file: in its place, all around it but the root's tags blank */
	struct span brief;		/* the same without examples, for judging */
	bool own;			/* of an overlay */
};
uint32_t know_rules_count(const struct know *k);
struct know_rules know_rules(const struct know *k, struct arena *a, uint32_t i);
/* What the answers depend on: the tables, the sources, the rules of overlays. */
uint64_t know_hash(const struct know *k);

#endif
