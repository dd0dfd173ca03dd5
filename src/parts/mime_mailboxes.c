/* mime_mailboxes.c - a list of addresses as people's programs really write it; RFC 5322 and what is not in it.
 *
 * In: a header's value, folded as it stands. Out: who is in it, each with what there is of a name and an address, in order and nobody left
 * out: who is lost here makes a letter to two seem a letter to one. The library's own parser stops at the first thing it does not know, so that
 * the cutting is ours; encoded words are left to it.
 *
 * Between mailboxes stand commas, semicolons (Outlook) or only space, a stroke, a word. Names hold commas without quotation marks ("Doe, Jane
 * <jane@x>"): what has no address before a comma belongs to the name that follows. After a semicolon it is somebody of his own.
 * An address stands in angle brackets, in square ones ("[mailto:jane@x]"), alone, or in round ones when there is no other.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/mime.h"

/* Encoded words may hold a list themselves, once. */
#define BOXES_DEPTH 1u
/* How far what closes a mark is looked for: each of many open ones would be followed to the end. */
#define BOXES_REACH 2048u
/* Round brackets in one another: of many that do not close each would be followed as far. */
#define BOXES_COMMENTS 8u
/* Bytes of a name that are kept. */
#define BOXES_NAME 512u

struct boxes {
	struct arena *a;
	struct mime_mailboxes *out;
	unsigned depth;
	struct span held;		/* pieces without an address, and the commas between them */
	struct span name;		/* of the box that is being read */
	struct span comment;		/* in round brackets behind it */
	bool some;			/* the piece had an address */
	bool whole;			/* there was room for all */
};

static struct span boxes_from(struct span s, const char *p)
{
	return span_of(p, (size_t)(span_end(s) - p));
}

static bool boxes_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool boxes_holds(struct span s, char c)
{
	return s.n > 0 && memchr(s.p, c, s.n) != NULL;
}

/* Both ends in one, with what lies between. */
static struct span boxes_join(struct span a, struct span b)
{
	return a.n == 0 ? b : b.n == 0 ? a : span_of(a.p, (size_t)(span_end(b) - a.p));
}

static bool boxes_is_mark(char c)
{
	return c == '\'' || c == '"' || c == '<' || c == '>' || c == '[' || c == ']' || c == '(' || c == ')' || boxes_space(c);
}

/* "mailto:jane@x" and "SMTP:jane@x" are jane@x. */
static struct span boxes_address(struct span s)
{
	while (s.n > 0 && boxes_is_mark(*s.p)) {
		s = boxes_from(s, s.p + 1);
	}
	while (s.n > 0 && (boxes_is_mark(s.p[s.n - 1]) || s.p[s.n - 1] == '.')) {
		s.n--;
	}
	const char *at = s.n > 0 ? memchr(s.p, '@', s.n) : NULL;
	for (const char *p = at; p != NULL && p > s.p; p--) {
		if (p[-1] == ':') {
			return boxes_from(s, p);
		}
	}
	return s;
}

/* "Jane Doe/Eastby/UK@Eastby" is how Notes calls her: a host has a dot, or nothing in front of it has a stroke. */
static bool boxes_is_address(struct span s)
{
	s = boxes_address(s);
	const char *at = s.n > 0 ? memchr(s.p, '@', s.n) : NULL;
	return at != NULL && at > s.p && at + 1 < span_end(s) && (boxes_holds(boxes_from(s, at), '.') || !boxes_holds(span_of(s.p, (size_t)(at - s.p)), '/'));
}

/* A name without its quotation marks, line ends and encoding. */
static struct span boxes_name(struct boxes *b, struct span s)
{
	struct buf out = BUF_INIT;
	bool gap = false;
	for (size_t i = 0; i < s.n; i++) {
		bool escapes = s.p[i] == '\\' && i + 1 < s.n;
		if (boxes_space(s.p[i]) || s.p[i] == '"') {
			gap = gap || boxes_space(s.p[i]);
			continue;
		}
		if (gap && out.n > 0) {
			buf_char(&out, ' ');
		}
		buf_char(&out, s.p[i + escapes]);
		gap = false;
		i += escapes;
	}
	struct span name = span_of(arena_strn(b->a, out.p != NULL ? out.p : "", out.n), out.n);
	buf_release(&out);
	return mime_words(b->a, name);
}

static void boxes_list(struct boxes *b, struct span s);

static void boxes_put(struct boxes *b, struct span name, struct span address)
{
	if (b->out->list.n >= LIMIT_PARTIES) {
		b->whole = false;
		return;
	}
	name = boxes_name(b, span_of(name.p, name.n < BOXES_NAME || boxes_holds(name, '@') ? name.n : BOXES_NAME));
	if (address.n == 0 && boxes_holds(name, '@') && b->depth < BOXES_DEPTH) {
		struct boxes inner = { .a = b->a, .out = b->out, .depth = b->depth + 1, .whole = true };
		boxes_list(&inner, name);
		b->whole = b->whole && inner.whole;
	} else if (name.n > 0 || address.n > 0) {
		*vec_push(b->a, &b->out->list) = (struct mime_mailbox){ name, address };
	}
}

/* Somebody of whom there is only a name. */
static void boxes_flush(struct boxes *b)
{
	if (span_trim(b->held).n > 0) {
		boxes_put(b, span_trim(b->held), span_of("", 0));
	}
	b->held = span_of(NULL, 0);
}

/* What stands between the second address of a piece and the first is no name: "a@x and Tom <t@y>". */
static struct span boxes_link(struct span name)
{
	while (name.n > 0 && ((unsigned char)*name.p < 0x80) && !(*name.p >= 'A' && *name.p <= 'Z') && *name.p != '"' && *name.p != '=') {
		name = boxes_from(name, name.p + 1);
	}
	return name;
}

static void boxes_take(struct boxes *b, struct span address, bool bracketed)
{
	if (bracketed && !b->some) {
		b->name = boxes_join(b->held, b->name);
		b->held = span_of(NULL, 0);
	}
	boxes_flush(b);
	struct span name = span_trim(b->some ? boxes_link(b->name) : b->name), bare = boxes_address(address);
	bool is = boxes_holds(bare, '@');
	name = name.n > 0 || is ? name : bare;	/* X.500: no address that tells anything */
	boxes_put(b, name.n > 0 ? name : b->comment, is ? bare : span_of("", 0));
	b->name = b->comment = span_of(NULL, 0);
	b->some = true;
}

/* ---- the parts of a piece; each returns where it ends, NULL: there is none that begins here ---- */

/* A quotation that closes; one that a forgotten mark opens would swallow addresses. */
static const char *boxes_quoted(struct span s)
{
	for (size_t i = 1; *s.p == '"' && i < s.n && i < BOXES_REACH; i++) {
		i += s.p[i] == '\\';
		if (i < s.n && s.p[i] == '"') {
			const char *open = memchr(s.p, '<', i);
			return open == NULL || memchr(open, '@', (size_t)(s.p + i - open)) == NULL ? s.p + i + 1 : NULL;
		}
	}
	return NULL;
}

static const char *boxes_comment(struct span s)
{
	unsigned depth = 0;
	for (size_t i = 0; *s.p == '(' && i < s.n && i < BOXES_REACH; i++) {
		i += s.p[i] == '\\';
		depth += i < s.n && s.p[i] == '(';
		depth -= i < s.n && s.p[i] == ')' && depth > 0;
		if (depth > BOXES_COMMENTS) {
			return NULL;
		}
		if (i < s.n && s.p[i] == ')' && depth == 0) {
			return s.p + i + 1;
		}
	}
	return NULL;
}

static const char *boxes_encoded(struct span s)
{
	for (size_t i = 2; span_starts(s, "=?") && i + 1 < s.n && i < BOXES_REACH && !boxes_space(s.p[i]); i++) {
		if (s.p[i] == '?' && s.p[i + 1] == '=' && i > 8) {
			return s.p + i + 2;
		}
	}
	return NULL;
}

/* An address in brackets. When they do not close it ends where the next begins. */
static const char *boxes_bracket(struct span s)
{
	char close = *s.p == '<' ? '>' : ']';
	if (*s.p != '<' && *s.p != '[') {
		return NULL;
	}
	bool at = false;
	s.n = s.n < BOXES_REACH ? s.n : BOXES_REACH;
	for (size_t i = 1; i < s.n; i++) {
		bool route = s.p[i] == ',' && s.p[1] == '@' && !boxes_holds(span_of(s.p, i), ':');
		if (s.p[i] == close) {
			return *s.p == '<' || at ? s.p + i + 1 : NULL;
		}
		if (((s.p[i] == ',' && !route) || s.p[i] == ';' || s.p[i] == '<') && at) {
			return s.p + i;
		}
		at = at || s.p[i] == '@';
	}
	return at ? span_end(s) : NULL;
}

/* What parts mailboxes; *hard: a name before it stands for itself. Also as East Asian keyboards have it. */
static size_t boxes_separator(struct span s, bool *hard)
{
	*hard = *s.p == ';' || *s.p == '|' || span_starts(s, "\xef\xbc\x9b");
	if (*s.p == ';' || *s.p == ',' || *s.p == '|') {
		return 1;
	}
	return *hard || span_starts(s, "\xef\xbc\x8c") ? 3 : 0;
}

/* Most of a word is letters, figures and the marks of addresses. */
static bool boxes_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '@' && c <= 'Z') || (c >= '-' && c <= '9');
}

static const char *boxes_word(struct span s)
{
	size_t i = 1;
	bool hard;
	while (i < s.n && (boxes_plain(s.p[i]) || (!boxes_space(s.p[i]) && strchr("<[(\"", s.p[i]) == NULL &&
	    boxes_separator(boxes_from(s, s.p + i), &hard) == 0))) {
		i++;
	}
	return s.p + i;
}

/* "jane@x <jane@x>": the first is what he is called. */
static bool boxes_is_called(struct span rest)
{
	while (rest.n > 0 && boxes_space(*rest.p)) {
		rest = boxes_from(rest, rest.p + 1);
	}
	return rest.n > 0 && *rest.p == '<';
}

/* "jane@x (Jane)": what stands in round brackets behind an address alone is his name. */
static void boxes_comment_names(struct boxes *b)
{
	struct mime_mailbox *last = b->some && b->out->list.n > 0 ? &b->out->list.v[b->out->list.n - 1] : NULL;
	if (last != NULL && last->name.n == 0 && b->name.n == 0 && b->comment.n > 0) {
		last->name = boxes_name(b, b->comment);
	}
}

static void boxes_end(struct boxes *b, bool hard)
{
	boxes_comment_names(b);
	struct span name = span_trim(b->name);
	if (!b->some && boxes_is_address(b->comment)) {
		boxes_take(b, b->comment, true);	/* "Jane (jane@x)" */
	} else if (!b->some && name.n > 0) {
		b->held = boxes_join(b->held, name);
	}
	if (hard) {
		boxes_flush(b);
	}
	b->name = b->comment = span_of(NULL, 0);
	b->some = false;
}

/* A group's name tells nobody, unless nobody is in it. */
static void boxes_group(struct boxes *b, struct span word, struct span rest)
{
	const char *end = rest.n > 0 ? memchr(rest.p, ';', rest.n) : NULL;
	struct span members = end != NULL ? span_of(rest.p, (size_t)(end - rest.p)) : rest;
	if (boxes_holds(members, '@')) {
		b->name = b->held = span_of(NULL, 0);
	} else {
		b->name = boxes_join(b->name, span_of(word.p, word.n - 1));
	}
}

static void boxes_list(struct boxes *b, struct span s)
{
	while (s.n > 0) {
		bool hard;
		size_t cut = boxes_separator(s, &hard);
		const char *end;
		if (cut > 0) {
			boxes_end(b, hard);
			end = s.p + cut;
		} else if (boxes_space(*s.p)) {
			end = s.p + 1;
		} else if ((end = boxes_quoted(s)) != NULL || (end = boxes_encoded(s)) != NULL) {
			b->name = boxes_join(b->name, span_of(s.p, (size_t)(end - s.p)));
		} else if ((end = boxes_comment(s)) != NULL) {
			b->comment = span_of(s.p + 1, (size_t)(end - s.p) - 2);
		} else if ((end = boxes_bracket(s)) != NULL) {
			boxes_take(b, span_of(s.p, (size_t)(end - s.p)), true);
		} else {
			end = boxes_word(s);
			struct span word = span_of(s.p, (size_t)(end - s.p)), rest = boxes_from(s, end);
			if (boxes_is_address(word) && !boxes_is_called(rest)) {
				boxes_take(b, word, false);
			} else if (word.p[word.n - 1] == ':') {
				boxes_group(b, word, rest);
			} else {
				b->name = boxes_join(b->name, word);
			}
		}
		s = boxes_from(s, end);
	}
	boxes_end(b, true);
}

void mime_mailboxes(struct arena *a, struct span raw, struct mime_mailboxes *out)
{
	struct boxes b = { .a = a, .out = out, .whole = true };
	struct span s = raw.n < LIMIT_MAIL_HEADER_BYTES ? raw : span_of(raw.p, LIMIT_MAIL_HEADER_BYTES);
	boxes_list(&b, s);
	if (out->list.n > 0 && (!b.whole || s.n < raw.n)) {	/* the last becomes somebody whom nobody knows: he stands for all who are not read */
		struct mime_mailbox *last = &out->list.v[out->list.n - 1];
		*last = (struct mime_mailbox){ SPAN_LIT("those who are not read"), span_of("", 0) };
	}
}
