// Preloaded into a hook: its first look-ups of a name go wrong, as they do while a name server is away. RESOLVER says how: "failing" three
// of them fail, "silent" one never returns.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failures = 3;
static int losses = 1;

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (!real) real = (int (*)(const char *, const char *, const struct addrinfo *, struct addrinfo **))dlsym(RTLD_NEXT, "getaddrinfo");
    const char *mode = getenv("RESOLVER");
    if (mode && !strcmp(mode, "silent")) {
        if (__atomic_sub_fetch(&losses, 1, __ATOMIC_RELAXED) >= 0)
            for (;;) pause();
    } else if (__atomic_sub_fetch(&failures, 1, __ATOMIC_RELAXED) >= 0) {
        return EAI_AGAIN;
    }
    return real ? real("127.0.0.1", service, hints, result) : EAI_SYSTEM;
}
