/* relate.h - the door of relate/: who serves whom, and what ties sender and recipients; DESIGN section 6.
 *
 * In: the mentions, services and date of a letter. Out: mention.desk and letter.relations, only where there is
 * something to say.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_RELATE_H
#define SAMEDESK_RELATE_H

#include "letter/letter_who.h"

struct relate_options {
	enum know_basis min_basis;	/* phases and posts with a weaker one are not looked at */
};

void relate_letter(struct letter *l, const struct relate_options *options);

/* The desk of (agent, service, date): the narrowest record that does the work decides. *desk is the agent itself, or the arrangement that
 * does the work; *phase KNOW_NONE for its own desk. Returns how sure. service KNOW_NONE: not known. */
enum tri relate_desk_at(const struct know *k, know_agent agent, know_index service, struct when date,
    enum know_basis min_basis, know_agent *desk, know_index *phase);

/* The post of several parties, the mention's among them, that was held on the letter's date by who signs for it or is addressed at it, by his full name.
 * KNOW_NONE: none. *sure: that he held it. */
know_index relate_person_post(const struct letter *l, const struct letter_mention *m, enum know_basis min_basis, enum tri *sure);

/* Fills served and posts of w for its parties; with between[] set, what ties the two. */
void relate_who(struct letter_who *w, const struct relate_options *options);

#endif
