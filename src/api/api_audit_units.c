/* api_audit_units.c - what an audit reads, in the order in which its letters are told; DESIGN sections 8 and 10.
 *
 * In: the names of files. Out: units. Files are told in the order in which a walk of the folders meets them, whatever the order on the
 * command line, and each once; so the records of many machines come back into one order. A big mbox is cut into slices.
 *
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/api_audit.h"

/* A folder's files stand together, as its name does among those beside it: '/' counts less than any letter. */
static int path_order(const char *a, const char *b)
{
	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	int x = *a == '\0' ? 0 : *a == '/' ? 1 : (unsigned char)*a + 1;
	int y = *b == '\0' ? 0 : *b == '/' ? 1 : (unsigned char)*b + 1;
	return x - y;
}

static int paths_order(const void *x, const void *y)
{
	return path_order(*(const char *const *)x, *(const char *const *)y);
}

static void unit_add(struct samedesk_audit *a, const struct audit_unit *u)
{
	buf_add(&a->units, (const char *)u, sizeof *u);
}

/* --- files --- */

static size_t units_get(void *user, uint64_t offset, char *out, size_t n)
{
	size_t got = 0;
	for (ssize_t r = 1; got < n && r > 0; got += r > 0 ? (size_t)r : 0) {
		r = pread(*(int *)user, out + got, n - got, (off_t)(offset + got));
	}
	return got;
}

/* False: it is no mbox. */
static bool units_slices(struct samedesk_audit *a, const struct audit_unit *file, uint64_t size, struct buf *scratch)
{
	const char *path = file->path;
	struct read_slice at = { 0, 0, 0, 0 }, slice;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool any = false;
	while (fd >= 0 && read_mail_slice(&at, &slice, scratch, units_get, &fd)) {
		struct audit_unit u = *file;
		u.offset = slice.offset;
		u.n = (uint32_t)slice.n;
		u.lines_before = slice.lines_before;
		u.messages_before = slice.messages_before;
		unit_add(a, &u);
		any = true;
	}
	if (any && at.offset < size) {
		diag_at(&a->options.sink, DIAG_FILE_TOO_LARGE, path, at.lines_before + 1, 1, "a message of more than %u MiB", LIMIT_FILE_BYTES >> 20);
		a->counts.summary.failed_files++;
		a->trouble = true;
	}
	if (fd >= 0) {
		close(fd);
	}
	return any;
}

/* What is no file, or not there, is said when it is read. */
static void units_of_file(struct samedesk_audit *a, const struct audit_unit *file, const struct audit_look *look, struct buf *scratch)
{
	struct audit_unit u = *file;
	u.size = look->size > 0 && look->size < UINT32_MAX ? (uint32_t)look->size : 0;
	bool known = a->store != NULL && api_audit_store_known(a, &u, look);
	bool big = look->file && !known && look->size > (int64_t)(2 * READ_SLICE_BYTES);
	if (!big || !units_slices(a, &u, (uint64_t)look->size, scratch)) {
		unit_add(a, &u);
	}
}

/* Files looked at once, by all threads: their sizes and times are most of what a run costs that reads nothing. */
struct looks { struct samedesk_audit *a; struct audit_look *v; };

#define LOOK_CHUNK 500u

static void looks_work(void *user, unsigned thread, uint32_t task)
{
	struct looks *x = user;
	struct folder folder = FOLDER_INIT;
	uint32_t end = (task + 1) * LOOK_CHUNK < x->a->paths.n ? (task + 1) * LOOK_CHUNK : x->a->paths.n;
	(void)thread;
	for (uint32_t i = task * LOOK_CHUNK; i < end; i++) {
		struct stat st;
		const char *path = x->a->paths.v[i];
		if (strcmp(path, "-") != 0 && folder_stat(&folder, path, &st) == 0 && S_ISREG(st.st_mode)) {
			x->v[i] = (struct audit_look){ st.st_size, (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec, true };
		}
	}
	folder_release(&folder);
}

static bool looks_take(void *user, uint32_t task)
{
	(void)user;
	(void)task;
	return true;
}

static bool same_folder(const char *path, const char *other, size_t n)
{
	return strncmp(path, other, n) == 0 && strchr(path + n, '/') == NULL;
}

/* Files of one folder stand together and have one setting. */
static void units_of_files(struct samedesk_audit *a)
{
	struct arena scratch;
	struct buf piece = BUF_INIT;
	struct audit_unit u = { .path = NULL };
	size_t folder = 0;
	arena_init(&scratch, 0);
	struct looks looks = { a, ARENA_NEWS(&scratch, struct audit_look, a->paths.n + 1) };
	struct pool pool = { a->n_readers, looks_work, looks_take, &looks };
	pool_run(&pool, 0, (a->paths.n + LOOK_CHUNK - 1) / LOOK_CHUNK);
	buf_reserve(&a->units, a->paths.n * sizeof u);
	for (uint32_t i = 0; i < a->paths.n; i++) {
		const char *path = a->paths.v[i];
		if (u.path == NULL || !same_folder(path, u.path, folder)) {
			u.setting = api_settings_for(&a->settings, path);
			folder = folder_length(path);
		}
		u.path = path;
		if (api_accept_is_own(&a->accept, path)) {
			continue;
		}
		if (api_setting_excludes(u.setting, path)) {
			a->counts.summary.excluded++;
			continue;
		}
		units_of_file(a, &u, &looks.v[i], &piece);
	}
	buf_release(&piece);
	arena_release(&scratch);
}

/* --- records --- */

struct line {				/* of a file of records */
	const char *path;		/* of the letter */
	uint64_t hash;			/* of all of it */
	struct audit_unit unit;
};
struct lines { struct line *v; uint32_t n, room; };
struct place { uint64_t first; const struct line *line; bool twice; };	/* first: the bytes by which most paths differ, as a number in their order */

/* The value of the first key, which is the path: `{"path": "a/b.txt", ...`. NULL: the line is none of ours, which is said when it is parsed. */
static const char *line_path(struct arena *scratch, struct span line)
{
	static const char begin[] = "{\"path\": \"";
	const char *p = line.p + sizeof begin - 1;
	const char *end = span_starts(line, begin) ? memchr(p, '"', (size_t)(span_end(line) - p)) : NULL;
	if (end == NULL) {
		return "";
	}
	if (memchr(p, '\\', (size_t)(end - p)) == NULL) {
		return arena_strn(scratch, p, (size_t)(end - p));
	}
	const char *why;
	struct letter_record *r = archive_record_parse(scratch, line, &why);
	return r != NULL ? r->path : "";
}

static void records_line(struct samedesk_audit *a, struct arena *scratch, struct lines *lines, struct span line, const struct audit_unit *at)
{
	const char *why;
	if (span_trim(line).n == 0) {
		return;
	}
	if (archive_record_is_head(line, &why)) {
		if (why != NULL) {
			diag_at(&a->options.sink, DIAG_RECORDS_BROKEN, at->path, at->lines_before, 1, "%s", why);
			a->trouble = true;
		}
		return;
	}
	*vec_push(scratch, lines) = (struct line){ line_path(scratch, line), map_hash(line.p, span_trim(line).n), *at };
}

#define RECORDS_PIECE ((size_t)1 << 20)

/* The whole lines at the beginning of the piece; what is left of it stays. last: a line without its end is one, too. */
static void records_piece(struct samedesk_audit *a, struct arena *scratch, struct lines *lines, struct buf *piece, struct audit_unit *at, bool last)
{
	struct span rest = span_of(piece->p, piece->n);
	while (rest.n > 0) {
		const char *end = memchr(rest.p, '\n', rest.n);
		if (end == NULL && !last) {
			break;
		}
		at->n = (uint32_t)(end != NULL ? (size_t)(end - rest.p) + 1 : rest.n);
		records_line(a, scratch, lines, span_of(rest.p, at->n), at);
		at->offset += at->n;
		at->lines_before++;
		rest = span_of(rest.p + at->n, rest.n - at->n);
	}
	memmove(piece->p, rest.p, rest.n);
	piece->n = rest.n;
}

/* A line is held whole; a file is not. */
static void records_file(struct samedesk_audit *a, struct arena *scratch, struct lines *lines, const char *path)
{
	struct audit_unit at = { .path = path, .lines_before = 1, .setting = a->settings.all.v[0] };
	struct buf piece = BUF_INIT;
	FILE *f = fopen(path, "r");
	size_t got = 1;
	int why = errno;
	while (f != NULL && got > 0 && piece.n < LIMIT_FILE_BYTES) {
		buf_reserve(&piece, RECORDS_PIECE);
		got = fread(piece.p + piece.n, 1, RECORDS_PIECE, f);
		why = errno;
		piece.n += got;
		records_piece(a, scratch, lines, &piece, &at, got == 0);
	}
	if (piece.n > 0) {
		diag_at(&a->options.sink, DIAG_RECORDS_BROKEN, path, at.lines_before, 1, "a line of more than %u MiB", LIMIT_FILE_BYTES >> 20);
		a->trouble = true;
	}
	if (f == NULL || ferror(f)) {
		diag_at(&a->options.sink, DIAG_FILE_UNREADABLE, path, 0, 0, "%s", strerror(why));
		a->trouble = true;
	}
	if (f != NULL) {
		fclose(f);
	}
	buf_release(&piece);
}

/* The letters of a file keep their order: by path, then as they stand. */
static int places_order(const void *x, const void *y)
{
	const struct place *p = x, *q = y;
	const struct line *a = p->line, *b = q->line;
	if (p->first != q->first) {
		return p->first < q->first ? -1 : 1;
	}
	int paths = path_order(a->path, b->path), files = strcmp(a->unit.path, b->unit.path);
	return paths != 0 ? paths : files != 0 ? files : (a->unit.offset > b->unit.offset) - (a->unit.offset < b->unit.offset);
}

/* Bytes with which all paths begin. */
static size_t lines_common(const struct lines *lines)
{
	size_t n = strlen(lines->v[0].path);
	for (uint32_t i = 1; i < lines->n && n > 0; i++) {
		for (size_t at = 0; at < n; at++) {
			n = lines->v[i].path[at] == lines->v[0].path[at] ? n : at;
		}
	}
	return n;
}

/* Of eight bytes from there on, in path_order(): '/' before all others. */
static uint64_t path_first(const char *path)
{
	uint64_t first = 0;
	for (unsigned i = 0; i < 8; i++) {
		unsigned char c = (unsigned char)*path;
		first = first << 8 | (c == '/' ? 1u : c > '/' || c == 0 ? c : c + 1u);
		path += c != 0;
	}
	return first;
}

static struct place *lines_sorted(struct arena *scratch, const struct lines *lines)
{
	struct place *places = ARENA_NEWS(scratch, struct place, lines->n);
	size_t common = lines_common(lines);
	for (uint32_t i = 0; i < lines->n; i++) {
		places[i] = (struct place){ path_first(lines->v[i].path + common), &lines->v[i], false };
	}
	qsort(places, lines->n, sizeof *places, places_order);
	return places;
}

struct twice { uint64_t hash; uint32_t place; };

static int twice_order(const void *x, const void *y)
{
	const struct twice *a = x, *b = y;
	return a->hash != b->hash ? (a->hash < b->hash ? -1 : 1) : a->place < b->place ? -1 : a->place > b->place;
}

/* Of n places with one path, those of which the same record stands in a file before; how many. */
static uint32_t drop_twice(struct arena *scratch, struct place *places, uint32_t n)
{
	uint32_t dropped = 0;
	struct twice *v = ARENA_NEWS(scratch, struct twice, n);
	for (uint32_t i = 0; i < n; i++) {
		v[i] = (struct twice){ places[i].line->hash, i };
	}
	qsort(v, n, sizeof *v, twice_order);
	for (uint32_t i = 1, first = 0; i < n; i++) {
		first = v[i].hash == v[first].hash ? first : i;
		if (places[v[i].place].line->unit.path != places[v[first].place].line->unit.path) {
			places[v[i].place].twice = true;
			dropped++;
		}
	}
	return dropped;
}

/* A job that was tried again leaves its records in two files: they count once. */
static void records_twice(struct samedesk_audit *a, struct arena *scratch, struct place *places, uint32_t n)
{
	const struct audit_unit *first = NULL;
	uint32_t dropped = 0;
	for (uint32_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && strcmp(places[to].line->path, places[from].line->path) == 0; to++) {
		}
		if (places[to - 1].line->unit.path != places[from].line->unit.path) {
			dropped += drop_twice(scratch, places + from, to - from);
		}
		for (uint32_t i = from; i < to && first == NULL; i++) {
			first = places[i].twice ? &places[i].line->unit : NULL;
		}
	}
	if (first != NULL) {
		diag_at(&a->options.sink, DIAG_RECORDS_TWICE, first->path, first->lines_before, 1, "%u of them, this one first", dropped);
	}
}

static void units_of_records(struct samedesk_audit *a)
{
	struct arena scratch;
	struct lines lines = { NULL, 0, 0 };
	arena_init(&scratch, 0);
	for (uint32_t i = 0; i < a->paths.n; i++) {
		records_file(a, &scratch, &lines, a->paths.v[i]);
	}
	struct place *places = lines.n > 0 ? lines_sorted(&scratch, &lines) : NULL;
	records_twice(a, &scratch, places, lines.n);
	for (uint32_t i = 0; i < lines.n; i++) {
		if (!places[i].twice) {
			unit_add(a, &places[i].line->unit);
		}
	}
	arena_release(&scratch);
}

/* One folder's files come in order; more need not. */
static bool paths_sorted(const struct samedesk_audit *a)
{
	uint32_t i = 1;
	while (i < a->paths.n && path_order(a->paths.v[i - 1], a->paths.v[i]) < 0) {
		i++;
	}
	return i >= a->paths.n;
}

static void paths_sort(struct samedesk_audit *a)
{
	uint32_t n = 0;
	qsort(a->paths.v, a->paths.n, sizeof *a->paths.v, paths_order);
	for (uint32_t i = 0; i < a->paths.n; i++) {
		if (n == 0 || strcmp(a->paths.v[n - 1], a->paths.v[i]) != 0) {
			a->paths.v[n++] = a->paths.v[i];
		}
	}
	a->paths.n = n;
}

void api_audit_units(struct samedesk_audit *a)
{
	if (!paths_sorted(a)) {
		paths_sort(a);
	}
	if (a->input == AUDIT_RECORDS) {
		units_of_records(a);
	} else {
		units_of_files(a);
	}
}
