/* letter_view.c - the record as XML: what `show --format=xml` prints and what the rules see; DESIGN section 5.
 *
 * In: a letter after relate/. Out: a document on the letter's arena. No namespace; what is not known is absent. The schema is
 * rules/schemas/letter-view.rng.
 *
 * SPDX-License-Identifier: ISC */
#include "letter/letter.h"

static const char *view_source(struct letter *l, struct know_list sources)
{
	return sources.n > 0 ? know_str(l->know, know_item(l->know, sources, 0)) : NULL;
}

static void view_place(struct letter *l, xmlNode *node, struct letter_place place)
{
	letter_locate(l, &place);
	if (place.line > 0) {
		xml_set_number(node, "line", place.line);
		xml_set_number(node, "column", place.column);
	}
	xml_set(node, "xpath", place.xpath);
}

static void view_note_index(xmlNode *node, uint32_t index)
{
	node->_private = (void *)(uintptr_t)(index + 1);
}

uint32_t letter_view_index(const xmlNode *node)
{
	return node != NULL && node->_private != NULL ? (uint32_t)(uintptr_t)node->_private - 1 : UINT32_MAX;
}

static bool view_is_party(const struct letter_mention *m)
{
	return (m->verdict == LETTER_CHOSEN || m->verdict == LETTER_OUT_OF_PERIOD) && m->party != NULL;
}

static void view_party(struct letter *l, xmlNode *root, uint32_t index)
{
	const struct letter_mention *m = &l->mentions.v[index];
	char digits[16];
	xmlNode *node = xml_add(root, letter_role_name(m->role));
	xml_set(node, "party", m->party);
	xml_set(node, "name", m->name);
	xml_set(node, "desk", m->desk);
	xml_set_span(node, "written", m->written);
	view_place(l, node, m->place);
	snprintf(digits, sizeof digits, "%.2f", m->confidence);
	xml_set(node, "confidence", digits);
	if (m->verdict == LETTER_OUT_OF_PERIOD) {
		xml_set(node, "verdict", "out-of-period");
	}
	view_note_index(node, index);
}

static void view_unsettled(struct letter *l, xmlNode *root, uint32_t index)
{
	const struct letter_mention *m = &l->mentions.v[index];
	xmlNode *node = xml_add(root, m->verdict == LETTER_AMBIGUOUS ? "ambiguous" : "unresolved");
	xml_set(node, "role", letter_role_name(m->role));
	xml_set_span(node, "written", m->written);
	if (m->verdict == LETTER_PLACEHOLDER) {
		xml_set(node, "verdict", "placeholder");
	} else if (m->verdict == LETTER_UNKNOWN && m->zone == LETTER_ZONE_SALUTATION) {
		xml_set(node, "verdict", "greeted");
	}
	struct buf ids = BUF_INIT, names = BUF_INIT;
	for (uint32_t i = 0; m->verdict == LETTER_AMBIGUOUS && i < m->candidates.n; i++) {
		if (m->candidates.v[i].kept) {
			buf_printf(&ids, "%s%s", ids.n > 0 ? " " : "", know_agent_id(l->know, m->candidates.v[i].agent));
			buf_printf(&names, "%s%s", names.n > 0 ? "; " : "", know_agent_name_then(l->know, m->candidates.v[i].agent, l->date));
		}
	}
	xml_set_span(node, "candidates", span_of(ids.p, ids.n));
	xml_set_span(node, "candidate-names", span_of(names.p, names.n));
	buf_release(&ids);
	buf_release(&names);
	view_place(l, node, m->place);
	view_note_index(node, index);
}

static void view_mentions(struct letter *l, xmlNode *root, enum letter_role role)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		if (l->mentions.v[i].role == role && view_is_party(&l->mentions.v[i])) {
			view_party(l, root, i);
		}
	}
}

static void view_all_unsettled(struct letter *l, xmlNode *root)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		if (l->mentions.v[i].role != LETTER_MENTIONED && !view_is_party(&l->mentions.v[i])) {
			view_unsettled(l, root, i);
		}
	}
}

/* Whom the title names though no end of the letter is that party or its desk, and no copy goes there. */
static bool view_is_stranger(const struct letter *l, const char *party)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		bool end = view_is_party(m) && m->role != LETTER_MENTIONED && *party != '\0';
		if (end && (strcmp(m->party, party) == 0 || (m->role != LETTER_CC && m->desk != NULL && strcmp(m->desk, party) == 0))) {
			return false;
		}
	}
	return true;
}

static void view_titled(struct letter *l, xmlNode *root)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		if (m->role == LETTER_MENTIONED && m->verdict == LETTER_CHOSEN && m->party != NULL) {
			xmlNode *node = xml_add(root, "titled");
			xml_set(node, "party", m->party);
			xml_set(node, "name", m->name);
			xml_set(node, "stranger", view_is_stranger(l, m->party) ? "yes" : NULL);
		}
	}
}

static void view_title_ends(struct letter *l, xmlNode *root)
{
	for (uint32_t i = 0; i < l->title_ends.n; i++) {
		const struct letter_title_end *e = &l->title_ends.v[i];
		const struct letter_mention *m = &l->mentions.v[e->mention];
		xmlNode *node = xml_add(root, "title-end");
		xml_set(node, "role", letter_role_name(e->role));
		xml_set_span(node, "written", e->written);
		xml_set_span(node, "data", m->name != NULL ? span_str(m->name) : m->written);
		xml_set(node, "against", e->swapped ? "swapped" : "other");
	}
}

static void view_persons(struct letter *l, xmlNode *root, const char *name, const struct letter_person *v, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		xmlNode *node = xml_add(root, name);
		xml_set_span(node, "name", v[i].name);
		xml_set_span(node, "post", v[i].post);
		view_place(l, node, v[i].place);
	}
}

static void view_references(xmlNode *root, const char *kind, const struct letter_field *v, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (v[i].text.n > 0) {
			xml_set(xml_add_text(root, "reference", v[i].text), "kind", kind);
		}
	}
}

static bool view_has_answers(const struct letter *l)
{
	return l->answers_date.first > DAY_MIN || l->answers_reference.text.n > 0;
}

static void view_answers(struct letter *l, xmlNode *root)
{
	char day[32];
	if (view_has_answers(l)) {
		xmlNode *node = xml_add(root, "answers");
		xml_set(node, "date", when_print(l->answers_date, day));
		xml_set_span(node, "reference", l->answers_reference.text);
	}
}

static const char *view_party_of(const struct letter *l, uint32_t mention)
{
	return mention < l->mentions.n ? l->mentions.v[mention].party : NULL;
}

static const char *view_name_of(const struct letter *l, uint32_t mention)
{
	return mention < l->mentions.n ? l->mentions.v[mention].name : NULL;
}

/* The registry's row behind a relation: what, since when, on what grounds. */
static void view_phase(struct letter *l, xmlNode *node, know_index index)
{
	const struct know *k = l->know;
	const struct know_phase *p = know_phase(k, index);
	const struct know_arrangement *r = know_arrangement(k, p->arrangement);
	char day[16];
	xml_set(node, "arrangement", know_str(k, r->id));
	xml_set(node, "arrangement-name", know_str(k, p->name));
	xml_set(node, "arrangement-kind", know_str(k, r->kind));
	xml_set(node, "status", know_status_name(p->status));
	xml_set_number(node, "integration", p->integration);
	xml_set(node, "since", date_print(p->period.from, day));
	xml_set(node, "until", date_print(p->period.until, day));
	xml_set(node, "source", view_source(l, p->sources));
	xml_set(node, "host", know_agent_id(k, p->host));
}

static void view_post(struct letter *l, xmlNode *node, know_index index)
{
	const struct know_post *p = know_post(l->know, index);
	char day[16];
	xml_set(node, "post", know_str(l->know, p->title));
	xml_set(node, "holder", know_str(l->know, p->holder));
	xml_set(node, "since", date_print(p->period.from, day));
	xml_set(node, "until", date_print(p->period.until, day));
	xml_set(node, "source", view_source(l, p->sources));
}

static void view_relation(struct letter *l, xmlNode *root, uint32_t index)
{
	const struct letter_relation *r = &l->relations.v[index];
	xmlNode *node = xml_add(root, "relation");
	xml_set(node, "kind", letter_relation_name(r->kind));
	xml_set(node, "from", view_party_of(l, r->from));
	xml_set(node, "from-name", view_name_of(l, r->from));
	xml_set(node, "to", view_party_of(l, r->to));
	xml_set(node, "to-name", view_name_of(l, r->to));
	xml_set(node, "role", letter_role_name(r->role));
	xml_set(node, "would-be", r->would_be);
	if (r->phase != KNOW_NONE) {
		view_phase(l, node, r->phase);
	} else if (r->post != KNOW_NONE) {
		view_post(l, node, r->post);
	}
	if (r->unborn) {
		char day[16];
		xml_set(node, "since", date_print(know_party(l->know, l->mentions.v[r->to].agent)->life.from, day));
	}
	if (r->service != KNOW_NONE) {
		xml_set(node, "service", know_str(l->know, know_service(l->know, r->service)->id));
		xml_set(node, "service-label", know_tongue_in(l->know, know_str(l->know, know_service(l->know, r->service)->label)));
	}
	if (r->other != KNOW_NONE) {
		xml_set(node, "other", know_agent_id(l->know, r->other));
		xml_set(node, "other-name", know_agent_name_then(l->know, r->other, l->date));
	}
	xml_set(node, "certainty", r->certainty == TRI_YES ? "yes" : "perhaps");
	xml_set(node, "basis", know_basis_name(r->basis));
	xml_set(node, "person", r->person);
	xml_set(node, "doubt", r->doubt);
	xml_set(node, "detail", r->detail);
	view_note_index(node, index);
}

/* Of the services those that the words for the first tell as well; nothing where there are none. */
static void view_matter(struct letter *l, xmlNode *root)
{
	struct buf matter = BUF_INIT;
	for (uint32_t i = 1; i < l->services.n; i++) {
		if (letter_one_matter(&l->services.v[i], &l->services.v[0])) {
			buf_printf(&matter, "%s%s", matter.n > 0 ? " " : "", know_str(l->know, know_service(l->know, l->services.v[i].service)->id));
		}
	}
	xml_set_span(root, "matter", span_of(matter.p, matter.n));
	buf_release(&matter);
}

static void view_root(struct letter *l, xmlNode *root)
{
	char day[32];
	struct buf services = BUF_INIT;
	xml_set(root, "path", l->path);
	xml_set(root, "member", l->member);
	xml_set(root, "format", l->format);
	xml_set(root, "kind", l->kind == LETTER_IS_LETTER ? "letter" : "not-a-letter");
	xml_set(root, "kind-why", l->kind == LETTER_IS_LETTER ? NULL : l->kind_why);
	xml_set(root, "date", when_print(l->date, day));
	if (day[0] != '\0') {
		xml_set(root, "date-basis", l->date_assumed ? "assumed" : "written");
	}
	for (uint32_t i = 0; i < l->services.n; i++) {
		buf_printf(&services, "%s%s", i > 0 ? " " : "", know_str(l->know, know_service(l->know, l->services.v[i].service)->id));
	}
	xml_set_span(root, "services", span_of(services.p, services.n));
	buf_release(&services);
	view_matter(l, root);
}

xmlDoc *letter_view(struct letter *l)
{
	xmlDoc *doc = xml_new(l->arena, "letter");
	xmlNode *root = xmlDocGetRootElement(doc);
	view_root(l, root);
	view_mentions(l, root, LETTER_SENDER);
	view_mentions(l, root, LETTER_RECIPIENT);
	view_mentions(l, root, LETTER_CC);
	view_persons(l, root, "signatory", l->signatories.v, l->signatories.n);
	view_persons(l, root, "addressee", l->addressees.v, l->addressees.n);
	view_references(root, "our", l->our_refs.v, l->our_refs.n);
	view_references(root, "your", l->your_refs.v, l->your_refs.n);
	view_answers(l, root);
	if (l->subject.text.n > 0) {
		xml_add_text(root, "subject", l->subject.text);
	}
	if (l->title.text.n > 0) {
		xml_add_text(root, "title", l->title.text);
		view_titled(l, root);
		view_title_ends(l, root);
	}
	view_all_unsettled(l, root);
	for (uint32_t i = 0; i < l->relations.n; i++) {
		view_relation(l, root, i);
	}
	return doc;
}

/* --- the outline: what is made above, told without making it --- */

typedef VEC(struct letter_outline) outline;

static struct letter_outline *outline_add(struct letter *l, outline *o, const char *name)
{
	struct letter_outline *row = vec_push(l->arena, o);
	row->name = name;
	return row;
}

static void outline_told(struct letter_outline *row, size_t i, const char *name, const char *value)
{
	row->attributes[i].name = name;
	row->attributes[i].value = value;
}

static void outline_root(struct letter *l, outline *o)
{
	char day[32];
	struct letter_outline *row = outline_add(l, o, "letter");
	outline_told(row, 0, "kind", l->kind == LETTER_IS_LETTER ? "letter" : "not-a-letter");
	when_print(l->date, day);
	outline_told(row, 1, "date", day[0] != '\0' ? arena_str(l->arena, day) : NULL);
	outline_told(row, 2, "date-basis", day[0] == '\0' ? NULL : l->date_assumed ? "assumed" : "written");
}

static void outline_mention(struct letter *l, outline *o, const struct letter_mention *m)
{
	if (view_is_party(m) && m->role != LETTER_MENTIONED) {
		outline_add(l, o, letter_role_name(m->role));
	} else if (m->role != LETTER_MENTIONED) {
		outline_told(outline_add(l, o, m->verdict == LETTER_AMBIGUOUS ? "ambiguous" : "unresolved"), 0, "role", letter_role_name(m->role));
	} else if (l->title.text.n > 0 && m->verdict == LETTER_CHOSEN && m->party != NULL) {
		outline_told(outline_add(l, o, "titled"), 0, "stranger", view_is_stranger(l, m->party) ? "yes" : NULL);
	}
}

static void outline_relation(struct letter *l, outline *o, const struct letter_relation *r)
{
	struct letter_outline *row = outline_add(l, o, "relation");
	outline_told(row, 0, "kind", letter_relation_name(r->kind));
	outline_told(row, 1, "role", letter_role_name(r->role));
	outline_told(row, 2, "status", r->phase != KNOW_NONE ? know_status_name(know_phase(l->know, r->phase)->status) : NULL);
}

/* Of those alike one will do: nothing is told of them. */
static void outline_fields(struct letter *l, outline *o)
{
	if (l->signatories.n > 0) {
		outline_add(l, o, "signatory");
	}
	if (l->addressees.n > 0) {
		outline_add(l, o, "addressee");
	}
	for (uint32_t i = 0; i < l->our_refs.n + l->your_refs.n; i++) {
		const struct letter_field *f = i < l->our_refs.n ? &l->our_refs.v[i] : &l->your_refs.v[i - l->our_refs.n];
		if (f->text.n > 0) {
			outline_add(l, o, "reference");
		}
	}
	if (view_has_answers(l)) {
		outline_add(l, o, "answers");
	}
	if (l->subject.text.n > 0) {
		outline_add(l, o, "subject");
	}
	if (l->title.text.n > 0) {
		outline_add(l, o, "title");
	}
	for (uint32_t i = 0; i < l->title_ends.n && l->title.text.n > 0; i++) {
		struct letter_outline *row = outline_add(l, o, "title-end");
		outline_told(row, 0, "role", letter_role_name(l->title_ends.v[i].role));
		outline_told(row, 1, "against", l->title_ends.v[i].swapped ? "swapped" : "other");
	}
}

uint32_t letter_view_outline(struct letter *l, const struct letter_outline **rows)
{
	outline o = { 0 };
	outline_root(l, &o);
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		outline_mention(l, &o, &l->mentions.v[i]);
	}
	outline_fields(l, &o);
	for (uint32_t i = 0; i < l->relations.n; i++) {
		outline_relation(l, &o, &l->relations.v[i]);
	}
	*rows = o.v;
	return o.n;
}

void letter_view_evidence(struct letter *l, xmlDoc *view)
{
	xmlNode *root = xmlDocGetRootElement(view);
	const struct letter_evidence *rows;
	uint32_t n = letter_evidence(l, &rows);
	for (uint32_t i = 0; i < n; i++) {
		xmlNode *node = xml_add(root, "evidence");
		xml_set(node, "field", rows[i].field);
		xml_set_span(node, "text", rows[i].text);
		if (rows[i].place.line > 0) {
			xml_set_number(node, "line", rows[i].place.line);
			xml_set_number(node, "column", rows[i].place.column);
		}
		xml_set(node, "xpath", rows[i].place.xpath);
		xml_set(node, "why", rows[i].why);
		xml_set(node, "runner-up", rows[i].runner_up);
	}
}
