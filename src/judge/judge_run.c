/* judge_run.c - runs a Schematron schema over a document; ISO/IEC 19757-3 clause 6, DESIGN section 3.
 *
 * In: a schema and a document. Out: each assert that failed and each report that held, with its text, to the caller's
 * function. What that means for a letter is left to judge_find.c.
 *
 * In one pattern a node fires only the first rule whose context it matches. Variables (judge_let.c): those of schema, phase and
 * pattern have the document as context, those of a rule the rule's node. A test that cannot be evaluated is said as
 * RULE_UNJUDGED, once a run.
 *
 * Cost: a rule of which the outline of the view, or else the names of its elements, tells that no node matches costs a few
 * comparisons; any other one walk of the document, its tests once a node, and the variables that these name.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

struct state {
	struct judge_run *run;
	struct judge_schema *s;
	const struct judge_phase *phase;	/* NULL: all patterns */
	struct arena *a;
	struct judge_scopes *scopes;
	struct map fired;			/* nodes of the pattern that a rule has taken */
	struct map told, *said;			/* faults said: its own, or those of several runs */
};

/* The name of a rule at fault is said, and which variable was to blame. */
static void unjudged(struct state *st, const char *id, const struct judge_path *p, const char *why)
{
	uint32_t before = map_get(st->said, span_str(id));
	st->run->unjudged = true;
	map_put(st->said, span_str(id), before != MAP_NONE ? before + 1 : 1);
	if (before != MAP_NONE) {	/* one bad rule, one word of it */
		return;
	}
	const char *let = judge_let_fault(st->scopes);
	const char *fault = arena_printf(st->a, "'%s': %s%s%s", p->text, why, *let != '\0' ? "; " : "", let);
	uint32_t line, column;
	judge_schema_place(st->s, p, &line, &column);
	if (st->run->own_places) {
		diag_at(st->run->sink, DIAG_RULE_UNJUDGED, st->s->file, line, column, "rule '%s', %s", id, fault);
	} else {
		diag_at(st->run->sink, DIAG_RULE_UNJUDGED, st->run->path, 0, 0, "rule '%s' (%s:%u), %s", id, st->s->file, (unsigned)line, fault);
	}
}

/* A let without a value is not a fault by itself: the tests that use it are. */
static bool ask(struct state *st, struct judge_path *p, xmlNode *node, struct xml_answer *out, const char **why)
{
	judge_let_no_fault(st->scopes);
	return judge_let_ask(st->scopes, p, node, out, why);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Adds the text with each run of white space as one space. */
static void add_squeezed(struct buf *out, const char *text)
{
	for (const char *p = text, *from; *p != '\0';) {
		for (from = p; *p != '\0' && !is_space(*p); p++) {
		}
		buf_add(out, from, (size_t)(p - from));
		for (from = p; is_space(*p); p++) {
		}
		if (p > from && out->n > 0 && out->p[out->n - 1] != ' ') {
			buf_char(out, ' ');
		}
	}
}

/* Words of the schema are squeezed by themselves. */
static void add_words(struct buf *out, const char *words)
{
	bool gap = *words == ' ' && (out->n == 0 || out->p[out->n - 1] == ' ');
	buf_str(out, words + (gap ? 1 : 0));
}

static const char *words_at(struct state *st, struct judge_words *words, const char *id, xmlNode *node)
{
	struct buf out = BUF_INIT;
	const char *why = NULL;
	for (uint32_t i = 0; i < words->n; i++) {
		struct judge_piece *piece = &words->v[i];
		if (piece->words != NULL) {
			add_words(&out, piece->words);
			continue;
		}
		struct xml_answer value;
		if (ask(st, &piece->value, node, &value, &why)) {
			add_squeezed(&out, value.words);
		} else {
			unjudged(st, id, &piece->value, why);
		}
	}
	struct span text = span_trim(span_of(out.p, out.n));
	const char *kept = text.n > 0 ? arena_strn(st->a, text.p, text.n) : "";
	buf_release(&out);
	return kept;
}

static xmlNode *subject_of(struct state *st, struct judge_test *t, xmlNode *node)
{
	const char *why = NULL;
	if (t->subject.text == NULL) {
		return node;
	}
	struct xml_answer subject;
	if (!ask(st, &t->subject, node, &subject, &why)) {
		unjudged(st, t->id, &t->subject, why);
		return node;
	}
	return subject.n > 0 ? subject.nodes[0] : node;
}

static void say(struct state *st, struct judge_test *t, xmlNode *node)
{
	struct judge_hit hit = { .test = t, .node = subject_of(st, t, node) };
	hit.message = words_at(st, &t->words, t->id, node);
	for (uint32_t i = 0; i < t->diagnostics.n; i++) {
		struct judge_diagnostic *d = &st->s->diagnostics.v[t->diagnostics.v[i]];
		const char *text = words_at(st, &d->words, t->id, node);
		*vec_push(st->a, &hit.said) = (struct judge_said){ d->id, text };
	}
	st->run->take(st->run->user, &hit);
}

/* A test that fails at node after node may take all its steps each time. */
static bool hopeless(const struct state *st, const struct judge_test *t)
{
	enum { TRIES = 8 };
	uint32_t times = map_get(st->said, span_str(t->id));
	return times != MAP_NONE && times >= TRIES;
}

static void run_test(struct state *st, struct judge_test *t, xmlNode *node)
{
	const char *why = NULL;
	struct xml_answer holds;
	if (st->said->n > 0 && hopeless(st, t)) {
		st->run->unjudged = true;
	} else if (!ask(st, &t->test, node, &holds, &why)) {
		unjudged(st, t->id, &t->test, why);
	} else if (holds.truth == t->report) {
		say(st, t, node);
	}
}

/* Takes the node for the first rule of the pattern that matches it. */
static bool fires(struct state *st, xmlNode *node)
{
	struct span key = span_of((const char *)&node, sizeof node);
	bool first = map_get(&st->fired, key) == MAP_NONE;
	if (first) {
		map_put(&st->fired, key, 1);
	}
	return first;
}

static void run_node(struct state *st, struct judge_context *c, xmlNode *node)
{
	judge_let_enter(st->scopes, JUDGE_OF_RULE, &c->lets, node);
	for (uint32_t i = 0; i < c->tests.n; i++) {
		run_test(st, &c->tests.v[i], node);
	}
}

static const char *name_of(const struct judge_pattern *p, const struct judge_context *c)
{
	return c->tests.n > 0 ? c->tests.v[0].id : p->id;
}

static bool may_match(struct judge_run *r, const struct judge_context *c)
{
	if (r->rows != NULL && c->outline != NULL) {
		return judge_outline_may(c->outline, r->rows, r->n_rows, r->bits);
	}
	if (r->names == NULL) {
		r->names = judge_match_names(r->arena, r->doc);
	}
	return judge_match_may(c, r->names);
}

static void run_context(struct state *st, struct judge_pattern *p, struct judge_context *c)
{
	const char *why = NULL;
	if (!may_match(st->run, c)) {
		return;
	}
	judge_let_enter(st->scopes, JUDGE_OF_PATTERN, &p->lets, (xmlNode *)st->run->doc);
	struct xml_answer found;
	if (!ask(st, &c->path, (xmlNode *)st->run->doc, &found, &why) || found.kind != XML_NODES) {
		unjudged(st, name_of(p, c), &c->path, *why != '\0' ? why : "the context is no node set");
		return;
	}
	for (uint32_t i = 0; i < found.n; i++) {
		if (fires(st, found.nodes[i])) {
			run_node(st, c, found.nodes[i]);
		}
	}
}

static bool is_active(const struct state *st, const struct judge_pattern *p)
{
	return st->phase == NULL || judge_schema_active(st->s, st->phase, p);
}

static void run_pattern(struct state *st, struct judge_pattern *p)
{
	map_init(&st->fired, st->a);
	for (uint32_t i = 0; i < p->contexts.n; i++) {
		run_context(st, p, &p->contexts.v[i]);
	}
}

/* False when the schema has no such phase: then it has nothing to run. One's own rules that name no phase at all are of all of them. */
static bool phase_of(struct state *st)
{
	const char *id = st->run->phase;
	if (id == NULL || strcmp(id, "#DEFAULT") == 0) {
		id = st->s->default_phase;
	}
	if (id == NULL || strcmp(id, "#ALL") == 0 || (st->s->own && st->s->phases.n == 0)) {
		return true;
	}
	st->phase = judge_schema_phase(st->s, id);
	return st->phase != NULL;
}

static void run_patterns(struct state *st)
{
	xmlNode *doc = (xmlNode *)st->run->doc;
	judge_let_enter(st->scopes, JUDGE_OF_SCHEMA, &st->s->lets, doc);
	if (st->phase != NULL) {
		judge_let_enter(st->scopes, JUDGE_OF_PHASE, &st->phase->lets, doc);
	}
	for (uint32_t i = 0; i < st->s->patterns.n; i++) {
		if (is_active(st, &st->s->patterns.v[i])) {
			run_pattern(st, &st->s->patterns.v[i]);
		}
	}
}

void judge_run_schema(struct judge_run *r, struct judge_schema *s)
{
	struct state st = { .run = r, .s = s, .a = r->arena };
	if (!phase_of(&st)) {
		return;
	}
	map_init(&st.told, r->arena);
	st.said = r->told != NULL ? r->told : &st.told;
	s->names = s->names != NULL ? s->names : xml_names_new(s->arena);
	s->scopes = s->scopes != NULL ? s->scopes : judge_let_new(s);
	st.scopes = s->scopes;
	judge_let_begin(st.scopes, r->doc);
	run_patterns(&st);
	judge_let_end(st.scopes);
}
