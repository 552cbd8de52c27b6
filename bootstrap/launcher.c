// The `bootstrap` of a package with several hooks: starts the executable beside it that _HANDLER names, which is the handler that the
// function is configured with. What can't be started is refused with the list of what can be, on standard error and to the Runtime API's
// init/error, so that Lambda shows the reason (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror).
//
// In C and linked statically, since it precedes every cold start: it takes a third of a millisecond.
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

enum { MAX_NAMES = 64, MAX_TEXT = 4096 };

// A text of bounded length; what doesn't fit is left out.
struct text {
    char bytes[MAX_TEXT];
    size_t length;
};

static void append(struct text *text, const char *format, ...) {
    size_t room = sizeof text->bytes - text->length;
    va_list arguments;
    va_start(arguments, format);
    int count = vsnprintf(text->bytes + text->length, room, format, arguments);
    va_end(arguments);
    if (count > 0) text->length += (size_t)count < room ? (size_t)count : room - 1;
}

// The folder of the package: Lambda says where it is; elsewhere it is where this program is.
static void find_folder(char folder[PATH_MAX]) {
    const char *root = getenv("LAMBDA_TASK_ROOT");
    if (root && *root && strlen(root) < PATH_MAX) {
        strcpy(folder, root);
        return;
    }
    ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    if (length < 0) length = 0;
    folder[length] = 0;
    char *slash = strrchr(folder, '/');
    if (slash) *slash = 0;
    else strcpy(folder, ".");
}

// Whether a name is that of an executable file of the package; never this one, which would start itself for ever.
static int is_program(const char *folder, const char *name) {
    if (!*name || *name == '.' || strchr(name, '/') || strcmp(name, "bootstrap") == 0) return 0;
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    struct stat status;
    return length > 0 && length < PATH_MAX && stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void append_programs(struct text *text, const char *folder) {
    DIR *directory = opendir(folder);
    char *names[MAX_NAMES];
    size_t count = 0;
    struct dirent *entry;
    while (directory && count < MAX_NAMES && (entry = readdir(directory))) {
        if (is_program(folder, entry->d_name) && (names[count] = strdup(entry->d_name))) count++;
    }
    qsort(names, count, sizeof *names, compare);
    for (size_t i = 0; i < count; i++) append(text, i ? ", %s" : "%s", names[i]);
    if (!count) append(text, "none");
}

// A JSON string; bytes beyond ASCII, which need not be UTF-8, become question marks.
static void append_json(struct text *text, const char *value) {
    append(text, "\"");
    for (; *value; value++) {
        unsigned char byte = (unsigned char)*value;
        if (byte == '"' || byte == '\\') append(text, "\\%c", byte);
        else if (byte < 0x20) append(text, "\\u%04x", byte);
        else append(text, "%c", byte < 0x7f ? byte : '?');
    }
    append(text, "\"");
}

static int connect_to(const char *address) {
    char host[64];
    const char *colon = strrchr(address, ':');
    size_t length = colon ? (size_t)(colon - address) : strlen(address);
    if (length >= sizeof host) return -1;
    memcpy(host, address, length);
    host[length] = 0;
    struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons(colon ? (unsigned short)atoi(colon + 1) : 80)};
    if (inet_pton(AF_INET, strcmp(host, "localhost") ? host : "127.0.0.1", &peer.sin_addr) != 1) return -1;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_sec = 2};
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return connect(descriptor, (struct sockaddr *)&peer, sizeof peer) ? -1 : descriptor;
}

static void report(const char *type, const char *message) {
    const char *address = getenv("AWS_LAMBDA_RUNTIME_API");
    int descriptor = address ? connect_to(address) : -1;
    if (descriptor < 0) return;
    struct text body = {.length = 0}, request = {.length = 0};
    append(&body, "{\"errorMessage\":");
    append_json(&body, message);
    append(&body, ",\"errorType\":\"%s\",\"stackTrace\":[]}", type);
    append(&request,
        "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"
        "Lambda-Runtime-Function-Error-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
        address, type, body.length);
    if (send(descriptor, request.bytes, request.length, MSG_NOSIGNAL) < 0) return;
    if (send(descriptor, body.bytes, body.length, MSG_NOSIGNAL) < 0) return;
    // Exiting before the answer could cut the request off.
    while (recv(descriptor, request.bytes, sizeof request.bytes, 0) > 0) {}
}

int main(int argc, char **argv) {
    (void)argc;
    const char *handler = getenv("_HANDLER");
    char folder[PATH_MAX];
    find_folder(folder);
    struct text message = {.length = 0};
    const char *type = "Runtime.HandlerNotFound";
    if (handler && is_program(folder, handler)) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", folder, handler);
        argv[0] = path;
        execv(path, argv);
        type = "Runtime.InvalidEntrypoint";
        append(&message, "%s can't be started: %s", handler, strerror(errno));
    } else if (!handler || !*handler) {
        append(&message, "_HANDLER is not set: set the function's handler to one of the executables of the package: ");
        append_programs(&message, folder);
    } else if (strchr(handler, '/')) {
        append(&message, "The function's handler is a path, \"%.255s\", and must be the name of an executable of the package: ", handler);
        append_programs(&message, folder);
    } else {
        append(&message, "The package has no executable \"%.255s\", which the function's handler names; it has: ", handler);
        append_programs(&message, folder);
    }
    fprintf(stderr, "%s\n", message.bytes);
    report(type, message.bytes);
    return 1;
}
