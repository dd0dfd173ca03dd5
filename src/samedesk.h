/* samedesk.h - reads letters between public bodies and says when the desk that writes is the desk that will open.
 *
 * The one public header of libsamedesk, for C99 and C++ and for whatever calls C. In reading order:
 *
 *	what is told	levels and statuses, diagnostics (what could not be done), findings (what a rule says)
 *	knowledge	who lived when, and who does whose work: what everything else rests on
 *	a run		options, and a checker: letters one by one
 *	many letters	an audit: letters together, read by threads
 *	settings	a project's own file, .samedesk.xml
 *	questions	a name, a rule, a format
 *
 * The least that there is:
 *
 *	samedesk_options o = SAMEDESK_OPTIONS_INIT;
 *	o.finding = mine;
 *	samedesk_knowledge *k = samedesk_knowledge_default();
 *	samedesk_checker *c = samedesk_checker_new(k, &o);
 *	int status = samedesk_check_buffer(c, "draft", bytes, n);
 *	samedesk_checker_free(c);
 *	samedesk_knowledge_free(k);
 *
 * Manners. Nothing here prints, exits, changes the locale, the current folder, the environment or signals, or keeps state of its own between calls.
 * The environment is read for PATH (the program that reads PDF), HOME (samedesk_config_find) and SOURCE_DATE_EPOCH (what day today is). A PDF is
 * read by a child process, which is waited for (where the host ignores SIGCHLD, or waits for whichever child ends, a PDF is the error
 * "reader-failed"); no other process is started, no network is used, and no letter is ever written to.
 * The library may be closed by dlclose() and opened again; it remains mapped.
 *
 * Memory. What a function named _new, _default, _load or _read returns is the caller's and goes back to the function named _free, which takes NULL,
 * once. What is handed to a function is only looked at during the call, and remains the caller's; of samedesk_options what it points to must remain
 * until the checker or audit is freed. What a callback is given lives until the callback returns: copy what you keep. When memory runs out the
 * process is aborted; a single letter cannot make it (see LIMITS in samedesk(1)).
 *
 * Threads. Knowledge and settings are read-only once made: any number of threads may use one at a time. A checker or audit belongs to one thread at a
 * time, and so do its callbacks; different ones know nothing of each other. Two threads need two checkers and one knowledge.
 *
 * Texts are UTF-8 and NUL-terminated unless a length stands beside them; ids are ASCII, and stable between versions. Names of files are bytes, as the
 * system has them. Dates are ISO 8601, as precise as they are known: 2016, 2016-12, 2016-12-05. Lines and columns count from 1, columns in
 * characters (code points); 0 is "not known". Where a text is said to be "", it is never NULL.
 *
 * Errors. Functions that return int return a samedesk_status unless they say otherwise, those that return a pointer NULL. What went wrong has been said
 * by then, to samedesk_options.diagnostic or the function's own: nothing fails in silence, and what else could be done was done. Misuse that is cheap to see
 * (NULL, a call out of turn) is such an error, with the id "usage", and no crash.
 *
 * Versions. Ids are never reused; enumerators and members of structs keep their values and places; new ones come last. samedesk_options has a size,
 * so that a program compiled against an older header goes on working; of the structs that the library fills, look only at the members you know.
 *
 * Sources: the duty to cooperate is section 33A of the Planning and Compulsory Purchase Act 2004; what a finding rests on (arrangement, dates, basis,
 * source, law) is told with the finding, by the formats that print it. Words for organisations follow W3C ORG and Popolo, those for findings
 * SARIF 2.1.0 (OASIS), dates ISO 8601-1:2019; rules are ISO/IEC 19757-3 (Schematron). What is printed in which format: OUTPUT in samedesk(1).
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_H
#define SAMEDESK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SAMEDESK_VERSION "0.1.0"
#define SAMEDESK_API __attribute__((visibility("default")))

/* The version of the library that is running: compare it with SAMEDESK_VERSION, that of the header. A constant. */
SAMEDESK_API const char *samedesk_version(void);
/* The kinds of file that this build reads, parted by blanks: "text xml html pdf docx odt mail". One whose library was missing when the library was
 * built is left out; a file of that kind is then the error "reader-missing". A constant. */
SAMEDESK_API const char *samedesk_readers(void);

/* ---- what is told ---- */

/* How a call or a run ended: worst last, so that the greater of two is the status of both. The exit status of the command. */
typedef enum {
	SAMEDESK_OK = 0,	/* done, nothing at or above the fail level */
	SAMEDESK_FINDINGS = 1,	/* done, findings at or above the fail level */
	SAMEDESK_TROUBLE = 2	/* something could not be done: a diagnostic said what; the rest was done */
} samedesk_status;

/* How bad a finding or a diagnostic is: worst last. */
typedef enum {
	SAMEDESK_NOTE = 0,
	SAMEDESK_WARNING = 1,
	SAMEDESK_ERROR = 2,
	SAMEDESK_NEVER = 3	/* as a fail level: no finding makes a run fail */
} samedesk_level;

/* What could not be done, or should be known of what was done: of files, letters, rules, options. Every error makes the status of its file and of the run
 * SAMEDESK_TROUBLE; warnings and notes do not. text says what, in words without the particulars; detail the particulars ("" when there are none): a
 * name in quotes, the system's or libxml2's own words; help what to do ("" when nothing can be advised). Show them as "text: detail" and help
 * on a line of its own. They come from letters: escape control characters before a terminal sees them. */
typedef struct {
	const char *id;		/* stable name, as in the manual's DIAGNOSTICS: "xml-malformed" */
	samedesk_level level;
	const char *path;	/* "" when no file is concerned */
	uint32_t line, column;	/* from 1; 0: not known */
	const char *text, *detail, *help;	/* detail and help may be "" */
	const char *source;	/* the line at fault, or of a very long one what is near; "": not known */
	size_t source_at, source_length;	/* bytes of it that are at fault */
} samedesk_diagnostic;

/* user is what was given with the function. Called from within the call that failed, by the thread that made it. It must not use the checker or audit
 * that calls it (said, and refused), nor free it. */
typedef void (*samedesk_diagnostic_fn)(void *user, const samedesk_diagnostic *d);
/* Takes the next n bytes of output, whole lines or parts of them, without a NUL. Returns 0, or non-zero when they could not be written: no more is
 * written and the run ends with SAMEDESK_TROUBLE. It must not use the checker or audit that calls it. */
typedef int (*samedesk_write_fn)(void *user, const char *bytes, size_t n);

/* Gives the line at fault and a line with a caret under what is, as people know it from compilers; nothing where the line is not known.
 * color: 0 or 1. SAMEDESK_OK, or SAMEDESK_TROUBLE when write failed. */
SAMEDESK_API int samedesk_diagnostic_source(const samedesk_diagnostic *d, int color, samedesk_write_fn write, void *user);

/* Gives the text (UTF-8) as samedesk_options.ascii has the text format: letters with their marks taken off, the rest escaped. SAMEDESK_OK, or
 * SAMEDESK_TROUBLE when write failed. */
SAMEDESK_API int samedesk_ascii(const char *text, size_t n, samedesk_write_fn write, void *user);

/* Who said that a finding may stand, and why. */
typedef struct {
	int in_letter;			/* 1: it stands in the letter itself; 0: in the baseline */
	const char *reason, *by, *until;	/* "" not given; until: the last day (ISO) */
	const char *path;		/* where it stands */
	uint32_t line, column;		/* 0: not known */
} samedesk_acceptance;

/* What a rule says of a letter, or (in an audit) of several together. */
typedef struct {
	const char *rule;		/* its id, as in RULES of samedesk(1): "self-addressed" */
	samedesk_level level;		/* note, warning or error: the rule's own, or what the project makes of it */
	const char *message;		/* one sentence, no full stop */
	const char *path, *member;	/* member: which letter of the file; "" the only one */
	uint32_t line, column;		/* of the words it rests on; 0: not known, as of several letters together */
	const char *party, *counterpart, *arrangement;	/* registry ids: the two ends and what joins them; "" when none */
	const char *basis;		/* "documented", "reported", "assumed" or "" */
	const char *fingerprint;	/* 16 hexadecimal digits: survives reformatting and moving */
	const char *fix;		/* "" when none */
	const samedesk_acceptance *accepted;	/* it may stand, and counts nowhere; NULL: it counts */
	const char *state;		/* against the baseline: "new" or "unchanged"; "" when there is no baseline */
} samedesk_finding;

/* Called with each finding, letter by letter in the order of the files, whether or not it is printed (max_findings). It must not use the checker or
 * audit that calls it. */
typedef void (*samedesk_finding_fn)(void *user, const samedesk_finding *f);

/* ---- knowledge ---- */

/* The registry (parties, arrangements, posts), how letters are written, XML vocabularies, and rules. Read-only: threads share it. */
typedef struct samedesk_knowledge samedesk_knowledge;

/* The knowledge compiled into the library: nothing is parsed or copied, so that it costs microseconds. Never NULL. The caller frees. */
SAMEDESK_API samedesk_knowledge *samedesk_knowledge_default(void);

/* Reads and validates a rules directory (as rules/ in the sources; NULL: what is compiled in), and adds overlays: names of files with a <registry>, <reading>,
 * <formats> or Schematron of one's own, or of .samedesk.xml files, NULL-terminated (NULL: none). Takes up to a second for a whole directory. NULL when
 * any of it cannot be used: said with file, line and column. diagnostic may be NULL; user is its own. The files are not needed afterwards.
 * The caller frees. */
SAMEDESK_API samedesk_knowledge *samedesk_knowledge_load(const char *dir, const char *const *overlays,
    samedesk_diagnostic_fn diagnostic, void *user);
/* After every checker and audit that was made with it. NULL is allowed. */
SAMEDESK_API void samedesk_knowledge_free(samedesk_knowledge *k);

/* What a validation counted: rows of the registry (names: names and aliases of all periods), formats, patterns, rules, examples run, faults. */
typedef struct {
	uint32_t parties, names, arrangements, phases, posts, formats, patterns, rules, examples;
	uint32_t errors, warnings;
} samedesk_validation;

/* Checks knowledge more closely than samedesk_knowledge_load(), whose dir and overlays it takes: schemas, references, periods, patterns, and every example of
 * every rule is judged. All faults are said, not the first alone. out may be NULL; it is filled as far as was counted. SAMEDESK_OK,
 * or SAMEDESK_TROUBLE when there was an error. */
SAMEDESK_API int samedesk_validate(const char *dir, const char *const *overlays,
    samedesk_diagnostic_fn diagnostic, void *user, samedesk_validation *out);

/* ---- a run ---- */

/* What a run is for. */
typedef enum {
	SAMEDESK_CHECK = 0,	/* findings */
	SAMEDESK_SHOW = 1,	/* what was read and how it was resolved */
	SAMEDESK_AUDIT = 2,	/* findings of letters and of many letters together: samedesk_audit_new() */
	SAMEDESK_EXTRACT = 3	/* one record a letter: samedesk_audit_new() */
} samedesk_what;

/* How far an audit has come: units done of all (files, or lines of records), and letters read so far. total 0: not known yet. From the thread that called samedesk_audit_run().
 * Of a checker, after each letter: bytes done of all in the file at hand, and letters read so far in all files. done 0: not known. From the thread that checks. */
typedef void (*samedesk_progress_fn)(void *user, uint64_t done, uint64_t total, uint64_t letters);

/* What a run is for, as far as the baseline goes. Other than to use it: findings are not printed, but what is put into the baseline, taken out of
 * it, or otherwise than in it; samedesk_options.baseline is needed. */
typedef enum {
	SAMEDESK_BASELINE_USE = 0,	/* what it holds is accepted */
	SAMEDESK_BASELINE_CREATE = 1,	/* every finding is put in; what is there no more is taken out; reasons stay */
	SAMEDESK_BASELINE_PRUNE = 2,	/* what is there no more, or has run out, is taken out */
	SAMEDESK_BASELINE_DIFF = 3	/* nothing is written; the status is SAMEDESK_FINDINGS when something is otherwise */
} samedesk_baseline;

/* A further output beside that of samedesk_options.write: one run is printed in several formats. format and write are needed. */
typedef struct {
	const char *format;
	samedesk_write_fn write;
	void *user;			/* write's alone */
} samedesk_output;

/* How a run goes. Start from SAMEDESK_OPTIONS_INIT and set what differs: zero and NULL mean the default everywhere but in size and fail_on, and a size
 * of 0 is refused. A program in another language may declare the first members alone and give their size: the others have their defaults then.
 * The struct is copied; what it points to must remain until the checker or audit is freed. A value that cannot be used (no such format, basis, phase or
 * rule, a date that is none) is said when the checker or audit is made, which then is NULL; of a config that cannot be read each file is an error. */
typedef struct {
	size_t size;			/* sizeof(samedesk_options): lets the struct grow */
	samedesk_what what;		/* a checker takes CHECK and SHOW, an audit AUDIT and EXTRACT */
	const char *format;		/* "text" (default) or any of samedesk_format_name(); "none": callbacks only */
	const char *date;		/* as if sent then (ISO); NULL: the letter's own date */
	const char *min_basis;		/* "documented", "reported", or "assumed" and NULL: everything; do not rest on weaker records */
	const char *phase;		/* Schematron phase: "send", "audit", "ci"; NULL: all rules */
	samedesk_level fail_on;		/* least level that makes the status SAMEDESK_FINDINGS. SAMEDESK_OPTIONS_INIT: error */
	uint32_t max_findings;		/* 0: all are printed */
	int color, proof, quiet, stats;	/* 0 or 1: escape sequences; the whole chain; no summary; counts by rule */
	samedesk_write_fn write;	/* NULL: nothing is printed */
	samedesk_diagnostic_fn diagnostic;
	samedesk_finding_fn finding;
	void *user;			/* for all of them, progress too */
	const char *stdin_name;		/* what standard input is reported as; NULL: "-" */
	const char *config;		/* a project's own file (as .samedesk.xml); NULL: none */
	int find_config;		/* 1: without config, the one found for each letter, see samedesk_config_find() */
	/* an audit's: */
	uint32_t jobs;			/* threads that read, at most 64; 0: as many as there are processors; the output does not depend on it */
	uint32_t window;		/* months within which a letter is continued; 0: 24; more than 12000 count as so many */
	uint32_t longest;		/* letters of the longest ring looked for; 0: 12; the shortest ring has 3 */
	uint32_t similarity;		/* per cent of words, up to 100, from which a reply is an echo; 0: 80; under 60 none is told */
	int no_echoes;			/* 1: texts are not compared */
	const char *store;		/* a database that keeps letters and findings between runs; made when it is not there; NULL: none */
	const char *since;		/* only with a store: tell only findings first made on that day (ISO) or later; "last": in this run */
	int again;			/* only with a store: 1: read and judge all letters again, and tell which verdicts flip */
	samedesk_progress_fn progress;	/* called now and then, from the thread that runs the audit or checks; may be NULL */
	/* of every run: */
	const char *const *levels;	/* levels of rules, after those of the project: "undated=off", "ring=warning:old/"; NULL-terminated, or NULL */
	const samedesk_output *outputs;	/* what is printed besides, in other formats: at most 16 */
	size_t n_outputs;
	const char *const *exclude;	/* patterns of files that are not read: "*.bak", "old/"; NULL-terminated, or NULL */
	int mixed;			/* 1: other files stand among the letters, and one of a kind that nobody writes letters in is no error */
	const char *root;		/* a folder: formats for other tools tell paths from there; NULL: as they were given */
	/* of a check or an audit: */
	const char *baseline;		/* a file of findings that may stand; NULL: none */
	const char *write_baseline;	/* such a file to which the findings are written, at the end: they are accepted from this run on; NULL: none */
	samedesk_baseline baseline_for;
	const char *lang;		/* of messages: "en" (default), "cy"; keys, ids and formats stay as they are */
	int ascii;			/* 1: the text format has no bytes above 127: letters with their marks taken off, the rest escaped */
} samedesk_options;

#define SAMEDESK_OPTIONS_INIT { sizeof(samedesk_options), SAMEDESK_CHECK, 0, 0, 0, 0, SAMEDESK_ERROR, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, SAMEDESK_BASELINE_USE, 0, 0 }

/* A run over letters one by one. About half a millisecond to make; made once, it reads thousands of letters a second. */
typedef struct samedesk_checker samedesk_checker;

/* o NULL: the defaults, which print nothing and tell nobody. what must be SAMEDESK_CHECK or SAMEDESK_SHOW. NULL: k is NULL or an option is not usable (said,
 * where o has a diagnostic). k must outlive the checker. The caller frees. */
SAMEDESK_API samedesk_checker *samedesk_checker_new(const samedesk_knowledge *k, const samedesk_options *o);

/* Reads and judges the letters of a file; "-" is standard input, which is read to its end. Any number of calls. What the file is, is told from its content.
 * The status of this file alone: SAMEDESK_OK too when a letter could not be judged (samedesk_totals.not_judged) or the file is left out by
 * samedesk_options.exclude; SAMEDESK_TROUBLE when it could not be read, or not wholly: what could be was judged. After samedesk_checker_end(), within
 * one of the checker's own callbacks, and for NULL nothing is read: SAMEDESK_TROUBLE, said as "usage". */
SAMEDESK_API int samedesk_check_file(samedesk_checker *c, const char *path);
/* The same of n bytes, which need no NUL and are not kept. name is what its findings are reported under, and where a .samedesk.xml is looked for
 * (find_config); it need not exist. bytes may be NULL when n is 0, which is the error "file-empty". */
SAMEDESK_API int samedesk_check_buffer(samedesk_checker *c, const char *name, const void *bytes, size_t n);

/* Tells the run what the caller could not do for it (a folder that could not be listed, a list of files that could not be had), so that no output of it
 * looks whole: it goes to samedesk_options.diagnostic and into the formats as the library's own do. Of d, id (one of DIAGNOSTICS in samedesk(1)) is needed, level
 * and text are those of the id, and where help is "" or NULL that is too. SAMEDESK_TROUBLE when it is an error: the run ends with that then. */
SAMEDESK_API int samedesk_checker_say(samedesk_checker *c, const samedesk_diagnostic *d);

/* What a run counted, over all files. letters = judged + not_judged: what is no letter, or whose sender or recipient could not be settled, is not judged, and
 * never counts as clean. failed_files: those with an error. findings: all, printed or not. */
typedef struct {
	uint32_t letters, judged, not_judged, failed_files;
	uint32_t findings[3];		/* by samedesk_level: note, warning, error */
} samedesk_totals;

/* Ends the run: prints what stands at the end (a summary, closing brackets), and gives the totals (out may be NULL). The status of the whole
 * run. No check may follow. Called again it prints nothing and gives the same once more. NULL, or within a callback: SAMEDESK_TROUBLE, totals of 0. */
SAMEDESK_API int samedesk_checker_end(samedesk_checker *c, samedesk_totals *out);
/* With or without an end before it: without one, formats with a closing part (json, xml) are left open. Not within a callback. NULL is allowed. */
SAMEDESK_API void samedesk_checker_free(samedesk_checker *c);

/* ---- settings ---- */

/* The project's own file that holds for a letter or folder: .samedesk.xml in its folder or the nearest one above, else
 * in the user's home ($HOME). Its name, absolute, is written to out, at most size bytes with the NUL, or "". 1 found; 0 none, a name that is longer than
 * size, or NULL for path or out. A path that is no file ("-") counts as one in the current folder. Not a samedesk_status. */
SAMEDESK_API int samedesk_config_find(const char *path, char *out, size_t size);

/* What such a file, and those it extends, say. Read-only: threads may share it. */
typedef struct samedesk_config samedesk_config;
/* One of its settings. Lives as long as the samedesk_config it came from. */
typedef struct {
	const char *key, *value;	/* as on the command line: "window" and "24"; of a flag "", "yes" or "no" */
	const char *file;		/* the value as the name of a file or folder, taken from the file's folder; of format, FORMAT:FILE so */
	const char *path;		/* the file; where it comes from none, who says so in words: "default" */
	uint32_t line, column;		/* of the key in it; 0: not known */
} samedesk_setting;

/* Reads and checks a project's own file. NULL: it, or one that it extends, cannot be used (said with file, line and column; diagnostic may be NULL, user is
 * its own). Keys and levels are checked, values are not: they mean what the same option means. The caller frees. */
SAMEDESK_API samedesk_config *samedesk_config_read(const char *file, samedesk_diagnostic_fn diagnostic, void *user);
/* NULL is allowed. */
SAMEDESK_API void samedesk_config_free(samedesk_config *c);
/* Settings in order: those of extended files first, so that the last of a key is the one in force; of level, exclude, format and knowledge all are.
 * count of NULL is 0; the i-th counts from 0, and behind the last, or of NULL, is NULL. */
SAMEDESK_API size_t samedesk_config_count(const samedesk_config *c);
SAMEDESK_API const samedesk_setting *samedesk_config_setting(const samedesk_config *c, size_t i);
/* The i-th file as an overlay for samedesk_knowledge_load(), the extended ones first; NULL after the last, and at once when none of them holds
 * knowledge. Lives as long as c. */
SAMEDESK_API const char *samedesk_config_file(const samedesk_config *c, size_t i);

/* Puts the next setting into out, whose texts must live until the next call. 1; 0: there is none. */
typedef int (*samedesk_setting_next_fn)(void *user, samedesk_setting *out);
/* Prints settings, wherever next takes them from (those of a command line have path "command line"). o: format, color, write, outputs, diagnostic are
 * heeded, with o->user; user is next's. */
SAMEDESK_API int samedesk_config_print(const samedesk_options *o, samedesk_setting_next_fn next, void *user);

/* ---- many letters ---- */

/* An audit: letters of many files judged one by one and together, or (SAMEDESK_EXTRACT) written as records, a line of JSON each. Files are read by several
 * threads (jobs); callbacks come from the thread that calls samedesk_audit_run(), in an order that depends on the files alone. Its life:
 * new, add..., run, free. */
typedef struct samedesk_audit samedesk_audit;

/* what must be SAMEDESK_AUDIT or SAMEDESK_EXTRACT; SAMEDESK_CHECK, the default, is taken for the former. o NULL: the defaults. NULL: k is NULL, an option is
 * not usable, or the store cannot be opened (said). k must outlive the audit. The caller frees. */
SAMEDESK_API samedesk_audit *samedesk_audit_new(const samedesk_knowledge *k, const samedesk_options *o);
/* Adds a file ("-": standard input) to what is read; the name is copied. Order does not count, and each file is read once however often it is added.
 * Folders are the caller's to walk. After samedesk_audit_run(), and of NULL, nothing is added: that is said, and the audit's status is SAMEDESK_TROUBLE. */
SAMEDESK_API void samedesk_audit_add(samedesk_audit *a, const char *path);
/* What is added are files of records, as SAMEDESK_EXTRACT writes them: to be called before any is added, since letters and records are not mixed (said). They
 * are read twice, so none is standard input. */
SAMEDESK_API void samedesk_audit_records(samedesk_audit *a);
/* As samedesk_checker_say(), before samedesk_audit_run(). */
SAMEDESK_API int samedesk_audit_say(samedesk_audit *a, const samedesk_diagnostic *d);
/* Reads, judges and prints it all, to the end. out may be NULL. The status of the whole. Once: a second call reads nothing, is said, and gives SAMEDESK_TROUBLE
 * with the totals of the first. */
SAMEDESK_API int samedesk_audit_run(samedesk_audit *a, samedesk_totals *out);
/* Not within a callback. NULL is allowed. */
SAMEDESK_API void samedesk_audit_free(samedesk_audit *a);

/* ---- questions ----
 *
 * o NULL: the defaults, which print nothing: the status is the answer. */

/* Prints which party a name means, how long it lived, and who does its work. o: format, date, min_basis, color, write, diagnostic are heeded.
 * Without a date the whole history is told. service (an id, as "planning-policy") and between (the name of a second party: what ties the two)
 * may be NULL. SAMEDESK_OK when the name means one party (or a joint
 * name), SAMEDESK_FINDINGS when it is ambiguous, out of period or unknown, SAMEDESK_TROUBLE when the
 * question cannot be answered (said): no such service, k or name NULL, between without one party at each end. */
SAMEDESK_API int samedesk_who(const samedesk_knowledge *k, const samedesk_options *o,
    const char *name, const char *service, const char *between);

/* Prints the rules, or explains the one with that id (id NULL: all are listed). o: format, phase, color, write, diagnostic are heeded.
 * SAMEDESK_OK, or SAMEDESK_TROUBLE when there is no such rule (said). */
SAMEDESK_API int samedesk_rules(const samedesk_knowledge *k, const samedesk_options *o, const char *id);

/* The same of several, in their order. ids: NULL-terminated; NULL: all are listed. o->config and o->levels, where given, say which levels are in
 * force. */
SAMEDESK_API int samedesk_rules_of(const samedesk_knowledge *k, const samedesk_options *o, const char *const *ids);

/* Prints the counts of a validation. o: format, color, quiet, write, diagnostic are heeded. SAMEDESK_OK or SAMEDESK_TROUBLE. */
SAMEDESK_API int samedesk_validation_print(const samedesk_options *o, const samedesk_validation *v);

/* The i-th output format's name, from 0 ("text", ...); NULL after the last. A constant. */
SAMEDESK_API const char *samedesk_format_name(unsigned i);
/* 1: the format tells findings alone ("sarif", "github", ...), so that only SAMEDESK_CHECK and SAMEDESK_AUDIT have it; else 0. */
SAMEDESK_API int samedesk_format_is_of_findings(const char *format);

#ifdef __cplusplus
}
#endif
#endif
