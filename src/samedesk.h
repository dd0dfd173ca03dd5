/* samedesk.h - reads letters between public bodies and says when the desk that writes is the desk that will open.
 *
 * The one public header of libsamedesk. Nothing here prints, exits or keeps global state. A knowledge base is read-only
 * and may be shared by threads; a checker belongs to one thread at a time. Texts are UTF-8 and NUL-terminated; what a
 * callback is given lives until the callback returns. Functions that return int return a samedesk_status unless they say
 * otherwise.
 *
 * Sources: the duty to cooperate is section 33A of the Planning and Compulsory Purchase Act 2004; what a finding rests
 * on is told with the finding. Words for organisations follow W3C ORG and Popolo, those for findings SARIF 2.1.0.
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

/* The version of the library that is running, as SAMEDESK_VERSION. */
SAMEDESK_API const char *samedesk_version(void);
/* The kinds of file that this build reads, as "text xml html pdf docx odt mail": one whose library was missing is left out. */
SAMEDESK_API const char *samedesk_readers(void);

typedef enum {
	SAMEDESK_OK = 0,	/* done, nothing at or above the fail level */
	SAMEDESK_FINDINGS = 1,	/* done, findings at or above the fail level */
	SAMEDESK_TROUBLE = 2	/* something could not be done: a diagnostic said what; the rest was done */
} samedesk_status;

typedef enum {
	SAMEDESK_NOTE = 0,
	SAMEDESK_WARNING = 1,
	SAMEDESK_ERROR = 2,
	SAMEDESK_NEVER = 3	/* as a fail level: no finding makes a run fail */
} samedesk_level;

/* What could not be done. */
typedef struct {
	const char *id;		/* stable name, as in the manual's DIAGNOSTICS: "xml-malformed" */
	samedesk_level level;
	const char *path;	/* "" when no file is concerned */
	uint32_t line, column;	/* from 1; 0: not known */
	const char *text, *detail, *help;	/* detail and help may be "" */
} samedesk_diagnostic;

typedef void (*samedesk_diagnostic_fn)(void *user, const samedesk_diagnostic *d);
/* Takes output. Returns 0, or non-zero when it could not be written: the run then ends with SAMEDESK_TROUBLE. */
typedef int (*samedesk_write_fn)(void *user, const char *bytes, size_t n);

/* What a rule says of a letter. */
typedef struct {
	const char *rule;
	samedesk_level level;
	const char *message;
	const char *path, *member;	/* member: which letter of the file; "" the only one */
	uint32_t line, column;
	const char *party, *counterpart, *arrangement;	/* ids; "" when none */
	const char *basis;		/* "documented", "reported", "assumed" or "" */
	const char *fingerprint;	/* 16 hexadecimal digits: survives reformatting and moving */
	const char *fix;		/* "" when none */
} samedesk_finding;

typedef void (*samedesk_finding_fn)(void *user, const samedesk_finding *f);

/* ---- knowledge ---- */

typedef struct samedesk_knowledge samedesk_knowledge;

/* The knowledge compiled into the library: nothing is parsed. Never NULL. The caller frees. */
SAMEDESK_API samedesk_knowledge *samedesk_knowledge_default(void);

/* Reads and validates a rules directory, and overlays (file names, NULL-terminated; or NULL). NULL on error. The caller frees. */
SAMEDESK_API samedesk_knowledge *samedesk_knowledge_load(const char *dir, const char *const *overlays,
    samedesk_diagnostic_fn diagnostic, void *user);
SAMEDESK_API void samedesk_knowledge_free(samedesk_knowledge *k);

typedef struct {
	uint32_t parties, names, arrangements, phases, posts, formats, patterns, rules, examples;
	uint32_t errors, warnings;
} samedesk_validation;

/* Checks knowledge: schemas, references, periods, patterns, rule examples. dir NULL: what is compiled in. SAMEDESK_OK, or
 * SAMEDESK_TROUBLE when there was an error. */
SAMEDESK_API int samedesk_validate(const char *dir, const char *const *overlays,
    samedesk_diagnostic_fn diagnostic, void *user, samedesk_validation *out);

/* ---- a run ---- */

typedef enum {
	SAMEDESK_CHECK = 0,	/* findings */
	SAMEDESK_SHOW = 1,	/* what was read and how it was resolved */
	SAMEDESK_AUDIT = 2,	/* findings of letters and of many letters together: samedesk_audit_new() */
	SAMEDESK_EXTRACT = 3	/* one record a letter: samedesk_audit_new() */
} samedesk_what;

/* How far a run has come: units done of all (files, or lines of records), and letters read so far. total 0: not known yet. */
typedef void (*samedesk_progress_fn)(void *user, uint64_t done, uint64_t total, uint64_t letters);

/* A further output beside that of samedesk_options.write. */
typedef struct {
	const char *format;
	samedesk_write_fn write;
	void *user;			/* write's alone */
} samedesk_output;

/* Zero means the default everywhere: start from SAMEDESK_OPTIONS_INIT. */
typedef struct {
	size_t size;			/* sizeof(samedesk_options): lets the struct grow */
	samedesk_what what;
	const char *format;		/* "text" (default), "json", "ndjson", "xml"; "none": callbacks only */
	const char *date;		/* as if sent then (ISO); NULL: the letter's own date */
	const char *min_basis;		/* "documented", "reported", or NULL: everything */
	const char *phase;		/* Schematron phase: "send", "audit", "ci"; NULL: all rules */
	samedesk_level fail_on;		/* least level that makes the status SAMEDESK_FINDINGS. SAMEDESK_OPTIONS_INIT: error */
	uint32_t max_findings;		/* 0: all are printed */
	int color, proof, quiet, stats;	/* 0 or 1 */
	samedesk_write_fn write;	/* NULL: nothing is printed */
	samedesk_diagnostic_fn diagnostic;
	samedesk_finding_fn finding;
	void *user;			/* for all three */
	const char *stdin_name;		/* what standard input is reported as; NULL: "-" */
	const char *config;		/* a project's own file (as .samedesk.xml); NULL: none */
	int find_config;		/* 1: without config, the one found for each letter, see samedesk_config_find() */
	/* an audit's: */
	uint32_t jobs;			/* threads that read; 0: as many as there are processors */
	uint32_t window;		/* months within which a letter is continued; 0: 24 */
	uint32_t longest;		/* letters of the longest ring looked for; 0: 12 */
	uint32_t similarity;		/* per cent from which a reply is an echo; 0: 85 */
	int no_echoes;			/* 1: texts are not compared */
	const char *store;		/* a database that keeps letters and findings between runs; made when it is not there; NULL: none */
	const char *since;		/* with a store: tell only findings first made on that day (ISO) or later; "last": in this run */
	int again;			/* with a store: 1: read and judge all letters again, and tell which verdicts flip */
	samedesk_progress_fn progress;	/* called now and then, from the thread that runs the audit; may be NULL */
	/* of every run: */
	const char *const *levels;	/* levels of rules, after those of the project: "undated=off", "ring=warning:old/"; NULL-terminated, or NULL */
	const samedesk_output *outputs;	/* what is printed besides, in other formats: at most 16 */
	size_t n_outputs;
	const char *const *exclude;	/* patterns of files that are not read: "*.bak", "old/"; NULL-terminated, or NULL */
	const char *lang;		/* of messages: "en" (default), "cy"; keys, ids and formats stay as they are */
	int ascii;			/* 1: the text format has no bytes above 127: letters with their marks taken off, the rest escaped */
} samedesk_options;

#define SAMEDESK_OPTIONS_INIT { sizeof(samedesk_options), SAMEDESK_CHECK, 0, 0, 0, 0, SAMEDESK_ERROR, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

typedef struct samedesk_checker samedesk_checker;

/* NULL when an option is not usable (said). k must outlive the checker. The caller frees. */
SAMEDESK_API samedesk_checker *samedesk_checker_new(const samedesk_knowledge *k, const samedesk_options *o);

/* Reads and judges a file; "-" is standard input. The name of a buffer is what its findings are reported under. Any
 * number of calls; the return value speaks of this file alone. */
SAMEDESK_API int samedesk_check_file(samedesk_checker *c, const char *path);
SAMEDESK_API int samedesk_check_buffer(samedesk_checker *c, const char *name, const void *bytes, size_t n);

typedef struct {
	uint32_t letters, judged, not_judged, failed_files;
	uint32_t findings[3];		/* by level */
} samedesk_totals;

/* Closes the output and gives the totals (out may be NULL). The status of the whole run. No check may follow. */
SAMEDESK_API int samedesk_checker_end(samedesk_checker *c, samedesk_totals *out);
SAMEDESK_API void samedesk_checker_free(samedesk_checker *c);

/* The project's own file that holds for a letter or folder: .samedesk.xml in its folder or the nearest one above, else
 * in the user's home. Writes at most size bytes with the NUL. 1 found, 0 none. A name that is no file ("-") counts as one in
 * the current folder. */
SAMEDESK_API int samedesk_config_find(const char *path, char *out, size_t size);

/* What such a file, and those it extends, say. Read-only: threads may share it. */
typedef struct samedesk_config samedesk_config;
typedef struct {
	const char *key, *value;	/* as on the command line: "window" and "24"; of a flag "", "yes" or "no" */
	const char *file;		/* the value as the name of a file or folder, taken from the file's folder; of format, FORMAT:FILE so */
	const char *path;		/* the file; where it comes from none, who says so in words: "default" */
	uint32_t line, column;		/* of the key in it; 0: not known */
} samedesk_setting;

/* NULL: the file, or one that it extends, cannot be used (said). The caller frees. */
SAMEDESK_API samedesk_config *samedesk_config_read(const char *file, samedesk_diagnostic_fn diagnostic, void *user);
SAMEDESK_API void samedesk_config_free(samedesk_config *c);
/* Settings in order: those of extended files first, so that the last of a key is the one in force; of level, exclude and knowledge all are. */
SAMEDESK_API size_t samedesk_config_count(const samedesk_config *c);
SAMEDESK_API const samedesk_setting *samedesk_config_setting(const samedesk_config *c, size_t i);
/* The i-th file as an overlay for samedesk_knowledge_load(), the extended ones first; NULL after the last, and at once when none of them holds
 * knowledge. */
SAMEDESK_API const char *samedesk_config_file(const samedesk_config *c, size_t i);

/* The next setting into out. 0: there is none. */
typedef int (*samedesk_setting_next_fn)(void *user, samedesk_setting *out);
/* Prints settings. o: format, color, write, diagnostic are heeded; user is next's. */
SAMEDESK_API int samedesk_config_print(const samedesk_options *o, samedesk_setting_next_fn next, void *user);

/* ---- many letters ---- */

/* An audit: letters of many files judged one by one and together, or (SAMEDESK_EXTRACT) written as records, a line each. Files are
 * read by several threads; callbacks come from the thread that calls samedesk_audit_run(), in an order that depends on the files alone. */
typedef struct samedesk_audit samedesk_audit;

/* NULL when an option is not usable (said). k must outlive the audit. The caller frees. */
SAMEDESK_API samedesk_audit *samedesk_audit_new(const samedesk_knowledge *k, const samedesk_options *o);
/* Adds a file ("-": standard input) to what is read. Order does not count, and each is read once. */
SAMEDESK_API void samedesk_audit_add(samedesk_audit *a, const char *path);
/* From now on what is added are files of records, as SAMEDESK_EXTRACT writes them: not to be mixed with files of letters. */
SAMEDESK_API void samedesk_audit_records(samedesk_audit *a);
/* Reads, judges and prints. Once. out may be NULL. The status of the whole. */
SAMEDESK_API int samedesk_audit_run(samedesk_audit *a, samedesk_totals *out);
SAMEDESK_API void samedesk_audit_free(samedesk_audit *a);

/* ---- questions ---- */

/* Which party a name means and who serves it. o: format, date, min_basis, color, write, diagnostic are heeded.
 * service, between: may be NULL; between is the name of a second party. SAMEDESK_OK when the name means one party (or a joint
 * name), SAMEDESK_FINDINGS when it is ambiguous, out of period or unknown. */
SAMEDESK_API int samedesk_who(const samedesk_knowledge *k, const samedesk_options *o,
    const char *name, const char *service, const char *between);

/* Prints the rules, or explains the one with that id. SAMEDESK_TROUBLE when there is no such rule. */
SAMEDESK_API int samedesk_rules(const samedesk_knowledge *k, const samedesk_options *o, const char *id);

/* Prints the counts of a validation. o: format, color, quiet, write, diagnostic are heeded. SAMEDESK_OK or SAMEDESK_TROUBLE. */
SAMEDESK_API int samedesk_validation_print(const samedesk_options *o, const samedesk_validation *v);

/* The i-th output format's name ("text", ...); NULL after the last. */
SAMEDESK_API const char *samedesk_format_name(unsigned i);

#ifdef __cplusplus
}
#endif
#endif
