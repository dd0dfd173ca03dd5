/* know_formats.c - the files of rules/formats/ to rows: how an XML vocabulary is known, and where its fields are.
 *
 * In: documents that follow formats.rng. Out: rows of the builder. Every XPath is compiled once here, so that a fault is told
 * with its place and not by the first letter.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "know/know_in.h"

static const char *formats_id(struct know_build *b, const xmlNode *node)
{
	while (node != NULL && !know_build_is(node, "format")) {
		node = node->parent;
	}
	struct span id = node != NULL ? know_build_attr(b, node, "id") : span_of("", 0);
	return arena_strn(b->a, id.p, id.n);
}

static know_text formats_xpath(struct know_build *b, struct know_doc *doc, const xmlNode *node, struct span text)
{
	const char *why = "";
	const char *expression = arena_strn(b->a, text.p, text.n);
	if (text.n > 0 && xml_xpath_compile(b->a, expression, &why) == NULL) {
		know_build_fault(b, DIAG_KNOW_XPATH, doc, node, "format '%s', '%s': %s", formats_id(b, node), expression, why);
	}
	return know_build_text(b, text);
}

static void formats_field(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	VEC(uint32_t) parts = { 0 };
	for (xmlNode *c = node->children; c != NULL; c = c->next) {
		if (know_build_is(c, "part")) {
			*vec_push(b->a, &parts) = b->parts.n;
			struct know_format_part p = {
				know_build_text(b, know_build_attr(b, c, "name")), formats_xpath(b, doc, c, know_build_attr(b, c, "select"))
			};
			*vec_push(b->a, &b->parts) = p;
		}
	}
	struct know_format_field f = {
		.name = know_build_text(b, know_build_attr(b, node, "name")), .role = know_build_text(b, know_build_attr(b, node, "role")),
		.key = know_build_text(b, know_build_attr(b, node, "key")),
		.select = formats_xpath(b, doc, node, know_build_attr(b, node, "select")), .parts = know_build_list(b, parts.v, parts.n),
	};
	*vec_push(b->a, &b->fields) = f;
}

static struct know_format_keys formats_keys(struct know_build *b, const xmlNode *node)
{
	return (struct know_format_keys){
		know_build_text(b, know_build_attr(b, node, "carriers")), know_build_text(b, know_build_attr(b, node, "names")),
		know_build_text(b, know_build_attr(b, node, "values")), know_build_text(b, know_build_attr(b, node, "qualifiers")),
		know_build_text(b, know_build_attr(b, node, "prefixes")), know_build_text(b, know_build_attr(b, node, "rows")),
		know_build_text(b, know_build_attr(b, node, "closed"))
	};
}

static void formats_format(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	VEC(uint32_t) ns = { 0 };
	VEC(uint32_t) fields = { 0 };
	struct span priority = know_build_attr(b, node, "priority");
	struct know_format f = {
		.id = know_build_text(b, know_build_attr(b, node, "id")), .label = know_build_text(b, know_build_attr(b, node, "label")),
		.layout = know_build_text(b, know_build_attr(b, node, "layout")),
		.headers = know_build_text(b, know_build_attr(b, node, "headers")),
		.priority = priority.n > 0 ? (int32_t)strtol(priority.p, NULL, 10) : 0,
	};
	for (xmlNode *c = node->children; c != NULL; c = c->next) {
		if (know_build_is(c, "root")) {
			f.root = know_build_text(b, know_build_attr(b, c, "name"));
			f.root_ns = know_build_text(b, know_build_attr(b, c, "ns"));
		} else if (know_build_is(c, "ns")) {
			*vec_push(b->a, &ns) = know_build_text(b, know_build_attr(b, c, "prefix"));
			*vec_push(b->a, &ns) = know_build_text(b, know_build_attr(b, c, "uri"));
		} else if (know_build_is(c, "when")) {
			f.when = formats_xpath(b, doc, c, span_trim(xml_text(b->a, c)));
		} else if (know_build_is(c, "records")) {
			f.records = know_build_text(b, span_trim(xml_text(b->a, c)));
			f.named = know_build_text(b, know_build_attr(b, c, "named"));
		} else if (know_build_is(c, "keys")) {
			f.keys = formats_keys(b, c);
		} else if (know_build_is(c, "field")) {
			*vec_push(b->a, &fields) = b->fields.n;
			formats_field(b, doc, c);
		}
	}
	f.ns = know_build_list(b, ns.v, ns.n);
	f.fields = know_build_list(b, fields.v, fields.n);
	*vec_push(b->a, &b->formats) = f;
}

void know_formats_rows(struct know_build *b, struct know_doc *doc)
{
	for (xmlNode *n = xmlDocGetRootElement(doc->doc)->children; n != NULL; n = n->next) {
		if (know_build_is(n, "format")) {
			formats_format(b, doc, n);
		}
	}
}
