/* extract_kind.c - a letter, or something else that was filed with letters: minutes, an agenda, a newsletter, a form.
 *
 * In: what was read so far. Out: letter.kind and why. A heading that names another kind of paper is weighed against the
 * signs of a letter: salutation, valediction, addressee, references, the headers of an e-mail or memo.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

#define HEADING_LINES 30u
#define LOOK_LINES 150u
#define MESSAGE_SIGN 5	/* of the headers of a message */

/* Without the headers of a message. */
static int letter_signs(const struct extract *x)
{
	const struct letter *l = x->l;
	int n = 0;
	if (x->salutation != EXTRACT_NONE)
		n += x->salutation < 70 ? 5 : 2;
	n += x->has_valediction ? 4 : 0;
	for (uint32_t i = 0; i < x->end; i++)
		if (x->lines.v[i].quoted) {
			n += 4;		/* an answer over or under what it answers */
			break;
		}
	n += x->recipients ? 2 : 0;
	for (uint32_t i = 0; i < l->zones.n && x->recipients; i++)
		if (l->zones.v[i].kind == LETTER_ZONE_ADDRESS && !l->zones.v[i].weak) {
			n++;	/* an address, a date and a name at the end make a letter, too */
			n += l->date_field.text.n && x->guessed_close && l->signatories.n ? 2 : 0;
			break;
		}
	n += l->our_refs.n || l->your_refs.n ? 2 : 0;
	n += x->has_valediction && l->signatories.n ? 1 : 0;
	return n;
}

struct scan { const struct extract *x; int sum; const char *why; };

struct title { const struct extract *x; struct span last; int weight; };

static bool take_title(void *user, know_index phrase, struct span written)
{
	struct title *t = user;
	t->last = written;
	t->weight = know_phrase(t->x->k, phrase)->weight;
	return true;
}

/* "Dorset Councils Planning Newsletter": the kind of paper ends its title. */
static int title_weight(const struct extract *x, struct span s, const char **why)
{
	struct title t = { x, { NULL, 0 }, 0 };
	if (x->classes[CLASS_NOT_LETTER] == KNOW_NONE || !s.n || extract_bytes_words(s) > 8 || memchr(s.p, ':', s.n) || (s.p[0] >= 'a' && s.p[0] <= 'z'))
		return 0;
	extract_words_scan(x, CLASS_NOT_LETTER, s, take_title, &t);
	if (t.weight < 10 || extract_words_strip(extract_words_after(s, t.last)).n)
		return 0;
	*why = *why ? *why : arena_printf(x->a, know_tongue_in(x->k, "a title of another kind of paper: '%.*s'"), SPAN_F(t.last));
	return 6;
}

/* The weight of a heading: the line begins with the phrase and says little else. */
static int heading_weight(const struct extract *x, struct span s, bool early, const char **why)
{
	struct span at;
	know_index p = extract_words_phrase(x, CLASS_NOT_LETTER, s, &at);
	if (p == KNOW_NONE && early)
		return title_weight(x, s, why);
	if (p == KNOW_NONE || extract_bytes_words(s) > 14)
		return 0;
	int weight = know_phrase(x->k, p)->weight;
	bool capital = s.n && !(s.p[0] >= 'a' && s.p[0] <= 'z');
	if (!capital || (weight >= 10 && !early))
		return capital && weight >= 10 ? 3 : 0;
	if (!*why)
		*why = arena_printf(x->a, know_tongue_in(x->k, "begins like another kind of paper: '%.*s'"), SPAN_F(at));
	return weight;
}

/* "You are hereby summoned to attend": so begins no letter, whoever is greeted. */
static int summons(const struct extract *x, uint32_t from, const char **why)
{
	struct span at;
	for (uint32_t i = from; i < x->lines.n && i < from + 12; i++) {
		know_index p = x->lines.v[i].blank ? KNOW_NONE : extract_words_phrase(x, CLASS_NOT_LETTER, x->lines.v[i].text, &at);
		if (p != KNOW_NONE && know_phrase(x->k, p)->weight >= 20) {
			*why = arena_printf(x->a, know_tongue_in(x->k, "begins like another kind of paper: '%.*s'"), SPAN_F(at));
			return know_phrase(x->k, p)->weight;
		}
	}
	return 0;
}

static int other_signs(const struct extract *x, const char **why)
{
	int n = 0;
	uint32_t full = 0;
	bool heading = false;
	for (uint32_t i = 0; i < x->lines.n && i < LOOK_LINES; i++) {
		const struct extract_line *line = &x->lines.v[i];
		if (line->blank || line->text.n > 160)
			continue;
		full++;
		/* after the salutation it is the matter of a letter, not a heading of a paper */
		if (x->salutation != EXTRACT_NONE && i > x->salutation)
			return n + summons(x, i, why);
		const char *at = NULL;
		int w = heading_weight(x, line->text, full <= HEADING_LINES, &at);
		if (w >= 10 && heading)
			w = 2;
		heading = heading || w >= 10;
		n += w;
		if (at && (!*why || w >= 10))
			*why = at;
	}
	return n;
}

/* Nobody is greeted or taken leave of, and line after line is left to be filled in or ticked: a form. */
static int form_signs(struct extract *x, const char **why)
{
	struct pattern_match m;
	uint32_t blanks = 0;
	if (x->salutation != EXTRACT_NONE || x->has_valediction)
		return 0;
	for (uint32_t i = 0; i < x->lines.n && i < LOOK_LINES; i++) {
		struct span s = x->lines.v[i].text;
		for (size_t at = 0; at < s.n && s.n < 400 && extract_words_match(x, PATTERN_BLANK, s, at, &m) && m.whole.n; blanks++)
			at = (size_t)(span_end(m.whole) - s.p);
	}
	if (blanks < 3)
		return 0;
	*why = *why ? *why : know_tongue_in(x->k, "blanks to be filled in or ticked, and neither salutation nor valediction");
	return 12;
}

void extract_kind_read(struct extract *x)
{
	const char *why = NULL;
	int letter = letter_signs(x), other = other_signs(x, &why);
	other += form_signs(x, &why);
	bool taken_leave = x->salutation != EXTRACT_NONE || x->has_valediction;
	bool mail = (!taken_leave || other > letter) && extract_frame_is_mail(x);
	letter += mail ? MESSAGE_SIGN : 0;
	x->l->kind = LETTER_IS_LETTER;
	x->l->kind_why = know_tongue_in(x->k, x->salutation != EXTRACT_NONE ? "has a salutation" : x->has_valediction ? "has a valediction" :
	    mail ? "has the headers of a message" : "has an addressee");
	x->l->kind_runner_up = other > 0 ? why : NULL;
	if (other > letter && why) {
		x->l->kind = LETTER_NOT_A_LETTER;
		x->l->kind_runner_up = taken_leave || mail || x->recipients ? x->l->kind_why : NULL;
		x->l->kind_why = why;
	} else if (!taken_leave && !mail && letter < 4) {
		x->l->kind = LETTER_NOT_A_LETTER;
		x->l->kind_why = know_tongue_in(x->k, "neither salutation nor valediction, and nobody to whom it is addressed");
	}
}
