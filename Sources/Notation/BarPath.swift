import MuseMusic
import MusePlatform

/// The most probable positions of the notes in the bar, given a meter.
///
/// The position advances with time and returns to 0 at the end of each bar. With small probabilities a bar ends early,
/// or a bar line is inserted into a bar, as where a section with a pickup is repeated.
///
/// Source: Whiteley, Cemgil and Godsill, "Bayesian modelling of temporal structure in musical audio", ISMIR 2006 (bar
/// pointer model), with the notes of `MetricalModel` and the velocities of `Accents` as observations.
struct BarPath {
    struct Onset {
        /// Sixteenths from the start.
        var step: Int
        var velocity: Double
        /// The highest note.
        var pitch: Int
    }

    struct Place {
        /// Sixteenths from the start of a full bar.
        var position: Int
        /// Whether a bar line precedes the note.
        var startsBar: Bool
    }

    private(set) var places: [Place] = []
    /// The log-probability of the path.
    private(set) var score = 0.0

    /// Natural logarithms of the probabilities of irregular bars.
    private struct Costs {
        var earlyEnd = -16.0
        var insertedLine = -30.0

        static let regular = Costs(earlyEnd: -.infinity, insertedLine: -.infinity)
    }

    /// - Parameters:
    ///   - onsets: in order of time; at least one.
    ///   - first: the position of the first note, if it is known.
    ///   - isRegular: whether all bars are complete.
    init(
        _ onsets: [Onset], _ model: MetricalModel, _ accents: Accents?, first: Int? = nil, isRegular: Bool = false
    ) {
        let length = model.length
        // State p is position p, state length + p position p after a bar line.
        var scores = [Double](repeating: -.infinity, count: 2 * length)
        // Without accents, what looks like an irregular bar is usually a syncopation.
        let costs =
            isRegular ? .regular : accents?.areComputed == true ? Costs(earlyEnd: -14, insertedLine: -7) : Costs()
        for position in 0..<length where first ?? position == position {
            scores[length + position] = model.first[position] + Self.silencePrior(onsets[0].step, position, length)
        }
        var origins: [[Int32]] = []
        for i in 1..<max(1, onsets.count) {
            let steps = onsets[i].step - onsets[i - 1].step
            let accent = (0..<4).map { accents?.levels[$0].score(onsets[i].velocity) ?? 0 }
            var new = [Double](repeating: -.infinity, count: 2 * length)
            var origin = [Int32](repeating: 0, count: 2 * length)
            var best = (score: -Double.infinity, state: 0)
            func offer(_ state: Int, _ score: Double, from old: Int) {
                guard score > new[state] else { return }
                new[state] = score
                origin[state] = Int32(old)
            }
            for state in scores.indices where scores[state] > -.infinity {
                let score = scores[state] + model.score(from: state % length, steps: steps)
                if score > best.score { best = (score, state) }
                let position = (state % length + steps) % length
                if position == 0 {
                    offer(length, score + accent[0], from: state)
                } else {
                    let level = Accents.level(position, startsBar: false, model)
                    offer(position, score + accent[level], from: state)
                    offer(length + position, score + costs.insertedLine + accent[0], from: state)
                }
            }
            offer(length, best.score + costs.earlyEnd + accent[0], from: best.state)
            scores = new
            origins.append(origin)
        }
        var state = scores.indices.max { scores[$0] < scores[$1] } ?? 0
        score = scores[state]
        var states = [state]
        for origin in origins.reversed() {
            state = Int(origin[state])
            states.append(state)
        }
        places = states.reversed().map { Place(position: $0 % length, startsBar: $0 >= length) }
    }

    /// If the music starts after a rest, bars that are counted from the start of the file are the most probable.
    private static func silencePrior(_ step: Int, _ position: Int, _ length: Int) -> Double {
        guard step > 0 else { return 0 }
        return step % length == position ? 6 : 0
    }

    /// Estimates the path and the accents in turn.
    static func fitted(_ onsets: [Onset], _ model: MetricalModel, first: Int? = nil) -> BarPath {
        let velocities = onsets.map(\.velocity)
        guard var accents = Accents(velocities) else { return BarPath(onsets, model, nil, first: first) }
        var path = BarPath(onsets, model, accents, first: first)
        for _ in 0..<3 {
            let refined = accents.refined(velocities, path, model)
            if refined == accents { break }
            accents = refined
            path = BarPath(onsets, model, accents, first: first)
        }
        if model.half > 0, accents.dividesBar { path.score -= 25 }
        return path
    }
}
