/* archive_store.h - an archive's letters and findings kept in a file between runs: an SQLite database that anybody may ask; the manual's
 * STORE section tells the tables.
 *
 * A run is begun, told of each file in the order of the units, and ended. What was put is safe from time to time, so that a run
 * that was killed goes on where it stopped. Belongs to one thread.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_ARCHIVE_STORE_H
#define SAMEDESK_ARCHIVE_STORE_H

#include "letter/letter_record.h"

struct archive_store;

/* What is known of a file since an earlier run. */
struct archive_store_file {
	int64_t id;			/* 0: it is new */
	int64_t size, changed;		/* changed: nanoseconds since 1970 */
	uint64_t content;		/* hash of its bytes */
	uint64_t knowledge;		/* by what it was judged */
	uint32_t letters, findings;
	bool failed, gone;
};

/* Opens or makes the store in the file. NULL: said. The caller closes. */
struct archive_store *archive_store_open(const char *path, struct diag_sink *sink);
void archive_store_close(struct archive_store *s);

/* The last run that came to its end with these options: when it began, and its summary and circles as they were put; all NULL: there was
 * none. */
struct archive_store_last { const char *began, *summary, *circles; };
struct archive_store_last archive_store_last(struct archive_store *s, const char *options);
/* Every file that is not gone, in any order; path lives until take() returns. */
void archive_store_files(struct archive_store *s, void (*take)(void *user, const char *path, const struct archive_store_file *f), void *user);
/* The file's records, in order, in a; only those with findings, when told_only. */
void archive_store_records(struct archive_store *s, const struct archive_store_file *f, bool told_only, struct arena *a,
    void (*take)(void *user, struct letter_record *r), void *user);
/* When a finding was first made: "2026-03-02T09:30:00Z", in a; "" when it is not there. */
const char *archive_store_since(struct archive_store *s, struct arena *a, const char *fingerprint, const char *path, const char *member);

/* --- a run that changes something --- */

/* began: when, ISO 8601 in UTC: "2026-03-02T09:30:00Z". False: said. */
bool archive_store_begin(struct archive_store *s, const char *began, const char *options);
/* Of the file with that path, gone or not. */
struct archive_store_file archive_store_find(struct archive_store *s, const char *path);
/* The file is as it was: it is seen. */
void archive_store_same(struct archive_store *s, const struct archive_store_file *f);
/* The file is new or has changed, and its letters take the place of the old: it is opened (f->id is set), its letters are put in
 * order, it is closed (letters and findings counted; content and failed may be set until then). */
void archive_store_put(struct archive_store *s, const char *path, struct archive_store_file *f);
void archive_store_letter(struct archive_store *s, struct archive_store_file *f, const struct letter_record *r);
void archive_store_put_end(struct archive_store *s, struct archive_store_file *f);
/* A finding is made in this run. letters: of a circle as JSON, else NULL. When it was first made, in a; *first: in this run. */
const char *archive_store_finding(struct archive_store *s, struct arena *a, const struct letter_told *t, const char *path, const char *member,
    const char *letters, bool *first);
/* The run came to its end: what was not seen is gone. Tells what has changed since the run before. */
void archive_store_end(struct archive_store *s, const char *summary, const char *circles,
    void (*take)(void *user, const struct letter_change *c), void *user);
/* NULL: all went well. */
const char *archive_store_why(const struct archive_store *s);

#endif
