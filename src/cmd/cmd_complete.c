/* cmd_complete.c - makes what a shell completes out of the tables of commands and options, when the program is built.
 *
 * A program of its own, not part of `samedesk`. In: the shell, and the services, which stand in the registry alone. Out: the shell's
 * tables; the functions that use them are src/package/complete.SHELL. Rules and formats are asked of the library. What a value may be is
 * read off the word that the help has for it: FILE and DIR are looked for on the disk, RULE, LEVEL, SERVICE and FORMAT are lists, small
 * letters stand for themselves, and of anything else nothing is known.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd_option.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LEVELS "off note warning error"

enum paths { PATHS_NONE, PATHS_FILES, PATHS_FOLDERS };

struct lists { char formats[512], services[4096], rules[8192], levels[65536], commands[512]; };

/* What a value or an operand may be. */
struct value {
	char own[1024];
	const char *words;		/* with blanks between; "": none are known */
	enum paths paths;
	bool then_files;		/* behind a colon */
};

static void list_add(char *list, size_t size, const char *word, size_t n)
{
	size_t used = strlen(list);
	if (used + n + 2 > size) {
		fputs("complete: no room for all the words\n", stderr);
		exit(1);
	}
	snprintf(list + used, size - used, "%s%.*s", used > 0 ? " " : "", (int)n, word);
}

/* ---- what the library knows ---- */

struct said { char *bytes; size_t n, size; };

/* A samedesk_write_fn. */
static int keep(void *user, const char *bytes, size_t n)
{
	struct said *s = user;
	if (s->n + n >= s->size) {
		return 1;
	}
	memcpy(s->bytes + s->n, bytes, n);
	s->n += n;
	s->bytes[s->n] = '\0';
	return 0;
}

static void rules_list(struct lists *l)
{
	static const char start[] = "{\"type\": \"rule\", \"id\": \"";
	char room[65536] = "";
	struct said said = { room, 0, sizeof room };
	samedesk_options o = SAMEDESK_OPTIONS_INIT;
	samedesk_knowledge *k = samedesk_knowledge_default();
	o.format = "ndjson";
	o.write = keep;
	o.user = &said;
	if (samedesk_rules(k, &o, NULL) != SAMEDESK_OK) {
		fputs("complete: the rules cannot be listed\n", stderr);
		exit(1);
	}
	for (const char *at = room; (at = strstr(at, start)) != NULL;) {
		at += strlen(start);
		list_add(l->rules, sizeof l->rules, at, strcspn(at, "\""));
	}
	samedesk_knowledge_free(k);
}

static void levels_list(struct lists *l)
{
	char pair[256];
	for (const char *rule = l->rules; *rule != '\0'; rule += strcspn(rule, " "), rule += *rule == ' ') {
		for (const char *level = LEVELS; *level != '\0'; level += strcspn(level, " "), level += *level == ' ') {
			int n = snprintf(pair, sizeof pair, "%.*s=%.*s", (int)strcspn(rule, " "), rule, (int)strcspn(level, " "), level);
			list_add(l->levels, sizeof l->levels, pair, (size_t)n);
		}
	}
}

static void lists_fill(struct lists *l, char **services)
{
	const char *name;
	for (unsigned i = 0; (name = samedesk_format_name(i)) != NULL; i++) {
		list_add(l->formats, sizeof l->formats, name, strlen(name));
	}
	for (unsigned i = 0; cmd_command(i) != NULL; i++) {
		list_add(l->commands, sizeof l->commands, cmd_command(i)->name, strlen(cmd_command(i)->name));
	}
	for (; *services != NULL; services++) {
		list_add(l->services, sizeof l->services, *services, strlen(*services));
	}
	rules_list(l);
	levels_list(l);
}

/* ---- what the help's words stand for ---- */

static bool is(const char *word, size_t n, const char *name)
{
	return strlen(name) == n && strncmp(word, name, n) == 0;
}

static void value_word(const struct lists *l, struct value *v, const char *word, size_t n)
{
	if (is(word, n, "FILE")) {
		v->paths = PATHS_FILES;
	} else if (is(word, n, "DIR")) {
		v->paths = v->paths == PATHS_FILES ? PATHS_FILES : PATHS_FOLDERS;
	} else if (is(word, n, "RULE")) {
		v->words = l->rules;
	} else if (is(word, n, "SERVICE")) {
		v->words = l->services;
	} else if (islower((unsigned char)*word)) {
		list_add(v->own, sizeof v->own, word, n);
		v->words = v->own;
	}
}

static void value_read(const struct lists *l, const char *help, struct value *v)
{
	static const char between[] = "|[]():. ";
	*v = (struct value){ .words = "" };
	if (strncmp(help, "FORMAT", 6) == 0 || strncmp(help, "RULE=LEVEL", 10) == 0) {
		v->words = *help == 'F' ? l->formats : l->levels;
		v->then_files = strchr(help, ':') != NULL;
		return;
	}
	for (const char *at = help; *at != '\0'; at += strcspn(at, between)) {
		at += strspn(at, between);
		value_word(l, v, at, strcspn(at, between));
	}
}

/* Prints text with a backslash before each of those characters; of a help, what comes before a list that the help goes on with. */
static void print_escaped(const char *text, const char *those)
{
	size_t n = strlen(text);
	while (n > 0 && strchr(": ", text[n - 1]) != NULL) {
		n--;
	}
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\'') {
			fputs("'\\''", stdout);
		} else {
			printf(strchr(those, text[i]) != NULL ? "\\%c" : "%c", text[i]);
		}
	}
}

/* ---- bash ---- */

/* One that may stand without a value is offered so. */
static bool takes_value(const struct cmd_option *o)
{
	return o->kind != CMD_FLAG && o->kind != CMD_OPTIONAL;
}

static void bash_value(const struct value *v)
{
	static const char *const paths[] = { "", "files", "folders" };
	printf(" words='%s' paths='%s' after='%s' ;;\n", v->words, paths[v->paths], v->then_files ? "files" : "");
}

static void bash_options(const struct cmd_command *c)
{
	const struct cmd_option *o;
	printf("\t%s) echo '", c->name);
	for (unsigned i = 0; (o = cmd_option(i)) != NULL; i++) {
		if (cmd_option_is_of(o, c->bit)) {
			printf("--%s%s ", o->name, takes_value(o) ? "=" : "");
		}
		if (cmd_option_is_of(o, c->bit) && o->letter != '\0') {
			printf("-%c ", o->letter);
		}
	}
	puts("' ;;");
}

static void bash(const struct lists *l)
{
	const struct cmd_option *o;
	const struct cmd_command *c;
	struct value v;
	printf("_samedesk_commands='%s'\n\n_samedesk_options()\n{\n\tcase $1 in\n", l->commands);
	for (unsigned i = 0; (c = cmd_command(i)) != NULL; i++) {
		bash_options(c);
	}
	puts("\tesac\n}\n\n_samedesk_value()\n{\n\tcase $1 in");
	for (unsigned i = 0; (o = cmd_option(i)) != NULL; i++) {
		if (takes_value(o)) {
			printf("\t--%s", o->name);
			printf(o->letter != '\0' ? " | -%c)" : ")", o->letter);
			value_read(l, o->value, &v);
			bash_value(&v);
		}
	}
	puts("\t*) return 1 ;;\n\tesac\n}\n\n_samedesk_operand()\n{\n\tcase $1 in");
	for (unsigned i = 0; (c = cmd_command(i)) != NULL; i++) {
		printf("\t%s)", c->name);
		value_read(l, c->operands, &v);
		bash_value(&v);
	}
	puts("\tesac\n}");
}

/* ---- zsh ---- */

static void zsh_action(const struct value *v)
{
	if (v->then_files) {
		printf("{_samedesk_staged %s}", v->words);
	} else if (*v->words != '\0' && v->paths != PATHS_NONE) {
		printf("{_files%s; compadd -- %s}", v->paths == PATHS_FOLDERS ? " -/" : "", v->words);
	} else if (*v->words != '\0') {
		printf("(%s)", v->words);
	} else {
		printf("%s", v->paths == PATHS_FILES ? "_files" : v->paths == PATHS_FOLDERS ? "_files -/" : " ");
	}
}

static void zsh_option(const struct lists *l, const struct cmd_option *o)
{
	bool flag = !takes_value(o), many = o->kind == CMD_TEXTS || o->kind == CMD_FORMAT;
	fputs(" \\\n\t\t", stdout);
	if (many) {
		fputs("'*'", stdout);
	} else if (o->letter != '\0') {
		printf("'(-%c --%s)'", o->letter, o->name);
	}
	if (o->letter != '\0') {
		printf("{-%c%s,--%s%s}", o->letter, flag ? "" : "+", o->name, flag ? "" : "=");
	} else {
		printf("--%s%s", o->name, flag ? "" : "=");
	}
	fputs("'[", stdout);
	print_escaped(o->help, "[]\\");
	putchar(']');
	if (!flag) {
		struct value v;
		value_read(l, o->value, &v);
		putchar(':');
		print_escaped(o->value, ":\\");
		putchar(':');
		zsh_action(&v);
	}
	putchar('\'');
}

static void zsh(const struct lists *l)
{
	const struct cmd_option *o;
	const struct cmd_command *c;
	puts("_samedesk_commands() {\n\tlocal -a commands=(");
	for (unsigned i = 0; (c = cmd_command(i)) != NULL; i++) {
		printf("\t\t'%s:", c->name);
		print_escaped(c->what, ":\\");
		puts("'");
	}
	puts("\t)\n\t_describe -t commands command commands\n}\n\n_samedesk_arguments() {\n\tcase $1 in");
	for (unsigned i = 0; (c = cmd_command(i)) != NULL; i++) {
		struct value v;
		printf("\t%s) _arguments -s -S", c->name);
		for (unsigned j = 0; (o = cmd_option(j)) != NULL; j++) {
			if (cmd_option_is_of(o, c->bit)) {
				zsh_option(l, o);
			}
		}
		fputs(" \\\n\t\t'*:", stdout);
		print_escaped(c->operands, ":\\");
		putchar(':');
		value_read(l, c->operands, &v);
		zsh_action(&v);
		puts("' ;;");
	}
	puts("\tesac\n}");
}

/* ---- fish ---- */

static void fish_value(const struct value *v)
{
	if (*v->words != '\0') {
		printf(" -%c -a '%s'", v->paths == PATHS_NONE ? 'x' : 'r', v->words);
	} else {
		fputs(v->paths == PATHS_FILES ? " -r -F" : v->paths == PATHS_FOLDERS ? " -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \"^-[^=]*=\" \"\"))'" : " -x", stdout);
	}
}

static void fish_option(const struct lists *l, const struct cmd_option *o)
{
	const struct cmd_command *c;
	fputs("complete -c samedesk -n '__fish_seen_subcommand_from", stdout);
	for (unsigned i = 0; (c = cmd_command(i)) != NULL; i++) {
		printf("%s%s", cmd_option_is_of(o, c->bit) ? " " : "", cmd_option_is_of(o, c->bit) ? c->name : "");
	}
	printf("' -l %s", o->name);
	if (o->letter != '\0') {
		printf(" -s %c", o->letter);
	}
	if (takes_value(o)) {
		struct value v;
		value_read(l, o->value, &v);
		fish_value(&v);
	}
	fputs(" -d '", stdout);
	print_escaped(o->help, "\\");
	puts("'");
}

static void fish_command(const struct lists *l, const struct cmd_command *c)
{
	struct value v;
	printf("complete -c samedesk -n __fish_use_subcommand -f -a %s -d '", c->name);
	print_escaped(c->what, "\\");
	puts("'");
	value_read(l, c->operands, &v);
	if (v.paths != PATHS_FILES) {
		printf("complete -c samedesk -n '__fish_seen_subcommand_from %s' -f -a '%s'\n", c->name,
		    v.paths == PATHS_FOLDERS ? "(__fish_complete_directories)" : v.words);
	} else if (*v.words != '\0') {	/* what is done to the files comes first */
		printf("complete -c samedesk -n '__fish_seen_subcommand_from %s; and not __fish_seen_subcommand_from %s' -f -a '%s'\n", c->name, v.words, v.words);
	}
}

static void fish(const struct lists *l)
{
	const struct cmd_option *o;
	for (unsigned i = 0; cmd_command(i) != NULL; i++) {
		fish_command(l, cmd_command(i));
	}
	for (unsigned i = 0; (o = cmd_option(i)) != NULL; i++) {
		fish_option(l, o);
	}
}

int main(int argc, char **argv)
{
	struct lists lists = { .formats = "" };
	const char *shell = argc > 1 ? argv[1] : "";
	if (strcmp(shell, "bash") != 0 && strcmp(shell, "zsh") != 0 && strcmp(shell, "fish") != 0) {
		fputs("usage: complete bash|zsh|fish SERVICE...\n", stderr);
		return 2;
	}
	lists_fill(&lists, argv + 2);
	(*shell == 'b' ? bash : *shell == 'z' ? zsh : fish)(&lists);
	return ferror(stdout) != 0 || fclose(stdout) != 0;
}
