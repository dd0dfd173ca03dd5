/* xml_bound.c - what must be known of an XML text before a parser sees it.
 *
 * In: UTF-8 text. Out: the place of the first start tag with too many attributes. libxml2 compares each attribute of a tag with
 * all before it, so that one tag of a megabyte would take minutes; it has no bound of its own (DESIGN section 9).
 *
 * Comments, CDATA and entity texts are looked at as if they were markup: what an entity holds becomes markup. One pass; a byte at a
 * time only where the next '<' is so far that too many could stand before it.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/xml_bound.h"

/* Past the tag that begins at p ('<' behind): counts its '=' outside quotes. A '<' ends it too: no tag holds one. */
static const char *bound_tag(const char *p, const char *end, unsigned *attributes)
{
	char quote = '\0';

	for (*attributes = 0; p < end && *p != '<'; p++) {
		if (quote != '\0') {
			quote = *p == quote ? '\0' : quote;
		} else if (*p == '>') {
			break;
		} else if (*p == '"' || *p == '\'') {
			quote = *p;
		} else if (*p == '=') {
			++*attributes;
		}
	}
	return p;
}

size_t xml_bound_attributes(struct span text)
{
	const char *p = text.p, *end = span_end(text);

	while (p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
		unsigned attributes;
		const char *tag = p, *next = memchr(p + 1, '<', (size_t)(end - p - 1));

		if ((size_t)((next != NULL ? next : end) - p) <= LIMIT_XML_ATTRIBUTES) {
			p = next != NULL ? next : end;
			continue;
		}
		p = bound_tag(p + 1, end, &attributes);
		if (attributes > LIMIT_XML_ATTRIBUTES) {
			return (size_t)(tag - text.p);
		}
	}
	return SIZE_MAX;
}
