/* read_mail.h - what the files that read mail share.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_READ_MAIL_H
#define SAMEDESK_READ_MAIL_H

#include "parts/mime.h"
#include "read/read_in.h"

#define READ_MAIL_MARK "X-Samedesk-Accept"	/* what may stand; no part of the message */

struct read_mail {
	struct read_job *job;
	const struct read_source *source;
	struct arena *memory;		/* of one message: its structure, its attachments */
	struct letter_file shared;
	struct linemap lines;		/* of the whole file */
	struct span text;		/* the file as users see it, as long as its bytes */
	know_index format;
	bool mbox;			/* lines that begin with "From " are quoted */
	uint32_t attached_line;		/* of the attachment that is being read; 0: none is */
	uint32_t messages;		/* seen */
	long n;				/* letters given */
	bool failed, stopped;
	VEC(struct letter_mark *) marks;	/* of the message, in memory */
	const char *saying;		/* which attachment is being read */
};

/* read_mail_sniff.c */

/* Behind a byte order mark and blank lines. */
struct span read_mail_sniff_start(struct span bytes);
/* Is this a "From " line over the headers of a message? */
bool read_mail_sniff_opens(struct span s);
/* The next line without its end; false at the end. Faster than span_line(): LF and CR LF only. */
bool read_mail_sniff_line(struct span *rest, struct span *line);

/* read_mail_tree.c */

/* The message as a document in the vocabulary of mail archives, on the letter's arena; its nodes know their places. */
xmlDoc *read_mail_tree(struct read_mail *x, struct letter *l, const struct mime_message *m, struct span bytes);
/* Is it an attachment that may be a letter: text, HTML, XML, a word processor's file, PDF? */
bool read_mail_tree_is_letter(const struct mime_message *m, const struct mime_part *p);
/* What hides the message's text; NULL: nothing does. */
const char *read_mail_tree_sealed(const struct mime_message *m);
/* What the attachment's content is not, although its type or name says so; NULL: it is. */
const char *read_mail_tree_belied(const struct mime_part *p, struct span content);
/* A bounce or a receipt: what hangs on it is what came back. */
bool read_mail_tree_is_report(const struct mime_message *m);

#endif
