import MuseMusic

/// The distributions of rhythm cells of the dances of a corpus.
struct DanceCells: Sendable {
    /// The cells of a group of tunes.
    struct Group: Sendable {
        let cells: Counts<RhythmCell>
        /// The overlap of each tune's cells with those of the group, in ascending order.
        let overlaps: [Double]
        /// The lower quartile of `overlaps`.
        var typical: Double { overlaps[overlaps.count / 4] }

        init?(_ tunes: [Counts<RhythmCell>]) {
            let tunes = tunes.filter { $0.total > 0 }
            guard !tunes.isEmpty else { return nil }
            var all = Counts<RhythmCell>([])
            for tune in tunes { all.add(tune) }
            cells = all
            overlaps = tunes.map { all.overlap(with: $0) }.sorted()
        }
    }

    private let byRhythm: [String: Group]
    private let byMeter: [Meter: Group]

    init(_ corpus: [Score]) {
        let tunes = corpus.map { (score: $0, cells: Self.cells(of: $0)) }
        byRhythm = Dictionary(grouping: tunes) { Rhythm.normalized($0.score.header.rhythm) }
            .compactMapValues { Group($0.map(\.cells)) }
        byMeter = Dictionary(grouping: tunes) { $0.score.meters.first?.value ?? .free }
            .compactMapValues { Group($0.map(\.cells)) }
    }

    /// The tunes of a dance, or of the tune's own rhythm if it is nil; if there are none, those with the tune's meter.
    func group(for score: Score, dance: String?) -> Group? {
        let name = dance ?? Rhythm.normalized(score.header.rhythm)
        return (name.isEmpty ? nil : byRhythm[name]) ?? score.meters.first.flatMap { byMeter[$0.value] }
    }

    static func cells(of score: Score) -> Counts<RhythmCell> { Counts(score.rhythmCells().flatMap(\.cells)) }
}
