/* resolve_in.h - what the files of resolve/ share: claims, readings, and the letter's surroundings.
 *
 * A claim is a stretch of a zone that may name a party. It has readings: who it could mean (several agents together for a
 * joint name). Narrowing strikes readings out, each with a reason, until one is left or nothing more can be said.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_RESOLVE_IN_H
#define SAMEDESK_RESOLVE_IN_H

#include "resolve/resolve.h"

enum resolve_strength {	/* ORDER: weakest first */
	RESOLVE_PLACE,		/* a town or county in an address: tells where, not who */
	RESOLVE_BARE,		/* a name without form: "Cherwell", "CDC", "Brum" */
	RESOLVE_DOMAIN,		/* an e-mail or web domain */
	RESOLVE_FULL		/* a name with its form, an official name, an identifier */
};

struct resolve_reading {
	struct know_list agents;	/* never empty; in the image unless `one` is used */
	know_agent one;			/* when agents.n == 0: this agent alone */
	know_index name;		/* know_name, or KNOW_NONE (domain, identifier) */
	bool kept;
	const char *why;		/* why it stayed or fell away */
};

struct resolve_claim {
	uint32_t zone;			/* index in letter.zones */
	uint32_t piece;			/* which piece of the zone */
	enum letter_zone_kind kind;
	enum letter_role role;
	uint32_t group;
	enum resolve_strength strength;
	struct span written, core;
	know_index suffix, prefix;
	uint32_t tokens;
	bool exact_official;		/* it is written as an official name, form and all */
	VEC(struct resolve_reading) readings;
	uint32_t kept;			/* readings that are left */
	VEC(const char *) evidence;
	const char *identifier;		/* a party of the letter's own: outside the registry */
	const char *identity;		/* the same as it is compared */
	const char *key;		/* its key, or NULL */
	bool placeholder;
	bool spelling;			/* found by a misspelling */
};

struct resolve {
	struct letter *l;
	const struct know *k;
	struct arena *a;
	VEC(struct resolve_claim) claims;
	VEC(know_agent) named;		/* parties named in full anywhere in the letter; filled when first asked */
	bool named_done;
	bool alone;			/* a name asked for by itself: there is no letter around it */
	know_index council_word, place_word, care_of, placeholder, partner, not_before, not_after, stranger, other_body, own_name, institution;	/* phrase classes */
	know_index beside[4];		/* classes of words that may stand beside a bare name */
	know_index postcode, email, web;				/* patterns */
};

uint32_t resolve_claim_agents(const struct resolve *r, const struct resolve_reading *d);
know_agent resolve_claim_agent(const struct resolve *r, const struct resolve_reading *d, uint32_t i);
/* Was the agent there at the date? An arrangement: one of its phases. */
enum tri resolve_claim_alive(const struct know *k, know_agent agent, struct when date);

/* resolve_claim.c: zones to claims */
void resolve_claims(struct resolve *r);
/* Adds a reading unless it is there. */
void resolve_claim_reading(struct resolve *r, struct resolve_claim *c, struct know_list agents, know_agent one, know_index name);
/* Is the i-th name of the hit a town's, while a form stands beside it and another of its names is a body's? */
bool resolve_claim_only_place(const struct know *k, const struct know_hit *hit, uint32_t i);
/* All readings of a hit. */
void resolve_claim_hit(struct resolve *r, struct resolve_claim *c, const struct know_hit *hit);

/* resolve_spoilt.c: names that a scanner may have read as s; all mean one party. None: 0. */
uint32_t resolve_spoilt_names(const struct resolve *r, struct span s, know_index *out, uint32_t max);

/* resolve_strength.c: *street: it is a street's, and no claim at all */
enum resolve_strength resolve_strength_of(struct resolve *r, const struct letter_zone *z, const struct know_hit *hit, bool *street);
/* The comma-separated part of the line that holds the words, and whether it is the line's first. */
/* Does a phrase of the class stand in it? */
bool resolve_strength_has_phrase(const struct resolve *r, know_index class_, struct span s);
struct span resolve_strength_part(struct span piece, struct span written, bool *first);

/* resolve_role.c: a councillor or officer who writes for himself */
void resolve_role_private(struct resolve *r);
/* A guessed letterhead that is an addressee's; a party at both ends. */
void resolve_role_turn(struct resolve *r);
void resolve_role_settle(struct resolve *r);

/* resolve_post.c: claims from people in posts, where the role is not settled */
void resolve_posts(struct resolve *r, enum letter_role role);

/* resolve_narrow.c */
void resolve_narrow(struct resolve *r, struct resolve_claim *c);
bool resolve_narrow_reading_has(const struct resolve *r, const struct resolve_claim *c, know_agent agent);

/* resolve_second.c: what spoke for somebody else */
void resolve_second(struct resolve *r, enum letter_role role);

/* resolve_choose.c: claims to mentions */
void resolve_choose_senders(struct resolve *r);
void resolve_choose_recipients(struct resolve *r);
void resolve_choose_copies(struct resolve *r);
void resolve_choose_titled(struct resolve *r);

/* resolve_title.c: the title against the data, once the mentions are chosen */
void resolve_title(struct resolve *r);

#endif
