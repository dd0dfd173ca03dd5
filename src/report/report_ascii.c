/* report_ascii.c - text for a terminal that knows no more than ASCII.
 *
 * In: UTF-8, already made safe. Out: ASCII: letters with their marks taken off, quotation marks and dashes as a typewriter has them, all else
 * as \\u20ac, so that nothing is lost without a trace. Only the text format goes this way; bytes in files and the other formats stay UTF-8.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#include "parts/glyph.h"
#include "parts/pattern.h"

static const struct { uint32_t c; const char *as; } ascii_signs[] = {
	{ 0xa0, " " }, { 0xa3, "GBP " }, { 0xab, "<<" }, { 0xad, "" }, { 0xb7, "." }, { 0xbb, ">>" }, { 0xc6, "AE" }, { 0xd8, "O" }, { 0xdf, "ss" },
	{ 0xe6, "ae" }, { 0xf8, "o" }, { 0x152, "OE" }, { 0x153, "oe" }, { 0x2010, "-" }, { 0x2011, "-" }, { 0x2012, "-" }, { 0x2013, "-" },
	{ 0x2014, "--" }, { 0x2018, "'" }, { 0x2019, "'" }, { 0x201a, "'" }, { 0x201c, "\"" }, { 0x201d, "\"" }, { 0x201e, "\"" }, { 0x2022, "*" },
	{ 0x2026, "..." }, { 0x20ac, "EUR " }, { 0x2192, "->" }, { 0xfffd, "?" },
};

unsigned report_ascii_char(struct buf *out, uint32_t c)
{
	size_t before = out->n;
	uint32_t bare = glyph_bare(c);
	for (size_t i = 0; i < sizeof ascii_signs / sizeof ascii_signs[0]; i++) {
		if (ascii_signs[i].c == c) {
			buf_str(out, ascii_signs[i].as);
			return (unsigned)(out->n - before);
		}
	}
	if (bare < 0x80) {
		buf_char(out, (char)bare);
	} else if (glyph_width(c) > 0) {	/* a mark alone goes with its letter's */
		buf_printf(out, c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
	}
	return (unsigned)(out->n - before);
}

void report_ascii(struct buf *b)
{
	struct span rest = span_of(b->p, b->n);
	struct buf out = BUF_INIT;
	uint32_t c;
	if (pattern_is_ascii(rest)) {
		return;
	}
	while (glyph_next(&rest, &c)) {
		report_ascii_char(&out, c);
	}
	buf_clear(b);
	buf_add(b, out.p, out.n);
	buf_release(&out);
}
