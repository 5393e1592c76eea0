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
    let closes: BarCloses
    /// The demands on the notes of bars.
    let notes: ABCNoteDemands
    /// Upper bound of the tokens needed to close a bar from any position in it.
    let tokensPerBar: Int
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
        closes = try BarCloses(plan)
        let allowedMIDI = (0...127).map { plan.allows(midi: $0) && (plan.range != nil || (24...108).contains($0)) }
        pitchTables = ABCVocabulary.pitchClasses.flatMap { tonic in
            Key.Mode.allCases.map { mode in
                let key = Key(tonic, mode)
                return plan.missingNote(of: key) == nil
                    ? PitchTable(key, vocabulary, allowedMIDI: allowedMIDI, chromatic: plan.chromatic?.value) : nil
            }
        }
        notes = try ABCNoteDemands(plan, closes, ids, Self.keys(pitchTables, plan))
        tokensPerBar = 14 + (notes.bars.combined.map(\.tokenBound).max() ?? 0)
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
        return pitchTables[t * Key.Mode.allCases.count + m].flatMap { closes.isPossible($0.hasAny) ? $0 : nil }
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
            try plan.requireNotesOfKey()
            if pitches(tonic: key.value.tonic, mode: key.value.mode) == nil, let limit = plan.pitchLimit {
                throw PlanError("fewer than five notes of \(key.value) are \(limit.value)", limit)
            }
        } else if let limit = plan.pitchLimit, pitchTables.allSatisfy({ $0 == nil }) {
            throw PlanError("no key has five notes \(limit.value)", limit)
        }
        try BarCloses.check(plan) { degrees in
            Self.keys(pitchTables, plan).contains { $0?.hasAny(of: degrees) ?? false }
        }
        try checkNotes()
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
    /// The pitches of the keys that the plan allows.
    private static func keys(_ tables: [PitchTable?], _ plan: Plan) -> [PitchTable?] {
        tables.enumerated().map { i, table in
            let key = Key(
                ABCVocabulary.pitchClasses[i / Key.Mode.allCases.count],
                Key.Mode.allCases[i % Key.Mode.allCases.count])
            return plan.key.map { $0.value == key } ?? (key.mode != .none) ? table : nil
        }
    }

    /// Checks that bars can meet the demands on their notes.
    private func checkNotes() throws {
        if ids.units.contains(where: { notes.mayUse(unit: $0.denominator) }) { return }
        let tables = Self.keys(pitchTables, plan)
        func canMeet(_ notes: [Plan.Demand<Plan.BarNotes>], _ closes: [Plan.Demand<Plan.Close>]) -> Bool {
            var part = plan
            (part.notes, part.closes) = (notes, closes)
            guard let closes = try? BarCloses(part), let demands = try? ABCNoteDemands(part, closes, ids, tables) else {
                return false
            }
            return ids.units.contains { demands.mayUse(unit: $0.denominator) }
        }
        if let error = plan.clash(for: "abc", canMeet: canMeet) { throw error }
    }
}
