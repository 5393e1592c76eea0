import MuseProtocols

/// The grammar of whole tunes in `pianoroll` tokens: the meter, then steps. Each step is opened by the token for its
/// position in the bar and contains pitches in strict order. The meter may change at bar lines, unless a plan sets it.
///
/// A step has one opening token and any number of pitches. The minimum number of remaining tokens is therefore known
/// exactly, and no state is a dead end.
final class PianoRollGrammar: TokenGrammar, IdentityHashable {
    let vocabulary: PianoRollVocabulary
    let demands: GridDemands

    /// - Throws: `PlanError` for a demand that the tokens cannot represent or that no tune can meet.
    init(_ vocabulary: PianoRollVocabulary, _ plan: Plan) throws {
        self.vocabulary = vocabulary
        demands = try GridDemands(plan, vocabulary.grid)
        let grid = vocabulary.grid
        try plan.requireTokens(
            demands.meters.leastCost(grid) { tokens, meter in tokens + leastCost(meter, afterBars: 0) })
    }

    func start() -> any GrammarState { PianoRollGrammarState(self) }

    /// The minimum number of tokens after a complete bar, with at least one further step, including the end token.
    func leastCost(_ meter: GridMeter, afterBars count: Int) -> Int {
        guard let bars = demands.bars else { return 2 }
        return Capped.product(max(1, bars.lowerBound - count), meter.stepsPerBar) + 1
    }
}

/// The state of one tune in the grammar of `pianoroll` tokens.
struct PianoRollGrammarState: GrammarState {
    private let grammar: PianoRollGrammar
    private var meters = MeterState()
    /// Whether the last token completed a meter.
    private var isAfterMeter = false
    /// The number of bars that have begun.
    private var bars = 0
    /// The number of opened steps of the bar.
    private var place = 0
    /// The allowed next pitches of the step, as indices into the pitch range.
    private var reach = 0..<0
    private(set) var isEnded = false

    init(_ grammar: PianoRollGrammar) { self.grammar = grammar }

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
        let isFull = place == meter.stepsPerBar
        mask[Int(GridVocabulary.end)] = demands.mayEnd(afterBars: bars, isFull: isFull)
        if !isFull || demands.mayBegin(afterBars: bars), 1 + rest(meter, afterNextStep: true) <= tokensLeft {
            mask[Int(vocabulary.opening(of: place, meter))] = true
        }
        if 1 + rest(meter, afterNextStep: false) <= tokensLeft {
            let first = Int(vocabulary.firstNote)
            for i in reach { mask[first + i] = demands.pitches[i] }
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

    /// The minimum number of tokens up to the end, including the end token.
    private func rest(_ meter: GridMeter, afterNextStep: Bool) -> Int {
        guard let required = grammar.demands.bars?.lowerBound else { return 1 }
        let isNewBar = afterNextStep && place == meter.stepsPerBar
        let inBar = isNewBar ? meter.stepsPerBar - 1 : meter.stepsPerBar - place - (afterNextStep ? 1 : 0)
        return Capped.product(max(0, required - bars - (isNewBar ? 1 : 0)), meter.stepsPerBar) + inBar + 1
    }

    mutating func advance(_ token: TokenID) {
        let vocabulary = grammar.vocabulary
        switch vocabulary[token] {
        case .end: isEnded = true
        case .meter(let sign): isAfterMeter = meters.advance(sign, vocabulary.grid)
        case .step:
            if isAfterMeter || place == meters.meter?.stepsPerBar {
                bars += 1
                place = 0
            }
            isAfterMeter = false
            place += 1
            reach = 0..<vocabulary.grid.range.count
        case .note(let midi):
            let place = midi - vocabulary.grid.range.lowerBound
            reach = vocabulary.isDescending ? 0..<place : place + 1..<vocabulary.grid.range.count
        case nil: vocabulary.grid.unknown(token)
        }
    }
}
