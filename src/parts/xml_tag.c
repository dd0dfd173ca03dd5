/* xml_tag.c - where in a start tag an attribute stands.
 *
 * In: the text of a document and where an element of it begins. Out: places in that text. The parser keeps none of attributes.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/xml.h"

/* Past the attribute that begins at p, its value into *value; NULL: there is none. */
static const char *tag_attribute(const char *p, const char *end, struct span *name, struct span *value)
{
	while (p < end && strchr(" \t\r\n", *p) != NULL) {
		p++;
	}
	const char *from = p;
	while (p < end && strchr("=> \t\r\n/", *p) == NULL) {
		p++;
	}
	*name = span_of(from, (size_t)(p - from));
	while (p < end && strchr("= \t\r\n", *p) != NULL) {
		p++;
	}
	const char *close = p < end && (*p == '"' || *p == '\'') ? memchr(p + 1, *p, (size_t)(end - p - 1)) : NULL;
	if (name->n == 0 || close == NULL) {
		return NULL;
	}
	*value = span_of(p + 1, (size_t)(close - p - 1));
	return close + 1;
}

/* The raw bytes of an attribute's value that are so many bytes of what it says. */
static size_t raw_bytes(struct span value, size_t said)
{
	size_t i = 0;
	for (size_t n = 0; n < said && i < value.n; n++) {
		const char *semicolon = value.p[i] == '&' ? memchr(value.p + i, ';', value.n - i) : NULL;
		bool line = value.p[i] == '\r' && i + 1 < value.n && value.p[i + 1] == '\n';
		i = semicolon != NULL ? (size_t)(semicolon - value.p) + 1 : i + 1 + line;
	}
	return i;
}

/* SIZE_MAX: the tag has none of that name. */
static size_t tag_find(struct span text, size_t element, const char *name, struct span *written, struct span *value)
{
	const char *end = span_end(text), *p = text.p + element;
	if (element >= text.n || *p != '<') {
		return SIZE_MAX;
	}
	while (p < end && strchr(" \t\r\n/>", *p) == NULL) {
		p++;
	}
	while ((p = tag_attribute(p, end, written, value)) != NULL) {
		if (span_is(*written, name)) {
			return (size_t)(written->p - text.p);
		}
	}
	return SIZE_MAX;
}

size_t xml_tag_name(struct span text, size_t element, const char *name)
{
	struct span written, value;
	return tag_find(text, element, name, &written, &value);
}

size_t xml_tag_value(struct span text, size_t element, const char *name, size_t said)
{
	struct span written, value;
	return tag_find(text, element, name, &written, &value) != SIZE_MAX ? (size_t)(value.p - text.p) + raw_bytes(value, said) : SIZE_MAX;
}
