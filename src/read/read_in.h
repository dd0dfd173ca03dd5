/* read_in.h - what the files of read/ share: the table of format kinds and the tests of bytes.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_READ_IN_H
#define SAMEDESK_READ_IN_H

#include "read/read.h"

/* A file, or a part of one (an attachment, a document in an archive), as its reader gets it. */
struct read_source {
	struct span bytes;		/* as they are */
	struct span text;		/* the same as UTF-8; empty for a kind that takes bytes */
	const char *encoding;		/* "" for bytes */
	const char *member;		/* what its letters are called within the file: "3/letter.docx"; "": it is the file itself */
	unsigned depth;			/* containers around it; at most LIMIT_NESTING */
};

/* A kind of file. A new kind is a file of its own and a row in read.c. */
struct read_kind {
	const char *name;
	/* Is it ours? Asked in the order of the table, of bytes or of decoded text; NULL: takes what nobody else took. */
	bool (*mine)(struct span s);
	/* As read_letters(). */
	long (*letters)(struct read_job *job, const struct read_source *source);
};

/* read.c */

/* A part of a file as if it were a file: kind by content, letters to the same job. bytes, member and depth are set. */
long read_part(struct read_job *job, struct read_source part);

/* read_sniff.c */

/* What the bytes are when it is nothing we read ("a PDF file"); NULL when they may be text. */
const char *read_sniff_foreign(struct span bytes);
/* True when the text is meant as XML (well-formed or not): decoded text, or bytes of any encoding that holds ASCII. */
bool read_sniff_xml(struct span text);
/* The encoding that the XML declaration names; empty when there is no declaration or no encoding in it. */
struct span read_sniff_declared(struct span bytes);

/* read_decode.c */

/* A part's bytes in the encoding that its message names; when that is unknown or wrong: UTF-8 if they are, else Windows-1252. */
struct span read_decode_as(struct arena *a, struct span bytes, const char *charset, const char **encoding);

/* Bytes of many encodings as a text of the same length, for users to see and places to stand in: what is not UTF-8 is '?'. */
struct span read_decode_shown(struct arena *a, struct span bytes);

/* read_mail.c, read_mail_*.c */

bool read_mail_sniff(struct span bytes);
long read_mail_letters(struct read_job *job, const struct read_source *source);

/* read_mark.c: acceptances that stand in letters */

/* Of an XML file; on the job's file arena. */
struct read_marks;
struct read_marks *read_marks_xml(struct read_job *job, struct span text, struct linemap *lines);
/* Those of the letter that is the record: it was given its text and member. many: the file may have others. */
void read_marks_of(struct read_marks *m, struct letter *l, bool many);
/* The letter has been read and may have found a better name for itself: its own marks are told by that. */
void read_marks_named(struct read_marks *m, const struct letter *l);
/* All letters were taken: hands on all marks. */
void read_marks_end(struct read_marks *m, struct read_job *job);
/* Of a mail header's value, in a; without its place. */
struct letter_mark *read_mark_header(struct arena *a, struct span value);

/* read_text.c, read_xml.c */

long read_text_letters(struct read_job *job, const struct read_source *source);
/* The source's text as one letter; format: what the letter's format is called. */
long read_text_letter(struct read_job *job, const struct read_source *source, const char *format);
bool read_xml_mine(struct span text);
long read_xml_letters(struct read_job *job, const struct read_source *source);
/* The letters of a document that another reader made of the source (a word processor's, HTML); it hangs on the file's
 * arena. format: what the letters' format is called ("docx"); NULL: as the file of rules/formats/ is. Nodes have no
 * places in the bytes: what users see is the text put together. */
long read_xml_document(struct read_job *job, const struct read_source *source, xmlDoc *doc, const char *format);

/* read_xml_mend.c: the text with white space for characters that XML forbids, of which the first is told; itself where there are none. In the file's
 * arena. */
struct span read_xml_mend(struct read_job *job, struct span text, struct linemap *lines);

/* read_html.c */

/* Decoded text, or bytes of any encoding that holds ASCII. */
bool read_html_mine(struct span text);
long read_html_letters(struct read_job *job, const struct read_source *source);
/* The encoding that a <meta> names; empty when there is none. */
struct span read_html_charset(struct span bytes);

/* read_zip.c (.docx and .odt), read_pdf.c */

bool read_zip_mine(struct span bytes);
long read_zip_letters(struct read_job *job, const struct read_source *source);
/* read_pdf_page.c: the text, with what its first page set apart or aside put together. */
struct span read_pdf_page(struct arena *a, struct span text);

bool read_pdf_mine(struct span bytes);
long read_pdf_letters(struct read_job *job, const struct read_source *source);

#endif
