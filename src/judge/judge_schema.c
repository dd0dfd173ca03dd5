/* judge_schema.c - reads a Schematron schema into tables: ISO/IEC 19757-3, query binding xslt; DESIGN section 3.
 *
 * In: the text of a file of rules/checks/. Out: struct judge_schema, with abstract patterns instantiated, abstract rules
 * drawn into those that extend them, and references resolved. XPaths stay text until they are needed. Elements of
 * other namespaces (the examples) are passed over. Running it is left to judge_run.c.
 *
 * Not understood, and said: include, pattern/@documents, extends/@href, a let without @value.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

#define XML_LANG_NS "http://www.w3.org/XML/1998/namespace"
#define EXTENDS_DEPTH 16	/* abstract rules that extend one another: more is a circle */

struct param {
	const char *name, *value;
};

struct reader {
	struct judge_schema *s;
	struct arena *a;
	struct diag_sink *sink;
	const xmlNode *root;
	VEC(struct param) params;	/* of the abstract pattern that is being instantiated */
	bool failed;
};

static bool is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && n->ns != NULL && strcmp((const char *)n->ns->href, JUDGE_NS) == 0 &&
	    strcmp((const char *)n->name, name) == 0;
}

static const char *attr(struct reader *r, const xmlNode *n, const char *name)
{
	return xml_attr(r->a, n, NULL, name);
}

static bool attr_is(struct reader *r, const xmlNode *n, const char *name, const char *value)
{
	const char *is_now = attr(r, n, name);
	return is_now != NULL && strcmp(is_now, value) == 0;
}

/* Of the end of the start tag, which the parser counted anyway: near enough for a rule, and it costs nothing. */
static uint32_t line_of(const xmlNode *n)
{
	long line = xmlGetLineNo(n);
	return line > 0 ? (uint32_t)line : 0;
}

static void fault(struct reader *r, const xmlNode *n, enum diag_id id, const char *what, const char *subject)
{
	diag_in(r->sink, id, r->s->file, &r->s->lines, r->a, xml_offset(n), 0, what, subject);
	r->failed = true;
}

/* Of an attribute's value, with the name that was perhaps meant. */
static void fault_in(struct reader *r, const xmlNode *n, const char *attribute, enum diag_id id, const char *what, const struct near *near)
{
	size_t at = xml_tag_value(r->s->text, xml_offset(n), attribute, 0);
	bool meant = near->best != NULL && strcmp(near->best, near->word) != 0;
	diag_in(r->sink, id, r->s->file, &r->s->lines, r->a, at != SIZE_MAX ? at : xml_offset(n), at != SIZE_MAX ? strlen(near->word) : 0, "%s '%s'%s%s%s",
	    what, near->word, meant ? "; did you mean '" : "", meant ? near->best : "", meant ? "'?" : "");
	r->failed = true;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
	    c == '.' || (unsigned char)c >= 0x80;
}

static bool is_name(const char *text)
{
	while (is_name_char(*text)) {
		text++;
	}
	return *text == '\0';
}

static const struct param *param_at(struct reader *r, const char *name)
{
	size_t n = 0;
	while (is_name_char(name[n])) {
		n++;
	}
	for (uint32_t i = 0; i < r->params.n; i++) {
		if (span_eq(span_of(name, n), span_str(r->params.v[i].name))) {
			return &r->params.v[i];
		}
	}
	return NULL;
}

/* $name of a parameter becomes its value, as text: abstract patterns are macros. */
static const char *expand(struct reader *r, const char *text)
{
	if (r->params.n == 0 || text == NULL || strchr(text, '$') == NULL) {
		return text;
	}
	struct buf out = BUF_INIT;
	for (const char *p = text; *p != '\0'; p++) {
		const struct param *param = *p == '$' ? param_at(r, p + 1) : NULL;
		if (param == NULL) {
			buf_char(&out, *p);
		} else {
			buf_str(&out, param->value);
			p += strlen(param->name);
		}
	}
	const char *result = arena_strn(r->a, out.p, out.n);
	buf_release(&out);
	return result;
}

static struct judge_path path_of(struct reader *r, const xmlNode *n, const char *name, bool needed)
{
	const char *written = attr(r, n, name), *text = expand(r, written);
	struct judge_path p = { .text = text, .line = line_of(n), .offset = xml_offset(n), .attribute = name };
	p.expanded = text != NULL && strcmp(text, written) != 0;
	if (p.text == NULL && needed) {
		fault(r, n, DIAG_KNOW_RULE, "no attribute '%s'", name);
		p.text = "false()";
	}
	return p;
}

static void read_let(struct reader *r, const xmlNode *n, struct judge_lets *lets)
{
	const char *name = attr(r, n, "name");
	if (name == NULL) {
		fault(r, n, DIAG_KNOW_RULE, "a let without '%s'", "name");
		return;
	}
	for (uint32_t i = 0; i < lets->n; i++) {
		if (strcmp(lets->v[i].name, name) == 0) {
			fault_in(r, n, "name", DIAG_KNOW_DUPLICATE, "let", &(struct near){ .word = name });
		}
	}
	struct judge_let *let = vec_push(r->a, lets);
	let->name = name;
	let->value = path_of(r, n, "value", true);
}

static const char *words_squeezed(struct reader *r, const char *text)
{
	char *words = arena_str(r->a, text), *to = words;
	for (const char *p = words; *p != '\0'; p++) {
		bool space = strchr(" \t\r\n", *p) != NULL;
		if (!space || to == words || to[-1] != ' ') {
			*to++ = space ? ' ' : *p;
		}
	}
	*to = '\0';
	return words;
}

static void read_words(struct reader *r, const xmlNode *n, struct judge_words *out)
{
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		if (c->type == XML_TEXT_NODE) {
			vec_push(r->a, out)->words = words_squeezed(r, expand(r, (const char *)c->content));
		} else if (is(c, "value-of")) {
			struct judge_path p = path_of(r, c, "select", true);
			p.words = true;
			vec_push(r->a, out)->value = p;
		} else if (is(c, "name")) {
			struct judge_path p = path_of(r, c, "path", false);
			p.text = arena_printf(r->a, "name(%s)", p.text != NULL ? p.text : "");
			p.words = true;
			vec_push(r->a, out)->value = p;
		} else if (is(c, "emph") || is(c, "span") || is(c, "dir")) {
			read_words(r, c, out);
		}
	}
}

/* Of another language than English; NULL: none is told. */
static const char *lang_of(struct reader *r, const xmlNode *n)
{
	const char *lang = xml_attr(r->a, n, XML_LANG_NS, "lang");
	return lang != NULL && strcmp(lang, "en") != 0 ? lang : NULL;
}

static bool is_spoken(struct reader *r, const xmlNode *n)
{
	const char *lang = lang_of(r, n);
	return lang != NULL && r->s->lang != NULL && strcmp(lang, r->s->lang) == 0;
}

/* "self-addressed.cy" speaks for "self-addressed". Other Schematron processors pass it over: nothing refers to it. */
static void read_twins(struct reader *r, const xmlNode *n)
{
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		const char *lang = is(c, "diagnostic") ? lang_of(r, c) : NULL, *id = lang != NULL ? attr(r, c, "id") : NULL;
		size_t end = id != NULL && strlen(id) > strlen(lang) + 1 ? strlen(id) - strlen(lang) - 1 : 0;
		if (id != NULL && (end == 0 || id[end] != '.' || strcmp(id + end + 1, lang) != 0)) {
			fault(r, c, DIAG_KNOW_RULE, "diagnostic '%s' of another language: its id ends in a full stop and the language", id);
		} else if (id != NULL && is_spoken(r, c)) {
			*vec_push(r->a, &r->s->twins) = (struct judge_twin){ arena_strn(r->a, id, end), c, false };
		}
	}
}

/* Where the words of that id stand in the schema's language; NULL: there are none. */
static const xmlNode *twin_of(struct reader *r, const char *id)
{
	for (uint32_t i = 0; id != NULL && i < r->s->twins.n; i++) {
		if (strcmp(r->s->twins.v[i].of, id) == 0) {
			r->s->twins.v[i].used = true;
			return r->s->twins.v[i].node;
		}
	}
	return NULL;
}

static void check_twins(struct reader *r)
{
	for (uint32_t i = 0; i < r->s->twins.n; i++) {
		if (!r->s->twins.v[i].used) {
			fault(r, r->s->twins.v[i].node, DIAG_KNOW_REFERENCE, "'%s', for which a diagnostic speaks in another language", r->s->twins.v[i].of);
		}
	}
}

static void read_diagnostics(struct reader *r, const xmlNode *n)
{
	read_twins(r, n);
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		if (!is(c, "diagnostic") || lang_of(r, c) != NULL) {
			continue;
		}
		const char *id = attr(r, c, "id");
		if (id == NULL) {
			fault(r, c, DIAG_KNOW_RULE, "a diagnostic without '%s'", "id");
			continue;
		}
		struct judge_diagnostic *d = vec_push(r->a, &r->s->diagnostics);
		const xmlNode *twin = twin_of(r, id);
		d->id = id;
		d->offset = xml_offset(c);
		d->line = line_of(c);
		d->spoken = twin != NULL;
		read_words(r, twin != NULL ? twin : c, &d->words);
		for (uint32_t i = 0; i < d->words.n; i++) {
			d->words.v[i].value.shared = true;
		}
	}
}

static void missing_diagnostic(struct reader *r, const xmlNode *n, const char *ids, struct span id)
{
	struct near near = { .word = arena_strn(r->a, id.p, id.n) };
	for (uint32_t i = 0; i < r->s->diagnostics.n; i++) {
		near_try(&near, r->s->diagnostics.v[i].id);
	}
	size_t at = xml_tag_value(r->s->text, xml_offset(n), "diagnostics", (size_t)(id.p - ids));
	diag_in(r->sink, DIAG_KNOW_REFERENCE, r->s->file, &r->s->lines, r->a, at != SIZE_MAX ? at : xml_offset(n), at != SIZE_MAX ? id.n : 0, "diagnostic '%s'%s%s%s",
	    near.word, near.best != NULL ? "; did you mean '" : "", near.best != NULL ? near.best : "", near.best != NULL ? "'?" : "");
	r->failed = true;
}

static void read_references(struct reader *r, const xmlNode *n, struct judge_test *t)
{
	const char *ids = attr(r, n, "diagnostics");
	struct span rest = span_str(ids), id;
	while (span_word(&rest, &id)) {
		uint32_t i = 0;
		while (i < r->s->diagnostics.n && !span_is(id, r->s->diagnostics.v[i].id)) {
			i++;
		}
		if (i == r->s->diagnostics.n) {
			missing_diagnostic(r, n, ids, id);
			continue;
		}
		*vec_push(r->a, &t->diagnostics) = i;
	}
}

static bool level_of(const char *role, enum letter_level *out)
{
	static const struct { const char *role; enum letter_level level; } roles[] = {
		{ "error", LETTER_ERROR }, { "fatal", LETTER_ERROR }, { "warning", LETTER_WARNING },
		{ "warn", LETTER_WARNING }, { "note", LETTER_NOTE }, { "info", LETTER_NOTE },
	};
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
		if (strcmp(roles[i].role, role) == 0) {
			*out = roles[i].level;
			return true;
		}
	}
	return false;
}

/* A test without a role is an error, as an assertion is in the standard. */
static void read_level(struct reader *r, const xmlNode *n, struct judge_test *t)
{
	static const char *const levels[] = { "error", "warning", "note" };
	const char *role = attr(r, n, "role");
	const xmlNode *where = role != NULL ? n : n->parent;
	role = attr(r, where, "role");
	t->level = LETTER_ERROR;
	if (role != NULL && !level_of(role, &t->level)) {
		struct near near = { .word = role };
		for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
			near_try(&near, levels[i]);
		}
		fault_in(r, where, "role", DIAG_KNOW_RULE, "a role is error, warning or note, not", &near);
	}
}

/* Flags are words of the schema's users (ISO/IEC 19757-3, 5.4.1); others pass over ours. */
static bool read_flag(struct reader *r, const xmlNode *n, const char *word)
{
	const char *flags = attr(r, n, "flag");
	struct span rest = span_str(flags != NULL ? flags : ""), flag;
	while (span_word(&rest, &flag)) {
		if (span_is(flag, word)) {
			return true;
		}
	}
	return false;
}

static void read_test(struct reader *r, const xmlNode *n, const struct judge_pattern *p, struct judge_context *c)
{
	struct judge_test *t = vec_push(r->a, &c->tests);
	t->report = is(n, "report");
	t->id = expand(r, attr(r, n, "id"));
	t->line = line_of(n);
	t->offset = xml_offset(n);
	if (t->id == NULL) {
		t->id = p->id;
	}
	if (t->id[0] == '\0') {
		fault(r, n, DIAG_KNOW_RULE, "a test without '%s', in a pattern without", "id");
	} else if (!is_name(t->id)) {
		fault_in(r, n, "id", DIAG_KNOW_RULE, "an id is one word of letters, digits, '-', '_' and '.', not", &(struct near){ .word = t->id });
	}
	read_level(r, n, t);
	t->binding = read_flag(r, n, "not-acceptable") || read_flag(r, n->parent, "not-acceptable");
	t->test = path_of(r, n, "test", true);
	t->subject = path_of(r, n, "subject", false);
	const xmlNode *twin = twin_of(r, t->id);
	t->spoken = twin != NULL;
	read_words(r, twin != NULL ? twin : n, &t->words);
	read_references(r, n, t);
}

static const xmlNode *abstract_of(struct reader *r, const xmlNode *below, const char *element, const char *id)
{
	for (const xmlNode *n = below->children; n != NULL; n = n->next) {
		if (is(n, element) && attr_is(r, n, "abstract", "true") && attr_is(r, n, "id", id)) {
			return n;
		}
		const xmlNode *found = is(n, "pattern") && element[0] == 'r' ? abstract_of(r, n, element, id) : NULL;
		if (found != NULL) {
			return found;
		}
	}
	return NULL;
}

static void near_abstract(struct reader *r, const xmlNode *below, const char *element, struct near *near)
{
	for (const xmlNode *n = below->children; n != NULL; n = n->next) {
		const char *id = is(n, element) && attr_is(r, n, "abstract", "true") ? attr(r, n, "id") : NULL;
		if (id != NULL) {
			near_try(near, id);
		}
		if (is(n, "pattern") && element[0] == 'r') {
			near_abstract(r, n, element, near);
		}
	}
}

static void no_abstract(struct reader *r, const xmlNode *n, const char *attribute, const char *element, const char *id)
{
	struct near near = { .word = id };
	near_abstract(r, r->root, element, &near);
	fault_in(r, n, attribute, DIAG_KNOW_REFERENCE, element[0] == 'r' ? "abstract rule" : "abstract pattern", &near);
}

static void read_content(struct reader *r, const xmlNode *n, const struct judge_pattern *p, struct judge_context *c, int depth);

/* An extended rule's lets and tests stand where it is named. */
static void read_extends(struct reader *r, const xmlNode *n, const struct judge_pattern *p, struct judge_context *c, int depth)
{
	const char *id = attr(r, n, "rule");
	const xmlNode *abstract = id != NULL ? abstract_of(r, r->root, "rule", id) : NULL;
	if (abstract == NULL) {
		no_abstract(r, n, "rule", "rule", id != NULL ? id : "");
	} else if (depth == EXTENDS_DEPTH) {
		fault(r, n, DIAG_KNOW_RULE, "rule '%s' extends itself", id);
	} else {
		read_content(r, abstract, p, c, depth + 1);
	}
}

static void read_content(struct reader *r, const xmlNode *n, const struct judge_pattern *p, struct judge_context *c, int depth)
{
	for (const xmlNode *k = n->children; k != NULL; k = k->next) {
		if (is(k, "let")) {
			read_let(r, k, &c->lets);
		} else if (is(k, "extends")) {
			read_extends(r, k, p, c, depth);
		} else if (is(k, "assert") || is(k, "report")) {
			read_test(r, k, p, c);
		}
	}
}

static void read_rule(struct reader *r, const xmlNode *n, struct judge_pattern *p)
{
	if (attr_is(r, n, "abstract", "true")) {
		return;
	}
	struct judge_path path = path_of(r, n, "context", true);
	struct judge_context *c = vec_push(r->a, &p->contexts);
	c->path = path;
	judge_match_read(c, r->a, path.text);
	read_content(r, n, p, c, 0);
}

static const char *squeezed(struct reader *r, const xmlNode *n)
{
	struct buf out = BUF_INIT;
	struct span rest = xml_text(r->a, n), word;
	while (span_word(&rest, &word)) {
		buf_str(&out, out.n > 0 ? " " : "");
		buf_span(&out, word);
	}
	const char *text = out.n > 0 ? arena_strn(r->a, out.p, out.n) : "";
	buf_release(&out);
	return text;
}

/* In the schema's language, where a diagnostic says it: of the pattern's id with that behind it. */
static bool read_spoken(struct reader *r, const struct judge_pattern *p, const char *behind, const char **words)
{
	const xmlNode *twin = twin_of(r, arena_printf(r->a, "%s-%s", p->id, behind));
	*words = twin != NULL ? squeezed(r, twin) : *words;
	return twin != NULL;
}

static void read_pattern_body(struct reader *r, const xmlNode *n, struct judge_pattern *p)
{
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		if (is(c, "title") && p->title[0] == '\0') {
			p->title = squeezed(r, c);
		} else if (is(c, "p") && p->what[0] == '\0') {
			p->what = squeezed(r, c);
		} else if (is(c, "let")) {
			read_let(r, c, &p->lets);
		} else if (is(c, "rule")) {
			read_rule(r, c, p);
		} else if (is(c, "include")) {
			fault(r, c, DIAG_KNOW_RULE, "'%s' is not read", "include");
		}
	}
}

static void read_params(struct reader *r, const xmlNode *n)
{
	r->params.n = 0;
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		if (!is(c, "param")) {
			continue;
		}
		struct param p = { attr(r, c, "name"), attr(r, c, "value") };
		if (p.name == NULL || p.value == NULL) {
			fault(r, c, DIAG_KNOW_RULE, "a param needs '%s'", "name and value");
			continue;
		}
		*vec_push(r->a, &r->params) = p;
	}
}

static void read_instance(struct reader *r, const xmlNode *n, struct judge_pattern *p, const char *is_a)
{
	const xmlNode *abstract = abstract_of(r, r->root, "pattern", is_a);
	if (abstract == NULL) {
		no_abstract(r, n, "is-a", "pattern", is_a);
		return;
	}
	read_params(r, n);
	read_pattern_body(r, abstract, p);
	r->params.n = 0;
}

static void read_pattern(struct reader *r, const xmlNode *n)
{
	if (attr_is(r, n, "abstract", "true")) {
		return;
	}
	const char *id = attr(r, n, "id"), *is_a = attr(r, n, "is-a");
	struct judge_pattern *p = vec_push(r->a, &r->s->patterns);
	*p = (struct judge_pattern){ .id = id != NULL ? id : "", .title = "", .what = "", .line = line_of(n), .offset = xml_offset(n) };
	if (attr(r, n, "documents") != NULL) {
		fault(r, n, DIAG_KNOW_RULE, "'%s' is not read", "documents");
	}
	read_pattern_body(r, n, p);
	if (is_a != NULL) {
		read_instance(r, n, p, is_a);
	}
	p->title_spoken = read_spoken(r, p, "title", &p->title);
	p->what_spoken = read_spoken(r, p, "what", &p->what);
}

static void read_phase(struct reader *r, const xmlNode *n)
{
	const char *id = attr(r, n, "id");
	if (id == NULL) {
		fault(r, n, DIAG_KNOW_RULE, "a phase without '%s'", "id");
		return;
	}
	struct judge_phase *p = vec_push(r->a, &r->s->phases);
	p->id = id;
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		const char *pattern = is(c, "active") ? attr(r, c, "pattern") : NULL;
		if (pattern != NULL) {
			*vec_push(r->a, &p->active) = pattern;
		} else if (is(c, "let")) {
			read_let(r, c, &p->lets);
		}
	}
}

static bool pattern_named(const struct judge_schema *s, const char *id)
{
	for (uint32_t i = 0; i < s->patterns.n; i++) {
		if (strcmp(s->patterns.v[i].id, id) == 0) {
			return true;
		}
	}
	return false;
}

static void check_active(struct reader *r, const xmlNode *active)
{
	struct near near = { .word = attr(r, active, "pattern") };
	if (near.word == NULL || pattern_named(r->s, near.word)) {
		return;
	}
	for (uint32_t i = 0; i < r->s->patterns.n; i++) {
		near_try(&near, r->s->patterns.v[i].id);
	}
	fault_in(r, active, "pattern", DIAG_KNOW_REFERENCE, "pattern", &near);
}

static void check_phases(struct reader *r)
{
	const struct judge_schema *s = r->s;
	struct near near = { .word = s->default_phase };
	for (const xmlNode *n = r->root->children; n != NULL; n = n->next) {
		for (const xmlNode *c = is(n, "phase") ? n->children : NULL; c != NULL; c = c->next) {
			if (is(c, "active")) {
				check_active(r, c);
			}
		}
	}
	if (near.word != NULL && near.word[0] != '#' && judge_schema_phase(s, near.word) == NULL) {
		for (uint32_t i = 0; i < s->phases.n; i++) {
			near_try(&near, s->phases.v[i].id);
		}
		fault_in(r, r->root, "defaultPhase", DIAG_KNOW_REFERENCE, "phase", &near);
	}
}

/* What an id tells apart; NULL: nothing that samedesk asks for. */
static const char *kind_of(const xmlNode *n)
{
	return is(n, "report") || is(n, "assert") ? "test" : is(n, "pattern") ? "pattern" : is(n, "phase") ? "phase" : is(n, "rule") ? "rule" :
	    is(n, "diagnostic") ? "diagnostic" : NULL;
}

/* An id is given once, as the standard has it: which of two is meant would be anybody's guess. */
static void check_ids(struct reader *r, const xmlNode *below, struct map *seen)
{
	for (const xmlNode *n = below->children; n != NULL; n = n->next) {
		const char *kind = kind_of(n), *id = kind != NULL ? attr(r, n, "id") : NULL;
		const char *key = id != NULL ? arena_printf(r->a, "%s %s", kind, id) : NULL;
		uint32_t line = 0, column, before = key != NULL ? map_get(seen, span_str(key)) : MAP_NONE;
		if (before != MAP_NONE) {
			fault_in(r, n, "id", DIAG_KNOW_DUPLICATE, arena_printf(r->a, "line %u has another %s", (unsigned)before, kind), &(struct near){ .word = id });
		} else if (key != NULL) {
			linemap_at(&r->s->lines, r->a, xml_offset(n), &line, &column);
			map_put(seen, span_str(key), line);
		}
		if (kind != NULL || is(n, "diagnostics")) {
			check_ids(r, n, seen);
		}
	}
}

static void read_namespaces(struct reader *r)
{
	VEC(const char *) ns = { 0 };
	for (const xmlNode *n = r->root->children; n != NULL; n = n->next) {
		const char *prefix = is(n, "ns") ? attr(r, n, "prefix") : NULL, *uri = is(n, "ns") ? attr(r, n, "uri") : NULL;
		if (prefix != NULL && uri != NULL) {
			*vec_push(r->a, &ns) = prefix;
			*vec_push(r->a, &ns) = uri;
		}
	}
	*vec_push(r->a, &ns) = NULL;
	r->s->ns = ns.v;
}

/* Diagnostics stand at the end of a schema, but tests refer to them: they are read first. */
static void read_schema(struct reader *r)
{
	read_namespaces(r);
	for (const xmlNode *n = r->root->children; n != NULL; n = n->next) {
		if (is(n, "diagnostics")) {
			read_diagnostics(r, n);
		}
	}
	for (const xmlNode *n = r->root->children; n != NULL; n = n->next) {
		if (is(n, "let")) {
			read_let(r, n, &r->s->lets);
		} else if (is(n, "phase")) {
			read_phase(r, n);
		} else if (is(n, "pattern")) {
			read_pattern(r, n);
		} else if (is(n, "include")) {
			fault(r, n, DIAG_KNOW_RULE, "'%s' is not read", "include");
		}
	}
	check_phases(r);
	check_twins(r);
	if (r->s->own) {
		struct map seen;
		map_init(&seen, r->a);
		check_ids(r, r->root, &seen);
	}
}

static bool read_root(struct reader *r)
{
	const char *binding = attr(r, r->root, "queryBinding");
	if (!is(r->root, "schema")) {
		fault(r, r->root, DIAG_KNOW_RULE, "'%s' is not a Schematron schema", (const char *)r->root->name);
		return false;
	}
	if (binding != NULL && strcmp(binding, "xslt") != 0 && strcmp(binding, "xslt1") != 0) {
		fault(r, r->root, DIAG_KNOW_RULE, "query binding '%s': only xslt", binding);
	}
	r->s->default_phase = attr(r, r->root, "defaultPhase");
	read_schema(r);
	return !r->failed;
}

void judge_schema_init(struct judge_schema *s, struct arena *a, const char *file, struct span text)
{
	*s = (struct judge_schema){ .state = JUDGE_UNREAD, .arena = a, .file = arena_str(a, file), .text = text };
	linemap_init(&s->lines, text);
}

/* Around a schema within a project's own file stands that one's root. */
const xmlNode *judge_schema_root(const struct judge_schema *s)
{
	const xmlNode *root = xmlDocGetRootElement(s->doc), *inner = s->own && !is(root, "schema") ? root->children : NULL;
	while (inner != NULL && inner->type != XML_ELEMENT_NODE) {
		inner = inner->next;
	}
	return inner != NULL ? inner : root;
}

bool judge_schema_read(struct judge_schema *s, struct diag_sink *sink)
{
	if (s->state != JUDGE_UNREAD) {
		return s->state == JUDGE_READ;
	}
	s->state = JUDGE_BROKEN;
	s->doc = xml_read(s->arena, s->text, s->file, sink);
	if (s->doc == NULL) {
		return false;
	}
	struct reader r = { .s = s, .a = s->arena, .sink = sink, .root = judge_schema_root(s) };
	if (read_root(&r)) {
		s->state = JUDGE_READ;
	}
	return s->state == JUDGE_READ;
}

void judge_schema_all(struct judge_schemas *out, struct arena *a, const struct know *k, bool examples)
{
	for (uint32_t i = 0; i < know_rules_count(k); i++) {
		struct know_rules r = know_rules(k, a, i);
		struct judge_schema *s = vec_push(a, out);
		judge_schema_init(s, a, r.path, examples ? r.text : r.brief);
		s->own = r.own;
		s->lang = know_tongue_name(know_tongue_get(k));
	}
}

bool judge_schema_read_all(struct judge_schemas *all, struct diag_sink *sink)
{
	bool good = true;
	for (uint32_t i = 0; i < all->n; i++) {
		good = judge_schema_read(&all->v[i], sink) && good;
	}
	return good;
}

const struct judge_phase *judge_schema_phase(const struct judge_schema *s, const char *id)
{
	for (uint32_t i = 0; i < s->phases.n; i++) {
		if (strcmp(s->phases.v[i].id, id) == 0) {
			return &s->phases.v[i];
		}
	}
	return NULL;
}

bool judge_schema_active(const struct judge_schema *s, const struct judge_phase *phase, const struct judge_pattern *p)
{
	for (uint32_t i = 0; phase != NULL && i < phase->active.n; i++) {
		if (strcmp(phase->active.v[i], p->id) == 0) {
			return true;
		}
	}
	return phase == NULL && s->phases.n == 0;
}

bool judge_schema_compiled(struct judge_schema *s, struct judge_path *p)
{
	if (p->compiled == NULL && p->why == NULL) {
		const char *text = p->words ? arena_printf(s->arena, "string(%s)", p->text) : p->text;
		bool anyone = p->shared && strchr(text, '$') != NULL;	/* whose variables it names is told by nobody */
		p->compiled = xml_xpath_bind(s->arena, anyone ? NULL : s->names, text, s->ns, &p->why);
		if (p->compiled == NULL && p->why == NULL) {
			p->why = "syntax";
		}
	}
	return p->compiled != NULL;
}

void judge_schema_place(struct judge_schema *s, const struct judge_path *p, uint32_t *line, uint32_t *column)
{
	*line = p->line;
	*column = 0;
	if (p->offset != SIZE_MAX) {
		linemap_at(&s->lines, s->arena, p->offset, line, column);
	}
}

size_t judge_schema_offset(const struct judge_schema *s, const struct judge_path *p, size_t at)
{
	size_t found = p->attribute != NULL ? xml_tag_value(s->text, p->offset, p->attribute, p->expanded ? 0 : at) : SIZE_MAX;
	return found != SIZE_MAX ? found : p->offset;
}

/* id: of the rule, NULL where it is nobody's alone. */
static bool compile_shown(struct judge_schema *s, struct judge_path *p, const char *shown, const char *id, struct diag_sink *sink)
{
	if (p->text == NULL || xml_xpath_compile(s->arena, p->text, &p->why) != NULL) {	/* it is bound where its variables are known */
		return true;
	}
	diag_in(sink, DIAG_KNOW_XPATH, s->file, &s->lines, s->arena, judge_schema_offset(s, p, 0), p->expanded ? 0 : strlen(shown), "%s%s%s'%s': %s", id != NULL ? "rule '" : "", id != NULL ? id : "",
	    id != NULL ? "', " : "", shown, p->why);
	return false;
}

static bool compile_path(struct judge_schema *s, struct judge_path *p, const char *id, struct diag_sink *sink)
{
	return compile_shown(s, p, p->text, id, sink);
}

static bool compile_lets(struct judge_schema *s, struct judge_lets *lets, struct diag_sink *sink)
{
	bool good = true;
	for (uint32_t i = 0; i < lets->n; i++) {
		good = compile_path(s, &lets->v[i].value, NULL, sink) && good;
	}
	return good;
}

static bool compile_words(struct judge_schema *s, struct judge_words *words, const char *id, struct diag_sink *sink)
{
	bool good = true;
	for (uint32_t i = 0; i < words->n; i++) {
		good = compile_path(s, &words->v[i].value, id, sink) && good;
	}
	return good;
}

static bool compile_context(struct judge_schema *s, struct judge_context *c, struct diag_sink *sink)
{
	bool good = compile_shown(s, &c->path, c->written, c->tests.n > 0 ? c->tests.v[0].id : NULL, sink);
	good = compile_lets(s, &c->lets, sink) && good;
	for (uint32_t i = 0; i < c->tests.n; i++) {
		struct judge_test *t = &c->tests.v[i];
		good = compile_path(s, &t->test, t->id, sink) && good;
		good = compile_path(s, &t->subject, t->id, sink) && good;
		good = compile_words(s, &t->words, t->id, sink) && good;
	}
	return good;
}

bool judge_schema_compile(struct judge_schema *s, struct diag_sink *sink)
{
	bool good = compile_lets(s, &s->lets, sink);
	for (uint32_t i = 0; i < s->phases.n; i++) {
		good = compile_lets(s, &s->phases.v[i].lets, sink) && good;
	}
	for (uint32_t i = 0; i < s->patterns.n; i++) {
		struct judge_pattern *p = &s->patterns.v[i];
		good = compile_lets(s, &p->lets, sink) && good;
		for (uint32_t j = 0; j < p->contexts.n; j++) {
			good = compile_context(s, &p->contexts.v[j], sink) && good;
		}
	}
	for (uint32_t i = 0; i < s->diagnostics.n; i++) {
		good = compile_words(s, &s->diagnostics.v[i].words, NULL, sink) && good;
	}
	return good;
}
