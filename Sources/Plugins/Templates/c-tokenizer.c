/*
 * A tokenizer of melodies of eighth, quarter and half notes in 4/4, without accidentals: one token for each note and
 * rest. Change the tokens, `encode`, `decode` and `grammar`. Settings are declared in plugin.yaml and read by `set`.
 */
#include "muse_component.h"

enum { EIGHTH = 5040, BAR = 8 * EIGHTH };

/* The tokens: the end, notes by octave, letter and length, and rests by length. */
#define LENGTHS(name, kind) {name "/8", kind}, {name "/4", kind}, {name "/2", kind}
#define NOTE(name) LENGTHS(name, MUSE_TOKEN_NOTE)
#define OCTAVE(n) NOTE("C" n), NOTE("D" n), NOTE("E" n), NOTE("F" n), NOTE("G" n), NOTE("A" n), NOTE("B" n)
static const muse_token all[] = {{"end", MUSE_TOKEN_END}, OCTAVE("4"), OCTAVE("5"), LENGTHS("rest", MUSE_TOKEN_REST)};

/* A note or rest: the position of a note on the scale from C4, or REST, and the position of its length. */
enum { REST = 14, ELEMENTS = 15, LENGTH_COUNT = 3 };
static const int eighths[LENGTH_COUNT] = {1, 2, 4};

static int32_t token(int element, int length) { return 1 + LENGTH_COUNT * element + length; }

typedef struct {
    int bars;
} tokenizer;

static bool set(void *data, muse_settings settings, char *error) {
    (void)error;
    tokenizer *self = data;
    self->bars = (int)muse_number(settings, "bars");
    return true;
}

static const muse_token *tokens(const muse_instance *instance, size_t *count) {
    (void)instance;
    *count = sizeof all / sizeof *all;
    return all;
}

/* Passes one token for each note and rest of the first part to `put`, in the order of onset. */
static muse_result encode(const muse_instance *instance, const muse_score *score,
                          void (*put)(void *to, const int32_t *tokens, size_t count), muse_put lose, void *to,
                          char *error) {
    const tokenizer *self = instance->data;
    int32_t beats = score->meter_count == 1 ? score->meters[0].beats : 0;
    if ((beats != 4 && beats != 2) || score->meters[0].unit != beats) {
        return muse_cannot(error, "is not in 4/4");
    }
    int32_t eighth = score->ticks_per_quarter / 2, at = 0;
    bool has_accidentals = false;
    for (size_t note = 0, rest = 0;;) {
        const muse_note *n = note < score->note_count && score->notes[note].part == 0 ? &score->notes[note] : NULL;
        const muse_rest *r = rest < score->rest_count && score->rests[rest].part == 0 ? &score->rests[rest] : NULL;
        if (!n && !r) break;
        if (n && r && r->onset < n->onset) n = NULL;
        int element = n ? 7 * (muse_note_octave(n) - 4) + muse_note_step(n) : REST;
        int32_t onset = n ? n->onset : r->onset, duration = n ? n->duration : r->duration;
        int length = duration == eighth ? 0 : duration == 2 * eighth ? 1 : duration == 4 * eighth ? 2 : -1;
        if (onset != at || length < 0 || (n && (element < 0 || element >= REST))) {
            return muse_cannot(error, "has a note or rest that cannot be encoded");
        }
        has_accidentals |= n && muse_note_alter(n) != 0;
        put(to, &(int32_t){token(element, length)}, 1);
        at += duration;
        if (n) note++;
        else rest++;
    }
    if (at % (8 * eighth) != 0 || at == 0 || at > 8 * eighth * self->bars) {
        return muse_cannot(error, "does not have complete bars, or has too many");
    }
    if (has_accidentals) muse_put_text(lose, to, "accidentals");
    return MUSE_DONE;
}

static muse_result decode(const muse_instance *instance, const int32_t *tokens, size_t count, muse_put_score put,
                          void *to, char *error) {
    (void)instance;
    static const int semitones[] = {0, 2, 4, 5, 7, 9, 11};
    muse_note *notes = calloc(count + 1, sizeof *notes);
    muse_rest *rests = calloc(count + 1, sizeof *rests);
    muse_barline *barlines = calloc(count + 1, sizeof *barlines);
    size_t note_count = 0, rest_count = 0, barline_count = 0;
    bool has_memory = notes && rests && barlines;
    int32_t at = 0;
    for (size_t i = 0; has_memory && i < count; i++) {
        int element = (tokens[i] - 1) / LENGTH_COUNT, length = (tokens[i] - 1) % LENGTH_COUNT;
        int32_t duration = eighths[length] * EIGHTH;
        if (element == REST) {
            rests[rest_count++] = (muse_rest){.onset = at, .duration = duration};
        } else {
            int pitch = 12 * (5 + element / 7) + semitones[element % 7];
            notes[note_count++] =
                (muse_note){.onset = at, .duration = duration, .pitch = pitch, .spelling = MUSE_ANY_SPELLING};
        }
        at += duration;
    }
    for (int32_t bar = BAR; has_memory && bar <= at; bar += BAR) {
        barlines[barline_count++] = (muse_barline){.onset = bar, .style = bar + BAR > at ? MUSE_FINAL : MUSE_SINGLE};
    }
    const muse_meter meter = {0, 4, 4};
    const muse_key key = {.mode = MUSE_MAJOR};
    if (has_memory) {
        put(to,
            &(muse_score){
                .ticks_per_quarter = 2 * EIGHTH, .notes = notes, .note_count = note_count, .rests = rests,
                .rest_count = rest_count, .meters = &meter, .meter_count = 1, .keys = &key, .key_count = 1,
                .barlines = barlines, .barline_count = barline_count},
            NULL);
    }
    free(notes);
    free(rests);
    free(barlines);
    return has_memory ? MUSE_DONE : muse_failed(error, "no memory");
}

/* State 8 * b + e stands for b full bars, and e eighths in the next bar. */
static muse_result grammar(const muse_instance *instance, const char *plan,
                           void (*put)(void *to, const muse_automaton *automaton), void *to, char *error) {
    const tokenizer *self = instance->data;
    int low = 1, high = self->bars;
    muse_plan_range(plan, "bars", &low, &high);
    if (high > self->bars) high = self->bars;
    muse_edge *edges = calloc((size_t)high * 8 * ELEMENTS * LENGTH_COUNT, sizeof *edges);
    int32_t *finals = calloc((size_t)high, sizeof *finals);
    muse_automaton automaton = {edges, 0, finals, 0};
    bool has_memory = edges && finals;
    for (int state = 0; has_memory && state < 8 * high; state++) {
        for (int length = 0; length < LENGTH_COUNT; length++) {
            if (state % 8 + eighths[length] > 8) continue;
            for (int element = 0; element < ELEMENTS; element++) {
                edges[automaton.edge_count++] = (muse_edge){state, token(element, length), state + eighths[length]};
            }
        }
    }
    for (int bar = low > 1 ? low : 1; has_memory && bar <= high; bar++) finals[automaton.final_count++] = 8 * bar;
    if (has_memory) put(to, &automaton);
    free(edges);
    free(finals);
    return has_memory ? MUSE_DONE : muse_failed(error, "no memory");
}

static const muse_tokenizer functions = {tokens, encode, decode, grammar};

MUSE_PLUGIN({
    .kind = "tokenizer", .type = "NAME", .size = sizeof(tokenizer), .set = set,
    .extensions = {{MUSE_TOKENIZER, &functions}},
});
