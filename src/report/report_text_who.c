/* report_text_who.c - `who` for people: an officer can answer a freedom-of-information question with it; DESIGN section 8.
 *
 * In: the answer. Out: each party with its life, then service by service who does the work, since when, on what basis and
 * where that is written. Without a date: the whole history.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

enum { INDENT = 2, MORE = 4 };

static void who_agents(struct buf *out, const struct letter_who *w)
{
	for (uint32_t i = 0; i < w->parties.n; i++) {
		buf_printf(out, "%s%s", i > 0 ? "; " : "", know_agent_name_then(w->know, w->parties.v[i], letter_who_then(w)));
	}
}

/* A day is "on", a month or year "in". */
static const char *date_word(const char *date)
{
	return *date == '\0' ? "" : strlen(date) < 10 ? " in " : " on ";
}

/* Was the party there on the date? Without a date it is asked of its whole history, in which it was. */
static bool is_there(const struct letter_who *w, know_agent agent)
{
	return w->every_date || !know_is_party(agent) || period_holds(know_party(w->know, agent)->life, w->date) != TRI_NO;
}

/* ", which ended on 2021-03-31; West Northamptonshire Council took over" */
static void who_fate(struct report *r, const struct letter_who *w, know_agent agent)
{
	const struct know_party *p = know_party(w->know, agent);
	bool to_come = period_to_come(p->life, w->date) == TRI_YES;
	const char *day = report_fact_date(w->arena, to_come ? p->life.from : p->life.until);
	if (w->parties.n > 1) {
		buf_str(&r->out, "; ");
		report_escape(&r->out, span_str(know_agent_name_then(w->know, agent, letter_who_then(w))));
		buf_str(&r->out, report_say(r, to_come ? " began" : " ended"));
	} else {
		buf_str(&r->out, report_say(r, to_come ? ", which began" : ", which ended"));
	}
	buf_printf(&r->out, "%s%s", report_say(r, date_word(day)), day);
	if (!to_come && p->successors.n > 0) {
		const char *heirs = report_fact_agents(w->arena, w->know, p->successors, letter_who_then(w), report_say(r, " and "));
		buf_str(&r->out, "; ");
		report_escape(&r->out, span_str(arena_printf(w->arena, report_say(r, "%s took over"), heirs)));
	}
}

static void who_fates(struct report *r, const struct letter_who *w)
{
	for (uint32_t i = 0; w->verdict == LETTER_OUT_OF_PERIOD && i < w->parties.n; i++) {
		if (!is_there(w, w->parties.v[i])) {
			who_fate(r, w, w->parties.v[i]);
		}
	}
}

static bool is_said(const struct letter_who *w, uint32_t evidence)
{
	for (uint32_t i = 0; i < evidence; i++) {
		if (strcmp(w->evidence.v[i], w->evidence.v[evidence]) == 0) {
			return true;
		}
	}
	return false;
}

static void who_verdict(struct report *r, const struct letter_who *w)
{
	struct buf names = BUF_INIT;
	char on[32] = "";
	if (!w->every_date) {
		when_print(w->date, on);
	}
	who_agents(&names, w);
	buf_str(&r->out, report_paint(r, REPORT_BOLD));
	buf_char(&r->out, '"');
	report_escape(&r->out, w->query);
	buf_printf(&r->out, "\"%s%s%s", report_paint(r, REPORT_PLAIN), report_say(r, date_word(on)), on);
	switch (w->verdict) {
	case LETTER_CHOSEN:
		buf_str(&r->out, report_say(r, w->parties.n > 1 ? " is a joint name of " : " is "));
		break;
	case LETTER_AMBIGUOUS:
		if (w->parties.n == 1) {
			buf_str(&r->out, report_say(r, " is ambiguous, the name alone does not settle that it is "));
		} else {
			buf_printf(&r->out, report_say(r, " is ambiguous, it can be any of these %u: "), (unsigned)w->parties.n);
		}
		break;
	case LETTER_OUT_OF_PERIOD:
		buf_str(&r->out, report_say(r, " is out of period, the name is that of "));
		break;
	case LETTER_UNKNOWN:
		buf_str(&r->out, report_say(r, " is unknown: the registry has no such name"));
		break;
	case LETTER_PLACEHOLDER:
		buf_str(&r->out, report_say(r, " is a placeholder, not a name"));
		break;
	}
	report_escape(&r->out, span_of(names.p, names.n));
	who_fates(r, w);
	buf_char(&r->out, '\n');
	buf_release(&names);
	for (uint32_t i = 0; i < w->evidence.n; i++) {
		if (!is_said(w, i)) {
			report_note(r, INDENT, i == 0 ? "because" : NULL, "%s", w->evidence.v[i]);
		}
	}
}

static void who_title(struct report *r, const struct letter_who *w, know_agent agent)
{
	buf_printf(&r->out, "\n%s", report_paint(r, REPORT_BOLD));
	report_escape(&r->out, span_str(know_agent_name_then(w->know, agent, letter_who_then(w))));
	buf_printf(&r->out, "%s (%s)\n", report_paint(r, REPORT_PLAIN), know_agent_id(w->know, agent));
}

static void note_texts(struct report *r, const struct letter_who *w, const char *label, struct know_list texts)
{
	if (texts.n > 0) {
		report_note(r, INDENT, label, "%s", report_fact_texts(w->arena, w->know, texts, ", "));
	}
}

static void who_party(struct report *r, const struct letter_who *w, know_agent agent)
{
	const struct know_party *p = know_party(w->know, agent);
	report_note(r, INDENT, "kind", "%s%s%s", report_say(r, know_str(w->know, p->kind)), p->nation != 0 ? ", " : "", report_say(r, know_str(w->know, p->nation)));
	report_note(r, INDENT, "lived", "%s", report_fact_period(w->arena, w->know, p->life));
	note_texts(r, w, "GSS code", p->gss);
	note_texts(r, w, "domains", p->domains);
	if (p->parent != KNOW_NONE && (is_there(w, p->parent) || !is_there(w, agent))) {
		report_note(r, INDENT, "within", "%s", know_agent_name_then(w->know, p->parent, letter_who_then(w)));
	}
	if (p->successors.n > 0) {
		report_note(r, INDENT, "successors", "%s", report_fact_agents(w->arena, w->know, p->successors, letter_who_then(w), "; "));
	}
}

static void who_arrangement(struct report *r, const struct letter_who *w, know_agent agent)
{
	const struct know_arrangement *g = know_arrangement(w->know, agent & ~KNOW_ARRANGEMENT);
	report_note(r, INDENT, "kind", "%s", report_say(r, know_str(w->know, g->kind)));
	note_texts(r, w, "domains", g->domains);
	for (uint32_t i = 0; i < g->phases.n; i++) {
		struct report_phase p;
		know_index phase = know_item(w->know, g->phases, i);
		report_fact_phase(w->arena, w->know, phase, letter_who_then_of(w, phase), &p);
		report_note(r, INDENT, i == 0 ? "phases" : NULL, "%s: %s; %s; %s; members %s; %s",
		    report_fact_period(w->arena, w->know, know_phase(w->know, phase)->period), report_say(r, report_fact_status(p.status)), report_say(r, report_fact_integration(p.integration)),
		    p.services, p.members, report_say(r, p.basis));
	}
}

/* --- who does the work --- */

static const char *service_name(const struct letter_who *w, know_index service)
{
	return service != KNOW_NONE ? know_tongue_in(w->know, know_str(w->know, know_service(w->know, service)->label)) : know_tongue_in(w->know, "no service in particular");
}

static const char *service_id(const struct letter_who *w, know_index service)
{
	return service != KNOW_NONE ? know_str(w->know, know_service(w->know, service)->id) : "-";
}

static const char *served_doubt(const struct letter_who *w, const struct letter_served *s)
{
	if (s->overridden) {
		return know_tongue_in(w->know, "; not for this service: another record does the work");
	}
	if (!w->every_date && s->holds == TRI_PERHAPS) {
		return know_tongue_in(w->know, "; perhaps: the dates are not known well enough");
	}
	return !w->every_date && s->holds == TRI_NO ? know_tongue_in(w->know, "; not in force on that date") : "";
}

/* What the arrangement is to the work: only an active one of one team does it. */
static const char *served_label(const struct know_phase *p)
{
	if (p->status < KNOW_ACTIVE) {
		return know_status_name(p->status);
	}
	return p->integration >= 3 ? "one team" : p->integration == 2 ? "shared posts" : "joint body";
}

static void who_served(struct report *r, const struct letter_who *w, const struct letter_served *s)
{
	struct report_phase p;
	if (s->phase == KNOW_NONE) {
		report_note(r, MORE, "otherwise", "its own staff%s", served_doubt(w, s));
		return;
	}
	report_fact_phase(w->arena, w->know, s->phase, letter_who_then_of(w, s->phase), &p);
	report_note(r, MORE, served_label(know_phase(w->know, s->phase)), "%s (%s), %s%s%s", p.name, p.id,
	    know_phase(w->know, s->phase)->status == KNOW_ENDED ? report_say(r, "ended, ") : "",
	    report_fact_period(w->arena, w->know, know_phase(w->know, s->phase)->period), served_doubt(w, s));
	report_note(r, MORE, "members", "%s%s%s", p.members, *p.host != '\0' ? report_say(r, "; host ") : "", p.host);
	report_note(r, MORE, "basis", "%s", report_say(r, report_fact_basis(know_phase(w->know, s->phase)->basis)));
	if (*p.sources != '\0') {
		report_note(r, MORE, "source", "%s", p.sources);
	}
	if (*p.note != '\0' && r->options.proof) {
		report_note(r, MORE, "note", "%s", p.note);
	}
}

static bool seen_before(const struct letter_who *w, uint32_t i)
{
	for (uint32_t j = 0; j < i; j++) {
		if (w->served.v[j].party == w->served.v[i].party && w->served.v[j].service == w->served.v[i].service) {
			return true;
		}
	}
	return false;
}

static bool does_the_work(const struct letter_who *w, const struct letter_served *s)
{
	const struct know_phase *p = s->phase != KNOW_NONE ? know_phase(w->know, s->phase) : NULL;
	return p != NULL && !s->overridden && s->holds != TRI_NO && p->status == KNOW_ACTIVE && p->integration >= 3;
}

/* Is the arrangement told already, or told surer by a later row? */
static bool is_doubled(const struct letter_who *w, uint32_t first, uint32_t at)
{
	const struct letter_served *s = &w->served.v[at];
	for (uint32_t i = first; i < w->served.n; i++) {
		const struct letter_served *t = &w->served.v[i];
		if (i != at && t->party == s->party && t->service == s->service && does_the_work(w, t)
		    && know_phase(w->know, t->phase)->arrangement == know_phase(w->know, s->phase)->arrangement
		    && (t->holds > s->holds || (t->holds == s->holds && i < at))) {
			return true;
		}
	}
	return false;
}

/* The answer in one line, before the records it rests on. Without a date there is no one answer. False: its own staff, no other. */
static bool who_answer(struct report *r, const struct letter_who *w, uint32_t first)
{
	const struct letter_served *head = &w->served.v[first];
	const char *all = "", *own = report_say(r, "its own staff, as far as the registry knows");
	bool documented = false;
	for (uint32_t i = first; i < w->served.n; i++) {
		const struct letter_served *s = &w->served.v[i];
		if (s->party != head->party || s->service != head->service || !does_the_work(w, s)) {
			continue;
		}
		struct report_phase p;
		report_fact_phase(w->arena, w->know, s->phase, letter_who_then_of(w, s->phase), &p);
		documented = documented || know_phase(w->know, s->phase)->basis == KNOW_DOCUMENTED;
		if (!is_doubled(w, first, i)) {
			all = arena_printf(w->arena, "%s%s%s (%s%s%s)", all, *all != '\0' ? report_say(r, "; or ") : "", p.name, p.id,
			    s->holds == TRI_PERHAPS ? report_say(r, "; perhaps") : "", strcmp(p.basis, "documented") != 0 ? report_say(r, "; not documented") : "");
		}
	}
	bool others = *all != '\0';
	if (others && !documented) {	/* what is not documented does not stand alone */
		all = arena_printf(w->arena, report_say(r, "%s; or %s"), own, all);
	}
	report_note(r, MORE, "done by", "%s", others ? all : own);
	return others && documented;
}

/* Does one team surely do everything for the party? Then nothing else is left. */
static bool is_all_done(const struct letter_who *w, know_agent party)
{
	for (uint32_t i = 0; i < w->served.n && !w->every_date; i++) {
		const struct letter_served *s = &w->served.v[i];
		bool all = s->service != KNOW_NONE && know_service(w->know, s->service)->parent == KNOW_NONE;
		if (s->party == party && all && s->holds == TRI_YES && does_the_work(w, s)) {
			return true;
		}
	}
	return false;
}

static void who_service(struct report *r, const struct letter_who *w, uint32_t first)
{
	const struct letter_served *head = &w->served.v[first];
	if (head->service == KNOW_NONE && head->phase == KNOW_NONE) {
		if (!is_all_done(w, head->party)) {
			report_note(r, INDENT, "all else", "its own staff, as far as the registry knows");
		}
		return;
	}
	buf_printf(&r->out, "  %s%s%s (%s)\n", report_paint(r, REPORT_BOLD), service_name(w, head->service),
	    report_paint(r, REPORT_PLAIN), service_id(w, head->service));
	bool others = true;
	if (!w->every_date && w->between[0] == KNOW_NONE) {
		others = who_answer(r, w, first);
	}
	for (uint32_t i = first; i < w->served.n; i++) {
		const struct letter_served *s = &w->served.v[i];
		if (s->party == head->party && s->service == head->service && (others || s->phase != KNOW_NONE)) {
			who_served(r, w, s);
		}
	}
}

static void who_work(struct report *r, const struct letter_who *w, know_agent agent)
{
	bool any = false;
	for (uint32_t i = 0; i < w->served.n; i++) {
		if (w->served.v[i].party != agent || seen_before(w, i)) {
			continue;
		}
		if (!any) {
			buf_printf(&r->out, "\n  %s%s:\n", report_say(r, w->between[0] != KNOW_NONE ? "What they share" : "Who does the work"),
			    report_say(r, w->every_date ? ", whole history" : ", at that date"));
		}
		any = true;
		who_service(r, w, i);
	}
	if (!any && know_is_party(agent) && is_there(w, agent) && w->between[0] == KNOW_NONE) {
		report_note(r, INDENT, "work", "its own staff, as far as the registry knows");
	}
}

static void who_posts(struct report *r, const struct letter_who *w)
{
	for (uint32_t i = 0; i < w->posts.n; i++) {
		const struct know_post *p = know_post(w->know, w->posts.v[i]);
		if (i == 0) {
			buf_str(&r->out, report_say(r, "\nPosts held together:\n"));
		}
		report_note(r, INDENT, "post", "%s%s%s: %s; %s; basis %s; %s", know_str(w->know, p->title),
		    p->holder != 0 ? ", " : "", know_str(w->know, p->holder), report_fact_agents(w->arena, w->know, p->agents, letter_who_then(w), "; "), report_fact_period(w->arena, w->know, p->period), report_say(r, know_basis_name(p->basis)),
		    report_fact_texts(w->arena, w->know, p->sources, " "));
	}
}

static void who_relation(struct report *r, const struct letter_who *w, const struct letter_relation *relation)
{
	struct report_phase p;
	report_fact_phase(w->arena, w->know, relation->phase, letter_who_then(w), &p);
	report_note(r, INDENT, "relation", "%s%s%s: %s; certain: %s; basis %s", letter_relation_name(relation->kind),
	    relation->would_be != NULL ? " " : "", relation->would_be != NULL ? relation->would_be : "",
	    relation->detail != NULL ? relation->detail : p.name, report_say(r, report_fact_certainty(relation->certainty)),
	    report_say(r, know_basis_name(relation->basis)));
	if (relation->doubt != NULL) {
		report_note(r, INDENT, NULL, "not certain: %s", relation->doubt);
	}
	for (uint32_t i = 0; r->options.proof && i < relation->steps.n; i++) {
		report_note(r, INDENT, NULL, "%u. %s", (unsigned)i + 1, relation->steps.v[i]);
	}
}

static void who_between(struct report *r, const struct letter_who *w)
{
	if (w->between[0] == KNOW_NONE || w->between[1] == KNOW_NONE) {
		return;
	}
	buf_str(&r->out, report_say(r, "\nBetween "));
	report_escape(&r->out, span_str(know_agent_name_then(w->know, w->between[0], letter_who_then(w))));
	buf_str(&r->out, report_say(r, " and "));
	report_escape(&r->out, span_str(know_agent_name_then(w->know, w->between[1], letter_who_then(w))));
	buf_str(&r->out, w->served.n > 0 || w->relations.n > 0 ? ":\n" : report_say(r, ": the registry knows of nothing they share\n"));
	for (uint32_t i = 0; i < w->relations.n; i++) {
		who_relation(r, w, &w->relations.v[i]);
	}
}

void report_text_who(struct report *r, const struct letter_who *w)
{
	who_verdict(r, w);
	who_between(r, w);
	for (uint32_t i = 0; i < w->parties.n; i++) {
		know_agent agent = w->parties.v[i];
		who_title(r, w, agent);
		if (know_is_party(agent)) {
			who_party(r, w, agent);
		} else {
			who_arrangement(r, w, agent);
		}
		who_work(r, w, agent);
	}
	who_posts(r, w);
}
