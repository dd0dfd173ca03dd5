/* judge_lint.c - an XPath 1.0 looked at before there is a document: which nodes its steps can reach, which values it compares with.
 *
 * In: the text of an expression, what the views can hold (judge_model.c), the nodes it is asked of and the variables that can be seen. Out:
 * what it yields, and a remark for each name and each comparison: all right, or why nothing can come of it. What is not understood may
 * be anything, and is never remarked. Whether it compiles is told by libxml2.
 *
 * Grammar of XPath 1.0, read by descent; cost: a walk of the text.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

enum { LINT_DEEPEST = 64, ANY_NUMBER = 1000 };

struct lint {
	struct judge_lint *l;
	const char *p;
	int deep;
	bool bad;		/* not understood: the rest is passed over */
	bool anywhere;		/* the first step of each branch may stand at any depth */
};

static const struct judge_nodes anything = { .any = true };

static struct judge_type of_kind(enum judge_kind kind)
{
	struct judge_type t = { .nodes = anything };
	t.kind = kind;
	return t;
}

static struct judge_type set_of(struct judge_nodes nodes)
{
	struct judge_type t = of_kind(JUDGE_SET);
	t.nodes = nodes;
	return t;
}

/* --- words --- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool starts_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_name(char c)
{
	return starts_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static void skip(struct lint *x)
{
	while (is_space(*x->p)) {
		x->p++;
	}
}

static bool peek(struct lint *x, const char *mark)
{
	skip(x);
	size_t n = strlen(mark);
	return strncmp(x->p, mark, n) == 0 && !(is_name(mark[n - 1]) && is_name(x->p[n]));
}

static bool take(struct lint *x, const char *mark)
{
	bool there = !x->bad && peek(x, mark);
	x->p += there ? strlen(mark) : 0;
	return there;
}

static void need(struct lint *x, const char *mark)
{
	x->bad = x->bad || !take(x, mark);
}

/* With a prefix, if it has one. */
static struct span take_name(struct lint *x)
{
	skip(x);
	const char *from = x->p;
	while (is_name(*x->p) && (x->p > from || starts_name(*x->p))) {
		x->p++;
	}
	if (x->p > from && x->p[0] == ':' && x->p[1] != ':' && (starts_name(x->p[1]) || x->p[1] == '*')) {
		x->p++;
		while (is_name(*x->p) || *x->p == '*') {
			x->p++;
		}
	}
	x->bad = x->bad || x->p == from;
	return span_of(from, (size_t)(x->p - from));
}

static void remark(struct lint *x, enum judge_remark kind, struct span words, const char *message)
{
	if (!x->bad) {
		x->l->remark(x->l->user, kind, words, message);
	}
}

/* --- steps --- */

enum axis { CHILD, ATTRIBUTE, SELF, PARENT, ANCESTOR, ANCESTOR_OR_SELF, DESCENDANT, DESCENDANT_OR_SELF, SIBLING, ELSEWHERE };

static uint64_t closure(const struct judge_model *m, uint64_t from, uint64_t (*next)(const struct judge_model *m, uint64_t elements))
{
	uint64_t all = 0, more = next(m, from);
	while ((more & ~all) != 0) {
		all |= more;
		more = next(m, all);
	}
	return all;
}

static uint64_t reach(const struct judge_model *m, enum axis axis, const struct judge_nodes *from)
{
	uint64_t here = from->elements;
	if (from->attribute != NULL) {
		uint64_t up = here | closure(m, here, judge_model_parents);
		return axis == PARENT ? here : axis == ANCESTOR || axis == ANCESTOR_OR_SELF ? up : axis == SELF ? here : axis == ELSEWHERE ? judge_model_all(m) : 0;
	}
	switch (axis) {
	case CHILD: return judge_model_children(m, here);
	case PARENT: return judge_model_parents(m, here);
	case ANCESTOR: return closure(m, here, judge_model_parents);
	case ANCESTOR_OR_SELF: return here | closure(m, here, judge_model_parents);
	case DESCENDANT: return closure(m, here, judge_model_children);
	case DESCENDANT_OR_SELF: return here | closure(m, here, judge_model_children);
	case SIBLING: return judge_model_children(m, judge_model_parents(m, here));
	case ELSEWHERE: return judge_model_all(m) | JUDGE_MODEL_TEXT;
	default: return here;
	}
}

static const char *did_you_mean(struct lint *x, uint64_t of, struct span name, bool attribute)
{
	const char *near = judge_model_near(x->l->model, x->l->a, of, name, attribute);
	return near != NULL ? arena_printf(x->l->a, "; did you mean '%s'?", near) : "";
}

static const char *meant(struct lint *x, const struct near *near, const char *mark)
{
	return near->best != NULL ? arena_printf(x->l->a, "; did you mean '%s%s'?", mark, near->best) : "";
}

static bool is_declared(struct lint *x, struct span prefix)
{
	bool declared = span_is(prefix, "xml") || x->l->ns == NULL;
	for (const char *const *ns = x->l->ns; !declared && ns != NULL && ns[0] != NULL; ns += 2) {
		declared = span_is(prefix, ns[0]);
	}
	return declared;
}

/* False: nothing declares the name's prefix, which is said; no document will ever have it. */
static bool look_prefix(struct lint *x, struct span name)
{
	const char *colon = memchr(name.p, ':', name.n);
	struct span prefix = span_of(name.p, colon != NULL ? (size_t)(colon - name.p) : 0);
	if (colon == NULL || is_declared(x, prefix)) {
		return true;
	}
	remark(x, JUDGE_NO_SUCH, prefix, arena_printf(x->l->a, "no ns declares the prefix '%.*s'", SPAN_F(prefix)));
	return false;
}

static const char *no_element(struct lint *x, struct span name, enum axis axis, const struct judge_nodes *from)
{
	const struct judge_model *m = x->l->model;
	if (memchr(name.p, ':', name.n) != NULL) {
		return "the elements of the views are of no namespace";
	}
	if (judge_model_named(m, name) == 0) {
		return arena_printf(x->l->a, "no view has an element '%.*s'%s", SPAN_F(name), did_you_mean(x, 0, name, false));
	}
	const char *whose = judge_model_words(m, x->l->a, from->elements & ~JUDGE_MODEL_TEXT);
	if (axis == CHILD) {
		return arena_printf(x->l->a, "%s holds no '%.*s'", whose[0] != '\0' ? whose : "a text", SPAN_F(name));
	}
	return arena_printf(x->l->a, "there is no '%.*s' to be reached so from %s", SPAN_F(name), whose);
}

static struct judge_nodes step_attribute(struct lint *x, const struct judge_nodes *from, struct span name)
{
	struct judge_nodes to = { .attribute = arena_strn(x->l->a, name.p, name.n) };
	if (from->any || span_is(name, "*")) {
		return anything;
	}
	to.elements = from->attribute == NULL ? judge_model_having(x->l->model, from->elements, to.attribute) : 0;
	if (to.elements != 0) {
		remark(x, JUDGE_NO_NODES, name, NULL);
		return to;
	}
	const char *whose = judge_model_words(x->l->model, x->l->a, from->elements & ~JUDGE_MODEL_TEXT);
	remark(x, JUDGE_NO_NODES, name, arena_printf(x->l->a, "%s has no attribute '%.*s'%s", whose[0] != '\0' ? whose : "a text", SPAN_F(name),
	    did_you_mean(x, from->elements, name, true)));
	return anything;
}

static struct judge_nodes step_element(struct lint *x, enum axis axis, const struct judge_nodes *from, struct span name)
{
	const struct judge_model *m = x->l->model;
	bool unknown = from->any;
	struct judge_nodes to = { .elements = unknown ? judge_model_all(m) : reach(m, axis, from) };
	bool star = span_is(name, "*");
	if (axis == SELF && from->attribute != NULL) {
		return *from;
	}
	to.elements &= star ? judge_model_all(m) : judge_model_named(m, name);
	if (to.elements != 0) {
		remark(x, JUDGE_NO_NODES, name, NULL);
		return to;
	}
	remark(x, JUDGE_NO_NODES, name, star ? "there is no element to be reached so" : no_element(x, name, axis, from));
	return anything;
}

static enum axis take_axis(struct lint *x)
{
	static const struct { const char *name; enum axis axis; } axes[] = {
		{ "child", CHILD }, { "attribute", ATTRIBUTE }, { "self", SELF }, { "parent", PARENT }, { "ancestor", ANCESTOR },
		{ "ancestor-or-self", ANCESTOR_OR_SELF }, { "descendant", DESCENDANT }, { "descendant-or-self", DESCENDANT_OR_SELF },
		{ "following-sibling", SIBLING }, { "preceding-sibling", SIBLING }, { "following", ELSEWHERE }, { "preceding", ELSEWHERE },
	};
	if (take(x, "@")) {
		return ATTRIBUTE;
	}
	const char *start = x->p;
	for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
		if (take(x, axes[i].name) && take(x, "::")) {
			return axes[i].axis;
		}
		x->p = start;
	}
	return CHILD;
}

/* "text()" and its like. */
static bool take_kind(struct lint *x, const char *name)
{
	const char *start = x->p;
	bool there = take(x, name) && take(x, "(");
	if (there && strcmp(name, "processing-instruction") == 0) {
		while (*x->p != '\0' && *x->p != ')') {
			x->p++;
		}
	}
	if (there) {
		need(x, ")");
	} else {
		x->p = start;
	}
	return there;
}

static struct judge_type read_or(struct lint *x, struct judge_nodes context);

static void read_predicates(struct lint *x, struct judge_nodes context)
{
	while (take(x, "[")) {
		read_or(x, context);
		need(x, "]");
	}
}

static struct judge_nodes read_test(struct lint *x, enum axis axis, const struct judge_nodes *from)
{
	struct judge_nodes reached = { .elements = from->any ? 0 : reach(x->l->model, axis, from), .any = from->any };
	if (take_kind(x, "node")) {
		return axis == ATTRIBUTE ? anything : axis == SELF ? *from : reached;
	}
	if (take_kind(x, "text")) {
		reached.elements &= JUDGE_MODEL_TEXT;
		return reached.elements == 0 ? anything : reached;
	}
	if (take_kind(x, "comment") || take_kind(x, "processing-instruction")) {
		return anything;
	}
	skip(x);
	struct span name = *x->p == '*' ? span_of(x->p++, 1) : take_name(x);
	if (x->bad) {
		return anything;
	}
	if (!look_prefix(x, name)) {
		return anything;
	}
	return axis == ATTRIBUTE ? step_attribute(x, from, name) : step_element(x, axis, from, name);
}

static struct judge_nodes read_step(struct lint *x, struct judge_nodes from, bool deep)
{
	struct judge_nodes start = from;
	if (deep && !from.any) {
		start = (struct judge_nodes){ .elements = reach(x->l->model, DESCENDANT_OR_SELF, &from) };
	}
	if (take(x, "..")) {
		struct judge_nodes up = { .elements = start.any ? 0 : reach(x->l->model, PARENT, &start), .any = start.any };
		return up;
	}
	if (peek(x, ".") && !(x->p[1] >= '0' && x->p[1] <= '9')) {
		x->p++;
		return start;
	}
	struct judge_nodes to = read_test(x, take_axis(x), &start);
	read_predicates(x, to);
	return to;
}

static bool begins_step(struct lint *x)
{
	skip(x);
	return starts_name(*x->p) || *x->p == '*' || *x->p == '@' || *x->p == '.';
}

static struct judge_nodes read_steps(struct lint *x, struct judge_nodes from)
{
	for (;;) {
		if (take(x, "//")) {
			from = read_step(x, from, true);
		} else if (take(x, "/")) {
			from = read_step(x, from, false);
		} else {
			return from;
		}
	}
}

static struct judge_nodes read_location(struct lint *x, struct judge_nodes context)
{
	const struct judge_nodes root = { .elements = JUDGE_MODEL_ROOT };
	struct judge_nodes to = root;
	bool anywhere = x->anywhere;	/* of what stands within the path it is not */
	x->anywhere = false;
	if (peek(x, "//")) {
		to = read_steps(x, root);
	} else if (!take(x, "/")) {
		to = read_steps(x, read_step(x, anywhere ? root : context, anywhere));
	} else if (begins_step(x)) {
		to = read_steps(x, read_step(x, root, false));
	}
	x->anywhere = anywhere;
	return to;
}

/* --- what is no step --- */

static struct judge_type read_variable(struct lint *x)
{
	x->p++;
	struct span name = take_name(x);
	for (uint32_t i = x->l->names.n; i-- > 0;) {
		if (span_is(name, x->l->names.v[i].name)) {
			x->l->used(x->l->user, &x->l->names.v[i]);
			return x->l->names.v[i].type;
		}
	}
	struct near near = { .word = arena_strn(x->l->a, name.p, name.n) };
	for (uint32_t i = 0; i < x->l->names.n; i++) {
		near_try(&near, x->l->names.v[i].name);
	}
	remark(x, JUDGE_NO_SUCH, name, arena_printf(x->l->a, "no variable '$%s' can be seen here%s", near.word, meant(x, &near, "$")));
	return of_kind(JUDGE_ANYTHING);
}

static struct judge_type read_literal(struct lint *x)
{
	const char *end = strchr(x->p + 1, *x->p);
	struct judge_type t = of_kind(JUDGE_TEXT);
	if (end == NULL) {
		x->bad = true;
		return t;
	}
	t.literal = span_of(x->p + 1, (size_t)(end - x->p - 1));
	x->p = end + 1;
	return t;
}

/* ORDER: none. What is not here is no function of XPath 1.0, but for XSLT's current(). */
static const struct function { const char *name; enum judge_kind kind; unsigned least, most; } functions[] = {
	{ "last", JUDGE_NUMBER, 0, 0 }, { "position", JUDGE_NUMBER, 0, 0 }, { "count", JUDGE_NUMBER, 1, 1 },
	{ "sum", JUDGE_NUMBER, 1, 1 }, { "floor", JUDGE_NUMBER, 1, 1 }, { "ceiling", JUDGE_NUMBER, 1, 1 },
	{ "round", JUDGE_NUMBER, 1, 1 }, { "number", JUDGE_NUMBER, 0, 1 }, { "string-length", JUDGE_NUMBER, 0, 1 },
	{ "string", JUDGE_TEXT, 0, 1 }, { "concat", JUDGE_TEXT, 2, ANY_NUMBER }, { "substring", JUDGE_TEXT, 2, 3 },
	{ "substring-before", JUDGE_TEXT, 2, 2 }, { "substring-after", JUDGE_TEXT, 2, 2 }, { "normalize-space", JUDGE_TEXT, 0, 1 },
	{ "translate", JUDGE_TEXT, 3, 3 }, { "name", JUDGE_TEXT, 0, 1 }, { "local-name", JUDGE_TEXT, 0, 1 },
	{ "namespace-uri", JUDGE_TEXT, 0, 1 }, { "not", JUDGE_TRUTH, 1, 1 }, { "true", JUDGE_TRUTH, 0, 0 },
	{ "false", JUDGE_TRUTH, 0, 0 }, { "boolean", JUDGE_TRUTH, 1, 1 }, { "contains", JUDGE_TRUTH, 2, 2 },
	{ "starts-with", JUDGE_TRUTH, 2, 2 }, { "lang", JUDGE_TRUTH, 1, 1 }, { "id", JUDGE_ANYTHING, 1, 1 },
	{ "current", JUDGE_SET, 0, 0 },
};

static const char *no_function(struct lint *x, struct span name)
{
	struct near near = { .word = arena_strn(x->l->a, name.p, name.n) };
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		near_try(&near, functions[i].name);
	}
	const char *did = near.best != NULL ? arena_printf(x->l->a, "; did you mean '%s()'?", near.best) : "";
	return arena_printf(x->l->a, "'%s()' is no function of XPath 1.0%s", near.word, did);
}

/* "2 arguments", "2 to 3 arguments" */
static const char *takes(struct lint *x, const struct function *f)
{
	if (f->most == ANY_NUMBER) {
		return arena_printf(x->l->a, "%u arguments or more", f->least);
	}
	return f->least == f->most ? arena_printf(x->l->a, "%u argument%s", f->least, f->least == 1 ? "" : "s") :
	    arena_printf(x->l->a, "%u to %u arguments", f->least, f->most);
}

static struct judge_type read_function(struct lint *x, struct span name, struct judge_nodes context)
{
	const struct function *f = NULL;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		f = span_is(name, functions[i].name) ? &functions[i] : f;
	}
	if (f == NULL) {
		remark(x, JUDGE_NO_SUCH, name, no_function(x, name));
	}
	unsigned given = 0;
	while (!x->bad && !peek(x, ")")) {
		read_or(x, context);
		given++;
		if (!take(x, ",")) {
			break;
		}
	}
	need(x, ")");
	if (f != NULL && (given < f->least || given > f->most)) {
		remark(x, JUDGE_NO_SUCH, name, arena_printf(x->l->a, "'%s()' takes %s, not %u", f->name, takes(x, f), given));
	}
	return f == NULL ? of_kind(JUDGE_ANYTHING) : f->kind == JUDGE_SET ? set_of(x->l->current) : of_kind(f->kind);
}

/* The name of a function that is called here; n == 0: none is. */
static struct span called(struct lint *x)
{
	static const char *const kinds[] = { "node", "text", "comment", "processing-instruction" };
	const char *start = x->p;
	if (!starts_name(*start)) {
		return span_of(NULL, 0);
	}
	struct span name = take_name(x);
	bool call = take(x, "(");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		call = call && !span_is(name, kinds[i]);
	}
	x->p = call ? x->p : start;
	return call ? name : span_of(NULL, 0);
}

/* What steps and predicates may follow. */
static bool read_primary(struct lint *x, struct judge_nodes context, struct judge_type *t)
{
	skip(x);
	if (*x->p == '$') {
		*t = read_variable(x);
	} else if (take(x, "(")) {
		*t = read_or(x, context);
		need(x, ")");
	} else if (*x->p == '"' || *x->p == '\'') {
		*t = read_literal(x);
	} else if ((*x->p >= '0' && *x->p <= '9') || (*x->p == '.' && x->p[1] >= '0' && x->p[1] <= '9')) {
		x->p += strspn(x->p, "0123456789.");
		*t = of_kind(JUDGE_NUMBER);
	} else {
		struct span name = called(x);
		if (name.n == 0) {
			return false;
		}
		*t = read_function(x, name, context);
	}
	return true;
}

static struct judge_type read_path(struct lint *x, struct judge_nodes context)
{
	struct judge_type t;
	if (!read_primary(x, context, &t)) {
		return set_of(read_location(x, context));
	}
	bool goes_on = peek(x, "[") || peek(x, "/");
	if (goes_on) {
		t = set_of(t.kind == JUDGE_SET ? t.nodes : anything);
		read_predicates(x, t.nodes);
		t.nodes = read_steps(x, t.nodes);
	}
	return t;
}

static struct judge_type read_union(struct lint *x, struct judge_nodes context)
{
	struct judge_type t = read_path(x, context);
	while (take(x, "|")) {
		struct judge_type other = read_path(x, context);
		bool alike = t.nodes.attribute == other.nodes.attribute ||
		    (t.nodes.attribute != NULL && other.nodes.attribute != NULL && strcmp(t.nodes.attribute, other.nodes.attribute) == 0);
		if (t.nodes.any || other.nodes.any || !alike) {
			t = set_of(anything);
		} else {
			t.nodes.elements |= other.nodes.elements;
		}
	}
	return t;
}

static struct judge_type read_unary(struct lint *x, struct judge_nodes context)
{
	bool minus = false;
	while (take(x, "-")) {
		minus = true;
	}
	struct judge_type t = read_union(x, context);
	return minus ? of_kind(JUDGE_NUMBER) : t;
}

/* Products and sums: they bind one way, and both are numbers. */
static struct judge_type read_sum(struct lint *x, struct judge_nodes context)
{
	struct judge_type t = read_unary(x, context);
	while (take(x, "*") || take(x, "div") || take(x, "mod") || take(x, "+") || take(x, "-")) {
		read_unary(x, context);
		t = of_kind(JUDGE_NUMBER);
	}
	return t;
}

static struct judge_type read_order(struct lint *x, struct judge_nodes context)
{
	struct judge_type t = read_sum(x, context);
	while (take(x, "<=") || take(x, ">=") || take(x, "<") || take(x, ">")) {
		read_sum(x, context);
		t = of_kind(JUDGE_TRUTH);
	}
	return t;
}

/* An attribute of few values, and a text that is none of them. "" is asked of what is not there. */
static void compare(struct lint *x, const struct judge_type *set, const struct judge_type *text)
{
	const char *values = "";
	if (set->kind != JUDGE_SET || set->nodes.any || set->nodes.attribute == NULL || text->literal.n == 0) {
		return;
	}
	if (judge_model_can_be(x->l->model, x->l->a, &set->nodes, text->literal, &values)) {
		remark(x, JUDGE_NO_VALUE, text->literal, NULL);
	} else {
		remark(x, JUDGE_NO_VALUE, text->literal, arena_printf(x->l->a, "'%s' of %s is never '%.*s'; it is one of: %s", set->nodes.attribute,
		    judge_model_words(x->l->model, x->l->a, set->nodes.elements), SPAN_F(text->literal), values));
	}
}

static struct judge_type read_equal(struct lint *x, struct judge_nodes context)
{
	struct judge_type t = read_order(x, context);
	while (take(x, "!=") || take(x, "=")) {
		struct judge_type other = read_order(x, context);
		compare(x, &t, &other);
		compare(x, &other, &t);
		t = of_kind(JUDGE_TRUTH);
	}
	return t;
}

static struct judge_type read_and(struct lint *x, struct judge_nodes context)
{
	struct judge_type t = read_equal(x, context);
	while (take(x, "and")) {
		read_equal(x, context);
		t = of_kind(JUDGE_TRUTH);
	}
	return t;
}

static struct judge_type read_or(struct lint *x, struct judge_nodes context)
{
	x->bad = x->bad || ++x->deep > LINT_DEEPEST;
	struct judge_type t = x->bad ? of_kind(JUDGE_ANYTHING) : read_and(x, context);
	while (take(x, "or")) {
		read_and(x, context);
		t = of_kind(JUDGE_TRUTH);
	}
	x->deep--;
	return t;
}

struct judge_type judge_lint_path(struct judge_lint *l, const char *text, struct judge_nodes context, bool pattern)
{
	struct lint x = { .l = l, .p = text, .anywhere = pattern };
	struct judge_type t = read_or(&x, context);
	skip(&x);
	return x.bad || *x.p != '\0' ? of_kind(JUDGE_ANYTHING) : t;
}
