/* report_shape_letter.c - the letter as an object; DESIGN section 8.
 *
 * In: a letter after relate/. Out: a value that hangs on the letter's arena. The letter view of DESIGN section 5 is not
 * this but letter/letter_view.c.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#include <stdio.h>
#include <stdlib.h>

static json_t *when_text(struct when w)
{
	char text[32];
	return json_opt(when_print(w, text));
}

static const char *date_basis(const struct letter *l)
{
	if (!when_known(l->date)) {
		return NULL;
	}
	return l->date_assumed ? "assumed" : "written";
}

static void put_services(json_t *o, const struct letter *l)
{
	json_t *all = json_put(o, "services", json_array());
	for (uint32_t i = 0; i < l->services.n; i++) {
		json_push(all, json_text(span_str(know_str(l->know, know_service(l->know, l->services.v[i].service)->id))));
	}
}

static void put_candidates(json_t *o, const struct letter *l, const struct letter_mention *m)
{
	json_t *all = json_put(o, "candidates", json_array());
	for (uint32_t i = 0; i < m->candidates.n; i++) {
		if (m->candidates.v[i].kept) {
			json_push(all, json_text(span_str(know_agent_id(l->know, m->candidates.v[i].agent))));
		}
	}
}

/* As the letter view prints it, to the last digit. */
static double two_decimals(double x)
{
	char digits[16];
	snprintf(digits, sizeof digits, "%.2f", x);
	return strtod(digits, NULL);
}

static json_t *shape_mention(struct letter *l, const struct letter_mention *m)
{
	json_t *o = json_hang(l->arena, json_object());
	struct letter_place p = m->place;
	if (p.line == 0 && p.offset != SIZE_MAX) {
		letter_locate(l, &p);
	}
	if (m->verdict == LETTER_AMBIGUOUS) {
		put_candidates(o, l, m);
	}
	json_put(o, "id", json_opt(m->verdict == LETTER_AMBIGUOUS ? NULL : m->party));
	json_put(o, "name", json_opt(m->name));
	json_put(o, "desk", json_opt(m->desk));
	json_put(o, "written", json_opt_span(m->written));
	json_put(o, "line", p.line > 0 ? json_integer(p.line) : json_null());
	json_put(o, "column", p.line > 0 ? json_integer(p.column) : json_null());
	json_put(o, "confidence", json_real(two_decimals(m->confidence)));
	json_put(o, "verdict", json_text(span_str(letter_verdict_name(m->verdict))));
	return json_incref(o);
}

static void put_mentions(json_t *o, const char *key, struct letter *l, enum letter_role role)
{
	json_t *all = json_put(o, key, json_array());
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		if (l->mentions.v[i].role == role) {
			json_push(all, shape_mention(l, &l->mentions.v[i]));
		}
	}
}

/* Parties that the letter's title names. */
static void put_titled(json_t *o, const struct letter *l)
{
	json_t *all = json_put(o, "titled", json_array());
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		if (m->role == LETTER_MENTIONED && m->verdict == LETTER_CHOSEN && m->party != NULL) {
			json_t *party = json_push(all, json_object());
			json_put(party, "id", json_opt(m->party));
			json_put(party, "name", json_opt(m->name));
		}
	}
}

static void put_answers(json_t *o, const struct letter *l)
{
	json_t *answers = json_put(o, "answers", json_object());
	json_put(answers, "date", when_text(l->answers_date));
	json_put(answers, "reference", json_opt_span(l->answers_reference.text));
}

static void put_person(json_t *all, const struct letter_person *p)
{
	json_t *o = json_push(all, json_object());
	json_put(o, "name", json_opt_span(p->name));
	json_put(o, "post", json_opt_span(p->post));
}

static void put_persons(json_t *o, const struct letter *l)
{
	json_t *all = json_put(o, "signatories", json_array());
	for (uint32_t i = 0; i < l->signatories.n; i++) {
		put_person(all, &l->signatories.v[i]);
	}
	all = json_put(o, "addressees", json_array());
	for (uint32_t i = 0; i < l->addressees.n; i++) {
		put_person(all, &l->addressees.v[i]);
	}
}

static void put_relation(json_t *all, const struct letter *l, const struct letter_relation *relation)
{
	struct report_tie tie;
	report_fact_tie(l, relation, &tie);
	json_t *o = json_push(all, json_object());
	json_put(o, "kind", json_opt(tie.kind));
	json_put(o, "from", json_opt(tie.from));
	json_put(o, "to", json_opt(tie.to));
	json_put(o, "role", json_opt(tie.role));
	json_put(o, "arrangement", json_opt(tie.arrangement));
	json_put(o, "arrangement_name", json_opt(tie.arrangement_name));
	json_put(o, "service", json_opt(tie.service));
	json_put(o, "status", json_opt(tie.status));
	json_put(o, "integration", tie.integration > 0 ? json_integer(tie.integration) : json_null());
	json_put(o, "certainty", json_opt(tie.certainty));
	json_put(o, "basis", json_opt(tie.basis));
	json_put(o, "since", json_opt(tie.since));
	json_put(o, "until", json_opt(tie.until));
	json_put(o, "source", report_fact_source(l->know, tie.sources));
	json_put(o, "sources", report_fact_sources(l->know, tie.sources));
	json_put(o, "would_be", json_opt(tie.would_be));
	json_put(o, "other", json_opt(tie.other));
	json_put(o, "doubt", json_opt(tie.doubt));
	json_put(o, "detail", json_opt(tie.detail));
}

static void put_evidence(json_t *o, struct letter *l)
{
	const struct letter_evidence *rows;
	uint32_t n = letter_evidence(l, &rows);
	json_t *all = json_put(o, "evidence", json_array());
	for (uint32_t i = 0; i < n; i++) {
		json_t *row = json_push(all, json_object());
		json_put(row, "field", json_opt(rows[i].field));
		json_put(row, "text", json_opt_span(rows[i].text));
		json_put(row, "line", rows[i].place.line > 0 ? json_integer(rows[i].place.line) : json_null());
		json_put(row, "column", rows[i].place.line > 0 ? json_integer(rows[i].place.column) : json_null());
		json_put(row, "xpath", json_opt(rows[i].place.xpath));
		json_put(row, "why", json_opt(rows[i].why));
		json_put(row, "runner_up", json_opt(rows[i].runner_up));
	}
}

static json_t *first_text(const struct letter_field *fields, uint32_t n)
{
	return n > 0 ? json_opt_span(fields[0].text) : json_null();
}

json_t *report_shape_letter(struct letter *l)
{
	json_t *o = json_hang(l->arena, json_object());
	json_put(o, "type", json_text(SPAN_LIT("letter")));
	json_put(o, "path", json_text(span_str(l->path)));
	json_put(o, "member", json_opt(l->member));
	json_put(o, "format", json_opt(l->format));
	json_put(o, "kind", json_opt(l->kind == LETTER_IS_LETTER ? "letter" : "not-a-letter"));
	json_put(o, "date", when_text(l->date));
	json_put(o, "date_basis", json_opt(date_basis(l)));
	put_services(o, l);
	put_mentions(o, "sender", l, LETTER_SENDER);
	put_mentions(o, "recipients", l, LETTER_RECIPIENT);
	put_mentions(o, "cc", l, LETTER_CC);
	put_titled(o, l);
	json_put(o, "our_ref", first_text(l->our_refs.v, l->our_refs.n));
	json_put(o, "your_ref", first_text(l->your_refs.v, l->your_refs.n));
	put_answers(o, l);
	json_put(o, "subject", json_opt_span(l->subject.text));
	put_persons(o, l);
	json_put(o, "message_id", json_opt_span(l->message_id.text));
	json_put(o, "in_reply_to", json_opt_span(l->in_reply_to.text));
	json_t *relations = json_put(o, "relations", json_array());
	for (uint32_t i = 0; i < l->relations.n; i++) {
		put_relation(relations, l, &l->relations.v[i]);
	}
	put_evidence(o, l);
	return o;
}
