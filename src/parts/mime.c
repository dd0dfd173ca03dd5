/* mime.c - GMime's parser and decoders: bounded, over bytes that are not copied.
 *
 * In: the bytes of one message. Out: see mime.h. What the message means, which part is the letter and which encoding its
 * characters have is left to read/.
 *
 * GMime reads from a stream over our own bytes and keeps, of each part, where in the stream its content lies: that is how a
 * span of the file is had back without a copy. Its work grows with the square of the number of address headers in
 * one block, so these are counted before it begins. The library is opened, not linked: mime_gmime.h says why.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/mime.h"

struct span mime_header(const struct mime_message *m, const char *name)
{
	for (uint32_t i = 0; i < m->headers.n; i++) {
		if (span_eq_ascii_case(m->headers.v[i].name, span_str(name))) {
			return m->headers.v[i].raw;
		}
	}
	return span_of("", 0);
}

enum mime_encoding mime_encoding(const char *name)
{
	static const struct { const char *name; enum mime_encoding encoding; } known[] = {
		{ "base64", MIME_BASE64 }, { "quoted-printable", MIME_QUOTED },
		{ "uuencode", MIME_UUENCODED }, { "x-uuencode", MIME_UUENCODED }, { "x-uue", MIME_UUENCODED },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (span_eq_ascii_case(span_str(name), span_str(known[i].name))) {
			return known[i].encoding;
		}
	}
	return MIME_PLAIN;
}

#ifdef WITH_GMIME

#include "parts/mime_gmime.h"

const char *mime_package(void)
{
	return mime_gmime() != NULL ? NULL : "libgmime-3.0-0";
}

/* ---- bounds, before anything is parsed ---- */

static bool mime_is_address_field(struct span line)
{
	static const char *const names[] = { "from", "to", "cc", "bcc", "sender", "reply-to" };
	const char *colon = memchr(line.p, ':', line.n < 10 ? line.n : 10);
	if (colon == NULL) {
		return false;
	}
	struct span name = span_trim(span_of(line.p, (size_t)(colon - line.p)));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (span_eq_ascii_case(name, span_str(names[i]))) {
			return true;
		}
	}
	return false;
}

/* "To:" and a line end. */
#define MIME_SHORTEST_FIELD 4u

/* Between blank lines; no further than there is room for so many. */
static bool mime_too_many_headers(struct span bytes)
{
	unsigned run = 0;
	while (bytes.n > (LIMIT_MAIL_HEADERS - run) * MIME_SHORTEST_FIELD) {
		const char *end = memchr(bytes.p, '\n', bytes.n);
		size_t n = end != NULL ? (size_t)(end - bytes.p) + 1 : bytes.n;
		run = n <= 2 && (bytes.p[0] == '\n' || bytes.p[0] == '\r') ? 0 : run + mime_is_address_field(span_of(bytes.p, n));
		if (run > LIMIT_MAIL_HEADERS) {
			return true;
		}
		bytes = span_of(bytes.p + n, bytes.n - n);
	}
	return false;
}

/* ---- the tree ---- */

struct mime_job {
	const struct mime_gmime *g;
	struct arena *a;
	struct span bytes;
	enum mime_fault fault;
	uint32_t parts;			/* of all messages together */
	struct mime_message *out;
};

static bool mime_is_a(const struct mime_job *job, void *object, GType type)
{
	return job->g->g_type_check_instance_is_a(object, type);
}

static const char *mime_lower(struct arena *a, const char *s)
{
	char *t = arena_str(a, s != NULL ? s : "");
	for (char *p = t; *p != '\0'; p++) {
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 'a' - 'A') : *p;
	}
	return t;
}

static const char *mime_type(struct mime_job *job, GMimeObject *o)
{
	GMimeContentType *t = job->g->g_mime_object_get_content_type(o);
	const char *type = t != NULL ? job->g->g_mime_content_type_get_media_type(t) : NULL;
	const char *sub = t != NULL ? job->g->g_mime_content_type_get_media_subtype(t) : NULL;
	return mime_lower(job->a, arena_printf(job->a, "%s/%s", type != NULL ? type : "text", sub != NULL ? sub : "plain"));
}

static const char *mime_parameter(struct mime_job *job, GMimeObject *o, const char *name)
{
	const char *v = job->g->g_mime_object_get_content_type_parameter(o, name);
	return arena_str(job->a, v != NULL ? v : "");
}

static bool mime_says(struct mime_job *job, GMimeObject *o, const char *name, const char *value)
{
	return strcmp(mime_lower(job->a, mime_parameter(job, o, name)), value) == 0;
}

static enum mime_encoding mime_encoding_of(GMimeContentEncoding encoding)
{
	switch (encoding) {
	case GMIME_CONTENT_ENCODING_BASE64:
		return MIME_BASE64;
	case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
		return MIME_QUOTED;
	case GMIME_CONTENT_ENCODING_UUENCODE:
		return MIME_UUENCODED;
	default:
		return MIME_PLAIN;
	}
}

/* Where the stream says the content lies. */
static struct span mime_raw(struct mime_job *job, GMimePart *p)
{
	GMimeDataWrapper *content = job->g->g_mime_part_get_content(p);
	GMimeStream *s = content != NULL ? job->g->g_mime_data_wrapper_get_stream(content) : NULL;
	if (s == NULL || !mime_is_a(job, s, job->g->g_mime_stream_mem_get_type()) || s->bound_start < 0 || (size_t)s->bound_start > job->bytes.n) {
		return span_of("", 0);
	}
	size_t from = (size_t)s->bound_start;
	size_t to = s->bound_end >= 0 && (size_t)s->bound_end < job->bytes.n ? (size_t)s->bound_end : job->bytes.n;
	return to > from ? span_of(job->bytes.p + from, to - from) : span_of("", 0);
}

static void mime_headers(struct mime_job *job, struct mime_message *m, GMimeObject *o)
{
	GMimeHeaderList *list = job->g->g_mime_object_get_header_list(o);
	int n = list != NULL ? job->g->g_mime_header_list_get_count(list) : 0;
	for (int i = 0; i < n; i++) {
		GMimeHeader *h = job->g->g_mime_header_list_get_header_at(list, i);
		const char *name = job->g->g_mime_header_get_raw_name(h), *raw = job->g->g_mime_header_get_raw_value(h);
		gint64 at = job->g->g_mime_header_get_offset(h);
		if (name == NULL || raw == NULL || at < 0 || (size_t)at > job->bytes.n) {
			continue;
		}
		size_t left = job->bytes.n - (size_t)at, k = strlen(name), v = strlen(raw);
		if (k + 1 + v <= left) {
			const char *p = job->bytes.p + at;
			*vec_push(job->a, &m->headers) = (struct mime_header){ span_trim(span_of(p, k)), span_of(p + k + 1, v) };
		}
	}
}

static void mime_walk(struct mime_job *job, struct mime_message *m, GMimeObject *o, uint32_t parent, unsigned depth);

static void mime_message_read(struct mime_job *job, struct mime_message *m, GMimeMessage *message, unsigned depth)
{
	mime_headers(job, m, (GMimeObject *)message);
	GMimeObject *body = job->g->g_mime_message_get_mime_part(message);
	if (body != NULL) {
		mime_walk(job, m, body, UINT32_MAX, depth);
	}
}

static void mime_leaf(struct mime_job *job, struct mime_part *p, GMimeObject *o)
{
	const char *name = job->g->g_mime_part_get_filename((GMimePart *)o);
	p->charset = mime_parameter(job, o, "charset");
	p->name = arena_str(job->a, name != NULL ? name : "");
	p->method = mime_lower(job->a, mime_parameter(job, o, "method"));
	p->flowed = mime_says(job, o, "format", "flowed");
	p->delsp = p->flowed && mime_says(job, o, "delsp", "yes");
	p->encoding = mime_encoding_of(job->g->g_mime_part_get_content_encoding((GMimePart *)o));
	p->raw = mime_raw(job, (GMimePart *)o);
}

static void mime_walk(struct mime_job *job, struct mime_message *m, GMimeObject *o, uint32_t parent, unsigned depth)
{
	if (depth > LIMIT_MAIL_DEPTH || ++job->parts > LIMIT_MAIL_PARTS) {
		job->fault = depth > LIMIT_MAIL_DEPTH ? MIME_TOO_DEEP : MIME_TOO_MANY_PARTS;
		return;
	}
	uint32_t self = m->parts.n;
	struct mime_part *p = vec_push(job->a, &m->parts);
	const char *how = job->g->g_mime_object_get_disposition(o);
	*p = (struct mime_part){ .type = mime_type(job, o), .charset = "", .name = "", .method = "", .parent = parent, .raw = { "", 0 },
		.attached = how != NULL && strcmp(mime_lower(job->a, how), "attachment") == 0 };
	if (mime_is_a(job, o, job->g->g_mime_multipart_get_type())) {
		p->multipart = true;
		int n = job->g->g_mime_multipart_get_count((GMimeMultipart *)o);
		for (int i = 0; i < n && job->fault == MIME_GOOD; i++) {
			mime_walk(job, m, job->g->g_mime_multipart_get_part((GMimeMultipart *)o, i), self, depth + 1);
		}
	} else if (mime_is_a(job, o, job->g->g_mime_message_part_get_type())) {
		GMimeMessage *inner = job->g->g_mime_message_part_get_message((GMimeMessagePart *)o);
		struct mime_message *to = p->message = ARENA_NEW(job->a, struct mime_message);
		if (inner != NULL) {
			mime_message_read(job, to, inner, depth + 1);
		}
	} else if (mime_is_a(job, o, job->g->g_mime_part_get_type())) {
		mime_leaf(job, p, o);
	}
}

enum mime_fault mime_read(struct arena *a, struct span bytes, struct mime_message *out)
{
	if (bytes.n == 0 || mime_too_many_headers(bytes)) {
		return bytes.n == 0 ? MIME_NO_MESSAGE : MIME_TOO_MANY_HEADERS;
	}
	return mime_quick(a, bytes, out) ? MIME_GOOD : mime_full(a, bytes, out);
}

enum mime_fault mime_full(struct arena *a, struct span bytes, struct mime_message *out)
{
	const struct mime_gmime *g = mime_gmime();
	struct mime_job job = { .g = g, .a = a, .bytes = bytes, .out = out };
	GByteArray view = { (guint8 *)(uintptr_t)bytes.p, (guint)bytes.n };	/* the stream only reads it, and does not own it */
	if (g == NULL) {
		return MIME_NO_MESSAGE;
	}
	GMimeStream *stream = g->g_mime_stream_mem_new_with_byte_array(&view);
	GMimeParser *parser = g->g_mime_parser_new_with_stream(stream);
	g->g_mime_stream_mem_set_owner((GMimeStreamMem *)stream, FALSE);
	g->g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
	g->g_mime_parser_set_persist_stream(parser, TRUE);
	GMimeMessage *message = g->g_mime_parser_construct_message(parser, NULL);
	if (message != NULL) {
		mime_message_read(&job, out, message, 0);
		g->g_object_unref(message);
	}
	g->g_object_unref(parser);
	g->g_object_unref(stream);
	return message == NULL ? MIME_NO_MESSAGE : job.fault;
}

/* ---- what is written in it ---- */

/* uudecoding in GMime begins behind the "begin" line. */
static struct span mime_uu_body(struct span raw)
{
	const char *begin = span_starts(raw, "begin ") ? raw.p : span_find(raw, "\nbegin ");
	const char *end = begin != NULL ? memchr(begin + 1, '\n', (size_t)(span_end(raw) - begin - 1)) : NULL;
	return end != NULL ? span_of(end + 1, (size_t)(span_end(raw) - end - 1)) : raw;
}

struct span mime_decode(struct arena *a, enum mime_encoding encoding, struct span raw)
{
	GMimeEncoding state;
	const struct mime_gmime *g = encoding == MIME_PLAIN || raw.n == 0 ? NULL : mime_gmime();
	if (g == NULL) {
		return raw;
	}
	raw = encoding == MIME_UUENCODED ? mime_uu_body(raw) : raw;
	g->g_mime_encoding_init_decode(&state, encoding == MIME_BASE64 ? GMIME_CONTENT_ENCODING_BASE64 :
	    encoding == MIME_QUOTED ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE : GMIME_CONTENT_ENCODING_UUENCODE);
	if (encoding == MIME_UUENCODED) {
		state.state |= GMIME_UUDECODE_STATE_BEGIN;
	}
	char *out = arena_alloc(a, g->g_mime_encoding_outlen(&state, raw.n) + 16);
	size_t n = g->g_mime_encoding_step(&state, raw.p, raw.n, out);
	n += g->g_mime_encoding_flush(&state, "", 0, out + n);
	return span_of(out, n);
}

/* A copy of at most LIMIT_MAIL_HEADER_BYTES, NUL-terminated. */
static char *mime_bounded(struct arena *a, struct span raw)
{
	return arena_strn(a, raw.p, raw.n < LIMIT_MAIL_HEADER_BYTES ? raw.n : LIMIT_MAIL_HEADER_BYTES);
}

static struct span mime_take(struct arena *a, const char *s)
{
	struct span t = span_trim(span_str(s != NULL ? s : ""));
	return span_of(arena_strn(a, t.p, t.n), t.n);
}

static bool mime_is_plain(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] >= 0x80 || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t' ||
		    (s.p[i] == '=' && i + 1 < s.n && s.p[i + 1] == '?')) {
			return false;
		}
	}
	return true;
}

struct span mime_words(struct arena *a, struct span raw)
{
	struct span s = span_trim(raw);
	if (s.n < LIMIT_MAIL_HEADER_BYTES && mime_is_plain(s)) {
		return s;
	}
	const struct mime_gmime *g = mime_gmime();
	if (g == NULL) {
		return s;
	}
	char *flat = g->g_mime_utils_header_unfold(mime_bounded(a, raw));
	char *words = g->g_mime_utils_header_decode_text(NULL, flat);
	struct span out = mime_take(a, words);
	g->g_free(words);
	g->g_free(flat);
	return out;
}

bool mime_date(struct span raw, struct date *out)
{
	return mime_quick_date(raw, out) || mime_full_date(raw, out);
}

bool mime_full_date(struct span raw, struct date *out)
{
	char copy[128];
	int year, month, day;
	struct span s = span_trim(raw);
	if (s.n == 0 || s.n >= sizeof copy) {
		return false;
	}
	memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	const struct mime_gmime *g = mime_gmime();
	GDateTime *t = g != NULL ? g->g_mime_utils_header_decode_date(copy) : NULL;
	if (t == NULL) {
		return false;
	}
	g->g_date_time_get_ymd(t, &year, &month, &day);
	g->g_date_time_unref(t);
	*out = (struct date){ (int16_t)year, (uint8_t)month, (uint8_t)day };
	return year > 1900 && date_valid(*out);
}

#else

const char *mime_package(void)
{
	return "libgmime-3.0-dev";
}

enum mime_fault mime_read(struct arena *a, struct span bytes, struct mime_message *out)
{
	(void)a, (void)bytes, (void)out;
	return MIME_NO_MESSAGE;
}

struct span mime_decode(struct arena *a, enum mime_encoding encoding, struct span raw)
{
	(void)a, (void)encoding;
	return raw;
}

struct span mime_words(struct arena *a, struct span raw)
{
	(void)a;
	return span_trim(raw);
}

enum mime_fault mime_full(struct arena *a, struct span bytes, struct mime_message *out)
{
	(void)a, (void)bytes, (void)out;
	return MIME_NO_MESSAGE;
}

bool mime_date(struct span raw, struct date *out)
{
	return mime_quick_date(raw, out);
}

bool mime_full_date(struct span raw, struct date *out)
{
	(void)raw, (void)out;
	return false;
}

#endif
