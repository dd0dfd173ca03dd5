/* archive_store.c - letters and findings kept in an SQLite database; DESIGN section 11.
 *
 * In: files, records and findings of a run. Out: what was known of them before. The tables are for people as well: they are told in the
 * manual's STORE section, and change with user_version.
 *
 * What was put is committed every few seconds of work, so a run that is killed loses little: the files it came to are as good as read. A
 * finding that a run does not make again is gone from then on; it stays in the table with the day.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_store.h"

#include <stdlib.h>

#include "archive/archive.h"
#include "parts/sql.h"

#define STORE_VERSION 2
#define STORE_APPLICATION 0x53644573	/* "SdEs": file(1) and we tell our databases by it */
#define STORE_COMMIT 2000u		/* files put between two commits: some seconds of reading */

static const char store_schema[] =
	"CREATE TABLE run (id INTEGER PRIMARY KEY, began TEXT NOT NULL, ended TEXT, options TEXT NOT NULL, letters INTEGER, summary TEXT, circles TEXT);"
	"CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, changed INTEGER NOT NULL, content TEXT NOT NULL,"
	"  knowledge TEXT NOT NULL, letters INTEGER NOT NULL, findings INTEGER NOT NULL, failed INTEGER NOT NULL, first_seen INTEGER NOT NULL REFERENCES run, last_read INTEGER NOT NULL REFERENCES run,"
	"  seen INTEGER NOT NULL REFERENCES run, gone INTEGER REFERENCES run);"
	"CREATE TABLE letter (file INTEGER NOT NULL REFERENCES file, number INTEGER NOT NULL, member TEXT NOT NULL, id TEXT NOT NULL, date TEXT, subject TEXT,"
	"  sender TEXT, recipient TEXT, findings INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (file, number)) WITHOUT ROWID;"
	"CREATE TABLE finding (fingerprint TEXT NOT NULL, path TEXT NOT NULL, member TEXT NOT NULL, rule TEXT NOT NULL, level TEXT NOT NULL, message TEXT NOT NULL,"
	"  party TEXT, counterpart TEXT, arrangement TEXT, basis TEXT, line INTEGER, column INTEGER, letters TEXT,"
	"  accepted TEXT, accepted_by TEXT, accepted_reason TEXT, accepted_until TEXT,"
	"  first_seen INTEGER NOT NULL REFERENCES run, seen INTEGER NOT NULL REFERENCES run, gone INTEGER REFERENCES run,"
	"  PRIMARY KEY (fingerprint, path, member)) WITHOUT ROWID;"
	"CREATE VIEW open_finding AS SELECT f.*, r.began AS since FROM finding f JOIN run r ON r.id = f.first_seen WHERE f.gone IS NULL;";

struct archive_store {
	struct sql *sql;
	struct diag_sink *sink;
	const char *path;
	int64_t run;
	struct arena arena;		/* the store itself lives in it */
	const char *began;
	uint32_t pending;		/* files put since the last commit */
};

static bool store_fault(struct archive_store *s)
{
	if (sql_why(s->sql) == NULL) {
		return false;
	}
	diag_at(s->sink, DIAG_STORE_FAILED, s->path, 0, 0, "%s", sql_why(s->sql));
	return true;
}

static int64_t store_ask(struct archive_store *s, const char *question)
{
	struct sql_query *q = sql_query(s->sql, question);
	int64_t answer = sql_step(q) ? sql_number(q, 0) : 0;
	sql_do(q);
	return answer;
}

/* False: it is somebody else's database, or of another version (said). */
static bool store_prepare(struct archive_store *s)
{
	char text[128];
	sql_run(s->sql, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cell_size_check = ON;");
	int64_t tables = store_ask(s, "SELECT count(*) FROM sqlite_schema"), version = store_ask(s, "PRAGMA user_version");
	int64_t application = store_ask(s, "PRAGMA application_id");
	if (sql_why(s->sql) == NULL && tables == 0) {
		snprintf(text, sizeof text, "PRAGMA application_id = %d; PRAGMA user_version = %d; ", STORE_APPLICATION, STORE_VERSION);
		sql_run(s->sql, "BEGIN IMMEDIATE");
		sql_run(s->sql, text);
		sql_run(s->sql, store_schema);
		sql_run(s->sql, "COMMIT");
	} else if (sql_why(s->sql) == NULL && (application != STORE_APPLICATION || version != STORE_VERSION)) {
		diag_at(s->sink, DIAG_STORE_FAILED, s->path, 0, 0, "%s", application != STORE_APPLICATION ? "a database of something else" :
		    "a store of another version of samedesk; take a new file");
		return false;
	}
	return !store_fault(s);
}

struct archive_store *archive_store_open(const char *path, struct diag_sink *sink)
{
	struct arena arena;
	arena_init(&arena, 0);
	struct archive_store *s = ARENA_NEW(&arena, struct archive_store);
	s->arena = arena;
	s->sink = sink;
	s->path = arena_str(&s->arena, path);
	s->sql = sql_open(path);
	if (store_fault(s) || !store_prepare(s)) {
		archive_store_close(s);
		return NULL;
	}
	return s;
}

void archive_store_close(struct archive_store *s)
{
	if (s != NULL) {
		sql_close(s->sql);
		struct arena arena = s->arena;
		arena_release(&arena);
	}
}

const char *archive_store_why(const struct archive_store *s)
{
	return sql_why(s->sql);
}

static const char *store_copy(struct arena *a, struct sql_query *q, int column)
{
	struct span text = sql_text(q, column);
	return arena_strn(a, text.p, text.n);
}

struct archive_store_last archive_store_last(struct archive_store *s, const char *options)
{
	struct archive_store_last last = { NULL, NULL, NULL };
	struct sql_query *q = sql_query(s->sql, "SELECT began, options, summary, circles FROM run WHERE ended IS NOT NULL ORDER BY id DESC LIMIT 1");
	if (sql_step(q) && span_is(sql_text(q, 1), options)) {
		last = (struct archive_store_last){ store_copy(&s->arena, q, 0), store_copy(&s->arena, q, 2), store_copy(&s->arena, q, 3) };
	}
	sql_do(q);
	return last;
}

bool archive_store_begin(struct archive_store *s, const char *began, const char *options)
{
	s->began = arena_str(&s->arena, began);
	sql_run(s->sql, "BEGIN IMMEDIATE");
	struct sql_query *q = sql_query(s->sql, "INSERT INTO run (began, options) VALUES (?1, ?2)");
	sql_put_text(q, 1, span_str(began));
	sql_put_text(q, 2, span_str(options));
	sql_do(q);
	s->run = sql_last_id(s->sql);
	return !store_fault(s);
}

static uint64_t store_hash(struct span text)
{
	uint64_t hash = 0;
	for (size_t i = 0; i < text.n && i < 16; i++) {
		unsigned char c = (unsigned char)text.p[i];
		unsigned digit = c >= '0' && c <= '9' ? c - (unsigned)'0' : c >= 'a' && c <= 'f' ? c - 'a' + 10u : 16;
		if (digit > 15) {
			break;
		}
		hash = hash << 4 | digit;
	}
	return hash;
}

static struct span store_digits(char out[24], uint64_t hash)
{
	return span_of(out, (size_t)snprintf(out, 24, "%016llx", (unsigned long long)hash));
}

static struct archive_store_file store_row(struct sql_query *q)
{
	struct archive_store_file f = { 0 };
	f.id = sql_number(q, 0);
	f.size = sql_number(q, 1);
	f.changed = sql_number(q, 2);
	f.content = store_hash(sql_text(q, 3));
	f.knowledge = store_hash(sql_text(q, 4));
	f.letters = (uint32_t)sql_number(q, 5);
	f.findings = (uint32_t)sql_number(q, 6);
	f.failed = sql_number(q, 7) != 0;
	f.gone = !sql_is_null(q, 8);
	return f;
}

struct archive_store_file archive_store_find(struct archive_store *s, const char *path)
{
	struct archive_store_file f = { 0 };
	struct sql_query *q = sql_query(s->sql, "SELECT id, size, changed, content, knowledge, letters, findings, failed, gone FROM file WHERE path = ?1");
	sql_put_text(q, 1, span_str(path));
	if (sql_step(q)) {
		f = store_row(q);
		sql_do(q);
	}
	return f;
}

void archive_store_files(struct archive_store *s, void (*take)(void *user, const char *path, const struct archive_store_file *f), void *user)
{
	struct sql_query *q = sql_query(s->sql, "SELECT id, size, changed, content, knowledge, letters, findings, failed, gone, path FROM file WHERE gone IS NULL");
	while (sql_step(q)) {
		struct archive_store_file f = store_row(q);
		take(user, sql_text(q, 9).p, &f);
	}
}

static void store_commit(struct archive_store *s)
{
	if (++s->pending >= STORE_COMMIT) {
		sql_run(s->sql, "COMMIT");
		sql_run(s->sql, "BEGIN IMMEDIATE");
		s->pending = 0;
	}
}

void archive_store_same(struct archive_store *s, const struct archive_store_file *f)
{
	struct sql_query *q = sql_query(s->sql, "UPDATE file SET seen = ?2, size = ?3, changed = ?4 WHERE id = ?1");
	sql_put_number(q, 1, f->id);
	sql_put_number(q, 2, s->run);
	sql_put_number(q, 3, f->size);
	sql_put_number(q, 4, f->changed);
	sql_do(q);
	store_commit(s);
}

void archive_store_records(struct archive_store *s, const struct archive_store_file *f, bool told_only, struct arena *a,
    void (*take)(void *user, struct letter_record *r), void *user)
{
	const char *why;
	struct sql_query *q = sql_query(s->sql, "SELECT record FROM letter WHERE file = ?1 AND findings >= ?2 ORDER BY number");
	sql_put_number(q, 1, f->id);
	sql_put_number(q, 2, told_only);
	while (sql_step(q)) {
		struct letter_record *r = archive_record_parse(a, sql_text(q, 0), &why);
		if (r == NULL) {
			diag_at(s->sink, DIAG_STORE_FAILED, s->path, 0, 0, "a record of file %lld: %s", (long long)f->id, why);
		} else {
			take(user, r);
		}
	}
}

const char *archive_store_since(struct archive_store *s, struct arena *a, const char *fingerprint, const char *path, const char *member)
{
	struct sql_query *q = sql_query(s->sql, "SELECT began FROM finding JOIN run ON run.id = first_seen WHERE fingerprint = ?1 AND path = ?2 AND member = ?3");
	sql_put_text(q, 1, span_str(fingerprint));
	sql_put_text(q, 2, span_str(path));
	sql_put_text(q, 3, span_str(member));
	const char *since = sql_step(q) ? store_copy(a, q, 0) : "";
	sql_do(q);
	return since;
}

/* The first of a role; NULL: nobody. */
static const char *store_party(const struct letter_record *r, enum letter_role role)
{
	for (uint32_t i = 0; i < r->parties.n; i++) {
		if (r->parties.v[i].role == role) {
			return *r->parties.v[i].id != '\0' ? r->parties.v[i].id : r->parties.v[i].name;
		}
	}
	return NULL;
}

/* Read last is when its bytes were other ones than before, whoever judged them since. */
void archive_store_put(struct archive_store *s, const char *path, struct archive_store_file *f)
{
	char knowledge[24];
	struct sql_query *q;
	if (f->id == 0) {
		q = sql_query(s->sql, "INSERT INTO file (path, size, changed, content, knowledge, letters, findings, failed, first_seen, last_read, seen) VALUES (?1, ?2, ?3, '', ?4, 0, 0, 0, ?5, ?5, ?5)");
	} else {
		q = sql_query(s->sql, "DELETE FROM letter WHERE file = ?1");
		sql_put_number(q, 1, f->id);
		sql_do(q);
		q = sql_query(s->sql, "UPDATE file SET size = ?2, changed = ?3, knowledge = ?4, seen = ?5, gone = NULL WHERE path = ?1");
	}
	sql_put_text(q, 1, span_str(path));
	sql_put_number(q, 2, f->size);
	sql_put_number(q, 3, f->changed);
	sql_put_text(q, 4, store_digits(knowledge, f->knowledge));
	sql_put_number(q, 5, s->run);
	sql_do(q);
	f->id = f->id == 0 ? sql_last_id(s->sql) : f->id;
	f->letters = f->findings = 0;
}

void archive_store_letter(struct archive_store *s, struct archive_store_file *f, const struct letter_record *r)
{
	struct buf line = BUF_INIT;
	char day[32];
	struct sql_query *q = sql_query(s->sql, "INSERT INTO letter (file, number, member, id, date, subject, sender, recipient, findings, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
	archive_record_print(&line, r);
	sql_put_number(q, 1, f->id);
	sql_put_number(q, 2, f->letters++);
	sql_put_text(q, 3, span_str(r->member));
	sql_put_text(q, 4, span_str(r->id));
	sql_put_text(q, 5, when_known(r->date) ? span_str(when_print(r->date, day)) : span_of(NULL, 0));
	sql_put_text(q, 6, span_str(r->subject));
	sql_put_text(q, 7, span_str(store_party(r, LETTER_SENDER)));
	sql_put_text(q, 8, span_str(store_party(r, LETTER_RECIPIENT)));
	sql_put_number(q, 9, r->told.n + r->marks.n);
	sql_put_text(q, 10, span_of(line.p, line.n - 1));
	sql_do(q);
	f->findings += r->told.n + r->marks.n;
	buf_release(&line);
}

void archive_store_put_end(struct archive_store *s, struct archive_store_file *f)
{
	char content[24];
	struct sql_query *q = sql_query(s->sql, "UPDATE file SET last_read = CASE WHEN content IN ('', ?2) THEN last_read ELSE ?6 END, content = ?2, letters = ?3, findings = ?4, failed = ?5 WHERE id = ?1");
	sql_put_number(q, 1, f->id);
	sql_put_text(q, 2, store_digits(content, f->content));
	sql_put_number(q, 3, f->letters);
	sql_put_number(q, 4, f->findings);
	sql_put_number(q, 5, f->failed);
	sql_put_number(q, 6, s->run);
	sql_do(q);
	store_commit(s);
}

static struct span store_opt(const char *text)
{
	return text != NULL && *text != '\0' ? span_str(text) : span_of(NULL, 0);
}

const char *archive_store_finding(struct archive_store *s, struct arena *a, const struct letter_told *t, const char *path, const char *member,
    const char *letters, bool *first)
{
	struct sql_query *q = sql_query(s->sql, "INSERT INTO finding (fingerprint, path, member, rule, level, message, party, counterpart, arrangement, basis, line, column, letters, first_seen, seen, accepted, accepted_by, accepted_reason, accepted_until)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, ?15, ?16, ?17, ?18) ON CONFLICT (fingerprint, path, member) DO UPDATE SET"
	    " level = excluded.level, message = excluded.message, arrangement = excluded.arrangement, basis = excluded.basis, line = excluded.line, column = excluded.column,"
	    " accepted = excluded.accepted, accepted_by = excluded.accepted_by, accepted_reason = excluded.accepted_reason, accepted_until = excluded.accepted_until,"
	    " letters = excluded.letters, first_seen = CASE WHEN gone IS NULL THEN first_seen ELSE excluded.first_seen END, seen = excluded.seen, gone = NULL"
	    " RETURNING (SELECT began FROM run WHERE id = first_seen), first_seen");
	const char *texts[] = { t->fingerprint, path, member, t->rule, letter_level_name(t->level), t->message };
	const char *opts[] = { t->party, t->counterpart, t->arrangement, t->basis };
	for (int i = 0; i < 6; i++) {
		sql_put_text(q, i + 1, span_str(texts[i]));
	}
	for (int i = 0; i < 4; i++) {
		sql_put_text(q, i + 7, store_opt(opts[i]));
	}
	sql_put_number(q, 11, t->line);
	sql_put_number(q, 12, t->column);
	sql_put_text(q, 13, store_opt(letters));
	sql_put_number(q, 14, s->run);
	const struct letter_acceptance *by = t->accepted;
	const char *accepted[] = { by == NULL ? "" : by->in_letter ? "letter" : "baseline", by != NULL ? by->by : "", by != NULL ? by->reason : "", by != NULL ? by->until : "" };
	for (int i = 0; i < 4; i++) {
		sql_put_text(q, i + 15, store_opt(accepted[i]));
	}
	bool row = sql_step(q);
	const char *since = row ? store_copy(a, q, 0) : s->began;
	*first = !row || sql_number(q, 1) == s->run;
	sql_do(q);
	return since;
}

static void store_tell(struct archive_store *s, const char *question, const char *what, void (*take)(void *user, const struct letter_change *c), void *user)
{
	struct arena scratch;
	struct sql_query *q = sql_query(s->sql, question);
	arena_init(&scratch, 0);
	sql_put_number(q, 1, s->run);
	while (sql_step(q)) {
		const char *texts[5];
		for (int i = 0; i < 5; i++) {
			texts[i] = store_copy(&scratch, q, i);
		}
		struct letter_change c = { what, texts[0], texts[1], texts[2], texts[3], texts[4], "", NULL, false };
		if (take != NULL) {
			take(user, &c);
		}
		arena_clear(&scratch);
	}
	arena_release(&scratch);
}

void archive_store_end(struct archive_store *s, const char *summary, const char *circles,
    void (*take)(void *user, const struct letter_change *c), void *user)
{
	static const char *const changes[] = {
		"UPDATE file SET gone = ?1 WHERE seen < ?1 AND gone IS NULL", "UPDATE finding SET gone = ?1 WHERE seen < ?1 AND gone IS NULL",
		"DELETE FROM letter WHERE file IN (SELECT id FROM file WHERE gone = ?1)",
	};
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct sql_query *q = sql_query(s->sql, changes[i]);
		sql_put_number(q, 1, s->run);
		sql_do(q);
	}
	struct sql_query *q = sql_query(s->sql, "UPDATE run SET ended = began, letters = (SELECT count(*) FROM letter), summary = ?2, circles = ?3 WHERE id = ?1");
	sql_put_number(q, 1, s->run);
	sql_put_text(q, 2, span_str(summary));
	sql_put_text(q, 3, span_str(circles));
	sql_do(q);
	if (store_ask(s, "SELECT count(*) FROM run WHERE ended IS NOT NULL") > 1) {	/* at first all would be new */
		store_tell(s, "SELECT path, '', '', '', '' FROM file WHERE first_seen = ?1 ORDER BY path", "new", take, user);
		store_tell(s, "SELECT path, '', '', '', '' FROM file WHERE last_read = ?1 AND first_seen < ?1 ORDER BY path", "changed", take, user);
		store_tell(s, "SELECT path, '', '', '', '' FROM file WHERE gone = ?1 ORDER BY path", "gone", take, user);
		store_tell(s, "SELECT path, member, rule, message, r.began FROM finding f JOIN run r ON r.id = f.first_seen WHERE gone = ?1"
		    " ORDER BY path, member, rule, fingerprint", "finding-gone", take, user);
	}
	sql_run(s->sql, "COMMIT");
	store_fault(s);
}
