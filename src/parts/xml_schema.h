/* xml_schema.h - between the files that check documents against grammars.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_XML_SCHEMA_H
#define SAMEDESK_XML_SCHEMA_H

#include "parts/xml.h"

struct xml_schema_fault {
	const xmlNode *node;	/* the element; NULL: not known */
	size_t offset, length;	/* of what is at fault, as diag_in() takes them */
	uint32_t line;		/* where the offset is not known; 0: nor is it */
	const char *words;
};
struct xml_schema_faults { struct xml_schema_fault *v; uint32_t n, room; };

/* xml_schema_why.c: what of the document its grammar tells by name, in its order. text: the document's. */
void xml_schema_why(struct arena *a, const xmlDoc *grammar, const xmlDoc *doc, struct span text, struct xml_schema_faults *out);

#endif
