/* report_xml.c - xml: for `show` the letter view itself, for the rest the objects of DESIGN section 8 as elements; for `audit` also the
 * archive view.
 *
 * In: the letter view (letter/) and the shapes of report_shape*.c. Out: one XML document. An object is an element, its
 * texts and numbers are attributes (dashes for underscores), its lists of words one attribute, its lists of objects child
 * elements; long texts are elements too.
 *
 * `show` of one letter is that <letter>, of several or none <letters>. Which of the two is known only at the second
 * letter or the end: the first is held back, printed for both cases.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* What becomes of keys that are not attributes: the element of each item, or of the text. */
static const struct { const char *key, *element; } elements[] = {
	{ "parties", "party" }, { "served_by", "served-by" }, { "posts", "post" }, { "relations", "relation" }, { "proof", "step" }, { "what", "what" },
	{ "why", "why" }, { "law", "law" }, { "fix", "fix" }, { "bad", "bad" }, { "good", "good" },
	{ "levels", "in-force" }, { "variants", "variant" }, { "says", "says" }, { "findings_by_rule", "by-rule" }, { "findings_by_council", "by-council" },
	{ "findings_by_pair", "by-pair" }, { "findings_by_year", "by-year" }, { "findings_by_month", "by-month" },
	{ "left_out", "left-out" }, { "findings", "findings" }, { "not_judged_why", "not-judged" },
};

static const char *element_of(const char *key)
{
	for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
		if (strcmp(elements[i].key, key) == 0) {
			return elements[i].element;
		}
	}
	return NULL;
}

static const char *dashed(struct arena *a, const char *key)
{
	char *name = arena_str(a, key);
	for (char *p = name; *p != '\0'; p++) {
		if (*p == '_') {
			*p = '-';
		}
	}
	return name;
}

/* A scalar as attribute text; NULL: nothing to say. */
static const char *scalar(struct arena *a, const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_STRING:
		return arena_strn(a, json_string_value(v), json_string_length(v));
	case JSON_INTEGER:
		return arena_printf(a, "%lld", (long long)json_integer_value(v));
	case JSON_REAL:
		return arena_printf(a, "%g", json_real_value(v));
	case JSON_TRUE:
		return "yes";
	default:
		return NULL;
	}
}

static const char *joined(struct arena *a, json_t *list)
{
	const char *all = NULL;
	size_t i;
	json_t *v;
	json_array_foreach(list, i, v) {
		const char *text = scalar(a, v);
		if (text != NULL) {
			all = all != NULL ? arena_printf(a, "%s %s", all, text) : text;
		}
	}
	return all;
}

static void add_object(struct arena *a, xmlNode *node, json_t *o);

static void add_list(struct arena *a, xmlNode *node, const char *element, json_t *list)
{
	size_t i;
	json_t *v;
	json_array_foreach(list, i, v) {
		if (json_is_object(v)) {
			add_object(a, xml_add(node, element), v);
		} else if (json_is_string(v)) {
			xml_add_text(node, element, span_of(json_string_value(v), json_string_length(v)));
		}
	}
}

/* The counts by rule are keyed by the rule's id: no name for an attribute. */
static void add_counts(struct arena *a, xmlNode *node, json_t *o)
{
	const char *key;
	json_t *v;
	json_object_foreach(o, key, v) {
		xmlNode *child = xml_add(node, "by-rule");
		xml_set(child, "rule", key);
		xml_set(child, "findings", scalar(a, v));
	}
}

static void add_member(struct arena *a, xmlNode *node, const char *key, json_t *v)
{
	const char *element = element_of(key);
	bool listed = json_is_array(v) && (json_array_size(v) == 0 || json_is_object(json_array_get(v, 0)));
	if (json_is_object(v) && strcmp(key, "findings_by_rule") == 0) {
		add_counts(a, node, v);
	} else if (json_is_object(v)) {
		add_object(a, xml_add(node, element != NULL ? element : dashed(a, key)), v);
	} else if (json_is_array(v) && (listed || strcmp(key, "proof") == 0 || strcmp(key, "left_out") == 0)) {
		add_list(a, node, element != NULL ? element : dashed(a, key), v);
	} else if (json_is_array(v)) {
		xml_set(node, dashed(a, key), joined(a, v));
	} else if (json_is_string(v) && element != NULL) {
		xml_add_text(node, element, span_of(json_string_value(v), json_string_length(v)));
	} else if (strcmp(key, "type") != 0) {
		xml_set(node, dashed(a, key), scalar(a, v));
	}
}

static void add_object(struct arena *a, xmlNode *node, json_t *o)
{
	const char *key;
	json_t *v;
	json_object_foreach(o, key, v) {
		add_member(a, node, key, v);
	}
}

static void print_node(struct buf *out, xmlNode *node, int level)
{
	struct buf raw = BUF_INIT;
	xml_print_node(&raw, node, level);
	struct span text = span_of(raw.p, raw.n);
	report_escape_xml(out, text);
	if (text.n > 0 && text.p[text.n - 1] != '\n') {
		buf_char(out, '\n');
	}
	buf_release(&raw);
}

static void print_shape(struct buf *out, struct arena *a, const char *element, json_t *o, int level)
{
	xmlDoc *doc = xml_new(a, element);
	xmlNode *root = xmlDocGetRootElement(doc);
	add_object(a, root, o);
	print_node(out, root, level);
}

/* --- the format --- */

static const char *root_name(const struct report *r)
{
	switch (r->options.what) {
	case REPORT_CHECK:
	case REPORT_AUDIT:
	case REPORT_BASELINE:
		return "results";
	case REPORT_RULES:
		return "rules";
	case REPORT_CONFIG:
		return "settings";
	case REPORT_SHOW:
	case REPORT_WHO:
	case REPORT_VALIDATION:
		break;
	}
	return NULL;
}

static void xml_begin(struct report *r)
{
	buf_str(&r->out, XML_HEAD);
	if (root_name(r) != NULL) {
		buf_printf(&r->out, "<%s>\n", root_name(r));
	}
}

static void xml_letter(struct report *r, struct letter *l)
{
	xmlDoc *view = letter_view(l);
	letter_view_evidence(l, view);
	xmlNode *root = xmlDocGetRootElement(view);
	if (r->items == 0) {
		buf_clear(&r->held);
		print_node(&r->held, root, 0);
		return;
	}
	if (r->items == 1) {
		buf_str(&r->out, "<letters>\n");
		buf_add(&r->out, r->held.p, r->held.n);
	}
	print_node(&r->out, root, 0);
}

static void xml_finding(struct report *r, struct letter *l, const struct letter_finding *f)
{
	print_shape(&r->out, l->arena, "finding", report_shape_finding(r, l, f), 1);
}

static void xml_told(struct report *r, const struct letter_record *l, const struct letter_told *t)
{
	report_record_put(r, l, t, REPORT_XML);
}

static void xml_circle(struct report *r, const struct letter_archive *a, uint32_t finding)
{
	report_circle_put(r, a, &a->findings.v[finding], REPORT_XML);
}

/* What the rules saw, so that another Schematron processor can judge it. */
static void xml_archive(struct report *r, struct letter_archive *a)
{
	struct arena arena;
	arena_init(&arena, 0);
	struct letter_archive seen = *a;
	seen.arena = &arena;
	print_node(&r->out, xmlDocGetRootElement(letter_archive_view(&seen)), 1);
	arena_release(&arena);
}

static void xml_change(struct report *r, const struct letter_change *c)
{
	report_change_put(&r->out, c, REPORT_XML);
}

static void xml_who(struct report *r, const struct letter_who *w)
{
	print_shape(&r->out, w->arena, "who", report_shape_who(w), 0);
}

static void xml_rule(struct report *r, const struct judge_rule *rule, bool explain)
{
	(void)explain;	/* programs are told all of it */
	print_shape(&r->out, &r->arena, "rule", report_shape_rule(r, rule), 1);
}

static void xml_validation(struct report *r, const struct report_validation *v)
{
	print_shape(&r->out, &r->arena, "validation", report_shape_validation(&r->arena, v), 0);
}

static void xml_setting(struct report *r, const struct report_setting *s)
{
	report_setting_put(&r->out, s, REPORT_XML);
}

static void xml_show_end(struct report *r)
{
	if (r->items == 0) {
		buf_str(&r->out, "<letters/>\n");
	} else if (r->items == 1) {
		buf_add(&r->out, r->held.p, r->held.n);
	} else {
		buf_str(&r->out, "</letters>\n");
	}
}

static void xml_end(struct report *r, const struct report_summary *s)
{
	if (r->options.what == REPORT_SHOW) {
		xml_show_end(r);
		return;
	}
	if (s != NULL && root_name(r) != NULL) {
		print_shape(&r->out, &r->arena, "summary", report_shape_summary(r, s), 1);
	}
	if (root_name(r) != NULL) {
		buf_printf(&r->out, "</%s>\n", root_name(r));
	}
}

const struct report_format report_xml = {
	.name = "xml",
	.begin = xml_begin,
	.letter = xml_letter,
	.finding = xml_finding,
	.told = xml_told,
	.circle = xml_circle,
	.archive = xml_archive,
	.change = xml_change,
	.who = xml_who,
	.rule = xml_rule,
	.validation = xml_validation,
	.setting = xml_setting,
	.end = xml_end,
};
