/* api_check.c - a run: files to letters, each through the stages in their order, counted and reported; DESIGN section 2.
 *
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdlib.h>

#include "api/api.h"

/* What holds for the letters of a folder: the knowledge, with the project's own added, and its rules. */
struct check_setting {
	const char *config;			/* its file; NULL: none */
	struct know *own;			/* freed with the checker; NULL: the caller's, or the file is unusable */
	struct know *know;			/* this checker's hand on it; NULL: the file is unusable (said) */
	struct judge *judge;
};

struct samedesk_checker {
	const struct know *know;		/* of the file at hand */
	struct api_options options;
	struct arena run, file, letter;
	struct judge *judge;
	VEC(struct check_setting) settings;	/* the first: without a file */
	struct report *report;
	struct report_summary summary;
	struct map rules;			/* rule id to its count in by_rule */
	VEC(struct report_count) by_rule;
	bool ended, trouble, failing;		/* failing: a finding at or above the fail level */
	bool file_failing;
	bool unjudged;				/* a rule could not be judged in a letter of the file at hand */
	uint32_t rule_errors;			/* said of rules, not of that file */
};

/* Knowledge without parties, reading vocabulary or rules would find every letter clean. */
static bool check_usable(struct api_options *o, const struct know *k, const struct judge *j)
{
	const char *missing = know_party_count(k) == 0 ? "registry" : know_pattern_count(k) == 0 ? "reading" : judge_is_empty(j) ? "checks" : NULL;
	if (missing != NULL) {
		const char *root = know_root(k);
		diag_at(&o->sink, DIAG_KNOW_EMPTY, root != NULL ? root : "", 0, 0, "nothing in %s/", missing);
	}
	return missing == NULL;
}

samedesk_checker *samedesk_checker_new(const samedesk_knowledge *k, const samedesk_options *given)
{
	bool none;
	struct arena run;
	arena_init(&run, 0);
	struct samedesk_checker *c = ARENA_NEW(&run, struct samedesk_checker);
	c->know = k->know;
	if (!api_options_take(&c->options, given)) {
		arena_release(&run);
		return NULL;
	}
	c->report = api_report(&c->options, c->options.given.what == SAMEDESK_SHOW ? REPORT_SHOW : REPORT_CHECK, &none);
	c->judge = c->report != NULL || none ? judge_new(c->know, c->options.given.phase, &c->options.sink) : NULL;
	if (c->judge != NULL && !check_usable(&c->options, c->know, c->judge)) {
		judge_free(c->judge);
		c->judge = NULL;
	}
	if (c->judge == NULL) {
		report_free(c->report);
		arena_release(&run);
		return NULL;
	}
	arena_init(&c->file, 0);
	arena_init(&c->letter, LIMIT_LETTER_BYTES);
	c->run = run;
	map_init(&c->rules, &c->run);
	*vec_push(&c->run, &c->settings) = (struct check_setting){ NULL, NULL, know_share(c->know), c->judge };
	return c;
}

/* --- settings --- */

static const char *check_config(struct samedesk_checker *c, const char *path)
{
	char found[4096];
	if (c->options.given.config != NULL) {
		return c->options.given.config;
	}
	return c->options.given.find_config && samedesk_config_find(path, found, sizeof found) ? arena_str(&c->file, found) : NULL;
}

static struct check_setting *check_setting_new(struct samedesk_checker *c, const char *config)
{
	const char *overlays[] = { config, NULL };
	struct check_setting s = { .config = arena_str(&c->run, config) };
	s.own = know_load(know_root(c->settings.v[0].know), overlays, &c->options.sink);
	s.know = s.own != NULL ? know_share(s.own) : NULL;
	s.judge = s.own != NULL ? judge_new(s.own, c->options.given.phase, &c->options.sink) : NULL;
	*vec_push(&c->run, &c->settings) = s;
	return &c->settings.v[c->settings.n - 1];
}

/* False when the file that holds for the path is unusable: said when it was first met. */
static bool check_settings(struct samedesk_checker *c, const char *path)
{
	const char *config = check_config(c, path);
	struct check_setting *s = config == NULL ? &c->settings.v[0] : NULL;
	for (uint32_t i = 1; i < c->settings.n && s == NULL; i++) {
		s = strcmp(c->settings.v[i].config, config) == 0 ? &c->settings.v[i] : NULL;
	}
	if (s == NULL) {
		s = check_setting_new(c, config);
	}
	c->know = s->know;
	c->judge = s->judge;
	return s->judge != NULL;
}

/* --- counting --- */

static void check_count_rule(struct samedesk_checker *c, const char *rule)
{
	uint32_t i = map_get(&c->rules, span_str(rule));
	if (i == MAP_NONE) {
		i = c->by_rule.n;
		*vec_push(&c->run, &c->by_rule) = (struct report_count){ arena_str(&c->run, rule), 0 };
		map_put(&c->rules, span_str(rule), i);
	}
	c->by_rule.v[i].n++;
}

/* A letter is judged when both ends are settled and no party at them is open; everything else is told apart, and never counted as clean. */
static void check_count_letter(struct samedesk_checker *c, const struct letter *l)
{
	bool settled[LETTER_ROLES] = { false }, unclear = false;
	struct report_summary *s = &c->summary;
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		bool good = m->verdict == LETTER_CHOSEN || m->verdict == LETTER_OUT_OF_PERIOD;
		settled[m->role] = settled[m->role] || good;
		unclear = unclear || (m->verdict == LETTER_AMBIGUOUS && m->role <= LETTER_RECIPIENT);
	}
	s->letters++;
	bool judged = l->kind == LETTER_IS_LETTER && settled[LETTER_SENDER] && settled[LETTER_RECIPIENT] && !unclear && !l->unjudged;
	s->judged += judged;
	s->not_judged += !judged;
	if (judged) {
		return;
	}
	s->not_a_letter += l->kind != LETTER_IS_LETTER;
	s->ambiguous += l->kind == LETTER_IS_LETTER && unclear;
	s->no_sender += l->kind == LETTER_IS_LETTER && !unclear && !settled[LETTER_SENDER];
	s->no_recipient += l->kind == LETTER_IS_LETTER && !unclear && settled[LETTER_SENDER] && !settled[LETTER_RECIPIENT];
	s->unjudged += l->kind == LETTER_IS_LETTER && !unclear && settled[LETTER_SENDER] && settled[LETTER_RECIPIENT];
}

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
	};
	c->options.given.finding(c->options.given.user, &out);
}

static void check_findings(struct samedesk_checker *c, struct letter *l)
{
	for (uint32_t i = 0; i < l->findings.n; i++) {
		const struct letter_finding *f = &l->findings.v[i];
		c->summary.findings[f->level]++;
		c->file_failing = c->file_failing || (samedesk_level)f->level >= c->options.given.fail_on;
		check_count_rule(c, f->rule);
		letter_locate(l, &l->findings.v[i].place);
		if (c->options.given.finding != NULL) {
			check_hand_finding(c, l, f);
		}
	}
	c->unjudged = c->unjudged || l->unjudged;
}

/* --- one letter --- */

static void check_date(struct samedesk_checker *c, struct letter *l)
{
	if (c->options.given.date != NULL) {
		l->date = c->options.date;
		l->date_given = true;
	} else if (l->date.first <= DAY_MIN && l->date.last >= DAY_MAX) {
		l->date = date_when(date_today());
		l->date_assumed = true;
	}
}

static void check_stages(struct samedesk_checker *c, struct letter *l)
{
	l->explained = c->options.given.what == SAMEDESK_SHOW || c->options.given.proof;
	extract_letter(l);
	check_date(c, l);
	resolve_letter(l);
	relate_letter(l, &c->options.relate);
	if (c->options.given.what == SAMEDESK_CHECK || c->options.given.proof) {
		uint32_t errors = c->options.sink.count[DIAG_ERROR];
		judge_letter(c->judge, l);
		c->rule_errors += c->options.sink.count[DIAG_ERROR] - errors;
	}
}

static bool check_one(struct samedesk_checker *c, struct letter *l)
{
	jmp_buf guard;
	if (ARENA_GUARD(l->arena, guard)) {
		diag_at(&c->options.sink, DIAG_LETTER_MEMORY, l->path, 0, 0, "letter '%s': more than %u MiB", l->member, LIMIT_LETTER_BYTES >> 20);
		l->arena->guard = NULL;
		c->summary.letters++;
		c->summary.not_judged++;
		c->trouble = true;
		return true;
	}
	check_stages(c, l);
	check_count_letter(c, l);
	check_findings(c, l);
	if (c->report != NULL) {
		report_letter(c->report, l);
	}
	l->arena->guard = NULL;
	return !c->options.write_failed;
}

/* A letter, and those that stand behind it in the same text. */
static bool check_letter(void *user, struct letter *l)
{
	bool more = true;
	for (; l != NULL && more; l = more ? letter_following(l) : NULL) {
		more = check_one(user, l);
	}
	return more;
}

/* --- files --- */

static int check_bytes(struct samedesk_checker *c, const char *path, struct span bytes)
{
	uint32_t errors = c->options.sink.count[DIAG_ERROR];
	bool trouble = c->trouble;
	c->file_failing = c->trouble = c->unjudged = false;
	c->rule_errors = 0;
	struct read_job job = {
		.sink = &c->options.sink, .path = path, .bytes = bytes, .file_arena = &c->file,
		.letter_arena = &c->letter, .take = check_letter, .user = c,
	};
	if (!check_settings(c, path)) {
		c->summary.failed_files++;
		c->trouble = true;
		arena_clear(&c->file);
		return SAMEDESK_TROUBLE;
	}
	job.know = c->know;
	bool failed = read_letters(&job) < 0 || c->options.sink.count[DIAG_ERROR] > errors + c->rule_errors || c->trouble;
	c->summary.failed_files += failed;
	c->failing = c->failing || c->file_failing;
	failed = failed || c->unjudged;
	c->trouble = trouble || failed;
	know_read(c->know, span_of(NULL, 0));	/* the text goes */
	arena_clear(&c->letter);
	arena_clear(&c->file);
	return failed || c->options.write_failed ? SAMEDESK_TROUBLE : c->file_failing ? SAMEDESK_FINDINGS : SAMEDESK_OK;
}

int samedesk_check_buffer(samedesk_checker *c, const char *name, const void *bytes, size_t n)
{
	struct buf copy = BUF_INIT;
	buf_add(&copy, bytes, n);	/* NUL-terminated, and whole while its letters live */
	int status = check_bytes(c, name, span_of(copy.p, n));
	buf_release(&copy);
	return status;
}

int samedesk_check_file(samedesk_checker *c, const char *path)
{
	struct buf bytes = BUF_INIT;
	bool standard = strcmp(path, "-") == 0;
	const char *name = standard && c->options.given.stdin_name != NULL ? c->options.given.stdin_name : path;
	int got = standard ? buf_read_fd(&bytes, 0, LIMIT_FILE_BYTES) : buf_read_file(&bytes, path, LIMIT_FILE_BYTES);
	if (got != 0) {
		if (errno == EFBIG) {
			diag_at(&c->options.sink, DIAG_FILE_TOO_LARGE, name, 0, 0, "more than %u MiB", LIMIT_FILE_BYTES >> 20);
		} else {
			diag_at(&c->options.sink, DIAG_FILE_UNREADABLE, name, 0, 0, "%s", strerror(errno));
		}
		c->summary.failed_files++;
		c->trouble = true;
		buf_release(&bytes);
		return SAMEDESK_TROUBLE;
	}
	int status = check_bytes(c, name, span_of(bytes.p != NULL ? bytes.p : "", bytes.n));
	buf_release(&bytes);
	return status;
}

/* --- the end --- */

static int check_count_order(const void *x, const void *y)
{
	const struct report_count *a = x, *b = y;
	return strcmp(a->rule, b->rule);
}

int samedesk_checker_end(samedesk_checker *c, samedesk_totals *out)
{
	if (c->by_rule.n > 0) {
		qsort(c->by_rule.v, c->by_rule.n, sizeof *c->by_rule.v, check_count_order);
	}
	c->summary.by_rule = c->by_rule.v;
	c->summary.n_by_rule = c->by_rule.n;
	if (c->report != NULL && !c->ended && !report_end(c->report, &c->summary)) {
		c->trouble = true;
	}
	c->ended = true;
	if (out != NULL) {
		*out = (samedesk_totals){ c->summary.letters, c->summary.judged, c->summary.not_judged, c->summary.failed_files,
			{ c->summary.findings[0], c->summary.findings[1], c->summary.findings[2] } };
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
	for (uint32_t i = 0; i < c->settings.n; i++) {
		judge_free(c->settings.v[i].judge);
		know_free(c->settings.v[i].know);
		know_free(c->settings.v[i].own);
	}
	arena_release(&c->file);
	arena_release(&c->letter);
	struct arena run = c->run;	/* the checker itself lives in it */
	arena_release(&run);
}
