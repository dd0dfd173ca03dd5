/* letter.h - the door of letter/: the record that the stages fill, and its view as XML; DESIGN sections 4 to 6.
 *
 * In: bytes, from read/. Filled by extract/ (fields and zones), resolve/ (mentions), relate/ (relations), judge/
 * (findings). Out: the letter view (letter_view.c). All memory is the letter's arena. The stages do not know each
 * other: what one needs of another stands here.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_LETTER_H
#define SAMEDESK_LETTER_H

#include "know/know.h"

/* Where something stood. offset SIZE_MAX: made up (assumed), nowhere. */
struct letter_place {
	size_t offset;			/* into letter.text (for XML: of the element's '<', in the file's text) */
	uint32_t line, column;		/* 0: not worked out yet, see letter_locate() */
	const char *xpath;		/* XML only, else NULL */
	const xmlNode *node;		/* whose xpath it is, or will be when it is worked out */
};
#define LETTER_NOWHERE ((struct letter_place){ SIZE_MAX, 0, 0, NULL, NULL })

/* A field that was read: its words, its place, and how it was found. */
struct letter_field {
	struct span text;		/* n == 0: not found */
	struct letter_place place;
	const char *why;		/* evidence: "label 'Our ref'", "line after the salutation" */
	const char *runner_up;		/* what came second, or NULL */
};

enum letter_role { LETTER_SENDER, LETTER_RECIPIENT, LETTER_CC, LETTER_MENTIONED, LETTER_ROLES };	/* ORDER: letter_role_name() */
const char *letter_role_name(enum letter_role r);	/* "sender", "recipient", "cc", "mentioned" */

/* Parts of the letter that tell a party, as extract/ found them. resolve/ looks for names in them, in this order of
 * strength within a role (the first that settles it wins, later ones confirm or contradict). */
enum letter_zone_kind {	/* ORDER: letter_zone_name() */
	LETTER_ZONE_METADATA,	/* an XML element or a mail header that says who */
	LETTER_ZONE_LETTERHEAD,	/* name, logo line, address of who writes */
	LETTER_ZONE_SIGNATURE,	/* after the valediction */
	LETTER_ZONE_FROM,	/* "From:" line of a memo or e-mail */
	LETTER_ZONE_ADDRESS,	/* the addressee's block */
	LETTER_ZONE_TO,		/* "To:", "FAO", "By e-mail to" */
	LETTER_ZONE_CC,
	LETTER_ZONE_SALUTATION,
	LETTER_ZONE_FOOTER,	/* at the foot of a page: address, web site, of who writes */
	LETTER_ZONE_DOMAIN,	/* an e-mail or web address in header, signature or footer */
	LETTER_ZONE_REFERENCE,	/* a reference whose prefix may tell who ("SNC/PP/12") */
	LETTER_ZONE_BODY,	/* mentions only: never a recipient */
	LETTER_ZONE_QUOTED,	/* another letter inside this one: nothing is taken from it */
	LETTER_ZONES
};
const char *letter_zone_name(enum letter_zone_kind z);	/* "letterhead" */

struct letter_zone {
	enum letter_zone_kind kind;
	enum letter_role role;
	VEC(struct span) pieces;	/* lines or parts of lines (two columns), in reading order */
	struct letter_place place;	/* of the first piece */
	uint32_t group;			/* zones of one addressee (or signatory) share a number; 0: no grouping */
	const char *identifier;		/* metadata: a pointer or URI as written (TEI's ref), else NULL */
	const char *key;		/* metadata: a key in somebody's own register, or NULL */
	const char *authority;		/* metadata: a URI that the file gives elsewhere for what identifier points to, or NULL */
	bool person;			/* metadata and mail headers: names a person, not a body */
	bool listed;			/* one of a list of addressees (a header's): he counts, whether or not anybody knows him */
	bool weak;			/* the role itself is a guess (the only block of a header without labels) */
	const char *why;
};

struct letter_person {
	struct span name, post;		/* either may be empty */
	struct letter_place place;
	uint32_t group;			/* as zone.group: which addressee or signatory */
	bool on_behalf;			/* "pp", "on behalf of" */
	const char *why;
};

enum letter_verdict {	/* ORDER: letter_verdict_name(); DESIGN section 4 */
	LETTER_CHOSEN, LETTER_AMBIGUOUS, LETTER_OUT_OF_PERIOD, LETTER_UNKNOWN, LETTER_PLACEHOLDER
};
const char *letter_verdict_name(enum letter_verdict v);

/* One candidate of a mention, and why it stayed or fell away. */
struct letter_candidate {
	know_agent agent;
	int32_t weight;
	bool kept;
	const char *why;
};

/* Who was meant. One element a party: a joint name makes several mentions. */
struct letter_mention {
	enum letter_role role;
	enum letter_verdict verdict;
	know_agent agent;		/* chosen, out-of-period: who; else KNOW_NONE */
	const char *party;		/* its id: the registry's, or the identifier as the letter writes it (any edition of letters); NULL */
	const char *identity;		/* what to compare of a party's id: one spelling for all of the same; NULL: party itself; "": nobody's */
	const char *key;		/* its key in the letter's own register: two keys are two parties; NULL: none */
	bool person;			/* the party is a person, not a body */
	const char *name;		/* the party's name, or what the letter says; NULL */
	const char *desk;		/* filled by relate/: who would handle it, NULL unknown */
	struct span written;
	struct letter_place place;
	enum letter_zone_kind zone;
	uint32_t group;
	double confidence;		/* 0 to 1 */
	VEC(struct letter_candidate) candidates;
	VEC(const char *) evidence;	/* sentences for `show`: "letterhead, line 1: 'Cherwell District Council'" */
	const char *runner_up;		/* of the role's first: whom something else in the letter names; NULL */
};

struct letter_service {
	know_index service;
	int32_t weight;
	struct letter_place place;
	const char *why;		/* "subject: 'Local Plan'" */
	const char *runner_up;		/* of the first: the strongest that was not taken, or NULL */
	know_index office;		/* of the first: another, which is what the office does that writes, as it says itself; KNOW_NONE: none */
};

/* Do the same words say both? "Fostering" is social care and children's services. */
bool letter_one_matter(const struct letter_service *a, const struct letter_service *b);

enum letter_relation_kind {	/* ORDER: letter_relation_name(); DESIGN section 6 */
	LETTER_SAME_PARTY, LETTER_SAME_DESK, LETTER_SAME_PERSON, LETTER_SAME_MANAGEMENT, LETTER_OWN_BODY,
	LETTER_SUCCESSOR, LETTER_PENDING, LETTER_LAPSED, LETTER_ONE_DESK_RECIPIENTS, LETTER_OTHER_PLAN_MAKER
};
const char *letter_relation_name(enum letter_relation_kind r);

struct letter_relation {
	enum letter_relation_kind kind;
	uint32_t from, to;		/* indexes of mentions; UINT32_MAX: none */
	enum letter_role role;		/* of `to` */
	const char *would_be;		/* pending, lapsed: which relation it would be ("same-desk"); else NULL */
	know_index phase;		/* or KNOW_NONE */
	know_index post;		/* same-person by a shared post, or KNOW_NONE */
	know_index service;		/* the letter's service it was found for, or KNOW_NONE */
	know_agent other;		/* successor, plan maker: who; else KNOW_NONE */
	enum tri certainty;
	enum know_basis basis;
	bool unborn;			/* successor: it had not begun yet, nobody took over */
	const char *person;		/* same-person: whose name; else NULL */
	const char *doubt;		/* certainty perhaps: which date is not known; else NULL */
	const char *detail;		/* a sentence for the proof */
	VEC(const char *) steps;	/* the proof, one sentence a step, without the mentions and the rule */
};

enum letter_level { LETTER_NOTE, LETTER_WARNING, LETTER_ERROR };	/* ORDER: worst last */
const char *letter_level_name(enum letter_level l);	/* "note" */

/* Somebody has said that a finding may stand, and why: in the letter itself, or in the project's baseline; DESIGN section 8. */
struct letter_acceptance {
	bool in_letter;			/* SARIF: inSource; else the baseline's: external */
	const char *rule, *reason, *by, *until;	/* "" not given; until: the last day, ISO */
	const char *path;		/* where it stands */
	uint32_t line, column;		/* 0: not known */
};
/* An acceptance as it stands in a letter. What was read belongs to read/, the rest is filled by project/. */
struct letter_mark {
	struct letter_acceptance told;
	size_t from, to;		/* it is of findings whose place is from here up to there: an element; 0 and SIZE_MAX: of the letter's */
	const char *member;		/* of the letter; NULL: of all letters of the file */
	const char *fault;		/* why it cannot be used; NULL: it can */
	enum tri used;			/* does it accept anything? Perhaps: that was not looked for */
	bool refused;			/* rule: its findings cannot be accepted */
	bool looked;			/* a letter was judged that it is of */
};
enum letter_state { LETTER_NO_BASELINE, LETTER_NEW, LETTER_UNCHANGED };	/* against the baseline, as SARIF's baselineState */

struct letter_finding {
	const char *rule;		/* id without what follows a full stop */
	enum letter_level level;
	const char *message;		/* one sentence, small initial, no full stop */
	VEC(const char *) explain;	/* diagnostics of the rule, in order: why, the law */
	const char *fix;		/* the diagnostic marked as fix; or NULL */
	struct letter_place place;
	size_t length;			/* of the words the caret underlines; 0: not known */
	uint32_t mention, counterpart;	/* indexes of mentions, UINT32_MAX: none */
	uint32_t relation;		/* index of the relation, UINT32_MAX: none */
	const char *fingerprint;	/* 16 hexadecimal digits: rule, letter's identity, parties */
	const struct letter_acceptance *accepted;	/* NULL: it counts */
	enum letter_state state;
	bool binding;			/* the rule says that it cannot be accepted */
};

/* An end of the letter that its own title tells otherwise than its data. */
struct letter_title_end {
	enum letter_role role;		/* sender or recipient */
	struct span written;		/* in the title */
	uint32_t mention;		/* whom the data name instead */
	bool swapped;			/* the title names the same two the other way round */
};

/* Another letter that the text speaks of: "our letter of 5 May 2015 (ref PP/3)", "Cherwell's letter to us of 2 March". */
enum letter_whose { LETTER_YOURS, LETTER_OURS, LETTER_THEIRS };	/* THEIRS: of whom agents tells, or of nobody knows whom */
#define LETTER_CITE_AGENTS 4u
struct letter_cite {
	enum letter_whose whose;
	struct when date;		/* or WHEN_UNKNOWN */
	struct span reference;		/* may be empty */
	struct span person;		/* who wrote it, by name; may be empty */
	uint32_t n_agents;		/* who may have written it: candidates of one name */
	know_agent agents[LETTER_CITE_AGENTS];
};

enum letter_kind { LETTER_IS_LETTER, LETTER_NOT_A_LETTER };

/* What the letters of one file share; in the file's arena, made by read/. */
struct letter_file {
	struct arena *arena;		/* of the file: lives longer than a letter */
	void *format_state;		/* extract/ keeps the format's compiled paths here; NULL: not compiled yet */
	uint32_t record_number;		/* of the record, from 1, when the document is streamed and holds no other; else 0 */
};

struct letter {
	struct arena *arena;
	const struct know *know;
	struct diag_sink *sink;

	const char *path;		/* as the user gave it; "-" standard input */
	const char *member;		/* which letter of the file: its xml:id or number; "" the only one */
	const char *format;		/* "text", or the id of a format */
	const char *encoding;		/* "UTF-8", ... as found */
	struct span text;		/* the whole file, decoded to UTF-8, line ends as they were */
	struct linemap lines;		/* over text */
	uint32_t lines_before;		/* of the file, when text is a later letter of it */
	uint32_t attached_line;		/* of the file, where what it is unpacked from begins: its own lines are not the file's; 0: they are */
	uint32_t message;		/* which message of a mailbox it is or came with, from 1; 0: none */
	uint32_t part;			/* which letter of its text, from 1; 0: the only one */
	const char *within;		/* member of what holds the letters of one text; lives longer than they do. NULL: it is the only one */
	struct span rest;		/* text of the letters behind this one; n == 0: there are none */
	uint32_t rest_line;		/* where it begins in a file whose text was put together; 0: behind this letter's text */
	xmlDoc *doc;			/* XML: the document; record: the letter's element in it. Else NULL */
	xmlNode *record;
	/* XML: where a stretch of a text put together of the record stands; NULL: none was. */
	struct letter_place (*trace)(struct letter *l, struct span s);
	void *trace_state;
	bool rendered;			/* the document was made of another kind of file: text is what extract/ puts together of it */
	bool explained;			/* somebody is going to be told what it rests on: evidence is put into words, seconds are looked for */
	bool made;			/* the document was made of text: its nodes have places in it, but nobody knows of them */
	know_index format_index;	/* in know, or KNOW_NONE for plain text */
	struct letter_file *file;	/* NULL: nothing is shared */

	VEC(struct letter_mark *) marks;	/* those that are of this letter; several letters may share one */

	/* extract/ */
	enum letter_kind kind;
	const char *kind_why, *kind_runner_up;	/* runner_up: what spoke for the other kind, or NULL */
	struct span second[LETTER_ROLES];	/* XML: whom the text names in a role that the fields tell; empty: nobody */
	VEC(struct letter_zone) zones;
	struct when date;
	struct letter_field date_field;
	bool date_assumed;		/* DESIGN section 6: a draft without a date counts as of today */
	bool date_given;		/* the asker's own date, whatever the letter says */
	VEC(struct letter_field) our_refs;
	VEC(struct letter_field) your_refs;
	struct letter_field subject, salutation, valediction, title;
	VEC(struct letter_person) signatories;
	VEC(struct letter_person) addressees;
	struct when answers_date;	/* "your letter of 2 March 2015" */
	struct letter_field answers, answers_reference;
	struct letter_field message_id, in_reply_to;
	VEC(struct letter_cite) cites;	/* in the order of the text; the letter answered is among them when the text tells it */
	VEC(struct span) answers_ids, answered_by;	/* all ids of letters that it says it answers, that it says answer it */
	struct span body;		/* for XML the text of the body, in the arena */
	VEC(struct letter_service) services;	/* strongest first; empty: not known */

	/* resolve/ */
	VEC(struct letter_title_end) title_ends;
	VEC(struct letter_mention) mentions;	/* senders, recipients, cc, in the order of the letter within a role */

	/* relate/ */
	VEC(struct letter_relation) relations;

	/* judge/ */
	VEC(struct letter_finding) findings;
	bool of_acceptances;		/* no letter: these are about acceptances that stand in the file */
	bool unjudged;			/* a rule could not be evaluated */
};

/* An empty letter in the arena. */
struct letter *letter_new(struct arena *a, const struct know *k, struct diag_sink *sink, const char *path);

/* The next letter of the same text, in the same arena, which is cleared: the one before is gone. NULL: there is none. */
struct letter *letter_following(struct letter *l);
/* Says that rest holds more letters (n == 0: no more), and gives the letter its number. */
void letter_part(struct letter *l, struct span rest);

/* The place of a span of letter.text, or of a text put together of an XML record. Line and column of a plain text are left to
 * letter_locate(): a letter in which nothing is found needs none. */
struct letter_place letter_place(struct letter *l, struct span s);
/* Fills in line, column and xpath. */
void letter_locate(struct letter *l, struct letter_place *p);
/* The line of its file where it begins: the first that one of its fields stands on. 0: not known. */
uint32_t letter_begins(struct letter *l);

/* One spelling of a party's id; NULL: no party, or one whom nothing tells from others. */
const char *letter_mention_identity(const struct letter_mention *m);
/* One party? TRI_PERHAPS: nothing tells, one of them at least is no party. */
enum tri letter_mention_same(const struct letter_mention *a, const struct letter_mention *b);

/* Why it is not judged: "not_a_letter", "ambiguous", "no_sender", "no_recipient", "unjudged" (a rule failed); "": it is. */
const char *letter_unjudged(const struct letter *l);

/* Adds an empty zone with that one piece (none when s.n == 0) and returns it: valid until the next. */
struct letter_zone *letter_zone_add(struct letter *l, enum letter_zone_kind kind, enum letter_role role, struct span s, const char *why);
void letter_zone_more(struct letter *l, struct letter_zone *z, struct span s);

/* What each field rests on, in a fixed order; in the letter's arena. Returns how many. */
struct letter_evidence {
	const char *field;		/* "date", "sender", "our-ref", ... */
	struct span text;		/* of kind: empty */
	struct letter_place place;	/* located */
	const char *why, *runner_up;	/* either may be NULL */
};
uint32_t letter_evidence(struct letter *l, const struct letter_evidence **rows);

/* The letter's identity whatever its file is called: xml:id, Message-ID, own reference, or a hash of the text. In the arena. */
const char *letter_identity(struct letter *l);

/* The letter view of DESIGN section 5, as a document on the letter's arena. The way back from a node: _private of
 * a sender, recipient, cc, ambiguous or unresolved element holds 1 + the index of its mention, of a relation element
 * 1 + the index of the relation (letter_view_index()). */
xmlDoc *letter_view(struct letter *l);
/* The elements that letter_view() would have (its root first; of persons alike one stands for all), with some of their attributes, so
 * that no view is made of a letter for which the rules have nothing; in the letter's arena. Returns how many. */
struct letter_outline {
	const char *name;
	struct { const char *name, *value; } attributes[4];	/* value NULL: the element has no such; a name NULL: the rest is not told here */
};
uint32_t letter_view_outline(struct letter *l, const struct letter_outline **rows);
/* Adds what each field rests on, for people: no rule asks for it, and most letters are judged without. */
void letter_view_evidence(struct letter *l, xmlDoc *view);
/* That index, or UINT32_MAX. */
uint32_t letter_view_index(const xmlNode *node);

#endif
