import MuseMusic
import MuseProtocols

/// Composes whole tunes by a grammar that satisfy a plan.
struct Composer {
    let grammar: TuneGrammar
    let plan: Plan
    /// Whether the tokens have repeat signs.
    let hasRepeats: Bool

    /// - Parameter given: the start of the tune, whose bars the tune takes over as its phrases; nil for a new tune.
    /// - Returns: nil if the plan's range has no note of the key.
    func compose(_ random: inout RandomSource, given: GivenMusic? = nil) -> Score? {
        let key = given?.key ?? plan.key?.value ?? grammar.keys.draw(&random)
        guard let scale = scale(key) else { return nil }
        let form = FormPlan(grammar, plan, hasRepeats: hasRepeats, &random)
        let climax = climax(of: form)
        var phrases = PhraseComposer(grammar: grammar, scale: scale, top: scale.range.upperBound)
        let climaxChords = climax.map { phrases.chords(of: $0, &random) }
        if let climax, let climaxChords { phrases.top = top(climax, climaxChords, phrases, &random) }
        let closes = PlannedCloses(plan, bars: form.sections.reduce(0) { $0 + $1.bars })
        var composed: [Slot: PhraseComposer.Phrase] = [:]
        var firsts: [FormPlan.Phrase: PhraseComposer.Phrase] = [:]
        var sections: [[PhraseComposer.Phrase]] = []
        var previous: ComposedBeat?
        var bar = 0
        for section in form.sections {
            var music: [PhraseComposer.Phrase] = []
            for (i, phrase) in section.phrases.enumerated() {
                let degrees = closes.degrees(from: bar, count: phrase.bars)
                let slot = Slot(phrase: phrase, degrees: degrees)
                if composed[slot] == nil {
                    var place = PhraseComposer.Place(
                        phrase: phrase, previous: previous, chords: phrase == climax ? climaxChords : nil,
                        hasClimax: phrase == climax, degrees: degrees)
                    if i + 1 < section.phrases.count { place.next = firsts[section.phrases[i + 1]]?.firstStep }
                    place.given = given.map { Array($0.bars.dropFirst(bar).prefix(phrase.bars)) } ?? []
                    place.motif = motif(of: phrase, firsts, phrases, &random)
                    guard let music = phrases.compose(place, &random) else { return nil }
                    composed[slot] = music
                    if firsts[phrase] == nil { firsts[phrase] = music }
                }
                guard let next = composed[slot] else { return nil }
                music.append(next)
                previous = next.beats.last
                bar += phrase.bars
            }
            sections.append(music)
        }
        let pickup = given?.bars.isEmpty == false ? given?.pickup : hasRepeats ? grammar.pickup.draw(&random) : nil
        var pickups: [[Int]] = []
        for music in sections {
            pickups.append(PickupNotes.steps(pickup ?? .none, to: music.first?.firstStep ?? 0, in: scale, &random))
        }
        var score = ScoreWriter(grammar: grammar, scale: scale, pickup: pickup ?? .none).score(
            form, sections, pickups: pickups, styles: plan.styles.mapValues(\.value))
        if let rule = grammar.secondVoice {
            let range = plan.range.map { $0.value.clamped(to: rule.range) } ?? rule.range
            let isDiatonic = plan.isDiatonic?.value ?? false
            guard let own = ScaleSteps(key, midiRange: range, allowsAlterations: !isDiatonic),
                let part = SpeciesVoice(rule.species, scale: own).part(below: score, &random)
            else { return nil }
            score.parts.append(part)
        }
        return score
    }

    /// A phrase with the same demands has the same music.
    private struct Slot: Hashable {
        let phrase: FormPlan.Phrase
        let degrees: [Int: Set<Int>]
    }

    private func scale(_ key: Key) -> ScaleSteps? {
        let isDiatonic = plan.isDiatonic?.value ?? false
        func scale(_ range: ClosedRange<Int>) -> ScaleSteps? {
            ScaleSteps(key, midiRange: range, allowsAlterations: !isDiatonic)
        }
        guard let demanded = plan.range?.value else { return scale(grammar.range) }
        // The recipe's demand counts; the grammar's range narrows it where both leave an octave.
        let both =
            max(
                demanded.lowerBound, grammar.range.lowerBound)...max(
                max(demanded.lowerBound, grammar.range.lowerBound), min(demanded.upperBound, grammar.range.upperBound))
        return both.count > 12 ? scale(both) : scale(demanded)
    }

    /// The phrase with the highest note.
    private func climax(of form: FormPlan) -> FormPlan.Phrase? {
        let phrases = form.sections.flatMap(\.phrases)
        if let chosen = phrases.first(where: { $0.letter == grammar.climax }) { return chosen }
        let once = phrases.filter { phrase in phrases.count { $0 == phrase } == 1 }
        return once.last { grammar.rule($0.letter).close != .full } ?? once.last ?? phrases.last
    }

    /// The highest step of the tune: a note of a chord of the climax, among the highest four of the range.
    private func top(
        _ climax: FormPlan.Phrase, _ chords: [ScaleChord], _ phrases: PhraseComposer, _ random: inout RandomSource
    ) -> Int {
        let range = phrases.scale.range
        let places = phrases.climaxBeats(climax.letter, count: chords.count)
        let tops = range.suffix(4).filter { step in places.contains { phrases.scale.isTone(step, of: chords[$0]) } }
        return tops.isEmpty ? range.upperBound : tops[random.below(tops.count)]
    }

    /// The phrase that lends its rhythm and figures: the grammar's, or the first one of the same letter.
    private func motif(
        of phrase: FormPlan.Phrase, _ firsts: [FormPlan.Phrase: PhraseComposer.Phrase], _ phrases: PhraseComposer,
        _ random: inout RandomSource
    ) -> PhraseComposer.Phrase? {
        if let same = firsts[phrase] { return same }
        guard let letter = grammar.rule(phrase.letter).motif else { return nil }
        let source = FormPlan.Phrase(letter: letter, bars: grammar.rule(letter).bars)
        // A phrase that the tune has not reached or does not have is made for its motif alone.
        return firsts[source] ?? phrases.compose(PhraseComposer.Place(phrase: source), &random)
    }
}

extension PhraseComposer.Phrase {
    /// The first note as a step of the scale.
    var firstStep: Int? { bars.first?.first?.steps.first }
}

/// The degrees on which a plan lets bars end.
private struct PlannedCloses {
    private let closes: [Plan.Close]
    private let bars: Int

    /// - Parameter bars: the number of written bars of the tune.
    init(_ plan: Plan, bars: Int) {
        closes = plan.closes.map(\.value)
        self.bars = bars
    }

    /// The degrees by bar, counted from 0, of some bars.
    func degrees(from first: Int, count: Int) -> [Int: Set<Int>] {
        var result: [Int: Set<Int>] = [:]
        for close in closes {
            for bar in 0..<count where close.bars?.contains(first + bar + 1) ?? (first + bar + 1 == bars) {
                result[bar] = result[bar].map { $0.intersection(close.degrees) } ?? close.degrees
            }
        }
        return result
    }
}
