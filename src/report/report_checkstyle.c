/* report_checkstyle.c - checkstyle: the XML of Checkstyle, which nearly every collector of warnings reads; DESIGN section 8.
 *
 * In: issues, those of a file one after the other. Out: <file> with an <error> for each. What is said of no file stands
 * in the folder: left out, a server would take the run for clean.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

static void checkstyle_begin(struct report *r)
{
	buf_str(&r->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
}

/* The element of the file is open, and no other. */
static void checkstyle_file(struct report *r, const char *path)
{
	if (r->open && span_is(span_of(r->file.p, r->file.n), path)) {
		return;
	}
	buf_str(&r->out, r->open ? "  </file>\n" : "");
	buf_clear(&r->file);
	buf_str(&r->file, path);
	buf_str(&r->out, "  <file");
	report_put_text(&r->out, REPORT_XML, "name", path);
	buf_str(&r->out, ">\n");
	r->open = true;
}

static void checkstyle_issue(struct report *r, const struct report_issue *i)
{
	static const char *const severities[] = { [LETTER_NOTE] = "info", [LETTER_WARNING] = "warning", [LETTER_ERROR] = "error" };
	checkstyle_file(r, report_path_or_folder(i->path));
	buf_clear(&r->line);
	report_issue_words(r, &r->line, i);
	buf_str(&r->out, "    <error");
	report_put_number(&r->out, REPORT_XML, "line", i->at.line > 0 ? i->at.line : 1);
	report_put_number(&r->out, REPORT_XML, "column", i->at.column);
	report_put_text(&r->out, REPORT_XML, "severity", severities[report_issue_level(i)]);
	report_put_text(&r->out, REPORT_XML, "message", r->line.p);
	buf_clear(&r->line);
	buf_str(&r->line, "samedesk.");
	buf_str(&r->line, i->rule);
	report_put_text(&r->out, REPORT_XML, "source", r->line.p);
	buf_str(&r->out, "/>\n");
	r->entries++;
}

static void checkstyle_end(struct report *r, const struct report_summary *s)
{
	(void)s;
	buf_str(&r->out, r->open ? "  </file>\n</checkstyle>\n" : "</checkstyle>\n");
}

const struct report_format report_checkstyle = { .name = "checkstyle", .begin = checkstyle_begin, .issue = checkstyle_issue, .end = checkstyle_end };
