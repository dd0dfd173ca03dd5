/* read_decode.c - bytes to UTF-8 text; DESIGN section 4.
 *
 * In: the bytes of a file. Out: its text in UTF-8 and the name of the encoding found, or one diagnostic. Text that
 * is UTF-8 already is not copied. Everything that a letter's text cannot be (binary, blank, broken) ends here.
 *
 * The order of evidence: a byte order mark; the pattern of NULs that UTF-16 leaves in western text; XML's own
 * declaration; being well-formed UTF-8, which other encodings hardly ever are by chance; last Windows-1252, the
 * superset of ISO-8859-1 in which old office files are written.
 *
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <iconv.h>
#include <stdio.h>

#include "read/read_in.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct decoder {
	struct arena *arena;
	struct span bytes;
	const char *path;
	struct diag_sink *sink;
	struct span text;
	const char *encoding;
};

/* Windows-1252, 0x80 to 0x9f; 0: not used. Source: unicode.org, MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT */
static const uint16_t decode_1252[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178
};

/* Encodings an XML declaration may name that iconv is trusted with: prefixes, so that none of its stranger
 * converters can be reached from a letter. */
static const char *const decode_trusted[] = {
	"iso-8859-", "iso8859-", "windows-125", "cp125", "koi8-", "macintosh", "ibm437", "ibm850", "cp437", "cp850", "shift_jis",
	"euc-jp", "euc-kr", "gb2312", "gbk", "gb18030", "big5"
};

static const unsigned char *decode_bytes(struct span s)
{
	return (const unsigned char *)s.p;
}

static size_t decode_put(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, c >>= 6) {
		out[i] = (char)(0x80 | (c & 0x3f));
	}
	out[0] = (char)((n == 2 ? 0xc0 : n == 3 ? 0xe0 : 0xf0) | c);
	return n;
}

/* Length of the well-formed sequence at the start of p (Unicode 15, table 3-7); 0: none. */
static size_t decode_sequence(const unsigned char *p, size_t n)
{
	if (p[0] < 0x80) {
		return 1;
	}
	size_t length = p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
	if (length == 0 || length > n) {
		return 0;
	}
	unsigned low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
	unsigned high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
	if (p[1] < low || p[1] > high) {
		return 0;
	}
	for (size_t i = 2; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80) {
			return 0;
		}
	}
	return length;
}

/* Bytes taken eight at a time: most texts are ASCII, or nearly. */
static uint64_t decode_eight(const unsigned char *p)
{
	uint64_t eight;
	memcpy(&eight, p, sizeof eight);
	return eight;
}

/* The next place from i on that is no ASCII, or not far before it. */
static size_t decode_past_ascii(const unsigned char *p, size_t n, size_t i)
{
	while (i + 32 <= n && ((decode_eight(p + i) | decode_eight(p + i + 8) | decode_eight(p + i + 16) | decode_eight(p + i + 24)) &
	    0x8080808080808080u) == 0) {
		i += 32;
	}
	while (i + 8 <= n && (decode_eight(p + i) & 0x8080808080808080u) == 0) {
		i += 8;
	}
	return i;
}

/* How much of s is well-formed UTF-8, from its start. */
static size_t decode_valid(struct span s)
{
	const unsigned char *p = decode_bytes(s);
	size_t i = 0;
	while (i < s.n) {
		i = decode_past_ascii(p, s.n, i);
		if (i == s.n) {
			break;
		}
		size_t n = decode_sequence(p + i, s.n - i);
		if (n == 0) {
			break;
		}
		i += n;
	}
	return i;
}

/* Says where, counting in what stands before the fault. */
static bool decode_fault(struct decoder *d, struct span before, const char *encoding, const char *what)
{
	struct linemap lines;
	uint32_t line, column;
	linemap_init(&lines, before);
	linemap_at(&lines, d->arena, before.n, &line, &column);
	diag_at(d->sink, DIAG_TEXT_ENCODING, d->path, line, column, "%s, %s", encoding, what);
	return false;
}

static bool decode_is_marked(struct span s)
{
	return span_starts(s, "\xef\xbb\xbf");
}

/* Editors do not count a byte order mark as a column. */
static bool decode_bad_byte(struct decoder *d, size_t at, const char *encoding)
{
	char what[40];
	size_t mark = decode_is_marked(d->bytes) ? 3 : 0;
	snprintf(what, sizeof what, "byte 0x%02x", decode_bytes(d->bytes)[at]);
	return decode_fault(d, span_of(d->bytes.p + mark, at - mark), encoding, what);
}

static bool decode_done(struct decoder *d, struct span text, const char *encoding)
{
	d->text = text;
	d->encoding = encoding;
	return true;
}

/* ---- one byte a character ---- */

static uint32_t decode_byte(unsigned char c)
{
	return c >= 0x80 && c < 0xa0 && decode_1252[c - 0x80] != 0 ? decode_1252[c - 0x80] : c;
}

static bool decode_single(struct decoder *d)
{
	const unsigned char *p = decode_bytes(d->bytes);
	bool windows = false;
	size_t more = 0, all = d->bytes.n;
	for (size_t i = 0; (i = decode_past_ascii(p, all, i)) < all; i++) {
		windows = windows || (p[i] >= 0x80 && p[i] < 0xa0);
		more += p[i] < 0x80 ? 0u : p[i] < 0xa0 ? 2u : 1u;
	}
	char *out = arena_room(d->arena, all + more + 1);
	size_t n = 0;
	for (size_t i = 0; i < all; i++) {
		size_t next = decode_past_ascii(p, all, i);
		memcpy(out + n, p + i, next - i);
		n += next - i;
		i = next;
		n += i < all ? decode_put(out + n, decode_byte(p[i])) : 0;
	}
	out[n] = '\0';
	return decode_done(d, span_of(out, n), windows ? "Windows-1252" : "ISO-8859-1");
}

/* Texts put together from several sources: nearly all of it is UTF-8, and some pasted words are not. */
static bool decode_is_mixed(struct span s)
{
	const unsigned char *p = decode_bytes(s);
	size_t good = 0, bad = 0;
	for (size_t i = 0; (i = decode_past_ascii(p, s.n, i)) < s.n;) {
		size_t n = decode_sequence(p + i, s.n - i);
		good += n > 1;
		bad += n == 0;
		i += n > 0 ? n : 1;
	}
	return good >= 3 && bad * 4 <= good;
}

static bool decode_mixed(struct decoder *d)
{
	const unsigned char *p = decode_bytes(d->bytes);
	char *out = arena_alloc(d->arena, d->bytes.n * 3 + 1);
	size_t to = 0;
	for (size_t i = 0; i < d->bytes.n;) {
		size_t n = decode_sequence(p + i, d->bytes.n - i);
		if (n == 0) {
			to += decode_put(out + to, decode_byte(p[i++]));
			continue;
		}
		memcpy(out + to, p + i, n);
		to += n;
		i += n;
	}
	out[to] = '\0';
	return decode_done(d, span_of(out, to), "UTF-8 with Windows-1252");
}

/* ---- UTF-16 ---- */

static uint32_t decode_unit(const unsigned char *p, bool big)
{
	return big ? (uint32_t)(p[0] << 8 | p[1]) : (uint32_t)(p[1] << 8 | p[0]);
}

static bool decode_16(struct decoder *d, struct span s, bool big)
{
	const char *name = big ? "UTF-16BE" : "UTF-16LE";
	const unsigned char *p = decode_bytes(s);
	char *out = arena_alloc(d->arena, s.n / 2 * 3 + 1);
	size_t n = 0;
	for (size_t i = 0; i + 1 < s.n; i += 2) {
		uint32_t c = decode_unit(p + i, big);
		if (c >= 0xd800 && c < 0xe000) {
			uint32_t low = i + 3 < s.n ? decode_unit(p + i + 2, big) : 0;
			if (c >= 0xdc00 || low < 0xdc00 || low >= 0xe000) {
				return decode_fault(d, span_of(out, n), name, "half a surrogate pair");
			}
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		n += decode_put(out + n, c);
	}
	out[n] = '\0';
	if (s.n % 2 != 0) {
		return decode_fault(d, span_of(out, n), name, "an odd number of bytes");
	}
	return decode_done(d, span_of(out, n), name);
}

/* Western text in UTF-16 has a NUL as every second byte, and hardly one elsewhere. */
static bool decode_looks_16(struct span s, bool big)
{
	size_t pairs = (s.n < 1024 ? s.n : 1024) / 2, high = 0, low = 0;
	if (memchr(s.p, '\0', 2 * pairs) == NULL) {
		return false;
	}
	for (size_t i = 0; i < pairs; i++) {
		high += s.p[2 * i + (big ? 0 : 1)] == '\0';
		low += s.p[2 * i + (big ? 1 : 0)] == '\0';
	}
	return pairs > 1 && high * 10 >= pairs * 7 && low * 20 <= pairs;
}

/* ---- iconv ---- */

static bool decode_trusts(const char *encoding)
{
	struct span s = span_str(encoding);
	for (size_t i = 0; i < sizeof decode_trusted / sizeof *decode_trusted; i++) {
		size_t n = strlen(decode_trusted[i]);
		if (s.n >= n && span_eq_ascii_case(span_of(s.p, n), span_str(decode_trusted[i]))) {
			return true;
		}
	}
	return false;
}

/* Converts into out, or only counts when out is NULL. False: *stopped tells how far it came. */
static bool decode_convert(const char *encoding, struct span s, char *out, size_t *n, size_t *stopped)
{
	char piece[4096];
	iconv_t cd = iconv_open("UTF-8", encoding);
	char *from = (char *)(uintptr_t)s.p;	/* iconv() reads it only; its prototype has no const */
	size_t left = s.n;
	bool good = cd != (iconv_t)-1;
	*n = 0;
	while (good && left > 0) {
		char *to = piece;
		size_t room = sizeof piece;
		good = iconv(cd, &from, &left, &to, &room) != (size_t)-1 || errno == E2BIG;
		if (out != NULL) {
			memcpy(out + *n, piece, sizeof piece - room);
		}
		*n += sizeof piece - room;
	}
	if (cd != (iconv_t)-1) {
		iconv_close(cd);
	}
	*stopped = s.n - left;
	return good;
}

/* Twice over the bytes, so that no converter is open when the arena may run out. */
static bool decode_iconv(struct decoder *d, const char *encoding)
{
	size_t n, stopped;
	if (!decode_trusts(encoding)) {
		diag_at(d->sink, DIAG_TEXT_ENCODING, d->path, 1, 1, "the encoding '%s' is not known", encoding);
		return false;
	}
	if (!decode_convert(encoding, d->bytes, NULL, &n, &stopped)) {
		return stopped < d->bytes.n ? decode_bad_byte(d, stopped, encoding) : decode_fault(d, d->bytes, encoding, "it ends too soon");
	}
	char *out = arena_alloc(d->arena, n + 1);
	decode_convert(encoding, d->bytes, out, &n, &stopped);
	out[n] = '\0';
	return decode_done(d, span_of(out, n), encoding);
}

/* ---- which ---- */

static bool decode_is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++) {
		if (span_eq_ascii_case(span_str(name), span_str(*names))) {
			return true;
		}
	}
	return false;
}

/* An encoding that is wide by its name cannot hold the declaration that names it: programs write it over a text
 * that they then save as UTF-8. */
static const char *const decode_utf8_names[] = { "utf-8", "utf8", "utf-16", "utf16", "utf-16le", "utf-16be", "unicode", "ucs-2", NULL };
static const char *const decode_single_names[] = { "iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252", NULL };
static const char *const decode_ascii_names[] = { "us-ascii", "ascii", NULL };

/* Editors save as UTF-8 under an older declaration; characters of one byte each make well-formed UTF-8 hardly ever by chance. */
static bool decode_is_saved_anew(const struct decoder *d, const char *name, size_t valid)
{
	size_t ascii = 0;
	struct span s = span_str(name);
	bool single = decode_is_one_of(name, decode_single_names) || (s.n > 9 && span_eq_ascii_case(span_of(s.p, 9), SPAN_LIT("iso-8859-"))) ||
	    (s.n > 11 && span_eq_ascii_case(span_of(s.p, 11), SPAN_LIT("windows-125")));
	while (single && ascii < d->bytes.n && decode_bytes(d->bytes)[ascii] < 0x80) {
		ascii++;
	}
	return single && valid == d->bytes.n && ascii < valid;
}

static bool decode_declared(struct decoder *d, const char *name)
{
	size_t valid = decode_valid(d->bytes);
	if (decode_is_saved_anew(d, name, valid)) {
		return decode_done(d, d->bytes, "UTF-8");
	}
	if (decode_is_one_of(name, decode_single_names)) {
		return decode_single(d);
	}
	bool ascii = decode_is_one_of(name, decode_ascii_names);
	if (!ascii && !decode_is_one_of(name, decode_utf8_names)) {
		return decode_iconv(d, name);
	}
	return valid == d->bytes.n ? decode_done(d, d->bytes, "UTF-8") : decode_bad_byte(d, valid, ascii ? "US-ASCII" : "UTF-8");
}

/* Browsers take what the page says; one that says UTF-8 and is none was pasted together, and one that says nothing is of the
 * time when Windows-1252 was all there was. That it is not UTF-8 is known. */
static bool decode_html(struct decoder *d, struct span rest)
{
	struct span charset = read_html_charset(rest);
	const char *name = arena_strn(d->arena, charset.p, charset.n);
	if (charset.n > 0 && !decode_is_one_of(name, decode_single_names) && decode_trusts(name)) {
		return decode_iconv(d, name);
	}
	return decode_is_mixed(rest) ? decode_mixed(d) : decode_single(d);
}

static bool decode_narrow(struct decoder *d)
{
	bool marked = decode_is_marked(d->bytes);
	struct span rest = marked ? span_of(d->bytes.p + 3, d->bytes.n - 3) : d->bytes;
	struct span declared = read_sniff_declared(rest);
	if (!marked && declared.n > 0) {
		return decode_declared(d, arena_strn(d->arena, declared.p, declared.n));
	}
	if (decode_valid(rest) == rest.n) {
		return decode_done(d, rest, "UTF-8");
	}
	if (!marked && read_html_mine(rest)) {
		return decode_html(d, rest);
	}
	/* XML that names no encoding says UTF-8 by saying nothing */
	if (marked || read_sniff_xml(rest)) {
		return decode_bad_byte(d, (size_t)(rest.p - d->bytes.p) + decode_valid(rest), "UTF-8");
	}
	return decode_is_mixed(rest) ? decode_mixed(d) : decode_single(d);
}

static bool decode_any(struct decoder *d)
{
	struct span s = d->bytes;
	bool wide = s.n >= 2 && (memcmp(s.p, "\xff\xfe", 2) == 0 || memcmp(s.p, "\xfe\xff", 2) == 0);
	if (wide) {
		return decode_16(d, span_of(s.p + 2, s.n - 2), s.p[0] == '\xfe');
	}
	if (decode_looks_16(s, false) || decode_looks_16(s, true)) {
		return decode_16(d, s, decode_looks_16(s, true));
	}
	return decode_narrow(d);
}

/* ---- what no letter is ---- */

static bool decode_is_control(unsigned char c)
{
	return (c < 0x20 && (c == '\0' || strchr("\t\n\v\f\r\b\x1a\x1b", c) == NULL)) || c == 0x7f;
}

#ifdef __SSE2__
enum { DECODE_STEP = 16 };

/* Of sixteen bytes: none is DEL or below a space, but for those from backspace to carriage return. */
static bool decode_no_control(const unsigned char *p)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p), moved = _mm_sub_epi8(v, _mm_set1_epi8('\b'));
	__m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v), del = _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f));
	__m128i moves = _mm_cmpeq_epi8(_mm_min_epu8(moved, _mm_set1_epi8('\r' - '\b')), moved);
	return _mm_movemask_epi8(_mm_or_si128(_mm_andnot_si128(moves, low), del)) == 0;
}
#else
enum { DECODE_STEP = 8 };

/* Of eight bytes: none is DEL or below a space, but for those from backspace to carriage return, whatever their order. */
static bool decode_no_control(const unsigned char *p)
{
	uint64_t eight = decode_eight(p);
	uint64_t low = 0x7f7f7f7f7f7f7f7fu, high = ~low, seven = eight & low;
	uint64_t printed = seven + 0x6060606060606060u, del = seven + 0x0101010101010101u;	/* 0x80 set: not below a space; is 0x7f */
	uint64_t moves = (seven + 0x7878787878787878u) & ~(seven + 0x7272727272727272u);	/* 0x80 set: from 0x08 to 0x0d */
	return ((((~printed & ~moves) | del) & ~eight) & high) == 0;
}
#endif

static bool decode_is_binary(struct decoder *d)
{
	size_t n = d->text.n < 65536 ? d->text.n : 65536, controls = 0;
	const unsigned char *p = decode_bytes(d->text);
	for (size_t i = 0; i < n; i++) {
		while (i + DECODE_STEP <= n && decode_no_control(p + i)) {
			i += DECODE_STEP;
		}
		controls += i < n && decode_is_control(p[i]);
	}
	bool nul = memchr(d->text.p, '\0', d->text.n) != NULL;
	if (nul || (controls > 4 && controls * 100 > n)) {
		diag_at(d->sink, DIAG_FILE_BINARY, d->path, 0, 0, "%s", nul ? "it holds NUL bytes" : "it is full of control characters");
		return true;
	}
	return false;
}

static bool decode_checked(struct decoder *d)
{
	const char *foreign = read_sniff_foreign(d->bytes);
	if (foreign != NULL) {
		diag_at(d->sink, DIAG_FORMAT_UNSUPPORTED, d->path, 0, 0, "%s", foreign);
		return false;
	}
	if (d->bytes.n > 0 && (!decode_any(d) || decode_is_binary(d))) {
		return false;
	}
	if (span_trim(d->text).n == 0) {
		diag_at(d->sink, DIAG_FILE_EMPTY, d->path, 0, 0, "%s", d->bytes.n == 0 ? "" : "nothing but white space");
		return false;
	}
	return true;
}

bool read_decode(struct arena *a, struct span bytes, const char *path, struct diag_sink *sink, struct span *text,
    const char **encoding)
{
	struct decoder d = { .arena = a, .bytes = bytes, .path = path, .sink = sink };
	if (!decode_checked(&d)) {
		return false;
	}
	*text = d.text;
	*encoding = d.encoding;
	return true;
}

struct span read_decode_as(struct arena *a, struct span bytes, const char *charset, const char **encoding)
{
	struct diag_sink mute = { 0 };	/* a name that nobody knows, or a wrong one, is no fault of the letter's */
	struct decoder d = { .arena = a, .bytes = bytes, .path = "", .sink = &mute, .encoding = "UTF-8" };
	if (bytes.n == 0 || (*charset != '\0' && decode_declared(&d, charset))) {
		*encoding = d.encoding;
		return d.text;
	}
	if (decode_valid(bytes) == bytes.n) {
		decode_done(&d, bytes, "UTF-8");
	} else if (decode_is_mixed(bytes)) {
		decode_mixed(&d);
	} else {
		decode_single(&d);
	}
	*encoding = d.encoding;
	return d.text;
}

struct span read_decode_shown(struct arena *a, struct span bytes)
{
	const unsigned char *p = decode_bytes(bytes);
	if (bytes.n == 0 || (memchr(bytes.p, '\0', bytes.n) == NULL && decode_valid(bytes) == bytes.n)) {
		return bytes;
	}
	char *out = arena_strn(a, bytes.p, bytes.n);
	for (size_t i = 0; i < bytes.n;) {
		size_t n = decode_sequence(p + i, bytes.n - i);
		if (n == 0 || p[i] == '\0') {
			out[i] = '?';
		}
		i += n > 0 ? n : 1;
	}
	return span_of(out, bytes.n);
}
