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

void api_audit_read_begin(struct audit_task *t)
{
	arena_init(&t->memory, 0);
	t->sink = (struct diag_sink){ .take = read_say, .user = t };
	t->done = true;
}

void api_audit_read_end(struct audit_task *t)
{
	if (t->done) {
		arena_release(&t->memory);
	}
	*t = (struct audit_task){ .first = t->first, .n = t->n };
}

/* What a thread is at, for the reader's function. */
struct reading { struct samedesk_audit *a; struct audit_task *t; struct folder folder; uint32_t before; struct { const char *path; int fd; } part; };

/* Of an end that may be one of several whose work one team does, the team is known though the party is not: mail to a domain that two councils
 * with one staff share. The desk then stands for the party. */
static void read_desk_of_any(const struct samedesk_audit *a, const struct letter *l, const struct letter_mention *m, know_index service, struct letter_party *p)
{
	know_agent desk = KNOW_NONE, one;
	know_index phase;
	enum tri sure = TRI_YES;
	for (uint32_t i = 0; i < m->candidates.n; i++) {
		if (!m->candidates.v[i].kept) {
			continue;
		}
		sure = tri_and(sure, relate_desk_at(l->know, m->candidates.v[i].agent, service, l->date, a->options.relate.min_basis, &one, &phase));
		if (!know_is_arrangement(one) || (desk != KNOW_NONE && one != desk)) {
			return;
		}
		desk = one;
	}
	if (desk != KNOW_NONE && sure != TRI_NO) {
		p->id = p->desk = know_agent_id(l->know, desk);
		p->name = know_agent_name_then(l->know, desk, l->date);
		p->desk_sure = sure;
	}
}

/* The matter is one that some other office than the writer's would handle, and two desks may have had the letter: the one of the matter, or where
 * the party does that itself the one that works for the two offices; perhaps. */
static void read_desk_of_office(const struct samedesk_audit *a, const struct letter *l, const struct letter_mention *m, struct letter_party *p)
{
	know_index phase, office = l->services.v[0].office;
	know_agent desk;
	if (relate_desk_at(l->know, m->agent, office, l->date, a->options.relate.min_basis, &desk, &phase) == TRI_NO || desk == KNOW_NONE) {
		return;
	}
	const char *other = know_agent_id(l->know, desk);
	if (strcmp(other, p->desk) != 0) {
		p->desk = strcmp(p->desk, p->id) == 0 ? other : p->desk;
		p->desk_sure = TRI_PERHAPS;
	}
}

/* Who writes or is addressed by name and serves several councils is the desk where no team is, whatever the matter: what he sends round comes back to him. */
static void read_desk_of_person(const struct samedesk_audit *a, struct arena *arena, const struct letter *l, const struct letter_mention *m, struct letter_party *p)
{
	enum tri sure;
	know_index post = relate_person_post(l, m, a->options.relate.min_basis, &sure);
	if (post != KNOW_NONE) {
		const struct know_post *row = know_post(l->know, post);
		p->desk = arena_printf(arena, "%s, %s", know_str(l->know, row->holder), know_str(l->know, row->title));
		p->desk_sure = sure;
	}
}

/* Where dates or records are too imprecise to say whose desk it is, the archive still wants to know whose it may be. */
static void read_desks(const struct samedesk_audit *a, struct arena *arena, const struct letter *l, struct letter_record *r)
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
		if (m->verdict == LETTER_AMBIGUOUS && *p->id == '\0') {
			read_desk_of_any(a, l, m, service, p);
		}
		if (m->agent == KNOW_NONE || *p->id == '\0') {
			continue;
		}
		if (m->desk == NULL && relate_desk_at(l->know, m->agent, service, l->date, a->options.relate.min_basis, &desk, &phase) != TRI_NO && desk != KNOW_NONE) {
			p->desk = know_agent_id(l->know, desk);
			p->desk_sure = desk == m->agent ? TRI_YES : TRI_PERHAPS;
		}
		if (service != KNOW_NONE && l->services.v[0].office != KNOW_NONE) {
			read_desk_of_office(a, l, m, p);
		}
		if (strcmp(p->desk, p->id) == 0) {
			read_desk_of_person(a, arena, l, m, p);
		}
	}
}

const char *api_audit_read_desk(void *audit, const char *party, know_index service, struct when date)
{
	const struct samedesk_audit *a = audit;
	const struct know *k = a->know;
	know_agent agent = know_agent_find(k, span_str(party)), desk;
	know_index phase;
	if (agent == KNOW_NONE || relate_desk_at(k, agent, service, date, a->options.relate.min_basis, &desk, &phase) == TRI_NO || desk == KNOW_NONE) {
		return NULL;
	}
	return know_agent_id(k, desk);
}

static bool read_take(void *user, struct letter *l)
{
	struct reading *g = user;
	if (g->a->rereading) {
		*vec_push(&g->t->memory, &g->t->records) = archive_record_words(&g->t->memory, l);
		return true;
	}
	struct letter_record *r = archive_record(&g->t->memory, l, g->a->with);
	r->not_judged = api_reader_unjudged(l);
	read_desks(g->a, &g->t->memory, l, r);
	for (uint32_t i = 0; i < r->told.n && g->a->shows; i++) {
		r->told.v[i].shown = report_shown(&g->t->memory, l, &l->findings.v[i]);
	}
	*vec_push(&g->t->memory, &g->t->records) = r;
	return true;
}

/* Acceptances go with the last letter of their file, of this piece of it. */
static void read_mark(void *user, const struct letter_mark *m)
{
	struct reading *g = user;
	struct arena *a = &g->t->memory;
	if (g->t->records.n == g->before || g->a->rereading) {
		return;
	}
	struct letter_mark *to = vec_push(a, &g->t->records.v[g->t->records.n - 1]->marks);
	*to = (struct letter_mark){ .to = SIZE_MAX, .used = m->used, .looked = true };
	to->told = *archive_record_acceptance(a, &m->told);
	to->member = m->member != NULL ? arena_str(a, m->member) : NULL;
}

/* The file of which parts are read: records stand in few files, one after the other. */
static int read_part_file(struct reading *g, const char *path)
{
	if (g->part.path != path) {
		if (g->part.fd >= 0) {
			close(g->part.fd);
		}
		g->part.path = path;
		g->part.fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	return g->part.fd;
}

/* The bytes of a part of a file. False: said. */
static bool read_part_of(struct reading *g, struct api_reader *r, const struct audit_unit *u)
{
	int fd = read_part_file(g, u->path);
	size_t got = 0;
	buf_clear(&r->bytes);
	buf_reserve(&r->bytes, u->n);
	for (ssize_t n = 1; fd >= 0 && got < u->n && n > 0; got += n > 0 ? (size_t)n : 0) {
		n = pread(fd, r->bytes.p + got, u->n - got, (off_t)(u->offset + got));
	}
	int why = errno;
	r->bytes.n = got;
	r->bytes.p[got] = '\0';
	if (got < u->n) {
		diag_at(r->sink, DIAG_FILE_UNREADABLE, u->path, 0, 0, "%s", fd < 0 ? strerror(why) : "it became shorter while it was read");
	}
	return got == u->n;
}

/* Bytes that the store knows, by the same knowledge, need not be read again. */
static bool read_is_known(const struct samedesk_audit *a, const struct audit_unit *u, const struct audit_outcome *o)
{
	if (a->store == NULL || a->rereading || u->n > 0) {
		return false;
	}
	const struct audit_file *f = (const struct audit_file *)(const void *)a->files.p + u->file;
	return f->f.id != 0 && !f->f.failed && !f->f.gone && f->content == o->content && f->knowledge == f->f.knowledge && !a->options.given.again;
}

/* Among files of all kinds: was nothing said of this one but that it is of a kind in which nobody writes letters? Then that is a note. */
static bool read_is_foreign(struct reading *g, const struct api_reader *r, uint32_t said)
{
	struct audit_task *t = g->t;
	struct audit_said *s = t->said.n == said + 1 ? &t->said.v[said] : NULL;
	if (!g->a->options.given.mixed || s == NULL || t->records.n > g->before || !api_reader_is_foreign(s->id, api_reader_loaded(r))) {
		return false;
	}
	s->detail = arena_printf(&t->memory, "%s%s%s", diag_text(s->id), s->detail[0] != '\0' ? ": " : "", s->detail);
	s->id = DIAG_LEFT_OUT;
	s->line = s->column = 0;
	return true;
}

static void read_letters_of(struct reading *g, struct api_reader *r, const struct audit_unit *u, struct audit_outcome *o)
{
	const struct samedesk_audit *a = g->a;
	const char *stdin_name = r->options->given.stdin_name;
	const char *name = strcmp(u->path, "-") == 0 && stdin_name != NULL ? stdin_name : u->path;
	uint32_t said = g->t->said.n;
	bool loaded = u->n > 0 ? read_part_of(g, r, u) : api_reader_load(r, &g->folder, u->path, name, u->size);
	r->lines_before = u->n > 0 ? u->lines_before : 0;
	r->messages_before = u->messages_before;
	if (loaded && a->store != NULL) {
		struct span bytes = api_reader_loaded(r);
		o->content = map_hash(bytes.p, bytes.n);
		o->same = read_is_known(a, u, o);
	}
	o->failed = !loaded || (!o->same && !api_reader_bytes(r, u->setting, name, api_reader_loaded(r)));
	o->foreign = loaded && o->failed && read_is_foreign(g, r, said);
	o->failed = o->failed && !o->foreign;
}

static void read_record(struct reading *g, struct api_reader *r, const struct audit_unit *u, struct audit_outcome *o)
{
	struct audit_task *t = g->t;
	const char *why;
	o->failed = true;
	if (!read_part_of(g, r, u)) {
		return;
	}
	struct letter_record *record = archive_record_parse(&t->memory, api_reader_loaded(r), &why);
	if (record == NULL) {
		diag_at(r->sink, DIAG_RECORDS_BROKEN, u->path, u->lines_before, 1, "%s", why);
		return;
	}
	o->failed = record->failed;
	if (!record->failed) {
		*vec_push(&t->memory, &t->records) = record;
	}
}

void api_audit_read(struct samedesk_audit *a, unsigned thread, struct audit_task *t)
{
	struct api_reader *r = &a->readers[thread];
	struct reading g = { a, t, FOLDER_INIT, 0, { NULL, -1 } };
	api_audit_read_begin(t);
	r->sink = &t->sink;
	r->only = t->only;
	r->n_only = t->n_only;
	r->take = read_take;
	r->mark = read_mark;
	r->user = &g;
	for (uint32_t i = 0; i < t->n; i++) {
		const struct audit_unit *u = audit_unit(a, t->first + i);
		struct audit_outcome o = { .unit = t->first + i };
		g.before = t->records.n;
		r->lost = 0;
		r->unjudged = r->misused = false;
		if (a->input == AUDIT_RECORDS) {
			read_record(&g, r, u, &o);
		} else if (!u->stored || a->rereading) {
			read_letters_of(&g, r, u, &o);
		}
		t->lost += r->lost;
		t->unjudged = t->unjudged || r->unjudged || r->misused;
		o.misused = r->misused;
		o.records = t->records.n - g.before;
		*vec_push(&t->memory, &t->outcomes) = o;
	}
	folder_release(&g.folder);
	if (g.part.fd >= 0) {
		close(g.part.fd);
	}
}
