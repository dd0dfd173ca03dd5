/* cmd_walk.c - from operands to files: FILE, DIR or -; DESIGN section 8.
 *
 * In: the operands. Out: each file's path, in the order of the operands; a directory's files recursively, sorted by bytes,
 * so that a run can be repeated. Hidden files and symbolic links to directories are left out inside a directory; what cannot
 * be read is said and the rest goes on. No operand: standard input, unless that is a terminal.
 *
 * A folder with cur and new in it is a Maildir: its letters are the files in these two, and its folders are those that begin with a full
 * stop. What a mail server keeps beside them (indexes, names of folders, deliveries under way) is no letter. A copy may have lost what is
 * empty, and be left with such folders alone.
 *
 * A file is not looked at here: the folder's list tells that it is one, and its size is asked for where it is wanted. Where something else
 * stands in a folder (other folders, links, devices), or the list does not tell, its entries are looked at one by one.
 *
 * SPDX-License-Identifier: ISC */
#define _DEFAULT_SOURCE		/* d_type */
#include "cmd/cmd.h"

#include <dirent.h>
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

/* What is known of a folder: fts keeps it in fts_number. */
enum { WALK_LOOKED = 1, WALK_MIXED = 2, WALK_CUR = 4, WALK_NEW = 8, WALK_MAILDIR = WALK_CUR | WALK_NEW };

static bool is_folder(DIR *d, const struct dirent *e)
{
	struct stat st;
	return e->d_type == DT_DIR || (e->d_type != DT_REG && fstatat(dirfd(d), e->d_name, &st, 0) == 0 && S_ISDIR(st.st_mode));
}

/* fts has one buffer for all paths: a folder's is the beginning of it. What cannot be listed fts will say. */
static long folder_list(const FTSENT *folder)
{
	char path[4096];
	long found = WALK_LOOKED;
	int n = snprintf(path, sizeof path, "%.*s", (int)folder->fts_pathlen, folder->fts_path);
	DIR *d = n > 0 && (size_t)n < sizeof path ? opendir(path) : NULL;
	const struct dirent *e;
	while (d != NULL && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) {
			continue;
		}
		found |= e->d_type != DT_REG ? WALK_MIXED : 0;
		found |= strcmp(e->d_name, "cur") == 0 && is_folder(d, e) ? WALK_CUR : 0;
		found |= strcmp(e->d_name, "new") == 0 && is_folder(d, e) ? WALK_NEW : 0;
	}
	if (d != NULL) {
		closedir(d);
	}
	return d != NULL ? found : WALK_LOOKED | WALK_MIXED;
}

static bool folder_is(FTSENT *folder, long what)
{
	if (folder->fts_number == 0) {
		folder->fts_number = folder_list(folder);
	}
	return (folder->fts_number & what) == what;
}

static bool in_folder_that_is(const FTSENT *e, long what)
{
	return e->fts_parent != NULL && e->fts_parent->fts_level >= 0 && folder_is(e->fts_parent, what);
}

static bool is_hidden(FTSENT *e)
{
	if (e->fts_level <= 0 || e->fts_info == FTS_DP) {
		return false;
	}
	if (in_folder_that_is(e, WALK_MAILDIR)) {
		bool holds_messages = e->fts_info == FTS_D && (folder_is(e, WALK_CUR) || folder_is(e, WALK_NEW));	/* a copy may have lost what is empty */
		return e->fts_info != FTS_D || strcmp(e->fts_name, "tmp") == 0 || (e->fts_name[0] == '.' && !holds_messages);
	}
	return e->fts_name[0] == '.' && !(e->fts_info == FTS_D && folder_is(e, WALK_CUR));
}

/* A link inside a directory: to a file it is followed, to a directory not; to nothing: the library says so. */
static bool is_link_to_check(const FTSENT *e)
{
	struct stat st;
	return stat(e->fts_accpath, &st) != 0 || S_ISREG(st.st_mode);
}

/* An earlier run's output in a folder is no letter of it. */
static int walk_file(struct cmd_settings *s, const FTSENT *e, int (*check)(void *user, const char *path), void *user)
{
	bool output = s->n_outputs > 0 && cmd_output_is(s, e->fts_path, e->fts_level == 0);
	return output && e->fts_level > 0 ? SAMEDESK_OK : check(user, e->fts_path);
}

static int walk_entry(struct cmd_settings *s, const FTSENT *e, int (*check)(void *user, const char *path), void *user)
{
	switch (e->fts_info) {
	case FTS_F:
	case FTS_NSOK:
		return walk_file(s, e, check, user);
	case FTS_SL:
		return is_link_to_check(e) ? walk_file(s, e, check, user) : SAMEDESK_OK;
	case FTS_DEFAULT:	/* a pipe or device: only when it was named */
		return e->fts_level == 0 ? check(user, e->fts_path) : SAMEDESK_OK;
	case FTS_NS:
	case FTS_SLNONE:
	case FTS_DNR:		/* the library says so, and counts it */
		return check(user, e->fts_path);
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
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR | FTS_NOSTAT, by_name);
	if (tree == NULL) {
		cmd_say_path(s, path, strerror(errno));
		return SAMEDESK_TROUBLE;
	}
	while (s->write_error == 0 && (e = fts_read(tree)) != NULL) {
		if (e->fts_info == FTS_NSOK && in_folder_that_is(e, WALK_MIXED)) {
			fts_set(tree, e, FTS_AGAIN);
			continue;
		}
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
