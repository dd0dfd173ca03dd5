/* read_xml_mend.c - characters that XML forbids, taken out of a text before it is parsed; XML 1.0, section 2.2.
 *
 * In: decoded text. Out: the same text with white space for what no XML may hold: control characters, as the form feeds
 * between the pages of a letter that an export put into an element (a new line each), U+FFFE and U+FFFF, and references to such ("&#12;"), but in a comment
 * and a CDATA section, where nothing is a reference. One such byte would make
 * all letters of the file unreadable. The first is told, as an error: whoever made the file should mend it. Offsets stay.
 *
 * Cost: one pass, eight bytes at a time; a text with nothing forbidden in it is not copied.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

enum { BLOCK = 8 };

struct mending {
	struct span text;
	char *copy;		/* NULL: nothing was forbidden yet */
	struct arena *arena;
	size_t first;
	uint32_t code, n;	/* of the first; how many */
	size_t seen;		/* comments and the like are known up to there; it stands in none, or at the end of one */
};

static bool is_forbidden(uint32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0xd800 && c < 0xe000) || c == 0xfffe || c == 0xffff || c > 0x10ffff;
}

#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u

/* Is there a byte in it that may begin something forbidden: a control character, '&', or the first of U+FFFE and U+FFFF? All eight at once; it
 * may say so of others. */
static bool may_hold(const char *p)
{
	uint64_t bytes, and, last;
	memcpy(&bytes, p, sizeof bytes);
	and = bytes ^ ONES * '&';
	last = bytes ^ ONES * 0xef;
	return (((bytes - ONES * 0x20) & ~bytes) | ((and - ONES) & ~and) | ((last - ONES) & ~last)) & HIGHS;
}

static void mend(struct mending *m, size_t at, size_t n, uint32_t code)
{
	if (m->copy == NULL) {
		m->copy = arena_strn(m->arena, m->text.p, m->text.n);
		m->first = at;
		m->code = code;
	}
	memset(m->copy + at, ' ', n);
	m->copy[at] = code == '\f' ? '\n' : ' ';
	m->n++;
}

/* A reference by number, and what it stands for. 0: there is none. */
static size_t reference(struct span s, uint32_t *code)
{
	size_t i = 2;
	bool hex = s.n > 3 && s.p[2] == 'x';
	if (s.n < 4 || s.p[1] != '#') {
		return 0;
	}
	*code = 0;
	for (i += hex; i < s.n && s.p[i] != ';'; i++) {
		unsigned c = (unsigned char)s.p[i], digit = c - '0' < 10 ? c - '0' : hex && (c | 0x20) - 'a' < 6 ? (c | 0x20) - 'a' + 10 : 16;
		if (digit >= (hex ? 16u : 10u)) {
			return 0;
		}
		*code = *code > 0x10ffff ? *code : *code * (hex ? 16 : 10) + digit;
	}
	return i < s.n && i > (hex ? 3u : 2u) ? i + 1 : 0;
}

/* Does it stand in a comment, a CDATA section or an instruction? Asked with places that rise, and seldom. */
static bool is_literal(struct mending *m, size_t at)
{
	static const char *const kinds[][2] = { { "<![CDATA[", "]]>" }, { "<!--", "-->" }, { "<?", "?>" } };
	while (m->seen < at) {
		const char *open = memchr(m->text.p + m->seen, '<', at - m->seen);
		m->seen = open != NULL ? (size_t)(open - m->text.p) : at;
		struct span rest = span_of(m->text.p + m->seen, m->text.n - m->seen);
		size_t kind = 0;
		while (open != NULL && kind < sizeof kinds / sizeof *kinds && !span_starts(rest, kinds[kind][0])) {
			kind++;
		}
		if (open != NULL && kind < sizeof kinds / sizeof *kinds) {
			const char *close = span_find(rest, kinds[kind][1]);
			m->seen = close != NULL ? (size_t)(close - m->text.p) : m->text.n;
		} else if (open != NULL) {
			m->seen++;
		}
	}
	return m->seen > at;
}

/* What stands at `at`; how many bytes it takes. */
static size_t look(struct mending *m, size_t at)
{
	const unsigned char *p = (const unsigned char *)m->text.p + at;
	size_t left = m->text.n - at, n = 1;
	uint32_t code = p[0];
	if (p[0] == 0xef && left > 2 && p[1] == 0xbf && p[2] >= 0xbe) {
		code = 0xff00u + p[2] + 0x40u;
		n = 3;
	} else if (p[0] == '&') {
		size_t of = reference(span_of(m->text.p + at, left), &code);
		n = of > 0 ? of : 1;
		code = of > 0 ? code : '&';
	}
	if (is_forbidden(code) && (p[0] != '&' || !is_literal(m, at))) {
		mend(m, at, n, code);
	}
	return n;
}

struct span read_xml_mend(struct read_job *job, struct span text, struct linemap *lines)
{
	struct mending m = { .text = text, .arena = job->file_arena };
	for (size_t at = 0; at < text.n;) {
		if (text.n - at >= BLOCK && !may_hold(text.p + at)) {
			at += BLOCK;
			continue;
		}
		for (size_t end = text.n - at < BLOCK ? text.n : at + BLOCK; at < end;) {
			at += look(&m, at);
		}
	}
	if (m.copy == NULL) {
		return text;
	}
	uint32_t line, column;
	linemap_at(lines, job->file_arena, m.first, &line, &column);
	diag_at(job->sink, DIAG_XML_CHARACTER, job->path, line, column, m.n > 1 ? "U+%04X, the first of %u" : "U+%04X", m.code, m.n);
	return span_of(m.copy, text.n);
}
