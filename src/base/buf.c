/* buf.c - growing text on the heap, and reading whole files into it.
 *
 * SPDX-License-Identifier: ISC */
#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

void buf_reserve(struct buf *b, size_t more)
{
	if (b->room - b->n > more) {
		return;
	}
	size_t room = b->room > 0 ? b->room : 256;
	while (room - b->n <= more) {
		if (room > SIZE_MAX / 2) {
			bug("out of memory");
		}
		room *= 2;
	}
	char *p = realloc(b->p, room);
	if (p == NULL) {
		bug("out of memory");
	}
	b->p = p;
	b->room = room;
	b->p[b->n] = '\0';
}

void buf_add(struct buf *b, const char *bytes, size_t n)
{
	buf_reserve(b, n);
	if (n > 0) {
		memcpy(b->p + b->n, bytes, n);
	}
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_str(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_span(struct buf *b, struct span s)
{
	buf_add(b, s.p, s.n);
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

/* Nearly all fits into the room that there is, and is formatted once. */
void buf_vprintf(struct buf *b, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	buf_reserve(b, 255);
	int n = vsnprintf(b->p + b->n, b->room - b->n, format, args);
	if (n < 0) {
		bug("format");
	}
	if ((size_t)n >= b->room - b->n) {
		buf_reserve(b, (size_t)n);
		vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
	}
	va_end(again);
	b->n += (size_t)n;
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	buf_vprintf(b, format, args);
	va_end(args);
}

void buf_pad(struct buf *b, size_t n)
{
	buf_reserve(b, n);
	memset(b->p + b->n, ' ', n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	if (b->p != NULL) {
		b->p[0] = '\0';
	}
}

void buf_release(struct buf *b)
{
	free(b->p);
	*b = (struct buf)BUF_INIT;
}

/* A last piece that would pass the ceiling is not read: the caller learns EFBIG and nothing of the file stays. */
int buf_read_sized(struct buf *b, int fd, size_t size, size_t ceiling)
{
	size_t start = b->n;
	for (;;) {
		buf_reserve(b, 64 << 10);
		size_t asked = b->room - b->n - 1;
		ssize_t got = read(fd, b->p + b->n, asked);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0 || (size_t)got > ceiling - (b->n - start)) {
			int why = got < 0 ? errno : EFBIG;
			b->n = start;
			b->p[b->n] = '\0';
			errno = why;
			return -1;
		}
		b->n += (size_t)got;
		if (got == 0 || ((size_t)got < asked && b->n - start == size)) {
			b->p[b->n] = '\0';
			return 0;
		}
	}
}

int buf_read_fd(struct buf *b, int fd, size_t ceiling)
{
	return buf_read_sized(b, fd, 0, ceiling);
}

int buf_read_file(struct buf *b, const char *path, size_t ceiling)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return -1;
	}
	int result = buf_read_fd(b, fd, ceiling);
	int why = errno;
	close(fd);
	errno = why;
	return result;
}
