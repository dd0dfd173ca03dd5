/* resolve_spoilt.c - a council's whole name under what a scanner makes of it: "Taunton Oeane Borough Councii".
 *
 * In: a line, or what of it stands between commas. Out: the official names whose outline is the same. The outline has one letter for
 * all that scanners take for one another (O, D, 0, c, e; i, l, 1; rn, m; s, 5), and no spaces. Only long official names are compared, and only when
 * all that fit mean one party: outlines are alike by chance more often than names. Cost: the names of the registry, once a line that names nobody.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

enum { SPOILT_LEAST = 14, SPOILT_MOST = 64 };

static char spoilt_letter(char c)
{
	static const char *const alike[] = { "oOdD0cCeEgGqQaA", "iIlL1!|tTjJfFrR", "sS5", "bB8hH", "uUnNvV", "mM", "kK", "pP", "wW", "xX", "yY", "zZ" };
	for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
		if (strchr(alike[i], c) != NULL) {
			return alike[i][0];
		}
	}
	return 0;
}

static size_t spoilt_outline(struct span s, char out[SPOILT_MOST])
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && n + 1 < SPOILT_MOST; i++) {
		char c = s.p[i] != '\0' ? s.p[i] : ' ';
		if ((c == 'r' || c == 'R') && i + 1 < s.n && (s.p[i + 1] == 'n' || s.p[i + 1] == 'N')) {
			c = 'm';
			i++;
		}
		c = spoilt_letter(c);
		if (c != 0) {
			out[n++] = c;
		}
	}
	out[n] = '\0';
	return n;
}

/* A registry name in full that may stand for the line; "Councll" has as many words as "Council". */
static bool spoilt_fits(const struct resolve *r, know_index i, const char *outline, size_t n)
{
	char other[SPOILT_MOST];
	const struct know_name *name = know_name(r->k, i);
	struct span text = span_str(know_str(r->k, name->text));
	if (text.n + 6 < n || text.n > 2 * n || strcmp(know_str(r->k, name->kind), "official") != 0 || name->agents.n != 1) {
		return false;
	}
	return spoilt_letter(text.p[0]) == outline[0] && spoilt_outline(text, other) == n && strcmp(outline, other) == 0;
}

uint32_t resolve_spoilt_names(const struct resolve *r, struct span s, know_index *out, uint32_t max)
{
	char outline[SPOILT_MOST];
	uint32_t found = 0;
	size_t n = s.n < SPOILT_MOST ? spoilt_outline(s, outline) : 0;
	for (uint32_t i = 0; n >= SPOILT_LEAST && i < know_name_count(r->k) && found < max; i++) {
		if (!spoilt_fits(r, i, outline, n)) {
			continue;
		}
		if (found > 0 && know_item(r->k, know_name(r->k, out[0])->agents, 0) != know_item(r->k, know_name(r->k, i)->agents, 0)) {
			return 0;
		}
		out[found++] = i;
	}
	return found;
}
