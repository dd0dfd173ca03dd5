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
	uint32_t row = n > 0 ? know_first_at(k, hashes[0]) : 0;
	const struct know_first *first = &k->firsts[row];
	if (bit == 0 || n == 0 || first->hash != hashes[0]) {
		return KNOW_NONE;
	}
	const struct know_end *end = know_words_end(k, first->here, first->ends, root), *best = end;
	uint32_t state = n > 1 ? know_first_on(first, row, hashes[1]) : 0;
	if (end != NULL) {
		*used = 1;
	}
	for (uint32_t i = 1; state != 0 && i < n && i < KNOW_NAME_TOKENS; i++) {
		const struct know_edge *edge = know_edge(k, state, hashes[i]);
		if (edge == NULL) {
			break;
		}
		const struct know_kind *kind = &k->kinds[know_edge_kind(edge)];
		if ((end = know_words_end(k, kind->here, edge->ends, root)) != NULL) {
			best = end;
			*used = i + 1;
		}
		state = (kind->below & bit) != 0 ? edge->next : 0;
	}
	return best != NULL ? know_accept(k, best) : KNOW_NONE;
}
