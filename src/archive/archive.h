/* archive.h - the door of archive/: what many letters show together; DESIGN sections 1, 5 to 7.
 *
 * In: letters that went through all stages, one after the other, as records. Out: circles: echoes, rings, reference loops, each with its
 * steps in order. What a rule says of a circle is left to judge/, the reading of files to api/.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_ARCHIVE_H
#define SAMEDESK_ARCHIVE_H

#include "letter/letter_record.h"

/* --- records --- */

/* What an archive keeps of the letter, in a (which may outlive the letter). Its parties' desks are set by the caller (relate/
 * knows them). The words that are compared, and the sketch that is made of them, are kept when asked for. */
enum { ARCHIVE_WITH_SKETCH = 1, ARCHIVE_WITH_TEXT = 2 };	/* bits of with */
struct letter_record *archive_record(struct arena *a, struct letter *l, unsigned with);
struct letter_acceptance *archive_record_acceptance(struct arena *a, const struct letter_acceptance *t);	/* a copy */
/* Of a letter that went no further than extract/: where it stands and the words that are compared, nothing else. */
struct letter_record *archive_record_words(struct arena *a, struct letter *l);

/* As one line of JSON with its line feed; and back. NULL: not such a line, *why says what is wrong. */
void archive_record_print(struct buf *out, const struct letter_record *r);
struct letter_record *archive_record_parse(struct arena *a, struct span line, const char **why);
/* The first line of a file of records: format and version. */
void archive_record_head(struct buf *out);
bool archive_record_is_head(struct span line, const char **why);	/* *why not NULL: it is one, of a version that we do not read */

/* --- an archive --- */

struct archive_options {
	uint32_t window;		/* months within which a letter is continued; 0: 24 (DESIGN section 7) */
	uint32_t longest;		/* letters of the longest ring looked for; 0: ARCHIVE_LONGEST */
	uint32_t similarity;		/* per cent from which a reply is an echo; 0: ARCHIVE_SIMILARITY */
	bool no_echoes;			/* do not compare texts */
	uint32_t jobs;			/* threads that look for circles; 0: the caller's own alone. What is found does not depend on it */
	/* The masked words of a letter once more (record.text), for the few that are compared word by word. False: not to be had. Several threads may ask at
	 * once for those that were wanted last. */
	bool (*text)(void *user, uint32_t letter, struct arena *a, const char **text);
	/* These will be asked for next, all of a batch: so that a file of many letters is read once. May be NULL. */
	void (*want)(void *user, const uint32_t *letters, uint32_t n);
	/* Who does the party's work in the service on that day: an id; NULL: not known. NULL: nobody can say. */
	const char *(*desk)(void *user, const char *party, know_index service, struct when date);
	void *user;
};
#define ARCHIVE_WINDOW 24u
#define ARCHIVE_WINDOW_MOST 12000u	/* a thousand years: what is added to a date stays a date */
#define ARCHIVE_LONGEST 12u
#define ARCHIVE_SIMILARITY 80u

struct archive;

struct archive *archive_new(const struct know *k, const struct archive_options *o, struct diag_sink *sink);
/* Adds a letter, in the order in which letters are told; the record may go afterwards. Its number: 0, 1, ... */
uint32_t archive_add(struct archive *a, const struct letter_record *r);
/* Finds the circles. out->arena and out->know are set; the rest is filled. */
void archive_circles(struct archive *a, struct letter_archive *out);
void archive_free(struct archive *a);

#endif
