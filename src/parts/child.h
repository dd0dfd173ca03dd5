/* child.h - another program as a reader: bytes in, bytes out, everything bounded.
 *
 * No shell, no file on disk, no signal handler, nothing global: threads may run children side by side. The child gets standard
 * input, output and error and no other descriptor, a bare environment (PATH, LC_ALL, TZ), and may write no file. It is always
 * ended and collected before child_run() returns.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_CHILD_H
#define SAMEDESK_CHILD_H

#include "base/base.h"

struct child_task {
	const char *const *argv;	/* argv[0] is looked for in PATH, absolute folders only; NULL ends */
	struct span input;		/* its standard input, an anonymous file */
	unsigned seconds, cpu_seconds;	/* on the clock; of work */
	size_t memory;			/* bytes of address space */
	size_t output;			/* bytes of standard output */
};

enum child_end {
	CHILD_DONE,	/* it ended by itself: see status */
	CHILD_MISSING,	/* there is no such program */
	CHILD_TIME,	/* over the seconds */
	CHILD_CPU,	/* over the seconds of work */
	CHILD_OUTPUT,	/* more output, or more complaints, than that: what came before is kept */
	CHILD_SIGNAL,	/* a signal ended it: see status */
	CHILD_FAILED	/* the system refused: see status, an errno */
};

/* Runs the program. out gets its output; said the first 4 KiB of its standard error. status: exit status, signal or errno. */
enum child_end child_run(const struct child_task *t, struct buf *out, struct buf *said, int *status);

#endif
