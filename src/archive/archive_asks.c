/* archive_asks.c - what a letter does with what is asked; DESIGN section 7.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

void archive_asks(struct letter *l, const struct archive_words *w, struct letter_record *r)
{
	(void)l; (void)w;
	(void)r;
}
