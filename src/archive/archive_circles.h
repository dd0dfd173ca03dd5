/* archive_circles.h - circles and what the rules said of them as JSON, and back: for the store.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_ARCHIVE_CIRCLES_H
#define SAMEDESK_ARCHIVE_CIRCLES_H

#include "letter/letter_record.h"

void archive_circles_print(struct buf *out, const struct letter_archive *a);
/* Into a, whose arena is set. False: it is none. */
bool archive_circles_parse(struct letter_archive *a, struct span text);

#endif
