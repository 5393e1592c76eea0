import MuseProtocols

/// The demands on the notes of a bar and on its close, apart from its place in the tune.
struct BarKind: Hashable, Sendable {
    /// The number of a combination of demands in `BarDemands`.
    let combination: Int
    /// The degrees on which the bar closes; nil for any.
    let degrees: Set<Int>?
    /// Whether it may be the last of a section, which a pickup can shorten.
    let mayEndSection: Bool

    /// The kinds of bars that a tune may have under a plan.
    static func all(_ plan: Plan, _ demands: BarDemands, _ closes: BarCloses) throws -> Set<BarKind> {
        let allowed = try plan.allowedBars()
        let lastClose = plan.closes.compactMap { $0.value.bars?.max() }.max() ?? 0
        var ends: Set<Int>?
        var total = 0
        for section in plan.sections?.value ?? [] {
            total += section.bars
            ends = (ends ?? []).union([total])
        }
        var result: Set<BarKind> = []
        for bar in 0..<min(allowed?.upperBound ?? .max, demands.numbers.count + lastClose + 1) {
            for isFinal in [false, true]
            where !isFinal || closes.mayEnd(afterBar: bar) && allowed?.contains(bar + 1) ?? true {
                result.insert(
                    BarKind(
                        combination: demands.combination(number: bar),
                        degrees: closes.degrees(ofBar: bar, isFinal: isFinal),
                        mayEndSection: ends?.contains(bar + 1) ?? true))
            }
        }
        return result
    }
}

extension Plan {
    /// The error that names the demands on notes of bars that a tokenizer cannot meet together; nil if the plan has
    /// none.
    ///
    /// - Parameter canMeet: whether it can meet some of the demands on notes and closes, with all other demands.
    func clash(
        for tokenizer: String, canMeet: ([Demand<BarNotes>], [Demand<Close>]) -> Bool
    ) -> PlanError? {
        for (i, demand) in notes.enumerated() {
            guard canMeet([demand], []) else {
                return PlanError(
                    "the \(tokenizer) tokenizer cannot write this with the pitches that are allowed", demand)
            }
            if let close = closes.first(where: { !canMeet([demand], [$0]) }) {
                return PlanError("a bar cannot meet this and close as \(close.origin) asks", demand)
            }
            if let earlier = notes[..<i].first(where: { !canMeet([$0, demand], []) }) {
                return PlanError("a bar cannot meet both this and \(earlier.origin)", demand)
            }
        }
        return notes.last.map { PlanError("a bar cannot meet this together with the other demands", $0) }
    }
}
