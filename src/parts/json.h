/* json.h - JSON (jansson): values are built with jansson's own calls and these, and printed here.
 *
 * A value under construction is hung on an arena at once (json_hang()), so that it goes with it even when an allocation
 * takes the arena's guard; what is put into it belongs to it.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_JSON_H
#define SAMEDESK_JSON_H

#include <jansson.h>

#include "base/base.h"

/* A new object or array that goes with the arena. */
json_t *json_hang(struct arena *a, json_t *value);

/* A string of any bytes: what is not UTF-8 becomes U+FFFD. json_opt(): null for NULL or "". */
json_t *json_text(struct span text);
json_t *json_opt(const char *text);
json_t *json_opt_span(struct span text);

/* Sets or appends value, which is then owned by the container. Returns value (borrowed). */
json_t *json_put(json_t *object, const char *key, json_t *value);
json_t *json_push(json_t *array, json_t *value);

/* Sets the key only where there is a text: NULL and "" leave it out. */
void json_put_some(json_t *object, const char *key, const char *text);

/* On one line, keys in the order they were put. No control character is printed as itself. */
void json_print(struct buf *out, const json_t *value);

#endif
