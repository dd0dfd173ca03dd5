/* api_check.c - a run of `check` or `show`: letters one by one, counted and reported; DESIGN sections 2 and 8.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "api/api_accept.h"

struct samedesk_checker {
	struct api_options options;
	struct arena run;			/* the checker itself lives in it */
	struct api_settings settings;
	struct api_reader reader;
	struct report *report;
	struct api_counts counts;
	struct api_accept accept;
	bool ended, trouble, failing;		/* failing: a finding at or above the fail level */
	bool file_failing;
};

static bool check_letter(void *user, struct letter *l);
static void check_mark(void *user, const struct letter_mark *m);

samedesk_checker *samedesk_checker_new(const samedesk_knowledge *k, const samedesk_options *given)
{
	bool none;
	struct arena run;
	arena_init(&run, 0);
	struct samedesk_checker *c = ARENA_NEW(&run, struct samedesk_checker);
	c->run = run;
	if (!api_options_take(&c->options, given)) {
		arena_release(&run);
		return NULL;
	}
	enum report_what what = c->options.given.what == SAMEDESK_SHOW ? REPORT_SHOW : api_accept_only(&c->options) ? REPORT_BASELINE : REPORT_CHECK;
	c->report = api_report(&c->options, what, &none);
	bool usable = api_settings_init(&c->settings, k, &c->options);
	usable = api_accept_init(&c->accept, &c->options, false) && usable;
	api_reader_init(&c->reader, &c->options, &c->options.sink);
	c->reader.take = check_letter;
	c->reader.mark = check_mark;
	c->reader.user = c;
	c->reader.no_rules = c->options.given.what != SAMEDESK_CHECK && !c->options.given.proof;
	api_counts_init(&c->counts, &c->run);
	struct judge *j = usable && (c->report != NULL || none) ? api_reader_judge(&c->reader, c->settings.all.v[0]) : NULL;
	if (j == NULL || !api_know_usable(&c->options, k->know, j)) {
		samedesk_checker_free(c);
		return NULL;
	}
	return c;
}

/* --- counting --- */

static const char *check_party(const struct letter *l, uint32_t mention)
{
	return mention < l->mentions.n && l->mentions.v[mention].party != NULL ? l->mentions.v[mention].party : "";
}

static void check_hand_finding(struct samedesk_checker *c, const struct letter *l, const struct letter_finding *f)
{
	const struct letter_relation *r = f->relation < l->relations.n ? &l->relations.v[f->relation] : NULL;
	const struct know_phase *p = r != NULL && r->phase != KNOW_NONE ? know_phase(l->know, r->phase) : NULL;
	samedesk_finding out = {
		.rule = f->rule, .level = (samedesk_level)f->level, .message = f->message, .path = l->path, .member = l->member,
		.line = f->place.line, .column = f->place.column, .party = check_party(l, f->mention),
		.counterpart = check_party(l, f->counterpart), .basis = r != NULL ? know_basis_name(r->basis) : "",
		.arrangement = p != NULL ? know_str(l->know, know_arrangement(l->know, p->arrangement)->id) : "",
		.fingerprint = f->fingerprint != NULL ? f->fingerprint : "", .fix = f->fix != NULL ? f->fix : "",
		.state = f->state == LETTER_NEW ? "new" : f->state == LETTER_UNCHANGED ? "unchanged" : "",
	};
	const struct letter_acceptance *t = f->accepted;
	samedesk_acceptance accepted = { 0 };
	if (t != NULL) {
		accepted = (samedesk_acceptance){ t->in_letter, t->reason, t->by, t->until, t->path, t->line, t->column };
		out.accepted = &accepted;
	}
	c->options.given.finding(c->options.given.user, &out);
}

static void check_findings(struct samedesk_checker *c, struct letter *l)
{
	for (uint32_t i = 0; i < l->findings.n; i++) {
		const struct letter_finding *f = &l->findings.v[i];
		if (f->accepted != NULL) {
			api_counts_accepted(&c->counts);
		} else {
			c->file_failing = c->file_failing || (samedesk_level)f->level >= c->options.given.fail_on;
			api_counts_finding(&c->counts, f->rule, f->level);
		}
		if (c->options.given.finding != NULL) {
			check_hand_finding(c, l, f);
		}
	}
}

static void check_report(struct samedesk_checker *c, struct letter *l)
{
	api_accept_letter(&c->accept, l);
	check_findings(c, l);
	if (c->report != NULL && !api_accept_only(&c->options)) {
		report_letter(c->report, l);
	}
}

static bool check_letter(void *user, struct letter *l)
{
	struct samedesk_checker *c = user;
	api_counts_letter(&c->counts, api_reader_unjudged(l));
	check_report(c, l);
	return !c->options.write_failed;
}

/* --- acceptances --- */

static void check_mark(void *user, const struct letter_mark *m)
{
	struct samedesk_checker *c = user;
	struct letter_mark one = *m;
	api_accept_record(&c->accept, &(struct letter_record){ .path = m->told.path, .marks = { &one, 1, 1 } });
}

/* What is said of acceptances is a finding of the file that they stand in: of a letter without anything else. */
static void check_objections(struct samedesk_checker *c, const struct api_setting *setting, struct arena *a, const struct api_accept_list *list)
{
	for (uint32_t i = 0; i < list->v.n && c->options.given.what == SAMEDESK_CHECK && !api_accept_only(&c->options); i++) {
		const struct api_accept_told *t = &list->v.v[i];
		struct letter *l = letter_new(a, setting->know, &c->options.sink, t->path);
		l->format = l->encoding = "";
		l->member = t->member;
		struct letter_finding *f = vec_push(a, &l->findings);
		*f = (struct letter_finding){ .rule = t->told.rule, .level = t->told.level, .message = t->told.message, .place = LETTER_NOWHERE, .mention = UINT32_MAX,
			.counterpart = UINT32_MAX, .relation = UINT32_MAX, .fingerprint = t->told.fingerprint, .binding = t->told.binding };
		f->fix = *t->told.fix != '\0' ? t->told.fix : NULL;
		f->place.line = t->told.line;
		f->place.column = t->told.column;
		api_setting_levels(setting, l);
		check_report(c, l);
	}
}

static void check_marks(struct samedesk_checker *c, const struct api_setting *setting)
{
	struct api_accept_list said = { { 0 } };
	struct arena a;
	if (c->accept.marks.n > 0) {
		arena_init(&a, 0);
		bool good = api_accept_marks(&c->accept, api_reader_judge(&c->reader, setting), &a, &said);
		c->trouble = c->trouble || !good;
		check_objections(c, setting, &a, &said);
		arena_release(&a);
	}
}

static void check_baseline(struct samedesk_checker *c)
{
	struct api_accept_list said = { { 0 } };
	struct arena a;
	if (c->accept.baseline == NULL && c->accept.writing == NULL) {
		return;
	}
	arena_init(&a, 0);
	struct judge *j = api_reader_judge(&c->reader, c->settings.all.v[0]);
	const struct api_setting *setting = api_settings_for(&c->settings, c->accept.baseline != NULL ? c->accept.baseline->path : "-");
	c->file_failing = false;
	if (!api_accept_only(&c->options) && setting->know != NULL) {
		c->trouble = !api_accept_entries(&c->accept, j, &a, &said) || c->trouble;
		check_objections(c, setting, &a, &said);
	}
	int status = api_accept_end(&c->accept, j, c->report);
	c->failing = api_accept_only(&c->options) ? status == SAMEDESK_FINDINGS : c->failing || c->file_failing;
	c->trouble = c->trouble || status == SAMEDESK_TROUBLE || c->options.sink.count[DIAG_ERROR] > 0;
	arena_release(&a);
}

/* --- files --- */

/* What holds for the file; it is said of the first file of a folder that its setting is unusable or at fault. */
struct check_place { const struct api_setting *setting; bool faulty; };

static struct check_place check_place(struct samedesk_checker *c, const char *name)
{
	uint32_t errors = c->options.sink.count[DIAG_ERROR];
	const struct api_setting *s = api_settings_for(&c->settings, name);
	return (struct check_place){ s, c->options.sink.count[DIAG_ERROR] > errors };
}

static bool check_is_excluded(struct samedesk_checker *c, const struct check_place *at, const char *name)
{
	bool excluded = api_setting_excludes(at->setting, name);
	c->counts.summary.excluded += excluded;
	return excluded;
}

static int check_bytes(struct samedesk_checker *c, const struct check_place *at, const char *path, struct span bytes)
{
	c->file_failing = false;
	bool good = api_reader_bytes(&c->reader, at->setting, path, bytes);
	check_marks(c, at->setting);
	api_accept_file(&c->accept, path, good && c->reader.lost == 0 && !c->reader.unjudged);
	c->counts.summary.letters += c->reader.lost;
	c->counts.summary.not_judged += c->reader.lost;
	c->counts.summary.failed_files += !good;
	c->failing = c->failing || c->file_failing;
	bool failed = !good || at->faulty || c->reader.unjudged || c->reader.misused;
	c->trouble = c->trouble || failed;
	return failed || c->options.write_failed ? SAMEDESK_TROUBLE : c->file_failing ? SAMEDESK_FINDINGS : SAMEDESK_OK;
}

int samedesk_check_buffer(samedesk_checker *c, const char *name, const void *bytes, size_t n)
{
	struct check_place at = check_place(c, name);
	if (api_accept_is_own(&c->accept, name) || check_is_excluded(c, &at, name)) {
		return SAMEDESK_OK;
	}
	struct buf copy = BUF_INIT;
	buf_add(&copy, bytes, n);	/* NUL-terminated, and whole while its letters live */
	int status = check_bytes(c, &at, name, span_of(copy.p, n));
	buf_release(&copy);
	return status;
}

int samedesk_check_file(samedesk_checker *c, const char *path)
{
	const char *name = strcmp(path, "-") == 0 && c->options.given.stdin_name != NULL ? c->options.given.stdin_name : path;
	struct check_place at = check_place(c, name);
	if (api_accept_is_own(&c->accept, name) || check_is_excluded(c, &at, name)) {
		return SAMEDESK_OK;
	}
	if (!api_reader_load(&c->reader, NULL, path, name, 0)) {
		api_accept_file(&c->accept, name, false);
		c->counts.summary.failed_files++;
		c->trouble = true;
		return SAMEDESK_TROUBLE;
	}
	return check_bytes(c, &at, name, api_reader_loaded(&c->reader));
}

/* --- the end --- */

int samedesk_checker_end(samedesk_checker *c, samedesk_totals *out)
{
	if (!c->ended) {
		check_baseline(c);
	}
	const struct report_summary *sum = api_counts_summary(&c->counts);
	if (c->report != NULL && !c->ended && !report_end(c->report, sum)) {
		c->trouble = true;
	}
	c->ended = true;
	if (out != NULL) {
		*out = api_counts_totals(&c->counts);
	}
	if (c->trouble || c->options.write_failed) {
		return SAMEDESK_TROUBLE;
	}
	return c->failing ? SAMEDESK_FINDINGS : SAMEDESK_OK;
}

void samedesk_checker_free(samedesk_checker *c)
{
	if (c == NULL) {
		return;
	}
	report_free(c->report);
	api_reader_release(&c->reader);
	api_accept_release(&c->accept);
	api_settings_release(&c->settings);
	struct arena run = c->run;
	arena_release(&run);
}
