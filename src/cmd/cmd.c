/* cmd.c - the command: which command, its options, its exit status; DESIGN section 8.
 *
 * In: argv. Out: the exit status. What each command does is left to its own file.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct cmd_command *const commands[] = {
	&cmd_check, &cmd_audit, &cmd_show, &cmd_who, &cmd_rules, &cmd_validate, &cmd_extract,
	&cmd_baseline,
	&cmd_config,
};

const struct cmd_command *cmd_command(unsigned i)
{
	return i < sizeof commands / sizeof commands[0] ? commands[i] : NULL;
}

static const struct cmd_command *command_find(const char *name)
{
	for (unsigned i = 0; cmd_command(i) != NULL; i++) {
		if (strcmp(cmd_command(i)->name, name) == 0) {
			return cmd_command(i);
		}
	}
	return NULL;
}

static int command_unknown(const char *name)
{
	struct cmd_nearest nearest = { name, NULL, 0 };
	for (unsigned i = 0; cmd_command(i) != NULL; i++) {
		cmd_nearest_try(&nearest, cmd_command(i)->name);
	}
	cmd_say_usage(name[0] == '-' ? "unknown option" : "unknown command", name, nearest.best);
	return SAMEDESK_TROUBLE;
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);
	return value != NULL && *value != '\0';
}

/* NO_COLOR: https://no-color.org, set and not empty; CLICOLOR and CLICOLOR_FORCE: https://bixense.com/clicolors/. */
static bool color_wanted(unsigned color, int fd)
{
	const char *term = getenv("TERM"), *force = getenv("CLICOLOR_FORCE"), *may = getenv("CLICOLOR");
	if (color != CMD_COLOR_AUTO) {
		return color == CMD_COLOR_ALWAYS;
	}
	if (is_set("NO_COLOR")) {
		return false;
	}
	if (is_set("CLICOLOR_FORCE") && strcmp(force, "0") != 0) {
		return true;
	}
	return (may == NULL || strcmp(may, "0") != 0) && (term == NULL || strcmp(term, "dumb") != 0) && isatty(fd);
}

/* As locales are looked for: the first of these that is set. A locale of C speaks English. */
static const char *locale_name(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && *value != '\0') {
			return value;
		}
	}
	return "";
}

static const char *locale_lang(void)
{
	const char *name = locale_name();
	return strncmp(name, "cy", 2) == 0 && strchr("_.@", name[2]) != NULL ? "cy" : "en";
}

bool cmd_locale_ascii(int fd)
{
	const char *all = getenv("LC_ALL");
	bool plain = setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	bool asked = all != NULL && (strcmp(all, "C") == 0 || strcmp(all, "POSIX") == 0);
	setlocale(LC_CTYPE, "C");
	return plain && (asked || isatty(fd));
}

static void settings_fill(struct cmd_settings *s)
{
	s->run.ascii = cmd_locale_ascii(STDOUT_FILENO);
	s->run.lang = s->run.lang != NULL ? s->run.lang : locale_lang();
	s->run.color = color_wanted(s->color, STDOUT_FILENO);
	s->color_errors = color_wanted(s->color, STDERR_FILENO);
	s->run.fail_on = (samedesk_level)s->fail_on;
	s->run.levels = s->levels.v;
	s->run.exclude = s->exclude.v;
	s->run.write = cmd_say_write;
	s->run.diagnostic = cmd_say_diagnostic;
	s->run.user = s;
}

static int version(void)
{
	printf("samedesk %s\nreads: %s\n", samedesk_version(), samedesk_readers());
	return SAMEDESK_OK;
}

/* argv[0] is the command's name. */
static int command_run(const struct cmd_command *c, char **argv)
{
	struct cmd_settings s = { .run = SAMEDESK_OPTIONS_INIT, .command = c, .fail_on = SAMEDESK_ERROR };
	if (!cmd_options_parse(&s, argv)) {
		return SAMEDESK_TROUBLE;
	}
	int status = SAMEDESK_TROUBLE;
	if (s.help || s.version) {
		status = s.help ? cmd_help_one(c) : version();
	} else if (cmd_config_apply(&s)) {
		settings_fill(&s);
		status = cmd_output_open(&s) ? c->run(&s) : SAMEDESK_TROUBLE;
		status = cmd_output_close(&s, status != SAMEDESK_TROUBLE) ? status : SAMEDESK_TROUBLE;
	}
	samedesk_config_free(s.config);
	return cmd_say_end(&s, status);
}

static bool is_either(const char *word, const char *a, const char *b)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0;
}

static int command_none(int (*print)(void))
{
	struct cmd_settings s = { .run = SAMEDESK_OPTIONS_INIT };
	return cmd_say_end(&s, print());
}

int cmd_main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);	/* a closed pipe is a failed write like any other */
	signal(SIGCHLD, SIG_DFL);	/* whoever started us may have ignored it: how a child ended would not be known */
	if (argc < 2) {
		return cmd_help_usage(NULL);
	}
	if (is_either(argv[1], "--version", "-V")) {
		return command_none(version);
	}
	if (is_either(argv[1], "--help", "-h") || (strcmp(argv[1], "help") == 0 && argc == 2)) {
		return command_none(cmd_help_all);
	}
	bool help = strcmp(argv[1], "help") == 0;
	const struct cmd_command *c = command_find(argv[help ? 2 : 1]);
	if (c == NULL) {
		return command_unknown(argv[help ? 2 : 1]);
	}
	char *ask[] = { argv[0], (char[]){ "--help" }, NULL };
	return command_run(c, help ? ask : argv + 1);
}
