/*
 * muse_plugin.h: components for muse in a shared object.
 *
 * Version 1. C11. Every call comes from muse; a plug-in calls nothing back.
 *
 * A plug-in is a folder with a manifest, plugin.yaml, and a shared object that exports one symbol, muse_plugin_entry:
 *
 *     entry -> factory -> instance -> extension
 *
 * The entry gives the factory, the factory makes an instance of a component for each place in a recipe, and an instance
 * gives the functions of its kind as an extension, by an id such as MUSE_SAMPLER. Extensions of later versions get ids
 * of their own, so a plug-in built against this file keeps working.
 *
 * Threads. entry and factory are called on one thread at a time. An instance is called on any thread, on several at
 * once; a row (see muse_sampler) on one at a time.
 *
 * Errors. A function that can fail returns false and writes why, one sentence, ended by a NUL, to its `error`, which
 * has room for MUSE_ERROR_SIZE bytes. muse shows it with the plug-in's name.
 *
 * Text is UTF-8 and ends with a NUL. What muse hands over is valid until the call returns, what the plug-in hands over
 * for as long as its library is loaded.
 */
#ifndef MUSE_PLUGIN_H
#define MUSE_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of this interface. muse refuses a plug-in with another first number. */
#define MUSE_PLUGIN_VERSION 1
#define MUSE_ERROR_SIZE 256

/* What a recipe sets, or the manifest's default. Settings without either are left out. */
typedef struct muse_setting {
    const char *name;
    /* Of an integer or a number; 0 or 1 of a boolean; 0 of others. */
    double number;
    /* Of a text or a choice; of a list its items as JSON, such as [1,2]; NULL of others. */
    const char *text;
} muse_setting;

/* A component with its settings. Made and destroyed by its factory. */
typedef struct muse_instance {
    /* The plug-in's own. */
    void *data;

    /* The functions that go by an id, NULL for an id that the instance does not know. */
    const void *(*extension)(const struct muse_instance *instance, const char *id);

    /* The last call. No row of the instance is left. */
    void (*destroy)(struct muse_instance *instance);
} muse_instance;

typedef struct muse_factory {
    /* How many components it makes. Those of the manifest, in any order. */
    uint32_t count;

    /* Kind, such as "sampler", and type of each; legal for index < count. */
    const char *(*kind)(uint32_t index);
    const char *(*type)(uint32_t index);

    /* A new instance; NULL after an error, such as settings that do not go together. */
    muse_instance *(*create)(uint32_t index, const muse_setting *settings, size_t count, char *error);
} muse_factory;

typedef struct muse_entry {
    /* MUSE_PLUGIN_VERSION, as the plug-in was built. Read before anything is called. */
    uint32_t version;

    /* Once, before all else. `folder` is the plug-in's. */
    bool (*start)(const char *folder, char *error);

    /* Legal after start. */
    const muse_factory *(*factory)(void);
} muse_entry;

/* The one exported symbol. */
extern const muse_entry muse_plugin_entry;

/*
 * Extension of every instance of kind "sampler": edits the scores of a step before a token is drawn.
 */
#define MUSE_SAMPLER "muse.sampler/1"

typedef struct muse_sampler {
    /* What a sampler remembers of one tune, from its first token to its last; NULL where it remembers nothing. */
    void *(*begin)(const muse_instance *instance);

    /*
     * Changes the natural-log scores of all `size` tokens in place. -INFINITY bars a token; those that the grammar bars
     * are -INFINITY already and stay so. At least one is finite before and has to be after. `tokens` are the `count`
     * tokens of the tune so far. Equal calls give equal scores: muse draws the chances.
     */
    bool (*adjust)(const muse_instance *instance, void *row, float *scores, size_t size, const int32_t *tokens,
                   size_t count, char *error);

    /* The tune is finished or given up. Called for every row that was begun. */
    void (*end)(const muse_instance *instance, void *row);
} muse_sampler;

/*
 * Extension of every instance of kind "generator": scores the next token of a tune. It has learned before: it was asked
 * generator/load, see MUSE_CALLS.
 */
#define MUSE_GENERATOR "muse.generator/1"

typedef struct muse_generator {
    /* What a generator remembers of one tune, from its first token to its last; NULL where it remembers nothing. */
    void *(*begin)(const muse_instance *instance);

    /*
     * Writes the natural logarithm of the probability of each of the `size` tokens, given the `count` tokens of the
     * tune so far. A row is asked for more and more tokens of its tune, in order.
     */
    bool (*scores)(const muse_instance *instance, void *row, float *scores, size_t size, const int32_t *tokens,
                   size_t count, char *error);

    /* As of a sampler. */
    void (*end)(const muse_instance *instance, void *row);
} muse_generator;

/*
 * Extension of every instance of a kind other than "sampler": answers questions, the same as a plug-in in a process is
 * asked.
 */
#define MUSE_CALLS "muse.calls/1"

typedef struct muse_calls {
    /*
     * `method` is the question, such as "rule/measure", and `parameters` a JSON object of `length` bytes;
     * Docs/Plugins.md lists both, with the result that is expected, a JSON object. Its bytes are given to `put`, in as
     * many calls as is convenient, each with `to`. Equal questions get equal answers.
     */
    bool (*call)(const muse_instance *instance, const char *method, const char *parameters, size_t length,
                 void (*put)(void *to, const char *bytes, size_t count), void *to, char *error);
} muse_calls;

#ifdef __cplusplus
}
#endif
#endif
