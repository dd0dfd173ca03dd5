/* report_sarif.c - sarif: SARIF 2.1.0, which forges and editors read; DESIGN section 8.
 *
 *	{"version", "runs": [{"columnKind", "language", "originalUriBaseIds", "automationDetails", "results": [...], "invocations", "properties", "tool"}]}
 *
 * In: issues, and the rules. Out: results as they come, a line each, so that an archive is never held in memory; the properties of an
 * object may come in any order, so the tool with its rules comes last, when all rules that something was found by are known. A rule keeps its number
 * from the first time it is met. What could not be done is kept for the invocation (report.notices). What is not known is left out.
 *
 * A path below --root, or relative, counts from SRCROOT; the registry's rows are files of the program's own rules/, which count from
 * SAMEDESK_RULES. Both are told without a place of this machine, but for a --root that was given.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
static void put(struct buf *out, const char *key, const char *text)
{
	if (text != NULL && *text != '\0') {
		report_put_text(out, REPORT_JSON, key, text);
	}
}

static void put_span(struct buf *out, const char *key, struct span text)
{
	report_put_raw(out, REPORT_JSON, key, "");
	report_escape_json(out, text);
}

static void put_number(struct buf *out, const char *key, uint32_t n)
{
	char digits[16];
	snprintf(digits, sizeof digits, "%u", (unsigned)n);
	report_put_raw(out, REPORT_JSON, key, digits);
}

static void put_known(struct buf *out, const char *key, uint32_t n)
{
	if (n > 0) {
		put_number(out, key, n);
	}
}

/* "key": {"text": "..."}: words as they stand in a file. */
static void put_quoted(struct buf *out, const char *key, struct span text)
{
	report_put_raw(out, REPORT_JSON, key, "{");
	put_span(out, "text", text);
	buf_char(out, '}');
}

static bool opens_link(struct span rest)
{
	const char *close = rest.n > 0 ? memchr(rest.p, ']', rest.n) : NULL;
	return close != NULL && close + 1 < span_end(rest) && close[1] == '(';
}

/* A message has placeholders in braces and links as [words](where), and its words may be those of a letter: these are none (SARIF 3.11.5, 3.11.6). */
static void put_message(struct buf *out, const char *key, struct span text)
{
	struct buf plain = BUF_INIT;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c == '[' && opens_link(span_of(text.p + i, text.n - i))) {
			buf_char(&plain, '\\');
		} else if (c == '{' || c == '}') {
			buf_char(&plain, c);
		}
		buf_char(&plain, c);
	}
	put_quoted(out, key, span_of(plain.n > 0 ? plain.p : "", plain.n));
	buf_release(&plain);
}

static void put_comma(struct buf *out)
{
	if (out->p[out->n - 1] != '[') {
		buf_str(out, ", ");
	}
}

/* --- the frame --- */

static void sarif_begin(struct report *r)
{
	struct buf *out = &r->out;
	buf_str(out, "{\"$schema\": \"" SCHEMA "\", \"version\": \"2.1.0\", \"runs\": [{\n\"columnKind\": \"unicodeCodePoints\",\n");
	buf_printf(out, "\"language\": \"%s\",\n", report_say(r, "en-GB"));
	buf_printf(out, "\"automationDetails\": {\"id\": \"samedesk/%s/\"},\n", r->options.what == REPORT_AUDIT ? "audit" : "check");
	buf_str(out, "\"originalUriBaseIds\": {\"SRCROOT\": {");
	if (r->options.root_real != NULL) {
		buf_str(out, "\"uri\": \"file://");
		report_escape_uri(out, span_str(r->options.root_real));
		buf_str(out, strcmp(r->options.root_real, "/") == 0 ? "\"" : "/\"");
	}
	put_message(out, "description", span_str(report_say(r, r->options.root != NULL ? "the root of the letters" : "the folder in which samedesk was run")));
	buf_str(out, "}, \"SAMEDESK_RULES\": {");
	put_message(out, "description", span_str(report_say(r, "the knowledge of samedesk: rules/ of its source")));
	buf_str(out, "}},\n\"results\": [");
}

/* --- places --- */

static void put_artifact(struct buf *out, const char *path, const char *base)
{
	bool absolute = path[0] == '/', outside = absolute || strcmp(path, "-") == 0 || strncmp(path, "../", 3) == 0;
	report_put_raw(out, REPORT_JSON, "artifactLocation", "{");
	buf_str(out, absolute ? "\"uri\": \"file://" : "\"uri\": \"");
	report_escape_uri(out, span_str(path));
	buf_char(out, '"');
	if (!outside) {
		put(out, "uriBaseId", base);
	}
	buf_char(out, '}');
}

static void put_region(struct buf *out, const struct letter_region *at)
{
	report_put_raw(out, REPORT_JSON, "region", "{");
	put_known(out, "startLine", at->line);
	put_known(out, "startColumn", at->column);
	if (at->end > at->column) {
		put_number(out, "endColumn", at->end);
	}
	if (at->words.n > 0) {
		put_quoted(out, "snippet", at->words);
	}
	buf_char(out, '}');
}

static void put_physical(struct buf *out, const char *path, const char *base, const struct letter_region *at, struct span line)
{
	report_put_raw(out, REPORT_JSON, "physicalLocation", "{");
	put_artifact(out, path, base);
	if (at->line > 0) {
		put_region(out, at);
	}
	if (at->line > 0 && line.n > 0 && (at->column > 1 || (at->words.n > 0 && at->words.n < line.n))) {	/* more than the region */
		report_put_raw(out, REPORT_JSON, "contextRegion", "{");
		put_number(out, "startLine", at->line);
		put_quoted(out, "snippet", line);
		buf_char(out, '}');
	}
	buf_char(out, '}');
}

/* Which letter of a mailbox or export. */
static void put_member(struct buf *out, const char *path, const char *member)
{
	if (member == NULL || *member == '\0') {
		return;
	}
	report_put_raw(out, REPORT_JSON, "logicalLocations", "[{");
	put(out, "name", member);
	report_put_raw(out, REPORT_JSON, "fullyQualifiedName", "");
	struct buf name = BUF_INIT;
	buf_printf(&name, "%s#%s", path, member);
	report_escape_json(out, span_of(name.p, name.n));
	buf_release(&name);
	put(out, "kind", "letter");
	buf_str(out, "}]");
}

static void put_location(struct buf *out, const struct report_issue *i)
{
	report_put_raw(out, REPORT_JSON, "locations", "[{");
	const struct letter_region top = { .line = 1 };	/* forges show nothing that has no line */
	put_physical(out, i->path, "SRCROOT", i->at.line > 0 || i->of == REPORT_OF_FILE ? &i->at : &top, i->line);
	put_member(out, i->path, i->member);
	buf_str(out, "}]");
}

static void put_related_message(struct buf *out, uint32_t id, struct span words)
{
	put_comma(out);
	buf_char(out, '{');
	put_number(out, "id", id);
	put_message(out, "message", words);
}

/* The other end of the relation, and the row of the registry that ties the two. */
static void put_related(struct report *r, const struct report_issue *i)
{
	struct buf *out = &r->out;
	const struct span none = { 0 };
	bool other = *i->other != '\0', row = *i->row_file != '\0', own = strncmp(i->row_file, "registry/", strlen("registry/")) == 0;
	if (!other && !row) {
		return;
	}
	report_put_raw(out, REPORT_JSON, "relatedLocations", "[");
	if (other) {
		put_related_message(out, 1, span_str(i->other));
		if (i->other_at.line > 0) {
			put_physical(out, i->path, "SRCROOT", &i->other_at, none);
		}
		buf_char(out, '}');
	}
	if (row) {
		put_related_message(out, 2, span_str(i->row));
		put_physical(out, own ? i->row_file : report_path(r, &r->issues, i->row_file), own ? "SAMEDESK_RULES" : "SRCROOT",
		    &(struct letter_region){ .line = i->row_line }, none);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

/* --- circles --- */

static void put_step(struct report *r, const struct letter_step *s)
{
	const char *path = s->letter != UINT32_MAX ? report_path(r, &r->issues, s->path) : "";
	if (*path != '\0') {
		put_physical(&r->out, path, "SRCROOT", &(struct letter_region){ .line = s->line > 0 ? s->line : 1 }, (struct span){ 0 });
		put_member(&r->out, path, s->member);
	}
	buf_clear(&r->line);
	report_issue_step(r, &r->line, s);
	put_message(&r->out, "message", span_of(r->line.p, r->line.n));
}

/* A ring or loop is walked letter by letter; the two letters of an echo are told beside each other. */
static void put_circle(struct report *r, const struct letter_circle *c)
{
	struct buf *out = &r->out;
	bool flow = c->kind != LETTER_ECHO;
	report_put_raw(out, REPORT_JSON, flow ? "codeFlows" : "relatedLocations", flow ? "[{" : "[");
	if (flow && c->matter != NULL && *c->matter != '\0') {
		put_message(out, "message", span_str(c->matter));
	}
	if (flow) {
		report_put_raw(out, REPORT_JSON, "threadFlows", "[{\"locations\": [");
	}
	for (uint32_t i = 0; i < c->steps.n; i++) {
		put_comma(out);
		buf_char(out, '{');
		put_number(out, flow ? "executionOrder" : "id", i + 1);
		if (flow) {
			report_put_raw(out, REPORT_JSON, "location", "{");
		}
		put_step(r, &c->steps.v[i]);
		buf_str(out, flow ? "}}" : "}");
	}
	buf_str(out, flow ? "]}]}]" : "]");
}

/* --- results --- */

static uint32_t sarif_rule(struct report *r, const char *id, enum letter_level level)
{
	uint32_t index = map_get(&r->rules, span_str(id));
	if (index == MAP_NONE) {
		index = r->known.n;
		*vec_push(&r->arena, &r->known) = (struct report_rule){ arena_str(&r->arena, id), level, NULL };
		map_put(&r->rules, span_str(id), index);
	}
	return index;
}

/* Either all results have a list of suppressions or none: an empty one says that nobody accepted it. */
static void put_suppressions(struct report *r, const struct letter_acceptance *a)
{
	struct buf *out = &r->out;
	report_put_raw(out, REPORT_JSON, "suppressions", "[");
	if (a != NULL) {
		buf_char(out, '{');
		put(out, "kind", a->in_letter ? "inSource" : "external");
		put(out, "status", "accepted");
		put(out, "justification", a->reason);
		if (a->path != NULL && *a->path != '\0') {
			report_put_raw(out, REPORT_JSON, "location", "{");
			put_physical(out, report_path(r, &r->issues, a->path), "SRCROOT", &(struct letter_region){ .line = a->line, .column = a->column }, (struct span){ 0 });
			buf_char(out, '}');
		}
		report_put_raw(out, REPORT_JSON, "properties", "{");
		put(out, "by", a->by);
		put(out, "until", a->until);
		buf_str(out, "}}");
	}
	buf_char(out, ']');
}

static void put_properties(struct report *r, const struct report_issue *i)
{
	struct buf *out = &r->out;
	report_put_raw(out, REPORT_JSON, "properties", "{");
	put(out, "party", i->party);
	put(out, "counterpart", i->counterpart);
	put(out, "arrangement", i->arrangement);
	put(out, "basis", i->basis);
	put(out, "sources", i->sources);
	put(out, "firstSeen", i->since);
	put(out, "fix", i->fix);
	if (i->circle != NULL) {
		put(out, "circle", letter_circle_name(i->circle->kind));
		put(out, "certainty", i->circle->certainty == TRI_YES ? "yes" : "perhaps");
		put(out, "doubt", i->circle->certainty == TRI_YES ? NULL : i->circle->doubt);
	}
	buf_char(out, '}');
}

static void put_state(struct buf *out, enum letter_state state)
{
	if (state != LETTER_NO_BASELINE) {
		put(out, "baselineState", state == LETTER_NEW ? "new" : "unchanged");
	}
}

/* What could not be done is no result: the run did not do all that it should. */
static void sarif_notice(struct report *r, const struct report_issue *i)
{
	struct buf *out = &r->notices;
	buf_str(out, out->n > 0 ? ",\n{" : "\n{");
	report_put_raw(out, REPORT_JSON, "descriptor", "{");
	put(out, "id", i->rule);
	buf_char(out, '}');
	put(out, "level", letter_level_name(i->level));
	buf_clear(&r->line);
	buf_printf(&r->line, "%s%s%s", i->message, *i->fix != '\0' ? "; " : "", i->fix);
	put_message(out, "message", span_of(r->line.p, r->line.n));
	if (*i->path != '\0') {
		put_location(out, i);
	}
	buf_char(out, '}');
}

static void sarif_issue(struct report *r, const struct report_issue *i)
{
	struct buf *out = &r->out;
	if (i->of == REPORT_OF_FILE) {
		sarif_notice(r, i);
		return;
	}
	buf_str(out, r->entries > 0 ? ",\n{" : "\n{");
	put(out, "ruleId", i->rule);
	put_number(out, "ruleIndex", sarif_rule(r, i->rule, i->level));
	put(out, "level", letter_level_name(i->level));
	put_message(out, "message", span_str(*i->message != '\0' ? i->message : i->rule));
	if (*i->path != '\0') {
		put_location(out, i);
	}
	put_related(r, i);
	if (i->circle != NULL) {
		put_circle(r, i->circle);
	}
	if (*i->fingerprint != '\0') {
		report_put_raw(out, REPORT_JSON, "partialFingerprints", "{");
		put(out, "ruleLetterAndParties/v1", i->fingerprint);
		buf_char(out, '}');
	}
	put_suppressions(r, i->accepted);
	put_state(out, i->state);
	put_properties(r, i);
	buf_char(out, '}');
	r->entries++;
}

/* --- rules --- */

static void sarif_judge(struct report *r, const struct judge *j)
{
	for (uint32_t i = 0; i < judge_rule_count(j); i++) {
		const struct judge_rule *rule = judge_rule(j, i);
		uint32_t index = sarif_rule(r, rule->id, rule->level);
		struct report_rule *known = &r->known.v[index];
		if (known->rule == NULL) {
			known->rule = rule;
			known->level = rule->level;
		}
	}
}

static void add_part(struct buf *out, const char *head, const char *text, const char *fence)
{
	struct span words = text != NULL ? span_trim(span_str(text)) : span_of("", 0);
	if (words.n > 0) {
		buf_printf(out, "%s%s%s%.*s%s", out->n > 0 ? "\n\n" : "", head, fence, SPAN_F(words), *fence != '\0' ? "\n```" : "");
	}
}

static void put_help(struct report *r, const struct judge_rule *rule)
{
	struct buf *out = &r->out, *text = &r->line;
	report_put_raw(out, REPORT_JSON, "help", "{");
	buf_clear(text);
	add_part(text, "", rule->what, "");
	add_part(text, report_say(r, "Why: "), rule->why, "");
	add_part(text, report_say(r, "Law: "), rule->law, "");
	add_part(text, report_say(r, "Fix: "), rule->fix, "");
	if (text->n == 0) {
		buf_str(text, rule->id);
	}
	put_span(out, "text", span_of(text->p, text->n));
	buf_clear(text);
	add_part(text, "", rule->what, "");
	add_part(text, report_say(r, "**Why.** "), rule->why, "");
	add_part(text, report_say(r, "**Law.** "), rule->law, "");
	add_part(text, report_say(r, "**Fix.** "), rule->fix, "");
	add_part(text, report_say(r, "A letter that has it, as the rules see it:"), rule->bad, "\n\n```xml\n");
	add_part(text, report_say(r, "One that has not:"), rule->good, "\n\n```xml\n");
	if (text->n > 0) {
		put_span(out, "markdown", span_of(text->p, text->n));
	}
	buf_char(out, '}');
}

/* The name of its file without folder and extension: "desk", "time". */
static struct span rule_group(const char *file)
{
	const char *slash = strrchr(file, '/'), *name = slash != NULL ? slash + 1 : file;
	return span_of(name, strcspn(name, "."));
}

static void put_rule(struct report *r, const struct report_rule *known)
{
	static const char *const severities[] = { [LETTER_NOTE] = "recommendation", [LETTER_WARNING] = "warning", [LETTER_ERROR] = "error" };
	struct buf *out = &r->out;
	const struct judge_rule *rule = known->rule;
	const char *title = rule != NULL && rule->title != NULL && *rule->title != '\0' ? rule->title : known->id;
	put(out, "id", known->id);
	put_message(out, "shortDescription", span_str(title));
	put_message(out, "fullDescription", span_str(rule != NULL && rule->what != NULL && *rule->what != '\0' ? rule->what : title));
	if (rule != NULL) {
		put_help(r, rule);
	}
	report_put_raw(out, REPORT_JSON, "defaultConfiguration", "{");
	put(out, "level", letter_level_name(known->level));
	buf_char(out, '}');
	report_put_raw(out, REPORT_JSON, "properties", "{\"tags\": [\"letters\"");
	struct span group = rule != NULL && rule->file != NULL ? rule_group(rule->file) : span_of("", 0);
	if (group.n > 0) {
		buf_str(out, ", ");
		report_escape_json(out, group);
	}
	buf_char(out, ']');
	put(out, "problem.severity", severities[known->level]);
	buf_char(out, '}');
}

/* --- the end --- */

static void put_counts(struct buf *out, const struct report_summary *s)
{
	buf_printf(out, "\"properties\": {\"letters\": %u, \"judged\": %u, \"notJudged\": %u, \"failedFiles\": %u},\n", (unsigned)s->letters,
	    (unsigned)s->judged, (unsigned)s->not_judged, (unsigned)s->failed_files);
}

static void sarif_end(struct report *r, const struct report_summary *s)
{
	struct buf *out = &r->out;
	bool done = r->errors == 0 && (s == NULL || s->failed_files == 0);
	buf_str(out, r->entries > 0 ? "\n],\n" : "],\n");
	buf_printf(out, "\"invocations\": [{\"executionSuccessful\": %s, \"toolExecutionNotifications\": [", done ? "true" : "false");
	buf_add(out, r->notices.n > 0 ? r->notices.p : "", r->notices.n);
	buf_str(out, "]}],\n");
	if (s != NULL) {
		put_counts(out, s);
	}
	buf_str(out, "\"tool\": {\"driver\": {\"name\": \"samedesk\"");
	put(out, "semanticVersion", r->options.version);
	report_put_raw(out, REPORT_JSON, "rules", "[");
	for (uint32_t i = 0; i < r->known.n; i++) {
		buf_str(out, i > 0 ? ",\n{" : "\n{");
		put_rule(r, &r->known.v[i]);
		buf_char(out, '}');
	}
	buf_str(out, "]}}}]}\n");
}

const struct report_format report_sarif = {
	.name = "sarif", .begin = sarif_begin, .issue = sarif_issue, .judge = sarif_judge, .end = sarif_end,
};
