/* know_names.c - finding names and phrases in text: one pass over the words.
 *
 * All names and phrases stand in one trie over folded words; each kind has its own root. A state is a number, the
 * edges are one open-addressing table keyed by state and word hash: a step costs one probe. A scan keeps a window of the next tokens,
 * tries the longest match at its front and moves on: the cost is linear in the words, times the length of the longest
 * partial match (in practice under two steps a word).
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

uint32_t know_names_step(const struct know *k, uint32_t state, uint64_t hash)
{
	const struct know_edge *edges = know_table(k, KNOW_EDGES);
	uint32_t mask = know_table_count(k, KNOW_EDGES) - 1;
	if (mask == UINT32_MAX) {
		return 0;
	}
	uint32_t i = (uint32_t)((hash ^ (uint64_t)state * 0x9e3779b97f4a7c15u) >> 20) & mask;
	while (edges[i].next != 0) {
		if (edges[i].state == state && edges[i].hash == hash) {
			return edges[i].next;
		}
		i = (i + 1) & mask;
	}
	return 0;
}

struct know_list know_names_accepts(const struct know *k, uint32_t state)
{
	return ((const struct know_state *)know_table(k, KNOW_STATES))[state].accepts;
}

/* --- the window --- */

enum { WINDOW = 2 * KNOW_NAME_TOKENS + 16, ROOM = 4 * WINDOW };	/* prefix, name and suffix; moved to the front now and then */

struct window {
	const struct span *pieces;
	uint32_t n_pieces, piece;
	struct span rest;
	struct token room[ROOM];
	uint32_t piece_room[ROOM];
	struct token *tokens;		/* the window's first, in room */
	uint32_t *piece_of;
	uint32_t n;
};

static void window_fill(struct window *w)
{
	if (w->tokens + WINDOW > w->room + ROOM) {
		memmove(w->room, w->tokens, w->n * sizeof *w->tokens);
		memmove(w->piece_room, w->piece_of, w->n * sizeof *w->piece_of);
		w->tokens = w->room;
		w->piece_of = w->piece_room;
	}
	while (w->n < WINDOW && w->piece < w->n_pieces) {
		if (token_next(&w->rest, &w->tokens[w->n])) {
			w->piece_of[w->n++] = w->piece;
		} else if (++w->piece < w->n_pieces) {
			w->rest = w->pieces[w->piece];
		}
	}
}

static void window_start(struct window *w, const struct span *pieces, uint32_t n)
{
	w->pieces = pieces;
	w->n_pieces = n;
	w->piece = w->n = 0;
	w->rest = n > 0 ? pieces[0] : span_of("", 0);
	w->tokens = w->room;
	w->piece_of = w->piece_room;
	window_fill(w);
}

static void window_drop(struct window *w, uint32_t n)
{
	w->tokens += n;
	w->piece_of += n;
	w->n -= n;
}

/* The longest match from token `at` on: number of tokens, 0 for none. Never into or out of an address. */
static uint32_t window_match(const struct know *k, const struct window *w, uint32_t root, uint32_t at, struct know_list *accepts)
{
	uint32_t state = root, best = 0;
	for (uint32_t i = at; i < w->n && i - at < KNOW_NAME_TOKENS; i++) {
		if (w->tokens[i].address != w->tokens[at].address) {
			break;
		}
		state = know_names_step(k, state, w->tokens[i].hash);
		if (state == 0) {
			break;
		}
		struct know_list found = know_names_accepts(k, state);
		if (found.n > 0) {
			best = i - at + 1;
			*accepts = found;
		}
	}
	return best;
}

static struct span window_span(const struct window *w, uint32_t at, uint32_t n)
{
	uint32_t last = at;
	while (last + 1 < at + n && w->piece_of[last + 1] == w->piece_of[at]) {
		last++;
	}
	return span_of(w->tokens[at].written.p, (size_t)(span_end(w->tokens[last].written) - w->tokens[at].written.p));
}

static bool window_crosses(const struct window *w, uint32_t at, uint32_t n)
{
	for (uint32_t i = at + 1; i < at + n; i++) {
		if (w->tokens[i].line_start || w->piece_of[i] != w->piece_of[at]) {
			return true;
		}
	}
	return false;
}

/* Do the words there begin the next name ("Planning Policy / London Borough of Lambeth"), rather than end this one? */
static bool next_begins(const struct know *k, const struct window *w, uint32_t at, uint32_t after)
{
	struct know_list found;
	uint32_t before = window_match(k, w, KNOW_ROOT_BEFORE, at, &found);
	return before > after && at + before < w->n && window_match(k, w, KNOW_ROOT_NAMES, at + before, &found) > 0;
}

/* "oneSource", "iESE": a capital inside makes a name of a word, too. */
static bool capital_inside(const struct token *t)
{
	for (size_t i = 1; i < t->written.n && !t->capital; i++) {
		if (t->written.p[i] >= 'A' && t->written.p[i] <= 'Z') {
			return true;
		}
	}
	return false;
}

/* A name at token `at`, with a form before it that is `before` tokens long, and the longest form after it. Returns
 * the tokens it covers in all. */
static uint32_t name_at(const struct know *k, const struct window *w, uint32_t at, uint32_t before, know_index prefix, struct know_hit *hit)
{
	struct know_list names, forms;
	uint32_t core = at + before < w->n ? window_match(k, w, KNOW_ROOT_NAMES, at + before, &names) : 0;
	if (core == 0 || w->tokens[at].address) {
		return 0;
	}
	const struct token *first = &w->tokens[at + before];
	if (core == 1 && before == 0 && !first->capital && !capital_inside(first)) {
		return 0;
	}
	uint32_t after = at + before + core < w->n ? window_match(k, w, KNOW_ROOT_AFTER, at + before + core, &forms) : 0;
	if (after > 0 && next_begins(k, w, at + before + core, after)) {
		after = 0;
	}
	uint32_t all = before + core + after;
	bool capitals = true;
	for (uint32_t i = 0; i < core; i++) {
		capitals = capitals && first[i].all_capitals;
	}
	*hit = (struct know_hit){
		.written = window_span(w, at, all), .core = window_span(w, at + before, core), .piece = w->piece_of[at],
		.names = (const uint32_t *)know_table(k, KNOW_NUMBERS) + names.at, .n_names = names.n, .prefix = prefix,
		.suffix = after > 0 ? know_item(k, forms, 0) : KNOW_NONE, .tokens = core, .all_capitals = capitals,
		.crosses_line = window_crosses(w, at, all),
	};
	return all;
}

static uint32_t name_best(const struct know *k, const struct window *w, uint32_t at, struct know_hit *hit)
{
	struct know_list forms;
	uint32_t best = name_at(k, w, at, 0, KNOW_NONE, hit);
	uint32_t before = window_match(k, w, KNOW_ROOT_BEFORE, at, &forms);
	struct know_hit other;
	uint32_t with_form = before > 0 ? name_at(k, w, at, before, know_item(k, forms, 0), &other) : 0;
	if (with_form > best) {
		*hit = other;
		best = with_form;
	}
	return best;
}

/* "The City of Westminster": the name that begins a word later and goes on further is the better one. */
static bool name_overtaken(const struct know *k, const struct window *w, uint32_t used)
{
	struct know_hit later;
	return used > 1 && used < 4 && w->n > used && name_best(k, w, 1, &later) > used;
}

void know_names_scan(const struct know *k, const struct span *pieces, uint32_t n,
    bool (*take)(void *user, const struct know_hit *hit), void *user)
{
	struct window w;
	window_start(&w, pieces, n);
	while (w.n > 0) {
		struct know_hit hit;
		uint32_t used = name_best(k, &w, 0, &hit);
		if (name_overtaken(k, &w, used)) {
			used = 0;
		}
		if (used > 0 && !take(user, &hit)) {
			return;
		}
		window_drop(&w, used > 0 ? used : 1);
		if (w.n < WINDOW / 2) {
			window_fill(&w);
		}
	}
}

/* `who` is asked for names in any case, and a domain's words are no name. */
uint32_t know_names_exact(const struct know *k, struct span text, struct know_hit *hit)
{
	struct window w;
	window_start(&w, &text, 1);
	if (w.n == 0 || w.n == WINDOW) {
		return 0;
	}
	for (uint32_t i = 0; i < w.n; i++) {
		w.tokens[i].capital = true;
		w.tokens[i].address = false;
	}
	return name_best(k, &w, 0, hit) == w.n ? hit->n_names : 0;
}

enum { NEAR_LETTERS = 7 };

uint32_t know_names_near(const struct know *k, struct arena *a, struct span text, know_index *out, uint32_t max)
{
	const char *folded = token_fold(a, text);
	size_t n = strlen(folded);
	uint32_t found = 0;
	for (uint32_t i = 0; i < know_name_count(k) && found < max && n >= NEAR_LETTERS - 1; i++) {
		const char *name = know_str(k, know_name(k, i)->folded);
		size_t m = strlen(name);
		if (m >= NEAR_LETTERS && m + 1 >= n && n + 1 >= m && token_one_edit(folded, name)) {
			out[found++] = i;
		}
	}
	return found;
}

/* --- phrases --- */

know_index know_phrase_class(const struct know *k, const char *name)
{
	const know_text *classes = know_table(k, KNOW_CLASSES);
	for (uint32_t i = 0; i < know_table_count(k, KNOW_CLASSES); i++) {
		if (strcmp(know_str(k, classes[i]), name) == 0) {
			return i;
		}
	}
	return KNOW_NONE;
}

know_index know_phrase_at(const struct know *k, know_index class_, struct span s, struct span *written)
{
	uint32_t state = KNOW_ROOT_CLASSES + class_;
	know_index best = KNOW_NONE;
	const char *start = NULL;
	struct token t;
	if (class_ == KNOW_NONE) {
		return KNOW_NONE;
	}
	for (uint32_t i = 0; i < KNOW_NAME_TOKENS && token_next(&s, &t); i++) {
		start = start != NULL ? start : t.written.p;
		state = know_names_step(k, state, t.hash);
		if (state == 0) {
			break;
		}
		struct know_list found = know_names_accepts(k, state);
		if (found.n > 0) {
			best = know_item(k, found, 0);
			*written = span_of(start, (size_t)(span_end(t.written) - start));
		}
	}
	return best;
}

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

void know_phrases_scan(const struct know *k, know_index class_, struct span s,
    bool (*take)(void *user, know_index phrase, struct span written), void *user)
{
	struct window w;
	if (class_ == KNOW_NONE) {
		return;
	}
	window_start(&w, &s, 1);
	while (w.n > 0) {
		struct know_list found;
		uint32_t used = window_match(k, &w, KNOW_ROOT_CLASSES + class_, 0, &found);
		if (used > 0 && !take(user, know_item(k, found, 0), window_span(&w, 0, used))) {
			return;
		}
		window_drop(&w, used > 0 ? used : 1);
		if (w.n < WINDOW / 2) {
			window_fill(&w);
		}
	}
}
