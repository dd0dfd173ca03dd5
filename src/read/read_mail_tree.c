/* read_mail_tree.c - a message as a document in the vocabulary of mail archives (EAXS), and which of its parts is the letter.
 *
 * In: headers and parts. Out: a document whose elements stand where their headers and bodies stand in the file. What each field means, and
 * which messages are no letters, is left to rules/formats/eaxs.xml.
 *
 * Of alternatives the plain text is taken, unless it is empty; of what belongs together its first; of a mixture every text that
 * is not attached, one after the other, as mail programs show them.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_mail.h"

#include "parts/mime_html.h"

struct mail_tree {
	struct read_mail *x;
	struct arena *a;
	const struct mime_message *m;
	xmlNode *root;
	struct letter *l;
	uint32_t bodies;
	bool lean;			/* the document is only looked at; HTML cannot be put in: html says that there was some */
	bool html;
	bool nameless;			/* no Message-ID: all that it says tells it from others, see letter_identity() */
	bool *tried;			/* of each part: as an alternative; a second time it would tell no more */
};

static size_t mail_at(const struct mail_tree *t, const char *p)
{
	return (size_t)(p - t->x->source->bytes.p);
}

static xmlNode *mail_node(struct mail_tree *t, xmlNode *parent, const char *name, struct span text, const char *place)
{
	xmlNode *n = t->lean ? xml_lean_add(t->l->arena, parent, name, text) : text.n > 0 ? xml_add_text(parent, name, text) : xml_add(parent, name);
	xml_set_offset(n, mail_at(t, place));
	return n;
}

static void mail_set(struct mail_tree *t, xmlNode *node, const char *name, struct span value)
{
	if (t->lean) {
		xml_lean_set(t->l->arena, node, name, value);
	} else {
		xml_set_span(node, name, value);
	}
}

/* ---- headers ---- */

static xmlNode *mail_header(struct mail_tree *t, const char *element, const struct mime_header *h, struct span text)
{
	xmlNode *n = mail_node(t, t->root, element, text, h->name.p);
	mail_set(t, n, "header", h->name);
	return n;
}

static const char *mail_find(struct span in, struct span what)
{
	if (what.n == 0 || what.n > in.n) {
		return NULL;
	}
	const char *last = span_end(in) - what.n;
	for (const char *p = in.p; p <= last; p++) {
		p = memchr(p, what.p[0], (size_t)(last - p) + 1);
		if (p == NULL || memcmp(p, what.p, what.n) == 0) {
			return p;
		}
	}
	return NULL;
}

static void mail_mailboxes(struct mail_tree *t, const char *element, const struct mime_header *h)
{
	struct mime_mailboxes list = { 0 };
	mime_mailboxes(t->a, h->raw, &list);
	xmlNode *parent = list.list.n > 0 ? mail_header(t, element, h, span_of("", 0)) : NULL;
	struct span rest = span_of(h->raw.p, h->raw.n < LIMIT_MAIL_HEADER_BYTES ? h->raw.n : LIMIT_MAIL_HEADER_BYTES);
	for (uint32_t i = 0; i < list.list.n; i++) {
		const struct mime_mailbox *b = &list.list.v[i];
		const char *at = mail_find(rest, b->address);
		xmlNode *n = mail_node(t, parent, "Mailbox", span_of("", 0), at != NULL ? at : h->name.p);
		mail_set(t, n, "name", b->name);
		mail_set(t, n, "address", b->address);
		rest = at != NULL ? span_of(at + b->address.n, (size_t)(span_end(rest) - at) - b->address.n) : rest;
	}
}

static void mail_date(struct mail_tree *t, const char *element, const struct mime_header *h)
{
	struct date d;
	char day[16];
	xmlNode *n = mail_header(t, element, h, mime_words(t->a, h->raw));
	if (mime_date(h->raw, &d)) {
		mail_set(t, n, "when", span_str(date_print(d, day)));
	}
}

/* An id without its angle brackets. */
static void mail_id(struct mail_tree *t, const char *element, const struct mime_header *h)
{
	struct span s = mime_words(t->a, h->raw);
	const char *open = s.n > 0 ? memchr(s.p, '<', s.n) : NULL;
	const char *close = open != NULL ? memchr(open, '>', (size_t)(span_end(s) - open)) : NULL;
	if (close != NULL && close > open + 1) {
		s = span_of(open + 1, (size_t)(close - open - 1));
	}
	mail_header(t, element, h, s);
}

static void mail_words(struct mail_tree *t, const char *element, const struct mime_header *h)
{
	mail_header(t, element, h, mime_words(t->a, h->raw));
}

/* Is it one of the headers that the format asks about? */
static bool mail_is_asked(const struct mail_tree *t, struct span name)
{
	const struct know *k = t->x->job->know;
	struct span rest = span_str(know_str(k, know_format(k, t->x->format)->headers)), word;
	while (span_split(&rest, ' ', &word)) {
		if (span_eq_ascii_case(word, name)) {
			return true;
		}
	}
	return false;
}

/* Other headers, but for those of transport, which tell nothing and are long. */
static void mail_other(struct mail_tree *t, const struct mime_header *h)
{
	if (h->raw.n < 200 && !span_eq_ascii_case(h->name, SPAN_LIT(READ_MAIL_MARK)) && (t->nameless || mail_is_asked(t, h->name))) {
		xmlNode *n = mail_header(t, "Header", h, span_of("", 0));
		mail_node(t, n, "Name", h->name, h->name.p);
		mail_node(t, n, "Value", mime_words(t->a, h->raw), h->name.p);
	}
}

static const struct mail_field {
	const char *header, *element;
	void (*add)(struct mail_tree *t, const char *element, const struct mime_header *h);
} mail_fields[] = {
	{ "Message-ID", "MessageId", mail_id }, { "Date", "OrigDate", mail_date }, { "From", "From", mail_mailboxes },
	{ "Sender", "Sender", mail_mailboxes }, { "Reply-To", "ReplyTo", mail_mailboxes }, { "To", "To", mail_mailboxes },
	{ "Cc", "Cc", mail_mailboxes }, { "Bcc", "Bcc", mail_mailboxes }, { "In-Reply-To", "InReplyTo", mail_id },
	{ "References", "References", mail_words }, { "Subject", "Subject", mail_words },
};

/* Without a date that can be read it is the day on which the message arrived. */
static void mail_arrival(struct mail_tree *t)
{
	struct date d;
	if (mime_date(mime_header(t->m, "Date"), &d)) {
		return;
	}
	for (uint32_t i = 0; i < t->m->headers.n; i++) {
		struct mime_header h = t->m->headers.v[i];
		const char *stamp = NULL;
		for (size_t j = h.raw.n; j > 0 && stamp == NULL; j--) {
			stamp = h.raw.p[j - 1] == ';' ? h.raw.p + j : NULL;
		}
		if (stamp != NULL && span_eq_ascii_case(h.name, SPAN_LIT("Received"))) {
			h.raw = span_of(stamp, (size_t)(span_end(h.raw) - stamp));
			mail_date(t, "OrigDate", &h);
			return;
		}
	}
}

/* Asked first: most do not. */
static bool mail_begin_alike(struct span name, const char *header)
{
	return name.n > 0 && (*name.p | 0x20) == (*header | 0x20);
}

static void mail_headers(struct mail_tree *t)
{
	for (uint32_t i = 0; i < t->m->headers.n && i < LIMIT_MAIL_HEADERS; i++) {
		const struct mime_header *h = &t->m->headers.v[i];
		const struct mail_field *f = mail_fields, *end = f + sizeof mail_fields / sizeof *mail_fields;
		while (f < end && (!mail_begin_alike(h->name, f->header) || !span_eq_ascii_case(h->name, span_str(f->header)))) {
			f++;
		}
		if (f < end) {
			f->add(t, f->element, h);
		} else {
			mail_other(t, h);
		}
	}
}

/* ---- text ---- */

/* The lines of RFC 3676 are put together again: a space at the end says that the paragraph goes on. */
static struct span mail_unflow(struct arena *a, struct span s, bool delsp)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0, depth = 0, before = 0;
	struct span line;
	bool open = false;
	while (read_mail_sniff_line(&s, &line)) {
		for (depth = 0; depth < line.n && line.p[depth] == '>'; depth++) { }
		struct span words = span_of(line.p + depth, line.n - depth);
		if (words.n > 0 && words.p[0] == ' ') {
			words = span_of(words.p + 1, words.n - 1);
		}
		bool join = open && depth == before && n > 0;
		if (join) {
			n -= delsp ? 2 : 1;
		} else {
			memcpy(out + n, line.p, depth);
			n += depth;
		}
		memcpy(out + n, words.p, words.n);
		n += words.n;
		out[n++] = '\n';
		open = words.n > 0 && words.p[words.n - 1] == ' ' && !span_is(words, "-- ");
		before = depth;
	}
	return span_of(out, n);
}

/* ">From here" was "From here" before it lay in an mbox. */
static struct span mail_unquote(struct arena *a, struct span s)
{
	if (span_find(s, ">From ") == NULL) {
		return s;
	}
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0, i = 0;
	while (i < s.n) {
		size_t q = i;
		while (q < s.n && s.p[q] == '>') {
			q++;
		}
		i += q > i && s.n - q >= 5 && memcmp(s.p + q, "From ", 5) == 0;
		const char *end = memchr(s.p + i, '\n', s.n - i);
		size_t to = end != NULL ? (size_t)(end - s.p) + 1 : s.n;
		memcpy(out + n, s.p + i, to - i);
		n += to - i;
		i = to;
	}
	return span_of(out, n);
}

static bool mail_is(const struct mime_part *p, const char *type)
{
	return strcmp(p->type, type) == 0;
}

static bool mail_begins(const struct mime_part *p, const char *with)
{
	return strncmp(p->type, with, strlen(with)) == 0;
}

/* What is shown as the message itself. */
static bool mail_is_text(const struct mime_part *p)
{
	return !p->attached && !p->multipart && p->message == NULL && (mail_is(p, "text/plain") || mail_is(p, "text/html") || mail_is(p, "text/enriched"));
}

static void mail_body(struct mail_tree *t, const struct mime_part *p)
{
	const char *encoding = "UTF-8";
	struct span s = read_decode_as(t->a, mime_decode(t->a, p->encoding, p->raw), p->charset, &encoding);
	if (span_trim(s).n == 0) {
		return;
	}
	if (s.n > LIMIT_TEXT_BYTES) {
		diag_at(t->x->job->sink, DIAG_FILE_TOO_LARGE, t->x->job->path, 0, 0, "%zu bytes of text in a message, at most %u MiB", s.n, LIMIT_TEXT_BYTES >> 20);
		t->x->failed = true;
		return;
	}
	s = t->x->mbox && p->encoding != MIME_BASE64 ? mail_unquote(t->a, s) : s;
	xmlNode *body = mail_node(t, t->root, "SingleBody", span_of("", 0), p->raw.p);
	xmlNode *content = mail_node(t, body, "BodyContent", span_of("", 0), p->raw.p);
	if (t->bodies++ == 0) {
		t->l->encoding = encoding;
	}
	if (mail_is(p, "text/html")) {
		t->html = true;
		if (t->lean) {
			return;
		}
		xmlNode *html = mail_node(t, content, "ContentAsXhtml", span_of("", 0), p->raw.p);
		mime_html_add(t->a, html, s, t->x->job->path, t->x->job->sink);
		return;
	}
	s = p->flowed ? mail_unflow(t->a, s, p->delsp) : s;
	xmlNode *words = mail_node(t, content, "Content", s, p->raw.p);
	mail_set(t, words, "encoded", span_str(p->encoding == MIME_BASE64 ? "base64" : NULL));
}

/* ---- which part ---- */

static void mail_choose(struct mail_tree *t, uint32_t part);

/* Has the part, or something in it, text of that type with words in it? */
static bool mail_has(const struct mail_tree *t, uint32_t part, const char *type)
{
	const struct mime_part *p = &t->m->parts.v[part];
	if (!p->multipart) {
		return mail_is_text(p) && mail_is(p, type) && span_trim(p->raw).n > 0;
	}
	for (uint32_t i = part + 1; i < t->m->parts.n; i++) {
		if (t->m->parts.v[i].parent == part && mail_has(t, i, type)) {
			return true;
		}
	}
	return false;
}

static void mail_alternative(struct mail_tree *t, uint32_t part)
{
	static const char *const order[] = { "text/plain", "text/html", "text/enriched" };
	for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
		for (uint32_t i = part + 1; i < t->m->parts.n; i++) {
			uint32_t had = t->bodies;
			if (t->m->parts.v[i].parent != part || t->tried[i] || !mail_has(t, i, order[k])) {
				continue;
			}
			t->tried[i] = true;
			mail_choose(t, i);
			if (t->bodies > had) {
				return;
			}
		}
	}
}

static void mail_choose(struct mail_tree *t, uint32_t part)
{
	const struct mime_part *p = &t->m->parts.v[part];
	if (!p->multipart) {
		if (mail_is_text(p)) {
			mail_body(t, p);
		}
		return;
	}
	if (mail_is(p, "multipart/alternative")) {
		mail_alternative(t, part);
		return;
	}
	bool first = mail_is(p, "multipart/related") || mail_is(p, "multipart/signed") || mail_is(p, "multipart/report");
	for (uint32_t i = part + 1; i < t->m->parts.n; i++) {
		if (t->m->parts.v[i].parent == part) {
			mail_choose(t, i);
			if (first) {
				return;
			}
		}
	}
}

bool read_mail_tree_is_report(const struct mime_message *m)
{
	return m->parts.n > 0 && mail_is(&m->parts.v[0], "multipart/report");
}

static bool mail_in_alternative(const struct mime_message *m, const struct mime_part *p)
{
	for (uint32_t i = p->parent; i != UINT32_MAX; i = m->parts.v[i].parent) {
		if (mail_is(&m->parts.v[i], "multipart/alternative")) {
			return true;
		}
	}
	return false;
}

static bool mail_named(const struct mime_part *p, const char *const *ends)
{
	size_t n = strlen(p->name);
	for (; *ends != NULL; ends++) {
		size_t k = strlen(*ends);
		if (n > k && span_eq_ascii_case(span_of(p->name + n - k, k), span_str(*ends))) {
			return true;
		}
	}
	return false;
}

/* Senders' programs name types carelessly, so an attachment is a letter by its type or by its name, and whatever else may hold one
 * (an archive, a message of Outlook's) is handed on: what it really is, its content tells when it is read, and what cannot be read is said.
 * Left out are the kinds that hold no letters: pictures, sound, tables, slides, calendars, cards, signatures. */
bool read_mail_tree_is_letter(const struct mime_message *m, const struct mime_part *p)
{
	static const char *const no_letters[] = { "image/", "audio/", "video/", "font/", "multipart/", "message/", "text/calendar", "text/vcard", "text/x-vcard",
		"text/directory", "text/csv", "text/css", "text/tab-", "application/pgp-", "application/pkcs7-", "application/x-pkcs7-", "application/ics",
		"application/ms-tnef", "application/vnd.ms-tnef", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/x-msexcel",
		"application/vnd.openxmlformats-officedocument.spreadsheetml", "application/vnd.openxmlformats-officedocument.presentationml",
		"application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.presentation", "application/json",
		"application/javascript", "application/x-javascript" };
	static const char *const others[] = { ".xls", ".xlsx", ".xlsm", ".ods", ".csv", ".ppt", ".pptx", ".odp", ".ics", ".vcf", ".png", ".jpg", ".jpeg", ".gif",
		".bmp", ".tif", ".tiff", ".emf", ".wmf", ".p7s", ".asc", ".sig", ".dat", ".css", ".js", ".json", ".mp3", ".mp4", ".shp", ".dwg", NULL };
	static const char *const letters[] = { ".pdf", ".docx", ".doc", ".odt", ".fodt", ".rtf", ".txt", ".html", ".htm", ".xml", ".eml", ".msg", NULL };
	if (p->multipart || p->message != NULL || mail_in_alternative(m, p)) {
		return false;
	}
	if (mail_is(p, "text/plain") || mail_is(p, "text/html")) {
		return p->attached && (*p->name == '\0' || mail_named(p, letters));
	}
	for (size_t i = 0; i < sizeof no_letters / sizeof *no_letters; i++) {
		if (mail_begins(p, no_letters[i])) {
			return mail_named(p, letters);
		}
	}
	return mail_named(p, letters) || (mail_begins(p, "application/") && !mail_named(p, others)) || mail_is(p, "text/xml") || mail_is(p, "text/rtf");
}

/* Sealed for its reader: encrypted, or signed with its text inside. */
const char *read_mail_tree_sealed(const struct mime_message *m)
{
	for (uint32_t i = 0; i < m->parts.n; i++) {
		const struct mime_part *p = &m->parts.v[i];
		if (mail_is(p, "application/pgp-encrypted")) {
			return "a message encrypted with OpenPGP";
		}
		if (mail_is(p, "application/pkcs7-mime") || mail_is(p, "application/x-pkcs7-mime")) {
			return "a message encrypted or sealed with S/MIME";
		}
		if (mail_is(p, "text/plain") && p->message == NULL && span_starts(span_trim(p->raw), "-----BEGIN PGP MESSAGE-----")) {
			return "a message encrypted with OpenPGP";
		}
	}
	return NULL;
}

/* A word processor's or PDF file that is none: "docx" or "pdf"; NULL: as it says, or something else. */
const char *read_mail_tree_belied(const struct mime_part *p, struct span content)
{
	static const char *const zips[] = { ".docx", ".odt", NULL }, *const pdfs[] = { ".pdf", NULL };
	if ((mail_named(p, zips) || mail_begins(p, "application/vnd.openxmlformats-officedocument.wordprocessingml") ||
	    mail_is(p, "application/vnd.oasis.opendocument.text")) && !span_starts(content, "PK") && !span_starts(content, "\xd0\xcf\x11\xe0") &&
	    !span_starts(content, "{\\rtf") && !span_starts(content, "<")) {
		return "no Word or OpenDocument file";
	}
	bool pdf = mail_named(p, pdfs) || mail_is(p, "application/pdf");
	return pdf && span_find(span_of(content.p, content.n < 4096 ? content.n : 4096), "%PDF-") == NULL && !span_starts(content, "PK") ? "no PDF file" : NULL;
}

/* What a calendar in the message itself asks for: "request", "reply". */
static const char *mail_method(const struct mime_message *m)
{
	for (uint32_t i = 0; i < m->parts.n; i++) {
		if (mail_is(&m->parts.v[i], "text/calendar") && !m->parts.v[i].attached) {
			return m->parts.v[i].method;
		}
	}
	return "";
}

static xmlDoc *mail_tree(struct mail_tree *t, struct span bytes)
{
	const struct mime_message *m = t->m;
	xmlDoc *doc = t->lean ? xml_lean_new(t->l->arena, "Message") : xml_new(t->l->arena, "Message");
	t->root = xmlDocGetRootElement(doc);
	t->nameless = span_trim(mime_header(m, "Message-ID")).n == 0;
	xml_set_offset(t->root, mail_at(t, m->headers.n > 0 ? m->headers.v[0].name.p : bytes.p));
	mail_headers(t);
	mail_arrival(t);
	if (m->parts.n > 0) {
		mail_set(t, t->root, "type", span_str(m->parts.v[0].type));
		mail_set(t, t->root, "method", span_str(mail_method(m)));
		t->tried = ARENA_NEWS(t->a, bool, m->parts.n);
		mail_choose(t, 0);
	}
	return doc;
}

/* Nothing will be said of a text's size, however it is decoded: the tree may be built twice. */
static bool mail_is_small(const struct mime_message *m)
{
	size_t n = 0;
	for (uint32_t i = 0; i < m->parts.n; i++) {
		n += m->parts.v[i].raw.n;
	}
	return n < LIMIT_TEXT_BYTES / 4;
}

/* Lean, unless HTML is shown. */
xmlDoc *read_mail_tree(struct read_mail *x, struct letter *l, const struct mime_message *m, struct span bytes)
{
	struct mail_tree t = { .x = x, .a = x->memory, .m = m, .l = l, .lean = mail_is_small(m) };
	xmlDoc *doc = mail_tree(&t, bytes);
	if (t.lean && t.html) {
		t = (struct mail_tree){ .x = x, .a = x->memory, .m = m, .l = l };
		doc = mail_tree(&t, bytes);
	}
	return doc;
}
