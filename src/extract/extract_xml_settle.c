/* extract_xml_settle.c - tabs to columns, and lines at the right or in the middle to their places.
 *
 * In: a text with tabs, and lines marked by enum xml_align. Out: the same with spaces, as a page of fixed width would show it,
 * so that what stands under one another in a word processor does so here.
 *
 * Where a tab leads is told by stops that depend on the fonts; so columns are made elastic: in lines under one another the n-th
 * run of tabs leads to one column, the first at which all of them fit, and not before the place where stops of half an inch
 * would lead. Cost: linear.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_xml.h"

#define SETTLE_RIGHT 90u	/* the paper's width, in characters */
#define SETTLE_HALF 48u
#define SETTLE_STOP 6u
#define SETTLE_FIELDS 8u
#define SETTLE_LINES 60u	/* that share columns */
#define SETTLE_LONG 200u	/* no line of columns */

struct settle_field { size_t at, n; uint32_t tabs; };	/* tabs: after it */
struct settle_line {
	size_t at, n;			/* in the text, without its mark */
	enum xml_align align;
	uint32_t n_fields;
	struct settle_field fields[SETTLE_FIELDS];
};

uint32_t extract_xml_settle_width(const char *p, size_t n)
{
	uint32_t width = 0;
	for (size_t i = 0; i < n; i++) {
		width += ((unsigned char)p[i] & 0xc0) != 0x80;
	}
	return width;
}

static void settle_fields(const struct xml_text *t, struct settle_line *l)
{
	size_t i = l->at, end = l->at + l->n;
	l->n_fields = 0;
	while (l->n_fields < SETTLE_FIELDS) {
		struct settle_field *f = &l->fields[l->n_fields++];
		*f = (struct settle_field){ i, 0, 0 };
		while (i < end && (t->p[i] != '\t' || l->n_fields == SETTLE_FIELDS)) {
			i++;
		}
		f->n = i - f->at;
		while (i < end && (t->p[i] == '\t' || t->p[i] == ' ')) {
			f->tabs += t->p[i++] == '\t';
		}
		if (i >= end) {
			return;
		}
	}
}

static struct settle_line settle_line_at(const struct xml_text *t, size_t at)
{
	struct settle_line l = { .at = at };
	const char *end = at < t->n ? memchr(t->p + at, '\n', t->n - at) : NULL;
	size_t stop = end != NULL ? (size_t)(end - t->p) : t->n;
	if (at < stop && t->p[at] > XML_AT_LEFT && t->p[at] <= XML_AT_INDENT) {
		l.align = (enum xml_align)t->p[at];
		l.at++;
	}
	l.n = stop - l.at;
	settle_fields(t, &l);
	return l;
}

/* Where stops of half an inch would lead. */
static uint32_t settle_stop(uint32_t from, uint32_t tabs)
{
	return (from / SETTLE_STOP + tabs) * SETTLE_STOP;
}

static void settle_starts(const struct xml_text *t, const struct settle_line *lines, uint32_t n, uint32_t *starts)
{
	memset(starts, 0, SETTLE_FIELDS * sizeof *starts);
	for (uint32_t k = 1; k < SETTLE_FIELDS; k++) {
		for (uint32_t i = 0; i < n; i++) {
			if (k >= lines[i].n_fields) {
				continue;
			}
			const struct settle_field *f = &lines[i].fields[k - 1];
			uint32_t width = extract_xml_settle_width(t->p + f->at, f->n), to = starts[k - 1] + width;
			uint32_t stop = settle_stop(to, f->tabs), least = width > 0 ? to + 3 : to;
			stop = stop > least ? stop : least;
			starts[k] = starts[k] > stop ? starts[k] : stop;
		}
	}
}

static void settle_put(struct xml_reader *r, struct xml_text *out, const struct xml_text *t, const struct settle_line *l,
    const uint32_t *starts)
{
	uint32_t width = extract_xml_settle_width(t->p + l->at, l->n), column = 0;
	uint32_t indent = l->align == XML_AT_RIGHT && width < SETTLE_RIGHT ? SETTLE_RIGHT - width :
	    l->align == XML_AT_CENTRE && width < SETTLE_RIGHT ? (SETTLE_RIGHT - width) / 2 :
	    l->align == XML_AT_INDENT && width < SETTLE_RIGHT ? SETTLE_HALF : 0;
	extract_xml_text_fill(r, out, indent);
	for (uint32_t k = 0; k < l->n_fields; k++) {
		const struct settle_field *f = &l->fields[k];
		if (f->n == 0) {
			continue;
		}
		extract_xml_text_fill(r, out, starts[k] > column ? starts[k] - column : 0);
		extract_xml_text_copy(r, out, t, f->at, f->at + f->n);
		column = starts[k] + extract_xml_settle_width(t->p + f->at, f->n);
	}
}

/* Lines from the text that share columns: until a blank or a long one. */
static uint32_t settle_group(const struct xml_text *t, size_t at, struct settle_line *lines)
{
	uint32_t n = 0;
	while (at <= t->n && n < SETTLE_LINES) {
		lines[n] = settle_line_at(t, at);
		if (n > 0 && (lines[n].n == 0 || lines[n].n > SETTLE_LONG || lines[n].align != lines[0].align)) {
			break;
		}
		at = lines[n].at + lines[n].n + 1;
		n++;
		if (lines[n - 1].n == 0 || lines[n - 1].n > SETTLE_LONG) {
			break;
		}
	}
	return n;
}

static bool settle_is_plain(const struct xml_text *t)
{
	static const char marks[] = { '\t', XML_AT_RIGHT, XML_AT_CENTRE, XML_AT_INDENT };
	for (size_t i = 0; i < sizeof marks && t->n > 0; i++) {
		if (memchr(t->p, marks[i], t->n) != NULL) {
			return false;
		}
	}
	return true;
}

void extract_xml_settle(struct xml_reader *r, struct xml_text *t)
{
	struct xml_text out = *t;
	uint32_t starts[SETTLE_FIELDS];
	if (settle_is_plain(t)) {
		return;
	}
	struct settle_line *lines = ARENA_NEWS(r->a, struct settle_line, SETTLE_LINES);
	out.p = NULL;
	out.n = out.room = 0;
	memset(&out.marks, 0, sizeof out.marks);
	for (size_t at = 0; at < t->n;) {
		uint32_t n = settle_group(t, at, lines);
		settle_starts(t, lines, n, starts);
		for (uint32_t i = 0; i < n; i++) {
			settle_put(r, &out, t, &lines[i], starts);
			at = lines[i].at + lines[i].n + 1;
			if (at <= t->n) {
				extract_xml_text_put(r, &out, "\n", 1);
			}
		}
	}
	*t = out;
}
