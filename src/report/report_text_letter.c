/* report_text_letter.c - `show` for people: every field with its place and why, every party with what fell away.
 *
 * In: a letter after relate/. Out: text, one block a letter.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

enum { INDENT = 2 };

static void show_head(struct report *r, struct letter *l)
{
	if (r->items > 0) {
		buf_char(&r->out, '\n');
	}
	buf_str(&r->out, report_paint(r, REPORT_BOLD));
	report_escape(&r->out, span_str(l->path));
	buf_printf(&r->out, "%s\n", report_paint(r, REPORT_PLAIN));
	if (l->member != NULL && *l->member != '\0') {
		report_note(r, INDENT, "letter", "%s", l->member);
	}
	report_note(r, INDENT, "format", "%s, %s", l->format, l->encoding != NULL ? l->encoding : "encoding not known");
	report_note(r, INDENT, "kind", "%s%s%s", l->kind == LETTER_IS_LETTER ? "letter" : "not a letter",
	    l->kind_why != NULL ? ": " : "", l->kind_why != NULL ? l->kind_why : "");
}

static void show_why(struct report *r, const struct letter_field *f)
{
	if (f->why != NULL) {
		report_note(r, INDENT, NULL, "because %s", f->why);
	}
	if (f->runner_up != NULL) {
		report_note(r, INDENT, NULL, "second choice: %s", f->runner_up);
	}
}

static void show_field(struct report *r, struct letter *l, const char *label, const struct letter_field *f)
{
	if (f->text.n == 0) {
		return;
	}
	report_note(r, INDENT, label, "\"%.*s\"%s", SPAN_F(f->text), report_fact_at(l, f->place));
	if (f->place.xpath != NULL) {
		report_note(r, INDENT, NULL, "%s", f->place.xpath);
	}
	show_why(r, f);
}

static void show_date(struct report *r, struct letter *l)
{
	char text[32];
	when_print(l->date, text);
	if (!when_known(l->date)) {
		report_note(r, INDENT, "date", "not known");
	} else if (l->date_assumed) {
		report_note(r, INDENT, "date", "%s, assumed: the letter has none", text);
	} else if (l->date_field.text.n == 0) {
		report_note(r, INDENT, "date", "%s, given with the question", text);
	} else {
		report_note(r, INDENT, "date", "%s; the letter says \"%.*s\"%s", text, SPAN_F(l->date_field.text),
		    report_fact_at(l, l->date_field.place));
	}
	show_why(r, &l->date_field);
}

static void show_answers(struct report *r, struct letter *l)
{
	char text[32];
	when_print(l->answers_date, text);
	show_field(r, l, "answers", &l->answers);
	if (when_known(l->answers_date)) {
		report_note(r, INDENT, l->answers.text.n > 0 ? NULL : "answers", "a letter of %s", text);
	}
	show_field(r, l, "answers ref", &l->answers_reference);
}

static void show_fields(struct report *r, struct letter *l)
{
	show_date(r, l);
	for (uint32_t i = 0; i < l->our_refs.n; i++) {
		show_field(r, l, "our ref", &l->our_refs.v[i]);
	}
	for (uint32_t i = 0; i < l->your_refs.n; i++) {
		show_field(r, l, "your ref", &l->your_refs.v[i]);
	}
	show_answers(r, l);
	show_field(r, l, "title", &l->title);
	show_field(r, l, "subject", &l->subject);
	show_field(r, l, "salutation", &l->salutation);
	show_field(r, l, "valediction", &l->valediction);
	show_field(r, l, "message-id", &l->message_id);
	show_field(r, l, "in-reply-to", &l->in_reply_to);
}

static void show_person(struct report *r, struct letter *l, const char *label, const struct letter_person *p)
{
	const char *comma = p->name.n > 0 && p->post.n > 0 ? ", " : "";
	report_note(r, INDENT, label, "%.*s%s%.*s%s%s", SPAN_F(p->name), comma, SPAN_F(p->post), report_fact_at(l, p->place),
	    p->on_behalf ? "; on behalf of another" : "");
}

static void show_persons(struct report *r, struct letter *l)
{
	for (uint32_t i = 0; i < l->signatories.n; i++) {
		show_person(r, l, "signatory", &l->signatories.v[i]);
	}
	for (uint32_t i = 0; i < l->addressees.n; i++) {
		show_person(r, l, "addressee", &l->addressees.v[i]);
	}
}

static void show_candidates(struct report *r, struct letter *l, const struct letter_mention *m)
{
	for (uint32_t i = 0; i < m->candidates.n; i++) {
		const struct letter_candidate *c = &m->candidates.v[i];
		report_note(r, INDENT, NULL, "%s %s (%s)%s%s", c->kept ? "candidate" : "fell away:", know_agent_name(l->know, c->agent),
		    know_agent_id(l->know, c->agent), c->why != NULL ? ": " : "", c->why != NULL ? c->why : "");
	}
}

static void show_mention(struct report *r, struct letter *l, const struct letter_mention *m)
{
	struct span name = report_fact_name(m);
	report_note(r, INDENT, letter_role_name(m->role), "%.*s (%s): %s, confidence %.2f", SPAN_F(name),
	    m->party != NULL ? m->party : "no party", letter_verdict_name(m->verdict), m->confidence);
	report_note(r, INDENT, NULL, "written \"%.*s\" %s", SPAN_F(m->written), report_fact_where(l, m));
	if (m->place.xpath != NULL) {
		report_note(r, INDENT, NULL, "%s", m->place.xpath);
	}
	for (uint32_t i = 0; i < m->evidence.n; i++) {
		report_note(r, INDENT, NULL, "because %s", m->evidence.v[i]);
	}
	show_candidates(r, l, m);
	if (m->desk != NULL) {
		bool own = m->party != NULL && strcmp(m->desk, m->party) == 0;
		report_note(r, INDENT, NULL, "desk: %s%s", m->desk, own ? ", its own" : "");
	}
}

static void show_services(struct report *r, struct letter *l)
{
	for (uint32_t i = 0; i < l->services.n; i++) {
		const struct letter_service *s = &l->services.v[i];
		report_note(r, INDENT, "service", "%s, weight %d%s%s%s", know_str(l->know, know_service(l->know, s->service)->id),
		    (int)s->weight, report_fact_at(l, s->place), s->why != NULL ? "; because " : "", s->why != NULL ? s->why : "");
	}
	if (l->services.n == 0) {
		report_note(r, INDENT, "service", "not known");
	}
}

static const char *end_name(struct letter *l, uint32_t index)
{
	const struct letter_mention *m = report_fact_mention(l, index);
	return m != NULL ? arena_printf(l->arena, "%.*s", SPAN_F(report_fact_name(m))) : "nobody";
}

static void show_relation(struct report *r, struct letter *l, const struct letter_relation *relation)
{
	struct report_tie tie;
	report_fact_tie(l, relation, &tie);
	report_note(r, INDENT, "relation", "%s, certain: %s: %s and %s (%s)", tie.kind, tie.certainty,
	    end_name(l, relation->from), end_name(l, relation->to), tie.role);
	if (relation->phase != KNOW_NONE) {
		report_note(r, INDENT, NULL, "%s (%s), %s, %s, %s, %s", tie.arrangement_name, tie.arrangement,
		    report_fact_integration(tie.integration), tie.status,
		    report_fact_period(l->arena, know_phase(l->know, relation->phase)->period), tie.basis);
	}
	if (tie.would_be != NULL) {
		report_note(r, INDENT, NULL, "it would be %s", tie.would_be);
	}
	if (tie.other_name != NULL) {
		report_note(r, INDENT, NULL, "%s (%s)", tie.other_name, tie.other);
	}
	if (tie.service != NULL) {
		report_note(r, INDENT, NULL, "for %s", tie.service);
	}
	if (tie.doubt != NULL) {
		report_note(r, INDENT, NULL, "not certain: %s", tie.doubt);
	}
	if (tie.source != NULL) {
		report_note(r, INDENT, NULL, "%s", tie.source);
	}
	for (uint32_t i = 0; r->options.proof && i < relation->steps.n; i++) {
		report_note(r, INDENT, NULL, "%u. %s", (unsigned)i + 1, relation->steps.v[i]);
	}
}

void report_text_letter(struct report *r, struct letter *l)
{
	show_head(r, l);
	show_fields(r, l);
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		show_mention(r, l, &l->mentions.v[i]);
	}
	show_persons(r, l);
	show_services(r, l);
	for (uint32_t i = 0; i < l->relations.n; i++) {
		show_relation(r, l, &l->relations.v[i]);
	}
}
