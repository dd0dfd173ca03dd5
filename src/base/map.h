/* map.h - text to number, in an arena. Keys are copied; nothing is removed.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_MAP_H
#define SAMEDESK_MAP_H

#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

struct map_slot;

struct map {
	struct arena *arena;
	struct map_slot *slots;
	uint32_t n, room;
};

#define MAP_NONE UINT32_MAX

void map_init(struct map *m, struct arena *a);
uint32_t map_get(const struct map *m, struct span key);			/* MAP_NONE: not there */
void map_put(struct map *m, struct span key, uint32_t value);		/* replaces */

/* FNV-1a, 64 bits: stable over machines and runs, so it may be written into files. */
#define MAP_HASH_START 0xcbf29ce484222325u	/* of no bytes; each byte: (hash ^ byte) * MAP_HASH_PRIME */
#define MAP_HASH_PRIME 0x100000001b3u
uint64_t map_hash(const void *bytes, size_t n);
uint64_t map_hash_more(uint64_t hash, const void *bytes, size_t n);

#endif
