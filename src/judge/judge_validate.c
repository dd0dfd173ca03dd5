/* judge_validate.c - runs the examples that stand in the rule files; DESIGN section 3 (`samedesk validate`).
 *
 * In: rules/checks/. An example is an element of its own namespace that other Schematron processors pass over:
 *	<ex:example rule="self-addressed" expect="self-addressed pending-arrangement"> <letter ...>...</letter> </ex:example>
 * or one that holds an <archive> or <acceptances>.
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
	struct xml_schema *letter, *archive, *acceptances;	/* of the views; NULL: there is none */
	VEC(const char *) heard;	/* test ids of the example that is run; NULL: matched with an expected one */
	struct map spoken, silent;	/* test ids, rules with such an example */
	struct map ids, shown;		/* of the rules of s; 1: with an example, 0: it is said that there is none */
	struct map told;		/* rules that could not be judged, said */
	uint32_t n;
	bool good_so_far;
};

/* Where the attribute's value stands; SIZE_MAX: not known. */
static size_t check_place(const struct check *c, const xmlNode *n, const char *attribute)
{
	struct judge_path p = { .offset = xml_offset(n), .attribute = attribute };
	return judge_schema_offset(c->s, &p, 0);
}

static void check_fault(struct check *c, enum diag_id id, size_t offset, size_t length, const char *what, const char *subject)
{
	diag_in(c->sink, id, c->s->file, &c->s->lines, c->s->arena, offset, length, what, subject);
	c->good_so_far = c->good_so_far && diag_level(id) != DIAG_ERROR;
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

xmlDoc *judge_validate_document(struct arena *a, xmlNode *view)
{
	xmlDoc *doc = xml_new(a, (const char *)view->name);
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

/* "'a', 'b'", or "nothing". */
static const char *check_list(struct check *c, const char *all, const char *id)
{
	return arena_printf(c->a, "%s%s'%s'", all, all[0] != '\0' ? ", " : "", id);
}

static void check_expected(struct check *c, const xmlNode *example, const char *expect)
{
	struct span rest = span_str(expect), id;
	const char *missing = "", *got = "";
	bool more = false;
	for (uint32_t i = 0; i < c->heard.n; i++) {
		got = check_list(c, got, c->heard.v[i]);
	}
	while (span_word(&rest, &id)) {
		const char *name = arena_strn(c->a, id.p, id.n);
		missing = check_heard(c, id) ? missing : check_list(c, missing, name);
	}
	for (uint32_t i = 0; i < c->heard.n; i++) {
		more = more || c->heard.v[i] != NULL;
	}
	if (missing[0] != '\0' || more) {
		const char *wanted = span_trim(span_str(expect)).n > 0 ? arena_printf(c->a, "'%s'", expect) : "nothing";
		check_fault(c, DIAG_KNOW_EXAMPLE, check_place(c, example, "expect"), strlen(expect), "expected %s",
		    arena_printf(c->a, "%s, got %s", wanted, got[0] != '\0' ? got : "nothing"));
	}
}

static struct xml_schema *check_schema_of(const struct check *c, const xmlNode *view)
{
	const char *name = (const char *)view->name;
	return strcmp(name, "letter") == 0 ? c->letter : strcmp(name, "archive") == 0 ? c->archive :
	    strcmp(name, "acceptances") == 0 ? c->acceptances : NULL;
}

static void check_run(struct check *c, const xmlNode *example, xmlNode *view, const char *expect)
{
	struct xml_schema *schema = check_schema_of(c, view);
	struct judge_run run = { .arena = c->a, .doc = judge_validate_document(c->a, view), .sink = c->sink, .path = c->s->file,
		.phase = "#ALL", .take = check_take, .user = c, .own_places = true, .told = &c->told };
	c->heard.n = 0;
	if (schema != NULL) {
		c->good_so_far = xml_schema_check(schema, run.doc, c->s->file, c->s->lines.text, c->sink) && c->good_so_far;
	}
	for (uint32_t i = 0; i < c->schemas->n; i++) {
		struct judge_schema *s = &c->schemas->v[i];
		if (c->s->own ? s == c->s : !s->own) {	/* who writes one's own rules knows nothing of others' */
			judge_run_schema(&run, s);
		}
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

/* "'ruel'; did you mean 'rule'?" */
static const char *check_near(struct check *c, const char *rule)
{
	struct near near = { .word = rule };
	for (uint32_t i = 0; i < c->s->patterns.n; i++) {
		for (uint32_t j = 0; j < c->s->patterns.v[i].contexts.n; j++) {
			const struct judge_context *x = &c->s->patterns.v[i].contexts.v[j];
			for (uint32_t t = 0; t < x->tests.n; t++) {
				near_try(&near, judge_find_rule(c->a, x->tests.v[t].id));
			}
		}
	}
	return near.best == NULL ? arena_printf(c->a, "'%s'", rule) : arena_printf(c->a, "'%s' (did you mean '%s'?)", rule, near.best);
}

static void check_example(struct check *c, const xmlNode *example)
{
	const char *rule = xml_attr(c->a, example, NULL, "rule"), *expect = xml_attr(c->a, example, NULL, "expect");
	xmlNode *view = example->children;
	while (view != NULL && view->type != XML_ELEMENT_NODE) {
		view = view->next;
	}
	if (rule == NULL || view == NULL) {
		check_fault(c, DIAG_KNOW_EXAMPLE, xml_offset(example), 0, "an example needs %s", rule == NULL ? "a rule" : "a letter");
		return;
	}
	if (map_get(&c->ids, span_str(rule)) == MAP_NONE) {
		check_fault(c, DIAG_KNOW_REFERENCE, check_place(c, example, "rule"), strlen(rule), "no rule %s in this file", check_near(c, rule));
	}
	map_put(&c->shown, span_str(rule), 1);
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

/* One word of a rule without any. */
static bool check_shown(struct check *c, const struct judge_test *t)
{
	const char *rule = judge_find_rule(c->a, t->id);
	uint32_t shown = map_get(&c->shown, span_str(rule));
	if (shown == MAP_NONE) {
		map_put(&c->shown, span_str(rule), 0);
		check_fault(c, DIAG_RULE_NO_EXAMPLE, t->offset, 0, "'%s' has none", rule);
	}
	return shown != MAP_NONE && shown > 0;
}

static void check_has(struct check *c, const struct judge_test *t, struct map *shown, const char *id, const char *what)
{
	struct span key = span_of(id, strlen(id));
	if (map_get(shown, key) == MAP_NONE) {
		check_fault(c, DIAG_RULE_NO_EXAMPLE, t->offset, 0, "%s", arena_printf(c->a, "'%s' has no example in which it %s", id, what));
		map_put(shown, key, 1);
	}
}

static void check_has_examples(struct check *c, const struct judge_test *t)
{
	if (!check_shown(c, t)) {
		return;
	}
	check_has(c, t, &c->spoken, t->id, "speaks");
	check_has(c, t, &c->silent, judge_find_rule(c->a, t->id), "is silent");
}

/* A finding that says nothing helps nobody. */
static void check_words(struct check *c, const struct judge_test *t)
{
	bool says = false;
	for (uint32_t i = 0; i < t->words.n && !says; i++) {
		const char *words = t->words.v[i].words;
		says = t->words.v[i].value.text != NULL || (words != NULL && span_trim(span_str(words)).n > 0);
	}
	if (!says) {
		check_fault(c, DIAG_KNOW_RULE, t->offset, 0, "rule '%s' has no message", t->id);
	}
}

static void check_note_id(struct check *c, const struct judge_test *t)
{
	map_put(&c->ids, span_str(judge_find_rule(c->a, t->id)), 1);
}

static void check_each_test(struct check *c, void (*take)(struct check *c, const struct judge_test *t))
{
	for (uint32_t i = 0; i < c->s->patterns.n; i++) {
		for (uint32_t j = 0; j < c->s->patterns.v[i].contexts.n; j++) {
			const struct judge_context *x = &c->s->patterns.v[i].contexts.v[j];
			for (uint32_t t = 0; t < x->tests.n; t++) {
				take(c, &x->tests.v[t]);
			}
		}
	}
}

static void check_schema(struct check *c, struct judge_schema *s)
{
	c->s = s;
	map_init(&c->spoken, c->a);
	map_init(&c->silent, c->a);
	map_init(&c->ids, c->a);
	map_init(&c->shown, c->a);
	check_each_test(c, check_note_id);
	check_each_test(c, check_words);
	check_examples(c, judge_schema_root(s));
	check_each_test(c, check_has_examples);
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

struct owner { struct judge_schema *s; const struct judge_test *t; };

/* A rule that stands in two files, when one of them is an overlay's: whose level or example would hold? */
static bool check_owner(struct arena *a, struct map *owners, struct owner *all, uint32_t *n, struct owner mine, struct diag_sink *sink)
{
	const char *id = judge_find_rule(a, mine.t->id);
	uint32_t i = map_get(owners, span_str(id));
	if (i == MAP_NONE) {
		map_put(owners, span_str(id), *n);
		all[(*n)++] = mine;
		return true;
	}
	if (all[i].s == mine.s || !mine.s->own) {
		return true;
	}
	uint32_t line, column;
	struct judge_path at = { .offset = all[i].t->offset, .line = all[i].t->line }, id_at = { .offset = mine.t->offset, .attribute = "id" };
	judge_schema_place(all[i].s, &at, &line, &column);
	diag_in(sink, DIAG_KNOW_DUPLICATE, mine.s->file, &mine.s->lines, mine.s->arena, judge_schema_offset(mine.s, &id_at, 0), strlen(mine.t->id),
	    "rule '%s' is also in %s:%u:%u", id, all[i].s->file, (unsigned)line, (unsigned)column);
	all[i] = mine;	/* once a file */
	return false;
}

static uint32_t check_tests(const struct judge_schemas *schemas, struct owner *out)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < schemas->n; i++) {
		for (uint32_t p = 0; p < schemas->v[i].patterns.n; p++) {
			const struct judge_pattern *pattern = &schemas->v[i].patterns.v[p];
			for (uint32_t c = 0; c < pattern->contexts.n; c++) {
				for (uint32_t t = 0; t < pattern->contexts.v[c].tests.n; t++, n++) {
					if (out != NULL) {
						out[n] = (struct owner){ &schemas->v[i], &pattern->contexts.v[c].tests.v[t] };
					}
				}
			}
		}
	}
	return n;
}

static bool check_owners(struct arena *a, const struct judge_schemas *schemas, struct diag_sink *sink)
{
	bool good = true;
	struct map owners;
	uint32_t n = check_tests(schemas, NULL), seen = 0;
	struct owner *tests = ARENA_NEWS(a, struct owner, n + 1), *all = ARENA_NEWS(a, struct owner, n + 1);
	map_init(&owners, a);
	check_tests(schemas, tests);
	for (uint32_t i = 0; i < n; i++) {
		good = check_owner(a, &owners, all, &seen, tests[i], sink) && good;
	}
	return good;
}

/* Can they be used? Of overlays it is always asked. */
static bool check_read(struct arena *a, const struct know *k, struct judge_schemas *schemas, bool all, bool examples, struct diag_sink *sink)
{
	judge_schema_all(schemas, a, k, examples);
	bool good = judge_schema_read_all(schemas, sink);
	for (uint32_t i = 0; i < schemas->n && good; i++) {
		struct judge_schema *s = &schemas->v[i];
		good = !(all || s->own) || judge_schema_compile(s, sink);
	}
	return good && check_owners(a, schemas, sink);
}

bool judge_own_usable(const struct know *k, struct diag_sink *sink)
{
	struct arena a;
	struct judge_schemas schemas = { 0 };
	uint32_t n = know_rules_count(k);
	bool good = true;
	arena_init(&a, 0);
	if (n > 0 && know_rules(k, &a, n - 1).own) {
		good = check_read(&a, k, &schemas, false, false, sink);
		const struct judge_model *model = good ? judge_model_new(&a, k) : NULL;
		for (uint32_t i = 0; i < schemas.n && good; i++) {
			good = !schemas.v[i].own || judge_warn(&schemas.v[i], NULL, model, false, sink);
		}
	}
	arena_release(&a);
	return good;
}

bool judge_has_phase(const struct know *k, const char *phase)
{
	struct arena a;
	struct judge_schemas schemas = { 0 };
	bool has = phase == NULL || phase[0] == '#';
	arena_init(&a, 0);
	judge_schema_all(&schemas, &a, k, false);
	for (uint32_t i = 0; i < schemas.n && !has; i++) {
		has = judge_schema_read(&schemas.v[i], NULL) && judge_schema_phase(&schemas.v[i], phase) != NULL;
	}
	arena_release(&a);
	return has;
}

static void check_mute(struct check *c, const struct judge_schema *s, size_t offset, const char *id)
{
	diag_in(c->sink, DIAG_KNOW_LANGUAGE, s->file, &c->s->lines, c->a, offset, 0, "'%s', in '%s'", id, s->lang);
}

/* A file that has words in a language has them for everything it says. */
static void check_spoken(struct check *c, const struct judge_schema *s)
{
	for (uint32_t i = 0; i < s->diagnostics.n && s->twins.n > 0; i++) {
		if (!s->diagnostics.v[i].spoken) {
			check_mute(c, s, s->diagnostics.v[i].offset, s->diagnostics.v[i].id);
		}
	}
	for (uint32_t i = 0; i < s->patterns.n && s->twins.n > 0; i++) {
		const struct judge_pattern *p = &s->patterns.v[i];
		if (p->contexts.n > 0 && (!p->title_spoken || !p->what_spoken)) {
			check_mute(c, s, p->offset, p->id);
		}
		for (uint32_t j = 0; j < p->contexts.n; j++) {
			for (uint32_t t = 0; t < p->contexts.v[j].tests.n; t++) {
				const struct judge_test *test = &p->contexts.v[j].tests.v[t];
				if (!test->spoken) {
					check_mute(c, s, test->offset, test->id);
				}
			}
		}
	}
}

/* The same rules as they speak another language. */
static bool read_language(struct arena *a, const struct know *k, const char *lang, struct judge_schemas *out, struct diag_sink *sink)
{
	judge_schema_all(out, a, k, true);
	for (uint32_t i = 0; i < out->n; i++) {
		out->v[i].lang = lang;
	}
	bool good = judge_schema_read_all(out, sink);
	for (uint32_t i = 0; i < out->n && good; i++) {
		good = judge_schema_compile(&out->v[i], sink);
	}
	return good;
}

/* Do their words work out in every example? */
static bool check_language(struct arena *a, struct judge_schemas *schemas, struct diag_sink *sink)
{
	struct check c = { .a = a, .schemas = schemas, .sink = sink, .good_so_far = true };
	map_init(&c.told, a);
	map_init(&c.spoken, a);
	map_init(&c.silent, a);
	map_init(&c.ids, a);
	map_init(&c.shown, a);
	for (uint32_t i = 0; i < schemas->n && c.good_so_far; i++) {
		c.s = &schemas->v[i];
		check_spoken(&c, c.s);
		if (c.s->twins.n > 0) {
			check_each_test(&c, check_note_id);
			check_examples(&c, judge_schema_root(c.s));
		}
	}
	return c.good_so_far;
}

static bool check_all(struct arena *a, const struct know *k, struct diag_sink *sink, uint32_t *n)
{
	struct judge_schemas schemas = { 0 }, welsh = { 0 };
	struct check c = { .a = a, .schemas = &schemas, .sink = sink };
	map_init(&c.told, a);
	c.good_so_far = check_read(a, k, &schemas, true, true, sink) && read_language(a, k, "cy", &welsh, sink);
	if (!c.good_so_far) {
		return false;
	}
	const struct judge_model *model = judge_model_new(a, k);
	bool *broken = ARENA_NEWS(a, bool, schemas.n + 1);
	for (uint32_t i = 0; i < schemas.n; i++) {
		broken[i] = !judge_warn(&schemas.v[i], &welsh.v[i], model, true, sink);
		c.good_so_far = c.good_so_far && !broken[i];
	}
	c.letter = check_view(&c, k, "schemas/letter-view.rng");
	c.archive = check_view(&c, k, "schemas/archive-view.rng");
	c.acceptances = check_view(&c, k, "schemas/acceptance-view.rng");
	for (uint32_t i = 0; i < schemas.n; i++) {
		if (!broken[i]) {	/* else its examples would only say so again */
			check_schema(&c, &schemas.v[i]);
		}
	}
	*n = c.n;
	return c.good_so_far && check_language(a, &welsh, sink);
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
