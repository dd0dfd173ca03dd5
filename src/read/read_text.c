/* read_text.c - plain text: the whole file is one letter; DESIGN section 4.
 *
 * In: decoded text. Out: one letter with its text, nothing extracted.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

long read_text_letters(struct read_job *job, const struct read_source *source)
{
	return read_text_letter(job, source, "text");
}

long read_text_letter(struct read_job *job, const struct read_source *source, const char *format)
{
	if (source->text.n > LIMIT_TEXT_BYTES) {
		diag_at(job->sink, DIAG_FILE_TOO_LARGE, job->path, 0, 0, "%zu bytes of plain text, at most %u MiB",
		    source->text.n, LIMIT_TEXT_BYTES >> 20);
		return -1;
	}
	struct letter *l = letter_new(job->letter_arena, job->know, job->sink, job->path);
	l->member = source->member;
	l->format = format;
	l->encoding = source->encoding;
	l->text = source->text;
	linemap_init(&l->lines, l->text);
	l->format_index = KNOW_NONE;
	job->take(job->user, l);
	arena_clear(job->letter_arena);
	return 1;
}
