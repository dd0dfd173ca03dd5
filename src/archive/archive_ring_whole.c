/* archive_ring_whole.c - is a chain of letters one matter from its beginning to its end? DESIGN section 7.
 *
 * In: a chain of which each letter continues the one before. Out: whether it may be called a ring, and what it is about. Each link
 * by itself may hold and the chain still drift: A writes to B of homes, B to C of homes and pitches, C to A of pitches. A chain is one
 * matter when every letter says itself which one it goes on from (or which missing one), or when all letters have something in common, or when the last is on the
 * matter of the first.
 *
 * No ring either is a negotiation: every letter after the first makes a proposal of its own, or brings other figures than the one before. Nor
 * is the round of a document that is sent from one to the next to be signed, and comes back as it should, nor are forms that each fills in for himself. Nor do letters go on into one with
 * other figures, and without a word of the letter before, that asks for a need of the writer's own, or answers another letter of who gets it.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_ring.h"

/* What all letters share is less than what two do. */
#define COMMON 70u

struct common {
	struct archive_matter keys[ARCHIVE_MATTERS];
	uint32_t n;
};

static uint32_t letter_of(const struct archive_links *l, const struct archive_ring_step *s)
{
	return archive_link_edge(l, s->edge)->letter;
}

static void common_begin(struct archive_links *l, struct common *c, uint32_t letter, struct archive_texts *t)
{
	struct archive_matter all[ARCHIVE_MATTERS];
	uint32_t n = archive_matters_of(&l->matters, letter, all, t);
	c->n = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (all[i].kind >= MATTER_REFERENCE && !archive_link_common(l, all[i].key)) {
			c->keys[c->n++] = all[i];
		}
	}
}

static void common_with(struct archive_links *l, struct common *c, uint32_t letter)
{
	struct archive_matter keys[ARCHIVE_MATTERS];
	struct archive_texts t;
	uint32_t n = archive_matters_of(&l->matters, letter, keys, &t), kept = 0;
	for (uint32_t i = 0; i < c->n; i++) {
		for (uint32_t j = 0; j < n; j++) {
			if (keys[j].key == c->keys[i].key) {
				struct archive_matter m = c->keys[i];
				m.weight = keys[j].weight < m.weight ? keys[j].weight : m.weight;
				c->keys[kept++] = m;
				break;
			}
		}
	}
	c->n = kept;
}

static void find_common(struct archive_links *l, struct common *c, const struct archive_ring_step *steps, uint32_t n)
{
	struct archive_texts t;
	common_begin(l, c, letter_of(l, &steps[0]), &t);
	for (uint32_t i = 1; i < n && c->n > 0; i++) {
		common_with(l, c, letter_of(l, &steps[i]));
	}
}

/* Does each letter say which one it goes on from? Of three links or more one may rest on a figure or a whole subject instead, where few have it: it drifts but
 * once. */
static bool is_told_throughout(struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	uint32_t silent = 0, which = 0;
	bool drifts = false;
	for (uint32_t i = 1; i < n; i++) {
		bool told = (steps[i].how & (LINK_EXPLICIT | LETTER_BY_TEXT)) || steps[i].missing;	/* missing: it cites the one between */
		silent += !told;
		which = told ? which : i;
		drifts = drifts || (!told && !(steps[i].how & LINK_TELLS));
	}
	return silent == 0 || (silent == 1 && !drifts && n > 3 && archive_link_tells(l, letter_of(l, &steps[which - 1]), letter_of(l, &steps[which])));
}

/* Does part of one text stand in all of them? */
static bool is_one_text(const struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (archive_sketch_similarity(l->a, letter_of(l, &steps[i]), letter_of(l, &steps[(i + 1) % n])) < ARCHIVE_GROWN_TEXT) {
			return false;
		}
	}
	return true;
}

/* Does a link of it hold by words that are rare? */
static bool has_words(const struct archive_ring_step *steps, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		if (steps[i].how & LINK_WORDS) {
			return true;
		}
	}
	return false;
}

/* Is the step held by more than names, words of a subject, or words that are rare? */
static bool is_told(const struct archive_ring_step *step)
{
	return (step->how & (LINK_EXPLICIT | LINK_TELLS | LETTER_BY_REFERENCE | LETTER_BY_TEXT)) != 0 || step->missing;
}

static bool is_one_by_words(const struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	uint32_t letters[ARCHIVE_RING_MOST], told = 0;
	for (uint32_t i = 0; i < n; i++) {
		letters[i] = letter_of(l, &steps[i]);
		told += i > 0 && !(steps[i].how & LINK_WORDS) && is_told(&steps[i]);
	}
	return archive_link_rare_whole(l, letters, n, told);
}

static bool is_one_matter(struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	struct common c;
	uint32_t weight = 0;
	unsigned how;
	if (has_words(steps, n)) {
		return is_one_by_words(l, steps, n);
	}
	if (is_told_throughout(l, steps, n)) {
		return true;
	}
	find_common(l, &c, steps, n);
	for (uint32_t i = 0; i < c.n; i++) {
		weight += c.keys[i].weight;
	}
	return weight >= COMMON || (weight >= ARCHIVE_GROWN_BESIDE && is_one_text(l, steps, n)) || archive_link_compare(l, letter_of(l, &steps[0]), letter_of(l, &steps[n - 1]), &how, NULL, NULL) >= ARCHIVE_ENOUGH;
}

/* --- negotiations --- */

static bool is_figure(const char *term)
{
	return term[strcspn(term, "0123456789")] != '\0';
}

static bool has_figure(const struct archive_texts *t, uint32_t n, const char *figure)
{
	for (uint32_t i = 0; i < n; i++) {
		if (strcmp(t->terms[i], figure) == 0) {
			return true;
		}
	}
	return false;
}

/* Does b bring figures, and none of a's? */
static bool other_figures(struct archive_links *l, uint32_t a, uint32_t b)
{
	struct arena scratch;
	arena_init(&scratch, 0);
	struct archive_texts ta = archive_texts(l->a, a, &scratch), tb = archive_texts(l->a, b, &scratch);
	uint32_t na = archive_item(l->a, a)->terms, nb = archive_item(l->a, b)->terms, before = 0, after = 0, same = 0;
	for (uint32_t i = 0; i < na; i++) {
		before += is_figure(ta.terms[i]);
	}
	for (uint32_t i = 0; i < nb; i++) {
		after += is_figure(tb.terms[i]);
		same += is_figure(tb.terms[i]) && has_figure(&ta, na, tb.terms[i]);
	}
	arena_release(&scratch);
	return before > 0 && after > 0 && same == 0;
}

static bool is_negotiation(struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	uint32_t proposals = 0, changed = 0;
	for (uint32_t i = 1; i < n; i++) {
		unsigned asks = archive_item(l->a, letter_of(l, &steps[i]))->asks;
		bool proposes = (asks & LETTER_PROPOSES) && !(asks & LETTER_PASSES_ON);
		proposals += proposes;
		changed += other_figures(l, letter_of(l, &steps[i - 1]), letter_of(l, &steps[i]));
	}
	return proposals == n - 1 || (changed == n - 1 && proposals > 0);
}

/* Most of its letters go with the document: one that does speaks perhaps of another. */
static bool is_signing(struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	uint32_t sign = 0;
	for (uint32_t i = 0; i < n; i++) {
		sign += (archive_item(l->a, letter_of(l, &steps[i]))->asks & LETTER_SIGNS) != 0;
	}
	return 2 * sign > n;
}

/* Does it say that it answers a letter of somebody to whom it goes? */
static bool answers_back(struct archive_links *l, uint32_t letter)
{
	const struct archive_item *item = archive_item(l->a, letter);
	const struct archive_end *ends = archive_ends(l->a, letter);
	struct arena scratch;
	bool back = false;
	arena_init(&scratch, 0);
	struct archive_texts t = archive_texts(l->a, letter, &scratch);
	for (uint32_t c = 0; c < item->cited; c++) {
		for (uint32_t i = item->senders; i < (uint32_t)item->senders + item->recipients && t.cited[c].answered; i++) {
			back = back || strcmp(archive_word(l->a, ends[i].party), t.cited[c].author) == 0;
		}
	}
	arena_release(&scratch);
	return back;
}

/* A need of one place is asked for every few years, and its subject is the same each time. */
static bool turns_away(struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		uint32_t letter = letter_of(l, &steps[i]);
		const struct archive_item *item = archive_item(l->a, letter);
		unsigned asks = item->asks & (LETTER_ASKS | LETTER_NEED | LETTER_PASSES_ON);
		bool tells = (steps[i].how & (LINK_EXPLICIT | LETTER_BY_TEXT)) || steps[i].missing;
		bool anew = asks == (LETTER_ASKS | LETTER_NEED) && item->cited == 0 && item->your_refs == 0;
		if (!tells && other_figures(l, letter_of(l, &steps[i - 1]), letter) && (anew || answers_back(l, letter))) {
			return true;
		}
	}
	return false;
}

/* Two letters and a third that is missing: of that more must be known than a month, or than one of its day and number while little speaks for its
 * matter. */
static bool is_hearsay(struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	struct arena scratch;
	bool hearsay = false;
	arena_init(&scratch, 0);
	for (uint32_t i = 1; i < n && n < 3; i++) {
		if (steps[i].missing) {
			struct archive_texts t = archive_texts(l->a, letter_of(l, &steps[i]), &scratch);
			const struct letter_cited *c = &t.cited[steps[i].missing - 1];
			bool day = c->date.first == c->date.last && when_known(c->date), number = c->reference[0] != '\0';
			hearsay = !(day || number) || (steps[i].sure != TRI_YES && !(day && number));
		}
	}
	arena_release(&scratch);
	return hearsay;
}

/* Each fills in a form for a case of his own: "Notice under section 208". */
static bool is_of_forms(struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	struct arena scratch;
	bool forms = true;
	arena_init(&scratch, 0);
	for (uint32_t i = 0; i < n && forms; i++) {
		bool told = i > 0 && ((steps[i].how & LINK_EXPLICIT) || steps[i].missing);
		forms = !told && archive_form_is(l->a, letter_of(l, &steps[i]), &scratch);
	}
	arena_release(&scratch);
	return forms;
}

bool archive_ring_whole(struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	return !is_hearsay(l, steps, n) && is_one_matter(l, steps, n) && !is_signing(l, steps, n) && !is_negotiation(l, steps, n) && !turns_away(l, steps, n) && !is_of_forms(l, steps, n);
}

/* --- in words --- */

static uint32_t tells(const struct archive_texts *t, const struct archive_matter *m)
{
	switch ((enum archive_matter_kind)m->kind) {
	case MATTER_TERM:
		return is_figure(t->terms[m->at]) ? 5 : m->weight >= ARCHIVE_ENOUGH ? 4 : 2;
	case MATTER_SUBJECT:
		return m->weight >= ARCHIVE_ENOUGH ? 3 : 1;
	case MATTER_REFERENCE:
		return 2;
	case MATTER_ID: case MATTER_DATE: case MATTER_PERSON: case MATTER_WORD: case MATTER_BOTH:
		break;
	}
	return 0;
}

const char *archive_ring_whole_words(struct archive_links *l, const struct archive_ring_step *steps, uint32_t n, struct arena *arena)
{
	struct common c;
	struct archive_texts t;
	struct archive_matter all[ARCHIVE_MATTERS];
	find_common(l, &c, steps, n);
	archive_matters_of(&l->matters, letter_of(l, &steps[0]), all, &t);
	const char *best = t.subject;
	for (uint32_t i = 0, most = 0; i < c.n; i++) {
		uint32_t much = tells(&t, &c.keys[i]);
		if (much > most) {
			most = much;
			const char *words = archive_matter_words(&t, &c.keys[i]);
			best = c.keys[i].kind == MATTER_TERM ? archive_terms_tell(arena, words) : words;
		}
	}
	return arena_str(arena, best);
}
