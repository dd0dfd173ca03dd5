/* know_window.c - a text read in passing: a few words at a time, of several pieces as if they were one.
 *
 * In: texts of which no words are kept: pieces of a zone, what is put together of a record, a name asked for. Out: their next words,
 * as know_words.c has them, each with all that may begin with it; a short text's words are kept until the next. Constant memory.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

static void window_roots(const struct know *k, struct token_mark *words, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		words[i].roots |= know_words_before(k, &words[i], i + 1 < n ? &words[i + 1] : NULL);
	}
}

/* Another text may stand where that one stood. */
bool know_window_aside(const struct know *k, struct span s, struct know_view *view)
{
	struct know_aside *x = k->words != NULL ? &k->words->aside : NULL;
	if (x == NULL || x->busy || s.n == 0 || s.n > sizeof x->text) {
		return false;
	}
	if (x->s.p != s.p || !span_eq(s, span_of(x->text, x->s.n))) {
		struct span rest = s;
		x->n = token_marks(&rest, x->words, KNOW_WINDOW);
		x->s = x->n < KNOW_WINDOW ? s : span_of(NULL, 0);	/* there may be more */
		memcpy(x->text, s.p, s.n);
		window_roots(k, x->words, x->n);
	}
	*view = (struct know_view){ x->words, x->n };
	return x->busy = x->n < KNOW_WINDOW;
}

void know_window_aside_end(const struct know *k)
{
	k->words->aside.busy = false;
}

static void window_fill(const struct know *k, struct know_window *w)
{
	if (w->words + KNOW_WINDOW > w->room + KNOW_WINDOW_ROOM) {
		memmove(w->room, w->words, w->n * sizeof *w->words);
		w->words = w->room;
	}
	while (w->n < KNOW_WINDOW && w->piece < w->n_pieces) {
		struct token_mark *more = w->words + w->n;
		uint32_t got = token_marks(&w->rest, more, KNOW_WINDOW - w->n);
		window_roots(k, more, got);
		for (uint32_t i = 0; i < got; i++) {
			more[i].flags += w->piece * TOKEN_PIECE;
		}
		w->n += got;
		if (got == 0 && ++w->piece < w->n_pieces) {
			w->rest = w->pieces[w->piece];
		}
	}
}

void know_window_start(const struct know *k, struct know_window *w, const struct span *pieces, uint32_t n)
{
	w->pieces = pieces;
	w->n_pieces = n;
	w->piece = w->n = 0;
	w->rest = n > 0 ? pieces[0] : span_of("", 0);
	w->words = w->room;
	window_fill(k, w);
}

void know_window_drop(const struct know *k, struct know_window *w, uint32_t n)
{
	w->words += n;
	w->n -= n;
	if (w->n < KNOW_WINDOW / 2) {
		window_fill(k, w);
	}
}
