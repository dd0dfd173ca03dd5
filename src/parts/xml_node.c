/* xml_node.c - where a node stood, what it says, and documents of our own.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/xml_quick.h"

#include <libxml/parserInternals.h>
#include <libxml/xmlsave.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

size_t xml_offset(const xmlNode *node)
{
	while (node != NULL && (node->type != XML_ELEMENT_NODE || node->_private == NULL)) {
		node = node->type == XML_DOCUMENT_NODE || node->type == XML_HTML_DOCUMENT_NODE ? NULL : node->parent;
	}
	return node != NULL ? (size_t)(uintptr_t)node->_private - 1 : SIZE_MAX;
}

const char *xml_root_namespace(struct arena *a, xmlDoc *doc)
{
	const xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	return arena_str(a, root != NULL && root->ns != NULL && root->ns->href != NULL ? (const char *)root->ns->href : "");
}

void xml_set_offset(xmlNode *node, size_t offset)
{
	node->_private = (void *)(uintptr_t)(offset + 1);
}

static void xml_free_text(void *text)
{
	xmlFree(text);
}

/* "tei:p": what every path of every place is made of, so without printf. */
static void xml_path_name(struct buf *out, const char *mark, const xmlNs *ns, const xmlChar *name)
{
	buf_str(out, mark);
	if (ns != NULL && ns->prefix != NULL) {
		buf_str(out, (const char *)ns->prefix);
		buf_char(out, ':');
	}
	buf_str(out, (const char *)name);
}

static void xml_path_step(struct buf *out, const xmlNode *node)
{
	unsigned place = 1, others = 0;
	for (const xmlNode *n = node->prev; n != NULL; n = n->prev) {
		place += n->type == XML_ELEMENT_NODE && xmlStrEqual(n->name, node->name);
	}
	for (const xmlNode *n = node->next; n != NULL && others == 0; n = n->next) {
		others += n->type == XML_ELEMENT_NODE && xmlStrEqual(n->name, node->name);
	}
	xml_path_name(out, "/", node->ns, node->name);
	if (place > 1 || others > 0) {
		buf_printf(out, "[%u]", place);
	}
}

const char *xml_path(struct arena *a, const xmlNode *node)
{
	const xmlNode *chain[LIMIT_XML_DEPTH + 1];
	size_t n = 0;
	struct buf out = BUF_INIT;
	const xmlNode *attribute = node->type == XML_ATTRIBUTE_NODE ? node : NULL;
	for (; node != NULL && n <= LIMIT_XML_DEPTH; node = node->parent) {
		if (node->type == XML_ELEMENT_NODE) {
			chain[n++] = node;
		}
	}
	buf_str(&out, "");
	while (n > 0) {
		xml_path_step(&out, chain[--n]);
	}
	if (attribute != NULL) {
		xml_path_name(&out, "/@", ((const xmlAttr *)attribute)->ns, attribute->name);
	}
	const char *path = arena_strn(a, out.p, out.n);
	buf_release(&out);
	return path;
}

struct span xml_text(struct arena *a, const xmlNode *node)
{
	xmlChar *text = xmlNodeGetContent(node);
	if (text == NULL) {
		return span_of("", 0);
	}
	arena_hang(a, text, xml_free_text);
	return span_str((const char *)text);
}

const char *xml_attr(struct arena *a, const xmlNode *node, const char *ns_uri, const char *name)
{
	if (node == NULL || node->type != XML_ELEMENT_NODE) {
		return NULL;
	}
	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		if (strcmp((const char *)at->name, name) != 0) {
			continue;
		}
		const char *uri = at->ns != NULL ? (const char *)at->ns->href : NULL;
		if (ns_uri == NULL ? uri == NULL : strcmp(ns_uri, "*") == 0 || (uri != NULL && strcmp(uri, ns_uri) == 0)) {
			return xml_text(a, (const xmlNode *)at).p;
		}
	}
	return NULL;
}

static void xml_free_doc(void *doc)
{
	xmlFreeDoc(doc);
}

xmlDoc *xml_new(struct arena *a, const char *root_name)
{
	xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
	xmlNode *root = doc != NULL ? xmlNewDocNode(doc, NULL, (const xmlChar *)root_name, NULL) : NULL;
	if (root == NULL) {
		bug("out of memory");
	}
	xmlDocSetRootElement(doc, root);
	arena_hang(a, doc, xml_free_doc);
	return doc;
}

xmlNode *xml_add(xmlNode *parent, const char *name)
{
	xmlNode *node = xmlNewChild(parent, NULL, (const xmlChar *)name, NULL);
	if (node == NULL) {
		bug("out of memory");
	}
	return node;
}

size_t xml_node_char(const unsigned char *p, size_t n)
{
	unsigned c = p[0];
	if (c < 0x80) {
		return c >= 0x20 || c == '\t' || c == '\n' || c == '\r' ? 1 : 0;
	}
	size_t k = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	if (c < 0xc2 || c > 0xf4 || n < k) {
		return 0;
	}
	unsigned v = c & (0xffu >> (k + 1));
	for (size_t i = 1; i < k; i++) {
		if ((p[i] & 0xc0) != 0x80) {
			return 0;
		}
		v = v << 6 | (p[i] & 0x3f);
	}
	bool good = (k == 2 && v >= 0x80) || (k == 3 && v >= 0x800 && (v < 0xd800 || v > 0xdfff) && v < 0xfffe) ||
	    (k == 4 && v >= 0x10000 && v <= 0x10ffff);
	return good ? k : 0;
}

/* Bytes taken eight at a time: is each a letter, mark or space of ASCII? A lesser byte than a space would borrow from the next one's high bit. */
static bool xml_plain_eight(const char *p)
{
	uint64_t eight;
	memcpy(&eight, p, sizeof eight);
	return ((eight | (eight - 0x2020202020202020u)) & 0x8080808080808080u) == 0;
}

static void xml_clean(struct buf *out, struct span text)
{
	size_t good = 0;		/* begins a run that is good as it is */
	buf_str(out, "");
	for (size_t i = 0; i < text.n;) {
		if (text.n - i >= 8 && xml_plain_eight(text.p + i)) {
			i += 8;
			continue;
		}
		size_t k = xml_node_char((const unsigned char *)text.p + i, text.n - i);
		if (k == 0) {
			buf_add(out, text.p + good, i - good);
			buf_str(out, "\xef\xbf\xbd");
			good = i + 1;
		}
		i += k > 0 ? k : 1;
	}
	if (good < text.n) {
		buf_add(out, text.p + good, text.n - good);
	}
}

xmlNode *xml_add_text(xmlNode *parent, const char *name, struct span text)
{
	struct buf clean = BUF_INIT;
	xml_clean(&clean, text);
	xmlNode *node = xmlNewTextChild(parent, NULL, (const xmlChar *)name, (const xmlChar *)clean.p);
	buf_release(&clean);
	if (node == NULL) {
		bug("out of memory");
	}
	return node;
}

void xml_put_text(xmlNode *node, struct span text)
{
	struct buf clean = BUF_INIT;
	xml_clean(&clean, text);
	xmlNodeAddContentLen(node, (const xmlChar *)clean.p, (int)clean.n);
	buf_release(&clean);
}

void xml_set_span(xmlNode *node, const char *name, struct span value)
{
	if (value.n == 0) {
		return;
	}
	struct buf clean = BUF_INIT;
	xml_clean(&clean, value);
	xmlSetProp(node, (const xmlChar *)name, (const xmlChar *)clean.p);
	buf_release(&clean);
}

void xml_set(xmlNode *node, const char *name, const char *value)
{
	xml_set_span(node, name, span_str(value));
}

/* ---- lean documents ---- */

/* Are so many bytes letters, marks, spaces and line ends of ASCII? */
#ifdef __SSE2__
#define XML_MANY ((size_t)16)
static bool xml_plain_many(const char *p)
{
	__m128i v = _mm_loadu_si128((const __m128i *)p);	/* signed: what is not ASCII is below a space, too */
	__m128i low = _mm_cmplt_epi8(v, _mm_set1_epi8(' ')), line = _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'));
	return _mm_movemask_epi8(_mm_andnot_si128(line, low)) == 0;
}
#else
#define XML_MANY ((size_t)8)
static bool xml_plain_many(const char *p)
{
	return xml_plain_eight(p);
}
#endif

/* Few texts hold what must be replaced. */
static char *xml_clean_copy(struct arena *a, struct span text)
{
	size_t i = 0, k = 1;
	while (i < text.n && k > 0) {
		k = text.n - i >= XML_MANY && xml_plain_many(text.p + i) ? XML_MANY : xml_node_char((const unsigned char *)text.p + i, text.n - i);
		i += k;
	}
	if (i >= text.n) {
		return arena_strn(a, text.p, text.n);
	}
	struct buf clean = BUF_INIT;
	xml_clean(&clean, text);
	char *copy = arena_strn(a, clean.p, clean.n);
	buf_release(&clean);
	return copy;
}

static xmlNode *xml_lean_node(struct arena *a, xmlElementType type, const xmlChar *name, xmlNode *parent)
{
	xmlNode *node = ARENA_NEW(a, xmlNode);
	node->type = type;
	node->name = name;
	node->parent = parent;
	node->doc = parent->doc;
	node->prev = parent->last;
	*(parent->last != NULL ? &parent->last->next : &parent->children) = node;
	parent->last = node;
	return node;
}

static void xml_lean_text(struct arena *a, xmlNode *parent, struct span text)
{
	xml_lean_node(a, XML_TEXT_NODE, xmlStringText, parent)->content = (xmlChar *)xml_clean_copy(a, text);
}

xmlDoc *xml_lean_new(struct arena *a, const char *root_name)
{
	xmlDoc *doc = ARENA_NEW(a, xmlDoc);
	doc->type = XML_DOCUMENT_NODE;
	doc->doc = doc;
	xml_lean_node(a, XML_ELEMENT_NODE, (const xmlChar *)root_name, (xmlNode *)doc);
	return doc;
}

xmlNode *xml_lean_add(struct arena *a, xmlNode *parent, const char *name, struct span text)
{
	xmlNode *node = xml_lean_node(a, XML_ELEMENT_NODE, (const xmlChar *)name, parent);
	if (text.n > 0) {
		xml_lean_text(a, node, text);
	}
	return node;
}

void xml_lean_set(struct arena *a, xmlNode *node, const char *name, struct span value)
{
	xmlAttr *last = node->properties, *at;
	if (value.n == 0) {
		return;
	}
	while (last != NULL && last->next != NULL) {
		last = last->next;
	}
	at = ARENA_NEW(a, xmlAttr);
	at->type = XML_ATTRIBUTE_NODE;
	at->name = (const xmlChar *)name;
	at->parent = node;
	at->doc = node->doc;
	at->prev = last;
	*(last != NULL ? &last->next : &node->properties) = at;
	xml_lean_text(a, (xmlNode *)at, value);
}

void xml_set_number(xmlNode *node, const char *name, uint64_t value)
{
	char digits[24];
	snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
	xml_set(node, name, digits);
}

void xml_namespace(xmlNode *node, const char *prefix, const char *uri)
{
	xmlNs *ns = xmlNewNs(node, (const xmlChar *)uri, (const xmlChar *)prefix);
	if (ns == NULL) {
		bug("out of memory");
	}
	xmlSetNs(node, ns);
}

void xml_set_own(xmlNode *node, const char *name, const char *value)
{
	struct buf clean = BUF_INIT;
	xml_clean(&clean, span_str(value));
	xmlSetNsProp(node, node->ns, (const xmlChar *)name, (const xmlChar *)clean.p);
	buf_release(&clean);
}

xmlNode *xml_add_copy(xmlNode *parent, const xmlNode *element)
{
	xmlNode *copy = xmlDocCopyNode((xmlNode *)(uintptr_t)element, parent->doc, 1);
	if (copy == NULL) {
		bug("out of memory");
	}
	return xmlAddChild(parent, copy);
}

static void xml_namespace_here(xmlNode *node, const char *from, const char *to)
{
	for (xmlNs *ns = node->nsDef; ns != NULL; ns = ns->next) {
		if (ns->href != NULL && strcmp((const char *)ns->href, from) == 0) {
			xmlFree((void *)(uintptr_t)ns->href);
			ns->href = xmlStrdup((const xmlChar *)to);
		}
	}
}

void xml_namespace_rename(xmlNode *node, const char *from, const char *to)
{
	if (node->type != XML_ELEMENT_NODE) {
		return;
	}
	xml_namespace_here(node, from, to);
	for (xmlNode *n = node->children; n != NULL; n = n->next) {
		xml_namespace_rename(n, from, to);
	}
}

void xml_print(struct buf *out, xmlDoc *doc)
{
	xmlChar *bytes = NULL;
	int n = 0;
	xmlDocDumpFormatMemoryEnc(doc, &bytes, &n, "UTF-8", 1);
	if (bytes == NULL) {
		bug("out of memory");
	}
	buf_add(out, (const char *)bytes, (size_t)n);
	xmlFree(bytes);
}

void xml_print_node(struct buf *out, xmlNode *node, int level)
{
	xmlBuffer *bytes = xmlBufferCreate();
	if (bytes == NULL || xmlNodeDump(bytes, node->doc, node, level, 1) < 0) {
		bug("out of memory");
	}
	for (int i = 0; i < level; i++) {
		buf_str(out, "  ");
	}
	buf_add(out, (const char *)xmlBufferContent(bytes), (size_t)xmlBufferLength(bytes));
	buf_char(out, '\n');
	xmlBufferFree(bytes);
}
