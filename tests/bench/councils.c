/* councils.c - asks the registry for councils, and for pairs of them that are one desk.
 *
 * In: the knowledge compiled into the program. Out: councils with one name over a known time; ties between them, wider than the program's own
 * (any phase of any status that shares more than a board), so that letters between the untied are surely between different desks; pairs
 * served by one planning team, narrower than the program's (documented, for planning policy or all planning, nothing else recorded of the two at that time), so
 * that those are surely one desk.
 *
 * SPDX-License-Identifier: ISC */
#include "councils.h"

#include <stdio.h>
#include <stdlib.h>

#include "relate/relate.h"

static bool is_council(const struct know *k, const struct know_party *p)
{
	static const char *const kinds[] = { "county", "district", "unitary", "metropolitan-district", "london-borough", NULL };

	for (const char *const *kind = kinds; *kind != NULL; kind++)
		if (strcmp(know_str(k, p->kind), *kind) == 0)
			return true;
	return false;
}

/* The name under which it is known for the longest time. */
static void find_name(const struct know *k, const struct know_party *p, struct council *c)
{
	int32_t from = date_last(p->life.from), until = date_first(p->life.until);

	c->name = know_str(k, p->name);
	c->from = from == DAY_MAX ? DAY_MIN : from;
	c->until = until == DAY_MIN ? DAY_MAX : until;
	for (uint32_t i = 0; i < p->names.n; i++) {
		const struct know_name *n = know_name(k, know_item(k, p->names, i));

		if (n->agents.n != 1 || strcmp(know_str(k, n->kind), "official") != 0 || strcmp(know_str(k, n->text), c->name) != 0)
			continue;
		if (n->valid.from.year != 0 && date_last(n->valid.from) > c->from)
			c->from = date_last(n->valid.from);
		if (n->valid.until.year != 0 && date_first(n->valid.until) < c->until)
			c->until = date_first(n->valid.until);
	}
}

static void find_town(const struct know *k, const struct know_party *p, struct council *c)
{
	c->town = "";
	for (uint32_t i = 0; i < p->names.n; i++) {
		const struct know_name *n = know_name(k, know_item(k, p->names, i));

		if (strcmp(know_str(k, n->note), "main town or office") == 0 && n->agents.n == 1)
			c->town = know_str(k, n->text);
	}
}

/* A domain under which no other writes. */
static void find_domain(const struct know *k, const struct know_party *p, struct council *c)
{
	c->domain = "";
	for (uint32_t i = 0; i < p->domains.n; i++) {
		const char *domain = know_str(k, know_item(k, p->domains, i));

		if (know_domain(k, span_str(domain)).n == 1) {
			c->domain = domain;
			return;
		}
	}
}

/* ---- phases ---- */

struct members { uint32_t v[64]; uint32_t n; bool part[64]; };	/* part: for some services only, or as the host */

static void add_member(const struct councils *c, struct members *m, know_agent agent, bool part)
{
	for (uint32_t i = 0; i < c->all.n; i++) {
		if (c->all.v[i].party != agent || m->n == 64)
			continue;
		m->part[m->n] = part;
		m->v[m->n++] = i;
	}
}

static void phase_members(const struct councils *c, const struct know_phase *p, struct members *m, int depth)
{
	for (uint32_t i = 0; i < p->members.n; i++) {
		const struct know_member *one = know_member(c->know, know_item(c->know, p->members, i));

		if (know_is_party(one->agent)) {
			add_member(c, m, one->agent, one->services.n > 0);
			continue;
		}
		const struct know_arrangement *team = know_arrangement(c->know, one->agent & ~KNOW_ARRANGEMENT);

		for (uint32_t j = 0; depth < 3 && j < team->phases.n; j++)
			phase_members(c, know_phase(c->know, know_item(c->know, team->phases, j)), m, depth + 1);
	}
	if (know_is_party(p->host))
		add_member(c, m, p->host, true);
}

static void tie(struct councils *c, const struct members *m)
{
	for (uint32_t i = 0; i < m->n; i++)
		for (uint32_t j = 0; j < m->n; j++)
			c->tied[m->v[i] * c->all.n + m->v[j]] = 1;
}

static bool for_planning(const struct councils *c, const struct know_phase *p)
{
	know_index policy = know_service_find(c->know, SPAN_LIT("planning-policy"));

	for (uint32_t i = 0; i < p->services.n; i++)
		if (know_service_within(c->know, policy, know_item(c->know, p->services, i)))
			return true;
	return false;
}

/* Whether another phase has both at a time that touches the days: any that is for planning and more than a board, or only those that could
 * deny that one team does it. */
static bool others_touch(const struct councils *c, know_index not, const struct desk *d, int32_t from, int32_t until, bool any)
{
	for (know_index i = 0; i < know_phase_count(c->know); i++) {
		const struct know_phase *p = know_phase(c->know, i);
		struct members m = { .n = 0 };
		unsigned both = 0;

		if (i == not || p->integration < 2 || !for_planning(c, p) || (!any && p->integration == 3 && p->status == KNOW_ACTIVE))
			continue;
		int32_t last = p->period.until.year != 0 ? date_last(p->period.until) : DAY_MAX;
		int32_t first = p->period.from.year != 0 ? date_first(p->period.from) : DAY_MIN;

		if (first > until || last < from)
			continue;
		phase_members(c, p, &m, 0);
		for (uint32_t j = 0; j < m.n; j++)
			both |= (m.v[j] == d->a ? 1u : 0u) | (m.v[j] == d->b ? 2u : 0u);
		if (both == 3)
			return true;
	}
	return false;
}

static void add_desk(struct councils *c, know_index phase, uint32_t a, uint32_t b)
{
	enum { YEAR = 366 };
	const struct know_phase *p = know_phase(c->know, phase);
	struct desk d = { a, b, date_last(p->period.from) + 1, p->period.until.year != 0 ? date_first(p->period.until) - 1 : DAY_MAX, DAY_MIN, DAY_MAX };

	if (a == b || p->period.from.year == 0 || others_touch(c, phase, &d, d.from, d.until, false))
		return;
	int32_t begun = date_first(p->period.from), ended = p->period.until.year != 0 ? date_last(p->period.until) : DAY_MAX;

	if (!others_touch(c, phase, &d, begun - 4 * YEAR, begun, true))
		d.before = begun - YEAR;
	if (ended != DAY_MAX && !others_touch(c, phase, &d, ended, ended + 4 * YEAR, true))
		d.after = ended + YEAR;
	*vec_push(&c->arena, &c->desks) = d;
}

static void find_phases(struct councils *c)
{
	c->tied = ARENA_NEWS(&c->arena, uint8_t, (size_t)c->all.n * c->all.n);
	for (know_index i = 0; i < know_phase_count(c->know); i++) {
		const struct know_phase *p = know_phase(c->know, i);
		struct members m = { .n = 0 };

		phase_members(c, p, &m, 0);
		if (p->integration >= 2)
			tie(c, &m);
		if (p->integration != 3 || p->status != KNOW_ACTIVE || p->basis != KNOW_DOCUMENTED || !for_planning(c, p))
			continue;
		for (uint32_t a = 0; a + 1 < m.n; a++)
			for (uint32_t b = a + 1; b < m.n; b++)
				if (!m.part[a] && !m.part[b])
					add_desk(c, i, m.v[a], m.v[b]);
	}
}

/* ---- */

struct councils *councils_load(void)
{
	struct councils *c = calloc(1, sizeof *c);

	if (c == NULL)
		abort();
	arena_init(&c->arena, 0);
	c->know = know_default();
	for (know_index i = 0; i < know_party_count(c->know); i++) {
		const struct know_party *p = know_party(c->know, i);

		if (!is_council(c->know, p))
			continue;
		struct council *one = vec_push(&c->arena, &c->all);

		one->party = i;
		one->id = know_str(c->know, p->id);
		find_name(c->know, p, one);
		find_town(c->know, p, one);
		find_domain(c->know, p, one);
	}
	find_phases(c);
	return c;
}

void councils_free(struct councils *c)
{
	know_free(c->know);
	arena_release(&c->arena);
	free(c);
}

bool councils_tied(const struct councils *c, uint32_t a, uint32_t b)
{
	return a == b || c->tied[a * c->all.n + b] != 0;
}

uint32_t councils_pick(const struct councils *c, struct dice *d, int32_t first, int32_t last, const uint32_t *others, uint32_t n)
{
	for (;;) {
		uint32_t i = dice_below(d, c->all.n), j = 0;

		if (c->all.v[i].from > first || c->all.v[i].until < last)
			continue;
		while (j < n && !councils_tied(c, i, others[j]))
			j++;
		if (j == n)
			return i;
	}
}

void councils_names(const struct councils *c, struct buf *out)
{
	struct arena scratch;
	struct map seen;

	arena_init(&scratch, 0);
	map_init(&seen, &scratch);
	for (uint32_t i = 0; i < know_name_count(c->know); i++) {
		const char *text = know_str(c->know, know_name(c->know, i)->text);

		if (text[0] == '\0' || map_get(&seen, span_str(text)) != MAP_NONE)
			continue;
		map_put(&seen, span_str(text), i);
		buf_printf(out, "%s\n", text);
	}
	arena_release(&scratch);
}

const char *councils_desk(const struct councils *c, uint32_t council, int32_t day)
{
	know_index planning = know_service_find(c->know, span_str("planning-policy")), phase;
	know_agent desk = KNOW_NONE, party = c->all.v[council].party;
	enum tri sure = relate_desk_at(c->know, party, planning, date_when(date_of_day(day)), KNOW_ASSUMED, &desk, &phase);

	return sure == TRI_YES && desk != KNOW_NONE && desk != party ? know_agent_id(c->know, desk) : "";
}
