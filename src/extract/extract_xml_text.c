/* extract_xml_text.c - the text of an element put together as people would read it.
 *
 * In: a node, and the format's sets: what is skipped, what stands by itself, where lines begin. Out: text in the letter's
 * arena, with marks that lead back to the elements. White space is one space, unless an element keeps its line ends.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "extract/extract_xml.h"

static int xml_order(const void *x, const void *y)
{
	const xmlNode *a = *(const xmlNode *const *)x, *b = *(const xmlNode *const *)y;
	return ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

static void xml_set_add(struct xml_reader *r, struct xml_set *s, const xmlNodeSet *nodes)
{
	uint32_t more = nodes != NULL ? (uint32_t)nodes->nodeNr : 0;
	const xmlNode **v = ARENA_NEWS(r->a, const xmlNode *, s->n + more + 1);
	for (uint32_t i = 0; i < s->n + more; i++) {
		v[i] = i < s->n ? s->v[i] : nodes->nodeTab[i - s->n];
	}
	s->v = v;
	s->n += more;
}

/* Worked out when first asked, for few records have text. A text outside the record (an anthology's) has sets of its own. */
static void xml_set_find(struct xml_reader *r, enum xml_setting which)
{
	struct xml_set *s = &r->sets[which];
	s->known = true;
	for (uint32_t i = 0; i < r->form->n_fields; i++) {
		const struct xml_field *f = &r->form->fields[i];
		if (f->action != &extract_xml_actions[which]) {
			continue;
		}
		xml_set_add(r, s, extract_xml_form_nodes(r, f, r->l->record));
		for (uint32_t j = 0; j < r->text.n; j++) {
			xml_set_add(r, s, extract_xml_form_nodes(r, f, r->text.v[j]));
		}
	}
	if (s->n > 1) {
		qsort(s->v, s->n, sizeof *s->v, xml_order);
	}
}

static bool xml_in(struct xml_reader *r, enum xml_setting which, const xmlNode *node)
{
	struct xml_set *s = &r->sets[which];
	if (!s->known) {
		xml_set_find(r, which);
	}
	return s->n > 0 && bsearch(&node, s->v, s->n, sizeof *s->v, xml_order) != NULL;
}

static void xml_put(struct xml_reader *r, struct xml_text *t, const char *p, size_t n)
{
	if (t->n + n + 1 > t->room) {
		size_t room = (t->room + n + 64) * 2;
		t->p = arena_grow(r->a, t->p, t->room, room);
		t->room = room;
	}
	memcpy(t->p + t->n, p, n);
	t->n += n;
	t->p[t->n] = '\0';
}

static void xml_owe(struct xml_text *t, int gap)
{
	t->gap = t->gap > gap ? t->gap : gap;
}

static void xml_pay(struct xml_reader *r, struct xml_text *t)
{
	if (t->n > 0 && t->gap > 0) {
		xml_put(r, t, t->gap == 1 ? " " : "\n\n", t->gap == 3 ? 2 : 1);
	}
	t->gap = 0;
}

static bool xml_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* White space runs are one space, as XML tools treat them. */
static void xml_flow(struct xml_reader *r, struct xml_text *t, const char *s)
{
	while (*s != '\0') {
		const char *end = s;
		while (*end != '\0' && !xml_blank(*end)) {
			end++;
		}
		if (end > s) {
			xml_pay(r, t);
			xml_put(r, t, s, (size_t)(end - s));
		}
		for (s = end; xml_blank(*s); s++) {
			xml_owe(t, 1);
		}
	}
}

/* The gap that white space beside words makes where line ends are kept: it stands before or after an element. */
static int xml_breaks(struct span blank)
{
	int lines = 0;
	for (size_t i = 0; i < blank.n; i++) {
		lines += blank.p[i] == '\n' || (blank.p[i] == '\r' && !(i + 1 < blank.n && blank.p[i + 1] == '\n'));
	}
	return blank.n == 0 ? 0 : lines == 0 ? 1 : lines == 1 ? 2 : 3;
}

static void xml_characters(struct xml_reader *r, struct xml_text *t, const xmlNode *node, bool verbatim)
{
	const char *s = (const char *)node->content;
	if (s == NULL) {
		return;
	}
	*vec_push(r->a, &t->marks) = (struct xml_mark){ t->n, node->parent };
	struct span words = span_trim(span_str(s));
	if (!verbatim) {
		xml_flow(r, t, s);
		return;
	}
	xml_owe(t, xml_breaks(span_of(s, words.n > 0 ? (size_t)(words.p - s) : strlen(s))));
	if (words.n == 0) {
		return;
	}
	while (words.p > s && words.p[-1] != '\n' && words.p[-1] != '\r') {	/* the first line keeps its indent */
		words.p--, words.n++;
	}
	xml_pay(r, t);
	xml_put(r, t, words.p, words.n);
	xml_owe(t, xml_breaks(span_str(span_end(words))));
}

static void xml_gather(struct xml_reader *r, struct xml_text *t, const xmlNode *node, bool verbatim)
{
	if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
		xml_characters(r, t, node, verbatim);
		return;
	}
	if (node->type != XML_ELEMENT_NODE || xml_in(r, XML_SKIP, node)) {
		return;
	}
	int gap = xml_in(r, XML_BLOCK, node) ? 3 : xml_in(r, XML_LINE, node) ? 2 : 0;
	xml_owe(t, gap);
	for (const xmlNode *c = node->children; c != NULL; c = c->next) {
		xml_gather(r, t, c, verbatim || xml_in(r, XML_VERBATIM, node));
	}
	xml_owe(t, gap);
}

void extract_xml_text_add(struct xml_reader *r, struct xml_text *t, xmlNode *node, int gap)
{
	xml_owe(t, gap);
	if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
		xml_characters(r, t, node, false);
		return;
	}
	if (node->type == XML_ELEMENT_NODE || node->type == XML_ATTRIBUTE_NODE) {
		bool verbatim = node->type == XML_ELEMENT_NODE && xml_in(r, XML_VERBATIM, node);
		for (const xmlNode *c = node->children; c != NULL; c = c->next) {
			xml_gather(r, t, c, verbatim);
		}
	}
}

struct span extract_xml_text_lines(struct xml_reader *r, xmlNode *node)
{
	struct xml_text t = { 0 };
	extract_xml_text_add(r, &t, node, 0);
	return span_trim(span_of(t.p, t.n));
}

struct span extract_xml_text_flat(struct xml_reader *r, struct span s)
{
	struct xml_text t = { 0 };
	if (s.n > 0) {
		xml_flow(r, &t, arena_strn(r->a, s.p, s.n));
	}
	return span_of(t.p, t.n);
}
