/* read_docx.c - Word documents: the parts of an OOXML package as one flat OPC document; DESIGN section 4.
 *
 * In: an opened archive. Out: a package with the parts that matter to a letter. Parts are found as the standard says, through
 * relationships, and known by their root element; neither their names nor the content types they claim count.
 *
 * Only what the reader of the page sees is taken: a header left in the file but not shown (a first page's where no first page is set
 * apart) may come from another letter; of headers that of page one. Order is that of the page: header, text, notes, footers.
 * Parts are named as Word names them, whatever they are called here, so that one format serves all packages.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_zip.h"

#define DOCX_PKG "http://schemas.microsoft.com/office/2006/xmlPackage"
#define DOCX_MAIN "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define DOCX_STRICT "http://purl.oclc.org/ooxml/wordprocessingml/main"
#define DOCX_RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define DOCX_RELATIONS_TYPE "application/vnd.openxmlformats-package.relationships+xml"
#define DOCX_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

struct docx_relation {
	const char *id;
	const char *type;		/* the last word of its URI */
	const char *target;		/* a member's name, or an address */
	bool outside;			/* an address: never followed */
};

/* What a part is: the relation that leads to it, its root element, the end of its content type. */
struct docx_kind {
	const char *relation, *root, *type;
};

static const struct docx_kind docx_document = { "officeDocument", "document", "document.main+xml" };
static const struct docx_kind docx_header = { "header", "hdr", "header+xml" };
static const struct docx_kind docx_footer = { "footer", "ftr", "footer+xml" };
static const struct docx_kind docx_footnotes = { "footnotes", "footnotes", "footnotes+xml" };

struct docx {
	struct read_zip *z;
	struct arena *a;
	VEC(struct docx_relation) relations;	/* of the part at hand */
	struct map by_id;		/* to relations */
	struct map taken;		/* members that are in the package */
	xmlNode *package;
	xmlNode *root;			/* of the main part */
	bool even_apart;		/* even pages have headers of their own */
};

/* ---- relationships ---- */

static const char *docx_last_word(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

/* A target as it is written in a part of that folder ("word/"): absolute from '/', "." and ".." followed. */
static const char *docx_resolve(struct docx *d, const char *folder, const char *target)
{
	struct span rest = span_str(*target == '/' ? target + 1 : arena_printf(d->a, "%s%s", folder, target)), step;
	char *out = arena_alloc(d->a, rest.n + 2);
	size_t n = 0;
	while (span_split(&rest, '/', &step)) {
		if (span_is(step, "..")) {
			for (n -= n > 0; n > 0 && out[n - 1] != '/'; n--) {
				continue;
			}
		} else if (step.n > 0 && !span_is(step, ".")) {
			memcpy(out + n, step.p, step.n);
			n += step.n;
			out[n++] = '/';
		}
	}
	out[n - (n > 0)] = '\0';
	return out;
}

static void docx_relate(struct docx *d, const char *folder, const xmlNode *n)
{
	const char *id = read_zip_attr(d->z, n, "Id"), *type = read_zip_attr(d->z, n, "Type"), *target = read_zip_attr(d->z, n, "Target");
	const char *mode = read_zip_attr(d->z, n, "TargetMode");
	bool outside = mode != NULL && strcmp(mode, "External") == 0;
	if (id != NULL && type != NULL && target != NULL) {
		map_put(&d->by_id, span_str(id), d->relations.n);
		*vec_push(d->a, &d->relations) = (struct docx_relation){
			id, docx_last_word(type), outside ? target : docx_resolve(d, folder, target), outside
		};
	}
}

/* Relations of the part, "" for the package; none when it has no such member. False: said. */
static bool docx_relations(struct docx *d, const char *part)
{
	const char *base = docx_last_word(part), *folder = arena_strn(d->a, part, (size_t)(base - part));
	const char *name = arena_printf(d->a, "%s_rels/%s.rels", folder, base);
	d->relations.n = 0;
	map_init(&d->by_id, d->a);
	if (!zip_pack_has(d->z->pack, name)) {
		return true;
	}
	xmlDoc *doc = read_zip_part(d->z, name);
	for (xmlNode *n = doc != NULL ? xmlDocGetRootElement(doc)->children : NULL; n != NULL; n = n->next) {
		docx_relate(d, folder, n);
	}
	return doc != NULL;
}

/* Where the first relation of that type leads; NULL: there is none, or no such member. */
static const char *docx_related(struct docx *d, const char *type)
{
	for (uint32_t i = 0; i < d->relations.n; i++) {
		const struct docx_relation *r = &d->relations.v[i];
		if (!r->outside && strcmp(r->type, type) == 0 && zip_pack_has(d->z->pack, r->target)) {
			return r->target;
		}
	}
	return NULL;
}

/* ---- the package ---- */

/* Strict documents say the same in other namespaces. */
static void docx_transitional(xmlNode *root)
{
	static const char *const spaces[][2] = {
		{ DOCX_STRICT, DOCX_MAIN },
		{ "http://purl.oclc.org/ooxml/officeDocument/relationships", "http://schemas.openxmlformats.org/officeDocument/2006/relationships" },
		{ "http://purl.oclc.org/ooxml/drawingml/main", "http://schemas.openxmlformats.org/drawingml/2006/main" },
		{ "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" }
	};
	if (root->ns == NULL || span_find(span_str((const char *)root->ns->href), "purl.oclc.org") == NULL) {
		return;
	}
	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
		xml_namespace_rename(root, spaces[i][0], spaces[i][1]);
	}
}

static xmlNode *docx_part(struct docx *d, const char *name, const char *type)
{
	xmlNode *to = xml_add(d->package, "part");
	xml_set_own(to, "name", name);
	xml_set_own(to, "contentType", type);
	return xml_add(to, "xmlData");
}

static void docx_put(struct docx *d, const char *name, const xmlNode *root, const struct docx_kind *kind)
{
	name = kind == &docx_document ? "document.xml" : docx_last_word(name);
	xmlNode *to = docx_part(d, arena_printf(d->a, "/word/%s", name), arena_printf(d->a, DOCX_TYPE "%s", kind->type));
	docx_transitional(xml_add_copy(to, root));
}

static void docx_put_relations(struct docx *d)
{
	xmlNode *to = docx_part(d, "/word/_rels/document.xml.rels", DOCX_RELATIONS_TYPE), *list = xml_add(to, "Relationships");
	xml_namespace(list, "rel", DOCX_RELATIONS);
	for (uint32_t i = 0; i < d->relations.n; i++) {
		const struct docx_relation *r = &d->relations.v[i];
		xmlNode *n = xml_add(list, "Relationship");
		xml_set(n, "Id", r->id);
		xml_set(n, "Type", r->type);
		xml_set(n, "Target", r->outside ? r->target : docx_last_word(r->target));
	}
}

static bool docx_take_defaults(void *user, xmlNode *defaults)
{
	struct docx *d = user;
	xmlNode *to = xml_add(docx_part(d, "/word/styles.xml", DOCX_TYPE "styles+xml"), "styles");
	xml_namespace(to, "w", DOCX_MAIN);
	docx_transitional(xml_add_copy(to, defaults));
	return false;
}

/* Of the styles, which may be hundreds, what holds for every paragraph: it stands first, and nothing behind it is read.
 * False: said. */
static bool docx_put_defaults(struct docx *d)
{
	static const char *const ns[] = { "w", DOCX_MAIN, "s", DOCX_STRICT, NULL };
	const char *name = docx_related(d, "styles"), *path;
	struct span text;
	return name == NULL || (read_zip_text(d->z, name, &text, &path) &&
	    xml_read_records(d->a, text, path, d->z->job->sink, "//w:docDefaults|//s:docDefaults", ns, true, NULL, docx_take_defaults, d));
}

/* Reads a part and puts it into the package, unless it is there already or name is NULL. False: said. */
static bool docx_take(struct docx *d, const char *name, const struct docx_kind *kind)
{
	if (name == NULL || map_get(&d->taken, span_str(name)) != MAP_NONE) {
		return true;
	}
	map_put(&d->taken, span_str(name), 0);
	xmlDoc *doc = read_zip_part(d->z, name);
	if (doc == NULL) {
		return false;
	}
	const xmlNode *root = xmlDocGetRootElement(doc);
	if (!read_zip_is(root, kind->root)) {
		diag_at(d->z->job->sink, DIAG_FILE_DAMAGED, d->z->job->path, 0, 0, "member '%s': its root element is '%s', not '%s'", name,
		    (const char *)root->name, kind->root);
		return false;
	}
	docx_put(d, name, root, kind);
	return true;
}

/* ---- headers and footers ---- */

static bool docx_on(struct docx *d, const xmlNode *n)
{
	const char *value = read_zip_attr(d->z, n, "val");
	return value == NULL || (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "off") != 0);
}

/* The header (or footer) that a section has for such pages; NULL: none. */
static const char *docx_reference(struct docx *d, const xmlNode *section, const char *element, const char *pages)
{
	for (const xmlNode *n = section->children; n != NULL; n = n->next) {
		const char *type = read_zip_is(n, element) ? read_zip_attr(d->z, n, "type") : NULL;
		const char *id = type != NULL && strcmp(type, pages) == 0 ? read_zip_attr(d->z, n, "id") : NULL;
		uint32_t i = id != NULL ? map_get(&d->by_id, span_str(id)) : MAP_NONE;
		if (i != MAP_NONE && !d->relations.v[i].outside) {
			return d->relations.v[i].target;
		}
	}
	return NULL;
}

static bool docx_first_apart(struct docx *d, const xmlNode *section)
{
	const xmlNode *n = read_zip_child(section, "titlePg");
	return n != NULL && docx_on(d, n);
}

/* The header of page one; a first page set apart may have none. */
static bool docx_take_header(struct docx *d)
{
	for (xmlNode *n = d->root; n != NULL; n = read_zip_next(d->root, n)) {
		if (read_zip_is(n, "sectPr")) {
			const char *pages = docx_first_apart(d, n) ? "first" : "default";
			return docx_take(d, docx_reference(d, n, "headerReference", pages), &docx_header);
		}
	}
	return true;
}

/* Footers of all sections, in the order in which pages show them. */
static bool docx_take_footers(struct docx *d)
{
	static const char element[] = "footerReference";
	for (xmlNode *n = d->root; n != NULL; n = read_zip_next(d->root, n)) {
		if (read_zip_is(n, "sectPr") &&
		    ((docx_first_apart(d, n) && !docx_take(d, docx_reference(d, n, element, "first"), &docx_footer)) ||
		    !docx_take(d, docx_reference(d, n, element, "default"), &docx_footer) ||
		    (d->even_apart && !docx_take(d, docx_reference(d, n, element, "even"), &docx_footer)))) {
			return false;
		}
	}
	return true;
}

/* Does the document tell even pages from odd ones? */
static bool docx_settings(struct docx *d)
{
	const char *name = docx_related(d, "settings");
	xmlDoc *doc = name != NULL ? read_zip_part(d->z, name) : NULL;
	for (const xmlNode *n = doc != NULL ? xmlDocGetRootElement(doc)->children : NULL; n != NULL; n = n->next) {
		d->even_apart = d->even_apart || (read_zip_is(n, "evenAndOddHeaders") && docx_on(d, n));
	}
	return name == NULL || doc != NULL;
}

/* ---- the document ---- */

/* An Office package whose main part is no text. */
static long docx_other(struct docx *d, const xmlNode *root)
{
	const char *what = read_zip_is(root, "workbook") ? "a spreadsheet (.xlsx), not a letter" :
	    read_zip_is(root, "presentation") ? "a presentation (.pptx), not a letter" : "an Office file that is not a Word document";
	return read_zip_refuse(d->z, DIAG_FORMAT_UNSUPPORTED, what);
}

static long docx_parts(struct docx *d, const char *main_name)
{
	xmlDoc *doc = xml_new(d->a, "package");
	d->package = xmlDocGetRootElement(doc);
	xml_namespace(d->package, "pkg", DOCX_PKG);
	if (!docx_relations(d, main_name) || !docx_settings(d) || !docx_take_header(d)) {
		return -1;
	}
	docx_put(d, main_name, d->root, &docx_document);
	if (!docx_take(d, docx_related(d, docx_footnotes.relation), &docx_footnotes) || !docx_take_footers(d) || !docx_put_defaults(d)) {
		return -1;
	}
	docx_put_relations(d);
	return read_xml_document(d->z->job, d->z->source, doc, "docx");
}

long read_docx_letters(struct read_zip *z)
{
	struct docx d = { .z = z, .a = z->a };
	map_init(&d.taken, d.a);
	if (!docx_relations(&d, "")) {
		return -1;
	}
	const char *name = docx_related(&d, docx_document.relation);
	if (name == NULL) {
		return read_zip_refuse(z, DIAG_FILE_DAMAGED, "an Office file without its document");
	}
	if (span_ends(span_str(name), ".bin")) {
		return read_zip_refuse(z, DIAG_FORMAT_UNSUPPORTED, "a binary spreadsheet (.xlsb), not a letter");
	}
	xmlDoc *doc = read_zip_part(z, name);
	d.root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	return d.root == NULL ? -1 : read_zip_is(d.root, docx_document.root) ? docx_parts(&d, name) : docx_other(&d, d.root);
}
