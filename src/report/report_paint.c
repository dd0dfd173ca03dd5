/* report_paint.c - colour, when it was asked for.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

const char *report_paint(const struct report *r, enum report_paint p)
{
	static const char *const sequences[] = {
		[REPORT_PLAIN] = "\033[0m",
		[REPORT_BOLD] = "\033[1m",
		[REPORT_DIM] = "\033[2m",
		[REPORT_OF_ERROR] = "\033[1;31m",
		[REPORT_OF_WARNING] = "\033[1;35m",
		[REPORT_OF_NOTE] = "\033[1;36m",
		[REPORT_OF_CARET] = "\033[1;32m",
	};
	return r->options.color ? sequences[p] : "";
}

enum report_paint report_paint_level(enum letter_level l)
{
	switch (l) {
	case LETTER_ERROR:
		return REPORT_OF_ERROR;
	case LETTER_WARNING:
		return REPORT_OF_WARNING;
	case LETTER_NOTE:
		break;
	}
	return REPORT_OF_NOTE;
}
