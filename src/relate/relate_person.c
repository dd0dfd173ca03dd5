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
 * Cost: signatories times addressees, a few of each; posts of the sender's party are walked once for each pair.
 *
 * SPDX-License-Identifier: ISC */
#include "relate/relate_in.h"

#include <stdio.h>

#define WORDS 12

struct person {		/* a name in folded words; an initial is one letter */
	char words[WORDS][40];
	uint32_t n;
};

struct classes { know_index title, letters, shared; };

/* One end of a letter's person: who, and for which party. */
struct end {
	const struct letter_person *who;
	struct person name;
	uint32_t mention;
	bool alone;	/* no other party could be meant */
};

/* --- names --- */

static struct span after(struct span all, const char *p)
{
	return span_of(p, (size_t)(span_end(all) - p));
}

static struct span skip_titles(const struct know *k, struct span s, know_index title)
{
	struct span written;
	while (title != KNOW_NONE && s.n > 0 && know_phrase_at(k, title, s, &written) != KNOW_NONE && written.n > 0) {
		s = after(s, span_end(written));
	}
	return s;
}

static uint32_t count_words(struct span s)
{
	struct token t;
	uint32_t n = 0;
	while (token_next(&s, &t)) {
		n++;
	}
	return n;
}

static bool is_letters(const struct know *k, const struct classes *cl, struct span s)
{
	struct span written;
	return cl->letters != KNOW_NONE && s.n > 0 && know_phrase_at(k, cl->letters, s, &written) != KNOW_NONE;
}

static void push_word(struct person *p, const char *word)
{
	if (p->n < WORDS) {
		snprintf(p->words[p->n++], sizeof p->words[0], "%s", word);
	}
}

/* "C.J." and, before a name not in capitals, "CJ" are initials. */
static bool is_initials(const struct token *t, bool shouted)
{
	bool dotted = memchr(t->written.p, '.', t->written.n) != NULL;
	return t->length >= 2 && t->length <= 3 && t->all_capitals && (dotted || !shouted);
}

static void push_token(struct person *p, const struct token *t, bool shouted)
{
	if (p->n == 0 && is_initials(t, shouted)) {
		for (const char *c = t->folded; *c != '\0'; c++) {
			push_word(p, (const char[]){ *c, '\0' });
		}
	} else {
		push_word(p, t->folded);
	}
}

static bool is_shouted(struct span s)
{
	struct token t;
	while (token_next(&s, &t)) {
		if (t.length > 3 && !t.all_capitals) {
			return false;
		}
	}
	return true;
}

static void push_words(const struct know *k, const struct classes *cl, struct span s, struct person *p)
{
	struct token t;
	bool shouted = is_shouted(s);
	for (struct span rest = s; token_next(&rest, &t);) {
		struct span here = after(s, t.written.p);
		bool honours = is_letters(k, cl, here) || (!shouted && t.all_capitals && t.length > 1);
		if (p->n >= 2 && honours) {
			return;
		}
		push_token(p, &t, shouted);
	}
}

/* "Smith, Jane" is turned round; what follows the comma of "Jane Smith, MRTPI" is not the name. */
static struct person read_name(const struct know *k, const struct classes *cl, struct span s)
{
	struct person p = { .n = 0 };
	struct span first, rest = s;
	const char *bracket = s.n > 0 ? memchr(s.p, '(', s.n) : NULL;
	if (bracket != NULL) {
		rest.n = (size_t)(bracket - s.p);
	}
	if (!span_split(&rest, ',', &first)) {
		return p;
	}
	first = skip_titles(k, first, cl->title);
	if (count_words(first) == 1 && count_words(rest) > 0 && !is_letters(k, cl, rest)) {
		push_words(k, cl, skip_titles(k, rest, cl->title), &p);
	}
	push_words(k, cl, first, &p);
	return p;
}

static bool is_initial(const char *word)
{
	return word[0] != '\0' && word[1] == '\0';
}

static const char *surname(const struct person *p)
{
	return p->n > 0 ? p->words[p->n - 1] : "";
}

/* Given names in order: what one leaves out does not speak against the other, an initial stands for its name. */
static bool middles_agree(const struct person *a, const struct person *b)
{
	for (uint32_t i = 1; i + 1 < a->n && i + 1 < b->n; i++) {
		const char *x = a->words[i], *y = b->words[i];
		bool same = is_initial(x) || is_initial(y) ? x[0] == y[0] : strcmp(x, y) == 0;
		if (!same) {
			return false;
		}
	}
	return true;
}

static bool is_same_name(const struct person *a, const struct person *b)
{
	if (a->n < 2 || b->n < 2 || is_initial(surname(a)) || strcmp(surname(a), surname(b)) != 0 || strcmp(a->words[0], b->words[0]) != 0) {
		return false;
	}
	if (!is_initial(a->words[0])) {
		return middles_agree(a, b);
	}
	return a->n == b->n && a->n >= 3 && middles_agree(a, b);
}

/* Two names that cannot be one person's. */
static bool is_other_name(const struct person *a, const struct person *b)
{
	if (a->n == 0 || b->n == 0) {
		return false;
	}
	if (a->n == 1 || b->n == 1) {
		const struct person *one = a->n == 1 ? a : b, *full = a->n == 1 ? b : a;
		return strcmp(surname(one), surname(full)) != 0 && strcmp(surname(one), full->words[0]) != 0;
	}
	bool both_full = !is_initial(a->words[0]) && !is_initial(b->words[0]);
	if (strcmp(surname(a), surname(b)) != 0 || a->words[0][0] != b->words[0][0]) {
		return true;
	}
	return both_full && strcmp(a->words[0], b->words[0]) != 0;
}

/* --- posts --- */

/* The folded title without "joint", "interim" and the like before it. */
static const char *bare_title(const struct relate_case *c, const struct classes *cl, struct span s)
{
	return token_fold(c->arena, skip_titles(c->know, s, cl->shared));
}

static bool begins(const char *text, const char *with, const char *then)
{
	size_t n = strlen(with);
	return strncmp(text, with, n) == 0 && strncmp(text + n, then, strlen(then)) == 0;
}

/* Does the letter name the registry's post? "Chief Executive" names "Joint Chief Executive and Head of Paid Service", a
 * deputy or an assistant does not. */
static bool names_post(const struct relate_case *c, const struct classes *cl, struct span written, struct span title)
{
	const char *w = bare_title(c, cl, written), *t = bare_title(c, cl, title);
	if (strchr(w, ' ') == NULL) {
		return false;
	}
	return strcmp(w, t) == 0 || (strchr(t, ' ') != NULL && begins(w, t, " ")) || begins(t, w, " and ");
}

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
static void by_post(const struct relate_case *c, const struct classes *cl, know_index index, const struct end *a,
    const struct end *b, struct ground *g)
{
	const struct know_post *p = know_post(c->know, index);
	struct person holder = read_name(c->know, cl, span_str(know_str(c->know, p->holder)));
	struct span title = span_str(know_str(c->know, p->title));
	bool held = is_same_name(&a->name, &b->name) && is_same_name(&a->name, &holder);
	bool named = names_post(c, cl, a->who->post, title) && names_post(c, cl, b->who->post, title)
	    && !is_other_name(&a->name, &b->name);
	enum tri holds = period_holds(p->period, c->when);
	if ((!held && !named) || holds == TRI_NO) {
		return;
	}
	struct ground with = { true, held, holds, index, KNOW_NONE, NULL };
	if (holds == TRI_PERHAPS) {
		with.doubt = relate_proof_doubt(c, "the post", p->period);
	} else if (!held && (is_other_name(&a->name, &holder) || is_other_name(&b->name, &holder))) {
		with.sure = TRI_PERHAPS;
		with.doubt = "the letter gives another name than the registry has for the holder of the post";
	} else if (p->basis == KNOW_ASSUMED) {
		with.sure = TRI_PERHAPS;
		with.doubt = "that the post was shared is assumed";
	}
	better(g, &with);
}

/* Both ends name an arrangement that is a shared post. */
static bool names_arrangement(const struct relate_case *c, const struct classes *cl, const struct know_phase *p, struct span written)
{
	const struct know_arrangement *arr = know_arrangement(c->know, p->arrangement);
	const char *w = bare_title(c, cl, written);
	if (strchr(w, ' ') == NULL) {
		return false;
	}
	for (uint32_t i = 0; i < arr->names.n; i++) {
		const struct know_name *n = know_name(c->know, know_item(c->know, arr->names, i));
		if (strcmp(w, bare_title(c, cl, span_str(know_str(c->know, n->text)))) == 0) {
			return true;
		}
	}
	return strcmp(w, bare_title(c, cl, span_str(know_str(c->know, arr->name)))) == 0;
}

static void by_phase(const struct relate_case *c, const struct classes *cl, const struct relate_tie *t,
    const struct end *a, const struct end *b, struct ground *g)
{
	const struct know_phase *p = know_phase(c->know, t->phase);
	enum tri holds = relate_tie_holds(c, t);
	bool post = relate_kind_is_post(c->know, p) && relate_kind_is_active(p) && t->stand == RELATE_MEMBER;
	if (!post || holds == TRI_NO || is_other_name(&a->name, &b->name)) {
		return;
	}
	if (names_arrangement(c, cl, p, a->who->post) && names_arrangement(c, cl, p, b->who->post)) {
		struct ground with = { true, false, holds, KNOW_NONE, t->phase, NULL };
		with.doubt = holds == TRI_PERHAPS ? relate_proof_doubt(c, "the arrangement", p->period) : NULL;
		better(g, &with);
	}
}

static struct ground ground_of(const struct relate_case *c, const struct classes *cl, const struct letter *l, const struct end *a,
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
	if (!g.any && is_same_name(&a->name, &b->name)) {
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
		r->doubt = "the letter does not tell for which of several parties the person stands";
	}
	r->person = arena_strn(c->arena, who.p, who.n);
	r->detail = arena_printf(c->arena, "%.*s signs for %s and is addressed at %s", SPAN_F(who),
	    x->name != NULL ? x->name : x->party, y->name != NULL ? y->name : y->party);
	tell_ground(c, r, a, b, g);
}

struct side { struct end *v; uint32_t n, room; };

static bool is_of(const struct letter_mention *m, enum letter_role role)
{
	return m->role == role && m->verdict == LETTER_CHOSEN;
}

/* The person's parties: those of its own group, else all of its side. */
static void push_ends(const struct relate_case *c, const struct classes *cl, const struct letter *l, const struct letter_person *who,
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
		e->name = read_name(c->know, cl, who->name);
		e->mention = i;
		e->alone = (grouped > 0 ? grouped : all) == 1;
	}
}

static bool is_two_parties(const struct letter_mention *a, const struct letter_mention *b)
{
	if (a->agent != KNOW_NONE || b->agent != KNOW_NONE) {
		return a->agent != b->agent;
	}
	return a->party != NULL && b->party != NULL && strcmp(a->party, b->party) != 0;
}

static void compare(const struct relate_case *c, const struct classes *cl, struct relate_out *out, const struct letter *l,
    const struct end *a, const struct end *b, const struct relate_ties *ties)
{
	const struct letter_mention *x = &l->mentions.v[a->mention], *y = &l->mentions.v[b->mention];
	if (!is_two_parties(x, y) || relate_letter_has(out, LETTER_SAME_PERSON, a->mention, b->mention)) {
		return;
	}
	struct ground g = ground_of(c, cl, l, a, b, ties);
	if (g.any) {
		put_person(c, out, l, a, b, &g);
	}
}

void relate_person_both_ends(const struct relate_case *c, struct relate_out *out, const struct letter *l, const struct relate_ties *ties)
{
	struct classes cl = { know_phrase_class(c->know, "title"), know_phrase_class(c->know, "letters"), know_phrase_class(c->know, "shared-post") };
	struct side from = { NULL, 0, 0 }, to = { NULL, 0, 0 };
	for (uint32_t i = 0; i < l->signatories.n; i++) {
		push_ends(c, &cl, l, &l->signatories.v[i], LETTER_SENDER, &from);
	}
	for (uint32_t i = 0; i < l->addressees.n; i++) {
		push_ends(c, &cl, l, &l->addressees.v[i], LETTER_RECIPIENT, &to);
	}
	for (uint32_t i = 0; i < from.n; i++) {
		for (uint32_t j = 0; j < to.n; j++) {
			compare(c, &cl, out, l, &from.v[i], &to.v[j], ties);
		}
	}
}
