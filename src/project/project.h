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
	struct span literal;		/* it as a name */
	bool anywhere;			/* a name at any depth */
};
/* folder: absolute, "" for the root. NULL: no such pattern, *why says why. Hangs on a. */
struct project_glob *project_glob_new(struct arena *a, const char *text, const char *folder, const char **why);
/* path: absolute. A file outside the folder is named by a mere name alone. */
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

/* --- project_accept.c --- */

/* Is its last day over? */
bool project_accept_ended(const struct letter_acceptance *t);
/* Gives the letter's findings the acceptances that stand in it. */
void project_accept(struct letter *l);

/* --- project_baseline.c --- */

struct project_entry {
	const char *fingerprint, *path, *member, *party, *counterpart;	/* path: from the baseline's folder */
	struct letter_acceptance told;
	bool ended;			/* it has run out */
	bool found;			/* something of this run */
	bool fresh;			/* it was added in this run */
	bool dropped;			/* it is not written again */
	bool refused;			/* that its rule cannot be accepted was said */
	const char *message;		/* of one that is fresh: what was found; else NULL */
};
struct project_baseline {
	struct arena *arena;
	const char *path, *folder;	/* folder: absolute */
	VEC(struct project_entry *) entries;
	struct map by_fingerprint;	/* to their index */
	struct map files;		/* read in this run: 1, or 0 where something in one could not be read */
	uint32_t whole;			/* how many of these were read wholly */
	const char *asked, *answer;	/* a folder and its real name: mostly the next path's as well */
};
/* NULL: it cannot be used (said). may_be_new: when there is no such file it has no entries. Hangs on a. */
struct project_baseline *project_baseline_read(struct arena *a, const char *file, bool may_be_new, struct diag_sink *sink);
/* The entry of a finding of this run, which is marked as found; NULL: none. */
struct project_entry *project_baseline_find(struct project_baseline *b, const char *fingerprint, const char *rule);
/* Its texts are copied; path: as the letter's file was named. */
struct project_entry *project_baseline_add(struct project_baseline *b, const struct project_entry *entry);
/* The finding stands in this file now: where that of the entry is there no more, the entry follows it. */
void project_baseline_moved(struct project_baseline *b, struct project_entry *e, const char *path, const char *member);
/* Is it the baseline itself? */
bool project_baseline_is(struct project_baseline *b, const char *path);
/* A file was read in this run; whole: nothing in it could not be. */
void project_baseline_file(struct project_baseline *b, const char *path, bool whole);
bool project_baseline_was_read(const struct project_baseline *b, const struct project_entry *e);
/* Is what it accepted there no more? Its file was read, or is not there; of a run in which something failed (whole false) only the former tells. */
bool project_baseline_is_gone(const struct project_baseline *b, const struct project_entry *e, bool whole);
/* Writes the file, whole or not at all. False: said. */
bool project_baseline_write(const struct project_baseline *b, struct diag_sink *sink);

#endif
