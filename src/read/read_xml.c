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
 * fits (two quick passes: one stops at the second record), so that its size does not count.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

/* Up to here a tree costs little, and one pass is faster than two. */
#define XML_SMALL_BYTES (1u << 20)

struct xml_file {
	struct read_job *job;
	const struct read_source *source;
	struct linemap lines;		/* line starts found once, for all letters */
	struct letter_file shared;
	xmlDoc *doc;			/* NULL while streaming */
	struct xml_eval *eval;
	struct span root, uri;
	size_t root_at;
	know_index format;
	const struct know_format *f;
	long n;				/* letters given */
	bool many;			/* the format has records: letters have numbers */
	bool stopped;			/* take() had enough */
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
static const char *const *xml_ns(struct xml_file *x, const struct know_format *f)
{
	const char **ns = arena_alloc(x->job->file_arena, (f->ns.n + 1) * sizeof *ns);
	for (uint32_t i = 0; i < f->ns.n; i++) {
		ns[i] = xml_str(x, know_item(x->job->know, f->ns, i));
	}
	return ns;
}

static bool xml_root_fits(struct xml_file *x, const struct know_format *f)
{
	const char *name = xml_str(x, f->root), *uri = xml_str(x, f->root_ns);
	return (*name == '\0' || span_is(x->root, name)) && (strcmp(uri, "*") == 0 || span_is(x->uri, uri));
}

/* ---- one letter ---- */

static const char *xml_member(struct xml_file *x, xmlNode *record)
{
	if (!x->many) {
		return "";
	}
	const char *id = xml_attr(x->job->letter_arena, record, (const char *)XML_XML_NAMESPACE, "id");
	return id != NULL && *id != '\0' ? id : arena_printf(x->job->letter_arena, "%ld", x->n + 1);
}

static bool xml_give(struct xml_file *x, xmlNode *record)
{
	struct read_job *job = x->job;
	struct letter *l = letter_new(job->letter_arena, job->know, job->sink, job->path);
	l->member = xml_member(x, record);
	l->format = xml_str(x, x->f->id);
	l->format_index = x->format;
	l->encoding = x->source->encoding;
	l->text = x->source->text;
	l->lines = x->lines;
	l->doc = record->doc;
	l->record = record;
	l->file = &x->shared;
	x->n++;
	x->shared.record_number = x->doc == NULL ? (uint32_t)x->n : 0;
	x->stopped = !job->take(job->user, l);
	arena_clear(job->letter_arena);
	return !x->stopped;
}

/* ---- a tree ---- */

static xmlNodeSet *xml_evaluate(struct xml_file *x, const struct know_format *f, know_text path, int *truth)
{
	struct arena *a = x->job->file_arena;
	const char *why = NULL;
	struct xml_xpath *p = xml_xpath_compile(a, xml_str(x, path), &why);
	x->eval = xml_eval_new(a, x->doc, xml_ns(x, f));
	xmlXPathObject *o = p != NULL ? xml_eval_run(x->eval, p, xmlDocGetRootElement(x->doc)) : NULL;
	if (o == NULL) {
		diag_at(x->job->sink, DIAG_KNOW_XPATH, x->job->path, 0, 0, "format '%s': %s", xml_str(x, f->id),
		    p == NULL ? why : xml_eval_error(x->eval));
	}
	if (truth != NULL) {
		*truth = o != NULL && xmlXPathCastToBoolean(o);
	}
	return o != NULL && o->type == XPATH_NODESET ? o->nodesetval : NULL;
}

static bool xml_tree_fits(struct xml_file *x, const struct know_format *f, int least)
{
	if (!xml_root_fits(x, f)) {
		return false;
	}
	if (*xml_str(x, f->records) != '\0') {
		xmlNodeSet *set = xml_evaluate(x, f, f->records, NULL);
		return set != NULL && set->nodeNr >= least;
	}
	int truth = *xml_str(x, f->when) == '\0';
	if (!truth) {
		xml_evaluate(x, f, f->when, &truth);
	}
	return truth;
}

static bool xml_choose(struct xml_file *x, bool (*fits)(struct xml_file *x, const struct know_format *f, int least), int least)
{
	for (know_index i = 0; i < know_format_count(x->job->know); i++) {
		const struct know_format *f = know_format(x->job->know, i);
		if (fits(x, f, least)) {
			x->format = i;
			x->f = f;
			x->many = *xml_str(x, f->records) != '\0';
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
	xmlNodeSet *set = xml_evaluate(x, x->f, x->f->records, NULL);
	linemap_count(&x->lines, x->job->file_arena);
	for (int i = 0; i < set->nodeNr && !x->stopped; i++) {
		xml_give(x, set->nodeTab[i]);
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
	bool html = span_eq_ascii_case(x->root, SPAN_LIT("html"));
	diag_at(x->job->sink, known ? DIAG_LETTER_NONE : html ? DIAG_FORMAT_UNSUPPORTED : DIAG_FORMAT_UNKNOWN, x->job->path,
	    line, column, "root '%.*s'%s%.*s%s", SPAN_F(x->root), x->uri.n > 0 ? " in namespace '" : " in no namespace",
	    SPAN_F(x->uri), x->uri.n > 0 ? "'" : "");
	return -1;
}

static struct span xml_span(const xmlChar *s)
{
	return span_str((const char *)s);
}

/* HTML is seldom well-formed: say what it is rather than where it breaks. */
static bool xml_is_html(struct span text)
{
	struct span s = span_trim(text);
	const char *end = memchr(s.p, '>', s.n < 256 ? s.n : 256);
	struct span head = end != NULL ? span_of(s.p, (size_t)(end - s.p)) : span_of(s.p, 0);
	struct span name = span_of(s.p, s.n < 5 ? s.n : 5), type = span_of(s.p, s.n < 14 ? s.n : 14);
	return span_find(head, "xmlns") == NULL && (span_eq_ascii_case(name, SPAN_LIT("<html")) ||
	    (span_eq_ascii_case(type, SPAN_LIT("<!DOCTYPE html")) && span_find(head, "XHTML") == NULL));
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

static long xml_tree(struct xml_file *x)
{
	struct read_job *job = x->job;
	x->doc = xml_read(job->file_arena, x->source->text, job->path, job->sink);
	xmlNode *root = x->doc != NULL ? xmlDocGetRootElement(x->doc) : NULL;
	if (root == NULL) {
		return -1;
	}
	x->root = xml_span(root->name);
	x->uri = xml_span(root->ns != NULL ? root->ns->href : NULL);
	x->root_at = xml_offset(root);
	const char *lost = x->uri.n == 0 ? xml_lost_namespace(x) : NULL;
	if (lost != NULL) {
		xml_adopt(x->doc, lost);
		x->uri = span_str(lost);
	}
	if (!xml_choose(x, xml_tree_fits, 2) && !xml_choose(x, xml_tree_fits, 1)) {
		return xml_say_none(x);
	}
	return xml_give_tree(x);
}

/* ---- a stream ---- */

struct xml_tally { int n, enough; };

static bool xml_tally_one(void *user, xmlNode *record)
{
	struct xml_tally *t = user;
	(void)record;
	return ++t->n < t->enough;
}

static bool xml_stream_fits(struct xml_file *x, const struct know_format *f, int least)
{
	struct xml_tally t = { 0, least };
	struct diag_sink mute = { 0 };	/* what is wrong is said by the pass that counts */
	if (*xml_str(x, f->records) == '\0' || !xml_root_fits(x, f)) {
		return false;
	}
	xml_read_records(x->job->file_arena, x->source->text, x->job->path, &mute, xml_str(x, f->records), xml_ns(x, f),
	    xml_tally_one, &t);
	return t.n >= least;
}

static bool xml_take_record(void *user, xmlNode *record)
{
	return xml_give(user, record);
}

static long xml_stream(struct xml_file *x)
{
	struct read_job *job = x->job;
	linemap_count(&x->lines, job->file_arena);
	bool good = xml_read_records(job->file_arena, x->source->text, job->path, job->sink, xml_str(x, x->f->records),
	    xml_ns(x, x->f), xml_take_record, x);
	return good ? x->n : -1;
}

static bool xml_streams(struct xml_file *x)
{
	struct span prefix;
	return x->source->text.n > XML_SMALL_BYTES &&
	    xml_peek_root(x->job->file_arena, x->source->text, &x->root, &prefix, &x->uri) && xml_choose(x, xml_stream_fits, 2);
}

long read_xml_letters(struct read_job *job, const struct read_source *source)
{
	struct xml_file x = { .job = job, .source = source, .shared = { .arena = job->file_arena } };
	linemap_init(&x.lines, source->text);
	if (xml_is_html(source->text)) {
		diag_at(job->sink, DIAG_FORMAT_UNSUPPORTED, job->path, 1, 1, "HTML");
		return -1;
	}
	if (xml_streams(&x)) {
		return xml_stream(&x);
	}
	if (source->text.n > LIMIT_TREE_BYTES) {
		diag_at(job->sink, DIAG_FILE_TOO_LARGE, job->path, 0, 0, "%zu bytes of XML that cannot be streamed, at most %u MiB",
		    source->text.n, LIMIT_TREE_BYTES >> 20);
		return -1;
	}
	return xml_tree(&x);
}
