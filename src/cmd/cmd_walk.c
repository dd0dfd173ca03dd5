/* cmd_walk.c - from operands to files: FILE, DIR or -; DESIGN section 8.
 *
 * In: the operands. Out: each file's path, in the order of the operands; a directory's files recursively, sorted by bytes,
 * so that a run can be repeated. Hidden files and symbolic links to directories are left out inside a directory; what cannot
 * be read is said and the rest goes on. No operand: standard input, unless that is a terminal.
 *
 * A folder with cur and new in it is a Maildir: its letters are the files in these two, and its folders are those that begin with a full
 * stop. What a mail server keeps beside them (indexes, names of folders, deliveries under way) is no letter.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int worse(int a, int b)
{
	return a > b ? a : b;
}

/* fts has one buffer for all paths: a folder's is the beginning of it. */
static bool has_folder(const FTSENT *folder, const char *name)
{
	char path[4096];
	struct stat st;
	int n = snprintf(path, sizeof path, "%.*s/%s", (int)folder->fts_pathlen, folder->fts_path, name);
	return n > 0 && (size_t)n < sizeof path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_maildir(const FTSENT *folder)
{
	return has_folder(folder, "cur") && has_folder(folder, "new");
}

/* Asked once a folder: fts keeps the answer (1: no, 2: yes) for what is in it. */
static bool in_maildir(const FTSENT *e)
{
	FTSENT *folder = e->fts_parent;
	if (folder == NULL || folder->fts_level < 0) {
		return false;
	}
	if (folder->fts_number == 0) {
		folder->fts_number = is_maildir(folder) ? 2 : 1;
	}
	return folder->fts_number == 2;
}

static bool is_hidden(const FTSENT *e)
{
	if (e->fts_level <= 0 || e->fts_info == FTS_DP) {
		return false;
	}
	if (in_maildir(e)) {
		return e->fts_info != FTS_D || strcmp(e->fts_name, "tmp") == 0 || (e->fts_name[0] == '.' && !is_maildir(e));
	}
	return e->fts_name[0] == '.';
}

/* A link inside a directory: to a file it is followed, to a directory not; to nothing: the library says so. */
static bool is_link_to_check(const FTSENT *e)
{
	struct stat st;
	return stat(e->fts_accpath, &st) != 0 || S_ISREG(st.st_mode);
}

static int walk_entry(struct cmd_settings *s, const FTSENT *e, int (*check)(void *user, const char *path), void *user)
{
	switch (e->fts_info) {
	case FTS_F:
		return check(user, e->fts_path);
	case FTS_SL:
		return is_link_to_check(e) ? check(user, e->fts_path) : SAMEDESK_OK;
	case FTS_DEFAULT:	/* a pipe or device: only when it was named */
		return e->fts_level == 0 ? check(user, e->fts_path) : SAMEDESK_OK;
	case FTS_NS:
	case FTS_SLNONE:	/* the library says so, and counts it */
		return check(user, e->fts_path);
	case FTS_DNR:
	case FTS_ERR:
		cmd_say_path(s, e->fts_path, strerror(e->fts_errno != 0 ? e->fts_errno : ENOENT));
		return SAMEDESK_TROUBLE;
	default:
		return SAMEDESK_OK;
	}
}

static int walk_path(struct cmd_settings *s, const char *path, int (*check)(void *user, const char *path), void *user)
{
	char *const roots[] = { (char *)(size_t)path, NULL };	/* fts does not write to them */
	int status = SAMEDESK_OK;
	FTSENT *e;
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
	if (tree == NULL) {
		cmd_say_path(s, path, strerror(errno));
		return SAMEDESK_TROUBLE;
	}
	while (s->write_error == 0 && (e = fts_read(tree)) != NULL) {
		if (is_hidden(e)) {
			fts_set(tree, e, FTS_SKIP);
			continue;
		}
		status = worse(status, walk_entry(s, e, check, user));
	}
	fts_close(tree);
	return status;
}

int cmd_walk(struct cmd_settings *s, int (*check)(void *user, const char *path), void *user)
{
	int status = SAMEDESK_OK;
	if (s->n_operands == 0) {
		return isatty(STDIN_FILENO) ? cmd_help_usage(s->command) : check(user, "-");
	}
	for (int i = 0; i < s->n_operands && s->write_error == 0; i++) {
		const char *path = s->operands[i];
		status = worse(status, strcmp(path, "-") == 0 ? check(user, path) : walk_path(s, path, check, user));
	}
	return status;
}
