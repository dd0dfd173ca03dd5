/* judge_model.c - what the views can hold: which elements in which, with which attributes, of which values.
 *
 * In: the files of rules/schemas/ whose names end in "-view.rng", which the views follow. Out: sets of elements as bits, for judge_lint.c.
 * Order, number and datatypes do not matter there, and are not kept; of an attribute that may be anything no values are known.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

#include "parts/token.h"

enum { MODEL_ELEMENTS = 60, MODEL_DEEPEST = 64 };

struct attribute {
	const char *name;
	VEC(const char *) values;
	bool open;			/* it may be anything */
};

struct element {
	const char *name;
	uint64_t children;
	bool text;
	VEC(struct attribute) attributes;
};

struct judge_model {
	struct element elements[MODEL_ELEMENTS];
	uint32_t n;
	uint64_t roots;
};

struct maker {
	struct arena *a;
	struct judge_model *m;
	const xmlNode *grammar;
	struct map done;		/* element patterns, by their place: walked before */
	int deep;
	bool failed;
};

static bool is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static uint64_t bit(uint32_t i)
{
	return (uint64_t)1 << i;
}

uint64_t judge_model_named(const struct judge_model *m, struct span name)
{
	for (uint32_t i = 0; i < m->n; i++) {
		if (span_is(name, m->elements[i].name)) {
			return bit(i);
		}
	}
	return 0;
}

static uint64_t make_element(struct maker *k, struct span name)
{
	uint64_t there = judge_model_named(k->m, name);
	if (there != 0 || k->m->n == MODEL_ELEMENTS) {
		k->failed = k->failed || there == 0;
		return there;
	}
	k->m->elements[k->m->n].name = arena_strn(k->a, name.p, name.n);
	return bit(k->m->n++);
}

/* Calls take() with each name that the element or attribute pattern can have. */
static void each_name(struct maker *k, const xmlNode *n, void (*take)(struct maker *k, struct span name, void *user), void *user)
{
	const char *own = xml_attr(k->a, n, NULL, "name");
	if (own != NULL) {
		take(k, span_trim(span_str(own)), user);
		return;
	}
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		for (const xmlNode *d = is(c, "choice") ? c->children : is(c, "name") ? c : NULL; d != NULL; d = d != c ? d->next : NULL) {
			if (is(d, "name")) {
				take(k, span_trim(xml_text(k->a, d)), user);
			}
		}
	}
}

static const xmlNode *find_define(const struct maker *k, const char *name)
{
	for (const xmlNode *n = k->grammar->children; n != NULL; n = n->next) {
		const char *is_now = is(n, "define") ? xml_attr(k->a, n, NULL, "name") : NULL;
		if (is_now != NULL && name != NULL && strcmp(is_now, name) == 0) {
			return n;
		}
	}
	return NULL;
}

/* --- attributes --- */

static bool names_only(const xmlNode *choice)
{
	for (const xmlNode *n = choice->children; n != NULL; n = n->next) {
		if (n->type == XML_ELEMENT_NODE && !is(n, "name")) {
			return false;
		}
	}
	return true;
}

static void add_value(struct maker *k, const xmlNode *n, struct attribute *to)
{
	const xmlNode *inner = is(n, "ref") ? find_define(k, xml_attr(k->a, n, NULL, "name")) : is(n, "choice") ? n : NULL;
	if (is(n, "value")) {
		struct span value = span_trim(xml_text(k->a, n));
		*vec_push(k->a, &to->values) = arena_strn(k->a, value.p != NULL ? value.p : "", value.n);
	} else if (inner == NULL || ++k->deep > MODEL_DEEPEST) {
		to->open = true;	/* data, list, text */
	} else {
		for (const xmlNode *c = inner->children; c != NULL; c = c->next) {
			if (c->type == XML_ELEMENT_NODE) {
				add_value(k, c, to);
			}
		}
		k->deep--;
	}
}

struct attribute_job { uint64_t owners; const struct attribute *values; };

static void add_attribute(struct maker *k, struct span name, void *user)
{
	const struct attribute_job *job = user;
	for (uint32_t i = 0; i < k->m->n; i++) {
		struct element *e = &k->m->elements[i];
		struct attribute *to = NULL;
		if (!(job->owners & bit(i))) {
			continue;
		}
		for (uint32_t j = 0; j < e->attributes.n; j++) {
			to = span_is(name, e->attributes.v[j].name) ? &e->attributes.v[j] : to;
		}
		if (to == NULL) {
			to = vec_push(k->a, &e->attributes);
			to->name = arena_strn(k->a, name.p, name.n);
		}
		to->open = to->open || job->values->open;
		for (uint32_t j = 0; j < job->values->values.n; j++) {
			*vec_push(k->a, &to->values) = job->values->values.v[j];
		}
	}
}

/* Without a word of its values it may be any text. */
static void walk_attribute(struct maker *k, const xmlNode *n, uint64_t owners)
{
	struct attribute values = { 0 };
	bool some = false;
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		if (c->type == XML_ELEMENT_NODE && !is(c, "name") && !(is(c, "choice") && names_only(c))) {
			add_value(k, c, &values);
			some = true;
		}
	}
	values.open = values.open || !some;
	struct attribute_job job = { owners, &values };
	each_name(k, n, add_attribute, &job);
}

/* --- elements --- */

static void walk(struct maker *k, const xmlNode *below, uint64_t parents);

static void add_element(struct maker *k, struct span name, void *user)
{
	*(uint64_t *)user |= make_element(k, name);
}

static void walk_element(struct maker *k, const xmlNode *n, uint64_t parents)
{
	uint64_t mine = 0;
	each_name(k, n, add_element, &mine);
	for (uint32_t i = 0; i < k->m->n; i++) {
		k->m->elements[i].children |= parents & bit(i) ? mine : 0;
	}
	k->m->roots |= parents & JUDGE_MODEL_ROOT ? mine : 0;
	struct span key = span_of((const char *)&n, sizeof n);
	if (map_get(&k->done, key) == MAP_NONE) {
		map_put(&k->done, key, 1);
		walk(k, n, mine);
	}
}

static void walk_text(struct maker *k, uint64_t parents)
{
	for (uint32_t i = 0; i < k->m->n; i++) {
		k->m->elements[i].text = k->m->elements[i].text || (parents & bit(i)) != 0;
	}
}

static void walk(struct maker *k, const xmlNode *below, uint64_t parents)
{
	if (++k->deep > MODEL_DEEPEST) {
		k->failed = true;
	}
	for (const xmlNode *n = below->children; n != NULL && !k->failed; n = n->next) {
		if (is(n, "element")) {
			walk_element(k, n, parents);
		} else if (is(n, "attribute")) {
			walk_attribute(k, n, parents);
		} else if (is(n, "ref")) {
			const xmlNode *define = find_define(k, xml_attr(k->a, n, NULL, "name"));
			k->failed = k->failed || define == NULL;
			if (define != NULL) {
				walk(k, define, parents);
			}
		} else if (is(n, "text") || is(n, "data") || is(n, "mixed") || is(n, "value")) {
			walk_text(k, parents);
			walk(k, n, is(n, "mixed") ? parents : 0);
		} else if (n->type == XML_ELEMENT_NODE && !is(n, "name")) {
			walk(k, n, parents);
		}
	}
	k->deep--;
}

static bool make_of(struct maker *k, const char *name, struct span text)
{
	struct diag_sink silent = { 0 };
	xmlDoc *doc = xml_read(k->a, text, name, &silent);
	if (doc == NULL) {
		return false;
	}
	k->grammar = xmlDocGetRootElement(doc);
	for (const xmlNode *n = k->grammar->children; n != NULL; n = n->next) {
		if (is(n, "start")) {
			walk(k, n, JUDGE_MODEL_ROOT);
		}
	}
	return !k->failed;
}

/* False: there is no schema, or one that is not understood. */
static bool make_all(struct maker *maker, const struct know *k)
{
	bool good = true;
	for (uint32_t i = 0; i < know_file_count(k) && good; i++) {
		const char *name = know_file_name(k, i);
		if (span_starts(span_str(name), "schemas/") && span_ends(span_str(name), "-view.rng")) {
			good = make_of(maker, name, know_file_text(k, i));
		}
	}
	return good && maker->m->n > 0;
}

/* A set of files without schemas is read by those that are compiled in, and so it is here. */
const struct judge_model *judge_model_new(struct arena *a, const struct know *k)
{
	struct maker maker = { .a = a, .m = ARENA_NEW(a, struct judge_model) };
	map_init(&maker.done, a);
	bool good = make_all(&maker, k);
	if (!good && maker.m->n == 0) {
		struct know *builtin = know_default();
		good = make_all(&maker, builtin);
		know_free(builtin);
	}
	return good ? maker.m : NULL;
}

/* --- questions --- */

uint64_t judge_model_all(const struct judge_model *m)
{
	return bit(m->n) - 1;
}

uint64_t judge_model_children(const struct judge_model *m, uint64_t elements)
{
	uint64_t all = elements & JUDGE_MODEL_ROOT ? m->roots : 0;
	for (uint32_t i = 0; i < m->n; i++) {
		if (elements & bit(i)) {
			all |= m->elements[i].children | (m->elements[i].text ? JUDGE_MODEL_TEXT : 0);
		}
	}
	return all;
}

uint64_t judge_model_parents(const struct judge_model *m, uint64_t elements)
{
	uint64_t all = elements & m->roots ? JUDGE_MODEL_ROOT : 0;
	for (uint32_t i = 0; i < m->n; i++) {
		bool holds = (m->elements[i].children & elements) != 0 || (m->elements[i].text && (elements & JUDGE_MODEL_TEXT));
		all |= holds ? bit(i) : 0;
	}
	return all;
}

static const struct attribute *attribute_of(const struct judge_model *m, uint32_t element, const char *name)
{
	const struct element *e = &m->elements[element];
	for (uint32_t i = 0; i < e->attributes.n; i++) {
		if (strcmp(e->attributes.v[i].name, name) == 0) {
			return &e->attributes.v[i];
		}
	}
	return NULL;
}

uint64_t judge_model_having(const struct judge_model *m, uint64_t elements, const char *attribute)
{
	uint64_t having = 0;
	for (uint32_t i = 0; i < m->n; i++) {
		having |= (elements & bit(i)) && attribute_of(m, i, attribute) != NULL ? bit(i) : 0;
	}
	return having;
}

bool judge_model_can_be(const struct judge_model *m, struct arena *a, const struct judge_nodes *n, struct span value, const char **values)
{
	const char *all = "";
	for (uint32_t i = 0; i < m->n; i++) {
		const struct attribute *of = n->elements & bit(i) ? attribute_of(m, i, n->attribute) : NULL;
		if (of != NULL && (of->open || of->values.n == 0)) {
			return true;
		}
		for (uint32_t j = 0; of != NULL && j < of->values.n; j++) {
			if (span_is(value, of->values.v[j])) {
				return true;
			}
			if (strstr(all, of->values.v[j]) == NULL) {
				all = arena_printf(a, "%s%s%s", all, all[0] != '\0' ? ", " : "", of->values.v[j]);
			}
		}
	}
	*values = all;
	return all[0] == '\0';
}

const char *judge_model_words(const struct judge_model *m, struct arena *a, uint64_t elements)
{
	enum { MOST = 3 };
	const char *all = elements & JUDGE_MODEL_ROOT ? "the document" : "";
	unsigned n = elements & JUDGE_MODEL_ROOT ? 1 : 0, left = 0;
	for (uint32_t i = 0; i < m->n; i++) {
		if ((elements & bit(i)) && n++ < MOST) {
			all = arena_printf(a, "%s%s'%s'", all, all[0] != '\0' ? ", " : "", m->elements[i].name);
		} else if (elements & bit(i)) {
			left++;
		}
	}
	return left > 0 ? arena_printf(a, "%s and %u others", all, left) : all;
}

const char *judge_model_near(const struct judge_model *m, struct arena *a, uint64_t elements, struct span name, bool attribute)
{
	struct near near = { .word = arena_strn(a, name.p, name.n) };
	for (uint32_t i = 0; i < m->n; i++) {
		const struct element *e = &m->elements[i];
		if (!attribute) {
			near_try(&near, e->name);
		}
		for (uint32_t j = 0; attribute && (elements & bit(i)) && j < e->attributes.n; j++) {
			near_try(&near, e->attributes.v[j].name);
		}
	}
	return near.best;
}
