/* archive_form.c - is a letter a form: by its lines, by what it is headed ("Notice under section 208", "Pupils: annual return")? DESIGN section 7.
 *
 * In: a letter's words, its subject. Out: whether offices write such letters in the same words each time, to whoever is concerned. Two of them are alike by
 * nature, and one comes after the other without going on from it: between forms only what a letter says itself tells that it answers. One that is
 * filled in line by line ("Requesting authority: Durham County Council") comes back signed, or for the next case, and is nobody's answer then either.
 * What heads a form stands in rules/reading/matters.xml, class "form": of the value "form" alone, of "law" and "paper" together.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

#define HEAD_WORDS 32u
/* Lines that are filled in, words before the colon of one, and behind it. */
#define FIELDS 4u
#define FIELD_LABEL 5u
#define FIELD_VALUE 14u
/* So many words for one that is filled in are prose. */
#define FIELD_PROSE 3u

/* Words of the line that begins at i when it is one of a form, "Place of transfer: the depot"; 0: it is none. */
static uint32_t field_words(const struct archive_words *w, uint32_t i)
{
	uint32_t label = 0, n = 1;
	for (; i + n < w->n && !(w->word[i + n].flags & ARCHIVE_LINE) && n <= FIELD_LABEL + FIELD_VALUE; n++) {
		const char *end = w->word[i + n - 1].p + w->word[i + n - 1].n;
		bool colon = end[0] == ':' && end + 1 < w->word[i + n].p;
		label = colon && label == 0 && n <= FIELD_LABEL ? n : label;
	}
	return label > 0 && n - label <= FIELD_VALUE ? n : 0;
}

bool archive_form_filled(const struct archive_words *w)
{
	uint32_t fields = 0, words = 0;
	for (uint32_t m = 0; m < w->n_marked; m++) {
		uint32_t i = w->marked[m], n = w->word[i].flags & ARCHIVE_LINE ? field_words(w, i) : 0;
		fields += n > 0;
		words += n;
	}
	return fields >= FIELDS && w->n - words < FIELD_PROSE * words;
}

/* What stands before the colon, which is cut off; "RE:" is no head, and of one word it tells little. */
static struct span head_of(struct span *subject)
{
	const char *colon = subject->n > 0 ? memchr(subject->p, ':', subject->n) : NULL;
	struct span head = span_of(subject->p, colon != NULL ? (size_t)(colon - subject->p) : 0);
	*subject = colon != NULL ? span_of(colon + 1, (size_t)(span_end(*subject) - colon - 1)) : *subject;
	return head;
}

bool archive_form_two_cases(struct span subject, struct span other)
{
	struct span head = head_of(&subject), its = head_of(&other);
	return memchr(head.p, ' ', head.n) != NULL && archive_key(head) == archive_key(its) && !archive_record_share_word(subject, other);
}

bool archive_form_is(const struct archive *a, uint32_t letter, struct arena *scratch)
{
	enum { FORM, LAW, PAPER, VALUES };
	static const char *const values[VALUES] = { "form", "law", "paper" };
	know_index heads = a->know != NULL ? know_phrase_class(a->know, "form") : KNOW_NONE;
	struct span subject = span_str(archive_texts(a, letter, scratch).subject);
	uint64_t hash[HEAD_WORDS];
	uint32_t n = 0, used;
	bool has[VALUES + 1] = { false };
	for (struct token t; n < HEAD_WORDS && token_next(&subject, &t);) {
		hash[n++] = t.hash;
	}
	for (uint32_t i = 0; i < n && heads != KNOW_NONE; i++) {
		know_index phrase = know_phrase_words(a->know, heads, hash + i, n - i, &used);
		if (phrase != KNOW_NONE) {
			has[know_phrase_value(a->know, phrase, values, VALUES)] = true;
		}
	}
	return archive_item(a, letter)->form || has[FORM] || (has[LAW] && has[PAPER]);
}
