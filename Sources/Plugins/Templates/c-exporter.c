/* An exporter. Change `write_tunes`. Settings are declared in plugin.yaml and read by `set`. */
#include "muse_component.h"

typedef struct {
    char separator[16];
} exporter;

static bool set(void *data, muse_settings settings, char *error) {
    exporter *self = data;
    const char *separator = muse_text(settings, "separator");
    if (strlen(separator) >= sizeof self->separator) {
        muse_failed(error, "the separator is longer than 15 bytes");
        return false;
    }
    strcpy(self->separator, separator);
    return true;
}

/* Passes the name of a note, such as F#4, to `put`. */
static void write_name(const muse_note *note, muse_put put, void *to) {
    int alter = muse_note_alter(note);
    char octave[16];
    snprintf(octave, sizeof octave, "%d", muse_note_octave(note));
    put(to, &"CDEFGAB"[muse_note_step(note)], 1);
    for (int i = 0; i < abs(alter); i++) muse_put_text(put, to, alter > 0 ? "#" : "b");
    muse_put_text(put, to, octave);
}

static muse_result write_tunes(const muse_instance *instance, const muse_score *scores, size_t count,
                               const char *provenance, muse_put put, void *to, char *error) {
    (void)error;
    const exporter *self = instance->data;
    if (provenance) {
        muse_put_text(put, to, "# ");
        muse_put_text(put, to, provenance);
        muse_put_text(put, to, "\n");
    }
    for (size_t i = 0; i < count; i++) {
        if (scores[i].title) {
            muse_put_text(put, to, scores[i].title);
            muse_put_text(put, to, ": ");
        }
        for (size_t n = 0; n < scores[i].note_count; n++) {
            if (n > 0) muse_put_text(put, to, self->separator);
            write_name(&scores[i].notes[n], put, to);
        }
        muse_put_text(put, to, "\n");
    }
    return MUSE_DONE;
}

static const muse_exporter functions = {write_tunes};

MUSE_PLUGIN({
    .kind = "exporter", .type = "NAME", .size = sizeof(exporter), .set = set,
    .extensions = {{MUSE_EXPORTER, &functions}},
});
