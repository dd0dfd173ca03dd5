/* span.c - views into text: trimming, splitting, comparing.
 *
 * SPDX-License-Identifier: ISC */
#include "base/span.h"

#include "base/base.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static char span_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool span_eq_ascii_case(struct span a, struct span b)
{
	if (a.n != b.n) {
		return false;
	}
	for (size_t i = 0; i < a.n; i++) {
		if (span_lower(a.p[i]) != span_lower(b.p[i])) {
			return false;
		}
	}
	return true;
}

bool span_starts(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);
	return s.n >= n && memcmp(s.p, prefix, n) == 0;
}

bool span_ends(struct span s, const char *suffix)
{
	size_t n = strlen(suffix);
	return s.n >= n && (n == 0 || memcmp(s.p + s.n - n, suffix, n) == 0);
}

/* Bytes of the white space at p (at most n), 0 for none: ASCII, NBSP U+00A0, U+2000-200B, U+202F, U+205F,
 * U+3000, U+FEFF. */
static size_t span_space(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	if (n > 0 && (u[0] == ' ' || (u[0] >= 9 && u[0] <= 13))) {
		return 1;
	}
	if (n > 1 && u[0] == 0xc2 && u[1] == 0xa0) {
		return 2;
	}
	if (n > 2 && u[0] == 0xe2 && u[1] == 0x80 && ((u[2] >= 0x80 && u[2] <= 0x8b) || u[2] == 0xaf)) {
		return 3;
	}
	if (n > 2 && ((u[0] == 0xe2 && u[1] == 0x81 && u[2] == 0x9f) || (u[0] == 0xe3 && u[1] == 0x80 && u[2] == 0x80) ||
	    (u[0] == 0xef && u[1] == 0xbb && u[2] == 0xbf))) {
		return 3;
	}
	return 0;
}

struct span span_trim_spaces(struct span s)
{
	size_t k;
	while ((k = span_space(s.p, s.n)) > 0) {
		s.p += k;
		s.n -= k;
	}
	while (s.n > 0) {
		if (span_space(s.p + s.n - 1, 1) == 1) {
			s.n -= 1;
		} else if (s.n > 1 && span_space(s.p + s.n - 2, 2) == 2) {
			s.n -= 2;
		} else if (s.n > 2 && span_space(s.p + s.n - 3, 3) == 3) {
			s.n -= 3;
		} else {
			break;
		}
	}
	return s;
}

const char *span_find(struct span s, const char *needle)
{
	size_t n = strlen(needle);
	if (n == 0) {
		return s.p;
	}
	while (s.n >= n) {
		const char *hit = memchr(s.p, needle[0], s.n - n + 1);
		if (hit == NULL) {
			return NULL;
		}
		if (memcmp(hit, needle, n) == 0) {
			return hit;
		}
		s.n -= (size_t)(hit - s.p) + 1;
		s.p = hit + 1;
	}
	return NULL;
}

bool span_split(struct span *rest, char separator, struct span *part)
{
	if (rest->n == 0) {
		return false;
	}
	const char *at = memchr(rest->p, separator, rest->n);
	if (at == NULL) {
		*part = *rest;
		*rest = span_of(span_end(*rest), 0);
		return true;
	}
	*part = span_of(rest->p, (size_t)(at - rest->p));
	*rest = span_of(at + 1, rest->n - part->n - 1);
	return true;
}

bool span_word(struct span *rest, struct span *word)
{
	const char *p = rest->p, *end = span_end(*rest);
	while (p < end && span_space(p, 1) == 1) {
		p++;
	}
	const char *start = p;
	while (p < end && span_space(p, 1) == 0) {
		p++;
	}
	*word = span_of(start, (size_t)(p - start));
	*rest = span_of(p, (size_t)(end - p));
	return word->n > 0;
}

/* Where the first line of s ends: lines are some eighty bytes. */
#ifdef __SSE2__
static size_t span_until(struct span s)
{
	const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r'), ff = _mm_set1_epi8('\f');
	size_t i = 0;
	for (; i + 16 <= s.n; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s.p + i));
		__m128i ends = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, cr)), _mm_cmpeq_epi8(v, ff));
		unsigned found = (unsigned)_mm_movemask_epi8(ends);
		if (found != 0) {
			return i + (size_t)__builtin_ctz(found);
		}
	}
	while (i < s.n && s.p[i] != '\n' && s.p[i] != '\r' && s.p[i] != '\f') {
		i++;
	}
	return i;
}
#else	/* one look for each mark passes them quickly */
static size_t span_until(struct span s)
{
	static const char marks[] = { '\n', '\r', '\f' };
	size_t n = s.n, step = 512;
	for (size_t from = 0; from < s.n; from += step) {	/* a piece at a time: a mark that never comes is not looked for to the end */
		size_t piece = s.n - from < step ? s.n - from : step;
		n = s.n;
		for (size_t i = 0; i < sizeof marks; i++) {
			const char *at = memchr(s.p + from, marks[i], piece);
			if (at != NULL) {
				n = (size_t)(at - s.p);
				piece = n - from;
			}
		}
		if (n < s.n) {
			return n;
		}
	}
	return n;
}
#endif

bool span_line(struct span *rest, struct span *line)
{
	if (rest->n == 0) {
		return false;
	}
	size_t i = span_until(*rest);
	*line = span_of(rest->p, i);
	if (i < rest->n) {
		i += rest->p[i] == '\r' && i + 1 < rest->n && rest->p[i + 1] == '\n' ? 2 : 1;
	}
	*rest = span_of(rest->p + i, rest->n - i);
	return true;
}
