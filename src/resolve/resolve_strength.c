/* resolve_strength.c - how much a name found in a zone says: a body, or the town, the street, the client, the partner of that name.
 *
 * In: a hit in a zone. Out: its strength, and whether it is a street's name and none of a body at all. Decided by what stands
 * beside the name in its line and above it; what the name can mean is left to the others.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

static struct span strength_rest(struct span piece, struct span part)
{
	return span_of(span_end(part), (size_t)(span_end(piece) - span_end(part)));
}

static bool strength_phrase_follows(struct resolve *r, know_index class_, struct span rest)
{
	struct span written;
	if (rest.n == 0 || strchr("\n,;(", rest.p[0]) != NULL || class_ == KNOW_NONE) {	/* "Wigan Council, Town Hall" is no hall's name */
		return false;
	}
	return know_phrase_at(r->k, class_, rest, &written) != KNOW_NONE && written.p <= rest.p + 3;
}

static bool strength_has_postcode(struct resolve *r, struct span s)
{
	struct pattern_match m;
	return r->postcode != KNOW_NONE && know_pattern_match(r->k, r->postcode, r->a, s, 0, &m) == 1;
}

struct span resolve_strength_part(struct span piece, struct span written, bool *first)
{
	const char *a = written.p, *b = span_end(written);
	while (a > piece.p && a[-1] != ',' && a[-1] != ';') {
		a--;
	}
	while (b < span_end(piece) && *b != ',' && *b != ';') {
		b++;
	}
	*first = a == piece.p;
	return span_trim(span_of(a, (size_t)(b - a)));
}

static bool strength_note_any(void *user, know_index phrase, struct span written)
{
	(void)phrase, (void)written;
	*(bool *)user = true;
	return false;
}

bool resolve_strength_has_phrase(const struct resolve *r, know_index class_, struct span s)
{
	bool any = false;
	know_phrases_scan(r->k, class_, s, strength_note_any, &any);
	return any;
}

/* A bare name in an address is the post town or the county, not the council. */
static bool strength_is_place(struct resolve *r, const struct letter_zone *z, const struct know_hit *hit)
{
	struct span piece = z->pieces.v[hit->piece];
	bool first;
	struct span part = resolve_strength_part(piece, hit->written, &first);
	bool alone = part.n <= hit->written.n + 2;
	bool list = z->kind == LETTER_ZONE_CC || z->kind == LETTER_ZONE_TO || z->kind == LETTER_ZONE_METADATA;
	if (strength_has_postcode(r, piece)) {
		return !list || !first;
	}
	if (alone && !first && (!list || z->kind == LETTER_ZONE_METADATA)) {
		return true;
	}
	for (uint32_t i = 0; alone && !list && i < hit->piece; i++) {	/* a town below its street */
		struct token t;
		if (resolve_strength_has_phrase(r, r->place_word, z->pieces.v[i])) {
			return true;
		}
		struct span rest = z->pieces.v[i];
		while (token_next(&rest, &t)) {
			if (t.folded[0] >= '0' && t.folded[0] <= '9') {
				return true;
			}
		}
	}
	bool next_postcode = hit->piece + 1 < z->pieces.n && z->pieces.v[hit->piece + 1].n < 12 && strength_has_postcode(r, z->pieces.v[hit->piece + 1]);
	return alone && next_postcode && hit->piece > 0;
}

/* --- what stands beside a bare name --- */

struct strength_cover { const char *to; };	/* everything before it is explained */

static bool strength_cover_take(void *user, know_index phrase, struct span written)
{
	struct strength_cover *c = user;
	struct token t;
	struct span gap = span_of(c->to, (size_t)(written.p - c->to));
	(void)phrase;
	if (token_next(&gap, &t)) {
		return false;
	}
	c->to = span_end(written);
	return true;
}

/* Are all words of s a department's, a post's or the small words between? */
static bool strength_explained(const struct resolve *r, struct span s)
{
	struct token t;
	for (bool more = true; more;) {
		const char *before = s.p;
		for (size_t i = 0; i < sizeof r->beside / sizeof *r->beside; i++) {
			struct strength_cover c = { s.p };
			know_phrases_scan(r->k, r->beside[i], s, strength_cover_take, &c);
			s = span_of(c.to, (size_t)(span_end(s) - c.to));
		}
		more = s.p > before;
	}
	struct span rest = s;
	return !token_next(&rest, &t);
}

static bool strength_is_initials(const struct resolve *r, const struct know_hit *hit)
{
	for (uint32_t i = 0; i < hit->n_names; i++) {
		if (strcmp(know_str(r->k, know_name(r->k, hit->names[i])->kind), "abbreviation") == 0) {
			return true;
		}
	}
	return false;
}

/* "St Peter's PTA": somebody's. */
static bool strength_is_owned(struct span before)
{
	before = span_trim(before);
	return before.n > 3 && (span_ends(before, "'s") || span_ends(before, "\xe2\x80\x99s"));
}

/* "Chiltern Society", "University of Cambridge", "Examination of the South Oxfordshire Local Plan": a bare name with words beside it that are
 * no department and no post belongs to somebody else. Initials in capitals stand for themselves. */
static bool strength_is_anothers(const struct resolve *r, const struct letter_zone *z, const struct know_hit *hit)
{
	bool first;
	struct span piece = z->pieces.v[hit->piece];
	struct span part = resolve_strength_part(piece, hit->written, &first);
	struct span before = span_of(part.p, (size_t)(hit->written.p - part.p));
	if (strength_is_owned(before)) {
		return true;
	}
	if (hit->crosses_line || (hit->tokens == 1 && hit->all_capitals && strength_is_initials(r, hit))) {
		return false;
	}
	struct span after = span_of(span_end(hit->written), (size_t)(span_end(part) - span_end(hit->written)));
	return !strength_explained(r, before) || !strength_explained(r, after);
}

/* "BA (Hons)", "Orr": letters after a name, or a word that happens to be initials. */
static bool strength_is_chance(const struct resolve *r, const struct know_hit *hit)
{
	bool initials = true;
	for (uint32_t i = 0; i < hit->n_names; i++) {
		initials = initials && strcmp(know_str(r->k, know_name(r->k, hit->names[i])->kind), "abbreviation") == 0;
	}
	return initials && hit->tokens == 1 && hit->suffix == KNOW_NONE && hit->prefix == KNOW_NONE &&
	    (hit->core.n < 3 || (!hit->all_capitals && hit->core.n < 5));
}

/* "Our client: X", "formerly of X", "X Branch", "Savills on behalf of X": X stands in the writer's lines and does not write. "For and on
 * behalf of X", with nothing before, does. */
static bool strength_is_not_it(const struct resolve *r, struct span piece, const struct know_hit *hit)
{
	struct span before = span_of(piece.p, (size_t)(hit->written.p - piece.p)), after = strength_rest(piece, hit->written), written;
	if (resolve_strength_has_phrase(r, r->not_before, before)) {
		return true;
	}
	know_index phrase = after.n > 0 && !hit->crosses_line ? know_phrase_at(r->k, r->not_after, after, &written) : KNOW_NONE;
	if (phrase != KNOW_NONE && (strcmp(know_str(r->k, know_phrase(r->k, phrase)->value), "alone") != 0 || token_same(written, after))) {
		return true;
	}
	return resolve_strength_has_phrase(r, r->partner, before) && !strength_explained(r, before) &&
	    know_phrase_at(r->k, r->partner, before, &written) == KNOW_NONE;
}

/* "In partnership with" at the start of the line, or alone on the line above. */
static bool strength_is_partner(const struct resolve *r, const struct letter_zone *z, uint32_t piece)
{
	struct span written;
	for (uint32_t i = piece > 0 ? piece - 1 : 0; i <= piece; i++) {
		know_index phrase = know_phrase_at(r->k, r->partner, z->pieces.v[i], &written);
		bool behalf = phrase != KNOW_NONE && strcmp(know_str(r->k, know_phrase(r->k, phrase)->value), "behalf") == 0;
		if (phrase != KNOW_NONE && !behalf && (i == piece || token_same(written, z->pieces.v[i]))) {
			return true;
		}
	}
	return false;
}

/* "Adur and Worthing Chamber of Commerce / Worthing": the block is headed by a body that is no council. */
static bool strength_is_other_body(const struct resolve *r, const struct letter_zone *z)
{
	for (uint32_t i = 0; z->kind != LETTER_ZONE_METADATA && i < z->pieces.n && i < 2; i++) {
		if (resolve_strength_has_phrase(r, r->other_body, z->pieces.v[i])) {
			return true;
		}
	}
	return false;
}

/* "Blackpool Council" as a name of its own says what it is as well as one with a form does. */
static bool strength_says_council(const struct resolve *r, const struct know_hit *hit, const struct know_name *n)
{
	return hit->tokens > 1 && !(n->flags & (KNOW_NAME_WEAK | KNOW_NAME_BY_RULE)) && know_is_party(know_item(r->k, n->agents, 0)) &&
	    resolve_strength_has_phrase(r, r->council_word, hit->core);
}

/* "Relevant licensing authority: X": in the writer's lines a value of somebody's field, which no label of letters names. */
static bool strength_is_value(const struct resolve *r, const struct letter_zone *z, const struct know_hit *hit)
{
	struct span piece = z->pieces.v[hit->piece], written, word;
	const char *colon = z->kind == LETTER_ZONE_LETTERHEAD ? memchr(piece.p, ':', (size_t)(hit->written.p - piece.p)) : NULL;
	if (colon == NULL) {
		return false;
	}
	struct span label = span_of(piece.p, (size_t)(colon - piece.p));
	return span_word(&label, &word) && know_phrase_at(r->k, r->partner, piece, &written) == KNOW_NONE;
}

/* "From: Watford Mencap, Watford Borough Council Depot": who writes stands first; behind him, where he does. */
static bool strength_is_address(struct resolve *r, const struct letter_zone *z, const struct know_hit *hit)
{
	struct span piece = z->pieces.v[hit->piece];
	bool first;
	resolve_strength_part(piece, hit->written, &first);
	if (z->kind != LETTER_ZONE_FROM || first) {
		return false;
	}
	struct span part = resolve_strength_part(piece, span_of(piece.p, 1), &first);
	return resolve_strength_has_phrase(r, r->other_body, part) || resolve_strength_has_phrase(r, r->stranger, part);
}

/* "SAC fund" under an address is what the letter is about: letters of a name, and words in small letters to the line's end. */
static bool strength_is_heading(const struct letter_zone *z, const struct know_hit *hit)
{
	struct span piece = z->pieces.v[hit->piece], rest = strength_rest(piece, hit->written);
	bool small = false;
	if (z->kind != LETTER_ZONE_ADDRESS || !hit->all_capitals || hit->tokens != 1 || hit->written.p != piece.p) {
		return false;
	}
	for (size_t i = 0; i < rest.n; i++) {
		if (rest.p[i] != ' ' && !(rest.p[i] >= 'a' && rest.p[i] <= 'z')) {
			return false;
		}
		small = small || rest.p[i] != ' ';
	}
	return small;
}

enum resolve_strength resolve_strength_of(struct resolve *r, const struct letter_zone *z, const struct know_hit *hit, bool *street)
{
	struct span piece = z->pieces.v[hit->piece];
	bool weak = true, full = hit->prefix != KNOW_NONE || (hit->suffix != KNOW_NONE && !know_form(r->k, hit->suffix)->weak);
	*street = false;
	full = full || (hit->suffix != KNOW_NONE && hit->crosses_line && hit->piece == 0 && z->kind == LETTER_ZONE_LETTERHEAD);	/* "HAVERING / LONDON BOROUGH" */
	for (uint32_t i = 0; i < hit->n_names; i++) {
		const struct know_name *n = know_name(r->k, hit->names[i]);
		bool arrangement = know_is_arrangement(know_item(r->k, n->agents, 0));
		weak = weak && (n->flags & KNOW_NAME_WEAK);
		full = full || (strcmp(know_str(r->k, n->kind), "official") == 0 && hit->tokens > 1) || (arrangement && !(n->flags & KNOW_NAME_WEAK) && hit->tokens > 2) ||
		    strength_says_council(r, hit, n);
	}
	if (strength_phrase_follows(r, r->place_word, strength_rest(piece, hit->written)) && hit->suffix == KNOW_NONE && hit->prefix == KNOW_NONE) {
		*street = !full || hit->tokens < 3;
	}
	if (!hit->crosses_line && strength_phrase_follows(r, r->institution, strength_rest(piece, hit->written))) {
		return RESOLVE_PLACE;	/* "City of Oxford College" */
	}
	if (z->role == LETTER_SENDER && (strength_is_not_it(r, piece, hit) || strength_is_partner(r, z, hit->piece) ||
	    strength_is_value(r, z, hit) || strength_is_address(r, z, hit))) {
		return RESOLVE_PLACE;
	}
	if (full) {
		return RESOLVE_FULL;
	}
	if (z->role == LETTER_SENDER && strength_is_other_body(r, z)) {
		return RESOLVE_PLACE;
	}
	if (strength_is_anothers(r, z, hit) || strength_is_chance(r, hit) || strength_is_heading(z, hit)) {
		return RESOLVE_PLACE;
	}
	return strength_is_place(r, z, hit) || (weak && z->kind != LETTER_ZONE_METADATA && z->kind != LETTER_ZONE_TO && z->kind != LETTER_ZONE_CC) ? RESOLVE_PLACE : RESOLVE_BARE;
}
