/* xml_find.h - paths over documents that stay as they are, answered without libxml2's XPath engine; for the files of parts/ alone.
 *
 * Most of what formats ask is where elements of a few names stand. So names are numbered once a thread, the elements of a document once
 * a document, and a path becomes a program over those numbers. What such a program cannot say is left to libxml2, see xml_xpath.c.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_XML_FIND_H
#define SAMEDESK_XML_FIND_H

#include "parts/xml.h"

/* ---- xml_find_index.c: names and elements to numbers ---- */

enum { FIND_OTHER = 0 };	/* the number of all names that nobody asks for */

struct find_name { const char *local, *uri; };	/* uri NULL: in no namespace */
struct find_element { xmlNode *node; uint32_t end, name; };	/* end: behind the last element within it */
struct find_seen { const void *local, *ns; uint32_t name; };
struct find_told { uintptr_t generation; uint8_t *of; uint32_t room; };	/* by an element's number: does it pass the tests? */
struct find_said { const xmlNode *node; unsigned long answer; const char *words; };
enum { FIND_UNTOLD = 0, FIND_FAILS, FIND_PASSES };

enum { FIND_SEEN = 128 };

struct xml_names {
	struct arena *arena;		/* of the names */
	VEC(struct find_name) names;	/* the first: FIND_OTHER */
	uint32_t *slots, room;		/* names by hash, 0: free */

	/* the document at hand */
	const xmlDoc *doc;
	uintptr_t generation;		/* as in doc->psvi */
	uint32_t known;			/* names when it was numbered */
	struct find_element *elements;	/* in document order, from 1 */
	uint32_t n, elements_room;
	uint32_t *first, first_room;	/* by name: where in `order` its elements begin */
	uint32_t *order, order_room;	/* numbers of elements by name and place */
	struct find_seen seen[FIND_SEEN];

	struct xml_variables variables;

	VEC(struct find_told) told;	/* by find_step.told: of the document at hand */
	VEC(struct find_said) said;	/* by find_expr.said: of the node asked last */
	unsigned long answers;		/* given */

	/* of one answer */
	xmlNode **stack;
	size_t top, stack_room;
	struct arena scratch;
	unsigned long steps;
	xmlNode *current;
	bool failed;			/* too many steps */
};

uint32_t xml_find_index_name(struct xml_names *f, const char *local, size_t n, const char *uri);
/* Numbers the document's elements unless that is done. */
void xml_find_index_open(struct xml_names *f, xmlDoc *doc);
/* Numbers those within the record and those it stands in alone, anew each time: the document still grows. */
void xml_find_index_record(struct xml_names *f, xmlNode *record);

static inline uint32_t xml_find_index_of(const xmlNode *element)
{
	return (uint32_t)(uintptr_t)element->psvi;
}

/* ---- xml_find_parse.c: a path to a program ---- */

enum find_axis { FIND_CHILD, FIND_DESCENDANT, FIND_DESCENDANT_OR_SELF, FIND_SELF, FIND_PARENT, FIND_ANCESTOR, FIND_ANCESTOR_OR_SELF,
	FIND_PRECEDING_SIBLING, FIND_FOLLOWING_SIBLING, FIND_ATTRIBUTE };

enum find_test { FIND_NAME, FIND_SET, FIND_ANY, FIND_NODE, FIND_NEVER };

struct find_expr;

struct find_step {
	struct find_step *next;
	enum find_axis axis;
	enum find_test test;
	uint32_t name;			/* FIND_NAME of elements */
	const char *local, *uri;	/* of attributes */
	const uint32_t *set;		/* FIND_SET: names, 0 at the end */
	struct find_expr **tests;	/* predicates */
	uint32_t n_tests;
	uint32_t told;			/* one more than its place among those whose answers are kept; 0: they are not */
};

enum find_op { FIND_PATH, FIND_UNION, FIND_FILTER, FIND_LITERAL, FIND_NUMBER, FIND_OR, FIND_AND, FIND_EQUAL, FIND_UNEQUAL, FIND_ATTRIBUTE_IS,
	FIND_NOT, FIND_TRUE, FIND_FALSE, FIND_BOOLEAN, FIND_STRING, FIND_CONCAT, FIND_CONTAINS, FIND_STARTS_WITH, FIND_AFTER, FIND_BEFORE,
	FIND_TRANSLATE, FIND_NORMALIZE, FIND_FIRST, FIND_LENGTH, FIND_LOCAL_NAME, FIND_NAMESPACE, FIND_LESS, FIND_COUNT, FIND_CURRENT, FIND_ID, FIND_WHEN,
	FIND_VARIABLE };

enum find_type { FIND_IS_SET, FIND_IS_STRING, FIND_IS_BOOLEAN, FIND_IS_NUMBER };

struct find_expr {
	enum find_op op;
	enum find_type type;
	bool absolute;			/* FIND_PATH: from the document */
	struct find_expr *of[2];	/* operands; of a path: what it begins with, NULL: the context */
	struct find_expr **more;	/* arguments of concat(), predicates of a filter */
	uint32_t n_more;
	struct find_step *steps;
	const uint32_t *needs;		/* FIND_PATH: names without whose elements it finds nothing, 0 at the end; NULL: it must be walked */
	const char *text;		/* FIND_LITERAL; FIND_VARIABLE: its name */
	double number;			/* FIND_NUMBER; FIND_FIRST: of how many characters */
	uint32_t said;			/* a string asked for in several places: as find_step.told; 0: it is not kept */
	const unsigned char *map;	/* FIND_TRANSLATE: of bytes; 0: left out */
};

#define FIND_ARGUMENTS 24u		/* of concat() */

/* NULL: it says more than a program can. */
struct find_expr *xml_find_parse(struct arena *a, struct xml_names *f, const char *expression, const char *const *ns);

/* ---- xml_find.c: answers ---- */

/* False: too many steps, or a variable without a value. Strings and nodes are in a. Answers may be asked for within answers. */
/* record: NULL, or the document still grows, and of it only the record that holds the context, and what that stands in, is looked at. */
bool xml_find_answer(struct xml_names *f, struct arena *a, const struct find_expr *e, xmlNode *context, xmlNode *record, struct xml_answer *out);

#endif
