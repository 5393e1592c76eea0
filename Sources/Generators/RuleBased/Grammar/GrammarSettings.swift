import MuseMusic
import MuseProtocols

/// The settings of `rule_based`: the grammar as written in a recipe.
enum GrammarSettings {
    static let dance = Setting<Dance>(
        "dance", default: .jig, "kind of tune; meter, keys, rhythms and figures are those of the dance by default")
    static let meter = Setting<Meter>("meter", default: nil, "meter of the tunes; that of the dance by default")
    static let keys = Setting<Weighted<Key>>(
        "keys", default: nil, "keys of the tunes, unless the recipe demands one; those of the dance by default")
    static let form = Setting<String>(
        "form", default: "AABB", "sections in order, a letter each; a section that follows itself is repeated")
    static let sections = Setting<SectionTable>(
        "sections", default: nil,
        "phrases of each section, a small letter each: `A: abac`; a letter that returns is the same music; by default "
            + "abac for A and dedc for B")
    static let phrases = Setting<PhraseTable>(
        "phrases", default: nil,
        "rules of each phrase, by its letter; by default a opens, b asks (half close), c answers (full close), d opens the "
            + "second part, and e asks there")
    static let rhythms = Setting<Weighted<RhythmCell>>(
        "rhythms", default: nil,
        "rhythms of a beat, as lengths in eighths; a beat is half a bar, a third of 9/8, and the whole bar in 3/4; those "
            + "of the dance by default")
    static let half = Setting<Weighted<RhythmCell>>(
        "half", default: nil, "rhythms of the last beat before a half close; those of the dance by default")
    static let full = Setting<Weighted<RhythmCell>>(
        "full", default: nil, "rhythms of the last beat of a full close; those of the dance by default")
    static let closes = SettingGroup("closes", [half, full], "rhythms of closes")
    static let pickup = Setting<Weighted<Pickup>>(
        "pickup", default: nil,
        "notes before the first bar of each section, as lengths in eighths, or none; the last bar is shorter by them; "
            + "needs tokens with repeat signs; that of the dance by default")
    static let figures = Setting<Weighted<Figure.Kind>>(
        "figures", default: nil,
        "melodic figures of a beat; run: steps; arpeggio: notes of the chord in order; neighbour: a step away and back; "
            + "pedal: a note of the chord struck again and again; skip: a third and a step back; "
            + "repeat: the same note; those of the dance by default")
    static let largestLeap = Setting<Int>(
        "largest_leap", in: 1...7, default: nil, unit: "steps of the scale",
        "largest leap from one beat to the next, 4 is a fifth; that of the dance by default, 5 or 4")
    static let sequence = Setting<Double>(
        "sequence", in: 0...1, default: 0.5,
        "probability that a bar of a phrase repeats the rhythm and the figures of the bar before on other notes")
    static let low = Setting<PitchNumber>(
        "low", default: PitchNumber(midi: 62), "lowest note of the melody; D4 is the lowest note of a whistle in D")
    static let high = Setting<PitchNumber>("high", default: PitchNumber(midi: 83), "highest note of the melody")
    static let climax = Setting<String>(
        "climax", default: nil,
        "letter of the phrase with the highest note; by default the last phrase that occurs once")

    static let secondVoice = SettingGroup(
        "second_voice", SecondVoiceRule.settings,
        "a second voice below the melody by species counterpoint; needs tokens of two parts, such as those of `chorale` "
            + "with `order: sa`")

    static let all: [any AnySetting] = [
        dance, meter, keys, form, sections, phrases, rhythms, closes, pickup, figures, largestLeap, sequence, low, high,
        climax, secondVoice,
    ]
}

/// The phrases of sections as written: a mapping from a letter to the letters of phrases.
struct SectionTable: SettingValue {
    static var kind: SettingKind {
        .names(to: .weighted(of: .notation("letters of phrases", example: "abac")), example: "A")
    }
    let entries: [Node.Entry]

    init?(node: Node) {
        guard let entries = node.entries else { return nil }
        self.entries = entries
    }

    var settingText: String { "{\(entries.map { "\($0.key): \($0.value.text ?? "")" }.joined(separator: ", "))}" }
}

/// The rules of phrases as written: a mapping from a letter to the settings of a phrase.
struct PhraseTable: SettingValue {
    static var kind: SettingKind { .names(to: .group(PhraseRule.settings.map(\.info)), example: "a") }
    let entries: [Node.Entry]

    init?(node: Node) {
        guard let entries = node.entries else { return nil }
        self.entries = entries
    }

    var settingText: String { "{\(entries.map(\.key).joined(separator: ", "))}" }
}
