/* test_json.c - lines of JSON read both ways: what the quick way takes, jansson takes too, and makes the same of it.
 *
 * SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <cmocka.h>

#include "parts/json_line.h"

static bool
same(const struct json_item *a, const struct json_item *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind || a->key_n != b->key_n || memcmp(a->key, b->key, a->key_n) || a->n != b->n)
		return false;
	if (a->kind == JSON_ITEM_TEXT)
		return !memcmp(a->text, b->text, a->n + 1);
	if (a->kind == JSON_ITEM_NUMBER)
		return a->number == b->number;
	if (a->kind != JSON_ITEM_LIST && a->kind != JSON_ITEM_OBJECT)
		return true;
	for (a = a->first, b = b->first; a && b && same(a, b); a = a->next, b = b->next)
		;
	return !a && !b;
}

static const char *const lines[] = {
	"{\"path\": \"a/b.txt\", \"words\": 120, \"failed\": true, \"not\": false, \"none\": null, \"list\": [\"x\", \"\", {\"y\": [1, 2]}, []], \"o\": {}}\n",
	"{\"path\":\"caf\xc3\xa9 \xe2\x80\x93 \xf0\x9f\x93\xac\",\"text\":\"one\\ntwo \\\"said\\\" \\\\ \\/ \\t end\",\"n\":0}",
	"{ \"a\" : 1 , \"b\" : [ 2 , 3 ] , \"ab\" : { \"a\" : \"1\" } } ",
	"{\"a\\nb\": 1, \"a\": 2}",
};

static void
lines_are_taken_quickly(void **state)
{
	struct arena a;
	(void)state;

	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct json_room room;
		const char *why = "";
		struct span line = span_str(lines[i]);
		const struct json_item *quick = json_line_quick(&a, &room, line);
		assert_non_null(quick);
		assert_true(same(quick, json_line_full(&a, line, &why)));
	}
	arena_release(&a);
}

/* Each byte of each line replaced, taken away, and doubled. */
static void
both_ways_agree(void **state)
{
	static const char in[] = "\"\\{}[],: 09-.eutn/\n\x01\x1f\x7f\x80\xc3\xed\xa0\xff";
	size_t taken = 0;
	(void)state;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		size_t n = strlen(lines[i]);
		for (size_t at = 0; at < n; at++)
			for (size_t k = 0; k < sizeof in + 2; k++) {
				char text[512];
				struct json_room room;
				const char *why = "";
				struct arena a;
				size_t to = at + (k != sizeof in);
				memcpy(text, lines[i], at);
				if (k <= sizeof in)
					text[at] = k < sizeof in ? in[k] : lines[i][at + 1];
				else
					text[at] = lines[i][at];
				memcpy(text + to, lines[i] + at + (k <= sizeof in), n - at - (k <= sizeof in));
				struct span line = span_of(text, to + n - at - (k <= sizeof in));
				arena_init(&a, 0);
				const struct json_item *quick = json_line_quick(&a, &room, line);
				if (quick && !same(quick, json_line_full(&a, line, &why)))
					fail_msg("'%.*s' is taken otherwise by jansson: %s", (int)line.n, line.p, why);
				taken += quick != NULL;
				arena_release(&a);
			}
	}
	assert_true(taken > 1000);
}

static void
what_is_not_plain_is_left(void **state)
{
	static const struct { const char *line; bool good; } rows[] = {
		{ "{\"a\": 1, \"a\": 2}", false }, { "{\"a\": \"\\u0041\"}", true }, { "{\"a\": -1}", true }, { "{\"a\": 1.5}", true }, { "{\"a\": 1e3}", true },
		{ "{\"a\": 01}", false }, { "{\"a\": 12345678901234567}", true }, { "[1]", true }, { "{\"a\": \"b", false }, { "{\"a\": 1} x", false },
		{ "{\"a\": [[[[[[[[[[1]]]]]]]]]]}", true }, { "{\"a\": \"\x80\"}", false }, { "{\"a\": \"\xed\xa0\x80\"}", false }, { "", false },
	};
	struct arena a;
	(void)state;

	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct json_room room;
		const char *why = NULL;
		assert_null(json_line_quick(&a, &room, span_str(rows[i].line)));
		assert_int_equal(json_line(&a, &room, span_str(rows[i].line), &why) != NULL, rows[i].good);
		assert_int_equal(why == NULL, rows[i].good);
	}
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_taken_quickly),
		cmocka_unit_test(both_ways_agree),
		cmocka_unit_test(what_is_not_plain_is_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
