/* archive_link.c - which letter continues which; DESIGN section 7.
 *
 * In: the letters of an archive. Out: arcs: letter b continues letter a, with how much speaks for it and how sure that is. What rings these
 * make is left to archive_ring.c.
 *
 * Letter b continues a when it leaves the place that received a, is not earlier, follows within the window, and both are
 * on one matter. Nobody compares all with all: each letter has some ten keys (archive_matter.c), keys are sorted, and only letters
 * that share one are compared, and of these only those of which one leaves the place that the other reached. The weights of all
 * keys that two letters share are added up; a hundred per cent is enough. A letter back to where the one before came from is left out at
 * once: to and fro is no ring, and these are most.
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
#include "archive/archive_ring.h"

#include <stdlib.h>

#define BOUND_LEAST 12u
#define BOUND_MOST 96u
/* Expected rings by chance, in hundredths. */
#define CHANCE 10u
/* Letters of one window that may bear a reference, quote it or cite a date. */
#define BOUND_EXPLICIT 64u
/* A letter to more than these is a circular, and so are as many letters of one desk on one subject within CIRCULAR_DAYS. */
#define CIRCULAR 5u
#define CIRCULAR_DAYS 3
/* Letters of which the time is taken that the archive spans. */
#define SAMPLE 4096u
/* Pairs kept at a time before they are added up: 12 bytes each. And how many stay in the end, for each letter: what comes then is left out. */
#define PAIRS_FIRST (1u << 20)
#define PAIRS_EACH 24u
/* What it counts for a missing letter to be named by its day and its number. */
#define MISSING_NAMED 40u
/* Reminders that are looked at. */
#define AGAINS 100000u

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
};

struct again { uint32_t reminder, of; };	/* a letter to whom the one before it went, which it names */

struct cite {			/* a letter that b cites, of an author */
	uint64_t date, reference;	/* keys */
	struct when when;
	uint32_t author;	/* a word */
	uint16_t at;
	bool found;
};

struct often { uint64_t key; uint32_t met; };	/* at least so often */
#define OFTEN (1u << 15)

#define DAYS 4096u

struct linker {
	struct archive_links *l;
	const struct archive *a;
	struct buf counters;	/* two bits a number */
	uint64_t mask;
	struct often *often;	/* by a hash of the key */
	struct { int32_t day, later; } *windows_end;	/* of a day that was asked for, by its number modulo DAYS */
	struct buf postings, members, pairs, arcs, agains;
	uint64_t pairs_most;	/* when they are added up next */
	double windows;		/* how many windows the archive spans */
	struct buf cites;	/* by letter */
	uint32_t *cite_of;	/* letter -> its first one, and one more */
	struct arena arena;
};

/* --- places and dates --- */

enum tri archive_link_joins(const struct archive_end *x, const struct archive_end *y)
{
	if (x->party == 0 || y->party == 0) {
		return TRI_NO;
	}
	if (x->party == y->party) {
		return TRI_YES;
	}
	return x->desk != 0 && x->desk == y->desk ? tri_and((enum tri)x->desk_sure, (enum tri)y->desk_sure) : TRI_NO;
}

bool archive_link_same(const struct archive_end *x, const struct archive_end *y)
{
	return archive_link_joins(x, y) == TRI_YES;
}

static int32_t months_later(int32_t day, uint32_t months)
{
	if (day <= DAY_MIN || day >= DAY_MAX) {
		return DAY_MAX;
	}
	struct date d = date_of_day(day);
	uint32_t at = (uint32_t)(d.month - 1) + months;
	d.year = (int16_t)(d.year + (int)(at / 12));
	d.month = (uint8_t)(at % 12 + 1);
	while (!date_valid(d)) {
		d.day--;
	}
	return date_first(d);
}

/* ends: when the windows end that begin with a's first and last day. */
static enum tri follows(struct when a, struct when b, struct when ends)
{
	if (a.first > b.last || ends.last < b.first) {
		return TRI_NO;
	}
	bool sure = a.first > DAY_MIN && a.last < DAY_MAX && b.first > DAY_MIN && b.last < DAY_MAX && a.last <= b.first
	    && (b.last <= a.first || b.last <= ends.first);
	return sure ? TRI_YES : TRI_PERHAPS;
}

enum tri archive_link_follows(const struct archive_links *l, struct when a, struct when b)
{
	uint32_t months = l->a->options.window;
	return follows(a, b, (struct when){ months_later(a.first, months), months_later(a.last, months) });
}

/* As months_later() with the archive's window: many letters are of one day. */
static int32_t window_end(struct linker *k, int32_t day)
{
	uint32_t at = (uint32_t)day % DAYS;
	if (k->windows_end[at].day != day) {
		k->windows_end[at].day = day;
		k->windows_end[at].later = months_later(day, k->a->options.window);
	}
	return k->windows_end[at].later;
}

static struct when windows_of_day(struct linker *k, struct when w)
{
	return (struct when){ window_end(k, w.first), window_end(k, w.last) };
}

static enum tri letters_follow(struct linker *k, uint32_t a, uint32_t b)
{
	struct when on = archive_item(k->a, a)->date;
	return follows(on, archive_item(k->a, b)->date, windows_of_day(k, on));
}

/* --- counters of two bits, by a hash --- */

static unsigned counter(const struct linker *k, uint64_t key)
{
	uint64_t i = (key * 0x9e3779b97f4a7c15u >> 20) & k->mask;
	return (unsigned char)k->counters.p[i >> 2] >> (i & 3) * 2 & 3u;
}

static void count(struct linker *k, uint64_t key)
{
	uint64_t i = (key * 0x9e3779b97f4a7c15u >> 20) & k->mask;
	if (counter(k, key) < 3) {
		k->counters.p[i >> 2] = (char)((unsigned char)k->counters.p[i >> 2] + (1u << (i & 3) * 2));
	}
}

static void clear_counters(struct linker *k)
{
	uint64_t room = 1u << 16;
	while (room < (uint64_t)k->a->n * 16) {
		room *= 2;
	}
	buf_reserve(&k->counters, room / 4);
	memset(k->counters.p, 0, room / 4);
	k->mask = room - 1;
}

/* --- edges --- */

static uint32_t edges_of(const struct archive_links *l, uint32_t letter, const struct archive_edge **edges)
{
	const uint32_t *of = (const uint32_t *)(const void *)l->edge_of.p;
	*edges = archive_link_edge(l, of[letter]);
	return of[letter + 1] - of[letter];
}

struct sent { uint64_t desk_subject; int32_t day; uint32_t letter, to; };

static int sent_order(const void *x, const void *y)
{
	const struct sent *a = x, *b = y;
	if (a->desk_subject != b->desk_subject) {
		return a->desk_subject < b->desk_subject ? -1 : 1;
	}
	return a->day != b->day ? (a->day < b->day ? -1 : 1) : a->letter < b->letter ? -1 : a->letter > b->letter;
}

static uint64_t subject_hash(const struct archive_links *l, uint32_t letter)
{
	const uint32_t *first = (const uint32_t *)(const void *)l->matters.first.p, *words = (const uint32_t *)(const void *)l->matters.words.p;
	return map_hash(words + first[letter], (first[letter + 1] - first[letter]) * sizeof *words);
}

static uint32_t distinct_to(const struct sent *s, uint32_t from, uint32_t to)
{
	uint32_t n = 0, seen[CIRCULAR];
	for (uint32_t i = from; i < to && n < CIRCULAR; i++) {
		uint32_t j = 0;
		while (j < n && seen[j] != s[i].to) {
			j++;
		}
		if (j == n) {
			seen[n++] = s[i].to;
		}
	}
	return n;
}

/* Letters of one desk with one subject to many at about one day. */
static void mark_circulars(struct linker *k, uint8_t *circular)
{
	const struct archive *a = k->a;
	struct buf sent = BUF_INIT;
	for (uint32_t at = 0; at < 2 * a->n; at++) {	/* twice: few desks write so often on one subject */
		uint32_t i = at % a->n, pass = at / a->n;
		const struct archive_item *item = archive_item(a, i);
		const struct archive_end *ends = archive_ends(a, i);
		if (item->senders == 0 || item->recipients == 0 || item->date.last - item->date.first > CIRCULAR_DAYS) {
			continue;
		}
		struct sent s = { subject_hash(k->l, i) ^ ends[0].desk * 0x9e3779b97f4a7c15u, item->date.first, i, ends[item->senders].party };
		if (pass == 0) {
			count(k, s.desk_subject);
		} else if (counter(k, s.desk_subject) == 3) {
			buf_add(&sent, (const char *)&s, sizeof s);
		}
	}
	uint32_t n = (uint32_t)(sent.n / sizeof(struct sent));
	struct sent *s = (struct sent *)(void *)sent.p;
	if (n > 1) {
		qsort(s, n, sizeof *s, sent_order);
	}
	for (uint32_t from = 0, to = 0; from < n; from++) {
		while (to < n && s[to].desk_subject == s[from].desk_subject && s[to].day - s[from].day <= CIRCULAR_DAYS) {
			to++;
		}
		if (to - from >= CIRCULAR && distinct_to(s, from, to) >= CIRCULAR) {
			for (uint32_t i = from; i < to; i++) {
				circular[s[i].letter] = 1;
			}
		}
		to = to > from ? to : from + 1;
	}
	buf_release(&sent);
}

static bool is_step(const struct archive *a, uint32_t letter)
{
	const struct archive_item *item = archive_item(a, letter);
	unsigned does = item->asks & ~(unsigned)LETTER_NEED;
	return item->is_letter && item->senders > 0 && item->recipients > 0 && item->recipients < CIRCULAR && item->senders < CIRCULAR
	    && does != LETTER_ACKNOWLEDGES;
}

static void find_edges(struct linker *k)
{
	const struct archive *a = k->a;
	uint8_t *circular = ARENA_NEWS(&k->arena, uint8_t, a->n + 1u);
	clear_counters(k);
	mark_circulars(k, circular);
	for (uint32_t i = 0; i <= a->n; i++) {
		buf_add(&k->l->edge_of, (const char *)&k->l->n_edges, sizeof k->l->n_edges);
		if (i == a->n || circular[i] || !is_step(a, i)) {
			continue;
		}
		const struct archive_item *item = archive_item(a, i);
		const struct archive_end *ends = archive_ends(a, i);
		for (uint32_t f = 0; f < item->senders; f++) {
			for (uint32_t t = item->senders; t < (uint32_t)item->senders + item->recipients; t++) {
				if (ends[f].party != 0 && ends[t].party != 0 && !archive_link_same(&ends[f], &ends[t])) {
					struct archive_edge e = { i, (uint8_t)f, (uint8_t)t };
					buf_add(&k->l->edges, (const char *)&e, sizeof e);
					k->l->n_edges++;
				}
			}
		}
	}
}

/* --- keys that do not stand alone --- */

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
static bool is_too_often(const struct linker *k, const struct often *o)
{
	return o->met / k->windows > BOUND_MOST + 1;
}

static bool comes_too_often(const struct linker *k, uint64_t key)
{
	const struct often *o = &k->often[(key >> 32) % OFTEN];
	return o->key == key && is_too_often(k, o);
}

static void find_counts(struct linker *k)
{
	struct archive_matter m[ARCHIVE_MATTERS];
	struct archive_texts t;
	clear_counters(k);
	for (uint32_t i = 0; i < k->a->n; i++) {
		const struct archive_edge *edges;
		uint32_t n = edges_of(k->l, i, &edges) > 0 ? archive_matters_of(&k->l->matters, i, m, &t) : 0;
		for (uint32_t j = 0; j < n; j++) {
			if (counts(&m[j])) {
				count(k, m[j].key);
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
		uint32_t author = map_get(&k->a->words, span_str(t->cited[c].author));
		if (t->cited[c].author[0] == '\0' || author == MAP_NONE) {
			continue;
		}
		struct cite cite = { archive_matter_date_key(t->cited[c].author, t->cited[c].date), archive_matter_reference_key(span_str(t->cited[c].reference)),
			t->cited[c].date, author, c, false };
		if (cite.date != 0 || cite.reference != 0) {
			buf_add(&k->cites, (const char *)&cite, sizeof cite);
		}
	}
}

static void find_postings(struct linker *k)
{
	struct archive_matter m[ARCHIVE_MATTERS];
	struct archive_texts t;
	for (uint32_t i = 0; i < k->a->n; i++) {
		const struct archive_edge *edges;
		uint32_t n = edges_of(k->l, i, &edges) > 0 ? archive_matters_of(&k->l->matters, i, m, &t) : 0;
		k->cite_of[i] = (uint32_t)(k->cites.n / sizeof(struct cite));
		for (uint32_t j = 0; j < n; j++) {
			bool alone = counter(k, m[j].key) < (m[j].kind <= MATTER_DATE ? 1u : 2u);
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

static size_t group_end(const struct posting *p, size_t n, size_t from)
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
static double windows_of(struct linker *k)
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
static uint32_t matter_bound(struct linker *k)
{
	const struct posting *p = (const struct posting *)(const void *)k->postings.p;
	size_t n = k->postings.n / sizeof *p;
	double expected[BOUND_MOST + 1] = { 0 }, half = half_of_desks(k), sum = 0;
	for (size_t from = 0, to; from < n; from = to) {
		to = group_end(p, n, from);
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

/* --- pairs --- */

struct member {			/* a letter of a group, with what is asked of it first */
	const struct posting *p;
	struct when date, ends;	/* ends: of the windows that begin with it */
	struct archive_end from, to;	/* of its first edge */
	bool several;			/* edges */
	bool cites;			/* letters that may be missing */
};

struct group {
	struct linker *k;
	const struct member *m;
	uint32_t n;
	uint32_t rare;			/* letters in it */
};

/* Does b go back to one who wrote a, whoever else it goes to? Then it is an answer, and what several write to each other a
 * conversation. */
static bool goes_back(const struct archive *a, uint32_t first, uint32_t second)
{
	const struct archive_item *x = archive_item(a, first), *y = archive_item(a, second);
	const struct archive_end *from = archive_ends(a, first), *to = archive_ends(a, second);
	for (uint32_t i = 0; i < x->senders; i++) {
		for (uint32_t j = y->senders; j < (uint32_t)y->senders + y->recipients; j++) {
			if (archive_link_same(&from[i], &to[j])) {
				return true;
			}
		}
	}
	return false;
}

/* May b go on from a, for its ends? *missing: only by way of a letter that is missing: 1 + which cited one. */
static bool may_follow(struct linker *k, uint32_t a, uint32_t b, uint32_t *missing)
{
	const struct archive_edge *ea, *eb;
	uint32_t na = edges_of(k->l, a, &ea), nb = edges_of(k->l, b, &eb);
	const struct archive_end *of_a = archive_ends(k->a, a), *of_b = archive_ends(k->a, b);
	*missing = 0;
	for (uint32_t i = 0; i < na; i++) {
		for (uint32_t j = 0; j < nb; j++) {
			if (archive_link_joins(&of_a[ea[i].to], &of_b[eb[j].from]) != TRI_NO) {
				return !goes_back(k->a, a, b);
			}
		}
	}
	return false;
}

static struct cite *cites_of(const struct linker *k, uint32_t letter, uint32_t *n)
{
	*n = k->cite_of[letter + 1] - k->cite_of[letter];
	return (struct cite *)(void *)k->cites.p + k->cite_of[letter];
}

/* Letters of one writer and day that are looked at. */
#define SAME_DAY 64u

static bool went_to(const struct linker *k, uint32_t letter, uint32_t reader)
{
	const struct archive_item *item = archive_item(k->a, letter), *its = archive_item(k->a, reader);
	const struct archive_end *ends = archive_ends(k->a, letter), *of = archive_ends(k->a, reader);
	for (uint32_t i = item->senders; i < item->n_ends; i++) {	/* a copy is enough */
		for (uint32_t j = 0; j < its->senders; j++) {
			if (archive_link_joins(&ends[i], &of[j]) != TRI_NO) {
				return true;
			}
		}
	}
	return false;
}

/* Is one of the group a letter of the key's own? Many desks write more than one letter on a day: where a reference is told as well, which is none
 * of theirs, it must have gone to the reader. */
static bool is_there(const struct linker *k, const struct posting *p, size_t n, const struct cite *c, uint32_t reader)
{
	uint32_t looked = 0;
	for (size_t i = 0; i < n && looked < SAME_DAY; i++) {
		if (p[i].side == MATTER_OWN && (p[i].kind != MATTER_DATE || c->reference == 0 || went_to(k, p[i].letter, reader))) {
			return true;
		}
		looked += p[i].side == MATTER_OWN;
	}
	return looked >= SAME_DAY;
}

/* Which of the cited letters are in the archive after all: by date, writer and reader, or by a reference of their own. */
static void mark_found(struct linker *k)
{
	const struct posting *p = (const struct posting *)(const void *)k->postings.p;
	size_t n = k->postings.n / sizeof *p;
	for (size_t from = 0, to; k->cites.n > 0 && from < n; from = to) {
		to = group_end(p, n, from);
		for (size_t i = from; i < to && p[from].kind <= MATTER_REFERENCE; i++) {
			uint32_t cites;
			struct cite *c = cites_of(k, p[i].letter, &cites);
			for (uint32_t j = 0; j < cites && p[i].side == MATTER_TOLD; j++) {
				bool meant = c[j].date == p[i].key || c[j].reference == p[i].key;
				c[j].found = c[j].found || (meant && is_there(k, p + from, to - from, &c[j], p[i].letter));
			}
		}
	}
}

/* A letter that b cites and that is missing may have gone from the place that a reached to the one that b left. */
static uint32_t missing_between(struct linker *k, uint32_t a, uint32_t b)
{
	uint32_t n;
	if (k->cites.n == 0) {
		return 0;
	}
	const struct cite *c = cites_of(k, b, &n);
	const struct archive_edge *ea, *eb;
	uint32_t na = edges_of(k->l, a, &ea), nb = edges_of(k->l, b, &eb);
	bool reached = false;
	for (uint32_t j = 0; j < na && nb > 0; j++) {
		reached = reached || archive_link_joins(archive_ends(k->a, a) + ea[j].to, archive_ends(k->a, b) + eb[0].from) != TRI_NO;
	}
	for (uint32_t i = 0; i < n; i++) {
		bool early = c[i].when.last < archive_item(k->a, a)->date.first || c[i].when.first > archive_item(k->a, b)->date.last;
		early = early || (reached && c[i].when.first <= archive_item(k->a, a)->date.last);	/* it is a itself that b cites */
		for (uint32_t j = 0; j < na && !c[i].found && !early; j++) {
			const struct archive_end *to = archive_ends(k->a, a) + ea[j].to, *from = archive_ends(k->a, b) + eb[0].from;
			if (nb > 0 && (to->party == c[i].author || to->desk == c[i].author) && archive_link_joins(to, from) == TRI_NO) {
				return 1u + c[i].at;
			}
		}
	}
	return 0;
}

static void add_pairs(struct linker *k);

/* Most pairs end here: b does not leave where a went. */
static bool may_join(const struct member *a, const struct member *b)
{
	return a->several || b->several || b->cites || archive_link_joins(&a->to, &b->from) != TRI_NO || a->from.party == b->from.party;
}

static void note_pair(const struct group *g, const struct member *x, const struct member *y)
{
	struct linker *k = g->k;
	const struct posting *a = x->p, *b = y->p;
	unsigned how = 0;
	uint32_t missing = 0;
	struct when on = x->date, then = y->date;
	if (a->letter == b->letter || !may_join(x, y)) {
		return;
	}
	struct archive_matter of_a = { a->key, a->weight, a->kind, a->side, 0 }, of_b = { b->key, b->weight, b->kind, b->side, 0 };
	uint32_t weight = archive_link_compare_key(k->l, &of_a, &of_b, g->rare, &how);
	if (weight > 0 && (how & LINK_EXPLICIT) && archive_link_same(&x->from, &y->from) && archive_link_same(&x->to, &y->to)) {
		struct again again = { b->letter, a->letter };
		buf_add(&k->agains, (const char *)&again, sizeof again);
	}
	if (weight == 0 || ((!when_known(on) || !when_known(then)) && !(how & LINK_EXPLICIT)) || follows(on, then, x->ends) == TRI_NO) {
		return;
	}
	if (!may_follow(k, a->letter, b->letter, &missing)) {
		missing = missing_between(k, a->letter, b->letter);
		if (missing == 0) {
			return;
		}
	}
	if (k->pairs.n / sizeof(struct pair) >= PAIRS_FIRST + (uint64_t)k->a->n * PAIRS_EACH) {
		k->l->cut++;
		return;
	}
	struct pair p = { a->letter, b->letter, (uint16_t)weight, (uint8_t)how, (uint8_t)missing };
	buf_add(&k->pairs, (const char *)&p, sizeof p);
	if (k->pairs.n / sizeof p >= k->pairs_most) {
		add_pairs(k);
		uint64_t kept = k->pairs.n / sizeof p;
		k->pairs_most = 2 * kept > PAIRS_FIRST ? 2 * kept : PAIRS_FIRST;
	}
}

static int member_order(const void *x, const void *y)
{
	const struct member *a = x, *b = y;
	if (a->date.first != b->date.first) {
		return a->date.first < b->date.first ? -1 : 1;
	}
	return a->p < b->p ? -1 : a->p > b->p;
}

static struct member *members(struct linker *k, const struct posting *p, uint32_t n)
{
	buf_clear(&k->members);
	buf_reserve(&k->members, n * sizeof(struct member));
	struct member *m = (struct member *)(void *)k->members.p;
	for (uint32_t i = 0; i < n; i++) {
		const struct archive_edge *edges;
		const struct archive_end *ends = archive_ends(k->a, p[i].letter);
		const struct archive_item *item = archive_item(k->a, p[i].letter);
		bool several = edges_of(k->l, p[i].letter, &edges) > 1;
		m[i] = (struct member){ &p[i], item->date, windows_of_day(k, item->date), ends[edges->from], ends[edges->to], several, item->cited > 0 };
	}
	return m;
}

static void group_pairs(struct linker *k, const struct posting *p, uint32_t n)
{
	struct group g = { k, members(k, p, n), n, n };
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t j = 0; j < n; j++) {
			note_pair(&g, &g.m[i], &g.m[j]);
		}
	}
}

/* A larger group is looked at through the window: where few letters share the key within it, they are compared. */
static void window_pairs(struct linker *k, const struct posting *p, uint32_t n, uint32_t bound)
{
	struct member *m = members(k, p, n);
	qsort(m, n, sizeof *m, member_order);
	for (uint32_t from = 0, to = 0; from < n; from++) {
		while (to < n && m[to].date.first <= m[from].ends.first) {
			to++;
		}
		struct group g = { k, m + from, to - from, to - from };
		for (uint32_t j = 1; g.n <= bound && m[from].date.first > DAY_MIN && j < g.n; j++) {
			note_pair(&g, &g.m[0], &g.m[j]);
			if (g.m[0].date.last >= g.m[j].date.first) {
				note_pair(&g, &g.m[j], &g.m[0]);
			}
		}
	}
}

bool archive_link_common(const struct archive_links *l, uint64_t key)
{
	const uint64_t *keys = (const uint64_t *)(const void *)l->common.p;
	size_t low = 0, high = l->common.n / sizeof *keys, all = high;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (keys[middle] < key) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < all && keys[low] == key;
}

static int key_order(const void *x, const void *y)
{
	const uint64_t *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

/* Those of which no postings were kept. */
static void add_common(struct linker *k)
{
	for (uint32_t i = 0; i < OFTEN; i++) {
		if (is_too_often(k, &k->often[i])) {
			buf_add(&k->l->common, (const char *)&k->often[i].key, sizeof k->often[i].key);
		}
	}
	if (k->l->common.n > 0) {
		qsort(k->l->common.p, k->l->common.n / sizeof(uint64_t), sizeof(uint64_t), key_order);
	}
}

static void find_pairs(struct linker *k)
{
	struct posting *p = (struct posting *)(void *)k->postings.p;
	size_t n = k->postings.n / sizeof *p;
	for (size_t from = 0, to; from < n; from = to) {
		to = group_end(p, n, from);
		uint32_t bound = p[from].kind <= MATTER_REFERENCE ? BOUND_EXPLICIT : k->l->bound;
		if (to - from > bound && (double)(to - from) <= bound * k->windows) {
			window_pairs(k, p + from, (uint32_t)(to - from), bound);
		} else if (to - from > 1 && to - from <= bound) {
			group_pairs(k, p + from, (uint32_t)(to - from));
		} else if (to - from > bound) {
			buf_add(&k->l->common, (const char *)&p[from].key, sizeof p[from].key);
		}
	}
	buf_release(&k->members);
	add_common(k);
}

/* --- texts --- */

/* Words of a text that says enough to be alike another. */
#define ALIKE_WORDS 40u
#define TEXT_WEIGHT 65u
/* A text like more others than these is a form. */
#define FORM 8u

struct texts {
	struct linker *k;
	const struct archive_sketch_entry *entries;
	struct buf pairs;
	uint8_t *alike;		/* letter -> others, up to FORM + 1 */
};

static bool has_text(const struct archive *a, uint32_t letter)
{
	return archive_item(a, letter)->words >= ALIKE_WORDS;
}

/* A letter stands with each place that it left or reached. */
static void add_places(struct linker *k, struct buf *entries, uint32_t letter)
{
	const struct archive_item *item = archive_item(k->a, letter);
	const struct archive_end *ends = archive_ends(k->a, letter);
	for (uint32_t i = 0; i < (uint32_t)item->senders + item->recipients; i++) {
		struct archive_sketch_entry e = { ends[i].party, letter, i < item->senders };
		if (ends[i].party != 0) {
			buf_add(entries, (const char *)&e, sizeof e);
		}
		e.group = ends[i].desk;
		if (ends[i].desk != 0 && ends[i].desk != ends[i].party) {
			buf_add(entries, (const char *)&e, sizeof e);
		}
	}
}

/* Offices have forms for everything: of two subjects that have no word in common a text alike says nothing by itself. */
static uint16_t text_weight(const struct linker *k, uint32_t a, uint32_t b)
{
	const uint32_t *first = (const uint32_t *)(const void *)k->l->matters.first.p;
	bool none = first[a] == first[a + 1] || first[b] == first[b + 1];
	return none || subject_hash(k->l, a) == subject_hash(k->l, b) ? ARCHIVE_ENOUGH : TEXT_WEIGHT;
}

static bool take_alike(void *user, uint32_t i, uint32_t j, double similarity)
{
	struct texts *t = user;
	const struct archive_sketch_entry *a = &t->entries[i], *b = &t->entries[j];
	uint32_t missing;
	(void)similarity;
	if (a->side == 1 && archive_item(t->k->a, a->letter)->date.last >= archive_item(t->k->a, b->letter)->date.first) {
		const struct archive_sketch_entry *other = a;
		a = b;
		b = other;
	}
	if (a->side == 1 || b->side == 0 || a->letter == b->letter) {
		return true;
	}
	t->alike[a->letter] = (uint8_t)(t->alike[a->letter] + (t->alike[a->letter] <= FORM));
	t->alike[b->letter] = (uint8_t)(t->alike[b->letter] + (t->alike[b->letter] <= FORM));
	bool dated = when_known(archive_item(t->k->a, a->letter)->date) && when_known(archive_item(t->k->a, b->letter)->date);
	if (dated && letters_follow(t->k, a->letter, b->letter) != TRI_NO && may_follow(t->k, a->letter, b->letter, &missing)) {
		struct pair p = { a->letter, b->letter, text_weight(t->k, a->letter, b->letter), LETTER_BY_TEXT, 0 };
		buf_add(&t->pairs, (const char *)&p, sizeof p);
	}
	return true;
}

static void find_texts(struct linker *k)
{
	struct buf entries = BUF_INIT;
	for (uint32_t i = 0; i < k->a->n && !k->a->options.no_echoes; i++) {
		const struct archive_edge *edges;
		if (has_text(k->a, i) && edges_of(k->l, i, &edges) > 0) {
			add_places(k, &entries, i);
		}
	}
	struct texts t = { k, (const struct archive_sketch_entry *)(const void *)entries.p, BUF_INIT, ARENA_NEWS(&k->arena, uint8_t, k->a->n + 1u) };
	if (entries.n > 0) {
		archive_sketch_pairs(k->a, t.entries, (uint32_t)(entries.n / sizeof *t.entries), ARCHIVE_ALIKE_TEXT, take_alike, &t);
	}
	buf_release(&entries);
	const struct pair *p = (const struct pair *)(const void *)t.pairs.p;
	for (size_t i = 0; i < t.pairs.n / sizeof *p; i++) {
		if (t.alike[p[i].a] <= FORM && t.alike[p[i].b] <= FORM) {
			buf_add(&k->pairs, (const char *)&p[i], sizeof p[i]);
		}
	}
	buf_release(&t.pairs);
}

/* --- arcs --- */

static int pair_order(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;
	return a->a != b->a ? (a->a < b->a ? -1 : 1) : a->b < b->b ? -1 : a->b > b->b;
}

/* Sorts what there is and makes one of those for the same two letters. */
static void add_pairs(struct linker *k)
{
	struct pair *p = (struct pair *)(void *)k->pairs.p;
	size_t n = k->pairs.n / sizeof *p, kept = 0;
	if (n > 1) {
		qsort(p, n, sizeof *p, pair_order);
	}
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && p[kept - 1].a == p[i].a && p[kept - 1].b == p[i].b) {
			uint32_t sum = (uint32_t)p[kept - 1].weight + p[i].weight;
			p[kept - 1].weight = (uint16_t)(sum < 1000 ? sum : 1000);
			p[kept - 1].how |= p[i].how;
			continue;
		}
		if (kept < i) {
			p[kept] = p[i];
		}
		kept++;
	}
	k->pairs.n = kept * sizeof *p;
}

struct leaving { uint32_t from; struct archive_arc arc; };

static void add_arc(struct linker *k, const struct pair *p, uint32_t from, uint32_t to)
{
	const struct archive_edge *ef = archive_link_edge(k->l, from), *et = archive_link_edge(k->l, to);
	const struct archive_end *a = archive_ends(k->a, p->a), *b = archive_ends(k->a, p->b);
	enum tri joins = p->missing ? TRI_YES : archive_link_joins(&a[ef->to], &b[et->from]);
	if (joins == TRI_NO || (!p->missing && archive_link_same(&a[ef->from], &b[et->to]))) {
		return;
	}
	enum tri sure = tri_and(joins, letters_follow(k, p->a, p->b));
	struct leaving l = { from, { to, p->weight, p->how, (uint8_t)sure, p->missing } };
	buf_add(&k->arcs, (const char *)&l, sizeof l);
}

/* Who goes on from a reminder goes on from the letter of which it reminds. */
static void follow_reminders(struct linker *k)
{
	const struct again *again = (const struct again *)(const void *)k->agains.p;
	for (size_t r = 0; r < k->agains.n / sizeof *again && r < AGAINS; r++) {
		const struct pair *p = (const struct pair *)(const void *)k->pairs.p;
		size_t low = 0, n = k->pairs.n / sizeof *p, high = n;
		while (low < high) {
			size_t middle = (low + high) / 2;
			if (p[middle].a < again[r].reminder) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		for (size_t i = low; i < n && ((const struct pair *)(const void *)k->pairs.p)[i].a == again[r].reminder; i++) {
			struct pair more = ((const struct pair *)(const void *)k->pairs.p)[i];
			more.a = again[r].of;
			if (more.b != again[r].of && !more.missing) {
				buf_add(&k->pairs, (const char *)&more, sizeof more);
			}
		}
	}
	buf_release(&k->agains);
}

static bool is_registered(const struct linker *k, uint32_t letter)
{
	const char *party = archive_word(k->a, archive_ends(k->a, letter)[0].party);
	return k->a->know != NULL && strstr(party, "://") == NULL && know_agent_find(k->a->know, span_str(party)) != KNOW_NONE;
}

/* A name that both have, and part of a text, are enough together; but not between people, who say the same of their friends to all of them. */
static void weigh_text(const struct linker *k, struct pair *p)
{
	bool wants = p->weight >= ARCHIVE_GROWN_BESIDE && p->weight < ARCHIVE_ENOUGH && (p->how & LETTER_BY_MATTER) && !p->missing;
	if (wants && is_registered(k, p->b) && has_text(k->a, p->a) && has_text(k->a, p->b) && archive_sketch_similarity(k->a, p->a, p->b) >= ARCHIVE_GROWN_TEXT) {
		p->weight = ARCHIVE_ENOUGH;
	}
}

/* Who names day and number of the letter that is missing, from whom the letter before went to, lets little be wanting. */
static void weigh_missing(const struct linker *k, struct pair *p)
{
	uint32_t n;
	const struct cite *c = cites_of(k, p->b, &n);
	for (uint32_t i = 0; i < n && p->weight >= ARCHIVE_ENOUGH - MISSING_NAMED && p->weight < ARCHIVE_ENOUGH; i++) {
		if (c[i].at + 1u == p->missing && c[i].date != 0 && c[i].reference != 0) {
			p->weight = ARCHIVE_ENOUGH;
		}
	}
}

static void find_arcs(struct linker *k)
{
	add_pairs(k);
	if (k->agains.n > 0) {
		follow_reminders(k);
		add_pairs(k);
	}
	struct pair *p = (struct pair *)(void *)k->pairs.p;
	const uint32_t *of = (const uint32_t *)(const void *)k->l->edge_of.p;
	for (size_t i = 0, n = k->pairs.n / sizeof *p; i < n; i++) {
		weigh_text(k, &p[i]);
		weigh_missing(k, &p[i]);
		for (uint32_t from = of[p[i].a]; p[i].weight >= ARCHIVE_ENOUGH && from < of[p[i].a + 1]; from++) {
			for (uint32_t to = of[p[i].b]; to < of[p[i].b + 1]; to++) {
				add_arc(k, &p[i], from, to);
			}
		}
	}
	buf_release(&k->pairs);
}

uint32_t archive_link_score(const struct archive_arc *x)
{
	uint32_t much = x->weight >= 2 * ARCHIVE_ENOUGH ? 2 : 1;
	return much + (x->how & LINK_EXPLICIT ? 2 : 0) + (x->missing ? 0 : 4);
}

/* Best linked first, then nearest in time. Insertion: an edge has few arcs. */
static void sort_arcs(const struct linker *k, struct archive_arc *arc, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		struct archive_arc x = arc[i];
		uint32_t j = i, letter = archive_link_edge(k->l, x.to)->letter, score = archive_link_score(&x);
		int32_t day = archive_item(k->a, letter)->date.first;
		for (; j > 0; j--) {
			uint32_t other = archive_link_edge(k->l, arc[j - 1].to)->letter, better = archive_link_score(&arc[j - 1]);
			int32_t its = archive_item(k->a, other)->date.first;
			if (better > score || (better == score && (its < day || (its == day && other <= letter)))) {
				break;
			}
			arc[j] = arc[j - 1];
		}
		arc[j] = x;
	}
}

static void place_arcs(struct linker *k)
{
	const struct leaving *l = (const struct leaving *)(const void *)k->arcs.p;
	size_t n = k->arcs.n / sizeof *l, room = (k->l->n_edges + 1u) * sizeof(uint32_t);
	buf_reserve(&k->l->arc_of, room);
	uint32_t *of = (uint32_t *)(void *)k->l->arc_of.p;
	memset(of, 0, room);
	k->l->arc_of.n = room;
	for (size_t i = 0; i < n; i++) {
		of[l[i].from + 1]++;
	}
	for (uint32_t e = 0; e < k->l->n_edges; e++) {
		of[e + 1] += of[e];
	}
	buf_reserve(&k->l->arcs, n * sizeof(struct archive_arc));
	struct archive_arc *arcs = (struct archive_arc *)(void *)k->l->arcs.p;
	k->l->arcs.n = n * sizeof *arcs;
	for (size_t i = n; i > 0; i--) {
		arcs[--of[l[i - 1].from + 1]] = l[i - 1].arc;
	}
	memmove(of, of + 1, k->l->n_edges * sizeof *of);
	of[k->l->n_edges] = (uint32_t)n;
	for (uint32_t e = 0; e < k->l->n_edges; e++) {
		sort_arcs(k, arcs + of[e], of[e + 1] - of[e]);
	}
	buf_release(&k->arcs);
}

void archive_links_find(struct archive_links *l, const struct archive *a)
{
	*l = (struct archive_links){ .a = a };
	struct linker k = { .l = l, .a = a, .pairs_most = PAIRS_FIRST };
	arena_init(&k.arena, 0);
	k.often = ARENA_NEWS(&k.arena, struct often, OFTEN);
	k.windows_end = arena_alloc(&k.arena, DAYS * sizeof *k.windows_end);
	k.windows_end[0].day = 1;	/* whose place is another */
	k.cite_of = ARENA_NEWS(&k.arena, uint32_t, a->n + 1u);
	k.windows = windows_of(&k);
	archive_matters_begin(&l->matters, a);
	find_edges(&k);
	find_counts(&k);
	find_postings(&k);
	sort_postings((struct posting *)(void *)k.postings.p, k.postings.n / sizeof(struct posting), 56, false);
	l->bound = matter_bound(&k);
	mark_found(&k);
	find_pairs(&k);
	buf_release(&k.postings);
	find_texts(&k);
	find_arcs(&k);
	place_arcs(&k);
	buf_release(&k.cites);
	arena_release(&k.arena);
}

void archive_links_free(struct archive_links *l)
{
	archive_matters_end(&l->matters);
	buf_release(&l->edges);
	buf_release(&l->edge_of);
	buf_release(&l->arcs);
	buf_release(&l->arc_of);
	buf_release(&l->common);
}
