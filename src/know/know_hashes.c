/* know_hashes.c - finding phrases in words that somebody else has read already.
 *
 * In: a class of phrases, the hashes of words. Out: the longest phrase with which they begin. One probe for most words.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

know_index know_phrase_words(const struct know *k, know_index class_, const uint64_t *hashes, uint32_t n, uint32_t *used)
{
	uint32_t state = KNOW_ROOT_CLASSES + class_;
	know_index best = KNOW_NONE;
	for (uint32_t i = 0; class_ != KNOW_NONE && i < n && i < KNOW_NAME_TOKENS; i++) {
		state = know_names_step(k, state, hashes[i]);
		if (state == 0) {
			break;
		}
		struct know_list found = know_names_accepts(k, state);
		if (found.n > 0) {
			best = know_item(k, found, 0);
			*used = i + 1;
		}
	}
	return best;
}
