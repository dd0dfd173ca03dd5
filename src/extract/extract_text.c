/* extract_text.c - a plain letter, step by step.
 *
 * In: a letter with decoded text. Out: its zones and fields. The order matters: the frame first (other letters inside are
 * out of the way then), who signs before whose the blocks of the header are, references before the subject.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

void extract_text_field(struct extract *x, struct letter_field *f, struct span s, const char *why)
{
	s = span_trim(s);
	if (!s.n)
		return;
	f->text = s;
	f->place = letter_place(x->l, s);
	f->why = why;
}

static void salutation(struct extract *x)
{
	if (x->salutation == EXTRACT_NONE)
		return;
	struct span s = x->segs.v[x->salutation_seg].text;
	const char *comma = memchr(s.p, ',', s.n);
	if (s.n > 120 && comma)
		s = extract_words_before(s, comma);
	while (s.n && (s.p[s.n - 1] == ',' || s.p[s.n - 1] == ':'))
		s.n--;
	extract_text_field(x, &x->l->salutation, s, "before the body");
}

static void valediction(struct extract *x)
{
	if (x->has_valediction && x->lines.v[x->close].n)
		extract_text_field(x, &x->l->valediction, x->segs.v[x->lines.v[x->close].first].text, "after the body");
}

struct greeted { struct extract *x; struct span whole; struct span at[8]; uint32_t n; };

static bool take_greeted(void *user, const struct know_hit *hit)
{
	struct greeted *g = user;
	if (g->n < 8)
		g->at[g->n++] = hit->written;
	return g->n < 8;
}

/* "Dear Braintree District Council and Uttlesford District Council": each name is a whole item between commas and "and". */
static bool are_items(struct greeted *g)
{
	struct span word;
	if (g->n < 2)
		return false;
	for (uint32_t i = 0; i < g->n; i++) {
		const char *from = span_end(g->at[i]), *to = i + 1 < g->n ? g->at[i + 1].p : span_end(g->whole);
		struct span rest = extract_words_strip(span_of(from, from < to ? (size_t)(to - from) : 0));
		while (span_word(&rest, &word))
			if (!span_is(extract_words_strip(word), "and") && !span_is(word, "&") && !span_is(extract_words_strip(word), ""))
				return false;
	}
	struct span before = extract_words_before(g->whole, g->at[0].p);
	return extract_bytes_words(before) <= 2;
}

static bool greets_bodies(struct extract *x, struct span s)
{
	struct greeted g = { .x = x, .whole = s };
	struct span at;
	if (!extract_words_at(x, CLASS_SALUTATION, s, &at))
		return false;
	g.whole = extract_words_after(s, at);
	know_names_scan(x->k, &g.whole, 1, take_greeted, &g);
	if (!are_items(&g))
		return false;
	for (uint32_t i = 0; i < g.n; i++)
		extract_party_to(x, g.at[i], LETTER_ZONE_TO, LETTER_RECIPIENT, "one of those who are greeted");
	return true;
}

/* "Dear Colleague", "Dear Sir or Madam": nobody in particular. */
static bool greets_anybody(const struct extract *x, struct span s)
{
	struct span at;
	struct token t;
	know_agent agents[EXTRACT_AGENTS];
	if (!extract_words_at(x, CLASS_SALUTATION, s, &at) || extract_party_agents(x, s, agents))
		return false;
	s = extract_words_after(s, at);
	while (token_next(&s, &t))
		if (t.capital && !extract_words_at(x, CLASS_PLURAL, t.written, &at))
			return false;
	return true;
}

/* After the addressees: with one of them, he is who is greeted. Every line of a double salutation is one piece. */
static void salutation_zone(struct extract *x)
{
	struct letter_field *f = &x->l->salutation;
	if (!f->text.n || (x->recipients && greets_anybody(x, f->text)) || (!x->recipients && greets_bodies(x, f->text)))
		return;
	struct letter_zone *z = letter_zone_add(x->l, LETTER_ZONE_SALUTATION, LETTER_RECIPIENT, f->text, "the salutation");
	for (uint32_t i = x->salutation + 1; i < x->body && i < x->salutation + 6; i++)
		if (x->lines.v[i].n && extract_frame_salutation(x, x->lines.v[i].text, true))
			letter_zone_more(x->l, z, x->lines.v[i].text);
	z->weak = true;
}

static void body_zone(struct extract *x, uint32_t from, uint32_t to)
{
	while (from < to && x->lines.v[from].blank)
		from++;
	while (to > from && x->lines.v[to - 1].blank)
		to--;
	if (from >= to)
		return;
	const char *p = x->lines.v[from].text.p, *end = span_end(x->lines.v[to - 1].text);
	if (to == x->lines.n && x->truncated)
		end = span_end(x->text);
	letter_zone_add(x->l, LETTER_ZONE_BODY, LETTER_MENTIONED, span_of(p, (size_t)(end - p)), "the body");
}

/* The body is what stands between subject and close; quoted lines in it are in no zone of the body. */
static void body(struct extract *x)
{
	uint32_t to = x->close < x->disclaimers ? x->close : x->disclaimers, run = x->body;
	if (x->body >= to)
		return;
	const char *p = x->lines.v[x->body].text.p, *end = span_end(x->lines.v[to - 1].text);
	if (to == x->lines.n && x->truncated)
		end = span_end(x->text);
	x->l->body = span_trim(span_of(p, (size_t)(end - p)));
	for (uint32_t i = x->body; i <= to; i++)
		if (i == to || x->lines.v[i].quoted) {
			body_zone(x, run, i);
			run = i + 1;
		}
}

static bool page_foot(struct extract *x, struct span s)
{
	struct pattern_match m;
	if (!extract_words_match(x, PATTERN_POSTCODE, s, 0, &m) && !extract_words_match(x, PATTERN_PHONE, s, 0, &m))
		return false;
	letter_zone_add(x->l, LETTER_ZONE_FOOTER, LETTER_SENDER, s, "at the foot of a page")->weak = true;
	extract_party_domains(x, s, LETTER_SENDER, 0, "at the foot of a page");
	return true;
}

/* Lines at the foot of a page inside the body: an address with a web site, between form feeds or alone. */
static void page_feet(struct extract *x)
{
	for (uint32_t i = 0; i < x->feet.n; i++)
		page_foot(x, x->feet.v[i]);
	for (uint32_t i = x->body, n = 0; i < x->close && i < x->lines.n && n < 20; i++) {
		const struct extract_line *line = &x->lines.v[i];
		bool alone = i + 1 >= x->lines.n || x->lines.v[i + 1].blank || x->lines.v[i + 1].page || x->lines.v[i + 1].feed;
		if (line->blank || line->quoted || !alone || line->text.n > 220 || !span_find(line->text, "www."))
			continue;
		n += page_foot(x, line->text);
	}
}

/* "FAO Jane Doe" on a line of its own and one address: she belongs to it. */
static void one_group(struct extract *x)
{
	uint32_t group = 0;
	for (uint32_t i = 0; i < x->l->zones.n && x->recipients == 1; i++)
		if (x->l->zones.v[i].role == LETTER_RECIPIENT && x->l->zones.v[i].group)
			group = x->l->zones.v[i].group;
	for (uint32_t i = 0; i < x->l->addressees.n; i++)
		if (!x->l->addressees.v[i].group)
			x->l->addressees.v[i].group = group;
}

/* The beginning of the line in which p stands. */
static size_t line_begins(struct span text, const char *p)
{
	size_t at = (size_t)(p - text.p);
	while (at > 0 && text.p[at - 1] != '\n' && text.p[at - 1] != '\r' && text.p[at - 1] != '\f')
		at--;
	return at;
}

/* Letters behind this one are the next ones' matter: text and lines end before them. */
static void part_of(struct extract *x, struct span text)
{
	bool follows = x->follows != EXTRACT_NONE && text.p == x->l->text.p && text.n == x->l->text.n;
	const char *at = follows ? x->lines.v[x->follows].text.p : NULL;
	struct span was = x->was;	/* before it was laid out anew */
	size_t kept = follows ? line_begins(was, extract_layout_was(x->layout, at)) : text.n;
	if (was.p != text.p && text.p == x->l->text.p && text.n == x->l->text.n)
		x->l->text = was;	/* mended: same length and lines, places stay */
	letter_part(x->l, follows ? span_of(text.p + kept, text.n - kept) : span_of(NULL, 0));
	if (follows) {
		extract_frame_is_mail(x);	/* by the lines behind it, too, as all of them were looked at */
		x->lines.n = x->end = x->follows;
		x->truncated = false;
		x->text.n = line_begins(x->text, at);
		x->l->text.n = kept;
	}
	if (x->l->text.p == was.p)
		linemap_init(&x->l->lines, x->l->text);
	if (x->l->text.p == was.p && x->layout)
		extract_layout_trace(x);
}

/* The text's first lines, so many at most. */
static struct span first_lines(struct span text, uint32_t most)
{
	struct span rest = text, line;
	for (uint32_t i = 0; i < most && span_line(&rest, &line); i++)
		;
	return span_of(text.p, text.n - rest.n);
}

/* The lines of the text, so many at most, and their frame. */
static struct extract *frame(struct letter *l, struct span text, bool message, bool addressed, uint32_t most)
{
	struct extract *x = ARENA_NEW(l->arena, struct extract);
	x->message = message;
	x->addressed = addressed;
	x->l = l;
	x->k = l->know;
	x->a = l->arena;
	x->most = most;
	x->memo = extract_memo_of(x->k);
	extract_words_begin(x);
	if (!know_reads(x->k, text))	/* an XML record's text may be at hand already */
		know_read(x->k, text);
	x->text = extract_repair(x, text);
	if (x->text.p != text.p)
		know_read(x->k, x->text);
	x->was = x->text;
	extract_lines_cut(x);
	extract_layout_settle(x);
	extract_frame_find(x);
	return x;
}

static void read_text(struct letter *l, struct span text, bool message, bool addressed)
{
	static const uint32_t looks[] = { EXTRACT_PART_LINES, 4 * EXTRACT_PART_LINES };
	struct extract *x = NULL;
	for (size_t i = 0; i < sizeof looks / sizeof *looks && l->part && !x; i++) {
		struct span head = first_lines(text, looks[i]);
		x = frame(l, head, message, addressed, looks[i]);
		if (head.n < text.n && x->follows == EXTRACT_NONE)
			x = NULL;
	}
	if (!x)
		x = frame(l, text, message, addressed, EXTRACT_LINES);
	l->answers_date = l->date = WHEN_UNKNOWN;
	part_of(x, text);
	salutation(x);
	valediction(x);
	extract_label_values(x, 0, x->header_end);
	extract_label_bare(x, 0, x->header_end);
	extract_block_build(x, 0, x->header_end);
	x->header_blocks = x->blocks.n;
	extract_sign_read(x);
	extract_header_read(x);
	salutation_zone(x);
	extract_date_read(x);
	extract_refs_read(x);
	extract_subject_read(x);
	body(x);
	page_feet(x);
	extract_cc_read(x);
	extract_sign_foot(x);
	extract_sign_behalf(x);
	one_group(x);
	extract_refs_answers(x);
	extract_quote_zones(x);
	extract_kind_read(x);
	if (l->services.n == 0)		/* else told by fields */
		extract_service_read(x);
}

void extract_text_plain(struct letter *l, struct span text)
{
	read_text(l, text, false, false);
}

void extract_text_message(struct letter *l, struct span text, bool addressed)
{
	read_text(l, text, true, addressed);
}

void extract_letter(struct letter *l)
{
	if (l->doc)
		extract_xml(l);
	else
		extract_text_plain(l, l->text);
}
