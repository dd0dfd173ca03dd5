/* project_glob.c - which files a pattern of a project's own file names, as people know it from .gitignore; DESIGN section 8.
 *
 * In: the pattern and the folder it starts from. Out: whether it names a path. The pattern language is PCRE2's of globs.
 *
 * SPDX-License-Identifier: ISC */
#include "project/project.h"

#include "parts/pattern.h"

static void glob_free(void *p)
{
	pattern_free(p);
}

struct project_glob *project_glob_new(struct arena *a, const char *text, const char *folder, const char **why)
{
	struct span glob = span_str(text);
	while (span_starts(glob, "./")) {
		glob = span_of(glob.p + 2, glob.n - 2);
	}
	while (glob.n > 1 && glob.p[glob.n - 1] == '/') {
		glob.n--;	/* a folder: what it names it names with all that is in it */
	}
	if (glob.n == 0) {
		*why = "the pattern is empty";
		return NULL;
	}
	struct project_glob *g = ARENA_NEW(a, struct project_glob);
	g->text = arena_str(a, text);
	g->folder = arena_str(a, folder);
	g->anywhere = memchr(glob.p, '/', glob.n) == NULL;
	g->compiled = pattern_of_glob(a, glob.p[0] == '/' && glob.n > 1 ? span_of(glob.p + 1, glob.n - 1) : glob, why);
	if (g->compiled == NULL) {
		return NULL;
	}
	arena_hang(a, g->compiled, glob_free);
	return g;
}

/* What stands behind the folder in the path; n == 0: the path is not in it. */
static struct span glob_below(const char *folder, const char *path)
{
	size_t n = strlen(folder);
	return strncmp(path, folder, n) == 0 && path[n] == '/' ? span_str(path + n + 1) : span_of(NULL, 0);
}

/* The path itself, or a folder on the way to it. */
bool project_glob_matches(const struct project_glob *g, const char *path)
{
	struct span below = glob_below(g->folder, path), from = below;
	struct pattern_match m;
	for (size_t i = 0; i <= below.n && below.n > 0; i++) {
		if (i < below.n && below.p[i] != '/') {
			continue;
		}
		struct span part = g->anywhere ? span_of(from.p, (size_t)(below.p + i - from.p)) : span_of(below.p, i);
		if (pattern_find(g->compiled, NULL, part, 0, &m) == 1) {
			return true;
		}
		from.p = below.p + i + 1;
	}
	return false;
}
