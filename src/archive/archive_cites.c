/* archive_cites.c - letters that a text speaks of without a label: "(SNC/P2LP/AV/1, 19 February 2018)"; DESIGN section 7.
 *
 * In: the words of a letter. Out: its record's cited letters beyond those that extract/ found behind "your letter of": references by their
 * shape, and days in a sentence that speaks of letters (rules/reading/matters.xml, class "letter-word"), with who else is named there
 * as their author. Of "your letter PP/12" it is said that it is answered. Whether there is such a letter is left to archive_link.c: what looks like a reference
 * and is none is nobody's own.
 *
 * A reference is a run of groups of capitals and figures with a stroke, hyphen, full stop or a space between, with figures in it, or of
 * strokes alone; a postal code or a road is too short to be one. Cost: a look at each word's flags; the rest for the few that have them.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_cites.h"
#include "archive/archive_ring.h"

#include <ctype.h>
#include <stdlib.h>

/* Cited letters of one text, with those that extract/ found. */
#define CITES 14u
#define REFERENCE_WORDS 10u
#define REFERENCE_BYTES 48u
/* Letters and figures of the shortest reference. */
#define REFERENCE_LEAST 5u
/* Words between brackets with a day: "(Windsor and Maidenhead, 18 July". */
#define BRACKET_WORDS 7u
/* Words of "your own letter of reference". */
#define YOURS_WORDS 5u
/* Bytes around a cited letter in which its author may stand. */
#define NEAR 240u
/* Letters of the longest title with a full stop behind it: "Cllr." */
#define TITLE_BYTES 4u

static const char *const class_names[] = { "day-word", "whose-letter", "title", "particle", "anybodys-name", "its-letter" };	/* ORDER: in archive_cites.h */
_Static_assert(sizeof class_names / sizeof *class_names == CITES_CLASSES, "a name a class");

/* --- where it stands --- */

#define BEGINS (ARCHIVE_SENTENCE | ARCHIVE_BLOCK)

/* Does a sentence begin with the word, which looks as if? Not behind "Mr." nor "J.". */
static bool begins_sentence(const struct cites *c, uint32_t i)
{
	const struct archive_word *word = &c->w->word[i], *last = word - 1;
	uint32_t used;
	if (i == 0 || (word->flags & ARCHIVE_BLOCK)) {
		return true;
	}
	bool dot = last->p + last->n + 2 == word->p && last->p[last->n] == '.' && (last->flags & ARCHIVE_CAPITAL) && last->n <= TITLE_BYTES;
	return !dot || (last->n > 1 && (c->classes[CITES_TITLES] == KNOW_NONE || know_phrase_words(c->w->know, c->classes[CITES_TITLES], &c->w->hash[i - 1], 1, &used) == KNOW_NONE));
}

struct span archive_cites_sentence(const struct cites *c, uint32_t at, uint32_t *from, uint32_t *to)
{
	const struct archive_word *word = c->w->word;
	*from = at;
	*to = at + 1;
	while (*from > 0 && !((word[*from].flags & BEGINS) && begins_sentence(c, *from)) && word[at].p - word[*from].p < (ptrdiff_t)NEAR) {
		--*from;
	}
	while (*to < c->w->n && !((word[*to].flags & BEGINS) && begins_sentence(c, *to)) && word[*to].p - word[at].p < (ptrdiff_t)NEAR) {
		++*to;
	}
	return span_of(word[*from].p, (size_t)(word[*to - 1].p + word[*to - 1].n - word[*from].p));
}

bool archive_cites_letter(const struct cites *c, uint32_t at)
{
	uint32_t used;
	return (c->w->word[at].flags & ARCHIVE_MAY_LETTER) && know_phrase_words(c->w->know, c->letters, &c->w->hash[at], c->w->n - at, &used) != KNOW_NONE;
}

/* --- whose it is --- */

static bool is_writer(const struct letter_record *r, const char *id)
{
	for (uint32_t i = 0; i < r->parties.n; i++) {
		if (r->parties.v[i].role == LETTER_SENDER && strcmp(r->parties.v[i].id, id) == 0) {
			return true;
		}
	}
	return false;
}

#define BEARERS 8u

static uint32_t bearers_of(const struct know *k, const struct know_hit *hit, bool weak, know_agent bearers[BEARERS])
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < hit->n_names; i++) {
		const struct know_name *name = know_name(k, hit->names[i]);
		bool counts = ((name->flags & KNOW_NAME_WEAK) != 0) == weak;
		for (uint32_t j = 0; counts && j < name->agents.n && n < BEARERS; j++) {
			bearers[n++] = know_item(k, name->agents, j);
		}
	}
	return n;
}

/* Who alone bore the name then; weak names count when there are no others. NULL: several, or nobody. */
static const char *only_agent(const struct know *k, const struct know_hit *hit, struct when then)
{
	know_agent bearers[BEARERS];
	uint32_t n = bearers_of(k, hit, false, bearers);
	n = n > 0 ? n : bearers_of(k, hit, true, bearers);
	return n < BEARERS ? archive_record_alive(k, bearers, n, then) : NULL;
}

/* "the City" is London's by name, and in a letter the writer's neighbour: rules/reading/uncounted.xml, class "anybodys-name". */
static bool is_anybodys(const struct cites *c, const struct know_hit *hit)
{
	struct span all;
	return c->classes[CITES_ANYBODYS] != KNOW_NONE && know_phrase_at(c->l->know, c->classes[CITES_ANYBODYS], hit->core, &all) != KNOW_NONE && all.n == hit->core.n;
}

/* The sentence as long as it is, with spaces for what makes a name an owner's: "Mendip's letter". Itself when there is none: its words are known. */
static const char *without_owners(struct arena *a, struct span s)
{
	char *text = NULL;
	if (memchr(s.p, '\'', s.n) == NULL && memchr(s.p, '\xe2', s.n) == NULL) {
		return s.p;
	}
	for (size_t i = 1; i < s.n; i++) {
		size_t mark = s.p[i] == '\'' ? 1 : s.p[i] == '\xe2' && s.n - i > 2 && memcmp(s.p + i, "\xe2\x80\x99", 3) == 0 ? 3 : 0;
		bool ends = mark > 0 && i + mark < s.n && s.p[i + mark] == 's' && (i + mark + 1 == s.n || !isalnum((unsigned char)s.p[i + mark + 1]));
		if (ends) {
			text = text != NULL ? text : arena_strn(a, s.p, s.n);
			memset(text + i, ' ', mark + 1);
		}
	}
	return text != NULL ? text : s.p;
}

static bool take_body(void *user, const struct know_hit *hit)
{
	struct cites_bodies *b = user;
	b->hit[b->n++] = *hit;
	return b->n < CITES_BODIES;
}

static void find_bodies(const struct cites *c, uint32_t at, struct cites_bodies *b)
{
	struct span sentence = archive_cites_sentence(c, at, &b->from, &b->to);
	b->n = 0;
	b->written = sentence.p;
	b->sentence = span_of(without_owners(c->arena, sentence), sentence.n);
	know_names_scan(c->l->know, &b->sentence, 1, take_body, b);
}

/* March is a town, too. */
static bool is_month(const struct cites *c, const struct know_hit *hit)
{
	struct span month;
	return know_phrase_at(c->l->know, c->months, hit->core, &month) != KNOW_NONE && month.n == hit->core.n;
}

/* Who is named just behind the word, the last before it, or the first after it: without a doubt and does not write himself. March is a town, and a
 * month; and a person may have the name of a town. p: who is known to have written; or NULL. */
static const char *author_of(const struct cites *c, uint32_t at, const struct cites_bodies *b, const struct cites_person *p)
{
	const struct archive_word *words = c->w->word;
	uint32_t last = at + 1 < c->w->n && archive_word_is_year(&words[at + 1]) ? at + 1 : at;
	if (b->n == 0) {
		return "";
	}
	const char *id = "", *begins = b->sentence.p + (words[at].p - b->written), *behind = b->sentence.p + (words[last].p + words[last].n - b->written);
	const char *from = p != NULL && p->surname[0] != '\0' ? b->sentence.p + (words[p->first].p - b->written) : behind;
	const char *to = p != NULL && p->surname[0] != '\0' ? b->sentence.p + (words[p->at].p + words[p->at].n - b->written) : begins;
	for (uint32_t i = 0; i < b->n; i++) {
		const struct know_hit *hit = &b->hit[i];
		const char *one = only_agent(c->l->know, hit, c->r->date);
		if (one != NULL && !is_month(c, hit) && !(hit->core.p >= from && span_end(hit->core) <= to) && !is_writer(c->r, one) && !is_anybodys(c, hit)) {
			bool before = hit->core.p < begins, next = hit->written.p >= begins && hit->written.p <= behind + 1;
			id = before || next || id[0] == '\0' ? one : id;
			if (next) {
				break;
			}
		}
	}
	return id;
}

static const char *author_beside(const struct cites *c, uint32_t at)
{
	struct cites_bodies b;
	if (!c->registered) {
		return "";
	}
	find_bodies(c, at, &b);
	return arena_str(c->arena, author_of(c, at, &b, NULL));
}

/* --- days --- */

static uint32_t number_of(const struct archive_word *word, uint32_t *digits)
{
	uint32_t n = 0, i = 0;
	while (i < word->n && i < 4 && word->p[i] >= '0' && word->p[i] <= '9') {
		n = n * 10 + (uint32_t)(word->p[i++] - '0');
	}
	*digits = i;
	return n;
}

/* "thirteenth", "twenty-first", the last word of it at i; 0: no day. */
static uint32_t day_in_words(const struct cites *c, uint32_t i)
{
	for (uint32_t n = 2, used; n > 0 && c->classes[CITES_DAYS] != KNOW_NONE; n--) {
		know_index day = i + 1 < n ? KNOW_NONE : know_phrase_words(c->w->know, c->classes[CITES_DAYS], &c->w->hash[i + 1 - n], n, &used);
		if (day != KNOW_NONE && used == n) {
			return (uint32_t)atoi(know_str(c->w->know, know_phrase(c->w->know, day)->value));
		}
	}
	return 0;
}

/* "2 March 2015", "the 2nd of March" (of the year before the letter's day), "the second of March", with the month at i. */
static bool day_at(const struct cites *c, uint32_t i, struct when *on)
{
	const struct archive_word *words = c->w->word;
	uint32_t at = i > 1 && !(words[i - 1].flags & ARCHIVE_DIGIT) && words[i - 1].n == 2 ? i - 2 : i - 1;
	uint32_t used, digits = 0, day = i > 0 ? number_of(&words[at], &digits) : 0;
	bool figures = digits > 0 && digits < 3 && words[at].n <= digits + 2;
	if (i > 0 && digits == 0) {
		day = day_in_words(c, at);
	}
	bool within = i > 0 && digits > 0 && (words[at].flags & ARCHIVE_JOINED);	/* a reference: "TDC/FP/12/Mar/9" */
	if (day == 0 || within || (digits > 0 && !figures) || (words[i].flags & ARCHIVE_SENTENCE)) {
		return false;
	}
	know_index month = know_phrase_words(c->w->know, c->months, &c->w->hash[i], 1, &used);
	if (month == KNOW_NONE) {
		return false;
	}
	struct date d = { .month = (uint8_t)atoi(know_str(c->w->know, know_phrase(c->w->know, month)->value)), .day = (uint8_t)day };
	if (i + 1 < c->w->n && archive_word_is_year(&words[i + 1]) && !(words[i + 1].flags & ARCHIVE_SENTENCE)) {
		d.year = (int16_t)number_of(&words[i + 1], &digits);
	} else if (c->r->date.last < DAY_MAX && c->r->date.last > DAY_MIN) {
		struct date own = date_of_day(c->r->date.last);
		d.year = own.year;
		d.year = (int16_t)(date_valid(d) && date_first(d) > c->r->date.last ? own.year - 1 : own.year);
	}
	if (d.year == 0 || !date_valid(d)) {
		return false;
	}
	*on = date_when(d);
	return !when_known(c->r->date) || on->first <= c->r->date.last;
}

/* "March 2, 2015", "March 2nd", with the month at i. */
static bool month_first_at(const struct cites *c, uint32_t i, struct when *on)
{
	const struct archive_word *w = &c->w->word[i];
	uint32_t digits = 0, day = i + 1 < c->w->n ? number_of(&w[1], &digits) : 0, used;
	bool figure = digits > 0 && digits < 3 && w[1].n == digits, ordinal = digits > 0 && digits < 3 && w[1].n == digits + 2;
	if (!(figure || ordinal) || ((w[0].flags | w[1].flags) & ARCHIVE_JOINED) || (w[1].flags & ARCHIVE_SENTENCE)) {
		return false;
	}
	bool year = i + 2 < c->w->n && archive_word_is_year(&w[2]) && !(w[2].flags & (ARCHIVE_SENTENCE | ARCHIVE_JOINED));
	know_index month = know_phrase_words(c->w->know, c->months, &c->w->hash[i], 1, &used);
	if (month == KNOW_NONE || !(year || (ordinal && when_known(c->r->date)))) {
		return false;
	}
	struct date d = { .month = (uint8_t)atoi(know_str(c->w->know, know_phrase(c->w->know, month)->value)), .day = (uint8_t)day };
	struct date own = c->r->date.last < DAY_MAX && c->r->date.last > DAY_MIN ? date_of_day(c->r->date.last) : d;
	d.year = year ? (int16_t)number_of(&w[2], &digits) : own.year;
	if (!year && date_valid(d) && date_first(d) > c->r->date.last) {
		d.year--;
	}
	*on = d.year != 0 && date_valid(d) ? date_when(d) : WHEN_UNKNOWN;
	return when_known(*on) && (!when_known(c->r->date) || on->first <= c->r->date.last);
}

/* A day, in whatever way it is written, of which the word at i is the month, or the first figure. */
static bool any_day_at(const struct cites *c, uint32_t i, struct when *on)
{
	uint32_t flags = c->w->word[i].flags;
	if (flags & ARCHIVE_MAY_MONTH) {
		return (i > 0 && day_at(c, i, on)) || month_first_at(c, i, on);
	}
	struct date d;
	if (!(flags & ARCHIVE_FIGURE) || !archive_words_date(c->w, i, &d)) {
		return false;
	}
	*on = date_when(d);
	return !when_known(c->r->date) || on->first <= c->r->date.last;
}

/* Is a word that may be one for a letter as near as a sentence reaches, see archive_cites_sentence()? In most places there is none. */
static bool may_speak(const struct cites *c, uint32_t at)
{
	const struct archive_words *w = c->w;
	const struct archive_word *here = &w->word[at];
	uint32_t low = 0, high = w->n_letters;
	while (low < high) {	/* the first that stands there or behind; nearer than it is at most the one before */
		uint32_t middle = low + (high - low) / 2;
		if (w->letters[middle] < at) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return (low > 0 && here->p - w->word[w->letters[low - 1] + 1].p < (ptrdiff_t)NEAR) ||
	    (low < w->n_letters && w->word[w->letters[low]].p - here->p < (ptrdiff_t)NEAR);
}

/* Does the sentence of a word speak of letters? */
static bool speaks_of_letters(const struct cites *c, uint32_t at)
{
	uint32_t from, to;
	if (!may_speak(c, at)) {
		return false;
	}
	archive_cites_sentence(c, at, &from, &to);
	while (from < to && !archive_cites_letter(c, from)) {
		from++;
	}
	return from < to;
}

/* Stands the day whose month is at i by itself, or behind a name, between brackets: "Ryedale (14 May 2012)", "(Dacorum, 18 July 2017)"? */
static bool is_bracketed(const struct cites *c, uint32_t i)
{
	const struct archive_words *w = c->w;
	uint32_t last = i + 1 < w->n && archive_word_is_year(&w->word[i + 1]) ? i + 1 : i, from = i;
	const char *end = w->word[last].p + w->word[last].n;
	bool closed = last + 1 < w->n ? end < w->word[last + 1].p && *end == ')' : false;
	while (closed && from > 0 && i - from < BRACKET_WORDS && !(w->word[from].flags & ARCHIVE_SENTENCE)) {
		from--;
		if (w->word[from].p > w->word[0].p && w->word[from].p[-1] == '(') {
			bool of_date = i - from <= 2, of_name = (w->word[from].flags & ARCHIVE_CAPITAL) != 0;
			return of_date || of_name;
		}
	}
	return false;
}

/* Do two people write, or is one of them not named? */
static bool are_two(const char *x, const char *y)
{
	return x[0] != '\0' && y[0] != '\0' && strcmp(x, y) != 0;
}

static void put_cite(const struct cites *c, const struct letter_cited *cite)
{
	for (uint32_t i = 0; i < c->r->cited.n; i++) {
		struct letter_cited *other = &c->r->cited.v[i];
		bool day = when_known(cite->date) && other->date.first == cite->date.first && other->date.last == cite->date.last;
		bool same = cite->reference[0] != '\0' && archive_matter_reference_key(span_str(other->reference)) == archive_matter_reference_key(span_str(cite->reference));
		bool apart = (cite->reference[0] != '\0' && other->reference[0] != '\0' && !same) || are_two(cite->person, other->person);
		if ((day && !apart) || same) {
			other->date = when_known(other->date) ? other->date : cite->date;
			other->reference = other->reference[0] != '\0' ? other->reference : cite->reference;
			other->author = other->author[0] != '\0' ? other->author : cite->author;
			other->person = other->person[0] != '\0' ? other->person : cite->person;
			other->answered = other->answered || cite->answered;
			return;
		}
	}
	if (c->r->cited.n < CITES) {
		*vec_push(c->arena, &c->r->cited) = *cite;
	}
}

/* The same letter once; what is known of it from two sides is put together. */
static void add_cite(const struct cites *c, struct when on, const char *reference, const char *author, bool answered)
{
	put_cite(c, &(struct letter_cited){ .date = on, .reference = reference, .author = author, .person = "", .answered = answered });
}

/* Words between "letter" or "wrote" and the month of it: "wrote to us in March". */
#define MONTH_WORDS 4u
#define MONTH_BEHIND 7u
/* Words at the beginning of a sentence of which one may be "its": "In its letter of". */
#define ITS_WORDS 3u

/* Stands a word for a letter just before the words from..to, or behind them ("their March letter")? */
static bool is_of_letter(const struct cites *c, uint32_t from, uint32_t to)
{
	const struct archive_words *w = c->w;
	for (uint32_t i = from; i > 0 && from - i < MONTH_WORDS && !(w->word[i].flags & (ARCHIVE_SENTENCE | ARCHIVE_CLAUSE)); i--) {
		if (archive_cites_letter(c, i - 1)) {
			return true;
		}
	}
	/* "In July the East Riding asked us": behind a name, or at once */
	for (uint32_t i = to; i < to + MONTH_BEHIND && i < w->n && !(w->word[i].flags & (ARCHIVE_SENTENCE | ARCHIVE_CLAUSE)); i++) {
		if (archive_cites_letter(c, i)) {
			return true;
		}
		if (!(w->word[i].flags & ARCHIVE_CAPITAL) && w->word[i].n > 3) {
			return false;
		}
	}
	return false;
}

/* "Corby has raised it with us. Its letter of 7 September asks": of the sentence before, whom it names last. */
static const char *author_before(const struct cites *c, const struct cites_bodies *b)
{
	struct cites_bodies before;
	uint32_t used;
	bool its = false;
	for (uint32_t i = 0; i < b->n; i++) {
		if (!is_month(c, &b->hit[i])) {
			return "";
		}
	}
	for (uint32_t i = b->from; i < b->from + ITS_WORDS && i < b->to && c->classes[CITES_ITS] != KNOW_NONE; i++) {
		its = its || know_phrase_words(c->w->know, c->classes[CITES_ITS], &c->w->hash[i], 1, &used) != KNOW_NONE;
	}
	if (!its || b->from == 0 || (c->w->word[b->from].flags & ARCHIVE_BLOCK)) {
		return "";
	}
	find_bodies(c, b->from - 1, &before);
	return author_of(c, b->from - 1, &before, NULL);
}

/* A letter of which the words from..to tell when it was written: by whom stands in the sentence, or in the one before. named: only where that tells it. */
static void add_dated(const struct cites *c, uint32_t from, uint32_t to, struct when on, bool near, bool named)
{
	struct cites_person p = { .surname = "" };
	struct cites_bodies b = { .n = 0 };
	if (c->registered) {
		find_bodies(c, from, &b);
		p = archive_person_of(c, from, &b);
	}
	bool by_him = p.surname[0] != '\0' && (p.at < from ? from - p.at <= MONTH_WORDS : p.at < to + MONTH_WORDS);
	if (near || by_him) {
		const char *author = p.yours ? c->reader : p.ours ? archive_record_only(c->r, LETTER_SENDER) : author_of(c, from, &b, &p);
		author = author[0] == '\0' && p.surname[0] == '\0' && c->registered ? author_before(c, &b) : author;
		if (!named || author[0] != '\0' || p.surname[0] != '\0') {
			put_cite(c, &(struct letter_cited){ .date = on, .reference = "", .author = arena_str(c->arena, author), .person = p.surname });
		}
	}
}

/* Of a month, with its year, or the last before the letter's day; not one to come. */
static void cite_month(const struct cites *c, uint32_t from, uint32_t to, struct date month)
{
	struct when on = date_when((struct date){ .year = month.year, .month = month.month });
	if (!when_known(c->r->date) || on.first <= c->r->date.last) {
		bool near = is_of_letter(c, from, to);
		if (near || speaks_of_letters(c, from)) {
			add_dated(c, from, to, on, near, false);
		}
	}
}

/* The month at i, without a day. */
static void find_month(const struct cites *c, uint32_t i)
{
	const struct archive_word *words = c->w->word;
	uint32_t used, digits;
	bool year = i + 1 < c->w->n && archive_word_is_year(&words[i + 1]) && !(words[i + 1].flags & ARCHIVE_SENTENCE);
	know_index month = know_phrase_words(c->w->know, c->months, &c->w->hash[i], 1, &used);
	bool day = i > 0 && (words[i - 1].flags & ARCHIVE_DIGIT) && !archive_word_is_year(&words[i - 1]);
	if (month == KNOW_NONE || day || (words[i].flags & ARCHIVE_SENTENCE) || (!year && c->r->date.last == DAY_MAX)) {
		return;
	}
	struct date d = { .month = (uint8_t)atoi(know_str(c->w->know, know_phrase(c->w->know, month)->value)), .day = 1 };
	struct date own = c->r->date.last < DAY_MAX ? date_of_day(c->r->date.last) : d;
	d.year = year ? (int16_t)number_of(&words[i + 1], &digits) : (int16_t)(d.month > own.month ? own.year - 1 : own.year);
	cite_month(c, i, i + 1, d);
}

/* "month-1": how many months before the letter's own. */
static struct date months_before(const struct cites *c, int before)
{
	struct date d = date_of_day(c->r->date.first);
	d.year = (int16_t)(d.year - (d.month <= before));
	d.month = (uint8_t)(d.month <= before ? d.month + 12 - before : d.month - before);
	return d;
}

/* "season-3-5": the last spring that had begun. */
static struct when season_before(const struct cites *c, int from, int to)
{
	struct date own = date_of_day(c->r->date.last), first = { .year = own.year, .month = (uint8_t)from }, last;
	first.year = (int16_t)(own.month < from ? own.year - 1 : own.year);
	last = (struct date){ .year = (int16_t)(to < from ? first.year + 1 : first.year), .month = (uint8_t)to };
	struct when on = { date_first(first), date_last(last) };
	on.last = on.last < c->r->date.last ? on.last : c->r->date.last;
	return on;
}

/* "3rd" */
static bool is_ordinal(const struct cites *c, uint32_t i)
{
	return (c->w->word[i].flags & (ARCHIVE_DIGIT | ARCHIVE_FIGURE)) == ARCHIVE_DIGIT;
}

/* "days-1-13": the two figures behind the word; false: it begins with another. */
static bool two_figures(const char *value, const char *word, int *from, int *to)
{
	size_t n = strlen(word);
	char *end;
	if (value[0] != word[0] || strncmp(value, word, n) != 0) {
		return false;
	}
	*from = (int)strtol(value + n, &end, 10);
	*to = *end == '-' ? atoi(end + 1) : *from;
	return true;
}

/* A time told by other words than a date, in the sentence of a letter. All but months say little where nobody is named. */
static void take_own_time(const struct cites *c, const struct archive_hit *h, const char *value)
{
	uint32_t end = h->at + h->n;
	int from, to;
	bool dated = (h->at > 0 && is_ordinal(c, h->at - 1)) || (h->at > 1 && is_ordinal(c, h->at - 2));	/* "3rd of last month" */
	if (end < c->w->n && (c->w->word[end].flags & ARCHIVE_DIGIT) && !(c->w->word[end].flags & ARCHIVE_SENTENCE)) {
		return;		/* "Monday 2 March": the date tells it */
	}
	if (two_figures(value, "month-", &from, &to) && !dated) {
		cite_month(c, h->at, end, months_before(c, from));
	} else if (two_figures(value, "days-", &from, &to) && speaks_of_letters(c, h->at)) {
		add_dated(c, h->at, end, (struct when){ c->r->date.first - to, c->r->date.last - from }, is_of_letter(c, h->at, end), true);
	} else if (two_figures(value, "season-", &from, &to) && from > 0 && from <= 12 && to > 0 && to <= 12 && speaks_of_letters(c, h->at)) {
		add_dated(c, h->at, end, season_before(c, from, to), is_of_letter(c, h->at, end), true);
	}
}

/* "of last month", "yesterday", "in the spring": rules/reading/asks.xml. */
static void find_own_times(const struct cites *c)
{
	struct when date = c->r->date;
	bool known = date.first > DAY_MIN && date.last < DAY_MAX && date.last - date.first < 31;
	for (uint32_t i = 0; known && i < c->w->hits.n; i++) {
		const struct archive_hit *h = &c->w->hits.v[i];
		if (h->cue == CUE_OTHER) {
			take_own_time(c, h, know_str(c->w->know, know_phrase(c->w->know, h->phrase)->value));
		}
	}
}

/* Words between a month and a day of it: "In July, on the 28th". */
#define BEFORE_DAY 3u

/* The month that stands just before the day at i, in its sentence: of the letter's year, or of the one before; month 0: none does. */
static struct date month_before(const struct cites *c, uint32_t i)
{
	const struct archive_word *words = c->w->word;
	struct date own = date_of_day(c->r->date.first), d = { .month = 0 };
	for (uint32_t at = i, used; at > 0 && i - at < BEFORE_DAY && !(words[at].flags & ARCHIVE_SENTENCE); at--) {
		bool may = (words[at - 1].flags & ARCHIVE_MAY_MONTH) && !(at > 1 && (words[at - 2].flags & ARCHIVE_DIGIT));
		know_index month = may ? know_phrase_words(c->w->know, c->months, &c->w->hash[at - 1], 1, &used) : KNOW_NONE;
		if (month != KNOW_NONE) {
			d.month = (uint8_t)atoi(know_str(c->w->know, know_phrase(c->w->know, month)->value));
			d.year = (int16_t)(own.year - (d.month > own.month));
			return d;
		}
	}
	return d;
}

/* "3rd" in "on the 3rd", "(Luscombe, 11th of this month", "in July, on the 28th"; of no month that is told: of the letter's own, or of the one before. */
static bool bare_day_at(const struct cites *c, uint32_t i, struct when *on)
{
	const struct archive_word *words = c->w->word;
	uint32_t digits, day = number_of(&words[i], &digits), used = 0;
	if (digits > 2 || words[i].n != digits + 2 || day == 0 || day > 31) {
		return false;
	}
	bool on_it = (words[i].flags & ARCHIVE_CLAUSE) != 0;
	for (uint32_t n = 1; n < 3 && n <= i && !on_it; n++) {
		know_index cue = know_phrase_words(c->w->know, c->classes[CITES_WHOSE], &c->w->hash[i - n], 1, &used);
		const char *value = cue != KNOW_NONE ? know_str(c->w->know, know_phrase(c->w->know, cue)->value) : "";
		on_it = strcmp(value, "on") == 0 || strcmp(value, "of") == 0;
		n = strcmp(value, "the") == 0 ? n : 2;
	}
	know_index next = know_phrase_words(c->w->know, c->w->classes[ARCHIVE_SAID], &c->w->hash[i + 1], c->w->n - i - 1, &used);
	const char *said = next != KNOW_NONE ? know_str(c->w->know, know_phrase(c->w->know, next)->value) : "";
	bool told = strncmp(said, "month-", 6) == 0;
	struct date d = told ? (struct date){ .month = 0 } : month_before(c, i);
	if (d.month == 0) {
		d = months_before(c, told ? atoi(said + 6) : (int)day > date_of_day(c->r->date.last).day);
	}
	d.day = (uint8_t)day;
	*on = date_valid(d) ? date_when(d) : WHEN_UNKNOWN;
	return on_it && when_known(*on) && on->first <= c->r->date.last;
}

/* "3rd", with no month behind it. */
static void find_bare_day(const struct cites *c, uint32_t i)
{
	struct when on;
	const struct archive_word *word = &c->w->word[i];
	bool dated = c->r->date.first > DAY_MIN && c->r->date.last < DAY_MAX && c->r->date.last - c->r->date.first < 31;
	bool month = i + 2 < c->w->n && ((word[1].flags | word[2].flags) & ARCHIVE_MAY_MONTH);
	if (dated && !month && word->n < 5 && bare_day_at(c, i, &on)) {
		add_dated(c, i, i + 1, on, speaks_of_letters(c, i), true);
	}
}

static void find_days(const struct cites *c)
{
	for (uint32_t m = 0; m < c->w->n_dates; m++) {
		struct when on;
		uint32_t i = c->w->dates[m], flags = c->w->word[i].flags;
		if ((flags & (ARCHIVE_DIGIT | ARCHIVE_FIGURE | ARCHIVE_JOINED | ARCHIVE_ADDRESS)) == ARCHIVE_DIGIT) {
			find_bare_day(c, i);
		} else if (!any_day_at(c, i, &on)) {
			if (flags & ARCHIVE_MAY_MONTH) {
				find_month(c, i);
			}
		} else if (speaks_of_letters(c, i)) {
			add_dated(c, i, i + 1, on, true, false);
		} else if (is_bracketed(c, i)) {
			add_dated(c, i, i + 1, on, true, true);
		}
	}
}

/* --- references --- */

/* Capitals, figures, or a short word in both: "PPol". */
static bool is_group(const struct archive_word *word, bool joined)
{
	uint32_t small = 0;
	for (uint32_t i = 0; i < word->n; i++) {
		unsigned char b = (unsigned char)word->p[i];
		if (b >= 0x80 || !isalnum(b)) {
			return false;
		}
		small += b >= 'a' && b <= 'z';
	}
	return small == 0 || (joined && word->n <= 6);
}

/* What joins the word to the one before: a stroke or the like, or a space; '\0' nothing does. */
static char joint(const struct archive_words *w, uint32_t i)
{
	const char *p = w->word[i - 1].p + w->word[i - 1].n, *end = w->word[i].p;
	char found = ' ';
	if ((w->word[i].flags & ARCHIVE_BLOCK) || p > end || end - p > 4) {
		return '\0';
	}
	for (; p < end; p++) {
		if (*p == '/' || *p == '-' || *p == '.' || *p == '_' || *p == '\\') {
			if (found != ' ' || (*p == '.' && end - p > 1)) {
				return '\0';
			}
			found = *p;
		} else if (*p != ' ' && *p != '\n' && *p != '\r') {
			return '\0';
		}
	}
	return found;
}

struct run { uint32_t from, to, strokes, spaces, letters, figures, small; };

static void count_run(const struct archive_words *w, struct run *r)
{
	r->strokes = r->spaces = r->letters = r->figures = r->small = 0;
	for (uint32_t i = r->from; i < r->to; i++) {
		r->strokes += i > r->from && joint(w, i) != ' ';
		r->spaces += i > r->from && joint(w, i) == ' ';
		for (uint32_t j = 0; j < w->word[i].n; j++) {
			bool figure = w->word[i].p[j] >= '0' && w->word[i].p[j] <= '9';
			r->figures += figure;
			r->letters += !figure;
			r->small += w->word[i].p[j] >= 'a' && w->word[i].p[j] <= 'z';
		}
	}
}

static bool is_reference(const struct run *r)
{
	bool long_enough = r->letters + r->figures >= REFERENCE_LEAST && r->letters > 0;
	return long_enough && ((r->figures > 0 && r->strokes > 0) || (r->figures > 0 && r->spaces > 1) || (r->strokes > 1 && r->letters > REFERENCE_LEAST && r->small * 2 <= r->letters)
	    || (r->strokes > 0 && r->letters >= REFERENCE_LEAST && r->small == 0));
}

static bool has_figure(const struct archive_word *word)
{
	for (uint32_t i = 0; i < word->n; i++) {
		if (word->p[i] >= '0' && word->p[i] <= '9') {
			return true;
		}
	}
	return false;
}

static bool is_known(const struct cites *c, const char *reference)
{
	uint64_t key = archive_matter_reference_key(span_str(reference));
	bool known = key == 0;
	for (uint32_t i = 0; i < c->r->our_refs.n; i++) {
		known = known || archive_matter_reference_key(span_str(c->r->our_refs.v[i])) == key;
	}
	return known;
}

/* On one line, with one space for several. */
static const char *plain(struct arena *a, struct span s)
{
	char *text = arena_strn(a, s.p, s.n);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool space = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r';
		if (!space || (n > 0 && text[n - 1] != ' ')) {
			text[n++] = space ? ' ' : s.p[i];
		}
	}
	text[n] = '\0';
	return text;
}

/* The only day of the sentence, which speaks of letters: "On 2 March Corby wrote to me (their reference PP/12)". */
static struct when only_day(const struct cites *c, const struct run *r)
{
	struct when only = WHEN_UNKNOWN, on;
	uint32_t i, to, days = 0;
	archive_cites_sentence(c, r->from, &i, &to);
	for (; i < to; i++) {
		if (any_day_at(c, i, &on)) {
			only = on;
			days++;
		}
	}
	return days == 1 && speaks_of_letters(c, r->from) ? only : WHEN_UNKNOWN;
}

/* The day that stands within a few words of the run: "(PP/12, 2 March 2015)", "wrote on 2 March (PP/12)". */
static struct when day_beside(const struct cites *c, const struct run *r)
{
	const struct archive_words *w = c->w;
	struct when on;
	for (uint32_t i = r->to; i < r->to + 5 && i < w->n && !(w->word[i].flags & ARCHIVE_SENTENCE); i++) {
		if (any_day_at(c, i, &on)) {
			return on;
		}
	}
	for (uint32_t i = r->from; i > 1 && i + 5 > r->from && !(w->word[i].flags & ARCHIVE_SENTENCE); i--) {
		if (any_day_at(c, i - 1, &on)) {
			return on;
		}
	}
	return only_day(c, r);
}

/* "your letter PP/12", "yours (PP/12)": rules/reading/matters.xml, class "your-letter". */
static bool is_of_yours(const struct cites *c, uint32_t at)
{
	const struct archive_words *w = c->w;
	for (uint32_t n = 1, used; c->classes[CITES_WHOSE] != KNOW_NONE && n <= YOURS_WORDS && n <= at && !(w->word[at - n + 1].flags & ARCHIVE_SENTENCE); n++) {
		know_index of = know_phrase_words(w->know, c->classes[CITES_WHOSE], &w->hash[at - n], n, &used);
		if (of != KNOW_NONE && used == n && strcmp(know_str(w->know, know_phrase(w->know, of)->value), "your-letter") == 0) {
			return true;
		}
	}
	return false;
}

/* "SK1-SK11": from one to the other of the same letters, and no reference. */
static bool is_range(const struct archive_words *w, const struct run *r)
{
	const struct archive_word *x = &w->word[r->from], *y = x + 1;
	uint32_t letters = 0, figures = 0;
	if (r->to - r->from != 2 || joint(w, r->from + 1) != '-') {
		return false;
	}
	while (letters < x->n && letters < y->n && x->p[letters] == y->p[letters] && (x->p[letters] | 0x20) >= 'a') {
		letters++;
	}
	for (uint32_t i = letters; i < x->n; i++) {
		figures += x->p[i] >= '0' && x->p[i] <= '9';
	}
	for (uint32_t i = letters; i < y->n; i++) {
		figures += y->p[i] >= '0' && y->p[i] <= '9';
	}
	return letters > 0 && letters < x->n && letters < y->n && figures == x->n + y->n - 2 * letters;
}

static void add_run(const struct cites *c, struct run r)
{
	const struct archive_words *w = c->w;
	size_t n = (size_t)(w->word[r.to - 1].p + w->word[r.to - 1].n - w->word[r.from].p);
	count_run(w, &r);
	if (is_reference(&r) && n <= REFERENCE_BYTES && !is_range(w, &r)) {
		const char *text = plain(c->arena, span_of(w->word[r.from].p, n));
		if (!is_known(c, text)) {
			bool yours = is_of_yours(c, r.from);
			add_cite(c, day_beside(c, &r), text, yours ? c->reader : author_beside(c, r.from), yours);
		}
	}
}

/* "PCC/PP/CU/9 I would", but "their MS 13 RAIL": as far as the last figure, and to the end. */
static void take_run(const struct cites *c, struct run r)
{
	const struct archive_words *w = c->w;
	struct run last = r;
	while (last.to > r.from + 1 && joint(w, last.to - 1) == ' ' && !has_figure(&w->word[last.to - 1])) {
		last.to--;
	}
	add_run(c, last);
	while (r.to > last.to && w->word[r.to - 1].n < 2) {
		r.to--;
	}
	if (r.to > last.to) {
		add_run(c, r);
	}
}

/* A run that begins with small letters goes on behind a stroke: "wdc/pp/14 027/fa". */
static bool may_begin(const struct archive_words *w, uint32_t i)
{
	bool stroke = i + 1 < w->n && (w->word[i + 1].flags & ARCHIVE_JOINED) && joint(w, i + 1) == '/';
	return ((w->word[i].flags & (ARCHIVE_CAPITAL | ARCHIVE_DIGIT)) || stroke) && is_group(&w->word[i], stroke);
}

/* Most words go on to no reference, which a look at the flags of the next one tells: it is marked. */
static bool may_go_on(const struct archive_words *w, uint32_t i)
{
	uint32_t next = w->word[i + 1].flags;
	bool initial = w->word[i + 1].n == 1 && (next & ARCHIVE_CAPITAL);	/* "SDC L 13 118" */
	return (next & ARCHIVE_JOINED) || ((w->word[i].flags & ARCHIVE_CAPITALS) && (initial || (next & (ARCHIVE_DIGIT | ARCHIVE_CAPITALS))));
}

/* "their letter SKPOL326": one word of capitals and figures, beside a word for a letter. */
static bool is_run_together(const struct cites *c, uint32_t i)
{
	const struct archive_word *word = &c->w->word[i];
	uint32_t capitals = 0, figures = 0;
	for (uint32_t j = 0; j < word->n; j++) {
		capitals += word->p[j] >= 'A' && word->p[j] <= 'Z';
		figures += word->p[j] >= '0' && word->p[j] <= '9';
	}
	return word->n >= REFERENCE_LEAST && capitals + figures == word->n && capitals > 1 && figures > 1 && is_of_letter(c, i, i + 1);
}

static void find_run_together(const struct cites *c)
{
	for (uint32_t m = 0; m < c->w->n_marked; m++) {
		uint32_t i = c->w->marked[m];
		const struct archive_word *word = &c->w->word[i];
		bool may = (word->flags & (ARCHIVE_NUMBERED | ARCHIVE_JOINED)) == ARCHIVE_NUMBERED && word->p[word->n - 1] >= '0' && word->p[word->n - 1] <= '9';
		const char *text = may && is_run_together(c, i) ? arena_strn(c->arena, word->p, word->n) : NULL;
		if (text != NULL && !is_known(c, text)) {
			bool yours = is_of_yours(c, i);
			add_cite(c, WHEN_UNKNOWN, text, yours ? c->reader : author_beside(c, i), yours);
		}
	}
}

static void find_references(const struct cites *c)
{
	const struct archive_words *w = c->w;
	for (uint32_t m = 0, to = 0; m < w->n_marked; m++) {
		uint32_t i = w->marked[m] - 1;
		if (w->marked[m] == 0 || i < to || !may_go_on(w, i) || !may_begin(w, i)) {
			continue;
		}
		to = i + 1;
		bool figures = has_figure(&w->word[i]), strokes = false;
		for (char by; to < w->n && to - i < REFERENCE_WORDS && (by = joint(w, to)) != '\0'; to++) {
			if (!is_group(&w->word[to], by != ' ')) {
				break;
			}
			figures = figures || has_figure(&w->word[to]);
			strokes = strokes || by != ' ';
		}
		if (to - i > 1 && (figures || strokes)) {
			take_run(c, (struct run){ .from = i, .to = to });
		}
	}
}

/* --- the subject, which is no part of the text --- */

static bool is_of_number(char x)
{
	return (x >= '0' && x <= '9') || (x >= 'A' && x <= 'Z') || (x >= 'a' && x <= 'z') || x == '/' || x == '-' || x == '.' || x == '_';
}

/* Letters, figures and a stroke, and no date: "HDC/LEG/AT/5590". */
static bool is_number(struct span s)
{
	uint32_t letters = 0, figures = 0, strokes = 0;
	for (size_t i = 0; i < s.n; i++) {
		figures += s.p[i] >= '0' && s.p[i] <= '9';
		letters += s.p[i] >= 'A' && s.p[i] <= 'Z';
		strokes += s.p[i] == '/';
	}
	return strokes > 0 && letters > 1 && figures > 0 && letters + figures >= REFERENCE_LEAST && s.n <= REFERENCE_BYTES;
}

/* "Deed of indemnity (Harborough ref HDC/LEG/AT/5590)": another's number in the subject. */
static void find_in_subject(const struct cites *c)
{
	struct span s = span_str(c->r->subject);
	for (size_t at = 0, to; at < s.n; at = to + 1) {
		for (to = at; to < s.n && is_of_number(s.p[to]); to++) {
		}
		struct span number = span_of(s.p + at, to - at);
		while (number.n > 0 && strchr("./-_", number.p[number.n - 1]) != NULL) {
			number.n--;
		}
		if (is_number(number)) {
			const char *text = arena_strn(c->arena, number.p, number.n);
			if (!is_known(c, text)) {
				add_cite(c, WHEN_UNKNOWN, text, "", false);
			}
		}
	}
}

void archive_cites(struct arena *a, const struct letter *l, const struct archive_words *w, struct letter_record *r)
{
	struct cites c = { a, l, w, r, w->classes[ARCHIVE_MONTH], w->classes[ARCHIVE_LETTER_WORD], { 0 }, archive_record_only(r, LETTER_RECIPIENT), w->registered };
	know_phrase_class_all(w->know, class_names, CITES_CLASSES, c.classes);
	if (c.months != KNOW_NONE) {
		find_references(&c);
		find_in_subject(&c);
	}
	if (c.months != KNOW_NONE && c.letters != KNOW_NONE) {
		find_run_together(&c);
		find_days(&c);
		find_own_times(&c);
	}
}
