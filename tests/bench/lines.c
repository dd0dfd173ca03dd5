/* lines.c - reads files of records as bare as can be: each line parsed by jansson and thrown away, FILE after FILE, on THREADS threads.
 *
 * What it is for: the time that any audit of these records must take. In: lines THREADS FILE. Out: how many lines.
 *
 * SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct part { const char *path; off_t from, until; unsigned long lines; pthread_t thread; };

/* The lines that begin in the part. */
static void *read_part(void *arg)
{
	struct part *p = arg;
	FILE *f = fopen(p->path, "r");
	char *line = NULL;
	size_t room = 0;
	off_t at = p->from;

	if (f == NULL)
		return NULL;
	if (at > 0) {
		fseeko(f, at - 1, SEEK_SET);
		at += getline(&line, &room, f) - 1;
	}
	for (ssize_t n; at < p->until && (n = getline(&line, &room, f)) > 0; at += n) {
		json_t *o = json_loadb(line, (size_t)n, 0, NULL);

		p->lines += o != NULL;
		json_decref(o);
	}
	free(line);
	fclose(f);
	return NULL;
}

int main(int argc, char **argv)
{
	struct part parts[64];
	struct stat st;
	unsigned n = argc == 3 ? (unsigned)atoi(argv[1]) : 0;
	unsigned long lines = 0;

	if (n < 1 || n > 64 || stat(argv[2], &st) != 0) {
		fprintf(stderr, "usage: lines THREADS FILE\n");
		return 2;
	}
	for (unsigned i = 0; i < n; i++) {
		parts[i] = (struct part){ .path = argv[2], .from = st.st_size / n * i, .until = i + 1 < n ? st.st_size / n * (i + 1) : st.st_size };
		if (pthread_create(&parts[i].thread, NULL, read_part, &parts[i]) != 0)
			return 2;
	}
	for (unsigned i = 0; i < n; i++) {
		pthread_join(parts[i].thread, NULL);
		lines += parts[i].lines;
	}
	printf("%lu\n", lines);
	return 0;
}
