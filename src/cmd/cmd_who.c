/* cmd_who.c - `samedesk who`: which party a name means, and who serves it.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <stdio.h>

/* A name of several words needs no quotes. False when it does not fit. */
static bool join(const struct cmd_settings *s, char *name, size_t room)
{
	size_t n = 0;
	for (int i = 0; i < s->n_operands; i++) {
		int added = snprintf(name + n, room - n, "%s%s", i > 0 ? " " : "", s->operands[i]);
		if (added < 0 || (size_t)added >= room - n) {
			return false;
		}
		n += (size_t)added;
	}
	return n > 0;
}

static int who(struct cmd_settings *s)
{
	char name[1024];
	if (s->n_operands == 0) {
		return cmd_help_usage(s->command);
	}
	if (!join(s, name, sizeof name)) {
		cmd_say_usage("the name is empty or longer than 1023 bytes", NULL, NULL);
		return SAMEDESK_TROUBLE;
	}
	samedesk_knowledge *k = cmd_rules_knowledge(s, true);
	if (k == NULL) {
		return SAMEDESK_TROUBLE;
	}
	int status = samedesk_who(k, &s->run, name, s->service, s->between);
	samedesk_knowledge_free(k);
	return status;
}

const struct cmd_command cmd_who = {
	"who", CMD_WHO, "NAME", "Tell which party a name means, and who serves it", who,
};
