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

void resolve_letter(struct letter *l)
{
	struct resolve r = {
		.l = l, .k = l->know, .a = l->arena,
		.council_word = know_phrase_class(l->know, "council-word"),
		.place_word = know_phrase_class(l->know, "place-word"), .partner = know_phrase_class(l->know, "partner"),
		.not_before = know_phrase_class(l->know, "not-it-before"), .not_after = know_phrase_class(l->know, "not-it-after"),
		.other_body = know_phrase_class(l->know, "other-body"), .own_name = know_phrase_class(l->know, "own-name"),
		.stranger = know_phrase_class(l->know, "stranger"), .institution = know_phrase_class(l->know, "institution"),
		.beside = { know_phrase_class(l->know, "department"), know_phrase_class(l->know, "desk"), know_phrase_class(l->know, "post"),
		    know_phrase_class(l->know, "name-beside") },
		.care_of = know_phrase_class(l->know, "care-of"), .placeholder = know_phrase_class(l->know, "placeholder"),
		.postcode = know_pattern_find(l->know, "address.postcode"), .email = know_pattern_find(l->know, "address.email"),
		.web = know_pattern_find(l->know, "address.web"),
	};
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
