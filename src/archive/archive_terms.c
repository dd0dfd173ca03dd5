/* archive_terms.c - figures and names that tell a matter; DESIGN section 7.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

void archive_terms(struct arena *a, struct letter *l, const struct archive_words *w, struct letter_record *r)
{
	(void)a;
	(void)l; (void)w;
	(void)r;
}
