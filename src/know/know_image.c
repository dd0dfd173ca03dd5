/* know_image.c - the knowledge compiled into the program: the image as the build made it, in read-only memory.
 *
 * KNOW_IMAGE_FILE is the file's path as a string, given by the Makefile. Nothing is parsed or copied at start.
 *
 * SPDX-License-Identifier: ISC */
#include "know/know_in.h"

__asm__(".section .rodata\n"
	".balign 64\n"
	".global know_image_data\n"
	".hidden know_image_data\n"
	"know_image_data:\n"
	".incbin \"" KNOW_IMAGE_FILE "\"\n"
	".global know_image_end\n"
	".hidden know_image_end\n"
	"know_image_end:\n"
	".byte 0\n"
	".previous\n");

extern const unsigned char know_image_data[] __attribute__((visibility("hidden")));
extern const unsigned char know_image_end[] __attribute__((visibility("hidden")));

struct know *know_default(void)
{
	struct know *k = know_of_image(know_image_data, (size_t)(know_image_end - know_image_data));
	if (k == NULL) {
		bug("the compiled-in knowledge is none of this program's");
	}
	return k;
}
