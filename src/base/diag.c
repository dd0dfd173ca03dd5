/* diag.c - the table of diagnostics, and handing one to whoever listens.
 *
 * SPDX-License-Identifier: ISC */
#include "base/diag.h"

#include <stdarg.h>

#include "base/base.h"

static const struct diag_row {
	const char *name;
	enum diag_level level;
	const char *text, *help;
} rows[] = {
#define DIAG(id, name, level, text, help) { name, level, text, help },
#include "base/diag.def"
#undef DIAG
};

static const struct diag_row *diag_row(enum diag_id id)
{
	if ((unsigned)id >= DIAG_COUNT) {
		bug("no such diagnostic");
	}
	return &rows[id];
}

const char *diag_name(enum diag_id id) { return diag_row(id)->name; }
const char *diag_text(enum diag_id id) { return diag_row(id)->text; }
const char *diag_help(enum diag_id id) { return diag_row(id)->help; }
enum diag_level diag_level(enum diag_id id) { return diag_row(id)->level; }

enum diag_id diag_find(const char *name)
{
	unsigned id = 0;
	while (id < DIAG_COUNT && strcmp(rows[id].name, name) != 0) {
		id++;
	}
	return (enum diag_id)id;
}

static void diag_hand(struct diag_sink *sink, struct diag *d, const char *format, va_list args)
{
	struct buf detail = BUF_INIT;
	buf_vprintf(&detail, format, args);
	d->detail = detail.p != NULL ? detail.p : "";
	sink->take(sink->user, d);
	buf_release(&detail);
}

/* Does anybody listen? It counts in any case. */
static bool diag_wanted(struct diag_sink *sink, enum diag_id id)
{
	if (sink != NULL) {
		sink->count[diag_level(id)]++;
	}
	return sink != NULL && sink->take != NULL;
}

void diag_tell(struct diag_sink *sink, const struct diag *d)
{
	if (diag_wanted(sink, d->id)) {
		sink->take(sink->user, d);
	}
}

void diag_at(struct diag_sink *sink, enum diag_id id, const char *path, uint32_t line, uint32_t column,
    const char *detail_format, ...)
{
	if (!diag_wanted(sink, id)) {
		return;
	}
	struct diag d = { .id = id, .path = path != NULL ? path : "", .line = line, .column = column };
	va_list args;
	va_start(args, detail_format);
	diag_hand(sink, &d, detail_format, args);
	va_end(args);
}

/* How many bytes the name of a start tag has, with its '<'; 1 elsewhere. */
static size_t diag_tag(struct span text, size_t offset)
{
	size_t n = 1;
	while (text.p[offset] == '<' && offset + n < text.n && strchr(" \t\r\n/>", text.p[offset + n]) == NULL) {
		n++;
	}
	return n;
}

/* A document may stand on one line: what is near is enough. */
static void diag_source(struct diag *d, struct span text, size_t offset, size_t length)
{
	enum { DIAG_NEAR = 1024 };
	size_t from = offset, to = offset;
	while (from > 0 && offset - from < DIAG_NEAR && strchr("\n\r\f", text.p[from - 1]) == NULL) {
		from--;
	}
	while (to < text.n && to - offset < DIAG_NEAR && strchr("\n\r\f", text.p[to]) == NULL) {
		to++;
	}
	while (from < offset && ((unsigned char)text.p[from] & 0xc0) == 0x80) {
		from++;
	}
	d->source = span_of(text.p + from, to - from);
	d->at = offset - from;
	d->length = length <= to - offset ? length : to - offset;
}

void diag_in(struct diag_sink *sink, enum diag_id id, const char *path, struct linemap *lines, struct arena *a, size_t offset,
    size_t length, const char *detail_format, ...)
{
	if (!diag_wanted(sink, id)) {
		return;
	}
	struct diag d = { .id = id, .path = path != NULL ? path : "" };
	struct span text = lines->text;
	if (offset != SIZE_MAX && text.n > 0) {
		offset = offset < text.n ? offset : text.n - 1;
		linemap_at(lines, a, offset, &d.line, &d.column);
		diag_source(&d, text, offset, length > 0 ? length : diag_tag(text, offset));
	}
	va_list args;
	va_start(args, detail_format);
	diag_hand(sink, &d, detail_format, args);
	va_end(args);
}
