/* An importer. Change `read_tunes`. Settings are declared in plugin.yaml and read by `set`. */
#include "muse_component.h"

enum { QUARTER = 10080 };

typedef struct {
    int notes_per_bar;
} importer;

static bool set(void *data, muse_settings settings, char *error) {
    (void)error;
    importer *self = data;
    self->notes_per_bar = (int)muse_number(settings, "notes_per_bar");
    return true;
}

/* Reads the name of a note, such as F#4. Returns false for any other word. */
static bool read_name(const char *word, muse_note *note) {
    static const char letters[] = "CDEFGAB";
    static const int spellings[] = {0, 2, 4, -1, 1, 3, 5}, semitones[] = {0, 2, 4, 5, 7, 9, 11};
    const char *letter = *word ? strchr(letters, *word) : NULL;
    if (!letter) return false;
    int alter = word[1] == '#' ? 1 : word[1] == 'b' ? -1 : 0;
    const char *octave = word + 1 + abs(alter);
    if (*octave < '0' || *octave > '9' || octave[1]) return false;
    note->pitch = 12 * (*octave - '0' + 1) + semitones[letter - letters] + alter;
    note->spelling = spellings[letter - letters] + 7 * alter;
    return true;
}

/* Passes a tune in quarter notes to `put`. `words` is changed. */
static bool put_tune(const importer *self, const char *title, char *words, muse_put_score put, void *to) {
    size_t limit = strlen(words) / 2 + 1;
    muse_note *notes = calloc(limit, sizeof *notes);
    muse_barline *barlines = calloc(limit, sizeof *barlines);
    if (!notes || !barlines) {
        free(notes);
        free(barlines);
        return false;
    }
    size_t note_count = 0, barline_count = 0, unknown = 0;
    char warning[64] = "";
    for (char *word = words, *next; *word; word = next) {
        size_t length = strcspn(word, " \t\r");
        next = word + length;
        if (*next) *next++ = 0;
        if (length == 0) continue;
        if (read_name(word, &notes[note_count])) {
            notes[note_count].onset = (int32_t)note_count * QUARTER;
            notes[note_count].duration = QUARTER;
            if (++note_count % (size_t)self->notes_per_bar == 0) {
                barlines[barline_count++].onset = (int32_t)note_count * QUARTER;
            }
        } else if (unknown++ == 0) {
            snprintf(warning, sizeof warning, "unknown pitch '%.20s'", word);
        }
    }
    const muse_meter meter = {0, self->notes_per_bar, 4};
    const muse_key key = {.mode = MUSE_MAJOR};
    put(to,
        &(muse_score){
            .ticks_per_quarter = QUARTER, .title = title, .notes = notes, .note_count = note_count, .meters = &meter,
            .meter_count = 1, .keys = &key, .key_count = 1, .barlines = barlines, .barline_count = barline_count},
        unknown ? warning : NULL);
    free(notes);
    free(barlines);
    return true;
}

/* Reads lines such as `My tune: D4 E4 F#4 G4`, each of which is a tune in quarter notes. */
static muse_result read_tunes(const muse_instance *instance, const char *bytes, size_t size, const char *name,
                              muse_put_score put, void *to, char *error) {
    (void)name;
    if (size > 0 && memchr(bytes, 0, size)) return muse_cannot(error, "is not text");
    char *text = calloc(size + 1, 1);
    if (!text) return muse_failed(error, "no memory");
    if (size > 0) memcpy(text, bytes, size);
    bool is_read = true;
    for (char *line = text, *next; *line && is_read; line = next) {
        next = line + strcspn(line, "\n");
        if (*next) *next++ = 0;
        char *colon = strchr(line, ':');
        if (!colon) continue;
        *colon = 0;
        is_read = put_tune(instance->data, line, colon + 1, put, to);
    }
    free(text);
    return is_read ? MUSE_DONE : muse_failed(error, "no memory");
}

static const muse_importer functions = {read_tunes};

MUSE_PLUGIN({
    .kind = "importer", .type = "NAME", .size = sizeof(importer), .set = set,
    .extensions = {{MUSE_IMPORTER, &functions}},
});
