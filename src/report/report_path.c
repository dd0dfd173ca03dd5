/* report_path.c - paths as other tools want them: from the root of a project (--root), with nothing before them; DESIGN section 8.
 *
 * In: a path as it was given. Out: the same from the root, where it is below that; a path that is not stays as it is, but in SARIF is told absolute. Nothing is asked of the
 * file system: the root comes with its two names, the one given and the one it really has.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

/* Takes "." and ".." out of an absolute path, which ends without a slash. */
static void path_clean(struct buf *out, struct span path)
{
	struct span part;
	while (span_split(&path, '/', &part)) {
		if (part.n == 0 || span_is(part, ".")) {
			continue;
		}
		if (!span_is(part, "..")) {
			buf_char(out, '/');
			buf_span(out, part);
			continue;
		}
		while (out->n > 0 && out->p[--out->n] != '/') {
		}
		if (out->p != NULL) {
			out->p[out->n] = '\0';
		}
	}
}

static const char *path_absolute(struct arena *a, const char *folder, const char *path)
{
	struct buf clean = BUF_INIT;
	const char *whole = path[0] == '/' ? path : arena_printf(a, "%s/%s", folder, path);
	path_clean(&clean, span_str(whole));
	const char *out = arena_strn(a, clean.p != NULL ? clean.p : "", clean.n);
	buf_release(&clean);
	return out;
}

/* Behind root and its slash; NULL: not below it. */
static const char *path_below(const char *path, const char *root)
{
	size_t n = strlen(root);
	return strncmp(path, root, n) == 0 && path[n] == '/' && path[n + 1] != '\0' ? path + n + 1 : NULL;
}

const char *report_path(const struct report *r, struct arena *a, const char *path)
{
	const struct report_options *o = &r->options;
	if (o->root != NULL && path[0] != '\0' && strcmp(path, "-") != 0) {
		const char *whole = path_absolute(a, o->folder, path), *below = path_below(whole, path_absolute(a, o->folder, o->root));
		below = below != NULL ? below : path_below(whole, o->root_real);
		if (below != NULL || strcmp(r->format->name, "sarif") == 0) {	/* there a relative one counts from the root */
			return below != NULL ? below : whole;
		}
	}
	while (path[0] == '.' && path[1] == '/' && path[2] != '\0') {
		path += 2;
		path += strspn(path, "/");
	}
	return path;
}

const char *report_path_or_folder(const char *path)
{
	return path[0] != '\0' ? path : ".";
}
