/* pattern.c - PCRE2 behind three functions.
 *
 * In: patterns from rules/, texts from letters. Out: where they match, within LIMIT_MATCH_STEPS.
 *
 * SPDX-License-Identifier: ISC */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "parts/pattern.h"

#include <pcre2.h>

#include <stdlib.h>

struct pattern {
	pcre2_code *code;
	pcre2_match_context *limits;
	bool plain;	/* its subjects are ASCII */
	bool fast;	/* there is machine code */
};

static struct pattern *pattern_refused(struct arena *a, int error, const char **why)
{
	char words[120];
	pcre2_get_error_message(error, (PCRE2_UCHAR *)words, sizeof words);
	if (why != NULL) {
		*why = arena_str(a, words);
	}
	return NULL;
}

static struct pattern *pattern_compile(struct arena *a, PCRE2_SPTR text, PCRE2_SIZE n, uint32_t options, const char **why, size_t *where)
{
	int error;
	PCRE2_SIZE at;
	pcre2_compile_context *c = pcre2_compile_context_create(NULL);
	if (c == NULL) {
		bug("out of memory");
	}
	pcre2_set_newline(c, PCRE2_NEWLINE_ANYCRLF);
	pcre2_code *code = pcre2_compile(text, n, options, &error, &at, c);
	pcre2_compile_context_free(c);
	if (code == NULL) {
		if (where != NULL) {
			*where = at;
		}
		return pattern_refused(a, error, why);
	}
	struct pattern *p = calloc(1, sizeof *p);
	if (p == NULL) {
		bug("out of memory");
	}
	p->code = code;
	p->limits = pcre2_match_context_create(NULL);
	if (p->limits == NULL) {
		bug("out of memory");
	}
	pcre2_set_match_limit(p->limits, LIMIT_MATCH_STEPS);
	pcre2_set_depth_limit(p->limits, LIMIT_MATCH_STEPS);
	pcre2_set_heap_limit(p->limits, LIMIT_MATCH_KIB);
	return p;
}

struct pattern *pattern_new(struct arena *a, const char *text, unsigned flags, const char **why, size_t *where)
{
	uint32_t options = (flags & PATTERN_PLAIN ? 0 : PCRE2_UTF | PCRE2_UCP) | PCRE2_EXTENDED | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C;
	options |= flags & PATTERN_CASELESS ? PCRE2_CASELESS : 0;
	struct pattern *p = pattern_compile(a, (PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, options, why, where);
	if (p == NULL) {
		return NULL;
	}
	p->plain = (flags & PATTERN_PLAIN) != 0;
	if (flags & PATTERN_JIT) {
		p->fast = pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE) == 0;	/* where it cannot be, the interpreter does it */
	}
	return p;
}

struct pattern *pattern_of_glob(struct arena *a, struct span glob, const char **why)
{
	PCRE2_UCHAR *text = NULL;
	PCRE2_SIZE n = 0;
	int error = pcre2_pattern_convert((PCRE2_SPTR)glob.p, glob.n, PCRE2_CONVERT_GLOB, &text, &n, NULL);
	if (error != 0) {
		return pattern_refused(a, error, why);
	}
	struct pattern *p = pattern_compile(a, text, n, 0, why, NULL);	/* bytes: a path need not be UTF-8 */
	pcre2_converted_pattern_free(text);
	if (p != NULL) {
		p->plain = true;
	}
	return p;
}

void pattern_free(struct pattern *p)
{
	if (p != NULL) {
		pcre2_match_context_free(p->limits);
		pcre2_code_free(p->code);
		free(p);
	}
}

/* Without the beginning of a character whose rest the caller cut off: PCRE2 refuses the whole text for it. */
static struct span pattern_whole(struct span s)
{
	size_t tail = 0;
	while (tail < 3 && tail < s.n && ((unsigned char)s.p[s.n - 1 - tail] & 0xc0) == 0x80) {
		tail++;
	}
	unsigned char lead = tail < s.n ? (unsigned char)s.p[s.n - 1 - tail] : 0;
	size_t wanted = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
	return wanted > tail ? span_of(s.p, s.n - 1 - tail) : s;
}

struct pattern_room *pattern_room_new(void)
{
	pcre2_match_data *data = pcre2_match_data_create(PATTERN_GROUPS, NULL);
	if (data == NULL) {
		bug("out of memory");
	}
	return (struct pattern_room *)data;
}

void pattern_room_free(struct pattern_room *room)
{
	pcre2_match_data_free((pcre2_match_data *)room);
}

bool pattern_is_ascii(struct span s)
{
	uint64_t high = 0, eight;
	size_t i = 0;
	for (; i + sizeof eight <= s.n; i += sizeof eight) {
		memcpy(&eight, s.p + i, sizeof eight);
		high |= eight;
	}
	for (; i < s.n; i++) {
		high |= (unsigned char)s.p[i];
	}
	return (high & 0x8080808080808080u) == 0;
}

/* Machine code has a small stack of its own, and is left for the interpreter where that does not do. */
static int pattern_run(const struct pattern *p, pcre2_match_data *data, struct span s, size_t from)
{
	PCRE2_SPTR subject = (PCRE2_SPTR)(s.p != NULL ? s.p : "");
	/* looking on in a text once found valid: to prove it again for every match would take the square of its length */
	uint32_t options = p->plain || from > 0 || pattern_is_ascii(s) ? PCRE2_NO_UTF_CHECK : 0;
	int n = p->fast && options != 0 ? pcre2_jit_match(p->code, subject, s.n, from, options, data, p->limits)
	    : pcre2_match(p->code, subject, s.n, from, options, data, p->limits);
	return n != PCRE2_ERROR_JIT_STACKLIMIT ? n : pcre2_match(p->code, subject, s.n, from, options | PCRE2_NO_JIT, data, p->limits);
}

int pattern_find(const struct pattern *p, struct pattern_room *room, struct span s, size_t from, struct pattern_match *m)
{
	pattern_none(m, p);
	s = pattern_whole(s);
	if (from > s.n) {
		return 0;
	}
	struct pattern_room *own = room == NULL ? pattern_room_new() : NULL;
	pcre2_match_data *data = (pcre2_match_data *)(room != NULL ? room : own);
	int n = pattern_run(p, data, s, from);
	if (n >= 0) {
		const PCRE2_SIZE *at = pcre2_get_ovector_pointer(data);
		uint32_t groups = n > 0 ? (uint32_t)n : PATTERN_GROUPS;
		for (uint32_t i = 0; i < groups; i++) {
			bool part = at[2 * i] != PCRE2_UNSET && at[2 * i] <= at[2 * i + 1];
			m->group[i] = part ? span_of(s.p + at[2 * i], at[2 * i + 1] - at[2 * i]) : span_of(NULL, 0);
		}
		m->n = groups;
		m->whole = m->group[0];
	}
	pattern_room_free(own);
	return n >= 0 ? 1 : n == PCRE2_ERROR_NOMATCH ? 0 : -1;
}

/* A name may stand for several groups (?J is not allowed in our patterns): the first is it. */
struct span pattern_group(const struct pattern_match *m, const char *name)
{
	int i = m->pattern != NULL ? pcre2_substring_number_from_name(m->pattern->code, (PCRE2_SPTR)name) : -1;
	if (i < 0 || (uint32_t)i >= m->n || m->group[i].p == NULL) {
		return span_of(NULL, 0);
	}
	return m->group[i];
}
