/* api_audit.h - what the files of an audit share: what is to be read, cut into tasks for threads, and what came of it.
 *
 * A unit is what is read at once: a file, a slice of a big mbox, or a line of a file of records. Units stand in the order in which
 * letters are told: by path as a walk of the folders meets them, then by place.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_API_AUDIT_H
#define SAMEDESK_API_AUDIT_H

#include "api/api_accept.h"
#include "archive/archive.h"
#include "archive/archive_store.h"
#include "base/pool.h"

struct audit_unit {
	const char *path;		/* of the letters' file, or of the file of records */
	uint64_t offset;		/* slice, record: where it begins */
	uint32_t n;			/* bytes of it; 0: the whole file */
	uint32_t lines_before, messages_before;	/* slice; record: its line, from 1, and 0 */
	uint32_t size;			/* of the whole file when it was looked at; 0: not known */
	const struct api_setting *setting;
	uint32_t file;			/* with a store: index into a->files */
	bool stored;			/* its records are in the store, as new as the file */
};

/* A file looked at before anything is read. */
struct audit_look {
	int64_t size, changed;		/* changed: nanoseconds since 1970 */
	bool file;			/* else it is none, or not there */
};

struct audit_file {			/* with a store: a file, and what is known of it */
	struct archive_store_file f;	/* size and time as they are now */
	uint64_t content, knowledge;	/* of the store's: by what its records were made; 0: none */
	bool judged_otherwise;		/* its bytes are known, its records were made with other knowledge */
};

/* What became of a unit. */
struct audit_outcome {
	uint32_t unit, records;		/* how many of the task's */
	uint64_t content;		/* hash of its bytes, with a store */
	bool same;			/* its bytes are those that the store knows: nothing was read */
	bool failed;			/* something of it could not be read */
	bool foreign;			/* it is left out: of a kind in which nobody writes letters */
	bool misused;			/* an acceptance in it cannot be used */
};

struct audit_said { enum diag_id id; const char *path, *detail; uint32_t line, column; };

/* What a thread made of a run of units, until it is taken. */
struct audit_task {
	uint32_t first, n;		/* units */
	const uint32_t *only;		/* of a mailbox: the messages that are read; NULL: all */
	uint32_t n_only;
	struct arena memory;		/* of all below */
	struct diag_sink sink;		/* keeps what is said */
	VEC(struct audit_said) said;
	VEC(struct letter_record *) records;
	VEC(struct audit_outcome) outcomes;	/* one a unit */
	uint32_t lost;			/* letters that took too much memory */
	bool unjudged;
	bool done;			/* memory is in use */
};

enum audit_input { AUDIT_FILES, AUDIT_RECORDS };

struct samedesk_audit {
	struct api_options options;
	struct arena run;		/* the audit itself lives in it */
	struct api_settings settings;
	struct api_counts counts;
	struct api_accept accept;
	struct report *report;
	struct archive *archive;	/* NULL: extract */
	struct know *know;		/* of the archive, in the language of the run */
	enum audit_input input;
	bool rereading;			/* for texts: whatever the store knows */
	unsigned with;			/* archive_record(): what records hold of the words that are compared */
	VEC(const char *) paths;	/* files of letters, or of records, as they were named */
	struct buf units;		/* struct audit_unit */
	struct buf files;		/* struct audit_file, with a store */
	struct buf unit_of;		/* uint32_t: each letter's unit */
	struct buf message_of;		/* uint32_t: which message of a mailbox it came with; 0: none */
	VEC(struct audit_task) tasks;
	uint32_t n_readers;
	struct api_reader *readers;	/* one a thread */
	struct audit_texts *texts;	/* api_audit_text.c */
	struct audit_store *store;	/* api_audit_store.c; NULL: none */
	bool shows;			/* what tools show of findings is wanted, now or later */
	bool failing, trouble, ended;
};

static inline const struct audit_unit *audit_unit(const struct samedesk_audit *a, uint32_t i)
{
	return (const struct audit_unit *)(const void *)a->units.p + i;
}
static inline uint32_t audit_units(const struct samedesk_audit *a)
{
	return (uint32_t)(a->units.n / sizeof(struct audit_unit));
}

/* api_audit_units.c: fills a->units from a->paths, in order, each path once; what cannot be read is said. */
void api_audit_units(struct samedesk_audit *a);

/* api_audit_read.c: on a thread: reads the task's units to records. */
void api_audit_read(struct samedesk_audit *a, unsigned thread, struct audit_task *t);
/* Begins and ends a task's memory. */
void api_audit_read_begin(struct audit_task *t);
void api_audit_read_end(struct audit_task *t);

/* api_audit.c: a letter's record is judged, counted, told and added to the archive. */
void api_audit_letter(struct samedesk_audit *a, struct letter_record *r, uint32_t unit);
/* What the rules said of the circles is counted and told. */
void api_audit_tell(struct samedesk_audit *a, struct letter_archive *found);
/* A letter's finding is counted, and told to the caller. */
void api_audit_told(struct samedesk_audit *a, const struct letter_record *r, const struct letter_told *t);
/* Something of the file could not be read. */
void api_audit_failed(struct samedesk_audit *a, const char *path);

/* api_audit_store.c: with --store. */
bool api_audit_store_open(struct samedesk_audit *a);		/* false: said */
void api_audit_store_close(struct samedesk_audit *a);
/* Fills the file and stored of the units of one file, which must not be added yet. False: it is to be read. */
bool api_audit_store_known(struct samedesk_audit *a, struct audit_unit *u, const struct audit_look *look);
/* All units are known: begins the run. True: nothing has changed, and the findings of the run before were told. */
bool api_audit_store_begin(struct samedesk_audit *a);
/* A unit of files is taken: its records are kept, or fetched. */
void api_audit_store_take(struct samedesk_audit *a, const struct audit_outcome *o, struct letter_record *const *records);
/* Since when the finding is known; false: it is older than what was asked for. */
bool api_audit_store_told(struct samedesk_audit *a, struct letter_told *t, const char *path, const char *member, const char *letters);
void api_audit_store_circles(struct samedesk_audit *a, struct letter_archive *found);
void api_audit_store_end(struct samedesk_audit *a);

/* api_audit_read.c: who does a party's work, for archive_options. */
const char *api_audit_read_desk(void *audit, const char *party, know_index service, struct when date);

/* api_audit_text.c: the words of a few letters once more: for archive_options. */
void api_audit_texts_init(struct samedesk_audit *a);
void api_audit_texts_release(struct samedesk_audit *a);
void api_audit_text_want(void *audit, const uint32_t *letters, uint32_t n);
bool api_audit_text(void *audit, uint32_t letter, struct arena *into, const char **text);

#endif
