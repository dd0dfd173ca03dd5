/* archive_record.c - what an archive keeps of a letter; DESIGN sections 1 and 8.
 *
 * In: a letter that went through all stages. Out: its record. What is asked in it, its terms and its masked text are read in
 * files of their own; desks are set by the caller.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

/* A longer title is a description. */
#define TITLE_BYTES 200u

static const char *text_of(struct arena *a, struct span s)
{
	return s.n > 0 ? arena_strn(a, s.p, s.n) : "";
}

static bool is_settled(const struct letter_mention *m)
{
	return m->verdict == LETTER_CHOSEN || m->verdict == LETTER_OUT_OF_PERIOD;
}

static bool is_successor(const struct know *k, know_agent of, know_agent who)
{
	const struct know_party *p = know_party(k, of);
	for (uint32_t i = 0; i < p->successors.n; i++) {
		if (know_item(k, p->successors, i) == who) {
			return true;
		}
	}
	return false;
}

/* Without a date two bodies of one name, of which one took over from the other, stay apart in the verdict; in a chain of letters they are one
 * office, which is known by the later one's id. NULL: they are not such. */
static const char *office_of(const struct know *k, const struct letter_mention *m)
{
	know_agent kept[2] = { KNOW_NONE, KNOW_NONE };
	uint32_t n = 0;
	for (uint32_t i = 0; i < m->candidates.n && m->verdict == LETTER_AMBIGUOUS; i++) {
		if (m->candidates.v[i].kept && n++ < 2) {
			kept[n - 1] = m->candidates.v[i].agent;
		}
	}
	know_agent a = kept[0], b = kept[1];
	if (n != 2 || !know_is_party(a) || !know_is_party(b)) {
		return NULL;
	}
	return is_successor(k, a, b) ? know_agent_id(k, b) : is_successor(k, b, a) ? know_agent_id(k, a) : NULL;
}

static void record_parties(struct arena *a, struct letter *l, struct letter_record *r)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		const char *id = is_settled(m) ? letter_mention_identity(m) : !when_known(r->date) ? office_of(l->know, m) : NULL;
		if (m->role == LETTER_MENTIONED) {
			continue;
		}
		struct letter_party *p = vec_push(a, &r->parties);
		p->role = m->role;
		p->id = arena_str(a, id != NULL ? id : "");
		p->name = m->name != NULL ? arena_str(a, m->name) : text_of(a, m->written);
		p->desk = m->desk != NULL && id != NULL ? arena_str(a, m->desk) : p->id;
		p->desk_sure = TRI_YES;
	}
}

struct letter_acceptance *archive_record_acceptance(struct arena *a, const struct letter_acceptance *t)
{
	struct letter_acceptance *to = ARENA_NEW(a, struct letter_acceptance);
	*to = (struct letter_acceptance){ t->in_letter, arena_str(a, t->rule), arena_str(a, t->reason), arena_str(a, t->by), arena_str(a, t->until),
		arena_str(a, t->path), t->line, t->column };
	return to;
}

static void record_told(struct arena *a, const struct letter *l, struct letter_record *r)
{
	for (uint32_t i = 0; i < l->findings.n; i++) {
		const struct letter_finding *f = &l->findings.v[i];
		const struct letter_relation *rel = f->relation < l->relations.n ? &l->relations.v[f->relation] : NULL;
		const struct know_phase *p = rel != NULL && rel->phase != KNOW_NONE ? know_phase(l->know, rel->phase) : NULL;
		const char *mention = f->mention < l->mentions.n ? l->mentions.v[f->mention].party : NULL;
		const char *counterpart = f->counterpart < l->mentions.n ? l->mentions.v[f->counterpart].party : NULL;
		struct letter_told *t = vec_push(a, &r->told);
		t->rule = arena_str(a, f->rule);
		t->level = f->level;
		t->message = arena_str(a, f->message);
		t->party = arena_str(a, mention != NULL ? mention : "");
		t->counterpart = arena_str(a, counterpart != NULL ? counterpart : "");
		t->arrangement = p != NULL ? know_str(l->know, know_arrangement(l->know, p->arrangement)->id) : "";
		t->basis = rel != NULL ? know_basis_name(rel->basis) : "";
		t->fingerprint = arena_str(a, f->fingerprint != NULL ? f->fingerprint : "");
		t->fix = arena_str(a, f->fix != NULL ? f->fix : "");
		t->line = f->place.line;
		t->column = f->place.column;
		t->accepted = f->accepted != NULL ? archive_record_acceptance(a, f->accepted) : NULL;
		t->binding = f->binding;
	}
}

const char *archive_record_only(const struct letter_record *r, enum letter_role role)
{
	const char *id = "";
	for (uint32_t i = 0; i < r->parties.n; i++) {
		const struct letter_party *p = &r->parties.v[i];
		if (p->role == role && strcmp(p->id, id) != 0) {
			if (id[0] != '\0') {
				return "";
			}
			id = p->id;
		}
	}
	return id;
}

/* Kinds of rules/schemas/registry.rng that are councils. */
static bool is_council(const struct know *k, know_agent agent)
{
	static const char *const kinds[] = { "county", "district", "london-borough", "metropolitan-district", "ni-district", "scottish-council", "unitary", "welsh-council" };
	const char *kind = know_is_party(agent) ? know_str(k, know_party(k, agent)->kind) : "";
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(kind, kinds[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* Of several bodies of one name the only one that there was then, or the only council among them: who writes "Northumberland" does not mean the
 * national park. NULL: several, or none. */
const char *archive_record_alive(const struct know *k, const know_agent *agents, uint32_t n, struct when then)
{
	const char *one[2] = { NULL, NULL };		/* of all; of councils */
	bool several[2] = { false, false };
	for (uint32_t i = 0; i < n; i++) {
		const char *id = know_agent_id(k, agents[i]);
		bool gone = know_is_party(agents[i]) && when_known(then) && period_holds(know_party(k, agents[i])->life, then) == TRI_NO;
		for (unsigned only = 0; only < 2 && !gone; only++) {
			if (only == 0 || is_council(k, agents[i])) {
				several[only] = several[only] || (one[only] != NULL && strcmp(one[only], id) != 0);
				one[only] = id;
			}
		}
	}
	return !several[0] ? one[0] : !several[1] ? one[1] : NULL;
}

/* Of several bodies of one name the one that the letter is from or to, or that there was then; else nobody. */
static const char *cite_author(const struct letter *l, const struct letter_record *r, const struct letter_cite *c)
{
	if (c->whose != LETTER_THEIRS) {
		return archive_record_only(r, c->whose == LETTER_OURS ? LETTER_SENDER : LETTER_RECIPIENT);
	}
	for (uint32_t i = 0; i < c->n_agents && c->n_agents > 1; i++) {
		for (uint32_t j = 0; j < r->parties.n; j++) {
			if (strcmp(know_agent_id(l->know, c->agents[i]), r->parties.v[j].id) == 0) {
				return r->parties.v[j].id;
			}
		}
	}
	const char *one = archive_record_alive(l->know, c->agents, c->n_agents, when_known(c->date) ? c->date : r->date);
	return one != NULL ? one : c->n_agents == 1 ? know_agent_id(l->know, c->agents[0]) : "";
}

/* In XML the reference of the letter answered may be a pointer, which is told as an id. */
static struct span answered_reference(const struct letter *l)
{
	for (uint32_t i = 0; i < l->answers_ids.n; i++) {
		if (span_eq(l->answers_ids.v[i], l->answers_reference.text)) {
			return span_of(NULL, 0);
		}
	}
	return l->answers_reference.text;
}

static void record_cited(struct arena *a, struct letter *l, struct letter_record *r)
{
	struct span reference = answered_reference(l);
	bool told = reference.n == 0 && !when_known(l->answers_date);
	for (uint32_t i = 0; i < l->cites.n; i++) {
		const struct letter_cite *c = &l->cites.v[i];
		struct letter_cited *to = vec_push(a, &r->cited);
		*to = (struct letter_cited){ c->date, text_of(a, c->reference), arena_str(a, cite_author(l, r, c)), archive_person_surname(a, l->know, c->person), c->whose == LETTER_YOURS };
		told = told || (to->answered && c->date.first == l->answers_date.first && c->date.last == l->answers_date.last
		    && (reference.n == 0 || span_eq(c->reference, reference)));
	}
	if (!told) {
		*vec_push(a, &r->cited) = (struct letter_cited){ l->answers_date, text_of(a, reference), arena_str(a, archive_record_only(r, LETTER_RECIPIENT)), "", true };
	}
}

static void record_ids(struct arena *a, struct letter *l, struct letter_record *r)
{
	struct span answers = l->answers_reference.text;
	r->message_id = text_of(a, l->message_id.text);
	if (r->message_id[0] == '\0' && l->member[0] != '\0' && (l->member[0] < '0' || l->member[0] > '9')) {
		r->message_id = arena_str(a, l->member);
	}
	for (uint32_t i = 0; i < l->answers_ids.n; i++) {
		*vec_push(a, &r->answers_ids) = text_of(a, l->answers_ids.v[i]);
	}
	for (uint32_t i = 0; i < l->answered_by.n; i++) {
		*vec_push(a, &r->answered_by) = text_of(a, l->answered_by.v[i]);
	}
	/* what an XML vocabulary calls the letter answered may be its id as well as its reference */
	if (l->answers_ids.n == 0 && l->doc != NULL && answers.n > 0 && memchr(answers.p, ' ', answers.n) == NULL) {
		*vec_push(a, &r->answers_ids) = text_of(a, answers);
	}
	record_cited(a, l, r);
}

static bool stops(void *user, know_index phrase, struct span written)
{
	(void)phrase;
	(void)written;
	*(bool *)user = true;
	return false;
}

bool archive_record_share_word(struct span x, struct span y)
{
	for (struct token t, u; token_next(&x, &t);) {
		for (struct span rest = y; token_next(&rest, &u);) {
			if (t.hash == u.hash) {
				return true;
			}
		}
	}
	return false;
}

/* Is it of the name of somebody at an end of the letter? */
static bool names_end(const struct letter *l, struct span s)
{
	bool names = false;
	for (uint32_t i = 0; i < l->mentions.n && !names; i++) {
		names = l->mentions.v[i].role != LETTER_MENTIONED && archive_record_share_word(s, l->mentions.v[i].written);
	}
	for (uint32_t i = 0; i < l->signatories.n && !names; i++) {
		names = archive_record_share_word(s, l->signatories.v[i].name);
	}
	return names;
}

/* "Letter from A to B", "A to B", but "Salt barn at Foulridge" is a barn. */
static bool is_of_ends(struct arena *a, const struct letter *l, know_index pattern)
{
	struct pattern_match m;
	if (pattern == KNOW_NONE || know_pattern_match(l->know, pattern, a, l->title.text, 0, &m) != 1) {
		return false;
	}
	bool says_so = pattern_group(&m, "lead").n > 0 || pattern_group(&m, "leadonly").n > 0 || pattern_group(&m, "byonly").n > 0;
	return says_so || names_end(l, pattern_group(&m, "from"));
}

/* "Letter from A to B", and "Papers of the Town Clerk", of which there are many: not what the letter is about. */
static bool tells_ends(struct arena *a, const struct letter *l)
{
	static const char *const ids[] = { "title.to", "title.ends", "title.from" };
	enum { IDS = sizeof ids / sizeof *ids };
	know_index pattern[IDS], many = know_phrase_class(l->know, "title-of-many");
	bool tells = false;
	know_pattern_find_all(l->know, ids, IDS, pattern);
	if (many != KNOW_NONE) {
		know_phrases_scan(l->know, many, l->title.text, stops, &tells);
	}
	for (unsigned i = 0; i < IDS && !tells; i++) {
		tells = is_of_ends(a, l, pattern[i]);
	}
	return tells;
}

/* A letter between offices that has no subject has perhaps a title that an archivist gave it. People's letters are entitled by who writes them, and to
 * whom. */
static struct span subject_of(struct arena *a, const struct letter *l, const struct letter_record *r)
{
	struct span title = l->title.text;
	bool office = false;
	if (l->subject.text.n > 0 || title.n == 0 || title.n > TITLE_BYTES) {
		return l->subject.text;
	}
	for (uint32_t i = 0; i < r->parties.n && !office; i++) {
		office = r->parties.v[i].role != LETTER_CC && strstr(r->parties.v[i].id, "://") == NULL && know_agent_find(l->know, span_str(r->parties.v[i].id)) != KNOW_NONE;
	}
	return office && !tells_ends(a, l) ? title : l->subject.text;
}

static struct letter_record *record_place(struct arena *a, const struct letter *l)
{
	struct letter_record *r = ARENA_NEW(a, struct letter_record);
	r->path = arena_str(a, l->path);
	r->member = arena_str(a, l->member);
	r->format = arena_str(a, l->format);
	r->message = l->message;
	return r;
}

struct letter_record *archive_record_words(struct arena *a, struct letter *l)
{
	struct letter_record *r = record_place(a, l);
	struct archive_words words;
	archive_words_read(l, &words);
	archive_text(a, &words, r, ARCHIVE_WITH_TEXT);
	return r;
}

static bool is_registered(const struct know *k, const struct letter_record *r)
{
	bool known = false;
	for (uint32_t i = 0; i < r->parties.n && !known; i++) {
		known = know_agent_find(k, span_str(r->parties.v[i].id)) != KNOW_NONE;
	}
	return known;
}

struct letter_record *archive_record(struct arena *a, struct letter *l, unsigned with)
{
	struct letter_record *r = record_place(a, l);
	r->id = arena_str(a, letter_identity(l));
	r->line = letter_begins(l);
	r->is_letter = l->kind == LETTER_IS_LETTER;
	r->not_judged = "";
	r->date = l->date_assumed || l->date_given ? WHEN_UNKNOWN : l->date;
	record_parties(a, l, r);
	r->subject = text_of(a, subject_of(a, l, r));
	for (uint32_t i = 0; i < l->services.n; i++) {
		*vec_push(a, &r->services) = know_str(l->know, know_service(l->know, l->services.v[i].service)->id);
	}
	for (uint32_t i = 0; i < l->our_refs.n; i++) {
		*vec_push(a, &r->our_refs) = text_of(a, l->our_refs.v[i].text);
	}
	for (uint32_t i = 0; i < l->your_refs.n; i++) {
		*vec_push(a, &r->your_refs) = text_of(a, l->your_refs.v[i].text);
	}
	record_ids(a, l, r);
	record_told(a, l, r);
	struct archive_words words;
	archive_words_read(l, &words);
	words.registered = is_registered(l->know, r);
	archive_terms(a, &words, r);
	archive_asks(&words, r);
	r->form = archive_form_filled(&words);
	archive_person_record(a, l, r);
	archive_cites(a, l, &words, r);
	if (with != 0) {
		archive_text(a, &words, r, with);
	}
	return r;
}
