/* xml_quick.h - plain documents read without libxml2's parser; for the files of parts/ alone, see xml_read_quick() in xml.h.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_XML_QUICK_H
#define SAMEDESK_XML_QUICK_H

#include "parts/xml.h"

/* Tells libxml2 the ids of a document that was read quickly: for those who are about to ask for one. */
void xml_quick_ids(xmlDoc *doc);
/* The attribute that holds the id, of any document; NULL: none. */
xmlAttr *xml_quick_id(xmlDoc *doc, const char *id);
/* xml_node.c: the number of bytes of the XML character at p, 0 when it is none. */
size_t xml_node_char(const unsigned char *p, size_t n);

#endif
