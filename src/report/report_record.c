/* report_record.c - what the rules said of single letters, as an audit tells it; DESIGN section 8.
 *
 * In: records, of letters that were read here or on other machines. Out: in text a line each, as compilers print them, for there is no
 * letter at hand whose line could be shown; else objects with the keys of `check`. Circles are told by report_circle.c.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

void report_record_text(struct report *r, const struct letter_record *l, const struct letter_told *t)
{
	report_text_head(r, &(struct report_head){ l->path, t->line, t->column, t->level, t->message, t->rule, l->member, t->accepted });
	if (report_text_is_brief(r, t->accepted)) {
		return;
	}
	report_text_accepted(r, t->accepted);
	if (r->options.proof && t->fix != NULL && *t->fix != '\0') {
		report_note(r, REPORT_INDENT, "fix", "%s", t->fix);
	}
	if (r->options.proof && t->since != NULL && *t->since != '\0') {
		report_note(r, REPORT_INDENT, "first seen", "%s", t->since);
	}
}

void report_record_put(struct report *r, const struct letter_record *l, const struct letter_told *t, enum report_style style)
{
	struct buf *out = &r->out;
	report_put_type(out, style, "finding", 1);
	report_put_text(out, style, "rule", t->rule);
	report_put_text(out, style, "level", letter_level_name(t->level));
	report_put_text(out, style, "message", t->message);
	report_put_text(out, style, "path", l->path);
	report_put_text(out, style, "member", l->member);
	report_put_number(out, style, "line", t->line);
	report_put_number(out, style, "column", t->line > 0 ? t->column : 0);
	report_put_text(out, style, "party", t->party);
	report_put_text(out, style, "counterpart", t->counterpart);
	report_put_text(out, style, "arrangement", t->arrangement);
	report_put_text(out, style, "basis", t->basis);
	buf_str(out, style == REPORT_JSON ? ", \"letters\": []" : "");
	report_put_text(out, style, "fingerprint", t->fingerprint);
	report_put_text(out, style, "help", t->fix);
	if (t->since != NULL && *t->since != '\0') {
		report_put_text(out, style, "first_seen", t->since);
	}
	report_put_state(out, style, t->state);
	bool element = style == REPORT_XML && t->accepted != NULL;
	buf_str(out, element ? ">\n" : "");
	report_put_accepted(out, style, t->accepted);
	buf_str(out, style == REPORT_JSON ? "}" : element ? "  </finding>\n" : "/>\n");
}
