/* archive_echo.c - echoes: replies whose text is the letter they answer; DESIGN sections 1 and 7.
 *
 * In: letters with sketches, their ends and dates; for the few that matter their words once more (options.text). Out: circles of
 * two steps, each with its similarity and the words that differ. Sketches are explained in archive_sketch.c, the word by word
 * comparison in archive_compare.c; what the rules make of an echo stands in rules/checks/.
 *
 * What is one. b echoes a when b leaves the party (or its desk) that received a and goes to the party (or its desk) that wrote a, is not
 * earlier, is within the window, and says in its own words what a says. What is none:
 *   - a letter by the same writer, or to the same reader, as a: a repeat, an annual letter, a copy stored twice, a circular's next address;
 *   - a circular: a text that the writer of b sent to ECHO_MANY or more is his own circular, whoever had it before; a text that the writer of a
 *     sent to so many is a form or a model when b does not say which letter it answers, or when ECHO_MANY of its readers sent it back, as a
 *     form is returned and a statement signed;
 *   - what comes after the window, unless it says itself which letter it answers: then the years between were its writer's;
 *   - a short text: under ECHO_WORDS masked words there are not enough of them to be anybody's own ("I confirm that we have no
 *     comments to make on the draft"), and standard replies of that length are alike by nature;
 *   - what says no more than that a letter came;
 *   - a form (archive_form.c) that answers no letter, or is filled in line by line: its office fills one in for each case;
 *   - a reply that brings something: a sentence or more of its own (it quotes the letter, or holds it within a longer one), a new figure in what is
 *     asked or offered, an answer ("we accept") where the letter had none. An answer is read from words that may be
 *     misread, so it counts only where the texts differ: what both letters say is nobody's answer. Who says of himself what the letter
 *     said of its writer, with his own figures, answers nothing.
 * Each reply is told with one original: the one that it cites, else the most alike, else the latest. A second copy of the reply is not told again.
 * Where a date is too imprecise to say which came first, a desk is not sure, or the words are not to be had, the echo is
 * "perhaps" and says why.
 *
 * The cost. Letters are compared only with those between the same two ends, so that the work grows with the letters and not with
 * their square: about a microsecond a letter, and some 30 for each pair that is compared word by word. Texts are asked for by the
 * batch, so that a mailbox or an export in which many of them stand is read again once for them all. To read a letter again costs as
 * much as to read it at first, so those are left out of which sketches and samples of words say that they are none, see errors_fit().
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

#include <stdlib.h>

#define ECHO_WORDS 40u
#define ECHO_MANY 3u
/* Ends of a letter that are looked at: more readers make a circular. */
#define ECHO_SENDERS 3u
#define ECHO_READERS 8u
/* Pairs of words that the sketches must promise: a text of which 15 % of the words are other, here and there, has 0.56, less four errors. */
#define ECHO_SLACK 0.16
/* Less of it for texts that fill their sketches, of which three errors are enough: those that are not alike stand there in their hundreds. */
#define ECHO_SLACK_LONG 0.12
#define ECHO_LONG 256u
/* Where the sketches promise less than is wanted, they may err; so may the words that are sampled (archive_rare.c) when more of them are missing in
 * the other letter than of all words may differ. Both together do not err by so many errors. */
#define ECHO_ERRORS 3.5
/* Texts of which the sketches promise less are not the very same. */
#define ECHO_SAME 0.9
/* Originals that are compared word by word for one reply. */
#define ECHO_ORIGINALS 4u
/* Texts that are asked for together: a few megabytes. */
#define ECHO_BATCH 2048u
/* Echoes told before in which a copy is looked for: copies of a letter stand near it in the order of letters. */
#define ECHO_COPIES 256u
/* Sketches compared in looking for circulars; a hundred letters for each of a million replies. */
#define ECHO_COMPARISONS 100000000u
#define DAYS_MONTH 30.4375

struct place { uint32_t from, to; };	/* ends of a letter, as indexes of its ends */

struct candidate {
	uint32_t original, reply;
	struct place a, b;
	double promise;			/* of the sketches */
	bool cites;			/* the reply has the original's reference */
	bool by_desk;			/* only desks join them */
	bool looked;			/* the words are compared */
	enum tri sure;
	const char *doubt;
};

struct sent { uint32_t writer, letter; };

enum { ROUND_ORIGINAL = 1, ROUND_REPLY = 2 };	/* it has a reply like it, or is one */

struct chosen {				/* of one reply: the candidate that is told, and why it may be none */
	const struct candidate *c;
	struct archive_comparison found;
	const char *doubt;
};

/* Replies whose words one thread compares. */
struct comparing {
	uint32_t from, to;			/* candidates */
	struct arena memory;			/* of what is found */
	VEC(struct chosen) chosen;
	uint64_t too_long;
};
#define ECHO_REPLIES 8u

struct echo {
	struct archive *a;
	struct letter_archive *out;
	struct arena arena, batch;		/* batch: of what is looked at, for a while */
	VEC(struct archive_sketch_entry) entries;
	VEC(struct place) places;		/* of the entries */
	VEC(struct candidate) candidates;
	struct sent *sent;			/* by writer; NULL: not yet made */
	uint32_t n_sent;
	uint8_t *rounds;			/* of a letter: ROUND_* */
	uint8_t *many;				/* of a letter: 1 its text went to a few, 2 to many; 0 not known */
	uint64_t comparisons, unknown, too_long;
	VEC(struct comparing) comparing;
};

/* --- who wrote to whom --- */

static bool speaks(const struct archive *a, uint32_t i)
{
	const struct archive_item *item = archive_item(a, i);
	return item->is_letter && item->words >= ECHO_WORDS && item->senders > 0 && item->recipients > 0 &&
	    item->recipients <= ECHO_READERS && !(item->asks & LETTER_ACKNOWLEDGES);
}

static uint64_t between(uint32_t x, uint32_t y)
{
	return x < y ? (uint64_t)x << 32 | y : (uint64_t)y << 32 | x;
}

static void add_entry(struct echo *e, uint32_t letter, struct place p, uint32_t from, uint32_t to)
{
	uint64_t group = between(from, to);
	for (uint32_t i = e->entries.n; i-- > 0 && e->entries.v[i].letter == letter;) {
		if (e->entries.v[i].group == group) {
			return;
		}
	}
	uint32_t side = from == to ? ARCHIVE_NONE : from > to;
	*vec_push(&e->arena, &e->entries) = (struct archive_sketch_entry){ group, letter, side };
	*vec_push(&e->arena, &e->places) = p;
}

/* Under the parties, under the desks, and under one of each: a desk may answer for a party that wrote by itself. */
static void add_letter(struct echo *e, uint32_t letter)
{
	const struct archive_item *item = archive_item(e->a, letter);
	const struct archive_end *ends = archive_ends(e->a, letter);
	for (uint32_t s = 0; s < item->senders && s < ECHO_SENDERS; s++) {
		for (uint32_t r = item->senders; r < (uint32_t)item->senders + item->recipients; r++) {
			struct place p = { s, r };
			if (ends[s].party == 0 || ends[r].party == 0 || ends[s].party == ends[r].party) {
				continue;
			}
			add_entry(e, letter, p, ends[s].party, ends[r].party);
			add_entry(e, letter, p, ends[s].desk, ends[r].desk);
			add_entry(e, letter, p, ends[s].party, ends[r].desk);
			add_entry(e, letter, p, ends[s].desk, ends[r].party);
		}
	}
}

/* --- is one the reply to the other? --- */

static bool has_reference(const char *const *refs, uint32_t n, const char *const *others, uint32_t m)
{
	for (uint32_t i = 0; i < n; i++) {
		uint64_t key = archive_key(span_str(refs[i]));
		for (uint32_t j = 0; j < m && key != 0; j++) {
			if (archive_key(span_str(others[j])) == key) {
				return true;
			}
		}
	}
	return false;
}

/* By its reference, or by its day and whose it is. */
static bool cites_letter(const struct archive *a, const struct letter_cited *c, uint32_t original, const struct archive_texts *o)
{
	const struct archive_item *item = archive_item(a, original);
	if (c->reference[0] != '\0' && has_reference(o->our_refs, item->our_refs, &c->reference, 1)) {
		return true;
	}
	if (!when_known(c->date) || c->date.first != item->date.first || c->date.last != item->date.last) {
		return false;
	}
	bool author = c->author[0] == '\0';
	for (uint32_t i = 0; i < item->senders && !author; i++) {
		author = strcmp(archive_word(a, archive_ends(a, original)[i].party), c->author) == 0;
	}
	return author;
}

static bool cites(const struct archive *a, struct arena *scratch, uint32_t reply, uint32_t original)
{
	struct archive_texts r = archive_texts(a, reply, scratch), o = archive_texts(a, original, scratch);
	const struct archive_item *ri = archive_item(a, reply), *oi = archive_item(a, original);
	const char *ids[] = { o.message_id };
	bool yes = has_reference(r.your_refs, ri->your_refs, o.our_refs, oi->our_refs) ||
	    (o.message_id[0] != '\0' && has_reference(r.answers_ids, ri->answers_ids, ids, 1));
	for (uint32_t i = 0; i < ri->cited && !yes; i++) {
		yes = cites_letter(a, &r.cited[i], original, &o);
	}
	arena_clear(scratch);
	return yes;
}

/* Not earlier, and within the window, which does not hold for who says what he answers. */
static enum tri follows(const struct archive *a, struct when was, struct when is, bool cited)
{
	if (!when_known(was) || !when_known(is)) {
		return TRI_PERHAPS;
	}
	int32_t window = (int32_t)(a->options.window * DAYS_MONTH) + 1;
	enum tri later = is.first >= was.last ? TRI_YES : is.last < was.first ? TRI_NO : TRI_PERHAPS;
	enum tri within = is.last - was.first <= window ? TRI_YES : is.first - was.last > window ? TRI_NO : TRI_PERHAPS;
	return cited ? later : tri_and(later, within);
}

static const char *date_doubt(struct echo *e, const struct candidate *c)
{
	struct when was = archive_item(e->a, c->original)->date, is = archive_item(e->a, c->reply)->date;
	if (!when_known(was) || !when_known(is)) {
		return !when_known(was) && !when_known(is) ? "neither letter is dated, so that either may be the first" :
		    !when_known(was) ? "the first letter is not dated" : "the reply is not dated";
	}
	return "the letters' dates are too imprecise to say that one followed the other within the window";
}

/* The four ends fit, by party or by desk. */
static bool ends_fit(struct echo *e, struct candidate *c)
{
	const struct archive_end *a = archive_ends(e->a, c->original), *b = archive_ends(e->a, c->reply);
	const struct archive_end *wrote = &a[c->a.from], *read = &a[c->a.to], *answers = &b[c->b.from], *gets = &b[c->b.to];
	if (wrote->party == answers->party || read->party == gets->party) {
		return false;	/* the same writer again, or another to the same reader */
	}
	bool party_from = read->party == answers->party, party_to = wrote->party == gets->party;
	if (!(party_from || (read->desk != 0 && read->desk == answers->desk)) || !(party_to || (wrote->desk != 0 && wrote->desk == gets->desk))) {
		return false;
	}
	enum tri sure = party_from ? TRI_YES : tri_and((enum tri)read->desk_sure, (enum tri)answers->desk_sure);
	sure = party_to ? sure : tri_and(sure, tri_and((enum tri)wrote->desk_sure, (enum tri)gets->desk_sure));
	c->by_desk = !party_from || !party_to;
	c->sure = sure;
	if (sure != TRI_YES) {
		c->doubt = know_tongue_in(e->a->know, "it is not certain that one desk handled both letters");
	}
	return sure != TRI_NO;
}

static bool fits(struct echo *e, struct candidate *c)
{
	const struct archive_item *was = archive_item(e->a, c->original), *is = archive_item(e->a, c->reply);
	if (!ends_fit(e, c) || follows(e->a, was->date, is->date, true) == TRI_NO) {
		return false;	/* whether it cites one of later is not asked */
	}
	c->cites = cites(e->a, &e->batch, c->reply, c->original);
	enum tri when = follows(e->a, was->date, is->date, c->cites);
	if (when == TRI_PERHAPS) {
		c->doubt = c->sure == TRI_YES ? date_doubt(e, c) : c->doubt;
	}
	c->sure = tri_and(c->sure, when);
	return c->sure != TRI_NO;
}

/* i is not later than j by its first possible day; which answers the other is open when their days may be the same. */
static bool take_pair(void *user, uint32_t i, uint32_t j, double promise)
{
	struct echo *e = user;
	struct candidate forth = { .original = e->entries.v[i].letter, .reply = e->entries.v[j].letter, .a = e->places.v[i], .b = e->places.v[j],
		.promise = promise, .doubt = "" };
	struct candidate back = { .original = forth.reply, .reply = forth.original, .a = forth.b, .b = forth.a, .promise = promise, .doubt = "" };
	bool forth_fits = fits(e, &forth), back_fits = fits(e, &back);
	if (!forth_fits && !back_fits) {
		return true;
	}
	bool turn = back_fits && (!forth_fits || (back.cites && !forth.cites) || (back.cites == forth.cites && back.sure > forth.sure));
	*vec_push(&e->arena, &e->candidates) = turn ? back : forth;
	return true;
}

/* --- circulars --- */

static int sent_order(const void *x, const void *y)
{
	const struct sent *a = x, *b = y;
	if (a->writer != b->writer) {
		return a->writer < b->writer ? -1 : 1;
	}
	return a->letter < b->letter ? -1 : a->letter > b->letter;
}

static void index_sent(struct echo *e)
{
	uint32_t room = 0;
	for (uint32_t i = 0; i < e->a->n; i++) {
		room += archive_item(e->a, i)->senders;
	}
	e->sent = ARENA_NEWS(&e->arena, struct sent, room + 1u);
	e->many = ARENA_NEWS(&e->arena, uint8_t, e->a->n + 1u);
	for (uint32_t i = 0; i < e->a->n; i++) {
		const struct archive_item *item = archive_item(e->a, i);
		for (uint32_t s = 0; s < item->senders && item->words > 0 && item->is_letter; s++) {
			e->sent[e->n_sent++] = (struct sent){ archive_ends(e->a, i)[s].party, i };
		}
	}
	if (e->n_sent > 1) {
		qsort(e->sent, e->n_sent, sizeof *e->sent, sent_order);
	}
}

struct readers { uint32_t seen[ECHO_MANY]; uint32_t n; };

static void add_readers(const struct archive *a, uint32_t letter, struct readers *r)
{
	const struct archive_item *item = archive_item(a, letter);
	for (uint32_t i = item->senders; i < (uint32_t)item->senders + item->recipients && r->n < ECHO_MANY; i++) {
		uint32_t desk = archive_ends(a, letter)[i].desk;
		bool known = desk == 0;
		for (uint32_t j = 0; j < r->n; j++) {
			known = known || r->seen[j] == desk;
		}
		if (!known) {
			r->seen[r->n++] = desk;
		}
	}
}

/* Did its writer send this text to many? The answer holds for all letters of his with that text. */
static bool went_to_many(struct echo *e, uint32_t letter, uint32_t writer, double least)
{
	if (e->sent == NULL) {
		index_sent(e);
	}
	if (e->many[letter] != 0) {
		return e->many[letter] == 2;
	}
	uint32_t low = 0, high = e->n_sent;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (e->sent[mid].writer < writer) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	struct readers r = { .n = 0 };
	add_readers(e->a, letter, &r);
	for (uint32_t i = low; i < e->n_sent && e->sent[i].writer == writer && r.n < ECHO_MANY; i++) {
		if (e->comparisons++ > ECHO_COMPARISONS) {
			e->unknown++;
			return false;
		}
		if (archive_sketch_similarity(e->a, letter, e->sent[i].letter) >= least) {
			add_readers(e->a, e->sent[i].letter, &r);
		}
	}
	e->many[letter] = r.n >= ECHO_MANY ? 2 : 1;
	for (uint32_t i = low; r.n >= ECHO_MANY && i < e->n_sent && e->sent[i].writer == writer; i++) {
		if (archive_sketch_similarity(e->a, letter, e->sent[i].letter) >= least) {
			e->many[e->sent[i].letter] = 2;
		}
	}
	return r.n >= ECHO_MANY;
}

/* Was the circular sent back by many of those who had it? */
static bool came_from_many(struct echo *e, const struct candidate *c, double least)
{
	uint32_t wrote = archive_ends(e->a, c->original)[c->a.from].party, seen[ECHO_MANY], n = 0;
	for (uint32_t i = 0; i < e->candidates.n && n < ECHO_MANY; i++) {
		const struct candidate *other = &e->candidates.v[i];
		uint32_t answers = archive_ends(e->a, other->reply)[other->b.from].party;
		bool known = archive_ends(e->a, other->original)[other->a.from].party != wrote;
		for (uint32_t j = 0; j < n; j++) {
			known = known || seen[j] == answers;
		}
		if (!known && e->comparisons++ <= ECHO_COMPARISONS && archive_sketch_similarity(e->a, c->original, other->original) >= least) {
			seen[n++] = answers;
		}
	}
	return n >= ECHO_MANY;
}

static bool is_circular(struct echo *e, const struct candidate *c)
{
	const double alike = 0.7;	/* sketches of texts that are one text, filled in */
	uint32_t wrote = archive_ends(e->a, c->original)[c->a.from].party, answers = archive_ends(e->a, c->reply)[c->b.from].party;
	if (went_to_many(e, c->reply, answers, alike)) {
		return true;
	}
	return went_to_many(e, c->original, wrote, alike) && (!c->cites || came_from_many(e, c, alike));
}

/* --- telling --- */

static int candidate_order(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;
	if (a->reply != b->reply) {
		return a->reply < b->reply ? -1 : 1;
	}
	if (a->cites != b->cites) {
		return a->cites ? -1 : 1;
	}
	if (a->promise != b->promise) {
		return a->promise > b->promise ? -1 : 1;
	}
	return a->original != b->original ? (a->original < b->original ? -1 : 1) : (int)a->by_desk - (int)b->by_desk;
}

static bool texts_of(const struct echo *e, struct arena *a, const struct candidate *c, const char **was, const char **is)
{
	const struct archive_options *o = &e->a->options;
	return o->text != NULL && o->text(o->user, c->original, a, was) && o->text(o->user, c->reply, a, is) && *was != NULL && *is != NULL;
}

/* Words of a change that turns what is said: "can" is "cannot". */
#define TURN_WORDS 4u
/* Words of the one sentence of its own that a letter may have which was made over in so many places besides. */
#define OWN_ONE 24
#define MADE_OVER 4u
/* Alike enough to be a round of one exchange. */
#define ROUND_ALIKE 0.45

/* A text's words as tokens. */
struct tokens { VEC(uint64_t) hash; };

static void read_tokens(struct arena *a, const char *text, struct tokens *out)
{
	struct span rest = span_str(text);
	struct token t;
	while (token_next(&rest, &t)) {
		*vec_push(a, &out->hash) = t.hash;
	}
}

/* Phrases of the class whose value takes() likes. */
static uint32_t count_phrases(const struct know *k, struct arena *a, const char *class_, const char *text, bool (*takes)(const char *value), uint32_t *words)
{
	struct tokens t = { 0 };
	know_index of = k != NULL ? know_phrase_class(k, class_) : KNOW_NONE;
	uint32_t n = 0;
	read_tokens(a, text, &t);
	*words = t.hash.n;
	for (uint32_t i = 0, used = 0; of != KNOW_NONE && i < t.hash.n; i += used > 0 ? used : 1) {
		know_index phrase = know_phrase_words(k, of, &t.hash.v[i], t.hash.n - i, &used);
		n += phrase != KNOW_NONE && takes(know_str(k, know_phrase(k, phrase)->value));
		used = phrase != KNOW_NONE ? used : 0;
	}
	return n;
}

static bool is_denial(const char *value) { return strcmp(value, "not") == 0 || strcmp(value, "deny") == 0; }

/* Of rules/reading/asks.xml: asked, offered, agreed. */
static bool is_offer(const char *value)
{
	static const char *const offers[] = { "request", "propose", "take", "able", "accept", "asks" };
	for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
		if (strcmp(value, offers[i]) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_any(const char *value)
{
	(void)value;
	return true;
}

/* Does it say the opposite of the letter it is like, by a word put in, taken out or changed? Then it is an answer. */
static bool is_turned(const struct know *k, struct arena *a, const struct archive_comparison *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		uint32_t was_words, is_words;
		uint32_t was = count_phrases(k, a, "said", c->differences[i].was, is_denial, &was_words);
		uint32_t is = count_phrases(k, a, "said", c->differences[i].is, is_denial, &is_words);
		if (was_words <= TURN_WORDS && is_words <= TURN_WORDS && (was + is) % 2 == 1) {
			return true;
		}
	}
	return false;
}

/* Of the places that differ, how many stand where nothing is asked or offered: there the writer says something of himself. */
static uint32_t said_of_oneself(const struct know *k, struct arena *a, const struct archive_comparison *c)
{
	uint32_t n = 0, words;
	for (uint32_t i = 0; i < c->n_changes; i++) {
		n += count_phrases(k, a, "said", c->changed_sentences[i], is_offer, &words) == 0;
	}
	return n;
}

/* Letters with other figures in them: is it a negotiation? It is when they are a third round or more, when the reply speaks of the other's figure
 * or of a new offer, and when nothing but what is asked or offered is new. Who sends a letter back as his own has his own figures in all of it. */
static bool negotiates(const struct echo *e, struct arena *a, const struct candidate *c, const struct archive_comparison *found, const char *was, const char *is)
{
	const struct know *k = e->a->know;
	uint32_t words;
	return e->rounds[c->original] & ROUND_REPLY || e->rounds[c->reply] & ROUND_ORIGINAL ||
	    count_phrases(k, a, "counter", is, is_any, &words) > count_phrases(k, a, "counter", was, is_any, &words) ||
	    said_of_oneself(k, a, found) == 0;
}

/* Letters of a word of a subject that may name a place or thing. */
#define SUBJECT_WORD 4u

/* Is there a word in either subject that the other has not, nor the names of the two? */
static bool other_subjects(const struct echo *e, const struct candidate *c)
{
	struct span subjects[2] = { span_str(archive_subject(e->a, c->original)), span_str(archive_subject(e->a, c->reply)) };
	uint32_t other = 0;
	for (uint32_t i = 0; i < 2 && subjects[1 - i].n > 0; i++) {
		struct span mine = subjects[i];
		bool only = false;
		for (struct token t, u; token_next(&mine, &t);) {
			struct span its = subjects[1 - i];
			bool has = strlen(t.folded) < SUBJECT_WORD;
			while (!has && token_next(&its, &u)) {
				has = t.hash == u.hash;
			}
			only = only || !has;
		}
		other += only;
	}
	return other == 2;
}

/* What the reply answers that was not answered before: only with the very same words is it an echo for all that. */
static unsigned new_answers(const struct echo *e, const struct candidate *c)
{
	return archive_item(e->a, c->reply)->asks & ~(unsigned)archive_item(e->a, c->original)->asks & (LETTER_ACCEPTS | LETTER_DECLINES);
}

/* Each filled in for a case of its own? One that is filled in line by line comes back signed as an answer, too. */
static bool are_forms(const struct echo *e, struct arena *a, const struct candidate *c)
{
	if (archive_item(e->a, c->original)->form && archive_item(e->a, c->reply)->form) {
		return true;
	}
	return !c->cites && ((archive_form_is(e->a, c->original, a) && archive_form_is(e->a, c->reply, a)) ||
	    archive_form_two_cases(span_str(archive_texts(e->a, c->original, a).subject), span_str(archive_texts(e->a, c->reply, a).subject)));
}

/* False: no echo. *doubt: why it may be none, "" when it is one. */
static bool verify(const struct echo *e, struct comparing *x, const struct candidate *c, struct archive_comparison *found, const char **doubt)
{
	const char *was, *is;
	struct arena *scratch = &x->memory;
	double least = e->a->options.similarity / 100.0;
	*doubt = "";
	if (!texts_of(e, scratch, c, &was, &is)) {
		*doubt = know_tongue_in(e->out->know, "the words of the two letters were not to be had, only what was kept of them");
		*found = (struct archive_comparison){ .similarity = c->promise };
		return c->promise >= least;
	}
	if (!archive_compare(scratch, was, is, least, found)) {
		x->too_long += found->too_long;
		return false;
	}
	bool made_over = found->new_figure && found->n_changes >= MADE_OVER && found->own_words > 0 && found->own_words <= OWN_ONE;
	if ((found->own && !made_over) || is_turned(e->a->know, scratch, found) || (found->similarity < 1 && new_answers(e, c) != 0)) {
		return false;
	}
	if (found->new_figure && negotiates(e, scratch, c, found, was, is)) {
		return false;
	}
	if (are_forms(e, scratch, c)) {
		return false;
	}
	if (!c->cites && other_subjects(e, c)) {
		*doubt = know_tongue_in(e->out->know, "the two letters have other subjects, and the reply names no letter: an office may word its forms as its neighbours do");
		return true;
	}
	*doubt = found->own ? know_tongue_in(e->out->know, "beside its own figures the reply has a sentence of its own") :
	    found->new_figure && found->n_changes == 1 ? know_tongue_in(e->out->know, "a figure is other, and it may be that the reply is about this") : "";
	return true;
}

/* 1 is kept for the very same words. */
static double rounded(double similarity)
{
	double hundredths = (double)(int)(similarity * 100 + 0.5) / 100;
	return hundredths >= 1 && similarity < 1 ? 0.99 : hundredths;
}

static void tell(struct echo *e, const struct candidate *c, const struct archive_comparison *found, const char *doubt)
{
	struct arena *a = e->out->arena;
	struct arena scratch;
	struct letter_circle *circle = vec_push(a, &e->out->circles);
	circle->kind = LETTER_ECHO;
	circle->similarity = rounded(found->similarity);
	circle->certainty = doubt[0] == '\0' ? c->sure : TRI_PERHAPS;
	circle->doubt = c->sure != TRI_YES ? c->doubt : doubt;
	circle->linked_by = LETTER_BY_TEXT | (c->cites ? LETTER_BY_REFERENCE : 0u);
	circle->closes_at_desk = c->by_desk;
	for (uint32_t i = 0; i < found->n; i++) {
		*vec_push(a, &circle->differences) = (struct letter_difference){ arena_str(a, found->differences[i].was),
			arena_str(a, found->differences[i].is) };
	}
	arena_init(&scratch, 0);
	circle->matter = arena_str(a, archive_texts(e->a, c->original, &scratch).subject);
	arena_release(&scratch);
	*vec_push(a, &circle->steps) = archive_step(e->a, e->out, c->original, c->a.from, c->a.to);
	struct letter_step *reply = vec_push(a, &circle->steps);
	*reply = archive_step(e->a, e->out, c->reply, c->b.from, c->b.to);
	reply->linked_by = circle->linked_by;
	reply->sure = circle->certainty;
	reply->doubt = circle->doubt;
	reply->why = found->similarity >= 1 ? know_tongue_in(e->out->know, "the same words but for names, dates and references") :
	    arena_printf(a, found->moved > 0 ? know_tongue_in(e->out->know, "%d %% of the words are the same, some of them in another place") :
		know_tongue_in(e->out->know, "%d %% of the words are the same, in the same order"), (int)(circle->similarity * 100 + 0.5));
}

/* Is the reply another copy of one that was told: of the same day, between the same ends, with the same words? */
static bool is_copy(struct echo *e, const struct candidate *c)
{
	const struct archive_item *item = archive_item(e->a, c->reply);
	const struct archive_end *ends = archive_ends(e->a, c->reply);
	uint32_t n = e->out->circles.n;
	for (uint32_t i = n; i-- > 0 && n - i <= ECHO_COPIES;) {
		const struct letter_circle *told = &e->out->circles.v[i];
		uint32_t reply = told->kind == LETTER_ECHO ? told->steps.v[1].letter : ARCHIVE_NONE;
		if (reply == ARCHIVE_NONE || told->steps.v[0].letter != c->original) {
			continue;
		}
		const struct archive_item *other = archive_item(e->a, reply);
		if (other->date.first == item->date.first && other->date.last == item->date.last && other->words == item->words &&
		    strcmp(told->steps.v[1].from, archive_word(e->a, ends[c->b.from].party)) == 0 &&
		    memcmp(archive_sketch(e->a, reply), archive_sketch(e->a, c->reply), LETTER_SKETCH) == 0) {
			return true;
		}
	}
	return false;
}

static bool better(const struct candidate *c, double similarity, const struct candidate *best, double best_similarity)
{
	if (best == NULL || c->cites != best->cites) {
		return best == NULL || c->cites;
	}
	return similarity > best_similarity;
}

/* Could the two be alike enough, going by their length? No more words than the shorter has are the same. */
static bool length_fits(const struct echo *e, const struct candidate *c)
{
	double was = archive_item(e->a, c->original)->words, is = archive_item(e->a, c->reply)->words;
	return 2 * (was < is ? was : is) >= e->a->options.similarity / 100.0 * (was + is);
}

static double least_promise(const struct echo *e)
{
	double wanted = e->a->options.similarity / 100.0;
	return wanted * wanted / (2 - wanted * wanted);
}

/* Could they be, if both the sketches and the words that are sampled err? */
static bool errors_fit(const struct echo *e, const struct candidate *c)
{
	uint32_t of, missing = archive_rare_missing(e->a, c->original, c->reply, &of);
	double wanted = e->a->options.similarity / 100.0, least = least_promise(e);
	double less = least - c->promise, more = missing - (1 - wanted) * of;
	double sketch = least * (1 - least) / LETTER_SKETCH, words = wanted * (1 - wanted) * of;	/* squares of one error */
	return more <= 0 || less * less * words + more * more * sketch <= ECHO_ERRORS * ECHO_ERRORS * sketch * words;
}

/* Could they be, going by what their sketches share? Texts are dear: they are read again. */
static bool promise_fits(const struct echo *e, const struct candidate *c)
{
	if ((c->promise < ECHO_SAME && new_answers(e, c) != 0) || (c->promise < least_promise(e) && !errors_fit(e, c))) {
		return false;
	}
	bool both_long = archive_item(e->a, c->original)->words >= ECHO_LONG && archive_item(e->a, c->reply)->words >= ECHO_LONG;
	return c->cites || !both_long || c->promise >= least_promise(e) - ECHO_SLACK_LONG;
}

/* The candidates have one reply: those whose words are compared. */
static void choose(struct echo *e, struct candidate *from, uint32_t n)
{
	uint32_t looked = 0;
	for (uint32_t i = 0; i < n && looked < ECHO_ORIGINALS; i++) {
		bool twice = i > 0 && from[i].original == from[i - 1].original;
		from[i].looked = !twice && promise_fits(e, &from[i]) && length_fits(e, &from[i]) && !is_circular(e, &from[i]);
		looked += from[i].looked;
	}
}

static void choose_best(const struct echo *e, struct comparing *x, const struct candidate *from, uint32_t n)
{
	struct chosen best = { NULL, { 0 }, "" }, next;
	for (uint32_t i = 0; i < n; i++) {
		next.c = &from[i];
		if (next.c->looked && verify(e, x, next.c, &next.found, &next.doubt) && better(next.c, next.found.similarity, best.c, best.found.similarity)) {
			best = next;
		}
	}
	if (best.c != NULL) {
		*vec_push(&x->memory, &x->chosen) = best;
	}
}

static uint32_t reply_end(const struct echo *e, uint32_t from)
{
	uint32_t to = from + 1;
	while (to < e->candidates.n && e->candidates.v[to].reply == e->candidates.v[from].reply) {
		to++;
	}
	return to;
}

/* Chooses candidates from there on until there are enough texts to ask for; returns where they end. */
static uint32_t choose_batch(struct echo *e, uint32_t from)
{
	const struct archive_options *o = &e->a->options;
	uint32_t n = 0, *letters = ARENA_NEWS(&e->batch, uint32_t, ECHO_BATCH + ECHO_ORIGINALS + 1);
	while (from < e->candidates.n && n < ECHO_BATCH) {
		uint32_t to = reply_end(e, from), before = n;
		choose(e, &e->candidates.v[from], to - from);
		for (uint32_t i = from; i < to; i++) {
			if (e->candidates.v[i].looked) {
				letters[n++] = e->candidates.v[i].original;
			}
		}
		if (n > before) {
			letters[n++] = e->candidates.v[from].reply;
		}
		from = to;
	}
	if (n > 0 && o->want != NULL) {
		o->want(o->user, letters, n);
	}
	arena_clear(&e->batch);
	return from;
}

static void mark_rounds(struct echo *e)
{
	e->rounds = ARENA_NEWS(&e->arena, uint8_t, e->a->n + 1u);
	for (uint32_t i = 0; i < e->candidates.n; i++) {
		const struct candidate *c = &e->candidates.v[i];
		if (c->promise >= ROUND_ALIKE) {
			e->rounds[c->original] |= ROUND_ORIGINAL;
			e->rounds[c->reply] |= ROUND_REPLY;
		}
	}
}

static void compare_some(void *echo, unsigned thread, uint32_t task)
{
	const struct echo *e = echo;
	struct comparing *x = &e->comparing.v[task];
	(void)thread;
	arena_init(&x->memory, 0);
	for (uint32_t i = x->from, to; i < x->to; i = to) {
		to = reply_end(e, i);
		choose_best(e, x, &e->candidates.v[i], to - i);
	}
}

static bool take_some(void *echo, uint32_t task)
{
	struct echo *e = echo;
	struct comparing *x = &e->comparing.v[task];
	for (uint32_t i = 0; i < x->chosen.n; i++) {
		if (!is_copy(e, x->chosen.v[i].c)) {
			tell(e, x->chosen.v[i].c, &x->chosen.v[i].found, x->chosen.v[i].doubt);
		}
	}
	e->too_long += x->too_long;
	arena_release(&x->memory);
	return true;
}

/* The texts of these candidates are to be had. */
static void tell_batch(struct echo *e, uint32_t from, uint32_t end)
{
	e->comparing.n = 0;
	for (uint32_t to; from < end; from = to) {
		to = reply_end(e, from);
		for (uint32_t replies = 1; to < end && replies < ECHO_REPLIES; replies++) {
			to = reply_end(e, to);
		}
		*vec_push(&e->arena, &e->comparing) = (struct comparing){ .from = from, .to = to };
	}
	archive_spread(e->a, e->comparing.n, compare_some, take_some, e);
}

static void tell_all(struct echo *e)
{
	mark_rounds(e);
	for (uint32_t i = 0, end; i < e->candidates.n; i = end) {
		end = choose_batch(e, i);
		tell_batch(e, i, end);
	}
}

static void tell_left_out(struct echo *e, uint64_t cut)
{
	struct arena *a = e->out->arena;
	if (cut > 0) {
		*vec_push(a, &e->out->left_out) = arena_printf(a, know_tongue_in(e->out->know, "echoes: %llu letters have more than %u like them between the same two ends and were compared with the %u nearest before them"),
		    (unsigned long long)cut, ARCHIVE_NEAREST, ARCHIVE_NEAREST);
	}
	if (e->unknown > 0) {
		*vec_push(a, &e->out->left_out) = arena_printf(a, know_tongue_in(e->out->know, "echoes: %llu letters were not compared with all others of their writer, so that some may be circulars"),
		    (unsigned long long)e->unknown);
	}
	if (e->too_long > 0) {
		*vec_push(a, &e->out->left_out) = arena_printf(a, know_tongue_in(e->out->know, "echoes: %llu pairs of long letters differ in more words than are looked at"),
		    (unsigned long long)e->too_long);
	}
}

void archive_echo_find(struct archive *a, struct letter_archive *out)
{
	struct echo e = { .a = a, .out = out };
	arena_init(&e.arena, 0);
	arena_init(&e.batch, 0);
	for (uint32_t i = 0; i < a->n; i++) {
		if (speaks(a, i)) {
			add_letter(&e, i);
		}
	}
	double least = least_promise(&e) - ECHO_SLACK;
	uint64_t cut = archive_sketch_pairs(a, e.entries.v, e.entries.n, least > 0.1 ? least : 0.1, take_pair, &e);
	if (e.candidates.n > 1) {
		qsort(e.candidates.v, e.candidates.n, sizeof *e.candidates.v, candidate_order);
	}
	tell_all(&e);
	tell_left_out(&e, cut);
	arena_release(&e.batch);
	arena_release(&e.arena);
}
