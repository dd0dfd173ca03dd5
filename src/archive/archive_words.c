/* archive_words.c - the words that a letter says itself, read once; DESIGN section 7.
 *
 * In: the zones of the body: no quoted letter, header or signature is in them. Out: its words with what their writing tells
 * (capitals, figures, where sentences and paragraphs begin), which capitals are names, and where phrases of the class "said" stand. What
 * is masked, asked or distinctive is left to archive_text.c, archive_asks.c and archive_terms.c, which go over these words instead
 * of the text. One pass: some 60 instructions a word beyond the reading of tokens.
 *
 * A name needs no list here: it is a word with a capital that is none of the common words with which sentences begin, as
 * "However". That masks bodies, people, places, months and plans alike, known or not. In a text that is mostly capitals
 * a capital tells nothing, and nothing is masked by it.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

/* A text with more capitals than this share of its words is written in them. */
#define CAPITALS_PER_CENT 60u

/* What stands between two words, as far as it matters. */
static uint32_t gap_flags(const char *p, const char *end)
{
	uint32_t flags = 0, lines = 0;
	if (p == end || (p + 1 == end && *p == ' ')) {
		return p == end ? ARCHIVE_JOINED : 0;
	}
	if (p + 1 == end && (*p == '-' || *p == '/' || *p == '.' || *p == '_')) {
		return ARCHIVE_JOINED;
	}
	for (; p < end; p++) {
		switch (*p) {
		case '.': case '!': case '?': case ';':
			flags |= ARCHIVE_SENTENCE | ARCHIVE_CLAUSE;
			break;
		case '\n':
			lines++;
			break;
		case ' ': case '\r': case '\t':
			break;
		default:
			flags |= ARCHIVE_CLAUSE;
		}
	}
	return lines > 1 ? flags | ARCHIVE_BLOCK | ARCHIVE_SENTENCE | ARCHIVE_CLAUSE | ARCHIVE_LINE : lines > 0 ? flags | ARCHIVE_LINE : flags;
}

static bool all_digits(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9') {
			return false;
		}
	}
	return s.n > 0;
}

/* "1" and "900" with a comma between are one figure. */
static bool goes_on(const struct archive_words *w, const struct token *t)
{
	const struct archive_word *last = &w->word[w->n - 1];
	return (last->flags & ARCHIVE_FIGURE) && last->p + last->n + 1 == t->written.p && t->written.p[-1] == ',' && t->written.n == 3 &&
	    (last->n <= 3 || last->p[last->n - 4] == ',') && all_digits(t->written);
}

static void add(struct archive_words *w, const struct token *t, uint32_t gap)
{
	if (w->n == w->room) {
		uint32_t room = w->room > 0 ? w->room * 2 : 1024;
		w->word = arena_grow(w->arena, w->word, w->n * sizeof *w->word, room * sizeof *w->word);
		w->hash = arena_grow(w->arena, w->hash, w->n * sizeof *w->hash, room * sizeof *w->hash);
		w->room = room;
	}
	uint32_t flags = gap | (t->address ? ARCHIVE_ADDRESS : 0u) | (t->all_capitals ? ARCHIVE_CAPITALS : 0u);
	if (t->capital) {
		bool digit = t->written.p[0] >= '0' && t->written.p[0] <= '9';
		flags |= digit ? ARCHIVE_DIGIT | (all_digits(t->written) ? ARCHIVE_FIGURE : 0u) : ARCHIVE_CAPITAL;
	}
	w->word[w->n] = (struct archive_word){ t->written.p, (uint32_t)t->written.n, flags };
	w->hash[w->n++] = t->hash;
}

static void read_piece(struct archive_words *w, struct span piece)
{
	struct token t;
	const char *end = NULL;
	while (w->n < LIMIT_COMPARED_WORDS && token_next(&piece, &t)) {
		if (end != NULL && goes_on(w, &t)) {
			struct archive_word *last = &w->word[w->n - 1];
			w->hash[w->n - 1] = map_hash_more(w->hash[w->n - 1], t.folded, 3);
			last->n = (uint32_t)(span_end(t.written) - last->p);
		} else {
			add(w, &t, end != NULL ? gap_flags(end, t.written.p) : ARCHIVE_BLOCK | ARCHIVE_SENTENCE | ARCHIVE_CLAUSE | ARCHIVE_LINE);
		}
		end = span_end(t.written);
		w->word[w->n - 1].flags |= piece.n > 0 && *end == '?' ? ARCHIVE_ASKED : 0u;
	}
}

static void read_without(struct archive_words *w, struct span piece, struct span out)
{
	bool within = out.n > 0 && out.p >= piece.p && span_end(out) <= span_end(piece);
	if (within) {
		read_piece(w, span_of(piece.p, (size_t)(out.p - piece.p)));
		read_piece(w, span_of(span_end(out), (size_t)(span_end(piece) - span_end(out))));
	} else {
		read_piece(w, piece);
	}
}

static void find_names(struct archive_words *w)
{
	know_index common = know_phrase_class(w->know, "common-word");
	uint32_t capitals = 0, used;
	for (uint32_t i = 0; i < w->n; i++) {
		capitals += (w->word[i].flags & ARCHIVE_CAPITAL) != 0;
	}
	bool tells = capitals * 100u <= w->n * CAPITALS_PER_CENT || w->n < 8;
	for (uint32_t i = 0; i < w->n; i++) {
		if (w->word[i].flags & ARCHIVE_CAPITAL) {
			bool is_common = know_phrase_words(w->know, common, &w->hash[i], 1, &used) != KNOW_NONE;
			w->word[i].flags |= is_common ? ARCHIVE_COMMON : tells ? ARCHIVE_NAME : 0u;
		}
	}
}

static const char *const cue_names[] = { "request", "take", "able", "accept", "decline", "not", "need", "own", "yours", "whether", "you", "we",
	"told", "asked", "pass", "propose", "ack", "none", "courtesy", "courtesy-sentence", "page" };
_Static_assert(sizeof cue_names / sizeof *cue_names == CUE_UNIT, "a name a cue");

static enum archive_cue cue_of(const struct archive_words *w, know_index phrase)
{
	const char *value = know_str(w->know, know_phrase(w->know, phrase)->value);
	for (uint32_t c = 0; c < CUE_UNIT; c++) {
		if (cue_names[c][0] == value[0] && strcmp(value, cue_names[c]) == 0) {
			return (enum archive_cue)c;
		}
	}
	return strncmp(value, "unit ", 5) == 0 ? CUE_UNIT : CUE_OTHER;
}

enum archive_cue archive_words_cue(const struct archive_words *w, uint32_t at, uint32_t n)
{
	uint32_t used;
	know_index phrase = know_phrase_words(w->know, know_phrase_class(w->know, "said"), &w->hash[at], n, &used);
	return phrase != KNOW_NONE ? cue_of(w, phrase) : CUE_OTHER;
}

static void find_phrases(struct archive_words *w)
{
	know_index said = know_phrase_class(w->know, "said");
	for (uint32_t i = 0; i < w->n; i++) {
		uint32_t used = 0;
		know_index phrase = know_phrase_words(w->know, said, &w->hash[i], w->n - i, &used);
		if (phrase != KNOW_NONE) {
			*vec_push(w->arena, &w->hits) = (struct archive_hit){ i, used, phrase, cue_of(w, phrase) };
		}
	}
}

/* --- whose letter it is --- */

static void add_own(struct archive_words *w, struct span name, bool writer)
{
	struct token t;
	for (bool first = true; w->n_own < ARCHIVE_OWN && token_next(&name, &t); first = false) {
		if (t.length > 2 && (first || writer)) {
			w->own[w->n_own++] = (struct archive_own){ t.hash, map_hash_more(t.hash, "s", 1), first && t.length > 3, writer };
		}
	}
}

static void find_own(const struct letter *l, struct archive_words *w)
{
	for (uint32_t i = 0; i < l->mentions.n; i++) {
		const struct letter_mention *m = &l->mentions.v[i];
		if (m->role != LETTER_MENTIONED) {
			add_own(w, m->written, m->role == LETTER_SENDER);
			add_own(w, span_str(m->name), m->role == LETTER_SENDER);
		}
	}
}

bool archive_words_writer(const struct archive_words *w, uint32_t at)
{
	for (uint32_t i = 0; i < w->n_own; i++) {
		if (w->own[i].writer && (w->hash[at] == w->own[i].hash || w->hash[at] == w->own[i].plural)) {
			return true;
		}
	}
	return false;
}

bool archive_words_end(const struct archive_words *w, uint32_t at)
{
	for (uint32_t i = 0; i < w->n_own; i++) {
		if (w->own[i].first && (w->hash[at] == w->own[i].hash || w->hash[at] == w->own[i].plural)) {
			return true;
		}
	}
	return false;
}

void archive_words_read(struct letter *l, struct archive_words *w)
{
	bool any = false;
	memset(w, 0, offsetof(struct archive_words, own));
	w->know = l->know;
	w->arena = l->arena;
	w->n_own = 0;
	for (uint32_t i = 0; i < l->zones.n; i++) {
		const struct letter_zone *z = &l->zones.v[i];
		for (uint32_t j = 0; z->kind == LETTER_ZONE_BODY && j < z->pieces.n; j++) {
			read_without(w, z->pieces.v[j], l->subject.text);
			any = true;
		}
	}
	if (!any) {
		read_without(w, l->body, l->subject.text);
	}
	find_own(l, w);
	find_names(w);
	find_phrases(w);
}
