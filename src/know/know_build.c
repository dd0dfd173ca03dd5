/* know_build.c - the builder: texts kept once, lists; and freezing it all into an image.
 *
 * In: rows from know_registry.c, know_reading.c and know_formats.c. Out: one block of bytes (know_in.h). The same input
 * gives the same bytes. The tables of words are left to know_trie.c.
 *
 * SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdlib.h>

#include "know/know_in.h"

know_text know_build_text(struct know_build *b, struct span s)
{
	if (b->pool.n == 0) {
		buf_add(&b->pool, "", 1);
		map_put(&b->texts, span_of("", 0), 0);
	}
	uint32_t at = map_get(&b->texts, s);
	if (at == MAP_NONE) {
		at = (uint32_t)b->pool.n;
		buf_add(&b->pool, s.p, s.n);
		buf_add(&b->pool, "", 1);
		map_put(&b->texts, s, at);
	}
	return at;
}

const char *know_build_str(const struct know_build *b, know_text t)
{
	return b->pool.p + t;
}

struct know_list know_build_list(struct know_build *b, const uint32_t *items, uint32_t n)
{
	struct know_list l = { b->numbers.n, n };
	for (uint32_t i = 0; i < n; i++) {
		*vec_push(b->a, &b->numbers) = items[i];
	}
	return l;
}

void know_build_fault(struct know_build *b, enum diag_id id, struct know_doc *doc, const xmlNode *at, const char *format, ...)
{
	struct buf words = BUF_INIT;
	va_list args;
	va_start(args, format);
	buf_vprintf(&words, format, args);
	va_end(args);
	diag_in(b->sink, id, doc->path, &doc->lines, b->a, at != NULL ? xml_offset(at) : SIZE_MAX, 0, "%s", words.p);
	b->faults += diag_level(id) == DIAG_ERROR;
	buf_release(&words);
}

void know_build_place(struct know_build *b, struct know_doc *doc, const xmlNode *at, uint32_t *line, uint32_t *column)
{
	*line = *column = 0;
	if (xml_offset(at) != SIZE_MAX) {
		linemap_at(&doc->lines, b->a, xml_offset(at), line, column);
	}
}

struct span know_build_attr(struct know_build *b, const xmlNode *node, const char *name)
{
	return span_trim(span_str(xml_attr(b->a, node, NULL, name)));
}

bool know_build_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static struct date know_build_date(struct know_build *b, struct know_doc *doc, const xmlNode *node, const char *attr)
{
	struct date d = { 0 };
	struct span s = know_build_attr(b, node, attr);
	if (s.n > 0 && !date_parse(s, &d)) {
		know_build_fault(b, DIAG_KNOW_DATE, doc, node, "%s=\"%.*s\"", attr, SPAN_F(s));
		return (struct date){ 0 };
	}
	return d;
}

struct period know_build_period(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	struct period p = { know_build_date(b, doc, node, "from"), know_build_date(b, doc, node, "until") };
	if (p.from.year != 0 && p.until.year != 0 && date_first(p.from) > date_last(p.until)) {
		know_build_fault(b, DIAG_KNOW_PERIOD, doc, node, "from after until");
	}
	return p;
}

struct know_list know_build_refs(struct know_build *b, struct know_doc *doc, const xmlNode *node, const char *attr, const struct map *ids)
{
	VEC(uint32_t) items = { 0 };
	struct span rest = know_build_attr(b, node, attr), word;
	while (span_word(&rest, &word)) {
		uint32_t id = map_get(ids, word);
		if (id == MAP_NONE) {
			know_build_fault(b, DIAG_KNOW_REFERENCE, doc, node, "'%.*s' in %s", SPAN_F(word), attr);
		} else {
			*vec_push(b->a, &items) = id;
		}
	}
	return know_build_list(b, items.v, items.n);
}

void know_build_word(struct know_build *b, uint32_t root, struct span text, uint32_t accept)
{
	const char *folded = token_fold(b->a, text);
	if (folded[0] != '\0') {
		*vec_push(b->a, &b->words) = (struct know_trie_word){ folded, root, accept };
	}
}

/* --- domains and ids, sorted for binary search --- */

/* Sorted with their texts: qsort() has no user pointer. */
struct text_row { const char *text; know_text offset; know_agent agent; uint32_t place; };

static int text_order(const void *x, const void *y)
{
	const struct text_row *a = x, *b = y;
	int order = strcmp(a->text, b->text);
	return order != 0 ? order : a->place < b->place ? -1 : a->place > b->place;
}

static struct text_row text_row(const struct know_build *b, know_text offset, know_agent agent, uint32_t place)
{
	return (struct text_row){ know_build_str(b, offset), offset, agent, place };
}

static uint32_t freeze_domains(struct know_build *b, struct know_domain_row **rows)
{
	struct text_row *all = ARENA_NEWS(b->a, struct text_row, b->domains.n + 1);
	VEC(struct know_domain_row) out = { 0 };
	for (uint32_t i = 0; i < b->domains.n; i++) {
		all[i] = text_row(b, b->domains.v[i].host, b->domains.v[i].agent, i);
	}
	qsort(all, b->domains.n, sizeof *all, text_order);
	for (uint32_t i = 0; i < b->domains.n;) {
		VEC(uint32_t) agents = { 0 };
		know_text host = all[i].offset;
		for (; i < b->domains.n && all[i].offset == host; i++) {
			bool there = false;
			for (uint32_t j = 0; j < agents.n; j++) {
				there = there || agents.v[j] == all[i].agent;
			}
			if (!there) {
				*vec_push(b->a, &agents) = all[i].agent;
			}
		}
		*vec_push(b->a, &out) = (struct know_domain_row){ host, know_build_list(b, agents.v, agents.n) };
	}
	*rows = out.v;
	return out.n;
}

static uint32_t freeze_ids(struct know_build *b, struct know_id **rows)
{
	uint32_t n = 0, all = b->parties.n + b->arrangements.n;
	struct text_row *sorted = ARENA_NEWS(b->a, struct text_row, all + 1);
	for (uint32_t i = 0; i < b->parties.n; i++, n++) {
		sorted[n] = text_row(b, b->parties.v[i].id, i, n);
	}
	for (uint32_t i = 0; i < b->arrangements.n; i++, n++) {
		sorted[n] = text_row(b, b->arrangements.v[i].id, i | KNOW_ARRANGEMENT, n);
	}
	qsort(sorted, n, sizeof *sorted, text_order);
	*rows = ARENA_NEWS(b->a, struct know_id, all + 1);
	for (uint32_t i = 0; i < n; i++) {
		(*rows)[i] = (struct know_id){ sorted[i].offset, sorted[i].agent };
	}
	return n;
}

/* At most half full. */
static uint32_t freeze_classes(struct know_build *b, uint32_t **slots)
{
	uint32_t room = 16;
	while (room < 2 * b->class_names.n) {
		room *= 2;
	}
	*slots = ARENA_NEWS(b->a, uint32_t, room);
	for (uint32_t i = 0; i < b->class_names.n; i++) {
		const char *name = know_build_str(b, b->class_names.v[i]);
		uint32_t at = (uint32_t)map_hash(name, strlen(name)) & (room - 1);
		while ((*slots)[at] != 0) {
			at = (at + 1) & (room - 1);
		}
		(*slots)[at] = i + 1;
	}
	return room;
}

static int format_order(const void *x, const void *y)
{
	const struct know_format *a = x, *b = y;
	return a->priority != b->priority ? (a->priority > b->priority ? -1 : 1) : a->id < b->id ? -1 : a->id > b->id;
}

static void freeze_section(struct buf *out, enum know_section s, const void *rows, uint32_t n, size_t width)
{
	static const char zeros[64];	/* a row of a power of two lies within a line of the cache */
	buf_add(out, zeros, (64 - out->n % 64) % 64);
	struct know_head *head = (struct know_head *)(void *)out->p;
	head->section[s].at = (uint32_t)out->n;
	head->section[s].n = n;
	if (n > 0) {
		buf_add(out, rows, n * width);
	}
}

#define FREEZE(section, rows, count) freeze_section(&out, section, rows, count, sizeof *(rows))

struct buf know_build_freeze(struct know_build *b)
{
	struct know_domain_row *domains;
	struct know_id *ids;
	struct know_near *near;
	struct know_outline *outlines;
	uint32_t *classes;
	struct buf out = BUF_INIT;
	struct know_head head = { .version = KNOW_VERSION, .sections = KNOW_SECTIONS };
	(void)know_build_text(b, span_of("", 0));
	memcpy(head.magic, KNOW_MAGIC, sizeof head.magic);
	const struct know_trie trie = know_trie_build(b);
	uint32_t n_domains = freeze_domains(b, &domains), n_ids = freeze_ids(b, &ids);
	uint32_t n_near = know_near_rows(b, &near), n_outlines = know_near_outlines(b, &outlines), n_classes = freeze_classes(b, &classes);
	if (b->formats.n > 0) {
		qsort(b->formats.v, b->formats.n, sizeof *b->formats.v, format_order);
	}
	buf_add(&out, (const char *)&head, sizeof head);
	FREEZE(KNOW_POOL, b->pool.p, (uint32_t)b->pool.n);
	FREEZE(KNOW_NUMBERS, b->numbers.v, b->numbers.n);
	FREEZE(KNOW_PARTIES, b->parties.v, b->parties.n);
	FREEZE(KNOW_MEMBERS, b->members.v, b->members.n);
	FREEZE(KNOW_PHASES, b->phases.v, b->phases.n);
	FREEZE(KNOW_ARRANGEMENTS, b->arrangements.v, b->arrangements.n);
	FREEZE(KNOW_NAMES, b->names.v, b->names.n);
	FREEZE(KNOW_POSTS, b->posts.v, b->posts.n);
	FREEZE(KNOW_SERVICES, b->services_v.v, b->services_v.n);
	FREEZE(KNOW_FORMATS, b->formats.v, b->formats.n);
	FREEZE(KNOW_FORMAT_FIELDS, b->fields.v, b->fields.n);
	FREEZE(KNOW_FORMAT_PARTS, b->parts.v, b->parts.n);
	FREEZE(KNOW_FORMS, b->forms.v, b->forms.n);
	FREEZE(KNOW_CLASSES, b->class_names.v, b->class_names.n);
	FREEZE(KNOW_PHRASES, b->phrases.v, b->phrases.n);
	FREEZE(KNOW_PATTERNS, b->patterns.v, b->patterns.n);
	FREEZE(KNOW_DOMAINS, domains, n_domains);
	FREEZE(KNOW_COMMON, b->common.p, (uint32_t)b->common.n);
	FREEZE(KNOW_IDS, ids, n_ids);
	FREEZE(KNOW_KINDS, trie.kinds, trie.n_kinds);
	FREEZE(KNOW_EDGES, trie.edges, trie.n_edges);
	FREEZE(KNOW_ENDS, trie.ends, trie.n_ends);
	FREEZE(KNOW_EDGE_BITS, trie.edge_bits, KNOW_EDGE_BIT_WORDS);
	FREEZE(KNOW_FIRSTS, trie.firsts, trie.n_firsts);
	FREEZE(KNOW_FIRST_NUMBERS, trie.first_numbers, KNOW_GROUPS);
	FREEZE(KNOW_CLASS_SLOTS, classes, n_classes);
	FREEZE(KNOW_NEAR, near, n_near);
	FREEZE(KNOW_OUTLINES, outlines, n_outlines);
	know_tongue_sort(b);
	FREEZE(KNOW_MESSAGES, b->messages.v, b->messages.n);
	FREEZE(KNOW_FILES, b->files.v, b->files.n);
	FREEZE(KNOW_BLOB, b->blob.p, (uint32_t)b->blob.n);
	return out;
}
