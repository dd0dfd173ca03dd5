/* know_build.c - the builder: texts kept once, lists, the word trie; and freezing it all into an image.
 *
 * In: rows from know_registry.c, know_reading.c and know_formats.c. Out: one block of bytes (know_in.h). The same input
 * gives the same bytes.
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
		*vec_push(b->a, &b->words) = (struct know_trie_word){ root, know_build_text(b, span_str(folded)), accept };
	}
}

/* --- the trie --- */

struct trie_edge { uint64_t hash; uint32_t state, next; };	/* next 0: free */

struct trie {
	struct arena *a;
	VEC(struct know_state) states;
	VEC(uint32_t) parents;		/* of each state: a lower number */
	VEC(struct know_end) ends;
	struct trie_edge *edges;
	uint32_t room, n;
};

static uint32_t trie_slot(const struct trie_edge *edges, uint32_t room, uint32_t state, uint64_t hash)
{
	uint32_t i = know_edge_slot(know_edge_key(state, hash), room - 1);
	while (edges[i].next != 0 && (edges[i].state != state || edges[i].hash != hash)) {
		i = (i + 1) & (room - 1);
	}
	return i;
}

static void trie_grow(struct trie *t)
{
	uint32_t room = t->room > 0 ? t->room * 2 : 1024;
	struct trie_edge *edges = ARENA_NEWS(t->a, struct trie_edge, room);
	for (uint32_t i = 0; i < t->room; i++) {
		if (t->edges[i].next != 0) {
			edges[trie_slot(edges, room, t->edges[i].state, t->edges[i].hash)] = t->edges[i];
		}
	}
	t->edges = edges;
	t->room = room;
}

static uint32_t trie_state(struct trie *t, uint32_t parent)
{
	(void)vec_push(t->a, &t->states);
	*vec_push(t->a, &t->parents) = parent;
	return t->states.n - 1;
}

/* Of at most so many of its words. */
static uint32_t trie_add(struct trie *t, const char *folded, uint32_t most)
{
	uint32_t state = KNOW_START;
	struct span rest = span_str(folded);
	struct token word;
	for (uint32_t words = 0; words < most && token_next(&rest, &word); words++) {
		if (t->n + 1 > t->room / 2) {
			trie_grow(t);
		}
		uint32_t i = trie_slot(t->edges, t->room, state, word.hash);
		if (t->edges[i].next == 0) {
			t->edges[i] = (struct trie_edge){ .hash = word.hash, .state = state, .next = trie_state(t, state) };
			t->n++;
		}
		state = t->edges[i].next;
	}
	return state;
}

struct trie_end { uint32_t state, root, accept, place; };

static int trie_end_order(const void *x, const void *y)
{
	const struct trie_end *a = x, *b = y;
	if (a->state != b->state) {
		return a->state < b->state ? -1 : 1;
	}
	if (a->root != b->root) {
		return a->root < b->root ? -1 : 1;
	}
	return a->place < b->place ? -1 : a->place > b->place;
}

/* The ends of one state and root, sorted: how many there are. */
static uint32_t trie_take_ends(struct know_build *b, struct trie *t, const struct trie_end *ends, uint32_t n)
{
	VEC(uint32_t) accepts = { 0 };
	struct know_state *state = &t->states.v[ends[0].state];
	uint32_t i = 0;
	for (; i < n && ends[i].state == ends[0].state && ends[i].root == ends[0].root; i++) {
		if (accepts.n == 0 || accepts.v[accepts.n - 1] != ends[i].accept) {
			*vec_push(b->a, &accepts) = ends[i].accept;
		}
	}
	state->ends = state->n == 0 ? t->ends.n : state->ends;
	state->n++;
	state->here |= know_root_bit(ends[0].root);
	bool last = i == n || ends[i].state != ends[0].state;
	*vec_push(b->a, &t->ends) = (struct know_end){ ends[0].root & 0x7fffffffu, last, accepts.v[0], know_build_list(b, accepts.v, accepts.n) };
	return i;
}

static void trie_build(struct know_build *b, struct trie *t)
{
	struct trie_end *ends = ARENA_NEWS(b->a, struct trie_end, b->words.n + 1);
	t->a = b->a;
	trie_state(t, 0);
	trie_state(t, 0);	/* KNOW_START */
	trie_grow(t);
	for (uint32_t i = 0; i < b->words.n; i++) {	/* these states are asked most: they stand side by side */
		trie_add(t, know_build_str(b, b->words.v[i].folded), 1);
	}
	for (uint32_t i = 0; i < b->words.n; i++) {
		const struct know_trie_word *w = &b->words.v[i];
		ends[i] = (struct trie_end){ trie_add(t, know_build_str(b, w->folded), UINT32_MAX), w->root, w->accept, i };
	}
	qsort(ends, b->words.n, sizeof *ends, trie_end_order);
	for (uint32_t i = 0; i < b->words.n;) {
		i += trie_take_ends(b, t, ends + i, b->words.n - i);
	}
	for (uint32_t i = t->states.n - 1; i > KNOW_START; i--) {
		t->states.v[t->parents.v[i]].below |= t->states.v[i].here | t->states.v[i].below;
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

/* The edges behind first words, at most two thirds full. */
static struct know_edge *freeze_edges(struct know_build *b, const struct trie *t, uint32_t *room)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < t->room; i++) {
		n += t->edges[i].next != 0 && t->edges[i].state != KNOW_START;
	}
	for (*room = 16; *room < n + n / 2;) {
		*room *= 2;
	}
	struct know_edge *edges = ARENA_NEWS(b->a, struct know_edge, *room);
	for (uint32_t i = 0; i < t->room; i++) {
		const struct trie_edge *e = &t->edges[i];
		if (e->next != 0 && e->state != KNOW_START) {
			const struct know_state *next = &t->states.v[e->next];
			uint64_t key = know_edge_key(e->state, e->hash);
			uint32_t slot = know_edge_slot(key, *room - 1);
			while (edges[slot].next != 0) {
				slot = (slot + 1) & (*room - 1);
			}
			edges[slot] = (struct know_edge){ key, next->here, next->below, e->next, next->ends };
		}
	}
	return edges;
}

static uint64_t *freeze_edge_bits(struct know_build *b, const struct know_edge *edges, uint32_t room)
{
	uint64_t *bits = ARENA_NEWS(b->a, uint64_t, KNOW_EDGE_BIT_WORDS);
	for (uint32_t i = 0; i < room; i++) {
		if (edges[i].next != 0) {
			bits[know_edge_word(edges[i].key)] |= know_edge_bit(edges[i].key);
		}
	}
	return bits;
}

/* --- the table of first words: those of a group find their rows together, the largest groups first --- */

struct firsts {
	struct know_first *words, *rows;	/* words: by group */
	uint32_t n, room;
	uint16_t *numbers;
};

static int first_order(const void *x, const void *y)
{
	const struct know_first *a = x, *b = y;
	return a->ends != b->ends ? (a->ends > b->ends ? -1 : 1) : a->hash < b->hash ? -1 : a->hash > b->hash;
}

/* ends: for now how many words its group has. */
static void firsts_collect(struct know_build *b, const struct trie *t, struct firsts *f)
{
	uint64_t *next = ARENA_NEWS(b->a, uint64_t, t->states.n);
	uint32_t *sizes = ARENA_NEWS(b->a, uint32_t, KNOW_GROUPS);
	f->words = ARENA_NEWS(b->a, struct know_first, t->n + 1);
	for (uint32_t i = 0; i < t->room; i++) {
		const struct trie_edge *e = &t->edges[i];
		next[e->state] |= e->next != 0 ? know_next_bit(e->hash) : 0;
		if (e->next != 0 && e->state == KNOW_START) {
			f->words[f->n++] = (struct know_first){ .hash = e->hash, .state = e->next };
			sizes[know_first_group(e->hash)]++;
		}
	}
	for (uint32_t i = 0; i < f->n; i++) {
		struct know_first *w = &f->words[i];
		*w = (struct know_first){ w->hash, t->states.v[w->state].here, next[w->state], w->state, sizes[know_first_group(w->hash)] };
	}
	qsort(f->words, f->n, sizeof *f->words, first_order);
}

/* Puts the group's n words where the number takes them. False: one of these rows is taken, and none is used. */
static bool firsts_put(struct firsts *f, const struct know_state *states, const struct know_first *words, uint32_t n, uint32_t number)
{
	uint32_t i = 0;
	for (; i < n; i++) {
		struct know_first *row = &f->rows[know_first_row(words[i].hash, number, f->room - 1)];
		if (row->state != 0) {
			break;
		}
		*row = words[i];
		row->ends = states[row->state].ends;
	}
	for (uint32_t j = 0; i < n && j < i; j++) {
		f->rows[know_first_row(words[j].hash, number, f->room - 1)] = (struct know_first){ .hash = 0 };
	}
	return i == n;
}

static bool firsts_place(struct firsts *f, const struct know_state *states)
{
	for (uint32_t i = 0, n; i < f->n; i += n) {
		uint32_t number = 0;
		n = f->words[i].ends;
		while (number <= UINT16_MAX && !firsts_put(f, states, f->words + i, n, number)) {
			number++;
		}
		if (number > UINT16_MAX) {
			return false;
		}
		f->numbers[know_first_group(f->words[i].hash)] = (uint16_t)number;
	}
	return true;
}

static struct firsts freeze_firsts(struct know_build *b, const struct trie *t)
{
	struct firsts f = { .numbers = ARENA_NEWS(b->a, uint16_t, KNOW_GROUPS), .room = 16 };
	firsts_collect(b, t, &f);
	do {
		f.room *= 2;
		f.rows = ARENA_NEWS(b->a, struct know_first, f.room);
	} while (f.room < f.n + f.n / 4 || !firsts_place(&f, t->states.v));
	return f;
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
	struct trie trie = { 0 };
	struct know_domain_row *domains;
	struct know_id *ids;
	struct know_near *near;
	struct know_outline *outlines;
	uint32_t *classes;
	struct buf out = BUF_INIT;
	struct know_head head = { .version = KNOW_VERSION, .sections = KNOW_SECTIONS };
	(void)know_build_text(b, span_of("", 0));
	memcpy(head.magic, KNOW_MAGIC, sizeof head.magic);
	trie_build(b, &trie);
	uint32_t n_edges;
	const struct know_edge *edges = freeze_edges(b, &trie, &n_edges);
	const uint64_t *edge_bits = freeze_edge_bits(b, edges, n_edges);
	const struct firsts firsts = freeze_firsts(b, &trie);
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
	FREEZE(KNOW_STATES, trie.states.v, trie.states.n);
	FREEZE(KNOW_EDGES, edges, n_edges);
	FREEZE(KNOW_ENDS, trie.ends.v, trie.ends.n);
	FREEZE(KNOW_EDGE_BITS, edge_bits, KNOW_EDGE_BIT_WORDS);
	FREEZE(KNOW_FIRSTS, firsts.rows, firsts.room);
	FREEZE(KNOW_FIRST_NUMBERS, firsts.numbers, KNOW_GROUPS);
	FREEZE(KNOW_CLASS_SLOTS, classes, n_classes);
	FREEZE(KNOW_NEAR, near, n_near);
	FREEZE(KNOW_OUTLINES, outlines, n_outlines);
	know_tongue_sort(b);
	FREEZE(KNOW_MESSAGES, b->messages.v, b->messages.n);
	FREEZE(KNOW_FILES, b->files.v, b->files.n);
	FREEZE(KNOW_BLOB, b->blob.p, (uint32_t)b->blob.n);
	return out;
}
