/* know_in.h - what the files of know/ share: the image's layout and the builder that makes one.
 *
 * The image is one block of bytes: a head, then sections, each an array. It holds no pointers, so it can be written to
 * a file, compiled into the program and mapped by many processes.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_KNOW_IN_H
#define SAMEDESK_KNOW_IN_H

#include <stdatomic.h>

#include "know/know.h"

enum know_section {
	KNOW_POOL,		/* texts, each NUL-terminated; the first is "" */
	KNOW_NUMBERS,		/* items of all lists */
	KNOW_PARTIES, KNOW_MEMBERS, KNOW_PHASES, KNOW_ARRANGEMENTS, KNOW_NAMES, KNOW_POSTS, KNOW_SERVICES,
	KNOW_FORMATS, KNOW_FORMAT_FIELDS, KNOW_FORMAT_PARTS, KNOW_FORMS,
	KNOW_CLASSES,		/* know_text: classes of phrases */
	KNOW_PHRASES, KNOW_PATTERNS, KNOW_DOMAINS,
	KNOW_COMMON,		/* text: common words, each behind a space */
	KNOW_IDS,		/* know_id, sorted by text */
	KNOW_KINDS, KNOW_EDGES, KNOW_ENDS,	/* the word trie, see below */
	KNOW_EDGE_BITS,		/* uint64_t: see know_edge() */
	KNOW_FIRSTS, KNOW_FIRST_NUMBERS,	/* uint16_t: see know_first_row() */
	KNOW_CLASS_SLOTS,	/* uint32_t: classes by the hash of their name, 1 + index; 0: free */
	KNOW_NEAR, KNOW_OUTLINES,	/* names as know_near.c looks for them */
	KNOW_MESSAGES,		/* know_tongue.c; sorted by language and English */
	KNOW_FILES, KNOW_BLOB,	/* the sources */
	KNOW_SECTIONS
};

struct know_head {
	char magic[8];
	uint32_t version, sections;
	struct { uint32_t at, n; } section[KNOW_SECTIONS];	/* byte offset, number of elements */
};

#define KNOW_MAGIC "samedesk"
#define KNOW_VERSION 11u

/* plain: for subjects of ASCII; 0: none. needs: texts with spaces between, one of which every match holds, or "digit"; "": not known */
struct know_pattern { know_text id, text, plain, needs; uint32_t flags, needs_digit; };
enum { KNOW_PATTERN_PLAIN = 1, KNOW_PATTERN_FAST = 2, KNOW_PATTERN_WAYS = 4 };	/* for ASCII; as machine code, when it is used much */
struct know_domain_row { know_text host; struct know_list agents; };	/* sorted by host */
struct know_id { know_text id; know_agent agent; };
/* What is known of a place behind words: bits of the roots of which something ends there, and further on. Many
 * places are of one kind; the kinds of most stand first. 0: nothing is known. */
struct know_kind { uint64_t here, below; };
enum { KNOW_KIND_BITS = 20, KNOW_KINDS_MOST = 1 << KNOW_KIND_BITS };
#define KNOW_KIND_REST ((1u << (32 - KNOW_KIND_BITS)) - 1)	/* beside it stands something else */
/* A word behind others. check, and kind below know_edge_kind(): of know_edge_key(); next: a state, 0: free; kind and ends (the first know_end): of that place */
struct know_edge { uint32_t check, next, kind, ends; };
/* A word that begins something, with what is known of it at hand; hash 0: free. next: a bit for each word that may follow, see know_next_bit() */
struct know_first { uint64_t hash, here, next; uint32_t kind, ends; };
/* last: of the place; value: what is accepted, or when that is many, where in KNOW_NUMBERS it is told how many, and which */
struct know_end { uint32_t root : 30, last : 1, many : 1, value; };
struct know_near { uint64_t letters; uint32_t name, length; };		/* sorted by length and name */
struct know_outline { uint64_t hash; uint32_t name, unused; };		/* sorted by hash and name */
struct know_file { know_text name; uint32_t at, n; };
struct know_message { know_text lang, en, says, two; };		/* two: of two things, which some languages mutate */

struct know_text_words;

struct know {
	struct arena arena;			/* itself and what it holds */
	const struct know_head *head;
	struct buf owned;			/* the image, when it was built at run time */
	struct buf root;			/* the directory that was read; empty: the compiled-in rules */
	struct pattern *_Atomic *patterns;	/* compiled at first use: KNOW_PATTERN_WAYS of each */
	struct know_tongue tongue;		/* in which the stages word what they tell */
	bool shared;				/* another's tables and patterns */
	struct know_text_words *words;		/* one thread's own: the words of the text at hand; NULL: kept nowhere */
	struct pattern_room *room;		/* as words */
	uint32_t *uses;				/* as words: of each pattern, until it is fast */
	struct know_kept kept;			/* as words */
	VEC(struct know_rules) own;		/* rules of overlays: they need no tables, so that the compiled-in image serves as it is */
	/* the tables that are asked most */
	const struct know_kind *kinds;
	const struct know_edge *edges;
	const struct know_end *ends;
	const uint64_t *edge_bits;
	const struct know_first *firsts;
	const uint32_t *numbers;
	const uint16_t *first_numbers;
	uint32_t edge_room, first_mask;
};

/* Elements of a section. */
const void *know_table(const struct know *k, enum know_section s);
uint32_t know_table_count(const struct know *k, enum know_section s);

/* --- the word trie: states are numbers, edges a hash table ---
 *
 * Names, the forms around them and each class of phrases are a root of their own; all stand in one trie, whose places tell which
 * roots have something that ends there or goes on. Most words of a letter go nowhere, and one probe says so for all roots. States from which
 * the same goes on are one. What is asked for each word of each letter is small, so that the nearer caches hold it. */
enum { KNOW_ROOT_NAMES, KNOW_ROOT_BEFORE, KNOW_ROOT_AFTER, KNOW_ROOT_CLASSES };	/* then one root a class */
#define KNOW_NAME_TOKENS 24	/* the longest name or phrase, in tokens */

/* One bit a root; those behind the 62nd share the last, which says less. The highest is no root's: words with a digit have it (TOKEN_DIGIT_BIT). */
static inline uint64_t know_root_bit(uint32_t root) { return (uint64_t)1 << (root < 62 ? root : 62); }

/* Hashes of words are taken to be different, and these of 64 bits as well. Of a key the lowest 44 bits are compared; the slot stands for the others. */
static inline uint64_t know_edge_key(uint32_t state, uint64_t hash) { return (hash ^ state) * 0x9e3779b97f4a7c15u; }
static inline uint32_t know_edge_slot(uint64_t key, uint32_t room) { return (uint32_t)((key >> 32) * room >> 32); }
static inline uint32_t know_edge_more(uint64_t key) { return (uint32_t)(key >> 32) & KNOW_KIND_REST; }
static inline uint32_t know_edge_kind(const struct know_edge *edge) { return edge->kind >> (32 - KNOW_KIND_BITS); }
#define KNOW_EDGES_BEHIND 64u	/* edges behind the last slot */

/* A bit for the highest bits of each key there is: that most words begin nothing, and do not go on, is known without the table of edges,
 * which is too large to be always at hand. */
#define KNOW_EDGE_BIT_WORDS 4096u
static inline uint32_t know_edge_word(uint64_t key) { return (uint32_t)(key >> 52); }
static inline uint64_t know_edge_bit(uint64_t key) { return (uint64_t)1 << (key >> 46 & 63); }

static inline bool know_edge_may(const struct know *k, uint64_t key)
{
	return (k->edge_bits[know_edge_word(key)] & know_edge_bit(key)) != 0;
}

/* Where the word leads from a state behind the first word; NULL: nowhere. */
static inline const struct know_edge *know_edge(const struct know *k, uint32_t state, uint64_t hash)
{
	uint64_t key = know_edge_key(state, hash);
	if (!know_edge_may(k, key)) {
		return NULL;
	}
	const struct know_edge *edge = k->edges + know_edge_slot(key, k->edge_room);
	while (edge->next != 0 && (edge->check != (uint32_t)key || ((edge->kind ^ know_edge_more(key)) & KNOW_KIND_REST) != 0)) {
		edge++;
	}
	return edge->next != 0 ? edge : NULL;
}

/* First words stand in a table of their own: a letter asks for each of its words, and no answer may wait for
 * another. So the table is built without collisions: the number that the hash's group has takes each word to a row of its own. */
#define KNOW_GROUPS 2048u
static inline uint32_t know_first_group(uint64_t hash) { return (uint32_t)(hash >> 53); }
static inline uint32_t know_first_row(uint64_t hash, uint32_t number, uint32_t mask)
{
	return ((uint32_t)(hash >> 16) + number * (uint32_t)(hash >> 32 | 1)) & mask;
}
static inline uint32_t know_next_bit(uint64_t hash) { return hash >> 20 & 63; }

/* The row where the word stands, if it begins anything: another's or a free one if not. */
static inline uint32_t know_first_at(const struct know *k, uint64_t hash)
{
	return know_first_row(hash, k->first_numbers[know_first_group(hash)], k->first_mask);
}

/* The state behind a first word; 0 when the next word, as far as the row knows, does not lead on from it. */
static inline uint32_t know_first_state(uint32_t row) { return row + 1; }
static inline uint32_t know_first_on(const struct know_first *first, uint32_t row, uint64_t next)
{
	return (first->next >> know_next_bit(next) & 1) != 0 ? know_first_state(row) : 0;
}

/* What is accepted at an end. */
static inline const uint32_t *know_accepts(const struct know *k, const struct know_end *end, uint32_t *n)
{
	*n = end->many ? k->numbers[end->value] : 1;
	return end->many ? k->numbers + end->value + 1 : &end->value;
}

static inline uint32_t know_accept(const struct know *k, const struct know_end *end)
{
	uint32_t n;
	return *know_accepts(k, end, &n);
}

/* --- words of a text (know_words.c) --- */
/* Of longer texts so much is remembered. */
#define KNOW_READ_BYTES 262144u

struct know_view { const struct token_mark *v; uint32_t n; };

/* What begins with the word, or may as far as the one behind it tells; NULL: that is not known. */
static inline uint64_t know_words_before(const struct know *k, const struct token_mark *word, const struct token_mark *behind)
{
	const struct know_first *first = &k->firsts[know_first_at(k, word->hash)];
	if (first->hash != word->hash) {
		return 0;
	}
	bool on = behind == NULL || (first->next >> know_next_bit(behind->hash) & 1) != 0;
	return on ? first->here | k->kinds[first->kind].below : first->here;
}
/* The words of s, when it lies in the text at hand and has the same words there; else false. Behind them are the text's others, and
 * one that begins at its end. */
bool know_words_view(const struct know *k, struct span s, struct know_view *view);
/* What is known of a part of the text at hand, once somebody asked. */
struct know_part {
	struct span s;
	const struct token_mark *first;	/* its first word, or what is behind it when it has none; NULL: it has not the same words as the text there */
	uint64_t any;			/* what may begin with any of its words, see know_words_any() */
	uint32_t stamp;
	bool summed;
};
enum { KNOW_SUM = 8, KNOW_PARTS = 256, KNOW_ASKED = 12, KNOW_ASKED_NAMES = 64, KNOW_VALUED = 4, KNOW_CALLED = 32 };
/* What a constant table of names was found to mean. */
struct know_asked { const char *const *names; uint32_t n; know_index found[KNOW_ASKED_NAMES]; };
struct know_valued { const void *table; struct buf found; };	/* a byte a phrase, see know_value.c */
enum { KNOW_WINDOW = 2 * KNOW_NAME_TOKENS + 16, KNOW_WINDOW_ROOM = 4 * KNOW_WINDOW };	/* prefix, name and suffix; moved to the front now and then */
/* The words of a short text that is not at hand, until another is asked about: mostly it is asked about for class after class. */
struct know_aside {
	struct span s;
	char text[256];			/* what stood there when it was read */
	struct token_mark words[KNOW_WINDOW];
	uint32_t n;
	bool busy;			/* somebody goes through the words */
};
struct know_text_words {
	struct span text;
	bool read;
	struct buf words;		/* struct token_mark; behind the last so many as KNOW_SUM that stand at the text's end */
	struct buf sums;		/* uint64_t: the roots of each KNOW_SUM of them */
	struct buf first_in;		/* uint32_t: the first word that begins in a block of the text or after it */
	uint32_t n;
	struct buf joined;		/* struct token_mark: of several parts */
	bool joining;
	uint32_t stamp;			/* of the text, 0 for none yet */
	struct know_part parts[KNOW_PARTS];	/* by where they stand */
	struct know_asked asked[KNOW_ASKED];	/* of no text: kept with the thread */
	struct know_valued valued[KNOW_VALUED];	/* as asked */
	struct know_aside aside;
	_Atomic know_index called[KNOW_CALLED];	/* a class + 1 that was asked for by its name, by where that is written; threads that link letters share it */
};
struct know_part *know_words_part_new(const struct know *k, struct span s, struct know_part *part);

/* NULL: s is no part of the text at hand. Good until the next call. The same lines and parts of lines are asked about for class after class. */
static inline struct know_part *know_words_part(const struct know *k, struct span s)
{
	struct know_text_words *w = k->words;
	if (w == NULL) {
		return NULL;
	}
	uint32_t slot = ((uint32_t)(uintptr_t)s.p * 0x9e3779b1u ^ (uint32_t)s.n * 0x85ebca6bu) >> 24;
	struct know_part *part = &w->parts[slot % KNOW_PARTS];
	bool known = part->s.p == s.p && part->s.n == s.n && part->stamp == w->stamp;
	return known ? part : know_words_part_new(k, s, part);
}
/* The first of the text's words from v on that stands before end and has one of the roots; NULL: none. */
const struct token_mark *know_words_next(const struct know *k, const struct token_mark *v, const char *end, uint64_t roots);
/* The roots of all words of the part, whose first is not NULL. */
uint64_t know_words_any(const struct know *k, struct know_part *part);
/* As know_words_view(), of several parts one after the other; what it gives is good until it is called again. false, too, while an answer is
 * in use; who got true says know_words_joined_end(). */
bool know_words_joined(const struct know *k, const struct span *pieces, uint32_t n, struct know_view *view);
void know_words_joined_end(const struct know *k);
struct know_text_words *know_words_new(struct arena *a);
void know_words_free(struct know_text_words *w);

/* The longest of the root's names or phrases with which the n words begin: how many of them, 0 for none. apart: never into or out of
 * an address. */
uint32_t know_words_match(const struct know *k, const struct token_mark *w, uint32_t n, uint32_t root, bool apart, const struct know_end **end);

/* What of the root ends at a place, of which `here` and `ends` tell; NULL: nothing. */
static inline const struct know_end *know_words_end(const struct know *k, uint64_t here, uint32_t ends, uint32_t root)
{
	const struct know_end *end = k->ends + ends;
	if ((here & know_root_bit(root)) == 0) {
		return NULL;
	}
	while (end->root != root && !end->last) {
		end++;
	}
	return end->root == root ? end : NULL;
}

/* The words of a short text that is not at hand; false: it is not short, or others go through the words of one. Who got true says
 * know_window_aside_end(). */
bool know_window_aside(const struct know *k, struct span s, struct know_view *view);
void know_window_aside_end(const struct know *k);

/* A text that is read in passing: a few words at a time, of several pieces as if they were one. */
struct know_window {
	const struct span *pieces;
	uint32_t n_pieces, piece;
	struct span rest;
	struct token_mark room[KNOW_WINDOW_ROOM];
	struct token_mark *words;	/* the window's first, in room */
	uint32_t n;
};
void know_window_start(const struct know *k, struct know_window *w, const struct span *pieces, uint32_t n);
/* Goes on by n words. */
void know_window_drop(const struct know *k, struct know_window *w, uint32_t n);

/* --- the builder --- */
struct know_doc {
	const char *name;			/* "registry/east-midlands.xml" */
	const char *path;			/* where it was read, for errors */
	struct span text;
	xmlDoc *doc;				/* NULL: not XML */
	bool faulty;				/* does not follow its schema: its ids count, its rows do not */
	bool own;				/* a project's own file, given by the caller: it may name others, which may not */
	bool overlay;				/* it adds to the sources */
	bool inner;				/* it stands within a project's own file, whose root is around it */
	struct linemap lines;
};

struct know_trie_word { const char *folded; uint32_t root, accept; };

struct know_build {
	struct arena *a;
	struct diag_sink *sink;
	uint32_t faults;
	struct buf pool, blob, common;
	struct map texts, ids, services, classes, meanings, sources;
	VEC(struct know_doc) docs;
	VEC(uint32_t) numbers;
	VEC(struct know_party) parties;
	VEC(struct know_member) members;
	VEC(struct know_phase) phases;
	VEC(struct know_arrangement) arrangements;
	VEC(struct know_name) names;
	VEC(struct know_post) posts;
	VEC(struct know_service) services_v;
	VEC(struct know_format) formats;
	VEC(struct know_format_field) fields;
	VEC(struct know_format_part) parts;
	VEC(struct know_form) forms;
	VEC(know_text) class_names;
	VEC(uint32_t) class_sizes;		/* phrases of each */
	VEC(struct know_phrase) phrases;
	VEC(struct know_pattern) patterns;
	VEC(struct { know_text host; know_agent agent; }) domains;
	VEC(struct know_trie_word) words;
	VEC(struct know_file) files;
	VEC(struct know_message) messages;
};

know_text know_build_text(struct know_build *b, struct span s);
struct know_list know_build_list(struct know_build *b, const uint32_t *items, uint32_t n);
const char *know_build_str(const struct know_build *b, know_text t);
/* Says a fault at a node of a document (NULL: the document's start). */
void know_build_fault(struct know_build *b, enum diag_id id, struct know_doc *doc, const xmlNode *at, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Line and column of the node, 0 when not known. */
void know_build_place(struct know_build *b, struct know_doc *doc, const xmlNode *at, uint32_t *line, uint32_t *column);
/* The attribute's text, n == 0 when absent. */
struct span know_build_attr(struct know_build *b, const xmlNode *node, const char *name);
bool know_build_is(const xmlNode *node, const char *name);
/* Reads from= and until=. */
struct period know_build_period(struct know_build *b, struct know_doc *doc, const xmlNode *node);
/* Reads the words of the attribute with find(): a list of what it gives. */
struct know_list know_build_refs(struct know_build *b, struct know_doc *doc, const xmlNode *node, const char *attr, const struct map *ids);
/* A word or phrase for the trie. */
void know_build_word(struct know_build *b, uint32_t root, struct span text, uint32_t accept);

/* know_load.c: another document. The path is where it was read; false: unreadable, said. */
struct know_doc *know_load_text(struct know_build *b, const char *name, const char *path, struct span text);
bool know_load_file(struct know_build *b, const char *name, const char *path);
/* One that adds to the sources: a name that could be one of theirs gets "./" before it. */
bool know_load_overlay(struct know_build *b, const char *path);
/* know.c: does the name begin as those of the sources do? */
bool know_is_source(const char *name);
/* know_config.c: the documents inside and beside the i-th, whose root is samedesk. */
void know_config_docs(struct know_build *b, uint32_t index);
/* Takes the root, which is the project's, from around the vocabulary within. */
void know_config_inner(xmlDoc *doc);

/* One file a vocabulary. */
void know_registry_ids(struct know_build *b, struct know_doc *doc);	/* first pass: who there is */
void know_registry_rows(struct know_build *b, struct know_doc *doc);	/* second: what is said of them */
void know_registry_end(struct know_build *b);				/* names, domains, indexes */
void know_reading_rows(struct know_build *b, struct know_doc *doc);
void know_reading_end(struct know_build *b);				/* the classes in their order */
void know_formats_rows(struct know_build *b, struct know_doc *doc);
void know_tongue_rows(struct know_build *b, struct know_doc *doc);
void know_tongue_sort(struct know_build *b);

/* know_trie.c: the tables of words. */
struct know_trie {
	struct know_kind *kinds;
	struct know_edge *edges;
	struct know_end *ends;
	uint64_t *edge_bits;
	struct know_first *firsts;
	uint16_t *first_numbers;
	uint32_t n_kinds, n_edges, n_ends, n_firsts;
};
struct know_trie know_trie_build(struct know_build *b);

/* Rows of KNOW_NEAR and KNOW_OUTLINES: how many. */
uint32_t know_near_rows(struct know_build *b, struct know_near **rows);
uint32_t know_near_outlines(struct know_build *b, struct know_outline **rows);

/* The finished image. The caller releases it. */
struct buf know_build_freeze(struct know_build *b);

/* The checks of `samedesk validate` over finished tables; partial: rows that had faults are missing. */
bool know_check(const struct know *k, struct diag_sink *sink, bool partial);

#endif
