/* cmd_nearest.c - "did you mean": the known word with the fewest edits.
 *
 * In: the word typed, the known words one by one. Out: the nearest, when it is near enough to be meant. Edits are
 * insertions, deletions, changes, and swaps of neighbours (optimal string alignment).
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <string.h>

enum { LONGEST = 31 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned edits_between(const char *a, const char *b)
{
	size_t n = strlen(a);
	size_t m = strlen(b);
	unsigned row[LONGEST + 1][LONGEST + 1];
	if (n > LONGEST || m > LONGEST) {
		return LONGEST;
	}
	for (size_t i = 0; i <= n; i++) {
		for (size_t j = 0; j <= m; j++) {
			if (i == 0 || j == 0) {
				row[i][j] = (unsigned)(i + j);
				continue;
			}
			unsigned change = row[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			row[i][j] = least(change, least(row[i - 1][j], row[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
				row[i][j] = least(row[i][j], row[i - 2][j - 2] + 1);
			}
		}
	}
	return row[n][m];
}

void cmd_nearest_try(struct cmd_nearest *n, const char *candidate)
{
	unsigned edits = edits_between(n->word, candidate);
	unsigned most = strlen(candidate) < 4 ? 1 : strlen(candidate) < 6 ? 2 : 3;
	if (edits <= most && edits < strlen(candidate) && (n->best == NULL || edits < n->edits)) {
		n->best = candidate;
		n->edits = edits;
	}
}
