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
	uint32_t root = KNOW_ROOT_CLASSES + class_;
	struct know_way at = bit != 0 && n > 0 ? know_begin(k, hashes[0]) : (struct know_way){ NULL, 0, 0 };
	const struct know_end *best = NULL, *end;
	for (uint32_t i = 0; at.kind != NULL; at = know_step(k, at.state, hashes[i])) {
		if ((end = know_words_end(k, at, root)) != NULL) {
			best = end;
			*used = i + 1;
		}
		if (++i >= n || i == KNOW_NAME_TOKENS || (at.kind->below & bit) == 0 || (i == 1 && !know_begin_goes_on(k, at, hashes[1]))) {
			break;
		}
	}
	return best != NULL ? know_accept(k, best) : KNOW_NONE;
}
