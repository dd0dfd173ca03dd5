/* know_near.c - names that a text may mean though it is not written so: one letter is wrong, or a scanner took letters for others.
 *
 * In: a text. Out: the names that are near it, by their number. Two tables of the image keep this short: of names with their length and
 * the set of their letters, which one edit changes in two places at most; and of official names by their outline. The outline has one
 * letter for all that scanners take for one another (O, D, 0, c, e; i, l, 1; rn, m; s, 5), and no spaces. Whether a name that is near
 * is meant is left to the caller.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "know/know_in.h"

enum { NEAR_LETTERS = 7, OUTLINE_LEAST = 14, OUTLINE_MOST = 64 };

/* --- one edit --- */

static uint64_t near_letters(struct span folded)
{
	uint64_t set = 0;
	for (size_t i = 0; i < folded.n; i++) {
		set |= (uint64_t)1 << (folded.p[i] & 63);
	}
	return set;
}

static bool near_at_most_two(uint64_t set)
{
	set &= set - 1;
	return (set & (set - 1)) == 0;
}

/* Keeps the lowest numbers, in order. */
static uint32_t near_put(know_index *out, uint32_t n, uint32_t max, know_index name)
{
	uint32_t at = n;
	while (at > 0 && out[at - 1] > name) {
		at--;
	}
	if (at == max) {
		return n;
	}
	n += n < max;
	memmove(out + at + 1, out + at, (n - 1 - at) * sizeof *out);
	out[at] = name;
	return n;
}

uint32_t know_names_near(const struct know *k, struct arena *a, struct span text, know_index *out, uint32_t max)
{
	struct span folded = span_str(token_fold(a, text));
	const struct know_near *rows = know_table(k, KNOW_NEAR);
	uint64_t letters = near_letters(folded);
	uint32_t found = 0, low = 0, n = know_table_count(k, KNOW_NEAR), high = n;
	if (folded.n < NEAR_LETTERS - 1 || max == 0) {
		return 0;
	}
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (rows[middle].length + 1 < folded.n) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (uint32_t i = low; i < n && rows[i].length <= folded.n + 1; i++) {
		if (near_at_most_two(rows[i].letters ^ letters) && token_one_edit(folded.p, know_str(k, know_name(k, rows[i].name)->folded))) {
			found = near_put(out, found, max, rows[i].name);
		}
	}
	return found;
}

/* --- outlines --- */

/* 0: left out. */
static const char outlines[256] = {
	['o'] = 'o', ['O'] = 'o', ['d'] = 'o', ['D'] = 'o', ['0'] = 'o', ['c'] = 'o', ['C'] = 'o', ['e'] = 'o', ['E'] = 'o', ['g'] = 'o',
	['G'] = 'o', ['q'] = 'o', ['Q'] = 'o', ['a'] = 'o', ['A'] = 'o',
	['i'] = 'i', ['I'] = 'i', ['l'] = 'i', ['L'] = 'i', ['1'] = 'i', ['!'] = 'i', ['|'] = 'i', ['t'] = 'i', ['T'] = 'i', ['j'] = 'i',
	['J'] = 'i', ['f'] = 'i', ['F'] = 'i', ['r'] = 'i', ['R'] = 'i',
	['s'] = 's', ['S'] = 's', ['5'] = 's', ['b'] = 'b', ['B'] = 'b', ['8'] = 'b', ['h'] = 'b', ['H'] = 'b',
	['u'] = 'u', ['U'] = 'u', ['n'] = 'u', ['N'] = 'u', ['v'] = 'u', ['V'] = 'u', ['m'] = 'm', ['M'] = 'm', ['k'] = 'k', ['K'] = 'k',
	['p'] = 'p', ['P'] = 'p', ['w'] = 'w', ['W'] = 'w', ['x'] = 'x', ['X'] = 'x', ['y'] = 'y', ['Y'] = 'y', ['z'] = 'z', ['Z'] = 'z',
};

static size_t near_outline(struct span s, char out[OUTLINE_MOST])
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && n + 1 < OUTLINE_MOST; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c == 'r' || c == 'R') && i + 1 < s.n && (s.p[i + 1] == 'n' || s.p[i + 1] == 'N')) {
			c = 'm';
			i++;
		}
		if (outlines[c] != 0) {
			out[n++] = outlines[c];
		}
	}
	out[n] = '\0';
	return n;
}

/* "Councll" has as many words as "Council". */
static bool near_fits(struct span name, const char *outline, size_t n)
{
	char other[OUTLINE_MOST];
	return name.n + 6 >= n && name.n <= 2 * n && outlines[(unsigned char)name.p[0]] == outline[0] && near_outline(name, other) == n &&
	    strcmp(outline, other) == 0;
}

uint32_t know_names_outlined(const struct know *k, struct span text, know_index *out, uint32_t max)
{
	char outline[OUTLINE_MOST];
	const struct know_outline *rows = know_table(k, KNOW_OUTLINES);
	size_t n = text.n < OUTLINE_MOST ? near_outline(text, outline) : 0;
	uint32_t found = 0, low = 0, high = know_table_count(k, KNOW_OUTLINES), all = high;
	if (n < OUTLINE_LEAST) {
		return 0;
	}
	uint64_t hash = map_hash(outline, n);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (rows[middle].hash < hash) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (uint32_t i = low; i < all && rows[i].hash == hash && found < max; i++) {
		if (near_fits(span_str(know_str(k, know_name(k, rows[i].name)->text)), outline, n)) {
			out[found++] = rows[i].name;
		}
	}
	return found;
}

/* --- the tables --- */

static int near_order(const void *x, const void *y)
{
	const struct know_near *a = x, *b = y;
	if (a->length != b->length) {
		return a->length < b->length ? -1 : 1;
	}
	return a->name < b->name ? -1 : a->name > b->name;
}

static int outline_order(const void *x, const void *y)
{
	const struct know_outline *a = x, *b = y;
	if (a->hash != b->hash) {
		return a->hash < b->hash ? -1 : 1;
	}
	return a->name < b->name ? -1 : a->name > b->name;
}

uint32_t know_near_rows(struct know_build *b, struct know_near **rows)
{
	uint32_t n = 0;
	*rows = ARENA_NEWS(b->a, struct know_near, b->names.n + 1);
	for (uint32_t i = 0; i < b->names.n; i++) {
		struct span folded = span_str(know_build_str(b, b->names.v[i].folded));
		if (folded.n >= NEAR_LETTERS) {
			(*rows)[n++] = (struct know_near){ near_letters(folded), i, (uint32_t)folded.n };
		}
	}
	qsort(*rows, n, sizeof **rows, near_order);
	return n;
}

uint32_t know_near_outlines(struct know_build *b, struct know_outline **rows)
{
	uint32_t n = 0;
	*rows = ARENA_NEWS(b->a, struct know_outline, b->names.n + 1);
	for (uint32_t i = 0; i < b->names.n; i++) {
		char outline[OUTLINE_MOST];
		size_t length = near_outline(span_str(know_build_str(b, b->names.v[i].text)), outline);
		if (length >= OUTLINE_LEAST && strcmp(know_build_str(b, b->names.v[i].kind), "official") == 0 && b->names.v[i].agents.n == 1) {
			(*rows)[n++] = (struct know_outline){ map_hash(outline, length), i, 0 };
		}
	}
	qsort(*rows, n, sizeof **rows, outline_order);
	return n;
}
