/* letter_person.c - people's names and posts compared, as letters write them.
 *
 * A first name or a surname alone is nobody. A full name is a first name or two initials, and a surname; titles before
 * and letters after it (phrase classes "title" and "letters") do not count. "Joint", "shared", "interim" before a post
 * (class "shared-post") do not count either.
 *
 * SPDX-License-Identifier: ISC */
#include "letter/letter_person.h"

#include <stdio.h>

static struct span after(struct span all, const char *p)
{
	return span_of(p, (size_t)(span_end(all) - p));
}

static struct span skip_titles(const struct know *k, struct span s, know_index title)
{
	struct span written;
	while (title != KNOW_NONE && s.n > 0 && know_phrase_at(k, title, s, &written) != KNOW_NONE && written.n > 0) {
		s = after(s, span_end(written));
	}
	return s;
}

static uint32_t count_words(struct span s)
{
	struct token t;
	uint32_t n = 0;
	while (token_next(&s, &t)) {
		n++;
	}
	return n;
}

static bool is_letters(const struct know *k, const struct letter_person_classes *cl, struct span s)
{
	struct span written;
	return cl->letters != KNOW_NONE && s.n > 0 && know_phrase_at(k, cl->letters, s, &written) != KNOW_NONE;
}

static void push_word(struct letter_name *p, const char *word)
{
	if (p->n < LETTER_NAME_WORDS) {
		size_t n = strlen(word), most = sizeof p->words[0] - 1;
		char *out = p->words[p->n++];
		memcpy(out, word, n < most ? n : most);
		out[n < most ? n : most] = '\0';
	}
}

/* "C.J." and, before a name not in capitals, "CJ" are initials. */
static bool is_initials(const struct token *t, bool shouted)
{
	bool dotted = memchr(t->written.p, '.', t->written.n) != NULL;
	return t->length >= 2 && t->length <= 3 && t->all_capitals && (dotted || !shouted);
}

static void push_token(struct letter_name *p, const struct token *t, bool shouted)
{
	if (p->n == 0 && is_initials(t, shouted)) {
		for (const char *c = t->folded; *c != '\0'; c++) {
			push_word(p, (const char[]){ *c, '\0' });
		}
	} else {
		push_word(p, t->folded);
	}
}

static bool is_shouted(struct span s)
{
	struct token t;
	while (token_next(&s, &t)) {
		if (t.length > 3 && !t.all_capitals) {
			return false;
		}
	}
	return true;
}

static void push_words(const struct know *k, const struct letter_person_classes *cl, struct span s, struct letter_name *p)
{
	struct token t;
	bool shouted = is_shouted(s);
	for (struct span rest = s; token_next(&rest, &t);) {
		struct span here = after(s, t.written.p);
		bool honours = is_letters(k, cl, here) || (!shouted && t.all_capitals && t.length > 1);
		if (p->n >= 2 && honours) {
			return;
		}
		push_token(p, &t, shouted);
	}
}

/* "Smith, Jane" is turned round; what follows the comma of "Jane Smith, MRTPI" is not the name. */
struct letter_name letter_person_read(const struct know *k, const struct letter_person_classes *cl, struct span s)
{
	struct letter_name p = { .n = 0 };
	struct span first, rest = s;
	const char *bracket = s.n > 0 ? memchr(s.p, '(', s.n) : NULL;
	if (bracket != NULL) {
		rest.n = (size_t)(bracket - s.p);
	}
	if (!span_split(&rest, ',', &first)) {
		return p;
	}
	first = skip_titles(k, first, cl->title);
	if (count_words(first) == 1 && count_words(rest) > 0 && !is_letters(k, cl, rest)) {
		push_words(k, cl, skip_titles(k, rest, cl->title), &p);
	}
	push_words(k, cl, first, &p);
	return p;
}

static bool is_initial(const char *word)
{
	return word[0] != '\0' && word[1] == '\0';
}

static const char *surname(const struct letter_name *p)
{
	return p->n > 0 ? p->words[p->n - 1] : "";
}

/* Given names in order: what one leaves out does not speak against the other, an initial stands for its name. */
static bool middles_agree(const struct letter_name *a, const struct letter_name *b)
{
	for (uint32_t i = 1; i + 1 < a->n && i + 1 < b->n; i++) {
		const char *x = a->words[i], *y = b->words[i];
		bool same = is_initial(x) || is_initial(y) ? x[0] == y[0] : strcmp(x, y) == 0;
		if (!same) {
			return false;
		}
	}
	return true;
}

bool letter_person_same(const struct letter_name *a, const struct letter_name *b)
{
	if (a->n < 2 || b->n < 2 || is_initial(surname(a)) || strcmp(surname(a), surname(b)) != 0 || strcmp(a->words[0], b->words[0]) != 0) {
		return false;
	}
	if (!is_initial(a->words[0])) {
		return middles_agree(a, b);
	}
	return a->n == b->n && a->n >= 3 && middles_agree(a, b);
}

/* Two names that cannot be one person's. */
bool letter_person_other(const struct letter_name *a, const struct letter_name *b)
{
	if (a->n == 0 || b->n == 0) {
		return false;
	}
	if (a->n == 1 || b->n == 1) {
		const struct letter_name *one = a->n == 1 ? a : b, *full = a->n == 1 ? b : a;
		return strcmp(surname(one), surname(full)) != 0 && strcmp(surname(one), full->words[0]) != 0;
	}
	bool both_full = !is_initial(a->words[0]) && !is_initial(b->words[0]);
	if (strcmp(surname(a), surname(b)) != 0 || a->words[0][0] != b->words[0][0]) {
		return true;
	}
	return both_full && strcmp(a->words[0], b->words[0]) != 0;
}

/* The folded title without "joint", "interim" and the like before it. */
const char *letter_person_bare_title(struct arena *a, const struct know *k, const struct letter_person_classes *cl, struct span s)
{
	return token_fold(a, skip_titles(k, s, cl->shared));
}

static bool begins(const char *text, const char *with, const char *then)
{
	size_t n = strlen(with);
	return strncmp(text, with, n) == 0 && strncmp(text + n, then, strlen(then)) == 0;
}

/* Does the letter name the registry's post? "Chief Executive" names "Joint Chief Executive and Head of Paid Service", a
 * deputy or an assistant does not. */
bool letter_person_names_post(struct arena *a, const struct know *k, const struct letter_person_classes *cl, struct span written, struct span title)
{
	const char *w = letter_person_bare_title(a, k, cl, written), *t = letter_person_bare_title(a, k, cl, title);
	if (strchr(w, ' ') == NULL) {
		return false;
	}
	return strcmp(w, t) == 0 || (strchr(t, ' ') != NULL && begins(w, t, " ")) || begins(t, w, " and ");
}

struct letter_person_classes letter_person_classes(const struct know *k)
{
	static const char *const names[] = { "title", "letters", "shared-post" };
	know_index found[3];
	know_phrase_class_all(k, names, 3, found);
	return (struct letter_person_classes){ found[0], found[1], found[2] };
}
