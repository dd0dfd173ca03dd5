/* cold.c - a cold `samedesk check` of one letter against `xmllint --noout` of a letter of that size.
 *
 * In: the program, a letter as text, a letter as XML; run where rules/ lies. Each round starts samedesk on either and xmllint on the XML, in turn, so
 * that what else the machine does falls on all. Out: medians in milliseconds, ratios to xmllint, peak memory.
 *
 * SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 41, WARM_UP = 2, RUNS = 4 };

extern char **environ;

struct run {
	const char *label;
	char *argv[6];
	double took[ROUNDS];
	long peak;	/* KiB */
};

static double clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* One start to finish, output thrown away; milliseconds. Exits when the program cannot be started or crashes. */
static double once(struct run *r, posix_spawn_file_actions_t *actions)
{
	struct rusage used;
	pid_t child;
	int status;
	double begun = clock_ms();

	if (posix_spawnp(&child, r->argv[0], actions, NULL, r->argv, environ) != 0 || wait4(child, &status, 0, &used) < 0 ||
	    !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		fprintf(stderr, "cold: \"%s\" failed\n", r->label);
		exit(2);
	}
	if (used.ru_maxrss > r->peak)
		r->peak = used.ru_maxrss;
	return clock_ms() - begun;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(struct run *r)
{
	qsort(r->took, ROUNDS, sizeof *r->took, compare);
	return r->took[ROUNDS / 2];
}

static long size(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 ? (long)s.st_size : 0;
}

int main(int argc, char **argv)
{
	posix_spawn_file_actions_t actions;

	if (argc != 4) {
		fprintf(stderr, "usage: cold PROGRAM LETTER.txt LETTER.xml\n");
		return 2;
	}
	struct run runs[RUNS] = {
		{ .label = "xmllint --noout, XML", .argv = { "xmllint", "--noout", argv[3] } },
		{ .label = "samedesk check, text", .argv = { argv[1], "check", argv[2] } },
		{ .label = "samedesk check, XML", .argv = { argv[1], "check", argv[3] } },
		{ .label = "with --rules, text", .argv = { argv[1], "check", "--rules=rules", argv[2] } },
	};
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	for (int i = -WARM_UP; i < ROUNDS; i++)
		for (int j = 0; j < RUNS; j++)
			runs[j].took[i < 0 ? 0 : i] = once(&runs[j], &actions);
	printf("one letter, cold start, median of %d; text %ld bytes, XML %ld bytes\n", ROUNDS, size(argv[2]), size(argv[3]));
	double base = median(&runs[0]);
	for (int j = 0; j < RUNS; j++)
		printf("%-22s %7.2f ms  %5.2f x xmllint  peak %6ld KiB\n", runs[j].label, median(&runs[j]),
		    median(&runs[j]) / base, runs[j].peak);
	posix_spawn_file_actions_destroy(&actions);
	return 0;
}
