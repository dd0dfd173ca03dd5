/* api_audit.c - an audit: many letters read by threads, taken in order, judged one by one and together; DESIGN sections 2, 7 and 8.
 *
 * In: names of files. Out: findings of letters as they come, then those of circles, and a summary; or records. What is read is listed by
 * api_audit_units.c, read by api_audit_read.c; circles are found by archive/.
 *
 * SPDX-License-Identifier: ISC */
#include "api/api_audit.h"

/* Units of a task: a few milliseconds of work, and some tens of kilobytes of records. */
#define AUDIT_CHUNK 64u

static void audit_archive(struct samedesk_audit *a, const struct know *k)
{
	const samedesk_options *given = &a->options.given;
	struct archive_options o = {
		.window = given->window, .longest = given->longest, .similarity = given->similarity, .no_echoes = given->no_echoes != 0,
		.jobs = a->n_readers,
		.text = api_audit_text, .want = api_audit_text_want, .desk = api_audit_read_desk, .user = a,
	};
	a->archive = archive_new(k, &o, &a->options.sink);
	api_audit_texts_init(a);
}

static void audit_readers(struct samedesk_audit *a)
{
	a->n_readers = pool_jobs(a->options.given.jobs);
	a->readers = ARENA_NEWS(&a->run, struct api_reader, a->n_readers);
	for (uint32_t i = 0; i < a->n_readers; i++) {
		api_reader_init(&a->readers[i], &a->options, &a->options.sink);
		a->readers[i].archive = true;
	}
}

static bool audit_possible(struct api_options *o, const samedesk_knowledge *k)
{
	const char *fault = k == NULL ? "no knowledge" : o->given.what == SAMEDESK_SHOW ? "an audit does not show: samedesk_checker_new() does" : NULL;
	if (fault != NULL) {
		api_say(o, fault, "");
	}
	return fault == NULL;
}

samedesk_audit *samedesk_audit_new(const samedesk_knowledge *k, const samedesk_options *given)
{
	bool none;
	struct arena run;
	arena_init(&run, 0);
	struct samedesk_audit *a = ARENA_NEW(&run, struct samedesk_audit);
	a->run = run;
	if (!api_options_take(&a->options, given) || !audit_possible(&a->options, k)) {
		arena_release(&run);
		return NULL;
	}
	bool extract = a->options.given.what == SAMEDESK_EXTRACT;
	bool compares = extract || !a->options.given.no_echoes || a->options.given.store != NULL;
	a->with = (compares ? ARCHIVE_WITH_SKETCH : 0u) | (extract ? ARCHIVE_WITH_TEXT : 0u);
	bool usable = api_settings_init(&a->settings, k, &a->options);
	usable = api_accept_init(&a->accept, &a->options, true) && usable;
	api_counts_init(&a->counts, &a->run);
	audit_readers(a);
	none = extract;
	a->report = extract ? NULL : api_report(&a->options, api_accept_only(&a->options) ? REPORT_BASELINE : REPORT_AUDIT, &none);
	if (!extract) {
		a->know = know_share(k->know);
		know_tongue_set(a->know, a->options.given.lang);
		audit_archive(a, a->know);
	}
	usable = usable && (a->report != NULL || none) && api_reader_usable(&a->readers[0], a->settings.all.v[0]);
	if (!usable || (a->options.given.store != NULL && !extract && !api_audit_store_open(a))) {
		samedesk_audit_free(a);
		return NULL;
	}
	a->shows = extract || a->store != NULL || report_shows(a->report);
	api_report_judge(a->report, &a->readers[0], a->settings.all.v[0]);
	return a;
}

/* The caller's own slips; they make the run fail. */
static bool audit_may(struct samedesk_audit *a, const char *fault)
{
	fault = a->ended ? "the audit has been run" : fault;
	if (fault != NULL) {
		api_say(&a->options, fault, "");
		a->trouble = true;
	}
	return fault == NULL;
}

void samedesk_audit_add(samedesk_audit *a, const char *path)
{
	if (a == NULL || !audit_may(a, path == NULL ? "no name" : NULL)) {
		return;
	}
	*vec_push(&a->run, &a->paths) = arena_str(&a->run, path);
}

void samedesk_audit_records(samedesk_audit *a)
{
	if (a == NULL || !audit_may(a, a->input != AUDIT_RECORDS && a->paths.n > 0 ? "letters and records are not mixed" : NULL)) {
		return;
	}
	a->input = AUDIT_RECORDS;
}

int samedesk_audit_say(samedesk_audit *a, const samedesk_diagnostic *d)
{
	bool good = a != NULL && audit_may(a, NULL) && api_say_for(&a->options, d);
	if (a != NULL && !good) {
		a->trouble = true;
	}
	return good ? SAMEDESK_OK : SAMEDESK_TROUBLE;
}

/* --- what was read, taken in order --- */

static bool audit_write(struct samedesk_audit *a, struct buf *out)
{
	if (out->n > 0 && a->options.given.write != NULL && !a->options.write_failed) {
		a->options.write_failed = a->options.given.write(a->options.given.user, out->p, out->n) != 0;
	}
	buf_clear(out);
	return !a->options.write_failed;
}

static const char *audit_text(const char *text)
{
	return text != NULL ? text : "";
}

/* A finding that counts is counted, one that is accepted is only told. */
static void audit_count(struct samedesk_audit *a, const char *rule, enum letter_level level, const struct letter_acceptance *accepted)
{
	if (accepted != NULL) {
		api_counts_accepted(&a->counts, accepted);
		return;
	}
	api_counts_finding(&a->counts, rule, level);
	a->failing = a->failing || (samedesk_level)level >= a->options.given.fail_on;
}

void api_audit_told(struct samedesk_audit *a, const struct letter_record *r, const struct letter_told *t)
{
	audit_count(a, t->rule, t->level, t->accepted);
	api_hand(&a->options, (samedesk_finding){
		.rule = t->rule, .level = (samedesk_level)t->level, .message = t->message, .path = r->path, .member = r->member,
		.line = t->line, .column = t->column, .party = audit_text(t->party), .counterpart = audit_text(t->counterpart),
		.arrangement = audit_text(t->arrangement), .basis = audit_text(t->basis), .fingerprint = audit_text(t->fingerprint),
		.fix = audit_text(t->fix),
	}, t->accepted, t->state);
}

/* Of a circle: where it begins. */
static void audit_told_circle(struct samedesk_audit *a, const struct letter_archive *found, const struct letter_circle_finding *f)
{
	const struct letter_circle *c = f->circle < found->circles.n ? &found->circles.v[f->circle] : NULL;
	bool any = c != NULL && c->steps.n > 0;
	audit_count(a, f->rule, f->level, f->accepted);
	api_hand(&a->options, (samedesk_finding){
		.rule = f->rule, .level = (samedesk_level)f->level, .message = f->message, .path = any ? audit_text(c->steps.v[0].path) : "",
		.member = any ? audit_text(c->steps.v[0].member) : "", .line = any ? c->steps.v[0].line : 0, .party = "", .counterpart = "", .arrangement = "", .basis = "",
		.fingerprint = audit_text(f->fingerprint), .fix = audit_text(f->fix),
	}, f->accepted, f->state);
}

void api_audit_letter(struct samedesk_audit *a, struct letter_record *r, uint32_t unit)
{
	uint32_t told = 0;
	uint32_t errors = a->options.sink.count[DIAG_ERROR];
	api_counts_letter(&a->counts, r->not_judged);
	api_accept_record(&a->accept, r);
	for (uint32_t i = 0; i < r->told.n; i++) {
		struct letter_told *t = &r->told.v[i];
		if (a->store == NULL || api_audit_store_told(a, t, r->path, r->member, NULL)) {
			api_audit_told(a, r, t);
			r->told.v[told++] = *t;
		}
	}
	r->told.n = told;
	a->trouble = a->trouble || strcmp(r->not_judged, "unjudged") == 0 || a->options.sink.count[DIAG_ERROR] > errors;
	if (a->report != NULL && !api_accept_only(&a->options)) {
		report_record(a->report, r);
	}
	archive_add(a->archive, r);
	buf_add(&a->unit_of, (const char *)&unit, sizeof unit);
	buf_add(&a->message_of, (const char *)&r->message, sizeof r->message);
}

void api_audit_failed(struct samedesk_audit *a, const char *path)
{
	struct buf out = BUF_INIT;
	a->counts.summary.failed_files++;
	a->trouble = true;
	if (a->archive == NULL) {
		archive_record_print(&out, &(struct letter_record){ .path = path, .failed = true });
		audit_write(a, &out);
	}
	buf_release(&out);
}

static void audit_file(struct samedesk_audit *a, const char *path, bool whole)
{
	if (path != NULL) {
		api_accept_file(&a->accept, path, whole);
	}
}

static void audit_outcome(struct samedesk_audit *a, const struct audit_outcome *o, struct letter_record *const *records, struct buf *out)
{
	for (uint32_t i = 0; i < o->records && !a->options.write_failed; i++) {
		if (a->archive != NULL) {
			api_audit_letter(a, records[i], o->unit);
			audit_file(a, a->input == AUDIT_RECORDS ? records[i]->path : NULL, true);
		} else {
			api_counts_letter(&a->counts, records[i]->not_judged);
			archive_record_print(out, records[i]);
		}
	}
	audit_write(a, out);
	a->counts.summary.excluded += o->foreign;
	if (a->input == AUDIT_FILES) {
		audit_file(a, audit_unit(a, o->unit)->path, !o->failed);
	}
	if (o->failed) {	/* of records: the letters' file, where the line tells it */
		api_audit_failed(a, audit_unit(a, o->unit)->path);
	}
}

static void audit_outcomes(struct samedesk_audit *a, const struct audit_task *t)
{
	struct buf out = BUF_INIT;
	uint32_t at = 0;
	for (uint32_t i = 0; i < t->outcomes.n && !a->options.write_failed; i++) {
		const struct audit_outcome *o = &t->outcomes.v[i];
		if (a->store != NULL) {
			api_audit_store_take(a, o, t->records.v + at);
		}
		audit_outcome(a, o, t->records.v + at, &out);
		at += o->records;
	}
	buf_release(&out);
}

static void audit_work(void *user, unsigned thread, uint32_t task)
{
	struct samedesk_audit *a = user;
	api_audit_read(a, thread, &a->tasks.v[task]);
}

static bool audit_take(void *user, uint32_t task)
{
	struct samedesk_audit *a = user;
	struct audit_task *t = &a->tasks.v[task];
	for (uint32_t i = 0; i < t->said.n; i++) {
		const struct audit_said *s = &t->said.v[i];
		diag_at(&a->options.sink, s->id, s->path, s->line, s->column, "%s", s->detail);
	}
	audit_outcomes(a, t);
	a->counts.summary.letters += t->lost;
	a->counts.summary.not_judged += t->lost;
	a->trouble = a->trouble || t->unjudged || t->lost > 0;
	if (a->options.given.progress != NULL) {
		a->options.given.progress(a->options.given.user, t->first + t->n, audit_units(a), a->counts.summary.letters);
	}
	api_audit_read_end(t);
	return !a->options.write_failed;
}

/* --- a run --- */

/* Slices are half a megabyte: one a task. */
static void audit_tasks(struct samedesk_audit *a)
{
	uint32_t n = audit_units(a);
	for (uint32_t i = 0; i < n;) {
		uint32_t first = i++, most = a->input == AUDIT_FILES && audit_unit(a, first)->n > 0 ? 1 : AUDIT_CHUNK;
		while (i < n && i - first < most && (a->input == AUDIT_RECORDS || audit_unit(a, i)->n == 0)) {
			i++;
		}
		*vec_push(&a->run, &a->tasks) = (struct audit_task){ .first = first, .n = i - first };
	}
}

/* A circle is of its first letter's project. */
static void audit_levels(struct samedesk_audit *a, struct letter_archive *found)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < found->findings.n; i++) {
		struct letter_circle_finding *f = &found->findings.v[i];
		const struct letter_circle *c = f->circle < found->circles.n ? &found->circles.v[f->circle] : NULL;
		const char *path = "";
		for (uint32_t s = 0; c != NULL && s < c->steps.n && path[0] == '\0'; s++) {
			path = c->steps.v[s].path;
		}
		if (api_setting_level(api_settings_for(&a->settings, path), f->rule, path, &f->level)) {
			found->findings.v[n++] = *f;
		}
	}
	found->findings.n = n;
}

/* Of many letters together the rules speak that hold for the first file. NULL: said. */
static struct judge *audit_judge(struct samedesk_audit *a)
{
	const struct api_setting *s = a->paths.n > 0 ? api_settings_for(&a->settings, a->paths.v[0]) : a->settings.all.v[0];
	return api_reader_judge(&a->readers[0], s->know != NULL ? s : a->settings.all.v[0]);
}

static void audit_circles(struct samedesk_audit *a, struct letter_archive *found)
{
	struct judge *j = audit_judge(a);
	archive_circles(a->archive, found);
	if (j != NULL) {
		judge_archive(j, found, &a->options.sink);
	}
	a->trouble = a->trouble || j == NULL;
	audit_levels(a, found);
	a->trouble = a->trouble || found->unjudged;
}

/* What is said of acceptances is a finding of the file that they stand in: of a letter of which nothing else is told. */
static void audit_objections(struct samedesk_audit *a, const struct api_accept_list *list)
{
	for (uint32_t i = 0; i < list->v.n && !api_accept_only(&a->options); i++) {
		struct letter_told t = list->v.v[i].told;
		const char *path = list->v.v[i].path, *member = list->v.v[i].member;
		const struct letter_record r = { .path = path, .member = member, .format = "", .id = "", .not_judged = "", .date = WHEN_UNKNOWN, .told = { &t, 1, 1 } };
		if (!api_setting_level(api_settings_for(&a->settings, path), t.rule, path, &t.level) ||
		    (a->store != NULL && !api_audit_store_told(a, &t, path, member, NULL))) {
			continue;
		}
		api_audit_told(a, &r, &t);
		if (a->report != NULL) {
			report_record(a->report, &r);
		}
	}
}

static void audit_acceptances(struct samedesk_audit *a)
{
	struct api_accept_list said = { { 0 } };
	struct judge *j = audit_judge(a);
	struct arena memory;
	arena_init(&memory, 0);
	bool good = api_accept_marks(&a->accept, j, &memory, &said);
	good = api_accept_entries(&a->accept, j, &memory, &said) && good;
	a->trouble = a->trouble || !good;
	audit_objections(a, &said);
	arena_release(&memory);
}

void api_audit_tell(struct samedesk_audit *a, struct letter_archive *found)
{
	uint32_t errors = a->options.sink.count[DIAG_ERROR];
	api_accept_circles(&a->accept, found);
	a->trouble = a->trouble || a->options.sink.count[DIAG_ERROR] > errors;
	if (a->store != NULL) {
		api_audit_store_circles(a, found);
	}
	for (uint32_t i = 0; i < found->findings.n; i++) {
		const struct letter_circle_finding *f = &found->findings.v[i];
		audit_told_circle(a, found, f);
	}
	if (a->report != NULL && !api_accept_only(&a->options)) {
		report_archive(a->report, found);
	}
	a->accept.whole = !a->trouble && !found->unjudged && found->left_out.n == 0 && a->counts.summary.failed_files == 0;
	audit_acceptances(a);
}

static void audit_all(struct samedesk_audit *a)
{
	struct pool pool = { a->n_readers, audit_work, audit_take, a };
	struct buf head = BUF_INIT;
	struct arena memory;
	arena_init(&memory, 0);
	struct letter_archive found = { .arena = &memory, .know = a->know };
	audit_tasks(a);
	if (a->archive == NULL) {
		archive_record_head(&head);
		audit_write(a, &head);
	}
	buf_release(&head);
	pool_run(&pool, 0, a->tasks.n);
	for (uint32_t i = 0; i < a->n_readers; i++) {
		a->readers[i].sink = &a->options.sink;
	}
	if (a->archive != NULL && !a->options.write_failed) {
		audit_circles(a, &found);
		api_audit_tell(a, &found);
	}
	if (a->store != NULL) {
		api_audit_store_end(a);
	}
	arena_release(&memory);
}

int samedesk_audit_run(samedesk_audit *a, samedesk_totals *out)
{
	if (a == NULL || !audit_may(a, NULL)) {
		if (out != NULL) {
			*out = a != NULL ? api_counts_totals(&a->counts) : (samedesk_totals){ 0 };
		}
		return SAMEDESK_TROUBLE;
	}
	a->ended = true;
	api_audit_units(a);
	if (a->store == NULL || !api_audit_store_begin(a)) {
		audit_all(a);
	}
	if (a->archive != NULL && !a->options.write_failed) {
		int status = api_accept_end(&a->accept, audit_judge(a), a->report);
		a->counts.summary.baseline = a->accept.told.path != NULL ? &a->accept.told : NULL;
		a->trouble = a->trouble || status == SAMEDESK_TROUBLE;
		a->failing = api_accept_only(&a->options) ? status == SAMEDESK_FINDINGS : a->failing;
	}
	a->trouble = !api_settings_end(&a->settings) || a->trouble;
	api_report_judges(a->report, &a->readers[0], &a->settings);
	if (a->report != NULL && !report_end(a->report, api_counts_summary(&a->counts))) {
		a->trouble = true;
	}
	if (out != NULL) {
		*out = api_counts_totals(&a->counts);
	}
	return a->trouble || a->options.write_failed ? SAMEDESK_TROUBLE : a->failing ? SAMEDESK_FINDINGS : SAMEDESK_OK;
}

void samedesk_audit_free(samedesk_audit *a)
{
	if (a == NULL) {
		return;
	}
	for (uint32_t i = 0; i < a->tasks.n; i++) {
		api_audit_read_end(&a->tasks.v[i]);	/* those worked on after the output failed */
	}
	for (uint32_t i = 0; i < a->n_readers; i++) {
		api_reader_release(&a->readers[i]);
	}
	archive_free(a->archive);
	know_free(a->know);
	api_audit_texts_release(a);
	report_free(a->report);
	api_accept_release(&a->accept);
	api_settings_release(&a->settings);
	api_audit_store_close(a);
	buf_release(&a->units);
	buf_release(&a->files);
	buf_release(&a->unit_of);
	buf_release(&a->message_of);
	struct arena run = a->run;	/* the audit itself lives in it */
	arena_release(&run);
}
