/* test_archive_rare.c - which words are kept of a letter, and which letters they hold together; DESIGN section 7.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "archive_made.h"

/* Letters of others, which make an archive in which a word can be rare. */
#define OTHERS 40u

#define A "on=2015-03-02|from=a|to=b|words="
#define B "on=2015-04-02|from=b|to=c|words="
#define C "on=2015-05-02|from=c|to=a|words="
#define GABLE "gable leaning masonry widow lane"
#define SWIFT "swift boxes nesting eaves colony"

static const struct made_row rows[] = {
	{ "a matter by its words", { A GABLE " lorry", B GABLE " roof", C GABLE " tower" }, "1 2 3 perhaps" },
	{ "in other forms", { A "cremator mercury abatement coffin's burials", B "cremators mercury abatements coffin burial", C "cremators mercury abatement coffin burial" }, "1 2 3 perhaps" },
	{ "another trade", { A SWIFT " scaffold", B SWIFT " bungalow", C SWIFT " ladder" }, "1 2 3 perhaps" },
	{ "beside what is told", {
		A GABLE, "on=2015-04-02|from=b|to=c|cites=2015-03-02/a/|words=" GABLE, C GABLE }, "1 2 3 perhaps" },
	{ "what is told needs no words", {
		A GABLE, "on=2015-04-02|from=b|to=c|cites=2015-03-02/a/|words=" GABLE, "on=2015-05-02|from=c|to=a|cites=2015-04-02/b/|words=" GABLE }, "1 2 3" },
	{ "a letter that is missing", {
		A GABLE, B GABLE, "on=2015-06-02|from=d|to=a|cites=2015-05-02/c/|words=" GABLE }, "1 2 x 3 perhaps" },
	{ "one word", { A "gable lorry", B "gable roof", C "gable tower" }, "" },
	{ "two words", { A "gable masonry lorry", B "gable masonry roof", C "gable masonry tower" }, "" },
	{ "words of two letters at a time: the matter has drifted", {
		A GABLE " " SWIFT, B GABLE " lorry bridge ferry toll", C "lorry bridge ferry toll " SWIFT }, "" },
	{ "back to who wrote it is to and fro", { A GABLE, "on=2015-04-02|from=b|to=a|words=" GABLE, "on=2015-05-02|from=a|to=b|words=" GABLE }, "" },
	{ "not in order of time", { C GABLE, "on=2015-07-02|from=b|to=c|words=" GABLE, "on=2015-09-02|from=a|to=b|words=" GABLE }, "" },
	{ "after the window", { A GABLE, B GABLE, "on=2018-05-02|from=c|to=a|words=" GABLE }, "" },
	{ "habits of who writes", {
		A GABLE, B GABLE, C GABLE, "on=2012-03-02|from=b|to=e|words=" GABLE, "on=2013-03-02|from=b|to=f|words=" GABLE, "on=2014-03-02|from=b|to=g|words=" GABLE }, "" },
	{ "words of a trade", {
		A GABLE, B GABLE, C GABLE, "on=2015-03-02|from=d|to=e|words=" GABLE, "on=2015-03-02|from=f|to=g|words=" GABLE, "on=2015-03-02|from=h|to=i|words=" GABLE,
		"on=2015-03-02|from=j|to=k|words=" GABLE, "on=2015-03-02|from=l|to=m|words=" GABLE, "on=2015-03-02|from=n|to=o|words=" GABLE }, "" },
	{ "the same words told in figures alone are no words", { A "1234 5678 4321 8765", B "1234 5678 4321 8765", C "1234 5678 4321 8765" }, "" },
};

static void add_others(struct made *m)
{
	for (uint32_t i = 0; i < OTHERS; i++) {
		char line[160];
		snprintf(line, sizeof line, "on=2015-0%u-11|from=x%u|to=y%u|words=council letter plan%c%c%c%c", i % 9 + 1, i, i, 'a' + i % 26, 'a' + i / 26, 'q', 'z');
		made_add(m, line);
	}
}

static void test_rows(void **state)
{
	(void)state;
	int failed = 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct made m;
		struct archive_options o = { .no_echoes = false };
		made_begin(&m, &o);
		for (size_t j = 0; j < 12 && rows[i].letters[j] != NULL; j++) {
			made_add(&m, rows[i].letters[j]);
		}
		add_others(&m);
		archive_circles(m.archive, &m.out);
		if (strcmp(made_circles(&m), rows[i].found) != 0) {
			print_message("# %s: '%s' instead of '%s'\n", rows[i].name, made_circles(&m), rows[i].found);
			failed++;
		}
		made_end(&m);
	}
	assert_int_equal(failed, 0);
}

static void test_numbers(void **state)
{
	(void)state;
	static const char *const same[][2] = { { "boundary", "boundaries" }, { "Gable", "gable" }, { "gable's", "gable" }, { "gable\xe2\x80\x99s", "gable" }, { "tariff", "tariffs" } };
	static const char *const none[] = { "the", "it's", "1234", "", "\xe2\x80\x99" };
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		assert_int_equal(archive_rare_number(span_str(same[i][0])), archive_rare_number(span_str(same[i][1])));
		assert_in_range(archive_rare_number(span_str(same[i][0])), 0, 0xffffff);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		assert_int_equal(archive_rare_number(span_str(none[i])), UINT32_MAX);
	}
	assert_int_not_equal(archive_rare_number(span_str("gable")), archive_rare_number(span_str("cable")));
}

/* What is cut off is the end of a sample, and all are cut alike. */
static void test_many(void **state)
{
	(void)state;
	struct made m;
	struct archive_options o = { .no_echoes = false };
	uint32_t words[LETTER_RARE], n = 0;
	made_begin(&m, &o);
	struct letter_record r = { .path = "x", .member = "", .format = "", .id = "", .message_id = "", .subject = "", .date = WHEN_UNKNOWN, .is_letter = true };
	for (uint32_t i = 0; i < LETTER_RARE; i++) {
		*vec_push(&m.arena, &r.rare) = i;
	}
	for (uint32_t i = 0; i < 60000; i++) {
		archive_add(m.archive, &r);
	}
	assert_in_range(m.archive->rare.n, 1, (4u << 20) + 60000 * 48);
	n = archive_rare_of(m.archive, 0, words);
	assert_in_range(n, 16, LETTER_RARE - 1);
	assert_int_equal(archive_rare_of(m.archive, 59999, words), n);
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(words[i], i);
	}
	made_end(&m);
}

/* A record of an earlier version has none; what is no sample is no record. */
static void test_records(void **state)
{
	(void)state;
	static const struct { const char *line; int n; } lines[] = {
		{ "{\"path\": \"a\", \"rare\": \"00ff10abcdef\"}", 2 }, { "{\"path\": \"a\"}", 0 }, { "{\"path\": \"a\", \"rare\": \"00ff1\"}", -1 },
		{ "{\"path\": \"a\", \"rare\": \"00FF10\"}", -1 }, { "{\"path\": \"a\", \"rare\": 7}", -1 }, { "{\"path\": \"a\", \"rare\": \"gable!\"}", -1 },
	};
	struct arena a;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		const char *why;
		struct letter_record *r = archive_record_parse(&a, span_str(lines[i].line), &why);
		assert_int_equal(r != NULL ? (int)r->rare.n : -1, lines[i].n);
		if (r != NULL && r->rare.n > 0) {
			struct buf out = BUF_INIT;
			assert_int_equal(r->rare.v[1], 0xabcdef);
			archive_record_print(&out, r);
			assert_non_null(strstr(out.p, "\"rare\": \"00ff10abcdef\""));
			buf_release(&out);
		}
	}
	struct buf many = BUF_INIT;
	buf_str(&many, "{\"path\": \"a\", \"rare\": \"");
	for (uint32_t i = 0; i <= LETTER_RARE; i++) {
		buf_str(&many, "00ff10");
	}
	buf_str(&many, "\"}");
	const char *why;
	assert_null(archive_record_parse(&a, span_of(many.p, many.n), &why));
	buf_release(&many);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_numbers), cmocka_unit_test(test_many), cmocka_unit_test(test_records) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
