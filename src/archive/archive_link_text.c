/* archive_link_text.c - letters that continue one another because their texts are alike; DESIGN section 7.
 *
 * In: sketches. Out: pairs, forms left out.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_link.h"

#include <stdlib.h>

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

bool archive_link_text_says(const struct archive *a, uint32_t letter)
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
	return none || archive_link_edge_subject(k->l, a) == archive_link_edge_subject(k->l, b) ? ARCHIVE_ENOUGH : TEXT_WEIGHT;
}

static bool take_alike(void *user, uint32_t i, uint32_t j, double similarity)
{
	struct texts *t = user;
	const struct archive_sketch_entry *a = &t->entries[i], *b = &t->entries[j];
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
	if (dated && archive_link_letters_follow(t->k, a->letter, b->letter) != TRI_NO && archive_link_pair_may_follow(t->k, a->letter, b->letter)) {
		struct pair p = { a->letter, b->letter, text_weight(t->k, a->letter, b->letter), LETTER_BY_TEXT, 0, false };
		buf_add(&t->pairs, (const char *)&p, sizeof p);
	}
	return true;
}

void archive_link_text_find(struct linker *k)
{
	struct buf entries = BUF_INIT;
	for (uint32_t i = 0; i < k->a->n && !k->a->options.no_echoes; i++) {
		const struct archive_edge *edges;
		if (archive_link_text_says(k->a, i) && archive_link_edges_of(k->l, i, &edges) > 0) {
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
