/* archive_circles.c - circles and what the rules said of them as JSON, and back; the store keeps them so that an archive in which nothing
 * changed is told again without being looked at.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_circles.h"

#include "parts/json.h"

static void put_when(json_t *o, struct when w)
{
	if (when_known(w)) {
		json_put(o, "first", json_integer(w.first));
		json_put(o, "last", json_integer(w.last));
	}
}

static void put_step(json_t *list, const struct letter_step *s)
{
	json_t *o = json_push(list, json_object());
	json_put(o, "letter", json_integer(s->letter));
	json_put(o, "line", json_integer(s->line));
	json_put_some(o, "path", s->path);
	json_put_some(o, "member", s->member);
	json_put_some(o, "id", s->id);
	json_put_some(o, "cited", s->cited);
	put_when(o, s->date);
	json_put_some(o, "from", s->from);
	json_put_some(o, "to", s->to);
	json_put_some(o, "from_name", s->from_name);
	json_put_some(o, "to_name", s->to_name);
	json_put_some(o, "from_desk", s->from_desk);
	json_put_some(o, "to_desk", s->to_desk);
	json_put(o, "linked_by", json_integer(s->linked_by));
	json_put_some(o, "why", s->why);
	json_put(o, "sure", json_integer(s->sure));
	json_put_some(o, "doubt", s->doubt);
}

static void put_circle(json_t *list, const struct letter_circle *c)
{
	json_t *o = json_push(list, json_object());
	json_put(o, "kind", json_integer(c->kind));
	json_t *steps = json_put(o, "steps", json_array());
	for (uint32_t i = 0; i < c->steps.n; i++) {
		put_step(steps, &c->steps.v[i]);
	}
	json_put(o, "similarity", json_real(c->similarity));
	json_t *differences = json_put(o, "differences", json_array());
	for (uint32_t i = 0; i < c->differences.n; i++) {
		json_push(differences, json_text(span_str(c->differences.v[i].was)));
		json_push(differences, json_text(span_str(c->differences.v[i].is)));
	}
	json_put(o, "closes_at_desk", json_boolean(c->closes_at_desk));
	json_put(o, "need", json_boolean(c->need));
	json_put(o, "linked_by", json_integer(c->linked_by));
	json_put_some(o, "matter", c->matter);
	json_put(o, "certainty", json_integer(c->certainty));
	json_put_some(o, "doubt", c->doubt);
}

static void put_finding(json_t *list, const struct letter_circle_finding *f)
{
	json_t *o = json_push(list, json_object());
	json_put_some(o, "rule", f->rule);
	json_put(o, "level", json_integer(f->level));
	json_put_some(o, "message", f->message);
	json_t *explain = json_put(o, "explain", json_array());
	for (uint32_t i = 0; i < f->explain.n; i++) {
		json_push(explain, json_text(span_str(f->explain.v[i])));
	}
	json_put_some(o, "fix", f->fix);
	json_put(o, "circle", json_integer(f->circle));
	json_put_some(o, "fingerprint", f->fingerprint);
}

void archive_circles_print(struct buf *out, const struct letter_archive *a)
{
	struct arena scratch;
	arena_init(&scratch, 0);
	json_t *o = json_hang(&scratch, json_object());
	json_put(o, "letters", json_integer(a->letters));
	json_t *circles = json_put(o, "circles", json_array()), *left = json_put(o, "left_out", json_array());
	json_t *findings = json_put(o, "findings", json_array());
	for (uint32_t i = 0; i < a->circles.n; i++) {
		put_circle(circles, &a->circles.v[i]);
	}
	for (uint32_t i = 0; i < a->left_out.n; i++) {
		json_push(left, json_text(span_str(a->left_out.v[i])));
	}
	for (uint32_t i = 0; i < a->findings.n; i++) {
		put_finding(findings, &a->findings.v[i]);
	}
	json_print(out, o);
	arena_release(&scratch);
}

/* --- back --- */

static const char *get_text(struct arena *a, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	return json_is_string(v) ? arena_strn(a, json_string_value(v), json_string_length(v)) : "";
}

static int64_t get_number(const json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

static struct letter_step get_step(struct arena *a, const json_t *o)
{
	struct letter_step s = { .date = WHEN_UNKNOWN };
	s.letter = (uint32_t)get_number(o, "letter");
	s.line = (uint32_t)get_number(o, "line");
	if (json_object_get(o, "first") != NULL) {
		s.date = (struct when){ (int32_t)get_number(o, "first"), (int32_t)get_number(o, "last") };
	}
	const char **const texts[] = { &s.path, &s.member, &s.id, &s.cited, &s.from, &s.to, &s.from_name, &s.to_name, &s.from_desk, &s.to_desk, &s.why, &s.doubt };
	static const char *const keys[] = { "path", "member", "id", "cited", "from", "to", "from_name", "to_name", "from_desk", "to_desk", "why", "doubt" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = get_text(a, o, keys[i]);
	}
	s.linked_by = (unsigned)get_number(o, "linked_by");
	s.sure = (enum tri)get_number(o, "sure");
	return s;
}

static bool get_circle(struct letter_archive *a, const json_t *o)
{
	struct letter_circle *c = vec_push(a->arena, &a->circles);
	const json_t *steps = json_object_get(o, "steps"), *differences = json_object_get(o, "differences");
	c->kind = (enum letter_circle_kind)get_number(o, "kind");
	for (size_t i = 0; i < json_array_size(steps); i++) {
		*vec_push(a->arena, &c->steps) = get_step(a->arena, json_array_get(steps, i));
	}
	for (size_t i = 0; i + 1 < json_array_size(differences); i += 2) {
		const char *was = json_string_value(json_array_get(differences, i)), *is = json_string_value(json_array_get(differences, i + 1));
		*vec_push(a->arena, &c->differences) = (struct letter_difference){ arena_str(a->arena, was != NULL ? was : ""), arena_str(a->arena, is != NULL ? is : "") };
	}
	c->similarity = json_real_value(json_object_get(o, "similarity"));
	c->closes_at_desk = json_is_true(json_object_get(o, "closes_at_desk"));
	c->need = json_is_true(json_object_get(o, "need"));
	c->linked_by = (unsigned)get_number(o, "linked_by");
	c->matter = get_text(a->arena, o, "matter");
	c->certainty = (enum tri)get_number(o, "certainty");
	c->doubt = get_text(a->arena, o, "doubt");
	return c->kind <= LETTER_LOOP && c->steps.n > 0;
}

static bool get_finding(struct letter_archive *a, const json_t *o)
{
	struct letter_circle_finding *f = vec_push(a->arena, &a->findings);
	const json_t *explain = json_object_get(o, "explain");
	f->rule = get_text(a->arena, o, "rule");
	f->level = (enum letter_level)get_number(o, "level");
	f->message = get_text(a->arena, o, "message");
	for (size_t i = 0; i < json_array_size(explain); i++) {
		const char *text = json_string_value(json_array_get(explain, i));
		*vec_push(a->arena, &f->explain) = arena_str(a->arena, text != NULL ? text : "");
	}
	f->fix = json_object_get(o, "fix") != NULL ? get_text(a->arena, o, "fix") : NULL;
	f->circle = (uint32_t)get_number(o, "circle");
	f->fingerprint = get_text(a->arena, o, "fingerprint");
	return f->level <= LETTER_ERROR && (f->circle < a->circles.n || f->circle == UINT32_MAX);	/* UINT32_MAX: of the archive as a whole */
}

bool archive_circles_parse(struct letter_archive *a, struct span text)
{
	json_t *o = json_loadb(text.p, text.n, 0, NULL);
	bool good = json_is_object(o);
	if (o != NULL) {
		json_hang(a->arena, o);
	}
	const json_t *circles = json_object_get(o, "circles"), *left = json_object_get(o, "left_out"), *findings = json_object_get(o, "findings");
	a->letters = (uint32_t)get_number(o, "letters");
	for (size_t i = 0; i < json_array_size(circles); i++) {
		good = get_circle(a, json_array_get(circles, i)) && good;
	}
	for (size_t i = 0; i < json_array_size(left); i++) {
		const char *words = json_string_value(json_array_get(left, i));
		*vec_push(a->arena, &a->left_out) = arena_str(a->arena, words != NULL ? words : "");
	}
	for (size_t i = 0; i < json_array_size(findings); i++) {
		good = get_finding(a, json_array_get(findings, i)) && good;
	}
	return good;
}
