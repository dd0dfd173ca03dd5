/* relate_kind.c - what the kinds of arrangement say of those who stand in them; DESIGN section 6.
 *
 * In: a phase. Out: whether it tells who does the work, whether it is a body on which members sit, and what it would be
 * once its plan is carried out. The kinds are those of rules/schemas/registry.rng; a kind that is not named here is a
 * body and no more, so that it can never override a team.
 *
 * SPDX-License-Identifier: ISC */
#include "relate/relate_in.h"

/* Planned phases are recorded with the integration of the day, mostly none: the kind tells what was planned. */
static const struct kind {
	const char *name;
	bool works, body, post;
	enum relate_bond plan;
} kinds[] = {
	{ "joint-team", true, false, false, RELATE_DESK },
	{ "shared-service", true, false, false, RELATE_DESK },
	{ "shared-management", true, false, false, RELATE_MANAGEMENT },
	{ "shared-post", true, false, true, RELATE_MANAGEMENT },
	{ "company", true, true, false, RELATE_DESK },
	{ "confederation", true, true, false, RELATE_DESK },
};

static const struct kind other = { "", false, true, false, RELATE_NOTHING };

static const struct kind *kind_of(const struct know *k, const struct know_phase *p)
{
	const char *name = know_str(k, know_arrangement(k, p->arrangement)->kind);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(kinds[i].name, name) == 0) {
			return &kinds[i];
		}
	}
	return &other;
}

bool relate_kind_works(const struct know *k, const struct know_phase *p)
{
	/* a committee with one staff behind it does the work, whatever it is called */
	return p->integration >= 3 || kind_of(k, p)->works;
}

bool relate_kind_is_body(const struct know *k, const struct know_phase *p)
{
	return kind_of(k, p)->body;
}

bool relate_kind_is_post(const struct know *k, const struct know_phase *p)
{
	return kind_of(k, p)->post;
}

enum relate_bond relate_kind_plan(const struct know *k, const struct know_phase *p)
{
	enum relate_bond plan = kind_of(k, p)->plan;
	return p->integration >= 3 ? RELATE_DESK : plan;
}

/* County councils plan for minerals, waste and transport; the local plan is the districts'. */
bool relate_kind_makes_local_plans(const struct know *k, know_agent agent)
{
	return !know_is_party(agent) || strcmp(know_str(k, know_party(k, agent)->kind), "county") != 0;
}

bool relate_kind_is_active(const struct know_phase *p)
{
	return p->status == KNOW_ACTIVE;
}

bool relate_kind_is_planned(const struct know_phase *p)
{
	switch (p->status) {
	case KNOW_PROPOSED:
	case KNOW_IN_PRINCIPLE:
	case KNOW_SHADOW:
	case KNOW_POSTPONED:
		return true;
	case KNOW_ABANDONED:	/* says nothing: it never was, and is no plan any more */
	case KNOW_ACTIVE:
	case KNOW_ENDED:
		break;
	}
	return false;
}

enum letter_relation_kind relate_kind_of_bond(enum relate_bond b)
{
	switch (b) {
	case RELATE_DESK:
		return LETTER_SAME_DESK;
	case RELATE_MANAGEMENT:
		return LETTER_SAME_MANAGEMENT;
	case RELATE_BODY:
		return LETTER_OWN_BODY;
	case RELATE_NOTHING:
		break;
	}
	bug("no relation for nothing");
}
