/* extract_xml_text.c - the text of an element put together as people would read it.
 *
 * In: a node, and the format's sets: what is skipped, what stands by itself, where lines begin, what is a paragraph, a tab, a
 * table. Out: text in the letter's arena, with marks that lead back to the elements. White space is one space, unless an
 * element keeps it.
 *
 * Paragraphs. People end lines with the paragraph key, so that an address is five paragraphs; others set an address with
 * breaks inside one paragraph. A paragraph is therefore a line of its own, without a blank line between it and the next, unless
 * it is long, has breaks, stands apart by its style where its neighbours do not, or an empty one follows.
 *
 * Tables are left to extract_xml_table.c, tabs and alignment to extract_xml_settle.c.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "extract/extract_xml.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <libxml/xpathInternals.h>

/* From so many words on, a paragraph that ends like a sentence is one. */
#define XML_SENTENCE 7u
/* From so many bytes on, not counting spaces, a paragraph is no line of an address. */
#define XML_LONG_LINE 75u
/* So many empty paragraphs are a habit. */
#define XML_EMPTY 3u
/* Paragraphs looked at to learn how their writer parts them. */
#define XML_PARAGRAPHS 2000u
/* Spaces that one element may stand for. */
#define XML_SPACES_MOST 80u

enum { HOW_VERBATIM = 1, HOW_SPACES = 2, HOW_FLOATED = 4 };	/* FLOATED: its text boxes stand before it already */

/* ---- sets ---- */

static int xml_order(const void *x, const void *y)
{
	const xmlNode *a = *(const xmlNode *const *)x, *b = *(const xmlNode *const *)y;
	return ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

static void xml_set_add(struct xml_reader *r, struct xml_set *s, struct xml_nodes nodes)
{
	uint32_t more = nodes.n;
	if (more == 0) {
		return;
	}
	const xmlNode **v = ARENA_NEWS(r->a, const xmlNode *, s->n + more + 1);
	for (uint32_t i = 0; i < s->n + more; i++) {
		v[i] = i < s->n ? s->v[i] : nodes.v[i - s->n];
	}
	s->v = v;
	s->n += more;
}

bool extract_xml_text_within(const xmlNode *node, const xmlNode *outer)
{
	while (node != NULL && node != outer) {
		node = node->parent;
	}
	return node != NULL;
}

/* Worked out when first asked, for few records have text. A text outside the record (an anthology's) has sets of its own. */
static void xml_set_find(struct xml_reader *r, enum xml_setting which)
{
	struct xml_set *s = &r->sets[which];
	s->known = true;
	if (r->form->text && !r->ordered) {
		xmlXPathOrderDocElems(r->l->doc);
		r->ordered = true;
	}
	for (uint32_t i = 0; i < r->form->n_fields; i++) {
		const struct xml_field *f = &r->form->fields[i];
		if (f->action != &extract_xml_actions[which]) {
			continue;
		}
		xml_set_add(r, s, extract_xml_form_nodes(r, f, r->l->record));
		for (uint32_t j = 0; j < r->text.n; j++) {
			if (!extract_xml_text_within(r->text.v[j], r->l->record)) {
				xml_set_add(r, s, extract_xml_form_nodes(r, f, r->text.v[j]));
			}
		}
	}
	if (s->n > 1) {
		qsort(s->v, s->n, sizeof *s->v, xml_order);
	}
}

bool extract_xml_text_in(struct xml_reader *r, enum xml_setting which, const xmlNode *node)
{
	struct xml_set *s = &r->sets[which];
	if (!s->known) {
		xml_set_find(r, which);
	}
	return s->n > 0 && bsearch(&node, s->v, s->n, sizeof *s->v, xml_order) != NULL;
}

struct span extract_xml_text_setting(struct xml_reader *r, enum xml_setting which, const char *part, const xmlNode *node)
{
	for (uint32_t i = 0; i < r->form->n_fields; i++) {
		const struct xml_field *f = &r->form->fields[i];
		struct span s = { NULL, 0 };
		if (f->action == &extract_xml_actions[which]) {
			s = extract_xml_form_value(r, f, part, (xmlNode *)(uintptr_t)node);
		}
		if (s.n > 0) {
			return s;
		}
	}
	return span_of(NULL, 0);
}

/* ---- writing ---- */

/* Nothing is read behind the text: the room need not be zero. */
static void xml_widen(struct xml_reader *r, struct xml_text *t, size_t n)
{
	size_t room = (t->room + n + 64) * 2;
	char *wider = arena_room(r->a, room);
	if (t->n > 0) {
		memcpy(wider, t->p, t->n);
	}
	t->p = wider;
	t->room = room;
}

void extract_xml_text_put(struct xml_reader *r, struct xml_text *t, const char *p, size_t n)
{
	if (t->n + n + 1 > t->room) {
		xml_widen(r, t, n);
	}
	memcpy(t->p + t->n, p, n);
	t->n += n;
	t->p[t->n] = '\0';
}

void extract_xml_text_fill(struct xml_reader *r, struct xml_text *t, uint32_t columns)
{
	static const char blanks[] = "                                ";
	while (columns > 0) {
		uint32_t n = columns < sizeof blanks - 1 ? columns : (uint32_t)sizeof blanks - 1;
		extract_xml_text_put(r, t, blanks, n);
		columns -= n;
	}
}

void extract_xml_text_owe(struct xml_text *t, int gap)
{
	if (gap > 1 && t->held > 0 && t->held == t->n) {
		return;
	}
	t->gap = t->gap > gap ? t->gap : gap;
}

void extract_xml_text_pay(struct xml_reader *r, struct xml_text *t)
{
	bool begins = t->n == 0 || t->gap > 1;
	if (t->n > 0 && t->gap > 0) {
		extract_xml_text_put(r, t, t->gap == 1 ? " " : "\n\n", t->gap == 3 ? 2 : 1);
	}
	if (begins && t->align != XML_AT_LEFT && !t->cell) {
		char mark = (char)t->align;
		extract_xml_text_put(r, t, &mark, 1);
	}
	t->gap = 0;
	t->pictured = false;
}

/* A break ends the line; a second one leaves a line blank. */
static void xml_break(struct xml_text *t)
{
	t->gap = t->gap >= 2 && !t->pictured ? 3 : 2;
	t->pictured = false;
}

static void xml_mark_at(struct xml_reader *r, struct xml_text *t, size_t at, const xmlNode *from)
{
	*vec_push(r->a, &t->marks) = (struct xml_mark){ at, from };
}

void extract_xml_text_copy(struct xml_reader *r, struct xml_text *t, const struct xml_text *from, size_t at, size_t end)
{
	uint32_t low = 0, high = from->marks.n;
	while (low < high) {	/* the first mark behind at */
		uint32_t mid = low + (high - low) / 2;
		if (from->marks.v[mid].at <= at) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	if (low > 0) {
		xml_mark_at(r, t, t->n, from->marks.v[low - 1].from);
	}
	for (; low < from->marks.n && from->marks.v[low].at < end; low++) {
		xml_mark_at(r, t, t->n + (from->marks.v[low].at - at), from->marks.v[low].from);
	}
	extract_xml_text_put(r, t, from->p + at, end - at);
}

static bool xml_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Words without soft hyphens, which only a layout knows, and with hard spaces as spaces. */
static void xml_word(struct xml_reader *r, struct xml_text *t, const char *p, size_t n)
{
	const char *from = p, *end = p + n;
	extract_xml_text_pay(r, t);
	for (; r->form->text && p < end; p++) {
		if ((unsigned char)*p == 0xc2 && p + 1 < end && (unsigned char)p[1] == 0xad) {
			extract_xml_text_put(r, t, from, (size_t)(p - from));
			from = ++p + 1;
		} else if ((unsigned char)*p == 0xc2 && p + 1 < end && (unsigned char)p[1] == 0xa0) {
			extract_xml_text_put(r, t, from, (size_t)(p - from));
			extract_xml_text_put(r, t, " ", 1);
			from = ++p + 1;
		} else if ((unsigned char)*p < 0x20) {
			extract_xml_text_put(r, t, from, (size_t)(p - from));
			extract_xml_text_put(r, t, " ", 1);
			from = p + 1;
		}
	}
	extract_xml_text_put(r, t, from, (size_t)(end - from));
}

static void xml_tab(struct xml_reader *r, struct xml_text *t)
{
	t->gap = t->gap == 1 ? 0 : t->gap;
	extract_xml_text_pay(r, t);
	extract_xml_text_put(r, t, "\t", 1);
}

#ifdef __SSE2__
static __m128i xml_load(const char *p) { return _mm_loadu_si128((const __m128i *)(const void *)p); }
static __m128i xml_low(__m128i v) { return _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(' ')), v); }

/* Where sixteen bytes together no longer show that the words go on, from s on: a space before another, or what lies below the space. behind: the
 * end. */
static const char *xml_words_far(const char *s, const char *behind)
{
	for (; behind - s > 16; s += 16) {
		__m128i v = xml_load(s), space = _mm_cmpeq_epi8(v, _mm_set1_epi8(' '));
		__m128i apart = _mm_and_si128(space, xml_low(xml_load(s + 1)));
		unsigned ends = (unsigned)_mm_movemask_epi8(_mm_or_si128(apart, _mm_andnot_si128(space, xml_low(v))));
		if (ends != 0) {
			return s + __builtin_ctz(ends);
		}
	}
	return s;
}
#else
static const char *xml_words_far(const char *s, const char *behind)
{
	(void)behind;
	return s;
}
#endif

/* Behind the words that stand with one space between them, as most do: they are copied together. alone: behind the first one. */
static const char *xml_words_end(const char *s, const char *behind, bool alone)
{
	const char *end = alone || xml_blank(*s) ? s : xml_words_far(s, behind);
	if (end > s && *end == ' ') {
		end++;		/* as below, from a space on that one word follows */
		if (end == behind || xml_blank(*end)) {
			return end - 1;
		}
	}
	while (*end != '\0' && !xml_blank(*end)) {
		for (end++; (unsigned char)*end > ' '; end++) {
			;
		}
		if (*end == ' ' && !alone && end[1] != '\0' && !xml_blank(end[1])) {
			end++;
		}
	}
	return end;
}

/* White space runs are one space, as XML tools treat them. Where nothing stands before, soft hyphens alone make no word, see xml_word(). */
static void xml_flow(struct xml_reader *r, struct xml_text *t, const char *s)
{
	const char *behind = s + strlen(s);
	while (*s != '\0') {
		const char *end = xml_words_end(s, behind, r->form->text && t->n == 0);
		if (end > s) {
			xml_word(r, t, s, (size_t)(end - s));
		}
		bool tab = false, line = false;
		for (s = end; xml_blank(*s); s++) {
			tab = tab || *s == '\t';
			line = line || *s == '\n';
		}
		if (s > end) {
			extract_xml_text_owe(t, 1);
		}
		/* in the midst of a line no editor's indent: a program wrote its user's tab as it is */
		if (tab && !line && r->form->text) {
			xml_tab(r, t);
		}
	}
}

/* The gap that white space beside words makes where line ends are kept: it stands before or after an element. */
static int xml_breaks(struct span blank)
{
	int lines = 0;
	for (size_t i = 0; i < blank.n; i++) {
		lines += blank.p[i] == '\n' || (blank.p[i] == '\r' && !(i + 1 < blank.n && blank.p[i + 1] == '\n'));
	}
	return blank.n == 0 ? 0 : lines == 0 ? 1 : lines == 1 ? 2 : 3;
}

/* White space as it is, but on one line. */
static void xml_keep(struct xml_reader *r, struct xml_text *t, const char *s)
{
	while (*s != '\0') {
		size_t n = 0;
		while (s[n] != '\0' && !xml_blank(s[n])) {
			n++;
		}
		if (n > 0) {
			xml_word(r, t, s, n);
		}
		for (s += n; xml_blank(*s); s++) {
			if (t->gap < 2 && t->n > 0) {
				extract_xml_text_pay(r, t);
				extract_xml_text_put(r, t, *s == '\t' ? "\t" : " ", 1);
			}
		}
	}
}

static void xml_lines_as_they_are(struct xml_reader *r, struct xml_text *t, const char *s, struct span words)
{
	extract_xml_text_owe(t, xml_breaks(span_of(s, words.n > 0 ? (size_t)(words.p - s) : strlen(s))));
	if (words.n == 0) {
		return;
	}
	while (words.p > s && words.p[-1] != '\n' && words.p[-1] != '\r') {	/* the first line keeps its indent */
		words.p--, words.n++;
	}
	extract_xml_text_pay(r, t);
	extract_xml_text_put(r, t, words.p, words.n);
	extract_xml_text_owe(t, xml_breaks(span_str(span_end(words))));
}

static void xml_characters(struct xml_reader *r, struct xml_text *t, const xmlNode *node, unsigned how)
{
	const char *s = (const char *)node->content;
	if (s == NULL || t->off) {
		return;
	}
	xml_mark_at(r, t, t->n, node->parent);
	if (how & HOW_VERBATIM) {
		xml_lines_as_they_are(r, t, s, span_trim(span_str(s)));
	} else if (how & HOW_SPACES) {
		xml_keep(r, t, s);
	} else {
		xml_flow(r, t, s);
	}
}

/* ---- paragraphs ---- */

struct xml_measure {
	size_t n;			/* bytes seen */
	uint32_t words;
	bool broken, breaks, something;	/* breaks: something stands on both sides of one */
	char last;			/* byte */
};

/* Bytes that are seen: neither white space nor hard spaces, with which old files push words to the right. */
static size_t xml_see(struct xml_measure *m, const char *s)
{
	size_t n = 0;
	bool gap = true;
	for (; *s != '\0'; s++) {
		bool hard = (unsigned char)*s == 0xc2 && (unsigned char)s[1] == 0xa0;
		bool blank = hard || xml_blank(*s);
		s += hard;
		n += !blank;
		m->words += !blank && gap;
		m->last = blank ? m->last : *s;
		gap = blank;
	}
	m->n += n;
	return n;
}

/* How long it is, as far as that matters. */
static void xml_measure(struct xml_reader *r, const xmlNode *node, struct xml_measure *m)
{
	for (const xmlNode *c = node->children; c != NULL && m->n < 2 * XML_LONG_LINE && !m->breaks; c = c->next) {
		if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE) {
			size_t seen = xml_see(m, (const char *)c->content);
			m->something = m->something || seen > 0;
			m->breaks = m->broken && seen > 0;
		} else if (c->type == XML_ELEMENT_NODE && !extract_xml_text_in(r, XML_SKIP, c) && !extract_xml_text_in(r, XML_FLOAT, c)) {
			m->something = m->something || extract_xml_text_in(r, XML_PICTURE, c);
			m->broken = m->broken || (m->something && extract_xml_text_in(r, XML_BREAK, c));
			xml_measure(r, c, m);
		}
	}
}

/* Text boxes of a paragraph, as blocks before it. */
static void xml_floats(struct xml_reader *r, struct xml_text *t, const xmlNode *node)
{
	for (const xmlNode *c = node->children; c != NULL; c = c->next) {
		if (c->type != XML_ELEMENT_NODE || extract_xml_text_in(r, XML_SKIP, c)) {
			continue;
		}
		if (extract_xml_text_in(r, XML_FLOAT, c)) {
			extract_xml_text_owe(t, 3);
			extract_xml_text_inside(r, t, c, 0);
			extract_xml_text_owe(t, 3);
		} else {
			xml_floats(r, t, c);
		}
	}
}

/* Space under the last paragraph tells something when the one before it had none, or the next has none. */
static bool xml_is_apart(struct xml_reader *r, const struct xml_text *t, const xmlNode *next)
{
	if (t->last == NULL || !extract_xml_text_in(r, XML_APART, t->last)) {
		return false;
	}
	return !extract_xml_text_in(r, XML_APART, next) || (t->before != NULL && !extract_xml_text_in(r, XML_APART, t->before));
}

/* Who writes an address with breaks means the space between paragraphs; who writes it in paragraphs leaves empty ones. */
static enum xml_habit xml_habit_of(struct xml_reader *r)
{
	const struct xml_set *s = &r->sets[XML_PARAGRAPH];
	uint32_t broken = 0, empty = 0;
	for (uint32_t i = 0; i < s->n && i < XML_PARAGRAPHS; i++) {
		struct xml_measure m = { 0 };
		xml_measure(r, s->v[i], &m);
		broken += m.breaks;
		empty += !m.something;
	}
	return broken > 0 && empty < broken ? XML_SPACE_BETWEEN : empty >= XML_EMPTY ? XML_EMPTY_BETWEEN : XML_NO_HABIT;
}

static bool xml_is_wide(struct xml_reader *r, const struct xml_measure *m)
{
	r->habit = r->habit != XML_NOT_ASKED ? r->habit : xml_habit_of(r);
	return m->breaks || m->n >= XML_LONG_LINE * (r->habit == XML_EMPTY_BETWEEN ? 2 : 1) ||
	    (r->habit == XML_NO_HABIT && m->words >= XML_SENTENCE && strchr(".:;?!", m->last) != NULL);
}

static enum xml_align xml_align_of(struct xml_reader *r, const xmlNode *node)
{
	return extract_xml_text_in(r, XML_RIGHT, node) ? XML_AT_RIGHT : extract_xml_text_in(r, XML_CENTRE, node) ? XML_AT_CENTRE :
	    extract_xml_text_in(r, XML_INDENT, node) ? XML_AT_INDENT : XML_AT_LEFT;
}

static void xml_paragraph(struct xml_reader *r, struct xml_text *t, const xmlNode *node, unsigned how)
{
	struct xml_measure m = { 0 };
	enum xml_align outer = t->align, align = xml_align_of(r, node);
	if (r->sets[XML_FLOAT].n > 0 || !r->sets[XML_FLOAT].known) {
		xml_floats(r, t, node);
	}
	xml_measure(r, node, &m);
	bool wide = xml_is_wide(r, &m);
	bool apart = !m.something || wide || t->wide || r->habit == XML_SPACE_BETWEEN || xml_is_apart(r, t, node);
	extract_xml_text_owe(t, apart ? 3 : 2);
	if (m.something) {
		t->align = align != XML_AT_LEFT ? align : outer;
		extract_xml_text_inside(r, t, node, how | HOW_FLOATED);
		t->align = outer;
		extract_xml_text_owe(t, 2);
	}
	t->wide = m.something && wide;
	t->before = m.something ? t->last : NULL;
	t->last = m.something ? node : NULL;
}

/* ---- elements ---- */

static void xml_space(struct xml_reader *r, struct xml_text *t, const xmlNode *node)
{
	struct span count = extract_xml_text_setting(r, XML_SPACE, "count", node);
	unsigned long n = count.n > 0 && count.n < 6 ? strtoul(arena_strn(r->a, count.p, count.n), NULL, 10) : 1;
	t->gap = t->gap == 1 ? 0 : t->gap;
	extract_xml_text_pay(r, t);
	extract_xml_text_fill(r, t, (uint32_t)(n < XML_SPACES_MOST ? n : XML_SPACES_MOST));
}

/* "Cherwell District Council" where the page shows a picture; "<jane@cherwell-dc.gov.uk>" behind her name. */
static void xml_picture(struct xml_reader *r, struct xml_text *t, const xmlNode *node)
{
	struct span s = extract_xml_text_setting(r, XML_PICTURE, "text", node);
	if (s.n > 0) {
		extract_xml_text_owe(t, 2);
		xml_mark_at(r, t, t->n, node);
		xml_flow(r, t, arena_strn(r->a, s.p, s.n));
		extract_xml_text_owe(t, 2);
		t->pictured = true;
	}
}

static void xml_link(struct xml_reader *r, struct xml_text *t, const xmlNode *node)
{
	struct span s = extract_xml_text_setting(r, XML_LINK, "text", node);
	if (s.n > 0 && memchr(s.p, '@', s.n) != NULL) {
		extract_xml_text_owe(t, 1);
		xml_flow(r, t, arena_printf(r->a, "<%.*s>", SPAN_F(s)));
	}
}

/* Elements that are no more than a mark in the line. */
static bool xml_is_mark(struct xml_reader *r, struct xml_text *t, const xmlNode *node, unsigned how)
{
	if (extract_xml_text_in(r, XML_SKIP, node) || ((how & HOW_FLOATED) && extract_xml_text_in(r, XML_FLOAT, node))) {
		return true;
	}
	if (!r->form->text) {
		return false;
	}
	if (extract_xml_text_in(r, XML_OFF, node)) {
		t->off = true;
	} else if (extract_xml_text_in(r, XML_ON, node)) {
		t->off = false;
	} else if (extract_xml_text_in(r, XML_TAB, node)) {
		xml_tab(r, t);
	} else if (extract_xml_text_in(r, XML_SPACE, node)) {
		xml_space(r, t, node);
	} else if (extract_xml_text_in(r, XML_BREAK, node)) {
		xml_break(t);
	} else if (extract_xml_text_in(r, XML_PICTURE, node)) {
		xml_picture(r, t, node);
	} else if (extract_xml_text_in(r, XML_INSTEAD, node)) {
		struct span s = extract_xml_text_setting(r, XML_INSTEAD, "text", node);
		xml_flow(r, t, arena_strn(r->a, s.p, s.n));
	} else {
		return false;
	}
	return true;
}

static unsigned xml_how(struct xml_reader *r, const xmlNode *node, unsigned how)
{
	return how | (extract_xml_text_in(r, XML_VERBATIM, node) ? HOW_VERBATIM : 0u) |
	    (r->form->text && extract_xml_text_in(r, XML_SPACES, node) ? HOW_SPACES : 0u);
}

/* Met here when its table is too deep or too large to be laid out. */
static bool xml_is_cell(struct xml_reader *r, const xmlNode *node)
{
	return r->form->text && (extract_xml_text_in(r, XML_CELL, node) || extract_xml_text_in(r, XML_TERM, node));
}

/* As pdftotext marks it: what begins a page may begin another letter. */
static void xml_page(struct xml_reader *r, struct xml_text *t)
{
	if (t->n > 0 && !t->off) {
		extract_xml_text_owe(t, 3);
		extract_xml_text_pay(r, t);
		extract_xml_text_put(r, t, "\f", 1);
	}
}

static void xml_gather(struct xml_reader *r, struct xml_text *t, const xmlNode *node, unsigned how)
{
	if (node->type == XML_ELEMENT_NODE && r->form->text && extract_xml_text_in(r, XML_PAGE, node)) {
		xml_page(r, t);
	}
	if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
		xml_characters(r, t, node, how);
		return;
	}
	if (node->type != XML_ELEMENT_NODE || xml_is_mark(r, t, node, how)) {
		return;
	}
	if (r->form->text && extract_xml_text_in(r, XML_TABLE, node)) {
		extract_xml_table(r, t, node, how);
		return;
	}
	if (r->form->text && extract_xml_text_in(r, XML_PARAGRAPH, node)) {
		xml_paragraph(r, t, node, xml_how(r, node, how));
		return;
	}
	bool apart = extract_xml_text_in(r, XML_BLOCK, node) || (r->form->text && extract_xml_text_in(r, XML_FLOAT, node));
	int gap = apart ? 3 : extract_xml_text_in(r, XML_LINE, node) || xml_is_cell(r, node) ? 2 : 0;
	enum xml_align outer = t->align, align = r->form->text ? xml_align_of(r, node) : XML_AT_LEFT;
	t->align = align != XML_AT_LEFT ? align : outer;
	extract_xml_text_owe(t, gap);
	extract_xml_text_inside(r, t, node, xml_how(r, node, how));
	extract_xml_text_owe(t, gap);
	t->align = outer;
	if (r->form->text && extract_xml_text_in(r, XML_LINK, node)) {
		xml_link(r, t, node);
	}
}

/* "1. " or "- " before an item; its own first line goes on behind it. */
static void xml_item_mark(struct xml_reader *r, struct xml_text *t, const char *mark)
{
	extract_xml_text_owe(t, 2);
	extract_xml_text_pay(r, t);
	extract_xml_text_put(r, t, mark, strlen(mark));
	t->held = t->n;
}

void extract_xml_text_inside(struct xml_reader *r, struct xml_text *t, const xmlNode *node, unsigned how)
{
	unsigned number = 0;
	for (const xmlNode *c = node->children; c != NULL; c = c->next) {
		if (r->form->text && c->type == XML_ELEMENT_NODE) {
			if (extract_xml_text_in(r, XML_NUMBER, c)) {
				xml_item_mark(r, t, arena_printf(r->a, "%u. ", ++number));
			} else if (extract_xml_text_in(r, XML_BULLET, c)) {
				xml_item_mark(r, t, "- ");
			}
		}
		xml_gather(r, t, c, how);
	}
}

/* ---- the door ---- */

void extract_xml_text_add(struct xml_reader *r, struct xml_text *t, xmlNode *node, int gap)
{
	extract_xml_text_owe(t, gap);
	if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
		xml_characters(r, t, node, 0);
		return;
	}
	if (node->type == XML_ELEMENT_NODE || node->type == XML_ATTRIBUTE_NODE) {
		bool verbatim = node->type == XML_ELEMENT_NODE && extract_xml_text_in(r, XML_VERBATIM, node);
		for (const xmlNode *c = node->children; c != NULL; c = c->next) {
			xml_gather(r, t, c, verbatim ? HOW_VERBATIM : 0);
		}
	}
}

struct span extract_xml_text_lines(struct xml_reader *r, xmlNode *node)
{
	struct xml_text t = { .cell = true };
	extract_xml_text_add(r, &t, node, 0);
	return span_trim(span_of(t.p, t.n));
}

struct span extract_xml_text_flat(struct xml_reader *r, struct span s)
{
	struct xml_text t = { 0 };
	if (s.n > 0) {
		xml_flow(r, &t, arena_strn(r->a, s.p, s.n));
	}
	return span_of(t.p, t.n);
}
