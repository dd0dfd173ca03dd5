/* know_config.c - a project's own file (.samedesk.xml): the knowledge in it, as documents of their own; DESIGN section 8.
 *
 * In: a document whose root is samedesk. Out: more documents of the builder: the files it names, and each vocabulary that stands in it, its text
 * kept in place and everything around it blanked, so that faults are told with the line and column of the file itself.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

static const char *config_beside(struct know_build *b, const char *path, struct span name)
{
	const char *slash = strrchr(path, '/');
	if (slash == NULL || (name.n > 0 && name.p[0] == '/')) {
		return arena_strn(b->a, name.p, name.n);
	}
	return arena_printf(b->a, "%.*s/%.*s", (int)(slash - path), path, SPAN_F(name));
}

/* Where the element's end tag ends: the last one of that name before the next element, or before the root's end. */
static size_t config_end(const struct know_doc *doc, const xmlNode *node)
{
	const xmlNode *next = node->next;
	while (next != NULL && next->type != XML_ELEMENT_NODE) {
		next = next->next;
	}
	size_t end = next != NULL ? xml_offset(next) : doc->text.n, start = xml_offset(node);
	const char *name = (const char *)node->name;
	size_t n = strlen(name);
	for (size_t i = end; i > start + n + 2; i--) {
		const char *p = doc->text.p + i - n - 2;
		if (p[0] == '<' && p[1] == '/' && memcmp(p + 2, name, n) == 0) {
			const char *close = memchr(p, '>', end - (size_t)(p - doc->text.p));
			return close != NULL ? (size_t)(close - doc->text.p) + 1 : end;
		}
	}
	return end;
}

static struct span config_masked(struct know_build *b, const struct know_doc *doc, const xmlNode *node)
{
	size_t start = xml_offset(node), end = config_end(doc, node);
	char *text = arena_strn(b->a, doc->text.p, doc->text.n);
	for (size_t i = 0; i < doc->text.n; i++) {
		bool outside = i < start || i >= end;
		if (outside && text[i] != '\n' && text[i] != '\r') {
			text[i] = ' ';
		}
	}
	return span_of(text, doc->text.n);
}

/* What else stands in the file is read by project/. */
static bool config_is_knowledge(const xmlNode *n)
{
	static const char *const roots[] = { "registry", "reading", "formats", "schema" };
	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
		if (n->type == XML_ELEMENT_NODE && n->children != NULL && strcmp((const char *)n->name, roots[i]) == 0) {
			return true;
		}
	}
	return false;
}

void know_config_docs(struct know_build *b, uint32_t index)
{
	const xmlNode *root = xmlDocGetRootElement(b->docs.v[index].doc);
	for (const xmlNode *n = root->children; n != NULL; n = n->next) {
		struct know_doc doc = b->docs.v[index];	/* a copy: adding moves the others */
		if (know_build_is(n, "knowledge")) {
			const char *path = config_beside(b, doc.path, know_build_attr(b, n, "href"));
			know_load_file(b, path, path);
		} else if (config_is_knowledge(n)) {
			know_load_text(b, doc.name, doc.path, config_masked(b, &doc, n));
		}
	}
}
