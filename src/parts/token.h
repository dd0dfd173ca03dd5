/* token.h - text as folded words, the form in which names and phrases are compared (utf8proc).
 *
 * A token is a run of letters and digits, folded: NFKC, case, accents dropped, curly quotes and apostrophes
 * and soft hyphens dropped inside ("Mary's" = "marys"), ligatures opened. "&" and "+" between words are the token
 * "and". Every other character separates; hyphens of all kinds too. Single letters with full stops between
 * ("C.D.C.", "S. N. C." not) are one token. A run that holds '@', or a '.' or '/' between letters
 * without space ("cherwell-dc.gov.uk", "www.x.org", "A/12/b") sets .address: its parts are tokens too, marked.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_TOKEN_H
#define SAMEDESK_TOKEN_H

#include "base/base.h"

struct token {
	uint64_t hash;		/* of the folded bytes: the same on all machines */
	struct span written;	/* where it stands */
	uint8_t length;		/* folded bytes, at most 255 */
	bool address;		/* part of an e-mail address, domain, URL or path */
	bool capital;		/* begins with a capital letter or a digit */
	bool all_capitals;	/* two letters or more, all capitals */
	bool line_start;	/* the first token of its line */
	char folded[40];	/* the first 39 folded bytes, NUL-terminated */
};

/* The next token of *rest; false at the end. Any bytes are allowed: broken UTF-8 separates. */
bool token_next(struct span *rest, struct token *t);

/* The same without the folded bytes, many at a time: at most max into out. How many; 0 at the end. */
struct token_mark {
	const char *p;		/* what is written */
	uint64_t hash;
	uint64_t roots;		/* the highest bit: it holds a digit of ASCII; the others are for who keeps the words, and 0 */
	uint32_t n;
	uint32_t flags;		/* TOKEN_ADDRESS and so on: what struct token tells; from TOKEN_PIECE on theirs, too: in which of several texts */
};
enum { TOKEN_CAPITAL = 1, TOKEN_LINE_START = 2, TOKEN_ALL_CAPITALS = 4, TOKEN_ADDRESS = 8, TOKEN_PIECE = 16 };
#define TOKEN_DIGIT_BIT ((uint64_t)1 << 63)
static inline uint32_t token_piece(const struct token_mark *t) { return t->flags / TOKEN_PIECE; }
uint32_t token_marks(struct span *rest, struct token_mark *out, uint32_t max);

/* White space, and the marks that stand around addresses and never in them. */
static inline bool token_space_byte(unsigned char b)
{
	return b <= ' ' || ((b & 0xc0) == 0 && (0x5800130400000000u >> b & 1)) || b == '[' || b == ']';	/* " ( ) , ; < > */
}

/* Has part the same words, with the same marks, when it is read by itself as it has within text? A word that lies across its
 * edge is not looked for. False may be too careful. */
bool token_cut_clean(struct span text, struct span part);

/* The folded words of s joined by one space each, in a. "St. Mary's &  Co" -> "st marys and co". */
const char *token_fold(struct arena *a, struct span s);

/* True when the two fold to the same words. */
bool token_same(struct span a, struct span b);

/* Edit distance 1 or 0 (insert, drop, replace, swap of neighbours) between two folded words? */
bool token_one_edit(const char *a, const char *b);

#endif
