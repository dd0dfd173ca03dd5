/* api_know.c - knowledge, and the questions asked of it alone: who, rules, validate.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "api/api.h"

/* Lives in the arena that it holds. */
struct both { struct arena a; struct samedesk_knowledge k; };

static samedesk_knowledge *know_wrap(struct know *know, const char *const *overlays)
{
	struct arena a;
	arena_init(&a, 0);
	if (know == NULL) {
		return NULL;
	}
	size_t n = 0;
	while (overlays != NULL && overlays[n] != NULL) {
		n++;
	}
	const char **kept = ARENA_NEWS(&a, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		kept[i] = arena_str(&a, overlays[i]);
	}
	struct both *both = ARENA_NEW(&a, struct both);
	both->k = (struct samedesk_knowledge){ know, kept };
	both->a = a;
	return &both->k;
}

struct know *api_know_load(struct api_options *o, const char *dir, const char *const *overlays)
{
	struct know *k = know_load(dir, overlays, &o->sink);
	if (k != NULL && !judge_own_usable(k, &o->sink)) {
		know_free(k);
		k = NULL;
	}
	return k;
}

samedesk_knowledge *samedesk_knowledge_default(void)
{
	xml_start();
	return know_wrap(know_default(), NULL);
}

samedesk_knowledge *samedesk_knowledge_load(const char *dir, const char *const *overlays,
    samedesk_diagnostic_fn diagnostic, void *user)
{
	struct api_options o;
	samedesk_options given = SAMEDESK_OPTIONS_INIT;
	given.diagnostic = diagnostic;
	given.user = user;
	xml_start();
	api_options_take(&o, &given);
	return know_wrap(api_know_load(&o, dir, overlays), overlays);
}

void samedesk_knowledge_free(samedesk_knowledge *k)
{
	if (k == NULL) {
		return;
	}
	struct both *both = (struct both *)(void *)((char *)k - offsetof(struct both, k));
	struct arena a = both->a;
	know_free(k->know);
	arena_release(&a);
}

static void know_count(const struct know *k, samedesk_validation *out)
{
	out->parties = know_party_count(k);
	out->names = know_name_count(k);
	out->arrangements = know_arrangement_count(k);
	out->phases = know_phase_count(k);
	out->posts = know_post_count(k);
	out->formats = know_format_count(k);
	out->patterns = know_pattern_count(k);
}

static void know_examples(const struct know *k, struct diag_sink *sink, samedesk_validation *out)
{
	struct judge *j = judge_new(k, NULL, sink);
	if (j != NULL) {
		out->rules = judge_rule_count(j);
		judge_free(j);
		judge_validate(k, sink, &out->examples);
	}
}

int samedesk_validate(const char *dir, const char *const *overlays, samedesk_diagnostic_fn diagnostic, void *user,
    samedesk_validation *out)
{
	struct api_options o;
	samedesk_options given = SAMEDESK_OPTIONS_INIT;
	samedesk_validation counts = { 0 };
	given.diagnostic = diagnostic;
	given.user = user;
	xml_start();
	api_options_take(&o, &given);
	struct know *k = know_validate(dir, overlays, &o.sink);
	if (k != NULL) {
		know_count(k, &counts);
		know_examples(k, &o.sink, &counts);
		know_free(k);
	}
	counts.errors = o.sink.count[DIAG_ERROR];
	counts.warnings = o.sink.count[DIAG_WARNING];
	if (out != NULL) {
		*out = counts;
	}
	return counts.errors > 0 || k == NULL ? SAMEDESK_TROUBLE : SAMEDESK_OK;
}

int samedesk_validation_print(const samedesk_options *given, const samedesk_validation *v)
{
	struct api_options o;
	bool none;
	if (!api_options_take(&o, given)) {
		return SAMEDESK_TROUBLE;
	}
	if (v == NULL) {
		api_say(&o, "no counts", "");
		return SAMEDESK_TROUBLE;
	}
	struct report *r = api_report(&o, REPORT_VALIDATION, &none);
	if (r != NULL) {
		report_validation(r, &(struct report_validation){ v->parties, v->names, v->arrangements, v->phases, v->posts, v->formats, v->patterns,
			v->rules, v->examples, v->errors, v->warnings });
	}
	bool good = r != NULL ? report_end(r, NULL) : none;
	report_free(r);
	return good && v->errors == 0 ? SAMEDESK_OK : SAMEDESK_TROUBLE;
}

/* --- who --- */

/* "'NCC' can be Norfolk County Council, Northamptonshire County Council" */
static const char *who_candidates(const struct letter_who *w)
{
	const char *all = arena_printf(w->arena, "'%.*s' %s", SPAN_F(w->query), w->parties.n == 0 ? "is unknown" : w->parties.n == 1 ? "is" : "can be");
	for (uint32_t i = 0; i < w->parties.n; i++) {
		all = arena_printf(w->arena, "%s%s %s", all, i > 0 ? "," : "", know_agent_name_then(w->know, w->parties.v[i], letter_who_then(w)));
	}
	return all;
}

static bool who_between(struct letter_who *w, struct api_options *o, const char *between)
{
	struct letter_who other = *w;
	memset(&other.parties, 0, sizeof other.parties);
	other.query = span_str(between);
	resolve_who(&other);
	if (other.parties.n != 1 || w->parties.n != 1) {
		const char *sides = arena_printf(w->arena, "%s; %s", who_candidates(w), who_candidates(&other));
		api_say(o, "each of the two names must mean one party", sides);
		return false;
	}
	w->between[0] = w->parties.v[0];
	w->between[1] = other.parties.v[0];
	return true;
}

static int who_answer(struct letter_who *w, struct api_options *o, const char *between)
{
	bool none;
	resolve_who(w);
	if (between != NULL && !who_between(w, o, between)) {
		return SAMEDESK_TROUBLE;
	}
	relate_who(w, &o->relate);
	struct report *r = api_report(o, REPORT_WHO, &none);
	if (r != NULL) {
		report_who(r, w);
	}
	bool good = r != NULL ? report_end(r, NULL) : none;
	report_free(r);
	return !good ? SAMEDESK_TROUBLE : w->verdict == LETTER_CHOSEN ? SAMEDESK_OK : SAMEDESK_FINDINGS;
}

static bool know_given(struct api_options *o, const samedesk_knowledge *k, const char *name)
{
	if (k == NULL || name == NULL) {
		api_say(o, k == NULL ? "no knowledge" : "no name", "");
	}
	return k != NULL && name != NULL;
}

static void who_service_unknown(struct api_options *o, const struct know *k, const char *service)
{
	struct buf help = BUF_INIT;
	struct near near = { .word = service };
	for (know_index i = 0; i < know_service_count(k); i++) {
		near_try(&near, know_str(k, know_service(k, i)->id));
	}
	for (know_index i = 0; near.best == NULL && *service != '\0' && i < know_service_count(k); i++) {
		const char *id = know_str(k, know_service(k, i)->id);
		near.best = strstr(id, service) != NULL ? id : NULL;
	}
	if (near.best != NULL) {
		buf_printf(&help, "did you mean '%s'?", near.best);
	}
	samedesk_diagnostic d = { "usage", SAMEDESK_ERROR, "", 0, 0, "no such service (see samedesk(1), SERVICES)", service, help.n > 0 ? help.p : "", "", 0, 0 };
	if (o->given.diagnostic != NULL) {
		o->given.diagnostic(o->given.user, &d);
	}
	buf_release(&help);
}

int samedesk_who(const samedesk_knowledge *k, const samedesk_options *given, const char *name, const char *service, const char *between)
{
	struct api_options o;
	struct arena a;
	if (!api_options_take(&o, given) || !know_given(&o, k, name)) {
		return SAMEDESK_TROUBLE;
	}
	arena_init(&a, 0);
	struct know *own = know_share(k->know);
	know_tongue_set(own, o.given.lang);
	struct letter_who w = {
		.arena = &a, .know = own, .query = span_str(name), .service = KNOW_NONE, .between = { KNOW_NONE, KNOW_NONE },
		.every_date = o.given.date == NULL, .date = o.given.date != NULL ? o.date : WHEN_UNKNOWN,
	};
	int status = SAMEDESK_TROUBLE;
	if (service != NULL && (w.service = know_service_find(k->know, span_str(service))) == KNOW_NONE) {
		who_service_unknown(&o, k->know, service);
	} else {
		status = who_answer(&w, &o, between);
	}
	arena_release(&a);
	know_free(own);
	return status;
}

/* --- rules --- */

const char *api_rule_near(const struct judge *j, const char *id)
{
	struct near near = { .word = id };
	for (uint32_t i = 0; i < judge_rule_count(j); i++) {
		near_try(&near, judge_rule(j, i)->id);
	}
	for (uint32_t i = 0; near.best == NULL && *id != '\0' && i < judge_rule_count(j); i++) {
		near.best = strstr(judge_rule(j, i)->id, id) != NULL ? judge_rule(j, i)->id : NULL;
	}
	return near.best;
}

static void rules_unknown(struct api_options *o, const struct judge *j, const char *id)
{
	const char *near = api_rule_near(j, id);
	struct buf help = BUF_INIT;
	if (near != NULL) {
		buf_printf(&help, "did you mean '%s'?", near);
	}
	samedesk_diagnostic d = { "usage", SAMEDESK_ERROR, "", 0, 0, "no such rule (samedesk rules lists them)", id, help.n > 0 ? help.p : "", "", 0, 0 };
	if (o->given.diagnostic != NULL) {
		o->given.diagnostic(o->given.user, &d);
	}
	buf_release(&help);
}

bool api_rule_known(const struct judge *j, const char *id)
{
	for (uint32_t i = 0; i < judge_rule_count(j); i++) {
		if (strcmp(judge_rule(j, i)->id, id) == 0) {
			return true;
		}
	}
	return false;
}

bool api_rule_of_archive(const struct judge *j, const char *id)
{
	for (uint32_t i = 0; i < judge_rule_count(j); i++) {
		if (strcmp(judge_rule(j, i)->id, id) == 0) {
			return judge_rule(j, i)->archive;
		}
	}
	return false;
}

/* Those of the project's own file, then those of the options: the last that fits holds. */
static bool rules_levels(struct api_options *o, struct arena *a, struct report_levels *out)
{
	struct project *p = o->given.config != NULL ? project_read(a, o->given.config, &o->sink) : ARENA_NEW(a, struct project);
	bool good = p != NULL;
	for (const char *const *l = o->given.levels; good && l != NULL && *l != NULL; l++) {
		const char *why = project_add_level(a, p, *l, "");
		if (why != NULL) {
			diag_at(&o->sink, DIAG_CONFIG_VALUE, "", 0, 0, "level '%s': %s", *l, why);
			good = false;
		}
	}
	for (uint32_t i = 0; good && i < p->levels.n; i++) {
		const struct project_level *l = &p->levels.v[i];
		*vec_push(a, &out->list) = (struct report_level){ l->rule, l->off ? "off" : letter_level_name(l->level),
			l->where != NULL ? l->where->text : NULL, l->path, l->line, l->column };
	}
	return good;
}

static bool rules_print(struct api_options *o, const struct judge *j, const char *const *ids)
{
	bool none = false;
	struct arena a;
	struct report_levels levels = { 0 };
	arena_init(&a, 0);
	struct report *r = rules_levels(o, &a, &levels) ? api_report(o, REPORT_RULES, &none) : NULL;
	if (r != NULL) {
		report_rules(r, j, ids, &levels);
	}
	bool good = r != NULL ? report_end(r, NULL) : none;
	report_free(r);
	arena_release(&a);
	return good;
}

int samedesk_rules_of(const samedesk_knowledge *k, const samedesk_options *given, const char *const *ids)
{
	struct api_options o;
	if (!api_options_take(&o, given) || !know_given(&o, k, "")) {
		return SAMEDESK_TROUBLE;
	}
	struct know *own = know_share(k->know);
	know_tongue_set(own, o.given.lang);
	struct judge *j = judge_new(own, o.given.phase, &o.sink);
	bool known = j != NULL;
	for (const char *const *id = ids; j != NULL && id != NULL && *id != NULL; id++) {
		if (!api_rule_known(j, *id)) {
			rules_unknown(&o, j, *id);
			known = false;
		}
	}
	bool good = known && rules_print(&o, j, ids);
	judge_free(j);
	know_free(own);
	return good ? SAMEDESK_OK : SAMEDESK_TROUBLE;
}

int samedesk_rules(const samedesk_knowledge *k, const samedesk_options *given, const char *id)
{
	const char *const ids[] = { id, NULL };
	return samedesk_rules_of(k, given, ids);
}

/* Knowledge without parties, reading vocabulary or rules would find every letter clean. */
bool api_know_usable(struct api_options *o, const struct know *k, const struct judge *j)
{
	const char *missing = know_party_count(k) == 0 ? "registry" : know_pattern_count(k) == 0 ? "reading" : judge_is_empty(j) ? "checks" : NULL;
	if (missing != NULL) {
		const char *root = know_root(k);
		diag_at(&o->sink, DIAG_KNOW_EMPTY, root != NULL ? root : "", 0, 0, "nothing in %s/", missing);
	}
	return missing == NULL;
}
