/* compile_rules.c - the build's own tool: compile-rules DIR FILE writes the knowledge in DIR as an image.
 *
 * Faults in the rules end the build, each told as a compiler tells it.
 *
 * SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "know/know.h"

static void compile_say(void *user, const struct diag *d)
{
	static const char *const levels[] = { "note", "warning", "error" };
	(void)user;
	fprintf(stderr, "%s:%u:%u: %s: %s: %s\n", d->path, d->line, d->column, levels[diag_level(d->id)], diag_text(d->id), d->detail);
}

int main(int argc, char **argv)
{
	struct diag_sink sink = { .take = compile_say };
	if (argc != 3) {
		fprintf(stderr, "usage: compile-rules DIR FILE\n");
		return 2;
	}
	struct know *k = know_load(argv[1], NULL, &sink);
	if (k == NULL) {
		return 1;
	}
	struct span image = know_image_bytes(k);
	FILE *out = fopen(argv[2], "wb");
	bool good = out != NULL && fwrite(image.p, 1, image.n, out) == image.n;
	good = (out == NULL || fclose(out) == 0) && good;
	if (!good) {
		fprintf(stderr, "compile-rules: cannot write '%s'\n", argv[2]);
	}
	know_free(k);
	return good ? 0 : 1;
}
