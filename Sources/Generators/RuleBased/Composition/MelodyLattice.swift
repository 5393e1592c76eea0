import MuseMusic
import MuseProtocols

/// Draws the figures and pitches of the beats of a phrase together: with probabilities in proportion to the product of
/// all weights, of the beats and of the steps between them.
///
/// A backward pass sums the weights of all continuations of each note, a forward pass draws beat by beat. So a phrase
/// reaches its close without a forced last note.
///
/// Source: sampling by forward filtering and backward sampling (here in the reverse direction) of Markov chains under
/// constraints: Pachet, Roy and Barbieri, "Finite-Length Markov Processes with Constraints", IJCAI 2011. Melodic rules:
/// notes of the chord on beats, others in steps; leaps turn back: Jeppesen, *Counterpoint*, 1939, on melody.
struct MelodyLattice {
    let scale: ScaleSteps
    let figures: Weighted<Figure.Kind>
    let largestLeap: Int

    /// A figure on a first note.
    private struct Option {
        let beat: ComposedBeat
        let weight: Double
        var first: Int { beat.steps[0] }
        var last: Int { beat.steps[beat.steps.count - 1] }
        /// 1 up, -1 down, 0 for a single or repeated note.
        var move: Int { beat.steps.count > 1 ? (beat.steps[1] - beat.steps[0]).signum() : 0 }
    }

    /// What is nearly forbidden, and happens only if everything else is forbidden too.
    private static let forbidden = 1e-6
    /// The weights of intervals between beats, by steps of the scale.
    private static let intervals = [0.3, 1, 0.7, 0.4, 0.2, 0.12, 0.03, 0.08]

    /// Draws the first of the beats.
    ///
    /// - Parameters:
    ///   - previous: the beat before; nil at the start of the tune.
    ///   - next: the first step of the music after the beats; nil if it is not known yet.
    /// - Returns: nil if no figure is in the range.
    func first(
        of beats: [MelodyBeat], after previous: ComposedBeat?, before next: Int?, _ random: inout RandomSource
    ) -> ComposedBeat? {
        var options = beats.map(options)
        /// The weight of all that follows, by the last step of a beat.
        var rest: [Double] = scale.range.map { step in next.map { interval($0 - step) } ?? 1 }
        for i in beats.indices.dropFirst().reversed() {
            let after = rest
            let chord = beats[i - 1].chord
            rest = scale.range.map { step in
                options[i].reduce(0) { $0 + weight($1, after: step, over: chord) * after[index($1.last)] }
            }
            // Only proportions count; this keeps them in the range of numbers.
            if let most = rest.max(), most > 0 { rest = rest.map { $0 / most } }
        }
        let weights = options[0].map { option in
            let start = previous.map { weight(option, after: $0.steps[$0.steps.count - 1], over: $0.chord) }
            return (start ?? option.weight) * rest[index(option.last)]
        }
        return random.index(weights: weights).map { options[0].remove(at: $0).beat }
    }

    private func index(_ step: Int) -> Int { step - scale.range.lowerBound }

    private func options(_ beat: MelodyBeat) -> [Option] {
        let all = beat.figure.map { [$0] } ?? (beat.cell.durations.count > 1 ? Figure.all : [Figure.all[0]])
        var result: [Option] = []
        for figure in all {
            let share = figures.options.first { $0.value == figure.kind }?.weight ?? 0
            // Without a choice, the weights of figures do not matter.
            let weight =
                beat.figure != nil || all.count == 1 ? 1 : beat.role == .fullClose ? max(share, 0.01) : share
            guard weight > 0 else { continue }
            for first in scale.range {
                let steps = figure.notes(from: first, count: beat.cell.durations.count) {
                    scale.isTone($0, of: beat.chord)
                }
                guard let steps, steps.allSatisfy({ scale.range.contains($0) && $0 <= beat.ceiling }) else { continue }
                let composed = ComposedBeat(cell: beat.cell, figure: figure, chord: beat.chord, steps: steps)
                let fit = harmony(composed, beat) * line(composed, beat) * close(steps, beat)
                result.append(Option(beat: composed, weight: fit * weight * (figure.kind == .repeat ? 2 : 1)))
            }
        }
        if result.isEmpty, beat.figure != nil {
            // The motif does not fit here.
            var free = beat
            free.figure = nil
            return options(free)
        }
        if result.isEmpty, beat.ceiling < scale.range.upperBound {
            var free = beat
            free.ceiling = scale.range.upperBound
            return options(free)
        }
        return result
    }

    /// Notes of the chord on beats and on long notes; others are passing and neighbour notes.
    private func harmony(_ composed: ComposedBeat, _ beat: MelodyBeat) -> Double {
        let (steps, durations) = (composed.steps, beat.cell.durations)
        let shortest = durations.min() ?? 0
        var weight = 1.0
        for (i, step) in steps.enumerated() where !scale.isTone(step, of: beat.chord) {
            if i == 0 { weight *= beat.isBarStart ? 0.02 : 0.08 }
            if durations[i] > shortest { weight *= 0.25 }
            let isApproachedByStep = i == 0 || abs(step - steps[i - 1]) == 1
            let isLeftByStep = i + 1 == steps.count || abs(steps[i + 1] - step) == 1
            weight *= isApproachedByStep && isLeftByStep ? 0.7 : 0.1
        }
        // Sixteenths run in steps.
        for i in steps.indices.dropFirst() where durations[i - 1] < RhythmCell.eighth {
            weight *= abs(steps[i] - steps[i - 1]) == 1 ? 1 : 0.02
        }
        return weight
    }

    /// Nearness to the line of the phrase.
    private func line(_ composed: ComposedBeat, _ beat: MelodyBeat) -> Double {
        if let first = beat.first { return composed.steps[0] == first ? 1 : Self.forbidden }
        let sum = zip(composed.steps, beat.cell.durations).reduce(0) { $0 + $1.0 * $1.1 }
        let distance = (Double(sum) / Double(beat.cell.ticks) - beat.target) / 1.6
        let nearness = 1 / (1 + distance * distance)
        return nearness * nearness
    }

    private func close(_ steps: [Int], _ beat: MelodyBeat) -> Double {
        let (first, last) = (scale.degree(steps[0]), scale.degree(steps[steps.count - 1]))
        var weight = 1.0
        switch beat.role {
        case .inner: break
        // The second degree leads to the tonic best, the seventh and the fifth well.
        case .approach: weight = [2: 1, 7: 0.8, 5: 0.3][last] ?? 0.01
        case .halfClose:
            let isOpen = [2, 5, 7].contains(first) || first == 4 && scale.isTone(steps[0], of: beat.chord)
            weight = (isOpen ? 1 : Self.forbidden) * (last == 1 ? Self.forbidden : 1)
        case .fullClose: weight = steps.allSatisfy { scale.degree($0) == 1 } ? 1 : Self.forbidden
        }
        if let degrees = beat.degrees, !degrees.contains(last) { weight *= Self.forbidden * Self.forbidden }
        return weight
    }

    /// The weight of a beat after a note.
    ///
    /// - Parameter chord: the chord of the note.
    private func weight(_ option: Option, after step: Int, over chord: ScaleChord) -> Double {
        let leap = option.first - step
        var weight = option.weight * interval(leap)
        if abs(leap) != 1, !scale.isTone(step, of: chord) { weight *= 0.1 }
        // After a fifth or more the melody turns back.
        if abs(leap) >= 4, option.move != 0 { weight *= option.move == leap.signum() ? 0.2 : 1 }
        return weight
    }

    private func interval(_ steps: Int) -> Double {
        let size = abs(steps)
        let weight = size < Self.intervals.count ? Self.intervals[size] : 0.001
        return size > largestLeap ? min(weight, 0.001) : weight
    }
}
