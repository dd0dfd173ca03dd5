/* extract_in.h - what the files of extract/ share: the lines of a letter, the parts of its lines, the blocks they form.
 *
 * A line falls into segments where it has a gap (two columns) or a label in the middle ("Our ref: A Your ref: B").
 * Segments under each other form blocks. The frame says where header, body and close begin. Numbers of lines and
 * segments are indexes; EXTRACT_NONE is "there is none".
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_EXTRACT_IN_H
#define SAMEDESK_EXTRACT_IN_H

#include "extract/extract.h"

#define EXTRACT_NONE UINT32_MAX

/* Lines kept of one letter; what follows is body that nobody looks at. A letter of a hundred pages has 5,000. */
#define EXTRACT_LINES 6000u
/* Of a letter behind others in one text as many are looked at first, then four times as many: the next one mostly begins and ends in them. */
#define EXTRACT_PART_LINES 100u
/* Lines in which the salutation is looked for, and lines after the valediction that are read. */
#define EXTRACT_HEADER 200u
#define EXTRACT_CLOSE 160u
/* Bytes of a segment that is looked at: a longer one is prose, and nothing else. */
#define EXTRACT_SEG_BYTES 400u
/* Bytes of the body in which services, answers and copies are looked for. */
#define EXTRACT_BODY_BYTES 24000u

enum extract_class {	/* ORDER: class_names in extract_words.c */
	CLASS_LABEL, CLASS_SALUTATION, CLASS_VALEDICTION, CLASS_MONTH, CLASS_WEEKDAY, CLASS_TITLE, CLASS_LETTERS,
	CLASS_POST, CLASS_DEPARTMENT, CLASS_ORGANISATION, CLASS_STREET, CLASS_DELIVERY, CLASS_SERVICE, CLASS_OPENER,
	CLASS_STATUTE, CLASS_QUOTE, CLASS_SLIP, CLASS_NOT_LETTER, CLASS_BEHALF, CLASS_REASON,
	CLASS_ANSWERS, CLASS_EMPTY, CLASS_COPYING, CLASS_STAMP, CLASS_MEMO, CLASS_PLURAL, CLASS_PARTICLE,
	CLASS_REPLY, CLASS_DESK, CLASS_WRITES, CLASS_ROMAN, CLASS_ENCLOSURE, CLASS_ENCLOSING, CLASS_PARTNER, CLASS_OUTSIDER, CLASS_COUNCIL_WORD, CLASS_PLAN_TITLE, CLASS_MASK, CLASS_OBJECT, CLASS_HINT, CLASS_SERVICE_MARK, CLASS_WRITER, CLASS_LIST, CLASS_YOURS, CLASS_DISCLAIMER, CLASS_CLASSES
};

enum extract_pattern {	/* ORDER: pattern_names in extract_words.c */
	PATTERN_DATE_WRITTEN, PATTERN_DATE_FIGURES, PATTERN_POSTCODE, PATTERN_PHONE, PATTERN_EMAIL, PATTERN_WEB,
	PATTERN_PAGE, PATTERN_PAGE_BARE, PATTERN_REFERENCE, PATTERN_REFERENCE_ALONE, PATTERN_DATE_ROMAN, PATTERN_GLUED, PATTERN_RUN_ON, PATTERN_LIST_SENT, PATTERN_LIST_ALIKE, PATTERN_LIST_COPIED, PATTERN_BLANK,
	PATTERN_PAGE_MORE, PATTERN_PAGE_HEAD,
	PATTERN_PATTERNS
};

enum extract_label {	/* ORDER: label_names in extract_words.c */
	LABEL_NONE, LABEL_OUR_REF, LABEL_YOUR_REF, LABEL_DATE, LABEL_NO_DATE, LABEL_YOUR_DATE, LABEL_CONTACT, LABEL_PHONE,
	LABEL_EMAIL, LABEL_WEB, LABEL_TO, LABEL_ATTENTION, LABEL_FROM, LABEL_CC, LABEL_SUBJECT, LABEL_ENCLOSED, LABEL_BY_EMAIL,
	LABEL_OTHER, LABEL_DISTRIBUTION, LABEL_ALIKE, LABEL_LABELS	/* distribution, alike: read as cc, see SEG_DISTRIBUTION */
};

enum {	/* what a segment looks like */
	SEG_PHONE = 1, SEG_EMAIL = 2, SEG_WEB = 4, SEG_POSTCODE = 8, SEG_DATE = 16, SEG_DATE_ONLY = 32,
	SEG_ORG = 64,		/* an organisation by its words or by a name with its form */
	SEG_NAME = 128,		/* the registry knows a name in it */
	SEG_POST = 256, SEG_PERSON = 512, SEG_TITLE = 1024, SEG_DEPARTMENT = 2048, SEG_STREET = 4096,
	SEG_DELIVERY = 8192, SEG_CAPITALS = 16384, SEG_PROSE = 32768, SEG_ITEM = 65536, SEG_STAMP = 131072,
	SEG_REFERENCE = 262144,	/* a reference and nothing else: "PG/BDP/13" */
	SEG_DISTRIBUTION = 524288,	/* a cc label that names addressees when nobody else is addressed */
	SEG_ALIKE = 1048576	/* as distribution; but when somebody is addressed, those named are nobody's */
};
#define SEG_CONTACT (SEG_PHONE | SEG_EMAIL | SEG_WEB)

struct extract_seg {
	struct span text;		/* trimmed; with the label */
	uint32_t line;
	uint32_t left, right;		/* columns */
	uint32_t flags;
	enum extract_label label;
	struct span label_text;
	struct span value;		/* of a label, wherever it stands; empty: none */
	uint32_t value_seg;		/* the segment that holds the value, when another */
	bool used;			/* it is the value of a label */
	uint32_t block;
	know_agent agent;		/* the strongest name in it, if it is clear */
	bool known;			/* its marks and agent are, from a line before, for who asks */
	uint32_t known_marks;
	know_agent known_agent;
};

struct extract_look {		/* of bytes */
	uint32_t words;
	bool seen;
	bool plain;			/* nothing but ASCII, with single spaces */
	bool marks;			/* a colon or a bar in it */
	bool glued;			/* as extract_bytes_glued() */
};

struct extract_line {
	struct span text;		/* trimmed */
	uint32_t first, n;		/* segments */
	uint32_t indent;
	struct extract_look look;	/* once somebody asked */
	bool asked, prose;		/* is it prose, once somebody asked */
	uint64_t opening, words;		/* classes with a phrase that begins with its first word; with any */
	bool cut, marked;		/* segments made; and what they look like */
	bool blank, page, quoted, feed;	/* feed: a form feed stands before it */
	bool drop : 1, part : 1;	/* when its text is laid out anew: it falls away; a blank line comes before it */
	bool last : 1;			/* it stays, but the form feed behind it falls away */
	bool note : 1;			/* it falls away, and comes again behind the paragraph that goes on behind it */
};

#define EXTRACT_AGENTS 12u

struct extract_block {
	VEC(uint32_t) segs;
	uint32_t left, right, first_line, last_line;
	uint32_t flags;			/* of its segments together */
	uint32_t labels;		/* bit set of the labels in and beside it */
	enum extract_label label;	/* To, From, cc: which label opens it */
	uint32_t n_agents;
	know_agent agents[EXTRACT_AGENTS];
	int sender, recipient;		/* evidence */
	enum letter_role role;		/* LETTER_MENTIONED: not decided */
	bool attention;			/* opened by "FAO": who is to read it at the address above or below */
	bool distribution;		/* opened by "Distribution:" */
	bool done;
	const char *why;
};

struct extract {
	struct letter *l;
	const struct know *k;
	struct arena *a;
	struct span text;
	know_index classes[CLASS_CLASSES];
	know_index patterns[PATTERN_PATTERNS];
	VEC(struct extract_line) lines;
	VEC(struct extract_seg) segs;
	VEC(struct extract_block) blocks;
	uint32_t most;			/* lines that are kept */
	bool truncated;			/* there were more lines */
	bool limited;			/* that a pattern went over its limit has been said */
	bool here_only;			/* what was found out of a line does not follow from its bytes alone */
	struct extract_memo *memo;	/* NULL: nothing is kept */
	uint32_t spacing;		/* 2: every other line is blank */
	uint32_t full, apart;		/* lines with words; those of them behind a blank one */
	size_t margin;			/* white space before all of them; SIZE_MAX: there is none of them */
	VEC(struct span) feet;		/* of pages inside the letter, as they stand in the text */
	struct span was;		/* the text before it was laid out anew */
	struct extract_layout *layout;	/* NULL: it was not */
	uint32_t cut;			/* lines before this one are cut */

	/* the frame, as lines */
	uint32_t header_end;		/* first line after the header */
	uint32_t salutation;		/* or EXTRACT_NONE */
	uint32_t salutation_seg;
	uint32_t body;			/* first line of the body */
	uint32_t close;			/* the valediction's line, or the line where the close begins, or the end */
	uint32_t disclaimers;		/* where the paragraphs begin that a machine put under a text without valediction, or the end */
	bool has_valediction, guessed_close;
	uint32_t end;			/* first line that is not this letter's any more */
	uint32_t follows;		/* line where another letter of the text begins, or EXTRACT_NONE */
	enum tri mail;			/* headers of an e-mail or memo as text; perhaps: ask extract_frame_is_mail() */
	bool message;			/* the body of a message, whose headers are told elsewhere */
	bool addressed;			/* these say to whom it went */
	uint32_t header_blocks;		/* blocks before this one are of the header */

	uint32_t groups;		/* last number given */
	uint32_t recipients;		/* groups of recipients */
	know_agent signer_agents[EXTRACT_AGENTS];
	uint32_t n_signer_agents;
	know_agent greeted_agents[EXTRACT_AGENTS];
	uint32_t n_greeted_agents;
};

/* extract_repair.c: the text, or a copy of the same length with the marks of scanners mended */
struct span extract_repair(struct extract *x, struct span text);

/* extract_bytes.c: bytes. Words between ASCII white space */
uint32_t extract_bytes_words(struct span s);
/* Does a capital or a digit follow a small letter, or a capital a digit? So words show that were run together. */
bool extract_bytes_glued(struct span s);
/* All that is asked about a whole line, at once. */
struct extract_look extract_bytes_look(struct span s);

/* extract_words.c: vocabulary */
void extract_words_begin(struct extract *x);
bool extract_words_at(const struct extract *x, enum extract_class c, struct span s, struct span *written);
know_index extract_words_phrase(const struct extract *x, enum extract_class c, struct span s, struct span *written);
bool extract_words_in(const struct extract *x, enum extract_class c, struct span s, struct span *written);
bool extract_words_match(struct extract *x, enum extract_pattern p, struct span s, size_t from, struct pattern_match *m);
/* Which label a text begins with; *written what it covers with its colon. *weight: how sure without a colon. */
enum extract_label extract_words_label(struct extract *x, struct span s, struct span *written, bool *colon, int32_t *weight);
enum extract_label extract_words_label_of(const struct extract *x, know_index phrase);
/* Every phrase of the class in s, as know_phrases_scan(). */
void extract_words_scan(const struct extract *x, enum extract_class c, struct span s,
    bool (*take)(void *user, know_index phrase, struct span written), void *user);
/* Of a class among those that extract_words_classes() tells? */
static inline bool extract_words_may(const struct extract *x, uint64_t classes, enum extract_class c)
{
	return x->classes[c] != KNOW_NONE && (classes & know_class_bit(x->classes[c])) != 0;
}
/* Can any word of the line begin a phrase of the class? */
static inline bool extract_words_begins(const struct extract *x, enum extract_class c, const struct extract_line *line)
{
	return extract_words_may(x, line->words, c);
}
/* The same of its first word. */
static inline bool extract_words_opens(const struct extract *x, enum extract_class c, const struct extract_line *line)
{
	return extract_words_may(x, line->opening, c);
}
/* The classes of which a phrase may begin with the first word of s; *any: with any word. */
uint64_t extract_words_classes(const struct extract *x, struct span s, uint64_t *any);
bool extract_words_has_digit(struct span s);	/* an ASCII one */
struct span extract_words_strip(struct span s);		/* without brackets, bullets and marks around it */
struct span extract_words_after(struct span s, struct span part);	/* what of s follows part */
struct span extract_words_before(struct span s, const char *p);	/* what of s stands before p */

/* extract_lines.c: lines, gaps, pages. Segments are made when somebody asks: most lines are of the body, where nobody does. */
void extract_lines_cut(struct extract *x);
/* Is it a blank line that parts what is said? What stands at the end of a page only parts pages. */
bool extract_lines_parts_text(const struct extract *x, uint32_t i);
/* What its bytes are; is it prose? Found out once. */
const struct extract_look *extract_lines_look(struct extract *x, uint32_t line);
bool extract_lines_prose(struct extract *x, uint32_t line);
/* Segments with their labels of the header's lines before to, without the marks. */
void extract_lines_labels(struct extract *x, uint32_t to);
/* The same of any lines. */
void extract_lines_parts(struct extract *x, uint32_t from, uint32_t to);
/* Of those that may have a label. */
void extract_lines_labelled(struct extract *x, uint32_t from, uint32_t to);
/* With the marks; of the first EXTRACT_HEADER lines; of any. */
void extract_lines_need(struct extract *x, uint32_t from, uint32_t to);
void extract_lines_segments(struct extract *x, uint32_t from, uint32_t to);

/* extract_layout.c: a letter with a margin, double spacing or no blank lines is laid out as most are, and its lines are cut again. */
void extract_layout_settle(struct extract *x);
/* Where in the text before it was laid out anew that place of the copy stood; p itself, when it was not. */
const char *extract_layout_was(const struct extract_layout *layout, const char *p);
void extract_layout_trace(struct extract *x);	/* the letter's places are found through it from now on */

/* Where in the letter's text that stretch of the copy stood. */
struct span extract_layout_span(const struct letter *l, struct span s);

/* extract_page.c: marks what falls away where a page ends inside a letter. Anything? */
bool extract_page_find(struct extract *x);

/* extract_paragraph.c: marks the lines before which a blank one is missing; false: there is none */
bool extract_paragraph_find(struct extract *x);

/* extract_memo.c: what lines of the same bytes were cut into before; s: the line with the space before it. NULL: knowledge in nobody's hand */
struct extract_memo *extract_memo_of(const struct know *k);
bool extract_memo_cut(struct extract *x, uint32_t line, struct span s);
void extract_memo_keep(struct extract *x, const struct extract_line *line, struct span s);	/* its segments, as they were cut */
void extract_memo_marks(struct extract *x, const struct extract_line *line, struct span s);	/* their marks */

/* extract_marks.c: what a segment looks like */
void extract_marks_set(struct extract *x, struct extract_seg *s);
bool extract_marks_person(const struct extract *x, struct span s, bool *titled);
/* Where names are to be expected: "Sarah Green" is one there. */
bool extract_marks_signatory(const struct extract *x, struct span s);
bool extract_marks_prose(const struct extract *x, struct span line);
bool extract_marks_prose_of(const struct extract *x, struct span line, uint32_t words);	/* so many are in it */

/* extract_quote.c: other letters inside; before and after the frame is known */
void extract_quote_threads(struct extract *x);
void extract_quote_nested(struct extract *x);
void extract_quote_zones(struct extract *x);

/* extract_follow.c: the line where another letter of the same text begins, or EXTRACT_NONE. closes, opens: this one's valediction and
 * the other's salutation; closes_too: that one has a valediction */
uint32_t extract_follow_line(struct extract *x, uint32_t closes, uint32_t opens, bool closes_too);

/* extract_frame.c: salutation, valediction, where header and body end */
bool extract_frame_salutation(struct extract *x, struct span s, bool strict);
bool extract_frame_valediction(struct extract *x, struct span line);
void extract_frame_find(struct extract *x);
bool extract_frame_is_mail(struct extract *x);

/* extract_label.c: values of labels */
void extract_label_values(struct extract *x, uint32_t from, uint32_t to);
/* A reference without a label is the writer's own, when no label gives one. */
void extract_label_bare(struct extract *x, uint32_t from, uint32_t to);

/* extract_block.c: blocks out of segments */
void extract_block_build(struct extract *x, uint32_t from, uint32_t to);
/* The segments of from become into's, before or after its own; from is empty and done. */
void extract_block_merge(struct extract *x, struct extract_block *into, struct extract_block *from, bool front);
void extract_block_pieces(struct extract *x, const struct extract_block *b, struct letter_zone *z);
bool extract_block_shares(const struct extract_block *a, const know_agent *agents, uint32_t n);

static inline uint32_t extract_block_apart(uint32_t a, uint32_t b)	/* of two columns */
{
	return a > b ? a - b : b - a;
}

static inline const struct extract_seg *extract_block_seg(const struct extract *x, const struct extract_block *b, uint32_t i)
{
	return &x->segs.v[b->segs.v[i]];
}
/* The body that the block names first with its form; KNOW_NONE: none. */
know_agent extract_block_body(const struct extract *x, const struct extract_block *b);

/* extract_aside.c: blocks that are nobody's. By themselves; as headings and subjects; the n-th of the header */
bool extract_aside_only(const struct extract *x, const struct extract_block *b);
bool extract_aside_is(struct extract *x, uint32_t n);

/* extract_join.c: blocks that belong together */
void extract_join_attention(struct extract *x);
void extract_join_named(struct extract *x);
void extract_join_mailed(struct extract *x);	/* addresses under "By e-mail only" are To's */
void extract_join_departments(struct extract *x);	/* once the roles are decided */

/* extract_weigh.c: evidence */
void extract_weigh_blocks(struct extract *x);
/* One of several lines that are each a body with its address: a list of addressees. */
bool extract_weigh_one_of_lines(const struct extract *x, const struct extract_block *b);
/* Two addresses side by side under the writer's own block: two addressees. */
bool extract_weigh_second_column(const struct extract *x, const struct extract_block *b);

/* extract_doubt.c: two addresses alike, and nobody signs for one of them */
void extract_doubt_read(struct extract *x);

/* extract_header.c: whose block is it */
void extract_header_read(struct extract *x);

/* extract_party.c: zones of addressees and e-mail addresses, with their groups */
void extract_party_block(struct extract *x, struct extract_block *b, bool weak);
void extract_party_to(struct extract *x, struct span s, enum letter_zone_kind kind, enum letter_role role, const char *why);
/* A line of an addressee in a list; opens: of the next one. *group: of the one whose lines these are. */
void extract_party_address(struct extract *x, struct span s, bool opens, uint32_t *group);
/* "A; B; C", or several bodies between commas: a list in one line. */
bool extract_party_is_row(struct extract *x, struct span s);
void extract_party_domains(struct extract *x, struct span s, enum letter_role role, uint32_t group, const char *why);
/* Whose the first web site or e-mail address in s is, added to x->signer_agents. */
void extract_party_hosts(struct extract *x, struct span s);
/* Whom the names in s can mean, at most EXTRACT_AGENTS. */
uint32_t extract_party_agents(const struct extract *x, struct span s, know_agent *out);
bool extract_party_has_org(const struct extract *x, struct span s);
/* Is the name written with a form ("Cherwell DC"), or carries one of its own? */
bool extract_party_formed(const struct extract *x, const struct know_hit *hit);
/* As above, but "Planning Policy" alone, which some team is called, does not count. */
bool extract_party_has_body(const struct extract *x, struct span s);

/* extract_person.c: names and posts */
struct letter_person extract_person_split(struct extract *x, struct span s, bool signs);
void extract_person_addressee(struct extract *x, const struct span *pieces, uint32_t n, uint32_t group);
void extract_person_signatory(struct extract *x, const struct span *pieces, uint32_t n, uint32_t group, bool on_behalf);

/* The others, in the order in which they run. */
void extract_date_read(struct extract *x);
bool extract_date_first(struct extract *x, struct span s, struct when *date, struct span *written);
/* As above; a day and month without a year are taken as of the year that makes them not later than before. */
bool extract_date_loose(struct extract *x, struct span s, struct when before, struct when *date, struct span *written);
void extract_refs_read(struct extract *x);
void extract_refs_answers(struct extract *x);
/* One more letter that it speaks of; NULL: there are enough. */
struct letter_cite *extract_refs_cite(struct extract *x, enum letter_whose whose, struct when date, struct span reference);
void extract_subject_read(struct extract *x);
struct span extract_subject_bare(struct extract *x, struct span s);	/* without "RE: FW:" */
void extract_sign_read(struct extract *x);
void extract_sign_behalf(struct extract *x);	/* "I write on behalf of": last, when nothing else names a sender */
void extract_sign_foot(struct extract *x);	/* footers and addressees below the signature: after the header */
void extract_cc_read(struct extract *x);
/* The list of those to whom the letter went, from the line of its label under the signature: the line behind it. */
uint32_t extract_list_read(struct extract *x, uint32_t from);
/* Is anybody with a name of a body addressed so far? */
bool extract_list_addressed(const struct extract *x);
void extract_kind_read(struct extract *x);
void extract_service_read(struct extract *x);

void extract_text_field(struct extract *x, struct letter_field *f, struct span s, const char *why);

/* The reading of plain letters, for XML whose format has layout="text": text is what the letter says, l->text stays. */
void extract_text_plain(struct letter *l, struct span text);
/* The same of a message's body. addressed: its headers say to whom it went. */
void extract_text_message(struct letter *l, struct span text, bool addressed);
/* The services of a letter whose fields are known: any of the texts may be empty. */
void extract_services(struct letter *l, struct span department, struct span subject, struct span body);
/* The same where nothing but the letter's page, read as text, has a signature and addresses that may tell it. */
void extract_services_page(struct letter *l, const struct letter *page);
/* The fields of an XML record (extract_xml.c). */
void extract_xml(struct letter *l);

#endif
