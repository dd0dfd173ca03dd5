/* pool.h - work done by several threads, and taken in order.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_BASE_POOL_H
#define SAMEDESK_BASE_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct pool {
	unsigned jobs;		/* threads; 1: none but the caller's own */
	/* One task on one of the threads (0 to jobs - 1), in any order. */
	void (*work)(void *user, unsigned thread, uint32_t task);
	/* The same task afterwards, on the caller's thread, in the order of the tasks. False: no more is wanted. NULL: nothing is left to do. */
	bool (*take)(void *user, uint32_t task);
	void *user;
};

/* Does the tasks first to first + n - 1. At most POOL_AHEAD tasks a thread are worked on before they are taken, so that results do
 * not pile up. What was worked on when take() said no is not taken: the caller frees it. */
#define POOL_AHEAD 8u
void pool_run(const struct pool *p, uint32_t first, uint32_t n);

/* A piece of work beside the caller's own, on a thread of its own where jobs are more than one, else at once. It is done when pool_aside_end()
 * returns, which may be said again. */
struct pool_aside { void (*work)(void *user); void *user; pthread_t thread; bool running; };
void pool_aside(struct pool_aside *s, unsigned jobs, void (*work)(void *user), void *user);
void pool_aside_end(struct pool_aside *s);

/* As many threads as are wanted, at most 64; 0: as the machine has processors for us. */
unsigned pool_jobs(unsigned wanted);

#endif
