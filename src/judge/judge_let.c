/* judge_let.c - the variables of a schema: worked out when a test or a message asks for them, and then once.
 *
 * In: the lets of the schema, its phase, a pattern and a rule, each with the node that they are worked out for. Out: values, to the
 * evaluation that asks for them. Most tests fail at the first variable they name and most messages are never put together, so that most
 * lets are never needed.
 *
 * Values lie in two arenas: those of rules go with the node that they are for, those of the lists around them with the document.
 *
 * A let sees those before it in its own list and those of the lists around it; an inner one hides an outer one of its name. That
 * keeps them from asking for one another in a circle.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

struct value {
	bool known;
	struct xml_answer answer;
};

struct scope {
	const struct judge_lets *lets;	/* NULL: none */
	xmlNode *node;
	struct value *values;		/* by let */
	uint32_t room;
};

struct judge_scopes {
	struct judge_schema *s;
	struct xml_eval *eval;
	struct arena outer, inner;	/* inner: of the rule's level */
	struct scope of[JUDGE_LEVELS];
	enum judge_level level;		/* of what is being evaluated: it sees this level's lets before `before`, and outer ones */
	uint32_t before;
	char fault[512];
};

static void release(void *scopes)
{
	struct judge_scopes *o = scopes;
	arena_release(&o->outer);
	arena_release(&o->inner);
}

/* The latest of that name that can be seen. */
static bool find(const struct judge_scopes *o, const char *name, int *level, uint32_t *let)
{
	for (*level = (int)o->level; *level >= 0; --*level) {
		const struct judge_lets *lets = o->of[*level].lets;
		for (*let = lets == NULL ? 0 : *level == (int)o->level ? o->before : lets->n; *let > 0;) {
			if (strcmp(lets->v[--*let].name, name) == 0) {
				return true;
			}
		}
	}
	return false;
}

static bool work_out(struct judge_scopes *o, struct scope *c, uint32_t let, enum judge_level level)
{
	enum judge_level was = o->level;
	uint32_t before = o->before;
	const char *why = NULL;
	o->level = level;
	o->before = let;
	bool good = judge_let_ask(o, &c->lets->v[let].value, c->node, &c->values[let].answer, &why);
	if (!good) {
		snprintf(o->fault, sizeof o->fault, "$%s has no value: %s", c->lets->v[let].name, why);
	}
	o->level = was;
	o->before = before;
	return good;
}

static const struct xml_answer *value_of(void *user, const char *name)
{
	struct judge_scopes *o = user;
	int level;
	uint32_t let;
	if (!find(o, name, &level, &let)) {
		return NULL;
	}
	struct scope *c = &o->of[level];
	c->values[let].known = c->values[let].known || work_out(o, c, let, (enum judge_level)level);
	return c->values[let].known ? &c->values[let].answer : NULL;
}

/* A let that libxml2 must work out is not to be bound: neither is who asks for it. */
static bool kind_of(void *user, const char *name, enum xml_answer_kind *kind)
{
	struct judge_scopes *o = user;
	int level;
	uint32_t let;
	if (!find(o, name, &level, &let)) {
		return false;
	}
	struct judge_path *p = &o->of[level].lets->v[let].value;
	enum judge_level was = o->level;
	uint32_t before = o->before;
	o->level = (enum judge_level)level;
	o->before = let;
	bool bound = judge_schema_compiled(o->s, p) && xml_xpath_kind(p->compiled, kind);
	o->level = was;
	o->before = before;
	return bound;
}

struct judge_scopes *judge_let_new(struct judge_schema *s)
{
	struct judge_scopes *o = ARENA_NEW(s->arena, struct judge_scopes);
	o->s = s;
	o->eval = xml_eval_new(s->arena, NULL, s->ns);
	arena_init(&o->outer, 0);
	arena_init(&o->inner, 0);
	arena_hang(s->arena, o, release);
	return o;
}

static void forget_all(struct judge_scopes *o)
{
	for (int level = 0; level < JUDGE_LEVELS; level++) {
		o->of[level].lets = NULL;
	}
	o->level = JUDGE_OF_SCHEMA;
	o->before = 0;
	arena_clear(&o->inner);
	arena_clear(&o->outer);
}

void judge_let_begin(struct judge_scopes *o, xmlDoc *doc)
{
	forget_all(o);
	xml_eval_begin(o->eval, doc, o->s->names, &(struct xml_variables){ o, kind_of, value_of });
}

void judge_let_end(struct judge_scopes *o)
{
	forget_all(o);
	xml_eval_end(o->eval);
}

void judge_let_enter(struct judge_scopes *o, enum judge_level level, const struct judge_lets *lets, xmlNode *node)
{
	struct scope *c = &o->of[level];
	if (c->room < lets->n) {
		c->values = ARENA_NEWS(o->s->arena, struct value, lets->n);
		c->room = lets->n;
	}
	for (uint32_t i = 0; i < lets->n; i++) {
		c->values[i].known = false;
	}
	if (level == JUDGE_OF_RULE) {
		arena_clear(&o->inner);
	}
	c->lets = lets;
	c->node = node;
	o->level = level;
	o->before = lets->n;
}

bool judge_let_ask(struct judge_scopes *o, struct judge_path *p, xmlNode *node, struct xml_answer *out, const char **why)
{
	if (!judge_schema_compiled(o->s, p)) {
		*why = p->why;
		return false;
	}
	xml_eval_results(o->eval, o->level == JUDGE_OF_RULE ? &o->inner : &o->outer);
	*why = xml_eval_error(o->eval);
	return xml_eval_ask(o->eval, p->compiled, node, out);
}

const char *judge_let_fault(struct judge_scopes *o)
{
	return o->fault;
}

void judge_let_no_fault(struct judge_scopes *o)
{
	o->fault[0] = '\0';
}
