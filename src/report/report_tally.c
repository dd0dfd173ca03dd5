/* report_tally.c - counts what was found by council, pair of councils, year and month; DESIGN section 8 (--stats).
 *
 * In: records with what was said of each letter, circles with what was said of them. Out: tables for the summary; letters, levels and
 * rules are counted by api/. A finding counts once for each
 * council it concerns, once for each pair, once for its year; a circle for those of its letters and for the year in which it began.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report_in.h"

#include <stdlib.h>

struct table {
	struct map index;
	VEC(struct report_tally_row) rows;
	VEC(uint32_t) seen;		/* by row: number of the last finding that was counted in it */
	VEC(int32_t) day;		/* by row: of which its names are: the last that was counted */
};

struct report_tally {
	struct arena arena;		/* the tally itself lives in it */
	struct table council, pair, year, month;
	uint32_t finding;		/* number of the one that is counted, from 1 */
};

struct report_tally *report_tally_new(void)
{
	struct arena arena;
	arena_init(&arena, 0);
	struct report_tally *t = ARENA_NEW(&arena, struct report_tally);
	t->arena = arena;
	map_init(&t->council.index, &t->arena);
	map_init(&t->pair.index, &t->arena);
	map_init(&t->year.index, &t->arena);
	map_init(&t->month.index, &t->arena);
	return t;
}

void report_tally_free(struct report_tally *t)
{
	if (t != NULL) {
		struct arena arena = t->arena;
		arena_release(&arena);
	}
}

/* --- rows --- */

static bool told(const char *text)
{
	return text != NULL && *text != '\0';
}

/* The day as of which a letter names bodies; one without a date has the last word nowhere. */
static int32_t day_of(struct when date)
{
	return when_known(date) ? date.first : DAY_MIN;
}

/* Counts the finding in the row of that key, unless it was counted there already. The row, where it is to be named: it is new, or has its names from
 * an earlier day; else NULL. */
static struct report_tally_row *table_count(struct report_tally *t, struct table *table, struct span key, int32_t day)
{
	uint32_t i = map_get(&table->index, key);
	bool made = i == MAP_NONE;
	if (made) {
		i = table->rows.n;
		map_put(&table->index, key, i);
		*vec_push(&t->arena, &table->rows) = (struct report_tally_row){ .key = "", .name = "" };
		*vec_push(&t->arena, &table->seen) = 0;
		*vec_push(&t->arena, &table->day) = day;
	}
	table->rows.v[i].findings += table->seen.v[i] != t->finding;
	table->seen.v[i] = t->finding;
	bool later = day > table->day.v[i];
	table->day.v[i] = later ? day : table->day.v[i];
	return made || later ? &table->rows.v[i] : NULL;
}

static void keep(struct report_tally *t, const char **kept, const char *text)
{
	if (*kept == NULL || strcmp(*kept, text) != 0) {
		*kept = arena_str(&t->arena, text);
	}
}

/* A council that was renamed is called as in the last of the letters. */
static void count_council(struct report_tally *t, const char *id, const char *name, int32_t day)
{
	struct report_tally_row *row = told(id) ? table_count(t, &t->council, span_str(id), day) : NULL;
	if (row != NULL) {
		keep(t, &row->key, id);
		keep(t, &row->name, told(name) ? name : id);
	}
}

/* Who of the two wrote is not told apart. */
static void count_pair(struct report_tally *t, const char *a, const char *a_name, const char *b, const char *b_name, int32_t day)
{
	if (!told(a) || !told(b) || strcmp(a, b) == 0) {
		return;
	}
	if (strcmp(a, b) > 0) {
		count_pair(t, b, b_name, a, a_name, day);
		return;
	}
	struct buf key = BUF_INIT;
	buf_add(&key, a, strlen(a) + 1);
	buf_str(&key, b);
	struct report_tally_row *row = table_count(t, &t->pair, span_of(key.p, key.n), day);
	if (row != NULL) {
		keep(t, &row->key, a);
		keep(t, &row->other, b);
		keep(t, &row->name, told(a_name) ? a_name : a);
		keep(t, &row->other_name, told(b_name) ? b_name : b);
	}
	buf_release(&key);
}

static void count_time(struct report_tally *t, struct table *table, const char *key)
{
	struct report_tally_row *made = table_count(t, table, span_str(key), DAY_MIN);
	if (made != NULL) {
		made->key = arena_str(&t->arena, key);
		made->name = made->key[0] != '\0' ? made->key : "no date";
	}
}

/* A date that may lie in two years or months is of none. */
static void count_year(struct report_tally *t, struct when date)
{
	char year[16] = "", month[32] = "";
	if (when_known(date)) {
		struct date first = date_of_day(date.first), last = date_of_day(date.last);
		if (first.year == last.year) {
			snprintf(year, sizeof year, "%04d", (int)first.year);
		}
		if (first.year == last.year && first.month == last.month) {
			snprintf(month, sizeof month, "%04d-%02u", (int)first.year, (unsigned)first.month);
		}
	}
	count_time(t, &t->year, year);
	count_time(t, &t->month, month);
}

/* --- letters --- */

static const char *party_name(const struct letter_record *l, const char *id)
{
	for (uint32_t i = 0; told(id) && i < l->parties.n; i++) {
		if (l->parties.v[i].id != NULL && strcmp(l->parties.v[i].id, id) == 0) {
			return l->parties.v[i].name;
		}
	}
	return NULL;
}

/* The only one in that role; NULL: there are several, or none. */
static const struct letter_party *party_only(const struct letter_record *l, enum letter_role role)
{
	const struct letter_party *only = NULL;
	for (uint32_t i = 0; i < l->parties.n; i++) {
		if (l->parties.v[i].role == role) {
			if (only != NULL) {
				return NULL;
			}
			only = &l->parties.v[i];
		}
	}
	return only;
}

/* The councils that the finding names; where it names none, whoever wrote the letter, and its two ends where there are just two. */
static void count_told(struct report_tally *t, const struct letter_record *l, const struct letter_told *f)
{
	const struct letter_party *from = party_only(l, LETTER_SENDER), *to = party_only(l, LETTER_RECIPIENT);
	int32_t day = day_of(l->date);
	t->finding++;
	count_year(t, l->date);
	count_council(t, f->party, party_name(l, f->party), day);
	count_council(t, f->counterpart, party_name(l, f->counterpart), day);
	if (!told(f->party) && !told(f->counterpart) && from != NULL) {
		count_council(t, from->id, from->name, day);
	}
	if (told(f->party) && told(f->counterpart)) {
		count_pair(t, f->party, party_name(l, f->party), f->counterpart, party_name(l, f->counterpart), day);
	} else if (from != NULL && to != NULL) {
		count_pair(t, from->id, from->name, to->id, to->name, day);
	}
}

void report_tally_letter(struct report_tally *t, const struct letter_record *l)
{
	for (uint32_t i = 0; i < l->told.n; i++) {
		if (l->told.v[i].accepted == NULL) {
			count_told(t, l, &l->told.v[i]);
		}
	}
}

/* The same of a letter that no record was made of. */
void report_tally_found(struct report_tally *t, struct letter *l)
{
	struct when date = l->date_assumed ? WHEN_UNKNOWN : l->date;
	for (uint32_t i = 0; t != NULL && i < l->findings.n; i++) {
		const struct letter_finding *f = &l->findings.v[i];
		const struct letter_mention *a = report_fact_mention(l, f->mention), *b = report_fact_mention(l, f->counterpart);
		if (f->accepted != NULL) {
			continue;
		}
		t->finding++;
		count_year(t, date);
		for (uint32_t m = 0; a == NULL && b == NULL && m < l->mentions.n; m++) {	/* about the whole letter: of whoever wrote it */
			if (l->mentions.v[m].role == LETTER_SENDER) {
				count_council(t, l->mentions.v[m].party, l->mentions.v[m].name, day_of(date));
			}
		}
		if (a != NULL) {
			count_council(t, a->party, a->name, day_of(date));
		}
		if (b != NULL) {
			count_council(t, b->party, b->name, day_of(date));
		}
		if (a != NULL && b != NULL) {
			count_pair(t, a->party, a->name, b->party, b->name, day_of(date));
		}
	}
}

/* --- circles --- */

static void count_circle(struct report_tally *t, const struct letter_circle *c)
{
	for (uint32_t i = 0; i < c->steps.n; i++) {
		const struct letter_step *s = &c->steps.v[i];
		count_council(t, s->from, s->from_name, day_of(s->date));
		count_council(t, s->to, s->to_name, day_of(s->date));
		count_pair(t, s->from, s->from_name, s->to, s->to_name, day_of(s->date));
	}
	if (c->steps.n > 0) {
		count_year(t, c->steps.v[0].date);
	}
}

void report_tally_archive(struct report_tally *t, const struct letter_archive *a)
{
	for (uint32_t i = 0; i < a->findings.n; i++) {
		const struct letter_circle_finding *f = &a->findings.v[i];
		if (f->accepted != NULL) {
			continue;
		}
		t->finding++;
		if (f->circle < a->circles.n) {
			count_circle(t, &a->circles.v[f->circle]);
		}
	}
}

/* --- the sum --- */

/* Those with most findings first, else by name. */
static int order_rows(const void *x, const void *y)
{
	const struct report_tally_row *a = x, *b = y;
	if (a->findings != b->findings) {
		return a->findings > b->findings ? -1 : 1;
	}
	int key = strcmp(a->key, b->key);
	return key != 0 || a->other == NULL || b->other == NULL ? key : strcmp(a->other, b->other);
}

/* A sorted copy: the map goes on pointing at the rows. */
static const struct report_tally_row *table_sorted(struct report_tally *t, const struct table *table)
{
	size_t n = table->rows.n;
	struct report_tally_row *rows = ARENA_NEWS(&t->arena, struct report_tally_row, n + 1);
	if (n > 0) {
		memcpy(rows, table->rows.v, n * sizeof *rows);
		qsort(rows, n, sizeof *rows, order_rows);
	}
	return rows;
}

void report_tally_sum(struct report_tally *t, struct report_summary *s)
{
	s->by_council = table_sorted(t, &t->council);
	s->n_by_council = t->council.rows.n;
	s->by_pair = table_sorted(t, &t->pair);
	s->n_by_pair = t->pair.rows.n;
	s->by_year = table_sorted(t, &t->year);
	s->n_by_year = t->year.rows.n;
	s->by_month = table_sorted(t, &t->month);
	s->n_by_month = t->month.rows.n;
}
