/*
 * muse_plugin.h: muse components in a shared object.
 *
 * Interface version 2. C11. muse calls the plug-in; there are no calls into muse, except for the functions that it
 * passes to receive results, such as muse_put.
 *
 * A plug-in is a folder with a manifest, plugin.yaml, and a shared object that exports one symbol, muse_plugin_entry:
 *
 *     entry -> factory -> instance -> extension
 *
 * The entry returns the factory. The factory creates an instance of a component for each of its uses in a recipe. An
 * instance returns the functions of its kind as an extension, which has an id such as MUSE_SAMPLER. Later versions add
 * extensions with new ids, so a plug-in built against this file keeps working.
 *
 * Threads: entry and factory are called from one thread at a time. An instance is called from any thread, and from
 * several at once. A row (see muse_sampler) is used by one thread at a time.
 *
 * Errors: a function that can fail returns false, NULL, or MUSE_FAILED, and writes a message to `error`: one sentence,
 * terminated by a NUL, in at most MUSE_ERROR_SIZE bytes. muse shows it with the plug-in's name.
 *
 * Strings are UTF-8 and terminated by a NUL. Pointers passed by muse are valid until the call returns. Pointers
 * returned by the plug-in stay valid as long as its library is loaded.
 */
#ifndef MUSE_PLUGIN_H
#define MUSE_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface. muse accepts plug-ins built for this and earlier versions. */
#define MUSE_PLUGIN_VERSION 2
#define MUSE_ERROR_SIZE 256

/* The value of a setting: from the recipe, or the manifest's default. Settings with neither are omitted. */
typedef struct muse_setting {
    const char *name;
    /* The value of an integer or a number; 0 or 1 for a boolean; 0 for other kinds. */
    double number;
    /* The value of a text or a choice; for a list its items as JSON, such as [1,2]; NULL for other kinds. */
    const char *text;
} muse_setting;

/* A component with its settings. Created and destroyed by the plug-in. */
typedef struct muse_instance {
    /* Private data of the plug-in. */
    void *data;

    /* Returns the extension with an id; NULL if the instance does not have it. */
    const void *(*extension)(const struct muse_instance *instance, const char *id);

    /* Frees the instance. This is the last call, after all its rows have ended. */
    void (*destroy)(struct muse_instance *instance);
} muse_instance;

typedef struct muse_factory {
    /* The number of components: those of the manifest, in any order. */
    uint32_t count;

    /* The kind, such as "sampler", and the type of a component. index < count. */
    const char *(*kind)(uint32_t index);
    const char *(*type)(uint32_t index);

    /* Creates an instance. Returns NULL after an error, such as settings that contradict each other. */
    muse_instance *(*create)(uint32_t index, const muse_setting *settings, size_t count, char *error);
} muse_factory;

typedef struct muse_entry {
    /* The MUSE_PLUGIN_VERSION that the plug-in was built with. Read before any function is called. */
    uint32_t version;

    /* Called once, before all other functions. `folder` is the plug-in's folder. */
    bool (*start)(const char *folder, char *error);

    /* Returns the factory. Called after start. */
    const muse_factory *(*factory)(void);
} muse_entry;

/* The only exported symbol. */
extern const muse_entry muse_plugin_entry;

/*
 * The extension of instances of kind "sampler": adjusts the scores of a step before a token is sampled.
 */
#define MUSE_SAMPLER "muse.sampler/1"

typedef struct muse_sampler {
    /* Returns the sampler's state for a new tune (a row); NULL if it keeps none. */
    void *(*begin)(const muse_instance *instance);

    /*
     * Changes the natural-log scores of all `size` tokens in place. -INFINITY excludes a token. Tokens that the grammar
     * excludes are -INFINITY already and must stay so. At least one score is finite before the call, and at least one
     * must be finite after it. `tokens` are the `count` tokens of the tune so far. Must be deterministic: all random
     * choices are made by muse.
     */
    bool (*adjust)(const muse_instance *instance, void *row, float *scores, size_t size, const int32_t *tokens,
                   size_t count, char *error);

    /* Frees the state of a tune that is finished or abandoned. Called for every row. */
    void (*end)(const muse_instance *instance, void *row);
} muse_sampler;

/*
 * The extension of instances of kind "generator": scores the next token of a tune. Used after the instance has answered
 * MUSE_MODEL's `load`, or "generator/load" (see MUSE_CALLS).
 */
#define MUSE_GENERATOR "muse.generator/1"

typedef struct muse_generator {
    /* Returns the generator's state for a new tune (a row); NULL if it keeps none. */
    void *(*begin)(const muse_instance *instance);

    /*
     * Writes the natural-log probability of each of the `size` tokens, given the `count` tokens of the tune so far.
     * Successive calls for a row extend the same tune.
     */
    bool (*scores)(const muse_instance *instance, void *row, float *scores, size_t size, const int32_t *tokens,
                   size_t count, char *error);

    /* Frees the state of a tune that is finished or abandoned. Called for every row. */
    void (*end)(const muse_instance *instance, void *row);
} muse_generator;

/*
 * The optional extension of instances of kind "sampler" and "generator" that receives what the manifest's `needs`
 * lists: the vocabulary, the plan, the clock, the notes and a random seed.
 */
#define MUSE_CONTEXT "muse.context/1"

/* What a token stands for. */
typedef enum muse_token_kind {
    MUSE_TOKEN_END,
    MUSE_TOKEN_NOTE,
    MUSE_TOKEN_REST,
    MUSE_TOKEN_HOLD,      /* prolongs the last note by a step of a grid */
    MUSE_TOKEN_DURATION,  /* the length of the last note, rest or chord */
    MUSE_TOKEN_BAR,       /* ends a full bar: muse repeats phrases and fills open bars with it */
    MUSE_TOKEN_CONDITION, /* states rhythm, meter, key or form */
    MUSE_TOKEN_OTHER
} muse_token_kind;

typedef struct muse_token {
    const char *name;
    muse_token_kind kind;
} muse_token;

/*
 * The position of a note that the next token starts. A pickup cannot be distinguished from a full bar before it
 * ends: its position counts from its start.
 */
typedef struct muse_clock {
    int32_t ticks_per_quarter;
    int32_t onset;         /* ticks since the start of the tune */
    int32_t bar;           /* full bars before */
    int32_t position;      /* ticks since the last bar line */
    int32_t bar_ticks;     /* length of a bar; 0 in free time */
    int32_t beat;          /* beat of the bar, from 0; a bar of 6/8 has two */
    int32_t beat_position; /* ticks since the beat */
    int32_t section;       /* sections before */
    int32_t section_bar;   /* full bars of the section before */
    int32_t phrase;        /* phrase of the section, from 0; -1 if the plan has no phrases */
    int32_t phrase_bar;    /* full bars of the phrase before; -1 without phrases */
    int32_t tonic;         /* pitch class, 0 for C to 11; -1 without a tonic */
    int32_t fifths;        /* sharps of the key signature; flats are negative */
} muse_clock;

/* A note. During generation, the length of the last one can still grow. */
typedef struct muse_note {
    int32_t onset, duration; /* ticks; duration is the sounding length, with the tuplet applied */
    int32_t pitch;           /* MIDI number */
    int32_t spelling;        /* the note's name in fifths above C: G 1, F# 6, Bb -2; MUSE_ANY_SPELLING to fit the key */
    int32_t voice, part;     /* from 0 */
    int32_t velocity;        /* MIDI velocity, 1 to 127; in scores from plug-ins 0 for the default, 80 */
    int32_t is_tied;         /* 1 if tied to the next note with its pitch */
} muse_note;

#define MUSE_ANY_SPELLING 127

/* A control token that is replaced by a weighted mix of others, and one of these. */
typedef struct muse_style {
    int32_t token, part;
    float weight;
} muse_style;

/* What is known about a tune at a step. Members that the manifest's `needs` does not list are 0 or NULL. */
typedef struct muse_step {
    uint64_t random;         /* a seed for the tune */
    const muse_clock *clock; /* needs: clock */
    const int32_t *pitches;  /* needs: vocabulary; the MIDI number of the note that each token would start, or -1 */
    size_t pitch_count;
    const muse_note *notes; /* needs: notes */
    size_t note_count;
    /* Of generators with the capabilities `guidance`, `latents` and `style_mix`. */
    bool is_unconditional;
    const float *latent;
    size_t latent_count;
    const muse_style *styles;
    size_t style_count;
} muse_step;

typedef struct muse_context {
    /*
     * Called before the first step. `count` is 0 without `vocabulary` in `needs`; `plan` is a JSON object with the keys
     * of Docs/PluginProtocol.md, or NULL without `plan`.
     */
    bool (*begin)(const muse_instance *instance, const muse_token *tokens, size_t count, const char *plan, char *error);

    /* Called before each `adjust` or `scores` of a row. */
    bool (*step)(const muse_instance *instance, void *row, const muse_step *step, char *error);
} muse_context;

/*
 * Scores: notation as written. Repeats are not unfolded, and tied notes are separate notes. Times are in ticks from the
 * start.
 */
typedef struct muse_rest {
    int32_t onset, duration, voice, part;
    int32_t is_open; /* 1 for a bar to be filled, which is encoded as any valid bar */
} muse_rest;

typedef struct muse_meter {
    int32_t onset;
    int32_t beats, unit; /* 6 and 8 in 6/8; 0 beats in free time */
} muse_meter;

typedef enum muse_mode {
    MUSE_MAJOR, MUSE_DORIAN, MUSE_PHRYGIAN, MUSE_LYDIAN, MUSE_MIXOLYDIAN, MUSE_MINOR, MUSE_LOCRIAN, MUSE_NO_MODE
} muse_mode;

typedef struct muse_key {
    int32_t onset;
    int32_t tonic; /* in fifths above C: D 2, Bb -2 */
    muse_mode mode;
    int32_t fifths; /* sharps of the signature; flats are negative. Ignored in scores from plug-ins. */
} muse_key;

typedef enum muse_barline_style {
    MUSE_SINGLE, MUSE_DOUBLE, MUSE_FINAL, MUSE_INITIAL, MUSE_DOTTED, MUSE_INVISIBLE,
    MUSE_NO_BARLINE /* only a numbered ending starts here */
} muse_barline_style;

typedef struct muse_barline {
    int32_t onset;
    muse_barline_style style;
    int32_t ends_repeat, starts_repeat;
    uint32_t endings; /* bit 0 for the first ending, bit 1 for the second, … */
} muse_barline;

typedef struct muse_score {
    int32_t ticks_per_quarter;
    const muse_note *notes; /* by part, then by onset */
    size_t note_count;
    const muse_rest *rests;
    size_t rest_count;
    const muse_meter *meters;
    size_t meter_count;
    const muse_key *keys;
    size_t key_count;
    const muse_barline *barlines;
    size_t barline_count;
    /* The first of each; NULL if there is none. */
    const char *title, *composer, *rhythm;
    /*
     * The whole score as JSON, with the keys of Docs/PluginProtocol.md: also its other titles, chord symbols, tuplets,
     * ornaments, lyrics and instruments. In scores from plug-ins NULL, or used instead of all else.
     */
    const char *json;
} muse_score;

/* Receives bytes, in one or more calls, each with the `to` that muse has passed. */
typedef void (*muse_put)(void *to, const char *bytes, size_t count);

/* Receives a score, and what was omitted or repaired; NULL for nothing. */
typedef void (*muse_put_score)(void *to, const muse_score *score, const char *warning);

/* The result of a call. */
typedef enum muse_result {
    MUSE_DONE,
    MUSE_FAILED, /* a fault of the plug-in, with a message in `error` */
    MUSE_CANNOT  /* an expected refusal, with the reason as a phrase in `error` */
} muse_result;

/* The extension of instances of kind "rule". */
#define MUSE_RULE "muse.rule/1"

typedef struct muse_rule {
    /* Measures a tune: the value in the manifest's unit, and the satisfaction of the rule, 0 to 1. */
    muse_result (*measure)(const muse_instance *instance, const muse_score *score, double *value, double *satisfaction,
                           char *error);
} muse_rule;

/* The extension of instances of kind "exporter". */
#define MUSE_EXPORTER "muse.exporter/1"

typedef struct muse_exporter {
    /* Writes a file with `count` tunes: one, unless the manifest sets `many`. `provenance` is a line about the run that
     * produced the file, or NULL. */
    muse_result (*write)(const muse_instance *instance, const muse_score *scores, size_t count, const char *provenance,
                         muse_put put, void *to, char *error);
} muse_exporter;

/* The extension of instances of kind "importer". */
#define MUSE_IMPORTER "muse.importer/1"

typedef struct muse_importer {
    /* Reads the tunes of a file. `name` is its path, for messages. */
    muse_result (*read)(const muse_instance *instance, const char *bytes, size_t size, const char *name,
                        muse_put_score put, void *to, char *error);
} muse_importer;

/* The extension of instances of kind "constraint". */
#define MUSE_CONSTRAINT "muse.constraint/1"

typedef struct muse_constraint {
    /* Writes a list of built-in constraints as JSON, with the keys of a recipe: [{"type":"bars","min":8}]. `plan` is a
     * JSON object with the demands so far and the keys of Docs/PluginProtocol.md. */
    muse_result (*constrain)(const muse_instance *instance, const char *plan, muse_put put, void *to, char *error);
} muse_constraint;

/* A finite automaton over tokens. State 0 is the start. A token may be on only one edge of a state. */
typedef struct muse_edge {
    int32_t state, token, next;
} muse_edge;

typedef struct muse_automaton {
    const muse_edge *edges;
    size_t edge_count;
    const int32_t *finals; /* states in which a tune may end */
    size_t final_count;
} muse_automaton;

/* The extension of instances of kind "tokenizer". */
#define MUSE_TOKENIZER "muse.tokenizer/1"

typedef struct muse_tokenizer {
    /* The tokens in the order of their numbers, with unique names without white space; exactly one is MUSE_TOKEN_END.
     * Valid until the instance is destroyed. */
    const muse_token *(*tokens)(const muse_instance *instance, size_t *count);

    /* Passes the numbers of a tune's tokens, without the end token, to `put`, and what they do not represent, one
     * phrase a line, to `lose`. */
    muse_result (*encode)(const muse_instance *instance, const muse_score *score,
                          void (*put)(void *to, const int32_t *tokens, size_t count), muse_put lose, void *to,
                          char *error);

    /* Passes the tune of a token sequence without the end token to `put`. Accepts any sequence, and ignores tokens that
     * are invalid at their position. */
    muse_result (*decode)(const muse_instance *instance, const int32_t *tokens, size_t count, muse_put_score put,
                          void *to, char *error);

    /* Passes the automaton of the tunes that satisfy a plan to `put`. `plan` is a JSON object with the demands that the
     * manifest's `demands` lists, and `max_tokens`. */
    muse_result (*grammar)(const muse_instance *instance, const char *plan,
                           void (*put)(void *to, const muse_automaton *automaton), void *to, char *error);
} muse_tokenizer;

/* Tunes as token numbers: tune i is tokens[starts[i]] to tokens[starts[i + 1] - 1]. */
typedef struct muse_tunes {
    const int32_t *tokens;
    const size_t *starts; /* count + 1 */
    size_t count;
} muse_tunes;

/* The extension of instances of kind "generator" that fits and loads models; see MUSE_GENERATOR for their scores. */
#define MUSE_MODEL "muse.model/1"

typedef struct muse_model {
    /* Writes a trained model in any format. Must be deterministic for a given seed. `vocabulary` is the number of
     * tokens. */
    muse_result (*fit)(const muse_instance *instance, size_t vocabulary, const muse_tunes *training,
                       const muse_tunes *validation, uint64_t seed, muse_put put, void *to, char *error);

    /* Loads a model written by `fit`. Called before the first scores, after `fit` too. */
    muse_result (*load)(muse_instance *instance, size_t vocabulary, const char *model, size_t size, char *error);
} muse_model;

/*
 * An alternative to the extensions of the kinds except "sampler", for what they do not cover: answers the same requests
 * as a plug-in in a process, as JSON.
 */
#define MUSE_CALLS "muse.calls/1"

typedef struct muse_calls {
    /*
     * Answers a request. `method` is its name, such as "rule/measure"; `parameters` is a JSON object of `length` bytes.
     * Docs/PluginProtocol.md lists the methods with their parameters and results. The result is a JSON object, whose
     * bytes are passed to `put` in one or more calls, each with `to`. Must be deterministic.
     */
    bool (*call)(const muse_instance *instance, const char *method, const char *parameters, size_t length,
                 muse_put put, void *to, char *error);
} muse_calls;

#ifdef __cplusplus
}
#endif
#endif
