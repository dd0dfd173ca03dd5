/* cmd_rules.c - `samedesk rules`: list the rules, or explain some of them.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

/* Those of the project's own file first. */
const char *const *cmd_rules_overlays(struct cmd_settings *s, bool with_config)
{
	const char *file;
	struct cmd_list *l = &s->overlays;
	l->n = 0;
	for (size_t i = 0; with_config && s->config != NULL && (file = samedesk_config_file(s->config, i)) != NULL && l->n < CMD_LIST_MOST; i++) {
		l->v[l->n++] = file;
	}
	for (unsigned i = 0; i < s->knowledge.n && l->n < CMD_LIST_MOST; i++) {
		l->v[l->n++] = s->knowledge.v[i];
	}
	l->v[l->n] = NULL;
	return l->n > 0 ? l->v : NULL;
}

samedesk_knowledge *cmd_rules_knowledge(struct cmd_settings *s, bool with_config)
{
	const char *const *overlays = cmd_rules_overlays(s, with_config);
	if (s->rules == NULL && overlays == NULL) {
		return samedesk_knowledge_default();
	}
	return samedesk_knowledge_load(s->rules, overlays, cmd_say_diagnostic, s);
}

static int rules(struct cmd_settings *s)
{
	samedesk_knowledge *k = cmd_rules_knowledge(s, true);
	if (k == NULL) {
		return SAMEDESK_TROUBLE;
	}
	s->run.config = s->config != NULL && s->run.config == NULL ? s->found_config : s->run.config;
	int status = samedesk_rules_of(k, &s->run, s->operands);
	samedesk_knowledge_free(k);
	return status;
}

const struct cmd_command cmd_rules = {
	"rules", CMD_RULES, "[RULE]...", "List the rules, or explain some", rules,
};
