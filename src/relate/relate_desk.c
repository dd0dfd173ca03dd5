/* relate_desk.c - who does an agent's work in a matter on a date; DESIGN section 6.
 *
 * In: the agent's ties. Out: its desk, which is itself or an arrangement, and how sure that is. Also whether a narrower
 * record takes the work out of a wider one, which relate_pair.c asks for two ends.
 *
 * The narrower record wins. Services are a tree ("all" - planning - planning policy), and councils record what they share at
 * any height of it:
 *
 *	all                 A and B have one staff              (3)
 *	 └ planning
 *	    ├ planning policy     A and B keep two teams, one head  (2)  -> one head, not one desk
 *	    └ building control    A is served with C by another      (3)  -> B's desk is not A's
 *
 * So a record of one team is set aside for a matter when, deeper in the tree and in force on the date, there is
 *  - a record of less (separate staff, or managers only) for the same members or some of them: an exception within the
 *    partnership. One of a wider circle (a plan unit of five councils, two of which are one staff) says nothing of the two,
 *    nor does a shared post: it tells who leads, not who works;
 *  - or another team that works for this end and not for the other; unless a partnership that began later took the whole team in: one staff of
 *    A, B and C is the desk of A's and B's older joint team as well.
 * Only records of who does the work count (relate_kind_works()), and none of a weaker basis than what it would set aside: a
 * rumour does not narrow a deed.
 *
 * Cost: one walk over the ties of the agent for each of its one-team records; ties are some ten, seldom fifty.
 *
 * SPDX-License-Identifier: ISC */
#include "relate/relate_in.h"

/* Teams can hand work on to a team of teams: so many steps are followed. */
#define DESK_STEPS 3

static bool is_member(const struct know *k, const struct know_phase *p, know_agent agent)
{
	for (uint32_t i = 0; i < p->members.n; i++) {
		if (know_member(k, know_item(k, p->members, i))->agent == agent) {
			return true;
		}
	}
	return p->host != KNOW_NONE && p->host == agent;
}

/* As is_member(), or through a team that is one. */
static bool stands_in(const struct know *k, const struct know_phase *p, know_agent agent)
{
	if (is_member(k, p, agent)) {
		return true;
	}
	for (uint32_t i = 0; i < p->members.n; i++) {
		know_agent m = know_member(k, know_item(k, p->members, i))->agent;
		if (!know_is_arrangement(m)) {
			continue;
		}
		struct know_list phases = know_arrangement(k, m & ~KNOW_ARRANGEMENT)->phases;
		for (uint32_t j = 0; j < phases.n; j++) {
			if (is_member(k, know_phase(k, know_item(k, phases, j)), agent)) {
				return true;
			}
		}
	}
	return false;
}

/* Is `narrow` an exception within `wide`? A wider circle's joint unit (a plan for the whole county) says nothing of how two of
 * its members share their own staff. */
static enum tri is_within(const struct know *k, const struct know_phase *narrow, const struct know_phase *wide)
{
	uint32_t common = 0;
	for (uint32_t i = 0; i < narrow->members.n; i++) {
		common += stands_in(k, wide, know_member(k, know_item(k, narrow->members, i))->agent);
	}
	return common == narrow->members.n ? TRI_YES : TRI_NO;
}

bool relate_desk_takes_in(const struct know *k, const struct know_phase *wide, const struct know_phase *team)
{
	return wide->integration >= 3 && team->integration >= 3 && team->members.n < wide->members.n &&
	    date_first(wide->period.from) > date_last(team->period.from) && is_within(k, team, wide) == TRI_YES;
}

static bool shares(const struct relate_case *c, const struct relate_ties *other, know_index phase)
{
	const struct relate_tie *t = relate_tie_find(other, phase);
	return t != NULL && relate_tie_depth(c, t) >= 0;
}

/* How surely the tie t takes the work out of `wide`. */
static enum tri takes(const struct relate_case *c, const struct relate_tie *t, const struct relate_ties *other,
    const struct relate_tie *wide)
{
	const struct know_phase *p = know_phase(c->know, t->phase), *w = know_phase(c->know, wide->phase);
	if (p->integration >= 3) {
		return other == NULL || shares(c, other, t->phase) || relate_desk_takes_in(c->know, w, p) ? TRI_NO : TRI_YES;
	}
	return p->integration < w->integration ? is_within(c->know, p, w) : TRI_NO;
}

static bool may_take(const struct relate_case *c, const struct relate_tie *t, const struct relate_tie *wide, int depth)
{
	const struct know_phase *p = know_phase(c->know, t->phase);
	if (t->stand != RELATE_MEMBER || t->phase == wide->phase || t->phase == wide->through) {
		return false;
	}
	return relate_kind_is_active(p) && relate_kind_works(c->know, p) && !relate_kind_is_post(c->know, p) && relate_tie_depth(c, t) > depth
	    && relate_tie_basis(c, t) >= relate_tie_basis(c, wide);
}

struct relate_block relate_desk_block(const struct relate_case *c, const struct relate_ties *ties,
    const struct relate_ties *other, const struct relate_tie *wide, int depth)
{
	struct relate_block block = { TRI_NO, KNOW_NONE };
	for (uint32_t i = 0; i < ties->n; i++) {
		const struct relate_tie *t = &ties->v[i];
		if (!may_take(c, t, wide, depth)) {
			continue;
		}
		enum tri taken = takes(c, t, other, wide);
		enum tri sure = tri_and(taken, relate_tie_holds(c, t));
		if (sure > block.sure) {
			block = (struct relate_block){ sure, t->phase };
		}
	}
	return block;
}

struct choice { const struct relate_tie *tie; int depth; };

/* Between two teams that both cover the matter: the one that took in the other, the narrower, the better documented, the later. */
static bool is_better(const struct relate_case *c, const struct relate_tie *t, int depth, const struct choice *than)
{
	if (than->tie != NULL) {
		const struct know_phase *p = know_phase(c->know, t->phase), *q = know_phase(c->know, than->tie->phase);
		if (relate_desk_takes_in(c->know, p, q) || relate_desk_takes_in(c->know, q, p)) {
			return relate_desk_takes_in(c->know, p, q);
		}
	}
	if (than->tie == NULL || depth != than->depth) {
		return than->tie == NULL || depth > than->depth;
	}
	enum know_basis basis = relate_tie_basis(c, t), other = relate_tie_basis(c, than->tie);
	if (basis != other) {
		return basis > other;
	}
	return date_first(know_phase(c->know, t->phase)->period.from) > date_first(know_phase(c->know, than->tie->phase)->period.from);
}

/* Sorts a one-team tie into the certain and the possible choice. */
static void weigh(const struct relate_case *c, const struct relate_ties *ties, const struct relate_tie *t, struct choice best[3])
{
	const struct know_phase *p = know_phase(c->know, t->phase);
	int depth = relate_tie_depth(c, t);
	if (t->stand == RELATE_ITSELF || !relate_kind_is_active(p) || p->integration < 3 || depth < 0) {
		return;
	}
	enum tri sure = relate_tie_holds(c, t);
	enum tri taken = sure == TRI_NO ? TRI_NO : relate_desk_block(c, ties, NULL, t, depth).sure;
	if (taken != TRI_NO) {
		sure = taken == TRI_YES ? TRI_NO : TRI_PERHAPS;
	}
	if (sure != TRI_NO && is_better(c, t, depth, &best[sure])) {
		best[sure] = (struct choice){ t, depth };
	}
}

static enum tri desk_step(const struct relate_case *c, const struct relate_ties *ties, know_agent *desk, know_index *phase)
{
	struct choice best[3] = { { NULL, -1 }, { NULL, -1 }, { NULL, -1 } };
	for (uint32_t i = 0; i < ties->n; i++) {
		weigh(c, ties, &ties->v[i], best);
	}
	const struct choice *maybe = &best[TRI_PERHAPS], *sure = &best[TRI_YES];
	const struct choice *chosen = maybe->tie != NULL && maybe->depth > sure->depth ? maybe : sure;
	if (chosen->tie == NULL) {
		return TRI_YES;
	}
	*phase = chosen->tie->phase;
	*desk = KNOW_ARRANGEMENT | know_phase(c->know, *phase)->arrangement;
	return chosen == sure ? TRI_YES : TRI_PERHAPS;
}

enum tri relate_desk_of(const struct relate_case *c, know_agent agent, const struct relate_ties *ties, know_agent *desk, know_index *phase)
{
	*desk = agent;
	*phase = KNOW_NONE;
	enum tri sure = desk_step(c, ties, desk, phase);
	know_agent before = agent;
	for (int step = 1; step < DESK_STEPS && *desk != before; step++) {
		before = *desk;
		struct relate_ties onward = relate_tie_list(c, before);
		sure = tri_and(sure, desk_step(c, &onward, desk, phase));
	}
	return sure;
}

enum tri relate_desk_at(const struct know *k, know_agent agent, know_index service, struct when date,
    enum know_basis min_basis, know_agent *desk, know_index *phase)
{
	struct arena a;
	struct relate_case c;
	arena_init(&a, 0);
	relate_tie_case(&c, &a, k, date, min_basis);
	c.service = service;
	struct relate_ties ties = relate_tie_list(&c, agent);
	enum tri sure = relate_desk_of(&c, agent, &ties, desk, phase);
	arena_release(&a);
	return sure;
}
