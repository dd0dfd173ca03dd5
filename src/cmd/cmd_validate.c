/* cmd_validate.c - `samedesk validate`: check knowledge: schemas, references, periods, rule examples.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

static int validate(struct cmd_settings *s)
{
	samedesk_validation found;
	const char *dir = s->n_operands > 0 ? s->operands[0] : s->rules;
	if (s->n_operands > 1) {
		return cmd_help_usage(s->command);
	}
	int status = samedesk_validate(dir, cmd_rules_overlays(s, true), cmd_say_diagnostic, s, &found);
	int printed = samedesk_validation_print(&s->run, &found);
	if (status == SAMEDESK_OK && !cmd_config_rules(s)) {
		status = SAMEDESK_TROUBLE;
	}
	return printed > status ? printed : status;
}

const struct cmd_command cmd_validate = {
	"validate", CMD_VALIDATE, "[DIR]", "Check knowledge: schemas, references, periods, rule examples", validate,
};
