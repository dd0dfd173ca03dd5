/* extract_xml_plain.c - a letter's running text inside XML, read as a plain letter is.
 *
 * In: a record whose fields were read, and the nodes of its text. Out: whatever the fields left open. Fields win: an editor who wrote
 * down who wrote to whom knew more than the words of the letter tell.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_xml.h"

/* How far behind an element's start its words are looked for. */
#define XML_FIND_BYTES ((size_t)1 << 18)
/* Texts of the body's first element that are compared with it. */
#define XML_BODY_TRIES 4u

/* The words in the file itself, from their element on: as often skipped as they occur before in the text put together. */
static size_t xml_find_words(struct xml_reader *r, struct span before, struct span words, size_t from)
{
	struct span file = span_of(r->l->text.p + from, r->l->text.n - from);
	file.n = file.n < XML_FIND_BYTES ? file.n : XML_FIND_BYTES;
	for (const char *at = words.p; at != NULL;) {
		at = span_find(file, words.p);
		const char *next = at != NULL ? span_find(before, words.p) : NULL;
		if (next == NULL) {
			return at != NULL ? (size_t)(at - r->l->text.p) : SIZE_MAX;
		}
		file = span_of(at + 1, (size_t)(span_end(file) - at - 1));
		before = span_of(next + 1, (size_t)(span_end(before) - next - 1));
	}
	return SIZE_MAX;
}

static const struct xml_mark *xml_mark_at(const struct xml_text *t, size_t at)
{
	uint32_t low = 0, high = t->marks.n;
	while (low < high) {	/* the first mark behind the place */
		uint32_t mid = low + (high - low) / 2;
		if (t->marks.v[mid].at <= at) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return low > 0 ? &t->marks.v[low - 1] : NULL;
}

/* Does it stand in an element that tells somebody of another role? Whom <from> names is no addressee, whatever the lines look like. */
static bool xml_is_told(const struct xml_reader *r, const struct xml_text *t, struct letter_place p, enum letter_role role)
{
	const struct xml_mark *mark = p.offset != SIZE_MAX ? xml_mark_at(t, p.offset) : NULL;
	for (const xmlNode *up = mark != NULL ? mark->from : NULL; up != NULL; up = up->parent) {
		for (uint32_t i = 0; i < r->parties.n; i++) {
			if (r->parties.v[i].node == up && r->parties.v[i].role != role) {
				return true;
			}
		}
		for (uint32_t i = 0; i < r->named.n; i++) {
			if (r->named.v[i].node == up && r->named.v[i].role != role) {
				return true;
			}
		}
	}
	return false;
}

/* From a place in the text put together to the element it came from, and to the words there if they stand in one piece. */
static struct letter_place xml_trace(struct xml_reader *r, const struct xml_text *t, struct letter_place p)
{
	const struct xml_mark *mark = p.offset != SIZE_MAX ? xml_mark_at(t, p.offset) : NULL;
	if (mark == NULL) {
		return LETTER_NOWHERE;
	}
	struct letter_place place = extract_xml_place(r, mark->from);
	if (r->l->rendered) {
		place.offset = p.offset;
		return place;
	}
	size_t n = p.offset < t->n ? strcspn(t->p + p.offset, " \t\r\n") : 0;
	bool readable = !r->mail || xml_attr(r->a, mark->from, NULL, "encoded") == NULL;
	if (place.offset != SIZE_MAX && n > 0 && readable) {
		struct span words = span_of(arena_strn(r->a, t->p + p.offset, n), n);
		size_t at = xml_find_words(r, span_of(t->p + mark->at, p.offset - mark->at), words, place.offset);
		place.offset = at != SIZE_MAX ? at : place.offset;
	}
	return place;
}

/* For the stages that come later. */
struct xml_traced { struct xml_reader r; struct xml_text t; struct letter *plain; };

static struct letter_place xml_trace_span(struct letter *l, struct span s)
{
	struct xml_traced *state = l->trace_state;
	uintptr_t from = (uintptr_t)state->t.p, at = (uintptr_t)s.p;
	struct letter_place place = LETTER_NOWHERE;
	if (at >= from && at < from + state->t.n) {
		place.offset = at - from;
	} else if (state->plain->trace != NULL) {	/* a copy of it, laid out anew */
		place = state->plain->trace(state->plain, s);
	}
	return place.offset != SIZE_MAX ? xml_trace(&state->r, &state->t, (struct letter_place){ place.offset, 0, 0, NULL, NULL }) : LETTER_NOWHERE;
}

static void xml_keep_trace(struct xml_reader *r, const struct xml_text *t, struct letter *plain)
{
	struct xml_traced *state = ARENA_NEW(r->a, struct xml_traced);
	*state = (struct xml_traced){ *r, *t, plain };
	r->l->trace = xml_trace_span;
	r->l->trace_state = state;
}

static void xml_lend(struct xml_reader *r, const struct xml_text *t, struct letter_field *to, const struct letter_field *from)
{
	if (to->text.n == 0 && from->text.n > 0) {
		*to = *from;
		to->place = xml_trace(r, t, from->place);
	} else if (r->l->explained && from->text.n > 0 && to->runner_up == NULL && !token_same(to->text, from->text)) {
		to->runner_up = arena_printf(r->a, "\"%.*s\", in the text: %s", SPAN_F(from->text), from->why != NULL ? from->why : "");
	}
}

/* A date in words is the same day. */
static void xml_lend_date(struct xml_reader *r, const struct xml_text *t, const struct letter *plain)
{
	struct letter *l = r->l;
	if (l->date_field.text.n == 0 && plain->date_field.text.n > 0) {
		l->date = plain->date;
	}
	if (plain->date.first != l->date.first || plain->date.last != l->date.last || l->date_field.text.n == 0) {
		xml_lend(r, t, &l->date_field, &plain->date_field);
	}
}

/* What the text says beside the fields. */
static void xml_note_second(struct xml_reader *r, const struct letter_zone *z)
{
	bool tells = z->kind == LETTER_ZONE_LETTERHEAD || z->kind == LETTER_ZONE_ADDRESS || z->kind == LETTER_ZONE_FROM || z->kind == LETTER_ZONE_TO;
	for (uint32_t i = 0; tells && i < z->pieces.n && r->l->second[z->role].n == 0; i++) {
		struct extract x = { .l = r->l, .k = r->l->know, .a = r->a };
		extract_words_begin(&x);
		if (extract_party_has_body(&x, z->pieces.v[i])) {
			r->l->second[z->role] = z->pieces.v[i];
		}
	}
}

/* A person without an identifier tells no desk: the letterhead may know more. */
static bool xml_has_role(const struct letter *l, enum letter_role role)
{
	for (uint32_t i = 0; i < l->zones.n; i++) {
		const struct letter_zone *z = &l->zones.v[i];
		if (z->role == role && (!z->person || z->identifier != NULL || z->key != NULL)) {
			return true;
		}
	}
	return false;
}

static uint32_t xml_last_group(const struct letter *l)
{
	uint32_t last = 0;
	for (uint32_t i = 0; i < l->zones.n; i++) {
		last = l->zones.v[i].group > last ? l->zones.v[i].group : last;
	}
	return last;
}

static bool xml_is_addressee(const struct letter_zone *z)
{
	return z->role == LETTER_RECIPIENT && !z->weak && z->kind == LETTER_ZONE_ADDRESS;
}

/* A letter with all its parts, pasted into the message. */
static bool xml_is_whole(const struct letter *plain)
{
	return plain->salutation.text.n > 0 && plain->valediction.text.n > 0;
}

/* What of a message's text is taken where its headers name nobody we know, or one of several: a signature or an address in full, or whatever
 * a whole letter tells. */
static bool xml_wanted(const struct letter *plain, const struct letter_zone *z, enum extract_xml_told told)
{
	bool head = z->kind == LETTER_ZONE_LETTERHEAD || z->kind == LETTER_ZONE_ADDRESS;
	switch (told) {
	case XML_TOLD_NOBODY:
		return true;
	case XML_TOLD_STRANGER:
		return (head && xml_is_whole(plain)) || xml_is_addressee(z) || (z->role == LETTER_SENDER && !z->weak &&
		    (z->kind == LETTER_ZONE_SIGNATURE || z->kind == LETTER_ZONE_LETTERHEAD));
	case XML_TOLD_SHARED:
		return z->role == LETTER_SENDER || xml_is_addressee(z);
	default:
		return false;
	}
}

/* The text begins with another message's headers: this one is only passed on, and who wrote that one wrote not this. */
static bool xml_passed_on(const struct letter *plain)
{
	for (uint32_t i = 0; i < plain->zones.n; i++) {
		if (plain->zones.v[i].kind == LETTER_ZONE_FROM) {
			return true;
		}
	}
	return false;
}

/* Whom a message's text addresses counts with the block he stands in. */
static bool xml_has_addressee(struct xml_reader *r, const struct letter *plain)
{
	enum extract_xml_told told = r->mail ? extract_xml_mail_told(r, LETTER_RECIPIENT) : XML_TOLD_NOBODY;
	bool wanted = told == XML_TOLD_NOBODY;
	for (uint32_t i = 0; i < plain->zones.n && !wanted; i++) {
		const struct letter_zone *z = &plain->zones.v[i];
		wanted = xml_is_addressee(z) || (z->role == LETTER_RECIPIENT && xml_wanted(plain, z, told));
	}
	return wanted;
}

/* A shared address and an addressee in the text are one; several of each: the text tells. */
static void xml_join_shared(struct xml_reader *r, const struct letter *plain, uint32_t *group)
{
	struct letter *l = r->l;
	uint32_t n = 0, texts = 0;
	for (uint32_t i = 0; i < plain->zones.n; i++) {
		texts += xml_is_addressee(&plain->zones.v[i]);
	}
	*group = texts > 0 ? extract_xml_only_group(l, LETTER_RECIPIENT) : 0;
	for (uint32_t i = 0; i < l->zones.n; i++) {
		if (texts == 0 || *group != 0 || l->zones.v[i].role != LETTER_RECIPIENT) {
			l->zones.v[n++] = l->zones.v[i];
		}
	}
	l->zones.n = n;
}

static bool lies_in(const struct letter *plain, struct span part, struct span whole)
{
	part = extract_layout_span(plain, part);
	return part.n > 0 && part.p >= whole.p && span_end(part) <= span_end(whole);
}

/* A record of a document system may hold a letter with all its parts where others have what it says: then the text tells which part is its body.
 * Else what the fields told is. */
static bool xml_holds_letter(struct xml_reader *r, const struct letter *plain)
{
	struct letter *l = r->l;
	uint32_t n = 0;
	if (r->mail || !lies_in(plain, plain->salutation.text, l->body) || !lies_in(plain, plain->valediction.text, l->body) ||
	    !lies_in(plain, plain->body, l->body)) {
		return false;
	}
	for (uint32_t i = 0; i < l->zones.n; i++) {
		if (l->zones.v[i].kind != LETTER_ZONE_BODY) {
			l->zones.v[n++] = l->zones.v[i];
		}
	}
	l->zones.n = n;
	l->body = plain->body;
	return true;
}

static void xml_lend_zones(struct xml_reader *r, const struct xml_text *t, const struct letter *plain, uint32_t groups)
{
	bool body = r->body.n == 0 || xml_holds_letter(r, plain);
	bool has[LETTER_ROLES];
	enum extract_xml_told told[LETTER_ROLES] = { XML_TOLD_NOBODY };
	for (int role = 0; role < LETTER_ROLES; role++) {
		has[role] = role != LETTER_MENTIONED && !r->mail && xml_has_role(r->l, (enum letter_role)role);
		told[role] = r->mail && role != LETTER_MENTIONED ? extract_xml_mail_told(r, (enum letter_role)role) : XML_TOLD_NOBODY;
	}
	bool passed_on = r->mail && told[LETTER_SENDER] != XML_TOLD_NOBODY && xml_passed_on(plain);
	uint32_t shared = 0;
	if (told[LETTER_RECIPIENT] == XML_TOLD_SHARED && !passed_on) {
		xml_join_shared(r, plain, &shared);
	}
	for (uint32_t i = 0; i < plain->zones.n; i++) {
		const struct letter_zone *from = &plain->zones.v[i];
		if (has[from->role]) {
			xml_note_second(r, from);
		}
		if (has[from->role] || (from->kind == LETTER_ZONE_BODY && !body) || (passed_on && from->role != LETTER_MENTIONED) ||
		    !xml_wanted(plain, from, told[from->role]) || (from->role != LETTER_MENTIONED && xml_is_told(r, t, from->place, from->role))) {
			continue;
		}
		struct letter_zone *z = letter_zone_add(r->l, from->kind, from->role, span_of(NULL, 0), from->why);
		*z = *from;
		z->place = xml_trace(r, t, from->place);
		z->group = shared != 0 && from->role == LETTER_RECIPIENT ? shared : from->group > 0 ? from->group + groups : 0;
	}
}

#define XML_LEND_PERSONS(r, t, to, from, role, groups) \
	for (uint32_t i_ = 0, had_ = (to).n; had_ == 0 && i_ < (from).n; i_++) { \
		if (xml_is_told((r), (t), (from).v[i_].place, (role))) { \
			continue; \
		} \
		struct letter_person *p_ = vec_push((r)->a, &(to)); \
		*p_ = (from).v[i_]; \
		p_->place = xml_trace((r), (t), p_->place); \
		p_->group = xml_has_role((r)->l, role) ? extract_xml_only_group((r)->l, role) : p_->group > 0 ? p_->group + (groups) : 0; \
	}

#define XML_LEND_REFS(r, t, to, from) \
	for (uint32_t i_ = 0, had_ = (to).n; had_ == 0 && i_ < (from).n; i_++) { \
		xml_lend((r), (t), vec_push((r)->a, &(to)), &(from).v[i_]); \
	}

static void xml_lend_services(struct xml_reader *r, const struct xml_text *t, const struct letter *plain)
{
	for (uint32_t i = 0, had = r->l->services.n; had == 0 && i < plain->services.n; i++) {
		struct letter_service *s = vec_push(r->a, &r->l->services);
		*s = plain->services.v[i];
		s->place = s->place.offset == SIZE_MAX ? r->l->subject.place : xml_trace(r, t, s->place);
	}
}

/* A heading in a paragraph of its own, the first of the body that the fields told, is no part of what the letter says. */
static void xml_body_behind(struct letter *l, const struct letter *plain)
{
	struct span subject = extract_layout_span(plain, plain->subject.text), body = extract_layout_span(plain, plain->body), was = l->body;
	if (l->subject.text.p != plain->subject.text.p || !lies_in(plain, subject, was) || !lies_in(plain, body, was) || body.p < span_end(subject) ||
	    span_trim(span_of(was.p, (size_t)(subject.p - was.p))).n > 0 || !span_find(span_of(span_end(subject), (size_t)(body.p - span_end(subject))), "\n")) {
		return;
	}
	l->body = span_of(body.p, (size_t)(span_end(was) - body.p));
	for (uint32_t i = 0; i < l->zones.n; i++) {
		struct letter_zone *z = &l->zones.v[i];
		if (z->kind == LETTER_ZONE_BODY && z->pieces.n == 1 && z->pieces.v[0].p == was.p) {
			z->pieces.v[0] = l->body;
		}
	}
}

/* A line that was taken for the subject stays a part of the body that the fields told: archives leave out what is both. */
static void xml_part_subject(struct xml_reader *r, const struct letter *plain)
{
	struct letter *l = r->l;
	struct span s = l->subject.text;
	if (r->body.n > 0 && s.n > 0 && !r->mail) {
		xml_body_behind(l, plain);
	}
	if (r->body.n > 0 && s.n > 0 && s.p >= l->body.p && span_end(s) <= span_end(l->body)) {
		l->subject.text = span_of(arena_strn(r->a, s.p, s.n), s.n);
	}
}

/* What the fields left open is taken from the reading of the text. */
static void xml_lend_all(struct xml_reader *r, const struct xml_text *t, const struct letter *plain)
{
	struct letter *l = r->l;
	uint32_t groups = xml_last_group(l);
	if (l->answers.text.n == 0 && l->answers_reference.text.n == 0) {
		l->answers_date = plain->answers_date;
		xml_lend(r, t, &l->answers, &plain->answers);
		xml_lend(r, t, &l->answers_reference, &plain->answers_reference);
	}
	for (uint32_t i = 0; i < plain->cites.n; i++) {
		*vec_push(r->a, &l->cites) = plain->cites.v[i];
	}
	xml_lend_date(r, t, plain);
	xml_lend(r, t, &l->subject, &plain->subject);
	xml_part_subject(r, plain);
	xml_lend(r, t, &l->salutation, &plain->salutation);
	xml_lend(r, t, &l->valediction, &plain->valediction);
	XML_LEND_REFS(r, t, l->our_refs, plain->our_refs)
	XML_LEND_REFS(r, t, l->your_refs, plain->your_refs)
	XML_LEND_PERSONS(r, t, l->signatories, plain->signatories, LETTER_SENDER, groups)
	if (xml_has_addressee(r, plain)) {
		XML_LEND_PERSONS(r, t, l->addressees, plain->addressees, LETTER_RECIPIENT, groups)
	}
	xml_lend_zones(r, t, plain, groups);
	xml_lend_services(r, t, plain);
	if (l->body.n == 0) {
		l->body = plain->body;
	}
	if ((r->form->text || r->kind_by_text) && l->kind == LETTER_IS_LETTER && l->kind_why == NULL) {
		l->kind = plain->kind;
		l->kind_why = plain->kind_why;
		l->kind_runner_up = plain->kind_runner_up;
	}
}

/* The line of the file, or of the text put together where the file has none that people see. */
static uint32_t xml_line_of(struct xml_reader *r, const struct xml_text *t, size_t at)
{
	struct letter_place p = xml_trace(r, t, (struct letter_place){ at, 0, 0, NULL, NULL });
	letter_locate(r->l, &p);
	return p.line > 0 ? p.line : 1;
}

/* Letters that stand behind this one in the same document (a mail merge) are read as what they are by now: text. */
static void xml_pass_on(struct xml_reader *r, const struct xml_text *t, const struct letter *plain)
{
	struct letter *l = r->l;
	struct arena *a = l->file != NULL ? l->file->arena : NULL;
	size_t at = (size_t)(plain->rest.p - t->p);
	while (at < t->n && (t->p[at] == '\n' || t->p[at] == '\f' || t->p[at] == ' ')) {
		at++;
	}
	if (a == NULL || at >= t->n) {
		return;
	}
	l->rest_line = xml_line_of(r, t, at);
	l->within = arena_str(a, l->member);
	l->rest = span_of(arena_strn(a, t->p + at, t->n - at), t->n - at);
	l->part = 1;
	l->member = arena_printf(l->arena, "%s%s1", l->within, l->within[0] != '\0' ? "/" : "");
}

/* The letter as its text is read: by itself, so that nothing the fields said can be overwritten. */
static struct letter *xml_plain_letter(struct xml_reader *r, const struct xml_text *t)
{
	struct letter *plain = letter_new(r->a, r->l->know, r->l->sink, r->l->path);
	plain->explained = r->l->explained;
	plain->text = span_of(t->p, t->n);
	linemap_init(&plain->lines, plain->text);
	plain->member = r->l->member;
	plain->format = r->l->format;
	plain->encoding = r->l->encoding;
	plain->format_index = KNOW_NONE;
	return plain;
}

/* Where the body stands in the text, if it does: its first words are those of the same element. */
static const char *xml_find_body(const struct xml_reader *r, const struct xml_text *t, struct span body)
{
	const struct xml_mark *first = body.n > 0 ? xml_mark_at(&r->body, (size_t)(body.p - r->body.p)) : NULL;
	for (uint32_t i = 0, tries = 0; first != NULL && i < t->marks.n && tries < XML_BODY_TRIES; i++) {
		if (t->marks.v[i].from != first->from) {
			continue;
		}
		size_t at = t->marks.v[i].at;
		at += strspn(t->p + at, " \n\t");
		if (t->n - at >= body.n && memcmp(t->p + at, body.p, body.n) == 0) {
			return t->p + at;
		}
		tries++;
	}
	return NULL;
}

/* The body is part of the text as a rule: there its words are read but once. */
static void xml_body_within(struct xml_reader *r, const struct xml_text *t)
{
	struct letter *l = r->l;
	const char *at = xml_find_body(r, t, l->body);
	for (uint32_t i = 0; at != NULL && i < l->zones.n; i++) {
		struct letter_zone *z = &l->zones.v[i];
		if (z->kind == LETTER_ZONE_BODY && z->pieces.n == 1 && z->pieces.v[0].p == l->body.p) {
			z->pieces.v[0] = l->body = span_of(at, l->body.n);
			return;
		}
	}
}

void extract_xml_plain(struct xml_reader *r)
{
	struct xml_text t = { 0 };
	for (uint32_t i = 0; i < r->text.n; i++) {
		extract_xml_text_add(r, &t, r->text.v[i], 3);
	}
	if (r->form->text) {
		extract_xml_settle(r, &t);
	}
	if (span_trim(span_of(t.p, t.n)).n == 0 || t.n > LIMIT_TEXT_BYTES) {
		know_read(r->l->know, r->l->body);
		extract_xml_services(r);
		return;
	}
	if (r->l->rendered) {
		r->l->text = span_of(t.p, t.n);
		linemap_init(&r->l->lines, r->l->text);
	}
	xml_body_within(r, &t);
	struct letter *plain = xml_plain_letter(r, &t);
	know_read(r->l->know, plain->text);
	bool open = r->l->services.n == 0 && r->department.n == 0 && r->l->subject.text.n > 0;	/* signature and addresses in the text may tell the service, too */
	if (!r->mail) {
		if (!open) {
			extract_xml_services(r);
		}
		xml_keep_trace(r, &t, plain);
		plain->services = r->l->services;	/* then they are not looked for again */
		if (open) {
			*vec_push(r->a, &plain->services) = (struct letter_service){ 0 };
		}
		extract_text_plain(plain, plain->text);
		plain->services.n = open ? 0 : plain->services.n;
	} else {
		xml_keep_trace(r, &t, plain);
		plain->title.text = r->l->subject.text;	/* for what it is about */
		plain->subject.place = LETTER_NOWHERE;
		extract_text_message(plain, plain->text, extract_xml_mail_told(r, LETTER_RECIPIENT) != XML_TOLD_NOBODY);
	}
	xml_lend_all(r, &t, plain);
	if (open && !r->mail) {
		extract_services_page(r->l, plain);
	} else if (r->mail) {	/* who signs a message and what it says stand in its text, only its subject above */
		extract_xml_services(r);
	}
	if (r->form->text && !r->mail && plain->rest.n > 0) {
		xml_pass_on(r, &t, plain);
	}
}
