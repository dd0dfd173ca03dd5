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
 * Which keys stand for too many letters, and what that costs, is told in archive_link_key.c.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_link.h"

#include <stdlib.h>

/* What it counts for a missing letter to be named by its day and its number; what more is perhaps enough; what a day or a number alone perhaps counts. */
#define MISSING_NAMED 40u
#define MISSING_PERHAPS 20u
#define MISSING_ONE 30u
/* What it takes that a letter known by a person and a month is surely the one: its matter besides, or much more. */
#define MONTH_MATTER 165u
#define MONTH_SURE 200u
/* Reminders that are looked at. */
#define AGAINS 100000u

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
enum tri archive_link_within(struct when a, struct when b, struct when ends)
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
	return archive_link_within(a, b, (struct when){ months_later(a.first, months), months_later(a.last, months) });
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

struct when archive_link_windows(struct linker *k, struct when w)
{
	return (struct when){ window_end(k, w.first), window_end(k, w.last) };
}

enum tri archive_link_letters_follow(struct linker *k, uint32_t a, uint32_t b)
{
	struct when on = archive_item(k->a, a)->date;
	return archive_link_within(on, archive_item(k->a, b)->date, archive_link_windows(k, on));
}

/* --- arcs --- */

struct leaving { uint32_t from; struct archive_arc arc; };

/* Somebody may have written twice in a month. */
static bool is_sure_of_month(const struct pair *p)
{
	return !(p->how & LINK_MONTH) || p->weight >= MONTH_SURE || (p->weight >= MONTH_MATTER && (p->how & LETTER_BY_MATTER));
}

/* Held by names and by words of subjects alone, a letter that hands nothing on may begin a matter of its own: "Bath and West Show: cones". */
static bool is_begun_anew(const struct linker *k, const struct pair *p)
{
	const unsigned goes_on = LETTER_PASSES_ON | LETTER_DECLINES | LETTER_ACCEPTS | LETTER_PROPOSES;
	bool told = (p->how & (LINK_EXPLICIT | LINK_TELLS | LETTER_BY_REFERENCE | LETTER_BY_TEXT)) != 0 || p->missing;
	return !told && (archive_item(k->a, p->b)->asks & goes_on) == 0 && archive_sketch_similarity(k->a, p->a, p->b) < ARCHIVE_GROWN_TEXT;
}

/* "Five-year supply: student rooms" and "Five-year supply: lapse rates": what they share is a heading. */
static bool are_two_cases(const struct linker *k, const struct pair *p)
{
	struct arena scratch;
	arena_init(&scratch, 0);
	bool two = archive_form_two_cases(span_str(archive_texts(k->a, p->a, &scratch).subject), span_str(archive_texts(k->a, p->b, &scratch).subject));
	arena_release(&scratch);
	return two;
}

static void add_arc(struct linker *k, const struct pair *p, uint32_t from, uint32_t to)
{
	const struct archive_edge *ef = archive_link_edge(k->l, from), *et = archive_link_edge(k->l, to);
	const struct archive_end *a = archive_ends(k->a, p->a), *b = archive_ends(k->a, p->b);
	enum tri joins = p->missing ? TRI_YES : archive_link_joins(&a[ef->to], &b[et->from]);
	if (joins == TRI_NO || (!p->missing && archive_link_same(&a[ef->from], &b[et->to]))) {
		return;
	}
	enum tri sure = tri_and(joins, archive_link_letters_follow(k, p->a, p->b));
	bool anew = is_begun_anew(k, p);
	if (anew && are_two_cases(k, p)) {
		return;
	}
	sure = p->doubted || !is_sure_of_month(p) || (p->how & LINK_WORDS) || anew ? tri_and(sure, TRI_PERHAPS) : sure;
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
	if (wants && is_registered(k, p->b) && archive_link_text_says(k->a, p->a) && archive_link_text_says(k->a, p->b) && archive_sketch_similarity(k->a, p->a, p->b) >= ARCHIVE_GROWN_TEXT) {
		p->weight = ARCHIVE_ENOUGH;
	}
}

/* Who names day and number of the letter that is missing, from whom the letter before went to, lets little be wanting; who names one of them, something.
 * People cite their friends' letters by the month, and of more matters than one. */
static void weigh_missing(const struct linker *k, struct pair *p)
{
	uint32_t n;
	const struct cite *c = archive_link_pair_cites(k, p->b, &n);
	for (uint32_t i = 0; i < n && p->missing > 0 && !p->doubted; i++) {
		if (c[i].at + 1u != p->missing) {
			continue;
		}
		bool day = c[i].date != 0 && !c[i].month, number = c[i].reference != 0, office = is_registered(k, p->b);
		uint32_t sure = day && number ? MISSING_NAMED : 0, perhaps = !office ? sure : day && number ? MISSING_NAMED + MISSING_PERHAPS : day || number ? MISSING_ONE : 0;
		if (!office && c[i].month) {
			p->weight = 0;
			return;
		}
		p->doubted = p->weight + sure < ARCHIVE_ENOUGH && p->weight + perhaps >= ARCHIVE_ENOUGH;
		p->weight = (p->doubted || p->weight + sure >= ARCHIVE_ENOUGH) && p->weight < ARCHIVE_ENOUGH ? ARCHIVE_ENOUGH : p->weight;
	}
}

static void find_arcs(struct linker *k)
{
	archive_link_pair_sum(k);
	if (k->agains.n > 0) {
		follow_reminders(k);
		archive_link_pair_sum(k);
	}
	struct pair *p = (struct pair *)(void *)k->pairs.p;
	for (size_t i = 0, n = k->pairs.n / sizeof *p; i < n; i++) {
		weigh_text(k, &p[i]);
		weigh_missing(k, &p[i]);
	}
	archive_link_rare_find(k);
	p = (struct pair *)(void *)k->pairs.p;
	const uint32_t *of = (const uint32_t *)(const void *)k->l->edge_of.p;
	for (size_t i = 0, n = k->pairs.n / sizeof *p; i < n; i++) {
		for (uint32_t from = of[p[i].a]; p[i].weight >= ARCHIVE_ENOUGH && from < of[p[i].a + 1]; from++) {
			for (uint32_t to = of[p[i].b]; to < of[p[i].b + 1]; to++) {
				add_arc(k, &p[i], from, to);
			}
		}
	}
	buf_release(&k->pairs);
}

static bool has_key(const struct buf *sorted, uint64_t key)
{
	const uint64_t *keys = (const uint64_t *)(const void *)sorted->p;
	size_t low = 0, high = sorted->n / sizeof *keys, all = high;
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

bool archive_link_common(const struct archive_links *l, uint64_t key)
{
	return has_key(&l->common, key);
}

bool archive_link_tells(struct archive_links *l, uint32_t a, uint32_t b)
{
	struct archive_matter ka[ARCHIVE_MATTERS], kb[ARCHIVE_MATTERS];
	struct archive_texts t;
	uint32_t na = l->many.n > 0 ? archive_matters_of(&l->matters, a, ka, &t) : 0, nb = na > 0 ? archive_matters_of(&l->matters, b, kb, &t) : 0, sum = 0;
	for (uint32_t i = 0; i < na; i++) {
		for (uint32_t j = 0; j < nb; j++) {
			unsigned how;
			bool tells = ka[i].key == kb[j].key && !archive_link_common(l, ka[i].key) && !has_key(&l->many, ka[i].key);
			sum += tells ? archive_link_compare_key(l, &ka[i], &kb[j], ARCHIVE_NONE, &how) : 0;
		}
	}
	return l->many.n == 0 || sum >= ARCHIVE_ENOUGH;
}

uint32_t archive_link_score(const struct archive_arc *x)
{
	uint32_t much = x->how & LINK_WORDS ? 0 : x->weight >= 2 * ARCHIVE_ENOUGH ? 2 : 1;
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

/* --- threads --- */

struct linker *archive_link_views(struct linker *k)
{
	struct linker *views = ARENA_NEWS(&k->arena, struct linker, k->a->options.jobs);
	for (uint32_t i = 0; i < k->a->options.jobs; i++) {
		struct linker *v = &views[i];
		*v = *k;
		arena_init(&v->arena, 0);
		v->l = ARENA_NEW(&v->arena, struct archive_links);
		*v->l = *k->l;
		v->l->matters = archive_matters_view(&k->l->matters);
		v->l->common = v->l->many = (struct buf)BUF_INIT;
		v->l->cut = 0;
		v->pairs = v->agains = v->members = (struct buf)BUF_INIT;
		v->windows_end = ARENA_NEWS(&v->arena, struct window_end, DAYS);
		v->windows_end[0].day = 1;
	}
	return views;
}

void archive_link_views_end(struct linker *k, struct linker *views)
{
	for (uint32_t i = 0; i < k->a->options.jobs; i++) {
		archive_matters_view_end(&views[i].l->matters);
		buf_release(&views[i].l->common);
		buf_release(&views[i].l->many);
		buf_release(&views[i].pairs);
		buf_release(&views[i].agains);
		buf_release(&views[i].members);
		arena_release(&views[i].arena);
	}
}

void archive_links_find(struct archive_links *l, const struct archive *a)
{
	*l = (struct archive_links){ .a = a };
	struct linker k = { .l = l, .a = a, .pairs_most = PAIRS_FIRST };
	arena_init(&k.arena, 0);
	k.often = ARENA_NEWS(&k.arena, struct often, OFTEN);
	k.windows_end = ARENA_NEWS(&k.arena, struct window_end, DAYS);
	k.windows_end[0].day = 1;	/* whose place is another */
	k.cite_of = ARENA_NEWS(&k.arena, uint32_t, a->n + 1u);
	k.windows = archive_link_key_windows(&k);
	archive_matters_begin(&l->matters, a);
	archive_link_edge_find(&k);
	archive_link_person_find(&k);
	archive_link_key_counts(&k);
	archive_link_key_postings(&k);
	archive_link_key_sort(&k);
	l->bound = archive_link_key_bound(&k);
	archive_link_pair_found(&k);
	archive_link_pair_find(&k);
	buf_release(&k.postings);
	archive_link_text_find(&k);
	find_arcs(&k);
	place_arcs(&k);
	buf_release(&k.agains);	/* room may have been made for none */
	buf_release(&k.cites);
	buf_release(&k.people);
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
	buf_release(&l->many);
	buf_release(&l->rare.counts);
	buf_release(&l->rare.words);
	buf_release(&l->rare.listed);
}
