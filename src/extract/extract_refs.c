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
	while (s.n && strchr(",;:./ ", s.p[s.n - 1]))
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

/* Words with a letter or digit in them: "CBC / PPH / CU / 22" has four. */
static uint32_t parts_of(struct span s)
{
	uint32_t n = 0;
	bool within = false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool part = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
		n += part && !within;
		within = part || (within && c != ' ' && c != '\t' && c != '\n');
	}
	return n;
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
		struct span before = span_of(s->value.p, (size_t)(written.p - s->value.p));
		struct pattern_match m;
		l->answers_date = date;
		extract_text_field(x, &l->answers, written, "a date given as your reference");
		if (!extract_words_match(x, PATTERN_REFERENCE, before, 0, &m))
			return;
		ref = m.whole;	/* "SC/BR/12 of 23 May 2014" */
	}
	if (!ref.n || (extract_bytes_words(ref) > 6 && parts_of(ref) > 6))
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
			if (i >= x->header_end && i < x->close && extract_lines_prose(x, i))
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
	extract_lines_labelled(x, x->header_end, to);
	extract_label_values(x, x->header_end, to);
	read_lines(x, x->header_end, to);
	if (!x->l->our_refs.n)
		read_lines(x, x->close, x->end);
}

struct answers {
	struct extract *x;
	struct span body;
	uint32_t theirs;		/* another's letter in the sentence, without a reference: which of the cites; or EXTRACT_NONE */
	const char *behind;		/* it */
};

/* The reference at the very beginning of what follows, in brackets or not. */
static struct span reference_at(struct extract *x, struct span rest)
{
	struct pattern_match m;
	struct span s = extract_words_strip(span_of(rest.p, rest.n < 60 ? rest.n : 60));
	if (!s.n || !extract_words_match(x, PATTERN_REFERENCE, s, 0, &m) || m.whole.p > s.p + 4)
		return span_of(NULL, 0);
	return m.whole;
}

static void answer_reference(struct extract *x, struct span reference)
{
	if (!x->l->answers_reference.text.n && reference.n)
		extract_text_field(x, &x->l->answers_reference, reference, "your reference, beside the letter answered");
}

/* "..., reference DDC/LP/77" behind the date of a letter. */
static struct span reference_named(struct extract *x, struct span rest)
{
	struct span label;
	bool colon;
	int32_t weight;
	enum extract_label l = rest.n ? extract_words_label(x, rest, &label, &colon, &weight) : LABEL_NONE;
	return l == LABEL_OUR_REF || l == LABEL_YOUR_REF ? reference_at(x, extract_words_after(rest, label)) : span_of(NULL, 0);
}

/* Letters of one text that it speaks of; a report may speak of hundreds. */
#define CITES 16u

struct letter_cite *extract_refs_cite(struct extract *x, enum letter_whose whose, struct when date, struct span reference)
{
	if (x->l->cites.n >= CITES)
		return NULL;
	struct letter_cite *c = vec_push(x->a, &x->l->cites);
	*c = (struct letter_cite){ .whose = whose, .date = date, .reference = reference };
	return c;
}

struct writer { struct extract *x; struct letter_cite *c; const char *before, *after; struct span date; };

/* Whose letter it is: "Cherwell's letter", "the letter from Cherwell of". A weak name counts when there is no other. March is a town,
 * but not in a date. */
static bool take_writer(void *user, const struct know_hit *hit)
{
	struct writer *w = user;
	bool beside = w->before ? span_end(hit->written) + 4 >= w->before : hit->written.p <= w->after + 5;
	if (!beside)
		return w->before != NULL;
	if (hit->core.p >= w->date.p && hit->core.p < span_end(w->date))
		return true;
	for (int weak = 0; weak < 2 && !w->c->n_agents; weak++)
		for (uint32_t i = 0; i < hit->n_names; i++) {
			const struct know_name *name = know_name(w->x->k, hit->names[i]);
			bool counts = !(name->flags & KNOW_NAME_JOINT) && !(name->flags & KNOW_NAME_WEAK) == !weak;
			for (uint32_t j = 0; counts && j < name->agents.n && w->c->n_agents < LETTER_CITE_AGENTS; j++)
				w->c->agents[w->c->n_agents++] = know_item(w->x->k, name->agents, j);
		}
	return false;
}

static void writer(struct extract *x, struct letter_cite *c, struct span body, struct span written, struct span date)
{
	struct span before = extract_words_before(body, written.p);
	size_t n = before.n < 80 ? before.n : 80;
	before = span_of(span_end(before) - n, n);
	struct span after = extract_words_after(body, written), behind = extract_words_after(body, date);
	after.n = after.n < 80 ? after.n : 80;
	behind.n = behind.n < 80 ? behind.n : 80;
	struct writer w = { x, c, written.p, NULL, date };
	know_names_scan(x->k, &before, 1, take_writer, &w);
	w = (struct writer){ x, c, NULL, after.p, date };
	if (!c->n_agents)
		know_names_scan(x->k, &after, 1, take_writer, &w);
	w.after = behind.p;
	struct span at;
	if (!c->n_agents && behind.n && extract_words_at(x, CLASS_WRITER, behind, &at)) {
		behind = extract_words_after(behind, at);
		w.after = behind.p;
		know_names_scan(x->k, &behind, 1, take_writer, &w);
	}
}

static enum letter_whose whose(const char *value)
{
	return !strcmp(value, "ours") ? LETTER_OURS : !strcmp(value, "theirs") ? LETTER_THEIRS : LETTER_YOURS;
}

static void answer_date(struct extract *x, struct when date, struct span at, struct span written, struct span reference)
{
	struct letter *l = x->l;
	if (when_known(l->answers_date)) {
		if (!l->answers.runner_up && date.first != l->answers_date.first)
			l->answers.runner_up = arena_strn(x->a, at.p, at.n);
		return;
	}
	l->answers_date = date;
	extract_text_field(x, &l->answers, at, l->explained ? arena_printf(x->a, "after '%.*s'", SPAN_F(written)) : "its words");
	answer_reference(x, reference);
}

struct named { const struct know *k; const char *before; bool any; };

static bool take_named(void *user, const struct know_hit *hit)
{
	struct named *n = user;
	for (uint32_t i = 0; i < hit->n_names && hit->written.p < n->before; i++)
		n->any = n->any || !(know_name(n->k, hit->names[i])->flags & (KNOW_NAME_WEAK | KNOW_NAME_JOINT));
	return !n->any;
}

/* Bytes of a sentence before a reference in which a body may be named. */
#define NAMED_BEFORE 120

/* "Kent County Council wrote to me, under reference KCC/1": somebody is named in the sentence before it, and it may be his. */
static bool is_of_named(struct extract *x, struct span body, struct span written)
{
	struct span before = extract_words_before(body, written.p);
	size_t n = before.n < NAMED_BEFORE ? before.n : NAMED_BEFORE;
	before = span_of(span_end(before) - n, n);
	for (const char *stop; (stop = span_find(before, ". ")) != NULL || (stop = span_find(before, "\n\n")) != NULL;)
		before = extract_words_after(before, span_of(stop, 2));
	struct named named = { x->k, written.p, false };
	know_names_scan(x->k, &before, 1, take_named, &named);
	return named.any;
}

/* A letter may be said to answer one of some days after it: a slip of the pen in one of the two. */
#define LATER 366

/* Phrases are "your letter of" (value date), "our letter of" (ours), "letter from" (theirs) and "your ref" (reference): the date or
 * reference follows soon. */
static bool take_answer(void *user, know_index phrase, struct span written)
{
	struct answers *a = user;
	struct extract *x = a->x;
	struct letter *l = x->l;
	struct span rest = extract_words_after(a->body, written), at;
	struct when date;
	const char *value = know_str(x->k, know_phrase(x->k, phrase)->value);
	if (!strcmp(value, "reference") || !strcmp(value, "anyones-reference")) {
		struct span reference = reference_at(x, rest);
		if (a->theirs != EXTRACT_NONE && value[0] == 'a' && !span_find(span_of(a->behind, (size_t)(written.p - a->behind)), ". ")) {
			l->cites.v[a->theirs].reference = reference;
			return true;
		}
		if (value[0] == 'a' && is_of_named(x, a->body, written))
			return true;
		answer_reference(x, reference);
		if (reference.n)
			extract_refs_cite(x, LETTER_YOURS, WHEN_UNKNOWN, reference);
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
	/* another's letter bears its date at once, but for his name */
	ptrdiff_t far = whose(value) == LETTER_OURS ? 24 : 60;
	bool later = when_known(l->date) && date.first > l->date.last;
	if (at.p > rest.p + far || (later && (whose(value) != LETTER_YOURS || date.first > l->date.last + LATER)))
		return true;
	struct span reference = reference_named(x, extract_words_strip(extract_words_after(rest, at)));
	struct letter_cite *c = extract_refs_cite(x, whose(value), date, reference);
	a->theirs = c && c->whose == LETTER_THEIRS && !reference.n ? l->cites.n - 1 : EXTRACT_NONE;
	a->behind = span_end(at);
	if (c && c->whose == LETTER_THEIRS)
		writer(x, c, a->body, written, at);
	if (whose(value) == LETTER_YOURS && !later)
		answer_date(x, date, at, written, reference);
	return true;
}

static void answers_in(struct extract *x, struct span s)
{
	struct answers a = { x, s, EXTRACT_NONE, NULL };
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
