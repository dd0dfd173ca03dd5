/* extract_marks.c - what a segment looks like: a person, a post, a department, an organisation, a street, a date, ...
 *
 * In: a segment's text. Out: its flags, and the one body the registry means by it, if it means one. Nothing is decided
 * here; the marks are evidence for those who decide.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

struct named {
	const struct extract *x;
	bool any, formed;
	know_agent agent;
	uint32_t covered, count;	/* covered: bytes of names */
};

static bool take_name(void *user, const struct know_hit *hit)
{
	struct named *n = user;
	n->any = true;
	n->covered += (uint32_t)hit->written.n;
	n->count++;
	if (extract_party_formed(n->x, hit))
		n->formed = true;
	const struct know_name *first = know_name(n->x->k, hit->names[0]);
	/* "Strategic Planning Team" is what some team is called, and many a council's own */
	bool common = first->agents.n && (first->flags & KNOW_NAME_WEAK) && know_is_arrangement(know_item(n->x->k, first->agents, 0));
	if (n->agent == KNOW_NONE && first->agents.n && !common && (hit->n_names == 1 || n->formed))
		n->agent = know_item(n->x->k, first->agents, 0);
	return true;
}

static bool has_letter(struct span s, char from, char to)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= from && s.p[i] <= to)
			return true;
	return false;
}

static uint32_t address_marks(struct extract *x, struct span s)
{
	struct pattern_match m;
	uint32_t flags = 0;
	bool digits = has_letter(s, '0', '9');
	if (memchr(s.p, '@', s.n) && extract_words_match(x, PATTERN_EMAIL, s, 0, &m))
		flags |= SEG_EMAIL;
	else if (memchr(s.p, '.', s.n) && extract_words_match(x, PATTERN_WEB, s, 0, &m))
		flags |= SEG_WEB;
	if (digits && extract_words_match(x, PATTERN_POSTCODE, s, 0, &m))
		flags |= SEG_POSTCODE;
	if (digits && extract_words_match(x, PATTERN_PHONE, s, 0, &m))
		flags |= SEG_PHONE;
	if (s.n < 60 && memchr(s.p, '/', s.n) && extract_words_match(x, PATTERN_REFERENCE_ALONE, s, 0, &m))
		flags |= SEG_REFERENCE;
	return flags;
}

static uint32_t date_marks(struct extract *x, struct span s)
{
	struct when date;
	struct span written;
	if (!has_letter(s, '0', '9') || !extract_date_first(x, s, &date, &written))
		return 0;
	struct span left = extract_words_strip(extract_words_before(s, written.p));
	struct span right = extract_words_strip(extract_words_after(s, written));
	struct span day;
	bool alone = !left.n || (extract_words_at(x, CLASS_WEEKDAY, left, &day) && day.n + 4 > left.n) ||
	    (extract_bytes_words(left) == 1 && memchr(left.p, ',', left.n + 1) && left.n < 20);
	return SEG_DATE | (alone && right.n < 12 && !has_letter(right, 'a', 'z') ? SEG_DATE_ONLY : 0);
}

static uint32_t word_marks(const struct extract *x, struct span s)
{
	static const struct { enum extract_class class_; uint32_t flag; } marks[] = {
		{ CLASS_POST, SEG_POST }, { CLASS_DEPARTMENT, SEG_DEPARTMENT }, { CLASS_ORGANISATION, SEG_ORG }, { CLASS_STREET, SEG_STREET }
	};
	uint32_t flags = 0;
	struct span at;
	bool titled = false;
	uint64_t any, first = extract_words_classes(x, s, &any);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (extract_words_may(x, any, marks[i].class_) && extract_words_in(x, marks[i].class_, s, NULL))
			flags |= marks[i].flag;
	if (extract_words_may(x, first, CLASS_DELIVERY) && extract_words_at(x, CLASS_DELIVERY, s, &at))
		flags |= SEG_DELIVERY;
	if (extract_words_may(x, first, CLASS_STAMP) && extract_words_at(x, CLASS_STAMP, s, &at))
		flags |= SEG_STAMP;
	if (extract_marks_person(x, s, &titled))
		flags |= SEG_PERSON | (titled ? SEG_TITLE : 0u);
	return flags;
}

static bool is_item(struct span s)
{
	if (s.n > 2 && (s.p[0] == '-' || s.p[0] == '*') && s.p[1] == ' ')
		return true;
	if (s.n && (unsigned char)s.p[0] >= 0x80)
		return span_starts(s, "\xe2\x80\xa2") || span_starts(s, "\xc2\xb7") || span_starts(s, "\xef\x82\xb7");
	size_t i = s.n && s.p[0] == '(';
	size_t from = i;
	while (i < s.n && i < from + 2 && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	if (i == from && i < s.n && s.p[i] >= 'a' && s.p[i] <= 'h')
		i++;
	return i > from && i + 1 < s.n && (s.p[i] == '.' || s.p[i] == ')') && s.p[i + 1] == ' ';
}

static bool has_two_addresses(struct span s)
{
	uint32_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '@';
	return n > 1;
}

void extract_marks_set(struct extract *x, struct extract_seg *seg)
{
	struct span s = seg->label != LABEL_NONE ? seg->value : seg->text;
	if (!s.n || s.n > EXTRACT_SEG_BYTES) {
		seg->flags |= s.n ? SEG_PROSE : 0u;
		return;
	}
	struct named named = { x, false, false, KNOW_NONE, 0, 0 };
	know_names_scan(x->k, &s, 1, take_name, &named);
	seg->flags |= address_marks(x, s) | date_marks(x, s) | word_marks(x, s);
	if ((seg->flags & SEG_PERSON) && !named.formed && !(seg->flags & (SEG_POST | SEG_DEPARTMENT | SEG_ORG)))
		named = (struct named){ .agent = KNOW_NONE };	/* "Beverley Alderton", "Mr Stafford" */
	seg->flags |= (named.any ? SEG_NAME : 0u) | (named.formed ? SEG_ORG : 0u);
	seg->agent = named.agent;
	if (has_letter(s, 'A', 'Z') && !has_letter(s, 'a', 'z') && s.n > 3)
		seg->flags |= SEG_CAPITALS;
	if (is_item(s))
		seg->flags |= SEG_ITEM;
	/* three councils or addresses in a row are a list, however long */
	if (extract_marks_prose(x, s) && !has_two_addresses(s) && !(named.count > 1 && memchr(s.p, ';', s.n) && s.p[s.n - 1] != '.'))
		seg->flags |= SEG_PROSE;
}

/* "... for 4 May. The auditor ...": a sentence ends inside. */
static bool has_sentence_end(struct span s)
{
	for (size_t i = 4; i + 2 < s.n; i++)
		if (s.p[i] == '.' && s.p[i + 1] == ' ' && s.p[i + 2] >= 'A' && s.p[i + 2] <= 'Z' && s.p[i - 1] >= 'a' && s.p[i - 1] <= 'z' &&
		    s.p[i - 2] >= 'a' && s.p[i - 2] <= 'z' && s.p[i - 3] >= 'a' && s.p[i - 3] <= 'z')
			return true;
	return false;
}

/* Has it a word of four letters or more in small ones? "The Council House, Avenue Road" has none, sentences have. */
static bool has_small_word(struct span s)
{
	struct span word;
	while (span_word(&s, &word))
		if (word.n >= 4 && word.p[0] >= 'a' && word.p[0] <= 'z')
			return true;
	return false;
}

bool extract_marks_prose_of(const struct extract *x, struct span s, uint32_t words)
{
	struct span at;
	if (words < 5)
		return false;
	if ((s.n > 110 && (s.n > 200 || has_small_word(s))) || (words >= 8 && has_sentence_end(s)) || (words >= 8 && s.n && strchr(".;?", s.p[s.n - 1])))
		return true;
	return has_small_word(s) && extract_words_at(x, CLASS_OPENER, s, &at);
}

bool extract_marks_prose(const struct extract *x, struct span s)
{
	return extract_marks_prose_of(x, s, extract_bytes_words(s));
}

static bool is_initial(const struct token *t)
{
	return t->length == 1 || (t->all_capitals && t->length <= 3);
}

static bool in_class(const struct extract *x, enum extract_class c, struct span s)
{
	struct span at;
	return extract_words_at(x, c, s, &at);
}

/* Does it hold a word that names of persons do not have? */
static bool is_common(const struct extract *x, struct span s, bool streets)
{
	static const enum extract_class classes[] = {
		CLASS_STREET, CLASS_POST, CLASS_DEPARTMENT, CLASS_ORGANISATION, CLASS_SERVICE, CLASS_DELIVERY,
		CLASS_VALEDICTION, CLASS_MEMO, CLASS_BEHALF, CLASS_PLURAL
	};
	uint64_t any;
	extract_words_classes(x, s, &any);
	for (size_t i = streets ? 0 : 1; i < sizeof classes / sizeof *classes; i++)
		if (extract_words_may(x, any, classes[i]) && extract_words_in(x, classes[i], s, NULL))
			return true;
	return false;
}

/* streets: a word of streets ("Sarah Green") makes it no person. */
static bool is_person(const struct extract *x, struct span s, bool *titled, bool streets)
{
	struct span rest = extract_words_strip(s), at;
	*titled = false;
	while (extract_words_at(x, CLASS_TITLE, rest, &at)) {
		*titled = true;
		rest = extract_words_after(rest, at);
	}
	const char *comma = rest.n ? memchr(rest.p, ',', rest.n) : NULL;
	if (comma && comma > rest.p)
		rest = extract_words_before(rest, comma);
	comma = rest.n ? memchr(rest.p, '(', rest.n) : NULL;
	if (comma && comma > rest.p)
		rest = extract_words_before(rest, comma);
	bool named_first = rest.n && !(rest.p[0] >= 'a' && rest.p[0] <= 'z') && !(rest.p[0] >= '0' && rest.p[0] <= '9');
	if (!named_first || rest.n > 80 || (!*titled && is_common(x, rest, streets)))
		return false;
	/* "Oxford City" is no person, "Mr Stafford" is */
	struct named named = { x, false, false, KNOW_NONE, 0, 0 };
	if (!*titled)
		know_names_scan(x->k, &rest, 1, take_name, &named);
	if (named.covered * 4 >= rest.n * 3)
		return false;
	struct token t;
	uint32_t names = 0, initials = 0;
	while (token_next(&rest, &t)) {
		if (names + initials > 1 && in_class(x, CLASS_LETTERS, t.written))
			break;
		if (names + initials > 0 && in_class(x, CLASS_PARTICLE, t.written))
			continue;
		if (!t.capital || t.address || (t.folded[0] >= '0' && t.folded[0] <= '9'))
			return *titled && names > 0 && !strcmp(t.folded, "and");
		if (is_initial(&t))
			initials++;
		else
			names++;
	}
	return *titled ? names > 0 : names >= 1 && names <= 4 && names + initials >= 2;
}

bool extract_marks_person(const struct extract *x, struct span s, bool *titled)
{
	return is_person(x, s, titled, true);
}

bool extract_marks_signatory(const struct extract *x, struct span s)
{
	bool titled;
	return is_person(x, s, &titled, false);
}
