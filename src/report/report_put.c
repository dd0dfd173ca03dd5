/* report_put.c - objects printed as they are told, without a tree: an audit may print a hundred thousand of them; DESIGN section 10.
 *
 * In: keys and values, in the order of DESIGN section 8. Out: in JSON `"key": "value"`, with a comma where it is not the first of the object,
 * which the caller opened; in XML ` key="value"`, dashes for underscores, what is not known left out: as report_shape*.c and report_xml.c print them.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

static void put_key(struct buf *out, enum report_style style, const char *key)
{
	if (style == REPORT_JSON) {
		buf_str(out, out->n > 0 && out->p[out->n - 1] == '{' ? "\"" : ", \"");
		buf_str(out, key);
		buf_str(out, "\": ");
		return;
	}
	buf_char(out, ' ');
	for (const char *p = key; *p != '\0'; p++) {
		buf_char(out, *p == '_' ? '-' : *p);
	}
	buf_char(out, '=');
}

void report_put_text(struct buf *out, enum report_style style, const char *key, const char *text)
{
	bool told = text != NULL && *text != '\0';
	if (told || style == REPORT_JSON) {
		put_key(out, style, key);
	}
	if (told && style == REPORT_JSON) {
		report_escape_json(out, span_str(text));
	} else if (told) {
		report_escape_attribute(out, span_str(text));
	} else if (style == REPORT_JSON) {
		buf_str(out, "null");
	}
}

void report_put_type(struct buf *out, enum report_style style, const char *type, unsigned level)
{
	if (style == REPORT_JSON) {
		buf_char(out, '{');
		report_put_text(out, style, "type", type);
	} else {
		buf_printf(out, "%*s<%s", (int)(2 * level), "", type);
	}
}

void report_put_number(struct buf *out, enum report_style style, const char *key, uint32_t n)
{
	char digits[16];
	snprintf(digits, sizeof digits, "%u", (unsigned)n);
	if (style == REPORT_XML) {
		report_put_text(out, style, key, n > 0 ? digits : NULL);
	} else {
		put_key(out, style, key);
		buf_str(out, n > 0 ? digits : "null");
	}
}

void report_put_raw(struct buf *out, enum report_style style, const char *key, const char *value)
{
	put_key(out, style, key);
	buf_str(out, style == REPORT_XML ? "\"" : "");
	buf_str(out, value);
	buf_str(out, style == REPORT_XML ? "\"" : "");
}

void report_put_flag(struct buf *out, enum report_style style, const char *key, bool is)
{
	if (style == REPORT_JSON || is) {
		report_put_raw(out, style, key, style == REPORT_XML ? "yes" : is ? "true" : "false");
	}
}

void report_put_words(struct buf *out, enum report_style style, const char *key, const char *const *words, uint32_t n)
{
	if (style == REPORT_XML && n == 0) {
		return;
	}
	put_key(out, style, key);
	buf_str(out, style == REPORT_XML ? "\"" : "[");
	for (uint32_t i = 0; i < n; i++) {
		buf_str(out, i == 0 ? "" : style == REPORT_XML ? " " : ", ");
		if (style == REPORT_XML) {
			buf_str(out, words[i]);
		} else {
			report_escape_json(out, span_str(words[i]));
		}
	}
	buf_str(out, style == REPORT_XML ? "\"" : "]");
}

void report_put_state(struct buf *out, enum report_style style, enum letter_state state)
{
	if (state != LETTER_NO_BASELINE) {
		report_put_text(out, style, "state", report_fact_state(state));
	}
}

void report_put_accepted(struct buf *out, enum report_style style, const struct letter_acceptance *t)
{
	if (t == NULL) {
		return;
	}
	buf_str(out, style == REPORT_JSON ? ", \"accepted\": {" : "    <accepted");
	report_put_text(out, style, "where", report_fact_acceptance(t));
	report_put_text(out, style, "reason", t->reason);
	report_put_text(out, style, "by", t->by);
	report_put_text(out, style, "until", t->until);
	report_put_text(out, style, "path", t->path);
	report_put_number(out, style, "line", t->line);
	report_put_number(out, style, "column", t->line > 0 ? t->column : 0);
	buf_str(out, style == REPORT_JSON ? "}" : "/>\n");
}
