/* archive_matter.c - by what the matter of a letter is known; DESIGN section 7.
 *
 * In: a letter as the archive holds it. Out: keys: numbers that two letters on one matter share, each with its weight in per cent of
 * what is enough to hold two letters together. How rare a key must be to count at all is left to archive_link.c, which sees them all.
 *
 * Weights, and why: a reference with figures in it, a figure with what it counts ("1900 dwellings") and a subject of two words
 * that say something are each enough. A word of the subject is a third of it, so three are enough, or two and a name. One name of a
 * place is not, be it of two words. What every office writes about (rules/reading/matters.xml: "local plan", "consultation"), the names
 * of the two parties themselves, years and days of the month are next to nothing: never enough, but a subject that is the same
 * to the last word adds to what else is shared. A subject and a term are also one key together, because each alone may be too
 * common in a large archive to tell anything.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_ring.h"

#include <stdlib.h>

/* Weights, see above. */
enum {
	ENOUGH = 100,
	WEIGHT_WORD = 35,
	WEIGHT_PLAIN = 5,
	WEIGHT_SUBJECT_ONE = 40,	/* of one word that says something */
	WEIGHT_SUBJECT_PLAIN = 20,
	WEIGHT_NAME = 40,		/* a term of one word */
	WEIGHT_NAMES = ARCHIVE_MATTER_NAMES,
	WEIGHT_POINTER = 30,		/* from letter to letter of an edition: its order, as often as not */
	WEIGHT_DAY = 60,		/* of a letter of nobody knows whom */
	WEIGHT_LETTERS = 50,		/* a reference without figures: "LDF" is a file of everybody's */
	WEIGHT_MONTH = 80,		/* a letter of that month of somebody: he may have written two */
	WEIGHT_PERSON_MONTH = 80,	/* the same of who signed it */
	WEIGHT_MONTH_DAY = 45,		/* of a letter of nobody knows whom */
	WEIGHT_MONEY = 70,		/* a sum: fees and rates are the same for many */
	WEIGHT_FEW = 80			/* "38 vehicles", "1.2 hectares": small numbers are met by chance */
};
/* Letters and figures of a reference that two offices do not both come upon: "PP/12" is one of each, "15/01234/OUT" is not. */
#define REFERENCE_LONG 7u
/* Letters of one without figures that is in parts: "NSC/BAR". */
#define PARTED_LENGTH 5u
/* A number of one thing alone: see archive_terms.c. */
#define LONG_FIGURE 5u
#define SUBJECT_WORDS 16u
#define PLAIN 0x80000000u
/* Terms that are also taken together with the subject: those that come first are those that tell most. */
#define TERMS_WITH_SUBJECT 8u

enum {	/* so that equal texts of different kinds are different keys; ORDER: any */
	SALT_ID = 0x51, SALT_FROM, SALT_TO, SALT_MONTH, SALT_MONTH_TO, SALT_REFERENCE, SALT_SUBJECT, SALT_WORD, SALT_TERM, SALT_BOTH, SALT_PERSON, SALT_PERSON_MONTH
};

static uint64_t salted(uint64_t salt, uint64_t x)
{
	x = (x ^ (salt * 0x9e3779b97f4a7c15u)) * 0xff51afd7ed558ccdu;
	x ^= x >> 32;
	return x * 0xc4ceb9fe1a85ec53u ^ x >> 29;
}

/* --- ids and references --- */

/* "letters/L12.xml" may point to what calls itself L12. */
static struct span last_segment(struct span s)
{
	static const char *const endings[] = { ".xml", ".html", ".htm" };
	for (size_t i = s.n; i > 0; i--) {
		if (s.p[i - 1] == '/') {
			s = i < s.n ? span_of(s.p + i, s.n - i) : s;
			break;
		}
	}
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t n = strlen(endings[i]);
		if (s.n > n && span_ends(s, endings[i])) {
			return span_of(s.p, s.n - n);
		}
	}
	return s;
}

struct span archive_matter_id(struct span s)
{
	s = span_trim(s);
	if (s.n > 2 && s.p[0] == '<' && s.p[s.n - 1] == '>') {
		s = span_of(s.p + 1, s.n - 2);
	}
	if (s.n == 0 || memchr(s.p, '@', s.n) != NULL) {
		return s;	/* a message's id may have any sign in it */
	}
	const char *hash = memchr(s.p, '#', s.n);
	struct span part = hash != NULL ? span_of(hash + 1, (size_t)(span_end(s) - hash) - 1) : s;
	return part.n > 0 && hash != NULL ? part : last_segment(hash == NULL ? s : span_of(s.p, s.n - 1));
}

uint64_t archive_matter_id_key(struct span s)
{
	struct span id = archive_matter_id(s);
	return id.n > 0 ? salted(SALT_ID, map_hash(id.p, id.n)) : 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Runs of letters and runs of figures, so that it does not matter what stands between them. */
/* Letters beside letters are one run, whatever stands between them ("SK.POL.326", "SKPOL326"), and of figures the noughts in front say nothing ("0818", "818"). */
struct runs {
	uint64_t hash;
	uint32_t length;
	uint32_t groups;
	bool figures, was_figure, open, begun;
	bool noughts;		/* the run has nothing but noughts so far */
};

static void runs_nought(struct runs *r)
{
	if (r->noughts) {
		r->hash = map_hash_more(r->hash, "0", 1);
		r->noughts = false;
	}
}

static void runs_add(struct runs *r, char c)
{
	bool figure = is_digit(c), anew = r->begun && (figure != r->was_figure || (figure && !r->open));
	if (anew) {
		runs_nought(r);
		r->hash *= MAP_HASH_PRIME;
	}
	bool first = anew || !r->begun;
	r->noughts = figure && c == '0' && (first || r->noughts);
	if (!r->noughts) {
		r->hash = map_hash_more(r->hash, &c, 1);
	}
	r->figures = r->figures || figure;
	r->was_figure = figure;
	r->open = r->begun = true;
	r->length++;
}

static void runs_end(struct runs *r)
{
	r->groups += r->open;
	r->open = false;
}

static void runs_of_tokens(struct runs *r, struct span s)
{
	for (struct token t; token_next(&s, &t);) {
		for (const char *p = t.folded; *p != '\0'; p++) {
			runs_add(r, *p);
		}
		runs_end(r);
	}
}

static uint64_t reference_key(struct span s, bool *figures, uint32_t *length, uint32_t *groups)
{
	struct runs r = { .hash = MAP_HASH_START };
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x80) {
			r = (struct runs){ .hash = MAP_HASH_START };
			runs_of_tokens(&r, s);
			break;
		}
		if (is_digit((char)c) || (unsigned)(c | 0x20) - 'a' < 26u) {
			runs_add(&r, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
		} else {
			runs_end(&r);
		}
	}
	runs_end(&r);
	runs_nought(&r);
	*figures = r.figures;
	*length = r.length;
	*groups = r.groups;
	return r.length > 0 ? salted(SALT_REFERENCE, r.hash) : 0;
}

uint64_t archive_matter_reference_key(struct span s)
{
	bool figures;
	uint32_t length, groups;
	return reference_key(s, &figures, &length, &groups);
}

/* --- subjects, read once --- */

struct subject {
	struct span text;
	struct { const char *from, *to; bool stop; } aside[SUBJECT_WORDS];
	uint32_t n_aside;
	const struct archive *a;
	uint32_t letter;
	struct span ends[4];		/* hashes of the words of the parties' names */
	uint32_t n_ends;
};

struct take { struct subject *s; const struct know *k; };

static bool take_aside(void *user, know_index phrase, struct span written)
{
	struct take *t = user;
	struct subject *s = t->s;
	if (s->n_aside < SUBJECT_WORDS) {
		s->aside[s->n_aside].from = written.p;
		s->aside[s->n_aside].to = span_end(written);
		s->aside[s->n_aside++].stop = strcmp(know_str(t->k, know_phrase(t->k, phrase)->value), "stop") == 0;
	}
	return s->n_aside < SUBJECT_WORDS;
}

/* Hashes of the words of names, worked out once. */
static void read_names(struct archive_matters *m)
{
	const struct archive_end *ends = (const struct archive_end *)(const void *)m->a->ends.p;
	m->name_words = ARENA_NEWS(&m->names, struct span, m->a->word.n);
	for (size_t i = 0; i < m->a->ends.n / sizeof *ends; i++) {
		struct span *words = &m->name_words[ends[i].name];
		if (words->p == NULL) {
			VEC(uint64_t) hashes = { 0 };
			struct span text = span_str(archive_word(m->a, ends[i].name));
			*vec_push(&m->names, &hashes) = 0;
			for (struct token t; token_next(&text, &t);) {
				*vec_push(&m->names, &hashes) = t.hash;
			}
			*words = span_of((const char *)hashes.v, hashes.n);
		}
	}
}

static void note_ends(const struct archive_matters *m, struct subject *s)
{
	const struct archive_item *item = archive_item(s->a, s->letter);
	const struct archive_end *ends = archive_ends(s->a, s->letter);
	uint32_t most = (uint32_t)item->senders + item->recipients;
	for (uint32_t i = 0; i < most && i < 4; i++) {
		s->ends[s->n_ends++] = m->name_words[ends[i].name];
	}
}

static bool is_of_ends(const struct subject *s, uint64_t hash)
{
	for (uint32_t i = 0; i < s->n_ends; i++) {
		const uint64_t *hashes = (const uint64_t *)(const void *)s->ends[i].p;
		for (size_t j = 0; j < s->ends[i].n; j++) {
			if (hashes[j] == hash) {
				return true;
			}
		}
	}
	return false;
}

/* Years and days: "1900" next to "dwellings" is a term of its own. */
static bool is_dateish(const struct token *t)
{
	size_t n = strlen(t->folded);
	bool century = n == 4 && (strncmp(t->folded, "19", 2) == 0 || strncmp(t->folded, "20", 2) == 0);
	return strspn(t->folded, "0123456789") == n && (n <= 2 || century);
}

/* 0 nothing, 1 says little, 2 says something */
static int word_says(const struct subject *s, const struct token *t)
{
	for (uint32_t i = 0; i < s->n_aside; i++) {
		if (t->written.p >= s->aside[i].from && t->written.p < s->aside[i].to) {
			return s->aside[i].stop ? 0 : 1;
		}
	}
	if (is_of_ends(s, t->hash)) {
		return 1;
	}
	return strlen(t->folded) < 2 ? 0 : is_dateish(t) ? 1 : 2;
}

static int number_order(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

static uint32_t subject_words(const struct archive_matters *m, const struct know *know, struct subject *s, uint32_t words[SUBJECT_WORDS])
{
	uint32_t n = 0, kept = 0;
	struct take take = { s, know };
	if (m->class_ != KNOW_NONE) {
		know_phrases_scan(know, m->class_, s->text, take_aside, &take);
	}
	note_ends(m, s);
	struct span rest = s->text;
	for (struct token t; n < SUBJECT_WORDS && token_next(&rest, &t);) {
		int says = word_says(s, &t);
		if (says > 0) {
			words[n++] = (uint32_t)(t.hash ^ t.hash >> 32) >> 1 | (says == 1 ? PLAIN : 0);
		}
	}
	qsort(words, n, sizeof *words, number_order);
	for (uint32_t i = 0; i < n; i++) {
		if (kept == 0 || words[kept - 1] != words[i]) {
			words[kept++] = words[i];
		}
	}
	return kept;
}

/* Where a desk of four times the usual traffic has a letter on one day in sixteen or more, that a letter came on the day that
 * somebody names is no proof that it is meant. */
#define DESK_DAYS (4 * 16)

static uint16_t day_weight(struct archive_matters *m)
{
	uint8_t *seen = ARENA_NEWS(&m->names, uint8_t, m->a->word.n);
	int32_t first = DAY_MAX, last = DAY_MIN;
	uint64_t desks = 1;
	for (uint32_t i = 0; i < m->a->n; i++) {
		const struct archive_item *item = archive_item(m->a, i);
		uint32_t to = item->recipients > 0 ? archive_ends(m->a, i)[item->senders].desk : 0;
		desks += to != 0 && !seen[to];
		seen[to] = 1;
		first = item->date.first > DAY_MIN && item->date.first < first ? item->date.first : first;
		last = item->date.last < DAY_MAX && item->date.last > last ? item->date.last : last;
	}
	uint64_t days = last > first + 365 ? (uint64_t)(last - first) : 365;
	return (uint64_t)m->a->n * DESK_DAYS <= desks * days ? ENOUGH : WEIGHT_DAY;
}

struct reading {		/* of subjects */
	struct archive_matters *m;
	struct subjects { struct buf words, ends; } *runs;	/* ends: where each letter's do, of the run's */
	struct know **know;	/* of each thread, which notes in it what it reads; NULL: not yet made */
};

static void read_run(void *user, unsigned thread, uint32_t run)
{
	struct reading *r = user;
	const struct archive *a = r->m->a;
	struct subjects *out = &r->runs[run];
	if (r->know[thread] == NULL && a->know != NULL) {
		r->know[thread] = know_share(a->know);
	}
	for (uint32_t i = run * ARCHIVE_RUN, end = archive_run_end(a, run); i < end; i++) {
		uint32_t words[SUBJECT_WORDS];
		struct subject s = { .text = span_str(archive_subject(a, i)), .a = a, .letter = i };
		buf_add(&out->words, (const char *)words, s.text.n > 0 ? subject_words(r->m, r->know[thread], &s, words) * sizeof *words : 0);
		uint32_t at = (uint32_t)(out->words.n / sizeof *words);
		buf_add(&out->ends, (const char *)&at, sizeof at);
	}
}

static bool take_run(void *user, uint32_t run)
{
	struct reading *r = user;
	struct subjects *s = &r->runs[run];
	const uint32_t *ends = (const uint32_t *)(const void *)s->ends.p;
	uint32_t before = (uint32_t)(r->m->words.n / sizeof *ends);
	for (size_t i = 0; i < s->ends.n / sizeof *ends; i++) {
		uint32_t at = before + ends[i];
		buf_add(&r->m->first, (const char *)&at, sizeof at);
	}
	buf_add(&r->m->words, s->words.p, s->words.n);
	buf_release(&s->words);
	buf_release(&s->ends);
	return true;
}

void archive_matters_begin(struct archive_matters *m, const struct archive *a)
{
	uint32_t first = 0;
	*m = (struct archive_matters){ .a = a };
	arena_init(&m->scratch, 0);
	arena_init(&m->names, 0);
	m->class_ = a->know != NULL ? know_phrase_class(a->know, "matter") : KNOW_NONE;
	read_names(m);
	struct reading r = { m, ARENA_NEWS(&m->names, struct subjects, archive_runs(a) + 1u), ARENA_NEWS(&m->names, struct know *, a->options.jobs) };
	buf_add(&m->first, (const char *)&first, sizeof first);
	archive_spread(a, archive_runs(a), read_run, take_run, &r);
	for (uint32_t i = 0; i < a->options.jobs; i++) {
		know_free(r.know[i]);
	}
	m->day_weight = day_weight(m);
	arena_release(&m->names);
	m->name_words = NULL;
}

void archive_matters_end(struct archive_matters *m)
{
	buf_release(&m->words);
	buf_release(&m->first);
	arena_release(&m->scratch);
}

struct archive_matters archive_matters_view(const struct archive_matters *m)
{
	struct archive_matters view = *m;
	arena_init(&view.scratch, 0);
	return view;
}

void archive_matters_view_end(struct archive_matters *view)
{
	arena_release(&view->scratch);
}

/* --- keys --- */

struct keys {
	struct archive_matter *out;
	uint32_t n;
};

static void key_add(struct keys *k, uint64_t key, enum archive_matter_kind kind, unsigned side, uint32_t weight, uint32_t at)
{
	if (key != 0 && k->n < ARCHIVE_MATTERS) {
		k->out[k->n++] = (struct archive_matter){ key, (uint16_t)weight, (uint8_t)kind, (uint8_t)side, (uint16_t)at };
	}
}

/* Messages and letters between bodies of the registry answer what they point to; editions of letters of people point to the next. */
static uint32_t pointer_weight(const struct archive *a, uint32_t letter, const char *id)
{
	const struct archive_item *item = archive_item(a, letter);
	bool registered = a->know == NULL || strchr(id, '@') != NULL;
	for (uint32_t i = 0; i < item->senders && !registered; i++) {
		const char *party = archive_word(a, archive_ends(a, letter)[i].party);
		registered = strstr(party, "://") == NULL && know_agent_find(a->know, span_str(party)) != KNOW_NONE;
	}
	return registered ? ENOUGH : WEIGHT_POINTER;
}

static void key_ids(struct keys *k, const struct archive *a, uint32_t letter, const struct archive_item *item, const struct archive_texts *t)
{
	if (t->message_id[0] != '\0') {
		key_add(k, archive_matter_id_key(span_str(t->message_id)), MATTER_ID, MATTER_OWN, ENOUGH, 0);
	}
	for (uint16_t i = 0; i < item->answers_ids && i < 8; i++) {
		key_add(k, archive_matter_id_key(span_str(t->answers_ids[i])), MATTER_ID, MATTER_TOLD, pointer_weight(a, letter, t->answers_ids[i]), i);
	}
	for (uint16_t i = 0; i < item->answered_by && i < 8; i++) {
		key_add(k, archive_matter_id_key(span_str(t->answered_by[i])), MATTER_ID, MATTER_NEXT, pointer_weight(a, letter, t->answered_by[i]), i);
	}
}

static void key_reference(struct keys *k, const char *text, unsigned side, uint32_t at)
{
	bool figures;
	uint32_t length, groups;
	uint64_t key = reference_key(span_str(text), &figures, &length, &groups);
	bool parted = !figures && groups > 1 && length >= PARTED_LENGTH;
	uint32_t weight = parted ? ARCHIVE_MATTER_PARTED : !figures || length < 3 ? WEIGHT_LETTERS : length < REFERENCE_LONG ? ENOUGH : ARCHIVE_MATTER_UNIQUE;
	key_add(k, key, MATTER_REFERENCE, side, weight, at);
}

static void key_references(struct keys *k, const struct archive_item *item, const struct archive_texts *t)
{
	for (uint16_t i = 0; i < item->our_refs && i < 4; i++) {
		key_reference(k, t->our_refs[i], MATTER_OWN, i);
	}
	for (uint16_t i = 0; i < item->your_refs && i < 4; i++) {
		key_reference(k, t->your_refs[i], MATTER_TOLD, i);
	}
	for (uint16_t i = 0; i < item->cited && i < 14; i++) {
		if (t->cited[i].reference[0] != '\0') {
			key_reference(k, t->cited[i].reference, MATTER_TOLD, 4u + i);
		}
	}
}

static uint64_t date_key(uint64_t salt, const char *party, struct when date)
{
	return party[0] != '\0' && date.first == date.last ? salted(salt + (uint64_t)(uint32_t)date.first * 64, map_hash(party, strlen(party))) : 0;
}

/* Of the month in which the date lies; 0: it is longer. */
static uint64_t month_key(uint64_t salt, const char *party, struct when date)
{
	if (party[0] == '\0' || date.first <= DAY_MIN || date.last >= DAY_MAX || date.last - date.first > 30) {
		return 0;
	}
	struct date first = date_of_day(date.first), last = date_of_day(date.last);
	uint64_t month = (uint64_t)(uint32_t)(first.year * 12 + first.month);
	return first.month == last.month ? salted(salt + month * 64, map_hash(party, strlen(party))) : 0;
}

uint64_t archive_matter_date_key(const char *author, struct when date)
{
	return date_key(SALT_FROM, author, date);
}

uint64_t archive_matter_cited_key(const char *author, struct when date)
{
	return date.first == date.last ? date_key(SALT_FROM, author, date) : month_key(SALT_MONTH, author, date);
}

uint64_t archive_matter_person_key(const char *surname, struct when date)
{
	return date_key(SALT_PERSON, surname, date);
}

/* Months of a time that is told as "in the spring". */
#define MONTHS_MOST 4

/* The first day of each month of what is no day; how many. */
static uint32_t months_of(struct when date, struct when months[MONTHS_MOST])
{
	uint32_t n = 0;
	bool day = date.first == date.last, open = date.first <= DAY_MIN || date.last >= DAY_MAX || date.last - date.first > 31 * MONTHS_MOST;
	for (struct date d = open ? (struct date){ 0, 0, 0 } : date_of_day(date.first); !day && !open && n < MONTHS_MOST; n++) {
		months[n] = date_when((struct date){ .year = d.year, .month = d.month });
		if (months[n].last >= date.last) {
			return n + 1;
		}
		d.year = (int16_t)(d.year + d.month / 12);
		d.month = (uint8_t)(d.month % 12 + 1);
	}
	return n;
}

/* Of a letter known by who signed it, whoever he was with then. */
static void key_people(struct keys *k, const struct archive *a, uint32_t letter, const struct archive_item *item, const struct archive_texts *t)
{
	const struct archive_end *ends = archive_ends(a, letter);
	for (uint32_t i = 0; i < item->signed_by; i++) {
		key_add(k, date_key(SALT_PERSON, t->signed_by[i], item->date), MATTER_PERSON, MATTER_OWN, ENOUGH, i);
		key_add(k, month_key(SALT_PERSON_MONTH, t->signed_by[i], item->date), MATTER_PERSON, MATTER_OWN, WEIGHT_PERSON_MONTH, i);
	}
	for (uint16_t c = 0; c < item->cited && c < 14; c++) {
		const struct letter_cited *cited = &t->cited[c];
		struct when months[MONTHS_MOST];
		uint32_t n = cited->person[0] != '\0' ? months_of(cited->date, months) : 0;
		key_add(k, date_key(SALT_PERSON, cited->person, cited->date), MATTER_PERSON, MATTER_TOLD, ENOUGH, c);
		for (uint32_t i = 0; i < n; i++) {
			key_add(k, month_key(SALT_PERSON_MONTH, cited->person, months[i]), MATTER_PERSON, MATTER_TOLD, WEIGHT_PERSON_MONTH, c);
			bool told = n == 1 || cited->author[0] != '\0' || item->senders == 0;	/* as below */
			key_add(k, told ? 0 : month_key(SALT_MONTH_TO, archive_word(a, ends[0].party), months[i]), MATTER_DATE, MATTER_TOLD, WEIGHT_MONTH_DAY, c);
		}
	}
}

/* A letter is cited by its date and who wrote it; where nobody says who wrote it, by whom it came to. */
static void key_dates(struct keys *k, const struct archive_matters *m, uint32_t letter, const struct archive_item *item, const struct archive_texts *t)
{
	const struct archive *a = m->a;
	const struct archive_end *ends = archive_ends(a, letter);
	uint32_t both = (uint32_t)item->senders + item->recipients;
	for (uint32_t i = 0; i < both && i < 6; i++) {
		key_add(k, date_key(i < item->senders ? SALT_FROM : SALT_TO, archive_word(a, ends[i].party), item->date), MATTER_DATE, MATTER_OWN, ENOUGH, i);
		key_add(k, month_key(i < item->senders ? SALT_MONTH : SALT_MONTH_TO, archive_word(a, ends[i].party), item->date), MATTER_DATE, MATTER_OWN, WEIGHT_MONTH, i);
	}
	for (uint16_t c = 0; c < item->cited && c < 14; c++) {
		const struct letter_cited *cited = &t->cited[c];
		if (cited->author[0] != '\0') {
			key_add(k, date_key(SALT_FROM, cited->author, cited->date), MATTER_DATE, MATTER_TOLD, ENOUGH, c);
			bool day = cited->date.first == cited->date.last;
			key_add(k, day ? 0 : month_key(SALT_MONTH, cited->author, cited->date), MATTER_DATE, MATTER_TOLD, WEIGHT_MONTH, c);
		}
		for (uint32_t i = 0; i < item->senders && i < 2 && cited->author[0] == '\0'; i++) {
			key_add(k, date_key(SALT_TO, archive_word(a, ends[i].party), cited->date), MATTER_DATE, MATTER_TOLD, cited->answered ? ENOUGH : m->day_weight, c);
			key_add(k, cited->date.first == cited->date.last ? 0 : month_key(SALT_MONTH_TO, archive_word(a, ends[i].party), cited->date), MATTER_DATE, MATTER_TOLD, WEIGHT_MONTH_DAY, c);
		}
	}
}

static uint64_t key_subject(struct keys *k, const struct archive_matters *m, uint32_t letter)
{
	const uint32_t *first = (const uint32_t *)(const void *)m->first.p, *words = (const uint32_t *)(const void *)m->words.p;
	uint64_t whole = 0;
	uint32_t says = 0, n = first[letter + 1] - first[letter];
	for (uint32_t i = 0; i < n; i++) {
		uint32_t word = words[first[letter] + i];
		bool plain = (word & PLAIN) != 0;
		whole += salted(SALT_SUBJECT, word & ~PLAIN);	/* a sum: their order says nothing */
		says += !plain;
		key_add(k, salted(SALT_WORD, word & ~PLAIN), MATTER_WORD, MATTER_OWN, plain ? WEIGHT_PLAIN : WEIGHT_WORD, i);
	}
	uint32_t weight = says >= 2 ? ENOUGH : says == 1 ? WEIGHT_SUBJECT_ONE : WEIGHT_SUBJECT_PLAIN;
	key_add(k, n > 0 ? salted(SALT_SUBJECT, whole) : 0, MATTER_SUBJECT, MATTER_OWN, weight, 0);
	return n > 0 ? whole : 0;
}

/* Of "38 vehicles", "1 2 hectares", "900 services": one or two figures that say something. */
static bool is_of_few(const char *term)
{
	uint32_t digits = 0, noughts = 0;
	for (const char *p = term; is_digit(*p) || *p == ' '; p++) {
		digits += *p != ' ';
		noughts = *p == '0' ? noughts + 1 : *p == ' ' ? noughts : 0;
	}
	return digits > 0 && (digits < 3 || (digits == 3 && noughts == 2));
}

static uint32_t term_weight(const char *term)
{
	uint32_t words = 1;
	bool figures = false;
	for (const char *p = term; *p != '\0'; p++) {
		words += *p == ' ' && p[1] != '\0';
		figures = figures || is_digit(*p);
	}
	if (words == 2 && is_digit(term[0]) && span_ends(span_str(term), " pounds")) {
		return WEIGHT_MONEY;
	}
	if (is_of_few(term)) {
		return WEIGHT_FEW;
	}
	return (figures && (words > 1 || (is_digit(term[0]) && strlen(term) >= LONG_FIGURE))) || words > 2 ? ENOUGH : words == 2 ? WEIGHT_NAMES : WEIGHT_NAME;
}

uint64_t archive_matter_term_key(const char *term)
{
	return salted(SALT_TERM, map_hash(term, strlen(term)));
}

static void key_terms(struct keys *k, const struct archive_item *item, const struct archive_texts *t, uint64_t subject)
{
	for (uint16_t i = 0; i < item->terms && i < 32; i++) {
		uint64_t hash = map_hash(t->terms[i], strlen(t->terms[i]));
		key_add(k, archive_matter_term_key(t->terms[i]), MATTER_TERM, MATTER_OWN, term_weight(t->terms[i]), i);
		if (subject != 0 && i < TERMS_WITH_SUBJECT) {
			key_add(k, salted(SALT_BOTH, hash ^ subject), MATTER_BOTH, MATTER_OWN, ENOUGH, i);
		}
	}
}

uint32_t archive_matters_of(struct archive_matters *m, uint32_t letter, struct archive_matter *out, struct archive_texts *t)
{
	const struct archive_item *item = archive_item(m->a, letter);
	struct keys k = { out, 0 };
	arena_clear(&m->scratch);
	*t = archive_texts(m->a, letter, &m->scratch);
	key_ids(&k, m->a, letter, item, t);
	key_references(&k, item, t);
	key_dates(&k, m, letter, item, t);
	key_people(&k, m->a, letter, item, t);
	key_terms(&k, item, t, key_subject(&k, m, letter));
	return k.n;
}

const char *archive_matter_words(const struct archive_texts *t, const struct archive_matter *k)
{
	switch ((enum archive_matter_kind)k->kind) {
	case MATTER_ID:
		return k->side == MATTER_OWN ? t->message_id : k->side == MATTER_TOLD ? t->answers_ids[k->at] : t->answered_by[k->at];
	case MATTER_REFERENCE:
		return k->side == MATTER_OWN ? t->our_refs[k->at] : k->at < 4 ? t->your_refs[k->at] : t->cited[k->at - 4].reference;
	case MATTER_TERM: case MATTER_BOTH:
		return t->terms[k->at];
	case MATTER_SUBJECT: case MATTER_WORD:
		return t->subject;
	case MATTER_DATE: case MATTER_PERSON:
		break;
	}
	return "";
}
