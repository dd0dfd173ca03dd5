/* api_audit_text.c - the words of a few letters once more; DESIGN section 7, echoes.
 *
 * In: letters by number. Out: their masked words. An audit keeps a sketch of each letter and no text; the few that are compared word by
 * word are read again, a batch at a time, each file once, by all threads.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "api/api_audit.h"

struct audit_texts {
	struct arena memory;		/* of the batch */
	VEC(uint32_t) letters;		/* sorted, each once */
	VEC(const char *) text;		/* of each; NULL: not to be had */
	VEC(struct audit_task) tasks;	/* one a unit */
	uint32_t next;			/* of the letters: the first of the task that is taken next */
};

void api_audit_texts_init(struct samedesk_audit *a)
{
	a->texts = ARENA_NEW(&a->run, struct audit_texts);
	arena_init(&a->texts->memory, 0);
}

static void texts_clear(struct audit_texts *x)
{
	struct arena memory = x->memory;
	arena_clear(&memory);
	*x = (struct audit_texts){ .memory = memory };
}

void api_audit_texts_release(struct samedesk_audit *a)
{
	if (a->texts != NULL) {
		arena_release(&a->texts->memory);
	}
}

static uint32_t unit_of(const struct samedesk_audit *a, uint32_t letter)
{
	return ((const uint32_t *)(const void *)a->unit_of.p)[letter];
}

static uint32_t message_of(const struct samedesk_audit *a, uint32_t letter)
{
	return ((const uint32_t *)(const void *)a->message_of.p)[letter];
}

static bool is_before(const struct samedesk_audit *a, uint32_t letter, uint32_t unit, uint32_t message)
{
	return unit_of(a, letter) < unit || (unit_of(a, letter) == unit && message_of(a, letter) < message);
}

/* How many letters of its message, or of its file, stand before it: units and messages of letters never fall. */
static uint32_t nth_of(const struct samedesk_audit *a, uint32_t letter)
{
	uint32_t low = 0, high = letter, unit = unit_of(a, letter), message = message_of(a, letter);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (is_before(a, middle, unit, message)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return letter - low;
}

/* The letter among those that were read again; NULL: it is not there any more. A store keeps no numbers of messages: there the whole file
 * is read again, and its letters are counted. */
static const struct letter_record *record_of(const struct samedesk_audit *a, const struct audit_task *t, uint32_t letter)
{
	uint32_t nth = nth_of(a, letter), message = message_of(a, letter);
	for (uint32_t i = 0; i < t->records.n; i++) {
		if ((message == 0 || t->records.v[i]->message == message) && nth-- == 0) {
			return t->records.v[i];
		}
	}
	return NULL;
}

static int letter_order(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return (a > b) - (a < b);
}

static void texts_work(void *user, unsigned thread, uint32_t task)
{
	struct samedesk_audit *a = user;
	api_audit_read(a, thread, &a->texts->tasks.v[task]);
}

/* Reading again says nothing new: what was said then was told. */
static bool texts_take(void *user, uint32_t task)
{
	struct samedesk_audit *a = user;
	struct audit_texts *x = a->texts;
	struct audit_task *t = &x->tasks.v[task];
	for (uint32_t i = x->next; i < x->letters.n && unit_of(a, x->letters.v[i]) == t->first; i++) {
		const struct letter_record *r = record_of(a, t, x->letters.v[i]);
		x->text.v[i] = r != NULL && r->text != NULL ? arena_str(&x->memory, r->text) : NULL;
		x->next = i + 1;
	}
	api_audit_read_end(t);
	return true;
}

static uint32_t take_letters(struct audit_texts *x, const uint32_t *letters, uint32_t n)
{
	uint32_t *sorted = ARENA_NEWS(&x->memory, uint32_t, n);
	memcpy(sorted, letters, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, letter_order);
	for (uint32_t i = 0; i < n; i++) {
		if (i == 0 || sorted[i] != sorted[i - 1]) {
			*vec_push(&x->memory, &x->letters) = sorted[i];
			*vec_push(&x->memory, &x->text) = NULL;
		}
	}
	return x->letters.n;
}

void api_audit_text_want(void *audit, const uint32_t *letters, uint32_t n)
{
	struct samedesk_audit *a = audit;
	struct audit_texts *x = a->texts;
	texts_clear(x);
	if (n == 0) {
		return;
	}
	n = take_letters(x, letters, n);
	uint32_t *messages = ARENA_NEWS(&x->memory, uint32_t, n), last = UINT32_MAX;
	for (uint32_t i = 0; i < n; i++) {
		messages[i] = message_of(a, x->letters.v[i]);
		if (unit_of(a, x->letters.v[i]) != last) {
			last = unit_of(a, x->letters.v[i]);
			*vec_push(&x->memory, &x->tasks) = (struct audit_task){ .first = last, .n = 1, .only = messages[i] > 0 ? messages + i : NULL };
		}
		x->tasks.v[x->tasks.n - 1].n_only++;
	}
	for (uint32_t i = 0; i < a->n_readers; i++) {
		a->readers[i].words_only = true;
	}
	a->rereading = true;
	struct pool pool = { a->n_readers, texts_work, texts_take, a };
	pool_run(&pool, 0, x->tasks.n);
	a->rereading = false;
}

bool api_audit_text(void *audit, uint32_t letter, struct arena *into, const char **text)
{
	struct samedesk_audit *a = audit;
	struct audit_texts *x = a->texts;
	const uint32_t *at = x->letters.n > 0 ? bsearch(&letter, x->letters.v, x->letters.n, sizeof letter, letter_order) : NULL;
	if (at == NULL) {
		api_audit_text_want(a, &letter, 1);
		at = x->letters.v;
	}
	const char *found = x->text.v[at - x->letters.v];
	*text = found != NULL ? arena_str(into, found) : "";
	return found != NULL;
}
