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
		struct sent s = { archive_link_edge_subject(k->l, i) ^ ends[0].desk * 0x9e3779b97f4a7c15u, item->date.first, i, ends[item->senders].party };
		if (pass == 0) {
			archive_link_key_count(k, s.desk_subject);
		} else if (archive_link_key_counter(k, s.desk_subject) == 3) {
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

void archive_link_edge_find(struct linker *k)
{
	const struct archive *a = k->a;
	uint8_t *circular = ARENA_NEWS(&k->arena, uint8_t, a->n + 1u);
	archive_link_key_clear(k);
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
