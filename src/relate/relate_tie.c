/* relate_tie.c - in which phases an agent stands, and how; DESIGN section 6.
 *
 * In: an agent and the registry. Out: its ties, sorted by phase: as a member, as the host, as the arrangement itself, or
 * through a team of which it is a member and which is a member in its place. Whether a tie says anything of
 * a matter or a date is answered here; what follows for two agents is left to relate_pair.c.
 *
 * A team stands in for its members only where it does their work (one team, active): a board that joins an
 * alliance brings nobody with it. One step only: teams of teams of teams are not known to exist.
 *
 * SPDX-License-Identifier: ISC */
#include "relate/relate_in.h"

#include <stdlib.h>

void relate_tie_case(struct relate_case *c, struct arena *a, const struct know *k, struct when when, enum know_basis min_basis)
{
	*c = (struct relate_case){ .arena = a, .know = k, .min_basis = min_basis, .when = when };
	c->service = KNOW_NONE;
	c->management = know_service_find(k, SPAN_LIT("management"));
}

static know_index member_of(const struct know *k, const struct know_phase *p, know_agent agent)
{
	for (uint32_t i = 0; i < p->members.n; i++) {
		know_index m = know_item(k, p->members, i);
		if (know_member(k, m)->agent == agent) {
			return m;
		}
	}
	return KNOW_NONE;
}

static struct relate_tie *push(const struct relate_case *c, struct relate_ties *ties, know_index phase, enum relate_stand stand)
{
	struct relate_tie *t = vec_push(c->arena, ties);
	*t = (struct relate_tie){ phase, stand, KNOW_NONE, KNOW_NONE, KNOW_NONE };
	return t;
}

/* Phases in which the team is a member, for a member of the team. */
static void push_through(const struct relate_case *c, struct relate_ties *ties, know_index team_phase, know_index own)
{
	const struct know_phase *team = know_phase(c->know, team_phase);
	if (team->integration < 3 || !relate_kind_is_active(team)) {
		return;
	}
	struct know_list wider = know_arrangement(c->know, team->arrangement)->phases_as_member;
	for (uint32_t i = 0; i < wider.n; i++) {
		know_index phase = know_item(c->know, wider, i);
		const struct know_phase *p = know_phase(c->know, phase);
		if (p->basis < c->min_basis) {
			continue;
		}
		struct relate_tie *t = push(c, ties, phase, RELATE_MEMBER);
		t->member = member_of(c->know, p, KNOW_ARRANGEMENT | team->arrangement);
		t->through = team_phase;
		t->through_member = own;
	}
}

static void push_direct(const struct relate_case *c, struct relate_ties *ties, know_index phase, know_agent agent)
{
	const struct know_phase *p = know_phase(c->know, phase);
	if (p->basis < c->min_basis) {
		return;
	}
	know_index member = member_of(c->know, p, agent);
	push(c, ties, phase, member == KNOW_NONE ? RELATE_HOST : RELATE_MEMBER)->member = member;
	if (member != KNOW_NONE) {
		push_through(c, ties, phase, member);
	}
}

static void push_arrangement(const struct relate_case *c, struct relate_ties *ties, know_agent agent)
{
	const struct know_arrangement *g = know_arrangement(c->know, agent & ~KNOW_ARRANGEMENT);
	for (uint32_t i = 0; i < g->phases.n; i++) {
		know_index phase = know_item(c->know, g->phases, i);
		if (know_phase(c->know, phase)->basis >= c->min_basis) {
			push(c, ties, phase, RELATE_ITSELF);
		}
	}
	for (uint32_t i = 0; i < g->phases_as_member.n; i++) {
		push_direct(c, ties, know_item(c->know, g->phases_as_member, i), agent);
	}
}

static int by_phase(const void *x, const void *y)
{
	const struct relate_tie *a = x, *b = y;
	if (a->phase != b->phase) {
		return a->phase < b->phase ? -1 : 1;
	}
	/* KNOW_NONE is the greatest: what is direct must come first */
	know_index ta = a->through + 1, tb = b->through + 1;
	return ta < tb ? -1 : ta > tb;
}

struct relate_ties relate_tie_list(const struct relate_case *c, know_agent agent)
{
	struct relate_ties ties = { NULL, 0, 0 };
	if (know_is_arrangement(agent)) {
		push_arrangement(c, &ties, agent);
	} else if (know_is_party(agent)) {
		struct know_list phases = know_party(c->know, agent)->phases;
		for (uint32_t i = 0; i < phases.n; i++) {
			push_direct(c, &ties, know_item(c->know, phases, i), agent);
		}
	}
	uint32_t sorted = 1;
	while (sorted < ties.n && by_phase(&ties.v[sorted - 1], &ties.v[sorted]) <= 0) {
		sorted++;
	}
	if (sorted < ties.n) {
		qsort(ties.v, ties.n, sizeof *ties.v, by_phase);
	}
	return ties;
}

const struct relate_tie *relate_tie_find(const struct relate_ties *ties, know_index phase)
{
	uint32_t low = 0, high = ties->n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (ties->v[middle].phase < phase) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < ties->n && ties->v[low].phase == phase ? &ties->v[low] : NULL;
}

/* Depth of the narrowest of the services that covers s; an unknown matter is covered by "all" alone. */
static int depth_in(const struct know *k, struct know_list services, know_index s)
{
	int depth = -1;
	for (uint32_t i = 0; i < services.n; i++) {
		know_index of = know_item(k, services, i);
		int d = (int)know_service_depth(k, of);
		bool covers = s == KNOW_NONE ? know_service(k, of)->parent == KNOW_NONE : know_service_within(k, s, of);
		if (covers && d > depth) {
			depth = d;
		}
	}
	return depth;
}

/* A member that belongs for some services only is heeded: its own list must cover the matter, too. */
static int depth_for(const struct relate_case *c, know_index phase, know_index member)
{
	int depth = depth_in(c->know, know_phase(c->know, phase)->services, c->service);
	if (depth < 0 || member == KNOW_NONE) {
		return depth;
	}
	struct know_list own = know_member(c->know, member)->services;
	if (own.n == 0) {
		return depth;
	}
	int narrower = depth_in(c->know, own, c->service);
	return narrower < 0 || narrower > depth ? narrower : depth;
}

int relate_tie_depth(const struct relate_case *c, const struct relate_tie *t)
{
	if (t->through != KNOW_NONE && depth_for(c, t->through, t->through_member) < 0) {
		return -1;
	}
	return depth_for(c, t->phase, t->member);
}

static bool has_service(const struct know *k, struct know_list services, know_index s)
{
	for (uint32_t i = 0; i < services.n; i++) {
		if (know_item(k, services, i) == s) {
			return true;
		}
	}
	return false;
}

bool relate_tie_manages(const struct relate_case *c, const struct relate_tie *t)
{
	if (c->management == KNOW_NONE || !has_service(c->know, know_phase(c->know, t->phase)->services, c->management)) {
		return false;
	}
	if (t->member == KNOW_NONE || know_member(c->know, t->member)->services.n == 0) {
		return true;
	}
	return has_service(c->know, know_member(c->know, t->member)->services, c->management);
}

/* Does the agent of t stand in the neighbouring phase as it does in its own, for no less? */
static bool goes_on(const struct relate_case *c, const struct relate_tie *t, know_index phase)
{
	const struct know_phase *p = know_phase(c->know, t->phase), *next = know_phase(c->know, phase);
	if (next->status != p->status || next->integration < p->integration || next->basis < p->basis) {
		return false;
	}
	struct relate_tie other = { phase, t->stand, KNOW_NONE, KNOW_NONE, KNOW_NONE };
	if (t->stand == RELATE_MEMBER) {
		other.member = member_of(c->know, next, know_member(c->know, t->member)->agent);
	}
	bool stands = t->stand == RELATE_ITSELF || (t->stand == RELATE_HOST ? next->host == p->host : other.member != KNOW_NONE);
	return stands && relate_tie_depth(c, &other) >= relate_tie_depth(c, t) && relate_tie_manages(c, &other) >= relate_tie_manages(c, t);
}

static bool touches(struct date until, struct date from)
{
	return until.year != 0 && from.year != 0 && date_last(until) + 1 >= date_first(from);
}

/* The phase's period with those of its neighbours in which nothing changed for the agent: a year in which one phase gave
 * way to the next is vague for both, but not for the two together. */
static struct period whole_period(const struct relate_case *c, const struct relate_tie *t)
{
	const struct know_phase *p = know_phase(c->know, t->phase);
	struct know_list phases = know_arrangement(c->know, p->arrangement)->phases;
	struct period whole = p->period;
	uint32_t at = 0;
	while (at < phases.n && know_item(c->know, phases, at) != t->phase) {
		at++;
	}
	for (uint32_t i = at; i-- > 0;) {
		know_index before = know_item(c->know, phases, i);
		if (!touches(know_phase(c->know, before)->period.until, whole.from) || !goes_on(c, t, before)) {
			break;
		}
		whole.from = know_phase(c->know, before)->period.from;
	}
	for (uint32_t i = at + 1; i < phases.n; i++) {
		know_index after = know_item(c->know, phases, i);
		if (!touches(whole.until, know_phase(c->know, after)->period.from) || !goes_on(c, t, after)) {
			break;
		}
		whole.until = know_phase(c->know, after)->period.until;
	}
	return whole;
}

enum tri relate_tie_holds(const struct relate_case *c, const struct relate_tie *t)
{
	enum tri holds = period_holds(know_phase(c->know, t->phase)->period, c->when);
	if (holds == TRI_PERHAPS) {
		holds = period_holds(whole_period(c, t), c->when);
	}
	if (t->through != KNOW_NONE) {
		holds = tri_and(holds, period_holds(know_phase(c->know, t->through)->period, c->when));
	}
	/* without any date nothing is certain, not even what has no dates itself; nor is what was only assumed */
	bool undated = c->when.first <= DAY_MIN && c->when.last >= DAY_MAX;
	return undated || relate_tie_basis(c, t) == KNOW_ASSUMED ? tri_and(holds, TRI_PERHAPS) : holds;
}

enum tri relate_tie_ended(const struct relate_case *c, const struct relate_tie *t)
{
	enum tri ended = period_ended(know_phase(c->know, t->phase)->period, c->when);
	if (t->through != KNOW_NONE) {
		ended = tri_or(ended, period_ended(know_phase(c->know, t->through)->period, c->when));
	}
	return ended;
}

enum know_basis relate_tie_basis(const struct relate_case *c, const struct relate_tie *t)
{
	enum know_basis basis = know_phase(c->know, t->phase)->basis;
	if (t->through != KNOW_NONE && know_phase(c->know, t->through)->basis < basis) {
		basis = know_phase(c->know, t->through)->basis;
	}
	return basis;
}
