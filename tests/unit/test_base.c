/* test_base.c - contracts of base/ and of folded words: dates, spans, line maps, maps, arenas, tokens.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parts/parts.h"

static struct date date_from(const char *text)
{
	struct date d = { 0 };
	assert_true(date_parse(span_str(text), &d));
	return d;
}

static void test_date_parse(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "2015-3", "2015-13", "2015-02-29", "2015-00", "2015-01-00", "15-01-01", "2015-1-1", "2015-01-01T00", "0000" };
	struct date d;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(date_parse(span_str(bad[i]), &d));
	}
	assert_int_equal(date_from("2016").month, 0);
	assert_int_equal(date_from("2016-02-29").day, 29);
}

static void test_date_days(void **state)
{
	(void)state;
	char text[16];
	assert_int_equal(date_first(date_from("1970-01-01")), 0);
	assert_int_equal(date_last(date_from("2016-02")) - date_first(date_from("2016-02")), 28);
	assert_int_equal(date_last(date_from("2015")) - date_first(date_from("2015")), 364);
	for (int32_t day = -200000; day < 100000; day += 977) {
		struct date d = date_of_day(day);
		assert_true(date_valid(d));
		assert_int_equal(date_first(d), day);
		assert_true(date_parse(span_str(date_print(d, text)), &d));
	}
}

static void test_when_print(void **state)
{
	(void)state;
	char text[32];
	static const char *const same[] = { "2015-03-02", "2015-03", "2015" };
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(when_print(date_when(date_from(same[i])), text), same[i]);
	}
	assert_string_equal(when_print((struct when){ date_first(date_from("2015-03-02")), date_first(date_from("2015-03-09")) }, text), "2015-03-02/2015-03-09");
	assert_string_equal(when_print(WHEN_UNKNOWN, text), "");
	assert_string_equal(date_print((struct date){ 987, 6, 5 }, text), "0987-06-05");
	assert_string_equal(date_print((struct date){ 12015, 3, 0 }, text), "12015-03");
	assert_string_equal(date_print((struct date){ 0, 0, 0 }, text), "");
}

static void test_span(void **state)
{
	(void)state;
	struct span rest = span_str("one\r\ntwo\rthree\n\fend"), line;
	static const char *const lines[] = { "one", "two", "three", "", "end" };
	for (size_t i = 0; i < 5; i++) {
		assert_true(span_line(&rest, &line));
		assert_true(span_is(line, lines[i]));
	}
	assert_false(span_line(&rest, &line));
	assert_true(span_is(span_trim(span_str("\t \xc2\xa0x y\xe2\x80\x89\r\n")), "x y"));
	assert_int_equal(span_trim(span_str(" \xc2\xa0 ")).n, 0);
}

static void test_linemap(void **state)
{
	(void)state;
	struct arena a;
	struct linemap m;
	uint32_t line, column;
	struct buf text = BUF_INIT;
	arena_init(&a, 0);
	buf_str(&text, "a\r\nb\xc3\xa9" "c\n");
	for (int i = 0; i < 50000; i++) {
		buf_str(&text, "\xc3\xa9");	/* one long line, over several blocks */
	}
	linemap_init(&m, span_of(text.p, text.n));
	linemap_at(&m, &a, 6, &line, &column);
	assert_int_equal(line, 2);
	assert_int_equal(column, 3);
	linemap_at(&m, &a, text.n, &line, &column);
	assert_int_equal(line, 3);
	assert_int_equal(column, 50001);
	assert_true(span_is(linemap_line(&m, &a, 1), "a"));
	assert_int_equal(linemap_line(&m, &a, 9).n, 0);
	arena_release(&a);
	buf_release(&text);
}

static void test_map(void **state)
{
	(void)state;
	struct arena a;
	struct map m;
	char key[16];
	arena_init(&a, 0);
	map_init(&m, &a);
	assert_int_equal(map_get(&m, span_str("x")), MAP_NONE);
	for (uint32_t i = 0; i < 5000; i++) {
		snprintf(key, sizeof key, "k%u", i);
		map_put(&m, span_str(key), i);
	}
	map_put(&m, span_str("k7"), 77);
	assert_int_equal(map_get(&m, span_str("k7")), 77);
	assert_int_equal(map_get(&m, span_str("k4999")), 4999);
	assert_int_equal(map_get(&m, span_str("k5000")), MAP_NONE);
	arena_release(&a);
}

static int destroyed;

static void count_destroyed(void *object)
{
	(void)object;
	destroyed++;
}

static void test_arena(void **state)
{
	(void)state;
	struct arena a;
	jmp_buf guard;
	volatile int turns = 0;
	arena_init(&a, 100000);
	arena_hang(&a, &a, count_destroyed);
	if (ARENA_GUARD(&a, guard)) {
		assert_true(turns > 5 && turns < 20);
		arena_clear(&a);
		assert_int_equal(destroyed, 1);
		char *again = arena_alloc(&a, 100);
		for (int i = 0; i < 100; i++) {
			assert_int_equal(again[i], 0);	/* cleared memory is zero again */
		}
		arena_release(&a);
		return;
	}
	for (;;) {
		memset(arena_alloc(&a, 10000), 'x', 10000);
		turns++;
	}
}

static void folds(const char *text, const char *want)
{
	struct arena a;
	arena_init(&a, 0);
	assert_string_equal(token_fold(&a, span_str(text)), want);
	arena_release(&a);
}

static void test_token(void **state)
{
	(void)state;
	folds("St. Mary\xe2\x80\x99s &  Co", "st marys and co");
	folds("Stratford\xe2\x80\x91on\xe2\x80\x93""Avon", "stratford on avon");
	folds("Ynys M\xc3\xb4n", "ynys mon");
	folds("of\xef\xac\x81""ce Bir\xc2\xadmingham", "office birmingham");
	folds("C.D.C. and N.C.C", "cdc and ncc");
	folds("B&NES", "b and nes");
	folds("\xff\xfe broken \xe2\x80", "broken");
	folds("", "");
	assert_true(token_same(span_str("KING'S LYNN & WEST NORFOLK"), span_str("Kings Lynn and West Norfolk")));
	assert_false(token_same(span_str("Cherwell"), span_str("Cherwell District")));
}

static void test_token_marks(void **state)
{
	(void)state;
	struct token t;
	struct span rest = span_str("x@cherwell-dc.gov.uk www.xy.org\nTHE Council.The end");
	unsigned addresses = 0, starts = 0, capitals = 0;
	while (token_next(&rest, &t)) {
		addresses += t.address;
		starts += t.line_start && !t.address;
		capitals += t.all_capitals;
	}
	assert_int_equal(addresses, 8);
	assert_int_equal(starts, 1);
	assert_int_equal(capitals, 1);
}

/* Words listed many at a time are those read one by one, wherever the text is cut. */
static void test_token_list(void **state)
{
	(void)state;
	static const char text[] = "The LONDON Borough of B&NES, c/o C.D.C. (Kings\xe2\x80\x99 Lynn)\nx@y-z.gov.uk Ynys M\xc3\xb4n "
	    "extraordinarily-long abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz 2014-15 A1\tend";
	for (size_t from = 0; from < sizeof text - 1; from++) {
		struct span all = span_of(text + from, sizeof text - 1 - from), rest = all;
		struct token_mark some[3];
		struct token t;
		for (uint32_t n; (n = token_marks(&all, some, 3)) > 0;) {
			for (uint32_t i = 0; i < n; i++) {
				assert_true(token_next(&rest, &t));
				assert_true(some[i].p == t.written.p && some[i].n == t.written.n && some[i].hash == t.hash);
				assert_int_equal(some[i].flags, t.address * TOKEN_ADDRESS | t.capital * TOKEN_CAPITAL |
				    t.all_capitals * TOKEN_ALL_CAPITALS | t.line_start * TOKEN_LINE_START);
			}
		}
		assert_false(token_next(&rest, &t));
	}
}

/* Where an edge is called clean, the words of the part are those of the whole. */
static void test_token_cut(void **state)
{
	(void)state;
	static const char text[] = "Tel: 01234, www.cherwell-dc.gov.uk/a1 (C.D.C. A.B\xe2\x80\x99s) B&NES x@y.z 'tis.";
	struct span all = span_of(text, sizeof text - 1);
	assert_true(token_cut_clean(all, all));
	assert_true(token_cut_clean(all, span_of(text, 4)));
	for (size_t from = 0; from < all.n; from++) {
		for (size_t to = from + 1; to <= all.n; to++) {
			struct span part = span_of(text + from, to - from), rest = all;
			struct token t, own;
			bool cuts = false;
			for (struct span r = all; token_next(&r, &t);) {
				cuts = cuts || (t.written.p < part.p && span_end(t.written) > part.p) ||
				    (t.written.p < span_end(part) && span_end(t.written) > span_end(part));
			}
			while (!cuts && token_cut_clean(all, part) && token_next(&part, &own)) {
				do {
					assert_true(token_next(&rest, &t));
				} while (t.written.p < own.written.p);
				assert_true(t.written.p == own.written.p && t.hash == own.hash && t.address == own.address);
			}
		}
	}
}

static void plain_is(const char *text, const char *want)
{
	struct arena a;
	arena_init(&a, 0);
	const char *plain = pattern_plain(&a, text);
	if (want == NULL) {
		assert_null(plain);
	} else {
		assert_string_equal(plain, want);
	}
	arena_release(&a);
}

static void test_pattern_plain(void **state)
{
	(void)state;
	plain_is("\\b \\p{L}{3} [\\p{L}\\x{2019}] \\x{2d}", "\\b [A-Za-z]{3} [A-Za-z\\x{ff}] \\x{2d}");
	plain_is("[]\\]#] # a [ comment\n x", "[]\\]#] \n x");
	plain_is("caf\xc3\xa9?", NULL);
	plain_is("\\p{Lu}", NULL);
	plain_is("\\Qa[b\\E", NULL);
	plain_is("[[:upper:]]", NULL);
	plain_is("(*UCP)x", NULL);
}

static void test_one_edit(void **state)
{
	(void)state;
	assert_true(token_one_edit("cherwell", "cherwel"));
	assert_true(token_one_edit("cherwell", "chewrell"));
	assert_true(token_one_edit("cherwell", "cherwall"));
	assert_true(token_one_edit("cherwell", "cherwell"));
	assert_false(token_one_edit("cherwell", "cherwe"));
	assert_false(token_one_edit("cherwell", "charwall"));
}

static const char *nearest(const char *word, const char *const *known)
{
	struct near n = { .word = word };
	for (; *known != NULL; known++) {
		near_try(&n, *known);
	}
	return n.best != NULL ? n.best : "";
}

static void test_near(void **state)
{
	static const char *const known[] = { "rule", "report", "assert", "let", "queryBinding", "is-a", NULL };
	(void)state;
	assert_string_equal(nearest("reprot", known), "report");
	assert_string_equal(nearest("querybindings", known), "queryBinding");
	assert_string_equal(nearest("lte", known), "let");
	assert_string_equal(nearest("x", known), "");
	assert_string_equal(nearest("", known), "");
	assert_string_equal(nearest("something else", known), "");
	assert_string_equal(nearest("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", known), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_date_parse), cmocka_unit_test(test_date_days), cmocka_unit_test(test_when_print),
		cmocka_unit_test(test_span), cmocka_unit_test(test_linemap), cmocka_unit_test(test_map), cmocka_unit_test(test_arena),
		cmocka_unit_test(test_token), cmocka_unit_test(test_token_marks), cmocka_unit_test(test_token_list), cmocka_unit_test(test_token_cut), cmocka_unit_test(test_pattern_plain),
		cmocka_unit_test(test_one_edit), cmocka_unit_test(test_near),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
