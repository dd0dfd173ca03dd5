/* test_decode.c - bytes to text: encodings told, faults placed, what is no letter named.
 *
 * Each row is one file's bytes; it wants either text and encoding, or a diagnostic as "name line:column".
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "read/read_in.h"

struct row {
	const char *name;
	struct span bytes;
	const char *encoding;		/* NULL: a fault is wanted */
	const char *want;		/* the text, or the fault */
};

#define BYTES(s) { (s), sizeof(s) - 1 }

static const struct row good[] = {
	{ "ASCII", BYTES("Dear Sir\r\n"), "UTF-8", "Dear Sir\r\n" },
	{ "UTF-8", BYTES("caf\xc3\xa9 \xe2\x80\x93 \xf0\x9f\x98\x80"), "UTF-8", "caf\xc3\xa9 \xe2\x80\x93 \xf0\x9f\x98\x80" },
	{ "UTF-8 with mark", BYTES("\xef\xbb\xbf" "Dear"), "UTF-8", "Dear" },
	{ "UTF-16 little-endian", BYTES("\xff\xfeH\0i\0\x19\x20"), "UTF-16LE", "Hi\xe2\x80\x99" },
	{ "UTF-16 big-endian", BYTES("\xfe\xff\0H\0i\xd8\x3d\xde\0"), "UTF-16BE", "Hi\xf0\x9f\x98\x80" },
	{ "UTF-16 without mark", BYTES("D\0e\0a\0r\0 \0S\0i\0r\0"), "UTF-16LE", "Dear Sir" },
	{ "UTF-16 big-endian without mark", BYTES("\0D\0e\0a\0r\0 \0S"), "UTF-16BE", "Dear S" },
	{ "Windows-1252", BYTES("It\x92s \x80" "5"), "Windows-1252", "It\xe2\x80\x99s \xe2\x82\xac" "5" },
	{ "ISO-8859-1", BYTES("caf\xe9"), "ISO-8859-1", "caf\xc3\xa9" },
	{ "a Windows-1252 byte in UTF-8", BYTES("\xe2\x80\x9c" "a\xe2\x80\x9d \xe2\x80\x93 \xe2\x80\x99s caf\xe9"), "UTF-8 with Windows-1252",
	  "\xe2\x80\x9c" "a\xe2\x80\x9d \xe2\x80\x93 \xe2\x80\x99s caf\xc3\xa9" },
	{ "XML declares ISO-8859-1", BYTES("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>"), "ISO-8859-1",
	  "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xc3\xa9</a>" },
	{ "XML declares windows-1250", BYTES("<?xml version=\"1.0\" encoding=\"windows-1250\"?><a>\xb3</a>"), "windows-1250",
	  "<?xml version=\"1.0\" encoding=\"windows-1250\"?><a>\xc5\x82</a>" },
	{ "XML declares utf-16 and is not", BYTES("<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>"), "UTF-8",
	  "<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>" },
	{ "XML with mark and declaration", BYTES("\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><a/>"), "UTF-8",
	  "<?xml version='1.0' encoding='UTF-8'?><a/>" },
	{ "no-break spaces around", BYTES("\xc2\xa0" "Dear"), "UTF-8", "\xc2\xa0" "Dear" }
};

static const struct row bad[] = {
	{ "no bytes", BYTES(""), NULL, "file-empty 0:0" },
	{ "white space alone", BYTES(" \r\n\t\xc2\xa0\n"), NULL, "file-empty 0:0" },
	{ "a mark alone", BYTES("\xef\xbb\xbf"), NULL, "file-empty 0:0" },
	{ "marked as UTF-8 and is not", BYTES("\xef\xbb\xbf" "Dear\nSir \xe9\n"), NULL, "text-encoding 2:5" },
	{ "XML says UTF-8 and is not", BYTES("<?xml version='1.0' encoding='UTF-8'?>\n<a>\xe9</a>"), NULL, "text-encoding 2:4" },
	{ "XML says nothing and is not UTF-8", BYTES("<a>\n\xe9</a>"), NULL, "text-encoding 2:1" },
	{ "XML says ASCII and is not", BYTES("<?xml version='1.0' encoding='US-ASCII'?><a>\xe9</a>"), NULL, "text-encoding 1:45" },
	{ "an encoding nobody knows", BYTES("<?xml version='1.0' encoding='x-none'?><a/>"), NULL, "text-encoding 1:1" },
	{ "an encoding iconv must not be trusted with", BYTES("<?xml version='1.0' encoding='ISO-2022-CN-EXT'?><a/>"), NULL, "text-encoding 1:1" },
	{ "a byte windows-1250 lacks", BYTES("<?xml version='1.0' encoding='windows-1250'?>\n<a>\x81</a>"), NULL, "text-encoding 2:4" },
	{ "half a surrogate pair", BYTES("\xff\xfe" "D\0\n\0\0\xd8" "e\0"), NULL, "text-encoding 2:1" },
	{ "an odd byte", BYTES("\xff\xfe" "D\0e"), NULL, "text-encoding 1:2" },
	{ "overlong UTF-8", BYTES("\xef\xbb\xbf\xc0\xaf"), NULL, "text-encoding 1:1" },
	{ "a surrogate in UTF-8", BYTES("\xef\xbb\xbf\xed\xa0\x80"), NULL, "text-encoding 1:1" },
	{ "NUL bytes", BYTES("Dear\0\0\0Sir, this is text with holes"), NULL, "file-binary 0:0" },
	{ "control characters", BYTES("\x01\x02\x03\x04\x05\x06" "abc"), NULL, "file-binary 0:0" },
	{ "ZIP", BYTES("PK\x03\x04 word/document.xml"), NULL, "format-unsupported 0:0" },
	{ "OLE", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"), NULL, "format-unsupported 0:0" },
	{ "gzip", BYTES("\x1f\x8b\x08"), NULL, "format-unsupported 0:0" },
	{ "PNG", BYTES("\x89PNG\r\n\x1a\n"), NULL, "format-unsupported 0:0" },
	{ "RTF", BYTES("{\\rtf1 Dear Sir}"), NULL, "format-unsupported 0:0" }
};

static void take(void *user, const struct diag *d)
{
	snprintf(user, 64, "%s %u:%u", diag_name(d->id), (unsigned)d->line, (unsigned)d->column);
}

/* The bytes are copied to the exact size, so that a sanitiser sees a read beyond their end. */
static void check(const struct row *row)
{
	struct arena a;
	char said[64] = "";
	struct diag_sink sink = { take, said, { 0, 0, 0 } };
	struct span text = { NULL, 0 };
	const char *encoding = "";
	char *bytes = test_malloc(row->bytes.n + 1);
	memcpy(bytes, row->bytes.p, row->bytes.n);
	bytes[row->bytes.n] = '\0';
	arena_init(&a, 0);
	bool good_one = read_decode(&a, span_of(bytes, row->bytes.n), "x", &sink, &text, &encoding);
	if (good_one != (row->encoding != NULL)) {
		fail_msg("%s: %s", row->name, good_one ? encoding : said);
	}
	if (good_one && (!span_is(text, row->want) || strcmp(encoding, row->encoding) != 0)) {
		fail_msg("%s: %s '%.*s'", row->name, encoding, SPAN_F(text));
	}
	if (!good_one && strcmp(said, row->want) != 0) {
		fail_msg("%s: %s, not %s", row->name, said, row->want);
	}
	arena_release(&a);
	test_free(bytes);
}

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		check(&good[i]);
	}
}

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		check(&bad[i]);
	}
}

static void test_sniff(void **state)
{
	(void)state;
	assert_true(read_sniff_xml(SPAN_LIT("<?xml version='1.0'?>")));
	assert_true(read_sniff_xml(SPAN_LIT("\n <t:TEI xmlns:t='x'>")));
	assert_true(read_sniff_xml(SPAN_LIT("<letter><p>cut off</p>")));
	assert_true(read_sniff_xml(SPAN_LIT("<!DOCTYPE letter>")));
	assert_true(read_sniff_xml(SPAN_LIT("<letter/>")));
	assert_false(read_sniff_xml(SPAN_LIT("<crest>\nCherwell District Council\n")));
	assert_false(read_sniff_xml(SPAN_LIT("<planning@x.gov.uk>\nDear Sir")));
	assert_false(read_sniff_xml(SPAN_LIT("< Dear Sir")));
	assert_false(read_sniff_xml(SPAN_LIT("Dear <b>Sir</b>")));
	assert_true(span_is(read_sniff_declared(SPAN_LIT("<?xml version='1.0' encoding = 'latin1'?>")), "latin1"));
	assert_true(read_sniff_declared(SPAN_LIT("<?xml version='1.0'?><a encoding='x'/>")).n == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_good), cmocka_unit_test(test_bad), cmocka_unit_test(test_sniff) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
