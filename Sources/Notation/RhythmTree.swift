import MuseMusic

/// The division of a beat that explains its onsets best: a tree that divides it into two or three equal parts, and
/// these again.
///
/// Each division has a cost, larger for finer ones, for triplets and for quintuplets; so has the distance of each onset
/// from its place in the tree. The tree with the smallest sum is the most probable one. A triplet is therefore written
/// only where it explains more than the division into two.
///
/// Source: Longuet-Higgins, Mental Processes, 1987 (the tree); Cemgil, Desain and Kappen, "Rhythm quantization for
/// transcription", Computer Music Journal 24, 2000 (costs as negative log-probabilities).
struct RhythmTree {
    struct Point {
        /// Ticks of notation, which may be fractions.
        var time: Double
        /// How much its distance counts: 1 for onsets.
        var weight: Double
        /// The MIDI number of an onset, which two onsets at one place must not share; nil for the end of a note.
        var pitch: Int?
    }

    /// Three or five notes in the time of two or four.
    struct Group: Equatable {
        var start: Int
        var end: Int
        var actual: Int
        var normal: Int
    }

    private(set) var cost = 0.0
    /// The place of each point.
    private(set) var places: [Int] = []
    private(set) var groups: [Group] = []

    struct Limits {
        /// The typical distance of onsets from the grid, in ticks.
        var deviation: Double
        /// The shortest note in ticks.
        var shortest: Int
        /// Whether divisions into three and five are allowed.
        var allowsTuplets = true
    }

    /// - Parameters:
    ///   - points: in order of time.
    ///   - start: the first tick of the beat.
    ///   - depth: the number of divisions above.
    init(_ points: ArraySlice<Point>, start: Int, end: Int, _ limits: Limits, depth: Int = 0) {
        let length = end - start
        self.init(points, edges: [start, end], limits)
        // Nothing can be gained below the cost of a division.
        guard cost > 0.5, !points.isEmpty else { return }
        if length % 2 == 0, length / 2 >= limits.shortest {
            let middle = start + length / 2
            let split = points.firstIndex { $0.time >= Double(middle) } ?? points.endIndex
            var divided = Self(points[..<split], start: start, end: middle, limits, depth: depth + 1)
            let right = Self(points[split...], start: middle, end: end, limits, depth: depth + 1)
            divided.cost += right.cost + [0.5, 1, 2.5, 3.5][min(depth, 3)]
            divided.places += right.places
            divided.groups += right.groups
            let index = split - points.startIndex
            if index > 0, index < points.count, divided.places[index - 1] == divided.places[index] {
                divided.cost += Self.collision(points[split - 1], points[split], limits)
            }
            if divided.cost < cost { self = divided }
        }
        guard limits.allowsTuplets else { return }
        for (actual, normal, price) in [(3, 2, [4.5, 6, 10]), (5, 4, [14, 20, 20])]
        where length % actual == 0 && length / actual >= limits.shortest * 2 / 3 && depth < 3 {
            let edges = (0...actual).map { start + $0 * length / actual }
            var tuplet = Self(points, edges: edges, limits)
            tuplet.cost += price[depth]
            tuplet.groups = [Group(start: start, end: end, actual: actual, normal: normal)]
            if tuplet.cost < cost { self = tuplet }
        }
    }

    /// Moves each point to the nearest of the edges.
    private init(_ points: ArraySlice<Point>, edges: [Int], _ limits: Limits) {
        for point in points {
            let place = edges.min { abs(Double($0) - point.time) < abs(Double($1) - point.time) }!
            let error = (Double(place) - point.time) / limits.deviation
            // A note far from every place is free in time.
            cost += point.weight * min(0.5 * error * error, 12)
            places.append(place)
        }
        for (i, (first, second)) in zip(points, points.dropFirst()).enumerated() where places[i] == places[i + 1] {
            cost += Self.collision(first, second, limits)
        }
    }

    /// The cost of moving two points to one place: two notes one after the other should not become a chord, and must
    /// not become the same note.
    private static func collision(_ first: Point, _ second: Point, _ limits: Limits) -> Double {
        guard let pitch = first.pitch, let other = second.pitch else { return 0 }
        return (pitch == other ? 30 : 0) + (second.time - first.time > 4 * limits.deviation ? 0.5 : 0)
    }
}
