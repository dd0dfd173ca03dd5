/* read_in.h - what the files of read/ share: the table of format kinds and the tests of bytes.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_READ_IN_H
#define SAMEDESK_READ_IN_H

#include "read/read.h"

/* A file as its reader gets it. */
struct read_source {
	struct span text;		/* UTF-8 */
	const char *encoding;
};

/* A kind of file. A new kind is a file of its own and a row in read.c. */
struct read_kind {
	const char *name;
	/* Is it ours? Asked in the order of the table; NULL: takes what nobody else took. */
	bool (*mine)(struct span text);
	/* As read_letters(). */
	long (*letters)(struct read_job *job, const struct read_source *source);
};

/* read_sniff.c */

/* What the bytes are when it is nothing we read ("a PDF file"); NULL when they may be text. */
const char *read_sniff_foreign(struct span bytes);
/* True when the text is meant as XML (well-formed or not): decoded text, or bytes of any encoding that holds ASCII. */
bool read_sniff_xml(struct span text);
/* The encoding that the XML declaration names; empty when there is no declaration or no encoding in it. */
struct span read_sniff_declared(struct span bytes);

/* read_text.c, read_xml.c */

long read_text_letters(struct read_job *job, const struct read_source *source);
bool read_xml_mine(struct span text);
long read_xml_letters(struct read_job *job, const struct read_source *source);

#endif
