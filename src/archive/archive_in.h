/* archive_in.h - what the files of archive/ share: letters as an archive holds them in memory.
 *
 * A letter is an archive_item of fixed size, its ends (archive_end) and its texts, in three arrays that grow on the heap; what recurs
 * (ids of parties, desks, names, folders) is kept once and known by a number. Some 400 bytes a letter with its sketch.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_ARCHIVE_IN_H
#define SAMEDESK_ARCHIVE_IN_H

#include "archive/archive.h"

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
	uint16_t our_refs, your_refs, answers_ids, answered_by, cited, terms;	/* how many */
	uint8_t senders, recipients;	/* how many of the ends; at most 255 are kept of each */
	uint8_t asks;			/* enum letter_ask */
	bool is_letter;
};

/* The texts of an item as they were added; valid until the next archive_add(). */
struct archive_texts {
	const char *name, *member, *id, *message_id, *subject;	/* name: of the file, without the folder */
	const char **our_refs, **your_refs, **answers_ids, **answered_by, **terms;	/* as many as the item says */
	struct letter_cited *cited;
};

struct archive {
	const struct know *know;
	struct archive_options options;
	struct diag_sink *sink;
	struct arena arena;		/* words, and the archive itself */
	struct map words;		/* text to number */
	VEC(const char *) word;
	struct buf items, ends, texts, sketches;	/* arrays: archive_item, archive_end, bytes, LETTER_SKETCH numbers a letter */
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
static inline const uint32_t *archive_sketch(const struct archive *a, uint32_t i)
{
	return (const uint32_t *)(const void *)a->sketches.p + (size_t)i * LETTER_SKETCH;
}
static inline const char *archive_word(const struct archive *a, uint32_t word)
{
	return a->word.v[word];
}

/* archive.c: the texts of letter i, in scratch. */
struct archive_texts archive_texts(const struct archive *a, uint32_t i, struct arena *scratch);
/* The letter as a step of a circle from its end `from` to its end `to` (indexes of its ends); texts in out->arena. */
struct letter_step archive_step(const struct archive *a, struct letter_archive *out, uint32_t i, uint32_t from, uint32_t to);
/* Folded words of s, without anything that is no letter or digit, as a number: "PP / 12" is "pp-12". 0: nothing in it. */
uint64_t archive_key(struct span s);

/* archive_terms.c, archive_asks.c, archive_text.c, archive_sketch.c: parts of a record (r) made of the letter, in a */
void archive_terms(struct arena *a, struct letter *l, struct letter_record *r);
void archive_asks(struct arena *a, struct letter *l, struct letter_record *r);
void archive_text(struct arena *a, struct letter *l, struct letter_record *r, bool keep);	/* text, words and sketch */

/* archive_echo.c, archive_ring.c, archive_loop.c: add circles to out, in the order of their first letters */
void archive_echo_find(struct archive *a, struct letter_archive *out);
void archive_ring_find(struct archive *a, struct letter_archive *out);
void archive_loop_find(struct archive *a, struct letter_archive *out);

#endif
