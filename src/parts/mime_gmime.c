/* mime_gmime.c - opens GMime when the first message needs it.
 *
 * In: the dynamic linker. Out: see mime_gmime.h. Where the headers were not there when it was built, nothing is looked for.
 *
 * SPDX-License-Identifier: ISC */
#ifdef WITH_GMIME

#include "parts/mime_gmime.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#define MIME_GMIME_FILE "libgmime-3.0.so.0"

static pthread_once_t gmime_once = PTHREAD_ONCE_INIT;
static struct mime_gmime gmime_calls;
static bool gmime_found;

/* What GLib needs is found through it, too. */
static bool gmime_look(void *library)
{
	void *at;
#define MIME_GMIME_LOOK(name) \
	if ((at = dlsym(library, #name)) == NULL) { \
		return false; \
	} \
	memcpy(&gmime_calls.name, &at, sizeof at);
	MIME_GMIME_CALLS(MIME_GMIME_LOOK)
#undef MIME_GMIME_LOOK
	return true;
}

static void gmime_open(void)
{
	static const char *charsets[] = { "utf-8", "windows-1252", NULL };
	struct sigaction before;
	void *library = dlopen(MIME_GMIME_FILE, RTLD_NOW | RTLD_LOCAL);
	if (library == NULL || !gmime_look(library)) {
		return;
	}
	bool kept = sigaction(SIGPIPE, NULL, &before) == 0;
	gmime_calls.g_mime_init();	/* starts GPG's library, which has SIGPIPE ignored: that is for the host to say */
	if (kept) {
		sigaction(SIGPIPE, &before, NULL);
	}
	gmime_calls.g_mime_parser_options_set_fallback_charsets(gmime_calls.g_mime_parser_options_get_default(), charsets);
	gmime_found = true;
}

const struct mime_gmime *mime_gmime(void)
{
	pthread_once(&gmime_once, gmime_open);
	return gmime_found ? &gmime_calls : NULL;
}

#else

typedef int mime_gmime_is_not_built;	/* no file may be empty */

#endif
