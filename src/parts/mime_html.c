/* mime_html.c - a body that is HTML, as a document.
 *
 * In: HTML as mail programs write it, in UTF-8. Out: the elements of its body under a node of ours. What of it is text, and where
 * its lines end, is left to rules/formats/.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/mime_html.h"

#include <limits.h>

#include <libxml/HTMLparser.h>

static xmlNode *html_body(xmlDoc *doc)
{
	xmlNode *root = xmlDocGetRootElement(doc);
	for (xmlNode *n = root != NULL ? root->children : NULL; n != NULL; n = n->next) {
		if (n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, "body") == 0) {
			return n;
		}
	}
	return root;
}

bool mime_html_add(xmlNode *to, struct span utf8)
{
	if (utf8.n == 0 || utf8.n > LIMIT_TEXT_BYTES) {
		return false;
	}
	xmlDoc *doc = htmlReadMemory(utf8.p, (int)utf8.n, NULL, "UTF-8", HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
	    HTML_PARSE_NONET | HTML_PARSE_COMPACT);
	xmlNode *body = doc != NULL ? html_body(doc) : NULL;
	xmlNode *copy = body != NULL ? xmlDocCopyNode(body, to->doc, 1) : NULL;
	if (copy != NULL) {
		xmlAddChild(to, copy);
	}
	xmlFreeDoc(doc);
	return copy != NULL;
}
