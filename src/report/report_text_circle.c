/* report_text_circle.c - circles for people: a heading, the letters on a time line, what is known and what is not.
 *
 *	path: level: message [rule]
 *	      2015-03-02 o  A -> B
 *	                 |  letters/1.txt
 *	      2015-04-20 ?  B (desk: joint team) -> C
 *	                 |  missing from the archive; cited as letter of 20 April 2015; the next letter cites it
 *	      2015-06-11 o  C -> A
 *	                    letters/3.txt
 *	                    quotes 'W/7'
 *
 * In: an archive with its circles and findings. Out: text, plain ASCII but for what the letters say. Which circles are told and how they
 * are headed is said by the rules.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

enum { DATE_WIDTH = 10, DIFFERENCES = 8 };

static bool told(const char *text)
{
	return text != NULL && *text != '\0';
}

static void add_name(const struct know *k, struct buf *out, const char *name, const char *id)
{
	buf_str(out, told(name) ? name : told(id) ? id : know_tongue_in(k, "not known"));
}

static void add_desk(struct buf *out, const struct letter_archive *a, const char *label, const char *desk, struct when then)
{
	know_agent agent = know_agent_find(a->know, span_str(desk));
	buf_printf(out, " (%s: ", know_tongue_in(a->know, label));
	buf_str(out, agent != KNOW_NONE ? know_agent_name_then(a->know, agent, then) : desk);
	buf_char(out, ')');
}

static bool is_other(const char *desk, const char *id)
{
	return told(desk) && strcmp(desk, id != NULL ? id : "") != 0;
}

/* From whom to whom, each with the desk that would handle the letter where that is somebody else; one desk of both is told once. */
static void add_ends(struct buf *out, const struct letter_archive *a, const struct letter_step *s)
{
	bool one = told(s->from_desk) && told(s->to_desk) && strcmp(s->from_desk, s->to_desk) == 0;
	add_name(a->know, out, s->from_name, s->from);
	if (!one && is_other(s->from_desk, s->from)) {
		add_desk(out, a, "desk", s->from_desk, s->date);
	}
	buf_str(out, " -> ");
	add_name(a->know, out, s->to_name, s->to);
	if (one || is_other(s->to_desk, s->to)) {
		add_desk(out, a, one ? "one desk" : "desk", s->to_desk, s->date);
	}
}

/* What holds the step, beside its file. */
static void add_ties(const struct know *k, struct buf *out, const struct letter_step *s)
{
	if (s->letter == UINT32_MAX) {
		buf_str(out, know_tongue_in(k, "missing from the archive"));
		if (told(s->cited)) {
			buf_str(out, know_tongue_in(k, "; cited as "));
			buf_str(out, s->cited);
		}
	}
	if (told(s->why)) {
		buf_str(out, out->n > 0 ? "; " : "");
		buf_str(out, s->why);
	}
	if (s->sure != TRI_YES) {
		const char *words = know_tongue_in(k, told(s->doubt) ? "; perhaps: " : "; perhaps");
		buf_str(out, out->n > 0 ? words : words + 2);
		buf_str(out, told(s->doubt) ? s->doubt : "");
	}
}

/* --- the time line --- */

struct line {
	struct report *r;
	unsigned width;			/* of the dates */
	bool first, last;		/* the next line is the step's first; the step is the last */
	char mark;
	const char *date;
};

static void line_gutter(struct line *l)
{
	char mark = l->first ? l->mark : l->last ? ' ' : '|';
	buf_printf(&l->r->out, "%*s%s%-*s%s %c  ", REPORT_INDENT, "", report_paint(l->r, REPORT_BOLD), (int)l->width, l->first ? l->date : "",
	    report_paint(l->r, REPORT_PLAIN), mark);
	l->first = false;
}

/* A file's name stays whole, with every space it has: it is copied from here. */
static void line_file(struct line *l, const struct letter_step *s)
{
	struct buf name = BUF_INIT;
	buf_str(&name, s->path);
	if (told(s->member)) {
		buf_char(&name, '#');
		buf_str(&name, s->member);
	}
	line_gutter(l);
	report_escape_name(&l->r->out, span_of(name.p, name.n));
	buf_char(&l->r->out, '\n');
	buf_release(&name);
}

/* The words, broken into lines, each behind the line that is drawn. */
static void line_words(struct line *l, const struct buf *words)
{
	struct buf escaped = BUF_INIT, wrapped = BUF_INIT;
	report_escape(&escaped, span_of(words->p, words->n));
	report_note_wrap(&wrapped, span_of(escaped.p, escaped.n), REPORT_INDENT + l->width + 4, 0);
	struct span rest = span_of(wrapped.p, wrapped.n), line;
	while (span_split(&rest, '\n', &line)) {
		line_gutter(l);
		buf_span(&l->r->out, line);
		buf_char(&l->r->out, '\n');
	}
	buf_release(&escaped);
	buf_release(&wrapped);
}

static void line_step(struct line *l, const struct letter_archive *a, const struct letter_circle *c, uint32_t i)
{
	const struct letter_step *s = &c->steps.v[i];
	struct buf *words = &l->r->line;
	char day[32];
	l->date = when_known(s->date) ? when_print(s->date, day) : know_tongue_in(a->know, "no date");
	l->mark = s->letter != UINT32_MAX ? 'o' : '?';
	l->first = true;
	l->last = i + 1 == c->steps.n;
	if (told(s->from) || told(s->to) || told(s->from_name) || told(s->to_name)) {
		buf_clear(words);
		add_ends(words, a, s);
		line_words(l, words);
	}
	if (s->letter != UINT32_MAX) {
		line_file(l, s);
	}
	buf_clear(words);
	add_ties(a->know, words, s);
	line_words(l, words);
}

static unsigned dates_width(const struct letter_circle *c)
{
	unsigned width = DATE_WIDTH;
	for (uint32_t i = 0; i < c->steps.n; i++) {
		char day[32];
		unsigned n = (unsigned)strlen(when_print(c->steps.v[i].date, day));
		width = n > width ? n : width;
	}
	return width;
}

static void time_line(struct report *r, const struct letter_archive *a, const struct letter_circle *c)
{
	struct line l = { .r = r, .width = dates_width(c) };
	for (uint32_t i = 0; i < c->steps.n; i++) {
		line_step(&l, a, c, i);
	}
}

/* --- what is known of it --- */

static void note_differences(struct report *r, const struct letter_circle *c)
{
	struct buf words = BUF_INIT;
	for (uint32_t i = 0; i < c->differences.n && i < DIFFERENCES; i++) {
		const struct letter_difference *d = &c->differences.v[i];
		buf_str(&words, i > 0 ? "; " : "");
		if (told(d->was) && told(d->is)) {
			buf_printf(&words, report_say(r, "'%s' became '%s'"), d->was, d->is);
		} else {
			buf_printf(&words, report_say(r, told(d->was) ? "'%s' left out" : "'%s' put in"), told(d->was) ? d->was : told(d->is) ? d->is : "");
		}
	}
	if (c->differences.n > DIFFERENCES) {
		buf_printf(&words, report_say(r, "; and %u more"), (unsigned)(c->differences.n - DIFFERENCES));
	}
	if (words.n > 0) {
		report_note(r, REPORT_INDENT, "differs", "%s", words.p);
	}
	buf_release(&words);
}

static void note_links(struct report *r, const struct letter_circle *c)
{
	const char *links = (c->linked_by & LETTER_BY_REFERENCE) != 0 ? ", references" : "";
	const char *matter = (c->linked_by & LETTER_BY_MATTER) != 0 ? ", one matter" : "", *text = (c->linked_by & LETTER_BY_TEXT) != 0 ? ", their text" : "";
	if (c->linked_by != 0) {
		buf_clear(&r->line);
		struct buf words = BUF_INIT;
		buf_printf(&words, "%s%s%s", report_say(r, links), report_say(r, matter), report_say(r, text));
		report_note(r, REPORT_INDENT, "linked by", "%s", words.p + 2);
		buf_release(&words);
	}
}

static void note_circle(struct report *r, const struct letter_circle *c)
{
	if (c->kind == LETTER_ECHO) {
		report_note(r, REPORT_INDENT, "alike", "%u %% of the words, names, dates, references and courtesies aside", (unsigned)(c->similarity * 100 + 1e-9));
		note_differences(r, c);
	}
	if (told(c->matter)) {
		report_note(r, REPORT_INDENT, "matter", "%s", c->matter);
	}
	if (c->kind != LETTER_LOOP) {
		note_links(r, c);
	}
	if (c->certainty == TRI_YES) {
		report_note(r, REPORT_INDENT, "certain", "yes");
	} else {
		report_note(r, REPORT_INDENT, "certain", "perhaps: %s", told(c->doubt) ? c->doubt : report_say(r, "a date or a desk is not known well enough"));
	}
}

/* Of several rules that speak of one circle the first that is told at length shows it. */
static bool is_shown(const struct report *r, const struct letter_archive *a, uint32_t finding)
{
	const struct letter_circle_finding *f = a->findings.v;
	uint32_t before = finding;
	while (before > 0 && f[before - 1].circle == f[finding].circle && report_text_is_brief(r, f[before - 1].accepted)) {
		before--;
	}
	return before > 0 && f[before - 1].circle == f[finding].circle;
}

void report_text_circle(struct report *r, const struct letter_archive *a, uint32_t finding)
{
	const struct letter_circle_finding *f = &a->findings.v[finding];
	const struct letter_circle *c = report_circle_of(a, f);
	const struct letter_step *first = report_circle_first(c);
	report_text_head(r, &(struct report_head){ first != NULL ? first->path : report_say(r, "archive"), 0, 0, f->level, f->message, f->rule,
		first != NULL ? first->member : NULL, f->accepted });
	if (report_text_is_brief(r, f->accepted)) {
		return;
	}
	report_text_accepted(r, f->accepted);
	if (c != NULL && !is_shown(r, a, finding)) {
		time_line(r, a, c);
		note_circle(r, c);
	}
	if (r->options.proof && f->fix != NULL) {
		report_note(r, REPORT_INDENT, "fix", "%s", f->fix);
	}
	if (r->options.proof && told(f->since)) {
		report_note(r, REPORT_INDENT, "first seen", "%s", f->since);
	}
	for (uint32_t i = 0; r->options.proof && i < f->explain.n; i++) {
		report_note(r, REPORT_INDENT, i == 0 ? "because" : NULL, "%s", f->explain.v[i]);
	}
}
