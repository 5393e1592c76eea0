/* A constraint. Change `constrain`. Settings are declared in plugin.yaml and read by `set`. */
#include "muse_component.h"

/* The lowest and highest note of a whistle, by its key. */
typedef struct {
    const char *key, *low, *high;
} whistle;

static const whistle whistles[] = {{"D", "D5", "B6"}, {"C", "C5", "A6"}, {"Bb", "Bb4", "G6"}, {"G", "G4", "E6"}};

static bool set(void *data, muse_settings settings, char *error) {
    const char *key = muse_text(settings, "whistle");
    for (size_t i = 0; i < sizeof whistles / sizeof *whistles; i++) {
        if (strcmp(whistles[i].key, key) == 0) {
            *(whistle *)data = whistles[i];
            return true;
        }
    }
    muse_failed(error, "there is no whistle in this key");
    return false;
}

/* Passes built-in constraints to `put`, as JSON with the keys of a recipe. */
static muse_result constrain(const muse_instance *instance, const char *plan, muse_put put, void *to, char *error) {
    (void)plan, (void)error;
    const whistle *self = instance->data;
    char constraints[200];
    snprintf(constraints, sizeof constraints,
             "[{\"type\": \"key\", \"tonic\": \"%s\", \"diatonic\": true},"
             " {\"type\": \"range\", \"low\": \"%s\", \"high\": \"%s\"}]",
             self->key, self->low, self->high);
    muse_put_text(put, to, constraints);
    return MUSE_DONE;
}

static const muse_constraint functions = {constrain};

MUSE_PLUGIN({
    .kind = "constraint", .type = "NAME", .size = sizeof(whistle), .set = set,
    .extensions = {{MUSE_CONSTRAINT, &functions}},
});
