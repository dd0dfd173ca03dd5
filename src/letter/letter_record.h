/* letter_record.h - what an archive keeps of a letter, and what it finds in many of them; DESIGN sections 1 and 5 to 7.
 *
 * A record is made by archive/ of a letter that went through all stages, written by `samedesk extract`, kept by the store, and
 * all that an audit knows of the letter. Circles are filled by archive/, shown to the rules as the archive view
 * (letter_archive.c), and what the rules say of them are findings (judge/). Texts are NUL-terminated, "" when there is nothing, and live
 * as long as the arena in which the record or the archive was made.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_LETTER_RECORD_H
#define SAMEDESK_LETTER_RECORD_H

#include "letter/letter.h"

/* --- one letter --- */

struct letter_party {			/* somebody at an end of it */
	enum letter_role role;		/* sender, recipient or cc */
	const char *id;			/* one spelling of who it is; "": nothing tells him from others, so nothing is linked by him */
	const char *name;
	const char *desk;		/* who would handle it at its date: an id; equal to id where it is the party's own */
	enum tri desk_sure;		/* perhaps: dates or records are too imprecise to say; then desk is whose it may be */
};

/* Another letter of which this one tells the date or the reference ("your letter of 2 March 2015, ref PP/12"). */
struct letter_cited {
	struct when date;		/* or WHEN_UNKNOWN */
	const char *reference;		/* as written */
	const char *author;		/* id of the party whose letter it is said to be; "" not told */
	const char *person;		/* surname, folded, of who is said to have written it; "" not told */
	bool answered;			/* it says that it answers that letter */
};

enum letter_ask {			/* bits: what a letter does with what is asked; ORDER: letter_ask_name() */
	LETTER_ASKS = 1,		/* asks the recipient to take something on: a need, a task */
	LETTER_ACCEPTS = 2,
	LETTER_DECLINES = 4,
	LETTER_PASSES_ON = 8,		/* hands on what somebody else asked */
	LETTER_NEED = 16,		/* and that is a need which is not met: homes, land, pitches */
	LETTER_PROPOSES = 32,		/* makes a new offer or proposal of its own */
	LETTER_ACKNOWLEDGES = 64,	/* says no more than that a letter came */
	LETTER_SIGNS = 128		/* goes with a document that is handed round to be signed */
};

struct letter_region {			/* words within a line */
	uint32_t line, column, end;	/* in characters, end: the column behind the last; line 0, end 0: not known */
	uint32_t byte, byte_end;	/* the same in bytes of UTF-8; 0: not known */
	struct span words;		/* n 0: not known, or too many to be quoted */
};

struct letter_shown {			/* what tools show of a finding, beyond its words */
	struct letter_region at, other_at;
	struct span line;		/* the whole line of at; n 0: not at hand, or too long to be quoted */
	const char *other;		/* the other end of the relation, in words */
	const char *row, *row_file, *sources;	/* the registry's row that ties the two; "" none */
	uint32_t row_line;
};

struct letter_told {			/* a finding of the letter alone, as far as an audit tells it */
	const char *rule;
	enum letter_level level;
	const char *message, *party, *counterpart, *arrangement, *basis, *fingerprint, *fix;
	const char *since;		/* store: when it was first made, "2026-03-02T09:30:00Z"; "" or NULL: there is no store */
	uint32_t line, column;
	const struct letter_shown *shown;	/* NULL: not at hand */
	const struct letter_acceptance *accepted;	/* NULL: it counts */
	enum letter_state state;
	bool binding;			/* it cannot be accepted */
};

#define LETTER_SKETCH 128u		/* bytes of a sketch: see archive_sketch.c */
#define LETTER_RARE 64u			/* words of a sample: see archive_rare.c */

struct letter_record {
	const char *path, *member, *format;
	uint32_t line;			/* of its file, where it begins; 0: not known */
	uint32_t message;		/* as letter.message; not printed */
	uint64_t content;		/* hash of its file's bytes (store); 0: not taken */
	const char *id;			/* letter_identity() */
	bool is_letter;
	bool failed;			/* no letter, but a file in which something could not be read: only path is set */
	const char *not_judged;		/* why not: "not_a_letter", "no_sender", "no_recipient", "ambiguous", "unjudged", or "" */
	struct when date;		/* as written; WHEN_UNKNOWN: none (never today's, never the asker's) */
	VEC(struct letter_party) parties;
	VEC(const char *) services;	/* ids, strongest first */
	VEC(const char *) our_refs;	/* as written */
	VEC(const char *) your_refs;
	const char *message_id;		/* Message-ID or xml:id, as other letters point to it */
	VEC(const char *) answers_ids;	/* whom it says it answers by such an id: In-Reply-To, TEI's prev */
	VEC(const char *) answered_by;	/* whom it says it is answered by: TEI's next */
	VEC(struct letter_cited) cited;
	VEC(const char *) signed_by;	/* surnames, folded, of who signed it; and of those to whom it is addressed by name */
	VEC(const char *) addressed;
	const char *subject;
	VEC(const char *) terms;	/* folded: figures with what they count, names of places and plans */
	unsigned asks;			/* bits of enum letter_ask */
	bool form;			/* it is mostly lines of "what: which", filled in */
	const char *text;		/* the words that are compared, masked, parted by spaces, blocks by line feeds; NULL: not kept */
	uint32_t words;			/* how many these are */
	uint8_t sketch[LETTER_SKETCH];	/* of them; meaningless when words == 0 */
	VEC(uint32_t) rare;		/* some of its words as numbers of 24 bits, at most LETTER_RARE */
	VEC(struct letter_told) told;
	VEC(struct letter_mark) marks;	/* acceptances in its file that were not told with a letter before */
};

/* --- many letters --- */

enum letter_circle_kind { LETTER_ECHO, LETTER_RING, LETTER_LOOP };	/* ORDER: letter_circle_name() */

enum { LETTER_BY_REFERENCE = 1, LETTER_BY_MATTER = 2, LETTER_BY_TEXT = 4 };	/* what links a letter to the one before: bits */

struct letter_step {			/* a letter of a circle */
	uint32_t letter;		/* its number in the archive; UINT32_MAX: missing, but cited */
	uint32_t line;			/* of its file, where it begins; 0: not known */
	const char *path, *member, *id;	/* path "": missing */
	const char *cited;		/* missing: what is said of it, "letter of 2 March 2015" or a reference */
	struct when date;
	const char *from, *to, *from_name, *to_name, *from_desk, *to_desk;	/* the ends that the circle runs through */
	unsigned linked_by;		/* to the step before; of the first of a ring: how the last is linked to the matter, or 0 */
	const char *why;		/* in words: "quotes 'PP/12'", "the same subject", "both have '1,900 dwellings'" */
	enum tri sure;			/* that it is the next one */
	const char *doubt;		/* why not: which date or desk is not known well enough */
};

struct letter_difference { const char *was, *is; };	/* words of an original and of its echo, where they differ */

struct letter_circle {
	enum letter_circle_kind kind;
	VEC(struct letter_step) steps;	/* in order, from the natural start; an echo: original and reply */
	double similarity;		/* echo: 0 to 1 */
	VEC(struct letter_difference) differences;
	bool closes_at_desk;		/* ring: only desks join it, somewhere */
	bool need;			/* ring: an unmet need is handed on in it */
	unsigned linked_by;		/* all steps together */
	const char *matter;		/* for people: its subject or figure, "" */
	enum tri certainty;		/* of its weakest link */
	const char *doubt;
};
const char *letter_circle_name(enum letter_circle_kind k);	/* "echo", "ring", "reference-loop": the view's elements */

struct letter_circle_finding {		/* what a rule says of a circle */
	const char *rule;
	enum letter_level level;
	const char *message;
	VEC(const char *) explain;
	const char *fix;		/* or NULL */
	uint32_t circle;
	const char *fingerprint;	/* rule and the identities of the letters */
	const char *since;		/* as letter_told.since */
	const struct letter_acceptance *accepted;	/* NULL: it counts */
	enum letter_state state;
	bool binding;			/* it cannot be accepted */
};

/* What is otherwise than in the run before: a file of letters, a finding, or a verdict that flipped when all was judged again. */
struct letter_change {
	const char *what;		/* "new", "changed", "gone": a file; "finding-gone"; "verdict-new", "verdict-gone", "verdict-changed"; "baseline-new", "-gone", "-expired" */
	const char *path, *member, *rule, *message, *since, *why;	/* "" where there is none */
	const char *fingerprint;	/* of a baseline's; else NULL */
	bool done;			/* it was put into the baseline, or taken out */
};

struct letter_archive {
	struct arena *arena;
	const struct know *know;
	uint32_t letters;
	VEC(struct letter_circle) circles;
	VEC(const char *) left_out;	/* what was not looked at and why: a bound, in words */
	bool unjudged;			/* a rule could not be evaluated */
	VEC(struct letter_circle_finding) findings;
};

/* The archive view of DESIGN section 5, on the archive's arena; 1 + the index of its circle is in an element's _private
 * (letter_view_index()). */
xmlDoc *letter_archive_view(struct letter_archive *a);

#endif
