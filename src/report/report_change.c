/* report_change.c - what is otherwise than in the run before: files of letters, findings that are gone, verdicts that flipped.
 *
 * In: changes, after the circles. Out: in text a line each, with the reason where a verdict flipped; else objects of type "change".
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

static const struct { const char *what, *words; } change_words[] = {
	{ "new", "new since the run before" },
	{ "changed", "changed since the run before" },
	{ "gone", "gone since the run before" },
	{ "baseline-new", "not in the baseline" },
	{ "baseline-gone", "in the baseline, and found no more" },
	{ "baseline-expired", "in the baseline, and run out" },
	{ "finding-gone", "no longer found" },
	{ "verdict-new", "found now, and was not" },
	{ "verdict-gone", "not found any more" },
	{ "verdict-changed", "at another level now" },
};

static const char *words_of(const struct letter_change *c)
{
	for (size_t i = 0; i < sizeof change_words / sizeof change_words[0]; i++) {
		if (strcmp(change_words[i].what, c->what) == 0) {
			return change_words[i].words;
		}
	}
	return c->what;
}

/* "path#member: gone since the run before", "path: no longer found: message [rule]" */
void report_change_text(struct report *r, const struct letter_change *c)
{
	report_escape(&r->out, span_str(c->path));
	if (*c->member != '\0') {
		buf_char(&r->out, '#');
		report_escape(&r->out, span_str(c->member));
	}
	buf_printf(&r->out, ": %s", report_say(r, words_of(c)));
	if (*c->rule != '\0') {
		buf_str(&r->out, ": ");
		report_escape(&r->out, span_str(c->message));
		buf_printf(&r->out, " [%s]", c->rule);
	}
	buf_char(&r->out, '\n');
	if (*c->why != '\0') {
		report_note(r, REPORT_INDENT, "why", "%s", c->why);
	}
}

void report_change_put(struct buf *out, const struct letter_change *c, enum report_style style)
{
	report_put_type(out, style, "change", 1);
	report_put_text(out, style, "what", c->what);
	report_put_text(out, style, "path", c->path);
	report_put_text(out, style, "member", c->member);
	report_put_text(out, style, "rule", c->rule);
	report_put_text(out, style, "message", c->message);
	report_put_text(out, style, "first_seen", c->since);
	report_put_text(out, style, "why", c->why);
	buf_str(out, style == REPORT_JSON ? "}" : "/>\n");
}
