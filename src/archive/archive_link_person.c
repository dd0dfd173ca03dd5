/* archive_link_person.c - for whom somebody writes who is cited by his name: "Mrs Cooke's letter of 12 May"; DESIGN section 7.
 *
 * In: the letters of an archive. Out: the parties for which letters are signed with a surname, or at which somebody of that name is addressed. Only surnames
 * are kept by which a letter of a certain day is cited, and no office: that letter may be missing, and then it is told where it came from.
 *
 * Cost: the texts of letters that cite others; where one cites so, those of all letters, and a sort of what fits.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_link.h"

#include <stdlib.h>

struct person { uint64_t surname; uint32_t party; };

static int person_order(const void *x, const void *y)
{
	const struct person *a = x, *b = y;
	return a->surname != b->surname ? (a->surname < b->surname ? -1 : 1) : a->party < b->party ? -1 : a->party > b->party;
}

static uint64_t surname_key(const char *surname)
{
	return map_hash(surname, strlen(surname));
}

static void add_person(struct buf *to, const char *surname, uint32_t party)
{
	struct person p = { surname_key(surname), party };
	buf_add(to, (const char *)&p, sizeof p);
}

/* Sorts them, each once. */
static void sort_people(struct buf *b)
{
	struct person *p = (struct person *)(void *)b->p;
	size_t n = b->n / sizeof *p, kept = 0;
	if (n > 1) {
		qsort(p, n, sizeof *p, person_order);
	}
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || person_order(&p[kept - 1], &p[i]) != 0) {
			p[kept++] = p[i];
		}
	}
	b->n = kept * sizeof *p;
}

/* The first of that name, or where it would stand. */
static size_t place_of(const struct buf *b, uint64_t surname)
{
	const struct person *p = (const struct person *)(const void *)b->p;
	size_t low = 0, high = b->n / sizeof *p;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (p[middle].surname < surname) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

static bool holds(const struct buf *b, uint64_t surname)
{
	size_t at = place_of(b, surname);
	return at < b->n / sizeof(struct person) && ((const struct person *)(const void *)b->p)[at].surname == surname;
}

struct people {
	const struct archive *a;
	struct buf wanted;	/* surnames, sorted */
	struct buf *runs;	/* what comes of each */
};

static void wanted_of(const struct archive *a, uint32_t letter, struct arena *scratch, struct buf *out)
{
	uint32_t n = archive_item(a, letter)->cited;
	struct archive_texts t = n > 0 ? archive_texts(a, letter, scratch) : (struct archive_texts){ .cited = NULL };
	for (uint32_t c = 0; c < n; c++) {
		if (t.cited[c].person[0] != '\0' && t.cited[c].author[0] == '\0' && t.cited[c].date.first == t.cited[c].date.last) {
			add_person(out, t.cited[c].person, 0);
		}
	}
}

static void add_wanted(const struct buf *wanted, const char *const *list, uint32_t n, uint32_t party, struct buf *out)
{
	for (uint32_t i = 0; i < n && party != 0; i++) {
		if (holds(wanted, surname_key(list[i]))) {
			add_person(out, list[i], party);
		}
	}
}

static void people_of(const struct people *p, uint32_t letter, struct arena *scratch, struct buf *out)
{
	const struct archive_item *item = archive_item(p->a, letter);
	const struct archive_end *ends = archive_ends(p->a, letter);
	struct archive_texts t = archive_texts(p->a, letter, scratch);
	add_wanted(&p->wanted, t.signed_by, item->signed_by, item->senders == 1 ? ends[0].party : 0, out);
	add_wanted(&p->wanted, t.addressed, item->addressed, item->recipients == 1 ? ends[item->senders].party : 0, out);
}

/* First who is wanted, then who he is. */
static void find_run(void *people, unsigned thread, uint32_t run)
{
	struct people *p = people;
	struct arena scratch;
	(void)thread;
	arena_init(&scratch, 0);
	for (uint32_t i = run * ARCHIVE_RUN, end = archive_run_end(p->a, run); i < end; i++) {
		arena_clear(&scratch);
		if (p->wanted.n > 0) {
			people_of(p, i, &scratch, &p->runs[run]);
		} else {
			wanted_of(p->a, i, &scratch, &p->runs[run]);
		}
	}
	sort_people(&p->runs[run]);
	arena_release(&scratch);
}

static void find_people(struct people *p, struct buf *out)
{
	archive_spread(p->a, archive_runs(p->a), find_run, NULL, p);
	for (uint32_t i = 0; i < archive_runs(p->a); i++) {
		buf_add(out, p->runs[i].p, p->runs[i].n);
		buf_release(&p->runs[i]);
	}
	sort_people(out);
}

void archive_link_person_find(struct linker *k)
{
	struct buf wanted = BUF_INIT;
	struct arena scratch;
	arena_init(&scratch, 0);
	struct people p = { k->a, BUF_INIT, ARENA_NEWS(&scratch, struct buf, archive_runs(k->a) + 1u) };
	find_people(&p, &wanted);
	p.wanted = wanted;
	if (wanted.n > 0) {
		find_people(&p, &k->people);
	}
	buf_release(&wanted);
	arena_release(&scratch);
}

uint32_t archive_link_person_parties(const struct linker *k, const char *surname, uint32_t parties[PERSON_PARTIES])
{
	const struct person *p = (const struct person *)(const void *)k->people.p;
	uint64_t key = surname_key(surname);
	uint32_t n = 0;
	for (size_t i = place_of(&k->people, key); i < k->people.n / sizeof *p && p[i].surname == key && n < PERSON_PARTIES; i++) {
		parties[n++] = p[i].party;
	}
	return n;
}
