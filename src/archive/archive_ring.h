/* archive_ring.h - what the files of archive/ share that look for rings and loops: matters, letters that continue letters.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_ARCHIVE_RING_H
#define SAMEDESK_ARCHIVE_RING_H

#include "archive/archive_in.h"

/* --- archive_matter.c: by what a letter's matter is known --- */

enum archive_matter_kind {
	MATTER_ID,		/* Message-ID, xml:id: its own, of the letter it answers, of the one that answers it */
	MATTER_PERSON,		/* a date with the surname of who signed it: its own, or of a letter that it cites */
	MATTER_DATE,		/* a date with a party: its own, or of a letter that it cites */
	MATTER_REFERENCE,	/* its own, or one that it quotes */
	MATTER_SUBJECT,		/* all words of the subject that say something */
	MATTER_WORD,		/* one of them */
	MATTER_TERM,		/* a figure or a name */
	MATTER_BOTH		/* subject and term together: each may be common and both together are not */
};
enum archive_matter_side {	/* bits */
	MATTER_OWN = 1,		/* the letter's own */
	MATTER_TOLD = 2,	/* it says this of the letter before it */
	MATTER_NEXT = 4		/* it says this of the letter after it */
};

#define ARCHIVE_MATTER_NAMES 65u	/* of a name of two words; of one less */
#define ARCHIVE_MATTER_UNIQUE 120u	/* weight of a reference that can be nobody else's */
#define ARCHIVE_MATTER_PARTED 60u	/* of one of letters alone, in parts ("NSC/BAR"): a file, or where few letters have it, a letter */

struct archive_matter {
	uint64_t key;
	uint16_t weight;	/* per cent of what is enough for a link; see archive_matter.c */
	uint8_t kind, side;
	uint16_t at;		/* which of the letter's references, terms, ..., for words */
};
#define ARCHIVE_MATTERS 96u	/* of one letter at most; what follows of a list is left */

struct archive_matters {
	const struct archive *a;
	struct arena scratch;	/* texts of one letter */
	struct arena names;	/* while subjects are read: */
	struct span *name_words;	/* of a name, by its number: hashes of its words, and how many */
	struct buf words;	/* of subjects: numbers */
	struct buf first;	/* where a letter's begin, and one more */
	know_index class_;	/* words that say little */
	uint16_t day_weight;	/* of a day on which a letter of nobody knows whom came */
};

void archive_matters_begin(struct archive_matters *m, const struct archive *a);
void archive_matters_end(struct archive_matters *m);
/* The same, with a scratch of its own: for a thread, or for texts that are to stay. */
struct archive_matters archive_matters_view(const struct archive_matters *m);
void archive_matters_view_end(struct archive_matters *view);
/* The letter's keys into out (room for ARCHIVE_MATTERS); returns how many. *t: its texts, valid until the next call. */
uint32_t archive_matters_of(struct archive_matters *m, uint32_t letter, struct archive_matter *out, struct archive_texts *t);
/* The words behind a key, for people; in scratch of the call before. */
const char *archive_matter_words(const struct archive_texts *t, const struct archive_matter *k);

/* An id, or what a pointer points to: without the file of "letter_12.xml#L12", without '#' or '<>' around it; where there is no '#', the
 * last part of a path without ".xml". */
struct span archive_matter_id(struct span s);
uint64_t archive_matter_id_key(struct span s);		/* 0: no id */
/* A reference in whatever spelling: "PP / 12", "pp-12" and "PP12" are one. 0: none. */
uint64_t archive_matter_reference_key(struct span s);
uint64_t archive_matter_term_key(const char *term);
uint64_t archive_matter_date_key(const char *author, struct when date);	/* of a letter of that day; 0: the day is not known */
/* The same, or of its month. */
uint64_t archive_matter_cited_key(const char *author, struct when date);
uint64_t archive_matter_person_key(const char *surname, struct when date);

/* --- archive_link.c: which letter continues which --- */

struct archive_edge {		/* a letter from one of its senders to one of its recipients: ends */
	uint32_t letter;
	uint8_t from, to;
};

#define ARCHIVE_ENOUGH 100u	/* weight, in per cent, that holds two letters together */
#define LINK_EXPLICIT 8u	/* with LETTER_BY_*: the letter itself says which one it goes on from */
#define LINK_TELLS 64u		/* with LETTER_BY_MATTER: a figure, a whole subject or a name of three words is among what both have */
#define LINK_MONTH 16u		/* and that by a person and a month, of which there may be another letter */
#define LINK_WORDS 32u		/* with LETTER_BY_MATTER: without rare words that both have it would not be enough */

struct archive_arc {
	uint32_t to;		/* edge */
	uint16_t weight;	/* per cent of what is enough */
	uint8_t how;		/* LETTER_BY_*, LINK_EXPLICIT */
	uint8_t sure;		/* enum tri */
	uint16_t missing;	/* 1 + which of the letters that it cites stands between and is missing; 0: none */
};

struct archive_rare {		/* archive_link_rare.c: how rare words are */
	struct buf counts;	/* letters, by the word's number */
	uint32_t bits;		/* of a place in counts */
	uint32_t most;		/* letters that may have a word that tells something */
	uint32_t larger;	/* than an archive of few letters: a logarithm */
	struct buf words;	/* that few have, each with its letters, sorted */
	struct buf listed;	/* numbers of common words, sorted */
	uint16_t tells[2][UINT8_MAX + 1];	/* what a word tells, by how many letters have it; [1]: a common one */
};

struct archive_links {
	const struct archive *a;
	struct archive_matters matters;
	struct buf edges;	/* struct archive_edge, by letter */
	struct buf edge_of;	/* letter -> its first edge, and one more */
	struct buf arcs;	/* struct archive_arc, by the edge they leave, best first */
	struct buf arc_of;	/* edge -> its first arc, and one more */
	uint32_t n_edges;
	uint64_t cut;		/* links that a bound left out */
	uint32_t bound;		/* letters that may share what tells a matter */
	struct buf common;	/* keys that more share, sorted */
	struct buf many;	/* those that so many letters share, in however long a time, that two may come upon one by chance; sorted */
	struct archive_rare rare;
};

void archive_links_find(struct archive_links *l, const struct archive *a);
void archive_links_free(struct archive_links *l);

static inline const struct archive_edge *archive_link_edge(const struct archive_links *l, uint32_t e)
{
	return (const struct archive_edge *)(const void *)l->edges.p + e;
}
static inline const struct archive_arc *archive_link_arcs(const struct archive_links *l, uint32_t e, uint32_t *n)
{
	const uint32_t *of = (const uint32_t *)(const void *)l->arc_of.p;
	*n = of[e + 1] - of[e];
	return (const struct archive_arc *)(const void *)l->arcs.p + of[e];
}

/* Would both be opened at one place? Perhaps: at one desk, as far as that is known. */
enum tri archive_link_joins(const struct archive_end *x, const struct archive_end *y);
/* Is it surely one place? */
bool archive_link_same(const struct archive_end *x, const struct archive_end *y);
/* b not earlier than a, and within the window. */
enum tri archive_link_follows(const struct archive_links *l, struct when a, struct when b);

/* archive_link_compare.c: what one key of each makes of two letters; 0: nothing. letters: how many have it. *how as in an arc. */
uint32_t archive_link_compare_key(const struct archive_links *l, const struct archive_matter *a, const struct archive_matter *b, uint32_t letters, unsigned *how);
/* Texts that share half of their pairs of words are one text with other words in it. */
#define ARCHIVE_ALIKE_TEXT 0.5
/* A text that was handed on shorter or longer, among what an office adds of its own, shares so many; letters on the same thing seldom do. It makes up
 * for what is wanting beside a name of two words that both have. */
#define ARCHIVE_GROWN_TEXT 0.18
#define ARCHIVE_GROWN_BESIDE 65u

/* Does the key tell nothing, because too many letters have it? */
bool archive_link_common(const struct archive_links *l, uint64_t key);
/* Is there more that holds the two together than what many have? */
bool archive_link_tells(struct archive_links *l, uint32_t a, uint32_t b);
/* What two letters have in common, in words; how: filled with LETTER_BY_* and LINK_EXPLICIT. Returns the weight. */
uint32_t archive_link_compare(struct archive_links *l, uint32_t a, uint32_t b, unsigned *how, struct arena *arena, const char **why);

/* archive_link_rare.c: do rare words hold the letters of a chain together, from the first to the last? told: how many links something else holds. */
bool archive_link_rare_whole(const struct archive_links *l, const uint32_t *letters, uint32_t n, uint32_t told);
/* Those that both have, for people; in arena. */
const char *archive_link_rare_words(const struct archive_links *l, uint32_t a, uint32_t b, struct arena *arena);

/* How well, as a number: who says it himself, how much they share. */
uint32_t archive_link_score(const struct archive_arc *x);

/* --- archive_ring_whole.c, archive_ring_need.c, archive_ring_tell.c --- */

/* Letters of the longest ring that can be asked for. */
#define ARCHIVE_RING_MOST 64u

struct archive_ring_step {
	uint32_t edge;
	uint32_t score;		/* of the arc by which it is reached; of the first: meaningless, as what follows */
	uint8_t how, sure;
	uint16_t missing;	/* 1 + which letter that it cites stands before it and is missing; 0: none */
	const char *desk;	/* of the first: at which the chain closes by the service that its letters tell together; NULL: it closes without */
};

/* archive_ring_service.c: the desk, an id, that handles what the chain's letters tell together for who wrote the first and who gets the last; NULL: none. */
const char *archive_ring_service(const struct archive_links *l, const struct archive_ring_step *steps, uint32_t n);

/* Is the chain on one matter as a whole, and no negotiation? */
bool archive_ring_whole(struct archive_links *l, const struct archive_ring_step *steps, uint32_t n);
/* In words: what all letters have in common; "" when nothing. In arena. */
const char *archive_ring_whole_words(struct archive_links *l, const struct archive_ring_step *steps, uint32_t n, struct arena *arena);
/* Is it a need that is handed on in it? */
bool archive_ring_need(const struct archive_links *l, const struct archive_ring_step *steps, uint32_t n);
/* Adds it to out. */
void archive_ring_tell(struct archive_links *l, struct letter_archive *out, const struct archive_ring_step *steps, uint32_t n);

#endif
