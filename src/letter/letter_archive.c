/* letter_archive.c - what an archive shows, as XML: what the archive rules see and `audit --format=xml` prints; DESIGN section 5.
 *
 * In: the circles that archive/ found. Out: a document on the archive's arena. No namespace; what is not known is absent. The
 * schema is rules/schemas/archive-view.rng. What is worth saying of a circle is left to rules/checks/.
 *
 * SPDX-License-Identifier: ISC */
#include "letter/letter_record.h"

#define VIEW_DIFFERENCES 20u	/* of an echo are shown; how many there are is told */

static bool view_told(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static bool view_missing(const struct letter_step *s)
{
	return s->letter == UINT32_MAX;
}

/* What it is known by. */
static const char *view_letter(const struct letter_step *s)
{
	return view_told(s->id) ? s->id : s->path;
}

/* "reference matter text", as a list of RELAX NG. */
static void view_links(xmlNode *node, unsigned linked_by)
{
	struct buf list = BUF_INIT;
	buf_str(&list, (linked_by & LETTER_BY_REFERENCE) != 0 ? " reference" : "");
	buf_str(&list, (linked_by & LETTER_BY_MATTER) != 0 ? " matter" : "");
	buf_str(&list, (linked_by & LETTER_BY_TEXT) != 0 ? " text" : "");
	if (list.n > 0) {
		xml_set_span(node, "linked-by", span_of(list.p + 1, list.n - 1));
	}
	buf_release(&list);
}

static void view_certainty(xmlNode *node, enum tri sure, const char *doubt)
{
	xml_set(node, "certainty", sure == TRI_YES ? "yes" : "perhaps");
	if (sure != TRI_YES) {
		xml_set(node, "doubt", doubt);
	}
}

/* A desk that is not the party's own, by its name: its id is no word for people. */
static void view_desk(const struct letter_archive *a, xmlNode *node, const char *name, const char *desk, const char *party, struct when then)
{
	if (view_told(desk) && (party == NULL || strcmp(desk, party) != 0)) {
		know_agent agent = know_agent_find(a->know, span_str(desk));
		xml_set(node, name, agent != KNOW_NONE ? know_agent_name_then(a->know, agent, then) : desk);
	}
}

static void view_ends(const struct letter_archive *a, xmlNode *node, const struct letter_step *s)
{
	xml_set(node, "from", s->from);
	xml_set(node, "from-name", s->from_name);
	xml_set(node, "from-desk", s->from_desk);
	view_desk(a, node, "from-desk-name", s->from_desk, s->from, s->date);
	xml_set(node, "to", s->to);
	xml_set(node, "to-name", s->to_name);
	xml_set(node, "to-desk", s->to_desk);
	view_desk(a, node, "to-desk-name", s->to_desk, s->to, s->date);
}

static void view_step(const struct letter_archive *a, xmlNode *circle, const struct letter_step *s, uint32_t index)
{
	char day[32];
	xmlNode *node = xml_add(circle, "step");
	if (view_missing(s)) {
		xml_set(node, "missing", "yes");
		xml_set(node, "cited", s->cited);
	} else {
		xml_set(node, "letter", view_letter(s));
		xml_set(node, "path", s->path);
		xml_set(node, "member", s->member);
	}
	xml_set(node, "date", when_print(s->date, day));
	view_ends(a, node, s);
	view_links(node, s->linked_by);
	xml_set(node, "why", s->why);
	view_certainty(node, s->sure, s->doubt);
	node->_private = (void *)(uintptr_t)(index + 1);
}

static const char *view_name(const char *name, const char *id)
{
	return view_told(name) ? name : view_told(id) ? id : "?";
}

static void course_date(struct buf *out, const struct letter_step *s)
{
	char day[32];
	when_print(s->date, day);
	if (day[0] != '\0') {
		buf_printf(out, " (%s)", day);
	}
}

/* "A (2015-03-02) -> B / C (2015-04-10) -> A": who wrote, when, and to whom. Two names with a stroke: the letter went to B, the next
 * one came from C. XPath 1.0 cannot join the words of a set. */
static void course_ends(struct buf *out, const struct letter_circle *c)
{
	for (uint32_t i = 0; i < c->steps.n; i++) {
		const struct letter_step *s = &c->steps.v[i], *before = i > 0 ? s - 1 : NULL;
		if (before != NULL) {
			buf_printf(out, " -> %s", view_name(before->to_name, before->to));
		}
		if (before == NULL || strcmp(before->to != NULL ? before->to : "", s->from != NULL ? s->from : "") != 0) {
			buf_printf(out, "%s%s", before != NULL ? " / " : "", view_name(s->from_name, s->from));
		}
		course_date(out, s);
	}
	const struct letter_step *last = &c->steps.v[c->steps.n - 1];
	buf_printf(out, " -> %s", view_name(last->to_name, last->to));
}

static const char *step_file(const struct letter_step *s)
{
	const char *slash = strrchr(s->path, '/');
	return slash != NULL ? slash + 1 : s->path;
}

/* Letters of a loop may have no known ends: they are told by what tells them in their file, else by it. */
static void course_letters(struct buf *out, const struct letter_circle *c)
{
	for (uint32_t i = 0; i <= c->steps.n; i++) {
		const struct letter_step *s = &c->steps.v[i < c->steps.n ? i : 0];
		buf_str(out, i > 0 ? " -> " : "");
		buf_str(out, view_missing(s) ? s->cited : view_told(s->member) ? s->member : step_file(s));
		if (i < c->steps.n) {
			course_date(out, s);
		}
	}
}

static void view_course(xmlNode *node, const struct letter_circle *c)
{
	struct buf out = BUF_INIT;
	if (c->steps.n > 0 && c->kind == LETTER_LOOP) {
		course_letters(&out, c);
	} else if (c->steps.n > 0) {
		course_ends(&out, c);
	}
	xml_set_span(node, "course", span_of(out.p, out.n));
	buf_release(&out);
}

/* The first and the last date that is known. */
static void view_period(xmlNode *node, const struct letter_circle *c)
{
	char day[32];
	const struct letter_step *first = NULL, *last = NULL;
	for (uint32_t i = 0; i < c->steps.n; i++) {
		const struct letter_step *s = &c->steps.v[i];
		if (when_known(s->date)) {
			first = first == NULL || s->date.first < first->date.first ? s : first;
			last = last == NULL || s->date.last > last->date.last ? s : last;
		}
	}
	if (first != NULL) {
		xml_set(node, "first", when_print(first->date, day));
		xml_set(node, "last", when_print(last->date, day));
	}
}

static uint32_t circle_missing(const struct letter_circle *c)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < c->steps.n; i++) {
		n += view_missing(&c->steps.v[i]);
	}
	return n;
}

/* Cut, not rounded: 1.00 is said only of texts that are the same. */
static void view_similarity(xmlNode *node, double similarity)
{
	char digits[16];
	double whole = similarity < 0 ? 0 : similarity > 1 ? 1 : similarity;
	snprintf(digits, sizeof digits, "%.2f", (double)(int)(whole * 100 + 1e-9) / 100);
	xml_set(node, "similarity", digits);
}

static void view_echo(xmlNode *node, const struct letter_circle *c)
{
	if (c->steps.n >= 2) {
		xml_set(node, "original", view_letter(&c->steps.v[0]));
		xml_set(node, "reply", view_letter(&c->steps.v[1]));
	}
	view_similarity(node, c->similarity);
	xml_set_number(node, "differences", c->differences.n);
}

static void view_differences(xmlNode *node, const struct letter_circle *c)
{
	for (uint32_t i = 0; i < c->differences.n && i < VIEW_DIFFERENCES; i++) {
		xmlNode *difference = xml_add(node, "difference");
		xml_set(difference, "was", c->differences.v[i].was);
		xml_set(difference, "is", c->differences.v[i].is);
	}
}

static void view_ring(xmlNode *node, const struct letter_circle *c)
{
	xml_set_number(node, "length", c->steps.n);
	xml_set(node, "closes-at", c->closes_at_desk ? "desk" : "party");
	xml_set(node, "need", c->need ? "yes" : NULL);
}

static void view_circle(const struct letter_archive *a, xmlNode *root, const struct letter_circle *c, uint32_t index)
{
	xmlNode *node = xml_add(root, letter_circle_name(c->kind));
	node->_private = (void *)(uintptr_t)(index + 1);
	if (c->kind == LETTER_ECHO) {
		view_echo(node, c);
	} else if (c->kind == LETTER_RING) {
		view_ring(node, c);
	}
	view_links(node, c->kind == LETTER_LOOP ? 0 : c->linked_by);
	view_certainty(node, c->certainty, c->doubt);
	xml_set(node, "matter", c->matter);
	view_period(node, c);
	if (circle_missing(c) > 0) {
		xml_set_number(node, "missing", circle_missing(c));
	}
	view_course(node, c);
	for (uint32_t i = 0; i < c->steps.n; i++) {
		view_step(a, node, &c->steps.v[i], index);
	}
	view_differences(node, c);
}

xmlDoc *letter_archive_view(struct letter_archive *a)
{
	xmlDoc *doc = xml_new(a->arena, "archive");
	xmlNode *root = xmlDocGetRootElement(doc);
	xml_set_number(root, "letters", a->letters);
	for (uint32_t i = 0; i < a->circles.n; i++) {
		view_circle(a, root, &a->circles.v[i], i);
	}
	return doc;
}
