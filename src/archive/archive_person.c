/* archive_person.c - letters known by the person who signed them: "Terry Cottle's January letter", "as your Mr Pryce asked on the 3rd"; DESIGN section 7.
 *
 * In: a letter; the words of one that speaks of another. Out: the surnames of those who signed the first, and of those to whom it is addressed by
 * name; the surname of him who is said to have written the other. When that was is told by archive_cites.c, the words by
 * rules/reading/matters.xml (class "whose-letter"). Whether there is such a letter is left to archive_link.c: a surname that nobody signs with links nothing.
 *
 * A surname is the last word of a name, folded, without letters behind it (MRTPI) and without what makes it an owner's. Cost: the words of the
 * sentences in which a letter's time is told; a few lookups for each capital in them.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_cites.h"

#include <ctype.h>

/* Words between a name and what its bearer did: "Hugh Tozer of Tendring has kindly written". */
#define WROTE_WORDS 6u
/* Between a name and "for his letter". */
#define HIS_WORDS 8u
/* Between an owner's name and the letter, and between a letter and "from": "a letter of 2 March 2015 from". */
#define OWNED_WORDS 4u
#define LETTER_WORDS 5u
/* Words of the longest name. */
#define NAME_WORDS 5u
/* People kept of one side of a letter. */
#define PEOPLE 3u

static const char *const cue_names[] = { "wrote", "his", "goes-on", "from", "of", "to", "yours", "ours", "the", "at", "on" };
enum cue { CUE_PERSON_WROTE, CUE_HIS, CUE_GOES_ON, CUE_FROM, CUE_OF, CUE_TO, CUE_PERSON_YOURS, CUE_OURS, CUE_THE, CUE_AT, CUE_ON, CUE_NO_CUE };	/* ORDER: cue_names */
_Static_assert(sizeof cue_names / sizeof *cue_names == CUE_NO_CUE, "a name a cue");

/* --- who signed it, who is addressed --- */

static bool is_of(const struct know *k, know_index class_, uint64_t hash)
{
	uint32_t used;
	return class_ != KNOW_NONE && know_phrase_words(k, class_, &hash, 1, &used) != KNOW_NONE;
}

struct people_of {
	struct arena *arena;
	const struct know *know;
	know_index classes[3];	/* letters behind a name, titles, words that are no names */
};

/* As far as a comma or a bracket. */
static struct span name_alone(struct span name)
{
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] == ',' || name.p[i] == '(') {
			return span_of(name.p, i);
		}
	}
	return name;
}

/* The last word of a name: "Jane O'Brien-Pryce MRTPI, Head of Planning" is "pryce". "": there is none. */
static const char *surname_of(const struct people_of *p, struct span name)
{
	struct token t;
	for (name = span_trim(name_alone(name)); name.n > 0;) {
		size_t from = name.n;
		while (from > 0 && name.p[from - 1] != ' ') {
			from--;
		}
		struct span last = span_of(name.p + from, name.n - from);
		bool any = token_next(&last, &t);
		for (struct token next; any && token_next(&last, &next);) {	/* "Smith-Jones" */
			t = next;
		}
		name = span_trim(span_of(name.p, from));
		if (!any || (name.n > 0 && is_of(p->know, p->classes[0], t.hash))) {
			continue;
		}
		bool one = t.capital && t.length > 1 && !isdigit((unsigned char)t.folded[0]) && !is_of(p->know, p->classes[1], t.hash);
		return one && !is_of(p->know, p->classes[2], t.hash) ? arena_str(p->arena, t.folded) : "";
	}
	return "";
}

static struct people_of people_of(struct arena *a, const struct know *k)
{
	static const char *const names[] = { "letters", "title", "common-word" };
	struct people_of p = { .arena = a, .know = k };
	know_phrase_class_all(k, names, 3, p.classes);
	return p;
}

const char *archive_person_surname(struct arena *a, const struct know *k, struct span name)
{
	struct people_of p = people_of(a, k);
	return name.n > 0 ? surname_of(&p, name) : "";
}

struct people { const char **v; uint32_t n, room; };

static void add_person(const struct people_of *p, struct people *to, struct span name)
{
	const char *surname = name.n > 0 ? surname_of(p, name) : "";
	for (uint32_t i = 0; i < to->n; i++) {
		if (strcmp(to->v[i], surname) == 0) {
			return;
		}
	}
	if (surname[0] != '\0' && to->n < PEOPLE) {
		*vec_push(p->arena, to) = surname;
	}
}

void archive_person_record(struct arena *a, const struct letter *l, struct letter_record *r)
{
	struct people_of p = people_of(a, l->know);
	struct people signed_by = { NULL, 0, 0 }, addressed = { NULL, 0, 0 };
	for (uint32_t i = 0; i < l->signatories.n; i++) {
		add_person(&p, &signed_by, l->signatories.v[i].name);
	}
	for (uint32_t i = 0; i < l->addressees.n; i++) {
		add_person(&p, &addressed, l->addressees.v[i].name);
	}
	if (addressed.n == 0) {
		add_person(&p, &addressed, l->salutation.text);
	}
	r->signed_by.v = signed_by.v;
	r->signed_by.n = signed_by.n;
	r->signed_by.room = signed_by.room;
	r->addressed.v = addressed.v;
	r->addressed.n = addressed.n;
	r->addressed.room = addressed.room;
}

/* --- whose letter it is --- */

/* What the words at i say, at most n of them. */
static enum cue cue_at(const struct cites *c, uint32_t i, uint32_t n)
{
	uint32_t used;
	know_index phrase = know_phrase_words(c->w->know, c->classes[CITES_WHOSE], &c->w->hash[i], n, &used);
	return phrase != KNOW_NONE ? (enum cue)know_phrase_value(c->w->know, phrase, cue_names, CUE_NO_CUE) : CUE_NO_CUE;
}

static bool parts(const struct cites *c, uint32_t i)
{
	return (c->w->word[i].flags & (ARCHIVE_CLAUSE | ARCHIVE_SENTENCE | ARCHIVE_BLOCK)) != 0;
}

/* How many bytes of the word make it an owner's: "Cottle's", "Jones'". */
static uint32_t owner_bytes(const struct archive_word *word)
{
	struct span s = span_of(word->p, word->n);
	return span_ends(s, "'s") ? 2 : span_ends(s, "\xe2\x80\x99s") ? 4 : 0;
}

static bool is_owner(const struct cites *c, uint32_t i)
{
	const struct archive_word *word = &c->w->word[i];
	const char *end = word->p + word->n;
	size_t apart = i + 1 < c->w->n && word[1].p > end ? (size_t)(word[1].p - end) : 0;
	bool behind = end[-1] == 's' && apart > 1 && (*end == '\'' || (apart > 3 && memcmp(end, "\xe2\x80\x99", 3) == 0));
	return owner_bytes(word) > 0 || behind;
}

static bool is_title(const struct cites *c, uint32_t i)
{
	return is_of(c->w->know, c->classes[CITES_TITLES], c->w->hash[i]);
}

/* May the word be of a name? */
static bool is_name(const struct cites *c, uint32_t i)
{
	const struct archive_word *word = &c->w->word[i];
	uint32_t used;
	bool month = (word->flags & ARCHIVE_MAY_MONTH) && know_phrase_words(c->w->know, c->months, &c->w->hash[i], 1, &used) != KNOW_NONE;
	bool joined = (word->flags & ARCHIVE_JOINED) && word->p[-1] != '-';	/* a reference: "SNC/P2LP/MH" */
	return (word->flags & ARCHIVE_NAME) && !(word->flags & ARCHIVE_ADDRESS) && !month && !joined;
}

/* "J.", "Mr." */
static bool goes_over(const struct cites *c, uint32_t i)
{
	const struct archive_word *last = &c->w->word[i - 1];
	bool dot = last->p + last->n + 2 == c->w->word[i].p && last->p[last->n] == '.';
	return !parts(c, i) || (dot && (last->n == 1 || is_title(c, i - 1)));
}

static const char *fold_surname(const struct cites *c, uint32_t at)
{
	char folded[ARCHIVE_FOLDED];
	const struct archive_word *word = &c->w->word[at];
	size_t n = archive_words_fold(word, folded);
	n -= owner_bytes(word) > 0 && n > 0;	/* its s */
	return arena_strn(c->arena, folded, n);
}

struct name { uint32_t from, to; bool titled; };	/* to: the surname */

static struct name name_at(const struct cites *c, uint32_t i, uint32_t from)
{
	struct name n = { i, i, false };
	while (n.from > from && i - n.from < NAME_WORDS && goes_over(c, n.from) && (is_name(c, n.from - 1) || is_of(c->w->know, c->classes[CITES_PARTICLES], c->w->hash[n.from - 1])) && !is_owner(c, n.from - 1)) {
		n.from--;
		n.titled = n.titled || is_title(c, n.from);
	}
	return n;
}

struct body { const char *from, *to; bool covered; };	/* the name */

static bool take_body(void *user, const struct know_hit *hit)
{
	struct body *b = user;
	b->covered = b->covered || (hit->written.p <= b->from && span_end(hit->written) >= b->to);
	return !b->covered;
}

/* Is it of the name of a body that was found in the sentence? */
static bool is_found(const struct cites *c, const struct cites_bodies *found, const struct name *n)
{
	const struct archive_word *first = &c->w->word[n->from], *last = &c->w->word[n->to];
	const char *from = found->sentence.p + (first->p - found->written), *to = from + (last->p + last->n - owner_bytes(last) - first->p);
	for (uint32_t i = 0; i < found->n; i++) {
		if (found->hit[i].written.p <= from && span_end(found->hit[i].written) >= to) {
			return true;
		}
	}
	return false;
}

/* Those of the sentence were found with no owners in it: "King's Lynn" is looked for here. */
static bool is_of_owner(const struct cites *c, const struct name *n, uint32_t from, uint32_t to)
{
	const struct archive_word *word = c->w->word;
	struct body b = { word[n->from].p, word[n->to].p + word[n->to].n - owner_bytes(&word[n->to]), false };
	bool before = n->from > from && is_owner(c, n->from - 1), behind = n->to + 1 < to && is_owner(c, n->to) && !parts(c, n->to + 1) && is_name(c, n->to + 1);
	if (before || behind) {
		uint32_t last = n->to + behind;
		const char *begins = word[n->from - before].p;
		struct span near = span_of(begins, (size_t)(word[last].p + word[last].n - begins));
		know_names_scan(c->l->know, &near, 1, take_body, &b);
	}
	return b.covered;
}

/* "South Ribble", "the Inspector", "Highways England" are none. */
static bool is_person(const struct cites *c, const struct name *n, const char *surname, uint32_t from, uint32_t to)
{
	static const char *const names[] = { "post", "organisation", "department", "service", "street" };
	enum { CLASSES = sizeof names / sizeof *names };
	know_index classes[CLASSES];
	struct span folded = span_str(surname);
	struct token t;
	bool alone = n->from == n->to;
	if (!token_next(&folded, &t)) {
		return false;
	}
	know_phrase_class_all(c->w->know, names, CLASSES, classes);
	if (n->titled) {
		return !is_of(c->w->know, classes[0], t.hash);	/* "the Lord Mayor" */
	}
	for (unsigned i = 0; i < CLASSES; i++) {
		if (is_of(c->w->know, classes[i], t.hash) && (i + 1 < CLASSES || alone)) {
			return false;
		}
	}
	return !is_of_owner(c, n, from, to);
}

/* "Mr Pryce's letter", "Mrs Aldous's of 9 April". */
static bool owns(const struct cites *c, const struct name *n, uint32_t at, uint32_t to)
{
	if (!is_owner(c, n->to)) {
		return false;
	}
	for (uint32_t i = n->to + 1; i < to && i <= n->to + OWNED_WORDS && (!parts(c, i) || i == n->to + 1); i++)	/* "Jones' letter" */ {
		if (archive_cites_letter(c, i) || (i == n->to + 1 && cue_at(c, i, 1) == CUE_OF && at <= i + 4)) {
			return true;
		}
	}
	return false;
}

/* "Hugh Tozer of Tendring wrote"; not "our letter to Mr Pryce asked", "your letter on Albion Wharf raised". */
static bool wrote(const struct cites *c, const struct name *n, uint32_t from, uint32_t to)
{
	enum cue before = n->from > from ? cue_at(c, n->from - 1, 1) : CUE_NO_CUE;
	bool read = before == CUE_TO || before == CUE_AT || before == CUE_ON || before == CUE_OF || before == CUE_FROM;
	for (uint32_t i = n->to + 1; i < to && i <= n->to + HIS_WORDS; i++) {
		enum cue cue = cue_at(c, i, to - i);
		if (parts(c, i) && cue != CUE_PERSON_WROTE) {	/* "Mrs Quantrill, writing on" */
			return false;
		}
		if (cue == CUE_HIS || (cue == CUE_PERSON_WROTE && !read && i <= n->to + WROTE_WORDS)) {
			return true;
		}
		bool on = cue == CUE_GOES_ON || cue == CUE_OF || cue == CUE_FROM || cue == CUE_PERSON_YOURS || cue == CUE_OURS || cue == CUE_THE || cue == CUE_AT;
		read = read || !(on || (c->w->word[i].flags & ARCHIVE_CAPITAL));
	}
	return false;
}

/* "a letter of 2 March from your colleague Mr Pryce" */
static bool is_letter_from(const struct cites *c, uint32_t from, uint32_t before)
{
	enum cue cue = before > from ? cue_at(c, before - 1, 1) : CUE_NO_CUE;
	if (cue != CUE_FROM && cue != CUE_OF) {
		return false;
	}
	uint32_t most = cue == CUE_OF ? 1 : LETTER_WORDS;
	for (uint32_t i = before - 1; i > from && before - 1 - i < most; i--) {
		if (archive_cites_letter(c, i - 1)) {
			return true;
		}
	}
	return false;
}

/* "(Luscombe, 11th of this month, BDC PP 17)" */
static bool is_bracketed(const struct cites *c, const struct name *n, uint32_t at)
{
	const struct archive_word *first = &c->w->word[n->from];
	bool opens = n->from > 0 && first->p[-1] == '(' && at > n->to && parts(c, n->to + 1);
	return opens && memchr(first->p, ')', (size_t)(c->w->word[at].p - first->p)) == NULL;
}

/* The word behind "your", "our colleague" before a name. */
static uint32_t whose(const struct cites *c, uint32_t from, uint32_t first, struct cites_person *p)
{
	for (uint32_t n = 2; n > 0; n--) {
		enum cue cue = first >= from + n ? cue_at(c, first - n, n) : CUE_NO_CUE;
		if (cue == CUE_PERSON_YOURS || cue == CUE_OURS) {
			p->yours = cue == CUE_PERSON_YOURS;
			p->ours = !p->yours;
			return first - n;
		}
	}
	return first;
}

/* "We wrote on 22 April, and Mr Pickles has asked": he is of another letter than that of the day before him. */
static bool is_of_another(const struct cites *c, const struct name *n, uint32_t at, uint32_t from)
{
	bool apart = false, letter = false;
	for (uint32_t i = at + 1; i <= n->from; i++) {
		apart = apart || parts(c, i);
	}
	for (uint32_t i = from; i < at && apart && !letter; i++) {
		letter = archive_cites_letter(c, i);
	}
	return letter;
}

/* Is it said that he wrote? One word alone is a person's name where something is his: "Study wrote" is none. */
static bool is_writer(const struct cites *c, const struct name *n, uint32_t before, uint32_t at, uint32_t from, uint32_t to)
{
	bool full = n->titled || n->from < n->to;
	if (full && is_letter_from(c, from, before)) {
		return true;
	}
	return (owns(c, n, at, to) || is_bracketed(c, n, at) || (full && wrote(c, n, from, to))) && !(n->from > at && is_of_another(c, n, at, from));
}

struct cites_person archive_person_of(const struct cites *c, uint32_t at, const struct cites_bodies *bodies)
{
	struct cites_person found = { .surname = "" };
	uint32_t from = bodies->from, to = bodies->to;
	for (uint32_t i = from; c->classes[CITES_WHOSE] != KNOW_NONE && i < to && (i < at || found.surname[0] == '\0'); i++) {
		if (!(c->w->word[i].flags & ARCHIVE_NAME) || c->w->word[i].n < 2 || !is_name(c, i)) {
			continue;
		}
		bool goes_on = i + 1 < to && !parts(c, i + 1) && !is_owner(c, i) && is_name(c, i + 1);
		if (goes_on || is_title(c, i)) {
			continue;
		}
		struct name n = name_at(c, i, from);
		struct cites_person p = { .surname = "", .first = n.from, .at = i };
		if ((n.titled || !is_found(c, bodies, &n)) && is_writer(c, &n, whose(c, from, n.from, &p), at, from, to)) {
			p.surname = fold_surname(c, i);
			found = is_person(c, &n, p.surname, from, to) ? p : found;
		}
	}
	return found;
}
