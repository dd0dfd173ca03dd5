/* mime_html.h - a body that is HTML, as a document: libxml2's HTML parser, which mends what is broken.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_MIME_HTML_H
#define SAMEDESK_MIME_HTML_H

#include <libxml/tree.h>

#include "base/base.h"

/* Puts a copy of what the HTML's body holds under the node. False when there is nothing in it. */
bool mime_html_add(xmlNode *to, struct span utf8);

#endif
