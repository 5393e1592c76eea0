#define _GNU_SOURCE
#include "muse_mpi.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#endif

// MPICH's mpi.h: handles are numbers.
typedef int Handle;
static const Handle world = 0x44000000, type_byte = 0x4c00010d, type_float = 0x4c00040a, type_double = 0x4c00080b,
                    op_sum = 0x58000003, no_request = 0x2c000000;
static void *const in_place = (void *)-1;
static void *const no_status = (void *)1;
enum { thread_serialized = 2, longest_version = 8192 };

static struct {
    int (*init)(int *, char ***, int, int *);
    int (*version)(char *, int *);
    int (*rank)(Handle, int *);
    int (*size)(Handle, int *);
    int (*iallreduce)(const void *, void *, int, Handle, Handle, Handle, Handle *);
    int (*ibcast)(void *, int, Handle, int, Handle, Handle *);
    int (*test)(Handle *, int *, void *);
    int (*finalize)(void);
    int (*abort)(Handle, int);
} mpi;

static char problem[512];

static int find(void *library, const char *name, void *function) {
    void *found = dlsym(library, name);
    if (!found) snprintf(problem, sizeof problem, "it has no function %s", name);
    // A function pointer cannot be assigned from a data pointer in ISO C.
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

const char *muse_mpi_open(const char *name) {
    // Global, because the library opens plug-ins that use its symbols.
    void *library = dlopen(name, RTLD_NOW | RTLD_GLOBAL);
    if (!library) {
        snprintf(problem, sizeof problem, "%s", dlerror());
        return problem;
    }
    if (!find(library, "MPI_Init_thread", &mpi.init) || !find(library, "MPI_Get_library_version", &mpi.version) ||
        !find(library, "MPI_Comm_rank", &mpi.rank) || !find(library, "MPI_Comm_size", &mpi.size) ||
        !find(library, "MPI_Iallreduce", &mpi.iallreduce) || !find(library, "MPI_Ibcast", &mpi.ibcast) ||
        !find(library, "MPI_Test", &mpi.test) || !find(library, "MPI_Finalize", &mpi.finalize) ||
        !find(library, "MPI_Abort", &mpi.abort))
        return problem;
    static char version[longest_version];
    int length = 0;
    if (mpi.version(version, &length) != 0 || strstr(version, "Open MPI")) {
        snprintf(problem, sizeof problem, "it is Open MPI, whose binary interface is not that of MPICH");
        return problem;
    }
    return NULL;
}

int muse_mpi_start(void) {
    int provided = 0;
    int error = mpi.init(NULL, NULL, thread_serialized, &provided);
    return error != 0 ? error : provided < thread_serialized ? -1 : 0;
}

int muse_mpi_rank(void) {
    int rank = 0;
    mpi.rank(world, &rank);
    return rank;
}

int muse_mpi_size(void) {
    int size = 1;
    mpi.size(world, &size);
    return size;
}

int muse_mpi_start_sum(float *values, size_t count) {
    Handle request = no_request;
    mpi.iallreduce(in_place, values, (int)count, type_float, op_sum, world, &request);
    return request;
}

int muse_mpi_is_done(int *request) {
    int done = 0;
    mpi.test(request, &done, no_status);
    if (done) *request = 0;
    return done;
}

static void wait_for(Handle request) {
    // Answers usually come within microseconds; later, one more millisecond does no harm.
    for (int tries = 0; !muse_mpi_is_done(&request); tries++) {
        if (tries >= 2000) usleep(tries < 4000 ? 50 : 1000);
    }
}

void muse_mpi_sum(double *values, size_t count) {
    Handle request = no_request;
    mpi.iallreduce(in_place, values, (int)count, type_double, op_sum, world, &request);
    wait_for(request);
}

void muse_mpi_broadcast(void *bytes, size_t count, int from) {
    const size_t most = (size_t)1 << 30;
    for (size_t start = 0; start < count; start += most) {
        Handle request = no_request;
        size_t part = count - start < most ? count - start : most;
        mpi.ibcast((char *)bytes + start, (int)part, type_byte, from, world, &request);
        wait_for(request);
    }
}

void muse_mpi_finish(void) { mpi.finalize(); }

void muse_mpi_abort(int code) { mpi.abort(world, code); }

static int watched = -1;
static pid_t watcher = 0;

int muse_mpi_start_watcher(const char *message) {
    int ends[2];
    if (pipe(ends) != 0) return -1;
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    watcher = fork();
    if (watcher != 0) {
        close(ends[0]);
        if (watcher < 0) {
            close(ends[1]);
            return -1;
        }
        watched = ends[1];
        return 0;
    }
    // A session of its own: the launcher ends the processes of its session. It must not keep the launcher's files open.
    setsid();
    for (int file = 0; file < 1024; file++)
        if (file != 2 && file != ends[0]) close(file);
    char answer;
    ssize_t count;
    while ((count = read(ends[0], &answer, 1)) < 0) {}
    if (count == 0 && write(2, message, strlen(message)) < 0) _exit(1);
    _exit(0);
}

void muse_mpi_dismiss_watcher(void) {
    if (watched < 0) return;
    if (write(watched, "", 1) == 1) waitpid(watcher, NULL, 0);
    close(watched);
    watched = -1;
}

int muse_mpi_processors(char *text, size_t size) {
    int count = 0;
    if (size > 0) text[0] = 0;
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
    size_t used = 0;
    for (int i = 0; i < CPU_SETSIZE; i++) {
        if (!CPU_ISSET(i, &set)) continue;
        count++;
        int written = snprintf(text + used, size - used, "%d ", i);
        if (written > 0 && (size_t)written < size - used) used += (size_t)written;
    }
#endif
    return count;
}
