/* api.h - the door of api/: what its files share behind samedesk.h.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_API_H
#define SAMEDESK_API_H

#include "base/folder.h"
#include "extract/extract.h"
#include "judge/judge.h"
#include "project/project.h"
#include "read/read.h"
#include "relate/relate.h"
#include "report/report.h"
#include "resolve/resolve.h"
#include "samedesk.h"

struct samedesk_knowledge {
	struct know *know;
	const char *const *overlays;		/* files that were added; NULL-terminated */
};

/* The caller's options, checked. */
#define API_OUTPUTS 16u
struct api_output { struct api_options *options; const samedesk_output *output; };
struct api_options {
	struct api_output outputs[API_OUTPUTS];
	samedesk_options given;
	struct when date;			/* unknown: each letter's own */
	struct relate_options relate;
	struct know_tongue tongue;
	struct diag_sink sink;
	bool write_failed;
	struct report *report;			/* told of diagnostics; NULL: none yet */
	char folder[4096], root[4096];		/* the current folder, and --root as the system resolves it */
};

/* --- api_settings.c: knowledge by folder --- */

struct api_setting {
	const char *config;		/* the project's own file; NULL: none */
	struct project *project;	/* what it and the options say of levels and of files left out; NULL: nothing, or the file is unusable */
	struct know *own;		/* freed with the settings; NULL: the caller's, or the file is unusable */
	const struct know *know;	/* NULL: the file is unusable (said) */
	uint64_t hash;			/* of what records depend on; 0: not worked out (api_audit_store.c) */
};
struct api_settings {
	struct arena arena;
	struct api_options *options;
	const struct samedesk_knowledge *base;
	VEC(struct api_setting *) all;	/* the first: without a file */
	struct map folders;		/* folder to its setting */
	struct map rules;		/* of levels among the options: a project has them (1), or it was said that none has (0) */
};
/* False: a level or a pattern among the options is unusable (said). */
bool api_settings_init(struct api_settings *s, const struct samedesk_knowledge *k, struct api_options *o);
/* When all files were read. False: a level among the options is of a rule that none of their projects has (said, once). */
bool api_settings_end(struct api_settings *s);
void api_settings_release(struct api_settings *s);
/* The setting that holds for the path; it stays where it is. Belongs to one thread; what it returns may be shared. */
const struct api_setting *api_settings_for(struct api_settings *s, const char *path);
/* Is the file left out? */
bool api_setting_excludes(const struct api_setting *s, const char *path);
/* Gives the letter's findings the levels of the project: what is off goes. */
void api_setting_levels(const struct api_setting *s, struct letter *l);
/* The same of one rule. False: it is off. */
bool api_setting_level(const struct api_setting *s, const char *rule, const char *path, enum letter_level *level);

/* --- api_reader.c: letters through the stages --- */

struct api_reader_hand {		/* this thread's, on the knowledge and rules of a setting */
	const struct api_setting *setting;
	struct know *know;
	struct judge *judge;
};
struct api_reader {
	struct api_options *options;
	struct diag_sink *sink;
	struct arena run, file, letter;
	struct buf bytes;			/* of the file at hand */
	VEC(struct api_reader_hand) hands;
	struct judge *judge;			/* of the file at hand */
	const struct api_setting *setting;
	bool no_rules;				/* set by the owner: nothing is judged */
	bool words_only;			/* set by the owner: nothing comes behind extract/ */
	bool archive;				/* set by the owner: a letter without a date has none (DESIGN section 6) */
	bool (*take)(void *user, struct letter *l);	/* set by the owner; false: stop */
	/* Set by the owner, or NULL: each acceptance of a file, when all its letters were taken. Its texts go with the file. */
	void (*mark)(void *user, const struct letter_mark *m);
	void *user;
	uint32_t lines_before, messages_before;	/* in the file, when a slice of it is at hand; set by the owner */
	const uint32_t *only;			/* of a mailbox: the messages that are read; NULL: all. Set by the owner */
	uint32_t n_only;
	/* of the file at hand: */
	uint32_t lost;				/* letters that took too much memory (said) */
	uint32_t rule_errors;			/* said of rules, not of the file */
	bool unjudged;				/* a rule could not be judged in one of its letters */
	bool misused;				/* an acceptance in it cannot be used (said) */
	struct { VEC(struct letter_mark) v; } marks;
};
void api_reader_init(struct api_reader *r, struct api_options *o, struct diag_sink *sink);
void api_reader_release(struct api_reader *r);
/* The rules of a setting, read when first asked for. NULL: unusable (said). */
struct judge *api_reader_judge(struct api_reader *r, const struct api_setting *s);
/* Can it judge by the setting that holds without a project? False: said. */
bool api_reader_usable(struct api_reader *r, const struct api_setting *first);
/* Reads the file (or "-") into r->bytes; name: what it is called. beside: the folder of the file before, or NULL; size: its bytes, as far as
 * known, or 0. False: said. */
bool api_reader_load(struct api_reader *r, struct folder *beside, const char *path, const char *name, size_t size);
struct span api_reader_loaded(const struct api_reader *r);
/* Does it say that the bytes are of a kind in which nobody writes letters: a picture, a program, an empty file? */
bool api_reader_is_foreign(enum diag_id id, struct span bytes);
/* Gives the letters in bytes to take(). bytes are NUL-terminated behind their end. False: something of the file could not be done (said). */
bool api_reader_bytes(struct api_reader *r, const struct api_setting *s, const char *path, struct span bytes);
/* Why a letter is not judged ("no_sender", ...); "": it is. */
const char *api_reader_unjudged(const struct letter *l);

/* --- api_counts.c --- */

struct api_counts {
	struct arena *arena;
	struct report_summary summary;
	struct map rules;			/* rule id to its count in by_rule */
	VEC(struct report_count) by_rule;
};
void api_counts_init(struct api_counts *c, struct arena *a);
void api_counts_letter(struct api_counts *c, const char *why);	/* why: as api_reader_unjudged() */
void api_counts_finding(struct api_counts *c, const char *rule, enum letter_level level);
void api_counts_accepted(struct api_counts *c, const struct letter_acceptance *t);
/* To be asked at the end: rules are sorted, and no more are counted. */
const struct report_summary *api_counts_summary(struct api_counts *c);
samedesk_totals api_counts_totals(const struct api_counts *c);

/* False when one is unusable: said through the caller's function. o stays where it is: the sink points into it. */
bool api_options_take(struct api_options *o, const samedesk_options *given);
/* Knowledge with overlays, whose rules can be used. NULL: said. The caller frees. */
struct know *api_know_load(struct api_options *o, const char *dir, const char *const *overlays);
/* Can it judge anything? False: said. */
bool api_know_usable(struct api_options *o, const struct know *k, const struct judge *j);
/* The rule that is meant by a slip of the pen, or NULL. */
const char *api_rule_near(const struct judge *j, const char *id);
bool api_rule_known(const struct judge *j, const char *id);
/* Is it one about many letters together? */
bool api_rule_of_archive(const struct judge *j, const char *id);
/* A usage fault, said as a diagnostic. */
void api_say(struct api_options *o, const char *text, const char *detail);
/* A diagnostic of the caller's, told like our own. False: it is an error, or none that there is (said). */
bool api_say_for(struct api_options *o, const samedesk_diagnostic *d);
/* Hands a finding to the caller, who accepted it (NULL: nobody) and how it stands to the baseline put in. */
void api_hand(const struct api_options *o, samedesk_finding f, const struct letter_acceptance *accepted, enum letter_state state);
/* Tells the printers of the rules of the first setting, and at the end of those of all others; r: one that is not at work. */
void api_report_judge(struct report *report, struct api_reader *r, const struct api_setting *first);
void api_report_judges(struct report *report, struct api_reader *r, const struct api_settings *s);
/* The printers for what, or NULL when a format is unknown (said). When nothing is to be printed, *none is set. */
struct report *api_report(struct api_options *o, enum report_what what, bool *none);

#endif
