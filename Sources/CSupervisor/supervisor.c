#define _GNU_SOURCE
#include "CSupervisor.h"

#include <stddef.h>
#include <string.h>

static int32_t outcome = -1;
static supervised_event *events = NULL;
static int32_t capacity = 0;

int32_t supervisor_outcome(void) { return outcome; }

bool supervisor_is_watching(void) { return events != NULL && outcome == -1; }

// Copies a text with its NUL; false where it has no room.
static bool copy(char *to, size_t room, const char *from) { return memccpy(to, from, 0, room) != NULL; }

supervised_event *supervisor_take(
    const char *deployment_id, const char *execution_id, const char *request_id, const char *invoked_arn, int64_t started,
    int64_t deadline) {
    for (int32_t index = 0; index < capacity; index++) {
        supervised_event *event = &events[index];
        int32_t free = SUPERVISED_FREE;
        if (!__atomic_compare_exchange_n(&event->state, &free, SUPERVISED_TAKEN, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) continue;
        event->started = started;
        event->deadline = deadline;
        // An ARN without room is no reason to go without the rest: it only improves an error's text.
        if (!copy(event->invoked_arn, sizeof event->invoked_arn, invoked_arn)) event->invoked_arn[0] = 0;
        bool fits = copy(event->deployment_id, sizeof event->deployment_id, deployment_id) &&
                    copy(event->execution_id, sizeof event->execution_id, execution_id) &&
                    copy(event->request_id, sizeof event->request_id, request_id);
        supervisor_note(event, fits ? SUPERVISED_OPEN : SUPERVISED_FREE);
        return fits ? event : NULL;
    }
    return NULL;
}

void supervisor_note(supervised_event *event, int32_t state) { __atomic_store_n(&event->state, state, __ATOMIC_RELEASE); }

const supervised_event *supervisor_left_behind(int32_t *index) {
    while (*index < capacity) {
        supervised_event *event = &events[(*index)++];
        if (event->state >= SUPERVISED_OPEN) return event;
    }
    return NULL;
}

#ifdef __linux__
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const int passed_on[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

// As many events as Lambda may hand out at once; see AWS_LAMBDA_MAX_CONCURRENCY.
static int32_t wanted_capacity(void) {
    const char *text = getenv("AWS_LAMBDA_MAX_CONCURRENCY");
    long number = text ? strtol(text, NULL, 10) : 1;
    return number < 1 ? 1 : number > 1000 ? 1000 : (int32_t)number;
}

// Ends as the child did, so that Lambda sees what it would see without a supervisor.
static void end_like(int status) {
    if (WIFSIGNALED(status)) {
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        signal(WTERMSIG(status), SIG_DFL);
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, WTERMSIG(status));
        sigprocmask(SIG_UNBLOCK, &set, NULL);
        kill(getpid(), WTERMSIG(status));
    }
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

// Waits for the end of the child, which stops for nothing else. Returns what waitpid says.
static int wait_for_end(pid_t child, const sigset_t *signals) {
    for (;;) {
        siginfo_t info;
        int signal = sigwaitinfo(signals, &info);
        if (signal == SIGCHLD) {
            int status = 0;
            pid_t ended = waitpid(child, &status, WNOHANG);
            if (ended == child) return status;
            if (ended < 0 && errno == ECHILD) _exit(1);
        } else if (signal > 0) {
            kill(child, signal);
        }
    }
}

__attribute__((constructor)) static void supervise(void) {
    const char *choice = getenv("ROLLOUT_SUPERVISOR");
    if (!getenv("AWS_LAMBDA_RUNTIME_API") || (choice && strcmp(choice, "off") == 0)) return;
    int32_t wanted = wanted_capacity();
    void *shared = mmap(NULL, sizeof(supervised_event) * wanted, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return;

    // Blocked before there is a child, so that no signal falls between the two.
    sigset_t signals, before;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    for (size_t index = 0; index < sizeof passed_on / sizeof *passed_on; index++) sigaddset(&signals, passed_on[index]);
    sigprocmask(SIG_BLOCK, &signals, &before);

    // Ignored children would vanish without a status.
    void (*on_child)(int) = signal(SIGCHLD, SIG_DFL);

    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(1);
    }
    if (child > 0) {
        int status = wait_for_end(child, &signals);
        events = shared;
        capacity = wanted;
        int32_t index = 0;
        if (!supervisor_left_behind(&index)) end_like(status);
        outcome = status;
        // The report is all that this process is still there for; its own time limit ends it.
        for (size_t index = 0; index < sizeof passed_on / sizeof *passed_on; index++) signal(passed_on[index], SIG_IGN);
    }
    if (child < 0) {
        munmap(shared, sizeof(supervised_event) * wanted);
    } else {
        events = shared;
        capacity = wanted;
    }
    if (on_child != SIG_ERR) signal(SIGCHLD, on_child);
    sigprocmask(SIG_SETMASK, &before, NULL);
}
#endif
