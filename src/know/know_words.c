/* know_words.c - a text as words, each with what may begin there: read once, asked often.
 *
 * In: the text at hand (know_read()), or any other in passing. Out: its words, for names and phrases. A letter is asked hundreds of
 * questions about its lines and parts of lines; where such a part has the same words as the whole text has there (token_cut_clean()),
 * they are answered from the words of the whole. These are read when first asked for, in one pass; the trie is walked once from
 * each, so that a word knows all the roots of which something begins with it. Cost: linear in the text.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

enum { BLOCK = 64 };		/* bytes of text to an entry of first_in */
enum { JOINED_MOST = 4096 };

struct know_text_words *know_words_new(struct arena *a)
{
	return ARENA_NEW(a, struct know_text_words);
}

void know_words_free(struct know_text_words *w)
{
	if (w != NULL) {
		buf_release(&w->words);
		buf_release(&w->first_in);
		buf_release(&w->joined);
	}
}

/* Of a very long text the first lines: what is asked of the rest is asked seldom. */
void know_read(const struct know *k, struct span text)
{
	struct know_text_words *w = k->words;
	if (w == NULL) {
		return;
	}
	if (text.n > KNOW_READ_BYTES) {
		text.n = KNOW_READ_BYTES;
		while (text.n > 0 && text.p[text.n - 1] != '\n' && text.p[text.n - 1] != '\r') {
			text.n--;
		}
	}
	w->text = text;
	w->read = w->joining = false;
	if (++w->stamp == 0) {
		memset(w->parts, 0, sizeof w->parts);
		w->stamp = 1;
	}
}

bool know_reads(const struct know *k, struct span text)
{
	return k->words != NULL && text.n > 0 && k->words->text.p == text.p && k->words->text.n == text.n;
}

/* --- the words --- */

/* Field by field: what is put together elsewhere and moved waits for memory. */
static inline void words_set(const struct know *k, struct know_word *w, const struct token_mark *t)
{
	uint32_t state = know_step(k, KNOW_START, t->hash);
	uint64_t roots = state != 0 ? k->states[state].here | k->states[state].below : 0;
	w->p = t->p;
	w->hash = t->hash;
	w->roots = roots | (uint64_t)t->digit << 63;
	w->n = t->n;
	w->state = state;
	w->piece = 0;
	w->address = t->address;
	w->capital = t->capital;
	w->all_capitals = t->all_capitals;
	w->line_start = t->line_start;
}

void know_words_set(const struct know *k, struct know_word *w, const struct token_mark *t)
{
	words_set(k, w, t);
}

static uint64_t words_roots(const struct know *k, const struct know_word *w, uint32_t n)
{
	uint64_t roots = w[0].roots & KNOW_DIGIT_BIT;
	uint32_t state = w[0].state;
	for (uint32_t i = 1; state != 0; i++) {
		roots |= k->states[state].here;
		state = i < n && i < KNOW_NAME_TOKENS && k->states[state].below != 0 ? know_step(k, state, w[i].hash) : 0;
	}
	return roots;
}

static struct know_word *words_room(struct know_text_words *w, uint32_t more)
{
	if (w->words.room < (w->n + more) * sizeof(struct know_word)) {
		w->words.n = w->n * sizeof(struct know_word);
		buf_reserve(&w->words, more * sizeof(struct know_word));
	}
	return (struct know_word *)(void *)w->words.p;
}

static void words_index(struct know_text_words *w, const struct know_word *v)
{
	size_t blocks = w->text.n / BLOCK + 2;
	buf_clear(&w->first_in);
	buf_reserve(&w->first_in, blocks * sizeof(uint32_t));
	uint32_t *first = (uint32_t *)(void *)w->first_in.p;
	size_t at = 0;	/* of the next block */
	for (uint32_t i = 0, n = w->n; i < n; i++) {
		for (size_t here = (size_t)(v[i].p - w->text.p); here >= at; at += BLOCK) {
			*first++ = i;
		}
	}
	for (uint32_t *end = (uint32_t *)(void *)w->first_in.p + blocks; first < end; first++) {
		*first = w->n;
	}
}

static void words_read(const struct know *k, struct know_text_words *w)
{
	struct span rest = w->text;
	struct token_mark some[64];
	struct know_word *v = words_room(w, 1);
	w->n = 0;
	for (uint32_t n; (n = token_marks(&rest, some, sizeof some / sizeof *some)) > 0;) {
		v = words_room(w, (uint32_t)(rest.n / 6) + n + 1);
		for (uint32_t i = 0; i < n; i++) {
			words_set(k, &v[w->n + i], &some[i]);
		}
		w->n += n;
	}
	for (uint32_t i = 0; i < w->n; i++) {
		if (v[i].state != 0 && k->states[v[i].state].below != 0) {
			v[i].roots = words_roots(k, v + i, w->n - i);
		}
	}
	v[w->n] = (struct know_word){ .p = span_end(w->text) };
	words_index(w, v);
	w->read = true;
}

static bool words_hold(const struct know_text_words *w, struct span s)
{
	return w != NULL && s.n > 0 && s.p >= w->text.p && s.n <= w->text.n && (size_t)(s.p - w->text.p) <= w->text.n - s.n;
}

/* The first word that begins at p or behind it. */
static const struct know_word *words_at(const struct know *k, struct know_text_words *w, const char *p)
{
	if (!w->read) {
		words_read(k, w);
	}
	const struct know_word *v = (const struct know_word *)(const void *)w->words.p;
	v += ((const uint32_t *)(const void *)w->first_in.p)[(size_t)(p - w->text.p) / BLOCK];
	while (v->p < p) {
		v++;
	}
	return v;
}

bool know_words_view(const struct know *k, struct span s, struct know_view *view)
{
	struct know_text_words *w = k->words;
	if (!words_hold(w, s) || !token_cut_clean(w->text, s)) {
		return false;
	}
	const struct know_word *a = words_at(k, w, s.p), *b = words_at(k, w, span_end(s)), *first = (const struct know_word *)(void *)w->words.p;
	if ((a > first && a[-1].p + a[-1].n > s.p) || (b > a && b[-1].p + b[-1].n > span_end(s))) {
		return false;	/* it cuts a word */
	}
	*view = (struct know_view){ a, (uint32_t)(b - a) };
	return true;
}

/* Nearly always there is white space on both sides, and nothing that makes an address. */
static const struct know_word *words_first(const struct know *k, struct know_text_words *w, struct span s)
{
	struct know_view view;
	bool before = s.p == w->text.p || (token_space_byte((unsigned char)s.p[-1]) && *s.p != '.' && *s.p != '@');
	bool after = s.p + s.n == w->text.p + w->text.n || token_space_byte((unsigned char)s.p[s.n]);
	return before && after ? words_at(k, w, s.p) : know_words_view(k, s, &view) ? view.v : NULL;
}

struct know_part *know_words_part_new(const struct know *k, struct span s, struct know_part *part)
{
	struct know_text_words *w = k->words;
	if (!words_hold(w, s)) {
		return NULL;
	}
	const struct know_word *first = words_first(k, w, s);
	*part = (struct know_part){ .s = s, .first = first, .stamp = w->stamp };
	return part;
}

uint64_t know_words_any(struct know_part *part)
{
	if (!part->summed) {
		for (const struct know_word *v = part->first; v->p < span_end(part->s); v++) {
			part->any |= v->roots;
		}
		part->summed = true;
	}
	return part->any;
}

/* What goes on behind a part goes on with the next one: of a word it is only known what may begin with it alone. */
static void words_join(const struct know *k, struct know_word *out, const struct know_view *view, uint32_t piece)
{
	for (uint32_t i = 0; i < view->n; i++) {
		uint32_t state = view->v[i].state;
		out[i] = view->v[i];
		out[i].piece = piece;
		out[i].roots |= state != 0 ? k->states[state].here | k->states[state].below : 0;
	}
}

bool know_words_joined(const struct know *k, const struct span *pieces, uint32_t n, struct know_view *view)
{
	struct know_text_words *w = k->words;
	uint32_t all = 0;
	if (w == NULL || w->joining) {
		return false;
	}
	buf_clear(&w->joined);
	for (uint32_t i = 0; i < n; i++) {
		struct know_view part;
		if (pieces[i].n == 0) {
			continue;
		}
		if (!know_words_view(k, pieces[i], &part) || all + part.n > JOINED_MOST) {
			return false;
		}
		buf_reserve(&w->joined, part.n * sizeof(struct know_word));
		words_join(k, (struct know_word *)(void *)w->joined.p + all, &part, i);
		all += part.n;
		w->joined.n = all * sizeof(struct know_word);
	}
	*view = (struct know_view){ (const struct know_word *)(const void *)w->joined.p, all };
	return w->joining = true;
}

void know_words_joined_end(const struct know *k)
{
	k->words->joining = false;
}

/* --- matching --- */

bool know_words_end(const struct know *k, uint32_t state, uint32_t root, struct know_list *accepts)
{
	const struct know_state *s = &k->states[state];
	for (uint32_t i = 0; state != 0 && (s->here & know_root_bit(root)) != 0 && i < s->n; i++) {
		if (k->ends[s->ends + i].root == root) {
			*accepts = k->ends[s->ends + i].accepts;
			return true;
		}
	}
	return false;
}

uint32_t know_words_match(const struct know *k, const struct know_word *w, uint32_t n, uint32_t root, bool apart, struct know_list *accepts)
{
	uint64_t bit = know_root_bit(root);
	uint32_t state = (w[0].roots & bit) != 0 ? w[0].state : 0, best = 0;
	for (uint32_t i = 1; state != 0; i++) {
		if (know_words_end(k, state, root, accepts)) {
			best = i;
		}
		bool on = i < n && i < KNOW_NAME_TOKENS && (k->states[state].below & bit) != 0 && (!apart || w[i].address == w[0].address);
		state = on ? know_step(k, state, w[i].hash) : 0;
	}
	return best;
}
