/* read_zip.h - what the readers of word processor files share: the archive and its parts as documents.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_READ_ZIP_H
#define SAMEDESK_READ_ZIP_H

#include "read/read_in.h"

struct read_zip {
	struct read_job *job;
	const struct read_source *source;
	struct arena *a;		/* the file's */
	struct zip_pack *pack;
};

/* read_zip.c */

/* A member as text, and the path to name in messages: the member's name as that of a file in a folder. False: said. */
bool read_zip_text(struct read_zip *z, const char *name, struct span *text, const char **path);
/* A member as a document; NULL: said. */
xmlDoc *read_zip_part(struct read_zip *z, const char *name);
/* The attribute in any namespace or none, in the arena; NULL: absent. */
const char *read_zip_attr(struct read_zip *z, const xmlNode *n, const char *name);
/* Is it an element of that name, in whatever namespace? */
bool read_zip_is(const xmlNode *n, const char *name);
xmlNode *read_zip_child(const xmlNode *n, const char *name);
/* The next node in the order of the document, below root. */
xmlNode *read_zip_next(const xmlNode *root, xmlNode *n);
/* Says so, and returns -1. */
long read_zip_refuse(struct read_zip *z, enum diag_id id, const char *what);

/* read_docx.c, read_odt.c */

long read_docx_letters(struct read_zip *z);
long read_odt_letters(struct read_zip *z);

#endif
