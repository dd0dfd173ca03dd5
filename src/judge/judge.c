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
	for (uint32_t i = 0; i < j->schemas.n; i++) {
		if (judge_schema_phase(&j->schemas.v[i], j->phase) != NULL) {
			return true;
		}
	}
	return false;
}

/* A file of rules is read when a letter has something for it, so that a clean letter does not pay for it; what is wrong
 * with the file is then said. A phase has to be looked for in all of them. */
static bool read_now(struct judge *j, struct diag_sink *sink)
{
	if (j->phase == NULL || j->phase[0] == '#') {
		return true;
	}
	if (!judge_schema_read_all(&j->schemas, sink)) {
		return false;
	}
	if (!phase_exists(j)) {
		diag_at(sink, DIAG_KNOW_REFERENCE, "", 0, 0, "phase '%s'", j->phase);
		return false;
	}
	return true;
}

struct judge *judge_new(const struct know *k, const char *phase, struct diag_sink *sink)
{
	struct arena a;
	arena_init(&a, 0);
	struct judge *j = ARENA_NEW(&a, struct judge);
	j->arena = a;
	j->phase = phase != NULL ? arena_str(&j->arena, phase) : NULL;
	j->know = k;
	judge_schema_all(&j->schemas, &j->arena, k, false);
	if (!read_now(j, sink)) {
		judge_free(j);
		return NULL;
	}
	return j;
}

bool judge_is_empty(const struct judge *j)
{
	return j->schemas.n == 0;
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

static void judge_by(struct judge_run *run, struct judge_schema *s)
{
	if (s->state == JUDGE_UNREAD && !judge_match_text_may(run->arena, s->text, run->names)) {
		return;
	}
	if (judge_schema_read(s, run->sink)) {
		judge_run_schema(run, s);
	} else {
		run->unjudged = true;
	}
}

void judge_letter(struct judge *j, struct letter *l)
{
	struct judge_run run = { .arena = l->arena, .doc = letter_view(l), .sink = l->sink, .path = l->path,
		.phase = j->phase, .take = judge_take, .user = l };
	run.names = judge_match_names(l->arena, run.doc);
	for (uint32_t i = 0; i < j->schemas.n; i++) {
		judge_by(&run, &j->schemas.v[i]);
	}
	l->unjudged = l->unjudged || run.unjudged;
	judge_find_sort(l);
}
