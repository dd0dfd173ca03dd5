/* report_gcc.c - gcc: one line a finding, as compilers print them, for editors: path:line:column: level: message [rule]; DESIGN section 8.
 *
 * In: issues. Out: lines. What stands nowhere in particular, as a circle, stands on the first line, for editors jump to none else.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

static void gcc_issue(struct report *r, const struct report_issue *i)
{
	bool placed = i->at.line > 0;
	report_escape_name(&r->out, span_str(*i->path != '\0' ? i->path : "samedesk"));
	if (*i->path != '\0') {
		buf_printf(&r->out, ":%u:%u", placed ? (unsigned)i->at.line : 1, placed && i->at.column > 0 ? (unsigned)i->at.column : 1);
	}
	buf_printf(&r->out, ": %s: ", letter_level_name(report_issue_level(i)));
	buf_clear(&r->line);
	report_issue_words(r, &r->line, i);
	report_escape(&r->out, span_of(r->line.p, r->line.n));
	buf_str(&r->out, " [");
	report_escape(&r->out, span_str(i->rule));
	buf_str(&r->out, "]\n");
	r->entries++;
}

const struct report_format report_gcc = { .name = "gcc", .issue = gcc_issue };
