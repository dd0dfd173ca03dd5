/* extract_party.c - zones of addressees: blocks, To: lines, lists of councils, e-mail addresses; one group an addressee.
 *
 * In: blocks and values. Out: zones with groups. An address block is one addressee; in a list ("To: the chief executives
 * of: A, B and C", one council a line) each item is one. Whether an item names a council is evidence from the registry
 * and the words, never a decision which.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

static bool take_any(void *user, const struct know_hit *hit)
{
	(void)hit;
	*(bool *)user = true;
	return false;
}

bool extract_party_has_org(const struct extract *x, struct span s)
{
	bool any = false;
	if (!s.n)
		return false;
	know_names_scan(x->k, &s, 1, take_any, &any);
	return any || extract_words_in(x, CLASS_ORGANISATION, s, NULL);
}

struct agents { const struct extract *x; know_agent *out; uint32_t n; };

static bool take_agents(void *user, const struct know_hit *hit)
{
	struct agents *a = user;
	for (uint32_t i = 0; i < hit->n_names; i++) {
		const struct know_name *name = know_name(a->x->k, hit->names[i]);
		for (uint32_t j = 0; j < name->agents.n && a->n < EXTRACT_AGENTS; j++)
			a->out[a->n++] = know_item(a->x->k, name->agents, j);
	}
	return a->n < EXTRACT_AGENTS;
}

uint32_t extract_party_agents(const struct extract *x, struct span s, know_agent *out)
{
	struct agents a = { x, out, 0 };
	if (s.n)
		know_names_scan(x->k, &s, 1, take_agents, &a);
	return a.n;
}

bool extract_party_has_body(const struct extract *x, struct span s)
{
	know_agent agents[EXTRACT_AGENTS];
	uint32_t n = extract_party_agents(x, s, agents);
	for (uint32_t i = 0; i < n; i++)
		if (know_is_party(agents[i]))
			return true;
	return extract_words_in(x, CLASS_ORGANISATION, s, NULL);
}

static uint32_t new_group(struct extract *x, enum letter_role role)
{
	if (role == LETTER_RECIPIENT)
		x->recipients++;
	return ++x->groups;
}

/* Every e-mail and web address in s as a zone of its own. */
void extract_party_domains(struct extract *x, struct span s, enum letter_role role, uint32_t group, const char *why)
{
	struct pattern_match m;
	static const enum extract_pattern patterns[] = { PATTERN_EMAIL, PATTERN_WEB };
	for (uint32_t i = 0; i < 2; i++) {
		size_t from = 0;
		if (!s.n || !memchr(s.p, i ? '.' : '@', s.n))
			continue;
		for (uint32_t n = 0; n < 32 && extract_words_match(x, patterns[i], s, from, &m); n++) {
			from = (size_t)(span_end(m.whole) - s.p);
			if (i && m.whole.p > s.p && m.whole.p[-1] == '@')
				continue;
			letter_zone_add(x->l, LETTER_ZONE_DOMAIN, role, m.whole, why)->group = group;
		}
	}
}

void extract_party_hosts(struct extract *x, struct span s)
{
	struct pattern_match m;
	const char *at = s.n ? memchr(s.p, '@', s.n) : NULL;
	struct span host = at ? span_of(at + 1, (size_t)(span_end(s) - at - 1)) : s, word;
	if (at ? !span_word(&host, &word) : !extract_words_match(x, PATTERN_WEB, s, 0, &m))
		return;
	struct know_list agents = know_domain(x->k, at ? extract_words_strip(word) : m.whole);
	for (uint32_t i = 0; i < agents.n && x->n_signer_agents < EXTRACT_AGENTS; i++)
		x->signer_agents[x->n_signer_agents++] = know_item(x->k, agents, i);
}

/* "1. Harlow District Council", "(b) Essex" */
static struct span without_number(struct span s)
{
	size_t i = 0;
	while (i < s.n && i < 3 && ((s.p[i] >= '0' && s.p[i] <= '9') || (i == 0 && s.p[i] >= 'a' && s.p[i] <= 'z')))
		i++;
	if (i && i + 1 < s.n && (s.p[i] == '.' || s.p[i] == ')') && s.p[i + 1] == ' ')
		return extract_words_strip(span_of(s.p + i + 1, s.n - i - 1));
	while (s.n > 3 && (!memcmp(s.p, "\xe2\x80\xa2", 3) || !memcmp(s.p, "\xef\x82\xb7", 3)))
		s = extract_words_strip(span_of(s.p + 3, s.n - 3));
	return s;
}

static void item(struct extract *x, struct span s, enum letter_zone_kind kind, enum letter_role role, uint32_t group, const char *why)
{
	s = without_number(extract_words_strip(s));
	if (!s.n)
		return;
	letter_zone_add(x->l, kind, role, s, why)->group = group;
	extract_party_domains(x, s, role, group, why);
	if (role == LETTER_RECIPIENT)
		extract_person_addressee(x, &s, 1, group);
}

bool extract_party_formed(const struct extract *x, const struct know_hit *hit)
{
	return hit->prefix != KNOW_NONE || hit->suffix != KNOW_NONE || (hit->tokens > 1 && extract_words_in(x, CLASS_COUNCIL_WORD, hit->core, NULL));
}

struct formed { const struct extract *x; bool any; };

static bool take_formed(void *user, const struct know_hit *hit)
{
	struct formed *f = user;
	f->any = extract_party_formed(f->x, hit);
	return !f->any;
}

/* Does it name a body with its form? */
static bool is_formed(const struct extract *x, struct span s)
{
	struct formed f = { x, false };
	know_names_scan(x->k, &s, 1, take_formed, &f);
	return f.any || extract_words_in(x, CLASS_ORGANISATION, s, NULL);
}

/* Where a list of parties in one line is cut: at ';', and at ',' when both sides name a body or have an '@'. */
static size_t next_cut(const struct extract *x, struct span s)
{
	bool quoted = false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			quoted = !quoted;
		if (s.p[i] == ';')
			return i;
		if (s.p[i] != ',' || quoted)
			continue;
		struct span left = span_of(s.p, i), right = span_of(s.p + i + 1, s.n - i - 1);
		const char *next = right.n ? memchr(right.p, ',', right.n) : NULL;
		struct span one = next ? extract_words_before(right, next) : right;
		bool mails = memchr(left.p, '@', left.n) && right.n && memchr(right.p, '@', right.n);
		/* "Shropshire Council, Abbey Foregate, Shrewsbury": the town at the end is where it sits */
		bool bodies = extract_party_has_org(x, left) && extract_party_has_org(x, one) && (is_formed(x, one) || !is_formed(x, left));
		if (mails || bodies)
			return i;
	}
	return s.n;
}

void extract_party_to(struct extract *x, struct span s, enum letter_zone_kind kind, enum letter_role role, const char *why)
{
	for (uint32_t n = 0; n < 200 && s.n; n++) {
		size_t cut = s.n < 600 ? next_cut(x, s) : s.n;
		struct span part = extract_words_strip(span_of(s.p, cut));
		if (part.n)
			item(x, part, kind, role, role == LETTER_SENDER ? 0 : new_group(x, role), why);
		s = cut < s.n ? span_of(s.p + cut + 1, s.n - cut - 1) : span_of(NULL, 0);
	}
}

bool extract_party_is_row(struct extract *x, struct span s)
{
	struct pattern_match m;
	if (s.n >= 600 || next_cut(x, s) >= s.n)
		return false;
	return memchr(s.p, ';', s.n) || !extract_words_match(x, PATTERN_POSTCODE, s, 0, &m);
}

static uint32_t addressing(const struct extract_seg *s)
{
	return s->flags & (SEG_STREET | SEG_POSTCODE);
}

/* "1. Harlow District Council" over "2. Epping Forest District Council": numbers make a list of any lines that name bodies. */
static bool is_numbered(const struct extract *x, const struct extract_block *b)
{
	uint32_t items = 0;
	for (uint32_t i = 0; i < b->segs.n; i++) {
		const struct extract_seg *s = &x->segs.v[b->segs.v[i]];
		items += (s->flags & SEG_ITEM) && (s->flags & (SEG_ORG | SEG_NAME));
	}
	return items >= 2 && items == b->segs.n;
}

/* One body a line and no streets: a list, not an address. */
static bool is_list(const struct extract *x, const struct extract_block *b)
{
	uint32_t orgs = 0, others = 0;
	if (is_numbered(x, b))
		return true;
	for (uint32_t i = 0; i < b->segs.n; i++) {
		const struct extract_seg *s = &x->segs.v[b->segs.v[i]];
		if (s->flags & (SEG_STREET | SEG_POSTCODE))
			return false;
		if (b->label == LABEL_NONE && (s->flags & (SEG_PERSON | SEG_POST | SEG_TITLE | SEG_DEPARTMENT)))
			return false;
		if (b->label == LABEL_TO && memchr(s->text.p, ';', s->text.n))
			return true;
		if (s->flags & (SEG_ORG | SEG_NAME))
			orgs++;
		else
			others++;
	}
	return others <= 1 && ((orgs >= 2 && b->n_agents >= 2) || orgs >= 4);
}

/* A To: line and what hangs under it: persons and addresses of one, or several. */
static void block_items(struct extract *x, struct extract_block *b, enum letter_zone_kind kind, const char *why)
{
	for (uint32_t i = 0; i < b->segs.n; i++) {
		const struct extract_seg *s = &x->segs.v[b->segs.v[i]];
		struct span text = s->label != LABEL_NONE && s->value_seg == EXTRACT_NONE ? s->value : s->text;
		if (s->flags & (SEG_NAME | SEG_ORG | SEG_EMAIL))
			extract_party_to(x, text, kind, LETTER_RECIPIENT, why);
		else
			extract_person_addressee(x, &text, 1, 0);
	}
}

static bool one_line(const struct extract *x, const struct extract_block *b)
{
	return b->segs.n && x->segs.v[b->segs.v[0]].line == x->segs.v[b->segs.v[b->segs.n - 1]].line;
}

static struct span first_words(const struct extract *x, const struct extract_block *b)
{
	const struct extract_seg *s = &x->segs.v[b->segs.v[0]];
	return s->label != LABEL_NONE && s->value_seg == EXTRACT_NONE ? s->value : s->text;
}

/* "Planning Policy, North Devon Council, Lynton House, Barnstaple EX31 1EA": an address on one line, cut at its commas. */
static void split_address(struct extract *x, struct letter_zone *z, struct span s)
{
	struct span rest = s, part;
	uint32_t n = 0;
	char mark = span_find(s, " / ") && extract_bytes_words(s) > 5 ? '/' : ',';
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == mark;
	if (n < 2 || n > 12) {
		letter_zone_more(x->l, z, s);
		return;
	}
	while (span_split(&rest, mark, &part))
		if (span_trim(part).n)
			letter_zone_more(x->l, z, span_trim(part));
	if (span_trim(rest).n)
		letter_zone_more(x->l, z, span_trim(rest));
}

void extract_party_address(struct extract *x, struct span s, bool opens, uint32_t *group)
{
	static const char why[] = "in the list of those to whom the letter went";
	s = without_number(extract_words_strip(s));
	if (!s.n)
		return;
	if (opens || !*group)
		*group = new_group(x, LETTER_RECIPIENT);
	struct letter_zone *z = letter_zone_add(x->l, LETTER_ZONE_ADDRESS, LETTER_RECIPIENT, span_of(NULL, 0), why);
	z->group = *group;
	split_address(x, z, s);
	z->place = letter_place(x->l, z->pieces.v[0]);
	if (opens)
		extract_person_addressee(x, z->pieces.v, z->pieces.n, *group);
	extract_party_domains(x, s, LETTER_RECIPIENT, *group, why);
}

void extract_party_block(struct extract *x, struct extract_block *b, bool weak)
{
	enum letter_zone_kind kind = b->label == LABEL_TO ? LETTER_ZONE_TO : LETTER_ZONE_ADDRESS;
	bool address = false;
	for (uint32_t i = 0; i < b->segs.n; i++)
		address = address || addressing(&x->segs.v[b->segs.v[i]]);
	if (!b->segs.n)
		return;
	if (is_list(x, b) || (b->label == LABEL_TO && !address && one_line(x, b))) {
		block_items(x, b, kind, b->label == LABEL_TO ? "named after 'To'" : "a list of addressees");
		return;
	}
	uint32_t group = new_group(x, LETTER_RECIPIENT);
	struct letter_zone *z;
	if (address && kind == LETTER_ZONE_TO) {	/* the line names him, what hangs under it is his address */
		struct span to = first_words(x, b);
		z = letter_zone_add(x->l, kind, LETTER_RECIPIENT, to, b->why);
		z->group = group;
		z->weak = weak;
		kind = LETTER_ZONE_ADDRESS;
	}
	z = letter_zone_add(x->l, kind, LETTER_RECIPIENT, (struct span){ NULL, 0 }, b->why);
	z->group = group;
	z->weak = weak;
	/* a body with its postal address is an addressee, known or not */
	z->listed = !weak && b->label == LABEL_NONE && b->segs.n > 2 && (b->flags & SEG_ORG) && (b->flags & SEG_POSTCODE);
	if (b->segs.n == 1)
		split_address(x, z, first_words(x, b));
	else
		extract_block_pieces(x, b, z);
	z->place = letter_place(x->l, z->pieces.v[0]);
	const struct span *pieces = z->pieces.v;
	uint32_t n = z->pieces.n;
	for (uint32_t i = 0; i < n; i++)
		extract_party_domains(x, pieces[i], LETTER_RECIPIENT, group, "in the addressee's block");
	extract_person_addressee(x, pieces, n, group);
}
