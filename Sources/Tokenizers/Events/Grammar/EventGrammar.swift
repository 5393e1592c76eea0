import MuseProtocols

/// The grammar of whole tunes in event tokens: those that are encoded to the same tokens when they are decoded.
///
/// A tune is one sequence. Without programs, it has one track; several tracks need `use_programs`.
final class EventGrammar: TokenGrammar, IdentityHashable {
    let scheme: any EventScheme
    let options: EventOptions
    let tokens: EventVocabulary
    let demands: EventDemands
    /// Whether notes end by tokens of their own.
    let hasEnds: Bool
    /// Whether drums, and other instruments, can occur.
    let hasDrums: Bool
    let hasPitched: Bool

    private let pitchTokens: [Int]
    private let drumTokens: [Int]

    init(_ scheme: any EventScheme, _ plan: Plan) throws {
        self.scheme = scheme
        options = scheme.options
        tokens = scheme.tokens
        hasEnds = scheme.tokens.has(.noteOn)
        demands = try EventDemands(plan, options, name: scheme.name, hasBars: scheme.hasBars)
        let (options, tokens, demands) = (options, tokens, demands)
        let first = Int(tokens.id(hasEnds ? .noteOn : .pitch))
        pitchTokens = options.pitches.filter { demands.pitches[$0] }.map { first + $0 - options.pitches.lowerBound }
        let drums: EventType = hasEnds ? .drumOn : .pitchDrum
        let allowsDrums = demands.allowsDrums(options)
        drumTokens = allowsDrums && tokens.has(drums) ? Array(tokens.range(drums)) : []
        hasDrums = allowsDrums && (options.programs.map { $0.contains(-1) } ?? tokens.has(drums))
        hasPitched = options.programs.map { $0.contains { $0 >= 0 } } ?? true
        try scheme.checkGrammar()
        guard hasDrums || hasPitched else { throw PlanError("the \(scheme.name) tokenizer has no programs") }
        try plan.requireTokens(scheme.startState(self).leastTokens)
    }

    func start() -> any GrammarState { scheme.startState(self) }

    // MARK: Masks

    func allow(_ type: EventType, _ mask: inout [Bool]) { for id in tokens.range(type) { mask[id] = true } }
    func allow(_ type: EventType, _ index: Int, _ mask: inout [Bool]) { mask[Int(tokens.id(type, index))] = true }
    func allowPitches(_ mask: inout [Bool]) { for id in pitchTokens { mask[id] = true } }

    /// Allows the pitches of drums: those of other notes if drums have no tokens of their own.
    func allowDrums(_ mask: inout [Bool]) {
        for id in drumTokens { mask[id] = true }
        if options.programs != nil, !options.usesDrumPitches { allowPitches(&mask) }
    }

    /// Allows the meters that may be in force.
    func allowMeters(_ mask: inout [Bool], except: Int? = nil, where isPossible: (Int) -> Bool = { _ in true }) {
        guard let meters = options.meters else { return }
        for index in meters.indices where index != except && (demands.meter ?? index) == index && isPossible(index) {
            allow(.meter, index, &mask)
        }
    }

    /// The number of positions in a bar.
    func positions(_ meter: Int?) -> Int {
        (meter.map { options.allMeters[$0].beats } ?? 4) * options.positionsPerBeat
    }
}

/// A state of the grammar of event tokens.
protocol EventGrammarState: GrammarState {
    /// The least number of tokens up to the end, including the end token.
    var leastTokens: Int { get }
    var grammar: EventGrammar { get }
    var isEnded: Bool { get set }

    /// Allows the tokens that can follow.
    ///
    /// - Parameter tokensLeft: the maximum number of tokens from here on.
    func allow(_ mask: inout [Bool], _ tokensLeft: Int)

    /// Reads a token of another type than the end.
    mutating func read(_ type: EventType, _ index: Int)
}

extension EventGrammarState {
    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        for i in mask.indices { mask[i] = false }
        if !isEnded { allow(&mask, tokensLeft) }
    }

    mutating func advance(_ token: TokenID) {
        if token == EventVocabulary.end {
            isEnded = true
        } else if let (type, index) = grammar.tokens[token] {
            read(type, index)
        }
    }
}
