/* project_level.c - the levels that a project gives to rules, and the files it leaves out; DESIGN section 8.
 *
 * In: what project_read.c read, what the command line adds, and the path of a letter. Out: the level of a rule there, or that it is off.
 *
 * SPDX-License-Identifier: ISC */
#include "project/project.h"

static bool level_named(struct span word, struct project_level *l)
{
	l->off = span_is(word, "off");
	for (int level = LETTER_NOTE; level <= LETTER_ERROR && !l->off; level++) {
		if (span_is(word, letter_level_name((enum letter_level)level))) {
			l->level = (enum letter_level)level;
			return true;
		}
	}
	return l->off;
}

const char *project_add_level(struct arena *a, struct project *p, const char *text, const char *folder)
{
	const char *why = "it takes RULE=LEVEL or RULE=LEVEL:PATH, the level one of off, note, warning, error";
	const char *equals = strchr(text, '='), *colon = equals != NULL ? strchr(equals, ':') : NULL;
	struct project_level l = { .path = "" };
	if (equals == NULL || equals == text ||
	    !level_named(colon != NULL ? span_of(equals + 1, (size_t)(colon - equals) - 1) : span_str(equals + 1), &l)) {
		return why;
	}
	l.rule = arena_strn(a, text, (size_t)(equals - text));
	if (colon != NULL && (l.where = project_glob_new(a, colon + 1, folder, &why)) == NULL) {
		return why;
	}
	*vec_push(a, &p->levels) = l;
	return NULL;
}

const char *project_add_exclude(struct arena *a, struct project *p, const char *glob, const char *folder)
{
	const char *why = "";
	struct project_glob *g = project_glob_new(a, glob, folder, &why);
	if (g == NULL) {
		return why;
	}
	*vec_push(a, &p->excludes) = g;
	return NULL;
}

uint64_t project_hash(const struct project *p)
{
	uint64_t hash = MAP_HASH_START;
	for (uint32_t i = 0; i < p->levels.n; i++) {
		const struct project_level *l = &p->levels.v[i];
		const char *where = l->where != NULL ? l->where->text : "", *level = l->off ? "off" : letter_level_name(l->level);
		hash = map_hash_more(hash, l->rule, strlen(l->rule) + 1);
		hash = map_hash_more(hash, level, strlen(level) + 1);
		hash = map_hash_more(hash, where, strlen(where) + 1);
	}
	return hash;
}

bool project_excludes(const struct project *p, const char *path)
{
	for (uint32_t i = 0; i < p->excludes.n; i++) {
		if (project_glob_matches(p->excludes.v[i], path)) {
			return true;
		}
	}
	return false;
}

bool project_level(const struct project *p, const char *rule, const char *path, enum letter_level *level)
{
	for (uint32_t i = p->levels.n; i-- > 0;) {
		const struct project_level *l = &p->levels.v[i];
		if (strcmp(l->rule, rule) == 0 && (l->where == NULL || project_glob_matches(l->where, path))) {
			*level = l->off ? *level : l->level;
			return !l->off;
		}
	}
	return true;
}
