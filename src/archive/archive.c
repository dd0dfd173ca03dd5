/* archive.c - letters held in memory, as little of each as an audit needs; DESIGN sections 1 and 10.
 *
 * In: records, in the order in which letters are told. Out: items for the files that look for circles, and the circles in order. What a
 * circle is stands in archive_echo.c, archive_ring.c and archive_loop.c.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

#include <stdlib.h>

/* Subjects, terms and authors recur: a text that was met of late is told by where it stands. They are looked up by a hash in a table of
 * fixed size, so that an archive in which none does loses nothing. */
#define TEXT_SEEN (1u << 16)
#define TEXT_AGAIN '\1'	/* and where, in five bytes */
#define TEXT_PLAIN '\2'	/* put before a text that begins with one of these two */
#define TEXT_SHORT 7u
/* Of those who signed a letter, and of those who are addressed. */
#define PEOPLE 3u

struct archive *archive_new(const struct know *k, const struct archive_options *o, struct diag_sink *sink)
{
	struct arena arena;
	arena_init(&arena, 0);
	struct archive *a = ARENA_NEW(&arena, struct archive);
	a->arena = arena;
	a->know = k;
	a->options = *o;
	a->sink = sink;
	a->options.window = o->window == 0 ? ARCHIVE_WINDOW : o->window < ARCHIVE_WINDOW_MOST ? o->window : ARCHIVE_WINDOW_MOST;
	a->options.longest = o->longest > 0 ? o->longest : ARCHIVE_LONGEST;
	a->options.jobs = o->jobs > 0 ? pool_jobs(o->jobs) : 1;
	a->options.similarity = o->similarity > 0 ? o->similarity : ARCHIVE_SIMILARITY;
	map_init(&a->words, &a->arena);
	a->seen = ARENA_NEWS(&a->arena, uint64_t, TEXT_SEEN);
	*vec_push(&a->arena, &a->word) = "";
	return a;
}

void archive_free(struct archive *a)
{
	if (a != NULL) {
		buf_release(&a->items);
		buf_release(&a->ends);
		buf_release(&a->texts);
		buf_release(&a->sketches);
		buf_release(&a->rare);
		buf_release(&a->rare_end);
		struct arena arena = a->arena;	/* a itself lives in it */
		arena_release(&arena);
	}
}

static uint32_t keep_word(struct archive *a, const char *text, size_t n)
{
	uint32_t word = n > 0 ? map_get(&a->words, span_of(text, n)) : 0;
	if (word == MAP_NONE) {
		word = a->word.n;
		*vec_push(&a->arena, &a->word) = arena_strn(&a->arena, text, n);
		map_put(&a->words, span_of(text, n), word);
	}
	return word;
}

static bool keep_again(struct archive *a, const char *text, size_t n)
{
	uint64_t *seen = &a->seen[map_hash(text, n) % TEXT_SEEN], at = *seen;
	if (at == 0 || strcmp(a->texts.p + at, text) != 0) {
		*seen = a->texts.n;
		return false;
	}
	char again[6] = { TEXT_AGAIN };
	for (unsigned i = 1; i < sizeof again; i++, at >>= 8) {
		again[i] = (char)(at & 0xff);
	}
	buf_add(&a->texts, again, sizeof again);
	return true;
}

/* A text that no other has: a file's name, an identity. */
static void keep_own(struct archive *a, const char *text)
{
	size_t n = text != NULL ? strlen(text) : 0;
	if (n > 0 && (text[0] == TEXT_AGAIN || text[0] == TEXT_PLAIN)) {
		buf_char(&a->texts, TEXT_PLAIN);
	}
	buf_add(&a->texts, n > 0 ? text : "", n + 1);
}

static void keep_text(struct archive *a, const char *text)
{
	size_t n = text != NULL ? strlen(text) : 0;
	if (n < TEXT_SHORT || text[0] == TEXT_AGAIN || text[0] == TEXT_PLAIN || !keep_again(a, text, n)) {
		keep_own(a, text);
	}
}

static uint16_t keep_list(struct archive *a, const char *const *list, uint32_t n)
{
	uint32_t kept = n < UINT16_MAX ? n : UINT16_MAX;
	for (uint32_t i = 0; i < kept; i++) {
		keep_text(a, list[i]);
	}
	return (uint16_t)kept;
}

static uint16_t keep_cited(struct archive *a, const struct letter_record *r)
{
	uint32_t kept = r->cited.n < UINT16_MAX ? r->cited.n : UINT16_MAX;
	for (uint32_t i = 0; i < kept; i++) {
		const struct letter_cited *c = &r->cited.v[i];
		buf_add(&a->texts, (const char *)&c->date, sizeof c->date);
		buf_char(&a->texts, c->answered ? 'a' : 'c');
		keep_text(a, c->reference);
		keep_text(a, c->author);
		keep_text(a, c->person);
	}
	return (uint16_t)kept;
}

static uint8_t keep_people(struct archive *a, const char *const *list, uint32_t n)
{
	return (uint8_t)keep_list(a, list, n < PEOPLE ? n : PEOPLE);
}

/* At most 255 of a role: a circular to more is no part of a circle. */
static uint8_t keep_ends(struct archive *a, const struct letter_record *r, enum letter_role role)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < r->parties.n && kept < UINT8_MAX; i++) {
		const struct letter_party *p = &r->parties.v[i];
		if (p->role == role) {
			struct archive_end end = { keep_word(a, p->id, strlen(p->id)), keep_word(a, p->desk, strlen(p->desk)),
				keep_word(a, p->name, strlen(p->name)), (uint8_t)role, (uint8_t)p->desk_sure };
			buf_add(&a->ends, (const char *)&end, sizeof end);
			kept++;
		}
	}
	return (uint8_t)kept;
}

static uint32_t keep_services(struct archive *a, const struct letter_record *r)
{
	struct buf all = BUF_INIT;
	if (r->services.n < 2) {
		return r->services.n > 0 ? keep_word(a, r->services.v[0], strlen(r->services.v[0])) : 0;
	}
	for (uint32_t i = 0; i < r->services.n; i++) {
		buf_printf(&all, "%s%s", i > 0 ? " " : "", r->services.v[i]);
	}
	uint32_t word = keep_word(a, all.p, all.n);
	buf_release(&all);
	return word;
}

uint32_t archive_add(struct archive *a, const struct letter_record *r)
{
	const char *slash = strrchr(r->path, '/');
	size_t folder = slash != NULL ? (size_t)(slash - r->path) + 1 : 0;
	struct archive_item item = { .date = r->date, .words = r->words, .line = r->line, .asks = (uint8_t)r->asks, .is_letter = r->is_letter, .form = r->form };
	item.ends = (uint32_t)(a->ends.n / sizeof(struct archive_end));
	item.folder = keep_word(a, r->path, folder);
	item.services = keep_services(a, r);
	if (a->texts.n == 0) {
		buf_char(&a->texts, '\0');	/* nothing stands at 0 */
	}
	item.texts = a->texts.n;
	keep_own(a, r->path + folder);
	keep_own(a, r->member);
	keep_own(a, r->id);
	keep_own(a, r->message_id);
	keep_text(a, r->subject);
	item.our_refs = keep_list(a, r->our_refs.v, r->our_refs.n);
	item.your_refs = keep_list(a, r->your_refs.v, r->your_refs.n);
	item.answers_ids = keep_list(a, r->answers_ids.v, r->answers_ids.n);
	item.answered_by = keep_list(a, r->answered_by.v, r->answered_by.n);
	item.terms = keep_list(a, r->terms.v, r->terms.n);
	item.cited = keep_cited(a, r);
	item.signed_by = keep_people(a, r->signed_by.v, r->signed_by.n);
	item.addressed = keep_people(a, r->addressed.v, r->addressed.n);
	item.senders = keep_ends(a, r, LETTER_SENDER);
	item.recipients = keep_ends(a, r, LETTER_RECIPIENT);
	item.n_ends = (uint32_t)item.senders + item.recipients + keep_ends(a, r, LETTER_CC);
	buf_add(&a->items, (const char *)&item, sizeof item);
	if (!a->options.no_echoes) {
		buf_add(&a->sketches, (const char *)r->sketch, sizeof r->sketch);
		archive_rare_keep(a, r);
	}
	return a->n++;
}

static const char *next_text(const struct archive *a, const char **at)
{
	const char *text = *at;
	if (*text == TEXT_AGAIN) {
		uint64_t where = 0;
		for (unsigned i = 5; i > 0; i--) {
			where = where << 8 | (unsigned char)text[i];
		}
		*at += 6;
		return a->texts.p + where;
	}
	text += *text == TEXT_PLAIN;
	*at = text + strlen(text) + 1;
	return text;
}

/* room: behind the lists before; goes on behind this one. */
static const char **next_list(const struct archive *a, const char **at, uint16_t n, const char ***room)
{
	const char **list = *room;
	for (uint16_t i = 0; i < n; i++) {
		list[i] = next_text(a, at);
	}
	*room += n;
	return list;
}

struct archive_texts archive_texts(const struct archive *a, uint32_t i, struct arena *scratch)
{
	const struct archive_item *item = archive_item(a, i);
	const char *at = a->texts.p + item->texts;
	struct archive_texts t;
	uint32_t lists = (uint32_t)item->our_refs + item->your_refs + item->answers_ids + item->answered_by + item->terms + item->signed_by + item->addressed;
	const char **room = ARENA_ROOM(scratch, const char *, lists + 1u);
	t.name = next_text(a, &at);
	t.member = next_text(a, &at);
	t.id = next_text(a, &at);
	t.message_id = next_text(a, &at);
	t.subject = next_text(a, &at);
	t.our_refs = next_list(a, &at, item->our_refs, &room);
	t.your_refs = next_list(a, &at, item->your_refs, &room);
	t.answers_ids = next_list(a, &at, item->answers_ids, &room);
	t.answered_by = next_list(a, &at, item->answered_by, &room);
	t.terms = next_list(a, &at, item->terms, &room);
	t.cited = ARENA_NEWS(scratch, struct letter_cited, item->cited + 1u);
	for (uint16_t c = 0; c < item->cited; c++) {
		memcpy(&t.cited[c].date, at, sizeof t.cited[c].date);
		at += sizeof t.cited[c].date;
		t.cited[c].answered = *at++ == 'a';
		t.cited[c].reference = next_text(a, &at);
		t.cited[c].author = next_text(a, &at);
		t.cited[c].person = next_text(a, &at);
	}
	t.signed_by = next_list(a, &at, (uint16_t)(item->signed_by + item->addressed), &room);
	t.addressed = t.signed_by + item->signed_by;
	return t;
}

static const char *text_at(const struct archive *a, uint32_t i, uint32_t which)
{
	const char *at = a->texts.p + archive_item(a, i)->texts;
	while (which-- > 0) {
		next_text(a, &at);
	}
	return next_text(a, &at);
}

const char *archive_message_id(const struct archive *a, uint32_t i)
{
	return text_at(a, i, 3);
}

const char *archive_subject(const struct archive *a, uint32_t i)
{
	return text_at(a, i, 4);
}

/* --- many letters at once --- */

uint32_t archive_runs(const struct archive *a)
{
	return a->n / ARCHIVE_RUN + (a->n % ARCHIVE_RUN > 0);
}

uint32_t archive_run_end(const struct archive *a, uint32_t run)
{
	return a->n - run * ARCHIVE_RUN < ARCHIVE_RUN ? a->n : (run + 1) * ARCHIVE_RUN;
}

void archive_spread(const struct archive *a, uint32_t n, void (*work)(void *user, unsigned thread, uint32_t task), bool (*take)(void *user, uint32_t task), void *user)
{
	struct pool pool = { a->options.jobs, work, take, user };
	pool_run(&pool, 0, n);
}

struct letter_step archive_step(const struct archive *a, struct letter_archive *out, uint32_t i, uint32_t from, uint32_t to)
{
	const struct archive_item *item = archive_item(a, i);
	struct arena scratch;
	arena_init(&scratch, 0);
	struct archive_texts t = archive_texts(a, i, &scratch);
	struct letter_step s = { .letter = i, .line = item->line, .date = item->date, .sure = TRI_YES, .why = "", .doubt = "", .cited = "" };
	s.path = arena_printf(out->arena, "%s%s", archive_word(a, item->folder), t.name);
	s.member = arena_str(out->arena, t.member);
	s.id = arena_str(out->arena, t.id);
	arena_release(&scratch);
	s.from = s.to = s.from_name = s.to_name = s.from_desk = s.to_desk = "";
	if (from < item->n_ends) {
		const struct archive_end *e = archive_ends(a, i) + from;
		s.from = archive_word(a, e->party);
		s.from_name = archive_word(a, e->name);
		s.from_desk = archive_word(a, e->desk);
	}
	if (to < item->n_ends) {
		const struct archive_end *e = archive_ends(a, i) + to;
		s.to = archive_word(a, e->party);
		s.to_name = archive_word(a, e->name);
		s.to_desk = archive_word(a, e->desk);
	}
	return s;
}

uint64_t archive_key(struct span s)
{
	uint64_t hash = MAP_HASH_START;
	bool any = false;
	for (struct token t; token_next(&s, &t);) {
		hash = map_hash_more(hash, t.folded, strlen(t.folded) + 1);
		any = true;
	}
	return any ? hash : 0;
}

static uint32_t first_letter(const struct letter_circle *c)
{
	for (uint32_t i = 0; i < c->steps.n; i++) {
		if (c->steps.v[i].letter != UINT32_MAX) {
			return c->steps.v[i].letter;
		}
	}
	return UINT32_MAX;
}

/* By the date on which they began, then by kind, then by their letters' numbers: the same whatever order they were found in. */
static int circle_order(const void *x, const void *y)
{
	const struct letter_circle *a = x, *b = y;
	if (a->steps.v[0].date.first != b->steps.v[0].date.first) {
		return a->steps.v[0].date.first < b->steps.v[0].date.first ? -1 : 1;
	}
	if (a->kind != b->kind) {
		return a->kind < b->kind ? -1 : 1;
	}
	uint32_t i = first_letter(a), j = first_letter(b);
	for (uint32_t s = 0; i == j && s < a->steps.n && s < b->steps.n; s++) {
		i = a->steps.v[s].letter;
		j = b->steps.v[s].letter;
	}
	return i != j ? (i < j ? -1 : 1) : a->steps.n < b->steps.n ? -1 : a->steps.n > b->steps.n;
}

static bool has_letter(const struct letter_circle *c, uint32_t letter)
{
	for (uint32_t i = 0; i < c->steps.n; i++) {
		if (c->steps.v[i].letter == letter) {
			return true;
		}
	}
	return false;
}

static bool same_letters(const struct letter_circle *x, const struct letter_circle *y)
{
	for (uint32_t i = 0; i < x->steps.n; i++) {
		if (x->steps.v[i].letter == UINT32_MAX || !has_letter(y, x->steps.v[i].letter)) {
			return false;
		}
	}
	return x->steps.n == y->steps.n;
}

static int kind_order(const void *x, const void *y)
{
	const struct letter_circle *a = x, *b = y;
	uint32_t i = first_letter(a), j = first_letter(b);
	return a->kind != b->kind ? (a->kind < b->kind ? -1 : 1) : i < j ? -1 : i > j;
}

/* Letters that answer each other in a circle, all of one day, are told as that: which of them came first is not known, so that they make no
 * ring as well. Both are few. */
static void leave_loops(struct letter_archive *out)
{
	uint32_t kept = 0, loops = out->circles.n;
	qsort(out->circles.v, out->circles.n, sizeof *out->circles.v, kind_order);
	while (loops > 0 && out->circles.v[loops - 1].kind == LETTER_LOOP) {
		loops--;
	}
	for (uint32_t i = 0; i < out->circles.n; i++) {
		const struct letter_circle *c = &out->circles.v[i];
		bool twice = false;
		for (uint32_t j = loops; j < out->circles.n && c->kind == LETTER_RING && !twice; j++) {
			twice = same_letters(c, &out->circles.v[j]);
		}
		if (!twice) {
			out->circles.v[kept++] = *c;
		}
	}
	out->circles.n = kept;
}

void archive_circles(struct archive *a, struct letter_archive *out)
{
	out->letters = a->n;
	if (!a->options.no_echoes) {
		archive_echo_find(a, out);
	}
	archive_ring_find(a, out);
	archive_loop_find(a, out);
	if (out->circles.n > 1) {
		leave_loops(out);
	}
	if (out->circles.n > 1) {
		qsort(out->circles.v, out->circles.n, sizeof *out->circles.v, circle_order);
	}
}
