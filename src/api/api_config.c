/* api_config.c - which project's own file holds for a letter; DESIGN section 8.
 *
 * In: a path. Out: the nearest .samedesk.xml above it, else the user's own. What stands in it is left to know/.
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
