/* archive_compare.c - two texts word by word: what share of them is the same, and which words differ; DESIGN section 7.
 *
 * In: the masked words of two letters (record.text). Out: their similarity, the words that differ, and whether the second says something
 * of its own. What follows from that is left to archive_echo.c.
 *
 * The measure. The shortest edit script between the two sequences of words (Myers, "An O(ND) Difference Algorithm", 1986) pairs words in their
 * order. Of the pairs those count that stand in a run of two or more, and single ones from which it is a few words to the next pair on
 * either side: elsewhere single words ("of", "the") meet by chance in any two texts of one language. Similarity is twice the words that count through all words of both: 1 for the same words in the same order, 0.9
 * when a tenth of each is other. Unlike a share of all words in any order it sees a sentence that was moved or turned around: of what is left
 * over on both sides, runs of COMPARE_MOVED words or more count as moved, which is half of the same, and are no difference besides.
 *
 * Words that one has in the place of others are its own when they say another thing: where of the long ones among them COMPARE_REPHRASED stand in
 * the other's place as well, it says the same in other words.
 *
 * The cost is (n + m) D, D being the words that differ. Words that both have in any order are counted first: no more than these can be
 * paired, so two texts which only looked alike cost one look at each word. The search ends as soon as D is more than the wanted similarity
 * allows; its trace takes D^2 numbers, so D is at most COMPARE_MOST_DIFFER.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

#define COMPARE_MOST_DIFFER 2000
/* Words of a run that count. */
#define COMPARE_RUN 2
/* Words between a single pair that counts and the next. */
#define COMPARE_NEAR 3
/* Of so many words in a row that the other has not, a sentence is made; so many more words than stand there in the other one are one
 * that was put in. Before the first words that are the other's stands what is said of a letter that is answered, and behind the last what an
 * office adds to all of its own: there it takes more. */
#define COMPARE_OWN 16
#define COMPARE_ADDED 10
#define COMPARE_OWN_END 25
#define COMPARE_ADDED_FIRST 20
#define COMPARE_ADDED_LAST 12
/* Where two stretches of other words have no more than so many of the same between them, they are one stretch. */
#define COMPARE_BETWEEN 2
/* So many words put in here and there are as good as a sentence. */
#define COMPARE_ADDED_ALL 30
/* Words of a run that was moved; comparisons made to find them. */
#define COMPARE_MOVED 6
#define COMPARE_MOVED_STEPS 1000000
/* What was moved may be so much of both before the two are no longer alike. */
#define COMPARE_MOVED_SHARE 0.12
/* Letters of a word that says something; share of them that is kept where a thing is said in other words, in hundredths. */
#define COMPARE_LONG 5u
#define COMPARE_REPHRASED 40
#define COMPARE_CHANGES 64u
#define COMPARE_DIFFERENCES 12u
#define COMPARE_DIFFERENCE_WORDS 12u

struct side {
	uint64_t *hash;
	struct span *word;
	bool *same;			/* of pairs that count */
	bool *begins;			/* a sentence */
	int32_t *with;			/* the other's index; -1: none */
	int32_t n;
};

static void split(struct arena *a, const char *text, struct side *s)
{
	int32_t room = 1;
	for (const char *p = text; *p != '\0'; p++) {
		room += (unsigned char)*p <= ' ';
	}
	s->hash = ARENA_ROOM(a, uint64_t, (size_t)room);
	s->word = ARENA_ROOM(a, struct span, (size_t)room);
	s->same = ARENA_NEWS(a, bool, (size_t)room);
	s->begins = ARENA_ROOM(a, bool, (size_t)room);
	s->with = ARENA_ROOM(a, int32_t, (size_t)room);
	struct span rest = span_str(text), word;
	while (span_word(&rest, &word)) {
		s->word[s->n] = word;
		s->with[s->n] = -1;
		s->begins[s->n] = word.p == text || word.p[-1] != ' ';
		s->hash[s->n++] = map_hash(word.p, word.n);
	}
}

static void pair(struct side *x, struct side *y, int32_t i, int32_t j)
{
	x->with[i] = j;
	y->with[j] = i;
}

struct trace { int32_t *v; };		/* the furthest x on diagonals -d, -d + 2, ..., d: d + 1 numbers */

static int32_t furthest(const int32_t *before, int32_t d, int32_t k)
{
	if (d == 0) {
		return 0;
	}
	int32_t down = k < d ? before[(k + 1 + d - 1) / 2] : -1, right = k > -d ? before[(k - 1 + d - 1) / 2] + 1 : -1;
	return down > right ? down : right;
}

/* Back along the trace from the end: pairs what the script keeps. */
static void pair_kept(struct side *x, struct side *y, const struct trace *traces, int32_t d, int32_t from, int32_t n, int32_t m)
{
	int32_t i = n, j = m;
	for (; d >= 0; d--) {
		int32_t k = i - j, start = furthest(d > 0 ? traces[d - 1].v : NULL, d, k);
		while (i > start) {
			pair(x, y, from + --i, from + --j);
		}
		if (d > 0) {
			int32_t down = k < d ? traces[d - 1].v[(k + 1 + d - 1) / 2] : -1;
			if (start == down) {
				j--;
			} else {
				i--;
			}
		}
	}
}

/* Pairs x and y by the shortest script of at most `most` words; false: there is none, or it is too long to be looked for. */
static bool align(struct arena *a, struct side *x, struct side *y, int32_t most)
{
	int32_t from = 0, n = x->n, m = y->n;
	while (from < n && from < m && x->hash[from] == y->hash[from]) {
		pair(x, y, from, from);
		from++;
	}
	while (n > from && m > from && x->hash[n - 1] == y->hash[m - 1]) {
		pair(x, y, --n, --m);
	}
	n -= from;
	m -= from;
	most = most < COMPARE_MOST_DIFFER ? most : COMPARE_MOST_DIFFER;
	struct trace *traces = ARENA_NEWS(a, struct trace, (size_t)most + 1);
	for (int32_t d = 0; d <= most; d++) {
		traces[d].v = ARENA_NEWS(a, int32_t, (size_t)d + 1);
		for (int32_t k = -d; k <= d; k += 2) {
			int32_t i = furthest(d > 0 ? traces[d - 1].v : NULL, d, k), j = i - k;
			while (i < n && j < m && i >= 0 && j >= 0 && x->hash[from + i] == y->hash[from + j]) {
				i++;
				j++;
			}
			traces[d].v[(k + d) / 2] = i;
			if (i >= n && j >= m && i - j == n - m && i == n) {
				pair_kept(x, y, traces, d, from, n, m);
				return true;
			}
		}
	}
	return false;
}

struct tally { uint64_t hash; int32_t n; bool used; };

static struct tally *tally_of(struct tally *table, uint32_t room, uint64_t hash)
{
	uint32_t at = (uint32_t)(hash >> 32) & (room - 1);
	while (table[at].used && table[at].hash != hash) {
		at = (at + 1) & (room - 1);
	}
	return &table[at];
}

/* How many words both have, in whatever order. */
static int32_t in_common(struct arena *a, const struct side *x, const struct side *y)
{
	uint32_t room = 64;
	while (room / 2 < (uint32_t)x->n) {
		room *= 2;
	}
	struct tally *table = ARENA_NEWS(a, struct tally, room);
	int32_t all = 0;
	for (int32_t i = 0; i < x->n; i++) {
		struct tally *t = tally_of(table, room, x->hash[i]);
		*t = (struct tally){ x->hash[i], t->n + 1, true };
	}
	for (int32_t i = 0; i < y->n; i++) {
		struct tally *t = tally_of(table, room, y->hash[i]);
		all += t->n > 0;
		t->n -= t->n > 0;
	}
	return all;
}

/* The first of x, from i on, that has a partner; x->n: none. */
static int32_t next_pair(const struct side *x, int32_t i)
{
	while (i < x->n && x->with[i] < 0) {
		i++;
	}
	return i;
}

static bool in_run(const struct side *x, int32_t i)
{
	return i >= 0 && i < x->n && x->with[i] >= 0 &&
	    ((i > 0 && x->with[i - 1] >= 0 && x->with[i - 1] + 1 == x->with[i]) || (i + 1 < x->n && x->with[i] + 1 == x->with[i + 1]));
}

/* Is the pair at i near to the one before it and to the next, and one of these in a run? */
static bool is_near(const struct side *x, const struct side *y, int32_t before, int32_t i)
{
	int32_t after = next_pair(x, i + 1), j = x->with[i];
	int32_t left = before >= 0 ? x->with[before] : -1, right = after < x->n ? x->with[after] : y->n;
	if (!in_run(x, before) && !in_run(x, after)) {
		return x->n == 1 && y->n == 1;
	}
	return i - before <= COMPARE_NEAR + 1 && after - i <= COMPARE_NEAR + 1 && j - left <= COMPARE_NEAR + 1 && right - j <= COMPARE_NEAR + 1;
}

/* Marks the pairs that count; returns how many they are. */
static uint32_t count_runs(struct side *x, struct side *y)
{
	uint32_t all = 0;
	int32_t before = -1;
	for (int32_t i = next_pair(x, 0), to; i < x->n; i = next_pair(x, to)) {
		to = i + 1;
		while (to < x->n && x->with[to] == x->with[to - 1] + 1) {
			to++;
		}
		bool counts = to - i >= COMPARE_RUN || is_near(x, y, before, i);
		for (int32_t j = i; j < to && counts; j++) {
			x->same[j] = y->same[x->with[j]] = true;
			all++;
		}
		before = to - 1;
	}
	return all;
}

/* --- what was moved --- */

/* How long the run is that both have there, of words that have no partner. */
static int32_t run_length(const struct side *x, const struct side *y, int32_t i, int32_t j)
{
	int32_t n = 0;
	while (i + n < x->n && j + n < y->n && !x->same[i + n] && !y->same[j + n] && x->hash[i + n] == y->hash[j + n]) {
		n++;
	}
	return n;
}

static void take_out(struct side *s, const bool *moved)
{
	int32_t n = 0;
	for (int32_t i = 0; i < s->n; i++) {
		if (!moved[i]) {
			s->hash[n] = s->hash[i];
			s->word[n] = s->word[i];
			s->begins[n] = s->begins[i];
			s->same[n++] = s->same[i];
		}
	}
	s->n = n;
}

/* The partners of what is left, which are in one order. */
static void pair_again(struct side *x, struct side *y)
{
	for (int32_t i = 0, j = 0; i < x->n; i++) {
		while (x->same[i] && j < y->n && !y->same[j]) {
			j++;
		}
		x->with[i] = x->same[i] ? j++ : -1;
	}
}

/* Takes runs that stand elsewhere in the other out of both; returns their words. */
static int32_t take_moved(struct arena *a, struct side *x, struct side *y)
{
	bool *x_moved = ARENA_NEWS(a, bool, (size_t)x->n + 1), *y_moved = ARENA_NEWS(a, bool, (size_t)y->n + 1);
	int32_t all = 0, steps = COMPARE_MOVED_STEPS;
	for (int32_t i = 0; i < x->n && steps > 0; i++) {
		int32_t best = 0, at = 0;
		for (int32_t j = 0; j < y->n && steps > 0 && !x->same[i]; j++) {
			int32_t n = run_length(x, y, i, j);
			steps -= n + 1;
			at = n > best ? j : at;
			best = n > best ? n : best;
		}
		for (int32_t k = 0; best >= COMPARE_MOVED && k < best; k++) {
			x->same[i + k] = y->same[at + k] = x_moved[i + k] = y_moved[at + k] = true;
			all++;
		}
	}
	if (all > 0) {
		take_out(x, x_moved);
		take_out(y, y_moved);
		pair_again(x, y);
	}
	return all;
}

/* --- what differs --- */

static bool is_figure(struct span word)
{
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] < '0' || word.p[i] > '9') {
			return false;
		}
	}
	return word.n > 0 && word.p[0] != '0';
}

static bool has_word(const struct side *s, uint64_t hash)
{
	for (int32_t i = 0; i < s->n; i++) {
		if (s->hash[i] == hash) {
			return true;
		}
	}
	return false;
}

/* Is a figure in there that the other letter does not have? */
static bool new_figure(const struct side *s, int32_t from, int32_t to, const struct side *other)
{
	for (int32_t i = from; i < to; i++) {
		if (is_figure(s->word[i]) && !has_word(other, s->hash[i])) {
			return true;
		}
	}
	return false;
}

/* Does the second say what the first says there, in other words? */
static bool is_rephrased(const struct side *x, int32_t i, int32_t i_to, const struct side *y, int32_t j, int32_t j_to)
{
	int32_t kept = 0, all = 0;
	for (int32_t at = j; at < j_to; at++) {
		if (y->word[at].n >= COMPARE_LONG) {
			bool found = false;
			for (int32_t k = i; k < i_to && !found; k++) {
				found = x->hash[k] == y->hash[at];
			}
			kept += found;
			all++;
		}
	}
	return all > 0 && kept * 100 >= all * COMPARE_REPHRASED;
}

static const char *words(struct arena *a, const struct side *s, int32_t from, int32_t to)
{
	struct buf out = BUF_INIT;
	buf_str(&out, "");
	for (int32_t i = from; i < to && i < from + (int32_t)COMPARE_DIFFERENCE_WORDS; i++) {
		if (i > from) {
			buf_char(&out, ' ');
		}
		buf_span(&out, s->word[i]);
	}
	if (to - from > (int32_t)COMPARE_DIFFERENCE_WORDS) {
		buf_str(&out, " ...");
	}
	const char *text = arena_strn(a, out.p, out.n);
	buf_release(&out);
	return text;
}

/* The sentence of s in which the words from there on stand, in full. */
static const char *sentence(struct arena *a, const struct side *s, int32_t from, int32_t to)
{
	struct buf out = BUF_INIT;
	from -= from > 0 && (from == s->n || (from == to && s->begins[from]));	/* what was left out stood at its end */
	to = to > from ? to : from + 1;
	while (from > 0 && !s->begins[from]) {
		from--;
	}
	while (to < s->n && !s->begins[to]) {
		to++;
	}
	buf_str(&out, "");
	for (int32_t i = from; i < to && i < s->n; i++) {
		buf_span(&out, s->word[i]);
		buf_char(&out, ' ');
	}
	const char *text = arena_strn(a, out.p, out.n);
	buf_release(&out);
	return text;
}

static void tell_change(struct arena *a, const struct side *y, int32_t j, int32_t j_to, struct archive_comparison *c)
{
	if (c->n_changes < COMPARE_CHANGES) {
		c->changed_sentences[c->n_changes] = sentence(a, y, j, j_to);
	}
	c->n_changes += c->n_changes < COMPARE_CHANGES;
}

static void tell_difference(struct arena *a, const struct side *x, const struct side *y, int32_t i, int32_t i_to, int32_t j, int32_t j_to,
    struct archive_comparison *c)
{
	bool end = j == 0 || j_to == y->n;
	int32_t added = j_to - j - (i_to - i);
	bool goes_on = c->stretch > 0 && j - c->told_to <= COMPARE_BETWEEN;
	c->was_from = goes_on ? c->was_from : i;
	c->is_from = goes_on ? c->is_from : j;
	c->stretch = j_to - j + (goes_on ? c->stretch : 0);
	c->told_to = j_to;
	if (added >= (j == 0 ? COMPARE_ADDED_FIRST : end ? COMPARE_ADDED_LAST : COMPARE_ADDED) ||
	    (c->stretch >= (end ? COMPARE_OWN_END : COMPARE_OWN) && !is_rephrased(x, c->was_from, i_to, y, c->is_from, j_to))) {
		c->own = true;
		c->own_words += j_to - j;
	} else {
		tell_change(a, y, j, j_to, c);
	}
	c->added += j > 0 && added > 0 ? added : 0;
	c->new_figure = c->new_figure || (new_figure(x, i, i_to, y) && new_figure(y, j, j_to, x));
	if (c->n < COMPARE_DIFFERENCES) {
		struct letter_difference *d = &c->differences[c->n++];
		d->was = words(a, x, i, i_to);
		d->is = words(a, y, j, j_to);
	}
}

static void tell_differences(struct arena *a, const struct side *x, const struct side *y, struct archive_comparison *c)
{
	int32_t i = 0, j = 0;
	c->differences = ARENA_NEWS(a, struct letter_difference, COMPARE_DIFFERENCES);
	c->changed_sentences = ARENA_NEWS(a, const char *, COMPARE_CHANGES);
	while (i < x->n || j < y->n) {
		int32_t i_to = i, j_to = j;
		while (i_to < x->n && !x->same[i_to]) {
			i_to++;
		}
		while (j_to < y->n && !y->same[j_to]) {
			j_to++;
		}
		if (i_to > i || j_to > j) {
			tell_difference(a, x, y, i, i_to, j, j_to, c);
		}
		i = i_to;
		j = j_to;
		while (i < x->n && j < y->n && x->same[i] && x->with[i] == j) {
			i++;
			j++;
		}
	}
}

bool archive_compare(struct arena *a, const char *was, const char *is, double least, struct archive_comparison *c)
{
	struct side x = { 0 }, y = { 0 };
	*c = (struct archive_comparison){ 0 };
	split(a, was, &x);
	split(a, is, &y);
	double all = (double)x.n + (double)y.n, most = (1 - least + COMPARE_MOVED_SHARE) * all;
	if (x.n == 0 || y.n == 0 || 2 * (double)in_common(a, &x, &y) < least * all) {
		return false;
	}
	if (!align(a, &x, &y, most < COMPARE_MOST_DIFFER ? (int32_t)most : COMPARE_MOST_DIFFER)) {
		c->too_long = most > COMPARE_MOST_DIFFER;
		return false;
	}
	double same = (double)count_runs(&x, &y);
	c->moved = take_moved(a, &x, &y);
	c->similarity = (2 * same + c->moved) / all;
	tell_differences(a, &x, &y, c);
	c->own = c->own || c->added >= COMPARE_ADDED_ALL;
	return c->similarity >= least;
}
