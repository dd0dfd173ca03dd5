/* corpus.c - writes archives of made-up letters between real councils, with planted circles and a list of them.
 *
 *	corpus [--seed N] LETTERS DIR FORMAT...		text, tei, mail, mbox, records, facts
 *	corpus names					every name in the registry, one a line
 *
 * In: a number of letters; tests/bench/prose.txt and layout.txt (run it where they lie); the registry in the program. Out, below DIR: one
 * letter a file in folders of a thousand, text/000/1f2e3d4c.txt, tei/000/....xml, mail/000/cur/....eml (each folder a Maildir), or all of them in mbox/all.mbox, or as
 * records in records/all.ndjson (no texts, so no echoes);
 * truth-FORMAT.json: {"circles": [{"kind", "closes_at", "certainty", "letters", "missing", "why"}], "not_circles": [{"letters", "why"}]}, letters as
 * "path below FORMAT/[#member]"; facts.tsv: what each letter says of itself. The same numbers give the same bytes, always. The letters are
 * planned in plan.c and worded in compose.c; names of files tell nothing of the order.
 *
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "records.h"

enum { FOLDER = 1000, FOR_LAYOUT = 50, HABIT_LAYOUT = 50 };
enum format { TEXT, TEI, MAIL, MBOX, RECORDS, FACTS, FORMATS };

struct corpus {
	struct composer composer;
	struct arena scratch;
	const char *dir;
	enum format format;
	uint32_t *order;		/* by place: the letter */
	uint32_t *place;		/* by letter: its place */
	uint32_t n;
	int folder;			/* open */
	FILE *all;			/* of mbox, records and facts */
};

static const char *const format_names[FORMATS] = { "text", "tei", "mail", "mbox", "records", "facts" };

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "corpus: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* ---- where a letter lies ---- */

static void path_of(const struct corpus *c, uint32_t letter, char out[80])
{
	unsigned folder = c->place[letter] / FOLDER, id = compose_id(letter);

	switch (c->format) {
	case TEI: snprintf(out, 80, "%03u/%08x.xml", folder, id); break;
	case MAIL: snprintf(out, 80, "%03u/cur/%08x.eml", folder, id); break;
	case MBOX: snprintf(out, 80, "all.mbox"); break;
	default: snprintf(out, 80, "%03u/%08x.txt", folder, id); break;
	}
}

static const char *domain_of(const struct corpus *c, uint32_t council)
{
	const char *domain = c->composer.plan->councils->all.v[council].domain;

	return *domain != '\0' ? domain : "mail.example";
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		fail(path);
}

static void enter_folder(struct corpus *c, uint32_t number)
{
	static const char *const maildir[] = { "/cur", "/new", "/tmp" };
	char path[1024];
	int n = snprintf(path, sizeof path, "%s/%s/%03u", c->dir, format_names[c->format], number);

	make_folder(path);
	for (int i = c->format == MAIL ? 2 : -1; i >= 0; i--) {
		snprintf(path + n, sizeof path - (size_t)n, "%s", maildir[i]);
		make_folder(path);
	}
	if (c->folder >= 0)
		close(c->folder);
	c->folder = open(path, O_RDONLY | O_DIRECTORY);
	if (c->folder < 0)
		fail(path);
}

static void write_file(const struct corpus *c, const char *path, const struct buf *b)
{
	const char *name = strrchr(path, '/') + 1;
	int fd = openat(c->folder, name, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || write(fd, b->p, b->n) != (ssize_t)b->n || close(fd) != 0)
		fail(path);
}

/* ---- a body as the formats have it ---- */

/* Breaks paragraphs into lines; width 0: not at all. */
static void wrap(struct buf *out, const char *body, size_t width)
{
	struct span rest = span_str(body), para, word;

	while (span_split(&rest, '\n', &para)) {
		bool quoted = span_starts(para, "> ");
		size_t column = 0;

		while (span_word(&para, &word)) {
			if (column > 0 && width > 0 && column + 1 + word.n > width) {
				buf_str(out, quoted ? "\n> " : "\n");
				column = quoted ? 2 : 0;
			} else if (column > 0) {
				buf_char(out, ' ');
				column++;
			}
			buf_span(out, word);
			column += word.n;
		}
		buf_char(out, '\n');
	}
	while (out->n > 1 && out->p[out->n - 1] == '\n' && out->p[out->n - 2] == '\n')
		out->n--;
}

static const char *escaped(struct arena *a, const char *text)
{
	struct buf out = BUF_INIT;
	char *made;

	for (; *text != '\0'; text++)
		if (*text == '&' || *text == '<')
			buf_str(&out, *text == '&' ? "&amp;" : "&lt;");
		else
			buf_char(&out, *text);
	made = arena_strn(a, out.p, out.n);
	buf_release(&out);
	return made;
}

static void paragraphs(struct buf *out, struct arena *a, const char *body)
{
	struct span rest = span_str(escaped(a, body)), para;

	while (span_split(&rest, '\n', &para)) {
		bool quoted = span_starts(para, "> ");

		if (para.n == 0)
			continue;
		if (quoted)
			para = span_of(para.p + 2, para.n - 2);
		buf_printf(out, quoted ? "        <quote><p>%.*s</p></quote>\n" : "        <p>%.*s</p>\n", SPAN_F(para));
	}
}

/* UTF-8 to ISO-8859-1: the prose has no other letters. */
static void to_latin1(struct buf *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++)
		if ((b->p[i] & 0xe0) == 0xc0 && i + 1 < b->n) {
			b->p[n++] = (char)((b->p[i] & 3) << 6 | (b->p[i + 1] & 0x3f));
			i++;
		} else {
			b->p[n++] = b->p[i];
		}
	b->n = n;
}

static void to_crlf(struct buf *b)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < b->n; i++) {
		if (b->p[i] == '\n')
			buf_char(&out, '\r');
		buf_char(&out, b->p[i]);
	}
	buf_release(b);
	*b = out;
}

static void to_quoted_printable(struct buf *out, const char *text)
{
	size_t column = 0;

	for (const char *p = text; *p != '\0'; p++) {
		bool plain = (*p >= ' ' && *p < 127 && *p != '=') || *p == '\n';

		if (*p == ' ' && p[1] == '\n')
			plain = false;
		if (column > 72 && *p != '\n') {
			buf_str(out, "=\n");
			column = 0;
		}
		if (plain)
			buf_char(out, *p);
		else
			buf_printf(out, "=%02X", (unsigned char)*p);
		column = *p == '\n' ? 0 : column + (plain ? 1 : 3);
	}
}

/* ---- the formats ---- */

struct sheet { struct values values; struct buf body; struct dice dice; const struct letter *letter; uint32_t number; };

static void expand(const struct corpus *c, const char *rule, struct sheet *s, struct buf *out)
{
	grammar_expand(c->composer.grammar, grammar_rule(c->composer.grammar, rule), &s->dice, &s->values, out);
}

static void set_body(struct corpus *c, struct sheet *s, const struct buf *text)
{
	values_set(&s->values, "body", arena_strn(&c->scratch, text->p, text->n));
}

static void as_text(struct corpus *c, struct sheet *s, struct buf *out)
{
	static const uint8_t widths[] = { 72, 78, 80, 86, 92, 100, 0 };
	struct dice habit = compose_habit(&c->composer, s->letter->from, HABIT_LAYOUT);
	uint32_t rule = grammar_rule(c->composer.grammar, "layout.text"), layout = dice_below(&habit, grammar_count(c->composer.grammar, rule));
	struct buf body = BUF_INIT;

	wrap(&body, s->body.p, widths[dice_below(&habit, sizeof widths)]);
	set_body(c, s, &body);
	grammar_expand_one(c->composer.grammar, rule, layout, &s->dice, &s->values, out);
	buf_release(&body);
	uint32_t code = dice_below(&habit, 20);

	if (code == 0)
		to_latin1(out);
	if (code <= 2)
		to_crlf(out);
}

static void as_tei(struct corpus *c, struct sheet *s, struct buf *out)
{
	const struct letter *l = s->letter;
	struct values *v = &s->values;
	struct buf body = BUF_INIT;

	paragraphs(&body, &c->scratch, s->body.p);
	for (uint32_t i = 0; i < v->n; i++)
		v->text[i] = escaped(&c->scratch, v->text[i]);
	set_body(c, s, &body);
	buf_release(&body);
	values_set(v, "teiyour", l->replies ? arena_printf(&c->scratch, "          <idno type=\"your-ref\">%s</idno>\n", values_get(v, "your")) : "");
	values_set(v, "tei.context", l->replies ? arena_printf(&c->scratch, "        <correspContext>\n          <ref type=\"prev\" target=\"#l%08x\">The letter that it "
	    "answers</ref>\n        </correspContext>\n", compose_id(l->cites)) : "");
	expand(c, "layout.tei", s, out);
}

/* Who is meant: the council stands in the name where its address does not tell. */
static void address(const struct corpus *c, struct sheet *s, struct buf *out, const char *header, bool sender)
{
	uint32_t of = sender ? s->letter->from : s->letter->to;
	bool own = *c->composer.plan->councils->all.v[of].domain != '\0';
	const char *name = values_get(&s->values, sender ? "full" : "tofull"), *mail = values_get(&s->values, sender ? "mail" : "tomail");
	const char *council = values_get(&s->values, sender ? "me" : "you");

	if (own && dice_below(&s->dice, 3) > 0)
		buf_printf(out, "%s: %s <%s>\n", header, name, mail);
	else
		buf_printf(out, "%s: \"%s (%s)\" <%s%s>\n", header, name, council, mail, own ? "" : "mail.example");
}

static void headers(const struct corpus *c, struct sheet *s, struct buf *out, bool quoted)
{
	const struct letter *l = s->letter;
	time_t when = (time_t)l->day * 86400 + 8 * 3600 + dice_below(&s->dice, 9 * 3600);
	char date[64];
	struct tm tm;

	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", gmtime_r(&when, &tm));
	address(c, s, out, "From", true);
	address(c, s, out, "To", false);
	buf_printf(out, "Date: %s\nSubject: %s%s\nMessage-ID: <%08x@%s>\n", date, l->replies ? "RE: " : "", values_get(&s->values, "subject"),
	    compose_id(s->number), domain_of(c, l->from));
	if (l->replies) {
		uint32_t other = c->composer.plan->letters.v[l->cites].from;

		for (int i = 0; i < 2; i++)
			buf_printf(out, "%s: <%08x@%s>\n", i == 0 ? "In-Reply-To" : "References", compose_id(l->cites), domain_of(c, other));
	}
	buf_printf(out, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: %s\nX-Mailer: Council Mail 6.5\n\n",
	    quoted ? "quoted-printable" : "8bit");
}

static void as_mail(struct corpus *c, struct sheet *s, struct buf *out)
{
	bool quoted = dice_one_in(&s->dice, 4);
	struct buf body = BUF_INIT, whole = BUF_INIT;

	wrap(&body, s->body.p, quoted ? 0 : 72);
	set_body(c, s, &body);
	headers(c, s, out, quoted);
	expand(c, "layout.mail", s, &whole);
	if (quoted)
		to_quoted_printable(out, whole.p);
	else
		buf_span(out, span_of(whole.p, whole.n));
	buf_release(&body);
	buf_release(&whole);
}

static void to_mbox(const struct corpus *c, const struct sheet *s, const struct buf *message)
{
	time_t when = (time_t)s->letter->day * 86400 + 9 * 3600;
	struct span rest = { message->p, message->n }, line;
	char date[64];
	struct tm tm;

	strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y", gmtime_r(&when, &tm));
	fprintf(c->all, "From %08x@%s %s\n", compose_id(s->number), domain_of(c, s->letter->from), date);
	while (span_split(&rest, '\n', &line)) {
		if (rest.n == 0 && line.n == 0)
			break;
		if (span_starts(line, "From "))
			putc('>', c->all);
		fwrite(line.p, 1, line.n, c->all);
		putc('\n', c->all);
	}
	putc('\n', c->all);
}

static void to_facts(const struct corpus *c, const struct sheet *s)
{
	const struct letter *l = s->letter;
	const struct council *all = c->composer.plan->councils->all.v;
	const struct values *v = &s->values;

	fprintf(c->all, "%08x\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", compose_id(s->number), all[l->from].id, all[l->to].id,
	    l->cc != PLAN_NONE ? all[l->cc].id : "", values_get(v, "iso"), values_get(v, "our"), values_get(v, "your"), values_get(v, "subject"));
}

static void write_letter(struct corpus *c, uint32_t number)
{
	struct sheet s = { .dice = compose_dice(&c->composer, number, FOR_LAYOUT), .letter = &c->composer.plan->letters.v[number], .number = number };
	struct buf out = BUF_INIT;
	char path[80];

	s.body = (struct buf)BUF_INIT;
	arena_clear(&c->scratch);
	compose_values(&c->composer, number, &c->scratch, &s.values);
	if (c->format < RECORDS)
		compose_body(&c->composer, number, &c->scratch, &s.values, &s.body);
	switch (c->format) {
	case TEXT: as_text(c, &s, &out); break;
	case TEI: as_tei(c, &s, &out); break;
	case MAIL: case MBOX: as_mail(c, &s, &out); break;
	case RECORDS: break;
	default: to_facts(c, &s); break;
	}
	path_of(c, number, path);
	if (c->format == MBOX)
		to_mbox(c, &s, &out);
	else if (c->format == RECORDS)
		records_print(&c->composer, c->all, path, number, &s.values, &c->scratch);
	else if (c->format != FACTS)
		write_file(c, path, &out);
	buf_release(&out);
	buf_release(&s.body);
}

/* ---- the list of what was planted ---- */

static void print_letter(const struct corpus *c, FILE *f, uint32_t letter)
{
	char path[80];

	path_of(c, letter, path);
	fprintf(f, c->format == MBOX ? "\"%s#%08x@%s\"" : "\"%s\"", path, compose_id(letter), domain_of(c, c->composer.plan->letters.v[letter].from));
}

/* The letters that lie in the archive, or what is to be said of the others. */
static void print_steps(struct corpus *c, FILE *f, const struct circle *circle, bool missing)
{
	const struct plan *p = c->composer.plan;
	const char *comma = "";

	for (uint32_t i = 0; i < circle->n; i++) {
		uint32_t number = p->steps.v[circle->first + i];

		if (p->letters.v[number].missing != missing)
			continue;
		fputs(comma, f);
		comma = ", ";
		if (!missing) {
			print_letter(c, f, number);
			continue;
		}
		struct values v;

		arena_clear(&c->scratch);
		compose_values(&c->composer, number, &c->scratch, &v);
		fprintf(f, "\"%s to %s, %s, %s\"", values_get(&v, "me"), values_get(&v, "you"), values_get(&v, "iso"), values_get(&v, "our"));
	}
}

static void print_circles(struct corpus *c, FILE *f, bool circles)
{
	const struct plan *p = c->composer.plan;
	const char *comma = "";

	for (uint32_t i = 0; i < p->circles.n; i++) {
		const struct circle *one = &p->circles.v[i];
		bool ring = one->kind == CIRCLE_RING || one->kind == CIRCLE_NEED;

		if ((one->kind != CIRCLE_NOT) != circles || (c->format == RECORDS && one->kind == CIRCLE_ECHO))
			continue;
		fprintf(f, "%s\n{", comma);
		comma = ",";
		if (circles)
			fprintf(f, "\"kind\": \"%s\", %s\"certainty\": \"yes\", ", plan_kind(one->kind), !ring ? "" : one->desk ? "\"closes_at\": \"desk\", " : "\"closes_at\": \"party\", ");
		fputs("\"letters\": [", f);
		print_steps(c, f, one, false);
		if (circles) {
			fputs("], \"missing\": [", f);
			print_steps(c, f, one, true);
		}
		fprintf(f, "], \"why\": \"%s\"}", one->why);
	}
}

static void write_truth(struct corpus *c)
{
	char path[1024];
	FILE *f;

	snprintf(path, sizeof path, "%s/truth-%s.json", c->dir, format_names[c->format]);
	f = fopen(path, "w");
	if (f == NULL)
		fail(path);
	fputs("{\"circles\": [", f);
	print_circles(c, f, true);
	fputs("],\n\"not_circles\": [", f);
	print_circles(c, f, false);
	fputs("]}\n", f);
	if (fclose(f) != 0)
		fail(path);
}

/* ---- all of it ---- */

static void scatter(struct corpus *c)
{
	const struct plan *p = c->composer.plan;
	struct dice d = dice_of(c->composer.seed, 7);

	c->order = malloc(p->letters.n * sizeof *c->order);
	c->place = malloc(p->letters.n * sizeof *c->place);
	if (c->order == NULL || c->place == NULL)
		abort();
	for (uint32_t i = 0; i < p->letters.n; i++)
		if (!p->letters.v[i].missing)
			c->order[c->n++] = i;
	for (uint32_t i = c->n; i > 1; i--) {
		uint32_t j = dice_below(&d, i), x = c->order[i - 1];

		c->order[i - 1] = c->order[j];
		c->order[j] = x;
	}
	for (uint32_t i = 0; i < c->n; i++)
		c->place[c->order[i]] = i;
}

static void write_format(struct corpus *c, enum format format)
{
	char path[1024];

	c->format = format;
	snprintf(path, sizeof path, "%s/%s", c->dir, format == FACTS ? "" : format_names[format]);
	make_folder(path);
	if (format >= MBOX) {
		snprintf(path, sizeof path, "%s/%s", c->dir, format == MBOX ? "mbox/all.mbox" : format == RECORDS ? "records/all.ndjson" : "facts.tsv");
		c->all = fopen(path, "w");
		if (c->all == NULL)
			fail(path);
	}
	if (format == RECORDS)
		records_head(c->all);
	for (uint32_t i = 0; i < c->n; i++) {
		if (i % FOLDER == 0 && format < MBOX)
			enter_folder(c, i / FOLDER);
		write_letter(c, c->order[i]);
	}
	if (format >= MBOX && fclose(c->all) != 0)
		fail(path);
	if (format != FACTS)
		write_truth(c);
}

/* Two words make a place; what bears a name that the registry knows is left out. The councils that a sentence may name beside. */
static void add_names(struct grammar *g, const struct councils *c)
{
	uint32_t head = grammar_rule(g, "place-head"), tail = grammar_rule(g, "place-tail");
	struct buf text = BUF_INIT;
	const char *bar = "";
	char place[80];
	struct know_hit hit;

	buf_str(&text, "place = ");
	for (uint32_t i = 0; i < grammar_count(g, head); i++)
		for (uint32_t j = 0; j < grammar_count(g, tail); j++) {
			snprintf(place, sizeof place, "%s%s", grammar_word(g, head, i), grammar_word(g, tail, j));
			if (know_names_exact(c->know, span_str(place), &hit) > 0)
				continue;
			buf_printf(&text, "%s%s", bar, place);
			bar = " | ";
		}
	buf_str(&text, "\nthird = ");
	bar = "";
	for (uint32_t i = 0; i < c->all.n; i++, bar = " | ")
		buf_printf(&text, "%s%s", bar, c->all.v[i].name);
	grammar_add(g, "(names)", span_of(text.p, text.n));
	buf_release(&text);
}

static void write_corpus(struct corpus *c, uint32_t letters, char **formats)
{
	static const char *const files[] = { "tests/bench/prose.txt", "tests/bench/layout.txt", NULL };
	struct grammar *g = grammar_load(files);
	struct councils *councils = councils_load();
	struct plan plan;

	add_names(g, councils);
	plan_make(&plan, councils, letters, c->composer.seed, grammar_count(g, grammar_rule(g, "topics")), grammar_count(g, grammar_rule(g, "ack")));
	c->composer.grammar = g;
	c->composer.plan = &plan;
	arena_init(&c->scratch, 0);
	scatter(c);
	make_folder(c->dir);
	for (; *formats != NULL; formats++) {
		int format = 0;

		while (format < FORMATS && strcmp(*formats, format_names[format]) != 0)
			format++;
		if (format == FORMATS) {
			fprintf(stderr, "corpus: no format \"%s\"\n", *formats);
			exit(2);
		}
		write_format(c, (enum format)format);
	}
	free(c->order);
	free(c->place);
	arena_release(&c->scratch);
	plan_release(&plan);
	councils_free(councils);
	grammar_free(g);
}

static int print_names(void)
{
	struct councils *councils = councils_load();
	struct buf out = BUF_INIT;

	councils_names(councils, &out);
	fwrite(out.p, 1, out.n, stdout);
	buf_release(&out);
	councils_free(councils);
	return 0;
}

int main(int argc, char **argv)
{
	struct corpus c = { .composer = { .seed = 1 }, .folder = -1 };

	if (argc == 2 && strcmp(argv[1], "names") == 0)
		return print_names();
	if (argc > 2 && strcmp(argv[1], "--seed") == 0) {
		c.composer.seed = strtoull(argv[2], NULL, 10);
		argc -= 2;
		argv += 2;
	}
	unsigned long n = argc > 3 ? strtoul(argv[1], NULL, 10) : 0;

	if (n < 500 || n > 10000000) {
		fprintf(stderr, "usage: corpus [--seed N] LETTERS DIR text|tei|mail|mbox|records|facts...   (500 letters or more)\n       corpus names\n");
		return 2;
	}
	c.dir = argv[2];
	write_corpus(&c, (uint32_t)n, argv + 3);
	return 0;
}
