/* archive_form.c - is a letter a form, by what it is headed? "Notice under section 208", "Pupils: annual return". DESIGN section 7.
 *
 * In: a letter's subject. Out: whether offices write such letters in the same words each time, to whoever is concerned. Two of them are alike by
 * nature, and one comes after the other without going on from it: between forms only what a letter says itself tells that it answers.
 * What heads a form stands in rules/reading/matters.xml, class "form": of the value "form" alone, of "law" and "paper" together.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

#define HEAD_WORDS 32u

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
	return has[FORM] || (has[LAW] && has[PAPER]);
}
