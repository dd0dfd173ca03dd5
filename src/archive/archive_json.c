/* archive_json.c - records as lines of JSON, and back; DESIGN section 8, `samedesk extract`.
 *
 * In: a record, or a line. Out: the other. A file of records begins with a line that names format and version; files may be joined end to
 * end, so such a line may stand anywhere. What is not known is left out. The manual's RECORDS section tells the keys.
 *
 * A line comes from another machine, so nothing in it is trusted: what has the wrong type makes the line unusable, what is out of range is
 * cut.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "archive/archive_in.h"
#include "parts/json.h"
#include "parts/json_line.h"

#define RECORDS_VERSION 1
#define RARE_DIGITS 6u		/* of a word of the sample */

static const char *const ask_names[] = { "asks", "accepts", "declines", "passes-on", "need", "proposes", "acknowledges", "signs" };

/* --- to JSON --- */

static void put_list(json_t *o, const char *key, const char *const *v, uint32_t n)
{
	json_t *list = n > 0 ? json_put(o, key, json_array()) : NULL;
	for (uint32_t i = 0; i < n; i++) {
		json_push(list, json_text(span_str(v[i])));
	}
}

static void put_count(json_t *o, const char *key, uint32_t n)
{
	if (n > 0) {
		json_put(o, key, json_integer(n));
	}
}

static void put_date(json_t *o, struct when w)
{
	char day[32];
	if (when_known(w)) {
		json_put_some(o, "date", when_print(w, day));
	}
}

static void put_parties(json_t *o, const struct letter_record *r)
{
	json_t *list = json_put(o, "parties", json_array());
	for (uint32_t i = 0; i < r->parties.n; i++) {
		const struct letter_party *p = &r->parties.v[i];
		json_t *one = json_push(list, json_object());
		json_put_some(one, "role", letter_role_name(p->role));
		json_put_some(one, "id", p->id);
		json_put_some(one, "name", p->name);
		json_put_some(one, "desk", strcmp(p->desk, p->id) == 0 ? NULL : p->desk);
		if (p->desk_sure != TRI_YES) {
			json_put_some(one, "desk_sure", "perhaps");
		}
	}
}

static void put_cited(json_t *o, const struct letter_record *r)
{
	json_t *list = r->cited.n > 0 ? json_put(o, "cited", json_array()) : NULL;
	for (uint32_t i = 0; i < r->cited.n; i++) {
		const struct letter_cited *c = &r->cited.v[i];
		json_t *one = json_push(list, json_object());
		put_date(one, c->date);
		json_put_some(one, "reference", c->reference);
		json_put_some(one, "author", c->author);
		json_put_some(one, "person", c->person);
		if (c->answered) {
			json_put(one, "answered", json_true());
		}
	}
}

static void put_asks(json_t *o, unsigned asks)
{
	json_t *list = asks != 0 ? json_put(o, "asks", json_array()) : NULL;
	for (unsigned i = 0; i < sizeof ask_names / sizeof *ask_names; i++) {
		if (asks & (1u << i)) {
			json_push(list, json_text(span_str(ask_names[i])));
		}
	}
}

static void put_words(json_t *o, const struct letter_record *r)
{
	char digits[LETTER_SKETCH * 2 + 1];
	if (r->words == 0) {
		return;
	}
	json_put_some(o, "text", r->text);
	json_put(o, "words", json_integer(r->words));
	for (unsigned i = 0; i < LETTER_SKETCH; i++) {
		snprintf(digits + 2 * (size_t)i, 3, "%02x", (unsigned)r->sketch[i]);
	}
	json_put_some(o, "sketch", digits);
}

static void put_rare(json_t *o, const struct letter_record *r)
{
	char digits[LETTER_RARE * RARE_DIGITS + 1] = "";
	for (uint32_t i = 0; i < r->rare.n && i < LETTER_RARE; i++) {
		snprintf(digits + RARE_DIGITS * (size_t)i, RARE_DIGITS + 1, "%06x", (unsigned)(r->rare.v[i] & 0xffffffu));
	}
	json_put_some(o, "rare", digits);
}

static void put_acceptance(json_t *o, const struct letter_acceptance *t)
{
	json_put_some(o, "reason", t->reason);
	json_put_some(o, "by", t->by);
	json_put_some(o, "until", t->until);
	json_put(o, "line", json_integer(t->line));
	json_put(o, "column", json_integer(t->column));
}

/* Of a message or of an element that is a letter alone member is told: else it is of all letters of the file. */
static void put_marks(json_t *o, const struct letter_record *r)
{
	json_t *list = r->marks.n > 0 ? json_put(o, "marks", json_array()) : NULL;
	for (uint32_t i = 0; i < r->marks.n; i++) {
		const struct letter_mark *m = &r->marks.v[i];
		json_t *one = json_push(list, json_object());
		json_put_some(one, "rule", m->told.rule);
		put_acceptance(one, &m->told);
		if (m->member != NULL) {
			json_put(one, "member", json_text(span_str(m->member)));
		}
		if (m->used != TRI_PERHAPS) {
			json_put(one, "used", json_boolean(m->used == TRI_YES));
		}
	}
}

static void put_region(json_t *o, const char *key, const struct letter_region *at)
{
	json_t *to = at->line > 0 ? json_put(o, key, json_object()) : NULL;
	if (to != NULL) {
		json_put(to, "line", json_integer(at->line));
		put_count(to, "column", at->column);
		put_count(to, "end", at->end);
		put_count(to, "byte", at->byte);
		put_count(to, "byte_end", at->byte_end);
		if (at->words.n > 0) {
			json_put(to, "words", json_text(at->words));
		}
	}
}

static void put_shown(json_t *o, const struct letter_shown *s)
{
	put_region(o, "at", &s->at);
	if (s->line.n > 0) {
		json_put(o, "line", json_text(s->line));
	}
	json_put_some(o, "other", s->other);
	put_region(o, "other_at", &s->other_at);
	json_put_some(o, "row", s->row);
	json_put_some(o, "row_file", s->row_file);
	put_count(o, "row_line", s->row_line);
	json_put_some(o, "sources", s->sources);
}

static void put_told(json_t *o, const struct letter_record *r)
{
	json_t *list = r->told.n > 0 ? json_put(o, "findings", json_array()) : NULL;
	for (uint32_t i = 0; i < r->told.n; i++) {
		const struct letter_told *t = &r->told.v[i];
		json_t *one = json_push(list, json_object());
		json_put_some(one, "rule", t->rule);
		json_put_some(one, "level", letter_level_name(t->level));
		json_put_some(one, "message", t->message);
		json_put(one, "line", json_integer(t->line));
		json_put(one, "column", json_integer(t->column));
		json_put_some(one, "party", t->party);
		json_put_some(one, "counterpart", t->counterpart);
		json_put_some(one, "arrangement", t->arrangement);
		json_put_some(one, "basis", t->basis);
		json_put_some(one, "fingerprint", t->fingerprint);
		json_put_some(one, "help", t->fix);
		if (t->shown != NULL) {
			put_shown(json_put(one, "shown", json_object()), t->shown);
		}
		if (t->accepted != NULL) {
			put_acceptance(json_put(one, "accepted", json_object()), t->accepted);
		}
		if (t->binding) {
			json_put(one, "binding", json_true());
		}
	}
}

void archive_record_print(struct buf *out, const struct letter_record *r)
{
	char hash[20];
	struct arena scratch;
	arena_init(&scratch, 0);
	json_t *o = json_hang(&scratch, json_object());
	json_put(o, "path", json_text(span_str(r->path)));	/* first: records are sorted by it before they are parsed */
	if (r->failed) {
		json_put(o, "failed", json_true());
		json_print(out, o);
		buf_char(out, '\n');
		arena_release(&scratch);
		return;
	}
	json_put_some(o, "member", r->member);
	json_put_some(o, "format", r->format);
	put_count(o, "line", r->line);
	if (r->content != 0) {
		snprintf(hash, sizeof hash, "%016llx", (unsigned long long)r->content);
		json_put_some(o, "content", hash);
	}
	json_put_some(o, "id", r->id);
	json_put_some(o, "kind", r->is_letter ? "letter" : "not-a-letter");
	json_put_some(o, "not_judged", r->not_judged);
	put_date(o, r->date);
	put_parties(o, r);
	put_list(o, "services", r->services.v, r->services.n);
	put_list(o, "our_refs", r->our_refs.v, r->our_refs.n);
	put_list(o, "your_refs", r->your_refs.v, r->your_refs.n);
	json_put_some(o, "message_id", r->message_id);
	put_list(o, "answers", r->answers_ids.v, r->answers_ids.n);
	put_list(o, "answered_by", r->answered_by.v, r->answered_by.n);
	put_cited(o, r);
	put_list(o, "signed", r->signed_by.v, r->signed_by.n);
	put_list(o, "addressed", r->addressed.v, r->addressed.n);
	json_put_some(o, "subject", r->subject);
	put_list(o, "terms", r->terms.v, r->terms.n);
	put_asks(o, r->asks);
	if (r->form) {
		json_put(o, "form", json_true());
	}
	put_words(o, r);
	put_rare(o, r);
	put_told(o, r);
	put_marks(o, r);
	json_print(out, o);
	buf_char(out, '\n');
	arena_release(&scratch);
}

void archive_record_head(struct buf *out)
{
	buf_printf(out, "{\"samedesk\": \"records\", \"version\": %d}\n", RECORDS_VERSION);
}

/* --- from JSON --- */

struct get {				/* a line being read */
	struct arena *a;
	const char *why;		/* the first fault */
};

static const char *get_text(struct get *g, const struct json_item *o, const char *key)
{
	const struct json_item *v = json_item(o, key);
	if (v != NULL && v->kind != JSON_ITEM_TEXT) {
		g->why = arena_printf(g->a, "'%s' is no text", key);
	}
	return json_item_is(v, JSON_ITEM_TEXT) ? v->text : "";
}

static uint32_t get_number(struct get *g, const struct json_item *o, const char *key)
{
	const struct json_item *v = json_item(o, key);
	if (v != NULL && (v->kind != JSON_ITEM_NUMBER || v->number < 0 || v->number > UINT32_MAX)) {
		g->why = arena_printf(g->a, "'%s' is no number", key);
		return 0;
	}
	return v != NULL ? (uint32_t)v->number : 0;
}

static const struct json_item *get_first(struct get *g, const struct json_item *o, const char *key)
{
	const struct json_item *v = json_item(o, key);
	if (v != NULL && v->kind != JSON_ITEM_LIST) {
		g->why = arena_printf(g->a, "'%s' is no list", key);
	}
	return json_item_is(v, JSON_ITEM_LIST) ? v->first : NULL;
}

struct texts { const char **v; uint32_t n, room; };

static void get_list(struct get *g, const struct json_item *o, const char *key, struct texts *out)
{
	for (const struct json_item *v = get_first(g, o, key); v != NULL; v = v->next) {
		if (v->kind == JSON_ITEM_TEXT) {
			*vec_push(g->a, out) = v->text;
		} else {
			g->why = arena_printf(g->a, "'%s' holds what is no text", key);
		}
	}
}

/* A date as when_print() writes it: one, or the first and the last with a stroke between. */
static struct when get_date(struct get *g, const struct json_item *o)
{
	struct span text = span_str(get_text(g, o, "date")), first;
	struct date from, until;
	if (text.n == 0) {
		return WHEN_UNKNOWN;
	}
	span_split(&text, '/', &first);
	if (!date_parse(first, &from) || (text.n > 0 && !date_parse(text, &until))) {
		g->why = "'date' is no date";
		return WHEN_UNKNOWN;
	}
	struct when w = date_when(from);
	w.last = text.n > 0 ? date_last(until) : w.last;
	return w;
}

static void get_parties(struct get *g, const struct json_item *o, struct letter_record *r)
{
	for (const struct json_item *one = get_first(g, o, "parties"); one != NULL; one = one->next) {
		const char *role = get_text(g, one, "role");
		struct letter_party p = { .role = LETTER_ROLES };
		for (unsigned k = 0; k <= LETTER_CC; k++) {
			p.role = strcmp(role, letter_role_name((enum letter_role)k)) == 0 ? (enum letter_role)k : p.role;
		}
		if (p.role == LETTER_ROLES) {
			g->why = "'role' is none of sender, recipient, cc";
			return;
		}
		p.id = get_text(g, one, "id");
		p.name = get_text(g, one, "name");
		p.desk = get_text(g, one, "desk");
		p.desk = *p.desk != '\0' ? p.desk : p.id;
		p.desk_sure = *get_text(g, one, "desk_sure") != '\0' ? TRI_PERHAPS : TRI_YES;
		*vec_push(g->a, &r->parties) = p;
	}
}

static void get_cited(struct get *g, const struct json_item *o, struct letter_record *r)
{
	for (const struct json_item *one = get_first(g, o, "cited"); one != NULL; one = one->next) {
		*vec_push(g->a, &r->cited) = (struct letter_cited){ get_date(g, one), get_text(g, one, "reference"), get_text(g, one, "author"), get_text(g, one, "person"),
			json_item_is(json_item(one, "answered"), JSON_ITEM_TRUE) };
	}
}

static void get_asks(struct get *g, const struct json_item *o, struct letter_record *r)
{
	struct texts names = { NULL, 0, 0 };
	get_list(g, o, "asks", &names);
	for (uint32_t i = 0; i < names.n; i++) {
		for (unsigned k = 0; k < sizeof ask_names / sizeof *ask_names; k++) {
			r->asks |= strcmp(names.v[i], ask_names[k]) == 0 ? 1u << k : 0;
		}
	}
}

static void get_words(struct get *g, const struct json_item *o, struct letter_record *r)
{
	const char *digits = get_text(g, o, "sketch");
	r->words = get_number(g, o, "words");
	r->text = json_item(o, "text") != NULL ? get_text(g, o, "text") : NULL;
	if (r->words > 0 && strlen(digits) != LETTER_SKETCH * 2) {
		g->why = "'sketch' has another length";
		return;
	}
	for (unsigned i = 0; r->words > 0 && i < LETTER_SKETCH; i++) {
		char two[3] = { digits[2 * i], digits[2 * i + 1], '\0' };
		r->sketch[i] = (uint8_t)strtoul(two, NULL, 16);
	}
}

static void get_rare(struct get *g, const struct json_item *o, struct letter_record *r)
{
	const char *digits = get_text(g, o, "rare");
	size_t n = strlen(digits);
	if (n % RARE_DIGITS != 0 || n > LETTER_RARE * RARE_DIGITS || strspn(digits, "0123456789abcdef") != n) {
		g->why = "'rare' has another form";
		return;
	}
	for (uint32_t i = 0, number = 0; i < n; i++) {
		uint32_t c = (unsigned char)digits[i];
		number = (i % RARE_DIGITS > 0 ? number << 4 : 0) | (c <= '9' ? c - '0' : c - 'a' + 10);
		if (i % RARE_DIGITS == RARE_DIGITS - 1) {
			*vec_push(g->a, &r->rare) = number;
		}
	}
}

static struct letter_acceptance get_acceptance(struct get *g, const struct json_item *o, const char *rule, const char *path)
{
	struct letter_acceptance t = { true, rule, get_text(g, o, "reason"), get_text(g, o, "by"), get_text(g, o, "until"), path, get_number(g, o, "line"),
		get_number(g, o, "column") };
	struct date until;
	if (*t.reason == '\0' || (*t.until != '\0' && !date_parse(span_str(t.until), &until))) {
		g->why = *t.reason == '\0' ? "an acceptance without a reason" : "'until' is no date";
	}
	return t;
}

static void get_marks(struct get *g, const struct json_item *o, struct letter_record *r)
{
	for (const struct json_item *one = get_first(g, o, "marks"); one != NULL; one = one->next) {
		const struct json_item *used = json_item(one, "used");
		struct letter_mark m = { .to = SIZE_MAX, .looked = true };
		m.told = get_acceptance(g, one, get_text(g, one, "rule"), r->path);
		m.member = json_item(one, "member") != NULL ? get_text(g, one, "member") : NULL;
		m.used = json_item_is(used, JSON_ITEM_TRUE) ? TRI_YES : json_item_is(used, JSON_ITEM_FALSE) ? TRI_NO : TRI_PERHAPS;
		*vec_push(g->a, &r->marks) = m;
	}
}

static struct letter_region get_region(struct get *g, const struct json_item *o, const char *key)
{
	const struct json_item *at = json_item(o, key);
	struct letter_region r = { .line = get_number(g, at, "line"), .column = get_number(g, at, "column"), .end = get_number(g, at, "end"),
		.byte = get_number(g, at, "byte"), .byte_end = get_number(g, at, "byte_end") };
	r.words = span_str(get_text(g, at, "words"));
	return r;
}

static const struct letter_shown *get_shown(struct get *g, const struct json_item *o)
{
	struct letter_shown *s = ARENA_NEW(g->a, struct letter_shown);
	*s = (struct letter_shown){ .at = get_region(g, o, "at"), .other_at = get_region(g, o, "other_at"), .line = span_str(get_text(g, o, "line")),
		.other = get_text(g, o, "other"), .row = get_text(g, o, "row"), .row_file = get_text(g, o, "row_file"), .sources = get_text(g, o, "sources"),
		.row_line = get_number(g, o, "row_line") };
	return s;
}

static void get_told(struct get *g, const struct json_item *o, struct letter_record *r)
{
	for (const struct json_item *one = get_first(g, o, "findings"); one != NULL; one = one->next) {
		const char *level = get_text(g, one, "level");
		struct letter_told t = { .rule = get_text(g, one, "rule"), .message = get_text(g, one, "message"), .party = get_text(g, one, "party"),
			.counterpart = get_text(g, one, "counterpart"), .arrangement = get_text(g, one, "arrangement"), .basis = get_text(g, one, "basis"),
			.fingerprint = get_text(g, one, "fingerprint"), .fix = get_text(g, one, "help"), .line = get_number(g, one, "line"),
			.column = get_number(g, one, "column") };
		for (int k = LETTER_NOTE; k <= LETTER_ERROR; k++) {
			t.level = strcmp(level, letter_level_name((enum letter_level)k)) == 0 ? (enum letter_level)k : t.level;
		}
		const struct json_item *shown = json_item(one, "shown"), *accepted = json_item(one, "accepted");
		t.shown = shown != NULL ? get_shown(g, shown) : NULL;
		if (accepted != NULL) {
			struct letter_acceptance *by = ARENA_NEW(g->a, struct letter_acceptance);
			*by = get_acceptance(g, accepted, t.rule, r->path);
			t.accepted = by;
		}
		t.binding = json_item_is(json_item(one, "binding"), JSON_ITEM_TRUE);
		*vec_push(g->a, &r->told) = t;
	}
}

static void get_content(struct get *g, const struct json_item *o, struct letter_record *r)
{
	const char *hash = get_text(g, o, "content");
	r->content = *hash != '\0' ? strtoull(hash, NULL, 16) : 0;
}

static void get_record(struct get *g, const struct json_item *o, struct letter_record *r)
{
	r->path = get_text(g, o, "path");
	r->member = get_text(g, o, "member");
	r->format = get_text(g, o, "format");
	r->line = get_number(g, o, "line");
	r->id = get_text(g, o, "id");
	r->failed = json_item_is(json_item(o, "failed"), JSON_ITEM_TRUE);
	r->is_letter = strcmp(get_text(g, o, "kind"), "not-a-letter") != 0;
	r->not_judged = get_text(g, o, "not_judged");
	r->form = json_item_is(json_item(o, "form"), JSON_ITEM_TRUE);
	r->date = get_date(g, o);
	r->message_id = get_text(g, o, "message_id");
	r->subject = get_text(g, o, "subject");
	get_content(g, o, r);
	get_parties(g, o, r);
	get_cited(g, o, r);
	get_asks(g, o, r);
	get_words(g, o, r);
	get_rare(g, o, r);
	get_told(g, o, r);
	get_marks(g, o, r);
	struct { const char *key; struct texts list; } lists[] = { { "services", { NULL, 0, 0 } }, { "our_refs", { NULL, 0, 0 } }, { "your_refs", { NULL, 0, 0 } },
		{ "answers", { NULL, 0, 0 } }, { "answered_by", { NULL, 0, 0 } }, { "terms", { NULL, 0, 0 } }, { "signed", { NULL, 0, 0 } }, { "addressed", { NULL, 0, 0 } } };
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		get_list(g, o, lists[i].key, &lists[i].list);
	}
#define GIVE(field, i) (r->field.v = lists[i].list.v, r->field.n = lists[i].list.n, r->field.room = lists[i].list.room)
	GIVE(services, 0);
	GIVE(our_refs, 1);
	GIVE(your_refs, 2);
	GIVE(answers_ids, 3);
	GIVE(answered_by, 4);
	GIVE(terms, 5);
	GIVE(signed_by, 6);
	GIVE(addressed, 7);
#undef GIVE
}

struct letter_record *archive_record_parse(struct arena *a, struct span line, const char **why)
{
	struct json_room room;
	struct get g = { a, NULL };
	const struct json_item *o = json_line(a, &room, line, why);
	if (!json_item_is(o, JSON_ITEM_OBJECT)) {
		*why = o == NULL ? *why : "no object";
		return NULL;
	}
	struct letter_record *r = ARENA_NEW(a, struct letter_record);
	get_record(&g, o, r);
	if (g.why == NULL && *r->path == '\0') {
		g.why = "no 'path'";
	}
	*why = g.why;
	return g.why == NULL ? r : NULL;
}

bool archive_record_is_head(struct span line, const char **why)
{
	*why = NULL;
	if (!span_starts(line, "{\"samedesk\":")) {
		return false;
	}
	json_error_t fault;
	json_t *o = json_loadb(line.p, line.n, 0, &fault);
	const char *what = json_string_value(json_object_get(o, "samedesk"));
	if (what == NULL || strcmp(what, "records") != 0) {
		*why = "no records of samedesk";
	} else if (json_integer_value(json_object_get(o, "version")) != RECORDS_VERSION) {
		*why = "records of another version";
	}
	json_decref(o);
	return true;
}
