/* api_audit.h - what the files of an audit share: what is to be read, cut into tasks for threads, and what came of it.
 *
 * A unit is what is read at once: a file, a slice of a big mbox, or a line of a file of records. Units stand in the order in which
 * letters are told: by path as a walk of the folders meets them, then by place.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_API_AUDIT_H
#define SAMEDESK_API_AUDIT_H

#include "api/api.h"
#include "api/api_pool.h"
#include "archive/archive.h"

struct audit_unit {
	const char *path;		/* of the letters' file, or of the file of records */
	uint64_t offset;		/* slice, record: where it begins */
	uint32_t n;			/* bytes of it; 0: the whole file */
	uint32_t lines_before, messages_before;	/* slice; record: its line, from 1, and 0 */
	const struct api_setting *setting;
};

struct audit_said { enum diag_id id; const char *path, *detail; uint32_t line, column; };

/* What a thread made of a run of units, until it is taken. */
struct audit_task {
	uint32_t first, n;		/* units */
	struct arena memory;		/* of all below */
	struct diag_sink sink;		/* keeps what is said */
	VEC(struct audit_said) said;
	VEC(struct letter_record *) records;
	VEC(uint32_t) unit;		/* of each record: its unit */
	VEC(const char *) failed;	/* paths of units of which something could not be read */
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
	struct report *report;
	struct archive *archive;	/* NULL: extract */
	enum audit_input input;
	bool with_text;			/* records hold the words that are compared */
	VEC(const char *) paths;	/* files of letters, or of records, as they were named */
	struct buf units;		/* struct audit_unit */
	struct buf unit_of;		/* uint32_t: each letter's unit */
	VEC(struct audit_task) tasks;
	uint32_t n_readers;
	struct api_reader *readers;	/* one a thread */
	struct audit_texts *texts;	/* api_audit_text.c */
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
void api_audit_task_begin(struct audit_task *t);
void api_audit_task_end(struct audit_task *t);

/* api_audit_text.c: the words of a few letters once more: for archive_options. */
void api_audit_texts_init(struct samedesk_audit *a);
void api_audit_texts_release(struct samedesk_audit *a);
void api_audit_want(void *audit, const uint32_t *letters, uint32_t n);
bool api_audit_text(void *audit, uint32_t letter, struct arena *into, const char **text);

#endif
