// libcurl for Swift. Its option calls are variadic, which Swift cannot call, so each kind of argument has a typed function here.
// What differs between libcurl's versions (7.76 at least) is settled here too, at compile time.
#pragma once
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x074c00
#error "libcurl 7.76 or newer is needed"
#endif

typedef size_t (*shim_data_callback)(char *_Nullable data, size_t size, size_t count, void *_Nullable context);
typedef int (*shim_trailer_callback)(struct curl_slist *_Nullable *_Nonnull list, void *_Nullable context);

static inline CURLcode shim_easy_set_long(CURL *_Nonnull easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode shim_easy_set_offset(CURL *_Nonnull easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode shim_easy_set_string(CURL *_Nonnull easy, CURLoption option, const char *_Nullable value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode shim_easy_set_pointer(CURL *_Nonnull easy, CURLoption option, const void *_Nullable value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode shim_easy_set_list(CURL *_Nonnull easy, CURLoption option, struct curl_slist *_Nullable value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode shim_easy_set_data_callback(CURL *_Nonnull easy, CURLoption option, shim_data_callback _Nullable value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode shim_easy_set_trailer_callback(CURL *_Nonnull easy, shim_trailer_callback _Nullable value) {
    return curl_easy_setopt(easy, CURLOPT_TRAILERFUNCTION, value);
}

static inline CURLMcode shim_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// Limits the request and its redirects to HTTP and HTTPS.
static inline CURLcode shim_easy_set_web_protocols_only(CURL *_Nonnull easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    return code ? code : curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    return code ? code : curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// Lets a transfer end without its look-up of a host: the thread that libcurl has for that is detached instead of waited for, and frees its
// own copies of what it needs when the system's resolver returns. (That is read in libcurl's source; before 8.14, a look-up that returns
// within the few instructions of the detaching may be freed under them.) libcurl before 7.87 always waits.
static inline void shim_easy_leave_lookups(CURL *_Nonnull easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)easy;
#endif
}

static inline long shim_easy_get_long(CURL *_Nonnull easy, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(easy, info, &value) ? 0 : value;
}
static inline curl_off_t shim_easy_get_offset(CURL *_Nonnull easy, CURLINFO info) {
    curl_off_t value = 0;
    return curl_easy_getinfo(easy, info, &value) ? 0 : value;
}
static inline void *_Nullable shim_easy_get_private(CURL *_Nonnull easy) {
    char *value = NULL;
    return curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value) ? NULL : value;
}

// The next finished transfer, with its outcome, or NULL when there is none.
static inline CURL *_Nullable shim_multi_next_done(CURLM *_Nonnull multi, CURLcode *_Nonnull outcome) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *outcome = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}
