/* linemap.h - from an offset to line and column, worked out only when somebody asks.
 *
 * Lines end at LF, CR LF, CR or FF. Lines and columns count from 1; columns count characters
 * (code points) of the decoded text, as editors show them.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_LINEMAP_H
#define SAMEDESK_LINEMAP_H

#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

struct linemap {
	struct span text;
	uint32_t *starts;	/* offset of each line; NULL until asked */
	uint32_t *points;	/* code points before each block, for columns far out in long lines */
	uint32_t n;
};

void linemap_init(struct linemap *m, struct span text);
void linemap_at(struct linemap *m, struct arena *a, size_t offset, uint32_t *line, uint32_t *column);
uint32_t linemap_line_at(struct linemap *m, struct arena *a, size_t offset);
/* The line's text without its end; empty when there is no such line. */
struct span linemap_line(struct linemap *m, struct arena *a, uint32_t line);
uint32_t linemap_count(struct linemap *m, struct arena *a);

#endif
