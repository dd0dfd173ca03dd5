/* arena.h - memory of one letter (or one knowledge base), freed in one call.
 *
 * Invariants: what arena_alloc() returned stays where it is until arena_clear() or
 * arena_release(); it is aligned for any type and zeroed. Nothing is freed singly.
 *
 * An arena has a ceiling. Allocation never returns NULL: when the ceiling is passed, or the
 * machine has no memory, control jumps to the guard that the owner of the letter set
 * (ARENA_GUARD). Code between guard and allocation therefore keeps nothing that must be freed
 * except by arena_hang(), which calls the destructor at the next clear.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_ARENA_H
#define SAMEDESK_ARENA_H

#include <setjmp.h>
#include <stddef.h>

struct arena_page;
struct arena_hung;

struct arena {
	struct arena_page *pages;	/* newest first */
	struct arena_hung *hung;	/* newest first: destroyed in that order */
	size_t used;			/* bytes handed out since the last clear */
	size_t ceiling;			/* 0: none */
	jmp_buf *guard;			/* NULL: running out is a bug */
};

void arena_init(struct arena *a, size_t ceiling);

/* Frees all pages but one and destroys what was hung up; the arena can be used again. */
void arena_clear(struct arena *a);

/* Frees everything. The arena may be initialised again. */
void arena_release(struct arena *a);

void *arena_alloc(struct arena *a, size_t size);
/* Not zeroed: for what is written before it is read. */
void *arena_room(struct arena *a, size_t size);
void *arena_grow(struct arena *a, const void *old, size_t old_size, size_t new_size);
char *arena_strn(struct arena *a, const char *text, size_t length);	/* adds the NUL */
char *arena_str(struct arena *a, const char *text);
/* The n texts, one behind the other. */
char *arena_join(struct arena *a, const char *const *texts, unsigned n);
char *arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Calls destroy(object) at the next clear or release, newest first. Should the arena have no room
 * even for that, the object is destroyed at once and the guard is taken. */
void arena_hang(struct arena *a, void *object, void (*destroy)(void *object));

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_NEWS(a, type, count) ((type *)arena_alloc((a), sizeof(type) * (count)))
#define ARENA_ROOM(a, type, count) ((type *)arena_room((a), sizeof(type) * (count)))

/* Is 0 when set and non-zero when an allocation ran out:
 *	jmp_buf guard;
 *	if (ARENA_GUARD(a, guard)) { say so; arena_clear(a); return; } */
#define ARENA_GUARD(a, buffer) ((a)->guard = &(buffer), setjmp(buffer))

#endif
