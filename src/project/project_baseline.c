/* project_baseline.c - a baseline: findings that may stand, kept in a file of their own; DESIGN section 8.
 *
 * In: a file that follows rules/schemas/baseline.rng, or none yet; findings. Out: which of them it holds; the file with findings put in or taken
 * out, sorted and an entry a line, so that two versions of it are compared well, written whole or not at all. Findings are known by their
 * fingerprints; rule, path and parties stand there for people.
 *
 * SPDX-License-Identifier: ISC */
#include "project/project.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BASELINE_BYTES = 256 << 20 };

/* --- paths: from the baseline's folder, so that they are the same wherever one stands --- */

/* The folder's real name, asked for once for files that stand together. */
static const char *baseline_folder_of(struct project_baseline *b, const char *path, const char **name)
{
	char real[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t n = slash != NULL ? (size_t)(slash - path) + 1 : 0;
	*name = path + n;
	if (b->asked == NULL || strncmp(b->asked, path, n) != 0 || b->asked[n] != '\0') {
		b->asked = arena_strn(b->arena, path, n);
		b->answer = realpath(n > 0 ? b->asked : ".", real) != NULL ? arena_str(b->arena, strcmp(real, "/") == 0 ? "" : real) : NULL;
	}
	return b->answer;
}

/* NULL: its folder is not there. */
static const char *baseline_absolute(struct project_baseline *b, struct arena *a, const char *path)
{
	const char *name, *folder = baseline_folder_of(b, path, &name);
	return folder != NULL ? arena_printf(a, "%s/%s", folder, name) : NULL;
}

static const char *baseline_relative(struct project_baseline *b, struct arena *a, const char *path)
{
	const char *absolute = strcmp(path, "-") == 0 ? NULL : baseline_absolute(b, a, path);
	size_t n = strlen(b->folder);
	bool below = absolute != NULL && strncmp(absolute, b->folder, n) == 0 && absolute[n] == '/';
	return below ? absolute + n + 1 : absolute != NULL ? absolute : path;
}

static bool baseline_is_there(const struct project_baseline *b, const char *path)
{
	char whole[PATH_MAX];
	struct stat st;
	int n = snprintf(whole, sizeof whole, "%s%s%s", path[0] == '/' ? "" : b->folder, path[0] == '/' ? "" : "/", path);
	return n > 0 && (size_t)n < sizeof whole && (stat(whole, &st) == 0 || errno != ENOENT);
}

/* --- reading --- */

struct reading {
	struct project_baseline *b;
	struct linemap lines;
	struct diag_sink *sink;
	bool good;
};

static const char *entry_text(struct reading *r, const xmlNode *n, const char *name)
{
	const char *value = xml_attr(r->b->arena, n, NULL, name);
	return value != NULL ? value : "";
}

static void entry_fault(struct reading *r, const struct project_entry *e, const char *why)
{
	diag_at(r->sink, DIAG_BASELINE_UNUSABLE, r->b->path, e->told.line, e->told.column, "%s", why);
	r->good = false;
}

static void read_entry(struct reading *r, const xmlNode *n)
{
	struct project_baseline *b = r->b;
	struct date until;
	struct project_entry *e = ARENA_NEW(b->arena, struct project_entry);
	*e = (struct project_entry){
		.fingerprint = entry_text(r, n, "fingerprint"), .path = entry_text(r, n, "path"), .member = entry_text(r, n, "member"),
		.party = entry_text(r, n, "party"), .counterpart = entry_text(r, n, "counterpart"),
		.told = { .rule = entry_text(r, n, "rule"), .reason = entry_text(r, n, "reason"), .by = entry_text(r, n, "by"), .until = entry_text(r, n, "until"), .path = b->path },
	};
	linemap_at(&r->lines, b->arena, xml_offset(n), &e->told.line, &e->told.column);
	uint32_t twin = map_get(&b->by_fingerprint, span_str(e->fingerprint));
	if (*e->told.until != '\0' && !date_parse(span_str(e->told.until), &until)) {
		entry_fault(r, e, arena_printf(b->arena, "until '%s' is no date (2027, 2027-03 or 2027-03-31)", e->told.until));
	} else if (twin != MAP_NONE) {
		entry_fault(r, e, arena_printf(b->arena, "the finding '%s' has an entry on line %u", e->fingerprint, (unsigned)b->entries.v[twin]->told.line));
	}
	e->ended = project_accept_ended(&e->told);
	map_put(&b->by_fingerprint, span_str(e->fingerprint), b->entries.n);
	*vec_push(b->arena, &b->entries) = e;
}

static bool read_document(struct reading *r, struct span text)
{
	struct span schema_text;
	struct know *k = know_default();
	xmlDoc *doc = xml_read(r->b->arena, text, r->b->path, r->sink);
	struct xml_schema *schema = doc != NULL && know_file_find(k, "schemas/baseline.rng", &schema_text) ?
	    xml_schema_new(r->b->arena, schema_text, "schemas/baseline.rng", r->sink) : NULL;
	know_free(k);
	if (schema == NULL || !xml_schema_check(schema, doc, r->b->path, text, r->sink)) {
		return false;
	}
	for (const xmlNode *n = xmlDocGetRootElement(doc)->children; n != NULL; n = n->next) {
		if (n->type == XML_ELEMENT_NODE) {
			read_entry(r, n);
		}
	}
	return r->good;
}

static bool read_file(struct project_baseline *b, bool may_be_new, struct diag_sink *sink)
{
	struct reading r = { .b = b, .sink = sink, .good = true };
	struct buf bytes = BUF_INIT;
	bool got = buf_read_file(&bytes, b->path, BASELINE_BYTES) == 0, fresh = !got && errno == ENOENT && may_be_new;
	if (!got && !fresh) {
		diag_at(sink, DIAG_BASELINE_UNUSABLE, b->path, 0, 0, "%s", strerror(errno));
	}
	struct span text = span_of(arena_strn(b->arena, bytes.p != NULL ? bytes.p : "", bytes.n), bytes.n);
	buf_release(&bytes);
	linemap_init(&r.lines, text);
	return fresh || (got && read_document(&r, text));
}

struct project_baseline *project_baseline_read(struct arena *a, const char *file, bool may_be_new, struct diag_sink *sink)
{
	struct project_baseline *b = ARENA_NEW(a, struct project_baseline);
	const char *name;
	b->arena = a;
	b->path = arena_str(a, file);
	map_init(&b->by_fingerprint, a);
	map_init(&b->files, a);
	b->folder = baseline_folder_of(b, file, &name);
	if (b->folder == NULL) {
		diag_at(sink, DIAG_BASELINE_UNUSABLE, file, 0, 0, "%s", strerror(ENOENT));
		return NULL;
	}
	return read_file(b, may_be_new, sink) ? b : NULL;
}

/* --- findings --- */

struct project_entry *project_baseline_find(struct project_baseline *b, const char *fingerprint, const char *rule)
{
	uint32_t i = map_get(&b->by_fingerprint, span_str(fingerprint));
	struct project_entry *e = i != MAP_NONE ? b->entries.v[i] : NULL;
	if (e == NULL || strcmp(e->told.rule, rule) != 0) {
		return NULL;
	}
	e->found = true;
	return e;
}

struct project_entry *project_baseline_add(struct project_baseline *b, const struct project_entry *entry)
{
	struct arena *a = b->arena;
	struct project_entry *e = ARENA_NEW(a, struct project_entry);
	*e = (struct project_entry){
		.fingerprint = arena_str(a, entry->fingerprint), .path = baseline_relative(b, a, entry->path), .member = arena_str(a, entry->member),
		.party = arena_str(a, entry->party), .counterpart = arena_str(a, entry->counterpart), .found = true, .fresh = true,
		.message = entry->message != NULL ? arena_str(a, entry->message) : NULL,
		.told = { .rule = arena_str(a, entry->told.rule), .reason = arena_str(a, entry->told.reason), .by = arena_str(a, entry->told.by),
			.until = arena_str(a, entry->told.until), .path = b->path },
	};
	map_put(&b->by_fingerprint, span_str(e->fingerprint), b->entries.n);
	*vec_push(a, &b->entries) = e;
	return e;
}

void project_baseline_moved(struct project_baseline *b, struct project_entry *e, const char *path, const char *member)
{
	const char *now = baseline_relative(b, b->arena, path);
	if (!e->fresh && strcmp(now, e->path) != 0 && !baseline_is_there(b, e->path)) {
		e->path = now;
		e->member = arena_str(b->arena, member);
	}
}

bool project_baseline_is(struct project_baseline *b, const char *path)
{
	const char *slash = strrchr(path, '/'), *own = strrchr(b->path, '/');
	if (strcmp(slash != NULL ? slash + 1 : path, own != NULL ? own + 1 : b->path) != 0) {
		return false;
	}
	struct arena scratch;
	arena_init(&scratch, 0);
	const char *absolute = baseline_absolute(b, &scratch, path);
	bool is = absolute != NULL && strcmp(absolute, arena_printf(&scratch, "%s/%s", b->folder, own != NULL ? own + 1 : b->path)) == 0;
	arena_release(&scratch);
	return is;
}

void project_baseline_file(struct project_baseline *b, const char *path, bool whole)
{
	struct arena scratch;
	arena_init(&scratch, 0);
	struct span name = span_str(baseline_relative(b, &scratch, path));
	uint32_t was = map_get(&b->files, name);
	b->whole += whole;
	if (was == MAP_NONE || !whole) {
		map_put(&b->files, span_of(arena_strn(b->arena, name.p, name.n), name.n), whole);
	}
	arena_release(&scratch);
}

bool project_baseline_is_gone(const struct project_baseline *b, const struct project_entry *e, bool whole)
{
	uint32_t read = map_get(&b->files, span_str(e->path));
	return !e->found && (read == MAP_NONE ? whole && !baseline_is_there(b, e->path) : read == 1);
}

bool project_baseline_was_read(const struct project_baseline *b, const struct project_entry *e)
{
	return map_get(&b->files, span_str(e->path)) == 1;
}

/* --- writing --- */

static int entry_order(const void *x, const void *y)
{
	const struct project_entry *const *a = x, *const *b = y;
	const char *keys[][2] = { { (*a)->path, (*b)->path }, { (*a)->member, (*b)->member }, { (*a)->told.rule, (*b)->told.rule },
		{ (*a)->fingerprint, (*b)->fingerprint } };
	int order = 0;
	for (size_t i = 0; i < sizeof keys / sizeof *keys && order == 0; i++) {
		order = strcmp(keys[i][0], keys[i][1]);
	}
	return order;
}

static void print_entry(xmlNode *root, const struct project_entry *e)
{
	xmlNode *n = xml_add(root, "finding");
	xml_set(n, "fingerprint", e->fingerprint);
	xml_set(n, "rule", e->told.rule);
	xml_set(n, "path", e->path);
	xml_set(n, "member", e->member);
	xml_set(n, "party", e->party);
	xml_set(n, "counterpart", e->counterpart);
	xml_set(n, "reason", e->told.reason);
	xml_set(n, "by", e->told.by);
	xml_set(n, "until", e->told.until);
}

static void baseline_print(const struct project_baseline *b, struct buf *out)
{
	static const char about[] = "<!-- Findings of samedesk that may stand: see ACCEPTING FINDINGS in samedesk(1). reason, by and until are yours to fill in. -->\n";
	struct arena scratch;
	struct buf text = BUF_INIT;
	arena_init(&scratch, 0);
	xmlDoc *doc = xml_new(&scratch, "baseline");
	const struct project_entry **order = ARENA_NEWS(&scratch, const struct project_entry *, b->entries.n);
	uint32_t n = 0;
	for (uint32_t i = 0; i < b->entries.n; i++) {
		if (!b->entries.v[i]->dropped) {
			order[n++] = b->entries.v[i];
		}
	}
	if (n > 1) {
		qsort(order, n, sizeof *order, entry_order);
	}
	for (uint32_t i = 0; i < n; i++) {
		print_entry(xmlDocGetRootElement(doc), order[i]);
	}
	xml_print(&text, doc);
	const char *root = text.n > 0 ? strstr(text.p, "<baseline") : NULL;
	size_t head = root != NULL ? (size_t)(root - text.p) : 0;
	buf_add(out, text.p, head);
	buf_str(out, about);
	buf_add(out, text.p + head, text.n - head);
	buf_release(&text);
	arena_release(&scratch);
}

static bool baseline_put(const char *made, int fd, const struct buf *text, const char *name)
{
	mode_t mask = umask(0);
	umask(mask);
	FILE *to = fdopen(fd, "w");
	bool good = to != NULL && fchmod(fd, 0666 & ~mask) == 0 && fwrite(text->p, 1, text->n, to) == text->n;
	int why = errno;
	if (to == NULL) {
		close(fd);
	} else if (fclose(to) != 0 && good) {
		good = false;
		why = errno;
	}
	if (good && rename(made, name) != 0) {
		good = false;
		why = errno;
	}
	errno = why;
	return good;
}

/* A link stays one: what it points to is written. */
static bool baseline_replace(const char *path, const struct buf *text)
{
	char real[PATH_MAX], made[PATH_MAX + 8];
	struct stat st;
	const char *name = realpath(path, real) != NULL ? real : path;
	if (stat(name, &st) == 0 && !S_ISREG(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		return false;
	}
	int n = snprintf(made, sizeof made, "%s.XXXXXX", name);
	int fd = n > 0 && (size_t)n < sizeof made ? mkstemp(made) : -1;
	if (fd < 0) {
		return false;
	}
	bool good = baseline_put(made, fd, text, name);
	int why = errno;
	if (!good) {
		unlink(made);
	}
	errno = why;
	return good;
}

bool project_baseline_write(const struct project_baseline *b, struct diag_sink *sink)
{
	struct buf text = BUF_INIT;
	baseline_print(b, &text);
	bool good = baseline_replace(b->path, &text);
	if (!good) {
		diag_at(sink, DIAG_BASELINE_FAILED, b->path, 0, 0, "%s", strerror(errno));
	}
	buf_release(&text);
	return good;
}
