/* report_change.c - what is otherwise than in the run before: files, findings, verdicts; DESIGN section 8.
 *
 * In: changes, as the store tells them. Out: in text a line each, else an object.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

static const char *change_words(const char *what)
{
	static const struct { const char *what, *words; } known[] = {
		{ "new", "new in the archive" }, { "changed", "changed since the run before" }, { "gone", "gone from the archive" },
		{ "finding-gone", "no longer found" }, { "verdict-new", "the verdict flips: found now" },
		{ "verdict-gone", "the verdict flips: no longer found" }, { "verdict-changed", "the verdict changes" },
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].what, what) == 0) {
			return known[i].words;
		}
	}
	return what;
}

static bool told(const char *text)
{
	return text != NULL && *text != '\0';
}

void report_change_text(struct report *r, const struct letter_change *c)
{
	buf_str(&r->out, report_paint(r, REPORT_BOLD));
	report_escape(&r->out, span_str(c->path));
	buf_printf(&r->out, ":%s %s", report_paint(r, REPORT_PLAIN), change_words(c->what));
	if (told(c->message)) {
		buf_str(&r->out, ": ");
		report_escape(&r->out, span_str(c->message));
	}
	if (told(c->rule)) {
		buf_printf(&r->out, " %s[", report_paint(r, REPORT_DIM));
		report_escape(&r->out, span_str(c->rule));
		buf_printf(&r->out, "]%s", report_paint(r, REPORT_PLAIN));
	}
	if (told(c->member)) {
		buf_str(&r->out, " (");
		report_escape(&r->out, span_str(c->member));
		buf_char(&r->out, ')');
	}
	buf_char(&r->out, '\n');
	if (told(c->since)) {
		report_note(r, REPORT_INDENT, "since", "%s", c->since);
	}
	if (told(c->why)) {
		report_note(r, REPORT_INDENT, "because", "%s", c->why);
	}
}

void report_change_put(struct report *r, const struct letter_change *c, enum report_style style)
{
	struct buf *out = &r->out;
	report_put_type(out, style, "change", 1);
	report_put_text(out, style, "what", c->what);
	report_put_text(out, style, "path", c->path);
	report_put_text(out, style, "member", c->member);
	report_put_text(out, style, "rule", c->rule);
	report_put_text(out, style, "message", c->message);
	report_put_text(out, style, "since", c->since);
	report_put_text(out, style, "why", c->why);
	buf_str(out, style == REPORT_JSON ? "}" : "/>\n");
}
