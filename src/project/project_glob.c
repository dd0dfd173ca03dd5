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

/* From which folder a pattern starts that leads out of its own, or names it: "../old" of "/a/b" is "old" of "/a". */
static struct span glob_start(struct span glob, struct span *folder)
{
	for (;;) {
		if (span_starts(glob, "./")) {
			glob = span_of(glob.p + 2, glob.n - 2);
		} else if (span_starts(glob, "../") && folder->n > 0) {
			while (folder->n > 0 && folder->p[--folder->n] != '/') {
			}
			glob = span_of(glob.p + 3, glob.n - 3);
		} else if (folder->n > 0 && glob.n > folder->n && memcmp(glob.p, folder->p, folder->n) == 0 && glob.p[folder->n] == '/') {
			return span_of(glob.p + folder->n, glob.n - folder->n);
		} else {
			return glob;
		}
	}
}

struct project_glob *project_glob_new(struct arena *a, const char *text, const char *folder, const char **why)
{
	struct span from = span_str(folder), glob = glob_start(span_str(text), &from);
	while (glob.n > 1 && glob.p[glob.n - 1] == '/') {
		glob.n--;	/* a folder: what it names it names with all that is in it */
	}
	if (glob.n == 0) {
		*why = "the pattern is empty";
		return NULL;
	}
	struct project_glob *g = ARENA_NEW(a, struct project_glob);
	g->text = arena_str(a, text);
	g->folder = arena_strn(a, from.p, from.n);
	g->anywhere = glob.p == text && memchr(glob.p, '/', glob.n) == NULL;
	g->literal = glob.p[0] == '/' && glob.n > 1 ? span_of(glob.p + 1, glob.n - 1) : glob;
	g->literal.p = arena_strn(a, g->literal.p, g->literal.n);
	g->compiled = pattern_of_glob(a, g->literal, why);
	if (g->compiled == NULL) {
		return NULL;
	}
	arena_hang(a, g->compiled, glob_free);
	return g;
}

/* What stands behind the folder in the path; n == 0: the path is not in it. A name holds at any depth, also outside: there it is looked for from where
 * the ways part, for what stands above both says nothing of either. */
static struct span glob_below(const struct project_glob *g, const char *path)
{
	size_t n = strlen(g->folder), common = 0;
	if (strncmp(path, g->folder, n) == 0 && path[n] == '/') {
		return span_str(path + n + 1);
	}
	for (size_t i = 0; path[i] != '\0' && path[i] == g->folder[i]; i++) {
		common = path[i] == '/' ? i + 1 : common;
	}
	return g->anywhere ? span_str(path + common) : span_of(NULL, 0);
}

static bool glob_is(const struct project_glob *g, struct span part)
{
	struct pattern_match m;
	return span_eq(part, g->literal) || pattern_find(g->compiled, NULL, part, 0, &m) == 1;	/* a file's own name may have brackets */
}

/* The path itself, or a folder on the way to it. */
bool project_glob_matches(const struct project_glob *g, const char *path)
{
	struct span below = glob_below(g, path), from = below;
	for (size_t i = 0; i <= below.n && below.n > 0; i++) {
		if (i < below.n && below.p[i] != '/') {
			continue;
		}
		struct span part = g->anywhere ? span_of(from.p, (size_t)(below.p + i - from.p)) : span_of(below.p, i);
		if (glob_is(g, part)) {
			return true;
		}
		from.p = below.p + i + 1;
	}
	return false;
}
