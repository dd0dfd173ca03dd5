/* read_zip.c - ZIP archives: which kind of word processor's file it is, and its parts; DESIGN section 4.
 *
 * In: an archive's bytes. Out: the letter, through read_docx.c or read_odt.c, which put the parts together into the one XML document
 * that the same program would have written as a single file (flat OPC, flat ODF). Reading that is left to rules/formats/.
 *
 * An Office file with a password is no archive but an OLE file that holds one; it is known here so that it is told for what it is.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_zip.h"

/* "EncryptedPackage" in UTF-16. */
static bool zip_locked_office(struct span bytes)
{
	static const char ole[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	const char *end = span_end(bytes), *p = bytes.p;
	if (bytes.n < sizeof ole + sizeof name || memcmp(p, ole, sizeof ole - 1) != 0) {
		return false;
	}
	for (end -= sizeof name; p < end && (p = memchr(p, 'E', (size_t)(end - p))) != NULL; p++) {
		if (memcmp(p, name, sizeof name) == 0) {
			return true;
		}
	}
	return false;
}

bool read_zip_mine(struct span bytes)
{
	return zip_pack_mine(bytes) || zip_locked_office(bytes);
}

/* ---- for those who read the parts ---- */

bool read_zip_text(struct read_zip *z, const char *name, struct span *text, const char **path)
{
	struct span bytes;
	const char *encoding;
	*path = arena_printf(z->a, "%s/%s", z->job->path, name);
	return zip_pack_read(z->pack, name, &bytes) && read_decode(z->a, bytes, *path, z->job->sink, text, &encoding);
}

xmlDoc *read_zip_part(struct read_zip *z, const char *name)
{
	struct span text;
	const char *path;
	return read_zip_text(z, name, &text, &path) ? xml_read(z->a, text, path, z->job->sink) : NULL;
}

bool read_zip_is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

const char *read_zip_attr(struct read_zip *z, const xmlNode *n, const char *name)
{
	return xml_attr(z->a, n, "*", name);
}

xmlNode *read_zip_next(const xmlNode *root, xmlNode *n)
{
	if (n->type == XML_ELEMENT_NODE && n->children != NULL) {
		return n->children;
	}
	while (n != root && n->next == NULL) {
		n = n->parent;
	}
	return n != root ? n->next : NULL;
}

long read_zip_refuse(struct read_zip *z, enum diag_id id, const char *what)
{
	diag_at(z->job->sink, id, z->job->path, 0, 0, "%s", what);
	return -1;
}

xmlNode *read_zip_child(const xmlNode *n, const char *name)
{
	xmlNode *c = n->children;
	while (c != NULL && !read_zip_is(c, name)) {
		c = c->next;
	}
	return c;
}

/* ---- which kind ---- */

long read_zip_letters(struct read_job *job, const struct read_source *source)
{
	struct read_zip z = { job, source, job->file_arena, NULL };
	if (zip_locked_office(source->bytes)) {
		return read_zip_refuse(&z, DIAG_FILE_ENCRYPTED, "an Office file that needs a password");
	}
	z.pack = zip_pack_open(z.a, source->bytes, job->path, job->sink);
	if (z.pack == NULL) {
		return -1;
	}
	if (zip_pack_has(z.pack, "_rels/.rels")) {
		return read_docx_letters(&z);
	}
	if (zip_pack_has(z.pack, "content.xml") || zip_pack_has(z.pack, "encrypted-package")) {
		return read_odt_letters(&z);
	}
	return read_zip_refuse(&z, DIAG_FORMAT_UNSUPPORTED, "a ZIP archive, not a letter");
}
