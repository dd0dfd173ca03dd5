/* extract_cc.c - copies: lists after "cc", "Copy to", "Circulated to", in header or foot; a sentence that says who gets one.
 *
 * In: blocks that a cc label opened, those under them, the body. Out: cc zones, one group each. A reason ("for information",
 * "in view of the Cherwell plan") is cut off: councils named in it get no copy.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

/* The item without its reason: at "(", " - " or a phrase of reasons, when something that names a body is left. */
static struct span without_reason(const struct extract *x, struct span s)
{
	struct span at;
	const char *cut = s.n ? memchr(s.p, '(', s.n) : NULL;
	if (!cut)
		cut = span_find(s, " - ");
	if (!cut)
		cut = span_find(s, " \xe2\x80\x93 ");
	if (extract_words_in(x, CLASS_REASON, s, &at) && at.p > s.p + 2 && (!cut || at.p < cut))
		cut = at.p;
	if (!cut || cut == s.p)
		return s;
	struct span left = extract_words_strip(extract_words_before(s, cut));
	return extract_party_has_org(x, left) || !extract_party_has_org(x, extract_words_after(s, left)) ? left : s;
}

static void add(struct extract *x, struct span s, const char *why)
{
	struct span at;
	s = extract_words_strip(without_reason(x, s));
	if (!s.n || s.n > 300 || (extract_words_at(x, CLASS_EMPTY, s, &at) && span_end(at) >= span_end(s)))
		return;
	extract_party_to(x, s, LETTER_ZONE_CC, LETTER_CC, why);
}

static void add_block(struct extract *x, struct extract_block *b)
{
	for (uint32_t i = 0; i < b->segs.n; i++) {
		const struct extract_seg *s = &x->segs.v[b->segs.v[i]];
		add(x, s->label != LABEL_NONE && s->value_seg == EXTRACT_NONE ? s->value : s->text, "under a label for copies");
	}
	b->done = true;
	b->role = LETTER_CC;
}

/* More of the list: a block soon after the last, at its column, that names somebody. */
static bool goes_on(const struct extract *x, const struct extract_block *last, const struct extract_block *b)
{
	uint32_t gap = b->first_line > last->last_line ? b->first_line - last->last_line : 0;
	if (b->done || b->label != LABEL_NONE || !b->segs.n || gap > 3 || (b->flags & (SEG_PROSE | SEG_WEB | SEG_PHONE)))
		return false;
	(void)x;
	return (b->flags & (SEG_ORG | SEG_NAME | SEG_PERSON | SEG_TITLE | SEG_POST | SEG_EMAIL | SEG_ITEM)) != 0;
}

static void read_blocks(struct extract *x)
{
	for (uint32_t i = 0; i < x->blocks.n; i++) {
		if (x->blocks.v[i].label != LABEL_CC)
			continue;
		bool header = i < x->header_blocks, empty = !x->blocks.v[i].segs.n;
		add_block(x, &x->blocks.v[i]);
		for (uint32_t j = i + 1; (!header || empty) && j < x->blocks.n && j < i + 40; j++) {
			if (header && j >= x->header_blocks)
				break;
			if (!goes_on(x, &x->blocks.v[j - 1], &x->blocks.v[j]))
				break;
			add_block(x, &x->blocks.v[j]);
		}
	}
}

static bool take_copying(void *user, know_index phrase, struct span written)
{
	struct extract *x = user;
	struct span rest = extract_words_after(x->l->body, written);
	(void)phrase;
	rest.n = rest.n < 300 ? rest.n : 300;
	for (size_t i = 0; i < rest.n; i++)
		if ((rest.p[i] == '.' && (i + 1 == rest.n || rest.p[i + 1] == ' ' || rest.p[i + 1] == '\n' || rest.p[i + 1] == '\r')) ||
		    rest.p[i] == ';' || rest.p[i] == '(')
			rest.n = i;
	rest = without_reason(x, span_trim(rest));
	if (rest.n && extract_party_has_org(x, rest)) {
		uint32_t n = x->l->zones.n;
		extract_party_to(x, rest, LETTER_ZONE_CC, LETTER_CC, "a sentence that says who gets a copy");
		for (uint32_t i = n; i < x->l->zones.n; i++)
			x->l->zones.v[i].weak = true;
	}
	return true;
}

/* Blocks of copies must be taken before extract_sign_foot() looks for addressees. */
void extract_cc_read(struct extract *x)
{
	read_blocks(x);
	struct span body = x->l->body;
	body.n = body.n < EXTRACT_BODY_BYTES ? body.n : EXTRACT_BODY_BYTES;
	if (x->classes[CLASS_COPYING] != KNOW_NONE && body.n)
		know_phrases_scan(x->k, x->classes[CLASS_COPYING], body, take_copying, x);
}
