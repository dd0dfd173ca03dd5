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
	return (unsigned)atomic_load_explicit(&k->counters[i >> 2], memory_order_relaxed) >> (i & 3) * 2 & 3u;
}

/* In whatever order threads count: in the end it is the same. */
void archive_link_key_count(struct linker *k, uint64_t key)
{
	uint64_t i = (key * 0x9e3779b97f4a7c15u >> 20) & k->mask;
	unsigned shift = (unsigned)(i & 3) * 2;
	unsigned char was = atomic_load_explicit(&k->counters[i >> 2], memory_order_relaxed);
	while ((was >> shift & 3u) < 3 && !atomic_compare_exchange_weak_explicit(&k->counters[i >> 2], &was, (unsigned char)(was + (1u << shift)),
	    memory_order_relaxed, memory_order_relaxed)) {
	}
}

void archive_link_key_clear(struct linker *k)
{
	uint64_t room = 1u << 16;
	while (room < (uint64_t)k->a->n * 16) {
		room *= 2;
	}
	arena_init(&k->counting, 0);
	k->counters = ARENA_NEWS(&k->counting, atomic_uchar, room / 4);
	k->mask = room - 1;
}

void archive_link_key_clear_end(struct linker *k)
{
	arena_release(&k->counting);
	k->counters = NULL;
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

static void count_run(void *views, unsigned thread, uint32_t run)
{
	struct linker *k = (struct linker *)views + thread;
	struct archive_matter m[ARCHIVE_MATTERS];
	struct archive_texts t;
	for (uint32_t i = run * ARCHIVE_RUN, end = archive_run_end(k->a, run); i < end; i++) {
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

/* What two threads counted: a key that both have came as often as both say, of two the one that came more often stays. What is left out here is
 * left out later, where all its letters are met. */
static void add_often(struct linker *k, const struct often *o)
{
	for (uint32_t i = 0; i < OFTEN; i++) {
		if (k->often[i].key == o[i].key) {
			k->often[i].met += o[i].met;
		} else if (k->often[i].met < o[i].met) {
			k->often[i] = o[i];
		}
	}
}

void archive_link_key_counts(struct linker *k)
{
	archive_link_key_clear(k);
	struct linker *views = archive_link_views(k);
	for (uint32_t i = 1; i < k->a->options.jobs; i++) {
		views[i].often = ARENA_NEWS(&views[i].arena, struct often, OFTEN);
	}
	archive_spread(k->a, archive_runs(k->a), count_run, NULL, views);
	for (uint32_t i = 1; i < k->a->options.jobs; i++) {
		add_often(k, views[i].often);
	}
	archive_link_views_end(k, views);
}

/* --- postings --- */

/* A key of a subject with a term comes behind that of the term: where that or the subject stands alone, so does it. */
static bool is_alone(const struct linker *k, const struct archive_matter *m, uint32_t at, uint64_t subject)
{
	bool both = m[at].kind == MATTER_BOTH && at > 0 && m[at - 1].kind == MATTER_TERM && subject != 0;
	return archive_link_key_counter(k, m[at].key) < (m[at].kind <= MATTER_DATE ? 1u : 2u) ||
	    (both && (archive_link_key_counter(k, m[at - 1].key) < 2 || archive_link_key_counter(k, subject) < 2));
}

struct kept { struct buf postings, cites, cites_end; };	/* of a run; cites_end: of each letter */
struct keeping { struct linker *k, *views; struct kept *runs; };

static void note_cites(struct linker *k, struct buf *out, uint32_t letter, const struct archive_texts *t)
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
				buf_add(out, (const char *)&cite, sizeof cite);
			}
		}
	}
}

static void keep_run(void *keeping, unsigned thread, uint32_t run)
{
	struct linker *k = ((struct keeping *)keeping)->views + thread;
	struct kept *out = ((struct keeping *)keeping)->runs + run;
	struct archive_matter m[ARCHIVE_MATTERS];
	struct archive_texts t;
	for (uint32_t i = run * ARCHIVE_RUN, end = archive_run_end(k->a, run); i < end; i++) {
		const struct archive_edge *edges;
		uint32_t n = archive_link_edges_of(k->l, i, &edges) > 0 ? archive_matters_of(&k->l->matters, i, m, &t) : 0;
		uint64_t subject = 0;
		for (uint32_t j = 0; j < n; j++) {
			subject = m[j].kind == MATTER_SUBJECT ? m[j].key : subject;
			if (!is_alone(k, m, j, subject) && (m[j].kind < MATTER_SUBJECT || !comes_too_often(k, m[j].key))) {
				struct posting p = { m[j].key, i, m[j].weight, m[j].kind, m[j].side };
				buf_add(&out->postings, (const char *)&p, sizeof p);
			}
		}
		if (n > 0 && archive_item(k->a, i)->cited > 0) {
			note_cites(k, &out->cites, i, &t);
		}
		uint32_t cites = (uint32_t)(out->cites.n / sizeof(struct cite));
		buf_add(&out->cites_end, (const char *)&cites, sizeof cites);
	}
}

static bool take_run(void *keeping, uint32_t run)
{
	struct linker *k = ((struct keeping *)keeping)->k;
	struct kept *in = ((struct keeping *)keeping)->runs + run;
	const uint32_t *ends = (const uint32_t *)(const void *)in->cites_end.p;
	uint32_t before = (uint32_t)(k->cites.n / sizeof(struct cite));
	for (size_t i = 0; i < in->cites_end.n / sizeof *ends; i++) {
		k->cite_of[run * ARCHIVE_RUN + i + 1] = before + ends[i];
	}
	buf_add(&k->postings, in->postings.p, in->postings.n);
	buf_add(&k->cites, in->cites.p, in->cites.n);
	buf_release(&in->postings);
	buf_release(&in->cites);
	buf_release(&in->cites_end);
	return true;
}

void archive_link_key_postings(struct linker *k)
{
	struct linker *views = archive_link_views(k);
	struct keeping keeping = { k, views, ARENA_NEWS(&k->arena, struct kept, archive_runs(k->a) + 1u) };
	archive_spread(k->a, archive_runs(k->a), keep_run, take_run, &keeping);
	archive_link_views_end(k, views);
	archive_link_key_clear_end(k);
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

/* end: of the part of each value. */
static void part_postings(struct posting *p, size_t n, unsigned shift, bool by_letter, size_t end[256])
{
	size_t next[256] = { 0 };
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
}

static void sort_digit(struct posting *p, size_t n, unsigned shift, bool by_letter)
{
	size_t end[256];
	part_postings(p, n, shift, by_letter, end);
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

struct sorting { struct posting *p; size_t end[256]; };

static void sort_part(void *sorting, unsigned thread, uint32_t part)
{
	struct sorting *s = sorting;
	size_t from = part > 0 ? s->end[part - 1] : 0;
	(void)thread;
	sort_postings(s->p + from, s->end[part] - from, 48, false);
}

void archive_link_key_sort(struct linker *k)
{
	struct sorting s = { .p = (struct posting *)(void *)k->postings.p };
	part_postings(s.p, k->postings.n / sizeof *s.p, 56, false, s.end);
	archive_spread(k->a, 256, sort_part, NULL, &s);
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
