/* archive_rare.c - a sample of the words of a letter; DESIGN section 7.
 *
 * In: the words of a letter, masked. Out: its sketch (archive_sketch.c), since one pass makes both; at most LETTER_RARE numbers, each of a
 * word, which another letter with that word has as well; and those of a whole archive, kept small. How many of two letters' samples are missing in
 * the other is for archive_echo.c; what two letters make of words that both have is left to archive_link_rare.c.
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

static inline uint32_t number_of_letters(uint64_t letters)
{
	uint64_t hash = letters * 0x9e3779b97f4a7c15u;
	hash = (hash ^ hash >> 32) * 0xff51afd7ed558ccdu;
	return (uint32_t)(hash >> 40);
}

/* Other signs than plain letters are in it: an apostrophe, of one kind or of the other, ends it. EMPTY: too few stand before it. */
static uint32_t number_of_any(const char *p, uint32_t most)
{
	uint64_t letters = 0;
	uint32_t n = 0;
	for (; n < most; n++) {
		unsigned c = (unsigned char)p[n] | 0x20u;
		if (c < 'a' || c == 0xe2) {
			break;
		}
		letters |= (uint64_t)c << 8 * n;
	}
	return n >= LEAST ? number_of_letters(letters) : EMPTY;
}

static inline uint64_t four_letters(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Of the letters with which a word of LEAST or more begins; capitals are as small ones. Most words are plain: their letters are looked at together. */
static inline uint32_t number_of(const char *p, uint32_t length)
{
	static const uint64_t highs[] = { 0x80808080u, 0x8080808080u, 0x808080808080u };
	uint32_t n = length < PREFIX ? length : PREFIX, last = n - LEAST;	/* the last four overlap the first */
	uint64_t high = highs[last], letters = four_letters(p) | four_letters(p + last) << 8 * last | high >> 2;
	bool plain = ((letters + 0x1f1f1f1f1f1fu) & ~letters & high) == high;	/* none before 'a', none behind those of ASCII */
	return plain ? number_of_letters(letters) : number_of_any(p, n);
}

uint32_t archive_rare_number(struct span word)
{
	return word.n >= LEAST ? number_of(word.p, word.n < PREFIX ? (uint32_t)word.n : PREFIX) : EMPTY;
}

static uint32_t value_of(uint32_t number)
{
	return number & 0xffffu;
}

#define PLACES 64u

/* The first LETTER_RARE of them, the least first: by their upper bits, then each part by insertion. Two that are alike keep their order. */
static uint32_t sort_bins(const uint32_t bin[BINS], uint32_t out[BINS])
{
	uint32_t some[BINS + 1], at[PLACES] = { 0 }, n = 0, m = 0, place = 0;
	for (uint32_t b = 0; b < BINS; b++) {
		some[n] = bin[b];
		n += bin[b] != EMPTY;
	}
	for (uint32_t i = 0; i < n; i++) {
		at[value_of(some[i]) / (0x10000u / PLACES)]++;
	}
	for (; place < PLACES && m < LETTER_RARE; place++) {	/* what stands in a place behind is not kept */
		uint32_t here = at[place];
		at[place] = m;
		m += here;
	}
	for (uint32_t i = 0; i < n; i++) {
		uint32_t where = value_of(some[i]) / (0x10000u / PLACES);
		if (where < place) {
			out[at[where]++] = some[i];
		}
	}
	for (uint32_t i = 1; i < m; i++) {
		uint32_t x = out[i], j = i;
		for (; j > 0 && value_of(out[j - 1]) > value_of(x); j--) {
			out[j] = out[j - 1];
		}
		out[j] = x;
	}
	return m < LETTER_RARE ? m : LETTER_RARE;
}

static void keep_sample(struct arena *a, const uint32_t bin[BINS], struct letter_record *r)
{
	uint32_t sorted[BINS], n = sort_bins(bin, sorted);
	if (n > 0) {
		r->rare.v = ARENA_ROOM(a, uint32_t, n);
		memcpy(r->rare.v, sorted, n * sizeof *sorted);
		r->rare.n = r->rare.room = n;
	}
}

void archive_rare_sample(struct arena *a, const struct archive_words *w, struct letter_record *r)
{
	struct archive_sketcher s;
	uint32_t bin[BINS];
	const uint64_t *hash = w->hash;
	archive_sketch_begin(&s);
	memset(bin, 0xff, sizeof bin);
	for (const struct archive_word *word = w->word, *end = word + w->n; word < end; word++, hash++) {
		if (word->flags & ARCHIVE_MASKED) {
			continue;
		}
		archive_sketch_word(&s, *hash);
		if (word->n >= LEAST && !(word->flags & ARCHIVE_DIGIT)) {
			uint32_t number = number_of(word->p, word->n), *least = &bin[number >> 16 & 0xff];
			*least = number < *least ? number : *least;
		}
	}
	archive_sketch_end(&s, r->sketch);
	r->words = s.words;
	keep_sample(a, bin, r);
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
	char bytes[LETTER_RARE * BYTES];
	uint32_t n = r->rare.n < a->rare_most ? r->rare.n : a->rare_most;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t number = r->rare.v[i];
		bytes[i * BYTES] = (char)(number >> 16 & 0xff);
		bytes[i * BYTES + 1] = (char)(number >> 8 & 0xff);
		bytes[i * BYTES + 2] = (char)(number & 0xff);
	}
	buf_add(&a->rare, bytes, (size_t)n * BYTES);
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
