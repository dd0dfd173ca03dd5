/* date.c - imprecise dates and three-valued answers.
 *
 * A period's start known only as 2014 lies somewhere in 2014; its end known only as 2016 somewhere in 2016. It certainly
 * holds from the last day its start can be to the first day its end can be, and certainly not outside the widest
 * reading. Between the two the answer is perhaps.
 *
 * SPDX-License-Identifier: ISC */
#include "base/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/base.h"

static bool date_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int date_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return month == 2 && date_leap(year) ? 29 : days[month - 1];
}

bool date_valid(struct date d)
{
	if (d.year < 1 || d.year > 9999 || d.month > 12 || (d.month == 0 && d.day != 0)) {
		return false;
	}
	return d.day == 0 || d.day <= date_month_days(d.year, d.month);
}

static bool date_digits(struct span s, size_t at, size_t n, int *out)
{
	*out = 0;
	for (size_t i = at; i < at + n; i++) {
		if (i >= s.n || s.p[i] < '0' || s.p[i] > '9') {
			return false;
		}
		*out = *out * 10 + (s.p[i] - '0');
	}
	return true;
}

bool date_parse(struct span s, struct date *out)
{
	int year, month = 0, day = 0;
	if ((s.n != 4 && s.n != 7 && s.n != 10) || !date_digits(s, 0, 4, &year)) {
		return false;
	}
	if (s.n > 4 && (s.p[4] != '-' || !date_digits(s, 5, 2, &month) || month == 0)) {
		return false;
	}
	if (s.n > 7 && (s.p[7] != '-' || !date_digits(s, 8, 2, &day) || day == 0)) {
		return false;
	}
	*out = (struct date){ (int16_t)year, (uint8_t)month, (uint8_t)day };
	return date_valid(*out);
}

/* n digits of a number that has no more. Where to go on. */
static char *date_put(char *out, int number, int n)
{
	for (int i = n; i-- > 0; number /= 10) {
		out[i] = (char)('0' + number % 10);
	}
	return out + n;
}

/* Each letter's date is printed more than once: not by printf(), unless it has a digit too many. */
char *date_print(struct date d, char out[16])
{
	char *end = out;
	if (d.year < 0 || d.year > 9999 || d.month > 99 || d.day > 99) {
		snprintf(out, 16, d.day != 0 ? "%04d-%02d-%02d" : d.month != 0 ? "%04d-%02d" : "%04d", d.year, d.month, d.day);
		return out;
	}
	if (d.day != 0 || d.month != 0 || d.year != 0) {
		end = date_put(end, d.year, 4);
	}
	if (d.day != 0 || d.month != 0) {
		*end++ = '-';
		end = date_put(end, d.month, 2);
	}
	if (d.day != 0) {
		*end++ = '-';
		end = date_put(end, d.day, 2);
	}
	*end = '\0';
	return out;
}

/* Days from 1970-01-01, by Howard Hinnant's days_from_civil (public domain): years begin in March. */
static int32_t date_day(int year, int month, int day)
{
	year -= month <= 2;
	int era = (year >= 0 ? year : year - 399) / 400;
	int of_era = year - era * 400;
	int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct date date_of_day(int32_t day)
{
	int32_t z = day + 719468;
	int32_t era = (z >= 0 ? z : z - 146096) / 146097;
	int32_t doe = z - era * 146097;
	int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int32_t mp = (5 * doy + 2) / 153;
	int32_t month = mp + (mp < 10 ? 3 : -9);
	return (struct date){ (int16_t)(yoe + era * 400 + (month <= 2)), (uint8_t)month, (uint8_t)(doy - (153 * mp + 2) / 5 + 1) };
}

int32_t date_first(struct date d)
{
	if (d.year == 0) {
		return DAY_MIN;
	}
	return date_day(d.year, d.month != 0 ? d.month : 1, d.day != 0 ? d.day : 1);
}

int32_t date_last(struct date d)
{
	if (d.year == 0) {
		return DAY_MAX;
	}
	int month = d.month != 0 ? d.month : 12;
	return date_day(d.year, month, d.day != 0 ? d.day : date_month_days(d.year, month));
}

struct when date_when(struct date d)
{
	return (struct when){ date_first(d), date_last(d) };
}

bool when_known(struct when w)
{
	return w.first > DAY_MIN && w.last < DAY_MAX;
}

char *when_print(struct when w, char out[32])
{
	char a[16] = "", b[16] = "";
	out[0] = '\0';
	if (!when_known(w)) {
		if (w.first > DAY_MIN) {
			snprintf(out, 32, "%s/", date_print(date_of_day(w.first), a));
		} else if (w.last < DAY_MAX) {
			snprintf(out, 32, "/%s", date_print(date_of_day(w.last), b));
		}
		return out;
	}
	struct date first = date_of_day(w.first), month = first, year = first;
	month.day = 0;
	year.day = year.month = 0;
	if (w.first == w.last) {
		date_print(first, a);
	} else if (w.first == date_first(month) && w.last == date_last(month)) {
		date_print(month, a);
	} else if (w.first == date_first(year) && w.last == date_last(year)) {
		date_print(year, a);
	} else {
		date_print(first, a);
		date_print(date_of_day(w.last), b);
	}
	size_t n = strlen(a), m = strlen(b);
	memcpy(out, a, n + 1);
	if (m > 0) {
		out[n] = '/';
		memcpy(out + n + 1, b, m + 1);	/* both together are no longer than it is */
	}
	return out;
}

struct date date_today(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *end = NULL;
	if (epoch != NULL && epoch[0] != '\0') {
		long long seconds = strtoll(epoch, &end, 10);
		if (*end == '\0' && seconds >= 0 && seconds < 253402300800ll) {
			return date_of_day((int32_t)(seconds / 86400));
		}
	}
	time_t now = time(NULL);
	struct tm tm;
	if (localtime_r(&now, &tm) == NULL) {
		return (struct date){ 1970, 1, 1 };
	}
	return (struct date){ (int16_t)(tm.tm_year + 1900), (uint8_t)(tm.tm_mon + 1), (uint8_t)tm.tm_mday };
}

/* The first and last day on which a period can begin and end. */
static struct when period_start(struct period p)
{
	return p.from.year == 0 ? (struct when){ DAY_MIN, DAY_MIN } : date_when(p.from);
}

static struct when period_end(struct period p)
{
	return p.until.year == 0 ? (struct when){ DAY_MAX, DAY_MAX } : date_when(p.until);
}

enum tri period_holds(struct period p, struct when w)
{
	struct when start = period_start(p), end = period_end(p);
	if (w.first >= start.last && w.last <= end.first) {
		return TRI_YES;
	}
	return w.last < start.first || w.first > end.last ? TRI_NO : TRI_PERHAPS;
}

enum tri period_ended(struct period p, struct when w)
{
	struct when end = period_end(p);
	if (w.first > end.last) {
		return TRI_YES;
	}
	return w.last <= end.first ? TRI_NO : TRI_PERHAPS;
}

enum tri period_to_come(struct period p, struct when w)
{
	struct when start = period_start(p);
	if (w.last < start.first) {
		return TRI_YES;
	}
	return w.first >= start.last ? TRI_NO : TRI_PERHAPS;
}
