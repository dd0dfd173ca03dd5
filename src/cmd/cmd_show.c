/* cmd_show.c - `samedesk show`: what was read of a letter, how it was resolved, and why.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

static int show(struct cmd_settings *s)
{
	return cmd_check_run(s, SAMEDESK_SHOW);
}

const struct cmd_command cmd_show = {
	"show", CMD_SHOW, "[FILE|DIR|-]...", "Print what was read and how it was resolved, and why", show,
};
