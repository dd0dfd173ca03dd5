/* know_check.c - what a schema cannot say of the registry: periods, members, names; for `samedesk validate`.
 *
 * In: finished tables. Out: diagnostics with file and line. Imprecise dates are given the benefit of the doubt: only what
 * cannot be true under any reading is an error. Cost: linear in rows, but names, which are sorted.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "know/know_in.h"

struct check {
	const struct know *k;
	struct diag_sink *sink;
	struct arena a;
	bool good, partial;	/* partial: rows are missing, so what is not there proves nothing */
};

#define CHECK_AT(row) (row)->file, (row)->line, (row)->column

static void check_say(struct check *c, enum diag_id id, know_text file, uint32_t line, uint32_t column, const char *detail)
{
	diag_at(c->sink, id, know_path(c->k, &c->a, know_str(c->k, file)), line, column, "%s", detail);
	c->good = c->good && diag_level(id) != DIAG_ERROR;
}

static const char *check_phase_name(struct check *c, const struct know_phase *p)
{
	char from[16], until[16];
	return arena_printf(&c->a, "'%s' (%s to %s)", know_str(c->k, know_arrangement(c->k, p->arrangement)->id),
	    date_print(p->period.from, from), date_print(p->period.until, until));
}

/* Can the two periods share no day under any reading? */
static bool check_apart(struct period p, struct period q)
{
	int32_t p_first = p.from.year != 0 ? date_first(p.from) : DAY_MIN, p_last = p.until.year != 0 ? date_last(p.until) : DAY_MAX;
	int32_t q_first = q.from.year != 0 ? date_first(q.from) : DAY_MIN, q_last = q.until.year != 0 ? date_last(q.until) : DAY_MAX;
	return p_last < q_first || q_last < p_first;
}

/* Was the member surely dead or unborn on a day on which the phase surely ran? A phase that is only planned, and one without an
 * end, may be about somebody to come. */
static bool check_outlives(const struct know_phase *p, struct period life)
{
	if (check_apart(p->period, life)) {
		return true;
	}
	if (p->status != KNOW_ACTIVE) {
		return false;
	}
	bool dead = p->period.until.year != 0 && life.until.year != 0 && date_last(life.until) < date_first(p->period.until);
	bool unborn = p->period.from.year != 0 && life.from.year != 0 && date_first(life.from) > date_last(p->period.from);
	return dead || unborn;
}

/* How many bodies stand in the phase: a host that is also a member is one. */
static uint32_t check_bodies(const struct know *k, const struct know_phase *p)
{
	uint32_t n = 0;
	bool host_is_member = p->host == KNOW_NONE;
	for (uint32_t i = 0; i < p->members.n; i++) {
		know_agent agent = know_member(k, know_item(k, p->members, i))->agent;
		bool seen = false;
		for (uint32_t j = 0; j < i; j++) {
			seen = seen || know_member(k, know_item(k, p->members, j))->agent == agent;
		}
		host_is_member = host_is_member || agent == p->host;
		n += !seen;
	}
	/* a company is a body of its own, also of one owner */
	bool company = strcmp(know_str(k, know_arrangement(k, p->arrangement)->kind), "company") == 0;
	return n + !host_is_member + company;
}

static void check_members(struct check *c, const struct know_phase *p)
{
	for (uint32_t i = 0; i < p->members.n; i++) {
		know_agent agent = know_member(c->k, know_item(c->k, p->members, i))->agent;
		if (know_is_party(agent) && check_outlives(p, know_party(c->k, agent)->life)) {
			check_say(c, DIAG_KNOW_MEMBER, CHECK_AT(p), arena_printf(&c->a, "'%s' in %s", know_agent_id(c->k, agent), check_phase_name(c, p)));
		}
	}
	if (!c->partial && check_bodies(c->k, p) < 2 && p->integration > 1) {
		check_say(c, DIAG_KNOW_SELF, CHECK_AT(p), check_phase_name(c, p));
	}
}

/* Two phases of one arrangement with the same members and services: the second must begin the day after the first ends. */
static void check_succession(struct check *c, const struct know_phase *p, const struct know_phase *q)
{
	if (p->period.until.year == 0 || q->period.from.year == 0) {
		return;
	}
	int32_t end = date_last(p->period.until), end_first = date_first(p->period.until);
	int32_t start = date_first(q->period.from), start_last = date_last(q->period.from);
	if (start_last <= end_first) {
		check_say(c, DIAG_KNOW_OVERLAP, CHECK_AT(q), arena_printf(&c->a, "%s and %s", check_phase_name(c, p), check_phase_name(c, q)));
	} else if (end_first == end && start_last == start && start == end + 2) {
		check_say(c, DIAG_KNOW_GAP, CHECK_AT(q), arena_printf(&c->a, "%s and %s", check_phase_name(c, p), check_phase_name(c, q)));
	}
}

static bool check_backwards(struct period p)
{
	return p.from.year != 0 && p.until.year != 0 && date_last(p.until) < date_first(p.from);
}

static void check_arrangement(struct check *c, const struct know_arrangement *r)
{
	for (uint32_t i = 0; i < r->phases.n; i++) {
		const struct know_phase *p = know_phase(c->k, know_item(c->k, r->phases, i));
		if (check_backwards(p->period)) {
			continue;	/* told when it was read */
		}
		check_members(c, p);
		const struct know_phase *next = i + 1 < r->phases.n ? know_phase(c->k, know_item(c->k, r->phases, i + 1)) : NULL;
		if (next != NULL && !check_backwards(next->period)) {
			check_succession(c, p, next);
		}
	}
}

struct check_name { const char *folded; know_index name; };

static int check_name_order(const void *x, const void *y)
{
	const struct check_name *a = x, *b = y;
	int order = strcmp(a->folded, b->folded);
	return order != 0 ? order : a->name < b->name ? -1 : a->name > b->name;
}

static bool check_lives_with(const struct know *k, const struct know_name *a, const struct know_name *b)
{
	know_agent x = know_item(k, a->agents, 0), y = know_item(k, b->agents, 0);
	if (x == y || check_apart(a->valid, b->valid)) {
		return false;
	}
	if (know_is_party(x) && know_is_party(y)) {
		return !check_apart(know_party(k, x)->life, know_party(k, y)->life);
	}
	return false;
}

/* Official names must tell bodies apart: other names may be shared, the rest of the letter settles them. */
static void check_names(struct check *c)
{
	uint32_t n = 0;
	struct check_name *rows = ARENA_NEWS(&c->a, struct check_name, know_name_count(c->k) + 1);
	for (uint32_t i = 0; i < know_name_count(c->k); i++) {
		const struct know_name *name = know_name(c->k, i);
		if (strcmp(know_str(c->k, name->kind), "official") == 0 && name->agents.n == 1) {
			rows[n++] = (struct check_name){ know_str(c->k, name->folded), i };
		}
	}
	qsort(rows, n, sizeof *rows, check_name_order);
	for (uint32_t i = 0; i + 1 < n; i++) {
		const struct know_name *a = know_name(c->k, rows[i].name), *b = know_name(c->k, rows[i + 1].name);
		if (strcmp(rows[i].folded, rows[i + 1].folded) == 0 && check_lives_with(c->k, a, b)) {
			const struct know_party *p = know_party(c->k, know_item(c->k, b->agents, 0));
			check_say(c, DIAG_KNOW_NAME_TWICE, CHECK_AT(p), arena_printf(&c->a, "'%s': '%s' and '%s'", know_str(c->k, b->text),
			    know_agent_id(c->k, know_item(c->k, a->agents, 0)), know_agent_id(c->k, know_item(c->k, b->agents, 0))));
		}
	}
}

/* A council ends on one day and its successor begins on the next, where both days are known to the day. A successor that
 * was there before (a unitary council that took over) is no overlap. */
static void check_handover(struct check *c, const struct know_party *p, const struct know_party *s)
{
	if (p->life.until.day == 0 || s->life.from.day == 0) {
		return;
	}
	int32_t free_days = date_first(s->life.from) - date_first(p->life.until) - 1;
	if (free_days > 0 || free_days == -1) {
		check_say(c, free_days > 0 ? DIAG_KNOW_GAP : DIAG_KNOW_OVERLAP, CHECK_AT(p),
		    arena_printf(&c->a, "'%s' and its successor '%s'", know_str(c->k, p->id), know_str(c->k, s->id)));
	}
}

static bool check_same_agents(const struct know *k, const struct know_name *a, const struct know_name *b)
{
	if (a->agents.n != b->agents.n) {
		return false;
	}
	for (uint32_t i = 0; i < a->agents.n; i++) {
		if (know_item(k, a->agents, i) != know_item(k, b->agents, i)) {
			return false;
		}
	}
	return true;
}

/* Has the party a name of its own, that on no day of its life belongs to another as well? */
static bool check_has_own_name(struct check *c, know_index party)
{
	const struct know_party *p = know_party(c->k, party);
	for (uint32_t i = 0; i < p->names.n; i++) {
		const struct know_name *mine = know_name(c->k, know_item(c->k, p->names, i));
		struct know_hit hit;
		bool own = !(mine->flags & (KNOW_NAME_JOINT | KNOW_NAME_BY_RULE | KNOW_NAME_WEAK));
		uint32_t n = own ? know_names_exact(c->k, span_str(know_str(c->k, mine->text)), &hit) : 0;
		for (uint32_t j = 0; j < n && own; j++) {
			const struct know_name *other = know_name(c->k, hit.names[j]);
			own = check_same_agents(c->k, mine, other) || (other->flags & KNOW_NAME_WEAK) || !check_lives_with(c->k, mine, other);
		}
		if (own && n > 0) {
			return true;
		}
	}
	return false;
}

static void check_joint_name(struct check *c, const struct know_name *n)
{
	for (uint32_t i = 0; i < n->agents.n && (n->flags & KNOW_NAME_JOINT); i++) {
		know_agent a = know_item(c->k, n->agents, i);
		if (know_is_party(a) && check_apart(know_party(c->k, a)->life, n->valid)) {
			const struct know_party *p = know_party(c->k, a);
			check_say(c, DIAG_KNOW_MEMBER, CHECK_AT(p), arena_printf(&c->a, "'%s' in the joint name '%s'", know_str(c->k, p->id), know_str(c->k, n->text)));
		}
	}
	if ((n->flags & KNOW_NAME_JOINT) && n->agents.n < 2 && n->agents.n > 0 && know_is_party(know_item(c->k, n->agents, 0))) {
		const struct know_party *p = know_party(c->k, know_item(c->k, n->agents, 0));
		check_say(c, DIAG_KNOW_SELF, CHECK_AT(p), arena_printf(&c->a, "the joint name '%s' means one body", know_str(c->k, n->text)));
	}
}

static bool check_parent_turns(struct check *c, know_index party)
{
	know_index at = know_party(c->k, party)->parent;
	for (uint32_t steps = 0; at != KNOW_NONE && steps < 8; steps++) {
		if (at == party) {
			return true;
		}
		at = know_party(c->k, at)->parent;
	}
	return false;
}

static void check_party(struct check *c, know_index party)
{
	const struct know_party *p = know_party(c->k, party);
	if (p->file == 0) {
		return;	/* of a faulty file: only its id is known */
	}
	if (check_parent_turns(c, party)) {
		check_say(c, DIAG_KNOW_REFERENCE, CHECK_AT(p), arena_printf(&c->a, "'%s' is its own parent", know_str(c->k, p->id)));
	}
	for (uint32_t i = 0; i < p->successors.n; i++) {
		const struct know_party *s = know_party(c->k, know_item(c->k, p->successors, i));
		check_handover(c, p, s);
		if (p->life.until.year != 0 && s->life.until.year != 0 && date_last(s->life.until) < date_first(p->life.until)) {
			check_say(c, DIAG_KNOW_PERIOD, CHECK_AT(p), arena_printf(&c->a, "'%s' outlives its successor '%s'", know_str(c->k, p->id), know_str(c->k, s->id)));
		}
	}
	if (p->sources.n == 0) {
		check_say(c, DIAG_KNOW_SOURCE, CHECK_AT(p), arena_printf(&c->a, "'%s'", know_str(c->k, p->id)));
	}
	if (!check_has_own_name(c, party)) {
		check_say(c, DIAG_KNOW_NAME_TWICE, CHECK_AT(p), arena_printf(&c->a, "'%s' has no name of its own: no letter could tell it apart", know_str(c->k, p->id)));
	}
}

bool know_check(const struct know *k, struct diag_sink *sink, bool partial)
{
	struct check c = { .k = k, .sink = sink, .good = true, .partial = partial };
	arena_init(&c.a, 0);
	for (uint32_t i = 0; i < know_party_count(k); i++) {
		check_party(&c, i);
	}
	for (uint32_t i = 0; i < know_arrangement_count(k); i++) {
		check_arrangement(&c, know_arrangement(k, i));
	}
	for (uint32_t i = 0; i < know_name_count(k); i++) {
		check_joint_name(&c, know_name(k, i));
	}
	check_names(&c);
	arena_release(&c.a);
	return c.good;
}
