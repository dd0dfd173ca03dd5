/* resolve_spoilt.c - a council's whole name under what a scanner makes of it: "Taunton Oeane Borough Councii".
 *
 * In: a line, or what of it stands between commas. Out: the official names whose outline is the same (know_near.c), when all that
 * fit mean one party: outlines are alike by chance more often than names.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

uint32_t resolve_spoilt_names(const struct resolve *r, struct span s, know_index *out, uint32_t max)
{
	uint32_t found = know_names_outlined(r->k, s, out, max);
	for (uint32_t i = 1; i < found; i++) {
		if (know_item(r->k, know_name(r->k, out[0])->agents, 0) != know_item(r->k, know_name(r->k, out[i])->agents, 0)) {
			return 0;
		}
	}
	return found;
}
