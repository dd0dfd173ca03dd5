/* know_registry.c - the files of rules/registry/ to rows: services, forms, parties, arrangements, posts, names.
 *
 * In: documents that follow registry.rng. Out: rows of the builder. Two passes: first who there is, then what is said of
 * them, so that files may refer to one another in any order. The vocabulary is told in rules/schemas/registry.rng.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

#define EACH_CHILD(child, node) (xmlNode *child = (node)->children; child != NULL; child = child->next)

/* --- first pass --- */

static bool registry_new_id(struct know_build *b, struct know_doc *doc, const xmlNode *node, struct map *ids, uint32_t value)
{
	struct span id = know_build_attr(b, node, "id");
	if (map_get(ids, id) != MAP_NONE) {
		know_build_fault(b, DIAG_KNOW_DUPLICATE, doc, node, "'%.*s'", SPAN_F(id));
		return false;
	}
	map_put(ids, id, value);
	return true;
}

void know_registry_ids(struct know_build *b, struct know_doc *doc)
{
	for EACH_CHILD(n, xmlDocGetRootElement(doc->doc)) {
		know_text id = n->type == XML_ELEMENT_NODE ? know_build_text(b, know_build_attr(b, n, "id")) : 0;
		if (know_build_is(n, "party") && registry_new_id(b, doc, n, &b->ids, b->parties.n)) {
			*vec_push(b->a, &b->parties) = (struct know_party){ .id = id, .parent = KNOW_NONE };
		} else if (know_build_is(n, "arrangement") && registry_new_id(b, doc, n, &b->ids, b->arrangements.n | KNOW_ARRANGEMENT)) {
			vec_push(b->a, &b->arrangements)->id = id;
		} else if (know_build_is(n, "source")) {
			map_put(&b->sources, know_build_attr(b, n, "id"), 1);
		} else if (know_build_is(n, "service") && registry_new_id(b, doc, n, &b->services, b->services_v.n)) {
			*vec_push(b->a, &b->services_v) = (struct know_service){ .id = id, .parent = KNOW_NONE };
		}
	}
}

/* --- names --- */

static struct span registry_content(struct know_build *b, const xmlNode *node)
{
	return span_trim(xml_text(b->a, node));
}

static bool registry_yes(struct know_build *b, const xmlNode *node, const char *attr)
{
	return span_is(know_build_attr(b, node, attr), "yes");
}

static void registry_add_name(struct know_build *b, struct span text, const char *kind, struct know_list agents,
    struct period valid, uint32_t flags, struct span note)
{
	uint32_t index = b->names.n;
	struct know_name *n = vec_push(b->a, &b->names);
	n->text = know_build_text(b, text);
	n->folded = know_build_text(b, span_str(token_fold(b->a, text)));
	n->kind = know_build_text(b, span_str(kind));
	n->agents = agents;
	n->valid = valid;
	n->flags = flags;
	n->note = know_build_text(b, note);
	know_build_word(b, KNOW_ROOT_NAMES, text, index);
}

/* A <name> or <alias> of one agent. A period given on it narrows the one it stands in. */
static void registry_name(struct know_build *b, struct know_doc *doc, const xmlNode *node, know_agent agent, struct period within)
{
	struct period own = know_build_period(b, doc, node);
	struct span kind = know_build_attr(b, node, "kind");
	uint32_t flags = (registry_yes(b, node, "weak") ? KNOW_NAME_WEAK : 0u) | (registry_yes(b, node, "by-rule") ? KNOW_NAME_BY_RULE : 0u);
	if (own.from.year == 0) {
		own.from = within.from;
	}
	if (own.until.year == 0) {
		own.until = within.until;
	}
	const char *kind_text = kind.n > 0 ? arena_strn(b->a, kind.p, kind.n) : "official";
	registry_add_name(b, registry_content(b, node), kind_text, know_build_list(b, &agent, 1), own, flags, know_build_attr(b, node, "note"));
}

static void registry_joint_name(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	struct know_list agents = know_build_refs(b, doc, node, "agents", &b->ids);
	struct span kind = know_build_attr(b, node, "kind");
	uint32_t flags = (agents.n > 1 ? KNOW_NAME_JOINT : 0u) | (registry_yes(b, node, "weak") ? KNOW_NAME_WEAK : 0u) | (registry_yes(b, node, "by-rule") ? KNOW_NAME_BY_RULE : 0u);
	if (agents.n == 0) {
		return;	/* said */
	}
	registry_add_name(b, registry_content(b, node), kind.n > 0 ? arena_strn(b->a, kind.p, kind.n) : "short", agents,
	    know_build_period(b, doc, node), flags, know_build_attr(b, node, "note"));
}

/* --- rows --- */

static enum know_basis registry_basis(struct know_build *b, const xmlNode *node)
{
	struct span s = know_build_attr(b, node, "basis");
	return span_is(s, "reported") ? KNOW_REPORTED : span_is(s, "assumed") ? KNOW_ASSUMED : KNOW_DOCUMENTED;
}

static struct know_list registry_words(struct know_build *b, const xmlNode *node, const char *attr)
{
	VEC(uint32_t) items = { 0 };
	struct span rest = know_build_attr(b, node, attr), word;
	while (span_word(&rest, &word)) {
		*vec_push(b->a, &items) = know_build_text(b, word);
	}
	return know_build_list(b, items.v, items.n);
}

static struct know_list registry_children(struct know_build *b, const xmlNode *node, const char *name, const char *attr)
{
	VEC(uint32_t) items = { 0 };
	for EACH_CHILD(c, node) {
		if (know_build_is(c, name)) {
			*vec_push(b->a, &items) = know_build_text(b, attr != NULL ? know_build_attr(b, c, attr) : registry_content(b, c));
		}
	}
	return know_build_list(b, items.v, items.n);
}

/* A party's sources are tags of <source> elements. */
static void registry_check_sources(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	struct span rest = know_build_attr(b, node, "source"), word;
	while (span_word(&rest, &word)) {
		if (map_get(&b->sources, word) == MAP_NONE) {
			know_build_fault(b, DIAG_KNOW_REFERENCE, doc, node, "source '%.*s'", SPAN_F(word));
		}
	}
}

static void registry_domains(struct know_build *b, const xmlNode *node, know_agent agent)
{
	for EACH_CHILD(c, node) {
		if (know_build_is(c, "domain")) {
			struct span host = registry_content(b, c);
			char *lower = arena_strn(b->a, host.p, host.n);
			for (char *p = lower; *p != '\0'; p++) {
				*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
			}
			know_text text = know_build_text(b, span_str(lower));
			vec_push(b->a, &b->domains)->host = text;
			b->domains.v[b->domains.n - 1].agent = agent;
		}
	}
}

static struct know_list registry_parties(struct know_build *b, struct know_doc *doc, const xmlNode *node, const char *attr)
{
	struct know_list l = know_build_refs(b, doc, node, attr, &b->ids);
	for (uint32_t i = 0; i < l.n; i++) {
		if (b->numbers.v[l.at + i] & KNOW_ARRANGEMENT) {
			know_build_fault(b, DIAG_KNOW_REFERENCE, doc, node, "%s names an arrangement", attr);
			b->numbers.v[l.at + i] = 0;
		}
	}
	return l;
}

/* Of a party's official names those before the last, which came to an end. */
static struct know_list registry_renamed(struct know_build *b, struct know_doc *doc, const xmlNode *node, const uint32_t *official, uint32_t n)
{
	VEC(uint32_t) items = { 0 };
	for (uint32_t i = 0; i + 1 < n; i++) {
		if (b->names.v[official[i]].valid.until.year != 0) {
			*vec_push(b->a, &items) = official[i];
		} else {
			know_build_fault(b, DIAG_KNOW_SCHEMA, doc, node, "the name '%s' lacks the attribute 'until', and another follows it", know_build_str(b, b->names.v[official[i]].text));
		}
	}
	return know_build_list(b, items.v, items.n);
}

static void registry_party(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	uint32_t index = map_get(&b->ids, know_build_attr(b, node, "id"));
	if (index == MAP_NONE || (index & KNOW_ARRANGEMENT)) {
		return;
	}
	struct know_list parent = registry_parties(b, doc, node, "parent");
	VEC(uint32_t) official = { 0 };
	registry_check_sources(b, doc, node);
	struct know_party p = b->parties.v[index];
	p.kind = know_build_text(b, know_build_attr(b, node, "kind"));
	p.nation = know_build_text(b, know_build_attr(b, node, "nation"));
	p.gss = registry_words(b, node, "gss");
	p.parent = parent.n > 0 ? b->numbers.v[parent.at] : KNOW_NONE;
	p.life = know_build_period(b, doc, node);
	p.successors = registry_parties(b, doc, node, "successors");
	p.domains = registry_children(b, node, "domain", NULL);
	p.sources = registry_words(b, node, "source");
	p.basis = registry_basis(b, node);
	p.file = know_build_text(b, span_str(doc->name));
	know_build_place(b, doc, node, &p.line, &p.column);
	for EACH_CHILD(c, node) {
		if (know_build_is(c, "name")) {
			p.name = know_build_text(b, registry_content(b, c));	/* the last is today's */
			*vec_push(b->a, &official) = b->names.n;
		}
		if (know_build_is(c, "name") || know_build_is(c, "alias")) {
			registry_name(b, doc, c, index, (struct period){ 0 });
		}
	}
	p.renamed = registry_renamed(b, doc, node, official.v, official.n);
	registry_domains(b, node, index);
	b->parties.v[index] = p;
}

static enum know_status registry_status(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	struct span s = know_build_attr(b, node, "status");
	for (int i = KNOW_PROPOSED; i <= KNOW_ENDED; i++) {
		if (span_is(s, know_status_name((enum know_status)i))) {
			return (enum know_status)i;
		}
	}
	know_build_fault(b, DIAG_KNOW_SCHEMA, doc, node, "status=\"%.*s\"", SPAN_F(s));
	return KNOW_PROPOSED;
}

static struct know_list registry_members(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	VEC(uint32_t) items = { 0 };
	struct know_list all = know_build_refs(b, doc, node, "members", &b->ids);
	for (uint32_t i = 0; i < all.n; i++) {
		*vec_push(b->a, &items) = b->members.n;
		*vec_push(b->a, &b->members) = (struct know_member){ b->numbers.v[all.at + i], { 0, 0 } };
	}
	for EACH_CHILD(c, node) {
		if (know_build_is(c, "member")) {
			struct know_list who = know_build_refs(b, doc, c, "party", &b->ids);
			struct know_list services = know_build_refs(b, doc, c, "services", &b->services);
			for (uint32_t i = 0; i < who.n; i++) {
				*vec_push(b->a, &items) = b->members.n;
				*vec_push(b->a, &b->members) = (struct know_member){ b->numbers.v[who.at + i], services };
			}
		}
	}
	return know_build_list(b, items.v, items.n);
}

static void registry_phase(struct know_build *b, struct know_doc *doc, const xmlNode *node, uint32_t arrangement)
{
	struct know_list host = know_build_refs(b, doc, node, "host", &b->ids);
	struct span integration = know_build_attr(b, node, "integration");
	struct know_phase p = {
		.arrangement = arrangement, .name = b->arrangements.v[arrangement].name, .members = registry_members(b, doc, node),
		.host = host.n > 0 ? b->numbers.v[host.at] : KNOW_NONE,
		.services = know_build_refs(b, doc, node, "services", &b->services), .status = registry_status(b, doc, node),
		.integration = integration.n == 1 ? (uint32_t)(integration.p[0] - '0') : 0, .period = know_build_period(b, doc, node),
		.basis = registry_basis(b, node), .plan_maker = registry_yes(b, node, "plan-maker"),
		.sources = registry_children(b, node, "source", "href"), .file = know_build_text(b, span_str(doc->name)),
	};
	know_build_place(b, doc, node, &p.line, &p.column);
	for EACH_CHILD(c, node) {
		if (know_build_is(c, "name")) {
			p.name = know_build_text(b, registry_content(b, c));
		}
		if (know_build_is(c, "note")) {
			p.note = know_build_text(b, registry_content(b, c));
		}
		if (know_build_is(c, "name") || know_build_is(c, "alias")) {
			registry_name(b, doc, c, arrangement | KNOW_ARRANGEMENT, p.period);
		}
	}
	for (uint32_t i = 0; i < p.members.n; i++) {
		if (b->members.v[b->numbers.v[p.members.at + i]].agent == (arrangement | KNOW_ARRANGEMENT)) {
			know_build_fault(b, DIAG_KNOW_SELF, doc, node, "'%s' is its own member", know_build_str(b, b->arrangements.v[arrangement].id));
		}
	}
	if (p.sources.n == 0) {
		know_build_fault(b, DIAG_KNOW_SOURCE, doc, node, "a phase of '%s'", know_build_str(b, b->arrangements.v[arrangement].id));
	}
	registry_domains(b, node, arrangement | KNOW_ARRANGEMENT);
	*vec_push(b->a, &b->phases) = p;
}

static void registry_arrangement(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	uint32_t index = map_get(&b->ids, know_build_attr(b, node, "id"));
	if (index == MAP_NONE || !(index & KNOW_ARRANGEMENT)) {
		return;
	}
	know_agent agent = index;
	index &= ~KNOW_ARRANGEMENT;
	struct know_arrangement r = b->arrangements.v[index];
	r.kind = know_build_text(b, know_build_attr(b, node, "kind"));
	r.file = know_build_text(b, span_str(doc->name));
	know_build_place(b, doc, node, &r.line, &r.column);
	r.phases.at = b->phases.n;
	for EACH_CHILD(c, node) {
		if (know_build_is(c, "name")) {
			r.name = know_build_text(b, registry_content(b, c));
		}
		if (know_build_is(c, "name") || know_build_is(c, "alias")) {
			registry_name(b, doc, c, agent, (struct period){ 0 });
		}
	}
	b->arrangements.v[index] = r;
	for EACH_CHILD(c, node) {
		if (know_build_is(c, "phase")) {
			registry_phase(b, doc, c, index);
		}
	}
	VEC(uint32_t) phases = { 0 };
	for (uint32_t i = r.phases.at; i < b->phases.n; i++) {
		*vec_push(b->a, &phases) = i;
	}
	b->arrangements.v[index].phases = know_build_list(b, phases.v, phases.n);
}

static void registry_post(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	struct know_post p = {
		.title = know_build_text(b, know_build_attr(b, node, "title")), .holder = know_build_text(b, know_build_attr(b, node, "holder")),
		.agents = know_build_refs(b, doc, node, "parties", &b->ids), .services = know_build_refs(b, doc, node, "services", &b->services),
		.period = know_build_period(b, doc, node), .basis = registry_basis(b, node),
		.sources = registry_children(b, node, "source", "href"), .file = know_build_text(b, span_str(doc->name)),
	};
	know_build_place(b, doc, node, &p.line, &p.column);
	if (p.sources.n == 0) {
		know_build_fault(b, DIAG_KNOW_SOURCE, doc, node, "the post '%s'", know_build_str(b, p.title));
	}
	*vec_push(b->a, &b->posts) = p;
}

static void registry_service(struct know_build *b, struct know_doc *doc, const xmlNode *node)
{
	uint32_t index = map_get(&b->services, know_build_attr(b, node, "id"));
	struct know_list parent = know_build_refs(b, doc, node, "parent", &b->services);
	if (index == MAP_NONE) {
		return;
	}
	b->services_v.v[index].label = know_build_text(b, know_build_attr(b, node, "label"));
	b->services_v.v[index].parent = parent.n > 0 ? b->numbers.v[parent.at] : KNOW_NONE;
	if (parent.n > 0 && b->numbers.v[parent.at] == index) {
		know_build_fault(b, DIAG_KNOW_REFERENCE, doc, node, "a service is its own parent");
		b->services_v.v[index].parent = KNOW_NONE;
	}
}

static void registry_form(struct know_build *b, const xmlNode *node)
{
	struct span before = know_build_attr(b, node, "before"), after = know_build_attr(b, node, "after");
	struct span text = before.n > 0 ? before : after;
	uint32_t index = b->forms.n;
	struct know_form f = { know_build_text(b, text), before.n > 0, registry_yes(b, node, "weak"), registry_words(b, node, "kinds") };
	*vec_push(b->a, &b->forms) = f;
	know_build_word(b, f.before ? KNOW_ROOT_BEFORE : KNOW_ROOT_AFTER, text, index);
}

void know_registry_rows(struct know_build *b, struct know_doc *doc)
{
	for EACH_CHILD(n, xmlDocGetRootElement(doc->doc)) {
		if (know_build_is(n, "party")) {
			registry_party(b, doc, n);
		} else if (know_build_is(n, "arrangement")) {
			registry_arrangement(b, doc, n);
		} else if (know_build_is(n, "post")) {
			registry_post(b, doc, n);
		} else if (know_build_is(n, "joint-name")) {
			registry_joint_name(b, doc, n);
		} else if (know_build_is(n, "service")) {
			registry_service(b, doc, n);
		} else if (know_build_is(n, "form")) {
			registry_form(b, n);
		}
	}
}

/* --- indexes, when every file is read --- */

/* A service tree that bites its tail would hang every walk to the root. */
static void registry_check_services(struct know_build *b)
{
	for (uint32_t i = 0; i < b->services_v.n; i++) {
		uint32_t steps = 0;
		for (uint32_t s = i; s != KNOW_NONE && steps <= b->services_v.n; steps++) {
			s = b->services_v.v[s].parent;
		}
		if (steps > b->services_v.n) {
			diag_at(b->sink, DIAG_KNOW_REFERENCE, "", 0, 0, "service '%s' is its own ancestor", know_build_str(b, b->services_v.v[i].id));
			b->faults++;
			b->services_v.v[i].parent = KNOW_NONE;
		}
	}
}

/* "Cherwell District Council" is also known as "Cherwell": the official name without the forms. The stem suffers
 * any other form ("Cherwell DC") when names are found. */
static void registry_add_stems(struct know_build *b)
{
	uint32_t n = b->names.n;
	struct map have;
	map_init(&have, b->a);
	for (uint32_t i = 0; i < n; i++) {
		const struct know_name *name = &b->names.v[i];
		map_put(&have, span_str(arena_printf(b->a, "%u %s", name->agents.n == 1 ? b->numbers.v[name->agents.at] : KNOW_NONE, know_build_str(b, name->folded))), i);
	}
	for (uint32_t i = 0; i < n; i++) {
		struct know_name name = b->names.v[i];
		if (strcmp(know_build_str(b, name.kind), "official") != 0 || (b->numbers.v[name.agents.at] & KNOW_ARRANGEMENT)) {
			continue;
		}
		const char *folded = know_build_str(b, name.folded);
		for (uint32_t f = 0; f < b->forms.n; f++) {
			const char *form = token_fold(b->a, span_str(know_build_str(b, b->forms.v[f].text)));
			size_t whole = strlen(folded), part = strlen(form);
			bool fits = part + 1 < whole && (b->forms.v[f].before ? strncmp(folded, form, part) == 0 && folded[part] == ' '
			    : strcmp(folded + whole - part, form) == 0 && folded[whole - part - 1] == ' ');
			if (!fits) {
				continue;
			}
			const char *stem = b->forms.v[f].before ? arena_str(b->a, folded + part + 1) : arena_strn(b->a, folded, whole - part - 1);
			struct span key = span_str(arena_printf(b->a, "%u %s", b->numbers.v[name.agents.at], stem));
			if (map_get(&have, key) == MAP_NONE) {
				map_put(&have, key, b->names.n);
				registry_add_name(b, span_str(stem), "stem", name.agents, name.valid, 0, span_of("", 0));
				folded = know_build_str(b, name.folded);
			}
		}
	}
}

typedef VEC(uint32_t) numbers_vec;

static void registry_index(struct know_build *b, numbers_vec *of_party, numbers_vec *of_arrangement, know_agent agent, uint32_t item)
{
	if (agent == KNOW_NONE) {
		return;
	}
	numbers_vec *v = know_is_party(agent) ? &of_party[agent] : &of_arrangement[agent & ~KNOW_ARRANGEMENT];
	if (v->n == 0 || v->v[v->n - 1] != item) {
		*vec_push(b->a, v) = item;
	}
}

void know_registry_end(struct know_build *b)
{
	numbers_vec *p = ARENA_NEWS(b->a, numbers_vec, b->parties.n + 1), *q = ARENA_NEWS(b->a, numbers_vec, b->arrangements.n + 1);
	registry_check_services(b);
	registry_add_stems(b);
	for (uint32_t i = 0; i < b->names.n; i++) {
		for (uint32_t j = 0; j < b->names.v[i].agents.n; j++) {
			registry_index(b, p, q, b->numbers.v[b->names.v[i].agents.at + j], i);
		}
	}
	for (uint32_t i = 0; i < b->parties.n; i++) {
		b->parties.v[i].names = know_build_list(b, p[i].v, p[i].n);
		p[i].n = 0;
	}
	for (uint32_t i = 0; i < b->arrangements.n; i++) {
		b->arrangements.v[i].names = know_build_list(b, q[i].v, q[i].n);
		q[i].n = 0;
	}
	for (uint32_t i = 0; i < b->phases.n; i++) {
		for (uint32_t j = 0; j < b->phases.v[i].members.n; j++) {
			registry_index(b, p, q, b->members.v[b->numbers.v[b->phases.v[i].members.at + j]].agent, i);
		}
		registry_index(b, p, q, b->phases.v[i].host, i);
	}
	for (uint32_t i = 0; i < b->parties.n; i++) {
		b->parties.v[i].phases = know_build_list(b, p[i].v, p[i].n);
		p[i].n = 0;
	}
	for (uint32_t i = 0; i < b->arrangements.n; i++) {
		b->arrangements.v[i].phases_as_member = know_build_list(b, q[i].v, q[i].n);
	}
	for (uint32_t i = 0; i < b->posts.n; i++) {
		for (uint32_t j = 0; j < b->posts.v[i].agents.n; j++) {
			registry_index(b, p, q, b->numbers.v[b->posts.v[i].agents.at + j], i);
		}
	}
	for (uint32_t i = 0; i < b->parties.n; i++) {
		b->parties.v[i].posts = know_build_list(b, p[i].v, p[i].n);
	}
}
