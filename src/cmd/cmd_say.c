/* cmd_say.c - diagnostics on standard error, output on standard output.
 *
 * In: diagnostics of the library and of the command. Out: `samedesk: path:line:column: level: text: detail`, and a line of help,
 * with control characters escaped. Output is buffered; that a write failed is kept and said at the end.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int say_raw(void *user, const char *bytes, size_t n)
{
	(void)user;
	return fwrite(bytes, 1, n, stderr) != n;
}

/* A samedesk_write_fn: in the letters that the reader has. */
static int say_bytes(void *user, const char *bytes, size_t n)
{
	return cmd_locale_ascii(STDERR_FILENO) ? samedesk_ascii(bytes, n, say_raw, user) : say_raw(user, bytes, n);
}

/* Controls of one byte, and C1 controls, which in UTF-8 are 0xc2 0x80 to 0xc2 0x9f. */
static void say_escaped(const char *text)
{
	const char *from = text;
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
		bool c1 = p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0;
		if (c1 || *p < 0x20 || *p == 0x7f) {
			say_bytes(NULL, from, (size_t)((const char *)p - from));
			p += c1;
			fprintf(stderr, "\\x%02x", *p);
			from = (const char *)p + 1;
		}
	}
	say_bytes(NULL, from, strlen(from));
}

static const char *paint(const struct cmd_settings *s, const char *sequence)
{
	return s != NULL && s->color_errors ? sequence : "";
}

static void say_level(const struct cmd_settings *s, samedesk_level level)
{
	static const char *const names[] = { "note", "warning", "error", "error" };
	static const char *const paints[] = { "\033[1;36m", "\033[1;35m", "\033[1;31m", "\033[1;31m" };
	fprintf(stderr, "%s%s:%s ", paint(s, paints[level]), names[level], paint(s, "\033[0m"));
}

void cmd_say_diagnostic(void *user, const samedesk_diagnostic *d)
{
	struct cmd_settings *s = user;
	if (d->level >= SAMEDESK_ERROR) {
		s->trouble = true;
	}
	cmd_progress_end(s);
	fflush(stdout);		/* what was found before this comes before it on a terminal */
	fputs("samedesk: ", stderr);
	if (d->path[0] != '\0') {
		say_escaped(d->path);
		if (d->line > 0) {
			fprintf(stderr, ":%u:%u", (unsigned)d->line, (unsigned)d->column);
		}
		fputs(": ", stderr);
	}
	say_level(s, d->level);
	say_escaped(d->text);
	if (d->detail != NULL && d->detail[0] != '\0') {
		fputs(": ", stderr);
		say_escaped(d->detail);
	}
	fprintf(stderr, " [%s]\n", d->id);
	samedesk_diagnostic_source(d, s->color_errors, say_bytes, NULL);
	if (d->help != NULL && d->help[0] != '\0') {
		fputs("    help: ", stderr);
		say_escaped(d->help);
		fputc('\n', stderr);
	}
}

void cmd_say_own(struct cmd_settings *s, const samedesk_diagnostic *d)
{
	if (s->checker != NULL) {
		samedesk_checker_say(s->checker, d);
	} else if (s->audited != NULL) {
		samedesk_audit_say(s->audited, d);
	} else {
		cmd_say_diagnostic(s, d);
	}
}

void cmd_say_path(struct cmd_settings *s, const char *path, const char *why)
{
	if (s->progress.mute) {
		return;
	}
	samedesk_diagnostic d = { "file-unreadable", SAMEDESK_ERROR, path, 0, 0, "cannot read", why, "", "", 0, 0 };
	cmd_say_own(s, &d);
}

void cmd_say_usage(const char *text, const char *word, const char *near)
{
	fputs("samedesk: error: ", stderr);
	say_escaped(text);
	if (word != NULL) {
		fputs(" '", stderr);
		say_escaped(word);
		fputc('\'', stderr);
	}
	fputc('\n', stderr);
	if (near != NULL) {
		fprintf(stderr, "    help: did you mean '%s'?\n", near);
	} else {
		fputs("    help: see 'samedesk --help'\n", stderr);
	}
}

int cmd_say_write(void *user, const char *bytes, size_t n)
{
	struct cmd_settings *s = user;
	if (s->write_error != 0) {
		return -1;
	}
	cmd_progress_end(s);
	errno = 0;
	if (fwrite(bytes, 1, n, stdout) != n || (isatty(STDOUT_FILENO) && fflush(stdout) != 0)) {
		s->write_error = errno != 0 ? errno : EIO;
		return -1;
	}
	return 0;
}

int cmd_say_end(struct cmd_settings *s, int status)
{
	bool before = ferror(stdout) != 0;
	errno = 0;
	if ((fclose(stdout) != 0 || before) && s->write_error == 0) {
		s->write_error = errno != 0 ? errno : EIO;
	}
	if (s->write_error == 0) {
		return status;
	}
	if (s->write_error != EPIPE) {	/* a reader that has seen enough needs no message */
		fprintf(stderr, "samedesk: error: cannot write the output: %s\n", strerror(s->write_error));
	}
	return SAMEDESK_TROUBLE;
}
