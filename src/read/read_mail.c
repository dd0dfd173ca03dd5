/* read_mail.c - mail: a message (RFC 5322), an mbox of many, or a message as it lies in a Maildir; DESIGN section 4.
 *
 * In: bytes. Out: for each message a letter whose record is a small document in the vocabulary of mail archives (EAXS), so that
 * rules/formats/eaxs.xml tells the fields of both; then the letters attached to it, each read as a file of its own. The
 * documents are built in read_mail_tree.c.
 *
 * An mbox is cut at its "From " lines before anything is parsed, and a message's memory is freed before the next begins. Each byte is
 * parsed once; the body is decoded once.
 *
 * SPDX-License-Identifier: ISC */
#include "read/read_mail.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static void mail_say(void *user, const struct diag *d)
{
	struct read_mail *x = user;
	diag_at(x->job->sink, d->id, d->path, 0, 0, "%s%s%s", x->saying, *d->detail != '\0' ? ": " : "", d->detail);
}

/* What the job's own function says is heard here too: letters come from inner readers as well. */
static bool mail_take(void *user, struct letter *l)
{
	struct read_mail *x = user;
	l->message = x->messages;
	l->attached_line = x->attached_line > 0 ? x->attached_line : l->attached_line;	/* who gives it on to us is what we have unpacked */
	x->stopped = !x->job->take(x->job->user, l) || x->stopped;
	return !x->stopped;
}

/* A message within another has its own. */
static void mail_marks(struct read_mail *x, struct letter *l, const struct mime_message *m)
{
	memset(&x->marks, 0, sizeof x->marks);
	for (uint32_t i = 0; i < m->headers.n && i < LIMIT_MAIL_HEADERS; i++) {
		const struct mime_header *h = &m->headers.v[i];
		if (h->name.n == strlen(READ_MAIL_MARK) && span_eq_ascii_case(h->name, SPAN_LIT(READ_MAIL_MARK))) {
			struct letter_mark *mark = read_mark_header(x->memory, mime_words(x->memory, h->raw));
			mark->told.path = x->job->path;
			mark->member = arena_str(x->memory, l->member);
			linemap_at(&x->lines, x->job->file_arena, (size_t)(h->name.p - x->source->bytes.p), &mark->told.line, &mark->told.column);
			mark->told.line += x->job->lines_before;
			*vec_push(x->memory, &x->marks) = mark;
		}
	}
	l->marks.v = x->marks.v;
	l->marks.n = l->marks.room = x->marks.n;
}

static void mail_give(struct read_mail *x, const struct mime_message *m, struct span bytes, const char *member)
{
	struct read_job *job = x->job;
	struct letter *l = letter_new(job->letter_arena, job->know, job->sink, job->path);
	l->member = arena_str(job->letter_arena, member);
	l->format = "mail";
	l->format_index = x->format;
	l->lines = x->lines;
	l->lines_before = job->lines_before;
	l->message = x->messages;
	l->text = span_of(x->text.p, (size_t)(span_end(bytes) - x->source->bytes.p));
	l->made = true;
	mail_marks(x, l, m);
	l->doc = read_mail_tree(x, l, m, bytes);
	l->record = xmlDocGetRootElement(l->doc);
	l->file = &x->shared;
	x->n++;
	mail_take(x, l);
	for (uint32_t i = 0; i < x->marks.n && job->mark != NULL; i++) {
		job->mark(job->user, x->marks.v[i]);
	}
	arena_clear(job->letter_arena);
}

/* ---- what hangs on a message ---- */

/* The line of the file, or of what the message was unpacked from. */
static uint32_t mail_line(struct read_mail *x, struct span raw)
{
	struct span all = x->source->bytes;
	uint32_t line = 0, column;
	if (raw.n > 0 && raw.p >= all.p && raw.p <= span_end(all)) {
		linemap_at(&x->lines, x->job->file_arena, (size_t)(raw.p - all.p), &line, &column);
		line += x->job->lines_before;
	}
	return line;
}

/* Attachments of one name are told apart by a number. */
static const char *mail_under(struct read_mail *x, const char *member, const struct mime_message *m, uint32_t number)
{
	const char *name = m->parts.v[number].name;
	uint32_t twins = 0;
	for (uint32_t i = 0; i < number && *name != '\0'; i++) {
		twins += strcmp(m->parts.v[i].name, name) == 0;
	}
	char *clean = *name == '\0' ? arena_printf(x->memory, "%u", number + 1) :
	    twins > 0 ? arena_printf(x->memory, "%s (%u)", name, twins + 1) : arena_str(x->memory, name);
	for (char *p = clean; *p != '\0'; p++) {
		*p = *p == '/' || (unsigned char)*p < 0x20 ? '_' : *p;
	}
	return *member != '\0' ? arena_printf(x->memory, "%s/%s", member, clean) : clean;
}

static void mail_attachment(struct read_mail *x, const struct mime_part *p, const char *member)
{
	struct read_job inner = *x->job;
	struct diag_sink sink = { .take = mail_say, .user = x };
	struct arena memory;		/* its own: each of many may unpack to as much as a file may */
	arena_init(&memory, 0);
	x->saying = member;
	inner.sink = &sink;
	inner.file_arena = &memory;
	inner.take = mail_take;
	inner.user = x;
	struct span content = mime_decode(&memory, p->encoding, p->raw);
	const char *belied = read_mail_tree_belied(p, content);
	if (belied != NULL) {
		diag_at(x->job->sink, DIAG_FILE_DAMAGED, x->job->path, 0, 0, "%s: %s", member, span_trim(content).n == 0 ? "nothing in it" : belied);
		x->failed = true;
	} else if (span_trim(content).n > 0) {
		x->attached_line = mail_line(x, p->raw);
		long n = read_part(&inner, (struct read_source){ .bytes = content, .encoding = "", .member = member, .depth = x->source->depth + 1 });
		x->n += n > 0 ? n : 0;
		x->failed = x->failed || n < 0;
		x->attached_line = 0;
	}
	arena_clear(x->job->letter_arena);	/* what hangs there may point into it */
	arena_release(&memory);
}

static void mail_message(struct read_mail *x, const struct mime_message *m, struct span bytes, const char *member, unsigned depth);

/* Attached letters are read as files of their own, attached messages as messages. */
static void mail_attachments(struct read_mail *x, const struct mime_message *m, struct span bytes, const char *member, unsigned depth)
{
	for (uint32_t i = 0; i < m->parts.n && !x->stopped; i++) {
		const struct mime_part *p = &m->parts.v[i];
		bool message = p->message != NULL, letter = message || read_mail_tree_is_letter(m, p);
		if (letter && x->source->depth + depth + 1 > LIMIT_NESTING) {
			diag_at(x->job->sink, DIAG_MAIL_LIMIT, x->job->path, 0, 0, "more than %u containers within containers", LIMIT_NESTING);
			x->failed = true;
			return;
		}
		if (message) {
			mail_message(x, p->message, bytes, mail_under(x, member, m, i), depth + 1);
		} else if (letter) {
			mail_attachment(x, p, mail_under(x, member, m, i));
		}
	}
}

static void mail_message(struct read_mail *x, const struct mime_message *m, struct span bytes, const char *member, unsigned depth)
{
	const char *sealed = read_mail_tree_sealed(m);
	mail_give(x, m, bytes, member);
	if (sealed != NULL) {
		diag_at(x->job->sink, DIAG_FILE_ENCRYPTED, x->job->path, 0, 0, "%s%s%s", member, *member != '\0' ? ": " : "", sealed);
		x->failed = true;
	} else if (!x->stopped && !read_mail_tree_is_report(m)) {
		mail_attachments(x, m, bytes, member, depth);
	}
}

/* ---- a file ---- */

static void mail_fault(struct read_mail *x, enum mime_fault fault, struct span bytes)
{
	static const char *const words[] = { "", "no headers", "too many headers with addresses", "too many parts", "parts within parts, too deep" };
	uint32_t line, column;
	linemap_at(&x->lines, x->job->file_arena, (size_t)(bytes.p - x->source->bytes.p), &line, &column);
	diag_at(x->job->sink, fault == MIME_NO_MESSAGE ? DIAG_MAIL_BROKEN : DIAG_MAIL_LIMIT, x->job->path, line + x->job->lines_before, column, "%s", words[fault]);
	x->failed = true;
}

static const char *mail_member(struct read_mail *x, const struct mime_message *m, bool many)
{
	struct span id = span_trim(mime_header(m, "Message-ID"));
	if (id.n > 2 && id.p[0] == '<' && id.p[id.n - 1] == '>') {
		id = span_of(id.p + 1, id.n - 2);
	}
	bool good = id.n > 0 && id.n < 250;
	for (size_t i = 0; i < id.n; i++) {
		good = good && (unsigned char)id.p[i] > 0x20 && (unsigned char)id.p[i] < 0x7f;
	}
	if (good) {
		return arena_strn(x->memory, id.p, id.n);
	}
	return many ? arena_printf(x->memory, "%u", x->messages) : "";
}

static bool mail_is_wanted(const struct read_mail *x)
{
	uint32_t low = 0, high = x->job->only != NULL ? x->job->n_only : 0;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (x->job->only[middle] < x->messages) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return x->job->only == NULL || (low < x->job->n_only && x->job->only[low] == x->messages);
}

static void mail_one(struct read_mail *x, struct span bytes, bool many)
{
	struct mime_message m = { 0 };
	x->messages++;
	if (!mail_is_wanted(x)) {
		return;
	}
	enum mime_fault fault = mime_read(x->memory, bytes, &m);
	if (fault == MIME_NO_MESSAGE || fault == MIME_TOO_MANY_HEADERS || m.headers.n == 0) {
		mail_fault(x, fault == MIME_GOOD ? MIME_NO_MESSAGE : fault, bytes);
	} else {
		const char *member = mail_member(x, &m, many);
		const char *of = x->source->member;
		member = *of == '\0' ? member : *member == '\0' ? of : arena_printf(x->memory, "%s/%s", of, member);
		mail_message(x, &m, bytes, member, 0);
		if (fault != MIME_GOOD) {
			mail_fault(x, fault, bytes);
		}
	}
	if (many) {
		arena_clear(x->memory);
	}
}

/* Is it a line end with the next message behind it? */
static bool mail_ends(struct span s, size_t i)
{
	return s.p[i] == '\n' && i + 6 < s.n && s.p[i + 1] == 'F' && read_mail_sniff_opens(span_of(s.p + i + 1, s.n - i - 1));
}

/* Goes over what holds no "F" at the start of a line; the line ends in it are counted. */
#ifdef __SSE2__
static size_t mail_skip(struct span s, size_t i, uint32_t *lines)
{
	const __m128i zero = _mm_setzero_si128(), end = _mm_set1_epi8('\n'), mark = _mm_set1_epi8('F');
	bool found = false;
	while (i + 17 <= s.n && !found) {
		__m128i sum = zero;	/* of each of sixteen places: no more than a byte holds */
		for (uint32_t k = 0; k < 255 && i + 17 <= s.n && !found; k++) {
			__m128i ends = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(s.p + i)), end);
			__m128i next = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(s.p + i + 1)), mark);
			found = _mm_movemask_epi8(_mm_and_si128(ends, next)) != 0;
			sum = found ? sum : _mm_sub_epi8(sum, ends);
			i += found ? 0 : 16;
		}
		sum = _mm_sad_epu8(sum, zero);
		*lines += (uint32_t)_mm_cvtsi128_si32(sum) + (uint32_t)_mm_cvtsi128_si32(_mm_srli_si128(sum, 8));
	}
	return i;
}
#else
static size_t mail_skip(struct span s, size_t i, uint32_t *lines)
{
	const char *end;
	while ((end = memchr(s.p + i, '\n', s.n - i)) != NULL && end + 1 < span_end(s) && end[1] != 'F') {
		++*lines;
		i = (size_t)(end - s.p) + 1;
	}
	return end != NULL ? (size_t)(end - s.p) : s.n;
}
#endif

/* Where the next message's "From " line begins, or the end. The lines up to there are added to *lines. */
static size_t mail_next(struct span s, size_t from, uint32_t *lines)
{
	for (size_t i = from; i < s.n;) {
		i = mail_skip(s, i, lines);
		for (size_t end = s.n - i < 16 ? s.n : i + 16; i < end; i++) {
			*lines += s.p[i] == '\n';
			if (mail_ends(s, i)) {
				return i + 1;
			}
		}
	}
	return s.n;
}

/* A message without the lines that part it from the one before. */
static struct span mail_within(struct span one)
{
	struct span line;
	while (span_starts(one, "From ") || span_starts(one, ">From ")) {
		read_mail_sniff_line(&one, &line);
	}
	return one;
}

/* --- slices --- */

#define MAIL_BEHIND 4096u

/* The last message that begins in the bytes may go on behind them: the cut is where it begins. One longer than the bytes is
 * looked at in twice as many. */
bool read_mail_slice(struct read_slice *at, struct read_slice *slice, struct buf *scratch,
    size_t (*get)(void *user, uint64_t offset, char *out, size_t n), void *user)
{
	for (size_t wanted = READ_SLICE_BYTES; wanted <= LIMIT_FILE_BYTES; wanted *= 2) {
		buf_clear(scratch);
		buf_reserve(scratch, wanted + 1);
		size_t got = get(user, at->offset, scratch->p, wanted), cut = 0;
		uint32_t lines = 0, messages = 0, lines_cut = 0, messages_cut = 0;
		struct span s = span_of(scratch->p, got);
		if (got == 0 || (at->offset == 0 && !read_mail_sniff_opens(read_mail_sniff_start(s)))) {
			return false;
		}
		for (size_t from = 0, next; from < got; from = next) {
			next = mail_next(s, from, &lines);
			messages += span_trim(mail_within(span_of(s.p + from, next - from))).n > 0;	/* as mail_many() counts them */
			/* a "From " line is judged by what follows it: none near the end of the bytes */
			if (got == wanted && next + MAIL_BEHIND >= got) {
				break;
			}
			cut = next;
			lines_cut = lines;
			messages_cut = messages;
		}
		if (cut > 0) {
			*slice = (struct read_slice){ at->offset, cut, at->lines_before, at->messages_before };
			at->offset += cut;
			at->lines_before += lines_cut;
			at->messages_before += messages_cut;
			return true;
		}
	}
	return false;
}

static void mail_many(struct read_mail *x, struct span s)
{
	uint32_t lines = 0;
	for (size_t at = 0; at < s.n && !x->stopped;) {
		size_t next = mail_next(s, at, &lines);
		struct span one = mail_within(span_of(s.p + at, next - at));
		if (span_trim(one).n > 0) {
			mail_one(x, one, true);
		}
		at = next;
	}
	if (x->messages == x->job->messages_before) {
		diag_at(x->job->sink, DIAG_LETTER_NONE, x->job->path, 1, 1, "an mbox without a message");
		x->failed = true;
	}
}

static know_index mail_format(const struct know *k)
{
	for (know_index i = 0; i < know_format_count(k); i++) {
		if (strcmp(know_str(k, know_format(k, i)->id), "mail") == 0) {
			return i;
		}
	}
	return KNOW_NONE;
}

long read_mail_letters(struct read_job *job, const struct read_source *source)
{
	struct read_mail x = { .job = job, .source = source, .shared = { .arena = job->file_arena }, .format = mail_format(job->know) };
	struct span s = read_mail_sniff_start(source->bytes);
	if (mime_package() != NULL) {
		diag_at(job->sink, DIAG_READER_MISSING, job->path, 0, 0, "mail needs %s", mime_package());
		return -1;
	}
	if (x.format == KNOW_NONE) {
		diag_at(job->sink, DIAG_FORMAT_UNKNOWN, job->path, 0, 0, "no format 'mail'");
		return -1;
	}
	x.messages = job->messages_before;
	x.text = read_decode_shown(job->file_arena, source->bytes);
	linemap_init(&x.lines, x.text);
	if (read_mail_sniff_opens(s)) {
		struct arena memory;
		arena_init(&memory, 0);
		x.memory = &memory;
		x.mbox = true;
		linemap_count(&x.lines, job->file_arena);
		mail_many(&x, s);
		arena_release(&memory);
	} else {
		x.memory = job->file_arena;
		mail_one(&x, s, false);
	}
	return x.failed ? -1 : x.n;
}
