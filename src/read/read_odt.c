/* read_odt.c - OpenDocument texts: content and styles of a package as one flat ODF document; DESIGN section 4.
 *
 * In: an opened archive. Out: a document with styles, pages and text. Of the page styles (which hold headers and footers) only those
 * that the text uses are taken, the first page's first: others may be left from another letter.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_zip.h"

#define ODT_OFFICE "urn:oasis:names:tc:opendocument:xmlns:office:1.0"

struct odt {
	struct read_zip *z;
	xmlNode *content, *styles;	/* roots; styles NULL: there are none */
	VEC(const xmlNode *) pages;	/* page styles */
	struct map by_name;		/* to pages; MAP_NONE: taken */
};

/* The child of a child; NULL when n or either is not there. */
static xmlNode *odt_below(const xmlNode *n, const char *outer, const char *inner)
{
	n = n != NULL ? read_zip_child(n, outer) : NULL;
	return n != NULL && inner != NULL ? read_zip_child(n, inner) : (xmlNode *)(uintptr_t)n;
}

/* ---- what it is ---- */

/* 1: some member is encrypted; 0: none; -1: said. */
static int odt_locked(struct read_zip *z)
{
	if (!zip_pack_has(z->pack, "META-INF/manifest.xml")) {
		return 0;
	}
	xmlDoc *doc = read_zip_part(z, "META-INF/manifest.xml");
	xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	for (xmlNode *n = root; n != NULL; n = read_zip_next(root, n)) {
		if (read_zip_is(n, "encryption-data")) {
			return 1;
		}
	}
	return root != NULL ? 0 : -1;
}

static long odt_other(struct read_zip *z, const xmlNode *root)
{
	const char *what = odt_below(root, "body", "spreadsheet") != NULL ? "a spreadsheet (.ods), not a letter" :
	    odt_below(root, "body", "presentation") != NULL ? "a presentation (.odp), not a letter" : "an OpenDocument file that is not a text";
	return read_zip_refuse(z, DIAG_FORMAT_UNSUPPORTED, what);
}

/* ---- pages ---- */

static const xmlNode *odt_named(struct odt *o, const xmlNode *list, const char *element, const char *name)
{
	for (const xmlNode *n = list != NULL && name != NULL ? list->children : NULL; n != NULL; n = n->next) {
		const char *is = read_zip_is(n, element) ? read_zip_attr(o->z, n, "name") : NULL;
		if (is != NULL && strcmp(is, name) == 0) {
			return n;
		}
	}
	return NULL;
}

/* The page style that a paragraph's or table's style asks for, or one that it derives from; NULL: none. */
static const char *odt_page_of(struct odt *o, const char *style)
{
	const xmlNode *own = odt_below(o->content, "automatic-styles", NULL), *common = odt_below(o->styles, "styles", NULL);
	for (unsigned i = 0; i < 8 && style != NULL; i++) {
		const xmlNode *n = odt_named(o, own, "style", style);
		n = n != NULL ? n : odt_named(o, common, "style", style);
		const char *page = n != NULL ? read_zip_attr(o->z, n, "master-page-name") : NULL;
		if (page != NULL && *page != '\0') {
			return page;
		}
		style = n != NULL ? read_zip_attr(o->z, n, "parent-style-name") : NULL;
	}
	return NULL;
}

/* The style of the first paragraph or table. */
static const char *odt_first_style(struct odt *o)
{
	xmlNode *text = odt_below(o->content, "body", "text");
	for (xmlNode *n = text; n != NULL; n = read_zip_next(text, n)) {
		if (read_zip_is(n, "p") || read_zip_is(n, "h") || read_zip_is(n, "table")) {
			return read_zip_attr(o->z, n, "style-name");
		}
	}
	return NULL;
}

/* By name, for styles of both kinds may be many; of two with one name the first. */
static void odt_list_pages(struct odt *o, const xmlNode *pages)
{
	map_init(&o->by_name, o->z->a);
	for (const xmlNode *n = pages->children; n != NULL; n = n->next) {
		const char *name = read_zip_is(n, "master-page") ? read_zip_attr(o->z, n, "name") : NULL;
		if (name != NULL && map_get(&o->by_name, span_str(name)) == MAP_NONE) {
			map_put(&o->by_name, span_str(name), o->pages.n);
			*vec_push(o->z->a, &o->pages) = n;
		}
	}
}

/* A page style, and those that follow it page by page. */
static void odt_take_page(struct odt *o, xmlNode *to, const char *name)
{
	uint32_t at;
	while (name != NULL && (at = map_get(&o->by_name, span_str(name))) != MAP_NONE) {
		map_put(&o->by_name, span_str(name), MAP_NONE);
		xml_add_copy(to, o->pages.v[at]);
		name = read_zip_attr(o->z, o->pages.v[at], "next-style-name");
	}
}

static void odt_put_pages(struct odt *o, xmlNode *flat)
{
	const xmlNode *pages = odt_below(o->styles, "master-styles", NULL), *own = odt_below(o->content, "automatic-styles", NULL);
	xmlNode *to = pages != NULL ? xml_add(flat, "master-styles") : NULL;
	if (pages == NULL) {
		return;
	}
	const char *first = odt_page_of(o, odt_first_style(o));
	odt_list_pages(o, pages);
	odt_take_page(o, to, first != NULL ? first : "Standard");
	for (const xmlNode *n = own != NULL ? own->children : NULL; n != NULL; n = n->next) {
		odt_take_page(o, to, read_zip_is(n, "style") ? read_zip_attr(o->z, n, "master-page-name") : NULL);
	}
}

/* ---- the document ---- */

static void odt_put(xmlNode *to, const xmlNode *from)
{
	if (from != NULL) {
		xml_add_copy(to, from);
	}
}

static long odt_flat(struct odt *o)
{
	xmlDoc *doc = xml_new(o->z->a, "document");
	xmlNode *flat = xmlDocGetRootElement(doc);
	xml_namespace(flat, "office", ODT_OFFICE);
	xml_set_own(flat, "mimetype", "application/vnd.oasis.opendocument.text");
	odt_put(flat, odt_below(o->content, "automatic-styles", NULL));
	odt_put_pages(o, flat);
	odt_put(flat, odt_below(o->content, "body", NULL));
	return read_xml_document(o->z->job, o->z->source, doc, "odt");
}

long read_odt_letters(struct read_zip *z)
{
	struct odt o = { .z = z };
	int locked = odt_locked(z);
	if (locked != 0) {
		return locked < 0 ? -1 : read_zip_refuse(z, DIAG_FILE_ENCRYPTED, "an OpenDocument file that needs a password");
	}
	xmlDoc *doc = read_zip_part(z, "content.xml");
	if (doc == NULL) {
		return -1;
	}
	o.content = xmlDocGetRootElement(doc);
	if (odt_below(o.content, "body", "text") == NULL) {
		return odt_other(z, o.content);
	}
	if (zip_pack_has(z->pack, "styles.xml")) {
		doc = read_zip_part(z, "styles.xml");
		o.styles = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	}
	return doc != NULL ? odt_flat(&o) : -1;
}
