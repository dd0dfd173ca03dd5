/* report_change.c - what is otherwise than in the run before: files of letters, findings that are gone, verdicts that flipped.
 *
 * In: changes, after the circles. Out: in text a line each, with the reason where a verdict flipped; else objects of type "change".
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

static const struct { const char *what, *words, *done; } change_words[] = {	/* done: what was done of it; NULL: nothing can be */
	{ "new", "new since the run before", NULL },
	{ "changed", "changed since the run before", NULL },
	{ "gone", "gone since the run before", NULL },
	{ "baseline-new", "not in the baseline", "put into the baseline" },
	{ "baseline-gone", "in the baseline, and found no more", "found no more, and taken out of the baseline" },
	{ "baseline-expired", "in the baseline, and run out", "run out, and taken out of the baseline" },
	{ "finding-gone", "no longer found", NULL },
	{ "verdict-new", "found now, and was not", NULL },
	{ "verdict-gone", "not found any more", NULL },
	{ "verdict-changed", "at another level now", NULL },
};

static const char *words_of(const struct letter_change *c)
{
	for (size_t i = 0; i < sizeof change_words / sizeof change_words[0]; i++) {
		if (strcmp(change_words[i].what, c->what) == 0) {
			return c->done ? change_words[i].done : change_words[i].words;
		}
	}
	return c->what;
}

/* "path#member: gone since the run before", "path: no longer found: message [rule]" */
void report_change_text(struct report *r, const struct letter_change *c)
{
	report_escape_name(&r->out, span_str(c->path));
	if (*c->member != '\0') {
		buf_char(&r->out, '#');
		report_escape_name(&r->out, span_str(c->member));
	}
	buf_printf(&r->out, ": %s", report_say(r, words_of(c)));
	if (*c->rule != '\0') {
		buf_str(&r->out, *c->message != '\0' ? ": " : "");
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
	if (c->fingerprint != NULL) {
		report_put_text(out, style, "fingerprint", c->fingerprint);
	}
	buf_str(out, style == REPORT_JSON ? "}" : "/>\n");
}
