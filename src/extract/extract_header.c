/* extract_header.c - whose block is it: the sender's or the addressee's.
 *
 * In: the blocks of the header with the evidence of extract_weigh.c. Out: zones of letterhead, from, address, to, domain, and
 * addressees. The greater sum decides; a small difference makes the zone weak.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

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
		if (b->role == LETTER_SENDER || b->label != LABEL_NONE || extract_weigh_one_of_lines(x, b) || extract_weigh_second_column(x, b) || b->flags & SEG_ITEM)
			return;
		n++;
		if (!least || b->recipient - b->sender < least->recipient - least->sender)
			least = b;
	}
	if (n == 2 && !extract_block_shares(least, x->greeted_agents, x->n_greeted_agents))
		least->role = LETTER_SENDER;
}

/* Who heads the paper is not one of several addressees: "Please reply to: Planning Policy, X Council" is X's own address. */
static void spare_writer(struct extract *x, uint32_t recipients)
{
	for (uint32_t i = 0; i < x->header_blocks && recipients > 1; i++) {
		struct extract_block *b = &x->blocks.v[i];
		know_agent body = b->done || b->role != LETTER_RECIPIENT || b->label != LABEL_NONE ? KNOW_NONE : extract_block_body(x, b);
		for (uint32_t j = 0; j < x->header_blocks && body != KNOW_NONE; j++) {
			const struct extract_block *o = &x->blocks.v[j];
			if (o->done || o->role != LETTER_SENDER || extract_block_body(x, o) != body)
				continue;
			b->role = LETTER_SENDER;
			b->why = "an address of whom the letterhead names";
			recipients--;
			break;
		}
	}
}

/* Has the signature an address of its own, as residents give theirs? */
static bool is_signed_from_home(const struct extract *x)
{
	for (uint32_t i = 0; i < x->l->zones.n; i++) {
		const struct letter_zone *z = &x->l->zones.v[i];
		for (uint32_t j = 1; z->kind == LETTER_ZONE_SIGNATURE && j < z->pieces.n; j++) {
			struct span s = z->pieces.v[j];
			if (s.p[0] >= '0' && s.p[0] <= '9' && extract_words_in(x, CLASS_STREET, s, NULL))
				return true;
		}
	}
	return false;
}

/* The first lines name a body, nothing else names one, and nobody signs for one: headed paper, not an address. */
static bool is_only_letterhead(const struct extract *x, const struct extract_block *b)
{
	uint32_t first = 0;
	const struct extract_seg *s = extract_block_seg(x, b, 0);
	if (x->n_signer_agents || x->salutation == EXTRACT_NONE || b->label != LABEL_NONE || !(s->flags & SEG_ORG) || s->agent == KNOW_NONE ||
	    (s->flags & (SEG_PERSON | SEG_TITLE | SEG_POST | SEG_DEPARTMENT)) || extract_block_shares(b, x->greeted_agents, x->n_greeted_agents) || is_signed_from_home(x))
		return false;
	while (first < x->header_end && x->lines.v[first].blank)
		first++;
	for (uint32_t i = 0; i < x->header_blocks; i++)
		if (&x->blocks.v[i] != b && !x->blocks.v[i].done && x->blocks.v[i].n_agents)
			return false;
	return b->first_line == first;
}

/* "By e-mail only: a@b; c@d" says to whom it goes. */
static bool is_mailed(const struct extract *x)
{
	for (uint32_t i = 0; i < x->header_end && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if (s->label == LABEL_BY_EMAIL && (s->flags & SEG_EMAIL))
				return true;
		}
	return false;
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
		if (b->role == LETTER_RECIPIENT && is_only_letterhead(x, b)) {
			b->role = LETTER_SENDER;
			b->why = "the only body in the header, at its top";
		}
		recipients += b->role == LETTER_RECIPIENT;
		if (b->role == LETTER_SENDER && b->label == LABEL_NONE && tells_who(b) && (best == EXTRACT_NONE ||
		    b->recipient - b->sender >= x->blocks.v[best].recipient - x->blocks.v[best].sender))
			best = i;
	}
	spare_writer(x, recipients);
	if (recipients == 0 && best != EXTRACT_NONE && others > 1 && !is_mailed(x) && !is_only_letterhead(x, &x->blocks.v[best]) && x->blocks.v[best].recipient + 4 >= x->blocks.v[best].sender) {
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

/* message: who writes is told by an address of his own; a contact's is not his. */
static void read_labels(struct extract *x, bool message)
{
	for (uint32_t i = 0; i < x->header_end && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if (message && s->label == LABEL_CONTACT)
				continue;
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

/* Who signs was read first; a body in the letterhead tells more of who writes and goes before. */
static void letterhead_first(struct extract *x, uint32_t signed_to)
{
	struct letter_zone *v = x->l->zones.v;
	for (uint32_t i = signed_to; signed_to && i < x->l->zones.n; i++) {
		if (v[i].kind != LETTER_ZONE_LETTERHEAD || !v[i].pieces.n || !extract_party_has_body(x, v[i].pieces.v[0]))
			continue;
		struct letter_zone z = v[i];
		memmove(v + 1, v, i * sizeof *v);
		v[0] = z;
		return;
	}
}

/* The weight of the words that open the block: "Sender:" says less than "From:". */
static int32_t from_weight(struct extract *x, const struct extract_block *b)
{
	struct span ignored;
	bool colon;
	int32_t weight = 0;
	extract_words_label(x, x->lines.v[b->first_line].text, &ignored, &colon, &weight);
	return weight;
}

/* In the headers of a message "Sender:" names the machine that sends for whom "From:" names, and "Reply-To:" is no more his. */
static bool drop_senders(struct extract *x)
{
	const struct extract_block *from = NULL;
	for (uint32_t i = 0; i < x->header_blocks; i++)
		if (x->blocks.v[i].label == LABEL_FROM && x->blocks.v[i].segs.n && from_weight(x, &x->blocks.v[i]) >= 3)
			from = &x->blocks.v[i];
	for (uint32_t i = 0; i < x->header_blocks && from; i++)
		if (x->blocks.v[i].label == LABEL_FROM && from_weight(x, &x->blocks.v[i]) < 3)
			x->blocks.v[i].done = true;
	return from && (from->flags & SEG_EMAIL) && extract_frame_is_mail(x);
}

/* The roles are decided; the zones follow from them. */
void extract_header_read(struct extract *x)
{
	uint32_t signed_to = x->l->zones.n;
	extract_join_mailed(x);
	extract_join_attention(x);
	extract_join_named(x);
	read_sites(x);
	extract_weigh_blocks(x);
	bool message = drop_senders(x);
	decide(x);
	find_writer(x);
	extract_doubt_read(x);
	extract_join_departments(x);
	for (uint32_t i = 0; i < x->header_blocks; i++)
		if (!x->blocks.v[i].done && x->blocks.v[i].role == LETTER_SENDER)
			add_sender(x, &x->blocks.v[i]);
	letterhead_first(x, signed_to);
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
	read_labels(x, message);
	read_delivery(x);
}
