import MuseMusic
import MuseProtocols

/// The grammar of whole tunes in `abc` tokens: every bar exact, every repeat balanced, what the plan demands met.
///
/// The automaton's state is a few dozen integers. Four kinds of look-ahead keep it free of dead ends: a bar knows at
/// which ticks it may end, and no note passes the last of them; a tuplet opens only where it fits; a tie opens only
/// where its second note fits; and near the end of the token budget only tokens stay from which the shortest ending
/// still fits.
///
/// The grammar is stricter than ABC, as a printed tune is. All sections have the tune's pickup and end with a bar that
/// is shorter by it. A repeat has its sign at both ends; the first section may leave out the opening one. The second
/// ending is as long as the first. No note is shorter than a quarter of the unit note, and a section closes on a unit
/// note or a longer one. Chord symbols and decorations are those of `DrawableMarks`; given music may hold others.
final class ABCGrammar: TokenGrammar {
    let vocabulary: ABCVocabulary
    let plan: Plan
    /// Token ids by kind, in ascending order.
    let ids: ABCTokenSets
    /// The chord symbols and decorations that may be drawn in each key, by the tonic's place in `pitchClasses`.
    private let drawable: [DrawableMarks]
    /// All of the vocabulary's, which given music may hold.
    let allMarks: DrawableMarks
    /// The name that the plan demands of each of `ids.labels`; nil where any will do.
    let wantedLabels: [String?]
    /// The earlier bar that each bar repeats under the plan's phrases; empty where the plan names none.
    let repeatedBars: [Int?]
    /// The pitches that each key allows under the plan, at `tonicIndex * modeCount + modeIndex`.
    private let pitchTables: [PitchTable?]

    /// - Throws: `PlanError` for a demand that the vocabulary cannot express or no tune can meet.
    init(_ vocabulary: ABCVocabulary, _ plan: Plan) throws {
        self.vocabulary = vocabulary
        self.plan = plan
        ids = ABCTokenSets(vocabulary)
        drawable = ABCVocabulary.pitchClasses.map { DrawableMarks(vocabulary, tonic: $0) }
        allMarks = DrawableMarks(all: vocabulary)
        wantedLabels = try ids.wantedLabels(plan)
        let sections = plan.sections?.value ?? []
        repeatedBars = sections.allSatisfy(\.phrases.isEmpty) ? [] : Self.repeatedBars(sections)
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

    /// The pitches allowed in a key; nil where the key offers too few for a tune.
    func pitches(tonic: PitchClass, mode: Key.Mode) -> PitchTable? {
        guard let t = ABCVocabulary.pitchClasses.firstIndex(of: tonic),
            let m = Key.Mode.allCases.firstIndex(of: mode)
        else { return nil }
        return pitchTables[t * Key.Mode.allCases.count + m]
    }

    private func check() throws {
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
        if let sections = plan.sections {
            if let short = sections.value.first(where: { $0.repeats == .endings && $0.bars < 2 }) {
                throw PlanError("a section of \(short.bars) bar is too short for two endings", sections)
            }
            if let bars = plan.bars, !bars.value.contains(sections.value.reduce(0, { $0 + $1.bars })) {
                let total = sections.value.reduce(0) { $0 + $1.bars }
                throw PlanError("the sections have \(total) bars together, which this does not allow", bars)
            }
        }
        if let limit = plan.maxTokens {
            let needed = ABCGrammarState(self).shortestEnding(limit: limit.value)
            guard needed != nil else {
                throw PlanError("a tune as demanded takes more than \(limit.value) tokens", limit)
            }
        }
    }
}
