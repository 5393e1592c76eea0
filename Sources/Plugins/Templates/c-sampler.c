/* A sampler. Change `adjust`. Settings are declared in plugin.yaml and passed to `create`. */
#include "muse_plugin.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    float penalty;
    size_t window;
} sampler;

static void *begin(const muse_instance *instance) {
    (void)instance;
    return NULL; /* No state: the tokens are enough. */
}

static bool adjust(const muse_instance *instance, void *row, float *scores, size_t size, const int32_t *tokens,
                   size_t count, char *error) {
    (void)row, (void)size, (void)error;
    const sampler *self = instance->data;
    for (size_t i = count > self->window ? count - self->window : 0; i < count; i++) {
        scores[tokens[i]] -= self->penalty;
    }
    return true;
}

static void end(const muse_instance *instance, void *row) { (void)instance, (void)row; }

static const void *extension(const muse_instance *instance, const char *id) {
    static const muse_sampler functions = {begin, adjust, end};
    (void)instance;
    return strcmp(id, MUSE_SAMPLER) == 0 ? &functions : NULL;
}

static void destroy(muse_instance *instance) {
    free(instance->data);
    free(instance);
}

static const char *kind(uint32_t index) { return index == 0 ? "sampler" : NULL; }
static const char *type(uint32_t index) { return index == 0 ? "NAME" : NULL; }

static muse_instance *create(uint32_t index, const muse_setting *settings, size_t count, char *error) {
    (void)index;
    sampler *self = calloc(1, sizeof *self);
    muse_instance *instance = calloc(1, sizeof *instance);
    if (!self || !instance) {
        free(self);
        free(instance);
        strcpy(error, "no memory");
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(settings[i].name, "penalty") == 0) self->penalty = (float)settings[i].number;
        if (strcmp(settings[i].name, "window") == 0) self->window = (size_t)settings[i].number;
    }
    *instance = (muse_instance){self, extension, destroy};
    return instance;
}

static bool start(const char *folder, char *error) {
    (void)folder, (void)error;
    return true;
}

static const muse_factory *factory(void) {
    static const muse_factory functions = {1, kind, type, create};
    return &functions;
}

const muse_entry muse_plugin_entry = {MUSE_PLUGIN_VERSION, start, factory};
