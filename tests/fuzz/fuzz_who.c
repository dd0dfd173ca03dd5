/* fuzz_who.c - questions with any words: a name, a second name, a service, a date.
 *
 * In: bytes; each line is one argument of the question. Nothing may crash, hang or leak.
 *
 * SPDX-License-Identifier: ISC */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "samedesk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { WORDS = 4, ROOM = 300 };

static int drop(void *user, const char *bytes, size_t n)
{
	(void)user;
	(void)bytes;
	(void)n;
	return 0;
}

/* The next line as a text; NULL when none is left. */
static const char *line(const uint8_t **p, const uint8_t *end, char room[ROOM])
{
	size_t n = 0;

	if (*p >= end)
		return NULL;
	while (*p < end && **p != '\n' && **p != '\0' && n < ROOM - 1)
		room[n++] = (char)*(*p)++;
	if (*p < end)
		(*p)++;
	room[n] = '\0';
	return room;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char room[WORDS][ROOM];
	const char *word[WORDS];
	const uint8_t *p = bytes;
	samedesk_options o = SAMEDESK_OPTIONS_INIT;
	static samedesk_knowledge *k;

	if (k == NULL)
		k = samedesk_knowledge_default();
	for (size_t i = 0; i < WORDS; i++)
		word[i] = line(&p, bytes + n, room[i]);
	if (word[0] == NULL)
		return 0;
	o.format = n % 2 ? "text" : "json";
	o.date = word[3];
	o.write = drop;
	samedesk_who(k, &o, word[0], word[1], word[2]);
	samedesk_who(k, &o, word[0], NULL, NULL);
	samedesk_rules(k, &o, word[0]);
	return 0;
}
