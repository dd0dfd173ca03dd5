/* base.h - the door of base/: memory, text views, dates, diagnostics and limits.
 *
 * Everything above stands on these and on libc alone. No function here prints.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_BASE_H
#define SAMEDESK_BASE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/linemap.h"
#include "base/map.h"
#include "base/near.h"
#include "base/span.h"
#include "base/vec.h"

/* For what cannot happen: says where on standard error and aborts. */
#define bug(what) base_bug(__FILE__, __LINE__, what)
_Noreturn void base_bug(const char *file, int line, const char *what);

#endif
