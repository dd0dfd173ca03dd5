/* xml_instruct.c - processing instructions of a document and the elements that they stand in, found in its text.
 *
 * In: a text that is read as a document as well, by one parser or the other, as a tree or as a stream. Out: the instructions of one name in
 * order, with their places and those of the elements around them. What stands in comments, CDATA sections and entities is none. Where the
 * text is not well-formed anything may be missing: that is said by who parses it.
 *
 * Cost: nothing but a search where the name does not occur.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/xml.h"

struct instruct {
	struct arena *a;
	const char *p, *end, *text;
	struct span name;
	uint32_t open[LIMIT_XML_DEPTH];	/* around's index of each open element; UINT32_MAX: not told yet */
	size_t at[LIMIT_XML_DEPTH];	/* where it begins */
	unsigned depth;
	struct xml_instructions *out;
};

/* Behind the mark; the end when it does not come. */
static const char *instruct_behind(const struct instruct *x, const char *p, const char *mark)
{
	const char *found = span_find(span_of(p, (size_t)(x->end - p)), mark);
	return found != NULL ? found + strlen(mark) : x->end;
}

static bool instruct_is(const struct instruct *x, const char *mark)
{
	return span_starts(span_of(x->p, (size_t)(x->end - x->p)), mark);
}

/* Elements are told from the outermost in, when there is an instruction in them. */
static uint32_t instruct_around(struct instruct *x)
{
	uint32_t parent = UINT32_MAX;
	for (unsigned i = 0; i < x->depth; i++) {
		if (x->open[i] == UINT32_MAX) {
			x->open[i] = x->out->around.n;
			*vec_push(x->a, &x->out->around) = (struct xml_around){ x->at[i], SIZE_MAX, parent };
		}
		parent = x->open[i];
	}
	return parent;
}

static void instruct_take(struct instruct *x)
{
	const char *end = instruct_behind(x, x->p, "?>");
	struct span words = span_of(x->p + 2, (size_t)(end - x->p) - 2);
	if (words.n >= x->name.n + 2 && memcmp(words.p, x->name.p, x->name.n) == 0 && strchr(" \t\r\n?", words.p[x->name.n]) != NULL) {
		words = span_of(words.p + x->name.n, words.n - x->name.n - 2);
		*vec_push(x->a, &x->out->list) = (struct xml_instruction){ span_trim(words), (size_t)(x->p - x->text), instruct_around(x) };
	}
	x->p = end;
}

static void instruct_quoted(struct instruct *x)
{
	const char *close = memchr(x->p + 1, *x->p, (size_t)(x->end - x->p) - 1);
	x->p = close != NULL ? close + 1 : x->end;
}

/* A document type with its own declarations. */
static void instruct_type(struct instruct *x)
{
	bool within = false;
	for (x->p += 2; x->p < x->end && (within || *x->p != '>');) {
		if (*x->p == '"' || *x->p == '\'') {
			instruct_quoted(x);
		} else if (instruct_is(x, "<!--")) {
			x->p = instruct_behind(x, x->p + 4, "-->");
		} else if (instruct_is(x, "<?")) {
			instruct_take(x);
		} else {
			within = *x->p == '[' || (within && *x->p != ']');
			x->p++;
		}
	}
}

static void instruct_close(struct instruct *x)
{
	x->p = instruct_behind(x, x->p, ">");
	x->depth -= x->depth > 0;
	if (x->open[x->depth] != UINT32_MAX) {
		x->out->around.v[x->open[x->depth]].to = (size_t)(x->p - x->text);
	}
}

/* False: deeper than any document that is read. */
static bool instruct_open(struct instruct *x)
{
	size_t at = (size_t)(x->p - x->text);
	while (x->p < x->end && *x->p != '>') {
		if (*x->p == '"' || *x->p == '\'') {
			instruct_quoted(x);
		} else {
			x->p++;
		}
	}
	if (x->p < x->end && x->p[-1] == '/') {
		return true;
	}
	if (x->depth == LIMIT_XML_DEPTH) {
		return false;
	}
	x->at[x->depth] = at;
	x->open[x->depth++] = UINT32_MAX;
	return true;
}

bool xml_instructions(struct arena *a, struct span utf8, const char *name, uint32_t most, struct xml_instructions *out)
{
	struct instruct x = { .a = a, .p = utf8.p, .end = utf8.p + utf8.n, .text = utf8.p, .name = span_str(name), .out = out, .open = { UINT32_MAX } };
	bool deeper = false;
	memset(out, 0, sizeof *out);
	if (span_find(utf8, arena_join(a, (const char *const[]){ "?", name }, 2)) == NULL) {	/* a '<' is everywhere, a '?' is not */
		return true;
	}
	while (!deeper && out->list.n <= most && x.p < x.end && (x.p = memchr(x.p, '<', (size_t)(x.end - x.p))) != NULL) {
		if (instruct_is(&x, "<!--")) {
			x.p = instruct_behind(&x, x.p + 4, "-->");
		} else if (instruct_is(&x, "<![CDATA[")) {
			x.p = instruct_behind(&x, x.p, "]]>");
		} else if (instruct_is(&x, "<!")) {
			instruct_type(&x);
		} else if (instruct_is(&x, "<?")) {
			instruct_take(&x);
		} else if (instruct_is(&x, "</")) {
			instruct_close(&x);
		} else {
			deeper = !instruct_open(&x);
		}
	}
	bool more = out->list.n > most;
	out->list.n -= more;
	return !more;
}
