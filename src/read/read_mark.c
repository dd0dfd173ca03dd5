/* read_mark.c - acceptances that stand in letters; DESIGN section 8.
 *
 *	<?samedesk accept rule="…" reason="…" by="…" until="2027-03-31"?>		XML: outside the root of all letters, in an element of what is in it
 *	X-Samedesk-Accept: rule=…; reason="…"; by="…"; until=2027-03-31		mail: of the message
 *
 * In: instructions and headers. Out: marks, on the letters that they are of; what is wrong with one is noted, and said by who uses it.
 * Whether there is such a rule, what it accepts and whether it has run out is not asked here.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

struct read_marks {
	struct read_job *job;
	struct xml_instructions found;
	struct letter_mark *v;		/* as many as found.list */
	uint32_t first;			/* that is not before the record at hand */
	struct map within;		/* where an element begins to the first mark that stands in it and in no other below it */
	uint32_t *next;			/* of each mark: the next such one */
	uint32_t outside;		/* the first outside the root */
	bool limited;			/* said */
};

/* --- what it says --- */

static bool mark_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';';
}

static struct span mark_skip(struct span s)
{
	while (s.n > 0 && mark_blank(s.p[0])) {
		s = span_of(s.p + 1, s.n - 1);
	}
	return s;
}

static struct span mark_cut(struct span *rest, size_t n)
{
	struct span cut = span_of(rest->p, n);
	*rest = span_of(rest->p + n, rest->n - n);
	return cut;
}

/* A word, or what stands between quotation marks. False: they do not close. */
static bool mark_value(struct span *rest, struct span *value)
{
	char quote = rest->n > 0 ? rest->p[0] : ' ';
	size_t n = 0;
	if (quote == '"' || quote == '\'') {
		const char *close = memchr(rest->p + 1, quote, rest->n - 1);
		n = close != NULL ? (size_t)(close - rest->p) - 1 : 0;
		mark_cut(rest, 1);
		*value = mark_cut(rest, n);
		mark_cut(rest, close != NULL ? 1 : 0);
		return close != NULL;
	}
	while (n < rest->n && !mark_blank(rest->p[n])) {
		n++;
	}
	*value = mark_cut(rest, n);
	return true;
}

/* The characters that XML escapes in an attribute, for an instruction looks like one. */
static const char *mark_text(struct arena *a, struct span s)
{
	static const struct { const char *name; char c; } names[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' } };
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (s = span_trim(s); s.n > 0;) {
		size_t k = 0;
		while (k < sizeof names / sizeof *names && !span_starts(s, names[k].name)) {
			k++;
		}
		bool named = k < sizeof names / sizeof *names;
		out[n++] = named ? names[k].c : s.p[0];
		mark_cut(&s, named ? strlen(names[k].name) : 1);
	}
	out[n] = '\0';
	return out;
}

static const char **mark_slot(struct letter_acceptance *t, struct span key)
{
	return span_is(key, "rule") ? &t->rule : span_is(key, "reason") ? &t->reason : span_is(key, "by") ? &t->by : span_is(key, "until") ? &t->until : NULL;
}

/* NULL, or why it is none. */
static const char *mark_words(struct arena *a, struct span rest, struct letter_acceptance *t)
{
	for (rest = mark_skip(rest); rest.n > 0; rest = mark_skip(rest)) {
		struct span key = span_of(rest.p, 0), value;
		while (key.n < rest.n && !mark_blank(rest.p[key.n]) && rest.p[key.n] != '=') {
			key.n++;
		}
		mark_cut(&rest, key.n);
		rest = span_trim(rest);
		const char **slot = mark_slot(t, key);
		if (slot == NULL || rest.n == 0 || rest.p[0] != '=') {
			return arena_printf(a, "'%.*s' is none of rule=, reason=, by=, until=", SPAN_F(key));
		}
		mark_cut(&rest, 1);
		rest = span_trim(rest);
		if (**slot != '\0' || !mark_value(&rest, &value)) {
			return arena_printf(a, **slot != '\0' ? "'%.*s' is given twice" : "the quotation mark behind '%.*s' does not close", SPAN_F(key));
		}
		*slot = mark_text(a, value);
	}
	return NULL;
}

static const char *mark_fault(struct arena *a, const struct letter_acceptance *t)
{
	struct date until;
	if (*t->rule == '\0') {
		return "it names no rule";
	}
	if (*t->reason == '\0') {
		return arena_printf(a, "no reason is given for rule '%s'", t->rule);
	}
	if (*t->until != '\0' && !date_parse(span_str(t->until), &until)) {
		return arena_printf(a, "until '%s' is no date (2027, 2027-03 or 2027-03-31)", t->until);
	}
	return NULL;
}

/* words: with "accept" before them, or without. */
static void mark_read(struct arena *a, struct span words, bool instruction, struct letter_mark *m)
{
	struct span first, rest = words;
	m->told.in_letter = true;
	m->told.rule = m->told.reason = m->told.by = m->told.until = "";
	m->used = TRI_NO;
	bool accept = span_word(&rest, &first) && span_is(first, "accept");
	if (!accept && instruction) {
		m->fault = first.n > 0 ? arena_printf(a, "'%.*s' is none of its instructions: accept", SPAN_F(first)) : "it says nothing";
		return;
	}
	m->fault = mark_words(a, accept ? rest : words, &m->told);
	m->fault = m->fault != NULL ? m->fault : mark_fault(a, &m->told);
}

/* --- XML --- */

static struct span marks_key(const size_t *at)
{
	return span_of((const char *)at, sizeof *at);
}

static void marks_note(struct read_marks *m, uint32_t i)
{
	uint32_t around = m->found.list.v[i].around;
	uint32_t *first = &m->outside, was = m->outside;
	if (around != UINT32_MAX) {
		struct span key = marks_key(&m->found.around.v[around].from);
		was = map_get(&m->within, key);
		map_put(&m->within, key, i);
	} else {
		*first = i;
	}
	m->next[i] = was != MAP_NONE ? was : UINT32_MAX;
}

static void marks_fill(struct read_marks *m, uint32_t i, struct linemap *lines)
{
	const struct xml_instruction *in = &m->found.list.v[i];
	const struct xml_around *around = in->around != UINT32_MAX ? &m->found.around.v[in->around] : NULL;
	m->v[i].from = around != NULL ? around->from : 0;
	m->v[i].to = around != NULL ? around->to : SIZE_MAX;
	m->v[i].told.path = m->job->path;
	linemap_at(lines, m->job->file_arena, in->at, &m->v[i].told.line, &m->v[i].told.column);
	mark_read(m->job->file_arena, in->words, true, &m->v[i]);
}

struct read_marks *read_marks_xml(struct read_job *job, struct span text, struct linemap *lines)
{
	struct arena *a = job->file_arena;
	struct read_marks *m = ARENA_NEW(a, struct read_marks);
	m->job = job;
	m->outside = UINT32_MAX;
	if (!xml_instructions(a, text, "samedesk", LIMIT_ACCEPTANCES, &m->found)) {
		diag_at(job->sink, DIAG_ACCEPT_LIMIT, job->path, 0, 0, "at most %u", LIMIT_ACCEPTANCES);
	}
	uint32_t n = m->found.list.n;
	if (n > 0) {
		map_init(&m->within, a);
		m->v = ARENA_NEWS(a, struct letter_mark, n);
		m->next = ARENA_NEWS(a, uint32_t, n);
	}
	for (uint32_t i = 0; i < n; i++) {
		marks_fill(m, i, lines);
	}
	for (uint32_t i = n; i-- > 0;) {	/* backwards, so that the first comes first */
		marks_note(m, i);
	}
	return m;
}

/* Does the instruction stand in the element that begins there? */
static bool marks_within(const struct read_marks *m, uint32_t i, size_t record)
{
	for (uint32_t e = m->found.list.v[i].around; e != UINT32_MAX; e = m->found.around.v[e].parent) {
		if (m->found.around.v[e].from == record) {
			return true;
		}
	}
	return false;
}

static void marks_shared(struct read_marks *m, struct letter *l, uint32_t i, bool many)
{
	for (uint32_t given = 0; i != UINT32_MAX; i = m->next[i]) {
		if (many && ++given > LIMIT_ACCEPTANCES_SHARED) {
			if (!m->limited) {
				diag_at(m->job->sink, DIAG_ACCEPT_LIMIT, m->job->path, m->v[i].told.line, m->v[i].told.column, "at most %u of several letters",
				    LIMIT_ACCEPTANCES_SHARED);
			}
			m->limited = true;
			return;
		}
		*vec_push(l->arena, &l->marks) = &m->v[i];
	}
}

/* Records are met in the order of the document. */
void read_marks_of(struct read_marks *m, struct letter *l, bool many)
{
	size_t record = xml_offset(l->record);
	if (m->found.list.n == 0) {
		return;
	}
	marks_shared(m, l, m->outside, many);
	for (const xmlNode *n = l->record->parent; n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent) {
		size_t at = xml_offset(n);
		uint32_t i = map_get(&m->within, marks_key(&at));
		marks_shared(m, l, i != MAP_NONE ? i : UINT32_MAX, many);
	}
	for (; m->first < m->found.list.n && (m->found.list.v[m->first].at < record || marks_within(m, m->first, record)); m->first++) {
		if (marks_within(m, m->first, record)) {
			m->v[m->first].member = many ? arena_str(m->job->file_arena, l->member) : NULL;
			*vec_push(l->arena, &l->marks) = &m->v[m->first];
		}
	}
}

void read_marks_named(struct read_marks *m, const struct letter *l)
{
	for (uint32_t i = m->first; i-- > 0 && m->v[i].member != NULL && marks_within(m, i, xml_offset(l->record));) {
		m->v[i].member = arena_str(m->job->file_arena, l->member);
	}
}

void read_marks_end(struct read_marks *m, struct read_job *job)
{
	for (uint32_t i = 0; i < m->found.list.n && job->mark != NULL; i++) {
		job->mark(job->user, &m->v[i]);
	}
}

/* --- mail --- */

struct letter_mark *read_mark_header(struct arena *a, struct span value)
{
	struct letter_mark *m = ARENA_NEW(a, struct letter_mark);
	m->to = SIZE_MAX;
	mark_read(a, value, false, m);
	return m;
}
