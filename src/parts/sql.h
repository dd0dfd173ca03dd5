/* sql.h - SQLite: a database file, and questions put to it.
 *
 * A database belongs to one thread. The first thing that fails is kept, with SQLite's words for it, and all that is asked afterwards does
 * nothing: callers ask once at the end, or where it matters.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_SQL_H
#define SAMEDESK_SQL_H

#include "base/base.h"

struct sql;
struct sql_query;

/* Opens or makes the file. Never NULL; the caller closes. */
struct sql *sql_open(const char *path);
void sql_close(struct sql *s);
/* NULL: all went well so far; else what went wrong first. */
const char *sql_why(const struct sql *s);
/* Runs statements that return nothing. */
void sql_run(struct sql *s, const char *statements);

/* A statement with ?1, ?2, ...; made once for a text that lives as long as s, and used again. Ready for values. */
struct sql_query *sql_query(struct sql *s, const char *text);
void sql_put_text(struct sql_query *q, int i, struct span text);	/* copied; p == NULL: null */
void sql_put_number(struct sql_query *q, int i, int64_t number);
void sql_put_null(struct sql_query *q, int i);
/* The next row; false: there is none (any more), or it failed. */
bool sql_step(struct sql_query *q);
/* As sql_step() of a statement that returns nothing. */
void sql_do(struct sql_query *q);
int64_t sql_number(struct sql_query *q, int column);			/* from 0; null is 0 */
struct span sql_text(struct sql_query *q, int column);			/* until the next step; null is empty */
bool sql_is_null(struct sql_query *q, int column);
int64_t sql_last_id(const struct sql *s);

#endif
