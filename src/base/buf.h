/* buf.h - a growing text on the heap, for output and for joining.
 *
 * Invariant: p is NUL-terminated whenever it is not NULL. The owner calls buf_release().
 * Running out of memory is final: the process cannot go on (as in most command-line tools);
 * letters are bounded by their arenas long before.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_BUF_H
#define SAMEDESK_BUF_H

#include <stdarg.h>
#include <stddef.h>

#include "base/span.h"

struct buf {
	char *p;
	size_t n;
	size_t room;
};

#define BUF_INIT { NULL, 0, 0 }

void buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, const char *bytes, size_t n);
void buf_str(struct buf *b, const char *text);
void buf_span(struct buf *b, struct span s);
void buf_char(struct buf *b, char c);
void buf_pad(struct buf *b, size_t n);	/* n spaces */
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
void buf_clear(struct buf *b);		/* keeps the room */
void buf_release(struct buf *b);	/* frees; b is BUF_INIT again */

/* Reads a whole file. On failure errno tells, b is as before. A file over ceiling bytes is EFBIG. */
int buf_read_file(struct buf *b, const char *path, size_t ceiling);
int buf_read_fd(struct buf *b, int fd, size_t ceiling);
/* size: what the file was said to have (0: not known), so that its end need not be asked for; more or less is taken as well. */
int buf_read_sized(struct buf *b, int fd, size_t size, size_t ceiling);

#endif
