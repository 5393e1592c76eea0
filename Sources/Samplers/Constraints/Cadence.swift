package import MuseProtocols

/// The cadences of a tune: the bars whose last note is the tonic, and those whose last note belongs to the chord of the
/// dominant.
///
/// Source: the terms of Caplin, *Classical Form*, Oxford 1998, chapter 2, applied to the melody alone: its last note
/// stands for the chord.
package struct Cadence: Constraint {
    static let bar = 1...BarCount.limit
    static let full = Setting<[Int]>(
        "full", kind: .list(of: .integer(bar)), default: nil,
        "written bars that close on the tonic; by default the last bar of the tune; [] for none")
    static let half = Setting<[Int]>(
        "half", kind: .list(of: .integer(bar)), default: nil,
        "written bars that close on the fifth, seventh or second degree, which the chord of the dominant contains")
    package static let schema = Schema(
        "cadence", "sets the bars that close on the tonic or on a note of the dominant", [full, half])

    private static let tonic: Set = [1]
    private static let dominant: Set = [2, 5, 7]

    private let demands: [Plan.Demand<Plan.Close>]

    package init(_ settings: Settings) throws {
        let full = try settings.optional(Self.full)
        let half = try settings.optional(Self.half) ?? []
        if let both = half.first(where: { full?.contains($0) ?? false }) {
            throw settings.conflict("bar \(both) cannot be both a full and a half close", about: Self.half)
        }
        var closes: [Plan.Close] = []
        if full != [] { closes.append(Plan.Close(bars: full.map { Set($0) }, degrees: Self.tonic)) }
        if !half.isEmpty { closes.append(Plan.Close(bars: Set(half), degrees: Self.dominant)) }
        guard !closes.isEmpty else {
            throw settings.conflict("no bar closes: 'full' is empty, and 'half' is not set", about: Self.full)
        }
        demands = closes.map { settings.demand($0) }
    }

    package func constrain(_ plan: inout Plan) throws {
        for demand in demands {
            for earlier in plan.closes where !earlier.value.agrees(with: demand.value) {
                throw PlanError("closes a bar on another note than \(earlier.origin) does", demand)
            }
            plan.closes.append(demand)
        }
    }
}

extension Plan.Close {
    /// Whether a note satisfies both, or they concern different bars.
    fileprivate func agrees(with other: Self) -> Bool {
        let isDisjoint: Bool =
            switch (bars, other.bars) {
            case (nil, nil): false
            case (let a?, let b?): a.isDisjoint(with: b)
            // Which bar is the last may not be known yet.
            default: true
            }
        return isDisjoint || !degrees.isDisjoint(with: other.degrees)
    }
}
