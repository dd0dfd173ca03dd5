/* test_period.c - imprecise dates and the questions put to periods: yes, no or perhaps.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

static struct date day(const char *iso)
{
	struct date d = { 0, 0, 0 };
	if (*iso != '\0') {
		assert_true(date_parse(span_str(iso), &d));
	}
	return d;
}

static struct when on(const char *iso)
{
	return *iso != '\0' ? date_when(day(iso)) : WHEN_UNKNOWN;
}

static const struct row {
	const char *from, *until, *when;
	enum tri holds, ended, to_come;
} rows[] = {
	/* days: the last day is inclusive */
	{ "2010-04-01", "2012-03-31", "2010-03-31", TRI_NO, TRI_NO, TRI_YES },
	{ "2010-04-01", "2012-03-31", "2010-04-01", TRI_YES, TRI_NO, TRI_NO },
	{ "2010-04-01", "2012-03-31", "2012-03-31", TRI_YES, TRI_NO, TRI_NO },
	{ "2010-04-01", "2012-03-31", "2012-04-01", TRI_NO, TRI_YES, TRI_NO },
	{ "2015-03-02", "2015-03-02", "2015-03-02", TRI_YES, TRI_NO, TRI_NO },
	/* a month or a year as an end can mean any of its days */
	{ "2010", "2012", "2010-01-01", TRI_PERHAPS, TRI_NO, TRI_PERHAPS },
	{ "2010", "2012", "2010-12-30", TRI_PERHAPS, TRI_NO, TRI_PERHAPS },
	{ "2010", "2012", "2010-12-31", TRI_YES, TRI_NO, TRI_NO },
	{ "2010", "2012", "2011", TRI_YES, TRI_NO, TRI_NO },
	{ "2010", "2012", "2012-01-01", TRI_YES, TRI_NO, TRI_NO },
	{ "2010", "2012", "2012-01-02", TRI_PERHAPS, TRI_PERHAPS, TRI_NO },
	{ "2010", "2012", "2013-01-01", TRI_NO, TRI_YES, TRI_NO },
	{ "2010", "2012", "2009-12-31", TRI_NO, TRI_NO, TRI_YES },
	{ "2016-04", "2016-10", "2016-04-30", TRI_YES, TRI_NO, TRI_NO },
	{ "2016-04", "2016-10", "2016-10-02", TRI_PERHAPS, TRI_PERHAPS, TRI_NO },
	/* February, in a leap year and in another */
	{ "2016-01-01", "2016-02", "2016-02-29", TRI_PERHAPS, TRI_PERHAPS, TRI_NO },
	{ "2016-01-01", "2016-02", "2016-03-01", TRI_NO, TRI_YES, TRI_NO },
	{ "2015-01-01", "2015-02-28", "2015-03-01", TRI_NO, TRI_YES, TRI_NO },
	/* the letter's date may be vague itself */
	{ "2010-04-01", "2012-03-31", "2011", TRI_YES, TRI_NO, TRI_NO },
	{ "2010-04-01", "2012-03-31", "2010", TRI_PERHAPS, TRI_NO, TRI_PERHAPS },
	{ "2010-04-01", "2012-03-31", "2012", TRI_PERHAPS, TRI_PERHAPS, TRI_NO },
	{ "2010-04-01", "2012-03-31", "2012-03", TRI_YES, TRI_NO, TRI_NO },
	{ "2010-04-01", "2012-03-31", "2012-04", TRI_NO, TRI_YES, TRI_NO },
	/* open ends */
	{ "", "2012-03-31", "1066-10-14", TRI_YES, TRI_NO, TRI_NO },
	{ "2010-04-01", "", "2999-01-01", TRI_YES, TRI_NO, TRI_NO },
	{ "", "", "2015", TRI_YES, TRI_NO, TRI_NO },
	/* no date: what has an end on either side may or may not hold */
	{ "2010-04-01", "2012-03-31", "", TRI_PERHAPS, TRI_PERHAPS, TRI_PERHAPS },
	{ "2010-04-01", "", "", TRI_PERHAPS, TRI_NO, TRI_PERHAPS },
	{ "", "2012-03-31", "", TRI_PERHAPS, TRI_PERHAPS, TRI_NO },
};

static void test_period_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct period p = { day(r->from), day(r->until) };
		if (period_holds(p, on(r->when)) != r->holds || period_ended(p, on(r->when)) != r->ended
		    || period_to_come(p, on(r->when)) != r->to_come) {
			fail_msg("%s..%s on '%s': holds %d, ended %d, to come %d", r->from, r->until, r->when,
			    (int)period_holds(p, on(r->when)), (int)period_ended(p, on(r->when)), (int)period_to_come(p, on(r->when)));
		}
	}
}

/* Whatever the precision: of before, during and after, one is certain or at least two are possible. */
static void test_period_answers_agree(void **state)
{
	(void)state;
	static const char *const dates[] = { "2011", "2012", "2012-02", "2012-02-29", "2012-03-01", "2013-01", "2014-12-31", "" };
	enum { N = sizeof dates / sizeof *dates };
	for (size_t i = 0; i < N * N * N; i++) {
		struct period p = { day(dates[i % N]), day(dates[i / N % N]) };
		struct when w = on(dates[i / N / N]);
		if (date_last(p.from) > date_first(p.until) && p.from.year != 0) {
			continue;
		}
		enum tri all[3] = { period_to_come(p, w), period_holds(p, w), period_ended(p, w) };
		int yes = 0, perhaps = 0;
		for (int j = 0; j < 3; j++) {
			yes += all[j] == TRI_YES;
			perhaps += all[j] == TRI_PERHAPS;
		}
		assert_true((yes == 1 && perhaps == 0) || (yes == 0 && perhaps >= 2));
	}
}

static void test_dates_are_read(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "15", "2015-13", "2015-00", "2015-02-29", "2015-1-1", "2015/01/01", "0000", "2015-01-01T", " 2015" };
	struct date d;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(date_parse(span_str(bad[i]), &d));
	}
	assert_true(date_parse(SPAN_LIT("2016-02-29"), &d));
	assert_int_equal(date_first(d), date_last(d));
	assert_int_equal(date_last(day("2016-02")) - date_first(day("2016-02")), 28);
	assert_int_equal(date_first(day("1970-01-01")), 0);
	assert_int_equal(date_first(day("2000-03-01")), 11017);
}

static void test_dates_are_printed(void **state)
{
	(void)state;
	char out[32];
	static const char *const same[] = { "2015", "2015-02", "2015-02-03", "1999-12-31" };
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		assert_string_equal(when_print(on(same[i]), out), same[i]);
	}
	assert_string_equal(when_print(WHEN_UNKNOWN, out), "");
	struct when week = { date_first(day("2015-03-02")), date_first(day("2015-03-09")) };
	assert_string_equal(when_print(week, out), "2015-03-02/2015-03-09");
}

static void test_days_there_and_back(void **state)
{
	(void)state;
	for (int32_t d = -200000; d < 200000; d += 37) {
		struct date x = date_of_day(d);
		assert_true(date_valid(x));
		assert_int_equal(date_first(x), d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_period_answers),
		cmocka_unit_test(test_period_answers_agree),
		cmocka_unit_test(test_dates_are_read),
		cmocka_unit_test(test_dates_are_printed),
		cmocka_unit_test(test_days_there_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
