/* cmd_progress.c - how far a long run has come: on a terminal, after a second, some times a second.
 *
 * In: calls of the library. Out: one line on standard error that is written over: letters, rate, part done, time left.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define PROGRESS_FIRST 1000	/* milliseconds: shorter work needs no word */
#define PROGRESS_EVERY 200

static int64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void print_left(int64_t ms)
{
	int64_t s = (ms + 999) / 1000;
	if (s >= 3600) {
		fprintf(stderr, "%" PRId64 " h %02" PRId64 " min left", s / 3600, s / 60 % 60);
	} else if (s >= 60) {
		fprintf(stderr, "%" PRId64 " min %02" PRId64 " s left", s / 60, s % 60);
	} else {
		fprintf(stderr, "%" PRId64 " s left", s);
	}
}

void cmd_progress(void *user, uint64_t done, uint64_t total, uint64_t letters)
{
	struct cmd_settings *s = user;
	int64_t at = now();
	if (s->progress.began == 0) {
		s->progress.began = at;
		s->progress.on = !s->run.quiet && isatty(STDERR_FILENO);
	}
	int64_t spent = at - s->progress.began;
	if (!s->progress.on || spent < PROGRESS_FIRST || at - s->progress.shown < PROGRESS_EVERY) {
		return;
	}
	s->progress.shown = at;
	s->progress.open = true;
	fprintf(stderr, "\r\033[K%" PRIu64 " letters, %" PRIu64 " a second", letters, letters * 1000 / (uint64_t)spent);
	if (total > 0 && done > 0) {
		fprintf(stderr, ", %" PRIu64 " %%, ", done * 100 / total);
		print_left((int64_t)((double)spent * (double)(total - done) / (double)done));
	}
	fflush(stderr);
}

void cmd_progress_end(struct cmd_settings *s)
{
	if (s->progress.open) {
		fputs("\r\033[K", stderr);
		s->progress.open = false;
	}
}
