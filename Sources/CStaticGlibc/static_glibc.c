#define _GNU_SOURCE
#include "CStaticGlibc.h"

#include <unistd.h>  // says which C library this is

#if defined(__linux__) && defined(__GLIBC__)
#include <nss.h>
#include <string.h>
#include <sys/auxv.h>

// Before the constructors of the Swift runtime, which aborts over a missing /proc with a word about its own path.
__attribute__((constructor(101))) static void meet_conditions(void) {
    // The kernel notes where the dynamic loader is; a static executable has none.
    if (getauxval(AT_BASE) != 0) return;

    if (access("/proc/self/exe", F_OK) != 0) {
        static const char reason[] =
            "This program needs /proc, which is not mounted here (as Lambda has it): mount -t proc proc /proc\n";
        if (write(STDERR_FILENO, reason, strlen(reason)) < 0) _exit(127);
        _exit(127);
    }

    // Other ways to look hosts up are shared libraries of the very glibc that this program was linked with, which abort in another.
    __nss_configure_lookup("hosts", "files dns");
}
#endif
