/* folder.h - files of one folder after the other, opened and looked at by their names in it, which is cheaper than by their paths.
 *
 * The folder of the last path is kept open. Who moves folders about meanwhile may be told of the old one: keep it for a piece of work, not
 * for longer.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_FOLDER_H
#define SAMEDESK_FOLDER_H

#include <stddef.h>

struct stat;

struct folder {
	int fd;			/* -1: none is open */
	const char *path;	/* one of the paths in it, which the caller keeps */
	size_t n;		/* of it, with the last '/'; 0: none was looked for */
};

#define FOLDER_INIT { -1, NULL, 0 }

/* As open(2) and stat(2). path must live until the next call. */
int folder_open(struct folder *f, const char *path);
int folder_stat(struct folder *f, const char *path, struct stat *st);
void folder_release(struct folder *f);

/* How long the folder's part of a path is, with the last '/'; 0: it has none. */
size_t folder_length(const char *path);

#endif
