/* glyph.h - text one character at a time, as a terminal would show it (utf8proc).
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_GLYPH_H
#define SAMEDESK_GLYPH_H

#include "base/base.h"

#define GLYPH_BROKEN 0xfffdu

/* The next character of *rest; false at the end. A byte that begins no UTF-8 character is GLYPH_BROKEN by itself. */
bool glyph_next(struct span *rest, uint32_t *c);

/* Columns it takes: 0 (combining), 1 or 2 (wide). */
unsigned glyph_width(uint32_t c);

/* True for what commands a terminal or reorders the line instead of being shown: C0 and C1 controls, DEL, line and
 * paragraph separators, bidirectional embeddings, overrides and isolates. */
bool glyph_is_control(uint32_t c);

/* The character without its marks, as "w" of w with a circumflex: what it is made of first. */
uint32_t glyph_bare(uint32_t c);

/* Adds it as UTF-8. */
void glyph_add(struct buf *out, uint32_t c);

#endif
