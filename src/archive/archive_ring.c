/* archive_ring.c - rings: chains of letters on one matter that come back to the desk they left; DESIGN sections 1 and 7.
 *
 * In: which letter continues which (archive_link.c). Out: rings, each once. How a ring is told is left to archive_ring_tell.c.
 *
 * A ring is a path of arcs from a letter to one that goes to the desk which the first one left, with no desk twice in between; arcs never
 * go back in time, so these are the simple temporal cycles of Kumar and Calders (2SCENT, 2018), and as there the search has two
 * phases. The first finds the letters with which a ring can begin at all. A pass over the letters, latest first, gives each a summary of the
 * places that chains from it reach: the places its arcs' letters have, and its own, in a filter of 64 bits (2SCENT keeps exact sets, or
 * Bloom filters when these grow). Letters of one day may continue each other both ways, so the pass is repeated until
 * nothing changes. A letter whose successors' summaries do not hold the desk it left begins no ring: in real archives that is nearly
 * every letter. The second phase searches from those that are left, depth first, one letter deeper each time, along arcs whose summary still
 * holds the desk to come back to, best linked first.
 *
 * What is read of a letter may tell another desk than the matter has that it is about. So chains from a letter that stands in no ring are followed once
 * more, SERVICE_STEPS far, to whoever has a desk in common with the one who wrote it: see archive_ring_service.c.
 *
 * Cost: the first phase is linear in the arcs, times two or three. The second is bounded by ROOT_STEPS for a letter and ALL_STEPS
 * in all; what was not searched to its end is told in left_out. Rings that share letters and desks are then one: the shortest, then the best linked,
 * then the quickest.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_ring.h"

#include <stdlib.h>

/* Steps of the search from one letter; those of a matter that five desks write about all the time take some hundreds. */
#define ROOT_STEPS 20000u
#define ALL_STEPS 100000000u
#define SERVICE_STEPS 400u
/* What it costs, in steps, to look whether a closed chain is one matter. */
#define CLOSE_STEPS 50u
/* Rings kept of one letter before those that are the same are taken together. */
#define ROOT_RINGS 64u

struct found {
	uint32_t at, n;		/* into steps */
	uint32_t score, all;	/* of its weakest link; of all together */
	uint32_t letter;	/* the first */
	uint32_t gaps;		/* days from the first letter to the last */
	int32_t begins;
	uint8_t first;		/* how well its first letter is a first one: 0 best */
	bool words;		/* some link of it holds by rare words */
};

struct search {
	struct archive_links links;
	const struct archive *a;
	struct letter_archive *out;
	struct arena arena;
	struct buf reach;	/* edge -> places, 64 bits */
	struct buf steps;	/* struct archive_ring_step */
	struct buf found;
	struct archive_ring_step path[ARCHIVE_RING_MOST];
	uint32_t depth, longest, root_steps, root_rings;
	uint64_t steps_left, broken_off;
	bool deeper;		/* the bound of the depth cut something off */
	bool by_service;	/* chains close by the service that their letters tell together */
	uint64_t want;		/* places of the desk to come back to */
};

/* --- first phase --- */

static uint64_t place_bits(const struct archive_end *e)
{
	return 1ull << (e->party * 0x9e3779b1u >> 26) | 1ull << (e->desk * 0x9e3779b1u >> 26);
}

static const struct archive_end *edge_from(const struct search *s, uint32_t e)
{
	const struct archive_edge *edge = archive_link_edge(&s->links, e);
	return archive_ends(s->a, edge->letter) + edge->from;
}

static const struct archive_end *edge_to(const struct search *s, uint32_t e)
{
	const struct archive_edge *edge = archive_link_edge(&s->links, e);
	return archive_ends(s->a, edge->letter) + edge->to;
}

struct dated { int32_t day; uint32_t edge; };

static int latest_first(const void *x, const void *y)
{
	const struct dated *a = x, *b = y;
	return a->day != b->day ? (a->day > b->day ? -1 : 1) : a->edge > b->edge ? -1 : a->edge < b->edge;
}

/* Edges from which an arc leaves, latest first. */
static struct buf edges_by_day(const struct search *s)
{
	struct buf b = BUF_INIT;
	for (uint32_t e = 0; e < s->links.n_edges; e++) {
		uint32_t n;
		archive_link_arcs(&s->links, e, &n);
		if (n > 0) {
			struct dated d = { archive_item(s->a, archive_link_edge(&s->links, e)->letter)->date.first, e };
			buf_add(&b, (const char *)&d, sizeof d);
		}
	}
	if (b.n > sizeof(struct dated)) {
		qsort(b.p, b.n / sizeof(struct dated), sizeof(struct dated), latest_first);
	}
	return b;
}

static bool reach_pass(struct search *s, const struct dated *d, size_t n)
{
	uint64_t *reach = (uint64_t *)(void *)s->reach.p;
	bool changed = false;
	for (size_t i = 0; i < n; i++) {
		uint32_t arcs, e = d[i].edge;
		const struct archive_arc *arc = archive_link_arcs(&s->links, e, &arcs);
		uint64_t places = reach[e];
		for (uint32_t j = 0; j < arcs; j++) {
			places |= reach[arc[j].to];
		}
		changed = changed || places != reach[e];
		reach[e] = places;
	}
	return changed;
}

static void find_reach(struct search *s, const struct dated *d, size_t n)
{
	buf_reserve(&s->reach, (s->links.n_edges + 1u) * sizeof(uint64_t));
	for (uint32_t e = 0; e < s->links.n_edges; e++) {
		((uint64_t *)(void *)s->reach.p)[e] = place_bits(edge_to(s, e));
	}
	for (uint32_t i = 0; i < s->longest && reach_pass(s, d, n); i++) {
	}
}

/* --- second phase --- */

static bool is_visited(const struct search *s, const struct archive_end *e)
{
	for (uint32_t i = 0; i < s->depth; i++) {
		bool missed = s->path[i].missing && archive_link_same(edge_to(s, s->path[i - 1].edge), e);
		if (missed || archive_link_same(edge_from(s, s->path[i].edge), e)) {
			return true;
		}
	}
	return false;
}

static bool has_missing(const struct search *s)
{
	for (uint32_t i = 0; i < s->depth; i++) {
		if (s->path[i].missing) {
			return true;
		}
	}
	return false;
}

static uint8_t how_first(const struct archive_item *item)
{
	unsigned asks = item->asks;
	return asks & LETTER_PASSES_ON ? 2 : asks & (LETTER_ASKS | LETTER_NEED) ? 0 : 1;
}

static void keep(struct search *s)
{
	const struct archive_item *first = archive_item(s->a, archive_link_edge(&s->links, s->path[0].edge)->letter);
	const struct archive_item *last = archive_item(s->a, archive_link_edge(&s->links, s->path[s->depth - 1].edge)->letter);
	struct found f = { (uint32_t)(s->steps.n / sizeof *s->path), s->depth, UINT32_MAX, 0, archive_link_edge(&s->links, s->path[0].edge)->letter, 0,
		first->date.first, how_first(first), false };
	for (uint32_t i = 1; i < s->depth; i++) {
		f.score = s->path[i].score < f.score ? s->path[i].score : f.score;
		f.all += s->path[i].score;
		f.words = f.words || (s->path[i].how & LINK_WORDS);
	}
	f.gaps = first->date.first > DAY_MIN && last->date.first > first->date.first ? (uint32_t)(last->date.first - first->date.first) : 0;
	buf_add(&s->steps, (const char *)s->path, s->depth * sizeof *s->path);
	buf_add(&s->found, (const char *)&f, sizeof f);
	s->root_rings++;
}

/* Does the chain come back to where it began? */
static bool comes_back(struct search *s, const struct archive_end *home)
{
	s->path[0].desk = NULL;
	if (!s->by_service || s->depth + has_missing(s) < 3) {
		return archive_link_joins(edge_to(s, s->path[s->depth - 1].edge), home) != TRI_NO;
	}
	s->path[0].desk = archive_ring_service(&s->links, s->path, s->depth);
	return s->path[0].desk != NULL;
}

static void close_ring(struct search *s)
{
	s->root_steps -= s->root_steps < CLOSE_STEPS ? s->root_steps : CLOSE_STEPS;
	if (s->depth + has_missing(s) >= 3 && archive_ring_whole(&s->links, s->path, s->depth)) {
		keep(s);
	}
}

static bool may_step(const struct search *s, const struct archive_arc *arc)
{
	const uint64_t *reach = (const uint64_t *)(const void *)s->reach.p;
	uint32_t letter = archive_link_edge(&s->links, arc->to)->letter;
	for (uint32_t i = 0; i < s->depth; i++) {
		if (archive_link_edge(&s->links, s->path[i].edge)->letter == letter) {
			return false;
		}
	}
	return (reach[arc->to] & s->want) != 0 && !is_visited(s, edge_from(s, arc->to)) && !(arc->missing && has_missing(s));
}

/* The path is a stack of its own: next[i] is the arc to be tried next behind its i-th letter. Rings of just `length` letters are kept. */
static void search_length(struct search *s, uint32_t length)
{
	uint32_t next[ARCHIVE_RING_MOST] = { 0 };
	const struct archive_end *home = edge_from(s, s->path[0].edge);
	s->depth = 1;
	while (s->depth > 0) {
		uint32_t n, at = next[s->depth - 1]++;
		const struct archive_arc *arc = archive_link_arcs(&s->links, s->path[s->depth - 1].edge, &n);
		if (at >= n || s->root_steps == 0 || s->root_rings >= ROOT_RINGS) {
			s->depth--;
			continue;
		}
		s->root_steps--;
		if (!may_step(s, &arc[at])) {
			continue;
		}
		s->path[s->depth] = (struct archive_ring_step){ arc[at].to, archive_link_score(&arc[at]), arc[at].how, arc[at].sure, arc[at].missing, NULL };
		next[s->depth++] = 0;
		bool closes = comes_back(s, home), all = s->depth + has_missing(s) >= length;
		if (closes && all) {
			close_ring(s);
		}
		s->deeper = s->deeper || (all && !closes);
		if (all || closes || is_visited(s, edge_to(s, arc[at].to))) {
			s->depth--;
		}
	}
}

static void search_from(struct search *s, uint32_t root)
{
	uint32_t n;
	const struct archive_arc *arc = archive_link_arcs(&s->links, root, &n);
	uint64_t reached = 0;
	for (uint32_t i = 0; i < n; i++) {
		reached |= ((const uint64_t *)(const void *)s->reach.p)[arc[i].to];
	}
	s->want = s->by_service ? UINT64_MAX : place_bits(edge_from(s, root));
	if ((reached & s->want) == 0) {
		return;
	}
	uint64_t most = s->by_service ? SERVICE_STEPS : ROOT_STEPS;
	s->path[0] = (struct archive_ring_step){ .edge = root, .score = UINT32_MAX, .sure = TRI_YES };
	s->root_steps = (uint32_t)(s->steps_left < most ? s->steps_left : most);
	s->root_rings = 0;
	uint32_t before = s->root_steps;
	s->deeper = true;
	for (uint32_t length = 3; length <= s->longest && s->deeper && s->root_steps > 0 && s->root_rings < ROOT_RINGS; length++) {
		s->deeper = false;
		search_length(s, length);
	}
	s->steps_left -= before - s->root_steps;
	s->broken_off += s->root_steps == 0 && !s->by_service;
}

/* From letters that stand in no ring: by the service of the chain. */
static void search_services(struct search *s, const struct dated *d, size_t n)
{
	const struct found *f = (const struct found *)(const void *)s->found.p;
	uint8_t *in_ring = ARENA_NEWS(&s->arena, uint8_t, s->a->n + 1u);
	for (size_t i = 0; i < s->found.n / sizeof *f; i++) {
		const struct archive_ring_step *steps = (const struct archive_ring_step *)(const void *)s->steps.p + f[i].at;
		for (uint32_t j = 0; j < f[i].n; j++) {
			in_ring[archive_link_edge(&s->links, steps[j].edge)->letter] = 1;
		}
	}
	s->by_service = true;
	for (size_t i = n; i > 0; i--) {
		if (!in_ring[archive_link_edge(&s->links, d[i - 1].edge)->letter]) {
			search_from(s, d[i - 1].edge);
		}
	}
}

/* --- each once --- */

static const struct archive_ring_step *steps_of(const struct search *s, const struct found *f)
{
	return (const struct archive_ring_step *)(const void *)s->steps.p + f->at;
}

/* The better of two comes first: what more speaks for than words, shorter, better linked, earlier, quicker. */
static int found_order(const void *x, const void *y)
{
	const struct found *a = x, *b = y;
	if (a->words != b->words) {
		return a->words ? 1 : -1;
	}
	if (a->n != b->n) {
		return a->n < b->n ? -1 : 1;
	}
	if (a->score != b->score) {
		return a->score > b->score ? -1 : 1;
	}
	if (a->all != b->all) {
		return a->all > b->all ? -1 : 1;
	}
	if (a->begins != b->begins) {
		return a->begins < b->begins ? -1 : 1;
	}
	if (a->first != b->first) {
		return a->first < b->first ? -1 : 1;
	}
	if (a->gaps != b->gaps) {
		return a->gaps < b->gaps ? -1 : 1;
	}
	return a->letter != b->letter ? (a->letter < b->letter ? -1 : 1) : a->at < b->at ? -1 : a->at > b->at;
}

struct kept {			/* rings that are told, and where each letter stands in them */
	struct search *s;
	VEC(struct found) rings;
	VEC(uint32_t) alike;	/* ring -> 1 + the one before with the same number of desks and the same first of them, by number; 0: none */
	VEC(uint32_t) ring, before;	/* of a letter, chained */
	uint32_t *of_letter;	/* 1 + the last in the chain; 0: none */
	struct map desks;
};

static bool contains_places(const struct search *s, const struct found *c, const struct found *r)
{
	const struct archive_ring_step *sc = steps_of(s, c), *sr = steps_of(s, r);
	for (uint32_t i = 0; i < r->n; i++) {
		bool found = false;
		for (uint32_t j = 0; j < c->n && !found; j++) {
			found = archive_link_same(edge_from(s, sr[i].edge), edge_from(s, sc[j].edge));
		}
		if (!found) {
			return false;
		}
	}
	return true;
}

static uint32_t shared_letters(const struct search *s, const struct found *c, const struct found *r)
{
	const struct archive_ring_step *sc = steps_of(s, c), *sr = steps_of(s, r);
	uint32_t n = 0;
	for (uint32_t i = 0; i < c->n; i++) {
		for (uint32_t j = 0; j < r->n; j++) {
			n += archive_link_edge(&s->links, sc[i].edge)->letter == archive_link_edge(&s->links, sr[j].edge)->letter;
		}
	}
	return n;
}

static bool overlap(const struct found *x, const struct found *y)
{
	return x->begins < y->begins + (int32_t)y->gaps && y->begins < x->begins + (int32_t)x->gaps;
}

/* One letter filed twice: its text and its day. */
static bool is_copy(const struct archive *a, uint32_t x, uint32_t y)
{
	const struct archive_item *ix = archive_item(a, x), *iy = archive_item(a, y);
	return !a->options.no_echoes && ix->words == iy->words && ix->date.first == iy->date.first && ix->date.last == iy->date.last &&
	    archive_sketch_similarity(a, x, y) >= 1;
}

/* Is c the same ring as r, or a longer way round it? */
static bool is_same(struct search *s, const struct found *c, const struct found *r)
{
	uint32_t shared = shared_letters(s, c, r);
	if (shared == c->n || (c->words && !r->words && shared > 0)) {	/* what is told of a letter already is more than what its words tell */
		return true;
	}
	if (!contains_places(s, c, r)) {
		return false;
	}
	if (shared > 0) {
		return c->n == r->n || shared > 1;
	}
	unsigned how;
	return c->n == r->n && overlap(c, r) &&
	    (is_copy(s->a, r->letter, c->letter) || archive_link_compare(&s->links, r->letter, c->letter, &how, NULL, NULL) >= ARCHIVE_ENOUGH);
}

/* Of one ring begun at several of its letters: the earliest, then the one that asks. */
static bool begins_better(const struct search *s, const struct found *c, const struct found *r)
{
	if (c->n != r->n || shared_letters(s, c, r) != c->n) {
		return false;
	}
	return c->begins != r->begins ? c->begins < r->begins : c->first < r->first;
}

static bool closes_at_party(const struct search *s, const struct found *f)
{
	const struct archive_ring_step *steps = steps_of(s, f);
	return edge_to(s, steps[f->n - 1].edge)->party == edge_from(s, steps[0].edge)->party;
}

/* Is r the end of c, which begins earlier with a letter of the party itself to which r comes back at a desk alone? */
static bool begins_before(const struct search *s, const struct found *c, const struct found *r)
{
	if (c->n <= r->n || !closes_at_party(s, c) || closes_at_party(s, r)) {
		return false;
	}
	const struct archive_ring_step *sc = steps_of(s, c) + (c->n - r->n), *sr = steps_of(s, r);
	for (uint32_t i = 0; i < r->n; i++) {
		if (sc[i].edge != sr[i].edge) {
			return false;
		}
	}
	return true;
}

static int word_order(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

static struct span desk_set(const struct search *s, const struct found *c, uint32_t words[ARCHIVE_RING_MOST])
{
	for (uint32_t i = 0; i < c->n; i++) {
		words[i] = edge_from(s, steps_of(s, c)[i].edge)->desk;
	}
	qsort(words, c->n, sizeof *words, word_order);
	return span_of((const char *)words, c->n * sizeof *words);
}

/* The first n letters of c stand in a ring that is told. */
static void keep_letters(struct kept *k, const struct found *c, uint32_t n, uint32_t ring)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t letter = archive_link_edge(&k->s->links, steps_of(k->s, c)[i].edge)->letter;
		*vec_push(&k->s->arena, &k->ring) = ring;
		*vec_push(&k->s->arena, &k->before) = k->of_letter[letter];
		k->of_letter[letter] = k->ring.n;
	}
}

static void keep_ring(struct kept *k, const struct found *c, struct span desks)
{
	uint32_t before = map_get(&k->desks, desks), ring = k->rings.n;
	*vec_push(&k->s->arena, &k->rings) = *c;
	*vec_push(&k->s->arena, &k->alike) = before == MAP_NONE ? 0 : before + 1;
	map_put(&k->desks, desks, ring);
	keep_letters(k, c, c->n, ring);
}

static bool is_told(struct kept *k, const struct found *c, struct span desks)
{
	for (uint32_t i = 0; i < c->n; i++) {
		uint32_t letter = archive_link_edge(&k->s->links, steps_of(k->s, c)[i].edge)->letter;
		for (uint32_t at = k->of_letter[letter]; at > 0; at = k->before.v[at - 1]) {
			uint32_t ring = k->ring.v[at - 1];
			struct found *r = &k->rings.v[ring];
			bool longer = begins_before(k->s, c, r);
			if (longer) {
				keep_letters(k, c, c->n - r->n, ring);
			}
			if (longer || is_same(k->s, c, r)) {
				*r = longer || begins_better(k->s, c, r) ? *c : *r;
				return true;
			}
		}
	}
	for (uint32_t at = map_get(&k->desks, desks); at != MAP_NONE; at = k->alike.v[at] - 1) {
		if (is_same(k->s, c, &k->rings.v[at])) {
			return true;
		}
	}
	return false;
}

static void tell(struct search *s)
{
	struct kept k = { .s = s };
	struct found *f = (struct found *)(void *)s->found.p;
	size_t n = s->found.n / sizeof *f;
	if (n > 1) {
		qsort(f, n, sizeof *f, found_order);
	}
	map_init(&k.desks, &s->arena);
	k.of_letter = n > 0 ? ARENA_NEWS(&s->arena, uint32_t, s->a->n) : NULL;
	for (size_t i = 0; i < n; i++) {
		uint32_t words[ARCHIVE_RING_MOST];
		struct span desks = desk_set(s, &f[i], words);
		if (!is_told(&k, &f[i], desks)) {
			keep_ring(&k, &f[i], desks);
		}
	}
	for (uint32_t i = 0; i < k.rings.n; i++) {
		archive_ring_tell(&s->links, s->out, steps_of(s, &k.rings.v[i]), k.rings.v[i].n);
	}
}

static void say_left_out(struct search *s)
{
	if (s->broken_off > 0) {
		*vec_push(s->out->arena, &s->out->left_out) = arena_printf(s->out->arena,
		    know_tongue_in(s->out->know, "rings: of %llu letters so many chains go out that not all were followed to their ends (%u steps each)"),
		    (unsigned long long)s->broken_off, ROOT_STEPS);
	}
	if (s->links.cut > 0) {
		*vec_push(s->out->arena, &s->out->left_out) = arena_printf(s->out->arena,
		    know_tongue_in(s->out->know, "rings: %llu pairs of letters that have something in common were not weighed"), (unsigned long long)s->links.cut);
	}
}

void archive_ring_find(struct archive *a, struct letter_archive *out)
{
	struct search *s = ARENA_NEW(out->arena, struct search);
	s->a = a;
	s->out = out;
	s->longest = a->options.longest < ARCHIVE_RING_MOST ? a->options.longest : ARCHIVE_RING_MOST;
	s->steps_left = ALL_STEPS;
	arena_init(&s->arena, 0);
	archive_links_find(&s->links, a);
	struct buf days = edges_by_day(s);
	const struct dated *d = (const struct dated *)(const void *)days.p;
	size_t n = days.n / sizeof *d;
	find_reach(s, d, n);
	for (size_t i = n; i > 0; i--) {
		search_from(s, d[i - 1].edge);
	}
	if (a->options.desk != NULL) {
		search_services(s, d, n);
	}
	tell(s);
	say_left_out(s);
	buf_release(&days);
	buf_release(&s->reach);
	buf_release(&s->steps);
	buf_release(&s->found);
	archive_links_free(&s->links);
	arena_release(&s->arena);
}
