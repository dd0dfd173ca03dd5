/* judge_match.c - match patterns: a rule's context as XSLT understands it, made an XPath; DESIGN section 3.
 *
 * In: "recipient | relation[@kind = 'x']". Out: "//recipient | //relation[@kind = 'x']", which selects the nodes
 * that match, and the element names (recipient, relation) without which nothing can: a letter with nothing to say
 * then costs no XPath. Choosing among rules is left to judge_run.c.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

#define ARCHIVE "archive"	/* root of the archive view */
#define ACCEPTANCES "acceptances"	/* of the acceptance view */

/* The length of the pattern up to a '|' that stands outside brackets, parentheses and quotes. */
static size_t match_branch_length(const char *p)
{
	int deep = 0;
	char quote = '\0';
	size_t i = 0;
	for (; p[i] != '\0'; i++) {
		if (quote != '\0') {
			quote = p[i] == quote ? '\0' : quote;
		} else if (p[i] == '"' || p[i] == '\'') {
			quote = p[i];
		} else if (p[i] == '[' || p[i] == '(') {
			deep++;
		} else if (p[i] == ']' || p[i] == ')') {
			deep--;
		} else if (p[i] == '|' && deep == 0) {
			break;
		}
	}
	return i;
}

/* The last step without its predicates, as far as it can be told: "letter/relation[@to]" -> "relation". */
static struct span match_last_step(struct span branch)
{
	int deep = 0;
	size_t start = 0, end = 0;
	char quote = '\0';
	for (size_t i = 0; i < branch.n; i++) {
		char c = branch.p[i];
		if (quote != '\0') {
			quote = c == quote ? '\0' : quote;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == ']') {
			deep--;
		} else if (c == '[') {
			end = deep++ == 0 && end <= start ? i : end;
		} else if (c == '/' && deep == 0) {
			start = i + 1;
			end = start;
		}
	}
	return span_trim(span_of(branch.p + start, (end > start ? end : branch.n) - start));
}

/* A prefixed name counts as any element: which namespace it means is not looked up here. */
static bool match_is_name(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (strchr("@*:().$|'\" ", s.p[i]) != NULL) {
			return false;
		}
	}
	return s.n > 0;
}

static bool match_is_rooted(struct span branch)
{
	return span_starts(branch, "/") || span_starts(branch, "id(") || span_starts(branch, "key(");
}

static bool match_of_archive(struct span branch)
{
	branch = span_starts(branch, "//") ? span_of(branch.p + 2, branch.n - 2) : span_starts(branch, "/") ? span_of(branch.p + 1, branch.n - 1) : branch;
	return span_starts(branch, ARCHIVE) && (branch.n == strlen(ARCHIVE) || strchr("/[ \t\r\n", branch.p[strlen(ARCHIVE)]) != NULL);
}

void judge_match_read(struct judge_context *c, struct arena *a, const char *pattern)
{
	struct buf path = BUF_INIT;
	bool any = false;
	c->written = arena_str(a, pattern);
	for (const char *p = c->written;; p++) {
		struct span branch = span_trim(span_of(p, match_branch_length(p)));
		struct span name = match_last_step(branch);
		c->archive = c->archive || match_of_archive(branch);
		buf_str(&path, path.n > 0 ? " | " : "");
		buf_str(&path, match_is_rooted(branch) ? "" : "//");
		buf_span(&path, branch);
		if (match_is_name(name)) {
			*vec_push(a, &c->elements) = arena_strn(a, name.p, name.n);
		} else {
			any = true;
		}
		p += match_branch_length(p);
		if (*p == '\0') {
			break;
		}
	}
	c->elements.n = any ? 0 : c->elements.n;
	c->path.text = arena_str(a, path.p);
	c->outline = judge_outline_read(a, pattern);
	buf_release(&path);
}

/* Has the union a branch that is this one, or the element's bare name? */
static bool match_takes(const char *pattern, struct span branch)
{
	struct span name = match_last_step(branch);
	for (const char *p = pattern;; p++) {
		struct span mine = span_trim(span_of(p, match_branch_length(p)));
		if (span_eq(mine, branch) || (match_is_name(mine) && memchr(mine.p, '/', mine.n) == NULL && memchr(mine.p, '[', mine.n) == NULL && span_eq(mine, name))) {
			return true;
		}
		p += match_branch_length(p);
		if (*p == '\0') {
			return false;
		}
	}
}

bool judge_match_shadows(const struct judge_context *earlier, const struct judge_context *later)
{
	for (const char *p = later->written;; p++) {
		if (!match_takes(earlier->written, span_trim(span_of(p, match_branch_length(p))))) {
			return false;
		}
		p += match_branch_length(p);
		if (*p == '\0') {
			return true;
		}
	}
}

static bool match_listed(const char *const *names, const char *name)
{
	for (; *names != NULL; names++) {
		if (strcmp(*names, name) == 0) {
			return true;
		}
	}
	return false;
}

bool judge_match_may(const struct judge_context *c, const char *const *names)
{
	for (uint32_t i = 0; i < c->elements.n; i++) {
		if (match_listed(names, c->elements.v[i])) {
			return true;
		}
	}
	return c->elements.n == 0 && (names[0] == NULL || strcmp(names[0], ACCEPTANCES) != 0) && (c->archive || names[0] == NULL || strcmp(names[0], ARCHIVE) != 0);
}

/* The value of an attribute whose name ends at p; empty when it is no attribute. */
static struct span match_value(const char *p, const char *end)
{
	while (p < end && strchr(" \t\r\n", *p) != NULL) {
		p++;
	}
	if (p == end || *p++ != '=') {
		return span_of(NULL, 0);
	}
	while (p < end && strchr(" \t\r\n", *p) != NULL) {
		p++;
	}
	if (p == end || (*p != '"' && *p != '\'')) {
		return span_of(NULL, 0);
	}
	const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));
	return close != NULL ? span_of(p + 1, (size_t)(close - p - 1)) : span_of(NULL, 0);
}

void judge_match_text(struct judge_schema *s)
{
	static const char word[] = "context";
	struct span rest = s->text;
	for (const char *p; (p = span_find(rest, word)) != NULL;) {
		struct judge_context c = { 0 };
		p += sizeof word - 1;
		rest = span_of(p, (size_t)(span_end(s->text) - p));
		struct span value = match_value(p, span_end(s->text));
		if (value.n == 0) {
			continue;
		}
		judge_match_read(&c, s->arena, arena_strn(s->arena, value.p, value.n));
		/* what a parameter or an entity will stand for is not known */
		s->may_any = s->may_any || c.elements.n == 0 || memchr(value.p, '$', value.n) != NULL || memchr(value.p, '&', value.n) != NULL;
		for (uint32_t i = 0; i < c.elements.n; i++) {
			*vec_push(s->arena, &s->elements) = c.elements.v[i];
			s->may_bits |= judge_outline_bit(c.elements.v[i]);
		}
	}
	s->may_known = true;
}

static const xmlNode *match_next(const xmlNode *n, const xmlNode *root)
{
	if (n->type == XML_ELEMENT_NODE && n->children != NULL) {
		return n->children;
	}
	while (n != root && n->next == NULL) {
		n = n->parent;
	}
	return n == root ? NULL : n->next;
}

const char *const *judge_match_names(struct arena *a, xmlDoc *doc)
{
	VEC(const char *) names = { 0 };
	const xmlNode *root = xmlDocGetRootElement(doc);
	*vec_push(a, &names) = NULL;
	for (const xmlNode *n = root; n != NULL; n = match_next(n, root)) {
		if (n->type == XML_ELEMENT_NODE && !match_listed(names.v, (const char *)n->name)) {
			names.v[names.n - 1] = (const char *)n->name;
			*vec_push(a, &names) = NULL;
		}
	}
	return names.v;
}
