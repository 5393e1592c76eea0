import MuseMusic
package import MuseProtocols

/// A chord progression that the melody fits: notes that start on beats belong to the chord.
package struct ChordsConstraint: Constraint {
    enum Beats: String, SettingChoice { case strong, all }

    static let progression = Setting<[String]>(
        "progression", kind: .list(of: .notation("chords of bars", example: "'| D | G A7 | D |'")),
        "chords bar by bar, as one text such as '| D | G A7 | D |' or a list of bars; symbols such as Em7 or Roman "
            + "numerals such as V7 in the key; chords of a bar divide its beats evenly; % repeats a bar; the progression "
            + "starts again when it is over")
    static let beats = Setting<Beats>(
        "beats", default: .strong,
        "beats on which notes belong to the chord; strong: the first beat of each half of the bar, or of the whole bar if "
            + "its beats are odd, and where the chord changes; all: every beat")
    package static let schema = Schema("chords", "fits the melody to a chord progression", [progression, beats])

    private let bars: [[Chord]]
    private let isOnAllBeats: Bool
    private let origin: Plan.Demand<Void>

    private struct Chord {
        let text: String
        /// nil for a Roman numeral.
        let symbol: ChordSymbol?
    }

    package init(_ settings: Settings) throws {
        var bars: [[Chord]] = []
        for text in try settings[Self.progression] {
            for bar in text.split(separator: "|") where bar.contains(where: { $0 != " " }) {
                let words = bar.split(separator: " ").map(String.init)
                if words == ["%"] {
                    guard let last = bars.last else {
                        throw settings.conflict("there is no bar before the first '%'", about: Self.progression)
                    }
                    bars.append(last)
                    continue
                }
                bars.append(
                    try words.map { word in
                        let symbol = ChordSymbol(word)
                        guard symbol != nil || ScaleChord(numeral: word, in: .major) != nil else {
                            throw settings.conflict(
                                "'\(word)' is neither a chord symbol such as Em7 nor a Roman numeral such as V7",
                                about: Self.progression)
                        }
                        return Chord(text: word, symbol: symbol)
                    })
            }
        }
        guard !bars.isEmpty, bars.count <= BarCount.limit else {
            throw settings.conflict("a progression has 1 to \(BarCount.limit) bars", about: Self.progression)
        }
        self.bars = bars
        isOnAllBeats = try settings[Self.beats] == .all
        origin = settings.demand(())
    }

    package func constrain(_ plan: inout Plan) throws {
        let meter = try plan.requiredMeter(for: origin)
        let beats = meter.beatStarts(Score.notationTicksPerQuarter)
        for (i, chords) in bars.enumerated() {
            guard beats.count % chords.count == 0 else {
                throw PlanError(
                    "bar \(i + 1): a bar of \(meter) has \(beats.count) beats, which \(chords.count) chords cannot divide "
                        + "evenly", origin)
            }
            let strong = beats.count % 2 == 0 ? beats.count / 2 : beats.count
            let length = beats.count / chords.count
            let starts = try beats.indices.filter { isOnAllBeats || $0 % strong == 0 || $0 % length == 0 }.map { beat in
                let chord = chords[beat / length]
                return Plan.BarNotes.Start(
                    at: beats[beat], try tones(of: chord, plan), isRequired: false, name: "the chord \(chord.text)")
            }
            plan.notes.append(
                Plan.Demand(
                    Plan.BarNotes(bars: .every(length: bars.count, place: i + 1), starts: starts), path: origin.path,
                    mark: origin.mark))
        }
    }

    private func tones(of chord: Chord, _ plan: Plan) throws -> Plan.Pitches {
        if let symbol = chord.symbol {
            return .classes(Set(symbol.intervals.map { (symbol.root.semitone + $0) % 12 }))
        }
        guard let mode = plan.key?.value.mode, mode != .none,
            let scaleChord = ScaleChord(numeral: chord.text, in: mode)
        else {
            throw PlanError(
                "the Roman numeral '\(chord.text)' needs a key: set `generate.condition.key`, or put a constraint `key` "
                    + "before this one", origin)
        }
        return .aboveTonic(Set(scaleChord.tones))
    }
}
