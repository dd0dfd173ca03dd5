/* token.c - words folded for comparison, over utf8proc's tables.
 *
 * In: any bytes. Out: tokens as token.h defines them. Plain letters and digits of ASCII, which nearly all words are, are taken
 * eight bytes at a time, other ASCII by a table; other characters are decomposed by utf8proc (NFKC, case fold, marks
 * stripped). One pass, constant memory.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/token.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif
#include <utf8proc.h>

enum char_class { CHAR_OTHER, CHAR_WORD, CHAR_JOINS, CHAR_AND, CHAR_LINE, CHAR_WIDE };	/* CHAR_WIDE: a byte of a longer character */

struct reader {
	const unsigned char *p, *end;
};

/* Of a word so far: letters and digits, capitals among them, where the last of them ends; and its hash, of eight folded bytes after
 * the other, the first lowest. */
struct word_count {
	size_t letters, capitals;
	const unsigned char *last;
	uint64_t hash, eight;
	unsigned in_eight;	/* bytes */
};

#define HASH_START 0xcbf29ce484222325u
#define HASH_PRIME 0x9fb21c651e98df25u

static inline uint64_t token_hash_eight(uint64_t hash, uint64_t eight)
{
	hash = (hash ^ eight) * HASH_PRIME;
	return hash ^ hash >> 29;
}

static void token_hash_byte(struct word_count *w, unsigned char b)
{
	w->eight |= (uint64_t)b << 8 * w->in_eight;
	if (++w->in_eight == 8) {
		w->hash = token_hash_eight(w->hash, w->eight);
		w->eight = 0;
		w->in_eight = 0;
	}
}

static uint64_t token_hash_end(const struct word_count *w)
{
	return w->in_eight > 0 ? token_hash_eight(w->hash, w->eight) : w->hash;
}

/* Characters that stand inside words and say nothing: apostrophes, soft hyphen, zero-width joiners. */
static bool token_joins(utf8proc_int32_t c)
{
	return c == '\'' || c == '`' || c == 0xb4 || c == 0x2018 || c == 0x2019 || c == 0x2bc || c == 0xad ||
	    (c >= 0x200b && c <= 0x200d) || c == 0x2060 || c == 0xfeff;
}

static bool token_letter(utf8proc_int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return true;
	default:
		return false;
	}
}

/* The character at p: its length in *k, never 0; -1 for a broken byte. */
static utf8proc_int32_t token_char(const struct reader *r, size_t *k)
{
	if (*r->p < 0x80) {
		*k = 1;
		return *r->p;
	}
	utf8proc_int32_t c;
	utf8proc_ssize_t n = utf8proc_iterate(r->p, r->end - r->p, &c);
	*k = n > 0 ? (size_t)n : 1;
	return n > 0 ? c : -1;
}

/* What an ASCII character folds to; below a space: its class. */
#define FOLD_ROW(a) a, (a) + 1, (a) + 2, (a) + 3, (a) + 4, (a) + 5, (a) + 6, (a) + 7
#define WIDE_ROW CHAR_WIDE, CHAR_WIDE, CHAR_WIDE, CHAR_WIDE, CHAR_WIDE, CHAR_WIDE, CHAR_WIDE, CHAR_WIDE
#define WIDE_ROWS WIDE_ROW, WIDE_ROW, WIDE_ROW, WIDE_ROW
static const unsigned char folds[256] = {
	['\n'] = CHAR_LINE, ['\r'] = CHAR_LINE, ['\f'] = CHAR_LINE, ['&'] = CHAR_AND, ['\''] = CHAR_JOINS, ['`'] = CHAR_JOINS,
	['0'] = FOLD_ROW('0'), '8', '9',
	['A'] = FOLD_ROW('a'), FOLD_ROW('i'), FOLD_ROW('q'), 'y', 'z',
	['a'] = FOLD_ROW('a'), FOLD_ROW('i'), FOLD_ROW('q'), 'y', 'z',
	[0x80] = WIDE_ROWS, WIDE_ROWS, WIDE_ROWS, WIDE_ROWS,
};

static enum char_class token_class(utf8proc_int32_t c)
{
	if (c < 0x80) {
		return folds[c] > ' ' ? CHAR_WORD : (enum char_class)folds[c];
	}
	if (c == 0xff06 || c == 0xfe60) {
		return CHAR_AND;
	}
	return token_joins(c) ? CHAR_JOINS : token_letter(c) ? CHAR_WORD : CHAR_OTHER;
}

static void token_add_byte(struct token *t, struct word_count *w, unsigned char b)
{
	token_hash_byte(w, b);
	if (t->length < sizeof t->folded - 1) {
		t->folded[t->length] = (char)b;
		t->folded[t->length + 1] = '\0';
	}
	if (t->length < UINT8_MAX) {
		t->length++;
	}
}

/* What a character folds to; several for ligatures, none for marks alone. */
static void token_add(struct token *t, struct word_count *w, utf8proc_int32_t c)
{
	if (c < 0x80) {
		token_add_byte(t, w, folds[c]);
		return;
	}
	utf8proc_int32_t out[16];
	int boundary = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char(c, out, 16,
	    UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE, &boundary);
	for (utf8proc_ssize_t i = 0; i < n && i < 16; i++) {
		utf8proc_uint8_t bytes[4];
		utf8proc_ssize_t k = token_letter(out[i]) ? utf8proc_encode_char(out[i], bytes) : 0;
		for (utf8proc_ssize_t j = 0; j < k; j++) {
			token_add_byte(t, w, bytes[j]);
		}
	}
}

static bool token_is_upper(utf8proc_int32_t c)
{
	return c < 0x80 ? c >= 'A' && c <= 'Z' : utf8proc_category(c) == UTF8PROC_CATEGORY_LU;
}

/* What makes an address: a byte's bits. */
enum { ADDRESS_DIGIT = 1, ADDRESS_SLASH = 2, ADDRESS_AT = 4, ADDRESS_STOP = 8, ADDRESS_SPACE = 16 };
#define SPACE_ROW ADDRESS_SPACE, ADDRESS_SPACE, ADDRESS_SPACE, ADDRESS_SPACE, ADDRESS_SPACE, ADDRESS_SPACE, ADDRESS_SPACE, ADDRESS_SPACE
static const unsigned char address_marks[256] = {	/* the spaces are those of token_space_byte() */
	SPACE_ROW, SPACE_ROW, SPACE_ROW, SPACE_ROW,
	[' '] = ADDRESS_SPACE, ['"'] = ADDRESS_SPACE, ['('] = ADDRESS_SPACE, [')'] = ADDRESS_SPACE, [','] = ADDRESS_SPACE, [';'] = ADDRESS_SPACE,
	['<'] = ADDRESS_SPACE, ['>'] = ADDRESS_SPACE, ['['] = ADDRESS_SPACE, [']'] = ADDRESS_SPACE,
	['0'] = ADDRESS_DIGIT, ADDRESS_DIGIT, ADDRESS_DIGIT, ADDRESS_DIGIT, ADDRESS_DIGIT, ADDRESS_DIGIT, ADDRESS_DIGIT, ADDRESS_DIGIT, ADDRESS_DIGIT, ADDRESS_DIGIT,
	['/'] = ADDRESS_SLASH, ['@'] = ADDRESS_AT, ['.'] = ADDRESS_STOP,
};

static inline bool token_is_small(unsigned char c) { return c >= 'a' && c <= 'z'; }
static inline bool token_is_large(unsigned char c) { return c >= 'A' && c <= 'Z'; }
static inline bool token_is_digit(unsigned char c) { return c >= '0' && c <= '9'; }

/* Does what stands at q in the run of characters from a to b make it an address? start: of the text. */
static bool token_mark_tells(const unsigned char *start, const unsigned char *a, const unsigned char *q, const unsigned char *b)
{
	if (*q == '@') {
		return q + 1 < b && (q > a || q == start);
	}
	if (*q != '.' || b - q <= 2) {
		return false;
	}
	if (q == start && token_is_small(q[1])) {
		return true;	/* the word before, already taken, was part of it */
	}
	return q - a >= 2 && q[-1] > ' ' && q[-2] != '.' && q[-1] != '.' && q[2] != '.' &&
	    (token_is_small(q[1]) || token_is_digit(q[1]) || (token_is_large(q[1]) && token_is_large(q[-1]) && token_is_large(q[2])));
}

/* Is the unbroken run of characters around p an address, URL or reference? Looks at ASCII only: domains are. */
static bool token_in_address(const unsigned char *start, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *a = p, *b = p;
	const unsigned char *from = p - start > 200 ? p - 200 : start, *to = end - p > 200 ? p + 200 : end;
	unsigned marks = 0;
	for (; a > from && address_marks[a[-1]] != ADDRESS_SPACE; a--) {
		marks |= address_marks[a[-1]];
	}
	for (; b < to && address_marks[*b] != ADDRESS_SPACE; b++) {
		marks |= address_marks[*b];
	}
	bool tells = (marks & ADDRESS_SLASH) != 0 && (marks & ADDRESS_DIGIT) != 0;
	for (const unsigned char *q = a; (marks & (ADDRESS_AT | ADDRESS_STOP)) != 0 && q < b && !tells; q++) {
		tells = token_mark_tells(start, a, q, b);
	}
	return tells;
}

/* Plain letters with space on both sides, as most words are: nothing that makes an address. */
static bool token_stands_alone(const unsigned char *start, const unsigned char *word, const struct reader *r, size_t folded)
{
	return (size_t)(r->p - word) == folded && (word == start || token_space_byte(word[-1])) && (r->p == r->end || token_space_byte(*r->p));
}

/* "C.D.C.": after a single letter, a full stop and another single letter go on. */
static bool token_initial_follows(const struct reader *r)
{
	const unsigned char *p = r->p;
	if (r->end - p < 2 || p[0] != '.' || p[1] >= 0x80 || token_class(p[1]) != CHAR_WORD || (p[1] >= '0' && p[1] <= '9')) {
		return false;
	}
	return r->end - p == 2 || token_class(p[2]) == CHAR_OTHER || token_class(p[2]) == CHAR_LINE;
}

/* A character of the word that is no plain letter. False: the word ends before it. */
static bool token_read_odd(struct reader *r, struct token *t, struct word_count *w)
{
	size_t k;
	utf8proc_int32_t c = token_char(r, &k);
	enum char_class class_ = c < 0 ? CHAR_OTHER : token_class(c);
	if (class_ == CHAR_WORD) {
		w->letters++;
		w->capitals += token_is_upper(c);
		token_add(t, w, c);
	} else if (class_ == CHAR_OTHER && (w->letters == w->capitals || w->capitals == 0) && w->letters > 0 && w->last + 1 == r->p &&
	    token_initial_follows(r) && (w->letters == 1 || r->p[-2] == '.')) {
		/* swallow the full stop */
	} else if (class_ != CHAR_JOINS) {
		return false;
	}
	if (class_ == CHAR_WORD) {
		w->last = r->p + k - 1;
	}
	r->p += k;
	return true;
}

/* Eight bytes, the first lowest. */
static inline uint64_t token_eight(const unsigned char *p)
{
	uint64_t x;
	memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	return x;
}

static inline void token_put_eight(char *out, uint64_t x)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	memcpy(out, &x, sizeof x);
}

static inline uint64_t token_four(const unsigned char *p)
{
	return p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}

/* The last n bytes of a text, 7 at most, as the lowest of eight; the others are 0, which is in no word. */
static inline uint64_t token_eight_last(const unsigned char *p, size_t n)
{
	if (n >= 4) {
		return token_four(p) | token_four(p + n - 4) << 8 * (n - 4);
	}
	return n > 0 ? p[0] | (uint64_t)p[n / 2] << 8 * (n / 2) | (uint64_t)p[n - 1] << 8 * (n - 1) : 0;
}

/* Eight bytes as a word begins or goes on with them: folded, nothing behind the plain letters and digits. */
struct plain_eight {
	uint64_t folded, upper;		/* upper: the highest bit of each capital's byte */
	size_t n;
};

/* In each byte the highest bit answers; 0x80 - c added to seven bits reaches it from c on. */
static inline struct plain_eight token_plain_eight(uint64_t x)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
	uint64_t low = x & ~high, small = low | 0x20 * ones;
	uint64_t letter = (small + (0x80 - 'a') * ones) & ~(small + (0x7f - 'z') * ones);
	uint64_t digit = (low + (0x80 - '0') * ones) & ~(low + (0x7f - '9') * ones);
	uint64_t other = ~((letter | digit) & ~x) & high;
	uint64_t kept = ((other & (0 - other)) >> 7) - 1;	/* below the first other; all when there is none */
	size_t n = other != 0 ? (size_t)__builtin_ctzll(other) / 8 : 8;
	return (struct plain_eight){ small & kept, letter & ~(x << 2) & high & kept, n };	/* capitals lack the bit of 0x20 */
}

/* The plain letters and digits here, eight bytes at a time: nearly always the whole word. Stops in time for the buffer. */
static inline void token_read_plain(struct reader *r, struct token *t, struct word_count *w)
{
	const unsigned char *p = r->p;
	size_t letters = 0;
	struct plain_eight e = { .n = 8 };
	while (e.n == 8 && letters + 8 < sizeof t->folded) {
		size_t left = (size_t)(r->end - p);
		e = token_plain_eight(left >= 8 ? token_eight(p) : token_eight_last(p, left));
		w->capitals += (size_t)((e.upper >> 7) * 0x0101010101010101u >> 56);
		token_put_eight(t->folded + letters, e.folded);
		if (e.n == 8) {
			w->hash = token_hash_eight(w->hash, e.folded);
		} else {
			w->eight = e.folded;
			w->in_eight = (unsigned)e.n;
		}
		letters += e.n;
		p += e.n;
	}
	w->letters = letters;
	t->length = (uint8_t)letters;
	t->folded[letters] = '\0';
	w->last = p > r->p ? p - 1 : p;
	r->p = p;
}

/* The word of which the plain beginning is read. */
static void token_read_rest(struct reader *r, struct token *t, struct word_count *w)
{
	while (r->p < r->end && (folds[*r->p] > CHAR_LINE || folds[*r->p] == CHAR_JOINS || *r->p == '.') && token_read_odd(r, t, w)) {
		/* a mark or another letter in it */
	}
	r->p = w->last + 1;
}

static inline void token_read_word(struct reader *r, struct token *t, const unsigned char *start)
{
	struct word_count w = { .hash = HASH_START };
	const unsigned char *word = r->p;
	size_t k;
	bool before = word == start || token_space_byte(word[-1]);
	token_read_plain(r, t, &w);
	if (w.letters > 0 && before && (r->p == r->end || token_space_byte(*r->p))) {	/* nearly always */
		t->capital = folds[*word] != *word || *word <= '9';
		t->address = false;
	} else {
		r->p = word;
		utf8proc_int32_t c = token_char(r, &k);
		r->p += w.letters;
		token_read_rest(r, t, &w);
		t->capital = token_is_upper(c) || (c >= '0' && c <= '9');
		t->address = !token_stands_alone(start, word, r, t->length) && token_in_address(start, word, r->end);
	}
	t->written = span_of((const char *)word, (size_t)(r->p - word));
	t->hash = token_hash_end(&w);
	t->all_capitals = w.letters > 1 && w.letters == w.capitals;
}

/* Past plain characters that belong to no word. *line: there was a line's end. */
static const unsigned char *token_gap(const unsigned char *p, const unsigned char *end, bool *line)
{
	for (unsigned char fold; p < end && ((fold = folds[*p]) <= CHAR_LINE && fold != CHAR_AND); p++) {
		*line = *line || fold == CHAR_LINE;
	}
	return p;
}

static void token_take_and(struct token *t, struct span written)
{
	struct word_count w = { .hash = HASH_START };
	t->length = 0;
	token_add_byte(t, &w, 'a'), token_add_byte(t, &w, 'n'), token_add_byte(t, &w, 'd');
	t->hash = token_hash_end(&w);
	t->written = written;
}

bool token_next(struct span *rest, struct token *t)
{
	struct reader r = { (const unsigned char *)rest->p, (const unsigned char *)span_end(*rest) };
	const unsigned char *start = r.p;
	bool line = false;
	t->address = t->capital = t->all_capitals = false;
	while ((r.p = token_gap(r.p, r.end, &line)) < r.end) {
		size_t k = 1;
		bool plain = folds[*r.p] > ' ';
		utf8proc_int32_t c = plain ? *r.p : token_char(&r, &k);
		enum char_class class_ = plain ? CHAR_WORD : c < 0 ? CHAR_OTHER : token_class(c);
		if (class_ == CHAR_WORD) {
			const unsigned char *word = r.p;
			t->line_start = line || word == start;
			token_read_word(&r, t, start);
			if (t->length == 0) {
				line = false;
				continue;
			}
		} else if (class_ == CHAR_AND) {
			t->line_start = line;
			token_take_and(t, span_of((const char *)r.p, k));
			r.p += k;
		} else {
			line = line || class_ == CHAR_LINE;
			r.p += k;
			continue;
		}
		*rest = span_of((const char *)r.p, (size_t)(r.end - r.p));
		return true;
	}
	*rest = span_of((const char *)r.end, 0);
	return false;
}

/* --- many words at a time ---
 *
 * Sixty-four bytes are looked at together, for each question one bit a byte, the first lowest. In an unbroken run of characters that holds
 * nothing odd, its words are its stretches of plain letters and digits, and none of them is part of an address; a full stop at its
 * end changes nothing. Words of other runs are left to token_next(). Cost: about forty instructions a word. */
enum { BLOCK = 64, BLOCK_BEHIND = 8 };		/* bytes behind it that are read */
struct token_block {
	uint64_t word, digit, upper;		/* plain letters and digits; of these */
	uint64_t space, line, odd, stop;	/* space: of token_space_byte() the white space; stop: '.', also odd */
};

#ifdef __SSE2__
static inline __m128i block_is(__m128i x, char c) { return _mm_cmpeq_epi8(x, _mm_set1_epi8(c)); }
static inline __m128i block_with(__m128i x, char bit) { return _mm_or_si128(x, _mm_set1_epi8(bit)); }
static inline uint64_t block_bits(__m128i x, unsigned i) { return (uint64_t)(uint32_t)_mm_movemask_epi8(x) << i; }

/* The bytes from c on, n of them. */
static inline __m128i block_among(__m128i x, char c, char n)
{
	__m128i from = _mm_sub_epi8(x, _mm_set1_epi8(c));
	return _mm_cmpeq_epi8(_mm_min_epu8(from, _mm_set1_epi8((char)(n - 1))), from);
}

/* Letters have the bit of 0x40, which digits lack, small ones that of 0x20: shifted to where a byte's bit is asked for. */
static inline void token_block_sixteen(struct token_block *b, const unsigned char *p, unsigned i)
{
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
	__m128i lower = block_with(x, 0x20), odder = block_with(x, 1);
	__m128i word = _mm_or_si128(block_among(lower, 'a', 26), block_among(x, '0', 10));
	__m128i stroke = _mm_or_si128(block_is(odder, '/'), block_is(odder, '\''));
	b->word |= block_bits(word, i);
	b->digit |= block_bits(_mm_slli_epi16(x, 1), i);
	b->upper |= block_bits(_mm_slli_epi16(x, 2), i);
	b->space |= block_bits(block_among(x, 0, 33), i);
	b->line |= block_bits(_mm_or_si128(block_is(x, '\n'), block_is(odder, '\r')), i);
	b->odd |= block_bits(_mm_or_si128(x, _mm_or_si128(stroke, block_is(lower, '`'))), i);	/* the highest bit: no ASCII */
	b->stop |= block_bits(block_is(x, '.'), i);
}

static inline void token_block_read(struct token_block *b, const unsigned char *p)
{
	*b = (struct token_block){ .word = 0 };
	token_block_sixteen(b, p, 0);
	token_block_sixteen(b, p, 16);
	token_block_sixteen(b, p, 32);
	token_block_sixteen(b, p, 48);
	b->upper = b->word & b->digit & ~b->upper;
	b->digit = b->word & ~b->digit;
}
#else
static inline void token_block_read(struct token_block *b, const unsigned char *p)
{
	*b = (struct token_block){ .word = 0 };
	for (unsigned i = 0; i < BLOCK; i++) {
		uint64_t bit = (uint64_t)1 << i;
		unsigned char c = p[i], fold = folds[c];
		bool plain = fold > CHAR_WIDE;
		b->word |= plain ? bit : 0;
		b->digit |= c >= '0' && c <= '9' ? bit : 0;
		b->upper |= plain && fold != c ? bit : 0;
		b->space |= c <= ' ' ? bit : 0;
		b->line |= fold == CHAR_LINE ? bit : 0;
		b->odd |= fold == CHAR_WIDE || fold == CHAR_JOINS || fold == CHAR_AND || c == '@' || c == '/' || c == '.' ? bit : 0;
		b->stop |= c == '.' ? bit : 0;
	}
}
#endif

static inline uint64_t bits_below(unsigned n) { return n < 64 ? ((uint64_t)1 << n) - 1 : UINT64_MAX; }

/* How far the block can be gone through, from `from` on, before a run that holds something odd. whole: where its last whole run ends. */
static inline unsigned token_block_plain(const struct token_block *b, unsigned from, unsigned whole)
{
	uint64_t odd = b->odd & ~(b->stop & b->space >> 1) & bits_below(whole) & ~bits_below(from);
	if (odd == 0) {
		return whole;
	}
	uint64_t before = b->space & bits_below((unsigned)__builtin_ctzll(odd)) & ~bits_below(from);
	return before != 0 ? 64 - (unsigned)__builtin_clzll(before) : from;
}

/* Plain letters and digits are small ones with this bit; digits have it. */
#define SMALL_BITS 0x2020202020202020u

static uint64_t token_hash_long(const unsigned char *p, unsigned n)
{
	uint64_t hash = HASH_START;
	for (; n > 8; n -= 8, p += 8) {
		hash = token_hash_eight(hash, token_eight(p) | SMALL_BITS);
	}
	return token_hash_eight(hash, (token_eight(p) | SMALL_BITS) & UINT64_MAX >> (64 - 8 * n));
}

/* Of n plain letters and digits, one at least, behind which there are BLOCK_BEHIND bytes. */
static inline uint64_t token_hash_plain(const unsigned char *p, unsigned n)
{
	static const uint64_t kept[9] = { 0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff, UINT64_MAX };
	return n > 8 ? token_hash_long(p, n) : token_hash_eight(HASH_START, (token_eight(p) | SMALL_BITS) & kept[n]);
}

struct token_marker {
	const unsigned char *last;	/* where the word before ended */
	bool line;			/* a line has ended since */
	struct token_mark *out;
	uint32_t n, max;
};

/* Added to the stretches of ones in which it lies, a bit runs through to the zero behind: so a line's end tells the word that follows it,
 * and what is no capital, or a digit, the end of its word. */
static inline uint64_t bits_behind(uint64_t stretches, uint64_t in) { return (stretches + (stretches & in)) & ~stretches; }

/* The words among the bytes from `from` to `plain` of the block at p, whose bytes are at bytes, too. */
static inline void token_take_block(struct token_marker *m, const struct token_block *b, const unsigned char *p, const unsigned char *bytes,
    unsigned from, unsigned plain)
{
	uint64_t part = bits_below(plain) & ~bits_below(from), words = b->word & part, gaps = part & ~words;
	uint64_t starts = words & ~(words << 1), ends = ~words & words << 1;
	uint64_t small = bits_behind(words, ~b->upper) | (starts << 1 & ends), digit = bits_behind(words, b->digit), capital = b->upper | b->digit;
	uint64_t first = m->line || (p + from == m->last && (words >> from & 1) != 0), ran, line;
	bool over = __builtin_add_overflow(gaps, gaps & b->line, &ran);
	over = __builtin_add_overflow(ran, first << from, &line) || over;
	/* a word's marks, where it begins and where it ends: no word begins where another ends */
	uint64_t one = (capital & starts) | (~small & ends), two = (line & starts) | (digit & ends);
	struct token_mark *t = m->out + m->n, *full = m->out + m->max;
	for (; starts != 0 && t < full; t++) {
		unsigned at = (unsigned)__builtin_ctzll(starts), end = (unsigned)__builtin_ctzll(ends), n = end - at;
		t->p = (const char *)p + at;
		t->hash = token_hash_plain(bytes + at, n);
		t->roots = two >> end << 63;
		t->n = n;
		t->flags = (uint32_t)((one >> at & 1) * TOKEN_CAPITAL + (two >> at & 1) * TOKEN_LINE_START + (one >> end & 1) * TOKEN_ALL_CAPITALS);
		starts &= starts - 1;
		ends &= ends - 1;
	}
	if (t > m->out + m->n) {
		m->last = (const unsigned char *)t[-1].p + t[-1].n;
	}
	m->n = (uint32_t)(t - m->out);
	m->line = plain < 64 ? line >> plain & 1 : over;
}

/* The next word, wherever it is. */
static bool token_take_odd(struct token_marker *m, const unsigned char *end)
{
	struct span left = span_of((const char *)m->last, (size_t)(end - m->last));
	struct token t;
	if (!token_next(&left, &t)) {
		return false;
	}
	bool digit = false;
	for (size_t i = 0; i < t.written.n; i++) {
		digit = digit || (t.written.p[i] >= '0' && t.written.p[i] <= '9');
	}
	m->out[m->n++] = (struct token_mark){ .p = t.written.p, .hash = t.hash, .roots = digit ? TOKEN_DIGIT_BIT : 0, .n = (uint32_t)t.written.n,
		.flags = (t.address ? TOKEN_ADDRESS : 0u) | (t.capital ? TOKEN_CAPITAL : 0u) | (t.all_capitals ? TOKEN_ALL_CAPITALS : 0u) |
		    (t.line_start ? TOKEN_LINE_START : 0u) };
	m->last = (const unsigned char *)left.p;
	m->line = false;
	return true;
}

/* The words of the next bytes at p, BLOCK at most, as far as there is room. Where to go on. */
static const unsigned char *token_take_bytes(struct token_marker *m, const unsigned char *p, const unsigned char *end)
{
	unsigned char tail[BLOCK + BLOCK_BEHIND];
	const unsigned char *bytes = p;
	struct token_block b;
	size_t left = (size_t)(end - p);
	if (left < sizeof tail) {
		memset(tail, ' ', sizeof tail);
		bytes = memcpy(tail, p, left);
	}
	token_block_read(&b, bytes);
	unsigned from = 0, whole = left < BLOCK ? (unsigned)left : b.space != 0 ? BLOCK - (unsigned)__builtin_clzll(b.space) : 0;
	for (;;) {
		unsigned plain = token_block_plain(&b, from, whole);
		if (plain > from) {
			token_take_block(m, &b, p, bytes, from, plain);
		}
		if ((plain == whole && whole > 0) || m->n == m->max) {
			return p + plain;
		}
		if (!token_take_odd(m, end)) {
			return end;
		}
		if (m->last >= p + whole) {
			return m->last;
		}
		from = (unsigned)(m->last - p);
	}
}

uint32_t token_marks(struct span *rest, struct token_mark *out, uint32_t max)
{
	const unsigned char *p = (const unsigned char *)rest->p, *end = (const unsigned char *)span_end(*rest);
	struct token_marker m = { p, false, out, 0, max };
	while (m.n < max && p < end) {
		p = token_take_bytes(&m, p, end);
	}
	const unsigned char *from = m.n < max ? end : m.last;
	*rest = span_of((const char *)from, (size_t)(end - from));
	return m.n;
}

/* Is there nothing in the unbroken run of characters around p that makes an address, neither of the whole run nor of a part? */
static bool token_run_is_plain(const unsigned char *start, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *a = p, *b = p;
	while (a > start && p - a < 100 && !token_space_byte(a[-1])) {
		a--;
	}
	while (b < end && b - p < 100 && !token_space_byte(*b)) {
		b++;
	}
	for (const unsigned char *q = a; q < b; q++) {
		if (*q == '@' || *q == '/' || (*q == '.' && b - q > 2)) {
			return false;
		}
	}
	return p - a < 100 && b - p < 100;
}

bool token_cut_clean(struct span text, struct span part)
{
	const unsigned char *start = (const unsigned char *)text.p, *end = (const unsigned char *)span_end(text);
	const unsigned char *p = (const unsigned char *)part.p, *q = (const unsigned char *)span_end(part);
	bool before = p == start || (token_space_byte(p[-1]) && *p != '.' && *p != '@');
	bool after = q == end || token_space_byte(*q);
	if (!before && ((*p & 0xc0) == 0x80 || !token_run_is_plain(start, p, end))) {
		return false;
	}
	/* "A.B" by itself is initials whatever follows it */
	return after || (!(part.n > 1 && q[-2] == '.') && (*q & 0xc0) != 0x80 && token_run_is_plain(start, q, end));
}

const char *token_fold(struct arena *a, struct span s)
{
	struct buf out = BUF_INIT;
	struct token t;
	buf_str(&out, "");
	while (token_next(&s, &t)) {
		if (out.n > 0) {
			buf_char(&out, ' ');
		}
		buf_str(&out, t.folded);
	}
	const char *text = arena_strn(a, out.p, out.n);
	buf_release(&out);
	return text;
}

bool token_same(struct span a, struct span b)
{
	struct token x, y;
	while (!span_eq(a, b)) {
		bool more = token_next(&a, &x);
		if (more != token_next(&b, &y)) {
			return false;
		}
		if (!more) {
			return true;
		}
		if (x.hash != y.hash) {
			return false;
		}
	}
	return true;
}

bool token_one_edit(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), i = 0;
	if (n > m) {
		return token_one_edit(b, a);
	}
	if (m - n > 1) {
		return false;
	}
	while (i < n && a[i] == b[i]) {
		i++;
	}
	if (m > n) {
		return strcmp(a + i, b + i + 1) == 0;
	}
	if (i == n || strcmp(a + i + 1, b + i + 1) == 0) {
		return true;
	}
	return a[i + 1] == b[i] && a[i] == b[i + 1] && a[i + 1] != '\0' && strcmp(a + i + 2, b + i + 2) == 0;
}
