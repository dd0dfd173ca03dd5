/* report_say.c - the printer's own words, in the language of the run; DESIGN section 8.
 *
 * In: English. Out: the same in the language of the options (know_tongue.c). Keys, ids and the words that machines read never go this way.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

const char *report_say(const struct report *r, const char *english)
{
	return know_tongue_say(&r->options.tongue, english);
}

void report_say_count(const struct report *r, struct buf *out, uint32_t n, const char *one, const char *more)
{
	buf_printf(out, know_tongue_count(&r->options.tongue, n, one, more), (unsigned)n);
}
