/* extract_service.c - what a letter is about, as councils divide their work.
 *
 * In: subject, who writes and who is to read, references, the body. Out: letter.services, strongest first, only those
 * that stand out. Vocabulary and weights are those of rules/reading/services.xml.
 *
 * A letter is weighed place by place: subject, signature, letterhead, addressee, references, each paragraph of the body.
 * In one place a service counts once, by its most telling phrase and a little for each further one, times what the place
 * is worth: ten words of rent in one paragraph are no more than one lease in the subject. What the body says beyond its
 * first few paragraphs counts less and less. Bare names of departments ("Housing") are believed only where desks are
 * named, and not when they are part of a longer phrase ("Housing Benefit"). A service gives way to its own branch and
 * lends it what it has: a head of planning who writes of a local plan is one evidence.
 *
 * A thing is not the business that is done about it: a school, a depot or a quarry (class "object") in a subject says little,
 * and any desk that is named says more. Several different phrases of one service in subject and body are what the letter
 * does; a desk of another service of which subject and body have not a word then only tells who writes it.
 *
 * Cost: each word of the letter is looked at three times (masks, clear words, weaker ones), those of head and foot once more.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#define SERVICES 96u
#define SURE 10			/* least sum that is believed */
#define STEADY 20		/* what the body says counts in full up to here, */
#define FADING 3		/* then a third of it, */
#define BODY_CEILING 36		/* and no more than this */
#define PARAGRAPH 1500u		/* bytes taken as one paragraph at most */
#define DESK_LINE 120u		/* bytes of a line that names a desk; longer ones are disclaimers */
#define DESK_LINES 16u
#define HITS 48u		/* phrases of a place that are remembered, so that no part of one counts again */
#define CLEAR 4			/* least weight of a phrase that adds to another one */
#define PATTERN_WEIGHT 5
#define DESK_WEIGHT 6		/* a clear word of a trade in the name of a desk or post says as much at least */
#define SAID 8u			/* different phrases of a service that are counted */
#define BROAD 2u		/* so many of them are a matter, each from here on adds */
#define BROAD_WEIGHT 11		/* and one of them a clear one */
#define BREADTH 5
#define WRITER_PART 4		/* tenths that remain of a desk that writes of another's matter */
#define WRITER_LEAST 3		/* when it says more than that */
#define SHARED_DESK 5		/* both ends name a desk of the trade */

enum place { PLACE_SUBJECT, PLACE_SIGNER, PLACE_HEAD, PLACE_ADDRESSEE, PLACE_REFERENCE, PLACE_YOUR_REFERENCE, PLACE_OPENING,
	PLACE_ONLY_OPENING, PLACE_BODY, PLACES };

static const struct { int factor; const char *name; } places[PLACES] = {	/* ORDER: enum place */
	{ 6, "subject" }, { 5, "signature" }, { 4, "letterhead" }, { 2, "addressee" }, { 3, "reference" }, { 1, "your reference" },
	{ 2, "body" },
	{ 3, "body" }, { 1, "body" }
};

/* What was said: words of a class, or (n 0) what a pattern found. */
struct said { struct span words; enum extract_class c; };

struct evidence {
	int32_t sum, body, subject;	/* all; the part of the body, of the subject */
	int32_t best, more;		/* in this place */
	struct said last;		/* in it: a word said again says nothing new */
	struct span words, first;	/* of the place; of the strongest place */
	enum place where;
	int factor;
	struct said said[SAID];		/* different phrases of subject and body, no objects */
	uint32_t n_said;
	int32_t said_weight;
	bool desk, read, shared;	/* named by the writer's desk; by the reader's; by both */
};

struct tally {
	bool page;		/* fields told what its zones have, too */
	struct extract *x;
	enum place place;
	struct evidence *by[SERVICES];	/* NULL: not a word of it */
	know_index told[SERVICES];	/* the others, in order */
	uint32_t n_told;
	int32_t least;			/* weight of a clear word here */
	struct span hits[HITS];
	uint32_t n_hits, n_masks, n;	/* the first hits are masks, which a longer phrase may hold */
	struct span text;		/* that is being read */
	enum extract_class c;		/* for words of this class */
	struct span objects[HITS];	/* things in it */
	uint32_t n_objects;
	int32_t object_weight;		/* a thing in it says so much at most */
};

static bool is_taken(const struct tally *t, struct span s)
{
	for (uint32_t i = 0; i < t->n_hits; i++)
		if (s.p < span_end(t->hits[i]) && t->hits[i].p < span_end(s) && !(i < t->n_masks && s.n > t->hits[i].n))
			return true;
	return false;
}

static bool take_mask(void *user, know_index phrase, struct span written)
{
	struct tally *t = user;
	(void)phrase;
	if (t->n_masks < HITS / 2)
		t->hits[t->n_masks++] = written;
	return true;
}

static bool take_object(void *user, know_index phrase, struct span written)
{
	struct tally *t = user;
	t->object_weight = know_phrase(t->x->k, phrase)->weight;
	if (t->n_objects < HITS)
		t->objects[t->n_objects++] = written;
	return true;
}

static bool is_object(const struct tally *t, struct span s)
{
	for (uint32_t i = 0; i < t->n_objects; i++)
		if (t->objects[i].p <= s.p && span_end(s) <= span_end(t->objects[i]))
			return true;
	return false;
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* "Museum Road", "Archaeology Street": one word and a street's is an address. */
static bool is_street(const struct tally *t, struct span s)
{
	struct span rest = extract_words_after(t->text, s);
	bool one = memchr(s.p, ' ', s.n) == NULL && is_capital(*s.p);
	return one && rest.n > 2 && rest.p[0] == ' ' && is_capital(rest.p[1]) && extract_words_at(t->x, CLASS_STREET, rest, NULL);
}

static bool has_small(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'a' && s.p[i] <= 'z')
			return true;
	return false;
}

static bool is_in_name(const struct letter_person *p, struct span s)
{
	return p->name.n > s.n && p->name.p <= s.p && span_end(s) <= span_end(p->name);
}

/* Mr Law and Ms Parks are no desks; who signs as "Auditor" alone is one. */
static bool is_surname(const struct tally *t, struct span s)
{
	const struct letter *l = t->x->l;
	for (uint32_t i = 0; i < l->signatories.n; i++)
		if (is_in_name(&l->signatories.v[i], s))
			return true;
	for (uint32_t i = 0; i < l->addressees.n; i++)
		if (is_in_name(&l->addressees.v[i], s))
			return true;
	return false;
}

/* What the vocabulary has in capitals is read in capitals: "SEND", "HER" and "IT" are no words then. */
static bool is_other_word(const struct know_phrase *p, struct span written)
{
	return p->capitals && has_small(written);
}

static bool is_same(struct said a, struct said b)
{
	if (a.words.n == 0 || b.words.n == 0)
		return a.words.n == b.words.n;
	if (a.c != b.c)
		return false;
	int x = *a.words.p | 32, y = *b.words.p | 32;
	bool letters = x >= 'a' && x <= 'z' && y >= 'a' && y <= 'z';	/* mostly these differ */
	return (!letters || x == y) && token_same(a.words, b.words);
}

static struct evidence *evidence_of(struct tally *t, know_index s)
{
	if (t->by[s] == NULL) {
		uint32_t i = t->n_told++;
		for (; i > 0 && t->told[i - 1] > s; i--)
			t->told[i] = t->told[i - 1];
		t->told[i] = s;
		t->by[s] = ARENA_NEW(t->x->a, struct evidence);
	}
	return t->by[s];
}

static void weigh(struct tally *t, know_index s, int32_t weight, struct said said, struct span written)
{
	struct evidence *e = evidence_of(t, s);
	e->more += e->best > 0 && weight >= CLEAR && !is_same(e->last, said) ? 1 : 0;
	e->last = said;
	if (weight > e->best) {
		e->best = weight;
		e->words = written;
	}
}

/* What subject and body say in words of a service, each phrase once. */
static void note_said(struct tally *t, know_index s, int32_t weight, struct said said)
{
	struct evidence *e = evidence_of(t, s);
	if (weight < CLEAR || (t->place != PLACE_SUBJECT && t->place < PLACE_OPENING))
		return;
	for (uint32_t i = 0; i < e->n_said; i++)
		if (is_same(e->said[i], said))
			return;
	if (e->n_said < SAID) {
		e->said[e->n_said++] = said;
		e->said_weight += weight;
	}
}

static void weigh_said(struct tally *t, know_index s, int32_t weight, struct span written)
{
	struct said said = { written, t->c };
	if (s >= t->n || weight <= 0)
		return;
	weigh(t, s, weight > t->least ? weight : t->least, said, written);
	note_said(t, s, weight, said);
}

static bool take_service(void *user, know_index phrase, struct span written)
{
	struct tally *t = user;
	const struct know_phrase *p = know_phrase(t->x->k, phrase);
	if (is_taken(t, written) || is_street(t, written) || is_other_word(p, written) || is_surname(t, written))
		return true;
	if (t->n_hits < HITS)
		t->hits[t->n_hits++] = written;
	int32_t weight = is_object(t, written) && p->weight > t->object_weight ? t->object_weight : p->weight;
	know_index only = know_phrase_service(t->x->k, phrase);
	struct span rest = span_str(only == KNOW_NONE ? know_str(t->x->k, p->value) : ""), id;
	if (only != KNOW_NONE)
		weigh_said(t, only, weight, written);
	while (span_word(&rest, &id))
		weigh_said(t, know_service_find(t->x->k, id), weight, written);
	return true;
}

/* classes: as extract_words_classes() tells of s. */
static void look_for(struct tally *t, struct span s, enum extract_class c, uint64_t classes)
{
	t->text = s;
	t->c = c;
	if (extract_words_may(t->x, classes, c))
		extract_words_scan(t->x, c, s, take_service, t);
}

/* All words of trades in a text; bare: names of departments, too. */
static void look(struct tally *t, struct span s, bool bare)
{
	if (!s.n)
		return;
	s.n = s.n < EXTRACT_BODY_BYTES ? s.n : EXTRACT_BODY_BYTES;
	uint64_t any;
	extract_words_classes(t->x, s, &any);
	t->n_masks = 0;
	if (extract_words_may(t->x, any, CLASS_MASK))
		extract_words_scan(t->x, CLASS_MASK, s, take_mask, t);
	t->n_hits = t->n_masks;
	t->n_objects = 0;
	if ((t->place == PLACE_SUBJECT || t->place >= PLACE_OPENING) && extract_words_may(t->x, any, CLASS_OBJECT))
		extract_words_scan(t->x, CLASS_OBJECT, s, take_object, t);
	t->least = bare && t->place == PLACE_SIGNER ? DESK_WEIGHT : 0;
	look_for(t, s, CLASS_SERVICE, any);
	t->least = 0;
	if (bare)
		look_for(t, s, CLASS_DESK, any);
	look_for(t, s, CLASS_HINT, any);
	t->n_hits = t->n_masks = t->n_objects = 0;
}

/* A place has been read: what it said is added up. */
static void settle(struct tally *t, enum place place)
{
	for (uint32_t i = 0; i < t->n_told; i++) {
		struct evidence *e = t->by[t->told[i]];
		int32_t sum = (e->best + (e->more < 2 ? e->more : 2)) * places[place].factor;
		if (!e->best)
			continue;
		e->desk = e->desk || place == PLACE_SIGNER || place == PLACE_HEAD;
		e->read = e->read || place == PLACE_ADDRESSEE;
		e->shared = e->shared || (place == PLACE_ADDRESSEE && e->desk);
		*(place >= PLACE_OPENING ? &e->body : &e->sum) += sum;
		e->subject += place == PLACE_SUBJECT ? sum : 0;
		if (places[place].factor > e->factor) {
			e->factor = places[place].factor;
			e->where = place;
			e->first = e->words;
		}
		e->best = e->more = 0;
	}
}

struct shapes { struct tally *t; struct span s; };

/* A pattern "service.ID" tells the service by the shape of a number. */
static bool take_shape(void *user, know_index pattern, const char *id)
{
	struct shapes *u = user;
	struct tally *t = u->t;
	struct pattern_match m;
	know_index s = know_service_find(t->x->k, span_str(strchr(id, '.') + 1));
	if (s < t->n && know_pattern_match(t->x->k, pattern, t->x->a, u->s, 0, &m) == 1)
		weigh(t, s, PATTERN_WEIGHT, (struct said){ .words = span_of(NULL, 0) }, u->s);
	return true;
}

static void look_shapes(struct tally *t, struct span s)
{
	struct shapes u = { t, s };
	if (s.n)
		know_patterns_each(t->x->k, "service.", take_shape, &u);
}

static void look_subject(struct tally *t, struct span subject)
{
	t->place = PLACE_SUBJECT;
	look(t, subject, false);
	look(t, t->x->l->title.text, false);
	look_shapes(t, subject);
	settle(t, PLACE_SUBJECT);
}

/* "D Law": an initial and a name. */
static bool has_initial(struct span s)
{
	return s.n > 2 && is_capital(s.p[0]) && (s.p[1] == '.' || s.p[1] == ' ') && extract_bytes_words(s) <= 3 &&
	    !memchr(s.p, ',', s.n);
}

static void look_desk(struct tally *t, struct span s, bool bare)
{
	if (s.n > DESK_LINE || has_initial(s))
		return;
	look(t, s, bare);
}

static enum place place_of(const struct letter_zone *z)
{
	switch (z->kind) {
	case LETTER_ZONE_LETTERHEAD:
		return PLACE_HEAD;
	case LETTER_ZONE_SIGNATURE:
	case LETTER_ZONE_FROM:
		return PLACE_SIGNER;
	case LETTER_ZONE_ADDRESS:
	case LETTER_ZONE_TO:
	case LETTER_ZONE_SALUTATION:
		return PLACE_ADDRESSEE;
	default:
		return PLACES;
	}
}

static bool is_in_zone(const struct letter *l, struct span s)
{
	for (uint32_t i = 0; i < l->zones.n; i++) {
		const struct letter_zone *z = &l->zones.v[i];
		for (uint32_t j = 0; j < z->pieces.n; j++)
			if (z->pieces.v[j].p < span_end(s) && s.p < span_end(z->pieces.v[j]))
				return true;
	}
	return false;
}

/* Lines of the header that name a department or a post and are nobody's block: beside the reference, over the date. */
static void look_strays(struct tally *t)
{
	const struct extract *x = t->x;
	for (uint32_t i = 0; i < x->segs.n && x->segs.v[i].line < x->header_end; i++) {
		const struct extract_seg *s = &x->segs.v[i];
		if (s->label == LABEL_NONE && !s->used && (s->flags & (SEG_DEPARTMENT | SEG_POST)) && !(s->flags & SEG_PROSE) &&
		    !is_in_zone(x->l, s->text))
			look_desk(t, s->text, true);
	}
}

/* Who signs with a post alone, and stands in no block of the signature. */
static void look_signatories(struct tally *t)
{
	const struct letter *l = t->x->l;
	for (uint32_t i = 0; i < l->signatories.n && i < DESK_LINES; i++) {
		const struct letter_person *p = &l->signatories.v[i];
		if (p->post.n && !is_in_zone(l, p->post))
			look_desk(t, p->post, true);
		if (p->name.n && !is_in_zone(l, p->name))
			look_desk(t, p->name, true);
	}
}

/* "democratic.services@waverley.gov.uk". */
static void look_mailboxes(struct tally *t, enum letter_role role)
{
	const struct letter *l = t->x->l;
	for (uint32_t i = 0; i < l->zones.n; i++) {
		const struct letter_zone *z = &l->zones.v[i];
		for (uint32_t j = 0; z->role == role && z->kind != LETTER_ZONE_BODY && j < z->pieces.n && j < DESK_LINES; j++) {
			struct span s = z->pieces.v[j];
			const char *at = s.n < DESK_LINE ? memchr(s.p, '@', s.n) : NULL, *from = at;
			while (at && from > s.p && from[-1] != ' ' && from[-1] != '<' && from[-1] != ':')
				from--;
			if (at)
				look(t, span_of(from, (size_t)(at - from)), false);
		}
	}
}

/* "Enquiries to: Housing Delivery". */
static void look_contacts(struct tally *t)
{
	const struct extract *x = t->x;
	for (uint32_t i = 0; i < x->segs.n && x->segs.v[i].line < x->header_end; i++)
		if (x->segs.v[i].label == LABEL_CONTACT && !memchr(x->segs.v[i].value.p, '@', x->segs.v[i].value.n))
			look_desk(t, x->segs.v[i].value, true);
}

static bool begins_with(struct span s, struct span part)
{
	return part.n > 0 && s.n >= part.n && memcmp(s.p, part.p, part.n) == 0;
}

/* A reference that a field tells looks like a line of the letterhead on its page. */
static bool is_told(const struct tally *t, struct span s)
{
	const struct letter *l = t->x->l;
	for (uint32_t i = 0; t->page && i < l->our_refs.n; i++)
		if (begins_with(s, l->our_refs.v[i].text))
			return true;
	for (uint32_t i = 0; t->page && i < l->your_refs.n; i++)
		if (begins_with(s, l->your_refs.v[i].text))
			return true;
	return false;
}

static void look_zones(struct tally *t, enum place place)
{
	t->place = place;
	for (uint32_t i = 0; i < t->x->l->zones.n; i++) {
		const struct letter_zone *z = &t->x->l->zones.v[i];
		for (uint32_t j = 0; place_of(z) == place && j < z->pieces.n && j < DESK_LINES; j++)
			if (!is_told(t, z->pieces.v[j]))
				look_desk(t, z->pieces.v[j], z->kind != LETTER_ZONE_SALUTATION);
	}
	if (place == PLACE_ADDRESSEE)
		look_mailboxes(t, LETTER_RECIPIENT);
	if (place == PLACE_HEAD) {
		look_mailboxes(t, LETTER_SENDER);
		look_strays(t);
		look_contacts(t);
	}
	if (place == PLACE_SIGNER)
		look_signatories(t);
	settle(t, place);
}

static void look_references(struct tally *t)
{
	t->place = PLACE_REFERENCE;
	const struct letter *l = t->x->l;
	for (uint32_t i = 0; i < l->our_refs.n; i++) {
		look_for(t, l->our_refs.v[i].text, CLASS_SERVICE_MARK, UINT64_MAX);
		look_shapes(t, l->our_refs.v[i].text);
	}
	settle(t, PLACE_REFERENCE);
	for (uint32_t i = 0; i < l->your_refs.n; i++) {
		look_for(t, l->your_refs.v[i].text, CLASS_SERVICE_MARK, UINT64_MAX);
		look_shapes(t, l->your_refs.v[i].text);
	}
	settle(t, PLACE_YOUR_REFERENCE);
}

/* Where a blank line begins that ends before most, or most. */
static size_t blank_line(struct span s, size_t most)
{
	const char *end = s.p + most, *p = s.p;
	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		for (p++; p < end && (*p == '\r' || *p == ' ' || *p == '\t'); p++)
			;
		if (p < end && *p == '\n')
			return (size_t)(p - s.p);
	}
	return most;
}

/* The next paragraph of *rest, up to a blank line. */
static struct span next_paragraph(struct span *rest)
{
	size_t n = blank_line(*rest, rest->n < PARAGRAPH ? rest->n : PARAGRAPH);
	while (n >= PARAGRAPH && n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\n')
		n++;
	struct span s = span_of(rest->p, n);
	*rest = span_of(rest->p + n, rest->n - n);
	*rest = span_trim(*rest);
	return span_trim(s);
}

static bool is_quoted(const struct letter *l, struct span s)
{
	for (uint32_t i = 0; i < l->zones.n; i++) {
		const struct letter_zone *z = &l->zones.v[i];
		for (uint32_t j = 0; z->kind == LETTER_ZONE_QUOTED && j < z->pieces.n; j++)
			if (z->pieces.v[j].p <= s.p && s.p < span_end(z->pieces.v[j]))
				return true;
	}
	return false;
}

static void look_body(struct tally *t, struct span body)
{
	/* without a subject the first paragraph says what the letter is about */
	enum place place = t->x->l->subject.text.n || t->x->l->title.text.n ? PLACE_OPENING : PLACE_ONLY_OPENING;
	body = span_trim(body);
	body.n = body.n < EXTRACT_BODY_BYTES ? body.n : EXTRACT_BODY_BYTES;
	while (body.n) {
		struct span s = next_paragraph(&body);
		if (!s.n || is_quoted(t->x->l, s))
			continue;
		t->place = place;
		look(t, s, false);
		settle(t, place);
		place = PLACE_BODY;
	}
	for (uint32_t i = 0; i < t->n_told; i++) {
		struct evidence *e = t->by[t->told[i]];
		int32_t said = e->body <= STEADY ? e->body : STEADY + (e->body - STEADY) / FADING;
		e->sum += said < BODY_CEILING ? said : BODY_CEILING;
	}
}

/* A service that has a branch with evidence of its own lends it what it has, and steps back. */
static void choose_branches(struct tally *t)
{
	for (uint32_t i = 0; i < t->n_told; i++) {
		struct evidence *e = t->by[t->told[i]], *branch;
		int32_t lent = e->sum, best = 0;
		for (uint32_t j = 0; lent && j < t->n_told; j++)
			if (j != i && t->by[t->told[j]]->sum > best && know_service_within(t->x->k, t->told[j], t->told[i]))
				best = t->by[t->told[j]]->sum;
		if (!lent || best * 4 < lent)
			continue;
		for (uint32_t j = 0; j < t->n_told; j++)
			if (j != i && (branch = t->by[t->told[j]])->sum && know_service_within(t->x->k, t->told[j], t->told[i])) {
				branch->sum += lent;
				branch->subject += e->subject;
			}
		e->sum = 0;
	}
}

static know_index strongest(const struct tally *t)
{
	know_index best = KNOW_NONE;
	for (uint32_t i = 0; i < t->n_told; i++) {
		int32_t sum = t->by[t->told[i]]->sum;
		if (sum >= SURE && (best == KNOW_NONE || sum > t->by[best]->sum))
			best = t->told[i];
	}
	return best;
}

static void push(struct tally *t, know_index s)
{
	const struct evidence *e = t->by[s];
	struct letter_service *out = vec_push(t->x->a, &t->x->l->services);
	out->service = s;
	out->weight = e->sum;
	out->office = KNOW_NONE;
	out->place = letter_place(t->x->l, e->first);
	out->why = t->x->l->explained ? arena_printf(t->x->a, "%s: '%.*s'", places[e->where].name, SPAN_F(e->first)) : "";
	if (e->where == PLACE_SUBJECT && t->x->l->doc != NULL && (t->x->l->subject.place.node != NULL || t->x->l->subject.place.offset != SIZE_MAX))
		out->place = t->x->l->subject.place;	/* the words stand in an element of their own */
}

/* A planner writes of traffic: the matter is the one, his office the other. */
static void note_office(struct tally *t, know_index top)
{
	know_index best = KNOW_NONE;
	for (uint32_t i = 0; i < t->n_told && !t->by[top]->desk; i++) {
		const struct evidence *e = t->by[t->told[i]];
		if (e->desk && e->sum > 0 && (best == KNOW_NONE || e->sum > t->by[best]->sum))
			best = t->told[i];
	}
	t->x->l->services.v[0].office = best;
}

/* The strongest of those that were not taken, however weak. */
static void note_second(struct tally *t)
{
	const struct extract *x = t->x;
	know_index best = strongest(t);
	if (best == KNOW_NONE || x->l->services.n == 0 || !x->l->explained)
		return;
	const struct evidence *e = t->by[best];
	x->l->services.v[0].runner_up = arena_printf(x->a, "%s, weight %d; %s: '%.*s'", know_str(x->k, know_service(x->k, best)->label),
	    (int)e->sum, places[e->where].name, SPAN_F(e->first));
}

static know_index broadest(const struct tally *t)
{
	know_index best = KNOW_NONE;
	for (uint32_t i = 0; i < t->n_told; i++) {
		const struct evidence *e = t->by[t->told[i]];
		if (e->n_said >= BROAD && e->said_weight >= BROAD_WEIGHT && (best == KNOW_NONE || e->n_said > t->by[best]->n_said))
			best = t->told[i];
	}
	return best;
}

/* Words of one service against none of another, which has but a desk at one end or a thing. */
static void weigh_breadth(struct tally *t)
{
	know_index broad = broadest(t);
	for (uint32_t i = 0; broad != KNOW_NONE && i < t->n_told; i++) {
		know_index s = t->told[i];
		struct evidence *e = t->by[s];
		if (e->n_said >= BROAD && e->said_weight >= BROAD_WEIGHT)
			e->sum += (int32_t)(e->n_said - BROAD + 1) * BREADTH;
		else if (e->n_said == 0 && !e->shared && !know_service_within(t->x->k, s, broad) &&
		    !know_service_within(t->x->k, broad, s))
			e->sum = e->sum * (t->by[broad]->n_said > BROAD ? WRITER_LEAST : WRITER_PART) / 10;
	}
}

static void choose(struct tally *t)
{
	weigh_breadth(t);
	choose_branches(t);
	for (uint32_t i = 0; i < t->n_told; i++) {
		struct evidence *e = t->by[t->told[i]];
		e->sum += e->sum && e->shared ? SHARED_DESK : 0;
	}
	know_index top = strongest(t);
	if (top == KNOW_NONE)
		return;
	int32_t least = t->by[top]->sum * 6 / 10;
	bool by_subject = t->by[top]->subject > 0;
	for (uint32_t k = 0; k < 4; k++) {
		know_index s = strongest(t);
		if (s == KNOW_NONE)
			break;
		struct evidence *e = t->by[s];
		if (k && (e->sum < least || (by_subject && !e->subject) || e->where >= PLACE_REFERENCE))
			break;
		if (k && (t->by[top]->desk || t->by[top]->read) && !e->desk && !e->read)
			break;		/* a word of the subject against what the desks do */
		push(t, s);
		e->sum = 0;
	}
	note_office(t, top);
	note_second(t);
}

static struct tally *begin(struct extract *x)
{
	struct tally *t = ARENA_NEW(x->a, struct tally);
	t->x = x;
	t->n = know_service_count(x->k) < SERVICES ? know_service_count(x->k) : SERVICES;
	return t;
}

void extract_service_read(struct extract *x)
{
	struct tally *t = begin(x);
	look_subject(t, x->l->subject.text);
	look_zones(t, PLACE_SIGNER);
	look_zones(t, PLACE_HEAD);
	look_zones(t, PLACE_ADDRESSEE);
	look_references(t);
	look_body(t, x->l->body);
	choose(t);
}

/* Who signs and who is addressed, where there are no zones of a page. */
static void look_people(struct tally *t)
{
	const struct letter *l = t->x->l;
	t->place = PLACE_SIGNER;
	for (uint32_t i = 0; i < l->signatories.n && i < DESK_LINES; i++)
		look_desk(t, l->signatories.v[i].post, true);
	settle(t, PLACE_SIGNER);
	t->place = PLACE_ADDRESSEE;
	for (uint32_t i = 0; i < l->addressees.n && i < DESK_LINES; i++)
		look_desk(t, l->addressees.v[i].post, true);
	look_desk(t, l->salutation.text, false);
	settle(t, PLACE_ADDRESSEE);
}

/* For letters whose fields were given (XML): the same weighing over department, subject and body. */
void extract_services(struct letter *l, struct span department, struct span subject, struct span body)
{
	struct extract x = { .l = l, .k = l->know, .a = l->arena };
	extract_words_begin(&x);
	struct tally *t = begin(&x);
	look_subject(t, subject);
	t->place = PLACE_SIGNER;
	look_desk(t, department, true);
	settle(t, PLACE_SIGNER);
	look_people(t);
	look_references(t);
	look_body(t, body);
	choose(t);
}

void extract_services_page(struct letter *l, const struct letter *page)
{
	struct letter was = *l;
	struct extract x = { .l = l, .k = l->know, .a = l->arena };
	extract_words_begin(&x);
	struct tally *t = begin(&x);
	t->page = true;
	look_subject(t, l->subject.text);
	memcpy(&l->zones, &page->zones, sizeof l->zones);
	look_zones(t, PLACE_SIGNER);
	look_zones(t, PLACE_HEAD);
	look_zones(t, PLACE_ADDRESSEE);
	memcpy(&l->zones, &was.zones, sizeof l->zones);
	look_references(t);
	look_body(t, l->body);
	choose(t);
}
