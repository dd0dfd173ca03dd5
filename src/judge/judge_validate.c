/* judge_validate.c - runs the examples that stand in the rule files; DESIGN section 3 (`samedesk validate`).
 *
 * In: rules/checks/. An example is an element of its own namespace that other Schematron processors pass over:
 *	<ex:example rule="self-addressed" expect="self-addressed pending-arrangement"> <letter ...>...</letter> </ex:example>
 * or one that holds an <archive>.
 * expect holds the ids of all asserts and reports that must speak, each as often as it does, "" for none. Out: an
 * example that no longer holds is said with file and line. Every assert and report must have an example in which it
 * speaks, and every rule one in which none of its variants does.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

struct check {
	struct arena *a;
	struct judge_schemas *schemas;
	struct judge_schema *s;
	struct diag_sink *sink;
	struct xml_schema *letter, *archive;	/* of the views; NULL: there is none */
	VEC(const char *) heard;	/* test ids of the example that is run; NULL: matched with an expected one */
	struct map spoken, silent;	/* test ids, rules with such an example */
	struct map told;		/* rules that could not be judged, said */
	uint32_t n;
	bool good_so_far;
};

static void check_fault(struct check *c, const xmlNode *n, const char *what, const char *id)
{
	uint32_t line = 0, column = 0;
	size_t offset = xml_offset(n);
	if (offset != SIZE_MAX) {
		linemap_at(&c->s->lines, c->a, offset, &line, &column);
	}
	diag_at(c->sink, DIAG_KNOW_EXAMPLE, c->s->file, line, column, what, id);
	c->good_so_far = false;
}

static void check_take(void *user, const struct judge_hit *hit)
{
	struct check *c = user;
	*vec_push(c->a, &c->heard) = hit->test->id;
}

/* A copy keeps the places of its nodes, so that a schema's fault can be told with its line in the rule file. */
static void check_keep_places(xmlNode *to, const xmlNode *from)
{
	to->_private = from->_private;
	const xmlNode *f = from->children;
	for (xmlNode *t = to->children; t != NULL && f != NULL; t = t->next, f = f->next) {
		if (t->type == XML_ELEMENT_NODE) {
			check_keep_places(t, f);
		}
	}
}

static xmlDoc *check_document(struct check *c, xmlNode *view)
{
	xmlDoc *doc = xml_new(c->a, (const char *)view->name);
	xmlNode *copy = xmlDocCopyNode(view, doc, 1);
	if (copy == NULL) {
		bug("out of memory");
	}
	check_keep_places(copy, view);
	xmlFreeNode(xmlDocSetRootElement(doc, copy));
	return doc;
}

static bool check_heard(struct check *c, struct span id)
{
	for (uint32_t i = 0; i < c->heard.n; i++) {
		if (c->heard.v[i] != NULL && span_is(id, c->heard.v[i])) {
			c->heard.v[i] = NULL;
			return true;
		}
	}
	return false;
}

static void check_expected(struct check *c, const xmlNode *example, const char *expect)
{
	struct span rest = span_str(expect), id;
	while (span_word(&rest, &id)) {
		if (!check_heard(c, id)) {
			check_fault(c, example, "'%s' was expected and did not come", arena_strn(c->a, id.p, id.n));
		}
	}
	for (uint32_t i = 0; i < c->heard.n; i++) {
		if (c->heard.v[i] != NULL) {
			check_fault(c, example, "'%s' came and was not expected", c->heard.v[i]);
		}
	}
}

static struct xml_schema *check_schema_of(const struct check *c, const xmlNode *view)
{
	const char *name = (const char *)view->name;
	return strcmp(name, "letter") == 0 ? c->letter : strcmp(name, "archive") == 0 ? c->archive : NULL;
}

static void check_run(struct check *c, const xmlNode *example, xmlNode *view, const char *expect)
{
	struct xml_schema *schema = check_schema_of(c, view);
	struct judge_run run = { .arena = c->a, .doc = check_document(c, view), .sink = c->sink, .path = c->s->file,
		.phase = "#ALL", .take = check_take, .user = c, .own_places = true, .told = &c->told };
	c->heard.n = 0;
	if (schema != NULL) {
		c->good_so_far = xml_schema_check(schema, run.doc, c->s->file, c->s->lines.text, c->sink) && c->good_so_far;
	}
	for (uint32_t i = 0; i < c->schemas->n; i++) {
		judge_run_schema(&run, &c->schemas->v[i]);
	}
	c->good_so_far = c->good_so_far && !run.unjudged;
	if (!run.unjudged) {	/* else its rule is at fault, not the example */
		check_expected(c, example, expect);
	}
	c->n++;
}

/* Which tests the example shows speaking, and whether its rule is silent in it. */
static void check_note(struct check *c, const char *expect, const char *rule)
{
	struct span rest = span_str(expect), id;
	bool speaks = false;
	while (span_word(&rest, &id)) {
		map_put(&c->spoken, id, 1);
		speaks = speaks || strcmp(judge_find_rule(c->a, arena_strn(c->a, id.p, id.n)), rule) == 0;
	}
	if (!speaks) {
		map_put(&c->silent, span_str(rule), 1);
	}
}

static void check_example(struct check *c, const xmlNode *example)
{
	const char *rule = xml_attr(c->a, example, NULL, "rule"), *expect = xml_attr(c->a, example, NULL, "expect");
	xmlNode *view = example->children;
	while (view != NULL && view->type != XML_ELEMENT_NODE) {
		view = view->next;
	}
	if (rule == NULL || view == NULL) {
		check_fault(c, example, "an example needs %s", rule == NULL ? "a rule" : "a letter");
		return;
	}
	check_note(c, expect, rule);
	check_run(c, example, view, expect);
}

static void check_examples(struct check *c, const xmlNode *below)
{
	for (const xmlNode *n = below->children; n != NULL; n = n->next) {
		bool ours = n->type == XML_ELEMENT_NODE && n->ns != NULL && strcmp((const char *)n->ns->href, JUDGE_EXAMPLE_NS) == 0;
		if (ours && strcmp((const char *)n->name, "example") == 0) {
			check_example(c, n);
		} else if (n->type == XML_ELEMENT_NODE && n->ns != NULL) {
			check_examples(c, n);
		}
	}
}

static void check_has(struct check *c, const struct judge_test *t, struct map *shown, const char *id, const char *what)
{
	struct span key = span_of(id, strlen(id));
	if (map_get(shown, key) == MAP_NONE) {
		diag_at(c->sink, DIAG_KNOW_EXAMPLE, c->s->file, t->line, 0, "'%s' has no example in which it %s", id, what);
		c->good_so_far = false;
		map_put(shown, key, 1);
	}
}

static void check_has_examples(struct check *c, const struct judge_test *t)
{
	check_has(c, t, &c->spoken, t->id, "speaks");
	check_has(c, t, &c->silent, judge_find_rule(c->a, t->id), "is silent");
}

static void check_schema(struct check *c, struct judge_schema *s)
{
	c->s = s;
	map_init(&c->spoken, c->a);
	map_init(&c->silent, c->a);
	check_examples(c, xmlDocGetRootElement(s->doc));
	for (uint32_t i = 0; i < s->patterns.n; i++) {
		for (uint32_t j = 0; j < s->patterns.v[i].contexts.n; j++) {
			const struct judge_context *x = &s->patterns.v[i].contexts.v[j];
			for (uint32_t t = 0; t < x->tests.n; t++) {
				check_has_examples(c, &x->tests.v[t]);
			}
		}
	}
}

/* NULL: there is none, or it cannot be used (said). */
static struct xml_schema *check_view(struct check *c, const struct know *k, const char *name)
{
	struct span text;
	if (!know_file_find(k, name, &text)) {
		return NULL;
	}
	struct xml_schema *schema = xml_schema_new(c->a, text, name, c->sink);
	c->good_so_far = c->good_so_far && schema != NULL;
	return schema;
}

static void check_mute(struct check *c, const struct judge_schema *s, uint32_t line, const char *id)
{
	diag_at(c->sink, DIAG_KNOW_LANGUAGE, s->file, line, 0, "'%s', in '%s'", id, s->lang);
}

/* A file that has words in a language has them for everything it says. */
static void check_spoken(struct check *c, const struct judge_schema *s)
{
	for (uint32_t i = 0; i < s->diagnostics.n && s->twins.n > 0; i++) {
		if (!s->diagnostics.v[i].spoken) {
			check_mute(c, s, s->diagnostics.v[i].line, s->diagnostics.v[i].id);
		}
	}
	for (uint32_t i = 0; i < s->patterns.n && s->twins.n > 0; i++) {
		const struct judge_pattern *p = &s->patterns.v[i];
		if (p->contexts.n > 0 && (!p->title_spoken || !p->what_spoken)) {
			check_mute(c, s, p->line, p->id);
		}
		for (uint32_t j = 0; j < p->contexts.n; j++) {
			for (uint32_t t = 0; t < p->contexts.v[j].tests.n; t++) {
				const struct judge_test *test = &p->contexts.v[j].tests.v[t];
				if (!test->spoken) {
					check_mute(c, s, test->line, test->id);
				}
			}
		}
	}
}

/* The same rules as they speak another language: do their words work out in every example? */
static bool check_language(struct arena *a, const struct know *k, const char *lang, struct diag_sink *sink)
{
	struct judge_schemas schemas = { 0 };
	struct check c = { .a = a, .schemas = &schemas, .sink = sink };
	map_init(&c.told, a);
	map_init(&c.spoken, a);
	map_init(&c.silent, a);
	judge_schema_all(&schemas, a, k, true);
	for (uint32_t i = 0; i < schemas.n; i++) {
		schemas.v[i].lang = lang;
	}
	c.good_so_far = judge_schema_read_all(&schemas, sink);
	for (uint32_t i = 0; i < schemas.n && c.good_so_far; i++) {
		c.good_so_far = judge_schema_compile(&schemas.v[i], sink);
	}
	for (uint32_t i = 0; i < schemas.n && c.good_so_far; i++) {
		c.s = &schemas.v[i];
		check_spoken(&c, c.s);
		if (c.s->twins.n > 0) {
			check_examples(&c, xmlDocGetRootElement(c.s->doc));
		}
	}
	return c.good_so_far;
}

static bool check_all(struct arena *a, const struct know *k, struct diag_sink *sink, uint32_t *n)
{
	struct judge_schemas schemas = { 0 };
	struct check c = { .a = a, .schemas = &schemas, .sink = sink };
	map_init(&c.told, a);
	judge_schema_all(&schemas, a, k, true);
	c.good_so_far = judge_schema_read_all(&schemas, sink);
	for (uint32_t i = 0; i < schemas.n && c.good_so_far; i++) {
		c.good_so_far = judge_schema_compile(&schemas.v[i], sink);
	}
	if (!c.good_so_far) {
		return false;
	}
	c.letter = check_view(&c, k, "schemas/letter-view.rng");
	c.archive = check_view(&c, k, "schemas/archive-view.rng");
	for (uint32_t i = 0; i < schemas.n; i++) {
		check_schema(&c, &schemas.v[i]);
	}
	*n = c.n;
	return c.good_so_far && check_language(a, k, "cy", sink);
}

bool judge_validate(const struct know *k, struct diag_sink *sink, uint32_t *n)
{
	struct arena a;
	arena_init(&a, 0);
	*n = 0;
	bool good = check_all(&a, k, sink, n);
	arena_release(&a);
	return good;
}
