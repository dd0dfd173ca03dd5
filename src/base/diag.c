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

void diag_at(struct diag_sink *sink, enum diag_id id, const char *path, uint32_t line, uint32_t column,
    const char *detail_format, ...)
{
	if (sink == NULL) {
		return;
	}
	sink->count[diag_level(id)]++;
	if (sink->take == NULL) {
		return;
	}
	struct buf detail = BUF_INIT;
	va_list args;
	va_start(args, detail_format);
	buf_vprintf(&detail, detail_format, args);
	va_end(args);
	struct diag d = { id, path != NULL ? path : "", line, column, detail.p != NULL ? detail.p : "" };
	sink->take(sink->user, &d);
	buf_release(&detail);
}
