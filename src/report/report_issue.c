/* report_issue.c - findings of letters, of records and of circles, and what could not be done, as one flat record each, for the formats of
 * other tools; DESIGN section 8.
 *
 * In: findings with what they point to, and diagnostics. Out: an issue, whose texts live as long as the arena: that of the letter, or
 * the report's for issues (report.c clears it). How it is written is left to each format.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#include "parts/glyph.h"

static const char *text_of(const char *text)
{
	return text != NULL ? text : "";
}

static uint32_t characters(struct span s)
{
	uint32_t n = 0, c;
	while (glyph_next(&s, &c)) {
		n++;
	}
	return n;
}

/* The words at p, within their line. */
static void issue_region(struct letter *l, struct letter_place p, size_t length, struct report_region *out, struct span *whole)
{
	if (p.line == 0 && p.offset != SIZE_MAX) {
		letter_locate(l, &p);
	}
	*out = (struct report_region){ .line = p.line, .column = p.column };
	if (p.line == 0 || p.offset == SIZE_MAX || p.offset > l->text.n) {
		return;
	}
	struct span line = linemap_line(&l->lines, l->arena, p.line - l->lines_before);
	const char *here = l->text.p + p.offset;
	if (line.n == 0 || here < line.p || here > span_end(line)) {
		return;
	}
	size_t at = (size_t)(here - line.p), n = report_text_length(l, line, at, length);
	n = n < line.n - at ? n : line.n - at;
	out->words = span_of(here, n);
	out->end = n > 0 ? p.column + characters(out->words) : 0;
	out->byte = (uint32_t)at + 1;
	out->byte_end = n > 0 ? (uint32_t)(at + n) + 1 : 0;
	if (whole != NULL) {
		*whole = line;
	}
}

static void issue_other(struct letter *l, const struct letter_finding *f, struct report_issue *out)
{
	const struct letter_mention *m = f->counterpart != f->mention ? report_fact_mention(l, f->counterpart) : NULL;
	out->other = "";
	if (m == NULL) {
		return;
	}
	struct span name = report_fact_name(m);
	bool same = m->written.n == 0 || span_eq(m->written, name);
	out->counterpart = text_of(m->party);
	out->other = arena_printf(l->arena, "%s: %.*s%s%.*s%s, %s", letter_role_name(m->role), SPAN_F(name), same ? "" : ", written \"",
	    same ? 0 : (int)m->written.n, same ? "" : m->written.p, same ? "" : "\"", report_fact_where(l, m));
	issue_region(l, m->place, m->written.n, &out->other_at, NULL);
}

static void issue_relation(struct letter *l, const struct letter_relation *relation, struct report_issue *out)
{
	struct report_tie tie;
	report_fact_tie(l, relation, &tie);
	out->arrangement = text_of(tie.arrangement);
	out->basis = text_of(tie.basis);
	if (relation->phase != KNOW_NONE) {
		struct report_phase *phase = ARENA_NEW(l->arena, struct report_phase);
		report_fact_phase(l->arena, l->know, relation->phase, phase);
		out->phase = phase;
	}
}

void report_issue_letter(struct report *r, struct letter *l, const struct letter_finding *f, struct report_issue *out)
{
	const struct letter_mention *m = report_fact_mention(l, f->mention);
	*out = (struct report_issue){
		.of = REPORT_OF_LETTER, .path = report_path(r, l->arena, l->path), .member = text_of(l->member), .level = f->level, .rule = f->rule,
		.message = f->message, .fix = text_of(f->fix), .fingerprint = text_of(f->fingerprint), .party = text_of(m != NULL ? m->party : NULL),
		.counterpart = "", .arrangement = "", .basis = "", .since = "", .accepted = f->accepted, .state = f->state,
	};
	issue_region(l, f->place, f->length, &out->at, &out->line);
	issue_other(l, f, out);
	if (f->relation < l->relations.n) {
		issue_relation(l, &l->relations.v[f->relation], out);
	}
}

void report_issue_told(struct report *r, const struct letter_record *l, const struct letter_told *t, struct report_issue *out)
{
	*out = (struct report_issue){
		.of = REPORT_OF_LETTER, .path = report_path(r, &r->issues, l->path), .member = text_of(l->member), .level = t->level, .rule = t->rule,
		.message = t->message, .fix = text_of(t->fix), .fingerprint = text_of(t->fingerprint), .party = text_of(t->party),
		.counterpart = text_of(t->counterpart), .arrangement = text_of(t->arrangement), .basis = text_of(t->basis), .since = text_of(t->since),
		.at = { .line = t->line, .column = t->line > 0 ? t->column : 0 }, .other = "", .accepted = t->accepted, .state = t->state,
	};
}

void report_issue_circle(struct report *r, const struct letter_archive *a, const struct letter_circle_finding *f, struct report_issue *out)
{
	const struct letter_circle *c = report_circle_of(a, f);
	const struct letter_step *first = report_circle_first(c);
	*out = (struct report_issue){
		.of = REPORT_OF_CIRCLE, .path = first != NULL ? report_path(r, &r->issues, first->path) : "", .member = first != NULL ? text_of(first->member) : "",
		.level = f->level, .rule = f->rule, .message = f->message, .fix = text_of(f->fix), .fingerprint = text_of(f->fingerprint),
		.party = c != NULL && c->steps.n > 0 ? text_of(c->steps.v[0].from) : "", .counterpart = c != NULL && c->steps.n > 0 ? text_of(c->steps.v[0].to) : "",
		.arrangement = "", .basis = "", .since = text_of(f->since), .other = "", .circle = c, .accepted = f->accepted, .state = f->state,
	};
}

void report_issue_diagnostic(struct report *r, struct arena *a, const struct diag *d, struct report_issue *out)
{
	static const enum letter_level levels[] = { [DIAG_NOTE] = LETTER_NOTE, [DIAG_WARNING] = LETTER_WARNING, [DIAG_ERROR] = LETTER_ERROR };
	const char *detail = text_of(d->detail);
	*out = (struct report_issue){
		.of = REPORT_OF_FILE, .path = report_path(r, a, arena_str(a, d->path)), .member = "", .level = levels[diag_level(d->id)], .rule = diag_name(d->id),
		.message = arena_printf(a, "%s%s%s", diag_text(d->id), *detail != '\0' ? ": " : "", detail), .fix = text_of(d->help != NULL ? d->help : diag_help(d->id)),
		.fingerprint = "", .party = "", .counterpart = "", .arrangement = "", .basis = "", .since = "", .other = "",
		.at = { .line = d->line, .column = d->line > 0 ? d->column : 0 },
	};
	char hash[20];
	uint64_t sum = map_hash_more(map_hash(out->rule, strlen(out->rule) + 1), out->path, strlen(out->path) + 1);
	snprintf(hash, sizeof hash, "%016llx", (unsigned long long)map_hash_more(sum, detail, strlen(detail)));
	out->fingerprint = arena_str(a, hash);
}

enum letter_level report_issue_level(const struct report_issue *i)
{
	return i->accepted != NULL ? LETTER_NOTE : i->level;
}

void report_issue_words(struct buf *out, const struct report_issue *i)
{
	const struct letter_acceptance *a = i->accepted;
	buf_str(out, *i->message != '\0' ? i->message : i->rule);
	if (a == NULL) {
		return;
	}
	buf_str(out, " (accepted");
	if (a->by != NULL && *a->by != '\0') {
		buf_str(out, " by ");
		buf_str(out, a->by);
	}
	if (a->until != NULL && *a->until != '\0') {
		buf_str(out, " until ");
		buf_str(out, a->until);
	}
	buf_str(out, *text_of(a->reason) != '\0' ? ": " : ", no reason given");
	buf_str(out, text_of(a->reason));
	buf_char(out, ')');
}

void report_issue_step(struct buf *out, const struct letter_step *s)
{
	char day[32];
	const char *date = when_print(s->date, day), *from = text_of(s->from_name), *to = text_of(s->to_name);
	buf_str(out, date != NULL && *date != '\0' ? date : "no date");
	if (*from != '\0' || *to != '\0') {
		buf_printf(out, ": %s to %s", *from != '\0' ? from : "somebody", *to != '\0' ? to : "somebody");
	}
	if (s->letter == UINT32_MAX) {
		buf_printf(out, "; missing: %s", text_of(s->cited));
	}
	if (s->why != NULL && *s->why != '\0') {
		buf_printf(out, "; %s", s->why);
	}
}
