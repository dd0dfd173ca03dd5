/* zip.h - minizip: members of an archive that lies in memory, by name, bounded in number, size and growth.
 *
 * Nothing is ever unpacked to disk: a member's name is only compared, so that "../../x" leads nowhere.
 * Built without minizip, zip_pack_open() says which package is missing.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_ZIP_H
#define SAMEDESK_ZIP_H

#include "base/base.h"

struct zip_pack;

/* Do the bytes begin as a ZIP archive does? */
bool zip_pack_mine(struct span bytes);

/* Hangs on a; bytes must live as long. NULL: damaged, over a bound, or no library here (said). */
struct zip_pack *zip_pack_open(struct arena *a, struct span bytes, const char *path, struct diag_sink *sink);

/* Is there a member of that name? Letters' case and the kind of slash do not count. */
bool zip_pack_has(const struct zip_pack *p, const char *name);

/* The member's bytes, in the arena. False (said): absent, encrypted, damaged, over a bound, or two have that name. */
bool zip_pack_read(struct zip_pack *p, const char *name, struct span *bytes);

#endif
