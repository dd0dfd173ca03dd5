/* read.h - the door of read/: bytes to letters; DESIGN section 4.
 *
 * In: the bytes of a file. Out: one struct letter after the other, decoded, its format known, nothing extracted.
 * Sniffing is by content, never by name. One file and one table row a format.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_READ_H
#define SAMEDESK_READ_H

#include "letter/letter.h"

struct read_job {
	const struct know *know;
	struct diag_sink *sink;
	const char *path;
	struct span bytes;		/* must live as long as the letters */
	struct arena *file_arena;	/* decoded text, line map */
	struct arena *letter_arena;	/* cleared after each letter by read_letters() */
	uint32_t lines_before, messages_before;	/* in the file, when bytes are a slice of it; else 0 */
	const uint32_t *only;		/* of a mailbox: numbers of messages, rising; the others are passed over. NULL: all */
	uint32_t n_only;
	/* Called with each letter; false: stop. */
	bool (*take)(void *user, struct letter *l);
	/* Called with each acceptance that stands in a file, or in a part of one, when all its letters were taken; NULL: nobody asks. */
	void (*mark)(void *user, struct letter_mark *m);
	void *user;
};

/* Returns the number of letters given to take(), or -1 when the file could not be read (said through the sink; letters
 * before the fault were given). */
long read_letters(struct read_job *job);

/* Of a file of a kind that is not read here: are letters written in it all the same? A picture or a program is none. */
bool read_is_written(struct span bytes);

/* A stretch of a file of many letters that can be read by itself. */
struct read_slice {
	uint64_t offset;
	size_t n;
	uint32_t lines_before, messages_before;
};
/* A big mbox is read in slices: by several threads, and in little memory. Finds the slice that begins where `at` says (zeroed: the
 * first), about READ_SLICE_BYTES or one message long; at is then where the next begins. get() reads n bytes from the offset into out, fewer
 * at the file's end. False: there is none: at the end; the file is no mbox (at is as it was: it is read as a whole); or a message is over
 * LIMIT_FILE_BYTES. */
#define READ_SLICE_BYTES ((size_t)512 << 10)
bool read_mail_slice(struct read_slice *at, struct read_slice *slice, struct buf *scratch,
    size_t (*get)(void *user, uint64_t offset, char *out, size_t n), void *user);

/* Bytes to UTF-8 text: BOM, else valid UTF-8, else Windows-1252 (ISO-8859-1 where no byte 0x80-0x9f is used). XML's own
 * declaration is heeded. *encoding names what was found. Returns false (said) for binary, broken or empty input. The
 * text is the bytes themselves where they are UTF-8 already. */
bool read_decode(struct arena *a, struct span bytes, const char *path, struct diag_sink *sink,
    struct span *text, const char **encoding);

#endif
