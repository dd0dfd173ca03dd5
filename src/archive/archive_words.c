/* archive_words.c - the words that a letter says itself, read once; DESIGN section 7.
 *
 * In: the zones of the body: no quoted letter, header or signature is in them. Out: its words with what their writing tells
 * (capitals, figures, where sentences and paragraphs begin), which capitals are names, and where phrases of the class "said" stand. What
 * is masked, asked or distinctive is left to archive_text.c, archive_asks.c and archive_terms.c, which go over these words instead
 * of the text, and mostly over the marked ones alone. One pass: some 20 instructions for a plain word behind a space, 100 for another.
 *
 * A name needs no list here: it is a word with a capital that is none of the common words with which sentences begin, as
 * "However". That masks bodies, people, places, months and plans alike, known or not. In a text that is mostly capitals
 * a capital tells nothing, and nothing is masked by it.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

/* A text with more capitals than this share of its words is written in them. */
#define CAPITALS_PER_CENT 60u
/* Words read at once where they are not at hand. */
#define SOME_WORDS 32u

static const char *const class_names[] = { "said", "common-word", "month", "letter-word", "number-and", "number-part", "inform", "belongs", "relative", "room" };	/* ORDER: enum archive_class */
_Static_assert(sizeof class_names / sizeof *class_names == ARCHIVE_CLASSES, "a name a class");

static inline uint32_t sign_flags(char sign)
{
	switch (sign) {
	case '.': case '!': case '?': case ';':
		return ARCHIVE_SENTENCE | ARCHIVE_CLAUSE;
	case '\n': case ' ': case '\r': case '\t':
		return 0;
	default:
		return ARCHIVE_CLAUSE;
	}
}

/* What stands between two words, as far as it matters. */
static uint32_t gap_flags(const char *p, const char *end)
{
	uint32_t flags = 0, lines = 0;
	if (p + 2 == end && p[1] == ' ' && *p != '\n') {
		return sign_flags(*p);
	}
	if (p == end || (p + 1 == end && *p == ' ')) {
		return p == end ? ARCHIVE_JOINED : 0;
	}
	if (p + 1 == end && *p == '\n') {
		return ARCHIVE_LINE;
	}
	if (p + 1 == end && (*p == '-' || *p == '/' || *p == '.' || *p == '_')) {
		return ARCHIVE_JOINED;
	}
	for (; p < end; p++) {
		flags |= sign_flags(*p);
		lines += *p == '\n';
	}
	return lines > 1 ? flags | ARCHIVE_BLOCK | ARCHIVE_SENTENCE | ARCHIVE_CLAUSE | ARCHIVE_LINE : lines > 0 ? flags | ARCHIVE_LINE : flags;
}

static bool all_digits(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9') {
			return false;
		}
	}
	return s.n > 0;
}

/* The hash of a word as a token has it. */
static uint64_t hash_of(const char *word)
{
	struct span s = span_str(word);
	struct token t;
	return token_next(&s, &t) ? t.hash : 0;
}

/* Of the figure "1,900" as of 1900. */
static uint64_t figure_hash(const struct archive_word *word)
{
	char digits[40];
	uint32_t n = 0;
	for (uint32_t i = 0; i < word->n && n < sizeof digits - 1; i++) {
		digits[n] = word->p[i];
		n += word->p[i] != ',';
	}
	digits[n] = '\0';
	return hash_of(digits);
}

/* "1" and "900" with a comma between are one figure. t: a figure. */
static bool goes_on(const struct archive_word *last, const struct token_mark *t)
{
	return (last->flags & ARCHIVE_FIGURE) && last->p + last->n + 1 == t->p && t->p[-1] == ',' && t->n == 3 &&
	    (last->n <= 3 || last->p[last->n - 4] == ',');
}

/* Nearly always once a letter, and just so much as it has words: what is touched for nothing drives something else out of the cache. */
static void make_room(struct archive_words *w, uint32_t more)
{
	if (w->n + more <= w->room) {
		return;
	}
	struct archive_words old = *w;
	w->room = w->n + more + (w->room > 0 ? w->n + 256 : 0);
	w->word = ARENA_ROOM(w->arena, struct archive_word, w->room + 1);
	w->hash = ARENA_ROOM(w->arena, uint64_t, w->room + 1);
	w->marked = ARENA_ROOM(w->arena, uint32_t, w->room);
	w->dates = ARENA_ROOM(w->arena, uint32_t, w->room);
	w->letters = ARENA_ROOM(w->arena, uint32_t, w->room);
	w->starts = ARENA_ROOM(w->arena, uint32_t, w->room);
	w->begins = ARENA_ROOM(w->arena, uint32_t, w->room);
	if (w->n > 0) {
		memcpy(w->word, old.word, w->n * sizeof *w->word);
		memcpy(w->hash, old.hash, w->n * sizeof *w->hash);
		memcpy(w->marked, old.marked, w->n_marked * sizeof *w->marked);
		memcpy(w->dates, old.dates, w->n_dates * sizeof *w->dates);
		memcpy(w->letters, old.letters, w->n_letters * sizeof *w->letters);
		memcpy(w->starts, old.starts, w->n_starts * sizeof *w->starts);
		memcpy(w->begins, old.begins, w->n_begins * sizeof *w->begins);
	}
}

struct roots { uint64_t said, common, months, letters, of_capitals; };	/* bits of token_mark.roots; the last: of what is asked of words with a capital */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What the word is by itself: most have none of these. */
static inline uint32_t word_flags(const struct token_mark *t, const struct roots *roots)
{
	uint32_t flags = t->flags & (TOKEN_ADDRESS | TOKEN_ALL_CAPITALS);
	if ((t->flags & TOKEN_CAPITAL) && is_digit(t->p[0])) {
		flags |= ARCHIVE_DIGIT | (all_digits(span_of(t->p, t->n)) ? ARCHIVE_FIGURE : 0u);
	} else if (t->flags & TOKEN_CAPITAL) {
		flags |= ARCHIVE_CAPITAL;
		if (t->roots & roots->of_capitals) {
			flags |= (t->roots & TOKEN_DIGIT_BIT ? ARCHIVE_NUMBERED : 0u) | (t->roots & roots->common ? ARCHIVE_MAY_COMMON : 0u) | (t->roots & roots->months ? ARCHIVE_MAY_MONTH : 0u);
		}
	}
	return t->roots & roots->letters ? flags | ARCHIVE_MAY_LETTER : flags;
}

/* Puts the word, the at-th, on the lists on which it is looked for. */
static inline void list(struct archive_words *w, const struct token_mark *t, const struct roots *roots, uint32_t at, uint32_t flags)
{
	if (flags & ARCHIVE_MARKED) {
		w->marked[w->n_marked++] = at;
		w->capitals += (flags & ARCHIVE_CAPITAL) != 0;
		if (flags & (ARCHIVE_DIGIT | ARCHIVE_MAY_MONTH)) {
			w->dates[w->n_dates++] = at;
		}
	}
	if (t->roots & roots->said) {
		w->begins[w->n_begins++] = at;
	}
	if (flags & ARCHIVE_MAY_LETTER) {
		w->letters[w->n_letters++] = at;
	}
	if (flags & ARCHIVE_SENTENCE) {
		w->starts[w->n_starts++] = at;
	}
}

/* Behind another than one space: end is that of the word before. True: the word goes on, and there is no new one. */
static bool look_between(struct archive_word *last, uint64_t *hash, const struct token_mark *t, const char *end, uint32_t *flags)
{
	*flags |= gap_flags(end, t->p);
	last->flags |= *end == '?' ? ARCHIVE_ASKED : 0u;
	bool same = (*flags & ARCHIVE_FIGURE) && goes_on(last, t);
	if (same) {
		last->n = (uint32_t)(t->p + t->n - last->p);
		*hash = figure_hash(last);
	}
	return same;
}

/* end: of the word before them; NULL: they are the first of a piece. Most words are plain, each behind one space. */
static const char *add_all(struct archive_words *w, const struct token_mark *v, uint32_t n, const struct roots *roots, const char *end)
{
	struct archive_word *word = w->word + w->n;
	uint64_t *hash = w->hash + w->n, asked = roots->said | roots->letters;
	for (const struct token_mark *t = v, *to = v + n; t < to; end = t->p + t->n, t++) {
		bool behind = end != NULL && t->p == end + 1 && *end == ' ';
		uint32_t flags = 0;
		if (!behind || (t->roots & asked) != 0 || (t->flags & (TOKEN_CAPITAL | TOKEN_ADDRESS)) != 0) {
			flags = word_flags(t, roots);
			if (end == NULL) {
				flags |= ARCHIVE_BLOCK | ARCHIVE_SENTENCE | ARCHIVE_CLAUSE | ARCHIVE_LINE;
			} else if (!behind && look_between(word - 1, hash - 1, t, end, &flags)) {
				continue;
			}
			list(w, t, roots, (uint32_t)(word - w->word), flags);
		}
		word->p = t->p;
		word->n = t->n;
		word++->flags = flags;
		*hash++ = t->hash;
	}
	w->n = (uint32_t)(word - w->word);
	return end;
}

static uint64_t digit_bit(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (is_digit(s.p[i])) {
			return TOKEN_DIGIT_BIT;
		}
	}
	return 0;
}

/* A text that is not at hand: its words are read here. */
static const char *add_tokens(struct archive_words *w, struct span piece, const struct roots *roots)
{
	struct token_mark some[SOME_WORDS];
	const char *end = NULL;
	for (uint32_t n = 1; n > 0;) {
		uint32_t most = LIMIT_COMPARED_WORDS - w->n < SOME_WORDS ? LIMIT_COMPARED_WORDS - w->n : SOME_WORDS;
		struct token t;
		for (n = 0; n < most && token_next(&piece, &t); n++) {
			some[n] = (struct token_mark){ .p = t.written.p, .hash = t.hash, .roots = ~TOKEN_DIGIT_BIT | digit_bit(t.written), .n = (uint32_t)t.written.n,
				.flags = (t.address ? TOKEN_ADDRESS : 0u) | (t.capital ? TOKEN_CAPITAL : 0u) | (t.all_capitals ? TOKEN_ALL_CAPITALS : 0u) };
		}
		make_room(w, n);
		end = add_all(w, some, n, roots, end);
	}
	return end;
}

/* The text at hand has its words; another (an XML record's body) is read here. */
static void read_piece(struct archive_words *w, struct span piece)
{
	uint32_t n = 0;
	const know_index *c = w->classes;
	struct roots roots = { know_phrase_root(c[ARCHIVE_SAID]), know_phrase_root(c[ARCHIVE_COMMON_WORD]), know_phrase_root(c[ARCHIVE_MONTH]), know_phrase_root(c[ARCHIVE_LETTER_WORD]), TOKEN_DIGIT_BIT };
	roots.of_capitals |= roots.common | roots.months;
	const struct token_mark *v = know_words(w->know, piece, &n);
	const char *end = NULL;
	n = n < LIMIT_COMPARED_WORDS - w->n ? n : LIMIT_COMPARED_WORDS - w->n;
	if (v != NULL && n > 0) {
		make_room(w, n);
		end = add_all(w, v, n, &roots, NULL);
	} else if (v == NULL) {
		end = add_tokens(w, piece, &roots);
	}
	if (end != NULL && end < span_end(piece) && *end == '?') {
		w->word[w->n - 1].flags |= ARCHIVE_ASKED;
	}
}

static void read_without(struct archive_words *w, struct span piece, struct span out)
{
	bool within = out.n > 0 && out.p >= piece.p && span_end(out) <= span_end(piece);
	if (within) {
		read_piece(w, span_of(piece.p, (size_t)(out.p - piece.p)));
		read_piece(w, span_of(span_end(out), (size_t)(span_end(piece) - span_end(out))));
	} else {
		read_piece(w, piece);
	}
}

static void find_names(struct archive_words *w)
{
	know_index common = w->classes[ARCHIVE_COMMON_WORD];
	uint32_t used;
	bool tells = w->capitals * 100u <= w->n * CAPITALS_PER_CENT || w->n < 8;
	for (uint32_t m = 0; m < w->n_marked; m++) {
		uint32_t i = w->marked[m];
		if (w->word[i].flags & ARCHIVE_CAPITAL) {
			bool is_common = (w->word[i].flags & ARCHIVE_MAY_COMMON) && know_phrase_words(w->know, common, &w->hash[i], 1, &used) != KNOW_NONE;
			w->word[i].flags |= is_common ? ARCHIVE_COMMON : tells ? ARCHIVE_NAME : 0u;
		}
	}
}

/* In the order of the numbers; `none` comes before those that are no cues of asks.xml. */
static const char *const cue_names[] = { "request", "take", "able", "accept", "decline", "not", "need", "own", "yours", "whether", "you", "we",
	"told", "asked", "pass", "propose", "ack", "find", "want", "but", "sign", "will", "look-to", "demand", "lack", "unplaced", "deny", "none", "courtesy", "courtesy-sentence", "page", "unit ", ARCHIVE_NUMBER };
_Static_assert(sizeof cue_names / sizeof *cue_names == CUE_OTHER, "a name a cue");

enum archive_cue archive_words_value(const struct archive_words *w, know_index phrase)
{
	return (enum archive_cue)know_phrase_value(w->know, phrase, cue_names, CUE_OTHER);
}

#define NUMBER_MOST 1000000u

static uint32_t number_of(const char *digits)
{
	uint32_t n = 0;
	while (is_digit(*digits) && n < UINT32_MAX / 10 - 1) {
		n = n * 10 + (uint32_t)(*digits++ - '0');
	}
	return n;
}

/* The value of one word for a number. */
static uint32_t number_word(const struct archive_words *w, uint64_t hash)
{
	uint32_t used;
	know_index phrase = know_phrase_words(w->know, w->classes[ARCHIVE_SAID], &hash, 1, &used);
	const char *value = phrase != KNOW_NONE ? know_str(w->know, know_phrase(w->know, phrase)->value) : "";
	size_t n = sizeof ARCHIVE_NUMBER - 1;
	return strncmp(value, ARCHIVE_NUMBER, n) == 0 ? number_of(value + n) : 0;
}

/* "and" in "two hundred and twenty-three". */
static bool number_goes_on(const struct archive_words *w, const uint64_t *hash, uint32_t n)
{
	uint32_t used;
	know_index and = n > 1 ? w->classes[ARCHIVE_NUMBER_AND] : KNOW_NONE;
	return and != KNOW_NONE && know_phrase_words(w->know, and, hash, 1, &used) != KNOW_NONE && number_word(w, hash[1]) != 0;
}

/* "and a half" in "eleven and a half": its hundredths, and how many words it has; 0: none stands here. */
static uint32_t number_part(const struct archive_words *w, const uint64_t *hash, uint32_t n, uint32_t *used)
{
	know_index part = n > 1 ? w->classes[ARCHIVE_NUMBER_PART] : KNOW_NONE;
	know_index phrase = part != KNOW_NONE ? know_phrase_words(w->know, part, hash, n, used) : KNOW_NONE;
	return phrase != KNOW_NONE ? number_of(know_str(w->know, know_phrase(w->know, phrase)->value)) : 0;
}

static uint32_t figure_of(const struct archive_word *word)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < word->n; i++) {
		n = n * 10 + (uint32_t)(word->p[i] - '0');
	}
	return n;
}

/* Figures, so many, joined by that sign to those before. */
static bool joined_by(const struct archive_word *word, char sign, uint32_t least, uint32_t most)
{
	return (word->flags & (ARCHIVE_FIGURE | ARCHIVE_JOINED)) == (ARCHIVE_FIGURE | ARCHIVE_JOINED) && word->p[-1] == sign && word->n >= least && word->n <= most;
}

bool archive_words_date(const struct archive_words *w, uint32_t i, struct date *d)
{
	const struct archive_word *word = &w->word[i];
	bool begins = (word->flags & (ARCHIVE_FIGURE | ARCHIVE_JOINED)) == ARCHIVE_FIGURE && (word->n == 4 || word->n <= 2);
	if (!begins || i + 2 >= w->n || (i + 3 < w->n && (word[3].flags & ARCHIVE_JOINED)) || !(word[1].flags & ARCHIVE_JOINED)) {
		return false;
	}
	char sign = word[1].p[-1];
	bool year_first = word->n == 4;
	if ((year_first ? sign != '-' : memchr("/.-", sign, 3) == NULL) || !joined_by(&word[1], sign, 1, 2) ||
	    !joined_by(&word[2], sign, year_first ? 1 : 2, year_first ? 2 : 4) || word[2].n == 3) {
		return false;
	}
	uint32_t year = figure_of(year_first ? word : &word[2]), day = figure_of(year_first ? &word[2] : word);
	year += year < 100 ? (year < 70 ? 2000 : 1900) : 0;
	*d = (struct date){ .year = (int16_t)year, .month = (uint8_t)figure_of(&word[1]), .day = (uint8_t)day };
	return d->year >= 1000 && date_valid(*d);
}

struct archive_number archive_words_number(const struct archive_words *w, const struct archive_word *words, const uint64_t *hash, uint32_t n)
{
	struct archive_number number = { 0, 0, 0 };
	uint32_t thousands = 0, rest = 0, word, used;
	bool hundred = false;			/* the word before was one, or a thousand */
	while (number.used < n && thousands + rest < NUMBER_MOST) {
		const uint64_t *at = hash + number.used;
		uint32_t left = n - number.used;
		if (number.hundredths == 0 && thousands + rest > 0 && (number.hundredths = number_part(w, at, left, &used)) > 0) {
			number.used += used;
			continue;
		}
		if (hundred && number_goes_on(w, at, left)) {
			number.used++;
			continue;
		}
		bool says = words == NULL || (words[number.used].flags & ARCHIVE_SAYS);
		if (!says || (word = number_word(w, *at)) == 0 || (number.hundredths > 0 && word < 100)) {
			break;
		}
		if (word >= 1000) {
			thousands += (rest > 0 ? rest : 1) * word + number.hundredths * (word / 100);
			rest = 0;
		} else if (word == 100) {
			rest = (rest > 0 ? rest : 1) * word + number.hundredths;
		} else if (rest == 0 || rest % 100 == 0 || (word < 10 && rest % 10 == 0 && rest % 100 >= 20)) {
			rest += word;
		} else {
			break;
		}
		number.used++;
		number.hundredths = word >= 100 ? 0 : number.hundredths;
		hundred = word >= 100;
	}
	number.whole = thousands + rest;
	return number;
}

enum archive_cue archive_words_cue(const struct archive_words *w, uint32_t at, uint32_t n)
{
	uint32_t used;
	know_index phrase = w->word[at].flags & ARCHIVE_SAYS ? know_phrase_words(w->know, w->classes[ARCHIVE_SAID], &w->hash[at], n, &used) : KNOW_NONE;
	return phrase != KNOW_NONE ? archive_words_value(w, phrase) : CUE_OTHER;
}

static void find_phrases(struct archive_words *w)
{
	know_index said = w->classes[ARCHIVE_SAID];
	w->hits.v = w->n_begins > 0 ? ARENA_ROOM(w->arena, struct archive_hit, w->n_begins) : NULL;
	for (uint32_t b = 0; b < w->n_begins; b++) {
		uint32_t i = w->begins[b], used = 0;
		know_index phrase = know_phrase_words(w->know, said, &w->hash[i], w->n - i, &used);
		if (phrase != KNOW_NONE) {
			w->word[i].flags |= ARCHIVE_SAYS;
			w->hits.v[w->hits.n++] = (struct archive_hit){ i, used, phrase, archive_words_value(w, phrase) };
		}
	}
}

/* Plain letters and digits fold to themselves; of a figure in thousands there are several tokens. */
size_t archive_words_fold(const struct archive_word *word, char out[ARCHIVE_FOLDED])
{
	struct token t;
	size_t n = 0;
	if ((word->flags & ARCHIVE_FIGURE) && word->n < sizeof t.folded) {
		for (uint32_t i = 0; i < word->n; i++) {
			out[n] = word->p[i];
			n += word->p[i] != ',';
		}
		out[n] = '\0';
		return n;
	}
	for (; n < word->n && n < sizeof t.folded - 1; n++) {
		unsigned char b = (unsigned char)word->p[n];
		bool upper = b >= 'A' && b <= 'Z';
		if (!upper && !(b >= 'a' && b <= 'z') && !(b >= '0' && b <= '9')) {
			break;
		}
		out[n] = (char)(upper ? b | 0x20 : b);
	}
	if (n < word->n) {
		struct span s = span_of(word->p, word->n);
		for (n = 0; token_next(&s, &t);) {
			size_t more = strlen(t.folded);
			if (n + more + 1 > ARCHIVE_FOLDED) {
				break;
			}
			memcpy(out + n, t.folded, more);
			n += more;
		}
	}
	out[n] = '\0';
	return n;
}

/* --- whose letter it is --- */

static void add_own(struct archive_words *w, struct span name, bool writer)
{
	struct token t;
	for (bool first = true; w->n_own < ARCHIVE_OWN && token_next(&name, &t); first = false) {
		if (t.length > 2 && (first || writer)) {
			char plural[sizeof t.folded + 1];
			size_t n = strlen(t.folded);
			memcpy(plural, t.folded, n);
			memcpy(plural + n, "s", 2);
			w->own[w->n_own++] = (struct archive_own){ t.hash, hash_of(plural), first && t.length > 3, writer };
		}
	}
}

static void find_own(const struct letter *l, struct archive_words *w)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		if (m->role != LETTER_MENTIONED) {
			add_own(w, m->written, m->role == LETTER_SENDER);
			if (m->name != NULL && !span_is(m->written, m->name)) {
				add_own(w, span_str(m->name), m->role == LETTER_SENDER);
			}
		}
	}
}

bool archive_words_writer(const struct archive_words *w, uint32_t at)
{
	for (uint32_t i = 0; i < w->n_own; i++) {
		if (w->own[i].writer && (w->hash[at] == w->own[i].hash || w->hash[at] == w->own[i].plural)) {
			return true;
		}
	}
	return false;
}

bool archive_words_end(const struct archive_words *w, uint32_t at)
{
	for (uint32_t i = 0; i < w->n_own; i++) {
		if (w->own[i].first && (w->hash[at] == w->own[i].hash || w->hash[at] == w->own[i].plural)) {
			return true;
		}
	}
	return false;
}

void archive_words_read(struct letter *l, struct archive_words *w)
{
	bool any = false;
	memset(w, 0, offsetof(struct archive_words, own));
	w->know = l->know;
	w->arena = l->arena;
	know_phrase_class_all(w->know, class_names, ARCHIVE_CLASSES, w->classes);
	w->n_own = 0;
	for (uint32_t i = 0; i < l->zones.n; i++) {
		const struct letter_zone *z = &l->zones.v[i];
		for (uint32_t j = 0; z->kind == LETTER_ZONE_BODY && j < z->pieces.n; j++) {
			read_without(w, z->pieces.v[j], l->subject.text);
			any = true;
		}
	}
	if (!any) {
		read_without(w, l->body, l->subject.text);
	}
	if (w->n > 0) {		/* who looks a word ahead sees none */
		w->word[w->n] = (struct archive_word){ NULL, 0, 0 };
		w->hash[w->n] = 0;
	}
	find_own(l, w);
	find_names(w);
	find_phrases(w);
}
