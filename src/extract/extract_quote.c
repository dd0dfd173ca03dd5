/* extract_quote.c - other letters inside this one: threads of e-mails, letters pasted in, letters enclosed, reply slips.
 *
 * In: lines. Out: lines marked quoted, and x->end (what follows is not this letter's). Nothing is taken from them but
 * who wrote a message passed on, and when: a letter of which this one speaks; they become zones of kind quoted. How: an opener ("-----Original Message-----") ends the letter when something stands before
 * it; a second salutation opens a quotation that ends with its own valediction and signature, if the letter itself still
 * has one to come; after this letter's valediction it is an enclosure.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

/* "Please see below." over a thread is a message; "FW:" alone is none. */
#define FORWARD_WORDS 3u

static void quote(struct extract *x, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to && i < x->lines.n; i++)
		x->lines.v[i].quoted = true;
}

static uint32_t next_full(const struct extract *x, uint32_t i)
{
	while (i < x->lines.n && x->lines.v[i].blank)
		i++;
	return i;
}

/* "On 3 May 2015 Jane Doe wrote:" - the words "wrote" or "ysgrifennodd" end the line or the next. */
static bool is_wrote(struct extract *x, struct span s, know_index p, struct span after)
{
	if (strcmp(know_str(x->k, know_phrase(x->k, p)->value), "wrote"))
		return false;
	return s.n && s.p[s.n - 1] == ':' && s.n < 250 && extract_words_strip(after).n == 0;
}

/* Which kind of opener stands in the line: its phrase, or KNOW_NONE. */
struct opener { know_index phrase; struct span written; };

static bool take_opener(void *user, know_index phrase, struct span written)
{
	struct opener *o = user;
	o->phrase = phrase;
	o->written = written;
	return false;
}

static struct opener opener_in(const struct extract *x, struct span s)
{
	struct opener o = { KNOW_NONE, { NULL, 0 } };
	if (x->classes[CLASS_QUOTE] != KNOW_NONE && s.n && s.n < 400)
		extract_words_scan(x, CLASS_QUOTE, s, take_opener, &o);
	return o;
}

static const char *opener_value(const struct extract *x, struct opener o)
{
	return o.phrase == KNOW_NONE ? "" : know_str(x->k, know_phrase(x->k, o.phrase)->value);
}

/* From:, then Sent: or Date:, To: or Subject: within the next lines: the head of an older e-mail. */
static bool is_mail_head(struct extract *x, uint32_t i)
{
	struct span written;
	bool colon;
	int32_t weight;
	uint32_t seen = 0;
	if (!extract_words_opens(x, CLASS_LABEL, &x->lines.v[i]))
		return false;
	know_index p = extract_words_phrase(x, CLASS_LABEL, x->lines.v[i].text, &written);
	if (p == KNOW_NONE || extract_words_label_of(x, p) != LABEL_FROM ||
	    extract_words_label(x, x->lines.v[i].text, &written, &colon, &weight) != LABEL_FROM || !colon)
		return false;
	for (uint32_t j = i + 1; j < i + 6 && j < x->lines.n; j++) {
		enum extract_label l = x->lines.v[j].blank ? LABEL_NONE :
		    extract_words_label(x, x->lines.v[j].text, &written, &colon, &weight);
		seen += colon && (l == LABEL_DATE || l == LABEL_TO || l == LABEL_SUBJECT || l == LABEL_CC);
		colon = false;
	}
	return seen >= 2;
}

static bool something_before(const struct extract *x, uint32_t i)
{
	uint32_t words = 0, least = x->message ? 1 : 8;	/* "FYI" under a message's own headers; else they count */
	for (uint32_t j = 0; j < i && words < least; j++)
		if (!x->lines.v[j].blank && !x->lines.v[j].quoted)
			words += extract_bytes_words(x->lines.v[j].text);
	return words >= least;
}

/* A slip's heading: its words at the beginning of a short line, or several of them anywhere in it. */
static bool slip_at(struct extract *x, struct span s)
{
	struct span at;
	bool colon;
	int32_t weight;
	if (!s.n || extract_bytes_words(s) > 14)
		return false;
	if (extract_words_at(x, CLASS_SLIP, s, &at))
		return true;
	return extract_words_in(x, CLASS_SLIP, s, &at) && extract_bytes_words(at) > 1 &&
	    extract_words_label(x, s, &at, &colon, &weight) != LABEL_ENCLOSED;
}

/* "------", "- - -", ". . . .": one cuts along it. Scissors may stand in it, and words. */
static bool is_cut(struct span s)
{
	size_t marks = 0, spaces = 0;
	if (s.n < 12 || s.n >= 400)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		marks += c == '-' || c == '_' || c == '=' || c == '~' || c == '.' || c == '*' || c == '\0' || (unsigned char)c >= 0x80;
		spaces += c == ' ';
	}
	return marks * 10 >= (s.n - spaces) * 7;
}

/* "Name ........", "From: ________ Council": somebody is to fill it in. */
static bool is_blank_to_fill(struct span s)
{
	size_t run = 0, letters = 0, longest = 0;
	for (size_t i = 0; i < s.n; i++) {
		run = s.p[i] == '.' || s.p[i] == '_' ? run + 1 : 0;
		longest = run > longest ? run : longest;
		letters += (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z');
	}
	return longest >= 5 && letters >= 3;
}

/* Is what stands under that line a slip: its heading, or blanks to fill in? */
static bool is_slip_under(struct extract *x, uint32_t cut)
{
	for (uint32_t i = cut + 1; i < x->lines.n && i < cut + 16; i++)
		if (!x->lines.v[i].blank && x->lines.v[i].text.n < 200 &&
		    (is_blank_to_fill(x->lines.v[i].text) || slip_at(x, x->lines.v[i].text)))
			return true;
	return false;
}

static bool is_marked(const struct extract *x, uint32_t i)
{
	return i >= x->lines.n || x->lines.v[i].text.p[0] == '>';
}

/* "Sender:" under "From:": the same head of a message goes on. */
static bool goes_on_with(const struct extract *x, uint32_t head, uint32_t line)
{
	if (head == EXTRACT_NONE)
		return false;
	while (head < line && !x->lines.v[head].blank)
		head++;
	return head == line;
}

static uint64_t class_bit(const struct extract *x, enum extract_class c)
{
	return x->classes[c] != KNOW_NONE ? know_class_bit(x->classes[c]) : 0;
}

/* Marks threads; may shorten x->end. Runs before the salutation is known. */
void extract_quote_threads(struct extract *x)
{
	bool body = false, closed = false;
	/* of lines in which anything of a thread, a slip or the frame may begin */
	const uint64_t any = class_bit(x, CLASS_QUOTE) | class_bit(x, CLASS_SLIP);
	const uint64_t opening = class_bit(x, CLASS_LABEL) | class_bit(x, CLASS_SALUTATION) | class_bit(x, CLASS_VALEDICTION);
	uint32_t heads = x->message ? 1 : 0, head = EXTRACT_NONE, signed_by = 0;	/* signed_by: lines since the valediction */
	for (uint32_t i = 0; i < x->end; i++) {
		struct extract_line *line = &x->lines.v[i];
		signed_by += closed && !line->blank;
		if (signed_by && is_cut(line->text) && is_slip_under(x, i)) {
			x->end = i;
			return;
		}
		if (line->blank || line->quoted || (body && !(line->words & any) && !(line->opening & opening)))
			continue;
		struct opener o = line->text.n < 250 && extract_words_begins(x, CLASS_QUOTE, line) ? opener_in(x, line->text) : (struct opener){ KNOW_NONE, { NULL, 0 } };
		const char *value = opener_value(x, o);
		if (!strcmp(value, "end") && extract_bytes_words(line->text) <= 8 && something_before(x, i)) {
			x->end = i;
		} else if (x->message && !strcmp(value, "end") && extract_bytes_words(line->text) <= 8) {
			line->quoted = true;	/* passed on with nothing above it */
		} else if (o.phrase != KNOW_NONE && is_wrote(x, line->text, o.phrase, extract_words_after(line->text, o.written)) &&
		    (something_before(x, i) || is_marked(x, next_full(x, i + 1)))) {
			line->quoted = true;	/* an answer may stand under what it answers */
			if (!is_marked(x, next_full(x, i + 1)))
				x->end = i;
		} else if (is_mail_head(x, i) && !goes_on_with(x, head, i)) {
			head = i;
			if ((body || heads > 0) && something_before(x, i))
				x->end = i;
			heads++;
		} else if (closed && extract_words_begins(x, CLASS_SLIP, line) && slip_at(x, line->text)) {
			x->end = i;
		}
		body = body || extract_lines_prose(x, i) ||
		    (extract_words_opens(x, CLASS_SALUTATION, line) && extract_frame_salutation(x, line->text, true));
		closed = closed || (body && line->text.n < 120 && extract_words_opens(x, CLASS_VALEDICTION, line) &&
		    extract_frame_valediction(x, line->text));
	}
}

/* Up from a second salutation over its own letterhead and addresses, to the line that opened it. */
static uint32_t head_of(struct extract *x, uint32_t salutation, uint32_t floor)
{
	uint32_t i = salutation;
	while (i > floor && salutation - i < 40) {
		const struct extract_line *line = &x->lines.v[i - 1];
		if (!line->blank) {
			size_t n = line->text.n;
			if (line->text.p[n - 1] == ':' && extract_bytes_words(line->text) > 3)
				break;
			if (n > 75 || extract_lines_prose(x, i - 1))
				break;
		}
		i--;
		if (x->lines.v[i].feed)
			break;
	}
	return i;
}

/* Down from a quotation's valediction over its signature: to the next paragraph, or a blank gap after the name. */
static uint32_t tail_of(struct extract *x, uint32_t valediction)
{
	uint32_t full = 0, i = valediction + 1;
	for (; i < x->end && i < valediction + 14; i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (line->blank)
			continue;
		if (full && (extract_lines_prose(x, i) || extract_frame_valediction(x, line->text)))
			break;
		if (extract_bytes_words(line->text) > 9 || line->text.n > 70)
			break;
		full++;
	}
	return i;
}

static uint32_t next_of(struct extract *x, uint32_t from, bool valediction)
{
	for (uint32_t i = from; i < x->end; i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (line->blank || line->quoted || line->text.n > 200 || !extract_words_begins(x, valediction ? CLASS_VALEDICTION : CLASS_SALUTATION, line))
			continue;
		struct span s = line->text;
		while (s.n && (s.p[0] == '"' || s.p[0] == '\'' || s.p[0] == ' ' || s.p[0] == (char)0xe2)) {
			size_t skip = s.p[0] == (char)0xe2 && s.n > 3 ? 3 : 1;
			s = span_of(s.p + skip, s.n - skip);
		}
		if (valediction ? extract_frame_valediction(x, s) : extract_frame_salutation(x, s, true))
			return i;
	}
	return EXTRACT_NONE;
}

static bool opens_quotation(struct span s)
{
	return s.n && (s.p[0] == '"' || span_starts(s, "\xe2\x80\x9c") || span_starts(s, "\xe2\x80\x98"));
}

static bool closes_quotation(struct span s)
{
	return s.n && (s.p[s.n - 1] == '"' || span_ends(s, "\xe2\x80\x9d") || span_ends(s, "\xe2\x80\x9d."));
}

/* Text between an opener's colon and the end of the indented or quoted lines after it. */
static void quote_indented(struct extract *x)
{
	for (uint32_t i = x->body; i + 1 < x->end; i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (line->blank || line->quoted || line->text.n > 400 || line->text.p[line->text.n - 1] != ':')
			continue;
		if (strcmp(opener_value(x, opener_in(x, line->text)), "letter"))
			continue;
		uint32_t from = next_full(x, i + 1), to = from;
		if (from < x->end && opens_quotation(x->lines.v[from].text)) {
			while (to < x->end && to < from + 80 && !closes_quotation(x->lines.v[to].text))
				to++;
			to = to < x->end && to < from + 80 ? to + 1 : from;
		}
		while (to < x->end && (x->lines.v[to].blank || (x->lines.v[to].text.p > x->text.p &&
		    (x->lines.v[to].text.p[-1] == ' ' || x->lines.v[to].text.p[-1] == '\t'))))
			to++;
		if (to > from)
			quote(x, from, to);
	}
}

/* The line behind the signature that follows a valediction: groups of lines, until one that has a letterhead's marks. */
static uint32_t after_signature(struct extract *x, uint32_t valediction, uint32_t limit)
{
	uint32_t to = limit < valediction + 60 ? limit : valediction + 60, group = 0, start = valediction + 1;
	extract_lines_segments(x, valediction, to);
	for (uint32_t i = valediction + 1; i < to; i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (!line->blank && x->lines.v[i - 1].blank) {
			group++;
			start = i;
		}
		for (uint32_t j = 0; j < line->n && group > 1; j++)
			if (x->segs.v[line->first + j].flags & (SEG_POSTCODE | SEG_DATE_ONLY))
				return start;
		if (line->feed && group)
			return i;
	}
	return to;
}

void extract_quote_nested(struct extract *x)
{
	quote_indented(x);
	uint32_t from = x->body;
	for (uint32_t round = 0; round < 12; round++) {
		uint32_t closes = next_of(x, from, true), opens = next_of(x, from, false);
		if (opens == EXTRACT_NONE)
			return;
		if (closes != EXTRACT_NONE && closes < opens) {
			/* this letter's own close stands first: what opens later is an enclosure, a slip or a thread */
			x->follows = extract_follow_line(x, closes, opens, next_of(x, opens + 1, true) != EXTRACT_NONE);
			x->end = x->follows != EXTRACT_NONE ? x->follows : head_of(x, opens, after_signature(x, closes, opens));
			return;
		}
		uint32_t inner = closes, head = head_of(x, opens, x->body);
		uint32_t outer = inner == EXTRACT_NONE ? EXTRACT_NONE : next_of(x, inner + 1, true);
		if (inner == EXTRACT_NONE || outer == EXTRACT_NONE) {
			/* one valediction for both: is it the quoted letter's? Then nothing of ours follows it */
			quote(x, head, opens + 1);
			from = opens + 1;
			continue;
		}
		uint32_t tail = tail_of(x, inner);
		quote(x, head, tail);
		from = tail;
	}
}

/* Lines and bytes of the head of a message passed on. */
#define HEAD_LINES 6u
#define HEAD_BYTES 400

/* From the line on, as far as there is no blank one, nor one with a mark. */
static struct span head_lines(const struct extract *x, uint32_t i, uint32_t to)
{
	const char *p = x->lines.v[i].text.p, *end = span_end(x->lines.v[i].text);
	for (uint32_t j = i + 1; j < to && j < i + HEAD_LINES && !x->lines.v[j].blank && x->lines.v[j].text.p[0] != '>'; j++)
		end = span_end(x->lines.v[j].text) - p < HEAD_BYTES ? span_end(x->lines.v[j].text) : end;
	return span_of(p, (size_t)(end - p));
}

/* "Harriet Soames" in "On 3 May 2015, at 10:12, Harriet Soames <h@x.gov.uk> "; of a label's value all before the address. */
static struct span name_in(struct span s, bool labelled)
{
	size_t from = 0, to = 0;
	while (to < s.n && !strchr("<[(;", s.p[to]))
		to++;
	for (size_t i = 0; i < to && !labelled; i++)
		if (strchr(",:-0123456789", s.p[i]) && to - i > 2)
			from = i + 1;
	return extract_words_strip(span_of(s.p + from, to - from));
}

/* Whose domain stands in it first. */
static void domain_agents(struct extract *x, struct span s, struct letter_cite *c)
{
	const char *at = s.n ? memchr(s.p, '@', s.n) : NULL;
	struct span host = at ? extract_words_after(s, span_of(at, 1)) : span_of(NULL, 0), word;
	if (!at || !span_word(&host, &word))
		return;
	size_t n = 0;
	while (n < word.n && !strchr(">)],;:\"'", word.p[n]))
		n++;
	struct know_list agents = know_domain(x->k, span_of(word.p, n));
	for (uint32_t i = 0; i < agents.n && c->n_agents < LETTER_CITE_AGENTS; i++)
		c->agents[c->n_agents++] = know_item(x->k, agents, i);
}

/* The words in which a message that is passed on is said to be somebody's: "From: A", "On 3 May 2015 A wrote". n 0: there are none. */
static struct span sender_of(struct extract *x, uint32_t i, struct span head)
{
	struct span written = x->lines.v[i].text;
	bool colon = false;
	int32_t weight;
	if (is_mail_head(x, i)) {
		struct span line = written;
		extract_words_label(x, line, &written, &colon, &weight);
		struct span name = extract_words_after(line, written);
		return name.n && name.p[0] == ':' ? span_of(name.p + 1, name.n - 1) : name;
	}
	struct opener o = opener_in(x, head);
	return strcmp(opener_value(x, o), "wrote") == 0 ? extract_words_before(head, o.written.p) : span_of(NULL, 0);
}

/* The line that opens what is marked from line i on: "---- A wrote on 3 May 2015 ----". */
static uint32_t line_above(const struct extract *x, uint32_t i)
{
	uint32_t above = i;
	while (above > 0 && i - above < 3 && (above == i || x->lines.v[above].blank))
		above--;
	return above;
}

/* A message passed on is a letter of which its head tells the day and the writer. */
static void cite_quoted(struct extract *x, uint32_t i, uint32_t to)
{
	struct when date;
	struct span at;
	if (is_marked(x, i))
		i = line_above(x, i);
	else if (x->lines.v[i].text.n < 250 && !strcmp(opener_value(x, opener_in(x, x->lines.v[i].text)), "end"))
		i = next_full(x, i + 1);
	if (i >= to)
		return;
	struct span head = head_lines(x, i, to);
	if (i > 0 && !x->lines.v[i - 1].blank && !is_mail_head(x, i) && !extract_date_first(x, head, &date, &at))
		head = head_lines(x, --i, to);	/* its first line was too long */
	struct span from = sender_of(x, i, head);
	if (!from.n || !extract_date_first(x, head, &date, &at) || date.first != date.last)
		return;
	struct letter_cite *c = extract_refs_cite(x, LETTER_THEIRS, date, span_of(NULL, 0));
	if (c) {
		c->person = name_in(from, is_mail_head(x, i));
		domain_agents(x, from, c);
	}
}

void extract_quote_zones(struct extract *x)
{
	for (uint32_t i = 0; i < x->lines.n; i++) {
		uint32_t to = i;
		while (to < x->lines.n && (x->lines.v[to].quoted || to >= x->end || (to > i && x->lines.v[to].blank)))
			to++;
		if (to == i)
			continue;
		while (to > i && x->lines.v[to - 1].blank)
			to--;
		if (to > i) {
			const char *p = x->lines.v[i].text.p;
			const char *end = to == x->lines.n ? span_end(x->text) : span_end(x->lines.v[to - 1].text);
			letter_zone_add(x->l, LETTER_ZONE_QUOTED, LETTER_MENTIONED, span_trim(span_of(p, (size_t)(end - p))),
			    "another letter inside this one");
			cite_quoted(x, i, to);
			i = to;
		}
	}
}
