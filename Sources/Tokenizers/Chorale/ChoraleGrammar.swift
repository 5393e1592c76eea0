import MuseProtocols

/// The grammar of whole tunes in `chorale` tokens: the meter, then steps of four voices with their bars and beats.
///
/// How many tokens a number of steps takes is known exactly, so no state is a dead end.
final class ChoraleGrammar: TokenGrammar {
    let vocabulary: ChoraleVocabulary
    let demands: GridDemands

    /// - Throws: `PlanError` for what the tokens lack or what cannot be met.
    init(_ vocabulary: ChoraleVocabulary, _ plan: Plan) throws {
        self.vocabulary = vocabulary
        demands = try GridDemands(plan, vocabulary.grid)
        try plan.requireTokens(demands.meters.map { leastCost(vocabulary.grid.meters[$0]) }.min() ?? 0)
    }

    func start() -> any GrammarState { ChoraleGrammarState(self) }

    /// Tokens of the shortest tune, its meter and end included.
    func leastCost(_ meter: GridMeter) -> Int {
        guard let bars = demands.bars else { return 1 + cost(meter, from: 0, to: 1) + 1 }
        return 1 + cost(meter, fromBar: 0, to: bars.lowerBound) + 1
    }

    /// Tokens of the steps from one up to, not including, another.
    func cost(_ meter: GridMeter, from first: Int, to end: Int) -> Int {
        4 * (end - first) + meter.marks(before: end) - meter.marks(before: first)
    }

    /// Tokens from the start of one bar up to that of another.
    func cost(_ meter: GridMeter, fromBar first: Int, to end: Int) -> Int {
        Capped.product(end - first, cost(meter, from: 0, to: meter.stepsPerBar))
    }
}

/// How far one tune has come in the grammar of `chorale` tokens.
struct ChoraleGrammarState: GrammarState {
    private let grammar: ChoraleGrammar
    /// nil before the meter token.
    private var meter: GridMeter?
    /// Whole steps.
    private var steps = 0
    /// Voices that the step at work has named.
    private var voices = 0
    /// Whether the bar or beat token of the present step has been read.
    private var isMarked = false
    /// The pitch of each voice that sounds, -1 for none.
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
            guard mayGoOn(meter, tokensLeft) else { return }
            switch meter.mark(at: steps) {
            case .bar: mask[Int(vocabulary.bar)] = true
            case .beat: mask[Int(vocabulary.beat)] = true
            case .none: allowCells(&mask)
            }
        } else {
            allowCells(&mask)
        }
    }

    /// Whether one more step can be started and the tune be finished after it.
    private func mayGoOn(_ meter: GridMeter, _ tokensLeft: Int) -> Bool {
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
        // Where notes struck again are held on, starting one that sounds would be a second way to write a hold.
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
