/* project.h - the door of project/: what a project decided for itself in its own file, .samedesk.xml; DESIGN section 8.
 *
 * In: the file. Out: its options, the levels it gives to rules, the paths it leaves out, and which files hold knowledge of its own (read by
 * know/). Which file holds for a letter is left to api/, what an option means to the command.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_PROJECT_H
#define SAMEDESK_PROJECT_H

#include "letter/letter.h"

/* --- project_glob.c: which files a pattern names --- */

/* As people know it from .gitignore: '*' and '?' stay within a folder, '**' does not; without a slash it is a name at any depth; what names a
 * folder names all that is in it. */
struct project_glob {
	const char *text;
	const char *folder;		/* absolute: what the pattern starts from */
	struct pattern *compiled;
	bool anywhere;			/* a name at any depth */
};
/* folder: absolute, "" for the root. NULL: no such pattern, *why says why. Hangs on a. */
struct project_glob *project_glob_new(struct arena *a, const char *text, const char *folder, const char **why);
/* path: absolute. A file outside the folder is never named. */
bool project_glob_matches(const struct project_glob *g, const char *path);

/* --- project_read.c --- */

struct project_option {
	const char *key, *value;	/* as on the command line: "window", "24"; of a flag "yes" or "no" */
	const char *path;		/* the file, and the key's place in it */
	const char *folder;		/* of the file, absolute: names of files are taken from there */
	uint32_t line, column;
};

struct project_level {
	const char *rule;
	bool off;
	enum letter_level level;
	struct project_glob *where;	/* NULL: everywhere */
	const char *path;		/* "": from the command line */
	uint32_t line, column;
};

struct project {
	VEC(const char *) files;	/* the file and those it extends, farthest first */
	bool knowledge;			/* one of them holds knowledge */
	VEC(struct project_option) options;	/* farthest first: the last of a key wins, but of those that may be repeated all hold */
	VEC(struct project_level) levels;	/* the last that fits wins */
	VEC(struct project_glob *) excludes;
};

/* Reads the file and those it extends. NULL: one is unusable (said with file, line and column). Hangs on a. */
struct project *project_read(struct arena *a, const char *file, struct diag_sink *sink);
/* A level as it is written on the command line: "undated=off" or "undated=error:drafts/". NULL, or why it is none. */
const char *project_add_level(struct arena *a, struct project *p, const char *text, const char *folder);
const char *project_add_exclude(struct arena *a, struct project *p, const char *glob, const char *folder);

/* Of the levels: the same for the same ones. */
uint64_t project_hash(const struct project *p);

/* Is the file left out? */
bool project_excludes(const struct project *p, const char *path);
/* What the project makes of a rule's level; false: the rule is off. */
bool project_level(const struct project *p, const char *rule, const char *path, enum letter_level *level);

#endif
