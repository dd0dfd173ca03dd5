/* date.h - dates as well as they are known, and questions answered yes, no or perhaps.
 *
 * A date is written 2016, 2016-12 or 2016-12-05 (ISO 8601, proleptic Gregorian) and keeps that
 * precision. As a range it is the first to the last day it can mean. A day is a number: days since 1970-01-01.
 * A period's last day is inclusive (DESIGN section 3).
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_DATE_H
#define SAMEDESK_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum tri { TRI_NO, TRI_PERHAPS, TRI_YES };	/* ORDER: tri_and() is the lesser of two */

struct date {		/* year 0: not known; month or day 0: not known */
	int16_t year;
	uint8_t month, day;
};

struct when {		/* what a letter's date can be: first and last possible day, inclusive */
	int32_t first, last;
};

struct period {		/* year 0 in from: since ever; in until: open */
	struct date from, until;
};

#define DAY_MIN (INT32_MIN / 2)
#define DAY_MAX (INT32_MAX / 2)
#define WHEN_UNKNOWN ((struct when){ DAY_MIN, DAY_MAX })

static inline enum tri tri_and(enum tri a, enum tri b) { return a < b ? a : b; }
static inline enum tri tri_or(enum tri a, enum tri b) { return a > b ? a : b; }

/* True when s is an ISO date of one of the three precisions and the day exists. */
bool date_parse(struct span s, struct date *out);
bool date_valid(struct date d);
/* Writes at most 11 bytes with the NUL; "" for the unknown date. Returns out. */
char *date_print(struct date d, char out[16]);
int32_t date_first(struct date d);	/* DAY_MIN when not known */
int32_t date_last(struct date d);	/* DAY_MAX when not known */
struct date date_of_day(int32_t day);
struct when date_when(struct date d);
bool when_known(struct when w);
/* Prints the shortest exact form: 2015-03-02, 2015-03, 2015, or 2015-03-02/2015-03-09; "" when unknown. */
char *when_print(struct when w, char out[32]);
/* Today in the local zone, or SOURCE_DATE_EPOCH's day (UTC) when that is set: runs can be repeated. */
struct date date_today(void);

/* Was the period running on that date? PERHAPS when either is too imprecise to say. */
enum tri period_holds(struct period p, struct when w);
/* Had it ended before w? */
enum tri period_ended(struct period p, struct when w);
/* Was it still to begin after w? */
enum tri period_to_come(struct period p, struct when w);

#endif
