/* mime_html.c - a body that is HTML, as elements of the document that a message is made into.
 *
 * In: HTML as mail programs write it. Out: its elements under a node of ours; they have no places, so that of the node counts.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/mime_html.h"

#include "parts/html.h"

bool mime_html_add(struct arena *a, xmlNode *to, struct span utf8, const char *path, struct diag_sink *sink)
{
	xmlDoc *doc = html_read(a, utf8, path, sink);
	xmlNode *copy = doc != NULL ? xmlDocCopyNode(xmlDocGetRootElement(doc), to->doc, 1) : NULL;
	if (copy != NULL) {
		xmlAddChild(to, copy);
	}
	return copy != NULL;
}
