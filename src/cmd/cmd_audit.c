/* cmd_audit.c - `samedesk audit`: an archive as a whole; `samedesk extract`: one record a letter, for audits spread over machines.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <string.h>
#include <unistd.h>

static int audit_file(void *audit, const char *path)
{
	samedesk_audit_add(audit, path);
	return SAMEDESK_OK;
}

static int audit_with(struct cmd_settings *s, const samedesk_knowledge *k)
{
	samedesk_audit *a = samedesk_audit_new(k, &s->run);
	if (a == NULL) {
		return SAMEDESK_TROUBLE;
	}
	s->audited = a;
	if (s->records) {
		samedesk_audit_records(a);
	}
	int files = cmd_walk(s, audit_file, a);
	s->audited = NULL;
	int run = samedesk_audit_run(a, NULL);
	cmd_progress_end(s);
	samedesk_audit_free(a);
	return files == SAMEDESK_TROUBLE || s->trouble ? SAMEDESK_TROUBLE : run;
}

/* Values that contradict each other or make no sense. False: said. */
static bool audit_settings(const struct cmd_settings *s)
{
	const char *fault = NULL;
	if (s->run.store != NULL && s->run.store[0] == '\0') {
		fault = "option '--store' needs the name of a file";
	} else if (s->run.store == NULL && (s->run.since != NULL || s->run.again)) {
		fault = s->run.again ? "option '--again' needs '--store'" : "option '--since' needs '--store'";
	}
	for (int i = 0; i < s->n_operands && s->records && fault == NULL; i++) {
		fault = strcmp(s->operands[i], "-") == 0 ? "option '--records' needs files: records are read twice, which standard input is not" : NULL;
	}
	if (fault == NULL && s->records && s->n_operands == 0) {
		fault = "option '--records' needs files";
	}
	if (fault != NULL) {
		cmd_say_usage(fault, NULL, NULL);
	}
	return fault == NULL;
}

int cmd_audit_run(struct cmd_settings *s, samedesk_what what)
{
	if (!audit_settings(s)) {
		return SAMEDESK_TROUBLE;
	}
	if (s->n_operands == 0 && isatty(STDIN_FILENO)) {
		return cmd_help_usage(s->command);
	}
	if (s->rules == NULL && !cmd_options_phase(s)) {
		return SAMEDESK_TROUBLE;
	}
	samedesk_knowledge *k = cmd_rules_knowledge(s, false);	/* each letter's folder has its own file */
	if (k == NULL) {
		return SAMEDESK_TROUBLE;
	}
	s->run.what = what;
	s->run.find_config = 1;
	s->run.progress = cmd_progress;
	int status = audit_with(s, k);
	samedesk_knowledge_free(k);
	return status;
}

static int audit(struct cmd_settings *s)
{
	return cmd_audit_run(s, SAMEDESK_AUDIT);
}

static int extract(struct cmd_settings *s)
{
	return cmd_audit_run(s, SAMEDESK_EXTRACT);
}

const struct cmd_command cmd_audit = {
	"audit", CMD_AUDIT, "[FILE|DIR|-]...", "Check an archive as a whole: echoes, rings, reference loops", audit,
};

const struct cmd_command cmd_extract = {
	"extract", CMD_EXTRACT, "[FILE|DIR|-]...", "Write one record a letter, for audit --records", extract,
};
