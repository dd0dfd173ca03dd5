/* report_json.c - json: one document; ndjson: one object a line, the summary last; DESIGN section 8.
 *
 * In: the shapes of report_shape*.c. Out: JSON as it comes, so that an archive is never held in memory. In a document,
 * too, each object has a line of its own.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

static void print_line(struct report *r, const json_t *o)
{
	json_print(&r->out, o);
	buf_char(&r->out, '\n');
}

/* --- json --- */

static const char *list_key(const struct report *r)
{
	switch (r->options.what) {
	case REPORT_CHECK:
	case REPORT_AUDIT:
	case REPORT_BASELINE:
		return "findings";
	case REPORT_SHOW:
		return "letters";
	case REPORT_RULES:
		return "rules";
	case REPORT_CONFIG:
		return "settings";
	case REPORT_WHO:
	case REPORT_VALIDATION:
		break;
	}
	return NULL;	/* the document is the object itself */
}

static void json_begin(struct report *r)
{
	if (list_key(r) != NULL) {
		buf_printf(&r->out, "{\"%s\": [", list_key(r));
	}
}

static void json_item(struct report *r, const json_t *o)
{
	buf_str(&r->out, r->items > 0 ? ",\n" : "\n");
	json_print(&r->out, o);
}

static void json_letter(struct report *r, struct letter *l)
{
	json_item(r, report_shape_letter(l));
}

static void json_finding(struct report *r, struct letter *l, const struct letter_finding *f)
{
	json_item(r, report_shape_finding(r, l, f));
}

static void json_told(struct report *r, const struct letter_record *l, const struct letter_told *t)
{
	buf_str(&r->out, r->items > 0 ? ",\n" : "\n");
	report_record_put(r, l, t, REPORT_JSON);
}

static void json_circle(struct report *r, const struct letter_archive *a, uint32_t finding)
{
	buf_str(&r->out, r->items > 0 ? ",\n" : "\n");
	report_circle_put(r, a, &a->findings.v[finding], REPORT_JSON);
}

static void json_change(struct report *r, const struct letter_change *c)
{
	buf_str(&r->changes, r->changes.n > 0 ? ",\n" : "\n");
	report_change_put(&r->changes, c, REPORT_JSON);
}

static void json_rule(struct report *r, const struct judge_rule *rule, bool explain)
{
	(void)explain;	/* programs are told all of it */
	json_item(r, report_shape_rule(r, rule));
}

static void json_setting(struct report *r, const struct report_setting *s)
{
	buf_str(&r->out, r->items > 0 ? ",\n" : "\n");
	report_setting_put(&r->out, s, REPORT_JSON);
}

static void json_end(struct report *r, const struct report_summary *s)
{
	if (list_key(r) == NULL) {
		return;
	}
	buf_str(&r->out, r->items > 0 ? "\n]" : "]");
	if (r->changes.n > 0) {
		buf_str(&r->out, ",\n\"changes\": [");
		buf_add(&r->out, r->changes.p, r->changes.n);
		buf_str(&r->out, "\n]");
	}
	if (s != NULL) {
		buf_str(&r->out, ",\n\"summary\": ");
		json_print(&r->out, report_shape_summary(r, s));
	}
	buf_str(&r->out, "}\n");
}

/* --- both --- */

static void line_who(struct report *r, const struct letter_who *w)
{
	print_line(r, report_shape_who(w));
}

static void line_validation(struct report *r, const struct report_validation *v)
{
	print_line(r, report_shape_validation(&r->arena, v));
}

/* --- ndjson --- */

static void ndjson_letter(struct report *r, struct letter *l)
{
	print_line(r, report_shape_letter(l));
}

static void ndjson_finding(struct report *r, struct letter *l, const struct letter_finding *f)
{
	print_line(r, report_shape_finding(r, l, f));
}

static void ndjson_told(struct report *r, const struct letter_record *l, const struct letter_told *t)
{
	report_record_put(r, l, t, REPORT_JSON);
	buf_char(&r->out, '\n');
}

static void ndjson_circle(struct report *r, const struct letter_archive *a, uint32_t finding)
{
	report_circle_put(r, a, &a->findings.v[finding], REPORT_JSON);
	buf_char(&r->out, '\n');
}

static void ndjson_change(struct report *r, const struct letter_change *c)
{
	report_change_put(&r->out, c, REPORT_JSON);
	buf_char(&r->out, '\n');
}

static void ndjson_rule(struct report *r, const struct judge_rule *rule, bool explain)
{
	(void)explain;	/* programs are told all of it */
	print_line(r, report_shape_rule(r, rule));
}

static void ndjson_setting(struct report *r, const struct report_setting *s)
{
	report_setting_put(&r->out, s, REPORT_JSON);
	buf_char(&r->out, '\n');
}

static void ndjson_end(struct report *r, const struct report_summary *s)
{
	if (s != NULL) {
		print_line(r, report_shape_summary(r, s));
	}
}

const struct report_format report_json = {
	.name = "json",
	.begin = json_begin,
	.letter = json_letter,
	.finding = json_finding,
	.told = json_told,
	.circle = json_circle,
	.change = json_change,
	.who = line_who,
	.rule = json_rule,
	.validation = line_validation,
	.setting = json_setting,
	.end = json_end,
};

const struct report_format report_ndjson = {
	.name = "ndjson",
	.letter = ndjson_letter,
	.finding = ndjson_finding,
	.told = ndjson_told,
	.circle = ndjson_circle,
	.change = ndjson_change,
	.who = line_who,
	.rule = ndjson_rule,
	.validation = line_validation,
	.setting = ndjson_setting,
	.end = ndjson_end,
};
