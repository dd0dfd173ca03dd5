/* xml_find_index.c - names and elements to numbers.
 *
 * In: the names that paths ask for; documents. Out: each element's number in document order (its psvi), where its descendants end, and the
 * numbers of the elements of each name. A document tells by its own psvi that it was numbered: who changes one says so (xml_changed()).
 *
 * Cost: linear, a few nanoseconds an element; its name is looked up by address, once a name and document.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "parts/xml_find.h"

static void names_free(void *names)
{
	struct xml_names *f = names;
	free(f->elements);
	free(f->first);
	free(f->order);
	free(f->stack);
	free(f->slots);
	for (uint32_t i = 0; i < f->told.n; i++) {
		free(f->told.v[i].of);
	}
	arena_release(&f->scratch);
}

struct xml_names *xml_names_new(struct arena *a)
{
	struct xml_names *f = ARENA_NEW(a, struct xml_names);
	f->arena = a;
	vec_push(a, &f->names);
	arena_init(&f->scratch, 0);
	arena_hang(a, f, names_free);
	return f;
}

void xml_changed(xmlDoc *doc)
{
	doc->psvi = NULL;
}

/* ---- names ---- */

static uint32_t index_hash(const char *local, size_t n)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < n; i++) {
		h = (h ^ (unsigned char)local[i]) * 16777619u;
	}
	return h;
}

static bool index_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Where the name is, or would be. */
static uint32_t *index_slot(const struct xml_names *f, const char *local, size_t n, const char *uri)
{
	uint32_t at = index_hash(local, n) & (f->room - 1);
	for (; f->slots[at] != 0; at = (at + 1) & (f->room - 1)) {
		const struct find_name *name = &f->names.v[f->slots[at]];
		if (strncmp(name->local, local, n) == 0 && name->local[n] == '\0' && index_same(name->uri, uri)) {
			break;
		}
	}
	return &f->slots[at];
}

static void index_widen(struct xml_names *f)
{
	f->room = f->room > 0 ? f->room * 2 : 256;
	free(f->slots);
	f->slots = calloc(f->room, sizeof *f->slots);
	if (f->slots == NULL) {
		bug("out of memory");
	}
	for (uint32_t i = 1; i < f->names.n; i++) {
		*index_slot(f, f->names.v[i].local, strlen(f->names.v[i].local), f->names.v[i].uri) = i;
	}
}

uint32_t xml_find_index_name(struct xml_names *f, const char *local, size_t n, const char *uri)
{
	if (f->names.n * 2 >= f->room) {
		index_widen(f);
	}
	uint32_t *slot = index_slot(f, local, n, uri);
	if (*slot == 0) {
		*slot = f->names.n;
		*vec_push(f->arena, &f->names) = (struct find_name){ arena_strn(f->arena, local, n), uri != NULL ? arena_str(f->arena, uri) : NULL };
	}
	return *slot;
}

static uint32_t index_look(struct xml_names *f, const xmlNode *element)
{
	uintptr_t mix = ((uintptr_t)element->name >> 3) ^ ((uintptr_t)element->ns >> 4);
	struct find_seen *s = &f->seen[(mix ^ mix >> 7) % FIND_SEEN];
	if (s->local != element->name || s->ns != element->ns) {
		const char *local = (const char *)element->name, *uri = element->ns != NULL ? (const char *)element->ns->href : NULL;
		*s = (struct find_seen){ element->name, element->ns, f->room > 0 ? *index_slot(f, local, strlen(local), uri) : 0 };
	}
	return s->name;
}

/* ---- elements ---- */

static void *index_grow(void *old, uint32_t *room, uint32_t need, size_t size)
{
	if (need <= *room) {
		return old;
	}
	*room = need * 2;
	void *grown = realloc(old, *room * size);
	if (grown == NULL) {
		bug("out of memory");
	}
	return grown;
}

static void index_add(struct xml_names *f, xmlNode *element)
{
	f->elements = index_grow(f->elements, &f->elements_room, f->n + 2, sizeof *f->elements);
	f->elements[++f->n] = (struct find_element){ element, 0, index_look(f, element) };
	element->psvi = (void *)(uintptr_t)f->n;
}

static void index_walk(struct xml_names *f, xmlNode *root)
{
	for (xmlNode *n = root; n != NULL;) {
		if (n->type == XML_ELEMENT_NODE) {
			index_add(f, n);
		}
		if (n->type == XML_ELEMENT_NODE && n->children != NULL) {
			n = n->children;
			continue;
		}
		for (;; n = n->parent) {
			if (n->type == XML_ELEMENT_NODE) {
				f->elements[xml_find_index_of(n)].end = f->n + 1;
			}
			if (n == root) {
				return;
			}
			if (n->next != NULL) {
				n = n->next;
				break;
			}
		}
	}
}

/* Counted, then laid out: each name's elements in document order. */
static void index_sort(struct xml_names *f)
{
	uint32_t sum = 0;
	f->first = index_grow(f->first, &f->first_room, f->names.n + 2, sizeof *f->first);
	f->order = index_grow(f->order, &f->order_room, f->n + 1, sizeof *f->order);
	memset(f->first, 0, (f->names.n + 2) * sizeof *f->first);
	for (uint32_t i = 1; i <= f->n; i++) {
		f->first[f->elements[i].name + 2]++;
	}
	for (uint32_t i = 1; i < f->names.n + 2; i++) {
		sum += f->first[i];
		f->first[i] = sum;
	}
	/* first[name + 1] runs from where its elements begin to where they end, which is where the next name's begin */
	for (uint32_t i = 1; i <= f->n; i++) {
		f->order[f->first[f->elements[i].name + 1]++] = i;
	}
}

static void index_begin(struct xml_names *f, xmlDoc *doc)
{
	f->doc = doc;
	doc->psvi = (void *)++f->generation;
	f->known = f->names.n;
	f->n = 0;
	f->elements = index_grow(f->elements, &f->elements_room, 1, sizeof *f->elements);
	f->elements[0] = (struct find_element){ NULL, 0, FIND_OTHER };	/* of what has no number */
	memset(f->seen, 0, sizeof f->seen);
}

void xml_find_index_open(struct xml_names *f, xmlDoc *doc)
{
	if (f->doc == doc && doc->psvi == (void *)f->generation && f->known == f->names.n) {
		return;
	}
	xmlNode *root = xmlDocGetRootElement(doc);
	index_begin(f, doc);
	if (root != NULL) {
		index_walk(f, root);
	}
	index_sort(f);
}

/* Outermost first; that they end behind the record is not known before it was walked. */
static void index_around(struct xml_names *f, xmlNode *element)
{
	if (element->parent != NULL && element->parent->type == XML_ELEMENT_NODE) {
		index_around(f, element->parent);
		index_add(f, element->parent);
	}
}

void xml_find_index_record(struct xml_names *f, xmlNode *record)
{
	index_begin(f, record->doc);
	index_around(f, record);
	uint32_t around = f->n;
	index_walk(f, record);
	for (uint32_t i = 1; i <= around; i++) {
		f->elements[i].end = f->n + 1;
	}
	index_sort(f);
	xml_changed(record->doc);
}
