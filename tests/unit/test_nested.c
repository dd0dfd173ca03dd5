/* test_nested.c - what a stream of named records reads again and again is bounded by the document, however deep they stand in one another.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "parts/xml.h"

enum { DEEP = 190, LEAVES = 2000 };

struct counted { unsigned long nodes, records; };

static unsigned long nodes_in(const xmlNode *node)
{
	unsigned long n = 1;
	for (const xmlNode *c = node->children; c != NULL; c = c->next) {
		n += nodes_in(c);
	}
	return n;
}

/* Asked of each level, as a format's condition is: it goes through all that is inside. Only what is called so itself is a record. */
static bool is_mine(void *user, xmlNode *element)
{
	struct arena a;
	arena_init(&a, 0);
	bool mine = xml_attr(&a, element, NULL, "mine") != NULL;
	((struct counted *)user)->nodes += nodes_in(element);
	arena_release(&a);
	return mine;
}

static bool take(void *user, xmlNode *element)
{
	(void)element;
	((struct counted *)user)->records++;
	return true;
}

static void put(struct buf *out, const char *text, unsigned times)
{
	for (unsigned i = 0; i < times; i++) {
		buf_str(out, text);
	}
}

/* Two records, many levels that are none, and one record more. */
static bool run(unsigned deep, struct counted *c, bool *nested)
{
	struct diag_sink mute = { 0 };
	struct buf text = BUF_INIT;
	buf_str(&text, "<export>");
	put(&text, "<record mine='yes'>text</record>", 2);
	put(&text, "<record>", deep);
	put(&text, "<f><v>w</v></f>", LEAVES);
	put(&text, "</record>", deep);
	buf_str(&text, "<record mine='yes'>text</record></export>");
	bool good = xml_read_named(span_of(text.p, text.n), "nested.xml", &mute, "record", is_mine, take, c, nested);
	buf_release(&text);
	return good;
}

static void given_up(void **state)
{
	(void)state;
	struct counted c = { 0, 0 };
	bool nested = false;
	assert_true(run(DEEP, &c, &nested));
	assert_true(nested);
	assert_int_equal(c.records, 2);
	assert_true(c.nodes < (LIMIT_RECORD_ASKED + 1) * (3ul * LEAVES + DEEP + 8));
}

static void read_through(void **state)
{
	(void)state;
	struct counted c = { 0, 0 };
	bool nested = true;
	assert_true(run(LIMIT_RECORD_ASKED - 1, &c, &nested));
	assert_false(nested);
	assert_int_equal(c.records, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(given_up),
		cmocka_unit_test(read_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
