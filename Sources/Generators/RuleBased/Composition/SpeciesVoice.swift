import MuseMusic
import MuseProtocols

/// Draws a second voice below a melody by the rules of two-part counterpoint.
///
/// What the rules forbid has a weight so small that it happens only if everything else is forbidden too: dissonances on
/// strong notes, and others that are not passing notes; parallel fifths, octaves and unisons, and similar motion to
/// them; crossing voices; leaps of a tritone, a seventh or more than an octave. Steps, contrary motion and imperfect
/// consonances are preferred; a leap turns back; at most three thirds or sixths follow each other in parallel. Sections
/// close on the tonic, in an octave or unison that is reached by step.
///
/// All notes are drawn together, like those of the melody (`MelodyLattice`).
///
/// Source: Fux, *Gradus ad Parnassum*, 1725, first and second species; Jeppesen, *Counterpoint*, 1939.
struct SpeciesVoice {
    private let species: SecondVoiceRule.Species
    private let scale: ScaleSteps

    private static let forbidden = 1e-9

    init(_ species: SecondVoiceRule.Species, scale: ScaleSteps) {
        self.species = species
        self.scale = scale
    }

    /// How a note was reached, as far as it matters for the next one.
    private struct State: Hashable {
        enum Motion: Int, CaseIterable {
            case plain, leapUp, leapDown, passingUp, passingDown
        }
        static let mostParallels = 3

        var motion = Motion.plain
        /// The number of parallel thirds or sixths before.
        var parallels = 0

        var index: Int { motion.rawValue * (Self.mostParallels + 1) + parallels }
        static let all = Motion.allCases.flatMap { motion in
            (0...mostParallels).map { State(motion: motion, parallels: $0) }
        }
    }

    /// The part; nil if the melody has no bars.
    func part(below score: Score, _ random: inout RandomSource) -> Part? {
        let slots = CounterpointSlot.slots(of: score, species, in: scale.key)
        guard !slots.isEmpty else { return nil }
        let steps = Array(scale.range)
        let pitches = slots.map { slot in steps.map { scale.pitch($0, over: slot.chord) } }
        let midis = pitches.map { $0.map(\.midi) }
        let own = slots.indices.map { i in midis[i].enumerated().map { harmony($1, steps[$0], slots[i]) } }
        /// The weight of all that follows, by note and state.
        var rest = [[[Double]]](
            repeating: steps.map { _ in State.all.map { _ in 1.0 } }, count: slots.count)
        for i in slots.indices.dropLast().reversed() {
            let moves = Moves(self, slots[i], slots[i + 1], midis[i], midis[i + 1], steps)
            var most = 0.0
            for p in steps.indices {
                for state in State.all {
                    var sum = 0.0
                    for next in steps.indices where own[i + 1][next] > 0 {
                        let (weight, after) = moves.move(from: p, state, to: next)
                        sum += weight * own[i + 1][next] * rest[i + 1][next][after.index]
                    }
                    rest[i][p][state.index] = sum
                    most = max(most, sum)
                }
            }
            // Only proportions count; this keeps them in the range of numbers.
            if most > 0 { rest[i] = rest[i].map { $0.map { $0 / most } } }
        }
        var state = State()
        var place = random.index(weights: steps.indices.map { own[0][$0] * rest[0][$0][state.index] }) ?? 0
        var part = Part(name: "Second voice", program: score.parts[0].program)
        part.notes.append(note(slots[0], pitches[0][place]))
        for i in slots.indices.dropFirst() {
            let moves = Moves(self, slots[i - 1], slots[i], midis[i - 1], midis[i], steps)
            let weights = steps.indices.map { next in
                let (weight, after) = moves.move(from: place, state, to: next)
                return weight * own[i][next] * rest[i][next][after.index]
            }
            let next = random.index(weights: weights) ?? place
            state = moves.move(from: place, state, to: next).after
            place = next
            part.notes.append(note(slots[i], pitches[i][place]))
        }
        addRests(to: &part, end: score.end)
        return part
    }

    private func note(_ slot: CounterpointSlot, _ pitch: Pitch) -> Note {
        Note(onset: slot.onset, duration: slot.end - slot.onset, pitch: pitch)
    }

    /// Fills the pickups.
    private func addRests(to part: inout Part, end: Int) {
        var now = 0
        for note in part.notes {
            if note.onset > now { part.rests.append(Rest(onset: now, duration: note.onset - now)) }
            now = note.end
        }
        if end > now { part.rests.append(Rest(onset: now, duration: end - now)) }
    }

    /// The weight of a note under the melody, without its context.
    private func harmony(_ midi: Int, _ step: Int, _ slot: CounterpointSlot) -> Double {
        if midi > slot.lowest { return Self.forbidden * Self.forbidden }
        var weight = 1.0
        let isPerfect = Counterpoint.isPerfect(midi, slot.melody)
        if slot.isClose {
            let isTonic = scale.degree(step) == 1 && (slot.melody - midi) % 12 == 0
            return isTonic ? 1 : Self.forbidden
        }
        if !Counterpoint.isConsonant(midi, slot.melody) {
            // A weak note may pass; the moves to and from it decide.
            weight *= slot.isStrong ? Self.forbidden : 1
        } else if isPerfect {
            weight *= slot.isSectionStart ? 1 : 0.35
        }
        if midi == slot.melody { weight *= 0.01 }
        // The octave at the end of a section would be repeated by one at its start.
        if slot.isSectionStart, (slot.melody - midi) % 12 == 0 { weight *= Self.forbidden }
        if slot.melody - midi > 16 { weight *= slot.melody - midi > 19 ? 0.01 : 0.2 }
        if let chord = slot.chord, slot.isStrong, !scale.isTone(step, of: chord) { weight *= 0.3 }
        return weight
    }

    /// The weights of the moves from one slot to the next.
    private struct Moves {
        private let voice: SpeciesVoice
        private let from, to: CounterpointSlot
        private let before, after: [Int]
        private let steps: [Int]
        /// Without the state, by the notes before and after.
        private let weights: [[Double]]

        init(
            _ voice: SpeciesVoice, _ from: CounterpointSlot, _ to: CounterpointSlot, _ before: [Int], _ after: [Int],
            _ steps: [Int]
        ) {
            (self.voice, self.from, self.to, self.before, self.after, self.steps) =
                (voice, from, to, before, after, steps)
            weights = before.indices.map { p in
                after.indices.map { next in
                    Self.melody(before[p], after[next], steps[next] - steps[p])
                        * Self.together((before[p], after[next]), from, to)
                }
            }
        }

        func move(from p: Int, _ state: State, to next: Int) -> (weight: Double, after: State) {
            var weight = weights[p][next]
            let step = steps[next] - steps[p]
            switch state.motion {
            case .plain: break
            case .leapUp: weight *= step == -1 ? 1 : step < 0 ? 0.5 : step > 1 ? 0.02 : 0.15
            case .leapDown: weight *= step == 1 ? 1 : step > 0 ? 0.5 : step < -1 ? 0.02 : 0.15
            case .passingUp: weight *= step == 1 ? 1 : SpeciesVoice.forbidden
            case .passingDown: weight *= step == -1 ? 1 : SpeciesVoice.forbidden
            }
            // Two notes against one move.
            if voice.species == .second, step == 0 { weight *= 0.02 }
            if to.isClose { weight *= abs(step) == 1 ? 1 : 0.02 }
            var after = State()
            if !to.isStrong, !Counterpoint.isConsonant(self.after[next], to.melody) {
                guard abs(step) == 1 else { return (weight * SpeciesVoice.forbidden, after) }
                after.motion = step > 0 ? .passingUp : .passingDown
            } else if abs(step) >= 3 {
                after.motion = step > 0 ? .leapUp : .leapDown
            }
            if isParallel(p, next) {
                after.parallels = min(State.mostParallels, state.parallels + 1)
                if state.parallels == State.mostParallels { weight *= 0.01 }
            }
            return (weight, after)
        }

        /// Whether thirds or sixths follow each other in the same direction.
        private func isParallel(_ p: Int, _ next: Int) -> Bool {
            let (old, new) = ((from.melody - before[p]) % 12, (to.melody - after[next]) % 12)
            guard before[p] != after[next],
                (old == 3 || old == 4) && (new == 3 || new == 4)
                    || (old == 8 || old == 9) && (new == 8 || new == 9)
            else { return false }
            return Counterpoint.contrary((before[p], after[next]), (from.melody, to.melody)) < 0
        }

        /// The weight of an interval of the voice itself.
        private static func melody(_ before: Int, _ after: Int, _ steps: Int) -> Double {
            if abs(after - before) == 6 { return SpeciesVoice.forbidden }
            switch abs(steps) {
            case 0: return before == after ? 0.2 : 0.01
            case 1: return abs(after - before) <= 2 ? 1 : SpeciesVoice.forbidden
            case 2: return 0.5
            case 3: return 0.3
            case 4: return 0.2
            case 5: return after - before == 8 ? 0.05 : 0.01
            case 7: return 0.05
            default: return SpeciesVoice.forbidden
            }
        }

        /// The weight of moving together with the melody.
        private static func together(_ low: (Int, Int), _ from: CounterpointSlot, _ to: CounterpointSlot) -> Double {
            var weight = 1.0
            // Both the notes against each other and those that sound just before.
            for melody in Set([from.melody, from.melodyAtEnd]).sorted() {
                let high = (melody, to.melody)
                if Counterpoint.hasParallels(low, high) { return SpeciesVoice.forbidden }
                let contrary = Counterpoint.contrary(low, high)
                if contrary < 0, Counterpoint.isPerfect(low.1, high.1) {
                    weight *= Counterpoint.hasDirect(low, high) ? 0.001 : 0.02
                }
                weight *= contrary > 0 ? 1.3 : contrary < 0 ? 0.8 : 1
                // The lower voice does not rise above the note that the melody leaves.
                if low.1 > melody { weight *= 0.05 }
            }
            return weight
        }
    }
}
