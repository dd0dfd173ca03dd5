/* archive_ring_service.c - does a chain of letters come back to the desk it left, in the matter that its letters tell together? DESIGN sections 6 and 7.
 *
 * In: a chain of letters on one matter, of which the last goes to another party than wrote the first. Out: the desk that handles the matter of
 * the chain for both, if one does.
 *
 * Each letter's ends have the desk of what that letter alone tells, and a letter may tell it badly: of three letters between planners of minerals the
 * first speaks of a bond, and is read as its solicitor's. The matter of a chain is one: the service that most of its letters tell, two at least, and the
 * first or the last among them. Who would have handled it at either end, on that letter's day, is asked of the registry anew. That
 * the letter itself tells another service, or none, leaves it in doubt: such a ring is "perhaps". It closes through a team for few services alone.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_ring.h"

/* Services of a chain that are counted. */
#define SERVICES 12u
/* Of a team that closes a chain by what all of it tells. */
#define TEAM_SERVICES 4u

struct told { know_index service; uint32_t letters, strongest; bool at_end; };

static void note_told(struct told *t, uint32_t *n, know_index service, bool strongest, bool at_end)
{
	uint32_t i = 0;
	while (i < *n && t[i].service != service) {
		i++;
	}
	if (i == SERVICES) {
		return;
	}
	if (i == *n) {
		t[(*n)++] = (struct told){ service, 0, 0, false };
	}
	t[i].letters++;
	t[i].strongest += strongest;
	t[i].at_end = t[i].at_end || at_end;
}

/* The service that most letters of the chain tell; KNOW_NONE: none. */
static know_index service_of(const struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	struct told t[SERVICES];
	uint32_t n_told = 0, telling = 0, best = SERVICES;
	for (uint32_t i = 0; i < n; i++) {
		struct span rest = span_str(archive_word(l->a, archive_item(l->a, archive_link_edge(l, steps[i].edge)->letter)->services)), id;
		telling += rest.n > 0;
		for (bool first = true; span_split(&rest, ' ', &id); first = false) {
			know_index service = know_service_find(l->a->know, id);
			if (service != KNOW_NONE) {
				note_told(t, &n_told, service, first, i == 0 || i + 1 == n);
			}
		}
	}
	for (uint32_t i = 0; i < n_told; i++) {
		bool better = best == SERVICES || t[i].letters > t[best].letters || (t[i].letters == t[best].letters && t[i].strongest > t[best].strongest);
		best = better ? i : best;
	}
	bool most = best < SERVICES && t[best].letters > 1 && t[best].letters * 2 >= telling && t[best].at_end;
	return most ? t[best].service : KNOW_NONE;
}

/* Another than the party itself; NULL: it does that work itself. */
static const char *desk_of(const struct archive *a, const struct archive_end *e, know_index service, struct when date)
{
	const char *party = archive_word(a, e->party), *desk = a->options.desk(a->options.user, party, service, date);
	return desk != NULL && strcmp(desk, party) != 0 ? desk : NULL;
}

/* A partnership for nearly everything is the desk of whatever two letters are misread as; a team for few things tells what they are. */
static bool is_wide(const struct archive *a, const struct archive_end *e, const char *desk, struct when date)
{
	uint32_t n = 0;
	for (know_index s = 0; s < know_service_count(a->know) && n <= TEAM_SERVICES; s++) {
		const char *its = desk_of(a, e, s, date);
		n += its != NULL && strcmp(its, desk) == 0;
	}
	return n > TEAM_SERVICES;
}

const char *archive_ring_service(const struct archive_links *l, const struct archive_ring_step *steps, uint32_t n)
{
	const struct archive *a = l->a;
	const struct archive_edge *first = archive_link_edge(l, steps[0].edge), *last = archive_link_edge(l, steps[n - 1].edge);
	const struct archive_end *home = archive_ends(a, first->letter) + first->from, *to = archive_ends(a, last->letter) + last->to;
	if (a->know == NULL || a->options.desk == NULL || home->party == to->party) {
		return NULL;
	}
	know_index service = service_of(l, steps, n);
	const char *desk = service != KNOW_NONE ? desk_of(a, home, service, archive_item(a, first->letter)->date) : NULL;
	const char *its = desk != NULL ? desk_of(a, to, service, archive_item(a, last->letter)->date) : NULL;
	bool one = its != NULL && strcmp(desk, its) == 0;
	return one && !is_wide(a, home, desk, archive_item(a, first->letter)->date) ? desk : NULL;
}
