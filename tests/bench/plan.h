/* plan.h - who writes to whom, when, about what and in answer to what: the archive of the bench before a word of it is written.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_BENCH_PLAN_H
#define SAMEDESK_BENCH_PLAN_H

#include "councils.h"

#define PLAN_NONE UINT32_MAX

enum role {	/* ORDER: as compose_opening() has them */
	ROLE_NEW, ROLE_REPLY, ROLE_FOLLOW, ROLE_PASS, ROLE_RETURN, ROLE_REFER, ROLE_CIRCULAR, ROLE_ACK, ROLE_QUOTE,
	ROLE_ASK, ROLE_PASS_NEED, ROLE_DECLINE, ROLE_ACCEPT
};

struct matter {
	uint32_t topic;			/* of the grammar's rule "topics"; PLAN_NEED: housing need */
	uint32_t site;			/* its number, each once */
	uint32_t figure;
	uint32_t origin;		/* council whose matter it is */
};
#define PLAN_NEED UINT32_MAX

struct letter {
	uint32_t from, to, cc;		/* councils; cc PLAN_NONE: none */
	uint32_t matter;
	int32_t day;
	uint32_t cites;			/* the letter that it speaks of in its first sentence, or PLAN_NONE */
	uint32_t file;			/* number of the sender's file, that its reference shows */
	uint32_t copies;		/* whose words it has, or PLAN_NONE */
	uint8_t role, keep;		/* keep: how many per cent of the sentences are those of `copies` */
	uint8_t swaps;			/* words in a thousand that are others than in `copies` */
	uint8_t form;			/* of acknowledgements: which of the forms */
	bool replies;			/* says "Your ref", In-Reply-To, prev: it answers what it cites */
	bool missing;			/* not in the archive */
};

enum circle_kind { CIRCLE_ECHO, CIRCLE_RING, CIRCLE_NEED, CIRCLE_LOOP, CIRCLE_NOT };

struct circle {
	enum circle_kind kind;
	bool desk;			/* of rings: closes at the desk only */
	uint32_t first, n;		/* in plan.steps */
	const char *why;
};

struct plan {
	struct arena arena;
	const struct councils *councils;
	uint32_t topics, forms;		/* how many topics and forms of acknowledgement the grammar has */
	struct dice dice;
	VEC(struct letter) letters;
	VEC(struct matter) matters;
	VEC(struct circle) circles;
	VEC(uint32_t) steps;
	uint32_t written;		/* letters that are not missing */
};

/* Plans exactly n letters that are not missing. Topic 0 is one of planning policy. The caller calls plan_release(). */
void plan_make(struct plan *p, const struct councils *c, uint32_t n, uint64_t seed, uint32_t topics, uint32_t forms);
void plan_release(struct plan *p);
const char *plan_kind(enum circle_kind kind);

#endif
