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
	report_escape_name(&r->out, span_str(l->path));
	buf_printf(&r->out, "%s\n", report_paint(r, REPORT_PLAIN));
	if (l->member != NULL && *l->member != '\0') {
		report_note(r, INDENT, "letter", "%s", l->member);
	}
	const char *encoding = l->encoding != NULL ? l->encoding : report_say(r, "encoding not known");	/* "": of bytes that are no text */
	report_note(r, INDENT, "format", "%s%s%s", l->format, *encoding != '\0' ? ", " : "", encoding);
	report_note(r, INDENT, "kind", "%s%s%s", report_say(r, l->kind == LETTER_IS_LETTER ? "letter" : "not a letter"),
	    l->kind_why != NULL ? ": " : "", l->kind_why != NULL ? l->kind_why : "");
	if (l->kind_runner_up != NULL) {
		report_note(r, INDENT, NULL, "second choice: it %s", l->kind_runner_up);
	}
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
	} else if (l->date_given && l->date_field.text.n > 0) {
		report_note(r, INDENT, "date", "%s, given by --date; the letter says \"%.*s\"%s", text, SPAN_F(l->date_field.text),
		    report_fact_at(l, l->date_field.place));
	} else if (l->date_field.text.n == 0) {
		report_note(r, INDENT, "date", "%s, given by --date", text);
	} else {
		report_note(r, INDENT, "date", "%s; the letter says \"%.*s\"%s", text, SPAN_F(l->date_field.text),
		    report_fact_at(l, l->date_field.place));
	}
	if (l->date_field.place.xpath != NULL) {
		report_note(r, INDENT, NULL, "%s", l->date_field.place.xpath);
	}
	if (!l->date_given) {
		show_why(r, &l->date_field);
	}
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
	    p->on_behalf ? report_say(r, "; on behalf of another") : "");
	if (p->place.xpath != NULL) {
		report_note(r, INDENT, NULL, "%s", p->place.xpath);
	}
	if (p->why != NULL) {
		report_note(r, INDENT, NULL, "because %s", p->why);
	}
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
		report_note(r, INDENT, NULL, "%s %s (%s)%s%s", report_say(r, c->kept ? "candidate" : "fell away:"), know_agent_name_then(l->know, c->agent, l->date),
		    know_agent_id(l->know, c->agent), c->why != NULL ? ": " : "", c->why != NULL ? c->why : "");
	}
}

/* The words after the place, where they are an address: "domain 'cherwell.gov.uk'". */
static const char *address_of(const char *evidence)
{
	const char *words = strstr(evidence, ": ");
	return words != NULL && strncmp(words + 2, "domain ", 7) == 0 ? words + 2 : NULL;
}

/* A page bears its address at head and foot: once is enough. */
static bool is_told(const struct letter_mention *m, uint32_t evidence)
{
	const char *address = address_of(m->evidence.v[evidence]);
	for (uint32_t i = 0; i < evidence; i++) {
		const char *before = address_of(m->evidence.v[i]);
		if (strcmp(m->evidence.v[i], m->evidence.v[evidence]) == 0 || (address != NULL && before != NULL && strcmp(address, before) == 0)) {
			return true;
		}
	}
	return false;
}

static void show_desk(struct report *r, struct letter *l, const struct letter_mention *m)
{
	if (m->desk == NULL) {
		return;
	}
	know_agent desk = know_agent_find(l->know, span_str(m->desk));
	const char *own = letter_mention_identity(m);
	if (own != NULL && strcmp(m->desk, own) == 0) {
		report_note(r, INDENT, NULL, "desk: %s, its own", m->desk);
	} else if (desk != KNOW_NONE) {
		report_note(r, INDENT, NULL, "desk: %s (%s)", know_agent_name_then(l->know, desk, l->date), m->desk);
	} else {
		report_note(r, INDENT, NULL, "desk: %s", m->desk);
	}
}

static void show_mention(struct report *r, struct letter *l, const struct letter_mention *m)
{
	struct span name = report_fact_name(m);
	report_note(r, INDENT, letter_role_name(m->role), "%.*s (%s): %s, confidence %.2f", SPAN_F(name),
	    m->party != NULL ? m->party : report_say(r, "no party"), report_say(r, letter_verdict_name(m->verdict)), m->confidence);
	report_note(r, INDENT, NULL, "written \"%.*s\" %s", SPAN_F(m->written), report_fact_where(l, m));
	if (m->place.xpath != NULL) {
		report_note(r, INDENT, NULL, "%s", m->place.xpath);
	}
	for (uint32_t i = 0; i < m->evidence.n; i++) {
		if (!is_told(m, i)) {
			report_note(r, INDENT, NULL, "because %s", m->evidence.v[i]);
		}
	}
	show_candidates(r, l, m);
	if (m->runner_up != NULL) {
		report_note(r, INDENT, NULL, "second choice: %s", m->runner_up);
	}
	show_desk(r, l, m);
}

static void show_services(struct report *r, struct letter *l)
{
	for (uint32_t i = 0; i < l->services.n; i++) {
		const struct letter_service *s = &l->services.v[i];
		report_note(r, INDENT, "service", "%s, weight %d%s%s%s", report_say(r, know_str(l->know, know_service(l->know, s->service)->label)),
		    (int)s->weight, report_fact_at(l, s->place), s->why != NULL ? report_say(r, "; because ") : "", s->why != NULL ? s->why : "");
		if (s->place.xpath != NULL) {
			report_note(r, INDENT, NULL, "%s", s->place.xpath);
		}
		if (s->runner_up != NULL) {
			report_note(r, INDENT, NULL, "second choice: %s", s->runner_up);
		}
	}
	if (l->services.n == 0) {
		report_note(r, INDENT, "service", "not known");
	}
}

static const char *end_name(struct letter *l, uint32_t index)
{
	const struct letter_mention *m = report_fact_mention(l, index);
	return m != NULL ? arena_printf(l->arena, "%.*s", SPAN_F(report_fact_name(m))) : know_tongue_in(l->know, "nobody");
}

static const char *bond_words(const char *would_be)
{
	for (int kind = LETTER_SAME_PARTY; kind <= LETTER_OTHER_PLAN_MAKER; kind++) {
		if (strcmp(would_be, letter_relation_name((enum letter_relation_kind)kind)) == 0) {
			const struct letter_relation bond = { .kind = (enum letter_relation_kind)kind };
			return report_fact_kind(&bond);
		}
	}
	return would_be;
}

/* "one desk: A and B, recipient", in the words of people; who stands alone is told alone. */
static void relation_head(struct report *r, struct letter *l, const struct letter_relation *relation)
{
	const char *from = end_name(l, relation->from), *to = end_name(l, relation->to);
	const char *perhaps = relation->certainty == TRI_YES ? "" : report_say(r, "perhaps "), *kind = report_say(r, report_fact_kind(relation)), *role = report_say(r, letter_role_name(relation->role));
	if (relation->kind == LETTER_SUCCESSOR || relation->kind == LETTER_OTHER_PLAN_MAKER) {
		report_note(r, INDENT, "relation", "%s%s: %s (%s)", perhaps, kind, to, role);
	} else {
		report_note(r, INDENT, "relation", "%s%s: %s and %s (%s)", perhaps, kind, from, to, role);
	}
}

static void relation_detail(struct report *r, const struct report_tie *tie)
{
	if (tie->detail != NULL) {
		report_note(r, INDENT, NULL, "%s", tie->detail);
	} else if (tie->other_name != NULL) {
		report_note(r, INDENT, NULL, "%s (%s)", tie->other_name, tie->other);
	}
}

static void show_relation(struct report *r, struct letter *l, const struct letter_relation *relation)
{
	struct report_tie tie;
	report_fact_tie(l, relation, &tie);
	relation_head(r, l, relation);
	relation_detail(r, &tie);
	if (relation->phase != KNOW_NONE) {
		report_note(r, INDENT, NULL, "%s (%s): %s; %s %s; %s", tie.arrangement_name, tie.arrangement,
		    report_say(r, report_fact_integration(tie.integration)), report_say(r, report_fact_status(tie.status)),
		    report_fact_period(l->arena, l->know, know_phase(l->know, relation->phase)->period), report_say(r, tie.basis));
	}
	if (tie.would_be != NULL) {
		report_note(r, INDENT, NULL, relation->kind == LETTER_LAPSED ? "it used to be %s" : "it would be %s", report_say(r, bond_words(tie.would_be)));
	}
	if (tie.service_label != NULL) {
		report_note(r, INDENT, NULL, "for %s", tie.service_label);
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
