/* test_mime.c - messages taken apart: headers, parts, encodings, addresses, dates, bounds.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "parts/mime.h"
#include "read/read_in.h"

static bool missing(void)
{
	if (mime_package() != NULL) {
		skip();
	}
	return mime_package() != NULL;
}

static void parts_are(const char *message, const char *wanted)
{
	struct arena a;
	struct mime_message m = { 0 };
	char got[400] = "";
	arena_init(&a, 0);
	assert_int_equal(mime_read(&a, span_str(message), &m), MIME_GOOD);
	for (uint32_t i = 0; i < m.parts.n; i++) {
		const struct mime_part *p = &m.parts.v[i];
		struct span content = span_trim(mime_decode(&a, p->encoding, p->raw));
		size_t n = strlen(got);
		snprintf(got + n, sizeof got - n, "%s%s%s%s%s:%.*s", n > 0 ? " | " : "", p->type, p->attached ? "*" : "", *p->name != '\0' ? "=" : "",
		    p->name, SPAN_F(content));
	}
	assert_string_equal(got, wanted);
	arena_release(&a);
}

static void test_parts(void **state)
{
	(void)state;
	if (missing()) {
		return;
	}
	parts_are("From: a@b\n\nhello\n", "text/plain:hello");
	parts_are("From: a@b\r\nContent-Type: Text/HTML; charset=x\r\n\r\nhello\r\n", "text/html:hello");
	parts_are("Content-Transfer-Encoding: base64\n\naGVsbG8=\n", "text/plain:hello");
	parts_are("Content-Transfer-Encoding: quoted-printable\n\nhel=\nlo =3D\n", "text/plain:hello =");
	parts_are("Content-Type: multipart/mixed; boundary=q\n\n--q\n\none\n--q\nContent-Disposition: attachment; filename=\"two.txt\"\n\ntwo\n--q--\n",
	    "multipart/mixed: | text/plain:one | text/plain*=two.txt:two");
	parts_are("Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: application/pdf; name*=utf-8''b%C3%A9.pdf\n\n1\n",
	    "multipart/mixed: | application/pdf=b\xc3\xa9.pdf:1");
	parts_are("Subject: x\n", "text/plain:");
}

/* A part's bytes are where they stand in the message. */
static void test_places(void **state)
{
	static const char message[] = "From: a@b\nTo: c@d,\n e@f\nContent-Type: multipart/mixed; boundary=q\n\n--q\n\none\n--q--\n";
	struct arena a;
	struct mime_message m = { 0 };
	(void)state;
	if (missing()) {
		return;
	}
	arena_init(&a, 0);
	assert_int_equal(mime_read(&a, span_str(message), &m), MIME_GOOD);
	assert_int_equal(m.headers.v[1].name.p - message, 10);
	assert_true(span_eq(mime_header(&m, "to"), SPAN_LIT(" c@d,\n e@f\n")));
	assert_int_equal(mime_header(&m, "none").n, 0);
	assert_true(m.parts.n == 2 && strncmp(m.parts.v[1].raw.p, "one", 3) == 0);
	assert_true(m.parts.v[1].raw.p > message && m.parts.v[1].raw.p < message + sizeof message);
	arena_release(&a);
}

static void test_attached_message(void **state)
{
	struct arena a;
	struct mime_message m = { 0 };
	(void)state;
	if (missing()) {
		return;
	}
	arena_init(&a, 0);
	assert_int_equal(mime_read(&a, SPAN_LIT("Subject: outer\nContent-Type: message/rfc822\n\nSubject: inner\n\nhello\n"), &m), MIME_GOOD);
	assert_true(m.parts.n == 1 && m.parts.v[0].message != NULL);
	assert_true(span_is(span_trim(mime_header(m.parts.v[0].message, "Subject")), "inner"));
	arena_release(&a);
}

static void test_words(void **state)
{
	static const struct { const char *raw, *words; } rows[] = {
		{ " plain words\n", "plain words" }, { " folded\n words\n", "folded words" },
		{ "=?utf-8?q?caf=C3=A9?=", "caf\xc3\xa9" }, { "=?iso-8859-1?Q?caf=E9_noir?=", "caf\xc3\xa9 noir" },
		{ "=?utf-8?b?Y2Fmw6k=?=\n =?utf-8?q?_noir?=", "caf\xc3\xa9 noir" }, { "caf\xe9", "caf\xc3\xa9" }, { "", "" }
	};
	struct arena a;
	(void)state;
	if (missing()) {
		return;
	}
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span s = mime_words(&a, span_str(rows[i].raw));
		assert_string_equal(arena_strn(&a, s.p, s.n), rows[i].words);
	}
	arena_release(&a);
}

static void test_mailboxes(void **state)
{
	static const struct { const char *raw, *list; } rows[] = {
		{ "a@b", "<a@b>" }, { "Jane Doe <a@b>, c@d", "Jane Doe<a@b><c@d>" }, { "\"Doe, Jane\" <a@b>", "Doe, Jane<a@b>" },
		{ "Planning: a@b, \"C\" <c@d>;, e@f", "<a@b>C<c@d><e@f>" }, { "undisclosed-recipients:;", "undisclosed-recipients<>" },
		{ "=?utf-8?q?Jos=C3=A9?= <a@b>", "Jos\xc3\xa9<a@b>" }, { "", "" }, { "a@b\n , c@d", "<a@b><c@d>" },
		/* as programs and people write them */
		{ "a@b; c@d", "<a@b><c@d>" }, { "<a@b>; <c@d>;", "<a@b><c@d>" }, { "Doe, Jane <a@b>, Holt, Sam <c@d>", "Doe, Jane<a@b>Holt, Sam<c@d>" },
		{ "Doe; Sam <c@d>", "Doe<>Sam<c@d>" }, { "a@b, Sam Holt", "<a@b>Sam Holt<>" }, { "a@b and c@d / e@f g@h", "<a@b><c@d><e@f><g@h>" },
		{ "Jane (Planning) <a@b>; Sam (Eastby) <c@d>", "Jane<a@b>Sam<c@d>" }, { "a@b (Jane), c@d", "Jane<a@b><c@d>" },
		{ "Jane [mailto:a@b]; SMTP:c@d", "Jane<a@b><c@d>" }, { "\"Jane <a@b>; Sam <c@d>", "Jane<a@b>Sam<c@d>" },
		{ "Jane <a@b, Sam <c@d>", "Jane<a@b>Sam<c@d>" }, { "a@b (Jane; c@d", "<a@b><c@d>" }, 
		{ "Jane Doe/Eastby/UK@Eastby, c@d", "Jane Doe/Eastby/UK@Eastby<><c@d>" }, { "/O=GOV/CN=JD; c@d", "/O=GOV/CN=JD<><c@d>" },
		{ "a@b <a@b>; 'Holt, Sam' <c@d>", "a@b<a@b>'Holt, Sam'<c@d>" }, { "a@b\xef\xbc\x9b c@d | e@f", "<a@b><c@d><e@f>" },
		{ "=?utf-8?q?Doe,_Jane?= <a@b>; =?utf-8?q?x=40y.z;_c=40d.e?=", "Doe, Jane<a@b><x@y.z><c@d.e>" }
	};
	struct arena a;
	(void)state;
	if (missing()) {
		return;
	}
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct mime_mailboxes boxes = { 0 };
		char got[200] = "";
		mime_mailboxes(&a, span_str(rows[i].raw), &boxes);
		for (uint32_t j = 0; j < boxes.list.n; j++) {
			size_t n = strlen(got);
			snprintf(got + n, sizeof got - n, "%.*s<%.*s>", SPAN_F(boxes.list.v[j].name), SPAN_F(boxes.list.v[j].address));
		}
		assert_string_equal(got, rows[i].list);
	}
	arena_release(&a);
}

/* What the quick way takes the library makes the same of; tests/fuzz/fuzz_mail.c compares them further. */
static void test_quick(void **state)
{
	static const struct { const char *message; bool quick; } rows[] = {
		{ "From: a@b\n\nhello\n", true }, { "From: a@b\r\nX: y\r\n z\r\n\r\nhello", true }, { "From: a@b\n\n", true },
		{ "From: a@b\nContent-Type: Text/HTML;\n charset=\"utf-8\"\nContent-Transfer-Encoding: BASE64\n\naGVsbG8=\n", true },
		{ "From: a@b\nContent-Type: text/plain; format=flowed; delsp=yes\nContent-Disposition: inline\n\nhello\n", true },
		{ "From: a@b\nContent-Type: multipart/mixed; boundary=q\n\nx\n--q\n\none\n--q\nContent-Type: text/html\n\ntwo\n--q--\nend\n", true },
		{ "From: a@b\r\nContent-Type: multipart/alternative; boundary=\"q r\"\r\n\r\n--q r\r\n\r\none\r\n--q r--\r\n", true },
		{ "From: a@b\nContent-Type: multipart/mixed; boundary=q\n\n--q\n\n--q\n\n\n--q--", true },
		{ "From: a@b", false }, { "From: a@b\n", false }, { "hello\n", false }, { " a\nFrom: a@b\n\n", false }, { "From : a@b\n\n", false },
		{ "Content-Type: text/plain\n\nhello\n", false }, { "From: a@b\nContent-Type: text/plain; name=x.txt\n\nhello\n", false },
		{ "From: a@b\nContent-Type: text/plain\nContent-Disposition: attachment\n\nhello\n", false },
		{ "From: a@b\nContent-Type: text/plain; charset*=utf-8''utf-8\n\nhello\n", false }, { "From: a@b\nContent-Type: message/rfc822\n\nA: b\n\nc\n", false },
		{ "From: a@b\nContent-Transfer-Encoding: x-uuencode\n\nhello\n", false },
		{ "From: a@b\nContent-Type: multipart/mixed; boundary=q\n\n--q\n\none\n", false },
		{ "From: a@b\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: multipart/mixed; boundary=r\n\n--r\n\none\n--r--\n--q--\n", false }
	};
	struct arena a;
	(void)state;
	if (missing()) {
		return;
	}
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct mime_message quick = { 0 }, full = { 0 };
		struct span s = span_str(rows[i].message);
		assert_int_equal(mime_quick(&a, s, &quick), rows[i].quick);
		if (!rows[i].quick) {
			continue;
		}
		assert_int_equal(mime_full(&a, s, &full), MIME_GOOD);
		assert_int_equal(quick.headers.n, full.headers.n);
		assert_int_equal(quick.parts.n, full.parts.n);
		for (uint32_t j = 0; j < quick.headers.n; j++) {
			assert_true(span_eq(quick.headers.v[j].name, full.headers.v[j].name) && span_eq(quick.headers.v[j].raw, full.headers.v[j].raw));
		}
		for (uint32_t j = 0; j < quick.parts.n; j++) {
			const struct mime_part *p = &quick.parts.v[j], *f = &full.parts.v[j];
			assert_string_equal(p->type, f->type);
			assert_string_equal(p->charset, f->charset);
			assert_true(p->encoding == f->encoding && p->flowed == f->flowed && p->delsp == f->delsp && p->parent == f->parent);
			assert_true(p->raw.n == f->raw.n && (p->raw.n == 0 || p->raw.p == f->raw.p));
		}
	}
	arena_release(&a);
}

static void test_quick_dates(void **state)
{
	static const char *const zones[] = { "00:00:00 +0000", "23:59:59 +0100", "09:52 -0500", "12:30:00 -0000", "00:00:00 +1400", "24:00:00 +0000", "10:00:60 +0000" };
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	(void)state;
	if (missing()) {
		return;
	}
	for (int i = 0; i < 20000; i++) {
		char text[64];
		struct date quick, full;
		snprintf(text, sizeof text, " %s%d %.3s %d %s\n", i % 3 == 0 ? "Thu, " : "", i % 33, months + i / 33 % 12 * 3, 1960 + i % 101, zones[i % 7]);
		if (mime_quick_date(span_str(text), &quick)) {
			assert_true(mime_full_date(span_str(text), &full));
			assert_true(quick.year == full.year && quick.month == full.month && quick.day == full.day);
		}
	}
	assert_true(mime_quick_date(SPAN_LIT(" Thu, 23 Oct 2008 09:52:03 +0000\n"), &(struct date){ 0 }));
	assert_false(mime_quick_date(SPAN_LIT("23 Oct 08 09:52 GMT"), &(struct date){ 0 }));
}

static void test_dates(void **state)
{
	static const struct { const char *raw, *day; } rows[] = {
		{ "Mon, 2 Mar 2015 23:30:00 -0500", "2015-03-02" }, { "2 Mar 15 10:00 GMT", "2015-03-02" },
		{ "Mon Mar  2 10:00:00 2015", "2015-03-02" }, { "soon", "" }, { "", "" }
	};
	char day[16];
	(void)state;
	if (missing()) {
		return;
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct date d = { 0 };
		bool good = mime_date(span_str(rows[i].raw), &d);
		assert_string_equal(good ? date_print(d, day) : "", rows[i].day);
	}
}

static void test_bounds(void **state)
{
	struct arena a;
	struct buf b = BUF_INIT;
	struct mime_message m = { 0 };
	(void)state;
	if (missing()) {
		return;
	}
	arena_init(&a, 0);
	for (unsigned i = 0; i <= LIMIT_MAIL_HEADERS; i++) {
		buf_str(&b, "To: a@b\n");
	}
	assert_int_equal(mime_read(&a, span_of(b.p, b.n), &m), MIME_TOO_MANY_HEADERS);
	buf_clear(&b);
	for (unsigned i = 0; i <= LIMIT_MAIL_DEPTH + 1; i++) {
		buf_printf(&b, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
	}
	assert_int_equal(mime_read(&a, span_of(b.p, b.n), &m), MIME_TOO_DEEP);
	assert_int_equal(mime_read(&a, SPAN_LIT(""), &m), MIME_NO_MESSAGE);
	buf_release(&b);
	arena_release(&a);
}

/* What is mail, and what only looks like it. */
static void test_sniffing(void **state)
{
	static const char *const mail[] = {
		"Received: by x\nFrom: a@b\n\nhello", "From: a@b\nDate: Mon, 2 Mar 2015 10:00:00 +0000\n\nhello",
		"\xef\xbb\xbf\nMessage-ID: <1@b>\nSubject: x\n\n", "From a@b Mon Mar  2 10:00:00 2015\nFrom: a@b\n\nhello",
		"X-Mailer: y\r\nTo: a@b,\r\n c@d\r\n\r\nhello", "From a@b Mon Mar  2 10:00:00 2015\n\n"
	};
	static const char *const text[] = {
		"", "From: Jane\nTo: Tom\nDate: 2 March 2015\n\nhello", "From: a@b\nSent: 2 March 2015 10:00\nTo: c@d\n\nhello",
		"From: a@b\nDate: Mon, 14 Nov 2016 11:05\nTo: c@d\n\nhello", "Our ref: 1\nDear Sir\n", "From Jane at 10:30 on 2 March 2015\n\nhello",
		"Dear Sir\nMessage-ID: <1@b>\nFrom: a@b\n", "Received: from the post room\n\nDear Sir", " From: a@b\nReceived: x\n\n"
	};
	(void)state;
	for (size_t i = 0; i < sizeof mail / sizeof *mail; i++) {
		assert_true(read_mail_sniff(span_str(mail[i])));
	}
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		if (read_mail_sniff(span_str(text[i]))) {
			fail_msg("taken for mail: %s", text[i]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts), cmocka_unit_test(test_places), cmocka_unit_test(test_attached_message), cmocka_unit_test(test_words),
		cmocka_unit_test(test_mailboxes), cmocka_unit_test(test_quick), cmocka_unit_test(test_quick_dates), cmocka_unit_test(test_dates), cmocka_unit_test(test_bounds), cmocka_unit_test(test_sniffing)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
