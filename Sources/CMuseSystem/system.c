#define _GNU_SOURCE
#include "muse_system.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;

#ifdef __linux__
#include <sys/mman.h>
#include <sys/prctl.h>

int muse_sealed_memory(size_t size) {
    int file = memfd_create("muse", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file < 0) return -1;
    if (ftruncate(file, (off_t)size) != 0 || fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW) != 0) {
        close(file);
        return -1;
    }
    return file;
}

int muse_open_unnamed(const char *folder) { return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666); }

int muse_name_file(int file, const char *path) {
    // Without the file system /proc; older versions of Linux allow it only to root.
    if (linkat(file, "", AT_FDCWD, path, AT_EMPTY_PATH) == 0) return 0;
    if (errno == EEXIST) return -1;
    char name[32];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    return linkat(AT_FDCWD, name, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

int muse_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

static void die_with_parent(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have ended before the call above.
    if (getppid() != parent) _exit(128 + SIGKILL);
}

#else

int muse_sealed_memory(size_t size) {
    (void)size;
    return -1;
}

int muse_open_unnamed(const char *folder) {
    (void)folder;
    return -1;
}

int muse_name_file(int file, const char *path) {
    (void)file;
    (void)path;
    return -1;
}

int muse_adopt_orphans(void) { return -1; }

static void die_with_parent(pid_t parent) { (void)parent; }

#endif

pid_t muse_start_child(char *const command[]) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child != 0) return child;
    setpgid(0, 0);
    die_with_parent(parent);
    execvp(command[0], command);
    _exit(127);
}

void muse_buffer_output_by_line(void) { setvbuf(stdout, NULL, _IOLBF, BUFSIZ); }

void muse_disable_core_files(void) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

/* Whether an entry of the environment has the name of a change. */
static int is_changed(const char *entry, char *const changes[]) {
    size_t length = strcspn(entry, "=") + 1;
    for (size_t i = 0; changes[i]; i++)
        if (strncmp(entry, changes[i], length) == 0) return 1;
    return 0;
}

int muse_spawn(
    pid_t *process, char *const command[], char *const changes[], const char *folder, int input, int output, int errors) {
    size_t count = 0, used = 0;
    while (changes[count]) count++;
    for (size_t i = 0; environ[i]; i++) count++;
    char **variables = malloc((count + 1) * sizeof *variables);
    if (!variables) return ENOMEM;
    for (size_t i = 0; changes[i]; i++) variables[used++] = changes[i];
    for (size_t i = 0; environ[i]; i++)
        if (!is_changed(environ[i], changes)) variables[used++] = environ[i];
    variables[used] = NULL;

    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    int ends[] = {input, output, errors};
    for (int i = 0; i < 3; i++) posix_spawn_file_actions_adddup2(&files, ends[i], i);
    if (folder) posix_spawn_file_actions_addchdir_np(&files, folder);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    int code = posix_spawnp(process, command[0], &files, &attributes, command, variables);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    free(variables);
    return code;
}

int muse_pipe(int ends[2]) {
#ifdef __linux__
    return pipe2(ends, O_CLOEXEC);
#else
    if (pipe(ends) != 0) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}
