/* resolve_choose.c - from claims to mentions: who writes, who is written to, who gets a copy; DESIGN section 4.
 *
 * In: narrowed claims. Out: letter.mentions. The best kind of zone that names somebody in full decides; the others confirm or
 * are told as what came second. A role that nothing settles gets one mention that says so.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

static bool choose_settled(const struct resolve_claim *c)
{
	return c->kept == 1 || c->identifier != NULL;
}

static const struct resolve_reading *choose_only(const struct resolve_claim *c)
{
	for (uint32_t i = 0; i < c->readings.n; i++) {
		if (c->readings.v[i].kept) {
			return &c->readings.v[i];
		}
	}
	return NULL;
}

/* Initials made by rule and never seen in use decide nothing alone: another claim must say the same. */
static bool choose_needs_help(const struct resolve *r, const struct resolve_claim *c)
{
	const struct resolve_reading *d = choose_only(c);
	return c->kept == 1 && d != NULL && d->name != KNOW_NONE && (know_name(r->k, d->name)->flags & KNOW_NAME_BY_RULE);
}

static bool choose_confirmed(const struct resolve *r, const struct resolve_claim *c, know_agent agent)
{
	know_agent county = know_is_party(agent) ? know_party(r->k, agent)->parent : KNOW_NONE;
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *o = &r->claims.v[i];
		bool beside = o != c && o->role == c->role && (o->group == c->group || o->group == 0 || c->group == 0) && !token_same(o->core, c->core);
		if (beside && (resolve_narrow_reading_has(r, o, agent) || (county != KNOW_NONE && resolve_narrow_reading_has(r, o, county)))) {
			return true;
		}
	}
	return false;
}

static struct letter_mention *choose_mention(struct resolve *r, const struct resolve_claim *c, enum letter_verdict verdict)
{
	struct letter_mention *m = vec_push(r->a, &r->l->mentions);
	m->role = c->role;
	m->verdict = verdict;
	m->agent = KNOW_NONE;
	m->written = span_trim(c->written);
	m->place = letter_place(r->l, c->written);
	if (m->place.offset == SIZE_MAX) {
		m->place = c->zone < r->l->zones.n ? r->l->zones.v[c->zone].place : r->l->title.place;
	}
	m->zone = c->kind;
	m->person = c->zone < r->l->zones.n && r->l->zones.v[c->zone].person;
	m->group = c->group;
	for (uint32_t i = 0; i < c->evidence.n; i++) {
		*vec_push(r->a, &m->evidence) = c->evidence.v[i];
	}
	for (uint32_t i = 0; i < c->readings.n; i++) {
		const struct resolve_reading *d = &c->readings.v[i];
		for (uint32_t j = 0; j < resolve_claim_agents(r, d); j++) {
			*vec_push(r->a, &m->candidates) = (struct letter_candidate){ resolve_claim_agent(r, d, j), 0, d->kept, d->why };
		}
	}
	return m;
}

static struct letter_mention *choose_find(struct resolve *r, enum letter_role role, const char *party)
{
	for (uint32_t i = 0; i < r->l->mentions.n; i++) {
		struct letter_mention *m = &r->l->mentions.v[i];
		if (m->role == role && m->party != NULL && strcmp(m->party, party) == 0) {
			return m;
		}
	}
	return NULL;
}

static double choose_confidence(const struct resolve_claim *c)
{
	static const double by_strength[] = { 0.5, 0.75, 0.85, 0.95 };
	double v = by_strength[c->strength] - (c->spelling ? 0.15 : 0) - (c->readings.n > 1 ? 0.05 : 0);
	return c->kind == LETTER_ZONE_METADATA && c->strength == RESOLVE_FULL ? 0.99 : v;
}

static void choose_confirm(struct resolve *r, struct letter_mention *m, const struct resolve_claim *c)
{
	for (uint32_t i = 0; i < c->evidence.n && m->evidence.n < 8; i++) {
		*vec_push(r->a, &m->evidence) = c->evidence.v[i];
	}
	m->confidence = m->confidence + (1 - m->confidence) * 0.5;
}

static void choose_one(struct resolve *r, const struct resolve_claim *c, know_agent agent)
{
	const char *id = know_agent_id(r->k, agent);
	struct letter_mention *m = choose_find(r, c->role, id);
	if (m != NULL) {
		choose_confirm(r, m, c);
		return;
	}
	bool alive = resolve_claim_alive(r->k, agent, r->l->date) != TRI_NO;
	m = choose_mention(r, c, alive ? LETTER_CHOSEN : LETTER_OUT_OF_PERIOD);
	m->agent = agent;
	m->person = false;
	m->party = id;
	m->name = know_agent_name_then(r->k, agent, r->l->date);
	m->confidence = choose_confidence(c);
}

static void choose_stranger(struct resolve *r, const struct resolve_claim *c)
{
	struct letter_mention stranger = { .agent = KNOW_NONE, .party = c->identifier, .identity = c->identity, .key = c->key };
	for (uint32_t i = 0; i < r->l->mentions.n; i++) {
		if (r->l->mentions.v[i].role == c->role && letter_mention_same(&r->l->mentions.v[i], &stranger) == TRI_YES) {
			return;
		}
	}
	struct letter_mention *m = choose_mention(r, c, LETTER_CHOSEN);
	m->party = c->identifier;
	m->identity = c->identity;
	m->key = c->key;
	m->name = c->written.n > 0 ? arena_strn(r->a, c->written.p, c->written.n) : c->identifier;
	m->confidence = 0.99;
}

/* A settled claim becomes a mention of each of its agents. */
static bool choose_claim(struct resolve *r, const struct resolve_claim *c)
{
	const struct resolve_reading *d = choose_only(c);
	if (c->identifier != NULL) {
		choose_stranger(r, c);
		return true;
	}
	if (!choose_settled(c) || d == NULL || (choose_needs_help(r, c) && !choose_confirmed(r, c, resolve_claim_agent(r, d, 0)))) {
		return false;
	}
	for (uint32_t i = 0; i < resolve_claim_agents(r, d); i++) {
		choose_one(r, c, resolve_claim_agent(r, d, i));
	}
	return true;
}

static bool choose_any(const struct resolve *r, enum letter_role role)
{
	for (uint32_t i = 0; i < r->l->mentions.n; i++) {
		if (r->l->mentions.v[i].role == role) {
			return true;
		}
	}
	return false;
}

/* The claim among equals that says most about an open question. */
static const struct resolve_claim *choose_open(const struct resolve *r, enum letter_role role)
{
	const struct resolve_claim *best = NULL;
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		if (c->role == role && c->strength > RESOLVE_PLACE && c->readings.n > 0 && (best == NULL || c->strength > best->strength)) {
			best = c;
		}
	}
	return best;
}

static void choose_unknown(struct resolve *r, const struct letter_zone *z)
{
	struct letter_mention *m = vec_push(r->a, &r->l->mentions);
	*m = (struct letter_mention){ .role = z->role, .verdict = LETTER_UNKNOWN, .agent = KNOW_NONE, .place = z->place, .zone = z->kind, .group = z->group };
	m->written = z->pieces.n > 0 ? span_trim(z->pieces.v[0]) : span_of("", 0);
}

/* Where a role is told in words that name nobody we know; else an address; NULL: nowhere, there is nobody. */
static const struct letter_zone *choose_said(const struct resolve *r, enum letter_role role)
{
	const struct letter_zone *address = NULL;
	for (uint32_t i = 0; i < r->l->zones.n; i++) {
		const struct letter_zone *z = &r->l->zones.v[i];
		if (z->role != role || z->pieces.n == 0 || z->kind == LETTER_ZONE_REFERENCE || span_trim(z->pieces.v[0]).n == 0) {
			continue;
		}
		if (z->kind != LETTER_ZONE_DOMAIN) {
			return z;
		}
		address = address == NULL ? z : address;
	}
	return address;
}

static void choose_unsettled(struct resolve *r, enum letter_role role)
{
	const struct resolve_claim *open = choose_open(r, role);
	if (open != NULL) {
		choose_mention(r, open, open->kept > 1 ? LETTER_AMBIGUOUS : LETTER_UNKNOWN);	/* a town, perhaps: it has one meaning, and is not believed */
		return;
	}
	for (uint32_t i = 0; i < r->claims.n; i++) {
		if (r->claims.v[i].role == role && r->claims.v[i].placeholder) {
			choose_mention(r, &r->claims.v[i], LETTER_PLACEHOLDER);
			return;
		}
	}
	const struct letter_zone *said = choose_said(r, role);
	if (said != NULL) {
		choose_unknown(r, said);
	}
}

/* --- senders --- */

/* Kinds of zone that name a sender, the most telling first. */
static const enum letter_zone_kind sender_order[] = {
	LETTER_ZONE_METADATA, LETTER_ZONE_FROM, LETTER_ZONE_LETTERHEAD, LETTER_ZONE_SIGNATURE, LETTER_ZONE_FOOTER, LETTER_ZONE_DOMAIN
};

static bool choose_alive(const struct resolve *r, const struct resolve_claim *c)
{
	const struct resolve_reading *d = choose_only(c);
	for (uint32_t i = 0; d != NULL && i < resolve_claim_agents(r, d); i++) {
		if (resolve_claim_alive(r->k, resolve_claim_agent(r, d, i), r->l->date) == TRI_NO) {
			return false;
		}
	}
	return true;
}

static bool choose_is_team(const struct resolve *r, const struct resolve_claim *c)
{
	const struct resolve_reading *d = choose_only(c);
	return d != NULL && know_is_arrangement(resolve_claim_agent(r, d, 0));
}

/* A bare name in a letterhead may be the town: something else must say that the council writes. Initials and a record's own field
 * are no towns. */
static bool choose_unsupported(const struct resolve *r, const struct resolve_claim *c)
{
	const struct resolve_reading *d = choose_only(c);
	if (c->strength != RESOLVE_BARE || c->kind == LETTER_ZONE_METADATA || d == NULL || d->name == KNOW_NONE) {
		return false;
	}
	const char *kind = know_str(r->k, know_name(r->k, d->name)->kind);
	return strcmp(kind, "abbreviation") != 0 && strcmp(kind, "welsh") != 0 && know_is_party(resolve_claim_agent(r, d, 0)) && !choose_confirmed(r, c, resolve_claim_agent(r, d, 0));
}

/* All settled claims of that kind and strength become senders: councils before the teams they are named with, unless the team
 * comes first under its own name. */
static bool choose_senders_of(struct resolve *r, enum letter_zone_kind kind, enum resolve_strength strength, bool alive)
{
	bool any = false, team_first = false, seen = false;
	for (int teams = 0; teams < 2 && !any; teams++) {
		for (uint32_t i = 0; i < r->claims.n; i++) {
			const struct resolve_claim *c = &r->claims.v[i];
			if (c->role != LETTER_SENDER || c->kind != kind || c->strength != strength || !choose_settled(c) || choose_unsupported(r, c) || (alive && !choose_alive(r, c))) {
				continue;
			}
			bool team = choose_is_team(r, c);
			team_first = seen ? team_first : team && c->tokens > 3;
			seen = true;
			if (team_first && any) {
				return true;
			}
			if (team == (teams == 1) || team_first) {
				any = choose_claim(r, c) || any;
			}
		}
	}
	return any;
}

/* Councils below the letter that are none of the writer's by its own domain are addressees of the old style. */
static bool choose_denied(const struct resolve *r, enum letter_zone_kind kind)
{
	const struct resolve_claim *domain = NULL;
	uint32_t others = 0;
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		domain = c->role == LETTER_SENDER && c->strength == RESOLVE_DOMAIN && c->kept == 1 ? c : domain;
	}
	for (uint32_t i = 0; domain != NULL && i < r->claims.n; i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		if (c->role != LETTER_SENDER || c->kind != kind || c->strength != RESOLVE_FULL) {
			continue;
		}
		if (resolve_narrow_reading_has(r, c, resolve_claim_agent(r, choose_only(domain), 0))) {
			return false;
		}
		others++;
	}
	return others > 1;
}

static bool choose_sender_zones(struct resolve *r, bool alive)
{
	static const enum resolve_strength strengths[] = { RESOLVE_FULL, RESOLVE_DOMAIN, RESOLVE_BARE };
	for (size_t s = 0; s < sizeof strengths / sizeof *strengths; s++) {
		for (size_t z = 0; z < sizeof sender_order / sizeof *sender_order; z++) {
			bool below = sender_order[z] == LETTER_ZONE_SIGNATURE || sender_order[z] == LETTER_ZONE_FOOTER;
			bool denied = below && strengths[s] == RESOLVE_FULL && choose_denied(r, sender_order[z]);
			if (!denied && choose_senders_of(r, sender_order[z], strengths[s], alive)) {
				return true;
			}
		}
	}
	return false;
}

/* What other zones say: the same party confirms. Several signatories, each for a council of their own, sign together. */
static void choose_cosigners(struct resolve *r)
{
	uint32_t first = 0, own = 0;
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < r->claims.n; i++) {
			const struct resolve_claim *c = &r->claims.v[i];
			const struct resolve_reading *d = choose_only(c);
			if (c->role != LETTER_SENDER || c->kind != LETTER_ZONE_SIGNATURE || c->strength != RESOLVE_FULL || c->kept != 1 ||
			    resolve_claim_agents(r, d) != 1 || !know_is_party(resolve_claim_agent(r, d, 0))) {
				continue;
			}
			bool known = choose_find(r, LETTER_SENDER, know_agent_id(r->k, resolve_claim_agent(r, d, 0))) != NULL;
			if (pass == 0) {
				own += known && c->group != 0;
				first = known ? c->group : first;
			} else if (own > 0 && !known && c->group != 0 && c->group != first) {
				choose_claim(r, c);
			}
		}
	}
}

void resolve_choose_senders(struct resolve *r)
{
	if (!choose_sender_zones(r, true) && !choose_sender_zones(r, false)) {
		choose_unsettled(r, LETTER_SENDER);
		return;
	}
	choose_cosigners(r);
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		const struct resolve_reading *d = choose_only(c);
		struct letter_mention *m = c->role == LETTER_SENDER && c->kept == 1 && resolve_claim_agents(r, d) == 1
		    ? choose_find(r, LETTER_SENDER, know_agent_id(r->k, resolve_claim_agent(r, d, 0))) : NULL;
		if (m != NULL && m->written.p != span_trim(c->written).p) {
			choose_confirm(r, m, c);
		}
	}
}

/* --- recipients --- */

static bool choose_in_group(const struct resolve_claim *c, enum letter_role role, uint32_t group)
{
	return c->role == role && c->group == group && c->kind != LETTER_ZONE_SALUTATION;
}

/* One addressee: names in full, else bare names, else a domain. A body with its own name above a council's address is the addressee. */
static bool choose_group(struct resolve *r, enum letter_role role, uint32_t group)
{
	static const enum resolve_strength strengths[] = { RESOLVE_FULL, RESOLVE_BARE, RESOLVE_DOMAIN };
	for (size_t s = 0; s < sizeof strengths / sizeof *strengths; s++) {
		bool any = false, team_first = false, council = false;
		for (uint32_t i = 0; i < r->claims.n; i++) {
			const struct resolve_claim *c = &r->claims.v[i];
			council = council || (choose_in_group(c, role, group) && c->strength == strengths[s] && choose_settled(c) && !choose_is_team(r, c));
		}
		for (uint32_t i = 0; i < r->claims.n; i++) {
			const struct resolve_claim *c = &r->claims.v[i];
			if (!choose_in_group(c, role, group) || c->strength != strengths[s] || !choose_settled(c)) {
				continue;
			}
			bool team = choose_is_team(r, c);
			if (team && council && c->tokens <= 3) {
				continue;
			}
			if (team_first) {
				break;
			}
			team_first = team && group != 0 && c->kind == LETTER_ZONE_ADDRESS;
			any = choose_claim(r, c) || any;
		}
		if (any) {
			return true;
		}
	}
	return false;
}

static bool choose_chosen(const struct resolve *r, enum letter_role role)
{
	for (uint32_t i = 0; i < r->l->mentions.n; i++) {
		if (r->l->mentions.v[i].role == role && r->l->mentions.v[i].party != NULL) {
			return true;
		}
	}
	return false;
}

/* A domain in the letter's text that a party at either end shares names nobody else: it is that party's. */
static bool choose_is_shared(const struct resolve *r, const struct resolve_claim *c)
{
	bool shared = false;
	for (uint32_t i = 0; c->strength == RESOLVE_DOMAIN && !r->l->zones.v[c->zone].listed && i < r->l->mentions.n; i++) {
		const struct letter_mention *m = &r->l->mentions.v[i];
		shared = shared || (m->agent != KNOW_NONE && m->role != LETTER_CC && resolve_narrow_reading_has(r, c, m->agent));
	}
	return shared;
}

static bool choose_open_group(struct resolve *r, enum letter_role role, uint32_t group)
{
	const struct resolve_claim *best = NULL;
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		if (choose_in_group(c, role, group) && c->strength > RESOLVE_PLACE && c->readings.n > 0 && (best == NULL || c->strength > best->strength)) {
			best = c;
		}
	}
	if (best != NULL && !(choose_chosen(r, role) && choose_is_shared(r, best))) {
		choose_mention(r, best, LETTER_AMBIGUOUS);
	}
	return best != NULL;
}

static bool choose_seen_group(const uint32_t *groups, uint32_t n, uint32_t group)
{
	for (uint32_t i = 0; i < n; i++) {
		if (groups[i] == group) {
			return true;
		}
	}
	return false;
}

/* Where a list of addressees names some whom we know, the others count too: who knows a part of it cannot speak for all. answered:
 * the groups of those known. */
static void choose_listed(struct resolve *r, enum letter_role role, uint32_t *answered, uint32_t n)
{
	bool known = false;
	for (uint32_t i = 0; i < r->l->zones.n; i++) {
		const struct letter_zone *z = &r->l->zones.v[i];
		known = known || (z->listed && z->role == role && choose_seen_group(answered, n, z->group));
	}
	uint32_t last = 0;
	for (uint32_t i = 0; known && i < r->l->zones.n; i++) {
		const struct letter_zone *z = &r->l->zones.v[i];
		if (z->listed && z->role == role && z->group != last && !choose_seen_group(answered, n, z->group)) {
			last = z->group;
			choose_unknown(r, z);
		}
	}
}

static void choose_groups(struct resolve *r, enum letter_role role)
{
	VEC(uint32_t) groups = { 0 };
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		if (c->role == role && c->kind != LETTER_ZONE_SALUTATION && !choose_seen_group(groups.v, groups.n, c->group)) {
			*vec_push(r->a, &groups) = c->group;
		}
	}
	uint32_t n = 0;
	for (uint32_t i = 0; i < groups.n; i++) {
		if (choose_group(r, role, groups.v[i])) {
			uint32_t settled = groups.v[i];
			groups.v[i] = groups.v[n];
			groups.v[n++] = settled;
		}
	}
	for (uint32_t i = n; i < groups.n; i++) {
		if (choose_open_group(r, role, groups.v[i])) {
			uint32_t open = groups.v[i];
			groups.v[i] = groups.v[n];
			groups.v[n++] = open;
		}
	}
	choose_listed(r, role, groups.v, n);
}

void resolve_choose_recipients(struct resolve *r)
{
	choose_groups(r, LETTER_RECIPIENT);
	for (uint32_t i = 0; i < r->claims.n && !choose_chosen(r, LETTER_RECIPIENT); i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		if (c->role == LETTER_RECIPIENT && c->kind == LETTER_ZONE_SALUTATION) {
			choose_claim(r, c);
		}
	}
	if (!choose_any(r, LETTER_RECIPIENT)) {
		choose_unsettled(r, LETTER_RECIPIENT);
	}
}

/* --- copies: every name counts; a domain only where its line has no name --- */

static bool choose_named_beside(const struct resolve *r, const struct resolve_claim *c)
{
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *o = &r->claims.v[i];
		if (o->zone == c->zone && o->piece == c->piece && o->strength != RESOLVE_DOMAIN && o->strength != RESOLVE_PLACE && choose_settled(o)) {
			return true;
		}
	}
	return false;
}

void resolve_choose_copies(struct resolve *r)
{
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		if (c->role == LETTER_CC && c->strength > RESOLVE_PLACE && (c->strength != RESOLVE_DOMAIN || !choose_named_beside(r, c))) {
			choose_claim(r, c);
		}
	}
}

/* --- who an XML letter's own title names --- */

static bool choose_titled(void *user, const struct know_hit *hit)
{
	struct resolve *r = user;
	struct resolve_claim c = { .role = LETTER_MENTIONED, .kind = LETTER_ZONE_METADATA, .strength = RESOLVE_FULL, .written = hit->written,
		.core = hit->core, .suffix = hit->suffix, .prefix = hit->prefix, .zone = UINT32_MAX };
	if (hit->suffix != KNOW_NONE || hit->prefix != KNOW_NONE || hit->tokens > 2) {
		resolve_claim_hit(r, &c, hit);
		resolve_narrow(r, &c);
		if (c.kept == 1) {
			choose_claim(r, &c);
		}
	}
	return true;
}

void resolve_choose_titled(struct resolve *r)
{
	if (r->l->title.text.n > 0 && r->l->format_index != KNOW_NONE) {
		know_names_scan(r->k, &r->l->title.text, 1, choose_titled, r);
	}
}
