/* report_escape.c - what letters say, made safe to print; DESIGN section 9.
 *
 * In: bytes from outside. Out: text that no terminal takes for a command, and that stays on its line. JSON escapes by
 * itself (parts/json.c).
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#include "parts/glyph.h"

unsigned report_escape_char(struct buf *out, uint32_t c)
{
	size_t before = out->n;
	if (!glyph_is_control(c)) {
		glyph_add(out, c);
		return glyph_width(c);
	}
	if (c < 0x100) {
		buf_printf(out, "\\x%02x", (unsigned)c);
	} else {
		buf_printf(out, "\\u%04x", (unsigned)c);
	}
	return (unsigned)(out->n - before);
}

static bool is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

void report_escape(struct buf *out, struct span text)
{
	uint32_t c;
	bool gap = false;
	bool begun = false;
	while (glyph_next(&text, &c)) {
		if (is_space(c)) {
			gap = begun;
			continue;
		}
		if (gap) {
			buf_char(out, ' ');
			gap = false;
		}
		begun = true;
		report_escape_char(out, c);
	}
}

void report_escape_xml(struct buf *out, struct span xml)
{
	uint32_t c;
	while (glyph_next(&xml, &c)) {
		if (glyph_is_control(c) && c >= 0x7f) {
			buf_printf(out, "&#x%x;", (unsigned)c);
		} else {
			glyph_add(out, c);
		}
	}
}
