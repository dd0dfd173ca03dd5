/* report_text_tally.c - an audit's findings counted, for people: by rule, council, pair of councils and year.
 *
 * In: the summary with its tables. Out: text: the greatest of each, or with --stats all of them.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

enum { TALLIES = 10 };

static void tally_row(struct report *r, uint32_t n, const char *name, const char *other)
{
	buf_printf(&r->out, "%7u  ", (unsigned)n);
	report_escape(&r->out, span_str(name));
	if (other != NULL) {
		buf_str(&r->out, report_say(r, " and "));
		report_escape(&r->out, span_str(other));
	}
	buf_char(&r->out, '\n');
}

static void tally_head(struct report *r, const char *head)
{
	buf_printf(&r->out, "%s%s%s\n", report_paint(r, REPORT_BOLD), report_say(r, head), report_paint(r, REPORT_PLAIN));
}

static void tally_more(struct report *r, uint32_t all, uint32_t shown)
{
	if (all > shown) {
		buf_printf(&r->out, report_say(r, "         and %u more\n"), (unsigned)(all - shown));
	}
}

static uint32_t tally_shown(const struct report *r, uint32_t all)
{
	return r->options.stats || all < TALLIES ? all : TALLIES;
}

static void tally_table(struct report *r, const char *head, const struct report_tally_row *rows, uint32_t n)
{
	uint32_t shown = tally_shown(r, n);
	if (n > 0) {
		tally_head(r, head);
	}
	for (uint32_t i = 0; i < shown; i++) {
		tally_row(r, rows[i].findings, rows[i].key[0] != '\0' ? rows[i].name : report_say(r, "no date"), rows[i].other != NULL ? rows[i].other_name : NULL);
	}
	tally_more(r, n, shown);
}

/* The rules with most findings: picked one by one, for their list is sorted by name and is short. */
static void tally_rules(struct report *r, const struct report_summary *s)
{
	uint32_t shown = tally_shown(r, s->n_by_rule);
	uint32_t limit = UINT32_MAX, at = 0;
	tally_head(r, "by rule");
	for (uint32_t done = 0; done < shown;) {
		uint32_t most = 0;
		for (at = 0; at < s->n_by_rule; at++) {
			uint32_t n = s->by_rule[at].n;
			most = n < limit && n > most ? n : most;
		}
		for (at = 0; at < s->n_by_rule && done < shown; at++) {
			if (s->by_rule[at].n == most) {
				tally_row(r, most, s->by_rule[at].rule, NULL);
				done++;
			}
		}
		limit = most;
	}
	tally_more(r, s->n_by_rule, shown);
}

void report_text_tally(struct report *r, const struct report_summary *s)
{
	if (s->n_by_rule > 0) {
		tally_rules(r, s);
		tally_table(r, "by council", s->by_council, s->n_by_council);
		tally_table(r, "by pair", s->by_pair, s->n_by_pair);
		tally_table(r, "by year", s->by_year, s->n_by_year);
		if (r->options.stats) {
			tally_table(r, "by month", s->by_month, s->n_by_month);
		}
	}
}
