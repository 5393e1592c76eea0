import MuseMusic

/// An instrument and the notes that it plays, as they are written for it: a tin whistle sounds an octave higher than
/// written, Highland pipes about a semitone higher.
///
/// Instruments without keys have the notes of their usual fingerings only; half-holed notes are left out.
struct PlayedInstrument {
    /// The name as in messages: `tin whistle in D`.
    let name: String
    /// MIDI note numbers.
    let pitches: Set<Int>

    /// Finds an instrument by its name in any usual spelling: `Tin-Whistle in Bb`, `low F whistle`, `GHB`. An
    /// instrument that is made in several keys is in its usual one unless the name says otherwise.
    init?(_ text: String) {
        var words = text.split(whereSeparator: { $0 == " " || $0 == "_" || $0 == "-" }).map(String.init)
        var tonic: PitchClass?
        if let i = words.indices.first(where: { Self.key(words[$0], i: $0) != nil }) {
            tonic = Self.key(words[i], i: i)
            words.remove(at: i)
            if i > 0, words[i - 1].lowercased() == "in" { words.remove(at: i - 1) }
        }
        let name = words.joined().foldedName
        guard let row = Self.table.first(where: { ([$0.name] + $0.others).contains { $0.foldedName == name } }) else {
            return nil
        }
        guard let usual = row.key else {
            if tonic != nil { return nil }
            self.init(name: row.name, pitches: row.pitches)
            return
        }
        let key = tonic ?? usual
        // From a fourth below to an augmented fourth above the usual key.
        let shift = (key.semitone - usual.semitone + 17) % 12 - 5
        self.init(name: "\(row.name) in \(key)", pitches: Set(row.pitches.map { $0 + shift }))
    }

    private init(name: String, pitches: Set<Int>) {
        self.name = name
        self.pitches = pitches
    }

    /// A word that names a key, such as `D`, `Bb` or `C#`; `a` alone is an article only at the start.
    private static func key(_ word: String, i: Int) -> PitchClass? {
        i == 0 && word == "a" || word.contains("/") ? nil : PitchClass(word)
    }

    /// The names, for messages and suggestions.
    static let names = table.flatMap { [$0.name] + $0.others }.map { $0.lowercased() }

    private typealias Row = (name: String, key: PitchClass?, pitches: Set<Int>, others: [String])

    private static let inD = PitchClass(step: 1)

    /// Sources: whistle, flute and pipes: Grey Larsen, *The Essential Guide to Irish Flute and Tin Whistle*, 2003, and
    /// Na Píobairí Uilleann's chart of the chanter: two octaves from D with C natural by cross-fingering. Highland
    /// pipes: ABC 2.1, section 3.1.14, and the College of Piping's tutor: nine notes, written from G to A with C and F
    /// sharp. Northumbrian smallpipes: the usual chanter with seven keys, *The Northumbrian Pipers' Tune Book*.
    /// Strings: their tuning, up to the seventh fret or first position (twelfth fret of mandolin and banjo).
    /// Concertina: the 48-key treble. B/C accordion and D/G melodeon: the two octaves that all sizes have; the melodeon
    /// has the notes of both rows. Harp: 34 strings. Recorder and flute: their usual ranges.
    private static let table: [Row] = [
        ("tin whistle", inD, scale.union([84]), ["whistle", "penny whistle", "pennywhistle"]),
        ("low whistle", inD, scale.union([84]), []),
        ("wooden flute", inD, scale, ["irish flute", "simple system flute", "keyless flute"]),
        ("uilleann pipes", inD, scale, ["union pipes", "uilleann pipe", "uillean pipes", "chanter"]),
        (
            "Highland pipes", nil, nineNotes,
            [
                "great highland bagpipe", "great highland bagpipes", "highland bagpipe", "highland bagpipes",
                "bagpipes",
                "bagpipe", "pipes", "ghb",
            ]
        ),
        ("Scottish smallpipes", nil, nineNotes, ["smallpipes", "border pipes"]),
        (
            "Northumbrian smallpipes", nil, [62, 64, 66, 67, 69, 71, 72, 73, 74, 75, 76, 78, 79, 81, 83],
            ["northumbrian pipes"]
        ),
        ("fiddle", nil, Set(55...83), ["violin"]),
        ("viola", nil, Set(48...76), []),
        ("mandolin", nil, Set(55...88), []),
        ("tenor banjo", nil, Set(55...88), ["banjo", "irish banjo"]),
        ("flute", nil, Set(60...96), ["concert flute", "boehm flute"]),
        ("recorder", nil, Set(60...86), ["descant recorder", "soprano recorder"]),
        ("English concertina", nil, Set(55...96), ["concertina", "treble concertina"]),
        ("button accordion B/C", nil, Set(62...86), ["button accordion", "accordion B/C", "b/c accordion", "b/c box"]),
        (
            "melodeon D/G", nil, [62, 64, 66, 67, 69, 71, 72, 73, 74, 76, 78, 79, 81, 83, 84, 85, 86],
            ["melodeon", "d/g melodeon", "d/g box"]
        ),
        ("harp", nil, Set(36...93), ["irish harp", "celtic harp", "lever harp", "clarsach"]),
    ]

    /// Two octaves of D major from D4, and the lower C natural.
    private static let scale: Set<Int> = [62, 64, 66, 67, 69, 71, 72, 73, 74, 76, 78, 79, 81, 83, 85, 86]
    /// G4, then A mixolydian from A4 to A5.
    private static let nineNotes: Set<Int> = [67, 69, 71, 73, 74, 76, 78, 79, 81]
}
