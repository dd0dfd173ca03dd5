/* extract_date.c - dates in the shapes people write, and which of them is the letter's.
 *
 * In: text; for the letter's own date the labels and segments of the header. Out: letter.date and where it stood. Order
 * of figures is British: day, month, year. Patterns find what may be a date, the vocabulary knows the months.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

/* How far into a paragraph a date is looked for: one of many pages would take all the steps that matching may take. */
#define DATE_BYTES ((size_t)4000)

static int number(struct span s)
{
	int n = 0;
	for (size_t i = 0; i < s.n && i < 6; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			n = n * 10 + (s.p[i] - '0');
	return s.n ? n : -1;
}

/* 15 is 2015 and 98 is 1998: letters of public bodies that somebody still has. */
static int full_year(struct span s)
{
	int year = number(s);
	if (year >= 0 && year < 100)
		return year + (year < 70 ? 2000 : 1900);
	return year;
}

static bool set(int year, int month, int day, struct date *d)
{
	if (year < 1800 || year > 2200)
		return false;
	*d = (struct date){ (int16_t)year, (uint8_t)(month < 0 ? 0 : month), (uint8_t)(day < 0 ? 0 : day) };
	return month != 0 && month <= 12 && day != 0 && day <= 31 && date_valid(*d);
}

static int month_number(const struct extract *x, struct span word)
{
	struct span written;
	know_index p = extract_words_phrase(x, CLASS_MONTH, word, &written);
	if (p == KNOW_NONE || span_end(written) != span_end(word))
		return -1;
	return number(span_str(know_str(x->k, know_phrase(x->k, p)->value)));
}

struct found {
	struct date date;
	struct span written;
	int day, month;		/* without a year: date.year is 0 */
};

/* The next date in words; a day and month alone when loose. */
static bool find_written(struct extract *x, struct span s, bool loose, struct found *f)
{
	struct pattern_match m;
	size_t from = 0;
	for (uint32_t tries = 0; tries < 64 && extract_words_match(x, PATTERN_DATE_WRITTEN, s, from, &m); tries++) {
		struct span word = pattern_group(&m, "month"), day = pattern_group(&m, "day"), year = pattern_group(&m, "year");
		if (!word.n) {
			word = pattern_group(&m, "first");
			day = pattern_group(&m, "late");
			year = pattern_group(&m, "then");
		}
		f->written = m.whole;
		f->month = month_number(x, word);
		f->day = day.n ? number(day) : -1;
		if (f->month > 0 && year.n && set(full_year(year), f->month, f->day, &f->date))
			return true;
		/* "31 February 2009": there is no such day, so no more than the month is taken; the words stay whole */
		if (f->month > 0 && year.n && day.n && set(full_year(year), f->month, -1, &f->date))
			return true;
		if (f->month > 0 && !year.n && day.n && loose && f->day >= 1 && f->day <= 31) {
			f->date = (struct date){ 0, 0, 0 };
			return true;
		}
		/* the word may be a weekday before the true month: go on behind the first word */
		size_t next = (size_t)((word.n && f->month < 0 ? word.p : m.whole.p) - s.p) + 1;
		from = next > from ? next : from + 1;
		while (from < s.n && ((unsigned char)s.p[from] & 0xc0) == 0x80)
			from++;
	}
	return false;
}

static bool find_figures(struct extract *x, struct span s, struct found *f)
{
	struct pattern_match m;
	size_t from = 0;
	for (uint32_t tries = 0; tries < 32 && extract_words_match(x, PATTERN_DATE_FIGURES, s, from, &m); tries++) {
		struct span a = pattern_group(&m, "a"), b = pattern_group(&m, "b"), c = pattern_group(&m, "c");
		f->written = m.whole;
		if (a.n == 4 ? set(number(a), number(b), number(c), &f->date) : set(full_year(c), number(b), number(a), &f->date))
			return true;
		/* an American or a slip of the pen: 03/25/2015 can only be read so */
		if (a.n <= 2 && number(b) > 12 && set(full_year(c), number(a), number(b), &f->date))
			return true;
		if (a.n <= 2 && c.n == 4 && number(a) > 0 && number(a) <= 31 && set(number(c), number(b), -1, &f->date))
			return true;
		from = (size_t)(span_end(m.whole) - s.p);
	}
	return false;
}

/* "2.iii.2015", when no other date is there. */
static bool find_roman(struct extract *x, struct span s, struct found *f)
{
	struct pattern_match m;
	struct span at;
	if (!extract_words_match(x, PATTERN_DATE_ROMAN, s, 0, &m))
		return false;
	know_index p = extract_words_phrase(x, CLASS_ROMAN, pattern_group(&m, "month"), &at);
	f->written = m.whole;
	return p != KNOW_NONE && set(full_year(pattern_group(&m, "year")), number(span_str(know_str(x->k, know_phrase(x->k, p)->value))),
	    number(pattern_group(&m, "day")), &f->date);
}

/* Are months among its words? With marks that may hide them in longer words nobody knows. */
static bool may_have_month(const struct extract *x, struct span s)
{
	uint64_t any;
	if (!pattern_is_ascii(s) || memchr(s.p, '\'', s.n))
		return true;
	extract_words_classes(x, s, &any);
	return extract_words_may(x, any, CLASS_MONTH);
}

/* Has it a mark that may stand behind a figure, or a space behind one? */
static bool has_stroke(struct span s)
{
	for (size_t i = 1; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i], before = (unsigned char)s.p[i - 1];
		bool stroke = c == '.' || c == '/' || c == '-' || c == 0xe2;
		if (stroke && ((before >= '0' && before <= '9') || before == ' ' || before == '\t' || before >= 0x80))
			return true;
	}
	return false;
}

static bool find(struct extract *x, struct span s, bool loose, struct found *f)
{
	struct found figures = { { 0, 0, 0 }, { NULL, 0 }, 0, 0 };
	bool digit = false;
	if (s.n > DATE_BYTES)
		for (s.n = DATE_BYTES; s.n > 0 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80; s.n--)
			;
	for (size_t i = 0; i < s.n && !digit; i++)
		digit = s.p[i] >= '0' && s.p[i] <= '9';
	if (!digit)
		return false;
	bool stroke = has_stroke(s), words = may_have_month(x, s) && find_written(x, s, loose, f), other = stroke && find_figures(x, s, &figures);
	if (other && (!words || figures.written.p < f->written.p)) {
		*f = figures;
		return true;
	}
	return words || (stroke && find_roman(x, s, f));
}

bool extract_date_first(struct extract *x, struct span s, struct when *date, struct span *written)
{
	struct found f = { { 0, 0, 0 }, { NULL, 0 }, 0, 0 };
	if (!find(x, s, false, &f))
		return false;
	*date = date_when(f.date);
	*written = f.written;
	return true;
}

bool extract_date_loose(struct extract *x, struct span s, struct when before, struct when *date, struct span *written)
{
	struct found f = { { 0, 0, 0 }, { NULL, 0 }, 0, 0 };
	if (!find(x, s, true, &f))
		return false;
	if (!f.date.year) {
		if (!when_known(before) || !extract_bytes_words(f.written))
			return false;
		struct date last = date_of_day(before.last), d;
		if (!set(last.year, f.month, f.day, &d))
			return false;
		if (date_first(d) > before.last && !set(last.year - 1, f.month, f.day, &d))
			return false;
		f.date = d;
	}
	*date = date_when(f.date);
	*written = f.written;
	return true;
}

int extract_date(struct letter *l, struct span s, struct when *date, struct span *written)
{
	struct extract x = { .l = l, .k = l->know, .a = l->arena };
	extract_words_begin(&x);
	return extract_date_first(&x, s, date, written);
}

struct choice {
	struct when date;
	struct span written;
	int weight;
	const char *why;
};

#define LABELLED 75	/* weight of a date with its label, wherever it stands */

/* "Date: 2020" */
static bool year_alone(struct span s, struct choice *c)
{
	struct date d;
	s = extract_words_strip(s);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	if (s.n != 4 || !set(number(s), -1, -1, &d))
		return false;
	c->date = date_when(d);
	c->written = s;
	return true;
}

static void offer(struct extract *x, struct choice *best, struct span s, int weight, const char *why)
{
	struct choice c = { WHEN_UNKNOWN, { NULL, 0 }, weight, why };
	if (!s.n || s.n > EXTRACT_SEG_BYTES || !(extract_date_first(x, s, &c.date, &c.written) || (weight >= LABELLED && year_alone(s, &c))))
		return;
	if (weight > best->weight) {
		if (best->weight)
			x->l->date_field.runner_up = arena_strn(x->a, best->written.p, best->written.n);
		*best = c;
	} else if (!x->l->date_field.runner_up && !span_eq(c.written, best->written)) {
		x->l->date_field.runner_up = arena_strn(x->a, c.written.p, c.written.n);
	}
}

/* "RECEIVED" in the line above, over the date: the stamp of whom it reached. */
static bool is_stamped(const struct extract *x, const struct extract_seg *s)
{
	if (s->line == 0)
		return false;
	const struct extract_line *above = &x->lines.v[s->line - 1];
	for (uint32_t j = 0; j < above->n; j++) {
		const struct extract_seg *o = &x->segs.v[above->first + j];
		if ((o->flags & SEG_STAMP) && o->left < s->right + 4 && s->left < o->right + 4)
			return true;
	}
	return false;
}

#define DATE_LINE 60u	/* bytes: in a longer line a date counts only when nothing else stands there */
#define DATE_WORDS 6u	/* more words of small letters than any date has */

/* How good a place for the letter's date a segment is. 0: none. */
static int place_weight(const struct extract *x, const struct extract_seg *s, const char **why)
{
	if ((s->flags & SEG_STAMP) || is_stamped(x, s))
		return 0;
	if (s->label == LABEL_DATE) {
		*why = "labelled as the date";
		return 100;
	}
	if (s->label != LABEL_NONE || s->used)
		return 0;
	if ((s->flags & SEG_DATE_ONLY) && !(s->flags & SEG_ITEM)) {
		*why = "a date alone in the header";
		return 80;
	}
	*why = "a date in the header";
	return (s->flags & SEG_DATE) && !(s->flags & SEG_PROSE) && s->text.n < DATE_LINE ? 20 : 0;
}

/* "From: Audit Manager, Torbay Council  12.3.2013": what stands apart at the end of the value. */
static struct span behind_value(const struct extract_seg *s)
{
	struct span v = s->value;
	if (s->label != LABEL_FROM && s->label != LABEL_TO && s->label != LABEL_SUBJECT)
		return span_of(NULL, 0);
	for (size_t i = v.n; i > 2; i--)
		if (v.p[i - 1] == ' ' && v.p[i - 2] == ' ')
			return span_trim(span_of(v.p + i, v.n - i));
	return span_of(NULL, 0);
}

/* where: what to say of a date there instead of the header; NULL: it is the header. */
static void offer_lines(struct extract *x, struct choice *best, uint32_t from, uint32_t to, int less, const char *where)
{
	for (uint32_t i = from; i < to && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n && !x->lines.v[i].quoted; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			const char *why = "";
			struct span behind = behind_value(s);
			int weight = place_weight(x, s, &why) - less;
			if (behind.n && behind.n < 30)
				offer(x, best, behind, 40 - less, "a date at the end of a line of the header");
			if (weight > 0)
				offer(x, best, s->label == LABEL_DATE ? s->value : s->text, weight, where && s->label != LABEL_DATE ? where : why);
		}
}

static bool says_no_date(const struct extract *x)
{
	for (uint32_t i = 0; i < x->header_end && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++)
			if (x->segs.v[x->lines.v[i].first + j].label == LABEL_NO_DATE)
				return true;
	return false;
}

/* A long line with words enough that no date in it stands alone. */
static bool is_sentence(struct span s)
{
	struct span word;
	uint32_t small = 0;
	if (s.n < DATE_LINE)
		return false;
	while (small < DATE_WORDS && span_word(&s, &word))
		small += word.n >= 4 && word.p[0] >= 'a' && word.p[0] <= 'z';
	return small == DATE_WORDS;
}

/* May a segment of the line be offered as a date? What else it looks like is not asked for that. */
static bool may_be_dated(struct extract *x, const struct extract_line *line)
{
	struct when date;
	struct span written;
	for (uint32_t j = 0; j < line->n; j++) {
		const struct extract_seg *s = &x->segs.v[line->first + j];
		bool may = s->label == LABEL_NONE && s->text.n <= EXTRACT_SEG_BYTES && !is_sentence(s->text);
		if (s->label == LABEL_DATE || (may && extract_date_first(x, s->text, &date, &written)) || behind_value(s).n)
			return true;
	}
	return false;
}

/* The lines with dates, and those above them, which may be a stamp's: the others are prose, and nobody asks what it looks like. */
static void need_dates(struct extract *x, uint32_t from, uint32_t to)
{
	to = to < x->lines.n ? to : x->lines.n;
	extract_lines_labelled(x, from, to < EXTRACT_HEADER ? to : EXTRACT_HEADER);
	for (uint32_t i = from; i < to; i++)
		if (extract_words_has_digit(x->lines.v[i].text) && may_be_dated(x, &x->lines.v[i]))
			extract_lines_need(x, i > from ? i - 1 : i, i + 1);
}

void extract_date_read(struct extract *x)
{
	struct choice best = { WHEN_UNKNOWN, { NULL, 0 }, 0, "" };
	x->l->date = WHEN_UNKNOWN;
	offer_lines(x, &best, 0, x->header_end, 0, NULL);
	if (says_no_date(x) && best.weight < 100)
		return;
	if (!best.weight && x->salutation != EXTRACT_NONE) {	/* a reference block under the salutation */
		uint32_t to = x->body + 6 < x->close ? x->body + 6 : x->close;
		need_dates(x, x->salutation, to);
		offer_lines(x, &best, x->salutation, to, 25, "a date under the salutation");
	}
	if (!best.weight && x->close < x->end)
		offer_lines(x, &best, x->close, x->end, 25, "a date under the signature");
	if (!best.weight)
		return;
	x->l->date = best.date;
	if (best.date.first != best.date.last && best.written.n > 4 && best.written.p[0] >= '0' && best.written.p[0] <= '9')
		best.why = arena_printf(x->a, "%s; there is no such day, so the month alone is taken", best.why);
	extract_text_field(x, &x->l->date_field, best.written, best.why);
}
