/* archive_flip.c - which verdicts of a letter flip between two judgements of it, and why; DESIGN section 3.
 *
 * In: two records of one letter, made with different knowledge. Out: changes, each with the first thing that was read or resolved
 * otherwise: who wrote, to whom, whose desk, which service, which date; or that only the rule is another.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_flip.h"

static const struct letter_told *find_told(const struct letter_record *r, const struct letter_told *t)
{
	for (uint32_t i = 0; i < r->told.n; i++) {
		if (strcmp(r->told.v[i].fingerprint, t->fingerprint) == 0) {
			return &r->told.v[i];
		}
	}
	return NULL;
}

static const char *or_none(const char *text)
{
	return *text != '\0' ? text : "nobody known";
}

static const char *why_party(struct arena *a, const struct letter_party *was, const struct letter_party *is)
{
	const char *role = letter_role_name(is->role);
	if (was->role != is->role) {
		return arena_printf(a, "'%s' is %s now, was %s", is->name, role, letter_role_name(was->role));
	}
	if (strcmp(was->id, is->id) != 0) {
		return arena_printf(a, "the %s is %s now, was %s", role, or_none(is->id), or_none(was->id));
	}
	if (strcmp(was->desk, is->desk) != 0 || was->desk_sure != is->desk_sure) {
		return arena_printf(a, "the desk of %s is %s%s now, was %s%s", or_none(is->id), is->desk_sure == TRI_PERHAPS ? "perhaps " : "", or_none(is->desk),
		    was->desk_sure == TRI_PERHAPS ? "perhaps " : "", or_none(was->desk));
	}
	return NULL;
}

static const char *why_parties(struct arena *a, const struct letter_record *was, const struct letter_record *is)
{
	if (was->parties.n != is->parties.n) {
		return arena_printf(a, "%u parties are read now, %u were", is->parties.n, was->parties.n);
	}
	for (uint32_t i = 0; i < is->parties.n; i++) {
		const char *why = why_party(a, &was->parties.v[i], &is->parties.v[i]);
		if (why != NULL) {
			return why;
		}
	}
	return NULL;
}

static const char *first_service(const struct letter_record *r)
{
	return r->services.n > 0 ? r->services.v[0] : "not known";
}

static const char *why_flip(struct arena *a, const struct letter_record *was, const struct letter_record *is, const struct letter_told *old,
    const struct letter_told *new)
{
	const char *why = why_parties(a, was, is);
	if (why != NULL) {
		return why;
	}
	if (strcmp(first_service(was), first_service(is)) != 0) {
		return arena_printf(a, "the service is %s now, was %s", first_service(is), first_service(was));
	}
	if (was->date.first != is->date.first || was->date.last != is->date.last || was->is_letter != is->is_letter) {
		return "its date or kind is read otherwise now";
	}
	if (old != NULL && new != NULL && strcmp(old->message, new->message) != 0) {
		return arena_printf(a, "the record is another: it said '%s'", old->message);
	}
	const struct letter_told *any = new != NULL ? new : old;
	return any != NULL && *any->arrangement != '\0' ? arena_printf(a, "the record of %s, or the rule, is another", any->arrangement) : "the rule is another";
}

static void add_flip(struct arena *a, struct archive_flips *out, const char *what, const struct letter_record *is, const struct letter_told *t, const char *why)
{
	*vec_push(a, out) = (struct letter_change){ what, arena_str(a, is->path), arena_str(a, is->member), arena_str(a, t->rule), arena_str(a, t->message), "", why, NULL, false };
}

void archive_flip(struct arena *a, const struct letter_record *was, const struct letter_record *is, struct archive_flips *out)
{
	for (uint32_t i = 0; i < is->told.n; i++) {
		const struct letter_told *new = &is->told.v[i], *old = find_told(was, new);
		if (old == NULL || old->level != new->level) {
			add_flip(a, out, old == NULL ? "verdict-new" : "verdict-changed", is, new, why_flip(a, was, is, old, new));
		}
	}
	for (uint32_t i = 0; i < was->told.n; i++) {
		if (find_told(is, &was->told.v[i]) == NULL) {
			add_flip(a, out, "verdict-gone", is, &was->told.v[i], why_flip(a, was, is, &was->told.v[i], NULL));
		}
	}
}
