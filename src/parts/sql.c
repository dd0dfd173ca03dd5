/* sql.c - SQLite behind some functions; its errors are kept and told once.
 *
 * SPDX-License-Identifier: ISC */
#include "parts/sql.h"

#include <sqlite3.h>
#include <stdlib.h>

struct sql_query {
	struct sql *sql;
	sqlite3_stmt *statement;
	const char *text;
	struct sql_query *next;
	bool ready;		/* values may be put: the last use is over */
};

struct sql {
	sqlite3 *db;
	struct sql_query *queries;
	char *why;
};

static void sql_fault(struct sql *s, int code)
{
	if (s->why == NULL) {
		s->why = strdup(s->db != NULL ? sqlite3_errmsg(s->db) : sqlite3_errstr(code));
		if (s->why == NULL) {
			bug("out of memory");
		}
	}
}

/* How long another program may hold the file before we give up, milliseconds. */
#define SQL_PATIENCE 5000

struct sql *sql_open(const char *path)
{
	struct sql *s = calloc(1, sizeof *s);
	if (s == NULL) {
		bug("out of memory");
	}
	int code = sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK) {
		sql_fault(s, code);
	} else {
		sqlite3_extended_result_codes(s->db, 1);
		sqlite3_busy_timeout(s->db, SQL_PATIENCE);
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);	/* the file may come from anywhere */
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	}
	return s;
}

void sql_close(struct sql *s)
{
	while (s != NULL && s->queries != NULL) {
		struct sql_query *q = s->queries;
		s->queries = q->next;
		sqlite3_finalize(q->statement);
		free(q);
	}
	if (s != NULL) {
		sqlite3_close(s->db);
		free(s->why);
		free(s);
	}
}

const char *sql_why(const struct sql *s)
{
	return s->why;
}

void sql_run(struct sql *s, const char *statements)
{
	if (s->why == NULL) {
		int code = sqlite3_exec(s->db, statements, NULL, NULL, NULL);
		if (code != SQLITE_OK) {
			sql_fault(s, code);
		}
	}
}

static void sql_ready(struct sql_query *q)
{
	if (q->statement != NULL && !q->ready) {
		sqlite3_reset(q->statement);
		sqlite3_clear_bindings(q->statement);
	}
	q->ready = true;
}

struct sql_query *sql_query(struct sql *s, const char *text)
{
	struct sql_query *q = s->queries;
	while (q != NULL && q->text != text) {
		q = q->next;
	}
	if (q == NULL) {
		q = calloc(1, sizeof *q);
		if (q == NULL) {
			bug("out of memory");
		}
		q->sql = s;
		q->text = text;
		q->next = s->queries;
		s->queries = q;
	}
	if (q->statement == NULL && s->why == NULL) {
		int code = sqlite3_prepare_v3(s->db, text, -1, SQLITE_PREPARE_PERSISTENT, &q->statement, NULL);
		if (code != SQLITE_OK) {
			sql_fault(s, code);
		}
	}
	q->ready = false;
	sql_ready(q);
	return q;
}

static void sql_check(struct sql_query *q, int code)
{
	if (code != SQLITE_OK) {
		sql_fault(q->sql, code);
	}
}

void sql_put_text(struct sql_query *q, int i, struct span text)
{
	if (q->sql->why == NULL) {
		sql_check(q, text.p == NULL ? sqlite3_bind_null(q->statement, i) : sqlite3_bind_text64(q->statement, i, text.p, text.n, SQLITE_TRANSIENT, SQLITE_UTF8));
	}
}

void sql_put_number(struct sql_query *q, int i, int64_t number)
{
	if (q->sql->why == NULL) {
		sql_check(q, sqlite3_bind_int64(q->statement, i, number));
	}
}

void sql_put_null(struct sql_query *q, int i)
{
	sql_put_text(q, i, span_of(NULL, 0));
}

bool sql_step(struct sql_query *q)
{
	if (q->sql->why != NULL) {
		return false;
	}
	q->ready = false;
	int code = sqlite3_step(q->statement);
	if (code == SQLITE_ROW) {
		return true;
	}
	if (code != SQLITE_DONE) {
		sql_fault(q->sql, code);
	}
	sql_ready(q);
	return false;
}

void sql_do(struct sql_query *q)
{
	while (sql_step(q)) {
	}
}

int64_t sql_number(struct sql_query *q, int column)
{
	return sqlite3_column_int64(q->statement, column);
}

struct span sql_text(struct sql_query *q, int column)
{
	const unsigned char *text = sqlite3_column_text(q->statement, column);
	return span_of(text != NULL ? (const char *)text : "", text != NULL ? (size_t)sqlite3_column_bytes(q->statement, column) : 0);
}

bool sql_is_null(struct sql_query *q, int column)
{
	return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

int64_t sql_last_id(const struct sql *s)
{
	return s->db != NULL ? sqlite3_last_insert_rowid(s->db) : 0;
}
