/* resolve_title.c - whom the letter's own title names as its ends, where that is not whom its data name; DESIGN section 7,
 * `title-against-data`.
 *
 * In: title and mentions of an XML letter. Out: letter.title_ends, empty as a rule. Which titles tell ends, and which words tell no
 * party from another, is in rules/reading/titles.xml.
 *
 * A title and the data write one person in many ways: married names, initials, inflection, a pen name beside a full one. So an
 * end of the title is held against the data only where nothing ties the two:
 *
 *   swapped   each end fits the other side's data, and not its own
 *   other     one party stands at both ends of the data, the title fits it at one end only; or
 *             a person's full name has not a word (nor the first initial) in common with the full names in the data, and these stand
 *             nowhere in the title; or a council's whole name can mean none of the data's parties
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

#include "letter/letter_person.h"

#include <string.h>

enum { TITLE_PARTS = 6, TITLE_WORDS = 5 };	/* more words are a body that the markup calls a person */
enum { TITLE_KNOWN = 12 };

enum title_fit { TITLE_APART, TITLE_SHARES, TITLE_FITS };

struct title_side {
	enum letter_role role;
	struct span text;
	struct span parts[TITLE_PARTS];	/* the names in it */
	uint32_t n;
	bool named;			/* begins with a capital, is not described ("his brother") and no placeholder */
};

struct title_known { struct span s; struct letter_name words; };
struct title_fitted { bool asked; enum title_fit best; };

struct title_reader {
	struct resolve *r;
	struct title_known *known;	/* TITLE_KNOWN of them; the same names are asked for again and again */
	uint32_t n_known;
	struct letter_person_classes people;
	know_index between, described, common;
	bool says_so;			/* "Letter from", "Von": surely a letter's ends */
	struct title_fitted fitted[2][2];	/* by the title's end and the data's, 1: the sender's */
};

/* ---- words ---- */

/* Is the word one of the class by itself? */
static bool title_is(const struct title_reader *t, know_index class_, const struct token *word)
{
	uint32_t used;
	return know_phrase_words(t->r->k, class_, &word->hash, 1, &used) != KNOW_NONE;
}

static void title_read_words(const struct title_reader *t, struct span s, struct letter_name *out)
{
	struct token word;
	out->n = 0;
	while (out->n < LETTER_NAME_WORDS && token_next(&s, &word)) {
		if (!title_is(t, t->common, &word)) {
			size_t n = strnlen(word.folded, sizeof out->words[0] - 1);
			memcpy(out->words[out->n], word.folded, n);
			out->words[out->n++][n] = '\0';
		}
	}
}

static const struct letter_name *title_words(struct title_reader *t, struct span s)
{
	for (uint32_t i = 0; i < t->n_known; i++) {
		if (t->known[i].s.p == s.p && t->known[i].s.n == s.n) {
			return &t->known[i].words;
		}
	}
	struct title_known *k = t->n_known < TITLE_KNOWN ? &t->known[t->n_known++] : ARENA_NEW(t->r->a, struct title_known);
	k->s = s;
	title_read_words(t, s, &k->words);
	return &k->words;
}

/* One word in two spellings: an initial, an inflection, a slip of one letter. */
static bool title_near(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b), same = 0, most = na > nb ? na : nb;
	if (na < 2 || nb < 2) {
		return a[0] == b[0];
	}
	while (a[same] != '\0' && a[same] == b[same]) {
		same++;
	}
	return (same == na && same == nb) || (same >= 4 && most - same <= 3) || (na >= 4 && nb >= 4 && token_one_edit(a, b));
}

static bool title_word_in(const char *word, const struct letter_name *names, bool initials)
{
	for (uint32_t i = 0; i < names->n; i++) {
		bool whole = strlen(word) > 2 && strlen(names->words[i]) > 2;
		if ((initials || whole) && title_near(word, names->words[i])) {
			return true;
		}
	}
	return false;
}

static enum title_fit title_compare(const struct letter_name *a, const struct letter_name *b)
{
	bool some = false, every = true;
	const struct letter_name *less = a->n <= b->n ? a : b, *more = a->n <= b->n ? b : a;
	for (uint32_t i = 0; i < less->n; i++) {
		some = some || title_word_in(less->words[i], more, false);
		every = every && title_word_in(less->words[i], more, true);
	}
	return !some ? TITLE_APART : every && (less->n > 1 || more->n == 1) ? TITLE_FITS : TITLE_SHARES;
}

/* ---- the ends of the title ---- */

static void title_part(struct title_side *side, const char *from, const char *to)
{
	struct span s = span_trim(span_of(from, (size_t)(to - from)));
	if (s.n > 0 && side->n < TITLE_PARTS) {
		side->parts[side->n++] = s;
	}
}

static void title_split(const struct title_reader *t, struct title_side *side)
{
	struct span rest = side->text;
	struct token word;
	const char *from = rest.p;
	while (token_next(&rest, &word)) {
		const char *comma = memchr(from, ',', (size_t)(word.written.p - from));
		if (comma != NULL) {
			title_part(side, from, comma);
			from = comma + 1;
		}
		bool between = !word.capital && title_is(t, t->between, &word);
		if (between || span_is(word.written, "&")) {
			title_part(side, from, word.written.p);
			from = span_end(word.written);
		}
	}
	title_part(side, from, span_end(side->text));
}

static struct title_side title_side_of(const struct title_reader *t, enum letter_role role, struct span text)
{
	struct title_side side = { .role = role, .text = span_trim(text) };
	struct span rest = side.text, written;
	struct token word;
	if (!token_next(&rest, &word)) {
		return side;
	}
	bool described = title_is(t, t->described, &word);
	bool nobody = know_phrase_at(t->r->k, t->r->placeholder, side.text, &written) != KNOW_NONE;
	side.named = word.capital && !described && !nobody;
	title_split(t, &side);
	return side;
}

/* ---- the data ---- */

static bool title_counts(const struct letter_mention *m, enum letter_role role)
{
	bool said = m->party != NULL ? m->verdict == LETTER_CHOSEN || m->verdict == LETTER_OUT_OF_PERIOD : m->verdict == LETTER_UNKNOWN;
	bool by_name = m->written.n > 0 && (m->party == NULL || !span_is(m->written, m->party) || memchr(m->written.p, ' ', m->written.n) != NULL);
	return m->role == role && m->zone == LETTER_ZONE_METADATA && said && by_name;
}

/* Every party of the role is told by the data, and there is one. */
static bool title_told(const struct letter *l, enum letter_role role, bool *persons)
{
	uint32_t n = 0, counted = 0, people = 0;
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		n += m->role == role;
		counted += title_counts(m, role);
		people += m->role == role && m->person;
	}
	*persons = people == n;
	return n > 0 && counted == n;
}

static enum title_fit title_fit_name(struct title_reader *t, struct span part, struct span name)
{
	const struct letter_name *a = title_words(t, part), *b = title_words(t, name);
	return a->n > 0 && b->n > 0 ? title_compare(a, b) : TITLE_APART;
}

/* Whom the whole text can mean. */
static void title_meant(struct title_reader *t, struct span text, struct resolve_claim *c)
{
	struct know_hit hit;
	*c = (struct resolve_claim){ .role = LETTER_MENTIONED, .kind = LETTER_ZONE_METADATA, .zone = UINT32_MAX, .written = text,
	    .suffix = KNOW_NONE, .prefix = KNOW_NONE };
	if (know_names_exact(t->r->k, text, &hit) > 0) {
		c->suffix = hit.suffix;
		c->prefix = hit.prefix;
		resolve_claim_hit(t->r, c, &hit);
	}
}

static bool title_can_mean(struct title_reader *t, const struct resolve_claim *c, const struct letter_mention *m)
{
	for (uint32_t i = 0; i < c->readings.n; i++) {
		for (uint32_t j = 0; j < resolve_claim_agents(t->r, &c->readings.v[i]); j++) {
			know_agent agent = resolve_claim_agent(t->r, &c->readings.v[i], j);
			if (agent == m->agent) {
				return true;
			}
		}
	}
	return false;
}

static enum title_fit title_fit_part(struct title_reader *t, struct span part, const struct letter_mention *m)
{
	struct resolve_claim c;
	enum title_fit best = title_fit_name(t, part, m->written);
	if (m->name != NULL && best != TITLE_FITS) {
		enum title_fit by_name = title_fit_name(t, part, span_str(m->name));
		best = by_name > best ? by_name : best;
	}
	if (m->agent != KNOW_NONE && best != TITLE_FITS) {
		title_meant(t, part, &c);
		best = title_can_mean(t, &c, m) ? TITLE_FITS : best;
	}
	return best;
}

static enum title_fit title_fit_mention(struct title_reader *t, const struct title_side *side, const struct letter_mention *m)
{
	enum title_fit best = title_fit_part(t, side->text, m);
	for (uint32_t i = 0; i < side->n && side->n > 1; i++) {
		enum title_fit fit = title_fit_part(t, side->parts[i], m);
		best = fit > best ? fit : best;
	}
	return best;
}

static enum title_fit title_fit_role(struct title_reader *t, const struct title_side *side, enum letter_role role)
{
	struct title_fitted *known = &t->fitted[side->role == LETTER_SENDER][role == LETTER_SENDER];
	const struct letter *l = t->r->l;
	for (uint32_t i = 0; i < l->mentions.n && !known->asked; i++) {
		if (l->mentions.v[i].role == role) {
			enum title_fit fit = title_fit_mention(t, side, &l->mentions.v[i]);
			known->best = fit > known->best ? fit : known->best;
		}
	}
	known->asked = true;
	return known->best;
}

/* ---- what the title says against them ---- */

/* Two full names without a word or a first initial in common. */
static bool title_other_person(struct title_reader *t, struct span part, const struct letter_mention *m)
{
	struct letter_name a = letter_person_read(t->r->k, &t->people, part), b = letter_person_read(t->r->k, &t->people, m->written);
	const struct letter_name *x = title_words(t, part), *y = title_words(t, m->written);
	bool full = a.n >= 2 && b.n >= 2 && x->n >= 2 && y->n >= 2 && x->n <= TITLE_WORDS && y->n <= TITLE_WORDS;
	return full && a.words[0][0] != b.words[0][0] && title_compare(x, y) == TITLE_APART;
}

/* The whole of the text is a council's name, and none of the data's. */
static bool title_other_body(struct title_reader *t, struct span part, const struct letter_mention *m)
{
	struct resolve_claim c;
	title_meant(t, part, &c);
	return c.readings.n > 0 && !m->person && !title_can_mean(t, &c, m) && title_fit_part(t, part, m) == TITLE_APART;
}

static bool title_whole_is_body(struct title_reader *t, struct span text)
{
	struct resolve_claim c;
	title_meant(t, text, &c);
	return c.readings.n > 0;
}

/* Is a party of the role named anywhere in the title? */
static bool title_has(struct title_reader *t, enum letter_role role)
{
	const struct letter *l = t->r->l;
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		if (m->role == role && (title_fit_name(t, l->title.text, m->written) != TITLE_APART ||
		    (m->name != NULL && title_fit_name(t, l->title.text, span_str(m->name)) != TITLE_APART))) {
			return true;
		}
	}
	return false;
}

/* Each name of the end is somebody else than each party of its role. */
static bool title_other(struct title_reader *t, const struct title_side *side, bool persons)
{
	const struct letter *l = t->r->l;
	if (!side->named || title_has(t, side->role)) {
		return false;
	}
	uint32_t n = title_whole_is_body(t, side->text) ? 1 : side->n;
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		if (m->role != side->role) {
			continue;
		}
		for (uint32_t j = 0; j < n; j++) {
			struct span part = n == 1 ? side->text : side->parts[j];
			if (!(persons ? title_other_person(t, part, m) : title_other_body(t, part, m))) {
				return false;
			}
		}
	}
	return n > 0;
}

/* One party at both ends of the data: the title knows it at the other end only. */
static bool title_only_there(struct title_reader *t, const struct title_side *side, const struct title_side *there)
{
	const struct letter *l = t->r->l;
	for (uint32_t i = 0; side->named && i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		for (uint32_t j = 0; m->role == side->role && j < l->mentions.n; j++) {
			const struct letter_mention *o = &l->mentions.v[j];
			if (o->role == there->role && letter_mention_same(m, o) == TRI_YES && title_fit_mention(t, there, m) == TITLE_FITS &&
			    title_fit_role(t, side, side->role) != TITLE_FITS) {
				return true;
			}
		}
	}
	return false;
}

static void title_put(struct title_reader *t, const struct title_side *side, bool swapped)
{
	struct letter *l = t->r->l;
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		if (l->mentions.v[i].role == side->role) {
			*vec_push(t->r->a, &l->title_ends) = (struct letter_title_end){ side->role, side->text, i, swapped };
			return;
		}
	}
}

static bool title_swapped(struct title_reader *t, const struct title_side *from, const struct title_side *to)
{
	enum title_fit fs = title_fit_role(t, from, LETTER_SENDER), tr = title_fit_role(t, to, LETTER_RECIPIENT);
	if (fs == TITLE_FITS || tr == TITLE_FITS) {	/* nothing fits better: nearly every title */
		return false;
	}
	enum title_fit fr = title_fit_role(t, from, LETTER_RECIPIENT), ts = title_fit_role(t, to, LETTER_SENDER);
	return fr > fs && ts > tr && ((fr == TITLE_FITS && ts == TITLE_FITS) || (fs == TITLE_APART && tr == TITLE_APART));
}

/* "Oxford to Banbury" may be a railway: a title that does not say it is a letter's must know one end at least. */
static bool title_trusted(struct title_reader *t, const struct title_side *from, const struct title_side *to)
{
	return t->says_so || title_fit_role(t, from, LETTER_SENDER) != TITLE_APART || title_fit_role(t, from, LETTER_RECIPIENT) != TITLE_APART ||
	    title_fit_role(t, to, LETTER_SENDER) != TITLE_APART || title_fit_role(t, to, LETTER_RECIPIENT) != TITLE_APART;
}

static void title_hold_against(struct title_reader *t, const struct title_side *from, const struct title_side *to)
{
	const struct letter *l = t->r->l;
	bool senders = false, recipients = false;
	bool sent = from->text.n > 0 && title_told(l, LETTER_SENDER, &senders), received = to->text.n > 0 && title_told(l, LETTER_RECIPIENT, &recipients);
	if (!title_trusted(t, from, to)) {
		return;
	}
	if (sent && received && title_swapped(t, from, to)) {
		title_put(t, from, true);
		title_put(t, to, true);
		return;
	}
	if (sent && (title_other(t, from, senders) || (received && title_only_there(t, from, to)))) {
		title_put(t, from, false);
	}
	if (received && (title_other(t, to, recipients) || (sent && title_only_there(t, to, from)))) {
		title_put(t, to, false);
	}
}

/* ---- the title ---- */

static bool title_match(struct title_reader *t, const char *id)
{
	struct pattern_match m;
	struct resolve *r = t->r;
	know_index pattern = know_pattern_find(r->k, id);
	if (pattern == KNOW_NONE || know_pattern_match(r->k, pattern, r->a, r->l->title.text, 0, &m) != 1) {
		return false;
	}
	memset(t->fitted, 0, sizeof t->fitted);
	t->says_so = pattern_group(&m, "lead").n > 0 || pattern_group(&m, "leadonly").n > 0 || pattern_group(&m, "byonly").n > 0;
	struct title_side from = title_side_of(t, LETTER_SENDER, pattern_group(&m, "from"));
	struct title_side to = title_side_of(t, LETTER_RECIPIENT, pattern_group(&m, "to"));
	title_hold_against(t, &from, &to);
	return true;
}

void resolve_title(struct resolve *r)
{
	if (r->l->title.text.n == 0 || r->l->title.text.n > 600 || r->l->format_index == KNOW_NONE) {
		return;
	}
	struct title_reader t = { .r = r, .known = ARENA_ROOM(r->a, struct title_known, TITLE_KNOWN), .people = letter_person_classes(r->k), .between = know_phrase_class(r->k, "title-between"),
	    .described = know_phrase_class(r->k, "title-described"), .common = know_phrase_class(r->k, "title-common") };
	if (!title_match(&t, "title.to") && !title_match(&t, "title.ends")) {
		title_match(&t, "title.from");
	}
}
