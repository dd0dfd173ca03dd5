/* xml_utf8.c - XML of another encoding to UTF-8, for the files of a project's own: places are told of the text in which people see it.
 *
 * In: the bytes of a file. Out: the text, in UTF-8: that of a byte order mark, of UTF-16 without one, else what the declaration says. What is neither,
 * or broken, stays as it was, and the parser says so. Letters are decoded by read/, which also guesses.
 *
 * SPDX-License-Identifier: ISC */
#include <libxml/encoding.h>

#include "parts/xml.h"

#define UTF8_NAME_BYTES 32u

/* What iconv would make of other names is not asked: an own file can be saved anew. */
static bool utf8_trusts(struct span name)
{
	static const char *const trusted[] = { "iso-8859-", "windows-125", "us-ascii" };
	for (size_t i = 0; i < sizeof trusted / sizeof *trusted; i++) {
		size_t n = strlen(trusted[i]);
		if (name.n >= n && name.n < UTF8_NAME_BYTES && span_eq_ascii_case(span_of(name.p, n), span_str(trusted[i]))) {
			return true;
		}
	}
	return false;
}

/* encoding="..." of the declaration at its start; empty: none. */
static struct span utf8_declared(struct span s)
{
	static const char word[] = "encoding";
	struct span none = { NULL, 0 };
	const char *end = s.n > 5 && memcmp(s.p, "<?xml", 5) == 0 ? memchr(s.p, '>', s.n) : NULL;
	for (const char *p = s.p; end != NULL && p + sizeof word < end; p++) {
		if (memcmp(p, word, sizeof word - 1) != 0) {
			continue;
		}
		p += sizeof word - 1;
		while (p < end && (*p == ' ' || *p == '=')) {
			p++;
		}
		const char *close = p < end && (*p == '"' || *p == '\'') ? memchr(p + 1, *p, (size_t)(end - p - 1)) : NULL;
		return close != NULL ? span_of(p + 1, (size_t)(close - p - 1)) : none;
	}
	return none;
}

static const char *utf8_encoding(struct arena *a, struct span s)
{
	bool little = s.n > 1 && ((s.p[0] == '\xff' && s.p[1] == '\xfe') || (s.p[0] == '<' && s.p[1] == '\0'));
	bool big = s.n > 1 && ((s.p[0] == '\xfe' && s.p[1] == '\xff') || (s.p[0] == '\0' && s.p[1] == '<'));
	struct span name = utf8_declared(s);
	return little ? "UTF-16LE" : big ? "UTF-16BE" : utf8_trusts(name) ? arena_strn(a, name.p, name.n) : NULL;
}

struct span xml_utf8(struct arena *a, struct span bytes)
{
	const char *encoding = utf8_encoding(a, bytes);
	xmlCharEncodingHandler *handler = encoding != NULL ? xmlFindCharEncodingHandler(encoding) : NULL;
	struct span text = bytes;
	if (handler == NULL) {
		return text;
	}
	xmlBuffer *in = xmlBufferCreateStatic((void *)(uintptr_t)bytes.p, bytes.n), *out = xmlBufferCreate();
	if (in == NULL || out == NULL) {
		bug("out of memory");
	}
	if (xmlCharEncInFunc(handler, out, in) >= 0 && xmlBufferLength(in) == 0) {
		text = span_of((const char *)xmlBufferContent(out), (size_t)xmlBufferLength(out));
		text = span_of(arena_strn(a, text.p, text.n), text.n);
	}
	xmlBufferFree(in);
	xmlBufferFree(out);
	xmlCharEncCloseFunc(handler);
	return text;
}
