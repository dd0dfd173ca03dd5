/* know_hashes.c - words and phrases for those who go over a text's words themselves.
 *
 * In: a class of phrases, the hashes of words. Out: the longest phrase with which they begin; the words of the text at hand. How words are
 * told apart is left to know_words.c.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

const struct token_mark *know_words(const struct know *k, struct span s, uint32_t *n)
{
	struct know_view view;
	if (!know_words_view(k, s, &view)) {
		return NULL;
	}
	*n = view.n;
	return view.v;
}

uint64_t know_phrase_root(know_index class_)
{
	return class_ != KNOW_NONE ? know_root_bit(KNOW_ROOT_CLASSES + class_) : 0;
}

know_index know_phrase_words(const struct know *k, know_index class_, const uint64_t *hashes, uint32_t n, uint32_t *used)
{
	uint64_t bit = know_phrase_root(class_);
	uint32_t state = KNOW_START;
	know_index best = KNOW_NONE;
	for (uint32_t i = 0; i < n && i < KNOW_NAME_TOKENS && (k->states[state].below & bit) != 0; i++) {
		state = i == 0 ? know_begin(k, hashes[0]) : know_step(k, state, hashes[i]);
		if (state == 0) {
			break;
		}
		const struct know_end *end = know_words_end(k, state, KNOW_ROOT_CLASSES + class_);
		if (end != NULL) {
			best = end->first;
			*used = i + 1;
		}
	}
	return best;
}
