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

bool supervisor_is_watching(void) { return false; }
#else
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// In a static executable all that follows runs before the C library is ready, see `supervise_at_once`: nothing of that library may be
// called here, the stack protector included, and a system call returns the negative error.
#pragma clang attribute push(__attribute__((no_stack_protector)), apply_to = function)

static long call(long number, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__)
    long result;
    register long fourth __asm__("r10") = d;
    register long fifth __asm__("r8") = e;
    register long sixth __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
                     : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long first __asm__("x0") = a;
    register long second __asm__("x1") = b;
    register long third __asm__("x2") = c;
    register long fourth __asm__("x3") = d;
    register long fifth __asm__("x4") = e;
    register long sixth __asm__("x5") = f;
    register long eighth __asm__("x8") = number;
    __asm__ volatile("svc 0"
                     : "+r"(first)
                     : "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(sixth), "r"(eighth)
                     : "memory");
    return first;
#else
    long result = syscall(number, a, b, c, d, e, f);
    return result < 0 ? -errno : result;
#endif
}

// What the kernel takes for a `sigaction` and a set of signals.
typedef struct {
    void *handler;
    unsigned long flags;
    void *restorer;
    uint64_t mask;
} signal_action;

// Not made where they are needed: the compiler may call the C library for that.
static const signal_action by_default = {.handler = (void *)SIG_DFL};
static const signal_action ignored = {.handler = (void *)SIG_IGN};
static const struct rlimit none = {0, 0};
static signal_action on_child;

static uint64_t bit(int signal) { return (uint64_t)1 << (signal - 1); }

static void set_mask(uint64_t mask, uint64_t *before) {
    call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&mask, (long)before, sizeof mask, 0, 0);
}

static void set_action(int signal, const signal_action *action, signal_action *before) {
    call(SYS_rt_sigaction, signal, (long)action, (long)before, sizeof action->mask, 0, 0);
}

static void leave(int status) {
    for (;;) call(SYS_exit_group, status, 0, 0, 0, 0, 0);
}

// How long a process may take to end once it was told to; its runtime takes 250 ms at most.
static const int64_t grace = 300;

static pid_t supervisor = 0;

static const int passed_on[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

// The value of a variable, or NULL where it is unset or empty.
static const char *value(char *const *environment, const char *name) {
    for (; environment && *environment; environment++) {
        const char *text = *environment;
        size_t length = 0;
        while (name[length] && text[length] == name[length]) length++;
        if (!name[length] && text[length] == '=') return text[length + 1] ? text + length + 1 : NULL;
    }
    return NULL;
}

// As many events as Lambda may hand out at once; see AWS_LAMBDA_MAX_CONCURRENCY.
static int32_t wanted_capacity(const char *text) {
    int32_t number = 0;
    for (; text && *text >= '0' && *text <= '9' && number <= 1000; text++) number = number * 10 + (*text - '0');
    return number < 1 ? 1 : number > 1000 ? 1000 : number;
}

// Ends as the child did, so that Lambda sees what it would see without a supervisor.
static void end_like(int status) {
    if (WIFSIGNALED(status)) {
        call(SYS_prlimit64, 0, RLIMIT_CORE, (long)&none, 0, 0, 0);
        set_action(WTERMSIG(status), &by_default, NULL);
        set_mask(0, NULL);
        call(SYS_kill, call(SYS_getpid, 0, 0, 0, 0, 0, 0), WTERMSIG(status), 0, 0, 0, 0);
    }
    leave(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

// Any signal that the supervisor waits for will do.
static void wake_supervisor(void) { call(SYS_kill, supervisor, SIGCHLD, 0, 0, 0, 0); }

// Milliseconds since 1970.
static int64_t now(void) {
    struct timespec time;
    call(SYS_clock_gettime, CLOCK_REALTIME, (long)&time, 0, 0, 0, 0);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

// Waits for one of the signals, until so many milliseconds since 1970 at most. Returns it, or a negative error.
static int wait_for_signal(uint64_t signals, int64_t until) {
    struct timespec time;
    if (until != INT64_MAX) {
        int64_t left = until - now();
        // A clock that is set meanwhile is seen after a day at the latest.
        left = left < 0 ? 0 : left > 86400000 ? 86400000 : left + 1;
        time.tv_sec = left / 1000;
        time.tv_nsec = left % 1000 * 1000000;
    }
    return (int)call(SYS_rt_sigtimedwait, (long)&signals, 0, until == INT64_MAX ? 0 : (long)&time, sizeof signals, 0, 0);
}

// Waits for the end of the child, and brings it about once an event has to be taken over. Returns what waitpid says.
static int wait_for_end(pid_t child, uint64_t signals) {
    // No event is in hand yet, and this process goes out of the way of the other.
    int64_t takeover = INT64_MAX, end_by = INT64_MAX;
    bool is_killed = false;
    for (;;) {
        int signal = wait_for_signal(signals, end_by < takeover ? end_by : takeover);
        if (signal == SIGCHLD) {
            int status = 0;
            long ended = call(SYS_wait4, child, (long)&status, WNOHANG, 0, 0, 0);
            if (ended == child) return status;
            if (ended == -ECHILD) leave(1);
        } else if (signal > 0) {
            call(SYS_kill, child, signal, 0, 0, 0, 0);
            if ((signal == SIGTERM || signal == SIGINT) && cause == SUPERVISED_ENDED) {
                cause = SUPERVISED_TOLD_TO_END;
                end_by = now() + grace;
            }
        }
        if (is_killed) continue;
        takeover = next_takeover();
        if (takeover == INT64_MAX) {
            // Nothing in hand: then it may take its time to end.
            if (end_by <= now()) end_by = INT64_MAX;
        } else if (takeover <= now() || end_by <= now()) {
            if (cause == SUPERVISED_ENDED) cause = SUPERVISED_OVERTIME;
            call(SYS_kill, child, SIGKILL, 0, 0, 0, 0);
            is_killed = true;
            takeover = end_by = INT64_MAX;
        }
    }
}

// A connection must not become standard error, or the log would be written into it.
static void fill_standard_descriptors(void) {
    long descriptor;
    do descriptor = call(SYS_openat, AT_FDCWD, (long)"/dev/null", O_RDWR, 0, 0, 0);
    while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor > STDERR_FILENO) call(SYS_close, descriptor, 0, 0, 0, 0, 0);
}

static pid_t fork_by_kernel(void) { return (pid_t)call(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0); }

// Splits the process in two and returns in the child; in the parent only where the child has left an event behind.
static void supervise(char *const *environment, pid_t (*split)(void)) {
    static bool is_done = false;
    if (is_done || !value(environment, "AWS_LAMBDA_RUNTIME_API")) return;
    is_done = true;
    fill_standard_descriptors();
    const char *choice = value(environment, "ROLLOUT_SUPERVISOR");
    if (choice && choice[0] == 'o' && choice[1] == 'f' && choice[2] == 'f' && !choice[3]) return;
    int32_t wanted = wanted_capacity(value(environment, "AWS_LAMBDA_MAX_CONCURRENCY"));
    size_t size = sizeof(shared_state) + sizeof(supervised_event) * wanted;
    long memory = call(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory < 0) return;
    shared = (shared_state *)memory;
    shared->alarm = INT64_MAX;
    capacity = wanted;

    // Blocked before there is a child, so that no signal falls between the two.
    uint64_t signals = bit(SIGCHLD), before = 0;
    for (size_t index = 0; index < sizeof passed_on / sizeof *passed_on; index++) signals |= bit(passed_on[index]);
    set_mask(signals, &before);

    // Ignored children would vanish without a status.
    set_action(SIGCHLD, &by_default, &on_child);

    supervisor = (pid_t)call(SYS_getpid, 0, 0, 0, 0, 0, 0);
    pid_t child = split();
    if (child == 0) {
        call(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0, 0);
        if (call(SYS_getppid, 0, 0, 0, 0, 0, 0) != supervisor) leave(1);
    }
    if (child >= 0) events = shared->events;
    if (child > 0) {
        int status = wait_for_end(child, signals);
        int32_t index = 0;
        if (!supervisor_left_behind(&index)) end_like(status);
        outcome = status;
        // The report is all that this process is still there for; its own time limit ends it.
        for (size_t index = 0; index < sizeof passed_on / sizeof *passed_on; index++) set_action(passed_on[index], &ignored, NULL);
    }
    if (child < 0) {
        call(SYS_munmap, memory, size, 0, 0, 0, 0);
        capacity = 0;
    }
    set_action(SIGCHLD, &on_child, NULL);
    set_mask(before, NULL);
}

#pragma clang attribute pop

// The C library's own fork where the library is at work already.
__attribute__((constructor)) static void supervise_before_main(void) { supervise(environ, fork); }

static bool is_watching(void) { return events != NULL && outcome == -1; }

// The earlier the process splits, the less has to be copied for the child. A static executable asks which function an indirect one
// stands for before anything else is set up, the C library included; a dynamic one asks when it is too late for a fork without that
// library, and too early for one with it. Sanitizers want to be ready before any function runs.
#if defined(__GLIBC__) && (defined(__x86_64__) || defined(__aarch64__)) && !__has_feature(address_sanitizer) && \
    !__has_feature(thread_sanitizer)
extern const char _DYNAMIC[] __attribute__((weak, visibility("hidden")));

__attribute__((no_stack_protector)) static bool (*supervise_at_once(void))(void) {
    if (!_DYNAMIC) supervise(environ, fork_by_kernel);
    return is_watching;
}

bool supervisor_is_watching(void) __attribute__((ifunc("supervise_at_once")));
#else
bool supervisor_is_watching(void) { return is_watching(); }
#endif
#endif
