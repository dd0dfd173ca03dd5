/* resolve_who.c - what a name means, asked for itself alone; DESIGN section 8, `samedesk who`.
 *
 * In: a name, an id, a GSS code, a domain or an e-mail address, and a date. Out: the parties it can mean. Without a letter around
 * it a name that several bodies own stays ambiguous.
 *
 * SPDX-License-Identifier: ISC */
#include "resolve/resolve_in.h"

static void who_add(struct letter_who *w, know_agent agent)
{
	for (uint32_t i = 0; i < w->parties.n; i++) {
		if (w->parties.v[i] == agent) {
			return;
		}
	}
	*vec_push(w->arena, &w->parties) = agent;
}

static bool who_by_id(struct letter_who *w)
{
	know_agent agent = know_agent_find(w->know, span_trim(w->query));
	for (know_index i = 0; agent == KNOW_NONE && i < know_party_count(w->know); i++) {
		const struct know_party *p = know_party(w->know, i);
		for (uint32_t j = 0; j < p->gss.n; j++) {
			if (span_eq_ascii_case(span_trim(w->query), span_str(know_str(w->know, know_item(w->know, p->gss, j))))) {
				agent = i;
			}
		}
	}
	if (agent != KNOW_NONE) {
		who_add(w, agent);
		bool id = span_is(span_trim(w->query), know_agent_id(w->know, agent));
		*vec_push(w->arena, &w->evidence) = id ? "an id of the registry" : "a GSS code";
	}
	return agent != KNOW_NONE;
}

static void who_by_domain(struct letter_who *w, struct resolve *r, struct resolve_claim *c)
{
	struct span host = span_trim(w->query);
	const char *sign = host.n > 0 ? memchr(host.p, '@', host.n) : NULL;
	if (sign != NULL) {
		host = span_of(sign + 1, (size_t)(span_end(host) - sign - 1));
	}
	const char *scheme = span_find(host, "://");
	if (scheme != NULL) {
		host = span_of(scheme + 3, (size_t)(span_end(host) - scheme - 3));
	}
	const char *slash = host.n > 0 ? memchr(host.p, '/', host.n) : NULL;
	if (slash != NULL) {
		host.n = (size_t)(slash - host.p);
	}
	struct know_list agents = know_domain(w->know, host);
	for (uint32_t i = 0; i < agents.n; i++) {
		resolve_claim_reading(r, c, (struct know_list){ 0, 0 }, know_item(w->know, agents, i), KNOW_NONE);
	}
	if (agents.n > 0) {
		*vec_push(w->arena, &w->evidence) = arena_printf(w->arena, "the domain '%.*s'", SPAN_F(host));
	}
}

/* What is left after an article ("The Cherwell District Council"): nothing where there is none. */
static struct span who_past_article(const struct letter_who *w, struct span s)
{
	struct span written;
	s = span_trim(s);
	if (know_phrase_at(w->know, know_phrase_class(w->know, "article"), s, &written) == KNOW_NONE) {
		return span_of(span_end(s), 0);
	}
	return span_trim(span_of(span_end(written), (size_t)(span_end(s) - span_end(written))));
}

/* With the article and without: "The Vale Royal Borough Council" is not a borough called The Vale. */
static bool who_find_in(const struct letter_who *w, struct span text, struct resolve_claim *c, struct know_hit *hit)
{
	struct know_hit bare;
	struct span rest = who_past_article(w, text);
	c->written = text;
	bool whole = know_names_exact(w->know, text, hit) > 0;
	if (rest.n > 0 && know_names_exact(w->know, rest, &bare) > 0 && (!whole || bare.tokens >= hit->tokens)) {
		*hit = bare;
		c->written = rest;
		return true;
	}
	return whole;
}

/* Full stops make initials of capitals only: "d.c." is tried again as "D.C.". */
static bool who_find(struct letter_who *w, struct resolve_claim *c, struct know_hit *hit)
{
	if (who_find_in(w, w->query, c, hit)) {
		return true;
	}
	char *upper = arena_strn(w->arena, w->query.p, w->query.n);
	for (char *p = upper; *p != '\0'; p++) {
		*p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
	}
	return who_find_in(w, span_str(upper), c, hit);
}

static void who_by_name(struct letter_who *w, struct resolve *r, struct resolve_claim *c)
{
	struct know_hit hit;
	if (!who_find(w, c, &hit)) {
		return;
	}
	c->core = hit.core;
	c->suffix = hit.suffix;
	c->prefix = hit.prefix;
	c->tokens = hit.tokens;
	for (uint32_t i = 0; i < hit.n_names; i++) {
		const struct know_name *n = know_name(w->know, hit.names[i]);
		if (resolve_claim_only_place(w->know, &hit, i)) {
			continue;
		}
		resolve_claim_reading(r, c, n->agents, KNOW_NONE, hit.names[i]);
		c->exact_official = c->exact_official || (strcmp(know_str(w->know, n->kind), "official") == 0 &&
		    token_same(c->written, span_str(know_str(w->know, n->text))));
	}
}

/* Short names and initials with another letter are other names: "B&BC" is not "B&DBC", "The Fores" need be no forest. */
static bool who_may_be_misspelt(const struct letter_who *w, const struct know_name *n)
{
	enum { LETTERS = 7 };
	struct span text = span_str(know_str(w->know, n->folded)), rest = who_past_article(w, text);
	size_t letters = 0;
	text = rest.n > 0 ? rest : text;
	for (size_t i = 0; i < text.n; i++) {
		letters += text.p[i] != ' ';
	}
	return letters >= LETTERS && strcmp(know_str(w->know, n->kind), "abbreviation") != 0;
}

static void who_by_misspelling(struct letter_who *w, struct resolve *r, struct resolve_claim *c)
{
	enum { MOST = 16 };
	know_index near[MOST];
	uint32_t n = know_names_near(w->know, w->arena, w->query, near, MOST);
	for (uint32_t i = 0; i < n; i++) {
		const struct know_name *name = know_name(w->know, near[i]);
		if (who_may_be_misspelt(w, name)) {
			resolve_claim_reading(r, c, name->agents, KNOW_NONE, near[i]);
			*vec_push(w->arena, &w->evidence) = arena_printf(w->arena, "one letter away from '%s'", know_str(w->know, name->text));
		}
	}
}

/* What the registry notes of a name that is left, once. */
static void who_note(struct letter_who *w, know_index name)
{
	const struct know_name *n = name != KNOW_NONE ? know_name(w->know, name) : NULL;
	if (n == NULL || n->note == 0) {
		return;
	}
	const char *note = arena_printf(w->arena, "'%s': %s", know_str(w->know, n->text), know_str(w->know, n->note));
	for (uint32_t i = 0; i < w->evidence.n; i++) {
		if (strcmp(w->evidence.v[i], note) == 0) {
			return;
		}
	}
	*vec_push(w->arena, &w->evidence) = note;
}

/* A name that its body bore only before or after is the right name at the wrong date, even while the body lives on. */
static bool who_reading_alive(struct letter_who *w, const struct resolve *r, const struct resolve_reading *d)
{
	bool alive = w->every_date || d->name == KNOW_NONE || period_holds(know_name(w->know, d->name)->valid, w->date) != TRI_NO;
	for (uint32_t i = 0; i < resolve_claim_agents(r, d); i++) {
		know_agent agent = resolve_claim_agent(r, d, i);
		who_add(w, agent);
		alive = alive && (w->every_date || resolve_claim_alive(w->know, agent, w->date) != TRI_NO);
	}
	return alive;
}

/* Initials made by rule do not decide, also where the date leaves no other reading; nor does a unit's common name without
 * its council. */
static bool who_by_rule(const struct letter_who *w, const struct resolve_reading *d)
{
	const struct know_name *n = d->name != KNOW_NONE ? know_name(w->know, d->name) : NULL;
	bool unit = n != NULL && (n->flags & KNOW_NAME_WEAK) && know_is_arrangement(know_item(w->know, n->agents, 0));
	return n != NULL && ((n->flags & KNOW_NAME_BY_RULE) || unit);
}

static void who_settle(struct letter_who *w, struct resolve *r, struct resolve_claim *c)
{
	bool alive = true, by_rule = false;
	c->strength = RESOLVE_FULL;
	resolve_narrow(r, c);
	for (uint32_t i = 0; i < c->readings.n; i++) {
		const struct resolve_reading *d = &c->readings.v[i];
		if (d->kept) {
			alive = who_reading_alive(w, r, d) && alive;
			who_note(w, d->name);
			by_rule = by_rule || who_by_rule(w, d);
		}
	}
	if (c->kept == 0) {
		w->verdict = LETTER_UNKNOWN;
	} else if (c->kept > 1 || (alive && by_rule)) {
		w->verdict = LETTER_AMBIGUOUS;
	} else {
		w->verdict = alive ? LETTER_CHOSEN : LETTER_OUT_OF_PERIOD;
	}
}

static bool who_nothing_after(const struct letter_who *w, struct span part)
{
	struct span rest = span_of(span_end(part), (size_t)(span_end(w->query) - span_end(part)));
	struct token t;
	return !token_next(&rest, &t);
}

void resolve_who(struct letter_who *w)
{
	struct letter *l = letter_new(w->arena, w->know, NULL, "");
	struct resolve r = { .l = l, .k = w->know, .a = w->arena, .named_done = true, .alone = true };
	struct resolve_claim c = { .written = w->query, .core = w->query, .suffix = KNOW_NONE, .prefix = KNOW_NONE };
	struct span written;
	know_index placeholder = know_phrase_class(w->know, "placeholder");
	l->date = w->date;
	if (who_by_id(w)) {
		bool alive = w->every_date || resolve_claim_alive(w->know, w->parties.v[0], w->date) != TRI_NO;
		w->verdict = alive ? LETTER_CHOSEN : LETTER_OUT_OF_PERIOD;
		return;
	}
	who_by_name(w, &r, &c);
	if (c.readings.n == 0) {
		who_by_domain(w, &r, &c);
	}
	if (c.readings.n == 0) {
		who_by_misspelling(w, &r, &c);
	}
	who_settle(w, &r, &c);
	struct span rest = w->query;
	struct token t;
	if (w->verdict == LETTER_UNKNOWN && span_trim(w->query).n > 0 && !token_next(&rest, &t)) {
		w->verdict = LETTER_PLACEHOLDER;	/* "#", "...": no word at all */
	}
	if (w->verdict == LETTER_UNKNOWN && know_phrase_at(w->know, placeholder, w->query, &written) != KNOW_NONE && who_nothing_after(w, written)) {
		w->verdict = LETTER_PLACEHOLDER;
	}
}
