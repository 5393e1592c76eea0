#define _GNU_SOURCE
#include "muse_system.h"

#ifdef __linux__
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

int muse_sealed_memory(size_t size) {
    int file = memfd_create("muse", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file < 0) return -1;
    if (ftruncate(file, (off_t)size) != 0 || fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW) != 0) {
        close(file);
        return -1;
    }
    return file;
}

int muse_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

#else

int muse_sealed_memory(size_t size) {
    (void)size;
    return -1;
}

int muse_adopt_orphans(void) { return -1; }

#endif
