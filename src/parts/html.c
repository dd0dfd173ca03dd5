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
#include "parts/xml_bound.h"

/* Elements open at a time. */
#define HTML_OPEN 2000u

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

static xmlDoc *html_parse(struct html_job *job, struct span s)
{
	htmlParserCtxt *p = htmlNewParserCtxt();
	if (p == NULL) {
		bug("out of memory");
	}
	p->_private = job;
	p->sax->startElement = html_on_start;
	p->sax->endElement = html_on_end;
	p->sax->serror = html_ignore_error;
	xmlDoc *doc = htmlCtxtReadMemory(p, s.p, (int)s.n, NULL, "UTF-8", HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
	    HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT);
	htmlFreeParserCtxt(p);
	return doc;
}

static void html_free(void *doc)
{
	xmlFreeDoc(doc);
}

struct html_copy { struct arena *a; struct span s; char *p; };	/* p NULL: not needed yet */

static void html_blank(struct html_copy *c, const char *at, const char *end)
{
	c->p = c->p != NULL ? c->p : arena_strn(c->a, c->s.p, c->s.n);
	memset(c->p + (at - c->s.p), ' ', (size_t)(end - at));
}

/* "<![if !supportLists]>" and "<![endif]>": browsers show nothing for them, the parser shows them. In a comment ("<!--[if mso]>",
 * "<![endif]-->") they are the comment's. */
static void html_blank_conditions(struct html_copy *c)
{
	struct span rest = c->s;
	for (const char *at = span_find(rest, "<!"); at != NULL; at = span_find(rest, "<!")) {
		rest = span_of(at, (size_t)(span_end(rest) - at));
		bool comment = span_starts(rest, "<!--");
		const char *end = comment ? span_find(span_of(at + 2, rest.n - 2), "-->") : memchr(at, '>', rest.n);
		if (end == NULL) {
			break;
		}
		if (span_starts(rest, "<![if ") || span_starts(rest, "<![endif")) {
			html_blank(c, at, end + 1);
		}
		end += comment ? 3 : 1;
		rest = span_of(end, (size_t)(span_end(rest) - end));
	}
}

/* What opens and is never closed: the parser would read to the end for each of them. */
static void html_blank_unclosed(struct html_copy *c, const char *open, const char *close)
{
	const char *from = c->s.p;
	size_t n = strlen(close);
	for (size_t i = c->s.n; i >= n; i--) {	/* behind the last that closes */
		if (memcmp(c->s.p + i - n, close, n) == 0) {
			from = c->s.p + i;
			break;
		}
	}
	for (struct span rest = span_of(from, (size_t)(span_end(c->s) - from)); rest.n > 0;) {
		const char *at = span_find(rest, open);
		if (at == NULL) {
			break;
		}
		html_blank(c, at, at + strlen(open));
		rest = span_of(at + 1, (size_t)(span_end(rest) - at - 1));
	}
}

static struct span html_repaired(struct arena *a, struct span s)
{
	struct html_copy c = { a, s, NULL };
	html_blank_conditions(&c);
	html_blank_unclosed(&c, "<!--", "-->");
	html_blank_unclosed(&c, "<!", ">");
	html_blank_unclosed(&c, "<?", ">");
	return c.p != NULL ? span_of(c.p, s.n) : s;
}

xmlDoc *html_read(struct arena *a, struct span utf8, const char *path, struct diag_sink *sink)
{
	struct html_job job = { 0 };
	if (utf8.n > LIMIT_HTML_BYTES) {
		diag_at(sink, DIAG_FILE_TOO_LARGE, path, 0, 0, "%zu bytes of HTML, at most %u MiB", utf8.n, LIMIT_HTML_BYTES >> 20);
		return NULL;
	}
	if (xml_bound_attributes(utf8) != SIZE_MAX) {
		diag_at(sink, DIAG_XML_ATTRIBUTES, path, 0, 0, "more than %u", LIMIT_XML_ATTRIBUTES);
		return NULL;
	}
	xml_start();
	utf8 = html_repaired(a, utf8);
	xmlDoc *doc = html_parse(&job, utf8);
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
