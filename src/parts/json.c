/* json.c - jansson, as a printer of JSON.
 *
 * In: values. Out: text on one line, UTF-8. jansson escapes what JSON must have escaped; beyond that the controls which a
 * terminal would obey (C1, bidirectional overrides) are escaped too: outside strings JSON is plain ASCII, so a pass over
 * the printed text finds them in strings only. Running out of memory is final, as in buf.h.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/json.h"

#include "parts/glyph.h"

static void
json_drop(void *value)
{
	json_decref(value);
}

static json_t *
json_must(json_t *value)
{
	if (!value)
		bug("no memory for JSON");
	return value;
}

json_t *
json_hang(struct arena *a, json_t *value)
{
	arena_hang(a, json_must(value), json_drop);
	return value;
}

static json_t *
json_mended(struct span text)
{
	struct buf clean = BUF_INIT;
	json_t *value;
	uint32_t c;

	while (glyph_next(&text, &c))
		glyph_add(&clean, c);
	value = json_must(json_stringn(clean.p ? clean.p : "", clean.n));
	buf_release(&clean);
	return value;
}

json_t *
json_text(struct span text)
{
	json_t *value = json_stringn(text.p ? text.p : "", text.n);

	return value ? value : json_mended(text);
}

json_t *
json_opt_span(struct span text)
{
	return text.n ? json_text(text) : json_null();
}

json_t *
json_opt(const char *text)
{
	return json_opt_span(span_str(text));
}

json_t *
json_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, json_must(value)))
		bug("no memory for JSON");
	return value;
}

void
json_put_some(json_t *object, const char *key, const char *text)
{
	if (text != NULL && *text != '\0')
		json_put(object, key, json_text(span_str(text)));
}

json_t *
json_push(json_t *array, json_t *value)
{
	if (json_array_append_new(array, json_must(value)))
		bug("no memory for JSON");
	return value;
}

static int
json_take(const char *bytes, size_t n, void *out)
{
	buf_add(out, bytes, n);
	return 0;
}

void
json_print(struct buf *out, const json_t *value)
{
	struct buf raw = BUF_INIT;
	struct span rest;
	uint32_t c;

	if (json_dump_callback(value, json_take, &raw, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6)))
		bug("JSON that cannot be printed");
	rest = span_of(raw.p, raw.n);
	while (glyph_next(&rest, &c)) {
		if (c != '\n' && glyph_is_control(c))
			buf_printf(out, "\\u%04x", (unsigned)c);
		else
			glyph_add(out, c);
	}
	buf_release(&raw);
}
