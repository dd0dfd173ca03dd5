/* archive_sketch.c - how alike two texts are, told from a hundred bytes of each; DESIGN section 7.
 *
 * In: the hashes of a letter's words, one after the other. Out: its sketch; from two sketches how much the texts share; from many
 * the pairs that share much. Which words count is left to archive_text.c, what two alike letters mean to archive_echo.c and
 * archive_ring.c.
 *
 * The sketch. A text is the set of its pairs of neighbouring words; two texts are as alike as the pairs they share among
 * all they have (Jaccard). Each pair is hashed once. Seven bits of the hash choose one of 128 bins, the rest is a number, and each bin
 * keeps its least (one permutation hashing: one multiplication and one comparison a word instead of 128). A bin that
 * stayed empty borrows from one that did not, chosen by a fixed sequence of its own (Shrivastava's optimal densification), so
 * that two texts with the same pairs have the same sketch whatever their length. Of each least number its low byte is kept: two
 * bins agree when they saw the same least pair, or by chance once in 256, which is taken off again. The estimate is the share of bytes
 * that agree; its standard error is sqrt(J (1 - J) / 128), 0.044 at most and 0.03 at 0.85. A text under a hundred words has fewer than 128
 * independent bytes, and a greater error; identical texts are told at any length. The cost is some ten instructions a word, a thousand for the
 * end, 128 bytes kept. Words changed here and there break two pairs each: 10 % of words changed leave J at 0.68, 12.5 % at 0.62, 5 % at 0.82;
 * a paragraph changed breaks no more pairs than it has words.
 *
 * Finding. Nobody compares all with all. Callers say in which groups alike letters matter (those between two desks: most groups have a
 * few). A group of up to ARCHIVE_ALIKE letters is compared in full. In a larger one 42 bands of three bytes each are keys: letters that
 * share a band are chained in the order of their dates, and each letter walks the 42 chains back. A pair of similarity J is met with probability
 * 1 - (1 - J^3)^42: 0.99999 at 0.62, 0.998 at 0.52, 0.94 at 0.4, 0.04 at 0.1, where most letters are to each other. The cost is 42 steps a letter, and
 * the pairs met; 168 bytes a letter of the group for that time. Where alike letters are many (a circular, a form, an acknowledgement)
 * the walks are cut: a letter meets the ARCHIVE_NEAREST alike ones next before it, and it is counted that others were left out.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

#include <stdlib.h>

_Static_assert(ARCHIVE_BINS == LETTER_SKETCH && ARCHIVE_BINS == 128, "seven bits of a hash choose a bin");

#define BAND_BYTES 3u
#define BANDS (LETTER_SKETCH / BAND_BYTES)
/* Steps along a chain: those of the writer's own side are stepped over. */
#define CHAIN_STEPS 256u

/* --- one sketch --- */

void archive_sketch_begin(struct archive_sketcher *s)
{
	s->before = MAP_HASH_START;
	s->words = 0;
	memset(s->least, 0xff, sizeof s->least);
}

/* The bin from which an empty one borrows: the first of its own sequence that is not empty. */
static uint32_t lender(const struct archive_sketcher *s, uint32_t bin)
{
	uint64_t at = bin;
	for (uint32_t tries = 0; tries < 4096; tries++) {
		at = at * 6364136223846793005u + 1442695040888963407u;
		if (s->least[at >> 57] != UINT32_MAX) {
			return (uint32_t)(at >> 57);
		}
	}
	return bin;
}

void archive_sketch_end(const struct archive_sketcher *s, uint8_t sketch[LETTER_SKETCH])
{
	for (uint32_t i = 0; i < LETTER_SKETCH; i++) {
		uint32_t from = s->least[i] != UINT32_MAX || s->words == 0 ? i : lender(s, i);
		sketch[i] = s->words > 0 ? (uint8_t)s->least[from] : 0;
	}
}

/* --- two --- */

static double alike(const uint8_t *x, const uint8_t *y)
{
	uint32_t same = 0;
	for (uint32_t i = 0; i < LETTER_SKETCH; i++) {
		same += x[i] == y[i];
	}
	double share = ((double)same / LETTER_SKETCH - 1.0 / 256) / (1 - 1.0 / 256);
	return share > 0 ? share : 0;
}

static bool has_sketch(const struct archive *a, uint32_t i)
{
	return ((size_t)i + 1) * LETTER_SKETCH <= a->sketches.n && archive_item(a, i)->words > 0;
}

double archive_sketch_similarity(const struct archive *a, uint32_t i, uint32_t j)
{
	return has_sketch(a, i) && has_sketch(a, j) ? alike(archive_sketch(a, i), archive_sketch(a, j)) : 0;
}

/* --- many --- */

struct member {			/* an entry in the order in which a group is gone through */
	uint64_t group;
	int32_t day;
	uint32_t letter, side, entry;
};

struct hit { uint32_t i, j; double similarity; };	/* entries */

struct finder {			/* of a part: whole groups */
	const struct archive *a;
	double least;
	struct arena scratch;
	struct buf hits;
	uint64_t cut;
};

static int member_order(const void *x, const void *y)
{
	const struct member *a = x, *b = y;
	if (a->group != b->group) {
		return a->group < b->group ? -1 : 1;
	}
	if (a->day != b->day) {
		return a->day < b->day ? -1 : 1;
	}
	if (a->letter != b->letter) {
		return a->letter < b->letter ? -1 : 1;
	}
	return a->entry < b->entry ? -1 : a->entry > b->entry;
}

/* Returns whether the two are alike. */
static bool compare(struct finder *f, const struct member *x, const struct member *y)
{
	if ((x->side == y->side && x->side != ARCHIVE_NONE) || x->letter == y->letter) {
		return false;
	}
	struct hit hit = { x->entry, y->entry, alike(archive_sketch(f->a, x->letter), archive_sketch(f->a, y->letter)) };
	if (hit.similarity < f->least) {
		return false;
	}
	buf_add(&f->hits, (const char *)&hit, sizeof hit);
	return true;
}

static void small_group(struct finder *f, const struct member *m, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		for (uint32_t j = i; j-- > 0;) {
			compare(f, &m[j], &m[i]);
		}
	}
}

/* before[band * n + i]: whom i follows in its chain of the band. Different keys may share a chain: they are told apart when it is walked. */
static void chain(struct finder *f, const struct member *m, uint32_t n, uint32_t *before)
{
	uint32_t room = 256;
	while (room < n && room < 1u << 30) {
		room *= 2;
	}
	uint32_t *last = ARENA_NEWS(&f->scratch, uint32_t, room);
	for (uint32_t band = 0; band < BANDS; band++) {
		memset(last, 0xff, sizeof *last * room);
		for (uint32_t i = 0; i < n; i++) {
			const uint8_t *key = archive_sketch(f->a, m[i].letter) + (size_t)band * BAND_BYTES;
			uint32_t slot = (((uint32_t)key[0] << 16 | (uint32_t)key[1] << 8 | key[2]) * 0x9e3779b1u >> 2) & (room - 1);
			before[(size_t)band * n + i] = last[slot];
			last[slot] = i;
		}
	}
}

/* Walks the chains of i back. met[j] == i: j was looked at. */
static void walk(struct finder *f, const struct member *m, uint32_t n, const uint32_t *before, uint32_t *met, uint32_t i)
{
	const uint8_t *own = archive_sketch(f->a, m[i].letter);
	uint32_t found = 0;
	bool cut = false;
	for (uint32_t band = 0; band < BANDS && found < ARCHIVE_NEAREST; band++) {
		uint32_t at = before[(size_t)band * n + i], steps = 0;
		for (; at != ARCHIVE_NONE && steps < CHAIN_STEPS && found < ARCHIVE_NEAREST; steps++) {
			const uint8_t *other = archive_sketch(f->a, m[at].letter);
			if (met[at] != i && memcmp(own + (size_t)band * BAND_BYTES, other + (size_t)band * BAND_BYTES, BAND_BYTES) == 0) {
				met[at] = i;
				found += compare(f, &m[at], &m[i]);
			}
			at = before[(size_t)band * n + at];
		}
		cut = cut || (at != ARCHIVE_NONE && steps == CHAIN_STEPS);
	}
	f->cut += cut || found >= ARCHIVE_NEAREST;
}

static void large_group(struct finder *f, const struct member *m, uint32_t n)
{
	uint32_t *before = ARENA_NEWS(&f->scratch, uint32_t, (size_t)BANDS * n);
	uint32_t *met = ARENA_NEWS(&f->scratch, uint32_t, n);
	chain(f, m, n, before);
	for (uint32_t i = 1; i < n; i++) {	/* 0 walks nowhere: met is zeroed */
		walk(f, m, n, before, met, i);
	}
}

/* Members of a part, or so: it has whole groups. */
#define PART 1024u

struct part { uint32_t from, to; struct buf hits; uint64_t cut; };
struct parts {
	const struct archive *a;
	const struct member *m;
	double least;
	VEC(struct part) v;
	bool (*take)(void *user, uint32_t i, uint32_t j, double similarity);
	void *user;
	uint64_t cut;
};

static void find_part(void *parts, unsigned thread, uint32_t part)
{
	struct parts *x = parts;
	struct part *p = &x->v.v[part];
	struct finder f = { .a = x->a, .least = x->least };
	(void)thread;
	arena_init(&f.scratch, 0);
	for (uint32_t from = p->from, to; from < p->to; from = to) {
		for (to = from + 1; to < p->to && x->m[to].group == x->m[from].group;) {
			to++;
		}
		if (to - from <= ARCHIVE_ALIKE) {
			small_group(&f, x->m + from, to - from);
		} else {
			large_group(&f, x->m + from, to - from);
			arena_clear(&f.scratch);
		}
	}
	arena_release(&f.scratch);
	p->hits = f.hits;
	p->cut = f.cut;
}

static bool take_part(void *parts, uint32_t part)
{
	struct parts *x = parts;
	struct part *p = &x->v.v[part];
	const struct hit *hit = (const struct hit *)(const void *)p->hits.p;
	bool more = true;
	for (size_t i = 0; i < p->hits.n / sizeof *hit && more; i++) {
		more = x->take(x->user, hit[i].i, hit[i].j, hit[i].similarity);
	}
	x->cut += p->cut;
	buf_release(&p->hits);
	return more;
}

/* Entries of letters that have words, group by group. */
static uint32_t sort_members(const struct archive *a, const struct archive_sketch_entry *entries, uint32_t n, struct member *m)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (has_sketch(a, entries[i].letter)) {
			m[kept++] = (struct member){ entries[i].group, archive_item(a, entries[i].letter)->date.first, entries[i].letter,
				entries[i].side, i };
		}
	}
	if (kept > 1) {
		qsort(m, kept, sizeof *m, member_order);
	}
	return kept;
}

uint64_t archive_sketch_pairs(const struct archive *a, const struct archive_sketch_entry *entries, uint32_t n, double least,
    bool (*take)(void *user, uint32_t i, uint32_t j, double similarity), void *user)
{
	struct parts x = { .a = a, .least = least, .take = take, .user = user };
	struct arena own;
	arena_init(&own, 0);
	struct member *m = ARENA_NEWS(&own, struct member, n + 1u);
	uint32_t kept = sort_members(a, entries, n, m);
	x.m = m;
	for (uint32_t from = 0, to; from < kept; from = to) {
		for (to = from + 1; to < kept && (to - from < PART || m[to].group == m[to - 1].group);) {
			to++;
		}
		*vec_push(&own, &x.v) = (struct part){ .from = from, .to = to };
	}
	archive_spread(a, x.v.n, find_part, take_part, &x);
	for (uint32_t i = 0; i < x.v.n; i++) {
		buf_release(&x.v.v[i].hits);	/* of those that were not taken any more */
	}
	arena_release(&own);
	return x.cut;
}
