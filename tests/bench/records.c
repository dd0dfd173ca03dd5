/* records.c - planned letters as records, in the format of `samedesk extract`, without their texts: for archives too large to be worded.
 *
 * In: a planned letter and its values. Out: a line. Terms are what a letter of that matter would show: its figure, its site, and figures and
 * names that have nothing to do with it; desks are those that the registry gives.
 *
 * SPDX-License-Identifier: ISC */
#include "records.h"

#include <ctype.h>
#include <stdio.h>

enum { FOR_TERMS = 60, TERMS_LEAST = 4, TERMS_MORE = 6 };

void records_head(FILE *f)
{
	fputs("{\"samedesk\": \"records\", \"version\": 1}\n", f);
}

/* Names of councils, references and subjects hold nothing that JSON would write otherwise. */
static void print_party(const struct composer *c, FILE *f, uint32_t of, const char *role, const struct letter *l)
{
	const struct council *who = &c->plan->councils->all.v[of];
	uint32_t topic = c->plan->matters.v[l->matter].topic;
	const char *desk = topic == 0 || topic == PLAN_NEED ? councils_desk(c->plan->councils, of, l->day) : "";

	fprintf(f, "{\"role\": \"%s\", \"id\": \"%s\", \"name\": \"%s\"", role, who->id, who->name);
	if (*desk != '\0')
		fprintf(f, ", \"desk\": \"%s\"", desk);
	putc('}', f);
}

static void print_parties(const struct composer *c, FILE *f, const struct letter *l)
{
	fputs(", \"parties\": [", f);
	print_party(c, f, l->from, "sender", l);
	fputs(", ", f);
	print_party(c, f, l->to, "recipient", l);
	if (l->cc != PLAN_NONE) {
		fputs(", ", f);
		print_party(c, f, l->cc, "cc", l);
	}
	putc(']', f);
}

static void print_cited(const struct composer *c, FILE *f, const struct letter *l, const struct values *v)
{
	const struct letter *cited = l->cites != PLAN_NONE ? &c->plan->letters.v[l->cites] : NULL;
	struct date d;

	if (cited == NULL)
		return;
	d = date_of_day(cited->day);
	if (l->replies)
		fprintf(f, ", \"your_refs\": [\"%s\"]", values_get(v, "citeref"));
	fprintf(f, ", \"cited\": [{\"date\": \"%04d-%02d-%02d\", \"reference\": \"%s\", \"author\": \"%s\"%s}]", d.year, d.month, d.day, values_get(v, "citeref"),
	    c->plan->councils->all.v[cited->from].id, l->replies ? ", \"answered\": true" : "");
}

static void print_lower(FILE *f, const char *text)
{
	for (; *text != '\0'; text++)
		putc(tolower((unsigned char)*text), f);
}

static void print_terms(const struct composer *c, FILE *f, uint32_t number, const struct values *v, struct arena *a)
{
	static const char *const counted[] = { "dwellings", "jobs", "hectares", "square-metres", "pitches" };
	struct dice d = compose_dice(c, number, FOR_TERMS);
	const struct letter *l = &c->plan->letters.v[number];
	uint32_t n = l->role == ROLE_ACK ? 0 : TERMS_LEAST + dice_below(&d, TERMS_MORE);

	fputs(", \"terms\": [\"", f);
	print_lower(f, values_get(v, "site"));
	putc('"', f);
	if (l->role != ROLE_ACK && c->plan->matters.v[l->matter].topic == PLAN_NEED)
		fprintf(f, ", \"%u dwellings\"", c->plan->matters.v[l->matter].figure);
	for (uint32_t i = 0; i < n; i++)
		if (dice_one_in(&d, 2)) {
			fprintf(f, ", \"%u %s\"", 12 + dice_below(&d, dice_one_in(&d, 2) ? 90 : 9900), counted[dice_below(&d, 5)]);
		} else {
			fputs(", \"", f);
			print_lower(f, compose_rule(c, dice_one_in(&d, 2) ? "third" : "place", &d, v, a));
			putc('"', f);
		}
	putc(']', f);
}

static const char *asks_of(const struct letter *l)
{
	static const char *const asks[] = {	/* ORDER: enum role */
		"", "", "", "\"passes-on\"", "\"passes-on\"", "\"asks\"", "", "\"acknowledges\"", "", "\"asks\", \"need\"", "\"asks\", \"passes-on\", \"need\"",
		"\"declines\", \"need\"", "\"accepts\", \"need\""
	};

	return asks[l->role];
}

void records_print(const struct composer *c, FILE *f, const char *path, uint32_t number, const struct values *v, struct arena *a)
{
	const struct letter *l = &c->plan->letters.v[number];
	uint32_t topic = c->plan->matters.v[l->matter].topic;

	fprintf(f, "{\"path\": \"%s\", \"format\": \"text\", \"id\": \"ref:%s:%s\", \"kind\": \"letter\", \"date\": \"%s\"", path, values_get(v, "our"),
	    values_get(v, "iso"), values_get(v, "iso"));
	print_parties(c, f, l);
	fprintf(f, ", \"services\": [\"%s\"], \"our_refs\": [\"%s\"]", topic == 0 || topic == PLAN_NEED ? "planning-policy" : "legal", values_get(v, "our"));
	print_cited(c, f, l, v);
	fprintf(f, ", \"subject\": \"%s\"", values_get(v, "subject"));
	print_terms(c, f, number, v, a);
	if (*asks_of(l) != '\0')
		fprintf(f, ", \"asks\": [%s]", asks_of(l));
	fputs("}\n", f);
}
