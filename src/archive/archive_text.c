/* archive_text.c - the words of a letter that are compared, masked, and their sketch; DESIGN section 7.
 *
 * In: the words of a letter. Out: those of them that would be the same if the same letter were written by another desk, to another, on
 * another day; how many; their sketch; and, when asked for, the words themselves. Two letters are compared by archive_echo.c.
 *
 * Masked, that is left out as if it were not there: names (of bodies, people, places, months, plans: words with capitals,
 * archive_words.c), the short words within a name ("Stratford on Avon"), addresses and references, dates and years, marks of
 * pages, and courtesies (rules/reading/courtesies.xml). Figures stay, "1,900" as 1900: another figure makes another letter. One
 * pass over the words, a few instructions for each that is no name, figure or courtesy.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

/* Letters of a word that may stand within a name: "upon". */
#define WITHIN_NAME 4u
/* Words of a sentence that go with the courtesy in it: a longer one says something besides, which is compared. */
#define SENTENCE_WORDS 20u

static bool masks(const struct archive_words *w, uint32_t i)
{
	return i < w->n && (w->word[i].flags & ARCHIVE_MASKED);
}

static bool is_month(const struct archive_words *w, know_index months, uint32_t i)
{
	uint32_t used;
	return i < w->n && (w->word[i].flags & ARCHIVE_MAY_MONTH) && know_phrase_words(w->know, months, &w->hash[i], 1, &used) != KNOW_NONE;
}

/* Does what is counted follow the figure: "1900 new homes"? A word or two may stand between. */
static bool counts(const struct archive_words *w, uint32_t i, uint32_t hit)
{
	for (; hit < w->hits.n && w->hits.v[hit].at <= i + 3; hit++) {
		if (w->hits.v[hit].at > i && w->hits.v[hit].cue == CUE_UNIT) {
			return true;
		}
	}
	return false;
}

/* A month beside a figure is of a date, also where its word is a common one ("May"). */
static bool beside_month(struct archive_words *w, know_index months, uint32_t i)
{
	uint32_t near_by = 0;
	for (uint32_t at = i > 1 ? i - 2 : 0; at <= i + 2 && at < w->n; at++) {
		near_by |= w->word[at].flags;
	}
	if (!(near_by & ARCHIVE_MAY_MONTH)) {
		return false;
	}
	for (uint32_t at = i > 0 ? i - 1 : i + 1; at <= i + 2; at++) {
		bool near = at + 1 == i || at == i + 1 || (at == i + 2 && w->word[i + 1 < w->n ? i + 1 : i].n == 2);	/* "2nd of March" */
		if (near && is_month(w, months, at)) {
			w->word[at].flags |= ARCHIVE_MASKED;
			return true;
		}
	}
	return i > 1 && is_month(w, months, i - 2) && archive_word_is_year(&w->word[i]);
}

/* One of the figures of a date. */
static bool is_of_date(const struct archive_words *w, uint32_t i)
{
	struct date d;
	for (uint32_t back = 0; back < 3 && back <= i; back++) {
		if (archive_words_date(w, i - back, &d)) {
			return true;
		}
		if (!(w->word[i - back].flags & ARCHIVE_JOINED)) {
			return false;
		}
	}
	return false;
}

/* Of a date: beside a month, or a year by itself. Of a reference: joined to a word with letters. */
static bool figure_is_masked(struct archive_words *w, know_index months, uint32_t i, uint32_t hit)
{
	const struct archive_word *word = &w->word[i];
	bool joins = (word->flags & ARCHIVE_JOINED) && i > 0, joined = i + 1 < w->n && (w->word[i + 1].flags & ARCHIVE_JOINED);
	if (beside_month(w, months, i)) {
		return true;
	}
	if (!(word->flags & ARCHIVE_FIGURE)) {
		return false;
	}
	if ((joins || joined) && is_of_date(w, i)) {
		return true;
	}
	if (word->flags & ARCHIVE_ADDRESS) {	/* "12.55" looks like one */
		return !(joined && w->word[i + 1].p[-1] == '.' && (w->word[i + 1].flags & ARCHIVE_FIGURE)) && !(joins && word->p[-1] == '.' && (word[-1].flags & ARCHIVE_FIGURE));
	}
	if ((joins && !(word[-1].flags & ARCHIVE_DIGIT)) || (joined && (w->word[i + 1].flags & ARCHIVE_CAPITAL))) {
		return true;
	}
	return archive_word_is_year(word) && !counts(w, i, hit);
}

/* A number alone on its line, in the midst of the text. */
static bool is_page_number(const struct archive_words *w, uint32_t i)
{
	const struct archive_word *word = &w->word[i];
	return (word->flags & (ARCHIVE_LINE | ARCHIVE_FIGURE)) == (ARCHIVE_LINE | ARCHIVE_FIGURE) && word->n <= 3 && i + 1 < w->n &&
	    (w->word[i + 1].flags & ARCHIVE_LINE);
}

/* "on" in "Stratford-on-Avon", "next the" in "Wells next the Sea"; what a hyphen joins to a name is of it. */
static void mask_within(struct archive_words *w, uint32_t i)
{
	for (uint32_t back = 1; back <= 3 && back <= i; back++) {
		struct archive_word *before = &w->word[i - back];
		if (before->flags & ARCHIVE_NAME) {
			for (uint32_t j = i - back + 1; j < i; j++) {
				w->word[j].flags |= ARCHIVE_MASKED;
			}
			return;
		}
		if (before[1].flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE) || (before->flags & (ARCHIVE_DIGIT | ARCHIVE_COMMON)) || before->n > WITHIN_NAME) {
			return;
		}
	}
}

static void mask_words(struct archive_words *w)
{
	know_index months = know_phrase_class(w->know, "month");
	uint32_t hit = 0;
	for (uint32_t m = 0; m < w->n_marked; m++) {
		uint32_t i = w->marked[m];
		struct archive_word *word = &w->word[i];
		if (word->flags & ARCHIVE_DIGIT) {
			while (hit < w->hits.n && w->hits.v[hit].at < i) {
				hit++;
			}
			word->flags |= figure_is_masked(w, months, i, hit) || is_page_number(w, i) ? ARCHIVE_MASKED : 0u;
		} else if (word->flags & ARCHIVE_ADDRESS) {
			word->flags |= ARCHIVE_MASKED;
		} else if (word->flags & ARCHIVE_NAME) {
			word->flags |= ARCHIVE_MASKED;
			if (!(word->flags & ARCHIVE_CLAUSE)) {
				mask_within(w, i);
			}
		} else if ((word->flags & ARCHIVE_JOINED) && i > 0 && (word[-1].flags & ARCHIVE_NAME)) {
			word->flags |= ARCHIVE_MASKED | ARCHIVE_NAME;	/* "Newcastle-under" */
		}
	}
}

static void mask_range(struct archive_words *w, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to && i < w->n; i++) {
		w->word[i].flags |= ARCHIVE_MASKED;
	}
}

/* A courtesy by itself, or with the sentence in which it stands ("I look forward to hearing from you by ..."); "page 2 of 5". */
static void mask_phrases(struct archive_words *w)
{
	for (uint32_t h = 0; h < w->hits.n; h++) {
		const struct archive_hit *hit = &w->hits.v[h];
		uint32_t from = hit->at, to = hit->at + hit->n;
		if (hit->cue == CUE_PAGE) {
			bool numbered = to < w->n && (w->word[to].flags & ARCHIVE_FIGURE);
			bool of = numbered && to + 2 < w->n && (w->word[to + 2].flags & ARCHIVE_FIGURE) && w->word[to + 1].n <= 2;
			mask_range(w, numbered ? from : to, of ? to + 3 : numbered ? to + 1 : to);
		} else if (hit->cue == CUE_COURTESY) {
			mask_range(w, from, to);
		} else if (hit->cue == CUE_COURTESY_SENTENCE) {
			while (from > 0 && to - from <= SENTENCE_WORDS && !(w->word[from].flags & ARCHIVE_SENTENCE)) {
				from--;
			}
			while (to < w->n && to - from <= SENTENCE_WORDS && !(w->word[to].flags & ARCHIVE_SENTENCE)) {
				to++;
			}
			bool whole = to - from <= SENTENCE_WORDS;
			mask_range(w, whole ? from : hit->at, whole ? to : hit->at + hit->n);
		}
	}
}

static const char *keep_words(struct arena *a, const struct archive_words *w)
{
	struct buf out = BUF_INIT;
	bool block = false, sentence = false;
	buf_str(&out, "");
	for (uint32_t i = 0; i < w->n; i++) {
		block = block || (w->word[i].flags & ARCHIVE_BLOCK);
		sentence = sentence || (w->word[i].flags & ARCHIVE_SENTENCE);
		if (!masks(w, i)) {
			buf_reserve(&out, ARCHIVE_FOLDED + 1);
			if (out.n > 0) {
				out.p[out.n++] = block ? '\n' : sentence ? '\t' : ' ';
			}
			block = sentence = false;
			out.n += archive_words_fold(&w->word[i], out.p + out.n);
		}
	}
	const char *text = arena_strn(a, out.p, out.n);
	buf_release(&out);
	return text;
}

void archive_text(struct arena *a, struct archive_words *w, struct letter_record *r, unsigned with)
{
	mask_words(w);
	mask_phrases(w);
	if (with & ARCHIVE_WITH_SKETCH) {
		archive_rare_sample(a, w, r);
	}
	r->text = with & ARCHIVE_WITH_TEXT ? keep_words(a, w) : NULL;
}
