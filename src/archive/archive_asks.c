/* archive_asks.c - what a letter does with what is asked; DESIGN section 7.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

void archive_asks(struct arena *a, struct letter *l, struct letter_record *r)
{
	(void)a;
	(void)l;
	(void)r;
}
