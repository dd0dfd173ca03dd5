/* zip.c - minizip behind three functions.
 *
 * In: an archive's bytes. Out: one member after the other, unpacked. What the members mean is left to read/. minizip is zlib's own, and
 * brings no library with it but that; others bring a whole cryptography, of which each start of the program would load megabytes.
 *
 * Bounds (DESIGN section 9). Members are counted before the directory is gone through. A member's claimed size is bounded before it is
 * unpacked, and no byte beyond it is taken; all members read together are bounded too.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/zip.h"

bool zip_pack_mine(struct span bytes)
{
	return bytes.n > 4 && (memcmp(bytes.p, "PK\x03\x04", 4) == 0 || memcmp(bytes.p, "PK\x05\x06", 4) == 0);
}

#ifdef WITH_MINIZIP

#include <unzip.h>

/* Up to here a member may be all of one kind, as an empty table is. */
#define ZIP_MEMBER_SMALL (4u << 20)
/* A name of more bytes is none that anybody asks for. */
#define ZIP_NAME 256
/* Bit of a member's flags. */
#define ZIP_LOCKED 1u

struct zip_pack {
	struct arena *a;
	struct span bytes;
	size_t at;			/* where minizip reads */
	unzFile archive;
	const char *path;
	struct diag_sink *sink;
	size_t left;			/* bytes that may still be unpacked */
};

/* --- the bytes as a file --- */

static voidpf zip_bytes_open(voidpf pack, const void *name, int mode)
{
	(void)name, (void)mode;
	return pack;
}

static uLong zip_bytes_read(voidpf pack, voidpf stream, void *to, uLong n)
{
	struct zip_pack *p = stream;
	(void)pack;
	size_t got = n < p->bytes.n - p->at ? n : p->bytes.n - p->at;
	memcpy(to, p->bytes.p + p->at, got);
	p->at += got;
	return (uLong)got;
}

static ZPOS64_T zip_bytes_tell(voidpf pack, voidpf stream)
{
	(void)pack;
	return ((struct zip_pack *)stream)->at;
}

static long zip_bytes_seek(voidpf pack, voidpf stream, ZPOS64_T offset, int origin)
{
	struct zip_pack *p = stream;
	size_t from = origin == ZLIB_FILEFUNC_SEEK_CUR ? p->at : origin == ZLIB_FILEFUNC_SEEK_END ? p->bytes.n : 0;
	(void)pack;
	if (offset > p->bytes.n - from) {
		return -1;
	}
	p->at = from + (size_t)offset;
	return 0;
}

static int zip_bytes_end(voidpf pack, voidpf stream)	/* closed; any error */
{
	(void)pack, (void)stream;
	return 0;
}

static void zip_drop(void *archive)
{
	unzClose(archive);
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
	zlib_filefunc64_def io = { zip_bytes_open, zip_bytes_read, NULL, zip_bytes_tell, zip_bytes_seek, zip_bytes_end, zip_bytes_end, p };
	if (zip_count(bytes) > LIMIT_MEMBERS) {
		diag_at(sink, DIAG_FILE_TOO_LARGE, path, 0, 0, "an archive of more than %u members", LIMIT_MEMBERS);
		return NULL;
	}
	*p = (struct zip_pack){ a, bytes, 0, NULL, path, sink, LIMIT_TREE_BYTES };
	p->archive = unzOpen2_64(path, &io);
	if (p->archive == NULL) {
		diag_at(sink, DIAG_FILE_DAMAGED, path, 0, 0, "ZIP archive: its directory cannot be read");
		return NULL;
	}
	arena_hang(a, p->archive, zip_drop);
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

/* How many members have the name; the archive stands at the first. */
static uint32_t zip_find(const struct zip_pack *p, const char *name)
{
	unz64_file_pos first = { 0, 0 };
	uint32_t found = 0, left = LIMIT_MEMBERS;
	for (int ok = unzGoToFirstFile(p->archive); ok == UNZ_OK && left > 0; ok = unzGoToNextFile(p->archive), left--) {
		unz_file_info64 info;
		char is[ZIP_NAME] = "";
		if (unzGetCurrentFileInfo64(p->archive, &info, is, sizeof is - 1, NULL, 0, NULL, 0) != UNZ_OK) {
			break;
		}
		if (zip_same(is, name) && found++ == 0 && unzGetFilePos64(p->archive, &first) != UNZ_OK) {
			return 0;
		}
	}
	return found > 0 && unzGoToFilePos64(p->archive, &first) != UNZ_OK ? 0 : found;
}

bool zip_pack_has(const struct zip_pack *p, const char *name)
{
	return zip_find(p, name) > 0;
}

/* ---- a member's bytes ---- */

static bool zip_allowed(struct zip_pack *p, const char *name, const unz_file_info64 *s)
{
	if (s->flag & ZIP_LOCKED) {
		zip_say(p, DIAG_FILE_ENCRYPTED, name, "it needs a password");
	} else if (s->uncompressed_size > p->left) {
		diag_at(p->sink, DIAG_FILE_TOO_LARGE, p->path, 0, 0, "member '%s': with it more than %u MiB unpacked", name, LIMIT_TREE_BYTES >> 20);
	} else if (s->uncompressed_size > ZIP_MEMBER_SMALL && s->uncompressed_size / LIMIT_MEMBER_RATIO > s->compressed_size) {
		diag_at(p->sink, DIAG_FILE_TOO_LARGE, p->path, 0, 0, "member '%s': it grows more than %u-fold", name, LIMIT_MEMBER_RATIO);
	} else {
		return true;
	}
	return false;
}

/* All of the member; its checksum tells whether that is all there is. */
static bool zip_unpack(struct zip_pack *p, const char *name, char *to, size_t size)
{
	size_t n = 0;
	int got = 0;
	while (n < size && (got = unzReadCurrentFile(p->archive, to + n, (unsigned)(size - n))) > 0) {
		n += (size_t)got;
	}
	bool whole = unzCloseCurrentFile(p->archive) == UNZ_OK && n == size;
	if (!whole) {
		zip_say(p, DIAG_FILE_DAMAGED, name, got < 0 ? "it cannot be unpacked" : "it is not what its size and checksum claim");
	}
	return whole;
}

bool zip_pack_read(struct zip_pack *p, const char *name, struct span *bytes)
{
	unz_file_info64 s;
	uint32_t found = zip_find(p, name);
	if (found != 1) {
		zip_say(p, DIAG_FILE_DAMAGED, name, found == 0 ? "it is missing" : "there are two of that name");
		return false;
	}
	if (unzGetCurrentFileInfo64(p->archive, &s, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK) {
		zip_say(p, DIAG_FILE_DAMAGED, name, "its entry cannot be read");
		return false;
	}
	if (!zip_allowed(p, name, &s)) {
		return false;
	}
	size_t size = (size_t)s.uncompressed_size;
	char *to = arena_alloc(p->a, size + 1);	/* before the member is open: an arena may give out */
	if (unzOpenCurrentFile(p->archive) != UNZ_OK) {
		zip_say(p, DIAG_FILE_DAMAGED, name, "it cannot be unpacked");
		return false;
	}
	*bytes = span_of(to, size);
	p->left -= size;
	return zip_unpack(p, name, to, size);
}

#else

struct zip_pack *zip_pack_open(struct arena *a, struct span bytes, const char *path, struct diag_sink *sink)
{
	(void)a, (void)bytes;
	diag_at(sink, DIAG_READER_MISSING, path, 0, 0, "a Word or OpenDocument file, or another ZIP archive, needs minizip (Debian: libminizip-dev)");
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
