/* read_html.c - HTML: web pages, and letters that word processors and mail programs saved as such; DESIGN section 4.
 *
 * In: decoded text. Out: one letter. HTML that is well-formed XML goes the way of XML, whose elements have places in the file; all else
 * is mended by the HTML parser, and what users see is the text put together. Which element means what is in
 * rules/formats/html.xml for both.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

#include "parts/html.h"

/* Where in a file its encoding may be named: browsers look at 1,024 bytes, Word writes more before it. */
#define HTML_HEAD 4096u

static const char *const html_roots[] = { "html", "head", "body", "meta", "div", "p", "table", "center", "font", "span", "h1", "br" };

static bool html_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

static struct span html_after(struct span s, const char *at)
{
	return span_of(at, (size_t)(span_end(s) - at));
}

/* Past what may stand before the first element: declarations, comments, white space. *declares: XML said so. *doctype: is HTML's. */
static struct span html_first_tag(struct span s, bool *declares, bool *doctype)
{
	*declares = *doctype = false;
	s = span_starts(s, "\xef\xbb\xbf") ? html_after(s, s.p + 3) : s;
	for (;;) {
		while (s.n > 0 && (html_space(*s.p) || (*doctype && (*s.p == ']' || *s.p == '>')))) {	/* entities in it */
			s = html_after(s, s.p + 1);
		}
		bool comment = span_starts(s, "<!--");
		if (!comment && !span_starts(s, "<?") && !span_starts(s, "<!")) {
			return s;
		}
		const char *end = span_find(s, comment ? "-->" : ">");
		if (end == NULL) {
			return span_of(s.p, 0);
		}
		*declares = *declares || span_starts(s, "<?xml ");
		*doctype = *doctype || (s.n > 14 && span_eq_ascii_case(span_of(s.p, 14), SPAN_LIT("<!doctype html")));
		s = html_after(s, end + (comment ? 3 : 1));
	}
}

static struct span html_name(struct span tag)
{
	size_t n = 1;
	while (n < tag.n && !html_space(tag.p[n]) && tag.p[n] != '>' && tag.p[n] != '/') {
		n++;
	}
	return tag.n > 0 && *tag.p == '<' ? span_of(tag.p + 1, n - 1) : span_of(NULL, 0);
}

bool read_html_mine(struct span text)
{
	bool declares, doctype;
	struct span tag = html_first_tag(text, &declares, &doctype), name = html_name(tag);
	if (doctype || name.n == 0) {
		return doctype;
	}
	size_t n = declares ? 1 : sizeof html_roots / sizeof *html_roots;	/* XML may have a <table> of its own */
	for (size_t i = 0; i < n; i++) {
		if (span_eq_ascii_case(name, span_str(html_roots[i]))) {
			return span_find(text, ">") != NULL;
		}
	}
	return false;
}

/* "&nbsp;", which XML does not know without its DTD, when the page declares none itself. */
static bool html_has_entities(struct span s)
{
	if (span_find(span_of(s.p, s.n < HTML_HEAD ? s.n : HTML_HEAD), "<!ENTITY") != NULL) {
		return false;
	}
	static const char *const known[] = { "amp;", "lt;", "gt;", "quot;", "apos;" };
	for (const char *at = memchr(s.p, '&', s.n); at != NULL; at = memchr(s.p, '&', s.n)) {
		s = html_after(s, at + 1);
		bool fine = s.n > 0 && *s.p == '#';
		for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
			fine = fine || span_starts(s, known[i]);
		}
		if (!fine) {
			return true;
		}
	}
	return false;
}

/* As XML it must be well-formed: asked with the mouth shut. */
static bool html_is_xml(struct read_job *job, struct span text)
{
	struct diag_sink mute = { 0 };
	bool declares, doctype;
	if (text.n > LIMIT_HTML_BYTES) {
		return false;
	}
	struct span name = html_name(html_first_tag(text, &declares, &doctype));
	return span_is(name, "html") && !html_has_entities(text) && xml_read(job->file_arena, text, job->path, &mute) != NULL;
}

long read_html_letters(struct read_job *job, const struct read_source *source)
{
	if (html_is_xml(job, source->text)) {
		return read_xml_letters(job, source);
	}
	xmlDoc *doc = html_read(job->file_arena, source->text, job->path, job->sink);
	return doc != NULL ? read_xml_document(job, source, doc, NULL) : -1;
}

/* ---- its encoding ---- */

static const char *html_find_ascii_case(struct span s, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= s.n; i++) {
		if (span_eq_ascii_case(span_of(s.p + i, n), span_of(word, n))) {
			return s.p + i;
		}
	}
	return NULL;
}

struct span read_html_charset(struct span bytes)
{
	struct span s = span_of(bytes.p, bytes.n < HTML_HEAD ? bytes.n : HTML_HEAD);
	const char *at = html_find_ascii_case(s, "charset");
	if (at == NULL) {
		return span_of(NULL, 0);
	}
	s = html_after(s, at + 7);
	while (s.n > 0 && (html_space(*s.p) || *s.p == '=' || *s.p == '"' || *s.p == '\'')) {
		s = html_after(s, s.p + 1);
	}
	size_t n = 0;
	while (n < s.n && !html_space(s.p[n]) && strchr("\"';>/", s.p[n]) == NULL) {
		n++;
	}
	return span_of(s.p, n);
}
