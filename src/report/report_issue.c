/* report_issue.c - findings of letters, of records and of circles, and what could not be done, as one flat record each, for the formats of
 * other tools; DESIGN section 8.
 *
 * In: findings with what they point to, and diagnostics. Out: an issue, whose texts live as long as the arena: that of the letter, or
 * the report's for issues (report.c clears it). How it is written is left to each format.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#include "parts/glyph.h"

#define QUOTED_MOST 2000u	/* bytes of a line, or of words in it, that are quoted */

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

/* The words at p, within their line. What is too long to be quoted is pointed to alone. */
static void shown_region(struct letter *l, struct letter_place p, size_t length, struct letter_region *out, struct span *whole)
{
	if (p.line == 0 && p.offset != SIZE_MAX) {
		letter_locate(l, &p);
	}
	if (l->attached_line > 0) {	/* its own lines are of no file */
		*out = (struct letter_region){ .line = l->attached_line };
		return;
	}
	*out = (struct letter_region){ .line = p.line, .column = p.column };
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
	out->end = n > 0 ? p.column + characters(span_of(here, n)) : 0;
	out->byte = (uint32_t)at + 1;
	out->byte_end = n > 0 ? (uint32_t)(at + n) + 1 : 0;
	out->words = n <= QUOTED_MOST ? span_of(here, n) : span_of("", 0);
	if (whole != NULL && line.n <= QUOTED_MOST) {
		*whole = line;
	}
}

/* Who is meant may be written within a longer word, as a domain in an address: then only where it begins is known. */
static size_t shown_length(const struct letter *l, const struct letter_mention *m)
{
	size_t at = m->place.offset;
	bool here = at != SIZE_MAX && at <= l->text.n && m->written.n <= l->text.n - at && memcmp(l->text.p + at, m->written.p, m->written.n) == 0;
	return here ? m->written.n : 0;
}

static void shown_other(struct letter *l, const struct letter_finding *f, struct letter_shown *out)
{
	const struct letter_mention *m = f->counterpart != f->mention ? report_fact_mention(l, f->counterpart) : NULL;
	if (m == NULL) {
		return;
	}
	struct span name = report_fact_name(m);
	bool same = m->written.n == 0 || span_eq(m->written, name);
	const char *role = know_tongue_in(l->know, letter_role_name(m->role)), *where = report_fact_where(l, m);
	out->other = same ? arena_printf(l->arena, "%s: %.*s, %s", role, SPAN_F(name), where) :
	    arena_printf(l->arena, know_tongue_in(l->know, "%s: %.*s, written \"%.*s\", %s"), role, SPAN_F(name), SPAN_F(m->written), where);
	shown_region(l, m->place, shown_length(l, m), &out->other_at, NULL);
}

static void shown_row(struct letter *l, know_index phase, struct letter_shown *out)
{
	struct report_phase p;
	report_fact_phase(l->arena, l->know, phase, l->date, &p);
	const char *dates = report_fact_period(l->arena, l->know, know_phase(l->know, phase)->period);
	out->row_file = text_of(p.file);
	out->row_line = p.line;
	out->sources = text_of(p.sources);
	out->row = arena_printf(l->arena, "%s: %s (%s): %s; %s; %s%s%s", know_tongue_in(l->know, "arrangement"), p.name, p.id, p.services,
	    know_tongue_in(l->know, report_fact_integration(p.integration)), know_tongue_in(l->know, report_fact_status(p.status)),
	    *dates != '\0' ? " " : "", dates);
}

void report_issue_shown(struct letter *l, const struct letter_finding *f, struct letter_shown *out)
{
	*out = (struct letter_shown){ .other = "", .row = "", .row_file = "", .sources = "" };
	shown_region(l, f->place, f->length, &out->at, &out->line);
	shown_other(l, f, out);
	if (f->relation < l->relations.n && l->relations.v[f->relation].phase != KNOW_NONE) {
		shown_row(l, l->relations.v[f->relation].phase, out);
	}
}

static struct span kept(struct arena *a, struct span s)
{
	return span_of(s.n > 0 ? arena_strn(a, s.p, s.n) : "", s.n);
}

const struct letter_shown *report_shown(struct arena *a, struct letter *l, const struct letter_finding *f)
{
	struct letter_shown *s = ARENA_NEW(a, struct letter_shown);
	report_issue_shown(l, f, s);
	s->at.words = kept(a, s->at.words);
	s->other_at.words = kept(a, s->other_at.words);
	s->line = kept(a, s->line);
	const char **const texts[] = { &s->other, &s->row, &s->row_file, &s->sources };
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		*texts[i] = arena_str(a, *texts[i]);
	}
	return s;
}

static void issue_shown(struct report_issue *out, const struct letter_shown *s)
{
	out->at = s->at;
	out->line = s->line;
	out->other = s->other;
	out->other_at = s->other_at;
	out->row = s->row;
	out->row_file = s->row_file;
	out->row_line = s->row_line;
	out->sources = s->sources;
}

void report_issue_letter(struct report *r, struct letter *l, const struct letter_finding *f, struct report_issue *out)
{
	const struct letter_mention *m = report_fact_mention(l, f->mention), *other = report_fact_mention(l, f->counterpart);
	const struct letter_relation *relation = f->relation < l->relations.n ? &l->relations.v[f->relation] : NULL;
	struct report_tie tie = { 0 };
	struct letter_shown shown;
	report_issue_shown(l, f, &shown);
	if (relation != NULL) {
		report_fact_tie(l, relation, &tie);
	}
	*out = (struct report_issue){
		.of = REPORT_OF_LETTER, .path = report_path(r, l->arena, l->path), .member = text_of(l->member), .level = f->level, .rule = f->rule,
		.message = f->message, .fix = text_of(f->fix), .fingerprint = text_of(f->fingerprint), .party = text_of(m != NULL ? m->party : NULL),
		.counterpart = text_of(other != NULL && other != m ? other->party : NULL), .arrangement = text_of(tie.arrangement), .basis = text_of(tie.basis),
		.since = "", .accepted = f->accepted, .state = f->state,
	};
	issue_shown(out, &shown);
}

void report_issue_told(struct report *r, const struct letter_record *l, const struct letter_told *t, struct report_issue *out)
{
	*out = (struct report_issue){
		.of = REPORT_OF_LETTER, .path = report_path(r, &r->issues, l->path), .member = text_of(l->member), .level = t->level, .rule = t->rule,
		.message = t->message, .fix = text_of(t->fix), .fingerprint = text_of(t->fingerprint), .party = text_of(t->party),
		.counterpart = text_of(t->counterpart), .arrangement = text_of(t->arrangement), .basis = text_of(t->basis), .since = text_of(t->since),
		.at = { .line = t->line, .column = t->line > 0 ? t->column : 0 }, .other = "", .row = "", .row_file = "", .sources = "",
		.accepted = t->accepted, .state = t->state,
	};
	if (t->shown != NULL) {
		issue_shown(out, t->shown);
	}
}

void report_issue_circle(struct report *r, const struct letter_archive *a, const struct letter_circle_finding *f, struct report_issue *out)
{
	const struct letter_circle *c = report_circle_of(a, f);
	const struct letter_step *first = report_circle_first(c);
	*out = (struct report_issue){
		.of = REPORT_OF_CIRCLE, .path = first != NULL ? report_path(r, &r->issues, first->path) : "", .member = first != NULL ? text_of(first->member) : "",
		.level = f->level, .rule = f->rule, .message = f->message, .fix = text_of(f->fix), .fingerprint = text_of(f->fingerprint),
		.party = c != NULL && c->steps.n > 0 ? text_of(c->steps.v[0].from) : "", .counterpart = c != NULL && c->steps.n > 0 ? text_of(c->steps.v[0].to) : "",
		.at = { .line = first != NULL ? first->line : 0 }, .arrangement = "", .basis = "", .since = text_of(f->since), .other = "", .row = "", .row_file = "",
		.sources = "", .circle = c, .accepted = f->accepted, .state = f->state,
	};
}

void report_issue_diagnostic(struct report *r, struct arena *a, const struct diag *d, struct report_issue *out)
{
	static const enum letter_level levels[] = { [DIAG_NOTE] = LETTER_NOTE, [DIAG_WARNING] = LETTER_WARNING, [DIAG_ERROR] = LETTER_ERROR };
	const char *detail = text_of(d->detail);
	*out = (struct report_issue){
		.of = REPORT_OF_FILE, .path = report_path(r, a, arena_str(a, d->path)), .member = "", .level = levels[diag_level(d->id)], .rule = diag_name(d->id),
		.message = arena_printf(a, "%s%s%s", diag_text(d->id), *detail != '\0' ? ": " : "", detail), .fix = text_of(d->help != NULL ? d->help : diag_help(d->id)),
		.fingerprint = "", .party = "", .counterpart = "", .arrangement = "", .basis = "", .since = "", .other = "", .row = "", .row_file = "", .sources = "",
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

void report_issue_words(const struct report *r, struct buf *out, const struct report_issue *i)
{
	const struct letter_acceptance *a = i->accepted;
	buf_str(out, *i->message != '\0' ? i->message : i->rule);
	if (a == NULL) {
		return;
	}
	buf_str(out, report_say(r, " (accepted"));
	if (a->by != NULL && *a->by != '\0') {
		buf_str(out, report_say(r, " by "));
		buf_str(out, a->by);
	}
	if (a->until != NULL && *a->until != '\0') {
		buf_str(out, report_say(r, " until "));
		buf_str(out, a->until);
	}
	buf_str(out, *text_of(a->reason) != '\0' ? ": " : report_say(r, ", no reason given"));
	buf_str(out, text_of(a->reason));
	buf_char(out, ')');
}

void report_issue_step(const struct report *r, struct buf *out, const struct letter_step *s)
{
	char day[32];
	const char *date = when_print(s->date, day), *from = text_of(s->from_name), *to = text_of(s->to_name), *nobody = report_say(r, "somebody");
	buf_str(out, date != NULL && *date != '\0' ? date : report_say(r, "no date"));
	if (*from != '\0' || *to != '\0') {
		buf_str(out, ": ");
		buf_printf(out, report_say(r, "%s to %s"), *from != '\0' ? from : nobody, *to != '\0' ? to : nobody);
	}
	if (s->letter == UINT32_MAX) {
		buf_printf(out, report_say(r, "; missing: %s"), text_of(s->cited));
	}
	if (s->why != NULL && *s->why != '\0') {
		buf_printf(out, "; %s", s->why);
	}
}
