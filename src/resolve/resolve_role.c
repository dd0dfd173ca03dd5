/* resolve_role.c - second thoughts about who writes, when names are known; DESIGN section 4.
 *
 * In: narrowed claims. Out: claims whose role changed, and senders taken back. A block of the header whose role was a guess, and a party named at
 * both ends, are where a letter is most easily turned round: a wrong accusation is worse than none.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

static bool role_firm(const struct resolve *r, const struct resolve_claim *c)
{
	return c->role == LETTER_SENDER && c->zone < r->l->zones.n && !r->l->zones.v[c->zone].weak && c->strength >= RESOLVE_DOMAIN && c->kept == 1;
}

static bool role_shares(const struct resolve *r, const struct resolve_claim *a, const struct resolve_claim *b)
{
	for (uint32_t i = 0; i < a->readings.n; i++) {
		const struct resolve_reading *d = &a->readings.v[i];
		for (uint32_t j = 0; d->kept && j < resolve_claim_agents(r, d); j++) {
			if (resolve_narrow_reading_has(r, b, resolve_claim_agent(r, d, j))) {
				return true;
			}
		}
	}
	return false;
}

static bool role_zone_names(const struct resolve *r, uint32_t zone)
{
	for (uint32_t i = 0; i < r->claims.n; i++) {
		if (r->claims.v[i].zone == zone && r->claims.v[i].strength >= RESOLVE_BARE) {
			return true;
		}
	}
	return false;
}

static bool role_post_signs(const struct letter *l)
{
	for (uint32_t i = 0; i < l->signatories.n; i++) {
		if (l->signatories.v[i].post.n > 0) {
			return true;
		}
	}
	return false;
}

/* "Town Hall / Darlington DL1 5QT" over "Darlington Borough Council": the rest of its own address, and an officer signs. */
static bool role_is_address(const struct resolve *r, uint32_t zone)
{
	struct span first = r->l->zones.v[zone].pieces.v[0];
	if (!resolve_strength_has_phrase(r, r->place_word, first) || (first.p[0] >= '0' && first.p[0] <= '9') || !role_post_signs(r->l)) {
		return false;
	}
	for (uint32_t i = 0; i < r->claims.n; i++) {
		for (uint32_t j = 0; r->claims.v[i].zone == zone && j < r->claims.n; j++) {
			const struct resolve_claim *c = &r->claims.v[j];
			if (c->zone != zone && c->role == LETTER_SENDER && c->kind == LETTER_ZONE_LETTERHEAD && c->strength == RESOLVE_FULL && role_shares(r, c, &r->claims.v[i])) {
				return true;
			}
		}
	}
	return false;
}

/* Is there a block that surely is the writer's, and names nobody we know? */
static bool role_stranger_writes(const struct resolve *r)
{
	for (uint32_t i = 0; i < r->l->zones.n; i++) {
		const struct letter_zone *z = &r->l->zones.v[i];
		if (z->kind == LETTER_ZONE_LETTERHEAD && z->role == LETTER_SENDER && !z->weak && z->pieces.n > 0 && !role_zone_names(r, i) && !role_is_address(r, i)) {
			return true;
		}
	}
	return false;
}

/* No word is cut. */
static struct span role_first_pages(struct span s)
{
	size_t n = 4000;
	while (n < s.n && n < 4100 && s.p[n] != ' ' && s.p[n] != '\n') {
		n++;
	}
	return span_of(s.p, s.n < n ? s.n : n);
}

/* "I write in a personal capacity": in the first pages of the body, or beside the name. */
static bool role_own_name(const struct resolve *r)
{
	bool own = false;
	for (uint32_t i = 0; i < r->l->zones.n && !own; i++) {
		const struct letter_zone *z = &r->l->zones.v[i];
		bool look = z->kind == LETTER_ZONE_BODY || (z->role == LETTER_SENDER && z->kind != LETTER_ZONE_METADATA);
		for (uint32_t j = 0; look && j < z->pieces.n && j < 12 && !own; j++) {
			own = resolve_strength_has_phrase(r, r->own_name, role_first_pages(z->pieces.v[j]));
		}
	}
	return own;
}

void resolve_role_private(struct resolve *r)
{
	if (r->claims.n == 0 || !role_own_name(r)) {
		return;
	}
	for (uint32_t i = 0; i < r->claims.n; i++) {
		struct resolve_claim *c = &r->claims.v[i];
		if (c->role == LETTER_SENDER && c->kind != LETTER_ZONE_METADATA) {
			c->strength = RESOLVE_PLACE;	/* where he belongs, not for whom he writes */
		}
	}
}

struct role_stranger { const struct know *k; struct span piece; bool found; };

/* A phrase of the value "alone" must be all of the line. */
static bool role_note_stranger(void *user, know_index phrase, struct span written)
{
	struct role_stranger *s = user;
	bool alone = strcmp(know_str(s->k, know_phrase(s->k, phrase)->value), "alone") == 0;
	s->found = s->found || !alone || token_same(written, s->piece);
	return !s->found;
}

/* Does somebody sign who is of no council: a company, a parish's clerk, an inspector? */
static bool role_stranger_signs(const struct resolve *r)
{
	struct role_stranger s = { .k = r->k };
	for (uint32_t i = 0; i < r->l->zones.n; i++) {
		const struct letter_zone *z = &r->l->zones.v[i];
		bool own = z->kind == LETTER_ZONE_SIGNATURE || z->kind == LETTER_ZONE_FROM;
		for (uint32_t j = 0; own && z->role == LETTER_SENDER && j < z->pieces.n && j < 8; j++) {
			s.piece = z->pieces.v[j];
			know_phrases_scan(r->k, r->stranger, s.piece, role_note_stranger, &s);
		}
	}
	return s.found;
}

/* Does the zone name somebody who surely writes? Then it is a letterhead, with partners. */
static bool role_zone_confirmed(const struct resolve *r, uint32_t zone)
{
	for (uint32_t i = 0; i < r->claims.n; i++) {
		for (uint32_t j = 0; r->claims.v[i].zone == zone && j < r->claims.n; j++) {
			const struct resolve_claim *o = &r->claims.v[j];	/* its own domain confirms a block, its own name does not */
			if (role_firm(r, o) && (o->zone != zone || o->strength == RESOLVE_DOMAIN) && role_shares(r, &r->claims.v[i], o)) {
				return true;
			}
		}
	}
	return false;
}

/* In a record that says who receives, the text of the same letter cannot make the receiver its writer. */
static bool role_received(const struct resolve *r, const struct resolve_claim *c)
{
	for (uint32_t i = 0; i < r->claims.n && c->kind != LETTER_ZONE_METADATA; i++) {
		const struct resolve_claim *o = &r->claims.v[i];
		if (o->role == LETTER_RECIPIENT && o->kind == LETTER_ZONE_METADATA && role_shares(r, c, o)) {
			return true;
		}
	}
	return false;
}

/* A guessed letterhead is an addressee's block when somebody else is known to write. */
void resolve_role_turn(struct resolve *r)
{
	bool stranger = role_stranger_writes(r), signs = role_stranger_signs(r);
	for (uint32_t i = 0; i < r->claims.n; i++) {
		struct resolve_claim *c = &r->claims.v[i];
		bool guessed = c->role == LETTER_SENDER && c->kind == LETTER_ZONE_LETTERHEAD && c->zone < r->l->zones.n && (signs || r->l->zones.v[c->zone].weak);
		if (c->role == LETTER_SENDER && c->kind == LETTER_ZONE_LETTERHEAD && role_received(r, c)) {
			c->role = LETTER_RECIPIENT;
		}
		bool other = stranger || signs;
		for (uint32_t j = 0; guessed && j < r->claims.n; j++) {
			other = other || role_firm(r, &r->claims.v[j]);
		}
		if (guessed && other && !role_zone_confirmed(r, c->zone)) {
			c->role = LETTER_RECIPIENT;
			c->group = UINT32_MAX - c->zone;	/* an addressee of its own */
		}
	}
}

/* --- a party named at both ends --- */

static bool role_signs(const struct resolve *r, know_agent agent)
{
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		bool own = c->kind == LETTER_ZONE_SIGNATURE || c->kind == LETTER_ZONE_FROM || c->kind == LETTER_ZONE_METADATA || c->strength == RESOLVE_DOMAIN;
		if (c->zone < r->l->zones.n && c->role == LETTER_SENDER && own && c->strength >= RESOLVE_BARE && resolve_narrow_reading_has(r, c, agent)) {
			return true;
		}
	}
	return false;
}

static bool role_is_recipient(const struct letter *l, know_agent agent)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		if (l->mentions.v[i].role == LETTER_RECIPIENT && l->mentions.v[i].agent == agent) {
			return true;
		}
	}
	return false;
}

/* Of several in a letterhead (partners, the whole of a joint plan) one that is written to and does not sign is no sender. So with
 * somebody whose post serves two councils: who writes to one of them writes for the other. */
void resolve_role_settle(struct resolve *r)
{
	struct letter *l = r->l;
	uint32_t others = 0, kept = 0;
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		others += m->role == LETTER_SENDER && m->agent != KNOW_NONE && !role_is_recipient(l, m->agent);
	}
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		struct letter_mention m = l->mentions.v[i];
		bool drop = others > 0 && m.role == LETTER_SENDER && m.agent != KNOW_NONE && role_is_recipient(l, m.agent) && !role_signs(r, m.agent);
		if (!drop) {
			l->mentions.v[kept++] = m;
		}
	}
	l->mentions.n = kept;
}
