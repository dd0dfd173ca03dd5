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
	struct diag_sink sink;			/* the reader's: what is said passes through here */
	const char *name;			/* of the file that is read */
	struct span bytes;
	uint32_t letters;			/* of it, so far */
	bool foreign, other;			/* said of it: no letter is of that kind; an error besides */
	bool busy;				/* in a check, so in the caller's functions too */
	struct api_accept accept;
	bool ended, trouble, failing;		/* failing: a finding at or above the fail level */
	bool file_failing;
};

static bool check_letter(void *user, struct letter *l);
static void check_diag(void *user, const struct diag *d);

static bool check_possible(struct api_options *o, const samedesk_knowledge *k)
{
	const char *fault = k == NULL ? "no knowledge" : o->given.what > SAMEDESK_SHOW ? "a checker checks or shows; samedesk_audit_new() does the rest" : NULL;
	if (fault != NULL) {
		api_say(o, fault, "");
	}
	return fault == NULL;
}
static void check_mark(void *user, const struct letter_mark *m);

samedesk_checker *samedesk_checker_new(const samedesk_knowledge *k, const samedesk_options *given)
{
	bool none;
	struct arena run;
	arena_init(&run, 0);
	struct samedesk_checker *c = ARENA_NEW(&run, struct samedesk_checker);
	c->run = run;
	if (!api_options_take(&c->options, given) || !check_possible(&c->options, k)) {
		arena_release(&run);
		return NULL;
	}
	enum report_what what = c->options.given.what == SAMEDESK_SHOW ? REPORT_SHOW : api_accept_only(&c->options) ? REPORT_BASELINE : REPORT_CHECK;
	c->report = api_report(&c->options, what, &none);
	bool usable = api_settings_init(&c->settings, k, &c->options);
	c->name = "";
	c->sink = (struct diag_sink){ .take = check_diag, .user = c };
	usable = api_accept_init(&c->accept, &c->options, false) && usable;
	api_reader_init(&c->reader, &c->options, &c->sink);
	c->reader.take = check_letter;
	c->reader.mark = check_mark;
	c->reader.user = c;
	c->reader.no_rules = c->options.given.what != SAMEDESK_CHECK && !c->options.given.proof;
	api_counts_init(&c->counts, &c->run);
	usable = usable && (c->report != NULL || none);
	if (!usable || !api_reader_usable(&c->reader, c->settings.all.v[0])) {
		samedesk_checker_free(c);
		return NULL;
	}
	api_report_judge(c->report, &c->reader, c->settings.all.v[0]);
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
	api_hand(&c->options, (samedesk_finding){
		.rule = f->rule, .level = (samedesk_level)f->level, .message = f->message, .path = l->path, .member = l->member,
		.line = f->place.line, .column = f->place.column, .party = check_party(l, f->mention),
		.counterpart = check_party(l, f->counterpart), .basis = r != NULL ? know_basis_name(r->basis) : "",
		.arrangement = p != NULL ? know_str(l->know, know_arrangement(l->know, p->arrangement)->id) : "",
		.fingerprint = f->fingerprint != NULL ? f->fingerprint : "", .fix = f->fix != NULL ? f->fix : "",
	}, f->accepted, f->state);
}

static void check_findings(struct samedesk_checker *c, struct letter *l)
{
	for (uint32_t i = 0; i < l->findings.n; i++) {
		const struct letter_finding *f = &l->findings.v[i];
		if (f->accepted != NULL) {
			api_counts_accepted(&c->counts, f->accepted);
		} else {
			c->file_failing = c->file_failing || (samedesk_level)f->level >= c->options.given.fail_on;
			api_counts_finding(&c->counts, f->rule, f->level);
		}
		check_hand_finding(c, l, f);
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
	c->letters++;
	api_counts_letter(&c->counts, api_reader_unjudged(l));
	check_report(c, l);
	if (c->options.given.progress != NULL) {	/* a message's text goes from the file's beginning to its own end */
		uint64_t done = l->made && l->attached_line == 0 ? l->text.n : 0;
		c->options.given.progress(c->options.given.user, done, api_reader_loaded(&c->reader).n, c->counts.summary.letters);
	}
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
		l->of_acceptances = true;
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

/* Whose rules speak of the baseline's entries: those of its folder, but the phase may be known to those of the letters alone. */
static struct judge *check_baseline_judge(struct samedesk_checker *c, const struct api_setting *its)
{
	const struct api_setting *one = its->know != NULL ? its : c->settings.all.v[0];
	for (uint32_t i = 0; i < c->settings.all.n && !judge_has_phase(one->know, c->options.given.phase); i++) {
		one = c->settings.all.v[i]->know != NULL ? c->settings.all.v[i] : one;
	}
	return api_reader_judge(&c->reader, one);
}

static void check_baseline(struct samedesk_checker *c)
{
	struct api_accept_list said = { { 0 } };
	struct arena a;
	if (c->accept.baseline == NULL && c->accept.writing == NULL) {
		return;
	}
	arena_init(&a, 0);
	const struct api_setting *setting = api_settings_for(&c->settings, c->accept.baseline != NULL ? c->accept.baseline->path : "-");
	struct judge *j = check_baseline_judge(c, setting);
	c->file_failing = false;
	if (!api_accept_only(&c->options) && setting->know != NULL) {
		c->trouble = !api_accept_entries(&c->accept, j, &a, &said) || c->trouble;
		check_objections(c, setting, &a, &said);
	}
	int status = api_accept_end(&c->accept, j, c->report);
	c->counts.summary.baseline = c->accept.told.path != NULL ? &c->accept.told : NULL;
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

/* Among files of all kinds: does it say that this one is of a kind in which nobody writes letters? */
static bool check_is_foreign(const struct samedesk_checker *c, const struct diag *d)
{
	return c->options.given.mixed && api_reader_is_foreign(d->id, c->bytes) && c->letters == 0 && !c->other && strcmp(d->path, c->name) == 0;
}

static void check_diag(void *user, const struct diag *d)
{
	struct samedesk_checker *c = user;
	if (check_is_foreign(c, d)) {
		const char *colon = d->detail[0] != '\0' ? ": " : "";
		diag_at(&c->options.sink, DIAG_LEFT_OUT, d->path, 0, 0, "%s%s%s", diag_text(d->id), colon, d->detail);
		c->foreign = true;
		return;
	}
	c->other = c->other || diag_level(d->id) == DIAG_ERROR;
	diag_at(&c->options.sink, d->id, d->path, d->line, d->column, "%s", d->detail);
}

static int check_bytes(struct samedesk_checker *c, const struct check_place *at, const char *path, struct span bytes)
{
	c->file_failing = c->foreign = c->other = false;
	c->letters = 0;
	c->name = path;
	c->bytes = bytes;
	bool good = api_reader_bytes(&c->reader, at->setting, path, bytes);
	if (c->foreign && !c->other && !at->faulty) {
		c->counts.summary.excluded++;
		return SAMEDESK_OK;
	}
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

/* The caller's own slips; the run goes on, and fails in the end. */
static bool check_may_begin(struct samedesk_checker *c, const char *fault)
{
	fault = c->ended ? "the run has ended" : c->busy ? "a check within a check" : fault;
	if (fault != NULL) {
		api_say(&c->options, fault, "");
		c->trouble = true;
	}
	return fault == NULL;
}

static int check_buffer(samedesk_checker *c, const char *name, const void *bytes, size_t n)
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

static int check_file(samedesk_checker *c, const char *path)
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

int samedesk_check_buffer(samedesk_checker *c, const char *name, const void *bytes, size_t n)
{
	if (c == NULL || !check_may_begin(c, name == NULL ? "no name" : bytes == NULL && n > 0 ? "no bytes" : NULL)) {
		return SAMEDESK_TROUBLE;
	}
	c->busy = true;
	int status = check_buffer(c, name, bytes, n);
	c->busy = false;
	return status;
}

int samedesk_check_file(samedesk_checker *c, const char *path)
{
	if (c == NULL || !check_may_begin(c, path == NULL ? "no name" : NULL)) {
		return SAMEDESK_TROUBLE;
	}
	c->busy = true;
	int status = check_file(c, path);
	c->busy = false;
	return status;
}

int samedesk_checker_say(samedesk_checker *c, const samedesk_diagnostic *d)
{
	if (c == NULL || !check_may_begin(c, NULL)) {
		return SAMEDESK_TROUBLE;
	}
	c->busy = true;
	bool good = api_say_for(&c->options, d);
	c->busy = false;
	c->trouble = c->trouble || !good;
	return good ? SAMEDESK_OK : SAMEDESK_TROUBLE;
}

/* --- the end --- */

int samedesk_checker_end(samedesk_checker *c, samedesk_totals *out)
{
	if (c == NULL || c->busy) {
		if (out != NULL) {
			*out = (samedesk_totals){ 0 };
		}
		return SAMEDESK_TROUBLE;
	}
	if (!c->ended) {
		check_baseline(c);
		c->trouble = !api_settings_end(&c->settings) || c->trouble;
	}
	const struct report_summary *sum = api_counts_summary(&c->counts);
	if (!c->ended) {
		api_report_judges(c->report, &c->reader, &c->settings);
	}
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
