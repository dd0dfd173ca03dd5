/* test_child.c - programs that read for us: what they get, what comes back, how each bound ends them, and that nothing stays behind.
 *
 * The programs are those of every Debian system (coreutils, dash).
 *
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parts/child.h"

#define MEBI ((size_t)1 << 20)

struct outcome {
	struct buf out, said;
	enum child_end end;
	int status;
};

static struct outcome ran(struct span input, unsigned seconds, unsigned cpu, size_t memory, size_t output, const char *const *argv)
{
	struct outcome o = { BUF_INIT, BUF_INIT, CHILD_DONE, -1 };
	struct child_task t = { argv, input, seconds, cpu, memory, output };
	o.end = child_run(&t, &o.out, &o.said, &o.status);
	buf_char(&o.out, '\0');
	o.out.n--;
	buf_char(&o.said, '\0');
	o.said.n--;
	return o;
}

static void drop(struct outcome *o)
{
	buf_release(&o->out);
	buf_release(&o->said);
}

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define USUAL 20, 10, 256 * MEBI, MEBI

static void nobody_left(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void test_bytes(void **state)
{
	(void)state;
	char big[300000];
	for (size_t i = 0; i < sizeof big; i++) {
		big[i] = (char)(i * 7);
	}
	struct outcome o = ran(span_of(big, sizeof big), USUAL, ARGS("cat"));
	assert_int_equal(o.end, CHILD_DONE);
	assert_int_equal(o.status, 0);
	assert_int_equal(o.out.n, sizeof big);
	assert_memory_equal(o.out.p, big, sizeof big);
	drop(&o);
	o = ran(SPAN_LIT(""), USUAL, ARGS("cat"));
	assert_int_equal(o.end, CHILD_DONE);
	assert_int_equal(o.out.n, 0);
	drop(&o);
	o = ran(SPAN_LIT("x"), USUAL, ARGS("sh", "-c", "echo no good >&2; exit 3"));
	assert_int_equal(o.end, CHILD_DONE);
	assert_int_equal(o.status, 3);
	assert_string_equal(o.said.p, "no good\n");
	drop(&o);
	nobody_left();
}

/* What it is given: three descriptors, three variables, no way to write a file, no ignored signals. */
static void test_surroundings(void **state)
{
	(void)state;
	setenv("SECRET", "x", 1);
	signal(SIGPIPE, SIG_IGN);
	int open_here = dup(1);
	struct outcome o = ran(SPAN_LIT(""), USUAL, ARGS("sh", "-c", "ls /proc/$$/fd | tr '\\n' ' '; env | grep -v ^PWD= | cut -d= -f1 | sort | tr '\\n' ' '"));
	assert_string_equal(o.out.p, "0 1 2 LC_ALL PATH TZ ");
	drop(&o);
	o = ran(SPAN_LIT(""), USUAL, ARGS("sh", "-c", "echo more than nothing > /tmp/samedesk-test-child; kill -PIPE $$; echo still here"));
	assert_int_equal(o.end, CHILD_SIGNAL);
	assert_int_equal(o.out.n, 0);
	unlink("/tmp/samedesk-test-child");
	drop(&o);
	close(open_here);
	signal(SIGPIPE, SIG_DFL);
}

static void test_missing(void **state)
{
	(void)state;
	struct outcome o = ran(SPAN_LIT(""), USUAL, ARGS("samedesk-no-such-program"));
	assert_int_equal(o.end, CHILD_MISSING);
	drop(&o);
	o = ran(SPAN_LIT(""), USUAL, ARGS("/no/such/program"));
	assert_int_equal(o.end, CHILD_MISSING);
	drop(&o);
	char *path = strdup(getenv("PATH"));
	setenv("PATH", ".:bin", 1);	/* folders that a letter could bring along */
	o = ran(SPAN_LIT(""), USUAL, ARGS("cat"));
	assert_int_equal(o.end, CHILD_MISSING);
	setenv("PATH", path, 1);
	free(path);
	drop(&o);
	nobody_left();
}

static void test_bounds(void **state)
{
	(void)state;
	struct outcome o = ran(SPAN_LIT(""), 1, 10, 256 * MEBI, MEBI, ARGS("sleep", "60"));
	assert_int_equal(o.end, CHILD_TIME);
	drop(&o);
	o = ran(SPAN_LIT(""), 1, 10, 256 * MEBI, MEBI, ARGS("sh", "-c", "exec >&- 2>&-; sleep 60"));
	assert_int_equal(o.end, CHILD_TIME);
	drop(&o);
	o = ran(SPAN_LIT(""), 20, 1, 256 * MEBI, MEBI, ARGS("sh", "-c", "while :; do :; done"));
	assert_int_equal(o.end, CHILD_CPU);
	drop(&o);
	o = ran(SPAN_LIT(""), 20, 10, 256 * MEBI, 1000, ARGS("yes"));
	assert_int_equal(o.end, CHILD_OUTPUT);
	assert_int_equal(o.out.n, 1000);
	drop(&o);
	o = ran(SPAN_LIT(""), 20, 10, 256 * MEBI, 2000, ARGS("sh", "-c", "yes | head -c 2000"));
	assert_int_equal(o.end, CHILD_DONE);
	assert_int_equal(o.out.n, 2000);
	drop(&o);
	o = ran(SPAN_LIT(""), 20, 10, 256 * MEBI, MEBI, ARGS("sh", "-c", "yes | head -c 100000 >&2"));
	assert_int_equal(o.end, CHILD_DONE);
	assert_int_equal(o.said.n, 4096);
	drop(&o);
	o = ran(SPAN_LIT(""), 20, 10, 256 * MEBI, MEBI, ARGS("sh", "-c", "exec yes >&2"));
	assert_int_equal(o.end, CHILD_OUTPUT);
	drop(&o);
	o = ran(SPAN_LIT(""), 20, 10, 64 * MEBI, MEBI, ARGS("sh", "-c", "head -c 200000000 /dev/zero | tail -n 1 >&2; exit $?"));
	assert_int_equal(o.end, CHILD_DONE);
	assert_int_not_equal(o.status, 0);
	drop(&o);
	nobody_left();
}

static void *many(void *failed)
{
	for (int i = 0; i < 20; i++) {
		struct outcome o = ran(SPAN_LIT("Dear Sir"), USUAL, ARGS("cat"));
		if (o.end != CHILD_DONE || !span_is(span_of(o.out.p, o.out.n), "Dear Sir")) {
			*(int *)failed = 1;
		}
		drop(&o);
	}
	return NULL;
}

static void test_threads(void **state)
{
	(void)state;
	pthread_t t[4];
	int failed[4] = { 0 };
	int before = dup(0);
	close(before);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pthread_create(&t[i], NULL, many, &failed[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], NULL);
		assert_int_equal(failed[i], 0);
	}
	int after = dup(0);
	close(after);
	assert_int_equal(after, before);	/* no descriptor stayed open */
	nobody_left();
}

/* A host that lets the system collect its children never learns how one ended: that is no success. */
static void test_host_ignores_children(void **state)
{
	(void)state;
	signal(SIGCHLD, SIG_IGN);
	struct outcome o = ran(SPAN_LIT("Dear Sir"), USUAL, ARGS("cat"));
	signal(SIGCHLD, SIG_DFL);
	assert_int_equal(o.end, CHILD_FAILED);
	assert_int_equal(o.status, ECHILD);
	drop(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes), cmocka_unit_test(test_surroundings), cmocka_unit_test(test_missing),
		cmocka_unit_test(test_bounds), cmocka_unit_test(test_threads), cmocka_unit_test(test_host_ignores_children),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
