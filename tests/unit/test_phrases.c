/* test_phrases.c - every phrase of rules/reading/ is found where it is written, the longest one, and nothing else is.
 *
 * The compiled tables keep what phrases have in common once. Here all phrases stand apart, as the files have them: what begins with the words of
 * one, and goes on with another's or with nothing, is looked up in both, in a text that is at hand and in one that is not.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <glob.h>

#include "know/know.h"
#include "parts/xml.h"

enum { WORDS = 24, MIXED = 200000 };

struct phrase { const char *class_, *folded, *value; int weight; };

struct fixture {
	struct know *know, *own;
	struct arena arena;
	struct map phrases;			/* "class words": the first one */
	VEC(struct phrase) all;
	uint32_t found;
};

static const char *attr(struct arena *a, const xmlNode *phrase, const char *name)
{
	const char *own = xml_attr(a, phrase, NULL, name), *list = xml_attr(a, phrase->parent, NULL, name);
	struct span s = span_trim(span_str(own != NULL && *own != '\0' ? own : list != NULL ? list : ""));
	return arena_strn(a, s.p, s.n);
}

/* With its choices opened. */
static void add(struct fixture *f, const xmlNode *node, const char *text)
{
	const char *open = strchr(text, '{'), *close = open != NULL ? strchr(open, '}') : NULL;
	if (open == NULL || close == NULL) {
		const char *weight = attr(&f->arena, node, "weight");
		struct phrase p = { attr(&f->arena, node, "class"), token_fold(&f->arena, span_str(text)), attr(&f->arena, node, "value"), *weight != '\0' ? atoi(weight) : 1 };
		struct span key = span_str(arena_printf(&f->arena, "%s %s", p.class_, p.folded));
		if (p.folded[0] != '\0' && map_get(&f->phrases, key) == MAP_NONE) {
			map_put(&f->phrases, key, f->all.n);
			*vec_push(&f->arena, &f->all) = p;
		}
		return;
	}
	for (const char *from = open + 1, *to; from <= close; from = to + 1) {
		to = from + strcspn(from, "|}");
		add(f, node, arena_printf(&f->arena, "%.*s%.*s%s", (int)(open - text), text, (int)(to - from), from, close + 1));
	}
}

static void add_file(struct fixture *f, const char *path)
{
	xmlDoc *doc = xmlReadFile(path, NULL, XML_PARSE_NONET);
	assert_non_null(doc);
	for (xmlNode *list = xmlDocGetRootElement(doc)->children; list != NULL; list = list->next) {
		for (xmlNode *n = list->type == XML_ELEMENT_NODE && strcmp((const char *)list->name, "phrases") == 0 ? list->children : NULL; n != NULL; n = n->next) {
			if (n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, "phrase") == 0) {
				struct span text = span_trim(xml_text(&f->arena, n));
				add(f, n, arena_strn(&f->arena, text.p, text.n));
			}
		}
	}
	xmlFreeDoc(doc);
}

static int setup(void **state)
{
	static struct fixture f;
	glob_t files;
	f.know = know_default();
	f.own = know_share(f.know);
	arena_init(&f.arena, 0);
	map_init(&f.phrases, &f.arena);
	if (glob("rules/reading/*.xml", 0, NULL, &files) != 0) {
		return -1;
	}
	for (size_t i = 0; i < files.gl_pathc; i++) {
		add_file(&f, files.gl_pathv[i]);
	}
	globfree(&files);
	*state = &f;
	return f.all.n > 1000 ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	know_free(f->own);
	know_free(f->know);
	arena_release(&f->arena);
	return 0;
}

/* The longest phrase of the class with which the words begin; MAP_NONE: none. */
static uint32_t longest(const struct fixture *f, const char *class_, const char *words)
{
	char key[4096];
	uint32_t found = MAP_NONE, n = 1;
	for (const char *end = strchr(words, ' '); n <= WORDS; end = strchr(end + 1, ' '), n++) {
		int length = end != NULL ? (int)(end - words) : (int)strlen(words);
		int size = snprintf(key, sizeof key, "%s %.*s", class_, length, words);
		uint32_t at = map_get(&f->phrases, span_of(key, (size_t)size));
		found = at != MAP_NONE ? at : found;
		if (end == NULL) {
			break;
		}
	}
	return found;
}

static void ask(struct fixture *f, const struct know *k, const char *class_, const char *words)
{
	struct span written = { NULL, 0 };
	know_index found = know_phrase_at(k, know_phrase_class(k, class_), span_str(words), &written);
	uint32_t should = longest(f, class_, words);
	if ((found == KNOW_NONE) != (should == MAP_NONE)) {
		fail_msg("%s: \"%s\" %s", class_, words, found == KNOW_NONE ? "is not found" : "is none");
	}
	if (found != KNOW_NONE) {
		const struct phrase *p = &f->all.v[should];
		assert_int_equal(written.n, strlen(p->folded));
		assert_string_equal(know_str(k, know_phrase(k, found)->value), p->value);
		assert_int_equal(know_phrase(k, found)->weight, p->weight);
		f->found++;
	}
}

static void ask_both(struct fixture *f, const char *class_, const char *words)
{
	ask(f, f->know, class_, words);
	know_read(f->own, span_str(words));
	ask(f, f->own, class_, words);
}

static void test_each(void **state)
{
	struct fixture *f = *state;
	for (uint32_t i = 0; i < f->all.n; i++) {
		ask_both(f, f->all.v[i].class_, f->all.v[i].folded);
	}
	assert_int_equal(f->found, 2 * f->all.n);
}

/* The beginning of one and the end of another, at random but the same each time. */
static void test_mixed(void **state)
{
	struct fixture *f = *state;
	uint64_t seed = 1;
	char words[8192];
	for (uint32_t i = 0; i < MIXED; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		const struct phrase *a = &f->all.v[(seed >> 33) % f->all.n], *b = &f->all.v[(seed >> 13) % f->all.n];
		const char *cut = strchr(a->folded, ' '), *rest = strchr(b->folded, ' ');
		int n = cut != NULL ? (int)(cut - a->folded) : (int)strlen(a->folded);
		snprintf(words, sizeof words, "%.*s%s", n, a->folded, rest != NULL ? rest : "");
		ask_both(f, a->class_, words);
		ask_both(f, b->class_, words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_mixed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
