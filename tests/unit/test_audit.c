/* test_audit.c - how an audit is judged and said: circles made by hand, through the archive view, the rules and every format.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "judge/judge_in.h"
#include "report/report_in.h"

struct made {
	struct arena arena;
	const struct know *know;
	struct diag_sink sink;
	struct judge *judge;
	struct letter_archive a;
	struct buf out, faults;
};

static void take_fault(void *user, const struct diag *d)
{
	buf_printf(user, "%s: %s\n", diag_name(d->id), d->detail);
}

static bool keep(void *user, const char *bytes, size_t n)
{
	buf_add(user, bytes, n);
	return true;
}

static struct when day(const char *iso)
{
	struct date d;
	return date_parse(span_str(iso), &d) ? date_when(d) : WHEN_UNKNOWN;
}

#define NAME(council) council " District Council"

static struct letter_step step(uint32_t letter, const char *path, const char *iso, const char *from, const char *from_name, const char *to, const char *to_name)
{
	return (struct letter_step){ .letter = letter, .path = path, .member = "", .id = path, .cited = "", .date = day(iso), .from = from,
		.to = to, .from_name = from_name, .to_name = to_name, .from_desk = from, .to_desk = to, .why = "", .sure = TRI_YES, .doubt = "" };
}

static struct letter_circle *circle(struct made *m, enum letter_circle_kind kind)
{
	struct letter_circle *c = vec_push(&m->arena, &m->a.circles);
	*c = (struct letter_circle){ .kind = kind, .matter = "", .doubt = "", .certainty = TRI_YES };
	return c;
}

static void add_step(struct made *m, struct letter_circle *c, struct letter_step s)
{
	*vec_push(&m->arena, &c->steps) = s;
}

/* A ring that closes only at a desk, with a letter missing. */
static struct letter_circle *add_ring(struct made *m, bool need)
{
	struct letter_circle *c = circle(m, LETTER_RING);
	c->closes_at_desk = true;
	c->need = need;
	c->linked_by = LETTER_BY_REFERENCE | LETTER_BY_MATTER;
	c->matter = "Birmingham's unmet housing need";
	add_step(m, c, step(3, "in/1.txt", "2015-03-02", "stratford-on-avon", NAME("Stratford-on-Avon"), "south-northamptonshire", "South Northamptonshire Council"));
	struct letter_step s = step(UINT32_MAX, "", "2015-04-20", "cherwell", NAME("Cherwell"), "west-oxfordshire", NAME("West Oxfordshire"));
	s.cited = "letter of 20 April 2015";
	s.linked_by = LETTER_BY_MATTER;
	s.why = "both have '1,900 dwellings'";
	add_step(m, c, s);
	s = step(9, "in/3.mbox", "2015-06", "west-oxfordshire", NAME("West Oxfordshire"), "stratford-on-avon", NAME("Stratford-on-Avon"));
	s.member = "<a@b>";
	s.linked_by = LETTER_BY_REFERENCE;
	s.why = "quotes 'SNC/7'";
	add_step(m, c, s);
	c->steps.v[0].to_desk = c->steps.v[1].from_desk = "cdc-snc-planning-policy";
	return c;
}

static struct letter_circle *add_echo(struct made *m, double similarity)
{
	struct letter_circle *c = circle(m, LETTER_ECHO);
	c->similarity = similarity;
	c->linked_by = LETTER_BY_TEXT;
	c->certainty = TRI_PERHAPS;
	c->doubt = "the reply bears no date";
	add_step(m, c, step(1, "in/a.txt", "2015-03-02", "x", "X Council", "y", "Y \x1b[31mCouncil"));
	add_step(m, c, step(2, "in/b.txt", "", "y", "Y \x1b[31mCouncil", "x", "X Council"));
	*vec_push(&m->arena, &c->differences) = (struct letter_difference){ "accept", "consider" };
	*vec_push(&m->arena, &c->differences) = (struct letter_difference){ "", "not" };
	return c;
}

static struct letter_circle *add_loop(struct made *m)
{
	struct letter_circle *c = circle(m, LETTER_LOOP);
	add_step(m, c, step(5, "l.xml", "1846-02-03", "", "", "", ""));
	add_step(m, c, step(6, "l.xml", "1846-02-11", "", "", "", ""));
	c->steps.v[0].member = "L1";
	c->steps.v[1].member = "L2";
	c->steps.v[0].id = "id:L1";
	c->steps.v[1].id = "id:L2";
	return c;
}

static int make(void **state)
{
	static struct made m;
	memset(&m, 0, sizeof m);
	arena_init(&m.arena, 0);
	m.know = know_default();
	m.sink = (struct diag_sink){ .take = take_fault, .user = &m.faults };
	m.judge = judge_new(m.know, NULL, &m.sink);
	m.a = (struct letter_archive){ .arena = &m.arena, .know = m.know, .letters = 12 };
	buf_str(&m.out, "");
	buf_str(&m.faults, "");
	*state = &m;
	return m.judge == NULL;
}

static int unmake(void **state)
{
	struct made *m = *state;
	judge_free(m->judge);
	know_free((struct know *)(uintptr_t)m->know);
	buf_release(&m->out);
	buf_release(&m->faults);
	arena_release(&m->arena);
	return 0;
}

static void judged(struct made *m, uint32_t findings)
{
	judge_archive(m->judge, &m->a, &m->sink);
	assert_string_equal(m->faults.p, "");
	assert_false(m->a.unjudged);
	assert_int_equal(m->a.findings.n, findings);
}

static const char *print(struct made *m, const char *format, struct report_options o, const struct letter_record *l)
{
	struct report_count by_rule[8];
	struct report_summary s = { .letters = 12, .judged = 12, .by_rule = by_rule, .findings = { [LETTER_ERROR] = m->a.findings.n + (l != NULL) } };
	o.what = REPORT_AUDIT;
	struct report *r = report_new(format, &o, NULL, keep, &m->out);
	buf_clear(&m->out);
	if (l != NULL) {
		report_record(r, l);
	}
	for (; s.n_by_rule < m->a.findings.n; s.n_by_rule++) {
		by_rule[s.n_by_rule] = (struct report_count){ m->a.findings.v[s.n_by_rule].rule, 1 };
	}
	report_archive(r, &m->a);
	assert_true(report_end(r, &s));
	report_free(r);
	return m->out.p;
}

static void assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL) {
		fail_msg("'%s' is not in: %s", part, text);
	}
}

static void assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part) != NULL) {
		fail_msg("'%s' is in: %s", part, text);
	}
}

static struct letter_record record(struct made *m)
{
	struct letter_record l = { .path = "in/1.txt", .member = "", .date = day("2015-03-02"), .is_letter = true, .not_judged = "" };
	*vec_push(&m->arena, &l.parties) = (struct letter_party){ LETTER_SENDER, "cherwell", NAME("Cherwell"), "cherwell", TRI_YES };
	*vec_push(&m->arena, &l.parties) = (struct letter_party){ LETTER_RECIPIENT, "warwick", NAME("Warwick"), "warwick", TRI_YES };
	*vec_push(&m->arena, &l.told) = (struct letter_told){ .rule = "self-addressed", .level = LETTER_ERROR, .message = "said \"\x1b]0;x\x07\" & <more>",
		.party = "warwick", .counterpart = "cherwell", .fingerprint = "0123456789abcdef", .fix = "ask", .line = 3, .column = 7 };
	return l;
}

/* --- the view and the rules --- */

static void view_follows_schema(void **state)
{
	struct made *m = *state;
	struct span text;
	add_echo(m, 0.97);
	add_ring(m, false);
	add_loop(m);
	assert_true(know_file_find(m->know, "schemas/archive-view.rng", &text));
	struct xml_schema *schema = xml_schema_new(&m->arena, text, "archive-view.rng", &m->sink);
	assert_non_null(schema);
	bool good = xml_schema_check(schema, letter_archive_view(&m->a), "view", span_str(""), &m->sink);
	assert_string_equal(m->faults.p, "");
	assert_true(good);
}

static void rules_speak_of_circles(void **state)
{
	struct made *m = *state;
	add_echo(m, 0.97);
	add_ring(m, false);
	add_ring(m, true);
	add_loop(m);
	judged(m, 4);
	assert_string_equal(m->a.findings.v[0].rule, "echo");
	assert_int_equal(m->a.findings.v[0].level, LETTER_WARNING);
	assert_has(m->a.findings.v[0].message, "97 % of the words");
	assert_has(m->a.findings.v[0].message, "not certain: the reply bears no date");
	assert_string_equal(m->a.findings.v[1].rule, "ring");
	assert_int_equal(m->a.findings.v[1].level, LETTER_ERROR);
	assert_has(m->a.findings.v[1].message, "Stratford-on-Avon District Council (2015-03-02) -> South Northamptonshire Council / Cherwell District Council"
	    " (2015-04-20) -> West Oxfordshire District Council (2015-06) -> Stratford-on-Avon District Council");
	assert_has(m->a.findings.v[1].message, "the same team at both ends of a link");
	assert_has(m->a.findings.v[1].message, "one of the letters is missing");
	assert_string_equal(m->a.findings.v[2].rule, "need-ring");
	assert_string_equal(m->a.findings.v[3].rule, "reference-loop");
	assert_has(m->a.findings.v[3].message, "L1 (1846-02-03) -> L2 (1846-02-11) -> L1");
}

/* Less alike than the rule's own threshold is never told, whatever was looked for. */
static void unlike_is_not_told(void **state)
{
	struct made *m = *state;
	add_echo(m, 0.59);
	judged(m, 0);
}

static void nothing_is_said_of_no_circle(void **state)
{
	judged(*state, 0);
}

/* The fingerprint is of rule and letters, in whatever order these stand; a missing letter does not count. */
static void fingerprint_is_of_letters(void **state)
{
	struct made *m = *state;
	struct letter_circle *c = add_loop(m);
	judged(m, 1);
	const char *before = m->a.findings.v[0].fingerprint;
	struct letter_step first = c->steps.v[0];
	c->steps.v[0] = c->steps.v[1];
	c->steps.v[1] = first;
	c->steps.v[0].path = "moved.xml";
	add_step(m, c, step(UINT32_MAX, "", "", "", "", "", ""));
	m->a.findings.n = 0;
	judged(m, 1);
	assert_string_equal(m->a.findings.v[0].fingerprint, before);
	c->steps.v[0].id = "id:L3";
	m->a.findings.n = 0;
	judged(m, 1);
	assert_string_not_equal(m->a.findings.v[0].fingerprint, before);
}

/* A rule that names no element is one of letters, unless it begins with the archive. */
static void rules_keep_to_their_view(void **state)
{
	struct made *m = *state;
	struct arena *a = &m->arena;
	const char *archive[] = { "archive", "ring", "step", NULL }, *letter[] = { "letter", "sender", NULL };
	const struct { const char *pattern; bool of_archive, of_letter; } cases[] = {
		{ "*", false, true }, { "@date", false, true }, { "archive/*", true, true }, { "/archive[@letters > 3]/@letters", true, true },
		{ "ring", true, false }, { "step/@date", false, true }, { "archive/ring/step", true, false }, { "sender", false, true }, { "archives/*", false, true },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct judge_context c = { 0 };
		judge_match_read(&c, a, cases[i].pattern);
		assert_int_equal(judge_match_may(&c, archive), cases[i].of_archive);
		assert_int_equal(judge_match_may(&c, letter), cases[i].of_letter);
	}
}

/* --- what is printed --- */

static void text_shows_a_time_line(void **state)
{
	struct made *m = *state;
	add_ring(m, false);
	judged(m, 1);
	const char *text = print(m, "text", (struct report_options){ 0 }, NULL);
	assert_has(text, "in/1.txt: error: a matter comes back to the desk that wrote first, after 3 letters: ");
	assert_has(text, "[ring]\n"
	    "      2015-03-02 o  Stratford-on-Avon District Council -> South Northamptonshire Council (desk:");
	assert_has(text, "\n                 |  in/1.txt\n");
	assert_has(text, "\n      2015-04-20 ?  Cherwell District Council (desk: ");
	assert_has(text, "missing from the archive; cited as letter of 20 April 2015;");
	assert_has(text, "\n      2015-06    o  West Oxfordshire District Council -> Stratford-on-Avon District Council\n"
	    "                    in/3.mbox#<a@b>\n                    quotes 'SNC/7'\n");
	assert_has(text, "      linked by:    references, one matter\n");
	assert_has(text, "      certain:      yes\n");
	assert_has(text, "by rule\n      1  ring\nby council\n");
	assert_has(text, "      1  Cherwell District Council and West Oxfordshire District Council\n");
	assert_has(text, "by year\n      1  2015\n");
}

static void text_tells_of_an_echo(void **state)
{
	struct made *m = *state;
	add_echo(m, 0.9789);
	judged(m, 1);
	const char *text = print(m, "text", (struct report_options){ .quiet = true }, NULL);
	assert_has(text, "      no date    o  Y \\x1b[31mCouncil -> X Council\n");
	assert_has(text, "alike:        97 % of the words");
	assert_has(text, "differs:      'accept' became 'consider'; 'not' put in\n");
	assert_has(text, "certain:      perhaps: the reply bears no date\n");
	assert_lacks(text, "\x1b");
	assert_lacks(text, "by rule");
}

static void text_is_a_line_a_letter(void **state)
{
	struct made *m = *state;
	struct letter_record l = record(m);
	const char *text = print(m, "text", (struct report_options){ .quiet = true }, &l);
	assert_string_equal(text, "in/1.txt:3:7: error: said \"\\x1b]0;x\\x07\" & <more> [self-addressed]\n");
	l.member = "m1";
	text = print(m, "text", (struct report_options){ .quiet = true, .proof = true }, &l);
	assert_string_equal(text, "in/1.txt:3:7: error: said \"\\x1b]0;x\\x07\" & <more> [self-addressed] (m1)\n      fix:          ask\n");
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

static const char *string_at(const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));
	return text != NULL ? text : "(none)";
}

/* The keys of a letter's finding, in the order that `check` prints them in. */
static const char finding_keys[] = "type rule level message path member line column party counterpart arrangement basis letters fingerprint help";

static void assert_keys(json_t *object, const char *keys)
{
	struct buf found = BUF_INIT;
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value) {
		buf_printf(&found, "%s%s", found.n > 0 ? " " : "", key);
	}
	assert_string_equal(found.p, keys);
	buf_release(&found);
}

static void json_tells_letters_in_order(void **state)
{
	struct made *m = *state;
	struct letter_record l = record(m);
	add_echo(m, 0.97);
	add_ring(m, true);
	judged(m, 2);
	json_t *all = parse(print(m, "json", (struct report_options){ 0 }, &l));
	json_t *findings = json_object_get(all, "findings"), *of_letter = json_array_get(findings, 0), *ring = json_array_get(findings, 2);
	assert_int_equal(json_array_size(findings), 3);
	assert_keys(of_letter, finding_keys);
	assert_string_equal(string_at(of_letter, "message"), "said \"\x1b]0;x\x07\" & <more>");
	assert_int_equal(json_integer_value(json_object_get(of_letter, "line")), 3);
	assert_keys(ring, "type rule level message path member line column party counterpart arrangement basis letters fingerprint help"
	    " circle similarity closes_at linked_by matter certainty doubt differences");
	assert_string_equal(string_at(ring, "rule"), "need-ring");
	assert_string_equal(string_at(ring, "closes_at"), "desk");
	json_t *letters = json_object_get(ring, "letters");
	assert_int_equal(json_array_size(letters), 3);
	assert_string_equal(string_at(json_array_get(letters, 0), "path"), "in/1.txt");
	assert_true(json_is_null(json_object_get(json_array_get(letters, 1), "path")));
	assert_true(json_is_true(json_object_get(json_array_get(letters, 1), "missing")));
	assert_string_equal(string_at(json_array_get(letters, 2), "member"), "<a@b>");
	json_t *summary = json_object_get(all, "summary");
	assert_int_equal(json_integer_value(json_object_get(json_object_get(summary, "findings_by_rule"), "need-ring")), 1);
	assert_string_equal(string_at(json_array_get(json_object_get(summary, "findings_by_council"), 0), "party"), "cherwell");
	assert_int_equal(json_array_size(json_object_get(summary, "findings_by_year")), 1);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(json_object_get(summary, "findings_by_year"), 0), "findings")), 3);
	json_decref(all);
}

/* What was not looked at is said in every format, a summary or none. */
static void says_what_was_left_out(void **state)
{
	struct made *m = *state;
	*vec_push(&m->arena, &m->a.left_out) = "rings of more than 12 letters";
	assert_has(print(m, "text", (struct report_options){ .quiet = true }, NULL), "left out:     rings of more than 12 letters\n");
	assert_has(print(m, "ndjson", (struct report_options){ 0 }, NULL), "\"left_out\": [\"rings of more than 12 letters\"]");
	assert_has(print(m, "json", (struct report_options){ 0 }, NULL), "\"left_out\": [\"rings of more than 12 letters\"]");
	assert_has(print(m, "xml", (struct report_options){ 0 }, NULL), "<left-out>rings of more than 12 letters</left-out>");
}

static void xml_prints_the_view(void **state)
{
	struct made *m = *state;
	struct letter_record l = record(m);
	add_echo(m, 0.97);
	add_ring(m, false);
	judged(m, 2);
	const char *text = print(m, "xml", (struct report_options){ .proof = true }, &l);
	xmlDoc *doc = xml_read(&m->arena, span_str(text), "out", &m->sink);
	assert_string_equal(m->faults.p, "");
	assert_non_null(doc);
	assert_has(text, "message=\"said &quot;\xef\xbf\xbd]0;x\xef\xbf\xbd&quot; &amp; &lt;more&gt;\" path=\"in/1.txt\" line=\"3\" column=\"7\" party=\"warwick\"");
	assert_has(text, "    <letter path=\"in/3.mbox\" member=\"&lt;a@b&gt;\"");
	assert_has(text, "    <difference was=\"accept\" is=\"consider\"/>\n");
	assert_has(text, "<archive letters=\"12\">\n");
	assert_has(text, "<echo original=\"in/a.txt\" reply=\"in/b.txt\" similarity=\"0.97\"");
	assert_has(text, "closes-at=\"desk\"");
	assert_has(text, "<by-pair ");
}

static const char *print_changes(struct made *m, const char *format, unsigned n)
{
	static const struct letter_change flip = { "verdict-gone", "in/1.txt", "m1", "self-addressed", "said", "2026-03-02T09:30:00Z", "the service is ict now", NULL, false };
	struct report_options o = { .what = REPORT_AUDIT, .quiet = true };
	struct report_summary s = { 0 };
	struct report *r = report_new(format, &o, NULL, keep, &m->out);
	buf_clear(&m->out);
	report_archive(r, &m->a);
	for (unsigned i = 0; i < n; i++) {
		report_change(r, &flip);
	}
	assert_true(report_end(r, &s));
	report_free(r);
	return m->out.p;
}

static void tells_what_has_changed(void **state)
{
	struct made *m = *state;
	assert_string_equal(print_changes(m, "text", 1), "in/1.txt#m1: not found any more: said [self-addressed]\n"
	    "      why:          the service is ict now\n");
	assert_has(print_changes(m, "xml", 1), "  <change what=\"verdict-gone\" path=\"in/1.txt\" member=\"m1\" rule=\"self-addressed\"");
	for (unsigned n = 0; n < 3; n++) {
		json_t *all = parse(print_changes(m, "json", n));
		json_t *changes = json_object_get(all, "changes");
		assert_int_equal(json_array_size(json_object_get(all, "findings")), 0);
		assert_int_equal(json_array_size(changes), n);
		if (n > 0) {
			assert_keys(json_array_get(changes, 0), "type what path member rule message first_seen why");
		}
		json_decref(all);
	}
}

static void since_is_told_of_what_has_it(void **state)
{
	struct made *m = *state;
	struct letter_record l = record(m);
	add_ring(m, false);
	judged(m, 1);
	assert_lacks(print(m, "ndjson", (struct report_options){ 0 }, &l), "\"first_seen\"");
	l.told.v[0].since = m->a.findings.v[0].since = "2026-03-02T09:30:00Z";
	const char *text = print(m, "ndjson", (struct report_options){ 0 }, &l);
	assert_has(text, "\"help\": \"ask\", \"first_seen\": \"2026-03-02T09:30:00Z\"}");
	assert_has(text, "\"first_seen\": \"2026-03-02T09:30:00Z\", \"circle\": \"ring\"");
	assert_has(print(m, "text", (struct report_options){ .proof = true }, &l), "first seen:   2026-03-02T09:30:00Z\n");
}

/* A rule may speak of the archive as a whole: then no letter is told. */
static void a_finding_may_be_of_no_circle(void **state)
{
	struct made *m = *state;
	*vec_push(&m->arena, &m->a.findings) = (struct letter_circle_finding){ .rule = "large", .level = LETTER_NOTE, .message = "12 letters",
		.circle = UINT32_MAX, .fingerprint = "0123456789abcdef" };
	assert_has(print(m, "text", (struct report_options){ 0 }, NULL), "archive: note: 12 letters [large]\n");
	json_t *line = parse(print(m, "json", (struct report_options){ 0 }, NULL)), *f = json_array_get(json_object_get(line, "findings"), 0);
	assert_true(json_is_null(json_object_get(f, "path")));
	assert_int_equal(json_array_size(json_object_get(f, "letters")), 0);
	json_decref(line);
	assert_has(print(m, "xml", (struct report_options){ 0 }, NULL), "<finding rule=\"large\" level=\"note\" message=\"12 letters\"");
}

static void bounds_what_it_prints(void **state)
{
	struct made *m = *state;
	struct letter_record l = record(m);
	add_ring(m, false);
	judged(m, 1);
	const char *text = print(m, "text", (struct report_options){ .max_findings = 1 }, &l);
	assert_has(text, "[self-addressed]");
	assert_lacks(text, "[ring]");
	assert_has(text, "1 of them not shown");
}

/* Many in few pieces, none lost. */
static void hands_on_all_of_many(void **state)
{
	struct made *m = *state;
	struct letter_record l = record(m);
	struct report_options o = { .what = REPORT_AUDIT };
	struct report *r = report_new("ndjson", &o, NULL, keep, &m->out);
	buf_clear(&m->out);
	for (int i = 0; i < 5000; i++) {
		report_record(r, &l);
	}
	assert_true(report_end(r, NULL));
	report_free(r);
	size_t lines = 0;
	for (size_t i = 0; i < m->out.n; i++) {
		lines += m->out.p[i] == '\n';
	}
	assert_int_equal(lines, 5000);
}

static void counts_councils_pairs_and_years(void **state)
{
	struct made *m = *state;
	struct report_summary s = { .failed_files = 2 };
	struct letter_record l = record(m), other = record(m);
	struct report_tally *t = report_tally_new();
	other.date = day("");
	other.told.v[0].party = other.told.v[0].counterpart = "";	/* of the letter as a whole */
	report_tally_letter(t, &l);
	report_tally_letter(t, &other);
	report_tally_sum(t, &s);
	assert_int_equal(s.failed_files, 2);
	assert_int_equal(s.n_by_council, 2);
	assert_string_equal(s.by_council[0].name, NAME("Cherwell"));
	assert_int_equal(s.by_council[0].findings, 2);
	assert_int_equal(s.by_council[1].findings, 1);
	assert_int_equal(s.n_by_pair, 1);
	assert_int_equal(s.by_pair[0].findings, 2);
	assert_string_equal(s.by_pair[0].name, NAME("Cherwell"));
	assert_string_equal(s.by_pair[0].other_name, NAME("Warwick"));
	assert_int_equal(s.n_by_year, 2);
	assert_string_equal(s.by_year[0].name, "no date");
	report_tally_free(t);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(view_follows_schema),
		TEST(rules_speak_of_circles),
		TEST(unlike_is_not_told),
		TEST(nothing_is_said_of_no_circle),
		TEST(fingerprint_is_of_letters),
		TEST(rules_keep_to_their_view),
		TEST(text_shows_a_time_line),
		TEST(text_tells_of_an_echo),
		TEST(text_is_a_line_a_letter),
		TEST(json_tells_letters_in_order),
		TEST(says_what_was_left_out),
		TEST(xml_prints_the_view),
		TEST(tells_what_has_changed),
		TEST(since_is_told_of_what_has_it),
		TEST(a_finding_may_be_of_no_circle),
		TEST(bounds_what_it_prints),
		TEST(hands_on_all_of_many),
		TEST(counts_councils_pairs_and_years),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
