/* extract_xml_form.c - a format of rules/formats/ compiled, and what its paths find; DESIGN section 3.
 *
 * In: the format's rows and a record. Out: nodes and values. A path that cannot be evaluated (it takes too many steps) is said once
 * a letter and yields nothing. What is done with the values is left to extract_xml.c.
 *
 * SPDX-License-Identifier: ISC */
#include "extract/extract_xml.h"

/* ---- evaluating ---- */

static void xml_say(struct xml_reader *r, const char *path)
{
	if (!r->failed) {
		diag_at(r->l->sink, DIAG_MATCH_LIMIT, r->l->path, 0, 0, "format '%s', '%s': %s", r->l->format, path,
		    xml_eval_error(r->eval));
	}
	r->failed = true;
}

static bool xml_ask(struct xml_reader *r, const struct xml_part *p, xmlNode *node, struct xml_answer *out)
{
	bool good = xml_eval_ask(r->eval, p->path, node, out);
	if (!good) {
		xml_say(r, p->name);
	}
	return good;
}

static xmlAttr *xml_attribute(xmlNode *node, const char *name)
{
	xmlAttr *at = node->type == XML_ELEMENT_NODE ? node->properties : NULL;
	while (at != NULL && (at->ns != NULL || strcmp((const char *)at->name, name) != 0)) {
		at = at->next;
	}
	return at;
}

/* One part's value. */
static struct span xml_value(struct xml_reader *r, const struct xml_part *p, xmlNode *node)
{
	if (p->attribute != NULL) {
		xmlAttr *at = xml_attribute(node, p->attribute);
		return at != NULL ? extract_xml_text_lines(r, (xmlNode *)at) : span_of(NULL, 0);
	}
	if (p->path == NULL) {
		return extract_xml_text_lines(r, node);
	}
	struct xml_answer found;
	if (!xml_ask(r, p, node, &found)) {
		return span_of(NULL, 0);
	}
	if (found.kind == XML_NODES) {
		return found.n > 0 ? extract_xml_text_lines(r, found.nodes[0]) : span_of(NULL, 0);
	}
	return found.kind == XML_WORDS ? span_trim(span_str(found.words)) : span_of(NULL, 0);
}

/* A field has a dozen parts, and is asked for each of some kinds: mostly the first letter tells. */
static bool xml_is_part(const struct xml_part *p, const char *name)
{
	return p->name[0] == name[0] && strcmp(p->name, name) == 0;
}

struct span extract_xml_form_value(struct xml_reader *r, const struct xml_field *f, const char *name, xmlNode *node)
{
	struct span s = { NULL, 0 };
	for (uint32_t i = 0; i < f->n_parts && s.n == 0; i++) {
		if (xml_is_part(&f->parts[i], name)) {
			s = xml_value(r, &f->parts[i], node);
		}
	}
	return s;
}

bool extract_xml_form_has(const struct xml_field *f, const char *name)
{
	for (uint32_t i = 0; i < f->n_parts; i++) {
		if (xml_is_part(&f->parts[i], name)) {
			return true;
		}
	}
	return false;
}

struct span extract_xml_form_text(struct xml_reader *r, const struct xml_field *f, xmlNode *node)
{
	return extract_xml_form_has(f, "text") ? extract_xml_form_value(r, f, "text", node) : extract_xml_text_lines(r, node);
}

bool extract_xml_form_true(struct xml_reader *r, const struct xml_field *f, const char *name, xmlNode *node)
{
	for (uint32_t i = 0; i < f->n_parts; i++) {
		if (!xml_is_part(&f->parts[i], name)) {
			continue;
		}
		struct xml_answer found;
		if (f->parts[i].path != NULL && xml_ask(r, &f->parts[i], node, &found) && found.truth) {
			return true;
		}
	}
	return false;
}

const xmlNode *extract_xml_form_node(struct xml_reader *r, const struct xml_field *f, const char *name, xmlNode *node)
{
	for (uint32_t i = 0; i < f->n_parts; i++) {
		if (!xml_is_part(&f->parts[i], name) || f->parts[i].path == NULL) {
			continue;
		}
		struct xml_answer found;
		if (xml_ask(r, &f->parts[i], node, &found) && found.n > 0) {
			return found.nodes[0];
		}
	}
	return NULL;
}

/* ---- the format, compiled ---- */

/* Namespaces for which a format is kept compiled: exports have one or none. */
#define XML_FORMS 4u

static struct xml_part xml_compile(struct letter *l, struct arena *a, const char *const *ns, const char *name, const char *select)
{
	const struct know_kept *kept = know_kept(l->know);
	struct xml_part p = { .name = name };
	const char *why = NULL;
	if (select[0] == '@' && strcspn(select + 1, " :|[]/(*") == strlen(select + 1)) {
		p.attribute = select + 1;
	} else if (*select != '\0' && strcmp(select, ".") != 0) {
		p.path = xml_xpath_bind(a, kept != NULL && a == kept->arena ? kept->names : NULL, select, ns, &why);
		if (p.path == NULL) {
			diag_at(l->sink, DIAG_KNOW_XPATH, l->path, 0, 0, "format '%s': %s", l->format, why);
		}
	}
	return p;
}

static void xml_compile_field(struct letter *l, struct arena *a, const char *const *ns, const struct know_format_field *from, struct xml_field *f)
{
	const struct know *k = l->know;
	const char *name = know_str(k, from->name);
	const struct xml_action *action = extract_xml_actions;
	while (action->name != NULL && strcmp(action->name, name) != 0) {
		action++;
	}
	f->action = action;
	f->role = know_str(k, from->role);
	f->key = span_str(know_str(k, from->key));
	f->many = strcmp(name, "party") == 0 || strcmp(name, "person") == 0;
	f->select = xml_compile(l, a, ns, name, know_str(k, from->select));
	f->parts = ARENA_NEWS(a, struct xml_part, from->parts.n + 1);
	for (uint32_t i = 0; i < from->parts.n; i++) {
		const struct know_format_part *p = know_format_part(k, know_item(k, from->parts, i));
		f->parts[f->n_parts++] = xml_compile(l, a, ns, know_str(k, p->name), know_str(k, p->select));
	}
}

static struct xml_form *xml_form_new(struct letter *l, struct arena *a, const char *own)
{
	const struct know_format *from = know_format(l->know, l->format_index);
	struct xml_form *form = ARENA_NEW(a, struct xml_form);
	const char **ns = ARENA_NEWS(a, const char *, from->ns.n + 1);
	for (uint32_t i = 0; i < from->ns.n; i++) {
		ns[i] = know_str(l->know, know_item(l->know, from->ns, i));
		ns[i] = strcmp(ns[i], "*") == 0 ? own : ns[i];
	}
	form->ns = ns;
	form->own = own;
	form->text = strcmp(know_str(l->know, from->layout), "text") == 0;
	form->fields = ARENA_NEWS(a, struct xml_field, from->fields.n + 1);
	for (; form->n_fields < from->fields.n; form->n_fields++) {
		xml_compile_field(l, a, ns, know_format_field(l->know, know_item(l->know, from->fields, form->n_fields)),
		    &form->fields[form->n_fields]);
		form->mail = form->mail || form->fields[form->n_fields].action->take == extract_xml_mailbox;
	}
	form->names = form->mail ? ARENA_NEWS(a, struct xml_name, XML_NAMES) : NULL;
	form->key_words.carriers = know_str(l->know, from->keys.carriers);
	form->key_words.names = know_str(l->know, from->keys.names);
	form->key_words.values = know_str(l->know, from->keys.values);
	form->key_words.qualifiers = know_str(l->know, from->keys.qualifiers);
	form->key_words.prefixes = know_str(l->know, from->keys.prefixes);
	form->key_words.rows = know_str(l->know, from->keys.rows);
	form->key_words.closed = know_str(l->know, from->keys.closed);
	extract_xml_key_compile(form, a);
	return form;
}

/* The root's namespace where the format's prefixes stand for it. */
static const char *xml_form_own(struct letter *l)
{
	struct know_list ns = know_format(l->know, l->format_index)->ns;
	for (uint32_t i = 0; i < ns.n; i++) {
		if (strcmp(know_str(l->know, know_item(l->know, ns, i)), "*") == 0) {
			return xml_root_namespace(l->arena, l->doc);
		}
	}
	return "";
}

static const struct xml_form *xml_form_find(void *const *kept, const char *own, uint32_t *n)
{
	const struct xml_form *form = kept != NULL ? *kept : NULL;
	for (*n = 0; form != NULL && strcmp(form->own, own) != 0; form = form->next) {
		++*n;
	}
	return form;
}

const struct xml_form *extract_xml_form(struct letter *l)
{
	const struct know_kept *kept = know_kept(l->know);
	void **file = l->file != NULL ? &l->file->format_state : NULL, **hand = kept != NULL ? &kept->forms[l->format_index] : NULL;
	const char *own = xml_form_own(l);
	uint32_t n, others;
	const struct xml_form *form = xml_form_find(hand, own, &n);
	if (form == NULL) {
		form = xml_form_find(file, own, &others);
	}
	if (form != NULL) {
		return form;
	}
	void **to = hand != NULL && n < XML_FORMS ? hand : file;
	struct arena *a = to == NULL ? l->arena : to == hand ? kept->arena : l->file->arena;
	struct xml_form *made = xml_form_new(l, a, arena_str(a, own));
	if (to != NULL) {
		made->next = *to;
		*to = made;
	}
	return made;
}

struct xml_nodes extract_xml_form_nodes(struct xml_reader *r, const struct xml_field *f, xmlNode *from)
{
	struct xml_answer found;
	if (f->key.n > 0) {
		return from == r->l->record ? extract_xml_key_nodes(r, f) : (struct xml_nodes){ NULL, 0 };
	}
	if (f->select.attribute != NULL || f->select.path == NULL) {
		xmlNode *only = f->select.path == NULL && f->select.attribute == NULL ? from
		    : (xmlNode *)xml_attribute(from, f->select.attribute);
		xmlNode **v = ARENA_NEW(r->a, xmlNode *);
		*v = only;
		return (struct xml_nodes){ v, only != NULL };
	}
	bool good = xml_ask(r, &f->select, from, &found);
	return good ? (struct xml_nodes){ found.nodes, found.n } : (struct xml_nodes){ NULL, 0 };
}
