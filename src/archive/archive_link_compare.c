/* archive_link_compare.c - what two letters have in common, as a weight and in words; DESIGN section 7.
 *
 * In: two letters, or one key of each. Out: how much the key says that the second goes on from the first, and a few words for people.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_ring.h"

/* Rare words count half as much again in an archive where that says something; but what is not enough alone, as "1.2 hectares", stays so, be it
 * rare. */
#define RARE 6u
#define RARE_LETTERS 200u

/* What two letters of one key make of each other. 0: nothing. */
uint32_t archive_link_compare_key(const struct archive_links *l, const struct archive_matter *a, const struct archive_matter *b, uint32_t letters, unsigned *how)
{
	uint32_t weight = a->weight < b->weight ? a->weight : b->weight;
	if (a->kind <= MATTER_DATE) {
		bool says = (a->side == MATTER_OWN && b->side == MATTER_TOLD) || (a->side == MATTER_NEXT && b->side == MATTER_OWN);
		bool order = a->kind == MATTER_ID && weight < ARCHIVE_ENOUGH;
		bool month = a->kind == MATTER_PERSON && weight < ARCHIVE_ENOUGH;
		*how = LETTER_BY_REFERENCE | (order ? 0 : LINK_EXPLICIT) | (month ? LINK_MONTH : 0);
		return says ? weight : 0;
	}
	if (a->kind == MATTER_REFERENCE) {
		bool quotes = a->side == MATTER_OWN && b->side == MATTER_TOLD;
		if (quotes && weight == ARCHIVE_MATTER_PARTED && (letters <= RARE || letters == ARCHIVE_NONE)) {
			weight = ARCHIVE_ENOUGH;
		}
		*how = LETTER_BY_REFERENCE | (quotes && weight >= ARCHIVE_ENOUGH ? LINK_EXPLICIT : 0);
		/* what b calls its own and a quoted is the file of an office, in which it may keep all that it has to do with a; and of two
		 * offices each may have a file "PP/12" and a correspondent with a "CDC/7" */
		bool file = a->side == MATTER_TOLD && b->side == MATTER_OWN, unique = weight >= ARCHIVE_MATTER_UNIQUE;
		return quotes || (unique && !file) ? weight : a->side == b->side ? weight / 8 : weight / 2;
	}
	*how = LETTER_BY_MATTER | (a->kind != MATTER_WORD && weight > ARCHIVE_MATTER_NAMES ? LINK_TELLS : 0);
	bool rare = letters <= RARE && l->a->n >= RARE_LETTERS && weight >= 30 && weight < ARCHIVE_ENOUGH;
	uint32_t more = weight * 3 / 2;
	return !rare ? weight : more < ARCHIVE_ENOUGH ? more : ARCHIVE_ENOUGH - 1;
}


/* --- in words --- */

struct likeness {
	const struct archive_matter *a, *b;
	uint32_t weight;
};

static const char *why(const struct know *k, struct arena *arena, const struct archive_texts *ta, const struct archive_texts *tb, const struct likeness *best, unsigned how)
{
	const char *of_a = archive_matter_words(ta, best->a), *of_b = archive_matter_words(tb, best->b);
	char day[32];
	switch ((enum archive_matter_kind)best->a->kind) {
	case MATTER_ID:
		return best->a->side == MATTER_NEXT ? arena_printf(arena, know_tongue_in(k, "the letter before names '%s' as its answer"), of_a)
		    : arena_printf(arena, know_tongue_in(k, "answers '%s'"), of_b);
	case MATTER_DATE: case MATTER_PERSON:
		return arena_printf(arena, know_tongue_in(k, "cites the letter of %s"), when_print(tb->cited[best->b->at].date, day));
	case MATTER_REFERENCE:
		return arena_printf(arena, know_tongue_in(k, how & LINK_EXPLICIT ? "quotes '%s'" : "both have the reference '%s'"), of_b);
	case MATTER_TERM: case MATTER_BOTH:
		return arena_printf(arena, know_tongue_in(k, "both have '%s'"), archive_terms_tell(arena, of_a));
	case MATTER_SUBJECT:
		return arena_printf(arena, know_tongue_in(k, "the same subject, '%s'"), of_b);
	case MATTER_WORD:
		break;
	}
	return arena_printf(arena, know_tongue_in(k, "the subject '%s' has words of '%s'"), of_b, of_a);
}

/* What tells people most: what a letter says itself, then figures, then subjects. */
static uint32_t rank(const struct likeness *x, unsigned how)
{
	static const uint8_t ranks[] = { [MATTER_ID] = 6, [MATTER_DATE] = 5, [MATTER_PERSON] = 5, [MATTER_REFERENCE] = 4, [MATTER_TERM] = 3, [MATTER_SUBJECT] = 2, [MATTER_WORD] = 1, [MATTER_BOTH] = 0 };
	uint32_t weight = x->weight < ARCHIVE_ENOUGH ? x->weight : ARCHIVE_ENOUGH;
	return ranks[x->a->kind] * 10u + (how & LINK_EXPLICIT ? 100 : 0) + (weight >= ARCHIVE_ENOUGH ? 200 : weight * 2);
}

uint32_t archive_link_compare(struct archive_links *l, uint32_t a, uint32_t b, unsigned *how, struct arena *arena, const char **words)
{
	struct archive_matter ka[ARCHIVE_MATTERS], kb[ARCHIVE_MATTERS];
	struct archive_texts ta, tb;
	struct archive_matters other = archive_matters_view(&l->matters);
	uint32_t na = archive_matters_of(&l->matters, a, ka, &ta), nb = archive_matters_of(&other, b, kb, &tb), sum = 0, best = 0;
	*how = 0;
	for (uint32_t i = 0; i < na; i++) {
		for (uint32_t j = 0; j < nb; j++) {
			if (ka[i].key != kb[j].key || archive_link_common(l, ka[i].key)) {
				continue;
			}
			unsigned by = 0;
			uint32_t weight = archive_link_compare_key(l, &ka[i], &kb[j], ARCHIVE_NONE, &by);
			struct likeness likeness = { &ka[i], &kb[j], weight };
			uint32_t order = weight > 0 ? rank(&likeness, by) : 0;
			sum += weight;
			*how |= weight > 0 ? by : 0;
			if (order > best && words != NULL) {
				best = order;
				*words = why(l->a->know, arena, &ta, &tb, &likeness, by);
			}
		}
	}
	archive_matters_view_end(&other);
	if (words != NULL && best == 0 && !l->a->options.no_echoes && archive_sketch_similarity(l->a, a, b) >= ARCHIVE_ALIKE_TEXT) {
		*words = "much the same text";
	}
	return sum;
}
