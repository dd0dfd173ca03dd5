/* api_reader.c - a file's letters through the stages in their order; DESIGN section 2.
 *
 * In: bytes, and the setting that holds for them. Out: letters, read, resolved, related and judged, given to the owner's function one after the
 * other. A reader belongs to one thread; settings and knowledge are shared. What becomes of a letter is left to the owner.
 *
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/api.h"

void api_reader_init(struct api_reader *r, struct api_options *o, struct diag_sink *sink)
{
	memset(r, 0, sizeof *r);
	r->options = o;
	r->sink = sink;
	arena_init(&r->run, 0);
	arena_init(&r->file, 0);
	arena_init(&r->letter, LIMIT_LETTER_BYTES);
}

void api_reader_release(struct api_reader *r)
{
	for (uint32_t i = 0; i < r->hands.n; i++) {
		judge_free(r->hands.v[i].judge);
		know_free(r->hands.v[i].know);
	}
	arena_release(&r->file);
	arena_release(&r->letter);
	arena_release(&r->run);
	buf_release(&r->bytes);
}

static struct api_reader_hand *reader_hand(struct api_reader *r, const struct api_setting *s)
{
	for (uint32_t i = 0; i < r->hands.n; i++) {
		if (r->hands.v[i].setting == s) {
			return &r->hands.v[i];
		}
	}
	struct api_reader_hand *h = vec_push(&r->run, &r->hands);
	h->setting = s;
	h->know = s->know != NULL ? know_share(s->know) : NULL;
	if (h->know != NULL) {
		know_tongue_set(h->know, r->options->given.lang);
	}
	h->judge = h->know != NULL ? judge_new(h->know, r->options->given.phase, r->sink) : NULL;
	return h;
}

struct judge *api_reader_judge(struct api_reader *r, const struct api_setting *s)
{
	return reader_hand(r, s)->judge;
}

/* A phase may be that of a project's own rules: it is looked for when a letter of that project comes. */
bool api_reader_usable(struct api_reader *r, const struct api_setting *first)
{
	const samedesk_options *o = &r->options->given;
	if ((o->config != NULL || o->find_config) && !judge_has_phase(first->know, o->phase)) {
		return true;
	}
	const struct judge *j = api_reader_judge(r, first);
	return j != NULL && api_know_usable(r->options, first->know, j);
}

/* --- one letter --- */

static void reader_date(const struct api_reader *r, struct letter *l)
{
	if (r->options->given.date != NULL) {
		l->date = r->options->date;
		l->date_given = true;
	} else if (!r->archive && l->date.first <= DAY_MIN && l->date.last >= DAY_MAX) {
		l->date = date_when(date_today());
		l->date_assumed = true;
	}
}

/* --- acceptances that stand in letters --- */

/* A rule that is not there would be silence. One about many letters together finds nothing here. */
static void reader_mark_rule(struct api_reader *r, struct arena *a, struct letter_mark *m)
{
	if (m->fault != NULL || m->looked) {
		return;
	}
	if (!api_rule_known(r->judge, m->told.rule)) {
		const char *near = api_rule_near(r->judge, m->told.rule);
		m->fault = arena_printf(a, "no such rule '%s'%s%s%s", m->told.rule, near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
	} else if (api_rule_of_archive(r->judge, m->told.rule)) {
		m->used = TRI_PERHAPS;
	}
}

static void reader_accept(struct api_reader *r, struct letter *l)
{
	for (uint32_t i = 0; i < l->marks.n; i++) {
		reader_mark_rule(r, &r->file, l->marks.v[i]);
	}
	project_accept(l);
}

/* A read_job's function: all letters that it can be of were judged. */
static void reader_mark(void *user, struct letter_mark *m)
{
	struct api_reader *r = user;
	if (r->judge == NULL) {
		return;
	}
	reader_mark_rule(r, &r->file, m);
	m->looked = true;
	if (m->fault != NULL || m->refused) {
		uint32_t errors = r->sink->count[DIAG_ERROR];
		const char *detail = m->fault != NULL ? m->fault : arena_printf(&r->file, "rule '%s'", m->told.rule);
		diag_at(r->sink, m->fault != NULL ? DIAG_ACCEPT_UNUSABLE : DIAG_ACCEPT_REFUSED, m->told.path, m->told.line, m->told.column, "%s", detail);
		r->rule_errors += r->sink->count[DIAG_ERROR] - errors;
		r->misused = true;
		return;
	}
	struct letter_mark *to = vec_push(&r->file, &r->marks.v);
	*to = *m;
	const char **texts[] = { &to->told.rule, &to->told.reason, &to->told.by, &to->told.until, &to->told.path };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = arena_str(&r->file, *texts[i]);
	}
	to->member = to->member != NULL ? arena_str(&r->file, to->member) : NULL;
}

/* Where not everything was looked for, nobody can say that an acceptance is of no use. */
static void reader_marks(struct api_reader *r, bool good)
{
	const samedesk_options *o = &r->options->given;
	bool whole = good && o->phase == NULL && o->min_basis == NULL && o->date == NULL;
	for (uint32_t i = 0; i < r->marks.v.n; i++) {
		struct letter_mark *m = &r->marks.v.v[i];
		m->used = m->used == TRI_NO && !whole ? TRI_PERHAPS : m->used;
		if (r->mark != NULL) {
			r->mark(r->user, m);
		}
	}
}

static void reader_stages(struct api_reader *r, struct letter *l)
{
	l->explained = r->options->given.what == SAMEDESK_SHOW || r->options->given.proof;
	extract_letter(l);
	if (r->words_only) {
		return;
	}
	reader_date(r, l);
	resolve_letter(l);
	relate_letter(l, &r->options->relate);
	if (r->judge != NULL) {
		uint32_t errors = r->sink->count[DIAG_ERROR];
		judge_letter(r->judge, l);
		r->rule_errors += r->sink->count[DIAG_ERROR] - errors;
		reader_accept(r, l);
	}
	api_setting_levels(r->setting, l);
	for (uint32_t i = 0; i < l->findings.n; i++) {
		letter_locate(l, &l->findings.v[i].place);
	}
	r->unjudged = r->unjudged || l->unjudged;
}

static bool reader_one(struct api_reader *r, struct letter *l)
{
	jmp_buf guard;
	if (ARENA_GUARD(l->arena, guard)) {
		diag_at(r->sink, DIAG_LETTER_MEMORY, l->path, 0, 0, "letter '%s': more than %u MiB", l->member, LIMIT_LETTER_BYTES >> 20);
		l->arena->guard = NULL;
		r->lost++;
		return true;
	}
	reader_stages(r, l);
	bool more = r->take(r->user, l);
	l->arena->guard = NULL;
	return more;
}

/* A letter, and those that stand behind it in the same text. */
static bool reader_letter(void *user, struct letter *l)
{
	bool more = true;
	for (; l != NULL && more; l = more ? letter_following(l) : NULL) {
		more = reader_one(user, l);
	}
	return more;
}

/* --- files --- */

bool api_reader_bytes(struct api_reader *r, const struct api_setting *s, const char *path, struct span bytes)
{
	uint32_t errors = r->sink->count[DIAG_ERROR];
	r->lost = r->rule_errors = 0;
	r->unjudged = r->misused = false;
	memset(&r->marks, 0, sizeof r->marks);
	const struct api_reader_hand *h = reader_hand(r, s);
	r->judge = r->no_rules ? NULL : h->judge;
	r->setting = s;
	if (h->know == NULL || h->judge == NULL) {
		return false;		/* said when the setting was made */
	}
	struct read_job job = {
		.know = h->know, .sink = r->sink, .path = path, .bytes = bytes, .file_arena = &r->file,
		.letter_arena = &r->letter, .take = reader_letter, .mark = reader_mark, .user = r,
		.lines_before = r->lines_before, .messages_before = r->messages_before,
		.only = r->only, .n_only = r->n_only,
	};
	bool good = read_letters(&job) >= 0 && r->sink->count[DIAG_ERROR] == errors + r->rule_errors;
	reader_marks(r, good);
	know_read(h->know, span_of(NULL, 0));	/* the text goes */
	arena_clear(&r->letter);
	arena_clear(&r->file);
	return good;
}

static int reader_bytes(struct buf *b, struct folder *beside, const char *path, size_t size)
{
	if (strcmp(path, "-") == 0) {
		return buf_read_fd(b, 0, LIMIT_FILE_BYTES);
	}
	if (beside == NULL) {
		return buf_read_file(b, path, LIMIT_FILE_BYTES);
	}
	int fd = folder_open(beside, path);
	int got = fd >= 0 ? buf_read_sized(b, fd, size, LIMIT_FILE_BYTES) : -1, why = errno;
	if (fd >= 0) {
		close(fd);
	}
	errno = why;
	return got;
}

bool api_reader_load(struct api_reader *r, struct folder *beside, const char *path, const char *name, size_t size)
{
	buf_clear(&r->bytes);
	int got = reader_bytes(&r->bytes, beside, path, size);
	if (got != 0 && errno == EFBIG) {
		diag_at(r->sink, DIAG_FILE_TOO_LARGE, name, 0, 0, "more than %u MiB", LIMIT_FILE_BYTES >> 20);
	} else if (got != 0) {
		diag_at(r->sink, DIAG_FILE_UNREADABLE, name, 0, 0, "%s", strerror(errno));
	}
	return got == 0;
}

struct span api_reader_loaded(const struct api_reader *r)
{
	return span_of(r->bytes.p != NULL ? r->bytes.p : "", r->bytes.n);
}

bool api_reader_is_foreign(enum diag_id id, struct span bytes)
{
	return id == DIAG_FORMAT_UNKNOWN || id == DIAG_FILE_BINARY || id == DIAG_FILE_EMPTY ||
	    (id == DIAG_FORMAT_UNSUPPORTED && !read_is_written(bytes));
}

/* A letter is judged when both ends are settled and no party at them is open; everything else is told apart, and never counted as clean. */
const char *api_reader_unjudged(const struct letter *l)
{
	return letter_unjudged(l);
}
