import MuseProtocols

/// Draws the notes of a pickup.
enum PickupNotes {
    /// Notes that lead to the first note of a section: by steps from above or below, or from a fourth below.
    static func steps(
        _ pickup: Pickup, to first: Int, in scale: ScaleSteps, _ random: inout RandomSource
    ) -> [Int] {
        let count = pickup.cell?.durations.count ?? 0
        guard count > 0 else { return [] }
        let lines = [
            (0..<count).map { first - count + $0 }, (0..<count).map { first + count - $0 },
            [Int](repeating: first - 3, count: count),
        ]
        let weights = zip(lines, [3.0, 2, count == 1 ? 2 : 0]).map { line, weight in
            line.allSatisfy(scale.range.contains) ? weight : 0
        }
        return random.index(weights: weights).map { lines[$0] } ?? [Int](repeating: first, count: count)
    }
}
