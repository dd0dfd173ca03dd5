/* know.c - reading the image: tables, texts, lists, services.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

static const size_t widths[KNOW_SECTIONS] = {
	[KNOW_POOL] = 1, [KNOW_NUMBERS] = 4, [KNOW_PARTIES] = sizeof(struct know_party), [KNOW_MEMBERS] = sizeof(struct know_member),
	[KNOW_PHASES] = sizeof(struct know_phase), [KNOW_ARRANGEMENTS] = sizeof(struct know_arrangement),
	[KNOW_NAMES] = sizeof(struct know_name), [KNOW_POSTS] = sizeof(struct know_post),
	[KNOW_SERVICES] = sizeof(struct know_service), [KNOW_FORMATS] = sizeof(struct know_format),
	[KNOW_FORMAT_FIELDS] = sizeof(struct know_format_field), [KNOW_FORMAT_PARTS] = sizeof(struct know_format_part),
	[KNOW_FORMS] = sizeof(struct know_form), [KNOW_CLASSES] = sizeof(know_text),
	[KNOW_PHRASES] = sizeof(struct know_phrase), [KNOW_PATTERNS] = sizeof(struct know_pattern),
	[KNOW_DOMAINS] = sizeof(struct know_domain_row), [KNOW_COMMON] = 1, [KNOW_IDS] = sizeof(struct know_id),
	[KNOW_KINDS] = sizeof(struct know_kind), [KNOW_EDGES] = sizeof(struct know_edge), [KNOW_ENDS] = sizeof(struct know_end),
	[KNOW_EDGE_BITS] = sizeof(uint64_t), [KNOW_FIRSTS] = sizeof(struct know_first),
	[KNOW_FIRST_NUMBERS] = sizeof(uint16_t),
	[KNOW_CLASS_SLOTS] = sizeof(uint32_t), [KNOW_NEAR] = sizeof(struct know_near), [KNOW_OUTLINES] = sizeof(struct know_outline),
	[KNOW_MESSAGES] = sizeof(struct know_message), [KNOW_FILES] = sizeof(struct know_file), [KNOW_BLOB] = 1,
};

static void know_tables(struct know *k)
{
	k->kinds = know_table(k, KNOW_KINDS);
	k->edges = know_table(k, KNOW_EDGES);
	k->edge_room = know_table_count(k, KNOW_EDGES) - KNOW_EDGES_BEHIND;
	k->ends = know_table(k, KNOW_ENDS);
	k->numbers = know_table(k, KNOW_NUMBERS);
	k->edge_bits = know_table(k, KNOW_EDGE_BITS);
	k->firsts = know_table(k, KNOW_FIRSTS);
	k->first_mask = know_table_count(k, KNOW_FIRSTS) - 1;
	k->first_numbers = know_table(k, KNOW_FIRST_NUMBERS);
}

/* A damaged image is refused: every section must lie within the bytes. */
struct know *know_of_image(const void *image, size_t size)
{
	const struct know_head *head = image;
	if (size < sizeof *head || memcmp(head->magic, KNOW_MAGIC, sizeof head->magic) != 0 || head->version != KNOW_VERSION ||
	    head->sections != KNOW_SECTIONS) {
		return NULL;
	}
	for (int s = 0; s < KNOW_SECTIONS; s++) {
		if (head->section[s].at > size || head->section[s].n > (size - head->section[s].at) / widths[s]) {
			return NULL;
		}
	}
	if (head->section[KNOW_EDGE_BITS].n != KNOW_EDGE_BIT_WORDS || head->section[KNOW_FIRST_NUMBERS].n != KNOW_GROUPS ||
	    head->section[KNOW_FIRSTS].n == 0 ||
	    head->section[KNOW_EDGES].n < KNOW_EDGES_BEHIND || head->section[KNOW_KINDS].n == 0) {
		return NULL;
	}
	struct arena a;
	arena_init(&a, 0);
	struct know *k = ARENA_NEW(&a, struct know);
	k->patterns = arena_alloc(&a, sizeof *k->patterns * KNOW_PATTERN_WAYS * (head->section[KNOW_PATTERNS].n + 1));
	k->head = head;
	k->arena = a;
	know_tables(k);
	return k;
}

struct know *know_share(const struct know *k)
{
	struct arena a;
	arena_init(&a, 0);
	struct know *own = ARENA_NEW(&a, struct know);
	*own = *k;
	own->shared = true;
	own->words = know_words_new(&a);
	own->room = pattern_room_new();
	own->uses = ARENA_NEWS(&a, uint32_t, KNOW_PATTERN_WAYS * (know_table_count(k, KNOW_PATTERNS) + 1));
	own->arena = a;
	own->kept = (struct know_kept){
		&own->arena, xml_names_new(&own->arena), ARENA_NEWS(&own->arena, void *, know_table_count(k, KNOW_FORMATS) + 1),
		ARENA_NEWS(&own->arena, void *, know_table_count(k, KNOW_FORMATS) + 1), ARENA_NEW(&own->arena, void *)
	};
	return own;
}

const struct know_kept *know_kept(const struct know *k)
{
	return k->shared ? &k->kept : NULL;
}

struct span know_image_bytes(const struct know *k)
{
	size_t end = 0;
	for (int s = 0; s < KNOW_SECTIONS; s++) {
		size_t last = k->head->section[s].at + k->head->section[s].n * widths[s];
		end = last > end ? last : end;
	}
	return span_of((const char *)k->head, end);
}

void know_free(struct know *k)
{
	if (k == NULL) {
		return;
	}
	struct arena a = k->arena;
	know_words_free(k->words);
	pattern_room_free(k->room);
	if (!k->shared) {
		for (uint32_t i = 0; i < KNOW_PATTERN_WAYS * know_table_count(k, KNOW_PATTERNS); i++) {
			pattern_free(k->patterns[i]);
		}
		buf_release(&k->owned);
		buf_release(&k->root);
	}
	arena_release(&a);
}

const void *know_table(const struct know *k, enum know_section s)
{
	return (const char *)k->head + k->head->section[s].at;
}

uint32_t know_table_count(const struct know *k, enum know_section s)
{
	return k->head->section[s].n;
}

static const void *know_row(const struct know *k, enum know_section s, uint32_t i)
{
	if (i >= k->head->section[s].n) {
		bug("no such row of knowledge");
	}
	return (const char *)know_table(k, s) + i * widths[s];
}

const char *know_str(const struct know *k, know_text t) { return know_row(k, KNOW_POOL, t); }

uint32_t know_item(const struct know *k, struct know_list l, uint32_t i)
{
	if (i >= l.n) {
		bug("no such item of knowledge");
	}
	return *(const uint32_t *)know_row(k, KNOW_NUMBERS, l.at + i);
}

uint32_t know_party_count(const struct know *k) { return know_table_count(k, KNOW_PARTIES); }
const struct know_party *know_party(const struct know *k, know_index i) { return know_row(k, KNOW_PARTIES, i); }
uint32_t know_arrangement_count(const struct know *k) { return know_table_count(k, KNOW_ARRANGEMENTS); }
const struct know_arrangement *know_arrangement(const struct know *k, know_index i) { return know_row(k, KNOW_ARRANGEMENTS, i & ~KNOW_ARRANGEMENT); }
uint32_t know_phase_count(const struct know *k) { return know_table_count(k, KNOW_PHASES); }
const struct know_phase *know_phase(const struct know *k, know_index i) { return know_row(k, KNOW_PHASES, i); }
const struct know_member *know_member(const struct know *k, know_index i) { return know_row(k, KNOW_MEMBERS, i); }
uint32_t know_post_count(const struct know *k) { return know_table_count(k, KNOW_POSTS); }
const struct know_post *know_post(const struct know *k, know_index i) { return know_row(k, KNOW_POSTS, i); }
uint32_t know_name_count(const struct know *k) { return know_table_count(k, KNOW_NAMES); }
const struct know_name *know_name(const struct know *k, know_index i) { return know_row(k, KNOW_NAMES, i); }
uint32_t know_service_count(const struct know *k) { return know_table_count(k, KNOW_SERVICES); }
const struct know_service *know_service(const struct know *k, know_index i) { return know_row(k, KNOW_SERVICES, i); }
uint32_t know_format_count(const struct know *k) { return know_table_count(k, KNOW_FORMATS); }
const struct know_format *know_format(const struct know *k, know_index i) { return know_row(k, KNOW_FORMATS, i); }
const struct know_format_field *know_format_field(const struct know *k, know_index i) { return know_row(k, KNOW_FORMAT_FIELDS, i); }
const struct know_format_part *know_format_part(const struct know *k, know_index i) { return know_row(k, KNOW_FORMAT_PARTS, i); }
const struct know_form *know_form(const struct know *k, know_index i) { return know_row(k, KNOW_FORMS, i); }
const struct know_phrase *know_phrase(const struct know *k, know_index i) { return know_row(k, KNOW_PHRASES, i); }

struct span know_common_words(const struct know *k)
{
	return span_of(know_table(k, KNOW_COMMON), know_table_count(k, KNOW_COMMON));
}

const char *know_agent_id(const struct know *k, know_agent a)
{
	if (a == KNOW_NONE) {
		return "";
	}
	return know_str(k, know_is_party(a) ? know_party(k, a)->id : know_arrangement(k, a)->id);
}

const char *know_agent_name(const struct know *k, know_agent a)
{
	if (a == KNOW_NONE) {
		return "";
	}
	return know_str(k, know_is_party(a) ? know_party(k, a)->name : know_arrangement(k, a)->name);
}

/* Of several that hold the first that ended: the older one was given up before the younger one was. */
static const char *party_name_then(const struct know *k, const struct know_party *p, struct when then)
{
	const struct know_name *best = NULL;
	for (uint32_t i = 0; i < p->renamed.n; i++) {
		const struct know_name *n = know_name(k, know_item(k, p->renamed, i));
		if (period_holds(n->valid, then) == TRI_YES && (best == NULL || date_last(n->valid.until) < date_last(best->valid.until))) {
			best = n;
		}
	}
	return know_str(k, best != NULL ? best->text : p->name);
}

/* Phases that run side by side, for services of their own, may be called differently: then none of the names is the whole's. */
static const char *arrangement_name_then(const struct know *k, const struct know_arrangement *g, struct when then)
{
	const struct know_phase *best = NULL;
	for (uint32_t i = 0; i < g->phases.n; i++) {
		const struct know_phase *p = know_phase(k, know_item(k, g->phases, i));
		if (p->status != KNOW_ACTIVE || period_holds(p->period, then) != TRI_YES) {
			continue;
		}
		if (best != NULL && strcmp(know_str(k, best->name), know_str(k, p->name)) != 0) {
			return know_str(k, g->name);
		}
		best = p;
	}
	return know_str(k, best != NULL && best->name != 0 ? best->name : g->name);
}

const char *know_agent_name_then(const struct know *k, know_agent a, struct when then)
{
	if (a == KNOW_NONE) {
		return "";
	}
	return know_is_party(a) ? party_name_then(k, know_party(k, a), then) : arrangement_name_then(k, know_arrangement(k, a), then);
}

know_agent know_agent_find(const struct know *k, struct span id)
{
	const struct know_id *ids = know_table(k, KNOW_IDS);
	uint32_t low = 0, high = know_table_count(k, KNOW_IDS);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const char *text = know_str(k, ids[middle].id);
		size_t n = strlen(text);
		int order = memcmp(id.n > 0 ? id.p : "", text, id.n < n ? id.n : n);
		if (order == 0 && id.n == n) {
			return ids[middle].agent;
		}
		if (order < 0 || (order == 0 && id.n < n)) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return KNOW_NONE;
}

know_index know_service_find(const struct know *k, struct span id)
{
	const struct know_service *services = know_table(k, KNOW_SERVICES);
	for (uint32_t i = 0; id.n > 0 && i < know_service_count(k); i++) {
		const char *text = know_str(k, services[i].id);
		if (text[0] == id.p[0] && span_is(id, text)) {
			return i;
		}
	}
	return KNOW_NONE;
}

bool know_service_within(const struct know *k, know_index s, know_index of)
{
	while (s != of && s != KNOW_NONE) {
		s = know_service(k, s)->parent;
	}
	return s == of && s != KNOW_NONE;
}

uint32_t know_service_depth(const struct know *k, know_index s)
{
	uint32_t depth = 0;
	while (s != KNOW_NONE && (s = know_service(k, s)->parent) != KNOW_NONE) {
		depth++;
	}
	return depth;
}

const char *know_status_name(enum know_status s)
{
	static const char *const names[] = { "proposed", "in-principle", "shadow", "postponed", "abandoned", "active", "ended" };
	return (unsigned)s < sizeof names / sizeof *names ? names[s] : "unknown";
}

const char *know_basis_name(enum know_basis b)
{
	static const char *const names[] = { "assumed", "reported", "documented" };
	return (unsigned)b < sizeof names / sizeof *names ? names[b] : "unknown";
}

/* Hosts are looked up whole, then without their first labels: mail.cherwell-dc.gov.uk, cherwell-dc.gov.uk. */
struct know_list know_domain(const struct know *k, struct span host)
{
	const struct know_domain_row *rows = know_table(k, KNOW_DOMAINS);
	uint32_t n = know_table_count(k, KNOW_DOMAINS);
	char lower[256];
	if (host.n == 0 || host.n >= sizeof lower) {
		return (struct know_list){ 0, 0 };
	}
	for (size_t i = 0; i < host.n; i++) {
		lower[i] = (char)(host.p[i] >= 'A' && host.p[i] <= 'Z' ? host.p[i] + 32 : host.p[i]);
	}
	lower[host.n] = '\0';
	for (const char *at = lower; at != NULL && strchr(at, '.') != NULL; at = strchr(at, '.') != NULL ? strchr(at, '.') + 1 : NULL) {
		uint32_t low = 0, high = n;
		while (low < high) {
			uint32_t middle = low + (high - low) / 2;
			int order = strcmp(at, know_str(k, rows[middle].host));
			if (order == 0) {
				return rows[middle].agents;
			}
			if (order < 0) {
				high = middle;
			} else {
				low = middle + 1;
			}
		}
	}
	return (struct know_list){ 0, 0 };
}

/* --- patterns --- */

uint32_t know_pattern_count(const struct know *k) { return know_table_count(k, KNOW_PATTERNS); }

know_index know_pattern_find(const struct know *k, const char *id)
{
	const struct know_pattern *p = know_table(k, KNOW_PATTERNS);
	for (uint32_t i = 0; i < know_table_count(k, KNOW_PATTERNS); i++) {
		if (strcmp(know_str(k, p[i].id), id) == 0) {
			return i;
		}
	}
	return KNOW_NONE;
}

/* By the table's place: it is constant. */
static void know_find_all(const struct know *k, know_index (*find)(const struct know *k, const char *name), const char *const *names, uint32_t n, know_index *out)
{
	struct know_asked *free_ = NULL;
	for (uint32_t i = 0; k->words != NULL && n <= KNOW_ASKED_NAMES && i < KNOW_ASKED; i++) {
		struct know_asked *a = &k->words->asked[i];
		if (a->names == names && a->n == n) {
			memcpy(out, a->found, n * sizeof *out);
			return;
		}
		free_ = free_ == NULL && a->names == NULL ? a : free_;
	}
	for (uint32_t i = 0; i < n; i++) {
		out[i] = find(k, names[i]);
	}
	if (free_ != NULL) {
		free_->names = names;
		free_->n = n;
		memcpy(free_->found, out, n * sizeof *out);
	}
}

void know_phrase_class_all(const struct know *k, const char *const *names, uint32_t n, know_index *out)
{
	know_find_all(k, know_phrase_class, names, n, out);
}

void know_pattern_find_all(const struct know *k, const char *const *ids, uint32_t n, know_index *out)
{
	know_find_all(k, know_pattern_find, ids, n, out);
}

void know_patterns_each(const struct know *k, const char *group, bool (*take)(void *user, know_index pattern, const char *id), void *user)
{
	const struct know_pattern *p = know_table(k, KNOW_PATTERNS);
	size_t n = strlen(group);
	for (uint32_t i = 0; i < know_table_count(k, KNOW_PATTERNS); i++) {
		const char *id = know_str(k, p[i].id);
		if (*id == *group && strncmp(id, group, n) == 0 && !take(user, i, id)) {
			return;
		}
	}
}

/* Two threads may compile the same pattern at once: the first to store it wins, the other's is freed. */
static const struct pattern *know_pattern_ready(const struct know *k, const struct know_pattern *row, unsigned way, struct pattern *_Atomic *made, struct arena *a)
{
	struct pattern *ready = atomic_load_explicit(made, memory_order_acquire);
	if (ready != NULL) {
		return ready;
	}
	unsigned flags = row->flags | (way & KNOW_PATTERN_PLAIN ? PATTERN_PLAIN : 0u) | (way & KNOW_PATTERN_FAST ? PATTERN_JIT : 0u);
	struct pattern *fresh = pattern_new(a, know_str(k, way & KNOW_PATTERN_PLAIN ? row->plain : row->text), flags, NULL, NULL);
	if (fresh == NULL) {
		bug("a pattern that compiled does no more");
	}
	if (!atomic_compare_exchange_strong(made, &ready, fresh)) {
		pattern_free(fresh);
		return ready;
	}
	return fresh;
}

/* Who checks one letter waits for no machine code. */
static bool know_pattern_much(const struct know *k, uint32_t slot)
{
	enum { MUCH = 64 };
	bool much = k->uses != NULL && k->uses[slot] >= MUCH;
	if (k->uses != NULL && !much) {
		k->uses[slot]++;
	}
	return much;
}

static bool know_has_digit(struct span s)
{
	const uint64_t each = 0x0101010101010101u, high = 0x80 * each;
	uint64_t eight, found = 0;
	size_t i = 0;
	for (; i + sizeof eight <= s.n; i += sizeof eight) {
		memcpy(&eight, s.p + i, sizeof eight);
		uint64_t low = eight & ~high;
		found |= ((low + (0x80 - '0') * each) & ~(low + (0x80 - ':') * each)) | eight;	/* no ASCII: it may be a digit, too */
	}
	for (; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		found |= (c >= '0' && c <= '9') || c >= 0x80 ? high : 0;
	}
	return (found & high) != 0;
}

static bool know_holds(struct span s, const char *text, size_t n)
{
	const char *p = s.p, *end = span_end(s);
	while (p != NULL && (size_t)(end - p) >= n && (p = memchr(p, text[0], (size_t)(end - p) - n + 1)) != NULL) {
		if (memcmp(p, text, n) == 0) {
			return true;
		}
		p++;
	}
	return false;
}

static bool know_holds_from(struct span s, char first, struct span text)
{
	const char *p = s.p, *end = span_end(s);
	while (p != NULL && (size_t)(end - p) >= text.n && (p = memchr(p, first, (size_t)(end - p) - text.n + 1)) != NULL) {
		if (span_eq_ascii_case(span_of(p, text.n), text)) {
			return true;
		}
		p++;
	}
	return false;
}

/* In either case. That of "k" and "s" may be no ASCII: the Kelvin sign, the long s. */
static bool know_holds_caseless(struct span s, const char *text, size_t n)
{
	bool letter = (text[0] | 0x20) >= 'a' && (text[0] | 0x20) <= 'z', other = false;
	if (know_holds_from(s, text[0], span_of(text, n)) || (letter && know_holds_from(s, (char)(text[0] ^ 0x20), span_of(text, n)))) {
		return true;
	}
	for (size_t i = 0; i < n; i++) {
		other = other || (text[i] | 0x20) == 'k' || (text[i] | 0x20) == 's';
	}
	return other && !pattern_is_ascii(s);
}

#define KNOW_PATTERN_SHORT 4096u

static bool know_pattern_may(const struct know *k, const struct know_pattern *row, struct span s)
{
	if (row->needs == 0) {
		return true;
	}
	if (row->needs_digit) {
		return know_has_digit(s);
	}
	const char *needs = know_str(k, row->needs);
	for (size_t n; *needs != '\0'; needs += n + (needs[n] == ' ')) {
		n = strcspn(needs, " ");
		if (row->flags & PATTERN_CASELESS ? know_holds_caseless(s, needs, n) : know_holds(s, needs, n)) {
			return true;
		}
	}
	return false;
}

int know_pattern_match(const struct know *k, know_index pattern, struct arena *a, struct span s, size_t from, struct pattern_match *m)
{
	const struct know_pattern *row = know_row(k, KNOW_PATTERNS, pattern);
	bool whole = from == 0 || s.n <= KNOW_PATTERN_SHORT;	/* to look at all of a long text for every match in it would take the square of its length */
	if (whole && !know_pattern_may(k, row, s)) {
		pattern_none(m, NULL);
		return 0;
	}
	unsigned way = whole && row->plain != 0 && pattern_is_ascii(s) ? KNOW_PATTERN_PLAIN : 0;
	uint32_t slot = pattern * KNOW_PATTERN_WAYS + way;
	if (know_pattern_much(k, slot)) {
		way |= KNOW_PATTERN_FAST;
		slot += KNOW_PATTERN_FAST;
	}
	return pattern_find(know_pattern_ready(k, row, way, &k->patterns[slot], a), k->room, s, from, m);
}

/* --- sources --- */

bool know_is_source(const char *name)
{
	static const char *const rooms[] = { "registry/", "reading/", "formats/", "checks/", "messages/", "schemas/" };
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		if (span_starts(span_str(name), rooms[i])) {
			return true;
		}
	}
	return false;
}

/* An overlay's name is its path, see know_load_overlay(). */
const char *know_path(const struct know *k, struct arena *a, const char *name)
{
	if (know_is_source(name)) {
		return arena_printf(a, "%s/%s", k->root.n > 0 ? k->root.p : "rules", name);
	}
	bool marked = span_starts(span_str(name), "./") && know_is_source(name + 2);
	return arena_str(a, name + (marked ? 2 : 0));
}

uint32_t know_file_count(const struct know *k) { return know_table_count(k, KNOW_FILES); }

const char *know_file_name(const struct know *k, uint32_t i)
{
	return know_str(k, ((const struct know_file *)know_row(k, KNOW_FILES, i))->name);
}

struct span know_file_text(const struct know *k, uint32_t i)
{
	const struct know_file *f = know_row(k, KNOW_FILES, i);
	return span_of((const char *)know_table(k, KNOW_BLOB) + f->at, f->n);
}

static bool know_is_rules(const char *name)
{
	return span_starts(span_str(name), "checks/") && span_ends(span_str(name), ".sch");
}

uint32_t know_rules_count(const struct know *k)
{
	uint32_t n = k->own.n;
	for (uint32_t i = 0; i < know_file_count(k); i++) {
		n += know_is_rules(know_file_name(k, i));
	}
	return n;
}

struct know_rules know_rules(const struct know *k, struct arena *a, uint32_t i)
{
	for (uint32_t file = 0; file < know_file_count(k); file++) {
		const char *name = know_file_name(k, file);
		if (!know_is_rules(name) || i-- > 0) {
			continue;
		}
		struct know_rules r = { .path = know_path(k, a, name), .text = know_file_text(k, file) };
		r.brief = r.text;
		know_file_find(k, arena_printf(a, "brief/%s", name), &r.brief);
		return r;
	}
	if (i >= k->own.n) {
		bug("no such file of rules");
	}
	return k->own.v[i];
}

uint64_t know_hash(const struct know *k)
{
	struct span image = know_image_bytes(k);
	uint64_t hash = map_hash(image.p, image.n);
	for (uint32_t i = 0; i < k->own.n; i++) {
		hash = map_hash_more(hash, k->own.v[i].text.p, k->own.v[i].text.n);
	}
	return hash;
}

bool know_file_find(const struct know *k, const char *name, struct span *text)
{
	for (uint32_t i = 0; i < know_file_count(k); i++) {
		if (strcmp(know_file_name(k, i), name) == 0) {
			*text = know_file_text(k, i);
			return true;
		}
	}
	return false;
}
