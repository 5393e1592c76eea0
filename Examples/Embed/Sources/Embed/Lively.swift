import MuseKit

/// Prefers tunes with short notes. `value` is the share of notes shorter than a quarter.
struct Lively: Rule {
    static let share = Setting<Double>("share", in: 0.01...1, default: 0.8, "share that fully satisfies the rule")
    static let schema = Schema("lively", "most notes are shorter than a quarter", [share])
    let unit = "share of notes"
    private let share: Double

    init(_ settings: Settings) throws { share = try settings[Self.share] }

    func measure(_ score: Score) -> RuleMeasurement {
        let notes = score.parts.flatMap(\.notes)
        let short = notes.count { $0.duration < score.ticksPerQuarter }
        let value = notes.isEmpty ? 0 : Double(short) / Double(notes.count)
        return RuleMeasurement(value: value, satisfaction: min(1, value / share))
    }
}
