/* letter_evidence.c - of each field: its words, where they stood, why they were taken, and what came second.
 *
 * In: a letter as read and resolved. Out: a list, for whoever shows it. What is told here was noted by extract/ and resolve/.
 *
 * SPDX-License-Identifier: ISC */
#include "letter/letter.h"

struct evidence {
	struct letter *l;
	VEC(struct letter_evidence) rows;
};

static void evidence_add(struct evidence *e, const char *field, struct span text, struct letter_place place, const char *why, const char *runner_up)
{
	if (place.line == 0 && place.offset != SIZE_MAX) {
		letter_locate(e->l, &place);
	}
	*vec_push(e->l->arena, &e->rows) = (struct letter_evidence){ field, text, place, why, runner_up };
}

static void evidence_field(struct evidence *e, const char *field, const struct letter_field *f)
{
	if (f->text.n > 0) {
		evidence_add(e, field, f->text, f->place, f->why, f->runner_up);
	}
}

static void evidence_persons(struct evidence *e, const char *field, const struct letter_person *v, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		evidence_add(e, field, v[i].name.n > 0 ? v[i].name : v[i].post, v[i].place, v[i].why, NULL);
	}
}

static void evidence_parties(struct evidence *e, enum letter_role role)
{
	for (uint32_t i = 0; i < e->l->mentions.n; i++) {
		const struct letter_mention *m = &e->l->mentions.v[i];
		if (m->role == role) {
			evidence_add(e, letter_role_name(role), m->written, m->place, m->evidence.n > 0 ? m->evidence.v[0] : NULL, m->runner_up);
		}
	}
}

uint32_t letter_evidence(struct letter *l, const struct letter_evidence **rows)
{
	struct evidence e = { .l = l };
	evidence_add(&e, "kind", span_of("", 0), LETTER_NOWHERE, l->kind_why, l->kind_runner_up);
	evidence_field(&e, "date", &l->date_field);
	for (int role = LETTER_SENDER; role <= LETTER_CC; role++) {
		evidence_parties(&e, (enum letter_role)role);
	}
	for (uint32_t i = 0; i < l->our_refs.n; i++) {
		evidence_field(&e, "our-ref", &l->our_refs.v[i]);
	}
	for (uint32_t i = 0; i < l->your_refs.n; i++) {
		evidence_field(&e, "your-ref", &l->your_refs.v[i]);
	}
	evidence_field(&e, "answers", &l->answers);
	evidence_field(&e, "answers-reference", &l->answers_reference);
	evidence_field(&e, "subject", &l->subject);
	evidence_field(&e, "title", &l->title);
	evidence_field(&e, "salutation", &l->salutation);
	evidence_persons(&e, "signatory", l->signatories.v, l->signatories.n);
	evidence_persons(&e, "addressee", l->addressees.v, l->addressees.n);
	for (uint32_t i = 0; i < l->services.n; i++) {
		const struct letter_service *s = &l->services.v[i];
		evidence_add(&e, "service", span_str(know_str(l->know, know_service(l->know, s->service)->id)), s->place, s->why, s->runner_up);
	}
	evidence_field(&e, "message-id", &l->message_id);
	evidence_field(&e, "in-reply-to", &l->in_reply_to);
	*rows = e.rows.v;
	return e.rows.n;
}
