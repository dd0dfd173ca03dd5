/* folder.c - files opened by their names in a folder that stays open.
 *
 * SPDX-License-Identifier: ISC */
#include "base/folder.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* A folder that may be entered but not read, or whose name is too long, is left to the path. */
static void folder_enter(struct folder *f, const char *path, size_t n)
{
	char name[1024];
	folder_release(f);
	f->path = path;
	f->n = n;
	if (n < sizeof name) {
		memcpy(name, path, n);
		name[n] = '\0';
		f->fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
}

/* The name to be taken beside f->fd; the path itself where there is none. */
static const char *folder_name(struct folder *f, const char *path)
{
	size_t n = folder_length(path);
	if (n == 0) {
		return path;
	}
	if (n != f->n || memcmp(f->path, path, n) != 0) {
		folder_enter(f, path, n);
	}
	f->path = path;
	return f->fd >= 0 && path[n] != '\0' ? path + n : path;
}

int folder_open(struct folder *f, const char *path)
{
	const char *name = folder_name(f, path);
	return openat(name == path ? AT_FDCWD : f->fd, name, O_RDONLY | O_CLOEXEC);
}

int folder_stat(struct folder *f, const char *path, struct stat *st)
{
	const char *name = folder_name(f, path);
	return fstatat(name == path ? AT_FDCWD : f->fd, name, st, 0);
}

void folder_release(struct folder *f)
{
	if (f->fd >= 0) {
		close(f->fd);
	}
	*f = (struct folder)FOLDER_INIT;
}
