/* A rule. Change `measure`. Settings are declared in plugin.yaml and read by `set`. */
#include "muse_component.h"

typedef struct {
    int steps;
} rule;

static bool set(void *data, muse_settings settings, char *error) {
    (void)error;
    rule *self = data;
    self->steps = (int)muse_number(settings, "steps");
    return true;
}

static muse_result measure(const muse_instance *instance, const muse_score *score, double *value, double *satisfaction,
                           char *error) {
    (void)error;
    const rule *self = instance->data;
    size_t steps = 0;
    for (size_t i = 1; i < score->note_count; i++) {
        if (abs(score->notes[i].pitch - score->notes[i - 1].pitch) <= self->steps) steps++;
    }
    *value = score->note_count > 1 ? (double)steps / (double)(score->note_count - 1) : 0;
    *satisfaction = *value;
    return MUSE_DONE;
}

static const muse_rule functions = {measure};

MUSE_PLUGIN({
    .kind = "rule", .type = "NAME", .size = sizeof(rule), .set = set,
    .extensions = {{MUSE_RULE, &functions}},
});
