/* html.c - libxml2's HTML parser: bounded and quiet.
 *
 * In: UTF-8 text of any quality. Out: a tree hung on an arena. The parser mends what is broken, so that only bounds and emptiness
 * are errors. Its tree builder (SAX2) does the work; its start and end calls are wrapped to bound the depth: nesting beyond the
 * limit is flattened (authors forget to close <font> a thousand times), and beyond HTML_OPEN, where the parser's search for what
 * an end tag closes would take the square of it, reading stops.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>

#include "parts/xml.h"

/* Elements open at a time. */
#define HTML_OPEN 2000u
/* The text goes in by pieces of this size: the parser's sizes are ints. */
#define HTML_PIECE ((size_t)1 << 20)

struct html_job {
	unsigned open;
	bool stopped;
};

/* <o:p>, <st1:place>: Office's own marks around words; the parser would take the first for a <p>. */
static bool html_is_foreign(const xmlChar *name)
{
	return strchr((const char *)name, ':') != NULL;
}

static void html_on_start(void *ctx, const xmlChar *name, const xmlChar **attributes)
{
	htmlParserCtxt *p = ctx;
	struct html_job *job = p->_private;
	if (++job->open > HTML_OPEN) {
		job->stopped = true;
		xmlStopParser(p);
		return;
	}
	if (job->open <= LIMIT_XML_DEPTH && !html_is_foreign(name)) {
		xmlSAX2StartElement(ctx, name, attributes);
	}
}

static void html_on_end(void *ctx, const xmlChar *name)
{
	struct html_job *job = ((htmlParserCtxt *)ctx)->_private;
	if (job->open > 0 && job->open-- <= LIMIT_XML_DEPTH && !html_is_foreign(name)) {
		xmlSAX2EndElement(ctx, name);
	}
}

static void html_ignore_error(void *ctx, xmlErrorPtr e)
{
	(void)ctx, (void)e;
}

static htmlParserCtxt *html_parser(struct html_job *job)
{
	htmlParserCtxt *p = htmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	if (p == NULL) {
		bug("out of memory");
	}
	htmlCtxtUseOptions(p, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
	    HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT);
	p->_private = job;
	p->sax->startElement = html_on_start;
	p->sax->endElement = html_on_end;
	p->sax->serror = html_ignore_error;
	return p;
}

static void html_free(void *doc)
{
	xmlFreeDoc(doc);
}

/* "<![if !supportLists]>" and "<![endif]>": browsers show nothing for them, the parser shows them. Blanked, in a copy. */
static struct span html_without_conditions(struct arena *a, struct span s)
{
	char *copy = NULL;
	struct span rest = s;
	for (const char *at = span_find(rest, "<!["); at != NULL; at = span_find(rest, "<![")) {
		rest = span_of(at + 3, (size_t)(span_end(rest) - at - 3));
		const char *end = span_starts(rest, "if ") || span_starts(rest, "endif") ? memchr(rest.p, '>', rest.n) : NULL;
		if (end != NULL && copy == NULL) {
			copy = arena_strn(a, s.p, s.n);
		}
		if (end != NULL) {
			memset(copy + (at - s.p), ' ', (size_t)(end + 1 - at));
			rest = span_of(end + 1, (size_t)(span_end(rest) - end - 1));
		}
	}
	return copy != NULL ? span_of(copy, s.n) : s;
}

xmlDoc *html_read(struct arena *a, struct span utf8, const char *path, struct diag_sink *sink)
{
	struct html_job job = { 0 };
	xml_start();
	utf8 = html_without_conditions(a, utf8);
	htmlParserCtxt *p = html_parser(&job);
	for (size_t at = 0; at < utf8.n && !job.stopped; at += HTML_PIECE) {
		size_t n = utf8.n - at < HTML_PIECE ? utf8.n - at : HTML_PIECE;
		htmlParseChunk(p, utf8.p + at, (int)n, 0);
	}
	if (!job.stopped) {
		htmlParseChunk(p, NULL, 0, 1);
	}
	xmlDoc *doc = p->myDoc;
	p->myDoc = NULL;
	htmlFreeParserCtxt(p);
	if (doc != NULL) {
		arena_hang(a, doc, html_free);
	}
	if (job.stopped) {
		diag_at(sink, DIAG_XML_DEPTH, path, 0, 0, "more than %u elements open at a time", HTML_OPEN);
	} else if (doc == NULL || xmlDocGetRootElement(doc) == NULL) {
		diag_at(sink, DIAG_FILE_EMPTY, path, 0, 0, "HTML without an element");
	}
	return job.stopped || doc == NULL || xmlDocGetRootElement(doc) == NULL ? NULL : doc;
}
