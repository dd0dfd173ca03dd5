/* archive_loop.c - reference loops: letters each of which says that it answers the next; DESIGN section 1.
 *
 * In: the letters of an archive. Out: loops, each once, from its earliest letter.
 *
 * A letter says what it answers by an id (In-Reply-To, TEI's prev), and is said to be answered by one (TEI's next); or it names date and writer, or
 * the other's own reference ("your letter of 2 March 2015, ref PP/12"). An id may stand in several files: then the one of the file that is pointed
 * into counts, then the one of the same file; copies of one letter are one. Of dates and references only what can be one letter alone counts. Offices quote
 * each other's files in every letter, and "your ref" says nothing of an order: that two letters quote each other's references is no loop. It is "perhaps"
 * one where the text does ("your letter PP/12"), or where the offices give each letter a number, and certain where both. That each of three or more quotes the
 * next's is a loop. A letter that says it answers itself is a loop of one. "Perhaps" is also the day of a letter that went to somebody else but
 * is of the same subject.
 *
 * Strong components are found by Tarjan's algorithm with a stack of its own; of each the shortest loop is told, and then what is left without
 * its letters is searched again. Cost: a sort of the ids; components are linear in what is said; the shortest loop takes a search from each
 * letter of a component, of ROOTS at most.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_ring.h"

#include <ctype.h>
#include <stdlib.h>

/* Letters of a component from which the shortest loop is looked for. */
#define ROOTS 256u
/* Letters under one id of which it is asked whether they are copies, and in which file they stand. */
#define COPIES 32u
#define NAMESAKES 256u
/* Loops told of one archive. */
#define LOOPS 10000u

struct key { uint64_t key; uint32_t letter; };

/* Sorted; where those begin whose first bits are the same, so that one is found at a few looks. */
struct keys { struct buf all; uint32_t *from; unsigned bits; };

enum loop_by { BY_ID, BY_DATE, BY_REFERENCE };
enum loop_doubt { DOUBT_NONE, DOUBT_NUMBERS, DOUBT_READER };

struct answer {
	uint32_t from, to;	/* letters: from says that it answers to */
	uint8_t by;
	bool next;		/* it is `to` that says so */
	bool later;		/* `to` is the later one, and only its reference tells */
	bool text;		/* by a reference that the text itself says is a letter's */
	uint8_t doubt;		/* enum loop_doubt */
};

struct loops {
	const struct archive *a;
	struct letter_archive *out;
	struct arena arena;
	struct keys ids, files, dates, references, stems;
	struct buf answers;			/* sorted by from, to */
	uint32_t *first;			/* letter -> its first answer, and one more */
	uint8_t *live;				/* letters that may be in a loop */
	uint32_t *index, *low, *component;
	uint32_t told;
};

/* --- whom a letter means --- */

static int key_order(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	return a->key != b->key ? (a->key < b->key ? -1 : 1) : a->letter < b->letter ? -1 : a->letter > b->letter;
}

static void add_key(struct buf *b, uint64_t key, uint32_t letter)
{
	struct key k = { key, letter };
	if (key != 0) {
		buf_add(b, (const char *)&k, sizeof k);
	}
}

static void sort_keys(struct keys *b)
{
	if (b->all.n > sizeof(struct key)) {
		qsort(b->all.p, b->all.n / sizeof(struct key), sizeof(struct key), key_order);
	}
}

/* Keys are hashes: as many stand under each beginning, or nearly. */
#define KEYS_EACH 4u

static void index_keys(struct keys *b, struct arena *arena)
{
	const struct key *k = (const struct key *)(const void *)b->all.p;
	uint32_t n = (uint32_t)(b->all.n / sizeof *k), at = 0;
	b->bits = 1;
	while (b->bits < 28 && n >> b->bits > KEYS_EACH) {
		b->bits++;
	}
	b->from = ARENA_NEWS(arena, uint32_t, (1u << b->bits) + 1u);
	for (uint32_t i = 0; i < 1u << b->bits; i++) {
		b->from[i] = at;
		while (at < n && k[at].key >> (64 - b->bits) == i) {
			at++;
		}
	}
	b->from[1u << b->bits] = n;
}

static const struct key *range(const struct keys *b, uint64_t key, uint32_t *n)
{
	const struct key *k = (const struct key *)(const void *)b->all.p;
	uint64_t first = key >> (64 - b->bits);
	size_t all = b->all.n / sizeof *k, low = b->from[first], high = b->from[first + 1];
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (k[middle].key < key) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (*n = 0; low + *n < all && k[low + *n].key == key; ++*n) {
	}
	return k + low;
}

/* One letter kept twice: the same day, ends and subject. */
static bool are_copies(const struct loops *s, uint32_t i, uint32_t j)
{
	const struct archive_item *x = archive_item(s->a, i), *y = archive_item(s->a, j);
	if (x->date.first != y->date.first || x->date.last != y->date.last || x->senders != y->senders || x->recipients != y->recipients) {
		return false;
	}
	for (uint32_t e = 0; e < (uint32_t)x->senders + x->recipients; e++) {
		if (archive_ends(s->a, i)[e].party != archive_ends(s->a, j)[e].party) {
			return false;
		}
	}
	return strcmp(archive_subject(s->a, i), archive_subject(s->a, j)) == 0;
}

/* The letter's first copy under the same id. */
static uint32_t original(const struct loops *s, uint32_t letter)
{
	const char *id = archive_message_id(s->a, letter);
	uint32_t n = 0, best = letter;
	const struct key *k = id[0] != '\0' ? range(&s->ids, archive_matter_id_key(span_str(id)), &n) : NULL;
	for (uint32_t i = 0; i < n && i < COPIES && k[i].letter < letter && best == letter; i++) {
		best = are_copies(s, k[i].letter, letter) ? k[i].letter : letter;
	}
	return best;
}

/* Is the letter in the file that the pointer names ("letter_12.xml#L12"), or else in the same file as who points? */
static bool is_in_file(const struct loops *s, uint32_t letter, uint32_t of, struct span pointer, struct arena *scratch)
{
	const char *hash = memchr(pointer.p, '#', pointer.n);
	struct archive_texts t = archive_texts(s->a, letter, scratch);
	if (hash != NULL && hash > pointer.p) {
		struct span file = span_of(pointer.p, (size_t)(hash - pointer.p));
		return span_ends(file, t.name) && (file.n == strlen(t.name) || file.p[file.n - strlen(t.name) - 1] == '/');
	}
	struct archive_texts other = archive_texts(s->a, of, scratch);
	return archive_item(s->a, letter)->folder == archive_item(s->a, of)->folder && strcmp(t.name, other.name) == 0;
}

/* The only letter among n, taking copies together; ARCHIVE_NONE: there are several, or none. */
static uint32_t only_one(const struct loops *s, const struct key *k, uint32_t n)
{
	uint32_t one = n > 0 ? k[0].letter : ARCHIVE_NONE;
	for (uint32_t i = 1; i < n && one != ARCHIVE_NONE; i++) {
		one = k[i].letter == one || are_copies(s, one, k[i].letter) ? one : ARCHIVE_NONE;
	}
	return one;
}

static bool is_address(struct span s)
{
	return span_find(s, "://") != NULL;
}

/* Two addresses that end alike are two letters, but for what follows a '#'. */
static bool may_be(const struct loops *s, uint32_t letter, struct span pointer)
{
	struct span id = span_str(archive_message_id(s->a, letter));
	return !is_address(id) || !is_address(pointer) || span_eq(id, pointer);
}

/* The last part of a path, a file's name. */
static struct span file_name(struct span s)
{
	const char *hash = s.n > 0 ? memchr(s.p, '#', s.n) : NULL;
	s.n = hash != NULL ? (size_t)(hash - s.p) : s.n;
	for (size_t i = s.n; i > 0; i--) {
		if (s.p[i - 1] == '/') {
			return span_of(s.p + i, s.n - i);
		}
	}
	return s;
}

static uint64_t file_key(struct span name)
{
	return name.n > 0 ? map_hash(name.p, name.n) | 1 : 0;
}

static uint32_t pointed_to(const struct loops *s, uint32_t from, const char *text, struct arena *scratch)
{
	uint32_t n, files, in_file = ARCHIVE_NONE, several = 0;
	struct span pointer = span_trim(span_str(text));
	const struct key *k = range(&s->ids, archive_matter_id_key(pointer), &n);
	uint32_t one = n > COPIES ? ARCHIVE_NONE : only_one(s, k, n);
	if (one != ARCHIVE_NONE) {
		return may_be(s, one, pointer) ? one : ARCHIVE_NONE;
	}
	for (uint32_t i = 0; i < n && i < NAMESAKES; i++) {
		if (is_in_file(s, k[i].letter, from, pointer, scratch)) {
			in_file = k[i].letter;
			several++;
		}
	}
	k = range(&s->files, n == 0 && memchr(text, '#', strlen(text)) == NULL ? file_key(file_name(pointer)) : 0, &files);
	return several == 1 ? in_file : files == 1 ? k[0].letter : ARCHIVE_NONE;
}

/* --- what is said --- */

/* x: how it is said. */
static void add_answer(struct loops *s, uint32_t from, uint32_t to, struct answer x)
{
	if (from != ARCHIVE_NONE && to != ARCHIVE_NONE) {
		x.later = x.by == BY_REFERENCE && archive_item(s->a, to)->date.first > archive_item(s->a, from)->date.last;
		x.from = original(s, from);
		x.to = original(s, to);
		buf_add(&s->answers, (const char *)&x, sizeof x);
	}
}

static bool is_by(const struct archive *a, uint32_t letter, uint32_t reader)
{
	const struct archive_item *item = archive_item(a, letter), *its = archive_item(a, reader);
	const struct archive_end *ends = archive_ends(a, letter), *of = archive_ends(a, reader);
	for (uint32_t i = item->senders; i < item->n_ends; i++) {	/* a copy is enough */
		for (uint32_t j = 0; j < its->senders; j++) {
			if (archive_link_joins(&ends[i], &of[j]) == TRI_YES) {
				return true;
			}
		}
	}
	return false;
}

/* Is it said of that reference, somewhere in the letter, that it is of one who wrote the other: "replies to South Tyneside's STC/19/C"? */
static bool names_writer(const struct archive *a, uint32_t from, uint32_t letter, uint64_t reference, const struct letter_cited *cited)
{
	const struct archive_end *ends = archive_ends(a, letter);
	for (uint32_t c = 0; c < archive_item(a, from)->cited; c++) {
		bool same = reference != 0 && cited[c].author[0] != '\0' && archive_matter_reference_key(span_str(cited[c].reference)) == reference;
		for (uint32_t i = 0; same && i < archive_item(a, letter)->senders; i++) {
			if (strcmp(archive_word(a, ends[i].party), cited[c].author) == 0) {
				return true;
			}
		}
	}
	return false;
}

/* Do both go from and to the same two? */
static bool same_ends(const struct archive *a, uint32_t x, uint32_t y)
{
	const struct archive_item *of_x = archive_item(a, x), *of_y = archive_item(a, y);
	const struct archive_end *ends_x = archive_ends(a, x), *ends_y = archive_ends(a, y);
	return of_x->senders > 0 && of_y->senders > 0 && of_x->recipients > 0 && of_y->recipients > 0 &&
	    archive_link_same(&ends_x[0], &ends_y[0]) && archive_link_same(&ends_x[of_x->senders], &ends_y[of_y->senders]);
}

/* Does the letter say of a day that is the other's that it answers a letter of it? */
static bool says_day(const struct archive *a, uint32_t from, uint32_t letter, const struct letter_cited *cited)
{
	struct when day = archive_item(a, letter)->date;
	for (uint32_t c = 0; c < archive_item(a, from)->cited && when_known(day); c++) {
		if (cited[c].answered && cited[c].date.first == day.first && cited[c].date.last == day.last) {
			return true;
		}
	}
	return false;
}

/* cited: what it cites, where the key is of a reference. The one letter of that key which went to who answers, on that day if he names one; or of which he says whose it is, and may have a copy; or
 * whose reference and day he both names; or that he wrote himself to the same reader. */
static uint32_t cited_one(const struct loops *s, uint32_t from, const struct keys *keys, uint64_t key, struct when date, const struct letter_cited *cited)
{
	uint32_t n, one = ARCHIVE_NONE;
	const struct key *k = range(keys, key, &n);
	for (uint32_t i = 0; key != 0 && i < n; i++) {
		const struct archive_item *item = archive_item(s->a, k[i].letter);
		bool other_day = when_known(date) && (item->date.first > date.last || item->date.last < date.first);
		bool came = is_by(s->a, k[i].letter, from) || (cited != NULL && (names_writer(s->a, from, k[i].letter, key, cited) ||
		    says_day(s->a, from, k[i].letter, cited) || same_ends(s->a, k[i].letter, from)));
		if (k[i].letter == from || other_day || !came) {
			continue;
		}
		if (one != ARCHIVE_NONE && !are_copies(s, one, k[i].letter)) {
			return ARCHIVE_NONE;
		}
		one = one != ARCHIVE_NONE ? one : k[i].letter;
	}
	return one;
}

/* A word of both subjects that says something. */
#define SUBJECT_LEAST 6u

static bool share_subject(const struct loops *s, uint32_t x, uint32_t y)
{
	struct span of_x = span_str(archive_subject(s->a, x)), of_y;
	for (struct token t, u; token_next(&of_x, &t);) {
		of_y = span_str(archive_subject(s->a, y));
		while (strlen(t.folded) >= SUBJECT_LEAST && token_next(&of_y, &u)) {
			if (t.hash == u.hash) {
				return true;
			}
		}
	}
	return false;
}

/* The only letter of the key, that of a day and its writer, although it went to another: of one subject with who answers. */
static uint32_t of_other_reader(const struct loops *s, uint32_t from, uint64_t key)
{
	uint32_t n;
	const struct key *k = range(&s->dates, key, &n);
	uint32_t one = key != 0 ? only_one(s, k, n) : ARCHIVE_NONE;
	return one != ARCHIVE_NONE && one != from && share_subject(s, one, from) ? one : ARCHIVE_NONE;
}

/* label: it stands behind "your ref", where a file may; all: that the letter cites. */
static void add_cited(struct loops *s, uint32_t letter, const struct letter_cited *c, bool label, const struct letter_cited *all)
{
	const struct archive_item *item = archive_item(s->a, letter);
	const struct archive_end *ends = archive_ends(s->a, letter);
	uint32_t n, to = ARCHIVE_NONE, other = ARCHIVE_NONE;
	uint64_t key = archive_matter_reference_key(span_str(c->reference));
	const struct key *k = range(&s->references, key, &n);
	if (key != 0 && only_one(s, k, n) != ARCHIVE_NONE) {
		to = cited_one(s, letter, &s->references, key, c->date, all);
	}
	if (to != ARCHIVE_NONE) {
		/* a reference with its day is a letter; alone it may be a file's, of which two offices tell each other */
		add_answer(s, letter, to, (struct answer){ .by = when_known(c->date) ? BY_DATE : BY_REFERENCE, .text = !label });
		return;
	}
	for (uint32_t i = item->senders; i < (uint32_t)item->senders + item->recipients && to == ARCHIVE_NONE; i++) {
		const char *author = c->author[0] != '\0' ? c->author : archive_word(s->a, ends[i].party);
		uint64_t day = archive_matter_date_key(author, c->date);
		to = cited_one(s, letter, &s->dates, day, c->date, NULL);
		other = other == ARCHIVE_NONE && !label ? of_other_reader(s, letter, day) : other;
	}
	bool certain = to != ARCHIVE_NONE;
	add_answer(s, letter, certain ? to : other, (struct answer){ .by = BY_DATE, .doubt = certain ? DOUBT_NONE : DOUBT_READER });
}

/* Only what is written in XML points to files. */
static bool is_xml(const char *name)
{
	return span_ends(span_str(name), ".xml");
}

static bool says(const struct archive_item *item)
{
	return item->answers_ids > 0 || item->answered_by > 0 || item->cited > 0 || item->your_refs > 0;
}

/* Numbers of one kind by which an office counts its letters. */
#define NUMBERED 3u

/* The reference without its last figures; of that office. 0: there are none. */
static uint64_t stem_key(const struct loops *s, uint32_t letter, const char *reference)
{
	size_t n = strlen(reference);
	while (n > 0 && !isdigit((unsigned char)reference[n - 1])) {
		n--;
	}
	while (n > 0 && isdigit((unsigned char)reference[n - 1])) {
		n--;
	}
	uint64_t key = archive_matter_reference_key(span_of(reference, n));
	return key != 0 && archive_item(s->a, letter)->senders > 0 ? key ^ (archive_ends(s->a, letter)[0].party * 0x9e3779b97f4a7c15u) : 0;
}

struct run { struct buf ids, files, dates, references, stems, answers; };	/* what comes of a run of letters */
struct runs { struct loops *s; struct run *v; bool cites; };

static void index_letter(const struct runs *x, uint32_t i, struct arena *scratch, struct run *out)
{
	const struct archive *a = x->s->a;
	const struct archive_item *item = archive_item(a, i);
	struct archive_texts t = archive_texts(a, i, scratch);
	add_key(&out->ids, archive_matter_id_key(span_str(t.message_id)), i);
	add_key(&out->files, is_xml(t.name) ? file_key(span_str(t.name)) : 0, i);
	for (uint32_t e = 0; x->cites && e < item->senders; e++) {
		add_key(&out->dates, archive_matter_date_key(archive_word(a, archive_ends(a, i)[e].party), item->date), i);
	}
	for (uint32_t r = 0; x->cites && r < item->our_refs; r++) {
		add_key(&out->references, archive_matter_reference_key(span_str(t.our_refs[r])), i);
	}
	add_key(&out->stems, x->cites && item->our_refs > 0 ? stem_key(x->s, i, t.our_refs[0]) : 0, i);
}

static void index_run(void *runs, unsigned thread, uint32_t run)
{
	struct runs *x = runs;
	struct arena scratch;
	(void)thread;
	arena_init(&scratch, 0);
	for (uint32_t i = run * ARCHIVE_RUN, end = archive_run_end(x->s->a, run); i < end; i++) {
		arena_clear(&scratch);
		index_letter(x, i, &scratch, &x->v[run]);
	}
	arena_release(&scratch);
}

static void move_bytes(struct buf *to, struct buf *from)
{
	buf_add(to, from->p, from->n);
	buf_release(from);
}

static bool take_index(void *runs, uint32_t run)
{
	struct loops *s = ((struct runs *)runs)->s;
	struct run *in = &((struct runs *)runs)->v[run];
	move_bytes(&s->ids.all, &in->ids);
	move_bytes(&s->files.all, &in->files);
	move_bytes(&s->dates.all, &in->dates);
	move_bytes(&s->references.all, &in->references);
	move_bytes(&s->stems.all, &in->stems);
	return true;
}

static struct keys *keys_of(struct loops *s, uint32_t which)
{
	struct keys *const all[] = { &s->dates, &s->references, &s->stems, &s->ids, &s->files };
	return all[which];
}
#define KEYS 5u

static void sort_which(void *runs, unsigned thread, uint32_t which)
{
	(void)thread;
	sort_keys(keys_of(((struct runs *)runs)->s, which));
}

/* False: none of the letters says anything of another. */
static bool index_letters(struct loops *s)
{
	struct runs x = { s, ARENA_NEWS(&s->arena, struct run, archive_runs(s->a) + 1u), false };
	bool points = false;
	for (uint32_t i = 0; i < s->a->n; i++) {
		x.cites = x.cites || archive_item(s->a, i)->cited > 0 || archive_item(s->a, i)->your_refs > 0;
		points = points || says(archive_item(s->a, i));
	}
	if (points) {
		archive_spread(s->a, archive_runs(s->a), index_run, take_index, &x);
		archive_spread(s->a, KEYS, sort_which, NULL, &x);
	}
	for (uint32_t i = 0; i < KEYS; i++) {
		index_keys(keys_of(s, i), &s->arena);
	}
	return points;
}

static int answer_order(const void *x, const void *y)
{
	const struct answer *a = x, *b = y;
	if (a->from != b->from) {
		return a->from < b->from ? -1 : 1;
	}
	if (a->to == b->to && a->doubt != b->doubt) {
		return a->doubt < b->doubt ? -1 : 1;
	}
	return a->to != b->to ? (a->to < b->to ? -1 : 1) : a->by != b->by ? (a->by < b->by ? -1 : 1) : a->next - b->next;
}

static bool is_said(const struct loops *s, uint32_t from, uint32_t to)
{
	const struct answer *x = (const struct answer *)(const void *)s->answers.p;
	size_t low = 0, n = s->answers.n / sizeof *x, high = n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (x[middle].from < from || (x[middle].from == from && x[middle].to < to)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < n && x[low].from == from && x[low].to == to;
}

/* Does the office give each letter a number of its own? Then there are several of the kind, and none stands on two letters. */
static bool is_numbered(const struct loops *s, uint32_t letter, struct arena *scratch)
{
	struct archive_texts t = archive_texts(s->a, letter, scratch);
	uint32_t n, same;
	const struct key *k = range(&s->stems, archive_item(s->a, letter)->our_refs > 0 ? stem_key(s, letter, t.our_refs[0]) : 0, &n);
	for (uint32_t i = 0; i < n && i < NAMESAKES; i++) {
		struct archive_texts other = archive_texts(s->a, k[i].letter, scratch);
		const struct key *of = range(&s->references, archive_matter_reference_key(span_str(other.our_refs[0])), &same);
		if (only_one(s, of, same) == ARCHIVE_NONE) {
			return false;
		}
	}
	return n >= NUMBERED;
}

/* An earlier letter with the reference of a later one that answers it: two offices' files, unless they are letters' own. */
static void drop_mutual(struct loops *s)
{
	struct arena scratch;
	struct answer *x = (struct answer *)(void *)s->answers.p;
	size_t n = s->answers.n / sizeof *x, kept = 0;
	bool any = false;
	arena_init(&scratch, 0);
	for (size_t i = 0; i < n && !any; i++) {
		any = x[i].later;
	}
	uint8_t *drop = any ? ARENA_NEWS(&s->arena, uint8_t, n) : NULL;
	for (size_t i = 0; i < n && any; i++) {
		if (!x[i].later || !is_said(s, x[i].to, x[i].from)) {
			continue;
		}
		arena_clear(&scratch);
		bool numbered = is_numbered(s, x[i].from, &scratch) && is_numbered(s, x[i].to, &scratch);
		x[i].doubt = numbered && x[i].text ? DOUBT_NONE : DOUBT_NUMBERS;
		drop[i] = !numbered && !x[i].text;
	}
	arena_release(&scratch);
	for (size_t i = 0; i < n && any; i++) {
		x[kept] = x[i];
		kept += !drop[i];
	}
	s->answers.n = any ? kept * sizeof *x : s->answers.n;
}

/* Does it stand behind "your ref"? */
static bool is_labelled(const struct archive_texts *t, const struct archive_item *item, const char *reference)
{
	uint64_t key = archive_matter_reference_key(span_str(reference));
	for (uint32_t i = 0; i < item->your_refs; i++) {
		if (key != 0 && archive_matter_reference_key(span_str(t->your_refs[i])) == key) {
			return true;
		}
	}
	return false;
}

/* Those of a run mostly stand in order among those of the others already. */
static void sort_answers(struct buf *answers)
{
	struct answer *x = (struct answer *)(void *)answers->p;
	size_t n = answers->n / sizeof *x, i = 1;
	while (i < n && answer_order(&x[i - 1], &x[i]) <= 0) {
		i++;
	}
	if (i < n) {
		qsort(x, n, sizeof *x, answer_order);
	}
}

static void answers_of_letter(struct loops *s, uint32_t i, struct arena *scratch)
{
	const struct archive_item *item = archive_item(s->a, i);
	struct archive_texts t = archive_texts(s->a, i, scratch);
	bool pointed = false;
	for (uint32_t j = 0; j < item->answers_ids; j++) {
		uint32_t to = pointed_to(s, i, t.answers_ids[j], scratch);
		add_answer(s, i, to, (struct answer){ .by = BY_ID });
		pointed = pointed || to != ARCHIVE_NONE;
	}
	for (uint32_t j = 0; j < item->answered_by; j++) {
		add_answer(s, pointed_to(s, i, t.answered_by[j], scratch), i, (struct answer){ .by = BY_ID, .next = true });
	}
	/* who points to what he answers need not be taken by the date of it, which another letter of that day may bear */
	for (uint32_t j = 0; j < item->cited && !pointed; j++) {
		if (t.cited[j].answered && (item->answers_ids == 0 || t.cited[j].reference[0] != '\0')) {
			add_cited(s, i, &t.cited[j], is_labelled(&t, item, t.cited[j].reference), t.cited);
		}
	}
	for (uint32_t j = 0; j < item->your_refs && !pointed; j++) {
		struct letter_cited quoted = { WHEN_UNKNOWN, t.your_refs[j], "", "", true };
		add_cited(s, i, &quoted, true, t.cited);
	}
}

static void answer_run(void *runs, unsigned thread, uint32_t run)
{
	struct runs *x = runs;
	struct loops own = *x->s;
	struct arena scratch;
	(void)thread;
	own.answers = (struct buf)BUF_INIT;
	arena_init(&scratch, 0);
	for (uint32_t i = run * ARCHIVE_RUN, end = archive_run_end(own.a, run); i < end; i++) {
		arena_clear(&scratch);
		if (says(archive_item(own.a, i))) {
			answers_of_letter(&own, i, &scratch);
		}
	}
	arena_release(&scratch);
	sort_answers(&own.answers);
	x->v[run].answers = own.answers;
}

static void find_answers(struct loops *s)
{
	uint32_t runs = archive_runs(s->a);
	struct runs x = { s, ARENA_NEWS(&s->arena, struct run, runs + 1u), false };
	archive_spread(s->a, runs, answer_run, NULL, &x);
	for (uint32_t i = 0; i < runs; i++) {
		move_bytes(&s->answers, &x.v[i].answers);
	}
	sort_answers(&s->answers);
	drop_mutual(s);
}

static const struct answer *answers_of(const struct loops *s, uint32_t letter, uint32_t *n)
{
	*n = s->first[letter + 1] - s->first[letter];
	return (const struct answer *)(const void *)s->answers.p + s->first[letter];
}

static void index_answers(struct loops *s)
{
	uint32_t n = (uint32_t)(s->answers.n / sizeof(struct answer));
	const struct answer *x = (const struct answer *)(const void *)s->answers.p;
	s->first = ARENA_NEWS(&s->arena, uint32_t, s->a->n + 1u);
	s->live = ARENA_NEWS(&s->arena, uint8_t, s->a->n);
	s->index = ARENA_NEWS(&s->arena, uint32_t, s->a->n);
	s->low = ARENA_NEWS(&s->arena, uint32_t, s->a->n);
	s->component = ARENA_NEWS(&s->arena, uint32_t, s->a->n);
	for (uint32_t i = 0, at = 0; i < s->a->n; i++) {
		s->first[i] = at;
		s->live[i] = at < n && x[at].from == i;
		for (; at < n && x[at].from == i; at++) {
		}
		s->first[i + 1] = at;
	}
}

/* --- components --- */

struct frame { uint32_t letter, next; };

struct tarjan {
	struct loops *s;
	VEC(struct frame) frames;
	VEC(uint32_t) stack;
	uint32_t count;
	VEC(uint32_t) members;		/* of components with a loop in them, one after the other */
	VEC(uint32_t) ends;		/* where each of these ends */
};

static void open_letter(struct tarjan *t, uint32_t letter)
{
	struct loops *s = t->s;
	s->index[letter] = s->low[letter] = ++t->count;
	s->component[letter] = 0;	/* still on the stack */
	*vec_push(&s->arena, &t->stack) = letter;
	*vec_push(&s->arena, &t->frames) = (struct frame){ letter, 0 };
}

static bool answers_itself(const struct loops *s, uint32_t letter)
{
	uint32_t n;
	const struct answer *x = answers_of(s, letter, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (x[i].to == letter) {
			return true;
		}
	}
	return false;
}

static void close_component(struct tarjan *t, uint32_t letter)
{
	struct loops *s = t->s;
	uint32_t from = t->members.n, at;
	do {
		at = t->stack.v[--t->stack.n];
		s->component[at] = s->index[letter];
		*vec_push(&s->arena, &t->members) = at;
	} while (at != letter);
	if (t->members.n - from > 1 || answers_itself(s, letter)) {
		*vec_push(&s->arena, &t->ends) = t->members.n;
	} else {
		s->live[letter] = 0;
		t->members.n = from;
	}
}

static void walk(struct tarjan *t, uint32_t root)
{
	struct loops *s = t->s;
	open_letter(t, root);
	while (t->frames.n > 0) {
		struct frame *f = &t->frames.v[t->frames.n - 1];
		uint32_t n, letter = f->letter;
		const struct answer *x = answers_of(s, letter, &n);
		if (f->next == n) {
			t->frames.n--;
			if (s->low[letter] == s->index[letter]) {
				close_component(t, letter);
			}
			if (t->frames.n > 0) {
				uint32_t above = t->frames.v[t->frames.n - 1].letter;
				s->low[above] = s->low[letter] < s->low[above] ? s->low[letter] : s->low[above];
			}
			continue;
		}
		uint32_t to = x[f->next++].to;
		if (s->live[to] && s->index[to] == 0) {
			open_letter(t, to);
		} else if (s->live[to] && s->component[to] == 0) {
			s->low[letter] = s->index[to] < s->low[letter] ? s->index[to] : s->low[letter];
		}
	}
}

/* --- the shortest loop --- */

struct shortest {
	uint32_t *queue, *before;	/* letter -> 1 + the one it was reached from; 0: not reached */
	VEC(uint32_t) loop;
};

/* The shortest way from root back to it, within its component, if it is shorter than what is known. */
static void search_from(struct loops *s, struct shortest *w, uint32_t root)
{
	uint32_t head = 0, tail = 0, last = ARCHIVE_NONE;
	w->queue[tail++] = root;
	for (; head < tail && last == ARCHIVE_NONE; head++) {
		uint32_t n;
		const struct answer *x = answers_of(s, w->queue[head], &n);
		for (uint32_t i = 0; i < n && last == ARCHIVE_NONE; i++) {
			if (x[i].to == root) {
				last = w->queue[head];
			} else if (s->live[x[i].to] && s->component[x[i].to] == s->component[root] && w->before[x[i].to] == 0) {
				w->before[x[i].to] = 1 + w->queue[head];
				w->queue[tail++] = x[i].to;
			}
		}
	}
	VEC(uint32_t) way = { 0 };
	for (uint32_t at = last; at != ARCHIVE_NONE; at = at == root ? ARCHIVE_NONE : w->before[at] - 1) {
		*vec_push(&s->arena, &way) = at;
	}
	for (uint32_t i = 0; i < tail; i++) {
		w->before[w->queue[i]] = 0;
	}
	if (way.n > 0 && (w->loop.n == 0 || way.n < w->loop.n)) {
		w->loop.n = 0;
		for (uint32_t i = way.n; i > 0; i--) {
			*vec_push(&s->arena, &w->loop) = way.v[i - 1];
		}
	}
}

static const char *said(const struct loops *s, uint32_t from, uint32_t to, const struct answer **which)
{
	static const char *const by[] = { "the letter before says so by its id", "the letter before names its date", "the letter before quotes its reference" };
	uint32_t n;
	const struct answer *x = answers_of(s, from, &n);
	for (*which = NULL; n > 0 && *which == NULL; n--, x++) {
		*which = x->to == to ? x : NULL;
	}
	return *which == NULL ? "" : (*which)->next ? "it says so itself: the letter before is its answer" : by[(*which)->by];
}

static bool is_earlier(const struct archive *a, uint32_t i, uint32_t j)
{
	int32_t x = archive_item(a, i)->date.first, y = archive_item(a, j)->date.first;
	return x != y ? x < y : i < j;
}

static const char *doubt_words(const struct loops *s, uint8_t doubt)
{
	return doubt == DOUBT_NUMBERS ? know_tongue_in(s->out->know, "the numbers may be those of files and not of letters") :
	    doubt == DOUBT_READER ? know_tongue_in(s->out->know, "a letter of that day went to somebody else") : "";
}

static void tell(struct loops *s, const uint32_t *loop, uint32_t n)
{
	struct letter_circle c = { .kind = LETTER_LOOP, .matter = "", .certainty = TRI_YES, .doubt = "", .linked_by = LETTER_BY_REFERENCE };
	uint32_t start = 0;
	uint8_t doubt = DOUBT_NONE;
	for (uint32_t i = 1; i < n; i++) {
		start = is_earlier(s->a, loop[i], loop[start]) ? i : start;
	}
	for (uint32_t i = 0; i < n; i++) {
		uint32_t letter = loop[(start + i) % n];
		const struct archive_item *item = archive_item(s->a, letter);
		const struct answer *x;
		struct letter_step step = archive_step(s->a, s->out, letter, item->senders > 0 ? 0 : ARCHIVE_NONE, item->recipients > 0 ? item->senders : ARCHIVE_NONE);
		step.linked_by = LETTER_BY_REFERENCE;
		step.why = n == 1 ? "it says that it answers itself" : said(s, loop[(start + i + n - 1) % n], letter, &x);
		doubt = n > 1 && x != NULL && x->doubt > doubt ? x->doubt : doubt;
		*vec_push(s->out->arena, &c.steps) = step;
		s->live[letter] = 0;
	}
	c.certainty = doubt != DOUBT_NONE ? TRI_PERHAPS : TRI_YES;
	c.doubt = doubt_words(s, doubt);
	if (doubt != DOUBT_READER || n > 2) {	/* two letters of which one went elsewhere are no loop */
		*vec_push(s->out->arena, &s->out->circles) = c;
		s->told++;
	}
}

static int letter_order(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

/* Tells one loop of each component. False: there is none. */
static bool tell_round(struct loops *s, const uint32_t *letters, uint32_t n, struct tarjan *t, struct shortest *w)
{
	t->members.n = t->ends.n = t->count = 0;
	for (uint32_t i = 0; i < n; i++) {
		s->index[letters[i]] = 0;
		s->component[letters[i]] = 0;
	}
	for (uint32_t i = 0; i < n; i++) {
		if (s->live[letters[i]] && s->index[letters[i]] == 0) {
			walk(t, letters[i]);
		}
	}
	for (uint32_t i = 0, from = 0; i < t->ends.n && s->told < LOOPS; from = t->ends.v[i++]) {
		uint32_t size = t->ends.v[i] - from;
		qsort(t->members.v + from, size, sizeof *t->members.v, letter_order);
		w->loop.n = 0;
		for (uint32_t j = 0; j < size && j < ROOTS && w->loop.n != 1; j++) {
			search_from(s, w, t->members.v[from + j]);
		}
		tell(s, w->loop.v, w->loop.n);
	}
	return t->ends.n > 0 && s->told < LOOPS;
}

static void find_loops(struct loops *s)
{
	VEC(uint32_t) letters = { 0 };
	struct tarjan t = { .s = s };
	struct shortest w = { .queue = ARENA_NEWS(&s->arena, uint32_t, s->a->n), .before = ARENA_NEWS(&s->arena, uint32_t, s->a->n) };
	for (uint32_t i = 0; i < s->a->n; i++) {
		if (s->live[i]) {
			*vec_push(&s->arena, &letters) = i;
		}
	}
	while (tell_round(s, letters.v, letters.n, &t, &w)) {
		uint32_t kept = 0;
		for (uint32_t i = 0; i < letters.n; i++) {
			letters.v[kept] = letters.v[i];
			kept += s->live[letters.v[i]];
		}
		letters.n = kept;
	}
	if (s->told >= LOOPS) {
		*vec_push(s->out->arena, &s->out->left_out) = arena_printf(s->out->arena, know_tongue_in(s->out->know, "reference loops: no more than %u are told"), LOOPS);
	}
}

void archive_loop_find(struct archive *a, struct letter_archive *out)
{
	struct loops s = { .a = a, .out = out };
	arena_init(&s.arena, 0);
	if (index_letters(&s)) {
		find_answers(&s);
	}
	if (s.answers.n > 0) {
		index_answers(&s);
		find_loops(&s);
	}
	buf_release(&s.ids.all);
	buf_release(&s.files.all);
	buf_release(&s.dates.all);
	buf_release(&s.references.all);
	buf_release(&s.stems.all);
	buf_release(&s.answers);
	arena_release(&s.arena);
}
