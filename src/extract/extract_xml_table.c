/* extract_xml_table.c - tables as people see them: cells of a row side by side, columns under one another.
 *
 * In: an element of the set `table`. Out: its text in lines, as a page printed with fixed letters would have it: the reading of plain
 * letters knows columns, be it labels with their values ("Our ref | ABC/1", also several lines in one cell) or the addressee
 * at the left and the writer at the right.
 *
 * A row with a long cell is no row of columns but the frame of a page: its short cells (a margin with the writer's address)
 * come first, each as a block, then the long ones. A table deeper than LAYOUT_DEPTH others, or with too many cells, is read
 * like running text.
 *
 * Cost: linear in the cells, but for the blanks between columns: columns are at most LAYOUT_WIDTH wide.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_xml.h"

#include <stdlib.h>

#define LAYOUT_DEPTH 8u
#define LAYOUT_CELLS 20000u
#define LAYOUT_COLUMNS 16u
#define LAYOUT_WIDTH 64u	/* of a column; longer lines are broken */
#define LAYOUT_LONG 700u	/* bytes of a cell that frames a page, */
#define LAYOUT_PROSE 110u	/* or of a line in it */
#define LAYOUT_GAP 3u
#define LAYOUT_LABEL 18u	/* a first column up to here holds labels */
#define LAYOUT_HALF 42u		/* where the right-hand column of a page begins at least */

struct layout_line { size_t at, n; };

struct layout_cell {
	struct xml_text t;
	VEC(struct layout_line) lines;
	uint32_t column, span, rows;
	uint32_t width;			/* of the longest line */
	bool big, nested;
};

struct layout_row { uint32_t first, n, height, full; bool big; };	/* height: without cells that span rows */

/* A cell that goes on in the rows below: its lines flow on beside theirs. */
struct layout_carry { const struct layout_cell *cell; uint32_t next, last; };

struct layout {
	struct xml_reader *r;
	unsigned how, tables;
	VEC(struct layout_row) rows;
	VEC(struct layout_cell) cells;
	uint32_t busy[LAYOUT_COLUMNS];	/* rows for which a cell of an earlier row still fills the column */
	uint32_t above[LAYOUT_COLUMNS];	/* 1 + the last cell of the column */
	uint32_t width[LAYOUT_COLUMNS], start[LAYOUT_COLUMNS], columns;
	struct layout_carry carry[LAYOUT_COLUMNS];
	bool frames;			/* a page or other tables stand in it */
	bool full;			/* too many cells */
};

/* ---- cells to lines ---- */

static size_t layout_end_of_line(const struct xml_text *t, size_t at)
{
	const char *end = memchr(t->p + at, '\n', t->n - at);
	return end != NULL ? (size_t)(end - t->p) : t->n;
}

/* How much of a line fits: up to the last space within the column's width. */
static size_t layout_fits(const struct xml_text *t, size_t at, size_t end)
{
	size_t i = at, space = 0;
	for (uint32_t width = 0; i < end; i++) {
		width += ((unsigned char)t->p[i] & 0xc0) != 0x80;
		if (width > LAYOUT_WIDTH) {
			break;
		}
		space = t->p[i] == ' ' && i > at ? i : space;
	}
	return i >= end ? end : space > at ? space : i;
}

static void layout_push_line(struct layout *y, struct layout_cell *c, size_t at, size_t end)
{
	uint32_t width = extract_xml_settle_width(c->t.p + at, end - at);
	*vec_push(y->r->a, &c->lines) = (struct layout_line){ at, end - at };
	c->width = c->width > width ? c->width : width;
}

static bool layout_is_blank(const struct layout_cell *c)
{
	return span_trim(span_of(c->t.p, c->t.n)).n == 0;
}

static bool layout_is_page(const struct xml_text *t, bool nested)
{
	bool page = t->n > LAYOUT_LONG * (nested ? 3 : 1);
	for (size_t at = 0; at < t->n && !page;) {
		size_t end = layout_end_of_line(t, at);
		bool columns = nested && end - at < 3 * LAYOUT_PROSE && span_find(span_of(t->p + at, end - at), "   ") != NULL;
		page = end - at > LAYOUT_PROSE && !columns;
		at = end + 1;
	}
	return page;
}

static void layout_cut_cell(struct layout *y, struct layout_cell *c)
{
	size_t at = 0;
	c->big = layout_is_page(&c->t, c->nested);
	while (!c->big && at < c->t.n && !layout_is_blank(c)) {
		size_t end = layout_end_of_line(&c->t, at);
		do {
			size_t to = c->nested ? end : layout_fits(&c->t, at, end);
			layout_push_line(y, c, at, to);
			at = to < end && c->t.p[to] == ' ' ? to + 1 : to;
		} while (at < end);
		at = end + 1;
	}
}

/* ---- rows ---- */

static uint32_t layout_number(struct layout *y, const char *part, const xmlNode *node)
{
	struct span s = extract_xml_text_setting(y->r, XML_CELL, part, node);
	unsigned long n = s.n > 0 && s.n < 6 ? strtoul(arena_strn(y->r->a, s.p, s.n), NULL, 10) : 1;
	return n < 1 ? 1 : n > 1000 ? 1000 : (uint32_t)n;
}

static struct layout_row *layout_open_row(struct layout *y)
{
	struct layout_row *row = vec_push(y->r->a, &y->rows);
	row->first = y->cells.n;
	for (uint32_t i = 0; i < LAYOUT_COLUMNS; i++) {
		y->busy[i] -= y->busy[i] > 0;
	}
	return row;
}

static uint32_t layout_next_column(const struct layout *y, const struct layout_row *row)
{
	uint32_t at = row->n > 0 ? y->cells.v[y->cells.n - 1].column + y->cells.v[y->cells.n - 1].span : 0;
	while (at < LAYOUT_COLUMNS && y->busy[at] > 0) {
		at++;
	}
	return at;
}

static void layout_fill_cell(struct layout *y, struct layout_cell *c, const xmlNode *node)
{
	struct xml_text t = { .cell = true, .tables = y->tables };
	extract_xml_text_inside(y->r, &t, node, y->how);
	extract_xml_settle(y->r, &t);
	c->t = t;
	c->nested = t.nested;
	layout_cut_cell(y, c);
}

static void layout_add_cell(struct layout *y, const xmlNode *node)
{
	if (y->rows.n == 0) {
		layout_open_row(y);
	}
	struct layout_row *row = &y->rows.v[y->rows.n - 1];
	uint32_t column = layout_next_column(y, row), above = column < LAYOUT_COLUMNS ? y->above[column] : 0;
	bool goes_on = above > 0 && extract_xml_text_in(y->r, XML_CONTINUED, node);
	struct layout_cell *c = vec_push(y->r->a, &y->cells);
	c->column = column;
	c->span = layout_number(y, "span", node);
	c->rows = layout_number(y, "rows", node);
	if (goes_on) {
		y->cells.v[above - 1].rows++;
	}
	for (uint32_t i = column; i < LAYOUT_COLUMNS && i - column < c->span; i++) {
		y->busy[i] = c->rows;
		y->above[i] = goes_on ? above : y->cells.n;
	}
	layout_fill_cell(y, c, node);
	row->n++;
	row->full += !layout_is_blank(c);
	row->big = row->big || c->big || c->column >= LAYOUT_COLUMNS;
	y->frames = y->frames || c->big || c->nested;
	y->full = y->full || y->cells.n >= LAYOUT_CELLS;
}

/* Rows and cells wherever they are below: in groups, in content controls. What stands outside them is a row by itself. */
static void layout_walk(struct layout *y, const xmlNode *node)
{
	for (const xmlNode *c = node->children; c != NULL && !y->full; c = c->next) {
		if (c->type != XML_ELEMENT_NODE || extract_xml_text_in(y->r, XML_SKIP, c)) {
			continue;
		}
		if (extract_xml_text_in(y->r, XML_ROW, c)) {
			layout_open_row(y);
			layout_walk(y, c);
		} else if (extract_xml_text_in(y->r, XML_CELL, c)) {
			layout_add_cell(y, c);
		} else if (extract_xml_text_in(y->r, XML_TERM, c)) {
			layout_open_row(y);
			layout_add_cell(y, c);
		} else if (extract_xml_text_in(y->r, XML_PARAGRAPH, c) || extract_xml_text_in(y->r, XML_TABLE, c)) {
			layout_open_row(y);
			layout_add_cell(y, c);
		} else {
			layout_walk(y, c);
		}
	}
}

/* ---- columns ---- */

static void layout_measure(struct layout *y)
{
	for (uint32_t i = 0; i < y->rows.n; i++) {
		const struct layout_row *row = &y->rows.v[i];
		for (uint32_t j = 0; j < row->n && !row->big; j++) {
			const struct layout_cell *c = &y->cells.v[row->first + j];
			bool alone = row->full == 1 && c->column == 0;	/* a heading over the table */
			if (c->span == 1 && !alone && c->width > y->width[c->column]) {
				y->width[c->column] = c->width;
			}
			if (c->width > 0 && c->column + 1 > y->columns) {
				y->columns = c->column + 1;
			}
		}
	}
}

static bool layout_has_lines(const struct layout *y, uint32_t column)
{
	for (uint32_t i = 0; i < y->cells.n; i++) {
		if (y->cells.v[i].column == column && y->cells.v[i].lines.n > 1) {
			return true;
		}
	}
	return false;
}

static void layout_place(struct layout *y)
{
	uint32_t filled = 0, last = 0;
	for (uint32_t i = 0; i < y->columns; i++) {
		filled += y->width[i] > 0;
		last = y->width[i] > 0 ? i : last;
	}
	for (uint32_t i = 1; i < y->columns; i++) {
		y->start[i] = y->start[i - 1] + (y->width[i - 1] > 0 ? y->width[i - 1] + LAYOUT_GAP : 0);
	}
	/* the two halves of a page */
	bool halves = filled <= 2 && !(y->frames && y->width[0] == 0) && last > 0 && (y->width[0] == 0 || y->width[0] > LAYOUT_LABEL) && layout_has_lines(y, last);
	for (uint32_t i = last; halves && i < y->columns; i++) {
		y->start[i] = y->start[i] > LAYOUT_HALF ? y->start[i] : LAYOUT_HALF;
	}
}

/* ---- rows to text ---- */

static void layout_put_block(struct layout *y, struct xml_text *t, const struct layout_cell *c, size_t from)
{
	size_t n = c->t.n;
	while (n > from && (c->t.p[n - 1] == '\n' || c->t.p[n - 1] == ' ')) {
		n--;
	}
	if (n > from && !layout_is_blank(c)) {
		extract_xml_text_owe(t, 3);
		extract_xml_text_pay(y->r, t);
		extract_xml_text_copy(y->r, t, &c->t, from, n);
		extract_xml_text_owe(t, 3);
	}
}

static void layout_put_stack(struct layout *y, struct xml_text *t, const struct layout_row *row)
{
	for (uint32_t i = 0; i < LAYOUT_COLUMNS; i++) {
		struct layout_carry *c = &y->carry[i];
		if (c->cell != NULL && c->next < c->cell->lines.n) {
			layout_put_block(y, t, c->cell, c->cell->lines.v[c->next].at);
		}
		c->cell = NULL;
	}
	for (int big = 0; big < 2; big++) {
		for (uint32_t i = 0; i < row->n; i++) {
			if (y->cells.v[row->first + i].big == (big == 1)) {
				layout_put_block(y, t, &y->cells.v[row->first + i], 0);
			}
		}
	}
}

static const struct layout_cell *layout_cell_at(const struct layout *y, const struct layout_row *row, uint32_t column)
{
	for (uint32_t i = 0; i < row->n; i++) {
		const struct layout_cell *c = &y->cells.v[row->first + i];
		if (c->column == column && c->rows == 1 && c->lines.n > 0) {
			return c;
		}
	}
	return NULL;
}

/* The n-th line of the row in that column, be it of a cell that began further up. *cell: NULL, there is none. */
static struct layout_line layout_line_at(struct layout *y, const struct layout_row *row, uint32_t column, uint32_t n,
    const struct layout_cell **cell)
{
	struct layout_carry *carry = &y->carry[column];
	*cell = layout_cell_at(y, row, column);
	if (*cell == NULL && carry->cell != NULL) {
		*cell = carry->cell;
		n = carry->next++;
	}
	if (*cell == NULL || n >= (*cell)->lines.n) {
		*cell = NULL;
		return (struct layout_line){ 0, 0 };
	}
	return (*cell)->lines.v[n];
}

static void layout_put_line(struct layout *y, struct xml_text *t, const struct layout_row *row, uint32_t n)
{
	uint32_t at = 0;
	for (uint32_t i = 0; i < y->columns; i++) {
		const struct layout_cell *c;
		struct layout_line line = layout_line_at(y, row, i, n, &c);
		if (c == NULL || line.n == 0) {
			continue;
		}
		uint32_t start = y->start[i], least = at > 0 ? at + LAYOUT_GAP : 0;
		start = start > least ? start : least;
		extract_xml_text_fill(y->r, t, start - at);
		extract_xml_text_copy(y->r, t, &c->t, line.at, line.at + line.n);
		at = start + extract_xml_settle_width(c->t.p + line.at, line.n);
	}
}

/* Cells that begin to span rows here; and how many lines the row needs. */
static uint32_t layout_begin_row(struct layout *y, uint32_t n)
{
	struct layout_row *row = &y->rows.v[n];
	uint32_t height = 0;
	for (uint32_t i = 0; i < row->n; i++) {
		const struct layout_cell *c = &y->cells.v[row->first + i];
		if (c->rows > 1 && c->lines.n > 0) {
			uint32_t last = n + c->rows - 1;
			y->carry[c->column] = (struct layout_carry){ c, 0, last < y->rows.n ? last : y->rows.n - 1 };
		} else {
			height = height > c->lines.n ? height : c->lines.n;
		}
	}
	row->height = height;
	for (uint32_t i = 0; i < LAYOUT_COLUMNS; i++) {
		const struct layout_carry *c = &y->carry[i];
		uint32_t left = c->cell != NULL && c->next < c->cell->lines.n ? c->cell->lines.n - c->next : 0;
		uint32_t need = c->cell == NULL || left == 0 ? 0 : c->last <= n ? left : 1;
		height = height > need ? height : need;
	}
	return height;
}

static void layout_end_row(struct layout *y, uint32_t n)
{
	for (uint32_t i = 0; i < LAYOUT_COLUMNS; i++) {
		if (y->carry[i].cell != NULL && y->carry[i].last <= n) {
			y->carry[i].cell = NULL;
		}
	}
}

static void layout_put_row(struct layout *y, struct xml_text *t, uint32_t n)
{
	const struct layout_row *row = &y->rows.v[n];
	if (row->big) {
		layout_put_stack(y, t, row);
		return;
	}
	uint32_t height = layout_begin_row(y, n);
	if (height == 0) {
		extract_xml_text_owe(t, 3);
	} else {
		extract_xml_text_owe(t, row->height > 1 || (n > 0 && y->rows.v[n - 1].height > 1) ? 3 : 2);
	}
	for (uint32_t i = 0; i < height; i++) {
		extract_xml_text_pay(y->r, t);
		layout_put_line(y, t, row, i);
		extract_xml_text_owe(t, i + 1 < height ? 2 : 0);
	}
	layout_end_row(y, n);
}

void extract_xml_table(struct xml_reader *r, struct xml_text *t, const xmlNode *table, unsigned how)
{
	struct layout y = { .r = r, .how = how, .tables = t->tables + 1 };
	if (y.tables <= LAYOUT_DEPTH) {
		layout_walk(&y, table);
	}
	extract_xml_text_owe(t, 3);
	if (y.tables > LAYOUT_DEPTH || y.full) {
		unsigned outside = t->tables;
		t->tables = LAYOUT_DEPTH;
		extract_xml_text_inside(r, t, table, how);
		t->tables = outside;
		extract_xml_text_owe(t, 3);
		return;
	}
	layout_measure(&y);
	layout_place(&y);
	enum xml_align outer = t->align;
	t->align = XML_AT_LEFT;
	for (uint32_t i = 0; i < y.rows.n; i++) {
		layout_put_row(&y, t, i);
	}
	t->align = outer;
	t->nested = true;
	t->wide = false;
	t->last = t->before = NULL;
	extract_xml_text_owe(t, 3);
}
