/* archive_ring_need.c - is a need handed on in a ring? DESIGN section 7.
 *
 * In: the edges of a ring, in order; what each letter does with what is asked (archive_asks.c), and its terms. Out: yes or no.
 *
 * A need is told to somebody, handed on, and nobody takes it. What each letter says of it may be worded in ways that nobody foresaw, so that the
 * letters are weighed together: who tells of a need, who asks, declines or hands on, and whether one figure of something that is
 * needed goes all the way round. What stays in doubt is a ring.
 *
 * The cost is a few terms of each letter, compared with those of the first.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_ring.h"

#define DOES (LETTER_PASSES_ON | LETTER_ASKS | LETTER_DECLINES)
/* Letters that say the same: one may say it in passing. */
#define SEVERAL 2u

struct evidence {
	uint32_t told, does;	/* letters that tell of a need; that do something with what is asked */
	bool first_told;
	bool first_clear;	/* and neither takes nor declines anything there without asking: that would be of something else */
	bool handed_told;	/* who tells of it hands it on */
	bool taken;		/* somebody who got it took it and did nothing else with it */
	/* of the figures that go all the way round: */
	bool always, often;	/* of what is nothing but a need (homes); of what is often one (pitches, land, tonnes) */
	bool counted;		/* of whatever is counted */
	bool several;		/* they count different things, and the need may be one of them or another */
	bool money;
	bool nearly;		/* of what is a need or often one, in all letters but one at most */
};

static unsigned asks_of(const struct archive_links *l, const struct archive_ring_step *step)
{
	return archive_item(l->a, archive_link_edge(l, step->edge)->letter)->asks;
}

/* In the first letter the need stands, or what is asked there is called a need by who hands it on;
 * the last one does something with it; of those between all but one do, and it is asked, declined or told of once more: where
 * it is not, it was a word in passing. A missing letter handed it on, or the next would not have it. Who asks the
 * next to take it has not taken it himself, or not all, whatever he is content to do besides. */
static bool is_handed_on(const struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	uint32_t handed = 0, silent = 0;
	bool refused = false, need = false, asked = false, again = false;
	for (uint32_t i = 0; i < n; i++) {
		unsigned asks = asks_of(l, &steps[i]);
		bool first = i == 0, last = i + 1 == n, does = (asks & DOES) != 0;
		bool told = (asks & LETTER_NEED) != 0;
		if ((last && !does) || (asks & LETTER_ACCEPTS && !does)) {
			return false;
		}
		asked = asked || (first && (asks & LETTER_ASKS));
		need = need || (told && (first || (asked && does)));
		again = again || (asks & LETTER_ASKS) || (!first && ((told && does) || (asks & LETTER_DECLINES)));
		handed += (!first && !last && (does || told)) || steps[i].missing;
		silent += !first && !last && !does && !told;
		refused = refused || (!first && (asks & (LETTER_DECLINES | LETTER_PASSES_ON)));
	}
	return need && again && handed > 0 && silent < 2 && refused;
}

static bool has_term(const struct archive *a, uint32_t letter, const char *term, struct arena *scratch)
{
	struct archive_texts t = archive_texts(a, letter, scratch);
	for (uint32_t i = 0; i < archive_item(a, letter)->terms; i++) {
		if (strcmp(t.terms[i], term) == 0) {
			return true;
		}
	}
	return false;
}

/* Where the unit begins in a term such as "1900 dwellings" or "14 6 hectares"; 0: it is no figure. */
static size_t unit_at(const char *term)
{
	size_t digits = strspn(term, "0123456789 ");
	return digits > 1 && term[digits - 1] == ' ' && term[digits] != '\0' ? digits : 0;
}

/* How many letters have the term. */
static uint32_t letters_with(const struct archive_links *l, const struct archive_ring_step *steps, uint32_t n, const char *term, struct arena *scratch)
{
	uint32_t with = 0;
	for (uint32_t i = 0; i < n; i++) {
		with += has_term(l->a, archive_link_edge(l, steps[i].edge)->letter, term, scratch);
	}
	return with;
}

static void weigh_round(struct evidence *e, const char *term, const char *of, const char *before)
{
	size_t unit = unit_at(term);
	if (strstr(term + unit, "pounds") != NULL) {
		e->money = true;
		return;
	}
	e->counted = true;
	e->always = e->always || strcmp(of, "always") == 0;
	e->often = e->often || of[0] != '\0';
	e->several = e->several || (before != NULL && strncmp(before, term, unit) != 0);	/* "3150 dwellings" and "3150 homes" are one */
}

/* The figures of a letter: which go all the way round, or are wanting in one letter. */
static void weigh_figures(struct evidence *e, const struct archive_links *l, const struct archive_ring_step *steps, uint32_t n, uint32_t of_step)
{
	struct arena scratch;
	arena_init(&scratch, 0);
	const char *before = NULL;
	uint32_t letter = archive_link_edge(l, steps[of_step].edge)->letter;
	struct archive_texts t = archive_texts(l->a, letter, &scratch);
	for (uint32_t i = 0; i < archive_item(l->a, letter)->terms; i++) {
		size_t unit = unit_at(t.terms[i]);
		bool common = unit > 0 && archive_link_common(l, archive_matter_term_key(t.terms[i]));	/* "30 pupils to every 100 dwellings" */
		uint32_t with = unit > 0 && !common ? letters_with(l, steps, n, t.terms[i], &scratch) : 0;
		if (with < 2 || with + 1 < n) {
			continue;
		}
		const char *of = archive_terms_need_unit(l->a->know, t.terms[i] + unit);
		e->nearly = e->nearly || of[0] != '\0';
		if (with == n && of_step == 0) {
			weigh_round(e, t.terms[i], of, before);
			before = t.terms[i];
		}
	}
	arena_release(&scratch);
}

static struct evidence weigh(const struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	struct evidence e = { 0 };
	for (uint32_t i = 0; i < n; i++) {
		unsigned asks = asks_of(l, &steps[i]);
		bool does = (asks & DOES) != 0;
		e.taken = e.taken || (i > 0 && (asks & LETTER_ACCEPTS) && !does);
		e.told += (asks & LETTER_NEED) != 0;
		e.first_told = e.first_told || (i == 0 && (asks & LETTER_NEED));
		e.first_clear = e.first_clear || (i == 0 && ((asks & LETTER_ASKS) || (asks & (LETTER_ACCEPTS | LETTER_DECLINES)) == 0));
		e.handed_told = e.handed_told || ((asks & LETTER_NEED) && (asks & LETTER_PASSES_ON));
		e.does += does;
	}
	for (uint32_t i = 0; i < 2 && i < n; i++) {		/* what one letter lacks, the first or the second has */
		weigh_figures(&e, l, steps, n, i);
	}
	return e;
}

bool archive_ring_need(const struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	struct evidence e = weigh(l, steps, n);
	if (e.money && !e.counted) {
		return false;		/* who is to pay: a bill, a grant */
	}
	bool said = (e.first_told && (e.first_clear || e.counted)) || e.handed_told || e.told >= SEVERAL || e.nearly;
	if (said && is_handed_on(l, steps, n)) {
		return true;
	}
	if (e.taken || e.told == 0 || e.does == 0) {
		return false;
	}
	bool twice = e.told >= SEVERAL && e.does >= SEVERAL;
	if (twice && (e.first_told || e.counted)) {
		return true;
	}
	return !e.several && (e.always || (e.often && e.first_told && e.does >= SEVERAL));
}
