/* report_proof.c - why a finding was made, sentence by sentence: what was read, what the registry says, which rule; DESIGN section 6.
 *
 * In: a finding and the letter. Out: sentences in the letter's arena, for every format. The steps of a relation were written
 * by relate/, the rule's words by the rule.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

static void add(struct letter *l, struct report_steps *s, const char *sentence)
{
	*vec_push(l->arena, &s->step) = sentence;
}

static void add_mention(struct letter *l, struct report_steps *s, uint32_t index)
{
	const struct letter_mention *m = report_fact_mention(l, index);
	if (m == NULL) {
		return;
	}
	const char *line = arena_printf(l->arena, know_tongue_in(l->know, "%s: \"%.*s\" %s: %s"), know_tongue_in(l->know, letter_role_name(m->role)), SPAN_F(m->written),
	    report_fact_where(l, m), know_tongue_in(l->know, letter_verdict_name(m->verdict)));
	if (m->name != NULL) {
		line = arena_printf(l->arena, "%s, %s", line, m->name);
	}
	if (m->party != NULL) {
		line = arena_printf(l->arena, "%s (%s)", line, m->party);
	}
	for (uint32_t i = 0; i < m->evidence.n; i++) {
		line = arena_printf(l->arena, "%s; %s", line, m->evidence.v[i]);
	}
	add(l, s, line);
}

static void add_date(struct letter *l, struct report_steps *s)
{
	char text[32];
	when_print(l->date, text);
	if (!when_known(l->date)) {
		add(l, s, know_tongue_in(l->know, "date: the letter has none"));
	} else if (l->date_assumed) {
		add(l, s, arena_printf(l->arena, know_tongue_in(l->know, "date: %s, assumed: the letter has none"), text));
	} else if (l->date_given && l->date_field.text.n > 0) {
		add(l, s, arena_printf(l->arena, know_tongue_in(l->know, "date: %s, given by --date; the letter says \"%.*s\"%s"), text, SPAN_F(l->date_field.text),
		    report_fact_at(l, l->date_field.place)));
	} else if (l->date_field.text.n == 0) {
		add(l, s, arena_printf(l->arena, know_tongue_in(l->know, "date: %s, given by --date"), text));
	} else {
		add(l, s, arena_printf(l->arena, know_tongue_in(l->know, "date: %s; the letter says \"%.*s\"%s%s%s"), text, SPAN_F(l->date_field.text),
		    report_fact_at(l, l->date_field.place), l->date_field.why != NULL ? "; " : "",
		    l->date_field.why != NULL ? l->date_field.why : ""));
	}
}

static void add_service(struct letter *l, struct report_steps *s, know_index service)
{
	for (uint32_t i = 0; i < l->services.n; i++) {
		const struct letter_service *v = &l->services.v[i];
		if (v->service == service || service == KNOW_NONE) {
			add(l, s, arena_printf(l->arena, know_tongue_in(l->know, "matter: %s; %s%s"), know_str(l->know, know_service(l->know, v->service)->id),
			    v->why != NULL ? v->why : "", report_fact_at(l, v->place)));
			return;
		}
	}
	if (service != KNOW_NONE) {
		add(l, s, arena_printf(l->arena, know_tongue_in(l->know, "matter: %s"), know_str(l->know, know_service(l->know, service)->id)));
	}
}

/* The row of the registry; its sources only where the relation's own steps do not name them. */
static void add_phase(struct letter *l, struct report_steps *s, know_index phase, bool sources)
{
	struct report_phase p;
	report_fact_phase(l->arena, l->know, phase, l->date, &p);
	add(l, s, arena_printf(l->arena, know_tongue_in(l->know, "registry, %s line %u: %s (%s), %s %s, integration %u, %s; for %s; members %s; basis %s"),
	    p.file, (unsigned)p.line, p.name, p.id, know_tongue_in(l->know, p.status), report_fact_period(l->arena, l->know, know_phase(l->know, phase)->period),
	    p.integration, know_tongue_in(l->know, report_fact_integration(p.integration)), p.services, p.members, know_tongue_in(l->know, p.basis)));
	if (sources && *p.sources != '\0') {
		add(l, s, arena_printf(l->arena, know_tongue_in(l->know, "sources: %s"), p.sources));
	}
}

static void add_post(struct letter *l, struct report_steps *s, know_index post)
{
	const struct know_post *p = know_post(l->know, post);
	add(l, s, arena_printf(l->arena, know_tongue_in(l->know, "registry, %s line %u: the post %s, held by %s, %s, for %s; basis %s; sources %s"),
	    know_str(l->know, p->file), (unsigned)p->line, know_str(l->know, p->title), know_str(l->know, p->holder),
	    report_fact_period(l->arena, l->know, p->period), report_fact_agents(l->arena, l->know, p->agents, l->date, "; "),
	    know_tongue_in(l->know, know_basis_name(p->basis)), report_fact_texts(l->arena, l->know, p->sources, " ")));
}

static void add_relation(struct letter *l, struct report_steps *s, const struct letter_relation *relation)
{
	struct report_tie tie;
	if (relation->phase != KNOW_NONE) {
		add_phase(l, s, relation->phase, relation->steps.n == 0);
	}
	if (relation->post != KNOW_NONE) {
		add_post(l, s, relation->post);
	}
	for (uint32_t i = 0; i < relation->steps.n; i++) {
		add(l, s, relation->steps.v[i]);
	}
	report_fact_tie(l, relation, &tie);
	const char *line = arena_printf(l->arena, know_tongue_in(l->know, "relation: %s, certain: %s, basis %s"), tie.kind, know_tongue_in(l->know, tie.certainty), know_tongue_in(l->know, tie.basis));
	if (relation->would_be != NULL) {
		line = arena_printf(l->arena, know_tongue_in(l->know, "%s; it would be %s"), line, relation->would_be);
	}
	if (relation->detail != NULL && *relation->detail != '\0') {
		line = arena_printf(l->arena, "%s; %s", line, relation->detail);
	}
	if (relation->doubt != NULL) {
		line = arena_printf(l->arena, "%s; %s", line, relation->doubt);
	}
	add(l, s, line);
}

void report_proof(struct letter *l, const struct letter_finding *f, struct report_steps *out)
{
	const struct letter_relation *relation = f->relation < l->relations.n ? &l->relations.v[f->relation] : NULL;
	bool turned = f->counterpart < l->mentions.n && f->mention < l->mentions.n &&
	    l->mentions.v[f->counterpart].role < l->mentions.v[f->mention].role;
	add_mention(l, out, turned ? f->counterpart : f->mention);	/* who writes before who opens */
	if (f->counterpart != f->mention) {
		add_mention(l, out, turned ? f->mention : f->counterpart);
	}
	add_date(l, out);
	if (relation != NULL) {
		add_service(l, out, relation->service);
		add_relation(l, out, relation);
	}
	add(l, out, arena_printf(l->arena, know_tongue_in(l->know, "rule: %s, %s"), f->rule, know_tongue_in(l->know, letter_level_name(f->level))));
	for (uint32_t i = 0; i < f->explain.n; i++) {
		add(l, out, arena_printf(l->arena, know_tongue_in(l->know, "rule: %s"), f->explain.v[i]));
	}
}
