/* pattern.h - PCRE2: patterns compiled once (UTF, Unicode properties), matched within bounds.
 *
 * A compiled pattern is read-only and may be shared by threads. What a match needs is one thread's: a room, used again and again.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_PATTERN_H
#define SAMEDESK_PATTERN_H

#include "base/base.h"

struct pattern;		/* a compiled pattern */
struct pattern_room;	/* where matches are worked out */

enum {
	PATTERN_CASELESS = 1,
	PATTERN_PLAIN = 4,	/* for subjects of ASCII alone: its text comes from pattern_plain() */
	PATTERN_JIT = 2		/* as machine code, where the machine allows it: worth its making after some tens of matches */
};
#define PATTERN_GROUPS 24

struct pattern_match {
	struct span whole;
	uint32_t n;				/* groups, with the whole as 0 */
	const struct pattern *pattern;
	struct span group[PATTERN_GROUPS];	/* of n of them; p NULL: took no part */
};

/* No match. */
static inline void pattern_none(struct pattern_match *m, const struct pattern *p)
{
	m->whole = span_of(NULL, 0);
	m->n = 0;
	m->pattern = p;
}

/* Flags: extended (white space and # comments in the pattern are ignored) and multi-line (^ and $ at lines) are always on.
 * NULL on error: *why says what (in a) and *where at which offset. The caller frees with pattern_free(). */
struct pattern *pattern_new(struct arena *a, const char *text, unsigned flags, const char **why, size_t *where);
/* The same of a glob: '*', '?' and '[a-z]' within what stands between slashes, '**' across them; of the whole subject, whose bytes it compares. */
struct pattern *pattern_of_glob(struct arena *a, struct span glob, const char **why);
void pattern_free(struct pattern *p);

/* The same pattern for subjects of ASCII alone, in a; NULL: there is no such. */
const char *pattern_plain(struct arena *a, const char *text);
bool pattern_is_ascii(struct span s);

struct pattern_room *pattern_room_new(void);
void pattern_room_free(struct pattern_room *room);	/* may be NULL */

/* Looks in s from offset on; room NULL: in one of its own. Only a search from 0 makes sure that s is UTF-8: who looks on (from > 0, at the end of a match)
 * began there. 1 found, 0 not, -1 over LIMIT_MATCH_STEPS or not UTF-8. */
int pattern_find(const struct pattern *p, struct pattern_room *room, struct span s, size_t from, struct pattern_match *m);

/* A named group of the match; n == 0 when it took no part or there is none of that name. */
struct span pattern_group(const struct pattern_match *m, const char *name);

#endif
