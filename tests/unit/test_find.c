/* test_find.c - what paths over numbered names answer is what libxml2's own engine answers.
 *
 * Every path of rules/formats/ is asked both ways of every XML document among the samples and the golden cases, from the root, from elements
 * all over it and from their attributes, with the format's prefixes as a reader binds them.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <glob.h>

#include "know/know.h"
#include "parts/xml.h"

/* Of a document so many nodes are asked from, so large a one is not asked at all. */
enum { NODES = 16, BYTES = 24 << 10 };

struct fixture {
	struct know *know;
	struct arena arena;		/* of names and expressions */
	struct xml_names *names;
	unsigned long asked, some;	/* some: with an answer that is not empty */
};

struct asked {
	struct fixture *f;
	const char *path, *text;	/* of the document; of the expression */
	struct xml_eval *own, *engine;
	xmlNode *nodes[NODES];
	size_t n;
};

static int setup(void **state)
{
	static struct fixture f;
	f = (struct fixture){ .know = know_default() };
	arena_init(&f.arena, 0);
	f.names = xml_names_new(&f.arena);
	*state = &f;
	return f.know != NULL ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	know_free(f->know);
	arena_release(&f->arena);
	return 0;
}

static bool same(const struct xml_answer *a, const struct xml_answer *b)
{
	bool like = a->kind == b->kind && a->truth == b->truth && (a->kind != XML_NODES || a->n == b->n);
	for (uint32_t i = 0; like && a->kind == XML_NODES && i < a->n; i++) {
		like = a->nodes[i] == b->nodes[i];
	}
	return like && (a->kind != XML_WORDS || strcmp(a->words, b->words) == 0);
}

static void compare(struct asked *q, const struct xml_xpath *own, const struct xml_xpath *engine)
{
	for (size_t i = 0; i < q->n; i++) {
		struct xml_answer a = { 0 }, b = { 0 };
		bool good = xml_eval_ask(q->own, own, q->nodes[i], &a), also = xml_eval_ask(q->engine, engine, q->nodes[i], &b);
		q->f->asked++;
		q->f->some += good && a.truth;
		if (good && also && !same(&a, &b)) {
			fail_msg("%s: '%s' from %s: %u nodes, %s \"%s\"; libxml2: %u nodes, %s \"%s\"", q->path, q->text, (const char *)q->nodes[i]->name,
			    a.n, a.truth ? "true" : "false", a.kind == XML_WORDS ? a.words : "",
			    b.n, b.truth ? "true" : "false", b.kind == XML_WORDS ? b.words : "");
		}
		assert_true(also || !good);
	}
}

static void ask(struct asked *q, struct arena *a, const char *const *ns, const char *text)
{
	const char *why = NULL;
	if (*text == '\0') {
		return;
	}
	q->text = text;
	struct xml_xpath *own = xml_xpath_bind(&q->f->arena, q->f->names, text, ns, &why), *engine = xml_xpath_bind(a, NULL, text, ns, &why);
	assert_non_null(own);
	assert_non_null(engine);
	compare(q, own, engine);
}

static const char *const *prefixes(struct fixture *f, struct arena *a, const struct know_format *from, xmlDoc *doc)
{
	const char **ns = ARENA_NEWS(a, const char *, from->ns.n + 1);
	for (uint32_t i = 0; i < from->ns.n; i++) {
		const char *s = know_str(f->know, know_item(f->know, from->ns, i));
		ns[i] = arena_str(&f->arena, strcmp(s, "*") == 0 ? xml_root_namespace(a, doc) : s);
	}
	return ns;
}

static void ask_format(struct asked *q, struct arena *a, const struct know_format *from, xmlDoc *doc)
{
	const struct know *k = q->f->know;
	const char *const *ns = prefixes(q->f, &q->f->arena, from, doc);
	q->own = xml_eval_new(a, doc, ns);
	q->engine = xml_eval_new(a, doc, ns);
	ask(q, a, ns, know_str(k, from->when));
	ask(q, a, ns, know_str(k, from->records));
	for (uint32_t i = 0; i < from->fields.n; i++) {
		const struct know_format_field *field = know_format_field(k, know_item(k, from->fields, i));
		ask(q, a, ns, know_str(k, field->select));
		for (uint32_t j = 0; j < field->parts.n; j++) {
			ask(q, a, ns, know_str(k, know_format_part(k, know_item(k, field->parts, j))->select));
		}
	}
}

/* In document order; NULL: no more. */
static xmlNode *next_element(xmlNode *root, xmlNode *n)
{
	do {
		if (n->type == XML_ELEMENT_NODE && n->children != NULL) {
			n = n->children;
		} else {
			while (n != root && n->next == NULL) {
				n = n->parent;
			}
			n = n != root ? n->next : NULL;
		}
	} while (n != NULL && n->type != XML_ELEMENT_NODE);
	return n;
}

/* The root, and others all over the document; with an attribute now and then. */
static void choose(struct asked *q, xmlNode *root)
{
	size_t elements = 0, at = 0;
	for (xmlNode *n = root; n != NULL; n = next_element(root, n)) {
		elements++;
	}
	for (xmlNode *n = root; n != NULL && q->n + 1 < NODES; n = next_element(root, n), at++) {
		if (at % (elements * 3 / (NODES * 2) + 1) == 0) {
			q->nodes[q->n++] = n;
			if (n->properties != NULL && at % 2 == 0) {
				q->nodes[q->n++] = (xmlNode *)n->properties;
			}
		}
	}
}

static void ask_file(struct fixture *f, const char *path)
{
	struct buf bytes = BUF_INIT;
	struct arena a;
	struct diag_sink mute = { 0 };
	struct asked q = { .f = f, .path = path };
	arena_init(&a, 0);
	xmlDoc *doc = buf_read_file(&bytes, path, BYTES) == 0 ? xml_read(&a, span_of(bytes.p, bytes.n), path, &mute) : NULL;
	if (doc != NULL) {
		choose(&q, xmlDocGetRootElement(doc));
		for (know_index i = 0; i < know_format_count(f->know); i++) {
			ask_format(&q, &a, know_format(f->know, i), doc);
		}
	}
	arena_release(&a);
	buf_release(&bytes);
}

static void test_formats(void **state)
{
	struct fixture *f = *state;
	glob_t found;
	assert_int_equal(glob("samples/*.xml", 0, NULL, &found), 0);
	glob("tests/golden/*/*/in.xml", GLOB_APPEND, NULL, &found);
	glob("tests/reading/*/letter.xml", GLOB_APPEND, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		ask_file(f, found.gl_pathv[i]);
	}
	globfree(&found);
	print_message("%lu questions, %lu with an answer\n", f->asked, f->some);
	assert_true(f->some > 1000);
}

/* A document that changed is numbered anew, when that is said. */
static void test_changed(void **state)
{
	struct fixture *f = *state;
	struct arena a;
	struct diag_sink mute = { 0 };
	struct xml_answer out;
	const char *why = NULL;
	arena_init(&a, 0);
	xmlDoc *doc = xml_read(&a, SPAN_LIT("<r><p/><q><p/></q></r>"), "r.xml", &mute);
	struct xml_xpath *x = xml_xpath_bind(&f->arena, f->names, "//p", NULL, &why);
	struct xml_eval *e = xml_eval_new(&a, doc, NULL);
	assert_true(xml_eval_ask(e, x, xmlDocGetRootElement(doc), &out));
	assert_int_equal(out.n, 2);
	xml_add(xmlDocGetRootElement(doc), "p");
	xml_changed(doc);
	assert_true(xml_eval_ask(e, x, xmlDocGetRootElement(doc), &out));
	assert_int_equal(out.n, 3);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_changed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
