/* resolve_narrow.c - striking out what a name cannot mean here; DESIGN section 4.
 *
 * In: a claim with all its readings. Out: the readings that are left, each struck one with its reason. The rules stand in order of their
 * strength; a rule that would strike out everything strikes out nothing. Nothing is guessed: what no rule settles stays open.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

typedef bool (*narrow_test)(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d);

/* Keeps the readings for which the test holds, if there are any. */
static bool narrow_by(struct resolve *r, struct resolve_claim *c, narrow_test test, const char *for_it, const char *against)
{
	uint32_t good = 0;
	if (c->kept < 2) {
		return false;
	}
	for (uint32_t i = 0; i < c->readings.n; i++) {
		good += c->readings.v[i].kept && test(r, c, &c->readings.v[i]);
	}
	if (good == 0 || good == c->kept) {
		return false;
	}
	for (uint32_t i = 0; i < c->readings.n; i++) {
		struct resolve_reading *d = &c->readings.v[i];
		if (!d->kept) {
			continue;
		}
		d->kept = test(r, c, d);
		d->why = d->kept ? for_it : against;
	}
	c->kept = good;
	return true;
}

static bool narrow_all(struct resolve *r, const struct resolve_reading *d, bool (*test)(struct resolve *r, const struct resolve_claim *c, know_agent a), const struct resolve_claim *c)
{
	for (uint32_t i = 0; i < resolve_claim_agents(r, d); i++) {
		if (!test(r, c, resolve_claim_agent(r, d, i))) {
			return false;
		}
	}
	return true;
}

static bool narrow_official(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	know_agent a = resolve_claim_agent(r, d, 0);
	struct know_list names = know_is_party(a) ? know_party(r->k, a)->names : (struct know_list){ 0, 0 };
	for (uint32_t i = 0; i < names.n && c->exact_official; i++) {
		const struct know_name *n = know_name(r->k, know_item(r->k, names, i));
		if (strcmp(know_str(r->k, n->kind), "official") == 0 && token_same(c->written, span_str(know_str(r->k, n->text)))) {
			return true;
		}
	}
	return false;
}

static bool narrow_kind_fits(struct resolve *r, know_index form, know_agent a)
{
	if (form == KNOW_NONE) {
		return true;
	}
	struct know_list kinds = know_form(r->k, form)->kinds;
	for (uint32_t i = 0; i < kinds.n && know_is_party(a); i++) {
		if (know_item(r->k, kinds, i) == know_party(r->k, a)->kind) {
			return true;
		}
	}
	return kinds.n == 0 && know_is_party(a);
}

static bool narrow_form_agent(struct resolve *r, const struct resolve_claim *c, know_agent a)
{
	return narrow_kind_fits(r, c->suffix, a) && narrow_kind_fits(r, c->prefix, a);
}

static bool narrow_form(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	return narrow_all(r, d, narrow_form_agent, c);
}

/* A form says more than its kinds: "X City Council" is better X whose official name is "X City Council". */
static bool narrow_own_form(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	know_agent a = resolve_claim_agent(r, d, 0);
	return know_is_party(a) && c->suffix != KNOW_NONE &&
	    span_ends(span_str(token_fold(r->a, span_str(know_agent_name(r->k, a)))), token_fold(r->a, span_str(know_str(r->k, know_form(r->k, c->suffix)->text))));
}

static bool narrow_alive_agent(struct resolve *r, const struct resolve_claim *c, know_agent a)
{
	(void)c;
	return resolve_claim_alive(r->k, a, r->l->date) != TRI_NO;
}

static bool narrow_alive(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	bool valid = d->name == KNOW_NONE || period_holds(know_name(r->k, d->name)->valid, r->l->date) != TRI_NO;
	return valid && narrow_all(r, d, narrow_alive_agent, c);
}

static bool narrow_strong(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	(void)c;
	return d->name == KNOW_NONE || !(know_name(r->k, d->name)->flags & KNOW_NAME_WEAK);
}

/* A team that writes under a name which also stands for its councils together is the team. */
static bool narrow_team(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	(void)c;
	return resolve_claim_agents(r, d) == 1;
}

static bool narrow_members(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	return !narrow_team(r, c, d);
}

static bool narrow_party(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	(void)c;
	return know_is_party(resolve_claim_agent(r, d, 0));
}

/* --- the rest of the letter --- */

bool resolve_narrow_reading_has(const struct resolve *r, const struct resolve_claim *c, know_agent agent)
{
	for (uint32_t i = 0; i < c->readings.n; i++) {
		for (uint32_t j = 0; c->readings.v[i].kept && j < resolve_claim_agents(r, &c->readings.v[i]); j++) {
			if (resolve_claim_agent(r, &c->readings.v[i], j) == agent) {
				return true;
			}
		}
	}
	return false;
}

/* Claims that may speak for one another: of the same role, and for recipients of the same addressee. */
static bool narrow_beside(const struct resolve_claim *c, const struct resolve_claim *other)
{
	if (c == other || c->role != other->role) {
		return false;
	}
	return c->role == LETTER_SENDER || c->group == other->group || (c->group == 0) != (other->group == 0);
}

static bool narrow_witness(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d, enum resolve_strength least, enum resolve_strength most)
{
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *other = &r->claims.v[i];
		if (!narrow_beside(c, other) || other->strength < least || other->strength > most || token_same(other->core, c->core)) {
			continue;
		}
		for (uint32_t j = 0; j < resolve_claim_agents(r, d); j++) {
			if (resolve_narrow_reading_has(r, other, resolve_claim_agent(r, d, j))) {
				return true;
			}
		}
	}
	return false;
}

static bool narrow_domain(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	return narrow_witness(r, c, d, RESOLVE_DOMAIN, RESOLVE_DOMAIN);
}

static bool narrow_full(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	return narrow_witness(r, c, d, RESOLVE_FULL, RESOLVE_FULL);
}

static bool narrow_bare(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	return narrow_witness(r, c, d, RESOLVE_PLACE, RESOLVE_BARE);
}

/* A county in the address speaks for its districts, a district's town for the county over it. */
static bool narrow_county(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	know_agent a = resolve_claim_agent(r, d, 0);
	if (!know_is_party(a)) {
		return false;
	}
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *other = &r->claims.v[i];
		if (!narrow_beside(c, other) || other->strength > RESOLVE_BARE || token_same(other->core, c->core)) {
			continue;
		}
		for (uint32_t j = 0; j < other->readings.n; j++) {
			know_agent b = resolve_claim_agent(r, &other->readings.v[j], 0);
			if (!know_is_party(b) || !other->readings.v[j].kept) {
				continue;
			}
			if (know_party(r->k, a)->parent == b || know_party(r->k, b)->parent == a) {
				return true;
			}
		}
	}
	return false;
}

static bool narrow_note_named(void *user, const struct know_hit *hit)
{
	struct resolve *r = user;
	know_agent only = KNOW_NONE;
	if (hit->suffix == KNOW_NONE && hit->prefix == KNOW_NONE && hit->tokens < 3) {
		return true;
	}
	for (uint32_t i = 0; i < hit->n_names; i++) {
		const struct know_name *n = know_name(r->k, hit->names[i]);
		know_agent a = know_item(r->k, n->agents, 0);
		if (n->agents.n != 1 || !know_is_party(a) || resolve_claim_alive(r->k, a, r->l->date) == TRI_NO ||
		    !narrow_kind_fits(r, hit->suffix, a) || !narrow_kind_fits(r, hit->prefix, a)) {
			continue;
		}
		if (only != KNOW_NONE && only != a) {
			return true;
		}
		only = a;
	}
	if (only != KNOW_NONE) {
		*vec_push(r->a, &r->named) = only;
	}
	return r->named.n < LIMIT_PARTIES;
}

static void narrow_find_named(struct resolve *r)
{
	if (!r->named_done) {
		struct span texts[] = { r->l->subject.text, r->l->body.n > 0 ? r->l->body : r->l->text };
		r->named_done = true;
		know_names_scan(r->k, texts, 2, narrow_note_named, r);
	}
}

static bool narrow_is_sender(struct resolve *r, know_agent a)
{
	for (uint32_t i = 0; i < r->l->mentions.n; i++) {
		if (r->l->mentions.v[i].role == LETTER_SENDER && r->l->mentions.v[i].agent == a) {
			return true;
		}
	}
	return false;
}

/* Named in full elsewhere in the letter. The sender names itself, so that says nothing of a recipient. */
static bool narrow_named(struct resolve *r, const struct resolve_claim *c, const struct resolve_reading *d)
{
	narrow_find_named(r);
	for (uint32_t i = 0; i < resolve_claim_agents(r, d); i++) {
		know_agent a = resolve_claim_agent(r, d, i);
		bool there = false;
		for (uint32_t j = 0; j < r->named.n; j++) {
			there = there || r->named.v[j] == a;
		}
		if (!there || (c->role != LETTER_SENDER && narrow_is_sender(r, a))) {
			return false;
		}
	}
	return true;
}

void resolve_narrow(struct resolve *r, struct resolve_claim *c)
{
	narrow_by(r, c, narrow_form, "its kind fits the words around the name", "its kind does not fit the words around the name");
	narrow_by(r, c, narrow_alive, "existed at the date", "did not exist, or was not called so, at the date");
	narrow_by(r, c, narrow_official, "the official name as written", "another body has exactly this name");
	if (c->strength > RESOLVE_PLACE) {	/* a town speaks for its county too */
		narrow_by(r, c, narrow_strong, "the name is in common use for it", "the name is used for it only loosely");
	}
	/* a letter comes from the team; asked for by itself, the name is that of the members, and who serves them is told with them */
	if (r->alone) {
		narrow_by(r, c, narrow_members, "the name of its members together", "a body of its own");
	} else {
		narrow_by(r, c, narrow_team, "a body of its own", "the name of its members together");
	}
	narrow_by(r, c, narrow_own_form, "its own name has these words", "its own name has other words");
	narrow_by(r, c, narrow_full, "named in full beside it", "another is named in full beside it");
	narrow_by(r, c, narrow_domain, "the domain beside it is its own", "the domain beside it is another's");
	narrow_by(r, c, narrow_bare, "another name beside it means it too", "another name beside it means somebody else");
	narrow_by(r, c, narrow_county, "the place beside it lies with it", "the place beside it lies elsewhere");
	narrow_by(r, c, narrow_named, "named in full elsewhere in the letter", "another is named in full elsewhere in the letter");
	if (c->strength == RESOLVE_FULL) {
		narrow_by(r, c, narrow_party, "a council, not a team", "a team's name");
	}
}
