/* pool.c - work done by several threads, and taken in order, so that output never depends on how many there are.
 *
 * In: tasks known by number. Out: calls. One lock guards the numbers; work is done outside it. Tasks are some milliseconds each, so the
 * lock costs nothing that can be measured.
 *
 * SPDX-License-Identifier: ISC */
#include "base/pool.h"

#include <pthread.h>
#include <unistd.h>

#include "base/base.h"

#define POOL_MOST 64u

struct pool_run {
	const struct pool *pool;
	pthread_mutex_t lock;
	pthread_cond_t done, room;	/* a task was done; a result was taken */
	uint32_t next, taken, end;	/* numbers of tasks: to be worked on, to be taken */
	bool stop;
	bool ready[POOL_MOST * POOL_AHEAD];	/* by number modulo ahead */
	uint32_t ahead;
};

struct pool_thread { struct pool_run *run; unsigned number; pthread_t thread; };

static void *pool_thread(void *arg)
{
	struct pool_thread *t = arg;
	struct pool_run *r = t->run;
	pthread_mutex_lock(&r->lock);
	for (;;) {
		while (!r->stop && r->next < r->end && r->next - r->taken >= r->ahead) {
			pthread_cond_wait(&r->room, &r->lock);
		}
		if (r->stop || r->next >= r->end) {
			break;
		}
		uint32_t task = r->next++;
		pthread_mutex_unlock(&r->lock);
		r->pool->work(r->pool->user, t->number, task);
		pthread_mutex_lock(&r->lock);
		r->ready[task % r->ahead] = true;
		pthread_cond_signal(&r->done);
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

static void pool_take(struct pool_run *r)
{
	pthread_mutex_lock(&r->lock);
	while (r->taken < r->end && !r->stop) {
		uint32_t slot = r->taken % r->ahead;
		while (!r->ready[slot]) {
			pthread_cond_wait(&r->done, &r->lock);
		}
		r->ready[slot] = false;
		pthread_mutex_unlock(&r->lock);
		bool more = r->pool->take == NULL || r->pool->take(r->pool->user, r->taken);
		pthread_mutex_lock(&r->lock);
		r->taken++;
		r->stop = !more;
		pthread_cond_broadcast(&r->room);
	}
	pthread_mutex_unlock(&r->lock);
}

static void pool_alone(const struct pool *p, uint32_t first, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		p->work(p->user, 0, first + i);
		if (p->take != NULL && !p->take(p->user, first + i)) {
			return;
		}
	}
}

void pool_run(const struct pool *p, uint32_t first, uint32_t n)
{
	struct pool_thread threads[POOL_MOST];
	unsigned jobs = p->jobs < POOL_MOST ? p->jobs : POOL_MOST, started = 0;
	if (jobs <= 1 || n <= 1) {
		pool_alone(p, first, n);
		return;
	}
	struct pool_run r = { .pool = p, .next = first, .taken = first, .end = first + n, .ahead = jobs * POOL_AHEAD };
	pthread_mutex_init(&r.lock, NULL);
	pthread_cond_init(&r.done, NULL);
	pthread_cond_init(&r.room, NULL);
	for (unsigned i = 0; i < jobs; i++) {
		threads[started] = (struct pool_thread){ .run = &r, .number = i };
		started += pthread_create(&threads[started].thread, NULL, pool_thread, &threads[started]) == 0;
	}
	if (started > 0) {
		pool_take(&r);
	}
	for (unsigned i = 0; i < started; i++) {
		pthread_join(threads[i].thread, NULL);
	}
	pthread_mutex_destroy(&r.lock);
	pthread_cond_destroy(&r.done);
	pthread_cond_destroy(&r.room);
	if (started == 0) {	/* a machine that gives us no thread still gets its answer */
		pool_alone(p, first, n);
	}
}

unsigned pool_jobs(unsigned wanted)
{
	long n = wanted > 0 ? (long)wanted : sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > (long)POOL_MOST ? POOL_MOST : (unsigned)n;
}

static void *aside_thread(void *aside)
{
	struct pool_aside *s = aside;
	s->work(s->user);
	return NULL;
}

void pool_aside(struct pool_aside *s, unsigned jobs, void (*work)(void *user), void *user)
{
	*s = (struct pool_aside){ .work = work, .user = user };
	s->running = jobs > 1 && pthread_create(&s->thread, NULL, aside_thread, s) == 0;
	if (!s->running) {
		work(user);
	}
}

void pool_aside_end(struct pool_aside *s)
{
	if (s->running) {
		pthread_join(s->thread, NULL);
		s->running = false;
	}
}
