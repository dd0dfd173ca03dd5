/* letter.c - the record: names of its kinds, places, zones, identity.
 *
 * SPDX-License-Identifier: ISC */
#include "letter/letter_record.h"

struct letter *letter_new(struct arena *a, const struct know *k, struct diag_sink *sink, const char *path)
{
	struct letter *l = ARENA_NEW(a, struct letter);
	l->arena = a;
	l->know = k;
	l->sink = sink;
	l->path = path;
	l->member = "";
	l->format = "text";
	l->encoding = "UTF-8";
	l->format_index = KNOW_NONE;
	l->date = l->answers_date = WHEN_UNKNOWN;
	if (k != NULL) {
		know_read(k, span_of(NULL, 0));	/* not the letter before any more */
	}
	return l;
}

static bool letter_inside(struct span outer, const char *p)
{
	return outer.p != NULL && p >= outer.p && p <= outer.p + outer.n;
}

struct letter_place letter_place(struct letter *l, struct span s)
{
	struct letter_place place = LETTER_NOWHERE;
	if (s.p != NULL && letter_inside(l->text, s.p)) {
		place.offset = (size_t)(s.p - l->text.p);
		if (l->doc != NULL) {	/* whose text may still be put together anew */
			letter_locate(l, &place);
		}
	} else if (s.p != NULL && l->trace != NULL) {
		place = l->trace(l, s);
		letter_locate(l, &place);
	}
	return place;
}

/* While streaming, the document holds no other record: the path starts from the record's number instead. */
static const char *letter_xpath(struct letter *l, const xmlNode *node)
{
	const char *path = xml_path(l->arena, node);
	uint32_t number = l->file != NULL ? l->file->record_number : 0;
	if (number == 0) {
		return path;
	}
	const char *record = xml_path(l->arena, l->record), *records = know_str(l->know, know_format(l->know, l->format_index)->records);
	if (*records == '\0') {
		records = arena_printf(l->arena, "//*[local-name() = '%s']", (const char *)l->record->name);
	}
	size_t n = strlen(record);
	return strncmp(path, record, n) == 0 ? arena_printf(l->arena, "(%s)[%u]%s", records, number, path + n) : path;
}

void letter_locate(struct letter *l, struct letter_place *p)
{
	if (p->xpath == NULL && p->node != NULL) {
		p->xpath = letter_xpath(l, p->node);
	}
	if (p->offset != SIZE_MAX && p->line == 0) {
		linemap_at(&l->lines, l->arena, p->offset, &p->line, &p->column);
		p->line += l->lines_before;
	}
}

/* Where the first of several places is: by its line, or not known yet, by its offset. */
struct begins { uint32_t line; size_t offset; };

static void begins_at(struct begins *first, struct letter_place p)
{
	if (p.line > 0) {
		first->line = first->line == 0 || p.line < first->line ? p.line : first->line;
	} else if (p.offset < first->offset) {
		first->offset = p.offset;
	}
}

uint32_t letter_begins(struct letter *l)
{
	const struct letter_place fields[] = { l->date_field.place, l->subject.place, l->message_id.place, l->salutation.place };
	const struct span texts[] = { l->date_field.text, l->subject.text, l->message_id.text, l->salutation.text };
	struct begins first = { 0, SIZE_MAX };
	if (l->attached_line > 0) {
		return l->attached_line;
	}
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (texts[i].n > 0) {
			begins_at(&first, fields[i]);
		}
	}
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		if (l->mentions.v[i].role != LETTER_MENTIONED) {
			begins_at(&first, l->mentions.v[i].place);
		}
	}
	if (first.offset == SIZE_MAX) {
		return first.line;
	}
	uint32_t line = linemap_line_at(&l->lines, l->arena, first.offset) + l->lines_before;
	return first.line == 0 || line < first.line ? line : first.line;
}

/* How many lines of the text the letter has: its last line is told by the map. */
static uint32_t letter_lines(struct arena *a, struct span text)
{
	struct linemap lines;
	uint32_t line = 1, column;
	linemap_init(&lines, text);
	linemap_at(&lines, a, text.n, &line, &column);
	return line - 1;
}

struct letter *letter_following(struct letter *l)
{
	struct letter was = *l;
	if (was.rest.n == 0) {
		return NULL;
	}
	arena_clear(was.arena);		/* first: it may have been full */
	/* a text put together went with the arena; its letter has counted */
	/* a mended copy went, too: what it was made of has the same lines, and stands before the rest */
	struct span original = span_of(was.rest.p - (was.rest_line > 0 ? 0 : was.text.n), was.text.n);
	uint32_t lines = was.rest_line > 0 ? was.rest_line - 1 : was.lines_before + letter_lines(was.arena, original);
	struct letter *next = letter_new(was.arena, was.know, was.sink, was.path);
	next->member = was.within;
	next->format = was.format;
	next->encoding = was.encoding;
	next->file = was.file;
	next->text = was.rest;
	next->lines_before = lines;
	next->attached_line = was.attached_line;
	next->message = was.message;
	next->marks = was.marks;	/* a message's: they are in the file's arena */
	next->part = was.part + 1;
	linemap_init(&next->lines, next->text);
	return next;
}

void letter_part(struct letter *l, struct span rest)
{
	l->rest = rest;
	if (l->part == 0 && rest.n > 0) {
		l->part = 1;
	}
	if (l->part > 0 && l->within == NULL) {
		l->within = l->member;
		l->member = arena_printf(l->arena, "%s%s%u", l->within, l->within[0] != '\0' ? "/" : "", l->part);
	}
}

const char *letter_mention_identity(const struct letter_mention *m)
{
	const char *identity = m->identity != NULL ? m->identity : m->party;
	return identity != NULL && *identity != '\0' ? identity : NULL;
}

/* An edition may have given two people one URI by mistake; its own keys then tell them apart. */
enum tri letter_mention_same(const struct letter_mention *a, const struct letter_mention *b)
{
	if (a->agent != KNOW_NONE || b->agent != KNOW_NONE) {
		return a->agent == b->agent ? TRI_YES : TRI_NO;
	}
	const char *one = letter_mention_identity(a), *other = letter_mention_identity(b);
	if (one == NULL || other == NULL) {
		return TRI_PERHAPS;
	}
	bool keys = a->key == NULL || b->key == NULL || strcmp(a->key, b->key) == 0;
	return keys && strcmp(one, other) == 0 ? TRI_YES : TRI_NO;
}

struct letter_zone *letter_zone_add(struct letter *l, enum letter_zone_kind kind, enum letter_role role, struct span s, const char *why)
{
	struct letter_zone *z = vec_push(l->arena, &l->zones);
	*z = (struct letter_zone){ .kind = kind, .role = role, .why = why };	/* the place may have been another's, which was dropped */
	z->place = letter_place(l, s);
	if (s.n > 0) {
		*vec_push(l->arena, &z->pieces) = s;
	}
	return z;
}

void letter_zone_more(struct letter *l, struct letter_zone *z, struct span s)
{
	if (s.n > 0) {
		if (z->pieces.n == 0) {
			z->place = letter_place(l, s);
		}
		*vec_push(l->arena, &z->pieces) = s;
	}
}

/* A word as a token is folded. Most are plain letters and digits, which need no more than small ones. */
static uint64_t hash_word(uint64_t hash, const char *p, uint32_t n)
{
	char folded[sizeof ((struct token *)NULL)->folded - 1];
	struct span rest = span_of(p, n);
	struct token t;
	uint32_t plain = 0;
	for (; plain < n && n < sizeof folded; plain++) {
		char c = p[plain];
		if (c >= 'A' && c <= 'Z') {
			c = (char)(c - 'A' + 'a');
		} else if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
			break;
		}
		folded[plain] = c;
	}
	if (plain == n) {
		return map_hash_more(hash, folded, n);
	}
	for (bool more = false; token_next(&rest, &t); more = true) {
		hash = more ? map_hash_more(hash, " ", 1) : hash;
		hash = map_hash_more(hash, t.folded, strlen(t.folded));
	}
	return hash;
}

/* Of token_fold() of the text, without making that where the words have been read already: this is asked of every letter of an archive. */
static uint64_t hash_text(struct letter *l, struct span text)
{
	uint32_t n = 0;
	const struct token_mark *v = l->know != NULL ? know_words(l->know, text, &n) : NULL;
	if (v == NULL) {
		const char *folded = token_fold(l->arena, text);
		return map_hash(folded, strlen(folded));
	}
	uint64_t hash = MAP_HASH_START;
	for (uint32_t i = 0; i < n; i++) {
		hash = i > 0 ? map_hash_more(hash, " ", 1) : hash;
		hash = hash_word(hash, v[i].p, v[i].n);
	}
	return hash;
}

/* A reference alone is no identity: councils number per year, so it goes with the date, but for a draft's, which is another tomorrow. */
const char *letter_identity(struct letter *l)
{
	char day[32];
	if (l->message_id.text.n > 0) {
		return arena_printf(l->arena, "mid:%.*s", SPAN_F(l->message_id.text));
	}
	if (l->member[0] != '\0' && (l->member[0] < '0' || l->member[0] > '9')) {
		return arena_printf(l->arena, "id:%s", l->member);
	}
	if (l->our_refs.n > 0 && l->our_refs.v[0].text.n > 0) {
		const char *parts[] = { "ref:", token_fold(l->arena, l->our_refs.v[0].text), ":", l->date_assumed ? "" : when_print(l->date, day) };
		return arena_join(l->arena, parts, 4);
	}
	struct span text = l->body.n > 0 ? l->body : l->record != NULL ? xml_text(l->arena, l->record) : l->text;
	return arena_printf(l->arena, "text:%016llx", (unsigned long long)hash_text(l, text));
}

#define LETTER_NAME(table, i) ((unsigned)(i) < sizeof(table) / sizeof *(table) ? (table)[i] : "unknown")

const char *letter_role_name(enum letter_role r)
{
	static const char *const names[] = { "sender", "recipient", "cc", "mentioned" };
	return LETTER_NAME(names, r);
}

const char *letter_zone_name(enum letter_zone_kind z)
{
	static const char *const names[] = { "metadata", "letterhead", "signature", "from", "address", "to", "cc", "salutation",
		"footer", "domain", "reference", "body", "quoted" };
	return LETTER_NAME(names, z);
}

const char *letter_verdict_name(enum letter_verdict v)
{
	static const char *const names[] = { "chosen", "ambiguous", "out-of-period", "unknown", "placeholder" };
	return LETTER_NAME(names, v);
}

const char *letter_relation_name(enum letter_relation_kind r)
{
	static const char *const names[] = { "same-party", "same-desk", "same-person", "same-management", "own-body", "successor",
		"pending", "lapsed", "one-desk-recipients", "other-plan-maker" };
	return LETTER_NAME(names, r);
}

const char *letter_level_name(enum letter_level l)
{
	static const char *const names[] = { "note", "warning", "error" };
	return LETTER_NAME(names, l);
}

bool letter_one_matter(const struct letter_service *a, const struct letter_service *b)
{
	return a->weight == b->weight && a->why != NULL && b->why != NULL && strcmp(a->why, b->why) == 0;
}

const char *letter_circle_name(enum letter_circle_kind k)
{
	static const char *const names[] = { "echo", "ring", "reference-loop" };
	return LETTER_NAME(names, k);
}

const char *letter_unjudged(const struct letter *l)
{
	bool settled[LETTER_ROLES] = { false }, unclear = false;
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		bool good = m->verdict == LETTER_CHOSEN || m->verdict == LETTER_OUT_OF_PERIOD;
		settled[m->role] = settled[m->role] || good;
		unclear = unclear || (m->verdict == LETTER_AMBIGUOUS && m->role <= LETTER_RECIPIENT);
	}
	if (l->kind != LETTER_IS_LETTER) {
		return "not_a_letter";
	}
	return unclear ? "ambiguous" : !settled[LETTER_SENDER] ? "no_sender" : !settled[LETTER_RECIPIENT] ? "no_recipient" :
	    l->unjudged ? "unjudged" : "";
}
