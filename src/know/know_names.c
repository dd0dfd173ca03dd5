/* know_names.c - finding names in text: one pass over the words.
 *
 * A scan tries the longest match at the first word and moves on: the cost is linear in the words, times the length of the longest
 * partial match (in practice under two steps a word). In the text at hand the words are known, and which of them may begin a name;
 * other texts are read through a window.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

/* Words of which the first is looked at. */
struct stretch { const struct token_mark *v; uint32_t n; };

static uint32_t stretch_match(const struct know *k, const struct stretch *w, uint32_t root, uint32_t at, const struct know_end **end)
{
	return at < w->n && (w->v[at].roots & know_root_bit(root)) != 0 ? know_words_match(k, w->v + at, w->n - at, root, true, end) : 0;
}

static struct span stretch_span(const struct stretch *w, uint32_t at, uint32_t n)
{
	uint32_t last = at;
	while (last + 1 < at + n && token_piece(&w->v[last + 1]) == token_piece(&w->v[at])) {
		last++;
	}
	return span_of(w->v[at].p, (size_t)(w->v[last].p + w->v[last].n - w->v[at].p));
}

static bool stretch_crosses(const struct stretch *w, uint32_t at, uint32_t n)
{
	for (uint32_t i = at + 1; i < at + n; i++) {
		if ((w->v[i].flags & TOKEN_LINE_START) != 0 || token_piece(&w->v[i]) != token_piece(&w->v[at])) {
			return true;
		}
	}
	return false;
}

/* Do the words there begin the next name ("Planning Policy / London Borough of Lambeth"), rather than end this one? */
static bool next_begins(const struct know *k, const struct stretch *w, uint32_t at, uint32_t after)
{
	const struct know_end *found;
	uint32_t before = stretch_match(k, w, KNOW_ROOT_BEFORE, at, &found);
	return before > after && stretch_match(k, w, KNOW_ROOT_NAMES, at + before, &found) > 0;
}

/* "oneSource", "iESE": a capital inside makes a name of a word, too. */
static bool capital_inside(const struct token_mark *t)
{
	for (size_t i = 1; i < t->n; i++) {
		if (t->p[i] >= 'A' && t->p[i] <= 'Z') {
			return true;
		}
	}
	return false;
}

/* A name at token `at`, with a form before it that is `before` tokens long, and the longest form after it. Returns
 * the tokens it covers in all. */
static uint32_t name_at(const struct know *k, const struct stretch *w, uint32_t at, uint32_t before, know_index prefix, struct know_hit *hit)
{
	const struct know_end *names, *forms;
	uint32_t core = stretch_match(k, w, KNOW_ROOT_NAMES, at + before, &names);
	if (core == 0 || (w->v[at].flags & TOKEN_ADDRESS) != 0) {
		return 0;
	}
	const struct token_mark *first = &w->v[at + before];
	if (core == 1 && before == 0 && (first->flags & TOKEN_CAPITAL) == 0 && !capital_inside(first)) {
		return 0;
	}
	uint32_t after = stretch_match(k, w, KNOW_ROOT_AFTER, at + before + core, &forms);
	if (after > 0 && next_begins(k, w, at + before + core, after)) {
		after = 0;
	}
	uint32_t all = before + core + after;
	bool capitals = true;
	for (uint32_t i = 0; i < core; i++) {
		capitals = capitals && (first[i].flags & TOKEN_ALL_CAPITALS) != 0;
	}
	uint32_t n_names;
	const uint32_t *accepts = know_accepts(k, names, &n_names);
	*hit = (struct know_hit){
		.written = stretch_span(w, at, all), .core = stretch_span(w, at + before, core), .piece = token_piece(&w->v[at]),
		.names = accepts, .n_names = n_names, .prefix = prefix,
		.suffix = after > 0 ? know_accept(k, forms) : KNOW_NONE, .tokens = core, .all_capitals = capitals,
		.crosses_line = stretch_crosses(w, at, all),
	};
	return all;
}

static uint32_t name_best(const struct know *k, const struct stretch *w, uint32_t at, struct know_hit *hit)
{
	const struct know_end *forms;
	uint32_t best = name_at(k, w, at, 0, KNOW_NONE, hit);
	uint32_t before = stretch_match(k, w, KNOW_ROOT_BEFORE, at, &forms);
	struct know_hit other;
	uint32_t with_form = before > 0 ? name_at(k, w, at, before, know_accept(k, forms), &other) : 0;
	if (with_form > best) {
		*hit = other;
		best = with_form;
	}
	return best;
}

/* "The City of Westminster": the name that begins a word later and goes on further is the better one. */
static bool name_overtaken(const struct know *k, const struct stretch *w, uint32_t used)
{
	struct know_hit later;
	return used > 1 && used < 4 && w->n > used && name_best(k, w, 1, &later) > used;
}

/* How many words on the next look is due; 0: take() wants no more. */
static uint32_t names_step(const struct know *k, const struct stretch *w, bool (*take)(void *user, const struct know_hit *hit), void *user)
{
	struct know_hit hit;
	uint32_t used = name_best(k, w, 0, &hit);
	if (name_overtaken(k, w, used)) {
		used = 0;
	}
	return used == 0 ? 1 : take(user, &hit) ? used : 0;
}

#define NAME_BEGINS (know_root_bit(KNOW_ROOT_NAMES) | know_root_bit(KNOW_ROOT_BEFORE))

static void names_in(const struct know *k, const struct know_view *view, bool (*take)(void *user, const struct know_hit *hit), void *user)
{
	for (uint32_t i = 0, used = 1; i < view->n && used > 0; i += used) {
		struct stretch at = { view->v + i, view->n - i };
		used = (view->v[i].roots & NAME_BEGINS) != 0 ? names_step(k, &at, take, user) : 1;
	}
}

/* The same of the text at hand, where most words are passed over together. */
static void names_in_text(const struct know *k, const struct know_view *view, const char *end,
    bool (*take)(void *user, const struct know_hit *hit), void *user)
{
	const struct token_mark *v = view->v;
	for (uint32_t used = 1; used > 0 && (v = know_words_next(k, v, end, NAME_BEGINS)) != NULL; v += used) {
		struct stretch at = { v, (uint32_t)(view->v + view->n - v) };
		used = names_step(k, &at, take, user);
	}
}

static bool names_none(const struct know *k, struct span s)
{
	struct know_part *part = know_words_part(k, s);
	return part != NULL && part->first != NULL && (know_words_any(k, part) & NAME_BEGINS) == 0;
}

void know_names_scan(const struct know *k, const struct span *pieces, uint32_t n,
    bool (*take)(void *user, const struct know_hit *hit), void *user)
{
	struct know_view view;
	uint32_t used = 1;
	if (n == 1 && names_none(k, pieces[0])) {
		return;
	}
	if (n == 1 && know_words_view(k, pieces[0], &view)) {
		names_in_text(k, &view, span_end(pieces[0]), take, user);
		return;
	}
	if (n > 1 && know_words_joined(k, pieces, n, &view)) {
		names_in(k, &view, take, user);
		know_words_joined_end(k);
		return;
	}
	if (n == 1 && know_window_aside(k, pieces[0], &view)) {
		names_in(k, &view, take, user);
		know_window_aside_end(k);
		return;
	}
	struct know_window w;
	know_window_start(k, &w, pieces, n);
	while (w.n > 0 && used > 0) {
		struct stretch at = { w.words, w.n };
		used = (w.words[0].roots & NAME_BEGINS) != 0 ? names_step(k, &at, take, user) : 1;
		know_window_drop(k, &w, used);
	}
}

/* `who` is asked for names in any case, and a domain's words are no name. */
uint32_t know_names_exact(const struct know *k, struct span text, struct know_hit *hit)
{
	struct know_window w;
	know_window_start(k, &w, &text, 1);
	if (w.n == 0 || w.n == KNOW_WINDOW) {
		return 0;
	}
	for (uint32_t i = 0; i < w.n; i++) {
		w.words[i].flags = TOKEN_CAPITAL | (w.words[i].flags & (TOKEN_ALL_CAPITALS | TOKEN_LINE_START));
	}
	struct stretch all = { w.words, w.n };
	return name_best(k, &all, 0, hit) == w.n ? hit->n_names : 0;
}
