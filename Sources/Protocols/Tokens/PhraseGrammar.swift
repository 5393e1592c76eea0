/// The tunes of a grammar in which the phrases of a plan recur: a bar that recurs has the tokens of its first
/// occurrence.
///
/// A bar that cannot continue like the original continues freely: complete tunes take priority.
public struct PhraseGrammar: TokenGrammar {
    private let base: any TokenGrammar
    private let repeatedBars: [Int?]
    private let barEnds: Set<TokenID>
    private let conditions: Set<TokenID>
    /// The tokens that start notes.
    private let notes: Set<TokenID>
    /// The share of the notes of each bar that may differ from the repeated one.
    private let variations: [Double]

    /// - Parameters:
    ///   - base: the grammar of tunes with the plan's sections.
    ///   - sections: the plan's sections.
    ///   - barEnds: the tokens that end full bars.
    ///   - conditions: tokens that belong to no bar.
    ///   - notes: tokens that start notes, which sections with `variation` may change.
    public init(
        _ base: any TokenGrammar, _ sections: [Plan.Section], barEnds: Set<TokenID>, conditions: Set<TokenID>,
        notes: Set<TokenID> = []
    ) {
        self.notes = notes
        variations = sections.flatMap { [Double](repeating: $0.variation, count: $0.bars) }
        self.base = base
        repeatedBars = sections.repeatedBars
        self.barEnds = barEnds
        self.conditions = conditions
    }

    public func start() -> any GrammarState { State(grammar: self, base: base.start()) }

    private struct State: GrammarState {
        let grammar: PhraseGrammar
        var base: any GrammarState
        /// The tokens of each finished bar, with the token that ended it.
        private var bars: [[TokenID]] = []
        private var current: [TokenID] = []

        /// The number of tokens that a bar usually still needs, of which each copy needs as many.
        private static let restOfBar = 20

        init(grammar: PhraseGrammar, base: any GrammarState) {
            self.grammar = grammar
            self.base = base
        }

        var isEnded: Bool { base.isEnded }

        func allowed(_ mask: inout [Bool], tokensLeft: Int) {
            for reserve in [tokensOfCopies(restOfBar: Self.restOfBar), tokensOfCopies(restOfBar: 1), 0] {
                base.allowed(&mask, tokensLeft: tokensLeft - reserve)
                if mask.contains(true) { break }
            }
            guard let original else { return }
            let copy = PhraseCopy(of: original, current: current, variation: grammar.variations[bars.count]) {
                grammar.notes.contains($0)
            }
            guard copy.isAligned, !copy.isComplete, mask[Int(copy.next)] || grammar.barEnds.contains(copy.next) else {
                return
            }
            // Sections end their last bar with different tokens.
            let choices =
                grammar.barEnds.contains(copy.next) ? grammar.barEnds : copy.mayChange ? grammar.notes : [copy.next]
            guard choices.contains(where: { mask[Int($0)] }) else { return }
            for token in mask.indices where mask[token] { mask[token] = choices.contains(TokenID(token)) }
        }

        func allowedAsInput(_ mask: inout [Bool]) { base.allowedAsInput(&mask) }

        static func == (a: Self, b: Self) -> Bool {
            a.bars == b.bars && a.current == b.current && a.base.isEqual(b.base)
        }

        func hash(into hasher: inout Hasher) {
            base.hash(into: &hasher)
            hasher.combine(bars)
            hasher.combine(current)
        }

        mutating func advance(_ token: TokenID) {
            base.advance(token)
            guard !grammar.conditions.contains(token) else { return }
            current.append(token)
            guard grammar.barEnds.contains(token) else { return }
            bars.append(current)
            current = []
        }

        /// The bar that the current one repeats; nil if it is new.
        private var original: [TokenID]? {
            guard grammar.repeatedBars.indices.contains(bars.count) else { return nil }
            return grammar.repeatedBars[bars.count].map { bars[$0] }
        }

        /// An upper bound of the tokens of the bars that will repeat others.
        ///
        /// - Parameter restOfBar: the number of tokens that the current bar still needs.
        private func tokensOfCopies(restOfBar: Int) -> Int {
            grammar.repeatedBars.dropFirst(bars.count).reduce(0) { sum, source in
                guard let source, source <= bars.count else { return sum }
                return sum + (source < bars.count ? bars[source].count : current.count + restOfBar)
            }
        }
    }
}

extension [Plan.Section] {
    /// Whether phrases of a section are demanded.
    package var hasPhrases: Bool { contains { !$0.phrases.isEmpty } }

    /// The earlier bar that each bar of the tune repeats, derived from the letters of the phrases.
    package var repeatedBars: [Int?] {
        var firstBar: [Character: Int] = [:]
        var result: [Int?] = []
        for section in self {
            if section.phrases.isEmpty {
                result += [Int?](repeating: nil, count: section.bars)
                continue
            }
            let length = section.bars / section.phrases.count
            for letter in section.phrases {
                let first = firstBar[letter]
                if first == nil { firstBar[letter] = result.count }
                for i in 0..<length { result.append(first.map { $0 + i }) }
            }
        }
        return result
    }
}
