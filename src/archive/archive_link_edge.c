/* archive_link_edge.c - letters from one desk to another, without circulars; DESIGN section 7.
 *
 * In: the letters of an archive. Out: its edges, by letter: each of its senders to each of its recipients.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_link.h"

#include <stdlib.h>

/* A letter to more than these is a circular, and so are as many letters of one desk on one subject within CIRCULAR_DAYS. */
#define CIRCULAR 5u
#define CIRCULAR_DAYS 3

uint32_t archive_link_edges_of(const struct archive_links *l, uint32_t letter, const struct archive_edge **edges)
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

uint64_t archive_link_edge_subject(const struct archive_links *l, uint32_t letter)
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

struct finding {		/* of edges */
	struct linker *k;
	uint8_t *circular;	/* by letter */
	struct found { struct buf sent, edges, ends; } *runs;	/* ends: of each letter's edges */
};

/* False: it is not known of the letter who sent it to whom, or when. */
static bool is_sent(const struct linker *k, uint32_t i, struct sent *s)
{
	const struct archive_item *item = archive_item(k->a, i);
	const struct archive_end *ends = archive_ends(k->a, i);
	bool known = item->senders > 0 && item->recipients > 0 && item->date.last - item->date.first <= CIRCULAR_DAYS;
	if (known) {
		*s = (struct sent){ archive_link_edge_subject(k->l, i) ^ ends[0].desk * 0x9e3779b97f4a7c15u, item->date.first, i, ends[item->senders].party };
	}
	return known;
}

/* Few desks write so often on one subject: the others are not kept. */
static void count_sent(void *finding, unsigned thread, uint32_t run)
{
	struct linker *k = ((struct finding *)finding)->k;
	struct sent s;
	(void)thread;
	for (uint32_t i = run * ARCHIVE_RUN, end = archive_run_end(k->a, run); i < end; i++) {
		if (is_sent(k, i, &s)) {
			archive_link_key_count(k, s.desk_subject);
		}
	}
}

static void keep_sent(void *finding, unsigned thread, uint32_t run)
{
	struct finding *f = finding;
	struct sent s;
	(void)thread;
	for (uint32_t i = run * ARCHIVE_RUN, end = archive_run_end(f->k->a, run); i < end; i++) {
		if (is_sent(f->k, i, &s) && archive_link_key_counter(f->k, s.desk_subject) == 3) {
			buf_add(&f->runs[run].sent, (const char *)&s, sizeof s);
		}
	}
}

/* Letters of one desk with one subject to many at about one day. */
static void mark_circulars(struct finding *f)
{
	const struct archive *a = f->k->a;
	struct buf sent = BUF_INIT;
	archive_link_key_clear(f->k);
	archive_spread(a, archive_runs(a), count_sent, NULL, f);
	archive_spread(a, archive_runs(a), keep_sent, NULL, f);
	archive_link_key_clear_end(f->k);
	for (uint32_t i = 0; i < archive_runs(a); i++) {
		buf_add(&sent, f->runs[i].sent.p, f->runs[i].sent.n);
		buf_release(&f->runs[i].sent);
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
				f->circular[s[i].letter] = 1;
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

static void add_edges(const struct archive *a, uint32_t letter, struct buf *out)
{
	const struct archive_item *item = archive_item(a, letter);
	const struct archive_end *ends = archive_ends(a, letter);
	for (uint32_t f = 0; f < item->senders; f++) {
		for (uint32_t t = item->senders; t < (uint32_t)item->senders + item->recipients; t++) {
			if (ends[f].party != 0 && ends[t].party != 0 && !archive_link_same(&ends[f], &ends[t])) {
				struct archive_edge e = { letter, (uint8_t)f, (uint8_t)t };
				buf_add(out, (const char *)&e, sizeof e);
			}
		}
	}
}

/* n: how many edges it has, the first of them at e. */
static struct brief brief_of(const struct archive *a, uint32_t letter, const struct archive_edge *e, uint32_t n)
{
	const struct archive_item *item = archive_item(a, letter);
	struct brief b = { .several = n > 1, .cites = item->cited > 0 };
	if (n > 0) {
		const struct archive_end *from = archive_ends(a, letter) + e->from, *to = archive_ends(a, letter) + e->to;
		b.from_party = from->party;
		b.from_desk = from->desk;
		b.to_party = to->party;
		b.to_desk = to->desk;
	}
	return b;
}

static void find_run(void *finding, unsigned thread, uint32_t run)
{
	struct finding *f = finding;
	struct found *out = &f->runs[run];
	(void)thread;
	for (uint32_t i = run * ARCHIVE_RUN, end = archive_run_end(f->k->a, run); i < end; i++) {
		size_t before = out->edges.n;
		if (!f->circular[i] && is_step(f->k->a, i)) {
			add_edges(f->k->a, i, &out->edges);
		}
		uint32_t n = (uint32_t)(out->edges.n / sizeof(struct archive_edge));
		buf_add(&out->ends, (const char *)&n, sizeof n);
		f->k->briefs[i] = brief_of(f->k->a, i, (const struct archive_edge *)(const void *)(out->edges.p + before), (uint32_t)((out->edges.n - before) / sizeof(struct archive_edge)));
	}
}

static bool take_run(void *finding, uint32_t run)
{
	struct archive_links *l = ((struct finding *)finding)->k->l;
	struct found *in = &((struct finding *)finding)->runs[run];
	const uint32_t *ends = (const uint32_t *)(const void *)in->ends.p;
	for (size_t i = 0; i < in->ends.n / sizeof *ends; i++) {
		uint32_t end = l->n_edges + ends[i];
		buf_add(&l->edge_of, (const char *)&end, sizeof end);
	}
	buf_add(&l->edges, in->edges.p, in->edges.n);
	l->n_edges += (uint32_t)(in->edges.n / sizeof(struct archive_edge));
	buf_release(&in->edges);
	buf_release(&in->ends);
	return true;
}

void archive_link_edge_find(struct linker *k)
{
	const struct archive *a = k->a;
	uint32_t first = 0;
	struct arena scratch;
	arena_init(&scratch, 0);
	struct finding f = { k, ARENA_NEWS(&scratch, uint8_t, a->n + 1u), ARENA_NEWS(&scratch, struct found, archive_runs(a) + 1u) };
	k->briefs = ARENA_NEWS(&k->arena, struct brief, a->n + 1u);
	mark_circulars(&f);
	buf_add(&k->l->edge_of, (const char *)&first, sizeof first);
	archive_spread(a, archive_runs(a), find_run, take_run, &f);
	arena_release(&scratch);
}
