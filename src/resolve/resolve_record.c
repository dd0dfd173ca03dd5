/* resolve_record.c - what an XML record or a mail header says of a party: a name, or an identifier.
 *
 * In: a zone of metadata. Out: one claim at least: by the registry, by an identifier of the letter's own (any edition of letters),
 * or a placeholder.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

/* "#", "#...", "http://d-nb.info/gnd/": an authority without the number is nobody. */
static bool is_empty(struct resolve *r, const char *id)
{
	struct span s = span_trim(span_str(id)), written;
	struct token t;
	struct span rest = s;
	if (s.n == 0 || !token_next(&rest, &t)) {
		return true;
	}
	char last = s.p[s.n - 1];
	if (last == '/' || last == ':' || last == '#' || last == '=') {
		return true;
	}
	struct span bare = s.p[0] == '#' ? span_of(s.p + 1, s.n - 1) : s;
	return know_phrase_at(r->k, r->placeholder, bare, &written) != KNOW_NONE && written.n == bare.n;
}

static know_agent by_identifier(struct resolve *r, struct span id)
{
	if (id.n > 0 && id.p[0] == '#') {
		id = span_of(id.p + 1, id.n - 1);
	}
	know_agent agent = know_agent_find(r->k, id);
	for (const char *p = id.p; agent == KNOW_NONE && p < span_end(id); p++) {
		if (*p == ':' || *p == '/' || *p == '#') {
			agent = know_agent_find(r->k, span_of(p + 1, (size_t)(span_end(id) - p - 1)));
		}
	}
	for (know_index i = 0; agent == KNOW_NONE && id.n >= 9 && i < know_party_count(r->k); i++) {
		const struct know_party *p = know_party(r->k, i);
		for (uint32_t j = 0; j < p->gss.n; j++) {
			const char *gss = know_str(r->k, know_item(r->k, p->gss, j));
			if (span_ends(id, gss)) {
				agent = i;
			}
		}
	}
	return agent;
}

static bool is_placeholder(struct resolve *r, struct span text)
{
	struct span written, rest = text;
	struct token t, last = { 0 };
	while (token_next(&rest, &t)) {
		last = t;
	}
	if (last.length == 0) {
		return true;
	}
	return know_phrase_at(r->k, r->placeholder, text, &written) != KNOW_NONE && span_end(written) >= span_end(last.written);
}

void resolve_record_read(struct resolve *r, uint32_t zone)
{
	const struct letter_zone *z = &r->l->zones.v[zone];
	struct span text = z->pieces.n > 0 ? span_trim(z->pieces.v[0]) : span_of("", 0);
	uint32_t before = r->claims.n;
	bool id_empty = z->identifier == NULL || is_empty(r, z->identifier);
	know_agent known = id_empty ? KNOW_NONE : by_identifier(r, span_str(z->identifier));
	if (id_empty && !z->person) {
		resolve_claim_zone(r, zone);
	} else if (id_empty || (known == KNOW_NONE && !z->person)) {
		resolve_spell_whole(r, zone, 0, text, text, false);	/* a register of somebody's own, but a name that we know */
	}
	if (r->claims.n > before) {
		return;
	}
	struct resolve_claim *c = resolve_claim_new(r, zone, 0, text);
	c->strength = RESOLVE_FULL;
	if (known != KNOW_NONE) {
		resolve_claim_reading(r, c, (struct know_list){ 0, 0 }, known, KNOW_NONE);
		resolve_claim_evidence(r, c, arena_printf(r->a, "identifier '%s' of", z->identifier));
	} else if (!id_empty) {
		c->identifier = z->identifier;
		resolve_claim_evidence(r, c, arena_printf(r->a, "identifier '%s' of", z->identifier));
	} else {
		c->placeholder = z->identifier != NULL || is_placeholder(r, text);
		resolve_claim_evidence(r, c, c->placeholder ? "placeholder" : "no identifier for");
	}
}
