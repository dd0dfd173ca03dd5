/* project_read.c - a project's own file and those it extends: options, levels, what is left out; DESIGN section 8.
 *
 * In: the name of a file, rules/schemas/config.rng. Out: struct project. A file that does not follow its schema, extends itself or one that
 * is not there is unusable, and said with its place. The knowledge in it is left to know/, the values of options to the command.
 *
 * SPDX-License-Identifier: ISC */
#include "project/project.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { PROJECT_BYTES = 4 << 20, PROJECT_CHAIN = 16 };	/* of a file; files that extend each other */

struct reading {
	struct arena *a;
	struct project *p;
	struct diag_sink *sink;
	struct xml_schema *schema;
	const char *chain[PROJECT_CHAIN];	/* absolute names of the files that are being read */
	uint32_t depth;
};

struct source {
	const char *path, *folder;
	struct span text;
	struct linemap lines;
};

static bool fault(struct reading *r, struct source *s, const xmlNode *at, enum diag_id id, const char *detail, const char *about)
{
	diag_in(r->sink, id, s->path, &s->lines, r->a, at != NULL ? xml_offset(at) : SIZE_MAX, 0, "%s%s%s%s", detail, about != NULL ? " '" : "", about != NULL ? about : "", about != NULL ? "'" : "");
	return false;
}

static bool read_schema(struct reading *r)
{
	struct know *k = know_default();
	struct span text;
	if (know_file_find(k, "schemas/config.rng", &text)) {
		r->schema = xml_schema_new(r->a, text, "schemas/config.rng", r->sink);
	}
	know_free(k);
	return r->schema != NULL;
}

static const char *folder_of(struct arena *a, const char *absolute)
{
	const char *slash = strrchr(absolute, '/');
	return slash != NULL ? arena_strn(a, absolute, (size_t)(slash - absolute)) : "";
}

/* --- what stands in it --- */

static const char *attribute(struct reading *r, const xmlNode *n, const char *name)
{
	return xml_attr(r->a, n, NULL, name);
}

static bool read_level(struct reading *r, struct source *s, const xmlNode *n, const char *value)
{
	const char *rule = attribute(r, n, "rule"), *where = attribute(r, n, "path");
	const char *why = project_add_level(r->a, r->p, arena_printf(r->a, "%s=%s%s%s", rule, value, where != NULL ? ":" : "", where != NULL ? where : ""), s->folder);
	if (why != NULL) {
		return fault(r, s, n, DIAG_CONFIG_VALUE, why, where);
	}
	struct project_level *l = &r->p->levels.v[r->p->levels.n - 1];
	l->path = s->path;
	linemap_at(&s->lines, r->a, xml_offset(n), &l->line, &l->column);
	return true;
}

/* What knowledge is read from: later nobody knows who named it. */
static bool is_there(struct reading *r, const struct source *s, const char *name)
{
	return access(name[0] == '/' || s->folder[0] == '\0' ? name : arena_printf(r->a, "%s/%s", s->folder, name), R_OK) == 0;
}

static bool read_element(struct reading *r, struct source *s, const xmlNode *n)
{
	const char *key = (const char *)n->name, *why;
	struct span text = span_trim(xml_text(r->a, n));
	const char *value = arena_strn(r->a, text.p != NULL ? text.p : "", text.n);
	bool level = strcmp(key, "level") == 0, exclude = strcmp(key, "exclude") == 0;
	if (strcmp(key, "registry") == 0 || strcmp(key, "reading") == 0 || strcmp(key, "formats") == 0 || strcmp(key, "schema") == 0) {
		r->p->knowledge = true;
		return true;
	}
	if (strcmp(key, "knowledge") == 0) {
		r->p->knowledge = true;
		value = attribute(r, n, "href");
	}
	if ((strcmp(key, "knowledge") == 0 || strcmp(key, "rules") == 0) && !is_there(r, s, value)) {
		return fault(r, s, n, DIAG_CONFIG_VALUE, strerror(errno), value);
	}
	if (level && !read_level(r, s, n, value)) {
		return false;
	}
	if (exclude && (why = project_add_exclude(r->a, r->p, value, s->folder)) != NULL) {
		return fault(r, s, n, DIAG_CONFIG_VALUE, why, value);
	}
	if (level) {
		const char *where = attribute(r, n, "path");
		value = arena_printf(r->a, "%s=%s%s%s", attribute(r, n, "rule"), value, where != NULL ? ":" : "", where != NULL ? where : "");
	}
	struct project_option *o = vec_push(r->a, &r->p->options);
	*o = (struct project_option){ .key = arena_str(r->a, key), .value = value, .path = s->path, .folder = s->folder };
	linemap_at(&s->lines, r->a, xml_offset(n), &o->line, &o->column);
	return true;
}

/* --- files --- */

static bool read_file(struct reading *r, const char *path, struct source *from, const xmlNode *at, const char *written);

static bool read_extended(struct reading *r, struct source *s, const xmlNode *root)
{
	const char *other = attribute(r, root, "extends");
	if (other == NULL) {
		return true;
	}
	return read_file(r, other[0] == '/' ? other : arena_printf(r->a, "%s/%s", s->folder, other), s, root, other);
}

static bool read_document(struct reading *r, struct source *s)
{
	xmlDoc *doc = xml_read(r->a, s->text, s->path, r->sink);
	if (doc == NULL || (r->schema == NULL && !read_schema(r)) || !xml_schema_check(r->schema, doc, s->path, s->text, r->sink)) {
		return false;
	}
	const xmlNode *root = xmlDocGetRootElement(doc);
	bool good = read_extended(r, s, root);
	*vec_push(r->a, &r->p->files) = s->path;
	for (const xmlNode *n = root->children; n != NULL; n = n->next) {
		good = (n->type != XML_ELEMENT_NODE || read_element(r, s, n)) && good;
	}
	return good;
}

static bool read_bytes(struct reading *r, struct source *s)
{
	struct buf bytes = BUF_INIT;
	bool got = buf_read_file(&bytes, s->path, PROJECT_BYTES) == 0;
	int why = errno;
	if (got) {
		s->text = span_of(arena_strn(r->a, bytes.p != NULL ? bytes.p : "", bytes.n), bytes.n);
		s->text = xml_utf8(r->a, s->text);
		linemap_init(&s->lines, s->text);
	} else {
		diag_at(r->sink, DIAG_FILE_UNREADABLE, s->path, 0, 0, "%s", strerror(why));
	}
	buf_release(&bytes);
	return got;
}

/* As people know it: from where they stand. */
static const char *shown(struct arena *a, const char *absolute)
{
	char here[PATH_MAX];
	size_t n = getcwd(here, sizeof here) != NULL ? strlen(here) : 0;
	return n > 1 && strncmp(absolute, here, n) == 0 && absolute[n] == '/' ? arena_str(a, absolute + n + 1) : arena_str(a, absolute);
}

/* from, at, written: the file that names it, where, and how; NULL: the first. */
static bool read_file(struct reading *r, const char *path, struct source *from, const xmlNode *at, const char *written)
{
	char absolute[PATH_MAX];
	bool there = realpath(path, absolute) != NULL;
	if (!there && from != NULL) {
		return fault(r, from, at, DIAG_CONFIG_EXTENDS, "cannot read the file it extends:", written);
	}
	struct source s = { .path = there ? shown(r->a, absolute) : arena_str(r->a, path) };
	s.folder = there ? folder_of(r->a, absolute) : "";
	for (uint32_t i = 0; i < r->depth; i++) {
		if (strcmp(r->chain[i], absolute) == 0) {
			return fault(r, from, at, DIAG_CONFIG_EXTENDS, "files that extend each other:", written);
		}
	}
	if (r->depth == PROJECT_CHAIN) {
		return fault(r, from, at, DIAG_CONFIG_EXTENDS, "a chain of more files than the limit:", written);
	}
	r->chain[r->depth++] = there ? arena_str(r->a, absolute) : s.path;
	bool good = read_bytes(r, &s) && read_document(r, &s);
	r->depth--;
	return good;
}

struct project *project_read(struct arena *a, const char *file, struct diag_sink *sink)
{
	struct reading r = { .a = a, .p = ARENA_NEW(a, struct project), .sink = sink };
	return read_file(&r, file, NULL, NULL, file) ? r.p : NULL;
}
