/* read_zip.c - word processor files that are ZIP archives: .docx (OOXML) and .odt (OpenDocument); DESIGN section 4.
 *
 * In: an archive's bytes. Out: the letter, its parts put together into the one XML document that the same program would have
 * written as a single file: flat OPC or flat ODF. Reading that is left to rules/formats/ and read_xml.c.
 *
 * Parts are found as the standards say, through relationships, and known by their root element; neither names nor claimed content
 * types count. Only what the reader of the page sees is taken: a header left in the file but not shown (a first page's where no
 * first page is set apart) may come from another letter. Order is that of the page: headers, text, notes, footers.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

#define ZIP_PKG "http://schemas.microsoft.com/office/2006/xmlPackage"
#define ZIP_OFFICE "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
#define ZIP_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

/* A relationship of a part: what it is of, as the last word of its type's URI, and where it is. */
struct zip_relation {
	const char *id, *type, *target;	/* target: a member's name */
};

struct zip_job {
	struct read_job *job;
	const struct read_source *source;
	struct arena *a;		/* the file's */
	struct zip_pack *pack;
	VEC(struct zip_relation) relations;	/* of the main part */
	struct map by_id;		/* to relations */
	struct map taken;		/* members that are in the document */
	bool first_apart, even_apart;	/* pages that have headers of their own */
};

bool read_zip_mine(struct span bytes)
{
	return zip_pack_mine(bytes);
}

/* ---- parts ---- */

/* A member as a document; NULL: said, with the member's name as that of a file in a folder. */
static xmlDoc *zip_part(struct zip_job *z, const char *name)
{
	struct span bytes, text;
	const char *encoding, *path = arena_printf(z->a, "%s/%s", z->job->path, name);
	if (!zip_pack_read(z->pack, name, &bytes) || !read_decode(z->a, bytes, path, z->job->sink, &text, &encoding)) {
		return NULL;
	}
	return xml_read(z->a, text, path, z->job->sink);
}

static bool zip_is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static const char *zip_attr(struct zip_job *z, const xmlNode *n, const char *name)
{
	const char *value = xml_attr(z->a, n, "*", name);
	return value != NULL ? value : xml_attr(z->a, n, NULL, name);
}

/* The next element in the order of the document, below root. */
static xmlNode *zip_next(const xmlNode *root, xmlNode *n)
{
	if (n->type == XML_ELEMENT_NODE && n->children != NULL) {
		return n->children;
	}
	while (n != root && n->next == NULL) {
		n = n->parent;
	}
	return n != root ? n->next : NULL;
}

static long zip_refuse(struct zip_job *z, enum diag_id id, const char *what)
{
	diag_at(z->job->sink, id, z->job->path, 0, 0, "%s", what);
	return -1;
}

static long zip_give(struct zip_job *z, xmlDoc *doc, const char *format)
{
	return read_xml_document(z->job, z->source, doc, format);
}

/* ---- OOXML: relationships ---- */

static const char *zip_last_word(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

/* A target as it is written in a part of that folder ("word/"): absolute from '/', "." and ".." followed. */
static const char *zip_resolve(struct zip_job *z, const char *folder, const char *target)
{
	struct span rest = span_str(*target == '/' ? target + 1 : arena_printf(z->a, "%s%s", folder, target)), step;
	char *out = arena_alloc(z->a, rest.n + 2);
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

/* Relations of the part, "" for the package; none when it has no such member. False: said. */
static bool zip_relations(struct zip_job *z, const char *part)
{
	const char *base = zip_last_word(part), *folder = arena_strn(z->a, part, (size_t)(base - part));
	const char *name = arena_printf(z->a, "%s_rels/%s.rels", folder, base);
	z->relations.n = 0;
	map_init(&z->by_id, z->a);
	if (!zip_pack_has(z->pack, name)) {
		return true;
	}
	xmlDoc *doc = zip_part(z, name);
	xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	for (xmlNode *n = root != NULL ? root->children : NULL; n != NULL; n = n->next) {
		const char *id = zip_attr(z, n, "Id"), *type = zip_attr(z, n, "Type"), *target = zip_attr(z, n, "Target");
		const char *mode = zip_attr(z, n, "TargetMode");
		if (id != NULL && type != NULL && target != NULL && (mode == NULL || strcmp(mode, "External") != 0)) {
			map_put(&z->by_id, span_str(id), z->relations.n);
			*vec_push(z->a, &z->relations) = (struct zip_relation){ id, zip_last_word(type), zip_resolve(z, folder, target) };
		}
	}
	return root != NULL;
}

static const char *zip_related(struct zip_job *z, const char *type)
{
	for (uint32_t i = 0; i < z->relations.n; i++) {
		if (strcmp(z->relations.v[i].type, type) == 0) {
			return z->relations.v[i].target;
		}
	}
	return NULL;
}

/* ---- OOXML: the document ---- */

/* What a part is: the relation that leads to it, its root element, its content type. */
static const struct zip_kind {
	const char *relation, *root, *type;
} zip_document = { "officeDocument", "document", "document.main+xml" },
	zip_header = { "header", "hdr", "header+xml" },
	zip_footer = { "footer", "ftr", "footer+xml" },
	zip_footnotes = { "footnotes", "footnotes", "footnotes+xml" };

/* Strict documents say the same in other namespaces. */
static void zip_transitional(xmlNode *root)
{
	static const char *const spaces[][2] = {
		{ "http://purl.oclc.org/ooxml/wordprocessingml/main", "http://schemas.openxmlformats.org/wordprocessingml/2006/main" },
		{ "http://purl.oclc.org/ooxml/officeDocument/relationships", "http://schemas.openxmlformats.org/officeDocument/2006/relationships" },
		{ "http://purl.oclc.org/ooxml/drawingml/main", "http://schemas.openxmlformats.org/drawingml/2006/main" },
		{ "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" }
	};
	if (root->ns == NULL || span_find(span_str((const char *)root->ns->href), "purl.oclc.org") == NULL) {
		return;
	}
	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
		xml_space_rename(root, spaces[i][0], spaces[i][1]);
	}
}

static void zip_put(xmlNode *package, const char *name, const xmlDoc *part, const struct zip_kind *kind)
{
	char type[128], path[1024];
	xmlNode *to = xml_add(package, "part");
	snprintf(type, sizeof type, "%s%s", ZIP_TYPE, kind->type);
	snprintf(path, sizeof path, "/%s", name);
	xml_set_own(to, "name", path);
	xml_set_own(to, "contentType", type);
	zip_transitional(xml_add_copy(xml_add(to, "xmlData"), xmlDocGetRootElement((xmlDoc *)(uintptr_t)part)));
}

/* Reads a part and puts it into the package, unless it is there already. False: said. */
static bool zip_take(struct zip_job *z, xmlNode *package, const char *name, const struct zip_kind *kind)
{
	if (name == NULL || map_get(&z->taken, span_str(name)) != MAP_NONE) {
		return true;
	}
	map_put(&z->taken, span_str(name), 0);
	xmlDoc *doc = zip_part(z, name);
	if (doc == NULL) {
		return false;
	}
	if (!zip_is(xmlDocGetRootElement(doc), kind->root)) {
		diag_at(z->job->sink, DIAG_FILE_DAMAGED, z->job->path, 0, 0, "member '%s': no %s, but '%s'", name, kind->relation,
		    (const char *)xmlDocGetRootElement(doc)->name);
		return false;
	}
	zip_put(package, name, doc, kind);
	return true;
}

static bool zip_on(struct zip_job *z, const xmlNode *n)
{
	const char *value = zip_attr(z, n, "val");
	return value == NULL || (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "off") != 0);
}

/* The header (or footer) that a section has for such pages; NULL: none. */
static const char *zip_reference(struct zip_job *z, const xmlNode *section, const char *element, const char *pages)
{
	for (const xmlNode *n = section->children; n != NULL; n = n->next) {
		const char *type = zip_is(n, element) ? zip_attr(z, n, "type") : NULL;
		const char *id = type != NULL && strcmp(type, pages) == 0 ? zip_attr(z, n, "id") : NULL;
		uint32_t i = id != NULL ? map_get(&z->by_id, span_str(id)) : MAP_NONE;
		if (i != MAP_NONE) {
			return z->relations.v[i].target;
		}
	}
	return NULL;
}

static bool zip_section(struct zip_job *z, xmlNode *package, const xmlNode *section, const char *element, const struct zip_kind *kind)
{
	bool first = false;
	for (const xmlNode *n = section->children; n != NULL; n = n->next) {
		first = first || (zip_is(n, "titlePg") && zip_on(z, n));
	}
	return (!first || zip_take(z, package, zip_reference(z, section, element, "first"), kind)) &&
	    zip_take(z, package, zip_reference(z, section, element, "default"), kind) &&
	    (!z->even_apart || zip_take(z, package, zip_reference(z, section, element, "even"), kind));
}

/* Headers (or footers) of all sections, in the order in which pages show them. */
static bool zip_sections(struct zip_job *z, xmlNode *package, xmlNode *root, const char *element, const struct zip_kind *kind)
{
	for (xmlNode *n = root; n != NULL; n = zip_next(root, n)) {
		if (zip_is(n, "sectPr") && !zip_section(z, package, n, element, kind)) {
			return false;
		}
	}
	return true;
}

/* Does the document tell even pages from odd ones? */
static bool zip_settings(struct zip_job *z)
{
	const char *name = zip_related(z, "settings");
	xmlDoc *doc = name != NULL && zip_pack_has(z->pack, name) ? zip_part(z, name) : NULL;
	for (const xmlNode *n = doc != NULL ? xmlDocGetRootElement(doc)->children : NULL; n != NULL; n = n->next) {
		z->even_apart = z->even_apart || (zip_is(n, "evenAndOddHeaders") && zip_on(z, n));
	}
	return name == NULL || doc != NULL;
}

/* An Office package whose main part is no text. */
static long zip_other_office(struct zip_job *z, const xmlNode *root)
{
	const char *what = zip_is(root, "workbook") ? "a spreadsheet (.xlsx), not a letter" :
	    zip_is(root, "presentation") ? "a presentation (.pptx), not a letter" : "an Office file that is not a Word document";
	return zip_refuse(z, DIAG_FORMAT_UNSUPPORTED, what);
}

static long zip_ooxml_parts(struct zip_job *z, const char *main_name, const xmlDoc *main_part, xmlNode *root)
{
	xmlDoc *doc = xml_new(z->a, "package");
	xmlNode *package = xmlDocGetRootElement(doc);
	xml_space(package, "pkg", ZIP_PKG);
	bool good = zip_relations(z, main_name) && zip_settings(z) && zip_sections(z, package, root, "headerReference", &zip_header);
	if (good) {
		zip_put(package, main_name, main_part, &zip_document);
		good = zip_take(z, package, zip_related(z, zip_footnotes.relation), &zip_footnotes) &&
		    zip_sections(z, package, root, "footerReference", &zip_footer);
	}
	return good ? zip_give(z, doc, "docx") : -1;
}

static long zip_ooxml(struct zip_job *z)
{
	if (!zip_relations(z, "")) {
		return -1;
	}
	const char *name = zip_related(z, zip_document.relation);
	if (name == NULL) {
		return zip_refuse(z, DIAG_FORMAT_UNSUPPORTED, "an Office file without a document");
	}
	if (span_ends(span_str(name), ".bin")) {
		return zip_refuse(z, DIAG_FORMAT_UNSUPPORTED, "a binary spreadsheet (.xlsb), not a letter");
	}
	xmlDoc *doc = zip_part(z, name);
	xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	return root == NULL ? -1 : zip_is(root, zip_document.root) ? zip_ooxml_parts(z, name, doc, root) : zip_other_office(z, root);
}

/* ---- OpenDocument ---- */

static xmlNode *zip_child(const xmlNode *n, const char *name)
{
	xmlNode *c = n->children;
	while (c != NULL && !zip_is(c, name)) {
		c = c->next;
	}
	return c;
}

/* 1: some member is encrypted; 0: none; -1: said. */
static int zip_locked(struct zip_job *z)
{
	if (!zip_pack_has(z->pack, "META-INF/manifest.xml")) {
		return 0;
	}
	xmlDoc *doc = zip_part(z, "META-INF/manifest.xml");
	xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	for (xmlNode *n = root; n != NULL; n = zip_next(root, n)) {
		if (zip_is(n, "encryption-data")) {
			return 1;
		}
	}
	return root != NULL ? 0 : -1;
}

static long zip_other_opendocument(struct zip_job *z, const xmlNode *body)
{
	const char *what = zip_child(body, "spreadsheet") != NULL ? "a spreadsheet (.ods), not a letter" :
	    zip_child(body, "presentation") != NULL ? "a presentation (.odp), not a letter" : "an OpenDocument file that is not a text";
	return zip_refuse(z, DIAG_FORMAT_UNSUPPORTED, what);
}

static void zip_copy_child(xmlNode *to, const xmlNode *from, const char *name)
{
	const xmlNode *child = from != NULL ? zip_child(from, name) : NULL;
	if (child != NULL) {
		xml_add_copy(to, child);
	}
}

static long zip_opendocument(struct zip_job *z)
{
	int locked = zip_locked(z);
	if (locked != 0) {
		return locked < 0 ? -1 : zip_refuse(z, DIAG_FILE_ENCRYPTED, "an OpenDocument file");
	}
	xmlDoc *content = zip_part(z, "content.xml");
	xmlNode *root = content != NULL ? xmlDocGetRootElement(content) : NULL, *body = root != NULL ? zip_child(root, "body") : NULL;
	if (root == NULL) {
		return -1;
	}
	if (body == NULL || zip_child(body, "text") == NULL) {
		return zip_other_opendocument(z, body != NULL ? body : root);
	}
	xmlDoc *styles = zip_pack_has(z->pack, "styles.xml") ? zip_part(z, "styles.xml") : NULL, *doc = xml_new(z->a, "document");
	if (styles == NULL && zip_pack_has(z->pack, "styles.xml")) {
		return -1;
	}
	xmlNode *flat = xmlDocGetRootElement(doc);
	xml_space(flat, "office", ZIP_OFFICE);
	xml_set_own(flat, "mimetype", "application/vnd.oasis.opendocument.text");
	zip_copy_child(flat, root, "automatic-styles");
	zip_copy_child(flat, styles != NULL ? xmlDocGetRootElement(styles) : NULL, "master-styles");
	zip_copy_child(flat, root, "body");
	return zip_give(z, doc, "odt");
}

long read_zip_letters(struct read_job *job, const struct read_source *source)
{
	struct zip_job z = { .job = job, .source = source, .a = job->file_arena };
	map_init(&z.taken, z.a);
	z.pack = zip_pack_open(z.a, source->bytes, job->path, job->sink);
	if (z.pack == NULL) {
		return -1;
	}
	if (zip_pack_has(z.pack, "_rels/.rels")) {
		return zip_ooxml(&z);
	}
	if (zip_pack_has(z.pack, "content.xml") || zip_pack_has(z.pack, "encrypted-package")) {
		return zip_opendocument(&z);
	}
	return zip_refuse(&z, DIAG_FORMAT_UNSUPPORTED, "a ZIP archive, not a letter");
}
