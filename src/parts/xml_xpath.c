/* xml_xpath.c - XPath 1.0 over one document: bounded in steps, with variables and current().
 *
 * Errors are kept for the asker (xml_eval_error()), never printed.
 *
 * SPDX-License-Identifier: ISC */
#include <libxml/xpathInternals.h>

#include "parts/xml_find.h"
#include "parts/xml_quick.h"

struct xml_xpath {
	struct arena *arena;
	xmlXPathCompExpr *compiled;	/* NULL: found is set, and libxml2 was not asked yet */
	const char *text;
	struct xml_names *names;
	const struct find_expr *found;	/* NULL: it is not bound, or says more than xml_find.c understands */
};

/* libxml2 also prints some faults, past every handler but the generic one, which is the thread's: lent for the while. */
struct xml_quiet {
	xmlGenericErrorFunc generic;
	void *generic_user;
	xmlStructuredErrorFunc structured;
	void *structured_user;
};

struct xml_eval {
	struct arena *own;		/* where it lives */
	struct arena *arena;		/* where its results hang */
	xmlXPathContext *context;	/* NULL: not needed yet */
	xmlDoc *doc;
	const char *const *ns;
	bool growing;
	xmlNode *record;		/* of a document that grows; else NULL */
	struct xml_variables variables;
	struct xml_quiet quiet;
	bool is_quiet;			/* between xml_eval_begin() and xml_eval_end(), or while an expression is evaluated */
	char error[256];
};

static void xml_xpath_free(void *x)
{
	xmlXPathFreeCompExpr(x);
}

static void xml_context_free(void *c)
{
	xmlXPathFreeContext(c);
}

static void xml_object_free(void *o)
{
	xmlXPathFreeObject(o);
}

/* libxml2 hands over the number of an XPath fault, and no words. */
static const char *xml_xpath_words(int code)
{
	static const char *const words[] = {
		[XPATH_NUMBER_ERROR] = "not a number", [XPATH_UNFINISHED_LITERAL_ERROR] = "a quotation mark is not closed",
		[XPATH_START_LITERAL_ERROR] = "a text must begin with a quotation mark", [XPATH_VARIABLE_REF_ERROR] = "a variable must begin with $",
		[XPATH_UNDEF_VARIABLE_ERROR] = "undefined variable", [XPATH_INVALID_PREDICATE_ERROR] = "invalid predicate",
		[XPATH_EXPR_ERROR] = "invalid expression", [XPATH_UNCLOSED_ERROR] = "a bracket is not closed",
		[XPATH_UNKNOWN_FUNC_ERROR] = "unknown function", [XPATH_INVALID_OPERAND] = "invalid operand",
		[XPATH_INVALID_TYPE] = "invalid type", [XPATH_INVALID_ARITY] = "wrong number of arguments",
		[XPATH_INVALID_CTXT_SIZE] = "invalid context size", [XPATH_INVALID_CTXT_POSITION] = "invalid context position",
		[XPATH_MEMORY_ERROR] = "out of memory", [XPTR_SYNTAX_ERROR] = "syntax error",
		[XPATH_UNDEF_PREFIX_ERROR] = "undefined namespace prefix", [XPATH_ENCODING_ERROR] = "wrong encoding",
		[XPATH_INVALID_CHAR_ERROR] = "a character that XML does not allow", [XPATH_INVALID_CTXT] = "invalid context",
		[XPATH_STACK_ERROR] = "stack error", [XPATH_FORBID_VARIABLE_ERROR] = "a variable is not allowed here",
		[XPATH_RECURSION_LIMIT_EXCEEDED] = "nested too deep",
	};
	size_t i = (size_t)(code - XML_XPATH_EXPRESSION_OK);
	return code >= XML_XPATH_EXPRESSION_OK && i < sizeof words / sizeof *words && words[i] != NULL ? words[i] : "not XPath 1.0";
}

static void xml_note_error(void *user, xmlErrorPtr e)
{
	char *error = user;
	bool steps = e->code == XML_XPATH_EXPRESSION_OK + XPATH_OP_LIMIT_EXCEEDED;
	struct span words = span_trim(span_str(e->message != NULL ? e->message : xml_xpath_words(e->code)));
	if (error[0] == '\0' && steps) {
		snprintf(error, 256, "more than %lu steps", LIMIT_XPATH_STEPS);
	} else if (error[0] == '\0') {
		snprintf(error, 256, "%.*s", SPAN_F(words));
	}
}

__attribute__((format(printf, 2, 3)))
static void xml_silent(void *user, const char *format, ...)
{
	(void)user, (void)format;
}

static void xml_quiet_begin(struct xml_quiet *q)
{
	*q = (struct xml_quiet){ xmlGenericError, xmlGenericErrorContext, xmlStructuredError, xmlStructuredErrorContext };
	xmlSetGenericErrorFunc(NULL, xml_silent);
	xmlSetStructuredErrorFunc(NULL, NULL);
}

static void xml_quiet_end(const struct xml_quiet *q)
{
	xmlSetGenericErrorFunc(q->generic_user, q->generic);
	xmlSetStructuredErrorFunc(q->structured_user, q->structured);
}

/* A context costs more than most expressions: one is made only to learn what is wrong. */
static const char *xml_xpath_fault(struct arena *a, const char *expression)
{
	char error[256] = "";
	xmlXPathContext *c = xmlXPathNewContext(NULL);
	if (c == NULL) {
		bug("out of memory");
	}
	c->error = xml_note_error;
	c->userData = error;
	xmlXPathFreeCompExpr(xmlXPathCtxtCompile(c, (const xmlChar *)expression));
	xmlXPathFreeContext(c);
	return arena_str(a, error[0] != '\0' ? error : "not XPath 1.0");
}

/* NULL: it is within bounds. */
static const char *xml_xpath_excess(const char *expression)
{
	unsigned deep = 0, deepest = 0;
	char quote = '\0';
	size_t n = 0;
	for (; expression[n] != '\0' && n <= LIMIT_XPATH_BYTES; n++) {
		char c = expression[n];
		if (quote != '\0' || c == '"' || c == '\'') {
			quote = quote == '\0' ? c : c == quote ? '\0' : quote;
		} else if (c == '(' || c == '[') {
			deepest = ++deep > deepest ? deep : deepest;
		} else if (c == ')' || c == ']') {
			deep -= deep > 0;
		}
	}
	return n > LIMIT_XPATH_BYTES ? "longer than the limit" : deepest > LIMIT_XPATH_DEPTH ? "nested too deep" : NULL;
}

static struct xml_xpath *xml_xpath_refused(const char *excess, const char **why)
{
	if (why != NULL) {
		*why = excess;
	}
	return NULL;
}

struct xml_xpath *xml_xpath_compile(struct arena *a, const char *expression, const char **why)
{
	const char *excess = xml_xpath_excess(expression);
	if (excess != NULL) {
		return xml_xpath_refused(excess, why);
	}
	struct xml_quiet quiet;
	xml_quiet_begin(&quiet);
	xmlXPathCompExpr *compiled = xmlXPathCtxtCompile(NULL, (const xmlChar *)expression);
	if (compiled == NULL && why != NULL) {
		*why = xml_xpath_fault(a, expression);
	}
	xml_quiet_end(&quiet);
	if (compiled == NULL) {
		return NULL;
	}
	arena_hang(a, compiled, xml_xpath_free);
	struct xml_xpath *x = ARENA_NEW(a, struct xml_xpath);
	x->arena = a;
	x->compiled = compiled;
	x->text = arena_str(a, expression);
	return x;
}

bool xml_xpath_kind(const struct xml_xpath *x, enum xml_answer_kind *kind)
{
	if (x->found != NULL) {
		*kind = x->found->type == FIND_IS_SET ? XML_NODES : x->found->type == FIND_IS_STRING ? XML_WORDS : XML_TRUTH;
	}
	return x->found != NULL;
}

struct xml_xpath *xml_xpath_bind(struct arena *a, struct xml_names *names, const char *expression, const char *const *ns, const char **why)
{
	const char *excess = xml_xpath_excess(expression);
	if (excess != NULL) {
		return xml_xpath_refused(excess, why);
	}
	const struct find_expr *found = names != NULL ? xml_find_parse(a, names, expression, ns) : NULL;
	bool number = found != NULL && found->type == FIND_IS_NUMBER && names->variables.kind != NULL;	/* a variable may have to hold it */
	if (found == NULL || number) {
		return xml_xpath_compile(a, expression, why);
	}
	struct xml_xpath *x = ARENA_NEW(a, struct xml_xpath);
	x->arena = a;
	x->text = arena_str(a, expression);
	x->names = names;
	x->found = found;
	return x;
}

/* XSLT's current(): the node the evaluation began with. libxml2 keeps a node `here` that nothing else uses. */
static void xml_current(xmlXPathParserContext *p, int n)
{
	if (n != 0) {
		xmlXPathSetArityError(p);
		return;
	}
	valuePush(p, xmlXPathNewNodeSet(p->context->here));
}

struct xml_eval *xml_eval_new(struct arena *a, xmlDoc *doc, const char *const *ns)
{
	struct xml_eval *e = ARENA_NEW(a, struct xml_eval);
	e->own = e->arena = a;
	e->doc = doc;
	e->ns = ns;
	return e;
}

/* Made when first needed: it costs more than most expressions. */
static xmlXPathContext *xml_context(struct xml_eval *e)
{
	if (e->context != NULL) {
		return e->context;
	}
	e->context = xmlXPathNewContext(e->doc);
	if (e->context == NULL) {
		bug("out of memory");
	}
	arena_hang(e->own, e->context, xml_context_free);
	e->context->error = xml_note_error;
	e->context->userData = e->error;
	xmlXPathRegisterFunc(e->context, (const xmlChar *)"current", xml_current);
	for (size_t i = 0; e->ns != NULL && e->ns[i] != NULL && e->ns[i + 1] != NULL; i += 2) {
		xmlXPathRegisterNs(e->context, (const xmlChar *)e->ns[i], (const xmlChar *)e->ns[i + 1]);
	}
	return e->context;
}

void xml_eval_results(struct xml_eval *e, struct arena *a)
{
	e->arena = a;
}

static xmlXPathObject *xml_object(const struct xml_answer *answer)
{
	if (answer->object != NULL) {
		return xmlXPathObjectCopy(answer->object);
	}
	if (answer->kind != XML_NODES) {
		return answer->kind == XML_WORDS ? xmlXPathNewCString(answer->words) : xmlXPathNewBoolean(answer->truth);
	}
	xmlXPathObject *o = xmlXPathNewNodeSet(NULL);
	for (uint32_t i = 0; o != NULL && i < answer->n; i++) {
		xmlXPathNodeSetAddUnique(o->nodesetval, answer->nodes[i]);
	}
	return o;
}

static xmlXPathObject *xml_lookup(void *user, const xmlChar *name, const xmlChar *ns_uri)
{
	struct xml_eval *e = user;
	const struct xml_answer *value = ns_uri == NULL ? e->variables.value(e->variables.user, (const char *)name) : NULL;
	e->error[0] = '\0';	/* what was said of the variable is not said of who asks for it */
	return value != NULL ? xml_object(value) : NULL;
}

/* What a run that was broken off has left behind is put right here. */
void xml_eval_begin(struct xml_eval *e, xmlDoc *doc, struct xml_names *names, const struct xml_variables *variables)
{
	xmlXPathContext *c = xml_context(e);
	e->variables = names->variables = *variables;
	xmlXPathRegisterVariableLookup(c, xml_lookup, e);
	e->doc = c->doc = doc;
	c->depth = 0;
	c->contextSize = c->proximityPosition = -1;
	if (!e->is_quiet) {
		xml_quiet_begin(&e->quiet);
		e->is_quiet = true;
	}
}

void xml_eval_end(struct xml_eval *e)
{
	xmlXPathContext *c = xml_context(e);
	e->doc = c->doc = NULL;
	e->arena = e->own;
	c->node = c->here = NULL;
	xml_quiet_end(&e->quiet);
	e->is_quiet = false;
}

/* What is bound is compiled when it must be asked of libxml2 for once. */
static xmlXPathCompExpr *xml_compiled(const struct xml_xpath *x)
{
	if (x->compiled == NULL) {
		struct xml_xpath *own = (struct xml_xpath *)(uintptr_t)x;
		own->compiled = xmlXPathCtxtCompile(NULL, (const xmlChar *)x->text);
		if (own->compiled == NULL) {
			bug("a path that was understood is none");
		}
		arena_hang(own->arena, own->compiled, xml_xpath_free);
	}
	return x->compiled;
}

void xml_eval_growing(struct xml_eval *e)
{
	e->growing = true;
}

void xml_eval_record(struct xml_eval *e, xmlNode *record)
{
	e->record = record;
}

/* Where an expression stood that asked for a variable. */
struct xml_standing {
	xmlNode *node, *here;
	unsigned long steps;
	int size, position;
};

/* Steps are counted by libxml2 itself (opLimit); every evaluation starts anew. */
static xmlXPathObject *xml_evaluate(struct xml_eval *e, xmlXPathContext *c, const struct xml_xpath *x, xmlNode *context)
{
	struct xml_standing was = { c->node, c->here, c->opCount, c->contextSize, c->proximityPosition };
	e->error[0] = '\0';
	c->node = context;
	c->here = context;
	c->opLimit = LIMIT_XPATH_STEPS;
	c->opCount = 0;
	c->contextSize = c->proximityPosition = -1;
	xmlXPathObject *o = xmlXPathCompiledEval(xml_compiled(x), c);
	c->node = was.node;
	c->here = was.here;
	c->opCount = was.steps;
	c->contextSize = was.size;
	c->proximityPosition = was.position;
	return o;
}

xmlXPathObject *xml_eval_run(struct xml_eval *e, const struct xml_xpath *x, xmlNode *context)
{
	xmlXPathContext *c = xml_context(e);
	bool was_quiet = e->is_quiet;
	if (!was_quiet) {
		xml_quiet_begin(&e->quiet);
		e->is_quiet = true;
	}
	xmlXPathObject *o = xml_evaluate(e, c, x, context);
	if (!was_quiet) {
		xml_quiet_end(&e->quiet);
		e->is_quiet = false;
	}
	if (o == NULL || e->error[0] != '\0') {
		if (e->error[0] == '\0') {
			snprintf(e->error, sizeof e->error, "no value");
		}
		xmlXPathFreeObject(o);
		return NULL;
	}
	arena_hang(e->arena, o, xml_object_free);
	return o;
}

static bool xml_ask_engine(struct xml_eval *e, const struct xml_xpath *x, xmlNode *context, struct xml_answer *out)
{
	if (e->doc != NULL && strstr(x->text, "id(") != NULL) {
		xml_quick_ids(e->doc);
	}
	xmlXPathObject *o = xml_eval_run(e, x, context);
	*out = (struct xml_answer){ .object = o };
	if (o == NULL) {
		return false;
	}
	out->truth = xmlXPathCastToBoolean(o);
	if (o->type == XPATH_NODESET) {
		out->kind = XML_NODES;
		xmlXPathNodeSetSort(o->nodesetval);
		out->n = o->nodesetval != NULL ? (uint32_t)o->nodesetval->nodeNr : 0;
		out->nodes = out->n > 0 ? o->nodesetval->nodeTab : NULL;
	} else if (o->type == XPATH_STRING) {
		out->kind = XML_WORDS;
		out->words = (const char *)o->stringval;
	}
	return true;
}

bool xml_eval_ask(struct xml_eval *e, const struct xml_xpath *x, xmlNode *context, struct xml_answer *out)
{
	bool known = context->type == XML_ELEMENT_NODE || context->type == XML_ATTRIBUTE_NODE || context->type == XML_DOCUMENT_NODE;
	if (x->found == NULL || e->growing || !known) {
		return xml_ask_engine(e, x, context, out);
	}
	e->error[0] = '\0';
	bool good = xml_find_answer(x->names, e->arena, x->found, context, e->record, out);
	if (!good) {
		snprintf(e->error, sizeof e->error, "more than %lu steps", LIMIT_XPATH_STEPS);
	}
	return good;
}

const char *xml_eval_error(const struct xml_eval *e)
{
	return e->error;
}

int xml_eval_test(struct xml_eval *e, const struct xml_xpath *x, xmlNode *context)
{
	struct xml_answer answer;
	return xml_eval_ask(e, x, context, &answer) ? answer.truth : -1;
}

static void xml_string_free(void *s)
{
	xmlFree(s);
}

const char *xml_eval_string(struct xml_eval *e, const struct xml_xpath *x, xmlNode *context)
{
	xmlXPathObject *o = xml_eval_run(e, x, context);
	if (o == NULL) {
		return NULL;
	}
	xmlChar *s = xmlXPathCastToString(o);
	if (s == NULL) {
		return NULL;
	}
	arena_hang(e->arena, s, xml_string_free);
	return (const char *)s;
}
