/* report.c - the printer: picks the format, counts what is printed, hands the bytes on; DESIGN section 8.
 *
 * In: letters, records, circles, answers, rules. Out: bytes to the caller's function, after each letter; in audits after many.
 * The table below is the list of formats; what each looks like is left to its own file. Counting letters is left to api/.
 *
 * A letter may run out of memory while it is printed (arena.h): what was added for it but not handed on is dropped at the
 * next call, so the output never holds half an object.
 *
 * SPDX-License-Identifier: ISC */
#include "report/report.h"

#include "report/report_in.h"

static const struct report_format *const report_formats[] = {
	&report_text,
	&report_json,
	&report_ndjson,
	&report_xml,
	&report_sarif,
	&report_junit,
	&report_checkstyle,
	&report_github,
	&report_gitlab,
	&report_rdjson,
	&report_gcc,
};
#define REPORT_PIECE 65536u	/* bytes of records' findings that wait to be handed on */
#define REPORT_FORMATS (sizeof report_formats / sizeof report_formats[0])

const char *report_format_name(unsigned i)
{
	return i < REPORT_FORMATS ? report_formats[i]->name : NULL;
}

static const struct report_format *report_find(const char *name)
{
	for (size_t i = 0; i < REPORT_FORMATS; i++) {
		if (strcmp(report_formats[i]->name, name) == 0) {
			return report_formats[i];
		}
	}
	return NULL;
}

bool report_format_is_of_findings(const char *format)
{
	const struct report_format *found = report_find(format);
	return found != NULL && found->issue != NULL;
}

struct report *report_new(const char *format, const struct report_options *o, struct report *first,
    bool (*write)(void *user, const char *bytes, size_t n), void *user)
{
	const struct report_format *found = report_find(format);
	if (found == NULL || (found->issue != NULL && o->what != REPORT_CHECK && o->what != REPORT_AUDIT)) {
		return NULL;
	}
	struct arena arena;
	arena_init(&arena, 0);
	struct report *r = ARENA_NEW(&arena, struct report);
	r->arena = arena;
	r->format = found;
	r->options = *o;
	r->write = write;
	r->user = user;
	arena_init(&r->issues, 0);
	arena_init(&r->waiting, 0);
	map_init(&r->rules, &r->arena);
	map_init(&r->fingerprints, &r->arena);
	r->tally = (o->what == REPORT_AUDIT || (o->what == REPORT_CHECK && o->stats)) && first == NULL ? report_tally_new() : NULL;
	while (first != NULL && first->next != NULL) {
		first = first->next;
	}
	if (first != NULL) {
		first->next = r;
	}
	return r;
}

static void report_flush(struct report *r)
{
	if (r->options.ascii && r->format == &report_text) {
		report_ascii(&r->out);
	}
	if (r->out.n > 0 && !r->failed && r->write != NULL && !r->write(r->user, r->out.p, r->out.n)) {
		r->failed = true;
	}
	buf_clear(&r->out);
	r->handed = r->items;
	r->whole = false;
}

/* Diagnostics come at any time; they are printed when no letter is. */
static void report_waiting(struct report *r)
{
	for (uint32_t i = 0; i < r->said.n; i++) {
		r->format->issue(r, &r->said.v[i]);
	}
	if (r->said.n > 0) {
		memset(&r->said, 0, sizeof r->said);
		arena_clear(&r->waiting);
	}
}

static void report_begin(struct report *r)
{
	if (r->whole) {
		report_flush(r);
	}
	buf_clear(&r->out);
	r->items = r->handed;
	if (!r->begun) {
		r->begun = true;
		if (r->format->begin != NULL) {
			r->format->begin(r);
		}
		report_flush(r);
	}
	report_waiting(r);
}

static bool report_enough(const struct report *r)
{
	return r->options.max_findings > 0 && r->items >= r->options.max_findings;
}

static void report_findings(struct report *r, struct letter *l)
{
	for (uint32_t i = 0; i < l->findings.n; i++) {
		if (report_enough(r)) {
			return;
		}
		r->format->finding(r, l, &l->findings.v[i]);
		r->items++;
	}
}

/* Whoever runs out of memory does so before anything is printed. */
static void report_issues(struct report *r, struct letter *l)
{
	uint32_t n = l->findings.n;
	struct report_subject s = { report_path(r, l->arena, l->path), l->member != NULL ? l->member : "", letter_unjudged(l) };
	struct report_issue *all = ARENA_NEWS(l->arena, struct report_issue, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		report_issue_letter(r, l, &l->findings.v[i], &all[i]);
	}
	if (l->of_acceptances) {
		s.member = "acceptances";
		s.not_judged = "";
	}
	if (r->format->subject != NULL && !(l->of_acceptances && n == 0)) {
		r->format->subject(r, &s);
	}
	for (uint32_t i = 0; i < n && !report_enough(r); i++) {
		r->format->issue(r, &all[i]);
		r->items++;
	}
	arena_clear(&r->issues);
}

static void print_letter(struct report *r, struct letter *l)
{
	report_begin(r);
	if (r->format->issue != NULL) {
		report_issues(r, l);
	} else if (r->options.what == REPORT_SHOW) {
		r->format->letter(r, l);
		r->items++;
	} else {
		report_findings(r, l);
	}
	report_flush(r);
}

/* Handed on in larger pieces than a finding: there may be very many. */
static void report_told(struct report *r)
{
	r->items++;
	r->whole = true;
	if (r->out.n > REPORT_PIECE) {
		report_flush(r);
	}
}

static void report_begin_once(struct report *r)
{
	if (!r->begun) {
		report_begin(r);
	}
	report_waiting(r);
}

static void print_subject(struct report *r, const struct letter_record *l)
{
	if (r->format->subject != NULL) {
		struct report_subject s = { report_path(r, &r->issues, l->path), l->member != NULL ? l->member : "", l->not_judged != NULL ? l->not_judged : "" };
		r->format->subject(r, &s);
		r->whole = true;
	}
	for (uint32_t i = 0; i < l->told.n && !report_enough(r); i++) {
		struct report_issue issue;
		report_issue_told(r, l, &l->told.v[i], &issue);
		r->format->issue(r, &issue);
		report_told(r);
	}
	arena_clear(&r->issues);
}

static void print_record(struct report *r, const struct letter_record *l)
{
	report_begin_once(r);
	if (r->format->issue != NULL) {
		print_subject(r, l);
		return;
	}
	for (uint32_t i = 0; i < l->told.n && !report_enough(r); i++) {
		r->format->told(r, l, &l->told.v[i]);
		report_told(r);
	}
}

static void print_circle(struct report *r, const struct letter_archive *a, const struct letter_circle_finding *f)
{
	struct report_issue issue;
	report_issue_circle(r, a, f, &issue);
	r->format->issue(r, &issue);
	arena_clear(&r->issues);
}

static void print_archive(struct report *r, struct letter_archive *a)
{
	report_begin_once(r);
	for (uint32_t i = 0; i < a->findings.n && !report_enough(r); i++) {
		if (r->format->issue != NULL) {
			print_circle(r, a, &a->findings.v[i]);
		} else {
			r->format->circle(r, a, i);
		}
		report_told(r);
	}
	for (uint32_t i = 0; i < a->left_out.n; i++) {
		*vec_push(&r->arena, &r->left_out) = arena_str(&r->arena, a->left_out.v[i]);
		if (r->format->issue != NULL) {
			r->format->issue(r, &(struct report_issue){ .of = REPORT_OF_FILE, .path = "", .member = "", .level = LETTER_NOTE, .rule = "left-out",
			    .message = a->left_out.v[i], .fix = "", .fingerprint = "", .other = "", .row = "", .row_file = "", .sources = "" });
		}
	}
	if (r->format->archive != NULL) {
		r->format->archive(r, a);
	}
	report_flush(r);
}

static void print_rule(struct report *r, const struct judge *j, const char *id)
{
	for (uint32_t i = 0; i < judge_rule_count(j); i++) {
		const struct judge_rule *rule = judge_rule(j, i);
		if (id == NULL || strcmp(id, rule->id) == 0) {
			r->format->rule(r, rule, id != NULL);
			r->items++;
		}
	}
}

/* In the order in which they were asked for. */
static void print_rules(struct report *r, const struct judge *j, const char *const *only, const struct report_levels *levels)
{
	report_begin(r);
	r->levels = levels;
	if (only == NULL || *only == NULL) {
		print_rule(r, j, NULL);
	}
	for (; only != NULL && *only != NULL; only++) {
		print_rule(r, j, *only);
	}
	r->levels = NULL;
	report_flush(r);
}

static bool print_end(struct report *r, const struct report_summary *s)
{
	report_begin(r);
	if (r->format->end != NULL) {
		r->format->end(r, s);
	}
	report_flush(r);
	return !r->failed;
}

/* --- each of the printers --- */

bool report_shows(const struct report *r)
{
	while (r != NULL && r->format->issue == NULL) {
		r = r->next;
	}
	return r != NULL;
}

void report_letter(struct report *r, struct letter *l)
{
	report_tally_found(r->tally, l);
	for (; r != NULL; r = r->next) {
		print_letter(r, l);
	}
}

void report_record(struct report *r, const struct letter_record *l)
{
	report_tally_letter(r->tally, l);
	for (; r != NULL; r = r->next) {
		print_record(r, l);
	}
}

void report_archive(struct report *r, struct letter_archive *a)
{
	report_tally_archive(r->tally, a);
	for (; r != NULL; r = r->next) {
		print_archive(r, a);
	}
}

void report_change(struct report *r, const struct letter_change *c)
{
	for (; r != NULL; r = r->next) {
		if (r->format->change != NULL) {
			report_begin_once(r);
			r->format->change(r, c);
			report_flush(r);
		}
	}
}

void report_who(struct report *r, const struct letter_who *w)
{
	for (; r != NULL; r = r->next) {
		report_begin(r);
		r->format->who(r, w);
		report_flush(r);
	}
}

void report_rules(struct report *r, const struct judge *j, const char *const *only, const struct report_levels *levels)
{
	for (; r != NULL; r = r->next) {
		print_rules(r, j, only, levels);
	}
}

void report_validation(struct report *r, const struct report_validation *v)
{
	for (; r != NULL; r = r->next) {
		report_begin(r);
		r->format->validation(r, v);
		report_flush(r);
	}
}

void report_setting(struct report *r, const struct report_setting *s)
{
	for (; r != NULL; r = r->next) {
		report_begin(r);
		r->format->setting(r, s);
		r->items++;
		report_flush(r);
	}
}

void report_diagnostic(struct report *r, const struct diag *d)
{
	for (; r != NULL; r = r->next) {
		if (r->format->issue != NULL) {
			report_issue_diagnostic(r, &r->waiting, d, vec_push(&r->waiting, &r->said));
			r->errors += diag_level(d->id) == DIAG_ERROR;
		}
	}
}

void report_judge(struct report *r, const struct judge *j)
{
	for (; r != NULL; r = r->next) {
		if (r->format->judge != NULL) {
			r->format->judge(r, j);
		}
	}
}

bool report_end(struct report *r, const struct report_summary *s)
{
	struct report_summary full;
	bool good = true;
	if (s != NULL && r->tally != NULL) {
		full = *s;
		report_tally_sum(r->tally, &full);
		s = &full;
	}
	for (; r != NULL; r = r->next) {
		good = print_end(r, s) && good;
	}
	return good;
}

static void free_one(struct report *r)
{
	report_tally_free(r->tally);
	buf_release(&r->out);
	buf_release(&r->held);
	buf_release(&r->changes);
	buf_release(&r->line);
	buf_release(&r->escaped);
	buf_release(&r->notices);
	buf_release(&r->file);
	arena_release(&r->issues);
	arena_release(&r->waiting);
	struct arena arena = r->arena;	/* r itself lives in it */
	arena_release(&arena);
}

void report_free(struct report *r)
{
	for (struct report *next; r != NULL; r = next) {
		next = r->next;
		free_one(r);
	}
}
