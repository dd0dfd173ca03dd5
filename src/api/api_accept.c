/* api_accept.c - findings that may stand, told from those that count: the baseline, marks of letters for circles, and what has run out or accepts
 * nothing; DESIGN section 8.
 *
 * In: findings as they come, marks of the files that were read. Out: the findings with who accepted them; what the rules say of acceptances;
 * the baseline written or compared. Marks are matched with a letter's own findings by project/ (api_reader.c).
 *
 * SPDX-License-Identifier: ISC */
#include "api/api_accept.h"

#include <stdlib.h>

static bool accept_open(struct api_accept *x, const char *file, bool may_be_new, struct project_baseline **out)
{
	*out = file != NULL ? project_baseline_read(&x->memory, file, may_be_new, &x->options->sink) : NULL;
	return file == NULL || *out != NULL;
}

bool api_accept_init(struct api_accept *x, struct api_options *o, bool audit)
{
	const samedesk_options *given = &o->given;
	const char *file = given->baseline, *write = given->write_baseline;
	bool one = file != NULL && write != NULL && strcmp(file, write) == 0;
	memset(x, 0, sizeof *x);
	arena_init(&x->memory, 0);
	map_init(&x->of_letter, &x->memory);
	x->options = o;
	x->audit = audit;
	if (file == NULL && given->baseline_for != SAMEDESK_BASELINE_USE) {
		api_say(o, "no baseline is named: --baseline=FILE, or <baseline> in .samedesk.xml", "");
		return false;
	}
	bool good = accept_open(x, file, one || given->baseline_for == SAMEDESK_BASELINE_CREATE, &x->baseline);
	if (given->baseline_for == SAMEDESK_BASELINE_CREATE || given->baseline_for == SAMEDESK_BASELINE_PRUNE || one) {
		x->writing = x->baseline;
		return good;
	}
	return accept_open(x, given->baseline_for == SAMEDESK_BASELINE_USE ? write : NULL, true, &x->writing) && good;
}

void api_accept_release(struct api_accept *x)
{
	arena_release(&x->memory);
}

/* --- findings --- */

/* A finding of any kind. */
struct accept_finding {
	struct project_entry as;		/* as it would stand in the baseline */
	bool binding;
	const struct letter_acceptance **accepted;
	enum letter_state *state;
};

static void accept_refuse(struct api_accept *x, struct project_entry *e)
{
	if (!e->refused) {
		diag_at(&x->options->sink, DIAG_ACCEPT_REFUSED, e->told.path, e->told.line, e->told.column, "rule '%s'", e->told.rule);
	}
	e->refused = true;
}

static void accept_by(struct api_accept *x, const struct accept_finding *f, struct project_entry *e)
{
	if (f->binding) {
		accept_refuse(x, e);
	} else if (!e->ended && *f->accepted == NULL) {
		*f->accepted = &e->told;
	}
}

/* What is accepted in the letter need not stand in the baseline as well; what stands there already stays. */
static void accept_write(struct api_accept *x, struct accept_finding *f, struct project_entry *known)
{
	bool same = known != NULL && x->writing == x->baseline;
	struct project_entry *e = same ? NULL : project_baseline_find(x->writing, f->as.fingerprint, f->as.told.rule);
	bool in_letter = *f->accepted != NULL && (*f->accepted)->in_letter;
	if (known != NULL && x->writing != x->baseline) {
		f->as.told.reason = known->told.reason;
		f->as.told.by = known->told.by;
		f->as.told.until = known->told.until;
	}
	if (e == NULL && (known == NULL || x->writing != x->baseline) && !in_letter && !f->binding && x->options->given.baseline_for != SAMEDESK_BASELINE_PRUNE) {
		e = project_baseline_add(x->writing, &f->as);
	}
	if (e != NULL) {
		accept_by(x, f, e);
	}
	if (e != NULL || same) {
		project_baseline_moved(x->writing, same ? known : e, f->as.path, f->as.member);
	}
}

static void accept_one(struct api_accept *x, struct accept_finding *f)
{
	struct project_entry *e = x->baseline != NULL ? project_baseline_find(x->baseline, f->as.fingerprint, f->as.told.rule) : NULL;
	if (x->baseline != NULL) {
		*f->state = e != NULL && !e->fresh ? LETTER_UNCHANGED : LETTER_NEW;
	}
	if (e != NULL) {
		accept_by(x, f, e);
	}
	if (x->writing != NULL) {
		accept_write(x, f, e);
	}
	if (*f->accepted == NULL && x->options->given.baseline_for == SAMEDESK_BASELINE_DIFF && e == NULL && !f->binding) {
		e = project_baseline_add(x->baseline, &f->as);	/* told at the end */
	}
}

static const char *accept_party(const struct letter *l, uint32_t mention)
{
	return mention < l->mentions.n && l->mentions.v[mention].party != NULL ? l->mentions.v[mention].party : "";
}

static struct project_entry accept_entry(const char *fingerprint, const char *rule, const char *path, const char *member)
{
	return (struct project_entry){ .fingerprint = fingerprint, .path = path, .member = member, .party = "", .counterpart = "",
		.told = { .rule = rule, .reason = "", .by = "", .until = "" } };
}

void api_accept_letter(struct api_accept *x, struct letter *l)
{
	for (uint32_t i = 0; i < l->findings.n && (x->baseline != NULL || x->writing != NULL); i++) {
		struct letter_finding *f = &l->findings.v[i];
		struct accept_finding one = { accept_entry(f->fingerprint, f->rule, l->path, l->member), f->binding, &f->accepted, &f->state };
		one.as.message = f->message;
		one.as.party = accept_party(l, f->mention);
		one.as.counterpart = accept_party(l, f->counterpart);
		accept_one(x, &one);
	}
}

/* --- marks --- */

static const char *accept_key(struct arena *a, const char *path, const char *member)
{
	return arena_printf(a, "%s\n%s", path, member != NULL ? member : "\n");
}

static const char *accept_copy(struct arena *a, const char *text)
{
	return text != NULL ? arena_str(a, text) : "";
}

static void accept_mark(struct api_accept *x, const struct letter_mark *mark, const char *path)
{
	struct arena *a = &x->memory;
	struct letter_mark m = *mark;
	m.told = (struct letter_acceptance){ true, accept_copy(a, m.told.rule), accept_copy(a, m.told.reason), accept_copy(a, m.told.by),
		accept_copy(a, m.told.until), arena_str(a, path), m.told.line, m.told.column };
	m.member = m.member != NULL ? arena_str(a, m.member) : NULL;
	if (x->audit) {
		struct span key = span_str(accept_key(a, path, m.member));
		uint32_t was = map_get(&x->of_letter, key);
		*vec_push(a, &x->next) = was;
		map_put(&x->of_letter, key, x->marks.n);
	}
	*vec_push(a, &x->marks) = m;
}

/* A record may be older than this day. */
void api_accept_record(struct api_accept *x, struct letter_record *r)
{
	for (uint32_t i = 0; i < r->marks.n; i++) {
		accept_mark(x, &r->marks.v[i], r->path);
	}
	for (uint32_t i = 0; i < r->told.n; i++) {
		struct letter_told *t = &r->told.v[i];
		if (t->accepted != NULL && (t->binding || project_accept_ended(t->accepted))) {
			t->accepted = NULL;
		}
		struct accept_finding one = { accept_entry(t->fingerprint, t->rule, r->path, r->member), t->binding, &t->accepted, &t->state };
		one.as.message = t->message;
		one.as.party = t->party;
		one.as.counterpart = t->counterpart;
		if (x->baseline != NULL || x->writing != NULL) {
			accept_one(x, &one);
		}
	}
}

/* Marks of one letter for that rule; the first that holds accepts. */
static void accept_step(struct api_accept *x, struct letter_circle_finding *f, const char *key)
{
	for (uint32_t i = map_get(&x->of_letter, span_str(key)); i != MAP_NONE; i = x->next.v[i]) {
		struct letter_mark *m = &x->marks.v[i];
		if (strcmp(m->told.rule, f->rule) != 0) {
			continue;
		}
		m->used = TRI_YES;
		if (f->binding) {
			diag_at(&x->options->sink, DIAG_ACCEPT_REFUSED, m->told.path, m->told.line, m->told.column, "rule '%s'", m->told.rule);
		} else if (f->accepted == NULL && !project_accept_ended(&m->told)) {
			f->accepted = &m->told;
		}
	}
}

void api_accept_circles(struct api_accept *x, struct letter_archive *found)
{
	for (uint32_t i = 0; i < found->findings.n; i++) {
		struct letter_circle_finding *f = &found->findings.v[i];
		const struct letter_circle *c = f->circle < found->circles.n ? &found->circles.v[f->circle] : NULL;
		struct accept_finding one = { accept_entry(f->fingerprint, f->rule, "", ""), f->binding, &f->accepted, &f->state };
		one.as.message = f->message;
		for (uint32_t s = 0; c != NULL && s < c->steps.n && x->marks.n > 0; s++) {
			if (c->steps.v[s].letter != UINT32_MAX) {
				accept_step(x, f, accept_key(found->arena, c->steps.v[s].path, c->steps.v[s].member));
				accept_step(x, f, accept_key(found->arena, c->steps.v[s].path, NULL));
			}
		}
		for (uint32_t s = 0; c != NULL && s < c->steps.n && one.as.path[0] == '\0'; s++) {
			one.as.path = c->steps.v[s].path;
			one.as.member = c->steps.v[s].member;
		}
		if (x->baseline != NULL || x->writing != NULL) {
			accept_one(x, &one);
		}
	}
}

bool api_accept_is_own(struct api_accept *x, const char *path)
{
	return (x->baseline != NULL && project_baseline_is(x->baseline, path)) || (x->writing != NULL && project_baseline_is(x->writing, path));
}

void api_accept_file(struct api_accept *x, const char *path, bool whole)
{
	if (x->baseline != NULL) {
		project_baseline_file(x->baseline, path, whole);
	}
	if (x->writing != NULL && x->writing != x->baseline) {
		project_baseline_file(x->writing, path, whole);
	}
}

/* --- what the rules say of them --- */

static const char *accept_fingerprint(struct arena *a, const char *rule, const struct letter_acceptance *t, const char *of)
{
	const char *texts[] = { rule, t->rule, t->reason, t->by, t->until, of };
	uint64_t hash = MAP_HASH_START;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		hash = map_hash_more(hash, texts[i], strlen(texts[i]) + 1);
	}
	return arena_printf(a, "%016llx", (unsigned long long)hash);
}

struct rows { VEC(struct judge_acceptance) v; VEC(const char *) of; };	/* of: what else tells it from others */

static bool accept_judge(struct api_accept *x, struct judge *j, struct arena *a, const struct rows *rows, struct api_accept_list *out)
{
	struct judge_objections said;
	if (rows->v.n == 0) {
		return true;
	}
	bool good = judge_acceptances(j, a, rows->v.v, rows->v.n, &x->options->sink, &said);
	for (uint32_t i = 0; i < said.list.n; i++) {
		const struct judge_objection *o = &said.list.v[i];
		const struct letter_acceptance *t = rows->v.v[o->acceptance].told;
		struct letter_told told = { .rule = o->rule, .level = o->level, .message = o->message, .party = "", .counterpart = "", .arrangement = "",
			.basis = "", .fix = o->fix != NULL ? o->fix : "", .line = t->line, .column = t->column, .binding = o->binding };
		told.fingerprint = accept_fingerprint(a, o->rule, t, rows->of.v[o->acceptance]);
		*vec_push(a, &out->v) = (struct api_accept_told){ t->path, t->in_letter && rows->v.v[o->acceptance].member != NULL ? rows->v.v[o->acceptance].member : "", told };
	}
	return good;
}

/* Was everything looked for that an acceptance of the rule could accept? */
static bool accept_is_judged(const struct api_accept *x, const struct judge *j, const char *rule)
{
	const samedesk_options *o = &x->options->given;
	bool all = o->phase == NULL && o->min_basis == NULL && o->date == NULL;
	return all && (!api_rule_of_archive(j, rule) || (x->audit && x->whole && !o->no_echoes));
}

/* A reader cannot know of what is found in many letters together. */
static enum tri accept_used(const struct api_accept *x, const struct judge *j, const struct letter_mark *m)
{
	bool later = x->audit && m->used == TRI_PERHAPS && api_rule_of_archive(j, m->told.rule) && accept_is_judged(x, j, m->told.rule);
	return later ? TRI_NO : m->used;
}

bool api_accept_marks(struct api_accept *x, struct judge *j, struct arena *a, struct api_accept_list *out)
{
	struct rows rows = { { 0 }, { 0 } };
	for (uint32_t i = 0; i < x->marks.n; i++) {
		const struct letter_mark *m = &x->marks.v[i];
		*vec_push(a, &rows.v) = (struct judge_acceptance){ &m->told, m->told.path, m->member, accept_used(x, j, m), project_accept_ended(&m->told) };
		*vec_push(a, &rows.of) = m->member != NULL ? m->member : "";
	}
	bool good = accept_judge(x, j, a, &rows, out);
	x->marks.n = 0;
	return good;
}


bool api_accept_entries(struct api_accept *x, struct judge *j, struct arena *a, struct api_accept_list *out)
{
	struct rows rows = { { 0 }, { 0 } };
	for (uint32_t i = 0; x->baseline != NULL && i < x->baseline->entries.n; i++) {
		const struct project_entry *e = x->baseline->entries.v[i];
		bool read = project_baseline_was_read(x->baseline, e);
		if (e->fresh || (!e->found && !read)) {
			continue;
		}
		enum tri used = e->found ? TRI_YES : accept_is_judged(x, j, e->told.rule) ? TRI_NO : TRI_PERHAPS;
		*vec_push(a, &rows.v) = (struct judge_acceptance){ &e->told, e->path, e->member, used, e->ended };
		*vec_push(a, &rows.of) = e->fingerprint;
	}
	return accept_judge(x, j, a, &rows, out);
}

/* --- the end --- */

static void accept_change(struct api_accept *x, struct report *r, const char *what, const struct project_entry *e)
{
	const char *found = e->message != NULL ? e->message : *e->party == '\0' ? "" :
	    *e->counterpart != '\0' ? arena_printf(&x->memory, "%s, %s", e->party, e->counterpart) : e->party;
	struct letter_change c = { what, e->path, e->member, e->told.rule, *e->told.reason != '\0' ? e->told.reason : found, "", "",
		e->fingerprint, x->writing != NULL && (e->fresh || e->dropped) };
	if (r != NULL) {
		report_change(r, &c);
	}
}

/* What is otherwise than in the baseline, or has become so. */
static void accept_entry_end(struct api_accept *x, struct judge *j, struct report *r, struct project_baseline *b, struct project_entry *e)
{
	samedesk_baseline what = x->options->given.baseline_for;
	bool whole = x->options->sink.count[DIAG_ERROR] == 0;
	bool gone = !e->fresh && project_baseline_is_gone(b, e, whole) && accept_is_judged(x, j, e->told.rule);
	bool pruned = what == SAMEDESK_BASELINE_PRUNE && e->ended && !e->fresh;
	e->dropped = gone || pruned;
	x->told.fresh += e->fresh;
	x->told.gone += gone;
	x->told.ended += !gone && e->ended;
	x->told.holds += x->writing != NULL ? !e->dropped : !e->fresh;
	x->told.without_reason += (x->writing != NULL ? !e->dropped : !e->fresh) && *e->told.reason == '\0';
	if (e->fresh || gone || e->ended) {
		accept_change(x, r, e->fresh ? "baseline-new" : gone ? "baseline-gone" : "baseline-expired", e);
	}
}

/* A run that could read nothing knows nothing: what is there stays, and none is made. */
static bool accept_may_write(const struct api_accept *x)
{
	return x->options->sink.count[DIAG_ERROR] == 0 || x->writing->whole > 0;
}

int api_accept_end(struct api_accept *x, struct judge *j, struct report *r)
{
	struct project_baseline *b = x->writing != NULL ? x->writing : api_accept_only(x->options) ? x->baseline : NULL;
	if (b == NULL) {
		return SAMEDESK_OK;
	}
	if (x->writing != NULL && !accept_may_write(x)) {
		return SAMEDESK_TROUBLE;
	}
	x->told.path = b->path;
	x->told.written = x->writing != NULL;
	x->told.pruned = x->options->given.baseline_for == SAMEDESK_BASELINE_PRUNE;
	for (uint32_t i = 0; i < b->entries.n; i++) {
		accept_entry_end(x, j, api_accept_only(x->options) ? r : NULL, b, b->entries.v[i]);
	}
	if (x->writing != NULL && !project_baseline_write(x->writing, &x->options->sink)) {
		x->told.path = NULL;
		return SAMEDESK_TROUBLE;
	}
	bool otherwise = x->told.fresh + x->told.gone + x->told.ended > 0;
	return otherwise && x->options->given.baseline_for == SAMEDESK_BASELINE_DIFF ? SAMEDESK_FINDINGS : SAMEDESK_OK;
}
