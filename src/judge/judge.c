/* judge.c - the judge: rules read once, letters judged one after the other; DESIGN sections 3 and 7.
 *
 * In: a letter with its relations. Out: its findings. The rules are read by judge_schema.c, run by judge_run.c, and
 * what they say is made a finding by judge_find.c.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

#include <stdlib.h>

static bool phase_exists(const struct judge *j)
{
	if (j->phase == NULL || j->phase[0] == '#') {
		return true;
	}
	for (uint32_t i = 0; i < j->schemas.n; i++) {
		if (judge_schema_phase(&j->schemas.v[i], j->phase) != NULL) {
			return true;
		}
	}
	return false;
}

/* The judge lives in its own arena: one call frees it and all it holds. */
struct judge *judge_new(const struct know *k, const char *phase, struct diag_sink *sink)
{
	struct arena a;
	arena_init(&a, 0);
	struct judge *j = ARENA_NEW(&a, struct judge);
	j->phase = phase != NULL ? arena_str(&a, phase) : NULL;
	bool good = judge_schema_all(&j->schemas, &a, k, sink);
	if (good && !phase_exists(j)) {
		diag_at(sink, DIAG_KNOW_REFERENCE, "", 0, 0, "phase '%s'", phase);
		good = false;
	}
	for (uint32_t i = 0; i < j->schemas.n; i++) {
		j->schemas.v[i].arena = &j->arena;
	}
	j->arena = a;
	if (!good) {
		judge_free(j);
		return NULL;
	}
	return j;
}

void judge_free(struct judge *j)
{
	if (j != NULL) {
		struct arena a = j->arena;
		arena_release(&a);
	}
}

static void judge_take(void *user, const struct judge_hit *hit)
{
	judge_find_add(user, hit);
}

void judge_letter(struct judge *j, struct letter *l)
{
	struct judge_run run = { .arena = l->arena, .doc = letter_view(l), .sink = l->sink, .path = l->path,
		.phase = j->phase, .take = judge_take, .user = l };
	for (uint32_t i = 0; i < j->schemas.n; i++) {
		judge_run_schema(&run, &j->schemas.v[i]);
	}
	l->unjudged = l->unjudged || run.unjudged;
	judge_find_sort(l);
}
