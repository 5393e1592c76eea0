package import MuseMusic
package import MuseProtocols

/// Sections have a half close: the first half of each ends open, on a note of the dominant and not on the tonic.
///
/// The close of a half is its last note that begins on a beat. It is open if it is the second or fifth degree, or the
/// seventh, raised or not; in modes with a whole tone below the tonic (Dorian, Mixolydian, minor, Phrygian), where
/// phrases also close on the chord of the seventh degree, the fourth degree is open too. `value = satisfaction` is the
/// share of sections of an even number of bars, at least four, that have one; 0 without such sections or a tonic.
///
/// As a constraint: `cadence` with the bars of `half`.
package struct HalfClose: Rule {
    package static let schema = Schema(
        "half_close", "the first half of each section ends open, on a note of the dominant")
    package let unit = "share of sections"

    package init(_ settings: Settings) throws {}

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = score.melody
        let halves = score.sections().compactMap { $0.halves?.first }
        let open = halves.count { isOpen($0, melody, score) }
        return RuleMeasurement(share: open, of: halves.count)
    }

    private func isOpen(_ half: ArraySlice<Bar>, _ melody: Melody, _ score: Score) -> Bool {
        guard let bar = half.last, let meter = score.meters.value(at: bar.start), !meter.isFree else { return false }
        let beat = meter.beatTicks(score.ticksPerQuarter)
        let onBeat = melody.tones(in: half).last { ($0.onset - bar.start) % beat == 0 }
        guard let close = onBeat, let degree = score.degree(of: close), let key = score.keys.value(at: close.onset)
        else { return false }
        switch degree {
        case 2, 7, 10, 11: return true
        case 5: return ![.major, .lydian].contains(key.mode)
        default: return false
        }
    }
}
