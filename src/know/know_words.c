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
		buf_release(&w->sums);
		buf_release(&w->first_in);
		buf_release(&w->joined);
		for (uint32_t i = 0; i < KNOW_VALUED; i++) {
			buf_release(&w->valued[i].found);
		}
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

/* What goes on from the state after the first word. */
static uint64_t words_roots_on(const struct know *k, const struct token_mark *v, uint32_t n, uint32_t state)
{
	uint64_t roots = 0;
	const struct know_edge *edge;
	for (uint32_t i = 1; i < n && i < KNOW_NAME_TOKENS && (edge = know_edge(k, state, v[i].hash)) != NULL; i++) {
		const struct know_kind *kind = &k->kinds[know_edge_kind(edge)];
		roots |= kind->here;
		if (kind->below == 0) {
			break;
		}
		state = edge->next;
	}
	return roots;
}

enum { AHEAD = 4 * KNOW_SUM };

/* Where each of n words stands among the first ones, fetched; and in behind, the word behind the last of each block. */
static inline void words_fetch(const struct know *k, const struct know_text_words *w, const struct token_mark *v, uint32_t n, uint32_t at,
    uint32_t rows[AHEAD], uint32_t *behind)
{
	const struct know_first *firsts = k->firsts;
	const uint16_t *numbers = k->first_numbers;
	const char *text = w->text.p;
	uint32_t mask = k->first_mask;
	for (uint32_t j = 0; j < n; j++) {
		rows[j] = know_first_row(v[j].hash, numbers[know_first_group(v[j].hash)], mask);
		__builtin_prefetch(&firsts[rows[j]]);
		behind[(size_t)(v[j].p - text) / BLOCK] = at + j + 1;
	}
}

/* What each of n words begins by itself; those that the next word may go on from are listed: how many. No branch: it would be guessed. */
static inline uint32_t words_alone(const struct know *k, struct token_mark *v, uint32_t n, const uint32_t rows[AHEAD], uint8_t on[AHEAD], uint64_t *sums)
{
	const struct know_first *firsts = k->firsts;
	uint32_t listed = 0;
	for (uint32_t j = 0; j < n; sums++) {
		uint64_t sum = 0;
		for (uint32_t end = j + KNOW_SUM < n ? j + KNOW_SUM : n; j < end; j++) {
			const struct know_first *first = &firsts[rows[j]];
			uint64_t mine = 0 - (uint64_t)(first->hash == v[j].hash);
			v[j].roots |= first->here & mine;
			sum |= v[j].roots;
			on[listed] = (uint8_t)j;
			listed += (uint32_t)(first->next >> know_next_bit(v[j + 1].hash) & mine & 1);
		}
		*sums = sum;
	}
	return listed;
}

/* Of the words listed those that go on, as far as the filter knows; their edges are fetched. */
static uint32_t words_going_on(const struct know *k, const struct token_mark *v, const uint32_t rows[AHEAD], uint8_t on[AHEAD], uint32_t listed)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < listed; i++) {
		uint64_t key = know_edge_key(know_first_state(rows[on[i]]), v[on[i] + 1].hash);
		on[kept] = on[i];
		if (know_edge_may(k, key)) {
			__builtin_prefetch(&k->edges[know_edge_slot(key, k->edge_room)]);
			kept++;
		}
	}
	return kept;
}

static inline void *words_table(struct buf *b, size_t bytes)
{
	buf_clear(b);
	buf_reserve(b, bytes);
	return memset(b->p, 0, bytes);
}

/* The roots of which something begins with each word in this text, and behind. Several words are looked at together, step by step: so all wait
 * for memory at once, and not each for the one before. */
static void words_begin(const struct know *k, struct know_text_words *w, struct token_mark *v, uint32_t *behind)
{
	uint32_t rows[AHEAD];
	uint8_t on[AHEAD];
	uint64_t *sums = words_table(&w->sums, (w->n / KNOW_SUM + 1) * sizeof(uint64_t));
	for (uint32_t i = 0, n; i < w->n; i += n) {
		n = w->n - i < AHEAD ? w->n - i : AHEAD;
		words_fetch(k, w, v + i, n, i, rows, behind);
		uint32_t more = words_alone(k, v + i, n, rows, on, sums + i / KNOW_SUM);
		more = words_going_on(k, v + i, rows, on, more);
		for (uint32_t j = 0; j < more; j++) {
			uint32_t at = i + on[j];
			v[at].roots |= words_roots_on(k, v + at, w->n - at, know_first_state(rows[on[j]]));
			sums[at / KNOW_SUM] |= v[at].roots;
		}
	}
}

static struct token_mark *words_room(struct know_text_words *w, uint32_t more)
{
	if (w->words.room < (w->n + more) * sizeof(struct token_mark)) {
		w->words.n = w->n * sizeof(struct token_mark);
		buf_reserve(&w->words, more * sizeof(struct token_mark));
	}
	return (struct token_mark *)(void *)w->words.p;
}

/* Of each block the first word that begins in it or behind, where `behind` tells the word behind its last; 0: none begins in it. */
static void words_index(uint32_t *behind, size_t blocks)
{
	uint32_t next = 0;
	for (size_t i = 0; i < blocks; i++) {
		uint32_t here = behind[i];
		behind[i] = next;
		next = here > next ? here : next;
	}
}

/* Not within words_at(), which is asked for each part of a text. */
static __attribute__((noinline)) void words_read(const struct know *k, struct know_text_words *w)
{
	struct span rest = w->text;
	struct token_mark *v;
	uint32_t n;
	w->n = 0;
	do {
		uint32_t room = (uint32_t)(rest.n / 5) + 64;
		v = words_room(w, room + KNOW_SUM);
		n = token_marks(&rest, v + w->n, room);
		w->n += n;
	} while (n > 0);
	for (uint32_t i = 0; i < KNOW_SUM; i++) {
		v[w->n + i] = (struct token_mark){ .p = span_end(w->text) };
	}
	size_t blocks = w->text.n / BLOCK + 2;
	uint32_t *first = words_table(&w->first_in, blocks * sizeof *first);
	words_begin(k, w, v, first);
	words_index(first, blocks);
	w->read = true;
}

static bool words_hold(const struct know_text_words *w, struct span s)
{
	return w != NULL && s.n > 0 && s.p >= w->text.p && s.n <= w->text.n && (size_t)(s.p - w->text.p) <= w->text.n - s.n;
}

/* The first word that begins at p or behind it. */
static const struct token_mark *words_at(const struct know *k, struct know_text_words *w, const char *p)
{
	if (!w->read) {
		words_read(k, w);
	}
	const struct token_mark *v = (const struct token_mark *)(const void *)w->words.p;
	v += ((const uint32_t *)(const void *)w->first_in.p)[(size_t)(p - w->text.p) / BLOCK];
	while (v->p < p) {
		v++;
	}
	return v;
}

/* Nearly always there is white space on both sides, and nothing that makes an address. */
static inline bool words_apart(const struct know_text_words *w, struct span s)
{
	bool before = s.p == w->text.p || (token_space_byte((unsigned char)s.p[-1]) && *s.p != '.' && *s.p != '@');
	return before && (s.p + s.n == w->text.p + w->text.n || token_space_byte((unsigned char)s.p[s.n]));
}

bool know_words_view(const struct know *k, struct span s, struct know_view *view)
{
	struct know_text_words *w = k->words;
	if (!words_hold(w, s)) {
		return false;
	}
	bool apart = words_apart(w, s);
	if (!apart && !token_cut_clean(w->text, s)) {
		return false;
	}
	const struct token_mark *a = words_at(k, w, s.p), *b = words_at(k, w, span_end(s)), *first = (const struct token_mark *)(void *)w->words.p;
	bool cuts = !apart && ((a > first && a[-1].p + a[-1].n > s.p) || (b > a && b[-1].p + b[-1].n > span_end(s)));
	*view = (struct know_view){ a, (uint32_t)(b - a) };
	return !cuts;
}

static const struct token_mark *words_first(const struct know *k, struct know_text_words *w, struct span s)
{
	struct know_view view;
	return words_apart(w, s) ? words_at(k, w, s.p) : know_words_view(k, s, &view) ? view.v : NULL;
}

struct know_part *know_words_part_new(const struct know *k, struct span s, struct know_part *part)
{
	struct know_text_words *w = k->words;
	if (!words_hold(w, s)) {
		return NULL;
	}
	const struct token_mark *first = words_first(k, w, s);
	*part = (struct know_part){ .s = s, .first = first, .stamp = w->stamp };
	return part;
}

const struct token_mark *know_words_next(const struct know *k, const struct token_mark *v, const char *end, uint64_t roots)
{
	const uint64_t *sums = (const uint64_t *)(const void *)k->words->sums.p;
	size_t at = (size_t)(v - (const struct token_mark *)(const void *)k->words->words.p);
	while (v->p < end) {
		bool none = at % KNOW_SUM == 0 && (sums[at / KNOW_SUM] & roots) == 0;
		if (!none && (v->roots & roots) != 0) {
			return v;
		}
		v += none ? KNOW_SUM : 1;
		at += none ? KNOW_SUM : 1;
	}
	return NULL;
}

uint64_t know_words_any(const struct know *k, struct know_part *part)
{
	const uint64_t *sums = (const uint64_t *)(const void *)k->words->sums.p;
	const struct token_mark *v = part->first;
	const char *end = span_end(part->s);
	size_t at = (size_t)(v - (const struct token_mark *)(const void *)k->words->words.p);
	while (!part->summed && v->p < end) {
		bool whole = at % KNOW_SUM == 0 && v[KNOW_SUM - 1].p < end;
		part->any |= whole ? sums[at / KNOW_SUM] : v->roots;
		v += whole ? KNOW_SUM : 1;
		at += whole ? KNOW_SUM : 1;
	}
	part->summed = true;
	return part->any;
}

bool know_has_word(const struct know *k, struct span s, uint64_t hash)
{
	const struct know_part *part = know_words_part(k, s);
	const struct token_mark *v = part != NULL ? part->first : NULL;
	struct token t;
	while (v != NULL && v->p < span_end(s) && v->hash != hash) {
		v++;
	}
	if (v != NULL) {
		return v->p < span_end(s);
	}
	while (token_next(&s, &t)) {
		if (t.hash == hash) {
			return true;
		}
	}
	return false;
}

/* What goes on behind a part goes on with the next one: what begins with a word is not what began with it in the text. */
static void words_join(const struct know *k, struct token_mark *out, const struct know_view *view, uint32_t piece)
{
	for (uint32_t i = 0; i < view->n; i++) {
		out[i] = view->v[i];
		out[i].flags += piece * TOKEN_PIECE;
		out[i].roots |= know_words_before(k, &out[i], i + 1 < view->n ? &view->v[i + 1] : NULL);
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
		buf_reserve(&w->joined, part.n * sizeof(struct token_mark));
		words_join(k, (struct token_mark *)(void *)w->joined.p + all, &part, i);
		all += part.n;
		w->joined.n = all * sizeof(struct token_mark);
	}
	*view = (struct know_view){ (const struct token_mark *)(const void *)w->joined.p, all };
	return w->joining = true;
}

void know_words_joined_end(const struct know *k)
{
	k->words->joining = false;
}

/* --- matching --- */

uint32_t know_words_match(const struct know *k, const struct token_mark *w, uint32_t n, uint32_t root, bool apart, const struct know_end **end)
{
	uint64_t bit = know_root_bit(root);
	uint32_t row = know_first_at(k, w[0].hash);
	const struct know_first *first = &k->firsts[row];
	if ((w[0].roots & bit) == 0 || first->hash != w[0].hash) {
		return 0;
	}
	const struct know_end *here = know_words_end(k, first->here, first->ends, root);
	uint32_t best = here != NULL, state = n > 1 ? know_first_on(first, row, w[1].hash) : 0;
	*end = here;
	for (uint32_t i = 1; state != 0 && i < n && i < KNOW_NAME_TOKENS && (!apart || ((w[i].flags ^ w[0].flags) & TOKEN_ADDRESS) == 0); i++) {
		const struct know_edge *edge = know_edge(k, state, w[i].hash);
		if (edge == NULL) {
			break;
		}
		const struct know_kind *kind = &k->kinds[know_edge_kind(edge)];
		if ((here = know_words_end(k, kind->here, edge->ends, root)) != NULL) {
			best = i + 1;
			*end = here;
		}
		state = (kind->below & bit) != 0 ? edge->next : 0;
	}
	return best;
}
