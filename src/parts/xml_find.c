/* xml_find.c - what a path's program finds.
 *
 * In: a program, a node. Out: nodes in document order, a string, a truth or a number, as XPath 1.0 has them. Sets of nodes lie on one stack,
 * each behind the one it was made from, so that nothing is allocated on the way; strings that must be put together lie in a scratch arena
 * until the answer is given.
 *
 * Cost: descendants of a name are looked up among the elements of that name (a binary search), other axes are walked. Every node looked at is
 * a step, and steps are bounded (LIMIT_XPATH_STEPS).
 *
 * SPDX-License-Identifier: ISC */
#include "parts/xml_find.h"
#include "parts/xml_quick.h"

#include <stdlib.h>

/* So many elements of a name below another are looked through for its children. */
#define FIND_FEW 4

static size_t find_set(struct xml_names *f, const struct find_expr *e, xmlNode *context);
static bool find_truth(struct xml_names *f, const struct find_expr *e, xmlNode *context);
static const char *find_string(struct xml_names *f, const struct find_expr *e, xmlNode *context);

/* ---- the stack ---- */

static void find_push(struct xml_names *f, xmlNode *node)
{
	if (f->top == f->stack_room) {
		f->stack_room = f->stack_room > 0 ? f->stack_room * 2 : 1024;
		f->stack = realloc(f->stack, f->stack_room * sizeof *f->stack);
		if (f->stack == NULL) {
			bug("out of memory");
		}
	}
	f->stack[f->top++] = node;
}

static bool find_step_counts(struct xml_names *f)
{
	f->failed = f->failed || ++f->steps > LIMIT_XPATH_STEPS;
	return !f->failed;
}

/* ---- document order ---- */

static uint64_t find_place(const xmlNode *node)
{
	uint64_t at = 0;
	if (node->type == XML_ATTRIBUTE_NODE) {
		for (const xmlNode *n = node; n != NULL; n = n->prev) {
			at++;
		}
		node = node->parent;
	}
	return (uint64_t)(node->type == XML_ELEMENT_NODE ? xml_find_index_of(node) : 0) << 20 | at;
}

static int find_order(const void *x, const void *y)
{
	uint64_t a = find_place(*(xmlNode *const *)x), b = find_place(*(xmlNode *const *)y);
	return (a > b) - (a < b);
}

/* So many nodes are sorted by insertion. */
#define FIND_SORTED 32u

static void find_insert(xmlNode **v, size_t n)
{
	uint64_t places[FIND_SORTED];
	for (size_t i = 0; i < n; i++) {
		xmlNode *node = v[i];
		uint64_t place = find_place(node);
		size_t at = i;
		for (; at > 0 && places[at - 1] > place; at--) {
			places[at] = places[at - 1];
			v[at] = v[at - 1];
		}
		places[at] = place;
		v[at] = node;
	}
}

/* The set that begins there, sorted, each node once. */
static void find_sort(struct xml_names *f, size_t from)
{
	bool sorted = true;
	for (size_t i = from + 1; i < f->top && sorted; i++) {
		sorted = find_place(f->stack[i - 1]) < find_place(f->stack[i]);
	}
	if (sorted) {
		return;
	}
	if (f->top - from <= FIND_SORTED) {
		find_insert(f->stack + from, f->top - from);
	} else {
		qsort(f->stack + from, f->top - from, sizeof *f->stack, find_order);
	}
	size_t n = from;
	for (size_t i = from; i < f->top; i++) {
		if (i == from || f->stack[i] != f->stack[i - 1]) {
			f->stack[n++] = f->stack[i];
		}
	}
	f->top = n;
}

/* The set made last takes the place of the one before it. */
static void find_replace(struct xml_names *f, size_t old, size_t made)
{
	memmove(f->stack + old, f->stack + made, (f->top - made) * sizeof *f->stack);
	f->top -= made - old;
}

/* ---- tests of a node ---- */

static bool find_in_set(const uint32_t *set, uint32_t name)
{
	while (*set != 0 && *set != name) {
		set++;
	}
	return *set != 0;
}

/* An attribute's own name. */
static bool find_is_attribute(const struct find_step *s, const xmlAttr *at)
{
	if (s->test != FIND_NAME) {
		return s->test == FIND_ANY || s->test == FIND_NODE;
	}
	if ((char)at->name[0] != s->local[0] || strcmp((const char *)at->name, s->local) != 0) {	/* mostly the first letter tells */
		return false;
	}
	if (s->uri == NULL) {
		return at->ns == NULL || at->ns->prefix == NULL;
	}
	return at->ns != NULL && strcmp((const char *)at->ns->href, s->uri) == 0;
}

static inline bool find_is(const struct xml_names *f, const struct find_step *s, const xmlNode *node)
{
	if (node->type != XML_ELEMENT_NODE) {
		return s->test == FIND_NODE;	/* self::node() of an attribute; the document above the root */
	}
	uint32_t at = xml_find_index_of(node);
	if (at > f->n || f->elements[at].node != node) {
		return false;	/* beside the record of a document that grows */
	}
	switch (s->test) {
	case FIND_NAME:
		return f->elements[at].name == s->name;
	case FIND_SET:
		return find_in_set(s->set, f->elements[at].name);
	case FIND_NEVER:
		return false;
	default:
		return true;
	}
}

static void find_take(struct xml_names *f, const struct find_step *s, xmlNode *node)
{
	if (find_step_counts(f) && find_is(f, s, node)) {
		find_push(f, node);
	}
}

/* ---- axes ---- */

/* The numbers of elements of the name from that number on. */
static const uint32_t *find_named(const struct xml_names *f, uint32_t name, uint32_t from, const uint32_t **end)
{
	const uint32_t *low = f->order + f->first[name], *high = f->order + f->first[name + 1];
	*end = high;
	while (low < high) {
		const uint32_t *mid = low + (high - low) / 2;
		if (*mid < from) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return low;
}

/* The numbers of the elements below, up to before *to. */
static uint32_t find_below(const struct xml_names *f, const struct find_step *s, const xmlNode *node, uint32_t *to)
{
	if (node->type == XML_ELEMENT_NODE) {
		uint32_t at = xml_find_index_of(node);
		*to = f->elements[at].end;
		return at + (s->axis == FIND_DESCENDANT);
	}
	*to = node->type == XML_DOCUMENT_NODE || node->type == XML_HTML_DOCUMENT_NODE ? f->n + 1 : 0;
	return 1;
}

static void find_descendants(struct xml_names *f, const struct find_step *s, xmlNode *node)
{
	uint32_t to, from = find_below(f, s, node, &to);
	if (s->test == FIND_NEVER) {
		return;
	}
	if (s->test == FIND_NAME) {
		const uint32_t *end, *at = find_named(f, s->name, from, &end);
		for (; at < end && *at < to && find_step_counts(f); at++) {
			find_push(f, f->elements[*at].node);
		}
		return;
	}
	for (uint32_t i = from; i < to && find_step_counts(f); i++) {
		if (s->test != FIND_SET || find_in_set(s->set, f->elements[i].name)) {
			find_push(f, f->elements[i].node);
		}
	}
}

static void find_attributes(struct xml_names *f, const struct find_step *s, xmlNode *node)
{
	for (xmlAttr *at = node->type == XML_ELEMENT_NODE ? node->properties : NULL; at != NULL && find_step_counts(f); at = at->next) {
		if (find_is_attribute(s, at)) {
			find_push(f, (xmlNode *)at);
		}
	}
}

static void find_siblings(struct xml_names *f, const struct find_step *s, xmlNode *node)
{
	xmlNode *n = node->type == XML_ELEMENT_NODE ? node : NULL;
	while (n != NULL && (n = s->axis == FIND_PRECEDING_SIBLING ? n->prev : n->next) != NULL) {
		if (n->type == XML_ELEMENT_NODE) {
			find_take(f, s, n);
		}
	}
}

static void find_ancestors(struct xml_names *f, const struct find_step *s, xmlNode *node)
{
	for (xmlNode *n = s->axis == FIND_ANCESTOR ? node->parent : node; n != NULL; n = n->parent) {
		find_take(f, s, n);
	}
}

/* By the few elements of the name that are below, or one by one. */
static void find_children(struct xml_names *f, const struct find_step *s, xmlNode *node)
{
	if (s->test == FIND_NAME && node->type == XML_ELEMENT_NODE) {
		const uint32_t *end, *at = find_named(f, s->name, xml_find_index_of(node) + 1, &end);
		uint32_t behind = f->elements[xml_find_index_of(node)].end;
		if (at + FIND_FEW >= end || at[FIND_FEW] >= behind) {
			for (; at < end && *at < behind && find_step_counts(f); at++) {
				if (f->elements[*at].node->parent == node) {
					find_push(f, f->elements[*at].node);
				}
			}
			return;
		}
	}
	for (xmlNode *c = node->type != XML_ATTRIBUTE_NODE && s->test != FIND_NEVER ? node->children : NULL; c != NULL; c = c->next) {
		if (c->type == XML_ELEMENT_NODE) {
			find_take(f, s, c);
		}
	}
}

/* Of one node, in the order of the axis. */
static void find_axis(struct xml_names *f, const struct find_step *s, xmlNode *node)
{
	switch (s->axis) {
	case FIND_CHILD:
		find_children(f, s, node);
		break;
	case FIND_DESCENDANT:
	case FIND_DESCENDANT_OR_SELF:
		find_descendants(f, s, node);
		break;
	case FIND_SELF:
		find_take(f, s, node);
		break;
	case FIND_PARENT:
		if (node->parent != NULL) {
			find_take(f, s, node->parent);
		}
		break;
	case FIND_ANCESTOR:
	case FIND_ANCESTOR_OR_SELF:
		find_ancestors(f, s, node);
		break;
	case FIND_PRECEDING_SIBLING:
	case FIND_FOLLOWING_SIBLING:
		find_siblings(f, s, node);
		break;
	case FIND_ATTRIBUTE:
		find_attributes(f, s, node);
		break;
	}
}

/* ---- steps ---- */

/* Of the set that begins there those for which the predicate holds. */
static void find_filter(struct xml_names *f, const struct find_expr *test, size_t from)
{
	size_t end = f->top, n = from;
	for (size_t i = from; i < end; i++) {
		xmlNode *node = f->stack[i];
		if (test->op == FIND_NUMBER ? (double)(i - from + 1) == test->number : find_truth(f, test, node)) {
			f->stack[n++] = node;
		}
	}
	f->top = n;
}

static void find_turn(struct xml_names *f, size_t from)
{
	for (size_t i = from, j = f->top; i + 1 < j; i++) {
		xmlNode *node = f->stack[--j];
		f->stack[j] = f->stack[i];
		f->stack[i] = node;
	}
}

static bool find_passes(struct xml_names *f, const struct find_step *s, xmlNode *node)
{
	bool passes = find_is(f, s, node);
	for (uint32_t k = 0; k < s->n_tests && passes; k++) {
		passes = find_truth(f, s->tests[k], node);
	}
	return passes;
}

/* What was told of the elements of the document at hand. */
static struct find_told *find_told_of(struct xml_names *f, const struct find_step *s)
{
	struct find_told *t = &f->told.v[s->told - 1];
	if (t->generation == f->generation) {
		return t;
	}
	if (t->room < f->n + 1) {
		t->room = (f->n + 1) * 2;
		free(t->of);
		t->of = malloc(t->room);
		if (t->of == NULL) {
			bug("out of memory");
		}
	}
	memset(t->of, FIND_UNTOLD, f->n + 1);
	t->generation = f->generation;
	return t;
}

/* Elements below that pass the step's tests; of one the first. */
static void find_known(struct xml_names *f, const struct find_step *s, xmlNode *node, bool one)
{
	size_t own = f->top;
	uint32_t to, from = find_below(f, s, node, &to);
	uint8_t *of = find_told_of(f, s)->of;
	for (uint32_t i = from; i < to && find_step_counts(f) && !(one && f->top > own); i++) {
		if (of[i] == FIND_UNTOLD) {
			of[i] = find_passes(f, s, f->elements[i].node) ? FIND_PASSES : FIND_FAILS;
		}
		if (of[i] == FIND_PASSES) {
			find_push(f, f->elements[i].node);
		}
	}
}

/* What the step finds from one node. */
static void find_from(struct xml_names *f, const struct find_step *s, xmlNode *node)
{
	size_t own = f->top;
	if (s->told != 0) {
		find_known(f, s, node, false);
		return;
	}
	find_axis(f, s, node);
	for (uint32_t k = 0; k < s->n_tests && f->top > own; k++) {
		find_filter(f, s->tests[k], own);
	}
	if (s->axis == FIND_ANCESTOR || s->axis == FIND_ANCESTOR_OR_SELF || s->axis == FIND_PRECEDING_SIBLING) {
		find_turn(f, own);
	}
}

/* The set from `from` becomes what the step finds from each of its nodes. */
static void find_one_step(struct xml_names *f, const struct find_step *s, size_t from)
{
	size_t made = f->top;
	for (size_t i = from; i < made && !f->failed; i++) {
		find_from(f, s, f->stack[i]);
	}
	if (made > from + 1) {
		find_sort(f, made);
	}
	find_replace(f, from, made);
}

static size_t find_path(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	size_t from = f->top;
	const struct find_step *s = e->steps;
	if (e->of[0] != NULL) {
		find_set(f, e->of[0], context);
	} else {
		find_from(f, s, e->absolute ? (xmlNode *)context->doc : context);
		s = s->next;
	}
	for (; s != NULL && f->top > from; s = s->next) {
		find_one_step(f, s, from);
	}
	return from;
}

/* Elements by their ids, of which a text holds several. */
static void find_ids(struct xml_names *f, const char *words, xmlDoc *doc)
{
	struct span rest = span_str(words), word;
	while (span_word(&rest, &word)) {
		const xmlAttr *at = xml_quick_id(doc, arena_strn(&f->scratch, word.p, word.n));
		if (at != NULL && at->type == XML_ATTRIBUTE_NODE && at->parent != NULL) {
			find_push(f, at->parent);
		}
	}
}

static const char *find_words(struct xml_names *f, const xmlNode *node);

/* What has no value is like what takes too many steps: there is no answer. */
static const struct xml_answer *find_variable(struct xml_names *f, const struct find_expr *e)
{
	static const struct xml_answer nothing = { .words = "" };
	const struct xml_answer *value = f->failed ? NULL : f->variables.value(f->variables.user, e->text);
	f->failed = value == NULL || value->kind != (e->type == FIND_IS_SET ? XML_NODES : e->type == FIND_IS_STRING ? XML_WORDS : XML_TRUTH);
	return f->failed ? &nothing : value;
}

static void find_held(struct xml_names *f, const struct xml_answer *value)
{
	for (uint32_t i = 0; i < value->n && find_step_counts(f); i++) {
		find_push(f, value->nodes[i]);
	}
}

static size_t find_by_id(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	size_t from = f->top;
	if (e->of[0]->type != FIND_IS_SET) {
		find_ids(f, find_string(f, e->of[0], context), context->doc);
	} else {
		find_set(f, e->of[0], context);
		size_t made = f->top;
		for (size_t i = from; i < made; i++) {
			find_ids(f, find_words(f, f->stack[i]), context->doc);
		}
		find_replace(f, from, made);
	}
	find_sort(f, from);
	return from;
}

/* Has the document no element of a name that the path leads over? Most formats ask for much that a letter has not. */
static bool find_lacks(const struct xml_names *f, const struct find_expr *e)
{
	for (const uint32_t *name = e->needs; name != NULL && *name != FIND_OTHER; name++) {
		if (f->first[*name] == f->first[*name + 1]) {
			return true;
		}
	}
	return false;
}

/* Sorted when all are there. */
static void find_members(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	if (e->op == FIND_UNION) {
		find_members(f, e->of[0], context);
		find_members(f, e->of[1], context);
	} else if (!find_lacks(f, e)) {
		find_set(f, e, context);
	}
}

/* Puts the set on the stack: where it begins. */
static size_t find_set(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	if (find_lacks(f, e)) {
		return f->top;
	}
	size_t from = f->top;
	switch (e->op) {
	case FIND_PATH:
		return find_path(f, e, context);
	case FIND_UNION:
		find_members(f, e, context);
		find_sort(f, from);
		return from;
	case FIND_FILTER:
		find_set(f, e->of[0], context);
		for (uint32_t i = 0; i < e->n_more; i++) {
			find_filter(f, e->more[i], from);
		}
		return from;
	case FIND_CURRENT:
		find_push(f, f->current);
		return from;
	case FIND_VARIABLE:
		find_held(f, find_variable(f, e));
		return from;
	case FIND_ID:
		return find_by_id(f, e, context);
	default:
		bug("no set of nodes");
	}
}

/* ---- strings ---- */

static void find_gather(struct buf *out, const xmlNode *node)
{
	for (const xmlNode *n = node->children; n != NULL; n = n->next) {
		if ((n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) && n->content != NULL) {
			buf_str(out, (const char *)n->content);
		} else if (n->type == XML_ELEMENT_NODE) {
			find_gather(out, n);
		}
	}
}

static bool find_is_simple(const xmlNode *node)
{
	return node->type == XML_ELEMENT_NODE || node->type == XML_ATTRIBUTE_NODE;
}

/* A node's text. */
static const char *find_words(struct xml_names *f, const xmlNode *node)
{
	const xmlNode *c = find_is_simple(node) ? node->children : NULL;
	if (find_is_simple(node) && (c == NULL || (c->next == NULL && c->type == XML_TEXT_NODE))) {
		return c != NULL && c->content != NULL ? (const char *)c->content : "";
	}
	if (node->type == XML_ELEMENT_NODE) {
		struct buf out = BUF_INIT;
		buf_str(&out, "");
		find_gather(&out, node);
		const char *words = arena_strn(&f->scratch, out.p, out.n);
		f->steps += out.n / 64;
		buf_release(&out);
		return words;
	}
	xmlChar *words = xmlNodeGetContent(node);
	const char *copy = arena_str(&f->scratch, words != NULL ? (const char *)words : "");
	xmlFree(words);
	return copy;
}

static const char *find_concat(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	struct span parts[FIND_ARGUMENTS];
	size_t n = 0, k = 0;
	for (uint32_t i = 0; i < e->n_more; i++) {
		parts[i] = span_str(find_string(f, e->more[i], context));
		n += parts[i].n;
	}
	char *out = arena_room(&f->scratch, n + 1);
	for (uint32_t i = 0; i < e->n_more; i++) {
		memcpy(out + k, parts[i].p, parts[i].n);
		k += parts[i].n;
	}
	out[k] = '\0';
	return out;
}

static const char *find_translate(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	const char *s = find_string(f, e->of[0], context);
	char *out = arena_room(&f->scratch, strlen(s) + 1);
	size_t n = 0;
	for (; *s != '\0'; s++) {
		unsigned char c = e->map[(unsigned char)*s];
		out[n] = (char)c;
		n += c != 0;
	}
	out[n] = '\0';
	return out;
}

static const char *find_normalize(struct xml_names *f, const char *s)
{
	char *out = arena_room(&f->scratch, strlen(s) + 1);
	size_t n = 0;
	bool gap = false;
	for (; *s != '\0'; s++) {
		if (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r') {
			gap = n > 0;
			continue;
		}
		if (gap) {
			out[n++] = ' ';
		}
		gap = false;
		out[n++] = *s;
	}
	out[n] = '\0';
	return out;
}

static const char *find_cut(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	const char *s = find_string(f, e->of[0], context), *what = find_string(f, e->of[1], context), *at = strstr(s, what);
	if (at == NULL) {
		return "";
	}
	return e->op == FIND_AFTER ? at + strlen(what) : arena_strn(&f->scratch, s, (size_t)(at - s));
}

/* "@name": NULL: it is not that. */
static const struct find_step *find_own_attribute(const struct find_expr *e)
{
	const struct find_step *s = e->op == FIND_PATH && e->of[0] == NULL && !e->absolute ? e->steps : NULL;
	return s != NULL && s->next == NULL && s->axis == FIND_ATTRIBUTE && s->test == FIND_NAME && s->n_tests == 0 ? s : NULL;
}

static const char *find_attribute_words(struct xml_names *f, const struct find_step *s, const xmlNode *node)
{
	for (const xmlAttr *at = node->type == XML_ELEMENT_NODE ? node->properties : NULL; at != NULL && find_step_counts(f); at = at->next) {
		if (find_is_attribute(s, at)) {
			return find_words(f, (const xmlNode *)at);
		}
	}
	return "";
}

static const char *find_first_words(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	const struct find_step *attribute = find_own_attribute(e);
	if (attribute != NULL) {
		return find_attribute_words(f, attribute, context);
	}
	size_t from = find_set(f, e, context);
	const char *s = f->top > from ? find_words(f, f->stack[from]) : "";
	f->top = from;
	return s;
}

/* Bytes of the first n characters. */
static size_t find_characters(const char *s, double n)
{
	size_t i = 0;
	for (; s[i] != '\0' && n > 0; n--) {
		do {
			i++;
		} while (((unsigned char)s[i] & 0xc0) == 0x80);
	}
	return i;
}

static const char *find_first(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	const char *s = find_string(f, e->of[0], context);
	size_t n = find_characters(s, e->number);
	return s[n] == '\0' ? s : arena_strn(&f->scratch, s, n);
}

static const char *find_namespace(const xmlNode *node)
{
	const xmlNs *ns = node->type == XML_ELEMENT_NODE ? node->ns : node->type == XML_ATTRIBUTE_NODE ? ((const xmlAttr *)node)->ns : NULL;
	return ns != NULL && ns->href != NULL ? (const char *)ns->href : "";
}

static const char *find_made(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	return e->op == FIND_CONCAT ? find_concat(f, e, context) : e->op == FIND_TRANSLATE ? find_translate(f, e, context) :
	    find_normalize(f, e->of[0] != NULL ? find_string(f, e->of[0], context) : find_words(f, context));
}

/* What several places ask of a node is put together once. */
static const char *find_once(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	struct find_said *said = e->said != 0 ? &f->said.v[e->said - 1] : NULL;
	if (said == NULL) {
		return find_made(f, e, context);
	}
	if (said->node != context || said->answer != f->answers || said->words == NULL) {
		const char *words = find_made(f, e, context);
		*said = (struct find_said){ context, f->answers, words };
	}
	return said->words;
}

static const char *find_string(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	if (e->type == FIND_IS_SET) {
		return find_first_words(f, e, context);
	}
	if (e->type == FIND_IS_BOOLEAN) {
		return find_truth(f, e, context) ? "true" : "false";
	}
	switch (e->op) {
	case FIND_LITERAL:
		return e->text;
	case FIND_VARIABLE:
		return find_variable(f, e)->words;
	case FIND_WHEN:
		return find_truth(f, e->of[1], context) ? find_string(f, e->of[0], context) : "";
	case FIND_STRING:
		return e->of[0] != NULL ? find_string(f, e->of[0], context) : find_words(f, context);
	case FIND_CONCAT:
	case FIND_TRANSLATE:
	case FIND_NORMALIZE:
		return find_once(f, e, context);
	case FIND_FIRST:
		return find_first(f, e, context);
	case FIND_NAMESPACE:
		return find_namespace(context);
	case FIND_AFTER:
	case FIND_BEFORE:
		return find_cut(f, e, context);
	case FIND_LOCAL_NAME:
		return context->type == XML_ELEMENT_NODE || context->type == XML_ATTRIBUTE_NODE ? (const char *)context->name : "";
	default:
		bug("no string");
	}
}

/* ---- truth ---- */

static bool find_attribute_is(const struct find_expr *e, const xmlNode *context, struct xml_names *f)
{
	const xmlAttr *at = context->type == XML_ELEMENT_NODE ? context->properties : NULL;
	for (; at != NULL; at = at->next) {
		if (find_is_attribute(e->of[0]->steps, at) && strcmp(find_words(f, (const xmlNode *)at), e->of[1]->text) == 0) {
			return true;
		}
	}
	return false;
}

/* Is there a node of the set from..to whose text is that, or is another? */
static bool find_some(struct xml_names *f, size_t from, size_t to, const char *text, bool same)
{
	for (size_t i = from; i < to && find_step_counts(f); i++) {
		if ((strcmp(find_words(f, f->stack[i]), text) == 0) == same) {
			return true;
		}
	}
	return false;
}

static double find_length(const char *s)
{
	double n = 0;
	for (; *s != '\0'; s++) {
		n += ((unsigned char)*s & 0xc0) != 0x80;
	}
	return n;
}

static double find_number(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	if (e->op == FIND_NUMBER) {
		return e->number;
	}
	if (e->op == FIND_LENGTH) {
		return find_length(find_string(f, e->of[0], context));
	}
	size_t from = find_set(f, e->of[0], context);
	double n = (double)(f->top - from);
	f->top = from;
	return n;
}

static bool find_compare(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	const struct find_expr *x = e->of[0], *y = e->of[1];
	bool same = e->op == FIND_EQUAL, found = false;
	if (x->type == FIND_IS_NUMBER) {
		return (find_number(f, x, context) == find_number(f, y, context)) == same;
	}
	if (x->type != FIND_IS_SET && y->type != FIND_IS_SET) {
		return (strcmp(find_string(f, x, context), find_string(f, y, context)) == 0) == same;
	}
	if (x->type != FIND_IS_SET) {
		const struct find_expr *swap = x;
		x = y;
		y = swap;
	}
	size_t from = find_set(f, x, context), mid = f->top;
	if (y->type != FIND_IS_SET) {
		found = mid > from && find_some(f, from, mid, find_string(f, y, context), same);
	} else if (mid > from) {
		find_set(f, y, context);
		for (size_t i = mid, end = f->top; i < end && !found; i++) {
			found = find_some(f, from, mid, find_words(f, f->stack[i]), same);
		}
	}
	f->top = from;
	return found;
}

/* Of a path of one step without predicates: TRI_PERHAPS where it must be walked. */
static enum tri find_some_near(struct xml_names *f, const struct find_step *s, const xmlNode *context)
{
	bool some = false;
	switch (s->axis) {
	case FIND_SELF:
		some = find_step_counts(f) && find_is(f, s, context);
		break;
	case FIND_ANCESTOR:
		for (const xmlNode *n = context->parent; n != NULL && !some && find_step_counts(f); n = n->parent) {
			some = find_is(f, s, n);
		}
		break;
	case FIND_ATTRIBUTE:
		for (const xmlAttr *at = context->type == XML_ELEMENT_NODE ? context->properties : NULL; at != NULL && !some && find_step_counts(f); at = at->next) {
			some = find_is_attribute(s, at);
		}
		break;
	default:
		return TRI_PERHAPS;
	}
	return some && !f->failed ? TRI_YES : TRI_NO;
}

/* One will do. */
static bool find_some_node(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	size_t from = f->top;
	bool lone = e->op == FIND_PATH && e->of[0] == NULL && e->steps->next == NULL;
	if (find_lacks(f, e)) {
		return false;
	}
	enum tri near = lone && !e->absolute && e->steps->n_tests == 0 ? find_some_near(f, e->steps, context) : TRI_PERHAPS;
	if (near != TRI_PERHAPS) {
		return near == TRI_YES;
	}
	if (lone && e->steps->told != 0) {
		find_known(f, e->steps, e->absolute ? (xmlNode *)context->doc : context, true);
	} else {
		find_set(f, e, context);
	}
	bool some = f->top > from;
	f->top = from;
	return some;
}

static bool find_truth(struct xml_names *f, const struct find_expr *e, xmlNode *context)
{
	if (f->failed) {
		return false;
	}
	switch (e->op) {
	case FIND_OR:
		return find_truth(f, e->of[0], context) || find_truth(f, e->of[1], context);
	case FIND_AND:
		return find_truth(f, e->of[0], context) && find_truth(f, e->of[1], context);
	case FIND_NOT:
		return !find_truth(f, e->of[0], context);
	case FIND_TRUE:
	case FIND_FALSE:
		return e->op == FIND_TRUE;
	case FIND_BOOLEAN:
		return find_truth(f, e->of[0], context);
	case FIND_VARIABLE:
		return find_variable(f, e)->truth;
	case FIND_ATTRIBUTE_IS:
		return find_step_counts(f) && find_attribute_is(e, context, f);
	case FIND_EQUAL:
	case FIND_UNEQUAL:
		return find_compare(f, e, context);
	case FIND_CONTAINS:
		return strstr(find_string(f, e->of[0], context), find_string(f, e->of[1], context)) != NULL;
	case FIND_STARTS_WITH:
		return span_starts(span_str(find_string(f, e->of[0], context)), find_string(f, e->of[1], context));
	case FIND_LESS:
		return find_number(f, e->of[0], context) < find_number(f, e->of[1], context);
	case FIND_NUMBER:
	case FIND_COUNT:
	case FIND_LENGTH:
		return find_number(f, e, context) != 0;
	default:
		break;
	}
	if (e->type == FIND_IS_STRING) {
		return *find_string(f, e, context) != '\0';
	}
	return find_some_node(f, e, context);
}

/* ---- the answer ---- */

static void find_give(struct xml_names *f, struct arena *a, const struct find_expr *e, xmlNode *context, struct xml_answer *out)
{
	if (e->type == FIND_IS_SET) {
		size_t from = find_set(f, e, context);
		out->kind = XML_NODES;
		out->n = (uint32_t)(f->top - from);
		out->nodes = ARENA_ROOM(a, xmlNode *, out->n + 1);
		if (out->n > 0) {
			memcpy(out->nodes, f->stack + from, out->n * sizeof *out->nodes);
		}
		out->truth = out->n > 0;
	} else if (e->type == FIND_IS_STRING) {
		out->kind = XML_WORDS;
		out->words = arena_str(a, find_string(f, e, context));
		out->truth = *out->words != '\0';
	} else {
		out->kind = XML_TRUTH;
		out->truth = find_truth(f, e, context);
	}
}

bool xml_find_answer(struct xml_names *f, struct arena *a, const struct find_expr *e, xmlNode *context, xmlNode *record, struct xml_answer *out)
{
	size_t top = f->top;
	unsigned long steps = f->steps;
	xmlNode *current = f->current;
	if (record != NULL) {
		xml_find_index_record(f, record);
	} else {
		xml_find_index_open(f, context->doc);
	}
	*out = (struct xml_answer){ 0 };
	f->steps = 0;
	f->failed = false;
	f->current = context;
	find_give(f, a, e, context, out);
	bool good = !f->failed;
	f->top = top;
	f->steps = steps;
	f->failed = false;
	f->current = current;
	if (current == NULL) {	/* nobody asked for it within an answer */
		f->answers++;
		if (f->scratch.used > 0) {
			arena_clear(&f->scratch);
		}
	}
	return good;
}
