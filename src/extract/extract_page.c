/* extract_page.c - where a page ends inside a letter: its number, a running head, the letterhead again, a foot that every page has.
 *
 * In: the lines of a text. Out: line.drop for what stands around the turn of a page and is said by nobody, line.part where a
 * paragraph ended there; and the feet among them, as they may tell whose paper it is. A form feed, the number of a page alone on its
 * line or "continued" tells a turn. Around it fall away what is found in the letter's head, and below the text what stands
 * elsewhere again. A page on which a letter begins is none of it. Cost: linear, and the turns of a letter are counted.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#define TURNS 64u		/* that are looked at: who has more wrote no letter */
#define FURNITURE 12u		/* lines with words around a turn, on each side */
#define HEAD_LINES 45u		/* of a letter, before what it says; before the salutation of the next one */
#define BODY_LINES 5u		/* behind the salutation, for the heading */
#define NO_HEAD 14u		/* lines of a head without a salutation */
#define FOOT_BYTES 220u
#define HEAD_BYTES 100u
#define WORD_BYTES 4u		/* of the least that is looked for in the head */
#define MARK_BYTES 32u		/* of "/continued overleaf" */
#define NOTES 8u		/* lines of notes at the foot of a page */
#define SET_IN 20u
#define LINE_BYTES 45u		/* of a line that was full */

struct letters {
	struct extract *x;
	uint32_t head, body, close;	/* where its head begins and ends, of the letter that is looked at; body 0: not greeted so far */
	bool closed;
	uint32_t turns;
};

/* The lines from..to part the page; number: of the page that begins there, 0: not told; ends: the last one ended there. */
struct turn { uint32_t from, to, number; bool feed, more, ends, marked, foot; };

static bool is_small(char c) { return c >= 'a' && c <= 'z'; }
static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || is_small(c); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_empty(const struct extract *x, uint32_t i)
{
	return i >= x->lines.n || x->lines.v[i].text.n == 0;
}

/* A paragraph may end in "over." or "continued." alone. */
static bool says_more(struct extract *x, uint32_t i)
{
	struct pattern_match m;
	const struct span s = x->lines.v[i].text;
	return s.n > 1 && s.n <= MARK_BYTES && !is_digit(*s.p) && !(is_letter(*s.p) && i > 0 && !is_empty(x, i - 1)) && extract_words_match(x, PATTERN_PAGE_MORE, s, 0, &m);
}

static bool has_gap(struct span s)
{
	for (size_t i = 1; i < s.n; i += 2)
		if (s.p[i] == '\t' || s.p[i - 1] == '\t' || (s.p[i] == ' ' && (s.p[i - 1] == ' ' || (i + 1 < s.n && s.p[i + 1] == ' '))))
			return true;
	return false;
}

/* "Mr J Smith          - 2 -          4 March 2015" */
static bool is_running(struct extract *x, uint32_t i)
{
	struct pattern_match m;
	const struct span s = x->lines.v[i].text;
	return s.n > 8 && s.n <= HEAD_BYTES && (*s.p == '-' || (unsigned char)*s.p >= 0x80 || has_gap(s)) && extract_words_match(x, PATTERN_PAGE_HEAD, s, 0, &m);
}

/* The figures of a page: "Page 2 of 3", "- 2 -", "Mr J Smith   2   4 March 2015". */
static uint32_t number_of(struct extract *x, uint32_t i, uint32_t *of)
{
	struct pattern_match m;
	struct span s = x->lines.v[i].text;
	uint32_t n[2] = { 0, 0 }, k = 0;
	if (extract_words_match(x, PATTERN_PAGE, s, 0, &m) || extract_words_match(x, PATTERN_PAGE_HEAD, s, 0, &m))
		s = m.whole;
	for (size_t j = 0; j < s.n && k < 2; j++) {
		if (is_digit(s.p[j]) && n[k] < 1000)
			n[k] = n[k] * 10 + (uint32_t)(s.p[j] - '0');
		k += is_digit(s.p[j]) && (j + 1 == s.n || !is_digit(s.p[j + 1]));
	}
	*of = n[1];
	return n[0];
}

static bool holds(struct span s, struct span part)
{
	for (size_t i = 0; i + part.n <= s.n; i++)
		if (span_eq_ascii_case(span_of(s.p + i, part.n), part))
			return true;
	return false;
}

/* All words but initials and labels: "Mr J Smith", "To: Mr John Smith" in "Mr John Smith". */
static bool holds_words(struct span s, struct span words)
{
	struct span word;
	bool any = false;
	while (span_word(&words, &word)) {
		bool label = word.p[word.n - 1] == ':';
		word = extract_words_strip(word);
		if (word.n < 2 || label)
			continue;
		if (!holds(s, word))
			return false;
		any = any || word.n >= WORD_BYTES;
	}
	return any;
}

/* Is it a line of the letter's head, or a part of one: a name, the date, the heading? */
static bool is_of_head(const struct letters *p, uint32_t i, uint32_t before)
{
	const struct extract *x = p->x;
	struct span s = extract_words_strip(x->lines.v[i].text);
	uint32_t to = p->body ? p->body + BODY_LINES : p->head + NO_HEAD;
	if (s.n < WORD_BYTES || s.n > HEAD_BYTES || is_small(*s.p) || span_ends(x->lines.v[i].text, "."))
		return false;
	for (uint32_t j = p->head; j < to && j < before; j++)
		if (!is_empty(x, j) && j != p->body && holds_words(x->lines.v[j].text, s))
			return true;
	return false;
}

/* Does it stand elsewhere again? */
static bool stands_again(const struct extract *x, uint32_t i)
{
	struct span s = x->lines.v[i].text;
	for (uint32_t j = 0; s.n >= WORD_BYTES && s.n <= FOOT_BYTES && j < x->lines.n; j++)
		if (j != i && x->lines.v[j].text.n == s.n && span_eq(x->lines.v[j].text, s))
			return true;
	return false;
}

static bool is_mark(struct extract *x, uint32_t i)
{
	return x->lines.v[i].page || says_more(x, i) || is_running(x, i);
}

/* The foot of a page that has no number, nor a form feed behind it. */
static bool is_foot(const struct extract *x, uint32_t i)
{
	struct span s = x->lines.v[i].text;
	return s.n <= FOOT_BYTES && is_empty(x, i - 1) && is_empty(x, i + 1) && span_find(s, "www.") && stands_again(x, i);
}

/* At the right of its page. */
static bool is_set_in(const struct extract *x, struct span s)
{
	return s.p >= x->text.p + SET_IN && (s.p[-1] == '\t' || (s.p[-1] == ' ' && s.p[-(ptrdiff_t)SET_IN] == ' '));
}

/* Does something tell that a page ends at that line? Words in the middle of a page that could be anything are not asked. */
static bool is_seed(struct extract *x, uint32_t i)
{
	const struct extract_line *line = &x->lines.v[i];
	if (line->feed || line->page)
		return true;
	if (!line->text.n || !is_empty(x, i + 1))
		return false;
	bool letter = is_letter(*line->text.p), ends = !is_letter(line->text.p[line->text.n - 1]) || is_set_in(x, line->text);
	if (!is_empty(x, i - 1))
		return !letter && says_more(x, i);
	bool greets = extract_words_opens(x, CLASS_SALUTATION, line) || extract_words_opens(x, CLASS_VALEDICTION, line);
	return ((!letter || (ends && !greets)) && says_more(x, i)) || is_running(x, i) || is_foot(x, i);
}

static void note_mark(struct extract *x, uint32_t i, struct turn *t)
{
	uint32_t of, n = number_of(x, i, &of);
	t->marked = true;
	t->more = t->more || says_more(x, i);
	if (!x->lines.v[i].page && !is_running(x, i))
		return;
	t->ends = of > 0 && n >= of && (t->number == 0 || n <= t->number);	/* else the page before has its number, too */
	t->number = n > t->number ? n : t->number;
}

static void up(const struct letters *p, struct turn *t, uint32_t seed)
{
	uint32_t full = 0;
	t->from = seed;
	t->marked = is_mark(p->x, seed);
	for (uint32_t i = seed; i > p->body + 1 && full < FURNITURE; i--) {
		if (is_empty(p->x, i - 1))
			continue;
		bool mark = is_mark(p->x, i - 1);
		bool over_mark = t->marked && i == t->from && is_of_head(p, i - 1, i - 1);
		if (!mark && !over_mark && !stands_again(p->x, i - 1))
			break;
		if (mark)
			note_mark(p->x, i - 1, t);
		t->from = i - 1;
		full++;
	}
	while (t->from > 0 && is_empty(p->x, t->from - 1))
		t->from--;
}

/* Lines of the head stand apart, with the number, or are no line of a paragraph by their length. */
static bool stands_apart(struct extract *x, const struct turn *t, uint32_t from, uint32_t to, bool marked)
{
	return marked || is_empty(x, to) || (t->from > 0 && x->lines.v[to - 1].text.n * 5 < x->lines.v[t->from - 1].text.n * 3) || to - from > 2;
}

static void down(const struct letters *p, struct turn *t, uint32_t seed)
{
	uint32_t full = 0, from = seed;
	bool marked = false;
	t->to = seed;
	for (uint32_t i = seed; i < p->x->lines.n && full < FURNITURE; i++) {
		t->feed = t->feed || p->x->lines.v[i].feed;
		t->foot = t->foot || (i == seed && is_foot(p->x, i));
		if (is_empty(p->x, i)) {
			from = i + 1;
			marked = false;
			continue;
		}
		bool mark = is_mark(p->x, i);
		if (mark) {
			note_mark(p->x, i, t);
			t->ends = t->ends && !t->feed;
			t->to = i + 1;
		} else if (!is_of_head(p, i, t->from) && !(t->to <= seed && stands_again(p->x, i))) {
			break;
		}
		marked = marked || mark;
		if (stands_apart(p->x, t, from, i + 1, marked))
			t->to = i + 1;
		full++;
	}
	while (t->to < p->x->lines.n && is_empty(p->x, t->to))
		t->to++;
}

/* --- is it a turn? --- */

static bool greets(struct extract *x, uint32_t i)
{
	const struct extract_line *line = &x->lines.v[i];
	return !line->blank && !line->quoted && line->text.n < 200 && extract_words_opens(x, CLASS_SALUTATION, line) &&
	    extract_frame_salutation(x, line->text, true);
}

static bool takes_leave(struct extract *x, uint32_t i)
{
	const struct extract_line *line = &x->lines.v[i];
	return !line->blank && !line->quoted && line->text.n < 200 && extract_words_opens(x, CLASS_VALEDICTION, line) &&
	    extract_frame_valediction(x, line->text);
}

/* Does a letter begin on that page: is anybody greeted before anything is said? */
static bool begins_letter(struct extract *x, uint32_t i)
{
	uint32_t to = i + HEAD_LINES < x->lines.n ? i + HEAD_LINES : x->lines.n;
	while (i < to && !greets(x, i) && (is_empty(x, i) || !extract_lines_prose(x, i)))
		i++;
	return i < to && greets(x, i);
}

static bool is_turn(const struct letters *p, const struct turn *t)
{
	if (t->from >= t->to || t->from == 0 || t->to >= p->x->lines.n || (t->ends && p->closed))
		return false;
	if (begins_letter(p->x, t->to) || begins_letter(p->x, t->from))
		return !p->body && t->number > 1;
	if (p->body && !p->closed)
		return t->marked || t->feed || t->foot;
	return t->number > 1;
}

/* Does what stands in the line before that one go on behind the turn? */
static bool goes_on(struct extract *x, const struct turn *t, uint32_t from)
{
	struct span before = x->lines.v[from - 1].text, after = x->lines.v[t->to].text;
	struct span end = before;
	while (end.n > 1 && strchr(")\"'", end.p[end.n - 1]))
		end.n--;
	if (strchr(".:;?!", end.p[end.n - 1]))
		return false;
	return is_small(*after.p) || (from > 1 && before.n >= LINE_BYTES && !is_digit(*after.p) &&
	    (extract_lines_prose(x, from - 1) || !is_empty(x, from - 2)) && (extract_lines_prose(x, t->to) || after.n >= LINE_BYTES));
}

/* "1 Strategic Housing Land Availability Assessment 2014, table 3" */
static bool is_note(const struct extract *x, uint32_t i)
{
	struct span s = x->lines.v[i].text;
	size_t n = 0;
	while (n < s.n && n < 2 && is_digit(s.p[n]))
		n++;
	n += n == 0 && s.n > 2 && (*s.p == '*' || (unsigned char)*s.p == 0xc2);
	n += n == 1 && (unsigned char)*s.p == 0xc2;	/* a raised figure */
	while (n < s.n && s.p[n] == ' ')
		n++;
	return n > 0 && n < s.n && s.p[n] >= 'A' && s.p[n] <= 'Z';
}

/* Notes over the turn, under a paragraph that goes on behind it: where that stops; else where the turn begins. */
static uint32_t notes_from(struct extract *x, const struct turn *t)
{
	uint32_t i = t->from;
	while (i > 1 && t->from - i < NOTES && !x->lines.v[i - 1].blank)
		i--;
	if (i < 2 || i == t->from || !x->lines.v[i - 1].blank || !is_note(x, i))
		return t->from;
	while (i > 1 && x->lines.v[i - 1].blank)
		i--;
	return is_small(*x->lines.v[t->to].text.p) && x->lines.v[i - 1].text.n >= LINE_BYTES / 2 && goes_on(x, t, i) ? i : t->from;
}

static bool has_blank(const struct extract *x, const struct turn *t)
{
	for (uint32_t i = t->from; i < t->to; i++)
		if (extract_lines_parts_text(x, i))
			return true;
	return false;
}

/* Whose paper it is may be told by nothing else. */
static void keep_feet(struct extract *x, const struct turn *t)
{
	for (uint32_t i = t->from; i < t->to && x->feet.n < TURNS; i++)
		if (x->lines.v[i].text.n <= FOOT_BYTES && span_find(x->lines.v[i].text, "www."))
			*vec_push(x->a, &x->feet) = x->lines.v[i].text;
}

static bool turn_over(struct letters *p, const struct turn *t)
{
	struct extract *x = p->x;
	uint32_t from = p->body && !p->closed ? notes_from(x, t) : t->from;
	bool on = goes_on(x, t, from), words = false;
	for (uint32_t i = t->from; i < t->to; i++)
		words = words || x->lines.v[i].text.n > 0;
	if (!words && !on)
		return false;
	for (uint32_t i = from; i < t->to; i++) {
		x->lines.v[i].drop = true;
		x->lines.v[i].note = i < t->from && !x->lines.v[i].blank;
	}
	x->lines.v[from - 1].last = x->lines.v[from].feed;
	x->lines.v[t->to].part = !on && has_blank(x, t);
	if (p->body && !p->closed)
		keep_feet(x, t);
	return true;
}

/* --- the letters of the text --- */

static void watch(struct letters *p, uint32_t i)
{
	if ((!p->body || p->closed) && greets(p->x, i)) {
		p->head = p->closed ? p->close + 1 : p->head;
		p->body = i;
		p->closed = false;
	} else if (p->body && !p->closed && takes_leave(p->x, i)) {
		p->closed = true;
		p->close = i;
	}
}

static bool has_seed(struct extract *x)
{
	for (uint32_t i = 1; i < x->lines.n; i++)
		if (is_seed(x, i))
			return true;
	return false;
}

bool extract_page_find(struct extract *x)
{
	struct letters p = { .x = x };
	bool any = false;
	if (!has_seed(x))
		return false;
	for (uint32_t i = 0; i < x->lines.n && p.turns < TURNS; i++) {
		struct turn t = { 0 };
		watch(&p, i);
		if (i == 0 || !is_seed(x, i))
			continue;
		p.turns++;
		up(&p, &t, i);
		down(&p, &t, i);
		if (is_turn(&p, &t) && turn_over(&p, &t)) {
			any = true;
			i = t.to > i ? t.to - 1 : i;
		}
	}
	return any;
}
