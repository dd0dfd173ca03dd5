/* test_judge.c - the Schematron evaluator: schemas and documents as text, what is said of them as text.
 *
 * Each case says what the evaluator must answer as "id@element: message" lines, in the order in which it speaks. The clause of
 * ISO/IEC 19757-3 stands where a case rests on one.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "judge/judge_in.h"

#define SCHEMA(inner) "<s:schema xmlns:s='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt'>" inner "</s:schema>"

struct fixture {
	struct arena arena;
	struct diag_sink sink;
	struct buf said, faults;
	struct judge_schema schema;
	bool unjudged;
};

static void take_fault(void *user, const struct diag *d)
{
	struct fixture *f = user;
	buf_printf(&f->faults, "%s %u: %s\n", diag_name(d->id), (unsigned)d->line, d->detail);
}

static void take_hit(void *user, const struct judge_hit *hit)
{
	static const char *const levels[] = { "note", "warning", "error" };
	struct fixture *f = user;
	buf_printf(&f->said, "%s@%s %s: %s\n", hit->test->id, (const char *)hit->node->name, levels[hit->test->level], hit->message);
	for (uint32_t i = 0; i < hit->said.n; i++) {
		buf_printf(&f->said, "  %s: %s\n", hit->said.v[i].id, hit->said.v[i].text);
	}
}

static int setup(void **state)
{
	static struct fixture f;
	memset(&f, 0, sizeof f);
	arena_init(&f.arena, 0);
	f.sink = (struct diag_sink){ .take = take_fault, .user = &f };
	buf_str(&f.said, "");
	buf_str(&f.faults, "");
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	buf_release(&f->said);
	buf_release(&f->faults);
	arena_release(&f->arena);
	return 0;
}

static bool load(struct fixture *f, const char *schema)
{
	judge_schema_init(&f->schema, &f->arena, "test.sch", span_str(schema));
	return judge_schema_read(&f->schema, &f->sink);
}

static const char *run(struct fixture *f, const char *schema, const char *document, const char *phase)
{
	buf_clear(&f->said);
	buf_str(&f->said, "");
	assert_true(load(f, schema));
	xmlDoc *doc = xml_read(&f->arena, span_str(document), "test.xml", &f->sink);
	assert_non_null(doc);
	struct judge_run r = { .arena = &f->arena, .doc = doc, .sink = &f->sink, .path = "test.xml", .phase = phase,
		.take = take_hit, .user = f };
	judge_run_schema(&r, &f->schema);
	f->unjudged = r.unjudged;
	return f->said.p;
}

/* An assert speaks when its test is false, a report when it is true. */
static void test_assert_and_report(void **state)
{
	const char *schema = SCHEMA("<s:pattern id='p'><s:rule context='a'>"
	    "<s:assert id='must' test='@x' role='warning'>no x</s:assert>"
	    "<s:report id='odd' test='@y' role='note'>a y</s:report></s:rule></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><a x='1'/><a y='1'/></r>", NULL),
	    "must@a warning: no x\nodd@a note: a y\n");
	assert_string_equal(run(*state, schema, "<r><a x='1'/></r>", NULL), "");
}

/* In one pattern a node fires the first rule that matches it, and no other; patterns do not hinder one another. */
static void test_rule_order(void **state)
{
	const char *schema = SCHEMA(
	    "<s:pattern id='p'><s:rule context='a[@x]'><s:report id='first' test='true()'>1</s:report></s:rule>"
	    "<s:rule context='a'><s:report id='second' test='true()'>2</s:report></s:rule></s:pattern>"
	    "<s:pattern id='q'><s:rule context='*'><s:report id='third' test='@x'>3</s:report></s:rule></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><a x='1'/><a/></r>", NULL),
	    "first@a error: 1\nsecond@a error: 2\nthird@a error: 3\n");
}

/* A rule that matches and says nothing still takes the node. */
static void test_rule_order_silent(void **state)
{
	const char *schema = SCHEMA(
	    "<s:pattern id='p'><s:rule context='a[@x]'><s:report id='first' test='false()'>1</s:report></s:rule>"
	    "<s:rule context='a'><s:report id='second' test='true()'>2</s:report></s:rule></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><a x='1'/></r>", NULL), "");
}

/* A context is a match pattern: relative to any ancestor, with alternatives, attributes, texts and the root. */
static void test_contexts(void **state)
{
	const char *schema = SCHEMA(
	    "<s:pattern id='p'><s:rule context=\"b/c | d[@k = '|]']\"><s:report id='u' test='true()'>u</s:report></s:rule></s:pattern>"
	    "<s:pattern id='q'><s:rule context='@k'><s:report id='at' test='true()'><s:value-of select='.'/></s:report></s:rule></s:pattern>"
	    "<s:pattern id='t'><s:rule context='/r'><s:report id='root' test='true()'>r</s:report></s:rule></s:pattern>"
	    "<s:pattern id='v'><s:rule context='/c'><s:report id='no' test='true()'>no</s:report></s:rule></s:pattern>"
	    "<s:pattern id='w'><s:rule context='c/text()'><s:report id='tx' test='true()'><s:value-of select='.'/></s:report></s:rule></s:pattern>"
	    "<s:pattern id='z'><s:rule context='c[1]'><s:report id='one' test='true()'>1</s:report></s:rule></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><b><c>hey</c><c/></b><c/><d k='|]'/></r>", NULL),
	    "u@c error: u\nu@c error: u\nu@d error: u\nat@k error: |]\nroot@r error: r\ntx@text error: hey\none@c error: 1\none@c error: 1\n");
}

/* Lets: of schema, phase and pattern with the document as context, of a rule with its node; the inner wins, and is gone after. */
static void test_lets(void **state)
{
	const char *schema = SCHEMA("<s:let name='n' value='count(//a)'/><s:let name='w' value=\"'outer'\"/>"
	    "<s:phase id='f'><s:let name='ph' value='count(/r)'/><s:active pattern='p'/><s:active pattern='q'/></s:phase>"
	    "<s:pattern id='p'><s:let name='first' value='/r/a[1]'/>"
	    "<s:rule context='a'><s:let name='me' value='@k'/><s:let name='w' value=\"concat($me, '!')\"/>"
	    "<s:report id='l' test='$me = $first/@k or $n = 0'>"
	    "<s:value-of select='$n'/> <s:value-of select='$w'/> <s:value-of select='$ph'/></s:report></s:rule></s:pattern>"
	    "<s:pattern id='q'><s:rule context='r'><s:report id='o' test='true()'><s:value-of select='$w'/></s:report></s:rule></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><a k='x'/><a k='y'/></r>", "f"), "l@a error: 2 x! 1\no@r error: outer\n");
}

/* A variable of one rule is no variable of the next: its test cannot be evaluated. */
static void test_let_scope(void **state)
{
	struct fixture *f = *state;
	const char *schema = SCHEMA("<s:pattern id='p'>"
	    "<s:rule context='a'><s:let name='v' value='1'/><s:report id='a' test='$v'>a</s:report></s:rule>"
	    "<s:rule context='b'><s:report id='b' test='$v'>b</s:report></s:rule></s:pattern>");
	assert_string_equal(run(f, schema, "<r><a/><b/></r>", NULL), "a@a error: a\n");
	assert_true(f->unjudged);
	assert_non_null(strstr(f->faults.p, "rule-unjudged 0: rule 'b'"));
}

/* A let that reads the variable it hides sees the outer one, for every node. */
static void test_let_hides(void **state)
{
	const char *schema = SCHEMA("<s:let name='w' value=\"'o'\"/><s:pattern id='p'><s:rule context='a'>"
	    "<s:let name='w' value='concat($w, @k)'/><s:report id='h' test='true()'><s:value-of select='$w'/></s:report></s:rule></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><a k='1'/><a k='2'/></r>", NULL), "h@a error: o1\nh@a error: o2\n");
}

/* A variable around the rules that has no value is named as the cause. */
static void test_let_outer_fault(void **state)
{
	struct fixture *f = *state;
	const char *schema = SCHEMA("<s:let name='w' value='nosuch()'/><s:pattern id='p'><s:rule context='a'>"
	    "<s:let name='x' value='1'/><s:report id='h' test='$w'>h</s:report></s:rule></s:pattern>");
	assert_string_equal(run(f, schema, "<r><a/><a/></r>", NULL), "");
	assert_true(f->unjudged);
	assert_non_null(strstr(f->faults.p, "$w has no value"));
}

/* current() is the rule's node, also inside predicates. */
static void test_current(void **state)
{
	const char *schema = SCHEMA("<s:pattern id='p'><s:rule context='a'>"
	    "<s:report id='twin' test='../b[@k = current()/@k]'><s:value-of select='../b[@k = current()/@k]/@n'/></s:report>"
	    "</s:rule></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><a k='1'/><a k='2'/><b k='2' n='two'/></r>", NULL), "twin@a error: two\n");
}

static void test_abstract_rule(void **state)
{
	const char *schema = SCHEMA("<s:pattern id='p'>"
	    "<s:rule abstract='true' id='base'><s:let name='v' value='@k'/><s:report id='k' test='$v'>k <s:value-of select='$v'/></s:report></s:rule>"
	    "<s:rule abstract='true' id='more'><s:extends rule='base'/><s:report id='m' test='@m'>m</s:report></s:rule>"
	    "<s:rule context='a'><s:extends rule='more'/><s:report id='own' test=\"$v = '1'\">own</s:report></s:rule></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><a k='1' m=''/></r>", NULL), "k@a error: k 1\nm@a error: m\nown@a error: own\n");
}

/* An abstract pattern is a macro; a test without id bears that of the pattern that uses it. */
static void test_abstract_pattern(void **state)
{
	const char *schema = SCHEMA("<s:pattern abstract='true' id='table'><s:title>tables</s:title><s:rule context='$row'>"
	    "<s:let name='n' value='count($cell)'/><s:assert test='$n > 0 and $cell-max >= $n'>a $row has <s:value-of select='$n'/></s:assert></s:rule></s:pattern>"
	    "<s:pattern is-a='table' id='html'><s:param name='row' value='tr'/><s:param name='cell' value='td'/><s:param name='cell-max' value='1'/></s:pattern>"
	    "<s:pattern is-a='table' id='cals'><s:param name='row' value='row'/><s:param name='cell' value='entry'/><s:param name='cell-max' value='9'/></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><tr><td/><td/></tr><row/><row><entry/></row></r>", NULL),
	    "html@tr error: a tr has 2\ncals@row error: a row has 0\n");
}

static void test_phases(void **state)
{
	const char *schema = "<s:schema xmlns:s='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt' defaultPhase='two'>"
	    "<s:phase id='one'><s:active pattern='p'/></s:phase><s:phase id='two'><s:active pattern='q'/></s:phase>"
	    "<s:pattern id='p'><s:rule context='r'><s:report id='p1' test='true()'>p</s:report></s:rule></s:pattern>"
	    "<s:pattern id='q'><s:rule context='r'><s:report id='q1' test='true()'>q</s:report></s:rule></s:pattern></s:schema>";
	assert_string_equal(run(*state, schema, "<r/>", "one"), "p1@r error: p\n");
	assert_string_equal(run(*state, schema, "<r/>", NULL), "q1@r error: q\n");
	assert_string_equal(run(*state, schema, "<r/>", "#DEFAULT"), "q1@r error: q\n");
	assert_string_equal(run(*state, schema, "<r/>", "#ALL"), "p1@r error: p\nq1@r error: q\n");
	assert_string_equal(run(*state, schema, "<r/>", "none"), "");
}

/* Several diagnostics, in the order of the attribute, with values of the rule's node. */
static void test_diagnostics(void **state)
{
	const char *schema = SCHEMA("<s:pattern id='p'><s:rule context='a'><s:let name='v' value='@k'/>"
	    "<s:report id='d' test='true()' diagnostics='why\n fix'>m</s:report></s:rule></s:pattern>"
	    "<s:diagnostics><s:diagnostic id='fix'>do <s:value-of select='$v'/></s:diagnostic>"
	    "<s:diagnostic id='why'>because of <s:value-of select='name()'/></s:diagnostic></s:diagnostics>");
	assert_string_equal(run(*state, schema, "<a k='it'/>", NULL), "d@a error: m\n  why: because of a\n  fix: do it\n");
}

/* White space is squeezed; name, emph, span and dir are part of the text; other namespaces are not. */
static void test_message(void **state)
{
	const char *schema = SCHEMA("<s:pattern id='p'><s:rule context='a'><s:report id='m' test='true()' xmlns:x='urn:x'>\n  the <s:emph>very</s:emph>\n"
	    "\t<s:name/> in <s:name path='..'/> <s:span class='c'>is</s:span> <s:value-of select='1 div 2'/>, <s:value-of select='@k'/>"
	    "<s:value-of select='@none'/><x:y>not this</x:y> </s:report></s:rule></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><a k=' p&#10; q '/></r>", NULL), "m@a error: the very a in r is 0.5, p q\n");
}

static void test_namespaces(void **state)
{
	const char *schema = SCHEMA("<s:ns prefix='t' uri='urn:t'/><s:pattern id='p'><s:rule context='t:a'>"
	    "<s:report id='n' test='t:b'>n</s:report></s:rule></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><a><b/></a><a xmlns='urn:t'><b/></a></r>", NULL), "n@a error: n\n");
}

static void test_subject(void **state)
{
	const char *schema = SCHEMA("<s:pattern id='p'><s:rule context='r'><s:report id='s' test='true()' subject='a[2]'>s</s:report></s:rule></s:pattern>");
	assert_string_equal(run(*state, schema, "<r><a/><a/></r>", NULL), "s@a error: s\n");
}

/* What does not evaluate is said once, is no finding, and does not stop the rest. */
static void test_unjudged(void **state)
{
	struct fixture *f = *state;
	const char *schema = SCHEMA("<s:pattern id='p'><s:rule context='a'><s:let name='v' value='nosuch(1)'/>"
	    "<s:report id='bad' test='$v'>bad</s:report><s:assert id='worse' test='1 +'>worse</s:assert>"
	    "<s:report id='good' test='true()'>good</s:report></s:rule></s:pattern>"
	    "<s:pattern id='q'><s:rule context='a['><s:report id='ctx' test='true()'>ctx</s:report></s:rule></s:pattern>");
	assert_string_equal(run(f, schema, "<r><a/><a/></r>", NULL), "good@a error: good\ngood@a error: good\n");
	assert_true(f->unjudged);
	assert_int_equal(f->sink.count[DIAG_ERROR], 3);
	assert_non_null(strstr(f->faults.p, "rule 'bad'"));
	assert_non_null(strstr(f->faults.p, "$v has no value"));
	assert_non_null(strstr(f->faults.p, "rule 'worse'"));
	assert_non_null(strstr(f->faults.p, "rule 'ctx'"));
}

/* An evaluation is bounded: a test that would run for ever cannot be judged. */
static void test_bounded(void **state)
{
	struct fixture *f = *state;
	struct buf doc = BUF_INIT;
	buf_str(&doc, "<r>");
	for (int i = 0; i < 300; i++) {
		buf_str(&doc, "<a><b/></a>");
	}
	buf_str(&doc, "</r>");
	const char *schema = SCHEMA("<s:pattern id='p'><s:rule context='r'>"
	    "<s:report id='slow' test='count(//a[count(//b[count(//a) = 0]) = 0]) = 0'>slow</s:report></s:rule></s:pattern>");
	assert_string_equal(run(f, schema, doc.p, NULL), "");
	assert_true(f->unjudged);
	buf_release(&doc);
}

static void refused(struct fixture *f, const char *schema, const char *why)
{
	buf_clear(&f->faults);
	buf_str(&f->faults, "");
	assert_false(load(f, schema));
	if (strstr(f->faults.p, why) == NULL) {
		fail_msg("wanted '%s' in '%s'", why, f->faults.p);
	}
}

static void test_refused(void **state)
{
	struct fixture *f = *state;
	refused(f, "<schema/>", "not a Schematron schema");
	refused(f, SCHEMA("<s:pattern id='p'><s:rule context='a'>"), "xml-malformed");
	refused(f, SCHEMA("<s:pattern id='p'><s:rule context='a'><s:report id='x'>x</s:report></s:rule></s:pattern>"), "no attribute 'test'");
	refused(f, SCHEMA("<s:pattern id='p'><s:rule context='a'><s:report id='x' test='1' role='loud'>x</s:report></s:rule></s:pattern>"), "not 'loud'");
	refused(f, SCHEMA("<s:pattern id='p'><s:rule context='a'><s:report id='x' test='1' diagnostics='d'>x</s:report></s:rule></s:pattern>"), "diagnostic 'd'");
	refused(f, SCHEMA("<s:pattern id='p'><s:rule context='a'><s:extends rule='b'/></s:rule></s:pattern>"), "abstract rule 'b'");
	refused(f, SCHEMA("<s:pattern id='p'><s:rule abstract='true' id='b'><s:extends rule='b'/></s:rule>"
	    "<s:rule context='a'><s:extends rule='b'/></s:rule></s:pattern>"), "extends itself");
	refused(f, SCHEMA("<s:pattern id='p' is-a='q'/>"), "abstract pattern 'q'");
	refused(f, SCHEMA("<s:phase id='f'><s:active pattern='q'/></s:phase><s:pattern id='p'/>"), "pattern 'q'");
	refused(f, SCHEMA("<s:include href='x'/>"), "include");
	refused(f, "<s:schema xmlns:s='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'/>", "xslt2");
}

static void test_match_gate(void **state)
{
	struct fixture *f = *state;
	static const struct { const char *pattern, *path; bool may; } rows[] = {
		{ "relation[@kind = 'a/b']", "//relation[@kind = 'a/b']", false },
		{ "letter/relation[x[1]/y]", "//letter/relation[x[1]/y]", false },
		{ "letter", "//letter", true },
		{ "/letter", "/letter", true },
		{ "ring | letter[1]", "//ring | //letter[1]", true },
		{ "ring|echo", "//ring | //echo", false },
		{ "@date", "//@date", true },
		{ "*", "//*", true },
		{ "t:relation", "//t:relation", true },
	};
	xmlDoc *doc = xml_read(&f->arena, span_str("<letter><sender/><a><b/></a></letter>"), "x", &f->sink);
	const char *const *names = judge_match_names(&f->arena, doc);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct judge_context c = { 0 };
		judge_match_read(&c, &f->arena, rows[i].pattern);
		assert_string_equal(c.path.text, rows[i].path);
		assert_int_equal(judge_match_may(&c, names), rows[i].may);
	}
}

/* A schema is not even read for a document that none of its contexts can match. */
static void test_text_gate(void **state)
{
	struct fixture *f = *state;
	static const char *const names[] = { "letter", "sender" };
	static const struct { const char *schema; bool may; } rows[] = {
		{ SCHEMA("<s:rule context='relation'/><s:rule context = \"letter/cc\"/>"), false },
		{ SCHEMA("<s:rule context='relation'/><s:rule context\n=\n\"letter\"/>"), true },
		{ SCHEMA("<s:rule context='$party'/>"), true },
		{ SCHEMA("<s:rule context='&party;'/>"), true },
		{ SCHEMA("<!-- the context of a rule --><s:p>context</s:p>"), false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct judge_schema schema;
		judge_schema_init(&schema, &f->arena, "x.sch", span_str(rows[i].schema));
		judge_match_text(&schema);
		bool may = schema.may_any;
		for (uint32_t e = 0; e < schema.elements.n; e++) {
			may = may || strcmp(schema.elements.v[e], names[0]) == 0 || strcmp(schema.elements.v[e], names[1]) == 0;
		}
		assert_int_equal(may, rows[i].may);
	}
}

/* A context is weighed against what a view would hold: "no" only when XPath could say nothing else. */
static void test_outline(void **state)
{
	struct fixture *f = *state;
	static const struct letter_outline rows[] = {
		{ "letter", { { "kind", "letter" }, { "date", NULL } } },
		{ "sender", { { NULL, NULL } } },
		{ "relation", { { "role", "recipient" }, { "kind", "same-desk" } } },
	};
	static const struct { const char *context; bool may; } contexts[] = {
		{ "relation", true }, { "letter/relation", true }, { "cc", false }, { "cc | sender", true }, { "sender/relation", false },
		{ "letter[not(@kind = 'not-a-letter')]/relation[@role = \"recipient\"][@kind = 'same-party' or (@kind = 'same-desk' and @status)]", true },
		{ "letter[@kind = 'not-a-letter']/relation", false }, { "relation[@role = 'cc']", false }, { "relation[@role='cc' or @kind='own-body']", false },
		{ "letter[@date]", false }, { "letter[not(@date)]", true }, { "letter[not(@date) and cc]", false }, { "letter[not(sender or cc)]", false },
		{ "letter[not(cc[@party])]", true }, { "letter[not(sender[@party])]", true }, { "letter[sender[@party]]", true },
		{ "relation[@status = 'active']", true }, { "letter[relation[@role = 'cc']]", false }, { "letter[not(relation[@role = 'cc'])]", true },
		/* not understood */
		{ "cc[1]", true }, { "*", true }, { "@date", true }, { "//cc", true }, { "cc[contains(@x, 'y')]", true }, { "cc[@x != 'y']", true },
		{ "cc[@a = $b]", true }, { "letter[@date", true }, { "letter[(@date]", true }, { "", true }, { "cc |", true }, { "cc[not]", false }, { "cc[not(]", true },
	};
	for (size_t i = 0; i < sizeof contexts / sizeof *contexts; i++) {
		const struct judge_step *steps = judge_outline_read(&f->arena, contexts[i].context);
		bool may = steps == NULL || judge_outline_may(steps, rows, sizeof rows / sizeof *rows, judge_outline_bits(rows, sizeof rows / sizeof *rows));
		if (may != contexts[i].may) {
			print_error("%s\n", contexts[i].context);
		}
		assert_int_equal(may, contexts[i].may);
	}
}

/* Every XPath of a schema can be compiled at once, each fault with its line. */
static void test_compile(void **state)
{
	struct fixture *f = *state;
	assert_true(load(f, SCHEMA("<s:pattern id='p'>\n<s:rule context='a'>\n<s:report id='x' test='1 +'><s:value-of select='('/></s:report></s:rule></s:pattern>")));
	assert_false(judge_schema_compile(&f->schema, &f->sink));
	assert_non_null(strstr(f->faults.p, "know-xpath 3: rule 'x', '1 +'"));
	assert_int_equal(f->sink.count[DIAG_ERROR], 2);
}

static void test_ids(void **state)
{
	struct fixture *f = *state;
	assert_string_equal(judge_find_rule(&f->arena, "self-addressed.perhaps"), "self-addressed");
	assert_string_equal(judge_find_rule(&f->arena, "undated"), "undated");
	assert_string_equal(judge_find_purpose("own-desk-fix"), "fix");
	assert_string_equal(judge_find_purpose("fix"), "");
}

/* --- letters, judged by the shipped rules --- */

static uint32_t add_mention(struct letter *l, enum letter_role role, const char *party, size_t offset)
{
	struct letter_mention *m = vec_push(l->arena, &l->mentions);
	m->role = role;
	m->agent = KNOW_NONE;
	m->verdict = party != NULL ? LETTER_CHOSEN : LETTER_UNKNOWN;
	m->party = m->name = party;
	m->written = span_of(l->text.p + offset, 3);
	m->place = (struct letter_place){ .offset = offset };
	return l->mentions.n - 1;
}

static struct letter_relation *add_relation(struct letter *l, enum letter_relation_kind kind, uint32_t from, uint32_t to)
{
	struct letter_relation *r = vec_push(l->arena, &l->relations);
	r->kind = kind;
	r->from = from;
	r->to = to;
	r->role = l->mentions.v[to].role;
	r->phase = r->post = r->service = r->other = KNOW_NONE;
	r->certainty = TRI_YES;
	r->basis = KNOW_DOCUMENTED;
	return r;
}

/* A dated letter of "aaa" to "bbb" and "aaa": the second recipient, on line 3, is the sender. */
static struct letter *letter_to_self(struct fixture *f, const struct know *k, const char *path)
{
	struct letter *l = letter_new(&f->arena, k, &f->sink, path);
	l->text = span_str("from aaa\nto bbb\nand aaa\n");
	linemap_init(&l->lines, l->text);
	l->member = "";
	l->format = "text";
	l->kind = LETTER_IS_LETTER;
	l->date = date_when((struct date){ 2015, 3, 2 });
	uint32_t from = add_mention(l, LETTER_SENDER, "aaa", 5);
	add_mention(l, LETTER_RECIPIENT, "bbb", 12);
	add_relation(l, LETTER_SAME_PARTY, from, add_mention(l, LETTER_RECIPIENT, "aaa", 20));
	return l;
}

static void test_letter(void **state)
{
	struct fixture *f = *state;
	struct know *k = know_default();
	struct judge *j = judge_new(k, NULL, &f->sink);
	struct letter *l = letter_to_self(f, k, "one.txt"), *moved = letter_to_self(f, k, "elsewhere/two.txt");
	judge_letter(j, l);
	judge_letter(j, moved);
	assert_false(l->unjudged);
	assert_int_equal(l->findings.n, 1);
	const struct letter_finding *found = &l->findings.v[0];
	assert_string_equal(found->rule, "partly-self-addressed");
	assert_int_equal(found->level, LETTER_ERROR);
	assert_int_equal(found->mention, 2);
	assert_int_equal(found->counterpart, 0);
	assert_int_equal(found->relation, 0);
	assert_int_equal(found->place.line, 3);
	assert_int_equal(found->place.column, 5);
	assert_int_equal(found->length, 3);
	assert_non_null(found->fix);
	assert_int_equal(found->explain.n, 1);
	assert_int_equal(strlen(found->fingerprint), 16);
	assert_string_equal(found->fingerprint, moved->findings.v[0].fingerprint);
	judge_free(j);
	know_free(k);
}

/* In the order of place, then of rule; one finding for what several relations say of the same two. */
static void test_letter_order(void **state)
{
	struct fixture *f = *state;
	struct know *k = know_default();
	struct judge *j = judge_new(k, "#ALL", &f->sink);
	struct letter *l = letter_to_self(f, k, "one.txt");
	add_relation(l, LETTER_SAME_PARTY, 0, 2);
	add_mention(l, LETTER_RECIPIENT, NULL, 9);
	l->date = WHEN_UNKNOWN;
	judge_letter(j, l);
	assert_int_equal(l->findings.n, 3);
	assert_string_equal(l->findings.v[0].rule, "undated");
	assert_string_equal(l->findings.v[1].rule, "unresolved-recipient");
	assert_string_equal(l->findings.v[2].rule, "partly-self-addressed");
	assert_int_equal(l->findings.v[0].mention, UINT32_MAX);
	assert_int_equal(l->findings.v[0].place.line, 1);
	judge_free(j);
	know_free(k);
}

static void test_letter_phases(void **state)
{
	struct fixture *f = *state;
	struct know *k = know_default();
	struct letter *l = letter_to_self(f, k, "one.txt");
	struct judge *j = judge_new(k, "ci", &f->sink);
	assert_non_null(j);
	l->date = WHEN_UNKNOWN;
	judge_letter(j, l);
	assert_int_equal(l->findings.n, 1);
	judge_free(j);
	assert_null(judge_new(k, "nosuch", &f->sink));
	assert_non_null(strstr(f->faults.p, "phase 'nosuch'"));
	know_free(k);
}

/* The list for people: every rule has what a person needs, and its examples hold. */
static void test_rule_list(void **state)
{
	struct fixture *f = *state;
	struct know *k = know_default();
	struct judge *j = judge_new(k, NULL, &f->sink);
	uint32_t n = 0;
	assert_true(judge_rule_count(j) >= 19);
	for (uint32_t i = 0; i < judge_rule_count(j); i++) {
		const struct judge_rule *r = judge_rule(j, i);
		assert_null(strchr(r->id, '.'));
		assert_true(r->title[0] != '\0' && r->what != NULL && r->fix != NULL && r->bad != NULL && r->good != NULL);
	}
	assert_true(judge_validate(k, &f->sink, &n));
	assert_true(n >= 2 * 19);
	assert_string_equal(f->faults.p, "");
	judge_free(j);
	know_free(k);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_assert_and_report), CASE(test_rule_order), CASE(test_rule_order_silent), CASE(test_contexts),
		CASE(test_lets), CASE(test_let_scope), CASE(test_let_hides), CASE(test_let_outer_fault), CASE(test_current), CASE(test_abstract_rule), CASE(test_abstract_pattern),
		CASE(test_phases), CASE(test_diagnostics), CASE(test_message), CASE(test_namespaces), CASE(test_subject),
		CASE(test_unjudged), CASE(test_bounded), CASE(test_refused), CASE(test_match_gate), CASE(test_text_gate), CASE(test_outline), CASE(test_compile), CASE(test_ids),
		CASE(test_letter), CASE(test_letter_order), CASE(test_letter_phases), CASE(test_rule_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
