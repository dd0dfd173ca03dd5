/* resolve_spell.c - names with a slip of the pen or of the scanner, where a whole line is a name but for that.
 *
 * In: a zone in which no name was found, or a text that should be a name as it is. Out: claims.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

static bool is_ocr_digit(char c)
{
	return c == '0' || c == '1' || c == '|' || c == 'I' || c == 'l';
}

/* Scanned text takes l, I, 1 and | for one another, and 0 for O; a line of such words is read again as letters. */
static const char *unscan(struct resolve *r, struct span s)
{
	char *t = arena_strn(r->a, s.p, s.n);
	bool changed = false;
	for (char *p = t; *p != '\0'; p++) {
		bool inside = (p > t && ((p[-1] >= 'a' && p[-1] <= 'z') || is_ocr_digit(p[-1]))) || (p[1] >= 'a' && p[1] <= 'z');
		if (inside && (*p == '1' || *p == '|' || (*p == 'I' && p > t && p[-1] >= 'a' && p[-1] <= 'z'))) {
			*p = 'l';
			changed = true;
		} else if (inside && *p == '0') {
			*p = p == t || p[-1] == ' ' ? 'O' : 'o';
			changed = true;
		}
	}
	return changed ? t : NULL;
}

bool resolve_spell_whole(struct resolve *r, uint32_t zone, uint32_t piece, struct span text, struct span written, bool spelling)
{
	struct know_hit hit;
	if (know_names_exact(r->k, text, &hit) == 0 || (hit.suffix == KNOW_NONE && hit.prefix == KNOW_NONE && hit.tokens < 3)) {
		return false;
	}
	struct resolve_claim *c = resolve_claim_new(r, zone, piece, written);
	c->strength = RESOLVE_FULL;
	c->suffix = hit.suffix;
	c->prefix = hit.prefix;
	c->tokens = hit.tokens;
	c->spelling = spelling;
	resolve_claim_hit(r, c, &hit);
	if (c->readings.n == 0) {
		r->claims.n--;
		return false;
	}
	resolve_claim_evidence(r, c, "misspelt name");
	return true;
}

void resolve_spell_read(struct resolve *r, uint32_t zone)
{
	enum { MOST = 8 };
	know_index near[MOST];
	for (uint32_t i = 0; i < r->l->zones.v[zone].pieces.n && i < 8; i++) {
		struct span piece = span_trim(r->l->zones.v[zone].pieces.v[i]);
		bool first;
		struct span part = piece.n > 0 ? resolve_strength_part(piece, span_of(piece.p, 1), &first) : piece;
		if (part.n < 8 || part.n > 80) {
			continue;
		}
		const char *again = unscan(r, part);
		if (again != NULL && resolve_spell_whole(r, zone, i, span_str(again), part, true)) {
			return;
		}
		uint32_t n = know_names_near(r->k, r->a, part, near, MOST);
		for (uint32_t j = 0; j < n; j++) {
			if (resolve_spell_whole(r, zone, i, span_str(know_str(r->k, know_name(r->k, near[j])->text)), part, true)) {
				return;
			}
		}
	}
}
