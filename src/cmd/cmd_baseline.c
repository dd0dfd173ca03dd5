/* cmd_baseline.c - `samedesk baseline`: a file of findings that may stand, made, looked through and compared; DESIGN section 8.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <string.h>

static int baseline(struct cmd_settings *s)
{
	static const struct { const char *word; samedesk_baseline what; } verbs[] = {
		{ "create", SAMEDESK_BASELINE_CREATE }, { "prune", SAMEDESK_BASELINE_PRUNE }, { "diff", SAMEDESK_BASELINE_DIFF },
	};
	struct cmd_nearest nearest = { s->n_operands > 0 ? s->operands[0] : "", NULL, 0 };
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0] && s->n_operands > 0; i++) {
		if (strcmp(verbs[i].word, s->operands[0]) == 0) {
			s->run.baseline_for = verbs[i].what;
		}
		cmd_nearest_try(&nearest, verbs[i].word);
	}
	if (s->n_operands > 0 && s->run.baseline_for == SAMEDESK_BASELINE_USE) {
		cmd_say_usage("unknown operand", s->operands[0], nearest.best);
	}
	if (s->run.baseline_for == SAMEDESK_BASELINE_USE) {
		return s->n_operands > 0 ? SAMEDESK_TROUBLE : cmd_help_usage(s->command);
	}
	s->operands++;
	s->n_operands--;
	if (s->n_operands == 0) {
		cmd_say_usage("which letters? Name files or folders: all that the baseline is of", NULL, NULL);
		return SAMEDESK_TROUBLE;
	}
	return s->audit ? cmd_audit_run(s, SAMEDESK_AUDIT) : cmd_check_run(s, SAMEDESK_CHECK);
}

const struct cmd_command cmd_baseline = {
	"baseline", CMD_BASELINE, "create|prune|diff FILE|DIR...", "Keep a file of findings that may stand", baseline,
};
