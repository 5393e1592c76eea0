package import MuseMusic

/// The baseline of harmonisation: each beat gets the chord that tunes most often have with the degree of the scale that
/// sounds on it, in a key with the same third.
package struct DegreeChords: Sendable {
    private struct Degree: Hashable {
        let isMinor: Bool
        /// Semitones above the tonic; nil for a rest.
        let degree: Int?
    }

    private let chords: [Degree: ScaleChord]

    /// - Parameter scores: tunes with chord symbols.
    package init(_ scores: [Score]) {
        var counts: [Degree: [Int]] = [:]
        for score in scores {
            for span in score.harmonicSpans(every: .beat) {
                guard let chord = score.scaleChord(in: span) else { continue }
                counts[Self.degree(span), default: [Int](repeating: 0, count: ScaleChord.all.count)][chord.index] += 1
            }
        }
        // Of equally frequent chords, the first.
        chords = counts.mapValues { counts in
            ScaleChord.all[counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }]
        }
    }

    /// The accuracy on tunes with chord symbols.
    package func accuracy(on scores: [Score]) -> HarmonyAccuracy {
        var result = HarmonyAccuracy()
        for score in scores {
            for span in score.harmonicSpans(every: .beat) {
                guard let written = score.scaleChord(in: span) else { continue }
                result.add(chords[Self.degree(span)], for: written)
            }
        }
        return result
    }

    private static func degree(_ span: HarmonicSpan) -> Degree {
        Degree(
            isMinor: span.key.mode.hasMinorThird,
            degree: span.tones.first { $0.accent != .offBeat }?.degree)
    }
}
