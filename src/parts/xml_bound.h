/* xml_bound.h - what xml.c asks of a text before it is parsed.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_XML_BOUND_H
#define SAMEDESK_XML_BOUND_H

#include "base/base.h"

/* Offset of the first start tag with more than LIMIT_XML_ATTRIBUTES attributes; SIZE_MAX when there is none. */
size_t xml_bound_attributes(struct span text);

#endif
