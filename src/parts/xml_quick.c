/* xml_quick.c - documents of the plain kind, read in one pass without libxml2's parser.
 *
 * In: UTF-8 text. Out: the tree that libxml2 would have made of it, on the arena, to be read and not to be changed; or NULL for whatever
 * is not plain: a document type, an entity of its own, names beyond ASCII, a namespace taken back, and every fault. Then libxml2 reads it, and
 * says what is wrong and where. So nothing is accepted here that it would refuse, and no words for errors are needed.
 *
 * The text is copied once; names, values and words are ended by a NUL where they stand in the copy. Nodes are libxml2's own structures, so
 * that its XPath and all who walk them do not see a difference. Their lines are not noted.
 *
 * Cost: some ten instructions for sixteen bytes of text, some hundred for a tag. Nothing is freed one by one.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/xml_quick.h"

#include <libxml/parserInternals.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define QUICK_BYTES ((size_t)4 << 20)	/* a larger document takes its time anyway */
#define QUICK_ATTRIBUTES 32u
#define QUICK_SPACES 32u		/* namespaces in force */
#define QUICK_ROOM 2048u		/* bytes, for nodes */
#define QUICK_FEW_IDS 16u		/* so many are looked through */
#define QUICK_NAME 200u
#define QUICK_SEEN 64u
#define QUICK_PAD 16u			/* bytes that may be read behind the end */

struct quick_ids {
	struct arena *a;
	VEC(xmlAttr *) v;
	bool told;
};

struct quick_name { const char *prefix, *local; };	/* prefix NULL: none */
struct quick_open { xmlNode *node; size_t at, n; uint32_t spaces; };	/* its name as written; namespaces around it */
struct quick_attribute { struct quick_name name; char *value; };

struct quick {
	struct arena *a;
	const char *text;		/* as it is */
	char *copy, *p, *end;		/* cut up behind p */
	xmlDoc *doc;
	xmlNode *at;			/* the innermost open element, or the document */
	xmlNs *xml;			/* of "xml:id" */
	struct quick_ids *ids;
	struct quick_open *open;	/* LIMIT_XML_DEPTH of them */
	unsigned depth;
	bool rooted;
	xmlNs *spaces[QUICK_SPACES];
	uint32_t n_spaces;
	const char *seen[QUICK_SEEN];	/* one address for a name, as far as it is seen again soon */
	char *room, *room_end;		/* zeroed, for nodes */
};

/* Nodes are many and small: room is made for some at a time. */
static void *quick_new(struct quick *q, size_t size)
{
	size = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	if ((size_t)(q->room_end - q->room) < size) {
		q->room = arena_alloc(q->a, QUICK_ROOM);
		q->room_end = q->room + QUICK_ROOM;
	}
	void *node = q->room;
	q->room += size;
	return node;
}

/* ---- nodes ---- */

static void quick_put(struct quick *q, xmlNode *node)
{
	xmlNode *parent = q->at;
	node->doc = q->doc;
	node->parent = parent;
	node->prev = parent->last;
	if (parent->last != NULL) {
		parent->last->next = node;
	} else {
		parent->children = node;
	}
	parent->last = node;
}

static void quick_put_words(struct quick *q, xmlElementType type, const xmlChar *name, char *words)
{
	xmlNode *node = quick_new(q, sizeof *node);
	node->type = type;
	node->name = name;
	node->content = (xmlChar *)words;
	quick_put(q, node);
}

/* ---- bytes ---- */

static bool quick_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool quick_plain(char c)
{
	unsigned char u = (unsigned char)c;
	return (u >= 0x20 && u < 0x80 && u != '<' && u != '&' && u != ']') || u == '\n' || u == '\t';
}

/* The first byte that is more than text. */
static char *quick_run(char *p)
{
#ifdef __SSE2__
	const __m128i less = _mm_set1_epi8('<'), and = _mm_set1_epi8('&'), bracket = _mm_set1_epi8(']'), space = _mm_set1_epi8(' ');
	const __m128i line = _mm_set1_epi8('\n'), tab = _mm_set1_epi8('\t');
	for (;; p += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i marks = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, less), _mm_cmpeq_epi8(v, and)), _mm_cmpeq_epi8(v, bracket));
		__m128i kept = _mm_or_si128(_mm_cmpeq_epi8(v, line), _mm_cmpeq_epi8(v, tab));
		__m128i odd = _mm_andnot_si128(kept, _mm_cmplt_epi8(v, space));	/* bytes from 0x80 on are less than nought */
		unsigned bits = (unsigned)_mm_movemask_epi8(_mm_or_si128(marks, odd));
		if (bits != 0) {
			return p + __builtin_ctz(bits);
		}
	}
#else
	while (quick_plain(*p)) {
		p++;
	}
	return p;
#endif
}

static bool quick_is(const struct quick *q, const char *mark)
{
	return strncmp(q->p, mark, strlen(mark)) == 0;
}

static bool quick_skip_blank(struct quick *q)
{
	char *from = q->p;
	while (quick_blank(*q->p)) {
		q->p++;
	}
	return q->p > from;
}

static unsigned quick_digit(char c)
{
	return c >= '0' && c <= '9' ? (unsigned)(c - '0') : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 :
	    c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10 : 99;
}

/* "&#163;", "&#xA3;": the bytes of the character to `to`. */
static char *quick_number(struct quick *q, char *to)
{
	unsigned base = q->p[2] == 'x' ? 16 : 10, value = 0, n = 0;
	char *p = q->p + (base == 16 ? 3 : 2);
	for (; n < 8 && quick_digit(*p) < base; n++) {
		value = value * base + quick_digit(*p++);
	}
	unsigned char c[4] = { (unsigned char)value };
	unsigned k = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
	if (n == 0 || *p != ';' || value > 0x10ffff) {
		return NULL;
	}
	for (unsigned i = k - 1; k > 1 && i > 0; i--) {
		c[i] = (unsigned char)(0x80 | (value & 0x3f));
		value >>= 6;
	}
	if (k > 1) {
		c[0] = (unsigned char)((0xf0u << (4 - k)) | value);
	}
	if (xml_node_char(c, k) != k) {
		return NULL;
	}
	memcpy(to, c, k);
	q->p = p + 1;
	return to + k;
}

/* At "&": what it stands for to `to`, which is at or before it. NULL: an entity of the document's own, or a fault. */
static char *quick_entity(struct quick *q, char *to)
{
	static const struct { const char *name; size_t n; char c; } names[] = {
		{ "&amp;", 5, '&' }, { "&lt;", 4, '<' }, { "&gt;", 4, '>' }, { "&apos;", 6, '\'' }, { "&quot;", 6, '"' },
	};
	if (q->p[1] == '#') {
		return quick_number(q, to);
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strncmp(q->p, names[i].name, names[i].n) == 0) {
			*to = names[i].c;
			q->p += names[i].n;
			return to + 1;
		}
	}
	return NULL;
}

/* A character beyond ASCII, or a line end of two bytes, to `to`. NULL: no such character. */
static char *quick_other(struct quick *q, char *to)
{
	if (q->p[0] == '\r' && q->p[1] == '\n') {
		*to = '\n';
		q->p += 2;
		return to + 1;
	}
	size_t k = (unsigned char)*q->p < 0x80 ? 0 : xml_node_char((const unsigned char *)q->p, (size_t)(q->end - q->p));
	if (k == 0) {
		return NULL;
	}
	memmove(to, q->p, k);
	q->p += k;
	return to + k;
}

/* What stands before the mark, its line ends made one byte; q->p is behind the mark then. NULL: the mark does not come, or a fault. */
static char *quick_until(struct quick *q, const char *mark, char **end)
{
	char *from = q->p, *to = q->p;
	while (!quick_is(q, mark)) {
		if (quick_plain(*q->p) || *q->p == '<' || *q->p == '&' || *q->p == ']') {
			*to++ = *q->p++;
		} else if ((to = quick_other(q, to)) == NULL) {
			return NULL;
		}
	}
	*end = to;
	q->p += strlen(mark);
	return from;
}

/* ---- names ---- */

static bool quick_name_byte(char c, bool first)
{
	bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
	return letter || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
}

static size_t quick_name_length(const char *p)
{
	size_t n = 0;
	while (quick_name_byte(p[n], n == 0)) {
		n++;
	}
	return n <= QUICK_NAME ? n : 0;
}

/* Its parts stay in the text; what ends it is returned, for a NUL takes its place. 0: no name. */
static char quick_name(struct quick *q, struct quick_name *name)
{
	size_t n = quick_name_length(q->p);
	*name = (struct quick_name){ NULL, q->p };
	if (n > 0 && q->p[n] == ':') {
		q->p[n] = '\0';
		*name = (struct quick_name){ q->p, q->p + n + 1 };
		q->p += n + 1;
		n = quick_name_length(q->p);
	}
	q->p += n;
	char after = *q->p;
	if (n == 0 || !(quick_blank(after) || after == '>' || after == '/' || after == '=')) {
		return '\0';
	}
	*q->p = '\0';
	return after;
}

static const char *quick_same(struct quick *q, const char *name)
{
	uint32_t h = 0;
	for (const char *p = name; *p != '\0'; p++) {
		h = h * 31 + (unsigned char)*p;
	}
	const char **seen = &q->seen[(h ^ h >> 6) % QUICK_SEEN];
	if (*seen == NULL || strcmp(*seen, name) != 0) {
		*seen = name;
	}
	return *seen;
}

/* ---- namespaces ---- */

static bool quick_is_prefix(const xmlNs *ns, const char *prefix)
{
	return prefix == NULL || ns->prefix == NULL ? (const void *)ns->prefix == (const void *)prefix : strcmp((const char *)ns->prefix, prefix) == 0;
}

/* False: the prefix stands for nothing. */
static bool quick_find_space(struct quick *q, const char *prefix, xmlNs **ns)
{
	*ns = NULL;
	if (prefix != NULL && strcmp(prefix, "xml") == 0) {
		*ns = q->xml;
		return true;
	}
	for (uint32_t i = q->n_spaces; i > 0; i--) {
		if (quick_is_prefix(q->spaces[i - 1], prefix)) {
			*ns = q->spaces[i - 1];
			return true;
		}
	}
	return prefix == NULL;
}

static bool quick_declares(const struct quick_attribute *at)
{
	return at->name.prefix == NULL ? strcmp(at->name.local, "xmlns") == 0 : strcmp(at->name.prefix, "xmlns") == 0;
}

static bool quick_declare(struct quick *q, xmlNode *element, const struct quick_attribute *at)
{
	const char *prefix = at->name.prefix != NULL ? at->name.local : NULL;
	bool odd = at->value[0] == '\0' || strcmp(at->value, (const char *)XML_XML_NAMESPACE) == 0 || strcmp(at->value, "http://www.w3.org/2000/xmlns/") == 0 ||
	    (prefix != NULL && (strcmp(prefix, "xml") == 0 || strcmp(prefix, "xmlns") == 0));
	xmlNs **last = &element->nsDef;
	for (; *last != NULL; last = &(*last)->next) {
		odd = odd || quick_is_prefix(*last, prefix);
	}
	if (odd || q->n_spaces == QUICK_SPACES) {
		return false;
	}
	xmlNs *ns = quick_new(q, sizeof *ns);
	ns->type = XML_LOCAL_NAMESPACE;
	ns->href = (const xmlChar *)at->value;
	ns->prefix = (const xmlChar *)prefix;
	*last = q->spaces[q->n_spaces++] = ns;
	return true;
}

/* ---- tags ---- */

static char *quick_value(struct quick *q)
{
	char quote = *q->p++, *from = q->p, *to = q->p;
	if (quote != '"' && quote != '\'') {
		return NULL;
	}
	while (*q->p != quote) {
		char c = *q->p;
		if (c == '\r' && q->p[1] == '\n') {
			q->p++;
		} else if (c == '\n' || c == '\t') {
			*to++ = ' ';
			q->p++;
		} else if (quick_plain(c) || c == ']') {
			*to++ = c;
			q->p++;
		} else if ((to = c == '&' ? quick_entity(q, to) : c == '<' ? NULL : quick_other(q, to)) == NULL) {
			return NULL;
		}
	}
	*to = '\0';
	q->p++;
	return from;
}

/* Attributes up to the end of the tag. after: what ended its name, where a NUL stands now. -1: a fault. */
static int quick_attributes(struct quick *q, char after, struct quick_attribute *v)
{
	int n = 0;
	bool apart = quick_blank(after);
	q->p += apart;
	while (apart) {
		quick_skip_blank(q);
		if (*q->p == '>' || *q->p == '/') {
			after = *q->p;
			break;
		}
		char ends = n < (int)QUICK_ATTRIBUTES ? quick_name(q, &v[n].name) : '\0';
		q->p++;
		if (ends == '\0' || ends == '>' || ends == '/') {
			return -1;
		}
		if (ends != '=') {
			quick_skip_blank(q);
			if (*q->p++ != '=') {
				return -1;
			}
		}
		quick_skip_blank(q);
		if ((v[n++].value = quick_value(q)) == NULL) {
			return -1;
		}
		after = *q->p;
		apart = quick_blank(after);
	}
	q->p++;
	if (after == '/' && *q->p++ != '>') {
		return -1;
	}
	return after == '>' || after == '/' ? n : -1;
}

static bool quick_is_twice(const xmlNode *element, const xmlAttr *at)
{
	for (const xmlAttr *x = element->properties; x != NULL; x = x->next) {
		if (strcmp((const char *)x->name, (const char *)at->name) == 0 &&
		    (x->ns == at->ns || (x->ns != NULL && at->ns != NULL && strcmp((const char *)x->ns->href, (const char *)at->ns->href) == 0))) {
			return true;
		}
	}
	return false;
}

static bool quick_put_attribute(struct quick *q, xmlNode *element, const struct quick_attribute *from, xmlAttr **last)
{
	xmlAttr *at = quick_new(q, sizeof *at);
	xmlNode *words = quick_new(q, sizeof *words);
	at->type = XML_ATTRIBUTE_NODE;
	at->name = (const xmlChar *)quick_same(q, from->name.local);
	at->parent = element;
	at->doc = words->doc = q->doc;
	at->prev = *last;
	at->children = at->last = words;
	words->type = XML_TEXT_NODE;
	words->name = xmlStringText;
	words->parent = (xmlNode *)at;
	words->content = (xmlChar *)from->value;
	if ((from->name.prefix != NULL && !quick_find_space(q, from->name.prefix, &at->ns)) || quick_is_twice(element, at)) {
		return false;
	}
	if (at->ns == q->xml && q->xml != NULL && strcmp(from->name.local, "id") == 0) {
		*vec_push(q->a, &q->ids->v) = at;
	}
	*(*last != NULL ? &(*last)->next : &element->properties) = at;
	*last = at;
	return true;
}

static bool quick_element(struct quick *q, xmlNode *element, const struct quick_name *name, const struct quick_attribute *v, int n)
{
	xmlAttr *last = NULL;
	element->type = XML_ELEMENT_NODE;
	element->name = (const xmlChar *)quick_same(q, name->local);
	for (int i = 0; i < n; i++) {
		if (quick_declares(&v[i]) && !quick_declare(q, element, &v[i])) {
			return false;
		}
	}
	for (int i = 0; i < n; i++) {
		if (!quick_declares(&v[i]) && !quick_put_attribute(q, element, &v[i], &last)) {
			return false;
		}
	}
	return quick_find_space(q, name->prefix, &element->ns);
}

/* At the name of a start tag. */
static bool quick_start(struct quick *q)
{
	struct quick_attribute v[QUICK_ATTRIBUTES];
	struct quick_name name;
	size_t at = (size_t)(q->p - q->copy);
	uint32_t spaces = q->n_spaces;
	if (q->depth == LIMIT_XML_DEPTH || (q->depth == 0 && q->rooted)) {
		return false;
	}
	char after = quick_name(q, &name);
	size_t n = (size_t)(q->p - q->copy) - at;
	int attributes = after != '\0' ? quick_attributes(q, after, v) : -1;
	if (attributes < 0) {
		return false;
	}
	xmlNode *element = quick_new(q, sizeof *element);
	if (!quick_element(q, element, &name, v, attributes)) {
		return false;
	}
	xml_set_offset(element, at - 1);
	quick_put(q, element);
	q->rooted = true;
	if (q->text[q->p - q->copy - 2] == '/') {
		q->n_spaces = spaces;
	} else {
		q->open[q->depth++] = (struct quick_open){ element, at, n, spaces };
		q->at = element;
	}
	return true;
}

/* Behind "</". */
static bool quick_end(struct quick *q)
{
	const struct quick_open *o = q->depth > 0 ? &q->open[q->depth - 1] : NULL;
	if (o == NULL || (size_t)(q->end - q->p) < o->n || memcmp(q->text + o->at, q->text + (q->p - q->copy), o->n) != 0) {
		return false;
	}
	q->p += o->n;
	quick_skip_blank(q);
	q->n_spaces = o->spaces;
	q->at = o->node->parent;
	q->depth--;
	return *q->p++ == '>';
}

/* ---- what is no element ---- */

static bool quick_comment(struct quick *q)
{
	char *end, *words = quick_until(q, "--", &end);
	if (words == NULL || *q->p++ != '>') {
		return false;
	}
	*end = '\0';
	quick_put_words(q, XML_COMMENT_NODE, xmlStringComment, words);
	return true;
}

/* Behind "<?". */
static bool quick_instruction(struct quick *q)
{
	char *name = q->p, *end;
	size_t n = quick_name_length(name);
	q->p += n;
	bool apart = quick_skip_blank(q);
	if (n == 0 || (!apart && !quick_is(q, "?>")) || (n == 3 && span_eq_ascii_case(span_of(name, n), SPAN_LIT("xml")))) {
		return false;
	}
	char *words = quick_until(q, "?>", &end);
	if (words == NULL) {
		return false;
	}
	name[n] = *end = '\0';
	quick_put_words(q, XML_PI_NODE, (const xmlChar *)name, apart ? words : NULL);
	return true;
}

static bool quick_data(struct quick *q, char **to)
{
	char *end, *words = quick_until(q, "]]>", &end);
	if (words == NULL || words == end) {
		return false;
	}
	memmove(*to, words, (size_t)(end - words));
	*to += end - words;
	return true;
}

/* Text up to a tag; q->p is at its '<'. NULL: a fault. from: where the text begins. */
static char *quick_text(struct quick *q)
{
	char *to = q->p;
	for (;;) {
		char *run = quick_run(q->p);
		size_t n = (size_t)(run - q->p);
		if (to != q->p) {
			memmove(to, q->p, n);
		}
		to += n;
		q->p = run;
		if (*run == '<' && quick_is(q, "<![CDATA[")) {
			q->p += 9;
			if (!quick_data(q, &to)) {
				return NULL;
			}
		} else if (*run == '<') {
			return to;
		} else if (*run == ']') {
			if (run[1] == ']' && run[2] == '>') {
				return NULL;
			}
			*to++ = *q->p++;
		} else if ((to = *run == '&' ? quick_entity(q, to) : quick_other(q, to)) == NULL) {
			return NULL;
		}
	}
}

static bool quick_content(struct quick *q)
{
	while (q->depth > 0) {
		char *from = q->p, *to = quick_text(q);
		if (to == NULL) {
			return false;
		}
		if (to > from) {
			*to = '\0';
			quick_put_words(q, XML_TEXT_NODE, xmlStringText, from);
		}
		q->p++;
		char c = *q->p;
		q->p += c == '/' || c == '?';
		if (c == '!' ? !quick_is(q, "!--") : c == '/' ? !quick_end(q) : c == '?' ? !quick_instruction(q) : !quick_start(q)) {
			return false;
		}
		if (c == '!') {
			q->p += 3;
			if (!quick_comment(q)) {
				return false;
			}
		}
	}
	return true;
}

/* Before and behind the root: white space, comments and instructions. False: a fault. */
static bool quick_around(struct quick *q)
{
	for (;;) {
		quick_skip_blank(q);
		if (quick_is(q, "<!--")) {
			q->p += 4;
			if (!quick_comment(q)) {
				return false;
			}
		} else if (quick_is(q, "<?")) {
			q->p += 2;
			if (!quick_instruction(q)) {
				return false;
			}
		} else {
			return true;
		}
	}
}

/* 'version="1.0"' and the like; the value, NULL: it is not that. */
static char *quick_said(struct quick *q, const char *name)
{
	struct quick_name said;
	quick_skip_blank(q);
	if (!quick_is(q, name) || q->p[strlen(name)] != '=' || quick_name(q, &said) != '=') {
		return NULL;
	}
	q->p++;
	return quick_value(q);
}

/* The declaration, if there is one. */
static bool quick_declaration(struct quick *q)
{
	if (!quick_is(q, "<?xml ")) {
		return true;
	}
	q->p += 5;
	char *version = quick_said(q, "version");
	bool good = version != NULL && strcmp(version, "1.0") == 0;
	if (good && *q->p == ' ' && q->p[1] == 'e') {
		char *encoding = quick_said(q, "encoding");
		good = encoding != NULL && quick_name_length(encoding) > 0 && quick_name_length(encoding) == strlen(encoding);
	}
	if (good && *q->p == ' ' && q->p[1] == 's') {
		char *alone = quick_said(q, "standalone");
		good = alone != NULL && (strcmp(alone, "yes") == 0 || strcmp(alone, "no") == 0);
	}
	quick_skip_blank(q);
	good = good && quick_is(q, "?>");
	q->p += 2;
	return good;
}

static bool quick_document(struct quick *q)
{
	if (!quick_declaration(q) || !quick_around(q) || *q->p++ != '<' || !quick_start(q) || !quick_content(q) || !quick_around(q)) {
		return false;
	}
	return q->p == q->end;
}

xmlDoc *xml_read_quick(struct arena *a, struct span utf8)
{
	if (utf8.n == 0 || utf8.n > QUICK_BYTES || utf8.p[0] != '<') {
		return NULL;
	}
	struct quick_open open[LIMIT_XML_DEPTH];
	struct quick *q = ARENA_NEW(a, struct quick);
	q->a = a;
	q->open = open;
	q->text = utf8.p;
	q->copy = q->p = arena_alloc(a, utf8.n + QUICK_PAD);
	memcpy(q->copy, utf8.p, utf8.n);
	memset(q->copy + utf8.n, 0, QUICK_PAD);
	q->end = q->copy + utf8.n;
	q->ids = ARENA_NEW(a, struct quick_ids);
	q->ids->a = a;
	q->xml = ARENA_NEW(a, xmlNs);
	*q->xml = (xmlNs){ .type = XML_LOCAL_NAMESPACE, .href = XML_XML_NAMESPACE, .prefix = (const xmlChar *)"xml" };
	q->doc = ARENA_NEW(a, xmlDoc);
	q->doc->type = XML_DOCUMENT_NODE;
	q->doc->doc = q->doc;
	q->doc->_private = q->ids;
	q->at = (xmlNode *)q->doc;
	return quick_document(q) ? q->doc : NULL;
}

static void quick_free_ids(void *doc)
{
	xmlFreeIDTable(((xmlDoc *)doc)->ids);
}

void xml_quick_ids(xmlDoc *doc)
{
	struct quick_ids *ids = doc->_private;
	if (ids == NULL || ids->told) {
		return;
	}
	ids->told = true;
	for (uint32_t i = 0; i < ids->v.n; i++) {
		xmlAddID(NULL, doc, ids->v.v[i]->children->content, ids->v.v[i]);
	}
	arena_hang(ids->a, doc, quick_free_ids);
}

xmlAttr *xml_quick_id(xmlDoc *doc, const char *id)
{
	struct quick_ids *ids = doc->_private;
	if (ids == NULL || ids->told || ids->v.n > QUICK_FEW_IDS) {
		xml_quick_ids(doc);
		return xmlGetID(doc, (const xmlChar *)id);
	}
	for (uint32_t i = 0; i < ids->v.n; i++) {
		if (strcmp((const char *)ids->v.v[i]->children->content, id) == 0) {
			return ids->v.v[i];
		}
	}
	return NULL;
}
