/* report_circle.c - what the rules said of circles, for programs; DESIGN section 8.
 *
 * In: an archive with its circles and findings. Out: finding objects with the keys of a letter's, whose `letters` are those of the circle
 * in order; beyond them what an archive's findings alone have. For people: report_text_circle.c.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

const struct letter_circle *report_circle_of(const struct letter_archive *a, const struct letter_circle_finding *f)
{
	return f->circle < a->circles.n ? &a->circles.v[f->circle] : NULL;
}

const struct letter_step *report_circle_first(const struct letter_circle *c)
{
	for (uint32_t i = 0; c != NULL && i < c->steps.n; i++) {
		if (c->steps.v[i].letter != UINT32_MAX) {
			return &c->steps.v[i];
		}
	}
	return NULL;
}

static void put_links(struct buf *out, enum report_style style, unsigned linked_by)
{
	static const struct { unsigned bit; const char *word; } links[] = {
		{ LETTER_BY_REFERENCE, "reference" }, { LETTER_BY_MATTER, "matter" }, { LETTER_BY_TEXT, "text" },
	};
	const char *words[3];
	uint32_t n = 0;
	for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
		if ((linked_by & links[i].bit) != 0) {
			words[n++] = links[i].word;
		}
	}
	report_put_words(out, style, "linked_by", words, n);
}

static void put_certainty(struct buf *out, enum report_style style, enum tri sure, const char *doubt)
{
	report_put_text(out, style, "certainty", sure == TRI_YES ? "yes" : "perhaps");
	report_put_text(out, style, "doubt", sure == TRI_YES ? NULL : doubt);
}

static void put_step(struct buf *out, enum report_style style, const struct letter_step *s)
{
	char day[32];
	bool missing = s->letter == UINT32_MAX;
	buf_str(out, style == REPORT_JSON ? "{" : "    <letter");
	report_put_text(out, style, "path", missing ? NULL : s->path);
	report_put_text(out, style, "member", s->member);
	report_put_number(out, style, "line", s->line);
	report_put_text(out, style, "id", s->id);
	report_put_text(out, style, "date", when_print(s->date, day));
	report_put_text(out, style, "from", s->from);
	report_put_text(out, style, "to", s->to);
	report_put_text(out, style, "from_name", s->from_name);
	report_put_text(out, style, "to_name", s->to_name);
	report_put_text(out, style, "from_desk", s->from_desk);
	report_put_text(out, style, "to_desk", s->to_desk);
	put_links(out, style, s->linked_by);
	report_put_text(out, style, "why", s->why);
	put_certainty(out, style, s->sure, s->doubt);
	report_put_flag(out, style, "missing", missing);
	report_put_text(out, style, "cited", missing ? s->cited : NULL);
	buf_str(out, style == REPORT_JSON ? "}" : "/>\n");
}

static void put_letters(struct buf *out, const struct letter_circle *c)
{
	buf_str(out, ", \"letters\": [");
	for (uint32_t i = 0; c != NULL && i < c->steps.n; i++) {
		buf_str(out, i > 0 ? ", " : "");
		put_step(out, REPORT_JSON, &c->steps.v[i]);
	}
	buf_char(out, ']');
}

static void put_difference(struct buf *out, enum report_style style, const struct letter_difference *d)
{
	buf_str(out, style == REPORT_JSON ? "{" : "    <difference");
	report_put_text(out, style, "was", d->was);
	report_put_text(out, style, "is", d->is);
	buf_str(out, style == REPORT_JSON ? "}" : "/>\n");
}

static void put_differences(struct buf *out, const struct letter_circle *c)
{
	buf_str(out, ", \"differences\": [");
	for (uint32_t i = 0; c != NULL && i < c->differences.n; i++) {
		buf_str(out, i > 0 ? ", " : "");
		put_difference(out, REPORT_JSON, &c->differences.v[i]);
	}
	buf_char(out, ']');
}

/* What a letter's finding has as well: where it stands is where the first letter of the circle does. */
static void put_common(struct buf *out, enum report_style style, const struct letter_circle_finding *f, const struct letter_circle *c)
{
	const struct letter_step *first = report_circle_first(c);
	report_put_text(out, style, "rule", f->rule);
	report_put_text(out, style, "level", letter_level_name(f->level));
	report_put_text(out, style, "message", f->message);
	report_put_text(out, style, "path", first != NULL ? first->path : NULL);
	report_put_text(out, style, "member", first != NULL ? first->member : NULL);
	report_put_number(out, style, "line", first != NULL ? first->line : 0);
	report_put_text(out, style, "column", NULL);
	report_put_text(out, style, "party", c != NULL && c->steps.n > 0 ? c->steps.v[0].from : NULL);
	report_put_text(out, style, "counterpart", c != NULL && c->steps.n > 0 ? c->steps.v[0].to : NULL);
	report_put_text(out, style, "arrangement", NULL);
	report_put_text(out, style, "basis", NULL);
	if (style == REPORT_JSON) {
		put_letters(out, c);
	}
	report_put_text(out, style, "fingerprint", f->fingerprint);
	report_put_text(out, style, "help", f->fix);
	if (f->since != NULL && *f->since != '\0') {
		report_put_text(out, style, "first_seen", f->since);
	}
	report_put_state(out, style, f->state);
}

static void put_circle(struct buf *out, enum report_style style, const struct letter_circle *c)
{
	char digits[16];
	bool echo = c != NULL && c->kind == LETTER_ECHO, ring = c != NULL && c->kind == LETTER_RING;
	report_put_text(out, style, "circle", c != NULL ? letter_circle_name(c->kind) : NULL);
	if (echo) {
		snprintf(digits, sizeof digits, "%.4f", c->similarity);
		report_put_raw(out, style, "similarity", digits);
	} else {
		report_put_text(out, style, "similarity", NULL);
	}
	report_put_text(out, style, "closes_at", !ring ? NULL : c->closes_at_desk ? "desk" : "party");
	put_links(out, style, c != NULL ? c->linked_by : 0);
	report_put_text(out, style, "matter", c != NULL ? c->matter : NULL);
	put_certainty(out, style, c != NULL ? c->certainty : TRI_YES, c != NULL ? c->doubt : NULL);
	if (style == REPORT_JSON) {
		put_differences(out, c);
	}
}

/* Elements of a proof: why it is a fault, and the law. */
static void put_proof(struct report *r, enum report_style style, const struct letter_circle_finding *f)
{
	if (r->options.proof && style == REPORT_JSON) {
		report_put_words(&r->out, style, "proof", f->explain.v, f->explain.n);
	}
	for (uint32_t i = 0; r->options.proof && style == REPORT_XML && i < f->explain.n; i++) {
		buf_str(&r->out, "    <step>");
		report_escape_markup(&r->out, span_str(f->explain.v[i]));
		buf_str(&r->out, "</step>\n");
	}
}

void report_circle_put(struct report *r, const struct letter_archive *a, const struct letter_circle_finding *f, enum report_style style)
{
	const struct letter_circle *c = report_circle_of(a, f);
	report_put_type(&r->out, style, "finding", 1);
	put_common(&r->out, style, f, c);
	put_circle(&r->out, style, c);
	if (style == REPORT_JSON) {
		put_proof(r, style, f);
		report_put_accepted(&r->out, style, f->accepted);
		buf_char(&r->out, '}');
		return;
	}
	buf_str(&r->out, ">\n");
	report_put_accepted(&r->out, style, f->accepted);
	for (uint32_t i = 0; c != NULL && i < c->steps.n; i++) {
		put_step(&r->out, style, &c->steps.v[i]);
	}
	for (uint32_t i = 0; c != NULL && i < c->differences.n; i++) {
		put_difference(&r->out, style, &c->differences.v[i]);
	}
	put_proof(r, style, f);
	buf_str(&r->out, "  </finding>\n");
}
