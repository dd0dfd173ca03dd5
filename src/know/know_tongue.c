/* know_tongue.c - the program's own words in another language than English.
 *
 * In: the files of rules/messages/: rows of English words and the same in another language. Out: rows of the builder, and for the whole
 * program one question: how are these words said? The English words, as they stand in the C, are the key, so that what has no row is said in
 * English. Words may hold printf's conversions: a row whose conversions are not those of the English is refused, so no file of words can
 * make the program read what is not there.
 *
 * The words are those compiled in, whatever --rules says: they are the program's and no knowledge. Cost: a search in a sorted table, and
 * nothing in English.
 *
 * SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "know/know_in.h"

enum { CONVERSIONS = 16 };

/* The conversions of a format in the order of its arguments, one text each. False: more than can be, or of a kind that is not known. */
static bool conversions_read(const char *format, struct span *out)
{
	unsigned next = 0;
	for (const char *p = format; *p != '\0'; p++) {
		if (*p != '%' || p[1] == '%') {
			p += *p == '%';
			continue;
		}
		const char *from = ++p;
		unsigned at = 0;
		while (*p >= '0' && *p <= '9' && at < CONVERSIONS) {
			at = at * 10 + (unsigned)(*p++ - '0');
		}
		bool placed = *p == '$' && at > 0 && at <= CONVERSIONS;
		p = placed ? p + 1 : from;
		from = p;
		p += strcspn(p, "diouxXcsfeEgGpn%");
		at = placed ? at - 1 : next++;
		if (*p == '\0' || *p == 'n' || *p == '%' || at >= CONVERSIONS || out[at].n > 0) {
			return false;
		}
		bool star = memchr(from, '*', (size_t)(p - from)) != NULL;
		if (star && placed) {
			return false;
		}
		next += star;
		out[at] = span_of(from, (size_t)(p + 1 - from));
	}
	return true;
}

static bool conversions_agree(const char *english, const char *says)
{
	struct span a[CONVERSIONS] = { { NULL, 0 } }, b[CONVERSIONS] = { { NULL, 0 } };
	if (!conversions_read(english, a) || !conversions_read(says, b)) {
		return false;
	}
	for (size_t i = 0; i < CONVERSIONS; i++) {
		if (!span_eq(a[i], b[i])) {
			return false;
		}
	}
	return true;
}

/* With the spaces at its ends. */
static struct span tongue_attr(struct know_build *b, const xmlNode *node, const char *name)
{
	const char *text = xml_attr(b->a, node, NULL, name);
	return span_str(text != NULL ? text : "");
}

static void tongue_row(struct know_build *b, struct know_doc *doc, const xmlNode *node, struct span lang)
{
	struct span english = tongue_attr(b, node, "en"), says = tongue_attr(b, node, "says"), two = tongue_attr(b, node, "two");
	const char *key = arena_strn(b->a, english.p, english.n);
	two = two.n > 0 ? two : says;
	if (!conversions_agree(key, arena_strn(b->a, says.p, says.n)) || !conversions_agree(key, arena_strn(b->a, two.p, two.n))) {
		know_build_fault(b, DIAG_KNOW_MESSAGE, doc, node, "'%s'", key);
		return;
	}
	*vec_push(b->a, &b->messages) = (struct know_message){
		know_build_text(b, lang), know_build_text(b, english), know_build_text(b, says), know_build_text(b, two)
	};
}

void know_tongue_rows(struct know_build *b, struct know_doc *doc)
{
	const xmlNode *root = xmlDocGetRootElement(doc->doc);
	struct span lang = know_build_attr(b, root, "for");
	for (const xmlNode *n = root->children; n != NULL; n = n->next) {
		if (know_build_is(n, "message")) {
			tongue_row(b, doc, n, lang);
		}
	}
}

static const struct know_message *tongue_table(const struct know_head *head)
{
	return (const struct know_message *)(const void *)((const char *)head + head->section[KNOW_MESSAGES].at);
}

static const char *tongue_text(const struct know_head *head, know_text t)
{
	return (const char *)head + head->section[KNOW_POOL].at + t;
}

/* The image that is compiled in outlives the record that it is asked by. */
struct know_tongue know_tongue_of(const char *lang)
{
	struct know *k = know_default();
	struct know_tongue t = { 0, k->head, 0, 0 };
	uint32_t n = k->head->section[KNOW_MESSAGES].n;
	for (uint32_t i = 0; lang != NULL && i < n; i++) {
		if (strcmp(tongue_text(k->head, tongue_table(k->head)[i].lang), lang) == 0) {
			t.first = t.n == 0 ? i : t.first;
			t.lang = tongue_table(k->head)[i].lang;
			t.n++;
		}
	}
	know_free(k);
	return t;
}

bool know_tongue_is_spoken(const char *lang)
{
	return strcmp(lang, "en") == 0 || know_tongue_of(lang).n > 0;
}

const char *know_tongue_name(const struct know_tongue *t)
{
	return t->n > 0 ? tongue_text(t->image, t->lang) : NULL;
}

void know_tongue_set(struct know *k, const char *lang)
{
	k->tongue = know_tongue_of(lang);
}

const struct know_tongue *know_tongue_get(const struct know *k)
{
	return &k->tongue;
}

static const struct know_message *tongue_find(const struct know_tongue *t, const char *english)
{
	uint32_t low = t->first, high = t->first + t->n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct know_message *m = &tongue_table(t->image)[middle];
		int order = strcmp(english, tongue_text(t->image, m->en));
		if (order == 0) {
			return m;
		}
		if (order < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return NULL;
}

const char *know_tongue_say(const struct know_tongue *t, const char *english)
{
	const struct know_message *m = t->n > 0 && english != NULL ? tongue_find(t, english) : NULL;
	return m != NULL ? tongue_text(t->image, m->says) : english;
}

const char *know_tongue_in(const struct know *k, const char *english)
{
	return k != NULL ? know_tongue_say(&k->tongue, english) : english;
}

const char *know_tongue_count(const struct know_tongue *t, uint32_t n, const char *one, const char *more)
{
	const struct know_message *m = t->n > 0 ? tongue_find(t, n == 1 ? one : more) : NULL;
	if (m == NULL) {
		return n == 1 ? one : more;
	}
	return tongue_text(t->image, n == 2 ? m->two : m->says);
}

static int tongue_order(const void *x, const void *y)
{
	const struct know_message *a = x, *b = y;
	return a->lang != b->lang ? (a->lang < b->lang ? -1 : 1) : 0;
}

/* Sorted as tongue_find() looks: few, so by insertion within the languages that qsort has parted. */
void know_tongue_sort(struct know_build *b)
{
	struct know_message *v = b->messages.v;
	if (b->messages.n > 1) {
		qsort(v, b->messages.n, sizeof *v, tongue_order);
	}
	for (uint32_t i = 1; i < b->messages.n; i++) {
		struct know_message m = v[i];
		uint32_t at = i;
		for (; at > 0 && v[at - 1].lang == m.lang && strcmp(know_build_str(b, v[at - 1].en), know_build_str(b, m.en)) > 0; at--) {
			v[at] = v[at - 1];
		}
		v[at] = m;
	}
}
