/* limits.h - every bound, with its reason. The manual's LIMITS section repeats them; errors name them.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_LIMITS_H
#define SAMEDESK_LIMITS_H

/* A letter in words is a few KB, an XML export of an edition some tens of MB. */
#define LIMIT_FILE_BYTES (256u << 20)
/* A plain text is one letter: more than this is a book or a log. */
#define LIMIT_TEXT_BYTES (4u << 20)
/* XML that cannot be streamed is held as a tree, ten times its size in memory. */
#define LIMIT_TREE_BYTES (32u << 20)
/* Elements that may be records, stand inside one another and are none are asked anew at each level, each time through all that is in them: so many
 * times the document, together. */
#define LIMIT_RECORD_ASKED 8u
/* HTML is a tree, too, and its parser takes longer over what is broken. Pictures written into a page take most of it. */
#define LIMIT_HTML_BYTES (16u << 20)
/* Containers within containers: a letter in a Word file in a forwarded message in a message. */
#define LIMIT_NESTING 6u
/* A letter in a Word file has some 20 parts, a long report with pictures some hundreds. */
#define LIMIT_MEMBERS 5000u
/* Word's XML shrinks to a tenth or twentieth; what shrinks more, beyond 4 MiB, was made to. */
#define LIMIT_MEMBER_RATIO 200u
/* A letter has few pages, and a report that came with it some hundreds. */
#define LIMIT_PAGES 500u
/* A program that reads for us: seconds of its own work, seconds on the clock (a busy machine), its memory. */
#define LIMIT_CHILD_CPU_SECONDS 3u
#define LIMIT_CHILD_SECONDS 30u
#define LIMIT_CHILD_MEMORY (512u << 20)
/* Lines that look like headers of addresses, under one another: GMime's work grows with the square. */
#define LIMIT_MAIL_HEADERS 1000u
/* Bytes read of one header; what follows is left: an address list of thousands. */
#define LIMIT_MAIL_HEADER_BYTES (64u << 10)
/* Parts of one message, and multiparts within multiparts; real mail has some ten, and nests three deep. */
#define LIMIT_MAIL_PARTS 1000u
#define LIMIT_MAIL_DEPTH 30u
/* Words of a letter that an audit compares with others: 600 KB of text; what follows is not compared. */
#define LIMIT_COMPARED_WORDS 100000u
/* One letter's memory (fields, mentions, findings), not counting the bytes read. */
#define LIMIT_LETTER_BYTES (64u << 20)
/* TEI of real editions nests about 20 deep; libxml2's own bound is 256. */
#define LIMIT_XML_DEPTH 200
/* libxml2's work grows with the square of this; no vocabulary knows a hundred attributes. */
#define LIMIT_XML_ATTRIBUTES 1000u
/* Acceptances in one file, and those of them that are of several of its letters. */
#define LIMIT_ACCEPTANCES 10000u
#define LIMIT_ACCEPTANCES_SHARED 100u
/* Entity text may swell a document to this many bytes at most ("billion laughs"). */
#define LIMIT_ENTITY_BYTES (1u << 20)
/* Of the text of an XPath, and brackets within brackets: libxml2 goes down a level of its stack for each, and has no bound of its own. The
 * longest of rules/ has 1200 bytes and 6 brackets. */
#define LIMIT_XPATH_BYTES (16u << 10)
#define LIMIT_XPATH_DEPTH 100u
/* Operations of one XPath evaluation; ordinary rules need some hundreds. */
#define LIMIT_XPATH_STEPS 2000000ul
/* PCRE2 backtracking steps of one match; ordinary patterns need some hundreds. */
#define LIMIT_MATCH_STEPS 200000u
#define LIMIT_MATCH_KIB 8192u
/* Findings kept of one letter: beyond this the letter is a test of the checker. */
#define LIMIT_FINDINGS 1000u
/* Parties of one role in a letter: a circular goes to some hundreds. */
#define LIMIT_PARTIES 512u

#endif
