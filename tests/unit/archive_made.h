/* archive_made.h - letters of an archive made by hand, a line a letter, and what is found in them as text, a line a circle.
 *
 * A letter: fields with '|' between, in any order: on=2015-03-02 from=a to=b,c our=PP/12 your=X/3 id=m1 prev=m0 next=m2 subject=... terms=a;b
 * asks=anp (a asks, n need, c accepts, d declines, h hands on, p proposes, k acknowledges, s signs) cites=2015-03-01/author/reference answers=(as cites).
 * words=gable leaning (some of the body).
 * A party "a@t" is a at the desk t; "a@t?" perhaps.
 *
 * SPDX-License-Identifier: ISC */
#ifndef ARCHIVE_MADE_H
#define ARCHIVE_MADE_H

#include "archive/archive_in.h"

struct made {
	struct arena arena;
	struct archive *archive;
	struct letter_archive out;
	struct know *know;
};

static struct when made_date(struct span s)
{
	struct date d;
	return date_parse(s, &d) ? date_when(d) : WHEN_UNKNOWN;
}

static void made_begin(struct made *m, const struct archive_options *o)
{
	memset(m, 0, sizeof *m);
	arena_init(&m->arena, 0);
	m->know = know_default();
	struct archive_options none = { .no_echoes = true };
	m->archive = archive_new(m->know, o != NULL ? o : &none, NULL);
	m->out.arena = &m->arena;
}

static void made_end(struct made *m)
{
	archive_free(m->archive);
	arena_release(&m->arena);
	know_free(m->know);
}

static void made_parties(struct made *m, struct letter_record *r, enum letter_role role, struct span list)
{
	for (struct span one; span_split(&list, ',', &one);) {
		struct span party, desk = one;
		struct letter_party *p = vec_push(&m->arena, &r->parties);
		span_split(&desk, '@', &party);
		p->role = role;
		p->id = arena_strn(&m->arena, party.p, party.n);
		p->name = p->id;
		p->desk_sure = span_ends(desk, "?") ? TRI_PERHAPS : TRI_YES;
		desk.n -= p->desk_sure == TRI_PERHAPS;
		p->desk = desk.n > 0 ? arena_strn(&m->arena, desk.p, desk.n) : p->id;
	}
}

static void made_cites(struct made *m, struct letter_record *r, struct span s, bool answered)
{
	struct span date = { NULL, 0 }, author = { NULL, 0 };
	span_split(&s, '/', &date);
	span_split(&s, '/', &author);
	*vec_push(&m->arena, &r->cited) = (struct letter_cited){ made_date(date), arena_strn(&m->arena, s.n > 0 ? s.p : "", s.n),
		arena_strn(&m->arena, author.n > 0 ? author.p : "", author.n), "", answered };
}

static void made_terms(struct made *m, struct letter_record *r, struct span list)
{
	for (struct span one; span_split(&list, ';', &one);) {
		*vec_push(&m->arena, &r->terms) = arena_strn(&m->arena, one.p, one.n);
	}
}

static unsigned made_asks(struct span s)
{
	static const char letters[] = "acdhnpks";
	unsigned asks = 0;
	for (size_t i = 0; i < s.n; i++) {
		asks |= 1u << (strchr(letters, s.p[i]) - letters);
	}
	return asks;
}

static void made_field(struct made *m, struct letter_record *r, struct span key, struct span v)
{
	char *text = arena_strn(&m->arena, v.n > 0 ? v.p : "", v.n);
	if (span_is(key, "on")) {
		r->date = made_date(v);
	} else if (span_is(key, "from")) {
		made_parties(m, r, LETTER_SENDER, v);
	} else if (span_is(key, "to")) {
		made_parties(m, r, LETTER_RECIPIENT, v);
	} else if (span_is(key, "our")) {
		*vec_push(&m->arena, &r->our_refs) = text;
	} else if (span_is(key, "your")) {
		*vec_push(&m->arena, &r->your_refs) = text;
	} else if (span_is(key, "id")) {
		r->message_id = text;
	} else if (span_is(key, "file")) {
		r->path = text;
	} else if (span_is(key, "prev")) {
		*vec_push(&m->arena, &r->answers_ids) = text;
	} else if (span_is(key, "next")) {
		*vec_push(&m->arena, &r->answered_by) = text;
	} else if (span_is(key, "subject")) {
		r->subject = text;
	} else if (span_is(key, "terms")) {
		made_terms(m, r, v);
	} else if (span_is(key, "words")) {
		for (struct span one; span_split(&v, ' ', &one);) {
			*vec_push(&m->arena, &r->rare) = archive_rare_number(one);
		}
	} else if (span_is(key, "asks")) {
		r->asks = made_asks(v);
	} else if (span_is(key, "cites") || span_is(key, "answers")) {
		made_cites(m, r, v, span_is(key, "answers"));
	} else {
		bug("no such field");
	}
}

static void made_add(struct made *m, const char *line)
{
	struct letter_record *r = ARENA_NEW(&m->arena, struct letter_record);
	r->path = arena_printf(&m->arena, "%u", m->archive->n + 1);
	r->member = r->format = r->id = r->message_id = r->subject = "";
	r->is_letter = true;
	r->date = WHEN_UNKNOWN;
	struct span rest = span_str(line);
	for (struct span field; span_split(&rest, '|', &field);) {
		struct span key = { NULL, 0 };
		field = span_trim(field);
		span_split(&field, '=', &key);
		made_field(m, r, key, field);
	}
	archive_add(m->archive, r);
}

/* Each circle as a line: "1 2 3" by the numbers of letters from 1, "x" a missing one; behind it "desk", "need", "perhaps" where it is so. */
static const char *made_circles(struct made *m)
{
	struct buf b = BUF_INIT;
	for (uint32_t i = 0; i < m->out.circles.n; i++) {
		const struct letter_circle *c = &m->out.circles.v[i];
		buf_str(&b, b.n > 0 ? "; " : "");
		for (uint32_t s = 0; s < c->steps.n; s++) {
			if (c->steps.v[s].letter == UINT32_MAX) {
				buf_str(&b, s > 0 ? " x" : "x");
			} else {
				buf_printf(&b, s > 0 ? " %u" : "%u", c->steps.v[s].letter + 1);
			}
		}
		buf_str(&b, c->closes_at_desk ? " desk" : "");
		buf_str(&b, c->need ? " need" : "");
		buf_str(&b, c->certainty == TRI_YES ? "" : " perhaps");
	}
	const char *text = arena_str(&m->arena, b.n > 0 ? b.p : "");
	buf_release(&b);
	return text;
}

/* Archives made by hand, and the circles that are found in each. Returns how many rows went wrong: said. */
struct made_row { const char *name, *letters[12], *found; };

static inline int made_rows(const struct made_row *rows, size_t n)
{
	int failed = 0;
	for (size_t i = 0; i < n; i++) {
		struct made m;
		made_begin(&m, NULL);
		for (size_t j = 0; j < 12 && rows[i].letters[j] != NULL; j++) {
			made_add(&m, rows[i].letters[j]);
		}
		archive_circles(m.archive, &m.out);
		if (strcmp(made_circles(&m), rows[i].found) != 0) {
			print_message("# %s: '%s' instead of '%s'\n", rows[i].name, made_circles(&m), rows[i].found);
			failed++;
		}
		made_end(&m);
	}
	return failed;
}

#endif
