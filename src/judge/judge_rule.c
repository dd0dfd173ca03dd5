/* judge_rule.c - the rules as a list, for people; DESIGN section 8 (`samedesk rules`).
 *
 * In: the schemas of a judge. Out: one row a rule: its title, what it looks for, why, the law, the fix, a bad and a good
 * example. All of it stands in the rule files: the pattern's title and first paragraph, diagnostics whose ids
 * end in -why, -law and -fix, and the examples.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

/* A diagnostic without a letter: each value is an ellipsis. */
static const char *rule_words(struct judge *j, const struct judge_words *words)
{
	struct buf out = BUF_INIT;
	for (uint32_t i = 0; i < words->n; i++) {
		struct span rest = span_str(words->v[i].words != NULL ? words->v[i].words : "\xe2\x80\xa6"), word;
		bool gap = rest.n > 0 && strchr(" \t\r\n", rest.p[0]) != NULL;
		while (span_word(&rest, &word)) {
			buf_str(&out, gap && out.n > 0 && out.p[out.n - 1] != ' ' ? " " : "");
			buf_span(&out, word);
			gap = true;
		}
		const char *w = words->v[i].words;
		if (w != NULL && w[0] != '\0' && strchr(" \t\r\n", w[strlen(w) - 1]) != NULL && out.n > 0) {
			buf_str(&out, out.p[out.n - 1] == ' ' ? "" : " ");
		}
	}
	struct span text = span_trim(span_of(out.p, out.n));
	const char *kept = arena_strn(&j->arena, text.n > 0 ? text.p : "", text.n);
	buf_release(&out);
	return kept;
}

static const char **rule_slot(struct judge_rule *r, const char *purpose)
{
	if (strcmp(purpose, "why") == 0) {
		return &r->why;
	}
	if (strcmp(purpose, "law") == 0) {
		return &r->law;
	}
	return strcmp(purpose, "fix") == 0 ? &r->fix : NULL;
}

static void rule_diagnostics(struct judge *j, const struct judge_schema *s, const struct judge_test *t, struct judge_rule *r)
{
	for (uint32_t i = 0; i < t->diagnostics.n; i++) {
		const struct judge_diagnostic *d = &s->diagnostics.v[t->diagnostics.v[i]];
		const char **slot = rule_slot(r, judge_find_purpose(d->id));
		if (slot != NULL && *slot == NULL) {
			*slot = rule_words(j, &d->words);
		}
	}
}

static const char *rule_example_text(struct judge *j, const xmlNode *example)
{
	struct buf out = BUF_INIT;
	const char *text = NULL;
	for (xmlNode *n = example->children; n != NULL; n = n->next) {
		if (n->type == XML_ELEMENT_NODE) {
			xml_print_node(&out, n, 0);
			text = arena_strn(&j->arena, out.p, out.n);
			break;
		}
	}
	buf_release(&out);
	return text;
}

/* Does the list of test ids hold one of that rule? */
static bool rule_expected(const char *expect, const char *id)
{
	struct span rest = span_str(expect), word;
	while (span_word(&rest, &word)) {
		struct span stem = span_of(word.p, 0);
		while (stem.n < word.n && word.p[stem.n] != '.') {
			stem.n++;
		}
		if (span_is(stem, id)) {
			return true;
		}
	}
	return false;
}

struct listener { struct judge *j; struct judge_rule *r; };

static void rule_hear(void *user, const struct judge_hit *hit)
{
	struct listener *l = user;
	const char *id = arena_str(&l->j->arena, hit->test->id);
	if (strcmp(judge_find_rule(&l->j->arena, id), l->r->id) == 0) {
		*vec_push(&l->j->arena, &l->r->says) = (struct judge_variant){ id, arena_str(&l->j->arena, hit->message), hit->test->level };
	}
}

/* What the rule says of the example: the words of its message need a letter. */
static void rule_says(struct judge *j, struct judge_schema *s, const xmlNode *example, struct judge_rule *r)
{
	struct listener l = { j, r };
	struct diag_sink silent = { 0 };
	xmlNode *view = example->children;
	while (view != NULL && view->type != XML_ELEMENT_NODE) {
		view = view->next;
	}
	if (view != NULL) {
		struct judge_run run = { .arena = &j->arena, .doc = judge_validate_document(&j->arena, view), .sink = &silent, .path = s->file,
			.phase = "#ALL", .take = rule_hear, .user = &l, .own_places = true };
		judge_run_schema(&run, s);
	}
}

static void rule_example(struct judge *j, struct judge_schema *s, const xmlNode *n, struct judge_rule *r)
{
	bool bad = rule_expected(xml_attr(&j->arena, n, NULL, "expect"), r->id);
	const char **slot = bad ? &r->bad : &r->good, **title = bad ? &r->bad_title : &r->good_title;
	if (*slot != NULL) {
		return;
	}
	*slot = rule_example_text(j, n);
	*title = xml_attr(&j->arena, n, NULL, "title");
	if (bad) {
		rule_says(j, s, n, r);
	}
}

static void rule_examples(struct judge *j, struct judge_schema *s, const xmlNode *below, struct judge_rule *r)
{
	for (const xmlNode *n = below->children; n != NULL; n = n->next) {
		if (n->type != XML_ELEMENT_NODE || n->ns == NULL) {
			continue;
		}
		const char *rule = xml_attr(&j->arena, n, NULL, "rule");
		bool example = strcmp((const char *)n->ns->href, JUDGE_EXAMPLE_NS) == 0 && rule != NULL;
		if (!example) {
			rule_examples(j, s, n, r);
		} else if (strcmp(rule, r->id) == 0) {
			rule_example(j, s, n, r);
		}
	}
}

static struct judge_rule *rule_find(struct judge *j, const char *id)
{
	for (uint32_t i = 0; i < j->rules.n; i++) {
		if (strcmp(j->rules.v[i].id, id) == 0) {
			return &j->rules.v[i];
		}
	}
	return NULL;
}

/* One's own rules that name no phase are of all that others name. */
static const char *rule_phases(struct judge *j, const struct judge_schema *s, const struct judge_pattern *p)
{
	const char *all = "";
	for (uint32_t i = 0; i < j->whole.n; i++) {
		const struct judge_schema *from = &j->whole.v[i];
		for (uint32_t k = 0; k < from->phases.n && (from == s || (s->own && s->phases.n == 0)); k++) {
			const char *id = from->phases.v[k].id;
			bool there = strstr(arena_printf(&j->arena, " %s ", all), arena_printf(&j->arena, " %s ", id)) != NULL;
			if (!there && (from != s || judge_schema_active(s, &from->phases.v[k], p))) {
				all = arena_printf(&j->arena, "%s%s%s", all, all[0] != '\0' ? " " : "", id);
			}
		}
	}
	return all;
}

/* Is the context about the archive view? It names no element that the letter view has. */
static bool rule_of_archive(const struct judge_context *c)
{
	static const char *const elements[] = { "archive", "echo", "ring", "reference-loop", "step", "difference", NULL };
	return c->archive || (c->elements.n > 0 && judge_match_may(c, elements));
}

static void rule_add(struct judge *j, struct judge_schema *s, const struct judge_pattern *p, const struct judge_context *c, const struct judge_test *t)
{
	const char *id = judge_find_rule(&j->arena, t->id);
	struct judge_rule *r = rule_find(j, id);
	if (r == NULL) {
		r = vec_push(&j->arena, &j->rules);
		*r = (struct judge_rule){ .id = id, .level = t->level, .title = p->title, .what = p->what[0] != '\0' ? p->what : NULL,
			.file = s->file, .line = t->line, .own = s->own, .phases = rule_phases(j, s, p) };
		struct judge_path at = { .offset = t->offset, .line = t->line };
		judge_schema_place(s, &at, &r->line, &r->column);
		rule_examples(j, s, judge_schema_root(s), r);
	}
	*vec_push(&j->arena, &r->variants) = (struct judge_variant){ t->id, "", t->level };
	r->binding = r->binding || t->binding;
	r->archive = r->archive || rule_of_archive(c);
	r->level = t->level > r->level ? t->level : r->level;
	rule_diagnostics(j, s, t, r);
}

static void rule_list(struct judge *j)
{
	judge_schema_all(&j->whole, &j->arena, j->know, true);
	judge_schema_read_all(&j->whole, NULL);
	for (uint32_t i = 0; i < j->whole.n; i++) {
		struct judge_schema *s = &j->whole.v[i];
		for (uint32_t k = 0; k < s->patterns.n; k++) {
			const struct judge_pattern *p = &s->patterns.v[k];
			for (uint32_t c = 0; c < p->contexts.n; c++) {
				for (uint32_t t = 0; t < p->contexts.v[c].tests.n; t++) {
					rule_add(j, s, p, &p->contexts.v[c], &p->contexts.v[c].tests.v[t]);
				}
			}
		}
	}
	j->listed = true;
}

/* A judge is one thread's, so the list may be made when it is first asked for: a check never does. */
static const struct judge *rule_listed(const struct judge *j)
{
	if (!j->listed) {
		rule_list((struct judge *)j);
	}
	return j;
}

uint32_t judge_rule_count(const struct judge *j)
{
	return rule_listed(j)->rules.n;
}

const struct judge_rule *judge_rule(const struct judge *j, uint32_t i)
{
	return &rule_listed(j)->rules.v[i];
}
