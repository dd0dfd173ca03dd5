/* extract_aside.c - blocks of the header that are nobody's: dates, stamps, "By e-mail only", headings, the subject.
 *
 * In: a block. Out: yes or no. Whose the others are is left to extract_weigh.c and extract_header.c.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

static bool is_memo_heading(const struct extract *x, struct span s)
{
	struct span at;
	return extract_words_at(x, CLASS_MEMO, s, &at) && span_end(at) + 1 >= span_end(s);
}

/* Blocks that are neither: dates, "By e-mail only", stamps, prose, labels without anything. */
bool extract_aside_only(const struct extract *x, const struct extract_block *b)
{
	if (!b->segs.n)
		return true;
	if (b->label != LABEL_NONE)
		return b->label == LABEL_CC;
	return (b->flags & (SEG_DATE_ONLY | SEG_DELIVERY | SEG_STAMP)) != 0 || ((b->flags & SEG_PROSE) && b->segs.n <= 2) ||
	    (b->segs.n == 1 && is_memo_heading(x, extract_block_seg(x, b, 0)->text));
}

struct ending { const char *at; };

static bool take_ending(void *user, know_index phrase, struct span written)
{
	struct ending *e = user;
	(void)phrase;
	e->at = span_end(written) > e->at ? span_end(written) : e->at;
	return true;
}

/* "The VWHDC Planning Policy Team": it ends in the words of a department, and no figures or colon make it a matter. */
static bool is_department(const struct extract *x, struct span s)
{
	struct ending e = { s.p };
	if (x->classes[CLASS_DEPARTMENT] == KNOW_NONE || !s.n || s.n > 80 || memchr(s.p, ':', s.n))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return false;
	extract_words_scan(x, CLASS_DEPARTMENT, s, take_ending, &e);
	return e.at == span_end(s);
}

/* "Lewes District Council and South Downs National Park Authority Joint Core Strategy": it ends in what the letter is about. */
static bool is_plan(const struct extract *x, const struct extract_block *b)
{
	if (b->label != LABEL_NONE || b->segs.n != 1 || b->first_line == 0 ||
	    b->flags & (SEG_POSTCODE | SEG_CONTACT | SEG_PERSON | SEG_TITLE))
		return false;
	struct span s = extract_block_seg(x, b, 0)->text;
	struct ending e = { s.p };
	if (x->classes[CLASS_PLAN_TITLE] == KNOW_NONE || extract_bytes_words(s) < 5)
		return false;
	extract_words_scan(x, CLASS_PLAN_TITLE, s, take_ending, &e);
	return e.at == span_end(s);
}

/* "CROSS-BOUNDARY MATTERS: WIRRAL AND WREXHAM" somewhere in the header: it names places, but nobody's block. */
static bool is_heading(const struct extract *x, const struct extract_block *b)
{
	uint32_t words = 0;
	bool about = false;
	if (is_plan(x, b))
		return true;
	if (b->label != LABEL_NONE || !b->segs.n || b->segs.n > 2 || !(b->flags & SEG_NAME) ||
	    b->flags & (SEG_ORG | SEG_STREET | SEG_POSTCODE | SEG_CONTACT | SEG_PERSON | SEG_TITLE | SEG_POST | SEG_DATE_ONLY | SEG_DELIVERY))
		return false;
	for (uint32_t i = 0; i < b->segs.n; i++) {
		struct span s = extract_block_seg(x, b, i)->text;
		words += extract_bytes_words(s);
		about = about || extract_words_in(x, CLASS_SERVICE, s, NULL) || extract_words_in(x, CLASS_STATUTE, s, NULL) || memchr(s.p, ':', s.n);
	}
	return about && words >= 5 && !is_department(x, extract_block_seg(x, b, 0)->text);
}

/* "The Planning Policy Team" over "Spelthorne Borough Council": the last line is a body and nothing else. */
static bool ends_in_body(const struct extract *x, const struct extract_block *b)
{
	const struct extract_seg *first = extract_block_seg(x, b, 0), *last = extract_block_seg(x, b, b->segs.n - 1);
	return first != last && (last->flags & SEG_ORG) && (last->flags & SEG_NAME) && last->agent != KNOW_NONE &&
	    !(last->flags & SEG_CAPITALS) && (first->flags & SEG_DEPARTMENT) && extract_bytes_words(first->text) <= 6 &&
	    !extract_words_in(x, CLASS_SERVICE, last->text, NULL) && !extract_words_in(x, CLASS_STATUTE, last->text, NULL);
}

/* "Denbighshire County Council / Highways / Ruthin": a body in so many words, and what stands under it is about nothing or a line of two words. */
static bool begins_with_body(const struct extract *x, const struct extract_block *b)
{
	const struct extract_seg *first = extract_block_seg(x, b, 0);
	return b->segs.n > 1 && (first->flags & SEG_ORG) && first->agent != KNOW_NONE && !(first->flags & SEG_CAPITALS) &&
	    !extract_words_in(x, CLASS_SERVICE, first->text, NULL) && !extract_words_in(x, CLASS_STATUTE, first->text, NULL) &&
	    extract_bytes_words(extract_block_seg(x, b, 1)->text) <= 2;
}

/* "Five hectare lorry park": of a street or a building every long word has a capital. */
static bool has_small_word(struct span s)
{
	struct span word;
	while (span_word(&s, &word)) {
		bool small = word.n >= 5;
		for (size_t i = 0; i < word.n; i++)
			small = small && word.p[i] >= 'a' && word.p[i] <= 'z';
		if (small)
			return true;
	}
	return false;
}

/* A line alone that has a word of streets in it. */
static bool is_street(const struct extract *x, const struct extract_block *b)
{
	struct span s = extract_block_seg(x, b, 0)->text;
	return (b->flags & SEG_STREET) && (b->segs.n > 1 || memchr(s.p, ',', s.n) || !has_small_word(s));
}

/* A heading before the salutation: "CHERWELL LOCAL PLAN" right over "Dear Sir". */
static bool is_subject(struct extract *x, uint32_t n)
{
	const struct extract_block *b = &x->blocks.v[n];
	if (b->label != LABEL_NONE || b->segs.n == 0 || b->segs.n > 3 || n == 0 || ends_in_body(x, b) || begins_with_body(x, b))
		return false;
	if (n + 1 != x->header_blocks || is_street(x, b) || b->flags & (SEG_POSTCODE | SEG_CONTACT | SEG_PERSON | SEG_TITLE | SEG_POST | SEG_DATE_ONLY | SEG_DELIVERY))
		return false;
	uint32_t words = 0;
	bool about = false;
	for (uint32_t i = 0; i < b->segs.n; i++) {
		struct span s = extract_block_seg(x, b, i)->text;
		words += extract_bytes_words(s);
		about = about || extract_words_in(x, CLASS_SERVICE, s, NULL) || extract_words_in(x, CLASS_STATUTE, s, NULL);
	}
	if (!(b->flags & (SEG_ORG | SEG_NAME)) && extract_frame_is_mail(x))
		return true;
	if (x->salutation == EXTRACT_NONE && about && words >= 3 && !b->n_agents)
		return true;
	if (b->segs.n == 1 && words >= 4 && n && x->salutation != EXTRACT_NONE && b->last_line < x->salutation && b->left < 16 &&
	    !(b->flags & (SEG_ORG | SEG_NAME | SEG_DEPARTMENT | SEG_ITEM | SEG_REFERENCE)) && x->lines.v[b->first_line - 1].blank)
		return true;	/* alone right over the salutation, and nobody's address */
	if (words == 2 && about && (b->flags & (SEG_ORG | SEG_NAME | SEG_DEPARTMENT | SEG_ITEM)) == 0 && memchr("0123456789", extract_block_seg(x, b, 0)->text.p[extract_block_seg(x, b, 0)->text.n - 1], 10))
		return true;	/* "PCN MT1774429" */
	if (words < 3 || (!about && !((b->flags & SEG_CAPITALS) && words >= 4)))
		return false;
	return words >= 5 || ((b->flags & SEG_CAPITALS) && !(b->flags & (SEG_DEPARTMENT | SEG_ORG)));
}

/* Words for partners, not "on behalf of". *all: the line says nothing else. */
static bool is_partners(const struct extract *x, struct span s, bool *all)
{
	struct span at;
	know_index p = extract_words_phrase(x, CLASS_PARTNER, s, &at);
	*all = p != KNOW_NONE && extract_words_strip(extract_words_after(s, at)).n == 0;
	return p != KNOW_NONE && at.p <= s.p + 2 && strcmp(know_str(x->k, know_phrase(x->k, p)->value), "behalf") != 0;
}

/* "In partnership with West Oxfordshire District Council, Woodgreen, Witney": in a block of its own it neither writes nor is written to. */
static bool is_partner_block(const struct extract *x, uint32_t n)
{
	const struct extract_block *b = &x->blocks.v[n];
	bool all;
	if (b->label != LABEL_NONE || !b->segs.n)
		return false;
	if (is_partners(x, extract_block_seg(x, b, 0)->text, &all) && (all || (extract_block_seg(x, b, 0)->flags & (SEG_ORG | SEG_NAME))))
		return true;	/* but "Working with our communities" is a motto */
	const struct extract_block *above = n ? &x->blocks.v[n - 1] : NULL;
	return above && above->label == LABEL_NONE && above->segs.n && above->last_line < b->first_line &&
	    is_partners(x, extract_block_seg(x, above, above->segs.n - 1)->text, &all) && all;
}

bool extract_aside_is(struct extract *x, uint32_t n)
{
	const struct extract_block *b = &x->blocks.v[n];
	return extract_aside_only(x, b) || is_partner_block(x, n) || is_heading(x, b) || is_subject(x, n);
}
