/* archive_link_pair.c - letters that share a key, and of which one leaves the place that the other reached; DESIGN section 7.
 *
 * In: postings. Out: pairs with the weights of all keys that both share, those among them that go by way of a letter that is missing; letters that
 * are reminders; keys that too many share.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_link.h"

#include <stdlib.h>

/* Letters of one window that may bear a reference, quote it or cite a date. */
#define BOUND_EXPLICIT 64u
#define PAIRS_EACH 24u
/* Letters of a figure or subject that are many, in an archive of as many letters: chance finds the same figure in some of them, and chains that it closes
 * among thousands. */
#define MANY 12u
#define MANY_LETTERS 100000u

struct member {			/* a letter of a group */
	const struct posting *p;
	struct brief b;
	struct when date;	/* of a large group, which is looked at in the order of time */
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

/* May b go on from a, for its ends? */
bool archive_link_pair_may_follow(const struct linker *k, uint32_t a, uint32_t b)
{
	const struct archive_edge *ea, *eb;
	uint32_t na = archive_link_edges_of(k->l, a, &ea), nb = archive_link_edges_of(k->l, b, &eb);
	const struct archive_end *of_a = archive_ends(k->a, a), *of_b = archive_ends(k->a, b);
	for (uint32_t i = 0; i < na; i++) {
		for (uint32_t j = 0; j < nb; j++) {
			if (archive_link_joins(&of_a[ea[i].to], &of_b[eb[j].from]) != TRI_NO) {
				return !goes_back(k->a, a, b);
			}
		}
	}
	return false;
}

struct cite *archive_link_pair_cites(const struct linker *k, uint32_t letter, uint32_t *n)
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

/* own: letters of which the key is their own, SAME_DAY at most. Is one of them meant? Many desks write more than one letter on a day, and most in a month: where the month is told, or a
 * reference as well, which is none of theirs, it must have gone to the reader. */
static bool is_there(const struct linker *k, const struct posting *const *own, uint32_t n, const struct cite *c, uint32_t reader)
{
	for (uint32_t i = 0; i < n; i++) {
		if (own[i]->kind != MATTER_DATE || (c->reference == 0 && !c->month) || went_to(k, own[i]->letter, reader)) {
			return true;
		}
	}
	return n >= SAME_DAY;
}

/* Of one letter that may be of several offices. */
static void share_found(struct linker *k, uint32_t letter)
{
	uint32_t n;
	struct cite *c = archive_link_pair_cites(k, letter, &n);
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t j = 0; j < n && c[i].found; j++) {
			c[j].found = c[j].found || c[j].at == c[i].at;
		}
	}
}

/* Postings of a task: whole keys. */
struct part { size_t from, to; struct buf pairs, agains, common, many, found; };	/* and what comes of them; found: cites, by number */
struct parts { struct linker *k, *views; VEC(struct part) v; };

/* Postings of a part, or so. */
#define PART 4096u

static void cut_parts(struct parts *x, struct linker *k, struct arena *arena)
{
	const struct posting *p = (const struct posting *)(const void *)k->postings.p;
	size_t n = k->postings.n / sizeof *p;
	*x = (struct parts){ .k = k };
	for (size_t from = 0, to; from < n; from = to) {
		to = n - from <= PART ? n : archive_link_key_end(p, n, from + PART - 1);
		*vec_push(arena, &x->v) = (struct part){ .from = from, .to = to };
	}
}

static void found_of_key(struct linker *k, const struct posting *p, size_t n, struct buf *out)
{
	const struct posting *own[SAME_DAY];
	uint32_t n_own = 0;
	for (size_t i = 0; i < n && n_own < SAME_DAY; i++) {
		if (p[i].side == MATTER_OWN) {
			own[n_own++] = &p[i];
		}
	}
	for (size_t i = 0; i < n && n_own > 0; i++) {
		uint32_t cites;
		const struct cite *c = archive_link_pair_cites(k, p[i].letter, &cites);
		for (uint32_t j = 0; j < cites && p[i].side == MATTER_TOLD; j++) {
			bool meant = c[j].date == p[i].key || c[j].reference == p[i].key || c[j].person == p[i].key;
			if (meant && is_there(k, own, n_own, &c[j], p[i].letter)) {
				uint32_t number = k->cite_of[p[i].letter] + j;
				buf_add(out, (const char *)&number, sizeof number);
			}
		}
	}
}

static void found_part(void *parts, unsigned thread, uint32_t part)
{
	struct linker *k = ((struct parts *)parts)->k;
	struct part *x = &((struct parts *)parts)->v.v[part];
	const struct posting *p = (const struct posting *)(const void *)k->postings.p;
	(void)thread;
	for (size_t from = x->from, to; from < x->to; from = to) {
		to = archive_link_key_end(p, x->to, from);
		if (p[from].kind <= MATTER_REFERENCE) {
			found_of_key(k, p + from, to - from, &x->found);
		}
	}
}

/* Those of which another part says so may be set already: a letter is cited by its date and by its number. */
static bool take_found(void *parts, uint32_t part)
{
	struct part *x = &((struct parts *)parts)->v.v[part];
	const uint32_t *number = (const uint32_t *)(const void *)x->found.p;
	struct cite *c = (struct cite *)(void *)((struct parts *)parts)->k->cites.p;
	for (size_t i = 0; i < x->found.n / sizeof *number; i++) {
		c[number[i]].found = true;
	}
	buf_release(&x->found);
	return true;
}

/* Which of the cited letters are in the archive after all: by date, writer and reader, or by a reference of their own. */
void archive_link_pair_found(struct linker *k)
{
	struct arena scratch;
	struct parts parts;
	if (k->cites.n == 0) {
		return;
	}
	arena_init(&scratch, 0);
	cut_parts(&parts, k, &scratch);
	archive_spread(k->a, parts.v.n, found_part, take_found, &parts);
	arena_release(&scratch);
	for (uint32_t letter = 0; letter < k->a->n; letter++) {
		uint32_t n;
		share_found(k, letter);
		const struct cite *c = archive_link_pair_cites(k, letter, &n);
		for (uint32_t i = 0; i < n; i++) {
			k->briefs[letter].open = k->briefs[letter].open || !c[i].found;
		}
	}
}

/* Does the time that b tells of a letter of somebody hold the day of a? The key is of the month. */
static bool is_in_time(struct linker *k, uint32_t a, uint32_t b)
{
	struct archive_matters *m = &k->l->matters;
	struct when on = archive_item(k->a, a)->date;
	bool in = false;
	arena_clear(&m->scratch);
	struct archive_texts t = archive_texts(k->a, b, &m->scratch);
	for (uint32_t c = 0; c < archive_item(k->a, b)->cited && !in; c++) {
		in = t.cited[c].person[0] != '\0' && t.cited[c].date.first <= on.last && t.cited[c].date.last >= on.first;
	}
	return in;
}

/* A letter that b cites and that is missing may have gone from the place that a reached to the one that b left. */
uint32_t archive_link_pair_missing(struct linker *k, uint32_t a, uint32_t b)
{
	uint32_t n;
	if (k->cites.n == 0) {
		return 0;
	}
	const struct cite *c = archive_link_pair_cites(k, b, &n);
	const struct archive_edge *ea, *eb;
	uint32_t na = archive_link_edges_of(k->l, a, &ea), nb = archive_link_edges_of(k->l, b, &eb);
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

static int pair_order(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;
	return a->a != b->a ? (a->a < b->a ? -1 : 1) : a->b < b->b ? -1 : a->b > b->b;
}

/* Sorts what there is and makes one of those for the same two letters. */
void archive_link_pair_sum(struct linker *k)
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

/* Most pairs end here: b does not leave where a went. */
static bool may_meet(const struct brief *a, const struct brief *b)
{
	return a->to_party == b->from_party || (a->to_desk != 0 && a->to_desk == b->from_desk) || a->several || b->several;
}

/* It goes on from a, or from a letter that is missing, or says once more what a said. */
static bool may_join(const struct brief *a, const struct brief *b)
{
	return may_meet(a, b) || b->open || a->from_party == b->from_party || (b->cites && a->from_desk != 0 && a->from_desk == b->from_desk);
}

/* Do both surely go from and to the same two? */
static bool is_again(const struct linker *k, uint32_t a, uint32_t b)
{
	const struct archive_edge *x, *y;
	archive_link_edges_of(k->l, a, &x);
	archive_link_edges_of(k->l, b, &y);
	const struct archive_end *of_a = archive_ends(k->a, a), *of_b = archive_ends(k->a, b);
	return archive_link_same(&of_a[x->from], &of_b[y->from]) && archive_link_same(&of_a[x->to], &of_b[y->to]);
}

static void note_pair(const struct group *g, const struct member *x, const struct member *y)
{
	struct linker *k = g->k;
	const struct posting *a = x->p, *b = y->p;
	unsigned how = 0;
	uint32_t missing = 0;
	if (a->letter == b->letter || !may_join(&x->b, &y->b)) {
		return;
	}
	struct when on = archive_item(k->a, a->letter)->date, then = archive_item(k->a, b->letter)->date;
	struct archive_matter of_a = { a->key, a->weight, a->kind, a->side, 0 }, of_b = { b->key, b->weight, b->kind, b->side, 0 };
	uint32_t weight = archive_link_compare_key(k->l, &of_a, &of_b, g->rare, &how);
	if (weight > 0 && (how & LINK_EXPLICIT) && is_again(k, a->letter, b->letter)) {
		struct again again = { b->letter, a->letter };
		buf_add(&k->agains, (const char *)&again, sizeof again);
	}
	if (weight == 0 || ((!when_known(on) || !when_known(then)) && !(how & LINK_EXPLICIT)) || archive_link_within(on, then, archive_link_windows(k, on)) == TRI_NO) {
		return;
	}
	if (!may_meet(&x->b, &y->b) || !archive_link_pair_may_follow(k, a->letter, b->letter)) {
		missing = y->b.open ? archive_link_pair_missing(k, a->letter, b->letter) : 0;
		if (missing == 0) {
			return;
		}
	}
	if ((how & LINK_MONTH) && !is_in_time(k, a->letter, b->letter)) {
		return;
	}
	struct pair p = { a->letter, b->letter, (uint16_t)weight, (uint8_t)how, (uint8_t)missing, false };
	buf_add(&k->pairs, (const char *)&p, sizeof p);
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
		m[i] = (struct member){ .p = &p[i], .b = k->briefs[p[i].letter] };
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
	for (uint32_t i = 0; i < n; i++) {
		m[i].date = archive_item(k->a, p[i].letter)->date;
	}
	qsort(m, n, sizeof *m, member_order);
	for (uint32_t from = 0, to = 0; from < n; from++) {
		int32_t until = archive_link_windows(k, m[from].date).first;
		while (to < n && m[to].date.first <= until) {
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

static int key_order(const void *x, const void *y)
{
	const uint64_t *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

/* Those of which no postings were kept. */
static void add_common(struct linker *k)
{
	for (uint32_t i = 0; i < OFTEN; i++) {
		if (archive_link_key_too_often(k, &k->often[i])) {
			buf_add(&k->l->common, (const char *)&k->often[i].key, sizeof k->often[i].key);
		}
	}
	if (k->l->common.n > 0) {
		qsort(k->l->common.p, k->l->common.n / sizeof(uint64_t), sizeof(uint64_t), key_order);
	}
}

static void find_part(void *parts, unsigned thread, uint32_t part)
{
	struct linker *k = &((struct parts *)parts)->views[thread];
	struct part *x = &((struct parts *)parts)->v.v[part];
	struct posting *p = (struct posting *)(void *)k->postings.p;
	for (size_t from = x->from, to; from < x->to; from = to) {
		to = archive_link_key_end(p, x->to, from);
		uint32_t bound = p[from].kind <= MATTER_REFERENCE ? BOUND_EXPLICIT : k->l->bound;
		if (to - from > MANY && k->a->n >= MANY_LETTERS && (p[from].kind == MATTER_TERM || p[from].kind == MATTER_SUBJECT)) {
			buf_add(&k->l->many, (const char *)&p[from].key, sizeof p[from].key);
		}
		if (to - from > bound && (double)(to - from) <= bound * k->windows) {
			window_pairs(k, p + from, (uint32_t)(to - from), bound);
		} else if (to - from > 1 && to - from <= bound) {
			group_pairs(k, p + from, (uint32_t)(to - from));
		} else if (to - from > bound) {
			buf_add(&k->l->common, (const char *)&p[from].key, sizeof p[from].key);
		}
	}
	x->pairs = k->pairs;
	x->agains = k->agains;
	x->common = k->l->common;
	x->many = k->l->many;
	k->pairs = k->agains = k->l->common = k->l->many = (struct buf)BUF_INIT;
}

static bool take_part(void *parts, uint32_t part)
{
	struct linker *k = ((struct parts *)parts)->k;
	struct part *x = &((struct parts *)parts)->v.v[part];
	const struct pair *p = (const struct pair *)(const void *)x->pairs.p;
	for (size_t i = 0; i < x->pairs.n / sizeof *p; i++) {
		if (k->pairs.n / sizeof *p >= PAIRS_FIRST + (uint64_t)k->a->n * PAIRS_EACH) {
			k->l->cut++;
			continue;
		}
		buf_add(&k->pairs, (const char *)&p[i], sizeof *p);
		if (k->pairs.n / sizeof *p >= k->pairs_most) {
			archive_link_pair_sum(k);
			uint64_t kept = k->pairs.n / sizeof *p;
			k->pairs_most = 2 * kept > PAIRS_FIRST ? 2 * kept : PAIRS_FIRST;
		}
	}
	buf_add(&k->agains, x->agains.p, x->agains.n);
	buf_add(&k->l->common, x->common.p, x->common.n);
	buf_add(&k->l->many, x->many.p, x->many.n);	/* sorted, as the postings are */
	buf_release(&x->pairs);
	buf_release(&x->agains);
	buf_release(&x->common);
	buf_release(&x->many);
	return true;
}

void archive_link_pair_find(struct linker *k)
{
	struct arena scratch;
	struct parts parts;
	arena_init(&scratch, 0);
	cut_parts(&parts, k, &scratch);
	parts.views = archive_link_views(k);
	archive_spread(k->a, parts.v.n, find_part, take_part, &parts);
	archive_link_views_end(k, parts.views);
	arena_release(&scratch);
	add_common(k);
}
