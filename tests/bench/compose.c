/* compose.c - words for planned letters.
 *
 * In: the plan and the grammar. Out: values and bodies. A letter's sentences depend on the seed and the number of the letter whose words it
 * has, so that an echo is composed anew with other names and dates; a sentence that a look-alike does not keep is taken from the letter's own.
 *
 * SPDX-License-Identifier: ISC */
#include "compose.h"

#include <ctype.h>
#include <stdio.h>

enum { SENTENCES = 80, OFFICERS = 3, SHORT_ACK = 2 };
enum purpose { FOR_LENGTH, FOR_FRAMES, FOR_OPENING, FOR_CLOSE, FOR_KEEP, FOR_SWAP, FOR_VALUES, FOR_SENTENCE = 1000 };
enum habit { HABIT_OFFICE, HABIT_REFERENCE, HABIT_OFFICER = 100 };

uint32_t compose_id(uint32_t letter)
{
	uint32_t h = letter + 0x5d1e0001u;

	h = (h ^ h >> 16) * 0x85ebca6bu;
	h = (h ^ h >> 13) * 0xc2b2ae35u;
	return h ^ h >> 16;
}

struct dice compose_dice(const struct composer *c, uint32_t letter, uint32_t purpose)
{
	return dice_of(c->seed ^ (uint64_t)letter << 20, purpose);
}

struct dice compose_habit(const struct composer *c, uint32_t council, uint32_t purpose)
{
	return dice_of(~c->seed ^ (uint64_t)council << 20, purpose);
}

const char *compose_rule(const struct composer *c, const char *rule, struct dice *d, const struct values *v, struct arena *a)
{
	struct buf out = BUF_INIT;
	char *text;

	grammar_expand(c->grammar, grammar_rule(c->grammar, rule), d, v, &out);
	text = arena_strn(a, out.p, out.n);
	buf_release(&out);
	return text;
}

static const struct letter *letter_of(const struct composer *c, uint32_t i)
{
	return &c->plan->letters.v[i];
}

static const struct council *council(const struct composer *c, uint32_t i)
{
	return &c->plan->councils->all.v[i];
}

static bool is_planning(const struct composer *c, uint32_t letter)
{
	uint32_t topic = c->plan->matters.v[letter_of(c, letter)->matter].topic;

	return topic == 0 || topic == PLAN_NEED;
}

/* ---- dates and references ---- */

static void set_date(struct values *v, int32_t day, struct arena *a, const struct composer *c)
{
	struct date d = date_of_day(day);
	const char *end = d.day % 10 == 1 && d.day != 11 ? "st" : d.day % 10 == 2 && d.day != 12 ? "nd" : d.day % 10 == 3 && d.day != 13 ? "rd" : "th";

	values_set(v, "d", arena_printf(a, "%d", d.day));
	values_set(v, "dth", arena_printf(a, "%d%s", d.day, end));
	values_set(v, "dd", arena_printf(a, "%02d", d.day));
	values_set(v, "mm", arena_printf(a, "%02d", d.month));
	values_set(v, "yy", arena_printf(a, "%02d", d.year % 100));
	values_set(v, "yyyy", arena_printf(a, "%d", d.year));
	values_set(v, "mname", grammar_word(c->grammar, grammar_rule(c->grammar, "month"), d.month - 1u));
	values_set(v, "iso", arena_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day));
}

static const char *cited_date(const struct composer *c, int32_t day, struct dice *d, struct arena *a)
{
	struct values v = { .n = 0 };

	set_date(&v, day, a, c);
	return compose_rule(c, "cited-date", d, &v, a);
}

/* A council's references have one form; the file's number makes each its own. */
static const char *reference(const struct composer *c, uint32_t letter, struct arena *a)
{
	const struct letter *l = letter_of(c, letter);
	struct dice d = compose_habit(c, l->from, HABIT_REFERENCE), person = compose_dice(c, l->file, FOR_VALUES);
	uint32_t rule = grammar_rule(c->grammar, "reference"), form = dice_below(&d, grammar_count(c->grammar, rule));
	struct values v = { .n = 0 };
	struct buf out = BUF_INIT;
	char *text;

	set_date(&v, letter_of(c, l->file)->day, a, c);
	values_set(&v, "mark", compose_rule(c, is_planning(c, letter) ? "mark.planning" : "mark.other", &d, &v, a));
	values_set(&v, "serial", arena_printf(a, "%05u", l->file + 1));
	values_set(&v, "initials", arena_printf(a, "%c%c", "ABCDEFGHJKLMNPRST"[dice_below(&person, 17)], "ABCDEFGHJKLMNPRSTW"[dice_below(&person, 18)]));
	grammar_expand_one(c->grammar, rule, form, &d, &v, &out);
	text = arena_strn(a, out.p, out.n);
	buf_release(&out);
	return text;
}

/* ---- people and places ---- */

static char *lower(struct arena *a, const char *text)
{
	char *out = arena_str(a, text);

	for (char *p = out; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return out;
}

struct person { const char *first, *last, *post, *mail; };

static struct person officer(const struct composer *c, uint32_t of, uint32_t which, bool planning, struct arena *a)
{
	struct dice d = compose_habit(c, of, HABIT_OFFICER + which + (planning ? OFFICERS : 0));
	struct values none = { .n = 0 };
	struct person p;

	p.first = compose_rule(c, "first-name", &d, &none, a);
	p.last = compose_rule(c, "last-name", &d, &none, a);
	p.post = compose_rule(c, planning ? "post.planning" : "post", &d, &none, a);
	p.mail = arena_printf(a, "%s.%s@%s", lower(a, p.first), lower(a, p.last), council(c, of)->domain);
	return p;
}

static const char *line(struct arena *a, const char *before, const char *text)
{
	return *text == '\0' ? "" : arena_printf(a, "%s%s\n", before, text);
}

static void set_office(const struct composer *c, uint32_t of, bool sender, struct arena *a, struct values *v)
{
	struct dice d = compose_habit(c, of, HABIT_OFFICE);
	struct values none = { .n = 0 };
	const char *town = council(c, of)->town;

	values_set(v, sender ? "building" : "tobuilding", compose_rule(c, "building-form", &d, &none, a));
	values_set(v, sender ? "street" : "tostreet", compose_rule(c, "street-form", &d, &none, a));
	values_set(v, sender ? "postcode" : "topostcode", compose_rule(c, "postcode-form", &d, &none, a));
	values_set(v, sender ? "townline" : "totownline", line(a, "", town));
	if (sender)
		values_set(v, "townlist", *town != '\0' ? arena_printf(a, "%s, ", town) : "");
	if (sender)
		values_set(v, "phone", compose_rule(c, "phone-form", &d, &none, a));
}

static void set_people(const struct composer *c, uint32_t letter, struct arena *a, struct values *v)
{
	const struct letter *l = letter_of(c, letter);
	bool planning = is_planning(c, letter);
	struct person me = officer(c, l->from, l->matter % OFFICERS, planning, a), you = officer(c, l->to, l->matter % OFFICERS, planning, a);
	const char *domain = council(c, l->from)->domain;

	values_set(v, "full", arena_printf(a, "%s %s", me.first, me.last));
	values_set(v, "ownpost", me.post);
	values_set(v, "mail", me.mail);
	values_set(v, "tofull", arena_printf(a, "%s %s", you.first, you.last));
	values_set(v, "tofirst", you.first);
	values_set(v, "toname", arena_printf(a, "%s %s", letter % 2 != 0 ? "Mr" : "Ms", you.last));
	values_set(v, "topost", you.post);
	values_set(v, "tomail", you.mail);
	values_set(v, "mailline", *domain != '\0' ? line(a, "Email: ", me.mail) : "");
	values_set(v, "web", *domain != '\0' ? arena_printf(a, "www.%s", domain) : "");
	values_set(v, "webline", *domain != '\0' ? arena_printf(a, "www.%s\n", domain) : "");
	values_set(v, "deptline", planning ? "Planning Policy\n" : "");
}

/* ---- the matter ---- */

static void set_matter(const struct composer *c, const struct letter *l, struct arena *a, struct values *v)
{
	const struct matter *m = &c->plan->matters.v[l->matter];
	uint32_t place = grammar_rule(c->grammar, "place"), kind = grammar_rule(c->grammar, "site-kind");
	uint64_t places = grammar_count(c->grammar, place), all = places * grammar_count(c->grammar, kind);
	uint64_t site = m->site * UINT64_C(2654435761) % all;	/* a prime that divides no count of words: each site once */
	struct dice d = dice_of(c->seed ^ l->matter, 5);
	const char *topic = m->topic == PLAN_NEED ? "need" : grammar_word(c->grammar, grammar_rule(c->grammar, "topics"), m->topic);

	values_set(v, "site", arena_printf(a, "%s %s", grammar_word(c->grammar, place, (uint32_t)(site % places)),
	    grammar_word(c->grammar, kind, (uint32_t)(site / places))));
	values_set(v, "f1", m->figure < 1000 ? arena_printf(a, "%u", m->figure) : arena_printf(a, "%u,%03u", m->figure / 1000, m->figure % 1000));
	values_set(v, "origin", council(c, m->origin)->name);
	values_set(v, "topic", topic);
	values_set(v, "subject", compose_rule(c, arena_printf(a, "subject.%s", topic), &d, v, a));
}

static void set_cited(const struct composer *c, const struct letter *l, struct dice *d, struct arena *a, struct values *v)
{
	const struct letter *cited = l->cites != PLAN_NONE ? letter_of(c, l->cites) : NULL;
	const char *date = cited != NULL ? cited_date(c, cited->day, d, a) : "", *ref = cited != NULL ? reference(c, l->cites, a) : "";

	values_set(v, "prev", cited != NULL ? council(c, cited->from)->name : "");
	values_set(v, "citedate", date);
	values_set(v, "citeref", ref);
	values_set(v, "owndate", date);
	values_set(v, "ownref", ref);
	values_set(v, "recdate", cited_date(c, l->day - 1, d, a));
	values_set(v, "your", l->replies ? ref : "");
	values_set(v, "yourline", l->replies ? line(a, "Your ref: ", ref) : "");
}

static char *capitals(struct arena *a, const char *text)
{
	char *out = arena_str(a, text);

	for (char *p = out; *p != '\0'; p++)
		*p = (char)toupper((unsigned char)*p);
	return out;
}

void compose_values(const struct composer *c, uint32_t letter, struct arena *a, struct values *v)
{
	const struct letter *l = letter_of(c, letter);
	struct dice d = compose_dice(c, letter, FOR_VALUES);

	v->n = 0;
	set_date(v, l->day, a, c);
	values_set(v, "id", arena_printf(a, "l%08x", compose_id(letter)));
	values_set(v, "me", council(c, l->from)->name);
	values_set(v, "ME", capitals(a, council(c, l->from)->name));
	values_set(v, "you", council(c, l->to)->name);
	values_set(v, "ccline", l->cc != PLAN_NONE ? arena_printf(a, "\ncc: %s\n", council(c, l->cc)->name) : "");
	values_set(v, "our", reference(c, letter, a));
	values_set(v, "refline", dice_one_in(&d, 2) ? arena_printf(a, "Our ref: %s\n\n", values_get(v, "our")) : "");
	set_cited(c, l, &d, a, v);
	set_matter(c, l, a, v);
	set_office(c, l->from, true, a, v);
	set_office(c, l->to, false, a, v);
	set_people(c, letter, a, v);
	values_set(v, "date", compose_rule(c, "date-form", &d, v, a));
	values_set(v, "salute", compose_rule(c, "salute-form", &d, v, a));
	values_set(v, "valediction", compose_rule(c, "valediction-form", &d, v, a));
}

/* ---- the body ---- */

struct frame { uint32_t rule, alternative, seed; };

static void shuffle(uint32_t *v, uint32_t n, struct dice *d)
{
	for (uint32_t i = 0; i < n; i++)
		v[i] = i;
	for (uint32_t i = n; i > 1; i--) {
		uint32_t j = dice_below(d, i), x = v[i - 1];

		v[i - 1] = v[j];
		v[j] = x;
	}
}

/* The frames of n sentences, no frame twice; n may become less. */
static uint32_t choose_frames(const struct composer *c, uint32_t letter, const char *topic, struct frame *out, uint32_t n)
{
	struct dice d = compose_dice(c, letter, FOR_FRAMES);
	char name[64];
	uint32_t order[2][256], rule[2], count[2], used[2] = { 0, 0 };

	snprintf(name, sizeof name, "say.%s", topic);
	rule[0] = grammar_rule(c->grammar, "say");
	rule[1] = grammar_rule(c->grammar, name);
	for (int i = 0; i < 2; i++) {
		count[i] = grammar_count(c->grammar, rule[i]);
		count[i] = count[i] < 256 ? count[i] : 256;
		shuffle(order[i], count[i], &d);
	}
	for (uint32_t i = 0; i < n; i++) {
		int which = (int)dice_below(&d, 2);

		if (used[which] == count[which])
			which = 1 - which;
		if (used[which] == count[which])
			return i;
		out[i] = (struct frame){ rule[which], order[which][used[which]++], letter };
	}
	return n;
}

static uint32_t length(const struct composer *c, uint32_t letter)
{
	struct dice d = compose_dice(c, letter, FOR_LENGTH);
	uint32_t n = 11 + dice_below(&d, 20) + dice_below(&d, 26);

	return dice_one_in(&d, 12) ? n + 25 : n;
}

static void end_sentence(struct buf *out, bool paragraph)
{
	buf_str(out, paragraph ? "\n\n" : " ");
}

static void end_paragraph(struct buf *out)
{
	while (out->n > 0 && (out->p[out->n - 1] == ' ' || out->p[out->n - 1] == '\n'))
		out->n--;
	buf_str(out, "\n\n");
}

static void add_sentences(const struct composer *c, uint32_t letter, const struct values *v, struct buf *out)
{
	const struct letter *l = letter_of(c, letter);
	uint32_t text = l->copies != PLAN_NONE && l->role != ROLE_QUOTE ? l->copies : letter;
	struct frame frames[SENTENCES], own[SENTENCES];
	uint32_t n = choose_frames(c, text, values_get(v, "topic"), frames, l->role == ROLE_QUOTE ? 3 : length(c, text));
	uint32_t n_own = text != letter && l->keep < 100 ? choose_frames(c, letter, values_get(v, "topic"), own, n) : 0;
	struct dice keep = compose_dice(c, letter, FOR_KEEP), breaks = compose_dice(c, text, FOR_KEEP);

	for (uint32_t i = 0; i < n; i++) {
		const struct frame *f = i < n_own && dice_below(&keep, 100) >= l->keep ? &own[i] : &frames[i];
		struct dice d = compose_dice(c, f->seed, FOR_SENTENCE + i);

		grammar_expand_one(c->grammar, f->rule, f->alternative, &d, v, out);
		end_sentence(out, dice_one_in(&breaks, 4));
	}
	end_paragraph(out);
}

static const char *compose_opening(enum role role)
{
	static const char *const rules[] = {	/* ORDER: enum role */
		"open.new", "open.reply", "open.follow", "open.pass", "open.return", "open.refer", "open.circular", "ack", "quote.intro",
		"open.new", "pass.need", "open.reply", "open.reply"
	};

	return rules[role];
}

static void add_rule(const struct composer *c, const char *rule, struct dice *d, const struct values *v, struct buf *out)
{
	grammar_expand(c->grammar, grammar_rule(c->grammar, rule), d, v, out);
	end_paragraph(out);
}

/* After the words given: one more, that changes nothing. */
static void swap_words(const struct composer *c, uint32_t letter, uint32_t thousandth, struct buf *text)
{
	struct dice d = compose_dice(c, letter, FOR_SWAP);
	uint32_t rule = grammar_rule(c->grammar, "swap"), n = grammar_count(c->grammar, rule), words = 0;
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < text->n; i++)
		words += text->p[i] == ' ';
	uint32_t left = words * thousandth / 1000, each = left > 0 ? words / left : 0, seen = 0;

	for (size_t i = 0; i < text->n; i++) {
		buf_char(&out, text->p[i]);
		if (text->p[i] != ' ' || left == 0 || ++seen % each != each / 2)
			continue;
		buf_printf(&out, "%s ", grammar_word(c->grammar, rule, dice_below(&d, n)));
		left--;
	}
	buf_release(text);
	*text = out;
}

static void add_quoted(const struct composer *c, uint32_t letter, struct arena *a, struct buf *out)
{
	struct buf text = BUF_INIT;
	struct values v;
	struct span rest, para;

	compose_values(c, letter, a, &v);
	compose_body(c, letter, a, &v, &text);
	rest = span_of(text.p, text.n);
	while (span_split(&rest, '\n', &para))
		if (para.n > 0)
			buf_printf(out, "> %.*s\n\n", SPAN_F(para));
	buf_release(&text);
}

void compose_body(const struct composer *c, uint32_t letter, struct arena *a, const struct values *v, struct buf *out)
{
	const struct letter *l = letter_of(c, letter);
	bool copied = l->copies != PLAN_NONE && l->keep == 100;
	uint32_t text = copied ? l->copies : letter;
	struct dice open = compose_dice(c, text, FOR_OPENING), end = compose_dice(c, text, FOR_CLOSE);

	if (l->role == ROLE_ACK) {
		grammar_expand_one(c->grammar, grammar_rule(c->grammar, "ack"), l->form, &open, v, out);
		end_paragraph(out);
		return;
	}
	add_rule(c, compose_opening(l->role), &open, v, out);
	add_sentences(c, letter, v, out);
	if (l->role == ROLE_ASK)
		add_rule(c, "ask.need", &open, v, out);
	if (l->role == ROLE_DECLINE)
		add_rule(c, "decline.need", &open, v, out);
	if (l->role == ROLE_ACCEPT)
		add_rule(c, "accept.need", &open, v, out);
	add_rule(c, "close", &end, v, out);
	if (l->swaps > 0)
		swap_words(c, letter, l->swaps, out);
	if (l->role == ROLE_QUOTE)
		add_quoted(c, l->copies, a, out);
}
