/* relate_body.c - bodies and lives: the body that is a party, too; who took over; who makes the plan; DESIGN section 6.
 *
 * In: mentions and ties. Out: relations own-body (for a combined authority that the registry has both as a party and as an
 * arrangement), successor (also for who had not begun) and other-plan-maker. A body that is an arrangement only is found in relate_pair.c.
 *
 * Cost: linear in the ties of the parties; names are compared only where the kind of party is a kind of arrangement.
 *
 * SPDX-License-Identifier: ISC */
#include "relate/relate_in.h"

/* Successors of successors: mergers of mergers are followed so far. */
#define SUCCESSOR_STEPS 6

/* --- one body, twice in the registry --- */

/* Ids of both lists must differ: the arrangement's then ends in this. */
static bool is_same_id(const char *arrangement, const char *party)
{
	size_t n = strlen(party);
	return strncmp(arrangement, party, n) == 0 && (arrangement[n] == '\0' || strcmp(arrangement + n, "-arrangement") == 0);
}

static bool is_name_of(const struct know *k, const struct know_party *party, const char *name)
{
	for (uint32_t i = 0; i < party->names.n; i++) {
		const struct know_name *n = know_name(k, know_item(k, party->names, i));
		if (!(n->flags & (KNOW_NAME_JOINT | KNOW_NAME_WEAK)) && token_same(span_str(know_str(k, n->text)), span_str(name))) {
			return true;
		}
	}
	return token_same(span_str(know_str(k, party->name)), span_str(name));
}

static bool is_twin(const struct know *k, know_index phase, know_agent agent)
{
	if (!know_is_party(agent)) {
		return false;
	}
	const struct know_party *party = know_party(k, agent);
	const struct know_phase *p = know_phase(k, phase);
	const struct know_arrangement *g = know_arrangement(k, p->arrangement);
	if (is_same_id(know_str(k, g->id), know_str(k, party->id))) {
		return true;
	}
	if (strcmp(know_str(k, g->kind), know_str(k, party->kind)) != 0) {
		return false;
	}
	/* of one kind, and the one hosts the other: the arrangement is the membership, the party the body */
	return p->host == agent || is_name_of(k, party, know_str(k, g->name)) || (p->name != 0 && is_name_of(k, party, know_str(k, p->name)));
}

/* The agent is this arrangement, or its twin among the parties. */
static bool is_body(const struct know *k, know_index phase, know_agent agent)
{
	return agent == (KNOW_ARRANGEMENT | know_phase(k, phase)->arrangement) || is_twin(k, phase, agent);
}

static void put_body(const struct relate_case *c, struct relate_out *out, uint32_t from, uint32_t to, enum letter_role role,
    const struct relate_tie *t, know_agent member, know_agent body)
{
	struct letter_relation *r = relate_letter_add(c, out, LETTER_OWN_BODY, from, to, role);
	r->phase = t->phase;
	r->certainty = relate_tie_holds(c, t);
	r->basis = relate_tie_basis(c, t);
	if (r->certainty == TRI_PERHAPS) {
		r->doubt = relate_proof_doubt(c, "the arrangement", know_phase(c->know, t->phase)->period);
	}
	r->detail = arena_printf(c->arena, know_tongue_in(c->know, "%s sits on %s"), relate_proof_name(c, member), relate_proof_name(c, body));
	relate_proof_tell(c, r, t->phase);
	relate_proof_step(c, r, "%s is a member", relate_proof_name(c, member));
	relate_proof_step(c, r, "%s is that body", relate_proof_name(c, body));
}

/* The surest tie of the member to a phase that is the other party. */
static const struct relate_tie *tie_to_body(const struct relate_case *c, const struct relate_ties *member, know_agent body)
{
	const struct relate_tie *best = NULL;
	for (uint32_t i = 0; i < member->n; i++) {
		const struct relate_tie *t = &member->v[i];
		const struct know_phase *p = know_phase(c->know, t->phase);
		if (t->stand != RELATE_MEMBER || !relate_kind_is_active(p) || !is_twin(c->know, t->phase, body) || !relate_kind_is_body(c->know, p)) {
			continue;	/* hardly any is that very party, which is seen soonest */
		}
		if (relate_tie_holds(c, t) > (best == NULL ? TRI_NO : relate_tie_holds(c, best))) {
			best = t;
		}
	}
	return best;
}

void relate_body(const struct relate_case *c, struct relate_out *out, const struct letter *l, uint32_t from, uint32_t to,
    const struct relate_ties *a, const struct relate_ties *b)
{
	know_agent x = l->mentions.v[from].agent, y = l->mentions.v[to].agent;
	enum letter_role role = l->mentions.v[to].role;
	if (relate_letter_has(out, LETTER_OWN_BODY, from, to)) {
		return;
	}
	const struct relate_tie *t = tie_to_body(c, a, y);
	if (t != NULL) {
		put_body(c, out, from, to, role, t, x, y);
		return;
	}
	t = tie_to_body(c, b, x);
	if (t != NULL) {
		put_body(c, out, from, to, role, t, y, x);
	}
}

/* --- who took over --- */

struct heirs { know_agent v[16]; uint32_t n; };

/* Successors that lived on the date; those that had gone themselves are followed to theirs. */
static void collect_heirs(const struct relate_case *c, const struct know_party *p, struct heirs *h, int steps)
{
	for (uint32_t i = 0; i < p->successors.n; i++) {
		know_agent s = know_item(c->know, p->successors, i);
		const struct know_party *next = know_party(c->know, s);
		bool seen = false;
		for (uint32_t j = 0; j < h->n; j++) {
			seen = seen || h->v[j] == s;
		}
		if (period_ended(next->life, c->when) == TRI_YES && next->successors.n > 0 && steps > 0) {
			collect_heirs(c, next, h, steps - 1);
		} else if (!seen && h->n < sizeof h->v / sizeof *h->v) {
			h->v[h->n++] = s;
		}
	}
}

static uint32_t first_sender(const struct letter *l)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		if (l->mentions.v[i].role == LETTER_SENDER && l->mentions.v[i].verdict == LETTER_CHOSEN) {
			return i;
		}
	}
	return UINT32_MAX;
}

/* The sender that is itself one of the heirs; UINT32_MAX when none is. */
static uint32_t heir_among_senders(const struct letter *l, const struct heirs *h)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		for (uint32_t j = 0; m->role == LETTER_SENDER && m->verdict == LETTER_CHOSEN && j < h->n; j++) {
			if (m->agent == h->v[j]) {
				return i;
			}
		}
	}
	return UINT32_MAX;
}

static const char *heir_names(const struct relate_case *c, const struct heirs *h)
{
	const char *all = "";
	for (uint32_t i = 0; i < h->n; i++) {
		all = arena_printf(c->arena, "%s%s%s", all, i == 0 ? "" : i + 1 == h->n ? know_tongue_in(c->know, " and ") : ", ", relate_proof_name(c, h->v[i]));
	}
	return all;
}

static void put_successor(const struct relate_case *c, struct relate_out *out, const struct letter *l, uint32_t gone,
    const struct heirs *h, enum tri ended)
{
	const struct letter_mention *m = &l->mentions.v[gone];
	const struct know_party *party = know_party(c->know, m->agent);
	uint32_t itself = m->role == LETTER_SENDER ? UINT32_MAX : heir_among_senders(l, h);
	uint32_t from = m->role == LETTER_SENDER ? UINT32_MAX : itself != UINT32_MAX ? itself : first_sender(l);
	struct letter_relation *r = relate_letter_add(c, out, LETTER_SUCCESSOR, from, gone, m->role);
	const char *name = relate_proof_name(c, m->agent), *names = heir_names(c, h);
	char until[16];
	date_print(party->life.until, until);
	r->other = itself != UINT32_MAX ? l->mentions.v[itself].agent : h->n > 0 ? h->v[0] : KNOW_NONE;
	r->certainty = ended;
	r->basis = party->basis;
	if (ended == TRI_PERHAPS) {
		r->doubt = relate_proof_doubt(c, name, party->life);
	}
	r->detail = arena_printf(c->arena, know_tongue_in(c->know, party->life.until.day != 0 ? "%s ended on %s" : "%s ended in %s"), name, until);
	if (h->n > 0) {
		r->detail = arena_printf(c->arena, know_tongue_in(c->know, "%s; %s took over"), r->detail, names);
	}
	relate_proof_step(c, r, party->life.until.day != 0 ? "the last day of %s was %s" : "the last day of %s was in %s", name, until);
	if (h->n > 0) {
		relate_proof_step(c, r, "%s took over", names);
	}
	if (itself != UINT32_MAX) {
		relate_proof_step(c, r, "that is the sender itself");
	}
}

static void put_unborn(const struct relate_case *c, struct relate_out *out, const struct letter *l, uint32_t index, enum tri to_come)
{
	const struct letter_mention *m = &l->mentions.v[index];
	const struct know_party *party = know_party(c->know, m->agent);
	uint32_t from = m->role == LETTER_SENDER ? UINT32_MAX : first_sender(l);
	struct letter_relation *r = relate_letter_add(c, out, LETTER_SUCCESSOR, from, index, m->role);
	const char *name = relate_proof_name(c, m->agent);
	char day[16];
	date_print(party->life.from, day);
	r->unborn = true;
	r->certainty = to_come;
	r->basis = party->basis;
	if (to_come == TRI_PERHAPS) {
		r->doubt = relate_proof_doubt(c, name, party->life);
	}
	r->detail = arena_printf(c->arena, know_tongue_in(c->know, party->life.from.day != 0 ? "%s began on %s" : "%s began in %s"), name, day);
	relate_proof_step(c, r, party->life.from.day != 0 ? "the first day of %s was %s" : "the first day of %s was in %s", name, day);
}

static void relate_life(const struct relate_case *c, struct relate_out *out, const struct letter *l, uint32_t index)
{
	const struct know_party *party = know_party(c->know, l->mentions.v[index].agent);
	enum tri ended = period_ended(party->life, c->when), to_come = period_to_come(party->life, c->when);
	if (ended != TRI_NO) {
		struct heirs h = { { 0 }, 0 };
		collect_heirs(c, party, &h, SUCCESSOR_STEPS);
		put_successor(c, out, l, index, &h, ended);
	} else if (to_come == TRI_YES || (to_come == TRI_PERHAPS && when_known(c->when))) {
		put_unborn(c, out, l, index, to_come);
	}
}

void relate_body_successors(const struct relate_case *c, struct relate_out *out, const struct letter *l)
{
	if (c->when.first <= DAY_MIN && c->when.last >= DAY_MAX) {
		return;	/* every party that ever ended or began would be "perhaps gone" or "perhaps not there yet" */
	}
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		bool told = m->verdict == LETTER_CHOSEN || m->verdict == LETTER_OUT_OF_PERIOD;
		if (!told || (m->role != LETTER_SENDER && m->role != LETTER_RECIPIENT) || !know_is_party(m->agent)) {
			continue;
		}
		relate_life(c, out, l, i);
	}
}

/* --- who makes the plan --- */

static bool is_end_of_letter(const struct know *k, const struct letter *l, know_index phase)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		bool end = m->role == LETTER_SENDER || m->role == LETTER_RECIPIENT;
		if (end && m->verdict == LETTER_CHOSEN && is_body(k, phase, m->agent)) {
			return true;
		}
	}
	return false;
}

/* The surest plan-making body of the party in the case's matter. */
static const struct relate_tie *plan_maker_of(const struct relate_case *c, const struct relate_ties *ties)
{
	const struct relate_tie *best = NULL;
	for (uint32_t i = 0; i < ties->n; i++) {
		const struct relate_tie *t = &ties->v[i];
		const struct know_phase *p = know_phase(c->know, t->phase);
		bool makes = t->stand == RELATE_MEMBER && p->plan_maker && relate_kind_is_active(p);
		if (makes && relate_tie_depth(c, t) >= 0
		    && relate_tie_holds(c, t) > (best == NULL ? TRI_NO : relate_tie_holds(c, best))) {
			best = t;
		}
	}
	return best;
}

/* A county council may sit on the committee of a district plan, but its own plans are others (minerals, waste): it is
 * told only between members, where both know the plan. */
static bool has_own_plan(const struct relate_case *c, const struct letter *l, know_agent recipient, const struct relate_ties *ties, know_index phase)
{
	if (relate_kind_makes_local_plans(c->know, recipient)) {
		return true;
	}
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		bool writes = m->role == LETTER_SENDER && m->verdict == LETTER_CHOSEN;
		const struct relate_tie *t = writes ? relate_tie_find(&ties[i], phase) : NULL;
		if (t != NULL && t->stand == RELATE_MEMBER) {
			return true;
		}
	}
	return false;
}

static void put_plan_maker(const struct relate_case *c, struct relate_out *out, const struct letter *l, uint32_t to,
    const struct relate_tie *t)
{
	const struct know_phase *p = know_phase(c->know, t->phase);
	struct letter_relation *r = relate_letter_add(c, out, LETTER_OTHER_PLAN_MAKER, first_sender(l), to, LETTER_RECIPIENT);
	r->phase = t->phase;
	r->service = c->service;
	r->other = KNOW_ARRANGEMENT | p->arrangement;
	r->certainty = relate_tie_holds(c, t);
	r->basis = relate_tie_basis(c, t);
	if (r->certainty == TRI_PERHAPS) {
		r->doubt = relate_proof_doubt(c, "the arrangement", p->period);
	} else if (c->weaker != NULL) {
		r->certainty = TRI_PERHAPS;
		r->doubt = c->weaker;
	}
	r->detail = arena_printf(c->arena, know_tongue_in(c->know, "%s, not %s alone, made the plan in this matter"), relate_proof_phase(c, t->phase),
	    relate_proof_name(c, l->mentions.v[to].agent));
	relate_proof_tell(c, r, t->phase);
	relate_proof_step(c, r, "it is in law the plan-making authority for %s", relate_proof_name(c, l->mentions.v[to].agent));
	relate_proof_step(c, r, "it neither writes nor is addressed");
}

void relate_body_plan_makers(const struct relate_case *c, struct relate_out *out, const struct letter *l, const struct relate_ties *ties)
{
	if (c->service == KNOW_NONE) {
		return;
	}
	uint32_t from = first_sender(l);
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		if (m->role != LETTER_RECIPIENT || m->verdict != LETTER_CHOSEN || relate_letter_has(out, LETTER_OTHER_PLAN_MAKER, from, i)) {
			continue;
		}
		const struct relate_tie *t = plan_maker_of(c, &ties[i]);
		if (t != NULL && !is_end_of_letter(c->know, l, t->phase) && has_own_plan(c, l, m->agent, ties, t->phase)) {
			put_plan_maker(c, out, l, i, t);
		}
	}
}
