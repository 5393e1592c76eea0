/* A library with components of all kinds that do as little as possible, and commit the fault that MUSE_FAULT names. */
#include "muse_plugin.h"

#include "answers.h"
#include "faults.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"tokenizer", "generator", "sampler", "constraint", "rule", "importer", "exporter"};
enum { kind_count = sizeof kinds / sizeof *kinds };

static void *begin(const muse_instance *instance) {
    (void)instance;
    return NULL;
}

static bool adjust(const muse_instance *instance, void *row, float *scores, size_t size, const int32_t *tokens,
                   size_t count, char *error) {
    (void)instance, (void)row, (void)tokens, (void)count, (void)error;
    const char *fault = fault_at("sampler/adjust");
    if (fault) spoil_scores(fault, scores, size);
    return true;
}

static bool score(const muse_instance *instance, void *row, float *scores, size_t size, const int32_t *tokens,
                  size_t count, char *error) {
    (void)instance, (void)row, (void)tokens, (void)count, (void)error;
    for (size_t i = 0; i < size; i++) scores[i] = -logf((float)size);
    const char *fault = fault_at("generator/scores");
    if (fault) spoil_scores(fault, scores, size);
    return true;
}

static void end(const muse_instance *instance, void *row) { (void)instance, (void)row; }

static bool call(const muse_instance *instance, const char *method, const char *parameters, size_t length,
                 void (*put)(void *to, const char *bytes, size_t count), void *to, char *error) {
    (void)instance, (void)parameters, (void)length, (void)error;
    const char *fault = fault_at(method);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (strcmp(answers[i][0], method) != 0) continue;
        const char *answer = fault ? spoiled_answer(fault, answers[i][1]) : answers[i][1];
        put(to, answer, strlen(answer));
        return true;
    }
    return false;
}

static const void *extension(const muse_instance *instance, const char *id) {
    static const muse_sampler sampler = {begin, adjust, end};
    static const muse_generator generator = {begin, score, end};
    static const muse_calls calls = {call};
    (void)instance;
    if (strcmp(id, MUSE_SAMPLER) == 0) return &sampler;
    if (strcmp(id, MUSE_GENERATOR) == 0) return &generator;
    return strcmp(id, MUSE_CALLS) == 0 ? &calls : NULL;
}

static void destroy(muse_instance *instance) { free(instance); }

static muse_instance *create(uint32_t index, const muse_setting *settings, size_t count, char *error) {
    (void)index, (void)settings, (void)count;
    fault_at("create");
    muse_instance *instance = calloc(1, sizeof *instance);
    if (instance) *instance = (muse_instance){NULL, extension, destroy};
    else strcpy(error, "no memory");
    return instance;
}

static const char *kind(uint32_t index) { return index < kind_count ? kinds[index] : NULL; }
static const char *type(uint32_t index) { return index < kind_count ? "faulty" : NULL; }

static bool start(const char *folder, char *error) {
    (void)folder, (void)error;
    fault_at("load");
    return true;
}

static const muse_factory *factory(void) {
    static const muse_factory functions = {kind_count, kind, type, create};
    return &functions;
}

const muse_entry muse_plugin_entry = {MUSE_PLUGIN_VERSION, start, factory};
