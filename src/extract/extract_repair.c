/* extract_repair.c - text as scanners and PDFs spoil it, made legible again: words spaced letter by letter, O for 0, l for 1 and I.
 *
 * In: the text. Out: the same text, or a copy in which spoilt words are mended. The copy has the same length, so every
 * offset still points into the line where the word stood; a line that was closed up ends in spaces. Only what cannot be
 * anything else is touched: references, addresses and words in which letters and digits belong together stay. Cost: linear.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#define REPAIR_BYTES 262144u	/* of a text; behind them is body that nobody reads */
#define REPAIR_LINE 160u

struct repair {
	struct extract *x;
	char *copy;	/* NULL: nothing mended yet */
	size_t n;
	uint32_t mended;
};

static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
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

/* "2O17" and, before a month, "l5". */
static bool is_spoilt_number(const struct repair *r, const struct word *w, struct span after)
{
	char digits[4] = { 0 };
	struct span at;
	if (!w->letters || w->n < 2 || w->n > 4 || w->n == 3)
		return false;
	for (size_t i = 0; i < w->n; i++)
		if (!(digits[i] = as_digit(w->p[i])))
			return false;
	if (w->n == 4)
		return w->digits >= 2 && ((digits[0] == '2' && digits[1] == '0') || (digits[0] == '1' && digits[1] == '9'));
	after = extract_words_strip(after);
	if (after.n > 2 && after.p[0] == '0')
		after = span_of(after.p + 1, after.n - 1);	/* "l5 0ctober": the rest of a month will do */
	if (digits[0] > '3' || !w->digits)
		return false;
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

static void mend_word(struct repair *r, const struct word *w, struct span after)
{
	size_t at = (size_t)(w->p - (r->copy ? r->copy : r->x->text.p));
	if (w->joined)
		return;
	if (is_spoilt_number(r, w, after)) {
		char *p = copy_of(r) + at;
		for (size_t i = 0; i < w->n; i++)
			p[i] = as_digit(p[i]);
	} else if (is_spoilt_capitals(w)) {
		char *p = copy_of(r) + at;
		for (size_t i = 0; i < w->n; i++)
			p[i] = p[i] == '0' ? 'O' : p[i] == '1' || p[i] == 'l' ? 'I' : p[i];
	} else if (is_spoilt_word(w)) {
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

static bool is_month(const struct repair *r, struct span word)
{
	struct span at;
	return extract_words_at(r->x, CLASS_MONTH, word, &at) && at.n >= word.n;
}

/* The word with one confusion undone is a month's name: written over it, the rest of its column moved up. */
static bool mend_month(struct repair *r, size_t at, size_t n, size_t line_end)
{
	const char *p = (r->copy ? r->copy : r->x->text.p) + at;
	if (n < 3 || n > 14 || is_month(r, span_of(p, n)))
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

/* What stands between a day and a year should be a month. */
static void mend_months(struct repair *r, size_t from, size_t n)
{
	for (size_t i = from; i + 4 < from + n; i++) {
		const char *p = r->copy ? r->copy : r->x->text.p;
		if (!is_digit(p[i]) || (i > from && p[i - 1] != ' ' && p[i - 1] != '\t' && !as_digit(p[i - 1])) || is_digit(p[i + 1]))
			continue;
		size_t word = i + 1, end;
		while (word < i + 3 && is_lower(p[word]))
			word++;		/* "12th" */
		if (p[word] != ' ')
			continue;
		for (end = ++word; end < from + n && p[end] != ' ' && p[end] != ',' && p[end] != '\t'; end++)
			;
		size_t year = end;
		while (year < from + n && (p[year] == ' ' || p[year] == ','))
			year++;
		if (year + 4 <= from + n && year > end && is_digit(p[year]) && is_digit(p[year + 1]) && is_digit(p[year + 2]) && is_digit(p[year + 3]))
			mend_month(r, word, end - word, from + n);
	}
}

static void mend_words(struct repair *r, size_t from, size_t n)
{
	for (size_t i = 0; i < n;) {
		const char *line = (r->copy ? r->copy : r->x->text.p) + from;
		if (!is_word(line[i])) {
			i++;
			continue;
		}
		struct word w = word_at(line, n, i);
		size_t next = i + w.n;
		if ((w.digits && w.letters) || (w.upper >= 3 && w.lower))
			mend_word(r, &w, span_of(line + next, n - next));
		i = next;
	}
}

/* Where the last column of the line begins; n: it has but one. */
static size_t behind_gap(const char *p, size_t n)
{
	size_t i = n;
	while (i > 3 && !(p[i - 1] == '\t' || (p[i - 1] == ' ' && p[i - 2] == ' ' && p[i - 3] == ' ')))
		i--;
	return i > 3 ? i : n;
}

/* Has it anything to mend: a word of letters and digits, of capitals and small letters, or a year behind a day? */
static bool may_mend(const char *p, size_t n)
{
	size_t upper = 0, lower = 0, digits = 0, run = 0, all = 0;
	bool year = false;
	for (size_t i = 0; i < n; i++) {
		if (!is_word(p[i]))
			upper = lower = digits = 0;
		lower += is_lower(p[i]);
		upper += is_upper(p[i]);
		digits += is_digit(p[i]);
		all += is_digit(p[i]);
		run = is_digit(p[i]) ? run + 1 : 0;
		year = year || run >= 4;
		if ((digits && upper + lower) || (upper >= 3 && lower))
			return true;
	}
	return year && all > 4;
}

static void mend_line(struct repair *r, size_t from, size_t n)
{
	struct span ignored;
	bool colon = false;
	int32_t weight;
	if (!may_mend((r->copy ? r->copy : r->x->text.p) + from, n))
		return;
	enum extract_label label = extract_words_label(r->x, span_trim(span_of((r->copy ? r->copy : r->x->text.p) + from, n)), &ignored, &colon, &weight);
	if (label == LABEL_OUR_REF || label == LABEL_YOUR_REF) {	/* "SC0T/1": nobody knows what a reference should be */
		size_t kept = behind_gap((r->copy ? r->copy : r->x->text.p) + from, n);
		from += kept;
		n -= kept;
	}
	uint32_t before = r->mended;
	mend_words(r, from, n);
	mend_months(r, from, n);
	if (r->mended > before)
		mend_words(r, from, n);	/* "l5 Apri1": a day, once the month is one */
}

/* --- eight bytes at a time: the top bit of each says yes --- */

#define EACH(byte) (0x0101010101010101u * (uint64_t)(byte))
#define TOP EACH(0x80)

/* Of bytes below 0x80. */
static uint64_t are(uint64_t eight, unsigned char byte) { return (TOP - (eight ^ EACH(byte))) & TOP; }
static uint64_t from_to(uint64_t eight, unsigned char first, unsigned char last)
{
	return ((eight | TOP) - EACH(first)) & ~((eight | TOP) - EACH(last + 1)) & TOP;
}

/* On machines that put the last byte first every line is read the long way. */
static bool first_byte_is_low(void)
{
	static const uint16_t one = 1;
	return *(const unsigned char *)&one == 1;
}

static unsigned count(uint64_t bits)
{
	return (unsigned)__builtin_popcountll(bits);
}

struct look { uint64_t spaces[REPAIR_LINE / 64 + 1]; uint64_t upper; bool digit, high; };

static void look_at(struct look *l, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i += 8) {
		uint64_t eight = EACH(' '), space;
		memcpy(&eight, p + i, n - i < 8 ? n - i : 8);
		l->high = l->high || (eight & TOP) != 0;
		l->digit = l->digit || from_to(eight, '0', '9') != 0;
		l->upper += from_to(eight, 'A', 'Z') >> 7;
		space = are(eight, ' ') | are(eight, '\t');
		l->spaces[i / 64] |= ((space >> 7) * 0x0102040810204080u) >> 56 << i % 64;	/* a bit a byte */
	}
}

/* Most lines have nothing that is looked for, which one look at their bytes tells: no digit, hardly a capital, and hardly a
 * character by itself. */
static bool is_plain(const char *p, size_t n)
{
	struct look l = { { 0 }, 0, false, false };
	unsigned runs = 0, single = 0;
	uint64_t before = 1;	/* a space stands before the line, and behind it */
	look_at(&l, p, n);
	if (!first_byte_is_low() || l.high || l.digit || (l.upper * EACH(1)) >> 56 >= 3)
		return false;
	for (size_t i = 0; i <= n; i += 64) {
		uint64_t here = l.spaces[i / 64] | (i + 64 > n ? ~(uint64_t)0 << (n - i) : 0), next = i + 64 >= n ? 1 : l.spaces[i / 64 + 1];
		uint64_t begins = (here << 1 | before) & ~here;
		runs += count(begins);
		single += count(begins & (here >> 1 | next << 63));
		before = here >> 63;
	}
	return single * 4 < runs * 3;
}

struct span extract_repair(struct extract *x, struct span text)
{
	struct repair r = { x, NULL, text.n < REPAIR_BYTES ? text.n : REPAIR_BYTES, 0 };
	size_t from = 0;
	x->text = text;
	while (from < r.n) {
		struct span rest = span_of(text.p + from, r.n - from), line;
		span_line(&rest, &line);
		const char *p = line.p;
		size_t n = line.n, last = n;
		while (last && (p[last - 1] == ' ' || p[last - 1] == '\t'))
			last--;
		if (last >= 3 && last < REPAIR_LINE && !is_plain(p, last)) {
			if (is_spaced(p, last))
				close_up(&r, from, last);
			mend_line(&r, from, last);
		}
		from += n + 1;
	}
	return r.copy ? span_of(r.copy, text.n) : text;
}
