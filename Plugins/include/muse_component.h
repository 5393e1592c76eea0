/*
 * muse_component.h: the entry of a plug-in in C, and short forms for what most components do. muse does not need this
 * file; muse_plugin.h is the interface.
 *
 * Include it in one source file, and list the plug-in's components:
 *
 *     MUSE_PLUGIN({.kind = "sampler", .type = "quieter", .size = sizeof(quieter), .set = set,
 *                  .extensions = {{MUSE_SAMPLER, &functions}}});
 */
#ifndef MUSE_COMPONENT_H
#define MUSE_COMPONENT_H

#include "muse_plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The values of a component's settings. */
typedef struct muse_settings {
    const muse_setting *items;
    size_t count;
} muse_settings;

typedef struct muse_component {
    const char *kind, *type; /* as in plugin.yaml */

    /* The size of the component's data, which `instance->data` points to. It is zeroed before `set` is called. */
    size_t size;

    /* Initialises the data. Returns false after an error, such as settings that contradict each other. */
    bool (*set)(void *data, muse_settings settings, char *error);

    /* Frees what the data points to; NULL if there is nothing to free. */
    void (*clear)(void *data);

    /* The component's function tables, by extension id. */
    struct {
        const char *id;
        const void *functions;
    } extensions[4];
} muse_component;

static inline const muse_setting *muse_find_setting(muse_settings settings, const char *name) {
    for (size_t i = 0; i < settings.count; i++) {
        if (strcmp(settings.items[i].name, name) == 0) return &settings.items[i];
    }
    return NULL;
}

/* The value of an integer, number or boolean; 0 for a setting without a value. */
static inline double muse_number(muse_settings settings, const char *name) {
    const muse_setting *setting = muse_find_setting(settings, name);
    return setting ? setting->number : 0;
}

/* The value of a text or choice; "" for a setting without a value. Valid until `set` returns. */
static inline const char *muse_text(muse_settings settings, const char *name) {
    const muse_setting *setting = muse_find_setting(settings, name);
    return setting && setting->text ? setting->text : "";
}

/* Reports a fault of the plug-in: `return muse_failed(error, "no memory")`. */
static inline muse_result muse_failed(char *error, const char *message) {
    snprintf(error, MUSE_ERROR_SIZE, "%s", message);
    return MUSE_FAILED;
}

/* Reports an expected refusal: `return muse_cannot(error, "is not in 4/4")`. */
static inline muse_result muse_cannot(char *error, const char *reason) {
    snprintf(error, MUSE_ERROR_SIZE, "%s", reason);
    return MUSE_CANNOT;
}

static inline void muse_put_text(muse_put put, void *to, const char *text) { put(to, text, strlen(text)); }

/* Reads a range of a plan, such as "bars" or "range". Returns false if the plan does not have it. */
static inline bool muse_plan_range(const char *plan, const char *key, int *low, int *high) {
    char start[32];
    snprintf(start, sizeof start, "\"%s\":[", key);
    const char *found = strstr(plan, start);
    return found && sscanf(found + strlen(start), "%d,%d", low, high) == 2;
}

/* The parts of the name of a note in a score of muse. The step is 0 for C to 6 for B, the alteration 1 for a sharp and
 * -1 for a flat. The octave of middle C is 4. */
static inline int muse_note_step(const muse_note *note) { return (4 * note->spelling % 7 + 7) % 7; }

static inline int muse_note_alter(const muse_note *note) { return (note->spelling + 64) / 7 - 9; }

static inline int muse_note_octave(const muse_note *note) {
    return (note->pitch - muse_note_alter(note) + 12) / 12 - 2;
}

/* The implementation of MUSE_PLUGIN. */

/* An instance and its component; the data follows. */
typedef struct muse_component_instance {
    muse_instance instance;
    const muse_component *component;
    max_align_t data[];
} muse_component_instance;

static const void *muse_component_extension(const muse_instance *instance, const char *id) {
    const muse_component *component = ((const muse_component_instance *)instance)->component;
    for (size_t i = 0; i < 4 && component->extensions[i].id; i++) {
        if (strcmp(component->extensions[i].id, id) == 0) return component->extensions[i].functions;
    }
    return NULL;
}

static void muse_component_destroy(muse_instance *instance) {
    const muse_component *component = ((muse_component_instance *)instance)->component;
    if (component->clear) component->clear(instance->data);
    free(instance);
}

static muse_instance *muse_component_create(const muse_component *component, muse_settings settings, char *error) {
    muse_component_instance *made = calloc(1, sizeof *made + component->size);
    if (!made) {
        muse_failed(error, "no memory");
        return NULL;
    }
    made->instance = (muse_instance){made->data, muse_component_extension, muse_component_destroy};
    made->component = component;
    if (component->set && !component->set(made->data, settings, error)) {
        muse_component_destroy(&made->instance);
        return NULL;
    }
    return &made->instance;
}

static inline bool muse_component_start(const char *folder, char *error) {
    (void)folder, (void)error;
    return true;
}

/* Defines muse_plugin_entry for a list of components, each in braces. */
#define MUSE_PLUGIN(...) MUSE_PLUGIN_START(muse_component_start, __VA_ARGS__)

/* The same with a function that is called with the plug-in's folder before all others; see muse_entry. */
#define MUSE_PLUGIN_START(start, ...)                                                                                  \
    static const muse_component muse_components[] = {__VA_ARGS__};                                                     \
    static const char *muse_component_kind(uint32_t index) { return muse_components[index].kind; }                     \
    static const char *muse_component_type(uint32_t index) { return muse_components[index].type; }                     \
    static muse_instance *muse_component_make(uint32_t index, const muse_setting *items, size_t count, char *error) {  \
        return muse_component_create(&muse_components[index], (muse_settings){items, count}, error);                   \
    }                                                                                                                  \
    static const muse_factory *muse_component_factory(void) {                                                          \
        static const muse_factory functions = {sizeof muse_components / sizeof *muse_components, muse_component_kind,  \
                                               muse_component_type, muse_component_make};                              \
        return &functions;                                                                                             \
    }                                                                                                                  \
    const muse_entry muse_plugin_entry = {MUSE_PLUGIN_VERSION, start, muse_component_factory}

#endif
