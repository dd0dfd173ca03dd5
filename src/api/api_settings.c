/* api_settings.c - what holds for the letters of a folder: the knowledge, with the project's own file added; DESIGN section 8.
 *
 * In: paths. Out: settings, each made once and then shared by threads. Which file holds is told by api_config.c, asked once a folder.
 *
 * SPDX-License-Identifier: ISC */
#include "api/api.h"

void api_settings_init(struct api_settings *s, const struct know *k, struct api_options *o)
{
	memset(s, 0, sizeof *s);
	arena_init(&s->arena, 0);
	s->options = o;
	map_init(&s->folders, &s->arena);
	struct api_setting *first = ARENA_NEW(&s->arena, struct api_setting);
	first->know = k;
	*vec_push(&s->arena, &s->all) = first;
}

void api_settings_release(struct api_settings *s)
{
	for (uint32_t i = 0; i < s->all.n; i++) {
		know_free(s->all.v[i]->own);
	}
	arena_release(&s->arena);
}

static uint32_t settings_of_file(struct api_settings *s, const char *config)
{
	const char *overlays[] = { config, NULL };
	for (uint32_t i = 1; i < s->all.n; i++) {
		if (strcmp(s->all.v[i]->config, config) == 0) {
			return i;
		}
	}
	struct api_setting *fresh = ARENA_NEW(&s->arena, struct api_setting);
	fresh->config = arena_str(&s->arena, config);
	fresh->own = know_load(know_root(s->all.v[0]->know), overlays, &s->options->sink);
	fresh->know = fresh->own;
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
