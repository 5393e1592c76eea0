/* The answers to all calls but those of steps: every tune is the same bar. */
#define SCORE                                                                                                          \
    "{\"ticks_per_quarter\":4,\"meters\":[[0,\"4/4\"]],\"keys\":[[0,\"C major\"]],\"barlines\":[{\"onset\":16,"        \
    "\"style\":\"final\"}],\"parts\":[{\"notes\":[{\"onset\":0,\"duration\":8,\"pitch\":\"C4\"},{\"onset\":8,"         \
    "\"duration\":8,\"pitch\":\"G4\"}]}]}"

static const char *const answers[][2] = {
    {"tokenizer/describe", "{\"tokens\":[\"end\",\"bar\"],\"end\":0,\"notes\":[1]}"},
    {"tokenizer/encode", "{\"tokens\":[1,0]}"},
    {"tokenizer/decode", "{\"score\":" SCORE "}"},
    {"tokenizer/grammar", "{\"classes\":[[1]],\"states\":[[[0,1]],[]],\"finals\":[1]}"},
    {"generator/fit", "{\"model\":\"dW5pZm9ybQ==\"}"},
    {"generator/load", "{}"},
    {"constraint/constrain", "{\"constraints\":[]}"},
    {"rule/measure", "{\"value\":1,\"satisfaction\":1}"},
    {"importer/read", "{\"tunes\":[{\"score\":" SCORE "}]}"},
    {"exporter/write", "{\"text\":\"a tune\\n\"}"},
};
