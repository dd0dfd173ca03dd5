/* report_shape.c - the objects of DESIGN section 8 for findings, rules and counts, once for JSON and for XML.
 *
 * In: records. Out: values that hang on an arena; the order of the keys is the order of DESIGN. What is not known is null.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#include <stdlib.h>

static json_t *shape_new(struct arena *a, const char *type)
{
	json_t *o = json_hang(a, json_object());
	json_put(o, "type", json_text(span_str(type)));
	return o;
}

static void put_number(json_t *o, const char *key, uint32_t n)
{
	json_put(o, key, json_integer(n));
}

static void put_place(json_t *o, const struct letter *l, struct letter_place p)
{
	json_put(o, "path", json_text(span_str(l->path)));
	json_put(o, "member", json_opt(l->member));
	json_put(o, "line", p.line > 0 ? json_integer(p.line) : json_null());
	json_put(o, "column", p.line > 0 ? json_integer(p.column) : json_null());
}

static json_t *party_id(const struct letter *l, uint32_t mention)
{
	const struct letter_mention *m = report_fact_mention(l, mention);
	return json_opt(m != NULL ? m->party : NULL);
}

static void put_relation(json_t *o, const struct letter *l, const struct letter_finding *f)
{
	struct report_tie tie = { 0 };
	if (f->relation < l->relations.n) {
		report_fact_tie(l, &l->relations.v[f->relation], &tie);
	}
	json_put(o, "arrangement", json_opt(tie.arrangement));
	json_put(o, "basis", json_opt(tie.basis));
}

static void put_proof(json_t *o, struct letter *l, const struct letter_finding *f)
{
	struct report_steps steps = { { 0 } };
	report_proof(l, f, &steps);
	json_t *all = json_put(o, "proof", json_array());
	for (uint32_t i = 0; i < steps.step.n; i++) {
		json_push(all, json_text(span_str(steps.step.v[i])));
	}
}

/* Who accepted it, and its state against the baseline; nothing where nobody did and there is none. */
static void put_accepted(json_t *o, const struct letter_acceptance *t, enum letter_state state)
{
	if (t != NULL) {
		json_t *by = json_put(o, "accepted", json_object());
		json_put(by, "where", json_text(span_str(report_fact_acceptance(t))));
		json_put(by, "reason", json_opt(t->reason));
		json_put(by, "by", json_opt(t->by));
		json_put(by, "until", json_opt(t->until));
		json_put(by, "path", json_opt(t->path));
		json_put(by, "line", t->line > 0 ? json_integer(t->line) : json_null());
		json_put(by, "column", t->line > 0 ? json_integer(t->column) : json_null());
	}
	if (state != LETTER_NO_BASELINE) {
		json_put(o, "state", json_text(span_str(report_fact_state(state))));
	}
}

json_t *report_shape_finding(const struct report *r, struct letter *l, const struct letter_finding *f)
{
	json_t *o = shape_new(l->arena, "finding");
	struct letter_place p = f->place;
	if (p.line == 0 && p.offset != SIZE_MAX) {
		letter_locate(l, &p);
	}
	json_put(o, "rule", json_text(span_str(f->rule)));
	json_put(o, "level", json_text(span_str(letter_level_name(f->level))));
	json_put(o, "message", json_text(span_str(f->message)));
	put_place(o, l, p);
	json_put(o, "party", party_id(l, f->mention));
	json_put(o, "counterpart", party_id(l, f->counterpart));
	put_relation(o, l, f);
	json_put(o, "letters", json_array());
	json_put(o, "fingerprint", json_opt(f->fingerprint));
	json_put(o, "help", json_opt(f->fix));
	put_accepted(o, f->accepted, f->state);
	if (r->options.proof) {
		put_proof(o, l, f);
	}
	return o;
}

static void put_levels(json_t *o, const struct report *r, const struct judge_rule *rule)
{
	json_t *all = json_put(o, "levels", json_array());
	for (uint32_t i = 0; r->levels != NULL && i < r->levels->list.n; i++) {
		const struct report_level *l = &r->levels->list.v[i];
		if (strcmp(l->rule, rule->id) == 0) {
			json_t *level = json_push(all, json_object());
			json_put(level, "level", json_text(span_str(l->level)));
			json_put(level, "where", json_opt(l->where));
			json_put(level, "path", json_opt(l->path));
			json_put(level, "line", l->line > 0 ? json_integer(l->line) : json_null());
			json_put(level, "column", l->line > 0 ? json_integer(l->column) : json_null());
		}
	}
}

static json_t *put_variant(json_t *all, const struct judge_variant *v)
{
	json_t *o = json_push(all, json_object());
	json_put(o, "id", json_text(span_str(v->id)));
	json_put(o, "level", json_text(span_str(letter_level_name(v->level))));
	return o;
}

json_t *report_shape_rule(struct report *r, const struct judge_rule *rule)
{
	json_t *o = shape_new(&r->arena, "rule");
	json_put(o, "id", json_text(span_str(rule->id)));
	json_put(o, "level", json_text(span_str(letter_level_name(rule->level))));
	json_put(o, "level_in_force", json_text(span_str(report_text_rule_level(r, rule))));
	put_levels(o, r, rule);
	json_put(o, "title", json_opt(rule->title));
	json_put(o, "what", json_opt(rule->what));
	json_put(o, "why", json_opt(rule->why));
	json_put(o, "law", json_opt(rule->law));
	json_put(o, "fix", json_opt(rule->fix));
	struct span phases = span_str(rule->phases), phase;
	json_t *in = json_put(o, "phases", json_array());
	while (span_word(&phases, &phase)) {
		json_push(in, json_text(phase));
	}
	json_t *variants = json_put(o, "variants", json_array()), *says;
	for (uint32_t i = 0; i < rule->variants.n; i++) {
		put_variant(variants, &rule->variants.v[i]);
	}
	json_put(o, "acceptable", json_boolean(!rule->binding));
	json_put(o, "bad", json_opt(rule->bad));
	json_put(o, "good", json_opt(rule->good));
	says = json_put(o, "says", json_array());
	for (uint32_t i = 0; i < rule->says.n; i++) {
		json_put(put_variant(says, &rule->says.v[i]), "message", json_text(span_str(rule->says.v[i].message)));
	}
	json_put(o, "overlay", json_boolean(rule->own));
	json_put(o, "file", json_opt(rule->file));
	put_number(o, "line", rule->line);
	put_number(o, "column", rule->column);
	return o;
}

json_t *report_shape_validation(struct arena *a, const struct report_validation *v)
{
	json_t *o = shape_new(a, "validation");
	put_number(o, "parties", v->parties);
	put_number(o, "names", v->names);
	put_number(o, "arrangements", v->arrangements);
	put_number(o, "phases", v->phases);
	put_number(o, "posts", v->posts);
	put_number(o, "formats", v->formats);
	put_number(o, "patterns", v->patterns);
	put_number(o, "rules", v->rules);
	put_number(o, "examples", v->examples);
	put_number(o, "errors", v->errors);
	put_number(o, "warnings", v->warnings);
	return o;
}

static void put_tally(json_t *o, const char *key, const struct report_tally_row *rows, uint32_t n)
{
	json_t *all = json_put(o, key, json_array());
	for (uint32_t i = 0; i < n; i++) {
		json_t *row = json_push(all, json_object());
		if (strcmp(key, "findings_by_year") == 0) {
			json_put(row, "year", rows[i].key[0] != '\0' ? json_integer(strtol(rows[i].key, NULL, 10)) : json_null());
		} else if (strcmp(key, "findings_by_month") == 0) {
			json_put(row, "month", json_opt(rows[i].key));
		} else {
			json_put(row, "party", json_opt(rows[i].key));
			json_put(row, "name", json_opt(rows[i].name));
		}
		if (rows[i].other != NULL) {
			json_put(row, "counterpart", json_opt(rows[i].other));
			json_put(row, "counterpart_name", json_opt(rows[i].other_name));
		}
		put_number(row, "findings", rows[i].findings);
	}
}

static void put_tallies(const struct report *r, json_t *o, const struct report_summary *s)
{
	put_tally(o, "findings_by_council", s->by_council, s->n_by_council);
	put_tally(o, "findings_by_pair", s->by_pair, s->n_by_pair);
	put_tally(o, "findings_by_year", s->by_year, s->n_by_year);
	if (r->options.stats) {
		put_tally(o, "findings_by_month", s->by_month, s->n_by_month);
	}
	if (r->options.what != REPORT_AUDIT) {
		return;
	}
	json_t *left_out = json_put(o, "left_out", json_array());
	for (uint32_t i = 0; i < r->left_out.n; i++) {
		json_push(left_out, json_text(span_str(r->left_out.v[i])));
	}
}

json_t *report_shape_summary(struct report *r, const struct report_summary *s)
{
	json_t *o = shape_new(&r->arena, "summary");
	put_number(o, "letters", s->letters);
	put_number(o, "judged", s->judged);
	put_number(o, "not_judged", s->not_judged);
	json_t *why = json_put(o, "not_judged_why", json_object());
	put_number(why, "not_a_letter", s->not_a_letter);
	put_number(why, "no_sender", s->no_sender);
	put_number(why, "no_recipient", s->no_recipient);
	put_number(why, "ambiguous", s->ambiguous);
	put_number(why, "unjudged", s->unjudged);
	json_t *levels = json_put(o, "findings", json_object());
	put_number(levels, "error", s->findings[LETTER_ERROR]);
	put_number(levels, "warning", s->findings[LETTER_WARNING]);
	put_number(levels, "note", s->findings[LETTER_NOTE]);
	put_number(o, "accepted", s->accepted);
	json_t *rules = json_put(o, "findings_by_rule", json_object());
	for (uint32_t i = 0; i < s->n_by_rule; i++) {
		put_number(rules, s->by_rule[i].rule, s->by_rule[i].n);
	}
	if (r->options.what == REPORT_AUDIT || (r->options.what == REPORT_CHECK && r->options.stats)) {
		put_tallies(r, o, s);
	}
	put_number(o, "failed_files", s->failed_files);
	put_number(o, "excluded", s->excluded);
	if (r->options.what == REPORT_BASELINE && s->baseline != NULL) {
		json_t *b = json_put(o, "baseline", json_object());
		put_number(b, "new", s->baseline->fresh);
		put_number(b, "gone", s->baseline->gone);
		put_number(b, "expired", s->baseline->ended);
		put_number(b, "holds", s->baseline->holds);
		put_number(b, "without_reason", s->baseline->without_reason);
	}
	return o;
}
