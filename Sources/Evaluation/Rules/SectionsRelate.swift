package import MuseMusic
package import MuseProtocols

/// The tune develops its material: the halves of a section, and the sections, resemble each other without being copies.
///
/// Two shares are measured, each a mean of `likeness` (below) over bars:
/// - within: each bar of the second half of a section of four bars or more, compared with the bar half a section
///   earlier and the bar two bars earlier; the better of the two;
/// - between: bars of each section except the first, compared with the bars of all earlier sections at the same
///   distance from the start or from the end (the B part ends like the A part); the best of these.
///
/// `value` is the mean of the two, or the only one that exists. `satisfaction` is the product of `f(within)` and
/// `f(between)`, where for a target range from `l` to `h`
///
///     f(x) = x / l below l,   1 from l to h,   (1 - x) / (1 - h) above h.
///
/// A tune too short for either gets 0. Bars of later endings and pickups are ignored.
///
/// The default ranges contain at least the middle half of O'Neill's and Ryan's collections (quartiles 0.40 to 0.75
/// within, 0.25 to 0.56 between); bars drawn at random from several tunes reach 0.25 and 0.19 on average.
package struct SectionsRelate: Rule {
    static let within = Setting<[Double]>(
        "within", kind: .list(of: .number(0...1)), default: [0.4, 0.8], unit: "share of bars",
        "target range of the similarity between the halves of a section: lowest, highest")
    static let between = Setting<[Double]>(
        "between", kind: .list(of: .number(0...1)), default: [0.25, 0.7], unit: "share of bars",
        "target range of the similarity between a section and earlier ones: lowest, highest")
    package static let schema = Schema(
        "sections_relate", "sections share rhythm and contour without being copies",
        [within, between])
    package let unit = "share of bars"

    private let within: ClosedRange<Double>
    private let between: ClosedRange<Double>

    package init(_ settings: Settings) throws {
        within = try Self.range(Self.within, in: settings)
        between = try Self.range(Self.between, in: settings)
    }

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = score.melody
        let sections = score.sections().map { $0.bars.map { BarShape($0, in: melody) } }
        let shares = [
            (returns(within: sections), within), (returns(between: sections), between),
        ].compactMap { share, target in share.map { ($0, target) } }
        guard !shares.isEmpty else { return RuleMeasurement(value: 0, satisfaction: 0) }
        return RuleMeasurement(
            value: shares.reduce(0) { $0 + $1.0 } / Double(shares.count),
            satisfaction: shares.reduce(1) { $0 * fit($1.0, to: $1.1) })
    }

    private func returns(within sections: [[BarShape]]) -> Double? {
        var sum = 0.0
        var count = 0
        for bars in sections where bars.count >= 4 {
            let half = bars.count / 2
            for i in half..<bars.count {
                sum += max(bars[i].likeness(to: bars[i - half]), bars[i].likeness(to: bars[i - 2]))
                count += 1
            }
        }
        return count > 0 ? sum / Double(count) : nil
    }

    private func returns(between sections: [[BarShape]]) -> Double? {
        var sum = 0.0
        var count = 0
        for (s, bars) in sections.enumerated().dropFirst() {
            for i in bars.indices {
                var best = 0.0
                for earlier in sections[..<s] {
                    if i < earlier.count { best = max(best, bars[i].likeness(to: earlier[i])) }
                    let fromEnd = i - bars.count + earlier.count
                    if fromEnd != i, earlier.indices.contains(fromEnd) {
                        best = max(best, bars[i].likeness(to: earlier[fromEnd]))
                    }
                }
                sum += best
                count += 1
            }
        }
        return count > 0 ? sum / Double(count) : nil
    }

    private func fit(_ share: Double, to target: ClosedRange<Double>) -> Double {
        if share < target.lowerBound { return share / target.lowerBound }
        if share > target.upperBound { return (1 - share) / (1 - target.upperBound) }
        return 1
    }

    private static func range(_ setting: Setting<[Double]>, in settings: Settings) throws -> ClosedRange<Double> {
        let ends = try settings[setting]
        guard ends.count == 2, ends[0] <= ends[1] else {
            throw settings.conflict("expected two numbers, the lower one first", about: setting)
        }
        return ends[0]...ends[1]
    }
}

/// The onsets of a bar's notes and their heights.
struct BarShape {
    /// In order of onset, in ticks from the start of the bar.
    private let points: [(onset: Int, height: Int)]

    init(_ bar: Bar, in melody: Melody) {
        points = melody.tones(in: bar).map { ($0.onset - bar.start, $0.pitch.staffPosition) }
    }

    /// Returns how similar the rhythm and contour of two bars are, 0 to 1: `r c`.
    ///
    /// `r` is the number of onsets that both bars have, divided by the number of onsets in the bar with more. `c`
    /// compares the notes at these onsets: each has a distance in scale steps from the note in the other bar; with
    /// `most` the count of the most frequent distance, `c = (most - 1) / (common - 1)`, and 1 for a single common note.
    /// A bar transposed within the scale therefore has likeness 1, and bars that share only their rhythm have 0.
    func likeness(to other: BarShape) -> Double {
        var distances: [Int] = []
        distances.reserveCapacity(points.count)
        var j = 0
        for point in points {
            while j < other.points.count, other.points[j].onset < point.onset { j += 1 }
            guard j < other.points.count else { break }
            if other.points[j].onset == point.onset { distances.append(point.height - other.points[j].height) }
        }
        guard !distances.isEmpty else { return 0 }
        let rhythm = Double(distances.count) / Double(max(points.count, other.points.count))
        guard distances.count > 1 else { return rhythm }
        distances.sort()
        var most = 1
        var run = 1
        for i in distances.indices.dropFirst() {
            run = distances[i] == distances[i - 1] ? run + 1 : 1
            most = max(most, run)
        }
        return rhythm * Double(most - 1) / Double(distances.count - 1)
    }
}
