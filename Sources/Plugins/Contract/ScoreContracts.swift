import MuseMusic
package import MuseProtocols

/// Contract tests for rules.
package enum RuleContract {
    package static func findings(_ make: () throws -> any Rule) -> [Finding] {
        [
            (
                "measures every tune, with a satisfaction from 0 to 1",
                Breach.found {
                    let rule = try make()
                    for score in ContractScores.all {
                        let measured = try rule.measure(score)
                        guard measured.value.isFinite, (0...1).contains(measured.satisfaction) else {
                            throw Breach(
                                text: "returns the value \(measured.value), satisfaction \(measured.satisfaction)")
                        }
                    }
                }
            ),
            (
                "returns the same measurement the second time",
                Breach.found {
                    let (one, other) = (try make(), try make())
                    for score in ContractScores.all where try one.measure(score) != other.measure(score) {
                        throw Breach(text: "returns different measurements for the same tune")
                    }
                }
            ),
        ]
    }
}

/// Contract tests for exporters.
package enum ExporterContract {
    package static func findings(_ make: () throws -> any Exporter) -> [Finding] {
        [
            (
                "writes tunes",
                Breach.found {
                    let exporter = try make()
                    for score in ContractScores.all where try exporter.write([score], provenance: nil).isEmpty {
                        throw Breach(text: "writes an empty file")
                    }
                    if exporter.holdsManyTunes { _ = try exporter.write(ContractScores.all, provenance: nil) }
                }
            ),
            (
                "writes the same file the second time",
                Breach.found {
                    let (one, other) = (try make(), try make())
                    for score in ContractScores.all
                    where try one.write([score], provenance: nil) != other.write([score], provenance: nil) {
                        throw Breach(text: "writes different bytes for the same tune")
                    }
                }
            ),
        ]
    }
}

/// Test tunes: empty, one note, repeats with endings, a chord, a triplet, a rest, a pickup, a tie.
enum ContractScores {
    static let all = [Score(), oneNote] + whole

    /// The test tunes that are complete pieces.
    static let whole = [reel, jig, chorale]

    /// A tune of usual length.
    static let typical = reel

    private static let quarter = Score.notationTicksPerQuarter

    private static var oneNote: Score {
        var score = Score()
        score.parts = [Part(notes: [Note(onset: 0, duration: quarter, pitch: Pitch(step: 0, octave: 4))])]
        return score
    }

    /// Eight bars of eighth notes in the range of a melody.
    private static var reel: Score {
        var score = Score()
        score.header.titles = ["A plain reel"]
        score.header.rhythm = "reel"
        score.meters = [Timed(0, Meter(4, 4))]
        score.keys = [Timed(0, Key(PitchClass(step: 4), .major))]
        let steps = [4, 6, 8, 6, 4, 6, 8, 9, 10, 9, 8, 6, 7, 5, 6, 4]
        let notes = (0..<64).map { i in
            let step = steps[i % 16]
            return Note(
                onset: i * quarter / 2, duration: quarter / 2,
                pitch: Pitch(step: step % 7, alter: step % 7 == 3 ? 1 : 0, octave: 4 + step / 7))
        }
        score.parts = [Part(name: "Melody", notes: notes)]
        score.barlines = (1...8).map { Barline(onset: $0 * 4 * quarter, style: $0 == 8 ? .final : .single) }
        return score
    }

    /// Four voices in quarter-note chords.
    private static var chorale: Score {
        var score = Score()
        score.meters = [Timed(0, Meter(4, 4))]
        score.keys = [Timed(0, .cMajor)]
        for (name, degrees) in [
            ("Soprano", [37, 38, 39, 37]), ("Alto", [32, 33, 32, 32]), ("Tenor", [30, 29, 30, 30]),
            ("Bass", [23, 22, 21, 23]),
        ] {
            let notes = (0..<16).map { i in
                Note(
                    onset: i * quarter, duration: quarter, pitch: Pitch(staffPosition: degrees[i % 4] - 2, alter: 0))
            }
            score.parts.append(Part(name: name, notes: notes))
        }
        score.barlines = (1...4).map { Barline(onset: $0 * 4 * quarter, style: $0 == 4 ? .final : .single) }
        return score
    }

    private static var jig: Score {
        var score = Score()
        score.header.titles = ["A jig \"in\" D"]
        score.header.rhythm = "jig"
        score.meters = [Timed(0, Meter(6, 8))]
        score.keys = [Timed(0, Key(PitchClass(step: 1), .major))]
        score.chordSymbols = [Timed(quarter / 2, ChordSymbol(root: PitchClass(step: 1)))]
        let eighth = quarter / 2
        var notes: [Note] = []
        var at = 0
        func add(_ step: Int, _ octave: Int, _ duration: Int, isTied: Bool = false, tuplet: Tuplet? = nil) {
            notes.append(
                Note(
                    onset: at, duration: duration, pitch: Pitch(step: step, alter: step == 3 ? 1 : 0, octave: octave),
                    isTied: isTied, tuplet: tuplet))
            at += duration
        }
        add(5, 4, eighth)
        let first = at
        for i in 0..<3 { add(1 + i, 5, eighth * 2 / 3, tuplet: Tuplet(actual: 3, normal: 2, index: i, count: 3)) }
        add(3, 5, eighth)
        at -= eighth
        add(5, 5, eighth)
        add(1, 5, 3 * eighth, isTied: true)
        let second = at
        add(1, 5, 3 * eighth)
        let rest = Rest(onset: at, duration: 2 * eighth)
        at += 3 * eighth
        let third = at
        add(1, 5, 6 * eighth)
        score.parts = [Part(name: "Melody", notes: notes, rests: [rest])]
        score.barlines = [
            Barline(onset: first, startsRepeat: true), Barline(onset: second, endings: [1]),
            Barline(onset: third, endsRepeat: true, endings: [2]), Barline(onset: at, style: .final),
        ]
        return score
    }
}
