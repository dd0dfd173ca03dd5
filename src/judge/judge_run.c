/* judge_run.c - runs a Schematron schema over a document; ISO/IEC 19757-3 clause 6, DESIGN section 3.
 *
 * In: a schema and a document. Out: each assert that failed and each report that held, with its text, to the caller's
 * function. What that means for a letter is left to judge_find.c.
 *
 * In one pattern a node fires only the first rule whose context it matches. Variables: those of schema, phase and
 * pattern are worked out with the document as context, once and only when some rule has a node to judge; those of a rule with the
 * rule's node as context, in order. A test that cannot be evaluated is said as RULE_UNJUDGED, once a run.
 *
 * Cost: a rule none of whose element names is in the document costs a few comparisons of names; any other one walk of the
 * document, and its tests once a node.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

struct known {				/* a variable's value */
	const char *name;
	xmlXPathObject *value;
};
struct knowns { struct known *v; uint32_t n, room; };

struct state {
	struct judge_run *run;
	struct judge_schema *s;
	const struct judge_phase *phase;	/* NULL: all patterns */
	struct arena *a;
	struct xml_eval *eval;
	struct knowns outer, inner;		/* of schema and phase; of the pattern */
	bool outer_known, inner_known;
	const char *let_fault, *outer_fault;	/* a variable of the rule, or of what is around it, that has no value, and why */
	struct map fired;			/* nodes of the pattern that a rule has taken */
	struct map told, *said;			/* faults said: its own, or those of several runs */
};

/* The name of a rule at fault is said, and which variable was to blame. */
static void unjudged(struct state *st, const char *id, const struct judge_path *p, const char *why)
{
	st->run->unjudged = true;
	if (map_get(st->said, span_str(id)) != MAP_NONE) {	/* one bad rule, one word of it */
		return;
	}
	map_put(st->said, span_str(id), 1);
	const char *let = st->let_fault != NULL ? st->let_fault : st->outer_fault;
	const char *fault = arena_printf(st->a, "'%s': %s%s%s", p->text, why, let != NULL ? "; " : "", let != NULL ? let : "");
	uint32_t line, column;
	judge_schema_place(st->s, p, st->a, &line, &column);
	if (st->run->own_places) {
		diag_at(st->run->sink, DIAG_RULE_UNJUDGED, st->s->file, line, column, "rule '%s', %s", id, fault);
	} else {
		diag_at(st->run->sink, DIAG_RULE_UNJUDGED, st->run->path, 0, 0, "rule '%s' (%s:%u), %s", id, st->s->file, (unsigned)line, fault);
	}
}

static xmlXPathObject *value_of(struct state *st, struct judge_path *p, xmlNode *node, const char **why)
{
	if (!judge_schema_compiled(st->s, p)) {
		*why = p->why;
		return NULL;
	}
	xmlXPathObject *o = xml_eval_run(st->eval, p->compiled, node);
	if (o == NULL) {
		*why = arena_str(st->a, xml_eval_error(st->eval));
	}
	return o;
}

/* A let without a value is not a fault by itself: the tests that use it are. */
static xmlXPathObject *let_value(struct state *st, struct judge_let *let, xmlNode *node)
{
	const char *why = NULL;
	xmlXPathObject *o = value_of(st, &let->value, node, &why);
	if (o != NULL) {
		xml_eval_let(st->eval, let->name, o);
	} else {
		st->let_fault = arena_printf(st->a, "$%s has no value: %s", let->name, why);
	}
	return o;
}

static void know_lets(struct state *st, const struct judge_lets *lets, struct knowns *out)
{
	for (uint32_t i = 0; i < lets->n; i++) {
		xmlXPathObject *o = let_value(st, &lets->v[i], (xmlNode *)st->run->doc);
		if (o == NULL) {
			st->outer_fault = st->let_fault;
		} else {
			*vec_push(st->a, out) = (struct known){ lets->v[i].name, o };
		}
	}
}

static void reset_lets(struct state *st, const struct knowns *k)
{
	for (uint32_t i = 0; i < k->n; i++) {
		xml_eval_let(st->eval, k->v[i].name, k->v[i].value);
	}
}

/* Variables as they are where a rule of the pattern begins: those of the rule before are gone. */
static void enter(struct state *st, const struct judge_pattern *p)
{
	xml_eval_unlet_all(st->eval);
	if (!st->outer_known) {
		know_lets(st, &st->s->lets, &st->outer);
		if (st->phase != NULL) {
			know_lets(st, &st->phase->lets, &st->outer);
		}
		st->outer_known = true;
	} else {
		reset_lets(st, &st->outer);
	}
	if (!st->inner_known) {
		know_lets(st, &p->lets, &st->inner);
		st->inner_known = true;
	} else {
		reset_lets(st, &st->inner);
	}
}

/* Adds the text with each run of white space as one space. */
static void add_squeezed(struct buf *out, const char *text)
{
	static const char spaces[] = " \t\r\n";
	for (const char *p = text; *p != '\0';) {
		size_t n = strcspn(p, spaces);
		buf_add(out, p, n);
		p += n;
		n = strspn(p, spaces);
		if (n > 0 && out->n > 0 && out->p[out->n - 1] != ' ') {
			buf_char(out, ' ');
		}
		p += n;
	}
}

static const char *words_at(struct state *st, struct judge_words *words, const char *id, xmlNode *node)
{
	struct buf out = BUF_INIT;
	const char *why = NULL;
	for (uint32_t i = 0; i < words->n; i++) {
		struct judge_piece *piece = &words->v[i];
		if (piece->words != NULL) {
			add_squeezed(&out, piece->words);
			continue;
		}
		xmlXPathObject *o = value_of(st, &piece->value, node, &why);
		if (o == NULL) {
			unjudged(st, id, &piece->value, why);
			continue;
		}
		xmlChar *value = xmlXPathCastToString(o);
		add_squeezed(&out, value != NULL ? (const char *)value : "");
		xmlFree(value);
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
	xmlXPathObject *o = value_of(st, &t->subject, node, &why);
	if (o == NULL) {
		unjudged(st, t->id, &t->subject, why);
		return node;
	}
	return o->type == XPATH_NODESET && o->nodesetval != NULL && o->nodesetval->nodeNr > 0 ? o->nodesetval->nodeTab[0] : node;
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

static void run_test(struct state *st, struct judge_test *t, xmlNode *node)
{
	const char *why = NULL;
	xmlXPathObject *o = value_of(st, &t->test, node, &why);
	if (o == NULL) {
		unjudged(st, t->id, &t->test, why);
	} else if ((xmlXPathCastToBoolean(o) != 0) == t->report) {
		say(st, t, node);
	}
}

/* Could a let of the rule see the value that it, or a later one, had for the node before? Then each node starts anew. */
static bool looks_back(const struct judge_lets *lets)
{
	for (uint32_t i = 0; i < lets->n; i++) {
		for (uint32_t j = i; j < lets->n; j++) {
			for (const char *p = strchr(lets->v[i].value.text, '$'); p != NULL; p = strchr(p + 1, '$')) {
				if (strncmp(p + 1, lets->v[j].name, strlen(lets->v[j].name)) == 0) {
					return true;
				}
			}
		}
	}
	return false;
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
	st->let_fault = NULL;
	if (st->run->scratch != NULL) {
		xml_eval_results(st->eval, st->run->scratch);
	}
	for (uint32_t i = 0; i < c->lets.n; i++) {
		let_value(st, &c->lets.v[i], node);
	}
	for (uint32_t i = 0; i < c->tests.n; i++) {
		run_test(st, &c->tests.v[i], node);
	}
	if (st->run->scratch != NULL) {
		xml_eval_results(st->eval, st->a);
		arena_clear(st->run->scratch);
	}
}

static const char *name_of(const struct judge_pattern *p, const struct judge_context *c)
{
	return c->tests.n > 0 ? c->tests.v[0].id : p->id;
}

static void run_context(struct state *st, struct judge_pattern *p, struct judge_context *c)
{
	const char *why = NULL;
	if (!judge_match_may(c, st->run->names)) {
		return;
	}
	if (strchr(c->written, '$') != NULL) {
		enter(st, p);
	}
	xmlXPathObject *o = value_of(st, &c->path, (xmlNode *)st->run->doc, &why);
	if (o == NULL || o->type != XPATH_NODESET) {
		unjudged(st, name_of(p, c), &c->path, o == NULL ? why : "the context is no node set");
		return;
	}
	bool anew = true, always = looks_back(&c->lets);
	for (int i = 0; o->nodesetval != NULL && i < o->nodesetval->nodeNr; i++) {
		xmlNode *node = o->nodesetval->nodeTab[i];
		if (!fires(st, node)) {
			continue;
		}
		if (anew) {
			enter(st, p);
		}
		run_node(st, c, node);
		anew = always || st->let_fault != NULL;
	}
}

static bool is_active(const struct state *st, const struct judge_pattern *p)
{
	for (uint32_t i = 0; st->phase != NULL && i < st->phase->active.n; i++) {
		if (strcmp(st->phase->active.v[i], p->id) == 0) {
			return true;
		}
	}
	return st->phase == NULL;
}

static void run_pattern(struct state *st, struct judge_pattern *p)
{
	st->inner = (struct knowns){ 0 };
	st->inner_known = false;
	map_init(&st->fired, st->a);
	for (uint32_t i = 0; i < p->contexts.n; i++) {
		run_context(st, p, &p->contexts.v[i]);
	}
}

/* False when the schema has no such phase: then it has nothing to run. */
static bool phase_of(struct state *st)
{
	const char *id = st->run->phase;
	if (id == NULL || strcmp(id, "#DEFAULT") == 0) {
		id = st->s->default_phase;
	}
	if (id == NULL || strcmp(id, "#ALL") == 0) {
		return true;
	}
	st->phase = judge_schema_phase(st->s, id);
	return st->phase != NULL;
}

void judge_run_schema(struct judge_run *r, struct judge_schema *s)
{
	struct state st = { .run = r, .s = s, .a = r->arena };
	if (!phase_of(&st)) {
		return;
	}
	if (r->names == NULL) {
		r->names = judge_match_names(r->arena, r->doc);
	}
	st.eval = xml_eval_new(r->arena, r->doc, s->ns);
	map_init(&st.told, r->arena);
	st.said = r->told != NULL ? r->told : &st.told;
	for (uint32_t i = 0; i < s->patterns.n; i++) {
		if (is_active(&st, &s->patterns.v[i])) {
			run_pattern(&st, &s->patterns.v[i]);
		}
	}
}
