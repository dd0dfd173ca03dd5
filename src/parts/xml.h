/* xml.h - libxml2: documents read without network, bounded in depth, size and entities; XPath
 * bounded in steps; RELAX NG; every error with its place, through diag.h.
 *
 * Documents are hung on an arena and go with it. Others may walk the nodes (libxml/tree.h).
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_XML_H
#define SAMEDESK_XML_H

#include <libxml/relaxng.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>

#include "base/base.h"

/* Once before threads start; the other calls do it themselves when it was forgotten. */
void xml_start(void);

/* Reads a document from UTF-8 text (decoded before: an encoding declaration in it is ignored).
 * Each element and text knows where it stood, see xml_offset(). NULL when not well-formed or over a
 * bound: said through sink with path, line and column. The document hangs on a. */
xmlDoc *xml_read(struct arena *a, struct span utf8, const char *path, struct diag_sink *sink);

/* xml_utf8.c: the bytes of a file as text in UTF-8, in a; the bytes themselves where they are that, or cannot be told. */
struct span xml_utf8(struct arena *a, struct span bytes);

/* As xml_read() for documents of the plain kind, much faster: the tree may not be changed, and knows no lines. NULL: it is of another kind
 * or at fault; nothing was said. */
xmlDoc *xml_read_quick(struct arena *a, struct span utf8);

/* As xml_read(), but calls record() with each element that matches one of the patterns (an XPath of the
 * streamable kind, as "//tei:correspDesc") and is mine() (NULL: all are), as soon as it is complete, and frees it afterwards:
 * memory stays that of one record and,
 * unless it is lean, of what stands before and between records. Stops when record() returns false. False when not well-formed:
 * records before the fault were given. ns: prefix, URI, prefix, URI, ..., NULL. */
bool xml_read_records(struct arena *a, struct span utf8, const char *path, struct diag_sink *sink,
    const char *pattern, const char *const *ns, bool lean, bool (*mine)(void *user, xmlNode *element), bool (*record)(void *user, xmlNode *element), void *user);

/* As xml_read_records() with elements known by their names, see xml_named(); one that holds a record is none. Lean. *nested: they stand inside one
 * another so deep that it was given up (LIMIT_RECORD_ASKED), which is no fault: a tree answers that at less cost. */
bool xml_read_named(struct span utf8, const char *path, struct diag_sink *sink, const char *names,
    bool (*mine)(void *user, xmlNode *element), bool (*record)(void *user, xmlNode *element), void *user, bool *nested);

/* Is the element's local name one of these? names: in small letters and figures, with spaces between; capitals, hyphens, underscores and
 * full stops of the element's name do not count. */
bool xml_named(const xmlNode *element, const char *names);

/* The root element's name and namespace (in a) without reading the document (nothing is expanded). False
 * when there is no start tag within the first 64 KiB. */
bool xml_peek_root(struct arena *a, struct span utf8, struct span *local_name, struct span *prefix, struct span *namespace_uri);

/* The processing instructions of that name, in order, wherever and however the document is read; see xml_instruct.c. In a. False: there are
 * more than that many, and the rest was left out. */
struct xml_around { size_t from, to; uint32_t parent; };	/* an element; to: behind its end. parent: the element around it, or UINT32_MAX */
struct xml_instruction { struct span words; size_t at; uint32_t around; };	/* words: behind the name. around: UINT32_MAX: outside the root */
struct xml_instructions { VEC(struct xml_instruction) list; VEC(struct xml_around) around; };
bool xml_instructions(struct arena *a, struct span utf8, const char *name, uint32_t most, struct xml_instructions *out);

/* Byte offset in the text where the element's '<' stood. For a text, an attribute or an element that was put in later: that of the element
 * around it. SIZE_MAX when not known. */
size_t xml_offset(const xmlNode *node);

/* The namespace of the document's root element, in a; "" when it has none. */
const char *xml_root_namespace(struct arena *a, xmlDoc *doc);

/* Gives an element of a document of our own its place in the text that it was made of. */
void xml_set_offset(xmlNode *node, size_t offset);

/* An absolute XPath to the node, as "/TEI/teiHeader[1]/…" with prefixes as in the document. In a. */
const char *xml_path(struct arena *a, const xmlNode *node);

/* All text below the node, white space kept. In a. */
struct span xml_text(struct arena *a, const xmlNode *node);
/* The attribute's value, in a; NULL when absent. ns_uri NULL: no namespace; "*": any. */
const char *xml_attr(struct arena *a, const xmlNode *node, const char *ns_uri, const char *name);

/* A compiled XPath 1.0 expression. compile: NULL on error, the detail in *why (static or arena text). */
struct xml_xpath;
struct xml_xpath *xml_xpath_compile(struct arena *a, const char *expression, const char **why);

/* What an expression yields: nodes in document order, or words, or a truth; any of them as a truth. */
enum xml_answer_kind { XML_TRUTH, XML_NODES, XML_WORDS };
struct xml_answer {
	enum xml_answer_kind kind;
	xmlNode **nodes;
	uint32_t n;
	const char *words;
	bool truth;
	xmlXPathObject *object;	/* as libxml2 has it; NULL when it was not asked */
};

/* The values of $names. */
struct xml_variables {
	void *user;
	bool (*kind)(void *user, const char *name, enum xml_answer_kind *kind);	/* when one is bound; false: such a one is not to be bound */
	const struct xml_answer *(*value)(void *user, const char *name);		/* may ask others meanwhile; NULL: it has no value */
};

/* Names that bound expressions ask for, numbered, and room to answer them: of one thread, as long as a lives. */
struct xml_names;
struct xml_names *xml_names_new(struct arena *a);
/* As xml_xpath_compile(), for one set of prefixes: asked of documents that stay as they are, it is answered much faster. names NULL: it
 * is not. ns: as of xml_read_records(); both live as long as the expression. */
struct xml_xpath *xml_xpath_bind(struct arena *a, struct xml_names *names, const char *expression, const char *const *ns, const char **why);
/* What a bound expression will yield. False: it is left to libxml2. */
bool xml_xpath_kind(const struct xml_xpath *x, enum xml_answer_kind *kind);
/* Who changes a document of which a bound expression was asked says so. */
void xml_changed(xmlDoc *doc);

/* Evaluation over one document: set up once, used for many expressions. ns lives as long. */
struct xml_eval;
struct xml_eval *xml_eval_new(struct arena *a, xmlDoc *doc, const char *const *ns);
/* One that was made for no document (NULL) is used over one after the other, which costs less than making one for each; with variables.
 * names: those of the bound expressions that it is asked. */
void xml_eval_begin(struct xml_eval *e, xmlDoc *doc, struct xml_names *names, const struct xml_variables *variables);
void xml_eval_end(struct xml_eval *e);
/* Results hang on a from now on. */
void xml_eval_results(struct xml_eval *e, struct arena *a);
/* The document still grows, as while it is streamed: bound expressions are asked like others. */
void xml_eval_growing(struct xml_eval *e);
/* The same, but bound expressions see the record, which is complete, and the elements it stands in, and nothing beside them. */
void xml_eval_record(struct xml_eval *e, xmlNode *record);
/* The result hangs on the arena. NULL: could not be evaluated, why in xml_eval_error(). */
xmlXPathObject *xml_eval_run(struct xml_eval *e, const struct xml_xpath *x, xmlNode *context);
const char *xml_eval_error(const struct xml_eval *e);
/* True, false, or -1 when it could not be evaluated. */
int xml_eval_test(struct xml_eval *e, const struct xml_xpath *x, xmlNode *context);
/* What the expression yields, bound or not. False: it could not be evaluated. In the evaluation's arena. */
bool xml_eval_ask(struct xml_eval *e, const struct xml_xpath *x, xmlNode *context, struct xml_answer *out);
/* string(result) in the arena; NULL when it could not be evaluated. */
const char *xml_eval_string(struct xml_eval *e, const struct xml_xpath *x, xmlNode *context);

/* xml_tag.c: where in the start tag at element (see xml_offset()) the attribute of that name, as it is written there, stands; and so many bytes
 * of what its value says. SIZE_MAX: there is none. */
size_t xml_tag_name(struct span text, size_t element, const char *name);
size_t xml_tag_value(struct span text, size_t element, const char *name, size_t said);

/* RELAX NG. schema_text's includes are looked up by name with find() (NULL: none allowed). */
struct xml_schema;
struct xml_schema *xml_schema_new(struct arena *a, struct span schema_text, const char *name, struct diag_sink *sink);
/* False when doc does not follow the schema: each fault said as KNOW_SCHEMA with place. */
bool xml_schema_check(struct xml_schema *s, xmlDoc *doc, const char *path, struct span text, struct diag_sink *sink);

/* The document as UTF-8 text with declaration, indented. */
void xml_print(struct buf *out, xmlDoc *doc);
/* The node alone, indented by level. */
void xml_print_node(struct buf *out, xmlNode *node, int level);

/* A new empty document with that root, hung on a. Text given to the xml_add functions may hold any bytes:
 * what XML 1.0 cannot carry (control characters, broken UTF-8) is replaced by U+FFFD. */
xmlDoc *xml_new(struct arena *a, const char *root_name);
xmlNode *xml_add(xmlNode *parent, const char *name);
xmlNode *xml_add_text(xmlNode *parent, const char *name, struct span text);
void xml_put_text(xmlNode *node, struct span text);	/* at the end of what is in it */
void xml_set(xmlNode *node, const char *name, const char *value);	/* NULL or "": not set */
void xml_set_span(xmlNode *node, const char *name, struct span value);
/* Puts the element into a namespace that it declares; elements added below are in it too. */
void xml_namespace(xmlNode *node, const char *prefix, const char *uri);
/* As xml_set(), the attribute in the element's own namespace. */
void xml_set_own(xmlNode *node, const char *name, const char *value);
/* A copy of an element of any document becomes the last child: it no longer knows where it stood. */
xmlNode *xml_add_copy(xmlNode *parent, const xmlNode *element);
/* Declarations of one namespace, at the element or below it, become those of another. */
void xml_namespace_rename(xmlNode *node, const char *from, const char *to);
void xml_set_number(xmlNode *node, const char *name, uint64_t value);

/* Documents that are only looked at: every node lies in the arena, and the names given, which are not copied, live as long. No function
 * that adds, copies in or frees (xml_add(), libxml2's own) may be used on one. */
xmlDoc *xml_lean_new(struct arena *a, const char *root_name);
xmlNode *xml_lean_add(struct arena *a, xmlNode *parent, const char *name, struct span text);	/* n == 0: without text */
void xml_lean_set(struct arena *a, xmlNode *node, const char *name, struct span value);		/* once a name; n == 0: not set */

/* Puts every element without a namespace into this one: an export that lost its xmlns. It hangs on a, as the document does. */
void xml_adopt(struct arena *a, xmlDoc *doc, const char *uri);

#endif
