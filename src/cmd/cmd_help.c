/* cmd_help.c - the help: an overview, or one command with its options.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <stdio.h>

int cmd_help_all(void)
{
	puts("usage: samedesk COMMAND [OPTION]... [OPERAND]...\n\n"
	    "Reads letters between public bodies and says when the desk that writes is the desk that will open.\n");
	for (unsigned i = 0; cmd_command(i) != NULL; i++) {
		const struct cmd_command *c = cmd_command(i);
		printf("  %-9s %-18s %s\n", c->name, c->operands, c->what);
	}
	puts("\n'samedesk COMMAND --help' lists the options of a command; 'samedesk --version' prints the version.\n"
	    "Exit status: 0 nothing at or above the fail level, 1 findings, 2 something could not be done.");
	return SAMEDESK_OK;
}

int cmd_help_one(const struct cmd_command *c)
{
	printf("usage: samedesk %s [OPTION]... %s\n\n%s.\n\n", c->name, c->operands, c->what);
	cmd_options_help(c);
	return SAMEDESK_OK;
}

int cmd_help_usage(const struct cmd_command *c)
{
	if (c == NULL) {
		fputs("usage: samedesk COMMAND [OPTION]... [OPERAND]...\n"
		    "    help: see 'samedesk --help'\n", stderr);
	} else {
		fprintf(stderr, "usage: samedesk %s [OPTION]... %s\n    help: see 'samedesk %s --help'\n", c->name, c->operands, c->name);
	}
	return SAMEDESK_TROUBLE;
}
