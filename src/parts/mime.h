/* mime.h - GMime: a message in memory to headers and parts, and what is written in them decoded; RFC 5322, 2045 to 2049.
 *
 * Everything is spans into the message's own bytes, so that a span's place is its place in the file; what must be decoded is
 * decoded when asked for, into the arena. No GMime object outlives a call.
 *
 * Without GMime (WITH_GMIME not defined, or not there when the program runs) mime_package() names what is missing and mime_read() finds nothing; mime_decode() gives
 * what it is given.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_MIME_H
#define SAMEDESK_MIME_H

#include "base/base.h"

/* NULL: mail can be read. Else the package that is missing. Opens the library. */
const char *mime_package(void);

struct mime_header {
	struct span name;
	struct span raw;		/* behind the colon, folded as it stands */
};

struct mime_message;

enum mime_encoding { MIME_PLAIN, MIME_BASE64, MIME_QUOTED, MIME_UUENCODED };

struct mime_part {
	const char *type;		/* "text/plain", in small letters */
	const char *charset;		/* "" when none is named */
	const char *name;		/* of the file; "" when none */
	const char *method;		/* of a calendar; "" when none */
	enum mime_encoding encoding;
	bool attached;			/* Content-Disposition: attachment */
	bool flowed, delsp;		/* RFC 3676 */
	struct span raw;		/* the content as it stands */
	struct mime_message *message;	/* message/rfc822; else NULL */
	uint32_t parent;		/* the multipart it is in, an index; UINT32_MAX: none */
	bool multipart;
};

struct mime_message {
	VEC(struct mime_header) headers;
	VEC(struct mime_part) parts;	/* in the order of the message, a multipart before its parts */
};

enum mime_fault { MIME_GOOD, MIME_NO_MESSAGE, MIME_TOO_MANY_HEADERS, MIME_TOO_MANY_PARTS, MIME_TOO_DEEP };

/* On a fault the message holds what was read before it. */
enum mime_fault mime_read(struct arena *a, struct span bytes, struct mime_message *out);
/* The two ways of it: ordinary messages are taken apart quickly, with the same outcome (mime_quick.c); false: this is none. All others, by
 * the library, whose bounds are looked after. */
bool mime_quick(struct arena *a, struct span bytes, struct mime_message *out);
enum mime_fault mime_full(struct arena *a, struct span bytes, struct mime_message *out);

/* The first header of that name, any case; empty when absent. */
struct span mime_header(const struct mime_message *m, const char *name);

/* A content without its transfer encoding; the bytes themselves where there is none. Broken input yields what can be had. */
struct span mime_decode(struct arena *a, enum mime_encoding encoding, struct span raw);
/* "base64"; what is not known is plain. */
enum mime_encoding mime_encoding(const char *name);

/* A header's value: unfolded, encoded words decoded, UTF-8. */
struct span mime_words(struct arena *a, struct span raw);

/* A list of addresses; a group's members one by one. A name alone (an empty group, "Undisclosed recipients") has no address. */
struct mime_mailbox { struct span name, address; };
struct mime_mailboxes { VEC(struct mime_mailbox) list; };
void mime_mailboxes(struct arena *a, struct span raw, struct mime_mailboxes *out);

/* The day as the sender's clock had it. */
bool mime_date(struct span raw, struct date *out);
/* The two ways of it, as of mime_read(): the form that programs write, and all that the library understands. */
bool mime_quick_date(struct span raw, struct date *out);
bool mime_full_date(struct span raw, struct date *out);

#endif
