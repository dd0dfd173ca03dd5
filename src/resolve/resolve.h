/* resolve.h - the door of resolve/: from zones to parties, or candidates; DESIGN sections 4 and 6.
 *
 * In: the zones, fields and date of a letter. Out: letter.mentions, each with verdict, candidates and evidence; posts of
 * signatories as evidence.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_RESOLVE_H
#define SAMEDESK_RESOLVE_H

#include "letter/letter_who.h"

void resolve_letter(struct letter *l);

/* What a name means: fills verdict, parties and evidence of w (query, date and know are given). */
void resolve_who(struct letter_who *w);

#endif
