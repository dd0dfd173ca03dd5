/* extract_xml_key.c - the elements of a record by what they are called, for vocabularies that differ in little but spelling.
 *
 * In: a record, and a format with `keys`. Out: for each field with keys the nodes that bear one of them. Records of every office have
 * a date, an author and a title, as <DateSent>, <dcterms:date.sent>, <meta name="DC.date.sent" content="...">,
 * <property><name>Date sent</name><value>...</value></property> or <date type="sent">: the same letters once capitals, marks
 * and prefixes are left away. What each may be called is said in rules/formats/.
 *
 * One walk over the record and a search by halves for each element; an XPath a field would look at every element for each.
 * What stands in an element that is a field is that field's own, and is not looked at.
 *
 * SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>

#include "extract/extract_xml.h"

#define KEY_BYTES 96u

/* ---- the format's words ---- */

static int key_order(const void *x, const void *y)
{
	const struct xml_key *a = x, *b = y;
	int d = strcmp(a->word, b->word);
	return d != 0 ? d : a->field < b->field ? -1 : a->field > b->field;
}

static void key_add_words(struct xml_form *form, struct arena *a, uint32_t field, struct span words)
{
	struct span word;
	for (uint32_t rank = 0; span_word(&words, &word); rank++) {
		*vec_push(a, &form->keys) = (struct xml_key){ arena_strn(a, word.p, word.n), field, rank };
	}
}

void extract_xml_key_compile(struct xml_form *form, struct arena *a)
{
	for (uint32_t i = 0; i < form->n_fields; i++) {
		key_add_words(form, a, i, form->fields[i].key);
	}
	if (form->keys.n > 1) {
		qsort(form->keys.v, form->keys.n, sizeof *form->keys.v, key_order);
	}
}

/* The first of the keys that are this word; NULL: none. */
static const struct xml_key *key_find(const struct xml_form *form, const char *word)
{
	uint32_t low = 0, high = form->keys.n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (strcmp(form->keys.v[mid].word, word) < 0) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return low < form->keys.n && strcmp(form->keys.v[low].word, word) == 0 ? &form->keys.v[low] : NULL;
}

/* ---- names folded ---- */

/* "_x0020_", as database programs write what no XML name may hold. */
static bool key_escape(struct span s)
{
	return s.n >= 7 && s.p[0] == '_' && (s.p[1] == 'x' || s.p[1] == 'X') && s.p[6] == '_' && isxdigit((unsigned char)s.p[2]) &&
	    isxdigit((unsigned char)s.p[3]) && isxdigit((unsigned char)s.p[4]) && isxdigit((unsigned char)s.p[5]);
}

/* Small letters and figures only. */
static void key_fold(struct span s, char out[KEY_BYTES])
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && n + 1 < KEY_BYTES; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (key_escape(span_of(s.p + i, s.n - i))) {
			i += 6;
		} else if (isalnum(c) || c >= 0x80) {
			out[n++] = (char)tolower(c);
		}
	}
	out[n] = '\0';
}

static bool key_listed(const char *list, struct span name)
{
	char folded[KEY_BYTES];
	struct span rest = span_str(list), word;
	key_fold(name, folded);
	while (span_word(&rest, &word)) {
		if (span_is(word, folded)) {
			return true;
		}
	}
	return false;
}

/* Between the prefix's last character and the next: a mark, or a capital after a small letter. */
static bool key_breaks(const char *next)
{
	bool camel = *next >= 'A' && *next <= 'Z' && next[-1] >= 'a' && next[-1] <= 'z';
	return camel || (*next != '\0' && strchr(".:_-/#", *next) != NULL);
}

/* "DC.creator", "dcterms:created", "ows_Author", "RecordTitle": what follows the prefix. */
static struct span key_after_prefix(const struct xml_form *form, struct span s)
{
	struct span rest = span_str(form->key_words.prefixes), word;
	while (span_word(&rest, &word)) {
		if (s.n > word.n + 1 && span_eq_ascii_case(span_of(s.p, word.n), word) && key_breaks(s.p + word.n)) {
			size_t n = word.n + (strchr(".:_-/#", s.p[word.n]) != NULL);
			s = span_of(s.p + n, s.n - n);
			rest = span_str(form->key_words.prefixes);	/* another may follow */
		}
	}
	return s;
}

/* "documentdate" when that is a word of the format, else what follows the prefix. */
static void key_name_of(const struct xml_form *form, struct span s, char out[KEY_BYTES])
{
	key_fold(s, out);
	if (key_find(form, out) == NULL) {
		key_fold(key_after_prefix(form, s), out);
	}
}

static struct span key_local(const xmlNode *node)
{
	return span_str((const char *)node->name);
}

/* ---- a record ---- */

struct key_walk {
	struct xml_reader *r;
	const struct xml_form *form;
	const char *qualifier;		/* folded, "" none */
	char name[KEY_BYTES];
};

static bool key_wears(struct key_walk *w, const xmlNode *value, const char *a, const char *b, bool take)
{
	char word[2 * KEY_BYTES];
	size_t n = strlen(a), m = strlen(b);
	memcpy(word, a, n);
	memcpy(word + n, b, m + 1);
	const struct xml_key *k = key_find(w->form, word), *end = w->form->keys.v + w->form->keys.n;
	bool some = k != NULL;
	for (; take && k != NULL && k < end && strcmp(k->word, word) == 0; k++) {
		*vec_push(w->r->a, &w->r->hits) = (struct xml_hit){ k->field, k->rank, (xmlNode *)(uintptr_t)value, 0 };
	}
	return some;
}

/* Does the name (with its qualifier) belong to a field? take: note the node. */
static bool key_try(struct key_walk *w, const xmlNode *value, bool take)
{
	if (*w->name == '\0') {
		return false;
	}
	if (*w->qualifier == '\0') {
		return key_wears(w, value, w->name, "", take);
	}
	return key_wears(w, value, w->name, w->qualifier, take) || key_wears(w, value, w->qualifier, w->name, take) ||
	    key_wears(w, value, "*", w->qualifier, take) || key_wears(w, value, w->name, "*", take);
}

/* In the order of the list: <meta type="text" name="Author">. */
static const xmlAttr *key_attribute(const char *list, const xmlNode *element)
{
	char folded[KEY_BYTES];
	struct span rest = span_str(list), word;
	while (element->properties != NULL && span_word(&rest, &word)) {
		for (const xmlAttr *at = element->properties; at != NULL; at = at->next) {
			key_fold(span_str((const char *)at->name), folded);
			if (at->ns == NULL && span_is(word, folded)) {
				return at;
			}
		}
	}
	return NULL;
}

static const xmlNode *key_child(const char *list, const xmlNode *element)
{
	for (const xmlNode *c = element->children; c != NULL; c = c->next) {
		if (c->type == XML_ELEMENT_NODE && key_listed(list, key_local(c))) {
			return c;
		}
	}
	return NULL;
}

static struct span key_said(struct key_walk *w, const xmlNode *node)
{
	return extract_xml_text_flat(w->r, extract_xml_text_lines(w->r, (xmlNode *)(uintptr_t)node));
}

/* <dcvalue element="date" qualifier="issued">. A qualifier that makes no word of the format with the name says something else. */
static void key_qualify(struct key_walk *w, const xmlNode *element, const xmlNode *name, char qualifier[KEY_BYTES])
{
	const xmlAttr *q = key_attribute(w->form->key_words.qualifiers, element);
	*qualifier = '\0';
	w->qualifier = qualifier;
	if (q != NULL && (const xmlNode *)q != name) {
		key_name_of(w->form, key_said(w, (const xmlNode *)q), qualifier);
		if (!key_try(w, element, false)) {
			*qualifier = '\0';
		}
	}
}

/* The name of an ordinary element, and its qualifier. */
static void key_name(struct key_walk *w, const xmlNode *element, char qualifier[KEY_BYTES])
{
	const xmlAttr *q = key_attribute(w->form->key_words.qualifiers, element);
	*qualifier = '\0';
	if (q != NULL) {
		key_name_of(w->form, key_said(w, (const xmlNode *)q), qualifier);
	}
	w->qualifier = qualifier;
	key_name_of(w->form, key_local(element), w->name);
}

/* <property name="Author" value="..."/>, <meta name="DC.creator" content="..."/>, <field><name>Author</name><value>...</value></field>:
 * the values are the nodes. False: it carries no name. */
static bool key_carrier(struct key_walk *w, const xmlNode *element)
{
	const char *names = w->form->key_words.names, *values = w->form->key_words.values;
	char qualifier[KEY_BYTES];
	const xmlNode *name = (const xmlNode *)key_attribute(names, element), *value;
	name = name != NULL || key_child(values, element) == NULL ? name : key_child(names, element);
	if (name == NULL) {
		return false;
	}
	key_name_of(w->form, key_said(w, name), w->name);
	key_qualify(w, element, name, qualifier);
	value = (const xmlNode *)key_attribute(values, element);
	if (value != NULL) {
		key_try(w, value, true);
		return true;
	}
	if (key_child(values, element) == NULL) {
		key_try(w, element, true);
		return true;
	}
	for (value = element->children; value != NULL; value = value->next) {
		if (value->type == XML_ELEMENT_NODE && key_listed(values, key_local(value))) {
			key_try(w, value, true);
		}
	}
	return true;
}

static void key_attributes(struct key_walk *w, const xmlNode *element)
{
	for (const xmlAttr *at = element->properties; at != NULL; at = at->next) {
		if (at->ns == NULL || strcmp((const char *)at->ns->prefix, "xml") != 0) {
			w->qualifier = "";
			key_name_of(w->form, span_str((const char *)at->name), w->name);
			key_try(w, (const xmlNode *)at, true);
		}
	}
}

/* Does a child bear a word of the same field? Of any field, where the element is of one that a letter has once: <references><our>. */
static bool key_child_wears(struct key_walk *w, const xmlNode *element, uint32_t field)
{
	char qualifier[KEY_BYTES];
	bool any = !w->form->fields[field].many, holds = false;
	for (const xmlNode *c = element->children; c != NULL && !holds; c = c->next) {
		uint32_t before = w->r->hits.n;
		if (c->type == XML_ELEMENT_NODE) {
			key_name(w, c, qualifier);
			holds = (key_try(w, c, true) && (any || w->r->hits.v[before].field == field)) ||
			    (any && key_listed(w->form->key_words.carriers, key_local(c)));
			w->r->hits.n = before;
		}
	}
	return holds;
}

/* <recipients> that holds <recipient> is only a container. True: look into it. */
static bool key_container(struct key_walk *w, const xmlNode *element)
{
	char qualifier[KEY_BYTES];
	uint32_t own = w->r->hits.n;
	key_name(w, element, qualifier);
	if (!key_try(w, element, true) || w->r->hits.n == own) {
		return true;
	}
	bool holds = key_child_wears(w, element, w->r->hits.v[own].field);
	w->r->hits.n = holds ? own : w->r->hits.n;
	return holds;
}

static void key_element(struct key_walk *w, const xmlNode *element)
{
	struct span local = key_local(element);
	if (key_listed(w->form->key_words.closed, local) && key_child(w->form->key_words.rows, element) == NULL) {
		return;
	}
	if (key_listed(w->form->key_words.carriers, local) && key_carrier(w, element)) {
		return;
	}
	if (key_listed(w->form->key_words.rows, local)) {
		key_attributes(w, element);
	}
	if (key_container(w, element)) {
		for (const xmlNode *c = element->children; c != NULL; c = c->next) {
			if (c->type == XML_ELEMENT_NODE) {
				key_element(w, c);
			}
		}
	}
}

static void key_walk(struct xml_reader *r)
{
	struct key_walk w = { .r = r, .form = r->form, .qualifier = "" };
	r->walked = true;
	key_attributes(&w, r->l->record);
	for (const xmlNode *c = r->l->record->children; c != NULL; c = c->next) {
		if (c->type == XML_ELEMENT_NODE) {
			key_element(&w, c);
		}
	}
}

static int key_hit_order(const void *x, const void *y)
{
	const struct xml_hit *a = x, *b = y;
	return a->rank < b->rank ? -1 : a->rank > b->rank ? 1 : a->at < b->at ? -1 : a->at > b->at;
}

struct xml_nodes extract_xml_key_nodes(struct xml_reader *r, const struct xml_field *f)
{
	VEC(struct xml_hit) own = { 0 };
	if (!r->walked) {
		key_walk(r);
	}
	for (uint32_t i = 0; i < r->hits.n; i++) {
		if (&r->form->fields[r->hits.v[i].field] == f) {
			struct xml_hit *h = vec_push(r->a, &own);
			*h = r->hits.v[i];
			h->at = i;
		}
	}
	if (own.n > 1 && !f->many) {
		qsort(own.v, own.n, sizeof *own.v, key_hit_order);
	}
	struct xml_nodes set = { ARENA_NEWS(r->a, xmlNode *, own.n + 1), own.n };
	for (uint32_t i = 0; i < own.n; i++) {
		set.v[i] = own.v[i].node;
	}
	return set;
}
