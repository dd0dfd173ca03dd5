/* extract_subject.c - what the letter is about, in its own words.
 *
 * In: labels, the lines after the salutation, a heading before it. Out: letter.subject, and x->body moved behind it. Lines
 * that only cite a statute are left out when others stand beside them. A subject over two lines is one field.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

static bool is_statute(const struct extract *x, struct span s)
{
	return extract_words_in(x, CLASS_STATUTE, s, NULL);
}

static struct span between(struct span first, struct span last)
{
	return span_of(first.p, (size_t)(span_end(last) - first.p));
}

/* Between blank lines and without a mark at its end: "Your letter to South Northamptonshire" is a heading then. */
static bool stands_alone(const struct extract *x, const struct extract_line *line)
{
	uint32_t i = (uint32_t)(line - x->lines.v);
	char last = line->text.n ? line->text.p[line->text.n - 1] : '.';
	return x->spacing == 1 && line->text.n < 75 && extract_bytes_words(line->text) <= 9 && !strchr(".,;:?!-", last) &&
	    i > 0 && x->lines.v[i - 1].blank && i + 1 < x->lines.n && x->lines.v[i + 1].blank;
}

/* "SUBJECT TO CONTRACT", "Without prejudice": a mark on the letter, not what it is about. */
static bool is_stamp(const struct extract *x, struct span s)
{
	struct span at;
	return extract_words_at(x, CLASS_DELIVERY, s, &at) && extract_words_strip(extract_words_after(s, at)).n == 0;
}

/* "Ordinary residence: Mrs P.": the stop is the initial's. */
static bool ends_in_initial(struct span s)
{
	return s.n > 4 && s.p[s.n - 1] == '.' && s.p[s.n - 2] >= 'A' && s.p[s.n - 2] <= 'Z' && (s.p[s.n - 3] == ' ' || s.p[s.n - 3] == '.');
}

/* A long line that goes on in small letters on the next is a paragraph's. */
static bool runs_on(const struct extract *x, uint32_t i)
{
	const struct extract_line *line = &x->lines.v[i], *next = i + 1 < x->lines.n ? &x->lines.v[i + 1] : NULL;
	return line->text.n > 75 && next && !next->blank && next->text.p[0] >= 'a' && next->text.p[0] <= 'z' && extract_bytes_words(next->text) > 3;
}

/* "MK agrees the boundary. I'll put it in the paper. Bob", "We could not help. Would your council?": two stops are of sentences. */
static bool is_sentences(struct span s)
{
	unsigned stops = s.n && s.p[s.n - 1] == '?';
	for (size_t i = 2; i + 2 < s.n; i++)
		stops += s.p[i] == '.' && s.p[i + 1] == ' ' && s.p[i + 2] >= 'A' && s.p[i + 2] <= 'Z' &&
		    s.p[i - 1] >= 'a' && s.p[i - 1] <= 'z' && s.p[i - 2] >= 'a' && s.p[i - 2] <= 'z';
	return stops > 1;
}

/* A line that may be a heading: short, no sentence, not how bodies begin. */
static bool may_be(const struct extract *x, const struct extract_line *line)
{
	struct span s = line->text, at;
	char last = s.n ? s.p[s.n - 1] : 0;
	if (line->blank || line->quoted || line->page || s.n > 220 || extract_bytes_words(s) > 30)
		return false;
	if (extract_words_at(x, CLASS_OPENER, s, &at) && extract_bytes_words(s) > 3 && !stands_alone(x, line))
		return false;
	if ((last == '.' && extract_bytes_words(s) > 3 && !ends_in_initial(s)) || last == ';' || (last == ',' && s.n > 60))
		return false;
	unsigned char c = (unsigned char)s.p[0];
	return !(c >= 'a' && c <= 'z' && c != 'r') && !is_sentences(s);
}

static bool is_capitals(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'a' && s.p[i] <= 'z')
			return false;
	return true;
}

/* Is what follows line i a body? A blank line, the end, or a line that begins one. */
static bool ends_heading(const struct extract *x, uint32_t i)
{
	struct span at;
	if (i + 1 >= x->close || x->lines.v[i + 1].blank)
		return true;
	const struct extract_line *next = &x->lines.v[i + 1];
	bool goes_on = next->text.n && next->text.p[0] >= 'a' && next->text.p[0] <= 'z';	/* "from the county at Hazel Court." */
	return (!goes_on && extract_words_at(x, CLASS_OPENER, next->text, &at)) || next->text.n > 2 * x->lines.v[i].text.n;
}

static void take_lines(struct extract *x, uint32_t from, uint32_t to, const char *why)
{
	uint32_t first = from, last = to;
	while (first < last && is_statute(x, x->lines.v[first].text))
		first++;
	while (last > first && (x->lines.v[last].blank || is_statute(x, x->lines.v[last].text)))
		last--;
	if (is_statute(x, x->lines.v[first].text) && first == to)
		first = from;
	struct span s = between(x->lines.v[first].text, x->lines.v[last].text), written;
	bool colon;
	int32_t weight;
	if (extract_words_label(x, s, &written, &colon, &weight) == LABEL_SUBJECT && (colon || weight >= 5) && !is_stamp(x, x->lines.v[first].text))
		s = span_trim(extract_words_after(s, written));
	extract_text_field(x, &x->l->subject, extract_words_strip(s), why);
}

static bool is_ref_line(const struct extract *x, const struct extract_line *line)
{
	return line->n && x->segs.v[line->first].label != LABEL_NONE && x->segs.v[line->first].label != LABEL_SUBJECT;
}

static void after_salutation(struct extract *x)
{
	uint32_t i = x->body, from = EXTRACT_NONE, last = 0;
	for (uint32_t seen = 0; i < x->close && seen < 8; i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (line->blank || line->page)
			continue;
		seen++;
		extract_lines_labelled(x, i, i < EXTRACT_HEADER ? i + 1 : i);
		if ((is_ref_line(x, line) && !extract_lines_prose(x, i)) || is_stamp(x, line->text)) {
			x->body = i + 1;
			continue;
		}
		if (!may_be(x, line) || (from == EXTRACT_NONE && runs_on(x, i)) || (from != EXTRACT_NONE && line->text.p[line->text.n - 1] == '.' && !ends_in_initial(line->text)))
			break;
		/* a wrapped paragraph looks like a heading until its second line */
		bool heading = is_capitals(line->text) || ends_heading(x, i) || is_statute(x, line->text) ||
		    (may_be(x, &x->lines.v[i + 1]) && ends_heading(x, i + 1));
		if (!heading || (from != EXTRACT_NONE && i > last + x->spacing && !is_capitals(line->text) && !is_statute(x, x->lines.v[last].text)))
			break;
		if (from == EXTRACT_NONE)
			from = i;
		last = i;
		if (i - from >= 5)
			break;
	}
	uint32_t rest = last + 1;
	while (from != EXTRACT_NONE && rest < x->close && (x->lines.v[rest].blank || x->lines.v[rest].quoted))
		rest++;
	/* a letter of headings only has no subject in them, nor has a line over what it answers */
	if (from == EXTRACT_NONE || rest >= x->close)
		return;
	take_lines(x, from, last, "line after the salutation");
	x->body = last + 1;
}

static void labelled(struct extract *x, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n && !x->l->subject.text.n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if (s->label != LABEL_SUBJECT || !s->value.n || x->lines.v[i].quoted)
				continue;
			struct span v = s->value;
			/* the rest of a subject over two lines stands under it without a label of its own */
			if (i + 1 < to && x->lines.v[i + 1].n == 1 && x->segs.v[x->lines.v[i + 1].first].label == LABEL_NONE &&
			    !extract_lines_prose(x, i + 1) && i + 1 > x->header_end && v.n > 30 &&
			    s->value_seg == EXTRACT_NONE && may_be(x, &x->lines.v[i + 1]))
				v = between(v, x->lines.v[i + 1].text);
			extract_text_field(x, &x->l->subject, v, arena_printf(x->a, "label '%.*s'", SPAN_F(extract_words_strip(s->label_text))));
			if (i >= x->header_end)
				x->body = i + (v.n > s->value.n ? 2 : 1);
		}
}

static void before_salutation(struct extract *x)
{
	if (!x->header_blocks || x->l->subject.text.n)
		return;
	for (uint32_t i = x->header_blocks; i > 0; i--) {
		const struct extract_block *b = &x->blocks.v[i - 1];
		if (!b->done || b->label != LABEL_NONE || !b->segs.n || (b->flags & (SEG_DATE_ONLY | SEG_DELIVERY | SEG_STAMP | SEG_PROSE)))
			continue;
		struct span first = x->segs.v[b->segs.v[0]].text, last = x->segs.v[b->segs.v[b->segs.n - 1]].text;
		extract_text_field(x, &x->l->subject, between(first, last), "heading before the salutation");
		return;
	}
}

/* "RE: FW: Homes" is about homes: what mail programs put in front falls away, and so does a "Re:" of the writer's. */
struct span extract_subject_bare(struct extract *x, struct span s)
{
	struct span at;
	for (uint32_t i = 0; i < 6 && extract_words_at(x, CLASS_REPLY, s, &at); i++) {
		struct span rest = extract_words_after(s, at);
		if (rest.n < 3 || rest.p[0] != ':')
			break;
		s = span_trim(span_of(rest.p + 1, rest.n - 1));
	}
	return s;
}

/* "Thirty-eight vehicles [CYC/IP/LDF/2719]", at the head of a new message: so some offices number what they send. */
static void reference_behind(struct extract *x)
{
	struct span s = x->l->subject.text, at;
	struct pattern_match m;
	size_t open = s.n;
	while (open > 0 && s.p[open - 1] != '[')
		open--;
	if (x->l->our_refs.n || open < 2 || s.p[s.n - 1] != ']' || extract_words_at(x, CLASS_REPLY, s, &at))
		return;
	struct span reference = span_of(s.p + open, s.n - open - 1);
	if (extract_words_match(x, PATTERN_REFERENCE_ALONE, reference, 0, &m))
		extract_text_field(x, vec_push(x->a, &x->l->our_refs), reference, "a reference in brackets behind the subject");
}

static void without_reply_marks(struct extract *x)
{
	struct letter_field *f = &x->l->subject;
	struct span s = extract_subject_bare(x, f->text);
	if (s.n < f->text.n)
		extract_text_field(x, f, s, f->why);
}

static bool is_second(const struct extract *x, struct span s)
{
	return s.n > 2 && !span_find(x->l->subject.text, arena_strn(x->a, s.p, s.n)) && !span_find(s, arena_strn(x->a, x->l->subject.text.p, x->l->subject.text.n));
}

/* Another line that could have been it: labelled so, or a heading before the salutation or after. */
static const char *second_choice(struct extract *x)
{
	extract_lines_need(x, 0, x->close);
	for (uint32_t i = 0; i < x->close && i < x->lines.n; i++)
		for (uint32_t j = 0; x->lines.v[i].cut && j < x->lines.v[i].n; j++) {
			const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			if (s->label == LABEL_SUBJECT && s->value.n && !x->lines.v[i].quoted && is_second(x, s->value))
				return arena_printf(x->a, "\"%.*s\", by its label", SPAN_F(s->value));
		}
	for (uint32_t i = x->header_blocks; i > 0; i--) {
		const struct extract_block *b = &x->blocks.v[i - 1];
		if (!b->done || b->label != LABEL_NONE || !b->segs.n || (b->flags & (SEG_DATE_ONLY | SEG_DELIVERY | SEG_STAMP | SEG_PROSE | SEG_CONTACT)))
			continue;
		struct span s = extract_block_seg(x, b, 0)->text;
		if (is_second(x, s))
			return arena_printf(x->a, "\"%.*s\", a heading before the salutation", SPAN_F(s));
	}
	for (uint32_t i = x->salutation != EXTRACT_NONE ? x->body : x->close, seen = 0; i < x->close && seen < 1; i++) {
		const struct extract_line *line = &x->lines.v[i];
		seen += !line->blank;
		if (!line->blank && !strchr(".:;,?", span_end(line->text)[-1]) && may_be(x, line) && ends_heading(x, i) && is_second(x, line->text))
			return arena_printf(x->a, "\"%.*s\", a line after the salutation", SPAN_F(line->text));
	}
	return NULL;
}

void extract_subject_read(struct extract *x)
{
	if (x->salutation != EXTRACT_NONE) {
		uint32_t to = x->body + 7 < x->close ? x->body + 7 : x->close;
		extract_lines_labelled(x, x->body, to);
		labelled(x, x->body, to);
		if (!x->l->subject.text.n)
			after_salutation(x);
		before_salutation(x);
	}
	if (!x->l->subject.text.n)
		labelled(x, 0, x->header_end);
	if (!x->l->subject.text.n)
		before_salutation(x);
	reference_behind(x);
	without_reply_marks(x);
	if (x->l->explained && x->l->subject.text.n)
		x->l->subject.runner_up = second_choice(x);
}
