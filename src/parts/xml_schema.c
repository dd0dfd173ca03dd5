/* xml_schema.c - RELAX NG through libxml2, each fault with its place.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/xml.h"

#include <libxml/parser.h>

struct xml_schema {
	xmlRelaxNG *schema;
};

struct xml_schema_job {
	const char *path;
	struct linemap lines;
	struct arena *arena;
	struct diag_sink *sink;
	uint32_t said;
	const xmlNode *last;	/* whose fault was said */
};

enum { SCHEMA_FAULTS = 8 };	/* of one file: libxml2 repeats itself up the tree */

static void xml_schema_free(void *s)
{
	xmlRelaxNGFree(s);
}

static void xml_schema_fault(void *user, xmlErrorPtr e)
{
	struct xml_schema_job *job = user;
	uint32_t line = e->line > 0 ? (uint32_t)e->line : 0;
	struct span words = span_trim(span_str(e->message != NULL ? e->message : "unknown fault"));
	if ((e->node != NULL && e->node == job->last) || job->said++ >= SCHEMA_FAULTS) {
		return;			/* what follows on one element is the same fault in other words */
	}
	job->last = e->node;
	if (e->node != NULL && xml_offset(e->node) != SIZE_MAX && job->lines.text.n > 0) {
		diag_in(job->sink, DIAG_KNOW_SCHEMA, job->path, &job->lines, job->arena, xml_offset(e->node), 0, "%.*s", SPAN_F(words));
		return;
	}
	diag_at(job->sink, DIAG_KNOW_SCHEMA, job->path, line, 0, "%.*s", SPAN_F(words));
}

struct xml_schema *xml_schema_new(struct arena *a, struct span schema_text, const char *name, struct diag_sink *sink)
{
	struct xml_schema_job job = { .path = name, .sink = sink, .arena = a };
	xmlRelaxNGParserCtxt *p = xmlRelaxNGNewMemParserCtxt(schema_text.p, (int)schema_text.n);
	if (p == NULL) {
		bug("out of memory");
	}
	xmlRelaxNGSetParserStructuredErrors(p, xml_schema_fault, &job);
	xmlRelaxNG *schema = xmlRelaxNGParse(p);
	xmlRelaxNGFreeParserCtxt(p);
	if (schema == NULL) {
		if (job.said == 0) {
			diag_at(sink, DIAG_KNOW_SCHEMA, name, 0, 0, "the schema itself cannot be read");
		}
		return NULL;
	}
	arena_hang(a, schema, xml_schema_free);
	struct xml_schema *s = ARENA_NEW(a, struct xml_schema);
	s->schema = schema;
	return s;
}

bool xml_schema_check(struct xml_schema *s, xmlDoc *doc, const char *path, struct span text, struct diag_sink *sink)
{
	struct arena scratch;
	arena_init(&scratch, 0);
	struct xml_schema_job job = { .path = path, .sink = sink, .arena = &scratch };
	linemap_init(&job.lines, text);
	xmlRelaxNGValidCtxt *v = xmlRelaxNGNewValidCtxt(s->schema);
	if (v == NULL) {
		bug("out of memory");
	}
	xmlRelaxNGSetValidStructuredErrors(v, xml_schema_fault, &job);
	int result = xmlRelaxNGValidateDoc(v, doc);
	xmlRelaxNGFreeValidCtxt(v);
	arena_release(&scratch);
	return result == 0;
}
