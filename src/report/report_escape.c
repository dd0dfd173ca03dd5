/* report_escape.c - what letters say, made safe to print; DESIGN section 9.
 *
 * In: bytes from outside. Out: text that no terminal takes for a command, and that stays on its line. JSON escapes by
 * itself (parts/json.c), but for what is printed without it (report_put.c). Nearly all of it is plain ASCII, which is
 * passed on in runs.
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

enum plain { PLAIN_TEXT, PLAIN_JSON, PLAIN_XML };

static inline bool is_plain(unsigned char c, enum plain in)
{
	if (c < 0x20 || c >= 0x7f) {
		return false;
	}
	switch (in) {
	case PLAIN_TEXT:
		return c != ' ';
	case PLAIN_JSON:
		return c != '"' && c != '\\';
	case PLAIN_XML:
		break;
	}
	return c != '<' && c != '>' && c != '&' && c != '"';
}

/* Adds as many bytes as mean themselves, and takes them off the text. In text a single space between two of them does. */
static inline bool add_plain(struct buf *out, struct span *text, enum plain in)
{
	size_t n = 0;
	while (n < text->n) {
		unsigned char c = (unsigned char)text->p[n];
		bool between = in == PLAIN_TEXT && c == ' ' && n > 0 && n + 1 < text->n && is_plain((unsigned char)text->p[n + 1], in);
		if (!between && !is_plain(c, in)) {
			break;
		}
		n++;
	}
	if (n > 0) {
		buf_add(out, text->p, n);
		*text = span_of(text->p + n, text->n - n);
	}
	return n > 0;
}

void report_escape(struct buf *out, struct span text)
{
	uint32_t c;
	bool gap = false;
	bool begun = false;
	for (;;) {
		if (text.n > 0 && is_plain((unsigned char)*text.p, PLAIN_TEXT)) {
			buf_str(out, gap ? " " : "");
			gap = false;
			begun = add_plain(out, &text, PLAIN_TEXT);
		}
		if (!glyph_next(&text, &c)) {
			break;
		}
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

void report_escape_name(struct buf *out, struct span name)
{
	uint32_t c;
	for (;;) {
		add_plain(out, &name, PLAIN_TEXT);
		if (!glyph_next(&name, &c)) {
			break;
		}
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

void report_escape_json(struct buf *out, struct span text)
{
	uint32_t c;
	buf_char(out, '"');
	for (;;) {
		add_plain(out, &text, PLAIN_JSON);
		if (!glyph_next(&text, &c)) {
			break;
		}
		const char *escapes = "\"\"\\\\\nn\rr\tt\bb\ff", *found = c < 0x80 ? strchr(escapes, (int)c) : NULL;
		if (c != 0 && found != NULL && (found - escapes) % 2 == 0) {
			buf_printf(out, "\\%c", found[1]);
		} else if (glyph_is_control(c)) {
			buf_printf(out, "\\u%04x", (unsigned)c);
		} else {
			glyph_add(out, c);
		}
	}
	buf_char(out, '"');
}

static const char *xml_entity(uint32_t c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\t':
		return "&#9;";
	case '\n':
		return "&#10;";
	case '\r':
		return "&#13;";
	}
	return NULL;
}

/* What XML 1.0 cannot carry becomes U+FFFD, as in parts/xml.h. */
void report_escape_markup(struct buf *out, struct span text)
{
	uint32_t c;
	for (;;) {
		add_plain(out, &text, PLAIN_XML);
		if (!glyph_next(&text, &c)) {
			break;
		}
		const char *entity = xml_entity(c);
		if (entity != NULL) {
			buf_str(out, entity);
		} else if (c < 0x20 || c == 0xfffe || c == 0xffff) {
			glyph_add(out, 0xfffd);
		} else if (glyph_is_control(c)) {
			buf_printf(out, "&#x%x;", (unsigned)c);
		} else {
			glyph_add(out, c);
		}
	}
}

void report_escape_attribute(struct buf *out, struct span text)
{
	buf_char(out, '"');
	report_escape_markup(out, text);
	buf_char(out, '"');
}

void report_escape_uri(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c != 0 && strchr("-._~/", c) != NULL);
		if (plain) {
			buf_char(out, (char)c);
		} else {
			buf_printf(out, "%%%02X", (unsigned)c);
		}
	}
}
