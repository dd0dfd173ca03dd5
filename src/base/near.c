/* near.c - the nearest of some words (optimal string alignment).
 *
 * SPDX-License-Identifier: ISC */
#include "base/near.h"

#include <stddef.h>
#include <string.h>

enum { NEAR_LONGEST = 63 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Three rows of the table are enough: a swap looks back by two. */
static unsigned slips_between(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	unsigned rows[3][NEAR_LONGEST + 1];
	if (n > NEAR_LONGEST || m > NEAR_LONGEST) {
		return NEAR_LONGEST;
	}
	for (size_t i = 0; i <= n; i++) {
		unsigned *row = rows[i % 3], *before = rows[(i + 2) % 3], *swapped = rows[(i + 1) % 3];
		for (size_t j = 0; j <= m; j++) {
			if (i == 0 || j == 0) {
				row[j] = (unsigned)(i + j);
				continue;
			}
			row[j] = least(before[j - 1] + (a[i - 1] != b[j - 1]), least(before[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
				row[j] = least(row[j], swapped[j - 2] + 1);
			}
		}
	}
	return rows[n % 3][m];
}

void near_try(struct near *n, const char *candidate)
{
	size_t length = strlen(candidate);
	unsigned slips = slips_between(n->word, candidate), most = length < 4 ? 1 : length < 8 ? 2 : 3;
	if (slips <= most && slips < length && (n->best == NULL || slips < n->slips)) {
		n->best = candidate;
		n->slips = slips;
	}
}
