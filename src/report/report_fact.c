/* report_fact.c - rows of the registry and relations, in words.
 *
 * In: indexes into the knowledge. Out: texts in the arena, the same for every format. Judging them is left to others.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

const char *report_fact_date(struct arena *a, struct date d)
{
	char text[16];
	return arena_str(a, date_print(d, text));
}

const char *report_fact_period(struct arena *a, const struct know *k, struct period p)
{
	const char *from = report_fact_date(a, p.from);
	const char *until = report_fact_date(a, p.until);
	if (*from != '\0' && *until != '\0') {
		return arena_printf(a, know_tongue_in(k, "from %s until %s"), from, until);
	}
	if (*from != '\0') {
		return arena_printf(a, know_tongue_in(k, "from %s on"), from);
	}
	return *until != '\0' ? arena_printf(a, know_tongue_in(k, "until %s, beginning not known"), until) : know_tongue_in(k, "dates not known");
}

const char *report_fact_integration(unsigned integration)
{
	switch (integration) {
	case 3:
		return "one team";
	case 2:
		return "shared managers or posts";
	case 1:
		return "separate staff who cooperate";
	default:
		return "";
	}
}

const char *report_fact_basis(enum know_basis b)
{
	switch (b) {
	case KNOW_DOCUMENTED:
		return "documented, in a paper of the councils or a public record";
	case KNOW_REPORTED:
		return "reported: somebody says so, no paper of the councils was seen";
	case KNOW_ASSUMED:
		break;
	}
	return "assumed";
}

const char *report_fact_certainty(enum tri t)
{
	static const char *const names[] = { [TRI_NO] = "no", [TRI_PERHAPS] = "perhaps", [TRI_YES] = "yes" };
	return names[t];
}

const char *report_fact_status(const char *status)
{
	return strcmp(status, "in-principle") == 0 ? "agreed in principle" : strcmp(status, "shadow") == 0 ? "in shadow form" : status;
}

const char *report_fact_kind(const struct letter_relation *r)
{
	static const char *const words[] = {
		[LETTER_SAME_PARTY] = "one party at both ends", [LETTER_SAME_DESK] = "one desk", [LETTER_SAME_PERSON] = "one person at both ends",
		[LETTER_SAME_MANAGEMENT] = "one management", [LETTER_OWN_BODY] = "a body on which the other end sits",
		[LETTER_SUCCESSOR] = "no longer existed", [LETTER_PENDING] = "planned, not in force", [LETTER_LAPSED] = "no longer in force",
		[LETTER_ONE_DESK_RECIPIENTS] = "two recipients tied", [LETTER_OTHER_PLAN_MAKER] = "the plan was made by another body",
	};
	return r->unborn ? "did not exist yet" : words[r->kind];
}

const char *report_fact_texts(struct arena *a, const struct know *k, struct know_list l, const char *between)
{
	const char *all = "";
	for (uint32_t i = 0; i < l.n; i++) {
		all = arena_printf(a, "%s%s%s", all, i > 0 ? between : "", know_str(k, know_item(k, l, i)));
	}
	return all;
}

const char *report_fact_agents(struct arena *a, const struct know *k, struct know_list l, struct when then, const char *between)
{
	const char *all = "";
	for (uint32_t i = 0; i < l.n; i++) {
		all = arena_printf(a, "%s%s%s", all, i > 0 ? between : "", know_agent_name_then(k, know_item(k, l, i), then));
	}
	return all;
}

static const char *services_of(struct arena *a, const struct know *k, struct know_list l)
{
	const char *all = "";
	for (uint32_t i = 0; i < l.n; i++) {
		const char *id = know_str(k, know_service(k, know_item(k, l, i))->id);
		all = arena_printf(a, "%s%s%s", all, i > 0 ? " " : "", id);
	}
	return all;
}

static const char *members_of(struct arena *a, const struct know *k, struct know_list l, struct when then)
{
	const char *all = "";
	for (uint32_t i = 0; i < l.n; i++) {
		const struct know_member *m = know_member(k, know_item(k, l, i));
		all = arena_printf(a, "%s%s%s", all, i > 0 ? "; " : "", know_agent_name_then(k, m->agent, then));
		if (m->services.n > 0) {
			all = arena_printf(a, know_tongue_in(k, "%s (%s only)"), all, services_of(a, k, m->services));
		}
	}
	return all;
}

void report_fact_phase(struct arena *a, const struct know *k, know_index phase, struct when then, struct report_phase *out)
{
	*out = (struct report_phase){ "", "", "", "", "", "", "", "", "", "", "", "", "", 0, 0 };
	if (phase == KNOW_NONE) {
		return;
	}
	const struct know_phase *p = know_phase(k, phase);
	const struct know_arrangement *g = know_arrangement(k, p->arrangement);
	out->id = know_str(k, g->id);
	out->name = know_str(k, p->name != 0 ? p->name : g->name);
	out->kind = know_str(k, g->kind);
	out->status = know_status_name(p->status);
	out->basis = know_basis_name(p->basis);
	out->since = report_fact_date(a, p->period.from);
	out->until = report_fact_date(a, p->period.until);
	out->sources = report_fact_texts(a, k, p->sources, " ");
	out->services = services_of(a, k, p->services);
	out->members = members_of(a, k, p->members, then);
	out->host = know_agent_name_then(k, p->host, then);
	out->note = know_str(k, p->note);
	out->file = know_str(k, p->file);
	out->line = p->line;
	out->integration = p->integration;
}

static const char *or_null(const char *text)
{
	return text != NULL && *text != '\0' ? text : NULL;
}

static void tie_phase(const struct letter *l, know_index phase, struct report_tie *out)
{
	struct report_phase p;
	report_fact_phase(l->arena, l->know, phase, l->date, &p);
	out->arrangement = or_null(p.id);
	out->arrangement_name = or_null(p.name);
	out->status = or_null(p.status);
	out->since = or_null(p.since);
	out->until = or_null(p.until);
	out->source = or_null(p.sources);
	out->sources = know_phase(l->know, phase)->sources;
	out->integration = p.integration;
}

static void tie_post(const struct letter *l, know_index post, struct report_tie *out)
{
	const struct know_post *p = know_post(l->know, post);
	out->since = or_null(report_fact_date(l->arena, p->period.from));
	out->until = or_null(report_fact_date(l->arena, p->period.until));
	out->source = or_null(report_fact_texts(l->arena, l->know, p->sources, " "));
	out->sources = p->sources;
}

static const char *party_of(const struct letter *l, uint32_t index)
{
	const struct letter_mention *m = report_fact_mention(l, index);
	return m != NULL ? m->party : NULL;
}

void report_fact_tie(const struct letter *l, const struct letter_relation *r, struct report_tie *out)
{
	memset(out, 0, sizeof *out);
	out->kind = letter_relation_name(r->kind);
	out->from = party_of(l, r->from);
	out->to = party_of(l, r->to);
	out->role = letter_role_name(r->role);
	out->certainty = report_fact_certainty(r->certainty);
	out->basis = know_basis_name(r->basis);
	out->would_be = r->would_be;
	out->doubt = r->doubt;
	out->detail = or_null(r->detail);
	if (r->unborn) {
		out->since = or_null(report_fact_date(l->arena, know_party(l->know, l->mentions.v[r->to].agent)->life.from));
	}
	if (r->phase != KNOW_NONE) {
		tie_phase(l, r->phase, out);
	} else if (r->post != KNOW_NONE) {
		tie_post(l, r->post, out);
	}
	if (r->service != KNOW_NONE) {
		out->service = know_str(l->know, know_service(l->know, r->service)->id);
		out->service_label = know_tongue_in(l->know, know_str(l->know, know_service(l->know, r->service)->label));
	}
	if (r->other != KNOW_NONE) {
		out->other = know_agent_id(l->know, r->other);
		out->other_name = know_agent_name_then(l->know, r->other, l->date);
	}
}

const struct letter_mention *report_fact_mention(const struct letter *l, uint32_t index)
{
	return index < l->mentions.n ? &l->mentions.v[index] : NULL;
}

struct span report_fact_name(const struct letter_mention *m)
{
	return m->name != NULL && *m->name != '\0' ? span_str(m->name) : m->written;
}

const char *report_fact_at(struct letter *l, struct letter_place p)
{
	if (p.line == 0) {
		letter_locate(l, &p);
	}
	if (p.line == 0) {
		return "";
	}
	if (l->record == NULL) {
		return arena_printf(l->arena, know_tongue_in(l->know, " on line %u"), (unsigned)p.line);
	}
	return arena_printf(l->arena, know_tongue_in(l->know, " on line %u, column %u"), (unsigned)p.line, (unsigned)p.column);
}

static const char *zone_words(enum letter_zone_kind z)
{
	static const char *const words[] = {
		[LETTER_ZONE_METADATA] = "in the metadata",
		[LETTER_ZONE_LETTERHEAD] = "in the letterhead",
		[LETTER_ZONE_SIGNATURE] = "in the signature",
		[LETTER_ZONE_FROM] = "in the line that says from whom",
		[LETTER_ZONE_ADDRESS] = "in the address",
		[LETTER_ZONE_TO] = "in the line that says to whom",
		[LETTER_ZONE_CC] = "in the copy list",
		[LETTER_ZONE_SALUTATION] = "in the salutation",
		[LETTER_ZONE_FOOTER] = "at the foot of a page",
		[LETTER_ZONE_DOMAIN] = "in an e-mail or web address",
		[LETTER_ZONE_REFERENCE] = "in a reference",
		[LETTER_ZONE_BODY] = "in the body",
		[LETTER_ZONE_QUOTED] = "in a quoted letter",
	};
	return (size_t)z < sizeof words / sizeof words[0] ? words[z] : "";
}

const char *report_fact_where(struct letter *l, const struct letter_mention *m)
{
	return arena_printf(l->arena, "%s%s", know_tongue_in(l->know, zone_words(m->zone)), report_fact_at(l, m->place));
}

json_t *report_fact_sources(const struct know *k, struct know_list sources)
{
	json_t *all = json_array();
	for (uint32_t i = 0; i < sources.n; i++) {
		json_push(all, json_text(span_str(know_str(k, know_item(k, sources, i)))));
	}
	return all;
}

json_t *report_fact_source(const struct know *k, struct know_list sources)
{
	return json_opt(sources.n > 0 ? know_str(k, know_item(k, sources, 0)) : NULL);
}

const char *report_fact_acceptance(const struct letter_acceptance *t)
{
	return t->in_letter ? "letter" : "baseline";
}

const char *report_fact_state(enum letter_state state)
{
	return state == LETTER_NEW ? "new" : state == LETTER_UNCHANGED ? "unchanged" : "";
}
