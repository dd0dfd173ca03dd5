/* span.h - a view into text that somebody else owns: no copy, no NUL.
 *
 * An empty span has n == 0; p may then be NULL. Spans of a letter point into its decoded text
 * (UTF-8), so that a span's offset in it is also its place.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_SPAN_H
#define SAMEDESK_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *p;
	size_t n;
};

#define SPAN_LIT(text) ((struct span){ (text), sizeof(text) - 1 })
#define SPAN_F(s) (int)(s).n, (s).p	/* for "%.*s" */

static inline struct span span_of(const char *text, size_t n) { return (struct span){ text, n }; }
static inline struct span span_str(const char *text) { return (struct span){ text, text ? strlen(text) : 0 }; }
static inline const char *span_end(struct span s) { return s.n > 0 ? s.p + s.n : s.p; }	/* NULL + 0 is not C */
static inline bool span_eq(struct span a, struct span b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool span_is(struct span a, const char *text) { return span_eq(a, span_str(text)); }

bool span_eq_ascii_case(struct span a, struct span b);
bool span_starts(struct span s, const char *prefix);
bool span_ends(struct span s, const char *suffix);
/* Without white space (ASCII, NBSP, other Unicode spaces) at both ends. */
struct span span_trim_spaces(struct span s);
static inline bool span_is_mark_(char c) { return c > ' ' && (unsigned char)c < 0x80; }
static inline struct span span_trim(struct span s)	/* most have none */
{
	return s.n > 0 && span_is_mark_(s.p[0]) && span_is_mark_(s.p[s.n - 1]) ? s : span_trim_spaces(s);
}
/* First place of needle in s, or NULL. */
const char *span_find(struct span s, const char *needle);
/* The part up to the separator; *rest continues after it. False when *rest was empty. */
bool span_split(struct span *rest, char separator, struct span *part);
/* The next run of bytes that are not ASCII white space. False when none is left. */
bool span_word(struct span *rest, struct span *word);
/* The next line without its end (LF, CR LF, CR, FF, NEL not); false at the end of text. */
bool span_line(struct span *rest, struct span *line);

#endif
