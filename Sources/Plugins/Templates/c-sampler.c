/* A sampler. Change `adjust`. Settings are declared in plugin.yaml and read by `set`. */
#include "muse_component.h"

typedef struct {
    float penalty;
    size_t window;
} sampler;

static bool set(void *data, muse_settings settings, char *error) {
    (void)error;
    sampler *self = data;
    self->penalty = (float)muse_number(settings, "penalty");
    self->window = (size_t)muse_number(settings, "window");
    return true;
}

static void *begin(const muse_instance *instance) {
    (void)instance;
    return NULL; /* No state: the tokens are enough. */
}

/* To know the vocabulary and the bar and beat of a step, add `needs: [vocabulary, clock]` in plugin.yaml, and the
 * extension MUSE_CONTEXT below. */
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

static const muse_sampler functions = {begin, adjust, end};

MUSE_PLUGIN({
    .kind = "sampler", .type = "NAME", .size = sizeof(sampler), .set = set,
    .extensions = {{MUSE_SAMPLER, &functions}},
});
