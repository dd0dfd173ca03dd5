/* archive_asks.c - what a letter does with what is asked; DESIGN section 7.
 *
 * In: the words of a letter with the phrases found in them (rules/reading/asks.xml says what each means). Out: bits of enum letter_ask.
 *
 * Sentence by sentence: what a phrase means depends on who is to do it and on what stands beside it. "We are able to accommodate" accepts,
 * "whether you are able to accommodate" asks, "we are not able to accommodate" declines, "the city is not able to accommodate its own
 * need" tells of a need. Verbs that say little ("find", "meet") count beside what is counted or wanted ("meet the need"). A need is somebody's own when the sentence says so. Who asks for a need that bears the name of a third hands on
 * what that one asked. LETTER_NEED beside LETTER_ASKS means that the need is what is asked: it stands where is asked, or it is told as the
 * writer's own; who notes another's need and asks for a meeting asks for no need. Verbs are endless: a request in which a need is counted asks to take it, and what
 * cannot be done with one declines it, unless it is only to be told of or shown. A letter acknowledges when it does nothing else and is short. In doubt a bit is not set: links of need rings
 * rest on them. The cost is a few dozen phrases a letter.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

/* Words, courtesies left out, of a letter that says only that another came. */
#define ACKNOWLEDGES_WORDS 90u

/* Words between "not" and "ask" in "we do not at present ask". */
#define NOT_ASKED_WORDS 3u

/* "you have also asked us" */
#define BY_YOU_WORDS 2u

/* From "find" to what is found: "find room for some 300 of these dwellings". */
#define FIND_WORDS 8u
/* Words of "asks", "asks whether", "seeks your help"; longer ones begin with more than the verb. */
#define ASKED_VERB 3u
/* Words of a subject that are looked at. */
#define SUBJECT_WORDS 32u
/* From a number to its unit: "nine new transit pitches". */
#define COUNT_WORDS 3u
/* From "no" to what there is none of: "no land suitable for plots". */
#define NONE_WORDS 4u
/* From the words for a lack to the unit of what is lacking: "a need for a further 24 permanent pitches"; and from the unit on: "tonnes a year short". */
#define LACK_WORDS 7u
#define SHORT_WORDS 2u
#define NOWHERE_WORDS 6u		/* "8 plots for showpeople and nowhere to put them" */
/* From what is counted to "which", and from there to what cannot be done: "90 children in its care for whom carers cannot be found". */
#define RELATIVE_WORDS 6u
#define RELATIVE_DENY 5u

struct sentence {
	uint32_t has;			/* bits of the cues in it */
	bool we_take;			/* somebody of ours would do it, as far as the words before tell */
	bool not_before;		/* "not" stands before what would be done */
	bool asked_before;		/* it was said to be asked by others */
	bool you, told;			/* of whom the words last spoke: the reader; somebody whose words are told */
	bool you_take;			/* the reader would do it */
	bool we;			/* somebody of ours is named */
	bool figure;			/* there is one, or what could be counted */
	bool not_asked;			/* "we do not ask" */
	uint32_t not_at;		/* the last "not", its word; 0: none */
	uint32_t you_at, find_at, want_at, we_at;	/* of the last of those words, and the first of ours: the word after it; 0: none */
	bool find_we, find_you, find_not;	/* as we_take, you_take and not_before, for "find" */
	bool asked_by_you;		/* the reader is who asked */
	bool wanted;			/* "find" stands beside a need */
	bool theirs;			/* an answer that is told of others */
	bool denies_need;		/* a need told by what cannot be done */
	bool deny;			/* something cannot be done, or is not there */
	uint32_t units;			/* the first hit of something that can be counted, and one more */
	bool needed;			/* something that may be a need is counted, or there is none of it, and it is not merely told of */
};

static uint32_t bit(enum archive_cue c)
{
	return 1u << c;
}

static bool is_not(enum archive_cue c)
{
	return c == CUE_NOT || c == CUE_DENY;
}

static bool has(const struct sentence *s, enum archive_cue c)
{
	return (s->has & bit(c)) != 0;
}

static void take_cue(struct sentence *s, enum archive_cue c, bool begins_we)
{
	if (c == CUE_WE || begins_we) {
		s->you = s->told = false;
		s->we = true;
	} else if (c == CUE_YOU) {
		s->you = true;
	}
	if (c == CUE_TAKE || c == CUE_ABLE) {
		s->we_take = s->we_take || (!s->you && !s->told);
		s->you_take = s->you_take || (s->you && !s->told && c == CUE_TAKE);
		s->not_before = s->not_before || has(s, CUE_NOT);
	}
	if (c == CUE_ACCEPT || c == CUE_DECLINE) {
		s->theirs = s->theirs || s->told;
	}
	if (c == CUE_REQUEST && has(s, CUE_TOLD)) {
		s->asked_before = true;
	}
	if (c == CUE_FIND) {
		s->find_we = !s->you && !s->told;
		s->find_you = s->you && !s->told;
		s->find_not = has(s, CUE_NOT);
	}
	s->told = s->told || c == CUE_TOLD;
	s->has |= bit(c);
}

/* "find", and what is wanted: together they take something on. */
static void take_find(struct sentence *s, uint32_t at, bool finds, bool needs)
{
	uint32_t other = finds ? s->want_at : s->find_at;
	*(finds ? &s->find_at : &s->want_at) = at + 1;
	if (other > 0 && at + 1 - other <= FIND_WORDS) {
		s->has |= bit(CUE_TAKE);
		s->we_take = s->we_take || s->find_we;
		s->you_take = s->you_take || s->find_you;
		s->not_before = s->not_before || s->find_not;
		s->wanted = s->wanted || needs;
	}
}

static uint32_t judge_sentence(const struct sentence *s)
{
	uint32_t asks = 0;
	bool unlisted = s->needed && !has(s, CUE_TOLD);	/* whatever is or is not to be done with it */
	bool open = has(s, CUE_WHETHER) || has(s, CUE_REQUEST);
	bool only_own = has(s, CUE_OWN) && !has(s, CUE_YOURS);
	bool asked = has(s, CUE_REQUEST) && (has(s, CUE_TAKE) || has(s, CUE_NEED)) && !s->asked_before && !s->not_asked;
	if (asked || (has(s, CUE_WHETHER) && s->you_take && !has(s, CUE_TOLD) && !has(s, CUE_NOT))) {
		asks |= LETTER_ASKS;
	}
	if (has(s, CUE_NEED) || ((asks & LETTER_ASKS) && s->wanted)) {
		asks |= LETTER_NEED;
	}
	if (has(s, CUE_PASS) || (has(s, CUE_ASKED) && !s->asked_by_you && (has(s, CUE_TAKE) || has(s, CUE_NEED) || s->figure))) {
		asks |= LETTER_PASSES_ON;
	}
	if (has(s, CUE_PROPOSE) && !has(s, CUE_NOT) && (has(s, CUE_TAKE) || has(s, CUE_NEED) || s->figure)) {
		asks |= LETTER_PROPOSES;
	}
	if ((asks & LETTER_ASKS) || s->not_asked) {
		return asks;	/* what it says of being able is part of the question */
	}
	if ((has(s, CUE_DECLINE) && !s->theirs && !only_own) || (has(s, CUE_ACCEPT) && has(s, CUE_NOT) && !s->theirs)) {
		asks |= LETTER_DECLINES;
	} else if (s->denies_need && has(s, CUE_OWN) && has(s, CUE_YOURS)) {
		asks |= LETTER_DECLINES;	/* "cannot meet our own need, let alone yours" */
	} else if (has(s, CUE_TAKE) && !has(s, CUE_WHETHER) && s->not_before && s->we_take && !only_own && !has(s, CUE_REQUEST) && (!has(s, CUE_NEED) || has(s, CUE_YOURS))) {
		asks |= LETTER_DECLINES;
	} else if (unlisted && s->deny && !open && !has(s, CUE_NEED) && !only_own) {
		asks |= LETTER_DECLINES;	/* "none of the 820 homes will go there" */
	} else if (has(s, CUE_ACCEPT) && !open && !s->theirs) {
		asks |= LETTER_ACCEPTS;
	} else if (has(s, CUE_ABLE) && has(s, CUE_TAKE) && s->we && s->we_take && !has(s, CUE_NOT) && !open && !only_own) {
		asks |= LETTER_ACCEPTS;
	}
	return asks;
}

/* Does the sentence have a figure that is no year, or is one of the letter's writers named in it ("Daventry can take")? */
static void look_at_words(const struct archive_words *w, struct sentence *s, uint32_t from, uint32_t to)
{
	bool answers = has(s, CUE_ABLE) && has(s, CUE_TAKE) && !s->we, offers = has(s, CUE_PROPOSE) || has(s, CUE_ASKED);
	for (uint32_t i = from; i < to && (answers || offers); i++) {
		const struct archive_word *word = &w->word[i];
		s->figure = s->figure || ((word->flags & ARCHIVE_FIGURE) && !archive_word_is_year(word));
		s->we = s->we || (answers && (word->flags & ARCHIVE_NAME) && archive_words_writer(w, i));
	}
}

/* "Birmingham's unmet need", "the unmet need of Birmingham", in the letter of another. */
static bool bears_name(const struct archive_words *w, const struct archive_hit *h)
{
	uint32_t to = h->at + h->n;
	if (h->at > 0 && (w->word[h->at - 1].flags & ARCHIVE_NAME) && !(w->word[h->at].flags & ARCHIVE_CLAUSE) && w->word[h->at - 1].p[w->word[h->at - 1].n - 1] == 's') {
		return !archive_words_writer(w, h->at - 1);
	}
	for (uint32_t i = to; i + 1 < w->n && i < to + 3 && !(w->word[i].flags & ARCHIVE_CLAUSE); i++) {
		if (w->word[i + 1].flags & ARCHIVE_NAME) {
			return w->word[i].n == 2 && !archive_words_writer(w, i + 1);	/* of, in */
		}
	}
	return false;
}

/* "Daventry's shortfall" in a letter to Daventry. */
static bool is_readers(const struct archive_words *w, const struct archive_hit *h)
{
	return h->at > 0 && !(w->word[h->at].flags & ARCHIVE_CLAUSE) && archive_words_end(w, h->at - 1) && !archive_words_writer(w, h->at - 1);
}

/* Words between who is named and what he does: "Solihull has now agreed to". */
#define DOER_WORDS 3u
/* Letters of the longest word between: "has now", "is". */
#define DOER_LETTERS 4u

/* Whom the words before name who is no writer, before anybody of ours: ARCHIVE_NONE, or his word. */
static uint32_t named_before(const struct archive_words *w, uint32_t at, uint32_t words)
{
	for (uint32_t i = at; i > 0 && at - i < words && !(w->word[i].flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE)); i--) {
		if (archive_words_cue(w, i - 1, 1) == CUE_WE || archive_words_cue(w, i - 1, 2) == CUE_WE || archive_words_writer(w, i - 1)) {
			break;
		}
		if (w->word[i - 1].flags & ARCHIVE_NAME) {
			return i - 1;
		}
		if (w->word[i - 1].n > DOER_LETTERS) {
			break;
		}
	}
	return ARCHIVE_NONE;
}

static bool ends_with(const struct archive_word *word, const char *end)
{
	size_t n = strlen(end);
	return word->n > n && memcmp(word->p + word->n - n, end, n) == 0;
}

/* "Coventry asks whether", "Coventry wrote to us seeking": others ask it, and not this letter. */
static bool is_asked_by_others(const struct archive_words *w, const struct archive_hit *h, const struct sentence *s)
{
	uint32_t who = named_before(w, h->at, 1);
	bool named = who != ARCHIVE_NONE && !archive_words_end(w, who) && h->n <= ASKED_VERB;
	return named || (has(s, CUE_ASKED) && ends_with(&w->word[h->at], "ing"));
}

/* "Would Horsham take some of what we cannot?" */
static bool asks_another(const struct archive_words *w, const struct sentence *s, uint32_t from)
{
	for (uint32_t i = from; i + 1 < s->we_at; i++) {
		if ((w->word[i].flags & ARCHIVE_NAME) && !archive_words_writer(w, i)) {
			return true;
		}
	}
	return false;
}

struct asks {
	uint32_t bits, courteous;	/* courteous: words of courtesies */
	bool third, ack, sign;		/* a need bears another's name; a letter is said to have come; a document is handed round */
	bool question;				/* the reader is asked something, and not merely to tell or show it */
	bool need_asked, need_told, need_own;	/* where it stands: in what is asked, elsewhere, and there as the writer's own */
};

/* The word of the number before the unit: "nine transit pitches", "150,000 tonnes"; ARCHIVE_NONE: there is none. */
static uint32_t count_of(const struct archive_words *w, uint32_t i)
{
	const struct archive_hit *unit = &w->hits.v[i];
	for (uint32_t at = unit->at; at > 0 && unit->at - at < COUNT_WORDS && !(w->word[at].flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE)); at--) {
		const struct archive_word *word = &w->word[at - 1];
		if ((word->flags & ARCHIVE_FIGURE) && !archive_word_is_year(word)) {
			return at - 1;
		}
	}
	for (uint32_t j = i; j > 0 && w->hits.v[j - 1].at + COUNT_WORDS >= unit->at; j--) {
		if (w->hits.v[j - 1].cue == CUE_NUMBER) {
			return w->hits.v[j - 1].at;
		}
	}
	return ARCHIVE_NONE;
}

/* What is asked of "the sewage of 2,350 dwellings" is not asked of the dwellings. */
static bool is_counted_alone(const struct archive_words *w, uint32_t i)
{
	uint32_t at = count_of(w, i), used;
	know_index of = at != ARCHIVE_NONE && at > 0 ? w->classes[ARCHIVE_BELONGS] : KNOW_NONE;
	return at != ARCHIVE_NONE && (of == KNOW_NONE || know_phrase_words(w->know, of, &w->hash[at - 1], 1, &used) == KNOW_NONE);
}

static bool is_needed(const struct archive_words *w, const struct archive_hit *unit)
{
	return archive_terms_need_unit(w->know, archive_terms_unit(w, unit))[0] != '\0';
}

static bool is_one_clause(const struct archive_words *w, uint32_t from, uint32_t to)
{
	for (uint32_t i = from + 1; i <= to; i++) {
		if (w->word[i].flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE)) {
			return false;
		}
	}
	return true;
}

/* "a need for nine transit pitches", "lacks 42 hectares", "14 places short": of what is counted. */
static bool lacks_counted(const struct archive_words *w, uint32_t i)
{
	const struct archive_hit *v = w->hits.v, *lack = &v[i];
	for (uint32_t j = i + 1; j < w->hits.n && lack->cue == CUE_LACK && v[j].at < lack->at + lack->n + LACK_WORDS && is_one_clause(w, lack->at, v[j].at); j++) {
		if (v[j].cue == CUE_UNIT && count_of(w, j) != ARCHIVE_NONE) {
			return is_needed(w, &v[j]);
		}
	}
	uint32_t back = lack->cue == CUE_UNPLACED ? NOWHERE_WORDS : SHORT_WORDS;
	for (uint32_t j = i; j > 0 && v[j - 1].at + v[j - 1].n + back >= lack->at && is_one_clause(w, v[j - 1].at, lack->at); j--) {
		if (v[j - 1].cue == CUE_UNIT && count_of(w, j - 1) != ARCHIVE_NONE) {
			return is_needed(w, &v[j - 1]);
		}
	}
	return false;
}

static bool is_in(const struct archive_words *w, enum archive_class c, uint32_t at)
{
	uint32_t used;
	return know_phrase_words(w->know, w->classes[c], &w->hash[at], 1, &used) != KNOW_NONE;
}

/* Is it of room, or of taking or finding something, that the sentence says "no"? */
static bool denies_room(const struct archive_words *w, const struct sentence *s, uint32_t end)
{
	for (uint32_t i = s->not_at; i < end && i < s->not_at + RELATIVE_WORDS; i++) {
		enum archive_cue c = archive_words_cue(w, i, end - i);
		if (c == CUE_TAKE || c == CUE_FIND || is_in(w, ARCHIVE_ROOM, i)) {
			return true;
		}
	}
	return false;
}

/* "90 children for whom no home can be found", told as the writer's own. */
static bool cannot_be_met(const struct archive_words *w, const struct sentence *s, const struct archive_hit *unit, uint32_t end)
{
	uint32_t from = unit->at + unit->n;
	bool own = s->deny && !has(s, CUE_ASKED) && !has(s, CUE_TOLD);
	for (uint32_t i = from; own && is_one_clause(w, unit->at, i) && i < from + RELATIVE_WORDS + RELATIVE_DENY && i + 1 < s->not_at; i++) {
		if (is_in(w, ARCHIVE_RELATIVE, i) && s->not_at - 1 - i <= RELATIVE_DENY) {
			return !(s->you_at > i && s->you_at < s->not_at) && denies_room(w, s, end);
		}
	}
	return false;
}

/* Is a need counted in the sentence, or said not to be there: "no vacant beds"? */
static bool tells_needed(const struct archive_words *w, struct sentence *s, uint32_t end)
{
	for (uint32_t i = s->units; i > 0 && i - 1 < w->hits.n && w->hits.v[i - 1].at < end; i++) {
		const struct archive_hit *h = &w->hits.v[i - 1];
		bool none = s->deny && h->at >= s->not_at && h->at < s->not_at + NONE_WORDS;
		if (h->cue == CUE_UNIT && (none || is_counted_alone(w, i - 1)) && is_needed(w, h)) {
			s->has |= cannot_be_met(w, s, h, end) ? bit(CUE_NEED) : 0;
			return true;
		}
	}
	return false;
}

/* Is something to be told of it, or shown? */
static bool informs(const struct archive_words *w, uint32_t from, uint32_t to)
{
	know_index of = w->classes[ARCHIVE_INFORM];
	uint32_t used;
	for (uint32_t i = from; i < to && of != KNOW_NONE; i++) {
		if (know_phrase_words(w->know, of, &w->hash[i], to - i, &used) != KNOW_NONE) {
			return true;
		}
	}
	return false;
}

/* A question about taking something on asks it, unless we ask it of ourselves. */
static void end_sentence(const struct archive_words *w, struct asks *a, struct sentence *s, uint32_t from, uint32_t end, bool third)
{
	look_at_words(w, s, from, end);
	if (end > 0 && (w->word[end - 1].flags & ARCHIVE_ASKED) && !has(s, CUE_REQUEST)) {
		take_cue(s, (has(s, CUE_WE) && !asks_another(w, s, from)) || has(s, CUE_TOLD) ? CUE_WHETHER : CUE_REQUEST, false);
	}
	s->needed = s->units > 0 && (s->deny || has(s, CUE_REQUEST)) && tells_needed(w, s, end) && !informs(w, from, end);
	if (s->needed && has(s, CUE_REQUEST) && !has(s, CUE_ASKED) && !has(s, CUE_PROPOSE)) {
		s->has |= bit(CUE_TAKE);	/* whatever the reader is to do with it: nobody can list it */
		s->you_take = true;
	}
	uint32_t asks = judge_sentence(s);
	a->question = a->question || (has(s, CUE_REQUEST) && !s->asked_before && !s->not_asked && !informs(w, from, end));
	if (asks & LETTER_NEED) {
		a->need_asked = a->need_asked || (asks & LETTER_ASKS);
		a->need_told = true;
		a->need_own = a->need_own || (!third && !has(s, CUE_YOURS) && !has(s, CUE_TOLD));
	}
	a->bits |= asks & ~(uint32_t)LETTER_NEED;
}

/* Who would do it, when he is named just before: a third, or the reader. */
static void look_at_doer(const struct archive_words *w, const struct archive_hit *h, struct sentence *s)
{
	uint32_t who = named_before(w, h->at, DOER_WORDS);
	bool reader = who != ARCHIVE_NONE && archive_words_end(w, who);
	s->you = s->you || reader;
	s->told = s->told || (who != ARCHIVE_NONE && !reader);
}

static bool begins_with_we(const struct archive_words *w, const struct archive_hit *h)
{
	for (uint32_t n = 1; n <= 3 && (n == 1 || n < h->n); n++) {
		if (archive_words_cue(w, h->at, n) == CUE_WE) {
			return true;
		}
	}
	return false;
}

/* "Rugby will take them" in Rugby's letter. */
static bool is_ours(const struct archive_words *w, uint32_t at)
{
	return at > 0 && !(w->word[at].flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE))
	    && (archive_words_cue(w, at - 1, 1) == CUE_WE || ((w->word[at - 1].flags & ARCHIVE_NAME) && archive_words_writer(w, at - 1)));
}

/* "look to Daventry", "look to your". */
static bool is_of_reader(const struct archive_words *w, const struct archive_hit *h)
{
	uint32_t to = h->at + h->n;
	return to < w->n && !(w->word[to].flags & ARCHIVE_SENTENCE) && archive_words_end(w, to) && !archive_words_writer(w, to);
}

static void take_hit(const struct archive_words *w, const struct archive_hit *h, enum archive_cue c, struct sentence *s, struct asks *a)
{
	if (c == CUE_WILL || c == CUE_LOOK_TO) {
		bool means = c == CUE_WILL ? is_ours(w, h->at) : is_of_reader(w, h);
		c = c == CUE_WILL ? CUE_ABLE : CUE_REQUEST;
		if (!means) {
			return;
		}
		s->we = s->we || c == CUE_ABLE;
	}
	bool begins = c == CUE_ABLE || c == CUE_ACCEPT || c == CUE_DECLINE, we = begins && begins_with_we(w, h);
	if (begins && !we) {
		look_at_doer(w, h, s);
	} else if (c == CUE_REQUEST && is_asked_by_others(w, h, s)) {
		c = CUE_ASKED;
	}
	if (c == CUE_NOT) {
		s->not_at = h->at + 1;
	} else if (c == CUE_REQUEST) {
		s->not_asked = s->not_asked || (s->not_at > 0 && h->at < s->not_at + NOT_ASKED_WORDS);
	}
	if (c == CUE_YOU) {
		s->you_at = h->at + 1;
	} else if (c == CUE_ASKED && s->you_at > 0 && h->at < s->you_at + BY_YOU_WORDS) {
		s->asked_by_you = true;
	}
	if (c == CUE_FIND || c == CUE_WANT || c == CUE_NEED || c == CUE_YOURS) {
		take_find(s, h->at, c == CUE_FIND, true);
	}
	s->we_at = s->we_at == 0 && c == CUE_WE ? h->at + 1 : s->we_at;
	take_cue(s, c, we);
	if (c == CUE_NEED) {
		a->third = a->third || bears_name(w, h);
		s->denies_need = s->denies_need || is_not(archive_words_cue(w, h->at, 1));
		s->has |= is_readers(w, h) ? bit(CUE_YOURS) : 0;
	}
	if (c == CUE_DEMAND) {		/* whatever the reader's people are to do: nobody can list it */
		s->has |= bit(CUE_REQUEST) | bit(CUE_TAKE);
		s->you_take = true;
	}
	a->ack = a->ack || c == CUE_ACK;
	a->sign = a->sign || c == CUE_SIGN;
}

/* Words hide those that begin within them, but what is asked for: "consider taking", "meet the unmet need". */
static bool is_hidden(enum archive_cue by, enum archive_cue c)
{
	if ((c == CUE_ACCEPT || c == CUE_DECLINE) && by == CUE_ABLE) {
		return false;	/* "the council has agreed to your request" */
	}
	if (c == CUE_DECLINE && by == CUE_NOT) {
		return false;	/* "would not wish to see" */
	}
	if (by == CUE_WILL || by == CUE_LOOK_TO) {
		return false;
	}
	return !((c == CUE_NEED && by < CUE_ASKS && by != CUE_DECLINE && by != CUE_NOT) || (by == CUE_REQUEST && (c == CUE_TAKE || c == CUE_FIND)));
}

/* "a deficit of 31,000 pounds": of money nobody is asked to build it. */
static bool is_of_money(const struct archive_words *w, uint32_t i)
{
	const struct archive_hit *h = &w->hits.v[i], *next = h + 1;
	if (i + 1 < w->hits.n && next->cue == CUE_UNIT && next->at <= h->at + h->n + 2) {
		return strstr(know_str(w->know, know_phrase(w->know, next->phrase)->value), "pounds") != NULL;
	}
	const struct archive_word *behind = &w->word[h->at + h->n];
	return h->at + h->n < w->n && (behind->flags & ARCHIVE_FIGURE) && behind->p > behind[-1].p + behind[-1].n + 1 && (unsigned char)behind->p[-1] == 0xa3;
}

/* What the words mean here: a need, or without anything counted what the first of them alone means. */
static enum archive_cue lack_means(const struct archive_words *w, uint32_t i, const struct sentence *s)
{
	const struct archive_hit *h = &w->hits.v[i];
	bool denied = s->not_at > 0 && h->at < s->not_at + NOT_ASKED_WORDS;
	return !denied && lacks_counted(w, i) ? CUE_NEED : archive_words_cue(w, h->at, 1);
}

static struct asks read_sentences(const struct archive_words *w)
{
	struct asks a = { 0 };
	struct sentence s = { 0 };
	uint32_t hidden = 0, from = 0, end = 0, start = 0;	/* start: of w->starts */
	enum archive_cue by = CUE_OTHER;
	bool third = false;
	for (uint32_t i = 0; i < w->hits.n; i++) {
		const struct archive_hit *h = &w->hits.v[i];
		if (h->at >= end) {
			end_sentence(w, &a, &s, from, end, a.third && !third);
			s = (struct sentence){ 0 };
			third = a.third;
			for (; start < w->n_starts && w->starts[start] <= h->at; start++) {
				from = w->starts[start];
			}
			end = start < w->n_starts ? w->starts[start] : w->n;
		}
		enum archive_cue cue = h->cue == CUE_LACK || h->cue == CUE_UNPLACED ? lack_means(w, i, &s) : h->cue;
		if ((cue == CUE_NEED && is_of_money(w, i)) || cue == CUE_LACK || cue == CUE_UNPLACED) {
			continue;
		}
		if (cue == CUE_UNIT) {
			take_find(&s, h->at, false, false);
			s.units = s.units > 0 ? s.units : i + 1;
			continue;
		}
		if (cue == CUE_DENY) {
			s.deny = true;
			cue = CUE_NOT;
		}
		if (h->at >= hidden && cue <= CUE_NONE) {
			hidden = h->at + h->n;
			by = cue;
		} else if (cue < CUE_NONE && is_hidden(by, cue)) {
			continue;
		}
		if (cue == CUE_BUT) {	/* who speaks and of whom goes on */
			struct sentence next = { .we = s.we, .you = s.you, .told = s.told, .we_at = s.we_at };
			next.has = s.has & (bit(CUE_WE) | bit(CUE_TOLD) | bit(CUE_REQUEST) | bit(CUE_WHETHER) | bit(CUE_OWN));
			end_sentence(w, &a, &s, from, h->at, false);
			s = next;
			from = h->at;
		} else if (cue < CUE_ASKS) {
			take_hit(w, h, cue, &s, &a);
		} else if (cue == CUE_COURTESY || cue == CUE_COURTESY_SENTENCE) {
			a.courteous += cue == CUE_COURTESY ? h->n : end - h->at;
		}
	}
	end_sentence(w, &a, &s, from, end, a.third && !third);
	return a;
}

/* Does the subject tell of a need? */
static bool names_need(const struct archive_words *w, const char *subject)
{
	uint64_t hash[SUBJECT_WORDS];
	struct span s = span_str(subject);
	struct token t;
	uint32_t n = 0, used;
	know_index said = know_phrase_class(w->know, "said");
	while (n < SUBJECT_WORDS && token_next(&s, &t)) {
		hash[n++] = t.hash;
	}
	for (uint32_t i = 0; i < n; i++) {
		know_index phrase = know_phrase_words(w->know, said, &hash[i], n - i, &used);
		if (phrase != KNOW_NONE && archive_words_value(w, phrase) == CUE_NEED) {
			return true;
		}
	}
	return false;
}

void archive_asks(const struct archive_words *w, struct letter_record *r)
{
	struct asks a = read_sentences(w);
	a.bits |= a.need_own && a.question ? (uint32_t)LETTER_ASKS : 0;
	bool asked = (a.bits & LETTER_ASKS) != 0;
	if (a.need_asked || a.need_own || (!asked && a.need_told) || (asked && names_need(w, r->subject))) {
		a.bits |= LETTER_NEED;
	}
	if ((a.bits & (LETTER_ASKS | LETTER_NEED)) == (LETTER_ASKS | LETTER_NEED) && a.third) {
		a.bits |= LETTER_PASSES_ON;
	}
	if (a.ack && !(a.bits & (LETTER_ASKS | LETTER_ACCEPTS | LETTER_DECLINES | LETTER_PROPOSES)) && w->n <= ACKNOWLEDGES_WORDS + a.courteous) {
		a.bits |= LETTER_ACKNOWLEDGES;
	}
	r->asks = a.bits | (a.sign ? LETTER_SIGNS : 0u);
}
