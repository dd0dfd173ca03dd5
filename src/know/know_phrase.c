/* know_phrase.c - finding phrases in text: at its start, or anywhere.
 *
 * In: a class of phrases and a text. Out: the longest phrase, and where it stands. How words are told apart is left to
 * know_words.c.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

static know_index phrase_class_find(const struct know *k, const char *name)
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

/* Mostly it is a constant that is asked for again and again. */
know_index know_phrase_class(const struct know *k, const char *name)
{
	_Atomic know_index *kept = k->words != NULL ? &k->words->called[((uintptr_t)name >> 2) % KNOW_CALLED] : NULL;
	know_index last = kept != NULL ? atomic_load_explicit(kept, memory_order_relaxed) : 0;
	if (last > 0 && strcmp(know_str(k, ((const know_text *)know_table(k, KNOW_CLASSES))[last - 1]), name) == 0) {
		return last - 1;
	}
	know_index found = phrase_class_find(k, name);
	if (kept != NULL && found != KNOW_NONE) {
		atomic_store_explicit(kept, found + 1, memory_order_relaxed);
	}
	return found;
}

static struct span phrase_span(const struct token_mark *w, uint32_t n)
{
	return span_of(w[0].p, (size_t)(w[n - 1].p + w[n - 1].n - w[0].p));
}

/* How many words of s there are from w on, as far as a phrase goes. */
static uint32_t phrase_room(const struct token_mark *w, struct span s)
{
	uint32_t n = 1;
	while (n < KNOW_NAME_TOKENS && w[n].p < span_end(s)) {
		n++;
	}
	return n;
}

/* In a text that is not at hand, or where the part's words are others. */
static know_index phrase_at_read(const struct know *k, uint32_t root, struct span s, struct span *written)
{
	uint64_t bit = know_root_bit(root);
	struct token t;
	if (!token_next(&s, &t)) {
		return KNOW_NONE;
	}
	const char *start = t.written.p;
	uint32_t row = know_first_at(k, t.hash), state = know_first_state(row);
	const struct know_first *first = &k->firsts[row];
	if (first->hash != t.hash) {
		return KNOW_NONE;
	}
	const struct know_end *best = know_words_end(k, first->here, first->ends, root);
	const struct know_edge *edge;
	bool on = (k->kinds[first->kind].below & bit) != 0;
	if (best != NULL) {
		*written = t.written;
	}
	for (uint32_t i = 1; on && i < KNOW_NAME_TOKENS && token_next(&s, &t) && (edge = know_edge(k, state, t.hash)) != NULL; i++) {
		const struct know_kind *kind = &k->kinds[know_edge_kind(edge)];
		const struct know_end *end = know_words_end(k, kind->here, edge->ends, root);
		if (end != NULL) {
			best = end;
			*written = span_of(start, (size_t)(span_end(t.written) - start));
		}
		on = (kind->below & bit) != 0;
		state = edge->next;
	}
	return best != NULL ? know_accept(k, best) : KNOW_NONE;
}

static know_index phrase_at_word(const struct know *k, uint32_t root, const struct token_mark *w, struct span s, struct span *written)
{
	const struct know_end *found;
	uint32_t used = know_words_match(k, w, phrase_room(w, s), root, false, &found);
	if (used == 0) {
		return KNOW_NONE;
	}
	*written = phrase_span(w, used);
	return know_accept(k, found);
}

/* Nearly always the first word says no. */
know_index know_phrase_at(const struct know *k, know_index class_, struct span s, struct span *written)
{
	if (class_ == KNOW_NONE) {
		return KNOW_NONE;
	}
	uint32_t root = KNOW_ROOT_CLASSES + class_;
	const struct know_part *part = know_words_part(k, s);
	const struct token_mark *w = part != NULL ? part->first : NULL;
	if (w == NULL) {
		return phrase_at_read(k, root, s, written);
	}
	bool may = (w->roots & know_root_bit(root)) != 0 && w->p < span_end(s);
	return may ? phrase_at_word(k, root, w, s, written) : KNOW_NONE;
}

void know_phrase_classes(const struct know *k, struct span s, uint64_t *first, uint64_t *any)
{
	struct know_part *part = know_words_part(k, s);
	*first = *any = UINT64_MAX;
	if (part != NULL && part->first != NULL) {
		*any = know_words_any(k, part) >> KNOW_ROOT_CLASSES;
		*first = part->first->p < span_end(s) ? part->first->roots >> KNOW_ROOT_CLASSES : 0;
	}
}

uint64_t know_span_classes(const struct know *k, struct span s)
{
	struct know_part *part = know_words_part(k, s);
	return part != NULL && part->first != NULL ? know_words_any(k, part) >> KNOW_ROOT_CLASSES : UINT64_MAX;
}

/* How many words on the next look is due; 0: take() wants no more. */
static uint32_t phrase_step(const struct know *k, uint32_t root, const struct token_mark *w, uint32_t n,
    bool (*take)(void *user, know_index phrase, struct span written), void *user)
{
	const struct know_end *found;
	uint32_t used = know_words_match(k, w, n, root, true, &found);
	return used == 0 ? 1 : take(user, know_accept(k, found), phrase_span(w, used)) ? used : 0;
}

static void phrases_scan_words(const struct know *k, uint32_t root, const struct token_mark *v, struct span s,
    bool (*take)(void *user, know_index phrase, struct span written), void *user)
{
	uint64_t bit = know_root_bit(root);
	for (uint32_t used = 1; used > 0 && (v = know_words_next(k, v, span_end(s), bit)) != NULL; v += used) {
		used = phrase_step(k, root, v, phrase_room(v, s), take, user);
	}
}

static void phrases_scan_read(const struct know *k, uint32_t root, struct span s,
    bool (*take)(void *user, know_index phrase, struct span written), void *user)
{
	uint64_t bit = know_root_bit(root);
	struct know_view view;
	struct know_window w;
	if (know_window_aside(k, s, &view)) {
		for (uint32_t i = 0, used = 1; i < view.n && used > 0; i += used) {
			used = (view.v[i].roots & bit) != 0 ? phrase_step(k, root, view.v + i, view.n - i, take, user) : 1;
		}
		know_window_aside_end(k);
		return;
	}
	know_window_start(k, &w, &s, 1);
	for (uint32_t used = 1; w.n > 0 && used > 0; know_window_drop(k, &w, used)) {
		used = (w.words[0].roots & bit) != 0 ? phrase_step(k, root, w.words, w.n, take, user) : 1;
	}
}

void know_phrases_scan(const struct know *k, know_index class_, struct span s,
    bool (*take)(void *user, know_index phrase, struct span written), void *user)
{
	if (class_ == KNOW_NONE || s.n == 0) {
		return;
	}
	uint32_t root = KNOW_ROOT_CLASSES + class_;
	struct know_part *part = know_words_part(k, s);
	if (part == NULL || part->first == NULL) {
		phrases_scan_read(k, root, s, take, user);
	} else if (!part->summed || (part->any & know_root_bit(root)) != 0) {
		phrases_scan_words(k, root, part->first, s, take, user);
	}
}
