/* archive_link_key.c - keys that do not stand alone, with the letters that bear them; DESIGN section 7.
 *
 * In: the letters of an archive. Out: postings, sorted by key, and how many letters of one key are too many.
 *
 * A key that many letters share tells no matter. How many are too many? Of N letters thrown at random between K desks, D of them within a
 * window, about N D^2 / 2 K^3 chains of three come back. The bound is the greatest D at which all keys of the archive together would
 * be expected to make a tenth of such a ring by chance (half of the desks count: nobody writes to all), but at least BOUND_LEAST,
 * because a matter has some letters, and at most BOUND_MOST. A letter that says itself which one it goes on from needs no rarity, but
 * for references under which an office files everything.
 *
 * Cost: keys are read twice: once into a table of counters of two bits, which shows the keys that stand alone (most), and into one of
 * those that are met all the time, which are too many whatever the bound; once to keep the others, 16 bytes each. Then n log n in
 * these, and the pairs met, at most the square of the bound for a key.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_link.h"

#include <stdlib.h>

#define BOUND_LEAST 12u
/* Expected rings by chance, in hundredths. */
#define CHANCE 10u
/* Letters of which the time is taken that the archive spans. */
#define SAMPLE 4096u

/* --- counters of two bits, by a hash --- */

unsigned archive_link_key_counter(const struct linker *k, uint64_t key)
{
	uint64_t i = (key * 0x9e3779b97f4a7c15u >> 20) & k->mask;
	return (unsigned char)k->counters.p[i >> 2] >> (i & 3) * 2 & 3u;
}

void archive_link_key_count(struct linker *k, uint64_t key)
{
	uint64_t i = (key * 0x9e3779b97f4a7c15u >> 20) & k->mask;
	if (archive_link_key_counter(k, key) < 3) {
		k->counters.p[i >> 2] = (char)((unsigned char)k->counters.p[i >> 2] + (1u << (i & 3) * 2));
	}
}

void archive_link_key_clear(struct linker *k)
{
	uint64_t room = 1u << 16;
	while (room < (uint64_t)k->a->n * 16) {
		room *= 2;
	}
	buf_reserve(&k->counters, room / 4);
	memset(k->counters.p, 0, room / 4);
	k->mask = room - 1;
}

/* Of ids and dates only what somebody else says of a letter makes a key worth keeping. */
static bool counts(const struct archive_matter *m)
{
	return m->kind > MATTER_DATE || m->side != MATTER_OWN;
}

/* A key that comes keeps its place, and one that comes less often gives way to it: how often it came is at least what is counted. */
static void count_often(struct linker *k, uint64_t key)
{
	struct often *o = &k->often[(key >> 32) % OFTEN];
	if (o->key == key) {
		o->met++;
	} else if (o->met > 1) {
		o->met--;
	} else {
		*o = (struct often){ key, 1 };
	}
}

/* More letters than any bound allows for. */
bool archive_link_key_too_often(const struct linker *k, const struct often *o)
{
	return o->met / k->windows > BOUND_MOST + 1;
}

static bool comes_too_often(const struct linker *k, uint64_t key)
{
	const struct often *o = &k->often[(key >> 32) % OFTEN];
	return o->key == key && archive_link_key_too_often(k, o);
}

void archive_link_key_counts(struct linker *k)
{
	struct archive_matter m[ARCHIVE_MATTERS];
	struct archive_texts t;
	archive_link_key_clear(k);
	for (uint32_t i = 0; i < k->a->n; i++) {
		const struct archive_edge *edges;
		uint32_t n = archive_link_edges_of(k->l, i, &edges) > 0 ? archive_matters_of(&k->l->matters, i, m, &t) : 0;
		for (uint32_t j = 0; j < n; j++) {
			if (counts(&m[j])) {
				archive_link_key_count(k, m[j].key);
			}
			if (m[j].kind >= MATTER_SUBJECT) {
				count_often(k, m[j].key);
			}
		}
	}
}

static void note_cites(struct linker *k, uint32_t letter, const struct archive_texts *t)
{
	for (uint16_t c = 0; c < archive_item(k->a, letter)->cited && c < 8; c++) {
		const struct letter_cited *cited = &t->cited[c];
		uint32_t authors[PERSON_PARTIES] = { map_get(&k->a->words, span_str(cited->author)) };
		uint32_t n = cited->author[0] != '\0' ? authors[0] != MAP_NONE : archive_link_person_parties(k, cited->person, authors);
		bool month = when_known(cited->date) && cited->date.first != cited->date.last;
		for (uint32_t i = 0; i < n; i++) {
			struct cite cite = { archive_matter_cited_key(archive_word(k->a, authors[i]), cited->date), archive_matter_reference_key(span_str(cited->reference)),
				archive_matter_person_key(cited->person, cited->date), cited->date, authors[i], c, false, month };
			if (cite.date != 0 || cite.reference != 0) {
				buf_add(&k->cites, (const char *)&cite, sizeof cite);
			}
		}
	}
}

void archive_link_key_postings(struct linker *k)
{
	struct archive_matter m[ARCHIVE_MATTERS];
	struct archive_texts t;
	for (uint32_t i = 0; i < k->a->n; i++) {
		const struct archive_edge *edges;
		uint32_t n = archive_link_edges_of(k->l, i, &edges) > 0 ? archive_matters_of(&k->l->matters, i, m, &t) : 0;
		k->cite_of[i] = (uint32_t)(k->cites.n / sizeof(struct cite));
		for (uint32_t j = 0; j < n; j++) {
			bool alone = archive_link_key_counter(k, m[j].key) < (m[j].kind <= MATTER_DATE ? 1u : 2u);
			if (!alone && (m[j].kind < MATTER_SUBJECT || !comes_too_often(k, m[j].key))) {
				struct posting p = { m[j].key, i, m[j].weight, m[j].kind, m[j].side };
				buf_add(&k->postings, (const char *)&p, sizeof p);
			}
		}
		if (n > 0 && archive_item(k->a, i)->cited > 0) {
			note_cites(k, i, &t);
		}
	}
	k->cite_of[k->a->n] = (uint32_t)(k->cites.n / sizeof(struct cite));
	buf_release(&k->counters);
}

/* --- sorting: by the first byte of the key in place, then each part by itself --- */

#define FEW 48u		/* sorted by insertion */

static int posting_order(const void *x, const void *y)
{
	const struct posting *a = x, *b = y;
	if (a->key != b->key) {
		return a->key < b->key ? -1 : 1;
	}
	return a->letter != b->letter ? (a->letter < b->letter ? -1 : 1) : a->side < b->side ? -1 : a->side > b->side;
}

static bool is_one_key(const struct posting *p, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (p[i].key != p[0].key) {
			return false;
		}
	}
	return true;
}

static size_t digit(const struct posting *p, unsigned shift, bool by_letter)
{
	return (by_letter ? p->letter : p->key) >> shift & 0xff;
}

static void sort_postings(struct posting *p, size_t n, unsigned shift, bool by_letter);

static void sort_digit(struct posting *p, size_t n, unsigned shift, bool by_letter)
{
	size_t next[256] = { 0 }, end[256];
	for (size_t i = 0; i < n; i++) {
		next[digit(&p[i], shift, by_letter)]++;
	}
	for (size_t b = 0, at = 0; b < 256; b++) {
		size_t in = next[b];
		next[b] = at;
		at += in;
		end[b] = at;
	}
	for (size_t b = 0; b < 256; b++) {
		while (next[b] < end[b]) {
			size_t to = digit(&p[next[b]], shift, by_letter);
			if (to == b) {
				next[b]++;
			} else {
				struct posting other = p[next[to]];
				p[next[to]++] = p[next[b]];
				p[next[b]] = other;
			}
		}
	}
	for (size_t b = 0, at = 0; b < 256; b++) {
		sort_postings(p + at, end[b] - at, shift - 8, by_letter);
		at = end[b];
	}
}

/* Four bytes of the key leave nearly always one key alone; then its letters count. */
static void sort_postings(struct posting *p, size_t n, unsigned shift, bool by_letter)
{
	if (n < FEW) {
		for (size_t i = 1; i < n; i++) {
			struct posting x = p[i];
			size_t j = i;
			for (; j > 0 && posting_order(&x, &p[j - 1]) < 0; j--) {
				p[j] = p[j - 1];
			}
			p[j] = x;
		}
	} else if (by_letter ? shift > 24 : shift < 32 && !is_one_key(p, n)) {
		qsort(p, n, sizeof *p, posting_order);
	} else {
		bool one = by_letter || shift < 32;
		sort_digit(p, n, one && !by_letter ? 24 : shift, one);
	}
}

void archive_link_key_sort(struct linker *k)
{
	sort_postings((struct posting *)(void *)k->postings.p, k->postings.n / sizeof(struct posting), 56, false);
}

size_t archive_link_key_end(const struct posting *p, size_t n, size_t from)
{
	size_t to = from + 1;
	while (to < n && p[to].key == p[from].key) {
		to++;
	}
	return to;
}

static int day_number_order(const void *x, const void *y)
{
	const int32_t *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

/* How many windows long the archive is, without its first and last hundredth: slips of the pen. */
double archive_link_key_windows(struct linker *k)
{
	int32_t *days = ARENA_NEWS(&k->arena, int32_t, SAMPLE);
	uint32_t n = 0, apart = k->a->n / SAMPLE + 1;
	for (uint32_t i = 0; i < k->a->n && n < SAMPLE; i += apart) {
		struct when date = archive_item(k->a, i)->date;
		if (date.first > DAY_MIN && date.last < DAY_MAX) {
			days[n++] = date.first;
		}
	}
	qsort(days, n, sizeof *days, day_number_order);
	double days_of_window = k->a->options.window * 30.4;
	double span = n > 0 ? days[n - 1 - n / 100] - days[n / 100] : 0;
	return span > days_of_window ? span / days_of_window : 1;
}

static double half_of_desks(struct linker *k)
{
	uint32_t desks = 0;
	uint8_t *seen = ARENA_NEWS(&k->arena, uint8_t, k->a->word.n);
	for (uint32_t i = 0; i < k->l->n_edges; i++) {
		uint32_t desk = archive_ends(k->a, archive_link_edge(k->l, i)->letter)[archive_link_edge(k->l, i)->from].desk;
		desks += !seen[desk];
		seen[desk] = 1;
	}
	return desks / 2.0 + 1;
}

/* The greatest number of letters that may share a key, see above. */
uint32_t archive_link_key_bound(struct linker *k)
{
	const struct posting *p = (const struct posting *)(const void *)k->postings.p;
	size_t n = k->postings.n / sizeof *p;
	double expected[BOUND_MOST + 1] = { 0 }, half = half_of_desks(k), sum = 0;
	for (size_t from = 0, to; from < n; from = to) {
		to = archive_link_key_end(p, n, from);
		double all = (double)(to - from), within = all / k->windows;
		if (p[from].kind >= MATTER_SUBJECT && to - from > 2 && within <= BOUND_MOST) {
			expected[(uint32_t)within] += all * within * within / 2 / (half * half * half);
		}
	}
	uint32_t bound = BOUND_LEAST;
	for (uint32_t d = 0; d <= BOUND_MOST; d++) {
		sum += expected[d];
		bound = sum * 100 <= CHANCE && d > bound ? d : bound;
	}
	return bound;
}
