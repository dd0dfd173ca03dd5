/* token.c - words folded for comparison, over utf8proc's tables.
 *
 * In: any bytes. Out: tokens as token.h defines them. ASCII takes a table; other characters are decomposed by
 * utf8proc (NFKC, case fold, marks stripped). One pass, constant memory.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/token.h"

#include <utf8proc.h>

enum char_class { CHAR_OTHER, CHAR_WORD, CHAR_JOINS, CHAR_AND, CHAR_LINE, CHAR_WIDE };	/* CHAR_WIDE: a byte of a longer character */

struct reader {
	const unsigned char *p, *end;
};

/* Of a word so far: letters and digits, capitals among them, where the last of them ends. */
struct word_count {
	size_t letters, capitals;
	const unsigned char *last;
};

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

static void token_add_byte(struct token *t, unsigned char b)
{
	t->hash = (t->hash ^ b) * MAP_HASH_PRIME;
	if (t->length < sizeof t->folded - 1) {
		t->folded[t->length] = (char)b;
		t->folded[t->length + 1] = '\0';
	}
	if (t->length < UINT8_MAX) {
		t->length++;
	}
}

/* What a character folds to; several for ligatures, none for marks alone. */
static void token_add(struct token *t, utf8proc_int32_t c)
{
	if (c < 0x80) {
		token_add_byte(t, folds[c]);
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
			token_add_byte(t, bytes[j]);
		}
	}
}

static bool token_is_upper(utf8proc_int32_t c)
{
	return c < 0x80 ? c >= 'A' && c <= 'Z' : utf8proc_category(c) == UTF8PROC_CATEGORY_LU;
}

/* Is the unbroken run of characters around p an address, URL or reference? Looks at ASCII only: domains are. */
static bool token_in_address(const unsigned char *start, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *a = p, *b = p;
	bool digit = false, slash = false, dots = false, at = false;
	for (unsigned i = 0; a > start && !token_space_byte(a[-1]) && i < 200; i++) {
		a--;
	}
	for (unsigned i = 0; b < end && !token_space_byte(*b) && i < 200; i++) {
		b++;
	}
	for (const unsigned char *q = a; q < b; q++) {
		digit = digit || (*q >= '0' && *q <= '9');
		slash = slash || *q == '/';
		at = at || (*q == '@' && q + 1 < b && (q > a || q == start));
		if (*q == '.' && q == start && b - q > 2 && q[1] >= 'a' && q[1] <= 'z') {
			dots = true;	/* the word before, already taken, was part of it */
		} else if (*q == '.' && q - a >= 2 && b - q > 2 && q[-1] > ' ' && q[-2] != '.' && q[-1] != '.' && q[2] != '.') {
			bool lower = (q[1] >= 'a' && q[1] <= 'z') || (q[1] >= '0' && q[1] <= '9');
			bool upper = q[1] >= 'A' && q[1] <= 'Z' && q[-1] >= 'A' && q[-1] <= 'Z' && q[2] >= 'A' && q[2] <= 'Z';
			dots = dots || lower || upper;
		}
	}
	return at || dots || (slash && digit);
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
		token_add(t, c);
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

/* The plain letters and digits here: nearly always the whole word. */
static void token_read_plain(struct reader *r, struct token *t, struct word_count *w)
{
	const unsigned char *p = r->p, *stop = r->end - p < (ptrdiff_t)sizeof t->folded - 1 ? r->end : p + sizeof t->folded - 1;
	uint64_t hash = MAP_HASH_START;
	char *out = t->folded;
	size_t capitals = 0;
	for (unsigned char fold; p < stop && (fold = folds[*p]) > ' '; p++) {
		hash = (hash ^ fold) * MAP_HASH_PRIME;
		*out++ = (char)fold;
		capitals += fold != *p;
	}
	*out = '\0';
	t->hash = hash;
	w->letters = (size_t)(p - r->p);
	t->length = (uint8_t)w->letters;
	w->capitals = capitals;
	w->last = p > r->p ? p - 1 : p;
	r->p = p;
}

static void token_read_word(struct reader *r, struct token *t)
{
	struct word_count w;
	size_t k;
	utf8proc_int32_t c = token_char(r, &k);
	t->capital = token_is_upper(c) || (c >= '0' && c <= '9');
	token_read_plain(r, t, &w);
	while (r->p < r->end && (folds[*r->p] > CHAR_LINE || folds[*r->p] == CHAR_JOINS || *r->p == '.') && token_read_odd(r, t, &w)) {
		/* the rest of a word with a mark or another letter in it */
	}
	r->p = w.last + 1;
	t->all_capitals = w.letters > 1 && w.letters == w.capitals;
}

/* Past plain characters that belong to no word. *line: there was a line's end. */
static const unsigned char *token_gap(const unsigned char *p, const unsigned char *end, bool *line)
{
	while (p < end && (folds[*p] == CHAR_OTHER || folds[*p] == CHAR_LINE || folds[*p] == CHAR_JOINS)) {
		*line = *line || folds[*p] == CHAR_LINE;
		p++;
	}
	return p;
}

static void token_take_and(struct token *t, struct span written)
{
	t->length = 0;
	t->hash = MAP_HASH_START;
	token_add_byte(t, 'a'), token_add_byte(t, 'n'), token_add_byte(t, 'd');
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
			token_read_word(&r, t);
			t->written = span_of((const char *)word, (size_t)(r.p - word));
			t->address = !token_stands_alone(start, word, &r, t->length) && token_in_address(start, word, r.end);
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
	for (;;) {
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
