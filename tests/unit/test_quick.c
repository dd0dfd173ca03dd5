/* test_quick.c - documents read quickly are the documents that libxml2 makes of them.
 *
 * Each is read twice, and the trees are compared node by node; then each is spoilt at many places, and what is read quickly all the same must
 * still be well-formed and the same. What is left to libxml2 is no fault, but the plain ones must not be. With files as arguments: of those.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "parts/xml.h"

#define SPOILT 4000u

static const char *const plain[] = {
	"<a/>", "<a></a>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c --><?go on?>\n<a b='1' c=\"x'y\">t<b/>u<c d=''/></a>\n<!--end-->\n",
	"<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:id=\"x1\" xml:lang=\"en\"><p rend='a\tb\nc'>one &amp; &#163;&#xa3; two ]] &lt;three&gt;</p>\n\t<p/></TEI>",
	"<x:a xmlns:x='u:1' xmlns='u:2' x:b='1' b='2'><b xmlns:x='u:3' x:c='3'><x:d/></b><x:e>\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80</x:e ></x:a>",
	"<a>x<![CDATA[<b>&amp;]]]>y<!---->z<?p?>w</a>", "<a\n b = '1'\r\n c='2\r\n3'>l1\r\nl2\r\n</a>\r\n", "<a>\n  <b x='&quot;&apos;&lt;&#10;'> </b>\n</a>",
};

static bool same_words(const void *a, const void *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_space(const xmlNs *a, const xmlNs *b)
{
	return a == NULL || b == NULL ? a == b : same_words(a->href, b->href) && same_words(a->prefix, b->prefix);
}

static bool same_spaces(const xmlNs *a, const xmlNs *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next) {
		if (!same_space(a, b)) {
			return false;
		}
	}
	return a == b;
}

static bool same_list(const xmlNode *a, const xmlNode *b, const void *up, const void *other_up);

static bool same_node(const xmlNode *a, const xmlNode *b)
{
	if (a->type != b->type || !same_words(a->name, b->name)) {
		return false;
	}
	if (a->type != XML_ELEMENT_NODE && a->type != XML_ATTRIBUTE_NODE) {
		return same_words(a->content, b->content);
	}
	if (a->type == XML_ATTRIBUTE_NODE) {
		return same_space(((const xmlAttr *)a)->ns, ((const xmlAttr *)b)->ns) && same_list(a->children, b->children, a, b);
	}
	return same_space(a->ns, b->ns) && same_spaces(a->nsDef, b->nsDef) && xml_offset(a) == xml_offset(b) &&
	    same_list((const xmlNode *)a->properties, (const xmlNode *)b->properties, a, b) && same_list(a->children, b->children, a, b);
}

static bool same_list(const xmlNode *a, const xmlNode *b, const void *up, const void *other_up)
{
	const xmlNode *before = NULL;
	for (; a != NULL && b != NULL; before = a, a = a->next, b = b->next) {
		if (!same_node(a, b) || a->parent != up || b->parent != other_up || a->prev != before || (b->next == NULL && a->next != NULL)) {
			return false;
		}
	}
	return a == NULL && b == NULL;
}

/* 1: read quickly, 0: left to libxml2. */
static int compare(struct span text, const char *name)
{
	struct arena a;
	struct diag_sink mute = { 0 };
	arena_init(&a, 0);
	xmlDoc *quick = xml_read_quick(&a, text), *whole = quick != NULL ? xml_read(&a, text, name, &mute) : NULL;
	bool good = quick == NULL || (whole != NULL && same_list(quick->children, whole->children, quick, whole));
	if (!good) {
		print_error("%s: %s\n%.*s\n", name, whole == NULL ? "not well-formed" : "another tree", (int)(text.n < 2000 ? text.n : 2000), text.p);
	}
	arena_release(&a);
	assert_true(good);
	return quick != NULL;
}

static void test_plain(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		assert_int_equal(compare(span_str(plain[i]), plain[i]), 1);
	}
}

static uint32_t next_number(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* One to three bytes are put in, taken away or doubled. */
static size_t spoil(char *s, size_t n, size_t room, uint32_t *seed)
{
	static const char marks[] = "<>/='\"&;:!-[]?x a\n\r\t#1\xc3\xa9";
	for (uint32_t k = next_number(seed) % 3 + 1; k > 0 && n > 1; k--) {
		size_t at = next_number(seed) % n;
		switch (next_number(seed) % 4) {
		case 0:
			s[at] = marks[next_number(seed) % (sizeof marks - 1)];
			break;
		case 1:
			memmove(s + at, s + at + 1, n - at - 1);
			n--;
			break;
		case 2:
			if (n + 1 < room) {
				memmove(s + at + 1, s + at, n - at);
				n++;
				s[at] = marks[next_number(seed) % (sizeof marks - 1)];
			}
			break;
		default: {
			size_t from = next_number(seed) % n, m = next_number(seed) % 12;
			m = m < n - from ? m : n - from;
			m = m < n - at ? m : n - at;
			memmove(s + at, s + from, m);
		}
		}
	}
	return n;
}

static uint32_t spoilt_ones(struct span text, const char *name, uint32_t times, uint32_t *seed)
{
	uint32_t quick = 0;
	size_t room = text.n + 16;
	char *s = malloc(room);
	assert_non_null(s);
	for (uint32_t i = 0; i < times; i++) {
		memcpy(s, text.p, text.n);
		size_t n = spoil(s, text.n, room, seed);
		char *exact = malloc(n);	/* so that a sanitiser sees who reads behind it */
		assert_non_null(exact);
		memcpy(exact, s, n);
		quick += (uint32_t)compare(span_of(exact, n), name);
		free(exact);
	}
	free(s);
	return quick;
}

static void test_spoilt(void **state)
{
	uint32_t seed = 7;
	(void)state;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		assert_true(spoilt_ones(span_str(plain[i]), plain[i], SPOILT, &seed) > 0);
	}
}

static void test_refused(void **state)
{
	static const char *const others[] = { "", "a", "<a>", "<a/><b/>", "<a b='1' b='2'/>", "<!DOCTYPE a><a/>", "<a>&b;</a>", "<x:a/>", "<a xmlns:x=''/>",
		"<a>]]></a>", "<a><!-- -- --></a>", "<\xc3\xa9/>", "<a b='<'/>", "<a>\x01</a>", "<a>\xef\xbf\xbf</a>", "<a></b>", "<a b=1/>", "<a b='1'c='2'/>",
		"<a xmlns:x='u' xmlns:y='u' x:b='1' y:b='2'/>", " <?xml version='1.0'?><a/>", "<a><?xml x?></a>", "<a>&#0;</a>", "<a>&#xd800;</a>" };
	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		assert_int_equal(compare(span_str(others[i]), others[i]), 0);
	}
}

static int compare_files(int n, char **names)
{
	static char bytes[8 << 20];
	uint32_t seed = 11, quick = 0, spoilt = 0;
	for (int i = 1; i < n; i++) {
		FILE *f = fopen(names[i], "rb");
		size_t got = f != NULL ? fread(bytes, 1, sizeof bytes, f) : 0;
		if (f != NULL) {
			fclose(f);
		}
		quick += (uint32_t)compare(span_of(bytes, got), names[i]);
		spoilt += got < 100000 ? spoilt_ones(span_of(bytes, got), names[i], 20, &seed) : 0;
	}
	printf("%d files, %u read quickly, and %u of 20 spoilt ones each\n", n - 1, (unsigned)quick, (unsigned)spoilt);
	return 0;
}

int main(int n, char **names)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_plain), cmocka_unit_test(test_spoilt), cmocka_unit_test(test_refused) };
	xml_start();
	return n > 1 ? compare_files(n, names) : cmocka_run_group_tests(tests, NULL, NULL);
}
