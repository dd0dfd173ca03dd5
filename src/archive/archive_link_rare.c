/* archive_link_rare.c - letters that continue one another because they share words that few others have; DESIGN section 7.
 *
 * In: samples of words (archive_rare.c), pairs of letters with what else speaks for them. Out: pairs that only such words hold together, or that
 * they make up for.
 *
 * Treasurers and engineers name no reference: their letters are of "the leaning gable", and only these are. A word tells as much as it
 * is rare in the whole archive: the logarithm of how many letters there are to one that has it. Of two letters these are added up, and must
 * reach ENOUGH_LINK; so must those of the last letter of a chain and of its first. Of a chain as a whole each word is added up as often as a letter
 * has it after another, and must reach ENOUGH_WHOLE for each letter after the first, or half of it for one that something else holds to the letter before, and those that three letters have ENOUGH_THREE; these must be
 * two at least. All of that is more the larger the archive is than FEW_LETTERS, because chance has more to choose from. An archive of a dozen letters
 * cannot tell which words are rare, "friday" or "penstock": what is known of the language counts as if there were BEFORE letters more, in none of
 * which a word stands but common ones (rules/reading/common.xml), which stand in one of COMMON_IN. So it takes several words, never
 * one, and a chain of which each two letters have other words in common has drifted, and is none.
 *
 * Not counted are words that more than FEW letters of a window have; words that are the habit of their writer, who has them in other letters
 * besides; and two letters that share whole phrases: those are a form, or a text handed on, and judged by archive_link_text.c. What
 * nothing else speaks for is "perhaps".
 *
 * Cost: all words of the samples are counted, in a table of one byte each, at most 16 MiB; those that few letters have are kept, eight bytes each, and sorted; of
 * each the pairs are looked at, at most the square of FEW for a window.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_link.h"

#include <stdlib.h>

/* Letters of one window that may have a word, and one letter of PART at most; in an archive of many windows one of SHARE. */
#define FEW 8u
#define PART 4u
#define SHARE 20u
/* Letters of one word in the whole archive that are looked at. */
#define MOST 120u
/* Letters of one writer that may have a word; of more it is his. */
#define HABIT 3u
/* Logarithms are to the base 2, in sixteenths: 16 is a word that half of the letters have. */
#define ENOUGH_LINK 115u
#define ENOUGH_LAST 130u
#define ENOUGH_WHOLE 240u
#define ENOUGH_THREE 72u
#define THREE_WORDS 2u
#define FEW_LETTERS 32u
#define BEFORE 100u
#define COMMON_IN 8u
/* Of pairs of neighbouring words: letters on one matter, each in its own words, share next to none. */
#define PHRASES 0.3

static uint32_t logarithm(double x)
{
	uint32_t whole = 0, part = 0;
	if (x <= 1) {
		return 0;
	}
	for (; x >= 2; whole++) {
		x /= 2;
	}
	for (uint32_t i = 0; i < 4; i++) {	/* four digits of it: x is squared for each */
		x *= x;
		part = part * 2 + (x >= 2);
		x = x >= 2 ? x / 2 : x;
	}
	return whole * 16 + part;
}

/* --- how many letters have a word --- */

static uint8_t *counter(const struct archive_rare *r, uint32_t word)
{
	return (uint8_t *)r->counts.p + ((word * 0x9e3779b1u & 0xffffffu) >> (24 - r->bits));
}

static int number_order(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

static void list_common(struct linker *k)
{
	struct buf *out = &k->l->rare.listed;
	struct span words = k->a->know != NULL ? know_common_words(k->a->know) : span_of(NULL, 0);
	for (size_t at = 0, to; at < words.n; at = to + 1) {
		for (to = at; to < words.n && (unsigned char)words.p[to] > ' '; to++) {
		}
		uint32_t number = archive_rare_number(span_of(words.p + at, to - at));
		if (number != UINT32_MAX) {
			buf_add(out, (const char *)&number, sizeof number);
		}
	}
	if (out->n > 0) {
		qsort(out->p, out->n / sizeof(uint32_t), sizeof(uint32_t), number_order);
	}
}

static uint32_t tells_of(const struct archive_rare *r, uint32_t word, uint32_t letters)
{
	size_t n = r->listed.n / sizeof word;
	bool common = n > 0 && bsearch(&word, r->listed.p, n, sizeof word, number_order) != NULL;
	return r->tells[common][letters];
}

static void count_words(struct linker *k)
{
	struct archive_rare *r = &k->l->rare;
	uint32_t words[LETTER_RARE];
	uint64_t all = k->a->rare.n;
	r->bits = 10;
	while (r->bits < 24 && (uint64_t)1 << r->bits < 2 * all) {
		r->bits++;
	}
	buf_reserve(&r->counts, (size_t)1 << r->bits);
	memset(r->counts.p, 0, (size_t)1 << r->bits);
	for (uint32_t i = 0; i < k->a->n; i++) {
		for (uint32_t n = archive_rare_of(k->a, i, words); n > 0; n--) {
			uint8_t *c = counter(r, words[n - 1]);
			*c = (uint8_t)(*c + (*c < UINT8_MAX));
		}
	}
	double most = FEW * k->windows;
	uint32_t n = k->a->n, few = n / PART < FEW ? n / PART : FEW, share = n / SHARE < MOST ? n / SHARE : MOST;
	r->most = most < share ? (uint32_t)most : share;
	r->most = r->most > few ? r->most : few;
	double known = (double)n + BEFORE;
	r->larger = logarithm(known / FEW_LETTERS);
	for (uint32_t d = 2; d <= MOST && d <= r->most; d++) {
		r->tells[0][d] = (uint16_t)logarithm(known / d);
		r->tells[1][d] = (uint16_t)logarithm(known / (d + (double)BEFORE / COMMON_IN));
	}
}

/* --- pairs --- */

struct word_at { uint32_t word, letter; };

/* By half of the number's bits, then by the other half; letters of one word keep their order. */
static void sort_words(struct buf *words)
{
	size_t n = words->n / sizeof(struct word_at);
	struct buf other = BUF_INIT;
	buf_reserve(&other, words->n);
	for (unsigned shift = 0; shift < 24; shift += 12) {
		size_t at[4097] = { 0 };
		const struct word_at *from = (const struct word_at *)(const void *)words->p;
		struct word_at *to = (struct word_at *)(void *)other.p;
		for (size_t i = 0; i < n; i++) {
			at[(from[i].word >> shift & 0xfff) + 1]++;
		}
		for (uint32_t v = 0; v < 4096; v++) {
			at[v + 1] += at[v];
		}
		for (size_t i = 0; i < n; i++) {
			to[at[from[i].word >> shift & 0xfff]++] = from[i];
		}
		other.n = words->n;
		struct buf swap = *words;
		*words = other;
		other = swap;
	}
	buf_release(&other);
}

static void few_words(struct linker *k)
{
	struct buf *out = &k->l->rare.words;
	uint32_t words[LETTER_RARE];
	for (uint32_t i = 0; i < k->a->n; i++) {
		const struct archive_edge *edges;
		uint32_t n = archive_link_edges_of(k->l, i, &edges) > 0 && when_known(archive_item(k->a, i)->date) ? archive_rare_of(k->a, i, words) : 0;
		for (uint32_t j = 0; j < n; j++) {
			uint8_t met = *counter(&k->l->rare, words[j]);
			if (met > 1 && met <= k->l->rare.most) {
				struct word_at w = { words[j], i };
				buf_add(out, (const char *)&w, sizeof w);
			}
		}
	}
	if (out->n > 0) {
		sort_words(out);
	}
}

static uint32_t writer(const struct archive *a, uint32_t letter)
{
	return archive_ends(a, letter)[0].party;
}

/* Of one word the pairs in which b goes on from a. */
static void word_pairs(struct linker *k, const struct word_at *w, uint32_t n, struct buf *out)
{
	bool habit[MOST];
	uint16_t tells = (uint16_t)tells_of(&k->l->rare, w->word, n);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t same = 0;
		for (uint32_t j = 0; j < n; j++) {
			same += writer(k->a, w[j].letter) == writer(k->a, w[i].letter);
		}
		habit[i] = same > HABIT;
	}
	for (uint32_t i = 0; i < n; i++) {
		struct when on = archive_item(k->a, w[i].letter)->date, ends = archive_link_windows(k, on);
		for (uint32_t j = 0; j < n && !habit[i]; j++) {
			const struct archive_item *item = archive_item(k->a, w[j].letter);
			uint32_t a = w[i].letter, b = w[j].letter, missing = 0;
			if (i == j || habit[j] || archive_link_within(on, item->date, ends) == TRI_NO) {
				continue;
			}
			if (archive_link_pair_may_follow(k, a, b) || (k->briefs[b].open && (missing = archive_link_pair_missing(k, a, b)) != 0)) {
				struct pair p = { a, b, tells, LETTER_BY_MATTER | LINK_WORDS, (uint8_t)missing, false };
				buf_add(out, (const char *)&p, sizeof p);
			}
		}
	}
}

/* Pairs with what their words tell, in order. */
static struct buf word_links(struct linker *k)
{
	struct buf others = k->pairs;
	const struct word_at *w = (const struct word_at *)(const void *)k->l->rare.words.p;
	size_t n = k->l->rare.words.n / sizeof *w;
	k->pairs = (struct buf)BUF_INIT;
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && w[to].word == w[from].word; to++) {
		}
		if (to - from > 1 && to - from <= k->l->rare.most) {
			word_pairs(k, w + from, (uint32_t)(to - from), &k->pairs);
		}
		if (k->pairs.n / sizeof(struct pair) >= k->pairs_most) {
			archive_link_pair_sum(k);
			uint64_t kept = k->pairs.n / sizeof(struct pair);
			k->pairs_most = 2 * kept > PAIRS_FIRST ? 2 * kept : PAIRS_FIRST;
		}
	}
	archive_link_pair_sum(k);
	struct buf links = k->pairs;
	k->pairs = others;
	return links;
}

/* Among the pairs with something else that speaks for them; NULL: nothing does. */
static struct pair *pair_of(struct linker *k, size_t n, const struct pair *p)
{
	struct pair *v = (struct pair *)(void *)k->pairs.p;
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (v[middle].a < p->a || (v[middle].a == p->a && v[middle].b < p->b)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < n && v[low].a == p->a && v[low].b == p->b ? &v[low] : NULL;
}

void archive_link_rare_find(struct linker *k)
{
	if (k->a->options.no_echoes || k->a->rare.n == 0) {
		return;
	}
	list_common(k);
	count_words(k);
	few_words(k);
	struct buf links = word_links(k);
	const struct pair *p = (const struct pair *)(const void *)links.p;
	size_t others = k->pairs.n / sizeof *p;
	for (size_t i = 0; i < links.n / sizeof *p; i++) {
		if (p[i].weight < ENOUGH_LINK + k->l->rare.larger || archive_sketch_similarity(k->a, p[i].a, p[i].b) >= PHRASES) {
			continue;
		}
		struct pair *other = pair_of(k, others, &p[i]), link = p[i];
		if (other == NULL) {
			link.weight = ARCHIVE_ENOUGH;
			buf_add(&k->pairs, (const char *)&link, sizeof link);
		} else if (other->weight < ARCHIVE_ENOUGH) {
			other->weight = ARCHIVE_ENOUGH;
			other->how |= p[i].how;
		}
	}
	buf_release(&links);
}

/* --- a chain as a whole --- */

static const struct word_at *find_word(const struct archive_links *l, uint32_t word, uint32_t *n)
{
	const struct word_at *w = (const struct word_at *)(const void *)l->rare.words.p;
	size_t low = 0, all = l->rare.words.n / sizeof *w, high = all;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (w[middle].word < word) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (*n = 0; low + *n < all && w[low + *n].word == word; ++*n) {
	}
	return w + low;
}

/* What the word tells in the letter; 0: nothing, or it is its writer's habit. */
static uint32_t tells(const struct archive_links *l, uint32_t letter, uint32_t word)
{
	uint32_t n, same = 0;
	const struct word_at *w = find_word(l, word, &n);
	for (uint32_t i = 0; i < n; i++) {
		same += writer(l->a, w[i].letter) == writer(l->a, letter);
	}
	return same > HABIT || n > l->rare.most ? 0 : tells_of(&l->rare, word, n);
}

/* What the words tell that both have. */
static uint32_t both_tell(const struct archive_links *l, uint32_t a, uint32_t b)
{
	uint32_t x[LETTER_RARE], y[LETTER_RARE], sum = 0, nx = archive_rare_of(l->a, a, x), ny = archive_rare_of(l->a, b, y);
	for (uint32_t i = 0; i < nx; i++) {
		for (uint32_t j = 0; j < ny; j++) {
			sum += x[i] == y[j] && tells(l, b, x[i]) > 0 ? tells(l, a, x[i]) : 0;
		}
	}
	return sum;
}

/* Those of all letters that tell something, each as often as letters have it, sorted. */
static uint32_t all_words(const struct archive_links *l, const uint32_t *letters, uint32_t n, uint32_t *words)
{
	uint32_t m = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t own[LETTER_RARE];
		for (uint32_t j = archive_rare_of(l->a, letters[i], own); j > 0; j--) {
			if (tells(l, letters[i], own[j - 1]) > 0) {
				words[m++] = own[j - 1];
			}
		}
	}
	if (m > 1) {
		qsort(words, m, sizeof *words, number_order);
	}
	return m;
}

bool archive_link_rare_whole(const struct archive_links *l, const uint32_t *letters, uint32_t n, uint32_t told)
{
	struct arena scratch;
	arena_init(&scratch, 0);
	uint32_t *words = ARENA_NEWS(&scratch, uint32_t, n * LETTER_RARE), m = all_words(l, letters, n, words), whole = 0, three = 0, of_three = 0;
	for (uint32_t i = 0, to; i < m; i = to) {
		for (to = i + 1; to < m && words[to] == words[i]; to++) {
		}
		uint32_t met;
		find_word(l, words[i], &met);
		uint32_t tell = (to - i - 1) * tells_of(&l->rare, words[i], met);
		whole += tell;
		three += to - i > 2 ? tell : 0;
		of_three += to - i > 2;
	}
	arena_release(&scratch);
	uint32_t larger = l->rare.larger;
	return whole >= (2 * (n - 1) - told) * (ENOUGH_WHOLE + larger) / 2 && three >= (n - 1) * (ENOUGH_THREE + larger / 2) && of_three >= THREE_WORDS
	    && both_tell(l, letters[0], letters[n - 1]) >= ENOUGH_LAST;
}

/* --- in words --- */

#define TOLD_WORDS 4u

struct telling { struct span word; uint32_t number, tells; };

static bool has_number(const struct archive *a, uint32_t letter, uint32_t number)
{
	uint32_t words[LETTER_RARE], n = archive_rare_of(a, letter, words);
	for (uint32_t i = 0; i < n; i++) {
		if (words[i] == number) {
			return true;
		}
	}
	return false;
}

/* Among those that tell most, the first of the text before the others; each once. */
static void take_telling(struct telling *best, uint32_t *n, struct telling t)
{
	uint32_t at = *n;
	for (uint32_t i = 0; i < *n; i++) {
		if (best[i].number == t.number) {
			return;
		}
	}
	for (; at > 0 && best[at - 1].tells < t.tells; at--) {
		if (at < TOLD_WORDS) {
			best[at] = best[at - 1];
		}
	}
	if (at < TOLD_WORDS) {
		best[at] = t;
		*n += *n < TOLD_WORDS;
	}
}

const char *archive_link_rare_words(const struct archive_links *l, uint32_t a, uint32_t b, struct arena *arena)
{
	const struct archive_options *o = &l->a->options;
	struct telling best[TOLD_WORDS];
	const char *text = "", *words = "";
	uint32_t n = 0;
	if (o->text == NULL || !o->text(o->user, b, arena, &text) || text == NULL) {
		text = "";
	}
	for (size_t at = 0, to; text[at] != '\0'; at = to + (text[to] != '\0')) {
		to = at + strcspn(text + at, " \t\n");
		struct span word = span_of(text + at, to - at);
		uint32_t number = archive_rare_number(word);
		if (number != UINT32_MAX && has_number(l->a, a, number) && has_number(l->a, b, number) && tells(l, b, number) > 0) {
			take_telling(best, &n, (struct telling){ word, number, tells(l, b, number) });
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		words = arena_printf(arena, "%s%s'%.*s'", words, i > 0 ? ", " : "", (int)best[i].word.n, best[i].word.p);
	}
	return n == 0 ? know_tongue_in(l->a->know, "both have words that few letters have")
	    : arena_printf(arena, know_tongue_in(l->a->know, "both have words that few letters have: %s"), words);
}
