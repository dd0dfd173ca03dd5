/* grammar.c - reads a grammar and expands it.
 *
 * In: text files as prose.txt describes them. An alternative is compiled into a list of pieces (plain text, a rule or value by name, numbers, an
 * inline choice); expanding walks them and appends. A name that is no rule is
 * looked for among the values when it is expanded. Out: text.
 *
 * SPDX-License-Identifier: ISC */
#include "grammar.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum kind { TEXT, NAME, NUMBER, CHOICE, BESIDE, RIGHT };

enum { COLUMN = 52, DEEP = 40 };

struct piece {
	enum kind kind;
	bool capital, comma;
	const char *text;		/* TEXT, NAME */
	uint32_t rule, other;		/* NAME, when there is such a rule; CHOICE; BESIDE, RIGHT */
	uint32_t low, high;
};

struct alternative { VEC(struct piece) pieces; };
struct rule { const char *name; VEC(struct alternative) of; };

struct grammar {
	struct arena arena;
	struct map names;
	VEC(struct rule) rules;
	const char *file;
	unsigned line;
};

/* ---- numbers ---- */

/* splitmix64: every state is good, so a seed may be any number. Sebastiano Vigna, public domain. */
uint64_t dice_next(struct dice *d)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

struct dice dice_of(uint64_t a, uint64_t b)
{
	struct dice d = { a * 0xd6e8feb86659fd93u + b };

	d.state = dice_next(&d);
	return d;
}

uint32_t dice_below(struct dice *d, uint32_t n)
{
	return (uint32_t)((dice_next(d) >> 32) * n >> 32);
}

/* ---- values ---- */

void values_set(struct values *v, const char *name, const char *text)
{
	for (uint32_t i = 0; i < v->n; i++)
		if (strcmp(v->name[i], name) == 0) {
			v->text[i] = text;
			return;
		}
	if (v->n == sizeof v->name / sizeof *v->name)
		abort();
	v->name[v->n] = name;
	v->text[v->n++] = text;
}

const char *values_get(const struct values *v, const char *name)
{
	for (uint32_t i = 0; i < v->n; i++)
		if (strcmp(v->name[i], name) == 0)
			return v->text[i];
	return NULL;
}

/* ---- compiling ---- */

static _Noreturn void wrong(const struct grammar *g, const char *what, struct span where)
{
	fprintf(stderr, "%s:%u: %s: %.*s\n", g->file, g->line, what, (int)(where.n < 60 ? where.n : 60), where.p);
	exit(2);
}

static uint32_t rule_named(struct grammar *g, struct span name)
{
	uint32_t i = map_get(&g->names, name);

	if (i == MAP_NONE) {
		i = g->rules.n;
		vec_push(&g->arena, &g->rules)->name = arena_strn(&g->arena, name.p, name.n);
		map_put(&g->names, name, i);
	}
	return i;
}

static void compile(struct grammar *g, struct alternative *a, struct span s);

/* The alternatives of s between bars that stand in no braces. */
static void compile_choices(struct grammar *g, uint32_t rule, struct span s, bool trim)
{
	size_t from = 0;
	int depth = 0;

	for (size_t i = 0; i <= s.n; i++) {
		if (i < s.n && s.p[i] == '{')
			depth++;
		if (i < s.n && s.p[i] == '}')
			depth--;
		if (i < s.n && (s.p[i] != '|' || depth > 0))
			continue;
		struct span one = { s.p + from, i - from };
		struct alternative made = { 0 };

		compile(g, &made, trim ? span_trim(one) : one);
		*vec_push(&g->arena, &g->rules.v[rule].of) = made;
		from = i + 1;
	}
}

static uint32_t anonymous(struct grammar *g, struct span s)
{
	uint32_t i = g->rules.n;

	vec_push(&g->arena, &g->rules)->name = "";
	compile_choices(g, i, s, false);
	return i;
}

/* "100-5000", "#1-31" */
static bool compile_number(struct piece *p, struct span s)
{
	char text[32], *end;

	p->comma = s.n > 0 && s.p[0] != '#';
	if (s.n >= sizeof text || s.n < 3)
		return false;
	snprintf(text, sizeof text, "%.*s", (int)(s.n - !p->comma), s.p + !p->comma);
	p->low = (uint32_t)strtoul(text, &end, 10);
	if (end == text || *end != '-' || !isdigit((unsigned char)end[1]))
		return false;
	p->high = (uint32_t)strtoul(end + 1, &end, 10);
	p->kind = NUMBER;
	return *end == '\0' && p->high >= p->low;
}

/* What stands between braces. */
static void compile_piece(struct grammar *g, struct piece *p, struct span s)
{
	struct span word;

	if (compile_number(p, s))
		return;
	if (memchr(s.p, '|', s.n) != NULL) {
		p->kind = CHOICE;
		p->rule = anonymous(g, s);
		return;
	}
	if (span_starts(s, "beside ") || span_starts(s, "right ")) {
		p->kind = s.p[0] == 'b' ? BESIDE : RIGHT;
		span_word(&s, &word);
		span_word(&s, &word);
		p->rule = rule_named(g, word);
		if (p->kind == BESIDE && span_word(&s, &word))
			p->other = rule_named(g, word);
		return;
	}
	p->capital = s.n > 0 && s.p[0] == '^';
	s = span_of(s.p + p->capital, s.n - p->capital);
	if (s.n == 0)
		wrong(g, "an empty name", s);
	p->kind = NAME;
	p->rule = rule_named(g, s);
	p->text = g->rules.v[p->rule].name;
}

static void plain(struct grammar *g, struct alternative *a, struct buf *text)
{
	if (text->n == 0)
		return;
	struct piece *p = vec_push(&g->arena, &a->pieces);

	p->kind = TEXT;
	p->text = arena_strn(&g->arena, text->p, text->n);
	buf_clear(text);
}

static void compile(struct grammar *g, struct alternative *a, struct span s)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n) {
			i++;
			buf_char(&text, s.p[i] == 'n' ? '\n' : s.p[i] == 's' ? ' ' : s.p[i] == 't' ? '\t' : s.p[i]);
			continue;
		}
		if (s.p[i] != '{') {
			buf_char(&text, s.p[i]);
			continue;
		}
		size_t from = ++i;

		for (int depth = 1; i < s.n; i++)
			if ((depth += (s.p[i] == '{') - (s.p[i] == '}')) == 0)
				break;
		if (i >= s.n)
			wrong(g, "a brace is not closed", s);
		plain(g, a, &text);
		struct piece made = { 0 };

		compile_piece(g, &made, span_of(s.p + from, i - from));
		*vec_push(&g->arena, &a->pieces) = made;
	}
	plain(g, a, &text);
	buf_release(&text);
}

static void compile_line(struct grammar *g, struct span line, uint32_t *rule)
{
	struct span name = line;
	const char *colon;

	if (line.n == 0 || line.p[0] == '#')
		return;
	if (line.p[0] == '\t') {
		struct alternative made = { 0 };

		if (*rule == GRAMMAR_NONE)
			wrong(g, "an alternative of no rule", line);
		compile(g, &made, span_of(line.p + 1, line.n - 1));
		*vec_push(&g->arena, &g->rules.v[*rule].of) = made;
		return;
	}
	if (line.p[line.n - 1] == ':') {
		*rule = rule_named(g, span_of(line.p, line.n - 1));
		return;
	}
	colon = span_find(line, " = ");
	if (colon == NULL)
		wrong(g, "neither a rule nor an alternative", line);
	name.n = (size_t)(colon - line.p);
	*rule = rule_named(g, name);
	compile_choices(g, *rule, span_of(colon + 3, line.n - name.n - 3), true);
}

void grammar_add(struct grammar *g, const char *file, struct span text)
{
	uint32_t rule = GRAMMAR_NONE;
	struct span line;

	g->file = file;
	g->line = 0;
	while (span_line(&text, &line)) {
		g->line++;
		compile_line(g, line, &rule);
	}
}

struct grammar *grammar_load(const char *const *files)
{
	struct grammar *g = calloc(1, sizeof *g);
	struct buf text = BUF_INIT;

	if (g == NULL)
		abort();
	arena_init(&g->arena, 0);
	map_init(&g->names, &g->arena);
	for (; *files != NULL; files++) {
		buf_clear(&text);
		if (buf_read_file(&text, *files, 1 << 24) != 0) {
			perror(*files);
			exit(2);
		}
		grammar_add(g, *files, span_of(text.p, text.n));
	}
	buf_release(&text);
	return g;
}

void grammar_free(struct grammar *g)
{
	arena_release(&g->arena);
	free(g);
}

uint32_t grammar_rule(const struct grammar *g, const char *name)
{
	uint32_t i = map_get(&g->names, span_str(name));

	if (i == MAP_NONE || g->rules.v[i].of.n == 0) {
		fprintf(stderr, "corpus: the grammar has no rule \"%s\"\n", name);
		exit(2);
	}
	return i;
}

uint32_t grammar_count(const struct grammar *g, uint32_t rule)
{
	return g->rules.v[rule].of.n;
}

const char *grammar_word(const struct grammar *g, uint32_t rule, uint32_t alternative)
{
	const struct alternative *a = &g->rules.v[rule].of.v[alternative];

	return a->pieces.n == 1 && a->pieces.v[0].kind == TEXT ? a->pieces.v[0].text : "";
}

/* ---- expanding ---- */

static void expand(const struct grammar *g, uint32_t rule, struct dice *d, const struct values *v, struct buf *out, int depth);

static void add_number(struct buf *out, uint32_t n, bool comma)
{
	if (comma && n >= 1000)
		buf_printf(out, "%u,%03u", n / 1000, n % 1000);
	else
		buf_printf(out, "%u", n);
}

static void pad(struct buf *out, size_t n)
{
	for (; n > 0; n--)
		buf_char(out, ' ');
}

/* Letters, not bytes: a pound sign is one. */
static size_t width(struct span s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += (s.p[i] & 0xc0) != 0x80;
	return n;
}

/* left and right side by side; left empty: right moved to the column. */
static void add_columns(struct buf *out, struct span left, struct span right)
{
	struct span l, r;

	for (;;) {
		bool more_left = span_split(&left, '\n', &l), more_right = span_split(&right, '\n', &r);

		if (!more_left && !more_right)
			return;
		if (more_left)
			buf_span(out, l);
		if (more_right && r.n > 0) {
			pad(out, more_left && width(l) + 2 > COLUMN ? 2 : COLUMN - (more_left ? width(l) : 0));
			buf_span(out, r);
		}
		if (left.n > 0 || right.n > 0)
			buf_char(out, '\n');
	}
}

static void expand_columns(const struct grammar *g, const struct piece *p, struct dice *d, const struct values *v, struct buf *out, int depth)
{
	struct buf left = BUF_INIT, right = BUF_INIT;

	expand(g, p->rule, d, v, p->kind == BESIDE ? &left : &right, depth);
	if (p->kind == BESIDE)
		expand(g, p->other, d, v, &right, depth);
	add_columns(out, span_of(left.p, left.n), span_of(right.p, right.n));
	buf_release(&left);
	buf_release(&right);
}

static void expand_name(const struct grammar *g, const struct piece *p, struct dice *d, const struct values *v, struct buf *out, int depth)
{
	const char *value = g->rules.v[p->rule].of.n == 0 ? values_get(v, p->text) : NULL;
	size_t from = out->n;

	if (value != NULL)
		buf_str(out, value);
	else
		expand(g, p->rule, d, v, out, depth);
	if (p->capital && out->n > from)
		out->p[from] = (char)toupper((unsigned char)out->p[from]);
}

static void expand_pieces(const struct grammar *g, const struct alternative *a, struct dice *d, const struct values *v, struct buf *out, int depth)
{
	for (uint32_t i = 0; i < a->pieces.n; i++) {
		const struct piece *p = &a->pieces.v[i];

		switch (p->kind) {
		case TEXT: buf_str(out, p->text); break;
		case NAME: expand_name(g, p, d, v, out, depth); break;
		case NUMBER: add_number(out, p->low + dice_below(d, p->high - p->low + 1), p->comma); break;
		case CHOICE: expand(g, p->rule, d, v, out, depth); break;
		case BESIDE: case RIGHT: expand_columns(g, p, d, v, out, depth); break;
		}
	}
}

static void expand(const struct grammar *g, uint32_t rule, struct dice *d, const struct values *v, struct buf *out, int depth)
{
	const struct rule *r = &g->rules.v[rule];

	if (r->of.n == 0 || depth > DEEP) {
		fprintf(stderr, "corpus: \"%s\": neither a value nor a rule that ends\n", r->name);
		exit(2);
	}
	expand_pieces(g, &r->of.v[dice_below(d, r->of.n)], d, v, out, depth + 1);
}

void grammar_expand(const struct grammar *g, uint32_t rule, struct dice *d, const struct values *v, struct buf *out)
{
	expand(g, rule, d, v, out, 0);
}

void grammar_expand_one(const struct grammar *g, uint32_t rule, uint32_t alternative, struct dice *d, const struct values *v, struct buf *out)
{
	expand_pieces(g, &g->rules.v[rule].of.v[alternative], d, v, out, 0);
}
