/* extract_xml.h - what the files that read an XML record share: the format compiled, the record, and its text put together.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_EXTRACT_XML_H
#define SAMEDESK_EXTRACT_XML_H

#include "extract/extract_in.h"

struct xml_reader;
struct xml_field;

struct xml_part {
	const char *name;
	const char *attribute;		/* "@name" alone: no XPath needed; else NULL */
	const struct xml_xpath *path;	/* NULL: the node itself, or the attribute */
};

enum xml_setting {	/* ORDER: extract_xml_actions */
	XML_SKIP, XML_BLOCK, XML_LINE, XML_VERBATIM,
	XML_SPACES,		/* white space is kept, but for line ends */
	XML_PARAGRAPH, XML_APART, XML_BREAK, XML_TAB, XML_SPACE, XML_FLOAT,
	XML_TABLE, XML_ROW, XML_CELL, XML_TERM,
	XML_RIGHT, XML_CENTRE, XML_INDENT, XML_NUMBER, XML_BULLET,
	XML_LINK, XML_PICTURE, XML_INSTEAD, XML_OFF, XML_ON, XML_CONTINUED,
	XML_PAGE,		/* a page begins there */
	XML_SETS
};

/* What is done with each node of a field. take NULL: the nodes are a set, see enum xml_setting. */
struct xml_action {
	const char *name;
	void (*take)(struct xml_reader *r, const struct xml_field *f, xmlNode *node);
};

struct xml_field {
	const struct xml_action *action;
	const char *role;
	struct xml_part select;
	struct span key;		/* what its elements are called, instead of select; empty: none */
	bool many;			/* parties, persons: all count, in the order of the letter */
	struct xml_part *parts;
	uint32_t n_parts;
};

struct xml_nodes { xmlNode **v; uint32_t n; };
struct xml_key { const char *word; uint32_t field; uint32_t rank; };
struct xml_hit { uint32_t field; uint32_t rank; xmlNode *node; uint32_t at; };

struct xml_form {
	const char *const *ns;
	const char *own;		/* the namespace of the root for which it was compiled */
	const struct xml_form *next;	/* for another one */
	struct xml_field *fields;
	uint32_t n_fields;
	bool text;			/* layout "text" */
	struct { const char *carriers, *names, *values, *qualifiers, *prefixes, *rows, *closed; } key_words;
	VEC(struct xml_key) keys;	/* sorted */
	bool mail;			/* it has mailboxes */
	struct xml_name *names;		/* XML_NAMES of them: names beside addresses, by their hash */
};

/* In an archive the same people write: whether a name is a person's is kept of the last that were asked about. */
#define XML_NAMES 2048u
struct xml_name { unsigned char n; bool person; char p[62]; };

struct xml_set {			/* sorted by address */
	const xmlNode **v;
	uint32_t n;
	bool known;			/* evaluated: few records need one */
};

/* How the lines of a paragraph stand; a line that does not begin at the left begins with one of these bytes until
 * extract_xml_settle() has put it where it belongs. No text holds them. */
enum xml_align { XML_AT_LEFT, XML_AT_RIGHT, XML_AT_CENTRE, XML_AT_INDENT };

/* How the writer parts paragraphs: by the space under each, or by empty ones. */
enum xml_habit { XML_NOT_ASKED, XML_NO_HABIT, XML_SPACE_BETWEEN, XML_EMPTY_BETWEEN };

struct xml_party { uint32_t zone; const xmlNode *node, *group; bool person; struct span post; enum letter_role role; };
struct xml_box { struct span name; const xmlNode *node; };
struct xml_named { enum letter_role role; uint32_t person; const xmlNode *node; };

/* A text put together, and which element each stretch of it came from. */
struct xml_text {
	char *p;
	size_t n, room;
	int gap;			/* owed before the next character: 1 space, 2 line end, 3 blank line */
	bool cell;			/* of a table: lines begin at the left */
	enum xml_align align;		/* of the lines that begin now */
	size_t held;			/* no line ends when n is still this: behind "1. " */
	bool off;			/* between the marks of what was deleted */
	bool pictured;			/* a picture's line just ended: a break after it is that line's end */
	bool wide;			/* the last paragraph was long or had several lines */
	const xmlNode *last, *before;	/* paragraphs */
	unsigned tables;		/* open ones */
	bool nested;			/* a table was laid out in it */
	VEC(struct xml_mark { size_t at; const xmlNode *from; }) marks;
};

struct xml_reader {
	struct letter *l;
	struct arena *a;
	const struct xml_form *form;
	struct xml_eval *eval;
	struct xml_set sets[XML_SETS];
	VEC(struct xml_party) parties;
	VEC(struct xml_named) named;
	VEC(xmlNode *) text;		/* what is read as a plain letter */
	struct xml_text body;
	const struct xml_field *body_field;
	const xmlNode *body_node;
	struct span department;
	VEC(struct xml_hit) hits;	/* elements by their keys, in the order of the record */
	bool walked;
	bool told[LETTER_ROLES];	/* by a field with keys: later ones with the role are left alone */
	const struct xml_field *told_by[LETTER_ROLES], *our_by, *your_by;
	bool mail;			/* the format has mailboxes: it is a message */
	uint32_t boxes, groups;		/* mailboxes taken; groups of recipients given */
	VEC(struct xml_box) unread;	/* of recipients that have neither an address nor a council's name */
	struct extract *words;		/* vocabulary, where needed */
	struct span writer;		/* who sent the message, by the name beside his address */
	const xmlNode *writer_node;
	enum xml_habit habit;
	bool ordered;			/* the document's elements are numbered: sets are sorted fast */
	bool kind_by_text;		/* the fields do not tell whether it is a letter */
	bool failed;			/* a path could not be evaluated: said */
};

/* extract_xml.c: what is done with the nodes of each kind of field; ends with a NULL name */
extern const struct xml_action extract_xml_actions[];

/* extract_xml_form.c: the format, compiled; nodes and values */

/* Compiled at the first letter and kept with the hand on knowledge, else with the file. */
const struct xml_form *extract_xml_form(struct letter *l);
/* The nodes of a field in document order, from the record or another node. */
struct xml_nodes extract_xml_form_nodes(struct xml_reader *r, const struct xml_field *f, xmlNode *from);
/* The first part of that name that yields something; empty: none. */
struct span extract_xml_form_value(struct xml_reader *r, const struct xml_field *f, const char *name, xmlNode *node);
/* The same of the part "text", or all text of the node when the field has no such part. */
struct span extract_xml_form_text(struct xml_reader *r, const struct xml_field *f, xmlNode *node);
bool extract_xml_form_has(const struct xml_field *f, const char *name);
bool extract_xml_form_true(struct xml_reader *r, const struct xml_field *f, const char *name, xmlNode *node);
const xmlNode *extract_xml_form_node(struct xml_reader *r, const struct xml_field *f, const char *name, xmlNode *node);

/* extract_xml_key.c: elements by what they are called */

void extract_xml_key_compile(struct xml_form *form, struct arena *a);
/* The nodes of a field with keys: in the order of its keys, or of the record where all count. */
struct xml_nodes extract_xml_key_nodes(struct xml_reader *r, const struct xml_field *f);

/* extract_xml_text.c: text put together */

/* Adds what stands in a node, even one that is skipped elsewhere. gap: as xml_text.gap, before it. */
void extract_xml_text_add(struct xml_reader *r, struct xml_text *t, xmlNode *node, int gap);
/* As above, for what another text put together before. */
void extract_xml_text_copy(struct xml_reader *r, struct xml_text *t, const struct xml_text *from, size_t at, size_t end);
void extract_xml_text_put(struct xml_reader *r, struct xml_text *t, const char *p, size_t n);
void extract_xml_text_fill(struct xml_reader *r, struct xml_text *t, uint32_t columns);
void extract_xml_text_owe(struct xml_text *t, int gap);
void extract_xml_text_pay(struct xml_reader *r, struct xml_text *t);
/* What stands in a node, where the node itself has been looked at. */
void extract_xml_text_inside(struct xml_reader *r, struct xml_text *t, const xmlNode *node, unsigned how);
bool extract_xml_text_within(const xmlNode *node, const xmlNode *outer);
bool extract_xml_text_in(struct xml_reader *r, enum xml_setting which, const xmlNode *node);
/* The value of a part of the setting, of a node that is in its set; empty: none. */
struct span extract_xml_text_setting(struct xml_reader *r, enum xml_setting which, const char *part, const xmlNode *node);
/* All lines of a node's text. */
struct span extract_xml_text_lines(struct xml_reader *r, xmlNode *node);
/* The same words on one line. */
struct span extract_xml_text_flat(struct xml_reader *r, struct span s);

/* extract_xml_table.c: rows and cells put side by side */
void extract_xml_table(struct xml_reader *r, struct xml_text *t, const xmlNode *table, unsigned how);

/* extract_xml_settle.c: tabs to columns, lines at the right or in the middle to their places */
void extract_xml_settle(struct xml_reader *r, struct xml_text *t);
uint32_t extract_xml_settle_width(const char *p, size_t n);	/* columns */
/* extract_xml_mail.c: messages */
enum extract_xml_told { XML_TOLD_NOBODY, XML_TOLD_STRANGER, XML_TOLD_SHARED, XML_TOLD_KNOWN };
void extract_xml_mailbox(struct xml_reader *r, const struct xml_field *f, xmlNode *node);
enum extract_xml_told extract_xml_mail_told(struct xml_reader *r, enum letter_role role);
void extract_xml_mail_writer(struct xml_reader *r);
/* Recipients of whom a header tells only the name, beside others: nobody may say of all recipients what he knows of some. */
void extract_xml_mail_unread(struct xml_reader *r);
/* Undoes what an archive left encoded in a body, and makes elements of HTML that it holds as words. */
void extract_xml_mail_content(struct xml_reader *r, xmlNode *node);
struct span extract_xml_mail_subject(struct xml_reader *r, struct span s);

/* extract_xml_plain.c: what the running text says, where the fields say nothing; and, by all of it, what the letter is about */
void extract_xml_plain(struct xml_reader *r);

/* extract_xml.c */
void extract_xml_services(struct xml_reader *r);
struct letter_place extract_xml_place(struct xml_reader *r, const xmlNode *node);
/* The group of the role's party when there is only one; else 0. */
uint32_t extract_xml_only_group(const struct letter *l, enum letter_role role);

#endif
