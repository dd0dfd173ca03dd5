/* cmd_output.c - where the output goes: --format=FORMAT to standard output, --format=FORMAT:FILE to a file; DESIGN sections 8 and 9.
 *
 * In: the formats asked for. Out: the library's outputs. A file is written under a name of its own beside the one meant and gets that name at the
 * end, so that it is there whole or not at all; a device or pipe is written to as it is. That name is a hidden file's, which is no letter of a folder
 * that is read meanwhile; nor is what an earlier run wrote there. A letter that is named is never written to.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool output_failed(struct cmd_settings *s, const struct cmd_output *o, int why)
{
	samedesk_diagnostic d = { "output-failed", SAMEDESK_ERROR, o->path, 0, 0, "cannot write the output",
		why != 0 ? strerror(why) : "it is one of the letters", why != 0 ? "" : "give the output a name of its own; what was asked for was not written", "", 0, 0 };
	cmd_say_diagnostic(s, &d);
	return false;
}

static int output_write(void *user, const char *bytes, size_t n)
{
	struct cmd_output *o = user;
	errno = 0;
	o->any = true;
	if (o->error == 0 && fwrite(bytes, 1, n, o->to) != n) {
		o->error = errno != 0 ? errno : EIO;
	}
	return o->error != 0;
}

/* As a file that was made with open(2): mkstemp's can be read by its owner alone. */
static void output_mode(int fd)
{
	mode_t mask = umask(0);
	umask(mask);
	fchmod(fd, 0666 & ~mask);
}

static bool output_open(struct cmd_settings *s, struct cmd_output *o)
{
	struct stat st;
	const char *slash = strrchr(o->path, '/'), *name = slash != NULL ? slash + 1 : o->path;
	bool is = stat(o->path, &st) == 0, plain = !is || S_ISREG(st.st_mode);
	int n = snprintf(o->made, sizeof o->made, "%.*s.%s.XXXXXX", (int)(name - o->path), o->path, name), fd;
	o->there = is && plain;
	o->device = is ? st.st_dev : 0;
	o->inode = is ? st.st_ino : 0;
	if (!plain) {
		o->made[0] = '\0';
		o->to = fopen(o->path, "w");
	} else if (n > 0 && (size_t)n < sizeof o->made && (fd = mkstemp(o->made)) >= 0) {
		output_mode(fd);
		o->to = fdopen(fd, "w");
	} else {
		o->made[0] = '\0';
	}
	return o->to != NULL || output_failed(s, o, errno);
}

bool cmd_output_is(struct cmd_settings *s, const char *path, bool named)
{
	struct stat st;
	bool asked = false, is = false;
	for (unsigned i = 0; i < s->n_outputs; i++) {
		struct cmd_output *o = &s->outputs[i];
		asked = asked || (o->there && stat(path, &st) == 0);
		if (asked && o->there && st.st_dev == o->device && st.st_ino == o->inode) {
			is = true;
			o->letter = o->letter || named;
		}
	}
	return is;
}

static const char *without_dot(const char *path)
{
	while (path[0] == '.' && path[1] == '/') {
		path += 2;
	}
	return path;
}

/* Of two that went to one file the last alone would be there. */
static bool output_twice(const struct cmd_settings *s, const char *path)
{
	for (unsigned i = 0; i < s->n_outputs; i++) {
		if (strcmp(without_dot(s->outputs[i].path), without_dot(path)) == 0) {
			cmd_say_usage("two formats go to one file,", path, NULL);
			return true;
		}
	}
	return false;
}

bool cmd_output_open(struct cmd_settings *s)
{
	bool given = s->formats.n > 0;
	s->run.format = given ? "none" : "text";
	for (unsigned i = 0; i < s->formats.n; i++) {
		struct cmd_output *o = &s->outputs[s->n_outputs];
		const char *format = s->formats.v[i], *colon = strchr(format, ':');
		if (colon == NULL) {
			s->run.format = format;		/* the last that is for standard output */
			continue;
		}
		if (s->n_outputs == CMD_OUTPUTS_MOST) {
			cmd_say_usage("more files of output than the limit, 16", NULL, NULL);
			return false;
		}
		if (output_twice(s, colon + 1)) {
			return false;
		}
		snprintf(o->format, sizeof o->format, "%.*s", (int)(colon - format), format);
		o->path = colon + 1;
		s->n_outputs++;
		if (!output_open(s, o)) {
			return false;
		}
		s->run_outputs[s->run.n_outputs++] = (samedesk_output){ o->format, output_write, o };
	}
	s->run.outputs = s->run_outputs;
	return true;
}

bool cmd_output_close(struct cmd_settings *s, bool keep)
{
	bool good = true;
	for (unsigned i = 0; i < s->n_outputs; i++) {
		struct cmd_output *o = &s->outputs[i];
		if (o->to == NULL) {
			continue;
		}
		errno = 0;
		if (fclose(o->to) != 0 && o->error == 0) {
			o->error = errno != 0 ? errno : EIO;
		}
		bool whole = (keep || o->any) && o->error == 0 && !o->letter;
		if (whole && o->made[0] != '\0' && rename(o->made, o->path) != 0) {
			o->error = errno;
		}
		if (o->made[0] != '\0' && (!whole || o->error != 0)) {
			unlink(o->made);
		}
		good = ((o->error == 0 && !o->letter) || output_failed(s, o, o->error)) && good;
	}
	return good;
}
