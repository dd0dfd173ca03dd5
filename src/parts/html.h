/* html.h - libxml2's HTML parser: what browsers accept, as a tree, read without network, bounded in depth and size, and quiet.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_HTML_H
#define SAMEDESK_HTML_H

#include <libxml/tree.h>

#include "base/base.h"

/* Reads HTML from UTF-8 text (decoded before: what it says of its encoding is ignored). Elements have small letters and no namespace;
 * the root is `html`. Elements deeper than LIMIT_XML_DEPTH are left out, what stands in them is kept. NULL when there is nothing in
 * it, or over a bound: said through sink. The document hangs on a. */
xmlDoc *html_read(struct arena *a, struct span utf8, const char *path, struct diag_sink *sink);

#endif
