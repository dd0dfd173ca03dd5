/* extract_frame.c - the frame of a letter: where the salutation, the body and the close are.
 *
 * In: lines. Out: header_end, salutation, body, close, end. Another letter inside (a second salutation) is kept apart by
 * extract_quote.c, which is asked between the two steps.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

/* "Dear Mr Smith," and its like. strict: only forms that begin nothing else ("Hi" and bare names do not count). */
bool extract_frame_salutation(struct extract *x, struct span s, bool strict)
{
	struct span written;
	if (!s.n || strchr(">-\"'", s.p[0]) || (unsigned char)s.p[0] == 0xe2)
		return false;
	know_index p = extract_words_phrase(x, CLASS_SALUTATION, s, &written);
	if (p == KNOW_NONE || span_end(written) > span_end(s))
		return false;
	const char *comma = memchr(s.p, ',', s.n);
	size_t head = comma ? (size_t)(comma - s.p) : s.n;
	if (know_phrase(x->k, p)->weight >= 10)
		return s.n <= 120 || head <= 70;
	if (strict || s.p[s.n - 1] == '.' || s.p[s.n - 1] == ':')
		return false;
	/* "All enquiries" is no greeting, "All," is */
	bool ends = head + 1 >= s.n || span_end(written) == span_end(s);
	return know_phrase(x->k, p)->weight >= 5 ? extract_bytes_words(s) <= 5 || head <= 40 : ends && extract_bytes_words(s) <= 3;
}

bool extract_frame_valediction(struct extract *x, struct span line)
{
	struct span written;
	know_index p = extract_words_phrase(x, CLASS_VALEDICTION, line, &written);
	if (p == KNOW_NONE || span_end(written) > span_end(line))
		return false;
	struct span rest = extract_words_strip(extract_words_after(line, written));
	uint32_t words = extract_bytes_words(rest);
	if (know_phrase(x->k, p)->weight >= 10)
		return words <= 14;
	return !rest.n || (words <= 2 && rest.p[0] >= 'A' && rest.p[0] <= 'Z' && !strchr(".?!", line.p[line.n - 1]));
}

/* "Sue," or "All," on a line of its own between blank lines, before prose: only e-mails greet so. */
static bool bare_name(struct extract *x, uint32_t n)
{
	const struct extract_line *line = &x->lines.v[n];
	if (!line->text.n || line->text.n > 40 || line->text.p[line->text.n - 1] != ',' || extract_bytes_words(line->text) > 3)
		return false;
	if (n == 0 || !x->lines.v[n - 1].blank || line->text.p[0] < 'A' || line->text.p[0] > 'Z')
		return false;
	uint32_t next = n + 1;
	while (next < x->lines.n && x->lines.v[next].blank)
		next++;
	return next < x->lines.n && extract_lines_prose(x, next);
}

static bool has_mail_headers(struct extract *x)
{
	uint32_t seen = 0, n = 0, to = 0;
	for (; to < x->lines.n && n < 40; to++)
		n += !x->lines.v[to].blank;
	extract_lines_labels(x, to);
	n = 0;
	for (uint32_t i = 0; i < x->lines.n && n < 40; i++) {
		const struct extract_line *line = &x->lines.v[i];
		n += !line->blank;
		for (uint32_t j = 0; j < line->n; j++) {
			const struct extract_seg *s = &x->segs.v[line->first + j];
			if (s->label == LABEL_TO)
				seen |= 1;
			else if (s->label == LABEL_FROM)
				seen |= 2;
			else if (s->label == LABEL_SUBJECT)
				seen |= 4;
		}
	}
	return (seen & 3) == 3 || (seen & 6) == 6 || (seen & 5) == 5;
}

/* Forty lines are cut for it: asked only where it matters. */
bool extract_frame_is_mail(struct extract *x)
{
	if (x->mail == TRI_PERHAPS)
		x->mail = has_mail_headers(x) ? TRI_YES : TRI_NO;
	return x->mail == TRI_YES;
}

/* "1.2" before a paragraph that begins with "Dear members will recall". */
static bool is_number(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '.' && s.p[i] != ')')
			return false;
	return s.n > 0 && s.n < 8;
}

/* Is what follows that segment its own words: "Wards: All", "1.2 Dear members will recall"? */
static bool is_value(const struct extract_seg *before, bool strict)
{
	return is_number(before->text) || (!strict && (before->label || before->text.p[before->text.n - 1] == ':'));
}

/* The first segment that greets. Forms that begin nothing else are looked for in the whole header; the others, and
 * bare names in e-mails, only above the first paragraph. */
static uint32_t greeting(struct extract *x, bool strict, uint32_t *seg)
{
	uint32_t full = 0;
	for (uint32_t i = 0; i < x->end && i < EXTRACT_HEADER; i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (strict && !extract_words_begins(x, CLASS_SALUTATION, line))
			continue;	/* a label may open a segment inside a word, but greets nobody */
		extract_lines_labels(x, i + 1);
		if (!strict && full > 6 && line->n == 1 && !x->segs.v[line->first].label && extract_lines_prose(x, i))
			break;
		full += !line->blank;
		/* a line that is one segment greets by its first word, if at all */
		bool greets = line->n != 1 || x->segs.v[line->first].text.n != line->text.n || extract_words_opens(x, CLASS_SALUTATION, line);
		for (uint32_t j = 0; greets && j < line->n; j++)
			if (!(j && is_value(&x->segs.v[line->first + j - 1], strict)) &&
			    extract_frame_salutation(x, x->segs.v[line->first + j].text, strict)) {
				*seg = line->first + j;
				return i;
			}
		if (!strict && line->n == 1 && bare_name(x, i) && extract_frame_is_mail(x)) {
			*seg = line->first;
			return i;
		}
	}
	return EXTRACT_NONE;
}

/* "Sir," before a paragraph that quotes "Dear Leader" greets first. */
static void find_salutation(struct extract *x)
{
	uint32_t weak_seg = 0, strict_seg = 0, weak = greeting(x, false, &weak_seg), strict = greeting(x, true, &strict_seg);
	bool prose = false;
	for (uint32_t i = weak; i != EXTRACT_NONE && i < strict && i < x->end && i < EXTRACT_HEADER && !prose; i++)
		prose = extract_lines_prose(x, i);
	bool use_weak = strict == EXTRACT_NONE || (weak < strict && prose);
	x->salutation = use_weak ? weak : strict;
	x->salutation_seg = use_weak ? weak_seg : strict_seg;
}

/* Without a salutation the header ends where the first paragraph begins: at prose, or, in a memo, at the first line
 * under the labels that is neither label nor address. */
static uint32_t first_prose(struct extract *x)
{
	for (uint32_t i = 0; i < x->end && i < EXTRACT_HEADER; i++) {
		extract_lines_labels(x, i + 1);
		extract_lines_need(x, i, i + 1);
		const struct extract_line *line = &x->lines.v[i];
		if (line->n == 1 && x->segs.v[line->first].label == LABEL_NONE && !(x->segs.v[line->first].flags & SEG_CONTACT) &&
		    extract_lines_prose(x, i))
			return i;
		if (line->n == 1 && !x->segs.v[line->first].label && line->text.n > 60 && extract_bytes_words(line->text) >= 9 &&
		    !(x->segs.v[line->first].flags & (SEG_CONTACT | SEG_POSTCODE)) && i + 1 < x->end && x->lines.v[i + 1].text.n &&
		    x->lines.v[i + 1].text.p[0] >= 'a' && x->lines.v[i + 1].text.p[0] <= 'z')
			return i;	/* its second line goes on in small letters */
		if (line->text.n > 140 && (line->n == 0 || (line->n == 1 && !x->segs.v[line->first].label)))
			return i;
	}
	return x->end < EXTRACT_HEADER ? x->end : EXTRACT_HEADER;
}

/* "Dear Mr Smith" over "Dear Ms Jones": one salutation. */
static uint32_t after_salutations(struct extract *x)
{
	uint32_t i = x->salutation + 1, last = i;
	for (; i < x->end && i < x->salutation + 6; i++)
		if (!x->lines.v[i].blank) {
			if (!extract_frame_salutation(x, x->lines.v[i].text, true))
				break;
			last = i + 1;
		}
	return last;
}

/* The valediction of this letter (quoted ones are marked by now): the first that is nothing else, or the last "Thanks". */
static void find_close(struct extract *x)
{
	x->close = x->end;
	for (uint32_t i = x->body; i < x->end; i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (line->blank || line->quoted || line->text.n >= 200 || !extract_words_opens(x, CLASS_VALEDICTION, line) ||
		    !extract_frame_valediction(x, line->text))
			continue;
		struct span written;
		know_index p = extract_words_phrase(x, CLASS_VALEDICTION, line->text, &written);
		x->close = i;
		x->has_valediction = true;
		if (know_phrase(x->k, p)->weight >= 10)
			return;
	}
}

/* Where the paragraphs begin that a machine puts under each message: "This e-mail is confidential ...". */
static uint32_t before_disclaimers(const struct extract *x)
{
	uint32_t end = x->end;
	for (;;) {
		uint32_t to = end, from;
		while (to > x->body && x->lines.v[to - 1].blank)
			to--;
		for (from = to; from > x->body && !x->lines.v[from - 1].blank; from--) { }
		if (from == to || from == x->body)
			return end;
		const char *begin = x->lines.v[from].text.p, *behind = span_end(x->lines.v[to - 1].text);
		if (!extract_words_in(x, CLASS_DISCLAIMER, span_of(begin, (size_t)(behind - begin)), NULL))
			return end;
		end = from;
	}
}

/* No valediction: the close is what short lines follow the last paragraph, if there is a name, post or body in them. */
static void guess_close(struct extract *x)
{
	uint32_t last = x->body, telling = 0, end = x->disclaimers = before_disclaimers(x);
	for (uint32_t i = x->body; i < end; i++)
		if (!x->lines.v[i].blank && !x->lines.v[i].quoted &&
		    (x->lines.v[i].text.n > 75 || extract_lines_prose(x, i) ||
		    strchr(".:;", x->lines.v[i].text.p[x->lines.v[i].text.n - 1])))
			last = i + 1;
	if (last == x->body && x->salutation == EXTRACT_NONE)
		return;
	uint32_t to = end < last + 30 ? end : last + 30;
	extract_lines_segments(x, last, to);
	for (uint32_t i = last; i < to; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++)
			telling |= x->segs.v[x->lines.v[i].first + j].flags & (SEG_PERSON | SEG_POST | SEG_ORG | SEG_TITLE);
	if (telling) {
		x->close = last;
		x->guessed_close = true;
	}
}

void extract_frame_find(struct extract *x)
{
	x->salutation = x->follows = EXTRACT_NONE;
	x->end = x->lines.n;
	extract_quote_threads(x);
	x->mail = x->message ? TRI_YES : TRI_PERHAPS;
	find_salutation(x);
	if (x->salutation != EXTRACT_NONE) {
		x->header_end = x->salutation;
		x->body = after_salutations(x);
	} else {
		/* short lines of a message that greets nobody are its body and signature: its headers said who is addressed */
		x->header_end = x->body = x->message ? 0 : first_prose(x);
	}
	extract_lines_labels(x, x->header_end);
	extract_lines_need(x, 0, x->header_end > x->body ? x->header_end : x->body);
	extract_quote_nested(x);
	find_close(x);
	x->disclaimers = x->end;
	if (!x->has_valediction)
		guess_close(x);
	uint32_t to = x->close < x->end ? x->close + EXTRACT_CLOSE : x->close;
	extract_lines_segments(x, x->close, to < x->end ? to : x->end);
}
