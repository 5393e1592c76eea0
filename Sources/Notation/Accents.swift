import MuseMusic
import MusePlatform

/// The velocities expected at the metrical levels of a bar: at bar lines, half bars, other beats and between beats.
///
/// Velocities are normally distributed at each level. The parameters are first guessed from the loudest and the softer
/// notes, then estimated again from the levels of the notes in the best path (Viterbi training). Velocities that do not
/// follow the meter therefore lose their influence.
///
/// Source: Lerdahl and Jackendoff, A Generative Theory of Tonal Music, 1983 (metrical preference rule 4, stress).
struct Accents: Equatable {
    struct Level: Equatable {
        var mean: Double
        var deviation: Double

        /// The log-density of a velocity.
        func score(_ velocity: Double) -> Double {
            let z = (velocity - mean) / deviation
            return -0.5 * z * z - log(deviation)
        }
    }

    /// Bar line, half bar, beat, other positions.
    private(set) var levels: [Level]
    /// Whether a program has computed the velocities, so that few values occur.
    let areComputed: Bool

    static func level(_ position: Int, startsBar: Bool, _ model: MetricalModel) -> Int {
        if startsBar { return 0 }
        if model.half > 0, position == model.half { return 1 }
        return position % model.beat == 0 ? 2 : 3
    }

    /// nil if the velocities are too equal to tell levels apart.
    init?(_ velocities: [Double]) {
        let sorted = velocities.sorted()
        guard let low = sorted.first, let high = sorted.last, high - low >= 4 else { return nil }
        areComputed = Set(sorted).count <= 8
        // The largest velocity that at least one note in 25 reaches.
        let top = sorted[max(0, sorted.count - 1 - sorted.count / 25)]
        let soft = sorted[min(sorted.count - 1, sorted.count * 3 / 10)]
        let spread = max(3, (top - soft) / 2)
        levels = [
            Level(mean: top, deviation: spread), Level(mean: (top + soft) / 2, deviation: 1.2 * spread),
            Level(mean: (top + 2 * soft) / 3, deviation: 1.2 * spread), Level(mean: soft, deviation: spread),
        ]
    }

    /// Returns the parameters estimated from a path: the median and the median absolute deviation of each level.
    func refined(_ velocities: [Double], _ path: BarPath, _ model: MetricalModel) -> Accents {
        var result = self
        let smallest = areComputed ? 1.5 : 8
        for level in levels.indices {
            let own = velocities.indices.filter {
                Self.level(path.places[$0].position, startsBar: path.places[$0].startsBar, model) == level
            }.map { velocities[$0] }.sorted()
            guard own.count >= 3 else { continue }
            let median = own[own.count / 2]
            let distance = own.map { abs($0 - median) }.sorted()[own.count / 2]
            result.levels[level] = Level(mean: median, deviation: max(smallest, 1.4826 * distance))
        }
        // Accents that do not fall on bar lines are not metrical.
        if result.levels[0].mean < result.levels[1...].map(\.mean).max()! {
            let mean = result.levels.map(\.mean).reduce(0, +) / 4
            let deviation = result.levels.map(\.deviation).max()!
            result.levels = Array(repeating: Level(mean: mean, deviation: deviation), count: 4)
        }
        return result
    }

    /// Whether half bars are as loud as bar lines: then the bar is half as long.
    var dividesBar: Bool { levels[0].mean - levels[1].mean < 0.25 * (levels[0].mean - levels[3].mean) }
}
