/* resolve_post.c - a signatory or addressee whom the registry knows in a post: evidence for the councils served.
 *
 * In: the letter's persons, the registry's posts. Out: claims like those of names, read as all the councils that the post served at the
 * date together. Asked only where no name in full has settled the role: a person alone decides little.
 *
 * Cost: each post's holder against each person of the role; posts are some hundred, persons a few.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

#include "letter/letter_person.h"

static bool post_settled(const struct resolve *r, enum letter_role role)
{
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		if (c->role == role && c->strength >= RESOLVE_DOMAIN && (c->kept == 1 || c->identifier != NULL)) {
			return true;
		}
	}
	return false;
}

static void post_claim(struct resolve *r, enum letter_role role, const struct letter_person *who, const struct know_post *p)
{
	struct resolve_claim *c = vec_push(r->a, &r->claims);
	*c = (struct resolve_claim){ .zone = UINT32_MAX, .kind = role == LETTER_SENDER ? LETTER_ZONE_SIGNATURE : LETTER_ZONE_ADDRESS,
		.role = role, .group = who->group, .strength = RESOLVE_BARE, .written = who->name, .core = who->name,
		.suffix = KNOW_NONE, .prefix = KNOW_NONE };
	resolve_claim_reading(r, c, p->agents, KNOW_NONE, KNOW_NONE);
	*vec_push(r->a, &c->evidence) = arena_printf(r->a, "%s: '%.*s' held the post %s", letter_zone_name(c->kind), SPAN_F(who->name), know_str(r->k, p->title));
}

static void post_of_person(struct resolve *r, const struct letter_person_classes *cl, enum letter_role role, const struct letter_person *who)
{
	struct letter_name name = letter_person_read(r->k, cl, who->name);
	for (know_index i = 0; i < know_post_count(r->k) && name.n > 1 && who->post.n > 0; i++) {
		const struct know_post *p = know_post(r->k, i);
		struct letter_name holder = letter_person_read(r->k, cl, span_str(know_str(r->k, p->holder)));
		if (letter_person_same(&name, &holder) && period_holds(p->period, r->l->date) == TRI_YES &&
		    letter_person_names_post(r->a, r->k, cl, who->post, span_str(know_str(r->k, p->title)))) {
			post_claim(r, role, who, p);
		}
	}
}

void resolve_posts(struct resolve *r, enum letter_role role)
{
	struct letter_person_classes cl = letter_person_classes(r->k);
	if (post_settled(r, role)) {
		return;
	}
	const struct letter *l = r->l;
	uint32_t n = role == LETTER_SENDER ? l->signatories.n : l->addressees.n;
	for (uint32_t i = 0; i < n; i++) {
		post_of_person(r, &cl, role, role == LETTER_SENDER ? &l->signatories.v[i] : &l->addressees.v[i]);
	}
}
