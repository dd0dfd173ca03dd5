/* read_sniff.c - what kind of file this is, by its first bytes; DESIGN section 4.
 *
 * In: bytes. Out: the name of a kind we cannot read, or whether the text is XML. The file's name is never looked at.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

#define SNIFF(bytes) { (bytes), sizeof(bytes) - 1 }

/* Signatures of the kinds that people mistake for letters we read. first: must also occur in the first 4 KiB. */
static const struct sniff_row {
	struct span magic;
	const char *first;
	const char *what;
	bool written;			/* letters are written in it */
} sniff_rows[] = {
	{ SNIFF("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), NULL, "an old Office or Outlook file (.doc, .msg)", true },
	{ SNIFF("{\\rtf"), NULL, "rich text (.rtf)", true },
	{ SNIFF("%!PS"), NULL, "PostScript", true },
	{ SNIFF("\x1f\x8b"), NULL, "gzip data", false },
	{ SNIFF("BZh"), NULL, "bzip2 data", false },
	{ SNIFF("\xfd" "7zXZ"), NULL, "xz data", false },
	{ SNIFF("\x28\xb5\x2f\xfd"), NULL, "Zstandard data", false },
	{ SNIFF("7z\xbc\xaf\x27\x1c"), NULL, "a 7-Zip archive", false },
	{ SNIFF("\x89PNG\r\n"), NULL, "a PNG image", false },
	{ SNIFF("\xff\xd8\xff"), NULL, "a JPEG image", false },
	{ SNIFF("GIF8"), NULL, "a GIF image", false },
	{ SNIFF("II*\0"), NULL, "a TIFF image", false },
	{ SNIFF("MM\0*"), NULL, "a TIFF image", false },
	{ SNIFF("RIFF"), "WEBP", "a WebP image", false },
	{ SNIFF("\x7f" "ELF"), NULL, "a program", false },
	{ SNIFF("SQLite format 3\0"), NULL, "an SQLite database", false }
};

static struct span sniff_head(struct span s, size_t n)
{
	return span_of(s.p, s.n < n ? s.n : n);
}

static const struct sniff_row *sniff_row(struct span bytes)
{
	for (size_t i = 0; i < sizeof sniff_rows / sizeof *sniff_rows; i++) {
		const struct sniff_row *r = &sniff_rows[i];
		if (bytes.n >= r->magic.n && memcmp(bytes.p, r->magic.p, r->magic.n) == 0 &&
		    (r->first == NULL || span_find(sniff_head(bytes, 4096), r->first) != NULL)) {
			return r;
		}
	}
	return NULL;
}

const char *read_sniff_foreign(struct span bytes)
{
	const struct sniff_row *r = sniff_row(bytes);
	return r != NULL ? r->what : NULL;
}

bool read_is_written(struct span bytes)
{
	const struct sniff_row *r = sniff_row(bytes);
	return r != NULL && r->written;
}

static bool sniff_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Past a byte order mark and white space. */
static struct span sniff_start(struct span s)
{
	if (span_starts(s, "\xef\xbb\xbf")) {
		s = span_of(s.p + 3, s.n - 3);
	}
	while (s.n > 0 && sniff_space(*s.p)) {
		s = span_of(s.p + 1, s.n - 1);
	}
	return s;
}

/* The value of the pseudo-attribute `encoding` in <?xml ... ?>. */
struct span read_sniff_declared(struct span bytes)
{
	struct span s = sniff_head(sniff_start(bytes), 256);
	const char *end = span_starts(s, "<?xml") ? span_find(s, "?>") : NULL;
	const char *at = end != NULL ? span_find(span_of(s.p, (size_t)(end - s.p)), "encoding") : NULL;
	if (at == NULL) {
		return span_of(NULL, 0);
	}
	at += strlen("encoding");
	while (at < end && (sniff_space(*at) || *at == '=')) {
		at++;
	}
	char quote = *at;
	const char *close = at + 1;
	while (close < end && *close != quote) {
		close++;
	}
	return (quote == '"' || quote == '\'') && close < end ? span_of(at + 1, (size_t)(close - at - 1)) : span_of(NULL, 0);
}

static bool sniff_name_start(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c >= 0x80;
}

/* Past the name at the start of s: the character that ends it, '\0' at the end. */
static char sniff_after_name(struct span s)
{
	size_t i = 0;
	while (i < s.n && (sniff_name_start((unsigned char)s.p[i]) || (s.p[i] != '\0' && strchr("-.0123456789", s.p[i]) != NULL))) {
		i++;
	}
	return i < s.n ? s.p[i] : '\0';
}

/* "<a><b": a tag within a tag, as in XML that was cut off. */
static bool sniff_nested(struct span s)
{
	const char *end = s.n > 0 ? memchr(s.p, '>', s.n) : NULL;
	return end != NULL && end + 2 < span_end(s) && end[1] == '<' && sniff_name_start((unsigned char)end[2]);
}

/* A text letter may begin with words in angle brackets ("<crest>", "<a@b.gov.uk>"): a lone tag is XML only when some
 * tag is closed later on, or another follows at once. */
bool read_sniff_xml(struct span text)
{
	struct span s = sniff_start(text);
	if (span_starts(s, "<?xml") || span_starts(s, "<!DOCTYPE") || span_starts(s, "<!doctype") || span_starts(s, "<!--") || span_starts(s, "<?samedesk")) {
		return true;
	}
	if (s.n < 2 || s.p[0] != '<' || !sniff_name_start((unsigned char)s.p[1])) {
		return false;
	}
	char after = sniff_after_name(span_of(s.p + 1, s.n - 1));
	return (after == '>' || after == '/' || sniff_space(after)) &&
	    (span_find(s, "</") != NULL || span_find(s, "/>") != NULL || span_find(sniff_head(s, 1024), "xmlns") != NULL ||
	    sniff_nested(s));
}
