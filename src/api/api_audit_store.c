/* api_audit_store.c - an audit with a store: what has not changed is not read again, and what has is told; DESIGN section 11.
 *
 * In: the files as they are, and what the store knows of them. Out: units marked as stored; records kept or fetched; since when findings are
 * known; what is new, changed and gone. Where nothing at all has changed, the run before is told again.
 *
 * A file is as it was when its size and its time are, or else its bytes. Records depend on the knowledge, too: where that is another, they are made
 * again.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <time.h>

#include "api/api_audit.h"
#include "archive/archive_circles.h"
#include "archive/archive_flip.h"
#include "parts/json.h"

struct known_file { const char *path; struct archive_store_file f; };

struct audit_store {
	struct archive_store *db;
	struct arena memory;		/* of all below */
	VEC(struct known_file) rows;	/* as the store has them: mostly in the order in which files are told */
	struct pool_aside reading;	/* of rows, while the folders are walked */
	uint32_t at;			/* of rows: the one that should be asked for next */
	struct map known;		/* path to its index in rows; made when files come in another order */
	uint32_t as_before;		/* files that are as they were */
	char began[32];
	char options[128];
	char since[32];			/* findings first made before are not told; "" all are */
	bool only_first;		/* only those first made in this run are told */
	uint32_t open;			/* the file whose letters are being put; UINT32_MAX: none */
	uint64_t content;		/* of it so far */
	bool otherwise;			/* the knowledge is another than when the store was filled */
	struct archive_flips flips;
	struct buf circles;		/* as JSON: all of them */
	bool running;			/* a run was begun: findings are written */
	VEC(struct letter_record *) old;	/* of the open file, as they were; --again */
	uint32_t compared;
};

/* SOURCE_DATE_EPOCH, where it is set: runs can be repeated. */
static void store_now(char out[32])
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t t = epoch != NULL && *epoch != '\0' ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
	struct tm utc;
	if (gmtime_r(&t, &utc) == NULL || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) {
		snprintf(out, 32, "1970-01-01T00:00:00Z");
	}
}

static void store_row(void *user, const char *path, const struct archive_store_file *f)
{
	struct audit_store *x = user;
	*vec_push(&x->memory, &x->rows) = (struct known_file){ arena_str(&x->memory, path), *f };
}

/* NULL: the store does not know it. */
static const struct archive_store_file *store_known(struct audit_store *x, const char *path)
{
	pool_aside_end(&x->reading);
	if (x->at < x->rows.n && strcmp(x->rows.v[x->at].path, path) == 0) {
		return &x->rows.v[x->at++].f;
	}
	for (uint32_t i = 0; x->known.n == 0 && i < x->rows.n; i++) {
		map_put(&x->known, span_str(x->rows.v[i].path), i);
	}
	uint32_t i = map_get(&x->known, span_str(path));
	x->at = i != MAP_NONE ? i + 1 : x->at;
	return i != MAP_NONE ? &x->rows.v[i].f : NULL;
}

static void store_read_rows(void *user)
{
	struct audit_store *x = user;
	archive_store_files(x->db, store_row, x);
}

static bool store_since(struct samedesk_audit *a, struct audit_store *x)
{
	const char *since = a->options.given.since;
	struct date d;
	if (since == NULL) {
		return true;
	}
	x->only_first = strcmp(since, "last") == 0;
	if (x->only_first) {
		return true;
	}
	if (!date_parse(span_str(since), &d)) {
		api_say(&a->options, "not a date (2016, 2016-12 or 2016-12-05), nor 'last'", since);
		return false;
	}
	date_print(date_of_day(date_first(d)), x->since);
	return true;
}

bool api_audit_store_open(struct samedesk_audit *a)
{
	const samedesk_options *o = &a->options.given;
	struct audit_store *x = ARENA_NEW(&a->run, struct audit_store);
	arena_init(&x->memory, 0);
	map_init(&x->known, &x->memory);
	x->open = UINT32_MAX;
	a->store = x;
	store_now(x->began);
	snprintf(x->options, sizeof x->options, "window=%u longest=%u similarity=%u echoes=%d", o->window, o->longest, o->similarity, !o->no_echoes);
	if (!store_since(a, x)) {
		return false;
	}
	x->db = archive_store_open(o->store, &a->options.sink);
	if (x->db != NULL) {
		pool_aside(&x->reading, a->n_readers, store_read_rows, x);
	}
	return x->db != NULL;
}

void api_audit_store_close(struct samedesk_audit *a)
{
	if (a->store != NULL) {
		pool_aside_end(&a->store->reading);
		archive_store_close(a->store->db);
		buf_release(&a->store->circles);
		arena_release(&a->store->memory);
	}
}

/* --- files --- */

/* What records are made by: the knowledge, and the options that say how it is asked. */
static uint64_t store_knowledge(const struct samedesk_audit *a, const struct api_setting *s)
{
	const samedesk_options *o = &a->options.given;
	const char *phase = o->phase != NULL ? o->phase : "", *basis = o->min_basis != NULL ? o->min_basis : "", *lang = o->lang != NULL ? o->lang : "";
	uint64_t hash = 0;
	if (s->know != NULL) {
		uint64_t known = know_hash(s->know);
		hash = map_hash(SAMEDESK_VERSION, sizeof SAMEDESK_VERSION);
		hash = map_hash_more(hash, &known, sizeof known);
		uint64_t levels = s->project != NULL && s->project->levels.n > 0 ? project_hash(s->project) : 0;
		hash = levels != 0 ? map_hash_more(hash, &levels, sizeof levels) : hash;
		hash = *lang != '\0' ? map_hash_more(hash, lang, strlen(lang) + 1) : hash;	/* messages are kept as they were said */
		hash = map_hash_more(map_hash_more(hash, phase, strlen(phase) + 1), basis, strlen(basis) + 1);
	}
	return hash;
}

static uint64_t store_setting_hash(struct samedesk_audit *a, const struct api_setting *s)
{
	for (uint32_t i = 0; i < a->settings.all.n; i++) {
		struct api_setting *one = a->settings.all.v[i];
		if (one == s) {
			one->hash = one->hash != 0 ? one->hash : store_knowledge(a, one);
			return one->hash;
		}
	}
	return 0;
}

bool api_audit_store_known(struct samedesk_audit *a, struct audit_unit *u, const struct audit_look *look)
{
	struct audit_store *x = a->store;
	struct audit_file file = { .f = { 0 } };
	const struct archive_store_file *row = store_known(x, u->path);
	if (row != NULL) {
		file.f = *row;
	}
	bool same = look->file && file.f.id != 0 && !file.f.failed && file.f.size == look->size && file.f.changed == look->changed;
	file.content = file.f.content;
	file.knowledge = file.f.knowledge;
	file.f.knowledge = store_setting_hash(a, u->setting);
	file.judged_otherwise = file.f.id != 0 && file.knowledge != file.f.knowledge;
	x->otherwise = x->otherwise || file.judged_otherwise;
	if (look->file) {
		file.f.size = look->size;
		file.f.changed = look->changed;
	}
	u->file = (uint32_t)(a->files.n / sizeof file);
	u->stored = same && !file.judged_otherwise && !a->options.given.again;
	x->as_before += u->stored;
	buf_add(&a->files, (const char *)&file, sizeof file);
	return u->stored;
}

static struct audit_file *store_file(struct samedesk_audit *a, uint32_t unit)
{
	return (struct audit_file *)(void *)a->files.p + audit_unit(a, unit)->file;
}

/* --- told again --- */

static void replay_record(void *user, struct letter_record *r)
{
	struct samedesk_audit *a = user;
	uint32_t told = 0;
	api_accept_record(&a->accept, r);
	for (uint32_t i = 0; i < r->told.n; i++) {
		struct letter_told *t = &r->told.v[i];
		t->since = archive_store_since(a->store->db, &a->store->memory, t->fingerprint, r->path, r->member);
		if (strcmp(t->since, a->store->since) >= 0) {
			api_audit_told(a, r, t);
			r->told.v[told++] = *t;
		}
	}
	r->told.n = told;
	if (a->report != NULL && !api_accept_only(&a->options)) {
		report_record(a->report, r);
	}
}

static bool replay_summary(struct samedesk_audit *a, const char *text)
{
	struct report_summary *s = &a->counts.summary;
	return sscanf(text, "%u %u %u %u %u %u %u %u", &s->letters, &s->judged, &s->not_judged, &s->not_a_letter, &s->no_sender, &s->no_recipient,
	    &s->ambiguous, &s->unjudged) == 8;
}

/* Nothing has changed: what the run before told is told again. */
static bool store_replay(struct samedesk_audit *a)
{
	struct audit_store *x = a->store;
	struct archive_store_last last = archive_store_last(x->db, x->options);
	struct arena memory;
	if (last.began == NULL || x->as_before != x->rows.n || x->as_before != audit_units(a) || a->input != AUDIT_FILES || x->only_first) {
		return false;
	}
	arena_init(&memory, 0);
	struct letter_archive found = { .arena = &memory, .know = a->know };
	if (!archive_circles_parse(&found, span_str(last.circles)) || !replay_summary(a, last.summary)) {
		arena_release(&memory);
		return false;
	}
	for (uint32_t i = 0; i < audit_units(a); i++) {
		const struct audit_file *f = store_file(a, i);
		api_accept_file(&a->accept, audit_unit(a, i)->path, true);
		if (f->f.findings > 0) {
			struct arena scratch;
			arena_init(&scratch, 0);
			archive_store_records(x->db, &f->f, true, &scratch, replay_record, a);
			arena_release(&scratch);
		}
	}
	api_audit_tell(a, &found);
	a->trouble = a->trouble || a->counts.summary.unjudged > 0;
	arena_release(&memory);
	return true;
}

bool api_audit_store_begin(struct samedesk_audit *a)
{
	struct audit_store *x = a->store;
	pool_aside_end(&x->reading);
	if (a->input != AUDIT_FILES) {
		api_say(&a->options, "a store keeps letters, not records: leave out --records or --store", "");
		a->trouble = true;
		return true;
	}
	if (store_replay(a)) {
		return true;
	}
	if (x->otherwise && !a->options.given.again) {
		diag_at(&a->options.sink, DIAG_STORE_KNOWLEDGE, a->options.given.store, 0, 0, "%u letters' files", x->rows.n);
	}
	if (!archive_store_begin(x->db, x->began, x->options)) {
		a->trouble = true;
		return true;
	}
	x->running = true;
	return false;
}

/* --- units taken --- */

struct fetch { struct samedesk_audit *a; uint32_t unit; };

static void fetch_record(void *user, struct letter_record *r)
{
	struct fetch *g = user;
	api_audit_letter(g->a, r, g->unit);
}

static void keep_old(void *user, struct letter_record *r)
{
	struct audit_store *x = user;
	*vec_push(&x->memory, &x->old) = r;
}

static void store_put_end(struct samedesk_audit *a)
{
	struct audit_store *x = a->store;
	if (x->open != UINT32_MAX) {
		struct audit_file *f = (struct audit_file *)(void *)a->files.p + x->open;
		f->f.content = x->content;
		archive_store_put_end(x->db, &f->f);
	}
	x->open = UINT32_MAX;
}

static void store_put_begin(struct samedesk_audit *a, uint32_t unit)
{
	struct audit_store *x = a->store;
	struct audit_file *f = store_file(a, unit);
	store_put_end(a);
	x->old.n = x->compared = 0;
	if (f->f.id != 0 && a->options.given.again) {
		archive_store_records(x->db, &f->f, false, &x->memory, keep_old, x);
	}
	if (f->f.id == 0) {	/* it may have been there, and gone */
		f->f.id = archive_store_find(x->db, audit_unit(a, unit)->path).id;
	}
	f->f.failed = false;
	x->open = audit_unit(a, unit)->file;
	x->content = 0;
	archive_store_put(x->db, audit_unit(a, unit)->path, &f->f);
}

void api_audit_store_take(struct samedesk_audit *a, const struct audit_outcome *o, struct letter_record *const *records)
{
	struct audit_store *x = a->store;
	const struct audit_unit *u = audit_unit(a, o->unit);
	struct audit_file *f = store_file(a, o->unit);
	if (u->stored || o->same) {
		struct arena scratch;
		struct fetch g = { a, o->unit };
		arena_init(&scratch, 0);
		store_put_end(a);
		archive_store_same(x->db, &f->f);
		archive_store_records(x->db, &f->f, false, &scratch, fetch_record, &g);
		arena_release(&scratch);
		return;
	}
	if (x->open != u->file) {
		store_put_begin(a, o->unit);
	}
	x->content = x->content == 0 ? o->content : map_hash_more(x->content, &o->content, sizeof o->content);
	f->f.failed = f->f.failed || o->failed || o->foreign || o->misused;	/* to be said again */
	for (uint32_t i = 0; i < o->records; i++) {
		archive_store_letter(x->db, &f->f, records[i]);
		if (x->compared < x->old.n) {
			archive_flip(&x->memory, x->old.v[x->compared++], records[i], &x->flips);
		}
	}
}

/* --- findings --- */

bool api_audit_store_told(struct samedesk_audit *a, struct letter_told *t, const char *path, const char *member, const char *letters)
{
	struct audit_store *x = a->store;
	bool first = false;
	if (!x->running) {
		t->since = archive_store_since(x->db, &x->memory, t->fingerprint, path, member);
		return strcmp(t->since, x->since) >= 0 && !x->only_first;
	}
	t->since = archive_store_finding(x->db, &x->memory, t, path, member, letters, &first);
	return strcmp(t->since, x->since) >= 0 && (first || !x->only_first);
}

/* Where the finding is kept under: the circle's first letter; nowhere, when it is about the archive as a whole. */
static struct letter_step store_first(const struct letter_archive *found, const struct letter_circle_finding *f)
{
	bool some = f->circle < found->circles.n && found->circles.v[f->circle].steps.n > 0;
	return some ? found->circles.v[f->circle].steps.v[0] : (struct letter_step){ .path = "", .member = "" };
}

/* The paths of a circle's letters, in order, as JSON. */
static const char *store_letters(const struct letter_archive *found, const struct letter_circle_finding *f)
{
	struct arena *scratch = found->arena;
	const struct letter_circle *c = f->circle < found->circles.n ? &found->circles.v[f->circle] : NULL;
	struct buf text = BUF_INIT;
	json_t *list = json_hang(scratch, json_array());
	for (uint32_t i = 0; c != NULL && i < c->steps.n; i++) {
		const struct letter_step *s = &c->steps.v[i];
		json_t *one = json_push(list, json_object());
		json_put(one, "path", json_opt(s->path));
		json_put(one, "member", json_opt(s->member));
		json_put(one, "id", json_opt(s->id));
	}
	json_print(&text, list);
	const char *copy = arena_strn(scratch, text.p, text.n);
	buf_release(&text);
	return copy;
}

/* Those that are older than what was asked for are taken out. On a run told again nothing is written. */
void api_audit_store_circles(struct samedesk_audit *a, struct letter_archive *found)
{
	struct audit_store *x = a->store;
	uint32_t told = 0;
	buf_clear(&x->circles);
	if (x->running) {
		archive_circles_print(&x->circles, found);
	}
	for (uint32_t i = 0; i < found->findings.n; i++) {
		struct letter_circle_finding *f = &found->findings.v[i];
		const struct letter_step at = store_first(found, f);
		struct letter_told t = { .rule = f->rule, .level = f->level, .message = f->message, .fingerprint = f->fingerprint, .line = at.line, .accepted = f->accepted };
		bool first = false;
		f->since = x->running ? archive_store_finding(x->db, found->arena, &t, at.path, at.member, store_letters(found, f), &first) :
		    archive_store_since(x->db, found->arena, f->fingerprint, at.path, at.member);
		if (strcmp(f->since, x->since) >= 0 && (first || !x->only_first)) {
			found->findings.v[told++] = *f;
		}
	}
	found->findings.n = told;
}

static void store_change(void *user, const struct letter_change *c)
{
	struct samedesk_audit *a = user;
	if (a->report != NULL) {
		report_change(a->report, c);
	}
}

void api_audit_store_end(struct samedesk_audit *a)
{
	struct audit_store *x = a->store;
	const struct report_summary *s = &a->counts.summary;
	struct buf summary = BUF_INIT;
	store_put_end(a);
	if (a->options.write_failed) {
		return;			/* it did not come to its end */
	}
	buf_printf(&summary, "%u %u %u %u %u %u %u %u", s->letters, s->judged, s->not_judged, s->not_a_letter, s->no_sender, s->no_recipient, s->ambiguous,
	    s->unjudged);
	archive_store_end(x->db, summary.p, x->circles.p, store_change, a);
	for (uint32_t i = 0; i < x->flips.n; i++) {
		store_change(a, &x->flips.v[i]);
	}
	a->trouble = a->trouble || archive_store_why(x->db) != NULL;
	buf_release(&summary);
}
