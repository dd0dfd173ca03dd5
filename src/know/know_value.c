/* know_value.c - what the values of phrases mean to those who ask: kept with a thread's hand on knowledge.
 *
 * In: a phrase; a constant table of values, or the services. Out: which of them it has. The same few hundred phrases are asked about in letter
 * after letter: each value is compared once. Shared knowledge compares it each time.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

enum { UNKNOWN, OTHER, FIRST };		/* of what is kept: the places from FIRST on */

static void value_begin(const struct know *k, struct know_valued *v, const void *table)
{
	v->table = table;
	buf_reserve(&v->found, know_table_count(k, KNOW_PHRASES));
	memset(v->found.p, UNKNOWN, know_table_count(k, KNOW_PHRASES));
}

/* The byte that is kept of the phrase for that table; NULL: none is. */
static inline unsigned char *value_kept(const struct know *k, const void *table, uint32_t n, know_index phrase)
{
	struct know_valued *v = k->words != NULL ? k->words->valued : NULL, *end = v != NULL ? v + KNOW_VALUED : NULL;
	while (v < end && v->table != table && v->table != NULL) {
		v++;
	}
	if (v == end || n > UINT8_MAX - FIRST) {
		return NULL;
	}
	if (v->table == NULL) {
		value_begin(k, v, table);
	}
	return (unsigned char *)v->found.p + phrase;
}

static uint32_t value_keep(unsigned char *kept, uint32_t place, uint32_t n)
{
	if (kept != NULL) {
		*kept = (unsigned char)(place < n ? FIRST + place : OTHER);
	}
	return place;
}

/* "unit " is what a value begins with. */
static bool value_is(const char *value, const char *one)
{
	size_t same = strlen(one);
	return strncmp(value, one, same) == 0 && (value[same] == '\0' || (same > 0 && one[same - 1] == ' '));
}

uint32_t know_phrase_value(const struct know *k, know_index phrase, const char *const *values, uint32_t n)
{
	unsigned char *kept = value_kept(k, values, n, phrase);
	if (kept != NULL && *kept != UNKNOWN) {
		return *kept == OTHER ? n : (uint32_t)*kept - FIRST;
	}
	const char *value = know_str(k, know_phrase(k, phrase)->value);
	uint32_t i = 0;
	while (i < n && !value_is(value, values[i])) {
		i++;
	}
	return value_keep(kept, i, n);
}

know_index know_phrase_service(const struct know *k, know_index phrase)
{
	uint32_t n = know_service_count(k);
	unsigned char *kept = value_kept(k, know_table(k, KNOW_SERVICES), n, phrase);
	if (kept != NULL && *kept != UNKNOWN) {
		return *kept == OTHER ? KNOW_NONE : (know_index)*kept - FIRST;
	}
	know_index found = know_service_find(k, span_str(know_str(k, know_phrase(k, phrase)->value)));
	value_keep(kept, found != KNOW_NONE ? found : n, n);
	return found;
}
