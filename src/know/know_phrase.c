/* know_phrase.c - finding phrases in text: at its start, or anywhere.
 *
 * In: a class of phrases and a text. Out: the longest phrase, and where it stands. How words are told apart is left to
 * know_words.c.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

know_index know_phrase_class(const struct know *k, const char *name)
{
	const know_text *classes = know_table(k, KNOW_CLASSES);
	const uint32_t *slots = know_table(k, KNOW_CLASS_SLOTS);
	uint32_t room = know_table_count(k, KNOW_CLASS_SLOTS);
	uint32_t at = (uint32_t)map_hash(name, strlen(name)) & (room - 1);
	for (; room > 0 && slots[at] != 0; at = (at + 1) & (room - 1)) {
		if (strcmp(know_str(k, classes[slots[at] - 1]), name) == 0) {
			return slots[at] - 1;
		}
	}
	return KNOW_NONE;
}

static struct span phrase_span(const struct know_word *w, uint32_t n)
{
	return span_of(w[0].p, (size_t)(w[n - 1].p + w[n - 1].n - w[0].p));
}

know_index know_phrase_at(const struct know *k, know_index class_, struct span s, struct span *written)
{
	know_index best = KNOW_NONE;
	struct know_list found;
	struct know_view view;
	if (class_ == KNOW_NONE) {
		return KNOW_NONE;
	}
	if (know_words_view(k, s, &view)) {
		uint32_t used = view.n > 0 ? know_words_match(k, view.v, view.n, KNOW_ROOT_CLASSES + class_, false, &found) : 0;
		if (used > 0) {
			*written = phrase_span(view.v, used);
			best = know_item(k, found, 0);
		}
		return best;
	}
	uint64_t bit = know_root_bit(KNOW_ROOT_CLASSES + class_), below = bit;
	uint32_t state = KNOW_START;
	const char *start = NULL;
	struct token t;
	for (uint32_t i = 0; i < KNOW_NAME_TOKENS && (below & bit) != 0 && token_next(&s, &t); i++) {
		start = start != NULL ? start : t.written.p;
		state = know_step(k, state, t.hash);
		below = k->states[state].below;
		if (know_words_end(k, state, KNOW_ROOT_CLASSES + class_, &found)) {
			best = know_item(k, found, 0);
			*written = span_of(start, (size_t)(span_end(t.written) - start));
		}
	}
	return best;
}

/* How many words on the next look is due; 0: take() wants no more. */
static uint32_t phrase_step(const struct know *k, uint32_t root, const struct know_word *w, uint32_t n,
    bool (*take)(void *user, know_index phrase, struct span written), void *user)
{
	struct know_list found;
	uint32_t used = know_words_match(k, w, n, root, true, &found);
	return used == 0 ? 1 : take(user, know_item(k, found, 0), phrase_span(w, used)) ? used : 0;
}

void know_phrases_scan(const struct know *k, know_index class_, struct span s,
    bool (*take)(void *user, know_index phrase, struct span written), void *user)
{
	struct know_view view;
	uint32_t root = KNOW_ROOT_CLASSES + class_, used = 1;
	if (class_ == KNOW_NONE) {
		return;
	}
	uint64_t bit = know_root_bit(root);
	if (know_words_view(k, s, &view)) {
		for (uint32_t i = 0; i < view.n && used > 0; i += used) {
			used = (view.v[i].roots & bit) != 0 ? phrase_step(k, root, view.v + i, view.n - i, take, user) : 1;
		}
		return;
	}
	struct know_window w;
	know_window_start(k, &w, &s, 1);
	while (w.n > 0 && used > 0) {
		used = (w.words[0].roots & bit) != 0 ? phrase_step(k, root, w.words, w.n, take, user) : 1;
		know_window_drop(k, &w, used);
	}
}
