/* grammar.h - sentences, headers and signatures from a grammar in a file (prose.txt, layout.txt): rules with alternatives, chosen by numbers
 * that depend on a seed alone.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_BENCH_GRAMMAR_H
#define SAMEDESK_BENCH_GRAMMAR_H

#include <stdint.h>

#include "base/base.h"

struct grammar;

struct dice { uint64_t state; };

/* The same seeds, the same numbers: on every machine. */
struct dice dice_of(uint64_t a, uint64_t b);
uint64_t dice_next(struct dice *d);
uint32_t dice_below(struct dice *d, uint32_t n);	/* 0 .. n - 1; n is not 0 */
/* One in n? */
static inline bool dice_one_in(struct dice *d, uint32_t n) { return dice_below(d, n) == 0; }

/* Values by name: what a letter fills in, where the grammar has no rule of that name. They are not copied. */
struct values { const char *name[64]; const char *text[64]; uint32_t n; };
void values_set(struct values *v, const char *name, const char *text);
const char *values_get(const struct values *v, const char *name);	/* NULL: none */

/* The grammar of the files (NULL-terminated). Exits with a word about what is wrong with them. The caller frees. */
struct grammar *grammar_load(const char *const *files);
/* More rules, as in a file; `file` is what messages call them. */
void grammar_add(struct grammar *g, const char *file, struct span text);
void grammar_free(struct grammar *g);

#define GRAMMAR_NONE UINT32_MAX
uint32_t grammar_rule(const struct grammar *g, const char *name);	/* exits when there is none */
uint32_t grammar_count(const struct grammar *g, uint32_t rule);		/* alternatives */
/* Appends a chosen alternative of the rule; _one: the one numbered. */
void grammar_expand(const struct grammar *g, uint32_t rule, struct dice *d, const struct values *v, struct buf *out);
void grammar_expand_one(const struct grammar *g, uint32_t rule, uint32_t alternative, struct dice *d, const struct values *v, struct buf *out);
/* An alternative that is one plain text: a word of a list. */
const char *grammar_word(const struct grammar *g, uint32_t rule, uint32_t alternative);

#endif
