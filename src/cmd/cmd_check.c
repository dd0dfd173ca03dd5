/* cmd_check.c - `samedesk check`: lint letters one by one.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <sys/stat.h>
#include <unistd.h>

struct run { struct cmd_settings *s; samedesk_checker *c; };

static uint64_t size_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

static int count_file(void *run, const char *path)
{
	((struct run *)run)->s->progress.all += size_of(path);
	return SAMEDESK_OK;
}

/* A samedesk_progress_fn: within a file. */
static void check_progress(void *user, uint64_t done, uint64_t total, uint64_t letters)
{
	struct cmd_settings *s = user;
	(void)total;
	cmd_progress(s, s->progress.done + done, s->progress.all, letters);
}

static int check_file(void *user, const char *path)
{
	struct run *run = user;
	int status = samedesk_check_file(run->c, path);
	if (run->s->run.progress != NULL) {
		run->s->progress.done += size_of(path);
	}
	return status;
}

/* How much there is to read is worth a walk only to somebody who waits and watches. */
static void check_count(struct run *run)
{
	struct cmd_settings *s = run->s;
	if (s->run.progress != NULL && s->n_operands > 0 && s->changed == NULL) {
		s->progress.mute = true;
		cmd_walk(s, count_file, run);
		s->progress.mute = false;
	}
}

static int check_with(struct cmd_settings *s, const samedesk_knowledge *k)
{
	s->run.progress = !s->run.quiet && isatty(STDERR_FILENO) ? check_progress : NULL;
	samedesk_checker *c = samedesk_checker_new(k, &s->run);
	if (c == NULL) {
		return SAMEDESK_TROUBLE;
	}
	struct run all = { s, c };
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
