/* child.c - the system's processes: one program run on one input.
 *
 * In: a task. Out: what the program wrote and how it ended. What that means is left to the caller.
 *
 * Between fork() and execve() the child is a copy of one thread of a process that may have others: it calls nothing there but
 * plain system calls, and everything it needs was made before. All signals are blocked meanwhile, so that no handler of
 * the host runs in the child.
 *
 * SPDX-License-Identifier: ISC */
#define _GNU_SOURCE		/* close_range(), memfd_create(), pipe2() */
#include "parts/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHILD_SAID_BYTES 4096u
#define CHILD_FILES 64u

struct child {
	const struct child_task *task;
	char program[4096];
	int input, out[2], said[2], why[2];	/* descriptors, all above 2 and closed by execve(); -1: not open */
	pid_t pid;
	struct timespec until;
	struct buf *to, *words;
};

/* ---- the program ---- */

/* argv[0] in PATH; relative folders in it are passed over: a letter's folder may hold anything. */
static bool child_find(struct child *c)
{
	const char *path = getenv("PATH"), *name = c->task->argv[0];
	struct span rest = span_str(path != NULL && *path != '\0' ? path : "/usr/local/bin:/usr/bin:/bin"), folder;
	if (*name == '/') {
		return snprintf(c->program, sizeof c->program, "%s", name) < (int)sizeof c->program && access(c->program, X_OK) == 0;
	}
	while (span_split(&rest, ':', &folder)) {
		int n = folder.n > 0 && *folder.p == '/' ? snprintf(c->program, sizeof c->program, "%.*s/%s", SPAN_F(folder), name) : -1;
		if (n > 0 && n < (int)sizeof c->program && access(c->program, X_OK) == 0) {
			return true;
		}
	}
	return false;
}

/* ---- descriptors ---- */

static void child_close(int *fd)
{
	if (*fd >= 0) {
		close(*fd);
	}
	*fd = -1;
}

/* Out of the way of 0, 1 and 2, which the host may have closed. */
static bool child_lift(int *fd)
{
	if (*fd > 2) {
		return true;
	}
	int higher = fcntl(*fd, F_DUPFD_CLOEXEC, 3);
	child_close(fd);
	*fd = higher;
	return higher >= 0;
}

static bool child_pipe(int fd[2])
{
	if (pipe2(fd, O_CLOEXEC) != 0) {
		fd[0] = fd[1] = -1;
		return false;
	}
	return child_lift(&fd[0]) && child_lift(&fd[1]);
}

static bool child_write(int fd, struct span s)
{
	while (s.n > 0) {
		ssize_t n = write(fd, s.p, s.n);
		if (n < 0 && errno != EINTR) {
			return false;
		}
		s = n > 0 ? span_of(s.p + n, s.n - (size_t)n) : s;
	}
	return true;
}

static bool child_open(struct child *c)
{
	c->input = memfd_create("samedesk", MFD_CLOEXEC);
	return c->input >= 0 && child_lift(&c->input) && child_write(c->input, c->task->input) && lseek(c->input, 0, SEEK_SET) == 0 &&
	    child_pipe(c->out) && child_pipe(c->said) && child_pipe(c->why);
}

static void child_shut(struct child *c)
{
	int *all[] = { &c->input, &c->out[0], &c->out[1], &c->said[0], &c->said[1], &c->why[0], &c->why[1] };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		child_close(all[i]);
	}
}

/* ---- in the child: system calls only ---- */

static void child_bound(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit now, l = { most, most };
	if (getrlimit(what, &now) == 0 && now.rlim_max < most) {
		l.rlim_cur = l.rlim_max = now.rlim_max;
	}
	setrlimit(what, &l);
}

static void child_bounds(const struct child_task *t)
{
	child_bound(RLIMIT_CPU, t->cpu_seconds);
	child_bound(RLIMIT_AS, t->memory);
	child_bound(RLIMIT_FSIZE, 0);
	child_bound(RLIMIT_CORE, 0);
	child_bound(RLIMIT_NOFILE, CHILD_FILES);
}

static void child_signals(void)
{
	struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t none;
	for (int i = 1; i < NSIG; i++) {
		sigaction(i, &usual, NULL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

_Noreturn static void child_become(const struct child *c)
{
	static const char *const bare[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC", NULL };
	int why;
	if (dup2(c->input, 0) == 0 && dup2(c->out[1], 1) == 1 && dup2(c->said[1], 2) == 2 && dup2(c->why[1], 3) == 3 &&
	    fcntl(3, F_SETFD, FD_CLOEXEC) == 0 && close_range(4, ~0u, 0) == 0) {
		child_bounds(c->task);
		child_signals();
		execve(c->program, (char *const *)(uintptr_t)c->task->argv, (char *const *)(uintptr_t)bare);
	}
	why = errno;
	if (write(3, &why, sizeof why) != sizeof why) {
		_exit(126);
	}
	_exit(127);
}

/* ---- in the parent ---- */

/* 0, or the errno of what went wrong before the program ran. */
static int child_start(struct child *c)
{
	sigset_t all, before;
	int why = 0;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	c->pid = fork();
	if (c->pid == 0) {
		child_become(c);
	}
	int error = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (c->pid < 0) {
		return error;
	}
	child_close(&c->input);
	child_close(&c->out[1]);
	child_close(&c->said[1]);
	child_close(&c->why[1]);
	ssize_t n;
	while ((n = read(c->why[0], &why, sizeof why)) < 0 && errno == EINTR) {
		continue;
	}
	return n == sizeof why ? why : 0;
}

/* Milliseconds until the time is up, at least 0. */
static int child_left(const struct child *c)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	long long ms = (long long)(c->until.tv_sec - now.tv_sec) * 1000 + (c->until.tv_nsec - now.tv_nsec) / 1000000;
	return ms > 0 ? (int)ms : 0;
}

/* Takes what is there, the first bytes of it for keeps; *over counts the others. False at the end. */
static bool child_take(int fd, struct buf *to, size_t most, size_t *over)
{
	char piece[16384];
	ssize_t n = read(fd, piece, sizeof piece);
	if (n < 0) {
		return errno == EINTR || errno == EAGAIN;
	}
	size_t room = most - to->n, keep = (size_t)n < room ? (size_t)n : room;
	buf_add(to, piece, keep);
	*over += (size_t)n - keep;
	return n > 0;
}

/* Until both its output and its errors are closed. Who complains without end is stopped as well. */
static enum child_end child_listen(struct child *c)
{
	size_t over = 0, chatter = 0;
	while (c->out[0] >= 0 || c->said[0] >= 0) {
		struct pollfd both[] = { { c->out[0], POLLIN, 0 }, { c->said[0], POLLIN, 0 } };
		int left = child_left(c), n = left > 0 ? poll(both, 2, left) : 0;
		if (n == 0 || (n < 0 && errno != EINTR)) {
			return CHILD_TIME;
		}
		if (n > 0 && both[0].revents != 0 && !child_take(c->out[0], c->to, c->task->output, &over)) {
			child_close(&c->out[0]);
		}
		if (n > 0 && both[1].revents != 0 && !child_take(c->said[0], c->words, CHILD_SAID_BYTES, &chatter)) {
			child_close(&c->said[0]);
		}
		if (over > 0 || chatter > c->task->output) {
			return CHILD_OUTPUT;
		}
	}
	return CHILD_DONE;
}

/* Its pipes are closed, so it is about to end: asks every millisecond until the time is up. */
static enum child_end child_collect(struct child *c, enum child_end end, int *status)
{
	struct timespec pause = { 0, 1000000 };
	int how = 0;
	pid_t got;
	while (end == CHILD_DONE && (got = waitpid(c->pid, &how, WNOHANG)) != c->pid) {
		if (got < 0 && errno != EINTR) {
			*status = errno;	/* the host collects children itself: how this one ended is not known */
			return CHILD_FAILED;
		}
		end = child_left(c) > 0 ? end : CHILD_TIME;
		nanosleep(&pause, NULL);
	}
	if (end != CHILD_DONE) {
		kill(c->pid, SIGKILL);
		while (waitpid(c->pid, &how, 0) < 0 && errno == EINTR) {
			continue;
		}
		return end;
	}
	*status = WIFEXITED(how) ? WEXITSTATUS(how) : WTERMSIG(how);
	return WIFEXITED(how) ? CHILD_DONE : *status == SIGXCPU || *status == SIGKILL ? CHILD_CPU : CHILD_SIGNAL;
}

static enum child_end child_go(struct child *c, int *status)
{
	int why = child_open(c) ? child_start(c) : errno;
	if (why != 0) {
		*status = why;
		if (c->pid > 0) {
			child_collect(c, CHILD_FAILED, &why);
		}
		return *status == ENOENT ? CHILD_MISSING : CHILD_FAILED;
	}
	return child_collect(c, child_listen(c), status);
}

enum child_end child_run(const struct child_task *t, struct buf *out, struct buf *said, int *status)
{
	struct child c = { .task = t, .input = -1, .out = { -1, -1 }, .said = { -1, -1 }, .why = { -1, -1 }, .to = out, .words = said };
	*status = 0;
	buf_clear(out);
	buf_clear(said);
	if (!child_find(&c)) {
		return CHILD_MISSING;
	}
	clock_gettime(CLOCK_MONOTONIC, &c.until);
	c.until.tv_sec += t->seconds;
	enum child_end end = child_go(&c, status);
	child_shut(&c);
	return end;
}
