/* know_load.c - a rules directory (or the compiled-in sources) and overlays, to a knowledge base.
 *
 * In: file names. Out: a frozen image. Each file is checked against the schema its root element names before its rows are taken;
 * after a fault the other files are still read, so that one run tells all.
 *
 * SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "know/know_in.h"

enum { RULES_FILE_BYTES = 16 << 20 };

static const struct vocabulary {
	const char *root, *schema;
	void (*first)(struct know_build *b, struct know_doc *doc);
	void (*second)(struct know_build *b, struct know_doc *doc);
} vocabularies[] = {
	{ "registry", "schemas/registry.rng", know_registry_ids, know_registry_rows },
	{ "reading", "schemas/reading.rng", NULL, know_reading_rows },
	{ "formats", "schemas/formats.rng", NULL, know_formats_rows },
	{ "messages", "schemas/messages.rng", NULL, know_tongue_rows },
	{ "schema", "schemas/checks.rng", NULL, NULL },
	{ "samedesk", "schemas/config.rng", NULL, NULL },
};

static const struct vocabulary *load_vocabulary(const struct know_doc *doc)
{
	const xmlNode *root = doc->doc != NULL ? xmlDocGetRootElement(doc->doc) : NULL;
	for (size_t i = 0; root != NULL && i < sizeof vocabularies / sizeof *vocabularies; i++) {
		if (strcmp((const char *)root->name, vocabularies[i].root) == 0) {
			return &vocabularies[i];
		}
	}
	return NULL;
}

struct know_doc *know_load_text(struct know_build *b, const char *name, const char *path, struct span text)
{
	struct know_doc *doc = vec_push(b->a, &b->docs);
	*doc = (struct know_doc){ .name = arena_str(b->a, name), .path = arena_str(b->a, path) };
	doc->text = span_of(arena_strn(b->a, text.p, text.n), text.n);
	linemap_init(&doc->lines, doc->text);
	return doc;
}

bool know_load_file(struct know_build *b, const char *name, const char *path)
{
	struct buf bytes = BUF_INIT;
	if (buf_read_file(&bytes, path, RULES_FILE_BYTES) != 0) {
		if (errno == EFBIG) {
			diag_at(b->sink, DIAG_FILE_TOO_LARGE, path, 0, 0, "at most %d MiB", RULES_FILE_BYTES >> 20);
		} else {
			diag_at(b->sink, DIAG_FILE_UNREADABLE, path, 0, 0, "%s", strerror(errno));
		}
		b->faults++;
		buf_release(&bytes);
		return false;
	}
	know_load_text(b, name, path, xml_utf8(b->a, span_of(bytes.p, bytes.n)));
	buf_release(&bytes);
	return true;
}

bool know_load_overlay(struct know_build *b, const char *path)
{
	return know_load_file(b, know_is_source(path) ? arena_printf(b->a, "./%s", path) : path, path);
}

static bool load_wanted(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');
	return e->d_name[0] != '.' && dot != NULL &&
	    (strcmp(dot, ".xml") == 0 || strcmp(dot, ".sch") == 0 || strcmp(dot, ".rng") == 0);
}

static int load_order(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static void load_room(struct know_build *b, const char *dir, const char *room)
{
	VEC(const char *) names = { 0 };
	const char *folder = arena_printf(b->a, "%s/%s", dir, room);
	DIR *entries = opendir(folder);
	if (entries == NULL && errno != ENOENT && errno != ENOTDIR) {
		diag_at(b->sink, DIAG_FILE_UNREADABLE, folder, 0, 0, "%s", strerror(errno));	/* silence would make every letter clean */
		b->faults++;
	}
	for (const struct dirent *e; entries != NULL && (e = readdir(entries)) != NULL;) {
		if (load_wanted(e)) {
			*vec_push(b->a, &names) = arena_str(b->a, e->d_name);
		}
	}
	if (entries != NULL) {
		closedir(entries);
	}
	if (names.n > 0) {
		qsort(names.v, names.n, sizeof *names.v, load_order);
	}
	for (uint32_t i = 0; i < names.n; i++) {
		know_load_file(b, arena_printf(b->a, "%s/%s", room, names.v[i]), arena_printf(b->a, "%s/%s/%s", dir, room, names.v[i]));
	}
}

static void load_dir(struct know_build *b, const char *dir)
{
	static const char *const rooms[] = { "registry", "reading", "formats", "checks", "messages", "schemas" };
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		load_room(b, dir, rooms[i]);
	}
	if (b->docs.n == 0 && b->faults == 0) {
		struct stat st;
		bool file = stat(dir, &st) == 0 && !S_ISDIR(st.st_mode);
		diag_at(b->sink, DIAG_KNOW_EMPTY, dir, 0, 0, file ? "'%s' is a file: --knowledge takes one" : "'%s'", dir);
		b->faults++;
	}
}

/* The compiled-in sources, for validate without a directory and for overlays. */
static void load_builtin(struct know_build *b)
{
	struct know *k = know_default();
	for (uint32_t i = 0; i < know_file_count(k); i++) {
		if (span_starts(span_str(know_file_name(k, i)), "brief/")) {
			continue;	/* made from another */
		}
		know_load_text(b, know_file_name(k, i), arena_printf(b->a, "rules/%s", know_file_name(k, i)), know_file_text(k, i));
	}
	know_free(k);
}

/* A schema is taken from the same set; where it has none, from what is compiled in. */
static struct xml_schema *load_schema(struct know_build *b, const char *name)
{
	struct span text = { NULL, 0 };
	struct know *builtin = NULL;
	for (uint32_t i = 0; i < b->docs.n; i++) {
		if (strcmp(b->docs.v[i].name, name) == 0) {
			text = b->docs.v[i].text;
		}
	}
	if (text.n == 0) {
		builtin = know_default();
		know_file_find(builtin, name, &text);
	}
	struct xml_schema *s = text.n > 0 ? xml_schema_new(b->a, text, name, b->sink) : NULL;
	know_free(builtin);
	return s;
}

static bool load_is_schema(const struct know_doc *doc)
{
	return span_ends(span_str(doc->name), ".rng");
}

/* Those from the i-th on, and what they name. */
static void load_parse(struct know_build *b, uint32_t from)
{
	struct xml_schema *schemas[sizeof vocabularies / sizeof *vocabularies] = { 0 };
	for (uint32_t i = from; i < b->docs.n; i++) {
		struct know_doc *doc = &b->docs.v[i];
		if (load_is_schema(doc)) {
			continue;
		}
		doc->doc = xml_read(b->a, doc->text, doc->path, b->sink);
		if (doc->inner && doc->doc != NULL) {
			know_config_inner(doc->doc);
		}
		const struct vocabulary *v = load_vocabulary(doc);
		if (v == NULL) {
			if (doc->doc != NULL) {
				know_build_fault(b, DIAG_KNOW_SCHEMA, doc, xmlDocGetRootElement(doc->doc), "no vocabulary of rules/ has this root element");
			}
			b->faults += doc->doc == NULL;
			doc->doc = NULL;
			continue;
		}
		size_t which = (size_t)(v - vocabularies);
		if (schemas[which] == NULL) {
			schemas[which] = load_schema(b, v->schema);
		}
		if (schemas[which] != NULL && !xml_schema_check(schemas[which], doc->doc, doc->path, doc->text, b->sink)) {
			b->faults++;
			doc->faulty = true;
		} else if (strcmp(v->root, "samedesk") == 0 && !doc->own) {
			know_build_fault(b, DIAG_KNOW_SCHEMA, doc, xmlDocGetRootElement(doc->doc), "a project's own file cannot be named by another");
		} else if (strcmp(v->root, "samedesk") == 0) {
			know_config_docs(b, i);
		}
	}
}

/* The text of rules without their examples, which judging does not need and which are most of it. Lines keep their numbers. */
static struct span load_brief(struct know_build *b, const struct know_doc *doc)
{
	char *text = arena_strn(b->a, doc->text.p, doc->text.n);
	for (const xmlNode *n = xmlDocGetRootElement(doc->doc)->children; n != NULL; n = n->next) {
		const xmlNode *next = n->next;
		while (next != NULL && next->type != XML_ELEMENT_NODE) {
			next = next->next;
		}
		bool example = n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, "example") == 0;
		size_t end = next != NULL ? xml_offset(next) : doc->text.n;
		while (example && next == NULL && end > xml_offset(n) && (text[end - 1] != '<' || text[end] != '/')) {
			end--;	/* the root's own end tag stays */
		}
		for (size_t i = xml_offset(n); example && i + (next == NULL) < end; i++) {
			text[i] = text[i] == '\n' || text[i] == '\r' ? text[i] : ' ';
		}
	}
	return span_of(text, doc->text.n);
}

static void load_keep(struct know_build *b, const char *name, struct span text)
{
	struct know_file f = { know_build_text(b, span_str(name)), (uint32_t)b->blob.n, (uint32_t)text.n };
	buf_span(&b->blob, text);
	buf_char(&b->blob, '\0');
	*vec_push(b->a, &b->files) = f;
}

static void load_rows(struct know_build *b)
{
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < b->docs.n; i++) {
			const struct vocabulary *v = load_vocabulary(&b->docs.v[i]);
			bool wanted = pass == 0 || !b->docs.v[i].faulty;	/* who is in a faulty file is no dangling reference elsewhere */
			if (v != NULL && wanted && (pass == 0 ? v->first : v->second) != NULL) {
				(pass == 0 ? v->first : v->second)(b, &b->docs.v[i]);
			}
		}
	}
	know_registry_end(b);
	know_reading_end(b);
	for (uint32_t i = 0; i < b->docs.n; i++) {
		const struct know_doc *doc = &b->docs.v[i];
		const struct vocabulary *v = load_vocabulary(doc);
		if (doc->overlay && v != NULL && strcmp(v->root, "schema") == 0) {
			continue;	/* it stands beside the tables: load_own() */
		}
		load_keep(b, doc->name, doc->text);
		if (v != NULL && strcmp(v->root, "schema") == 0) {
			load_keep(b, arena_printf(b->a, "brief/%s", doc->name), load_brief(b, doc));
		}
	}
}

const char *know_root(const struct know *k)
{
	return k->root.n > 0 ? k->root.p : NULL;
}

static struct know *load_freeze(struct know_build *b, const char *dir)
{
	struct buf image = know_build_freeze(b);
	struct know *k = know_of_image(image.p, image.n);
	if (k == NULL) {
		bug("an image that cannot be read back");
	}
	k->owned = image;
	buf_str(&k->root, dir != NULL ? dir : "");
	return k;
}

static void load_overlays(struct know_build *b, const char *const *overlays)
{
	uint32_t from = b->docs.n;
	for (; overlays != NULL && *overlays != NULL; overlays++) {
		if (know_load_overlay(b, *overlays)) {
			b->docs.v[b->docs.n - 1].own = true;
		}
	}
	load_parse(b, from);
	for (uint32_t i = from; i < b->docs.n; i++) {
		b->docs.v[i].overlay = true;
	}
}

/* Do the documents add rules alone? Who parties and teams are is then as it was. */
static bool load_are_rules(const struct know_build *b)
{
	for (uint32_t i = 0; i < b->docs.n; i++) {
		const struct vocabulary *v = load_vocabulary(&b->docs.v[i]);
		if (v != NULL && strcmp(v->root, "schema") != 0 && strcmp(v->root, "samedesk") != 0) {
			return false;
		}
	}
	return true;
}

/* The overlays are read first: mostly they need nothing else to be read. */
static bool load_docs(struct know_build *b, const char *dir, const char *const *overlays, bool check)
{
	if (dir != NULL) {
		load_dir(b, dir);
		load_parse(b, 0);
		load_overlays(b, overlays);
		return true;
	}
	load_overlays(b, overlays);
	if (load_are_rules(b) && !check) {
		return false;
	}
	struct know_build before = *b;
	memset(&b->docs, 0, sizeof b->docs);
	load_builtin(b);
	load_parse(b, 0);
	for (uint32_t i = 0; i < before.docs.n; i++) {
		*vec_push(b->a, &b->docs) = before.docs.v[i];
	}
	return true;
}

static struct span load_own_text(struct know *k, struct span text)
{
	return span_of(arena_strn(&k->arena, text.p, text.n), text.n);
}

static void load_own(const struct know_build *b, struct know *k)
{
	for (uint32_t i = 0; i < b->docs.n; i++) {
		const struct know_doc *doc = &b->docs.v[i];
		const struct vocabulary *v = load_vocabulary(doc);
		if (doc->overlay && v != NULL && strcmp(v->root, "schema") == 0) {
			struct know_rules r = { .path = arena_str(&k->arena, doc->path), .text = load_own_text(k, doc->text), .own = true };
			r.brief = r.text;
			*vec_push(&k->arena, &k->own) = r;
		}
	}
}

static struct know *load(const char *dir, const char *const *overlays, struct diag_sink *sink, bool check)
{
	struct arena a;
	struct know *k = NULL;
	arena_init(&a, 0);
	struct know_build b = { .a = &a, .sink = sink };
	map_init(&b.texts, &a);
	map_init(&b.ids, &a);
	map_init(&b.services, &a);
	map_init(&b.classes, &a);
	map_init(&b.meanings, &a);
	map_init(&b.sources, &a);
	if (!load_docs(&b, dir, overlays, check)) {
		k = know_default();
	} else {
		load_rows(&b);
		k = b.faults == 0 || (check && b.parties.n > 0) ? load_freeze(&b, dir) : NULL;
	}
	if (k != NULL) {
		load_own(&b, k);
	}
	if (k != NULL && check) {
		know_check(k, sink, b.faults > 0);
	}
	if (b.faults > 0) {	/* it served to find more faults, and is no knowledge */
		know_free(k);
		k = NULL;
	}
	buf_release(&b.pool);
	buf_release(&b.blob);
	buf_release(&b.common);
	arena_release(&a);
	return k;
}

struct know *know_load(const char *dir, const char *const *overlays, struct diag_sink *sink)
{
	return load(dir, overlays, sink, false);
}

struct know *know_validate(const char *dir, const char *const *overlays, struct diag_sink *sink)
{
	return load(dir, overlays, sink, true);
}
