/* extract_paragraph.c - where blank lines are missing: letters whose paragraphs and addresses are parted by nothing but line ends.
 *
 * In: the lines of a text. Out: line.part, set where a blank line would stand in most letters. Word parts paragraphs by spacing,
 * so that the text of its letters, and of PDFs made of them, has none. In a head and in a signature sense tells what ends: a
 * postcode ends an address, a date or references stand by themselves, a name, a post or another body begins the next address. In
 * a body a line ends a paragraph that has room for the next one's first word. Only heads and bodies without any blank line are
 * looked at: who parted some parted all.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#define HEAD_LINES 4u		/* of a head that is looked at */
#define LONG_LINE 120u		/* bytes; who has a longer one ended no lines within paragraphs */
#define HEADING_LINES 3u
#define HEADING_BYTES 150u

enum kind { KIND_PLAIN, KIND_REFERENCE, KIND_CONTACT, KIND_NAMES, KIND_DELIVERY, KIND_PROSE };

/* One letter of the text: its head, body and foot, as lines. */
struct sheet { uint32_t head, salutation, body, close, end; };

/* A rule only underlines. */
static bool has_blank(const struct extract *x, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		if (x->lines.v[i].quoted || extract_lines_parts_text(x, i))
			return true;
	return false;
}

static void part(struct extract *x, uint32_t i)
{
	if (i > 0 && i < x->lines.n && !x->lines.v[i].blank && !x->lines.v[i - 1].blank)
		x->lines.v[i].part = true;
}

/* --- head and foot --- */

static uint32_t flags_of(const struct extract *x, uint32_t i)
{
	uint32_t flags = 0;
	for (uint32_t j = 0; j < x->lines.v[i].n; j++)
		flags |= x->segs.v[x->lines.v[i].first + j].flags;
	return flags;
}

static enum kind kind_of(const struct extract *x, uint32_t i)
{
	const struct extract_line *line = &x->lines.v[i];
	const struct extract_seg *s = line->n ? &x->segs.v[line->first] : NULL;
	uint32_t labels = 0, flags = flags_of(x, i);
	for (uint32_t j = 0; j < line->n; j++)
		labels |= 1u << s[j].label;
	if (labels & (1u << LABEL_TO | 1u << LABEL_ATTENTION | 1u << LABEL_FROM | 1u << LABEL_CC))
		return KIND_NAMES;
	if ((labels & 1u << LABEL_BY_EMAIL) || (line->n == 1 && flags & SEG_DELIVERY && !(flags & (SEG_ORG | SEG_POSTCODE))))
		return KIND_DELIVERY;
	if (labels & (1u << LABEL_PHONE | 1u << LABEL_EMAIL | 1u << LABEL_WEB) && !(labels & (1u << LABEL_OUR_REF | 1u << LABEL_YOUR_REF | 1u << LABEL_DATE | 1u << LABEL_CONTACT)))
		return KIND_CONTACT;
	if (labels & ~(1u << LABEL_NONE) || (line->n == 1 && flags & (SEG_DATE_ONLY | SEG_REFERENCE)))
		return KIND_REFERENCE;
	if (flags & SEG_CONTACT && !(flags & (SEG_ORG | SEG_PERSON | SEG_POST | SEG_POSTCODE)))
		return KIND_CONTACT;
	return flags & SEG_PROSE ? KIND_PROSE : KIND_PLAIN;
}

static know_agent body_of(const struct extract *x, uint32_t i)
{
	for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
		const struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
		if ((s->flags & SEG_ORG) && s->label == LABEL_NONE && s->agent != KNOW_NONE)
			return s->agent;
	}
	return KNOW_NONE;
}

/* Is it what stands over the name of a body in its address: a person, a post, a department? */
static bool is_over_name(const struct extract *x, uint32_t i)
{
	return x->lines.v[i].n == 1 && kind_of(x, i) == KIND_PLAIN && (flags_of(x, i) & (SEG_PERSON | SEG_TITLE | SEG_POST | SEG_DEPARTMENT)) &&
	    !(flags_of(x, i) & (SEG_POSTCODE | SEG_ORG));
}

/* Does an address begin that is another body's than the block's from that line on: its name, or what stands over it? */
static bool opens_other(const struct extract *x, uint32_t from, uint32_t i, uint32_t to)
{
	know_agent here = KNOW_NONE;
	for (uint32_t j = from; j < i; j++)
		here = body_of(x, j) != KNOW_NONE ? body_of(x, j) : here;
	if (here == KNOW_NONE || body_of(x, i - 1) != KNOW_NONE || is_over_name(x, i - 1))
		return false;
	while (i < to && is_over_name(x, i))
		i++;
	return i < to && x->lines.v[i].n == 1 && body_of(x, i) != KNOW_NONE && body_of(x, i) != here;
}

/* Do the lines from there on say to whom or what the address belongs, as far as it goes? Or are they a heading, the last of all? */
static bool names_anybody(const struct extract *x, uint32_t from, uint32_t to)
{
	uint32_t i = from;
	for (; i < to && kind_of(x, i) == KIND_PLAIN; i++)
		if (flags_of(x, i) & (SEG_ORG | SEG_NAME | SEG_PERSON | SEG_TITLE | SEG_POST))
			return true;
	return i == to && to - from <= HEADING_LINES;
}

/* Is a blank line missing before that line of a head or foot? from: where its block begins. */
static bool parts(const struct extract *x, uint32_t from, uint32_t i, uint32_t to)
{
	enum kind before = kind_of(x, i - 1), here = kind_of(x, i);
	uint32_t had = flags_of(x, i - 1), has = flags_of(x, i);
	if (x->lines.v[i - 1].n > 1 && x->lines.v[i].n > 1)
		return false;
	if (before == KIND_NAMES || here == KIND_NAMES)
		return before != here && (before == KIND_REFERENCE || before == KIND_DELIVERY || here == KIND_DELIVERY);
	if (before == KIND_DELIVERY || here == KIND_DELIVERY)
		return before != here;
	if (before == KIND_REFERENCE || here == KIND_REFERENCE)
		return before != here && here != KIND_CONTACT;
	if (before == KIND_PROSE || here == KIND_PROSE)
		return before != here;
	if (here == KIND_CONTACT)
		return false;
	if (before == KIND_CONTACT)
		return (has & (SEG_ORG | SEG_NAME | SEG_PERSON | SEG_POST | SEG_TITLE | SEG_DEPARTMENT)) && !(has & SEG_POSTCODE);
	if (had & SEG_POSTCODE && x->lines.v[i - 1].n == 1)
		return names_anybody(x, i, to);
	if ((has & SEG_TITLE) && (has & SEG_PERSON)) {
		for (uint32_t j = from; j < i; j++)
			if (body_of(x, j) != KNOW_NONE && j != i - 1)
				return true;
	}
	return opens_other(x, from, i, to);
}

static void part_block(struct extract *x, uint32_t from, uint32_t to)
{
	extract_lines_segments(x, from, to);
	for (uint32_t i = from + 1; i < to; i++)
		if (parts(x, from, i, to)) {
			part(x, i);
			from = i;
		}
}

/* --- body --- */

static size_t first_word(struct span s)
{
	struct span word;
	return span_word(&s, &word) ? word.n : 0;
}

/* Does the line begin further right than the one before it? So typists mark a paragraph. */
static bool is_indented(const struct extract *x, uint32_t i)
{
	size_t white[2] = { 0, 0 };
	for (uint32_t j = 0; j < 2; j++)
		for (const char *p = x->lines.v[i - j].text.p; p > x->text.p && (p[-1] == ' ' || p[-1] == '\t'); p--)
			white[j] += p[-1] == '\t' ? 8 : 1;
	return white[0] > white[1] + 1 && white[0] < white[1] + 17;
}

/* Had the line before room for the first word of that one? Then somebody ended it. */
static bool has_room(const struct extract *x, uint32_t i, size_t width)
{
	return x->lines.v[i - 1].text.n + 1 + first_word(x->lines.v[i].text) <= width;
}

static bool is_small(struct span s)
{
	return s.n > 0 && s.p[0] >= 'a' && s.p[0] <= 'z';
}

/* How long the lines may be. When typists ended them by eye, the most that all of those have that go on. */
static size_t width_of(const struct extract *x, uint32_t from, uint32_t to)
{
	size_t width = 0;
	uint32_t on = 0, room = 0;
	for (uint32_t i = from; i < to; i++)
		width = x->lines.v[i].text.n > width ? x->lines.v[i].text.n : width;
	for (uint32_t i = from + 1; i < to; i++)
		if (is_small(x->lines.v[i].text) && !x->lines.v[i - 1].blank) {
			on++;
			room += has_room(x, i, width);
		}
	return room * 12 > on ? width - width / 6 : width;
}

static bool ends_sentence(struct span s)
{
	while (s.n > 1 && strchr(")\"'", s.p[s.n - 1]))
		s.n--;
	return s.n && strchr(".:;?!", s.p[s.n - 1]);
}

/* The line behind the heading that stands in the first lines of the body; from: there is none. */
static uint32_t behind_heading(const struct extract *x, uint32_t from, uint32_t to, size_t width)
{
	for (uint32_t i = from; i < from + HEADING_LINES && i + 1 < to; i++) {
		struct span s = x->lines.v[i].text;
		if (x->lines.v[i].blank || x->lines.v[i + 1].blank || s.n > HEADING_BYTES || strchr(".;", s.p[s.n - 1]))
			return from;
		if (!is_small(x->lines.v[i + 1].text) && (width > LONG_LINE ? !is_small(x->lines.v[i].text) : has_room(x, i + 1, width) || is_indented(x, i + 1)))
			return i + 1;
	}
	return from;
}

static void part_body(struct extract *x, uint32_t from, uint32_t to)
{
	size_t width = width_of(x, from, to);
	uint32_t heading = behind_heading(x, from, to, width);
	part(x, heading);
	for (uint32_t i = heading + 1; i < to; i++) {
		struct span before = x->lines.v[i - 1].text, here = x->lines.v[i].text;
		if (x->lines.v[i].blank || x->lines.v[i - 1].blank)
			continue;
		bool room = width > LONG_LINE ? before.n > LONG_LINE || here.n > LONG_LINE : has_room(x, i, width);
		if (!is_small(here) && ends_sentence(before) && (room || is_indented(x, i)))
			part(x, i);
	}
}

/* --- the letters --- */

static uint32_t next_of(struct extract *x, uint32_t from, bool salutation)
{
	enum extract_class c = salutation ? CLASS_SALUTATION : CLASS_VALEDICTION;
	for (uint32_t i = from; i < x->lines.n; i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (!line->blank && !line->quoted && line->text.n < 200 && extract_words_opens(x, c, line) &&
		    (salutation ? extract_frame_salutation(x, line->text, true) : extract_frame_valediction(x, line->text)))
			return i;
	}
	return x->lines.n;
}

static bool part_sheet(struct extract *x, const struct sheet *s)
{
	bool head = s->salutation >= s->head + HEAD_LINES && !has_blank(x, s->head, s->salutation + 1);
	bool body = s->body < s->close && !has_blank(x, s->salutation, s->close);
	if (head) {
		part_block(x, s->head, s->salutation);
		part(x, s->salutation);
	}
	if (body) {
		part(x, s->body);
		part_body(x, s->body, s->close);
		part(x, s->close);
	}
	return head || body;
}

bool extract_paragraph_find(struct extract *x)
{
	struct sheet s = { 0 };
	bool any = false;
	s.salutation = next_of(x, 0, true);
	while (s.salutation < x->lines.n && s.salutation < EXTRACT_HEADER) {
		s.body = s.salutation + 1;
		while (s.body < x->lines.n && extract_frame_salutation(x, x->lines.v[s.body].text, true))
			s.body++;
		s.close = next_of(x, s.body, false);
		bool sheet = part_sheet(x, &s);
		any = sheet || any;
		if (s.close >= x->lines.n)
			return any;
		s.head = s.close + 1;
		s.salutation = next_of(x, s.head, true);
		uint32_t to = s.salutation < s.head + EXTRACT_CLOSE ? s.salutation : s.head + EXTRACT_CLOSE;
		if (sheet && s.head < x->lines.n && !has_blank(x, s.head, to < x->lines.n ? to : x->lines.n)) {
			part(x, s.head);
			part_block(x, s.head, to < x->lines.n ? to : x->lines.n);
		}
	}
	return any;
}
