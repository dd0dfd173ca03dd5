/* extract.h - the door of extract/: fields and zones of one letter, and where each stood; DESIGN section 4.
 *
 * In: a letter with text (or an XML record and its format). Out: all that letter.h lists under "extract/". Which party a
 * zone names is left to resolve/. Vocabulary and patterns come from rules/reading/ and rules/formats/.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_EXTRACT_H
#define SAMEDESK_EXTRACT_H

#include "letter/letter.h"

void extract_letter(struct letter *l);

/* Reads a date in any of the shapes people write ("2nd March 2015", "02/03/15", "March 2015", "2015-03-02",
 * Welsh too) that begins anywhere in s: 1 found, 0 not, -1 over the match limit. */
int extract_date(struct letter *l, struct span s, struct when *date, struct span *written);

#endif
