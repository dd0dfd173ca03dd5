/* know_sweep.c - which phrases may begin in the lines of a text, one line after the other.
 *
 * In: the text at hand, and its lines in their order. Out: of each what know_phrase_classes() says, without looking for where it begins
 * among the words. Cost: linear in the text.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

void know_sweep_start(const struct know *k, struct span text, struct know_sweep *s)
{
	struct know_part part = { .first = NULL };
	know_words_part_new(k, text, &part);
	*s = (struct know_sweep){ text, part.first };
}

/* There is white space on both sides, and nothing that makes an address. */
static bool sweep_is_clean(const struct know_sweep *s, struct span line)
{
	bool before = line.p == s->text.p || (token_space_byte((unsigned char)line.p[-1]) && *line.p != '.' && *line.p != '@');
	return before && (span_end(line) == span_end(s->text) || token_space_byte((unsigned char)*span_end(line)));
}

void know_sweep_line(const struct know *k, struct know_sweep *s, struct span line, uint64_t *first, uint64_t *any)
{
	const char *end = span_end(line);
	if (s->word == NULL || line.n == 0 || !sweep_is_clean(s, line)) {
		know_phrase_classes(k, line, first, any);
		return;
	}
	while (s->word->p < line.p) {
		s->word++;
	}
	uint64_t roots = s->word->p < end ? s->word->roots : 0;
	*first = roots >> KNOW_ROOT_CLASSES;
	for (; s->word->p < end; s->word++) {
		roots |= s->word->roots;
	}
	*any = roots >> KNOW_ROOT_CLASSES;
}
