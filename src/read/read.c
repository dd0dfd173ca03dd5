/* read.c - a file's bytes to its letters: which kind of file it is, and who reads it; DESIGN section 4.
 *
 * In: a job with the bytes. Out: letters, one after the other. Decoding is left to read_decode.c, each kind to its
 * own file. Kinds are told apart by content, never by name. What holds other files (mail, archives) hands them back here.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

/* Asked of the bytes. */
static const struct read_kind read_containers[] = {
	{ "zip", read_zip_mine, read_zip_letters },
	{ "pdf", read_pdf_mine, read_pdf_letters },
	{ "mail", read_mail_sniff, read_mail_letters },
	{ NULL, NULL, NULL }
};

/* Asked of the text. */
static const struct read_kind read_texts[] = {
	{ "html", read_html_mine, read_html_letters },
	{ "xml", read_xml_mine, read_xml_letters },
	{ "text", NULL, read_text_letters }
};

static const struct read_kind *read_kind_of(const struct read_kind *k, struct span s)
{
	while (k->mine != NULL && !k->mine(s)) {
		k++;
	}
	return k;
}

long read_part(struct read_job *job, struct read_source part)
{
	if (part.bytes.n > LIMIT_FILE_BYTES) {
		diag_at(job->sink, DIAG_FILE_TOO_LARGE, job->path, 0, 0, "%zu bytes, at most %u MiB", part.bytes.n,
		    LIMIT_FILE_BYTES >> 20);
		return -1;
	}
	const struct read_kind *container = read_kind_of(read_containers, part.bytes);
	if (container->letters != NULL) {
		return container->letters(job, &part);
	}
	if (!read_decode(job->file_arena, part.bytes, job->path, job->sink, &part.text, &part.encoding)) {
		return -1;
	}
	return read_kind_of(read_texts, part.text)->letters(job, &part);
}

long read_letters(struct read_job *job)
{
	return read_part(job, (struct read_source){ .bytes = job->bytes, .encoding = "", .member = "" });
}
