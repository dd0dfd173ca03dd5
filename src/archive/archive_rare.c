/* archive_rare.c - a sample of the words of a letter; DESIGN section 7.
 *
 * In: the words of a letter, masked. Out: at most LETTER_RARE numbers, each of a word, which another letter with that word has as well;
 * and those of a whole archive, kept small. What two letters make of words that both have is left to archive_link_rare.c.
 *
 * A matter goes by words that nobody could foresee ("the leaning gable", "swift boxes"), and which of them are rare nobody can tell from one
 * letter. So a letter keeps the words themselves, as numbers of 24 bits, of each its first letters alone, so that "boundary"
 * and "boundaries" are one: all that it has when it is short, else a sample. Not kept are what is masked (names of bodies, people and places,
 * dates, courtesies: archive_text.c), figures, and words of three letters and less. No list of common words is needed: what many letters have
 * tells nothing, and that is counted.
 *
 * The sample is coherent: the number's first byte chooses one of 256 bins, each bin keeps its least, and of these the least
 * come first. So two letters that both have a word mostly both keep it or both do not, whatever else they say; and a sample is made smaller by
 * cutting off its end. In memory an archive that grows cuts all of its samples, so that they take ROOM and EACH bytes a letter.
 *
 * SPDX-License-Identifier: ISC */
#include "archive/archive_in.h"

/* Letters of a word by which it is known, and those of a word that says something. */
#define PREFIX 6u
#define LEAST 4u
#define BINS 256u
#define EMPTY UINT32_MAX
/* In memory: bytes of all samples, and for each letter besides; a sample is not cut below FEWEST. */
#define ROOM (4u << 20)
#define EACH 48u
#define FEWEST 16u
#define BYTES 3u		/* of a number */

/* --- of one letter --- */

/* Of its first n letters; a word of fewer than LEAST is EMPTY. */
static inline uint32_t number_of_letters(uint64_t letters, uint32_t n)
{
	uint64_t hash = letters * 0x9e3779b97f4a7c15u;
	hash = (hash ^ hash >> 32) * 0xff51afd7ed558ccdu;
	return n >= LEAST ? (uint32_t)(hash >> 40) : EMPTY;
}

/* Other signs than plain letters are in it: an apostrophe, of one kind or of the other, ends it. */
static uint32_t number_of_any(const struct archive_word *word)
{
	uint64_t letters = 0;
	uint32_t n = 0, most = word->n < PREFIX ? word->n : PREFIX;
	for (; n < most; n++) {
		unsigned c = (unsigned char)word->p[n] | 0x20u;
		if (c < 'a' || c == 0xe2) {
			break;
		}
		letters |= (uint64_t)c << 8 * n;
	}
	return number_of_letters(letters, n);
}

/* Of the letters with which a word of LEAST or more begins; capitals are as small ones. Most words are plain: their letters are looked at together. */
static inline uint32_t number_of(const struct archive_word *word)
{
	const unsigned char *p = (const unsigned char *)word->p;
	uint32_t n = word->n < PREFIX ? word->n : PREFIX;
	uint64_t letters = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
	uint64_t high = 0x808080808080u >> 8 * (PREFIX - n), small = 0x202020202020u & high >> 2;
	letters |= n > 4 ? (uint64_t)p[4] << 32 : 0;
	letters |= n > 5 ? (uint64_t)p[5] << 40 : 0;
	letters |= small;
	bool plain = (letters & high) == 0 && ((letters + 0x1f1f1f1f1f1fu) & high) == high;	/* none before 'a' */
	return plain ? number_of_letters(letters, n) : number_of_any(word);
}

uint32_t archive_rare_number(struct span word)
{
	struct archive_word w = { word.p, (uint32_t)word.n, 0 };
	return w.n >= LEAST ? number_of(&w) : EMPTY;
}

static uint32_t value_of(uint32_t number)
{
	return number & 0xffffu;
}

/* The least first: by their upper byte, then each part by insertion. */
static uint32_t sort_bins(const uint32_t bin[BINS], uint32_t out[BINS])
{
	uint32_t at[BINS + 1] = { 0 }, n = 0;
	for (uint32_t b = 0; b < BINS; b++) {
		if (bin[b] != EMPTY) {
			at[(value_of(bin[b]) >> 8) + 1]++;
		}
	}
	for (uint32_t v = 0; v < BINS; v++) {
		at[v + 1] += at[v];
	}
	for (uint32_t b = 0; b < BINS; b++) {
		if (bin[b] != EMPTY) {
			out[at[value_of(bin[b]) >> 8]++] = bin[b];
			n++;
		}
	}
	for (uint32_t i = 1; i < n; i++) {
		uint32_t x = out[i], j = i;
		for (; j > 0 && value_of(out[j - 1]) > value_of(x); j--) {
			out[j] = out[j - 1];
		}
		out[j] = x;
	}
	return n;
}

void archive_rare_sample(struct arena *a, const struct archive_words *w, struct letter_record *r)
{
	uint32_t bin[BINS], sorted[BINS];
	memset(bin, 0xff, sizeof bin);
	for (const struct archive_word *word = w->word, *end = word + w->n; word < end; word++) {
		if (word->n < LEAST || (word->flags & (ARCHIVE_MASKED | ARCHIVE_DIGIT))) {
			continue;
		}
		uint32_t number = number_of(word), *least = &bin[number >> 16 & 0xff];
		*least = number < *least ? number : *least;
	}
	uint32_t n = sort_bins(bin, sorted);
	for (uint32_t i = 0; i < n && i < LETTER_RARE; i++) {
		*vec_push(a, &r->rare) = sorted[i];
	}
}

/* --- of an archive --- */

static uint32_t ends_at(const struct archive *a, uint32_t letter)
{
	return ((const uint32_t *)(const void *)a->rare_end.p)[letter];
}

static void cut(struct archive *a)
{
	uint32_t *ends = (uint32_t *)(void *)a->rare_end.p, from = 0, to = 0;
	for (uint32_t i = 0; i < a->rare_end.n / sizeof *ends; i++) {
		uint32_t n = ends[i] - from, kept = n < a->rare_most ? n : a->rare_most;
		memmove(a->rare.p + (size_t)to * BYTES, a->rare.p + (size_t)from * BYTES, (size_t)kept * BYTES);
		from = ends[i];
		ends[i] = to += kept;
	}
	a->rare.n = (size_t)to * BYTES;
}

void archive_rare_keep(struct archive *a, const struct letter_record *r)
{
	a->rare_most = a->rare_most > 0 ? a->rare_most : LETTER_RARE;
	for (uint32_t i = 0; i < r->rare.n && i < a->rare_most; i++) {
		uint32_t number = r->rare.v[i];
		char bytes[BYTES] = { (char)(number >> 16 & 0xff), (char)(number >> 8 & 0xff), (char)(number & 0xff) };
		buf_add(&a->rare, bytes, sizeof bytes);
	}
	uint32_t end = (uint32_t)(a->rare.n / BYTES);
	buf_add(&a->rare_end, (const char *)&end, sizeof end);
	while (a->rare.n > ROOM + (uint64_t)EACH * a->n && a->rare_most > FEWEST) {
		a->rare_most = a->rare_most * 3 / 4 > FEWEST ? a->rare_most * 3 / 4 : FEWEST;
		cut(a);
	}
}

uint32_t archive_rare_of(const struct archive *a, uint32_t letter, uint32_t out[LETTER_RARE])
{
	if (a->rare_end.n == 0) {
		return 0;
	}
	uint32_t from = letter > 0 ? ends_at(a, letter - 1) : 0, n = ends_at(a, letter) - from;
	const unsigned char *p = (const unsigned char *)a->rare.p + (size_t)from * BYTES;
	for (uint32_t i = 0; i < n; i++, p += BYTES) {
		out[i] = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
	}
	return n;
}

/* Words of one's sample that the other has not: of its bin the other keeps a greater one, or none though it would have been kept. */
static uint32_t missing_in(const struct archive *a, const uint32_t *words, uint32_t n, const uint32_t *other, uint32_t m)
{
	uint32_t bin[BINS], cut = m < a->rare_most ? EMPTY : value_of(other[m - 1]), missing = 0;
	memset(bin, 0xff, sizeof bin);
	for (uint32_t i = 0; i < m; i++) {
		bin[other[i] >> 16 & 0xff] = other[i];
	}
	for (uint32_t i = 0; i < n; i++) {
		missing += bin[words[i] >> 16 & 0xff] > words[i] && value_of(words[i]) < cut;
	}
	return missing;
}

uint32_t archive_rare_missing(const struct archive *a, uint32_t i, uint32_t j, uint32_t *of)
{
	uint32_t x[LETTER_RARE], y[LETTER_RARE], n = archive_rare_of(a, i, x), m = archive_rare_of(a, j, y);
	*of = n > 0 && m > 0 ? n + m : 0;
	return *of > 0 ? missing_in(a, x, n, y, m) + missing_in(a, y, m, x, n) : 0;
}
