/* read_mail_sniff.c - is it mail, and where does a message of an mbox begin?
 *
 * In: bytes. Out: yes or no. A letter in plain text may begin with "From:" and "To:" as memos do, and mail pasted from a screen
 * does: it is mail when it has the fields that programs write, and reads as text otherwise.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_mail.h"

/* The header block is looked for in this much of a file. */
#define MAIL_SNIFF_BYTES ((size_t)64 << 10)

bool read_mail_sniff_line(struct span *rest, struct span *line)
{
	if (rest->n == 0) {
		return false;
	}
	const char *end = memchr(rest->p, '\n', rest->n);
	size_t n = end != NULL ? (size_t)(end - rest->p) : rest->n, cut = n > 0 && rest->p[n - 1] == '\r' ? 1 : 0;
	*line = span_of(rest->p, n - cut);
	n += end != NULL;
	*rest = span_of(rest->p + n, rest->n - n);
	return true;
}

static bool mail_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A field's name at the start of the line, without the colon. */
static bool mail_field(struct span line, struct span *name)
{
	size_t i = 0;
	while (i < line.n && (unsigned char)line.p[i] > 0x20 && (unsigned char)line.p[i] < 0x7f && line.p[i] != ':') {
		i++;
	}
	*name = span_of(line.p, i);
	return i > 0 && i < line.n && line.p[i] == ':';
}

/* "From jane@x Mon Mar  2 10:00:00 2015": a time of day and a year. */
static bool mail_is_from(struct span line)
{
	bool clock = false, year = false;
	if (!span_starts(line, "From ") || line.n > 400) {
		return false;
	}
	for (size_t i = 5; i < line.n; i++) {
		clock = clock || (i + 2 < line.n && line.p[i] == ':' && mail_digit(line.p[i - 1]) && mail_digit(line.p[i + 1]) && mail_digit(line.p[i + 2]));
		year = year || (i + 4 <= line.n && (memcmp(line.p + i, "19", 2) == 0 || memcmp(line.p + i, "20", 2) == 0) && mail_digit(line.p[i + 2]) &&
		    mail_digit(line.p[i + 3]) && line.p[i - 1] == ' ');
	}
	return clock && year;
}

/* A date with a clock and a zone, as programs write it and people do not. */
static bool mail_is_stamp(struct span value)
{
	const char *colon = memchr(value.p, ':', value.n);
	struct span rest = colon != NULL ? span_of(colon, (size_t)(span_end(value) - colon)) : span_of("", 0);
	const char *zone = rest.n > 0 ? memchr(rest.p, '+', rest.n) : NULL;
	zone = zone != NULL || rest.n == 0 ? zone : memchr(rest.p, '-', rest.n);
	bool offset = zone != NULL && span_end(rest) - zone >= 5 && mail_digit(zone[1]) && mail_digit(zone[4]);
	return offset || span_ends(span_trim(rest), "GMT") || span_ends(span_trim(rest), "UT") || span_ends(span_trim(rest), "UTC");
}

/* Fields that programs add and nobody types. */
static bool mail_is_telling(struct span name)
{
	static const char *const telling[] = { "message-id", "mime-version", "received", "return-path", "delivered-to", "content-type",
		"content-transfer-encoding", "in-reply-to", "references", "dkim-signature", "envelope-to", "thread-topic", "thread-index", "status" };
	for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
		if ((*name.p | 0x20) == *telling[i] && span_eq_ascii_case(name, span_str(telling[i]))) {
			return true;
		}
	}
	return name.n > 2 && (name.p[0] == 'X' || name.p[0] == 'x') && name.p[1] == '-';
}

/* A block of fields up to a blank line, one of them telling, one that says who, when or what. */
static bool mail_is_message(struct span s)
{
	static const char *const usual[] = { "from", "to", "cc", "date", "subject", "sender", "reply-to", "bcc" };
	struct span line, name;
	bool telling = false, ordinary = false, from = false, stamp = false;
	uint32_t fields = 0;
	while (read_mail_sniff_line(&s, &line) && line.n > 0) {
		if (line.p[0] == ' ' || line.p[0] == '\t') {
			if (fields == 0) {
				return false;
			}
			continue;
		}
		if (!mail_field(line, &name)) {
			return false;
		}
		struct span value = span_trim(span_of(line.p + name.n + 1, line.n - name.n - 1));
		fields++;
		telling = telling || mail_is_telling(name);
		for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
			ordinary = ordinary || ((*name.p | 0x20) == *usual[i] && span_eq_ascii_case(name, span_str(usual[i])));
		}
		from = from || (span_eq_ascii_case(name, SPAN_LIT("from")) && value.n > 0 && memchr(value.p, '@', value.n) != NULL);
		stamp = stamp || (span_eq_ascii_case(name, SPAN_LIT("date")) && value.n > 0 && mail_is_stamp(value));
	}
	return fields > 1 && ordinary && (telling || (from && stamp));
}

struct span read_mail_sniff_start(struct span bytes)
{
	size_t skip = span_starts(bytes, "\xef\xbb\xbf") ? 3 : 0;
	while (skip < bytes.n && (bytes.p[skip] == '\n' || bytes.p[skip] == '\r')) {
		skip++;
	}
	return span_of(bytes.p + skip, bytes.n - skip);
}

/* Looks no further than the first word: asked at each "From " line, of all that follows. */
static bool mail_is_blank(struct span s)
{
	size_t i = 0;
	while (i < s.n && (s.p[i] == ' ' || (s.p[i] >= '\t' && s.p[i] <= '\r'))) {
		i++;
	}
	return i == s.n;
}

/* The line below may be another of its kind, of a folder that lost a message. */
bool read_mail_sniff_opens(struct span s)
{
	struct span line, name;
	if (!span_starts(s, "From ") || !read_mail_sniff_line(&s, &line) || !mail_is_from(line)) {
		return false;
	}
	return mail_is_blank(s) || (read_mail_sniff_line(&s, &line) &&
	    (mail_field(line, &name) || span_starts(line, ">From ") || mail_is_from(line)));
}

bool read_mail_sniff(struct span bytes)
{
	struct span s = read_mail_sniff_start(bytes);
	s.n = s.n < MAIL_SNIFF_BYTES ? s.n : MAIL_SNIFF_BYTES;
	return read_mail_sniff_opens(s) || mail_is_message(s);
}
