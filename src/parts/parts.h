/* parts.h - the door of parts/: one file a foreign library, bounded, its errors translated.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_PARTS_H
#define SAMEDESK_PARTS_H

#include "parts/child.h"
#include "parts/mime.h"
#include "parts/pattern.h"
#include "parts/sql.h"
#include "parts/token.h"
#include "parts/xml.h"
#include "parts/zip.h"

#endif
