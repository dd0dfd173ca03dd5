/* main.c - the program's entry: everything is in cmd_main(), so that it can be called by tests and fuzzers too.
 *
 * SPDX-License-Identifier: ISC */
#include "cmd/cmd.h"

int main(int argc, char **argv)
{
	return cmd_main(argc, argv);
}
