/* api_config.c - which project's own file holds for a letter; DESIGN section 8.
 *
 * In: a path. Out: the nearest .samedesk.xml above it, else the user's own; its settings, as project/ read them, for the caller, and printed.
 *
 * SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/api.h"

#define CONFIG_NAME ".samedesk.xml"

static bool config_in(const char *folder, char *out, size_t size)
{
	int length = snprintf(out, size, "%s/%s", folder, CONFIG_NAME);
	return length > 0 && (size_t)length < size && access(out, R_OK) == 0;
}

/* The path itself (a folder), then each folder above it. Cuts the path up. */
static bool config_above(char *path, char *out, size_t size)
{
	for (;;) {
		if (config_in(path, out, size)) {
			return true;
		}
		char *slash = strrchr(path, '/');
		if (slash == NULL || path[0] == '\0') {
			return false;
		}
		*slash = '\0';
	}
}

int samedesk_config_find(const char *path, char *out, size_t size)
{
	char real[PATH_MAX];
	if (path == NULL || out == NULL) {
		return 0;
	}
	if (realpath(path, real) == NULL && realpath(".", real) == NULL) {
		return 0;
	}
	const char *home = getenv("HOME");
	bool found = config_above(real, out, size) || (home != NULL && home[0] != '\0' && config_in(home, out, size));
	if (!found && size > 0) {
		out[0] = '\0';
	}
	return found;
}

/* --- what it says --- */

struct samedesk_config {
	struct arena a;			/* it lives in it */
	struct project *project;
	samedesk_setting *settings;
};

/* Of a format it is what stands behind the colon. */
static const char *config_beside(struct arena *a, const struct project_option *o)
{
	const char *colon = strcmp(o->key, "format") == 0 ? strchr(o->value, ':') : NULL, *name = colon != NULL ? colon + 1 : o->value;
	return name[0] == '/' || o->folder[0] == '\0' ? o->value :
	    arena_printf(a, "%.*s%s/%s", (int)(name - o->value), o->value, o->folder, name);
}

samedesk_config *samedesk_config_read(const char *file, samedesk_diagnostic_fn diagnostic, void *user)
{
	struct arena a;
	struct api_options o;
	samedesk_options given = SAMEDESK_OPTIONS_INIT;
	given.diagnostic = diagnostic;
	given.user = user;
	api_options_take(&o, &given);
	if (file == NULL) {
		api_say(&o, "no name", "");
		return NULL;
	}
	xml_start();
	arena_init(&a, 0);
	struct project *p = project_read(&a, file, &o.sink);
	if (p == NULL) {
		arena_release(&a);
		return NULL;
	}
	struct samedesk_config *c = ARENA_NEW(&a, struct samedesk_config);
	c->project = p;
	c->settings = ARENA_NEWS(&a, samedesk_setting, p->options.n + 1);
	for (uint32_t i = 0; i < p->options.n; i++) {
		const struct project_option *from = &p->options.v[i];
		c->settings[i] = (samedesk_setting){ from->key, from->value, config_beside(&a, from), from->path, from->line, from->column };
	}
	c->a = a;
	return c;
}

void samedesk_config_free(samedesk_config *c)
{
	if (c != NULL) {
		struct arena a = c->a;
		arena_release(&a);
	}
}

size_t samedesk_config_count(const samedesk_config *c)
{
	return c != NULL ? c->project->options.n : 0;
}

const samedesk_setting *samedesk_config_setting(const samedesk_config *c, size_t i)
{
	return c != NULL && i < c->project->options.n ? &c->settings[i] : NULL;
}

const char *samedesk_config_file(const samedesk_config *c, size_t i)
{
	return c != NULL && c->project->knowledge && i < c->project->files.n ? c->project->files.v[i] : NULL;
}

int samedesk_config_print(const samedesk_options *given, samedesk_setting_next_fn next, void *user)
{
	bool none;
	struct api_options o;
	samedesk_setting s;
	if (!api_options_take(&o, given)) {
		return SAMEDESK_TROUBLE;
	}
	struct report *r = api_report(&o, REPORT_CONFIG, &none);
	while (r != NULL && next != NULL && next(user, &s) != 0) {
		report_setting(r, &(struct report_setting){ s.key, s.value, s.path, s.line, s.column });
	}
	bool good = r != NULL ? report_end(r, NULL) : none;
	report_free(r);
	return good ? SAMEDESK_OK : SAMEDESK_TROUBLE;
}
