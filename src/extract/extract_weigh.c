/* extract_weigh.c - the evidence for either side of each block of the header.
 *
 * In: the blocks and labels of the header, and the signatories. Out: block.sender, block.recipient, and done for those that are
 * nobody's. What speaks: what the block says (a telephone number, a post), where it stands (first, right, last before the
 * salutation, after the date), what labels it stands with, and whom it names (who signs, who is greeted).
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#define NAME_WORDS 32u

/* The words of a person's name, without titles and letters behind it. */
struct name_words { uint64_t hash[NAME_WORDS]; uint32_t n; };

static void read_name(const struct extract *x, struct span name, struct name_words *w)
{
	struct token t;
	w->n = 0;
	while (w->n < NAME_WORDS && token_next(&name, &t)) {
		struct span at;
		if (t.length < 3 || extract_words_at(x, CLASS_TITLE, t.written, &at) || extract_words_at(x, CLASS_LETTERS, t.written, &at))
			continue;
		w->hash[w->n++] = t.hash;
	}
}

/* Do they all stand in the segment? */
static bool names_person(const struct extract *x, const struct name_words *w, struct span in)
{
	uint32_t found = 0;
	while (found < w->n && know_has_word(x->k, in, w->hash[found]))
		found++;
	return w->n > 0 && found == w->n;
}

static bool names_signatory(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t j = 0; j < x->l->signatories.n; j++) {
		struct span name = x->l->signatories.v[j].name;
		struct name_words w;
		if (!name.n || extract_bytes_words(name) < 2)
			continue;
		read_name(x, name, &w);
		for (uint32_t i = 0; i < b->segs.n; i++)
			if (names_person(x, &w, extract_block_seg(x, b, i)->text))
				return true;
	}
	return false;
}

/* "Dear Mr Smith" and "Mr J Smith" in the block. */
static bool is_greeted(const struct extract *x, const struct extract_block *b)
{
	struct span greeted = x->l->salutation.text, at;
	if (!greeted.n || greeted.n > 100)
		return false;
	if (extract_words_at(x, CLASS_SALUTATION, greeted, &at))
		greeted = extract_words_after(greeted, at);
	struct token t;
	bool named = false;
	struct span rest = greeted;
	while (token_next(&rest, &t)) {
		if (t.length < 3 || !t.capital || extract_words_at(x, CLASS_TITLE, t.written, &at) || extract_words_at(x, CLASS_PLURAL, t.written, &at))
			continue;
		for (uint32_t i = 0; i < b->segs.n && i < 4; i++) {
			const struct extract_seg *s = extract_block_seg(x, b, i);
			named = named || ((s->flags & (SEG_PERSON | SEG_TITLE | SEG_POST)) && know_has_word(x->k, s->text, t.hash));
		}
	}
	return named;
}

/* One of several lines that are each a body with its address: a list of addressees. */
bool extract_weigh_one_of_lines(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		const struct extract_block *o = &x->blocks.v[i];
		const struct extract_block *low = o->first_line > b->first_line ? o : b, *high = low == o ? b : o;
		if (o == b || !o->n_agents || !b->n_agents || o->label != LABEL_NONE || low->first_line - high->last_line != x->spacing)
			continue;
		if (o->left == b->left && (extract_block_seg(x, o, 0)->flags & SEG_POSTCODE) && (extract_block_seg(x, o, 0)->flags & SEG_ORG) &&
		    !extract_block_shares(b, o->agents, o->n_agents))
			return true;
	}
	return false;
}

/* Does a block of another body stand above? */
static bool stands_under_another(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		const struct extract_block *o = &x->blocks.v[i];
		if (o != b && o->n_agents && o->label == LABEL_NONE && o->last_line < b->first_line &&
		    !extract_block_shares(b, o->agents, o->n_agents))
			return true;
	}
	return false;
}

/* "North Yorkshire County Council" over "County Hall, Northallerton DL7 8AH": headed paper again, in two lines. */
static bool is_compact(const struct extract *x, const struct extract_block *b)
{
	const struct extract_seg *first = extract_block_seg(x, b, 0), *last = extract_block_seg(x, b, b->segs.n - 1);
	return b->segs.n == 2 && (first->flags & (SEG_ORG | SEG_NAME)) && !(first->flags & (SEG_PERSON | SEG_TITLE | SEG_POST)) &&
	    (last->flags & SEG_POSTCODE) && memchr(last->text.p, ',', last->text.n);
}

static void says(struct extract *x, struct extract_block *b)
{
	const struct extract_seg *first = extract_block_seg(x, b, 0);
	uint32_t f = b->flags;
	if (f & (SEG_PHONE | SEG_WEB))
		b->sender += 4;
	if (f & SEG_EMAIL)
		b->sender += 1;
	if (b->labels & (1u << LABEL_PHONE | 1u << LABEL_WEB))
		b->sender += 4;
	if (b->labels & (1u << LABEL_EMAIL))
		b->sender += 1;
	if (first->flags & (SEG_PERSON | SEG_TITLE | SEG_POST))
		b->recipient += 3;
	else if (first->flags & SEG_DEPARTMENT && !(first->flags & SEG_ORG))
		b->recipient += 1;
	else if ((first->flags & (SEG_ORG | SEG_NAME)) && (first->flags & SEG_CAPITALS))
		b->sender += 2;
	else if (first->flags & (SEG_ORG | SEG_NAME))
		b->sender += 1;
	if (f & SEG_ITEM)
		b->recipient += 4;
	if (b->segs.n == 1 && (f & SEG_DATE) && !(f & SEG_DATE_ONLY) && (f & SEG_ORG))
		b->sender += 6;	/* "Purbeck District Council, 8 May 2003": where and when it was written */
	/* "Swale Borough Council, Swale House, ... ME10 3HT" on one line is how paper is headed, not how letters are addressed */
	if ((first->flags & SEG_POSTCODE) && (first->flags & (SEG_ORG | SEG_NAME)) && !(first->flags & (SEG_PERSON | SEG_TITLE | SEG_POST))) {
		if (extract_weigh_one_of_lines(x, b))
			b->recipient += 4;
		else if (!stands_under_another(x, b))
			b->sender += 4;
	}
	else if (is_compact(x, b) && !stands_under_another(x, b))
		b->sender += 3;
	if ((f & (SEG_ORG | SEG_NAME)) && !(first->flags & (SEG_ORG | SEG_NAME)) && (f & SEG_POSTCODE))
		b->recipient += 1;
	if (!(f & (SEG_ORG | SEG_NAME | SEG_PERSON | SEG_TITLE | SEG_POST)))	/* an address without a name */
		b->sender += 2;
}

static bool beside_left(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		const struct extract_block *o = &x->blocks.v[i];
		if (o != b && o->segs.n && o->right + 1 < b->left && o->first_line <= b->last_line && o->last_line >= b->first_line)
			return true;
	}
	return false;
}

/* Two addresses side by side under the writer's own block: two addressees. */
bool extract_weigh_second_column(const struct extract *x, const struct extract_block *b)
{
	bool beside = false, above = false;
	uint32_t own = SEG_PHONE | SEG_WEB | SEG_EMAIL;
	if (!b->n_agents || b->flags & own || !(extract_block_seg(x, b, 0)->flags & (SEG_ORG | SEG_NAME | SEG_PERSON | SEG_POST)))
		return false;
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		const struct extract_block *o = &x->blocks.v[i];
		if (o == b || !o->segs.n || o->label != LABEL_NONE || !o->n_agents || extract_block_shares(b, o->agents, o->n_agents))
			continue;
		beside = beside || (o->right + 1 < b->left && o->first_line == b->first_line && !(o->flags & own));
		above = above || o->last_line < b->first_line;
	}
	return beside && above;
}

static uint32_t date_line(const struct extract *x)
{
	for (uint32_t i = 0; i < x->header_end && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if ((s->label == LABEL_DATE && s->value.n) || (s->label == LABEL_NONE && (s->flags & SEG_DATE_ONLY)) || s->label == LABEL_NO_DATE)
				return i;
		}
	return EXTRACT_NONE;
}

static void stands(struct extract *x, uint32_t n, uint32_t first, uint32_t last, uint32_t dated)
{
	struct extract_block *b = &x->blocks.v[n];
	if (n == first && first != last)
		b->sender += 3;
	if (n == last && x->salutation != EXTRACT_NONE)
		b->recipient += 3;
	if (extract_weigh_second_column(x, b))
		b->recipient += 5;
	else if (b->left > 24 && beside_left(x, b))
		b->sender += 3;
	else if (b->left > 16 && first != last)
		b->sender += 2;
	else if (b->left <= 4)
		b->recipient += 1;
	if (dated != EXTRACT_NONE && dated > 0) {
		if (b->first_line > dated && (b->left <= 16 || extract_block_apart(b->left, x->segs.v[x->lines.v[dated].first].left) <= 2))
			b->recipient += 2;
		else if (b->last_line < dated && first != last && n < last)
			b->sender += 1;
	}
}

/* "Please ask for: Jane Doe" and "Jane Doe" in the block. */
static bool names_contact(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < x->header_end && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			struct name_words w;
			if (s->label != LABEL_CONTACT || s->value.n >= 60 || extract_bytes_words(s->value) < 2)
				continue;
			read_name(x, s->value, &w);
			for (uint32_t k = 0; k < b->segs.n; k++)
				if (b->segs.v[k] != s->value_seg && names_person(x, &w, extract_block_seg(x, b, k)->text))
					return true;
		}
	return false;
}

/* "Dear Spatial Planning Policy" names a team only when it stands in the header so, without form and address. */
static bool greets_address(const struct extract *x)
{
	bool team = false;
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		const struct extract_block *b = &x->blocks.v[i];
		if (!extract_block_shares(b, x->greeted_agents, x->n_greeted_agents))
			continue;
		if (b->flags & (SEG_ORG | SEG_POSTCODE))
			return true;
		team = true;
	}
	return !team;
}

static void names(struct extract *x, struct extract_block *b)
{
	if (names_signatory(x, b) || names_contact(x, b))
		b->sender += 7;
	if (x->n_greeted_agents && extract_block_shares(b, x->greeted_agents, x->n_greeted_agents))
		b->recipient += 8;
	else if (x->n_greeted_agents && greets_address(x))
		b->sender += 4;
	if (is_greeted(x, b))
		b->recipient += 5;
	if (x->n_signer_agents && b->n_agents) {
		if (extract_block_shares(b, x->signer_agents, x->n_signer_agents))
			b->sender += 3;
		else if (know_is_party(b->agents[0]))	/* a team's host may be that of its members */
			b->recipient += 3;
	}
}

/* Under the signature stands an address of several lines, without telephone and web site, of somebody else than the
 * block: the addressee's in the old place, so the header's only block is the writer's. */
static bool addressed_below(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = x->header_blocks; i < x->blocks.n; i++) {
		const struct extract_block *o = &x->blocks.v[i];
		if (o->done || o->label != LABEL_NONE || o->segs.n < 3 || !o->n_agents || !(o->flags & SEG_POSTCODE) || (o->flags & (SEG_CONTACT | SEG_PROSE)))
			continue;
		if ((o->labels & (1u << LABEL_PHONE | 1u << LABEL_WEB | 1u << LABEL_EMAIL)) || extract_block_shares(b, o->agents, o->n_agents))
			continue;
		if (o->left <= 16 && b->segs.n <= 3 && o->segs.n > b->segs.n)
			return true;
	}
	return false;
}

/* Telephone, web site and no name: they belong to whatever stands above them. */
static bool is_contact(const struct extract_block *b)
{
	return (b->flags & (SEG_PHONE | SEG_WEB)) && !(b->flags & (SEG_ORG | SEG_PERSON | SEG_POST | SEG_TITLE | SEG_POSTCODE));
}

/* Does the date part the block from the one before it? */
static bool is_dated_off(const struct extract *x, uint32_t before, uint32_t n, uint32_t dated)
{
	return dated != EXTRACT_NONE && dated > x->blocks.v[before].last_line && dated < x->blocks.v[n].first_line;
}

/* The only block of the header, a body without a person or post, is that of who signs: nobody writes to himself so. */
static bool is_signers(const struct extract *x, const struct extract_block *b)
{
	return b->label == LABEL_NONE && extract_block_shares(b, x->signer_agents, x->n_signer_agents) &&
	    !(extract_block_seg(x, b, 0)->flags & (SEG_PERSON | SEG_POST | SEG_TITLE | SEG_DEPARTMENT)) && !is_greeted(x, b) &&
	    !extract_block_shares(b, x->greeted_agents, x->n_greeted_agents);
}

/* Whose the addresses after "By e-mail:" are. */
static uint32_t mailed_agents(struct extract *x, know_agent *out)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < x->header_end && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			struct span rest = s->label == LABEL_BY_EMAIL && (s->flags & SEG_EMAIL) ? s->value : span_of(NULL, 0), word;
			while (span_word(&rest, &word)) {
				const char *at = memchr(word.p, '@', word.n);
				struct span host = at ? extract_words_strip(span_of(at + 1, (size_t)(span_end(word) - at - 1))) : span_of(NULL, 0);
				struct know_list agents = host.n ? know_domain(x->k, host) : (struct know_list){ 0, 0 };
				for (uint32_t k = 0; k < agents.n && n < EXTRACT_AGENTS; k++)
					out[n++] = know_item(x->k, agents, k);
			}
		}
	return n;
}

/* The only address, of somebody else than those to whom the letter is mailed, is the writer's; that of one of them is theirs. */
static void weigh_mailed(struct extract *x, struct extract_block *b)
{
	know_agent agents[EXTRACT_AGENTS];
	uint32_t n = mailed_agents(x, agents);
	if (n && b->n_agents && extract_block_shares(b, agents, n))
		b->recipient += 4;
	else if (n && b->n_agents)
		b->sender += 6;
}

void extract_weigh_blocks(struct extract *x)
{
	uint32_t first = EXTRACT_NONE, last = EXTRACT_NONE, dated = date_line(x);
	bool named = false;	/* a "To:" says who; other blocks are the writer's then */
	x->n_greeted_agents = extract_party_agents(x, x->l->salutation.text, x->greeted_agents);
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		x->blocks.v[i].done = extract_aside_is(x, i);
		named = named || (x->blocks.v[i].label == LABEL_TO && x->blocks.v[i].segs.n && (x->blocks.v[i].flags & (SEG_ORG | SEG_NAME | SEG_EMAIL)) &&
		    !(x->blocks.v[i].attention && !x->blocks.v[i].n_agents));
		if (x->blocks.v[i].done || x->blocks.v[i].label != LABEL_NONE)
			continue;
		if (first == EXTRACT_NONE)
			first = i;
		/* of two side by side at the end, the left one stands last */
		if (is_contact(&x->blocks.v[i]) && last != EXTRACT_NONE)
			continue;
		if (last == EXTRACT_NONE || is_contact(&x->blocks.v[last]) || is_dated_off(x, last, i, dated) || x->blocks.v[i].left <= x->blocks.v[last].left + 8)
			last = i;
	}
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		struct extract_block *b = &x->blocks.v[i];
		if (b->done)
			continue;
		if (b->label == LABEL_TO || b->label == LABEL_FROM) {
			b->sender = b->label == LABEL_FROM ? 20 : 0;
			b->recipient = 20 - b->sender;
			continue;
		}
		if (first == last && i == first && is_signers(x, b))
			b->sender += 8;
		if (named || (first == last && i == first && addressed_below(x, b)))
			b->sender += 9;
		if (first == last && i == first)
			weigh_mailed(x, b);
		says(x, b);
		stands(x, i, first, last, dated);
		names(x, b);
	}
}
