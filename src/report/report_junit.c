/* report_junit.c - junit: the XML of JUnit as Jenkins, GitLab and most servers read it: a file is a suite, a letter a test; DESIGN section 8.
 *
 * In: letters, and the issues of each behind it. Out: <testsuite> with a <testcase> for each letter: findings at or above --fail-on are its
 * failures, so that a server sees what the exit status says; others and accepted ones are its output. A letter that could not be
 * judged is skipped, a file that could not be read an error, and a circle a test of its own, in a suite of circles.
 *
 * A suite tells its counts before its tests, so those of one file are held (report.held) until the next begins.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#define CIRCLES "circles"

static void junit_begin(struct report *r)
{
	buf_str(&r->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"samedesk\">\n");
}

/* --- a test: <skipped>, <error>, <failure> and <system-out> in the order of the schema; the last is kept in report.changes --- */

static void case_close(struct report *r)
{
	if (!r->open) {
		return;
	}
	if (r->changes.n > 0) {
		buf_str(&r->held, "      <system-out>");
		buf_add(&r->held, r->changes.p, r->changes.n);
		buf_str(&r->held, "</system-out>\n");
		buf_clear(&r->changes);
	}
	buf_str(&r->held, "    </testcase>\n");
	r->failures += r->failing;
	r->open = r->failing = false;
}

static void case_open(struct report *r, const char *name, const char *path)
{
	case_close(r);
	buf_str(&r->held, "    <testcase");
	report_put_text(&r->held, REPORT_XML, "name", *name != '\0' ? name : "letter");
	report_put_text(&r->held, REPORT_XML, "classname", path);
	buf_str(&r->held, ">\n");
	r->cases++;
	r->open = true;
}

/* --- a suite --- */

static void suite_close(struct report *r)
{
	case_close(r);
	if (r->cases > 0) {
		buf_str(&r->out, "  <testsuite");
		report_put_text(&r->out, REPORT_XML, "name", r->file.p);
		buf_printf(&r->out, " tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\">\n", (unsigned)r->cases, (unsigned)r->failures,
		    (unsigned)r->broken, (unsigned)r->skipped);
		buf_add(&r->out, r->held.p, r->held.n);
		buf_str(&r->out, "  </testsuite>\n");
	}
	buf_clear(&r->held);
	buf_clear(&r->file);
	r->cases = r->failures = r->broken = r->skipped = 0;
}

static void suite_of(struct report *r, const char *name)
{
	if (r->cases == 0 || !span_is(span_of(r->file.p, r->file.n), name)) {
		suite_close(r);
		buf_str(&r->file, *name != '\0' ? name : "samedesk");
	}
}

static void junit_subject(struct report *r, const struct report_subject *s)
{
	suite_of(r, s->path);
	case_open(r, *s->member != '\0' ? s->member : s->path, s->path);
	if (*s->not_judged != '\0') {
		buf_str(&r->held, "      <skipped>not judged: ");
		for (const char *p = s->not_judged; *p != '\0'; p++) {
			buf_char(&r->held, *p == '_' ? ' ' : *p);
		}
		buf_str(&r->held, "</skipped>\n");
		r->skipped++;
	}
}

/* "path:line:column: level: message [rule]", the course of a circle, the fix. */
static void junit_text(struct report *r, struct buf *out, const struct report_issue *i)
{
	struct buf *text = &r->line;
	buf_clear(text);
	buf_str(text, i->path);
	if (i->at.line > 0) {
		buf_printf(text, ":%u:%u", (unsigned)i->at.line, (unsigned)i->at.column);
	}
	buf_printf(text, ": %s: ", letter_level_name(i->level));
	report_issue_words(r, text, i);
	buf_printf(text, " [%s]\n", i->rule);
	if (*i->other != '\0') {
		buf_printf(text, "%s\n", i->other);
	}
	for (uint32_t s = 0; i->circle != NULL && s < i->circle->steps.n; s++) {
		report_issue_step(r, text, &i->circle->steps.v[s]);
		buf_printf(text, " (%s)\n", i->circle->steps.v[s].path);
	}
	if (*i->fix != '\0') {
		buf_printf(text, "%s: %s\n", report_say(r, "fix"), i->fix);
	}
	struct span rest = span_of(text->p, text->n), line;
	while (span_line(&rest, &line)) {
		report_escape_markup(out, line);
		buf_str(out, rest.n > 0 ? "\n" : "");
	}
}

static void junit_fault(struct report *r, const char *element, const struct report_issue *i)
{
	buf_printf(&r->held, "      <%s", element);
	report_put_text(&r->held, REPORT_XML, "type", i->rule);
	report_put_text(&r->held, REPORT_XML, "message", i->message);
	buf_char(&r->held, '>');
	junit_text(r, &r->held, i);
	buf_printf(&r->held, "</%s>\n", element);
}

static void junit_issue(struct report *r, const struct report_issue *i)
{
	if (i->of == REPORT_OF_FILE) {
		suite_of(r, i->path);
		case_open(r, i->rule, i->path);
	} else if (i->of == REPORT_OF_CIRCLE) {
		suite_of(r, CIRCLES);
		case_open(r, i->fingerprint, i->rule);
	}
	if (i->of == REPORT_OF_FILE && i->level == LETTER_ERROR) {
		junit_fault(r, "error", i);
		r->broken++;
	} else if (i->of != REPORT_OF_FILE && i->accepted == NULL && (unsigned)i->level >= r->options.fail_on) {
		junit_fault(r, "failure", i);
		r->failing = true;
	} else {
		junit_text(r, &r->changes, i);
	}
	if (i->of == REPORT_OF_FILE) {
		case_close(r);
	}
	r->entries++;
}

static void junit_end(struct report *r, const struct report_summary *s)
{
	(void)s;
	suite_close(r);
	buf_str(&r->out, "</testsuites>\n");
}

const struct report_format report_junit = {
	.name = "junit", .begin = junit_begin, .subject = junit_subject, .issue = junit_issue, .end = junit_end,
};
