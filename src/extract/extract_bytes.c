/* extract_bytes.c - what a stretch of text is byte for byte: how many words, anything run together, nothing but prose.
 *
 * In: text. Out: yes or no, or a number. These are asked of every line, and most have nothing to say, so sixteen bytes are looked at
 * together where the machine can. What words they are is left to extract_words.c.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#ifdef __SSE2__
#include <emmintrin.h>

typedef __m128i sixteen;

static sixteen load(const char *p) { return _mm_loadu_si128((const sixteen *)(const void *)p); }
static sixteen is(sixteen v, char c) { return _mm_cmpeq_epi8(v, _mm_set1_epi8(c)); }
static sixteen either(sixteen a, sixteen b) { return _mm_or_si128(a, b); }
static uint32_t bits(sixteen yes) { return (uint32_t)_mm_movemask_epi8(yes); }

static sixteen within(sixteen v, char first, char last)
{
	sixteen from = _mm_sub_epi8(v, _mm_set1_epi8(first));
	return _mm_cmpeq_epi8(_mm_min_epu8(from, _mm_set1_epi8((char)(last - first))), from);
}

struct sorts { uint32_t space, lower, upper, digit; };

/* The next bytes of *s, sixteen at most, which *n tells; the rest of them are of no sort. */
static struct sorts sorts_of(struct span *s, uint32_t *n)
{
	char few[16] = { 0 };
	sixteen v;
	*n = s->n < 16 ? (uint32_t)s->n : 16;
	if (*n == 16)
		v = load(s->p);
	else
		v = load(memcpy(few, s->p, *n));
	*s = span_of(s->p + *n, s->n - *n);
	return (struct sorts){ bits(either(is(v, ' '), within(v, 9, 13))), bits(within(v, 'a', 'z')), bits(within(v, 'A', 'Z')), bits(within(v, '0', '9')) };
}

uint32_t extract_bytes_words(struct span s)
{
	uint32_t words = 0, before = 1, n;
	while (s.n) {
		struct sorts t = sorts_of(&s, &n);
		uint32_t begins = ~t.space & (t.space << 1 | before) & ((1u << n) - 1);
		before = t.space >> 15 & 1;
		for (; begins; begins &= begins - 1)
			words++;
	}
	return words;
}

bool extract_bytes_glued(struct span s)
{
	uint32_t lower = 0, digit = 0, n;	/* the last of those before */
	while (s.n) {
		struct sorts t = sorts_of(&s, &n);
		if (((t.upper | t.digit) & (t.lower << 1 | lower)) | (t.upper & (t.digit << 1 | digit)))
			return true;
		lower = t.lower >> 15;
		digit = t.digit >> 15;
	}
	return false;
}

bool extract_bytes_plain(struct span s, bool *marks)
{
	uint32_t before = 0;	/* a space */
	*marks = false;
	for (; s.n >= 16; s = span_of(s.p + 16, s.n - 16)) {
		sixteen v = load(s.p);
		uint32_t space = bits(is(v, ' ')), others = bits(_mm_cmplt_epi8(v, _mm_set1_epi8(' ')));
		*marks = *marks || bits(either(is(v, ':'), is(v, '|')));
		if (others | (space & (space << 1 | before)))
			return false;
		before = space >> 15;
	}
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] >= 0x80 || s.p[i] < ' ' || (s.p[i] == ' ' && before))
			return false;
		*marks = *marks || s.p[i] == ':' || s.p[i] == '|';
		before = s.p[i] == ' ';
	}
	return true;
}
#else
uint32_t extract_bytes_words(struct span s)
{
	uint32_t n = 0;
	struct span word;
	while (span_word(&s, &word))
		n++;
	return n;
}

bool extract_bytes_glued(struct span s)
{
	for (size_t i = 1; i < s.n; i++) {
		char c = s.p[i], before = s.p[i - 1];
		bool upper = c >= 'A' && c <= 'Z', digit = c >= '0' && c <= '9';
		if ((upper || digit) && ((before >= 'a' && before <= 'z') || (upper && before >= '0' && before <= '9')))
			return true;
	}
	return false;
}

bool extract_bytes_plain(struct span s, bool *marks)
{
	*marks = memchr(s.p, ':', s.n) || memchr(s.p, '|', s.n);
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80 || s.p[i] < ' ' || (i && s.p[i] == ' ' && s.p[i - 1] == ' '))
			return false;
	return true;
}
#endif
