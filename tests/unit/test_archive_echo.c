/* test_archive_echo.c - which pairs of letters are echoes: records made by hand. A letter is its ends, its day and its words.
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "archive/archive_circles.h"
#include "archive/archive_in.h"

enum { MOST = 1500 };

static struct know *know;

struct box {
	struct arena arena;
	struct archive *archive;
	struct letter_archive out;
	const char *texts[MOST];
	uint32_t n, asked;		/* asked: how often for a text */
};

static int begin(void **state)
{
	(void)state;
	know = know_default();
	return 0;
}

static int end(void **state)
{
	(void)state;
	know_free(know);
	return 0;
}

static bool text_of(void *user, uint32_t letter, struct arena *a, const char **text)
{
	struct box *b = user;
	b->asked++;
	*text = b->texts[letter] != NULL ? arena_str(a, b->texts[letter]) : NULL;
	return *text != NULL;
}

static struct box *box_of(struct archive_options o)
{
	struct box *b = test_calloc(1, sizeof *b);
	arena_init(&b->arena, 0);
	o.text = text_of;
	o.user = b;
	b->archive = archive_new(know, &o, NULL);
	b->out.arena = &b->arena;
	b->out.know = know;
	return b;
}

static struct box *box_wanting(uint32_t similarity)
{
	return box_of((struct archive_options){ .similarity = similarity });
}

static struct box *box_new(void)
{
	return box_wanting(0);
}

static void box_free(struct box *b)
{
	archive_free(b->archive);
	arena_release(&b->arena);
	test_free(b);
}

struct sample {			/* desks as "party@desk"; several recipients with spaces between */
	const char *from, *to, *date, *text, *our_ref, *your_ref;
	unsigned asks;
};

static void add_party(struct box *b, struct letter_record *r, enum letter_role role, struct span who)
{
	struct letter_party *p = vec_push(&b->arena, &r->parties);
	const char *at = memchr(who.p, '@', who.n);
	p->role = role;
	p->id = arena_strn(&b->arena, who.p, at != NULL ? (size_t)(at - who.p) : who.n);
	p->name = p->id;
	p->desk = at != NULL ? arena_strn(&b->arena, at + 1, (size_t)(span_end(who) - at) - 1) : p->id;
	p->desk_sure = TRI_YES;
	if (at != NULL && span_ends(who, "?")) {
		p->desk_sure = TRI_PERHAPS;
		p->desk = arena_strn(&b->arena, p->desk, strlen(p->desk) - 1);
	}
}

static void add(struct box *b, struct sample s)
{
	struct letter_record r = { .path = "x", .member = "", .id = "", .message_id = "", .subject = "Homes", .is_letter = true, .asks = s.asks };
	struct archive_words words = { .arena = &b->arena };
	struct span rest = span_str(s.text), word, to = span_str(s.to);
	struct date d = { 0 };
	r.date = s.date != NULL && date_parse(span_str(s.date), &d) ? date_when(d) : WHEN_UNKNOWN;
	add_party(b, &r, LETTER_SENDER, span_str(s.from));
	while (span_word(&to, &word)) {
		add_party(b, &r, LETTER_RECIPIENT, word);
	}
	if (s.our_ref != NULL) {
		*vec_push(&b->arena, &r.our_refs) = s.our_ref;
	}
	if (s.your_ref != NULL) {
		*vec_push(&b->arena, &r.your_refs) = s.your_ref;
	}
	words.word = ARENA_NEWS(&b->arena, struct archive_word, rest.n + 1);
	words.hash = ARENA_NEWS(&b->arena, uint64_t, rest.n + 1);
	for (; span_word(&rest, &word); words.n++) {
		words.word[words.n] = (struct archive_word){ word.p, (uint32_t)word.n, word.p[0] <= '9' ? ARCHIVE_DIGIT : 0u };
		words.hash[words.n] = map_hash(word.p, word.n);
	}
	archive_rare_sample(&b->arena, &words, &r);
	b->texts[b->n++] = s.text;
	assert_int_equal(archive_add(b->archive, &r), b->n - 1);
}

static const struct letter_circle *find(struct box *b, uint32_t echoes)
{
	archive_echo_find(b->archive, &b->out);
	assert_int_equal(b->out.circles.n, echoes);
	for (uint32_t i = 0; i < echoes; i++) {
		assert_int_equal(b->out.circles.v[i].kind, LETTER_ECHO);
		assert_int_equal(b->out.circles.v[i].steps.n, 2);
	}
	return b->out.circles.v;
}

static void finds(const struct sample *letters, size_t n, uint32_t echoes)
{
	struct box *b = box_new();
	for (size_t i = 0; i < n; i++) {
		add(b, letters[i]);
	}
	find(b, echoes);
	box_free(b);
}
#define FINDS(echoes, ...) finds((const struct sample[]){ __VA_ARGS__ }, sizeof (const struct sample[]){ __VA_ARGS__ } / sizeof(struct sample), echoes)

#define HEAD "the city cannot meet its own need for new homes within its boundary and the authorities around it were asked what share they could take "
#define MIDDLE "we have looked at every site and at every option and there are few large towns and a good deal of land that must stay open "
#define TAIL "it follows that none of the overspill of 1900 homes can be met here and we ask whether you would be willing to take the homes that would otherwise fall to us"
#define TEXT HEAD MIDDLE TAIL

static void test_exact(void **state)
{
	(void)state;
	struct box *b = box_new();
	add(b, (struct sample){ .from = "rugby", "daventry", "2015-03-02", TEXT });
	add(b, (struct sample){ .from = "daventry", "rugby", "2015-03-20", TEXT });
	const struct letter_circle *c = find(b, 1);
	assert_true(c->similarity == 1);
	assert_int_equal(c->differences.n, 0);
	assert_int_equal(c->certainty, TRI_YES);
	assert_int_equal(c->steps.v[0].letter, 0);
	assert_int_equal(c->steps.v[1].letter, 1);
	assert_string_equal(c->steps.v[1].from, "daventry");
	assert_string_equal(c->steps.v[1].to, "rugby");
	assert_int_equal(c->steps.v[1].linked_by, LETTER_BY_TEXT);
	box_free(b);
}

static void test_differences(void **state)
{
	(void)state;
	struct box *b = box_new();
	add(b, (struct sample){ .from = "rugby", "daventry", "2015-03-02", TEXT, "RBC / 12" });
	add(b, (struct sample){ .from = "daventry", "rugby", "2015-03-20", "the city cannot meet its own need for houses within its boundary and the authorities around it were asked what share they could take " MIDDLE TAIL " please", NULL, "rbc/12" });
	const struct letter_circle *c = find(b, 1);
	assert_true(c->similarity > 0.9 && c->similarity < 1);
	assert_int_equal(c->differences.n, 2);
	assert_string_equal(c->differences.v[0].was, "new homes");
	assert_string_equal(c->differences.v[0].is, "houses");
	assert_string_equal(c->differences.v[1].was, "");
	assert_string_equal(c->differences.v[1].is, "please");
	assert_int_equal(c->linked_by, LETTER_BY_TEXT | LETTER_BY_REFERENCE);
	box_free(b);
}

static void test_desks(void **state)
{
	(void)state;
	struct box *b = box_new();
	add(b, (struct sample){ .from = "rugby", "daventry@joint", "2015-03-02", TEXT });
	add(b, (struct sample){ .from = "northampton@joint", "rugby", "2015-03-20", TEXT });
	assert_true(find(b, 1)->closes_at_desk);
	box_free(b);
	b = box_new();
	add(b, (struct sample){ .from = "rugby", "daventry@joint?", "2015-03-02", TEXT });
	add(b, (struct sample){ .from = "northampton@joint", "rugby", "2015-03-20", TEXT });
	const struct letter_circle *c = find(b, 1);
	assert_int_equal(c->certainty, TRI_PERHAPS);
	assert_true(c->doubt[0] != '\0');
	box_free(b);
	/* all of one desk: what one of them sends to a second and a third is no reply */
	FINDS(0, { .from = "rugby@joint", "daventry@joint", "2015-03-02", TEXT }, { .from = "rugby@joint", "northampton@joint", "2015-03-20", TEXT });
	FINDS(1, { .from = "rugby@joint", "daventry@joint", "2015-03-02", TEXT }, { .from = "daventry@joint", "rugby@joint", "2015-03-20", TEXT });
	/* nobody is known by no name */
	FINDS(0, { .from = "", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "", "2015-03-20", TEXT });
}

static void test_time(void **state)
{
	(void)state;
	FINDS(1, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2015-03-02", TEXT });	/* the same day */
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2017-03-10", TEXT });	/* over two years */
	FINDS(1, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2017-02-10", TEXT });
	struct box *b = box_new();
	add(b, (struct sample){ .from = "rugby", "daventry", "2015-03", TEXT });
	add(b, (struct sample){ .from = "daventry", "rugby", "2015-03-20", TEXT });
	assert_int_equal(find(b, 1)->certainty, TRI_PERHAPS);
	box_free(b);
	b = box_new();	/* no dates, but one has the other's reference */
	add(b, (struct sample){ .from = "rugby", "daventry", NULL, TEXT, "RBC/1", "DDC/7" });
	add(b, (struct sample){ .from = "daventry", "rugby", NULL, TEXT, "DDC/7" });
	const struct letter_circle *c = find(b, 1);
	assert_int_equal(c->certainty, TRI_PERHAPS);
	assert_int_equal(c->steps.v[0].letter, 1);
	assert_true(c->doubt[0] != '\0');
	box_free(b);
}

static void test_no_echo(void **state)
{
	(void)state;
	/* the same way again: an annual letter, a copy */
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "rugby", "daventry", "2016-03-02", TEXT }, { .from = "rugby", "daventry", "2016-03-02", TEXT });
	/* handed on, not sent back */
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "harborough", "2015-03-20", TEXT });
	/* another matter */
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", HEAD MIDDLE }, { .from = "daventry", "rugby", "2015-03-20", "thank you we shall reply when members have met and the committee has had the papers in front of it at its meeting in the week after next" });
	/* too short to be anybody's own */
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", "we have no comments to make" }, { .from = "daventry", "rugby", "2015-03-20", "we have no comments to make" });
	/* acknowledgements */
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", TEXT, .asks = LETTER_ACKNOWLEDGES }, { .from = "daventry", "rugby", "2015-03-20", TEXT, .asks = LETTER_ACKNOWLEDGES });
	/* a new figure; an answer; a sentence of its own */
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2015-03-20", HEAD MIDDLE "it follows that none of the overspill of 600 homes can be met here and we ask whether you would be willing to take the homes that would otherwise fall to us" });
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2015-03-20", TEXT " no", .asks = LETTER_DECLINES });
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", TEXT TEXT TEXT }, { .from = "daventry", "rugby", "2015-03-20", TEXT TEXT TEXT " you wrote this and having had it before our members we answer that none of it persuades us so that we must leave it to the examination to decide" });
	/* the same words, but that one denies them */
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", TEXT " and we can agree to that" }, { .from = "daventry", "rugby", "2015-03-20", TEXT " and we cannot agree to that" });
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", HEAD "there is no reason why it should not " MIDDLE TAIL }, { .from = "daventry", "rugby", "2015-03-20", HEAD "there is reason why it should not " MIDDLE TAIL });
	FINDS(1, { .from = "rugby", "daventry", "2015-03-02", TEXT " and we can agree to that" }, { .from = "daventry", "rugby", "2015-03-20", TEXT " and we will agree to that" });
	/* a letter within a longer one, and the longer one first */
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", HEAD MIDDLE }, { .from = "daventry", "rugby", "2015-03-20", TEXT });
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2015-03-20", HEAD MIDDLE });
}

#define SURVEY(inspected, fee) "in the last year we inspected " inspected " sites on either side of the lane and took two operators to court\tthe consultants who made the survey would make another for " fee " pounds and have the time to do so before the end of the season\t"
#define OFFER(share) "we would be prepared to offer " share " pounds towards the new survey and ask whether you would be willing to find what is left"
#define PATHS "the paths along the river are walked by many who come from the town and there is nobody who mends them after the floods\t"

/* Figures of his own: the same letter; a new figure in what is offered: a negotiation. */
static void test_figures(void **state)
{
	(void)state;
	FINDS(1, { .from = "rugby", "daventry", "2015-03-02", PATHS SURVEY("46", "2900") OFFER("1000") }, { .from = "daventry", "rugby", "2015-03-20", PATHS SURVEY("31", "3200") OFFER("1200") });
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", PATHS SURVEY("46", "2900") OFFER("1000") }, { .from = "daventry", "rugby", "2015-03-20", PATHS SURVEY("46", "2900") OFFER("1200") });
	/* of the other's figure, or of a new offer */
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", PATHS SURVEY("46", "2900") OFFER("1000") }, { .from = "daventry", "rugby", "2015-03-20", PATHS SURVEY("31", "3200") "as our revised offer " OFFER("1200") });
	/* three rounds and more; of the same figures it is the same letter each time */
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", PATHS SURVEY("46", "2900") OFFER("1000") }, { .from = "daventry", "rugby", "2015-03-20", PATHS SURVEY("31", "3200") OFFER("1200") },
	    { .from = "rugby", "daventry", "2015-04-20", PATHS SURVEY("40", "3100") OFFER("1100") });
	FINDS(2, { .from = "rugby", "daventry", "2015-03-02", PATHS SURVEY("46", "2900") OFFER("1000") }, { .from = "daventry", "rugby", "2015-03-20", PATHS SURVEY("46", "2900") OFFER("1000") },
	    { .from = "rugby", "daventry", "2015-04-20", PATHS SURVEY("46", "2900") OFFER("1000") });
	struct box *b = box_new();	/* one figure and nothing else */
	add(b, (struct sample){ .from = "rugby", "daventry", "2015-03-02", PATHS SURVEY("46", "2900") OFFER("1000") });
	add(b, (struct sample){ .from = "daventry", "rugby", "2015-03-20", PATHS SURVEY("31", "2900") OFFER("1000") });
	const struct letter_circle *c = find(b, 1);
	assert_int_equal(c->certainty, TRI_PERHAPS);
	assert_true(c->doubt[0] != '\0');
	box_free(b);
	b = box_new();	/* made over in many places, and one sentence more */
	add(b, (struct sample){ .from = "rugby", "daventry", "2015-03-02", PATHS SURVEY("46", "2900") OFFER("1000") });
	add(b, (struct sample){ .from = "daventry", "rugby", "2015-03-20", "the banks along the river are walked by most who come from the town and there is nobody who mends them after the floods\t"
	    SURVEY("31", "3200") "our members have heard that the land may be sold in the autumn\t" OFFER("1200") });
	c = find(b, 1);
	assert_int_equal(c->certainty, TRI_PERHAPS);
	box_free(b);
}

/* A sentence in another place is no sentence of his own; what is said in other words is none either, what is said instead is. */
static void test_moved(void **state)
{
	(void)state;
	struct box *b = box_new();
	add(b, (struct sample){ .from = "rugby", "daventry", "2015-03-02", PATHS SURVEY("46", "2900") OFFER("1000") });
	add(b, (struct sample){ .from = "daventry", "rugby", "2015-03-20", SURVEY("46", "2900") PATHS OFFER("1000") });
	const struct letter_circle *c = find(b, 1);
	assert_true(c->similarity > 0.8 && c->similarity < 0.9);
	assert_int_equal(c->differences.n, 0);
	box_free(b);
	FINDS(1, { .from = "rugby", "daventry", "2015-03-02", PATHS SURVEY("46", "2900") TEXT }, { .from = "daventry", "rugby", "2015-03-20",
	    "many who come from the town walk along the river paths where after the floods there is nobody mending anything\t" SURVEY("46", "2900") TEXT });
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", PATHS SURVEY("46", "2900") TEXT }, { .from = "daventry", "rugby", "2015-03-20",
	    "what concerns this council is that horses are ridden on the grass beside them by people whom nobody can hold to account for the damage\t" SURVEY("46", "2900") TEXT });
}

static void test_circulars(void **state)
{
	(void)state;
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "rugby", "harborough", "2015-03-02", TEXT }, { .from = "rugby", "coventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2015-03-20", TEXT });
	FINDS(0, { .from = "rugby", "daventry harborough coventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2015-03-20", TEXT });
	FINDS(0, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2015-03-20", TEXT }, { .from = "daventry", "harborough", "2015-04-20", TEXT }, { .from = "daventry", "coventry", "2015-05-20", TEXT });
	/* sent back, and then to one other */
	FINDS(1, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2015-03-20", TEXT }, { .from = "daventry", "harborough", "2015-04-20", TEXT });
}

static void test_told_once(void **state)
{
	(void)state;
	/* a second copy of the reply; two originals; there and back again */
	FINDS(1, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2015-03-20", TEXT }, { .from = "daventry", "rugby", "2015-03-20", TEXT });
	FINDS(1, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2015-03-20", TEXT });
	FINDS(2, { .from = "rugby", "daventry", "2015-03-02", TEXT }, { .from = "daventry", "rugby", "2015-03-20", TEXT }, { .from = "rugby", "daventry", "2015-04-20", TEXT });
}

static void test_words_missing(void **state)
{
	(void)state;
	struct box *b = box_new();
	add(b, (struct sample){ .from = "rugby", "daventry", "2015-03-02", TEXT });
	add(b, (struct sample){ .from = "daventry", "rugby", "2015-03-20", TEXT });
	b->texts[0] = NULL;
	const struct letter_circle *c = find(b, 1);
	assert_int_equal(c->certainty, TRI_PERHAPS);
	assert_true(c->doubt[0] != '\0');
	box_free(b);
}

static void test_many_alike(void **state)
{
	(void)state;
	struct box *b = box_new();	/* a form that two councils send each other every day */
	for (int i = 0; i < 500; i++) {
		char date[16];
		date_print(date_of_day(16000 + i), date);
		add(b, i % 2 ? (struct sample){ .from = "rugby", "daventry", arena_str(&b->arena, date), TEXT } : (struct sample){ .from = "daventry", "rugby", arena_str(&b->arena, date), TEXT });
	}
	archive_echo_find(b->archive, &b->out);
	assert_int_equal(b->out.circles.n, 499);
	assert_int_equal(b->out.left_out.n, 1);
	for (uint32_t i = 0; i < b->out.circles.n; i++) {
		assert_true(b->out.circles.v[i].steps.v[0].letter < b->out.circles.v[i].steps.v[1].letter);
	}
	box_free(b);
}

/* A word of a thousand, told by its first letters. */
static void put_word(struct buf *text, uint32_t which, char last)
{
	buf_printf(text, "%s%c%c%c%c", text->n > 0 ? " " : "", (char)('a' + which / 100 % 10), (char)('a' + which / 10 % 10), (char)('a' + which % 10), last);
}

/* A long text, of which one word in so many is changed, as far from the next as can be: the least that sketches promise for so much. 0: none is. */
static const char *text_scattered(struct box *b, uint32_t seed, uint32_t changed)
{
	struct buf text = BUF_INIT;
	for (uint32_t i = 0; i < 420; i++) {
		seed = seed * 1664525u + 1013904223u;
		put_word(&text, seed >> 16 & 0x3ff, changed > 0 && i % changed == changed / 2 ? 'y' : 'x');
	}
	const char *kept = arena_str(&b->arena, text.p);
	buf_release(&text);
	return kept;
}

static void test_scattered(void **state)
{
	(void)state;
	static const struct { uint32_t wanted, changed; double from, to; } rows[] = { { 90, 10, 0.89, 0.91 }, { 80, 6, 0.82, 0.84 }, { 60, 4, 0.74, 0.76 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (uint32_t seed = 1; seed <= 200; seed++) {
			struct box *b = box_wanting(rows[i].wanted);
			add(b, (struct sample){ .from = "rugby", "daventry", "2015-03-02", text_scattered(b, seed, 0) });
			add(b, (struct sample){ .from = "daventry", "rugby", "2015-03-20", text_scattered(b, seed, rows[i].changed) });
			const struct letter_circle *c = find(b, 1);
			assert_true(c->similarity > rows[i].from && c->similarity < rows[i].to);
			box_free(b);
		}
	}
}

/* Half a text is that of the other: the sketches may err so far, the words do not. No text is asked for. */
static void test_half(void **state)
{
	(void)state;
	uint32_t asked = 0;
	for (uint32_t seed = 1; seed <= 50; seed++) {
		struct box *b = box_new();
		for (uint32_t letter = 0; letter < 2; letter++) {
			struct buf text = BUF_INIT;
			buf_str(&text, text_scattered(b, seed, 0));
			for (uint32_t i = 0; i < 320; i++) {
				put_word(&text, i * 3, letter == 0 ? 'p' : 'q');
			}
			const char *kept = arena_str(&b->arena, text.p);
			buf_release(&text);
			add(b, letter == 0 ? (struct sample){ .from = "rugby", "daventry", "2015-03-02", kept } : (struct sample){ .from = "daventry", "rugby", "2015-03-20", kept });
		}
		find(b, 0);
		asked += b->asked;
		box_free(b);
	}
	assert_int_equal(asked, 0);
}

/* Who accepts what he was asked says nothing but the letter itself when it is the very same: else no text is asked for. */
static void test_answers(void **state)
{
	(void)state;
	struct box *b = box_new();
	add(b, (struct sample){ .from = "rugby", "daventry", "2015-03-02", TEXT, .asks = LETTER_ASKS });
	add(b, (struct sample){ .from = "daventry", "rugby", "2015-03-20", HEAD MIDDLE "we accept all of the 1900 homes and will take them", .asks = LETTER_ACCEPTS });
	find(b, 0);
	assert_int_equal(b->asked, 0);
	box_free(b);
	b = box_new();
	add(b, (struct sample){ .from = "rugby", "daventry", "2015-03-02", TEXT, .asks = LETTER_ASKS });
	add(b, (struct sample){ .from = "daventry", "rugby", "2015-03-20", TEXT, .asks = LETTER_ACCEPTS });
	find(b, 1);
	box_free(b);
}

/* --- word by word --- */

static double similarity(const char *was, const char *is)
{
	struct arena a;
	struct archive_comparison c;
	arena_init(&a, 0);
	bool yes = archive_compare(&a, was, is, 0, &c);
	double s = yes ? c.similarity : -1;
	arena_release(&a);
	return s;
}

static void test_compare(void **state)
{
	(void)state;
	assert_true(similarity("a b c d", "a b c d") == 1);
	assert_true(similarity("a b c d", "w x y z") == 0);
	assert_true(similarity("a b c d e f g h i j", "a b c d e f g h i x") == 0.9);
	assert_true(similarity("a b c d e f", "d e f a b c") == 0.5);
	assert_true(similarity("a b c d e f", "x a y b z c") == 0);	/* single words meet by chance */
	assert_true(similarity("x", "x") == 1);
	assert_true(similarity("", "x") == -1);
	assert_true(similarity("a b c\nd e", "a b\nc d e") == 1);
	assert_true(similarity("x x x x a b", "a b x x x x") > 0.6);
}

/* Some hundred exchanges between thirty offices, of which one in three is an echo with a word or two changed. */
static const char *found_with(uint32_t jobs, struct arena *a, uint32_t *echoes)
{
	struct box *b = box_of((struct archive_options){ .jobs = jobs });
	uint32_t seed = 7;
	for (uint32_t i = 0; b->n + 2 <= MOST; i++) {
		const char *from = arena_printf(&b->arena, "p%u", i % 30), *to = arena_printf(&b->arena, "p%u", (i % 30 + 1 + i / 30 % 29) % 30);
		const char *was = "", *is = "";
		for (uint32_t w = 0; w < 60; w++) {
			seed = seed * 1103515245 + 12345;
			uint32_t word = (seed >> 16) % 2000, other = i % 3 > 0 ? word + 7 : w % 30 == i % 30 ? word + 1 : word;
			was = arena_printf(&b->arena, "%sw%u ", was, word);
			is = arena_printf(&b->arena, "%sw%u ", is, other);
		}
		add(b, (struct sample){ from, to, arena_printf(&b->arena, "20%02u-03-02", 10 + i % 9), was, NULL, NULL, 0 });
		add(b, (struct sample){ to, from, arena_printf(&b->arena, "20%02u-04-02", 10 + i % 9), is, NULL, NULL, 0 });
	}
	archive_echo_find(b->archive, &b->out);
	struct buf text = BUF_INIT;
	archive_circles_print(&text, &b->out);
	*echoes = b->out.circles.n;
	const char *all = arena_strn(a, text.p, text.n);
	buf_release(&text);
	box_free(b);
	return all;
}

static void test_threads(void **state)
{
	uint32_t echoes, others;
	struct arena a;
	(void)state;
	arena_init(&a, 0);
	const char *one = found_with(1, &a, &echoes);
	assert_true(echoes > 200);
	for (uint32_t jobs = 2; jobs < 12; jobs += 3) {
		assert_string_equal(found_with(jobs, &a, &others), one);
	}
	arena_release(&a);
}

/* The pairs are those of a longest common subsequence, whatever the texts: against the quadratic way. */
static void test_compare_random(void **state)
{
	(void)state;
	unsigned seed = 7;
	for (int round = 0; round < 300; round++) {
		char was[128], is[128];
		size_t n[2], i, j;
		char *texts[2] = { was, is };
		for (int t = 0; t < 2; t++) {
			seed = seed * 1103515245 + 12345;
			n[t] = 1 + (seed >> 16) % 20;
			for (i = 0; i < n[t]; i++) {
				seed = seed * 1103515245 + 12345;
				texts[t][2 * i] = 'a' + (char)((seed >> 16) % 3);
				texts[t][2 * i + 1] = i + 1 < n[t] ? ' ' : '\0';
			}
		}
		unsigned longest[21][21] = { { 0 } };
		for (i = 1; i <= n[0]; i++) {
			for (j = 1; j <= n[1]; j++) {
				unsigned skip = longest[i - 1][j] > longest[i][j - 1] ? longest[i - 1][j] : longest[i][j - 1];
				longest[i][j] = was[2 * i - 2] == is[2 * j - 2] ? longest[i - 1][j - 1] + 1 : skip;
			}
		}
		double most = 2.0 * longest[n[0]][n[1]] / (double)(n[0] + n[1]), found = similarity(was, is);
		assert_true(found >= 0 && found <= most + 1e-9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact), cmocka_unit_test(test_differences), cmocka_unit_test(test_desks), cmocka_unit_test(test_time),
		cmocka_unit_test(test_no_echo), cmocka_unit_test(test_figures), cmocka_unit_test(test_moved), cmocka_unit_test(test_circulars), cmocka_unit_test(test_told_once), cmocka_unit_test(test_words_missing),
		cmocka_unit_test(test_many_alike), cmocka_unit_test(test_scattered), cmocka_unit_test(test_half), cmocka_unit_test(test_answers), cmocka_unit_test(test_compare), cmocka_unit_test(test_compare_random), cmocka_unit_test(test_threads),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
