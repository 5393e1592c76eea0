package import MuseMusic
package import MuseProtocols

/// Rejects a tune whose rhythm is not that of the dance.
///
/// In this order: the meter is not one of `meters`; a bar does not have the length that its meter requires; the
/// distribution of rhythm cells overlaps less with that of the reference than in the share `tail` of the reference's
/// own tunes, see the rule `dance_rhythm`. The place of the last is the bar whose cells are rarest in the reference.
package struct RhythmCheck: ProfileCheck {
    static let meters = Setting<[Meter]>("meters", default: [], "meters of the dance; any if empty")
    static let tail = Setting<Double>(
        "tail", in: 0...0.5, default: 0.01, unit: "share of reference tunes",
        "share of the reference's tunes that are less typical than an acceptable tune")
    package static let schema = Schema("rhythm", "meter and rhythm are those of the dance", [meters, tail])

    private let meters: [Meter]
    private let tail: Double
    private var dance: DanceCells.Group?

    package init(_ settings: Settings) throws {
        meters = try settings[Self.meters]
        tail = try settings[Self.tail]
    }

    package func comparing(to reference: ProfileReference) -> RhythmCheck {
        var result = self
        result.dance = DanceCells.Group(reference.style.map(DanceCells.cells))
        return result
    }

    package func rejection(of score: Score) -> Rejection? {
        guard !score.meters.isEmpty else { return Rejection("has no meter") }
        if !meters.isEmpty, let wrong = score.meters.first(where: { !meters.contains($0.value) }) {
            let expected = meters.map { "\($0)" }.joined(separator: " or ")
            return Rejection("the meter is \(wrong.value), expected \(expected)", bar: score.barNumber(at: wrong.onset))
        }
        let bars = score.bars()
        if let wrong = Validity.invalidBars(score).first {
            let number = score.barNumber(ofIndex: wrong, in: bars)
            let full = score.meters.value(at: bars[wrong].start)?.barTicks(score.ticksPerQuarter) ?? 0
            let isLong = bars[wrong].duration > full
            return Rejection("the bar is too \(isLong ? "long" : "short")", bar: number)
        }
        guard let dance else { return nil }
        let cells = score.rhythmCells()
        let overlap = dance.cells.overlap(with: Counts(cells.flatMap(\.cells)))
        let least = dance.overlaps.quantile(tail)
        guard overlap < least else { return nil }
        let rarest = cells.min { Self.commonness($0.cells, dance) < Self.commonness($1.cells, dance) }
        return Rejection(
            "its rhythms overlap by \(percent(overlap)) with those of the reference, whose tunes reach \(percent(least))",
            bar: rarest.map { score.barNumber(ofIndex: $0.bar, in: bars) })
    }

    /// The mean share of a bar's cells in the dance.
    private static func commonness(_ cells: [RhythmCell], _ dance: DanceCells.Group) -> Double {
        cells.reduce(0) { $0 + dance.cells.share(of: $1) } / Double(cells.count)
    }
}

/// A share in percent with one decimal: `7.3 %`.
func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
