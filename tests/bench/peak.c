/* peak.c - runs a command and tells how much memory it took at most.
 *
 * In: the number of a file descriptor, a command. Out: KiB, on that descriptor; the command's own exit status. The kernel tells a process's
 * peak with that of the process that started it, as it was before the other program's memory took its place: started by an interpreter of
 * 16 MiB no command takes less. So it is started from here.
 *
 * SPDX-License-Identifier: ISC */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	struct rusage used;
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status, fd = argc > 2 ? atoi(argv[1]) : -1;

	if (fd < 0 || posix_spawn_file_actions_init(&actions) != 0 || posix_spawn_file_actions_addclose(&actions, fd) != 0 ||
	    posix_spawnp(&child, argv[2], &actions, NULL, argv + 2, environ) != 0 || wait4(child, &status, 0, &used) < 0) {
		fprintf(stderr, "peak: \"%s\" cannot be run\n", argc > 2 ? argv[2] : "");
		return 127;
	}
	posix_spawn_file_actions_destroy(&actions);
	if (dprintf(fd, "%ld\n", used.ru_maxrss) < 0)
		return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
