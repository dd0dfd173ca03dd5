/* test_loop.c - letters each of which says that it answers the next; DESIGN section 1.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "archive_made.h"

static const struct made_row rows[] = {
	{ "two by id", { "id=m1|prev=m2|on=2015-03-02", "id=m2|prev=<m1>|on=2015-03-03" }, "1 2" },
	{ "three, told from the earliest", { "id=m1|prev=m2|on=2015-03-05", "id=m2|prev=m3|on=2015-03-02", "id=m3|prev=m1|on=2015-03-03" }, "2 3 1" },
	{ "itself", { "id=m1|prev=#m1|on=2015-03-02" }, "1" },
	{ "prev and next agree", { "id=m1|next=m2", "id=m2|prev=m1|next=m3", "id=m3|prev=m2" }, "" },
	{ "two that name each other as next", { "id=m1|next=m2", "id=m2|next=m1" }, "1 2" },
	{ "an editor's mistake: prev and next are one", { "id=m1|next=m2", "id=m2|prev=m1|next=m1" }, "1 2" },
	{ "files and fragments", { "file=a.xml|id=L1|prev=b.xml#L2", "file=b.xml|id=L2|prev=../letters/a.xml#L1" }, "1 2" },
	{ "one id in many files: the same file counts", {
		"file=a.xml|id=L1|prev=#L2|subject=a", "file=a.xml|id=L2|subject=b", "file=b.xml|id=L1|subject=c", "file=b.xml|id=L2|prev=#L1|subject=d" }, "" },
	{ "one id in many files: nobody knows which", {
		"file=a.xml|id=L1|prev=#L2|subject=a", "file=b.xml|id=L2|prev=L1|subject=b", "file=c.xml|id=L1|subject=c", "file=d.xml|id=L2|subject=d" }, "" },
	{ "a message kept twice", { "id=m1|subject=x", "id=m2|prev=m1|subject=y", "id=m2|prev=m1|subject=y", "id=m1|subject=x" }, "" },
	{ "a loop kept twice is one", { "id=m1|prev=m2|subject=x", "id=m2|prev=m1|subject=y", "id=m2|prev=m1|subject=y", "id=m1|prev=m2|subject=x" }, "1 2" },
	{ "files of two offices in every letter", {
		"on=2015-03-02|from=a|to=b|our=A/100|your=B/200", "on=2015-03-09|from=b|to=a|our=B/200|your=A/100",
		"on=2015-03-12|from=a|to=b|our=A/100|your=B/200" }, "" },
	{ "files of two offices, quoted in the text", {
		"on=2015-03-02|from=a|to=b|our=A/100|answers=//B 200", "on=2015-03-09|from=b|to=a|our=B/200|answers=//A 100" }, "1 2 perhaps" },
	{ "each names the other's reference and its day", {
		"on=2015-03-02|from=a|to=b|our=A/100|answers=2015-03-09/b/B 200", "on=2015-03-09|from=b|to=a|our=B/200|answers=2015-03-02/a/A 100" }, "1 2" },
	{ "two letters of one day", {
		"on=2015-03-02|from=a|to=b|answers=2015-03-02//", "on=2015-03-02|from=b|to=a|answers=2015-03-02/a/" }, "1 2" },
	{ "two letters, by their days", {
		"on=2015-03-02|from=a|to=b|answers=2015-03-09/b/", "on=2015-03-09|from=b|to=a|answers=2015-03-02/a/" }, "1 2" },
	{ "three letters, by their references", {
		"on=2015-03-02|from=a|to=b,c|our=A/1|your=B/3", "on=2015-03-09|from=c|to=a,b|our=C/2|your=A/1", "on=2015-03-16|from=b|to=c,a|our=B/3|your=C/2" }, "1 3 2" },
	{ "two letters, by their references", {
		"on=2015-03-02|from=a|to=b|our=A/1|your=B/3", "on=2015-03-09|from=b|to=a|our=B/3|your=A/1" }, "" },
	{ "two letters, by their references, of offices that number their letters", {
		"on=2015-03-02|from=a|to=b|our=A/101|your=B/203", "on=2015-03-09|from=b|to=a|our=B/203|your=A/101",
		"on=2015-04-02|from=a|to=c|our=A/102", "on=2015-05-02|from=a|to=c|our=A/103", "on=2015-04-09|from=b|to=c|our=B/204", "on=2015-05-09|from=b|to=c|our=B/205" },
		"1 2 perhaps" },
	{ "the same, called letters by the text", {
		"on=2015-03-02|from=a|to=b|our=A/101|answers=//B/203", "on=2015-03-09|from=b|to=a|our=B/203|answers=//A/101",
		"on=2015-04-02|from=a|to=c|our=A/102", "on=2015-05-02|from=a|to=c|our=A/103", "on=2015-04-09|from=b|to=c|our=B/204", "on=2015-05-09|from=b|to=c|our=B/205" },
		"1 2" },
	{ "the same, but one number stands on two letters: files", {
		"on=2015-03-02|from=a|to=b|our=A/101|your=B/203", "on=2015-03-09|from=b|to=a|our=B/203|your=A/101",
		"on=2015-04-02|from=a|to=c|our=A/102|subject=x", "on=2015-05-02|from=a|to=c|our=A/102|subject=y", "on=2015-04-09|from=b|to=c|our=B/204", "on=2015-05-09|from=b|to=c|our=B/205" },
		"" },
	{ "three, one of which goes on from a letter of its own writer", {
		"on=2015-04-15|from=h|to=e|our=H/88|your=E/203", "on=2015-05-20|from=e|to=h|our=E/203|your=E/202", "on=2015-04-29|from=e|to=h|our=E/202|your=H/88" }, "1 2 3" },
	{ "three, one of them known by day and reference, another by day and subject alone", {
		"on=2015-01-10|from=t|to=s|our=T/6|your=S/143|answers=2015-03-03/s/|subject=Junction market", "on=2015-02-14|from=m|to=t|our=M/24|answers=2015-01-10/t/|subject=Junction traffic",
		"on=2015-03-03|from=s|to=m|our=S/143|your=M/24|answers=2015-02-14/m/|subject=Market" }, "1 3 2 perhaps" },
	{ "the same, of other subjects: nobody's letter", {
		"on=2015-01-10|from=t|to=s|our=T/6|your=S/143|answers=2015-03-03/s/|subject=Junction market", "on=2015-02-14|from=m|to=t|our=M/24|answers=2015-01-10/t/|subject=Bathing water",
		"on=2015-03-03|from=s|to=m|our=S/143|your=M/24|answers=2015-02-14/m/|subject=Market" }, "" },
	{ "references however spelt", {
		"on=2015-03-02|from=a|to=b,c|our=SK.POL.0326|your=CL-GI-017A", "on=2015-03-09|from=c|to=a,b|our=C/2/7|your=SKPOL326", "on=2015-03-16|from=b|to=c,a|our=CL/GI/17/A|your=C 2 7" }, "1 3 2" },
	{ "references of other figures", {
		"on=2015-03-02|from=a|to=b,c|our=PP/1/2|your=B/30", "on=2015-03-09|from=c|to=a,b|our=C/2|your=PP/12", "on=2015-03-16|from=b|to=c,a|our=B/30|your=C/2" }, "" },
	{ "two letters of one day, one of two", {
		"on=2015-03-02|from=a|to=b|answers=2015-03-02//", "on=2015-03-02|from=b|to=a|answers=2015-03-02/a/", "on=2015-03-02|from=a|to=b|subject=other" }, "" },
	{ "an ordinary answer", { "on=2015-03-02|from=a|to=b", "on=2015-03-09|from=b|to=a|answers=2015-03-02/a/" }, "" },
	{ "two loops in one component", {
		"id=m1|prev=m2", "id=m2|prev=m1|prev=m3", "id=m3|prev=m4", "id=m4|prev=m3|prev=m1" }, "1 2; 3 4" },
	{ "files without fragments", { "file=a/x1.xml|id=L1|prev=x2.xml", "file=a/x2.xml|id=L2|prev=../a/x1.xml" }, "1 2" },
	{ "addresses", { "id=http://x.org/letters/1|prev=http://x.org/letters/2", "id=http://x.org/letters/2|prev=http://x.org/letters/1" }, "1 2" },
	{ "addresses that end alike", { "id=http://x.org/letters/1|prev=http://y.org/letters/2", "id=http://x.org/letters/2|prev=http://x.org/letters/1" }, "" },
	{ "addresses of what has an id of its own", { "id=L1|prev=http://x.org/letters/L2.html", "id=L2|prev=L1" }, "1 2" },
	{ "pointers to nothing", { "id=m1|prev=m9|next=m8|prev=#|prev=<>" }, "" },
};

static void test_loop_rows(void **state)
{
	(void)state;
	assert_int_equal(made_rows(rows, sizeof rows / sizeof *rows), 0);
}

/* A chain as long as an archive, which comes back at its end: no recursion. */
static void test_loop_long(void **state)
{
	(void)state;
	struct made m;
	made_begin(&m, NULL);
	for (int i = 0; i < 50000; i++) {
		made_add(&m, arena_printf(&m.arena, "id=m%d|prev=m%d", i, (i + 1) % 50000));
	}
	archive_circles(m.archive, &m.out);
	assert_int_equal(m.out.circles.n, 1);
	assert_int_equal(m.out.circles.v[0].steps.n, 50000);
	made_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_loop_rows), cmocka_unit_test(test_loop_long) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
