/* extract_block.c - segments under each other become blocks: an address, a letterhead, a signature.
 *
 * In: segments of a range of lines. Out: x->blocks. A segment joins the block above it that begins at its column or lies
 * over it. A blank line ends a block, and so does sense: a postcode ends an address, a person after an organisation
 * begins a new one, a date or a "By e-mail only" stands alone. Labels with their values belong to no block, but the
 * block they stand in or beside remembers them. Labels that name people (To:, From:, cc:) open blocks.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

static struct extract_block *open_block(struct extract *x, const struct extract_seg *s)
{
	struct extract_block *b = vec_push(x->a, &x->blocks);
	b->left = s->left;
	b->right = s->right;
	b->first_line = b->last_line = s->line;
	b->role = LETTER_MENTIONED;
	b->label = LABEL_NONE;
	b->why = "";
	return b;
}

static void add_agent(struct extract_block *b, know_agent a)
{
	for (uint32_t i = 0; i < b->n_agents; i++)
		if (b->agents[i] == a)
			return;
	if (a != KNOW_NONE && b->n_agents < EXTRACT_AGENTS)
		b->agents[b->n_agents++] = a;
}

bool extract_block_shares(const struct extract_block *a, const know_agent *agents, uint32_t n)
{
	for (uint32_t i = 0; i < a->n_agents; i++)
		for (uint32_t j = 0; j < n; j++)
			if (a->agents[i] == agents[j])
				return true;
	return false;
}

static uint32_t overlap(const struct extract_block *b, const struct extract_seg *s)
{
	uint32_t left = b->left > s->left ? b->left : s->left, right = b->right < s->right ? b->right : s->right;
	return right > left ? right - left : 0;
}

/* How well the segment fits under the block by its columns: 0 not at all. */
static uint32_t fit(const struct extract_block *b, const struct extract_seg *s, bool alone)
{
	uint32_t width = s->right - s->left, over = overlap(b, s);
	if (extract_block_apart(b->left, s->left) <= 2)
		return 1000;
	if (extract_block_apart(b->right, s->right) <= 1 && b->left > 20)
		return 900;
	if (b->label != LABEL_NONE && s->left > b->left && s->left < b->left + 24)
		return 800;
	if (over * 2 > (width < b->right - b->left ? width : b->right - b->left) && (alone || over * 4 > width * 3))
		return 100 + over;
	return 0;
}

/* Does the line hold nothing but a label of the right-hand column? Tables out of PDF alternate so with the address. */
static bool is_table_line(const struct extract *x, uint32_t line, uint32_t right)
{
	const struct extract_line *l = line < x->lines.n ? &x->lines.v[line] : NULL;
	if (!l || !l->n)
		return false;
	const struct extract_seg *s = &x->segs.v[l->first];
	return s->label != LABEL_NONE && s->left >= 24 && s->left > right;
}

/* Would the segment begin something new although it stands under the block? */
static bool breaks(const struct extract *x, const struct extract_block *b, const struct extract_seg *s)
{
	const struct extract_seg *last = b->segs.n ? &x->segs.v[b->segs.v[b->segs.n - 1]] : NULL;
	uint32_t alone = SEG_DATE_ONLY | SEG_DELIVERY | SEG_STAMP;
	if ((s->flags | b->flags) & alone)
		return !(b->label != LABEL_NONE && !(b->flags & alone));
	if (b->label != LABEL_NONE)
		return (s->flags & SEG_PROSE) != 0;
	if (s->flags & SEG_ITEM)
		return true;
	if (last && (last->flags & SEG_POSTCODE) && !(s->flags & SEG_CONTACT))
		return true;
	if ((s->flags & SEG_ORG) && s->agent != KNOW_NONE && b->n_agents && (b->flags & (SEG_POSTCODE | SEG_PHONE | SEG_WEB)) &&
	    !extract_block_shares(b, &s->agent, 1))
		return true;	/* another body under the telephone of the first */
	if (last && (s->flags & SEG_ORG) && s->agent != KNOW_NONE && b->n_agents && is_table_line(x, s->line + 1, s->right) &&
	    !is_table_line(x, last->line + 1, s->right) && !extract_block_shares(b, &s->agent, 1))
		return true;	/* the table begins beside the addressee's first line */
	if ((s->flags & SEG_TITLE) && (s->flags & SEG_PERSON) && (b->flags & (SEG_ORG | SEG_POSTCODE | SEG_CONTACT)))
		return !(last && (last->flags & SEG_POST) && !(b->flags & SEG_POSTCODE));
	return last && (last->flags & SEG_CONTACT) && !(s->flags & SEG_CONTACT) && (s->flags & (SEG_PERSON | SEG_POST));
}

/* Blank lines between the block and the line; a label alone at the right is not between them. */
static uint32_t distance(const struct extract *x, const struct extract_block *b, uint32_t line)
{
	uint32_t far = line - b->last_line;
	for (uint32_t i = b->last_line + 1; i < line && far > 1 && line - b->last_line < 6; i++)
		far -= is_table_line(x, i, b->right);
	return far;
}

static uint32_t best_block(const struct extract *x, uint32_t from, const struct extract_seg *s, bool alone)
{
	uint32_t best = EXTRACT_NONE, best_fit = 0;
	for (uint32_t i = x->blocks.n; i > from && i + 24 > x->blocks.n; i--) {
		const struct extract_block *b = &x->blocks.v[i - 1];
		if (b->done || b->last_line >= s->line || distance(x, b, s->line) > x->spacing)
			continue;
		uint32_t f = fit(b, s, alone);
		if (f > best_fit) {
			best_fit = f;
			best = i - 1;
		}
	}
	return best;
}

static void join(struct extract *x, struct extract_block *b, uint32_t at)
{
	struct extract_seg *s = &x->segs.v[at];
	*vec_push(x->a, &b->segs) = at;
	s->block = (uint32_t)(b - x->blocks.v);
	b->last_line = s->line;
	b->left = s->left < b->left && b->label == LABEL_NONE ? s->left : b->left;
	b->right = s->right > b->right ? s->right : b->right;
	b->flags |= s->flags;
	add_agent(b, s->agent);
}

static bool opens(enum extract_label l)
{
	return l == LABEL_TO || l == LABEL_ATTENTION || l == LABEL_FROM || l == LABEL_CC;
}

/* A label beside or inside a block: the block lives on over it. */
static void pass_label(struct extract *x, uint32_t from, struct extract_seg *s)
{
	for (uint32_t i = x->blocks.n; i > from && i + 24 > x->blocks.n; i--) {
		struct extract_block *b = &x->blocks.v[i - 1];
		if (b->done || s->line - b->last_line > x->spacing || b->label != LABEL_NONE || !(extract_block_apart(b->left, s->left) <= 2 || overlap(b, s)))
			continue;
		b->labels |= 1u << s->label;
		s->block = i - 1;
		b->last_line = s->line;
		return;
	}
}

static void take_label(struct extract *x, uint32_t from, uint32_t at)
{
	struct extract_seg *s = &x->segs.v[at];
	if (!opens(s->label)) {
		for (uint32_t i = from; i < x->blocks.n; i++)	/* under "To: A / Subject: B" nothing belongs to A */
			if (x->blocks.v[i].label != LABEL_NONE)
				x->blocks.v[i].done = true;
		pass_label(x, from, s);
		return;
	}
	for (uint32_t i = from; i < x->blocks.n; i++)
		x->blocks.v[i].done = x->blocks.v[i].done ||
		    (x->blocks.v[i].label != LABEL_NONE && !(x->blocks.v[i].attention && x->blocks.v[i].last_line >= s->line));
	struct extract_block *b = open_block(x, s);
	b->attention = s->label == LABEL_ATTENTION;
	b->distribution = (s->flags & SEG_DISTRIBUTION) != 0;
	b->label = b->attention ? LABEL_TO : s->label;
	if (s->value_seg != EXTRACT_NONE)
		join(x, b, s->value_seg);
	else if (s->value.n)
		join(x, b, at);
	b->last_line = s->line;
}

static void take_line(struct extract *x, uint32_t from, uint32_t line)
{
	const struct extract_line *l = &x->lines.v[line];
	uint32_t base = x->blocks.n;
	for (uint32_t j = 0; j < l->n; j++) {
		uint32_t at = l->first + j;
		struct extract_seg *s = &x->segs.v[at];
		if (s->label != LABEL_NONE) {
			take_label(x, from, at);
			base = x->blocks.n;
			continue;
		}
		if (s->used)
			continue;
		uint32_t b = best_block(x, from, s, l->n == 1);
		if (b == EXTRACT_NONE || b >= base || breaks(x, &x->blocks.v[b], s)) {
			if (b != EXTRACT_NONE && b < base)
				x->blocks.v[b].done = true;
			open_block(x, s);
			b = x->blocks.n - 1;
		}
		join(x, &x->blocks.v[b], at);
	}
}

/* The segment of a line that stands over or under another. */
static struct extract_seg *seg_at(struct extract *x, uint32_t line, const struct extract_seg *s)
{
	for (uint32_t j = 0; j < x->lines.v[line].n; j++) {
		struct extract_seg *o = &x->segs.v[x->lines.v[line].first + j];
		if (o->label == LABEL_NONE && o->left < s->right + 4 && s->left < o->right + 4)
			return o;
	}
	return NULL;
}

/* "WORTHING BOROUGH COUNCIL / RECEIVED / 4 MAY 2015 / PLANNING": lines without a blank one between, a date among them, are one stamp. */
static void spread_stamp(struct extract *x, uint32_t from, uint32_t to, const struct extract_seg *stamp)
{
	uint32_t first = stamp->line, last = stamp->line;
	struct extract_seg *s;
	bool dated = false;
	while (first > from && stamp->line - first < 3 && (s = seg_at(x, first - 1, stamp)) && s->flags & (SEG_CAPITALS | SEG_DATE_ONLY)) {
		dated = dated || (s->flags & SEG_DATE_ONLY);
		first--;
	}
	while (last + 1 < to && last - stamp->line < 5 && (s = seg_at(x, last + 1, stamp)) && !(s->flags & (SEG_POSTCODE | SEG_STREET | SEG_PROSE | SEG_CONTACT))) {
		dated = dated || (s->flags & SEG_DATE_ONLY);
		last++;
	}
	if (!dated || (first > from && seg_at(x, first - 1, stamp)) || (last + 1 < to && seg_at(x, last + 1, stamp)))
		return;
	for (uint32_t i = first; i <= last; i++)
		seg_at(x, i, stamp)->flags |= SEG_STAMP;
}

static void find_stamps(struct extract *x, uint32_t from, uint32_t to)
{
	struct span at;
	for (uint32_t i = from; i < to && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if (s->label == LABEL_NONE && (s->flags & SEG_STAMP) && extract_words_at(x, CLASS_STAMP, s->text, &at) && at.n + 1 >= s->text.n)
				spread_stamp(x, from, to < x->lines.n ? to : x->lines.n, s);
		}
}

void extract_block_build(struct extract *x, uint32_t from, uint32_t to)
{
	uint32_t first = x->blocks.n;
	find_stamps(x, from, to);
	for (uint32_t i = from; i < to && i < x->lines.n; i++)
		if (!x->lines.v[i].quoted)
			take_line(x, first, i);
	for (uint32_t i = first; i < x->blocks.n; i++)
		x->blocks.v[i].done = false;
}

static struct span seg_words(const struct extract_seg *s)
{
	return s->label != LABEL_NONE && s->value_seg == EXTRACT_NONE ? s->value : s->text;
}

void extract_block_merge(struct extract *x, struct extract_block *into, struct extract_block *from, bool front)
{
	uint32_t n = from->segs.n;
	for (uint32_t i = 0; i < n; i++)
		*vec_push(x->a, &into->segs) = from->segs.v[i];
	for (uint32_t i = into->segs.n; front && i > n; i--)
		into->segs.v[i - 1] = into->segs.v[i - 1 - n];
	for (uint32_t i = 0; front && i < n; i++)
		into->segs.v[i] = from->segs.v[i];
	for (uint32_t i = 0; i < from->n_agents; i++)
		add_agent(into, from->agents[i]);
	into->flags |= from->flags;
	into->labels |= from->labels;
	from->done = true;
	from->segs.n = 0;
}

void extract_block_pieces(struct extract *x, const struct extract_block *b, struct letter_zone *z)
{
	for (uint32_t i = 0; i < b->segs.n; i++)
		letter_zone_more(x->l, z, seg_words(&x->segs.v[b->segs.v[i]]));
}

know_agent extract_block_body(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < b->segs.n; i++) {
		const struct extract_seg *s = extract_block_seg(x, b, i);
		if ((s->flags & SEG_ORG) && s->agent != KNOW_NONE)
			return s->agent;
	}
	return KNOW_NONE;
}
