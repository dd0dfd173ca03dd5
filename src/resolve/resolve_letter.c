/* resolve_letter.c - the order of resolving: claims, narrowing, choosing.
 *
 * Senders are chosen first: who writes is evidence for whom is written to, never the other way.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

static void resolve_role(struct resolve *r, enum letter_role role)
{
	for (uint32_t i = 0; i < r->claims.n; i++) {
		if (r->claims.v[i].role == role) {
			resolve_narrow(r, &r->claims.v[i]);
		}
	}
	if (role == LETTER_CC) {
		return;
	}
	resolve_posts(r, role);
	for (uint32_t i = 0; i < r->claims.n; i++) {
		if (r->claims.v[i].role == role) {
			resolve_narrow(r, &r->claims.v[i]);
		}
	}
}

static void resolve_words(struct resolve *r)
{
	static const char *const classes[] = { "council-word", "place-word", "partner", "not-it-before", "not-it-after", "other-body",
		"own-name", "stranger", "institution", "department", "desk", "post", "name-beside", "care-of", "placeholder" };
	static const char *const patterns[] = { "address.postcode", "address.email", "address.web" };
	know_index c[sizeof classes / sizeof *classes], p[sizeof patterns / sizeof *patterns];
	know_phrase_class_all(r->k, classes, sizeof classes / sizeof *classes, c);
	know_pattern_find_all(r->k, patterns, sizeof patterns / sizeof *patterns, p);
	r->council_word = c[0];		/* ORDER: as in the table */
	r->place_word = c[1];
	r->partner = c[2];
	r->not_before = c[3];
	r->not_after = c[4];
	r->other_body = c[5];
	r->own_name = c[6];
	r->stranger = c[7];
	r->institution = c[8];
	memcpy(r->beside, c + 9, sizeof r->beside);
	r->care_of = c[13];
	r->placeholder = c[14];
	r->postcode = p[0];
	r->email = p[1];
	r->web = p[2];
}

void resolve_letter(struct letter *l)
{
	struct resolve r = { .l = l, .k = l->know, .a = l->arena };
	resolve_words(&r);
	if (l->kind == LETTER_NOT_A_LETTER) {
		return;
	}
	resolve_claims(&r);
	resolve_role_private(&r);
	resolve_role(&r, LETTER_SENDER);
	resolve_role_turn(&r);
	resolve_choose_senders(&r);
	resolve_role(&r, LETTER_RECIPIENT);
	resolve_choose_recipients(&r);
	resolve_role_settle(&r);
	resolve_role(&r, LETTER_CC);
	resolve_choose_copies(&r);
	resolve_second(&r, LETTER_SENDER);
	resolve_second(&r, LETTER_RECIPIENT);
	resolve_title(&r);
	resolve_choose_titled(&r);
}
