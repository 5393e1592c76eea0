import MuseMusic
import MuseProtocols

/// What is asked of chords beside their probability: which may be used, that they fit the strong beats, cadences.
struct ChordRules {
    /// The share of the corpus from which a chord is used, unless the recipe names the chords.
    private static let usual = 0.003
    /// What a half close or the dominant before the last bar gains, in nats.
    private static let cadence = 0.7

    private let tables: ChordTables
    private let request: HarmonyRequest
    private let last: Melody.Tone

    /// - Parameter last: the last tone of the melody.
    init(_ tables: ChordTables, _ request: HarmonyRequest, last: Melody.Tone) {
        (self.tables, self.request, self.last) = (tables, request, last)
    }

    /// The chords that may be used in any of the spans, by index.
    func chords(in spans: [HarmonicSpan]) -> [Int] {
        guard request.numerals != nil else { return Self.usualChords(tables) }
        return Array(Set(spans.flatMap { allowed(in: $0.key.mode) })).sorted()
    }

    /// The chords that a model uses unless a recipe names them.
    static func usualChords(_ tables: ChordTables) -> [Int] {
        tables.usage.indices.filter { tables.usage[$0] >= usual }
    }

    /// What the log-probability of each of `chords` in each span is increased by; `-.infinity` for excluded chords.
    func weights(of spans: [HarmonicSpan], _ chords: [Int]) -> [[Double]] {
        spans.enumerated().map { t, span in
            let allowed = allowed(in: span.key.mode)
            var row = ScaleChord.all.map { allowed.contains($0.index) ? 0.0 : -.infinity }
            keepFitting(&row, span)
            if request.hasCadences { addCadence(&row, t, spans) }
            return chords.map { row[$0] }
        }
    }

    private func allowed(in mode: Key.Mode) -> Set<Int> {
        Set(request.chords(in: mode)?.map(\.index) ?? Self.usualChords(tables))
    }

    /// Excludes chords of a bar, or of half a bar, without any of the tones on its beats, if others have one. A single
    /// beat may have a chord that its tone does not belong to, such as a suspension.
    private func keepFitting(_ row: inout [Double], _ span: HarmonicSpan) {
        if request.rhythm == .beat { return }
        let strong = Set(span.tones.filter { $0.accent != .offBeat }.map(\.degree))
        let misfits = ScaleChord.all.filter { strong.isDisjoint(with: $0.tones) }.map(\.index)
        Self.exclude(misfits, from: &row)
    }

    /// The tune ends on the tonic after a dominant, and four bars end on a dominant or the tonic, where the melody
    /// allows it.
    private func addCadence(_ row: inout [Double], _ t: Int, _ spans: [HarmonicSpan]) {
        let span = spans[t]
        let isLastOfBar = t + 1 == spans.count || spans[t + 1].beat == .barStart
        guard isLastOfBar else { return }
        switch span.bar {
        case .end where t + 1 == spans.count:
            let degree = (last.midi - span.key.tonic.semitone + 120) % 12
            let others = ScaleChord.all.filter { !Self.isTonic($0, of: span.key.mode) || !$0.tones.contains(degree) }
            Self.exclude(others.map(\.index), from: &row)
        case .beforeClose where spans[(t + 1)...].first?.bar == .end, .fourth:
            for chord in ScaleChord.all where Self.isDominant(chord) && Self.fits(chord, span) {
                row[chord.index] += Self.cadence
            }
        default: break
        }
    }

    /// Excludes chords, unless nothing would be left.
    private static func exclude(_ chords: [Int], from row: inout [Double]) {
        var kept = row
        for chord in chords { kept[chord] = -.infinity }
        if kept.contains(where: { $0 > -.infinity }) { row = kept }
    }

    private static func isTonic(_ chord: ScaleChord, of mode: Key.Mode) -> Bool {
        chord.root == 0 && chord.kind == (ChordPrior.Family(mode) == .major ? .major : .minor)
    }

    private static func isDominant(_ chord: ScaleChord) -> Bool {
        chord.root == 7 && (chord.kind == .major || chord.kind == .seventh)
    }

    /// Whether at least half of the melody of a span belongs to a chord.
    private static func fits(_ chord: ScaleChord, _ span: HarmonicSpan) -> Bool {
        let own = span.tones.reduce(0) { chord.tones.contains($1.degree) ? $0 + $1.beats : $0 }
        return 2 * own >= span.tones.reduce(0) { $0 + $1.beats } && own > 0
    }
}
