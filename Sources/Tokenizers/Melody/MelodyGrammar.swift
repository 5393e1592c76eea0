import MuseMusic
import MuseProtocols

/// The grammar of whole tunes in `melody` tokens: a header, then bars with exactly the number of steps of the meter.
///
/// The meter may change at bar lines, unless a plan sets it. All bars of a meter have the same number of tokens. The
/// number of remaining tokens is therefore known exactly, and no state is a dead end.
final class MelodyGrammar: TokenGrammar, IdentityHashable {
    let vocabulary: MelodyVocabulary
    /// The allowed numbers of bars, not counting a pickup.
    let bars: ClosedRange<Int>
    let meters: MeterDemand
    /// The notes allowed in each key, by tonic and mode; nil if the key is not allowed.
    let keys: [[KeyTable?]]

    /// The demands on the notes of bars, and on their closes.
    let demands: BarDemands
    let closes: BarCloses
    let hasCloses: Bool
    /// The length of a step in ticks, 10 080 per quarter note.
    let stepTicks: Int

    /// What the plan allows in a key.
    struct KeyTable: Sendable {
        /// The allowed notes, as a mask over `note_` tokens.
        let mask: [Bool]
        let notes: MelodyBarNotes
    }

    /// - Throws: `PlanError` for a demand that the tokens cannot represent or that no tune can meet.
    init(_ vocabulary: MelodyVocabulary, _ plan: Plan) throws {
        self.vocabulary = vocabulary
        try plan.refuseStylesAndMarks(for: vocabulary.grid.name)
        bars = try plan.barsWithoutRepeats(for: vocabulary.grid.name) ?? 1...Int.max
        meters = try plan.meters(of: vocabulary.grid)
        if let key = plan.key, vocabulary.ids(of: key.value) == nil || !key.value.accidentals.isEmpty {
            throw PlanError("the melody tokenizer has no key \(key.value)", key)
        }
        try plan.requirePitches(of: vocabulary.grid)
        try plan.requireNotesOfKey()
        let stepTicks = Score.notationTicksPerQuarter / vocabulary.grid.stepsPerQuarter
        self.stepTicks = stepTicks
        let keys = MelodyVocabulary.tonics.map { tonic in
            Key.Mode.allCases.map { Self.table(Key(tonic, $0), vocabulary, plan, stepTicks) }
        }
        demands = try BarDemands(plan)
        closes = try BarCloses(plan)
        hasCloses = !plan.closes.isEmpty
        if let limit = plan.pitchLimit, keys.allSatisfy({ $0.allSatisfy { $0 == nil } }) {
            throw PlanError("no note of the key is \(limit.value)", limit)
        }
        self.keys = try Self.keys(keys, meeting: plan, demands, closes)
        let grid = vocabulary.grid
        try plan.requireTokens(
            meters.leastCost(grid) { tokens, meter in tokens + 2 + leastCost(meter, afterBars: 0) })
    }

    func start() -> any GrammarState { MelodyGrammarState(self) }

    /// The minimum number of tokens after a number of bars, with at least one further bar, including the end token.
    func leastCost(_ meter: GridMeter, afterBars count: Int) -> Int {
        var more = max(1, bars.lowerBound - count)
        if hasCloses { while !closes.mayEnd(afterBar: count + more - 1) { more += 1 } }
        return Capped.product(more, 1 + meter.stepsPerBar) + 1
    }

    /// nil if the plan does not allow the key or any of its notes.
    private static func table(
        _ key: Key, _ vocabulary: MelodyVocabulary, _ plan: Plan, _ stepTicks: Int
    ) -> KeyTable? {
        guard vocabulary.ids(of: key) != nil else { return nil }
        // Without a mode, the tonic has no meaning and is always C.
        if key.mode == .none, key.tonic != Key.cMajor.tonic { return nil }
        if let required = plan.key?.value {
            guard key.mode == required.mode, key.tonic == required.tonic || key.mode == .none else { return nil }
        } else if key.mode == .none, plan.needsTonic {
            return nil
        }
        if plan.missingNote(of: key) != nil { return nil }
        let scale = plan.pitchClasses(in: key)
        let range = vocabulary.grid.range
        let mask = range.map { plan.allows(midi: $0) && scale.contains($0 % 12) }
        guard mask.contains(true) else { return nil }
        let pitches = range.filter { mask[$0 - range.lowerBound] }
        return KeyTable(mask: mask, notes: MelodyBarNotes(key, pitches: pitches, stepTicks: stepTicks))
    }

    /// The keys in which the demands on bars can be met.
    private static func keys(
        _ keys: [[KeyTable?]], meeting plan: Plan, _ demands: BarDemands, _ closes: BarCloses
    ) throws -> [[KeyTable?]] {
        if plan.closes.isEmpty, demands.isEmpty { return keys }
        let tables = keys.joined().compactMap { $0 }
        try BarCloses.check(plan) { degrees in tables.contains { $0.notes.hasAny(of: degrees) } }
        func canMeet(_ table: KeyTable, _ demands: BarDemands, _ closes: BarCloses, _ kinds: Set<BarKind>) -> Bool {
            closes.isPossible(table.notes.hasAny)
                && kinds.allSatisfy {
                    table.notes.isPossible(demands.combined[$0.combination], end: demands.barTicks, degrees: $0.degrees)
                }
        }
        let kinds = demands.isEmpty ? [] : try BarKind.all(plan, demands, closes)
        let possible = keys.map { $0.map { $0.flatMap { canMeet($0, demands, closes, kinds) ? $0 : nil } } }
        if possible.joined().contains(where: { $0 != nil }) { return possible }
        let error = plan.clash(for: "melody") { notes, someCloses in
            var part = plan
            (part.notes, part.closes) = (notes, someCloses)
            guard let demands = try? BarDemands(part), let closes = try? BarCloses(part),
                let kinds = try? BarKind.all(part, demands, closes)
            else { return false }
            return tables.contains { canMeet($0, demands, closes, kinds) }
        }
        throw error ?? PlanError("no key has notes for all closes", plan.closes[0])
    }
}

extension Plan {
    /// Whether demands refer to the tonic, so that the tune has one.
    fileprivate var needsTonic: Bool {
        chromatic != nil || !closes.isEmpty
            || notes.contains { $0.value.starts.contains { if case .aboveTonic = $0.pitches { true } else { false } } }
    }
}

/// The state of one tune in the grammar of `melody` tokens.
struct MelodyGrammarState: GrammarState {
    private enum Place { case meter, tonic, mode, body, ended }

    let grammar: MelodyGrammar
    private var place = Place.meter
    private var meters = MeterState()
    /// Whether the last token completed a change of meter.
    private var isAfterChange = false
    private var tonic = 0
    private var mode = 0
    /// The number of remaining steps in the bar; 0 at the end of a bar.
    private var stepsLeft = 0
    /// The number of bars started, not counting the pickup.
    private(set) var bars = 0
    /// Whether there were only rests so far.
    private var isSilent = true
    /// Whether the last step sounds and can be held.
    private var isSounding = false
    /// Demands on the current bar: MelodyGrammarState+Bars.swift.
    var bar = BarState()

    init(_ grammar: MelodyGrammar) { self.grammar = grammar }

    var isEnded: Bool { place == .ended }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) { fill(&mask, tokensLeft, isInput: false) }

    func allowedAsInput(_ mask: inout [Bool]) { fill(&mask, .max / 8, isInput: true) }

    private func fill(_ mask: inout [Bool], _ tokensLeft: Int, isInput: Bool) {
        for i in mask.indices { mask[i] = false }
        let vocabulary = grammar.vocabulary
        switch place {
        case .meter: allowMeters(&mask, tokensLeft - 2, isInput: isInput)
        case .tonic:
            for (i, modes) in grammar.keys.enumerated() where modes.contains(where: { $0 != nil }) {
                mask[Int(vocabulary.firstTonic) + i] = true
            }
        case .mode:
            for (i, table) in grammar.keys[tonic].enumerated() where table != nil {
                mask[Int(vocabulary.firstMode) + i] = true
            }
        case .body: allowedInBody(&mask, tokensLeft, isInput: isInput)
        case .ended: break
        }
    }

    private func allowedInBody(_ mask: inout [Bool], _ tokensLeft: Int, isInput: Bool) {
        let vocabulary = grammar.vocabulary
        guard let meter = meters.meter, !meters.isIncomplete else {
            return allowMeters(&mask, tokensLeft, isInput: isInput)
        }
        if stepsLeft == 0 {
            let mayBegin = bars < grammar.bars.upperBound
            mask[Int(vocabulary.bar)] =
                isAfterChange || mayBegin && grammar.leastCost(meter, afterBars: bars) <= tokensLeft
            if isAfterChange { return }
            mask[Int(GridVocabulary.end)] = grammar.bars.contains(bars) && (isInput || closesTune)
            // The first bar contains a note.
            if mayBegin, !isSilent, grammar.meters.allowsChanges(vocabulary.grid) {
                allowMeters(&mask, tokensLeft, isInput: isInput)
            }
            return
        }
        let first = Int(vocabulary.firstNote)
        for (i, isAllowed) in (key?.mask ?? []).enumerated() { mask[first + i] = isAllowed }
        mask[Int(vocabulary.hold)] = isSounding
        mask[Int(vocabulary.rest)] = !isSilent || mayRestBeforePickup(meter, tokensLeft)
        if isInput { return }
        // What remains after this bar does not change within it.
        let isLast =
            bars == grammar.bars.upperBound || tokensLeft - stepsLeft < grammar.leastCost(meter, afterBars: bars)
        keepDemands(&mask, isLast: isLast)
    }

    /// What the plan allows in the key.
    var key: MelodyGrammar.KeyTable? { grammar.keys[tonic][mode] }

    /// The position in the bar in ticks.
    var position: Int { ((meters.meter?.stepsPerBar ?? 0) - stepsLeft) * grammar.stepTicks }

    /// The length of the bar in ticks.
    var barTicks: Int { (meters.meter?.stepsPerBar ?? 0) * grammar.stepTicks }

    /// Whether a rest would make the first bar a pickup.
    var isBeforePickup: Bool { isSilent && position == 0 }

    private func allowMeters(_ mask: inout [Bool], _ tokensLeft: Int, isInput: Bool) {
        meters.allow(grammar.meters, grammar.vocabulary.grid, &mask, isInput: isInput) { tokens, meter in
            tokens + grammar.leastCost(meter, afterBars: bars) <= tokensLeft
        }
    }

    /// Whether a rest before the first note is allowed. It makes the bar a pickup, which needs a note and an extra bar
    /// after it.
    private func mayRestBeforePickup(_ meter: GridMeter, _ tokensLeft: Int) -> Bool {
        if stepsLeft == 1 { return false }
        if stepsLeft < meter.stepsPerBar { return true }
        return stepsLeft + grammar.leastCost(meter, afterBars: 0) <= tokensLeft
    }

    mutating func advance(_ token: TokenID) {
        let vocabulary = grammar.vocabulary
        switch vocabulary[token] {
        case .end: place = .ended
        case .meter(let sign):
            let isComplete = meters.advance(sign, vocabulary.grid)
            if place == .body { isAfterChange = isComplete } else if isComplete { place = .tonic }
        case .tonic:
            tonic = Int(token - vocabulary.firstTonic)
            place = .mode
        case .mode:
            mode = Int(token - vocabulary.firstMode)
            place = .body
        case .bar:
            isAfterChange = false
            stepsLeft = meters.meter?.stepsPerBar ?? 0
            bars += 1
            startBar()
        case .hold:
            record(token)
            stepsLeft -= 1
        case .rest:
            // A rest at the start makes the first bar a pickup.
            if isBeforePickup { bars -= 1 }
            record(token)
            stepsLeft -= 1
            isSounding = false
        case .note:
            record(token)
            stepsLeft -= 1
            isSilent = false
            isSounding = true
        case nil: vocabulary.grid.unknown(token)
        }
    }
}
