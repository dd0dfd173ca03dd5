/* archive_terms.c - figures and names that tell a matter; DESIGN section 7.
 *
 * In: the words of a letter and the phrases found in them. Out: at most TERMS_MOST terms, folded, the strongest first, each once:
 *   - figures with what they count: "1900 dwellings" of "1,900 new homes" (rules/reading/asks.xml tells what is one unit);
 *   - sums of money: "4100 pounds" of "£4,100 a plot", "2 3 million-pounds" of "£2.3m";
 *   - where a letter tells of a need, figures of thousands without a word: "37900 dwellings" of "a shortfall of 37,900";
 *   - what the subject or the body counts, be it in no vocabulary: "47 wells", "thirty-eight refuse vehicles";
 *   - needs by name: "birmingham unmet need" of "Birmingham's unmet housing need" and of "the shortfall arising in Birmingham";
 *   - what has a number: "policy h12", "application 15 01234";
 *   - names: places, sites, plans; of one word only in letters of offices, since people tell each other of all they know. Not those of the letter's own ends, and not those that half of all letters have
 *     (rules/reading/courtesies.xml, class "common-term": "Local Plan", "Duty to Cooperate").
 * A round or small figure is weaker, a name said twice stronger. One pass; a name costs a lookup or two. Whether two letters are of one matter
 * because they share terms is left to archive_link.c.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

#define TERMS_MOST 16u
/* Of letters between people, who tell each other of all they know, the last say little. */
#define TERMS_PEOPLE 12u
/* Candidates kept of a letter; more names stand in a list, and tell little. */
#define TERMS_ROOM 48u
/* Words between a figure and what it counts: "1,900 new affordable homes". */
#define UNIT_WORDS 3u
#define NAME_WORDS 6u
/* Letters of a name of one word: "Hargham". */
#define NAME_LEAST 5u
#define TERM_BYTES 96u
/* Put behind who has it. */
#define NEED "need"
#define MONEY "pounds"

/* "47 wells", not "7 sites", "Regulation 18 comments" nor "12 months" (rules/reading/uncounted.xml); and a word in the plural. */
#define COUNT_DIGITS 2u
#define COUNT_LEAST 11u
#define COUNTED_LEAST 4u
/* In words, with a unit behind: "eight acres", not "one or two homes". */
#define UNIT_LEAST 5u

enum { WEIGHT_NEED = 90, WEIGHT_FIGURE = 60, WEIGHT_NUMBERED = 50, WEIGHT_NAME = 20, WEIGHT_ONE = 10, WEIGHT_AGAIN = 6, WEIGHT_SUM = 30, WEIGHT_DECIMALS = 10 };

struct term {
	uint64_t key;			/* of its words' hashes: two spellings of a figure are one */
	uint32_t from, to;		/* words */
	const char *behind;		/* what is put behind them: the unit, or "need"; or NULL */
	const char *figure;		/* instead of the words, which say a number; or NULL */
	bool possessive;		/* the last word without its s */
	int weight;
};

enum term_class { TERM_COMMON, TERM_NUMBERED, TERM_UNCOUNTED, TERM_MATTER, TERM_BARE, TERM_WEEKDAY, TERM_CLASSES };
static const char *const class_names[] = { "common-term", "numbered", "uncounted", "matter", "bare-figure", "weekday" };	/* ORDER: enum term_class */
_Static_assert(sizeof class_names / sizeof *class_names == TERM_CLASSES, "a name a class");

struct terms {
	struct arena *arena;
	const struct archive_words *w;
	know_index classes[TERM_CLASSES];
	bool offices;			/* some end of it is in the registry: people tell each other of many they know */
	uint32_t n;
	struct term v[TERMS_ROOM];
};

static uint64_t key_of(const struct terms *t, uint32_t from, uint32_t to, const char *behind)
{
	uint64_t key = behind != NULL ? map_hash(behind, strlen(behind)) : MAP_HASH_START;
	for (uint32_t i = from; i < to; i++) {
		key = (key ^ t->w->hash[i]) * 0x9e3779b97f4a7c15u;
	}
	return key;
}

static void add(struct terms *t, struct term term)
{
	for (uint32_t i = 0; i < t->n; i++) {
		if (t->v[i].key == term.key) {
			t->v[i].weight += WEIGHT_AGAIN;
			return;
		}
	}
	if (t->n < TERMS_ROOM) {
		t->v[t->n++] = term;
	}
}

static void add_term(struct terms *t, uint32_t from, uint32_t to, const char *behind, bool possessive, int weight)
{
	add(t, (struct term){ key_of(t, from, to, behind), from, to, behind, NULL, possessive, weight });
}

/* Adds a word, folded; a figure without its commas. False: no room. */
static bool put(char out[TERM_BYTES], const struct archive_word *word)
{
	char folded[ARCHIVE_FOLDED];
	size_t n = strlen(out), more = archive_words_fold(word, folded);
	if (n + more + 2 > TERM_BYTES) {
		return false;
	}
	if (n > 0 && more > 0) {
		out[n++] = ' ';
	}
	memcpy(out + n, folded, more + 1);
	return true;
}

/* "Hilary Aldous's" */
static bool is_owner(const struct archive_word *word)
{
	const char *end = word->p + word->n;
	return word->n >= 2 && end[-1] == 's' && (end[-2] == '\'' || (word->n >= 4 && memcmp(end - 4, "\xe2\x80\x99", 3) == 0));
}

/* "" when it is longer than a term is. */
static const char *tell_term(struct arena *a, const struct terms *t, const struct term *term)
{
	char text[TERM_BYTES] = "";
	if (term->figure != NULL) {
		return arena_join(a, (const char *const[]){ term->figure, " ", term->behind }, 3);
	}
	for (uint32_t i = term->from; i < term->to; i++) {
		if (!put(text, &t->w->word[i])) {
			return "";
		}
	}
	size_t n = strlen(text);
	if ((term->possessive || (term->behind == NULL && is_owner(&t->w->word[term->to - 1]))) && n > 2 && text[n - 1] == 's') {
		text[--n] = '\0';
	}
	return term->behind != NULL ? arena_join(a, (const char *const[]){ text, " ", term->behind }, 3) : arena_strn(a, text, n);
}

/* --- figures --- */

const char *archive_terms_unit(const struct archive_words *w, const struct archive_hit *h)
{
	return know_str(w->know, know_phrase(w->know, h->phrase)->value) + 5;	/* behind "unit " */
}

const char *archive_terms_need_unit(const struct know *k, const char *unit)
{
	know_index of = k != NULL ? know_phrase_class(k, "need-unit") : KNOW_NONE;
	struct span s = span_str(unit);
	uint64_t hash[2];
	struct token t;
	uint32_t n = 0, used;
	while (n < 2 && token_next(&s, &t)) {
		hash[n++] = t.hash;
	}
	know_index phrase = of != KNOW_NONE && n > 0 && s.n == 0 ? know_phrase_words(k, of, hash, n, &used) : KNOW_NONE;
	return phrase != KNOW_NONE && used == n ? know_str(k, know_phrase(k, phrase)->value) : "";
}

/* Digits of a figure, and those before the noughts at its end, which tell it from others. */
struct digits { uint32_t all, say; };

static struct digits digits_of(struct span figure)
{
	struct digits d = { 0, 0 };
	for (size_t i = 0; i < figure.n; i++) {
		d.all += figure.p[i] >= '0' && figure.p[i] <= '9';
		d.say = figure.p[i] >= '1' && figure.p[i] <= '9' ? d.all : d.say;
	}
	return d;
}

/* A figure of five hundred dwellings is everybody's, one of 37,900 nobody else's. */
static int figure_weight(struct digits d)
{
	return WEIGHT_FIGURE + 8 * (int)d.say + 2 * (int)d.all;
}

/* "£1,900 to a house": of money the house is no unit. */
static bool is_money(const struct archive_words *w, uint32_t at)
{
	const struct archive_word *last = &w->word[at > 0 ? at - 1 : 0], *figure = &w->word[at];
	if (at == 0 || last->p + last->n + 2 > figure->p || (figure->flags & ARCHIVE_BLOCK)) {
		return false;
	}
	const char *before = figure->p - 2;
	return memcmp(before, "\xc2\xa3", 2) == 0 || memcmp(before, "\x82\xac", 2) == 0 || before[1] == '$';
}

static bool is_plural(struct span word)
{
	size_t small = 0;
	if (word.n < COUNTED_LEAST || word.p[word.n - 1] != 's' || word.p[word.n - 2] == 's') {
		return false;
	}
	while (small < word.n && word.p[small] >= 'a' && word.p[small] <= 'z') {
		small++;
	}
	return small == word.n;
}

/* As key_of() has it of the words of the text. */
static uint64_t key_of_figure(const char *what, const char *figure)
{
	uint64_t key = map_hash(what, strlen(what));
	struct span s = span_str(figure);
	for (struct token token; token_next(&s, &token);) {
		key = (key ^ token.hash) * 0x9e3779b97f4a7c15u;
	}
	return key;
}

/* A figure's decimals, behind its point. */
static bool is_decimals(const struct archive_words *w, uint32_t at)
{
	const struct archive_word *word = &w->word[at];
	return at > 0 && (word->flags & ARCHIVE_JOINED) && word->p[-1] == '.' && (word[-1].flags & ARCHIVE_FIGURE);
}

/* Of a unit the figure before it. "10.5 hectares": with its decimals. "£2.3 million": of pounds, for the sign before it. */
static void take_unit(struct terms *t, const struct archive_hit *h, const char *unit)
{
	const struct archive_word *words = t->w->word;
	bool pounds = strstr(unit, MONEY) != NULL, signless = !pounds || h->n > 1 || strcmp(unit, MONEY) == 0;
	for (uint32_t back = 1; back <= UNIT_WORDS && back <= h->at; back++) {
		uint32_t at = h->at - back;
		if (words[at + 1].flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE)) {
			return;
		}
		bool decimals = (words[at].flags & ARCHIVE_FIGURE) && is_decimals(t->w, at);
		bool money = (words[at].flags & ARCHIVE_FIGURE) && is_money(t->w, decimals ? at - 1 : at);
		if ((money && !pounds) || (!money && !signless)) {
			return;
		}
		if (is_plural(span_of(words[at].p, words[at].n))) {
			return;		/* "42 lorries at home" */
		}
		if (words[at].flags & ARCHIVE_FIGURE) {
			add_term(t, decimals ? at - 1 : at, at + 1, unit, false, figure_weight(digits_of(span_of(words[at].p, words[at].n))) + (decimals ? WEIGHT_DECIMALS : 0));
			return;
		}
	}
}

/* "£2.3m": what is written behind the figures is a unit of money, and the term is that of "£2.3 million". */
static void take_short_sum(struct terms *t, uint32_t at)
{
	const struct archive_word *word = &t->w->word[at];
	size_t digits = 0;
	while (digits < word->n && word->p[digits] >= '0' && word->p[digits] <= '9') {
		digits++;
	}
	bool decimals = is_decimals(t->w, at);
	struct span behind = span_of(word->p + digits, word->n - digits);
	struct token short_unit;
	if (digits == 0 || !is_money(t->w, decimals ? at - 1 : at) || !token_next(&behind, &short_unit)) {
		return;
	}
	uint32_t used;
	know_index phrase = know_phrase_words(t->w->know, know_phrase_class(t->w->know, "said"), &short_unit.hash, 1, &used);
	const char *unit = phrase != KNOW_NONE ? know_str(t->w->know, know_phrase(t->w->know, phrase)->value) : "";
	if (strncmp(unit, "unit ", 5) != 0 || strstr(unit, MONEY) == NULL) {
		return;
	}
	unit += 5;
	const char *told = decimals ? arena_printf(t->arena, "%.*s %.*s", (int)word[-1].n, word[-1].p, (int)digits, word->p) : arena_strn(t->arena, word->p, digits);
	add(t, (struct term){ key_of_figure(unit, told), decimals ? at - 1 : at, at + 1, unit, told, false, figure_weight(digits_of(span_of(word->p, digits))) + (decimals ? WEIGHT_DECIMALS : 0) });
}

/* "£4,100 a plot": a sum of two figures or more that are no noughts; of thousands, not of millions. */
static void take_money(struct terms *t)
{
	for (uint32_t m = 0; m < t->w->n_dates; m++) {
		uint32_t at = t->w->dates[m];
		const struct archive_word *word = &t->w->word[at];
		if ((word->flags & ARCHIVE_FIGURE) && word->n >= 4 && is_money(t->w, at)) {
			struct digits d = digits_of(span_of(word->p, word->n));
			if (d.all >= 4 && d.say > 1) {
				add_term(t, at, at + 1, MONEY, false, figure_weight(d) - WEIGHT_SUM);
			}
		} else if ((word->flags & (ARCHIVE_DIGIT | ARCHIVE_FIGURE)) == ARCHIVE_DIGIT) {
			take_short_sum(t, at);
		}
	}
}

/* Words between a number and what it counts: "eleven more full-sized grass pitches"; letters of the shortest word that may stand between them. */
#define COUNTED_WORDS 5u
#define BETWEEN_LEAST 4u

static bool is_in(const struct terms *t, enum term_class class_, uint64_t hash)
{
	uint32_t used;
	return know_phrase_words(t->w->know, t->classes[class_], &hash, 1, &used) != KNOW_NONE;
}

/* The word in the plural that stands soon behind the number; NULL: none that tells. */
static const char *counted_behind(const struct terms *t, uint32_t at)
{
	const struct archive_words *w = t->w;
	for (uint32_t i = at; i < at + COUNTED_WORDS && i < w->n; i++) {
		const struct archive_word *word = &w->word[i];
		bool joined = (word->flags & ARCHIVE_JOINED) && word->p[-1] == '-';
		if ((word->flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE | ARCHIVE_CAPITAL | ARCHIVE_DIGIT)) || (word->n < BETWEEN_LEAST && !joined)) {
			return NULL;
		}
		if (is_plural(span_of(word->p, word->n))) {
			return is_in(t, TERM_UNCOUNTED, w->hash[i]) ? NULL : arena_strn(t->arena, word->p, word->n);
		}
	}
	return NULL;
}

/* what: a unit, or the word for what is counted; NULL: none that tells. */
static void add_counted(struct terms *t, uint32_t from, uint32_t to, const char *figure, const char *what)
{
	for (uint32_t i = 0; i < t->n && what != NULL; i++) {
		what = t->v[i].figure == NULL && t->v[i].from <= from && from < t->v[i].to ? NULL : what;	/* its unit is known */
	}
	if (what == NULL || t->n >= TERMS_ROOM) {
		return;
	}
	uint64_t key = key_of_figure(what, figure);
	for (uint32_t i = 0; i < t->n; i++) {
		if (t->v[i].key == key) {
			return;
		}
	}
	t->v[t->n++] = (struct term){ key, from, to, what, figure, false, WEIGHT_FIGURE };
}

/* A phrase of several words may begin with a number that is shorter. */
static bool may_be_number(const struct archive_hit *h)
{
	return h->cue == CUE_NUMBER || (h->cue == CUE_OTHER && h->n > 1);
}

/* The unit that stands soon behind the number in words, before anything else in the plural; NULL: none. hits: from the one of the number. */
static const char *unit_soon(const struct terms *t, uint32_t hit, uint32_t at)
{
	const struct archive_words *w = t->w;
	for (uint32_t i = hit; i < w->hits.n && w->hits.v[i].at < at + UNIT_WORDS; i++) {
		const struct archive_hit *h = &w->hits.v[i];
		if (h->cue != CUE_UNIT || h->at < at) {
			continue;
		}
		for (uint32_t j = at; j <= h->at; j++) {
			if ((w->word[j].flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE)) || (j < h->at && is_plural(span_of(w->word[j].p, w->word[j].n)))) {
				return NULL;
			}
		}
		return archive_terms_unit(w, h);
	}
	return NULL;
}

/* As a figure of the text would be folded: "11.5" is "11 5", "12.25" "12 25". */
static const char *tell_number(struct arena *a, struct archive_number number)
{
	uint32_t part = number.hundredths % 10 == 0 ? number.hundredths / 10 : number.hundredths;
	return part > 0 ? arena_printf(a, "%u %u", number.whole, part) : arena_printf(a, "%u", number.whole);
}

/* "thirty-eight refuse vehicles", "eleven and a half hectares" */
static void take_numbers(struct terms *t)
{
	const struct archive_words *w = t->w;
	for (uint32_t i = 0, to = 0; i < w->hits.n; i++) {
		const struct archive_hit *h = &w->hits.v[i];
		if (h->at < to || !may_be_number(h)) {
			continue;
		}
		struct archive_number number = archive_words_number(w, w->word + h->at, w->hash + h->at, w->n - h->at);
		const char *unit = number.whole > 0 ? unit_soon(t, i, h->at + number.used) : NULL;
		if (number.whole >= (unit != NULL ? UNIT_LEAST : COUNT_LEAST) || number.hundredths > 0) {
			to = h->at + number.used;
			add_counted(t, h->at, to, tell_number(t->arena, number), unit != NULL ? unit : counted_behind(t, to));
		}
	}
}

/* "187,340.16" */
static bool is_pence(const struct archive_word *figure, const struct archive_word *behind)
{
	return behind->n == 2 && (behind->flags & ARCHIVE_FIGURE) && figure->p + figure->n + 1 == behind->p && behind->p[-1] == '.';
}

/* Of so many figures, most of them no noughts, a number is of one thing alone: "187,340". No telephone's. */
#define LONG_DIGITS 5u
/* Of fewer, one that counts nothing that is said is of nothing in particular. */
#define BARE_DIGITS 4u

static bool is_unmistakable(struct span s)
{
	struct digits d = digits_of(span_of(s.p, s.n >= LONG_DIGITS ? s.n : 0));
	return d.all >= LONG_DIGITS && d.say >= LONG_DIGITS - 1 && s.p[0] != '0';
}

/* What a figure without a unit counts in such a letter (rules/reading/asks.xml, "bare-figure"); NULL: it tells of no need. */
static const char *bare_unit(const struct terms *t)
{
	const struct know *k = t->w->know;
	know_index class_ = t->classes[TERM_BARE], phrase = KNOW_NONE;
	struct span need = span_str(NEED);
	struct token word;
	uint32_t used;
	token_next(&need, &word);
	for (uint32_t i = 0; i < t->w->hits.n && phrase == KNOW_NONE && class_ != KNOW_NONE; i++) {
		phrase = t->w->hits.v[i].cue == CUE_NEED ? know_phrase_words(k, class_, &word.hash, 1, &used) : KNOW_NONE;
	}
	return phrase != KNOW_NONE ? know_str(k, know_phrase(k, phrase)->value) : NULL;
}

static bool has_unit(const struct terms *t, uint32_t at)
{
	for (uint32_t i = 0; i < t->n; i++) {
		if (t->v[i].from <= at && at < t->v[i].to) {
			return true;
		}
	}
	return false;
}

/* "900 services": a figure of its own, no year, no sum, and of no date, reference or address. */
static void take_figures(struct terms *t)
{
	const struct archive_words *w = t->w;
	const char *bare = bare_unit(t);
	for (uint32_t m = 0; m < w->n_dates; m++) {
		uint32_t at = w->dates[m];
		const struct archive_word *word = &w->word[at];
		bool alone = (word->flags & ARCHIVE_FIGURE) && !(word->flags & (ARCHIVE_JOINED | ARCHIVE_ADDRESS)) && word->n >= COUNT_DIGITS &&
		    !archive_word_is_year(word) && at + 1 < w->n && (!(w->word[at + 1].flags & ARCHIVE_JOINED) || is_pence(word, &w->word[at + 1]));
		if (alone && is_unmistakable(span_of(word->p, word->n))) {
			add_term(t, at, at + 1, NULL, false, WEIGHT_FIGURE);
		}
		const char *what = alone ? counted_behind(t, at + 1) : NULL;
		if (alone && (what != NULL || bare != NULL) && !is_money(w, at) && (at == 0 || !is_in(t, TERM_NUMBERED, w->hash[at - 1]))) {
			if (what != NULL) {
				char folded[ARCHIVE_FOLDED];
				archive_words_fold(word, folded);
				add_counted(t, at, at + 1, arena_str(t->arena, folded), what);
			}
			struct digits d = digits_of(span_of(word->p, bare != NULL ? word->n : 0));
			if (bare != NULL && d.all >= BARE_DIGITS && !has_unit(t, at)) {
				add_term(t, at, at + 1, bare, false, figure_weight(d));
			}
		}
	}
}

/* --- needs --- */

static uint32_t run_back(const struct archive_words *w, uint32_t last)
{
	uint32_t from = last;
	while (from > 0 && last - from < NAME_WORDS && (w->word[from - 1].flags & ARCHIVE_NAME) && !(w->word[from].flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE))) {
		from--;
	}
	return from;
}

static void take_need(struct terms *t, const struct archive_hit *h)
{
	const struct archive_word *words = t->w->word;
	uint32_t to = h->at + h->n;
	if (h->at > 0 && (words[h->at - 1].flags & ARCHIVE_NAME) && !(words[h->at].flags & ARCHIVE_CLAUSE) && words[h->at - 1].p[words[h->at - 1].n - 1] == 's') {
		uint32_t from = run_back(t->w, h->at - 1);	/* "Birmingham City Council's": who it is stands first */
		add_term(t, from, from + 1, NEED, from + 1 == h->at, WEIGHT_NEED);
		return;
	}
	for (uint32_t i = to; i < to + 3 && i + 1 < t->w->n && !(words[i].flags & ARCHIVE_SENTENCE); i++) {
		if (words[i].n == 2 && (words[i + 1].flags & ARCHIVE_NAME)) {	/* of, in */
			add_term(t, i + 1, i + 2, NEED, false, WEIGHT_NEED);
			return;
		}
	}
}

/* --- names --- */

static bool is_common(const struct terms *t, uint32_t from, uint32_t to)
{
	uint32_t used;
	return know_phrase_words(t->w->know, t->classes[TERM_COMMON], &t->w->hash[from], to - from, &used) != KNOW_NONE && used == to - from;
}

/* "H12" */
static bool has_digit(const struct archive_word *word)
{
	bool has = false;
	for (uint32_t i = 1; i < word->n && !(word->flags & ARCHIVE_CAPITAL); i++) {
		has = has || (word->p[i] >= '0' && word->p[i] <= '9');
	}
	return has || (word->flags & ARCHIVE_NUMBERED);
}

static bool note_name(void *user, const struct know_hit *hit)
{
	(void)hit;
	*(bool *)user = true;
	return false;
}

/* A name of one word that tells a matter: a place's or a person's, and none that the registry knows, which half of all letters have. */
static bool tells_alone(const struct terms *t, uint32_t at)
{
	const struct archive_word *word = &t->w->word[at];
	if (!t->offices || word->n < NAME_LEAST || (word->flags & (ARCHIVE_SENTENCE | ARCHIVE_CAPITALS | ARCHIVE_JOINED))) {
		return false;
	}
	uint32_t owner = !is_owner(word) ? 0 : word->p[word->n - 2] == '\'' ? 2 : 4;
	struct span s = span_of(word->p, word->n - owner);
	bool known = false;
	if (s.n < NAME_LEAST) {
		return false;
	}
	know_names_scan(t->w->know, &s, 1, note_name, &known);
	return !known;
}

/* Is a page told by its number there? */
static bool is_page(const struct terms *t, uint32_t at)
{
	for (uint32_t i = 0; i < t->w->hits.n; i++) {
		if (t->w->hits.v[i].cue == CUE_PAGE && t->w->hits.v[i].at == at) {
			return true;
		}
	}
	return false;
}

/* The words from..to-1 are a name, perhaps with a number behind it. */
static void take_name(struct terms *t, uint32_t from, uint32_t to)
{
	const struct archive_word *words = t->w->word;
	bool number = to < t->w->n && (words[to].flags & ARCHIVE_DIGIT) && !(words[to].flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE)) && !archive_word_is_year(&words[to]);
	bool numbered = has_digit(&words[to - 1]);
	uint32_t used;
	bool one = to - from < 2 && !number && !numbered;
	/* "Page 1 of 2" tells no matter, nor does "Monday 2 March" */
	if ((one && !tells_alone(t, from)) || (number && (is_page(t, to - 1) || is_in(t, TERM_WEEKDAY, t->w->hash[to - 1])))) {
		return;
	}
	for (uint32_t i = from; i < to; i++) {
		if ((words[i].flags & ARCHIVE_MAY_MONTH) && know_phrase_words(t->w->know, t->w->classes[ARCHIVE_MONTH], &t->w->hash[i], 1, &used) != KNOW_NONE) {
			return;
		}
	}
	from = numbered ? to - 1 : from;	/* "Policy H12" is "policy H12" */
	to += number && !numbered;
	if (!archive_words_end(t->w, from) && !is_common(t, from, to)) {
		add_term(t, from, to, NULL, false, one ? WEIGHT_ONE : number || numbered ? WEIGHT_NUMBERED : WEIGHT_NAME + 4 * (int)(to - from));
	}
}

static void take_names(struct terms *t)
{
	const struct archive_word *words = t->w->word;
	for (uint32_t m = 0, to = 0; m < t->w->n_marked; m++) {
		uint32_t i = t->w->marked[m];
		if (i < to || !(words[i].flags & ARCHIVE_NAME) || (words[i].flags & ARCHIVE_ADDRESS)) {
			continue;
		}
		to = i + 1;
		while (to < t->w->n && to - i < NAME_WORDS && !(words[to].flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE | ARCHIVE_ADDRESS))) {
			bool within = to + 1 < t->w->n && words[to].n <= 3 && !(words[to].flags & (ARCHIVE_CAPITAL | ARCHIVE_DIGIT)) &&
			    (words[to].flags & ARCHIVE_JOINED) && (words[to + 1].flags & ARCHIVE_NAME);	/* "Stoke-on-Trent" */
			if (!(words[to].flags & ARCHIVE_NAME) && !within) {
				break;
			}
			to++;
		}
		take_name(t, i, to);
	}
}

/* A figure in thousands, "m40" and "7a" in capitals, names with one each. */
static void tell_word(struct buf *out, struct span word, bool name)
{
	bool digits = true, any = false;
	for (size_t i = 0; i < word.n; i++) {
		digits = digits && word.p[i] >= '0' && word.p[i] <= '9';
		any = any || (word.p[i] >= '0' && word.p[i] <= '9');
	}
	for (size_t i = 0; i < word.n; i++) {
		bool upper = word.p[i] >= 'a' && word.p[i] <= 'z' && (any || (name && i == 0));
		if (digits && !name && i > 0 && (word.n - i) % 3 == 0 && word.n > 3) {
			buf_char(out, ',');
		}
		bool joint = !name && word.p[i] == '-';		/* "million-pounds" */
		buf_char(out, upper ? (char)(word.p[i] - 'a' + 'A') : joint ? ' ' : word.p[i]);
	}
}

/* What counts something begins with a digit and ends with a word; the rest are names. "birmingham need" is Birmingham's. */
const char *archive_terms_tell(struct arena *a, const char *term)
{
	struct buf out = BUF_INIT;
	size_t n = strlen(term), need = strlen(NEED);
	bool counts = term[0] >= '0' && term[0] <= '9' && n > 0 && (term[n - 1] < '0' || term[n - 1] > '9');
	bool is_need = !counts && n > need + 1 && strcmp(term + n - need, NEED) == 0 && term[n - need - 1] == ' ';
	struct span rest = span_of(term, is_need ? n - need : n), word;
	for (bool figure = false; span_word(&rest, &word);) {
		bool digit = word.p[0] >= '0' && word.p[0] <= '9';
		if (out.n > 0) {
			buf_char(&out, figure && digit && counts ? '.' : ' ');	/* "10 5 hectares" */
		}
		figure = digit;
		tell_word(&out, word, !counts);
	}
	if (is_need) {
		buf_str(&out, out.p[out.n - 1] == 's' ? "' " : "'s ");
		buf_str(&out, NEED);
	}
	const char *text = arena_strn(a, out.n > 0 ? out.p : "", out.n);
	buf_release(&out);
	return text;
}

static bool term_before(const struct term *a, const struct term *b)
{
	return a->weight != b->weight ? a->weight > b->weight : a->from < b->from;
}

/* The strongest first; of a few, their places alone are moved. */
static void term_order(const struct terms *t, uint32_t order[TERMS_ROOM])
{
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t at = i;
		for (; at > 0 && term_before(&t->v[i], &t->v[order[at - 1]]); at--) {
			order[at] = order[at - 1];
		}
		order[at] = i;
	}
}

/* --- what the subject counts --- */

#define SUBJECT_WORDS 24u
#define SUBJECT_TERMS 2u

static bool is_number(const char *text)
{
	size_t n = strlen(text);
	return n >= COUNT_DIGITS && strspn(text, "0123456789 ") == n && !(n == 4 && (strncmp(text, "19", 2) == 0 || strncmp(text, "20", 2) == 0));
}

/* The unit of which one of the few words behind the number tells; NULL: none. */
static const char *unit_behind(const struct archive_words *w, const uint64_t *hash, uint32_t n)
{
	know_index said = w->classes[ARCHIVE_SAID];
	for (uint32_t i = 0; i < n && i < UNIT_WORDS; i++) {
		uint32_t used;
		know_index phrase = know_phrase_words(w->know, said, &hash[i], n - i, &used);
		const char *value = phrase != KNOW_NONE ? know_str(w->know, know_phrase(w->know, phrase)->value) : "";
		if (strncmp(value, "unit ", 5) == 0) {
			return value + 5;
		}
	}
	return NULL;
}

/* "2015.04" is a date. */
#define YEAR_DIGITS 4u

struct counted { struct span written; const char *text; uint64_t hash; };

static bool is_figure(const char *text)
{
	return text[strspn(text, "0123456789")] == '\0';
}

/* The words of a subject; "6,400" is one, and so is "11.5", told as "11 5". */
static uint32_t subject_words(struct arena *a, const char *subject, struct counted out[SUBJECT_WORDS])
{
	struct span s = span_str(subject);
	struct token t;
	uint32_t n = 0;
	while (n < SUBJECT_WORDS && token_next(&s, &t)) {
		struct counted *last = n > 0 ? &out[n - 1] : NULL;
		bool beside = last != NULL && span_end(last->written) + 1 == t.written.p && is_figure(last->text) && is_figure(t.folded);
		char between = beside ? *span_end(last->written) : '\0';
		if ((between == ',' && strlen(t.folded) == 3) || (between == '.' && strlen(last->text) < YEAR_DIGITS)) {
			last->text = arena_join(a, (const char *const[]){ last->text, between == '.' ? " " : "", t.folded }, 3);
			last->written.n = (size_t)(span_end(t.written) - last->written.p);
			continue;
		}
		out[n++] = (struct counted){ t.written, arena_str(a, t.folded), t.hash };
	}
	return n;
}

static bool is_of_money(const struct counted *c, const char *subject)
{
	return c->written.p > subject && (c->written.p[-1] == '$' || (unsigned char)c->written.p[-1] == 0xa3);
}

/* As unit_behind(), of the words from i on. */
static const char *unit_of_words(const struct archive_words *w, const struct counted *c, uint32_t i, uint32_t n)
{
	uint64_t hash[UNIT_WORDS + 2];
	uint32_t behind = 0;
	for (; behind < UNIT_WORDS + 2 && i + behind < n; behind++) {
		hash[behind] = c[i + behind].hash;
	}
	return unit_behind(w, hash, behind);
}

/* What the number at i counts, for the term; NULL: nothing that tells. */
static const char *counted_by(const struct terms *t, const struct counted *c, uint32_t i, uint32_t n, const char *subject)
{
	size_t length = strlen(c[i].text), zeros = length;
	while (zeros > 0 && c[i].text[zeros - 1] == '0') {
		zeros--;
	}
	if (is_of_money(&c[i], subject)) {
		return length >= 4 && zeros > 1 ? MONEY : NULL;
	}
	const char *unit = unit_of_words(t->w, c, i + 1, n);
	if (unit != NULL || i + 1 == n || (i > 0 && is_in(t, TERM_NUMBERED, c[i - 1].hash))) {
		return unit;
	}
	const struct counted *next = &c[i + 1];
	return is_plural(span_str(next->text)) && !is_in(t, TERM_MATTER, next->hash) && !is_in(t, TERM_UNCOUNTED, next->hash) ? next->text : NULL;
}

/* Words of a number of a subject that are looked at: "three hundred and twenty two and a half". */
#define NUMBER_WORDS 8u

static struct archive_number number_in_words(const struct archive_words *w, const struct counted *c, uint32_t i, uint32_t n)
{
	uint64_t hash[NUMBER_WORDS];
	uint32_t room = 0;
	for (; room < NUMBER_WORDS && i + room < n; room++) {
		hash[room] = c[i + room].hash;
	}
	return archive_words_number(w, NULL, hash, room);
}

/* "THIRTY-EIGHT REFUSE VEHICLES": as in the body. */
static const char *counted_soon(const struct terms *t, const struct counted *c, uint32_t i, uint32_t n)
{
	const char *unit = unit_of_words(t->w, c, i, n);
	if (unit != NULL) {
		return unit;
	}
	for (uint32_t to = i + COUNTED_WORDS; i < to && i < n && strlen(c[i].text) >= BETWEEN_LEAST; i++) {
		if (is_plural(span_str(c[i].text))) {
			return is_in(t, TERM_UNCOUNTED, c[i].hash) ? NULL : c[i].text;
		}
	}
	return NULL;
}

static void take_subject(const struct terms *t, struct letter_record *r)
{
	struct arena *a = t->arena;
	struct counted c[SUBJECT_WORDS];
	uint32_t n = r->subject[0] != '\0' ? subject_words(a, r->subject, c) : 0;
	for (uint32_t i = 0; i < n && r->terms.n < SUBJECT_TERMS; i++) {
		bool figure = is_number(c[i].text);
		const char *text = c[i].text, *what = figure ? counted_by(t, c, i, n, r->subject) : NULL;
		if (figure && is_unmistakable(span_str(text))) {
			*vec_push(a, &r->terms) = arena_str(a, text);
		} else if (!figure) {
			struct archive_number number = number_in_words(t->w, c, i, n);
			bool unit = number.whole >= UNIT_LEAST && unit_of_words(t->w, c, i + number.used, n) != NULL;
			bool counts = unit || number.whole >= COUNT_LEAST || number.hundredths > 0;
			what = counts ? counted_soon(t, c, i + number.used, n) : NULL;
			text = counts ? tell_number(a, number) : text;
			i += counts ? number.used - 1 : 0;
		}
		if (what != NULL) {
			*vec_push(a, &r->terms) = arena_join(a, (const char *const[]){ text, " ", what }, 3);
		}
	}
}

void archive_terms(struct arena *a, const struct archive_words *w, struct letter_record *r)
{
	struct terms t;
	t.arena = a;
	t.w = w;
	t.n = 0;
	know_phrase_class_all(w->know, class_names, TERM_CLASSES, t.classes);
	take_subject(&t, r);
	t.offices = w->registered;
	for (uint32_t i = 0; i < w->hits.n; i++) {
		const struct archive_hit *h = &w->hits.v[i];
		if (h->cue == CUE_UNIT) {
			take_unit(&t, h, archive_terms_unit(w, h));
		} else if (h->cue == CUE_NEED) {
			take_need(&t, h);
		}
	}
	take_money(&t);
	take_numbers(&t);
	take_figures(&t);
	take_names(&t);
	uint32_t order[TERMS_ROOM];
	term_order(&t, order);
	for (uint32_t i = 0; i < t.n && r->terms.n < (t.offices ? TERMS_MOST : TERMS_PEOPLE); i++) {
		const char *text = tell_term(a, &t, &t.v[order[i]]);
		bool told = text[0] == '\0';
		for (uint32_t j = 0; j < r->terms.n; j++) {
			told = told || (*r->terms.v[j] == *text && strcmp(r->terms.v[j], text) == 0);	/* "Birmingham's need", "the need of Birmingham" */
		}
		if (!told) {
			*vec_push(a, &r->terms) = text;
		}
	}
}
