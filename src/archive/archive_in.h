/* archive_in.h - what the files of archive/ share: letters as an archive holds them in memory.
 *
 * A letter is an archive_item of fixed size, its ends (archive_end) and its texts, in three arrays that grow on the heap; what recurs
 * (ids of parties, desks, names, folders) is kept once and known by a number. Some 400 bytes a letter with its sketch.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_ARCHIVE_IN_H
#define SAMEDESK_ARCHIVE_IN_H

#include "archive/archive.h"
#include "base/pool.h"

#define ARCHIVE_NONE UINT32_MAX

struct archive_end {
	uint32_t party, desk;		/* words kept once: archive_word(); 0 is "": nobody is known by it */
	uint32_t name;
	uint8_t role, desk_sure;	/* enum letter_role, enum tri */
};

struct archive_item {
	struct when date;
	uint64_t texts;			/* where its texts begin, see archive_texts() */
	uint32_t ends, n_ends;		/* senders, then recipients, then cc */
	uint32_t folder;		/* of its path, with the last '/': a word */
	uint32_t words;			/* masked words of its text */
	uint32_t line;			/* of its file, where it begins; 0: not known */
	uint32_t services;		/* ids, strongest first, parted by spaces: a word */
	uint16_t our_refs, your_refs, answers_ids, answered_by, cited, terms;	/* how many */
	uint8_t signed_by, addressed;
	uint8_t senders, recipients;	/* how many of the ends; at most 255 are kept of each */
	uint8_t asks;			/* enum letter_ask */
	bool is_letter, form;
};

/* The texts of an item as they were added; valid until the next archive_add(). */
struct archive_texts {
	const char *name, *member, *id, *message_id, *subject;	/* name: of the file, without the folder */
	const char **our_refs, **your_refs, **answers_ids, **answered_by, **terms, **signed_by, **addressed;	/* as many as the item says */
	struct letter_cited *cited;
};

struct archive {
	const struct know *know;
	struct archive_options options;
	struct diag_sink *sink;
	struct arena arena;		/* words, and the archive itself */
	struct map words;		/* text to number */
	VEC(const char *) word;
	struct buf items, ends, texts, sketches;	/* arrays: archive_item, archive_end, bytes, LETTER_SKETCH bytes a letter */
	struct buf rare, rare_end;	/* archive_rare.c: samples of words, and where each letter's ends */
	uint32_t rare_most;		/* words of a sample */
	uint64_t *seen;			/* where in texts some of those stand that recur, by a hash */
	uint32_t n;			/* letters */
};

static inline const struct archive_item *archive_item(const struct archive *a, uint32_t i)
{
	return (const struct archive_item *)(const void *)a->items.p + i;
}
static inline const struct archive_end *archive_ends(const struct archive *a, uint32_t i)	/* of letter i */
{
	return (const struct archive_end *)(const void *)a->ends.p + archive_item(a, i)->ends;
}
static inline const uint8_t *archive_sketch(const struct archive *a, uint32_t i)
{
	return (const uint8_t *)a->sketches.p + (size_t)i * LETTER_SKETCH;
}
static inline const char *archive_word(const struct archive *a, uint32_t word)
{
	return a->word.v[word];
}

/* archive.c: the texts of letter i, in scratch. */
struct archive_texts archive_texts(const struct archive *a, uint32_t i, struct arena *scratch);
/* One of them alone. */
const char *archive_subject(const struct archive *a, uint32_t i);
const char *archive_message_id(const struct archive *a, uint32_t i);
/* Letters are looked at in runs of ARCHIVE_RUN, each the task of one thread: what comes of it is put together in the order of the runs, and so does not
 * depend on how many threads there are. How many runs; the letter behind the run's last. Its first is run * ARCHIVE_RUN. */
#define ARCHIVE_RUN 512u
uint32_t archive_runs(const struct archive *a);
uint32_t archive_run_end(const struct archive *a, uint32_t run);
/* pool_run() with the archive's threads: options.jobs of them. take: NULL, or what is to be done in order. */
void archive_spread(const struct archive *a, uint32_t n, void (*work)(void *user, unsigned thread, uint32_t task), bool (*take)(void *user, uint32_t task), void *user);
/* The letter as a step of a circle from its end `from` to its end `to` (indexes of its ends); texts in out->arena. */
struct letter_step archive_step(const struct archive *a, struct letter_archive *out, uint32_t i, uint32_t from, uint32_t to);
/* Folded words of s, without anything that is no letter or digit, as a number: "PP / 12" is "pp-12". 0: nothing in it. */
uint64_t archive_key(struct span s);

/* --- archive_words.c: the words that a letter says itself, read once for all that looks at them --- */

enum {	/* of a word */
	ARCHIVE_FIGURE = 1,		/* digits only; "1,900" is one word, hashed as 1900 */
	ARCHIVE_CAPITAL = 2, ARCHIVE_CAPITALS = TOKEN_ALL_CAPITALS, ARCHIVE_ADDRESS = TOKEN_ADDRESS,
	ARCHIVE_DIGIT = 16,		/* begins with a digit */
	ARCHIVE_JOINED = 32,		/* by a hyphen, slash or full stop to the word before */
	ARCHIVE_LINE = 64,		/* the first of its line */
	ARCHIVE_CLAUSE = 128,		/* behind a comma or the like */
	ARCHIVE_SENTENCE = 256,		/* the first of its sentence */
	ARCHIVE_BLOCK = 512,		/* and of its paragraph */
	ARCHIVE_COMMON = 1024,		/* a capital that makes no name: "However" */
	ARCHIVE_NAME = 2048,		/* of a party, a person, a place, a month: a capital that does */
	ARCHIVE_ASKED = 4096,		/* a question mark follows */
	ARCHIVE_MASKED = 8192,		/* not compared */
	ARCHIVE_MAY_LETTER = 16384,	/* without it no word for a letter begins there */
	ARCHIVE_MAY_COMMON = 32768, ARCHIVE_MAY_MONTH = 65536,	/* without them it is no common word, no month */
	ARCHIVE_NUMBERED = 131072,	/* with a capital, and a digit behind it */
	ARCHIVE_SAYS = 262144,		/* a phrase of the class "said" begins there */
	ARCHIVE_MARKED = ARCHIVE_ADDRESS | ARCHIVE_CAPITAL | ARCHIVE_DIGIT | ARCHIVE_JOINED
};
struct archive_word {
	const char *p;
	uint32_t n;
	uint32_t flags;
};
enum archive_cue {	/* ORDER: cue_names in archive_words.c; what they mean stands in rules/reading/asks.xml and courtesies.xml */
	CUE_REQUEST, CUE_TAKE, CUE_ABLE, CUE_ACCEPT, CUE_DECLINE, CUE_NOT, CUE_NEED, CUE_OWN, CUE_YOURS, CUE_WHETHER, CUE_YOU, CUE_WE, CUE_TOLD,
	CUE_ASKED, CUE_PASS, CUE_PROPOSE, CUE_ACK, CUE_FIND, CUE_WANT, CUE_BUT, CUE_SIGN, CUE_WILL, CUE_LOOK_TO, CUE_DEMAND, CUE_LACK, CUE_UNPLACED, CUE_DENY, CUE_ASKS,	/* those before are of asks.xml */
	CUE_NONE = CUE_ASKS, CUE_COURTESY, CUE_COURTESY_SENTENCE, CUE_PAGE, CUE_UNIT, CUE_NUMBER, CUE_OTHER
};
struct archive_hit {			/* a phrase of rules/reading/ in the text; of those that begin at one word the longest */
	uint32_t at, n;			/* words */
	know_index phrase;
	enum archive_cue cue;
};
struct archive_own {			/* a word of the name of somebody at an end of the letter */
	uint64_t hash, plural;		/* as it is, and with an s: "Solihull's" */
	bool first, writer;		/* the first of his name; his who writes */
};
#define ARCHIVE_OWN 64u
/* 1990 or 2031, not 1,990. */
static inline bool archive_word_is_year(const struct archive_word *word)
{
	return word->n == 4 && ((word->p[0] == '1' && word->p[1] == '9') || (word->p[0] == '2' && word->p[1] == '0'));
}
enum archive_class { ARCHIVE_SAID, ARCHIVE_COMMON_WORD, ARCHIVE_MONTH, ARCHIVE_LETTER_WORD, ARCHIVE_NUMBER_AND, ARCHIVE_NUMBER_PART, ARCHIVE_INFORM, ARCHIVE_BELONGS, ARCHIVE_RELATIVE, ARCHIVE_ROOM, ARCHIVE_CLASSES };	/* ORDER: class_names in archive_words.c */
struct archive_words {
	const struct know *know;
	know_index classes[ARCHIVE_CLASSES];
	struct arena *arena;		/* the letter's */
	struct archive_word *word;
	uint64_t *hash;			/* of each word, as of a token */
	uint32_t *marked;		/* the words with one of ARCHIVE_MARKED, in order: most words have none */
	uint32_t *dates;		/* of the marked ones those with ARCHIVE_DIGIT or ARCHIVE_MAY_MONTH */
	uint32_t *letters;		/* the words with ARCHIVE_MAY_LETTER */
	uint32_t *starts;		/* those with which a sentence begins */
	uint32_t *begins;		/* those with which a phrase of the class "said" may begin */
	uint32_t n, room, n_marked, n_dates, n_letters, n_starts, n_begins, capitals;
	struct { struct archive_hit *v; uint32_t n; } hits;	/* class "said", in order */
	bool registered;		/* somebody at an end of the letter is in the registry; set by the owner */
	struct archive_own own[ARCHIVE_OWN];
	uint32_t n_own;
};
/* Words of the body's zones without its subject; at most LIMIT_COMPARED_WORDS. In the letter's arena. */
void archive_words_read(struct letter *l, struct archive_words *w);
/* What a phrase of the class "said" means. */
enum archive_cue archive_words_value(const struct archive_words *w, know_index phrase);
#define ARCHIVE_NUMBER "number "		/* before the number, in the value of its word */
/* The number that at most n words say there ("thirty eight", "nine hundred": rules/reading/asks.xml, "number N"; "and a half": uncounted.xml).
 * words: those of the hashes; NULL: they are not of the letter's text. */
struct archive_number {
	uint32_t whole;			/* 0: none */
	uint32_t hundredths;		/* behind the point */
	uint32_t used;			/* words */
};
struct archive_number archive_words_number(const struct archive_words *w, const struct archive_word *words, const uint64_t *hash, uint32_t n);
/* "02/03/2015", "2.3.15", "2015-03-02", from the word at i, and no part of a longer reference: "12/3/15/FUL". */
bool archive_words_date(const struct archive_words *w, uint32_t i, struct date *d);
/* The cue with which at most n words begin there; CUE_OTHER: none. */
enum archive_cue archive_words_cue(const struct archive_words *w, uint32_t at, uint32_t n);
/* Is the word of the name of one who writes? Does it begin the name of somebody at an end of the letter? */
bool archive_words_writer(const struct archive_words *w, uint32_t at);
bool archive_words_end(const struct archive_words *w, uint32_t at);

/* archive_terms.c, archive_asks.c, archive_text.c: parts of a record (r) made of the letter and its words, in a */
void archive_terms(struct arena *a, const struct archive_words *w, struct letter_record *r);
/* A term as a letter writes it: "1,900 dwellings" of "1900 dwellings", "M40", "Birmingham's need". In a. */
const char *archive_terms_tell(struct arena *a, const char *term);
/* What is counted there: "dwellings" of CUE_UNIT. Is it a need (rules/reading/asks.xml, "need-unit")? "always", "often", or "": no. */
const char *archive_terms_unit(const struct archive_words *w, const struct archive_hit *h);
const char *archive_terms_need_unit(const struct know *k, const char *unit);

/* archive_form.c: is it one by its lines, or by what it is headed? What that takes of the text is in scratch. */
bool archive_form_is(const struct archive *a, uint32_t letter, struct arena *scratch);
bool archive_form_filled(const struct archive_words *w);	/* by its lines */
/* "Hazardous substances: Kettlesing depot" and "...: Appletreewick dairy": one form for two cases. */
bool archive_form_two_cases(struct span subject, struct span other);
void archive_asks(const struct archive_words *w, struct letter_record *r);
/* archive_record.c */
bool archive_record_share_word(struct span x, struct span y);
/* The only party of that role, "" when there are several or none. */
const char *archive_record_only(const struct letter_record *r, enum letter_role role);
const char *archive_record_alive(const struct know *k, const know_agent *agents, uint32_t n, struct when then);
/* archive_person.c: who signed the letter, who is addressed by name */
void archive_person_record(struct arena *a, const struct letter *l, struct letter_record *r);
/* The surname of a whole name, folded; "": there is none. */
const char *archive_person_surname(struct arena *a, const struct know *k, struct span name);
/* archive_cites.c: adds letters that the text speaks of without a label, by what has the shape of a reference or by a day */
void archive_cites(struct arena *a, const struct letter *l, const struct archive_words *w, struct letter_record *r);
void archive_text(struct arena *a, struct archive_words *w, struct letter_record *r, unsigned with);	/* text, words and sketch; marks what is masked */
/* The word as in a token, with its NUL; a figure without its commas. Returns its length; 0: it has more than ARCHIVE_FOLDED bytes. */
#define ARCHIVE_FOLDED 96u
size_t archive_words_fold(const struct archive_word *word, char out[ARCHIVE_FOLDED]);

/* --- archive_sketch.c: how alike the words of two letters are, by a hundred bytes of each --- */

#define ARCHIVE_BINS 128u		/* as many as a sketch has bytes */

struct archive_sketcher {		/* while the words of a letter go by */
	uint64_t before;
	uint32_t least[ARCHIVE_BINS];
	uint32_t words;
};
void archive_sketch_begin(struct archive_sketcher *s);
static inline void archive_sketch_word(struct archive_sketcher *s, uint64_t hash)	/* of a token */
{
	uint64_t pair = (s->before * 0x9e3779b97f4a7c15u + hash) * 0xff51afd7ed558ccdu;
	uint32_t *bin = &s->least[pair >> 57], value = (uint32_t)(pair >> 25);
	*bin = value < *bin ? value : *bin;
	s->before = hash;
	s->words++;
}
void archive_sketch_end(const struct archive_sketcher *s, uint8_t sketch[LETTER_SKETCH]);

/* What share of their pairs of neighbouring words two letters have in common, 0 to 1, as far as the sketches tell (give or take
 * 0.04). 0 when one of them has no words, or when nothing is kept of texts (options.no_echoes). */
double archive_sketch_similarity(const struct archive *a, uint32_t i, uint32_t j);

/* A letter that is to be compared with others of its group; a letter may stand in many groups, and twice in one. */
struct archive_sketch_entry {
	uint64_t group;			/* any number: a desk, a pair of desks; 0 throughout: all with all */
	uint32_t letter;
	uint32_t side;			/* two letters of one side are not compared; ARCHIVE_NONE: with everybody */
};
/* Calls take() for each pair of a group whose similarity is at least `least` (how surely they are found stands in
 * archive_sketch.c), i and j being indexes of entries, i's letter not later than j's by its first possible day. The order of the calls
 * follows from the entries alone. take() returns false to stop. In a group of more than ARCHIVE_ALIKE a letter is compared with the ARCHIVE_NEAREST
 * alike ones of the other side next before it; returns for how many letters there may have been more. */
uint64_t archive_sketch_pairs(const struct archive *a, const struct archive_sketch_entry *entries, uint32_t n, double least,
    bool (*take)(void *user, uint32_t i, uint32_t j, double similarity), void *user);
#define ARCHIVE_ALIKE 64u
#define ARCHIVE_NEAREST 16u

/* --- archive_rare.c: some words of each letter --- */

/* With the sketch: of words of which it is marked what is masked. */
void archive_rare_sample(struct arena *a, const struct archive_words *w, struct letter_record *r);
/* Of a word of a masked text; UINT32_MAX: of none that counts. */
uint32_t archive_rare_number(struct span word);
/* As the next letter's. */
void archive_rare_keep(struct archive *a, const struct letter_record *r);
/* Each once, in any order; returns how many. */
uint32_t archive_rare_of(const struct archive *a, uint32_t letter, uint32_t out[LETTER_RARE]);
/* Of the words of two letters' samples, *of in all, how many the other letter has not, for certain. *of is 0 when one of them has no sample. */
uint32_t archive_rare_missing(const struct archive *a, uint32_t i, uint32_t j, uint32_t *of);

/* --- archive_compare.c: two texts word by word --- */

struct archive_comparison {
	double similarity;		/* 0 to 1, see archive_compare.c */
	bool own;			/* the second has a sentence or more that the first has not */
	int32_t own_words;		/* of these; where nothing but words here and there make it its own: 0 */
	int32_t added;			/* words put in, here and there, other than at its beginning */
	int32_t moved;			/* words that stand elsewhere */
	int32_t stretch, told_to;	/* of the difference told last: its words, and where it ends */
	int32_t was_from, is_from;	/* and where it begins */
	bool new_figure;		/* another figure stands in the place of the first's */
	bool too_long;			/* they differ in more words than can be looked at */
	struct letter_difference *differences;
	uint32_t n;			/* of these, at most a dozen */
	const char **changed_sentences;	/* of the second, for each place where it differs and that is no sentence of its own */
	uint32_t n_changes;		/* of these, at most 64 */
};
/* False: they are less alike than `least`, and nothing else is told. All in a. */
bool archive_compare(struct arena *a, const char *was, const char *is, double least, struct archive_comparison *c);

/* archive_echo.c, archive_ring.c, archive_loop.c: add circles to out, in the order of their first letters */
void archive_echo_find(struct archive *a, struct letter_archive *out);
void archive_ring_find(struct archive *a, struct letter_archive *out);
void archive_loop_find(struct archive *a, struct letter_archive *out);

#endif
