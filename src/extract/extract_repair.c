/* extract_repair.c - text as scanners and PDFs spoil it, made legible again: words spaced letter by letter, O for 0, l for 1 and I.
 *
 * In: the text. Out: the same text, or a copy in which spoilt words are mended. The copy has the same length, so every
 * offset still points into the line where the word stood; a line that was closed up ends in spaces. Only what cannot be
 * anything else is touched: references, addresses and words in which letters and digits belong together stay. Cost: linear.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define REPAIR_BYTES 262144u	/* of a text; behind them is body that nobody reads */
#define REPAIR_LINE 160u
#define MONTH_LONGEST 14u	/* with a letter or two too many */

struct repair {
	struct extract *x;
	char *copy;	/* NULL: nothing mended yet */
	uint32_t mended;
	size_t line, line_n;	/* the line at hand */
	size_t kept;		/* what stands in it before this stays, or UNKNOWN */
};

#define UNKNOWN SIZE_MAX

static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_blank(char c) { return c == ' ' || c == '\t'; }
static bool ends_line(char c) { return c == '\n' || c == '\r' || c == '\f'; }
static bool is_word(char c) { return is_lower(c) || is_upper(c) || is_digit(c); }

static char *copy_of(struct repair *r)
{
	r->mended++;
	if (!r->copy)
		r->copy = arena_strn(r->x->a, r->x->text.p, r->x->text.n);
	return r->copy;
}

/* Is the line mostly single characters, four letters among them at least, or a date? */
static bool is_spaced(const char *p, size_t n)
{
	uint32_t runs = 0, single = 0, letters = 0;
	for (size_t i = 0; i < n;) {
		size_t from = i, characters = 0;
		for (; i < n && p[i] != ' ' && p[i] != '\t'; i++)
			characters += ((unsigned char)p[i] & 0xc0) != 0x80;
		if (i > from) {
			runs++;
			single += characters == 1;
			letters += characters == 1 && (is_lower(p[from]) || is_upper(p[from]));
		}
		while (i < n && (p[i] == ' ' || p[i] == '\t'))
			i++;
	}
	return runs >= 5 && single * 4 >= runs * 3 && (letters >= 4 || (letters == 3 && single == runs && runs >= 6));
}

/* "D e a r  S i r": one space goes, two or more become one; with single spaces only, a capital begins a word. */
static void close_up(struct repair *r, size_t from, size_t n)
{
	char *line = copy_of(r) + from;
	size_t first = 0, out;
	bool wide = false, gap = false;
	while (first < n && line[first] == ' ')		/* where it stands is kept */
		first++;
	out = first;
	for (size_t i = 0; i + 2 < n; i++)
		wide = wide || (line[i] != ' ' && line[i + 1] == ' ' && line[i + 2] == ' ');
	for (size_t i = first; i < n; i++) {
		if (line[i] == ' ' || line[i] == '\t') {
			gap = gap || line[i] == '\t' || (i + 1 < n && line[i + 1] == ' ');
			if (!wide && i && i + 1 < n && is_lower(line[i - 1]) && is_upper(line[i + 1]))
				gap = true;
			continue;
		}
		if (gap && out > first)
			line[out++] = ' ';
		gap = false;
		line[out++] = line[i];
	}
	memset(line + out, ' ', n - out);
}

struct word { const char *p; size_t n, letters, digits, upper, lower; bool joined; };

static struct word word_at(const char *line, size_t n, size_t at)
{
	struct word w = { line + at, 0, 0, 0, 0, 0, false };
	for (; at + w.n < n && is_word(w.p[w.n]); w.n++) {
		w.digits += is_digit(w.p[w.n]);
		w.upper += is_upper(w.p[w.n]);
		w.lower += is_lower(w.p[w.n]);
	}
	w.letters = w.upper + w.lower;
	w.joined = (at && strchr("/@._-#", line[at - 1])) || (at + w.n < n && w.p[w.n] && strchr("/@_-", w.p[w.n])) ||
	    (at + w.n + 1 < n && w.p[w.n] == '.' && is_word(w.p[w.n + 1]));
	return w;
}

/* What the character of a year or day would be as a digit; 0: none. */
static char as_digit(char c)
{
	return is_digit(c) ? c : c == 'O' || c == 'o' ? '0' : c == 'l' || c == 'I' || c == 'i' ? '1' : 0;
}

/* "2O17", or "l5", which may be a day. */
static bool is_number_spoilt(const struct word *w)
{
	char digits[4] = { 0 };
	if (!w->letters || w->n < 2 || w->n > 4 || w->n == 3)
		return false;
	for (size_t i = 0; i < w->n; i++)
		if (!(digits[i] = as_digit(w->p[i])))
			return false;
	if (w->n == 4)
		return w->digits >= 2 && ((digits[0] == '2' && digits[1] == '0') || (digits[0] == '1' && digits[1] == '9'));
	return digits[0] <= '3' && w->digits;
}

/* "2O17" and, before a month, "l5". */
static bool is_spoilt_number(const struct repair *r, const struct word *w, struct span after)
{
	struct span at;
	if (!is_number_spoilt(w) || w->n == 4)
		return is_number_spoilt(w);
	after = extract_words_strip(after);
	if (after.n > 2 && after.p[0] == '0')
		after = span_of(after.p + 1, after.n - 1);	/* "l5 0ctober": the rest of a month will do */
	return extract_words_at(r->x, CLASS_MONTH, after, &at) || (after.p > w->p + w->n + 1 && after.n && is_lower(after.p[0]));
}

/* "Hi11", "faithfu11y": "11" after a small letter. */
static bool is_double(const struct word *w, size_t i)
{
	return i > 0 && i + 1 < w->n && w->p[i] == '1' && w->p[i + 1] == '1' && is_lower(w->p[i - 1]);
}

/* "0BT", "1AB": the second half of a postcode. */
static bool is_inward(const struct word *w)
{
	return w->n == 3 && is_digit(w->p[0]) && is_upper(w->p[1]) && is_upper(w->p[2]);
}

/* "SW1A", "SW1A1AA": the first of its digits stands where a postcode has it. */
static bool is_outward(const struct word *w)
{
	return w->n >= 4 && w->n <= 7 && (is_digit(w->p[1]) || is_digit(w->p[2])) && (w->n == 4 ? w->p[1] == '1' || w->p[2] == '1' : is_digit(w->p[w->n - 3]));
}

/* Capitals, and 0, 1 or l where one was: "B0R0UGH", "C0UNClL", "ClTY". "LPP1" is a plan. */
static bool is_spoilt_capitals(const struct word *w)
{
	size_t others = w->n - w->upper;
	if (w->n < 4 || !others || w->upper < 3 || w->upper < 2 * others || is_digit(w->p[0]) || is_digit(w->p[w->n - 1]) || is_outward(w))
		return false;
	for (size_t i = 0; i < w->n; i++)
		if (!is_upper(w->p[i]) && (!strchr("01l", w->p[i]) || (i && is_digit(w->p[i]) && is_digit(w->p[i - 1]))))
			return false;
	return true;
}

/* "Ju1y", "R0ad": a digit between small letters of a short word. */
static bool is_spoilt_short(const struct word *w)
{
	return w->n == 4 && w->digits == 1 && w->lower >= 2 && is_lower(w->p[3]) &&
	    ((strchr("01", w->p[1]) && is_lower(w->p[2])) || (strchr("01", w->p[2]) && is_lower(w->p[1])));
}

/* Letters, and 0 or 1 where a letter was: "0ctober", "Counci1", "N0RTHAMPT0N". */
static bool is_spoilt_word(const struct word *w)
{
	if (is_inward(w))
		return false;
	if (is_spoilt_short(w))
		return true;
	if (!w->digits || w->letters < 2 || w->letters < 3 * w->digits - (w->p[0] == '0'))
		return false;
	for (size_t i = 0; i < w->n; i++) {
		if (!is_digit(w->p[i]))
			continue;
		bool next = i + 1 < w->n;
		if ((w->p[i] != '0' && w->p[i] != '1') || (next && is_digit(w->p[i + 1]) && !is_double(w, i)))
			return false;
		if (i == 0 ? w->p[i] != '0' || w->n < 3 : w->n < 5)
			return false;
		if (i > 0 && !next && !is_lower(w->p[i - 1]) && !(i > 1 && is_double(w, i - 1)))
			return false;	/* "LPP1" is a plan */
	}
	return true;
}

/* Where the last column of the line begins; n: it has but one. */
static size_t behind_gap(const char *p, size_t n)
{
	size_t i = n;
	while (i > 3 && !(p[i - 1] == '\t' || (p[i - 1] == ' ' && p[i - 2] == ' ' && p[i - 3] == ' ')))
		i--;
	return i > 3 ? i : n;
}

/* "SC0T/1": nobody knows what a reference should be. Asked before anything in the line is mended. */
static bool stays(struct repair *r, size_t at)
{
	struct span ignored, s = span_of((r->copy ? r->copy : r->x->text.p) + r->line, r->line_n);
	bool colon = false;
	int32_t weight;
	if (r->kept == UNKNOWN) {
		enum extract_label label = extract_words_label(r->x, span_trim(s), &ignored, &colon, &weight);
		r->kept = r->line + (label == LABEL_OUR_REF || label == LABEL_YOUR_REF ? behind_gap(s.p, s.n) : 0);
	}
	return at < r->kept;
}

static void mend_word(struct repair *r, const struct word *w, struct span after)
{
	size_t at = (size_t)(w->p - (r->copy ? r->copy : r->x->text.p));
	if (w->joined)
		return;
	if (is_spoilt_number(r, w, after)) {
		if (stays(r, at))
			return;
		char *p = copy_of(r) + at;
		for (size_t i = 0; i < w->n; i++)
			p[i] = as_digit(p[i]);
	} else if (is_spoilt_capitals(w)) {
		if (stays(r, at))
			return;
		char *p = copy_of(r) + at;
		for (size_t i = 0; i < w->n; i++)
			p[i] = p[i] == '0' ? 'O' : p[i] == '1' || p[i] == 'l' ? 'I' : p[i];
	} else if (is_spoilt_word(w)) {
		if (stays(r, at))
			return;
		char *p = copy_of(r) + at;
		bool small = w->lower > 1;
		for (size_t i = 0; i < w->n; i++)
			if (is_digit(p[i]))
				p[i] = p[i] == '0' ? (small && i ? 'o' : 'O') : small ? 'l' : 'I';
	}
}

/* --- marks and letters for others: "Apri! 2016", "12 Decernber 2016" --- */

static const struct { const char *spoilt, *right; } confusions[] = {
	{ "rn", "m" }, { "c", "e" }, { "e", "c" }, { "1", "l" }, { "!", "l" }, { "|", "l" }, { "i", "l" }, { "l", "i" }, { "v", "y" }, { "5", "s" },
	{ "ri", "n" }, { "O", "D" }, { "G", "C" }, { "u", "n" }, { "n", "u" }, { "h", "b" }, { "0", "o" }, { "ii", "il" }, { "f", "t" }, { "t", "l" }, { "q", "g" }, { "o", "c" },
};

/* Asked of a copy: the words of a text are read once, when it is mended. */
static bool is_month(const struct repair *r, struct span word)
{
	char copy[MONTH_LONGEST + 2];
	struct span at;
	if (word.n > sizeof copy)
		return false;
	memcpy(copy, word.p, word.n);
	word.p = copy;
	return extract_words_at(r->x, CLASS_MONTH, word, &at) && at.n >= word.n;
}

/* The word with one confusion undone is a month's name: written over it, the rest of its column moved up. */
static bool mend_month(struct repair *r, size_t at, size_t n, size_t line_end)
{
	const char *p = (r->copy ? r->copy : r->x->text.p) + at;
	if (n < 3 || n > MONTH_LONGEST || is_month(r, span_of(p, n)))
		return false;
	for (size_t c = 0; c < sizeof confusions / sizeof *confusions; c++) {
		size_t was = strlen(confusions[c].spoilt), is = strlen(confusions[c].right);
		for (size_t i = 0; i + was <= n; i++) {
			char word[16];
			if (memcmp(p + i, confusions[c].spoilt, was))
				continue;
			memcpy(word, p, i);
			memcpy(word + i, confusions[c].right, is);
			memcpy(word + i + is, p + i + was, n - i - was);
			if (!is_month(r, span_of(word, n - was + is)))
				continue;
			if (stays(r, at))
				return false;
			char *out = copy_of(r) + at;
			size_t to = n;
			while (at + to < line_end && !(out[to] == ' ' && at + to + 1 < line_end && out[to + 1] == ' '))
				to++;
			memcpy(out, word, n - was + is);
			memmove(out + n - was + is, out + n, to - n);
			memset(out + to - was + is, ' ', was - is);
			return true;
		}
	}
	return false;
}

/* The words in which something may be wrong. */
static void mend_words(struct repair *r)
{
	for (size_t i = 0; i < r->line_n;) {
		const char *line = (r->copy ? r->copy : r->x->text.p) + r->line;
		if (!is_word(line[i])) {
			i++;
			continue;
		}
		struct word w = word_at(line, r->line_n, i);
		i += w.n;
		if ((w.digits && w.letters) || (w.upper >= 3 && w.lower))
			mend_word(r, &w, span_of(line + i, r->line_n - i));
	}
}

/* "12th Decernber 2016": the word between a day and the year that stands there. */
static void mend_month_before(struct repair *r, size_t year)
{
	const char *p = (r->copy ? r->copy : r->x->text.p) + r->line;
	size_t end = year, word, day;
	while (end && (p[end - 1] == ' ' || p[end - 1] == ','))
		end--;
	for (word = end; word && p[word - 1] != ' ' && p[word - 1] != ',' && p[word - 1] != '\t'; word--)
		;
	if (end == year || !word || p[word - 1] != ' ')
		return;
	for (day = word - 1; day && day + 3 > word && is_lower(p[day - 1]); day--)
		;
	if (!day || !is_digit(p[day - 1]))
		return;
	day--;
	if (!day || p[day - 1] == ' ' || p[day - 1] == '\t' || as_digit(p[day - 1]))
		mend_month(r, r->line + word, end - word, r->line + r->line_n);
}

/* What stands between a day and a year should be a month. */
static void mend_months(struct repair *r)
{
	for (size_t i = 0, digits = 0; i < r->line_n; i++) {
		digits = is_digit((r->copy ? r->copy : r->x->text.p)[r->line + i]) ? digits + 1 : 0;
		if (digits == 4)
			mend_month_before(r, i - 3);
	}
}

static void mend_line(struct repair *r, size_t from, size_t n)
{
	r->line = from;
	r->line_n = n;
	r->kept = UNKNOWN;
	if (is_spaced(r->x->text.p + from, n))
		close_up(r, from, n);
	uint32_t before = r->mended;
	mend_words(r);
	mend_months(r);
	if (r->mended > before)
		mend_words(r);	/* "l5 Apri1": a day, once the month is one */
}

/* --- the lines in which something may be wrong --- */

enum { BLOCK = 64 };	/* bytes looked at together */

/* Of a block's bytes, a bit each, the first lowest. */
struct look { uint64_t space, high, digit, upper; };

#ifdef __SSE2__
static __m128i within(__m128i v, char first, char last)
{
	__m128i from = _mm_sub_epi8(v, _mm_set1_epi8(first));
	return _mm_cmpeq_epi8(_mm_min_epu8(from, _mm_set1_epi8((char)(last - first))), from);
}

static uint64_t bits(__m128i yes, unsigned at) { return (uint64_t)(uint32_t)_mm_movemask_epi8(yes) << at; }

static inline void look_sixteen(struct look *l, const char *p, unsigned at)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + at));
	__m128i moves = _mm_andnot_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\v')), within(v, '\t', '\r'));
	l->space |= bits(_mm_or_si128(moves, _mm_cmpeq_epi8(v, _mm_set1_epi8(' '))), at);
	l->high |= bits(v, at);
	l->digit |= bits(within(v, '0', '9'), at);
	l->upper |= bits(within(v, 'A', 'Z'), at);
}

static inline struct look look_at(const char *p)
{
	struct look l = { 0, 0, 0, 0 };
	look_sixteen(&l, p, 0);
	look_sixteen(&l, p, 16);
	look_sixteen(&l, p, 32);
	look_sixteen(&l, p, 48);
	return l;
}
#else
static struct look look_at(const char *p)
{
	struct look l = { 0, 0, 0, 0 };
	for (uint32_t i = 0; i < BLOCK; i++) {
		l.space |= (uint64_t)(is_blank(p[i]) || ends_line(p[i])) << i;
		l.high |= (uint64_t)((unsigned char)p[i] >= 0x80) << i;
		l.digit |= (uint64_t)is_digit(p[i]) << i;
		l.upper |= (uint64_t)is_upper(p[i]) << i;
	}
	return l;
}
#endif

static char byte_at(struct span s, size_t i) { return i < s.n ? s.p[i] : '\n'; }

/* The end of the one character that stands at i between spaces; 0: more stands there, or none. */
static size_t single_at(struct span s, size_t i)
{
	size_t end = i + 1;
	while (((unsigned char)byte_at(s, end) & 0xc0) == 0x80)
		end++;
	return is_blank(byte_at(s, end)) || ends_line(byte_at(s, end)) ? end : 0;
}

/* Two single characters after each other: of a line that is_spaced() most are. */
static bool has_pair(struct span s, size_t i)
{
	size_t end = single_at(s, i);
	while (end && is_blank(byte_at(s, end)))
		end++;
	return end && !ends_line(byte_at(s, end)) && single_at(s, end);
}

/* May mend_word() change the word in which i stands? What follows it is left to it. */
static bool is_odd_word(struct span s, size_t i)
{
	while (i && is_word(s.p[i - 1]))
		i--;
	struct word w = word_at(s.p, s.n, i);
	return !w.joined && (is_number_spoilt(&w) || is_spoilt_capitals(&w) || is_spoilt_word(&w));
}

/* "ClTY", "COUNCIl" */
static bool is_odd_capital(struct span s, size_t i)
{
	char before = i ? s.p[i - 1] : '\n';
	return (before == 'l' || (is_upper(before) && byte_at(s, i + 1) == 'l')) && is_odd_word(s, i);
}

/* Stands a word before the year that is no month, and a day before it? mend_month_before() knows. */
static bool is_dated(const struct repair *r, const char *p, size_t year)
{
	size_t end = year, word, day;
	while (end && (p[end - 1] == ' ' || p[end - 1] == ','))
		end--;
	for (word = end; word && word + MONTH_LONGEST >= end && p[word - 1] != ' ' && p[word - 1] != ',' && p[word - 1] != '\t'; word--)
		;
	if (end == year || !word || p[word - 1] != ' ')
		return false;
	for (day = word - 1; day && day + 3 > word && is_lower(p[day - 1]); day--)
		;
	return day && is_digit(p[day - 1]) && !is_month(r, span_of(p + word, end - word));
}

/* Of the number at i, so many digits of which are known. */
static bool is_odd_number(const struct repair *r, struct span s, size_t i, size_t known)
{
	size_t end = i + known;
	while (is_digit(byte_at(s, end)))
		end++;
	return (((i && is_word(s.p[i - 1])) || is_word(byte_at(s, end))) && is_odd_word(s, i)) || (end - i >= 4 && is_dated(r, s.p, i));
}

static size_t first_bit(uint64_t v)
{
	return (size_t)__builtin_ctzll(v);
}

/* What stands alone between spaces, one character as far as can be seen: where another one follows it, or may behind the block. The number
 * that is added runs through a stretch of ones to the zero behind it. */
static uint64_t pairs(const struct look *l, uint64_t begins)
{
	const uint64_t last = (uint64_t)1 << (BLOCK - 1);
	uint64_t single = begins & (l->space >> 1 | l->high | last), wide = begins & l->high, behind, next;
	bool over = __builtin_add_overflow(l->high, wide, &behind);
	uint64_t end = ((single & ~l->high) << 1 | (behind & ~l->high)) & l->space;
	over = __builtin_add_overflow(l->space, end, &next) || over;
	return over || (single & last) || (next & ~l->space & single) ? single : 0;
}

/* The first place from i on where something may be wrong; s.n: there is none. */
static size_t next_odd(const struct repair *r, struct span s, size_t i)
{
	uint64_t space = 1, digit = 0;	/* is the byte before one? */
	for (char rest[BLOCK]; i < s.n; i += BLOCK) {
		const char *p = s.p + i;
		if (s.n - i < BLOCK)
			p = memcpy(memset(rest, '\n', sizeof rest), p, s.n - i);
		struct look l = look_at(p);
		uint64_t begins = ~l.space & (l.space << 1 | space), capital = l.upper & ~begins, number = l.digit & ~(l.digit << 1 | digit);
		uint64_t single = pairs(&l, begins);
		for (uint64_t odd = single | capital | number; odd; odd &= odd - 1) {	/* in their order: the line of the first is mended first */
			size_t at = first_bit(odd);
			uint64_t bit = odd & -odd, digits = ~(l.digit >> at);
			if ((bit & number && is_odd_number(r, s, i + at, digits ? first_bit(digits) : BLOCK - at)) ||
			    (bit & capital && is_odd_capital(s, i + at)) || (bit & single && has_pair(s, i + at)))
				return i + at;
		}
		space = l.space >> (BLOCK - 1);
		digit = l.digit >> (BLOCK - 1);
	}
	return s.n;
}

struct span extract_repair(struct extract *x, struct span text)
{
	struct repair r = { x, NULL, 0, 0, 0, 0 };
	struct span s = span_of(text.p, text.n < REPAIR_BYTES ? text.n : REPAIR_BYTES), line;
	x->text = text;
	for (size_t at = 0; (at = next_odd(&r, s, at)) < s.n; at = (size_t)(span_end(line) - s.p)) {
		while (at && !ends_line(s.p[at - 1]))
			at--;
		struct span rest = span_of(s.p + at, s.n - at);
		span_line(&rest, &line);
		size_t last = line.n;
		while (last && is_blank(line.p[last - 1]))
			last--;
		if (last >= 3 && last < REPAIR_LINE)
			mend_line(&r, at, last);
	}
	return r.copy ? span_of(r.copy, text.n) : text;
}
