import MuseMusic
import MuseProtocols

/// A plan's demands on a grid tokenizer. Its tokens represent meter, bars and pitches, but not key, repeats or rhythm.
struct GridDemands: Sendable {
    let meters: MeterDemand
    /// The allowed numbers of bars; nil for any length. Without a limit, a tune may end within a bar, as pieces in data
    /// sets do.
    let bars: ClosedRange<Int>?
    /// Whether each pitch of the range is allowed.
    let pitches: [Bool]

    /// - Throws: `PlanError` for a demand that the tokens cannot represent or that no tune can meet.
    init(_ plan: Plan, _ grid: GridVocabulary) throws {
        try plan.refuseStylesAndMarks(for: grid.name)
        if let close = plan.closes.first { throw PlanError("the \(grid.name) tokenizer has no cadences", close) }
        if let notes = plan.notes.first {
            throw PlanError(
                "the \(grid.name) tokenizer cannot set rhythms, notes or chords of bars; abc and melody can", notes)
        }
        meters = try plan.meters(of: grid)
        bars = try plan.barsWithoutRepeats(for: grid.name)
        pitches = try Self.pitches(plan, grid)
    }

    /// Whether a tune may end after its first step.
    ///
    /// - Parameters:
    ///   - count: the number of bars that have begun.
    ///   - isFull: whether the last bar is complete.
    func mayEnd(afterBars count: Int, isFull: Bool) -> Bool {
        if count == 0 { return false }
        guard let bars else { return true }
        return isFull && bars.contains(count)
    }

    /// Whether another bar may begin.
    func mayBegin(afterBars count: Int) -> Bool { count < bars?.upperBound ?? .max }

    private static func pitches(_ plan: Plan, _ grid: GridVocabulary) throws -> [Bool] {
        let (range, name) = (grid.range, grid.name)
        var pitches = [Bool](repeating: true, count: range.count)
        try plan.requirePitches(of: grid)
        try plan.requireNotesOfKey()
        for (i, midi) in range.enumerated() where !plan.allows(midi: midi) { pitches[i] = false }
        if let key = plan.key {
            guard plan.chromatic != nil else {
                throw PlanError(
                    "the \(name) tokenizer has no tokens for keys; to restrict notes to the key, use 'diatonic: true'",
                    key)
            }
            let scale = plan.pitchClasses(in: key.value)
            for (i, midi) in range.enumerated() where !scale.contains(midi % 12) { pitches[i] = false }
        } else if let chromatic = plan.chromatic {
            throw PlanError("with the \(name) tokenizer, 'diatonic' needs a key", chromatic)
        }
        if pitches.contains(true) { return pitches }
        let limit = plan.pitchLimit
        throw PlanError(
            "no note\(plan.key == nil ? "" : " of the key") is \(limit?.value ?? "among the pitches")",
            path: limit?.path ?? plan.key?.path ?? "", mark: limit?.mark ?? plan.key?.mark)
    }
}

extension Plan {
    /// Checks that the required range contains a pitch of the grid.
    ///
    /// - Throws: `PlanError` if it does not.
    func requirePitches(of grid: GridVocabulary) throws {
        guard let range, !range.value.overlaps(grid.range) else { return }
        throw PlanError(
            "the \(grid.name) tokenizer has only the notes \(grid.range.lowerBound) to \(grid.range.upperBound)", range)
    }

    /// Checks that the plan allows at least this number of tokens.
    ///
    /// - Throws: `PlanError` if it does not.
    func requireTokens(_ needed: Int) throws {
        guard let maxTokens, needed > maxTokens.value else { return }
        throw PlanError("a tune that meets the demands takes at least \(needed) tokens", maxTokens)
    }

    /// Checks that the plan requires no rhythm, origin, composer or book and allows no marks, which have no tokens.
    ///
    /// - Parameter name: the tokenizer's name, for messages.
    /// - Throws: `PlanError` if it does.
    func refuseStylesAndMarks(for name: String) throws {
        if let allowedMarks { throw PlanError("the \(name) tokenizer has no tokens for marks", allowedMarks) }
        for kind in StyleToken.Kind.allCases {
            guard let required = styles[kind] else { continue }
            let what = kind == .rhythm ? "rhythms" : "\(kind.rawValue)s"
            throw PlanError("the \(name) tokenizer has no tokens for \(what)", required)
        }
    }
}

/// Multiplication of lengths in a plan that saturates instead of overflowing.
enum Capped {
    static let limit = Int.max / 4

    static func product(_ a: Int, _ b: Int) -> Int {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? limit : min(product, limit)
    }
}
