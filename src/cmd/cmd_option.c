/* cmd_option.c - the table of options; DESIGN section 8.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd_option.h"

#include <string.h>

#define AT(field) offsetof(struct cmd_settings, field)

static const struct cmd_option options[] = {
	{ "format", 'f', CMD_FORMAT, CMD_ALL & ~CMD_EXTRACT, AT(formats), "FORMAT[:FILE]", "how to print, and to which file: ", "text", CMD_KEY },
	{ "fail-on", 0, CMD_INDEX, CMD_CHECK | CMD_AUDIT, AT(fail_on), "note|warning|error|never", "least level that makes the exit status 1", "error", CMD_KEY },
	{ "level", 0, CMD_TEXTS, CMD_LETTERS | CMD_ARCHIVE | CMD_RULES | CMD_BASELINE, AT(levels), "RULE=LEVEL[:PATH]", "off, note, warning or error for a rule, there", NULL, CMD_LETTERS_KEY },
	{ "exclude", 0, CMD_TEXTS, CMD_LETTERS | CMD_ARCHIVE | CMD_BASELINE, AT(exclude), "PATTERN", "leave out such files: '*.bak', 'old/'", NULL, CMD_LETTERS_KEY },
	{ "baseline", 0, CMD_FILE, CMD_CHECK | CMD_AUDIT | CMD_BASELINE, AT(run.baseline), "FILE", "findings in FILE are accepted", NULL, CMD_KEY },
	{ "write-baseline", 0, CMD_FILE, CMD_CHECK | CMD_AUDIT, AT(run.write_baseline), "FILE", "write the findings to FILE: from now on they are accepted", NULL, CMD_KEY },
	{ "audit", 0, CMD_FLAG, CMD_BASELINE, AT(audit), NULL, "also of what an audit finds in all letters together", NULL, CMD_KEY },
	{ "changed", 0, CMD_OPTIONAL, CMD_CHECK, AT(changed), "REV", "only letters changed since HEAD, or since leaving REV, by git", NULL, CMD_KEY },
	{ "mixed", 0, CMD_FLAG, CMD_CHECK | CMD_ARCHIVE | CMD_BASELINE, AT(run.mixed), NULL, "leave out files of kinds in which nobody writes letters", NULL, CMD_KEY },
	{ "rules", 0, CMD_FILE, CMD_ALL, AT(rules), "DIR", "use the knowledge in DIR instead of the one built in", NULL, CMD_KEY },
	{ "knowledge", 0, CMD_TEXTS, CMD_ALL, AT(knowledge), "FILE", "add the knowledge in FILE", NULL, CMD_LETTERS_KEY },
	{ "config", 0, CMD_FILE, CMD_ALL, AT(run.config), "FILE", "the project's own file, instead of the .samedesk.xml found", NULL, CMD_NO_KEY },
	{ "date", 'd', CMD_TEXT, CMD_LETTERS | CMD_WHO, AT(run.date), "DATE", "as if sent then: 2015, 2015-03 or 2015-03-02", NULL, CMD_KEY },
	{ "min-basis", 0, CMD_WORD, CMD_LETTERS | CMD_ARCHIVE | CMD_WHO, AT(run.min_basis), "reported|documented", "do not rest on weaker records", NULL, CMD_KEY },
	{ "service", 's', CMD_TEXT, CMD_WHO, AT(service), "SERVICE", "for this service only, as planning-policy", NULL, CMD_KEY },
	{ "between", 'b', CMD_TEXT, CMD_WHO, AT(between), "NAME", "what ties the two parties", NULL, CMD_KEY },
	{ "proof", 'p', CMD_FLAG, CMD_LETTERS | CMD_AUDIT | CMD_WHO, AT(run.proof), NULL, "print the whole chain: words read, records, rule", NULL, CMD_KEY },
	{ "phase", 0, CMD_TEXT, CMD_LETTERS | CMD_ARCHIVE, AT(run.phase), "send|audit|ci", "only the rules of that phase", NULL, CMD_KEY },
	{ "max-findings", 0, CMD_NUMBER, CMD_CHECK | CMD_AUDIT, AT(run.max_findings), "N", "print no more than N findings", "0: all", CMD_KEY },
	{ "stats", 0, CMD_FLAG, CMD_CHECK | CMD_AUDIT, AT(run.stats), NULL, "count the findings by rule, council, pair of councils, year and month", NULL, CMD_KEY },
	{ "root", 0, CMD_FILE, CMD_CHECK | CMD_AUDIT, AT(run.root), "DIR", "formats for other tools: paths from there", NULL, CMD_KEY },
	{ "jobs", 'j', CMD_NUMBER, CMD_ARCHIVE | CMD_BASELINE, AT(run.jobs), "N", "threads that read", "as many as there are processors", CMD_KEY },
	{ "window", 0, CMD_NUMBER, CMD_AUDIT | CMD_BASELINE, AT(run.window), "MONTHS", "a letter is continued within so many months", "24", CMD_KEY },
	{ "longest", 0, CMD_NUMBER, CMD_AUDIT | CMD_BASELINE, AT(run.longest), "N", "look for rings of at most N letters", "12", CMD_KEY },
	{ "similarity", 0, CMD_NUMBER, CMD_AUDIT | CMD_BASELINE, AT(run.similarity), "PERCENT", "a reply so much alike is an echo", "80", CMD_KEY },
	{ "no-echoes", 0, CMD_FLAG, CMD_AUDIT | CMD_BASELINE, AT(run.no_echoes), NULL, "do not compare texts", NULL, CMD_KEY },
	{ "records", 0, CMD_FLAG, CMD_AUDIT, AT(records), NULL, "the files hold records, as extract writes them", NULL, CMD_KEY },
	{ "store", 0, CMD_FILE, CMD_AUDIT, AT(run.store), "FILE", "keep letters and findings in FILE, and read only what has changed", NULL, CMD_KEY },
	{ "since", 0, CMD_TEXT, CMD_AUDIT, AT(run.since), "DATE|last", "with --store: only findings first made then or later, or in this run", NULL, CMD_KEY },
	{ "again", 0, CMD_FLAG, CMD_AUDIT, AT(run.again), NULL, "with --store: judge all again, and tell which verdicts flip", NULL, CMD_KEY },
	{ "stdin-filename", 0, CMD_TEXT, CMD_LETTERS | CMD_ARCHIVE, AT(run.stdin_name), "NAME", "what standard input is called in the output", NULL, CMD_KEY },
	{ "color", 0, CMD_INDEX, CMD_ALL, AT(color), "auto|always|never", "colour (auto: on a terminal or with CLICOLOR_FORCE, without NO_COLOR)", "auto", CMD_KEY },
	{ "lang", 0, CMD_WORD, CMD_ALL, AT(run.lang), "en|cy", "language of messages: English or Welsh", "that of the locale", CMD_KEY },
	{ "quiet", 'q', CMD_FLAG, CMD_CHECK | CMD_AUDIT | CMD_VALIDATE, AT(run.quiet), NULL, "no summary", NULL, CMD_KEY },
	{ "version", 'V', CMD_FLAG, CMD_ALL, AT(version), NULL, "print the version", NULL, CMD_NO_KEY },
	{ "help", 'h', CMD_FLAG, CMD_ALL, AT(help), NULL, "print this", NULL, CMD_NO_KEY },
};
enum { OPTIONS = sizeof options / sizeof options[0] };
_Static_assert((int)OPTIONS <= (int)CMD_OPTIONS_MOST, "origins have room for every option");

const struct cmd_option *cmd_option(unsigned i)
{
	return i < OPTIONS ? &options[i] : NULL;
}

/* config takes all of them: it tells what would hold. */
bool cmd_option_is_of(const struct cmd_option *o, unsigned commands)
{
	return (o->commands & commands) != 0 || commands == CMD_CONFIG;
}

const struct cmd_option *cmd_option_find(unsigned commands, const char *name, size_t n)
{
	for (size_t i = 0; i < OPTIONS; i++) {
		const struct cmd_option *o = &options[i];
		if (cmd_option_is_of(o, commands) && strlen(o->name) == n && strncmp(o->name, name, n) == 0) {
			return o;
		}
	}
	return NULL;
}

int cmd_option_index(const char *values, const char *value)
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
