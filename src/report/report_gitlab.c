/* report_gitlab.c - gitlab: a code quality report, which GitLab shows in merge requests; DESIGN section 8.
 *
 * In: issues. Out: one array with an object each: description, check_name, fingerprint, severity, location. GitLab takes two issues of one
 * fingerprint for one, so the second of copies of a letter gets a number behind it. It wants a file and a line for each: what has no
 * line stands on the first, what is said of no file in the folder: left out, the run would look clean.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

static void gitlab_begin(struct report *r)
{
	buf_char(&r->out, '[');
}

static const char *gitlab_severity(const struct report_issue *i)
{
	static const char *const severities[] = { [LETTER_NOTE] = "info", [LETTER_WARNING] = "minor", [LETTER_ERROR] = "major" };
	return i->of == REPORT_OF_FILE && i->level == LETTER_ERROR ? "critical" : severities[report_issue_level(i)];
}

static void put_fingerprint(struct report *r, const char *fingerprint)
{
	uint32_t told = map_get(&r->fingerprints, span_str(fingerprint));
	told = told == MAP_NONE ? 1 : told + 1;
	map_put(&r->fingerprints, span_str(fingerprint), told);
	buf_str(&r->out, ", \"fingerprint\": \"");
	buf_str(&r->out, fingerprint);
	if (told > 1) {
		buf_printf(&r->out, "-%u", (unsigned)told);
	}
	buf_char(&r->out, '"');
}

static void gitlab_issue(struct report *r, const struct report_issue *i)
{
	struct buf *out = &r->out;
	buf_str(out, r->entries > 0 ? ",\n{" : "\n{");
	buf_clear(&r->line);
	report_issue_words(r, &r->line, i);
	report_put_text(out, REPORT_JSON, "description", r->line.p);
	report_put_text(out, REPORT_JSON, "check_name", i->rule);
	put_fingerprint(r, i->fingerprint);
	report_put_text(out, REPORT_JSON, "severity", gitlab_severity(i));
	report_put_raw(out, REPORT_JSON, "location", "{");
	report_put_text(out, REPORT_JSON, "path", report_path_or_folder(i->path));
	buf_printf(out, ", \"lines\": {\"begin\": %u, \"end\": %u}}", i->at.line > 0 ? (unsigned)i->at.line : 1, i->at.line > 0 ? (unsigned)i->at.line : 1);
	if (*i->fix != '\0') {
		report_put_raw(out, REPORT_JSON, "content", "{");
		report_put_text(out, REPORT_JSON, "body", i->fix);
		buf_char(out, '}');
	}
	buf_char(out, '}');
	r->entries++;
}

static void gitlab_end(struct report *r, const struct report_summary *s)
{
	(void)s;
	buf_str(&r->out, r->entries > 0 ? "\n]\n" : "]\n");
}

const struct report_format report_gitlab = { .name = "gitlab", .begin = gitlab_begin, .issue = gitlab_issue, .end = gitlab_end };
