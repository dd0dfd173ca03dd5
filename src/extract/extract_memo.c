/* extract_memo.c - lines that come again in an archive: letterheads, addresses, closes. Their segments and marks are made once.
 *
 * In: a line's bytes; its segments and what they look like, once somebody has found out. Out: the same again, for the same bytes.
 * Kept with a thread's hand on knowledge: a table of fixed size, in which what has not come again makes room first. The bytes are
 * compared, so nothing is ever taken for another line; what depends on more than the line's own bytes is not kept by who asks.
 * Cost: constant, by the length of a short line.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_in.h"

enum { SETS = 2048, WAYS = 2, SEGS = 4, BYTES = 92, MET = 8192, NOWHERE = 255 };

struct part { uint8_t at, n; };		/* of the line; at: NOWHERE */

struct memo_seg {
	struct part text, label_text, value;
	uint8_t label;
	bool marked;
	uint16_t left, right;
	uint32_t flags;			/* as the cut leaves them */
	uint32_t marks;
	know_agent agent;
};

struct memo_line {
	uint64_t hash;			/* 0: free */
	uint8_t n, segs;
	bool again;			/* asked for since another wanted its place */
	uint16_t indent;
	char bytes[BYTES];
	struct memo_seg seg[SEGS];
};

/* Most lines come once: that nothing is kept of one is told by the tags, a small part of its hash each, and a line is kept from the second time on. */
struct extract_memo {
	uint16_t tag[SETS][WAYS];
	uint16_t met[MET];
	struct memo_line line[SETS][WAYS];
	struct span last;		/* the line looked for last, and its hash: it is looked for, kept and marked by turns */
	uint64_t last_hash;
};

struct extract_memo *extract_memo_of(const struct know *k)
{
	const struct know_kept *kept = know_kept(k);
	if (!kept)
		return NULL;
	if (!*kept->lines)
		*kept->lines = ARENA_NEW(kept->arena, struct extract_memo);
	return *kept->lines;
}

static uint64_t hash_step(uint64_t hash, const char *p, size_t n)
{
	uint64_t eight = 0;
	memcpy(&eight, p, n);
	hash = (hash ^ eight) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 32;
}

static uint64_t hash_of(struct span s)
{
	uint64_t hash = s.n;
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8)
		hash = hash_step(hash, s.p + i, 8);
	return hash_step(hash, s.p + i, s.n - i) | 1;
}

static uint64_t hash_again(struct extract_memo *memo, struct span s)
{
	if (memo->last.p != s.p || memo->last.n != s.n) {
		memo->last = s;
		memo->last_hash = hash_of(s);
	}
	return memo->last_hash;
}

static size_t set_of(uint64_t hash) { return (hash >> 40) % SETS; }
static uint16_t tag_of(uint64_t hash) { return (uint16_t)(hash >> 24); }

static struct memo_line *find(struct extract_memo *memo, uint64_t hash, struct span s)
{
	struct memo_line *set = memo->line[set_of(hash)];
	for (size_t i = 0; i < WAYS; i++)
		if (memo->tag[set_of(hash)][i] == tag_of(hash) && set[i].hash == hash && set[i].n == s.n && !memcmp(set[i].bytes, s.p, s.n))
			return &set[i];
	return NULL;
}

static struct span span_of_part(struct span s, struct part part)
{
	return part.at == NOWHERE ? span_of(NULL, 0) : span_of(s.p + part.at, part.n);
}

static struct part part_of(struct span s, struct span text)
{
	return text.p ? (struct part){ (uint8_t)(text.p - s.p), (uint8_t)text.n } : (struct part){ NOWHERE, 0 };
}

static void push(struct extract *x, uint32_t line, struct span s, const struct memo_seg *m)
{
	struct extract_seg *seg = vec_push(x->a, &x->segs);
	*seg = (struct extract_seg){
		.text = span_of_part(s, m->text), .label_text = span_of_part(s, m->label_text), .value = span_of_part(s, m->value),
		.label = (enum extract_label)m->label, .line = line, .left = m->left, .right = m->right, .flags = m->flags,
		.value_seg = EXTRACT_NONE, .block = EXTRACT_NONE, .agent = KNOW_NONE,
		.known = m->marked, .known_marks = m->marks, .known_agent = m->agent
	};
}

bool extract_memo_cut(struct extract *x, uint32_t line, struct span s)
{
	if (!x->memo || s.n > BYTES)
		return false;
	x->memo->last = span_of(NULL, 0);	/* another letter may stand at the same place */
	struct memo_line *m = find(x->memo, hash_again(x->memo, s), s);
	if (!m)
		return false;
	m->again = true;
	x->lines.v[line].indent = m->indent;
	x->lines.v[line].first = x->segs.n;
	x->lines.v[line].n = m->segs;
	for (uint32_t i = 0; i < m->segs; i++)
		push(x, line, s, &m->seg[i]);
	return true;
}

static struct memo_line *place(struct memo_line *set)
{
	for (size_t i = 0; i < WAYS; i++)
		if (!set[i].hash || !set[i].again)
			return &set[i];
	for (size_t i = 0; i < WAYS; i++)
		set[i].again = false;
	return &set[0];
}

void extract_memo_keep(struct extract *x, const struct extract_line *line, struct span s)
{
	if (!x->memo || s.n > BYTES || line->n > SEGS || line->indent > UINT16_MAX)
		return;
	uint64_t hash = hash_again(x->memo, s);
	uint16_t *met = &x->memo->met[(hash >> 32) % MET];
	if (*met != tag_of(hash)) {
		*met = tag_of(hash);
		return;
	}
	struct memo_line *set = x->memo->line[set_of(hash)], *m = place(set);
	x->memo->tag[set_of(hash)][m - set] = tag_of(hash);
	*m = (struct memo_line){ .hash = hash, .n = (uint8_t)s.n, .segs = (uint8_t)line->n, .indent = (uint16_t)line->indent };
	memcpy(m->bytes, s.p, s.n);
	for (uint32_t i = 0; i < line->n; i++) {
		const struct extract_seg *seg = &x->segs.v[line->first + i];
		m->seg[i] = (struct memo_seg){ .text = part_of(s, seg->text), .label_text = part_of(s, seg->label_text), .value = part_of(s, seg->value),
			.label = (uint8_t)seg->label, .left = (uint16_t)seg->left, .right = (uint16_t)seg->right, .flags = seg->flags };
	}
}

void extract_memo_marks(struct extract *x, const struct extract_line *line, struct span s)
{
	struct memo_line *m = x->memo && s.n <= BYTES ? find(x->memo, hash_of(s), s) : NULL;
	for (uint32_t i = 0; m && i < m->segs; i++) {
		m->seg[i].marked = true;
		m->seg[i].marks = x->segs.v[line->first + i].flags;
		m->seg[i].agent = x->segs.v[line->first + i].agent;
	}
}
