/* glyph.c - utf8proc, for the width of characters and for taking broken UTF-8 apart.
 *
 * In: any bytes. Out: code points, each with the columns it takes. What stands for a control character on paper is left to
 * the caller; folding is token.c's.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/glyph.h"

#include <utf8proc.h>

bool
glyph_next(struct span *rest, uint32_t *c)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t n;

	if (rest->n == 0)
		return false;
	n = utf8proc_iterate((const utf8proc_uint8_t *)rest->p, (utf8proc_ssize_t)rest->n, &code);
	if (n <= 0) {
		n = 1;
		code = (utf8proc_int32_t)GLYPH_BROKEN;
	}
	*c = (uint32_t)code;
	*rest = span_of(rest->p + n, rest->n - (size_t)n);
	return true;
}

unsigned
glyph_width(uint32_t c)
{
	int width;

	if (c < 0x80)
		return 1;
	width = utf8proc_charwidth((utf8proc_int32_t)c);
	return width < 0 ? 0 : (unsigned)width;
}

bool
glyph_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void
glyph_add(struct buf *out, uint32_t c)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n;

	n = utf8proc_encode_char((utf8proc_int32_t)c, bytes);
	buf_add(out, (const char *)bytes, (size_t)n);
}

uint32_t glyph_bare(uint32_t c)
{
	utf8proc_int32_t parts[32];
	int last = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, 32, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &last);
	return n > 0 && n <= 32 ? (uint32_t)parts[0] : c;
}
