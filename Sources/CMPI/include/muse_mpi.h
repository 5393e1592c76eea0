/* The calls of MPI that muse needs, through a library that is opened at run time: muse is built and runs without MPI.
 *
 * The constants are those of MPICH's binary interface, which Intel MPI, MVAPICH and Cray MPICH share
 * (https://www.mpich.org/abi). Open MPI has another one. A call that fails ends all ranks, as is MPI's default. */
#ifndef MUSE_MPI_H
#define MUSE_MPI_H

#include <stddef.h>

/* Opens a library with MPICH's binary interface. Returns NULL, or why it cannot be used; the text stays valid until the
 * next call. */
const char *muse_mpi_open(const char *name);

/* Initialises MPI, once, after opening a library. All other calls come after this one, one at a time. Returns 0, or an
 * error number of MPI. */
int muse_mpi_start(void);

int muse_mpi_rank(void);
int muse_mpi_size(void);

/* Starts to replace the values by their sums over all ranks. They must not be touched until muse_mpi_is_done. Returns a
 * request. */
int muse_mpi_start_sum(float *values, size_t count);

/* Whether a request has finished; then it is 0 and gone. Communication proceeds only in calls of MPI such as this. */
int muse_mpi_is_done(int *request);

/* Replaces the values by their sums over all ranks. Sleeps while it waits, so that a rank with nothing to do leaves its
 * processor to others. */
void muse_mpi_sum(double *values, size_t count);

/* Copies bytes of one rank to all others. Sleeps while it waits. */
void muse_mpi_broadcast(void *bytes, size_t count, int from);

/* Waits for all ranks and ends MPI. */
void muse_mpi_finish(void);

/* Ends all ranks; this one with an exit code. */
void muse_mpi_abort(int code);

/* Starts a process that outlives the launcher's clean-up, and writes a message to standard error if this process ends
 * without muse_mpi_dismiss_watcher. Only legal while this process has a single thread. Returns 0, or -1. */
int muse_mpi_start_watcher(const char *message);
void muse_mpi_dismiss_watcher(void);

/* The processors that this process may use, as text, and their number; an empty text and 0 where the system does not
 * tell. */
int muse_mpi_processors(char *text, size_t size);

#endif
