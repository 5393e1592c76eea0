import MuseProtocols

/// All demands of a plan on the notes of one bar. Positions are in ticks from the start of the bar.
struct BarDemand: Sendable {
    typealias Sound = Plan.BarNotes.Sound

    /// The allowed rhythms, at most 64; nil if the rhythm is free.
    var rhythms: [[Sound]]?
    var starts: [Plan.BarNotes.Start] = []
    /// The positions at which a note has to start, in ascending order.
    private(set) var required: [Int] = []

    var isFree: Bool { rhythms == nil && starts.isEmpty }

    mutating func add(_ start: Plan.BarNotes.Start) {
        starts.append(start)
        let position = start.positions.lowerBound
        if start.isRequired, !required.contains(position) { required = (required + [position]).sorted() }
    }

    func requiresNote(at position: Int) -> Bool { required.contains(position) }

    /// Whether only some notes may start at a position.
    func limitsPitch(at position: Int) -> Bool { starts.contains { $0.positions.contains(position) } }

    func allows(midi: Int, at position: Int, tonic: Int) -> Bool {
        starts.allSatisfy { !$0.positions.contains(position) || $0.pitches.contains(midi: midi, tonic: tonic) }
    }

    /// Whether no note has to start between two positions.
    func mayHold(from start: Int, to end: Int) -> Bool { !required.contains { $0 > start && $0 < end } }

    /// Upper bound of the tokens by which the demands lengthen the shortest way to close a bar.
    var tokenBound: Int {
        let rhythm = rhythms?.map { 15 * $0.count + 12 }.max() ?? 0
        return rhythm + 12 * required.count
    }

    // MARK: Rhythms

    /// The rhythms, as bits, in which a single note lasts from one position to another, in a bar that ends at `end`.
    func rhythms(withNoteFrom start: Int, to stop: Int, end: Int) -> UInt64 {
        bits { $0.contains { $0.onset == start && min($0.end, end) == stop } }
    }

    /// The rhythms, as bits, that are silent from one position to another.
    func rhythms(silentFrom start: Int, to stop: Int) -> UInt64 {
        bits { $0.allSatisfy { $0.end <= start || $0.onset >= stop } }
    }

    /// The rhythms, as bits, in which a note starts at a position.
    func rhythms(startingAt position: Int) -> UInt64 { bits { $0.contains { $0.onset == position } } }

    /// The rhythms, as bits, that meet a condition; all bits if the rhythm is free.
    func bits(where isMet: ([Sound]) -> Bool) -> UInt64 {
        guard let rhythms else { return .max }
        var result: UInt64 = 0
        for (i, rhythm) in rhythms.enumerated() where isMet(rhythm) { result |= 1 << UInt64(i) }
        return result
    }
}
