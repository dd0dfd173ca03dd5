/* relate_who.c - who serves a party, for `samedesk who`; DESIGN section 8.
 *
 * In: the parties that a name means, a date or the whole history, perhaps a service and a second party. Out: one row for
 * each phase and service, whether it holds and whether a narrower record does the work; posts; what ties the two
 * parties. Printing is left to report/.
 *
 * Cost: the ties of each party once for each service that they name.
 *
 * SPDX-License-Identifier: ISC */
#include "relate/relate_in.h"

#include <stdlib.h>

/* For the whole history a phase is looked at in its own time. */
static struct when time_of(const struct letter_who *w, const struct know_phase *p)
{
	return w->every_date ? (struct when){ date_first(p->period.from), date_last(p->period.until) } : w->date;
}

/* Does another record do the work that the row claims: a narrower one, or that of a partnership which took the team in? */
static bool is_overridden(const struct relate_case *c, const struct relate_ties *ties, const struct relate_tie *t)
{
	const struct know_phase *p = know_phase(c->know, t->phase);
	int depth = relate_tie_depth(c, t);
	if (!relate_kind_is_active(p) || p->integration < 2 || depth < 0) {
		return false;
	}
	if (relate_desk_block(c, ties, NULL, t, depth).sure == TRI_YES) {
		return true;
	}
	know_agent desk;
	know_index phase;
	if (p->integration < 3 || relate_desk_of(c, KNOW_NONE, ties, &desk, &phase) != TRI_YES || phase == KNOW_NONE) {
		return false;
	}
	/* of two records as wide as one another neither overrides */
	const struct relate_tie *chosen = relate_tie_find(ties, phase);
	return know_phase(c->know, phase)->arrangement != p->arrangement &&
	    (chosen == NULL || relate_tie_depth(c, chosen) > depth || relate_desk_takes_in(c->know, know_phase(c->know, phase), p));
}

static void push_row(struct letter_who *w, const struct relate_case *c, know_agent party,
    const struct relate_ties *ties, const struct relate_tie *t, know_index service)
{
	const struct know_phase *p = know_phase(c->know, t->phase);
	struct relate_case then = *c;
	then.service = service;
	then.when = time_of(w, p);
	enum tri holds = w->every_date ? TRI_YES : relate_tie_holds(&then, t);
	if (holds == TRI_NO || (relate_tie_depth(&then, t) < 0 && !relate_tie_manages(&then, t))) {
		return;
	}
	struct letter_served *row = vec_push(w->arena, &w->served);
	bool serves = relate_kind_is_active(p) && p->integration >= 3;
	row->party = party;
	row->service = service;
	row->phase = t->phase;
	row->holds = holds;
	row->desk = know_agent_id(c->know, serves ? KNOW_ARRANGEMENT | p->arrangement : party);
	row->overridden = is_overridden(&then, ties, t);
}

/* A row for each service of the phase, or for the one that was asked for. */
static void push_tie(struct letter_who *w, const struct relate_case *c, know_agent party,
    const struct relate_ties *ties, const struct relate_tie *t)
{
	if (w->service != KNOW_NONE) {
		push_row(w, c, party, ties, t, w->service);
		return;
	}
	const struct know_phase *p = know_phase(c->know, t->phase);
	for (uint32_t i = 0; i < p->services.n; i++) {
		push_row(w, c, party, ties, t, know_item(c->know, p->services, i));
	}
}

/* Its own desk does what no arrangement does: always, unless the service asked for is surely done elsewhere. */
static void push_own(struct letter_who *w, const struct relate_case *c, know_agent party, const struct relate_ties *ties)
{
	struct relate_case one = *c;
	know_agent desk = party;
	know_index phase;
	enum tri sure = TRI_YES;
	one.service = w->service;
	if (!w->every_date && w->service != KNOW_NONE) {
		sure = relate_desk_of(&one, party, ties, &desk, &phase);
		if (desk != party && sure == TRI_YES) {
			return;
		}
	}
	struct letter_served *row = vec_push(w->arena, &w->served);
	row->party = party;
	row->service = w->service;
	row->phase = KNOW_NONE;
	row->holds = sure;
	row->desk = know_agent_id(c->know, party);
}

/* Does the post answer for the service that was asked for? Who manages answers for every matter. */
static bool concerns(const struct letter_who *w, const struct relate_case *c, const struct know_post *p)
{
	bool does = w->service == KNOW_NONE;
	for (uint32_t i = 0; i < p->services.n && !does; i++) {
		know_index s = know_item(w->know, p->services, i);
		does = s == c->management || know_service_within(w->know, w->service, s) || know_service_within(w->know, s, w->service);
	}
	return does;
}

static void push_posts(struct letter_who *w, const struct relate_case *c, know_agent party)
{
	if (!know_is_party(party)) {
		return;
	}
	struct know_list posts = know_party(c->know, party)->posts;
	for (uint32_t i = 0; i < posts.n; i++) {
		know_index post = know_item(c->know, posts, i);
		const struct know_post *p = know_post(c->know, post);
		bool seen = p->basis < c->min_basis || !concerns(w, c, p) || (!w->every_date && period_holds(p->period, w->date) == TRI_NO);
		for (uint32_t j = 0; j < w->posts.n; j++) {
			seen = seen || w->posts.v[j] == post;
		}
		if (!seen) {
			*vec_push(w->arena, &w->posts) = post;
		}
	}
}

static int32_t first_day(const struct know *k, const struct letter_served *s)
{
	return s->phase == KNOW_NONE ? DAY_MAX : date_first(know_phase(k, s->phase)->period.from);
}

/* One party's rows in order of time, else as in the registry. Insertion: stable, and they come nearly in order. */
static void sort_rows(struct letter_who *w, uint32_t first)
{
	for (uint32_t i = first + 1; i < w->served.n; i++) {
		struct letter_served row = w->served.v[i];
		uint32_t j = i;
		for (; j > first && first_day(w->know, &w->served.v[j - 1]) > first_day(w->know, &row); j--) {
			w->served.v[j] = w->served.v[j - 1];
		}
		w->served.v[j] = row;
	}
}

/* With a second party only what both stand in is told. */
static void push_party(struct letter_who *w, const struct relate_case *c, know_agent party, know_agent other)
{
	struct relate_ties ties = relate_tie_list(c, party), with = { NULL, 0, 0 };
	uint32_t first = w->served.n;
	if (!w->every_date && know_is_party(party) && period_holds(know_party(c->know, party)->life, w->date) == TRI_NO) {
		return;	/* it was not there: nobody did its work */
	}
	if (other != KNOW_NONE) {
		with = relate_tie_list(c, other);
	}
	for (uint32_t i = 0; i < ties.n; i++) {
		if (other == KNOW_NONE || relate_tie_find(&with, ties.v[i].phase) != NULL) {
			push_tie(w, c, party, &ties, &ties.v[i]);
		}
	}
	sort_rows(w, first);
	if (other == KNOW_NONE) {
		push_own(w, c, party, &ties);
		push_posts(w, c, party);
	}
}

static void relate_two(struct letter_who *w, const struct relate_case *c)
{
	struct relate_out out = { NULL, 0, 0 };
	struct relate_ties a = relate_tie_list(c, w->between[0]), b = relate_tie_list(c, w->between[1]);
	const char *const names[2] = { relate_proof_name(c, w->between[0]), relate_proof_name(c, w->between[1]) };
	relate_letter_between(c, &out, 0, 1, LETTER_RECIPIENT, &a, &b, names, false);
	w->relations.v = out.v;
	w->relations.n = out.n;
	w->relations.room = out.room;
}

void relate_who(struct letter_who *w, const struct relate_options *options)
{
	struct relate_case c;
	relate_tie_case(&c, w->arena, w->know, w->every_date ? WHEN_UNKNOWN : w->date, options->min_basis);
	c.service = w->service;
	if (w->between[0] != KNOW_NONE && w->between[1] != KNOW_NONE) {
		push_party(w, &c, w->between[0], w->between[1]);
		if (!w->every_date) {
			relate_two(w, &c);
		}
		return;
	}
	for (uint32_t i = 0; i < w->parties.n; i++) {
		push_party(w, &c, w->parties.v[i], KNOW_NONE);
	}
}
