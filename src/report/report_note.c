/* report_note.c - the lines of the text format that have a label, broken at 100 columns.
 *
 * In: a label and words from anywhere. Out: "    label:      words", escaped, with a hanging indent. The width is fixed: output
 * depends on the input alone.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#include "parts/glyph.h"
#include "parts/pattern.h"

enum { LABEL_WIDTH = 14, WRAP_COLUMNS = 100 };

static unsigned width_of(struct span text)
{
	unsigned width = 0;
	uint32_t c;
	if (pattern_is_ascii(text)) {
		return (unsigned)text.n;
	}
	while (glyph_next(&text, &c)) {
		width += glyph_width(c);
	}
	return width;
}

void report_note_wrap(struct buf *out, struct span text, unsigned column, unsigned indent)
{
	struct span word;
	bool first = true;
	while (span_word(&text, &word)) {
		unsigned width = width_of(word);
		if (!first && column + 1 + width > WRAP_COLUMNS) {
			buf_char(out, '\n');
			buf_pad(out, indent);
			column = indent;
		} else if (!first) {
			buf_char(out, ' ');
			column++;
		}
		buf_span(out, word);
		column += width;
		first = false;
	}
}

static void label_add(struct report *r, unsigned indent, const char *label)
{
	int pad = LABEL_WIDTH - (label != NULL ? (int)width_of(span_str(label)) + 1 : 0);
	buf_pad(&r->out, indent);
	if (label != NULL) {
		buf_str(&r->out, report_paint(r, REPORT_BOLD));
		buf_str(&r->out, label);
		buf_char(&r->out, ':');
		buf_str(&r->out, report_paint(r, REPORT_PLAIN));
	}
	buf_pad(&r->out, pad > 0 ? (size_t)pad : 1);
}

void report_note(struct report *r, unsigned indent, const char *label, const char *format, ...)
{
	va_list args;

	format = report_say(r, format);
	va_start(args, format);
	buf_clear(&r->line);
	buf_vprintf(&r->line, format, args);
	va_end(args);
	label_add(r, indent, label != NULL ? report_say(r, label) : NULL);
	buf_clear(&r->escaped);
	report_escape(&r->escaped, span_of(r->line.p, r->line.n));
	if (r->options.ascii) {
		report_ascii(&r->escaped);
	}
	report_note_wrap(&r->out, span_of(r->escaped.p, r->escaped.n), indent + LABEL_WIDTH, indent + LABEL_WIDTH);
	buf_char(&r->out, '\n');
}
