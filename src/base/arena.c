/* arena.c - pages of memory freed together, with destructors for foreign objects.
 *
 * In: sizes. Out: zeroed, aligned memory. Pages double up to 1 MiB; what is larger than a page gets a page
 * of its own. A page used again is not cleared as a whole, which would drive all else out of the cache: each piece is zeroed
 * when it is handed out. The idea of pages freed together is yara's notebook.
 *
 * SPDX-License-Identifier: ISC */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

struct arena_page {
	struct arena_page *next;
	size_t room, used;
	size_t soiled;		/* bytes behind these are zero yet */
	alignas(max_align_t) unsigned char bytes[];
};

struct arena_hung {
	struct arena_hung *next;
	void *object;
	void (*destroy)(void *object);
};

enum { PAGE_FIRST = 16 << 10, PAGE_MOST = 1 << 20 };

void arena_init(struct arena *a, size_t ceiling)
{
	memset(a, 0, sizeof *a);
	a->ceiling = ceiling;
}

static void arena_destroy_hung(struct arena *a)
{
	while (a->hung != NULL) {
		struct arena_hung *h = a->hung;
		a->hung = h->next;
		h->destroy(h->object);
	}
}

void arena_clear(struct arena *a)
{
	arena_destroy_hung(a);
	struct arena_page *keep = NULL;
	while (a->pages != NULL) {
		struct arena_page *p = a->pages;
		a->pages = p->next;
		if (keep == NULL && p->room <= PAGE_MOST) {
			keep = p;
		} else {
			free(p);
		}
	}
	if (keep != NULL) {
		keep->soiled = keep->used > keep->soiled ? keep->used : keep->soiled;
		keep->next = NULL;
		keep->used = 0;
		a->pages = keep;
	}
	a->used = 0;
}

void arena_release(struct arena *a)
{
	arena_destroy_hung(a);
	while (a->pages != NULL) {
		struct arena_page *p = a->pages;
		a->pages = p->next;
		free(p);
	}
	a->used = 0;
}

_Noreturn static void arena_out(struct arena *a)
{
	if (a->guard == NULL) {
		bug("out of memory without a guard");
	}
	longjmp(*a->guard, 1);
}

static struct arena_page *arena_page_new(struct arena *a, size_t size)
{
	size_t room = a->pages != NULL ? a->pages->room * 2 : PAGE_FIRST;
	if (room > PAGE_MOST) {
		room = PAGE_MOST;
	}
	if (room < size) {
		room = size;
	}
	struct arena_page *p = calloc(1, sizeof *p + room);
	if (p == NULL) {
		arena_out(a);
	}
	p->room = room;
	p->next = a->pages;
	a->pages = p;
	return p;
}

/* The first bytes of what is handed out are written by the caller: only those behind them need be zero. */
static void *arena_take(struct arena *a, size_t size, size_t written)
{
	if (size > SIZE_MAX / 2) {
		arena_out(a);
	}
	size = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	if (a->ceiling != 0 && (a->used > a->ceiling || size > a->ceiling - a->used)) {
		arena_out(a);
	}
	struct arena_page *p = a->pages;
	if (p == NULL || p->room - p->used < size) {
		p = arena_page_new(a, size);
	}
	unsigned char *result = p->bytes + p->used;
	size_t zero = p->used + written, end = p->used + size < p->soiled ? p->used + size : p->soiled;
	if (zero < end) {
		memset(p->bytes + zero, 0, end - zero);
	}
	p->used += size;
	a->used += size;
	return result;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return arena_take(a, size, 0);
}

void *arena_room(struct arena *a, size_t size)
{
	return arena_take(a, size, size);
}

void *arena_grow(struct arena *a, const void *old, size_t old_size, size_t new_size)
{
	size_t kept = old_size < new_size ? old_size : new_size;
	void *fresh = arena_take(a, new_size, kept);
	if (kept > 0) {
		memcpy(fresh, old, kept);
	}
	return fresh;
}

char *arena_strn(struct arena *a, const char *text, size_t length)
{
	char *copy = arena_take(a, length + 1, length);
	if (length > 0) {
		memcpy(copy, text, length);
	}
	return copy;
}

char *arena_str(struct arena *a, const char *text)
{
	return arena_strn(a, text, strlen(text));
}

char *arena_join(struct arena *a, const char *const *texts, unsigned n)
{
	size_t length = 0;
	for (unsigned i = 0; i < n; i++) {
		length += strlen(texts[i]);
	}
	char *all = arena_take(a, length + 1, length), *end = all;
	for (unsigned i = 0; i < n; i++) {
		size_t more = strlen(texts[i]);
		memcpy(end, texts[i], more);
		end += more;
	}
	return all;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	char most[256];		/* long enough for nearly all: formatted once */
	int n = vsnprintf(most, sizeof most, format, args);
	va_end(args);
	if (n < 0) {
		va_end(again);
		bug("format");
	}
	char *text = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof most) {
		memcpy(text, most, (size_t)n);
	} else {
		vsnprintf(text, (size_t)n + 1, format, again);
	}
	va_end(again);
	return text;
}

void arena_hang(struct arena *a, void *object, void (*destroy)(void *object))
{
	jmp_buf *outer = a->guard;
	jmp_buf mine;
	if (setjmp(mine) != 0) {
		a->guard = outer;
		destroy(object);
		arena_out(a);
	}
	a->guard = &mine;
	struct arena_hung *h = arena_alloc(a, sizeof *h);
	a->guard = outer;
	h->object = object;
	h->destroy = destroy;
	h->next = a->hung;
	a->hung = h;
}
