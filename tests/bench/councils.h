/* councils.h - the councils between which the letters of the bench go: from the registry in the program, no list of our own.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_BENCH_COUNCILS_H
#define SAMEDESK_BENCH_COUNCILS_H

#include "grammar.h"
#include "know/know.h"

struct council {
	know_index party;
	const char *id, *name, *domain;	/* domain "": none that is its own alone */
	const char *town;		/* where its office stands; "": not known */
	int32_t from, until;		/* days on which it certainly lived under that name */
};

/* Two councils one desk of which wrote the planning letters of both, surely, on these days; and days on which it surely did not. */
struct desk {
	uint32_t a, b;			/* councils */
	int32_t from, until;		/* in force */
	int32_t before, after;		/* not in force: up to before, and from after on; DAY_MIN, DAY_MAX when never */
};

struct councils {
	struct arena arena;
	struct know *know;
	VEC(struct council) all;
	VEC(struct desk) desks;
	uint8_t *tied;			/* all.n squared: share a manager or a team in anything, at any time */
};

struct councils *councils_load(void);
void councils_free(struct councils *c);
bool councils_tied(const struct councils *c, uint32_t a, uint32_t b);
/* A council that lived on both days and is tied to none of the others. */
uint32_t councils_pick(const struct councils *c, struct dice *d, int32_t first, int32_t last, const uint32_t *others, uint32_t n);
/* Who writes its planning letters on that day, as the program has it; "": itself, or not sure. */
const char *councils_desk(const struct councils *c, uint32_t council, int32_t day);
/* Every name in the registry, one a line, each once. */
void councils_names(const struct councils *c, struct buf *out);

#endif
