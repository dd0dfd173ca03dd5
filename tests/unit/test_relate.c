/* test_relate.c - who serves whom, over the invented country of tests/unit/rules/.
 *
 * A case is a letter made by hand: a date, a service, ends. What is expected is said relation by relation; `nothing else`
 * is checked by counting.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "relate/relate.h"

static struct know *know;
static struct arena arena;

static void say(void *user, const struct diag *d)
{
	(void)user;
	print_message("%s:%u: %s %s\n", d->path, d->line, diag_text(d->id), d->detail);
}

static int load(void **state)
{
	(void)state;
	struct diag_sink sink = { .take = say };
	arena_init(&arena, 0);
	know = know_load("tests/unit/rules", NULL, &sink);
	return know != NULL && sink.count[DIAG_ERROR] == 0 ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	know_free(know);
	arena_release(&arena);
	return 0;
}

/* --- letters by hand --- */

static struct when on(const char *iso)
{
	struct date d;
	if (*iso == '\0') {
		return WHEN_UNKNOWN;
	}
	assert_true(date_parse(span_str(iso), &d));
	return date_when(d);
}

static void matter(struct letter *l, const char *service, int32_t weight)
{
	struct letter_service *s = vec_push(&arena, &l->services);
	s->service = know_service_find(know, span_str(service));
	assert_int_not_equal(s->service, KNOW_NONE);
	s->weight = weight;
}

static struct letter *begin(const char *date, const char *service)
{
	arena_clear(&arena);
	struct letter *l = letter_new(&arena, know, NULL, "test");
	l->date = on(date);
	if (*service != '\0') {
		matter(l, service, 10);
	}
	return l;
}

static struct letter_mention *add(struct letter *l, enum letter_role role, const char *id)
{
	struct letter_mention *m = vec_push(&arena, &l->mentions);
	m->role = role;
	m->verdict = LETTER_CHOSEN;
	m->agent = know_agent_find(know, span_str(id));
	m->party = id;
	m->name = m->agent == KNOW_NONE ? id : know_agent_name(know, m->agent);
	return m;
}

static void relate(struct letter *l, enum know_basis min_basis)
{
	struct relate_options o = { min_basis };
	relate_letter(l, &o);
}

/* From one to another, everything allowed. */
static struct letter *letter(const char *date, const char *service, const char *from, const char *to)
{
	struct letter *l = begin(date, service);
	add(l, LETTER_SENDER, from);
	add(l, LETTER_RECIPIENT, to);
	relate(l, KNOW_ASSUMED);
	return l;
}

static const struct letter_relation *find(const struct letter *l, enum letter_relation_kind kind, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < l->relations.n; i++) {
		const struct letter_relation *r = &l->relations.v[i];
		if (r->kind == kind && r->from == from && r->to == to) {
			return r;
		}
	}
	return NULL;
}

static const char *arrangement(const struct letter_relation *r)
{
	return r->phase == KNOW_NONE ? "" : know_str(know, know_arrangement(know, know_phase(know, r->phase)->arrangement)->id);
}

/* The relation from mention 0 to mention 1 is there, that sure, from that arrangement. */
static const struct letter_relation *expect(const struct letter *l, enum letter_relation_kind kind, enum tri sure, const char *id)
{
	const struct letter_relation *r = find(l, kind, 0, 1);
	if (r == NULL) {
		fail_msg("no relation %s", letter_relation_name(kind));
		return NULL;
	}
	assert_int_equal(r->certainty, sure);
	assert_string_equal(arrangement(r), id);
	assert_true((r->doubt != NULL) == (sure == TRI_PERHAPS));
	assert_true(r->detail != NULL && *r->detail != '\0');
	return r;
}

static bool has_step(const struct letter_relation *r, const char *words)
{
	for (uint32_t i = 0; i < r->steps.n; i++) {
		if (strstr(r->steps.v[i], words) != NULL) {
			return true;
		}
	}
	return false;
}

/* --- phases, status and dates --- */

static void test_status_before_integration(void **state)
{
	(void)state;
	struct letter *l = letter("2014-06-01", "planning-policy", "ashby", "bexton");
	const struct letter_relation *r = expect(l, LETTER_PENDING, TRI_YES, "ab-policy");
	assert_string_equal(r->would_be, "same-desk");
	assert_non_null(strstr(r->detail, "in-principle"));
	expect(l, LETTER_SAME_MANAGEMENT, TRI_YES, "ab-management");
	assert_int_equal(l->relations.n, 2);
}

static void test_shared_head_is_no_desk(void **state)
{
	(void)state;
	struct letter *l = letter("2015-06-01", "planning-policy", "ashby", "bexton");
	expect(l, LETTER_SAME_MANAGEMENT, TRI_YES, "ab-policy");
	assert_int_equal(l->relations.n, 1);
	assert_string_equal(l->mentions.v[0].desk, "ashby");
	assert_string_equal(l->mentions.v[1].desk, "bexton");
}

static void test_one_team(void **state)
{
	(void)state;
	struct letter *l = letter("2017-05-01", "planning-policy", "ashby", "bexton");
	const struct letter_relation *r = expect(l, LETTER_SAME_DESK, TRI_YES, "ab-policy");
	assert_int_equal(r->basis, KNOW_DOCUMENTED);
	assert_int_equal(r->role, LETTER_RECIPIENT);
	assert_true(has_step(r, "http://invented.example/ab/3"));
	assert_true(has_step(r, "from 2016 until 2018-06"));
	assert_int_equal(l->relations.n, 1);
	assert_string_equal(l->mentions.v[0].desk, "ab-policy");
	assert_string_equal(l->mentions.v[1].desk, "ab-policy");
	/* a year is enough when all of it lies within */
	expect(letter("2017", "planning-policy", "bexton", "ashby"), LETTER_SAME_DESK, TRI_YES, "ab-policy");
}

static void test_other_matter_is_not_the_team(void **state)
{
	(void)state;
	static const char *const matters[] = { "legal", "", "development-management", "planning" };
	for (size_t i = 0; i < sizeof matters / sizeof *matters; i++) {
		struct letter *l = letter("2017-02-01", matters[i], "ashby", "bexton");
		expect(l, LETTER_SAME_MANAGEMENT, TRI_YES, "ab-management");
		assert_int_equal(l->relations.n, 1);
	}
}

static void test_vague_start_and_end(void **state)
{
	(void)state;
	struct letter *l = letter("2016-03-01", "planning-policy", "ashby", "bexton");
	const struct letter_relation *r = expect(l, LETTER_SAME_DESK, TRI_PERHAPS, "ab-policy");
	assert_string_equal(r->doubt, "the arrangement's start is known only as 2016");
	expect(l, LETTER_SAME_MANAGEMENT, TRI_YES, "ab-management");
	l = letter("2018-06-15", "planning-policy", "ashby", "bexton");
	r = expect(l, LETTER_SAME_DESK, TRI_PERHAPS, "ab-policy");
	assert_string_equal(r->doubt, "the arrangement's end is known only as 2018-06");
	assert_null(find(l, LETTER_LAPSED, 0, 1));
	assert_null(l->mentions.v[0].desk);
}

static void test_vague_letter(void **state)
{
	(void)state;
	struct letter *l = letter("2015", "building-control", "ashby", "bexton");
	assert_null(find(l, LETTER_PENDING, 0, 1));
	struct letter *m = letter("2010", "planning", "fenby", "hexley");
	assert_int_equal(m->relations.n, 0);
	m = letter("2012", "planning", "fenby", "hexley");
	expect(m, LETTER_SAME_DESK, TRI_YES, "regional-planning");
	m = letter("2011-12", "planning", "fenby", "hexley");
	assert_int_equal(m->relations.n, 0);
	(void)l;
}

/* The year in which one phase gave way to the next is certain for who was in both, in the same way. */
static void test_phase_after_phase(void **state)
{
	(void)state;
	expect(letter("2016-06-01", "ict", "ulby", "vilby"), LETTER_SAME_DESK, TRI_YES, "uv-ict");
	expect(letter("2016-06-01", "ict", "ulby", "tolby"), LETTER_SAME_DESK, TRI_PERHAPS, "uv-ict");
	expect(letter("2016-06-01", "legal", "ulby", "vilby"), LETTER_SAME_DESK, TRI_PERHAPS, "uv-ict");
	expect(letter("2012-06-01", "ict", "ulby", "vilby"), LETTER_SAME_DESK, TRI_PERHAPS, "uv-ict");
	struct letter *l = letter("2018-06-01", "ict", "ulby", "vilby");
	expect(l, LETTER_SAME_DESK, TRI_PERHAPS, "uv-ict");
	assert_non_null(find(l, LETTER_SAME_MANAGEMENT, 0, 1));
}

static void test_no_date(void **state)
{
	(void)state;
	struct letter *l = letter("", "planning-policy", "ashby", "bexton");
	assert_string_equal(expect(l, LETTER_SAME_DESK, TRI_PERHAPS, "ab-policy")->doubt, "the letter has no date");
	assert_null(find(l, LETTER_LAPSED, 0, 1));
	for (uint32_t i = 0; i < l->relations.n; i++) {
		assert_int_equal(l->relations.v[i].certainty, TRI_PERHAPS);
	}
	l = letter("", "", "corley", "denby");
	expect(l, LETTER_SAME_DESK, TRI_PERHAPS, "cd-all");
	l = letter("", "", "newby", "oldby");
	assert_int_equal(l->relations.n, 0);
}

static void test_lapsed(void **state)
{
	(void)state;
	struct letter *l = letter("2018-09-01", "planning-policy", "ashby", "bexton");
	const struct letter_relation *r = expect(l, LETTER_LAPSED, TRI_YES, "ab-policy");
	assert_string_equal(r->would_be, "same-desk");
	expect(l, LETTER_SAME_MANAGEMENT, TRI_YES, "ab-management");
	assert_int_equal(l->relations.n, 2);
	/* abandoned and ended say nothing of themselves */
	l = letter("2022-01-01", "legal", "ashby", "bexton");
	assert_string_equal(expect(l, LETTER_LAPSED, TRI_YES, "ab-management")->would_be, "same-management");
	assert_int_equal(l->relations.n, 1);
}

static void test_assumed_is_perhaps(void **state)
{
	(void)state;
	struct letter *l = letter("2010-06-01", "legal", "silby", "tolby");
	assert_int_equal(expect(l, LETTER_SAME_DESK, TRI_PERHAPS, "st-legal")->basis, KNOW_ASSUMED);
	l = letter("2012-06-01", "legal", "silby", "tolby");
	assert_int_equal(l->relations.n, 0);
}

/* --- the narrower record --- */

static void test_all_covers_everything(void **state)
{
	(void)state;
	expect(letter("2011-06-01", "", "corley", "denby"), LETTER_SAME_DESK, TRI_YES, "cd-all");
	expect(letter("2011-06-01", "building-control", "corley", "denby"), LETTER_SAME_DESK, TRI_YES, "cd-all");
	assert_int_equal(letter("2009-06-01", "", "corley", "denby")->relations.n, 0);
}

static void test_separate_desks(void **state)
{
	(void)state;
	struct letter *l = letter("2013-06-01", "development-management", "corley", "denby");
	assert_int_equal(l->relations.n, 0);
	assert_string_equal(l->mentions.v[0].desk, "corley");
	/* the exception's end is known only as 2014 */
	l = letter("2014-06-01", "development-management", "corley", "denby");
	const struct letter_relation *r = expect(l, LETTER_SAME_DESK, TRI_PERHAPS, "cd-all");
	assert_non_null(strstr(r->doubt, "known only as 2014"));
	expect(letter("2015-06-01", "development-management", "corley", "denby"), LETTER_SAME_DESK, TRI_YES, "cd-all");
	/* another branch is untouched */
	expect(letter("2013-06-01", "building-control", "corley", "denby"), LETTER_SAME_DESK, TRI_YES, "cd-all");
}

static void test_narrower_managers_win(void **state)
{
	(void)state;
	struct letter *l = letter("2014-06-01", "planning-policy", "corley", "denby");
	const struct letter_relation *r = expect(l, LETTER_SAME_MANAGEMENT, TRI_YES, "cd-policy");
	assert_true(has_step(r, "Corley and Denby one staff falls away"));
	assert_int_equal(l->relations.n, 1);
}

static void test_boards_and_rumours_do_not_narrow(void **state)
{
	(void)state;
	expect(letter("2014-06-01", "ict", "corley", "denby"), LETTER_SAME_DESK, TRI_YES, "cd-all");
	expect(letter("2014-06-01", "legal", "corley", "denby"), LETTER_SAME_DESK, TRI_YES, "cd-all");
	expect(letter("2015-06-01", "transport", "corley", "denby"), LETTER_SAME_DESK, TRI_YES, "cd-all");
}

static void test_wider_circle_says_nothing(void **state)
{
	(void)state;
	struct letter *l = letter("2014-06-01", "economic-development", "corley", "denby");
	expect(l, LETTER_SAME_DESK, TRI_YES, "cd-all");
	assert_int_equal(l->relations.n, 1);
}

static void test_served_elsewhere(void **state)
{
	(void)state;
	struct letter *l = letter("2014-06-01", "audit", "corley", "denby");
	assert_null(find(l, LETTER_SAME_DESK, 0, 1));
	assert_string_equal(l->mentions.v[0].desk, "ce-audit");
	assert_string_equal(l->mentions.v[1].desk, "cd-all");
	expect(letter("2014-06-01", "audit", "elmton", "corley"), LETTER_SAME_DESK, TRI_YES, "ce-audit");
}

static void test_body_is_no_management(void **state)
{
	(void)state;
	assert_int_equal(letter("2015-06-01", "transport", "corley", "elmton")->relations.n, 0);
}

/* --- who stands where --- */

static void test_team_as_member(void **state)
{
	(void)state;
	struct letter *l = letter("2013-06-01", "planning-policy", "fenby", "hexley");
	assert_true(has_step(expect(l, LETTER_SAME_DESK, TRI_YES, "regional-planning"), "through Fenby and Garton Planning"));
	assert_string_equal(l->mentions.v[0].desk, "regional-planning");
	assert_string_equal(l->mentions.v[1].desk, "regional-planning");
	assert_int_equal(letter("2013-06-01", "legal", "fenby", "hexley")->relations.n, 0);
	assert_int_equal(letter("2011-06-01", "planning", "fenby", "hexley")->relations.n, 0);
	assert_non_null(find(letter("2013-06-01", "planning", "fenby", "garton"), LETTER_SAME_DESK, 0, 1));
}

static void test_common_member_joins_nobody(void **state)
{
	(void)state;
	expect(letter("2013-06-01", "ict", "hexley", "ilsham"), LETTER_SAME_DESK, TRI_YES, "hi-ict");
	expect(letter("2013-06-01", "ict", "ilsham", "jarby"), LETTER_SAME_DESK, TRI_YES, "ij-ict");
	assert_int_equal(letter("2013-06-01", "ict", "hexley", "jarby")->relations.n, 0);
}

static void test_host_outside(void **state)
{
	(void)state;
	expect(letter("2013-06-01", "revenues-benefits", "kelby", "lorton"), LETTER_SAME_DESK, TRI_YES, "l-revenues");
	expect(letter("2013-06-01", "revenues-benefits", "lorton", "kelby"), LETTER_SAME_DESK, TRI_YES, "l-revenues");
	assert_int_equal(letter("2013-06-01", "legal", "kelby", "lorton")->relations.n, 0);
	assert_int_equal(letter("2013-06-01", "audit", "kelby", "lorton")->relations.n, 0);
}

static void test_per_member_services(void **state)
{
	(void)state;
	expect(letter("2013-06-01", "ict", "quornby", "ripby"), LETTER_SAME_DESK, TRI_YES, "qr-office");
	assert_int_equal(letter("2013-06-01", "legal", "quornby", "ripby")->relations.n, 0);
	expect(letter("2013-06-01", "legal", "quornby", "silby"), LETTER_SAME_DESK, TRI_YES, "qr-office");
}

static void test_team_writes(void **state)
{
	(void)state;
	expect(letter("2011-06-01", "planning-policy", "fg-planning", "fenby"), LETTER_SAME_DESK, TRI_YES, "fg-planning");
	expect(letter("2011-06-01", "planning", "garton", "fg-planning"), LETTER_SAME_DESK, TRI_YES, "fg-planning");
	expect(letter("2011-06-01", "", "fg-planning", "fenby"), LETTER_SAME_DESK, TRI_PERHAPS, "fg-planning");
	assert_int_equal(letter("2011-06-01", "legal", "fg-planning", "fenby")->relations.n, 0);
	assert_int_equal(letter("2011-06-01", "planning", "fg-planning", "hexley")->relations.n, 0);
	expect(letter("2013-06-01", "planning", "fg-planning", "hexley"), LETTER_SAME_DESK, TRI_YES, "regional-planning");
	expect(letter("2014-06-01", "planning-policy", "ab-policy", "ashby"), LETTER_PENDING, TRI_YES, "ab-policy");
}

static void test_own_body(void **state)
{
	(void)state;
	struct letter *l = letter("2014-06-01", "legal", "cd-forum", "corley");
	expect(l, LETTER_OWN_BODY, TRI_YES, "cd-forum");
	assert_int_equal(l->relations.n, 1);
	expect(letter("2014-06-01", "", "elmton", "ridge-ca"), LETTER_OWN_BODY, TRI_YES, "ridge-ca");
	assert_int_equal(letter("2014-06-01", "", "elmton", "cd-forum")->relations.n, 0);
	/* the body is in the registry as a party, too */
	expect(letter("2014-06-01", "", "elmton", "ridge-combined-authority"), LETTER_OWN_BODY, TRI_YES, "ridge-ca");
	expect(letter("2014-06-01", "", "ridge-combined-authority", "denby"), LETTER_OWN_BODY, TRI_YES, "ridge-ca");
	l = letter("2013-06-01", "", "elmton", "ridge-combined-authority");	/* it had not begun */
	assert_int_equal(l->relations.n, 1);
	assert_int_equal(l->relations.v[0].kind, LETTER_SUCCESSOR);
	assert_true(l->relations.v[0].unborn);
	assert_int_equal(letter("2014-06-01", "", "ashby", "ridge-combined-authority")->relations.n, 0);
	expect(letter("2014-06-01", "", "ulby", "moor-combined-authority"), LETTER_OWN_BODY, TRI_YES, "moor-ca");
	assert_int_equal(letter("2014-06-01", "transport", "ulby", "vilby")->relations.n, 0);
}

static void test_body_planned_and_gone(void **state)
{
	(void)state;
	struct letter *l = letter("2014-06-01", "legal", "ossby", "op-shadow");
	assert_string_equal(expect(l, LETTER_PENDING, TRI_YES, "op-shadow")->would_be, "own-body");
	l = letter("2018-06-01", "legal", "ossby", "op-shadow");
	assert_string_equal(expect(l, LETTER_LAPSED, TRI_YES, "op-shadow")->would_be, "own-body");
	assert_int_equal(letter("2015-06-01", "legal", "ossby", "op-shadow")->relations.n, 1);
}

/* --- the report beside the papers --- */

static struct letter *founding(enum know_basis min_basis)
{
	struct letter *l = begin("2015-03-02", "planning-policy");
	add(l, LETTER_SENDER, "mossby");
	add(l, LETTER_RECIPIENT, "norby");
	add(l, LETTER_RECIPIENT, "ossby");
	relate(l, min_basis);
	return l;
}

static void test_report_beside_papers(void **state)
{
	(void)state;
	struct letter *l = founding(KNOW_ASSUMED);
	for (uint32_t to = 1; to <= 2; to++) {
		const struct letter_relation *desk = find(l, LETTER_SAME_DESK, 0, to), *plan = find(l, LETTER_PENDING, 0, to);
		assert_non_null(desk);
		assert_int_equal(desk->basis, KNOW_REPORTED);
		assert_int_equal(desk->certainty, TRI_YES);
		assert_non_null(plan);
		assert_int_equal(plan->basis, KNOW_DOCUMENTED);
		assert_string_equal(plan->would_be, "same-desk");
		assert_int_equal(know_phase(know, plan->phase)->status, KNOW_POSTPONED);
	}
	const struct letter_relation *two = find(l, LETTER_ONE_DESK_RECIPIENTS, 1, 2);
	assert_non_null(two);
	assert_string_equal(arrangement(two), "no-head");
	assert_int_equal(two->basis, KNOW_DOCUMENTED);
	const struct letter_relation *maker = find(l, LETTER_OTHER_PLAN_MAKER, 0, 2);
	assert_non_null(maker);
	assert_string_equal(know_agent_id(know, maker->other), "op-committee");
	assert_null(find(l, LETTER_OTHER_PLAN_MAKER, 0, 1));
	assert_int_equal(l->relations.n, 6);
}

static void test_documented_only(void **state)
{
	(void)state;
	struct letter *l = founding(KNOW_DOCUMENTED);
	assert_null(find(l, LETTER_SAME_DESK, 0, 1));
	assert_non_null(find(l, LETTER_PENDING, 0, 1));
	assert_non_null(find(l, LETTER_ONE_DESK_RECIPIENTS, 1, 2));
	assert_non_null(find(l, LETTER_OTHER_PLAN_MAKER, 0, 2));
	assert_int_equal(l->relations.n, 4);
	assert_string_equal(l->mentions.v[0].desk, "mossby");
}

static void test_report_of_one_day(void **state)
{
	(void)state;
	struct letter *l = letter("2016-06-01", "planning-policy", "mossby", "norby");
	assert_int_equal(l->relations.n, 0);	/* abandoned, and a report that was */
	l = letter("2015-03-03", "planning-policy", "norby", "ossby");
	expect(l, LETTER_SAME_MANAGEMENT, TRI_YES, "no-head");
	expect(l, LETTER_PENDING, TRI_YES, "mno-confederation");
	assert_null(find(l, LETTER_SAME_DESK, 0, 1));
}

static void test_plan_maker(void **state)
{
	(void)state;
	assert_non_null(find(letter("2015-06-01", "planning-policy", "mossby", "ossby"), LETTER_OTHER_PLAN_MAKER, 0, 1));
	assert_int_equal(find(letter("2017-06-01", "planning-policy", "tolby", "ossby"), LETTER_OTHER_PLAN_MAKER, 0, 1)->certainty, TRI_PERHAPS);
	assert_null(find(letter("2018-06-01", "planning-policy", "tolby", "ossby"), LETTER_OTHER_PLAN_MAKER, 0, 1));
	assert_null(find(letter("2015-06-01", "legal", "tolby", "ossby"), LETTER_OTHER_PLAN_MAKER, 0, 1));
	assert_null(find(letter("2015-06-01", "", "tolby", "ossby"), LETTER_OTHER_PLAN_MAKER, 0, 1));
	assert_null(find(letter("2015-06-01", "planning-policy", "op-committee", "ossby"), LETTER_OTHER_PLAN_MAKER, 0, 1));
	struct letter *l = begin("2015-06-01", "planning-policy");
	add(l, LETTER_SENDER, "tolby");
	add(l, LETTER_RECIPIENT, "ossby");
	add(l, LETTER_RECIPIENT, "op-committee");
	relate(l, KNOW_ASSUMED);
	assert_null(find(l, LETTER_OTHER_PLAN_MAKER, 0, 1));
}

/* --- roles, verdicts, identities --- */

static void test_same_party(void **state)
{
	(void)state;
	struct letter *l = letter("2015-06-01", "legal", "tolby", "tolby");
	expect(l, LETTER_SAME_PARTY, TRI_YES, "");
	assert_int_equal(l->relations.n, 1);
}

static void test_other_editions(void **state)
{
	(void)state;
	struct letter *l = begin("1797-06-01", "");
	add(l, LETTER_SENDER, "http://d-nb.info/gnd/118540238");
	add(l, LETTER_RECIPIENT, "http://d-nb.info/gnd/118607626");
	add(l, LETTER_RECIPIENT, "http://d-nb.info/gnd/118540238");
	add(l, LETTER_RECIPIENT, "")->party = NULL;
	relate(l, KNOW_ASSUMED);
	assert_non_null(find(l, LETTER_SAME_PARTY, 0, 2));
	assert_int_equal(l->relations.n, 1);
	assert_string_equal(l->mentions.v[0].desk, "http://d-nb.info/gnd/118540238");
}

static void test_copy(void **state)
{
	(void)state;
	struct letter *l = begin("2013-06-01", "building-control");
	add(l, LETTER_SENDER, "corley");
	add(l, LETTER_RECIPIENT, "tolby");
	add(l, LETTER_CC, "denby");
	add(l, LETTER_CC, "corley");
	add(l, LETTER_CC, "cd-forum");
	relate(l, KNOW_ASSUMED);
	assert_int_equal(find(l, LETTER_SAME_DESK, 0, 2)->role, LETTER_CC);
	assert_int_equal(find(l, LETTER_SAME_PARTY, 0, 3)->role, LETTER_CC);
	assert_int_equal(l->relations.n, 2);
	assert_string_equal(l->mentions.v[2].desk, "cd-all");
}

static void test_ambiguous_accuses_nobody(void **state)
{
	(void)state;
	static const enum letter_verdict verdicts[] = { LETTER_AMBIGUOUS, LETTER_OUT_OF_PERIOD, LETTER_UNKNOWN, LETTER_PLACEHOLDER };
	for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
		struct letter *l = begin("2013-06-01", "building-control");
		add(l, LETTER_SENDER, "corley");
		add(l, LETTER_RECIPIENT, "corley")->verdict = verdicts[i];
		add(l, LETTER_RECIPIENT, "denby")->verdict = verdicts[i];
		relate(l, KNOW_ASSUMED);
		assert_int_equal(l->relations.n, 0);
		assert_null(l->mentions.v[1].desk);
	}
}

static void test_several_matters(void **state)
{
	(void)state;
	struct letter *l = begin("2013-06-01", "planning-policy");
	matter(l, "ict", 9);
	add(l, LETTER_SENDER, "hexley");
	add(l, LETTER_RECIPIENT, "ilsham");
	relate(l, KNOW_ASSUMED);
	assert_non_null(strstr(expect(l, LETTER_SAME_DESK, TRI_PERHAPS, "hi-ict")->doubt, "planning policy"));
	/* a matter that is only touched upon does not count */
	l = begin("2013-06-01", "planning-policy");
	matter(l, "ict", 3);
	add(l, LETTER_SENDER, "hexley");
	add(l, LETTER_RECIPIENT, "ilsham");
	relate(l, KNOW_ASSUMED);
	assert_int_equal(l->relations.n, 0);
}

static void test_successors(void **state)
{
	(void)state;
	struct letter *l = letter("2010-06-01", "", "newby", "oldby");
	const struct letter_relation *r = find(l, LETTER_SUCCESSOR, 0, 1);
	assert_non_null(r);
	assert_string_equal(know_agent_id(know, r->other), "newby");
	assert_true(has_step(r, "the sender itself"));
	assert_int_equal(r->role, LETTER_RECIPIENT);
	/* heirs of heirs */
	r = find(letter("2010-06-01", "", "tolby", "elderby"), LETTER_SUCCESSOR, 0, 1);
	assert_string_equal(know_agent_id(know, r->other), "newby");
	r = find(letter("2000-06-01", "", "tolby", "elderby"), LETTER_SUCCESSOR, 0, 1);
	assert_string_equal(know_agent_id(know, r->other), "oldby");
	/* the last day */
	assert_int_equal(letter("2009-03-31", "", "tolby", "oldby")->relations.n, 0);
	assert_int_equal(letter("2009-04-01", "", "tolby", "oldby")->relations.n, 1);
	/* a sender that was no more */
	l = letter("2010-06-01", "", "oldby", "tolby");
	r = find(l, LETTER_SUCCESSOR, UINT32_MAX, 0);
	assert_non_null(r);
	assert_int_equal(r->role, LETTER_SENDER);
	/* known only as 2012 */
	r = find(letter("2012-06-01", "", "tolby", "tadby"), LETTER_SUCCESSOR, 0, 1);
	assert_int_equal(r->certainty, TRI_PERHAPS);
	assert_non_null(strstr(r->doubt, "known only as 2012"));
	/* told as out of period by the reader */
	l = begin("2010-06-01", "");
	add(l, LETTER_SENDER, "newby");
	add(l, LETTER_RECIPIENT, "oldby")->verdict = LETTER_OUT_OF_PERIOD;
	relate(l, KNOW_ASSUMED);
	assert_non_null(find(l, LETTER_SUCCESSOR, 0, 1));
	assert_int_equal(l->relations.n, 1);
}

static void test_recipients_of_one_desk(void **state)
{
	(void)state;
	struct letter *l = begin("2013-06-01", "ict");
	add(l, LETTER_SENDER, "tolby");
	add(l, LETTER_RECIPIENT, "quornby");
	add(l, LETTER_RECIPIENT, "ripby");
	add(l, LETTER_RECIPIENT, "silby");
	add(l, LETTER_RECIPIENT, "ashby");
	relate(l, KNOW_ASSUMED);
	assert_non_null(find(l, LETTER_ONE_DESK_RECIPIENTS, 1, 2));
	assert_non_null(find(l, LETTER_ONE_DESK_RECIPIENTS, 1, 3));
	assert_int_equal(l->relations.n, 2);
}

/* --- persons --- */

static void person(struct letter *l, bool signs, const char *name, const char *post, uint32_t group)
{
	struct letter_person *p = signs ? vec_push(&arena, &l->signatories) : vec_push(&arena, &l->addressees);
	p->name = span_str(name);
	p->post = span_str(post);
	p->group = group;
}

static const struct letter_relation *persons(const char *date, const char *from, const char *to, const char *signs,
    const char *signs_as, const char *to_whom, const char *to_post)
{
	struct letter *l = begin(date, "legal");
	add(l, LETTER_SENDER, from);
	add(l, LETTER_RECIPIENT, to);
	person(l, true, signs, signs_as, 0);
	person(l, false, to_whom, to_post, 0);
	relate(l, KNOW_ASSUMED);
	return find(l, LETTER_SAME_PERSON, 0, 1);
}

static void test_same_name_is_perhaps(void **state)
{
	(void)state;
	static const struct { const char *a, *b; bool same; } names[] = {
		{ "Jane Smith", "Jane Smith", true },
		{ "Mrs Jane Smith OBE", "JANE SMITH", true },
		{ "Jane Smith BSc MRTPI", "Ms Jane A. Smith", true },
		{ "Smith, Jane", "Dr Jane Smith, MRTPI", true },
		{ "J. A. Smith", "J A Smith", true },
		{ "J.A. Smith", "JA Smith", true },
		{ "Jane Smith (Planning)", "Jane Smith", true },
		{ "Jane", "Jane", false },
		{ "Smith", "Mrs Smith", false },
		{ "J Smith", "J Smith", false },
		{ "J A Smith", "Jane Smith", false },
		{ "Jane Smith", "John Smith", false },
		{ "Jane Ann Smith", "Jane Beth Smith", false },
		{ "Jane Smith", "Jane Smyth", false },
		{ "", "", false },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct letter_relation *r = persons("2015-06-01", "tolby", "silby", names[i].a, "Planner", names[i].b, "Planner");
		if ((r != NULL) != names[i].same) {
			fail_msg("'%s' and '%s'", names[i].a, names[i].b);
		}
		assert_true(r == NULL || (r->certainty == TRI_PERHAPS && r->doubt != NULL));
	}
}

static void test_registry_backs_a_name(void **state)
{
	(void)state;
	const struct letter_relation *r = persons("2014-06-01", "ashby", "bexton", "Sue Marlow", "", "Ms Sue Marlow", "");
	assert_non_null(r);
	assert_int_equal(r->certainty, TRI_YES);
	assert_int_not_equal(r->post, KNOW_NONE);
	assert_int_equal(persons("2017-03-15", "ashby", "bexton", "Sue Marlow", "", "Sue Marlow", "")->certainty, TRI_PERHAPS);
	r = persons("2019-06-01", "ashby", "bexton", "Sue Marlow", "", "Sue Marlow", "");
	assert_int_equal(r->certainty, TRI_PERHAPS);
	assert_int_equal(r->post, KNOW_NONE);
}

static void test_shared_post_at_both_ends(void **state)
{
	(void)state;
	const struct letter_relation *r = persons("2014-06-01", "ashby", "bexton", "", "Chief Executive", "", "The Chief Executive");
	assert_non_null(r);
	r = persons("2014-06-01", "ashby", "bexton", "Sue Marlow", "Chief Executive", "", "Chief Executive");
	assert_non_null(r);
	assert_int_equal(r->certainty, TRI_YES);
	assert_non_null(persons("2014-06-01", "ashby", "bexton", "", "Joint Chief Executive", "", "Chief Executive"));
	assert_null(persons("2014-06-01", "tolby", "silby", "", "Chief Executive", "", "Chief Executive"));
	assert_null(persons("2010-06-01", "ashby", "bexton", "", "Chief Executive", "", "Chief Executive"));
	assert_null(persons("2014-06-01", "ashby", "bexton", "", "Deputy Chief Executive", "", "Chief Executive"));
	assert_null(persons("2014-06-01", "ashby", "bexton", "", "Executive", "", "Executive"));
	assert_null(persons("2014-06-01", "ashby", "bexton", "Sue Marlow", "Chief Executive", "John Doe", "Chief Executive"));
	assert_int_equal(persons("2014-06-01", "ashby", "bexton", "", "Chief Executive", "Mr Doe", "Chief Executive")->certainty, TRI_PERHAPS);
}

static void test_shared_post_arrangement(void **state)
{
	(void)state;
	const struct letter_relation *r = persons("2013-06-01", "ashby", "bexton", "", "Head of Building Control", "", "Head of Building Control");
	assert_non_null(r);
	assert_string_equal(arrangement(r), "ab-head");
	assert_null(persons("2015-06-01", "ashby", "bexton", "", "Head of Building Control", "", "Head of Building Control"));
}

static void test_person_of_one_group(void **state)
{
	(void)state;
	struct letter *l = begin("2015-06-01", "legal");
	add(l, LETTER_SENDER, "tolby");
	add(l, LETTER_RECIPIENT, "silby")->group = 1;
	add(l, LETTER_RECIPIENT, "ripby")->group = 2;
	person(l, true, "Jane Smith", "", 0);
	person(l, false, "Jane Smith", "", 2);
	relate(l, KNOW_ASSUMED);
	assert_null(find(l, LETTER_SAME_PERSON, 0, 1));
	assert_non_null(find(l, LETTER_SAME_PERSON, 0, 2));
}

/* --- desks and `who` --- */

static void expect_desk(const char *party, const char *service, const char *date, const char *desk, enum tri sure)
{
	know_agent d;
	know_index phase, s = *service != '\0' ? know_service_find(know, span_str(service)) : KNOW_NONE;
	enum tri got = relate_desk_at(know, know_agent_find(know, span_str(party)), s, on(date), KNOW_ASSUMED, &d, &phase);
	assert_string_equal(know_agent_id(know, d), desk);
	assert_int_equal(got, sure);
	assert_true((phase == KNOW_NONE) == (strcmp(party, desk) == 0));
}

static void test_desks(void **state)
{
	(void)state;
	expect_desk("ashby", "planning-policy", "2017-01-01", "ab-policy", TRI_YES);
	expect_desk("ashby", "planning-policy", "2016-05-01", "ab-policy", TRI_PERHAPS);
	expect_desk("ashby", "planning-policy", "2015-05-01", "ashby", TRI_YES);
	expect_desk("ashby", "", "2017-01-01", "ashby", TRI_YES);
	expect_desk("corley", "", "2017-01-01", "cd-all", TRI_YES);
	expect_desk("corley", "audit", "2017-01-01", "ce-audit", TRI_YES);
	expect_desk("corley", "planning-policy", "2017-01-01", "corley", TRI_YES);
	expect_desk("corley", "legal", "", "cd-all", TRI_PERHAPS);
	expect_desk("garton", "planning-policy", "2017-01-01", "regional-planning", TRI_YES);
	expect_desk("garton", "planning-policy", "2011-01-01", "fg-planning", TRI_YES);
	expect_desk("fg-planning", "planning", "2017-01-01", "regional-planning", TRI_YES);
	expect_desk("kelby", "revenues-benefits", "2017-01-01", "l-revenues", TRI_YES);
	expect_desk("ripby", "legal", "2017-01-01", "ripby", TRI_YES);
	expect_desk("cd-forum", "ict", "2017-01-01", "cd-forum", TRI_YES);
	expect_desk("tolby", "legal", "", "uv-ict", TRI_PERHAPS);	/* perhaps not on that day */
}

static struct letter_who who(const char *party, const char *date, const char *service)
{
	arena_clear(&arena);
	struct letter_who w = { .arena = &arena, .know = know, .service = KNOW_NONE, .between = { KNOW_NONE, KNOW_NONE } };
	w.every_date = *date == '\0';
	w.date = on(date);
	if (*service != '\0') {
		w.service = know_service_find(know, span_str(service));
	}
	*vec_push(&arena, &w.parties) = know_agent_find(know, span_str(party));
	struct relate_options o = { KNOW_ASSUMED };
	relate_who(&w, &o);
	return w;
}

static const struct letter_served *row_of(const struct letter_who *w, const char *service, const char *desk)
{
	for (uint32_t i = 0; i < w->served.n; i++) {
		const struct letter_served *s = &w->served.v[i];
		const char *id = s->service == KNOW_NONE ? "" : know_str(know, know_service(know, s->service)->id);
		if (strcmp(id, service) == 0 && strcmp(s->desk, desk) == 0) {
			return s;
		}
	}
	return NULL;
}

static void test_who_on_a_date(void **state)
{
	(void)state;
	struct letter_who w = who("ashby", "2017-01-15", "");
	assert_int_equal(w.served.n, 3);	/* management, planning policy, its own */
	assert_non_null(row_of(&w, "planning-policy", "ab-policy"));
	assert_non_null(row_of(&w, "management", "ashby"));
	assert_int_equal(row_of(&w, "", "ashby")->phase, KNOW_NONE);
	assert_int_equal(w.posts.n, 1);
	w = who("ashby", "2018-01-15", "");
	assert_int_equal(w.posts.n, 0);
}

static void test_who_for_a_service(void **state)
{
	(void)state;
	struct letter_who w = who("corley", "2014-06-01", "planning-policy");
	assert_true(row_of(&w, "planning-policy", "cd-all")->overridden);
	assert_non_null(row_of(&w, "planning-policy", "corley"));
	w = who("corley", "2014-06-01", "building-control");
	assert_false(row_of(&w, "building-control", "cd-all")->overridden);
	assert_null(row_of(&w, "building-control", "corley"));
	w = who("corley", "2014-06-01", "audit");
	assert_true(row_of(&w, "audit", "cd-all")->overridden);
	assert_false(row_of(&w, "audit", "ce-audit")->overridden);
}

/* An older team of two is part of the one staff of three that came later; one that was formed within it keeps the third out. */
static void test_taken_in(void **state)
{
	(void)state;
	struct letter *l = letter("2015-06-01", "planning-policy", "wanby", "yarby");
	assert_int_equal(l->relations.n, 0);
	assert_string_equal(l->mentions.v[0].desk, "wx-policy");
	l = letter("2017-06-01", "planning-policy", "wanby", "yarby");
	expect(l, LETTER_SAME_DESK, TRI_YES, "wxy-all");
	assert_string_equal(l->mentions.v[0].desk, "wxy-all");
	assert_string_equal(l->mentions.v[1].desk, "wxy-all");
	l = letter("2019-06-01", "legal", "wanby", "yarby");
	assert_null(find(l, LETTER_SAME_DESK, 0, 1));
	struct letter_who w = who("wanby", "2017-06-01", "planning-policy");
	assert_true(row_of(&w, "planning-policy", "wx-policy")->overridden);
	assert_false(row_of(&w, "planning-policy", "wxy-all")->overridden);
}

static void test_who_history(void **state)
{
	(void)state;
	struct letter_who w = who("bexton", "", "");
	assert_int_equal(w.served.n, 8);	/* 4 + 2 phases, the shared head, its own */
	assert_int_equal(w.served.v[w.served.n - 1].phase, KNOW_NONE);
	for (uint32_t i = 0; i + 2 < w.served.n; i++) {
		assert_true(date_first(know_phase(know, w.served.v[i].phase)->period.from)
		    <= date_first(know_phase(know, w.served.v[i + 1].phase)->period.from));
	}
}

static void test_who_between(void **state)
{
	(void)state;
	struct letter_who w = who("ashby", "2017-05-01", "planning-policy");
	struct relate_options o = { KNOW_ASSUMED };
	w.served.n = 0;
	w.between[0] = know_agent_find(know, SPAN_LIT("ashby"));
	w.between[1] = know_agent_find(know, SPAN_LIT("bexton"));
	relate_who(&w, &o);
	assert_int_equal(w.relations.n, 1);
	assert_int_equal(w.relations.v[0].kind, LETTER_SAME_DESK);
	assert_non_null(row_of(&w, "planning-policy", "ab-policy"));
	w.served.n = 0;
	w.between[1] = know_agent_find(know, SPAN_LIT("tolby"));
	relate_who(&w, &o);
	assert_int_equal(w.served.n, 0);
	assert_int_equal(w.relations.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status_before_integration),
		cmocka_unit_test(test_shared_head_is_no_desk),
		cmocka_unit_test(test_one_team),
		cmocka_unit_test(test_other_matter_is_not_the_team),
		cmocka_unit_test(test_vague_start_and_end),
		cmocka_unit_test(test_vague_letter),
		cmocka_unit_test(test_phase_after_phase),
		cmocka_unit_test(test_no_date),
		cmocka_unit_test(test_lapsed),
		cmocka_unit_test(test_assumed_is_perhaps),
		cmocka_unit_test(test_all_covers_everything),
		cmocka_unit_test(test_separate_desks),
		cmocka_unit_test(test_narrower_managers_win),
		cmocka_unit_test(test_boards_and_rumours_do_not_narrow),
		cmocka_unit_test(test_wider_circle_says_nothing),
		cmocka_unit_test(test_served_elsewhere),
		cmocka_unit_test(test_body_is_no_management),
		cmocka_unit_test(test_team_as_member),
		cmocka_unit_test(test_common_member_joins_nobody),
		cmocka_unit_test(test_host_outside),
		cmocka_unit_test(test_per_member_services),
		cmocka_unit_test(test_team_writes),
		cmocka_unit_test(test_own_body),
		cmocka_unit_test(test_body_planned_and_gone),
		cmocka_unit_test(test_report_beside_papers),
		cmocka_unit_test(test_documented_only),
		cmocka_unit_test(test_report_of_one_day),
		cmocka_unit_test(test_plan_maker),
		cmocka_unit_test(test_same_party),
		cmocka_unit_test(test_other_editions),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_ambiguous_accuses_nobody),
		cmocka_unit_test(test_several_matters),
		cmocka_unit_test(test_successors),
		cmocka_unit_test(test_recipients_of_one_desk),
		cmocka_unit_test(test_same_name_is_perhaps),
		cmocka_unit_test(test_registry_backs_a_name),
		cmocka_unit_test(test_shared_post_at_both_ends),
		cmocka_unit_test(test_shared_post_arrangement),
		cmocka_unit_test(test_person_of_one_group),
		cmocka_unit_test(test_desks),
		cmocka_unit_test(test_who_on_a_date),
		cmocka_unit_test(test_who_for_a_service),
		cmocka_unit_test(test_taken_in), cmocka_unit_test(test_who_history),
		cmocka_unit_test(test_who_between),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
