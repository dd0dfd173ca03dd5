/* resolve_claim.c - zones to claims: names, domains and identifiers that may tell a party; DESIGN section 4.
 *
 * In: letter.zones. Out: claims with all their readings. Which reading holds is left to resolve_narrow.c, who is chosen to
 * resolve_choose.c.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

uint32_t resolve_claim_agents(const struct resolve *r, const struct resolve_reading *d)
{
	(void)r;
	return d->agents.n > 0 ? d->agents.n : 1;
}

know_agent resolve_claim_agent(const struct resolve *r, const struct resolve_reading *d, uint32_t i)
{
	return d->agents.n > 0 ? know_item(r->k, d->agents, i) : d->one;
}

static bool claim_same(const struct resolve *r, const struct resolve_reading *x, const struct resolve_reading *y)
{
	uint32_t n = resolve_claim_agents(r, x);
	if (n != resolve_claim_agents(r, y)) {
		return false;
	}
	for (uint32_t i = 0; i < n; i++) {
		bool there = false;
		for (uint32_t j = 0; j < n; j++) {
			there = there || resolve_claim_agent(r, x, i) == resolve_claim_agent(r, y, j);
		}
		if (!there) {
			return false;
		}
	}
	return true;
}

/* Of two names with the same meaning the better one is kept: one that holds at the date before one that does not (a team keeps its
 * name from phase to phase), strong before weak, seen before made by rule. */
static bool claim_better(const struct resolve *r, know_index x, know_index y)
{
	if (x == KNOW_NONE || y == KNOW_NONE) {
		return false;
	}
	const struct know_name *one = know_name(r->k, x), *other = know_name(r->k, y);
	bool holds = period_holds(one->valid, r->l->date) != TRI_NO, held = period_holds(other->valid, r->l->date) != TRI_NO;
	return holds != held ? holds : one->flags < other->flags;
}

void resolve_claim_reading(struct resolve *r, struct resolve_claim *c, struct know_list agents, know_agent one, know_index name)
{
	struct resolve_reading d = { .agents = agents, .one = one, .name = name, .kept = true };
	for (uint32_t i = 0; i < c->readings.n; i++) {
		if (claim_same(r, &c->readings.v[i], &d)) {
			if (claim_better(r, name, c->readings.v[i].name)) {
				c->readings.v[i] = d;
			}
			return;
		}
	}
	*vec_push(r->a, &c->readings) = d;
	c->kept++;
}

/* A town stands for the council over it, but not with a form: "Northampton BC" was never West Northamptonshire. */
bool resolve_claim_only_place(const struct know *k, const struct know_hit *hit, uint32_t i)
{
	const struct know_name *n = know_name(k, hit->names[i]);
	bool form = hit->suffix != KNOW_NONE || hit->prefix != KNOW_NONE;
	if (!form || strcmp(know_str(k, n->kind), "place") != 0) {
		return false;
	}
	for (uint32_t j = 0; j < hit->n_names; j++) {
		if (strcmp(know_str(k, know_name(k, hit->names[j])->kind), "place") != 0) {
			return true;
		}
	}
	return false;
}

/* In the same words: mostly in the same letters, too. */
static bool claim_is(struct span written, const char *name)
{
	return span_is(written, name) || token_same(written, span_str(name));
}

void resolve_claim_hit(struct resolve *r, struct resolve_claim *c, const struct know_hit *hit)
{
	for (uint32_t i = 0; i < hit->n_names; i++) {
		const struct know_name *n = know_name(r->k, hit->names[i]);
		bool arrangement = know_is_arrangement(know_item(r->k, n->agents, 0));
		if (resolve_claim_only_place(r->k, hit, i)) {
			continue;
		}
		if (arrangement && ((n->flags & KNOW_NAME_WEAK) || hit->suffix != KNOW_NONE)) {
			continue;	/* a unit's common name says nothing without its council */
		}
		resolve_claim_reading(r, c, n->agents, KNOW_NONE, hit->names[i]);
		c->exact_official = c->exact_official || (strcmp(know_str(r->k, n->kind), "official") == 0 && claim_is(hit->written, know_str(r->k, n->text)));
	}
}

enum tri resolve_claim_alive(const struct know *k, know_agent agent, struct when date)
{
	if (know_is_party(agent)) {
		return period_holds(know_party(k, agent)->life, date);
	}
	const struct know_arrangement *r = know_arrangement(k, agent);
	enum tri alive = TRI_NO;
	for (uint32_t i = 0; i < r->phases.n; i++) {
		alive = tri_or(alive, period_holds(know_phase(k, know_item(k, r->phases, i))->period, date));
	}
	return alive;
}

/* --- names in a zone --- */

struct claim_scan {
	struct resolve *r;
	uint32_t zone;
	uint32_t cut;		/* pieces from here on are somebody else's address (care of) */
	uint32_t found;
};

static struct resolve_claim *claim_new(struct resolve *r, uint32_t zone, uint32_t piece, struct span written)
{
	const struct letter_zone *z = &r->l->zones.v[zone];
	struct resolve_claim *c = vec_push(r->a, &r->claims);
	c->zone = zone;
	c->piece = piece;
	c->kind = z->kind;
	c->role = z->role;
	c->group = z->group;
	c->written = c->core = written;
	c->suffix = c->prefix = KNOW_NONE;
	return c;
}

static void claim_evidence(struct resolve *r, struct resolve_claim *c, const char *what)
{
	if (!r->l->explained) {
		return;
	}
	struct letter_place at = letter_place(r->l, c->written);
	const char *zone = letter_zone_name(c->kind);
	letter_locate(r->l, &at);
	*vec_push(r->a, &c->evidence) = at.line > 0 ? arena_printf(r->a, "%s, line %u: %s '%.*s'", zone, at.line, what, SPAN_F(span_trim(c->written)))
	    : arena_printf(r->a, "%s: %s '%.*s'", zone, what, SPAN_F(span_trim(c->written)));
}

static bool claim_take(void *user, const struct know_hit *hit)
{
	struct claim_scan *s = user;
	struct resolve *r = s->r;
	bool street;
	if (hit->piece >= s->cut) {
		return false;
	}
	enum resolve_strength strength = resolve_strength_of(r, &r->l->zones.v[s->zone], hit, &street);
	if (street) {
		return true;
	}
	struct resolve_claim *c = claim_new(r, s->zone, hit->piece, hit->written);
	c->core = hit->core;
	c->suffix = hit->suffix;
	c->prefix = hit->prefix;
	c->tokens = hit->tokens;
	c->strength = strength;
	resolve_claim_hit(r, c, hit);
	if (c->readings.n == 0) {
		r->claims.n--;
		return true;
	}
	claim_evidence(r, c, strength == RESOLVE_PLACE ? "place" : "name");
	s->found += strength >= RESOLVE_BARE;
	return true;
}

static uint32_t claim_care_of(struct resolve *r, const struct letter_zone *z)
{
	struct span written;
	for (uint32_t i = z->role == LETTER_SENDER ? 0 : 1; i < z->pieces.n; i++) {	/* who writes "c/o X" is not X */
		if (know_phrase_at(r->k, r->care_of, z->pieces.v[i], &written) != KNOW_NONE) {
			return i;
		}
	}
	return UINT32_MAX;
}

/* --- misspellings: only where a whole line is a name but for one letter --- */

static bool claim_ocr_digit(char c)
{
	return c == '0' || c == '1' || c == '|' || c == 'I' || c == 'l';
}

/* Scanned text takes l, I, 1 and | for one another, and 0 for O; a line of such words is read again as letters. */
static const char *claim_unscan(struct resolve *r, struct span s)
{
	char *t = arena_strn(r->a, s.p, s.n);
	bool changed = false;
	for (char *p = t; *p != '\0'; p++) {
		bool inside = (p > t && ((p[-1] >= 'a' && p[-1] <= 'z') || claim_ocr_digit(p[-1]))) || (p[1] >= 'a' && p[1] <= 'z');
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

static bool claim_is_official(const struct know *k, const struct know_hit *hit)
{
	for (uint32_t i = 0; i < hit->n_names; i++) {
		if (strcmp(know_str(k, know_name(k, hit->names[i])->kind), "official") == 0) {
			return true;
		}
	}
	return false;
}

static bool claim_add_whole(struct resolve *r, uint32_t zone, uint32_t piece, struct span text, struct span written, bool spelling)
{
	struct know_hit hit;
	if (know_names_exact(r->k, text, &hit) == 0 || (hit.suffix == KNOW_NONE && hit.prefix == KNOW_NONE && hit.tokens < 3)) {
		return false;
	}
	if (spelling && hit.suffix == KNOW_NONE && hit.prefix == KNOW_NONE && !claim_is_official(r->k, &hit)) {
		return false;	/* "Kingston upon Thames" is a town */
	}
	struct resolve_claim *c = claim_new(r, zone, piece, written);
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
	claim_evidence(r, c, "misspelt name");
	return true;
}

static void claim_misspelt(struct resolve *r, uint32_t zone)
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
		const char *again = claim_unscan(r, part);
		if (again != NULL && claim_add_whole(r, zone, i, span_str(again), part, true)) {
			return;
		}
		uint32_t n = know_names_near(r->k, r->a, part, near, MOST);
		n = n > 0 ? n : resolve_spoilt_names(r, part, near, MOST);
		for (uint32_t j = 0; j < n; j++) {
			if (claim_add_whole(r, zone, i, span_str(know_str(r->k, know_name(r->k, near[j])->text)), part, true)) {
				return;
			}
		}
	}
}

static void claim_zone_names(struct resolve *r, uint32_t zone)
{
	const struct letter_zone *z = &r->l->zones.v[zone];
	struct claim_scan s = { r, zone, claim_care_of(r, z), 0 };
	know_names_scan(r->k, z->pieces.v, z->pieces.n, claim_take, &s);
	bool worth = z->kind == LETTER_ZONE_LETTERHEAD || z->kind == LETTER_ZONE_ADDRESS || z->kind == LETTER_ZONE_TO || z->kind == LETTER_ZONE_FROM;
	if (s.found == 0 && worth && !z->person) {
		claim_misspelt(r, zone);
	}
}

/* --- domains --- */

static void claim_host(struct resolve *r, uint32_t zone, uint32_t piece, struct span host)
{
	struct know_list agents = know_domain(r->k, host);
	if (agents.n == 0) {
		return;
	}
	struct resolve_claim *c = claim_new(r, zone, piece, host);
	c->strength = RESOLVE_DOMAIN;
	for (uint32_t i = 0; i < agents.n; i++) {
		resolve_claim_reading(r, c, (struct know_list){ 0, 0 }, know_item(r->k, agents, i), KNOW_NONE);
	}
	claim_evidence(r, c, "domain");
}

static void claim_zone_domains(struct resolve *r, uint32_t zone)
{
	const struct letter_zone *z = &r->l->zones.v[zone];
	const know_index patterns[] = { r->email, r->web };
	for (uint32_t i = 0; i < z->pieces.n; i++) {
		for (size_t p = 0; p < 2; p++) {
			struct pattern_match m;
			size_t at = 0;
			struct span piece = r->l->zones.v[zone].pieces.v[i];
			if (piece.n == 0 || memchr(piece.p, p == 0 ? '@' : '.', piece.n) == NULL) {
				continue;
			}
			while (patterns[p] != KNOW_NONE && know_pattern_match(r->k, patterns[p], r->a, piece, at, &m) == 1 && m.whole.n > 0) {
				const char *sign = memchr(m.whole.p, '@', m.whole.n);
				struct span host = sign != NULL ? span_of(sign + 1, (size_t)(span_end(m.whole) - sign - 1)) : m.whole;
				claim_host(r, zone, i, host);
				at = (size_t)(span_end(m.whole) - piece.p);
			}
		}
	}
}

/* --- metadata: what an XML record or a mail header says of a party --- */

/* "http://viaf.org/viaf/37048283/" has a number between its last two strokes. */
static bool claim_number_before(struct span s, size_t end)
{
	bool number = false;
	while (end > 0 && s.p[end - 1] != '/') {
		end--;
		number = number || (s.p[end] >= '0' && s.p[end] <= '9');
	}
	return number;
}

/* "https://www.lmdb.co.uk/": the address of a body's own pages tells the body; of a person it tells where he works, or an authority. */
static bool claim_home_page(struct span s)
{
	const char *scheme = span_find(s, "://");
	struct span host = scheme != NULL ? span_of(scheme + 3, (size_t)(span_end(s) - scheme - 3)) : span_of(NULL, 0);
	const char *slash = host.n > 0 ? memchr(host.p, '/', host.n) : NULL;
	return host.n > 1 && slash == span_end(host) - 1 && memchr(host.p, '.', host.n) != NULL;
}

/* "#", "#...", "http://d-nb.info/gnd/": an authority without the number is nobody. */
static bool claim_empty_identifier(struct resolve *r, const char *id, bool person)
{
	struct span s = span_trim(span_str(id)), written;
	struct token t;
	struct span rest = s;
	if (s.n == 0 || !token_next(&rest, &t)) {
		return true;
	}
	char last = s.p[s.n - 1];
	if (last == ':' || last == '#' || last == '=' || (last == '/' && !claim_number_before(s, s.n - 1) && (person || !claim_home_page(s)))) {
		return true;
	}
	struct span bare = s.p[0] == '#' ? span_of(s.p + 1, s.n - 1) : s;
	return know_phrase_at(r->k, r->placeholder, bare, &written) != KNOW_NONE && written.n == bare.n;
}

static know_agent claim_by_identifier(struct resolve *r, struct span id)
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

static bool claim_words_placeholder(struct resolve *r, struct span text)
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

/* "http://d-nb.info/gnd/118540238/" and "https://d-nb.info/gnd/118540238" are one. An authority's address without a number stays
 * as it is written, a body's own does not. */
static const char *claim_one_spelling(struct resolve *r, struct span s)
{
	bool number = false;
	for (size_t i = 0; i < s.n; i++) {
		number = number || (s.p[i] >= '0' && s.p[i] <= '9');
	}
	number = number || claim_home_page(s);
	while (number && s.n > 0 && s.p[s.n - 1] == '/') {
		s.n--;
	}
	if (number && span_starts(s, "https://")) {
		return arena_printf(r->a, "http://%.*s", (int)(s.n - 8), s.p + 8);
	}
	return arena_strn(r->a, s.p, s.n);
}

/* What tells who it is. A pointer into a file tells less than a key: editions point at notes that tell of several people. */
struct claim_ids {
	const char *identifier, *key, *authority;	/* NULL: none, or one that tells nobody */
};

static const char *claim_id_kept(struct resolve *r, const struct letter_zone *z, const char *id)
{
	return id != NULL && !claim_empty_identifier(r, id, z->person) ? id : NULL;
}

static struct claim_ids claim_ids_of(struct resolve *r, const struct letter_zone *z)
{
	return (struct claim_ids){ claim_id_kept(r, z, z->identifier), claim_id_kept(r, z, z->key), claim_id_kept(r, z, z->authority) };
}

static know_agent claim_known(struct resolve *r, const struct claim_ids *ids)
{
	const char *const all[] = { ids->identifier, ids->authority, ids->key };
	know_agent known = KNOW_NONE;
	for (size_t i = 0; i < 3 && known == KNOW_NONE; i++) {
		known = all[i] != NULL ? claim_by_identifier(r, span_str(all[i])) : KNOW_NONE;
	}
	return known;
}

static void claim_own_party(struct resolve *r, struct resolve_claim *c, const struct claim_ids *ids)
{
	bool uri = ids->identifier != NULL && strstr(ids->identifier, "://") != NULL;
	const char *same = uri ? ids->identifier : ids->authority != NULL ? ids->authority : ids->key != NULL ? ids->key : ids->identifier;
	c->identifier = ids->identifier != NULL ? ids->identifier : ids->key;
	c->identity = claim_one_spelling(r, span_str(same));
	c->key = ids->key;
}

static void claim_metadata(struct resolve *r, uint32_t zone)
{
	const struct letter_zone *z = &r->l->zones.v[zone];
	struct span text = z->pieces.n > 0 ? span_trim(z->pieces.v[0]) : span_of("", 0);
	uint32_t before = r->claims.n;
	struct claim_ids ids = claim_ids_of(r, z);
	bool id_empty = ids.identifier == NULL && ids.key == NULL;
	know_agent known = claim_known(r, &ids);
	if (id_empty && known == KNOW_NONE && !z->person) {
		claim_zone_names(r, zone);
		claim_zone_domains(r, zone);
	} else if (known == KNOW_NONE && !z->person) {
		claim_add_whole(r, zone, 0, text, text, false);	/* a register of somebody's own, but a name that we know */
	}
	if (r->claims.n > before) {
		return;
	}
	struct resolve_claim *c = claim_new(r, zone, 0, text);
	c->strength = RESOLVE_FULL;
	if (known != KNOW_NONE) {
		resolve_claim_reading(r, c, (struct know_list){ 0, 0 }, known, KNOW_NONE);
		claim_evidence(r, c, arena_printf(r->a, "identifier '%s' of", ids.identifier != NULL ? ids.identifier : ids.key != NULL ?
		    ids.key : ids.authority));
	} else if (!id_empty) {
		claim_own_party(r, c, &ids);
		if (text.n > 0 && claim_words_placeholder(r, text)) {
			c->identity = "";	/* a register's entry for whoever is not known */
		}
		claim_evidence(r, c, arena_printf(r->a, "identifier '%s' of", c->identifier));
	} else {
		c->placeholder = z->identifier != NULL || z->key != NULL || claim_words_placeholder(r, text);
		claim_evidence(r, c, c->placeholder ? "placeholder" : "no identifier for");
	}
}

static bool claim_person_told(const struct letter *l, enum letter_role role)
{
	for (uint32_t i = 0; i < l->zones.n; i++) {
		const struct letter_zone *z = &l->zones.v[i];
		if (z->kind == LETTER_ZONE_METADATA && z->role == role && z->person) {
			return true;
		}
	}
	return false;
}

/* Where the data say that a person stands there, a town in the text is where they were: only a body in so many words is who they
 * wrote for. */
static void claim_drop_places(struct resolve *r)
{
	uint32_t n = 0;
	bool told[LETTER_ROLES];
	for (int role = 0; role < LETTER_ROLES; role++) {
		told[role] = claim_person_told(r->l, (enum letter_role)role);
	}
	for (uint32_t i = 0; i < r->claims.n; i++) {
		const struct resolve_claim *c = &r->claims.v[i];
		bool body = c->suffix != KNOW_NONE || c->prefix != KNOW_NONE || c->strength == RESOLVE_DOMAIN || c->exact_official;
		if (c->kind == LETTER_ZONE_METADATA || body || !told[c->role]) {
			r->claims.v[n++] = *c;
		}
	}
	r->claims.n = n;
}

void resolve_claims(struct resolve *r)
{
	for (uint32_t i = 0; i < r->l->zones.n && r->claims.n < LIMIT_PARTIES * 8; i++) {
		const struct letter_zone *z = &r->l->zones.v[i];
		if (z->kind == LETTER_ZONE_QUOTED || z->kind == LETTER_ZONE_BODY || z->kind == LETTER_ZONE_REFERENCE) {
			continue;
		}
		if (z->kind == LETTER_ZONE_METADATA) {
			claim_metadata(r, i);
		} else {
			if (z->kind != LETTER_ZONE_DOMAIN) {
				claim_zone_names(r, i);
			}
			claim_zone_domains(r, i);
		}
	}
	claim_drop_places(r);
}
