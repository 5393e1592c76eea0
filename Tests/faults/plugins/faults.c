#include "faults.h"

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The descriptor on which muse reads answers: the pipe that is neither standard input nor standard error. */
static int answer_pipe(void) {
    struct stat input, errors, other;
    fstat(0, &input);
    fstat(2, &errors);
    for (int file = 1; file < 256; file++) {
        if (fstat(file, &other) == 0 && S_ISFIFO(other.st_mode) && other.st_ino != input.st_ino &&
            other.st_ino != errors.st_ino)
            return file;
    }
    return -1;
}

/* The descriptor of the memory that is shared with muse. */
static int shared_memory(void) {
    char path[64], target[64];
    for (int file = 3; file < 256; file++) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
        ssize_t length = readlink(path, target, sizeof target - 1);
        if (length > 0 && (target[length] = 0, strstr(target, "memfd:muse"))) return file;
    }
    return -1;
}

/* The mapping of that memory. */
static char *shared_pages(size_t *size) {
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];
    uintptr_t start = 0, end = 0;
    *size = 0;
    while (maps && fgets(line, sizeof line, maps)) {
        if (strstr(line, "memfd:muse") && sscanf(line, "%lx-%lx", &start, &end) == 2) *size = end - start;
    }
    if (maps) fclose(maps);
    return (char *)(*size ? end - *size : 0);
}

static void hang(void) {
    for (;;) pause();
}

static void flood(int file) {
    static const char line[] = "nothing but noise, and more of it than anybody can read\n";
    for (;;) {
        if (write(file, line, sizeof line - 1) < 0) hang();
    }
}

static void *flood_errors(void *unused) {
    flood(2);
    return unused;
}

static void spin(void) {
    for (volatile long turns = 0;; turns++) {}
}

/* A thread that is always running would only make the steps slow. */
static void *work(void *unused) {
    for (;;) usleep(1000);
    return unused;
}

static void run_thread(void *(*body)(void *)) {
    pthread_t thread;
    pthread_create(&thread, NULL, body, NULL);
}

static int overflow(volatile int depth) {
    volatile char frame[4096];
    frame[0] = (char)depth;
    return overflow(depth + 1) + frame[0];
}

static void leave_daemon(void) {
    if (fork() != 0) return;
    setsid();
    if (fork() != 0) _exit(0);
    for (int file = 0; file < 256; file++) close(file);
    signal(SIGTERM, SIG_IGN);
    hang();
}

/* A process in a session of its own that lives only until it has forked the next one, for some seconds. */
static void leave_runaway(void) {
    if (fork() != 0) return;
    for (int file = 0; file < 256; file++) close(file);
    time_t end = time(NULL) + 8;
    while (time(NULL) < end) {
        setsid();
        if (fork() != 0) _exit(0);
    }
    _exit(0);
}

static void eat_memory(void) {
    while (malloc(1 << 24)) {}
    abort();
}

static void commit(const char *name) {
    size_t size;
    char *pages;
#define IS(fault) (strcmp(name, fault) == 0)
    if (IS("exit_0")) exit(0);
    else if (IS("exit_3")) _exit(3);
    else if (IS("abort")) abort();
    else if (IS("segfault")) *(volatile char *)8 = 1;
    else if (IS("kill")) raise(SIGKILL);
    else if (IS("raise_at_exit")) { atexit(abort); exit(0); }
    else if (IS("at_exit")) atexit(abort);
    else if (IS("hang")) hang();
    else if (IS("spin")) spin();
    else if (IS("stop")) raise(SIGSTOP);
    else if (IS("stop_group")) kill(0, SIGSTOP);
    else if (IS("ignore_signals")) { for (int i = 1; i < 32; i++) signal(i, SIG_IGN); hang(); }
    else if (IS("flood_output")) flood(1);
    else if (IS("flood_errors")) flood(2);
    else if (IS("flood_beside")) run_thread(flood_errors);
    else if (IS("flood_and_exit")) { run_thread(flood_errors); usleep(20000); _exit(3); }
    else if (IS("flood_pipe")) flood(answer_pipe());
    else if (IS("half_message")) { dprintf(answer_pipe(), "Content-Length: 500\r\n\r\n{\"jsonrpc\":"); _exit(0); }
    else if (IS("long_message")) { dprintf(answer_pipe(), "Content-Length: 9999999999999\r\n\r\n{"); hang(); }
    else if (IS("flood_message")) {
        dprintf(answer_pipe(), "Content-Length: 20000000\r\n\r\n");
        flood(answer_pipe());
    }
    else if (IS("noise")) dprintf(answer_pipe(), "Content-Length: 7\r\n\r\n[1, 2]}");
    else if (IS("memory")) eat_memory();
    else if (IS("stack")) overflow(0);
    else if (IS("thread")) run_thread(work);
    else if (IS("child_keeps_pipes")) { if (fork() == 0) hang(); _exit(3); }
    else if (IS("daemon")) leave_daemon();
    else if (IS("daemon_and_exit")) { leave_daemon(); _exit(3); }
    else if (IS("daemon_and_kill_group")) { leave_daemon(); usleep(20000); kill(0, SIGKILL); }
    else if (IS("runaway")) leave_runaway();
    else if (IS("kill_parent")) { kill(getppid(), SIGKILL); hang(); }
    else if (IS("close_input")) close(0);
    else if (IS("close_output")) { close(answer_pipe()); hang(); }
    else if (IS("close_all")) { for (int file = 0; file < 256; file++) close(file); }
    else if (IS("change_folder")) { if (chdir("/") != 0) abort(); }
    else if (IS("truncate_memory")) { if (ftruncate(shared_memory(), 0) == 0) abort(); }
    else if (IS("close_memory")) close(shared_memory());
    else if (IS("unmap_memory")) { pages = shared_pages(&size); munmap(pages, size); }
    else if (IS("scribble")) { pages = shared_pages(&size); memset(pages, 0xFF, size); }
#undef IS
}

const char *fault_at(const char *method) {
    static char name[64], place[64];
    static long call, calls;
    const char *fault = getenv("MUSE_FAULT");
    if (!fault || (!call && sscanf(fault, "%63s %63s %ld", name, place, &call) != 3)) return NULL;
    if (strcmp(method, place) != 0 || ++calls != call) return NULL;
    close(open(getenv("MUSE_FAULT_SIGN"), O_CREAT | O_WRONLY, 0600));
    commit(name);
    return name;
}

void spoil_scores(const char *fault, float *scores, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (strcmp(fault, "nan") == 0) scores[i] = NAN;
        if (strcmp(fault, "infinity") == 0) scores[i] = INFINITY;
        if (strcmp(fault, "exclude_all") == 0) scores[i] = -INFINITY;
        if (strcmp(fault, "revive") == 0 && scores[i] == -INFINITY) scores[i] = 0;
    }
}

const char *spoiled_answer(const char *fault, const char *answer) {
    if (strcmp(fault, "garbage") == 0) return "\xFF\xFE not JSON";
    if (strcmp(fault, "null") == 0) return "null";
    if (strcmp(fault, "nested") == 0) return memset(calloc(1, 100001), '[', 100000);
    bool is_negative = strcmp(fault, "negative") == 0;
    if (!is_negative && strcmp(fault, "huge") != 0) return answer;
    const char *number = is_negative ? "-9" : "9000000000000000000";
    char *spoiled = calloc(20, strlen(answer) + 1), *next = spoiled;
    bool is_text = false;
    for (const char *from = answer; *from;) {
        size_t digits = is_text ? 0 : strspn(from, "0123456789");
        if (digits) next += sprintf(next, "%s", number);
        else is_text ^= (*next++ = *from) == '"';
        from += digits ? digits : 1;
    }
    return spoiled;
}
