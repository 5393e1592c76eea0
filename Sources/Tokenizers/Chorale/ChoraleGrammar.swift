import MuseProtocols

/// The grammar of whole tunes in `chorale` tokens: the meter, then steps of all voices, with marks of bars and beats.
/// The meter may change at bar lines, unless a plan sets it.
///
/// The number of tokens of any number of steps is known exactly, so no state is a dead end.
final class ChoraleGrammar: TokenGrammar, IdentityHashable {
    let vocabulary: ChoraleVocabulary
    let demands: GridDemands

    /// - Throws: `PlanError` for a demand that the tokens cannot represent or that no tune can meet.
    init(_ vocabulary: ChoraleVocabulary, _ plan: Plan) throws {
        self.vocabulary = vocabulary
        demands = try GridDemands(plan, vocabulary.grid)
        let grid = vocabulary.grid
        try plan.requireTokens(
            demands.meters.leastCost(grid) { tokens, meter in tokens + leastCost(meter, afterBars: 0) })
    }

    func start() -> any GrammarState { ChoraleGrammarState(self) }

    /// The minimum number of tokens after a complete bar, with at least one further step, including the end token.
    func leastCost(_ meter: GridMeter, afterBars count: Int) -> Int {
        guard let bars = demands.bars else { return cost(meter, from: 0, to: 1) + 1 }
        return cost(meter, ofBars: max(1, bars.lowerBound - count)) + 1
    }

    /// The number of tokens of the steps of a bar from `first` up to, but not including, `end`.
    func cost(_ meter: GridMeter, from first: Int, to end: Int) -> Int {
        vocabulary.voices.count * (end - first) + meter.marks(before: end) - meter.marks(before: first)
    }

    /// The number of tokens of some whole bars.
    func cost(_ meter: GridMeter, ofBars count: Int) -> Int {
        Capped.product(count, cost(meter, from: 0, to: meter.stepsPerBar))
    }
}

/// The state of one tune in the grammar of `chorale` tokens.
struct ChoraleGrammarState: GrammarState {
    private let grammar: ChoraleGrammar
    private var meters = MeterState()
    /// Whether the last token completed a meter.
    private var isAfterMeter = false
    /// The number of bars that have begun.
    private var bars = 0
    /// The number of complete steps of the bar.
    private var place = 0
    /// The number of voices read in the current step.
    private var voices = 0
    /// Whether the bar or beat token of the current step has been read.
    private var isMarked = false
    /// The sounding pitch of each voice; -1 for none.
    private var sounding = SIMD4<Int16>(repeating: -1)
    private(set) var isEnded = false

    init(_ grammar: ChoraleGrammar) { self.grammar = grammar }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) { fill(&mask, tokensLeft, isInput: false) }

    func allowedAsInput(_ mask: inout [Bool]) { fill(&mask, .max / 8, isInput: true) }

    private func fill(_ mask: inout [Bool], _ tokensLeft: Int, isInput: Bool) {
        for i in mask.indices { mask[i] = false }
        if isEnded { return }
        let (vocabulary, demands) = (grammar.vocabulary, grammar.demands)
        guard let meter = meters.meter, !meters.isIncomplete else {
            return allowMeters(&mask, tokensLeft, isInput: isInput)
        }
        if isAfterMeter {
            mask[Int(vocabulary.bar)] = true
            return
        }
        if voices > 0 || isMarked { return allowCells(&mask) }
        let isFull = place == meter.stepsPerBar
        mask[Int(GridVocabulary.end)] = demands.mayEnd(afterBars: bars, isFull: isFull)
        if mayContinue(meter, isFull: isFull, tokensLeft) {
            switch meter.mark(at: place) {
            case .bar: mask[Int(vocabulary.bar)] = true
            case .beat: mask[Int(vocabulary.beat)] = true
            case .none: allowCells(&mask)
            }
        }
        if isFull, demands.mayBegin(afterBars: bars), demands.meters.allowsChanges(vocabulary.grid) {
            allowMeters(&mask, tokensLeft, isInput: isInput)
        }
    }

    private func allowMeters(_ mask: inout [Bool], _ tokensLeft: Int, isInput: Bool) {
        meters.allow(grammar.demands.meters, grammar.vocabulary.grid, &mask, isInput: isInput) { tokens, meter in
            tokens + grammar.leastCost(meter, afterBars: bars) <= tokensLeft
        }
    }

    /// Whether another step may start, leaving enough tokens to end the tune.
    private func mayContinue(_ meter: GridMeter, isFull: Bool, _ tokensLeft: Int) -> Bool {
        if isFull {
            return grammar.demands.mayBegin(afterBars: bars) && grammar.leastCost(meter, afterBars: bars) <= tokensLeft
        }
        guard let required = grammar.demands.bars?.lowerBound else {
            return grammar.cost(meter, from: place, to: place + 1) + 1 <= tokensLeft
        }
        let toBarLine = grammar.cost(meter, from: place, to: meter.stepsPerBar)
        return toBarLine + grammar.cost(meter, ofBars: max(0, required - bars)) + 1 <= tokensLeft
    }

    private func allowCells(_ mask: inout [Bool]) {
        let vocabulary = grammar.vocabulary
        let voice = vocabulary.order[voices]
        let first = Int(vocabulary.firstID(ofVoice: voice))
        mask[first] = true
        if vocabulary.notes.hasHold { mask[first + 1] = sounding[voice] >= 0 }
        let firstNote = first + vocabulary.firstNote
        for (i, isAllowed) in grammar.demands.pitches.enumerated() { mask[firstNote + i] = isAllowed }
        // In `changes`, a repeated pitch is held; its pitch token would be a second encoding of a hold.
        if vocabulary.notes == .changes, sounding[voice] >= 0 {
            mask[firstNote + Int(sounding[voice]) - vocabulary.grid.range.lowerBound] = false
        }
    }

    mutating func advance(_ token: TokenID) {
        let vocabulary = grammar.vocabulary
        switch vocabulary[token] {
        case .end: isEnded = true
        case .meter(let sign): isAfterMeter = meters.advance(sign, vocabulary.grid)
        case .bar:
            isAfterMeter = false
            isMarked = true
            bars += 1
            place = 0
        case .beat: isMarked = true
        case .cell(_, let cell):
            let voice = vocabulary.order[voices]
            switch cell {
            case .hold: break
            case .rest: sounding[voice] = -1
            case .note(let midi): sounding[voice] = Int16(midi)
            }
            voices += 1
            if voices == vocabulary.voices.count {
                voices = 0
                place += 1
                isMarked = false
            }
        case nil: vocabulary.grid.unknown(token)
        }
    }
}
