/* resolve_claim.c - zones to claims: names, domains and identifiers that may tell a party; DESIGN section 4.
 *
 * In: letter.zones. Out: claims with all their readings. Which reading holds is left to resolve_narrow.c, who is chosen to
 * resolve_choose.c.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

uint32_t resolve_claim_agents(const struct resolve *r, const struct resolve_reading *d)
{
	(void)r;
	return d->agents.n > 0 ? d->agents.n : 1;
}

know_agent resolve_claim_agent(const struct resolve *r, const struct resolve_reading *d, uint32_t i)
{
	return d->agents.n > 0 ? know_item(r->k, d->agents, i) : d->one;
}

static bool claim_same(const struct resolve *r, const struct resolve_reading *x, const struct resolve_reading *y)
{
	uint32_t n = resolve_claim_agents(r, x);
	if (n != resolve_claim_agents(r, y)) {
		return false;
	}
	for (uint32_t i = 0; i < n; i++) {
		bool there = false;
		for (uint32_t j = 0; j < n; j++) {
			there = there || resolve_claim_agent(r, x, i) == resolve_claim_agent(r, y, j);
		}
		if (!there) {
			return false;
		}
	}
	return true;
}

/* Of two names with the same meaning the better one is kept: one that holds at the date before one that does not (a team keeps its
 * name from phase to phase), strong before weak, seen before made by rule. */
static bool claim_better(const struct resolve *r, know_index x, know_index y)
{
	if (x == KNOW_NONE || y == KNOW_NONE) {
		return false;
	}
	const struct know_name *one = know_name(r->k, x), *other = know_name(r->k, y);
	bool holds = period_holds(one->valid, r->l->date) != TRI_NO, held = period_holds(other->valid, r->l->date) != TRI_NO;
	return holds != held ? holds : one->flags < other->flags;
}

void resolve_claim_reading(struct resolve *r, struct resolve_claim *c, struct know_list agents, know_agent one, know_index name)
{
	struct resolve_reading d = { .agents = agents, .one = one, .name = name, .kept = true };
	for (uint32_t i = 0; i < c->readings.n; i++) {
		if (claim_same(r, &c->readings.v[i], &d)) {
			if (claim_better(r, name, c->readings.v[i].name)) {
				c->readings.v[i] = d;
			}
			return;
		}
	}
	*vec_push(r->a, &c->readings) = d;
	c->kept++;
}

/* A town stands for the council over it, but not with a form: "Northampton BC" was never West Northamptonshire. */
bool resolve_claim_only_place(const struct know *k, const struct know_hit *hit, uint32_t i)
{
	const struct know_name *n = know_name(k, hit->names[i]);
	bool form = hit->suffix != KNOW_NONE || hit->prefix != KNOW_NONE;
	if (!form || strcmp(know_str(k, n->kind), "place") != 0) {
		return false;
	}
	for (uint32_t j = 0; j < hit->n_names; j++) {
		if (strcmp(know_str(k, know_name(k, hit->names[j])->kind), "place") != 0) {
			return true;
		}
	}
	return false;
}

void resolve_claim_hit(struct resolve *r, struct resolve_claim *c, const struct know_hit *hit)
{
	for (uint32_t i = 0; i < hit->n_names; i++) {
		const struct know_name *n = know_name(r->k, hit->names[i]);
		bool arrangement = know_is_arrangement(know_item(r->k, n->agents, 0));
		if (resolve_claim_only_place(r->k, hit, i)) {
			continue;
		}
		if (arrangement && ((n->flags & KNOW_NAME_WEAK) || hit->suffix != KNOW_NONE)) {
			continue;	/* a unit's common name says nothing without its council */
		}
		resolve_claim_reading(r, c, n->agents, KNOW_NONE, hit->names[i]);
		if (strcmp(know_str(r->k, n->kind), "official") == 0 && token_same(hit->written, span_str(know_str(r->k, n->text)))) {
			c->exact_official = true;
		}
	}
}

enum tri resolve_claim_alive(const struct know *k, know_agent agent, struct when date)
{
	if (know_is_party(agent)) {
		return period_holds(know_party(k, agent)->life, date);
	}
	const struct know_arrangement *r = know_arrangement(k, agent);
	enum tri alive = TRI_NO;
	for (uint32_t i = 0; i < r->phases.n; i++) {
		alive = tri_or(alive, period_holds(know_phase(k, know_item(k, r->phases, i))->period, date));
	}
	return alive;
}

/* --- names in a zone --- */

struct claim_scan {
	struct resolve *r;
	uint32_t zone;
	uint32_t cut;		/* pieces from here on are somebody else's address (care of) */
	uint32_t found;
};

struct resolve_claim *resolve_claim_new(struct resolve *r, uint32_t zone, uint32_t piece, struct span written)
{
	const struct letter_zone *z = &r->l->zones.v[zone];
	struct resolve_claim *c = vec_push(r->a, &r->claims);
	c->zone = zone;
	c->piece = piece;
	c->kind = z->kind;
	c->role = z->role;
	c->group = z->group;
	c->written = c->core = written;
	c->suffix = c->prefix = KNOW_NONE;
	return c;
}

void resolve_claim_evidence(struct resolve *r, struct resolve_claim *c, const char *what)
{
	struct letter_place at = letter_place(r->l, c->written);
	const char *zone = letter_zone_name(c->kind);
	*vec_push(r->a, &c->evidence) = at.line > 0 ? arena_printf(r->a, "%s, line %u: %s '%.*s'", zone, at.line, what, SPAN_F(span_trim(c->written)))
	    : arena_printf(r->a, "%s: %s '%.*s'", zone, what, SPAN_F(span_trim(c->written)));
}

static bool claim_take(void *user, const struct know_hit *hit)
{
	struct claim_scan *s = user;
	struct resolve *r = s->r;
	bool street;
	if (hit->piece >= s->cut) {
		return false;
	}
	enum resolve_strength strength = resolve_strength_of(r, &r->l->zones.v[s->zone], hit, &street);
	if (street) {
		return true;
	}
	struct resolve_claim *c = resolve_claim_new(r, s->zone, hit->piece, hit->written);
	c->core = hit->core;
	c->suffix = hit->suffix;
	c->prefix = hit->prefix;
	c->tokens = hit->tokens;
	c->strength = strength;
	resolve_claim_hit(r, c, hit);
	if (c->readings.n == 0) {
		r->claims.n--;
		return true;
	}
	resolve_claim_evidence(r, c, strength == RESOLVE_PLACE ? "place" : "name");
	s->found += strength >= RESOLVE_BARE;
	return true;
}

static uint32_t claim_care_of(struct resolve *r, const struct letter_zone *z)
{
	struct span written;
	for (uint32_t i = 1; i < z->pieces.n; i++) {
		if (know_phrase_at(r->k, r->care_of, z->pieces.v[i], &written) != KNOW_NONE) {
			return i;
		}
	}
	return UINT32_MAX;
}

static void claim_zone_names(struct resolve *r, uint32_t zone)
{
	const struct letter_zone *z = &r->l->zones.v[zone];
	struct claim_scan s = { r, zone, claim_care_of(r, z), 0 };
	know_names_scan(r->k, z->pieces.v, z->pieces.n, claim_take, &s);
	bool worth = z->kind == LETTER_ZONE_LETTERHEAD || z->kind == LETTER_ZONE_ADDRESS || z->kind == LETTER_ZONE_TO || z->kind == LETTER_ZONE_FROM;
	if (s.found == 0 && worth) {
		resolve_spell_read(r, zone);
	}
}

/* --- domains --- */

static void claim_host(struct resolve *r, uint32_t zone, uint32_t piece, struct span host)
{
	struct know_list agents = know_domain(r->k, host);
	if (agents.n == 0) {
		return;
	}
	struct resolve_claim *c = resolve_claim_new(r, zone, piece, host);
	c->strength = RESOLVE_DOMAIN;
	for (uint32_t i = 0; i < agents.n; i++) {
		resolve_claim_reading(r, c, (struct know_list){ 0, 0 }, know_item(r->k, agents, i), KNOW_NONE);
	}
	resolve_claim_evidence(r, c, "domain");
}

static void claim_zone_domains(struct resolve *r, uint32_t zone)
{
	const struct letter_zone *z = &r->l->zones.v[zone];
	const know_index patterns[] = { r->email, r->web };
	for (uint32_t i = 0; i < z->pieces.n; i++) {
		for (size_t p = 0; p < 2; p++) {
			struct pattern_match m;
			size_t at = 0;
			struct span piece = r->l->zones.v[zone].pieces.v[i];
			while (patterns[p] != KNOW_NONE && know_pattern_match(r->k, patterns[p], r->a, piece, at, &m) == 1 && m.whole.n > 0) {
				const char *sign = memchr(m.whole.p, '@', m.whole.n);
				struct span host = sign != NULL ? span_of(sign + 1, (size_t)(span_end(m.whole) - sign - 1)) : m.whole;
				claim_host(r, zone, i, host);
				at = (size_t)(span_end(m.whole) - piece.p);
			}
		}
	}
}

void resolve_claim_zone(struct resolve *r, uint32_t zone)
{
	if (r->l->zones.v[zone].kind != LETTER_ZONE_DOMAIN) {
		claim_zone_names(r, zone);
	}
	claim_zone_domains(r, zone);
}

void resolve_claims(struct resolve *r)
{
	for (uint32_t i = 0; i < r->l->zones.n && r->claims.n < LIMIT_PARTIES * 8; i++) {
		const struct letter_zone *z = &r->l->zones.v[i];
		if (z->kind == LETTER_ZONE_QUOTED || z->kind == LETTER_ZONE_BODY || z->kind == LETTER_ZONE_REFERENCE) {
			continue;
		}
		if (z->kind == LETTER_ZONE_METADATA) {
			resolve_record_read(r, i);
		} else {
			resolve_claim_zone(r, i);
		}
	}
}
