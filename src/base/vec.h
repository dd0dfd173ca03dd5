/* vec.h - a growing array in an arena.
 *
 *	VEC(struct thing) things = { 0 };
 *	struct thing *t = vec_push(arena, &things);	(zeroed)
 *	for (uint32_t i = 0; i < things.n; i++) use(&things.v[i]);
 *
 * A push may move the array: keep indexes, not pointers, across pushes.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_VEC_H
#define SAMEDESK_VEC_H

#include <stdint.h>

#include "base/arena.h"

#define VEC(type) struct { type *v; uint32_t n, room; }

#define vec_push(arena, vec) \
	((vec)->n < (vec)->room ? (void)0 : (void)((vec)->v = vec_room_((arena), (vec)->v, sizeof *(vec)->v, (vec)->n, &(vec)->room)), &(vec)->v[(vec)->n++])

/* Used by vec_push() only: the full array in twice the room. */
void *vec_room_(struct arena *a, void *v, size_t size, uint32_t n, uint32_t *room);

#endif
