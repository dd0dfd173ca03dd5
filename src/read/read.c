/* read.c - a file's bytes to its letters: which kind of file it is, and who reads it; DESIGN section 4.
 *
 * In: a job with the bytes. Out: letters, one after the other. Decoding is left to read_decode.c, each kind to its
 * own file. Kinds are told apart by content, never by name.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

static const struct read_kind read_kinds[] = {
	{ "xml", read_xml_mine, read_xml_letters },
	{ "text", NULL, read_text_letters }
};

static const struct read_kind *read_kind_of(struct span text)
{
	const struct read_kind *k = read_kinds;
	while (k->mine != NULL && !k->mine(text)) {
		k++;
	}
	return k;
}

long read_letters(struct read_job *job)
{
	if (job->bytes.n > LIMIT_FILE_BYTES) {
		diag_at(job->sink, DIAG_FILE_TOO_LARGE, job->path, 0, 0, "%zu bytes, at most %u MiB", job->bytes.n,
		    LIMIT_FILE_BYTES >> 20);
		return -1;
	}
	struct read_source source = { .encoding = "" };
	if (!read_decode(job->file_arena, job->bytes, job->path, job->sink, &source.text, &source.encoding)) {
		return -1;
	}
	return read_kind_of(source.text)->letters(job, &source);
}
