/* vec.c - the one function behind vec_push().
 *
 * SPDX-License-Identifier: ISC */
#include "base/vec.h"

#include "base/base.h"

void *vec_room_(struct arena *a, void *v, size_t size, uint32_t n, uint32_t *room)
{
	if (*room > UINT32_MAX / 2) {
		bug("too many elements");
	}
	uint32_t more = *room > 0 ? *room * 2 : 4;
	void *fresh = arena_grow(a, v, size * n, size * more);
	*room = more;
	return fresh;
}
