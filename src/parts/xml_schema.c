/* xml_schema.c - RELAX NG through libxml2, each fault with its place.
 *
 * What can be told by name is told by xml_schema_why.c, the rest in libxml2's words, of which the first of an element is enough.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/xml_schema.h"

#include <stdlib.h>

#include <libxml/parser.h>

struct xml_schema {
	xmlRelaxNG *schema;
	struct span text;
};

struct xml_schema_job {
	struct arena *arena;
	struct xml_schema_faults faults;
};

enum { SCHEMA_FAULTS = 8 };	/* of one file: libxml2 repeats itself up the tree */

static void xml_schema_free(void *s)
{
	xmlRelaxNGFree(s);
}

static void xml_schema_fault(void *user, xmlErrorPtr e)
{
	struct xml_schema_job *job = user;
	const xmlNode *node = e->node;
	uint32_t line = e->line > 0 ? (uint32_t)e->line : 0;
	struct span words = span_trim(span_str(e->message != NULL ? e->message : "unknown fault"));
	if (node != NULL && job->faults.n > 0 && job->faults.v[job->faults.n - 1].node == node) {
		return;			/* what follows on one element is the same fault in other words */
	}
	*vec_push(job->arena, &job->faults) = (struct xml_schema_fault){ node, node != NULL ? xml_offset(node) : SIZE_MAX, 0, line,
		arena_strn(job->arena, words.p, words.n) };
}

static bool schema_within(const xmlNode *inner, const xmlNode *outer)
{
	while (inner != NULL && inner != outer) {
		inner = inner->parent;
	}
	return inner != NULL;
}

/* Was the fault told by name? libxml2 then tells it again, of the element, what holds it, or what stands in it. */
static bool schema_told(const struct xml_schema_faults *named, const xmlNode *node)
{
	for (uint32_t i = 0; i < named->n; i++) {
		if (node == NULL || schema_within(node, named->v[i].node) || schema_within(named->v[i].node, node)) {
			return true;
		}
	}
	return false;
}

static int schema_order(const void *x, const void *y)
{
	const struct xml_schema_fault *a = x, *b = y;
	return a->offset != b->offset ? (a->offset < b->offset ? -1 : 1) : a->line < b->line ? -1 : a->line > b->line;
}

static void schema_tell(const struct xml_schema_faults *faults, struct arena *a, const char *path, struct span text, struct diag_sink *sink)
{
	struct linemap lines;
	linemap_init(&lines, text);
	for (uint32_t i = 0; i < faults->n && i < SCHEMA_FAULTS; i++) {
		const struct xml_schema_fault *f = &faults->v[i];
		if (f->offset != SIZE_MAX && text.n > 0) {
			diag_in(sink, DIAG_KNOW_SCHEMA, path, &lines, a, f->offset, f->length, "%s", f->words);
		} else {
			diag_at(sink, DIAG_KNOW_SCHEMA, path, f->line, 0, "%s", f->words);
		}
	}
}

struct xml_schema *xml_schema_new(struct arena *a, struct span schema_text, const char *name, struct diag_sink *sink)
{
	struct xml_schema_job job = { .arena = a };
	xmlRelaxNGParserCtxt *p = xmlRelaxNGNewMemParserCtxt(schema_text.p, (int)schema_text.n);
	if (p == NULL) {
		bug("out of memory");
	}
	xmlRelaxNGSetParserStructuredErrors(p, xml_schema_fault, &job);
	xmlRelaxNG *schema = xmlRelaxNGParse(p);
	xmlRelaxNGFreeParserCtxt(p);
	schema_tell(&job.faults, a, name, span_of(NULL, 0), sink);
	if (schema == NULL) {
		if (job.faults.n == 0) {
			diag_at(sink, DIAG_KNOW_SCHEMA, name, 0, 0, "the schema itself cannot be read");
		}
		return NULL;
	}
	arena_hang(a, schema, xml_schema_free);
	struct xml_schema *s = ARENA_NEW(a, struct xml_schema);
	*s = (struct xml_schema){ .schema = schema, .text = span_of(arena_strn(a, schema_text.p, schema_text.n), schema_text.n) };
	return s;
}

static const char *schema_empty(struct arena *a, const xmlNode *node)
{
	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		if (at->ns == NULL && *xml_attr(a, node, NULL, (const char *)at->name) == '\0') {
			return (const char *)at->name;
		}
	}
	return NULL;
}

/* libxml2's words where they say nothing, made better: they are told of what is not of one name. */
static void schema_words(struct arena *a, struct xml_schema_fault *f)
{
	struct span words = span_str(f->words);
	if (f->node == NULL) {
		return;
	}
	const char *name = (const char *)f->node->name, *empty = schema_empty(a, f->node);
	bool nothing = span_ends(words, ", got nothing"), attributes = span_ends(words, "failed to validate attributes");
	if ((nothing || attributes) && empty != NULL) {
		f->words = arena_printf(a, "'%s' of '%s' is empty", empty, name);
	} else if (nothing) {
		f->words = arena_printf(a, "something is missing in '%s'", name);
	} else if (attributes) {
		f->words = arena_printf(a, "'%s' lacks an attribute, or has two that do not go together", name);
	} else if (strncmp(f->words, "Error validating datatype", 25) == 0) {
		struct span text = span_trim(xml_text(a, f->node));
		f->words = text.n == 0 ? arena_printf(a, "'%s' is empty", name) : arena_printf(a, "'%s' cannot be '%.*s'", name, text.n < 60 ? (int)text.n : 60, text.p);
	} else if (strcmp(f->words, "Did not expect element text there") == 0) {
		f->words = arena_printf(a, "'%s' holds no text of its own", name);
	}
}

/* Beside an element that was told by name, what libxml2 calls extra content is only where it gave up. */
static bool schema_is_extra(const struct xml_schema_faults *named, const struct xml_schema_fault *f)
{
	bool extra = f->node != NULL && strstr(f->words, " has extra content: ") != NULL;
	for (uint32_t i = 0; i < named->n && extra; i++) {
		if (named->v[i].node != NULL && named->v[i].node->parent == f->node->parent) {
			return true;
		}
	}
	return false;
}

/* Both kinds of words, in the order of the document. */
static void schema_explain(struct xml_schema *s, struct arena *a, const xmlDoc *doc, struct span text, struct xml_schema_faults *told)
{
	struct xml_schema_faults named = { 0 };
	const xmlDoc *grammar = xml_read(a, s->text, "", NULL);
	if (grammar != NULL) {
		xml_schema_why(a, grammar, doc, text, &named);
	}
	uint32_t by_name = named.n;
	for (uint32_t i = 0; i < told->n; i++) {
		struct xml_schema_faults before = { named.v, by_name, by_name };
		if (!schema_told(&before, told->v[i].node) && !schema_is_extra(&before, &told->v[i])) {
			struct xml_schema_fault *f = vec_push(a, &named);
			*f = told->v[i];
			schema_words(a, f);
		}
	}
	if (named.n == 0) {
		*vec_push(a, &named) = (struct xml_schema_fault){ NULL, SIZE_MAX, 0, 0, "unknown fault" };
	} else if (named.n > 1) {
		qsort(named.v, named.n, sizeof *named.v, schema_order);
	}
	*told = named;
}

bool xml_schema_check(struct xml_schema *s, xmlDoc *doc, const char *path, struct span text, struct diag_sink *sink)
{
	struct arena scratch;
	arena_init(&scratch, 0);
	struct xml_schema_job job = { .arena = &scratch };
	xmlRelaxNGValidCtxt *v = xmlRelaxNGNewValidCtxt(s->schema);
	if (v == NULL) {
		bug("out of memory");
	}
	xmlRelaxNGSetValidStructuredErrors(v, xml_schema_fault, &job);
	int result = xmlRelaxNGValidateDoc(v, doc);
	xmlRelaxNGFreeValidCtxt(v);
	if (result != 0) {
		schema_explain(s, &scratch, doc, text, &job.faults);
		schema_tell(&job.faults, &scratch, path, text, sink);
	}
	arena_release(&scratch);
	return result == 0;
}
