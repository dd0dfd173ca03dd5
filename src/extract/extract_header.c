/* extract_header.c - whose block is it: the sender's or the addressee's.
 *
 * In: the blocks and labels of the header, and the signatories (read before). Out: zones of letterhead, from, address, to,
 * domain, and addressees. How: each block gathers evidence for either side from what it says (a telephone number, a post),
 * where it stands (first, right, last before the salutation, after the date), what labels it stands with, and whom it
 * names (who signs, who is greeted). The greater sum decides; a small difference makes the zone weak.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

static const struct extract_seg *seg_of(const struct extract *x, const struct extract_block *b, uint32_t i)
{
	return &x->segs.v[b->segs.v[i]];
}

static uint32_t apart(uint32_t a, uint32_t b)
{
	return a > b ? a - b : b - a;
}

static bool is_memo_heading(const struct extract *x, struct span s)
{
	struct span at;
	return extract_words_at(x, CLASS_MEMO, s, &at) && span_end(at) + 1 >= span_end(s);
}

/* Blocks that are neither: dates, "By e-mail only", stamps, prose, labels without anything. */
static bool is_aside(const struct extract *x, const struct extract_block *b)
{
	if (!b->segs.n)
		return true;
	if (b->label != LABEL_NONE)
		return b->label == LABEL_CC;
	return (b->flags & (SEG_DATE_ONLY | SEG_DELIVERY | SEG_STAMP)) != 0 || ((b->flags & SEG_PROSE) && b->segs.n <= 2) ||
	    (b->segs.n == 1 && is_memo_heading(x, seg_of(x, b, 0)->text));
}

/* "CROSS-BOUNDARY MATTERS: WIRRAL AND WREXHAM" somewhere in the header: it names places, but nobody's block. */
static bool is_heading(const struct extract *x, const struct extract_block *b)
{
	uint32_t words = 0;
	bool about = false;
	if (b->label != LABEL_NONE || !b->segs.n || b->segs.n > 2 || !(b->flags & SEG_NAME) ||
	    b->flags & (SEG_ORG | SEG_STREET | SEG_POSTCODE | SEG_CONTACT | SEG_PERSON | SEG_TITLE | SEG_POST | SEG_DATE_ONLY | SEG_DELIVERY))
		return false;
	for (uint32_t i = 0; i < b->segs.n; i++) {
		struct span s = seg_of(x, b, i)->text;
		words += extract_words_count(s);
		about = about || extract_words_in(x, CLASS_SERVICE, s, NULL) || extract_words_in(x, CLASS_STATUTE, s, NULL) || memchr(s.p, ':', s.n);
	}
	return about && words >= 5;
}

/* A heading before the salutation: "CHERWELL LOCAL PLAN" right over "Dear Sir". */
static bool is_subject(struct extract *x, uint32_t n)
{
	const struct extract_block *b = &x->blocks.v[n];
	if (b->label != LABEL_NONE || b->segs.n == 0 || b->segs.n > 3 || n == 0)
		return false;
	if (n + 1 != x->header_blocks || b->flags & (SEG_STREET | SEG_POSTCODE | SEG_CONTACT | SEG_PERSON | SEG_TITLE | SEG_POST | SEG_DATE_ONLY | SEG_DELIVERY))
		return false;
	uint32_t words = 0;
	bool about = false;
	for (uint32_t i = 0; i < b->segs.n; i++) {
		struct span s = seg_of(x, b, i)->text;
		words += extract_words_count(s);
		about = about || extract_words_in(x, CLASS_SERVICE, s, NULL) || extract_words_in(x, CLASS_STATUTE, s, NULL);
	}
	if (x->mail && !(b->flags & (SEG_ORG | SEG_NAME)))
		return true;
	if (x->salutation == EXTRACT_NONE && about && words >= 3 && !b->n_agents)
		return true;
	if (words < 3 || (!about && !((b->flags & SEG_CAPITALS) && words >= 4)))
		return false;
	return words >= 5 || ((b->flags & SEG_CAPITALS) && !(b->flags & (SEG_DEPARTMENT | SEG_ORG)));
}

/* Do the words of a person's name (without titles) stand in the segment? */
static bool names_person(const struct extract *x, struct span name, struct span in)
{
	struct token want, have;
	uint32_t n = 0, found = 0;
	while (token_next(&name, &want)) {
		struct span at, rest = in;
		if (want.length < 3 || extract_words_at(x, CLASS_TITLE, want.written, &at) || extract_words_at(x, CLASS_LETTERS, want.written, &at))
			continue;
		n++;
		while (token_next(&rest, &have))
			if (have.hash == want.hash) {
				found++;
				break;
			}
	}
	return n > 0 && found == n;
}

static bool names_signatory(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < b->segs.n; i++)
		for (uint32_t j = 0; j < x->l->signatories.n; j++) {
			struct span name = x->l->signatories.v[j].name;
			if (name.n && extract_words_count(name) > 1 && names_person(x, name, seg_of(x, b, i)->text))
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
		struct token have;
		if (t.length < 3 || !t.capital || extract_words_at(x, CLASS_TITLE, t.written, &at) || extract_words_at(x, CLASS_PLURAL, t.written, &at))
			continue;
		for (uint32_t i = 0; i < b->segs.n && i < 4; i++) {
			const struct extract_seg *s = seg_of(x, b, i);
			struct span in = s->text;
			while ((s->flags & (SEG_PERSON | SEG_TITLE | SEG_POST)) && token_next(&in, &have))
				named = named || have.hash == t.hash;
		}
	}
	return named;
}

/* One of several lines that are each a body with its address: a list of addressees. */
static bool is_one_of_lines(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		const struct extract_block *o = &x->blocks.v[i];
		const struct extract_block *low = o->first_line > b->first_line ? o : b, *high = low == o ? b : o;
		if (o == b || !o->n_agents || !b->n_agents || o->label != LABEL_NONE || low->first_line - high->last_line != x->spacing)
			continue;
		if (o->left == b->left && (seg_of(x, o, 0)->flags & SEG_POSTCODE) && (seg_of(x, o, 0)->flags & SEG_ORG) &&
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
	const struct extract_seg *first = seg_of(x, b, 0), *last = seg_of(x, b, b->segs.n - 1);
	return b->segs.n == 2 && (first->flags & (SEG_ORG | SEG_NAME)) && !(first->flags & (SEG_PERSON | SEG_TITLE | SEG_POST)) &&
	    (last->flags & SEG_POSTCODE) && memchr(last->text.p, ',', last->text.n);
}

static void says(struct extract *x, struct extract_block *b)
{
	const struct extract_seg *first = seg_of(x, b, 0);
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
	/* "Swale Borough Council, Swale House, ... ME10 3HT" on one line is how paper is headed, not how letters are addressed */
	if ((first->flags & SEG_POSTCODE) && (first->flags & (SEG_ORG | SEG_NAME)) && !(first->flags & (SEG_PERSON | SEG_TITLE | SEG_POST))) {
		if (is_one_of_lines(x, b))
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
static bool is_second_column(const struct extract *x, const struct extract_block *b)
{
	bool beside = false, above = false;
	uint32_t own = SEG_PHONE | SEG_WEB | SEG_EMAIL;
	if (!b->n_agents || b->flags & own || !(seg_of(x, b, 0)->flags & (SEG_ORG | SEG_NAME | SEG_PERSON | SEG_POST)))
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
	if (is_second_column(x, b))
		b->recipient += 5;
	else if (b->left > 24 && beside_left(x, b))
		b->sender += 3;
	else if (b->left > 16 && first != last)
		b->sender += 2;
	else if (b->left <= 4)
		b->recipient += 1;
	if (dated != EXTRACT_NONE && dated > 0) {
		if (b->first_line > dated && (b->left <= 16 || apart(b->left, x->segs.v[x->lines.v[dated].first].left) <= 2))
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
			for (uint32_t k = 0; s->label == LABEL_CONTACT && k < b->segs.n; k++)
				if (extract_words_count(s->value) > 1 && s->value.n < 60 && b->segs.v[k] != s->value_seg &&
				    names_person(x, s->value, seg_of(x, b, k)->text))
					return true;
		}
	return false;
}

static void names(struct extract *x, struct extract_block *b)
{
	if (names_signatory(x, b) || names_contact(x, b))
		b->sender += 7;
	if (x->n_greeted_agents && extract_block_shares(b, x->greeted_agents, x->n_greeted_agents))
		b->recipient += 8;
	else if (x->n_greeted_agents)
		b->sender += 4;
	if (is_greeted(x, b))
		b->recipient += 5;
	if (x->n_signer_agents && b->n_agents) {
		if (extract_block_shares(b, x->signer_agents, x->n_signer_agents))
			b->sender += 3;
		else
			b->recipient += 3;
	}
}

/* "FAO Planning Policy" goes to the address over or under it, if that is not far and has no label of its own. */
static void join_attention(struct extract *x)
{
	uint32_t far = 2 + x->spacing;
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		struct extract_block *b = &x->blocks.v[i], *best = NULL;
		if (!b->attention || !b->segs.n || b->flags & (SEG_ORG | SEG_EMAIL))
			continue;
		for (uint32_t j = 0; j < x->header_blocks; j++) {
			struct extract_block *o = &x->blocks.v[j];
			bool above = o->last_line < b->first_line && b->first_line - o->last_line <= far;
			bool below = o->first_line > b->last_line && o->first_line - b->last_line <= far;
			if (o == b || o->label != LABEL_NONE || !o->segs.n || apart(o->left, b->left) > 4 || !(above || below))
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
static void join_named(struct extract *x)
{
	struct extract_block *to = only_labelled(x, LABEL_TO), *from = only_labelled(x, LABEL_FROM);
	if (!to || !from || to->attention)
		return;
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		struct extract_block *b = &x->blocks.v[i];
		if (b->label != LABEL_NONE || b->segs.n < 2 || is_aside(x, b))
			continue;
		struct span first = seg_of(x, b, 0)->text;
		bool theirs = words_in(first, value_of(seg_of(x, to, 0))), ours = words_in(first, value_of(seg_of(x, from, 0)));
		if (theirs != ours)
			extract_block_merge(x, theirs ? to : from, b, false);
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

/* Web sites in a header are the writer's. */
static void read_sites(struct extract *x)
{
	for (uint32_t i = 0; i < x->header_end && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if ((s->flags & SEG_WEB) && !(s->flags & SEG_EMAIL))
				extract_party_hosts(x, s->text);
		}
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
	    !(seg_of(x, b, 0)->flags & (SEG_PERSON | SEG_POST | SEG_TITLE | SEG_DEPARTMENT)) && !is_greeted(x, b) &&
	    !extract_block_shares(b, x->greeted_agents, x->n_greeted_agents);
}

static void weigh(struct extract *x)
{
	uint32_t first = EXTRACT_NONE, last = EXTRACT_NONE, dated = date_line(x);
	bool named = false;	/* a "To:" says who; other blocks are the writer's then */
	x->n_greeted_agents = extract_party_agents(x, x->l->salutation.text, x->greeted_agents);
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		x->blocks.v[i].done = is_aside(x, &x->blocks.v[i]) || is_heading(x, &x->blocks.v[i]) || is_subject(x, i);
		named = named || (x->blocks.v[i].label == LABEL_TO && x->blocks.v[i].segs.n && (x->blocks.v[i].flags & (SEG_ORG | SEG_NAME | SEG_EMAIL)));
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
		says(x, b);
		stands(x, i, first, last, dated);
		names(x, b);
	}
}

/* Could the block alone be an address to write to? */
static bool tells_who(const struct extract_block *b)
{
	return (b->flags & (SEG_ORG | SEG_NAME | SEG_PERSON | SEG_POST | SEG_TITLE)) != 0;
}

/* Two addressees and nobody who writes: the one that reads less like an addressee writes. Lists stay lists. */
static void find_writer(struct extract *x)
{
	struct extract_block *least = NULL;
	uint32_t n = 0;
	if (x->n_signer_agents)
		return;
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		struct extract_block *b = &x->blocks.v[i];
		if (b->done || !b->segs.n || !b->n_agents)
			continue;
		if (b->role == LETTER_SENDER || b->label != LABEL_NONE || is_one_of_lines(x, b) || is_second_column(x, b) || b->flags & SEG_ITEM)
			return;
		n++;
		if (!least || b->recipient - b->sender < least->recipient - least->sender)
			least = b;
	}
	if (n == 2 && !extract_block_shares(least, x->greeted_agents, x->n_greeted_agents))
		least->role = LETTER_SENDER;
}

static void decide(struct extract *x)
{
	uint32_t recipients = 0, best = EXTRACT_NONE, others = 0;
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		struct extract_block *b = &x->blocks.v[i];
		if (b->done)
			continue;
		others++;
		b->role = b->recipient > b->sender && (tells_who(b) || b->label == LABEL_TO) ? LETTER_RECIPIENT : LETTER_SENDER;
		b->why = b->label == LABEL_TO ? "named after 'To'" : b->label == LABEL_FROM ? "named after 'From'" :
		    b->role == LETTER_RECIPIENT ? "the block before the salutation that reads as an addressee" :
		    "a block of the header that reads as the writer's";
		recipients += b->role == LETTER_RECIPIENT;
		if (b->role == LETTER_SENDER && b->label == LABEL_NONE && tells_who(b) && (best == EXTRACT_NONE ||
		    b->recipient - b->sender >= x->blocks.v[best].recipient - x->blocks.v[best].sender))
			best = i;
	}
	if (recipients == 0 && best != EXTRACT_NONE && others > 1 && x->blocks.v[best].recipient + 4 >= x->blocks.v[best].sender) {
		x->blocks.v[best].role = LETTER_RECIPIENT;
		x->blocks.v[best].why = "the likeliest addressee among the blocks of the header";
	}
}

static bool is_weak(const struct extract_block *b)
{
	int apart = b->recipient - b->sender;
	return apart < 3 && apart > -3;
}

static void add_sender(struct extract *x, struct extract_block *b)
{
	enum letter_zone_kind kind = b->label == LABEL_FROM ? LETTER_ZONE_FROM : LETTER_ZONE_LETTERHEAD;
	struct letter_zone *z = letter_zone_add(x->l, kind, LETTER_SENDER, (struct span){ NULL, 0 }, b->why);
	z->weak = is_weak(b);
	extract_block_pieces(x, b, z);
	z->place = letter_place(x->l, z->pieces.v[0]);
	const struct span *pieces = z->pieces.v;
	uint32_t n = z->pieces.n;
	for (uint32_t i = 0; i < n; i++)
		extract_party_domains(x, pieces[i], LETTER_SENDER, 0, "in the writer's block");
	if (b->label == LABEL_FROM && !x->l->signatories.n)
		extract_person_signatory(x, pieces, n < 4 ? n : 4, 0, false);
}

/* An address beside the addressee's block is the addressee's when its host is one of those the block names, or, for
 * an unknown host, when no other label stands with the block. */
static bool is_theirs(const struct extract *x, const struct extract_seg *s)
{
	if (s->block == EXTRACT_NONE || x->blocks.v[s->block].role != LETTER_RECIPIENT || s->label != LABEL_EMAIL)
		return false;
	const struct extract_block *b = &x->blocks.v[s->block];
	const char *at = memchr(s->value.p, '@', s->value.n);
	if (!at)
		return false;
	struct span host = span_of(at + 1, (size_t)(span_end(s->value) - at - 1)), word;
	if (!span_word(&host, &word))
		return false;
	struct know_list agents = know_domain(x->k, extract_words_strip(word));
	for (uint32_t i = 0; i < agents.n; i++) {
		know_agent a = know_item(x->k, agents, i);
		if (extract_block_shares(b, &a, 1))
			return true;
	}
	return agents.n == 0 && !(b->labels & (1u << LABEL_OUR_REF | 1u << LABEL_CONTACT | 1u << LABEL_PHONE | 1u << LABEL_YOUR_REF));
}

static void read_labels(struct extract *x)
{
	for (uint32_t i = 0; i < x->header_end && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if (s->label == LABEL_EMAIL || s->label == LABEL_WEB || s->label == LABEL_CONTACT || s->label == LABEL_PHONE) {
				bool theirs = is_theirs(x, s);
				extract_party_domains(x, s->value, theirs ? LETTER_RECIPIENT : LETTER_SENDER,
				    theirs ? 1 : 0, "beside a label of the header");
			}
		}
}

/* "By e-mail to: x@y" and a bare address under "BY E-MAIL ONLY": the addressee's; his group when there is one addressee. */
static void read_delivery(struct extract *x)
{
	for (uint32_t i = 0; i < x->header_end && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			struct span v = s->label == LABEL_BY_EMAIL ? s->value : s->text;
			if (s->label != LABEL_BY_EMAIL && !(s->label == LABEL_NONE && (s->flags & SEG_DELIVERY)))
				continue;
			if (s->flags & SEG_EMAIL && x->recipients == 1)
				extract_party_domains(x, v, LETTER_RECIPIENT, x->groups, "an address after 'by e-mail'");
			else if (s->flags & SEG_EMAIL)
				extract_party_to(x, v, LETTER_ZONE_TO, LETTER_RECIPIENT, "an address after 'by e-mail'");
			else if (s->label == LABEL_BY_EMAIL && extract_party_has_org(x, v) && !x->recipients)
				extract_party_to(x, v, LETTER_ZONE_TO, LETTER_RECIPIENT, "named after 'by e-mail to'");
		}
}

/* The roles are decided; the zones follow from them. */
void extract_header_read(struct extract *x)
{
	join_attention(x);
	join_named(x);
	read_sites(x);
	weigh(x);
	decide(x);
	find_writer(x);
	for (uint32_t i = 0; i < x->header_blocks; i++)
		if (!x->blocks.v[i].done && x->blocks.v[i].role == LETTER_SENDER)
			add_sender(x, &x->blocks.v[i]);
	for (uint32_t i = 0; i < x->header_blocks; i++)
		if (!x->blocks.v[i].done && x->blocks.v[i].role == LETTER_RECIPIENT)
			extract_party_block(x, &x->blocks.v[i], x->blocks.v[i].label == LABEL_NONE && is_weak(&x->blocks.v[i]));
	for (uint32_t i = 0; i < x->header_blocks && !x->recipients; i++) {
		struct extract_block *b = &x->blocks.v[i];
		if (b->distribution && b->segs.n) {
			b->label = LABEL_TO;	/* nobody else is addressed: those who get it are */
			b->why = "the distribution list of a letter without another addressee";
			extract_party_block(x, b, false);
		}
	}
	read_labels(x);
	read_delivery(x);
}
