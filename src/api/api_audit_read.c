/* api_audit_read.c - units to records, on a thread; DESIGN section 2.
 *
 * In: a task's units. Out: the records of their letters, and what was said meanwhile, kept until the task is taken, so that neither
 * depends on how many threads there are.
 *
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "api/api_audit.h"

static void read_say(void *user, const struct diag *d)
{
	struct audit_task *t = user;
	*vec_push(&t->memory, &t->said) = (struct audit_said){ d->id, arena_str(&t->memory, d->path), arena_str(&t->memory, d->detail), d->line, d->column };
}

void api_audit_task_begin(struct audit_task *t)
{
	arena_init(&t->memory, 0);
	t->sink = (struct diag_sink){ .take = read_say, .user = t };
	t->done = true;
}

void api_audit_task_end(struct audit_task *t)
{
	if (t->done) {
		arena_release(&t->memory);
	}
	*t = (struct audit_task){ .first = t->first, .n = t->n };
}

/* What a thread is at, for the reader's function. */
struct reading { struct samedesk_audit *a; struct audit_task *t; uint32_t unit; };

/* Where dates or records are too imprecise to say whose desk it is, the archive still wants to know whose it may be. */
static void read_desks(const struct samedesk_audit *a, const struct letter *l, struct letter_record *r)
{
	know_index service = l->services.n > 0 ? l->services.v[0].service : KNOW_NONE, phase;
	uint32_t n = 0;
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		know_agent desk;
		if (m->role == LETTER_MENTIONED) {
			continue;
		}
		struct letter_party *p = &r->parties.v[n++];
		if (m->agent == KNOW_NONE || m->desk != NULL || *p->id == '\0') {
			continue;
		}
		if (relate_desk_at(l->know, m->agent, service, l->date, a->options.relate.min_basis, &desk, &phase) != TRI_NO && desk != KNOW_NONE) {
			p->desk = know_agent_id(l->know, desk);
			p->desk_sure = desk == m->agent ? TRI_YES : TRI_PERHAPS;
		}
	}
}

static bool read_take(void *user, struct letter *l)
{
	struct reading *g = user;
	struct letter_record *r = archive_record(&g->t->memory, l, g->a->with_text);
	r->not_judged = api_reader_unjudged(l);
	read_desks(g->a, l, r);
	*vec_push(&g->t->memory, &g->t->records) = r;
	*vec_push(&g->t->memory, &g->t->unit) = g->unit;
	return true;
}

/* The bytes of a part of a file. False: said. */
static bool read_part_of(struct api_reader *r, const struct audit_unit *u)
{
	int fd = open(u->path, O_RDONLY | O_CLOEXEC);
	size_t got = 0;
	buf_clear(&r->bytes);
	buf_reserve(&r->bytes, u->n);
	for (ssize_t n = 1; fd >= 0 && got < u->n && n > 0; got += n > 0 ? (size_t)n : 0) {
		n = pread(fd, r->bytes.p + got, u->n - got, (off_t)(u->offset + got));
	}
	int why = errno;
	if (fd >= 0) {
		close(fd);
	}
	r->bytes.n = got;
	r->bytes.p[got] = '\0';
	if (got < u->n) {
		diag_at(r->sink, DIAG_FILE_UNREADABLE, u->path, 0, 0, "%s", fd < 0 ? strerror(why) : "it became shorter while it was read");
	}
	return got == u->n;
}

static bool read_letters_of(struct api_reader *r, const struct audit_unit *u)
{
	const char *stdin_name = r->options->given.stdin_name;
	const char *name = strcmp(u->path, "-") == 0 && stdin_name != NULL ? stdin_name : u->path;
	bool loaded = u->n > 0 ? read_part_of(r, u) : api_reader_load(r, u->path, name);
	r->lines_before = u->n > 0 ? u->lines_before : 0;
	r->messages_before = u->messages_before;
	return loaded && api_reader_bytes(r, u->setting, name, api_reader_loaded(r));
}

static void read_record(struct api_reader *r, struct audit_task *t, const struct audit_unit *u, uint32_t unit)
{
	const char *why;
	if (!read_part_of(r, u)) {
		*vec_push(&t->memory, &t->failed) = u->path;
		return;
	}
	struct letter_record *record = archive_record_parse(&t->memory, api_reader_loaded(r), &why);
	if (record == NULL) {
		diag_at(r->sink, DIAG_RECORDS_BROKEN, u->path, u->lines_before, 1, "%s", why);
		*vec_push(&t->memory, &t->failed) = u->path;
		return;
	}
	*vec_push(&t->memory, &t->records) = record;
	*vec_push(&t->memory, &t->unit) = unit;
}

void api_audit_read(struct samedesk_audit *a, unsigned thread, struct audit_task *t)
{
	struct api_reader *r = &a->readers[thread];
	struct reading g = { a, t, 0 };
	api_audit_task_begin(t);
	r->sink = &t->sink;
	r->take = read_take;
	r->user = &g;
	for (uint32_t i = 0; i < t->n; i++) {
		const struct audit_unit *u = audit_unit(a, t->first + i);
		g.unit = t->first + i;
		if (a->input == AUDIT_RECORDS) {
			read_record(r, t, u, g.unit);
		} else if (!read_letters_of(r, u)) {
			*vec_push(&t->memory, &t->failed) = u->path;
		}
		t->lost += r->lost;
		t->unjudged = t->unjudged || r->unjudged;
	}
}
