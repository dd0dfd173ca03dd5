#include "api/api_audit.h"
#include <stdio.h>
void report_record(struct report *r, const struct letter_record *rec) { (void)r; (void)rec; }
void report_archive(struct report *r, const struct letter_archive *a) { (void)r; (void)a; }
void judge_archive(struct judge *j, struct letter_archive *a, struct diag_sink *sink) { (void)j; (void)a; (void)sink; }
