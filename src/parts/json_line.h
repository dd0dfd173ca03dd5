/* json_line.h - a line of JSON taken apart: quickly where it is written as programs write it, by jansson where it is not.
 *
 * Records come by the million, and most of the time that jansson takes for one goes into making and dropping its values, one by one. What is
 * given here lies in a copy of the line and in the caller's room.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_JSON_LINE_H
#define SAMEDESK_JSON_LINE_H

#include "base/base.h"

enum json_kind { JSON_ITEM_NULL, JSON_ITEM_FALSE, JSON_ITEM_TRUE, JSON_ITEM_NUMBER, JSON_ITEM_REAL, JSON_ITEM_TEXT, JSON_ITEM_LIST, JSON_ITEM_OBJECT };

struct json_item {
	const char *key;		/* in an object */
	const struct json_item *next;	/* in the same list or object */
	union {
		const char *text;	/* of n bytes, none of which is NUL, and a NUL */
		int64_t number;
		const struct json_item *first;
	};
	uint32_t key_n, n;
	enum json_kind kind;
};

#define JSON_ROOM 256u			/* a record of a letter has some forty; what has more is left to jansson */
struct json_room { struct json_item item[JSON_ROOM]; uint32_t n; };

/* NULL: the line is no JSON, or has a key twice; *why, jansson's words, is in the arena. What is given lasts as long as arena and room. */
const struct json_item *json_line(struct arena *a, struct json_room *room, struct span line, const char **why);
/* The two ways of it, with the same outcome. NULL of the quick one: it is left to the other. */
const struct json_item *json_line_quick(struct arena *a, struct json_room *room, struct span line);
const struct json_item *json_line_full(struct arena *a, struct span line, const char **why);

/* The object's value of that key; NULL: it has none, or is no object. */
static inline const struct json_item *json_item(const struct json_item *o, const char *key)
{
	size_t n = strlen(key);
	const struct json_item *v = o != NULL && o->kind == JSON_ITEM_OBJECT ? o->first : NULL;
	while (v != NULL && (v->key_n != n || memcmp(v->key, key, n) != 0)) {
		v = v->next;
	}
	return v;
}

static inline bool json_item_is(const struct json_item *v, enum json_kind kind) { return v != NULL && v->kind == kind; }

#endif
