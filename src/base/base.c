/* base.c - what to do about the impossible.
 *
 * SPDX-License-Identifier: ISC */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void base_bug(const char *file, int line, const char *what)
{
	fprintf(stderr, "samedesk: bug at %s:%d: %s\n", file, line, what);
	abort();
}
