/* cmd_check.c - `samedesk check`: lint letters one by one.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <unistd.h>

struct run { struct cmd_settings *s; samedesk_checker *c; uint64_t done, all; };

static int count_file(void *run, const char *path)
{
	(void)path;
	((struct run *)run)->all++;
	return SAMEDESK_OK;
}

static int check_file(void *user, const char *path)
{
	struct run *run = user;
	int status = samedesk_check_file(run->c, path);
	run->done++;
	if (run->s->progress.wanted) {
		cmd_progress(run->s, run->done, run->all, run->done);
	}
	return status;
}

/* How many files there are is worth a walk only to somebody who waits and watches. */
static void check_count(struct run *run)
{
	run->s->progress.wanted = !run->s->run.quiet && run->s->n_operands > 0 && isatty(STDERR_FILENO);
	if (run->s->progress.wanted) {
		run->s->progress.mute = true;
		cmd_walk(run->s, count_file, run);
		run->s->progress.mute = false;
	}
}

static int check_with(struct cmd_settings *s, const samedesk_knowledge *k)
{
	samedesk_checker *c = samedesk_checker_new(k, &s->run);
	if (c == NULL) {
		return SAMEDESK_TROUBLE;
	}
	struct run all = { s, c, 0, 0 };
	s->checker = c;
	check_count(&all);
	int files = s->changed != NULL ? cmd_changed(s, check_file, &all) : cmd_walk(s, check_file, &all);
	cmd_progress_end(s);
	int run = samedesk_checker_end(c, NULL);
	samedesk_checker_free(c);
	s->checker = NULL;
	return files == SAMEDESK_TROUBLE || s->trouble ? SAMEDESK_TROUBLE : run;
}

int cmd_check_run(struct cmd_settings *s, samedesk_what what)
{
	if (s->n_operands == 0 && s->changed == NULL && isatty(STDIN_FILENO)) {
		return cmd_help_usage(s->command);
	}
	if (s->rules == NULL && !cmd_options_phase(s)) {	/* other rules may have other phases */
		return SAMEDESK_TROUBLE;
	}
	samedesk_knowledge *k = cmd_rules_knowledge(s, false);	/* each letter's folder has its own file */
	if (k == NULL) {
		return SAMEDESK_TROUBLE;
	}
	s->run.what = what;
	s->run.find_config = 1;
	s->run.mixed = s->run.mixed || s->changed != NULL;	/* git keeps more than letters */
	int status = check_with(s, k);
	samedesk_knowledge_free(k);
	return status;
}

static int check(struct cmd_settings *s)
{
	return cmd_check_run(s, SAMEDESK_CHECK);
}

const struct cmd_command cmd_check = {
	"check", CMD_CHECK, "[FILE|DIR|-]...", "Lint letters one by one", check,
};
