/* judge_outline.c - can a rule have anything to say of this letter? Asked of the view's outline, before there is a view.
 *
 * In: the context of a rule and the outline of the letter view (letter_view_outline()). Out: no, or perhaps. Steps and predicates
 * of the kind that rules mostly have are understood (names, attributes and what they are equal to, "not", "and", "or"); all else is
 * perhaps, and XPath decides. Most letters have nothing for any rule, and cost neither a document nor an XPath then.
 *
 * Cost: a context is read once; a letter costs a comparison for each element that bears the context's name, and its predicates.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

enum term { TERM_OR, TERM_AND, TERM_NOT, TERM_ATTRIBUTE, TERM_EQUAL, TERM_CHILD, TERM_UNKNOWN };

#define DEEPEST 40u	/* brackets within brackets */

struct judge_term {
	enum term kind;
	const char *name, *value;
	const struct judge_term *a, *b;
	const struct judge_step *child;
};

struct predicate { const struct judge_term *term; struct predicate *next; };

struct judge_step {
	const char *name;
	uint64_t bit;				/* judge_outline_bit() of it */
	struct predicate *predicates;
	struct judge_step *next;		/* of a path */
	struct judge_step *other;		/* of a union; first steps only */
};

struct reader {
	struct arena *a;
	const char *p;
	unsigned deep;
	bool bad;		/* something that is not understood */
};

static const struct judge_term unknown = { .kind = TERM_UNKNOWN };

uint64_t judge_outline_bit(const char *name)
{
	return (uint64_t)1 << (map_hash(name, strlen(name)) & 63);
}

uint64_t judge_outline_bits(const struct letter_outline *rows, uint32_t n)
{
	uint64_t bits = 0;
	for (uint32_t i = 0; i < n; i++) {
		bits |= judge_outline_bit(rows[i].name);
	}
	return bits;
}

/* --- reading --- */

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

static void skip(struct reader *r)
{
	while (*r->p != '\0' && strchr(" \t\r\n", *r->p) != NULL) {
		r->p++;
	}
}

static bool take(struct reader *r, const char *mark)
{
	skip(r);
	size_t n = strlen(mark);
	if (strncmp(r->p, mark, n) != 0 || (is_name(mark[n - 1]) && is_name(r->p[n]))) {
		return false;
	}
	r->p += n;
	return true;
}

static const char *take_name(struct reader *r)
{
	skip(r);
	const char *from = r->p;
	while (is_name(*r->p)) {
		r->p++;
	}
	r->bad = r->bad || r->p == from || (*from >= '0' && *from <= '9') || *from == '.' || *from == '-';
	return arena_strn(r->a, from, (size_t)(r->p - from));
}

static const char *take_literal(struct reader *r)
{
	skip(r);
	char quote = *r->p;
	const char *end = quote == '\'' || quote == '"' ? strchr(r->p + 1, quote) : NULL;
	if (end == NULL) {
		r->bad = true;
		return "";
	}
	const char *text = arena_strn(r->a, r->p + 1, (size_t)(end - r->p - 1));
	r->p = end + 1;
	return text;
}

static const struct judge_term *read_or(struct reader *r);
static struct judge_step *read_step(struct reader *r);

static const struct judge_term *term_new(struct reader *r, struct judge_term term)
{
	struct judge_term *t = ARENA_NEW(r->a, struct judge_term);
	*t = term;
	return t;
}

static const struct judge_term *read_bracketed(struct reader *r)
{
	const struct judge_term *inner = read_or(r);
	r->bad = r->bad || !take(r, ")");
	return inner;
}

static const struct judge_term *read_one(struct reader *r)
{
	const char *start = (skip(r), r->p);
	if (take(r, "not")) {
		if (take(r, "(")) {
			return term_new(r, (struct judge_term){ .kind = TERM_NOT, .a = read_bracketed(r) });
		}
		r->p = start;	/* an element of that name */
	}
	if (take(r, "(")) {
		return read_bracketed(r);
	}
	if (!take(r, "@")) {
		return term_new(r, (struct judge_term){ .kind = TERM_CHILD, .child = read_step(r) });
	}
	const char *name = take_name(r);
	if (take(r, "=")) {
		return term_new(r, (struct judge_term){ .kind = TERM_EQUAL, .name = name, .value = take_literal(r) });
	}
	return term_new(r, (struct judge_term){ .kind = TERM_ATTRIBUTE, .name = name });
}

static const struct judge_term *read_and(struct reader *r)
{
	const struct judge_term *t = read_one(r);
	while (!r->bad && take(r, "and")) {
		t = term_new(r, (struct judge_term){ .kind = TERM_AND, .a = t, .b = read_one(r) });
	}
	return t;
}

static const struct judge_term *read_or(struct reader *r)
{
	r->bad = r->bad || ++r->deep > DEEPEST;
	const struct judge_term *t = r->bad ? &unknown : read_and(r);
	while (!r->bad && take(r, "or")) {
		t = term_new(r, (struct judge_term){ .kind = TERM_OR, .a = t, .b = read_and(r) });
	}
	r->deep--;
	return t;
}

static struct judge_step *read_step(struct reader *r)
{
	struct judge_step *s = ARENA_NEW(r->a, struct judge_step);
	s->name = take_name(r);
	s->bit = judge_outline_bit(s->name);
	struct predicate **last = &s->predicates;
	while (!r->bad && take(r, "[")) {
		struct predicate *p = ARENA_NEW(r->a, struct predicate);
		p->term = read_or(r);
		r->bad = r->bad || !take(r, "]");
		*last = p;
		last = &p->next;
	}
	return s;
}

const struct judge_step *judge_outline_read(struct arena *a, const char *context)
{
	struct reader r = { .a = a, .p = context };
	struct judge_step *first = NULL;
	do {
		struct judge_step *path = read_step(&r), *last = path;
		while (!r.bad && take(&r, "/")) {
			last = last->next = read_step(&r);
		}
		path->other = first;
		first = path;
	} while (!r.bad && take(&r, "|"));
	skip(&r);
	return r.bad || *r.p != '\0' ? NULL : first;
}

/* --- matching --- */

struct matcher { const struct letter_outline *rows; uint32_t n; };

static enum tri not(enum tri t)
{
	return t == TRI_YES ? TRI_NO : t == TRI_NO ? TRI_YES : TRI_PERHAPS;
}

/* False: nothing is known of such an attribute. */
static bool attribute(const struct letter_outline *row, const char *name, const char **value)
{
	for (size_t i = 0; i < sizeof row->attributes / sizeof *row->attributes && row->attributes[i].name != NULL; i++) {
		if (row->attributes[i].name[0] == name[0] && strcmp(row->attributes[i].name, name) == 0) {
			*value = row->attributes[i].value;
			return true;
		}
	}
	return false;
}

static enum tri matches(const struct matcher *m, const struct judge_step *step, uint32_t row);

/* The view has one level of elements below its root. */
static enum tri has_child(const struct matcher *m, const struct judge_step *step, uint32_t row)
{
	enum tri found = TRI_NO;
	for (uint32_t i = 1; row == 0 && i < m->n && found != TRI_YES; i++) {
		found = tri_or(found, matches(m, step, i));
	}
	return row == 0 ? found : TRI_PERHAPS;
}

static enum tri holds(const struct matcher *m, const struct judge_term *t, uint32_t row)
{
	const char *value = NULL;
	enum tri first;
	switch (t->kind) {
	case TERM_OR: return (first = holds(m, t->a, row)) == TRI_YES ? first : tri_or(first, holds(m, t->b, row));
	case TERM_AND: return (first = holds(m, t->a, row)) == TRI_NO ? first : tri_and(first, holds(m, t->b, row));
	case TERM_NOT: return not(holds(m, t->a, row));
	case TERM_CHILD: return has_child(m, t->child, row);
	case TERM_ATTRIBUTE:
	case TERM_EQUAL:
		if (!attribute(&m->rows[row], t->name, &value)) {
			return TRI_PERHAPS;
		}
		return value != NULL && *value != '\0' && (t->kind == TERM_ATTRIBUTE || strcmp(value, t->value) == 0) ? TRI_YES : TRI_NO;
	default: return TRI_PERHAPS;
	}
}

static enum tri matches(const struct matcher *m, const struct judge_step *step, uint32_t row)
{
	const char *name = m->rows[row].name;
	enum tri all = name[0] == step->name[0] && strcmp(name, step->name) == 0 ? TRI_YES : TRI_NO;
	for (const struct predicate *p = step->predicates; p != NULL && all != TRI_NO; p = p->next) {
		all = tri_and(all, holds(m, p->term, row));
	}
	return all;
}

static bool may_match(const struct matcher *m, const struct judge_step *path)
{
	bool whole = path->next == NULL;
	const struct judge_step *last = whole ? path : path->next;
	if (!whole && matches(m, path, 0) == TRI_NO) {
		return false;
	}
	for (uint32_t i = whole ? 0 : 1; i < m->n; i++) {
		if (matches(m, last, i) != TRI_NO) {
			return last->next == NULL || i != 0;
		}
	}
	return false;
}

bool judge_outline_may(const struct judge_step *context, const struct letter_outline *rows, uint32_t n, uint64_t bits)
{
	struct matcher m = { rows, n };
	for (const struct judge_step *path = context; path != NULL; path = path->other) {
		uint64_t wanted = path->bit | (path->next != NULL ? path->next->bit : 0);
		if ((wanted & ~bits) == 0 && may_match(&m, path)) {
			return true;
		}
	}
	return false;
}
