/* zip.c - libzip behind three functions.
 *
 * In: an archive's bytes. Out: one member after the other, unpacked. What the members mean is left to read/.
 *
 * Bounds (DESIGN section 9). libzip reserves memory for as many members as the archive claims: they are counted before it is asked.
 * A member's claimed size is bounded before it is unpacked, and no byte beyond it is taken; all members read together are
 * bounded too.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/zip.h"

bool zip_pack_mine(struct span bytes)
{
	return bytes.n > 4 && (memcmp(bytes.p, "PK\x03\x04", 4) == 0 || memcmp(bytes.p, "PK\x05\x06", 4) == 0);
}

#ifdef WITH_LIBZIP

#include <zip.h>

/* Up to here a member may be all of one kind, as an empty table is. */
#define ZIP_MEMBER_SMALL (4u << 20)

struct zip_pack {
	struct arena *a;
	zip_t *archive;
	const char *path;
	struct diag_sink *sink;
	size_t left;			/* bytes that may still be unpacked */
};

static void zip_drop(void *archive)
{
	zip_discard(archive);
}

static void zip_say(const struct zip_pack *p, enum diag_id id, const char *name, const char *what)
{
	diag_at(p->sink, id, p->path, 0, 0, "member '%s': %s", name, what);
}

/* Entries of the directory begin with these four bytes; a few more may occur in what is stored. */
static size_t zip_count(struct span bytes)
{
	size_t n = 0;
	const char *end = span_end(bytes);
	for (const char *p = bytes.p; p + 4 <= end && (p = memchr(p, 'P', (size_t)(end - p) - 3)) != NULL; p++) {
		n += memcmp(p, "PK\x01\x02", 4) == 0;
	}
	return n;
}

struct zip_pack *zip_pack_open(struct arena *a, struct span bytes, const char *path, struct diag_sink *sink)
{
	struct zip_pack *p = ARENA_NEW(a, struct zip_pack);
	zip_error_t error;
	if (zip_count(bytes) > LIMIT_MEMBERS) {
		diag_at(sink, DIAG_FILE_TOO_LARGE, path, 0, 0, "an archive of more than %u members", LIMIT_MEMBERS);
		return NULL;
	}
	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
	*p = (struct zip_pack){ a, NULL, path, sink, LIMIT_TREE_BYTES };
	p->archive = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (p->archive == NULL) {
		diag_at(sink, DIAG_FILE_DAMAGED, path, 0, 0, "ZIP archive: %s", zip_error_strerror(&error));
		zip_source_free(source);
		p = NULL;
	} else {
		arena_hang(a, p->archive, zip_drop);
	}
	zip_error_fini(&error);
	return p;
}

/* ---- a member's place ---- */

static char zip_fold(char c)
{
	return c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool zip_same(const char *a, const char *b)
{
	while (*a != '\0' && zip_fold(*a) == zip_fold(*b)) {
		a++, b++;
	}
	return *a == *b;
}

/* The first member of that name; *twice when there is another. -1: none. */
static zip_int64_t zip_find(const struct zip_pack *p, const char *name, bool *twice)
{
	zip_int64_t found = -1, n = zip_get_num_entries(p->archive, 0);
	*twice = false;
	for (zip_int64_t i = 0; i < n; i++) {
		const char *is = zip_get_name(p->archive, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
		if (is != NULL && zip_same(is, name)) {
			*twice = found >= 0;
			found = found >= 0 ? found : i;
		}
	}
	return found;
}

bool zip_pack_has(const struct zip_pack *p, const char *name)
{
	bool twice;
	return zip_find(p, name, &twice) >= 0;
}

/* ---- a member's bytes ---- */

static bool zip_allowed(struct zip_pack *p, const char *name, const zip_stat_t *s)
{
	const zip_uint64_t need = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
	if ((s->valid & need) != need) {
		zip_say(p, DIAG_FILE_DAMAGED, name, "its size is not told");
	} else if (s->encryption_method != ZIP_EM_NONE) {
		zip_say(p, DIAG_FILE_ENCRYPTED, name, "it needs a password");
	} else if (s->size > p->left) {
		diag_at(p->sink, DIAG_FILE_TOO_LARGE, p->path, 0, 0, "member '%s': with it more than %u MiB unpacked", name, LIMIT_TREE_BYTES >> 20);
	} else if (s->size > ZIP_MEMBER_SMALL && s->size / LIMIT_MEMBER_RATIO > s->comp_size) {
		diag_at(p->sink, DIAG_FILE_TOO_LARGE, p->path, 0, 0, "member '%s': it grows more than %u-fold", name, LIMIT_MEMBER_RATIO);
	} else {
		return true;
	}
	return false;
}

/* All of the member, and not a byte more than it claims. */
static bool zip_unpack(struct zip_pack *p, zip_file_t *f, const char *name, char *to, size_t size)
{
	size_t n = 0;
	zip_int64_t got = 0;
	char more;
	while (n < size && (got = zip_fread(f, to + n, size - n)) > 0) {
		n += (size_t)got;
	}
	if (got >= 0 && n == size && (got = zip_fread(f, &more, 1)) == 0) {
		return true;
	}
	zip_say(p, DIAG_FILE_DAMAGED, name, got < 0 ? zip_file_strerror(f) : "its size is not what it claims");
	return false;
}

bool zip_pack_read(struct zip_pack *p, const char *name, struct span *bytes)
{
	bool twice;
	zip_stat_t s;
	zip_int64_t at = zip_find(p, name, &twice);
	if (at < 0 || twice) {
		zip_say(p, DIAG_FILE_DAMAGED, name, at < 0 ? "it is missing" : "there are two of that name");
		return false;
	}
	if (zip_stat_index(p->archive, (zip_uint64_t)at, 0, &s) != 0) {
		zip_say(p, DIAG_FILE_DAMAGED, name, zip_strerror(p->archive));
		return false;
	}
	if (!zip_allowed(p, name, &s)) {
		return false;
	}
	size_t size = (size_t)s.size;
	char *to = arena_alloc(p->a, size + 1);	/* before the member is open: an arena may give out */
	zip_file_t *f = zip_fopen_index(p->archive, (zip_uint64_t)at, 0);
	if (f == NULL) {
		zip_say(p, DIAG_FILE_DAMAGED, name, zip_strerror(p->archive));
		return false;
	}
	bool good = zip_unpack(p, f, name, to, size);
	zip_fclose(f);
	p->left -= size;
	*bytes = span_of(to, size);
	return good;
}

#else

struct zip_pack *zip_pack_open(struct arena *a, struct span bytes, const char *path, struct diag_sink *sink)
{
	(void)a, (void)bytes;
	diag_at(sink, DIAG_READER_MISSING, path, 0, 0, "a Word or OpenDocument file, or another ZIP archive, needs libzip (Debian: libzip-dev)");
	return NULL;
}

bool zip_pack_has(const struct zip_pack *p, const char *name)
{
	(void)p, (void)name;
	return false;
}

bool zip_pack_read(struct zip_pack *p, const char *name, struct span *bytes)
{
	(void)p, (void)name, (void)bytes;
	return false;
}

#endif
