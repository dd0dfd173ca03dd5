/* json_line.c - lines of JSON as programs write them: texts with no escapes but the short ones, whole numbers, a few levels.
 *
 * In: a line. Out: see json_line.h. The quick way never says that a line is wrong: whatever it does not know it leaves to jansson, so that
 * there is one judge of what is JSON. It works within one copy of the line, in which texts get their NUL where the quote stood, once that
 * was read. Cost: one pass, and each key of an object against those before it that share its length and first letter.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/json_line.h"

#include <jansson.h>
#include <utf8proc.h>

#define DEEPEST 8u
#define LONGEST_NUMBER 15u		/* digits */

struct line { char *p, *end; struct json_room *room; };

static bool line_value(struct line *l, struct json_item *v, unsigned depth);

static void line_space(struct line *l)
{
	while (l->p < l->end && (*l->p == ' ' || *l->p == '\n' || *l->p == '\r' || *l->p == '\t')) {
		l->p++;
	}
}

/* Is the next sign c? Then it is passed. */
static bool line_is(struct line *l, char c)
{
	line_space(l);
	bool is = l->p < l->end && *l->p == c;
	l->p += is;
	return is;
}

static struct json_item *line_item(struct line *l)
{
	struct json_item *v = l->room->n < JSON_ROOM ? &l->room->item[l->room->n++] : NULL;
	if (v != NULL) {
		*v = (struct json_item){ .key = "" };
	}
	return v;
}

/* What stands for itself behind a backslash, or the control; 0: neither. */
static char line_escaped(char c)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at = memchr(from, c, sizeof from - 1);
	return at != NULL ? to[at - from] : '\0';
}

/* From an escape or a letter beyond ASCII on; out: where it is written to, which is never behind what is read. */
static bool line_text_rest(struct line *l, char *out, char **end)
{
	while (l->p < l->end && *l->p != '"') {
		unsigned char c = (unsigned char)*l->p;
		utf8proc_int32_t point;
		utf8proc_ssize_t n = c < 0x80 ? 1 : utf8proc_iterate((const utf8proc_uint8_t *)l->p, l->end - l->p, &point);
		bool escape = c == '\\' && l->p + 1 < l->end;
		char plain = escape ? line_escaped(l->p[1]) : '\0';
		if (c < 0x20 || n < 1 || (c == '\\' && plain == '\0')) {
			return false;
		}
		memmove(out, escape ? &plain : l->p, (size_t)n);
		out += n;
		l->p += escape ? 2 : n;
	}
	*end = out;
	return l->p < l->end;
}

/* Behind the opening quote. */
static bool line_text(struct line *l, const char **text, uint32_t *n)
{
	char *from = l->p, *end;
	while (l->p < l->end && *l->p != '"' && *l->p != '\\' && (unsigned char)*l->p >= 0x20 && (unsigned char)*l->p < 0x80) {
		l->p++;
	}
	end = l->p;
	if (l->p == l->end || (*l->p != '"' && !line_text_rest(l, l->p, &end))) {
		return false;
	}
	l->p++;
	*end = '\0';
	*text = from;
	*n = (uint32_t)(end - from);
	return true;
}

static bool line_number(struct line *l, struct json_item *v)
{
	const char *from = l->p;
	v->kind = JSON_ITEM_NUMBER;
	v->number = 0;
	while (l->p < l->end && *l->p >= '0' && *l->p <= '9' && l->p - from < (ptrdiff_t)LONGEST_NUMBER) {
		v->number = v->number * 10 + (*l->p++ - '0');
	}
	bool ends = l->p < l->end && (*l->p == ',' || *l->p == '}' || *l->p == ']' || *l->p == ' ');
	return ends && (*from != '0' || l->p == from + 1);
}

static bool line_word(struct line *l, const char *word, struct json_item *v, enum json_kind kind)
{
	size_t n = strlen(word);
	v->kind = kind;
	bool is = (size_t)(l->end - l->p) > n && memcmp(l->p, word, n) == 0 && strchr(",}] ", l->p[n]) != NULL;
	l->p += is ? n : 0;
	return is;
}

static bool line_list(struct line *l, struct json_item *list, unsigned depth)
{
	const struct json_item **to = &list->first;
	list->kind = JSON_ITEM_LIST;
	list->first = NULL;
	if (line_is(l, ']')) {
		return true;
	}
	do {
		struct json_item *v = line_item(l);
		if (v == NULL || !line_value(l, v, depth + 1)) {
			return false;
		}
		*to = v;
		to = &v->next;
		list->n++;
	} while (line_is(l, ','));
	return line_is(l, ']');
}

/* A key that may have stood before is looked for; seen: a bit for each length and first letter. */
static bool line_key(struct line *l, const struct json_item *o, struct json_item *v, uint64_t *seen)
{
	if (!line_is(l, '"') || !line_text(l, &v->key, &v->key_n)) {
		return false;
	}
	uint64_t bit = (uint64_t)1 << ((v->key_n * 7u + (unsigned char)*v->key) & 63);
	for (const struct json_item *other = (*seen & bit) != 0 ? o->first : NULL; other != NULL; other = other->next) {
		if (other->key_n == v->key_n && memcmp(other->key, v->key, v->key_n) == 0) {
			return false;
		}
	}
	*seen |= bit;
	return line_is(l, ':');
}

static bool line_object(struct line *l, struct json_item *o, unsigned depth)
{
	const struct json_item **to = &o->first;
	uint64_t seen = 0;
	o->kind = JSON_ITEM_OBJECT;
	o->first = NULL;
	if (line_is(l, '}')) {
		return true;
	}
	do {
		struct json_item *v = line_item(l);
		if (v == NULL || !line_key(l, o, v, &seen) || !line_value(l, v, depth + 1)) {
			return false;
		}
		*to = v;
		to = &v->next;
		o->n++;
	} while (line_is(l, ','));
	return line_is(l, '}');
}

static bool line_value(struct line *l, struct json_item *v, unsigned depth)
{
	line_space(l);
	if (l->p == l->end || depth > DEEPEST) {
		return false;
	}
	switch (*l->p) {
	case '"':
		l->p++;
		v->kind = JSON_ITEM_TEXT;
		return line_text(l, &v->text, &v->n);
	case '{':
		l->p++;
		return line_object(l, v, depth);
	case '[':
		l->p++;
		return line_list(l, v, depth);
	case 't':
		return line_word(l, "true", v, JSON_ITEM_TRUE);
	case 'f':
		return line_word(l, "false", v, JSON_ITEM_FALSE);
	case 'n':
		return line_word(l, "null", v, JSON_ITEM_NULL);
	default:
		return *l->p >= '0' && *l->p <= '9' && line_number(l, v);
	}
}

const struct json_item *json_line_quick(struct arena *a, struct json_room *room, struct span s)
{
	if (s.n == 0 || s.n > UINT32_MAX || *s.p != '{') {
		return NULL;
	}
	char *copy = arena_strn(a, s.p, s.n);
	struct line l = { copy, copy + s.n, room };
	room->n = 0;
	struct json_item *o = line_item(&l);
	bool whole = line_value(&l, o, 0);
	line_space(&l);
	return whole && l.p == l.end ? o : NULL;
}

/* --- jansson's values --- */

static struct json_item *full_item(struct arena *a, const json_t *from);

static void full_members(struct arena *a, const json_t *from, struct json_item *o)
{
	const struct json_item **to = &o->first;
	o->kind = JSON_ITEM_OBJECT;
	for (void *at = json_object_iter((json_t *)(uintptr_t)from); at != NULL; at = json_object_iter_next((json_t *)(uintptr_t)from, at)) {
		struct json_item *v = full_item(a, json_object_iter_value(at));
		v->key = arena_str(a, json_object_iter_key(at));
		v->key_n = (uint32_t)strlen(v->key);
		*to = v;
		to = &v->next;
		o->n++;
	}
}

static void full_list(struct arena *a, const json_t *from, struct json_item *list)
{
	const struct json_item **to = &list->first;
	list->kind = JSON_ITEM_LIST;
	for (; list->n < json_array_size(from); list->n++) {
		struct json_item *v = full_item(a, json_array_get(from, list->n));
		*to = v;
		to = &v->next;
	}
}

/* jansson goes no deeper than 2048. */
static struct json_item *full_item(struct arena *a, const json_t *from)
{
	struct json_item *v = ARENA_NEW(a, struct json_item);
	v->key = "";
	switch (json_typeof(from)) {
	case JSON_OBJECT:
		full_members(a, from, v);
		break;
	case JSON_ARRAY:
		full_list(a, from, v);
		break;
	case JSON_STRING:
		v->kind = JSON_ITEM_TEXT;
		v->n = (uint32_t)json_string_length(from);
		v->text = arena_strn(a, json_string_value(from), v->n);
		break;
	case JSON_INTEGER:
		v->kind = JSON_ITEM_NUMBER;
		v->number = json_integer_value(from);
		break;
	default:
		v->kind = json_is_true(from) ? JSON_ITEM_TRUE : json_is_false(from) ? JSON_ITEM_FALSE : json_is_real(from) ? JSON_ITEM_REAL : JSON_ITEM_NULL;
	}
	return v;
}

const struct json_item *json_line_full(struct arena *a, struct span line, const char **why)
{
	json_error_t fault;
	json_t *o = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, &fault);
	if (o == NULL) {
		*why = arena_str(a, fault.text);
		return NULL;
	}
	struct json_item *v = full_item(a, o);
	json_decref(o);
	return v;
}

const struct json_item *json_line(struct arena *a, struct json_room *room, struct span line, const char **why)
{
	const struct json_item *v = json_line_quick(a, room, line);
	return v != NULL ? v : json_line_full(a, line, why);
}
