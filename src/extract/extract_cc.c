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

static void add_one(struct extract *x, struct span s, const char *why)
{
	struct span at;
	s = extract_words_strip(without_reason(x, s));
	if (!s.n || s.n > 300 || (extract_words_at(x, CLASS_REASON, s, &at) && !extract_party_has_org(x, at)) || (extract_words_at(x, CLASS_EMPTY, s, &at) && span_end(at) >= span_end(s)))
		return;
	extract_party_to(x, s, LETTER_ZONE_CC, LETTER_CC, why);
}

/* "A (for information); B (Mr Smith), C": cut where a list goes on outside brackets, so that a reason ends with its item. */
static void add(struct extract *x, struct span s, const char *why)
{
	uint32_t depth = 0;
	size_t from = 0;
	bool closed = false;
	for (size_t i = 0; i < s.n; i++) {
		depth += s.p[i] == '(';
		if (s.p[i] == ')' && depth) {
			depth--;
			closed = true;
		} else if (!depth && (s.p[i] == ';' || (s.p[i] == ',' && closed))) {
			add_one(x, span_of(s.p + from, i - from), why);
			from = i + 1;
			closed = false;
		} else if (s.p[i] != ' ') {
			closed = false;
		}
	}
	add_one(x, span_of(s.p + from, s.n - from), why);
}

static struct span words_of(const struct extract_seg *s)
{
	return s->label != LABEL_NONE && s->value_seg == EXTRACT_NONE ? s->value : s->text;
}

/* The columns of a line: "Ann Other / Devon County Council / for information" is one item, two bodies are two. */
static void add_line(struct extract *x, const struct extract_line *line)
{
	struct span item = { NULL, 0 }, at;
	for (uint32_t j = 0; j < line->n; j++) {
		const struct extract_seg *s = &x->segs.v[line->first + j];
		struct span part = words_of(s);
		if (!part.n || (s->label != LABEL_NONE && s->label != LABEL_CC && s->label != LABEL_EMAIL))
			continue;
		if (item.n && (extract_words_at(x, CLASS_REASON, part, &at) || part.p[0] == '('))
			break;
		if (item.n && extract_party_has_org(x, item)) {
			add(x, item, "under a label for copies");
			item = part;
		} else {
			item = item.n ? span_of(item.p, (size_t)(span_end(part) - item.p)) : part;
		}
	}
	add(x, item, "under a label for copies");
}

static void add_block(struct extract *x, struct extract_block *b)
{
	for (uint32_t i = 0; i < b->segs.n; i++)
		add(x, words_of(&x->segs.v[b->segs.v[i]]), "under a label for copies");
	b->done = true;
	b->role = LETTER_CC;
}

/* Does the line go on with the list? It names somebody, and does not begin something else. */
static bool goes_on(const struct extract *x, const struct extract_line *line)
{
	uint32_t flags = 0;
	for (uint32_t j = 0; j < line->n; j++) {
		const struct extract_seg *s = &x->segs.v[line->first + j];
		if (s->label != LABEL_NONE && s->label != LABEL_CC && s->label != LABEL_EMAIL)
			return false;
		if (s->block != EXTRACT_NONE && x->blocks.v[s->block].done)
			return false;
		flags |= s->flags;
	}
	if ((flags & (SEG_PROSE | SEG_WEB | SEG_PHONE)) || ((flags & SEG_POSTCODE) && (flags & SEG_STREET)))
		return false;
	return (flags & (SEG_ORG | SEG_NAME | SEG_PERSON | SEG_TITLE | SEG_POST | SEG_EMAIL | SEG_ITEM | SEG_DEPARTMENT)) != 0;
}

/* From the label's line down, over a blank line or two. Blocks that are used up are done. take: those named get a copy. */
static uint32_t read_list(struct extract *x, uint32_t from, bool take)
{
	uint32_t blanks = 0, i = from;
	for (; i < x->end && i < x->lines.n && blanks <= 1 + x->spacing; i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (line->page)
			continue;
		blanks = line->n ? 0 : blanks + 1;
		if (!line->n)
			continue;
		if (i > from && !goes_on(x, line))
			break;
		if (take)
			add_line(x, line);
		for (uint32_t j = 0; j < line->n; j++)
			if (x->segs.v[line->first + j].block != EXTRACT_NONE)
				x->segs.v[line->first + j].used = true;
	}
	return i;
}

static void finish_blocks(struct extract *x)
{
	for (uint32_t i = x->header_blocks; i < x->blocks.n; i++) {
		struct extract_block *b = &x->blocks.v[i];
		for (uint32_t j = 0; j < b->segs.n && !b->done; j++)
			b->done = x->segs.v[b->segs.v[j]].used;
	}
}

static void read_blocks(struct extract *x)
{
	for (uint32_t i = 0; i < x->header_blocks; i++)
		if (x->blocks.v[i].label == LABEL_CC)
			add_block(x, &x->blocks.v[i]);
	uint32_t next = 0;
	for (uint32_t i = x->close; i < x->end && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n && i >= next; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if (s->label != LABEL_CC && s->label != LABEL_TO)
				continue;
			bool addressed = extract_list_addressed(x);
			bool sent = s->label == LABEL_TO && ((s->flags & SEG_DISTRIBUTION) || !addressed);
			if (s->label != LABEL_CC && !sent)
				continue;
			bool all = sent || ((s->flags & SEG_DISTRIBUTION) && !addressed);
			next = all ? extract_list_read(x, i) : read_list(x, i, !(s->flags & SEG_ALIKE));
			finish_blocks(x);
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
		extract_words_scan(x, CLASS_COPYING, body, take_copying, x);
}
