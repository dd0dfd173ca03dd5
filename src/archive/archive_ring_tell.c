/* archive_ring_tell.c - a ring as a circle: its steps, what holds them together, how sure that is; DESIGN sections 5 and 7.
 *
 * In: the edges of a ring, in order. Out: a circle with its words for people.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_ring.h"

struct telling {
	struct archive_links *l;
	struct letter_archive *out;
	struct letter_circle *c;
	bool dated;		/* the day of the missing letter is known */
};

static const struct archive_end *end_of(const struct archive_links *l, const struct archive_edge *e, uint8_t end)
{
	return archive_ends(l->a, e->letter) + end;
}

/* Why it is not sure that the letter of y's end goes on where x's ended. */
static const char *doubt(const struct telling *t, const struct archive_end *x, const struct archive_end *y, struct when a, struct when b)
{
	const struct archive *archive = t->l->a;
	if (archive_link_joins(x, y) != TRI_YES) {
		return arena_printf(t->out->arena, know_tongue_in(t->out->know, "whether one desk served %s and %s then is not certain"), archive_word(archive, x->name), archive_word(archive, y->name));
	}
	if (!when_known(a) || !when_known(b)) {
		return know_tongue_in(t->out->know, "one of the two letters has no date");
	}
	if (a.first != a.last || b.first != b.last) {
		return know_tongue_in(t->out->know, "which of the two letters is the earlier is not certain");
	}
	return "";
}

/* The letter that is missing before the step: from where the one before went to where this one comes from. */
static void tell_missing(struct telling *t, const struct archive_edge *before, const struct archive_edge *e, uint32_t which)
{
	struct arena scratch;
	char day[32];
	arena_init(&scratch, 0);
	struct archive_texts texts = archive_texts(t->l->a, e->letter, &scratch);
	const struct letter_cited *cited = &texts.cited[which];
	const struct archive *a = t->l->a;
	const struct archive_end *from = end_of(t->l, before, before->to), *to = end_of(t->l, e, e->from);
	struct letter_step *s = vec_push(t->out->arena, &t->c->steps);
	s->letter = UINT32_MAX;
	s->path = s->member = s->id = "";
	s->date = cited->date;
	s->from = archive_word(a, from->party);
	s->from_name = archive_word(a, from->name);
	s->from_desk = archive_word(a, from->desk);
	s->to = archive_word(a, to->party);
	s->to_name = archive_word(a, to->name);
	s->to_desk = archive_word(a, to->desk);
	s->linked_by = LETTER_BY_REFERENCE;
	s->sure = TRI_YES;
	s->why = know_tongue_in(t->out->know, "the next letter cites it");
	s->doubt = "";
	when_print(cited->date, day);
	t->dated = when_known(cited->date) && cited->date.first == cited->date.last;
	s->cited = cited->reference[0] == '\0' ? arena_printf(t->out->arena, know_tongue_in(t->out->know, "letter of %s"), day)
	    : day[0] == '\0' ? arena_str(t->out->arena, cited->reference) : arena_printf(t->out->arena, know_tongue_in(t->out->know, "letter of %s, %s"), day, cited->reference);
	arena_release(&scratch);
}

static void tell_step(struct telling *t, const struct archive_ring_step *step, const struct archive_ring_step *before)
{
	const struct archive_edge *e = archive_link_edge(t->l, step->edge), *last = before != NULL ? archive_link_edge(t->l, before->edge) : NULL;
	if (last != NULL && step->missing) {
		tell_missing(t, last, e, step->missing - 1u);
	}
	struct letter_step s = archive_step(t->l->a, t->out, e->letter, e->from, e->to);
	if (last != NULL) {
		unsigned how;
		const struct archive_end *from = end_of(t->l, e, e->from), *to = step->missing ? from : end_of(t->l, last, last->to);
		archive_link_compare(t->l, last->letter, e->letter, &how, t->out->arena, &s.why);
		s.linked_by = step->how & (LETTER_BY_REFERENCE | LETTER_BY_MATTER | LETTER_BY_TEXT);
		s.sure = (enum tri)step->sure;
		if (step->missing) {
			s.why = "cites the letter before";
			s.linked_by |= LETTER_BY_REFERENCE;
		}
		s.doubt = s.sure == TRI_YES ? "" : doubt(t, to, from, archive_item(t->l->a, last->letter)->date, s.date);
		if (step->how & LINK_WORDS) {
			s.why = step->missing ? s.why : archive_link_rare_words(t->l, last->letter, e->letter, t->out->arena);
			s.doubt = s.doubt[0] != '\0' ? s.doubt : know_tongue_in(t->out->know, "only words that few letters have hold the two together");
		}
		if (s.sure != TRI_YES && s.doubt[0] == '\0') {
			s.doubt = know_tongue_in(t->out->know, step->missing ? "a letter of it is not in the archive" :
			    step->how & LINK_MONTH ? "the letter cited is known by its writer and the month alone" : "the two share names, and the later one hands nothing on");
		}
		t->c->closes_at_desk = t->c->closes_at_desk || to->party != from->party;
	}
	*vec_push(t->out->arena, &t->c->steps) = s;
}

static void settle(struct telling *t, const struct archive_ring_step *steps, uint32_t n)
{
	struct letter_circle *c = t->c;
	const struct archive_edge *first = archive_link_edge(t->l, steps[0].edge), *last = archive_link_edge(t->l, steps[n - 1].edge);
	const struct archive_end *to = end_of(t->l, last, last->to), *home = end_of(t->l, first, first->from);
	enum tri closes = archive_link_joins(to, home);
	c->closes_at_desk = c->closes_at_desk || to->party != home->party;
	c->certainty = closes;
	c->doubt = closes == TRI_YES ? "" : doubt(t, to, home, c->steps.v[0].date, c->steps.v[0].date);
	if (steps[0].desk != NULL) {
		c->certainty = TRI_PERHAPS;
		c->doubt = know_tongue_in(t->out->know, "its first or its last letter tells another service, or none, than its letters tell together");
		c->steps.v[0].from_desk = c->steps.v[c->steps.n - 1].to_desk = arena_str(t->out->arena, steps[0].desk);
	}
	if (c->steps.n > n && n < 3 && !t->dated) {	/* of two letters more must be known of the third than its number */
		c->certainty = TRI_PERHAPS;
		c->doubt = know_tongue_in(t->out->know, "a letter of it is not in the archive");
	}
	for (uint32_t i = 1; i < c->steps.n; i++) {
		c->linked_by |= c->steps.v[i].linked_by;
		if (c->steps.v[i].sure < c->certainty) {
			c->certainty = c->steps.v[i].sure;
			c->doubt = c->steps.v[i].doubt;
		}
	}
}

void archive_ring_tell(struct archive_links *l, struct letter_archive *out, const struct archive_ring_step *steps, uint32_t n)
{
	struct letter_circle c = { .kind = LETTER_RING, .doubt = "" };
	struct telling t = { l, out, &c, false };
	for (uint32_t i = 0; i < n; i++) {
		tell_step(&t, &steps[i], i > 0 ? &steps[i - 1] : NULL);
	}
	c.need = archive_ring_need(l, steps, n);
	c.matter = archive_ring_whole_words(l, steps, n, out->arena);
	settle(&t, steps, n);
	*vec_push(out->arena, &out->circles) = c;
}
