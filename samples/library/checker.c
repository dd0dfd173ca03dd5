/* checker.c - says of each letter named whether the desk that wrote it will open it: cc checker.c $(pkg-config --cflags --libs samedesk)
 * SPDX-License-Identifier: ISC */
#include <samedesk.h>
#include <stdio.h>

static void tell(void *user, const samedesk_finding *f)
{
	(void)user;
	if (f->level >= SAMEDESK_WARNING) {
		printf("%s:%u: %s [%s]\n", f->path, (unsigned)f->line, f->message, f->rule);
	}
}

static void complain(void *user, const samedesk_diagnostic *d)
{
	(void)user;
	fprintf(stderr, "%s: %s: %s\n", d->path, d->text, d->detail);
}

int main(int argc, char **argv)
{
	samedesk_options o = SAMEDESK_OPTIONS_INIT;
	o.finding = tell;
	o.diagnostic = complain;
	samedesk_knowledge *k = samedesk_knowledge_default();
	samedesk_checker *c = samedesk_checker_new(k, &o);
	for (int i = 1; i < argc; i++) {
		samedesk_check_file(c, argv[i]);
	}
	int status = samedesk_checker_end(c, NULL);
	samedesk_checker_free(c);
	samedesk_knowledge_free(k);
	return status;
}
