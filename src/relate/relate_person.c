/* relate_person.c - one person at both ends; DESIGN section 6.
 *
 * In: signatories and addressees with posts, the parties they stand for, shared posts. Out: relations same-person.
 *
 * Two grounds, no other:
 *  - the same full name at two parties. Names are common, so this is perhaps, unless the registry says that this very person
 *    held a post of both parties on the date.
 *  - a post of both parties that both ends name. "Chief Executive" alone says nothing: there must be a row for a post
 *    of these two parties, in force, whose title it is.
 * A first name or a surname alone is nobody. A full name is a first name or two initials, and a surname; titles before
 * and letters after it (phrase classes "title" and "letters") do not count. "Joint", "shared", "interim" before a post
 * (class "shared-post") do not count either.
 *
 * Besides, for an archive: which post of several parties a letter's person held.
 *
 * Cost: signatories times addressees, a few of each; posts of the sender's party are walked once for each pair.
 *
 * SPDX-License-Identifier: ISC */
#include "relate/relate_in.h"

#include "letter/letter_person.h"

#include <stdio.h>

/* One end of a letter's person: who, and for which party. */
struct end {
	const struct letter_person *who;
	struct letter_name name;
	uint32_t mention;
	bool alone;	/* no other party could be meant */
};

/* --- posts --- */

static bool serves(const struct know *k, const struct know_post *p, know_agent agent)
{
	for (uint32_t i = 0; i < p->agents.n; i++) {
		if (know_item(k, p->agents, i) == agent) {
			return true;
		}
	}
	return false;
}

struct ground {		/* what a relation would rest on */
	bool any, by_name;
	enum tri sure;
	know_index post, phase;
	const char *doubt;
};

static void better(struct ground *g, const struct ground *with)
{
	if (!g->any || with->sure > g->sure) {
		*g = *with;
	}
}

/* What a row for a post of both parties says of the two. */
static void by_post(const struct relate_case *c, const struct letter_person_classes *cl, know_index index, const struct end *a,
    const struct end *b, struct ground *g)
{
	const struct know_post *p = know_post(c->know, index);
	struct letter_name holder = letter_person_read(c->know, cl, span_str(know_str(c->know, p->holder)));
	struct span title = span_str(know_str(c->know, p->title));
	bool held = letter_person_same(&a->name, &b->name) && letter_person_same(&a->name, &holder);
	bool named = letter_person_names_post(c->arena, c->know, cl, a->who->post, title) && letter_person_names_post(c->arena, c->know, cl, b->who->post, title)
	    && !letter_person_other(&a->name, &b->name);
	enum tri holds = period_holds(p->period, c->when);
	if ((!held && !named) || holds == TRI_NO) {
		return;
	}
	struct ground with = { true, held, holds, index, KNOW_NONE, NULL };
	if (holds == TRI_PERHAPS) {
		with.doubt = relate_proof_doubt(c, "the post", p->period);
	} else if (!held && (letter_person_other(&a->name, &holder) || letter_person_other(&b->name, &holder))) {
		with.sure = TRI_PERHAPS;
		with.doubt = know_tongue_in(c->know, "the letter gives another name than the registry has for the holder of the post");
	} else if (p->basis == KNOW_ASSUMED) {
		with.sure = TRI_PERHAPS;
		with.doubt = know_tongue_in(c->know, "that the post was shared is assumed");
	}
	better(g, &with);
}

/* Both ends name an arrangement that is a shared post. */
static bool names_arrangement(const struct relate_case *c, const struct letter_person_classes *cl, const struct know_phase *p, struct span written)
{
	const struct know_arrangement *arr = know_arrangement(c->know, p->arrangement);
	const char *w = letter_person_bare_title(c->arena, c->know, cl, written);
	if (strchr(w, ' ') == NULL) {
		return false;
	}
	for (uint32_t i = 0; i < arr->names.n; i++) {
		const struct know_name *n = know_name(c->know, know_item(c->know, arr->names, i));
		if (strcmp(w, letter_person_bare_title(c->arena, c->know, cl, span_str(know_str(c->know, n->text)))) == 0) {
			return true;
		}
	}
	return strcmp(w, letter_person_bare_title(c->arena, c->know, cl, span_str(know_str(c->know, arr->name)))) == 0;
}

static void by_phase(const struct relate_case *c, const struct letter_person_classes *cl, const struct relate_tie *t,
    const struct end *a, const struct end *b, struct ground *g)
{
	const struct know_phase *p = know_phase(c->know, t->phase);
	enum tri holds = relate_tie_holds(c, t);
	bool post = relate_kind_is_post(c->know, p) && relate_kind_is_active(p) && t->stand == RELATE_MEMBER;
	if (!post || holds == TRI_NO || letter_person_other(&a->name, &b->name)) {
		return;
	}
	if (names_arrangement(c, cl, p, a->who->post) && names_arrangement(c, cl, p, b->who->post)) {
		struct ground with = { true, false, holds, KNOW_NONE, t->phase, NULL };
		with.doubt = holds == TRI_PERHAPS ? relate_proof_doubt(c, "the arrangement", p->period) : NULL;
		better(g, &with);
	}
}

static struct ground ground_of(const struct relate_case *c, const struct letter_person_classes *cl, const struct letter *l, const struct end *a,
    const struct end *b, const struct relate_ties *ties)
{
	struct ground g = { false, false, TRI_NO, KNOW_NONE, KNOW_NONE, NULL };
	know_agent x = l->mentions.v[a->mention].agent, y = l->mentions.v[b->mention].agent;
	if (know_is_party(x) && know_is_party(y)) {
		struct know_list posts = know_party(c->know, x)->posts;
		for (uint32_t i = 0; i < posts.n; i++) {
			know_index post = know_item(c->know, posts, i);
			if (know_post(c->know, post)->basis >= c->min_basis && serves(c->know, know_post(c->know, post), y)) {
				by_post(c, cl, post, a, b, &g);
			}
		}
	}
	for (uint32_t i = 0; i < ties[a->mention].n; i++) {
		const struct relate_tie *t = &ties[a->mention].v[i];
		if (relate_tie_find(&ties[b->mention], t->phase) != NULL) {
			by_phase(c, cl, t, a, b, &g);
		}
	}
	if (!g.any && letter_person_same(&a->name, &b->name)) {
		g = (struct ground){ true, true, TRI_PERHAPS, KNOW_NONE, KNOW_NONE, "the same name may be another person's" };
	}
	return g;
}

/* --- the letter --- */

static void tell_ground(const struct relate_case *c, struct letter_relation *r, const struct end *a,
    const struct end *b, const struct ground *g)
{
	if (g->by_name) {
		relate_proof_step(c, r, "'%.*s' signs, '%.*s' is addressed", SPAN_F(a->who->name), SPAN_F(b->who->name));
	} else {
		relate_proof_step(c, r, "'%.*s' signs, '%.*s' is addressed: both name one post", SPAN_F(a->who->post), SPAN_F(b->who->post));
	}
	if (g->post != KNOW_NONE) {
		const struct know_post *p = know_post(c->know, g->post);
		const char *holder = know_str(c->know, p->holder);
		relate_proof_step(c, r, "%s is a post of both%s%s (%s)", know_str(c->know, p->title),
		    *holder != '\0' ? ", held by " : "", holder, know_basis_name(p->basis));
	} else if (g->phase != KNOW_NONE) {
		relate_proof_tell(c, r, g->phase);
	}
}

static void put_person(const struct relate_case *c, struct relate_out *out, const struct letter *l,
    const struct end *a, const struct end *b, const struct ground *g)
{
	const struct letter_mention *x = &l->mentions.v[a->mention], *y = &l->mentions.v[b->mention];
	struct letter_relation *r = relate_letter_add(c, out, LETTER_SAME_PERSON, a->mention, b->mention, LETTER_RECIPIENT);
	struct span who = g->by_name ? a->who->name : a->who->post;
	r->post = g->post;
	r->phase = g->phase;
	r->certainty = g->sure;
	r->doubt = g->doubt;
	if (g->post != KNOW_NONE) {
		r->basis = know_post(c->know, g->post)->basis;
	} else if (g->phase != KNOW_NONE) {
		r->basis = know_phase(c->know, g->phase)->basis;
	}
	if (g->sure == TRI_YES && !(a->alone && b->alone)) {
		r->certainty = TRI_PERHAPS;
		r->doubt = know_tongue_in(c->know, "the letter does not tell for which of several parties the person stands");
	}
	r->person = arena_strn(c->arena, who.p, who.n);
	r->detail = arena_printf(c->arena, know_tongue_in(c->know, "%.*s signs for %s and is addressed at %s"), SPAN_F(who),
	    x->name != NULL ? x->name : x->party, y->name != NULL ? y->name : y->party);
	tell_ground(c, r, a, b, g);
}

struct side { struct end *v; uint32_t n, room; };

/* Nobody signs for a person who is the party: whom the words of the letter name beside it proves nothing. */
static bool is_of(const struct letter_mention *m, enum letter_role role)
{
	return m->role == role && m->verdict == LETTER_CHOSEN && !m->person;
}

/* The person's parties: those of its own group, else all of its side. */
static void push_ends(const struct relate_case *c, const struct letter_person_classes *cl, const struct letter *l, const struct letter_person *who,
    enum letter_role role, struct side *side)
{
	uint32_t grouped = 0, all = 0;
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		all += is_of(m, role);
		grouped += is_of(m, role) && who->group != 0 && m->group == who->group;
	}
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		if (!is_of(m, role) || (grouped > 0 && m->group != who->group)) {
			continue;
		}
		struct end *e = vec_push(c->arena, side);
		e->who = who;
		e->name = letter_person_read(c->know, cl, who->name);
		e->mention = i;
		e->alone = (grouped > 0 ? grouped : all) == 1;
	}
}

static void compare(const struct relate_case *c, const struct letter_person_classes *cl, struct relate_out *out, const struct letter *l,
    const struct end *a, const struct end *b, const struct relate_ties *ties)
{
	const struct letter_mention *x = &l->mentions.v[a->mention], *y = &l->mentions.v[b->mention];
	if (letter_mention_same(x, y) != TRI_NO || relate_letter_has(out, LETTER_SAME_PERSON, a->mention, b->mention)) {
		return;
	}
	struct ground g = ground_of(c, cl, l, a, b, ties);
	if (g.any) {
		put_person(c, out, l, a, b, &g);
	}
}

static bool stands_for(const struct letter_person *who, const struct letter_mention *m)
{
	return who->name.n > 0 && (who->group == 0 || m->group == 0 || who->group == m->group);
}

know_index relate_person_post(const struct letter *l, const struct letter_mention *m, enum know_basis min_basis, enum tri *sure)
{
	bool writes = m->role == LETTER_SENDER;
	uint32_t n = writes ? l->signatories.n : l->addressees.n;
	struct know_list posts = { 0, 0 };
	know_index found = KNOW_NONE;
	*sure = TRI_NO;
	if (know_is_party(m->agent) && is_of(m, writes ? LETTER_SENDER : LETTER_RECIPIENT)) {
		posts = know_party(l->know, m->agent)->posts;
	}
	for (uint32_t i = 0; i < posts.n && n > 0; i++) {
		know_index index = know_item(l->know, posts, i);
		const struct know_post *p = know_post(l->know, index);
		enum tri holds = p->agents.n > 1 && p->basis >= min_basis && p->basis != KNOW_ASSUMED ? period_holds(p->period, l->date) : TRI_NO;
		if (holds <= *sure) {
			continue;
		}
		struct letter_person_classes cl = letter_person_classes(l->know);
		struct letter_name holder = letter_person_read(l->know, &cl, span_str(know_str(l->know, p->holder)));
		for (uint32_t j = 0; j < n && holds > *sure; j++) {
			const struct letter_person *who = writes ? &l->signatories.v[j] : &l->addressees.v[j];
			struct letter_name name = letter_person_read(l->know, &cl, stands_for(who, m) ? who->name : span_of(NULL, 0));
			if (letter_person_same(&name, &holder)) {
				found = index;
				*sure = holds;
			}
		}
	}
	return found;
}

void relate_person_both_ends(const struct relate_case *c, struct relate_out *out, const struct letter *l, const struct relate_ties *ties)
{
	struct letter_person_classes cl = letter_person_classes(c->know);
	struct side from = { NULL, 0, 0 }, to = { NULL, 0, 0 };
	for (uint32_t i = 0; i < l->signatories.n && l->addressees.n > 0; i++) {
		push_ends(c, &cl, l, &l->signatories.v[i], LETTER_SENDER, &from);
	}
	for (uint32_t i = 0; i < l->addressees.n && from.n > 0; i++) {
		push_ends(c, &cl, l, &l->addressees.v[i], LETTER_RECIPIENT, &to);
	}
	for (uint32_t i = 0; i < from.n; i++) {
		for (uint32_t j = 0; j < to.n; j++) {
			compare(c, &cl, out, l, &from.v[i], &to.v[j], ties);
		}
	}
}
