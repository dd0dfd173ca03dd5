/* report_shape_who.c - the answer of `who` as an object; DESIGN section 8.
 *
 * In: the answer. Out: a value that hangs on its arena. With a date, `served_by` holds what was, or perhaps was, in force then
 * and was not overridden by a narrower record; without, the whole history.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

/* Both return a value whose count the caller's container takes. */
static json_t *texts_of(struct arena *a, const struct know *k, struct know_list texts)
{
	json_t *all = json_hang(a, json_array());
	for (uint32_t i = 0; i < texts.n; i++) {
		json_push(all, json_opt(know_str(k, know_item(k, texts, i))));
	}
	return json_incref(all);
}

static json_t *ids_of(struct arena *a, const struct know *k, struct know_list l)
{
	json_t *all = json_hang(a, json_array());
	for (uint32_t i = 0; i < l.n; i++) {
		json_push(all, json_text(span_str(know_agent_id(k, know_item(k, l, i)))));
	}
	return json_incref(all);
}

static void put_period(json_t *o, struct period p, const char *from, const char *until)
{
	char text[16];
	json_put(o, from, json_opt(date_print(p.from, text)));
	json_put(o, until, json_opt(date_print(p.until, text)));
}

/* The life of an arrangement: from its first phase to its last. */
static struct period arrangement_life(const struct know *k, const struct know_arrangement *g)
{
	struct period life = { { 0, 0, 0 }, { 0, 0, 0 } };
	if (g->phases.n > 0) {
		life.from = know_phase(k, know_item(k, g->phases, 0))->period.from;
		life.until = know_phase(k, know_item(k, g->phases, g->phases.n - 1))->period.until;
	}
	return life;
}

static void put_party(json_t *all, const struct letter_who *w, know_agent agent)
{
	const struct know *k = w->know;
	const struct know_list none = { 0, 0 };
	const struct know_party *p = know_is_party(agent) ? know_party(k, agent) : NULL;
	const struct know_arrangement *g = p != NULL ? NULL : know_arrangement(k, agent & ~KNOW_ARRANGEMENT);
	json_t *o = json_push(all, json_object());
	json_put(o, "id", json_opt(know_agent_id(k, agent)));
	json_put(o, "name", json_opt(know_agent_name_then(k, agent, letter_who_then(w))));
	json_put(o, "kind", json_opt(know_str(k, p != NULL ? p->kind : g->kind)));
	put_period(o, p != NULL ? p->life : arrangement_life(k, g), "from", "until");
	json_put(o, "gss", texts_of(w->arena, k, p != NULL ? p->gss : none));
	json_put(o, "domains", texts_of(w->arena, k, p != NULL ? p->domains : g->domains));
	json_put(o, "successors", ids_of(w->arena, k, p != NULL ? p->successors : none));
}

static bool is_shown(const struct letter_who *w, const struct letter_served *s)
{
	return w->every_date || (s->holds != TRI_NO && !s->overridden);
}

static void put_served(json_t *all, const struct letter_who *w, const struct letter_served *s)
{
	struct report_phase p;
	report_fact_phase(w->arena, w->know, s->phase, letter_who_then_of(w, s->phase), &p);
	struct know_list sources = s->phase != KNOW_NONE ? know_phase(w->know, s->phase)->sources : (struct know_list){ 0, 0 };
	json_t *o = json_push(all, json_object());
	json_put(o, "party", json_opt(know_agent_id(w->know, s->party)));
	json_put(o, "service", json_opt(s->service != KNOW_NONE ? know_str(w->know, know_service(w->know, s->service)->id) : NULL));
	json_put(o, "desk", json_opt(s->desk));
	json_put(o, "arrangement", json_opt(p.id));
	json_put(o, "status", json_opt(p.status));
	json_put(o, "integration", s->phase != KNOW_NONE ? json_integer(p.integration) : json_null());
	json_put(o, "basis", json_opt(p.basis));
	json_put(o, "since", json_opt(p.since));
	json_put(o, "until", json_opt(p.until));
	json_put(o, "source", report_fact_source(w->know, sources));
	json_put(o, "sources", report_fact_sources(w->know, sources));
	json_put(o, "certainty", w->every_date ? json_null() : json_text(span_str(report_fact_certainty(s->holds))));
	json_put(o, "overridden", json_boolean(s->overridden));
}

static void put_post(json_t *all, const struct letter_who *w, know_index post)
{
	const struct know_post *p = know_post(w->know, post);
	json_t *o = json_push(all, json_object());
	json_put(o, "title", json_opt(know_str(w->know, p->title)));
	json_put(o, "holder", json_opt(know_str(w->know, p->holder)));
	json_put(o, "parties", ids_of(w->arena, w->know, p->agents));
	json_put(o, "basis", json_opt(know_basis_name(p->basis)));
	put_period(o, p->period, "since", "until");
	json_put(o, "source", report_fact_source(w->know, p->sources));
	json_put(o, "sources", report_fact_sources(w->know, p->sources));
}

/* What ties the two of --between: from the one asked for to the other. */
static void put_relation(json_t *all, const struct letter_who *w, const struct letter_relation *relation)
{
	struct report_phase p;
	report_fact_phase(w->arena, w->know, relation->phase, letter_who_then(w), &p);
	json_t *o = json_push(all, json_object());
	json_put(o, "kind", json_opt(letter_relation_name(relation->kind)));
	json_put(o, "from", json_opt(know_agent_id(w->know, w->between[0])));
	json_put(o, "to", json_opt(know_agent_id(w->know, w->between[1])));
	json_put(o, "arrangement", json_opt(p.id));
	json_put(o, "arrangement_name", json_opt(p.name));
	bool known = relation->service != KNOW_NONE;
	json_put(o, "service", json_opt(known ? know_str(w->know, know_service(w->know, relation->service)->id) : NULL));
	json_put(o, "other", json_opt(relation->other != KNOW_NONE ? know_agent_id(w->know, relation->other) : NULL));
	json_put(o, "status", json_opt(p.status));
	json_put(o, "certainty", json_opt(report_fact_certainty(relation->certainty)));
	json_put(o, "basis", json_opt(know_basis_name(relation->basis)));
	json_put(o, "since", json_opt(p.since));
	json_put(o, "until", json_opt(p.until));
	struct know_list sources = relation->phase != KNOW_NONE ? know_phase(w->know, relation->phase)->sources : (struct know_list){ 0, 0 };
	json_put(o, "source", report_fact_source(w->know, sources));
	json_put(o, "sources", report_fact_sources(w->know, sources));
	json_put(o, "would_be", json_opt(relation->would_be));
	json_put(o, "detail", json_opt(relation->detail));
	json_put(o, "doubt", json_opt(relation->doubt));
}

json_t *report_shape_who(const struct letter_who *w)
{
	char date[32];
	json_t *o = json_hang(w->arena, json_object());
	json_put(o, "query", json_text(w->query));
	json_put(o, "date", w->every_date ? json_null() : json_opt(when_print(w->date, date)));
	json_put(o, "verdict", json_text(span_str(letter_verdict_name(w->verdict))));
	json_t *all = json_put(o, "parties", json_array());
	for (uint32_t i = 0; i < w->parties.n; i++) {
		put_party(all, w, w->parties.v[i]);
	}
	all = json_put(o, "served_by", json_array());
	for (uint32_t i = 0; i < w->served.n; i++) {
		if (is_shown(w, &w->served.v[i])) {
			put_served(all, w, &w->served.v[i]);
		}
	}
	all = json_put(o, "posts", json_array());
	for (uint32_t i = 0; i < w->posts.n; i++) {
		put_post(all, w, w->posts.v[i]);
	}
	if (w->between[0] != KNOW_NONE) {
		all = json_put(o, "relations", json_array());
		for (uint32_t i = 0; i < w->relations.n; i++) {
			put_relation(all, w, &w->relations.v[i]);
		}
	}
	return o;
}
