/* extract_label.c - where the value of each label stands: behind it, in the next column, or under it.
 *
 * In: segments with labels. Out: seg.value and seg.value_seg; the segment that is somebody's value is marked used. An empty
 * "Your ref:" followed by the next label stays empty.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

static bool has_digit(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

static bool is_year(struct span s)
{
	return s.n == 4 && (span_starts(s, "19") || span_starts(s, "20")) && s.p[2] >= '0' && s.p[2] <= '9' && s.p[3] >= '0' && s.p[3] <= '9';
}

/* "CS / WDC / 2" may have more words than others. */
static bool may_be_reference(const struct extract *x, const struct extract_seg *s)
{
	struct span ignored;
	bool digit = has_digit(s->text), slash = memchr(s->text.p, '/', s->text.n) != NULL;
	uint32_t most = slash && digit && !(s->flags & SEG_DATE) ? 7 : 4;
	return (digit || slash || extract_words_at(x, CLASS_EMPTY, s->text, &ignored)) && extract_bytes_words(s->text) <= most;
}

/* Could the segment be the value of such a label, when it is not on the label's line? */
static bool fits_under(const struct extract *x, enum extract_label l, const struct extract_seg *s)
{
	if (s->label != LABEL_NONE || s->used || (s->flags & SEG_PROSE))
		return false;
	switch (l) {
	case LABEL_OUR_REF:
	case LABEL_YOUR_REF:
		return may_be_reference(x, s) && !(s->flags & (SEG_DATE_ONLY | SEG_POSTCODE | SEG_EMAIL | SEG_STREET | SEG_TITLE));
	case LABEL_DATE: return (s->flags & SEG_DATE) != 0 || is_year(s->text);
	case LABEL_PHONE: return (s->flags & SEG_PHONE) != 0;
	case LABEL_EMAIL: return (s->flags & SEG_EMAIL) != 0;
	case LABEL_BY_EMAIL: return (s->flags & SEG_EMAIL) != 0;
	case LABEL_WEB: return (s->flags & SEG_WEB) != 0;
	case LABEL_CONTACT: return (s->flags & SEG_PERSON) != 0;
	default: return false;
	}
}

/* On the label's own line anything but a label, a whole address or a salutation will do. */
static bool fits_beside(const struct extract *x, enum extract_label l, const struct extract_seg *s)
{
	if (s->label != LABEL_NONE || s->used)
		return false;
	if (l == LABEL_TO || l == LABEL_ATTENTION || l == LABEL_FROM || l == LABEL_CC || l == LABEL_SUBJECT || l == LABEL_OTHER || l == LABEL_CONTACT)
		return true;
	return fits_under(x, l, s);
}

static void take(struct extract *x, uint32_t label, uint32_t value)
{
	x->segs.v[label].value = x->segs.v[value].text;
	x->segs.v[label].value_seg = value;
	x->segs.v[label].flags |= x->segs.v[value].flags;
	x->segs.v[label].agent = x->segs.v[value].agent;
	x->segs.v[value].used = true;
}

static bool near(uint32_t a, uint32_t b, uint32_t by)
{
	return a > b ? a - b <= by : b - a <= by;
}

static void look_under(struct extract *x, uint32_t label)
{
	const struct extract_seg *s = &x->segs.v[label];
	uint32_t seen = 0;
	for (uint32_t i = s->line + 1; i < x->lines.n && i < s->line + 2 + x->spacing && seen < 1; i++) {
		const struct extract_line *line = &x->lines.v[i];
		seen += line->n > 0;
		for (uint32_t j = 0; j < line->n; j++) {
			uint32_t at = line->first + j;
			if (near(x->segs.v[at].left, s->left, 4) && fits_under(x, s->label, &x->segs.v[at])) {
				take(x, label, at);
				return;
			}
		}
	}
}

static bool is_empty(const struct extract_seg *s)
{
	return s->label != LABEL_NONE && !s->value.n && s->label != LABEL_NO_DATE;
}

static bool any_empty(const struct extract *x, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++)
			if (is_empty(&x->segs.v[x->lines.v[i].first + j]))
				return true;
	return false;
}

void extract_label_values(struct extract *x, uint32_t from, uint32_t to)
{
	uint32_t under = to < x->lines.n ? to + 1 + x->spacing : to;	/* values may stand under the last */
	if (!any_empty(x, from, to))
		return;
	extract_lines_parts(x, from, under < EXTRACT_HEADER ? under : EXTRACT_HEADER);
	extract_lines_need(x, from, under);
	for (uint32_t i = from; i < to && i < x->lines.n; i++) {
		const struct extract_line *line = &x->lines.v[i];
		for (uint32_t j = 0; j < line->n; j++) {
			uint32_t at = line->first + j;
			struct extract_seg *s = &x->segs.v[at];
			if (!is_empty(s))
				continue;
			if (j + 1 < line->n && fits_beside(x, s->label, &x->segs.v[at + 1]))
				take(x, at, at + 1);
			else if (j + 1 >= line->n || x->segs.v[at + 1].label != LABEL_NONE || x->segs.v[at].left > 20)
				look_under(x, at);
		}
	}
}

void extract_label_bare(struct extract *x, uint32_t from, uint32_t to)
{
	uint32_t bare = EXTRACT_NONE;
	for (uint32_t i = from; i < to && i < x->lines.n; i++)
		for (uint32_t j = 0; j < x->lines.v[i].n; j++) {
			uint32_t at = x->lines.v[i].first + j;
			const struct extract_seg *s = &x->segs.v[at];
			if (s->label == LABEL_OUR_REF && s->value.n)
				return;
			if (bare == EXTRACT_NONE && s->label == LABEL_NONE && !s->used && (s->flags & SEG_REFERENCE) && !(s->flags & SEG_DATE_ONLY))
				bare = at;
		}
	if (bare == EXTRACT_NONE)
		return;
	x->segs.v[bare].label = LABEL_OUR_REF;
	x->segs.v[bare].value = x->segs.v[bare].text;
}
