/* mime_html.h - a body that is HTML, as elements of the document that a message is made into.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_MIME_HTML_H
#define SAMEDESK_MIME_HTML_H

#include <libxml/tree.h>

#include "base/base.h"

/* Puts a copy of the HTML's elements under the node, see html_read(). False, said through sink, when it cannot be read. */
bool mime_html_add(struct arena *a, xmlNode *to, struct span utf8, const char *path, struct diag_sink *sink);

#endif
