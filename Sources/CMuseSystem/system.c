#define _GNU_SOURCE
#include "muse_system.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __linux__
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
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
