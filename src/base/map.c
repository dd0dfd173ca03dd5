/* map.c - open addressing with linear probing, at most three quarters full.
 *
 * SPDX-License-Identifier: ISC */
#include "base/map.h"

#include "base/base.h"

struct map_slot {
	const char *key;	/* NULL: free */
	size_t n;
	uint64_t hash;
	uint32_t value;
};

uint64_t map_hash_more(uint64_t hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	for (size_t i = 0; i < n; i++) {
		hash = (hash ^ p[i]) * MAP_HASH_PRIME;
	}
	return hash;
}

uint64_t map_hash(const void *bytes, size_t n)
{
	return map_hash_more(MAP_HASH_START, bytes, n);
}

void map_init(struct map *m, struct arena *a)
{
	*m = (struct map){ .arena = a };
}

static struct map_slot *map_find(const struct map *m, struct span key, uint64_t hash)
{
	uint32_t mask = m->room - 1;
	for (uint32_t i = (uint32_t)hash & mask;; i = (i + 1) & mask) {
		struct map_slot *s = &m->slots[i];
		if (s->key == NULL || (s->hash == hash && span_eq(span_of(s->key, s->n), key))) {
			return s;
		}
	}
}

uint32_t map_get(const struct map *m, struct span key)
{
	if (m->n == 0) {
		return MAP_NONE;
	}
	const struct map_slot *s = map_find(m, key, map_hash(key.p, key.n));
	return s->key != NULL ? s->value : MAP_NONE;
}

static void map_grow(struct map *m)
{
	struct map_slot *old = m->slots;
	uint32_t old_room = m->room;
	m->room = old_room > 0 ? old_room * 2 : 16;
	m->slots = ARENA_NEWS(m->arena, struct map_slot, m->room);
	for (uint32_t i = 0; i < old_room; i++) {
		if (old[i].key != NULL) {
			*map_find(m, span_of(old[i].key, old[i].n), old[i].hash) = old[i];
		}
	}
}

void map_put(struct map *m, struct span key, uint32_t value)
{
	if (m->n >= m->room / 4 * 3) {
		map_grow(m);
	}
	uint64_t hash = map_hash(key.p, key.n);
	struct map_slot *s = map_find(m, key, hash);
	if (s->key == NULL) {
		*s = (struct map_slot){ arena_strn(m->arena, key.p, key.n), key.n, hash, 0 };
		m->n++;
	}
	s->value = value;
}
