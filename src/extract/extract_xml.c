/* extract_xml.c - an XML record to the letter's fields, as its format in rules/formats/ says; DESIGN section 4.
 *
 * In: a letter with document, record and format. Out: parties as zones of metadata, date, references, persons, title, body,
 * each with its place in the file. What the letter says in running text is put together line by line and given to the
 * reading of plain letters (extract_text_plain()); its answers count where the fields have none. Which party a zone names,
 * and what is only a placeholder, is left to resolve/.
 *
 * The format's paths are compiled once: an archive holds 100,000 files, and a file may hold 50,000 records.
 *
 * SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "extract/extract_xml.h"

/* ---- places ---- */

struct letter_place extract_xml_place(struct xml_reader *r, const xmlNode *node)
{
	struct letter_place p = { r->l->rendered ? SIZE_MAX : xml_offset(node), 0, 0, NULL, r->l->made ? NULL : node };
	if (r->l->explained) {
		letter_locate(r->l, &p);
		p.line = p.column = 0;
	}
	return p;
}

/* What the attribute holds, of a document that a reader made. */
static const char *xml_header_of(const xmlNode *node)
{
	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		if (strcmp((const char *)at->name, "header") == 0) {
			return at->children != NULL ? (const char *)at->children->content : NULL;
		}
	}
	return NULL;
}

/* Asked of every node that is taken: without printf. */
static const char *xml_why(struct xml_reader *r, const xmlNode *node)
{
	const char *header = r->l->made && node->type == XML_ELEMENT_NODE ? xml_header_of(node) : NULL;
	const char *kind = header != NULL ? "header '" : node->type == XML_ATTRIBUTE_NODE ? "attribute '" : "element '";
	const char *name = header != NULL ? header : (const char *)node->name;
	size_t n = strlen(kind), more = strlen(name);
	char *why = arena_alloc(r->a, n + more + 2);
	memcpy(why, kind, n);
	memcpy(why + n, name, more);
	why[n + more] = '\'';
	return why;
}

static void xml_set_field(struct xml_reader *r, struct letter_field *to, struct span s, const xmlNode *node)
{
	if (to->text.n == 0 && s.n > 0) {
		*to = (struct letter_field){ .text = s, .place = extract_xml_place(r, node), .why = xml_why(r, node) };
	} else if (r->l->explained && s.n > 0 && to->runner_up == NULL && !token_same(s, to->text)) {
		to->runner_up = arena_printf(r->a, "\"%.*s\", %s", SPAN_F(s), xml_why(r, node));
	}
}

/* ---- parties and persons ---- */

/* Of several identifiers the first that is a URI, else the first that is more than a pointer into the file. */
static const char *xml_identifier(struct xml_reader *r, struct span s)
{
	struct span rest = s, word, best = { NULL, 0 };
	int merit = 0;
	while (span_word(&rest, &word)) {
		int m = span_find(word, "://") != NULL ? 3 : word.p[0] != '#' ? 2 : 1;
		if (m > merit) {
			merit = m;
			best = word;
		}
	}
	return best.n > 0 ? arena_strn(r->a, best.p, best.n) : NULL;
}

/* One value, spaces and all; NULL: none. */
static const char *xml_whole(struct xml_reader *r, const struct xml_field *f, const char *name, xmlNode *node)
{
	struct span s = extract_xml_text_flat(r, extract_xml_form_value(r, f, name, node));
	return s.n > 0 ? arena_strn(r->a, s.p, s.n) : NULL;
}

static enum letter_role xml_role(const char *role)
{
	return strcmp(role, "sender") == 0 ? LETTER_SENDER : strcmp(role, "cc") == 0 ? LETTER_CC : LETTER_RECIPIENT;
}

/* A name alone is metadata; a name with an address under it is what stands in a letter's head. */
static enum letter_zone_kind xml_zone_kind(struct span text, enum letter_role role)
{
	if (memchr(text.p, '\n', text.n) == NULL) {
		return LETTER_ZONE_METADATA;
	}
	return role == LETTER_SENDER ? LETTER_ZONE_LETTERHEAD : role == LETTER_CC ? LETTER_ZONE_CC : LETTER_ZONE_ADDRESS;
}

/* What a party is known by besides its name; each may be NULL. */
struct xml_ids { const char *identifier, *key, *authority; };

static bool xml_known(const struct xml_ids *ids)
{
	return ids->identifier != NULL || ids->key != NULL;
}

static void xml_party_one(struct xml_reader *r, const struct xml_field *f, xmlNode *node, struct span text, const struct xml_ids *ids, bool person)
{
	struct letter *l = r->l;
	struct span line, rest = text.n > 0 ? text : span_str(ids->identifier != NULL ? ids->identifier : ids->key);
	enum letter_role role = xml_role(f->role);
	enum letter_zone_kind kind = xml_zone_kind(rest, role);
	struct letter_zone *z = letter_zone_add(l, kind, role, span_of(NULL, 0), xml_why(r, node));
	while (span_line(&rest, &line)) {
		if (span_trim(line).n > 0) {
			letter_zone_more(l, z, span_trim(line));
		}
	}
	z->place = extract_xml_place(r, node);
	z->identifier = ids->identifier;
	z->key = ids->key;
	z->authority = ids->authority;
	z->person = person;
	*vec_push(r->a, &r->parties) = (struct xml_party){ l->zones.n - 1, node, extract_xml_form_node(r, f, "group", node), z->person,
	    extract_xml_text_flat(r, extract_xml_form_value(r, f, "post", node)), role };
}

static uint32_t xml_add_person(struct xml_reader *r, enum letter_role role, struct letter_person p);

/* Records name officers and councils in the same columns. An officer is a person; who has no body in his words is no party unless nothing
 * else tells one, see xml_drop_officers(). */
static void xml_entry(struct xml_reader *r, const struct xml_field *f, xmlNode *node, struct span text, const struct xml_ids *ids)
{
	struct extract x = { .l = r->l, .k = r->l->know, .a = r->a };
	extract_words_begin(&x);
	struct letter_person p = extract_person_split(&x, text, true);
	bool body = xml_known(ids) || memchr(text.p, '@', text.n) != NULL || extract_party_has_body(&x, text);
	enum letter_role role = xml_role(f->role);
	if (p.name.n > 0 && role != LETTER_CC && !extract_party_has_body(&x, p.name)) {
		p.place = extract_xml_place(r, node);
		p.why = xml_why(r, node);
		xml_add_person(r, role, p);
	}
	if (!r->told[role] || (body && r->told_by[role] == f)) {
		xml_party_one(r, f, node, text, ids, !body && p.name.n > 0);
		r->told[role] = r->told[role] || body || p.name.n == 0;
		r->told_by[role] = r->told[role] && r->told_by[role] == NULL ? f : r->told_by[role];
	}
}

/* "12;#Wyre Borough Council;#14;#Blackpool Council", "Wyre Borough Council; Blackpool Council": one after the other. */
static void xml_entries(struct xml_reader *r, const struct xml_field *f, xmlNode *node, struct span text, const struct xml_ids *ids)
{
	struct span one, rest = text;
	while (r->parties.n < LIMIT_PARTIES && span_split(&rest, ';', &one)) {
		one = span_trim(one);
		one = one.n > 0 && one.p[0] == '#' ? span_trim(span_of(one.p + 1, one.n - 1)) : one;
		size_t digits = 0;
		while (digits < one.n && one.p[digits] >= '0' && one.p[digits] <= '9') {
			digits++;
		}
		if (digits < one.n) {
			xml_entry(r, f, node, one, ids);
		}
	}
}

static void xml_party(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	if (r->parties.n >= LIMIT_PARTIES) {
		return;
	}
	struct span text = extract_xml_form_text(r, f, node);
	struct xml_ids ids = { xml_identifier(r, extract_xml_form_value(r, f, "identifier", node)), xml_whole(r, f, "key", node),
	    xml_whole(r, f, "authority", node) };
	if (text.n == 0 && !xml_known(&ids)) {
		return;
	}
	if (f->key.n > 0 && text.n > 0) {
		xml_entries(r, f, node, text, &ids);
	} else {
		xml_party_one(r, f, node, text, &ids, extract_xml_form_true(r, f, "person", node));
	}
}

/* Named, but not identified. */
static bool xml_is_officer(const struct letter_zone *z)
{
	return z->person && z->identifier == NULL && z->key == NULL;
}

/* An officer whose council the text tells stands for it. */
static void xml_drop_officers(struct letter *l)
{
	bool body[LETTER_ROLES] = { false };
	uint32_t n = 0;
	for (uint32_t i = 0; i < l->zones.n; i++) {
		const struct letter_zone *z = &l->zones.v[i];
		body[z->role] = body[z->role] || !xml_is_officer(z);
	}
	for (uint32_t i = 0; i < l->zones.n; i++) {
		const struct letter_zone *z = &l->zones.v[i];
		if (!xml_is_officer(z) || !body[z->role]) {
			l->zones.v[n++] = *z;
		}
	}
	l->zones.n = n;
}

/* A person may stand in the head and again at the foot of a record. */
static struct letter_person *xml_same_person(struct letter *l, enum letter_role role, struct span name)
{
	struct letter_person *v = role == LETTER_SENDER ? l->signatories.v : l->addressees.v;
	uint32_t n = role == LETTER_SENDER ? l->signatories.n : l->addressees.n;
	for (uint32_t i = 0; i < n; i++) {
		if (name.n > 0 && token_same(v[i].name, name)) {
			return &v[i];
		}
	}
	return NULL;
}

static uint32_t xml_add_person(struct xml_reader *r, enum letter_role role, struct letter_person p)
{
	struct letter *l = r->l;
	struct letter_person *to = xml_same_person(l, role, p.name);
	if (to != NULL) {
		to->post = to->post.n > 0 ? to->post : p.post;
		to->group = to->group > 0 ? to->group : p.group;
	} else {
		to = role == LETTER_SENDER ? vec_push(r->a, &l->signatories) : vec_push(r->a, &l->addressees);
		*to = p;
	}
	return (uint32_t)(to - (role == LETTER_SENDER ? l->signatories.v : l->addressees.v));
}

/* "Name, below it the post" when the field tells no post of its own. */
static struct letter_person xml_person_lines(struct xml_reader *r, struct span lines, struct span post)
{
	struct span rest = lines, name = { NULL, 0 }, line = { NULL, 0 };
	span_line(&rest, &name);
	while (post.n == 0 && span_line(&rest, &line)) {
		post = span_trim(line);
	}
	return (struct letter_person){ .name = extract_xml_text_flat(r, name), .post = extract_xml_text_flat(r, post) };
}

static void xml_person(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	bool has = extract_xml_form_has(f, "name");
	struct span name = has ? extract_xml_form_value(r, f, "name", node) : extract_xml_text_lines(r, node);
	struct letter_person p = xml_person_lines(r, name, extract_xml_form_value(r, f, "post", node));
	if (p.name.n > 0 || p.post.n > 0) {
		enum letter_role role = xml_role(f->role);
		p.place = extract_xml_place(r, node);
		p.why = xml_why(r, node);
		*vec_push(r->a, &r->named) = (struct xml_named){ role, xml_add_person(r, role, p), node };
	}
}

static uint32_t xml_bodies_in(const struct xml_reader *r, const xmlNode *group)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < r->parties.n; i++) {
		n += r->parties.v[i].group == group && !r->parties.v[i].person;
	}
	return n;
}

/* A name without the post that stands behind it in the same element. */
static struct span xml_without(struct span name, struct span post)
{
	if (post.n == 0 || post.n >= name.n || memcmp(span_end(name) - post.n, post.p, post.n) != 0) {
		return name;
	}
	name.n -= post.n;
	while (name.n > 0 && strchr(" ,;:(-", name.p[name.n - 1]) != NULL) {
		name.n--;
	}
	return name;
}

/* A person named beside a body is who signs or opens for it; a person alone is a party. */
static void xml_group_one(struct xml_reader *r, uint32_t i, uint32_t *last)
{
	const struct xml_party *p = &r->parties.v[i];
	struct letter_zone *z = &r->l->zones.v[p->zone];
	uint32_t bodies = p->group != NULL ? xml_bodies_in(r, p->group) : 0;
	const struct xml_party *before = i > 0 ? &r->parties.v[i - 1] : NULL;
	bool shares = bodies > 0 && before != NULL && before->group == p->group && (bodies == 1 || p->person);
	z->group = shares ? *last : ++*last;
	if (p->person && bodies > 0 && z->role != LETTER_CC) {
		xml_add_person(r, z->role, (struct letter_person){ .name = xml_without(z->pieces.v[0], p->post), .post = p->post,
		    .place = z->place, .group = z->group, .why = z->why });
	}
}

uint32_t extract_xml_only_group(const struct letter *l, enum letter_role role)
{
	uint32_t only = 0;
	for (uint32_t i = 0; i < l->zones.n; i++) {
		const struct letter_zone *z = &l->zones.v[i];
		if (z->role == role && only != 0 && z->group != only) {
			return 0;
		}
		only = z->role == role ? z->group : only;
	}
	return only;
}

/* A person named in the very element that names a party belongs to it; else to the only party of its role. */
static uint32_t xml_group_of(const struct xml_reader *r, const struct xml_named *n)
{
	for (uint32_t i = 0; i < r->parties.n; i++) {
		const struct letter_zone *z = &r->l->zones.v[r->parties.v[i].zone];
		if (r->parties.v[i].node == n->node && z->role == n->role) {
			return z->group;
		}
	}
	return extract_xml_only_group(r->l, n->role);
}

static void xml_group_named(struct xml_reader *r)
{
	for (uint32_t i = 0; i < r->named.n; i++) {
		const struct xml_named *n = &r->named.v[i];
		struct letter_person *p = &(n->role == LETTER_SENDER ? r->l->signatories.v : r->l->addressees.v)[n->person];
		p->group = p->group > 0 ? p->group : xml_group_of(r, n);
	}
}

/* Who stands beside a body is told as a person and is no party of its own. */
static void xml_drop_persons(struct xml_reader *r)
{
	struct letter *l = r->l;
	uint32_t n = 0;
	for (uint32_t i = 0, j = 0; i < l->zones.n; i++) {
		const struct xml_party *p = j < r->parties.n && r->parties.v[j].zone == i ? &r->parties.v[j++] : NULL;
		if (p == NULL || !p->person || p->group == NULL || xml_bodies_in(r, p->group) == 0) {
			l->zones.v[n++] = l->zones.v[i];
		}
	}
	l->zones.n = n;
}

static void xml_group(struct xml_reader *r)
{
	uint32_t last = 0;
	for (uint32_t i = 0; i < r->parties.n; i++) {
		xml_group_one(r, i, &last);
	}
	xml_group_named(r);
	xml_drop_persons(r);
}

/* ---- dates ---- */

/* "20150302", "20150302T1015" and "2015/03/02" as "2015-03-02"; all else as it is. */
static struct span xml_iso_marks(struct span s, char day[11])
{
	char form[11] = { 0 };
	for (size_t i = 0; i < 10 && i < s.n; i++) {
		form[i] = s.p[i] >= '0' && s.p[i] <= '9' ? '9' : s.p[i];
	}
	bool run = memcmp(form, "99999999", 8) == 0 && (s.n == 8 || s.p[8] == 'T'), slashes = strcmp(form, "9999/99/99") == 0;
	if (!run && !slashes) {
		return s;
	}
	snprintf(day, 11, "%.4s-%.2s-%.2s", s.p, s.p + (run ? 4 : 5), s.p + (run ? 6 : 8));
	return span_of(day, 10);
}

/* An ISO date, or the date of an ISO date and time. */
static bool xml_iso(struct span s, struct when *out)
{
	struct date d;
	char day[11];
	s = xml_iso_marks(span_trim(s), day);
	if (s.n > 10 && s.p[4] == '-' && s.p[7] == '-') {
		s.n = 10;
	}
	if (!date_parse(s, &d)) {
		return false;
	}
	*out = date_when(d);
	return true;
}

static bool xml_interval(struct span from, struct span to, struct when *out)
{
	struct when first = WHEN_UNKNOWN, last = WHEN_UNKNOWN;
	bool some = xml_iso(from, &first), end = xml_iso(to, &last);
	*out = (struct when){ first.first, last.last };
	return (some || end) && out->first <= out->last;
}

/* An interval whose ends were written the wrong way round: a slip in one of them, and the day is between the two or near. */
static bool xml_backwards(struct span from, struct span to, struct when *out)
{
	struct when first, last;
	if (!xml_iso(from, &first) || !xml_iso(to, &last)) {
		return false;
	}
	*out = (struct when){ last.first, first.last };
	return last.first <= first.last;
}

/* "2015-03-02", "2015-03-02/2015-03-09" or words. */
static bool xml_date_words(struct xml_reader *r, struct span s, struct when *out)
{
	struct span rest = s, from, written;
	if (s.n > 4 && s.p[4] == '/' && memchr(s.p + 5, '/', s.n - 5) != NULL && xml_iso(s, out)) {
		return true;
	}
	if (memchr(s.p, '/', s.n) != NULL && span_split(&rest, '/', &from) && rest.n >= 4 && xml_interval(from, rest, out)) {
		return true;
	}
	return xml_iso(s, out) || extract_date(r->l, s, out, &written) == 1;
}

static bool xml_date_of(struct xml_reader *r, const struct xml_field *f, xmlNode *node, struct span text, struct when *out)
{
	struct span when = extract_xml_form_value(r, f, "when", node);
	return (when.n > 0 && xml_date_words(r, when, out)) ||
	    xml_interval(extract_xml_form_value(r, f, "from", node), extract_xml_form_value(r, f, "to", node), out) ||
	    (text.n > 0 && xml_date_words(r, text, out)) ||
	    xml_backwards(extract_xml_form_value(r, f, "from", node), extract_xml_form_value(r, f, "to", node), out);
}

static void xml_date(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	struct when w;
	struct letter *l = r->l;
	struct span text = extract_xml_text_flat(r, extract_xml_form_text(r, f, node));
	if (!xml_date_of(r, f, node, text, &w)) {
		return;
	}
	if (text.n == 0) {
		char iso[32];
		text = span_str(arena_str(r->a, when_print(w, iso)));
	}
	if (l->date_field.text.n > 0) {
		if (w.first != l->date.first || w.last != l->date.last) {
			xml_set_field(r, &l->date_field, text, node);
		}
		return;
	}
	l->date = w;
	xml_set_field(r, &l->date_field, text, node);
	struct span when = extract_xml_form_value(r, f, "when", node);
	if (when.n > 0 && !xml_date_words(r, when, &w)) {
		l->date_field.why = arena_printf(r->a, "%s, whose date \"%.*s\" cannot be read", xml_why(r, node), SPAN_F(when));
	}
}

static void xml_answers(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	struct letter *l = r->l;
	struct span text = extract_xml_text_flat(r, extract_xml_form_text(r, f, node)), date = extract_xml_form_value(r, f, "date", node);
	if (l->answers.text.n > 0 || l->answers_reference.text.n > 0) {
		return;
	}
	if ((date.n == 0 || !xml_date_words(r, date, &l->answers_date)) && text.n > 0) {
		xml_date_words(r, text, &l->answers_date);
	}
	xml_set_field(r, &l->answers, text.n > 0 ? text : extract_xml_text_flat(r, date), node);
	xml_set_field(r, &l->answers_reference, extract_xml_text_flat(r, extract_xml_form_value(r, f, "reference", node)), node);
}

/* ---- the other fields ---- */

static void xml_reference(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	struct span s = extract_xml_text_flat(r, extract_xml_form_text(r, f, node));
	bool our = strcmp(f->role, "our") == 0;
	const struct xml_field **by = our ? &r->our_by : &r->your_by;
	if (s.n > 0 && (f->key.n == 0 || *by == NULL || *by == f)) {
		*by = f;
		struct letter_field *to = our ? vec_push(r->a, &r->l->our_refs) : vec_push(r->a, &r->l->your_refs);
		xml_set_field(r, to, s, node);
	}
}

static void xml_subject(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	struct span s = extract_xml_text_flat(r, extract_xml_form_text(r, f, node));
	xml_set_field(r, &r->l->subject, r->mail ? extract_xml_mail_subject(r, s) : s, node);
}

static void xml_title(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	xml_set_field(r, &r->l->title, extract_xml_text_flat(r, extract_xml_form_text(r, f, node)), node);
}

static void xml_salutation(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	xml_set_field(r, &r->l->salutation, extract_xml_text_flat(r, extract_xml_form_text(r, f, node)), node);
}

static void xml_valediction(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	xml_set_field(r, &r->l->valediction, extract_xml_text_flat(r, extract_xml_form_text(r, f, node)), node);
}

/* Letters of which one says that it answers them, or that they answer it. */
#define XML_IDS 64u

/* A message's id without its brackets; of several ("References") the last. */
static struct span xml_id_in(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	struct span s = extract_xml_text_flat(r, extract_xml_form_text(r, f, node));
	for (size_t i = s.n; r->mail && i > 0; i--) {
		if (s.p[i - 1] == ' ') {
			s = span_of(s.p + i, s.n - i);
			break;
		}
	}
	bool brackets = r->mail && s.n > 2 && s.p[0] == '<' && s.p[s.n - 1] == '>';
	return brackets ? span_of(s.p + 1, s.n - 2) : s;
}

static void xml_message_id(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	xml_set_field(r, &r->l->message_id, xml_id_in(r, f, node), node);
}

#define XML_MEMBER_BYTES 250u

/* A record that was counted for want of an xml:id is found again by the id that it bears, as a message of a mailbox is. */
static void xml_name_member(struct letter *l)
{
	struct span id = l->message_id.text;
	bool counted = l->member[0] != '\0' && l->member[strspn(l->member, "0123456789")] == '\0', good = id.n > 0 && id.n < XML_MEMBER_BYTES;
	for (size_t i = 0; i < id.n; i++) {
		good = good && (unsigned char)id.p[i] > 0x20 && (unsigned char)id.p[i] < 0x7f && id.p[i] != '/';	/* no address: too long to be read beside a path */
	}
	if (counted && good) {
		l->member = arena_strn(l->arena, id.p, id.n);
	}
}

static bool xml_has_id(const struct span *ids, uint32_t n, struct span id)
{
	for (uint32_t i = 0; i < n; i++) {
		if (span_eq(ids[i], id)) {
			return true;
		}
	}
	return n >= XML_IDS;
}

static void xml_in_reply_to(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	struct span rest = xml_id_in(r, f, node), id;
	xml_set_field(r, &r->l->in_reply_to, rest, node);
	while (span_word(&rest, &id)) {
		if (!xml_has_id(r->l->answers_ids.v, r->l->answers_ids.n, id)) {
			*vec_push(r->a, &r->l->answers_ids) = id;
		}
	}
}

static void xml_answered_by(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	struct span rest = xml_id_in(r, f, node), id;
	while (span_word(&rest, &id)) {
		if (!xml_has_id(r->l->answered_by.v, r->l->answered_by.n, id)) {
			*vec_push(r->a, &r->l->answered_by) = id;
		}
	}
}

static void xml_department(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	if (r->department.n == 0) {
		r->department = extract_xml_text_flat(r, extract_xml_form_text(r, f, node));
	}
}

static void xml_service(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	struct span rest = extract_xml_form_text(r, f, node), word;
	while (span_word(&rest, &word)) {
		know_index service = know_service_find(r->l->know, word);
		if (service != KNOW_NONE) {
			struct letter_service *s = vec_push(r->a, &r->l->services);
			*s = (struct letter_service){ .service = service, .weight = 100, .place = extract_xml_place(r, node), .why = xml_why(r, node), .office = KNOW_NONE };
		}
	}
}

static void xml_kind(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	struct span said = extract_xml_form_text(r, f, node);
	r->kind_by_text = r->kind_by_text || span_is(said, "by-text");
	if (span_is(said, "not-a-letter")) {
		r->l->kind = LETTER_NOT_A_LETTER;
		r->l->kind_why = xml_why(r, node);
	}
}

static void xml_body(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	if (r->body.n > 0 && r->body_field != f) {
		return;
	}
	if (r->body.n == 0) {
		r->body_node = node;
	}
	r->body_field = f;
	extract_xml_text_add(r, &r->body, node, 3);
}

/* Sets that were asked for already are worked out anew when they must reach into a text outside the record, or one that was decoded. */
static void xml_plain(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	(void)f;
	bool archived = r->mail && !r->l->made;
	if (archived) {
		extract_xml_mail_content(r, node);
	}
	*vec_push(r->a, &r->text) = node;
	if (archived || !extract_xml_text_within(node, r->l->record)) {
		memset(r->sets, 0, sizeof r->sets);
	}
}

const struct xml_action extract_xml_actions[] = {
	/* ORDER: enum xml_setting */
	{ "skip", NULL }, { "block", NULL }, { "line", NULL }, { "verbatim", NULL }, { "spaces", NULL }, { "paragraph", NULL },
	{ "apart", NULL }, { "break", NULL }, { "tab", NULL }, { "space", NULL }, { "float", NULL }, { "table", NULL },
	{ "row", NULL }, { "cell", NULL }, { "term", NULL }, { "right", NULL }, { "centre", NULL }, { "indent", NULL },
	{ "number", NULL }, { "bullet", NULL }, { "link", NULL }, { "picture", NULL }, { "instead", NULL }, { "off", NULL },
	{ "on", NULL }, { "continued", NULL }, { "page", NULL },
	{ "party", xml_party }, { "person", xml_person }, { "date", xml_date }, { "reference", xml_reference },
	{ "answers", xml_answers }, { "subject", xml_subject }, { "title", xml_title }, { "salutation", xml_salutation },
	{ "valediction", xml_valediction }, { "department", xml_department }, { "message-id", xml_message_id },
	{ "in-reply-to", xml_in_reply_to }, { "answered-by", xml_answered_by }, { "service", xml_service }, { "kind", xml_kind }, { "body", xml_body },
	{ "text", xml_plain }, { "mailbox", extract_xml_mailbox }, { NULL, NULL }
};

/* ---- the record ---- */

static void xml_read_field(struct xml_reader *r, const struct xml_field *f)
{
	struct xml_nodes nodes = extract_xml_form_nodes(r, f, r->l->record);
	for (uint32_t i = 0; i < nodes.n; i++) {
		f->action->take(r, f, nodes.v[i]);
	}
}

static void xml_read_fields(struct xml_reader *r)
{
	for (uint32_t i = 0; i < r->form->n_fields; i++) {
		const struct xml_field *f = &r->form->fields[i];
		if (f->action->take != NULL) {
			xml_read_field(r, f);
		}
	}
}

static void xml_add_body(struct xml_reader *r)
{
	struct letter *l = r->l;
	l->body = span_trim(span_of(r->body.p, r->body.n));
	if (l->body.n > 0) {
		struct letter_zone *z = letter_zone_add(l, LETTER_ZONE_BODY, LETTER_MENTIONED, l->body, xml_why(r, r->body_node));
		z->place = extract_xml_place(r, r->body_node);
	}
}

void extract_xml_services(struct xml_reader *r)
{
	struct letter *l = r->l;
	if (l->services.n == 0 && (l->subject.text.n > 0 || r->department.n > 0)) {
		extract_services(l, r->department, l->subject.text, l->body);
	}
}

void extract_xml(struct letter *l)
{
	struct xml_reader r = { .l = l, .a = l->arena, .form = extract_xml_form(l) };
	r.mail = r.form->mail;
	r.eval = xml_eval_new(r.a, l->doc, r.form->ns);
	if (l->file != NULL && l->file->record_number > 0) {
		xml_eval_growing(r.eval);
	}
	l->date = WHEN_UNKNOWN;
	l->answers_date = WHEN_UNKNOWN;
	xml_read_fields(&r);
	xml_group(&r);
	xml_add_body(&r);
	extract_xml_plain(&r);
	if (r.form->keys.n > 0) {
		xml_drop_officers(l);
	}
	extract_xml_mail_writer(&r);
	extract_xml_mail_unread(&r);
	xml_name_member(l);
	if (l->kind_why == NULL) {
		l->kind_why = arena_printf(r.a, "its vocabulary is that of letters: %s", know_str(l->know, know_format(l->know, l->format_index)->label));
	}
}
