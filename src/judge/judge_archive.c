/* judge_archive.c - what the rules say of many letters; DESIGN sections 5 and 7.
 *
 * In: the circles of an archive, as the archive view. Out: a->findings, in the order of the circles, the worst first. A finding belongs
 * to the circle whose element, or an element below it, the rule speaks of; of the archive as a whole it belongs to none.
 *
 * A fingerprint is made of the rule and of the identities of the circle's letters in sorted order: it stays when files move, when another
 * link between the same letters is found, and when a letter that was missing turns up under what it was cited by.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

#include <stdlib.h>

struct taker {
	struct letter_archive *a;
	struct map told;		/* rule and circle to the index of the finding */
};

/* The circle of the node, or of the element that it stands in. */
static uint32_t find_circle(const struct letter_archive *a, const xmlNode *node)
{
	for (; node != NULL && node->type != XML_DOCUMENT_NODE; node = node->parent) {
		uint32_t circle = node->type == XML_ELEMENT_NODE ? letter_view_index(node) : UINT32_MAX;
		if (circle < a->circles.n) {
			return circle;
		}
	}
	return UINT32_MAX;
}

static int order_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Letters without an identity of their own are known by nothing better than their place. */
static const char *step_identity(const struct letter_step *s)
{
	return s->id != NULL && s->id[0] != '\0' ? s->id : s->path;
}

static const char *find_fingerprint(struct letter_archive *a, const struct letter_circle_finding *f)
{
	uint64_t hash = map_hash(f->rule, strlen(f->rule) + 1);
	VEC(const char *) ids = { 0 };
	if (f->circle < a->circles.n) {
		const struct letter_circle *c = &a->circles.v[f->circle];
		for (uint32_t i = 0; i < c->steps.n; i++) {
			if (c->steps.v[i].letter != UINT32_MAX) {
				*vec_push(a->arena, &ids) = step_identity(&c->steps.v[i]);
			}
		}
	}
	if (ids.n > 1) {
		qsort(ids.v, ids.n, sizeof *ids.v, order_text);
	}
	for (uint32_t i = 0; i < ids.n; i++) {
		hash = map_hash_more(hash, ids.v[i], strlen(ids.v[i]) + 1);
	}
	return arena_printf(a->arena, "%016llx", (unsigned long long)hash);
}

static void find_explain(struct letter_archive *a, const struct judge_hit *hit, struct letter_circle_finding *f)
{
	for (uint32_t i = 0; i < hit->said.n; i++) {
		const struct judge_said *said = &hit->said.v[i];
		const char *text = said->text[0] != '\0' ? arena_str(a->arena, said->text) : NULL;
		if (text != NULL && strcmp(judge_find_purpose(said->id), "fix") == 0) {
			f->fix = text;
		} else if (text != NULL) {
			*vec_push(a->arena, &f->explain) = text;
		}
	}
}

/* Of what one rule says of one circle the worst is kept, and of that the first; of the archive as a whole everything. */
static struct letter_circle_finding *find_slot(struct taker *t, const struct letter_circle_finding *f)
{
	struct letter_archive *a = t->a;
	const char *key = arena_printf(a->arena, "%s %u %s", f->rule, (unsigned)f->circle, f->circle != UINT32_MAX ? "" : f->message);
	uint32_t i = map_get(&t->told, span_str(key));
	if (i != MAP_NONE) {
		return a->findings.v[i].level < f->level ? &a->findings.v[i] : NULL;
	}
	map_put(&t->told, span_str(key), a->findings.n);
	return vec_push(a->arena, &a->findings);
}

static void find_take(void *user, const struct judge_hit *hit)
{
	struct taker *t = user;
	struct letter_circle_finding f = { .level = hit->test->level, .binding = hit->test->binding, .circle = find_circle(t->a, hit->node) };
	f.rule = judge_find_rule(t->a->arena, hit->test->id);
	f.message = arena_str(t->a->arena, hit->message);
	struct letter_circle_finding *slot = find_slot(t, &f);
	if (slot != NULL) {
		find_explain(t->a, hit, &f);
		f.fingerprint = find_fingerprint(t->a, &f);
		*slot = f;
	}
}

/* By circle, what belongs to none last; then the worst; then by name: the same whatever order the rules stand in. */
static int order_findings(const void *x, const void *y)
{
	const struct letter_circle_finding *a = x, *b = y;
	if (a->circle != b->circle) {
		return a->circle < b->circle ? -1 : 1;
	}
	if (a->level != b->level) {
		return a->level > b->level ? -1 : 1;
	}
	int rule = strcmp(a->rule, b->rule);
	return rule != 0 ? rule : strcmp(a->message, b->message);
}

static void judge_archive_by(struct judge_run *run, struct judge_schema *s)
{
	if (judge_schema_read(s, run->sink)) {
		judge_run_schema(run, s);
	} else {
		run->unjudged = true;
	}
}

void judge_archive(struct judge *j, struct letter_archive *a, struct diag_sink *sink)
{
	struct arena arena;
	arena_init(&arena, 0);
	struct letter_archive seen = *a;	/* the view goes when it was judged */
	seen.arena = &arena;
	struct taker taker = { .a = a };
	map_init(&taker.told, &arena);
	struct judge_run run = { .arena = &arena, .doc = letter_archive_view(&seen), .sink = sink, .path = "", .phase = j->phase,
		.take = find_take, .user = &taker };
	for (uint32_t i = 0; i < j->schemas.n; i++) {
		judge_archive_by(&run, &j->schemas.v[i]);
	}
	a->unjudged = a->unjudged || run.unjudged;
	arena_release(&arena);
	if (a->findings.n > 1) {
		qsort(a->findings.v, a->findings.n, sizeof *a->findings.v, order_findings);
	}
}
