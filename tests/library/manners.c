/* manners.c - a stranger's program: what samedesk.h promises, tried. Letters are its operands. Prints each complaint; exit status 1 when there was one.
 *
 * SPDX-License-Identifier: ISC */
#include <samedesk.h>

#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int complaints;
extern char **environ;

#define WANT(condition) do { if (!(condition)) { printf("manners.c:%d: %s\n", __LINE__, #condition); complaints++; } } while (0)

struct heard {
	unsigned findings, accepted, said, usage, written, again;
	uint64_t sum;			/* of what was heard, in order */
	samedesk_checker *c;
};

static void add(struct heard *h, const char *text)
{
	for (; *text != '\0'; text++) {
		h->sum = h->sum * 31 + (unsigned char)*text;
	}
}

static void on_finding(void *user, const samedesk_finding *f)
{
	struct heard *h = user;
	h->findings++;
	add(h, f->rule);
	add(h, f->message);
	add(h, f->member);
	add(h, f->party);
	add(h, f->counterpart);
	add(h, f->arrangement);
	add(h, f->basis);
	add(h, f->fingerprint);
	add(h, f->fix);
	add(h, f->state);
	h->accepted += f->accepted != NULL && f->accepted->reason != NULL && f->accepted->by != NULL && f->accepted->until != NULL && f->accepted->path[0] != '\0';
	if (h->c != NULL) {
		h->again += samedesk_check_buffer(h->c, "within", "x", 1) == SAMEDESK_TROUBLE;
		h->again += samedesk_checker_end(h->c, NULL) == SAMEDESK_TROUBLE;
	}
}

static void on_diagnostic(void *user, const samedesk_diagnostic *d)
{
	struct heard *h = user;
	h->said++;
	h->usage += strcmp(d->id, "usage") == 0;
	WANT(d->path != NULL && d->text != NULL && d->detail != NULL && d->help != NULL);
}

static int on_write(void *user, const char *bytes, size_t n)
{
	struct heard *h = user;
	(void)bytes;
	h->written += (unsigned)n;
	return 0;
}

static int on_write_failed(void *user, const char *bytes, size_t n)
{
	on_write(user, bytes, n);
	return -1;
}

static samedesk_options options(struct heard *h)
{
	samedesk_options o = SAMEDESK_OPTIONS_INIT;
	memset(h, 0, sizeof *h);
	o.finding = on_finding;
	o.diagnostic = on_diagnostic;
	o.user = h;
	return o;
}

/* --- misuse that is cheap to see --- */

static void nothing_given(const samedesk_knowledge *k)
{
	samedesk_totals t = { 1, 1, 1, 1, { 1, 1, 1 } };
	char found[8] = "x";
	struct heard h;
	samedesk_options o = options(&h);
	WANT(samedesk_checker_new(NULL, NULL) == NULL && samedesk_checker_new(NULL, &o) == NULL && h.usage == 1);
	WANT(samedesk_check_file(NULL, "x") == SAMEDESK_TROUBLE && samedesk_check_buffer(NULL, "x", "x", 1) == SAMEDESK_TROUBLE);
	WANT(samedesk_checker_end(NULL, &t) == SAMEDESK_TROUBLE && t.letters == 0 && t.findings[2] == 0);
	WANT(samedesk_audit_new(NULL, &o) == NULL && h.usage == 2);
	samedesk_audit_add(NULL, "x");
	samedesk_audit_records(NULL);
	WANT(samedesk_audit_run(NULL, &t) == SAMEDESK_TROUBLE && samedesk_audit_run(NULL, NULL) == SAMEDESK_TROUBLE);
	WANT(samedesk_who(NULL, &o, "x", NULL, NULL) == SAMEDESK_TROUBLE && samedesk_who(k, &o, NULL, NULL, NULL) == SAMEDESK_TROUBLE && h.usage == 4);
	WANT(samedesk_rules(NULL, &o, NULL) == SAMEDESK_TROUBLE && samedesk_validation_print(&o, NULL) == SAMEDESK_TROUBLE);
	WANT(samedesk_config_read(NULL, on_diagnostic, &h) == NULL && samedesk_config_count(NULL) == 0);
	WANT(samedesk_config_setting(NULL, 0) == NULL && samedesk_config_file(NULL, 0) == NULL);
	WANT(samedesk_config_find(NULL, found, sizeof found) == 0 && samedesk_config_find(".", NULL, 0) == 0);
	WANT(samedesk_checker_say(NULL, NULL) == SAMEDESK_TROUBLE && samedesk_audit_say(NULL, NULL) == SAMEDESK_TROUBLE);
	samedesk_config_free(NULL);
	samedesk_audit_free(NULL);
	samedesk_checker_free(NULL);
	samedesk_knowledge_free(NULL);
	WANT(samedesk_format_name(0) != NULL && samedesk_format_name(100000) == NULL);
}

static void bad_options(const samedesk_knowledge *k)
{
	struct heard h;
	samedesk_options good = options(&h), o = good;
	samedesk_output output = { "json", NULL, NULL };
	unsigned n = 0;
#define REFUSED(change) do { o = good; change; n++; WANT(samedesk_checker_new(k, &o) == NULL); } while (0)
	REFUSED(o.size = 0);
	REFUSED(o.what = SAMEDESK_AUDIT);
	REFUSED(o.fail_on = (samedesk_level)9);
	REFUSED(o.date = "March");
	REFUSED(o.min_basis = "hearsay");
	REFUSED((o.format = "no", o.write = on_write));
	REFUSED((o.outputs = NULL, o.n_outputs = 1));
	REFUSED((o.outputs = &output, o.n_outputs = 1));
	REFUSED((o.outputs = &output, o.n_outputs = 17));
	REFUSED(o.phase = "no");
	REFUSED(o.similarity = 101);
	REFUSED(o.since = "last");
	WANT(h.said == n);
	o = good;
	o.what = SAMEDESK_SHOW;
	WANT(samedesk_audit_new(k, &o) == NULL);
}

/* Who asks for the status alone need not print. */
static void questions(const samedesk_knowledge *k)
{
	samedesk_validation v = { 0 };
	WANT(samedesk_who(k, NULL, "Oxford City Council", NULL, NULL) == SAMEDESK_OK && samedesk_who(k, NULL, "Nobody's Council", NULL, NULL) == SAMEDESK_FINDINGS);
	WANT(samedesk_rules(k, NULL, "ring") == SAMEDESK_OK && samedesk_rules(k, NULL, "rong") == SAMEDESK_TROUBLE);
	WANT(samedesk_validation_print(NULL, &v) == SAMEDESK_OK && samedesk_config_print(NULL, NULL, NULL) == SAMEDESK_OK);
}

static void out_of_turn(const samedesk_knowledge *k, const char *letter)
{
	struct heard h;
	samedesk_totals first, second;
	samedesk_options o = options(&h);
	o.write = on_write;
	samedesk_checker *c = samedesk_checker_new(k, &o);
	h.c = c;
	samedesk_check_file(c, letter);
	WANT(h.findings > 0 && h.again == 2 * h.findings && h.usage == h.findings);
	h.c = NULL;
	WANT(samedesk_check_file(c, NULL) == SAMEDESK_TROUBLE && samedesk_check_buffer(c, "x", NULL, 1) == SAMEDESK_TROUBLE);
	WANT(samedesk_check_buffer(c, "x", NULL, 0) == SAMEDESK_TROUBLE && samedesk_check_file(c, "no/such") == SAMEDESK_TROUBLE);
	int status = samedesk_checker_end(c, &first);
	unsigned written = h.written, said = h.usage;
	WANT(status == SAMEDESK_TROUBLE && first.letters == 1);
	WANT(samedesk_checker_end(c, &second) == status && memcmp(&first, &second, sizeof first) == 0 && h.written == written);
	WANT(samedesk_check_file(c, letter) == SAMEDESK_TROUBLE && h.usage == said + 1 && h.written == written);
	samedesk_checker_free(c);
}

/* What the caller could not do is told like the library's own, and makes the run fail; a note does not, what there is none of does. */
static void callers_own(const samedesk_knowledge *k, const char *letter)
{
	samedesk_diagnostic note = { "nothing-changed", SAMEDESK_NOTE, NULL, 0, 0, NULL, NULL, NULL, NULL, 0, 0 }, none = note, error = note;
	none.id = "no-such";
	error.id = "file-unreadable";
	error.path = "a folder";
	struct heard h;
	samedesk_options o = options(&h);
	samedesk_checker *c = samedesk_checker_new(k, &o);
	WANT(samedesk_checker_say(c, &note) == SAMEDESK_OK && h.said == 1);
	samedesk_check_file(c, letter);
	WANT(samedesk_checker_end(c, NULL) == SAMEDESK_FINDINGS);
	WANT(samedesk_checker_say(c, &note) == SAMEDESK_TROUBLE && h.usage == 1);
	samedesk_checker_free(c);
	c = samedesk_checker_new(k, &o);
	WANT(samedesk_checker_say(c, &error) == SAMEDESK_TROUBLE && samedesk_checker_end(c, NULL) == SAMEDESK_TROUBLE);
	samedesk_checker_free(c);
	c = samedesk_checker_new(k, &o);
	WANT(samedesk_checker_say(c, &none) == SAMEDESK_TROUBLE && samedesk_checker_say(c, NULL) == SAMEDESK_TROUBLE);
	samedesk_checker_free(c);
	samedesk_audit *a = samedesk_audit_new(k, &o);
	WANT(samedesk_audit_say(a, &note) == SAMEDESK_OK && samedesk_audit_say(a, &error) == SAMEDESK_TROUBLE);
	samedesk_audit_add(a, letter);
	WANT(samedesk_audit_run(a, NULL) == SAMEDESK_TROUBLE);
	samedesk_audit_free(a);
}

static void audits(const samedesk_knowledge *k, const char *letter)
{
	struct heard h;
	samedesk_totals t;
	samedesk_options o = options(&h);
	o.write = on_write;
	samedesk_audit *a = samedesk_audit_new(k, &o);
	samedesk_audit_add(a, letter);
	samedesk_audit_add(a, letter);
	WANT(samedesk_audit_run(a, &t) == SAMEDESK_FINDINGS && t.letters == 1 && h.findings == t.findings[0] + t.findings[1] + t.findings[2]);
	unsigned written = h.written;
	samedesk_audit_add(a, letter);
	WANT(h.usage == 1 && samedesk_audit_run(a, &t) == SAMEDESK_TROUBLE && t.letters == 1 && h.written == written);
	samedesk_audit_free(a);
	a = samedesk_audit_new(k, &o);
	samedesk_audit_add(a, letter);
	samedesk_audit_records(a);
	WANT(samedesk_audit_run(a, NULL) == SAMEDESK_TROUBLE);
	samedesk_audit_free(a);
	a = samedesk_audit_new(k, NULL);
	samedesk_audit_free(a);
	o.jobs = o.window = o.longest = UINT32_MAX;
	a = samedesk_audit_new(k, &o);
	samedesk_audit_add(a, letter);
	WANT(samedesk_audit_run(a, &t) == SAMEDESK_FINDINGS && t.letters == 1);
	samedesk_audit_free(a);
}

/* A file's name in the folder; the last one asked for. */
static const char *file_in(const char *folder, const char *name)
{
	static char path[300];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static uint64_t audited(const samedesk_knowledge *k, const samedesk_options *o, const char *letter)
{
	struct heard *h = o->user;
	memset(h, 0, sizeof *h);
	samedesk_audit *a = samedesk_audit_new(k, o);
	samedesk_audit_add(a, letter);
	samedesk_audit_run(a, NULL);
	samedesk_audit_free(a);
	return h->sum;
}

/* An audit tells its caller what it prints: what a checker tells of the letter, what a store has kept, and what a baseline accepts. */
static void audits_tell(const samedesk_knowledge *k, const char *letter)
{
	struct heard h;
	char folder[] = "/tmp/manners-XXXXXX", baseline[300];
	samedesk_options o = options(&h);
	WANT(mkdtemp(folder) != NULL);
	snprintf(baseline, sizeof baseline, "%s", file_in(folder, "baseline.xml"));
	samedesk_checker *c = samedesk_checker_new(k, &o);
	samedesk_check_file(c, letter);
	uint64_t told = h.sum;
	samedesk_checker_free(c);
	WANT(audited(k, &o, letter) == told);
	o.store = file_in(folder, "store.db");
	WANT(audited(k, &o, letter) == told && audited(k, &o, letter) == told);
	unlink(o.store);
	o.store = NULL;
	o.write_baseline = baseline;
	audited(k, &o, letter);
	o.write_baseline = NULL;
	o.baseline = baseline;
	audited(k, &o, letter);
	WANT(h.findings > 0 && h.accepted == h.findings);
	unlink(baseline);
	rmdir(folder);
}

static void no_room(const samedesk_knowledge *k, const char *letter)
{
	struct heard h;
	samedesk_options o = options(&h);
	o.write = on_write_failed;
	samedesk_checker *c = samedesk_checker_new(k, &o);
	WANT(samedesk_check_file(c, letter) == SAMEDESK_TROUBLE);
	WANT(samedesk_checker_end(c, NULL) == SAMEDESK_TROUBLE);
	samedesk_checker_free(c);
	WANT(samedesk_who(k, &o, "Cherwell", NULL, NULL) == SAMEDESK_TROUBLE);
	WANT(samedesk_rules(k, &o, NULL) == SAMEDESK_TROUBLE);
}

/* A caller that was built when the struct ended earlier, and one that was built when it has grown. */
static void other_sizes(const samedesk_knowledge *k, const char *letter)
{
	struct heard h;
	struct { samedesk_options o; char more[64]; } later = { options(&h), "" };
	samedesk_options o = options(&h);
	o.size = (size_t)((char *)&o.stdin_name - (char *)&o);
	memset((char *)&o + o.size, 0xa5, sizeof o - o.size);
	samedesk_checker *c = samedesk_checker_new(k, &o);
	WANT(c != NULL && samedesk_check_file(c, letter) == SAMEDESK_FINDINGS);
	samedesk_checker_free(c);
	memset(later.more, 0xa5, sizeof later.more);
	later.o.size = sizeof later;
	c = samedesk_checker_new(k, &later.o);
	WANT(c != NULL && samedesk_check_file(c, letter) == SAMEDESK_FINDINGS);
	samedesk_checker_free(c);
}

/* --- threads --- */

struct job {
	const samedesk_knowledge *k;
	char **letters;
	int n;
	struct heard h;
	samedesk_totals totals;
};

static void *work(void *user)
{
	struct job *j = user;
	samedesk_options o = options(&j->h);
	o.write = on_write;
	for (int round = 0; round < 3; round++) {
		samedesk_checker *c = samedesk_checker_new(j->k, &o);
		for (int i = 0; i < j->n; i++) {
			samedesk_check_file(c, j->letters[i]);
		}
		samedesk_checker_end(c, &j->totals);
		samedesk_checker_free(c);
	}
	return NULL;
}

static void threads(const samedesk_knowledge *k, char **letters, int n)
{
	enum { THREADS = 4 };
	static struct job jobs[THREADS];
	pthread_t t[THREADS];
	for (int i = 0; i < THREADS; i++) {
		jobs[i] = (struct job){ .k = k, .letters = letters, .n = n };
		pthread_create(&t[i], NULL, work, &jobs[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(t[i], NULL);
		WANT(jobs[i].h.sum == jobs[0].h.sum && jobs[i].h.written == jobs[0].h.written && jobs[i].h.findings > 0);
		WANT(memcmp(&jobs[i].totals, &jobs[0].totals, sizeof jobs[0].totals) == 0);
	}
}

/* --- what belongs to the process --- */

struct process {
	char locale[256], folder[4096];
	void (*pipe)(int), (*child)(int), (*interrupt)(int);
	mode_t mask;
	sigset_t blocked;
	unsigned files, variables;
};

static void (*handler(int number))(int)
{
	struct sigaction a;
	sigaction(number, NULL, &a);
	return a.sa_handler;
}

static void look(struct process *p)
{
	memset(p, 0, sizeof *p);
	snprintf(p->locale, sizeof p->locale, "%s", setlocale(LC_ALL, NULL));
	WANT(getcwd(p->folder, sizeof p->folder) != NULL);
	p->pipe = handler(SIGPIPE);
	p->child = handler(SIGCHLD);
	p->interrupt = handler(SIGINT);
	pthread_sigmask(SIG_SETMASK, NULL, &p->blocked);
	p->mask = umask(0);
	umask(p->mask);
	for (int fd = 0; fd < 256; fd++) {
		struct stat st;
		p->files += fstat(fd, &st) == 0;
	}
	for (char **e = environ; *e != NULL; e++) {
		p->variables++;
	}
}

int main(int argc, char **argv)
{
	struct process before, after;
	setlocale(LC_ALL, "");
	look(&before);
	samedesk_knowledge *k = samedesk_knowledge_default();
	WANT(strcmp(samedesk_version(), SAMEDESK_VERSION) == 0 && strstr(samedesk_readers(), "text") != NULL);
	nothing_given(k);
	bad_options(k);
	questions(k);
	for (int i = 1; i < argc && i < 2; i++) {
		out_of_turn(k, argv[i]);
		callers_own(k, argv[i]);
		audits(k, argv[i]);
		audits_tell(k, argv[i]);
		no_room(k, argv[i]);
		other_sizes(k, argv[i]);
	}
	threads(k, argv + 1, argc - 1);
	samedesk_knowledge_free(k);
	look(&after);
	WANT(strcmp(before.locale, after.locale) == 0 && strcmp(before.folder, after.folder) == 0);
	WANT(before.pipe == after.pipe);
	WANT(before.child == after.child);
	WANT(before.interrupt == after.interrupt);
	WANT(memcmp(&before.blocked, &after.blocked, sizeof before.blocked) == 0 && before.mask == after.mask);
	WANT(before.files == after.files && before.variables == after.variables);
	return complaints > 0;
}
