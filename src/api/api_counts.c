/* api_counts.c - letters and findings counted, for the summary of a run; DESIGN section 8.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "api/api.h"

void api_counts_init(struct api_counts *c, struct arena *a)
{
	memset(c, 0, sizeof *c);
	c->arena = a;
	map_init(&c->rules, a);
}

void api_counts_letter(struct api_counts *c, const char *why)
{
	struct report_summary *s = &c->summary;
	s->letters++;
	s->judged += *why == '\0';
	s->not_judged += *why != '\0';
	s->not_a_letter += strcmp(why, "not_a_letter") == 0;
	s->ambiguous += strcmp(why, "ambiguous") == 0;
	s->no_sender += strcmp(why, "no_sender") == 0;
	s->no_recipient += strcmp(why, "no_recipient") == 0;
	s->unjudged += strcmp(why, "unjudged") == 0;
}

void api_counts_finding(struct api_counts *c, const char *rule, enum letter_level level)
{
	uint32_t i = map_get(&c->rules, span_str(rule));
	c->summary.findings[level]++;
	if (i == MAP_NONE) {
		i = c->by_rule.n;
		*vec_push(c->arena, &c->by_rule) = (struct report_count){ arena_str(c->arena, rule), 0 };
		map_put(&c->rules, span_str(rule), i);
	}
	c->by_rule.v[i].n++;
}

void api_counts_accepted(struct api_counts *c, const struct letter_acceptance *t)
{
	c->summary.accepted++;
	c->summary.without_reason += *t->reason == '\0';
}

static int counts_order(const void *x, const void *y)
{
	const struct report_count *a = x, *b = y;
	return strcmp(a->rule, b->rule);
}

const struct report_summary *api_counts_summary(struct api_counts *c)
{
	if (c->by_rule.n > 0) {
		qsort(c->by_rule.v, c->by_rule.n, sizeof *c->by_rule.v, counts_order);
	}
	c->summary.by_rule = c->by_rule.v;
	c->summary.n_by_rule = c->by_rule.n;
	return &c->summary;
}

samedesk_totals api_counts_totals(const struct api_counts *c)
{
	const struct report_summary *s = &c->summary;
	return (samedesk_totals){ s->letters, s->judged, s->not_judged, s->failed_files, { s->findings[0], s->findings[1], s->findings[2] } };
}
