// Preloaded into a hook: its first look-ups of a name fail, as they do while a resolver is away.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stddef.h>

static int failures = 3;

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (!real) real = (int (*)(const char *, const char *, const struct addrinfo *, struct addrinfo **))dlsym(RTLD_NEXT, "getaddrinfo");
    if (__atomic_sub_fetch(&failures, 1, __ATOMIC_RELAXED) >= 0) return EAI_AGAIN;
    return real ? real("127.0.0.1", service, hints, result) : EAI_SYSTEM;
}
