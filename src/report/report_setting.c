/* report_setting.c - a setting of `samedesk config` and where it comes from, in every format; DESIGN section 8.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

enum { KEY_COLUMNS = 15, VALUE_COLUMNS = 24 };

static void pad(struct buf *out, size_t begun, size_t columns)
{
	do {
		buf_char(out, ' ');
	} while (out->n - begun < columns);
}

void report_setting_text(struct report *r, const struct report_setting *s)
{
	size_t begun = r->out.n;
	buf_str(&r->out, report_paint(r, REPORT_BOLD));
	buf_str(&r->out, s->key);
	buf_str(&r->out, report_paint(r, REPORT_PLAIN));
	pad(&r->out, begun, KEY_COLUMNS + (r->out.n - begun - strlen(s->key)));
	begun = r->out.n;
	report_escape(&r->out, span_str(s->value[0] != '\0' ? s->value : "-"));
	pad(&r->out, begun, VALUE_COLUMNS);
	report_escape_name(&r->out, span_str(s->path));
	if (s->line > 0) {
		buf_printf(&r->out, ":%u:%u", (unsigned)s->line, (unsigned)s->column);
	}
	buf_char(&r->out, '\n');
}

void report_setting_put(struct buf *out, const struct report_setting *s, enum report_style style)
{
	report_put_type(out, style, "setting", 1);
	report_put_text(out, style, "key", s->key);
	report_put_text(out, style, "value", s->value);
	report_put_text(out, style, "origin", s->path);
	report_put_number(out, style, "line", s->line);
	report_put_number(out, style, "column", s->column);
	buf_str(out, style == REPORT_JSON ? "}" : "/>\n");
}
