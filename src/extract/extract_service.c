/* extract_service.c - what a letter is about, as councils divide their work.
 *
 * In: subject, the writer's and the addressee's departments, the body. Out: letter.services, strongest first, only those
 * that stand out. How: each phrase of class "service" counts its weight times that of its place; the subject says most,
 * the writer's department next, the body least and only up to a ceiling. A service gives way to its own branch.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#define SERVICES 96u
#define SURE 6		/* least sum that is believed */
#define BODY_CEILING 16

struct place { int factor; const char *name; struct span whole; };

struct tally {
	struct extract *x;
	struct place place;
	enum extract_class words;
	int32_t sum[SERVICES], body[SERVICES], subject[SERVICES];
	struct span first[SERVICES];
	const char *where[SERVICES];
	int factor[SERVICES];
};

static bool take_service(void *user, know_index phrase, struct span written)
{
	struct tally *t = user;
	const struct know_phrase *p = know_phrase(t->x->k, phrase);
	know_index s = know_service_find(t->x->k, span_str(know_str(t->x->k, p->value)));
	if (s == KNOW_NONE || s >= SERVICES)
		return true;
	int32_t weight = p->weight ? p->weight : 1;
	if (t->place.factor == 1) {
		if (t->body[s] >= BODY_CEILING)
			return true;
		t->body[s] += weight;
	}
	if (t->place.factor == 6)
		t->subject[s] += weight;
	t->sum[s] += weight * t->place.factor;
	if (t->place.factor > t->factor[s]) {
		t->factor[s] = t->place.factor;
		t->first[s] = written;
		t->where[s] = t->place.name;
	}
	return true;
}

static void look(struct tally *t, struct span s, int factor, const char *name)
{
	if (!s.n || t->x->classes[t->words] == KNOW_NONE)
		return;
	s.n = s.n < EXTRACT_BODY_BYTES ? s.n : EXTRACT_BODY_BYTES;
	t->place = (struct place){ factor, name, s };
	know_phrases_scan(t->x->k, t->x->classes[t->words], s, take_service, t);
}

static void look_zones(struct tally *t)
{
	for (uint32_t i = 0; i < t->x->l->zones.n; i++) {
		const struct letter_zone *z = &t->x->l->zones.v[i];
		int factor = z->kind == LETTER_ZONE_LETTERHEAD || z->kind == LETTER_ZONE_SIGNATURE || z->kind == LETTER_ZONE_FROM ? 3 :
		    z->kind == LETTER_ZONE_ADDRESS || z->kind == LETTER_ZONE_TO || z->kind == LETTER_ZONE_SALUTATION ? 2 : 0;
		for (uint32_t j = 0; factor && j < z->pieces.n && j < 20; j++)
			look(t, z->pieces.v[j], factor, letter_zone_name(z->kind));
	}
}

static bool has_stronger_branch(const struct tally *t, know_index s, uint32_t n)
{
	for (know_index i = 0; i < n; i++)
		if (i != s && t->sum[i] >= SURE && t->sum[i] * 2 >= t->sum[s] && know_service_within(t->x->k, i, s))
			return true;
	return false;
}

static know_index strongest(const struct tally *t, uint32_t n)
{
	know_index best = KNOW_NONE;
	for (know_index i = 0; i < n; i++)
		if (t->sum[i] >= SURE && (best == KNOW_NONE || t->sum[i] > t->sum[best]))
			best = i;
	return best;
}

static void push(struct tally *t, know_index s)
{
	struct letter_service *out = vec_push(t->x->a, &t->x->l->services);
	out->service = s;
	out->weight = t->sum[s];
	out->place = letter_place(t->x->l, t->first[s]);
	if (out->place.offset == SIZE_MAX && out->place.xpath == NULL && !strcmp(t->where[s], "subject"))
		out->place = t->x->l->subject.place;	/* XML: the words stand in an element of their own */
	out->why = arena_printf(t->x->a, "%s: '%.*s'", t->where[s], SPAN_F(t->first[s]));
}

/* The strongest of those that were not taken, however weak. */
static void note_second(struct tally *t, uint32_t n)
{
	const struct extract *x = t->x;
	know_index best = KNOW_NONE;
	for (know_index i = 0; i < n; i++)
		if (t->sum[i] > 0 && (best == KNOW_NONE || t->sum[i] > t->sum[best]))
			best = i;
	if (best != KNOW_NONE && x->l->services.n)
		x->l->services.v[0].runner_up = arena_printf(x->a, "%s, weight %d; %s: '%.*s'", know_str(x->k, know_service(x->k, best)->label),
		    (int)t->sum[best], t->where[best], SPAN_F(t->first[best]));
}

static void choose(struct tally *t)
{
	const struct extract *x = t->x;
	uint32_t n = know_service_count(x->k) < SERVICES ? know_service_count(x->k) : SERVICES;
	for (know_index i = 0; i < n; i++)
		if (t->sum[i] && has_stronger_branch(t, i, n))
			t->sum[i] = 0;
	know_index top = strongest(t, n);
	if (top == KNOW_NONE)
		return;
	int32_t least = t->sum[top] * 6 / 10;
	bool by_subject = t->subject[top] > 0;
	for (uint32_t k = 0; k < 4; k++) {
		know_index s = strongest(t, n);
		if (s == KNOW_NONE || (k && (t->sum[s] < least || (by_subject && !t->subject[s]) || t->factor[s] == 1)))
			break;
		push(t, s);
		t->sum[s] = 0;
	}
	note_second(t, n);
}

void extract_service_read(struct extract *x)
{
	struct tally *t = ARENA_NEW(x->a, struct tally);
	t->x = x;
	t->words = CLASS_SERVICE;
	look(t, x->l->subject.text, 6, "subject");
	look(t, x->l->title.text, 6, "title");
	look_zones(t);
	look(t, x->l->body, 1, "body");
	choose(t);
	if (x->l->services.n)
		return;
	/* nothing told: the bare name of a department, which says nothing in a sentence, is believed where desks are named */
	t->words = CLASS_DESK;
	look(t, x->l->subject.text, 3, "subject");
	look_zones(t);
	choose(t);
}

/* For letters whose fields were given (XML): the same weighing over department, subject and body. */
void extract_services(struct letter *l, struct span department, struct span subject, struct span body)
{
	struct extract x = { .l = l, .k = l->know, .a = l->arena };
	extract_words_begin(&x);
	struct tally *t = ARENA_NEW(l->arena, struct tally);
	t->x = &x;
	t->words = CLASS_SERVICE;
	look(t, subject, 6, "subject");
	look(t, l->title.text, 6, "title");
	look(t, department, 3, "department");
	look(t, body, 1, "body");
	choose(t);
}
