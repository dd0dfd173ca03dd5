/* judge_accept.c - what the rules say of acceptances: that one accepts nothing, or has run out; DESIGN section 8.
 *
 * In: acceptances, with what is known of their use. Out: objections, in their order. The rules see the acceptance view
 * (rules/schemas/acceptance-view.rng); what they say of it is left to rules/checks/.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

struct taker {
	struct arena *a;
	struct judge_objections *out;
};

static void view_set(struct arena *a, xmlNode *node, const char *name, const char *value)
{
	xml_lean_set(a, node, name, span_str(value != NULL ? value : ""));
}

static void view_one(struct arena *a, xmlNode *root, const struct judge_acceptance *one, uint32_t index)
{
	const struct letter_acceptance *t = one->told;
	xmlNode *node = xml_lean_add(a, root, "accept", span_of(NULL, 0));
	node->_private = (void *)(uintptr_t)(index + 1);
	view_set(a, node, "where", t->in_letter ? "letter" : "baseline");
	view_set(a, node, "letter", one->letter);
	view_set(a, node, "member", one->member);
	view_set(a, node, "rule", t->rule);
	view_set(a, node, "reason", t->reason);
	view_set(a, node, "by", t->by);
	view_set(a, node, "until", t->until);
	view_set(a, node, "used", one->used == TRI_YES ? "yes" : one->used == TRI_NO ? "no" : "");
	view_set(a, node, "expired", one->ended ? "yes" : "");
}

static void objection_take(void *user, const struct judge_hit *hit)
{
	struct taker *t = user;
	struct judge_objection o = { .acceptance = letter_view_index(hit->node), .level = hit->test->level, .binding = hit->test->binding };
	if (o.acceptance == UINT32_MAX) {
		return;
	}
	o.rule = judge_find_rule(t->a, hit->test->id);
	o.message = arena_str(t->a, hit->message);
	for (uint32_t i = 0; i < hit->said.n; i++) {
		const char *text = hit->said.v[i].text[0] != '\0' ? arena_str(t->a, hit->said.v[i].text) : NULL;
		if (text != NULL && strcmp(judge_find_purpose(hit->said.v[i].id), "fix") == 0) {
			o.fix = text;
		} else if (text != NULL) {
			*vec_push(t->a, &o.explain) = text;
		}
	}
	*vec_push(t->a, &t->out->list) = o;
}

/* By insertion, and stable: of one rule they come in order, and rules are few. */
static void objections_sort(struct judge_objections *out)
{
	for (uint32_t i = 1; i < out->list.n; i++) {
		struct judge_objection o = out->list.v[i];
		uint32_t j = i;
		for (; j > 0 && o.acceptance < out->list.v[j - 1].acceptance; j--) {
			out->list.v[j] = out->list.v[j - 1];
		}
		out->list.v[j] = o;
	}
}

bool judge_acceptances(struct judge *j, struct arena *a, const struct judge_acceptance *v, uint32_t n, struct diag_sink *sink, struct judge_objections *out)
{
	struct taker taker = { a, out };
	struct judge_run run = { .arena = a, .doc = xml_lean_new(a, "acceptances"), .sink = sink, .path = "", .phase = j->phase,
		.take = objection_take, .user = &taker };
	memset(out, 0, sizeof *out);
	for (uint32_t i = 0; i < n; i++) {
		view_one(a, xmlDocGetRootElement(run.doc), &v[i], i);
	}
	run.names = judge_match_names(a, run.doc);
	for (uint32_t i = 0; i < j->schemas.n; i++) {
		if (!judge_schema_read(&j->schemas.v[i], sink)) {
			run.unjudged = true;
		} else {
			judge_run_schema(&run, &j->schemas.v[i]);
		}
	}
	objections_sort(out);
	return !run.unjudged;
}
