/* relate_in.h - what the files of relate/ share.
 *
 * A tie is one way in which an agent stands in one phase. Two agents that stand in the same phase make a record of that
 * phase for the two. All ties and records of a letter live in its arena.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_RELATE_IN_H
#define SAMEDESK_RELATE_IN_H

#include "relate/relate.h"

/* What everything is asked for: one matter on one date. */
struct relate_case {
	struct arena *arena;
	const struct know *know;
	enum know_basis min_basis;
	struct when when;
	know_index service;	/* KNOW_NONE: not known */
	know_index management;	/* the service of that id: who shares it shares managers, whatever the matter */
	const char *weaker;	/* not NULL: this is not the letter's main matter, so perhaps at most; why */
};

/* --- relate_tie.c --- */

/* A case with no service known. */
void relate_tie_case(struct relate_case *c, struct arena *a, const struct know *k, struct when when, enum know_basis min_basis);

enum relate_stand { RELATE_MEMBER, RELATE_HOST, RELATE_ITSELF };

struct relate_tie {
	know_index phase;
	enum relate_stand stand;	/* ITSELF: the agent is the arrangement */
	know_index member;		/* the know_member by which it stands there, or KNOW_NONE */
	know_index through;		/* phase of the team that is the member in its place, or KNOW_NONE */
	know_index through_member;	/* its own know_member in that team */
};

struct relate_ties {	/* sorted by phase, direct before through a team */
	struct relate_tie *v;
	uint32_t n, room;
};

struct relate_ties relate_tie_list(const struct relate_case *c, know_agent agent);
/* The first tie to that phase, or NULL. */
const struct relate_tie *relate_tie_find(const struct relate_ties *ties, know_index phase);
/* Depth of the narrowest service of the tie that covers the case's service; -1: none does. */
int relate_tie_depth(const struct relate_case *c, const struct relate_tie *t);
/* Does the tie share managers, whatever the matter? */
bool relate_tie_manages(const struct relate_case *c, const struct relate_tie *t);
enum tri relate_tie_holds(const struct relate_case *c, const struct relate_tie *t);
enum tri relate_tie_ended(const struct relate_case *c, const struct relate_tie *t);
enum know_basis relate_tie_basis(const struct relate_case *c, const struct relate_tie *t);

/* --- relate_kind.c: what the kinds of arrangement are for --- */

enum relate_bond { RELATE_NOTHING, RELATE_BODY, RELATE_MANAGEMENT, RELATE_DESK };	/* ORDER: weakest first */
enum letter_relation_kind relate_kind_of_bond(enum relate_bond b);

bool relate_kind_works(const struct know *k, const struct know_phase *p);	/* a record of who does the work */
bool relate_kind_is_body(const struct know *k, const struct know_phase *p);	/* a body on which members sit */
bool relate_kind_is_post(const struct know *k, const struct know_phase *p);	/* one person in a post of its members */
/* What a phase that is only planned would be for its members. */
enum relate_bond relate_kind_plan(const struct know *k, const struct know_phase *p);
/* Is the agent, by its kind, the planning authority of a local plan? */
bool relate_kind_makes_local_plans(const struct know *k, know_agent agent);
bool relate_kind_is_active(const struct know_phase *p);
bool relate_kind_is_planned(const struct know_phase *p);

/* --- relate_desk.c --- */

/* Something narrower that speaks against a wide record of one team. */
struct relate_block {
	enum tri sure;		/* NO: nothing does */
	know_index phase;	/* which */
};

/* Does anything among ties, which are those of one end, take the work out of the phase of the tie `wide` (of that
 * depth)? What the other end shares as one team does not: pass its ties, or NULL when there is no other end. */
struct relate_block relate_desk_block(const struct relate_case *c, const struct relate_ties *ties,
    const struct relate_ties *other, const struct relate_tie *wide, int depth);

/* Did the wider circle's one staff, which began later, take in a team of some of its members? */
bool relate_desk_takes_in(const struct know *k, const struct know_phase *wide, const struct know_phase *team);

enum tri relate_desk_of(const struct relate_case *c, know_agent agent, const struct relate_ties *ties,
    know_agent *desk, know_index *phase);

/* --- relate_pair.c --- */

struct relate_record {		/* one phase in which both stand */
	know_index phase;
	const struct know_phase *what;
	const struct relate_tie *a, *b;
	int depth;		/* as relate_tie_depth(), of both */
	bool manages, guessed;	/* guessed: the matter is not known, the team writes or is written to */
	enum tri holds, ended;
	enum know_basis basis;
	struct relate_block block;
};

struct relate_best {
	const struct relate_record *record;	/* NULL: none */
	enum relate_bond bond;
	enum tri certainty;
	const char *doubt;
};

struct relate_pair {
	struct relate_record *records;
	uint32_t n;
	struct relate_best active[4];		/* by bond */
	struct relate_best planned, lapsed;
};

/* What ties two agents for the case. */
void relate_pair(const struct relate_case *c, const struct relate_ties *a, const struct relate_ties *b, struct relate_pair *out);

/* --- relate_proof.c: sentences --- */

/* The registry's name of an agent. */
const char *relate_proof_name(const struct relate_case *c, know_agent agent);
const char *relate_proof_phase(const struct relate_case *c, know_index phase);	/* its name in that phase */
/* Which date is not known well enough; NULL when none. */
const char *relate_proof_doubt(const struct relate_case *c, const char *what, struct period p);
const char *relate_proof_bond(enum relate_bond b);	/* "same-desk" */
void relate_proof_step(const struct relate_case *c, struct letter_relation *r, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Steps that tell a phase: name, dates, status, basis, sources. */
void relate_proof_tell(const struct relate_case *c, struct letter_relation *r, know_index phase);
/* Fills detail and steps of a relation that rests on a record. from, to: the ends' names. */
void relate_proof_record(const struct relate_case *c, struct letter_relation *r, const struct relate_pair *p,
    const struct relate_best *best, const char *from, const char *to);

/* --- relate_letter.c --- */

struct relate_out {		/* the relations found so far */
	struct letter_relation *v;
	uint32_t n, room;
};

/* A new relation with nothing in it. The pointer lasts until the next. */
struct letter_relation *relate_letter_add(const struct relate_case *c, struct relate_out *out, enum letter_relation_kind kind,
    uint32_t from, uint32_t to, enum letter_role role);
bool relate_letter_has(const struct relate_out *out, enum letter_relation_kind kind, uint32_t from, uint32_t to);
/* All that ties two agents, as relations from `from` to `to`; only_desk: nothing weaker than one desk. */
void relate_letter_between(const struct relate_case *c, struct relate_out *out, uint32_t from, uint32_t to, enum letter_role role,
    const struct relate_ties *a, const struct relate_ties *b, const char *const names[2], bool only_desk);

/* --- relate_body.c --- */

/* The party is in the registry a second time, as the body on which the other sits. */
void relate_body(const struct relate_case *c, struct relate_out *out, const struct letter *l, uint32_t from, uint32_t to,
    const struct relate_ties *a, const struct relate_ties *b);
void relate_body_successors(const struct relate_case *c, struct relate_out *out, const struct letter *l);
void relate_body_plan_makers(const struct relate_case *c, struct relate_out *out, const struct letter *l, const struct relate_ties *ties);

/* --- relate_person.c --- */

void relate_person_both_ends(const struct relate_case *c, struct relate_out *out, const struct letter *l, const struct relate_ties *ties);

#endif
