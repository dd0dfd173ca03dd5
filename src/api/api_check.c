/* api_check.c - a run of `check` or `show`: letters one by one, counted and reported; DESIGN sections 2 and 8.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "api/api.h"

struct samedesk_checker {
	struct api_options options;
	struct arena run;			/* the checker itself lives in it */
	struct api_settings settings;
	struct api_reader reader;
	struct report *report;
	struct api_counts counts;
	bool ended, trouble, failing;		/* failing: a finding at or above the fail level */
	bool file_failing;
};

static bool check_letter(void *user, struct letter *l);

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
	c->report = api_report(&c->options, c->options.given.what == SAMEDESK_SHOW ? REPORT_SHOW : REPORT_CHECK, &none);
	bool usable = api_settings_init(&c->settings, k, &c->options);
	api_reader_init(&c->reader, &c->options, &c->options.sink);
	c->reader.take = check_letter;
	c->reader.user = c;
	c->reader.no_rules = c->options.given.what != SAMEDESK_CHECK && !c->options.given.proof;
	api_counts_init(&c->counts, &c->run);
	usable = usable && (c->report != NULL || none);
	if (!usable || !api_reader_usable(&c->reader, c->settings.all.v[0])) {
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
	};
	c->options.given.finding(c->options.given.user, &out);
}

static void check_findings(struct samedesk_checker *c, struct letter *l)
{
	for (uint32_t i = 0; i < l->findings.n; i++) {
		const struct letter_finding *f = &l->findings.v[i];
		c->file_failing = c->file_failing || (samedesk_level)f->level >= c->options.given.fail_on;
		api_counts_finding(&c->counts, f->rule, f->level);
		if (c->options.given.finding != NULL) {
			check_hand_finding(c, l, f);
		}
	}
}

static bool check_letter(void *user, struct letter *l)
{
	struct samedesk_checker *c = user;
	api_counts_letter(&c->counts, api_reader_unjudged(l));
	check_findings(c, l);
	if (c->report != NULL) {
		report_letter(c->report, l);
	}
	return !c->options.write_failed;
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
	c->counts.summary.letters += c->reader.lost;
	c->counts.summary.not_judged += c->reader.lost;
	c->counts.summary.failed_files += !good;
	c->failing = c->failing || c->file_failing;
	bool failed = !good || at->faulty || c->reader.unjudged;
	c->trouble = c->trouble || failed;
	return failed || c->options.write_failed ? SAMEDESK_TROUBLE : c->file_failing ? SAMEDESK_FINDINGS : SAMEDESK_OK;
}

int samedesk_check_buffer(samedesk_checker *c, const char *name, const void *bytes, size_t n)
{
	struct check_place at = check_place(c, name);
	if (check_is_excluded(c, &at, name)) {
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
	if (check_is_excluded(c, &at, name)) {
		return SAMEDESK_OK;
	}
	if (!api_reader_load(&c->reader, NULL, path, name, 0)) {
		c->counts.summary.failed_files++;
		c->trouble = true;
		return SAMEDESK_TROUBLE;
	}
	return check_bytes(c, &at, name, api_reader_loaded(&c->reader));
}

/* --- the end --- */

int samedesk_checker_end(samedesk_checker *c, samedesk_totals *out)
{
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
	api_settings_release(&c->settings);
	struct arena run = c->run;
	arena_release(&run);
}
