/* know_config.c - a project's own file (.samedesk.xml): the knowledge in it, as documents of their own; DESIGN section 8.
 *
 * In: a document whose root is samedesk. Out: more documents of the builder: the files it names, and each vocabulary that stands in it, its text
 * kept in place and everything around it but the root's tags blanked, so that faults are told with the line and column of the file itself.
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

/* Does an end tag of the name, with a prefix or without, begin at p? */
static bool config_closes(const char *p, const char *end, const char *name)
{
	size_t n = strlen(name);
	if (end - p < 3 || p[0] != '<' || p[1] != '/') {
		return false;
	}
	struct span written = span_of(p + 2, (size_t)(end - p) - 2);
	const char *close = memchr(written.p, '>', written.n);
	written.n = close != NULL ? (size_t)(close - written.p) : 0;
	written = span_trim(written);
	const char *colon = memchr(written.p, ':', written.n);
	size_t local = written.n - (colon != NULL ? (size_t)(colon - written.p) + 1 : 0);
	return local == n && memcmp(span_end(written) - n, name, n) == 0;
}

/* Where the element's end tag ends: the last one of that name before the next element, or before the root's end. */
static size_t config_end(const struct know_doc *doc, const xmlNode *node)
{
	const xmlNode *next = node->next;
	while (next != NULL && next->type != XML_ELEMENT_NODE) {
		next = next->next;
	}
	size_t end = next != NULL ? xml_offset(next) : doc->text.n, start = xml_offset(node);
	for (size_t i = end; i > start; i--) {
		const char *p = doc->text.p + i - 1;
		if (config_closes(p, doc->text.p + end, (const char *)node->name)) {
			return (size_t)((const char *)memchr(p, '>', end - (i - 1)) - doc->text.p) + 1;
		}
	}
	return end;
}

/* Behind the root's start tag. */
static size_t config_root_end(const struct know_doc *doc, const xmlNode *root)
{
	char quote = '\0';
	size_t i = xml_offset(root);
	for (; i < doc->text.n && (quote != '\0' || doc->text.p[i] != '>'); i++) {
		char c = doc->text.p[i];
		quote = quote != '\0' ? (c == quote ? '\0' : quote) : c == '"' || c == '\'' ? c : '\0';
	}
	return i < doc->text.n ? i + 1 : i;
}

/* The last end tag is the root's. */
static size_t config_root_close(const struct know_doc *doc, size_t from)
{
	size_t i = doc->text.n;
	while (i > from + 2 && (doc->text.p[i - 2] != '<' || doc->text.p[i - 1] != '/')) {
		i--;
	}
	return i - 2;
}

/* The element, and the root's tags with the namespaces that they declare; blanks elsewhere, so that every place is that of the file. */
static struct span config_masked(struct know_build *b, const struct know_doc *doc, const xmlNode *node)
{
	const xmlNode *root = xmlDocGetRootElement(doc->doc);
	size_t start = xml_offset(node), end = config_end(doc, node), open = xml_offset(root), opened = config_root_end(doc, root);
	size_t close = config_root_close(doc, end);
	char *text = arena_strn(b->a, doc->text.p, doc->text.n);
	for (size_t i = 0; i < doc->text.n; i++) {
		bool kept = (i >= start && i < end) || (i >= open && i < opened) || i >= close;
		if (!kept && text[i] != '\n' && text[i] != '\r') {
			text[i] = ' ';
		}
	}
	return span_of(text, doc->text.n);
}

void know_config_inner(xmlDoc *doc)
{
	xmlNode *root = xmlDocGetRootElement(doc), *inner = root->children;
	while (inner != NULL && inner->type != XML_ELEMENT_NODE) {
		inner = inner->next;
	}
	if (inner != NULL) {
		xmlUnlinkNode(inner);
		xmlDocSetRootElement(doc, inner);
		xmlReconciliateNs(doc, inner);
		xmlFreeNode(root);
	}
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
	enum { CONFIG_MOST = 32 };	/* each is a copy of the file */
	int inner = 0;
	const xmlNode *root = xmlDocGetRootElement(b->docs.v[index].doc);
	for (const xmlNode *n = root->children; n != NULL; n = n->next) {
		struct know_doc doc = b->docs.v[index];	/* a copy: adding moves the others */
		if (know_build_is(n, "knowledge")) {
			const char *path = config_beside(b, doc.path, know_build_attr(b, n, "href"));
			know_load_overlay(b, path);
		} else if (config_is_knowledge(n) && inner++ == CONFIG_MOST) {
			know_build_fault(b, DIAG_KNOW_SCHEMA, &doc, n, "more than %d vocabularies in one file: put some into files of their own", CONFIG_MOST);
		} else if (config_is_knowledge(n) && inner <= CONFIG_MOST) {
			know_load_text(b, doc.name, doc.path, config_masked(b, &doc, n))->inner = true;
		}
	}
}
