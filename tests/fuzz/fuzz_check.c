/* fuzz_check.c - the whole way of a letter, for any bytes.
 *
 * In: bytes. They are checked with no output (so that the stages are what is fuzzed) and, for one input in four, shown
 * in one of the output formats. Nothing may crash, hang or leak; what is said does not matter here.
 *
 * SPDX-License-Identifier: ISC */
#include <stddef.h>
#include <stdint.h>

#include "samedesk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int drop(void *user, const char *bytes, size_t n)
{
	(void)user;
	(void)bytes;
	(void)n;
	return 0;
}

static void run(samedesk_what what, const char *format, const uint8_t *bytes, size_t n)
{
	samedesk_options o = SAMEDESK_OPTIONS_INIT;

	o.what = what;
	o.format = format;
	o.proof = what == SAMEDESK_CHECK;
	o.write = drop;
	samedesk_checker *c = samedesk_checker_new(samedesk_knowledge_default(), &o);
	if (c == NULL)
		return;
	samedesk_check_buffer(c, "letter", bytes, n);
	samedesk_checker_end(c, NULL);
	samedesk_checker_free(c);
}

/* A checker that lives on, as in an editor: what one letter leaves behind, the next one meets. */
static void run_on(const uint8_t *bytes, size_t n)
{
	static samedesk_checker *lasting;
	samedesk_options o = SAMEDESK_OPTIONS_INIT;

	o.format = "none";
	if (lasting == NULL)
		lasting = samedesk_checker_new(samedesk_knowledge_default(), &o);
	if (lasting != NULL)
		samedesk_check_buffer(lasting, "letter", bytes, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const formats[] = { "text", "json", "ndjson", "xml" };
	unsigned sum = (unsigned)n;

	for (size_t i = 0; i < n; i++)
		sum = sum * 31 + bytes[i];
	run_on(bytes, n);
	if (sum % 4 == 0)
		run(sum % 8 == 0 ? SAMEDESK_SHOW : SAMEDESK_CHECK, formats[sum / 8 % 4], bytes, n);
	return 0;
}
