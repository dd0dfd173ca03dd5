/* mime_quick.c - the messages that most are, taken apart without the library: one text, or one multipart of texts.
 *
 * In: the bytes of a message. Out: what mime_full() would make of it, or false: it is left to that, and nothing was said of it. What is
 * taken here is written plainly: fields whose names are letters, figures and marks, a type and an encoding that everybody knows,
 * parameters without escapes, parts whose boundaries are alone on their lines. The library makes a hundred objects of such a message.
 *
 * Cost: one look at each byte of the headers; of a multipart, a search for its boundary.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/mime.h"

/* What the fields of one entity say of its content. */
struct quick_content {
	struct span type, charset, boundary, format, delsp, encoding, disposition;
	bool typed;
};

static struct span quick_from(struct span s, const char *p)
{
	return span_of(p, (size_t)(span_end(s) - p));
}

static bool quick_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct span quick_trim(struct span s)
{
	while (s.n > 0 && quick_blank(*s.p)) {
		s = quick_from(s, s.p + 1);
	}
	while (s.n > 0 && quick_blank(s.p[s.n - 1])) {
		s.n--;
	}
	return s;
}

/* Letters, figures, and the marks that may be in a name of anything here. */
static struct span quick_token(struct span *rest)
{
	static const char marks[] = "-._+'";
	size_t n = 0;
	while (n < rest->n && ((rest->p[n] >= 'a' && rest->p[n] <= 'z') || (rest->p[n] >= 'A' && rest->p[n] <= 'Z') ||
	    (rest->p[n] >= '0' && rest->p[n] <= '9') || (rest->p[n] != '\0' && strchr(marks, rest->p[n]) != NULL))) {
		n++;
	}
	struct span token = span_of(rest->p, n);
	*rest = quick_from(*rest, rest->p + n);
	return token;
}

/* Between quotation marks, without escapes and encoded words. */
static bool quick_quoted(struct span *rest, struct span *value)
{
	size_t n = 1;
	while (n < rest->n && rest->p[n] >= ' ' && rest->p[n] < 0x7f && rest->p[n] != '"' && rest->p[n] != '\\' &&
	    !(rest->p[n] == '=' && n + 1 < rest->n && rest->p[n + 1] == '?')) {
		n++;
	}
	if (n >= rest->n || rest->p[n] != '"') {
		return false;
	}
	*value = span_of(rest->p + 1, n - 1);
	*rest = quick_from(*rest, rest->p + n + 1);
	return n > 1;
}

/* ---- the fields of an entity ---- */

/* The file's name is left to the library, as what is cut up or encoded: both have a mark that no token here has. */
static bool quick_parameter(struct quick_content *c, struct span name, struct span value)
{
	static const struct { const char *name; size_t at; } known[] = {
		{ "charset", offsetof(struct quick_content, charset) }, { "boundary", offsetof(struct quick_content, boundary) },
		{ "format", offsetof(struct quick_content, format) }, { "delsp", offsetof(struct quick_content, delsp) }
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct span *to = (struct span *)((char *)c + known[i].at);
		if (span_eq_ascii_case(name, span_str(known[i].name))) {
			bool first = to->n == 0;
			*to = value;
			return first;
		}
	}
	return !span_eq_ascii_case(name, SPAN_LIT("name")) && !span_eq_ascii_case(name, SPAN_LIT("method")) && !span_eq_ascii_case(name, SPAN_LIT("filename"));
}

static bool quick_type(struct quick_content *c, struct span s)
{
	const char *start = s.p;
	struct span name, value, main = quick_token(&s);
	if (c->typed || main.n == 0 || s.n == 0 || *s.p != '/') {
		return false;
	}
	s = quick_from(s, s.p + 1);
	if (quick_token(&s).n == 0) {
		return false;
	}
	c->typed = true;
	c->type = span_of(start, (size_t)(s.p - start));
	while ((s = quick_trim(s)).n > 0) {
		s = *s.p == ';' ? quick_trim(quick_from(s, s.p + 1)) : span_of(s.p, 0);
		name = quick_token(&s);
		if (name.n == 0 || s.n < 2 || *s.p != '=') {
			return false;
		}
		s = quick_from(s, s.p + 1);
		if (*s.p == '"') {
			if (!quick_quoted(&s, &value)) {
				return false;
			}
		} else if ((value = quick_token(&s)).n == 0) {
			return false;
		}
		if (!quick_parameter(c, name, value)) {
			return false;
		}
	}
	return true;
}

/* Said once, with nothing behind it. */
static bool quick_word(struct span *to, struct span s)
{
	bool first = to->n == 0;
	*to = s;
	return first && s.n > 0;
}

static bool quick_field(struct quick_content *c, struct span name, struct span raw)
{
	static const char *const others[] = { "content-language", "content-id", "content-description", "content-class" };
	struct span s = quick_trim(raw);
	if (span_eq_ascii_case(name, SPAN_LIT("content-type"))) {
		return quick_type(c, s);
	}
	if (span_eq_ascii_case(name, SPAN_LIT("content-transfer-encoding"))) {
		return quick_word(&c->encoding, s);
	}
	if (span_eq_ascii_case(name, SPAN_LIT("content-disposition"))) {
		return quick_word(&c->disposition, s);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (span_eq_ascii_case(name, span_str(others[i]))) {
			return true;
		}
	}
	return false;
}

static bool quick_name(const char *p, const char *end)
{
	const char *from = p;
	while (p < end && *p > ' ' && *p < 0x7f && *p != ':') {
		p++;
	}
	return p > from && p < end && *p == ':';
}

/* One field with the lines that go on with it; NULL: it is none of ours. *rest is behind it, empty or not. */
static const char *quick_cut(struct span *rest, struct span *name, struct span *raw)
{
	const char *end = span_end(*rest), *stop = rest->p;
	if (rest->n > 1 && memcmp(rest->p, "--", 2) == 0) {
		return NULL;
	}
	do {
		stop = memchr(stop, '\n', (size_t)(end - stop));
		stop = stop != NULL ? stop + 1 : NULL;
	} while (stop != NULL && stop < end && (*stop == ' ' || *stop == '\t'));
	if (stop == NULL || !quick_name(rest->p, stop)) {
		return NULL;
	}
	const char *colon = memchr(rest->p, ':', (size_t)(stop - rest->p));
	*name = span_of(rest->p, (size_t)(colon - rest->p));
	*raw = span_of(colon + 1, (size_t)(stop - colon) - 1);
	*rest = quick_from(*rest, stop);
	return stop;
}

/* Fields up to the empty line, which is passed over. m NULL: those of a part. */
static bool quick_fields(struct arena *a, struct span *rest, struct quick_content *c, struct mime_message *m)
{
	struct span name, raw;
	const char *start = rest->p;
	*c = (struct quick_content){ 0 };
	for (;;) {
		if (rest->n > 0 && *rest->p == '\n') {
			*rest = quick_from(*rest, rest->p + 1);
			break;
		}
		if (rest->n > 1 && rest->p[0] == '\r' && rest->p[1] == '\n') {
			*rest = quick_from(*rest, rest->p + 2);
			break;
		}
		if (rest->n == 0 || quick_cut(rest, &name, &raw) == NULL) {
			return false;
		}
		bool content = name.n >= 8 && span_eq_ascii_case(span_of(name.p, 8), SPAN_LIT("content-"));
		if (content && !quick_field(c, name, raw)) {
			return false;
		}
		if (!content && m != NULL) {
			*vec_push(a, &m->headers) = (struct mime_header){ name, raw };
		}
	}
	return memchr(start, '\0', (size_t)(rest->p - start)) == NULL;
}

/* ---- parts ---- */

static bool quick_is(struct span s, const char *word)
{
	return span_eq_ascii_case(s, span_str(word));
}

static bool quick_encoding(struct span s, enum mime_encoding *out)
{
	*out = quick_is(s, "base64") ? MIME_BASE64 : quick_is(s, "quoted-printable") ? MIME_QUOTED : MIME_PLAIN;
	return s.n == 0 || *out != MIME_PLAIN || quick_is(s, "7bit") || quick_is(s, "8bit");
}

static struct mime_part *quick_add(struct arena *a, struct mime_message *m, const char *type, uint32_t parent)
{
	struct mime_part *p = vec_push(a, &m->parts);
	*p = (struct mime_part){ .type = type, .charset = "", .name = "", .method = "", .raw = { "", 0 }, .parent = parent };
	return p;
}

static bool quick_leaf(struct arena *a, struct mime_message *m, const struct quick_content *c, uint32_t parent, struct span raw)
{
	bool html = quick_is(c->type, "text/html"), plain = !c->typed || quick_is(c->type, "text/plain");
	enum mime_encoding encoding;
	if ((!html && !plain) || c->boundary.n > 0 || (c->disposition.n > 0 && !quick_is(c->disposition, "inline")) || !quick_encoding(c->encoding, &encoding)) {
		return false;
	}
	struct mime_part *p = quick_add(a, m, html ? "text/html" : "text/plain", parent);
	p->charset = arena_strn(a, c->charset.p != NULL ? c->charset.p : "", c->charset.n);
	p->flowed = quick_is(c->format, "flowed");
	p->delsp = p->flowed && quick_is(c->delsp, "yes");
	p->encoding = encoding;
	p->raw = raw;
	return true;
}

enum quick_mark { QUICK_NONE, QUICK_NEXT, QUICK_LAST, QUICK_ODD };

/* Is the line that begins here one between the parts? *line: it, without its end. */
static enum quick_mark quick_mark(struct span s, struct span boundary, struct span *line)
{
	if (s.n < boundary.n + 2 || memcmp(s.p, "--", 2) != 0 || memcmp(s.p + 2, boundary.p, boundary.n) != 0) {
		return QUICK_NONE;
	}
	const char *end = memchr(s.p, '\n', s.n);
	*line = span_of(s.p, end != NULL ? (size_t)(end - s.p) : s.n);
	struct span rest = quick_from(*line, s.p + 2 + boundary.n);
	rest.n -= rest.n > 0 && rest.p[rest.n - 1] == '\r';
	return rest.n == 0 ? QUICK_NEXT : rest.n == 2 && memcmp(rest.p, "--", 2) == 0 ? QUICK_LAST : QUICK_ODD;
}

/* Up to the next such line. *content: what lies before it, without the line end that belongs to it. */
static enum quick_mark quick_next(struct span *rest, struct span boundary, struct span *content)
{
	const char *at = rest->p;
	struct span line;
	enum quick_mark mark;
	while ((mark = quick_mark(quick_from(*rest, at), boundary, &line)) == QUICK_NONE) {
		for (;;) {
			at = memchr(at, '\n', (size_t)(span_end(*rest) - at));
			if (at == NULL || ++at == span_end(*rest)) {
				return QUICK_NONE;
			}
			if (*at == '-') {
				break;
			}
		}
	}
	size_t n = (size_t)(at - rest->p), cut = line.p[line.n - 1] == '\r' ? 2 : 1;	/* as the library has it: by the line's own end */
	if (n > 0 && n < cut) {
		return QUICK_ODD;
	}
	*content = span_of(rest->p, n > 0 ? n - cut : 0);
	const char *behind = span_end(line);
	*rest = quick_from(*rest, behind < span_end(*rest) ? behind + 1 : behind);
	return mark;
}

static bool quick_multipart(struct arena *a, struct mime_message *m, const struct quick_content *c, struct span rest)
{
	static const char *const types[] = { "multipart/mixed", "multipart/alternative", "multipart/related" };
	struct span content;
	enum quick_mark mark;
	size_t i = 0;
	while (i < sizeof types / sizeof *types && !quick_is(c->type, types[i])) {
		i++;
	}
	if (i == sizeof types / sizeof *types || c->boundary.n == 0 || c->boundary.n > 70 || c->boundary.p[c->boundary.n - 1] == ' ' ||
	    c->disposition.n > 0 || (c->encoding.n > 0 && !quick_is(c->encoding, "7bit") && !quick_is(c->encoding, "8bit"))) {
		return false;
	}
	quick_add(a, m, types[i], UINT32_MAX)->multipart = true;
	mark = quick_next(&rest, c->boundary, &content);
	while (mark == QUICK_NEXT) {
		struct quick_content own;
		if (m->parts.n >= LIMIT_MAIL_PARTS || !quick_fields(a, &rest, &own, NULL)) {
			return false;
		}
		mark = quick_next(&rest, c->boundary, &content);
		if ((mark != QUICK_NEXT && mark != QUICK_LAST) || !quick_leaf(a, m, &own, 0, content)) {
			return false;
		}
	}
	return mark == QUICK_LAST && m->parts.n > 1;
}

bool mime_quick(struct arena *a, struct span bytes, struct mime_message *out)
{
	struct quick_content c;
	struct mime_message m = { 0 };
	struct span rest = bytes;
	if (!quick_fields(a, &rest, &c, &m) || m.headers.n == 0) {
		return false;
	}
	if (c.type.n > 10 && quick_is(span_of(c.type.p, 10), "multipart/")) {
		if (!quick_multipart(a, &m, &c, rest)) {
			return false;
		}
	} else if (!quick_leaf(a, &m, &c, UINT32_MAX, rest)) {
		return false;
	}
	*out = m;
	return true;
}

/* ---- dates ---- */

/* Figures, so many at least and at most; -1: others. */
static int quick_number(struct span *rest, size_t least, size_t most)
{
	size_t n = 0;
	int number = 0;
	while (n < most && n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9') {
		number = number * 10 + (rest->p[n++] - '0');
	}
	*rest = quick_from(*rest, rest->p + n);
	return n >= least ? number : -1;
}

static bool quick_char(struct span *rest, char c)
{
	bool is = rest->n > 0 && *rest->p == c;
	*rest = quick_from(*rest, rest->p + is);
	return is;
}

/* One of the names of three letters: which, from 1; 0: none. */
static int quick_name_of(struct span *rest, const char *names)
{
	for (int i = 1; *names != '\0' && rest->n >= 3; i++, names += 3) {
		if (memcmp(rest->p, names, 3) == 0) {
			*rest = quick_from(*rest, rest->p + 3);
			return i;
		}
	}
	return 0;
}

/* "09:52:03 +0000", all of it, and within its bounds. */
static bool quick_clock(struct span s)
{
	int hour = quick_number(&s, 2, 2), minute = quick_char(&s, ':') ? quick_number(&s, 2, 2) : -1;
	int second = quick_char(&s, ':') ? quick_number(&s, 2, 2) : 0;
	bool zone = quick_char(&s, ' ') && (quick_char(&s, '+') || quick_char(&s, '-'));
	int offset = zone ? quick_number(&s, 4, 4) : -1;
	return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 && offset >= 0 && offset <= 1400 && offset % 100 < 60 && s.n == 0;
}

/* No message is older; of a year before it the library makes what it can. */
#define QUICK_FIRST_YEAR 1970

/* "Thu, 23 Oct 2008 09:52:03 +0000" */
bool mime_quick_date(struct span raw, struct date *out)
{
	struct span s = quick_trim(raw);
	if (quick_name_of(&s, "SunMonTueWedThuFriSat") > 0 && (!quick_char(&s, ',') || !quick_char(&s, ' '))) {
		return false;
	}
	int day = quick_number(&s, 1, 2), month = quick_char(&s, ' ') ? quick_name_of(&s, "JanFebMarAprMayJunJulAugSepOctNovDec") : 0;
	int year = quick_char(&s, ' ') ? quick_number(&s, 4, 4) : -1;
	if (day < 1 || month < 1 || year < QUICK_FIRST_YEAR || !quick_char(&s, ' ') || !quick_clock(s)) {
		return false;
	}
	*out = (struct date){ (int16_t)year, (uint8_t)month, (uint8_t)day };
	return date_valid(*out);
}
