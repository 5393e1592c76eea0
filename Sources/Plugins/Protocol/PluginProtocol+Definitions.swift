import MuseMusic
import MuseProtocols

/// The types that several messages share.
extension PluginProtocol {
    private static let ticks = MessageType.integer(0...1 << 40)
    private static let texts = MessageType.list(.text)

    private static func timeline(_ value: MessageType) -> MessageType { .list(.tuple([ticks, value])) }

    static let score = MessageDefinition(
        "score",
        "A tune as written: repeats are not unfolded, and tied notes are separate notes. Times are in ticks from the start. "
            + "muse omits values that are empty, 0 or false, and a plug-in may do so too.",
        .object([
            MessageField(
                "ticks_per_quarter", .integer(1...1_000_000), isOptional: true,
                "ticks in a quarter note; by default \(Score.notationTicksPerQuarter)"),
            MessageField("header", .named(header), isOptional: true, "title and origin"),
            MessageField(
                "meters", timeline(.text), isOptional: true,
                "`[onset, meter]`: `6/8`, `2+2+3/8`, or `none` for free time"),
            MessageField(
                "keys", .list(.tuple([ticks, .text, .integer()], required: 2)), isOptional: true,
                "`[onset, key, sharps]`: `D major`, `E dorian`, `none`; flats are negative; a plug-in may omit them"),
            MessageField("tempos", timeline(.number(1...10_000)), isOptional: true, "`[onset, quarters per minute]`"),
            MessageField(
                "barlines",
                .list(
                    .object([
                        MessageField("onset", ticks, "its position"),
                        MessageField(
                            "style", .choice(Barline.Style.allCases.map(\.rawValue)), isOptional: true,
                            "by default `single`"),
                        MessageField("ends_repeat", .boolean, isOptional: true, "whether a repeat ends here"),
                        MessageField("starts_repeat", .boolean, isOptional: true, "whether a repeat starts here"),
                        MessageField(
                            "endings", .list(.integer(1...100)), isOptional: true,
                            "numbers of the ending that starts here"),
                    ])), isOptional: true, "bar lines"),
            MessageField("chords", timeline(.text), isOptional: true, "`[onset, symbol]`: `Em7/B`"),
            MessageField("labels", timeline(.text), isOptional: true, "`[onset, name]` of sections"),
            MessageField(
                "play_order", texts, isOptional: true, "names of sections in the order in which they are played"),
            MessageField(
                "parts",
                .list(
                    .object([
                        MessageField("name", .text, isOptional: true, "name of the part"),
                        MessageField("program", .integer(0...127), isOptional: true, "General MIDI program, from 0"),
                        MessageField("is_drums", .boolean, isOptional: true, "whether it is for percussion"),
                        MessageField("notes", .list(.named(note)), "in any order"),
                        MessageField("rests", .list(.named(rest)), isOptional: true, "in any order"),
                    ])), "the parts"),
        ]))

    static let header = MessageDefinition(
        "header", "Title and origin of a tune.",
        .object([
            MessageField("number", .integer(0...Int(Int32.max)), isOptional: true, "reference number"),
            MessageField("titles", texts, isOptional: true, "titles"),
            MessageField("composers", texts, isOptional: true, "composers"),
            MessageField("rhythm", .text, isOptional: true, "kind of tune, such as `jig`"),
            MessageField("origin", .text, isOptional: true, "country or region"),
            MessageField("books", texts, isOptional: true, "books that contain the tune"),
            MessageField("source", .text, isOptional: true, "where the notation comes from"),
            MessageField("words", texts, isOptional: true, "verses that are not aligned to notes"),
        ]))

    private static let timed = [
        MessageField("onset", ticks, "start in ticks"),
        MessageField("duration", .integer(1...1 << 40), "sounding length in ticks, with the tuplet applied"),
        MessageField("voice", .integer(0...255), isOptional: true, "voice of the part, from 0"),
        MessageField(
            "tuplet", .tuple([.integer(1...255), .integer(1...255), .integer(0...254), .integer(1...255)]),
            isOptional: true, "`[3, 2, 0, 3]`: three in the time of two, the first of three"),
        MessageField("marks", .named(marks), isOptional: true, "what is attached"),
    ]

    static let note = MessageDefinition(
        "note", "A note.",
        .object(
            timed + [
                MessageField("pitch", .text, "name and octave: `F#4`"),
                MessageField(
                    "midi", .integer(), isOptional: true, "MIDI number of `pitch`; ignored in scores from plug-ins"),
                MessageField("velocity", .integer(1...127), isOptional: true, "MIDI velocity; by default 80"),
                MessageField(
                    "is_tied", .boolean, isOptional: true, "whether it is tied to the next note with its pitch"),
            ]))

    static let rest = MessageDefinition(
        "rest", "A rest.",
        .object(
            timed + [
                MessageField("is_hidden", .boolean, isOptional: true, "whether it is not printed"),
                MessageField(
                    "is_open", .boolean, isOptional: true,
                    "whether it is a bar to be filled; a tokenizer with the capability `fill` encodes it as any bar"),
            ]))

    static let marks = MessageDefinition(
        "marks", "What is attached to a note or rest.",
        .object([
            MessageField(
                "graces", .list(.tuple([.text, .integer(1...1 << 40)])), isOptional: true,
                "grace notes before it: `[pitch, duration]`"),
            MessageField("decorations", texts, isOptional: true, "names of ornaments and articulations"),
            MessageField("slur_starts", .integer(0...100), isOptional: true, "number of slurs that start"),
            MessageField("slur_ends", .integer(0...100), isOptional: true, "number of slurs that end"),
            MessageField("lyrics", texts, isOptional: true, "a syllable for each verse"),
            MessageField("annotations", texts, isOptional: true, "texts"),
        ]))

    static let plan = MessageDefinition(
        "plan",
        "The demands of a recipe's constraints and conditions. Demands that are not made are omitted. A tokenizer gets those of "
            + "its manifest's `demands`; another demand of a recipe is an error at its place in the recipe.",
        .object([
            MessageField("meter", .text, isOptional: true, "`6/8`"),
            MessageField("key", .text, isOptional: true, "`D major`"),
            MessageField("rhythm", .text, isOptional: true, "kind of tune"),
            MessageField("origin", .text, isOptional: true, "country or region"),
            MessageField("composer", .text, isOptional: true, "composer"),
            MessageField("book", .text, isOptional: true, "book"),
            MessageField(
                "sections",
                .list(
                    .object([
                        MessageField("bars", .integer(), "number of bars"),
                        MessageField(
                            "repeats", .choice(Plan.Section.Repeat.allCases.map(\.rawValue)), "how it is repeated"),
                        MessageField(
                            "phrases", .text,
                            "a letter for each phrase, such as `abac`; may be empty, and always is for tokenizers"),
                        MessageField(
                            "variation", .number(0...1),
                            "share of the notes of a bar by which a phrase that returns may differ; 0 for tokenizers"),
                    ])), isOptional: true, "the form"),
            MessageField(
                "bars", .tuple([.integer(), .integer()]), isOptional: true, "least and greatest number of bars"),
            MessageField(
                "range", .tuple([.integer(), .integer()]), isOptional: true, "lowest and highest MIDI number"),
            MessageField(
                "pitches", .list(.integer(0...127)), isOptional: true,
                "the allowed MIDI numbers, such as those of an instrument; within `range` if there is one"),
            MessageField("diatonic", .boolean, isOptional: true, "true if only notes of the key are allowed"),
            MessageField(
                "chromatic", .list(.integer()), isOptional: true,
                "the notes outside the key that are allowed, as fifths above the tonic: 6 for the raised fourth"),
            MessageField(
                "closes",
                .list(
                    .object([
                        MessageField("degrees", .list(.integer(1...7)), "degrees of the key, 1 for the tonic"),
                        MessageField(
                            "bars", .list(.integer()), isOptional: true,
                            "numbers of bars from 1, without pickups and later endings; the last bar by default"),
                    ])), isOptional: true, "the degrees of the last notes of bars"),
            MessageField(
                "notes",
                .list(
                    .object([
                        MessageField("bars", .list(.integer()), isOptional: true, "numbers of bars, as in `closes`"),
                        MessageField(
                            "every", .tuple([.integer(), .integer()]), isOptional: true,
                            "instead of `bars`: all bars whose number divided by the first leaves the second"),
                        MessageField(
                            "rhythms", .list(.list(.tuple([.integer(), .integer()]))), isOptional: true,
                            "allowed rhythms, each note an onset and a duration, 10 080 per quarter note"),
                        MessageField(
                            "starts",
                            .list(
                                .object([
                                    MessageField("from", .integer(), "first position, 10 080 per quarter note"),
                                    MessageField("to", .integer(), "end of the positions, not included"),
                                    MessageField("required", .boolean, "whether a note must start at the first"),
                                    MessageField(
                                        "pitches", .list(.integer(0...127)), isOptional: true, "MIDI numbers"),
                                    MessageField(
                                        "pitch_classes", .list(.integer(0...11)), isOptional: true,
                                        "instead of `pitches`: semitones above C"),
                                    MessageField(
                                        "above_tonic", .list(.integer(0...11)), isOptional: true,
                                        "instead of `pitches`: semitones above the tonic"),
                                ])), isOptional: true, "the pitches of notes that start at certain positions"),
                    ])), isOptional: true, "the rhythms and pitches of certain bars"),
            MessageField("max_tokens", .integer(), isOptional: true, "greatest number of tokens"),
        ]))
}
