/* archive_cites.h - what the two files share that find letters of which a text speaks: which letter it is, and who is said to have written it.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_ARCHIVE_CITES_H
#define SAMEDESK_ARCHIVE_CITES_H

#include "archive/archive_in.h"

enum { CITES_DAYS, CITES_WHOSE, CITES_TITLES, CITES_PARTICLES, CITES_ANYBODYS, CITES_ITS, CITES_CLASSES };	/* ORDER: class_names in archive_cites.c */

struct cites {
	struct arena *arena;
	const struct letter *l;
	const struct archive_words *w;
	struct letter_record *r;
	know_index months, letters, classes[CITES_CLASSES];
	const char *reader;	/* the only one; "": there are several */
	bool registered;	/* somebody at an end of it is in the registry: who is named in it may be */
};

/* The bodies that the sentence of a word names, in a copy of it in which nobody owns anything. */
#define CITES_BODIES 8u
struct cites_bodies {
	uint32_t from, to;	/* words of the sentence */
	const char *written;	/* where it begins */
	struct span sentence;	/* the copy */
	struct know_hit hit[CITES_BODIES];
	uint32_t n;
};

struct cites_person {
	const char *surname;	/* folded; "": nobody is named */
	uint32_t first, at;	/* words of his name: the surname is the last */
	bool yours, ours;	/* "your Mr Pryce", "our Mr Pryce" */
};

/* The sentence of a word, as words from..to and as text; not longer than what is near. */
struct span archive_cites_sentence(const struct cites *c, uint32_t at, uint32_t *from, uint32_t *to);
/* Does a word for a letter stand there? */
bool archive_cites_letter(const struct cites *c, uint32_t at);
/* archive_person.c: who wrote the letter of which the sentence of a word tells when: by the name of a person beside a word for writing. */
struct cites_person archive_person_of(const struct cites *c, uint32_t at, const struct cites_bodies *bodies);

#endif
