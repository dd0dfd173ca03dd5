/* extract_lines.c - a letter's text as lines, and a line as segments: two columns side by side, labels run together.
 *
 * In: the text. Out: x->lines (all that are kept), and x->segs for the lines that somebody asks for. Columns count
 * characters, with a tab at every eighth. A gap is a tab, three spaces, or two spaces that stand over or under
 * another gap's end. Cost: linear in the text.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#define CUT_BYTES 2000u		/* of a longer line: it has no columns */
#define LINE_BYTES 32u	/* of most texts a line has more, with the blank ones */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* Could the line end in the number of a page: are its last letters or digits at most three digits? */
static bool ends_in_number(struct span s)
{
	while (s.n) {
		unsigned char c = (unsigned char)s.p[--s.n];
		if (c >= '0' && c <= '9')
			return !(s.n > 2 && is_digit(s.p[s.n - 1]) && is_digit(s.p[s.n - 2]) && is_digit(s.p[s.n - 3]));
		if (c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
			return false;
		if (c >= 0x80)	/* who knows */
			return extract_words_has_digit(s);
	}
	return false;
}

static void mark_page(struct extract *x, struct extract_line *line)
{
	struct pattern_match m;
	if (line->text.n > 120 || line->blank || is_letter(*(span_end(line->text) - 1)))	/* most end so */
		return;
	line->page = ends_in_number(line->text) && (extract_words_match(x, PATTERN_PAGE, line->text, 0, &m) ||
	    (!is_letter(*line->text.p) && extract_words_match(x, PATTERN_PAGE_BARE, line->text, 0, &m)));
	/* "Hart District Council          Page 1 of 2" heads the letter, too */
	if (line->page && m.whole.p > line->text.p + 8 && x->lines.n < 12)
		line->page = false;
}

static bool all_marks(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("-_=*~.+:| \t", s.p[i]) || !s.p[i])
			return false;
	return true;
}

bool extract_lines_parts_text(const struct extract *x, uint32_t i)
{
	return !x->lines.v[i].text.n && !x->lines.v[i].feed && !(i + 1 < x->lines.n && x->lines.v[i + 1].feed);
}

void extract_lines_cut(struct extract *x)
{
	struct span rest = x->text, text;
	struct know_sweep sweep;
	uint32_t blanks = 0, full = 0, doubles = 0;
	x->lines.n = x->cut = x->full = x->apart = 0;
	x->segs.v = NULL;	/* of a text that is laid out anew: a push clears new room only */
	x->segs.n = x->segs.room = 0;
	x->margin = SIZE_MAX;
	know_sweep_start(x->k, x->text, &sweep);
	x->lines.room = x->text.n / LINE_BYTES < x->most ? (uint32_t)(x->text.n / LINE_BYTES) + 8 : x->most;
	x->lines.v = ARENA_NEWS(x->a, struct extract_line, x->lines.room);
	while (x->lines.n < x->most && span_line(&rest, &text)) {
		struct extract_line *line = vec_push(x->a, &x->lines);
		line->text = span_trim(text);
		line->blank = line->text.n == 0;
		line->feed = text.p > x->text.p && text.p[-1] == '\f';
		line->quoted = line->text.n && line->text.p[0] == '>';
		if (x->lines.n <= EXTRACT_HEADER)
			mark_page(x, line);
		/* a rule of dashes is as good as a blank line */
		if (!line->blank && !is_letter(*line->text.p) && line->text.n >= 3 && all_marks(line->text) && line->text.n < 200)
			line->blank = true;
		if (!line->blank)
			know_sweep_line(x->k, &sweep, line->text, &line->opening, &line->words);
		if (line->text.n) {
			size_t left = (size_t)(line->text.p - text.p);
			x->margin = left < x->margin ? left : x->margin;
			x->full++;
			x->apart += x->lines.n > 1 && !x->lines.v[x->lines.n - 2].text.n;
		}
		if (x->lines.n <= 60) {
			blanks += line->blank;
			full += !line->blank;
			doubles += !line->blank && x->lines.n > 1 && x->lines.v[x->lines.n - 2].blank;
		}
	}
	x->truncated = rest.n > 0;
	/* text out of a PDF can have a blank line after every line */
	x->spacing = full > 12 && doubles * 10 > full * 9 && blanks * 10 < full * 13 ? 2 : 1;
}

const struct extract_look *extract_lines_look(struct extract *x, uint32_t n)
{
	struct extract_line *line = &x->lines.v[n];
	if (!line->look.seen)
		line->look = extract_bytes_look(line->text);
	return &line->look;
}

bool extract_lines_prose(struct extract *x, uint32_t n)
{
	struct extract_line *line = &x->lines.v[n];
	if (!line->asked)
		line->prose = extract_marks_prose_of(x, line->text, extract_lines_look(x, n)->words);
	line->asked = true;
	return line->prose;
}

/* Width of the white space at *i; *tab: a tab or bar in it. *column goes on. */
static uint32_t gap_at(struct span s, size_t *i, uint32_t *column, bool *tab)
{
	uint32_t from = *column;
	*tab = false;
	for (;;) {
		if (*i >= s.n)
			break;
		unsigned char c = (unsigned char)s.p[*i];
		if (c == '\t') {
			*column = (*column | 7) + 1;
			*tab = true;
			(*i)++;
		} else if (c == ' ') {
			(*column)++;
			(*i)++;
		} else if (c == 0xc2 && *i + 1 < s.n && (unsigned char)s.p[*i + 1] == 0xa0) {
			(*column)++;
			*i += 2;
		} else {
			break;
		}
	}
	return *column - from;
}

/* Does a part of that line begin at the column, after a gap of two or more? Short lines only. */
static bool begins_at(const struct extract *x, uint32_t line, uint32_t column)
{
	if (line >= x->lines.n || x->lines.v[line].text.n > 300)
		return false;
	const struct extract_line *l = &x->lines.v[line];
	const char *start = l->text.p;
	while (l->text.n && start > x->text.p && (start[-1] == ' ' || start[-1] == '\t'))
		start--;
	struct span s = span_of(start, (size_t)(span_end(l->text) - start));
	uint32_t at = 0;
	bool tab;
	for (size_t i = 0; i < s.n && at <= column;) {
		uint32_t width = gap_at(s, &i, &at, &tab);
		if (width >= 2 && i < s.n && at == column)
			return true;
		if (width)
			continue;
		at += ((unsigned char)s.p[i] & 0xc0) != 0x80;
		i++;
	}
	return false;
}

static bool two_is_gap(struct extract *x, uint32_t line, uint32_t column, struct span before)
{
	x->here_only = true;
	if (before.n && strchr(".!?:", before.p[before.n - 1]))
		return before.p[before.n - 1] == ':' ? false : begins_at(x, line + 1, column) && column > 30;
	return (line > 0 && begins_at(x, line - 1, column)) || begins_at(x, line + 1, column) || begins_at(x, line + 2, column);
}

/* Bars and plus signs that border a table's cell. */
static struct span without_borders(struct span s)
{
	s = span_trim(s);
	while (s.n && s.p[0] == '|')
		s = span_trim(span_of(s.p + 1, s.n - 1));
	while (s.n && s.p[s.n - 1] == '|')
		s = span_trim(span_of(s.p, s.n - 1));
	return s;
}

/* "TS-2014-08831", "HM/NWC/Ph2": one word with strokes and figures. */
static bool is_numbered(struct span s)
{
	struct span word;
	bool stroke = false, digit = false;
	while (s.n && strchr(" /,;", s.p[s.n - 1]))	/* "Ref PDC.LP.12 / yours WP/7" */
		s.n--;
	if (!span_word(&s, &word) || s.n)
		return memchr(word.p, '/', word.n) != NULL;
	for (size_t i = 0; i < word.n; i++) {
		stroke = stroke || word.p[i] == '/' || word.p[i] == '-' || (word.p[i] == '.' && word.p[0] >= 'A' && word.p[0] <= 'Z');
		digit = digit || (word.p[i] >= '0' && word.p[i] <= '9');
	}
	return memchr(word.p, '/', word.n) || (stroke && digit);
}

/* Six words at least, two of them whole ones in small letters, no gap among them and no mark at the end. */
static bool is_open_sentence(struct span s)
{
	struct span word;
	uint32_t words = 0, small = 0;
	if (!s.n || strchr(".:;?!", s.p[s.n - 1]) || span_find(s, "  ") || memchr(s.p, '\t', s.n))
		return false;
	for (; span_word(&s, &word); words++)
		small += word.n >= 4 && word.p[0] >= 'a' && word.p[0] <= 'z';
	return words >= 6 && small >= 2;
}

/* "I refer to your letter of 3 May 2013," over "concerning Otterpool East.": no label begins there, the sentence runs on. */
static bool runs_on(struct extract *x, uint32_t line, struct span s)
{
	if (!span_eq(s, x->lines.v[line].text) || s.p[0] < 'a' || s.p[0] > 'z')
		return false;
	x->here_only = true;
	return line > 0 && is_open_sentence(x->lines.v[line - 1].text);
}

/* What a part begins with, as extract_words_label() has it. */
struct begin { struct span of, written; enum extract_label label; int32_t weight; bool colon; };

static void begin_with(struct extract *x, struct begin *b, struct span s)
{
	b->of = s;
	b->colon = false;
	b->weight = 0;
	b->label = extract_words_label(x, s, &b->written, &b->colon, &b->weight);
}

/* "2 June 2009", "June 2, 2009" */
static bool is_date(struct extract *x, struct span s)
{
	struct when date;
	struct span written;
	return (s.p[0] >= '0' && s.p[0] <= '9') || (s.n < 60 && extract_date_first(x, s, &date, &written) && written.p < s.p + 12 && span_end(written) + 2 >= span_end(s));
}

/* known: what a part begins with that may be this one. */
static void push_seg(struct extract *x, uint32_t line, struct span s, uint32_t left, uint32_t right, const struct begin *known)
{
	struct span t = without_borders(s);
	if (!t.n || all_marks(t))
		return;
	struct extract_seg *seg = vec_push(x->a, &x->segs);
	seg->text = t;
	seg->line = line;
	seg->left = left;
	seg->right = right;
	seg->block = seg->value_seg = EXTRACT_NONE;
	seg->agent = KNOW_NONE;
	struct begin b = *known;
	if (known->of.p != t.p || known->of.n != t.n)
		begin_with(x, &b, t);
	enum extract_label label = b.label;
	bool colon = b.colon;
	int32_t weight = b.weight;
	if (label == LABEL_NONE)
		return;
	seg->label_text = b.written;
	seg->label = label == LABEL_DISTRIBUTION || label == LABEL_ALIKE ? LABEL_CC : label;
	seg->flags |= label == LABEL_DISTRIBUTION ? SEG_DISTRIBUTION : label == LABEL_ALIKE ? SEG_DISTRIBUTION | SEG_ALIKE : 0u;
	seg->flags |= label == LABEL_TO && weight >= 10 ? SEG_DISTRIBUTION : 0u;
	seg->value = without_borders(extract_words_after(t, b.written));
	struct span v = seg->value;
	bool fits = !v.n || (label == LABEL_PHONE && strchr("0123456789(+", v.p[0])) ||
	    (label == LABEL_EMAIL && memchr(v.p, '@', v.n)) ||
	    (label == LABEL_DATE && is_date(x, v)) ||
	    (label == LABEL_OUR_REF && v.n < 40 && is_numbered(v)) ||
	    (label == LABEL_SUBJECT && v.p[0] >= 'A' && v.p[0] <= 'Z') ||
	    (label == LABEL_WEB && (span_starts(v, "www.") || span_starts(v, "http")));
	if (!(colon || weight >= 10 || (weight >= 5 && fits)) || (!colon && runs_on(x, line, t)))
		seg->label = LABEL_NONE;
}

#define UNMARKED 20	/* weight of a label that nobody could take for anything else */

struct cuts {
	struct extract *x;
	struct span s;
	size_t at[16];
	uint32_t n;
	bool glued;			/* words in it are run together */
	bool labelled, subject;		/* how the whole begins */
	const char *first_end;		/* of its label */
};

/* "the note to members": a word goes on at once, and the label is not one of those that need no mark. */
static bool is_word_of_sentence(const struct cuts *c, know_index phrase, struct span rest)
{
	while (rest.n && rest.p[0] == ' ')
		rest = span_of(rest.p + 1, rest.n - 1);
	return !c->labelled && !c->glued && know_phrase(c->x->k, phrase)->weight < UNMARKED && rest.n && is_letter(rest.p[0]);
}

/* A label in the middle opens a segment of its own: with a colon, or when nobody could mean anything else by it. */
static bool take_cut(void *user, know_index phrase, struct span written)
{
	struct cuts *c = user;
	size_t at = (size_t)(written.p - c->s.p);
	struct span rest = extract_words_after(c->s, written), ignored;
	bool colon;
	int32_t weight;
	if (at == 0 || c->n == 16 || at > c->s.n)
		return c->n < 16;
	if (c->labelled && written.p < c->first_end)	/* its twin in the other language */
		return true;
	if (c->s.p[at - 1] == '(' || c->s.p[at - 1] == '.' || c->s.p[at - 1] == '@' || c->s.p[at - 1] == '-')
		return true;
	if (is_word_of_sentence(c, phrase, rest) ||
	    extract_words_label(c->x, span_of(written.p, written.n + rest.n), &ignored, &colon, &weight) == LABEL_NONE)
		return true;
	if (span_starts(span_trim(rest), "|"))	/* "Licensing Officer | Bromsgrove District Council" */
		colon = false;
	enum extract_label label = extract_words_label_of(c->x, phrase);
	/* inside a subject, or a line that began without a label, only what cannot be part of a sentence */
	int32_t least = c->subject ? UNMARKED : c->labelled ? 3 : 5;
	bool names = label == LABEL_SUBJECT || label == LABEL_ENCLOSED || label == LABEL_OTHER;
	const char *after = written.p + written.n;
	while (after < span_end(c->s) && *after == ' ')
		after++;
	bool dated = label == LABEL_DATE && weight > 5 && c->labelled && !c->subject && after < span_end(c->s) && *after >= '0' && *after <= '9';
	if (dated || (colon && weight >= least && !names && (label != LABEL_CC || c->labelled)) || weight >= UNMARKED)
		c->at[c->n++] = at;
	return true;
}

/* "Our RefDP/1Your RefDate2 March 2015" */
static void cut_glued(struct cuts *c)
{
	struct pattern_match m;
	size_t from = 1;
	if (c->s.n > 200 || !c->glued)
		return;
	while (c->n < 16 && from < c->s.n && extract_words_match(c->x, PATTERN_GLUED, c->s, from, &m) && m.whole.n) {
		c->at[c->n++] = (size_t)(m.whole.p - c->s.p);
		from = (size_t)(span_end(m.whole) - c->s.p);
	}
}

/* "Ref PP/12 / yours WP/SCP/7": where the reader's reference begins, and its label. */
static bool cut_yours(struct cuts *c, struct span *label)
{
	for (size_t i = 1; c->n == 0 && i + 2 < c->s.n; i++) {
		struct span rest = span_trim(span_of(c->s.p + i + 1, c->s.n - i - 1));
		if (strchr("/,;", c->s.p[i]) && c->s.p[i + 1] == ' ' && extract_words_at(c->x, CLASS_YOURS, rest, label)) {
			c->at[c->n++] = (size_t)(rest.p - c->s.p);
			return true;
		}
	}
	return false;
}

static void push_labelled(struct extract *x, uint32_t line, struct span s, uint32_t left, uint32_t right)
{
	const struct extract_look *look = extract_lines_look(x, line);
	struct cuts c = { .x = x, .s = s, .glued = look->glued && extract_bytes_glued(s) };
	struct begin first;
	begin_with(x, &first, s);
	c.labelled = first.label != LABEL_NONE && (first.colon || first.weight >= 10);
	c.subject = first.label == LABEL_SUBJECT && first.colon;
	c.first_end = c.labelled ? span_end(first.written) : s.p;
	if (s.n < 400 && extract_words_may(x, x->lines.v[line].words, CLASS_LABEL))
		extract_words_scan(x, CLASS_LABEL, s, take_cut, &c);
	if (!c.n)
		cut_glued(&c);
	struct span label = { NULL, 0 };
	bool yours = first.label == LABEL_OUR_REF && cut_yours(&c, &label);
	size_t from = 0;
	for (uint32_t i = 0; i <= c.n; i++) {
		size_t to = i < c.n ? c.at[i] : s.n;
		push_seg(x, line, span_of(s.p + from, to - from), left + (uint32_t)from,
		    i < c.n ? left + (uint32_t)to : right, &first);
		from = to;
	}
	struct extract_seg *last = yours ? &x->segs.v[x->segs.n - 1] : NULL;
	if (last != NULL && last->line == line && last->text.p == label.p) {
		last->label = LABEL_YOUR_REF;
		last->label_text = label;
		last->value = without_borders(extract_words_after(last->text, label));
	}
}

/* "| To | Gwynedd Council |": in a table of two columns the first tells what the second is, with a colon or without. */
static void label_cell(struct extract *x, const struct extract_line *line)
{
	struct span written;
	bool colon = false;
	int32_t weight = 0;
	if (line->n != 2 || x->segs.v[line->first].label != LABEL_NONE || x->segs.v[line->first].left > 8)
		return;
	struct extract_seg *s = &x->segs.v[line->first];
	enum extract_label label = extract_words_label(x, s->text, &written, &colon, &weight);
	if ((label == LABEL_TO || label == LABEL_FROM) && extract_words_after(s->text, written).n == 0) {
		s->label = label;
		s->label_text = written;
		s->value = span_of(NULL, 0);
	}
}

/* "Gareth PoyntzDirect dial:01622 602000Our ref:MKL/GP/4471": a known label begins inside a word. */
static void push_part(struct extract *x, uint32_t line, struct span s, uint32_t left, uint32_t right)
{
	struct pattern_match m;
	uint32_t n = 0;
	const struct extract_look *look = extract_lines_look(x, line);
	while (look->glued && look->marks && s.n > 8 && s.n < 400 && memchr(s.p, ':', s.n) && extract_bytes_glued(s) && n++ < 16 && extract_words_match(x, PATTERN_RUN_ON, s, 1, &m)) {
		size_t at = (size_t)(m.whole.p - s.p);
		push_labelled(x, line, span_of(s.p, at), left, left + (uint32_t)at);
		left += (uint32_t)at;
		s = span_of(s.p + at, s.n - at);
	}
	push_labelled(x, line, s, left, right);
}

/* Prose: one part without a label, as there is neither gap nor colon in the plain line, no word of a label, and nothing run together. */
static bool is_one_part(const struct extract *x, const struct extract_line *line)
{
	struct span s = line->text;
	return !line->look.marks && !line->look.glued && s.n >= 3 && s.n <= 400 && !extract_words_begins(x, CLASS_LABEL, line) &&
	    !extract_words_opens(x, CLASS_LIST, line) && !all_marks(s);
}

static void push_part_alone(struct extract *x, uint32_t n, uint32_t indent)
{
	struct extract_line *line = &x->lines.v[n];
	struct extract_seg *seg = vec_push(x->a, &x->segs);
	*seg = (struct extract_seg){ .text = line->text, .line = n, .left = indent, .right = indent + (uint32_t)line->text.n,
		.block = EXTRACT_NONE, .value_seg = EXTRACT_NONE, .agent = KNOW_NONE };
	line->n = 1;
}

/* With the space before it. */
static struct span whole_line(const struct extract *x, const struct extract_line *line)
{
	const char *start = line->text.p;
	while (line->text.n && start > x->text.p && (start[-1] == ' ' || start[-1] == '\t' || start[-1] == '|'))
		start--;
	return span_of(start, (size_t)(span_end(line->text) - start));
}

static void cut_line(struct extract *x, uint32_t n, struct span s)
{
	struct extract_line *line = &x->lines.v[n];
	line->first = x->segs.n;
	uint32_t column = 0, left, end = 0;
	size_t i = 0, from;
	bool tab;
	gap_at(s, &i, &column, &tab);
	line->indent = left = column;
	from = i;
	if (s.p + i == line->text.p && extract_lines_look(x, n)->plain) {
		if (is_one_part(x, line)) {
			push_part_alone(x, n, left);
			return;
		}
		if (s.n < CUT_BYTES) {	/* no gap in it */
			column += (uint32_t)line->text.n;
			i = s.n;
		}
	}
	while (i < s.n && s.n < CUT_BYTES) {
		size_t before = i;
		unsigned char c = (unsigned char)s.p[i];
		if (c != ' ' && c != '\t' && c != 0xc2) {	/* most are, and no call is made for them */
			column += (c & 0xc0) != 0x80;
			i++;
			continue;
		}
		end = column;
		uint32_t width = gap_at(s, &i, &column, &tab);
		if (width && (tab || width >= 3 || (width == 2 && two_is_gap(x, n, column, span_of(s.p + from, before - from))))) {
			push_part(x, n, span_of(s.p + from, before - from), left, end);
			from = i;
			left = column;
		} else if (!width) {
			column += ((unsigned char)s.p[i] & 0xc0) != 0x80;
			i++;
		}
	}
	push_part(x, n, span_of(s.p + from, s.n - from), left, column);
	line->n = x->segs.n - line->first;
	label_cell(x, line);
}

/* When a thread or a letter inside has been found, its lines of the header are cut none the less. */
static void cut_once(struct extract *x, uint32_t n)
{
	struct extract_line *line = &x->lines.v[n];
	if (line->cut)
		return;
	line->cut = true;
	if (n >= EXTRACT_HEADER)
		mark_page(x, line);
	bool quoted = n < EXTRACT_HEADER ? line->text.n && line->text.p[0] == '>' : line->quoted;
	if (line->blank || line->page || quoted)
		return;
	struct span s = whole_line(x, line);
	if (extract_memo_cut(x, n, s))
		return;
	x->here_only = false;
	cut_line(x, n, s);
	if (!x->here_only)
		extract_memo_keep(x, line, s);
}

void extract_lines_labels(struct extract *x, uint32_t to)
{
	for (; x->cut < to && x->cut < x->lines.n && x->cut < EXTRACT_HEADER; x->cut++)
		cut_once(x, x->cut);
}

void extract_lines_parts(struct extract *x, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to && i < x->lines.n; i++)
		cut_once(x, i);
}

/* Prose has no label, nor the value of one before it. */
static bool is_bare_prose(struct extract *x, uint32_t n)
{
	const struct extract_line *line = &x->lines.v[n];
	if (line->cut || n >= EXTRACT_HEADER || line->blank || !extract_lines_prose(x, n) || !line->look.plain || line->look.marks || line->look.glued)
		return false;
	return !extract_words_opens(x, CLASS_LABEL, line) && !extract_words_opens(x, CLASS_LIST, line);
}

void extract_lines_labelled(struct extract *x, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to && i < x->lines.n; i++)
		if (!is_bare_prose(x, i))
			cut_once(x, i);
}

static void mark_segments(struct extract *x, const struct extract_line *line)
{
	bool all_known = true;
	x->here_only = false;
	for (uint32_t j = 0; j < line->n; j++) {
		struct extract_seg *s = &x->segs.v[line->first + j];
		all_known = all_known && s->known;
		if (s->known) {
			s->flags |= s->known_marks;
			s->agent = s->known_agent;
		} else {
			extract_marks_set(x, s);
		}
	}
	if (!all_known && !x->here_only)
		extract_memo_marks(x, line, whole_line(x, line));
}

void extract_lines_segments(struct extract *x, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to && i < x->lines.n; i++) {
		struct extract_line *line = &x->lines.v[i];
		if (line->marked)
			continue;
		cut_once(x, i);
		line->marked = true;
		mark_segments(x, line);
	}
}

void extract_lines_need(struct extract *x, uint32_t from, uint32_t to)
{
	extract_lines_segments(x, from, to < EXTRACT_HEADER ? to : EXTRACT_HEADER);
}
