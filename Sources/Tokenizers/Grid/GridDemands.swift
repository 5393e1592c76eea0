import MuseMusic
import MuseProtocols

/// A plan's demands on a grid tokenizer, whose tokens know meters, bars and pitches, but no keys, repeats and rhythms.
struct GridDemands: Sendable {
    /// The meters that a tune may have, as indices into the grid's.
    let meters: [Int]
    /// nil for any length: then a tune may end within a bar, as pieces of data sets do.
    let bars: ClosedRange<Int>?
    /// By pitch of the range: whether it may sound.
    let pitches: [Bool]

    /// - Throws: `PlanError` for a demand that the tokens cannot express or no tune can meet.
    init(_ plan: Plan, _ grid: GridVocabulary) throws {
        try plan.refuseStylesAndMarks(for: grid.name)
        meters = try plan.meters(of: grid)
        bars = try plan.barsWithoutRepeats(for: grid.name)
        pitches = try Self.pitches(plan, grid)
    }

    /// Whether a tune of so many steps is whole.
    func mayEnd(after steps: Int, _ meter: GridMeter) -> Bool {
        if steps == 0 { return false }
        guard let bars else { return true }
        return steps % meter.stepsPerBar == 0 && bars.contains(steps / meter.stepsPerBar)
    }

    private static func pitches(_ plan: Plan, _ grid: GridVocabulary) throws -> [Bool] {
        let (range, name) = (grid.range, grid.name)
        var pitches = [Bool](repeating: true, count: range.count)
        if let asked = plan.range {
            try plan.requirePitches(of: grid)
            for (i, midi) in range.enumerated() where !asked.value.contains(midi) { pitches[i] = false }
        }
        let isDiatonic = plan.isDiatonic?.value ?? false
        guard let key = plan.key else {
            if isDiatonic, let diatonic = plan.isDiatonic {
                throw PlanError("without a key, 'diatonic' says nothing to the \(name) tokenizer", diatonic)
            }
            return pitches
        }
        guard isDiatonic else {
            throw PlanError(
                "the \(name) tokenizer has no tokens for keys: only the notes of a key can be asked of it, by "
                    + "'diatonic: true'", key)
        }
        let scale = key.value.pitchClasses
        for (i, midi) in range.enumerated() where !scale.contains(midi % 12) { pitches[i] = false }
        if !pitches.contains(true) { throw PlanError("no note of the key is in the range", plan.range ?? demand(key)) }
        return pitches
    }

    private static func demand(_ key: Plan.Demand<Key>) -> Plan.Demand<ClosedRange<Int>> {
        Plan.Demand(0...127, path: key.path, mark: key.mark)
    }
}

extension Plan {
    /// The indices of the grid's meters that a tune may have.
    ///
    /// - Throws: `PlanError` for a demanded meter that has no token.
    func meters(of grid: GridVocabulary) throws -> [Int] {
        guard let meter else { return Array(grid.meters.indices) }
        guard let index = grid.meters.index(of: meter.value) else {
            throw PlanError(grid.missing(meter.value), meter)
        }
        return [index]
    }

    /// - Throws: `PlanError` for a demanded range without any pitch of the grid's.
    func requirePitches(of grid: GridVocabulary) throws {
        guard let range, !range.value.overlaps(grid.range) else { return }
        throw PlanError(
            "the \(grid.name) tokenizer has the notes \(grid.range.lowerBound) to \(grid.range.upperBound)", range)
    }

    /// - Throws: `PlanError` if the shortest tune takes more tokens than the plan allows.
    func requireTokens(_ needed: Int) throws {
        guard let maxTokens, needed > maxTokens.value else { return }
        throw PlanError("a tune as demanded takes \(needed) tokens", maxTokens)
    }

    /// - Throws: `PlanError` for a demanded rhythm, origin, composer or book, and for marks: these tokens have none.
    func refuseStylesAndMarks(for name: String) throws {
        if let allowedMarks { throw PlanError("the \(name) tokenizer has no tokens for marks", allowedMarks) }
        for kind in StyleToken.Kind.allCases {
            guard let asked = styles[kind] else { continue }
            let what = kind == .rhythm ? "kinds of tunes" : "\(kind.rawValue)s"
            throw PlanError("the \(name) tokenizer has no tokens for \(what)", asked)
        }
    }
}

/// Products of lengths in a plan, capped instead of overflowing.
enum Capped {
    static let limit = Int.max / 4

    static func product(_ a: Int, _ b: Int) -> Int {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? limit : min(product, limit)
    }
}
