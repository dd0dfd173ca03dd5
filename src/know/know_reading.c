/* know_reading.c - the files of rules/reading/ to rows: phrases in classes, patterns, and common words.
 *
 * In: documents that follow reading.rng. Out: rows of the builder, common words. A pattern that does not compile is told with its place.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "know/know_in.h"

/* Phrases that one with choices may be. */
#define CHOICES 4096u

static uint32_t reading_class(struct know_build *b, struct span name)
{
	uint32_t index = map_get(&b->classes, name);
	if (index == MAP_NONE) {
		index = b->class_names.n;
		*vec_push(b->a, &b->class_names) = know_build_text(b, name);
		*vec_push(b->a, &b->class_sizes) = 0;
		map_put(&b->classes, name, index);
	}
	return index;
}

/* A phrase's own attribute, or the one of the list it stands in. */
static struct span reading_attr(struct know_build *b, const xmlNode *phrase, const char *name)
{
	struct span own = know_build_attr(b, phrase, name);
	return own.n > 0 ? own : know_build_attr(b, phrase->parent, name);
}

static bool reading_has_small(struct span text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] >= 'a' && text.p[i] <= 'z') {
			return true;
		}
	}
	return false;
}

/* Phrases that mean the same are one row: their texts stand in the trie alone. */
static void reading_row(struct know_build *b, const xmlNode *node, uint32_t class_, struct span text)
{
	struct span weight = reading_attr(b, node, "weight");
	struct know_phrase p = {
		.value = know_build_text(b, reading_attr(b, node, "value")), .weight = weight.n > 0 ? (int32_t)strtol(weight.p, NULL, 10) : 1,
		.capitals = !reading_has_small(text),
	};
	struct span key = span_of((const char *)&p, sizeof p);
	uint32_t index = map_get(&b->meanings, key);
	if (index == MAP_NONE) {
		index = b->phrases.n;
		*vec_push(b->a, &b->phrases) = p;
		map_put(&b->meanings, key, index);
	}
	b->class_sizes.v[class_]++;
	know_build_word(b, KNOW_ROOT_CLASSES + class_, text, index);
}

/* "{can|could} find no {room|land}" is four phrases; a choice may be empty. *left: how many more it may be. False: the braces do not match, or it is more. */
static bool reading_choices(struct know_build *b, const xmlNode *node, uint32_t class_, struct span text, uint32_t *left)
{
	const char *open = memchr(text.p, '{', text.n), *close = open != NULL ? memchr(open, '}', (size_t)(span_end(text) - open)) : NULL;
	if (open == NULL) {
		bool may = *left > 0 && memchr(text.p, '}', text.n) == NULL;
		*left -= *left > 0;
		if (may) {
			reading_row(b, node, class_, text);
		}
		return may;
	}
	for (const char *from = open + 1, *to; close != NULL && from <= close; from = to + 1) {
		to = memchr(from, '|', (size_t)(close - from));
		to = to != NULL ? to : close;
		const char *one = arena_printf(b->a, "%.*s%.*s%.*s", (int)(open - text.p), text.p, (int)(to - from), from, (int)(span_end(text) - close - 1), close + 1);
		if (!reading_choices(b, node, class_, span_str(one), left)) {
			return false;
		}
	}
	return close != NULL;
}

static void reading_phrase(struct know_build *b, struct know_doc *doc, const xmlNode *node, uint32_t class_)
{
	struct span text = span_trim(xml_text(b->a, node));
	uint32_t left = CHOICES;
	if (memchr(text.p, '{', text.n) == NULL && memchr(text.p, '}', text.n) == NULL) {
		reading_row(b, node, class_, text);
	} else if (!reading_choices(b, node, class_, text, &left)) {
		know_build_fault(b, DIAG_KNOW_PATTERN, doc, node, "'%.*s': braces that do not match, or more than %u phrases", SPAN_F(text), CHOICES);
	}
}

static void reading_pattern(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	struct span text = xml_text(b->a, node);
	const char *why = "";
	size_t where = 0;
	struct know_pattern p = {
		.id = know_build_text(b, know_build_attr(b, node, "id")), .text = know_build_text(b, text),
		.needs = know_build_text(b, know_build_attr(b, node, "needs")), .needs_digit = span_is(know_build_attr(b, node, "needs"), "digit"),
		.flags = span_is(know_build_attr(b, node, "caseless"), "yes") ? PATTERN_CASELESS : 0u,
	};
	struct pattern *compiled = pattern_new(b->a, know_build_str(b, p.text), p.flags, &why, &where);
	if (compiled == NULL) {
		know_build_fault(b, DIAG_KNOW_PATTERN, doc, node, "'%s': %s at offset %zu", know_build_str(b, p.id), why, where);
		return;
	}
	pattern_free(compiled);
	const char *plain = pattern_plain(b->a, know_build_str(b, p.text));
	compiled = plain != NULL ? pattern_new(b->a, plain, p.flags | PATTERN_PLAIN, NULL, NULL) : NULL;
	if (compiled != NULL) {
		pattern_free(compiled);
		p.plain = know_build_text(b, span_str(plain));
	}
	*vec_push(b->a, &b->patterns) = p;
}

static void reading_words(struct know_build *b, const xmlNode *node)
{
	buf_add(&b->common, " ", 1);
	buf_span(&b->common, span_trim(xml_text(b->a, node)));
}

void know_reading_rows(struct know_build *b, struct know_doc *doc)
{
	for (xmlNode *n = xmlDocGetRootElement(doc->doc)->children; n != NULL; n = n->next) {
		if (know_build_is(n, "pattern")) {
			reading_pattern(b, doc, n);
		} else if (know_build_is(n, "words")) {
			reading_words(b, n);
		} else if (know_build_is(n, "phrases")) {
			uint32_t class_ = reading_class(b, know_build_attr(b, n, "class"));
			for (xmlNode *c = n->children; c != NULL; c = c->next) {
				if (know_build_is(c, "phrase")) {
					reading_phrase(b, doc, c, class_);
				}
			}
		}
	}
}

/* --- classes in the order of their size ---
 *
 * The last classes share a bit with which words say what may begin there (know_root_bit()), so that who asks for one of them looks in vain
 * for the others' sake. Those are the smallest: a large class is asked of many texts. */

struct reading_size { uint32_t n, class_; };

static int reading_size_order(const void *x, const void *y)
{
	const struct reading_size *a = x, *b = y;
	return a->n != b->n ? (a->n > b->n ? -1 : 1) : a->class_ < b->class_ ? -1 : a->class_ > b->class_;
}

void know_reading_end(struct know_build *b)
{
	uint32_t n = b->class_names.n;
	struct reading_size *sizes = ARENA_NEWS(b->a, struct reading_size, n + 1);
	uint32_t *places = ARENA_NEWS(b->a, uint32_t, n + 1);
	know_text *names = ARENA_NEWS(b->a, know_text, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		sizes[i] = (struct reading_size){ b->class_sizes.v[i], i };
		names[i] = b->class_names.v[i];
	}
	qsort(sizes, n, sizeof *sizes, reading_size_order);
	for (uint32_t i = 0; i < n; i++) {
		places[sizes[i].class_] = i;
		b->class_names.v[i] = names[sizes[i].class_];
	}
	for (uint32_t i = 0; i < b->words.n; i++) {
		struct know_trie_word *w = &b->words.v[i];
		w->root = w->root >= KNOW_ROOT_CLASSES ? KNOW_ROOT_CLASSES + places[w->root - KNOW_ROOT_CLASSES] : w->root;
	}
}
