/* driver.c - a fuzzer without libFuzzer: seeds, then the same mutations of them on every machine.
 *
 * In: seconds, a file for the input that fails, then seed files. Each seed is run as it is; then mutated ones until the
 * time is up, from a generator with a fixed start. An input that crashes (a sanitiser, a signal) or takes more
 * than TOO_LONG seconds is written to the file and its number told. Out: how many ran.
 *
 * SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
void __sanitizer_set_death_callback(void (*callback)(void));

enum { TOO_LONG = 10, ROOM = 1 << 16, SEEDS = 4096 };

struct input {
	uint8_t *p;
	size_t n;
};

static struct input seeds[SEEDS];
static size_t seed_count;
static uint8_t now[ROOM];
static size_t now_n;
static const char *crash_file;
static uint64_t state = 0x9e3779b97f4a7c15u;

static const char *const words[] = {
	"Cherwell", "South Northamptonshire", "Stratford-on-Avon District Council", "Newcastle", "CDC", "SNC", "Dear Sirs",
	"Our ref:", "Your ref: ", "Date: 2 March 2015", "cc: ", "From: ", "To: ", "Subject: ", "Yours faithfully", "@cherwell-dc.gov.uk",
	"\r\n", "\r", "\f", "\n\n", "\t\t\t", "          ", "> ", "\xff\xfe", "\xfe\xff", "\xef\xbb\xbf", "\xc2\xa0", "\xe2\x80\x99",
	"\xf4\x8f\xbf\xbf", "\xed\xa0\x80", "\xc0\x80", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "<!DOCTYPE a [<!ENTITY b \"bb\">]>",
	"&b;", "&#x10ffff;", "&#0;", "<![CDATA[", "]]>", "<!--", "-->", "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">", "<letter>", "</",
	"/>", "<correspAction type=\"sent\">", "<date when=\"2015-13-45\"/>", "<opener>", "<closer>", "ref=\"#\"", "xmlns:x=\"\"", "<x:y>",
	"31/02/2015", "99/99/9999", "1 January 0000", "29 February 2100", "Ein cyf", "Page 2 of 3", "%s%n", "-----Original Message-----",
	"\nContent-Type: text/plain; charset=utf-8", "; format=flowed", "; name=x", "\nContent-Type: multipart/mixed; boundary=\"b\"\n", "\n--b\n",
	"\r\n--b\r\n", "\n--b--\n", "--b", "\nContent-Transfer-Encoding: base64\n", "quoted-printable", "=?utf-8?q?", "\n ", "\n\t"
};

static unsigned pick(size_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return below ? (unsigned)((state >> 16) % below) : 0;
}

static void keep(void)
{
	int fd = open(crash_file, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd >= 0) {
		ssize_t done = write(fd, now, now_n);
		(void)done;
		close(fd);
	}
}

static void too_long(int signal_number)
{
	static const char said[] = "fuzz: an input took too long\n";
	ssize_t done = write(STDERR_FILENO, said, sizeof said - 1);

	(void)signal_number;
	(void)done;
	keep();
	_exit(3);
}

static void read_seed(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct input *s = &seeds[seed_count];

	if (f == NULL || seed_count == SEEDS)
		exit(2);
	s->p = malloc(ROOM);
	if (s->p == NULL)
		exit(2);
	s->n = fread(s->p, 1, ROOM / 2, f);
	seed_count++;
	fclose(f);
}

/* Puts n bytes in at a place, or over what stands there; keeps within the room. */
static void insert(size_t at, const void *bytes, size_t n)
{
	if (now_n + n > ROOM)
		return;
	memmove(now + at + n, now + at, now_n - at);
	memcpy(now + at, bytes, n);
	now_n += n;
}

static void cut(size_t at, size_t n)
{
	memmove(now + at, now + at + n, now_n - at - n);
	now_n -= n;
}

static void mutate_once(void)
{
	size_t at = pick(now_n + 1), rest = now_n - at, n = rest ? 1 + pick(rest < 64 ? rest : 64) : 0;
	const struct input *other = &seeds[pick(seed_count)];
	const char *word = words[pick(sizeof words / sizeof *words)];
	uint8_t copy[64];

	switch (pick(8)) {
	case 0:
		if (rest)
			now[at] ^= (uint8_t)(1u << pick(8));
		break;
	case 1:
		if (rest)
			now[at] = (uint8_t)pick(256);
		break;
	case 2:
		cut(at, n);
		break;
	case 3:	/* say it again, several times */
		memcpy(copy, now + at, n);
		for (unsigned i = pick(6); i < 6; i++)
			insert(at, copy, n);
		break;
	case 4:
		cut(at, rest);	/* cut off */
		break;
	case 5: {	/* a piece of another letter */
		size_t from = pick(other->n), length = pick(other->n - from + 1);
		insert(at, other->p + from, length > 2000 ? 2000 : length);
		break;
	}
	default:
		insert(at, word, strlen(word));
	}
}

static void run_seed(const struct input *s, unsigned mutations)
{
	memcpy(now, s->p, s->n);
	now_n = s->n;
	while (mutations-- > 0)
		mutate_once();
	/* a copy of exactly that size: a read past its end is seen */
	uint8_t *exact = malloc(now_n ? now_n : 1);
	if (exact == NULL)
		exit(2);
	memcpy(exact, now, now_n);
	alarm(TOO_LONG);
	LLVMFuzzerTestOneInput(exact, now_n);
	alarm(0);
	free(exact);
}

int main(int argc, char **argv)
{
	unsigned long ran = 0;
	time_t end;

	if (argc < 4)
		return 2;
	crash_file = argv[2];
	__sanitizer_set_death_callback(keep);
	signal(SIGALRM, too_long);
	for (int i = 3; i < argc; i++)
		read_seed(argv[i]);
	end = time(NULL) + atoi(argv[1]);
	for (; ran < seed_count; ran++)
		run_seed(&seeds[ran], 0);
	for (; time(NULL) < end; ran++)
		run_seed(&seeds[pick(seed_count)], 1 + pick(8));
	printf("%lu inputs\n", ran);
	for (size_t i = 0; i < seed_count; i++)
		free(seeds[i].p);
	return 0;
}
