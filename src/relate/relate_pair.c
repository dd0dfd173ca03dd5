/* relate_pair.c - what ties two agents in one matter on one date; DESIGN section 6.
 *
 * In: the ties of both. Out: the best record for each bond (one desk, one management, own body), and the best of what is
 * only planned or has ended. Which of them become relations of a letter is settled here, too: what says less than
 * another of no weaker basis is dropped. The sentences are left to relate_proof.c.
 *
 * The way: the two sorted lists of ties are merged; a phase in both makes a record. Status is asked before integration:
 * active records alone give bonds, planned ones give `pending`, active ones that had ended give `lapsed`. A record of one
 * team or of shared posts must cover the matter and not be set aside by a narrower one (relate_desk.c); a record of the
 * service "management" ties its members whatever the matter.
 *
 * Two arrangements with a common member make no record for the others: a record is one phase with both in it.
 *
 * Cost: the merge is linear in the ties of the two; each record that covers the matter asks both ends' ties once for
 * something narrower. Two councils have few phases in common, mostly none.
 *
 * SPDX-License-Identifier: ISC */
#include "relate/relate_in.h"

static struct relate_block block_of(const struct relate_case *c, const struct relate_record *r,
    const struct relate_ties *a, const struct relate_ties *b)
{
	struct relate_block by_a = relate_desk_block(c, a, b, r->a, r->depth);
	struct relate_block by_b = relate_desk_block(c, b, a, r->b, r->depth);
	return by_a.sure >= by_b.sure ? by_a : by_b;
}

/* A phase that had ended is asked on its last day: was it set aside even then? */
static struct relate_block block_at_end(const struct relate_case *c, const struct relate_record *r,
    const struct relate_ties *a, const struct relate_ties *b)
{
	struct relate_case then = *c;
	then.when = date_when(r->what->period.until);
	return block_of(&then, r, a, b);
}

/* When the team itself writes or is written to and the matter is not known, it may well be the team's own. */
static void guess_matter(const struct relate_case *c, struct relate_record *r)
{
	bool itself = r->a->stand == RELATE_ITSELF || r->b->stand == RELATE_ITSELF;
	if (r->depth < 0 && c->service == KNOW_NONE && itself) {
		r->depth = 0;
		r->guessed = true;
	}
}

static void fill(const struct relate_case *c, struct relate_record *r, const struct relate_ties *a, const struct relate_ties *b)
{
	int da = relate_tie_depth(c, r->a), db = relate_tie_depth(c, r->b);
	r->what = know_phase(c->know, r->phase);
	r->depth = da < db ? da : db;
	r->manages = relate_tie_manages(c, r->a) && relate_tie_manages(c, r->b);
	r->holds = tri_and(relate_tie_holds(c, r->a), relate_tie_holds(c, r->b));
	r->ended = tri_or(relate_tie_ended(c, r->a), relate_tie_ended(c, r->b));
	enum know_basis ba = relate_tie_basis(c, r->a), bb = relate_tie_basis(c, r->b);
	r->basis = ba < bb ? ba : bb;
	r->block = (struct relate_block){ TRI_NO, KNOW_NONE };
	guess_matter(c, r);
	if (r->depth >= 0 && relate_kind_is_active(r->what)) {
		r->block = r->ended == TRI_YES ? block_at_end(c, r, a, b) : block_of(c, r, a, b);
	}
}

/* Stands in which nothing is shared: a host with the members' board, the same agent twice. */
static bool is_record(const struct relate_tie *a, const struct relate_tie *b)
{
	return !(a->stand == b->stand && a->stand != RELATE_MEMBER);
}

static void collect(const struct relate_case *c, const struct relate_ties *a, const struct relate_ties *b, struct relate_pair *out)
{
	struct { struct relate_record *v; uint32_t n, room; } records = { NULL, 0, 0 };
	for (uint32_t i = 0, j = 0; i < a->n && j < b->n;) {
		const struct relate_tie *x = &a->v[i], *y = &b->v[j];
		if (x->phase != y->phase) {
			*(x->phase < y->phase ? &i : &j) += 1;
			continue;
		}
		if (is_record(x, y)) {
			struct relate_record *r = vec_push(c->arena, &records);
			*r = (struct relate_record){ .phase = x->phase, .a = x, .b = y };
			fill(c, r, a, b);
		}
		/* the second tie of one end to a phase, through a team, meets the other end's last */
		bool more = j + 1 < b->n && b->v[j + 1].phase == x->phase;
		*(more ? &j : &i) += 1;
	}
	out->records = records.v;
	out->n = records.n;
}

static bool has_host(const struct relate_record *r)
{
	return r->a->stand == RELATE_HOST || r->b->stand == RELATE_HOST;
}

/* Does the record, were it in force, make this bond? */
static bool gives(const struct relate_case *c, const struct relate_record *r, enum relate_bond bond)
{
	bool itself = r->a->stand == RELATE_ITSELF || r->b->stand == RELATE_ITSELF;
	switch (bond) {
	case RELATE_DESK:
		return r->what->integration >= 3 && r->depth >= 0;
	case RELATE_MANAGEMENT:
		return !has_host(r) && r->what->integration >= 2 && relate_kind_works(c->know, r->what)
		    && (r->manages || (r->depth >= 0 && !r->guessed && r->what->integration == 2));
	case RELATE_BODY:
		return itself && !has_host(r) && relate_kind_is_body(c->know, r->what);
	case RELATE_NOTHING:
		break;
	}
	return false;
}

/* How sure the bond is apart from the record's own dates. */
static enum tri unblocked(const struct relate_record *r, enum relate_bond bond)
{
	if (bond == RELATE_BODY || (bond == RELATE_MANAGEMENT && r->manages) || r->block.sure == TRI_NO) {
		return TRI_YES;
	}
	return r->block.sure == TRI_YES ? TRI_NO : TRI_PERHAPS;
}

static enum tri certainty(const struct relate_case *c, const struct relate_record *r, enum relate_bond bond)
{
	enum tri sure = tri_and(r->holds, unblocked(r, bond));
	return c->weaker != NULL || (r->guessed && bond == RELATE_DESK) ? tri_and(sure, TRI_PERHAPS) : sure;
}

static const char *block_doubt(const struct relate_case *c, const struct relate_block *b)
{
	const char *name = relate_proof_phase(c, b->phase);
	return relate_proof_doubt(c, name, know_phase(c->know, b->phase)->period);
}

static const char *doubt_of(const struct relate_case *c, const struct relate_record *r, enum relate_bond bond)
{
	if (r->holds == TRI_PERHAPS) {
		const char *doubt = relate_proof_doubt(c, "the arrangement", r->what->period);
		know_index through = r->a->through != KNOW_NONE ? r->a->through : r->b->through;
		if (doubt == NULL && through != KNOW_NONE) {
			doubt = relate_proof_doubt(c, relate_proof_phase(c, through), know_phase(c->know, through)->period);
		}
		return doubt == NULL && r->basis == KNOW_ASSUMED ? know_tongue_in(c->know, "that it was so is assumed, no source says it of that day") : doubt;
	}
	if (unblocked(r, bond) == TRI_PERHAPS) {
		return block_doubt(c, &r->block);
	}
	return r->guessed && bond == RELATE_DESK ? know_tongue_in(c->know, "the letter does not tell its matter") : c->weaker;
}

/* Of two records the surer, the better documented, the stronger, the narrower, the later. */
static bool beats(const struct relate_best *x, const struct relate_best *than)
{
	if (than->record == NULL) {
		return true;
	}
	const struct relate_record *a = x->record, *b = than->record;
	int order[] = { (int)x->certainty - (int)than->certainty, (int)a->basis - (int)b->basis,
	    (int)x->bond - (int)than->bond, a->depth - b->depth };
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		if (order[i] != 0) {
			return order[i] > 0;
		}
	}
	return date_first(a->what->period.from) > date_first(b->what->period.from);
}

static void consider(const struct relate_case *c, struct relate_best *best, const struct relate_record *r,
    enum relate_bond bond, enum tri sure)
{
	struct relate_best x = { r, bond, sure, NULL };
	if (sure == TRI_NO || !beats(&x, best)) {
		return;
	}
	if (sure == TRI_PERHAPS) {
		x.doubt = doubt_of(c, r, bond);
	}
	*best = x;
}

static void consider_active(const struct relate_case *c, struct relate_pair *out, const struct relate_record *r)
{
	for (enum relate_bond bond = RELATE_BODY; bond <= RELATE_DESK; bond++) {
		if (gives(c, r, bond)) {
			consider(c, &out->active[bond], r, bond, certainty(c, r, bond));
		}
	}
}

/* What had ended counts as the strongest bond it made. A report of what once was is no news: documents only. */
static void consider_lapsed(const struct relate_case *c, struct relate_pair *out, const struct relate_record *r)
{
	for (enum relate_bond bond = RELATE_DESK; bond >= RELATE_BODY; bond--) {
		if (gives(c, r, bond) && !r->guessed && r->basis == KNOW_DOCUMENTED && unblocked(r, bond) == TRI_YES) {
			consider(c, &out->lapsed, r, bond, c->weaker != NULL ? TRI_PERHAPS : TRI_YES);
			return;
		}
	}
}

static enum relate_bond plan_of(const struct relate_case *c, const struct relate_record *r)
{
	enum relate_bond plan = relate_kind_plan(c->know, r->what);
	bool itself = r->a->stand == RELATE_ITSELF || r->b->stand == RELATE_ITSELF;
	if (!has_host(r) && plan != RELATE_NOTHING) {
		if (r->depth >= 0) {
			return plan;
		}
		if (r->manages) {
			return RELATE_MANAGEMENT;
		}
	}
	return itself && relate_kind_is_body(c->know, r->what) ? RELATE_BODY : RELATE_NOTHING;
}

static void consider_planned(const struct relate_case *c, struct relate_pair *out, const struct relate_record *r)
{
	enum relate_bond plan = plan_of(c, r);
	if (plan != RELATE_NOTHING) {
		consider(c, &out->planned, r, plan, c->weaker != NULL ? tri_and(r->holds, TRI_PERHAPS) : r->holds);
	}
}

/* Is there an active bond of that strength or more, with no weaker basis, and that sure? */
static bool holds_as_much(const struct relate_case *c, const struct relate_pair *p, enum relate_bond least,
    enum know_basis basis, enum tri sure)
{
	for (uint32_t i = 0; i < p->n; i++) {
		const struct relate_record *r = &p->records[i];
		if (!relate_kind_is_active(r->what) || r->basis < basis || r->ended == TRI_YES) {
			continue;
		}
		for (enum relate_bond bond = least; bond <= RELATE_DESK; bond++) {
			if (gives(c, r, bond) && certainty(c, r, bond) >= sure) {
				return true;
			}
		}
	}
	return false;
}

/* What says less than something else that rests on no weaker ground adds nothing. */
static void drop_lesser(const struct relate_case *c, struct relate_pair *p)
{
	for (enum relate_bond bond = RELATE_BODY; bond < RELATE_DESK; bond++) {
		struct relate_best *b = &p->active[bond];
		if (b->record != NULL && holds_as_much(c, p, RELATE_DESK, b->record->basis, TRI_YES)) {
			b->record = NULL;
		}
	}
	struct relate_best *b = &p->planned;
	if (b->record != NULL && holds_as_much(c, p, b->bond, b->record->basis, b->certainty)) {
		b->record = NULL;
	}
	b = &p->lapsed;
	if (b->record != NULL && holds_as_much(c, p, b->bond, b->record->basis, TRI_PERHAPS)) {
		b->record = NULL;
	}
}

/* One arrangement that perhaps was one team by then was perhaps no longer shared managers alone. */
static void doubt_lesser(const struct relate_case *c, struct relate_pair *p)
{
	const struct relate_best *desk = &p->active[RELATE_DESK];
	struct relate_best *managers = &p->active[RELATE_MANAGEMENT];
	if (desk->record == NULL || managers->record == NULL || desk->record == managers->record
	    || desk->record->what->arrangement != managers->record->what->arrangement) {
		return;
	}
	if (desk->certainty == TRI_PERHAPS && managers->certainty == TRI_YES) {
		managers->certainty = TRI_PERHAPS;
		managers->doubt = arena_printf(c->arena, know_tongue_in(c->know, "%s may have been one team by then"), relate_proof_phase(c, desk->record->phase));
	}
}

void relate_pair(const struct relate_case *c, const struct relate_ties *a, const struct relate_ties *b, struct relate_pair *out)
{
	memset(out, 0, sizeof *out);
	collect(c, a, b, out);
	for (uint32_t i = 0; i < out->n; i++) {
		const struct relate_record *r = &out->records[i];
		if (relate_kind_is_planned(r->what)) {
			consider_planned(c, out, r);
		} else if (!relate_kind_is_active(r->what)) {
			continue;
		} else if (r->ended == TRI_YES) {
			consider_lapsed(c, out, r);
		} else {
			consider_active(c, out, r);
		}
	}
	drop_lesser(c, out);
	doubt_lesser(c, out);
}
