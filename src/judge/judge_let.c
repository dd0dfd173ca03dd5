/* judge_let.c - the variables of a schema: worked out when a test or a message asks for them, and then once.
 *
 * In: the lets of the schema, its phase, a pattern and a rule, each with the node that they are worked out for. Out: values, to the
 * evaluation that asks for them. Most tests fail at the first variable they name and most messages are never put together, so that most
 * lets are never needed.
 *
 * A let sees those before it in its own list and those of the lists around it; an inner one hides an outer one of its name. That
 * keeps them from asking for one another in a circle.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

struct scope {
	const struct judge_lets *lets;
	xmlNode *node;
	xmlXPathObject **values;	/* by let; NULL: not asked for yet */
	uint32_t room;
};

struct judge_scopes {
	struct judge_schema *s;
	struct xml_eval *eval;
	struct scope of[JUDGE_LEVELS];
	enum judge_level level;		/* of what is being evaluated: it sees this level's lets before `before`, and outer ones */
	uint32_t before;
	char fault[512];
};

static const struct judge_lets none;

static void forget(struct scope *c)
{
	for (uint32_t i = 0; i < c->lets->n; i++) {
		xmlXPathFreeObject(c->values[i]);
		c->values[i] = NULL;
	}
	c->lets = &none;
}

static void forget_all(void *scopes)
{
	struct judge_scopes *o = scopes;
	for (int level = 0; level < JUDGE_LEVELS; level++) {
		forget(&o->of[level]);
	}
}

/* The latest of that name that can be seen. */
static bool find(const struct judge_scopes *o, const char *name, int *level, uint32_t *let)
{
	for (*level = (int)o->level; *level >= 0; --*level) {
		const struct judge_lets *lets = o->of[*level].lets;
		for (*let = *level == (int)o->level ? o->before : lets->n; *let > 0;) {
			if (strcmp(lets->v[--*let].name, name) == 0) {
				return true;
			}
		}
	}
	return false;
}

static xmlXPathObject *work_out(struct judge_scopes *o, struct scope *c, uint32_t let, enum judge_level level)
{
	enum judge_level was = o->level;
	uint32_t before = o->before;
	const char *why = NULL;
	o->level = level;
	o->before = let;
	xmlXPathObject *value = judge_let_value(o, &c->lets->v[let].value, c->node, &why);
	o->level = was;
	o->before = before;
	if (value == NULL) {
		snprintf(o->fault, sizeof o->fault, "$%s has no value: %s", c->lets->v[let].name, why);
	}
	return value;
}

static xmlXPathObject *variable(void *user, const char *name)
{
	struct judge_scopes *o = user;
	int level;
	uint32_t let;
	if (!find(o, name, &level, &let)) {
		return NULL;
	}
	struct scope *c = &o->of[level];
	if (c->values[let] == NULL) {
		c->values[let] = work_out(o, c, let, (enum judge_level)level);
	}
	return c->values[let] != NULL ? xmlXPathObjectCopy(c->values[let]) : NULL;
}

struct judge_scopes *judge_let_new(struct judge_schema *s)
{
	struct judge_scopes *o = ARENA_NEW(s->arena, struct judge_scopes);
	o->s = s;
	o->eval = xml_eval_new(s->arena, NULL, s->ns);
	xml_eval_variables(o->eval, variable, o);
	for (int level = 0; level < JUDGE_LEVELS; level++) {
		o->of[level].lets = &none;
	}
	arena_hang(s->arena, o, forget_all);
	return o;
}

void judge_let_begin(struct judge_scopes *o, struct arena *a, xmlDoc *doc)
{
	forget_all(o);		/* of a run that was broken off */
	xml_eval_begin(o->eval, a, doc);
}

void judge_let_end(struct judge_scopes *o)
{
	forget_all(o);
	xml_eval_end(o->eval);
}

void judge_let_enter(struct judge_scopes *o, enum judge_level level, const struct judge_lets *lets, xmlNode *node)
{
	struct scope *c = &o->of[level];
	forget(c);
	if (c->room < lets->n) {
		c->values = ARENA_NEWS(o->s->arena, xmlXPathObject *, lets->n);
		c->room = lets->n;
	}
	c->lets = lets;
	c->node = node;
	o->level = level;
	o->before = lets->n;
}

xmlXPathObject *judge_let_value(struct judge_scopes *o, struct judge_path *p, xmlNode *node, const char **why)
{
	if (!judge_schema_compiled(o->s, p)) {
		*why = p->why;
		return NULL;
	}
	xmlXPathObject *value = xml_eval_value(o->eval, p->compiled, node);
	*why = xml_eval_error(o->eval);
	return value;
}

const char *judge_let_fault(struct judge_scopes *o)
{
	return o->fault;
}

void judge_let_no_fault(struct judge_scopes *o)
{
	o->fault[0] = '\0';
}
