/* mime_gmime.h - the functions of GMime and GLib that mime.c calls, in a table that is filled when they are first needed.
 *
 * GMime brings fourteen libraries with it, which take more memory than reading a letter does and half of the time it takes to begin;
 * most runs read no message. So it is not linked but opened. It is never closed: GLib's types last as long as the process.
 *
 * SPDX-License-Identifier: ISC */
#ifndef SAMEDESK_MIME_GMIME_H
#define SAMEDESK_MIME_GMIME_H

#ifdef WITH_GMIME

#include <gmime/gmime.h>

#undef g_free		/* some versions have a macro of that name */

#define MIME_GMIME_CALLS(CALL) \
	CALL(g_date_time_get_ymd) \
	CALL(g_date_time_unref) \
	CALL(g_free) \
	CALL(g_object_unref) \
	CALL(g_type_check_instance_is_a) \
	CALL(g_mime_content_type_get_media_subtype) \
	CALL(g_mime_content_type_get_media_type) \
	CALL(g_mime_data_wrapper_get_stream) \
	CALL(g_mime_encoding_flush) \
	CALL(g_mime_encoding_init_decode) \
	CALL(g_mime_encoding_outlen) \
	CALL(g_mime_encoding_step) \
	CALL(g_mime_header_get_offset) \
	CALL(g_mime_header_get_raw_name) \
	CALL(g_mime_header_get_raw_value) \
	CALL(g_mime_header_list_get_count) \
	CALL(g_mime_header_list_get_header_at) \
	CALL(g_mime_init) \
	CALL(g_mime_message_get_mime_part) \
	CALL(g_mime_message_part_get_message) \
	CALL(g_mime_message_part_get_type) \
	CALL(g_mime_multipart_get_count) \
	CALL(g_mime_multipart_get_part) \
	CALL(g_mime_multipart_get_type) \
	CALL(g_mime_object_get_content_type) \
	CALL(g_mime_object_get_content_type_parameter) \
	CALL(g_mime_object_get_disposition) \
	CALL(g_mime_object_get_header_list) \
	CALL(g_mime_parser_construct_message) \
	CALL(g_mime_parser_new_with_stream) \
	CALL(g_mime_parser_options_get_default) \
	CALL(g_mime_parser_options_set_fallback_charsets) \
	CALL(g_mime_parser_set_format) \
	CALL(g_mime_parser_set_persist_stream) \
	CALL(g_mime_part_get_content) \
	CALL(g_mime_part_get_content_encoding) \
	CALL(g_mime_part_get_filename) \
	CALL(g_mime_part_get_type) \
	CALL(g_mime_stream_mem_get_type) \
	CALL(g_mime_stream_mem_new_with_byte_array) \
	CALL(g_mime_stream_mem_set_owner) \
	CALL(g_mime_utils_header_decode_date) \
	CALL(g_mime_utils_header_decode_text) \
	CALL(g_mime_utils_header_unfold)

struct mime_gmime {
#define MIME_GMIME_MEMBER(name) __typeof__(name) *name;
	MIME_GMIME_CALLS(MIME_GMIME_MEMBER)
#undef MIME_GMIME_MEMBER
};

/* Any thread. NULL: it is not installed. */
const struct mime_gmime *mime_gmime(void);

#endif

#endif
