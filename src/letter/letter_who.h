/* letter_who.h - the answer to `samedesk who`: which parties a name means and who serves them; DESIGN section 8.
 *
 * resolve/ fills the first half, relate/ the second, report/ prints it. Memory: the arena's.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_LETTER_WHO_H
#define SAMEDESK_LETTER_WHO_H

#include "letter/letter.h"

struct letter_served {		/* one thing that ties the party to others at the date */
	know_agent party;	/* for whom */
	know_index service;	/* KNOW_NONE: no service in particular */
	know_index phase;	/* KNOW_NONE: the party's own desk */
	enum tri holds;		/* in force at the date? */
	const char *desk;	/* id of who does the work */
	bool overridden;	/* another record does the work for this service */
};

struct letter_who {
	struct arena *arena;
	const struct know *know;
	struct span query;
	struct when date;
	know_index service;		/* asked for, or KNOW_NONE */
	bool every_date;		/* no date asked: the whole history */

	/* resolve/ */
	enum letter_verdict verdict;
	VEC(know_agent) parties;	/* chosen: several are a joint name; ambiguous: the candidates */
	VEC(const char *) evidence;

	/* relate/ */
	VEC(struct letter_served) served;
	VEC(know_index) posts;

	/* `--between A B`: the second party, and the relations of two made-up mentions */
	know_agent between[2];		/* KNOW_NONE: not asked */
	VEC(struct letter_relation) relations;	/* on the date; from and to are indexes of between */
};

/* As of when its bodies are named. */
static inline struct when letter_who_then(const struct letter_who *w)
{
	return w->every_date ? WHEN_UNKNOWN : w->date;
}

/* Without a date what a phase had is named as of its time. */
static inline struct when letter_who_then_of(const struct letter_who *w, know_index phase)
{
	if (!w->every_date || phase == KNOW_NONE) {
		return letter_who_then(w);
	}
	struct period p = know_phase(w->know, phase)->period;
	return (struct when){ date_first(p.from), date_last(p.until) };
}

#endif
