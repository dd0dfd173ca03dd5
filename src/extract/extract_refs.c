/* extract_refs.c - references of both sides, and the letter that this one answers.
 *
 * In: labels of header, of the lines under the salutation and of the foot; the body for "your letter of 2 March". Out:
 * our_refs, your_refs, answers_date, answers_reference, and reference zones.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

/* What of a label's value is the reference: up to a gap; nothing when it says "N/A". */
static struct span reference_in(struct extract *x, struct span s)
{
	struct span at, none = { NULL, 0 };
	s = span_trim(s);
	while (s.n && strchr(":.-", s.p[0]))
		s = span_trim(span_of(s.p + 1, s.n - 1));
	while (s.n && strchr(",;:.", s.p[s.n - 1]))
		s.n--;
	if (!s.n || s.n > 80 || memchr(s.p, '@', s.n))
		return none;
	if (extract_words_at(x, CLASS_EMPTY, s, &at) && span_end(at) + 1 >= span_end(s))
		return none;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= 'a' && s.p[i] <= 'z'))
			return s;
	return none;
}

static bool ends_sentence(struct span s)
{
	return s.n && s.p[s.n - 1] == '.' && extract_bytes_words(s) > 2;
}

static void add(struct extract *x, struct extract_seg *s)
{
	if (s->line >= x->header_end && ends_sentence(x->lines.v[s->line].text))
		return;
	struct letter *l = x->l;
	struct span ref = reference_in(x, s->value), written;
	struct when date;
	bool ours = s->label == LABEL_OUR_REF;
	if (!ours && s->value.n && s->value.n < 100 && extract_bytes_words(s->value) > 2 &&
	    extract_date_first(x, s->value, &date, &written) && !when_known(l->answers_date)) {
		l->answers_date = date;
		extract_text_field(x, &l->answers, written, "a date given as your reference");
		return;
	}
	if (!ref.n || extract_bytes_words(ref) > 6)
		return;
	const char *why = !s->label_text.n ? "a reference alone in the header" : !x->l->explained ? "its label" :
	    arena_printf(x->a, "label '%.*s'", SPAN_F(extract_words_strip(s->label_text)));
	extract_text_field(x, ours ? vec_push(x->a, &l->our_refs) : vec_push(x->a, &l->your_refs), ref, why);
	letter_zone_add(l, LETTER_ZONE_REFERENCE, ours ? LETTER_SENDER : LETTER_RECIPIENT, ref, why)->weak = true;
}

static void read_lines(struct extract *x, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n && !x->lines.v[i].quoted; j++) {
			struct extract_seg *s = &x->segs.v[x->lines.v[i].first + j];
			struct span written;
			if (i >= x->header_end && i < x->close && extract_marks_prose(x, x->lines.v[i].text))
				break;
			if (s->label == LABEL_OUR_REF || s->label == LABEL_YOUR_REF)
				add(x, s);
			else if (s->label == LABEL_YOUR_DATE && !when_known(x->l->answers_date) &&
			    extract_date_first(x, s->value, &x->l->answers_date, &written))
				extract_text_field(x, &x->l->answers, written, "label for your letter's date");
		}
}

void extract_refs_read(struct extract *x)
{
	x->l->answers_date = WHEN_UNKNOWN;
	read_lines(x, 0, x->header_end);
	uint32_t to = x->body + 8 < x->close ? x->body + 8 : x->close;
	extract_lines_parts(x, x->header_end, to);
	extract_label_values(x, x->header_end, to);
	read_lines(x, x->header_end, to);
	if (!x->l->our_refs.n)
		read_lines(x, x->close, x->end);
}

struct answers { struct extract *x; struct span body; };

static void answer_reference(struct extract *x, struct span rest)
{
	struct pattern_match m;
	struct span s = extract_words_strip(span_of(rest.p, rest.n < 60 ? rest.n : 60));
	if (x->l->answers_reference.text.n || !s.n || !extract_words_match(x, PATTERN_REFERENCE, s, 0, &m))
		return;
	if (m.whole.p > s.p + 4)
		return;
	extract_text_field(x, &x->l->answers_reference, m.whole, "your reference, beside the letter answered");
}

/* "..., reference DDC/LP/77" behind the date of the letter answered. */
static void answer_named(struct extract *x, struct span rest)
{
	struct span label;
	bool colon;
	int32_t weight;
	enum extract_label l = rest.n ? extract_words_label(x, rest, &label, &colon, &weight) : LABEL_NONE;
	if (l == LABEL_OUR_REF || l == LABEL_YOUR_REF)
		answer_reference(x, extract_words_after(rest, label));
}

/* Phrases are "your letter of" (value date) and "your ref" (value reference): the date or reference follows soon. */
static bool take_answer(void *user, know_index phrase, struct span written)
{
	struct answers *a = user;
	struct extract *x = a->x;
	struct letter *l = x->l;
	struct span rest = extract_words_after(a->body, written), at;
	struct when date;
	if (!strcmp(know_str(x->k, know_phrase(x->k, phrase)->value), "reference")) {
		answer_reference(x, rest);
		return true;
	}
	rest.n = rest.n < 90 ? rest.n : 90;
	while (rest.n && ((unsigned char)rest.p[rest.n - 1] & 0xc0) == 0x80)
		rest.n--;
	const char *stop = span_find(rest, ". ");
	if (stop)
		rest = extract_words_before(rest, stop);
	if (!extract_date_loose(x, rest, l->date, &date, &at))
		return true;
	if (at.p > rest.p + 60 || (when_known(l->date) && date.first > l->date.last))
		return true;
	if (when_known(l->answers_date)) {
		if (!l->answers.runner_up && date.first != l->answers_date.first)
			l->answers.runner_up = arena_strn(x->a, at.p, at.n);
		return true;
	}
	l->answers_date = date;
	extract_text_field(x, &l->answers, at, x->l->explained ? arena_printf(x->a, "after '%.*s'", SPAN_F(written)) : "its words");
	answer_named(x, extract_words_strip(extract_words_after(rest, at)));
	return true;
}

static void answers_in(struct extract *x, struct span s)
{
	struct answers a = { x, s };
	if (a.body.n > EXTRACT_BODY_BYTES)
		a.body.n = EXTRACT_BODY_BYTES;
	if (x->classes[CLASS_ANSWERS] != KNOW_NONE && a.body.n)
		extract_words_scan(x, CLASS_ANSWERS, a.body, take_answer, &a);
}

void extract_refs_answers(struct extract *x)
{
	answers_in(x, x->l->subject.text);
	for (uint32_t i = 0; i < x->l->zones.n; i++) {
		const struct letter_zone *z = &x->l->zones.v[i];
		if (z->kind != LETTER_ZONE_BODY || !z->pieces.n)
			continue;
		answers_in(x, z->pieces.v[0]);
	}
}
