/* report_text.c - findings for people, as compilers and linters print them; DESIGN section 8.
 *
 *	path:line:column: level: message [rule]
 *	   12 | the line
 *	      |     ^~~~
 *	      recipient:    who stands at the other end, and where
 *	      arrangement:  name, services, degree, status and dates
 *	      basis, source, fix
 *
 * An accepted finding is one line: who lets it stand, and why, instead of the message; with --proof it is told like the others.
 *
 * In: a letter with findings. Out: text. Other things printed for people are in report_text_letter.c, _who.c, _rule.c, _circle.c, _tally.c;
 * the proof's sentences in report_proof.c.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

enum { INDENT = REPORT_INDENT };

/* By pieces: an audit prints a hundred thousand of them, and a format costs more than its words. */
static void text_painted(struct report *r, enum report_paint paint, const char *before, const char *words, const char *after)
{
	buf_str(&r->out, report_paint(r, paint));
	buf_str(&r->out, before);
	report_escape(&r->out, span_str(words));
	buf_str(&r->out, after);
	buf_str(&r->out, report_paint(r, REPORT_PLAIN));
}

static const char *text_place(const struct letter_acceptance *t, char *out, size_t size)
{
	out[0] = '\0';
	if (t->line > 0) {
		snprintf(out, size, ":%u:%u", (unsigned)t->line, (unsigned)t->column);
	}
	return out;
}

/* "Both councils sign; by A. Person; until 2027-03-31; in the baseline: known.xml:3:3" */
static void text_acceptance(struct report *r, const struct letter_acceptance *t)
{
	char line[32];
	const char *by = *t->by != '\0' ? report_say(r, "; by ") : "", *until = *t->until != '\0' ? report_say(r, "; until ") : "";
	buf_clear(&r->line);
	buf_printf(&r->line, "%s%s%s%s%s; ", *t->reason != '\0' ? t->reason : report_say(r, "no reason is given"), by, t->by, until, t->until);
	buf_printf(&r->line, t->in_letter ? report_say(r, "in the letter: %s%s") : report_say(r, "in the baseline: %s%s"), t->path, text_place(t, line, sizeof line));
	report_escape(&r->out, span_of(r->line.p, r->line.n));
}

bool report_text_is_brief(const struct report *r, const struct letter_acceptance *t)
{
	return t != NULL && !r->options.proof;
}

void report_text_head(struct report *r, const struct report_head *h)
{
	char place[32] = ":";
	if (h->line > 0) {
		snprintf(place, sizeof place, ":%u:%u:", (unsigned)h->line, (unsigned)h->column);
	}
	buf_str(&r->out, report_paint(r, REPORT_BOLD));
	report_escape_name(&r->out, span_str(h->path));
	buf_str(&r->out, place);
	buf_str(&r->out, report_paint(r, REPORT_PLAIN));
	buf_char(&r->out, ' ');
	text_painted(r, h->accepted != NULL ? REPORT_DIM : report_paint_level(h->level), "", report_say(r, letter_level_name(h->level)), ":");
	buf_str(&r->out, h->accepted != NULL ? report_say(r, " accepted: ") : " ");
	if (report_text_is_brief(r, h->accepted)) {
		text_acceptance(r, h->accepted);
	} else {
		report_escape(&r->out, span_str(h->message));
	}
	buf_char(&r->out, ' ');
	text_painted(r, REPORT_DIM, "[", h->rule, "]");
	if (h->member != NULL && *h->member != '\0') {
		text_painted(r, REPORT_DIM, " (", h->member, ")");
	}
	buf_char(&r->out, '\n');
}

void report_text_accepted(struct report *r, const struct letter_acceptance *t)
{
	if (t == NULL) {
		return;
	}
	report_note(r, INDENT, "accepted", "%s%s%s%s%s", *t->reason != '\0' ? t->reason : report_say(r, "no reason is given"),
	    *t->by != '\0' ? report_say(r, "; by ") : "", t->by,
	    *t->until != '\0' ? report_say(r, "; until ") : "", t->until);
	char line[32];
	report_note(r, INDENT, NULL, t->in_letter ? "in the letter: %s%s" : "in the baseline: %s%s", t->path, text_place(t, line, sizeof line));
}

/* In XML the place is that of an element: its start tag is underlined. */
size_t report_text_length(const struct letter *l, struct span line, size_t at, size_t length)
{
	if (l->record == NULL || at >= line.n || line.p[at] != '<') {
		return length;
	}
	const char *end = memchr(line.p + at, '>', line.n - at);
	return end != NULL ? (size_t)(end - line.p) + 1 - at : line.n - at;
}

static void text_source_line(struct report *r, struct letter *l, const struct letter_finding *f, struct letter_place p)
{
	if (p.line == 0 || p.offset == SIZE_MAX || p.offset > l->text.n) {
		return;
	}
	struct span line = linemap_line(&l->lines, l->arena, p.line - l->lines_before);
	const char *here = l->text.p + p.offset;
	if (line.n == 0 || here < line.p || here > span_end(line)) {
		return;
	}
	size_t at = (size_t)(here - line.p);
	report_caret(r, line, p.line, at, report_text_length(l, line, at, f->length));
}

static void text_other_end(struct report *r, struct letter *l, const struct letter_finding *f)
{
	const struct letter_mention *m = report_fact_mention(l, f->counterpart);
	if (m == NULL) {
		return;
	}
	struct span name = report_fact_name(m);
	const char *where = report_fact_where(l, m);
	if (m->written.n == 0 || span_eq(m->written, name)) {
		report_note(r, INDENT, letter_role_name(m->role), "%.*s, %s", SPAN_F(name), where);
	} else {
		report_note(r, INDENT, letter_role_name(m->role), "%.*s, written \"%.*s\" %s", SPAN_F(name),
		    SPAN_F(m->written), where);
	}
}

static void text_arrangement(struct report *r, struct letter *l, know_index phase)
{
	struct report_phase p;
	report_fact_phase(l->arena, l->know, phase, l->date, &p);
	const char *dates = report_fact_period(l->arena, l->know, know_phase(l->know, phase)->period);
	report_note(r, INDENT, "arrangement", "%s (%s): %s; %s; %s %s", p.name, p.id, p.services,
	    report_say(r, report_fact_integration(p.integration)), report_say(r, report_fact_status(p.status)), dates);
	report_note(r, INDENT, "members", "%s", p.members);
	if (*p.host != '\0') {
		report_note(r, INDENT, "host", "%s", p.host);
	}
}

static void text_post(struct report *r, struct letter *l, know_index post)
{
	const struct know_post *p = know_post(l->know, post);
	report_note(r, INDENT, "post", "%s, %s: shared by %s, %s", know_str(l->know, p->holder), know_str(l->know, p->title),
	    report_fact_agents(l->arena, l->know, p->agents, l->date, "; "), report_fact_period(l->arena, l->know, p->period));
}

static void text_tie(struct report *r, struct letter *l, const struct letter_relation *relation)
{
	struct report_tie tie;
	report_fact_tie(l, relation, &tie);
	if (relation->phase != KNOW_NONE) {
		text_arrangement(r, l, relation->phase);
	} else if (relation->post != KNOW_NONE) {
		text_post(r, l, relation->post);
	}
	if (tie.other_name != NULL) {
		report_note(r, INDENT, relation->kind == LETTER_SUCCESSOR ? "successor" : "named", "%s", tie.other_name);
	}
	if (relation->phase != KNOW_NONE || relation->post != KNOW_NONE) {
		report_note(r, INDENT, "basis", "%s", report_say(r, report_fact_basis(relation->basis)));
	}
	if (tie.source != NULL) {
		report_note(r, INDENT, "source", "%s", tie.source);
	}
	if (relation->certainty == TRI_PERHAPS) {
		report_note(r, INDENT, "not certain", "%s", tie.doubt != NULL ? tie.doubt : report_say(r, "a date is not known well enough"));
	}
}

static void text_proof(struct report *r, struct letter *l, const struct letter_finding *f)
{
	struct report_steps steps = { { 0 } };
	report_proof(l, f, &steps);
	for (uint32_t i = 0; i < steps.step.n; i++) {
		report_note(r, INDENT, i == 0 ? "proof" : NULL, "%u. %s", (unsigned)i + 1, steps.step.v[i]);
	}
}

static void text_finding(struct report *r, struct letter *l, const struct letter_finding *f)
{
	struct letter_place p = f->place;
	if (p.line == 0 && p.offset != SIZE_MAX) {
		letter_locate(l, &p);
	}
	report_text_head(r, &(struct report_head){ l->path, p.line, p.column, f->level, f->message, f->rule, NULL, f->accepted });
	if (report_text_is_brief(r, f->accepted)) {
		return;
	}
	report_text_accepted(r, f->accepted);
	text_source_line(r, l, f, p);
	if (l->member != NULL && *l->member != '\0') {
		report_note(r, INDENT, "letter", "%s of the file", l->member);
	}
	text_other_end(r, l, f);
	if (f->relation < l->relations.n) {
		text_tie(r, l, &l->relations.v[f->relation]);
	}
	if (f->fix != NULL) {
		report_note(r, INDENT, "fix", "%s", f->fix);
	}
	if (r->options.proof) {
		text_proof(r, l, f);
	}
}

/* --- the last line --- */

/* "1 no sender, 2 ambiguous" */
static void text_reasons(struct report *r, struct buf *out, const struct report_summary *s)
{
	const struct { uint32_t n; const char *words; } reasons[] = {
		{ s->not_a_letter, "not a letter" }, { s->no_sender, "no sender" },
		{ s->no_recipient, "no recipient" }, { s->ambiguous, "ambiguous" },
		{ s->unjudged, "could not be judged" },
	};
	const char *before = " (";
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		if (reasons[i].n > 0) {
			buf_printf(out, "%s%u %s", before, (unsigned)reasons[i].n, report_say(r, reasons[i].words));
			before = ", ";
		}
	}
	if (*before == ',') {
		buf_char(out, ')');
	}
}

static void text_counts(struct report *r, struct buf *out, const struct report_summary *s)
{
	static const char *const one[] = { [LETTER_NOTE] = "%u note", [LETTER_WARNING] = "%u warning", [LETTER_ERROR] = "%u error" };
	static const char *const more[] = { [LETTER_NOTE] = "%u notes", [LETTER_WARNING] = "%u warnings", [LETTER_ERROR] = "%u errors" };
	const char *before = "";
	for (int level = LETTER_ERROR; level >= LETTER_NOTE; level--) {
		uint32_t n = s->findings[level];
		if (n > 0) {
			buf_str(out, before);
			report_say_count(r, out, n, one[level], more[level]);
			before = ", ";
		}
	}
	if (*before == '\0') {
		buf_str(out, report_say(r, "no findings"));
	}
}

/* "3 letters: 2 judged, 1 not judged (1 no sender); 1 error" */
static void text_letters(struct report *r, struct buf *out, const struct report_summary *s)
{
	report_say_count(r, out, s->letters, "%u letter", "%u letters");
	buf_printf(out, report_say(r, ": %u judged"), (unsigned)s->judged);
	if (s->not_judged > 0) {
		buf_printf(out, report_say(r, ", %u not judged"), (unsigned)s->not_judged);
		text_reasons(r, out, s);
	}
	buf_str(out, "; ");
	text_counts(r, out, s);
}

/* "known.xml: 9 put in, 2 taken out; it holds 20, 3 without a reason" */
static void text_baseline(struct report *r, const struct report_baseline *b)
{
	report_escape_name(&r->out, span_str(b->path));
	if (b->written) {
		buf_printf(&r->out, report_say(r, ": %u put in, %u taken out"), (unsigned)b->fresh, (unsigned)(b->gone + (b->pruned ? b->ended : 0)));
	} else {
		buf_printf(&r->out, report_say(r, ": %u not in it, %u found no more, %u run out"), (unsigned)b->fresh, (unsigned)b->gone, (unsigned)b->ended);
	}
	report_say_count(r, &r->out, b->holds, "; it holds %u finding", "; it holds %u findings");
	if (b->without_reason > 0) {
		buf_printf(&r->out, report_say(r, " (%u without a reason)"), (unsigned)b->without_reason);
	}
	buf_char(&r->out, '\n');
}

static void text_end(struct report *r, const struct report_summary *s)
{
	if (s != NULL && r->options.what == REPORT_BASELINE && s->baseline != NULL) {
		text_baseline(r, s->baseline);
	}
	if (s == NULL || r->options.quiet || (r->options.what != REPORT_CHECK && r->options.what != REPORT_AUDIT)) {
		return;
	}
	uint32_t all = s->findings[LETTER_NOTE] + s->findings[LETTER_WARNING] + s->findings[LETTER_ERROR];
	if (r->options.what == REPORT_AUDIT || r->options.stats) {
		report_text_tally(r, s);
	}
	if (s->letters == 0) {
		buf_str(&r->out, report_say(r, "no letters: nothing was judged"));
	} else {
		text_letters(r, &r->out, s);
	}
	if (s->accepted > 0) {
		buf_printf(&r->out, report_say(r, ", %u accepted"), (unsigned)s->accepted);
	}
	if (s->without_reason > 0) {
		buf_printf(&r->out, report_say(r, " (%u without a reason)"), (unsigned)s->without_reason);
	}
	if (all + s->accepted > r->items) {
		buf_printf(&r->out, report_say(r, ", %u of them not shown"), (unsigned)(all + s->accepted - r->items));
	}
	if (s->failed_files > 0) {
		report_say_count(r, &r->out, s->failed_files, "; %u file could not be read", "; %u files could not be read");
	}
	if (s->excluded > 0) {
		report_say_count(r, &r->out, s->excluded, "; %u file left out", "; %u files left out");
	}
	buf_char(&r->out, '\n');
}

static void add_count(struct report *r, uint32_t n, const char *one, const char *more, const char *after)
{
	report_say_count(r, &r->out, n, one, more);
	buf_str(&r->out, report_say(r, after));
}

static void text_validation(struct report *r, const struct report_validation *v)
{
	if (r->options.quiet) {
		return;
	}
	add_count(r, v->parties, "%u party", "%u parties", " under ");
	add_count(r, v->names, "%u name", "%u names", ", ");
	add_count(r, v->arrangements, "%u arrangement", "%u arrangements", " in ");
	add_count(r, v->phases, "%u phase", "%u phases", ", ");
	add_count(r, v->posts, "%u post", "%u posts", ", ");
	add_count(r, v->formats, "%u format", "%u formats", ", ");
	add_count(r, v->patterns, "%u pattern", "%u patterns", "\n");
	add_count(r, v->rules, "%u rule", "%u rules", ", ");
	add_count(r, v->examples, "%u example", "%u examples", " run: ");
	add_count(r, v->errors, "%u error", "%u errors", ", ");
	add_count(r, v->warnings, "%u warning", "%u warnings", "\n");
}

/* Also where no summary is asked for: what was not looked at is not clean. */
static void text_archive(struct report *r, struct letter_archive *a)
{
	(void)a;
	for (uint32_t i = 0; i < r->left_out.n; i++) {
		report_note(r, 0, "left out", "%s", r->left_out.v[i]);
	}
}

const struct report_format report_text = {
	.name = "text",
	.letter = report_text_letter,
	.finding = text_finding,
	.who = report_text_who,
	.rule = report_text_rule,
	.validation = text_validation,
	.setting = report_setting_text,
	.told = report_record_text,
	.circle = report_text_circle,
	.archive = text_archive,
	.change = report_change_text,
	.end = text_end,
};
