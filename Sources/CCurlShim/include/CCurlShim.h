#ifndef SOUK_CURL_SHIM_H
#define SOUK_CURL_SHIM_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

/* libcurl's option functions are variadic, which Swift cannot call: one function here for each kind of value. */

typedef size_t (*souk_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*souk_curl_seek_callback)(void *context, curl_off_t offset, int origin);

CURLcode souk_curl_global_init(void);

CURLcode souk_curl_set_long(CURL *easy, CURLoption option, long value);
CURLcode souk_curl_set_int64(CURL *easy, CURLoption option, int64_t value);
CURLcode souk_curl_set_string(CURL *easy, CURLoption option, const char *value);
CURLcode souk_curl_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode souk_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
CURLcode souk_curl_set_data_callback(CURL *easy, CURLoption option, souk_curl_data_callback callback);
CURLcode souk_curl_set_seek_callback(CURL *easy, souk_curl_seek_callback callback);
/* Only http and https, under whichever option this libcurl has for it. */
CURLcode souk_curl_set_http_only(CURL *easy);

/* 0 where the value cannot be read. */
long souk_curl_get_long(CURL *easy, CURLINFO info);
int64_t souk_curl_get_int64(CURL *easy, CURLINFO info);

CURLMcode souk_multi_set_long(CURLM *multi, CURLMoption option, long value);

#endif
