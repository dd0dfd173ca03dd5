/* report_text_rule.c - `rules` for people: a line a rule, or one rule explained.
 *
 * In: a rule. Out: text. The words are the rule's own.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

static void rule_line(struct report *r, const struct judge_rule *rule)
{
	buf_printf(&r->out, "%s%-22s%s %s%-8s%s ", report_paint(r, REPORT_BOLD), rule->id, report_paint(r, REPORT_PLAIN),
	    report_paint(r, report_paint_level(rule->level)), report_say(r, letter_level_name(rule->level)), report_paint(r, REPORT_PLAIN));
	report_escape(&r->out, span_str(rule->title != NULL ? rule->title : rule->what != NULL ? rule->what : ""));
	buf_char(&r->out, '\n');
}

static size_t indent_of(struct span line)
{
	size_t n = 0;
	while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t')) {
		n++;
	}
	return n;
}

/* An example is cut out of its file, so all lines but the first are indented as there: the last closes the first. */
static size_t indent_of_last(struct span rest)
{
	struct span line;
	size_t indent = 0;
	while (span_line(&rest, &line)) {
		if (span_trim(line).n > 0) {
			indent = indent_of(line);
		}
	}
	return indent;
}

static void rule_example(struct report *r, const char *letter, const char *archive, const char *xml)
{
	struct span rest = span_str(xml);
	struct span line;
	if (xml == NULL) {
		return;
	}
	size_t cut = indent_of_last(rest);
	buf_printf(&r->out, "\n%s\n\n", report_say(r, span_starts(rest, "<archive") ? archive : letter));
	while (span_line(&rest, &line)) {
		size_t indent = indent_of(line);
		if (span_trim(line).n > 0) {
			buf_printf(&r->out, "%*s", (int)(4 + (indent > cut ? indent - cut : 0)), "");
			report_escape(&r->out, line);
			buf_char(&r->out, '\n');
		}
	}
}

static void rule_words(struct report *r, const char *label, const char *words)
{
	if (words != NULL) {
		report_note(r, 0, label, "%s", words);
	}
}

void report_text_rule(struct report *r, const struct judge_rule *rule, bool explain)
{
	rule_line(r, rule);
	if (!explain) {
		return;
	}
	buf_char(&r->out, '\n');
	rule_words(r, "what", rule->what);
	rule_words(r, "why", rule->why);
	rule_words(r, "law", rule->law);
	rule_words(r, "fix", rule->fix);
	if (rule->file != NULL) {
		report_note(r, 0, "written in", "%s line %u", rule->file, (unsigned)rule->line);
	}
	rule_example(r, "A letter of which it speaks:", "An archive of which it speaks:", rule->bad);
	rule_example(r, "A letter of which it does not:", "An archive of which it does not:", rule->good);
}
