/* cmd_config.c - the project's own file, as far as it speaks to the command; `samedesk config`; DESIGN section 8.
 *
 * In: the settings of the file that holds for what the operands name first, else for the current folder. Out: options that the command line
 * does not give. Levels, what is left out, and knowledge are the library's business, letter by letter.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd_option.h"

#include <stdio.h>
#include <string.h>

/* False: the file cannot be used (said). */
static bool config_open(struct cmd_settings *s, const char *beside)
{
	const char *file = s->run.config;
	if (file == NULL && samedesk_config_find(beside, s->found_config, sizeof s->found_config)) {
		file = s->found_config;
	}
	if (file == NULL) {
		return true;
	}
	s->config = samedesk_config_read(file, cmd_say_diagnostic, s);
	return s->config != NULL;
}

/* What is said for other commands is not heeded; validate says what is wrong with it all the same. */
static bool config_check(const struct cmd_settings *s, const struct cmd_option *o, const samedesk_setting *from)
{
	struct cmd_settings aside = *s;
	bool good = cmd_options_set(&aside, o, from->value, from);
	aside.origins[o - cmd_option(0)].from = from;
	return cmd_options_phase(&aside) && good;
}

static bool config_set(struct cmd_settings *s, const samedesk_setting *from)
{
	const struct cmd_option *o = cmd_option_find(CMD_ALL, from->key, strlen(from->key));
	if (o == NULL || o->key != CMD_KEY) {
		return true;
	}
	struct cmd_origin *at = &s->origins[o - cmd_option(0)];
	if (at->typed || !cmd_option_is_of(o, s->command->bit)) {
		return at->typed || s->command->bit != CMD_VALIDATE || config_check(s, o, from);
	}
	bool good = cmd_options_set(s, o, from->value, from);
	at->from = from;
	if (good && s->command->bit == CMD_CONFIG && o->kind == CMD_FORMAT) {
		s->formats.n = 0;	/* told, not obeyed */
	}
	return good;
}

bool cmd_config_apply(struct cmd_settings *s)
{
	int first = s->command->bit == CMD_BASELINE;	/* behind what is to be done */
	bool operands = (s->command->bit & (CMD_LETTERS | CMD_ARCHIVE | CMD_CONFIG | CMD_BASELINE)) != 0 && s->n_operands > first;
	bool good = config_open(s, operands ? s->operands[first] : ".");
	for (size_t i = 0; s->config != NULL && i < samedesk_config_count(s->config); i++) {
		good = config_set(s, samedesk_config_setting(s->config, i)) && good;
	}
	return good;
}

/* --- the rules that it names --- */

struct unknown_rule { char help[160]; };

static void unknown_rule_kept(void *user, const samedesk_diagnostic *d)
{
	struct unknown_rule *u = user;
	snprintf(u->help, sizeof u->help, "%s", d->help != NULL ? d->help : "");
}

/* RULE=LEVEL[:PATH] of a rule that there is? */
static bool config_rule(struct cmd_settings *s, const samedesk_knowledge *k, const samedesk_setting *from)
{
	char rule[128], text[160];
	const char *const ids[] = { rule, NULL };
	struct unknown_rule u = { "" };
	samedesk_options quiet = SAMEDESK_OPTIONS_INIT;
	snprintf(rule, sizeof rule, "%.*s", (int)strcspn(from->value, "="), from->value);
	quiet.diagnostic = unknown_rule_kept;
	quiet.user = &u;
	if (samedesk_rules_of(k, &quiet, ids) == SAMEDESK_OK) {
		return true;
	}
	snprintf(text, sizeof text, "no such rule '%s'", rule);
	samedesk_diagnostic d = { "config-value", SAMEDESK_ERROR, from->path, from->line, from->column, "the setting cannot be used", text,
		u.help[0] != '\0' ? u.help : "see CONFIGURATION in samedesk(1)", "", 0, 0 };
	cmd_say_diagnostic(s, &d);
	return false;
}

bool cmd_config_rules(struct cmd_settings *s)
{
	samedesk_knowledge *k = NULL;
	bool good = true;
	for (size_t i = 0; s->config != NULL && i < samedesk_config_count(s->config); i++) {
		const samedesk_setting *from = samedesk_config_setting(s->config, i);
		if (strcmp(from->key, "level") != 0) {
			continue;
		}
		k = k != NULL ? k : cmd_rules_knowledge(s, true);
		if (k == NULL) {
			return false;	/* said */
		}
		good = config_rule(s, k, from) && good;
	}
	samedesk_knowledge_free(k);
	return good;
}

/* --- samedesk config --- */

static const char *value_of(const struct cmd_settings *s, const struct cmd_option *o, char *room, size_t size)
{
	const void *field = (const char *)s + o->field;
	switch (o->kind) {
	case CMD_FLAG:
		return *(const int *)field ? "yes" : "no";
	case CMD_INDEX:
		snprintf(room, size, "%s", o->value);
		char *word = room;
		for (unsigned i = *(const unsigned *)field; i > 0; i--) {
			word = strchr(word, '|') + 1;
		}
		word[strcspn(word, "|")] = '\0';
		return word;
	case CMD_NUMBER:
		snprintf(room, size, "%u", (unsigned)*(const uint32_t *)field);
		return room;
	case CMD_TEXT:
	case CMD_FILE:
	case CMD_WORD:
		return *(const char *const *)field;
	case CMD_OPTIONAL:
		snprintf(room, size, "%s", *(const char *const *)field == NULL ? "no" : **(const char *const *)field == '\0' ? "yes" : *(const char *const *)field);
		return room;
	case CMD_FORMAT:
	case CMD_TEXTS:
		break;
	}
	return NULL;
}

/* Walks over the options and, in each that may be repeated, over its values: those of the file, then those of the command line. */
struct walk {
	struct cmd_settings *s;
	unsigned option;
	size_t setting;
	unsigned typed;
	char room[128];
};

static bool next_of_list(struct walk *w, const struct cmd_option *o, samedesk_setting *out)
{
	struct cmd_settings *s = w->s;
	const struct cmd_list *l = (const struct cmd_list *)(const void *)((const char *)s + o->field);
	while (s->config != NULL && w->setting < samedesk_config_count(s->config)) {
		const samedesk_setting *from = samedesk_config_setting(s->config, w->setting++);
		if (strcmp(from->key, o->name) == 0) {
			*out = *from;
			return true;
		}
	}
	if (w->typed < l->n) {
		*out = (samedesk_setting){ .key = o->name, .value = l->v[w->typed++], .path = "command line" };
		return true;
	}
	return false;
}

/* With yes and no among its values. */
static bool is_flag(const struct cmd_option *o)
{
	return o->kind == CMD_FLAG || o->kind == CMD_OPTIONAL;
}

static void value_in_force(struct walk *w, const struct cmd_option *o, samedesk_setting *out)
{
	const struct cmd_origin *at = &w->s->origins[w->option];
	bool given = at->typed || at->from != NULL;
	const char *value = given ? value_of(w->s, o, w->room, sizeof w->room) : o->otherwise != NULL ? o->otherwise : is_flag(o) ? "no" : "";
	*out = (samedesk_setting){ .key = o->name, .value = value != NULL ? value : "", .path = at->typed ? "command line" : "default" };
	if (!at->typed && at->from != NULL) {
		out->value = is_flag(o) ? out->value : at->from->value;	/* as written */
		out->path = at->from->path;
		out->line = at->from->line;
		out->column = at->from->column;
	}
}

/* A samedesk_setting_next_fn. */
static int next(void *user, samedesk_setting *out)
{
	struct walk *w = user;
	const struct cmd_option *o;
	for (; (o = cmd_option(w->option)) != NULL; w->option++, w->setting = 0, w->typed = 0) {
		if (o->key == CMD_NO_KEY) {
			continue;
		}
		bool list = o->kind == CMD_TEXTS || o->kind == CMD_FORMAT, given = w->s->origins[w->option].typed || w->s->origins[w->option].from != NULL;
		if (!list || (o->otherwise != NULL && !given)) {
			value_in_force(w, o, out);
			w->option++;
			return 1;
		}
		if (next_of_list(w, o, out)) {
			return 1;
		}
	}
	return 0;
}

static int config(struct cmd_settings *s)
{
	struct walk w = { .s = s };
	if (s->n_operands > 1) {
		return cmd_help_usage(s->command);
	}
	if ((s->rules == NULL && !cmd_options_phase(s)) || !cmd_config_rules(s)) {
		return SAMEDESK_TROUBLE;
	}
	return samedesk_config_print(&s->run, next, &w);
}

const struct cmd_command cmd_config = {
	"config", CMD_CONFIG, "[FILE|DIR]", "Print the settings in force, each with where it came from", config,
};
