import MuseMusic
import MuseProtocols

/// The grammar of whole tunes in `abc` tokens. All bars have the right length, repeats are balanced, and the plan is
/// satisfied.
///
/// The automaton's state is a few dozen integers. Four kinds of look-ahead prevent dead ends. The ticks at which a bar
/// may end are known, and no note extends beyond the last of them. A tuplet starts only if it fits. A tie starts only
/// if its second note fits. Near the token limit, only tokens remain from which the shortest ending still fits.
///
/// The grammar is stricter than ABC and follows the conventions of printed tunes. All sections share the tune's
/// pickup, and their last bars are shortened by it. A repeat has signs at both ends; the first section may omit the
/// opening one. The second ending is as long as the first. No note is shorter than a quarter of the unit note. A
/// section closes on a note of at least unit length. Chord symbols and decorations are limited to `DrawableMarks`;
/// given music may contain others.
final class ABCGrammar: TokenGrammar, IdentityHashable {
    let vocabulary: ABCVocabulary
    let plan: Plan
    /// Token ids by kind, in ascending order.
    let ids: ABCTokenSets
    /// The chord symbols and decorations that may be generated in each key, by the tonic's index in `pitchClasses`.
    private let drawable: [DrawableMarks]
    /// All marks of the vocabulary; given music may contain any of them.
    let allMarks: DrawableMarks
    /// The value that the plan requires for each of `ids.labels`; nil for any.
    let requiredLabels: [String?]
    /// The earlier bar that each bar repeats under the plan's phrases; empty if the plan has no phrases.
    let repeatedBars: [Int?]
    /// The degrees on which each bar, by number from 0, and the tune close; nil for any.
    let closes: ABCCloses
    /// The pitches that each key allows under the plan, at `tonicIndex * modeCount + modeIndex`.
    private let pitchTables: [PitchTable?]

    /// - Throws: `PlanError` for a requirement that the vocabulary cannot express or that no tune can meet.
    init(_ vocabulary: ABCVocabulary, _ plan: Plan) throws {
        self.vocabulary = vocabulary
        self.plan = plan
        ids = ABCTokenSets(vocabulary)
        let allowedMarks = plan.allowedMarks?.value ?? []
        drawable = ABCVocabulary.pitchClasses.map { DrawableMarks(vocabulary, tonic: $0, allowing: allowedMarks) }
        allMarks = DrawableMarks(all: vocabulary)
        requiredLabels = try ids.requiredLabels(plan)
        let sections = plan.sections?.value ?? []
        repeatedBars = sections.hasPhrases ? sections.repeatedBars : []
        closes = try ABCCloses(plan)
        pitchTables = ABCVocabulary.pitchClasses.flatMap { tonic in
            Key.Mode.allCases.map { mode in
                PitchTable(
                    Key(tonic, mode), vocabulary, range: plan.range?.value, isDiatonic: plan.isDiatonic?.value ?? false)
            }
        }
        try check()
    }

    func start() -> any GrammarState { ABCGrammarState(self) }

    func marks(tonic: PitchClass) -> DrawableMarks {
        ABCVocabulary.pitchClasses.firstIndex(of: tonic).map { drawable[$0] } ?? allMarks
    }

    /// The pitches allowed in a key; nil if there are too few for a tune.
    func pitches(tonic: PitchClass, mode: Key.Mode) -> PitchTable? {
        guard let t = ABCVocabulary.pitchClasses.firstIndex(of: tonic),
            let m = Key.Mode.allCases.firstIndex(of: mode)
        else { return nil }
        return pitchTables[t * Key.Mode.allCases.count + m].flatMap { closes.isPossible(with: $0) ? $0 : nil }
    }

    private func check() throws {
        if let marks = plan.allowedMarks {
            let needsChords = marks.value.contains(.unusualChords)
            let needsOrnaments = marks.value != [.unusualChords]
            if needsChords, allMarks.chordSymbols.isEmpty {
                throw PlanError("the abc tokenizer has chord symbols only with 'chord_symbols: true'", marks)
            }
            if needsOrnaments, allMarks.decorations.isEmpty {
                throw PlanError("the abc tokenizer has decorations only with 'ornaments: true'", marks)
            }
        }
        if let meter = plan.meter, ids.meters.allSatisfy({ $0.meter != meter.value }) {
            throw PlanError("the abc tokenizer has no token for the meter \(meter.value)", meter)
        }
        if let key = plan.key {
            guard key.value.accidentals.isEmpty, ABCVocabulary.pitchClasses.contains(key.value.tonic),
                abs(key.value.fifths) <= 7
            else { throw PlanError("the abc tokenizer has no key \(key.value)", key) }
            if pitches(tonic: key.value.tonic, mode: key.value.mode) == nil, let range = plan.range {
                throw PlanError("fewer than five notes of \(key.value) are in the range", range)
            }
        } else if let range = plan.range, pitchTables.allSatisfy({ $0 == nil }) {
            throw PlanError("no key has five notes in the range", range)
        }
        try closes.check(plan, pitchTables.compactMap { $0 })
        if let sections = plan.sections {
            if let short = sections.value.first(where: { $0.repeats == .endings && $0.bars < 2 }) {
                throw PlanError("a section of \(short.bars) bar is too short for two endings", sections)
            }
        }
        _ = try plan.allowedBars()
        if let limit = plan.maxTokens {
            let needed = ABCGrammarState(self).shortestEnding(limit: limit.value)
            guard needed != nil else {
                throw PlanError("a tune that meets the demands takes more than \(limit.value) tokens", limit)
            }
        }
    }
}
