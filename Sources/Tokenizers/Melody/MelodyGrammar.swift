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

    /// The notes that the plan allows in a key, as a mask over `note_` tokens.
    typealias KeyTable = [Bool]

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
        keys = MelodyVocabulary.tonics.map { tonic in
            Key.Mode.allCases.map { Self.table(Key(tonic, $0), vocabulary, plan) }
        }
        if let range = plan.range, keys.allSatisfy({ $0.allSatisfy { $0 == nil } }) {
            throw PlanError("no note of the key is in the range", range)
        }
        let grid = vocabulary.grid
        try plan.requireTokens(
            meters.leastCost(grid) { tokens, meter in tokens + 2 + leastCost(meter, afterBars: 0) })
    }

    func start() -> any GrammarState { MelodyGrammarState(self) }

    /// The minimum number of tokens after a number of bars, with at least one further bar, including the end token.
    func leastCost(_ meter: GridMeter, afterBars count: Int) -> Int {
        Capped.product(max(1, bars.lowerBound - count), 1 + meter.stepsPerBar) + 1
    }

    /// nil if the plan does not allow the key or any of its notes.
    private static func table(_ key: Key, _ vocabulary: MelodyVocabulary, _ plan: Plan) -> KeyTable? {
        guard vocabulary.ids(of: key) != nil else { return nil }
        // Without a mode, the tonic has no meaning and is always C.
        if key.mode == .none, key.tonic != Key.cMajor.tonic { return nil }
        let isDiatonic = plan.isDiatonic?.value ?? false
        if let required = plan.key?.value {
            guard key.mode == required.mode, key.tonic == required.tonic || key.mode == .none else { return nil }
        } else if isDiatonic, key.mode == .none {
            return nil
        }
        let scale = key.pitchClasses
        let table = vocabulary.grid.range.map { midi in
            (plan.range?.value.contains(midi) ?? true) && (!isDiatonic || scale.contains(midi % 12))
        }
        return table.contains(true) ? table : nil
    }
}

/// The state of one tune in the grammar of `melody` tokens.
struct MelodyGrammarState: GrammarState {
    private enum Place { case meter, tonic, mode, body, ended }

    private let grammar: MelodyGrammar
    private var place = Place.meter
    private var meters = MeterState()
    /// Whether the last token completed a change of meter.
    private var isAfterChange = false
    private var tonic = 0
    private var mode = 0
    /// The number of remaining steps in the bar; 0 at the end of a bar.
    private var stepsLeft = 0
    /// The number of bars started, not counting the pickup.
    private var bars = 0
    /// Whether there were only rests so far.
    private var isSilent = true
    /// Whether the last step sounds and can be held.
    private var isSounding = false

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
            mask[Int(GridVocabulary.end)] = grammar.bars.contains(bars)
            // The first bar contains a note.
            if mayBegin, !isSilent, grammar.meters.allowsChanges(vocabulary.grid) {
                allowMeters(&mask, tokensLeft, isInput: isInput)
            }
            return
        }
        let first = Int(vocabulary.firstNote)
        for (i, isAllowed) in (grammar.keys[tonic][mode] ?? []).enumerated() { mask[first + i] = isAllowed }
        mask[Int(vocabulary.hold)] = isSounding
        mask[Int(vocabulary.rest)] = !isSilent || mayRestBeforePickup(meter, tokensLeft)
    }

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
        case .hold: stepsLeft -= 1
        case .rest:
            // A rest at the start makes the first bar a pickup.
            if isSilent, stepsLeft == meters.meter?.stepsPerBar { bars -= 1 }
            stepsLeft -= 1
            isSounding = false
        case .note:
            stepsLeft -= 1
            isSilent = false
            isSounding = true
        case nil: vocabulary.grid.unknown(token)
        }
    }
}
