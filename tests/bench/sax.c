/* sax.c - the least that reading XML takes: every file below a folder through libxml2's SAX2 parser, with handlers that only count.
 *
 *	sax THREADS DIR
 *
 * In: a folder. Out: elements and bytes of text. Each file is read with one open, read and close into a buffer that is used again.
 *
 * SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_THREADS = 64, BATCH = 64, LARGEST = 1 << 24 };

struct list { char **path; size_t n, room; atomic_size_t next; };
struct count { unsigned long elements, bytes; struct list *list; };

static void add(struct list *l, char *path)
{
	if (l->n == l->room) {
		l->room = l->room > 0 ? l->room * 2 : 1024;
		l->path = realloc(l->path, l->room * sizeof *l->path);
	}
	if (l->path == NULL || path == NULL)
		abort();
	l->path[l->n++] = path;
}

static void walk(struct list *l, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		size_t room = strlen(dir) + strlen(e->d_name) + 2;
		char *path = malloc(room);

		if (path == NULL)
			abort();
		snprintf(path, room, "%s/%s", dir, e->d_name);
		if (e->d_type == DT_REG) {
			add(l, path);
			continue;
		}
		if (e->d_type == DT_DIR && e->d_name[0] != '.')
			walk(l, path);
		free(path);
	}
	if (d != NULL)
		closedir(d);
}

static void start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces, const xmlChar **ns, int attributes,
    int defaulted, const xmlChar **attribute)
{
	struct count *c = user;

	(void)name, (void)prefix, (void)uri, (void)namespaces, (void)ns, (void)attributes, (void)defaulted, (void)attribute;
	c->elements++;
}

static void text(void *user, const xmlChar *s, int n)
{
	struct count *c = user;

	(void)s;
	c->bytes += (unsigned long)n;
}

static void *work(void *user)
{
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC, .startElementNs = start, .characters = text, .ignorableWhitespace = text };
	struct count *c = user;
	char *buffer = malloc(LARGEST);
	size_t at;

	if (buffer == NULL)
		abort();
	while ((at = atomic_fetch_add(&c->list->next, BATCH)) < c->list->n)
		for (size_t i = at; i < at + BATCH && i < c->list->n; i++) {
			int fd = open(c->list->path[i], O_RDONLY);
			ssize_t n = fd < 0 ? -1 : read(fd, buffer, LARGEST);

			if (n < 0 || close(fd) != 0 || xmlSAXUserParseMemory(&sax, c, buffer, (int)n) != 0)
				fprintf(stderr, "sax: %s\n", c->list->path[i]);
		}
	free(buffer);
	return NULL;
}

int main(int argc, char **argv)
{
	int threads = argc == 3 ? atoi(argv[1]) : 0;
	struct list list = { 0 };
	struct count counts[MOST_THREADS] = { { 0 } };
	pthread_t thread[MOST_THREADS];

	if (threads < 1 || threads > MOST_THREADS) {
		fprintf(stderr, "usage: sax THREADS DIR\n");
		return 2;
	}
	xmlInitParser();
	walk(&list, argv[2]);
	for (int i = 0; i < threads; i++) {
		counts[i].list = &list;
		if (pthread_create(&thread[i], NULL, work, &counts[i]) != 0)
			abort();
	}
	unsigned long elements = 0, bytes = 0;

	for (int i = 0; i < threads; i++) {
		pthread_join(thread[i], NULL);
		elements += counts[i].elements;
		bytes += counts[i].bytes;
	}
	printf("%zu files, %lu elements, %lu bytes of text\n", list.n, elements, bytes);
	for (size_t i = 0; i < list.n; i++)
		free(list.path[i]);
	free(list.path);
	xmlCleanupParser();
	return 0;
}
