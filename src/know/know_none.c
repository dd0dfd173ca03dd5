/* know_none.c - the empty knowledge that the rules compiler itself is linked with.
 *
 * It stands in for know_image.c while there is no image yet.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

struct know *know_default(void)
{
	static const struct {
		struct know_head head;
		char pool[16];
	} none = {
		.head = { .magic = { 's', 'a', 'm', 'e', 'd', 'e', 's', 'k' }, .version = KNOW_VERSION, .sections = KNOW_SECTIONS,
		    .section = { [KNOW_POOL] = { sizeof(struct know_head), 1 } } },
	};
	struct know *k = know_of_image(&none, sizeof none);
	if (k == NULL) {
		bug("the empty knowledge");
	}
	return k;
}
