/* api_settings.c - what holds for the letters of a folder: knowledge, levels of rules, files left out; DESIGN section 8.
 *
 * In: paths, and what the options say for all of them. Out: settings, each made once and then shared by threads. Which file holds is told by
 * api_config.c, asked once a folder; what stands in it is read by project/, and the knowledge in it by know/.
 *
 * SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/api.h"

/* --- what the options say --- */

static bool settings_list(struct api_settings *s, struct project *p, const char *const *given, const char *option,
    const char *(*add)(struct arena *a, struct project *p, const char *text, const char *folder))
{
	char here[PATH_MAX];
	const char *folder = getcwd(here, sizeof here) != NULL && strcmp(here, "/") != 0 ? here : "";
	bool good = true;
	for (; given != NULL && *given != NULL; given++) {
		const char *why = add(&s->arena, p, *given, folder);
		if (why != NULL) {
			diag_at(&s->options->sink, DIAG_CONFIG_VALUE, "", 0, 0, "%s '%s': %s", option, *given, why);
			good = false;
		}
	}
	return good;
}

/* After those of the project's own file, so that they win. */
static bool settings_options(struct api_settings *s, struct api_setting *one)
{
	const samedesk_options *given = &s->options->given;
	if (given->levels == NULL && given->exclude == NULL) {
		return true;
	}
	if (one->project == NULL) {
		one->project = ARENA_NEW(&s->arena, struct project);
	}
	bool levels = settings_list(s, one->project, given->levels, "level", project_add_level);
	return settings_list(s, one->project, given->exclude, "exclude", project_add_exclude) && levels;
}

/* The rule that is meant by a slip of the pen, of those that hold for any of the letters. In the settings' memory; NULL: none. */
static const char *settings_near(struct api_settings *s, const char *rule)
{
	const char *near = NULL;
	for (uint32_t i = s->all.n; i-- > 0 && near == NULL;) {
		const struct api_setting *one = s->all.v[i];
		struct judge *j = one->know != NULL && (i == 0 || one->own != NULL) ? judge_new(one->know, NULL, &s->options->sink) : NULL;
		const char *found = j != NULL ? api_rule_near(j, rule) : NULL;
		near = found != NULL ? arena_str(&s->arena, found) : NULL;
		judge_free(j);
	}
	return near;
}

static void settings_no_rule(struct api_settings *s, const char *near, const struct project_level *l)
{
	diag_at(&s->options->sink, DIAG_CONFIG_VALUE, l->path, l->line, l->column, "no such rule '%s'%s%s%s", l->rule,
	    near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
}

/* A level of a rule that is not there would be silence. One that an option names may be of any project. */
static bool settings_rules(struct api_settings *s, const struct api_setting *one)
{
	bool good = true;
	if (one->project == NULL || one->project->levels.n == 0 || one->know == NULL) {
		return true;
	}
	struct judge *j = judge_new(one->know, NULL, &s->options->sink);
	for (uint32_t i = 0; j != NULL && i < one->project->levels.n; i++) {
		const struct project_level *l = &one->project->levels.v[i];
		bool known = api_rule_known(j, l->rule);
		if (known && l->path[0] == '\0') {
			map_put(&s->rules, span_str(l->rule), 1);
		} else if (!known && l->path[0] != '\0') {
			settings_no_rule(s, api_rule_near(j, l->rule), l);
			good = false;
		}
	}
	judge_free(j);
	return good;
}

bool api_settings_end(struct api_settings *s)
{
	const struct project *p = s->all.v[0]->project;
	bool good = true;
	for (uint32_t i = 0; p != NULL && i < p->levels.n; i++) {
		const char *rule = p->levels.v[i].rule;
		if (map_get(&s->rules, span_str(rule)) == MAP_NONE) {
			map_put(&s->rules, span_str(rule), 0);
			settings_no_rule(s, settings_near(s, rule), &p->levels.v[i]);
			good = false;
		}
	}
	return good;
}

bool api_settings_init(struct api_settings *s, const struct samedesk_knowledge *k, struct api_options *o)
{
	memset(s, 0, sizeof *s);
	arena_init(&s->arena, 0);
	s->options = o;
	s->base = k;
	map_init(&s->folders, &s->arena);
	map_init(&s->rules, &s->arena);
	struct api_setting *first = ARENA_NEW(&s->arena, struct api_setting);
	first->know = k->know;
	*vec_push(&s->arena, &s->all) = first;
	bool projects = o->given.config != NULL || o->given.find_config;
	return settings_options(s, first) && settings_rules(s, first) && (projects || api_settings_end(s));
}

void api_settings_release(struct api_settings *s)
{
	for (uint32_t i = 0; i < s->all.n; i++) {
		know_free(s->all.v[i]->own);
	}
	arena_release(&s->arena);
}

/* --- a project's own file --- */

static void settings_knowledge(struct api_settings *s, struct api_setting *one)
{
	VEC(const char *) overlays = { 0 };
	if (!one->project->knowledge) {
		one->know = s->base->know;
		return;
	}
	for (const char *const *o = s->base->overlays; *o != NULL; o++) {
		*vec_push(&s->arena, &overlays) = *o;
	}
	for (uint32_t i = 0; i < one->project->files.n; i++) {
		*vec_push(&s->arena, &overlays) = one->project->files.v[i];
	}
	*vec_push(&s->arena, &overlays) = NULL;
	one->own = api_know_load(s->options, know_root(s->base->know), overlays.v);
	one->know = one->own;
}

static uint32_t settings_of_file(struct api_settings *s, const char *config)
{
	for (uint32_t i = 1; i < s->all.n; i++) {
		if (strcmp(s->all.v[i]->config, config) == 0) {
			return i;
		}
	}
	struct api_setting *fresh = ARENA_NEW(&s->arena, struct api_setting);
	fresh->config = arena_str(&s->arena, config);
	fresh->project = project_read(&s->arena, fresh->config, &s->options->sink);
	if (fresh->project != NULL) {
		settings_knowledge(s, fresh);
		settings_options(s, fresh);
		settings_rules(s, fresh);
	}
	*vec_push(&s->arena, &s->all) = fresh;
	return s->all.n - 1;
}

static uint32_t settings_find(struct api_settings *s, const char *path)
{
	char found[4096];
	const samedesk_options *given = &s->options->given;
	if (given->config != NULL) {
		return settings_of_file(s, given->config);
	}
	return given->find_config && samedesk_config_find(path, found, sizeof found) ? settings_of_file(s, found) : 0;
}

const struct api_setting *api_settings_for(struct api_settings *s, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct span folder = slash != NULL ? span_of(path, (size_t)(slash - path) + 1) : SPAN_LIT("./");
	uint32_t i = map_get(&s->folders, folder);
	if (i == MAP_NONE) {
		i = settings_find(s, path);
		map_put(&s->folders, folder, i);
	}
	return s->all.v[i];
}

/* --- what it says of a letter --- */

/* A name that is no file ("-") counts as one in the current folder. */
static bool setting_absolute(const char *path, char *out, size_t size)
{
	char folder[PATH_MAX], real[PATH_MAX];
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
	int n = slash != NULL ? snprintf(folder, sizeof folder, "%.*s/", (int)(slash - path), path) : snprintf(folder, sizeof folder, ".");
	if (n < 0 || (size_t)n >= sizeof folder || (realpath(folder, real) == NULL && realpath(".", real) == NULL)) {
		return false;
	}
	n = snprintf(out, size, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
	return n > 0 && (size_t)n < size;
}

bool api_setting_excludes(const struct api_setting *s, const char *path)
{
	char absolute[PATH_MAX];
	return s->project != NULL && s->project->excludes.n > 0 && setting_absolute(path, absolute, sizeof absolute) &&
	    project_excludes(s->project, absolute);
}

bool api_setting_level(const struct api_setting *s, const char *rule, const char *path, enum letter_level *level)
{
	char absolute[PATH_MAX];
	if (s->project == NULL || s->project->levels.n == 0) {
		return true;
	}
	return project_level(s->project, rule, setting_absolute(path, absolute, sizeof absolute) ? absolute : path, level);
}

void api_setting_levels(const struct api_setting *s, struct letter *l)
{
	uint32_t n = 0;
	if (s->project == NULL || s->project->levels.n == 0) {
		return;
	}
	for (uint32_t i = 0; i < l->findings.n; i++) {
		struct letter_finding *f = &l->findings.v[i];
		if (api_setting_level(s, f->rule, l->path, &f->level)) {
			l->findings.v[n++] = *f;
		}
	}
	l->findings.n = n;
}
