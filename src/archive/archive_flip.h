/* archive_flip.h - which verdicts of a letter flip between two judgements of it, and why.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_ARCHIVE_FLIP_H
#define SAMEDESK_ARCHIVE_FLIP_H

#include "letter/letter_record.h"

struct archive_flips { struct letter_change *v; uint32_t n, room; };

/* Adds what is told of the letter now and was not, what was and is not, and what is told at another level. Texts in a. */
void archive_flip(struct arena *a, const struct letter_record *was, const struct letter_record *is, struct archive_flips *out);

#endif
