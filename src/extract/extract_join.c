/* extract_join.c - blocks of the header that belong together although they stand apart.
 *
 * In: the blocks. Out: some of them merged: "FAO" with the address it is over or under, "From: NCC Finance" with the block that
 * begins with "NCC", a department alone with the body it belongs to.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

static bool only_addresses(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < b->segs.n; i++) {
		const struct extract_seg *s = extract_block_seg(x, b, i);
		if (!(s->flags & SEG_EMAIL) || s->label != LABEL_NONE || extract_bytes_words(s->text) > 3)
			return false;
	}
	return b->segs.n > 0 && b->label == LABEL_NONE;
}

/* Is it a line that says how the letter goes, or an address that hangs under such a line? */
static bool says_mailed(const struct extract *x, uint32_t line)
{
	while (line > 0 && x->lines.v[line - 1].blank)
		line--;
	while (line > 0 && x->lines.v[line - 1].n == 1) {
		const struct extract_seg *s = &x->segs.v[x->lines.v[line - 1].first];
		if (s->label == LABEL_BY_EMAIL || (s->label == LABEL_NONE && (s->flags & SEG_DELIVERY) && !(s->flags & SEG_EMAIL)))
			return true;
		if (!(s->flags & SEG_EMAIL) || s->label != LABEL_NONE)
			return false;
		line--;
	}
	return false;
}

void extract_join_mailed(struct extract *x)
{
	for (uint32_t i = 0; i < x->header_blocks; i++)
		if (only_addresses(x, &x->blocks.v[i]) && says_mailed(x, x->blocks.v[i].first_line)) {
			x->blocks.v[i].label = LABEL_TO;
			x->blocks.v[i].attention = true;	/* how it goes, not all to whom: others are addressed as well */
		}
}

/* "FAO Planning Policy" goes to the address over or under it, if that is not far and has no label of its own. */
void extract_join_attention(struct extract *x)
{
	uint32_t far = 2 + x->spacing;
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		struct extract_block *b = &x->blocks.v[i], *best = NULL;
		/* "the Leader of the Council" names no body */
		if (!b->attention || !b->segs.n || (b->flags & SEG_EMAIL) || ((b->flags & SEG_ORG) && (b->n_agents || !(b->flags & SEG_POST))))
			continue;
		for (uint32_t j = 0; j < x->header_blocks; j++) {
			struct extract_block *o = &x->blocks.v[j];
			bool above = o->last_line < b->first_line && b->first_line - o->last_line <= far;
			bool below = o->first_line > b->last_line && o->first_line - b->last_line <= far;
			if (o == b || o->label != LABEL_NONE || !o->segs.n || extract_block_apart(o->left, b->left) > 4 || !(above || below))
				continue;
			if (!(o->flags & (SEG_ORG | SEG_NAME)) || !(o->flags & (SEG_POSTCODE | SEG_STREET | SEG_ORG)))
				continue;
			/* "Eden District Council / FAO Mr Hutchinson / Mansion House": the address goes on under the line */
			if ((b->flags & SEG_POSTCODE) && (!above || (o->flags & SEG_POSTCODE) || b->first_line - o->last_line > x->spacing))
				continue;
			if (o->labels & (1u << LABEL_PHONE | 1u << LABEL_WEB) || o->flags & (SEG_PHONE | SEG_WEB | SEG_PROSE) || (j == 0 && above && o->first_line == 0))
				continue;
			if (!best || above)
				best = o;
		}
		if (!best)
			continue;
		extract_block_merge(x, best, b, !(b->flags & SEG_POSTCODE));
		best->recipient += 8;
	}
}

/* Do all words of the segment stand in the text? */
static bool words_in(struct span words, struct span in)
{
	struct token want, have;
	uint32_t n = 0;
	while (token_next(&words, &want)) {
		struct span rest = in;
		bool found = false;
		while (!found && token_next(&rest, &have))
			found = have.hash == want.hash;
		if (!found)
			return false;
		n++;
	}
	return n > 0;
}

static struct span value_of(const struct extract_seg *s)
{
	return s->label != LABEL_NONE && s->value_seg == EXTRACT_NONE ? s->value : s->text;
}

static struct extract_block *only_labelled(struct extract *x, enum extract_label label)
{
	struct extract_block *found = NULL;
	for (uint32_t i = 0; i < x->header_blocks; i++)
		if (x->blocks.v[i].label == label && x->blocks.v[i].segs.n) {
			if (found)
				return NULL;
			found = &x->blocks.v[i];
		}
	return found;
}

/* "From: NCC Finance" and a block that begins with "NCC": his address. */
void extract_join_named(struct extract *x)
{
	struct extract_block *to = only_labelled(x, LABEL_TO), *from = only_labelled(x, LABEL_FROM);
	if (!to || !from || to->attention)
		return;
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		struct extract_block *b = &x->blocks.v[i];
		if (b->label != LABEL_NONE || b->segs.n < 2 || extract_aside_only(x, b))
			continue;
		struct span first = extract_block_seg(x, b, 0)->text;
		bool theirs = words_in(first, value_of(extract_block_seg(x, to, 0))), ours = words_in(first, value_of(extract_block_seg(x, from, 0)));
		if (theirs != ours)
			extract_block_merge(x, theirs ? to : from, b, false);
	}
}

/* "Spatial Planning Policy" alone under the address of a body is whom it is for there, no addressee of its own. */
void extract_join_departments(struct extract *x)
{
	struct extract_block *to = NULL;
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		struct extract_block *b = &x->blocks.v[i];
		if (b->done || b->role != LETTER_RECIPIENT || !b->segs.n)
			continue;
		bool body = (b->flags & SEG_ORG) && b->n_agents;
		if (body && to)
			return;	/* whose it would be is open */
		if (body)
			to = b;
	}
	for (uint32_t i = 0; i < x->header_blocks && to; i++) {
		struct extract_block *b = &x->blocks.v[i];
		if (b == to || b->done || b->role != LETTER_RECIPIENT || b->label != LABEL_NONE || b->segs.n != 1 || b->left > to->left + 4)
			continue;
		if (!(b->flags & (SEG_DEPARTMENT | SEG_POST)) || b->flags & (SEG_ORG | SEG_POSTCODE | SEG_CONTACT | SEG_ITEM))
			continue;
		if (b->n_agents && b->first_line < to->first_line)
			continue;	/* a team of that name may head the paper */
		extract_block_merge(x, to, b, false);
	}
}
