/* cmd.h - what the files of cmd/ share: commands, options and settings; DESIGN section 8.
 *
 * The command is a client of samedesk.h and uses nothing else of the library.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_CMD_H
#define SAMEDESK_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "samedesk.h"

enum cmd_bit { CMD_CHECK = 1, CMD_SHOW = 2, CMD_WHO = 4, CMD_RULES = 8, CMD_VALIDATE = 16, CMD_AUDIT = 32, CMD_EXTRACT = 64, CMD_CONFIG = 128, CMD_BASELINE = 256 };
#define CMD_LETTERS (CMD_CHECK | CMD_SHOW)
#define CMD_ARCHIVE (CMD_AUDIT | CMD_EXTRACT)
#define CMD_ALL (CMD_LETTERS | CMD_WHO | CMD_RULES | CMD_VALIDATE | CMD_ARCHIVE | CMD_CONFIG | CMD_BASELINE)

enum cmd_color { CMD_COLOR_AUTO, CMD_COLOR_ALWAYS, CMD_COLOR_NEVER };	/* ORDER: as --color's values */

/* Of an option that may be repeated. */
enum { CMD_LIST_MOST = 256, CMD_OPTIONS_MOST = 64 };
struct cmd_list { const char *v[CMD_LIST_MOST + 1]; unsigned n; };	/* NULL behind the last */

enum { CMD_OUTPUTS_MOST = 16 };
struct cmd_output {			/* --format=FORMAT:FILE */
	char format[32];
	const char *path;
	char made[4096];		/* the name it has until it is whole; "": its own */
	FILE *to;
	int error;			/* errno of the first failed write */
	bool any;			/* something was written */
	bool there;			/* there was such a file, this one: */
	dev_t device;
	ino_t inode;
	bool letter;			/* it is one of the letters: it is not written to */
};

struct cmd_origin {
	bool typed;			/* on the command line */
	const samedesk_setting *from;	/* else: in the project's own file; NULL: nowhere */
};

struct cmd_settings {
	samedesk_options run;		/* run.user is this record */
	const struct cmd_command *command;
	const char *rules, *service, *between;
	unsigned fail_on, color;	/* index into the option's values */
	int help, version;
	int records;			/* audit: the operands are files of records */
	const char *changed;		/* NULL: all letters; "": those changed since HEAD; else since the merge base with that revision */
	int audit;			/* baseline: of what an audit finds */
	struct cmd_list levels, exclude, knowledge, formats;
	struct cmd_output outputs[CMD_OUTPUTS_MOST];
	samedesk_output run_outputs[CMD_OUTPUTS_MOST];
	unsigned n_outputs;
	struct cmd_list overlays;	/* see cmd_rules.c */
	samedesk_config *config;	/* the project's own file; NULL: none */
	struct cmd_origin origins[CMD_OPTIONS_MOST];	/* by the option's number */
	char found_config[4096];
	const char **operands;		/* what is no option, in order; NULL-terminated */
	int n_operands;
	bool color_errors;		/* colour on standard error */
	bool trouble;			/* a diagnostic of level error was said */
	/* milliseconds; on: there is a terminal; open: a line stands; mute: files are only counted. check: bytes of all files, and of those done */
	struct { int64_t began, shown; bool on, open, mute; uint64_t all, done; } progress;
	int write_error;		/* errno of the first failed write of output */
	samedesk_checker *checker;	/* the run at work; NULL: none */
	samedesk_audit *audited;
};

/* A command: a constant record beside its code. */
struct cmd_command {
	const char *name;
	enum cmd_bit bit;
	const char *operands, *what;
	int (*run)(struct cmd_settings *s);	/* returns a samedesk_status */
};

extern const struct cmd_command cmd_check, cmd_audit, cmd_show, cmd_who, cmd_rules, cmd_validate, cmd_extract, cmd_config, cmd_baseline;

/* cmd.c: the whole command; returns the exit status. */
int cmd_main(int argc, char **argv);
/* The i-th command, NULL after the last. */
const struct cmd_command *cmd_command(unsigned i);

/* cmd_options.c: reads argv[1] on into s; operands move to the front of argv. False: said. */
bool cmd_options_parse(struct cmd_settings *s, char **argv);
/* Is the phase asked for, if any, one of the shipped rules? False: said. */
bool cmd_options_phase(struct cmd_settings *s);
void cmd_options_help(const struct cmd_command *c);

/* cmd_config.c: what the project's own file says to the command, where the command line says nothing. False: said. */
bool cmd_config_apply(struct cmd_settings *s);
/* Are the rules there whose levels it sets? False: said. */
bool cmd_config_rules(struct cmd_settings *s);

/* cmd_output.c: opens what --format asks for. False: said. */
bool cmd_output_open(struct cmd_settings *s);
/* Is the file one that output goes to? named: it is an operand, so it stays as it is (said). */
bool cmd_output_is(struct cmd_settings *s, const char *path, bool named);
/* Gives the files their names; of a run that could do nothing (keep false) only those with something in them. False: one could not be
 * written (said). */
bool cmd_output_close(struct cmd_settings *s, bool keep);

/* cmd_help.c: the overview; usage of one command on standard error. Both return a status. */
int cmd_help_all(void);
int cmd_help_one(const struct cmd_command *c);
int cmd_help_usage(const struct cmd_command *c);

/* cmd_nearest.c: keeps the word of the fewest edits. */
struct cmd_nearest { const char *word, *best; unsigned edits; };
void cmd_nearest_try(struct cmd_nearest *n, const char *candidate);

/* cmd.c: what goes to that descriptor has no bytes above 127: a terminal whose locale is not UTF-8; elsewhere only where LC_ALL asks for it, as what
 * goes into a file or pipe stays UTF-8. */
bool cmd_locale_ascii(int fd);

/* cmd_say.c: what goes to standard error, and output with its failures. */
void cmd_say_diagnostic(void *user, const samedesk_diagnostic *d);	/* user: struct cmd_settings */
/* "samedesk: error: text 'word'", and "did you mean" when near is not NULL. */
void cmd_say_usage(const char *text, const char *word, const char *near);
/* The same of one of the command's own: into the output of the run as well, where one is at work. */
void cmd_say_own(struct cmd_settings *s, const samedesk_diagnostic *d);
void cmd_say_path(struct cmd_settings *s, const char *path, const char *why);
int cmd_say_write(void *user, const char *bytes, size_t n);		/* a samedesk_write_fn */
/* Closes standard output: the status, or SAMEDESK_TROUBLE when something was not written. */
int cmd_say_end(struct cmd_settings *s, int status);

/* cmd_walk.c: each file that the operands name, in order, given to check(); the worst status. */
int cmd_walk(struct cmd_settings *s, int (*check)(void *user, const char *path), void *user);

/* cmd_changed.c: the same of the files that git says have changed. */
int cmd_changed(struct cmd_settings *s, int (*check)(void *user, const char *path), void *user);

/* cmd_check.c: `check` and `show` are one run with different output. */
int cmd_check_run(struct cmd_settings *s, samedesk_what what);

/* cmd_audit.c: `audit` and `extract` are one run with different output. */
int cmd_audit_run(struct cmd_settings *s, samedesk_what what);

/* cmd_progress.c: how far a long run has come, on standard error when that is a terminal. A samedesk_progress_fn; user: struct cmd_settings */
void cmd_progress(void *user, uint64_t done, uint64_t total, uint64_t letters);
/* Takes the line away. */
void cmd_progress_end(struct cmd_settings *s);

/* cmd_rules.c: the knowledge asked for (--rules, --knowledge), with that of the project's own file when with_config; NULL: said. The
 * caller frees. */
samedesk_knowledge *cmd_rules_knowledge(struct cmd_settings *s, bool with_config);
/* The files of that knowledge, a NULL-terminated list; NULL: there are none. Lives in s. */
const char *const *cmd_rules_overlays(struct cmd_settings *s, bool with_config);

#endif
