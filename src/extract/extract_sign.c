/* extract_sign.c - who signs, and what stands under the signature: footers, an addressee in the old place.
 *
 * In: the blocks after the valediction. Out: signature zones with groups, signatories; later, once the header is read,
 * footers and addressees below. Two blocks side by side are two signatories; a body alone under a name belongs to it.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#define SIGN_LINES 18u	/* full lines after the valediction that can be a signature */

static const struct extract_seg *first_seg(const struct extract *x, const struct extract_block *b)
{
	return &x->segs.v[b->segs.v[0]];
}

static uint32_t stop_line(const struct extract *x)
{
	uint32_t full = 0;
	for (uint32_t i = x->close; i < x->end && i < x->lines.n; i++) {
		const struct extract_line *line = &x->lines.v[i];
		full += line->n > 0;
		if (full > SIGN_LINES)
			return i;
		for (uint32_t j = 0; j < line->n; j++) {
			enum extract_label l = x->segs.v[line->first + j].label;
			if (l == LABEL_CC || l == LABEL_ENCLOSED || l == LABEL_TO || l == LABEL_ATTENTION)
				return i;
		}
	}
	return x->end;
}

/* An address of the old style or a footer, no longer the signature. */
static bool is_below(const struct extract_block *b, bool signed_already)
{
	if (!signed_already || !b->segs.n)
		return false;
	if ((b->flags & SEG_POSTCODE) || (b->flags & SEG_PROSE) || (b->flags & SEG_ITEM))
		return true;
	return (b->flags & SEG_WEB) && !(b->flags & (SEG_PERSON | SEG_POST));
}

static void add_agents(struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < b->n_agents && x->n_signer_agents < EXTRACT_AGENTS; i++)
		if (!extract_block_shares(b, x->signer_agents, 0))
			x->signer_agents[x->n_signer_agents++] = b->agents[i];
}

static void add_block(struct extract *x, struct extract_block *b, uint32_t group)
{
	struct letter_zone *z = letter_zone_add(x->l, LETTER_ZONE_SIGNATURE, LETTER_SENDER, (struct span){ NULL, 0 },
	    x->has_valediction ? "after the valediction" : "short lines at the end");
	z->group = group;
	z->weak = x->guessed_close;
	extract_block_pieces(x, b, z);
	z->place = letter_place(x->l, z->pieces.v[0]);
	const struct span *pieces = z->pieces.v;
	uint32_t n = z->pieces.n;
	for (uint32_t i = 0; i < n; i++) {
		extract_party_domains(x, pieces[i], LETTER_SENDER, group, "in the signature");
		extract_party_hosts(x, pieces[i]);
	}
	extract_person_signatory(x, pieces, n, group, false);
	add_agents(x, b);
	b->done = true;
	b->role = LETTER_SENDER;
}

void extract_sign_read(struct extract *x)
{
	if (x->close >= x->end)
		return;
	uint32_t from = x->close + (x->has_valediction ? 1 : 0), base = x->blocks.n;
	extract_lines_parts(x, from, x->end < EXTRACT_HEADER ? x->end : EXTRACT_HEADER);
	extract_label_values(x, from, x->end);
	extract_block_build(x, from, x->end);
	uint32_t stop = stop_line(x), group = 0;
	bool person = false;
	for (uint32_t i = base; i < x->blocks.n; i++) {
		struct extract_block *b = &x->blocks.v[i];
		if (b->first_line >= stop || !b->segs.n || b->label != LABEL_NONE || is_below(b, person || group))
			continue;
		bool opens = (b->flags & (SEG_PERSON | SEG_TITLE)) != 0;
		if (!group || (opens && person))
			group = ++x->groups;
		person = person || opens;
		add_block(x, b, group);
	}
	for (uint32_t i = from; i < stop && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if (s->label == LABEL_EMAIL || s->label == LABEL_WEB || s->label == LABEL_PHONE || s->label == LABEL_CONTACT) {
				extract_party_domains(x, s->value, LETTER_SENDER, group, "beside a label under the signature");
				extract_party_hosts(x, s->value);
			}
		}
}

/* Does the block name whom a block of the header gave as the writer, or who signs? "Please reply to: X Council" does. */
static bool is_writers(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < x->header_blocks; i++) {
		const struct extract_block *o = &x->blocks.v[i];
		if (!o->done && o->role == LETTER_SENDER && extract_block_shares(b, o->agents, o->n_agents))
			return true;
	}
	return extract_block_shares(b, x->signer_agents, x->n_signer_agents);
}

static bool holds_word(struct span in, struct span word)
{
	struct token want, have;
	struct span one = word;
	if (!token_next(&one, &want) || want.length < 3)
		return false;
	while (token_next(&in, &have))
		if (have.hash == want.hash)
			return true;
	return false;
}

/* "Tina", and under it "Councillor Tina Pennells": a first name alone is told in full by the block below, unless that is who is
 * greeted so. */
static bool is_signer_in_full(const struct extract *x, const struct extract_block *b)
{
	for (uint32_t i = 0; i < x->l->zones.n; i++) {
		const struct letter_zone *z = &x->l->zones.v[i];
		struct span name = z->kind == LETTER_ZONE_SIGNATURE && z->pieces.n ? z->pieces.v[0] : span_of(NULL, 0);
		if (name.n && extract_bytes_words(name) == 1 && (first_seg(x, b)->flags & (SEG_PERSON | SEG_TITLE)) &&
		    holds_word(first_seg(x, b)->text, name) && !holds_word(x->l->salutation.text, name))
			return true;
	}
	return false;
}

/* "Sent to:" says whom the letter went to. */
static bool is_sent_to(struct extract *x, struct span s)
{
	struct span written;
	bool colon = false;
	int32_t weight = 0;
	return extract_words_label(x, s, &written, &colon, &weight) == LABEL_TO && weight >= 10;
}

/* "Comments to:", "Please send your reply to:" over an address: where answers go. */
static bool is_announced(struct extract *x, const struct extract_block *b)
{
	uint32_t i = b->first_line;
	struct span first = first_seg(x, b)->text;
	if (b->label != LABEL_NONE)
		return false;
	if (first.p[first.n - 1] == ':')
		return !is_sent_to(x, first);
	while (i > x->close + 1 && x->lines.v[i - 1].blank)
		i--;
	struct span above = i > x->close + 1 ? x->lines.v[i - 1].text : span_of(NULL, 0);
	return above.n > 0 && above.p[above.n - 1] == ':' && !is_sent_to(x, above);
}

/* Under a signature: an address of somebody else, when the header gave no addressee. */
static bool is_addressee(struct extract *x, const struct extract_block *b, uint32_t had)
{
	if (is_writers(x, b) || is_signer_in_full(x, b) || is_announced(x, b) || (x->n_greeted_agents && !extract_block_shares(b, x->greeted_agents, x->n_greeted_agents)))
		return false;
	if (b->label == LABEL_TO)
		return true;
	if (had || (b->flags & (SEG_PHONE | SEG_WEB | SEG_PROSE)) || b->label != LABEL_NONE)
		return false;
	if (!(b->flags & (SEG_ORG | SEG_NAME)) || (b->labels & (1u << LABEL_PHONE | 1u << LABEL_WEB)))
		return false;
	return (first_seg(x, b)->flags & (SEG_PERSON | SEG_POST | SEG_TITLE | SEG_DEPARTMENT | SEG_ITEM)) || (b->flags & SEG_POSTCODE);
}

static void add_footer(struct extract *x, struct extract_block *b)
{
	struct letter_zone *z = letter_zone_add(x->l, LETTER_ZONE_FOOTER, LETTER_SENDER, (struct span){ NULL, 0 }, "at the foot");
	z->weak = true;
	extract_block_pieces(x, b, z);
	z->place = letter_place(x->l, z->pieces.v[0]);
	const struct span *pieces = z->pieces.v;
	uint32_t n = z->pieces.n;
	for (uint32_t i = 0; i < n; i++)
		extract_party_domains(x, pieces[i], LETTER_SENDER, 0, "at the foot");
}

void extract_sign_foot(struct extract *x)
{
	uint32_t had = x->recipients + x->addressed;
	uint32_t cc = EXTRACT_NONE;
	for (uint32_t i = x->header_blocks; i < x->blocks.n; i++) {
		struct extract_block *b = &x->blocks.v[i];
		if (b->label == LABEL_CC && cc == EXTRACT_NONE)
			cc = b->first_line;
		if (b->done || !b->segs.n || b->label == LABEL_CC)
			continue;
		b->why = "an address under the signature";
		if (is_addressee(x, b, had) && (b->label == LABEL_TO || cc == EXTRACT_NONE || b->first_line < cc)) {
			extract_party_block(x, b, true);
			b->done = true;
		} else if ((b->flags & (SEG_WEB | SEG_EMAIL | SEG_PHONE)) || ((b->flags & SEG_POSTCODE) && (b->flags & SEG_ORG))) {
			add_footer(x, b);
			b->done = true;
		}
	}
}

/* Has a zone of the writer's side a body in it? A person's name and a post have none. */
static bool has_sender(const struct extract *x)
{
	for (uint32_t i = 0; i < x->l->zones.n; i++) {
		const struct letter_zone *z = &x->l->zones.v[i];
		if (z->role != LETTER_SENDER || z->kind == LETTER_ZONE_REFERENCE)
			continue;
		if (z->kind == LETTER_ZONE_DOMAIN)
			return true;
		for (uint32_t j = 0; j < z->pieces.n; j++)
			if (extract_party_has_body(x, z->pieces.v[j]))
				return true;
	}
	return false;
}

struct behalf { struct extract *x; struct span body; };

static bool take_first_name(void *user, const struct know_hit *hit)
{
	*(struct span *)user = hit->written;
	return false;
}

static bool take_behalf(void *user, know_index phrase, struct span written)
{
	struct behalf *b = user;
	struct span rest = extract_words_after(b->body, written), name = { NULL, 0 };
	(void)phrase;
	rest.n = rest.n < 120 ? rest.n : 120;
	know_names_scan(b->x->k, &rest, 1, take_first_name, &name);
	if (!name.n || extract_bytes_words(extract_words_before(rest, name.p)) > 1)
		return true;
	letter_zone_add(b->x->l, LETTER_ZONE_SIGNATURE, LETTER_SENDER, name, "the body says on whose behalf it is written")->weak = true;
	return false;
}

void extract_sign_behalf(struct extract *x)
{
	struct behalf b = { x, x->l->body };
	size_t most = b.body.n < 2000 ? b.body.n : 2000;
	while (most < b.body.n && !token_space_byte((unsigned char)b.body.p[most]))	/* no half word */
		most++;
	b.body.n = most;
	if (x->classes[CLASS_WRITES] != KNOW_NONE && b.body.n && !has_sender(x))
		extract_words_scan(x, CLASS_WRITES, b.body, take_behalf, &b);
}
