/* read_pdf.c - PDF: its text as it stands on the page; DESIGN section 4.
 *
 * In: a PDF's bytes. Out: one letter, whose text is what pdftotext (poppler) makes of it: columns kept side by side, a form feed after
 * each page. Lines and columns are those of that text. What the page draws as one sign for several letters is undone here; all
 * else is left to the reading of plain text.
 *
 * pdftotext mends what it can and goes on. What it complained of may have cost the letter a line, so the file counts as damaged,
 * though its letter is read.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_in.h"

#define PDF_HEAD_BYTES 1024u
#define PDF_TAIL_BYTES 2048u

/* "%PDF-1." at the start, or behind something else (a mail gateway's lines) where the end is a PDF's. */
bool read_pdf_mine(struct span bytes)
{
	struct span head = span_of(bytes.p, bytes.n < PDF_HEAD_BYTES ? bytes.n : PDF_HEAD_BYTES);
	struct span tail = bytes.n < PDF_TAIL_BYTES ? bytes : span_of(bytes.p + bytes.n - PDF_TAIL_BYTES, PDF_TAIL_BYTES);
	const char *at = span_find(head, "%PDF-");
	return at != NULL && (at == bytes.p || (at + 5 < span_end(head) && at[5] >= '0' && at[5] <= '9' &&
	    (span_find(tail, "startxref") != NULL || span_find(tail, "%%EOF") != NULL)));
}

/* ---- what it said ---- */

static long pdf_refuse(struct read_job *job, enum diag_id id, const char *what)
{
	diag_at(job->sink, id, job->path, 0, 0, "%s", what);
	return -1;
}

/* The first line that tells of an error, in the arena: warnings are about fonts and the like. Empty: none. */
static struct span pdf_complaint(struct arena *a, const struct buf *said)
{
	struct span rest = span_of(said->p, said->n), line;
	while (span_line(&rest, &line)) {
		if (span_find(line, "Error") != NULL) {
			line = span_trim(line);
			return span_of(arena_strn(a, line.p, line.n), line.n);
		}
	}
	return span_of(NULL, 0);
}

static long pdf_damaged(struct read_job *job, struct span complaint)
{
	diag_at(job->sink, DIAG_FILE_DAMAGED, job->path, 0, 0, "pdftotext: %.*s", SPAN_F(complaint));
	return -1;
}

/* It ended by itself without giving the text. */
static long pdf_unread(struct read_job *job, int status, struct span complaint)
{
	if (span_find(complaint, "assword") != NULL) {
		return pdf_refuse(job, DIAG_FILE_ENCRYPTED, "a PDF file that needs a password");
	}
	if (status == 3) {
		return pdf_refuse(job, DIAG_FILE_ENCRYPTED, "a PDF file that forbids its text to be copied");
	}
	return pdf_damaged(job, complaint.n > 0 ? complaint : SPAN_LIT("it could not be read"));
}

static long pdf_failed(struct read_job *job, enum child_end end, int status, struct span complaint)
{
	struct diag_sink *sink = job->sink;
	switch (end) {
	case CHILD_DONE:
		return pdf_unread(job, status, complaint);
	case CHILD_MISSING:
		return pdf_refuse(job, DIAG_READER_MISSING, "a PDF file needs pdftotext (Debian: poppler-utils)");
	case CHILD_TIME:
		diag_at(sink, DIAG_READER_LIMIT, job->path, 0, 0, "pdftotext: more than %u seconds", LIMIT_CHILD_SECONDS);
		break;
	case CHILD_CPU:
		diag_at(sink, DIAG_READER_LIMIT, job->path, 0, 0, "pdftotext: more than %u seconds of work", LIMIT_CHILD_CPU_SECONDS);
		break;
	case CHILD_OUTPUT:
		diag_at(sink, DIAG_READER_LIMIT, job->path, 0, 0, "pdftotext: more than %u MiB of text", LIMIT_TEXT_BYTES >> 20);
		break;
	case CHILD_SIGNAL:
		diag_at(sink, DIAG_READER_FAILED, job->path, 0, 0, "pdftotext: ended by signal %d", status);
		break;
	case CHILD_FAILED:
		diag_at(sink, DIAG_READER_FAILED, job->path, 0, 0, "pdftotext: %s", strerror(status));
		break;
	}
	return -1;
}

/* ---- the text ---- */

/* Signs that stand for several letters, and those that no reader sees. What each means is no longer than it is. */
static const struct pdf_sign {
	const char *is, *means;
} pdf_signs[] = {
	{ "\xef\xac\x80", "ff" }, { "\xef\xac\x81", "fi" }, { "\xef\xac\x82", "fl" }, { "\xef\xac\x83", "ffi" },
	{ "\xef\xac\x84", "ffl" }, { "\xef\xac\x85", "st" }, { "\xef\xac\x86", "st" },
	{ "\xef\x82\xb7", "\xe2\x80\xa2" },	/* the bullet of the Symbol font */
	{ "\xef\xbb\xbf", "" }, { "\xe2\x80\x8b", "" }, { "\xc2\xa0", " " }
};

static const struct pdf_sign *pdf_sign_at(struct span s)
{
	for (size_t i = 0; i < sizeof pdf_signs / sizeof *pdf_signs; i++) {
		if (span_starts(s, pdf_signs[i].is)) {
			return &pdf_signs[i];
		}
	}
	return NULL;
}

/* In the arena, no longer than it was. */
static struct span pdf_plain(struct arena *a, const struct buf *text)
{
	char *to = arena_alloc(a, text->n + 1);
	size_t n = 0;
	for (size_t i = 0; i < text->n;) {
		unsigned char c = (unsigned char)text->p[i];
		const struct pdf_sign *sign = c >= 0x80 ? pdf_sign_at(span_of(text->p + i, text->n - i)) : NULL;
		if (sign != NULL) {
			memcpy(to + n, sign->means, strlen(sign->means));
			n += strlen(sign->means);
			i += strlen(sign->is);
		} else {
			if (c >= 0x20 || c == '\n' || c == '\f' || c == '\t') {
				to[n++] = (char)c;
			}
			i++;
		}
	}
	return span_of(to, n);
}

static size_t pdf_pages(struct span text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		n += text.p[i] == '\f';
	}
	return n;
}

/* A page without a word among pages with text: the back of a sheet, or a scan that nobody reads here. */
static void pdf_note_empty(struct read_job *job, struct span text)
{
	struct span page, rest = text;
	for (unsigned n = 1; rest.n > 0 && span_split(&rest, '\f', &page); n++) {
		if (span_trim(page).n == 0) {
			diag_at(job->sink, DIAG_PAGE_NO_TEXT, job->path, 0, 0, "page %u", n);
		}
	}
}

static long pdf_give(struct read_job *job, const struct read_source *source, struct span text, struct span complaint)
{
	struct read_source made = *source;
	if (span_trim(text).n == 0) {
		return complaint.n == 0 ? pdf_refuse(job, DIAG_FILE_NO_TEXT, "a PDF file") : pdf_damaged(job, complaint);
	}
	if (pdf_pages(text) > LIMIT_PAGES) {
		diag_at(job->sink, DIAG_FILE_TOO_LARGE, job->path, 0, 0, "a PDF file of more than %u pages", LIMIT_PAGES);
		return -1;
	}
	pdf_note_empty(job, text);
	made.text = read_pdf_page(job->file_arena, text);
	made.encoding = "UTF-8";
	long n = read_text_letter(job, &made, "pdf");
	if (complaint.n > 0) {
		pdf_damaged(job, complaint);
	}
	return n;
}

long read_pdf_letters(struct read_job *job, const struct read_source *source)
{
	const char *last = arena_printf(job->file_arena, "%u", LIMIT_PAGES + 1);
	const char *const argv[] = { "pdftotext", "-layout", "-enc", "UTF-8", "-l", last, "-", "-", NULL };
	struct child_task task = { argv, source->bytes, LIMIT_CHILD_SECONDS, LIMIT_CHILD_CPU_SECONDS, LIMIT_CHILD_MEMORY, LIMIT_TEXT_BYTES };
	struct buf out = BUF_INIT, said = BUF_INIT;
	int status;
	enum child_end end = child_run(&task, &out, &said, &status);
	struct span text = pdf_plain(job->file_arena, &out), complaint = pdf_complaint(job->file_arena, &said);
	buf_release(&out);
	buf_release(&said);
	return end == CHILD_DONE && status == 0 ? pdf_give(job, source, text, complaint) : pdf_failed(job, end, status, complaint);
}
