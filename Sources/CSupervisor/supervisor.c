#define _GNU_SOURCE
#include "CSupervisor.h"

#include <stddef.h>
#include <string.h>

// What both processes see.
typedef struct {
    int64_t alarm;  // what the supervisor sleeps towards, in milliseconds since 1970
    supervised_event events[];
} shared_state;

static int32_t outcome = -1;
static int32_t cause = SUPERVISED_ENDED;
static shared_state *shared = NULL;
static supervised_event *events = NULL;
static int32_t capacity = 0;

static void wake_supervisor(void);

int32_t supervisor_outcome(void) { return outcome; }

int32_t supervisor_outcome_cause(void) { return cause; }

bool supervisor_is_watching(void) { return events != NULL && outcome == -1; }

// Copies a text with its NUL; false where it has no room.
static bool copy(char *to, size_t room, const char *from) { return memccpy(to, from, 0, room) != NULL; }

supervised_event *supervisor_take(
    const char *deployment_id, const char *execution_id, const char *request_id, const char *invoked_arn, int64_t started,
    int64_t deadline, int64_t takeover) {
    for (int32_t index = 0; index < capacity; index++) {
        supervised_event *event = &events[index];
        int32_t free = SUPERVISED_FREE;
        if (!__atomic_compare_exchange_n(&event->state, &free, SUPERVISED_TAKEN, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) continue;
        event->started = started;
        event->deadline = deadline;
        event->takeover = takeover;
        // An ARN without room is no reason to go without the rest: it only improves an error's text.
        if (!copy(event->invoked_arn, sizeof event->invoked_arn, invoked_arn)) event->invoked_arn[0] = 0;
        bool fits = copy(event->deployment_id, sizeof event->deployment_id, deployment_id) &&
                    copy(event->execution_id, sizeof event->execution_id, execution_id) &&
                    copy(event->request_id, sizeof event->request_id, request_id);
        supervisor_note(event, fits ? SUPERVISED_OPEN : SUPERVISED_FREE);
        if (!fits) return NULL;
        // In one order for both processes: either the supervisor sees the event, or this sees what the supervisor sleeps towards.
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        if (takeover < __atomic_load_n(&shared->alarm, __ATOMIC_SEQ_CST)) wake_supervisor();
        return event;
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

// By when the supervisor has to take an event over, in milliseconds since 1970; INT64_MAX where none is in hand.
static int64_t next_takeover(void) {
    __atomic_store_n(&shared->alarm, INT64_MAX, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    int64_t next = INT64_MAX;
    for (int32_t index = 0; index < capacity; index++) {
        int32_t state = __atomic_load_n(&events[index].state, __ATOMIC_ACQUIRE);
        // Several events side by side: a process that has decided is alive, and killing it would cost the others their verdicts.
        bool is_in_hand = state == SUPERVISED_OPEN || (capacity == 1 && state > SUPERVISED_OPEN && state < SUPERVISED_SETTLED);
        if (is_in_hand && events[index].takeover < next) next = events[index].takeover;
    }
    __atomic_store_n(&shared->alarm, next, __ATOMIC_SEQ_CST);
    return next;
}

#ifndef __linux__
static void wake_supervisor(void) {}
#else
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// How long a process may take to end once it was told to; its runtime takes 250 ms at most.
static const int64_t grace = 300;

static pid_t supervisor = 0;

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

// Any signal that the supervisor waits for will do.
static void wake_supervisor(void) { kill(supervisor, SIGCHLD); }

// Milliseconds since 1970.
static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

// Waits for one of the signals, until so many milliseconds since 1970 at most. Returns it, or -1.
static int wait_for_signal(const sigset_t *signals, int64_t until) {
    if (until == INT64_MAX) return sigwaitinfo(signals, NULL);
    int64_t left = until - now();
    // A clock that is set meanwhile is seen after a day at the latest.
    left = left < 0 ? 0 : left > 86400000 ? 86400000 : left + 1;
    struct timespec time = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
    return sigtimedwait(signals, NULL, &time);
}

// Waits for the end of the child, and brings it about once an event has to be taken over. Returns what waitpid says.
static int wait_for_end(pid_t child, const sigset_t *signals) {
    int64_t end_by = INT64_MAX;
    bool is_killed = false;
    for (;;) {
        int64_t takeover = is_killed ? INT64_MAX : next_takeover();
        if (takeover != INT64_MAX && (takeover <= now() || end_by <= now())) {
            if (cause == SUPERVISED_ENDED) cause = SUPERVISED_OVERTIME;
            kill(child, SIGKILL);
            is_killed = true;
            end_by = INT64_MAX;
            continue;
        }
        // Nothing in hand: then it may take its time to end.
        if (end_by <= now()) end_by = INT64_MAX;
        int signal = wait_for_signal(signals, end_by < takeover ? end_by : takeover);
        if (signal == SIGCHLD) {
            int status = 0;
            pid_t ended = waitpid(child, &status, WNOHANG);
            if (ended == child) return status;
            if (ended < 0 && errno == ECHILD) _exit(1);
        } else if (signal > 0) {
            kill(child, signal);
            if ((signal == SIGTERM || signal == SIGINT) && cause == SUPERVISED_ENDED) {
                cause = SUPERVISED_TOLD_TO_END;
                end_by = now() + grace;
            }
        }
    }
}

// A connection must not become standard error, or the log would be written into it.
static void fill_standard_descriptors(void) {
    int descriptor;
    do descriptor = open("/dev/null", O_RDWR);
    while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor > STDERR_FILENO) close(descriptor);
}

__attribute__((constructor)) static void supervise(void) {
    const char *choice = getenv("ROLLOUT_SUPERVISOR");
    if (!getenv("AWS_LAMBDA_RUNTIME_API")) return;
    fill_standard_descriptors();
    if (choice && strcmp(choice, "off") == 0) return;
    capacity = wanted_capacity();
    size_t size = sizeof(shared_state) + sizeof(supervised_event) * capacity;
    shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        capacity = 0;
        return;
    }
    shared->alarm = INT64_MAX;

    // Blocked before there is a child, so that no signal falls between the two.
    sigset_t signals, before;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    for (size_t index = 0; index < sizeof passed_on / sizeof *passed_on; index++) sigaddset(&signals, passed_on[index]);
    sigprocmask(SIG_BLOCK, &signals, &before);

    // Ignored children would vanish without a status.
    void (*on_child)(int) = signal(SIGCHLD, SIG_DFL);

    supervisor = getpid();
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != supervisor) _exit(1);
    }
    if (child >= 0) events = shared->events;
    if (child > 0) {
        int status = wait_for_end(child, &signals);
        int32_t index = 0;
        if (!supervisor_left_behind(&index)) end_like(status);
        outcome = status;
        // The report is all that this process is still there for; its own time limit ends it.
        for (size_t index = 0; index < sizeof passed_on / sizeof *passed_on; index++) signal(passed_on[index], SIG_IGN);
    }
    if (child < 0) {
        munmap(shared, size);
        capacity = 0;
    }
    if (on_child != SIG_ERR) signal(SIGCHLD, on_child);
    sigprocmask(SIG_SETMASK, &before, NULL);
}
#endif
