/* test_report.c - report/: escaping, the caret line, wrapping, and the shape of the JSON and XML.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/report_in.h"

/* --- a printer that writes into a buffer --- */

static bool keep(void *user, const char *bytes, size_t n)
{
	buf_add(user, bytes, n);
	return true;
}

static bool refuse(void *user, const char *bytes, size_t n)
{
	(void)user, (void)bytes, (void)n;
	return false;
}

static const char *text_of(const struct buf *b)
{
	return b->p != NULL ? b->p : "";
}

static void assert_escaped(struct span in, const char *expected)
{
	struct buf out = BUF_INIT;
	report_escape(&out, in);
	assert_string_equal(text_of(&out), expected);
	buf_release(&out);
}

static void assert_caret(struct span line, size_t at, size_t length, const char *expected)
{
	struct report r = { 0 };
	report_caret(&r, line, 12, at, length);
	assert_string_equal(text_of(&r.out), expected);
	buf_release(&r.out);
}

/* --- a letter made by hand --- */

struct made {
	struct arena arena;
	struct know *know;
	struct letter *l;
	struct buf out;
};

#define MADE_TEXT "To: Cherwell\nA\x1b[31m\n"

static int make(void **state)
{
	static struct made m;
	memset(&m, 0, sizeof m);
	arena_init(&m.arena, 0);
	m.know = (struct know *)(uintptr_t)know_default();
	m.l = letter_new(&m.arena, m.know, NULL, "in\x07.txt");
	m.l->text = span_str(MADE_TEXT);
	linemap_init(&m.l->lines, m.l->text);
	struct letter_mention *who = vec_push(&m.arena, &m.l->mentions);
	who->role = LETTER_RECIPIENT;
	who->agent = KNOW_NONE;
	who->party = "cherwell";
	who->name = "Cherwell District Council";
	who->written = span_of(m.l->text.p + 4, 8);
	who->place = letter_place(m.l, who->written);
	who->confidence = 0.98;
	struct letter_mention *sender = vec_push(&m.arena, &m.l->mentions);
	sender->role = LETTER_SENDER;
	sender->verdict = LETTER_AMBIGUOUS;
	sender->agent = KNOW_NONE;
	sender->written = SPAN_LIT("A\x1b[31m\xff");
	sender->place = LETTER_NOWHERE;
	struct letter_finding *f = vec_push(&m.arena, &m.l->findings);
	*f = (struct letter_finding){ .rule = "self-addressed", .level = LETTER_ERROR, .message = "said \"\x1b]0;x\x07\"",
		.fix = "ask", .place = who->place, .length = 8, .mention = 0, .counterpart = UINT32_MAX, .relation = UINT32_MAX,
		.fingerprint = "0123456789abcdef" };
	*state = &m;
	return 0;
}

static int unmake(void **state)
{
	struct made *m = *state;
	buf_release(&m->out);
	arena_release(&m->arena);
	know_free(m->know);
	return 0;
}

static const char *print(struct made *m, const char *format, struct report_options o, unsigned times)
{
	struct report_summary s = { .letters = times, .judged = times, .findings = { [LETTER_ERROR] = times } };
	struct report *r = report_new(format, &o, NULL, keep, &m->out);
	buf_clear(&m->out);
	assert_non_null(r);
	for (unsigned i = 0; i < times; i++) {
		report_letter(r, m->l);
	}
	assert_true(report_end(r, &s));
	report_free(r);
	return text_of(&m->out);
}

static json_t *parse(const char *text)
{
	json_error_t error;
	json_t *value = json_loads(text, 0, &error);
	if (value == NULL) {
		fail_msg("not JSON: %s: %s", error.text, text);
	}
	return value;
}

static void assert_keys(const json_t *object, const char *keys)
{
	struct buf found = BUF_INIT;
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)(uintptr_t)object, key, value) {
		buf_printf(&found, "%s%s", found.n > 0 ? " " : "", key);
	}
	assert_string_equal(text_of(&found), keys);
	buf_release(&found);
}

/* --- escaping --- */

static void escapes_controls(void **state)
{
	(void)state;
	assert_escaped(SPAN_LIT("plain \xc3\xa9"), "plain \xc3\xa9");
	assert_escaped(SPAN_LIT("a\x1b[31mb\x7f"), "a\\x1b[31mb\\x7f");
	assert_escaped(SPAN_LIT("c1 \xc2\x9b!"), "c1 \\x9b!");
	assert_escaped(SPAN_LIT("bidi \xe2\x80\xaex"), "bidi \\u202ex");
	assert_escaped(SPAN_LIT("nul \0."), "nul \\x00.");
}

static void escapes_to_one_line(void **state)
{
	(void)state;
	assert_escaped(SPAN_LIT(" two\r\n\t lines \n"), "two lines");
	assert_escaped(SPAN_LIT(""), "");
}

static void replaces_broken_utf8(void **state)
{
	(void)state;
	assert_escaped(SPAN_LIT("a\xff" "b\xc3"), "a\xef\xbf\xbd" "b\xef\xbf\xbd");
	assert_escaped(SPAN_LIT("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

static void wraps_with_hanging_indent(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	char words[130];
	memset(words, 'a', sizeof words);
	words[90] = ' ';
	report_note_wrap(&out, span_of(words, 120), 4, 6);
	assert_non_null(strstr(out.p, "a\n      a"));
	buf_release(&out);
}

/* --- the caret --- */

static void caret_underlines_words(void **state)
{
	(void)state;
	assert_caret(SPAN_LIT("To: Cherwell"), 4, 8, "   12 | To: Cherwell\n      |     ^~~~~~~~\n");
	assert_caret(SPAN_LIT("To: Cherwell"), 4, 0, "   12 | To: Cherwell\n      |     ^\n");
	assert_caret(SPAN_LIT("To: Cherwell"), 4, 80, "   12 | To: Cherwell\n      |     ^~~~~~~~\n");
}

static void caret_opens_tabs(void **state)
{
	(void)state;
	assert_caret(SPAN_LIT("a\tTo\tX"), 5, 1, "   12 | a       To      X\n      |                 ^\n");
}

static void caret_counts_columns_not_bytes(void **state)
{
	(void)state;
	assert_caret(SPAN_LIT("\xe6\x97\xa5\xc3\xa9 X"), 6, 1, "   12 | \xe6\x97\xa5\xc3\xa9 X\n      |     ^\n");
	assert_caret(SPAN_LIT("e\xcc\x81 X"), 4, 1, "   12 | e\xcc\x81 X\n      |   ^\n");
	assert_caret(SPAN_LIT("\x1b X"), 2, 1, "   12 | \\x1b X\n      |      ^\n");
}

static void caret_at_the_end(void **state)
{
	(void)state;
	assert_caret(SPAN_LIT("ab"), 2, 5, "   12 | ab\n      |   ^\n");
	assert_caret(SPAN_LIT(""), 0, 0, "   12 | \n      | ^\n");
}

static void caret_cuts_long_lines(void **state)
{
	(void)state;
	struct report r = { 0 };
	char line[1000];
	memset(line, 'x', sizeof line);
	memcpy(line + 500, "HERE", 4);
	report_caret(&r, span_of(line, sizeof line), 1, 500, 4);
	char *second = strchr(r.out.p, '\n') + 1;
	assert_true(second - r.out.p < 120);
	assert_ptr_equal(strstr(r.out.p, "HERE") - r.out.p + second, strchr(second, '^'));
	assert_non_null(strstr(second, "^~~~\n"));
	buf_release(&r.out);
}

/* --- text --- */

static void text_is_safe_and_placed(void **state)
{
	const char *out = print(*state, "text", (struct report_options){ .what = REPORT_CHECK }, 1);
	assert_null(strchr(out, '\x1b'));
	assert_null(strchr(out, '\x07'));
	assert_ptr_equal(out, strstr(out, "in\\x07.txt:1:5: error: said \"\\x1b]0;x\\x07\" [self-addressed]\n"));
	assert_non_null(strstr(out, "    1 | To: Cherwell\n      |     ^~~~~~~~\n"));
	assert_non_null(strstr(out, "fix:          ask\n"));
	assert_non_null(strstr(out, "\n1 letter: 1 judged; 1 error\n"));
}

static void text_limits_findings(void **state)
{
	const char *out = print(*state, "text", (struct report_options){ .what = REPORT_CHECK, .max_findings = 2 }, 3);
	assert_non_null(strstr(out, "3 errors, 1 of them not shown\n"));
}

static void text_quiet_has_no_summary(void **state)
{
	const char *out = print(*state, "text", (struct report_options){ .what = REPORT_CHECK, .quiet = true }, 1);
	assert_null(strstr(out, "judged"));
}

static void summary_tells_what_was_not_judged(void **state)
{
	struct made *m = *state;
	struct report_options o = { .what = REPORT_CHECK };
	struct report_summary s = { .letters = 3, .judged = 2, .not_judged = 1, .no_sender = 1, .failed_files = 1,
		.findings = { [LETTER_ERROR] = 1, [LETTER_WARNING] = 2 } };
	struct report *r = report_new("text", &o, NULL, keep, &m->out);
	report_end(r, &s);
	report_free(r);
	assert_string_equal(text_of(&m->out), "3 letters: 2 judged, 1 not judged (1 no sender); 1 error, 2 warnings, "
	    "3 of them not shown; 1 file could not be read\n");
}

static void show_text_is_safe(void **state)
{
	const char *out = print(*state, "text", (struct report_options){ .what = REPORT_SHOW }, 1);
	assert_null(strchr(out, '\x1b'));
	assert_non_null(strstr(out, "Cherwell District Council (cherwell): chosen, confidence 0.98"));
	assert_non_null(strstr(out, "written \"A\\x1b[31m\xef\xbf\xbd\" in the metadata\n"));
}

/* --- json --- */

#define FINDING_KEYS "type rule level message path member line column party counterpart arrangement basis letters fingerprint help"

static void json_finding_has_the_agreed_keys(void **state)
{
	json_t *all = parse(print(*state, "json", (struct report_options){ .what = REPORT_CHECK }, 2));
	json_t *findings = json_object_get(all, "findings");
	assert_int_equal(json_array_size(findings), 2);
	const json_t *f = json_array_get(findings, 0);
	assert_keys(f, FINDING_KEYS);
	assert_string_equal(json_string_value(json_object_get(f, "party")), "cherwell");
	assert_true(json_is_null(json_object_get(f, "counterpart")));
	assert_int_equal(json_integer_value(json_object_get(f, "column")), 5);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(all, "summary"), "letters")), 2);
	json_decref(all);
}

static void json_of_nothing_is_a_document(void **state)
{
	json_t *all = parse(print(*state, "json", (struct report_options){ .what = REPORT_SHOW }, 0));
	assert_int_equal(json_array_size(json_object_get(all, "letters")), 0);
	assert_true(json_is_object(json_object_get(all, "summary")));
	json_decref(all);
}

static void json_letter_has_the_agreed_keys(void **state)
{
	json_t *all = parse(print(*state, "json", (struct report_options){ .what = REPORT_SHOW }, 1));
	const json_t *l = json_array_get(json_object_get(all, "letters"), 0);
	assert_keys(l, "type path member format kind date date_basis services sender recipients cc titled our_ref your_ref answers subject "
	    "signatories addressees message_id in_reply_to relations evidence");
	assert_keys(json_array_get(json_object_get(l, "recipients"), 0), "id name desk written line column confidence verdict");
	const json_t *sender = json_array_get(json_object_get(l, "sender"), 0);
	assert_true(json_is_array(json_object_get(sender, "candidates")));
	assert_true(json_is_null(json_object_get(sender, "id")));
	json_decref(all);
}

static void ndjson_is_one_object_a_line(void **state)
{
	struct span rest = span_str(print(*state, "ndjson", (struct report_options){ .what = REPORT_CHECK }, 2));
	const char *types[] = { "finding", "finding", "summary" };
	for (size_t i = 0; i < 3; i++) {
		struct span line;
		assert_true(span_split(&rest, '\n', &line));
		json_t *o = json_loadb(line.p, line.n, 0, NULL);
		assert_non_null(o);
		assert_string_equal(json_string_value(json_object_get(o, "type")), types[i]);
		json_decref(o);
	}
	assert_int_equal(rest.n, 0);
}

static void json_hides_c1_controls(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	json_t *text = json_text(SPAN_LIT("\xc2\x9b\x1b\xe2\x80\xae\x7f\xff"));
	json_print(&out, text);
	assert_string_equal(text_of(&out), "\"\\u009b\\u001B\\u202e\\u007f\xef\xbf\xbd\"");
	json_decref(text);
	buf_release(&out);
}

/* --- xml --- */

static xmlDoc *parse_xml(struct made *m, const char *text)
{
	xmlDoc *doc = xml_read(&m->arena, span_str(text), "out.xml", NULL);
	assert_non_null(doc);
	return doc;
}

static const char *root_of(struct made *m, const char *text)
{
	return (const char *)xmlDocGetRootElement(parse_xml(m, text))->name;
}

static void xml_show_wraps_only_several(void **state)
{
	struct report_options o = { .what = REPORT_SHOW };
	assert_string_equal(root_of(*state, print(*state, "xml", o, 0)), "letters");
	assert_string_equal(root_of(*state, print(*state, "xml", o, 1)), "letter");
	assert_string_equal(root_of(*state, print(*state, "xml", o, 3)), "letters");
}

static void xml_check_is_results(void **state)
{
	struct made *m = *state;
	const char *out = print(m, "xml", (struct report_options){ .what = REPORT_CHECK, .proof = true }, 2);
	xmlDoc *doc = parse_xml(m, out);
	xmlNode *finding = xmlFirstElementChild(xmlDocGetRootElement(doc));
	assert_string_equal((const char *)finding->name, "finding");
	assert_string_equal(xml_attr(&m->arena, finding, NULL, "rule"), "self-addressed");
	assert_string_equal((const char *)xmlFirstElementChild(finding)->name, "step");
	assert_null(strchr(out, '\x1b'));
}

/* --- failing --- */

static void failing_writes_are_told(void **state)
{
	struct made *m = *state;
	struct report_options o = { .what = REPORT_CHECK };
	struct report_summary s = { 0 };
	struct report *r = report_new("text", &o, NULL, refuse, NULL);
	report_letter(r, m->l);
	assert_false(report_end(r, &s));
	report_free(r);
}

static void unknown_formats_are_none(void **state)
{
	(void)state;
	struct report_options o = { .what = REPORT_CHECK };
	assert_null(report_new("yaml", &o, NULL, keep, NULL));
	assert_string_equal(report_format_name(0), "text");
	assert_string_equal(report_format_name(10), "gcc");
	assert_null(report_format_name(11));
}

int main(void)
{
#define WITH_LETTER(test) cmocka_unit_test_setup_teardown(test, make, unmake)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_controls),
		cmocka_unit_test(escapes_to_one_line),
		cmocka_unit_test(replaces_broken_utf8),
		cmocka_unit_test(wraps_with_hanging_indent),
		cmocka_unit_test(caret_underlines_words),
		cmocka_unit_test(caret_opens_tabs),
		cmocka_unit_test(caret_counts_columns_not_bytes),
		cmocka_unit_test(caret_at_the_end),
		cmocka_unit_test(caret_cuts_long_lines),
		WITH_LETTER(text_is_safe_and_placed),
		WITH_LETTER(text_limits_findings),
		WITH_LETTER(text_quiet_has_no_summary),
		WITH_LETTER(summary_tells_what_was_not_judged),
		WITH_LETTER(show_text_is_safe),
		WITH_LETTER(json_finding_has_the_agreed_keys),
		WITH_LETTER(json_of_nothing_is_a_document),
		WITH_LETTER(json_letter_has_the_agreed_keys),
		WITH_LETTER(ndjson_is_one_object_a_line),
		cmocka_unit_test(json_hides_c1_controls),
		WITH_LETTER(xml_show_wraps_only_several),
		WITH_LETTER(xml_check_is_results),
		WITH_LETTER(failing_writes_are_told),
		cmocka_unit_test(unknown_formats_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
