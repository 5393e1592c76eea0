/* A generator: a Markov chain of order 1. Change `fit`, `load` and `scores`. Settings are declared in plugin.yaml and
 * read by `set`. */
#include "muse_component.h"

#include <math.h>

typedef struct {
    double smoothing;
    /* The log-probabilities of the tokens that follow each token, after those of the first tokens of tunes. */
    float *rows;
} generator;

static bool set(void *data, muse_settings settings, char *error) {
    (void)error;
    generator *self = data;
    self->smoothing = muse_number(settings, "smoothing");
    return true;
}

static void clear(void *data) { free(((generator *)data)->rows); }

/* The model is an array of counts: row 0 of the first tokens of tunes, row t + 1 of the tokens that follow token t. */
static muse_result fit(const muse_instance *instance, size_t vocabulary, const muse_tunes *training,
                       const muse_tunes *validation, uint64_t seed, muse_put put, void *to, char *error) {
    (void)instance, (void)validation, (void)seed;
    size_t size = (vocabulary + 1) * vocabulary;
    uint32_t *counts = calloc(size, sizeof *counts);
    if (!counts) return muse_failed(error, "no memory");
    for (size_t tune = 0; tune < training->count; tune++) {
        size_t row = 0;
        for (size_t i = training->starts[tune]; i < training->starts[tune + 1]; i++) {
            size_t token = (size_t)training->tokens[i];
            counts[row * vocabulary + token]++;
            row = token + 1;
        }
    }
    put(to, (const char *)counts, size * sizeof *counts);
    free(counts);
    return MUSE_DONE;
}

static muse_result load(muse_instance *instance, size_t vocabulary, const char *model, size_t size, char *error) {
    generator *self = instance->data;
    size_t count = (vocabulary + 1) * vocabulary;
    if (size != count * sizeof(uint32_t)) return muse_failed(error, "the model has another size of vocabulary");
    float *rows = realloc(self->rows, count * sizeof *rows);
    if (!rows) return muse_failed(error, "no memory");
    self->rows = rows;
    for (size_t row = 0; row < count; row += vocabulary) {
        double total = self->smoothing * (double)vocabulary;
        for (size_t token = 0; token < vocabulary; token++) {
            uint32_t occurrences;
            memcpy(&occurrences, model + (row + token) * sizeof occurrences, sizeof occurrences);
            total += occurrences;
            rows[row + token] = (float)occurrences;
        }
        for (size_t token = 0; token < vocabulary; token++) {
            rows[row + token] = (float)log((rows[row + token] + self->smoothing) / total);
        }
    }
    return MUSE_DONE;
}

static void *begin(const muse_instance *instance) {
    (void)instance;
    return NULL; /* No state: the last token is enough. */
}

static bool scores(const muse_instance *instance, void *row, float *scores, size_t size, const int32_t *tokens,
                   size_t count, char *error) {
    (void)row, (void)error;
    const generator *self = instance->data;
    size_t start = count > 0 ? (size_t)tokens[count - 1] + 1 : 0;
    memcpy(scores, self->rows + start * size, size * sizeof *scores);
    return true;
}

static void end(const muse_instance *instance, void *row) { (void)instance, (void)row; }

static const muse_model model = {fit, load};
static const muse_generator functions = {begin, scores, end};

MUSE_PLUGIN({
    .kind = "generator", .type = "NAME", .size = sizeof(generator), .set = set, .clear = clear,
    .extensions = {{MUSE_MODEL, &model}, {MUSE_GENERATOR, &functions}},
});
