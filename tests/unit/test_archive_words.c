/* test_archive_words.c - what an archive keeps of a letter's words: masked text, sketch, terms, what is asked. Letters are read as text.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "archive/archive_in.h"
#include "extract/extract.h"
#include "read/read.h"
#include "resolve/resolve.h"

static struct know *know;
static struct arena records;

static int begin(void **state)
{
	(void)state;
	know = know_default();
	arena_init(&records, 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_release(&records);
	know_free(know);
	return 0;
}

static bool take(void *user, struct letter *l)
{
	struct letter_record **r = user;
	extract_letter(l);
	resolve_letter(l);
	*r = archive_record(&records, l, ARCHIVE_WITH_SKETCH | ARCHIVE_WITH_TEXT);
	return false;
}

static struct letter_record *record(const char *text)
{
	struct letter_record *r = NULL;
	struct arena file, letter;
	struct diag_sink sink = { 0 };
	arena_init(&file, 0);
	arena_init(&letter, 0);
	struct read_job job = { .know = know, .sink = &sink, .path = "letter.txt", .bytes = span_str(text), .file_arena = &file,
		.letter_arena = &letter, .take = take, .user = &r };
	read_letters(&job);
	arena_release(&letter);
	arena_release(&file);
	assert_non_null(r);
	return r;
}

static struct letter_record *rugby_to_daventry(const char *body)
{
	struct letter_record *r = record(arena_printf(&records, "Rugby Borough Council\nTown Hall, Rugby CV21 2RR\n\nOur ref: RBC/12\n\n2 March 2015\n\n"
	    "Daventry District Council\nLodge Road, Daventry NN11 4FP\n\nDear Sir\n\nHousing\n\n%s\n\nYours faithfully\n\nJohn Smith\nRugby Borough Council\n", body));
	return r;
}

static void test_masked(void **state)
{
	(void)state;
	static const struct { const char *body, *masked; } cases[] = {
		{ "Rugby Borough Council asks that the need of Stratford-on-Avon be met.", "asks that the need of be met" },
		{ "We wrote on 2nd March 2015 and again on 5 May.", "we wrote on and again on" },
		{ "A figure of 1,900 dwellings to 2031 was put forward, and 1900 homes by 2021.", "a figure of 1900 dwellings to was put forward and 1900 homes by" },
		{ "Ours is RBC/12/334 and yours SDC-PP-12; write to john@rugby.gov.uk.", "ours is and yours write to" },
		{ "Nothing else is asked. I look forward to hearing from you by 3 June.", "nothing else is asked" },
		{ "The roads are full.\n\nPage 2 of 5\n\nThe schools are full.", "the roads are full\nthe schools are full" },
		{ "Newcastle-under-Lyme and Wells next the Sea object to it.", "object to it" },
		{ "Mr Brown spoke to Cllr Ahmed in the Guildhall about 12 pitches.", "spoke to about 12 pitches" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(rugby_to_daventry(cases[i].body)->text, cases[i].masked);
	}
}

static void test_own_words_only(void **state)
{
	(void)state;
	struct letter_record *r = rugby_to_daventry("The roads are full.\n\n> We asked you in vain to widen the roads.\n\nNobody will widen them.");
	assert_null(strstr(r->text, "in vain"));
	assert_non_null(strstr(r->text, "nobody will widen them"));
	assert_null(strstr(r->text, "housing"));	/* the subject */
	assert_int_equal(r->words, 8);
	r = record("Rugby Borough Council\n\nDear Sir\n\nYours faithfully\n\nJ Smith");
	assert_int_equal(r->words, 0);
}

static void test_same_letter_back(void **state)
{
	(void)state;
	struct letter_record *r = rugby_to_daventry("Thank you for your letter of 2 February 2015.\n\nThe housing market area cannot absorb the growth "
	    "that the city sends out, and Rugby has looked at every site. We ask whether Daventry could take 1,900 dwellings by 2031.\n\nPlease do not hesitate to contact me.");
	struct letter_record *s = record("Daventry District Council\nLodge Road, Daventry NN11 4FP\n\nMay 2015\n\nRugby Borough Council\nTown Hall, Rugby CV21 2RR\n\n"
	    "Dear Mr Smith\n\nRE: Housing\n\nThe housing market area cannot absorb the growth that the city sends out, and Daventry has looked at every site. We ask whether Rugby "
	    "could take 1900 dwellings by 2036.\n\nI look forward to your reply.\n\nYours sincerely\n\nA Jones\nDaventry District Council\n");
	assert_string_equal(r->text, s->text);
	assert_memory_equal(r->sketch, s->sketch, LETTER_SKETCH);
	assert_int_equal(r->words, s->words);
}

static uint32_t letter_of(const char *wanted)	/* ORDER: enum letter_ask */
{
	static const char letters[] = "ACDPNRK";
	return 1u << (uint32_t)(strchr(letters, *wanted) - letters);
}

/* What each sentence shows: Asks, aCcepts, Declines, Passes on, tells of a Need, pRoposes, acKnowledges; '-' nothing. */
static const char *const sentences[] = {
	"A|We therefore ask whether your Council would be able to accommodate some of this growth.",
	"A|Could you please confirm whether you are able to take 1,900 of these homes?",
	"A|We invite you to consider making provision for 500 dwellings in your emerging plan.",
	"A|Please let us know whether your authority has any capacity to help.",
	"A|Would Harborough be willing to accommodate 500 of these?",
	"A|Your Council is asked to make provision for a further 12 hectares of employment land.",
	"A|Can you find places for 45 pupils in your secondary schools from September?",
	"A|I am therefore writing to establish, without prejudice, whether your authority would be able to accommodate any part of it.",
	"A|Gofynnwn i chi ystyried a allech ddarparu ar gyfer 200 o gartrefi.",
	"C|We are able to accommodate 500 dwellings.",
	"C|The Council agrees to take 600 of the dwellings requested.",
	"C|We are pleased to accept your request.",
	"C|Following your request, we can take a further 200 homes.",
	"C|Members have agreed to accommodate the additional pitches.",
	"C|Rugby is able to accommodate 300 of these homes.",
	"D|We are unable to accommodate any of your growth.",
	"D|The Council is not in a position to assist.",
	"D|There is no capacity within the district to accommodate further housing.",
	"D|We are not able to accept your request.",
	"D|Having considered the matter carefully, we do not consider that we can accommodate any additional dwellings.",
	"D|In view of the Green Belt we won't be able to take any of it.",
	"DN|We cannot accommodate our own needs, let alone any of yours.",
	"D|Rydym yn gwrthod y cais.",
	"N|Birmingham City Council is unable to meet all of its housing need within its boundary.",
	"N|There is a shortfall of 37,900 dwellings to 2031.",
	"N|The need for 45 hectares of employment land cannot be met within the borough.",
	"P|We suggest that you approach Warwick District Council.",
	"P|We have been asked by Birmingham to take 1,900 dwellings.",
	"AP|We therefore in turn ask whether you could take some of it.",
	"ANP|We would therefore ask you to consider whether you could accommodate Birmingham's unmet need.",
	"AN|We would therefore ask you to consider whether you could accommodate Rugby's unmet need.",
	"R|We now propose 600 dwellings at Long Marston instead.",
	"R|By way of compromise we would offer 400.",
	"K|Your letter of 2 March is receiving attention.",
	"K|I acknowledge receipt of your letter. A full response will follow within 20 working days.",
	"-|We have no comments to make on the draft plan.",
	"-|In your letter you asked whether we could take 1,900 dwellings.",
	"-|Solihull has told us that it is unable to accommodate any of these.",
	"-|We do not at present ask Rugby to accommodate any of them.",
	"-|We are not yet able to say whether we can accommodate these dwellings.",
	"-|We would be pleased to host a meeting here and would propose that a short note is prepared afterwards.",
	"-|Please could you send me a copy of the report?",
	"-|Our plan was adopted in 2011 and provides for 11,000 dwellings.",
};

static void test_asks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
		unsigned wanted = 0;
		const char *p = sentences[i];
		for (; *p != '|'; p++) {
			wanted |= *p != '-' ? letter_of(p) : 0;
		}
		unsigned asks = rugby_to_daventry(p + 1)->asks;
		if (asks != wanted) {
			fail_msg("%#x, not %#x: %s", asks, wanted, p + 1);
		}
	}
}

static bool has_term(const struct letter_record *r, const char *term)
{
	for (uint32_t i = 0; i < r->terms.n; i++) {
		if (strcmp(r->terms.v[i], term) == 0) {
			return true;
		}
	}
	return false;
}

static void test_terms(void **state)
{
	(void)state;
	struct letter_record *r = rugby_to_daventry("Birmingham's unmet housing need is put at 1,900 new homes, of which 10.5 ha would lie at Whitmore Heath Farm under Policy H12. "
	    "The duty is in the Localism Act 2011 and the Local Plan. Daventry District Council and Rugby Borough Council know of Whitmore Heath Farm since March 2015.");
	assert_true(has_term(r, "1900 dwellings"));
	assert_true(has_term(r, "birmingham need"));
	assert_true(has_term(r, "10 5 hectares"));
	assert_true(has_term(r, "whitmore heath farm"));
	assert_true(has_term(r, "h12"));
	assert_false(has_term(r, "local plan"));
	assert_false(has_term(r, "localism act"));
	assert_false(has_term(r, "rugby borough council"));
	assert_false(has_term(r, "daventry district council"));
	struct letter_record *s = rugby_to_daventry("The unmet need of Birmingham, 1900 additional dwellings, is to be met at Whitmore Heath Farm.");
	assert_true(has_term(s, "1900 dwellings") && has_term(s, "birmingham need"));
	struct buf many = BUF_INIT;
	for (int i = 0; i < 200; i++) {
		buf_printf(&many, "There are %d dwellings at Green%c%c Farm. ", 1000 + 7 * i, 'a' + i % 26, 'a' + i / 26);
	}
	assert_true(rugby_to_daventry(many.p)->terms.n <= 12);
	buf_release(&many);
}

/* --- sketches --- */

/* n words, of which per cent have other numbers than in the text of the same seed. */
static void sketch_of(unsigned seed, unsigned words, unsigned per_cent, uint8_t sketch[LETTER_SKETCH])
{
	struct archive_sketcher s;
	unsigned other = 12345;
	archive_sketch_begin(&s);
	for (unsigned i = 0; i < words; i++) {
		other = other * 1103515245 + 12345;
		uint64_t word[2] = { i, (other >> 16) % 100 < per_cent ? seed + 1000000 : seed };
		archive_sketch_word(&s, map_hash(word, sizeof word));
	}
	archive_sketch_end(&s, sketch);
}

static void add_sketch(struct archive *a, unsigned seed, unsigned per_cent)
{
	struct letter_record r = { .path = "x", .member = "", .id = "", .message_id = "", .subject = "", .is_letter = true, .date = WHEN_UNKNOWN, .words = 400 };
	sketch_of(seed, 400, per_cent, r.sketch);
	archive_add(a, &r);
}

static bool count_pair(void *user, uint32_t i, uint32_t j, double similarity)
{
	uint32_t *pairs = user;
	(void)i;
	(void)j;
	(void)similarity;
	(*pairs)++;
	return true;
}

static void test_sketch(void **state)
{
	(void)state;
	struct archive_options o = { 0 };
	struct archive *a = archive_new(know, &o, NULL);
	add_sketch(a, 1, 0);
	add_sketch(a, 1, 0);
	add_sketch(a, 1, 10);	/* J = 0.68 */
	add_sketch(a, 2, 0);
	assert_true(archive_sketch_similarity(a, 0, 1) == 1);
	double tenth = archive_sketch_similarity(a, 0, 2);
	assert_true(tenth > 0.55 && tenth < 0.81);
	assert_true(archive_sketch_similarity(a, 0, 3) < 0.1);
	archive_free(a);
}

static void test_pairs(void **state)
{
	(void)state;
	enum { LETTERS = 2000 };
	struct archive_options o = { 0 };
	struct archive *a = archive_new(know, &o, NULL);
	struct archive_sketch_entry entries[LETTERS];
	for (unsigned i = 0; i < LETTERS; i++) {	/* pairs of like letters: 12 % of the words differ */
		add_sketch(a, i / 2, i % 2 ? 12 : 0);
		entries[i] = (struct archive_sketch_entry){ 7, i, ARCHIVE_NONE };
	}
	uint32_t pairs = 0;
	assert_int_equal(archive_sketch_pairs(a, entries, LETTERS, 0.4, count_pair, &pairs), 0);
	assert_true(pairs >= LETTERS / 2 - 2 && pairs <= LETTERS / 2);
	pairs = 0;
	assert_int_equal(archive_sketch_pairs(a, entries, 60, 0.4, count_pair, &pairs), 0);	/* in full */
	assert_int_equal(pairs, 30);
	for (unsigned i = 0; i < LETTERS; i++) {
		entries[i].side = 0;
	}
	pairs = 0;
	archive_sketch_pairs(a, entries, LETTERS, 0.4, count_pair, &pairs);
	assert_int_equal(pairs, 0);
	archive_free(a);
}

static void test_many_alike(void **state)
{
	(void)state;
	enum { LETTERS = 3000 };
	struct archive_options o = { 0 };
	struct archive *a = archive_new(know, &o, NULL);
	struct archive_sketch_entry entries[LETTERS];
	for (unsigned i = 0; i < LETTERS; i++) {
		add_sketch(a, 1, 0);
		entries[i] = (struct archive_sketch_entry){ 7, i, ARCHIVE_NONE };
	}
	uint32_t pairs = 0;
	assert_true(archive_sketch_pairs(a, entries, LETTERS, 0.4, count_pair, &pairs) > 0);
	assert_true(pairs <= LETTERS * ARCHIVE_NEAREST);
	archive_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_masked), cmocka_unit_test(test_own_words_only), cmocka_unit_test(test_same_letter_back),
		cmocka_unit_test(test_asks), cmocka_unit_test(test_terms), cmocka_unit_test(test_sketch), cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_many_alike),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
