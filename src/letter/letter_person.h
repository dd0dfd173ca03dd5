/* letter_person.h - people's names and posts compared: is it one person, is it the registry's post?
 *
 * Words are those of the letter; nothing is allocated but folded titles, in the arena given.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_LETTER_PERSON_H
#define SAMEDESK_LETTER_PERSON_H

#include "letter/letter.h"

#define LETTER_NAME_WORDS 12

struct letter_name {		/* a name in folded words; an initial is one letter */
	char words[LETTER_NAME_WORDS][40];
	uint32_t n;
};

struct letter_person_classes { know_index title, letters, shared; };	/* phrase classes, or KNOW_NONE */

struct letter_person_classes letter_person_classes(const struct know *k);
struct letter_name letter_person_read(const struct know *k, const struct letter_person_classes *cl, struct span s);
/* Surely written for one and the same name. */
bool letter_person_same(const struct letter_name *a, const struct letter_name *b);
/* Two names that cannot be one person's. */
bool letter_person_other(const struct letter_name *a, const struct letter_name *b);
/* The folded title without "joint", "interim" and the like before it. */
const char *letter_person_bare_title(struct arena *a, const struct know *k, const struct letter_person_classes *cl, struct span s);
/* Does the letter name the registry's post? "Chief Executive" names "Joint Chief Executive and Head of Paid Service", a
 * deputy or an assistant does not. */
bool letter_person_names_post(struct arena *a, const struct know *k, const struct letter_person_classes *cl, struct span written, struct span title);

#endif
