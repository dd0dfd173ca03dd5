/* judge_warn.c - what in a file of rules can come to nothing: for `samedesk validate`, and its faults for everybody who loads it.
 *
 * In: a schema that was read and compiled, what the views can hold. Out: diagnostics in the order of the file: rules that can never fire,
 * paths and comparisons that find nothing, rules that an earlier one shadows, patterns of no phase, and what is used nowhere.
 *
 * What stands in an abstract rule or pattern is looked at in each place that it is drawn into: only what is nothing in all of
 * them is told.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

#include <stdlib.h>

struct row {
	size_t offset, length;
	enum diag_id id;
	const char *detail;
	bool good;		/* somewhere it is something */
};

struct warn {
	struct arena *a;
	struct judge_schema *s;
	struct judge_lint lint;
	struct judge_path *path;	/* that is looked at */
	const char *where;		/* "rule 'x': " */
	bool context;			/* it says when the rule fires */
	bool dead;			/* it never does */
	bool warnings;
	VEC(struct row) rows;
	struct map known;		/* place and kind to its row */
	struct map spoken;		/* ids of diagnostics that tests name */
};

static struct row *row_at(struct warn *w, size_t offset, size_t length, enum diag_id id)
{
	const char *key = arena_printf(w->a, "%zu %d", offset, (int)id);
	uint32_t i = offset != SIZE_MAX ? map_get(&w->known, span_str(key)) : MAP_NONE;
	if (i != MAP_NONE) {
		return &w->rows.v[i];
	}
	map_put(&w->known, span_str(key), w->rows.n);
	struct row *row = vec_push(w->a, &w->rows);
	*row = (struct row){ .offset = offset, .length = length, .id = id };
	return row;
}

/* The same words twice are one. */
static struct row *row_of(struct warn *w, size_t offset, enum diag_id id, const char *message)
{
	for (uint32_t i = 0; i < w->rows.n; i++) {
		struct row *row = &w->rows.v[i];
		if (row->offset == offset && row->id == id && row->detail != NULL && strstr(row->detail, message) != NULL) {
			return row;
		}
	}
	struct row *row = vec_push(w->a, &w->rows);
	*row = (struct row){ .offset = offset, .id = id };
	return row;
}

static enum diag_id id_of(const struct warn *w, enum judge_remark kind)
{
	if (kind == JUDGE_NO_SUCH) {
		return DIAG_KNOW_XPATH;
	}
	return w->context ? DIAG_RULE_NEVER : kind == JUDGE_NO_NODES ? DIAG_RULE_NOTHING : DIAG_RULE_VALUE;
}

static void remark(void *user, enum judge_remark kind, struct span words, const char *message)
{
	struct warn *w = user;
	size_t at = judge_schema_offset(w->s, w->path, (size_t)(words.p - w->path->text));
	if (w->path->expanded && message == NULL) {
		return;			/* an instance's own words: another's say nothing of them */
	}
	struct row *row = w->path->expanded ? row_of(w, at, id_of(w, kind), message) : row_at(w, at, words.n, id_of(w, kind));
	row->good = row->good || message == NULL;
	w->dead = w->dead || (message != NULL && w->context);
	if (message != NULL && row->detail == NULL) {
		row->detail = arena_printf(w->a, "%s%s", w->where, message);
	}
}

static void used(void *user, const struct judge_name *name)
{
	struct warn *w = user;
	row_at(w, name->offset, 0, DIAG_RULE_UNUSED)->good = true;
}

static struct judge_type look(struct warn *w, struct judge_path *p, struct judge_nodes context)
{
	struct judge_type nothing = { .nodes = { .any = true } };
	if (p->text == NULL || w->lint.model == NULL) {
		return nothing;
	}
	w->path = p;
	return judge_lint_path(&w->lint, p->text, context, false);
}

static void look_lets(struct warn *w, struct judge_lets *lets, struct judge_nodes context)
{
	for (uint32_t i = 0; i < lets->n; i++) {
		struct judge_let *let = &lets->v[i];
		const char *where = w->where;
		w->where = arena_printf(w->a, "%slet '%s': ", where, let->name);
		struct judge_type type = look(w, &let->value, context);
		w->where = where;
		*vec_push(w->a, &w->lint.names) = (struct judge_name){ let->name, type, let->value.offset };
		struct row *row = row_at(w, let->value.offset, 0, DIAG_RULE_UNUSED);
		row->detail = row->detail != NULL ? row->detail : arena_printf(w->a, "%slet '%s'", where, let->name);
	}
}

static void look_words(struct warn *w, struct judge_words *words, struct judge_nodes context)
{
	for (uint32_t i = 0; i < words->n; i++) {
		look(w, &words->v[i].value, context);
	}
}

static void look_test(struct warn *w, struct judge_test *t, struct judge_nodes context)
{
	w->where = arena_printf(w->a, "rule '%s': ", t->id);
	look(w, &t->test, context);
	look(w, &t->subject, context);
	look_words(w, &t->words, context);
	for (uint32_t i = 0; i < t->diagnostics.n; i++) {
		struct judge_diagnostic *d = &w->s->diagnostics.v[t->diagnostics.v[i]];
		look_words(w, &d->words, context);
		map_put(&w->spoken, span_str(d->id), 1);
	}
}

/* Of what a rule that never fires would see nothing is told. */
static void look_context(struct warn *w, struct judge_context *c)
{
	struct judge_path written = c->path;
	uint32_t seen = w->lint.names.n;
	struct judge_nodes nodes = { .any = true };
	written.text = c->written;
	w->where = c->tests.n > 0 ? arena_printf(w->a, "rule '%s': ", c->tests.v[0].id) : "";
	w->path = &written;
	w->context = true;
	w->dead = false;
	w->lint.current = nodes;
	if (w->lint.model != NULL) {
		struct judge_type t = judge_lint_path(&w->lint, c->written, (struct judge_nodes){ .elements = JUDGE_MODEL_ROOT }, true);
		nodes = t.kind == JUDGE_SET && !w->dead ? t.nodes : nodes;
	}
	w->context = false;
	w->lint.current = nodes;
	look_lets(w, &c->lets, nodes);
	for (uint32_t i = 0; i < c->tests.n; i++) {
		look_test(w, &c->tests.v[i], nodes);
	}
	w->lint.names.n = seen;
	w->where = "";
}

/* --- what XPath does not tell --- */

static void look_shadows(struct warn *w, const struct judge_pattern *p)
{
	for (uint32_t later = 1; later < p->contexts.n; later++) {
		const struct judge_context *c = &p->contexts.v[later];
		for (uint32_t earlier = 0; earlier < later; earlier++) {
			const struct judge_context *before = &p->contexts.v[earlier];
			if (!judge_match_shadows(before, c)) {
				continue;
			}
			size_t at = judge_schema_offset(w->s, &c->path, 0);
			uint32_t line, column;
			judge_schema_place(w->s, &before->path, &line, &column);
			struct row *row = row_at(w, at, c->path.expanded ? 0 : strlen(c->written), DIAG_RULE_SHADOWED);
			row->detail = arena_printf(w->a, "rule '%s': '%s' stands on line %u", c->tests.n > 0 ? c->tests.v[0].id : p->id,
			    before->written, (unsigned)line);
			break;
		}
	}
}

static void look_phases(struct warn *w, const struct judge_pattern *p)
{
	bool active = w->s->phases.n == 0 || p->contexts.n == 0;
	for (uint32_t i = 0; i < w->s->phases.n && !active; i++) {
		active = judge_schema_active(w->s, &w->s->phases.v[i], p);
	}
	if (!active) {
		row_at(w, p->offset, 0, DIAG_RULE_INACTIVE)->detail = arena_printf(w->a, "pattern '%s'", p->id);
	}
}

static bool is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && n->ns != NULL && strcmp((const char *)n->ns->href, JUDGE_NS) == 0 &&
	    strcmp((const char *)n->name, name) == 0;
}

/* Abstract rules and patterns, and who draws on them. */
static void look_abstract(struct warn *w, const xmlNode *below, struct map *named, bool collect)
{
	for (const xmlNode *n = below->children; n != NULL; n = n->next) {
		bool rule = is(n, "rule"), pattern = is(n, "pattern");
		const char *uses = is(n, "extends") ? xml_attr(w->a, n, NULL, "rule") : pattern ? xml_attr(w->a, n, NULL, "is-a") : NULL;
		if (collect && uses != NULL) {
			map_put(named, span_str(uses), 1);
		}
		const char *abstract = !collect && (rule || pattern) ? xml_attr(w->a, n, NULL, "abstract") : NULL, *id = xml_attr(w->a, n, NULL, "id");
		if (abstract != NULL && strcmp(abstract, "true") == 0 && id != NULL && map_get(named, span_str(id)) == MAP_NONE) {
			row_at(w, xml_offset(n), 0, DIAG_RULE_UNUSED)->detail = arena_printf(w->a, "abstract %s '%s'", rule ? "rule" : "pattern", id);
		}
		if (rule || pattern) {
			look_abstract(w, n, named, collect);
		}
	}
}

static void look_diagnostics(struct warn *w)
{
	for (uint32_t i = 0; i < w->s->diagnostics.n; i++) {
		const struct judge_diagnostic *d = &w->s->diagnostics.v[i];
		if (map_get(&w->spoken, span_str(d->id)) == MAP_NONE) {
			row_at(w, d->offset, 0, DIAG_RULE_UNUSED)->detail = arena_printf(w->a, "diagnostic '%s'", d->id);
		}
	}
}

/* --- all of it --- */

static int order(const void *x, const void *y)
{
	const struct row *a = x, *b = y;
	return a->offset != b->offset ? (a->offset < b->offset ? -1 : 1) : a->id < b->id ? -1 : a->id > b->id;
}

static bool tell(struct warn *w, bool warnings, struct diag_sink *sink)
{
	bool good = true;
	if (w->rows.n > 1) {
		qsort(w->rows.v, w->rows.n, sizeof *w->rows.v, order);
	}
	for (uint32_t i = 0; i < w->rows.n; i++) {
		const struct row *row = &w->rows.v[i];
		bool fault = diag_level(row->id) == DIAG_ERROR;
		if (row->detail == NULL || (row->good && !fault) || (!fault && !warnings)) {
			continue;
		}
		good = good && !fault;
		diag_in(sink, row->id, w->s->file, &w->s->lines, w->s->arena, row->offset, row->length, "%s", row->detail);
	}
	return good;
}

static void look_all(struct warn *w)
{
	struct judge_schema *s = w->s;
	struct judge_nodes root = { .elements = JUDGE_MODEL_ROOT };
	w->lint.current = root;
	look_lets(w, &s->lets, root);
	for (uint32_t i = 0; i < s->phases.n; i++) {
		look_lets(w, &s->phases.v[i].lets, root);
	}
	for (uint32_t i = 0; i < s->patterns.n; i++) {
		struct judge_pattern *p = &s->patterns.v[i];
		uint32_t seen = w->lint.names.n;
		look_lets(w, &p->lets, root);
		for (uint32_t c = 0; c < p->contexts.n; c++) {
			look_context(w, &p->contexts.v[c]);
		}
		w->lint.names.n = seen;
		if (w->warnings) {
			look_shadows(w, p);
		}
		look_phases(w, p);
	}
	look_diagnostics(w);
}

bool judge_warn(struct judge_schema *s, struct judge_schema *translated, const struct judge_model *m, bool warnings, struct diag_sink *sink)
{
	struct arena a;
	struct map named;
	arena_init(&a, 0);
	struct warn w = { .a = &a, .s = s, .where = "", .warnings = warnings };
	w.lint = (struct judge_lint){ .a = &a, .model = m, .ns = s->ns, .remark = remark, .used = used, .user = &w };
	map_init(&w.known, &a);
	map_init(&w.spoken, &a);
	map_init(&named, &a);
	look_all(&w);
	if (translated != NULL && translated->twins.n > 0) {
		w.s = translated;	/* the same file: places are the same */
		w.lint.names.n = 0;
		look_all(&w);
		w.s = s;
	}
	look_abstract(&w, judge_schema_root(s), &named, true);
	look_abstract(&w, judge_schema_root(s), &named, false);
	bool good = tell(&w, warnings, sink);
	arena_release(&a);
	return good;
}
