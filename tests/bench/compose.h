/* compose.h - the words of a planned letter: what its parts say, before they are laid out.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_BENCH_COMPOSE_H
#define SAMEDESK_BENCH_COMPOSE_H

#include "plan.h"

struct composer {
	const struct grammar *grammar;
	const struct plan *plan;
	uint64_t seed;
};

/* The numbers of letter i for one purpose. */
struct dice compose_dice(const struct composer *c, uint32_t letter, uint32_t purpose);
/* A style or address that a council keeps. */
struct dice compose_habit(const struct composer *c, uint32_t council, uint32_t purpose);

/* The letter's values: names, dates, references, subject, people, addresses. Texts lie in a. */
void compose_values(const struct composer *c, uint32_t letter, struct arena *a, struct values *v);
/* Its body: paragraphs with an empty line between; a quoted one begins with "> ". */
void compose_body(const struct composer *c, uint32_t letter, struct arena *a, const struct values *v, struct buf *out);

/* The expansion of a rule, in a. */
const char *compose_rule(const struct composer *c, const char *rule, struct dice *d, const struct values *v, struct arena *a);
/* How a letter is known: eight hexadecimal digits that tell nothing of its date. */
uint32_t compose_id(uint32_t letter);

#endif
