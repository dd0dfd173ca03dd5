/* extract_follow.c - a second letter in the same text: one that was filed behind the first, not enclosed in it.
 *
 * In: lines; this letter's own valediction and a salutation after it. Out: the line where the other letter begins, or none: then
 * it is an enclosure, as extract_quote.c has it. Both must be whole: paper headed by a body, a date, a salutation, a valediction.
 * What is enclosed was written before its covering letter, so another writer's letter is one of the file only when it is
 * later, the same writer's when it is not earlier and the first does not speak of a copy. When in doubt it is enclosed:
 * who writes and who is written to must not be taken from half a letter.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#define HEAD_LINES 45u	/* from the head of the paper to the salutation */

struct head {
	know_agent agents[EXTRACT_AGENTS];	/* whom its first lines name */
	uint32_t n;
	struct when date;
};

/* The date of a line that is its own or labelled. */
static bool dated(struct extract *x, const struct extract_line *line, struct when *date)
{
	struct span at;
	for (uint32_t j = 0; j < line->n; j++) {
		const struct extract_seg *s = &x->segs.v[line->first + j];
		bool own = s->label == LABEL_DATE || (s->label == LABEL_NONE && (s->flags & SEG_DATE_ONLY));
		if (own && !(s->flags & SEG_STAMP) && extract_date_first(x, s->label == LABEL_DATE ? s->value : s->text, date, &at))
			return true;
	}
	return false;
}

/* What stands between the head of the paper and the salutation. */
static bool read_head(struct extract *x, uint32_t from, uint32_t to, struct head *h)
{
	struct span at;
	uint32_t full = 0;
	bool has_date = false;
	*h = (struct head){ .n = 0 };
	extract_lines_segments(x, from, to);
	for (uint32_t i = from; i < to; i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (line->blank || line->page)
			continue;
		if (line->quoted || (extract_words_at(x, CLASS_ENCLOSURE, line->text, &at) && extract_bytes_words(line->text) <= 5))
			return false;
		has_date = has_date || dated(x, line, &h->date);
		if (full++ < 3 && !h->n && extract_party_has_body(x, line->text))
			h->n = extract_party_agents(x, line->text, h->agents);
	}
	return has_date && h->n > 0;
}

static bool same_writer(const struct head *a, const struct head *b)
{
	for (uint32_t i = 0; i < a->n; i++)
		for (uint32_t j = 0; j < b->n; j++)
			if (a->agents[i] == b->agents[j])
				return true;
	return false;
}

static uint32_t first_full(const struct extract *x)
{
	uint32_t i = 0;
	while (i < x->lines.n && x->lines.v[i].blank)
		i++;
	return i;
}

/* Where the paper begins: at the last form feed before the salutation, or where the first line of the first letter stands
 * again, or after two blank lines. */
static uint32_t paper_begins(const struct extract *x, uint32_t closes, uint32_t opens)
{
	uint32_t again = EXTRACT_NONE, apart = EXTRACT_NONE, from = opens > HEAD_LINES ? opens - HEAD_LINES : 0;
	struct span first = x->lines.v[first_full(x)].text;
	for (uint32_t i = opens; i > closes + 2 && i > from; i--) {
		const struct extract_line *line = &x->lines.v[i - 1];
		if (line->feed)
			return i - 1;
		if (line->blank)
			continue;
		if (span_eq(line->text, first) && x->lines.v[i - 2].blank)
			again = i - 1;
		if (x->lines.v[i - 2].blank && x->lines.v[i - 3].blank)
			apart = i - 1;
	}
	return again != EXTRACT_NONE ? again : apart;
}

static bool says_copy(const struct extract *x, uint32_t to)
{
	for (uint32_t i = x->body; i < to; i++)
		if (!x->lines.v[i].blank && extract_words_in(x, CLASS_ENCLOSING, x->lines.v[i].text, NULL))
			return true;
	return false;
}

uint32_t extract_follow_line(struct extract *x, uint32_t closes, uint32_t opens, bool closes_too)
{
	struct head here, there;
	uint32_t begins = paper_begins(x, closes, opens);
	extract_lines_need(x, opens, opens + 1);
	if (x->salutation == EXTRACT_NONE || !closes_too || begins == EXTRACT_NONE ||
	    x->lines.v[opens].indent > x->lines.v[x->salutation].indent + 4 ||
	    !read_head(x, 0, x->salutation, &here) || !read_head(x, begins, opens, &there))
		return EXTRACT_NONE;
	bool later = there.date.first > here.date.last, earlier = there.date.first < here.date.first;
	if (later || (same_writer(&here, &there) && !earlier && !says_copy(x, closes)))
		return begins;
	return EXTRACT_NONE;
}
