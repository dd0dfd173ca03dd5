/* cmd_option.h - an option as a row of a table: the command line, the help, the project's own file and shells' completions are read off it.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_CMD_OPTION_H
#define SAMEDESK_CMD_OPTION_H

#include "cmd/cmd.h"

enum cmd_option_kind {
	CMD_FLAG,		/* int: 0 or 1 */
	CMD_TEXT,		/* const char *: the value */
	CMD_FILE,		/* const char *: a file or folder; in the project's own file its name is taken from there */
	CMD_WORD,		/* const char *: the value, one of the values listed */
	CMD_INDEX,		/* unsigned: which of the values listed */
	CMD_FORMAT,		/* struct cmd_list: one of the library's formats, and a file; may be repeated */
	CMD_NUMBER,		/* uint32_t */
	CMD_OPTIONAL,		/* const char *: the value, "" without one; NULL: not given */
	CMD_TEXTS		/* struct cmd_list: may be repeated */
};

struct cmd_option {
	const char *name;
	char letter;		/* 0: none */
	enum cmd_option_kind kind;
	unsigned commands;	/* which commands have it: bits */
	size_t field;		/* in struct cmd_settings */
	const char *value;	/* what the help calls the value, or the values, parted by '|'; NULL: a flag */
	const char *help, *otherwise;	/* otherwise: what holds without it; NULL: nothing */
	enum { CMD_KEY, CMD_NO_KEY, CMD_LETTERS_KEY } key;	/* in the project's own file; LETTERS: it is heeded letter by letter, by the library */
};

/* The i-th; NULL after the last. */
const struct cmd_option *cmd_option(unsigned i);
bool cmd_option_is_of(const struct cmd_option *o, unsigned commands);
/* Of that command; NULL: it has none of that name. */
const struct cmd_option *cmd_option_find(unsigned commands, const char *name, size_t n);
/* Is value one of the words of "a|b|c"? Its number, or -1. */
int cmd_option_index(const char *values, const char *value);

/* cmd_options.c: gives the option its value. False: said, as a fault of the command line, or of the place in a project's own file. */
bool cmd_options_set(struct cmd_settings *s, const struct cmd_option *o, const char *value, const samedesk_setting *from);

#endif
