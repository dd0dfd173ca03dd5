/* linemap.c - line starts, found in one pass when first asked; then binary search.
 *
 * Lines are those of editors and forges, which end with LF, CR LF or CR: a form feed ends a line for who reads (span_line), but is
 * a character in one for who looks for a place.
 *
 * An export may be one line of many megabytes: code points are counted once for each block, so that a column costs at most one
 * block's count.
 *
 * SPDX-License-Identifier: ISC */
#include "base/linemap.h"

#include "base/base.h"

#define LINEMAP_BLOCK ((size_t)1 << 14)
#define LINEMAP_NEAR 4096u

void linemap_init(struct linemap *m, struct span text)
{
	*m = (struct linemap){ .text = text };
}

static void linemap_starts(struct linemap *m, struct arena *a)
{
	VEC(uint32_t) starts = { 0 };
	struct span rest = m->text, line;
	bool plain = rest.n == 0 || memchr(rest.p, '\r', rest.n) == NULL;	/* lines end with LF alone */
	*vec_push(a, &starts) = 0;
	for (const char *end = rest.n > 0 && plain ? memchr(rest.p, '\n', rest.n) : NULL; end != NULL;
	    end = memchr(end + 1, '\n', (size_t)(span_end(rest) - end - 1))) {
		*vec_push(a, &starts) = (uint32_t)(end + 1 - m->text.p);
	}
	while (!plain && span_line(&rest, &line)) {
		if (span_end(line) < rest.p && *span_end(line) != '\f') {
			*vec_push(a, &starts) = (uint32_t)(rest.p - m->text.p);
		}
	}
	m->starts = starts.v;
	m->n = starts.n;
}

/* Eight bytes at a time: a byte that goes on a code point has its highest bit and not the next. */
static uint32_t linemap_points(const struct linemap *m, size_t from, size_t to)
{
	const char *p = m->text.p;
	uint32_t on = 0;
	size_t i = from;
	for (; i + 8 <= to; i += 8) {
		uint64_t eight;
		memcpy(&eight, p + i, sizeof eight);
		on += (uint32_t)(((eight >> 7 & ~eight >> 6 & 0x0101010101010101u) * 0x0101010101010101u) >> 56);
	}
	for (; i < to; i++) {
		on += (p[i] & 0xc0) == 0x80;
	}
	return (uint32_t)(to - from) - on;
}

static void linemap_build(struct linemap *m, struct arena *a)
{
	linemap_starts(m, a);
	m->points = arena_alloc(a, (m->text.n / LINEMAP_BLOCK + 1) * sizeof *m->points);
	if (m->text.n < LINEMAP_BLOCK) {
		return;
	}
	for (size_t i = LINEMAP_BLOCK; i <= m->text.n; i += LINEMAP_BLOCK) {
		m->points[i / LINEMAP_BLOCK] = m->points[i / LINEMAP_BLOCK - 1] + linemap_points(m, i - LINEMAP_BLOCK, i);
	}
}

/* Code points between the two offsets. */
static uint32_t linemap_distance(const struct linemap *m, size_t from, size_t to)
{
	size_t a = from / LINEMAP_BLOCK, b = to / LINEMAP_BLOCK;
	if (a == b) {
		return linemap_points(m, from, to);
	}
	return m->points[b] + linemap_points(m, b * LINEMAP_BLOCK, to) - m->points[a] - linemap_points(m, a * LINEMAP_BLOCK, from);
}

void linemap_at(struct linemap *m, struct arena *a, size_t offset, uint32_t *line, uint32_t *column)
{
	if (m->starts == NULL) {
		linemap_build(m, a);
	}
	if (offset > m->text.n) {
		offset = m->text.n;
	}
	uint32_t low = 0, high = m->n;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (m->starts[middle] <= offset) {
			low = middle;
		} else {
			high = middle;
		}
	}
	*line = low + 1;
	*column = 1 + linemap_distance(m, m->starts[low], offset);
}

/* Near the beginning lines are counted up to there, as long as they end with LF alone: nobody may want to know of others. */
uint32_t linemap_line_at(struct linemap *m, struct arena *a, size_t offset)
{
	uint32_t line = 1, column;
	bool near = m->starts == NULL && offset <= LINEMAP_NEAR && offset < m->text.n;
	if (near && memchr(m->text.p, '\r', offset + 1) == NULL) {
		for (const char *p = m->text.p, *to = p + offset; (p = memchr(p, '\n', (size_t)(to - p))) != NULL; p++) {
			line++;
		}
		return line;
	}
	linemap_at(m, a, offset, &line, &column);
	return line;
}

struct span linemap_line(struct linemap *m, struct arena *a, uint32_t line)
{
	if (m->starts == NULL) {
		linemap_build(m, a);
	}
	if (line == 0 || line > m->n) {
		return span_of(NULL, 0);
	}
	size_t start = m->starts[line - 1];
	size_t end = line < m->n ? m->starts[line] : m->text.n;
	while (end > start && (m->text.p[end - 1] == '\n' || m->text.p[end - 1] == '\r')) {
		end--;
	}
	return span_of(m->text.p + start, end - start);
}

uint32_t linemap_count(struct linemap *m, struct arena *a)
{
	if (m->starts == NULL) {
		linemap_build(m, a);
	}
	return m->n;
}
