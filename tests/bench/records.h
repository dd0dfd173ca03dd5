/* records.h - planned letters as records.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_BENCH_RECORDS_H
#define SAMEDESK_BENCH_RECORDS_H

#include <stdio.h>

#include "compose.h"

void records_head(FILE *f);
/* The record of a letter, a line; v: as compose_values() gives them. */
void records_print(const struct composer *c, FILE *f, const char *path, uint32_t letter, const struct values *v, struct arena *scratch);

#endif
