/* extract_list.c - a list of addressees under the signature: "Sent to:", "Distribution:" where nobody else is addressed.
 *
 * In: the line of the list's label. Out: zones of addressees, one group each. A list is one body a line, or addresses of several
 * lines: a blank line, a number, the next body or the line after a postcode opens the next addressee. Who writes is left
 * out: a circular's list may hold its writer.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

bool extract_list_addressed(const struct extract *x)
{
	for (uint32_t i = 0; i < x->l->zones.n; i++) {
		const struct letter_zone *z = &x->l->zones.v[i];
		if (z->role != LETTER_RECIPIENT || z->kind == LETTER_ZONE_REFERENCE)
			continue;
		for (uint32_t j = 0; j < z->pieces.n; j++)
			if (z->kind == LETTER_ZONE_DOMAIN || extract_party_has_body(x, z->pieces.v[j]))
				return true;
	}
	return false;
}

/* "Policy and Place" before the salutation was not the addressee after all. */
static void drop_addressees(struct extract *x)
{
	for (uint32_t i = 0; i < x->l->zones.n; i++) {
		struct letter_zone *z = &x->l->zones.v[i];
		if (z->role != LETTER_RECIPIENT || z->kind == LETTER_ZONE_REFERENCE || z->kind == LETTER_ZONE_SALUTATION)
			continue;
		z->role = LETTER_SENDER;
		z->kind = LETTER_ZONE_LETTERHEAD;
		z->group = 0;
		z->weak = true;
	}
	x->l->addressees.n = 0;
	x->recipients = 0;
}

static struct span words_of(const struct extract_seg *s)
{
	return s->label != LABEL_NONE && s->value_seg == EXTRACT_NONE ? s->value : s->text;
}

struct list {
	struct extract *x;
	uint32_t group;			/* of the addressee whose lines are read; 0: none yet */
	uint32_t lines;			/* of it so far */
	bool body, closed;		/* a body is named in it; its postcode was read */
	know_agent agents[EXTRACT_AGENTS];
	uint32_t n_agents;
};

static bool shares(const struct list *l, const know_agent *agents, uint32_t n)
{
	for (uint32_t i = 0; i < l->n_agents; i++)
		for (uint32_t j = 0; j < n; j++)
			if (l->agents[i] == agents[j])
				return true;
	return false;
}

/* Does the line begin the next addressee? */
static bool opens(const struct list *l, const struct extract_seg *s, bool after_blank, const know_agent *agents, uint32_t n)
{
	bool person = (s->flags & (SEG_PERSON | SEG_TITLE | SEG_POST | SEG_DEPARTMENT)) != 0, named = (s->flags & (SEG_ORG | SEG_NAME)) != 0;
	if (!l->group || (s->flags & SEG_ITEM))
		return true;
	if (after_blank && (named || (person && l->body)))
		return true;
	if (l->closed && !(s->flags & SEG_CONTACT))
		return true;
	if (l->body && (s->flags & SEG_ORG) && n && !shares(l, agents, n))
		return true;
	/* a bare name under a line of its own: "Cherwell" under "Stratford-on-Avon" */
	return l->body && l->lines == 1 && named && n && !(s->flags & SEG_STREET) && !shares(l, agents, n);
}

static bool is_writers(const struct extract *x, const know_agent *agents, uint32_t n)
{
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		const struct extract_block *b = &x->blocks.v[i];
		if (!b->done && b->role == LETTER_SENDER && n == 1 && extract_block_shares(b, agents, n))
			return true;
	}
	for (uint32_t i = 0; i < x->n_signer_agents && n == 1; i++)
		if (x->signer_agents[i] == agents[0])
			return true;
	return false;
}

static void take_line(struct list *l, const struct extract_seg *s, struct span text, bool after_blank)
{
	static const char why[] = "in the list of those to whom the letter went";
	know_agent agents[EXTRACT_AGENTS];
	uint32_t n = extract_party_agents(l->x, text, agents);
	if (extract_party_is_row(l->x, text)) {
		extract_party_to(l->x, text, LETTER_ZONE_ADDRESS, LETTER_RECIPIENT, why);
		l->group = 0;
		return;
	}
	if ((s->flags & SEG_ORG) && is_writers(l->x, agents, n)) {
		l->group = 0;
		return;
	}
	bool next = opens(l, s, after_blank, agents, n);
	extract_party_address(l->x, text, next, &l->group);
	if (next) {
		l->lines = l->n_agents = 0;
		l->body = l->closed = false;
	}
	l->lines++;
	l->body = l->body || (s->flags & (SEG_ORG | SEG_NAME));
	l->closed = l->closed || (s->flags & SEG_POSTCODE);
	for (uint32_t i = 0; i < n && l->n_agents < EXTRACT_AGENTS; i++)
		l->agents[l->n_agents++] = agents[i];
}

static bool ends_list(const struct extract_seg *s, bool first, bool blank_before)
{
	if (!first && s->label != LABEL_NONE && s->label != LABEL_EMAIL)
		return true;
	if (s->flags & (SEG_WEB | SEG_PHONE))
		return true;
	return (s->flags & SEG_PROSE) && !(s->flags & (SEG_POSTCODE | SEG_ITEM)) && (blank_before || !(s->flags & SEG_ORG));
}

uint32_t extract_list_read(struct extract *x, uint32_t from)
{
	struct list l = { .x = x };
	uint32_t blanks = 0, i = from;
	if (!extract_list_addressed(x))
		drop_addressees(x);
	for (; i < x->end && i < x->lines.n && blanks <= 1 + x->spacing; i++) {
		const struct extract_line *line = &x->lines.v[i];
		bool after_blank = i > from && x->lines.v[i - 1].blank;
		blanks = line->n ? 0 : blanks + 1;
		for (uint32_t j = 0; j < line->n; j++) {
			struct extract_seg *s = &x->segs.v[line->first + j];
			struct span text = words_of(s);
			if (ends_list(s, i == from, after_blank))
				return i;
			if (text.n)
				take_line(&l, s, text, after_blank);
			s->used = true;
		}
	}
	return i;
}
