/* cmd_changed.c - `check --changed`: the files that git says have changed; DESIGN section 8.
 *
 * In: the operands (none: the current folder) and the revision. Out: each file's path, taken from the current folder, in the order of its bytes, given to
 * check(): what differs between the working tree and HEAD, or the merge base of HEAD and the revision, and what is new to git and not ignored.
 * What is gone, links, other repositories within this one, hidden files and our own output are no letters.
 *
 * The repository may be anybody's, its configuration included. git is found in absolute folders of PATH, called without a shell, and told to start
 * nothing in its turn: no hooks, monitors, external diffs or text conversions, no filters (a file that one would have given back unchanged counts
 * as changed), nothing in repositories within, and no network.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NAME_MOST = 4096, FILTERS_MOST = 64, FILTERS_BYTES = 8192, OPERANDS_MOST = 4096, WORDS_MOST = 32, NOT_STARTED = 127 };

struct changed {
	struct cmd_settings *s;
	char program[NAME_MOST];
	char filters[FILTERS_BYTES];	/* settings that name a filter's programs, each with its NUL */
	unsigned n_filters;
	char prefix[2 * NAME_MOST];		/* the current folder, from the repository's top: "" or with a slash behind it */
	char up[2 * NAME_MOST];	/* and back: "../../" */
	char base[128];			/* what is compared with: a commit, or the empty tree */
	char last[NAME_MOST];
	uint64_t found;
};

/* A git at work. */
struct git {
	pid_t pid;
	FILE *out;
	FILE *said;			/* its standard error, a file without a name: it is never in the way of out */
};

static bool failed(struct changed *c, const char *detail, const char *help)
{
	samedesk_diagnostic d = { "git-failed", SAMEDESK_ERROR, "", 0, 0, "cannot tell what has changed", detail, help, "", 0, 0 };
	cmd_say_own(c->s, &d);
	return false;
}

/* --- calling git --- */

/* Not in folders of PATH that depend on where we are: the repository may bring a git of its own. */
static bool git_find(struct changed *c)
{
	const char *at = getenv("PATH");
	for (at = at != NULL && *at != '\0' ? at : "/usr/local/bin:/usr/bin:/bin"; *at != '\0';) {
		int n = (int)strcspn(at, ":");
		int length = snprintf(c->program, sizeof c->program, "%.*s/git", n, at);
		if (*at == '/' && length > 0 && (size_t)length < sizeof c->program && access(c->program, X_OK) == 0) {
			return true;
		}
		at += at[n] == ':' ? n + 1 : n;
	}
	return failed(c, "git is not installed", "install git, or name the letters without --changed");
}

static void env_setting(unsigned i, const char *key, const char *value)
{
	char name[48];
	snprintf(name, sizeof name, "GIT_CONFIG_KEY_%u", i);
	setenv(name, key, 1);
	snprintf(name, sizeof name, "GIT_CONFIG_VALUE_%u", i);
	setenv(name, value, 1);
}

/* Settings in the environment outweigh those of any file; those that stand there already are kept. */
static void env_settings(const struct changed *c)
{
	static const char *const settings[][2] = {
		{ "core.fsmonitor", "false" }, { "core.hooksPath", "/dev/null" }, { "core.quotePath", "off" }, { "diff.autoRefreshIndex", "true" },
	};
	const char *before = getenv("GIT_CONFIG_COUNT"), *filter = c->filters;
	unsigned n = before != NULL ? (unsigned)strtoul(before, NULL, 10) : 0;
	char count[16];
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		env_setting(n++, settings[i][0], settings[i][1]);
	}
	for (unsigned i = 0; i < c->n_filters; i++, filter += strlen(filter) + 1) {
		const char *dot = strrchr(filter, '.');
		env_setting(n++, filter, dot != NULL && strcmp(dot, ".required") == 0 ? "false" : "");
	}
	snprintf(count, sizeof count, "%u", n);
	setenv("GIT_CONFIG_COUNT", count, 1);
}

static void env(const struct changed *c)
{
	static const char *const set[][2] = {
		{ "LC_ALL", "C" }, { "GIT_OPTIONAL_LOCKS", "0" }, { "GIT_TERMINAL_PROMPT", "0" }, { "GIT_LITERAL_PATHSPECS", "1" },
		{ "GIT_ALLOW_PROTOCOL", "none" }, { "GIT_NO_LAZY_FETCH", "1" },
	};
	static const char *const unset[] = { "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_EXTERNAL_DIFF", "GIT_TRACE" };
	for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
		setenv(set[i][0], set[i][1], 1);
	}
	for (size_t i = 0; i < sizeof unset / sizeof *unset; i++) {
		unsetenv(unset[i]);
	}
	env_settings(c);
}

/* The command has one thread here: the child may use the library. */
static void git_child(const struct changed *c, char *const *argv, int out, int said)
{
	int none = open("/dev/null", O_RDONLY);
	signal(SIGPIPE, SIG_DFL);
	if (none < 0 || dup2(none, 0) < 0 || dup2(out, 1) < 0 || dup2(said, 2) < 0) {
		_exit(NOT_STARTED);
	}
	env(c);
	execv(c->program, argv);
	_exit(NOT_STARTED);
}

static bool git_start(struct changed *c, struct git *g, const char *const *argv)
{
	int ends[2];
	*g = (struct git){ .said = tmpfile() };
	if (g->said == NULL) {
		g->said = fopen("/dev/null", "r+");	/* where nothing can be written git's words are lost */
	}
	if (g->said == NULL || pipe(ends) != 0) {
		return failed(c, strerror(errno), "");
	}
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	fcntl(fileno(g->said), F_SETFD, FD_CLOEXEC);
	fflush(NULL);			/* nothing of ours is written twice */
	g->pid = fork();
	if (g->pid == 0) {
		git_child(c, (char *const *)(size_t)argv, ends[1], fileno(g->said));
	}
	close(ends[1]);
	g->out = fdopen(ends[0], "r");
	return (g->pid > 0 && g->out != NULL) || failed(c, strerror(errno), "");
}

/* Its exit status; one that was stopped has 128. */
static int git_wait(struct git *g)
{
	int how = 0;
	if (g->out != NULL) {
		fclose(g->out);
	}
	while (g->pid > 0 && waitpid(g->pid, &how, 0) < 0 && errno == EINTR) {
	}
	return g->pid > 0 && WIFEXITED(how) ? WEXITSTATUS(how) : 128;
}

static void git_end(struct git *g)
{
	if (g->said != NULL) {
		fclose(g->said);
	}
}

/* Says git's first line. */
static bool git_failed(struct changed *c, struct git *g, int status)
{
	char line[512] = "", *words = line;
	if (status == NOT_STARTED) {
		return failed(c, "git cannot be started", "see whether git runs here at all");
	}
	rewind(g->said);
	if (fgets(line, sizeof line, g->said) == NULL || line[0] == '\n') {
		snprintf(line, sizeof line, "git ended with status %d", status);
	}
	words += strncmp(words, "fatal: ", 7) == 0 ? 7 : 0;
	words[strcspn(words, "\n")] = '\0';
	return failed(c, words, strstr(words, "not a git repository") != NULL ? "run it in the folder of the drafts, or name the letters without --changed" :
	    strstr(words, "dubious ownership") != NULL ? "git config --global --add safe.directory FOLDER, if it is yours" : "");
}

/* All that a git says in a few words, without the line's end. Its exit status; -1: it could not be run (said). */
static int git_words(struct changed *c, struct git *g, const char *const *argv, char *out, size_t size)
{
	out[0] = '\0';
	if (!git_start(c, g, argv)) {
		git_wait(g);
		return -1;
	}
	size_t n = fread(out, 1, size, g->out);
	out[n < size ? n : size - 1] = '\0';
	if (n > 0 && n < size && out[n - 1] == '\n') {
		out[n - 1] = '\0';
	}
	int status = git_wait(g);
	return n < size ? status : 128;
}

/* --- where we are, and what is compared with --- */

static bool find_place(struct changed *c)
{
	const char *const argv[] = { "git", "rev-parse", "--show-cdup", "--show-prefix", NULL };
	char lines[2 * NAME_MOST], *end;
	struct git g;
	int status = git_words(c, &g, argv, lines, sizeof lines);
	bool good = status == 0 || (status > 0 && git_failed(c, &g, status));
	end = strchr(lines, '\n');
	if (good && end != NULL) {	/* a folder's name may have line ends, the way up has none */
		snprintf(c->up, sizeof c->up, "%.*s", (int)(end - lines), lines);
		snprintf(c->prefix, sizeof c->prefix, "%s", end + 1);
	}
	git_end(&g);
	return good;
}

/* The programs that the configuration names for files' contents: none of them is run. */
static bool find_filters(struct changed *c)
{
	const char *const argv[] = { "git", "config", "-z", "--name-only", "--get-regexp", "^filter\\..*\\.(clean|process|required)$", NULL };
	struct git g;
	if (!git_start(c, &g, argv)) {
		git_wait(&g);
		git_end(&g);
		return false;
	}
	size_t n = fread(c->filters, 1, sizeof c->filters, g.out);
	for (size_t i = 0; i < n; i++) {
		c->n_filters += c->filters[i] == '\0';
	}
	int status = git_wait(&g);
	bool good = status <= 1 || git_failed(c, &g, status);	/* 1: there are none */
	git_end(&g);
	return good && ((n < sizeof c->filters && c->n_filters <= FILTERS_MOST) || failed(c, "the configuration names more filters than the limit, 64", ""));
}

/* The commit of a revision. 0: found; -1: said. */
static int commit_of(struct changed *c, const char *revision, char *out, size_t size)
{
	char name[1024];
	const char *const argv[] = { "git", "rev-parse", "--verify", "--quiet", "--end-of-options", name, NULL };
	struct git g;
	int n = snprintf(name, sizeof name, "%s^{commit}", revision);
	int status = n > 0 && (size_t)n < sizeof name ? git_words(c, &g, argv, out, size) : 128;
	if (n > 0 && (size_t)n < sizeof name) {
		git_end(&g);
	}
	return status;
}

/* Before the first commit all that git knows is new. */
static bool find_head(struct changed *c)
{
	const char *const argv[] = { "git", "hash-object", "-t", "tree", "--stdin", NULL };
	struct git g;
	int status = commit_of(c, "HEAD", c->base, sizeof c->base);
	if (status <= 0) {
		return status == 0;
	}
	status = git_words(c, &g, argv, c->base, sizeof c->base);
	bool good = status == 0 || (status > 0 && git_failed(c, &g, status));
	git_end(&g);
	return good;
}

static bool find_merge_base(struct changed *c, const char *revision)
{
	char tip[128], text[320];
	const char *const argv[] = { "git", "merge-base", "HEAD", tip, NULL };
	struct git g;
	int status = commit_of(c, revision, tip, sizeof tip);
	if (status != 0) {
		snprintf(text, sizeof text, "no such revision: '%.200s'", revision);
		return status > 0 && failed(c, text, "a branch of the server's is named with it, as 'origin/main', and must have been fetched; a shallow copy (fetch-depth: 1) has no older commits");
	}
	status = git_words(c, &g, argv, c->base, sizeof c->base);
	c->base[strcspn(c->base, "\n")] = '\0';	/* of several the first */
	git_end(&g);
	snprintf(text, sizeof text, "HEAD and '%.200s' have no common commit here", revision);
	return status == 0 || (status > 0 && failed(c, text, "fetch more of the history: a shallow copy (fetch-depth: 1) may not reach back so far"));
}

static bool find_base(struct changed *c)
{
	const char *revision = c->s->changed;
	return revision[0] == '\0' ? find_head(c) : find_merge_base(c, revision);
}

/* --- names --- */

/* The next name, as git has it: from the repository's top. 0: there is none; -1: it is too long. */
static int name_next(FILE *from, char *name)
{
	size_t n = 0;
	int byte;
	while ((byte = getc(from)) != EOF && byte != '\0') {
		if (n == NAME_MOST - 1) {
			return -1;
		}
		name[n++] = (char)byte;
	}
	name[n] = '\0';
	return n > 0;
}

/* Below the operand, if that names it. */
static const char *below_operand(const char *path, const char *operand)
{
	while (strncmp(operand, "./", 2) == 0) {
		operand += 2 + strspn(operand + 2, "/");
	}
	size_t n = strlen(operand);
	while (n > 0 && operand[n - 1] == '/') {
		n--;
	}
	return strncmp(path, operand, n) == 0 && (path[n] == '/' || path[n] == '\0') ? path + n : NULL;
}

/* As in a folder that is walked: but what an operand names itself is not hidden. */
static bool is_hidden(const struct changed *c, const char *path)
{
	const char *below = path;
	bool named = false;
	for (int i = 0; i < c->s->n_operands; i++) {
		const char *rest = below_operand(path, c->s->operands[i]);
		named = named || rest != NULL;
		below = rest != NULL && rest > below ? rest : below;
	}
	while (strncmp(below, "../", 3) == 0) {
		below += 3;
	}
	return (!named && below[0] == '.' && below[1] != '/') || strstr(below, "/.") != NULL;
}

static int check_name(struct changed *c, const char *name, int (*check)(void *user, const char *path), void *user)
{
	char path[4 * NAME_MOST];
	struct stat st;
	size_t n = strlen(c->prefix);
	bool below = strncmp(name, c->prefix, n) == 0;
	snprintf(path, sizeof path, "%s%s", below ? strcmp(name + n, "-") == 0 ? "./" : "" : c->up, below ? name + n : name);
	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode) || is_hidden(c, path) || cmd_output_is(c->s, path, false)) {
		return SAMEDESK_OK;
	}
	c->found++;
	return check(user, path);
}

static int worse(int a, int b)
{
	return a > b ? a : b;
}

/* Two lists in the order of bytes, as one. */
static int check_names(struct changed *c, struct git g[2], int (*check)(void *user, const char *path), void *user)
{
	char names[2][NAME_MOST];
	int more[2] = { name_next(g[0].out, names[0]), name_next(g[1].out, names[1]) }, status = SAMEDESK_OK;
	while ((more[0] > 0 || more[1] > 0) && c->s->write_error == 0) {
		int i = more[0] <= 0 || (more[1] > 0 && strcmp(names[1], names[0]) < 0);
		if (strcmp(c->last, names[i]) != 0) {	/* a file in conflict is told twice */
			memcpy(c->last, names[i], sizeof c->last);
			status = worse(status, check_name(c, names[i], check, user));
		}
		more[i] = name_next(g[i].out, names[i]);
	}
	if (more[0] < 0 || more[1] < 0) {
		failed(c, "a file's name is longer than the limit, 4095 bytes", "");
		status = SAMEDESK_TROUBLE;
	}
	return status;
}

/* argv and the operands behind it, in room. */
static const char *const *with_operands(const struct changed *c, const char *const *argv, const char **room)
{
	size_t n = 0;
	for (; argv[n] != NULL; n++) {
		room[n] = argv[n];
	}
	room[n++] = "--";
	for (int i = 0; i < c->s->n_operands; i++) {
		room[n++] = c->s->operands[i];
	}
	if (c->s->n_operands == 0) {
		room[n++] = ".";
	}
	room[n] = NULL;
	return room;
}

static int check_changed(struct changed *c, int (*check)(void *user, const char *path), void *user)
{
	const char *const diff[] = {
		"git", "--no-pager", "diff", "--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-relative", "--no-color",
		"--ignore-submodules=all", "--diff-filter=d", "-O/dev/null", c->base, NULL,
	};
	static const char *const others[] = { "git", "ls-files", "-z", "--others", "--exclude-standard", "--full-name", NULL };
	const char *room[WORDS_MOST + OPERANDS_MOST];
	struct git g[2] = { { 0 }, { 0 } };
	bool good = git_start(c, &g[0], with_operands(c, diff, room)) && git_start(c, &g[1], with_operands(c, others, room));
	int status = good ? check_names(c, g, check, user) : SAMEDESK_TROUBLE;
	for (int i = 0; i < 2; i++) {
		int ended = git_wait(&g[i]);
		if (good && ended != 0 && c->s->write_error == 0) {
			good = git_failed(c, &g[i], ended);
		}
		git_end(&g[i]);
	}
	return good ? status : SAMEDESK_TROUBLE;
}

/* --- operands --- */

/* To git a name that matches nothing is no fault; to us it is a slip of the pen. False: said. */
static bool operands_usable(struct changed *c)
{
	struct stat st;
	bool good = true;
	if (c->s->n_operands > OPERANDS_MOST) {
		return failed(c, "more operands than the limit, 4096", "name folders");
	}
	for (int i = 0; i < c->s->n_operands; i++) {
		const char *path = c->s->operands[i];
		if (strcmp(path, "-") == 0) {
			return failed(c, "standard input is no file that git knows", "");
		}
		if (lstat(path, &st) != 0) {
			cmd_say_path(c->s, path, strerror(errno));
			good = false;
		}
	}
	return good;
}

static void say_nothing(const struct changed *c)
{
	char text[320];
	if (c->s->changed[0] == '\0') {
		snprintf(text, sizeof text, "since the last commit");
	} else {
		snprintf(text, sizeof text, "since the common commit with '%.200s'", c->s->changed);
	}
	samedesk_diagnostic d = { "nothing-changed", SAMEDESK_NOTE, "", 0, 0, "no letter has changed", text, "", "", 0, 0 };
	cmd_say_own(c->s, &d);
}

int cmd_changed(struct cmd_settings *s, int (*check)(void *user, const char *path), void *user)
{
	struct changed c = { .s = s };
	if (!operands_usable(&c) || !git_find(&c) || !find_place(&c) || !find_filters(&c) || !find_base(&c)) {
		return SAMEDESK_TROUBLE;
	}
	int status = check_changed(&c, check, user);
	if (status != SAMEDESK_TROUBLE && c.found == 0 && !s->run.quiet) {
		say_nothing(&c);
	}
	return status;
}
