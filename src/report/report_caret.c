/* report_caret.c - the line at fault with a caret under it.
 *
 * In: a line of the letter as bytes, and where in it. Out: two lines, the columns of which agree on a terminal: tabs are
 * opened to stops of eight, wide characters count two, control characters are shown escaped. A paragraph typed as one line is
 * cut to a window around the caret.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#include "parts/glyph.h"

enum { TAB = 8, WINDOW = 96, LEAD = 24, NEAR = 1024 };

struct caret {
	unsigned start, end, total;	/* columns: of the caret, after the underline, of the line */
};

/* Adds one character as shown at the column; returns its width. */
static unsigned cell(const struct report *r, struct buf *out, uint32_t c, unsigned column)
{
	if (r->options.ascii && c >= 0x80 && !glyph_is_control(c)) {
		return report_ascii_char(out, c);
	}
	if (c != '\t') {
		return report_escape_char(out, c);
	}
	unsigned width = TAB - column % TAB;
	buf_pad(out, width);
	return width;
}

/* A byte is a column each. */
static bool is_plain(struct span line)
{
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];
		if (c < 0x20 || c >= 0x7f) {
			return false;
		}
	}
	return true;
}

static struct caret measure(const struct report *r, struct span line, size_t at, size_t length)
{
	if (is_plain(line)) {
		return (struct caret){ (unsigned)at, (unsigned)(at + (length > 0 ? length : 1)), (unsigned)line.n };
	}
	struct caret caret = { 0, 0, 0 };
	struct buf unseen = BUF_INIT;
	struct span rest = line;
	uint32_t c;
	size_t here = 0;
	while (glyph_next(&rest, &c)) {
		unsigned width = cell(r, &unseen, c, caret.total);
		if (here < at) {
			caret.start = caret.total + width;
		}
		caret.total += width;
		here = line.n - rest.n;
		if (here <= at + length) {
			caret.end = caret.total;
		}
	}
	if (caret.end <= caret.start) {
		caret.end = caret.start + 1;
	}
	buf_release(&unseen);
	return caret;
}

/* Adds the characters that lie within [from, to). */
static void add_window(const struct report *r, struct buf *out, struct span line, unsigned from, unsigned to)
{
	if (is_plain(line)) {
		buf_add(out, line.p + from, to - from);
		return;
	}
	struct buf one = BUF_INIT;
	unsigned column = 0;
	uint32_t c;
	while (glyph_next(&line, &c)) {
		buf_clear(&one);
		unsigned width = cell(r, &one, c, column);
		if (column >= from && column + width <= to) {
			buf_add(out, one.p, one.n);
		} else if (column < from && column + width > from) {
			buf_pad(out, column + width - from);
		}
		column += width;
	}
	buf_release(&one);
}

/* What of a very long line can come to be seen: whole documents stand on one line. More columns are left than fit the window. */
static struct span near_caret(struct span line, size_t *at, size_t length)
{
	size_t from = *at > NEAR ? *at - NEAR : 0, to = *at + length + NEAR < line.n ? *at + length + NEAR : line.n;
	while (from > 0 && ((unsigned char)line.p[from] & 0xc0) == 0x80) {
		from--;
	}
	while (to < line.n && ((unsigned char)line.p[to] & 0xc0) == 0x80) {
		to++;
	}
	*at -= from;
	return span_of(line.p + from, to - from);
}

void report_caret(struct report *r, struct span line, uint32_t number, size_t at, size_t length)
{
	while (line.n > 0 && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == ' ')) {
		line.n--;
	}
	at = at < line.n ? at : line.n;
	line = near_caret(line, &at, length < line.n - at ? length : line.n - at);
	struct caret k = measure(r, line, at, length);
	unsigned from = 0;
	unsigned to = k.total;
	if (k.total > WINDOW) {
		from = k.start > LEAD ? k.start - LEAD : 0;
		to = from + WINDOW < k.total ? from + WINDOW : k.total;
	}
	const char *before = from > 0 ? "..." : "";
	buf_printf(&r->out, "%5u | %s", (unsigned)number, before);
	add_window(r, &r->out, line, from, to);
	buf_printf(&r->out, "%s\n      | %*s%s^", to < k.total ? "..." : "", (int)(strlen(before) + k.start - from), "",
	    report_paint(r, REPORT_OF_CARET));
	for (unsigned i = k.start + 1; i < k.end && i < to; i++) {
		buf_char(&r->out, '~');
	}
	buf_printf(&r->out, "%s\n", report_paint(r, REPORT_PLAIN));
}

void report_source(struct buf *out, struct span line, uint32_t number, size_t at, size_t length, bool color)
{
	struct report r = { .options = { .color = color } };
	report_caret(&r, line, number, at, length);
	buf_add(out, r.out.p, r.out.n);
	buf_release(&r.out);
}
