/* Calls of the system that Swift cannot import: their declarations are variadic or hidden. */
#ifndef MUSE_SYSTEM_H
#define MUSE_SYSTEM_H

#include <stddef.h>
#include <sys/types.h>

/* An anonymous file of `size` bytes, sealed against changes of its size and closed on execution; -1 if the system has
 * none. */
int muse_sealed_memory(size_t size);

/* Opens a file without a name in a folder, for reading and writing; -1 if the system or the file system has none.
 * It vanishes when it is closed, unless it gets a name. */
int muse_open_unnamed(const char *folder);

/* Gives a name to a file without one. Returns 0, or -1 if the name is in use or the system cannot do it. */
int muse_name_file(int file, const char *path);

/* Makes this process the parent of all descendants whose own parent ends, also of those in other sessions. Returns 0,
 * or -1 if the system cannot do it. */
int muse_adopt_orphans(void);

/* Starts a program in a process group of its own. On Linux it is killed when this process ends. Returns its process
 * identifier, or -1. Only legal while this process has a single thread. */
pid_t muse_start_child(char *const command[]);

/* Starts a program, looked up on PATH if its name has no slash, in a process group of its own, with default signals.
 * `changes` are NAME=VALUE texts that replace variables of the environment; `folder` is the working directory, NULL for
 * that of this process; the files become its standard input, output and error. Returns 0, or an error number. */
int muse_spawn(
    pid_t *process, char *const command[], char *const changes[], const char *folder, int input, int output, int errors);

/* Creates a pipe whose ends are closed on execution: its reading and its writing end. Returns 0, or -1. */
int muse_pipe(int ends[2]);

/* Makes this process write its standard output after each line, also to a pipe. */
void muse_buffer_output_by_line(void);

/* Makes this process and its future children leave no core files. */
void muse_disable_core_files(void);

#endif
