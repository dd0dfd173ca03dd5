/* extract_layout.c - letters laid out otherwise than most: typed with double spacing, set in by a margin, or with no blank line in them.
 *
 * In: the text and its lines. Out: for such a letter a copy of the text as most are laid out, without the margin, with its lines
 * closed up and a blank line between its paragraphs, so that nobody else has to know; and the way back from a place in the copy
 * to where it stands in the text. Where blank lines are missing is told by extract_paragraph.c. Cost: linear; for a letter laid
 * out as most are, a look at its lines.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#define GAPS 4u			/* blank lines in a row that are told apart */
#define CONTINUATIONS 2u	/* lines that go on in small letters behind a blank one, before anybody believes in double spacing */
#define FAR_GAPS 3u
#define LINE_BYTES 30u		/* of a line that another one goes on with */

#define HEAD_LINES 5u		/* lines before the salutation, each apart: nobody parts them so who parts only paragraphs */
#define HEAD_BYTES 100u

/* From here on the copy is what stands in the text from there on. */
struct shift { size_t at, from; };

struct extract_layout {
	struct span was, now;		/* the text, and the copy */
	VEC(struct shift) shifts;	/* in their order */
	struct extract_layout *before;	/* was is a copy itself; NULL: it is not */
};

struct copy {
	struct extract *x;
	struct extract_layout *layout;
	char *to;
	size_t n;
	const char *next;	/* in the text: what would be copied next without a shift */
};

static void copy_bytes(struct copy *c, const char *from, size_t n)
{
	if (n == 0)
		return;
	if (from != c->next || !c->layout->shifts.n)
		*vec_push(c->x->a, &c->layout->shifts) = (struct shift){ c->n, (size_t)(from - c->layout->was.p) };
	memcpy(c->to + c->n, from, n);
	c->n += n;
	c->next = from + n;
}

/* behind: bytes of its end. */
static void copy_line(struct copy *c, const struct extract_line *line, struct span raw, size_t behind, size_t margin)
{
	size_t skip = 0;
	if (line->drop)
		return;
	while (skip < margin && skip < raw.n && (raw.p[skip] == ' ' || raw.p[skip] == '\t'))
		skip++;
	if (line->part) {
		c->to[c->n++] = '\n';
		c->next = NULL;
	}
	if (line->last && behind == 1) {	/* the form feed belongs to what falls away */
		copy_bytes(c, raw.p + skip, raw.n - skip);
		c->to[c->n++] = '\n';
		c->next = NULL;
		return;
	}
	copy_bytes(c, raw.p + skip, raw.n - skip + behind);
}

/* Notes that stood between the halves of a paragraph, from..to, stand behind it. */
static void copy_notes(struct copy *c, const struct extract *x, uint32_t *from, uint32_t to)
{
	c->to[c->n++] = '\n';
	for (uint32_t i = *from; i < to; i++) {
		if (!x->lines.v[i].note)
			continue;
		c->next = NULL;
		copy_bytes(c, x->lines.v[i].text.p, x->lines.v[i].text.n);
		c->to[c->n++] = '\n';
	}
	c->next = NULL;
	*from = EXTRACT_NONE;
}

/* The text anew, as its lines are marked; then its words and lines are read again. */
static void lay_out(struct extract *x, size_t margin)
{
	uint32_t notes = EXTRACT_NONE;
	struct extract_layout *layout = ARENA_NEW(x->a, struct extract_layout);
	struct copy c = { x, layout, arena_alloc(x->a, x->text.n + 2 * (size_t)x->lines.n + 1), 0, NULL };
	struct span rest = x->text, raw;
	layout->was = x->text;
	layout->before = x->layout;
	for (uint32_t i = 0; i < x->lines.n && span_line(&rest, &raw); i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (notes != EXTRACT_NONE && !line->drop && (line->part || !line->text.n))
			copy_notes(&c, x, &notes, i);
		notes = notes == EXTRACT_NONE && line->note ? i : notes;
		copy_line(&c, &x->lines.v[i], raw, (size_t)(rest.p - span_end(raw)), margin);
	}
	if (notes != EXTRACT_NONE)
		copy_notes(&c, x, &notes, x->lines.n);
	copy_bytes(&c, rest.p, rest.n);
	c.to[c.n] = '\0';
	layout->now = x->text = span_of(c.to, c.n);
	x->layout = layout;
	know_read(x->k, x->text);
	extract_lines_cut(x);
}

/* Does it go on with a sentence of the line before? */
static bool goes_on(struct span before, struct span s)
{
	bool word = s.n > 1 && s.p[0] >= 'a' && s.p[0] <= 'z' && ((s.p[1] >= 'a' && s.p[1] <= 'z') || s.p[1] == ' ' || s.p[1] == ',');
	return word && before.n >= LINE_BYTES && !strchr(".:;?!", before.p[before.n - 1]);
}

/* The next line with words, or as many as there are; *gap: blank lines before it. */
static uint32_t next_full(const struct extract *x, uint32_t i, uint32_t *gap)
{
	for (*gap = 0; i < x->lines.n && !x->lines.v[i].text.n; i++)
		++*gap;
	return i;
}

/* Lines that stand apart, each from the next, one after the other: where they may be closed up, how many go on with the one
 * before, and how many stand one or more than two blank lines behind it. */
struct run { uint32_t from, to, last, lines, small, near, far; bool greets, closes; };

/* Of the blank lines between two lines of a run those fall away that stand between any. */
static void drop_gap(struct extract *x, uint32_t full, uint32_t gap, uint32_t each)
{
	uint32_t stays = gap <= each ? 0 : (gap + 1) / (each + 1) > 1 ? (gap + 1) / (each + 1) - 1 : 1;
	for (uint32_t i = full - gap; i < full - stays; i++)
		x->lines.v[i].drop = extract_lines_parts_text(x, i);
}

static bool is_salutation(struct extract *x, uint32_t i)
{
	return extract_words_opens(x, CLASS_SALUTATION, &x->lines.v[i]) && extract_frame_salutation(x, x->lines.v[i].text, true);
}

/* Does every line of a long head stand apart? */
static bool is_apart(struct extract *x)
{
	uint32_t n = 0, gap;
	for (uint32_t i = next_full(x, 0, &gap); i < x->lines.n && x->lines.v[i].text.n < HEAD_BYTES; i = next_full(x, i + 1, &gap), n++)
		if (is_salutation(x, i))
			return n >= HEAD_LINES;
	return false;
}

/* each: blank lines between any two; whole: are nearly all lines of the text in the run? */
static bool close_run(struct extract *x, const struct run *r, uint32_t each, bool whole)
{
	uint32_t gap;
	bool by_gaps = r->far >= FAR_GAPS && r->near + r->far + 1 == r->lines;	/* nobody leaves two */
	bool closed = r->small >= CONTINUATIONS || (whole ? by_gaps || is_apart(x) : by_gaps && r->small);
	for (uint32_t i = r->from, to = whole || r->closes ? r->last : r->to; closed && i < to;) {
		i = next_full(x, i + 1, &gap);
		drop_gap(x, i, gap, each);
	}
	return closed;
}

/* How many blank lines stand before most lines that go on. */
static uint32_t usual_gap(const struct extract *x)
{
	uint32_t n[GAPS + 1] = { 0 }, gap, best = 1;
	for (uint32_t i = next_full(x, 0, &gap), before = i; i < x->lines.n; before = i, i = next_full(x, i + 1, &gap))
		if (gap && gap <= GAPS && goes_on(x->lines.v[before].text, x->lines.v[i].text))
			n[gap]++;
	for (uint32_t i = 2; i <= GAPS; i++)
		best = n[i] > n[best] ? i : best;
	return best;
}

/* The line at the end of the run so far is of it; before: the line before it in the run, or none. */
static void run_on(struct extract *x, struct run *r, uint32_t i, uint32_t before, uint32_t gap)
{
	const struct extract_line *line = &x->lines.v[i];
	if (before != EXTRACT_NONE && goes_on(x->lines.v[before].text, line->text)) {
		r->from = r->small || r->greets ? r->from : before;
		r->to = i;
		r->small++;
	}
	if (before != EXTRACT_NONE && !r->small && !r->greets && is_salutation(x, before)) {
		r->from = i;
		r->greets = true;
	}
	r->closes = r->closes || (r->small && extract_words_opens(x, CLASS_VALEDICTION, line) && extract_frame_valediction(x, line->text));
	r->near += before != EXTRACT_NONE && gap == 1;
	r->far += gap > 2 && before != EXTRACT_NONE;
	r->last = i;
	r->lines++;
}

/* Double spacing: of the whole letter, or of the lines from the first paragraph to the last. */
static bool close_up(struct extract *x)
{
	uint32_t gap, each = usual_gap(x), first = next_full(x, 0, &gap), before = EXTRACT_NONE;
	struct run r = { 0 };
	bool closed = false;
	for (uint32_t i = first; i < x->lines.n; before = i, i = next_full(x, i + 1, &gap)) {
		if (gap == 0 && before != EXTRACT_NONE) {
			closed = close_run(x, &r, each, r.lines * 10 >= x->full * 9) || closed;
			r = (struct run){ 0 };
			before = EXTRACT_NONE;
		}
		run_on(x, &r, i, before, gap);
	}
	bool whole = r.lines * 10 >= x->full * 9;
	r.from = whole ? first : r.from;
	return close_run(x, &r, each, whole) || closed;
}

void extract_layout_settle(struct extract *x)
{
	if (extract_page_find(x))
		lay_out(x, 0);
	bool closed = x->apart * 2 > x->full && x->full > CONTINUATIONS && close_up(x);
	if (closed || (x->margin && x->margin != SIZE_MAX))
		lay_out(x, x->margin != SIZE_MAX ? x->margin : 0);
	if (extract_paragraph_find(x))
		lay_out(x, 0);
}

/* --- the way back --- */

static size_t place_before(const struct extract_layout *layout, size_t at)
{
	uint32_t low = 0, high = layout->shifts.n;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (layout->shifts.v[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	if (!layout->shifts.n || at < layout->shifts.v[low].at)
		return 0;
	size_t from = layout->shifts.v[low].from + (at - layout->shifts.v[low].at);
	return from < layout->was.n ? from : layout->was.n;
}

static bool inside(struct span s, const char *p)
{
	return (uintptr_t)p >= (uintptr_t)s.p && (uintptr_t)p <= (uintptr_t)span_end(s);
}

const char *extract_layout_was(const struct extract_layout *layout, const char *p)
{
	while (layout && !inside(layout->now, p))
		layout = layout->before;
	for (; layout; layout = layout->before)
		p = layout->was.p + place_before(layout, (size_t)(p - layout->now.p));
	return p;
}

static struct letter_place trace(struct letter *l, struct span s)
{
	struct letter_place place = LETTER_NOWHERE;
	const char *was = extract_layout_was(l->trace_state, s.p);
	if (inside(l->text, was))
		place.offset = (size_t)(was - l->text.p);
	return place;
}

struct span extract_layout_span(const struct letter *l, struct span s)
{
	const struct extract_layout *layout = l->trace == trace ? l->trace_state : NULL;
	if (!layout || !s.n || !inside(layout->now, s.p))
		return s;
	const char *from = extract_layout_was(layout, s.p), *last = extract_layout_was(layout, span_end(s) - 1);
	return last >= from ? span_of(from, (size_t)(last - from) + 1) : s;	/* notes at the foot of a page stand before what they stood behind */
}

void extract_layout_trace(struct extract *x)
{
	x->l->trace = trace;
	x->l->trace_state = x->layout;
}
