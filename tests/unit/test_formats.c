/* test_formats.c - the formats for other tools: what no letter of the golden cases has, and what must not come between. Their schemas are
 * looked after by tests/formats/run.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "report/report.h"

static bool keep(void *user, const char *bytes, size_t n)
{
	buf_add(user, bytes, n);
	return true;
}

static const struct letter_acceptance accepted = {
	.in_letter = true, .rule = "undated", .reason = "a \"draft\"", .by = "J. Marlow", .until = "2027-03-31", .path = "a b.xml", .line = 2, .column = 1,
};

/* Two findings of one letter: one accepted in it, one new. */
static const char *print(struct buf *out, const char *format, struct report_options o)
{
	struct arena a;
	arena_init(&a, 0);
	struct letter_record l = { .path = "in/a b.xml", .member = "n-1", .not_judged = "", .date = WHEN_UNKNOWN, .is_letter = true };
	*vec_push(&a, &l.told) = (struct letter_told){ .rule = "undated", .level = LETTER_ERROR, .message = "no date", .fingerprint = "0123456789abcdef",
		.line = 3, .column = 5, .accepted = &accepted, .state = LETTER_UNCHANGED };
	*vec_push(&a, &l.told) = (struct letter_told){ .rule = "own", .level = LETTER_ERROR, .message = "100%, a: b", .fingerprint = "0123456789abcdef",
		.state = LETTER_NEW };
	struct report_summary s = { .letters = 1, .judged = 1 };
	o.what = REPORT_AUDIT;
	o.fail_on = o.fail_on == 0 ? LETTER_ERROR : o.fail_on;
	struct report *r = report_new(format, &o, NULL, keep, out);
	assert_non_null(r);
	report_diagnostic(r, &(struct diag){ .id = DIAG_FILE_UNREADABLE, .path = "in/x.txt", .detail = "gone" });
	report_record(r, &l);
	assert_true(report_end(r, &s));
	report_free(r);
	arena_release(&a);
	return out->p;
}

static void assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL) {
		fail_msg("no %s in %s", part, text);
	}
}

static void sarif_tells_what_is_outside_the_root(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	const char *text = print(&out, "sarif", (struct report_options){ .version = "1.2.3", .root = "sub", .root_real = "/home/x/sub", .folder = "/home/x" });
	assert_has(text, "\"artifactLocation\": {\"uri\": \"file:///home/x/in/a%20b.xml\"}");
	buf_release(&out);
}

static void sarif_tells_acceptances_and_states(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	const char *text = print(&out, "sarif", (struct report_options){ .version = "1.2.3" });
	json_t *all = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *run = json_array_get(json_object_get(all, "runs"), 0);
	assert_int_equal(json_array_size(json_object_get(run, "results")), 2);
	json_decref(all);
	assert_has(text, "\"suppressions\": [{\"kind\": \"inSource\", \"status\": \"accepted\", \"justification\": \"a \\\"draft\\\"\", \"location\": "
	    "{\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"a%20b.xml\", \"uriBaseId\": \"SRCROOT\"}, \"region\": {\"startLine\": 2, \"startColumn\": 1}}}, "
	    "\"properties\": {\"by\": \"J. Marlow\", \"until\": \"2027-03-31\"}}], \"baselineState\": \"unchanged\"");
	assert_has(text, "\"suppressions\": [], \"baselineState\": \"new\"");
	assert_has(text, "\"fullyQualifiedName\": \"in/a b.xml#n-1\"");
	assert_has(text, "\"executionSuccessful\": false");
	assert_has(text, "\"semanticVersion\": \"1.2.3\"");
	assert_has(text, "{\"id\": \"own\", \"shortDescription\": {\"text\": \"own\"}");	/* a rule of which nothing more is known */
	buf_release(&out);
}

static void accepted_findings_do_not_fail(void **state)
{
	(void)state;
	struct buf junit = BUF_INIT, github = BUF_INIT, gitlab = BUF_INIT, gcc = BUF_INIT;
	const char *text = print(&junit, "junit", (struct report_options){ 0 });
	assert_has(text, "tests=\"1\" failures=\"1\" errors=\"0\"");
	assert_has(text, "<system-out>in/a b.xml:3:5: error: no date (accepted by J. Marlow until 2027-03-31: a &quot;draft&quot;) [undated]");
	text = print(&github, "github", (struct report_options){ 0 });
	assert_has(text, "::notice file=in/a b.xml,line=3,col=5,title=undated::no date (accepted by J. Marlow until 2027-03-31: a \"draft\")\n");
	assert_has(text, "::error file=in/a b.xml,title=own::100%25, a: b\n");
	text = print(&gitlab, "gitlab", (struct report_options){ 0 });
	assert_has(text, "\"fingerprint\": \"0123456789abcdef\", \"severity\": \"info\"");
	assert_has(text, "\"fingerprint\": \"0123456789abcdef-2\", \"severity\": \"major\"");
	text = print(&gcc, "gcc", (struct report_options){ 0 });
	assert_has(text, "in/a b.xml:1:1: error: 100%, a: b [own]\n");
	buf_release(&junit);
	buf_release(&github);
	buf_release(&gitlab);
	buf_release(&gcc);
}

static void junit_fails_as_the_run_does(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	assert_has(print(&out, "junit", (struct report_options){ .fail_on = LETTER_ERROR + 1 }), "tests=\"1\" failures=\"0\"");
	buf_release(&out);
}

static void paths_count_from_the_root(void **state)
{
	(void)state;
	const struct { const char *folder, *root, *real, *expect; } cases[] = {
		{ "/w", "in", "/w/in", "\na b.xml:" },
		{ "/w", "/w/./x/..", "/w", "\nin/a b.xml:" },
		{ "/w", "/link", "/w/in", "\na b.xml:" },
		{ "/w", "/w/i", "/w/i", "\nin/a b.xml:" },
		{ "/w", "/w/in/a b.xml", "/w/in/a b.xml", "\nin/a b.xml:" },
		{ "/", "/", "/", "\nin/a b.xml:" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;
		struct report_options o = { .root = cases[i].root, .root_real = cases[i].real, .folder = cases[i].folder };
		assert_has(print(&out, "gcc", o), cases[i].expect);
		buf_release(&out);
	}
}

static void formats_of_findings_have_no_words_for_others(void **state)
{
	(void)state;
	struct report_options o = { .what = REPORT_SHOW };
	assert_null(report_new("sarif", &o, NULL, keep, NULL));
	assert_true(report_format_is_of_findings("gcc"));
	assert_false(report_format_is_of_findings("text"));
	assert_false(report_format_is_of_findings("none"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sarif_tells_acceptances_and_states),
		cmocka_unit_test(sarif_tells_what_is_outside_the_root),
		cmocka_unit_test(accepted_findings_do_not_fail),
		cmocka_unit_test(junit_fails_as_the_run_does),
		cmocka_unit_test(paths_count_from_the_root),
		cmocka_unit_test(formats_of_findings_have_no_words_for_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
