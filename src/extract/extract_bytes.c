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

/* The next bytes of *s, sixteen at most, which *n tells; the rest of them are 0. */
static sixteen next_of(struct span *s, uint32_t *n)
{
	char few[16] = { 0 };
	const char *p = s->p;
	*n = s->n < 16 ? (uint32_t)s->n : 16;
	if (*n < 16)
		p = memcpy(few, p, *n);
	*s = span_of(s->p + *n, s->n - *n);
	return load(p);
}

static sixteen white(sixteen v) { return either(is(v, ' '), within(v, 9, 13)); }

/* How many of sixteen bits are set: no jump depends on them. */
static uint32_t count(uint32_t v)
{
	v -= v >> 1 & 0x5555;
	v = (v & 0x3333) + (v >> 2 & 0x3333);
	v = (v + (v >> 4)) & 0x0f0f;
	return (v + (v >> 8)) & 31;
}

struct sorts { uint32_t lower, upper, digit; };

static struct sorts sorts_of(sixteen v)
{
	return (struct sorts){ bits(within(v, 'a', 'z')), bits(within(v, 'A', 'Z')), bits(within(v, '0', '9')) };
}

/* Those that do not go on from what stands before: the last of the sixteen before, in its lowest bit. */
static uint32_t glued_in(struct sorts t, struct sorts before)
{
	return ((t.upper | t.digit) & (t.lower << 1 | before.lower)) | (t.upper & (t.digit << 1 | before.digit));
}

static struct sorts last_of(struct sorts t)
{
	return (struct sorts){ t.lower >> 15, 0, t.digit >> 15 };
}

uint32_t extract_bytes_words(struct span s)
{
	uint32_t words = 0, before = 1, n;
	while (s.n) {
		uint32_t space = bits(white(next_of(&s, &n)));
		words += count(~space & (space << 1 | before) & ((1u << n) - 1));
		before = space >> 15 & 1;
	}
	return words;
}

bool extract_bytes_glued(struct span s)
{
	struct sorts before = { 0, 0, 0 };
	uint32_t n;
	while (s.n) {
		struct sorts t = sorts_of(next_of(&s, &n));
		if (glued_in(t, before))
			return true;
		before = last_of(t);
	}
	return false;
}

/* Of sixty-four bytes, a bit each, the first lowest. low: below the space, or beyond ASCII. */
struct many { uint64_t white, blank, low, marks, lower, upper, digit; };

static uint64_t bits_at(sixteen yes, unsigned at) { return (uint64_t)bits(yes) << at; }

static inline void look_sixteen(struct many *m, const char *p, unsigned at)
{
	sixteen v = load(p + at), blank = is(v, ' ');
	m->blank |= bits_at(blank, at);
	m->white |= bits_at(either(blank, within(v, 9, 13)), at);
	m->low |= bits_at(_mm_cmplt_epi8(v, _mm_set1_epi8(' ')), at);
	m->marks |= bits_at(either(is(v, ':'), is(v, '|')), at);
	m->lower |= bits_at(within(v, 'a', 'z'), at);
	m->upper |= bits_at(within(v, 'A', 'Z'), at);
	m->digit |= bits_at(within(v, '0', '9'), at);
}

/* No jump depends on them. */
static uint32_t count_many(uint64_t v)
{
	v -= v >> 1 & 0x5555555555555555u;
	v = (v & 0x3333333333333333u) + (v >> 2 & 0x3333333333333333u);
	v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0fu;
	return (uint32_t)(v * 0x0101010101010101u >> 56);
}

struct extract_look extract_bytes_look(struct span s)
{
	uint64_t odd = 0, marks = 0, glued = 0, space = 1, blank = 0, lower = 0, digit = 0;	/* the last four: of the byte before */
	uint32_t words = 0;
	for (char few[64]; s.n; s = span_of(s.p + 64, s.n > 64 ? s.n - 64 : 0)) {
		uint64_t all = s.n < 64 ? ((uint64_t)1 << s.n) - 1 : UINT64_MAX;
		const char *p = s.n < 64 ? memcpy(memset(few, 0, sizeof few), s.p, s.n) : s.p;
		struct many m = { 0, 0, 0, 0, 0, 0, 0 };
		look_sixteen(&m, p, 0);
		for (unsigned at = 16; at < 64 && at < s.n; at += 16)
			look_sixteen(&m, p, at);
		words += count_many(~m.white & (m.white << 1 | space) & all);
		odd |= (m.low & all) | (m.blank & (m.blank << 1 | blank));
		marks |= m.marks;
		glued |= ((m.upper | m.digit) & (m.lower << 1 | lower)) | (m.upper & (m.digit << 1 | digit));
		space = m.white >> 63;
		blank = m.blank >> 63;
		lower = m.lower >> 63;
		digit = m.digit >> 63;
	}
	return (struct extract_look){ .words = words, .seen = true, .plain = !odd, .marks = marks != 0, .glued = glued != 0 };
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

static bool is_plain(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80 || s.p[i] < ' ' || (i && s.p[i] == ' ' && s.p[i - 1] == ' '))
			return false;
	return true;
}

struct extract_look extract_bytes_look(struct span s)
{
	return (struct extract_look){ .words = extract_bytes_words(s), .seen = true, .plain = is_plain(s),
		.marks = s.n && (memchr(s.p, ':', s.n) || memchr(s.p, '|', s.n)), .glued = extract_bytes_glued(s) };
}
#endif
