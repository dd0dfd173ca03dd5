/* relate_proof.c - the sentences of a relation: its doubt, its detail and the steps of its proof; DESIGN section 6.
 *
 * In: records and dates. Out: texts in the letter's arena. What was read in the letter and which rule made a finding of
 * it is told by report/, which puts its own sentences before and after these.
 *
 * SPDX-License-Identifier: ISC */
#include "relate/relate_in.h"

#include <stdarg.h>
#include <stdio.h>

const char *relate_proof_name(const struct relate_case *c, know_agent agent)
{
	const char *name = agent == KNOW_NONE ? "" : know_agent_name_then(c->know, agent, c->when);
	return name != NULL && *name != '\0' ? name : know_agent_id(c->know, agent);
}

const char *relate_proof_phase(const struct relate_case *c, know_index phase)
{
	const struct know_phase *p = know_phase(c->know, phase);
	return know_str(c->know, p->name != 0 ? p->name : know_arrangement(c->know, p->arrangement)->name);
}

const char *relate_proof_bond(enum relate_bond b)
{
	return letter_relation_name(relate_kind_of_bond(b));
}

static inline const char *say(const struct relate_case *c, const char *english) __attribute__((format_arg(2)));
static inline const char *say(const struct relate_case *c, const char *english)
{
	return know_tongue_in(c->know, english);
}

void relate_proof_step(const struct relate_case *c, struct letter_relation *r, const char *format, ...)
{
	va_list args, again;
	format = know_tongue_in(c->know, format);
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	size_t room = n < 0 ? 1 : (size_t)n + 1;
	char *text = arena_alloc(c->arena, room);
	vsnprintf(text, room, format, again);
	va_end(again);
	va_end(args);
	*vec_push(c->arena, &r->steps) = text;
}

/* Does the uncertainty of this date touch the letter's? */
static bool is_vague(struct date d, struct when w)
{
	return d.year != 0 && date_first(d) != date_last(d) && w.last >= date_first(d) && w.first <= date_last(d);
}

const char *relate_proof_doubt(const struct relate_case *c, const char *what, struct period p)
{
	char text[32], day[16];
	if (c->when.first <= DAY_MIN && c->when.last >= DAY_MAX) {
		return say(c, "the letter has no date");
	}
	if (is_vague(p.from, c->when)) {
		return arena_printf(c->arena, say(c, "%s's start is known only as %s"), say(c, what), date_print(p.from, day));
	}
	if (is_vague(p.until, c->when)) {
		return arena_printf(c->arena, say(c, "%s's end is known only as %s"), say(c, what), date_print(p.until, day));
	}
	if (c->when.first != c->when.last) {
		return arena_printf(c->arena, say(c, "the letter's date is known only as %s"), when_print(c->when, text));
	}
	return NULL;
}

static const char *matter(const struct relate_case *c)
{
	return c->service == KNOW_NONE ? say(c, "the work in all matters") : say(c, know_str(c->know, know_service(c->know, c->service)->label));
}

static const char *integration(const struct relate_case *c, uint32_t i)
{
	return say(c, i >= 3 ? "one team or company does the work" : i == 2 ? "managers or posts are shared" : "separate staff");
}

static const char *dates(const struct relate_case *c, struct period p)
{
	char from[16], until[16];
	date_print(p.from, from);
	date_print(p.until, until);
	if (*from == '\0' && *until == '\0') {
		return say(c, "dates not known");
	}
	return arena_printf(c->arena, "%s%s%s%s", say(c, *from != '\0' ? "from " : "beginning not known"), from,
	    say(c, *until != '\0' ? " until " : ", no end known"), until);
}

static const char *when_text(const struct relate_case *c)
{
	char text[32];
	when_print(c->when, text);
	return *text != '\0' ? arena_str(c->arena, text) : say(c, "a day not known");
}

void relate_proof_tell(const struct relate_case *c, struct letter_relation *r, know_index phase)
{
	const struct know_phase *p = know_phase(c->know, phase);
	relate_proof_step(c, r, "%s (%s), %s: %s, %s", relate_proof_phase(c, phase),
	    know_str(c->know, know_arrangement(c->know, p->arrangement)->id), dates(c, p->period),
	    say(c, know_status_name(p->status)), integration(c, p->integration));
	const char *sources = "";
	for (uint32_t i = 0; i < p->sources.n; i++) {
		sources = arena_printf(c->arena, "%s%s%s", sources, i > 0 ? " " : "", know_str(c->know, know_item(c->know, p->sources, i)));
	}
	relate_proof_step(c, r, "this is %s%s%s", say(c, know_basis_name(p->basis)), *sources != '\0' ? ": " : "", sources);
	const char *note = know_str(c->know, p->note);
	if (*note != '\0') {
		relate_proof_step(c, r, "note of the registry: %s", note);
	}
}

static void tell_stand(const struct relate_case *c, struct letter_relation *r, const struct relate_tie *t, const char *name)
{
	if (t->stand == RELATE_ITSELF) {
		relate_proof_step(c, r, "%s is this arrangement itself", name);
	} else if (t->stand == RELATE_HOST) {
		relate_proof_step(c, r, "%s is its host and does the work", name);
	} else if (t->through != KNOW_NONE) {
		relate_proof_step(c, r, "%s is a member through %s", name, relate_proof_phase(c, t->through));
		relate_proof_tell(c, r, t->through);
	} else {
		relate_proof_step(c, r, "%s is a member", name);
	}
}

/* Records of one team that cover the matter and lost to a narrower one. */
static void tell_fallen(const struct relate_case *c, struct letter_relation *r, const struct relate_pair *p,
    const struct relate_record *chosen)
{
	for (uint32_t i = 0; i < p->n; i++) {
		const struct relate_record *f = &p->records[i];
		if (f == chosen || !relate_kind_is_active(f->what) || f->holds == TRI_NO || f->depth < 0 || f->what->integration < 2) {
			continue;
		}
		const char *name = relate_proof_phase(c, f->phase);
		if (f->block.sure == TRI_YES) {
			relate_proof_step(c, r, "%s falls away: %s is the narrower record in this matter", name, relate_proof_phase(c, f->block.phase));
		} else if (f->depth < chosen->depth && relate_kind_works(c->know, f->what)) {
			relate_proof_step(c, r, "%s is wider and adds nothing", name);
		}
	}
}

static const char *active_detail(const struct relate_case *c, const struct relate_best *best, const char *name,
    const char *from, const char *to)
{
	const struct relate_record *x = best->record;
	bool writes = x->a->stand == RELATE_ITSELF, hosts = x->a->stand == RELATE_HOST;
	bool reads = x->b->stand == RELATE_ITSELF, is_host = x->b->stand == RELATE_HOST;
	if (best->bond == RELATE_BODY) {
		return arena_printf(c->arena, say(c, "%s sits on %s"), writes ? to : from, writes ? from : to);
	}
	if (best->bond == RELATE_MANAGEMENT) {
		return arena_printf(c->arena, say(c, "%s and %s share managers or posts: %s"), from, to, name);
	}
	if (writes || reads || hosts || is_host) {
		bool first = writes || (hosts && !reads);
		return arena_printf(c->arena, say(c, "%s does %s for %s"), first ? from : to, matter(c), first ? to : from);
	}
	return arena_printf(c->arena, say(c, "%s does %s for both %s and %s"), name, matter(c), from, to);
}

static const char *detail(const struct relate_case *c, const struct relate_best *best, const char *from, const char *to)
{
	const struct relate_record *x = best->record;
	const char *name = relate_proof_phase(c, x->phase);
	if (relate_kind_is_planned(x->what)) {
		return arena_printf(c->arena, say(c, "%s of %s and %s had the status %s on %s: a plan, not a fact"), name, from, to,
		    say(c, know_status_name(x->what->status)), when_text(c));
	}
	if (x->ended == TRI_YES) {
		char until[16];
		return arena_printf(c->arena, say(c, "%s of %s and %s had ended (%s)"), name, from, to, date_print(x->what->period.until, until));
	}
	return active_detail(c, best, name, from, to);
}

void relate_proof_record(const struct relate_case *c, struct letter_relation *r, const struct relate_pair *p,
    const struct relate_best *best, const char *from, const char *to)
{
	const struct relate_record *x = best->record;
	r->detail = detail(c, best, from, to);
	relate_proof_tell(c, r, x->phase);
	tell_stand(c, r, x->a, from);
	tell_stand(c, r, x->b, to);
	if (c->service != KNOW_NONE && x->depth >= 0) {
		relate_proof_step(c, r, "it covers the letter's matter, %s", matter(c));
	} else if (x->manages) {
		relate_proof_step(c, r, "shared management concerns every matter");
	}
	if (r->certainty == TRI_PERHAPS && r->doubt != NULL) {
		relate_proof_step(c, r, "on %s it is not certain: %s", when_text(c), r->doubt);
	} else if (relate_kind_is_active(x->what)) {
		relate_proof_step(c, r, x->ended == TRI_YES ? "by %s it had ended" : "it was in force on %s", when_text(c));
	}
	tell_fallen(c, r, p, x);
}
