#define _GNU_SOURCE
#include "CSupervisor.h"

#ifdef __linux__
#include <dirent.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// Elsewhere the process isn't the hook's own: other work in it must not be held back, least of all for good.
static bool is_in_lambda = false;

__attribute__((constructor)) static void look_around(void) {
    const char *api = getenv("AWS_LAMBDA_RUNTIME_API");
    is_in_lambda = api != NULL && *api;
}

void supervisor_make_other_threads_step_back(void) {
    if (!is_in_lambda) return;
    int core = sched_getcpu();
    DIR *threads = opendir("/proc/self/task");
    if (core < 0 || threads == NULL) return;
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(core, &cores);
    pid_t own = (pid_t)syscall(SYS_gettid);
    for (struct dirent *entry = readdir(threads); entry != NULL; entry = readdir(threads)) {
        pid_t thread = (pid_t)atoi(entry->d_name);
        if (thread <= 0) continue;
        sched_setaffinity(thread, sizeof cores, &cores);
        if (thread != own) setpriority(PRIO_PROCESS, (id_t)thread, 19);
    }
    closedir(threads);
}

void supervisor_step_back(void) {
    if (is_in_lambda) setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 19);
}
#else
void supervisor_step_back(void) {}
void supervisor_make_other_threads_step_back(void) {}
#endif
