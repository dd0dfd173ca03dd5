/* extract_xml_mail.c - the mailboxes of a message: who sent it, who got it; RFC 5322.
 *
 * In: elements with the name and the address of a mailbox, or with a list of them as a header has it. Out: zones, one group a
 * recipient, and persons. An address tells its council by its domain; the name beside it may tell a council, or a person.
 *
 * A header outweighs what the text says, unless all it has are addresses of nobody we know: then a council that signs the
 * text in full is who writes. Whose a domain is that several share is left to the signature, too.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_xml.h"
#include "parts/mime_html.h"

static struct extract *mail_words(struct xml_reader *r)
{
	if (r->words == NULL) {
		r->words = ARENA_NEW(r->a, struct extract);
		r->words->l = r->l;
		r->words->k = r->l->know;
		r->words->a = r->a;
		extract_words_begin(r->words);
	}
	return r->words;
}

static struct span mail_host(struct span address)
{
	for (size_t i = address.n; i > 0; i--) {
		if (address.p[i - 1] == '@') {
			return span_of(address.p + i, address.n - i);
		}
	}
	return span_of("", 0);
}

/* Whose domain: how many it may mean. */
static uint32_t mail_owners(const struct xml_reader *r, struct span address)
{
	struct span host = mail_host(address);
	return host.n > 0 ? know_domain(r->l->know, host).n : 0;
}

/* "Jane Doe, Sam Holt <sam@x>", without quotation marks, is two people: each has a first name and a last. The first of them; *name is left
 * with the other. */
static struct span mail_first(struct xml_reader *r, struct span *name)
{
	const char *comma = name->n > 0 ? memchr(name->p, ',', name->n) : NULL;
	struct span first = comma != NULL ? extract_words_before(*name, comma) : *name;
	struct span rest = comma != NULL ? span_trim(span_of(comma + 1, (size_t)(span_end(*name) - comma - 1))) : *name;
	if (comma == NULL || extract_bytes_words(first) < 2 || extract_bytes_words(rest) < 2 ||
	    !extract_marks_signatory(mail_words(r), first) || !extract_marks_signatory(mail_words(r), rest)) {
		return span_of("", 0);
	}
	*name = rest;
	return first;
}

/* "Doe, Jane" is Jane Doe. */
static struct span mail_turn(struct xml_reader *r, struct span name)
{
	const char *comma = name.n > 0 ? memchr(name.p, ',', name.n) : NULL;
	struct span last = comma != NULL ? extract_words_before(name, comma) : name;
	struct span first = comma != NULL ? span_trim(span_of(comma + 1, (size_t)(span_end(name) - comma - 1))) : name;
	uint32_t n = extract_bytes_words(first);
	if (comma == NULL || last.n == 0 || n == 0 || n > 2 || extract_bytes_words(last) > 2 || memchr(first.p, ',', first.n) != NULL ||
	    extract_party_has_body(mail_words(r), name)) {
		return name;
	}
	return span_str(arena_printf(r->a, "%.*s %.*s", SPAN_F(first), SPAN_F(last)));
}

/* An address written where the name should be is no name. */
static struct span mail_name(struct xml_reader *r, struct span name, struct span address, struct span *other)
{
	name = extract_xml_text_flat(r, extract_words_strip(name));
	while (name.n > 1 && (name.p[0] == '\'' || name.p[0] == '"') && name.p[name.n - 1] == name.p[0]) {
		name = span_of(name.p + 1, name.n - 2);
	}
	bool same = address.n > 0 && (memchr(name.n > 0 ? name.p : "", '@', name.n) != NULL || span_eq_ascii_case(name, address));
	*other = same ? span_of("", 0) : mail_first(r, &name);
	return same ? span_of("", 0) : mail_turn(r, name);
}

/* Who sends a circular to hidden recipients writes to himself. Only an address that several share may be two desks. */
static bool mail_is_own(const struct xml_reader *r, struct span address)
{
	for (uint32_t i = 0; i < r->l->zones.n; i++) {
		const struct letter_zone *z = &r->l->zones.v[i];
		if (z->kind == LETTER_ZONE_DOMAIN && z->role == LETTER_SENDER && span_eq_ascii_case(z->pieces.v[0], address)) {
			return mail_owners(r, address) < 2;
		}
	}
	return false;
}

static bool mail_is_person(struct xml_reader *r, struct span name)
{
	struct xml_name *kept = &r->form->names[map_hash(name.p, name.n) % XML_NAMES];
	if (name.n == 0 || name.n > sizeof kept->p) {
		return name.n > 0 && extract_marks_signatory(mail_words(r), name);
	}
	if (kept->n != name.n || memcmp(kept->p, name.p, name.n) != 0) {
		bool person = extract_marks_signatory(mail_words(r), name);	/* first: it may be the end of this letter */
		*kept = (struct xml_name){ .n = (unsigned char)name.n, .person = person };
		memcpy(kept->p, name.p, name.n);
	}
	return kept->person;
}

static void mail_zone(struct xml_reader *r, enum letter_zone_kind kind, enum letter_role role, uint32_t group, struct span s, const xmlNode *node)
{
	static const char *const why[] = { "the message's sender", "an addressee of the message", "a copy of the message" };	/* ORDER: enum letter_role */
	if (s.n > 0) {
		struct letter_zone *z = letter_zone_add(r->l, kind, role, s, why[role]);
		z->group = group;
		z->listed = role == LETTER_RECIPIENT;
		z->person = kind != LETTER_ZONE_DOMAIN && mail_is_person(r, s);
		z->place = extract_xml_place(r, node);
	}
}

static void mail_person(struct xml_reader *r, enum letter_role role, struct span name, uint32_t group, const xmlNode *node)
{
	struct letter *l = r->l;
	uint32_t had = l->addressees.n;
	if (role == LETTER_SENDER && r->writer.n == 0) {
		r->writer = name;
		r->writer_node = node;
	} else if (role == LETTER_RECIPIENT) {
		extract_person_addressee(mail_words(r), &name, 1, group);
	}
	for (uint32_t i = had; i < l->addressees.n; i++) {
		l->addressees.v[i].place = extract_xml_place(r, node);
	}
}

/* Kept until it is known whether he stands beside others; of very many one is enough. */
static void mail_unread(struct xml_reader *r, enum letter_role role, struct span name, const xmlNode *node)
{
	if (role == LETTER_RECIPIENT && name.n > 0 && r->unread.n < LIMIT_PARTIES) {
		*vec_push(r->a, &r->unread) = (struct xml_box){ name, node };
	}
}

static void mail_one(struct xml_reader *r, enum letter_role role, struct span name, struct span address, const xmlNode *node)
{
	static const enum letter_zone_kind kinds[] = { LETTER_ZONE_FROM, LETTER_ZONE_TO, LETTER_ZONE_CC };	/* ORDER: enum letter_role */
	struct span other;
	address = span_trim(address);
	name = mail_name(r, name, address, &other);
	if (name.n + address.n > 0 && ++r->boxes > LIMIT_PARTIES) {
		mail_unread(r, role, name.n > 0 ? name : address, node);
		return;
	}
	if ((name.n == 0 && address.n == 0) || (role != LETTER_SENDER && mail_is_own(r, address))) {
		return;
	}
	if (role != LETTER_SENDER && address.n == 0 && !extract_party_has_body(mail_words(r), name)) {
		mail_unread(r, role, name, node);	/* "undisclosed recipients", "Jane Doe" */
		return;
	}
	mail_unread(r, role, other, node);
	uint32_t group = role == LETTER_SENDER ? 0 : ++r->groups;
	mail_zone(r, kinds[role], role, group, name, node);
	mail_zone(r, LETTER_ZONE_DOMAIN, role, group, address, node);
	if (name.n > 0) {
		mail_person(r, role, name, group, node);
	}
}

static bool mail_has_elements(const xmlNode *node)
{
	const xmlNode *c = node->children;
	while (c != NULL && c->type != XML_ELEMENT_NODE) {
		c = c->next;
	}
	return c != NULL;
}

void extract_xml_mailbox(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	enum letter_role role = strcmp(f->role, "sender") == 0 ? LETTER_SENDER : strcmp(f->role, "cc") == 0 ? LETTER_CC : LETTER_RECIPIENT;
	struct span address = extract_xml_form_value(r, f, "address", node), name = extract_xml_form_value(r, f, "name", node);
	struct mime_mailboxes list = { 0 };
	if (address.n > 0 || name.n > 0) {
		mail_one(r, role, name, address, node);
	} else if (!mail_has_elements(node)) {
		mime_mailboxes(r->a, extract_xml_form_text(r, f, node), &list);
		for (uint32_t i = 0; i < list.list.n; i++) {
			mail_one(r, role, list.list.v[i].name, list.list.v[i].address, node);
		}
	}
}

static enum extract_xml_told mail_told_by(struct xml_reader *r, const struct letter_zone *z)
{
	uint32_t owners = z->kind == LETTER_ZONE_DOMAIN ? mail_owners(r, z->pieces.v[0]) : extract_party_has_body(mail_words(r), z->pieces.v[0]);
	return owners == 0 ? XML_TOLD_STRANGER : owners == 1 ? XML_TOLD_KNOWN : XML_TOLD_SHARED;
}

/* Whom the headers of a role tell: nobody, somebody unknown, one of several, or somebody known. Addresses are asked first, as they are looked
 * up and names are read: one that is known settles it. */
enum extract_xml_told extract_xml_mail_told(struct xml_reader *r, enum letter_role role)
{
	enum extract_xml_told told = XML_TOLD_NOBODY;
	for (int names = 0; names < 2; names++) {
		for (uint32_t i = 0; i < r->l->zones.n && told < XML_TOLD_KNOWN; i++) {
			const struct letter_zone *z = &r->l->zones.v[i];
			if (z->role == role && z->pieces.n > 0 && (z->kind != LETTER_ZONE_DOMAIN) == (names == 1)) {
				enum extract_xml_told this = mail_told_by(r, z);
				told = this > told ? this : told;
			}
		}
	}
	return told;
}

void extract_xml_mail_unread(struct xml_reader *r)
{
	for (uint32_t i = 0; i < r->unread.n; i++) {
		const struct xml_box *b = &r->unread.v[i];
		bool others = false;
		for (uint32_t j = 0; j < r->l->zones.n; j++) {
			const struct letter_zone *z = &r->l->zones.v[j];
			others = others || (z->role == LETTER_RECIPIENT && (z->kind == LETTER_ZONE_DOMAIN || z->kind == LETTER_ZONE_TO));
		}
		if (others) {
			mail_zone(r, LETTER_ZONE_TO, LETTER_RECIPIENT, ++r->groups, b->name, b->node);
		}
	}
}

/* The text's signature tells the name with its post; without one, who sent it signed it. */
void extract_xml_mail_writer(struct xml_reader *r)
{
	struct letter *l = r->l;
	if (l->signatories.n > 0 || r->writer.n == 0) {
		return;
	}
	extract_person_signatory(mail_words(r), &r->writer, 1, 0, false);
	for (uint32_t i = 0; i < l->signatories.n; i++) {
		l->signatories.v[i].place = extract_xml_place(r, r->writer_node);
	}
}

struct span extract_xml_mail_subject(struct xml_reader *r, struct span s)
{
	return extract_subject_bare(mail_words(r), s);
}

/* ---- bodies in archives ---- */

static struct span mail_child(struct xml_reader *r, const xmlNode *node, const char *name)
{
	const xmlNode *c = node != NULL ? node->children : NULL;
	while (c != NULL && (c->type != XML_ELEMENT_NODE || strcmp((const char *)c->name, name) != 0)) {
		c = c->next;
	}
	return c != NULL ? span_trim(xml_text(r->a, c)) : span_of("", 0);
}

static void mail_empty(xmlNode *node)
{
	while (node->children != NULL) {
		xmlNode *c = node->children;
		xmlUnlinkNode(c);
		xmlFreeNode(c);
	}
}

void extract_xml_mail_content(struct xml_reader *r, xmlNode *node)
{
	const xmlNode *body = node->parent, *single = body != NULL ? body->parent : NULL;
	struct span type = mail_child(r, single, "ContentType"), encoding = mail_child(r, body, "TransferEncoding"), words = xml_text(r->a, node);
	enum mime_encoding how = mime_encoding(arena_strn(r->a, encoding.p, encoding.n));
	bool html = type.n >= 9 && span_eq_ascii_case(span_of(type.p, 9), SPAN_LIT("text/html"));
	if (mail_has_elements(node) || (how == MIME_PLAIN && !html)) {
		return;
	}
	if (how != MIME_PLAIN && mime_package() != NULL) {
		diag_at(r->l->sink, DIAG_READER_MISSING, r->l->path, 0, 0, "a message's text in its transfer encoding needs %s", mime_package());
		return;
	}
	words = mime_decode(r->a, how, words);
	mail_empty(node);
	xml_changed(node->doc);
	xml_set(node, "encoded", how == MIME_BASE64 ? "base64" : NULL);	/* its words stand nowhere in the file */
	if (!html || !mime_html_add(r->a, node, words, r->l->path, r->l->sink)) {
		xml_put_text(node, words);
	}
}
