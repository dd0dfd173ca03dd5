/* resolve_second.c - who else it might have been: of each role the strongest claim that was settled and not believed.
 *
 * In: claims and the mentions chosen from them. Out: letter_mention.runner_up of the role's first mention. It decides nothing.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

static bool second_is_mentioned(const struct resolve *r, enum letter_role role, const char *party)
{
	for (uint32_t i = 0; i < r->l->mentions.n; i++) {
		const struct letter_mention *m = &r->l->mentions.v[i];
		if (m->role == role && m->party != NULL && strcmp(m->party, party) == 0) {
			return true;
		}
	}
	return false;
}

/* The party that a settled claim means, when it is not among those chosen; NULL. */
static const char *second_party(const struct resolve *r, const struct resolve_claim *c)
{
	for (uint32_t i = 0; c->kept == 1 && i < c->readings.n; i++) {
		const struct resolve_reading *d = &c->readings.v[i];
		if (d->kept && resolve_claim_agents(r, d) == 1) {
			const char *party = know_agent_id(r->k, resolve_claim_agent(r, d, 0));
			return second_is_mentioned(r, c->role, party) ? NULL : party;
		}
	}
	return NULL;
}

static const struct resolve_claim *second_of(const struct resolve *r, enum letter_role role)
{
	const struct resolve_claim *best = NULL;
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		if (c->role == role && c->strength > RESOLVE_PLACE && (best == NULL || c->strength > best->strength) && second_party(r, c) != NULL) {
			best = c;
		}
	}
	return best;
}

void resolve_second(struct resolve *r, enum letter_role role)
{
	struct letter_mention *m = NULL;
	for (uint32_t i = 0; i < r->l->mentions.n && m == NULL; i++) {
		m = r->l->mentions.v[i].role == role ? &r->l->mentions.v[i] : NULL;
	}
	const struct resolve_claim *c = m != NULL ? second_of(r, role) : NULL;
	if (c != NULL) {
		know_agent other = know_agent_find(r->k, span_str(second_party(r, c)));
		struct span written = span_trim(c->written);
		m->runner_up = arena_printf(r->a, "%s (%s), by '%.*s' in the %s", know_agent_name_then(r->k, other, r->l->date), know_agent_id(r->k, other),
		    SPAN_F(written), letter_zone_name(c->kind));
	} else if (m != NULL && r->l->second[role].n > 0 && !token_same(r->l->second[role], m->written) &&
	    (m->name == NULL || !token_same(r->l->second[role], span_str(m->name)))) {
		m->runner_up = arena_printf(r->a, "'%.*s', in the text", SPAN_F(r->l->second[role]));
	}
}
