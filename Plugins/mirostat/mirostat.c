/*
 * Mirostat: excludes tokens whose surprise exceeds a limit, and adjusts the limit so that the sampled tokens have the
 * target surprise on average.
 */
#include "muse_component.h"

#include <math.h>

typedef struct {
    double surprise, rate;
} sampler;

static bool set(void *data, muse_settings settings, char *error) {
    (void)error;
    sampler *self = data;
    self->surprise = muse_number(settings, "surprise");
    self->rate = muse_number(settings, "rate");
    return true;
}

/* The state of a tune. */
typedef struct {
    double limit;
    /* The surprise of each token in the previous step, in bits. */
    float *costs;
    size_t size;
} tune;

static void *begin(const muse_instance *instance) {
    const sampler *self = instance->data;
    tune *row = calloc(1, sizeof *row);
    if (row) row->limit = 2 * self->surprise;
    return row;
}

static void end(const muse_instance *instance, void *row) {
    (void)instance;
    if (row) free(((tune *)row)->costs);
    free(row);
}

/* Computes the surprise of each token in bits, with the scores normalised to probabilities. */
static void price(float *costs, const float *scores, size_t size) {
    double best = -INFINITY, total = 0;
    for (size_t i = 0; i < size; i++) best = fmax(best, scores[i]);
    for (size_t i = 0; i < size; i++) total += exp(scores[i] - best);
    for (size_t i = 0; i < size; i++) costs[i] = (float)((best + log(total) - scores[i]) / log(2));
}

static bool adjust(const muse_instance *instance, void *row, float *scores, size_t size, const int32_t *tokens,
                   size_t count, char *error) {
    const sampler *self = instance->data;
    tune *tune = row;
    if (tune && tune->size < size) {
        float *costs = realloc(tune->costs, size * sizeof *costs);
        if (costs) tune->costs = costs, tune->size = size;
    }
    if (!tune || tune->size < size) {
        strcpy(error, "no memory");
        return false;
    }
    if (count > 0) {
        double cost = tune->costs[tokens[count - 1]];
        if (isfinite(cost)) tune->limit -= self->rate * (cost - self->surprise);
    }
    price(tune->costs, scores, size);
    size_t cheapest = 0;
    for (size_t i = 1; i < size; i++) {
        if (tune->costs[i] < tune->costs[cheapest]) cheapest = i;
    }
    for (size_t i = 0; i < size; i++) {
        if (i != cheapest && tune->costs[i] > tune->limit) scores[i] = -INFINITY;
    }
    price(tune->costs, scores, size);
    return true;
}

static const muse_sampler functions = {begin, adjust, end};

MUSE_PLUGIN({
    .kind = "sampler", .type = "mirostat", .size = sizeof(sampler), .set = set,
    .extensions = {{MUSE_SAMPLER, &functions}},
});
