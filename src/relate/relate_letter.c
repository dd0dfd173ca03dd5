/* relate_letter.c - what ties sender and recipients of a letter; DESIGN section 6.
 *
 * In: a letter's mentions, services, date and persons. Out: mention.desk and letter.relations. Who was meant was settled
 * before; here only chosen parties are compared (out-of-period ones for who succeeded them): what is ambiguous accuses
 * nobody.
 *
 * The letter's strongest service decides. Another one counts when it is nearly as strong, and then makes no
 * relation more certain than perhaps. One relation is made for each kind and pair, the strongest.
 *
 * Cost: the ties of each party are listed once; each pair of sender and recipient, and of recipients, is one merge of
 * two short sorted lists (see relate_pair.c), and almost always ends there.
 *
 * SPDX-License-Identifier: ISC */
#include "relate/relate_in.h"

/* A second service counts when it weighs this part of the first. */
#define NEARLY(weight, first) ((weight) * 4 >= (first) * 3)

struct letter_relation *relate_letter_add(const struct relate_case *c, struct relate_out *out, enum letter_relation_kind kind,
    uint32_t from, uint32_t to, enum letter_role role)
{
	struct letter_relation *r = vec_push(c->arena, out);
	r->kind = kind;
	r->from = from;
	r->to = to;
	r->role = role;
	r->phase = r->post = r->service = KNOW_NONE;
	r->other = KNOW_NONE;
	r->certainty = TRI_YES;
	r->basis = KNOW_DOCUMENTED;
	r->detail = "";
	return r;
}

bool relate_letter_has(const struct relate_out *out, enum letter_relation_kind kind, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < out->n; i++) {
		const struct letter_relation *r = &out->v[i];
		if (r->kind == kind && r->from == from && r->to == to) {
			return true;
		}
	}
	return false;
}

struct ends { uint32_t from, to; enum letter_role role; const char *const *names; };

static void put(const struct relate_case *c, struct relate_out *out, const struct ends *e, enum letter_relation_kind kind,
    const struct relate_pair *p, const struct relate_best *best)
{
	if (best->record == NULL || relate_letter_has(out, kind, e->from, e->to)) {
		return;
	}
	struct letter_relation *r = relate_letter_add(c, out, kind, e->from, e->to, e->role);
	r->phase = best->record->phase;
	r->service = best->record->depth >= 0 && !best->record->guessed ? c->service : KNOW_NONE;
	r->certainty = best->certainty;
	r->basis = best->record->basis;
	r->doubt = best->doubt;
	if (kind == LETTER_PENDING || kind == LETTER_LAPSED) {
		r->would_be = relate_proof_bond(best->bond);
	}
	relate_proof_record(c, r, p, best, e->names[0], e->names[1]);
}

void relate_letter_between(const struct relate_case *c, struct relate_out *out, uint32_t from, uint32_t to, enum letter_role role,
    const struct relate_ties *a, const struct relate_ties *b, const char *const names[2], bool only_desk)
{
	struct ends e = { from, to, role, names };
	struct relate_pair p;
	relate_pair(c, a, b, &p);
	put(c, out, &e, LETTER_SAME_DESK, &p, &p.active[RELATE_DESK]);
	if (only_desk) {
		return;
	}
	put(c, out, &e, LETTER_SAME_MANAGEMENT, &p, &p.active[RELATE_MANAGEMENT]);
	put(c, out, &e, LETTER_OWN_BODY, &p, &p.active[RELATE_BODY]);
	put(c, out, &e, LETTER_PENDING, &p, &p.planned);
	put(c, out, &e, LETTER_LAPSED, &p, &p.lapsed);
}

static bool is_chosen(const struct letter_mention *m)
{
	return m->verdict == LETTER_CHOSEN;
}

static const char *name_of(const struct relate_case *c, const struct letter_mention *m)
{
	const char *name = relate_proof_name(c, m->agent);
	if (name != NULL && *name != '\0') {
		return name;
	}
	return m->name != NULL ? m->name : m->party != NULL ? m->party : arena_strn(c->arena, m->written.p, m->written.n);
}

static void put_same_party(const struct relate_case *c, struct relate_out *out, uint32_t from, uint32_t to,
    enum letter_role role, const char *name)
{
	if (relate_letter_has(out, LETTER_SAME_PARTY, from, to)) {
		return;
	}
	struct letter_relation *r = relate_letter_add(c, out, LETTER_SAME_PARTY, from, to, role);
	r->detail = arena_printf(c->arena, know_tongue_in(c->know, "%s writes to %s"), name, name);
	relate_proof_step(c, r, "both ends are %s", name);
}

static void relate_two(const struct relate_case *c, struct relate_out *out, const struct letter *l, uint32_t from,
    uint32_t to, const struct relate_ties *ties)
{
	const struct letter_mention *a = &l->mentions.v[from], *b = &l->mentions.v[to];
	const char *const names[2] = { name_of(c, a), name_of(c, b) };
	if (letter_mention_same(a, b) == TRI_YES) {
		put_same_party(c, out, from, to, b->role, names[0]);
		return;
	}
	if (a->agent == KNOW_NONE || b->agent == KNOW_NONE) {
		return;
	}
	relate_letter_between(c, out, from, to, b->role, &ties[from], &ties[to], names, b->role == LETTER_CC);
	if (b->role == LETTER_RECIPIENT && c->weaker == NULL) {
		relate_body(c, out, l, from, to, &ties[from], &ties[to]);
	}
}

static void relate_senders(const struct relate_case *c, struct relate_out *out, const struct letter *l, const struct relate_ties *ties)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *from = &l->mentions.v[i];
		if (from->role != LETTER_SENDER || !is_chosen(from)) {
			continue;
		}
		for (uint32_t j = 0; j < l->mentions.n; j++) {
			const struct letter_mention *to = &l->mentions.v[j];
			if ((to->role == LETTER_RECIPIENT || to->role == LETTER_CC) && is_chosen(to)) {
				relate_two(c, out, l, i, j, ties);
			}
		}
	}
}

/* The surer of one desk and one management; of equals the better documented, then the desk. */
static const struct relate_best *best_for_recipients(const struct relate_pair *p)
{
	const struct relate_best *desk = &p->active[RELATE_DESK], *managers = &p->active[RELATE_MANAGEMENT];
	if (desk->record == NULL || managers->record == NULL) {
		return desk->record != NULL ? desk : managers;
	}
	if (desk->certainty != managers->certainty) {
		return desk->certainty > managers->certainty ? desk : managers;
	}
	return managers->record->basis > desk->record->basis ? managers : desk;
}

static bool is_recipient(const struct letter_mention *m)
{
	return m->role == LETTER_RECIPIENT && is_chosen(m) && m->agent != KNOW_NONE;
}

/* Each recipient is tied to the first before it with whom it is one desk: a chain is told once, not all its pairs. */
static void relate_recipient(const struct relate_case *c, struct relate_out *out, const struct letter *l, uint32_t to,
    const struct relate_ties *ties)
{
	const struct letter_mention *m = &l->mentions.v[to];
	for (uint32_t i = 0; i < to; i++) {
		const struct letter_mention *before = &l->mentions.v[i];
		struct relate_pair p;
		if (!is_recipient(before) || before->agent == m->agent) {
			continue;
		}
		relate_pair(c, &ties[i], &ties[to], &p);
		const char *const names[2] = { name_of(c, before), name_of(c, m) };
		struct ends e = { i, to, LETTER_RECIPIENT, names };
		const struct relate_best *best = best_for_recipients(&p);
		if (best->record != NULL) {
			put(c, out, &e, LETTER_ONE_DESK_RECIPIENTS, &p, best);
			return;
		}
	}
}

static void fill_desk(const struct relate_case *c, struct letter_mention *m, const struct relate_ties *ties)
{
	know_agent desk;
	know_index phase;
	if (m->agent == KNOW_NONE) {
		m->desk = letter_mention_identity(m);
	} else if (relate_desk_of(c, m->agent, ties, &desk, &phase) == TRI_YES) {
		m->desk = know_agent_id(c->know, desk);
	}
}

/* Once for the letter: desks, and what does not depend on a second service. */
static void relate_rest(const struct relate_case *c, struct relate_out *out, struct letter *l, const struct relate_ties *ties)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		struct letter_mention *m = &l->mentions.v[i];
		if (m->role != LETTER_MENTIONED && is_chosen(m)) {
			fill_desk(c, m, &ties[i]);
		}
		if (is_recipient(m)) {
			relate_recipient(c, out, l, i, ties);
		}
	}
	relate_person_both_ends(c, out, l, ties);
	relate_body_successors(c, out, l);
}

/* The letter's services in order: the first as it is, near ones as perhaps. */
static void relate_services(struct relate_case *c, struct relate_out *out, const struct letter *l, const struct relate_ties *ties)
{
	relate_senders(c, out, l, ties);
	relate_body_plan_makers(c, out, l, ties);
	know_index first = c->service;
	for (uint32_t i = 1; i < l->services.n; i++) {
		if (!NEARLY((int64_t)l->services.v[i].weight, (int64_t)l->services.v[0].weight)) {
			break;
		}
		c->service = l->services.v[i].service;
		c->weaker = letter_one_matter(&l->services.v[i], &l->services.v[0]) ? NULL : arena_printf(c->arena,
		    know_tongue_in(c->know, "the letter's first matter is another: %s"), know_tongue_in(c->know, know_str(c->know, know_service(c->know, first)->label)));
		relate_senders(c, out, l, ties);
		relate_body_plan_makers(c, out, l, ties);
	}
	c->service = first;
	c->weaker = NULL;
}

static struct relate_ties *list_ties(const struct relate_case *c, const struct letter *l)
{
	struct relate_ties *ties = ARENA_NEWS(c->arena, struct relate_ties, l->mentions.n + 1);
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		if (is_chosen(m) && m->role != LETTER_MENTIONED) {
			ties[i] = relate_tie_list(c, m->agent);
		}
	}
	return ties;
}

void relate_letter(struct letter *l, const struct relate_options *options)
{
	struct relate_case c;
	struct relate_out out = { NULL, 0, 0 };
	relate_tie_case(&c, l->arena, l->know, l->date, options->min_basis);
	c.service = l->services.n > 0 ? l->services.v[0].service : KNOW_NONE;
	const struct relate_ties *ties = list_ties(&c, l);
	relate_services(&c, &out, l, ties);
	relate_rest(&c, &out, l, ties);
	l->relations.v = out.v;
	l->relations.n = out.n;
	l->relations.room = out.room;
}
