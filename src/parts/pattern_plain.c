/* pattern_plain.c - a pattern's text made for subjects of ASCII alone, where Unicode's tables need not be asked.
 *
 * In: the text of a pattern as rules/ have it. Out: one that, compiled without UTF and Unicode properties, matches the same in ASCII:
 * other characters, which such a subject does not have, are one byte that it does not have, and letters are a to z. NULL where that
 * cannot be told: a pattern that holds such characters as they are, quotes by \Q, or asks for other properties.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/pattern.h"

#include <stdlib.h>

struct plain {
	const char *p;
	struct buf out;
	bool class_;		/* inside brackets */
	bool failed;
};

/* The length of what begins with a backslash here, copied or replaced. */
static size_t plain_escape(struct plain *x)
{
	const char *p = x->p;
	if (span_starts(span_str(p), "\\p{L}")) {
		buf_str(&x->out, x->class_ ? "A-Za-z" : "[A-Za-z]");
		return 5;
	}
	if (p[1] == 'x' && p[2] == '{') {
		unsigned long c = strtoul(p + 3, NULL, 16);
		const char *end = strchr(p, '}');
		if (end == NULL) {
			x->failed = true;
			return 1;
		}
		buf_printf(&x->out, "\\x{%lx}", c > 0x7f ? 0xfful : c);
		return (size_t)(end + 1 - p);
	}
	x->failed = x->failed || p[1] == '\0' || strchr("pPQEXNCRoc", p[1]) != NULL;
	buf_add(&x->out, p, p[1] != '\0' ? 2 : 1);
	return p[1] != '\0' ? 2 : 1;
}

/* The length of what stands here. */
static size_t plain_take(struct plain *x)
{
	const char *p = x->p;
	size_t n = 1;
	if (*p == '\\') {
		return plain_escape(x);
	}
	if (!x->class_ && *p == '#') {	/* a comment */
		return strcspn(p, "\n");
	}
	if (!x->class_ && *p == '[') {
		x->class_ = true;
		n += p[1] == '^';
		n += p[n] == ']';	/* the first is itself */
	} else if (x->class_ && *p == ']') {
		x->class_ = false;
	} else if (x->class_ && *p == '[' && (p[1] == ':' || p[1] == '.' || p[1] == '=')) {
		x->failed = true;
	} else if (p[0] == '(' && (p[1] == '*' || (p[1] == '?' && (p[2] == '#' || p[2] == 'C')))) {
		x->failed = true;	/* verbs, comments, callouts */
	}
	buf_add(&x->out, p, n);
	return n;
}

const char *pattern_plain(struct arena *a, const char *text)
{
	struct plain x = { text, BUF_INIT, false, false };
	while (*x.p != '\0' && !x.failed) {
		x.failed = (unsigned char)*x.p >= 0x80;
		x.p += plain_take(&x);
	}
	const char *out = !x.failed && x.out.n > 0 ? arena_strn(a, x.out.p, x.out.n) : NULL;
	buf_release(&x.out);
	return out;
}
