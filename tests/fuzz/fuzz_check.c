/* fuzz_check.c - the whole way of a letter, for any bytes.
 *
 * In: bytes. They are checked with no output (so that the stages are what is fuzzed), then checked or shown in one of the
 * output formats. The checkers live on, as in an editor: what one letter leaves behind, the next one meets; now and then they
 * are ended. Nothing may crash, hang or leak; what is said does not matter here.
 *
 * SPDX-License-Identifier: ISC */
#include <stddef.h>
#include <stdint.h>

#include "samedesk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { CHECKERS = 9, LIFE = 50 };

struct lasting {
	samedesk_checker *checker;
	unsigned used;
};

static int drop(void *user, const char *bytes, size_t n)
{
	(void)user;
	(void)bytes;
	(void)n;
	return 0;
}

static samedesk_checker *make(const samedesk_knowledge *k, unsigned which)
{
	static const char *const formats[CHECKERS] = { "none", "text", "json", "ndjson", "xml", "text", "json", "ndjson", "xml" };
	samedesk_options o = SAMEDESK_OPTIONS_INIT;

	o.what = which > CHECKERS / 2 ? SAMEDESK_SHOW : SAMEDESK_CHECK;
	o.format = formats[which];
	o.proof = 1;
	o.write = drop;
	return samedesk_checker_new(k, &o);
}

static void use(struct lasting *l, unsigned which, const uint8_t *bytes, size_t n)
{
	static samedesk_knowledge *knowledge;

	if (knowledge == NULL)
		knowledge = samedesk_knowledge_default();
	if (l->checker == NULL)
		l->checker = make(knowledge, which);
	if (l->checker == NULL)
		return;
	samedesk_check_buffer(l->checker, "letter", bytes, n);
	if (++l->used % LIFE == 0) {
		samedesk_checker_end(l->checker, NULL);
		samedesk_checker_free(l->checker);
		l->checker = NULL;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct lasting lasting[CHECKERS];
	unsigned sum = (unsigned)n;

	for (size_t i = 0; i < n; i++)
		sum = sum * 31 + bytes[i];
	use(&lasting[0], 0, bytes, n);
	sum = 1 + sum % (CHECKERS - 1);
	use(&lasting[sum], sum, bytes, n);
	return 0;
}
