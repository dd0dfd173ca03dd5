/* xml_find_parse.c - an XPath expression to a program over numbered names.
 *
 * In: XPath 1.0 with its prefixes. Out: a tree of operations, or NULL: arithmetic, comparisons of order but "<", text nodes and the rarer
 * functions are libxml2's; of arithmetic only "substring(words, 1 div condition)" is known, which is the "if" of XPath 1.0. What can be made cheaper is so here, once: "//x" is one step, "*[self::a or self::b]" looks for a set of names,
 * "@type = 'sent'" reads one attribute. What is asked of every element below another ("each below that ...") is asked of each once a document, and
 * a string that is written several times in one expression is put together once a node.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/xml_find.h"

#include <stdlib.h>

#define PARSE_DEPTH 60u
#define PARSE_SET 64u

struct parse_said { struct span written; struct find_expr *e; };

struct parse {
	struct arena *a;
	struct xml_names *f;
	const char *p;
	const char *const *ns;
	unsigned depth;
	unsigned loose;			/* met so far: what is not the document's alone, as variables and current() */
	VEC(struct parse_said) said;	/* strings that are made at some cost */
	bool failed;
};

static struct find_expr *parse_or(struct parse *s);
static struct find_expr *parse_union(struct parse *s);

/* ---- words ---- */

static void parse_blank(struct parse *s)
{
	while (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r') {
		s->p++;
	}
}

static bool parse_is(struct parse *s, const char *mark)
{
	parse_blank(s);
	return strncmp(s->p, mark, strlen(mark)) == 0;
}

static bool parse_take(struct parse *s, const char *mark)
{
	bool is = parse_is(s, mark);
	s->p += is ? strlen(mark) : 0;
	return is;
}

static void *parse_fail(struct parse *s)
{
	s->failed = true;
	return NULL;
}

static bool parse_name_byte(char c, bool first)
{
	unsigned char u = (unsigned char)c;
	bool letter = (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || u == '_' || u >= 0x80;
	return letter || (!first && ((u >= '0' && u <= '9') || u == '-' || u == '.'));
}

/* An NCName; empty: there is none. */
static struct span parse_name(struct parse *s)
{
	parse_blank(s);
	size_t n = 0;
	while (parse_name_byte(s->p[n], n == 0)) {
		n++;
	}
	struct span name = span_of(s->p, n);
	s->p += n;
	return name;
}

/* "and" and "or" between operands. */
static bool parse_word(struct parse *s, const char *word)
{
	const char *was = s->p;
	if (span_is(parse_name(s), word)) {
		return true;
	}
	s->p = was;
	return false;
}

static struct find_expr *parse_new(struct parse *s, enum find_op op, enum find_type type, struct find_expr *x, struct find_expr *y)
{
	struct find_expr *e = ARENA_NEW(s->a, struct find_expr);
	*e = (struct find_expr){ .op = op, .type = type, .of = { x, y } };
	return e;
}

/* ---- steps ---- */

static const char *parse_uri(struct parse *s, struct span prefix)
{
	if (span_is(prefix, "xml")) {
		return (const char *)XML_XML_NAMESPACE;
	}
	for (size_t i = 0; s->ns != NULL && s->ns[i] != NULL && s->ns[i + 1] != NULL; i += 2) {
		if (span_is(prefix, s->ns[i])) {
			return s->ns[i + 1];
		}
	}
	return parse_fail(s);
}

static bool parse_axis(struct parse *s, struct find_step *step)
{
	static const struct { const char *name; enum find_axis axis; } axes[] = {
		{ "child", FIND_CHILD }, { "descendant", FIND_DESCENDANT }, { "descendant-or-self", FIND_DESCENDANT_OR_SELF }, { "self", FIND_SELF },
		{ "parent", FIND_PARENT }, { "ancestor", FIND_ANCESTOR }, { "ancestor-or-self", FIND_ANCESTOR_OR_SELF },
		{ "preceding-sibling", FIND_PRECEDING_SIBLING }, { "following-sibling", FIND_FOLLOWING_SIBLING }, { "attribute", FIND_ATTRIBUTE },
	};
	const char *was = s->p;
	struct span name = parse_name(s);
	if (name.n == 0 || !parse_take(s, "::")) {
		s->p = was;
		return true;
	}
	for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
		if (span_is(name, axes[i].name)) {
			step->axis = axes[i].axis;
			return true;
		}
	}
	return false;
}

static void parse_test(struct parse *s, struct find_step *step)
{
	if (parse_take(s, "*")) {
		step->test = FIND_ANY;
		return;
	}
	struct span name = parse_name(s), local = name;
	const char *uri = NULL;
	bool prefixed = name.n > 0 && s->p[0] == ':' && s->p[1] != ':';
	if (prefixed) {
		s->p++;
		uri = parse_uri(s, name);
		local = parse_name(s);
	}
	if (parse_take(s, "(")) {
		bool node = !prefixed && span_is(name, "node") && parse_take(s, ")");
		step->test = FIND_NODE;
		s->failed = s->failed || !node || step->axis == FIND_CHILD || step->axis == FIND_DESCENDANT || step->axis == FIND_PRECEDING_SIBLING ||
		    step->axis == FIND_FOLLOWING_SIBLING;
		return;
	}
	if (local.n == 0 || s->failed) {
		parse_fail(s);
		return;
	}
	step->local = arena_strn(s->a, local.p, local.n);
	step->uri = uri;
	step->test = uri != NULL && *uri == '\0' ? FIND_NEVER : FIND_NAME;	/* a prefix never stands for no namespace */
	if (step->axis != FIND_ATTRIBUTE && step->test == FIND_NAME) {
		step->name = xml_find_index_name(s->f, local.p, local.n, uri);
	}
}

/* The names in "self::a or self::b"; false: it is something else. */
static bool parse_names(const struct find_expr *e, uint32_t *names, uint32_t *n)
{
	if (e->op == FIND_OR) {
		return parse_names(e->of[0], names, n) && parse_names(e->of[1], names, n);
	}
	const struct find_step *step = e->op == FIND_PATH && !e->absolute && e->of[0] == NULL ? e->steps : NULL;
	if (step == NULL || step->next != NULL || step->axis != FIND_SELF || step->n_tests > 0 || *n == PARSE_SET) {
		return false;
	}
	if (step->test == FIND_NAME) {
		names[(*n)++] = step->name;
	}
	return step->test == FIND_NAME || step->test == FIND_NEVER;
}

static void parse_narrow(struct parse *s, struct find_step *step)
{
	uint32_t names[PARSE_SET], n = 0;
	if (step->test != FIND_ANY || step->axis == FIND_ATTRIBUTE || step->n_tests == 0 || !parse_names(step->tests[0], names, &n)) {
		return;
	}
	uint32_t *set = ARENA_NEWS(s->a, uint32_t, n + 1);
	memcpy(set, names, n * sizeof *set);
	step->set = set;
	step->name = names[0];
	step->test = n == 0 ? FIND_NEVER : n == 1 ? FIND_NAME : FIND_SET;
	step->tests++;
	step->n_tests--;
}

static struct find_expr **parse_predicates(struct parse *s, uint32_t *n)
{
	VEC(struct find_expr *) tests = { 0 };
	while (!s->failed && parse_take(s, "[")) {
		struct find_expr *e = parse_or(s);
		if (e == NULL || !parse_take(s, "]") || (e->type == FIND_IS_NUMBER && e->op != FIND_NUMBER)) {
			return parse_fail(s);
		}
		*vec_push(s->a, &tests) = e;
	}
	*n = tests.n;
	return tests.v;
}

static bool parse_has_number(const struct find_step *step)
{
	for (uint32_t i = 0; i < step->n_tests; i++) {
		if (step->tests[i]->op == FIND_NUMBER) {
			return true;
		}
	}
	return false;
}

/* Elements of any name, by tests that have the same answer whatever is asked: each is asked once. */
static void parse_keep(struct parse *s, struct find_step *step, bool fixed)
{
	bool below = step->axis == FIND_DESCENDANT || step->axis == FIND_DESCENDANT_OR_SELF;
	bool any = step->test == FIND_ANY || step->test == FIND_SET;
	if (fixed && below && any && step->n_tests > 0 && !parse_has_number(step)) {
		vec_push(s->f->arena, &s->f->told);
		step->told = s->f->told.n;
	}
}

static struct find_step *parse_step(struct parse *s)
{
	struct find_step *step = ARENA_NEW(s->a, struct find_step);
	if (parse_take(s, "..")) {
		*step = (struct find_step){ .axis = FIND_PARENT, .test = FIND_NODE };
		return step;
	}
	if (parse_take(s, ".")) {
		*step = (struct find_step){ .axis = FIND_SELF, .test = FIND_NODE };
		return step;
	}
	if (parse_take(s, "@")) {
		step->axis = FIND_ATTRIBUTE;
	} else if (!parse_axis(s, step)) {
		return parse_fail(s);
	}
	parse_test(s, step);
	if (!s->failed) {
		step->tests = parse_predicates(s, &step->n_tests);
		parse_narrow(s, step);
	}
	return step;
}

/* "//x" is descendant-or-self::node()/child::x: one step, unless x is counted within its parent. */
static void parse_deep(struct parse *s, struct find_step ***last, struct find_step *step)
{
	if (step->axis == FIND_CHILD && !parse_has_number(step)) {
		step->axis = FIND_DESCENDANT;
		return;
	}
	if (step->axis != FIND_CHILD && step->axis != FIND_ATTRIBUTE) {
		parse_fail(s);
		return;
	}
	struct find_step *all = ARENA_NEW(s->a, struct find_step);
	*all = (struct find_step){ .axis = FIND_DESCENDANT_OR_SELF, .test = FIND_NODE };
	**last = all;
	*last = &all->next;
}

/* The names without whose elements the path leads nowhere, the deepest first; 0 at the end. */
static const uint32_t *parse_needs(struct parse *s, const struct find_step *steps)
{
	uint32_t n = 0;
	for (const struct find_step *step = steps; step != NULL; step = step->next) {
		n += step->axis != FIND_ATTRIBUTE && step->test == FIND_NAME;
	}
	uint32_t *needs = n > 0 ? ARENA_NEWS(s->a, uint32_t, n + 1) : NULL;
	for (const struct find_step *step = steps; step != NULL; step = step->next) {
		if (step->axis != FIND_ATTRIBUTE && step->test == FIND_NAME) {
			needs[--n] = step->name;
		}
	}
	return needs;
}

static void parse_steps(struct parse *s, struct find_expr *e, bool deep)
{
	struct find_step **last = &e->steps;
	unsigned before = s->loose;
	for (bool more = true; more;) {
		unsigned loose = s->loose;
		struct find_step *step = parse_step(s);
		if (s->failed) {
			return;
		}
		if (deep) {
			parse_deep(s, &last, step);
		}
		parse_keep(s, step, s->loose == loose);
		*last = step;
		last = &step->next;
		deep = parse_take(s, "//");
		more = deep || parse_take(s, "/");
	}
	if (s->loose == (e->of[0] != NULL ? 0 : before)) {	/* a variable on the way may have no value: that is not passed over */
		e->needs = parse_needs(s, e->steps);
	}
}

/* ---- functions ---- */

static const struct parse_function {
	const char *name;
	uint32_t least, most;
	enum find_op op;
	enum find_type type;
} parse_functions[] = {
	{ "not", 1, 1, FIND_NOT, FIND_IS_BOOLEAN }, { "true", 0, 0, FIND_TRUE, FIND_IS_BOOLEAN }, { "false", 0, 0, FIND_FALSE, FIND_IS_BOOLEAN },
	{ "boolean", 1, 1, FIND_BOOLEAN, FIND_IS_BOOLEAN }, { "string", 0, 1, FIND_STRING, FIND_IS_STRING },
	{ "concat", 2, FIND_ARGUMENTS, FIND_CONCAT, FIND_IS_STRING }, { "contains", 2, 2, FIND_CONTAINS, FIND_IS_BOOLEAN },
	{ "starts-with", 2, 2, FIND_STARTS_WITH, FIND_IS_BOOLEAN }, { "substring-after", 2, 2, FIND_AFTER, FIND_IS_STRING },
	{ "substring-before", 2, 2, FIND_BEFORE, FIND_IS_STRING }, { "translate", 3, 3, FIND_TRANSLATE, FIND_IS_STRING },
	{ "normalize-space", 0, 1, FIND_NORMALIZE, FIND_IS_STRING }, { "local-name", 0, 0, FIND_LOCAL_NAME, FIND_IS_STRING },
	{ "namespace-uri", 0, 0, FIND_NAMESPACE, FIND_IS_STRING }, { "string-length", 1, 1, FIND_LENGTH, FIND_IS_NUMBER },
	{ "count", 1, 1, FIND_COUNT, FIND_IS_NUMBER }, { "current", 0, 0, FIND_CURRENT, FIND_IS_SET }, { "id", 1, 1, FIND_ID, FIND_IS_SET },
};

static bool parse_ascii(const char *s)
{
	while (*s != '\0' && (unsigned char)*s < 0x80) {
		s++;
	}
	return *s == '\0';
}

/* Letters for letters, all ASCII, as literals. */
static bool parse_map(struct parse *s, struct find_expr *e)
{
	const struct find_expr *from = e->more[1], *to = e->more[2];
	if (from->op != FIND_LITERAL || to->op != FIND_LITERAL || !parse_ascii(from->text) || !parse_ascii(to->text)) {
		return false;
	}
	unsigned char *map = ARENA_NEWS(s->a, unsigned char, 256);
	bool set[256] = { false };
	size_t n = strlen(to->text);
	for (unsigned i = 0; i < 256; i++) {
		map[i] = (unsigned char)i;
	}
	for (size_t i = 0; from->text[i] != '\0'; i++) {
		unsigned char c = (unsigned char)from->text[i];
		map[c] = set[c] ? map[c] : i < n ? (unsigned char)to->text[i] : 0;
		set[c] = true;
	}
	e->map = map;
	return true;
}

static struct find_expr *parse_number(struct parse *s)
{
	struct find_expr *e = parse_new(s, FIND_NUMBER, FIND_IS_NUMBER, NULL, NULL);
	parse_blank(s);
	s->failed = s->failed || *s->p < '0' || *s->p > '9';
	while (*s->p >= '0' && *s->p <= '9') {
		e->number = e->number * 10 + (*s->p++ - '0');
	}
	return s->failed || *s->p == '.' ? parse_fail(s) : e;
}

/* "substring(words, 1, 40)": the first 40 characters. */
static struct find_expr *parse_first(struct parse *s, struct find_expr *words)
{
	const struct find_expr *number = parse_number(s);
	if (number == NULL || !parse_take(s, ")")) {
		return parse_fail(s);
	}
	struct find_expr *e = parse_new(s, FIND_FIRST, FIND_IS_STRING, words, NULL);
	e->number = number->number;
	return e;
}

/* "substring(words, 1 div condition)": the words when the condition holds, for no text begins behind infinity. */
static struct find_expr *parse_when(struct parse *s)
{
	struct find_expr *words = parse_or(s);
	bool one = words != NULL && words->type != FIND_IS_NUMBER && parse_take(s, ",") && parse_take(s, "1");
	if (one && parse_take(s, ",")) {
		return parse_first(s, words);
	}
	bool idiom = one && parse_word(s, "div");
	struct find_expr *condition = idiom ? parse_union(s) : NULL;
	if (condition == NULL || condition->type != FIND_IS_BOOLEAN || !parse_take(s, ")")) {
		return parse_fail(s);
	}
	return parse_new(s, FIND_WHEN, FIND_IS_STRING, words, condition);
}

static struct find_expr *parse_variable(struct parse *s)
{
	static const enum find_type types[] = { [XML_TRUTH] = FIND_IS_BOOLEAN, [XML_NODES] = FIND_IS_SET, [XML_WORDS] = FIND_IS_STRING };
	const struct xml_variables *v = &s->f->variables;
	struct span name = parse_name(s);
	enum xml_answer_kind kind;
	s->loose++;
	const char *text = arena_strn(s->a, name.p, name.n);
	if (v->kind == NULL || !v->kind(v->user, text, &kind)) {
		return parse_fail(s);
	}
	struct find_expr *e = parse_new(s, FIND_VARIABLE, types[kind], NULL, NULL);
	e->text = text;
	return e;
}

/* The same words twice are one expression, whose string is kept. */
static struct find_expr *parse_once(struct parse *s, struct span written, struct find_expr *e)
{
	for (uint32_t i = 0; i < s->said.n; i++) {
		const struct parse_said *other = &s->said.v[i];
		if (other->e->op == e->op && span_eq(other->written, written)) {
			if (other->e->said == 0) {
				vec_push(s->f->arena, &s->f->said);
				other->e->said = s->f->said.n;
			}
			return other->e;
		}
	}
	*vec_push(s->a, &s->said) = (struct parse_said){ written, e };
	return e;
}

static struct find_expr *parse_call(struct parse *s, struct span name)
{
	if (span_is(name, "substring")) {
		return parse_when(s);
	}
	const struct parse_function *f = parse_functions, *end = f + sizeof parse_functions / sizeof *parse_functions;
	VEC(struct find_expr *) arguments = { 0 };
	while (f < end && !span_is(name, f->name)) {
		f++;
	}
	if (f == end) {
		return parse_fail(s);
	}
	while (!parse_is(s, ")")) {
		struct find_expr *e = arguments.n == 0 || parse_take(s, ",") ? parse_or(s) : NULL;
		if (e == NULL || e->type == FIND_IS_NUMBER || arguments.n == f->most) {
			return parse_fail(s);
		}
		*vec_push(s->a, &arguments) = e;
	}
	parse_take(s, ")");
	if (arguments.n < f->least || (f->op == FIND_COUNT && arguments.v[0]->type != FIND_IS_SET)) {
		return parse_fail(s);
	}
	s->loose += f->op == FIND_CURRENT;
	struct find_expr *e = parse_new(s, f->op, f->type, arguments.n > 0 ? arguments.v[0] : NULL, arguments.n > 1 ? arguments.v[1] : NULL);
	e->more = arguments.v;
	e->n_more = arguments.n;
	return f->op != FIND_TRANSLATE || parse_map(s, e) ? e : parse_fail(s);
}

/* ---- expressions ---- */

static struct find_expr *parse_literal(struct parse *s)
{
	char quote = *s->p++;
	const char *end = strchr(s->p, quote);
	if (end == NULL) {
		return parse_fail(s);
	}
	struct find_expr *e = parse_new(s, FIND_LITERAL, FIND_IS_STRING, NULL, NULL);
	e->text = arena_strn(s->a, s->p, (size_t)(end - s->p));
	s->p = end + 1;
	return e;
}

/* A function's name, with its bracket taken; empty: no call. */
static struct span parse_called(struct parse *s)
{
	const char *was = s->p;
	struct span name = parse_name(s);
	bool type = span_is(name, "node") || span_is(name, "text") || span_is(name, "comment") || span_is(name, "processing-instruction");
	if (name.n > 0 && !type && parse_take(s, "(")) {
		return name;
	}
	s->p = was;
	return span_of(NULL, 0);
}

/* What is no location path: in brackets, a literal, a number, a call. NULL: it is one, or wrong. */
static struct find_expr *parse_primary(struct parse *s)
{
	parse_blank(s);
	if (parse_take(s, "(")) {
		struct find_expr *e = parse_or(s);
		return e != NULL && parse_take(s, ")") ? e : parse_fail(s);
	}
	if (*s->p == '\'' || *s->p == '"') {
		return parse_literal(s);
	}
	if (parse_take(s, "$")) {
		return parse_variable(s);
	}
	if (*s->p >= '0' && *s->p <= '9') {
		return parse_number(s);
	}
	unsigned loose = s->loose;
	struct span name = parse_called(s);
	struct find_expr *e = name.n > 0 ? parse_call(s, name) : NULL;
	bool made = e != NULL && (e->op == FIND_CONCAT || e->op == FIND_TRANSLATE || e->op == FIND_NORMALIZE);
	return made && s->loose == loose ? parse_once(s, span_of(name.p, (size_t)(s->p - name.p)), e) : e;
}

static struct find_expr *parse_path(struct parse *s)
{
	struct find_expr *e = parse_primary(s), *path;
	if (e != NULL && parse_is(s, "[")) {
		struct find_expr *filter = parse_new(s, FIND_FILTER, FIND_IS_SET, e, NULL);
		filter->more = parse_predicates(s, &filter->n_more);
		e = e->type == FIND_IS_SET ? filter : parse_fail(s);
	}
	if (s->failed) {
		return NULL;
	}
	bool deep = parse_take(s, "//"), slash = deep || parse_take(s, "/");
	if (e != NULL && !slash) {
		return e;
	}
	if (e != NULL && e->type != FIND_IS_SET) {
		return parse_fail(s);
	}
	path = parse_new(s, FIND_PATH, FIND_IS_SET, e, NULL);
	path->absolute = e == NULL && slash;
	parse_steps(s, path, deep);
	return s->failed ? NULL : path;
}

static struct find_expr *parse_union(struct parse *s)
{
	struct find_expr *e = parse_path(s);
	while (e != NULL && parse_take(s, "|")) {
		struct find_expr *other = parse_path(s);
		if (other == NULL || e->type != FIND_IS_SET || other->type != FIND_IS_SET) {
			return parse_fail(s);
		}
		e = parse_new(s, FIND_UNION, FIND_IS_SET, e, other);
	}
	return s->failed ? NULL : e;
}

/* "@type = 'sent'" */
static bool parse_is_attribute(const struct find_expr *e, const struct find_expr *with)
{
	const struct find_step *step = e->op == FIND_PATH && !e->absolute && e->of[0] == NULL ? e->steps : NULL;
	return with->op == FIND_LITERAL && step != NULL && step->next == NULL && step->axis == FIND_ATTRIBUTE && step->test == FIND_NAME &&
	    step->n_tests == 0;
}

static struct find_expr *parse_compare(struct parse *s)
{
	struct find_expr *e = parse_union(s);
	bool unequal = e != NULL && parse_take(s, "!="), equal = e != NULL && !unequal && parse_take(s, "=");
	bool less = e != NULL && !unequal && !equal && e->type == FIND_IS_NUMBER && parse_take(s, "<");
	if (!unequal && !equal && !less) {
		return e;
	}
	struct find_expr *with = parse_union(s);
	bool words = with != NULL && e->type <= FIND_IS_STRING && with->type <= FIND_IS_STRING;
	bool numbers = with != NULL && e->type == FIND_IS_NUMBER && with->type == FIND_IS_NUMBER;
	if ((!words && !numbers) || parse_is(s, "=") || parse_is(s, "!=") || parse_is(s, "<")) {
		return parse_fail(s);
	}
	return parse_new(s, less ? FIND_LESS : unequal ? FIND_UNEQUAL : parse_is_attribute(e, with) ? FIND_ATTRIBUTE_IS : FIND_EQUAL, FIND_IS_BOOLEAN, e, with);
}

static struct find_expr *parse_and(struct parse *s)
{
	struct find_expr *e = parse_compare(s);
	while (e != NULL && parse_word(s, "and")) {
		struct find_expr *other = parse_compare(s);
		e = other != NULL ? parse_new(s, FIND_AND, FIND_IS_BOOLEAN, e, other) : parse_fail(s);
	}
	return s->failed ? NULL : e;
}

static struct find_expr *parse_or(struct parse *s)
{
	if (++s->depth > PARSE_DEPTH) {
		return parse_fail(s);
	}
	struct find_expr *e = parse_and(s);
	while (e != NULL && parse_word(s, "or")) {
		struct find_expr *other = parse_and(s);
		e = other != NULL ? parse_new(s, FIND_OR, FIND_IS_BOOLEAN, e, other) : parse_fail(s);
	}
	s->depth--;
	return s->failed ? NULL : e;
}

struct find_expr *xml_find_parse(struct arena *a, struct xml_names *f, const char *expression, const char *const *ns)
{
	struct parse s = { .a = a, .f = f, .p = expression, .ns = ns };
	struct find_expr *e = parse_or(&s);
	parse_blank(&s);
	return !s.failed && *s.p == '\0' ? e : NULL;	/* an operator that is not ours is left over */
}
