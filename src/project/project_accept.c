/* project_accept.c - which findings of a letter are accepted in the letter itself; DESIGN section 8.
 *
 * In: a judged letter with the marks that are of it. Out: its findings, those accepted with who accepted them and why; marks that were used. That
 * a mark cannot be used, accepts nothing or has run out is said by others.
 *
 * SPDX-License-Identifier: ISC */
#include "project/project.h"

bool project_accept_ended(const struct letter_acceptance *t)
{
	struct date until;
	return *t->until != '\0' && date_parse(span_str(t->until), &until) && date_last(until) < date_first(date_today());
}

static bool accept_may(const struct letter_mark *m, const struct letter_finding *f)
{
	bool there = m->to == SIZE_MAX || (f->place.offset >= m->from && f->place.offset < m->to);
	return m->fault == NULL && there && strcmp(m->told.rule, f->rule) == 0;
}

static void accept_finding(struct letter *l, struct letter_finding *f)
{
	for (uint32_t i = 0; i < l->marks.n; i++) {
		struct letter_mark *m = l->marks.v[i];
		if (!accept_may(m, f)) {
			continue;
		}
		m->used = TRI_YES;
		m->refused = m->refused || f->binding;
		if (f->accepted == NULL && !f->binding && !project_accept_ended(&m->told)) {
			f->accepted = &m->told;
		}
	}
}

void project_accept(struct letter *l)
{
	for (uint32_t i = 0; i < l->findings.n && l->marks.n > 0; i++) {
		accept_finding(l, &l->findings.v[i]);
	}
	for (uint32_t i = 0; i < l->marks.n; i++) {
		l->marks.v[i]->looked = true;
		l->marks.v[i]->used = l->unjudged && l->marks.v[i]->used == TRI_NO ? TRI_PERHAPS : l->marks.v[i]->used;
	}
}
