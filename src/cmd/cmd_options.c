/* cmd_options.c - options from the command line and from the project's own file; DESIGN section 8.
 *
 * In: the words of the command line after the command, or the settings of a file. Out: settings and operands; what cannot be used is said
 * here. Accepted: --name=value, --name value, -n value, -nvalue, and -- after which all words are operands. A lone - is an operand.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd_option.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *field_of(struct cmd_settings *s, const struct cmd_option *o)
{
	return (char *)s + o->field;
}

/* --- values --- */

/* Formats of findings alone are of those commands that find something. */
static bool format_is_of(const struct cmd_command *c, const char *format)
{
	return (c->bit & (CMD_CHECK | CMD_AUDIT | CMD_CONFIG)) != 0 || !samedesk_format_is_of_findings(format);
}

/* The library's formats that the command has, as "text|json|...". */
static const char *formats(const struct cmd_command *c, char *room, size_t size, const char *between)
{
	size_t n = 0;
	for (unsigned i = 0; samedesk_format_name(i) != NULL && n < size; i++) {
		if (format_is_of(c, samedesk_format_name(i))) {
			int added = snprintf(room + n, size - n, "%s%s", n > 0 ? between : "", samedesk_format_name(i));
			n += added > 0 ? (size_t)added : 0;
		}
	}
	return room;
}

/* Numbers that make no sense; the library would take 0 for not set. */
struct bounds { const char *name; uint32_t least, most; };

static const struct bounds *bounds_of(const struct cmd_option *o)
{
	static const struct bounds all[] = { { "window", 1, UINT32_MAX }, { "longest", 1, UINT32_MAX }, { "similarity", 1, 100 }, { "", 0, UINT32_MAX } };
	const struct bounds *b = all;
	while (b->name[0] != '\0' && strcmp(b->name, o->name) != 0) {
		b++;
	}
	return b;
}

static const char *numbers(const struct cmd_option *o, char *room, size_t size)
{
	const struct bounds *b = bounds_of(o);
	if (b->most < UINT32_MAX) {
		snprintf(room, size, "a number from %u to %u", (unsigned)b->least, (unsigned)b->most);
	} else if (b->least > 0) {
		snprintf(room, size, "a number from %u on", (unsigned)b->least);
	} else {
		snprintf(room, size, "a number");
	}
	return room;
}

/* DATE, or DATE|last */
static bool is_dated(const struct cmd_option *o)
{
	return o->kind == CMD_TEXT && strncmp(o->value, "DATE", 4) == 0;
}

static bool value_refused(struct cmd_settings *s, const struct cmd_option *o, const char *value, const char *near, const samedesk_setting *from)
{
	char text[320], help[80], names[128];
	const char *takes = o->kind == CMD_NUMBER ? numbers(o, names, sizeof names) : o->kind == CMD_FLAG ? "yes|no" :
	    o->kind == CMD_FORMAT ? formats(s->command, names, sizeof names, "|") : is_dated(o) ? "a date (2016, 2016-12 or 2016-12-05)" : o->value;
	if (from == NULL) {
		snprintf(text, sizeof text, "option '--%s' takes %s, not", o->name, takes);
		cmd_say_usage(text, value, near);
		return false;
	}
	snprintf(text, sizeof text, "'%s' takes %s, not '%.60s'", o->name, takes, value);
	snprintf(help, sizeof help, "did you mean '%s'?", near != NULL ? near : "");
	samedesk_diagnostic d = {
		"config-value", SAMEDESK_ERROR, from->path, from->line, from->column, "the setting cannot be used", text,
		near != NULL ? help : "see CONFIGURATION in samedesk(1)",
		"", 0, 0,
	};
	cmd_say_diagnostic(s, &d);
	return false;
}

/* Refuses a value that is none of the words of "a|b|c", and names the nearest of them. */
static bool word_refused(struct cmd_settings *s, const struct cmd_option *o, const char *value, const samedesk_setting *from)
{
	char words[256], *rest = words;
	struct cmd_nearest nearest = { value, NULL, 0 };
	snprintf(words, sizeof words, "%s", o->value);
	for (char *bar; rest != NULL; rest = bar != NULL ? bar + 1 : NULL) {
		bar = strchr(rest, '|');
		if (bar != NULL) {
			*bar = '\0';
		}
		cmd_nearest_try(&nearest, rest);
	}
	return value_refused(s, o, value, nearest.best, from);
}

static bool set_number(struct cmd_settings *s, const struct cmd_option *o, const char *value, const samedesk_setting *from)
{
	char *end;
	const struct bounds *b = bounds_of(o);
	errno = 0;
	unsigned long n = strtoul(value, &end, 10);
	if (errno != 0 || *end != '\0' || end == value || value[0] == '-' || n < b->least || n > b->most) {
		return value_refused(s, o, value, NULL, from);
	}
	*(uint32_t *)field_of(s, o) = (uint32_t)n;
	return true;
}

static bool set_word(struct cmd_settings *s, const struct cmd_option *o, const char *value, const samedesk_setting *from)
{
	int index = cmd_option_index(o->value, value);
	if (index < 0) {
		return word_refused(s, o, value, from);
	}
	if (o->kind == CMD_INDEX) {
		*(unsigned *)field_of(s, o) = (unsigned)index;
	} else {
		*(const char **)field_of(s, o) = value;
	}
	return true;
}

/* A flag alone is yes; no takes back what a file says. */
static bool set_flag(struct cmd_settings *s, const struct cmd_option *o, const char *value, const samedesk_setting *from)
{
	bool no = value != NULL && strcmp(value, "no") == 0;
	if (value != NULL && *value != '\0' && !no && strcmp(value, "yes") != 0) {
		return value_refused(s, o, value, NULL, from);
	}
	*(int *)field_of(s, o) = !no;
	return true;
}

/* "no" takes back what a file says, "yes" is as without a value. */
static bool set_optional(struct cmd_settings *s, const struct cmd_option *o, const char *value, const samedesk_setting *from)
{
	bool none = value == NULL || strcmp(value, "yes") == 0 || (from != NULL && *value == '\0');
	if (value != NULL && *value == '\0' && !none) {	/* a variable that is not set: what it should have said is not known */
		return value_refused(s, o, value, NULL, from);
	}
	*(const char **)field_of(s, o) = none ? "" : strcmp(value, "no") == 0 ? NULL : value;
	return true;
}

static bool set_more(struct cmd_settings *s, const struct cmd_option *o, const char *value)
{
	struct cmd_list *l = field_of(s, o);
	if (l->n == CMD_LIST_MOST) {
		char text[80];
		snprintf(text, sizeof text, "option '--%s' is given more than %d times", o->name, CMD_LIST_MOST);
		cmd_say_usage(text, NULL, NULL);
		return false;
	}
	l->v[l->n++] = value;
	return true;
}

/* Standard output is also "-". */
static bool set_format_to(struct cmd_settings *s, const struct cmd_option *o, const char *format, const char *value, const samedesk_setting *from)
{
	const char *file = strchr(value, ':');
	if (file == NULL || strcmp(file, ":-") == 0) {
		return set_more(s, o, format);
	}
	return file[1] != '\0' ? set_more(s, o, from != NULL ? from->file : value) : value_refused(s, o, value, NULL, from);
}

/* FORMAT or FORMAT:FILE; the file of a project's own file is taken from there. */
static bool set_format(struct cmd_settings *s, const struct cmd_option *o, const char *value, const samedesk_setting *from)
{
	char format[32];
	struct cmd_nearest nearest = { format, NULL, 0 };
	snprintf(format, sizeof format, "%.*s", (int)strcspn(value, ":"), value);
	if (from != NULL && !format_is_of(s->command, format)) {
		return true;	/* said for other commands */
	}
	for (unsigned i = 0; samedesk_format_name(i) != NULL; i++) {
		if (!format_is_of(s->command, samedesk_format_name(i))) {
			continue;
		}
		if (strcmp(samedesk_format_name(i), format) == 0) {
			return set_format_to(s, o, samedesk_format_name(i), value, from);
		}
		cmd_nearest_try(&nearest, samedesk_format_name(i));
	}
	return value_refused(s, o, value, nearest.best, from);
}

static int is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Is it a day of some year, or a month, or a year? */
static bool is_date(const char *s)
{
	static const char shape[] = "dddd-dd-dd";
	size_t n = strlen(s);
	if (n != 4 && n != 7 && n != 10) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (shape[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != shape[i]) {
			return false;
		}
	}
	int month = n > 4 ? atoi(s + 5) : 1, day = n > 7 ? atoi(s + 8) : 1;
	return month >= 1 && month <= 12 && day >= 1 && day <= (month == 2 ? 28 + is_leap(atoi(s)) : 30 + (month + month / 8) % 2);
}

/* What the library refuses has no place; what a file says has one. */
static bool set_text(struct cmd_settings *s, const struct cmd_option *o, const char *value, const samedesk_setting *from)
{
	bool other = strchr(o->value, '|') != NULL && cmd_option_index(o->value, value) > 0;
	if (from != NULL && is_dated(o) && !other && !is_date(value)) {
		return value_refused(s, o, value, NULL, from);
	}
	*(const char **)field_of(s, o) = from != NULL && o->kind == CMD_FILE ? from->file : value;
	return true;
}

bool cmd_options_set(struct cmd_settings *s, const struct cmd_option *o, const char *value, const samedesk_setting *from)
{
	switch (o->kind) {
	case CMD_FLAG:
		return set_flag(s, o, value, from);
	case CMD_TEXT:
	case CMD_FILE:
		return set_text(s, o, value, from);
	case CMD_WORD:
	case CMD_INDEX:
		return set_word(s, o, value, from);
	case CMD_FORMAT:
		return set_format(s, o, value, from);
	case CMD_NUMBER:
		return set_number(s, o, value, from);
	case CMD_OPTIONAL:
		return set_optional(s, o, value, from);
	case CMD_TEXTS:
		return set_more(s, o, value);
	}
	return false;
}

/* --- the command line --- */

static bool set_typed(struct cmd_settings *s, const struct cmd_option *o, const char *value)
{
	s->origins[o - cmd_option(0)].typed = true;
	return cmd_options_set(s, o, value, NULL);
}

static const struct cmd_option *find_short(const struct cmd_settings *s, char letter)
{
	const struct cmd_option *o;
	for (unsigned i = 0; (o = cmd_option(i)) != NULL; i++) {
		if (cmd_option_is_of(o, s->command->bit) && o->letter == letter) {
			return o;
		}
	}
	return NULL;
}

/* The first other command that has the option; NULL: none has it. */
static const struct cmd_command *command_with(const char *name, size_t n)
{
	const struct cmd_command *c;
	for (unsigned i = 0; n > 0 && (c = cmd_command(i)) != NULL; i++) {
		if (cmd_option_find(c->bit, name, n) != NULL) {
			return c;
		}
	}
	return NULL;
}

/* Of another command, or nowhere: the nearest of this one is named. */
static bool unknown(const struct cmd_settings *s, const char *word, size_t n)
{
	const struct cmd_command *other = n > 2 && word[1] == '-' ? command_with(word + 2, n - 2) : NULL;
	char typed[64], text[80];
	if (other != NULL) {
		snprintf(text, sizeof text, "'%s' has no such option, but '%s' has it:", s->command->name, other->name);
		snprintf(typed, sizeof typed, "%.*s", (int)n, word);
		cmd_say_usage(text, typed, NULL);
		return false;
	}
	char meant[64];
	struct cmd_nearest nearest = { typed, NULL, 0 };
	const struct cmd_option *o;
	snprintf(typed, sizeof typed, "%.*s", (int)n, word);
	for (unsigned i = 0; (o = cmd_option(i)) != NULL && typed[0] == '-' && typed[1] == '-'; i++) {
		nearest.word = typed + 2;
		if (cmd_option_is_of(o, s->command->bit)) {
			cmd_nearest_try(&nearest, o->name);
		}
	}
	if (nearest.best != NULL) {
		snprintf(meant, sizeof meant, "--%s", nearest.best);
	}
	cmd_say_usage("unknown option", typed, nearest.best != NULL ? meant : NULL);
	return false;
}

static bool missing(const struct cmd_option *o)
{
	char text[160];
	snprintf(text, sizeof text, "option '--%s' needs a value: %s", o->name, o->value);
	cmd_say_usage(text, NULL, NULL);
	return false;
}

/* Of an option that may have a value: is it the next word? Not where a file has that name. */
static bool is_value(const char *next, const char *equals)
{
	return equals == NULL && next != NULL && next[0] != '-' && access(next, F_OK) != 0;
}

/* word is --name or --name=value. Returns how many words were used; 0: said. */
static int parse_long(struct cmd_settings *s, const char *word, const char *next)
{
	const char *equals = strchr(word, '=');
	size_t n = equals != NULL ? (size_t)(equals - word) : strlen(word);
	const struct cmd_option *o = cmd_option_find(s->command->bit, word + 2, n - 2);
	if (o == NULL) {
		unknown(s, word, n);
		return 0;
	}
	if (o->kind == CMD_OPTIONAL && is_value(next, equals)) {
		return set_typed(s, o, next) ? 2 : 0;
	}
	if (o->kind == CMD_FLAG || o->kind == CMD_OPTIONAL) {
		return set_typed(s, o, equals != NULL ? equals + 1 : NULL) ? 1 : 0;
	}
	if (equals == NULL && next == NULL) {
		missing(o);
		return 0;
	}
	return set_typed(s, o, equals != NULL ? equals + 1 : next) ? (equals != NULL ? 1 : 2) : 0;
}

/* word is -abc, -n value or -nvalue. */
static int parse_short(struct cmd_settings *s, const char *word, const char *next)
{
	for (const char *p = word + 1; *p != '\0'; p++) {
		const struct cmd_option *o = find_short(s, *p);
		if (o == NULL) {
			unknown(s, word, strlen(word));
			return 0;
		}
		if (o->kind == CMD_FLAG) {
			set_typed(s, o, NULL);
			continue;
		}
		if (p[1] == '\0' && next == NULL) {
			missing(o);
			return 0;
		}
		return set_typed(s, o, p[1] != '\0' ? p + 1 : next) ? (p[1] != '\0' ? 1 : 2) : 0;
	}
	return 1;
}

bool cmd_options_parse(struct cmd_settings *s, char **argv)
{
	char **operand = argv + 1;
	bool only_operands = false;
	s->operands = (const char **)(void *)operand;
	for (char **at = argv + 1; *at != NULL;) {
		int used = 1;
		if (only_operands || at[0][0] != '-' || at[0][1] == '\0') {
			*operand++ = *at;
		} else if (strcmp(*at, "--") == 0) {
			only_operands = true;
		} else if (at[0][1] == '-') {
			used = parse_long(s, *at, at[1]);
		} else {
			used = parse_short(s, *at, at[1]);
		}
		if (used == 0) {
			return false;
		}
		at += used;
	}
	s->n_operands = (int)(operand - (argv + 1));
	*operand = NULL;
	return true;
}

bool cmd_options_phase(struct cmd_settings *s)
{
	const struct cmd_option *o = cmd_option_find(CMD_ALL, "phase", strlen("phase"));
	const char *phase = s->run.phase;
	bool own = s->knowledge.n > 0 || (s->config != NULL && samedesk_config_file(s->config, 0) != NULL);	/* it may declare phases, as another folder's file */
	return phase == NULL || o == NULL || phase[0] == '#' || own || cmd_option_index(o->value, phase) >= 0 || word_refused(s, o, phase, s->origins[o - cmd_option(0)].from);
}

void cmd_options_help(const struct cmd_command *c)
{
	const struct cmd_option *o;
	for (unsigned i = 0; (o = cmd_option(i)) != NULL; i++) {
		char left[64], names[128] = "", otherwise[64] = "";
		if (!cmd_option_is_of(o, c->bit)) {
			continue;
		}
		const char *form = o->value == NULL ? "--%s" : o->kind == CMD_OPTIONAL ? "--%s[=%s]" : "--%s=%s";
		snprintf(left, sizeof left, form, o->name, o->value);
		if (o->otherwise != NULL && strchr(o->help, '(') == NULL) {
			snprintf(otherwise, sizeof otherwise, " (%s)", o->otherwise);
		}
		if (o->kind == CMD_FORMAT) {
			formats(c, names, sizeof names, ", ");
		}
		printf(o->letter != 0 ? "  -%c, " : "      ", o->letter);
		printf("%-34s %s%s%s\n", left, o->help, names, otherwise);
	}
}
