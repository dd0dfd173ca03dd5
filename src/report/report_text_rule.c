/* report_text_rule.c - `rules` for people: a line a rule, or one rule explained.
 *
 * In: a rule, and the levels that a project gives to rules. Out: text. The words are the rule's own; of its examples, which are views in
 * XML, each element is a line.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

const char *report_text_rule_level(const struct report *r, const struct judge_rule *rule)
{
	for (uint32_t i = r->levels != NULL ? r->levels->list.n : 0; i-- > 0;) {
		const struct report_level *l = &r->levels->list.v[i];
		if (strcmp(l->rule, rule->id) == 0 && l->where == NULL) {
			return l->level;
		}
	}
	return letter_level_name(rule->level);
}

static enum report_paint level_paint(const char *level)
{
	for (int l = LETTER_NOTE; l <= LETTER_ERROR; l++) {
		if (strcmp(level, letter_level_name((enum letter_level)l)) == 0) {
			return report_paint_level((enum letter_level)l);
		}
	}
	return REPORT_DIM;
}

static const char *level_place(struct report *r, const struct report_level *l)
{
	return l->path[0] != '\0' && l->line > 0 ? arena_printf(&r->arena, "%s:%u:%u", l->path, (unsigned)l->line, (unsigned)l->column) : report_say(r, "the command line");
}

/* The level in force is the one in the column; what it was, and where it is another, stands behind the title. */
static void rule_line(struct report *r, const struct judge_rule *rule)
{
	const char *level = report_text_rule_level(r, rule), *own = letter_level_name(rule->level);
	buf_printf(&r->out, "%s%-22s%s %s%-8s%s ", report_paint(r, REPORT_BOLD), rule->id, report_paint(r, REPORT_PLAIN),
	    report_paint(r, level_paint(level)), report_say(r, level), report_paint(r, REPORT_PLAIN));
	report_escape(&r->out, span_str(rule->title != NULL ? rule->title : rule->what != NULL ? rule->what : ""));
	const char *before = " (";
	if (strcmp(level, own) != 0) {
		buf_str(&r->out, before);
		buf_printf(&r->out, report_say(r, "by itself %s"), report_say(r, own));
		before = "; ";
	}
	for (uint32_t i = 0; r->levels != NULL && i < r->levels->list.n; i++) {
		const struct report_level *l = &r->levels->list.v[i];
		if (strcmp(l->rule, rule->id) == 0 && l->where != NULL) {
			buf_printf(&r->out, "%s%s%s", before, report_say(r, l->level), report_say(r, " in "));
			report_escape(&r->out, span_str(l->where));
			before = "; ";
		}
	}
	buf_str(&r->out, before[0] == ';' ? ")\n" : "\n");
}

/* --- one rule --- */

static void rule_words(struct report *r, const char *label, const char *words)
{
	if (words != NULL && words[0] != '\0') {
		report_note(r, 0, label, "%s", words);
	}
}

static void rule_levels(struct report *r, const struct judge_rule *rule)
{
	for (uint32_t i = 0; r->levels != NULL && i < r->levels->list.n; i++) {
		const struct report_level *l = &r->levels->list.v[i];
		if (strcmp(l->rule, rule->id) == 0) {
			report_note(r, 0, "in force", "%s%s%s, by %s", report_say(r, l->level), l->where != NULL ? report_say(r, " in ") : "", l->where != NULL ? l->where : "", level_place(r, l));
		}
	}
	if (rule->variants.n > 1) {
		const char *all = "";
		for (uint32_t i = 0; i < rule->variants.n; i++) {
			const struct judge_variant *v = &rule->variants.v[i];
			all = arena_printf(&r->arena, "%s%s%s (%s)", all, i > 0 ? ", " : "", v->id, report_say(r, letter_level_name(v->level)));
		}
		report_note(r, 0, "variants", "%s", all);
	}
}

static void rule_ways(struct report *r, const struct judge_rule *rule)
{
	report_note(r, 0, "phases", "%s", rule->phases[0] != '\0' ? rule->phases : report_say(r, "none: only without --phase"));
	report_note(r, 0, "switch off", "<level rule=\"%s\">off</level> in .samedesk.xml, or --level=%s=off", rule->id, rule->id);
	if (rule->binding) {
		report_note(r, 0, "accept", "%s", report_say(r, "no: the rule says that what it finds cannot be accepted"));
	} else {
		report_note(r, 0, "accept", "<?samedesk accept rule=\"%s\" reason=\"...\" by=\"...\"?> in a letter of XML, the same words in an X-Samedesk-Accept: header of mail, or a baseline",
		    rule->id);
	}
	if (rule->file != NULL) {
		report_note(r, 0, "written in", rule->own ? "%s:%u:%u (one's own)" : "%s:%u:%u", rule->file, (unsigned)rule->line, (unsigned)rule->column);
	}
}

/* --- an example --- */

static bool listed(const char *const *names, const char *name)
{
	for (; *names != NULL; names++) {
		if (strcmp(*names, name) == 0) {
			return true;
		}
	}
	return false;
}

/* "date 2018-06-01, services planning-policy", but for those that are told otherwise. */
static const char *attributes(struct report *r, const xmlNode *n, const char *const *without)
{
	const char *all = "";
	for (const xmlAttr *at = n->properties; at != NULL; at = at->next) {
		const char *name = (const char *)at->name, *value = xml_attr(&r->arena, n, NULL, name);
		if (!listed(without, name)) {
			all = arena_printf(&r->arena, "%s%s%s %s", all, all[0] != '\0' ? ", " : "", name, value != NULL ? value : "");
		}
	}
	return all;
}

static const char *attribute(struct report *r, const xmlNode *n, const char *name)
{
	const char *value = xml_attr(&r->arena, n, NULL, name);
	return value != NULL ? value : "";
}

static const char *joined(struct report *r, const char *a, const char *between, const char *b)
{
	return arena_printf(&r->arena, "%s%s%s", a, a[0] != '\0' && b[0] != '\0' ? between : "", b);
}

/* A party by its name, else its id; a relation by its two ends; a text by its words. */
static void example_element(struct report *r, const xmlNode *n, unsigned indent)
{
	static const char *const of_party[] = { "party", "name", NULL };
	static const char *const of_relation[] = { "kind", "from", "to", "from-name", "to-name", "arrangement", "arrangement-name", NULL };
	static const char *const of_other[] = { "course", NULL };
	const char *name = attribute(r, n, "name"), *words = "", *label = (const char *)n->name;
	struct span text = span_trim(xml_text(&r->arena, n));
	if (strcmp(label, "relation") == 0) {
		const char *from = attribute(r, n, "from-name"), *to = attribute(r, n, "to-name"), *team = attribute(r, n, "arrangement-name");
		label = attribute(r, n, "kind");
		words = joined(r, from[0] != '\0' ? from : attribute(r, n, "from"), " to ", to[0] != '\0' ? to : attribute(r, n, "to"));
		words = joined(r, words, ": ", team[0] != '\0' ? team : attribute(r, n, "arrangement"));
		words = joined(r, words, ", ", attributes(r, n, of_relation));
	} else if (attribute(r, n, "party")[0] != '\0') {
		words = joined(r, name[0] != '\0' ? name : attribute(r, n, "party"), ", ", attributes(r, n, of_party));
	} else {
		words = joined(r, attribute(r, n, "course"), "; ", attributes(r, n, of_other));
		words = n->children == NULL || n->children->type != XML_TEXT_NODE || text.n == 0 ? words : joined(r, arena_strn(&r->arena, text.p, text.n), "; ", words);
	}
	report_note(r, indent, label, "%s", words);
}

static void example_document(struct report *r, const char *xml)
{
	static const char *const none[] = { NULL };
	struct diag_sink silent = { 0 };
	xmlDoc *doc = xml_read(&r->arena, span_str(xml), "", &silent);
	const xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	if (root == NULL) {
		return;
	}
	report_note(r, 4, (const char *)root->name, "%s", attributes(r, root, none));
	for (const xmlNode *n = root->children; n != NULL; n = n->next) {
		if (n->type == XML_ELEMENT_NODE) {
			example_element(r, n, 4);
		}
	}
}

static void rule_example(struct report *r, const char *letter, const char *archive, const char *xml, const char *title)
{
	if (xml == NULL) {
		return;
	}
	buf_printf(&r->out, "\n%s", report_say(r, span_starts(span_str(xml), "<archive") ? archive : letter));
	if (title != NULL) {
		buf_str(&r->out, " (");
		report_escape(&r->out, span_str(title));
		buf_char(&r->out, ')');
	}
	buf_str(&r->out, ":\n\n");
	example_document(r, xml);
}

static void rule_says(struct report *r, const struct judge_rule *rule)
{
	for (uint32_t i = 0; i < rule->says.n; i++) {
		report_note(r, 4, letter_level_name(rule->says.v[i].level), "%s", rule->says.v[i].message);
	}
}

void report_text_rule(struct report *r, const struct judge_rule *rule, bool explain)
{
	if (explain && r->items > 0) {
		buf_char(&r->out, '\n');
	}
	rule_line(r, rule);
	if (!explain) {
		return;
	}
	buf_char(&r->out, '\n');
	rule_words(r, "what", rule->what);
	rule_words(r, "why", rule->why);
	rule_words(r, "law", rule->law);
	rule_words(r, "fix", rule->fix);
	rule_levels(r, rule);
	rule_ways(r, rule);
	rule_example(r, "A letter of which it speaks", "An archive of which it speaks", rule->bad, rule->bad_title);
	rule_says(r, rule);
	rule_example(r, "A letter of which it does not", "An archive of which it does not", rule->good, rule->good_title);
}
