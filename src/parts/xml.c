/* xml.c - libxml2's parser: safe, bounded, with the place of every element.
 *
 * In: UTF-8 text. Out: trees hung on an arena, or records one at a time. XPath is in xml_xpath.c, schemas and printing in
 * xml_schema.c and xml_print.c. DESIGN section 9: no network, no external entity, DTD or XInclude; depth and entity growth bounded.
 *
 * The parser's own tree builder (SAX2) does the work; its start and end calls are wrapped to count the depth,
 * to note offsets and to give out records.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/pattern.h>

#include "parts/xml_bound.h"

struct xml_job {
	struct span text;
	size_t fed;
	const char *path;
	struct diag_sink *sink;
	xmlParserCtxt *parser;	/* of the document: entities have parsers of their own */
	unsigned depth;
	unsigned open;		/* elements that may be records and are not complete yet */
	bool lean;		/* keep only what stands in them */
	bool stopped;		/* by us: a bound, or the caller has enough */
	bool failed;		/* said already */
	xmlPattern *pattern;
	const char *names;	/* instead of a pattern; else NULL */
	uint64_t asked;		/* bytes of the elements of which mine() was asked */
	bool nested;		/* stopped for having asked too often */
	uintptr_t given_at;	/* with names: where the last record stood, one more than its offset; what began before it holds it */
	bool (*mine)(void *user, xmlNode *element);
	bool (*record)(void *user, xmlNode *element);
	void *user;
};

void xml_start(void)
{
	xmlInitParser();
}

static struct xml_job *xml_job_of(void *ctx)
{
	return ((xmlParserCtxt *)ctx)->_private;
}

static void xml_say(struct xml_job *job, xmlParserCtxt *p, enum diag_id id, const char *detail)
{
	if (!job->failed || diag_level(id) < DIAG_ERROR) {
		uint32_t line = p->input != NULL && p->input->line > 0 ? (uint32_t)p->input->line : 0;
		uint32_t column = p->input != NULL && p->input->col > 0 ? (uint32_t)p->input->col : 0;
		diag_at(job->sink, id, job->path, line, column, "%s", detail);
	}
	if (diag_level(id) == DIAG_ERROR) {
		job->failed = true;
	}
}

/* Entities are told where the document refers to them, not where in their text the bound was met. */
static void xml_say_growth(struct xml_job *job, const char *detail)
{
	const xmlParserInput *in = job->parser->inputNr > 0 ? job->parser->inputTab[0] : NULL;
	size_t at = in != NULL ? (size_t)in->consumed + (size_t)(in->cur - in->base) : 0;
	struct arena a;
	struct linemap lines;
	uint32_t line = 0, column = 0;
	if (job->failed) {
		return;
	}
	for (size_t i = at < job->text.n ? at : job->text.n; i > 0; i--) {
		if (job->text.p[i - 1] == '&') {
			at = i - 1;
			break;
		}
	}
	arena_init(&a, 0);
	linemap_init(&lines, job->text);
	linemap_at(&lines, &a, at < job->text.n ? at : job->text.n, &line, &column);
	diag_at(job->sink, DIAG_XML_ENTITIES, job->path, line, column, "%s", detail);
	job->failed = true;
	arena_release(&a);
}

static void xml_stop(struct xml_job *job, xmlParserCtxt *p)
{
	job->stopped = true;
	xmlStopParser(p);
}

/* libxml2's message without the line end it carries. */
static void xml_on_error(void *ctx, xmlErrorPtr e)
{
	xmlParserCtxt *p = ctx;
	struct xml_job *job = p->_private;
	if (job->stopped || job->failed || e->level != XML_ERR_FATAL) {
		return;
	}
	struct buf words = BUF_INIT;
	const char *said = e->message != NULL ? e->message : "unknown fault";
	buf_span(&words, span_trim(span_of(said, strcspn(said, "\n"))));	/* what follows are bytes in hexadecimal */
	bool growth = e->code == XML_ERR_ENTITY_LOOP;
	if (growth) {
		xml_say_growth(job, "");
	} else {
		diag_at(job->sink, DIAG_XML_MALFORMED, job->path, e->line > 0 ? (uint32_t)e->line : 0,
		    e->int2 > 0 ? (uint32_t)e->int2 : 0, "%s", words.p);
		job->failed = true;
	}
	buf_release(&words);
	xml_stop(job, p);	/* a comment with a million faults takes the square of it to tell them */
}

/* The parser stands at the end of a start tag: its '<' is the nearest one before (an attribute cannot hold one). */
static void xml_note_offset(struct xml_job *job, xmlParserCtxt *p, xmlNode *node)
{
	long at = xmlByteConsumed(p);
	if (p->inputNr != 1 || at < 0 || (size_t)at > job->text.n) {
		node->_private = p->node != NULL && p->node->parent != NULL ? p->node->parent->_private : NULL;
		return;
	}
	size_t i = (size_t)at;
	while (i > 0 && job->text.p[i - 1] != '<') {
		i--;
	}
	node->_private = (void *)(uintptr_t)i;	/* one more than the offset of '<' */
}

#define XML_NAMED_BYTES 64u

/* "Letter_Sent" is "lettersent". False: it is too long to be one of those that are asked for. */
static bool xml_fold_name(const char *name, char folded[XML_NAMED_BYTES])
{
	size_t n = 0;
	for (; *name != '\0' && n < XML_NAMED_BYTES - 1; name++) {
		char c = *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;
		folded[n] = c;
		n += c != '-' && c != '_' && c != '.';
	}
	folded[n] = '\0';
	return *name == '\0' && n > 0;
}

bool xml_named(const xmlNode *element, const char *names)
{
	char folded[XML_NAMED_BYTES];
	if (!xml_fold_name((const char *)element->name, folded)) {
		return false;
	}
	size_t n = strlen(folded);
	for (const char *at = strstr(names, folded); at != NULL; at = strstr(at + 1, folded)) {
		if ((at == names || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0')) {
			return true;
		}
	}
	return false;
}

static bool xml_may_be_record(const struct xml_job *job, xmlNode *element)
{
	return job->names != NULL ? xml_named(element, job->names) : job->pattern != NULL && xmlPatternMatch(job->pattern, element) == 1;
}

static void xml_on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_ns,
    const xmlChar **ns, int n_attrs, int n_defaulted, const xmlChar **attrs)
{
	xmlParserCtxt *p = ctx;
	struct xml_job *job = p->_private;
	if (++job->depth > LIMIT_XML_DEPTH) {
		xml_say(job, p, DIAG_XML_DEPTH, "more than " "200" " elements inside one another");
		xml_stop(job, p);
		return;
	}
	if (p->sizeentcopy > LIMIT_ENTITY_BYTES) {
		xml_say_growth(job, "they grow the text by more than 1 MiB");
		xml_stop(job, p);
		return;
	}
	xmlSAX2StartElementNs(ctx, name, prefix, uri, n_ns, ns, n_attrs, n_defaulted, attrs);
	if (p->node != NULL) {
		xml_note_offset(job, p, p->node);
		job->open += xml_may_be_record(job, p->node);
	}
}

static void xml_drop_blank(xmlNode *node)
{
	if (node != NULL && node->type == XML_TEXT_NODE && xmlIsBlankNode(node)) {
		xmlUnlinkNode(node);
		xmlFreeNode(node);
	}
}

static void xml_free_element(xmlNode *element)
{
	xml_drop_blank(element->prev);
	xmlUnlinkNode(element);
	xmlFreeNode(element);
}

/* What is inside is read again for each that stands around it. */
static bool xml_asks_too_often(struct xml_job *job, uintptr_t at)
{
	long end = xmlByteConsumed(job->parser);
	job->asked += end > 0 && (uintptr_t)end > at ? (uint64_t)((uintptr_t)end - at) : 0;
	job->nested = job->names != NULL && job->asked / LIMIT_RECORD_ASKED > job->text.n;
	return job->nested;
}

/* One that holds a record is none. */
static bool xml_is_record(struct xml_job *job, xmlNode *closed)
{
	uintptr_t at = (uintptr_t)closed->_private;
	if (job->names != NULL && at < job->given_at) {
		return false;
	}
	if (job->mine != NULL && (xml_asks_too_often(job, at) || !job->mine(job->user, closed))) {
		return false;
	}
	job->given_at = at;
	return true;
}

static void xml_on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	xmlParserCtxt *p = ctx;
	struct xml_job *job = p->_private;
	xmlNode *closed = p->node;
	job->depth--;
	xmlSAX2EndElementNs(ctx, name, prefix, uri);
	if (job->record == NULL || job->stopped || closed == NULL) {
		return;
	}
	bool may = xml_may_be_record(job, closed), is = may && xml_is_record(job, closed);
	job->open -= may;
	if (job->nested || (is && !job->record(job->user, closed))) {
		xml_stop(job, p);
	} else if (is || (job->lean && job->open == 0)) {
		xml_free_element(closed);
	}
}

static void xml_on_text(void *ctx, const xmlChar *text, int n)
{
	xmlParserCtxt *p = ctx;
	struct xml_job *job = p->_private;
	if (p->sizeentcopy > LIMIT_ENTITY_BYTES && !job->stopped) {
		xml_say_growth(job, "they grow the text by more than 1 MiB");
		xml_stop(job, p);
		return;
	}
	if (!job->lean || job->open > 0) {
		xmlSAX2Characters(ctx, text, n);
	}
}

/* An external entity becomes an empty one: its reference leaves nothing behind and nothing is loaded. */
static void xml_on_entity(void *ctx, const xmlChar *name, int type, const xmlChar *public_id,
    const xmlChar *system_id, xmlChar *content)
{
	static const xmlChar nothing[] = "";
	xmlChar empty[1] = { 0 };
	bool general = type == XML_EXTERNAL_GENERAL_PARSED_ENTITY;
	(void)public_id;
	if (general || type == XML_EXTERNAL_PARAMETER_ENTITY) {
		xml_say(xml_job_of(ctx), ctx, DIAG_XML_EXTERNAL, system_id != NULL ? (const char *)system_id : "");
		xmlSAX2EntityDecl(ctx, name, general ? XML_INTERNAL_GENERAL_ENTITY : XML_INTERNAL_PARAMETER_ENTITY,
		    NULL, NULL, empty);
		return;
	}
	xmlSAX2EntityDecl(ctx, name, type, NULL, type == XML_EXTERNAL_GENERAL_UNPARSED_ENTITY ? nothing : NULL, content);
}

static xmlParserInput *xml_on_resolve(void *ctx, const xmlChar *public_id, const xmlChar *system_id)
{
	(void)ctx, (void)public_id, (void)system_id;
	return NULL;
}

static void xml_on_subset(void *ctx, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	(void)ctx, (void)name, (void)public_id, (void)system_id;
}

/* The text in pieces: the parser keeps a window of it, not a copy. (Its "static" buffers lose their place in long documents.) */
static int xml_feed(void *user, char *to, int room)
{
	struct xml_job *job = user;
	size_t n = job->text.n - job->fed;
	if (n > (size_t)room) {
		n = (size_t)room;
	}
	memcpy(to, job->text.p + job->fed, n);
	job->fed += n;
	return (int)n;
}

static xmlParserCtxt *xml_parser(struct xml_job *job)
{
	xmlParserCtxt *p = xmlNewParserCtxt();
	if (p == NULL) {
		bug("out of memory");
	}
	p->_private = job;
	job->parser = p;
	p->sax->startElementNs = xml_on_start;
	p->sax->endElementNs = xml_on_end;
	p->sax->characters = p->sax->ignorableWhitespace = xml_on_text;
	p->sax->entityDecl = xml_on_entity;
	p->sax->resolveEntity = xml_on_resolve;
	p->sax->externalSubset = xml_on_subset;
	p->sax->serror = xml_on_error;
	xmlCtxtUseOptions(p, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC |
	    XML_PARSE_BIG_LINES | XML_PARSE_COMPACT | (job->text.n > 9000000 ? XML_PARSE_HUGE : 0));
	xmlParserInputBuffer *bytes = xmlParserInputBufferCreateIO(xml_feed, NULL, job, XML_CHAR_ENCODING_NONE);
	xmlParserInput *input = bytes != NULL ? xmlNewIOInputStream(p, bytes, XML_CHAR_ENCODING_NONE) : NULL;
	if (input == NULL || inputPush(p, input) < 0) {
		bug("out of memory");
	}
	return p;
}

static void xml_doc_free(void *doc)
{
	xmlFreeDoc(doc);
}

static void xml_say_at(struct xml_job *job, enum diag_id id, size_t offset, unsigned limit)
{
	struct linemap lines;
	struct arena a;
	uint32_t line, column;
	arena_init(&a, 0);
	linemap_init(&lines, job->text);
	linemap_at(&lines, &a, offset, &line, &column);
	diag_at(job->sink, id, job->path, line, column, "more than %u", limit);
	arena_release(&a);
}

static bool xml_too_large(struct xml_job *job)
{
	size_t at = xml_bound_attributes(job->text);
	if (job->text.n > LIMIT_FILE_BYTES) {
		diag_at(job->sink, DIAG_FILE_TOO_LARGE, job->path, 0, 0, "%zu bytes, at most %u", job->text.n, LIMIT_FILE_BYTES);
	} else if (at != SIZE_MAX) {
		xml_say_at(job, DIAG_XML_ATTRIBUTES, at, LIMIT_XML_ATTRIBUTES);
	} else {
		return false;
	}
	return true;
}

xmlDoc *xml_read(struct arena *a, struct span utf8, const char *path, struct diag_sink *sink)
{
	struct xml_job job = { .text = utf8, .path = path, .sink = sink };
	if (xml_too_large(&job)) {
		return NULL;
	}
	xmlParserCtxt *p = xml_parser(&job);
	xmlParseDocument(p);
	bool good = p->wellFormed && !job.stopped && !job.failed;
	xmlDoc *doc = p->myDoc;
	p->myDoc = NULL;
	if (!good && !job.failed) {
		xml_say(&job, p, DIAG_XML_MALFORMED, "");
	}
	xmlFreeParserCtxt(p);
	if (!good) {
		xmlFreeDoc(doc);
		return NULL;
	}
	arena_hang(a, doc, xml_doc_free);
	return doc;
}

static void xml_pattern_free(void *pattern)
{
	xmlFreePattern(pattern);
}

static bool xml_run_records(struct xml_job *job)
{
	xmlParserCtxt *p = xml_parser(job);
	xmlParseDocument(p);
	bool good = job->stopped ? !job->failed : p->wellFormed && !job->failed;
	if (!good && !job->failed) {
		xml_say(job, p, DIAG_XML_MALFORMED, "");
	}
	xmlFreeDoc(p->myDoc);
	p->myDoc = NULL;
	xmlFreeParserCtxt(p);
	return good;
}

bool xml_read_records(struct arena *a, struct span utf8, const char *path, struct diag_sink *sink,
    const char *pattern, const char *const *ns, bool lean, bool (*mine)(void *user, xmlNode *element),
    bool (*record)(void *user, xmlNode *element), void *user)
{
	struct xml_job job = { .text = utf8, .path = path, .sink = sink, .lean = lean, .mine = mine, .record = record, .user = user };
	if (xml_too_large(&job)) {
		return false;
	}
	const xmlChar **pairs = NULL;
	unsigned n = 0;
	while (ns != NULL && ns[n] != NULL) {
		n++;
	}
	/* xmlPatterncompile wants URI, prefix, ... */
	pairs = arena_alloc(a, sizeof *pairs * (n + 2));
	for (unsigned i = 0; i + 1 < n; i += 2) {
		pairs[i] = (const xmlChar *)ns[i + 1];
		pairs[i + 1] = (const xmlChar *)ns[i];
	}
	job.pattern = xmlPatterncompile((const xmlChar *)pattern, NULL, 0, pairs);
	if (job.pattern == NULL) {
		diag_at(sink, DIAG_KNOW_XPATH, path, 0, 0, "'%s' is not a path that can be streamed", pattern);
		return false;
	}
	arena_hang(a, job.pattern, xml_pattern_free);
	return xml_run_records(&job);
}

bool xml_read_named(struct span utf8, const char *path, struct diag_sink *sink, const char *names,
    bool (*mine)(void *user, xmlNode *element), bool (*record)(void *user, xmlNode *element), void *user, bool *nested)
{
	struct xml_job job = { .text = utf8, .path = path, .sink = sink, .names = names, .lean = true, .mine = mine, .record = record, .user = user };
	bool good = !xml_too_large(&job) && xml_run_records(&job);
	*nested = job.nested;
	return good;
}

/* --- the root alone --- */

struct xml_root { struct arena *a; struct span name, prefix, uri; bool found; };

static struct span xml_copy(struct arena *a, const xmlChar *text)
{
	size_t n = text != NULL ? strlen((const char *)text) : 0;
	return span_of(arena_strn(a, (const char *)text, n), n);
}

static void xml_on_root(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_ns,
    const xmlChar **ns, int n_attrs, int n_defaulted, const xmlChar **attrs)
{
	xmlParserCtxt *p = ctx;
	struct xml_root *root = p->_private;
	(void)n_ns, (void)ns, (void)n_attrs, (void)n_defaulted, (void)attrs;
	if (!root->found) {
		root->found = true;
		root->name = xml_copy(root->a, name);
		root->prefix = xml_copy(root->a, prefix);
		root->uri = xml_copy(root->a, uri);
	}
	xmlStopParser(p);
}

static void xml_ignore_error(void *ctx, xmlErrorPtr e)
{
	(void)ctx, (void)e;
}

bool xml_peek_root(struct arena *a, struct span utf8, struct span *local_name, struct span *prefix, struct span *namespace_uri)
{
	struct xml_root root = { .a = a };
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC, .startElementNs = xml_on_root, .serror = xml_ignore_error };
	size_t n = utf8.n < 65536 ? utf8.n : 65536;
	xmlParserCtxt *p = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
	if (p == NULL) {
		bug("out of memory");
	}
	p->_private = &root;
	xmlCtxtUseOptions(p, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
	xmlParseChunk(p, utf8.p, (int)n, n == utf8.n);
	xmlFreeDoc(p->myDoc);
	xmlFreeParserCtxt(p);
	*local_name = root.name;
	*prefix = root.prefix;
	*namespace_uri = root.uri;
	return root.found;
}

void xml_adopt(struct arena *a, xmlDoc *doc, const char *uri)
{
	xmlNode *root = xmlDocGetRootElement(doc), *n = root;
	for (const xmlNs *own = root->nsDef; own != NULL; own = own->next) {
		if (own->prefix == NULL) {
			return;
		}
	}
	xmlNs *ns = ARENA_NEW(a, xmlNs);
	ns->type = XML_LOCAL_NAMESPACE;
	ns->href = (const xmlChar *)arena_str(a, uri);
	while (n != NULL) {
		if (n->type == XML_ELEMENT_NODE && n->ns == NULL) {
			n->ns = ns;
		}
		if (n->type == XML_ELEMENT_NODE && n->children != NULL) {
			n = n->children;
			continue;
		}
		while (n != root && n->next == NULL) {
			n = n->parent;
		}
		n = n != root ? n->next : NULL;
	}
}
