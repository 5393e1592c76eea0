import MuseMusic
import MuseProtocols

/// The grammar of whole tunes in `abc` tokens: every bar exact, every repeat balanced, what the plan demands met.
///
/// An automaton with a few dozen integers of state. It looks ahead in four ways, so that no state is a dead end: a bar
/// knows at which ticks it may end and no note passes the last of them; a tuplet is opened only where it fits; a
/// tie is opened only where its second note fits; and near the end of the token budget only what leads to the end by the
/// shortest way stays allowed.
///
/// Stricter than ABC itself, as a printed tune is: all sections have the tune's pickup and end with a bar shorter by it, a
/// repeat has its sign at both ends (the first section may leave out the opening one), the second ending is as long as
/// the first, lengths are quarters of the unit note or more, and a section closes on a unit note or a longer one.
final class ABCGrammar: TokenGrammar {
    let vocabulary: ABCVocabulary
    let plan: Plan
    /// Ids by kind, in ascending order.
    let ids: ABCTokenSets
    /// Of each of `ids.labels` the one that the plan demands; nil where any will do.
    let wantedLabels: [String?]
    /// For each bar the earlier one that the plan's phrases want again; empty where it names none.
    let repeatedBars: [Int?]
    /// For each tonic and mode, by `tonicIndex * modes + mode`: which pitches are in the plan's range.
    private let pitchTables: [PitchTable?]

    /// - Throws: `PlanError` for what the tokens lack or what cannot be met.
    init(_ vocabulary: ABCVocabulary, _ plan: Plan) throws {
        self.vocabulary = vocabulary
        self.plan = plan
        ids = ABCTokenSets(vocabulary)
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
            let needed = ABCGrammarState(self).shortestCompletion(limit: limit.value)
            guard needed != nil else {
                throw PlanError("a tune as demanded takes more than \(limit.value) tokens", limit)
            }
        }
    }
}

/// Which pitch tokens a key allows, by alteration.
final class PitchTable: Sendable {
    /// The alteration that a token of `ids.alterations[i]` stands for at each pitch is legal: `[alteration][pitch]`; the
    /// last row is that of no alteration.
    let allowed: [[Bool]]
    /// Alterations that have any pitch.
    let hasPitch: [Bool]

    /// nil where fewer than five unaltered notes are allowed.
    init?(_ key: Key, _ vocabulary: ABCVocabulary, range: ClosedRange<Int>?, isDiatonic: Bool) {
        guard abs(key.fifths) <= 7 else { return nil }
        let signature = key.alterations
        let tonic = Pitch(step: Int(key.tonic.step), octave: 4).staffPosition
        let positions = ABCVocabulary.positions(isRelative: vocabulary.isRelative)
        let range = range ?? 24...108
        func row(_ alteration: Int?) -> [Bool] {
            positions.map { position in
                let staffPosition = position + (vocabulary.isRelative ? tonic : 0)
                let inKey = signature[staffPosition - 7 * staffPosition.flooredDivision(by: 7)]
                var alter = inKey
                if let alteration {
                    alter = vocabulary.isRelative ? inKey + alteration : alteration
                    if isDiatonic || alter == inKey || abs(alter) > 1 && abs(alter) > abs(inKey) { return false }
                }
                return abs(alter) <= 2 && range.contains(Pitch(staffPosition: staffPosition, alter: alter).midi)
            }
        }
        var rows = ABCVocabulary.alterations(isRelative: vocabulary.isRelative).map { row($0) }
        rows.append(row(nil))
        guard rows[rows.count - 1].count(where: { $0 }) >= 5 else { return nil }
        allowed = rows
        hasPitch = rows.map { $0.contains(true) }
    }
}

/// The vocabulary's tokens by kind, as the grammar needs them.
final class ABCTokenSets: Sendable {
    /// What the tune is, in each respect that there are tokens for.
    let labels: [(kind: StyleToken.Kind, tokens: [(id: TokenID, name: String?)])]
    let meters: [(id: TokenID, meter: Meter)]
    let units: [(id: TokenID, denominator: Int)]
    let tonics: [(id: TokenID, tonic: PitchClass)]
    let modes: [(id: TokenID, mode: Key.Mode)]
    /// Empty where the tokens tell no form.
    let sections: [(id: TokenID, bars: Int, isRepeated: Bool)]
    let alterations: [TokenID]
    let pitches: [TokenID]
    /// In quarters of the unit; finer ones, and those that take two tied notes to print, are left out.
    let durations: [(id: TokenID, quarters: Int)]
    let brokens: [(id: TokenID, steps: Int)]
    let tuplets: [(id: TokenID, actual: Int, normal: Int, count: Int)]
    let chordSymbols: [TokenID]
    let basses: [TokenID]
    let decorations: [TokenID]
    let graceStarts: [TokenID]
    let graceEnd: TokenID?
    let rest, chordStart, chordEnd, tie, firstEnding, secondEnding: TokenID
    let cadence, shortCadence, bar, double, final, repeatStart, doubleRepeatStart, repeatEnd, repeatBoth: TokenID
    /// The order in which tokens are tried to end a tune in the fewest steps.
    let hasty: [TokenID]
    let longestFirst: [(id: TokenID, quarters: Int)]
    /// By token: bar lines, endings, cadences and the end, which belong to the form and not to a bar's music.
    let isForm: [Bool]

    init(_ vocabulary: ABCVocabulary) {
        let all = vocabulary.tokens.enumerated().map { (id: TokenID($0), token: $1) }
        func each<Value>(_ value: (TokenID, ABCToken) -> Value?) -> [Value] {
            all.compactMap { value($0.id, $0.token) }
        }
        labels = vocabulary.labels.map { list in
            (list.kind, each { if case .label(list.kind, let name) = $1 { ($0, name) } else { nil } })
        }
        meters = each { if case .meter(let meter) = $1 { ($0, meter.meter) } else { nil } }
        units = each { if case .unit(let denominator) = $1 { ($0, denominator) } else { nil } }
        tonics = each { if case .tonic(let tonic) = $1 { ($0, tonic) } else { nil } }
        modes = each { if case .mode(let mode) = $1 { ($0, mode) } else { nil } }
        sections = each {
            if case .section(let bars, let isRepeated) = $1 { ($0, bars, isRepeated) } else { nil }
        }
        alterations = each { if case .alteration = $1 { $0 } else { nil } }
        pitches = each { if case .pitch = $1 { $0 } else { nil } }
        durations = each {
            guard case .duration(let units32) = $1, units32 % 8 == 0 else { return nil }
            // What one note head can show, plain or dotted.
            let odd = units32 >> units32.trailingZeroBitCount
            return odd == 1 || odd == 3 ? ($0, units32 / 8) : nil
        }
        brokens = each { if case .broken(let steps) = $1 { ($0, steps) } else { nil } }
        tuplets = each {
            if case .tuplet(let actual, let normal, let count) = $1 { ($0, actual, normal, count) } else { nil }
        }
        chordSymbols = each { if case .chordSymbol = $1 { $0 } else { nil } }
        basses = each { if case .bass = $1 { $0 } else { nil } }
        decorations = each { if case .decoration = $1 { $0 } else { nil } }
        graceStarts = each { if case .graceStart = $1 { $0 } else { nil } }
        graceEnd = vocabulary[.graceEnd]
        func id(_ token: ABCToken) -> TokenID { vocabulary[token] ?? 0 }
        func line(_ style: Barline.Style, ends: Bool = false, starts: Bool = false) -> TokenID {
            id(.barline(style, endsRepeat: ends, startsRepeat: starts))
        }
        rest = id(.rest(isVisible: true))
        chordStart = id(.chordStart)
        chordEnd = id(.chordEnd)
        tie = id(.tie)
        firstEnding = id(.ending([1]))
        secondEnding = id(.ending([2]))
        cadence = id(.cadence(isShort: false))
        shortCadence = id(.cadence(isShort: true))
        bar = line(.single)
        double = line(.double)
        final = line(.final)
        repeatStart = line(.single, starts: true)
        doubleRepeatStart = line(.double, starts: true)
        repeatEnd = line(.single, ends: true)
        repeatBoth = line(.single, ends: true, starts: true)
        longestFirst = durations.sorted { $0.quarters > $1.quarters }
        hasty =
            [0, final, repeatEnd, secondEnding, bar, double, repeatBoth, shortCadence, cadence, chordEnd]
            + (graceEnd.map { [$0] } ?? [])
            + labels.flatMap { $0.tokens.map(\.id) } + meters.map(\.id) + units.map(\.id) + tonics.map(\.id)
            + modes.map(\.id)
            + pitches + alterations + longestFirst.map(\.id) + [rest, firstEnding, repeatStart, doubleRepeatStart]
            // Only where nothing else is allowed, as in a bar that repeats another.
            + brokens.map(\.id) + tuplets.map(\.id) + [tie, chordStart] + chordSymbols + basses + decorations
            + graceStarts + sections.map(\.id)
        isForm = vocabulary.tokens.map {
            switch $0 {
            case .end, .barline, .ending, .cadence: true
            default: false
            }
        }
    }
}
