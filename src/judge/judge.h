/* judge.h - the door of judge/: ISO Schematron over the letter view and the archive view; DESIGN sections 3 and 7.
 *
 * In: the rules of rules/checks/ and a letter with its relations, or the circles of an archive. Out: letter.findings,
 * letter_archive.findings. What a rule says is none of C's business.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_JUDGE_H
#define SAMEDESK_JUDGE_H

#include "letter/letter_record.h"

struct judge;		/* compiled rules: one a thread */

/* phase: a Schematron phase ("send", "audit", "ci") or NULL for the default. NULL when there is no such phase, or it cannot be looked
 * for because a rule file is unusable (said). Without a phase a file is read when a letter first needs it: an unusable one
 * is said then, and leaves the letter unjudged. The caller frees. */
struct judge *judge_new(const struct know *k, const char *phase, struct diag_sink *sink);
void judge_free(struct judge *j);
/* Has it no rule file at all? */
bool judge_is_empty(const struct judge *j);

/* Fills l->findings, in the order of place, then level (worst first), then rule. */
void judge_letter(struct judge *j, struct letter *l);

/* Fills a->findings, in the order of the circles, then level (worst first), then rule. A rule that could not be evaluated is said
 * through sink and sets a->unjudged. */
void judge_archive(struct judge *j, struct letter_archive *a, struct diag_sink *sink);

/* What the rules say of acceptances, those in letters and those of a baseline: the acceptance view, <acceptances>. */
struct judge_acceptance {
	const struct letter_acceptance *told;
	const char *letter, *member;	/* where what it accepts is, or was: path and member; "" not known */
	enum tri used;			/* does it accept anything? */
	bool ended;			/* it has run out */
};
struct judge_objection {
	uint32_t acceptance;		/* its index */
	const char *rule, *message, *fix;	/* fix: or NULL */
	enum letter_level level;
	bool binding;
	VEC(const char *) explain;
};
struct judge_objections { VEC(struct judge_objection) list; };
/* In the order of the acceptances; on a. False: a rule could not be evaluated (said). */
bool judge_acceptances(struct judge *j, struct arena *a, const struct judge_acceptance *v, uint32_t n, struct diag_sink *sink, struct judge_objections *out);

/* The rules, for `samedesk rules`. Texts live as long as j. */
struct judge_variant { const char *id, *message; enum letter_level level; };	/* message: "" of an assert or report by itself */
struct judge_rule {
	const char *id;
	enum letter_level level;
	bool binding;			/* its findings cannot be accepted */
	bool archive;			/* it is about many letters together */
	const char *title;		/* the pattern's title */
	const char *what, *why, *law, *fix;	/* from the rule's diagnostics and paragraphs; NULL where there is none */
	const char *bad, *good;		/* examples, as XML text of their view; NULL where there is none */
	const char *file;
	uint32_t line;
	uint32_t column;
	bool own;			/* of an overlay */
	const char *phases;		/* in which it is active, a space between; "": in none */
	const char *bad_title, *good_title;	/* what the examples show; NULL: it is not told */
	VEC(struct judge_variant) variants;	/* its asserts and reports, in their order */
	VEC(struct judge_variant) says;	/* of the bad example */
};
uint32_t judge_rule_count(const struct judge *j);
const struct judge_rule *judge_rule(const struct judge *j, uint32_t i);

/* Can the rules of overlays be used beside the others? False: said, with place. */
bool judge_own_usable(const struct know *k, struct diag_sink *sink);
/* Is there a phase of that id ("#ALL" and NULL are always) in a file of rules that can be read? */
bool judge_has_phase(const struct know *k, const char *phase);

/* Runs the examples of every rule file: faults as KNOW_EXAMPLE, with place. *n: how many were run. */
bool judge_validate(const struct know *k, struct diag_sink *sink, uint32_t *n);

#endif
