/* read_pdf_page.c - what a page's layout does to its words, undone: DESIGN section 4.
 *
 * In: the text of a PDF, laid out as its pages are. Out: the same, but for two things that only the page explains.
 *
 * A heading set with wide spaces between its letters comes as single words far apart, as if they stood in columns. They are brought
 * together when they are capitals, the gaps as long as the words before them make them, and nothing stands under them as under the heads of a table.
 *
 * A side column (whom to ask for, telephone, references, date) runs down beside the letter, greeting and prose included. It is put
 * above what it stands beside. A block at the right of the address is none: there the lines that pair with it are short,
 * and reading it is left to those who read letters. Cost: a few passes over the first page.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

#define PAGE_LINES 200u		/* of the first page that are looked at */
#define PAGE_LINE 2000u		/* bytes of a line that is looked at: each of its segments is counted from its beginning */
#define PAGE_GAP 3u		/* spaces that part columns */
#define PAGE_PROSE 45u		/* a line of prose is as long, in columns ... */
#define PAGE_PROSE_WORDS 6u	/* ... and has as many words */
#define PAGE_SIDE 40u		/* a side column is no wider */
#define PAGE_SIDE_LINES 5u	/* and has as many lines, */
#define PAGE_SIDE_PAIRS 2u	/* so many of them beside prose, */
#define PAGE_SIDE_TOP 15u	/* and begins before this line with words */

struct page {
	struct arena *a;
	VEC(struct span) lines;
	struct span rest;		/* behind them */
};

/* ---- columns ---- */

/* The byte at which a column begins; the end when the line is shorter. */
static size_t page_byte(struct span s, size_t column)
{
	size_t i = 0;
	for (; i < s.n && column > 0; column--) {
		for (i++; i < s.n && (s.p[i] & 0xc0) == 0x80; i++) {
			continue;
		}
	}
	return i;
}

static size_t page_columns(const char *p, size_t n)
{
	size_t columns = 0;
	for (size_t i = 0; i < n; i++) {
		columns += (p[i] & 0xc0) != 0x80;
	}
	return columns;
}

/* The next run of words without a gap in it, from *at on; *column: where it begins. */
static bool page_segment(struct span s, size_t *at, struct span *segment, size_t *column)
{
	size_t i = *at, end;
	if (s.n > PAGE_LINE) {
		return false;
	}
	while (i < s.n && s.p[i] == ' ') {
		i++;
	}
	for (end = i, *at = i; *at < s.n && *at - end < PAGE_GAP; ++*at) {
		end = s.p[*at] != ' ' ? *at + 1 : end;
	}
	*segment = span_of(s.p + i, end - i);
	*column = page_columns(s.p, i);
	return end > i;
}

static size_t page_words(struct span s)
{
	struct span word;
	size_t n = 0;
	while (span_word(&s, &word)) {
		n++;
	}
	return n;
}

/* ---- headings ---- */

static bool page_capitals(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!((s.p[i] >= 'A' && s.p[i] <= 'Z') || strchr("&'-", s.p[i]) != NULL)) {
			return false;
		}
	}
	return s.n > 0;
}

/* Does a segment of the line begin there, give or take one column? */
static bool page_begins(struct span line, size_t column)
{
	struct span segment;
	size_t at = 0, begins;
	while (page_segment(line, &at, &segment, &begins)) {
		if (begins + 1 >= column && begins <= column + 1) {
			return true;
		}
	}
	return false;
}

static bool page_is_spaced(struct span line, struct span below)
{
	struct span segment;
	size_t at = 0, column, n = 0, end = 0, before = 1, least = SIZE_MAX, most = 0;
	for (; page_segment(line, &at, &segment, &column); n++) {
		size_t gap = (column - end) * 100 / before;	/* a long word takes the more room from the gap behind it */
		if (!page_capitals(segment) || (n > 0 && page_begins(below, column))) {
			return false;
		}
		least = n > 0 && gap < least ? gap : least;
		most = n > 0 && gap > most ? gap : most;
		end = column + segment.n;
		before = segment.n;
	}
	return n > 1 && most * 2 <= least * 3;
}

/* One space where the gaps were. */
static struct span page_close(struct page *p, struct span line)
{
	char *to = arena_alloc(p->a, line.n + 1);
	struct span segment;
	size_t at = 0, column, n = 0;
	while (page_segment(line, &at, &segment, &column)) {
		if (n == 0) {
			n = column;
			memset(to, ' ', n);
		} else {
			to[n++] = ' ';
		}
		memcpy(to + n, segment.p, segment.n);
		n += segment.n;
	}
	return span_of(to, n);
}

static void page_headings(struct page *p)
{
	for (uint32_t i = 0; i < p->lines.n; i++) {
		struct span below = i + 1 < p->lines.n ? p->lines.v[i + 1] : span_of(NULL, 0);
		if (page_is_spaced(p->lines.v[i], below)) {
			p->lines.v[i] = page_close(p, p->lines.v[i]);
		}
	}
}

/* ---- side columns ---- */

/* Where the short last segment of a line begins that has prose before it; 0: it is no such line. */
static size_t page_beside(struct span line)
{
	struct span first, second, third;
	size_t at = 0, left, right, none;
	if (!page_segment(line, &at, &first, &left) || !page_segment(line, &at, &second, &right) || page_segment(line, &at, &third, &none) ||
	    page_columns(first.p, first.n) < PAGE_PROSE || page_words(first) < PAGE_PROSE_WORDS || page_columns(second.p, second.n) > PAGE_SIDE) {
		return 0;
	}
	return right;
}

/* Lines with prose before a segment that begins at the column or little behind it. */
static uint32_t page_pairs(const struct page *p, size_t column)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < p->lines.n; i++) {
		size_t at = page_beside(p->lines.v[i]);
		n += at >= column && at < column + 3;
	}
	return n;
}

/* Are the two columns before it empty? */
static bool page_is_free(struct span line, size_t column)
{
	size_t before = page_byte(line, column - 2);
	return before >= line.n || (line.p[before] == ' ' && (before + 1 >= line.n || line.p[before + 1] == ' '));
}

struct page_side {
	size_t column;
	uint32_t from, to;		/* lines */
};

static bool page_side_holds(const struct page *p, const struct page_side *s)
{
	uint32_t above = 0, lines = 0;
	for (uint32_t i = 0; i < s->to; i++) {
		struct span line = p->lines.v[i];
		above += i < s->from && span_trim(line).n > 0;
		lines += i >= s->from && page_byte(line, s->column) < line.n;
	}
	return above < PAGE_SIDE_TOP && lines >= PAGE_SIDE_LINES;
}

static bool page_find_side(const struct page *p, struct page_side *s)
{
	for (uint32_t i = 0; i < p->lines.n; i++) {
		size_t column = page_beside(p->lines.v[i]);
		if (column < PAGE_PROSE || page_pairs(p, column) < PAGE_SIDE_PAIRS) {
			continue;
		}
		*s = (struct page_side){ column, i, i };
		while (s->from > 0 && page_is_free(p->lines.v[s->from - 1], column)) {
			s->from--;
		}
		while (s->to < p->lines.n && page_is_free(p->lines.v[s->to], column)) {
			s->to++;
		}
		if (page_side_holds(p, s)) {
			return true;
		}
	}
	return false;
}

/* ---- together again ---- */

struct page_text { char *p; size_t n; };

static void page_add(struct page_text *t, struct span line)
{
	if (line.n > 0) {
		memcpy(t->p + t->n, line.p, line.n);
	}
	t->n += line.n;
	t->p[t->n++] = '\n';
}

/* The side column, a blank line, and what it stood beside. */
static void page_add_side(struct page *p, struct page_text *t, const struct page_side *s)
{
	for (uint32_t i = s->from; i < s->to; i++) {
		struct span line = p->lines.v[i];
		size_t at = page_byte(line, s->column);
		if (at < line.n) {
			page_add(t, span_trim(span_of(line.p + at, line.n - at)));
		}
		p->lines.v[i].n = at;
	}
	page_add(t, span_of(NULL, 0));
}

static void page_read(struct page *p, struct span text)
{
	p->rest = text;
	while (p->rest.n > 0 && *p->rest.p != '\f' && p->lines.n < PAGE_LINES) {
		const char *end = p->rest.p;
		while (end < span_end(p->rest) && *end != '\n' && *end != '\f') {
			end++;
		}
		size_t n = (size_t)(end - p->rest.p), over = end < span_end(p->rest) && *end == '\n' ? 1 : 0;
		*vec_push(p->a, &p->lines) = span_of(p->rest.p, n);
		p->rest = span_of(end + over, p->rest.n - n - over);
	}
}

struct span read_pdf_page(struct arena *a, struct span text)
{
	struct page p = { .a = a };
	struct page_side s = { 0, 0, 0 };
	page_read(&p, text);
	page_headings(&p);
	bool side = page_find_side(&p, &s);
	struct page_text t = { arena_alloc(a, text.n + 2 * (size_t)p.lines.n + 3), 0 };
	for (uint32_t i = 0; i < p.lines.n; i++) {
		if (side && i == s.from) {
			page_add_side(&p, &t, &s);
		}
		page_add(&t, p.lines.v[i]);
	}
	if (p.rest.n > 0) {
		memcpy(t.p + t.n, p.rest.p, p.rest.n);
	}
	return span_of(t.p, t.n + p.rest.n);
}
