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

static const char *phase_near(const struct judge *j)
{
	struct near near = { .word = j->phase };
	for (uint32_t i = 0; i < j->schemas.n; i++) {
		for (uint32_t p = 0; p < j->schemas.v[i].phases.n; p++) {
			near_try(&near, j->schemas.v[i].phases.v[p].id);
		}
	}
	return near.best;
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
		const char *near = phase_near(j);
		diag_at(sink, DIAG_KNOW_REFERENCE, "", 0, 0, "phase '%s'%s%s%s", j->phase, near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
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
	struct xml_names *names = xml_names_new(&j->arena);
	for (uint32_t i = 0; i < j->schemas.n; i++) {
		j->schemas.v[i].names = names;	/* a view is numbered once for all of them */
	}
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

/* Has a file that is not read yet anything for a letter with these elements? */
static bool unread_may(struct judge_schema *s, const struct letter_outline *rows, uint32_t n, uint64_t bits)
{
	if (!s->may_known) {
		judge_match_text(s);
	}
	if ((s->may_bits & bits) == 0) {
		return s->may_any;
	}
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t e = 0; e < s->elements.n; e++) {
			if (strcmp(s->elements.v[e], rows[i].name) == 0) {
				return true;
			}
		}
	}
	return s->may_any;
}

static bool read_may(const struct judge_schema *s, const struct letter_outline *rows, uint32_t n, uint64_t bits)
{
	for (uint32_t i = 0; i < s->patterns.n; i++) {
		for (uint32_t c = 0; c < s->patterns.v[i].contexts.n; c++) {
			const struct judge_context *context = &s->patterns.v[i].contexts.v[c];
			if (context->outline == NULL || judge_outline_may(context->outline, rows, n, bits)) {
				return true;
			}
		}
	}
	return false;
}

/* The document is made when the first file has something for it. */
static void judge_by(struct judge_run *run, struct judge_schema *s, struct letter *l)
{
	if (!judge_schema_read(s, run->sink)) {
		run->unjudged = true;
		return;
	}
	if (run->doc == NULL) {
		run->doc = letter_view(l);
	}
	judge_run_schema(run, s);
}

void judge_letter(struct judge *j, struct letter *l)
{
	struct judge_run run = { .arena = l->arena, .sink = l->sink, .path = l->path, .phase = j->phase, .take = judge_take, .user = l };
	run.n_rows = letter_view_outline(l, &run.rows);
	run.bits = judge_outline_bits(run.rows, run.n_rows);
	for (uint32_t i = 0; i < j->schemas.n; i++) {
		struct judge_schema *s = &j->schemas.v[i];
		if (s->state == JUDGE_UNREAD ? !unread_may(s, run.rows, run.n_rows, run.bits) : s->state == JUDGE_READ && !read_may(s, run.rows, run.n_rows, run.bits)) {
			continue;
		}
		judge_by(&run, s, l);
	}
	l->unjudged = l->unjudged || run.unjudged;
	judge_find_sort(l);
}
