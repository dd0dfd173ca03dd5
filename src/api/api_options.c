/* api_options.c - the caller's options checked, diagnostics and output handed on.
 *
 * SPDX-License-Identifier: ISC */
#include "api/api.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void options_diag(void *user, const struct diag *d)
{
	struct api_options *o = user;
	report_diagnostic(o->report, d);
	if (o->given.diagnostic != NULL) {
		struct buf source = BUF_INIT;
		buf_span(&source, d->source);
		samedesk_diagnostic out = {
			.id = diag_name(d->id), .level = (samedesk_level)diag_level(d->id), .path = d->path, .line = d->line,
			.column = d->column, .text = know_tongue_say(&o->tongue, diag_text(d->id)), .detail = d->detail, .help = know_tongue_say(&o->tongue, d->help != NULL ? d->help : diag_help(d->id)),
			.source = source.n > 0 ? source.p : "", .source_at = d->at, .source_length = d->length,
		};
		o->given.diagnostic(o->given.user, &out);
		buf_release(&source);
	}
}

int samedesk_diagnostic_source(const samedesk_diagnostic *d, int color, samedesk_write_fn write, void *user)
{
	struct buf out = BUF_INIT;
	if (d->source == NULL || d->source[0] == '\0' || d->line == 0) {
		return SAMEDESK_OK;
	}
	report_source(&out, span_str(d->source), d->line, d->source_at, d->source_length, color != 0);
	bool good = write(user, out.p, out.n) == 0;
	buf_release(&out);
	return good ? SAMEDESK_OK : SAMEDESK_TROUBLE;
}

int samedesk_ascii(const char *text, size_t n, samedesk_write_fn write, void *user)
{
	struct buf out = BUF_INIT;
	buf_add(&out, text, n);
	report_ascii(&out);
	bool good = out.n == 0 || write(user, out.p, out.n) == 0;
	buf_release(&out);
	return good ? SAMEDESK_OK : SAMEDESK_TROUBLE;
}

void api_say(struct api_options *o, const char *text, const char *detail)
{
	if (o->given.diagnostic != NULL) {
		samedesk_diagnostic d = { "usage", SAMEDESK_ERROR, "", 0, 0, know_tongue_say(&o->tongue, text), detail, "", "", 0, 0 };
		o->given.diagnostic(o->given.user, &d);
	}
}

static const char *say_text(const char *text)
{
	return text != NULL ? text : "";
}

bool api_say_for(struct api_options *o, const samedesk_diagnostic *d)
{
	enum diag_id id = d != NULL && d->id != NULL ? diag_find(d->id) : DIAG_COUNT;
	if (id == DIAG_COUNT) {
		api_say(o, "no such diagnostic", d != NULL ? say_text(d->id) : "");
		return false;
	}
	struct diag told = {
		.id = id, .path = say_text(d->path), .line = d->line, .column = d->column, .detail = say_text(d->detail),
		.help = d->help != NULL && d->help[0] != '\0' ? d->help : NULL, .source = span_str(say_text(d->source)), .at = d->source_at, .length = d->source_length,
	};
	diag_tell(&o->sink, &told);
	return diag_level(id) < DIAG_ERROR;
}

void api_hand(const struct api_options *o, samedesk_finding f, const struct letter_acceptance *t, enum letter_state state)
{
	samedesk_acceptance accepted;
	if (t != NULL) {
		accepted = (samedesk_acceptance){ t->in_letter, t->reason, t->by, t->until, t->path, t->line, t->column };
		f.accepted = &accepted;
	}
	f.state = state == LETTER_NEW ? "new" : state == LETTER_UNCHANGED ? "unchanged" : "";
	if (o->given.finding != NULL) {
		o->given.finding(o->given.user, &f);
	}
}

static bool options_basis(struct api_options *o)
{
	const char *basis = o->given.min_basis;
	if (basis == NULL) {
		o->relate.min_basis = KNOW_ASSUMED;
		return true;
	}
	for (int b = KNOW_ASSUMED; b <= KNOW_DOCUMENTED; b++) {
		if (strcmp(basis, know_basis_name((enum know_basis)b)) == 0) {
			o->relate.min_basis = (enum know_basis)b;
			return true;
		}
	}
	api_say(o, "no such basis (documented, reported, assumed)", basis);
	return false;
}

/* What a slip of the caller's would make of a run: a struct that was not begun from SAMEDESK_OPTIONS_INIT, a number that is no name. */
static bool options_sound(struct api_options *o)
{
	const samedesk_options *g = &o->given;
	const char *fault = g->size == 0 ? "samedesk_options.size is not set: begin with SAMEDESK_OPTIONS_INIT" :
	    (unsigned)g->what > SAMEDESK_EXTRACT ? "samedesk_options.what is no samedesk_what" :
	    (unsigned)g->fail_on > SAMEDESK_NEVER ? "samedesk_options.fail_on is no samedesk_level" :
	    g->n_outputs > 0 && g->outputs == NULL ? "samedesk_options.outputs is NULL" :
	    g->similarity > 100 ? "samedesk_options.similarity is a percentage" :
	    g->store == NULL && (g->since != NULL || g->again) ? "samedesk_options.since and again need a store" : NULL;
	for (size_t i = 0; i < g->n_outputs && fault == NULL && i < API_OUTPUTS; i++) {
		fault = g->outputs[i].format == NULL || g->outputs[i].write == NULL ? "an output without a format or a function" : NULL;
	}
	if (fault != NULL) {
		api_say(o, fault, "");
	}
	return fault == NULL;
}

bool api_options_take(struct api_options *o, const samedesk_options *given)
{
	static const samedesk_options defaults = SAMEDESK_OPTIONS_INIT;
	memset(o, 0, sizeof *o);
	o->given = defaults;
	if (given != NULL) {
		memcpy(&o->given, given, given->size > 0 && given->size < sizeof o->given ? given->size : sizeof o->given);
	}
	if (!options_sound(o)) {
		return false;
	}
	o->sink = (struct diag_sink){ .take = options_diag, .user = o };
	o->date = WHEN_UNKNOWN;
	if (o->given.lang != NULL && !know_tongue_is_spoken(o->given.lang)) {
		api_say(o, "no such language (en, cy)", o->given.lang);
		return false;
	}
	o->tongue = know_tongue_of(o->given.lang);
	if (o->given.date != NULL) {
		struct date d;
		if (!date_parse(span_str(o->given.date), &d)) {
			api_say(o, "not a date (2016, 2016-12 or 2016-12-05)", o->given.date);
			return false;
		}
		o->date = date_when(d);
	}
	return options_basis(o);
}

static bool options_write(void *user, const char *bytes, size_t n)
{
	struct api_options *o = user;
	o->write_failed = o->write_failed || o->given.write(o->given.user, bytes, n) != 0;
	return !o->write_failed;
}

static bool options_write_output(void *user, const char *bytes, size_t n)
{
	struct api_output *to = user;
	bool good = to->output->write(to->output->user, bytes, n) == 0;
	to->options->write_failed = to->options->write_failed || !good;
	return good;
}

/* Adds a printer to those of *r. False: there is no such format (said). */
static bool options_printer(struct api_options *o, struct report **r, const char *format, const struct report_options *ro,
    bool (*write)(void *user, const char *bytes, size_t n), void *user)
{
	struct report *fresh = report_new(format, ro, *r, write, user);
	if (fresh == NULL) {
		api_say(o, report_format_is_of_findings(format) ? "a format of findings: for check and audit only" : "no such format", format);
		return false;
	}
	*r = *r == NULL ? fresh : *r;
	return true;
}

/* Its two names. False: it is no folder (said). */
static bool options_root(struct api_options *o, struct report_options *ro)
{
	struct stat st;
	if (o->given.root == NULL) {
		return true;
	}
	_Static_assert(sizeof o->root >= PATH_MAX, "realpath() writes so much");
	if (realpath(o->given.root, o->root) == NULL || stat(o->root, &st) != 0 || !S_ISDIR(st.st_mode) || getcwd(o->folder, sizeof o->folder) == NULL) {
		api_say(o, "the root is no folder", o->given.root);
		return false;
	}
	ro->root = o->given.root;
	ro->root_real = o->root;
	ro->folder = o->folder;
	return true;
}

struct report *api_report(struct api_options *o, enum report_what what, bool *none)
{
	const char *format = o->given.format != NULL ? o->given.format : "text";
	bool printed = o->given.write != NULL && strcmp(format, "none") != 0;
	struct report_options ro = {
		.what = what, .color = o->given.color, .proof = o->given.proof, .quiet = o->given.quiet, .stats = o->given.stats,
		.max_findings = o->given.max_findings, .fail_on = (unsigned)o->given.fail_on, .version = SAMEDESK_VERSION,
		.tongue = o->tongue, .ascii = o->given.ascii,
	};
	struct report *r = NULL;
	bool good = options_root(o, &ro) && (!printed || options_printer(o, &r, format, &ro, options_write, o));
	*none = !printed && o->given.n_outputs == 0;
	ro.color = ro.ascii = false;
	for (size_t i = 0; i < o->given.n_outputs && i < API_OUTPUTS && good; i++) {
		o->outputs[i] = (struct api_output){ o, &o->given.outputs[i] };
		good = options_printer(o, &r, o->given.outputs[i].format, &ro, options_write_output, &o->outputs[i]);
	}
	if (o->given.n_outputs > API_OUTPUTS) {
		api_say(o, "more outputs than the limit", "16");
		good = false;
	}
	if (!good) {
		report_free(r);
		r = NULL;
		*none = false;
	}
	o->report = r;
	return r;
}

void api_report_judge(struct report *report, struct api_reader *r, const struct api_setting *first)
{
	if (report != NULL && judge_has_phase(first->know, r->options->given.phase)) {	/* else only rules of a project's own have it */
		report_judge(report, api_reader_judge(r, first));
	}
}

void api_report_judges(struct report *report, struct api_reader *r, const struct api_settings *s)
{
	for (uint32_t i = 1; report != NULL && i < s->all.n; i++) {	/* the first is told at the beginning */
		const struct judge *j = s->all.v[i]->own != NULL ? api_reader_judge(r, s->all.v[i]) : NULL;
		if (j != NULL) {
			report_judge(report, j);
		}
	}
}

const char *samedesk_format_name(unsigned i)
{
	return report_format_name(i);
}

int samedesk_format_is_of_findings(const char *format)
{
	return report_format_is_of_findings(format);
}

const char *samedesk_version(void)
{
	return SAMEDESK_VERSION;
}

const char *samedesk_readers(void)
{
	return "text xml html pdf"
#ifdef WITH_MINIZIP
	    " docx odt"
#endif
#ifdef WITH_GMIME
	    " mail"
#endif
	    ;
}
