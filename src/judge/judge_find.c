/* judge_find.c - from what a rule said of a node of the view to a finding about the letter; DESIGN sections 7 and 8.
 *
 * In: a hit of judge_run.c, whose node is an element of the letter view. Out: l->findings, with place, the parties it
 * is about and a fingerprint that survives reformatting and moving.
 *
 * Conventions of rules/checks/: what follows a full stop in a test's id tells variants of one rule apart; a diagnostic
 * whose id ends in "-fix" is the fix. A finding is about the element's mention; about a relation's both ends, and stands where
 * the one it points to stands.
 *
 * SPDX-License-Identifier: ISC */
#include "judge/judge_in.h"

const char *judge_find_rule(struct arena *a, const char *test_id)
{
	return arena_strn(a, test_id, strcspn(test_id, "."));
}

const char *judge_find_purpose(const char *diagnostic_id)
{
	const char *hyphen = strrchr(diagnostic_id, '-');
	return hyphen != NULL ? hyphen + 1 : "";
}

static bool named(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static void find_ends(struct letter *l, const xmlNode *node, struct letter_finding *f)
{
	uint32_t i = node->type == XML_ELEMENT_NODE ? letter_view_index(node) : UINT32_MAX;
	f->mention = f->counterpart = f->relation = UINT32_MAX;
	if (named(node, "relation") && i < l->relations.n) {
		const struct letter_relation *r = &l->relations.v[i];
		f->relation = i;
		f->mention = r->to < l->mentions.n ? r->to : r->from;
		f->counterpart = r->to < l->mentions.n ? r->from : UINT32_MAX;
	} else if (!named(node, "relation")) {
		f->mention = i;
	}
	f->mention = f->mention < l->mentions.n ? f->mention : UINT32_MAX;
	f->counterpart = f->counterpart < l->mentions.n ? f->counterpart : UINT32_MAX;
}

/* How many bytes of the letter's text the words cover; none when they stand there otherwise (an attribute, a joined text). */
static size_t find_length(const struct letter *l, struct letter_place at, struct span words)
{
	bool room = at.offset < l->text.n && words.n <= l->text.n - at.offset;
	return room && words.n > 0 && memcmp(l->text.p + at.offset, words.p, words.n) == 0 ? words.n : 0;
}

static const struct letter_field *find_field(const struct letter *l, const xmlNode *node)
{
	if (named(node, "title") || named(node, "titled") || named(node, "title-end")) {
		return &l->title;
	}
	if (named(node, "subject")) {
		return &l->subject;
	}
	return named(node, "answers") ? &l->answers : NULL;
}

/* Where nothing better is known a finding stands where the letter begins. */
static void find_place(struct letter *l, const xmlNode *node, struct letter_finding *f)
{
	const struct letter_field *field = find_field(l, node);
	f->place = LETTER_NOWHERE;
	if (f->mention != UINT32_MAX) {
		f->place = l->mentions.v[f->mention].place;
		f->length = find_length(l, f->place, l->mentions.v[f->mention].written);
	} else if (field != NULL && field->text.n > 0) {
		f->place = field->place;
		f->length = find_length(l, f->place, field->text);
	}
	if (f->place.offset == SIZE_MAX) {
		size_t record = l->record != NULL ? xml_offset(l->record) : 0;
		f->place.offset = record != SIZE_MAX ? record : 0;
		f->length = 0;
	}
	letter_locate(l, &f->place);
}

/* A party's id; what is not known as a party is known by its words. */
static const char *find_party(struct letter *l, uint32_t mention)
{
	if (mention == UINT32_MAX) {
		return "";
	}
	const struct letter_mention *m = &l->mentions.v[mention];
	const char *identity = letter_mention_identity(m);
	return identity != NULL ? identity : token_fold(l->arena, m->written);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
	return map_hash_more(hash, text, strlen(text) + 1);
}

static const char *find_fingerprint(struct letter *l, const struct letter_finding *f)
{
	uint64_t hash = map_hash(f->rule, strlen(f->rule) + 1);
	hash = hash_text(hash, letter_identity(l));
	hash = hash_text(hash, find_party(l, f->counterpart));
	hash = hash_text(hash, find_party(l, f->mention));
	return arena_printf(l->arena, "%016llx", (unsigned long long)hash);
}

static void find_explain(struct letter *l, const struct judge_hit *hit, struct letter_finding *f)
{
	for (uint32_t i = 0; i < hit->said.n; i++) {
		const struct judge_said *said = &hit->said.v[i];
		if (said->text[0] == '\0') {
			continue;
		}
		if (strcmp(judge_find_purpose(said->id), "fix") == 0) {
			f->fix = said->text;
		} else {
			*vec_push(l->arena, &f->explain) = said->text;
		}
	}
}

static bool same(struct letter *l, const struct letter_finding *a, const struct letter_finding *b)
{
	if (strcmp(a->rule, b->rule) != 0 || (a->mention == UINT32_MAX) != (b->mention == UINT32_MAX)) {
		return false;
	}
	if (a->mention == UINT32_MAX) {
		return strcmp(a->message, b->message) == 0;
	}
	return strcmp(find_party(l, a->mention), find_party(l, b->mention)) == 0 &&
	    strcmp(find_party(l, a->counterpart), find_party(l, b->counterpart)) == 0;
}

/* What was found before of the same parties by the same rule; NULL: nothing. */
static struct letter_finding *find_before(struct letter *l, const struct letter_finding *f)
{
	for (uint32_t i = 0; i < l->findings.n; i++) {
		if (same(l, &l->findings.v[i], f)) {
			return &l->findings.v[i];
		}
	}
	return NULL;
}

void judge_find_add(struct letter *l, const struct judge_hit *hit)
{
	struct letter_finding f = { .level = hit->test->level, .message = hit->message, .binding = hit->test->binding };
	f.rule = judge_find_rule(l->arena, hit->test->id);
	find_ends(l, hit->node, &f);
	struct letter_finding *before = find_before(l, &f);
	if (before != NULL && before->level >= f.level) {
		return;
	}
	if (before == NULL && l->findings.n >= LIMIT_FINDINGS) {
		if (!l->unjudged) {
			diag_at(l->sink, DIAG_FINDINGS_LIMIT, l->path, 0, 0, "at most %u", LIMIT_FINDINGS);
		}
		l->unjudged = true;	/* what is not told is not clean */
		return;
	}
	find_place(l, hit->node, &f);
	find_explain(l, hit, &f);
	f.fingerprint = find_fingerprint(l, &f);
	if (before == NULL) {
		before = vec_push(l->arena, &l->findings);
	}
	*before = f;
}

static int find_compare(const struct letter_finding *a, const struct letter_finding *b)
{
	if (a->place.offset != b->place.offset) {
		return a->place.offset < b->place.offset ? -1 : 1;
	}
	if (a->level != b->level) {
		return a->level > b->level ? -1 : 1;
	}
	return strcmp(a->rule, b->rule);
}

/* By insertion: stable, and a letter has a handful of findings. */
void judge_find_sort(struct letter *l)
{
	for (uint32_t i = 1; i < l->findings.n; i++) {
		struct letter_finding f = l->findings.v[i];
		uint32_t j = i;
		for (; j > 0 && find_compare(&f, &l->findings.v[j - 1]) < 0; j--) {
			l->findings.v[j] = l->findings.v[j - 1];
		}
		l->findings.v[j] = f;
	}
}
