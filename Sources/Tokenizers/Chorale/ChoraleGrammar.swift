import MuseProtocols

/// The grammar of whole tunes in `chorale` tokens: the meter, then steps of four voices, with marks of bars and beats.
///
/// The number of tokens of any number of steps is known exactly, so no state is a dead end.
final class ChoraleGrammar: TokenGrammar {
    let vocabulary: ChoraleVocabulary
    let demands: GridDemands

    /// - Throws: `PlanError` for a demand that the tokens cannot represent or that no tune can meet.
    init(_ vocabulary: ChoraleVocabulary, _ plan: Plan) throws {
        self.vocabulary = vocabulary
        demands = try GridDemands(plan, vocabulary.grid)
        try plan.requireTokens(demands.meters.map { leastCost(vocabulary.grid.meters[$0]) }.min() ?? 0)
    }

    func start() -> any GrammarState { ChoraleGrammarState(self) }

    /// The number of tokens of the shortest tune, including its meter and end.
    func leastCost(_ meter: GridMeter) -> Int {
        guard let bars = demands.bars else { return 1 + cost(meter, from: 0, to: 1) + 1 }
        return 1 + cost(meter, fromBar: 0, to: bars.lowerBound) + 1
    }

    /// The number of tokens of the steps from `first` up to, but not including, `end`.
    func cost(_ meter: GridMeter, from first: Int, to end: Int) -> Int {
        4 * (end - first) + meter.marks(before: end) - meter.marks(before: first)
    }

    /// The number of tokens of the bars from `first` up to, but not including, `end`.
    func cost(_ meter: GridMeter, fromBar first: Int, to end: Int) -> Int {
        Capped.product(end - first, cost(meter, from: 0, to: meter.stepsPerBar))
    }
}

/// The state of one tune in the grammar of `chorale` tokens.
struct ChoraleGrammarState: GrammarState {
    private let grammar: ChoraleGrammar
    /// nil before the meter token.
    private var meter: GridMeter?
    /// The number of complete steps.
    private var steps = 0
    /// The number of voices read in the current step.
    private var voices = 0
    /// Whether the bar or beat token of the current step has been read.
    private var isMarked = false
    /// The sounding pitch of each voice; -1 for none.
    private var sounding = SIMD4<Int16>(repeating: -1)
    private(set) var isEnded = false

    init(_ grammar: ChoraleGrammar) { self.grammar = grammar }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        for i in mask.indices { mask[i] = false }
        if isEnded { return }
        let vocabulary = grammar.vocabulary
        guard let meter else {
            for i in grammar.demands.meters {
                mask[Int(vocabulary.grid.id(ofMeter: i))] = grammar.leastCost(vocabulary.grid.meters[i]) <= tokensLeft
            }
            return
        }
        if voices == 0, !isMarked {
            mask[Int(GridVocabulary.end)] = grammar.demands.mayEnd(after: steps, meter)
            guard mayContinue(meter, tokensLeft) else { return }
            switch meter.mark(at: steps) {
            case .bar: mask[Int(vocabulary.bar)] = true
            case .beat: mask[Int(vocabulary.beat)] = true
            case .none: allowCells(&mask)
            }
        } else {
            allowCells(&mask)
        }
    }

    /// Whether another step may start, leaving enough tokens to end the tune.
    private func mayContinue(_ meter: GridMeter, _ tokensLeft: Int) -> Bool {
        guard let bars = grammar.demands.bars else {
            return grammar.cost(meter, from: steps, to: steps + 1) + 1 <= tokensLeft
        }
        let bar = steps / meter.stepsPerBar
        if steps % meter.stepsPerBar == 0, bar >= bars.upperBound { return false }
        let toBarLine = grammar.cost(meter, from: steps, to: (bar + 1) * meter.stepsPerBar)
        let rest = grammar.cost(meter, fromBar: 0, to: max(0, bars.lowerBound - bar - 1))
        return toBarLine + rest + 1 <= tokensLeft
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
        case .meter(let index): meter = vocabulary.grid.meters[index]
        case .bar, .beat: isMarked = true
        case .cell(_, let cell):
            let voice = vocabulary.order[voices]
            switch cell {
            case .hold: break
            case .rest: sounding[voice] = -1
            case .note(let midi): sounding[voice] = Int16(midi)
            }
            voices += 1
            if voices == 4 {
                voices = 0
                steps += 1
                isMarked = false
            }
        case nil: vocabulary.grid.unknown(token)
        }
    }
}
