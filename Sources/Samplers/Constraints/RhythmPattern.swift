import MuseMusic
package import MuseProtocols

/// The rhythm of bars: each has one of some patterns.
package struct RhythmPattern: Constraint {
    static let patterns = Setting<[NoteValues]>(
        "patterns",
        "rhythms that a bar may have, each a text of note lengths such as 1/4 1/8 1/4 1/8, where 1/4 is a quarter note and "
            + "z before a length makes it a rest; 1/12 1/12 1/12 is a triplet of eighths")
    static let bars = Setting<[Int]>(
        "bars", kind: .list(of: .integer(1...BarCount.limit)), default: nil,
        "written bars that have such a rhythm; by default all but pickups")
    package static let schema = Schema("rhythm_pattern", "sets the rhythm of bars", [patterns, bars])

    private let patterns: [NoteValues]
    private let demand: Plan.Demand<Plan.BarNotes>

    package init(_ settings: Settings) throws {
        patterns = try settings[Self.patterns]
        let bars = try settings.optional(Self.bars)
        guard !patterns.isEmpty, bars?.isEmpty != true else {
            throw settings.conflict(
                patterns.isEmpty ? "a bar has at least one pattern" : "no bar has these patterns",
                about: patterns.isEmpty ? Self.patterns : Self.bars)
        }
        demand = settings.demand(
            Plan.BarNotes(bars: bars.map { .numbers(Set($0)) } ?? .all, rhythms: patterns.map(\.sounds)))
    }

    package func constrain(_ plan: inout Plan) throws {
        let meter = try plan.requiredMeter(for: demand)
        let bar = meter.barTicks(Score.notationTicksPerQuarter) ?? 0
        for pattern in patterns where pattern.ticks != bar {
            let origin = plan.meter.map { ", required by \($0.origin)," } ?? ""
            throw PlanError(
                "'\(pattern.text)' lasts \(pattern.length); a bar of \(meter)\(origin) lasts "
                    + "\(NoteValues.length(bar))", demand)
        }
        plan.notes.append(demand)
    }
}

/// The rhythm of a bar in note lengths: `1/4 1/8 z1/8`.
package struct NoteValues: NotatedValue, Hashable {
    package static var kind: SettingKind { .notation("note lengths of a bar", example: "'1/4 1/8 1/4 1/8'") }

    let text: String
    /// The notes, in ticks of 10 080 per quarter note.
    private(set) var sounds: [Plan.BarNotes.Sound] = []
    private(set) var ticks = 0

    package init?(_ text: String) {
        self.text = text
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
            let isRest = word.first == "z"
            guard let length = NoteFraction(isRest ? word.dropFirst() : word), length.numerator > 0,
                4 * Score.notationTicksPerQuarter * length.numerator % length.denominator == 0
            else { return nil }
            let duration = length.ticks(Score.notationTicksPerQuarter)
            if !isRest { sounds.append(.init(onset: ticks, duration: duration)) }
            ticks += duration
        }
        if sounds.isEmpty { return nil }
    }

    package var description: String { text }
    var length: String { Self.length(ticks) }

    /// A length as a reduced fraction of a whole note.
    static func length(_ ticks: Int) -> String {
        let whole = 4 * Score.notationTicksPerQuarter
        let divisor = greatestCommonDivisor(ticks, whole)
        return "\(ticks / divisor)/\(whole / divisor)"
    }
}
