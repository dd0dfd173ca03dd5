/* extract_words.c - the vocabulary of rules/reading/ as extract/ uses it: classes of phrases, labels, patterns.
 *
 * In: text. Out: which phrase or label it begins with or holds. What follows from that is left to the others.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

static const char *const class_names[CLASS_CLASSES] = {	/* ORDER: enum extract_class */
	"label", "salutation", "valediction", "month", "weekday", "title", "letters",
	"post", "department", "organisation", "street", "delivery", "service", "opener",
	"statute", "quote", "slip", "not-a-letter", "behalf", "reason",
	"answers", "empty", "copying", "stamp", "memo", "plural", "particle", "reply", "desk", "writes", "roman", "enclosure", "enclosing", "partner", "outsider", "council-word", "plan-title", "mask", "object", "hint", "service-mark", "writer", "list", "yours", "disclaimer"
};

static const char *const pattern_names[PATTERN_PATTERNS] = {	/* ORDER: enum extract_pattern */
	"date.written", "date.figures", "address.postcode", "address.phone", "address.email", "address.web",
	"page.mark", "page.bare", "reference.value", "reference.alone", "date.roman", "label.glued", "label.run", "list.sent", "list.alike", "list.copied", "kind.blank",
	"page.more", "page.head"
};

static const char *const label_names[LABEL_LABELS] = {	/* ORDER: enum extract_label */
	"", "our-ref", "your-ref", "date", "no-date", "your-date", "contact", "phone", "email", "web", "to", "attention", "from", "cc",
	"subject", "enclosed", "by-email", "other", "distribution", "alike"
};

void extract_words_begin(struct extract *x)
{
	know_phrase_class_all(x->k, class_names, CLASS_CLASSES, x->classes);
	know_pattern_find_all(x->k, pattern_names, PATTERN_PATTERNS, x->patterns);
}

uint64_t extract_words_classes(const struct extract *x, struct span s, uint64_t *any)
{
	uint64_t first;
	know_phrase_classes(x->k, s, &first, any);
	return first;
}

know_index extract_words_phrase(const struct extract *x, enum extract_class c, struct span s, struct span *written)
{
	struct span ignored;
	if (x->classes[c] == KNOW_NONE || !s.n)
		return KNOW_NONE;
	return know_phrase_at(x->k, x->classes[c], s, written ? written : &ignored);
}

bool extract_words_at(const struct extract *x, enum extract_class c, struct span s, struct span *written)
{
	return extract_words_phrase(x, c, s, written) != KNOW_NONE;
}

void extract_words_scan(const struct extract *x, enum extract_class c, struct span s,
    bool (*take)(void *user, know_index phrase, struct span written), void *user)
{
	if (x->classes[c] != KNOW_NONE && s.n)
		know_phrases_scan(x->k, x->classes[c], s, take, user);
}

struct first { bool found; struct span written; };

static bool take_first(void *user, know_index phrase, struct span written)
{
	struct first *f = user;
	(void)phrase;
	f->found = true;
	f->written = written;
	return false;
}

bool extract_words_in(const struct extract *x, enum extract_class c, struct span s, struct span *written)
{
	struct first f = { false, { NULL, 0 } };
	extract_words_scan(x, c, s, take_first, &f);
	if (written)
		*written = f.written;
	return f.found;
}

bool extract_words_match(struct extract *x, enum extract_pattern p, struct span s, size_t from, struct pattern_match *m)
{
	if (x->patterns[p] == KNOW_NONE || from > s.n)
		return false;
	int found = know_pattern_match(x->k, x->patterns[p], x->a, s, from, m);
	x->here_only = x->here_only || found < 0;
	if (found < 0 && !x->limited) {
		x->limited = true;
		diag_at(x->l->sink, DIAG_MATCH_LIMIT, x->l->path, 0, 0, "pattern '%s'", pattern_names[p]);
	}
	return found == 1;
}

enum extract_label extract_words_label_of(const struct extract *x, know_index phrase)
{
	uint32_t label = know_phrase_value(x->k, phrase, label_names, LABEL_LABELS);
	return label > LABEL_NONE && label < LABEL_LABELS ? (enum extract_label)label : LABEL_OTHER;
}

/* The marks that may stand between a label and its value: "Our ref. :", "Ref -", "Date=", "To >". */
static size_t mark_after(struct span rest, bool *colon)
{
	size_t n = 0;
	*colon = false;
	while (n < rest.n && (rest.p[n] == ' ' || rest.p[n] == '.' || rest.p[n] == '\t' || rest.p[n] == ')'))
		n++;
	if (n < rest.n && (rest.p[n] == ':' || rest.p[n] == '=' || rest.p[n] == ';' || rest.p[n] == '|')) {
		*colon = true;
		n++;
		if (n < rest.n && rest.p[n] == '-')
			n++;
	} else if (n + 1 == rest.n && rest.p[n] == '/') {	/* "Dyddiad/" before "Date:" */
		*colon = true;
		n++;
	} else if (rest.n > n + 1 && rest.p[n] == '-' && rest.p[n + 1] == ' ' && n > 0) {
		*colon = true;
		n += 2;
	}
	return n;
}

/* "From (authority):", "Name (print):": what the form asks for more closely. */
static struct span after_qualifier(struct span rest)
{
	struct span s = span_trim(rest);
	const char *to = s.n > 3 && s.n < 200 && s.p[0] == '(' ? memchr(s.p, ')', s.n) : NULL;
	if (!to || to - s.p > 40 || to + 1 >= span_end(s) || to[1] != ':')
		return rest;
	return span_of(to + 1, (size_t)(span_end(rest) - to - 1));
}

/* "Ein cyf / Our ref": the same label in the other language; *rest goes on behind it. */
static bool twin_label(const struct extract *x, struct span *rest, enum extract_label label)
{
	struct span s = span_trim(*rest), at;
	if (!s.n || (s.p[0] != '/' && s.p[0] != '|'))
		return false;
	s = span_trim(span_of(s.p + 1, s.n - 1));
	know_index p = extract_words_phrase(x, CLASS_LABEL, s, &at);
	if (p == KNOW_NONE || extract_words_label_of(x, p) != label)
		return false;
	*rest = extract_words_after(s, at);
	return true;
}

/* "This letter has been sent to each of the following authorities:" - too many ways to list as phrases. */
static enum extract_label list_label(struct extract *x, struct span s, struct span *written, bool *colon, int32_t *weight)
{
	static const struct { enum extract_pattern pattern; enum extract_label label; } lists[] = {
		{ PATTERN_LIST_SENT, LABEL_TO }, { PATTERN_LIST_ALIKE, LABEL_ALIKE }, { PATTERN_LIST_COPIED, LABEL_CC }
	};
	struct pattern_match m;
	struct span head = span_of(s.p, s.n < 160 ? s.n : 160);
	for (size_t i = 0; i < sizeof lists / sizeof *lists && s.n < 400; i++)
		if (extract_words_match(x, lists[i].pattern, head, 0, &m)) {
			*written = m.whole;
			*colon = s.p[m.whole.n - 1] == ':';
			*weight = 10;
			return lists[i].label;
		}
	return LABEL_NONE;
}

/* The longest label that may be run together with its value, and that value's first character. */
#define GLUED 16u

/* "Our RefDP/1": the label run together with its value. */
static enum extract_label glued_label(struct extract *x, struct span s, struct span *written)
{
	static const struct { const char *group; enum extract_label label; } groups[] = {
		{ "ours", LABEL_OUR_REF }, { "yours", LABEL_YOUR_REF }, { "date", LABEL_DATE }
	};
	struct pattern_match m;
	if (!extract_bytes_glued(span_of(s.p, s.n < GLUED ? s.n : GLUED)) || !extract_words_match(x, PATTERN_GLUED, s, 0, &m) || m.whole.p != s.p)
		return LABEL_NONE;
	*written = m.whole;
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (pattern_group(&m, groups[i].group).n)
			return groups[i].label;
	return LABEL_NONE;
}

enum extract_label extract_words_label(struct extract *x, struct span s, struct span *written, bool *colon, int32_t *weight)
{
	enum extract_label glued = s.n > 4 && s.n < 200 && strchr("OMYD", s.p[0]) ? glued_label(x, s, written) : LABEL_NONE;
	if (glued != LABEL_NONE) {
		*colon = false;
		*weight = 20;
		return glued;
	}
	enum extract_label list = s.n > 8 && extract_words_at(x, CLASS_LIST, s, NULL) && span_find(s, " to") ? list_label(x, s, written, colon, weight) : LABEL_NONE;
	if (list != LABEL_NONE)
		return list;
	know_index p = extract_words_phrase(x, CLASS_LABEL, s, written);
	if (p == KNOW_NONE || span_end(*written) > span_end(s))
		return LABEL_NONE;
	struct span rest = extract_words_after(s, *written);
	/* "Re-development", "To-day": half a word is no label */
	if (rest.n && (rest.p[0] == '-' || rest.p[0] == '\'' || rest.p[0] == '@'))
		return LABEL_NONE;
	/* "BCC/PK/3" begins with no label */
	struct pattern_match m;
	if (rest.n && rest.p[0] == '/' && s.n < 60 && extract_words_match(x, PATTERN_REFERENCE_ALONE, s, 0, &m))
		return LABEL_NONE;
	/* nor does "SUBJECT TO CONTRACT" */
	struct span stamp;
	enum extract_label label = extract_words_label_of(x, p);
	if (label == LABEL_SUBJECT && extract_words_at(x, CLASS_DELIVERY, s, &stamp) && stamp.n > written->n)
		return LABEL_NONE;
	bool twin = twin_label(x, &rest, label);
	rest = after_qualifier(rest);
	size_t mark = mark_after(rest, colon);
	*weight = twin ? 20 : know_phrase(x->k, p)->weight;
	*written = span_of(s.p, (size_t)(rest.p - s.p) + mark);
	return label;
}

bool extract_words_has_digit(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

static bool is_wrapping(char c)
{
	switch (c) {
	case '(': case ')': case '[': case ']': case '{': case '}': case '<': case '>': case '"': case '*': case '_': case '-': case '|':
	case ',': case ';': case ':': case '.': case '=': case '#': case ' ': case '\t':
		return true;
	default:
		return false;
	}
}

struct span extract_words_strip(struct span s)
{
	s = span_trim(s);
	while (s.n && s.p[0] && is_wrapping(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && s.p[s.n - 1] && is_wrapping(s.p[s.n - 1]) && !(s.p[s.n - 1] == ')' && memchr(s.p, '(', s.n)))
		s.n--;
	return span_trim(s);
}

struct span extract_words_after(struct span s, struct span part)
{
	const char *p = span_end(part);
	return span_of(p, (size_t)(span_end(s) - p));
}

struct span extract_words_before(struct span s, const char *p)
{
	return span_of(s.p, (size_t)(p - s.p));
}
