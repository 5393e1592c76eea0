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

    /// - Parameter name: the tokenizer's, for messages.
    /// - Throws: `PlanError` for a demand that the tokens cannot express or no tune can meet.
    init(_ plan: Plan, _ grid: [GridMeter], stepsPerQuarter: Int, range: ClosedRange<Int>, name: String) throws {
        try plan.refuseStyles(for: name)
        if let meter = plan.meter {
            guard let index = grid.index(of: meter.value) else {
                let steps = "\(stepsPerQuarter) step\(stepsPerQuarter == 1 ? "" : "s")"
                throw PlanError("the \(name) tokenizer has no meter \(meter.value) at \(steps) a quarter", meter)
            }
            meters = [index]
        } else {
            meters = Array(grid.indices)
        }
        bars = try plan.barsWithoutRepeats(for: name)
        pitches = try Self.pitches(plan, range, name)
    }

    /// Whether a tune of so many steps is whole.
    func mayEnd(after steps: Int, _ meter: GridMeter) -> Bool {
        if steps == 0 { return false }
        guard let bars else { return true }
        return steps % meter.stepsPerBar == 0 && bars.contains(steps / meter.stepsPerBar)
    }

    private static func pitches(_ plan: Plan, _ range: ClosedRange<Int>, _ name: String) throws -> [Bool] {
        var pitches = [Bool](repeating: true, count: range.count)
        if let asked = plan.range {
            guard asked.value.overlaps(range) else {
                throw PlanError(
                    "the \(name) tokenizer has the notes \(range.lowerBound) to \(range.upperBound)", asked)
            }
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
        let scale = Set(key.value.alterations.enumerated().map { (PitchClass.semitones[$0] + $1 + 24) % 12 })
        for (i, midi) in range.enumerated() where !scale.contains(midi % 12) { pitches[i] = false }
        if !pitches.contains(true) { throw PlanError("no note of the key is in the range", plan.range ?? demand(key)) }
        return pitches
    }

    private static func demand(_ key: Plan.Demand<Key>) -> Plan.Demand<ClosedRange<Int>> {
        Plan.Demand(0...127, path: key.path, mark: key.mark)
    }
}

extension Plan {
    /// - Throws: `PlanError` for a demanded rhythm, origin, composer or book: these tokens have none.
    func refuseStyles(for name: String) throws {
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
