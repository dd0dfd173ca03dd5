/* cmd_options.c - one table of options that parses and prints the help; DESIGN section 8.
 *
 * In: the words of the command line after the command. Out: settings and operands; a usage error is said here. Accepted:
 * --name=value, --name value, -n value, -nvalue, and -- after which all words are operands. A lone - is an operand.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind {
	FLAG,		/* int: 1 */
	TEXT,		/* const char *: the value */
	WORD,		/* const char *: the value, one of the values listed */
	INDEX,		/* unsigned: which of the values listed */
	FORMAT,		/* const char *: one of the library's formats */
	NUMBER		/* uint32_t */
};

struct option {
	const char *name;
	char letter;		/* 0: none */
	enum kind kind;
	unsigned commands;	/* which commands have it */
	size_t field;		/* in struct cmd_settings */
	const char *value;	/* what the help calls the value, or the values, parted by '|'; NULL: a flag */
	const char *help;
};

#define AT(field) offsetof(struct cmd_settings, field)

static const struct option options[] = {
	{ "format", 'f', FORMAT, CMD_ALL & ~CMD_EXTRACT, AT(run.format), "text|json|ndjson|xml", "how to print (text)" },
	{ "fail-on", 0, INDEX, CMD_CHECK | CMD_AUDIT, AT(fail_on), "note|warning|error|never", "least level that makes the exit status 1 (error)" },
	{ "rules", 0, TEXT, CMD_ALL, AT(rules), "DIR", "use the knowledge in DIR instead of the one built in" },
	{ "config", 0, TEXT, CMD_ALL, AT(run.config), "FILE", "the project's own file, instead of the .samedesk.xml found" },
	{ "date", 'd', TEXT, CMD_LETTERS | CMD_WHO, AT(run.date), "DATE", "as if sent then: 2015, 2015-03 or 2015-03-02" },
	{ "min-basis", 0, WORD, CMD_LETTERS | CMD_ARCHIVE | CMD_WHO, AT(run.min_basis), "reported|documented", "do not rest on weaker records" },
	{ "service", 's', TEXT, CMD_WHO, AT(service), "SERVICE", "for this service only, as planning-policy" },
	{ "between", 'b', TEXT, CMD_WHO, AT(between), "NAME", "what ties the two parties" },
	{ "proof", 'p', FLAG, CMD_LETTERS | CMD_AUDIT | CMD_WHO, AT(run.proof), NULL, "print the whole chain: words read, records, rule" },
	{ "phase", 0, TEXT, CMD_LETTERS | CMD_ARCHIVE, AT(run.phase), "send|audit|ci", "only the rules of that phase" },
	{ "max-findings", 0, NUMBER, CMD_CHECK | CMD_AUDIT, AT(run.max_findings), "N", "print no more than N findings (0: all)" },
	{ "stats", 0, FLAG, CMD_CHECK | CMD_AUDIT, AT(run.stats), NULL, "count the findings by rule; of an audit all councils, pairs and years" },
	{ "jobs", 'j', NUMBER, CMD_ARCHIVE, AT(run.jobs), "N", "threads that read (as many as there are processors)" },
	{ "window", 0, NUMBER, CMD_AUDIT, AT(run.window), "MONTHS", "a letter is continued within so many months (24)" },
	{ "longest", 0, NUMBER, CMD_AUDIT, AT(run.longest), "N", "look for rings of at most N letters (12)" },
	{ "similarity", 0, NUMBER, CMD_AUDIT, AT(run.similarity), "PERCENT", "a reply so much alike is an echo (85)" },
	{ "no-echoes", 0, FLAG, CMD_AUDIT, AT(run.no_echoes), NULL, "do not compare texts" },
	{ "records", 0, FLAG, CMD_AUDIT, AT(records), NULL, "the files hold records, as extract writes them" },
	{ "store", 0, TEXT, CMD_AUDIT, AT(run.store), "FILE", "keep letters and findings in FILE, and read only what has changed" },
	{ "since", 0, TEXT, CMD_AUDIT, AT(run.since), "DATE|last", "with --store: only findings first made then or later, or in this run" },
	{ "again", 0, FLAG, CMD_AUDIT, AT(run.again), NULL, "with --store: judge all again, and tell which verdicts flip" },
	{ "stdin-filename", 0, TEXT, CMD_LETTERS | CMD_ARCHIVE, AT(run.stdin_name), "NAME", "what standard input is called in the output" },
	{ "color", 0, INDEX, CMD_ALL, AT(color), "auto|always|never", "colour (auto: on a terminal, unless NO_COLOR is set)" },
	{ "quiet", 'q', FLAG, CMD_CHECK | CMD_AUDIT | CMD_VALIDATE, AT(run.quiet), NULL, "no summary" },
	{ "version", 'V', FLAG, CMD_ALL, AT(version), NULL, "print the version" },
	{ "help", 'h', FLAG, CMD_ALL, AT(help), NULL, "print this" },
};
enum { OPTIONS = sizeof options / sizeof options[0] };

static void *field_of(struct cmd_settings *s, const struct option *o)
{
	return (char *)s + o->field;
}

/* Is value one of the words of "a|b|c"? Its number, or -1. */
static int value_index(const char *values, const char *value)
{
	size_t n = strlen(value);
	int i = 0;
	for (const char *at = values; at != NULL; i++) {
		const char *bar = strchr(at, '|');
		size_t length = bar != NULL ? (size_t)(bar - at) : strlen(at);
		if (length == n && strncmp(at, value, n) == 0) {
			return i;
		}
		at = bar != NULL ? bar + 1 : NULL;
	}
	return -1;
}

static bool value_refused(const struct option *o, const char *value, const char *near)
{
	char text[128];
	snprintf(text, sizeof text, "option '--%s' takes %s, not", o->name, o->kind == NUMBER ? "a number" : o->value);
	cmd_say_usage(text, value, near);
	return false;
}

/* Refuses a value that is none of the words of "a|b|c", and names the nearest of them. */
static bool word_refused(const struct option *o, const char *value)
{
	char words[128], *rest = words;
	struct cmd_nearest nearest = { value, NULL, 0 };
	snprintf(words, sizeof words, "%s", o->value);
	for (char *bar; rest != NULL; rest = bar != NULL ? bar + 1 : NULL) {
		bar = strchr(rest, '|');
		if (bar != NULL) {
			*bar = '\0';
		}
		cmd_nearest_try(&nearest, rest);
	}
	return value_refused(o, value, nearest.best);
}

static bool set_format(struct cmd_settings *s, const struct option *o, const char *value)
{
	struct cmd_nearest nearest = { value, NULL, 0 };
	for (unsigned i = 0; samedesk_format_name(i) != NULL; i++) {
		if (strcmp(samedesk_format_name(i), value) == 0) {
			*(const char **)field_of(s, o) = value;
			return true;
		}
		cmd_nearest_try(&nearest, samedesk_format_name(i));
	}
	return value_refused(o, value, nearest.best);
}

static bool set_number(struct cmd_settings *s, const struct option *o, const char *value)
{
	char *end;
	errno = 0;
	unsigned long n = strtoul(value, &end, 10);
	if (errno != 0 || *end != '\0' || end == value || value[0] == '-' || n > UINT32_MAX) {
		return value_refused(o, value, NULL);
	}
	*(uint32_t *)field_of(s, o) = (uint32_t)n;
	return true;
}

static bool set_word(struct cmd_settings *s, const struct option *o, const char *value)
{
	int index = value_index(o->value, value);
	if (index < 0) {
		return word_refused(o, value);
	}
	if (o->kind == INDEX) {
		*(unsigned *)field_of(s, o) = (unsigned)index;
	} else {
		*(const char **)field_of(s, o) = value;
	}
	return true;
}

static bool set(struct cmd_settings *s, const struct option *o, const char *value)
{
	switch (o->kind) {
	case FLAG:
		*(int *)field_of(s, o) = 1;
		return true;
	case TEXT:
		*(const char **)field_of(s, o) = value;
		return true;
	case WORD:
	case INDEX:
		return set_word(s, o, value);
	case FORMAT:
		return set_format(s, o, value);
	case NUMBER:
		return set_number(s, o, value);
	}
	return false;
}

static const struct option *find_long(const struct cmd_settings *s, const char *name, size_t n)
{
	for (size_t i = 0; i < OPTIONS; i++) {
		const struct option *o = &options[i];
		if ((o->commands & s->command->bit) != 0 && strlen(o->name) == n && strncmp(o->name, name, n) == 0) {
			return o;
		}
	}
	return NULL;
}

static const struct option *find_short(const struct cmd_settings *s, char letter)
{
	for (size_t i = 0; i < OPTIONS; i++) {
		if ((options[i].commands & s->command->bit) != 0 && options[i].letter == letter) {
			return &options[i];
		}
	}
	return NULL;
}

/* Of another command, or nowhere: the nearest of this one is named. */
static bool unknown(const struct cmd_settings *s, const char *word, size_t n)
{
	char typed[64];
	char meant[64];
	struct cmd_nearest nearest = { typed, NULL, 0 };
	snprintf(typed, sizeof typed, "%.*s", (int)n, word);
	for (size_t i = 0; i < OPTIONS && typed[0] == '-' && typed[1] == '-'; i++) {
		nearest.word = typed + 2;
		if ((options[i].commands & s->command->bit) != 0) {
			cmd_nearest_try(&nearest, options[i].name);
		}
	}
	if (nearest.best != NULL) {
		snprintf(meant, sizeof meant, "--%s", nearest.best);
	}
	cmd_say_usage("unknown option", typed, nearest.best != NULL ? meant : NULL);
	return false;
}

static bool missing(const struct option *o)
{
	char text[128];
	snprintf(text, sizeof text, "option '--%s' needs a value: %s", o->name, o->value);
	cmd_say_usage(text, NULL, NULL);
	return false;
}

/* word is --name or --name=value. Returns how many words were used; 0: said. */
static int parse_long(struct cmd_settings *s, const char *word, const char *next)
{
	const char *equals = strchr(word, '=');
	size_t n = equals != NULL ? (size_t)(equals - word) : strlen(word);
	const struct option *o = find_long(s, word + 2, n - 2);
	if (o == NULL) {
		unknown(s, word, n);
		return 0;
	}
	if (o->kind == FLAG) {
		if (equals != NULL) {
			cmd_say_usage("no value is taken by", word, NULL);
			return 0;
		}
		return set(s, o, NULL) ? 1 : 0;
	}
	if (equals == NULL && next == NULL) {
		missing(o);
		return 0;
	}
	return set(s, o, equals != NULL ? equals + 1 : next) ? (equals != NULL ? 1 : 2) : 0;
}

/* word is -abc, -n value or -nvalue. */
static int parse_short(struct cmd_settings *s, const char *word, const char *next)
{
	for (const char *p = word + 1; *p != '\0'; p++) {
		const struct option *o = find_short(s, *p);
		if (o == NULL) {
			unknown(s, word, strlen(word));
			return 0;
		}
		if (o->kind == FLAG) {
			set(s, o, NULL);
			continue;
		}
		if (p[1] == '\0' && next == NULL) {
			missing(o);
			return 0;
		}
		return set(s, o, p[1] != '\0' ? p + 1 : next) ? (p[1] != '\0' ? 1 : 2) : 0;
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

bool cmd_options_phase(const struct cmd_settings *s)
{
	const struct option *o = find_long(s, "phase", strlen("phase"));
	const char *phase = s->run.phase;
	return phase == NULL || o == NULL || phase[0] == '#' || value_index(o->value, phase) >= 0 || word_refused(o, phase);
}

void cmd_options_help(const struct cmd_command *c)
{
	for (size_t i = 0; i < OPTIONS; i++) {
		const struct option *o = &options[i];
		char left[64];
		if ((o->commands & c->bit) == 0) {
			continue;
		}
		snprintf(left, sizeof left, "--%s%s%s", o->name, o->value != NULL ? "=" : "", o->value != NULL ? o->value : "");
		if (o->letter != 0) {
			printf("  -%c, %-34s %s\n", o->letter, left, o->help);
		} else {
			printf("      %-34s %s\n", left, o->help);
		}
	}
}
