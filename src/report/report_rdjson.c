/* report_rdjson.c - rdjson: reviewdog's diagnostic format, which comments on pull requests of many forges; DESIGN section 8.
 *
 * In: issues. Out: one DiagnosticResult. Its columns count bytes of UTF-8, and what is said of no file stands in the folder.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

static void rdjson_begin(struct report *r)
{
	buf_str(&r->out, "{\"source\": {\"name\": \"samedesk\"}, \"diagnostics\": [");
}

static void put_position(struct buf *out, const char *key, uint32_t line, uint32_t byte)
{
	report_put_raw(out, REPORT_JSON, key, "{");
	report_put_number(out, REPORT_JSON, "line", line);
	if (byte > 0) {
		report_put_number(out, REPORT_JSON, "column", byte);
	}
	buf_char(out, '}');
}

static void put_location(struct buf *out, const char *path, const struct letter_region *at)
{
	report_put_raw(out, REPORT_JSON, "location", "{");
	report_put_text(out, REPORT_JSON, "path", path);
	if (at->line > 0) {
		report_put_raw(out, REPORT_JSON, "range", "{");
		put_position(out, "start", at->line, at->byte);
		if (at->byte_end > 0) {
			put_position(out, "end", at->line, at->byte_end);
		}
		buf_char(out, '}');
	}
	buf_char(out, '}');
}

static void put_related(struct buf *out, const char *path, const struct letter_region *at, const char *message)
{
	buf_str(out, out->p[out->n - 1] == '[' ? "{" : ", {");
	report_put_text(out, REPORT_JSON, "message", message);
	put_location(out, path, at);
	buf_char(out, '}');
}

static void put_circle(struct report *r, const struct letter_circle *c)
{
	for (uint32_t i = 0; i < c->steps.n; i++) {
		if (c->steps.v[i].letter != UINT32_MAX) {
			buf_clear(&r->line);
			report_issue_step(r, &r->line, &c->steps.v[i]);
			put_related(&r->out, report_path(r, &r->issues, c->steps.v[i].path), &(struct letter_region){ .line = c->steps.v[i].line }, r->line.p);
		}
	}
}

static void rdjson_issue(struct report *r, const struct report_issue *i)
{
	static const char *const severities[] = { [LETTER_NOTE] = "INFO", [LETTER_WARNING] = "WARNING", [LETTER_ERROR] = "ERROR" };
	struct buf *out = &r->out;
	buf_str(out, r->entries > 0 ? ",\n{" : "\n{");
	buf_clear(&r->line);
	report_issue_words(r, &r->line, i);
	if (*i->fix != '\0') {
		buf_printf(&r->line, "\n%s: %s", report_say(r, "fix"), i->fix);
	}
	report_put_text(out, REPORT_JSON, "message", r->line.p);
	put_location(out, report_path_or_folder(i->path), &i->at);
	report_put_text(out, REPORT_JSON, "severity", severities[report_issue_level(i)]);
	report_put_raw(out, REPORT_JSON, "code", "{");
	report_put_text(out, REPORT_JSON, "value", i->rule);
	buf_char(out, '}');
	if (i->circle != NULL || (*i->other != '\0' && i->other_at.line > 0)) {
		report_put_raw(out, REPORT_JSON, "related_locations", "[");
		if (i->circle != NULL) {
			put_circle(r, i->circle);
		} else {
			put_related(out, i->path, &i->other_at, i->other);
		}
		buf_char(out, ']');
	}
	buf_char(out, '}');
	r->entries++;
}

static void rdjson_end(struct report *r, const struct report_summary *s)
{
	(void)s;
	buf_str(&r->out, r->entries > 0 ? "\n]}\n" : "]}\n");
}

const struct report_format report_rdjson = { .name = "rdjson", .begin = rdjson_begin, .issue = rdjson_issue, .end = rdjson_end };
