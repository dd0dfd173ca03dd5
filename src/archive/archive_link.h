/* archive_link.h - what the files share that find which letter continues which.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_ARCHIVE_LINK_H
#define SAMEDESK_ARCHIVE_LINK_H

#include <stdatomic.h>

#include "archive/archive_ring.h"

#define BOUND_MOST 96u
/* Pairs kept at a time before they are added up: 12 bytes each. And how many stay in the end, for each letter: what comes then is left out. */
#define PAIRS_FIRST (1u << 20)

struct posting {
	uint64_t key;
	uint32_t letter;
	uint16_t weight;
	uint8_t kind, side;
};

struct pair {
	uint32_t a, b;
	uint16_t weight;
	uint8_t how;
	uint8_t missing;	/* 1 + which of b's cited letters stands between, or 0 */
	bool doubted;		/* little speaks for its being on the matter of a */
};

struct again { uint32_t reminder, of; };	/* a letter to whom the one before it went, which it names */

struct cite {			/* a letter that b cites, of an author; of a person it may be there once for each office he may write for */
	uint64_t date, reference, person;	/* keys; date: of the day, or of the month where that is all */
	struct when when;
	uint32_t author;	/* a word */
	uint16_t at;
	bool found, month;
};

struct often { uint64_t key; uint32_t met; };	/* at least so often */
#define OFTEN (1u << 15)

#define DAYS 4096u
struct window_end { int32_t day, later; };

/* What is asked first of a letter: its first edge, and what else it has. Side by side, because letters of one key stand far apart. */
struct brief {
	uint32_t from_party, from_desk, to_party, to_desk;
	bool several;			/* edges */
	bool cites;
	bool open;			/* letters that may be missing */
};

struct linker {
	struct archive_links *l;
	const struct archive *a;
	struct arena counting;
	atomic_uchar *counters;	/* two bits a number */
	uint64_t mask;
	struct often *often;	/* by a hash of the key */
	struct window_end *windows_end;	/* of a day that was asked for, by its number modulo DAYS */
	struct buf postings, members, pairs, arcs, agains;
	uint64_t pairs_most;	/* when they are added up next */
	double windows;		/* how many windows the archive spans */
	struct buf cites;	/* by letter */
	struct buf people;	/* see archive_link_person.c */
	uint32_t *cite_of;	/* letter -> its first one, and one more */
	struct brief *briefs;	/* by letter; of those that have an edge */
	struct arena arena;
};

/* --- archive_link.c: threads --- */

/* A linker for each thread: all that *k has found so far, to be looked at, with what a thread notes for itself; room of its own for pairs, agains, members,
 * for common and cut of *l. Until they are ended nothing of *k may change that they look at. */
struct linker *archive_link_views(struct linker *k);
void archive_link_views_end(struct linker *k, struct linker *views);

/* --- archive_link.c: dates --- */

/* b not earlier than a, and within the window; ends: when the windows end that begin with a's first and last day. */
enum tri archive_link_within(struct when a, struct when b, struct when ends);
struct when archive_link_windows(struct linker *k, struct when w);
enum tri archive_link_letters_follow(struct linker *k, uint32_t a, uint32_t b);

/* --- archive_link_edge.c --- */

void archive_link_edge_find(struct linker *k);
/* The letter's edges, and how many they are. */
uint32_t archive_link_edges_of(const struct archive_links *l, uint32_t letter, const struct archive_edge **edges);
/* Of the words of its subject that say something. */
uint64_t archive_link_edge_subject(const struct archive_links *l, uint32_t letter);

/* --- archive_link_key.c --- */

/* Counters of two bits, by a hash: none, one, two, more. */
void archive_link_key_clear(struct linker *k);
void archive_link_key_clear_end(struct linker *k);
void archive_link_key_count(struct linker *k, uint64_t key);
unsigned archive_link_key_counter(const struct linker *k, uint64_t key);
/* First all keys are counted, then those that do not stand alone are kept, then sorted. */
void archive_link_key_counts(struct linker *k);
void archive_link_key_postings(struct linker *k);
void archive_link_key_sort(struct linker *k);
/* Behind the last posting of the key at from. */
size_t archive_link_key_end(const struct posting *p, size_t n, size_t from);
/* Met by more letters than any bound allows for. */
bool archive_link_key_too_often(const struct linker *k, const struct often *o);
/* How many windows the archive spans. */
double archive_link_key_windows(struct linker *k);
/* The greatest number of letters that may share a key. */
uint32_t archive_link_key_bound(struct linker *k);

/* --- archive_link_person.c: for whom somebody writes who is cited by his name --- */

#define PERSON_PARTIES 3u
void archive_link_person_find(struct linker *k);
/* His parties, as words; how many. */
uint32_t archive_link_person_parties(const struct linker *k, const char *surname, uint32_t parties[PERSON_PARTIES]);

/* --- archive_link_pair.c --- */

/* Which of the cited letters are in the archive after all. */
void archive_link_pair_found(struct linker *k);
void archive_link_pair_find(struct linker *k);
/* Sorts what there is and makes one of those for the same two letters. */
void archive_link_pair_sum(struct linker *k);
/* May b go on from a, for its ends? */
bool archive_link_pair_may_follow(const struct linker *k, uint32_t a, uint32_t b);
/* A letter that b cites and that is missing between the two: 1 + which one, or 0. */
uint32_t archive_link_pair_missing(struct linker *k, uint32_t a, uint32_t b);
/* The letters that it cites. */
struct cite *archive_link_pair_cites(const struct linker *k, uint32_t letter, uint32_t *n);

/* --- archive_link_rare.c --- */

void archive_link_rare_find(struct linker *k);

/* --- archive_link_text.c --- */

void archive_link_text_find(struct linker *k);
/* Has it words enough to be alike another? */
bool archive_link_text_says(const struct archive *a, uint32_t letter);

#endif
