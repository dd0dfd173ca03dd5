/* extract_doubt.c - two addresses that look the same, and nobody of a public body signs: then neither is the writer's.
 *
 * In: the blocks of the header with their roles. Out: the block that was taken for a letterhead becomes an addressee's.
 * A resident, a company or a forum that writes to two councils gives their addresses and no own paper; of two blocks one always
 * reads a little more like a letterhead, and the letter would seem to go from the one council to the other. Paper that shows
 * itself as such (a telephone number, a web site, a reference of the writer's own, an address on one line, another column)
 * leaves no doubt, nor does an officer's signature under a block that begins with a body.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

/* Does the header speak of a desk: a reference, a contact, a direct line? */
static bool has_desk(const struct extract *x)
{
	for (uint32_t i = 0; i < x->header_end && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if (s->label == LABEL_OUR_REF || s->label == LABEL_CONTACT || s->label == LABEL_PHONE || s->label == LABEL_WEB ||
			    s->label == LABEL_FROM || s->label == LABEL_TO || (s->flags & (SEG_PHONE | SEG_WEB)))
				return true;
		}
	return false;
}

/* Does the letter speak as one who is of no council ("our client"), or another body than those above sign? */
static bool is_outsiders(const struct extract *x)
{
	struct span body = span_of(x->lines.v[x->body < x->lines.n ? x->body : 0].text.p, 0);
	for (uint32_t i = x->body; i < x->close && i < x->body + 60; i++)
		body = x->lines.v[i].blank ? body : span_of(body.p, (size_t)(span_end(x->lines.v[i].text) - body.p));
	bool outsider = extract_words_in(x, CLASS_OUTSIDER, body, NULL);
	for (uint32_t i = 0; i < x->l->zones.n && !outsider; i++) {
		const struct letter_zone *z = &x->l->zones.v[i];
		for (uint32_t j = 0; z->kind == LETTER_ZONE_SIGNATURE && j < z->pieces.n; j++)
			outsider = outsider || extract_words_in(x, CLASS_ORGANISATION, z->pieces.v[j], NULL);
	}
	return outsider;
}

/* A post that only public bodies have, or a department: "Planning Policy Manager", not "Director". */
static bool officer_signs(const struct extract *x)
{
	bool officer = false;
	if (is_outsiders(x))
		return false;
	for (uint32_t i = 0; i < x->l->zones.n; i++) {
		const struct letter_zone *z = &x->l->zones.v[i];
		for (uint32_t j = 0; z->kind == LETTER_ZONE_SIGNATURE && j < z->pieces.n; j++) {
			struct span s = z->pieces.v[j], at;
			bool post = extract_words_in(x, CLASS_POST, s, &at) && extract_bytes_words(extract_words_strip(s)) > 1;
			/* "Waste and Streetscene" under the name is a department, whether or not the list of them has it */
			bool trade = j > 0 && extract_bytes_words(s) <= 5 && extract_words_in(x, CLASS_SERVICE, s, NULL);
			officer = officer || ((post || trade || extract_words_in(x, CLASS_DEPARTMENT, s, NULL)) && extract_bytes_words(s) <= 12);
		}
	}
	return officer;
}

static bool is_address(const struct extract_block *b)
{
	return !b->done && b->segs.n && b->n_agents && b->label == LABEL_NONE && (b->flags & (SEG_ORG | SEG_NAME));
}

enum beginning { WITH_BODY, WITH_DESK, WITH_ELSE };

/* What the block begins with: a body, a person or department at one, or neither (a motto). */
static enum beginning begins(const struct extract *x, const struct extract_block *b)
{
	uint32_t f = extract_block_seg(x, b, 0)->flags;
	if (f & (SEG_PERSON | SEG_TITLE | SEG_POST | SEG_DEPARTMENT))
		return WITH_DESK;
	return f & (SEG_ORG | SEG_NAME) ? WITH_BODY : WITH_ELSE;
}

/* Has the block an e-mail address of the body that it names? */
static bool has_own_mail(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < b->segs.n; i++) {
		struct span s = extract_block_seg(x, b, i)->text, host, word;
		const char *at = memchr(s.p, '@', s.n);
		host = at ? span_of(at + 1, (size_t)(span_end(s) - at - 1)) : span_of(NULL, 0);
		struct know_list agents = span_word(&host, &word) ? know_domain(x->k, extract_words_strip(word)) : (struct know_list){ 0, 0 };
		for (uint32_t j = 0; j < agents.n; j++) {
			know_agent a = know_item(x->k, agents, j);
			if (extract_block_shares(b, &a, 1))
				return true;
		}
	}
	return false;
}

/* One line, or two with the address in the second, or capitals where the other has none: headed paper. */
static bool is_paper(const struct extract *x, const struct extract_block *b, const struct extract_block *other)
{
	const struct extract_seg *first = extract_block_seg(x, b, 0), *last = extract_block_seg(x, b, b->segs.n - 1);
	uint32_t lines = last->line - first->line + 1, others = other->last_line - other->first_line + 1;
	if ((lines == 1 && others > 1) || (has_own_mail(x, b) && !(other->flags & SEG_EMAIL)))
		return true;
	if (others > 2 && (last->flags & SEG_POSTCODE) && (lines == 2 || (lines == 3 && memchr(last->text.p, ',', last->text.n))))
		return true;
	return (first->flags & SEG_CAPITALS) && !(extract_block_seg(x, other, 0)->flags & SEG_CAPITALS);
}

/* A date alone between the two: paper, its date, and the address. Those who write to two put none between them. */
static bool is_dated_off(const struct extract *x, const struct extract_block *ours, const struct extract_block *theirs)
{
	for (uint32_t i = ours->last_line + 1; i < theirs->first_line; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if ((s->label == LABEL_DATE || (s->label == LABEL_NONE && (s->flags & SEG_DATE_ONLY))) && !(s->flags & SEG_STAMP))
				return true;
		}
	return false;
}

static bool are_alike(const struct extract *x, const struct extract_block *ours, const struct extract_block *theirs)
{
	enum beginning with = begins(x, ours);
	if (with == WITH_ELSE || with != begins(x, theirs) || ((ours->flags ^ theirs->flags) & SEG_POSTCODE))
		return false;
	if (is_paper(x, ours, theirs) || (is_dated_off(x, ours, theirs) && !is_outsiders(x)) || extract_block_body(x, ours) == extract_block_body(x, theirs))
		return false;
	if (with == WITH_BODY && officer_signs(x))
		return false;
	return ours->first_line == theirs->first_line || extract_block_apart(ours->left, theirs->left) <= 8;
}

static const struct extract_block *first_addressee(const struct extract *x)
{
	for (uint32_t i = 0; i < x->header_blocks; i++)
		if (is_address(&x->blocks.v[i]) && x->blocks.v[i].role == LETTER_RECIPIENT)
			return &x->blocks.v[i];
	return NULL;
}

void extract_doubt_read(struct extract *x)
{
	const struct extract_block *theirs = first_addressee(x);
	if (!theirs || x->n_signer_agents || x->salutation == EXTRACT_NONE || has_desk(x))
		return;
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		const struct extract_block *b = &x->blocks.v[i];
		if (is_address(b) && b->role == LETTER_SENDER && !are_alike(x, b, theirs))
			return;
	}
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		struct extract_block *b = &x->blocks.v[i];
		if (!is_address(b) || b->role != LETTER_SENDER)
			continue;
		b->role = LETTER_RECIPIENT;
		b->why = "an address like that of the other addressee, and nobody signs for it";
	}
}
