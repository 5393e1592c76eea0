/* The faults of a library. */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Counts the calls of a method, and commits the fault of MUSE_FAULT, "NAME METHOD CALL", in the call that it names.
 * Creates the file MUSE_FAULT_SIGN before, so that the test knows that it has happened.
 *
 * Returns the name of the fault if it lies in the answer, which the caller then spoils with one of the functions below;
 * otherwise NULL.
 */
const char *fault_at(const char *method);

/* Spoils the scores of a step. */
void spoil_scores(const char *fault, float *scores, size_t size);

/* A spoiled copy of an answer, in memory that is never freed. */
const char *spoiled_answer(const char *fault, const char *answer);

#endif
