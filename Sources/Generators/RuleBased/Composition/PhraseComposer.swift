import MuseMusic
import MuseProtocols

/// Composes one phrase: draws its chords, rhythms and contour, then its pitches.
struct PhraseComposer {
    let grammar: TuneGrammar
    let scale: ScaleSteps
    /// The highest step of the tune, which only the climax reaches.
    var top: Int

    /// A phrase with all its choices.
    struct Phrase: Sendable {
        /// The beats of each bar.
        var bars: [[ComposedBeat]]
        var beats: [ComposedBeat] { bars.flatMap(\.self) }
    }

    /// Where a phrase stands.
    struct Place {
        let phrase: FormPlan.Phrase
        /// The beat before; nil at the start of the tune.
        var previous: ComposedBeat?
        /// The first step of the music after it, if that is already composed.
        var next: Int?
        /// The chord of each beat; nil to draw them.
        var chords: [ScaleChord]?
        var hasClimax = false
        /// The phrase whose rhythm and figures it takes over.
        var motif: Phrase?
        /// The degrees on which its bars may end, by bar from 0.
        var degrees: [Int: Set<Int>] = [:]
        /// Its first bars, if they are given; nil for a bar whose notes are not known.
        var given: [[GivenMusic.Beat]?] = []
    }

    /// - Returns: nil if no figure is in the range.
    func compose(_ place: Place, _ random: inout RandomSource) -> Phrase? {
        let rule = grammar.rule(place.phrase.letter)
        let chords = place.chords ?? chords(of: place.phrase, &random)
        let contour = rule.contour.draw(&random)
        var beats = chords.enumerated().map { i, chord in
            beat(i, of: chords.count, chord, rule, contour, place, &random)
        }
        if place.hasClimax { setClimax(place.phrase.letter, &beats, &random) }
        let perBar = grammar.beats
        // Which bars develop the bar before.
        let isSequence = (0..<place.phrase.bars).map { $0 > 0 && random.uniform() < grammar.sequence }
        if let motif = place.motif?.beats, !motif.isEmpty {
            for i in beats.indices where beats[i].role == .inner || beats[i].role == .approach {
                beats[i].cell = motif[i % motif.count].cell
                // The climax has a figure that fits below it.
                if beats[i].first == nil { beats[i].figure = motif[i % motif.count].figure }
            }
        } else {
            for i in beats.indices where isSequence[i / perBar] && beats[i].role == .inner {
                let given = place.given.indices.contains(i / perBar - 1) ? place.given[i / perBar - 1] : nil
                let cell = given.flatMap { $0.count == perBar ? $0[i % perBar].cell : nil }
                // Given notes may be longer than a beat.
                beats[i].cell = cell.flatMap { $0.ticks == grammar.beatTicks ? $0 : nil } ?? beats[i - perBar].cell
            }
        }
        let given = place.given.map { $0?.count == perBar ? $0 : nil }
        for i in beats.indices where i / perBar < given.count {
            if let beat = given[i / perBar]?[i % perBar] { beats[i].cell = beat.cell }
        }
        let lattice = MelodyLattice(scale: scale, figures: grammar.figures, largestLeap: grammar.largestLeap)
        var composed: [ComposedBeat] = []
        for i in beats.indices {
            if i / perBar < given.count, let beat = given[i / perBar]?[i % perBar] {
                composed.append(scale.beat(beat, over: beats[i].chord))
                continue
            }
            if place.motif == nil, isSequence[i / perBar], beats[i].role == .inner, beats[i].first == nil,
                beats[i].cell == composed[i - perBar].cell
            {
                beats[i].figure = composed[i - perBar].figure
            }
            let previous = composed.last ?? place.previous
            guard let beat = lattice.first(of: Array(beats[i...]), after: previous, before: place.next, &random) else {
                return nil
            }
            composed.append(beat)
        }
        return Phrase(
            bars: stride(from: 0, to: composed.count, by: perBar).map { Array(composed[$0..<$0 + perBar]) })
    }

    /// Draws the chord of each beat. A phrase that is longer than its chords begins with them again, so that it still
    /// closes.
    func chords(of phrase: FormPlan.Phrase, _ random: inout RandomSource) -> [ScaleChord] {
        let mode = scale.key.mode
        let line = grammar.rule(phrase.letter).chords(in: mode).draw(&random).chords(in: mode)
        return (0..<phrase.bars).flatMap { bar -> [ScaleChord] in
            let chords = line[(bar + phrase.bars * (line.count - 1)) % line.count]
            // A usual line may have two chords where a bar has one beat: the last one counts.
            return (0..<grammar.beats).map { beat in
                grammar.beats % chords.count == 0
                    ? chords[beat * chords.count / grammar.beats] : chords[chords.count - 1]
            }
        }
    }

    private func beat(
        _ i: Int, of count: Int, _ chord: ScaleChord, _ rule: PhraseRule, _ contour: Contour, _ place: Place,
        _ random: inout RandomSource
    ) -> MelodyBeat {
        let fromEnd = count - 1 - i
        let role: MelodyBeat.Role =
            switch (rule.close, fromEnd) {
            case (.full, 0): .fullClose
            case (.full, 1): .approach
            case (.half, 0): .halfClose
            default: .inner
            }
        let cells =
            role == .fullClose ? grammar.fullCloses : role == .halfClose ? grammar.halfCloses : grammar.rhythms
        let part = count > 1 ? Double(i) / Double(count - 1) : 0
        let isBarEnd = (i + 1) % grammar.beats == 0
        return MelodyBeat(
            cell: cells.draw(&random), chord: chord, isBarStart: i % grammar.beats == 0,
            target: center(rule.register) + 3 * contour.height(at: part), ceiling: top - 1, role: role,
            degrees: isBarEnd ? place.degrees[i / grammar.beats] : nil)
    }

    /// The middle of a register: between the middle of the range and the fifth above the lowest tonic.
    private func center(_ register: PhraseRule.Register) -> Double {
        let range = scale.range
        let tonic = range.first { scale.degree($0) == 1 } ?? range.lowerBound
        let span = Double(range.upperBound - range.lowerBound)
        let middle = (Double(range.lowerBound) + 0.42 * span + Double(tonic + 4)) / 2
        let offset = min(3.5, span / 4)
        return switch register {
        case .low: middle - offset
        case .middle: middle
        case .high: middle + offset
        }
    }

    /// The beats of a phrase on which its highest note can be.
    func climaxBeats(_ letter: Character, count: Int) -> Range<Int> {
        let rule = grammar.rule(letter)
        return 0..<max(1, count - (rule.close == .full ? 2 : rule.close == .half ? 1 : 0))
    }

    /// Lets one beat begin on the highest note of the tune; the melody rises to it and falls after it.
    private func setClimax(_ letter: Character, _ beats: inout [MelodyBeat], _ random: inout RandomSource) {
        let places = climaxBeats(letter, count: beats.count).filter { scale.isTone(top, of: beats[$0].chord) }
        guard !places.isEmpty else { return }
        let place = places[random.below(places.count)]
        beats[place].ceiling = top
        beats[place].first = top
        for i in beats.indices where i != place {
            beats[i].target = max(beats[i].target, Double(top) - 1.5 - 1.5 * Double(abs(i - place)))
        }
    }
}
