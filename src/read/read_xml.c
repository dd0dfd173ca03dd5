/* read_xml.c - XML: which format of rules/formats/ it is in, and its letters one by one; DESIGN section 4.
 *
 * In: decoded text. Out: letters with document, record and format, nothing extracted. What the format's paths find in
 * a record is left to extract/.
 *
 * Choosing. Formats are asked from the highest priority down. One without `records` fits when its `when` is true of the
 * document. One with `records` fits when the document holds at least two: a document with one is a letter in
 * itself, and its text matters; only when no other format fits does one record do.
 *
 * A root without a namespace counts as of the namespace that the formats for its name want: exports lose it.
 *
 * Memory. A small file is parsed once, into a tree. A large one is streamed when a format with `records`
 * fits (two quick passes: one stops at the second record), so that its size does not count. Where elements that are called like records and are none stand
 * deep inside one another, a stream would read each level anew: then the rest is read from a tree, which remembers.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

/* Up to here a tree costs little, and one pass is faster than two. */
#define XML_SMALL_BYTES (1u << 20)

struct xml_file {
	struct read_job *job;
	const struct read_source *source;
	struct read_source mended;	/* what source is, once it was looked at for what XML forbids */
	struct linemap lines;		/* line starts found once, for all letters */
	struct letter_file shared;
	xmlDoc *doc;			/* NULL while streaming */
	struct span root, uri;
	size_t root_at;
	know_index format;
	const struct know_format *f;
	long n;				/* letters given */
	int wanted;			/* records still to be met before a format fits */
	bool fits;			/* one was found for the document */
	bool many;			/* the format has records: letters have numbers */
	bool stopped;			/* take() had enough */
	bool nested;			/* may-be records stand inside one another too deep for a stream */
	const char *const *ns;
	const struct xml_xpath *mine;	/* what must be true of a record; NULL: nothing */
	VEC(xmlNode *) records;		/* of a tree */
	bool rendered;			/* the document was not read from the text */
	const char *name;		/* of the format, when it is not the format's own; else NULL */
	struct read_marks *marks;	/* NULL: there can be none */
};

bool read_xml_mine(struct span text)
{
	return read_sniff_xml(text);
}

static const char *xml_str(struct xml_file *x, know_text t)
{
	return know_str(x->job->know, t);
}

/* The format's prefixes as parts/xml.h takes them. */
static const char *const *xml_ns(struct xml_file *x, const struct know_format *f, struct arena *a)
{
	const char **ns = arena_alloc(a, (f->ns.n + 1) * sizeof *ns);
	for (uint32_t i = 0; i < f->ns.n; i++) {
		ns[i] = xml_str(x, know_item(x->job->know, f->ns, i));
		ns[i] = strcmp(ns[i], "*") == 0 ? arena_strn(a, x->uri.p, x->uri.n) : ns[i];	/* the root's own */
	}
	return ns;
}

static bool xml_floats(struct xml_file *x, const struct know_format *f)
{
	for (uint32_t i = 0; i < f->ns.n; i++) {
		if (strcmp(xml_str(x, know_item(x->job->know, f->ns, i)), "*") == 0) {
			return true;
		}
	}
	return false;
}

static bool xml_root_fits(struct xml_file *x, const struct know_format *f)
{
	const char *name = xml_str(x, f->root), *uri = xml_str(x, f->root_ns);
	return (*name == '\0' || span_is(x->root, name)) && (strcmp(uri, "*") == 0 || span_is(x->uri, uri));
}

/* ---- one letter ---- */

static const char *xml_member(struct xml_file *x, xmlNode *record)
{
	const char *of = x->source->member;
	if (!x->many) {
		return of;
	}
	const char *id = xml_attr(x->job->letter_arena, record, (const char *)XML_XML_NAMESPACE, "id");
	const char *name = id != NULL && *id != '\0' ? id : arena_printf(x->job->letter_arena, "%ld", x->n + 1);
	return *of == '\0' ? name : arena_printf(x->job->letter_arena, "%s/%s", of, name);
}

static bool xml_give(struct xml_file *x, xmlNode *record)
{
	struct read_job *job = x->job;
	struct letter *l = letter_new(job->letter_arena, job->know, job->sink, job->path);
	l->member = xml_member(x, record);
	l->format = x->name != NULL ? x->name : xml_str(x, x->f->id);
	l->format_index = x->format;
	l->encoding = x->source->encoding;
	l->text = x->source->text;
	l->lines = x->lines;
	l->rendered = x->rendered;
	l->doc = record->doc;
	l->record = record;
	l->file = &x->shared;
	if (x->marks != NULL) {
		read_marks_of(x->marks, l, x->many);
	}
	x->n++;
	x->shared.record_number = x->doc == NULL ? (uint32_t)x->n : 0;
	x->stopped = !job->take(job->user, l);
	if (x->marks != NULL) {
		read_marks_named(x->marks, l);
	}
	arena_clear(job->letter_arena);
	return !x->stopped;
}

/* ---- a tree ---- */

/* What is asked of a document before a format is chosen, compiled. A format whose prefixes stand for the root's own namespace is bound to
 * none. */
struct xml_choice { struct xml_xpath *when, *records; };

/* Kept with the hand on knowledge, where there is one. NULL: it cannot be compiled, said. */
static struct xml_xpath *xml_compiled(struct xml_file *x, know_index format, bool records)
{
	const struct know *k = x->job->know;
	const struct know_kept *kept = know_kept(k);
	const struct know_format *f = know_format(k, format);
	struct arena *a = kept != NULL ? kept->arena : x->job->file_arena;
	struct xml_choice *c = kept != NULL ? kept->chosen[format] : NULL;
	const char *why = NULL;
	if (c == NULL) {
		c = ARENA_NEW(a, struct xml_choice);
	}
	if (kept != NULL) {
		kept->chosen[format] = c;
	}
	struct xml_xpath **slot = records ? &c->records : &c->when;
	if (*slot == NULL) {
		const char *text = xml_str(x, records ? f->records : f->when);
		*slot = xml_xpath_bind(a, kept != NULL && !xml_floats(x, f) ? kept->names : NULL, text, xml_ns(x, f, a), &why);
	}
	if (*slot == NULL) {
		diag_at(x->job->sink, DIAG_KNOW_XPATH, x->job->path, 0, 0, "format '%s': %s", xml_str(x, f->id), why);
	}
	return *slot;
}

/* False: it could not be evaluated, said. */
static bool xml_evaluate(struct xml_file *x, know_index format, bool records, struct xml_answer *out)
{
	struct arena *a = x->job->file_arena;
	const struct know_format *f = know_format(x->job->know, format);
	struct xml_xpath *p = xml_compiled(x, format, records);
	if (p == NULL) {
		return false;
	}
	struct xml_eval *e = xml_eval_new(a, x->doc, xml_ns(x, f, a));
	bool good = xml_eval_ask(e, p, xmlDocGetRootElement(x->doc), out);
	if (!good) {
		diag_at(x->job->sink, DIAG_KNOW_XPATH, x->job->path, 0, 0, "format '%s': %s", xml_str(x, f->id), xml_eval_error(e));
	}
	return good;
}

static bool xml_has_records(struct xml_file *x, const struct know_format *f)
{
	return *xml_str(x, f->records) != '\0' || *xml_str(x, f->named) != '\0';
}

/* What is asked of each record. False: it cannot be compiled, said. */
static bool xml_mine_compile(struct xml_file *x, know_index format)
{
	const struct know_format *f = know_format(x->job->know, format);
	bool asks = *xml_str(x, f->when) != '\0';
	x->mine = asks ? xml_compiled(x, format, false) : NULL;
	if (asks && x->mine == NULL) {
		return false;
	}
	x->f = f;
	x->ns = xml_ns(x, f, x->job->file_arena);
	return true;
}

/* Asked in the letter's arena, which is empty before its letter is made. */
static bool xml_mine(void *user, xmlNode *element)
{
	struct xml_file *x = user;
	if (x->mine == NULL) {
		return true;
	}
	struct xml_eval *e = xml_eval_new(x->job->letter_arena, element->doc, x->ns);
	if (x->doc == NULL) {
		xml_eval_record(e, element);
	}
	bool yes = xml_eval_test(e, x->mine, element) == 1;
	arena_clear(x->job->letter_arena);
	return yes;
}

/* The innermost elements that are records, in the order of the document. True: there is one. */
static bool xml_collect(struct xml_file *x, const char *names, xmlNode *element)
{
	bool some = false;
	for (xmlNode *c = element->children; c != NULL; c = c->next) {
		some |= c->type == XML_ELEMENT_NODE && xml_collect(x, names, c);
	}
	if (!some && xml_named(element, names) && xml_mine(x, element)) {
		*vec_push(x->job->file_arena, &x->records) = element;
		some = true;
	}
	return some;
}

static void xml_find_records(struct xml_file *x, know_index format)
{
	const struct know_format *f = know_format(x->job->know, format);
	x->records.n = 0;
	if (!xml_mine_compile(x, format)) {
		return;
	}
	if (*xml_str(x, f->named) != '\0') {
		xml_collect(x, xml_str(x, f->named), xmlDocGetRootElement(x->doc));
		return;
	}
	struct xml_answer found;
	if (!xml_evaluate(x, format, true, &found)) {
		return;
	}
	for (uint32_t i = 0; i < found.n; i++) {
		if (xml_mine(x, found.nodes[i])) {
			*vec_push(x->job->file_arena, &x->records) = found.nodes[i];
		}
	}
}

static bool xml_tree_fits(struct xml_file *x, know_index format, int least)
{
	const struct know_format *f = know_format(x->job->know, format);
	if (!xml_root_fits(x, f)) {
		return false;
	}
	if (xml_has_records(x, f)) {
		xml_find_records(x, format);
		return x->records.n >= (uint32_t)least;
	}
	struct xml_answer found;
	return *xml_str(x, f->when) == '\0' || (xml_evaluate(x, format, false, &found) && found.truth);
}

static bool xml_choose(struct xml_file *x, bool (*fits)(struct xml_file *x, know_index format, int least), int least)
{
	for (know_index i = 0; i < know_format_count(x->job->know); i++) {
		const struct know_format *f = know_format(x->job->know, i);
		if (fits(x, i, least)) {
			x->format = i;
			x->f = f;
			x->many = xml_has_records(x, f);
			return true;
		}
	}
	return false;
}

static long xml_give_tree(struct xml_file *x)
{
	if (!x->many) {
		xml_give(x, xmlDocGetRootElement(x->doc));
		return x->n;
	}
	linemap_count(&x->lines, x->job->file_arena);
	for (uint32_t i = 0; i < x->records.n && !x->stopped; i++) {
		xml_give(x, x->records.v[i]);
	}
	return x->n;
}

/* Nothing fits: is at least the root one that some format names? */
static long xml_say_none(struct xml_file *x)
{
	bool known = false;
	uint32_t line, column;
	for (know_index i = 0; i < know_format_count(x->job->know); i++) {
		const struct know_format *f = know_format(x->job->know, i);
		known = known || (*xml_str(x, f->root) != '\0' && xml_root_fits(x, f));
	}
	linemap_at(&x->lines, x->job->file_arena, x->root_at, &line, &column);
	diag_at(x->job->sink, known ? DIAG_LETTER_NONE : DIAG_FORMAT_UNKNOWN, x->job->path,
	    line, column, "root '%.*s'%s%.*s%s", SPAN_F(x->root), x->uri.n > 0 ? " in namespace '" : " in no namespace",
	    SPAN_F(x->uri), x->uri.n > 0 ? "'" : "");
	return -1;
}

static struct span xml_span(const xmlChar *s)
{
	return span_str((const char *)s);
}

/* The namespace of the formats that want a root of this name: NULL when one takes it without. */
static const char *xml_lost_namespace(struct xml_file *x)
{
	const char *uri = NULL;
	for (know_index i = 0; i < know_format_count(x->job->know); i++) {
		const struct know_format *f = know_format(x->job->know, i);
		const char *wanted = xml_str(x, f->root_ns);
		if (!span_is(x->root, xml_str(x, f->root))) {
			continue;
		}
		if (*wanted == '\0' || strcmp(wanted, "*") == 0) {
			return NULL;
		}
		uri = uri != NULL ? uri : wanted;
	}
	return uri;
}

/* The document's root is looked at, and its format chosen. False: none fits. */
static bool xml_open(struct xml_file *x, xmlDoc *doc)
{
	xmlNode *root = xmlDocGetRootElement(doc);
	if (x->doc == doc) {
		return x->fits;
	}
	x->doc = doc;
	x->root = xml_span(root->name);
	x->uri = xml_span(root->ns != NULL ? root->ns->href : NULL);
	x->root_at = xml_offset(root);
	const char *lost = x->uri.n == 0 ? xml_lost_namespace(x) : NULL;
	if (lost != NULL) {
		xml_adopt(x->job->file_arena, x->doc, lost);
		x->uri = span_str(lost);
	}
	x->fits = xml_choose(x, xml_tree_fits, 2) || xml_choose(x, xml_tree_fits, 1);
	return x->fits;
}

static long xml_letters_of(struct xml_file *x, xmlDoc *doc)
{
	if (doc == NULL || xmlDocGetRootElement(doc) == NULL) {
		return -1;
	}
	return xml_open(x, doc) ? xml_give_tree(x) : xml_say_none(x);
}

/* Bodies of messages in an archive are decoded where they stand: the document is changed. */
static bool xml_is_changed(struct xml_file *x)
{
	for (uint32_t i = 0; i < x->f->fields.n; i++) {
		const struct know_format_field *field = know_format_field(x->job->know, know_item(x->job->know, x->f->fields, i));
		if (strcmp(xml_str(x, field->name), "mailbox") == 0) {
			return true;
		}
	}
	return false;
}

long read_xml_document(struct read_job *job, const struct read_source *source, xmlDoc *doc, const char *format)
{
	struct xml_file x = { .job = job, .source = source, .shared = { .arena = job->file_arena }, .rendered = true, .name = format };
	linemap_init(&x.lines, source->text);
	return xml_letters_of(&x, doc);
}

/* ---- a stream ---- */

static bool xml_pass(struct xml_file *x, const struct know_format *f, struct diag_sink *sink, bool lean, bool (*record)(void *user, xmlNode *element))
{
	const struct read_job *job = x->job;
	if (*xml_str(x, f->named) != '\0') {
		return xml_read_named(x->source->text, job->path, sink, xml_str(x, f->named), xml_mine, record, x, &x->nested);
	}
	return xml_read_records(job->file_arena, x->source->text, job->path, sink, xml_str(x, f->records), x->ns, lean, xml_mine, record, x);
}

static bool xml_tally_one(void *user, xmlNode *record)
{
	struct xml_file *x = user;
	(void)record;
	return --x->wanted > 0;
}

static bool xml_stream_fits(struct xml_file *x, know_index format, int least)
{
	const struct know_format *f = know_format(x->job->know, format);
	struct diag_sink mute = { 0 };	/* what is wrong is said by the pass that counts */
	if (!xml_has_records(x, f) || !xml_root_fits(x, f) || !xml_mine_compile(x, format)) {
		return false;
	}
	x->wanted = least;
	xml_pass(x, f, &mute, true, xml_tally_one);
	return x->wanted <= 0 || x->nested;	/* asked further down */
}

static bool xml_take_record(void *user, xmlNode *record)
{
	return xml_give(user, record);
}

/* What XML forbids is looked for where it matters: in what streams, and in what the quick parser would not read. */
static void xml_mend(struct xml_file *x)
{
	if (x->source != &x->mended) {
		x->mended = *x->source;
		x->mended.text = read_xml_mend(x->job, x->source->text, &x->lines);
		x->source = &x->mended;
	}
}

static bool xml_streams(struct xml_file *x)
{
	struct span prefix;
	if (x->source->text.n <= XML_SMALL_BYTES) {
		return false;
	}
	xml_mend(x);
	return xml_peek_root(x->job->file_arena, x->source->text, &x->root, &prefix, &x->uri)
	    && xml_choose(x, xml_stream_fits, 2) && !x->nested;
}

static bool xml_too_large(struct xml_file *x)
{
	const struct read_job *job = x->job;
	size_t n = x->source->text.n;
	if (n > LIMIT_TREE_BYTES) {
		diag_at(job->sink, DIAG_FILE_TOO_LARGE, job->path, 0, 0, "%zu bytes of XML that cannot be streamed, at most %u MiB", n, LIMIT_TREE_BYTES >> 20);
	}
	return n > LIMIT_TREE_BYTES;
}

/* Records that stand in none another close in the order in which they begin: those given are the first. */
static long xml_stream_rest(struct xml_file *x)
{
	x->doc = xml_too_large(x) ? NULL : xml_read(x->job->file_arena, x->source->text, x->job->path, x->job->sink);
	if (x->doc == NULL) {
		return -1;
	}
	xml_find_records(x, x->format);
	for (uint32_t i = (uint32_t)x->n; i < x->records.n && !x->stopped; i++) {
		xml_give(x, x->records.v[i]);
	}
	return x->n;
}

static long xml_stream(struct xml_file *x)
{
	linemap_count(&x->lines, x->job->file_arena);
	bool good = xml_pass(x, x->f, x->job->sink, false, xml_take_record);
	if (good && x->nested) {
		return xml_stream_rest(x);
	}
	return good ? x->n : -1;
}

/* A tree that could not be made, which was said: the records that stand before the fault, as of a stream. */
static long xml_before_fault(struct xml_file *x)
{
	struct span prefix;
	struct diag_sink mute = { 0 };
	x->doc = NULL;
	if (xml_peek_root(x->job->file_arena, x->source->text, &x->root, &prefix, &x->uri) && xml_choose(x, xml_stream_fits, 2) && !x->nested) {
		linemap_count(&x->lines, x->job->file_arena);
		xml_pass(x, x->f, &mute, false, xml_take_record);
	}
	return -1;
}

static long xml_tree(struct xml_file *x)
{
	struct arena *a = x->job->file_arena;
	xmlDoc *doc = xml_read_quick(a, x->source->text);
	if (doc == NULL) {	/* then it is not plain, or at fault */
		xml_mend(x);
	}
	if (doc != NULL && xml_open(x, doc) && xml_is_changed(x)) {
		doc = NULL;
	}
	doc = doc != NULL ? doc : xml_read(a, x->source->text, x->job->path, x->job->sink);
	return doc != NULL ? xml_letters_of(x, doc) : xml_before_fault(x);
}

static long xml_read_letters(struct xml_file *x)
{
	if (xml_streams(x)) {
		return xml_stream(x);
	}
	return xml_too_large(x) ? -1 : xml_tree(x);
}

long read_xml_letters(struct read_job *job, const struct read_source *source)
{
	struct xml_file x = { .job = job, .source = source, .shared = { .arena = job->file_arena } };
	linemap_init(&x.lines, source->text);
	x.marks = read_marks_xml(job, source->text, &x.lines);
	long n = xml_read_letters(&x);
	read_marks_end(x.marks, job);
	return n;
}
