import MuseProtocols

/// The grammar of whole tunes in `pianoroll` tokens: the meter, then steps. Each step is opened by the token for its
/// position in the bar and contains pitches in strict order.
///
/// A step has one opening token and any number of pitches. The minimum number of remaining tokens is therefore known
/// exactly, and no state is a dead end.
final class PianoRollGrammar: TokenGrammar {
    let vocabulary: PianoRollVocabulary
    let demands: GridDemands

    /// - Throws: `PlanError` for a demand that the tokens cannot represent or that no tune can meet.
    init(_ vocabulary: PianoRollVocabulary, _ plan: Plan) throws {
        self.vocabulary = vocabulary
        demands = try GridDemands(plan, vocabulary.grid)
        try plan.requireTokens(1 + (demands.meters.map { rest(vocabulary.grid.meters[$0], after: 0) }.min() ?? 0))
    }

    func start() -> any GrammarState { PianoRollGrammarState(self) }

    /// The minimum number of tokens after a number of opened steps, including the end token.
    func rest(_ meter: GridMeter, after steps: Int) -> Int {
        guard let bars = demands.bars else { return steps == 0 ? 2 : 1 }
        let whole = (steps + meter.stepsPerBar - 1) / meter.stepsPerBar
        return Capped.product(max(whole, bars.lowerBound), meter.stepsPerBar) - steps + 1
    }
}

/// The state of one tune in the grammar of `pianoroll` tokens.
struct PianoRollGrammarState: GrammarState {
    private let grammar: PianoRollGrammar
    /// nil before the meter token.
    private var meter: GridMeter?
    /// The number of opened steps.
    private var steps = 0
    /// The allowed next pitches of the step, as indices into the pitch range.
    private var reach = 0..<0
    private(set) var isEnded = false

    init(_ grammar: PianoRollGrammar) { self.grammar = grammar }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        for i in mask.indices { mask[i] = false }
        if isEnded { return }
        let vocabulary = grammar.vocabulary
        guard let meter else {
            for i in grammar.demands.meters {
                let needed = 1 + grammar.rest(vocabulary.grid.meters[i], after: 0)
                mask[Int(vocabulary.grid.id(ofMeter: i))] = needed <= tokensLeft
            }
            return
        }
        mask[Int(GridVocabulary.end)] = grammar.demands.mayEnd(after: steps, meter)
        if mayOpen(meter), 1 + grammar.rest(meter, after: steps + 1) <= tokensLeft {
            mask[Int(vocabulary.opening(of: steps, meter))] = true
        }
        if steps > 0, 1 + grammar.rest(meter, after: steps) <= tokensLeft {
            let first = Int(vocabulary.firstNote)
            for i in reach { mask[first + i] = grammar.demands.pitches[i] }
        }
    }

    private func mayOpen(_ meter: GridMeter) -> Bool {
        guard let bars = grammar.demands.bars else { return true }
        return steps % meter.stepsPerBar != 0 || steps / meter.stepsPerBar < bars.upperBound
    }

    mutating func advance(_ token: TokenID) {
        let vocabulary = grammar.vocabulary
        switch vocabulary[token] {
        case .end: isEnded = true
        case .meter(let index): meter = vocabulary.grid.meters[index]
        case .step:
            steps += 1
            reach = 0..<vocabulary.grid.range.count
        case .note(let midi):
            let place = midi - vocabulary.grid.range.lowerBound
            reach = vocabulary.isDescending ? 0..<place : place + 1..<vocabulary.grid.range.count
        case nil: vocabulary.grid.unknown(token)
        }
    }
}
