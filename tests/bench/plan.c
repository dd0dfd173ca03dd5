/* plan.c - plans an archive: ordinary correspondence, circles, and what only looks like circles.
 *
 * In: councils, a number of letters, a seed. Out: letters in order of planning (corpus.c scatters them over files), and the list of
 * planted circles and look-alikes. Every set of circles and look-alikes below is planted once for each SET letters, at least once.
 * Ordinary letters go between councils that share nothing, each matter has a site of its own, so nothing else comes back.
 *
 * SPDX-License-Identifier: ISC */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>

enum { SET = 2500, FIRST_DAY = 13149 /* 2006-01-01 */, LAST_DAY = 17166 /* 2016-12-31 */, SPAN = 720, MONTHS_30 = 920 };

/* ---- parts ---- */

static uint32_t days(struct plan *p, uint32_t low, uint32_t high)
{
	return low + dice_below(&p->dice, high - low + 1);
}

static int32_t begin(struct plan *p)
{
	return FIRST_DAY + (int32_t)dice_below(&p->dice, LAST_DAY - FIRST_DAY);
}

static uint32_t any_topic(struct plan *p)
{
	return dice_below(&p->dice, p->topics);
}

static uint32_t matter(struct plan *p, uint32_t topic, uint32_t origin)
{
	uint32_t i = p->matters.n;
	struct matter *m = vec_push(&p->arena, &p->matters);

	m->topic = topic;
	m->site = i;
	m->figure = 200 + dice_below(&p->dice, 9700);
	m->origin = origin;
	return i;
}

static uint32_t add(struct plan *p, uint32_t about, uint32_t from, uint32_t to, int32_t day, enum role role, uint32_t cites)
{
	uint32_t i = p->letters.n;
	struct letter *l = vec_push(&p->arena, &p->letters);

	l->from = from;
	l->to = to;
	l->cc = PLAN_NONE;
	l->matter = about;
	l->day = day;
	l->role = (uint8_t)role;
	l->cites = cites;
	l->file = i;
	l->copies = PLAN_NONE;
	l->replies = cites != PLAN_NONE && (role == ROLE_REPLY || role == ROLE_ACK || role == ROLE_QUOTE || role == ROLE_DECLINE || role == ROLE_ACCEPT);
	p->written++;
	return i;
}

static void copy(struct plan *p, uint32_t letter, uint32_t of, uint32_t keep, uint32_t swaps)
{
	p->letters.v[letter].copies = of;
	p->letters.v[letter].keep = (uint8_t)keep;
	p->letters.v[letter].swaps = (uint8_t)swaps;
}

static void told(struct plan *p, enum circle_kind kind, bool desk, const uint32_t *steps, uint32_t n, const char *why)
{
	struct circle *c = vec_push(&p->arena, &p->circles);

	*c = (struct circle){ kind, desk, p->steps.n, n, why };
	for (uint32_t i = 0; i < n; i++)
		*vec_push(&p->arena, &p->steps) = steps[i];
}

static void told_run(struct plan *p, enum circle_kind kind, uint32_t first, uint32_t n, const char *why)
{
	uint32_t steps[64] = { 0 };

	for (uint32_t i = 0; i < n; i++)
		steps[i] = first + i;
	told(p, kind, false, steps, n, why);
}

/* n councils that lived from first to last and share nothing with each other or with the `known` that stand there. */
static void members(struct plan *p, uint32_t *of, uint32_t known, uint32_t n, int32_t first, int32_t last)
{
	for (uint32_t i = known; i < n; i++)
		of[i] = councils_pick(p->councils, &p->dice, first, last, of, i);
}

/* ---- echoes and what looks like them ---- */

static void pair(struct plan *p, uint32_t *first, uint32_t *second, enum role role)
{
	uint32_t of[2];
	int32_t day = begin(p);

	members(p, of, 0, 2, day, day + SPAN);
	uint32_t about = matter(p, any_topic(p), of[0]);

	*first = add(p, about, of[0], of[1], day, ROLE_NEW, PLAN_NONE);
	*second = add(p, about, of[1], of[0], day + (int32_t)days(p, 3, 150), role, *first);
}

static void plant_echo(struct plan *p)
{
	uint32_t first, second;

	pair(p, &first, &second, ROLE_NEW);
	copy(p, second, first, 100, dice_below(&p->dice, 9));
	p->letters.v[second].replies = dice_one_in(&p->dice, 2);
	told_run(p, CIRCLE_ECHO, first, 2, "the reply has the words of the letter");
}

static void plant_half_echo(struct plan *p)
{
	uint32_t first, second;

	pair(p, &first, &second, ROLE_REPLY);
	copy(p, second, first, days(p, 15, 35), 0);
	told_run(p, CIRCLE_NOT, first, 2, "a reply that repeats less than half of the letter");
}

static void plant_quote(struct plan *p)
{
	uint32_t first, second;

	pair(p, &first, &second, ROLE_QUOTE);
	p->letters.v[second].copies = first;
	told_run(p, CIRCLE_NOT, first, 2, "a short reply that quotes the whole letter");
}

static void plant_reminder(struct plan *p)
{
	uint32_t of[2];
	int32_t day = begin(p);

	members(p, of, 0, 2, day, day + SPAN);
	uint32_t about = matter(p, any_topic(p), of[0]), first = add(p, about, of[0], of[1], day, ROLE_NEW, PLAN_NONE);

	copy(p, add(p, about, of[0], of[1], day + (int32_t)days(p, 20, 90), ROLE_NEW, PLAN_NONE), first, 100, 0);
	told_run(p, CIRCLE_NOT, first, 2, "the same letter sent again, the same way");
}

/* Each acknowledges the other in the words of one form. */
static void plant_acknowledgements(struct plan *p)
{
	uint32_t first, second;
	uint8_t form = (uint8_t)dice_below(&p->dice, p->forms);

	pair(p, &first, &second, ROLE_ACK);
	struct letter l = p->letters.v[first];
	int32_t day = p->letters.v[second].day;
	uint32_t reply = add(p, l.matter, l.to, l.from, day + (int32_t)days(p, 10, 40), ROLE_REPLY, first);
	uint32_t last = add(p, l.matter, l.from, l.to, p->letters.v[reply].day + (int32_t)days(p, 2, 6), ROLE_ACK, reply);

	p->letters.v[second].form = p->letters.v[last].form = form;
	told_run(p, CIRCLE_NOT, first, 4, "standard acknowledgements, both ways");
}

static void circular(struct plan *p, uint32_t n)
{
	uint32_t of[41], first = p->letters.n;
	int32_t day = begin(p);

	members(p, of, 0, n + 1, day, day + SPAN);
	uint32_t about = matter(p, any_topic(p), of[0]);

	for (uint32_t i = 1; i <= n; i++) {
		uint32_t one = add(p, about, of[0], of[i], day + (int32_t)dice_below(&p->dice, 2), ROLE_CIRCULAR, PLAN_NONE);

		if (i > 1)
			copy(p, one, first, 100, 0);
		p->letters.v[one].file = first;
	}
	told_run(p, CIRCLE_NOT, first, n, "a circular to many");
	for (uint32_t i = 1; i <= n; i++)
		if (dice_one_in(&p->dice, 3))
			add(p, about, of[i], of[0], day + (int32_t)days(p, 5, 60), dice_one_in(&p->dice, 3) ? ROLE_ACK : ROLE_REPLY, first + i - 1);
}

static void plant_circular(struct plan *p)
{
	circular(p, days(p, 8, 12));
}

/* ---- rings ---- */

enum link { LINK_CITED, LINK_SUBJECT, LINK_TEXT };

struct ring {
	uint32_t n;
	bool need;
	enum link link;
	const struct desk *desk;	/* or NULL: closes at the party */
	int32_t day;			/* of the first letter */
	uint32_t gap;			/* days between letters at most */
	bool acknowledged;		/* the recipients say that they have it, too */
	bool late;			/* the last letter comes after the window */
};

static enum role ring_role(const struct ring *r, uint32_t i)
{
	if (i == 0)
		return r->need ? ROLE_ASK : ROLE_NEW;
	if (r->need)
		return ROLE_PASS_NEED;
	if (r->link != LINK_CITED)
		return ROLE_NEW;
	return i + 1 == r->n && r->desk == NULL ? ROLE_RETURN : ROLE_PASS;
}

/* Who writes, in order, and in the end who opens the last letter: the first, or its twin. */
static void ring_members(struct plan *p, const struct ring *r, uint32_t *of)
{
	int32_t last = r->day + SPAN + (r->late ? MONTHS_30 : 0);

	if (r->desk == NULL) {
		members(p, of, 0, r->n, r->day, last);
		of[r->n] = of[0];
		return;
	}
	of[0] = r->desk->a;
	of[1] = r->desk->b;
	members(p, of, 2, r->n + 1, r->day, last);
	for (uint32_t i = 1; i < r->n; i++)
		of[i] = of[i + 1];
	of[r->n] = r->desk->b;
}

/* The letters of a ring, one after the other in plan.letters unless they are acknowledged; *steps: their numbers. */
static void ring(struct plan *p, const struct ring *r, uint32_t *steps)
{
	uint32_t of[8], last = PLAN_NONE;
	int32_t day = r->day;

	ring_members(p, r, of);
	uint32_t about = matter(p, r->need ? PLAN_NEED : r->desk != NULL ? 0 : any_topic(p), of[0]);

	for (uint32_t i = 0; i < r->n; i++) {
		uint32_t one = steps[i] = add(p, about, of[i], of[i + 1], day, ring_role(r, i), r->link == LINK_CITED || r->need ? last : PLAN_NONE);

		if (r->link == LINK_TEXT && i > 0)
			copy(p, one, steps[0], 100, dice_below(&p->dice, 9));
		if (r->acknowledged && i + 1 < r->n) {
			uint32_t ack = add(p, about, of[i + 1], of[i], day + (int32_t)days(p, 1, 4), ROLE_ACK, one);

			p->letters.v[ack].form = (uint8_t)dice_below(&p->dice, p->forms);
		}
		last = one;
		day += (int32_t)days(p, 5, r->gap);
	}
}

/* A pair that is one desk, with a day on which it is for the whole ring. */
static const struct desk *find_desk(struct plan *p, int32_t *day)
{
	for (;;) {
		const struct desk *d = &p->councils->desks.v[dice_below(&p->dice, p->councils->desks.n)];
		int32_t last = d->until < LAST_DAY + SPAN ? d->until : LAST_DAY + SPAN;
		int32_t a = p->councils->all.v[d->a].until, b = p->councils->all.v[d->b].until;

		last = last < a ? last : a;
		last = last < b ? last : b;
		last -= SPAN;
		if (last <= d->from)
			continue;
		*day = d->from + (int32_t)dice_below(&p->dice, (uint32_t)(last - d->from));
		return d;
	}
}

static void plant_ring(struct plan *p, uint32_t n, bool desk, bool need, enum link link)
{
	uint32_t steps[8];
	struct ring r = { .n = n, .need = need, .link = link, .day = begin(p), .gap = 90, .acknowledged = dice_one_in(&p->dice, 3) };

	if (desk)
		r.desk = find_desk(p, &r.day);
	ring(p, &r, steps);
	told(p, need ? CIRCLE_NEED : CIRCLE_RING, r.desk != NULL, steps, r.n, need ? "the need comes back" : "the matter comes back");
}

static void plant_gap_ring(struct plan *p)
{
	uint32_t steps[8];
	struct ring r = { .n = 4, .day = begin(p), .gap = 60 };

	ring(p, &r, steps);
	p->letters.v[steps[1 + dice_below(&p->dice, 2)]].missing = true;
	p->written--;
	told(p, CIRCLE_RING, r.desk != NULL, steps, r.n, "one letter is missing, but cited");
}

static void plant_late_ring(struct plan *p)
{
	uint32_t steps[8];
	struct ring r = { .n = 3 + dice_below(&p->dice, 2), .day = begin(p), .gap = 60, .late = true };

	ring(p, &r, steps);
	p->letters.v[steps[r.n - 1]].day += MONTHS_30;
	told(p, CIRCLE_NOT, r.desk != NULL, steps, r.n, "it comes back after the window");
}

/* As a ring, but each letter goes before the one that it would have to follow. */
static void plant_backward_ring(struct plan *p)
{
	uint32_t steps[8];
	struct ring r = { .n = 3 + dice_below(&p->dice, 3), .link = LINK_SUBJECT, .day = begin(p), .gap = 60 };

	ring(p, &r, steps);
	for (uint32_t i = 0; i < r.n / 2; i++) {
		int32_t day = p->letters.v[steps[i]].day;

		p->letters.v[steps[i]].day = p->letters.v[steps[r.n - 1 - i]].day;
		p->letters.v[steps[r.n - 1 - i]].day = day;
	}
	told(p, CIRCLE_NOT, r.desk != NULL, steps, r.n, "in the wrong order of time");
}

static void plant_mixed_ring(struct plan *p)
{
	uint32_t steps[8];
	bool need = dice_one_in(&p->dice, 2);
	struct ring r = { .n = 3, .link = LINK_SUBJECT, .day = begin(p), .gap = 40 };

	ring(p, &r, steps);
	for (uint32_t i = 0; i < r.n; i++) {
		uint32_t topic = need ? PLAN_NEED : any_topic(p), about = matter(p, topic, p->letters.v[steps[i]].from);

		p->letters.v[steps[i]].matter = about;
		p->letters.v[steps[i]].role = need ? ROLE_ASK : ROLE_NEW;
	}
	told(p, CIRCLE_NOT, r.desk != NULL, steps, r.n, need ? "each asks for a need of its own" : "each letter is on another matter");
}

/* The twin desk was not one yet, or no longer. */
static void plant_lapsed_ring(struct plan *p)
{
	const struct councils *c = p->councils;
	uint32_t steps[8];

	for (int tries = 0; tries < 10000; tries++) {
		const struct desk *d = &c->desks.v[dice_below(&p->dice, c->desks.n)];
		int32_t from = d->after != DAY_MAX ? d->after : d->before - SPAN - (int32_t)dice_below(&p->dice, 300);

		if (d->before == DAY_MIN && d->after == DAY_MAX)
			continue;
		if (from < FIRST_DAY || c->all.v[d->a].from > from || c->all.v[d->b].from > from || c->all.v[d->a].until < from + SPAN ||
		    c->all.v[d->b].until < from + SPAN || from + SPAN > LAST_DAY + 3 * SPAN)
			continue;
		struct ring r = { .n = 3 + dice_below(&p->dice, 2), .desk = d, .day = from, .gap = 60 };

		ring(p, &r, steps);
		told(p, CIRCLE_NOT, r.desk != NULL, steps, r.n, "it would close through an arrangement that was not in force");
		return;
	}
}

static void plant_open_chain(struct plan *p)
{
	uint32_t of[6], n = days(p, 3, 5), last = PLAN_NONE, first = p->letters.n;
	int32_t day = begin(p);

	members(p, of, 0, n + 1, day, day + SPAN);
	uint32_t about = matter(p, any_topic(p), of[0]);

	for (uint32_t i = 0; i < n; i++) {
		last = add(p, about, of[i], of[i + 1], day, i == 0 ? ROLE_NEW : ROLE_PASS, last);
		day += (int32_t)days(p, 5, 60);
	}
	told_run(p, CIRCLE_NOT, first, n, "passed on and on, but not back");
}

/* A asks B, B asks C, C answers B, B answers A. */
static void plant_referral(struct plan *p)
{
	uint32_t of[3], first = p->letters.n;
	int32_t day = begin(p);

	members(p, of, 0, 3, day, day + SPAN);
	uint32_t about = matter(p, any_topic(p), of[0]);

	add(p, about, of[0], of[1], day, ROLE_NEW, PLAN_NONE);
	add(p, about, of[1], of[2], day + 14, ROLE_REFER, first);
	add(p, about, of[2], of[1], day + 32, ROLE_REPLY, first + 1);
	add(p, about, of[1], of[0], day + 45, ROLE_REPLY, first);
	told_run(p, CIRCLE_NOT, first, 4, "a question put to a third, and both answers");
}

static void plant_need_settled(struct plan *p)
{
	uint32_t of[3], first = p->letters.n;
	int32_t day = begin(p);

	members(p, of, 0, 3, day, day + SPAN);
	uint32_t about = matter(p, PLAN_NEED, of[0]);

	add(p, about, of[0], of[1], day, ROLE_ASK, PLAN_NONE);
	add(p, about, of[1], of[0], day + 20, ROLE_DECLINE, first);
	add(p, about, of[1], of[2], day + 40, ROLE_PASS_NEED, first);
	add(p, about, of[2], of[1], day + 75, ROLE_ACCEPT, first + 2);
	told_run(p, CIRCLE_NOT, first, 4, "a need handed on, and met");
}

/* ---- reference loops ---- */

static void plant_loop(struct plan *p, uint32_t n)
{
	uint32_t of[2], first = p->letters.n;
	int32_t day = begin(p);

	members(p, of, 0, 2, day, day + SPAN);
	uint32_t about = matter(p, any_topic(p), of[0]);

	for (uint32_t i = 0; i < n; i++) {
		add(p, about, of[i % 2], of[1 - i % 2], day, ROLE_REPLY, i == 0 ? first + n - 1 : first + i - 1);
		day += (int32_t)days(p, 6, 40);
	}
	uint32_t steps[8];

	for (uint32_t i = 0; i < n; i++)	/* each answers the next one told */
		steps[i] = first + n - 1 - i;
	told(p, CIRCLE_LOOP, false, steps, n, "the first says that it answers the last");
}

/* To and fro, n letters; same_file: each side keeps one reference throughout, so that each reference answers the other. */
static uint32_t exchange(struct plan *p, uint32_t n, bool same_file)
{
	uint32_t of[2], first = p->letters.n, topic = dice_one_in(&p->dice, 12) ? PLAN_NEED : any_topic(p);
	int32_t day = begin(p);

	members(p, of, 0, 2, day, day + SPAN);
	uint32_t about = matter(p, topic, of[0]);

	for (uint32_t i = 0; i < n; i++) {
		bool follow = i > 1 && dice_one_in(&p->dice, 6);
		uint32_t side = i == 0 || follow ? 0 : i % 2;
		enum role role = i == 0 ? (topic == PLAN_NEED ? ROLE_ASK : ROLE_NEW) : i == 1 && topic == PLAN_NEED ? ROLE_DECLINE : ROLE_REPLY;
		uint32_t last = p->letters.n - 1;

		if (i > 0 && p->letters.v[last].from == of[side])
			role = ROLE_FOLLOW;
		uint32_t one = add(p, about, of[side], of[1 - side], day, role, i == 0 ? PLAN_NONE : last);

		if (same_file)
			p->letters.v[one].file = first + side;
		day += (int32_t)days(p, 4, 60);
	}
	return first;
}

static void plant_file_references(struct plan *p)
{
	uint32_t n = days(p, 4, 7), first = exchange(p, n, true);

	told_run(p, CIRCLE_NOT, first, n, "to and fro under the same two file references");
}

/* ---- the archive ---- */

static void plant_set(struct plan *p, uint32_t set)
{
	for (uint32_t i = 0; i < 3; i++)
		plant_echo(p);
	for (uint32_t n = 3; n <= 6; n++) {
		plant_ring(p, n, false, false, LINK_CITED);
		plant_ring(p, n, true, false, LINK_CITED);
	}
	plant_ring(p, 3 + set % 2, false, false, LINK_SUBJECT);
	plant_ring(p, 3 + set % 3, false, false, LINK_TEXT);
	plant_ring(p, 3 + set % 3, false, true, LINK_CITED);
	plant_ring(p, 3 + set % 2, true, true, LINK_CITED);
	plant_gap_ring(p);
	plant_loop(p, 2);
	plant_loop(p, 4);

	plant_half_echo(p);
	plant_half_echo(p);
	plant_quote(p);
	plant_reminder(p);
	plant_acknowledgements(p);
	plant_circular(p);
	plant_late_ring(p);
	plant_backward_ring(p);
	plant_mixed_ring(p);
	plant_lapsed_ring(p);
	plant_open_chain(p);
	plant_referral(p);
	plant_need_settled(p);
	plant_file_references(p);
}

static void ordinary(struct plan *p)
{
	uint32_t which = dice_below(&p->dice, 100), first = p->letters.n;

	if (which < 1)
		circular(p, days(p, 6, 40));
	else
		exchange(p, which < 40 ? 1 : which < 60 ? 2 : days(p, 2, 8), dice_one_in(&p->dice, 2));
	if (which >= 1 && which < 30)
		add(p, p->letters.v[first].matter, p->letters.v[first].to, p->letters.v[first].from, p->letters.v[first].day + 3, ROLE_ACK, first);
}

void plan_make(struct plan *p, const struct councils *c, uint32_t n, uint64_t seed, uint32_t topics, uint32_t forms)
{
	*p = (struct plan){ .councils = c, .topics = topics, .forms = forms, .dice = dice_of(seed, n) };
	arena_init(&p->arena, 0);
	for (uint32_t set = 0; set < (n + SET / 2) / SET || set == 0; set++)
		plant_set(p, set);
	while (p->written + 60 < n)
		ordinary(p);
	while (p->written < n)
		exchange(p, 1, false);
	for (uint32_t i = 0; i < p->letters.n; i++) {
		struct letter *l = &p->letters.v[i];

		if (l->role == ROLE_ACK && l->form == 0)
			l->form = (uint8_t)(l->from % p->forms);
		if (dice_one_in(&p->dice, 10))
			l->cc = councils_pick(c, &p->dice, l->day, l->day, (uint32_t[]){ l->from, l->to }, 2);
	}
}

void plan_release(struct plan *p)
{
	arena_release(&p->arena);
}

const char *plan_kind(enum circle_kind kind)
{
	static const char *const names[] = { "echo", "ring", "need-ring", "reference-loop", "not" };

	return names[kind];
}
