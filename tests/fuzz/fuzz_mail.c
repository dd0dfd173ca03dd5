/* fuzz_mail.c - a message taken apart both ways, and its dates read both ways, for any bytes: what the quick way takes, the library must make the
 * same of.
 *
 * SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>

#include "parts/mime.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void fail(const char *what)
{
	fprintf(stderr, "fuzz_mail: the two ways differ in %s\n", what);
	abort();
}

static void same(bool so, const char *what)
{
	if (!so)
		fail(what);
}

static bool same_place(struct span x, struct span y)
{
	return x.n == y.n && (x.n == 0 || x.p == y.p);
}

static void same_part(const struct mime_part *x, const struct mime_part *y)
{
	same(strcmp(x->type, y->type) == 0, "a type");
	same(strcmp(x->charset, y->charset) == 0, "a charset");
	same(strcmp(x->name, y->name) == 0, "a file's name");
	same(strcmp(x->method, y->method) == 0, "a method");
	same(x->encoding == y->encoding, "an encoding");
	same(x->attached == y->attached && x->multipart == y->multipart && x->parent == y->parent, "the kind of a part");
	same(x->flowed == y->flowed && x->delsp == y->delsp, "a flow");
	same(x->message == NULL && y->message == NULL, "a message");
	same(same_place(x->raw, y->raw), "a content");
}

static void same_headers(const struct mime_message *x, const struct mime_message *y)
{
	same(x->headers.n == y->headers.n, "the number of headers");
	for (uint32_t i = 0; i < x->headers.n; i++) {
		same(same_place(x->headers.v[i].name, y->headers.v[i].name), "a header's name");
		same(same_place(x->headers.v[i].raw, y->headers.v[i].raw), "a header");
	}
}

static void same_dates(const struct mime_message *m)
{
	for (uint32_t i = 0; i < m->headers.n; i++) {
		struct date quick, full;
		if (mime_quick_date(m->headers.v[i].raw, &quick)) {
			same(mime_full_date(m->headers.v[i].raw, &full), "a date");
			same(quick.year == full.year && quick.month == full.month && quick.day == full.day, "a day");
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena a;
	struct mime_message quick = { 0 }, full = { 0 };
	struct span s = span_of((const char *)bytes, n);
	arena_init(&a, 0);
	if (mime_package() == NULL && n > 0 && mime_quick(&a, s, &quick)) {
		same(mime_full(&a, s, &full) == MIME_GOOD, "the fault");
		same_headers(&quick, &full);
		same_dates(&full);
		same(quick.parts.n == full.parts.n, "the number of parts");
		for (uint32_t i = 0; i < quick.parts.n; i++)
			same_part(&quick.parts.v[i], &full.parts.v[i]);
	}
	arena_release(&a);
	return 0;
}
