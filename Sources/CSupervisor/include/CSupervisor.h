// A second process that outlives a hook: it learns from shared memory which events are in hand, and how the hook's process ended.
//
// In Lambda (AWS_LAMBDA_RUNTIME_API is set) the process forks before anything else runs in it, since a process with threads can't be
// forked any more: a static executable even before the C library starts, when there is least to copy. The child goes on to `main`; the
// parent waits, passes signals on, and ends as the child ends. Only where the child
// leaves an event behind does the parent go on to `main` itself, with `supervisor_outcome` set, to report in its place. A child that
// still has an event in hand when that has to be taken over (it is stopped, has become another program, can't open a connection), or
// some time after it was told to end, is killed for that.
// ROLLOUT_SUPERVISOR=off leaves all that out. On other systems than Linux there is never a supervisor.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define SUPERVISOR_MAXIMUM_ID 4095
#define SUPERVISOR_MAXIMUM_REQUEST_ID 127

// What is known of an event, in the order in which it comes about.
enum supervised_state {
    SUPERVISED_FREE = 0,       // no event here
    SUPERVISED_TAKEN = 1,      // being written
    SUPERVISED_OPEN = 2,       // in hand, without a verdict
    SUPERVISED_SUCCEEDED = 3,  // the verdict is Succeeded, and CodeDeploy may not know yet
    SUPERVISED_FAILED = 4,     // the verdict is Failed, and CodeDeploy may not know yet
    SUPERVISED_SETTLED = 5,    // CodeDeploy knows, or somebody else will tell it
};

// One event in hand. Texts end with a NUL.
typedef struct {
    int32_t state;
    int64_t started;   // milliseconds since 1970
    int64_t deadline;  // milliseconds since 1970
    int64_t takeover;  // milliseconds since 1970: from then on the supervisor sees to it, whatever the process is at
    char request_id[SUPERVISOR_MAXIMUM_REQUEST_ID + 1];
    char invoked_arn[512];
    char deployment_id[SUPERVISOR_MAXIMUM_ID + 1];
    char execution_id[SUPERVISOR_MAXIMUM_ID + 1];
} supervised_event;

// How the supervised process ended: -1 in every process but a supervisor that has to report, else what waitpid says.
int32_t supervisor_outcome(void);

// Why the supervised process came to its end.
enum supervisor_cause {
    SUPERVISED_ENDED = 0,        // by itself
    SUPERVISED_OVERTIME = 1,     // killed: it had an event in hand when that had to be taken over
    SUPERVISED_TOLD_TO_END = 2,  // by SIGTERM or SIGINT
};
int32_t supervisor_outcome_cause(void);

// Whether a supervisor watches this process.
bool supervisor_is_watching(void);

// Writes down an event that is about to be handled; NULL without a supervisor, or where a text or one event more has no room.
supervised_event *_Nullable supervisor_take(
    const char *_Nonnull deployment_id, const char *_Nonnull execution_id, const char *_Nonnull request_id,
    const char *_Nonnull invoked_arn, int64_t started, int64_t deadline, int64_t takeover);

// Notes how far an event has come; SUPERVISED_FREE gives its place back.
void supervisor_note(supervised_event *_Nonnull event, int32_t state);

// The event that was left behind at or after `index`, or NULL when there is none; `index` moves on past it.
const supervised_event *_Nullable supervisor_left_behind(int32_t *_Nonnull index);

// Leaves the calling thread, and those that it starts, what CPU time there is: the others get the lowest priority, and all of them one
// core, since a part of a core that is shared out over several makes priorities meaningless. For good: only root could undo it. Does nothing outside Lambda.
void supervisor_make_other_threads_step_back(void);

// Makes the calling thread one of the others.
void supervisor_step_back(void);
