/* extract_person.c - names and posts out of the lines of an address or a signature.
 *
 * In: lines. Out: persons of the letter. A line that looks like a person is a name; one with words of a post is a post;
 * "Jane Doe, Head of Planning" is both.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

static bool is_person(const struct extract *x, struct span s, bool signs)
{
	bool titled;
	return signs ? extract_marks_signatory(x, s) : extract_marks_person(x, s, &titled);
}

/* A post without the body after it: "Chief Executive, Oxford City Council". */
static struct span without_body(const struct extract *x, struct span s)
{
	const char *comma = s.n ? memchr(s.p, ',', s.n) : NULL;
	if (!comma && s.n)
		comma = memchr(s.p, '|', s.n);
	if (!comma || !extract_party_has_org(x, span_of(comma, (size_t)(span_end(s) - comma))))
		return s;
	struct span head = span_trim(extract_words_before(s, comma));
	return extract_words_in(x, CLASS_POST, head, NULL) ? head : s;
}

/* " - " before a long one, and that before " | ". */
static const char *first_dash(struct span s)
{
	static const char *const dashes[] = { " - ", " \xe2\x80\x93 ", " | " };
	const char *at = NULL;
	for (size_t i = 0; i < sizeof dashes / sizeof *dashes && !at; i++)
		at = span_find(s, dashes[i]);
	return at;
}

/* Name and post out of one line: "A, post", "post: A", "A - post". */
struct letter_person extract_person_split(struct extract *x, struct span s, bool signs)
{
	struct letter_person p = { .place = LETTER_NOWHERE };
	s = extract_words_strip(s);
	const char *cut = s.n ? memchr(s.p, ',', s.n) : NULL;
	if (!cut && s.n && (memchr(s.p, '-', s.n) || memchr(s.p, '|', s.n) || memchr(s.p, '\xe2', s.n)))
		cut = first_dash(s);
	bool post = extract_words_in(x, CLASS_POST, s, NULL);
	if (cut) {
		struct span a = extract_words_before(s, cut), b = extract_words_strip(span_of(cut + 1, (size_t)(span_end(s) - cut - 1)));
		if (b.n > 2 && (unsigned char)b.p[0] >= 0x80)
			b = extract_words_strip(span_of(b.p + 2, b.n - 2));
		if (is_person(x, a, signs)) {
			p.name = span_trim(a);
			p.post = extract_words_in(x, CLASS_POST, b, NULL) ? without_body(x, b) : (struct span){ NULL, 0 };
			return p;
		}
	}
	if (is_person(x, s, signs))
		p.name = s;
	else if (post)
		p.post = without_body(x, s);
	return p;
}

/* Without a prefix "FAO", "Attn", "For the attention of", "pp". */
static struct span without_label(struct extract *x, struct span s, bool *behalf)
{
	struct span written, rest;
	bool colon;
	int32_t weight;
	enum extract_label label = extract_words_label(x, s, &written, &colon, &weight);
	if ((label == LABEL_TO || label == LABEL_ATTENTION) && (colon || weight >= 5))
		return span_trim(extract_words_after(s, written));
	if (extract_words_at(x, CLASS_BEHALF, s, &written)) {
		rest = span_trim(extract_words_after(s, written));
		*behalf = true;
		return rest;
	}
	return s;
}

static void push(struct extract *x, bool signs, struct letter_person p, struct span at, uint32_t group, bool on_behalf)
{
	p.place = letter_place(x->l, at);
	p.group = group;
	p.on_behalf = on_behalf;
	p.why = signs ? "a name or post where letters are signed" : "a name or post in the addressee's lines";
	if (signs)
		*vec_push(x->a, &x->l->signatories) = p;
	else
		*vec_push(x->a, &x->l->addressees) = p;
}

static void read(struct extract *x, const struct span *pieces, uint32_t n, uint32_t group, bool signs, bool on_behalf)
{
	struct letter_person p = { .place = LETTER_NOWHERE };
	struct span at = { NULL, 0 };
	bool behalf = on_behalf, body = false;
	for (uint32_t i = 0; i < n && i < 40; i++) {
		bool here = false;
		struct span s = without_label(x, pieces[i], &here);
		struct letter_person q = extract_person_split(x, s, signs && i < 2);
		bool titled, labelled = s.p != pieces[i].p;
		/* under the body "Herbert Warehouse" is its building, unless a post follows */
		if (!signs && body && !labelled && !(q.name.n && extract_marks_person(x, q.name, &titled) && titled) &&
		    !(i + 1 < n && extract_words_in(x, CLASS_POST, pieces[i + 1], NULL)))
			q.name = (struct span){ NULL, 0 };
		body = body || (!q.name.n && extract_party_has_body(x, s));
		/* in an address a name stands first: "Jacobs Well" in the fourth line is a street */
		if (!signs && i > 1 && !(q.name.n && extract_marks_person(x, q.name, &titled) && titled))
			q.name = (struct span){ NULL, 0 };
		if (here && q.name.n == 0) {	/* "for and on behalf of X Council" says nothing of a person */
			behalf = true;
			continue;
		}
		behalf = behalf || here;
		/* a second name opens a second person; a post after a name with its post, too, is a second line of it */
		if (q.name.n && p.name.n) {
			push(x, signs, p, at, group, behalf);
			p = (struct letter_person){ .place = LETTER_NOWHERE };
			behalf = here;
		}
		if (q.name.n || (q.post.n && !p.post.n)) {
			if (!p.name.n && !p.post.n)
				at = s;
			p.name = q.name.n ? q.name : p.name;
			p.post = q.post.n && !p.post.n ? q.post : p.post;
		}
	}
	if (p.name.n || p.post.n)
		push(x, signs, p, at, group, behalf);
}

void extract_person_addressee(struct extract *x, const struct span *pieces, uint32_t n, uint32_t group)
{
	read(x, pieces, n < 6 ? n : 6, group, false, false);
}

void extract_person_signatory(struct extract *x, const struct span *pieces, uint32_t n, uint32_t group, bool on_behalf)
{
	read(x, pieces, n, group, true, on_behalf);
}
