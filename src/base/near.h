/* near.h - "did you mean": of the words that there are, the one with the fewest slips of the pen from the word that was written.
 *
 *	struct near n = { .word = "reprot" };
 *	near_try(&n, "report");		(each word that there is)
 *	n.best				(NULL: none is near enough to be meant)
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_NEAR_H
#define SAMEDESK_NEAR_H

struct near {
	const char *word, *best;
	unsigned slips;		/* of best */
};

/* Slips are letters too many, too few, other ones, and two that changed places. Of several as near the first is kept. */
void near_try(struct near *n, const char *candidate);

#endif
