/* report_github.c - github: workflow commands, which GitHub shows beside the line; DESIGN section 8.
 *
 *	::error file=PATH,line=N,col=N,endColumn=N,title=RULE::message
 *
 * In: issues. Out: a line each. What would end a command or a property is escaped as the runner unescapes it: % CR LF, in properties
 * also : and , - and other controls as in every format. GitHub's columns count characters.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

/* What was escaped for a terminal, with what ends a field here. */
static void put_fields(struct report *r, const char *also)
{
	for (size_t i = 0; i < r->escaped.n; i++) {
		char c = r->escaped.p[i];
		if (c == '%' || (c != '\0' && strchr(also, c) != NULL)) {
			buf_printf(&r->out, "%%%02X", (unsigned)(unsigned char)c);
		} else {
			buf_char(&r->out, c);
		}
	}
}

static void put_escaped(struct report *r, struct span text)
{
	buf_clear(&r->escaped);
	report_escape(&r->escaped, text);
	put_fields(r, "");
}

static void put_property(struct report *r, const char *key, const char *value)
{
	if (r->out.p[r->out.n - 1] != ' ') {
		buf_char(&r->out, ',');
	}
	buf_str(&r->out, key);
	buf_char(&r->out, '=');
	/* of control characters GitHub gives back these two */
	for (size_t n; *value != '\0'; value += n) {
		n = strcspn(value, "\r\n");
		buf_clear(&r->escaped);
		report_escape_name(&r->escaped, span_of(value, n));
		put_fields(r, ":,");
		for (; value[n] == '\r' || value[n] == '\n'; n++) {
			buf_printf(&r->out, "%%%02X", (unsigned)(unsigned char)value[n]);
		}
	}
}

static void put_number(struct report *r, const char *key, uint32_t n)
{
	char digits[16];
	if (n > 0) {
		snprintf(digits, sizeof digits, "%u", (unsigned)n);
		put_property(r, key, digits);
	}
}

static void github_issue(struct report *r, const struct report_issue *i)
{
	static const char *const commands[] = { [LETTER_NOTE] = "notice", [LETTER_WARNING] = "warning", [LETTER_ERROR] = "error" };
	buf_printf(&r->out, "::%s ", commands[report_issue_level(i)]);
	if (*i->path != '\0') {
		put_property(r, "file", i->path);
	}
	put_number(r, "line", i->at.line);
	put_number(r, "col", i->at.column);
	put_number(r, "endColumn", i->at.end);
	put_property(r, "title", i->rule);
	buf_str(&r->out, "::");
	buf_clear(&r->line);
	report_issue_words(r, &r->line, i);
	put_escaped(r, span_of(r->line.p, r->line.n));
	if (*i->other != '\0') {
		buf_str(&r->out, "%0A");
		put_escaped(r, span_str(i->other));
	}
	for (uint32_t s = 0; i->circle != NULL && s < i->circle->steps.n; s++) {
		buf_clear(&r->line);
		report_issue_step(r, &r->line, &i->circle->steps.v[s]);
		buf_str(&r->out, "%0A");
		put_escaped(r, span_of(r->line.p, r->line.n));
	}
	if (*i->fix != '\0') {
		buf_str(&r->out, "%0A");
		put_escaped(r, span_str(report_say(r, "fix")));
		buf_str(&r->out, ": ");
		put_escaped(r, span_str(i->fix));
	}
	buf_char(&r->out, '\n');
	r->entries++;
}

const struct report_format report_github = { .name = "github", .issue = github_issue };
