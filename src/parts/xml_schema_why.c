/* xml_schema_why.c - what in a document does not follow its grammar, by name and with the name that was meant.
 *
 * In: a RELAX NG grammar (XML syntax, one file) and a document that does not follow it. Out: elements and attributes that are not there or are
 * missing, and values that are none of those there are. The grammar is looked at as sets: of an element what it may hold, must have and can
 * be. Order, number and types of data are left to libxml2, whose words tell little else: "Element x failed to validate attributes".
 *
 * What is not understood may be anything, and nothing is said of it.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/xml_schema.h"

#include <libxml/xmlregexp.h>

enum {
	WHY_DEEPEST = 64,	/* references within references */
	WHY_LISTED = 12,	/* names that a message lists */
	WHY_ELEMENTS = 20000,	/* elements looked at: of what stands behind them libxml2 tells */
};

struct part {			/* an element, an attribute */
	const xmlNode *pattern;
	bool needed;
};

struct content {
	VEC(struct part) elements;
	VEC(struct part) attributes;
	VEC(const char *) shapes;	/* XML Schema's regular expressions for texts that it can be, too */
	VEC(const char *) values;	/* that its text can be */
	bool any;			/* not understood */
	bool free;			/* its text can be others, too */
	bool list;			/* each word of it is one of the values */
};

struct why {
	struct arena *a;
	const xmlNode *grammar;
	struct span text;
	struct xml_schema_faults *out;
	uint32_t n;		/* elements looked at */
};

static bool is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static bool is_one_of(const xmlNode *n, const char *const *names)
{
	for (; *names != NULL; names++) {
		if (is(n, *names)) {
			return true;
		}
	}
	return false;
}

/* --- the grammar as sets --- */

static void collect(struct why *w, const xmlNode *below, bool needed, int deep, struct content *out);

static void collect_reference(struct why *w, const xmlNode *n, bool needed, int deep, struct content *out)
{
	const char *name = xml_attr(w->a, n, NULL, "name");
	for (const xmlNode *d = w->grammar->children; name != NULL && d != NULL; d = d->next) {
		const char *of = is(d, "define") ? xml_attr(w->a, d, NULL, "name") : NULL;
		if (of != NULL && strcmp(of, name) == 0) {
			collect(w, d, needed, deep + 1, out);
		}
	}
}

/* Of data with a shape. All else is text that nobody knows here. */
static void collect_text(struct why *w, const xmlNode *n, struct content *out)
{
	uint32_t before = out->shapes.n;
	for (const xmlNode *p = n->children; p != NULL && is(n, "data"); p = p->next) {
		const char *name = is(p, "param") ? xml_attr(w->a, p, NULL, "name") : NULL;
		if (name != NULL && strcmp(name, "pattern") == 0) {
			*vec_push(w->a, &out->shapes) = xml_text(w->a, p).p;
		}
	}
	out->free = out->free || out->shapes.n == before;
}

/* Of names that are choices of a pattern: they say no more of what it holds. */
static const char *const within[] = { "group", "interleave", "mixed", "oneOrMore", NULL };
static const char *const perhaps[] = { "optional", "zeroOrMore", "choice", NULL };
static const char *const nothing[] = { "empty", "notAllowed", "name", "anyName", "nsName", NULL };

static void collect_one(struct why *w, const xmlNode *n, bool needed, int deep, struct content *out)
{
	if (is(n, "element")) {
		*vec_push(w->a, &out->elements) = (struct part){ n, needed };
	} else if (is(n, "attribute")) {
		*vec_push(w->a, &out->attributes) = (struct part){ n, needed };
	} else if (is(n, "value")) {
		struct span text = span_trim(xml_text(w->a, n));
		*vec_push(w->a, &out->values) = arena_strn(w->a, text.p, text.n);
	} else if (is(n, "list")) {
		out->list = true;
		collect(w, n, needed, deep, out);
	} else if (is(n, "text") || is(n, "data")) {
		collect_text(w, n, out);
	} else if (is(n, "ref") && deep < WHY_DEEPEST) {
		collect_reference(w, n, needed, deep, out);
	} else if (is_one_of(n, within) || is_one_of(n, perhaps)) {
		out->free = out->free || is(n, "mixed");
		collect(w, n, needed && is_one_of(n, within), deep + 1, out);
	} else if (n->type == XML_ELEMENT_NODE && !is_one_of(n, nothing)) {
		out->any = true;
	}
}

static void collect(struct why *w, const xmlNode *below, bool needed, int deep, struct content *out)
{
	for (const xmlNode *n = below->children; n != NULL && deep < WHY_DEEPEST; n = n->next) {
		collect_one(w, n, needed, deep, out);
	}
	out->any = out->any || deep >= WHY_DEEPEST;
}

/* --- names --- */

struct named {
	const char *ns, *name;	/* name NULL: any */
};
typedef VEC(struct named) names;

static const char *inherited_ns(struct why *w, const xmlNode *n)
{
	for (; n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent) {
		const char *ns = xml_attr(w->a, n, NULL, "ns");
		if (ns != NULL) {
			return ns;
		}
	}
	return "";
}

static struct named name_read(struct why *w, const xmlNode *at, const char *written, bool inherits)
{
	const char *colon = strchr(written, ':'), *own = xml_attr(w->a, at, NULL, "ns");
	const char *prefix = colon != NULL ? arena_strn(w->a, written, (size_t)(colon - written)) : NULL;
	const xmlNs *ns = prefix != NULL ? xmlSearchNs(at->doc, (xmlNode *)(uintptr_t)at, (const xmlChar *)prefix) : NULL;
	if (ns != NULL) {
		return (struct named){ (const char *)ns->href, colon + 1 };
	}
	return (struct named){ own != NULL ? own : inherits ? inherited_ns(w, at) : "", written };
}

static const xmlNode *first_element(const xmlNode *n)
{
	while (n != NULL && n->type != XML_ELEMENT_NODE) {
		n = n->next;
	}
	return n;
}

static void names_of_class(struct why *w, const xmlNode *class, names *out)
{
	if (class == NULL || (!is(class, "name") && !is(class, "choice"))) {
		*vec_push(w->a, out) = (struct named){ NULL, NULL };
	} else if (is(class, "name")) {
		struct span text = span_trim(xml_text(w->a, class));
		*vec_push(w->a, out) = name_read(w, class, arena_strn(w->a, text.p, text.n), true);
	} else {
		for (const xmlNode *c = first_element(class->children); c != NULL; c = first_element(c->next)) {
			names_of_class(w, c, out);
		}
	}
}

/* Of a pattern of elements or attributes. */
static void names_of(struct why *w, const xmlNode *pattern, names *out)
{
	const char *name = xml_attr(w->a, pattern, NULL, "name");
	out->n = 0;
	if (name != NULL) {
		*vec_push(w->a, out) = name_read(w, pattern, name, is(pattern, "element"));
	} else {
		names_of_class(w, first_element(pattern->children), out);
	}
}

static bool names_fit(struct why *w, const xmlNode *pattern, const xmlNs *ns, const xmlChar *name)
{
	names all = { 0 };
	const char *uri = ns != NULL ? (const char *)ns->href : "";
	names_of(w, pattern, &all);
	for (uint32_t i = 0; i < all.n; i++) {
		if (all.v[i].name == NULL || (strcmp(all.v[i].name, (const char *)name) == 0 && strcmp(all.v[i].ns, uri) == 0)) {
			return true;
		}
	}
	return false;
}

/* --- words --- */

/* What is said of a name that is none of those there are. */
struct choice {
	struct why *w;
	struct near near;
	const char *elsewhere;	/* the namespace in which there is that very name */
	const char *list;	/* "a, b, c" */
	uint32_t n;
};

static void choice_add(struct choice *c, const char *ns, const char *name)
{
	if (strcmp(name, c->near.word) == 0) {
		c->elsewhere = ns;
		return;
	}
	near_try(&c->near, name);
	const char *key = arena_printf(c->w->a, ", %s,", name);
	if (strstr(arena_printf(c->w->a, ", %s,", c->list), key) == NULL && c->n++ < WHY_LISTED) {
		c->list = arena_printf(c->w->a, "%s%s%s", c->list, c->list[0] != '\0' ? ", " : "", name);
	}
}

static void choice_add_pattern(struct choice *c, const xmlNode *pattern)
{
	names all = { 0 };
	names_of(c->w, pattern, &all);
	for (uint32_t i = 0; i < all.n; i++) {
		if (all.v[i].name != NULL) {
			bool xml = strcmp(all.v[i].ns, (const char *)XML_XML_NAMESPACE) == 0;
			choice_add(c, all.v[i].ns, xml ? arena_printf(c->w->a, "xml:%s", all.v[i].name) : all.v[i].name);
		}
	}
}

/* "; did you mean 'x'?", or "; what: a, b, c" when there are few, or "". */
static const char *choice_words(const struct choice *c, const char *what)
{
	if (c->elsewhere != NULL) {
		return c->elsewhere[0] == '\0' ? "; the one meant has no namespace" :
		    arena_printf(c->w->a, "; the one meant is of the namespace %s", c->elsewhere);
	}
	if (c->near.best != NULL) {
		return arena_printf(c->w->a, "; did you mean '%s'?", c->near.best);
	}
	return c->n > 0 && c->n <= WHY_LISTED ? arena_printf(c->w->a, "; %s: %s", what, c->list) : "";
}

static void tell(struct why *w, const xmlNode *n, size_t offset, size_t length, const char *words)
{
	long line = xmlGetLineNo(n);
	*vec_push(w->a, w->out) = (struct xml_schema_fault){ n, offset, length, line > 0 ? (uint32_t)line : 0, words };
}

/* --- the document --- */

static const char *written_name(struct why *w, const xmlNs *ns, const xmlChar *name)
{
	const char *prefix = ns != NULL ? (const char *)ns->prefix : NULL;
	return prefix != NULL ? arena_printf(w->a, "%s:%s", prefix, (const char *)name) : (const char *)name;
}

static bool has_shape(struct why *w, const char *shape, struct span word)
{
	xmlRegexp *compiled = xmlRegexpCompile((const xmlChar *)shape);
	int fits = compiled != NULL ? xmlRegexpExec(compiled, (const xmlChar *)arena_strn(w->a, word.p, word.n)) : 1;
	if (compiled != NULL) {
		xmlRegFreeRegexp(compiled);
	}
	return fits != 0;
}

static bool has_value(struct why *w, const struct content *c, struct span word)
{
	for (uint32_t i = 0; i < c->values.n; i++) {
		if (span_is(word, c->values.v[i])) {
			return true;
		}
	}
	for (uint32_t i = 0; i < c->shapes.n; i++) {
		if (has_shape(w, c->shapes.v[i], word)) {
			return true;
		}
	}
	return false;
}

/* The word of the text that none of its values is; empty: it is right, or nobody knows. */
static struct span wrong_value(struct why *w, const struct content *c, const char *text)
{
	struct span rest = span_str(text), word;
	if (c->any || c->free || c->values.n + c->shapes.n == 0) {
		return span_of(NULL, 0);
	}
	if (!c->list) {
		return has_value(w, c, span_trim(rest)) ? span_of(NULL, 0) : rest;
	}
	while (span_word(&rest, &word)) {
		if (!has_value(w, c, word)) {
			return word;
		}
	}
	return span_of(NULL, 0);
}

static void tell_value(struct why *w, const xmlNode *n, const struct content *c, const char *of, struct span word, size_t offset)
{
	struct choice choice = { .w = w, .near = { .word = arena_strn(w->a, word.p, word.n) }, .list = "" };
	for (uint32_t i = 0; i < c->values.n; i++) {
		choice_add(&choice, "", c->values.v[i]);
	}
	const char *what = c->shapes.n == 0 ? choice_words(&choice, "it is one of") : choice.near.best != NULL ? choice_words(&choice, "") :
	    "; it is written otherwise";
	tell(w, n, offset, word.n, arena_printf(w->a, "%s cannot be '%.*s'%s", of, SPAN_F(word), what));
}

static void look_value(struct why *w, const xmlNode *n, const xmlAttr *at, const struct content *all)
{
	const char *written = written_name(w, at->ns, at->name);
	struct content c = { 0 };
	bool empty = false;
	for (uint32_t i = 0; i < all->attributes.n; i++) {
		if (names_fit(w, all->attributes.v[i].pattern, at->ns, at->name)) {
			uint32_t before = c.values.n + c.shapes.n;
			collect(w, all->attributes.v[i].pattern, true, 0, &c);
			empty = empty || c.values.n + c.shapes.n == before;
		}
	}
	struct span text = xml_text(w->a, (const xmlNode *)(const void *)at);
	struct span word = empty ? span_of(NULL, 0) : wrong_value(w, &c, text.p);
	if (word.p != NULL) {
		size_t value = xml_tag_value(w->text, xml_offset(n), written, (size_t)(word.p - text.p));
		tell_value(w, n, &c, arena_printf(w->a, "'%s' of '%s'", written, (const char *)n->name), word, value);
	}
}

static bool has_attribute(struct why *w, const xmlNode *n, const xmlNode *pattern)
{
	for (const xmlAttr *at = n->properties; at != NULL; at = at->next) {
		if (names_fit(w, pattern, at->ns, at->name)) {
			return true;
		}
	}
	return false;
}

/* The name that was perhaps meant, or NULL. */
static const char *look_attribute(struct why *w, const xmlNode *n, const xmlAttr *at, const struct content *all)
{
	struct choice choice = { .w = w, .near = { .word = (const char *)at->name }, .list = "" };
	for (uint32_t i = 0; i < all->attributes.n; i++) {
		if (names_fit(w, all->attributes.v[i].pattern, at->ns, at->name)) {
			look_value(w, n, at, all);
			return NULL;
		}
	}
	for (uint32_t i = 0; i < all->attributes.n; i++) {
		if (!has_attribute(w, n, all->attributes.v[i].pattern)) {
			choice_add_pattern(&choice, all->attributes.v[i].pattern);
		}
	}
	const char *written = written_name(w, at->ns, at->name);
	tell(w, n, xml_tag_name(w->text, xml_offset(n), written), strlen(written),
	    arena_printf(w->a, "'%s' has no attribute '%s'%s", (const char *)n->name, written, choice_words(&choice, "it may have")));
	return choice.near.best;
}

static void look_missing(struct why *w, const xmlNode *n, const struct content *all, const char *meant)
{
	names of = { 0 };
	for (uint32_t i = 0; i < all->attributes.n; i++) {
		const struct part *at = &all->attributes.v[i];
		if (!at->needed || has_attribute(w, n, at->pattern)) {
			continue;
		}
		names_of(w, at->pattern, &of);
		if (of.n == 1 && of.v[0].name != NULL && (meant == NULL || strcmp(of.v[0].name, meant) != 0)) {
			tell(w, n, xml_offset(n), 0, arena_printf(w->a, "'%s' lacks the attribute '%s'", (const char *)n->name, of.v[0].name));
		}
	}
}

static bool has_child(struct why *w, const xmlNode *n, const xmlNode *pattern, const char *name)
{
	struct near near = { .word = name };
	for (const xmlNode *c = first_element(n->children); c != NULL; c = first_element(c->next)) {
		near_try(&near, (const char *)c->name);	/* a slip of the pen is told there */
		if (near.best != NULL || names_fit(w, pattern, c->ns, c->name)) {
			return true;
		}
	}
	return false;
}

static void look_missing_children(struct why *w, const xmlNode *n, const struct content *all)
{
	names of = { 0 };
	for (uint32_t i = 0; i < all->elements.n; i++) {
		const struct part *e = &all->elements.v[i];
		names_of(w, e->pattern, &of);
		if (e->needed && of.n == 1 && of.v[0].name != NULL && !has_child(w, n, e->pattern, of.v[0].name)) {
			tell(w, n, xml_offset(n), 0, arena_printf(w->a, "'%s' lacks the element '%s'", (const char *)n->name, of.v[0].name));
		}
	}
}

static void look_element(struct why *w, const xmlNode *n, const struct content *patterns);

static void look_child(struct why *w, const xmlNode *n, const xmlNode *child, const struct content *all)
{
	struct content fits = { 0 };
	struct choice choice = { .w = w, .near = { .word = (const char *)child->name }, .list = "" };
	for (uint32_t i = 0; i < all->elements.n; i++) {
		if (names_fit(w, all->elements.v[i].pattern, child->ns, child->name)) {
			*vec_push(w->a, &fits.elements) = all->elements.v[i];
		}
	}
	if (fits.elements.n > 0) {
		look_element(w, child, &fits);
		return;
	}
	for (uint32_t i = 0; i < all->elements.n; i++) {
		choice_add_pattern(&choice, all->elements.v[i].pattern);
	}
	tell(w, child, xml_offset(child), 0, arena_printf(w->a, "%s holds no '%s'%s",
	    n != NULL ? arena_printf(w->a, "'%s'", (const char *)n->name) : "the document", written_name(w, child->ns, child->name),
	    choice_words(&choice, "it may hold")));
}

static void look_text(struct why *w, const xmlNode *n, const struct content *all)
{
	struct span text = all->elements.n == 0 ? span_trim(xml_text(w->a, n)) : span_of(NULL, 0);
	struct span word = text.n > 0 && first_element(n->children) == NULL ? wrong_value(w, all, arena_strn(w->a, text.p, text.n)) : span_of(NULL, 0);
	if (word.p != NULL) {
		tell_value(w, n, all, arena_printf(w->a, "'%s'", (const char *)n->name), word, xml_offset(n));
		w->out->v[w->out->n - 1].length = 0;
	}
}

/* patterns: those that the element may follow; all that any of them allows is right. */
static void look_element(struct why *w, const xmlNode *n, const struct content *patterns)
{
	struct content all = { 0 };
	const char *meant = NULL;
	for (uint32_t i = 0; i < patterns->elements.n; i++) {
		collect(w, patterns->elements.v[i].pattern, patterns->elements.n == 1, 0, &all);
	}
	for (uint32_t i = 0; i < patterns->elements.n; i++) {
		names of = { 0 };
		names_of(w, patterns->elements.v[i].pattern, &of);
		all.any = all.any || of.n == 0 || of.v[0].name == NULL;
	}
	if (all.any || w->n++ >= WHY_ELEMENTS) {
		return;
	}
	for (const xmlAttr *at = n->properties; at != NULL; at = at->next) {
		const char *near = look_attribute(w, n, at, &all);
		meant = near != NULL ? near : meant;
	}
	look_missing(w, n, &all, meant);
	look_missing_children(w, n, &all);
	look_text(w, n, &all);
	for (const xmlNode *c = first_element(n->children); c != NULL; c = first_element(c->next)) {
		look_child(w, n, c, &all);
	}
}

void xml_schema_why(struct arena *a, const xmlDoc *grammar, const xmlDoc *doc, struct span text, struct xml_schema_faults *out)
{
	struct why w = { .a = a, .grammar = xmlDocGetRootElement((xmlDoc *)(uintptr_t)grammar), .text = text, .out = out };
	const xmlNode *root = xmlDocGetRootElement((xmlDoc *)(uintptr_t)doc);
	struct content start = { 0 };
	for (const xmlNode *n = first_element(w.grammar->children); n != NULL; n = first_element(n->next)) {
		if (is(n, "start")) {
			collect(&w, n, true, 0, &start);
		}
	}
	if (root != NULL && start.elements.n > 0 && !start.any) {
		look_child(&w, NULL, root, &start);
	}
}
