/* know_trie.c - names and phrases to the tables of words, in which know_words.c and its neighbours look them up.
 *
 * In: the builder's words, each with its root and what it means. Out: the tables of know_in.h: first words, edges, kinds, ends. What many
 * places have in common is kept once: lists of ends, kinds, and whole states from which the same goes on ("find no {room|land}" and "offer
 * no {room|land}"). So the tables grow far less than the vocabulary. Cost: that of sorting.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "know/know_in.h"

enum { START = 1 };		/* the state before the first word; 0: none */

struct trie_edge { uint64_t hash; uint32_t state, next; };	/* next 0: free */
struct trie_child { uint64_t hash; uint32_t state; };
struct trie_end { uint32_t state, root, accept, place; };

struct trie_state {
	uint64_t here, below;		/* bits of the roots of which something ends here, and further on */
	uint32_t parent, ends, kind;	/* parent: a lower number */
	uint32_t same;			/* what goes on from here is the same for all that have this number; of first words: none */
	uint32_t children, n;		/* in struct trie's */
};

struct trie {
	struct know_build *b;
	struct arena *a;
	VEC(struct trie_state) states;
	struct trie_edge *edges;	/* hash table */
	uint32_t room, n;
	struct trie_child *children;	/* by state and hash */
	VEC(struct know_end) ends;
	VEC(struct know_kind) kinds;
	VEC(uint32_t) uses;		/* of each kind */
	VEC(uint32_t) kept;		/* states, by their number `same` */
	struct buf key;
};

/* --- the words --- */

static uint32_t trie_slot(const struct trie_edge *edges, uint32_t room, uint32_t state, uint64_t hash)
{
	uint32_t i = (uint32_t)(know_edge_key(state, hash) >> 40) & (room - 1);
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
	*vec_push(t->a, &t->states) = (struct trie_state){ .parent = parent };
	return t->states.n - 1;
}

static uint32_t trie_add(struct trie *t, const char *folded)
{
	uint32_t state = START;
	struct span rest = span_str(folded);
	struct token word;
	while (token_next(&rest, &word)) {
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

/* --- what ends at a state --- */

static int end_order(const void *x, const void *y)
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
static uint32_t end_take(struct trie *t, const struct trie_end *ends, uint32_t n, struct know_end *end)
{
	VEC(uint32_t) accepts = { 0 };
	uint32_t i = 0;
	*vec_push(t->a, &accepts) = 0;
	for (; i < n && ends[i].state == ends[0].state && ends[i].root == ends[0].root; i++) {
		if (accepts.n == 1 || accepts.v[accepts.n - 1] != ends[i].accept) {
			*vec_push(t->a, &accepts) = ends[i].accept;
		}
	}
	accepts.v[0] = accepts.n - 1;
	bool many = accepts.n > 2;
	*end = (struct know_end){
		.root = ends[0].root & 0x3fffffffu, .last = i == n || ends[i].state != ends[0].state, .many = many,
		.value = many ? know_build_list(t->b, accepts.v, accepts.n).at : accepts.v[1],
	};
	return i;
}

/* Those of one state: how many there are. A list that stands already serves. */
static uint32_t ends_take(struct trie *t, struct map *lists, const struct trie_end *ends, uint32_t n)
{
	struct trie_state *state = &t->states.v[ends[0].state];
	VEC(struct know_end) list = { 0 };
	uint32_t i = 0;
	while (i < n && ends[i].state == ends[0].state) {
		struct know_end *end = vec_push(t->a, &list);
		state->here |= know_root_bit(ends[i].root);
		i += end_take(t, ends + i, n - i, end);
	}
	struct span key = span_of((const char *)list.v, list.n * sizeof *list.v);
	state->ends = map_get(lists, key);
	if (state->ends == MAP_NONE) {
		state->ends = t->ends.n;
		map_put(lists, key, t->ends.n);
		for (uint32_t j = 0; j < list.n; j++) {
			*vec_push(t->a, &t->ends) = list.v[j];
		}
	}
	return i;
}

static void trie_ends(struct trie *t)
{
	const struct know_build *b = t->b;
	struct trie_end *ends = ARENA_NEWS(t->a, struct trie_end, b->words.n + 1);
	struct map lists;
	map_init(&lists, t->a);
	for (uint32_t i = 0; i < b->words.n; i++) {
		const struct know_trie_word *w = &b->words.v[i];
		ends[i] = (struct trie_end){ trie_add(t, w->folded), w->root, w->accept, i };
	}
	qsort(ends, b->words.n, sizeof *ends, end_order);
	for (uint32_t i = 0; i < b->words.n;) {
		i += ends_take(t, &lists, ends + i, b->words.n - i);
	}
}

/* --- what goes on from it --- */

static int child_order(const void *x, const void *y)
{
	const struct trie_child *a = x, *b = y;
	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

static void trie_children(struct trie *t)
{
	uint32_t at = 0;
	t->children = ARENA_NEWS(t->a, struct trie_child, t->n + 1);
	for (uint32_t i = 0; i < t->room; i++) {
		t->states.v[t->edges[i].state].n += t->edges[i].next != 0;
	}
	for (uint32_t i = 0; i < t->states.n; i++) {
		t->states.v[i].children = at;
		at += t->states.v[i].n;
		t->states.v[i].n = 0;
	}
	for (uint32_t i = 0; i < t->room; i++) {
		const struct trie_edge *e = &t->edges[i];
		if (e->next != 0) {
			struct trie_state *state = &t->states.v[e->state];
			t->children[state->children + state->n++] = (struct trie_child){ e->hash, e->next };
		}
	}
	for (uint32_t i = 0; i < t->states.n; i++) {
		qsort(t->children + t->states.v[i].children, t->states.v[i].n, sizeof *t->children, child_order);
	}
}

/* What ends here and what goes on, as bytes: equal for states that are the same. */
static struct span state_key(struct trie *t, const struct trie_state *s)
{
	buf_clear(&t->key);
	buf_add(&t->key, (const char *)&s->ends, sizeof s->ends);
	for (uint32_t i = 0; i < s->n; i++) {
		const struct trie_child *c = &t->children[s->children + i];
		buf_add(&t->key, (const char *)&c->hash, sizeof c->hash);
		buf_add(&t->key, (const char *)&t->states.v[c->state].same, sizeof(uint32_t));
	}
	return span_of(t->key.p, t->key.n);
}

static uint32_t state_kind(struct trie *t, struct map *kinds, const struct trie_state *s)
{
	struct know_kind kind = { s->here, s->below };
	struct span key = span_of((const char *)&kind, sizeof kind);
	uint32_t at = map_get(kinds, key);
	if (at == MAP_NONE) {
		at = t->kinds.n;
		map_put(kinds, key, at);
		*vec_push(t->a, &t->kinds) = kind;
		*vec_push(t->a, &t->uses) = 0;
	}
	return at;
}

/* Children before parents. First words have a state of their own each, since their rows stand for it. */
static void trie_join(struct trie *t)
{
	struct map same, kinds;
	map_init(&same, t->a);
	map_init(&kinds, t->a);
	state_kind(t, &kinds, &(struct trie_state){ .here = 0 });
	for (uint32_t i = t->states.n - 1; i > START; i--) {
		struct trie_state *s = &t->states.v[i];
		for (uint32_t j = 0; j < s->n; j++) {
			const struct trie_state *child = &t->states.v[t->children[s->children + j].state];
			s->below |= child->here | child->below;
		}
		s->kind = state_kind(t, &kinds, s);
		if (s->parent == START) {
			continue;
		}
		struct span key = state_key(t, s);
		s->same = map_get(&same, key);
		if (s->same == MAP_NONE) {
			s->same = t->kept.n;
			map_put(&same, key, s->same);
			*vec_push(t->a, &t->kept) = i;
		}
	}
}

/* --- kinds: those of most words first --- */

struct kind_use { uint32_t uses, kind; };

static int kind_order(const void *x, const void *y)
{
	const struct kind_use *a = x, *b = y;
	return a->uses != b->uses ? (a->uses > b->uses ? -1 : 1) : a->kind < b->kind ? -1 : a->kind > b->kind;
}

static void kinds_count(struct trie *t, const struct trie_state *s)
{
	for (uint32_t i = 0; i < s->n; i++) {
		t->uses.v[t->states.v[t->children[s->children + i].state].kind]++;
	}
}

static struct know_kind *kinds_sort(struct trie *t)
{
	struct know_kind *sorted = ARENA_NEWS(t->a, struct know_kind, t->kinds.n);
	struct kind_use *uses = ARENA_NEWS(t->a, struct kind_use, t->kinds.n);
	uint32_t *places = ARENA_NEWS(t->a, uint32_t, t->kinds.n);
	const struct trie_state *start = &t->states.v[START];
	kinds_count(t, start);
	for (uint32_t i = 0; i < start->n; i++) {
		kinds_count(t, &t->states.v[t->children[start->children + i].state]);
	}
	for (uint32_t i = 0; i < t->kept.n; i++) {
		kinds_count(t, &t->states.v[t->kept.v[i]]);
	}
	for (uint32_t i = 0; i < t->kinds.n; i++) {
		uses[i] = (struct kind_use){ i == 0 ? UINT32_MAX : t->uses.v[i], i };
	}
	qsort(uses, t->kinds.n, sizeof *uses, kind_order);
	for (uint32_t i = 0; i < t->kinds.n; i++) {
		places[uses[i].kind] = i;
		sorted[i] = t->kinds.v[uses[i].kind];
	}
	for (uint32_t i = 0; i < t->states.n; i++) {
		t->states.v[i].kind = places[t->states.v[i].kind] & (KNOW_KINDS_MOST - 1);
	}
	return sorted;
}

/* --- the table of first words: those of a group find their rows together, the largest groups first --- */

struct first { uint64_t hash; uint32_t state, group, row; };	/* group: how many words it has */

static int first_order(const void *x, const void *y)
{
	const struct first *a = x, *b = y;
	return a->group != b->group ? (a->group > b->group ? -1 : 1) : a->hash < b->hash ? -1 : a->hash > b->hash;
}

static struct first *firsts_collect(struct trie *t)
{
	const struct trie_state *start = &t->states.v[START];
	uint32_t *sizes = ARENA_NEWS(t->a, uint32_t, KNOW_GROUPS);
	struct first *words = ARENA_NEWS(t->a, struct first, start->n + 1);
	for (uint32_t i = 0; i < start->n; i++) {
		sizes[know_first_group(t->children[start->children + i].hash)]++;
	}
	for (uint32_t i = 0; i < start->n; i++) {
		const struct trie_child *c = &t->children[start->children + i];
		words[i] = (struct first){ .hash = c->hash, .state = c->state, .group = sizes[know_first_group(c->hash)] };
	}
	qsort(words, start->n, sizeof *words, first_order);
	return words;
}

/* Puts the group's n words where the number takes them. False: one of these rows is taken, and none is used. */
static bool firsts_put(bool *taken, uint32_t mask, struct first *words, uint32_t n, uint32_t number)
{
	uint32_t i = 0;
	for (; i < n; i++) {
		words[i].row = know_first_row(words[i].hash, number, mask);
		if (taken[words[i].row]) {
			break;
		}
		taken[words[i].row] = true;
	}
	for (uint32_t j = 0; i < n && j < i; j++) {
		taken[words[j].row] = false;
	}
	return i == n;
}

static bool firsts_place(struct trie *t, struct first *words, uint32_t all, uint32_t room, uint16_t *numbers)
{
	bool *taken = ARENA_NEWS(t->a, bool, room);
	for (uint32_t i = 0, n; i < all; i += n) {
		uint32_t number = 0;
		n = words[i].group;
		while (number <= UINT16_MAX && !firsts_put(taken, room - 1, words + i, n, number)) {
			number++;
		}
		if (number > UINT16_MAX) {
			return false;
		}
		numbers[know_first_group(words[i].hash)] = (uint16_t)number;
	}
	return true;
}

static const struct first *firsts_freeze(struct trie *t, struct know_trie *out)
{
	uint32_t n = t->states.v[START].n, room = 32;
	struct first *words = firsts_collect(t);
	out->first_numbers = ARENA_NEWS(t->a, uint16_t, KNOW_GROUPS);
	while (room < n + n / 8 || !firsts_place(t, words, n, room, out->first_numbers)) {
		room *= 2;
	}
	out->n_firsts = room;
	out->firsts = ARENA_NEWS(t->a, struct know_first, room);
	for (uint32_t i = 0; i < n; i++) {
		const struct trie_state *s = &t->states.v[words[i].state];
		struct know_first *first = &out->firsts[words[i].row];
		*first = (struct know_first){ .hash = words[i].hash, .here = s->here, .kind = s->kind, .ends = s->ends };
		for (uint32_t j = 0; j < s->n; j++) {
			first->next |= (uint64_t)1 << know_next_bit(t->children[s->children + j].hash);
		}
	}
	return words;
}

/* --- the edges behind first words --- */

struct edge_row { uint64_t key; uint32_t state; };

static int edge_order(const void *x, const void *y)
{
	const struct edge_row *a = x, *b = y;
	return a->key < b->key ? -1 : a->key > b->key;
}

static void edges_of(struct trie *t, const struct trie_state *s, uint32_t from, struct edge_row *rows, uint32_t *n)
{
	for (uint32_t i = 0; i < s->n; i++) {
		const struct trie_child *c = &t->children[s->children + i];
		rows[(*n)++] = (struct edge_row){ know_edge_key(from, c->hash), c->state };
	}
}

/* In the order of their keys each stands in its slot or in the next one that is free. False: one is too far behind the last slot. */
static bool edges_place(struct trie *t, const struct edge_row *rows, uint32_t n, uint32_t room, uint32_t beyond, struct know_edge *edges)
{
	for (uint32_t i = 0, at = 0; i < n; i++) {
		uint32_t slot = know_edge_slot(rows[i].key, room);
		const struct trie_state *s = &t->states.v[rows[i].state];
		at = i > 0 && at >= slot ? at + 1 : slot;
		if (at + 1 >= room + KNOW_EDGES_BEHIND) {
			return false;
		}
		edges[at] = (struct know_edge){ (uint32_t)rows[i].key, beyond + s->same, s->kind << (32 - KNOW_KIND_BITS) | know_edge_more(rows[i].key), s->ends };
	}
	return true;
}

/* At most three quarters full. States behind the rows of first words are those that are kept. */
static void edges_freeze(struct trie *t, const struct first *words, struct know_trie *out)
{
	uint32_t n = 0, beyond = know_first_state(out->n_firsts);
	struct edge_row *rows = ARENA_NEWS(t->a, struct edge_row, t->n + 1);
	for (uint32_t i = 0; i < t->states.v[START].n; i++) {
		edges_of(t, &t->states.v[words[i].state], know_first_state(words[i].row), rows, &n);
	}
	for (uint32_t i = 0; i < t->kept.n; i++) {
		edges_of(t, &t->states.v[t->kept.v[i]], beyond + i, rows, &n);
	}
	qsort(rows, n, sizeof *rows, edge_order);
	uint32_t room = n + n / 3 + 1;
	do {
		room += room / 16;
		out->n_edges = room + KNOW_EDGES_BEHIND;
		out->edges = ARENA_NEWS(t->a, struct know_edge, out->n_edges);
	} while (!edges_place(t, rows, n, room, beyond, out->edges));
	out->edge_bits = ARENA_NEWS(t->a, uint64_t, KNOW_EDGE_BIT_WORDS);
	for (uint32_t i = 0; i < n; i++) {
		out->edge_bits[know_edge_word(rows[i].key)] |= know_edge_bit(rows[i].key);
	}
}

struct know_trie know_trie_build(struct know_build *b)
{
	struct trie t = { .b = b, .a = b->a };
	struct know_trie out = { 0 };
	trie_state(&t, 0);
	trie_state(&t, 0);	/* START */
	trie_grow(&t);
	*vec_push(t.a, &t.ends) = (struct know_end){ .root = 0x3fffffff, .last = 1 };	/* of places where nothing ends: no root's */
	trie_ends(&t);
	trie_children(&t);
	trie_join(&t);
	if (t.kinds.n > KNOW_KINDS_MOST) {
		know_build_fault(b, DIAG_FILE_TOO_LARGE, &b->docs.v[0], NULL, "names and phrases of more than %d kinds", KNOW_KINDS_MOST);
	}
	out.kinds = kinds_sort(&t);
	out.n_kinds = t.kinds.n;
	edges_freeze(&t, firsts_freeze(&t, &out), &out);
	out.ends = t.ends.v;
	out.n_ends = t.ends.n;
	buf_release(&t.key);
	return out;
}
